# w6 (akaunting#259): a reminder though it is paid. The decision is taken again on what is open when the message leaves.
2026-09-01 invoice F1 100.00 due 2026-09-11
2026-09-01 invoice F2 100.00 due 2026-09-11
2026-09-14 paid F1
2026-09-14 run
-> email reminder_1: F2 100.00
2026-09-15 paid F2
2026-09-21 run
