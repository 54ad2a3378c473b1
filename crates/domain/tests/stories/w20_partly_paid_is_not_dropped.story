# w20 (OCA#330): partly paid invoices were dropped without a word. What is left is asked for, step after step.
2026-08-01 invoice F1 900.00 due 2026-08-31
2026-09-03 run
-> email reminder_1: F1 900.00
2026-09-04 paid F1 300.00
2026-09-10 run
-> email reminder_2: F1 600.00
2026-09-11 paid F1 300.00
2026-09-21 run
-> call call: F1 300.00
