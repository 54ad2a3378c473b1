# The emergency stop holds what reaches a debtor, and nothing is forgotten when it ends.
2026-09-01 invoice F1 900.00 due 2026-09-11
2026-09-14 stop
2026-09-14 run
-> F1 held: emergency_stop
2026-09-16 go
2026-09-16 run
-> email reminder_1: F1 900.00
