# S24: a soft scenario for those who forget. The category decides each night; a person's word goes before the rules.
2026-08-01 scenario
2026-08-01 step r1 J+3
2026-08-01 step r2 J+8 gap 5
2026-08-01 scenario soft
2026-08-01 step kind_word J+10
2026-08-01 step r2 J+25 gap 10
2026-08-01 rule soft category FORGETFUL
2026-08-01 category FORGETFUL
2026-08-01 invoice F1 100.00 due 2026-08-28
2026-08-31 run
-> F1 not yet: 2026-09-07
2026-09-07 run
-> email kind_word: F1 100.00
2026-09-08 category NONE
2026-09-08 run
-> F1 exhausted
2026-09-14 run
-> F1 exhausted
2026-09-15 bound soft
2026-09-22..2026-10-30 runs
-> 2026-09-22 email r2: F1 100.00
-> 2026-09-23 F1 exhausted
