# OCA, change of policy: the draft under the old one is void and one under the new is made; what was sent stays sent.
2026-08-01 scenario
2026-08-01 step r1 J+3
2026-08-01 step r2 J+30 gap 7
2026-08-01 invoice F1 100.00 due 2026-08-28
2026-08-31 run
-> email r1: F1 100.00
2026-09-01 scenario
2026-09-01 step r1 J+3
2026-09-01 step extra J+8 gap 5
2026-09-01 step r2 J+30 gap 7
2026-09-07 run
-> email extra: F1 100.00
2026-09-28 run
-> email r2: F1 100.00
