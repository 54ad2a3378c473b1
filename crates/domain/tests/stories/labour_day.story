# J+3 is Labour Day, a Friday; J+10 is Victory Day, the Friday after: both move to the Monday.
2026-04-01 invoice F1 500.00 due 2026-04-28
2026-05-01 run
-> F1 held: quiet until 2026-05-04
2026-05-01..2026-05-31 runs
-> 2026-05-04 email reminder_1: F1 500.00
-> 2026-05-11 email reminder_2: F1 500.00
-> 2026-05-18 call call: F1 500.00
-> 2026-05-28 letter letter: F1 500.00
