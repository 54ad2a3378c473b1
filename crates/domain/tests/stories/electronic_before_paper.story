# CPCE L100: an electronic registered letter to a professional needs no agreement. It is approved first where the scenario says
# so, and a person sends it; the next channel is taken where the law or the house does not let it go.
2026-09-01 scenario
2026-09-01 step r1 J+3 by email
2026-09-01 step r2 J+10 gap 5 by electronic,registered,letter
2026-09-01 electronic business
2026-09-01 invoice F1 1000.00 due 2026-09-11
2026-09-14 run
-> email r1: F1 1000.00
2026-09-21 run
-> electronic r2: F1 1000.00
