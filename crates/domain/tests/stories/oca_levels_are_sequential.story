# OCA account_credit_control: three runs at growing dates give three levels, one level per run, however
# late the item is; three invoices of one customer come in one message with their sum once each of them is late.
2026-12-01 invoice F1 100.00 due 2026-11-02
2026-12-01 invoice F2 200.00 due 2026-12-01
2026-12-01 invoice F3 300.00 due 2027-01-04
2026-12-30 run
-> email reminder_1: F1 100.00, F2 200.00 (gross 300.00, net 300.00)
-> F3 held: spacing until 2027-01-04
2027-01-29 run
-> email reminder_2: F1 100.00, F2 200.00, F3 300.00 [reminder_1] (gross 600.00, net 600.00)
2027-02-26 run
-> call call: F1 100.00, F2 200.00, F3 300.00 [reminder_2] (gross 600.00, net 600.00)
