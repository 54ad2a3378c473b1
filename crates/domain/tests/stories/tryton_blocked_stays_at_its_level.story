# Tryton: while a level is blocked it stays there; unblocked, the next one follows. Paid: nothing any more.
2026-08-01 scenario
2026-08-01 step level_1 J+5
2026-08-01 step level_2 J+20
2026-08-01 step level_3 J+40
2026-08-01 invoice F1 100.00 due 2026-08-31
2026-09-04 run
-> F1 not yet: 2026-09-07
2026-09-07 run
-> email level_1: F1 100.00
2026-09-08 pause F1
2026-09-30 run
-> F1 held: paused
2026-09-30 release F1
2026-10-01 run
-> email level_2: F1 100.00
2026-10-02 paid F1
2026-10-20 run
