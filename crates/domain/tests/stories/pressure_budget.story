# No more contacts than the budget: the next one waits until the oldest leaves the window.
2026-09-01 pressure 2 in 30
2026-09-01 invoice F1 900.00 due 2026-08-31
2026-09-03..2026-10-20 runs
-> 2026-09-03 email reminder_1: F1 900.00
-> 2026-09-10 email reminder_2: F1 900.00
-> 2026-09-20 F1 held: pressure until 2026-10-05
-> 2026-10-03 F1 held: quiet until 2026-10-05
-> 2026-10-05 call call: F1 900.00
-> 2026-10-12 letter letter: F1 900.00
-> 2026-10-20 task prepare_formal_notice: F1 900.00
