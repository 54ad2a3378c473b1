# w2 (invoiceninja#553): a hundred copies to one client. However many items are ripe, one message a day leaves, and no
# more than the budget of contacts in a month.
2026-09-01 pressure 3 in 30
2026-09-01 spacing 1
2026-09-01 invoice F1 100.00 due 2026-09-01
2026-09-01 invoice F2 100.00 due 2026-09-02
2026-09-01 invoice F3 100.00 due 2026-09-03
2026-09-01 invoice F4 100.00 due 2026-09-07
2026-09-01 invoice F5 100.00 due 2026-09-08
2026-09-01..2026-10-12 runs
-> 2026-09-01 email pre_due: F1 100.00, F2 100.00, F3 100.00 (gross 300.00, net 300.00)
-> 2026-09-02 email pre_due: F4 100.00 (gross 200.00, net 200.00; listed F1 100.00)
-> 2026-09-03 email pre_due: F5 100.00 (gross 300.00, net 300.00; listed F1 100.00, F2 100.00)
-> 2026-09-04 F1 held: pressure until 2026-10-01
-> 2026-09-05 F2 held: pressure until 2026-10-01
-> 2026-09-06 F3 held: pressure until 2026-10-01
-> 2026-09-10 F4 held: pressure until 2026-10-01
-> 2026-09-11 F5 held: pressure until 2026-10-01
-> 2026-10-01 email reminder_1: F1 100.00, F2 100.00, F3 100.00, F4 100.00, F5 100.00 (gross 500.00, net 500.00)
-> 2026-10-08 email reminder_2: F1 100.00, F2 100.00, F3 100.00, F4 100.00, F5 100.00 (gross 500.00, net 500.00)
