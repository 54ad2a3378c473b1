# A part payment neither restarts nor skips: the next step asks for what is left.
2026-09-01 invoice F1 1200.00 due 2026-09-10
2026-09-14 run
-> email reminder_1: F1 1200.00
2026-09-15 paid F1 400.00
2026-09-15 run
-> F1 not yet: 2026-09-21
2026-09-21 run
-> email reminder_2: F1 800.00
2026-10-01 paid F1 799.50  # the rest is under the tolerance of 1.00
2026-10-05 run
-> F1 held: credit_covers
