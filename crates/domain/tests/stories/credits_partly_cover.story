# Credits that do not cover are listed and taken off the net; the gross stays readable. What is not due is no part of either.
2026-09-01 invoice F1 1200.00 due 2026-09-10
2026-09-01 invoice F2 300.00 due 2026-09-15
2026-09-10 credit A1 100.00
2026-09-14 run
-> email reminder_1: F1 1200.00 (gross 1200.00, net 1100.00; credits A1 -100.00)
-> F2 held: spacing until 2026-09-17
-> A1 held: credit_covers
2026-09-17 run
-> F1 not yet: 2026-09-21
-> F2 not yet: 2026-09-18
-> A1 held: credit_covers
2026-09-18 run
-> email reminder_1: F2 300.00 (gross 1500.00, net 1400.00; listed F1 1200.00; credits A1 -100.00)
-> F1 not yet: 2026-09-21
-> A1 held: credit_covers
2026-09-21 run
-> email reminder_2: F1 1200.00 (gross 1500.00, net 1400.00; listed F2 300.00; credits A1 -100.00)
-> F2 not yet: 2026-09-25
-> A1 held: credit_covers
