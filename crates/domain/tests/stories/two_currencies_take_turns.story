# A busy account in euros does not silence its dollars: what has waited longest speaks first.
2026-09-01 invoice U1 700.00 due 2026-09-10 usd
2026-09-01 invoice F1 500.00 due 2026-09-09
2026-09-01 invoice F2 500.00 due 2026-09-13
2026-09-01 invoice F3 500.00 due 2026-09-14
2026-09-14 run
-> email reminder_1: F1 500.00 (gross 1000.00, net 1000.00; listed F2 500.00)
-> U1 held: spacing until 2026-09-17
-> F2 not yet: 2026-09-16
-> F3 held: spacing until 2026-09-17
2026-09-17 run
-> email reminder_1 in USD: U1 700.00
-> F1 not yet: 2026-09-21
-> F2 held: spacing until 2026-09-21
-> F3 held: spacing until 2026-09-21
2026-09-21 run
-> email reminder_2: F1 500.00, F2 500.00 [reminder_1], F3 500.00 [reminder_1] (gross 1500.00, net 1500.00)
-> U1 not yet: 2026-09-24
