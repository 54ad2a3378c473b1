# A plan that is kept to, and a partner who has the file, silence their items only.
2026-09-01 invoice F1 900.00 due 2026-08-31
2026-09-01 invoice F2 100.00 due 2026-08-31
2026-09-01 invoice F3 10.00 due 2026-08-31
2026-09-02 plan F1 until 2026-10-01
2026-09-02 hand over F2
2026-09-03 run
-> email reminder_1: F3 10.00
-> F1 held: plan until 2026-10-01
-> F2 held: handed_over
2026-10-01 run
-> email reminder_2: F1 900.00 [reminder_1], F3 10.00 (gross 910.00, net 910.00)
-> F2 held: handed_over
