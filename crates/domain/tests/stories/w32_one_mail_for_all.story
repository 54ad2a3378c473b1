# w32 (frappe#12429): one mail per invoice floods. Ten invoices make one message.
2026-09-01 invoice F1 10.00 due 2026-09-10
2026-09-01 invoice F2 20.00 due 2026-09-10
2026-09-01 invoice F3 30.00 due 2026-09-10
2026-09-01 invoice F4 40.00 due 2026-09-10
2026-09-01 invoice F5 50.00 due 2026-09-10
2026-09-01 invoice F6 60.00 due 2026-09-10
2026-09-01 invoice F7 70.00 due 2026-09-10
2026-09-01 invoice F8 80.00 due 2026-09-10
2026-09-01 invoice F9 90.00 due 2026-09-10
2026-09-01 invoice F10 100.00 due 2026-09-10
2026-09-14 run
-> email reminder_1: F1 10.00, F2 20.00, F3 30.00, F4 40.00, F5 50.00, F6 60.00, F7 70.00, F8 80.00, F9 90.00, F10 100.00 (gross 550.00, net 550.00)
