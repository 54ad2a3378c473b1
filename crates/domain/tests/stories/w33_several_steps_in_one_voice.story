# w33 (frappe#26969): one invoice at a time. Items at different steps share a message; each keeps its step.
2026-09-01 invoice F1 100.00 due 2026-08-28
2026-09-01 run
-> email reminder_1: F1 100.00
2026-09-05 invoice F2 200.00 due 2026-09-05
2026-09-08 run
-> email reminder_2: F1 100.00, F2 200.00 [reminder_1] (gross 300.00, net 300.00)
