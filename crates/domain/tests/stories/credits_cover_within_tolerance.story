# What is left after credits is the tolerance, then one cent more.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-10 credit A1 499.00
2026-09-14 run
-> F1 held: credit_covers
-> A1 held: credit_covers
2026-09-15 tolerance 0.99
2026-09-15 run
-> email reminder_1: F1 500.00 (gross 500.00, net 1.00; credits A1 -499.00)
-> A1 held: credit_covers
