# Who has just paid a part is not written to the day after: the next step keeps its distance from the payment.
2026-08-01 invoice F1 900.00 due 2026-08-31
2026-09-03 run
-> email reminder_1: F1 900.00
2026-09-09 paid F1 100.00
2026-09-10..2026-09-30 runs
-> 2026-09-12 F1 held: quiet until 2026-09-14
-> 2026-09-14 email reminder_2: F1 800.00
-> 2026-09-21 call call: F1 800.00
-> 2026-09-30 letter letter: F1 800.00
