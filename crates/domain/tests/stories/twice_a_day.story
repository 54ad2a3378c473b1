# The same night again, and again: the item has advanced, nothing leaves.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-14 run
-> email reminder_1: F1 500.00
2026-09-14 run
-> F1 not yet: 2026-09-21
2026-09-14 run
-> F1 not yet: 2026-09-21
