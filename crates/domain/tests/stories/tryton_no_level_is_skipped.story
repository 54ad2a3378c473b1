# Tryton: while a level is a draft that nobody has processed, the next one does not come, however late it is.
2026-08-01 scenario
2026-08-01 step level_1 J+5
2026-08-01 step level_2 J+20
2026-08-01 step level_3 J+40
2026-08-01 invoice F1 100.00 due 2026-08-31
2026-09-07 run
-> email level_1: F1 100.00
2026-09-07 put off F1
2026-09-15 run
-> F1 not yet: 2026-09-21
2026-09-30 run
-> F1 held: previous_step
2026-09-30 carried out F1
2026-10-01 run
-> email level_2: F1 100.00
2026-10-01 put off F1
2026-11-02 run
-> F1 held: previous_step
2026-11-02 carried out F1
2026-11-03 run
-> email level_3: F1 100.00
2026-11-03 put off F1
2026-11-10 run
-> F1 held: previous_step
2026-11-10 carried out F1
2026-11-12 run
-> F1 exhausted
