# S26: what is late by more than sixty days follows a scenario of its own; the youngest keeps the usual one, and both speak
# in one message.
2026-08-01 scenario
2026-08-01 step r1 J+3
2026-08-01 step r2 J+15 gap 7
2026-08-01 scenario old
2026-08-01 step r1 J+3
2026-08-01 step old_debt J+60 gap 7
2026-08-01 rule old late 60
2026-08-01 invoice F1 100.00 due 2026-06-01
2026-08-01 invoice F2 200.00 due 2026-08-28
2026-08-31 run
-> email r1: F1 100.00, F2 200.00 (gross 300.00, net 300.00)
2026-09-14 run
-> email old_debt: F1 100.00, F2 200.00 [r2] (gross 300.00, net 300.00)
2026-09-15 run
-> F1 exhausted
-> F2 exhausted
