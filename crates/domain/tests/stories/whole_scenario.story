# One invoice that nobody pays, from the courtesy message to the task of preparing a formal notice.
2026-08-31 invoice F1 1200.00 due 2026-09-30
2026-09-01..2026-11-30 runs
-> 2026-09-25 email pre_due: F1 1200.00
-> 2026-10-03 F1 held: quiet until 2026-10-05
-> 2026-10-05 email reminder_1: F1 1200.00
-> 2026-10-12 email reminder_2: F1 1200.00
-> 2026-10-20 call call: F1 1200.00
-> 2026-10-30 letter letter: F1 1200.00
-> 2026-11-09 task prepare_formal_notice: F1 1200.00
-> 2026-11-10 F1 exhausted
