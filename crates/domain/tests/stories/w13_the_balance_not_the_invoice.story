# w13 (OCA#457): the reminder showed the first amount. What is asked is what is left.
2026-09-01 invoice F1 1200.00 due 2026-09-11
2026-09-07 paid F1 700.00
2026-09-14 run
-> email reminder_1: F1 500.00
