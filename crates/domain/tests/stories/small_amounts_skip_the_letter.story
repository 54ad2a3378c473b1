# A letter costs: below 150.00 the step does not exist, and the scenario goes on with the next.
2026-08-01 scenario
2026-08-01 step r1 J+3
2026-08-01 step letter J+10 gap 7 by letter min 150.00
2026-08-01 step r2 J+20 gap 7
2026-08-01 invoice F1 149.99 due 2026-08-28
2026-08-01 invoice F2 150.00 due 2026-08-28
2026-08-31..2026-09-30 runs
-> 2026-08-31 email r1: F1 149.99, F2 150.00 (gross 299.99, net 299.99)
-> 2026-09-07 letter letter: F2 150.00 (gross 299.99, net 299.99; listed F1 149.99)
-> 2026-09-17 email r2: F1 149.99, F2 150.00 (gross 299.99, net 299.99)
-> 2026-09-18 F1 exhausted
-> 2026-09-18 F2 exhausted
