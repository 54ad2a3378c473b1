# The worked example of docs/spec/dunning-decision.md.
2026-08-31 invoice F1 1000.00 due 2026-08-28
2026-08-31 run
-> email reminder_1: F1 1000.00
2026-09-17 invoice F2 200.00 due 2026-09-15
2026-09-17 invoice F3 30.00 due 2026-09-16
2026-09-17 invoice F4 4.00 due 2026-10-30
2026-09-17 credit A1 100.00
2026-09-18 run
-> email reminder_2: F1 1000.00, F2 200.00 [reminder_1] (gross 1230.00, net 1130.00; listed F3 30.00; credits A1 -100.00)
-> F3 not yet: 2026-09-21
-> F4 not yet: 2026-10-26
-> A1 held: credit_covers
