# An agreement on a smaller sum silences its items until a payment of its last day would be known.
2026-09-01 invoice F1 900.00 due 2026-08-31
2026-09-01 invoice F2 100.00 due 2026-08-31
2026-09-02 compromise F1 until 2026-10-01
2026-09-03 run
-> email reminder_1: F2 100.00
-> F1 held: compromise until 2026-10-01
2026-10-01 run
-> email reminder_2: F1 900.00 [reminder_1], F2 100.00 (gross 1000.00, net 1000.00)
