# ERPNext: cancelling the payment makes the invoice unresolved again. It starts gently, in a new episode.
2026-09-01 invoice F1 100.00 due 2026-09-04
2026-09-07 run
-> email reminder_1: F1 100.00
2026-09-08 paid F1
2026-09-14 run
2026-09-15 reopen F1
2026-09-15 run
-> email reminder_1: F1 100.00
