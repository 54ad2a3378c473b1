# The gap to the next step counts from the day on which a person posted the letter, not from the night that asked for it.
2026-09-01 scenario
2026-09-01 step letter J5 by letter
2026-09-01 step call J12 gap 7 by call
2026-09-01 invoice F1 900.00 due 2026-08-31
2026-09-07 run
-> letter letter: F1 900.00
2026-09-08 put off F1
2026-09-21 run
-> F1 held: previous_step
2026-09-23 posted F1 2026-09-23
2026-09-24 run
-> F1 not yet: 2026-09-30
2026-09-30 run
-> call call: F1 900.00
