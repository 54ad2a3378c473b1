# A debtor is given one scenario and the other in turn: each step is said once, by its key, and none comes after a later one
# of the same scenario.
2026-08-01 scenario
2026-08-01 step r1 J+3
2026-08-01 step r2 J+10 gap 5
2026-08-01 step r3 J+40 gap 5
2026-08-01 scenario other
2026-08-01 step x J+5
2026-08-01 step y J+12 gap 5
2026-08-01 step r2 J+20 gap 5
2026-08-01 step z J+30 gap 5
2026-08-01 invoice F1 100.00 due 2026-08-28
2026-08-31 run
-> email r1: F1 100.00
2026-09-02 bound other
2026-09-03 run
-> email x: F1 100.00
2026-09-07 unbound
2026-09-08 run
-> email r2: F1 100.00
2026-09-09 bound other
2026-09-10..2026-09-30 runs
-> 2026-09-27 F1 held: quiet until 2026-09-28
-> 2026-09-28 email z: F1 100.00
-> 2026-09-29 F1 exhausted
2026-10-01 unbound
2026-10-01..2026-10-20 runs
-> 2026-10-07 email r3: F1 100.00
-> 2026-10-08 F1 exhausted
2026-10-21 bound other
2026-10-21 run
-> F1 exhausted
