# What counts is what the debtor would have to pay, credits taken off.
2026-09-01 minimum 15.00
2026-09-01 invoice F1 100.00 due 2026-09-10
2026-09-01 credit A1 85.01
2026-09-14 run
-> F1 held: below_minimum
-> A1 held: credit_covers
2026-09-15 minimum 14.99
2026-09-15 run
-> email reminder_1: F1 100.00 (gross 100.00, net 14.99; credits A1 -85.01)
-> A1 held: credit_covers
