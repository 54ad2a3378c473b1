# After the last step a person decides: nothing leaves, nothing starts again.
2026-07-01 invoice F1 500.00 due 2026-07-31
2026-08-01..2026-09-09 runs
-> 2026-08-03 email reminder_1: F1 500.00
-> 2026-08-10 email reminder_2: F1 500.00
-> 2026-08-20 call call: F1 500.00
-> 2026-08-30 F1 held: quiet until 2026-08-31
-> 2026-08-31 letter letter: F1 500.00
-> 2026-09-09 task prepare_formal_notice: F1 500.00
2026-09-10 run
-> F1 exhausted
2026-09-11..2027-09-30 runs
2027-10-01 paid F1 499.00
2027-10-01 run
-> F1 exhausted
