# Paid between two steps: nothing more leaves.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-14 run
-> email reminder_1: F1 500.00
2026-09-17 paid F1
2026-09-21 run
2026-09-22..2026-12-31 runs
