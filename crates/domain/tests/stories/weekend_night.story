# A night on a Saturday says why it is silent, and until when.
2026-09-01 invoice F1 500.00 due 2026-09-16
2026-09-10 paid F1 100.00
2026-09-19 run
-> F1 held: quiet until 2026-09-21
2026-09-20 run
-> F1 held: quiet until 2026-09-21
2026-09-21 run
-> email reminder_1: F1 400.00
