# Kill Bill, TestOverdueWrapper: 31, 41 and 51 days after thresholds of 30, 40 and 50 are states one, two and three; an
# account met late goes through them in turn.
2026-08-01 scenario
2026-08-01 step od1 J+30
2026-08-01 step od2 J+40
2026-08-01 step od3 J+50
2026-08-01 invoice F1 100.00 due 2026-08-31
2026-10-01 run
-> email od1: F1 100.00
2026-10-12 run
-> email od2: F1 100.00
2026-10-21 run
-> email od3: F1 100.00
2026-10-22 invoice LATE 50.00 due 2026-08-01
2026-10-26 run
-> email od1: LATE 50.00 (gross 150.00, net 150.00; listed F1 100.00)
-> F1 exhausted
2026-10-29 run
-> email od2: LATE 50.00 (gross 150.00, net 150.00; listed F1 100.00)
-> F1 exhausted
