# J+3 is 14 July, a Tuesday: the reminder leaves on the Wednesday.
2026-06-15 invoice F1 500.00 due 2026-07-11
2026-07-13 run
-> F1 not yet: 2026-07-15
2026-07-14 run
-> F1 held: quiet until 2026-07-15
2026-07-15 run
-> email reminder_1: F1 500.00
