# Tryton, final: one level; the night after, nothing is left but a decision.
2026-08-01 scenario
2026-08-01 step only J+1
2026-08-01 invoice F1 100.00 due 2026-08-31
2026-09-01 run
-> email only: F1 100.00
2026-09-02 run
-> F1 exhausted
