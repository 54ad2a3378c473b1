# A second invoice ripe the day after a message waits for three days of peace; a pre-due one too, and a reminder goes before it.
2026-09-01 invoice F1 500.00 due 2026-09-11
2026-09-01 invoice F2 300.00 due 2026-09-12
2026-09-01 invoice F3 100.00 due 2026-09-20
2026-09-14 run
-> email reminder_1: F1 500.00 (gross 800.00, net 800.00; listed F2 300.00)
-> F2 not yet: 2026-09-15
-> F3 not yet: 2026-09-15
2026-09-15 run
-> F1 not yet: 2026-09-21
-> F2 held: spacing until 2026-09-17
-> F3 held: spacing until 2026-09-17
2026-09-16 run
-> F1 not yet: 2026-09-21
-> F2 held: spacing until 2026-09-17
-> F3 held: spacing until 2026-09-17
2026-09-17 run
-> email reminder_1: F2 300.00 (gross 800.00, net 800.00; listed F1 500.00)
-> F1 not yet: 2026-09-21
-> F3 held: spacing until 2026-09-21
