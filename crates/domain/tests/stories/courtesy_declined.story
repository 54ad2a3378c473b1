# Who wants no courtesy message gets none, and is reminded of what is due all the same.
2026-09-01 invoice F1 100.00 due 2026-09-11
2026-09-01 no courtesy
2026-09-07 run
-> F1 held: courtesy_declined
2026-09-15 run
-> email reminder_1: F1 100.00
2026-09-15 invoice F2 50.00 due 2026-09-25
2026-09-21 run
-> F1 not yet: 2026-09-22
-> F2 held: courtesy_declined
2026-09-22 courtesy
2026-09-22 run
-> email reminder_2: F1 100.00
-> F2 held: spacing until 2026-09-25
2026-09-25 run
-> email pre_due: F2 50.00 (gross 150.00, net 150.00; listed F1 100.00)
-> F1 not yet: 2026-10-01
