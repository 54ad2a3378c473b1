# S26: the firm scenario is for what is large. A part payment makes the item small: it goes on in the usual scenario from
# where it stands. Nothing is said twice, nothing is passed over.
2026-08-01 scenario
2026-08-01 step r1 J+3
2026-08-01 step r2 J+15 gap 7
2026-08-01 step r3 J+30 gap 7
2026-08-01 scenario firm
2026-08-01 step r1 J+3
2026-08-01 step notice J+8 gap 5
2026-08-01 step last_word J+20 gap 7
2026-08-01 rule firm min 500.00
2026-08-01 invoice F1 900.00 due 2026-08-28
2026-08-31 run
-> email r1: F1 900.00
2026-09-07 run
-> email notice: F1 900.00
2026-09-08 paid F1 500.00
2026-09-08..2026-09-16 runs
-> 2026-09-14 email r2: F1 400.00
2026-09-17..2026-10-30 runs
-> 2026-09-27 F1 held: quiet until 2026-09-28
-> 2026-09-28 email r3: F1 400.00
-> 2026-09-29 F1 exhausted
