# Who writes back is not written to by a machine before somebody has read it; work inside the house goes on.
2026-08-01 invoice F1 900.00 due 2026-08-31
2026-09-03 run
-> email reminder_1: F1 900.00
2026-09-04 reply
2026-09-10 run
-> F1 held: replied
2026-09-11 read
2026-09-11 run
-> email reminder_2: F1 900.00
