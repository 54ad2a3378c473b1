# A direct debit comes back: the item is open again in a new episode, and starts gently.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-14..2026-09-22 runs
-> 2026-09-14 email reminder_1: F1 500.00
-> 2026-09-21 email reminder_2: F1 500.00
2026-09-23 paid F1
2026-09-28 run
2026-10-05 reopen F1
2026-10-05 run
-> email reminder_1: F1 500.00
2026-10-06..2026-10-15 runs
-> 2026-10-12 email reminder_2: F1 500.00
