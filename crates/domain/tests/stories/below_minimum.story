# A message that asks for less than the organisation's minimum waits until there is more to ask.
2026-09-01 minimum 15.00
2026-09-01 invoice F1 14.99 due 2026-09-10
2026-09-14 run
-> F1 held: below_minimum
2026-09-14 invoice F2 0.01 due 2026-09-11
2026-09-15 run
-> email reminder_1: F1 14.99, F2 0.01 (gross 15.00, net 15.00)
