# The machine was off for three weeks: what was missed leaves once, by state and not by date equality,
# and the next step still waits for its gap.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-04 run
-> F1 not yet: 2026-09-07
2026-10-05 run
-> email reminder_1: F1 500.00
2026-10-06 run
-> F1 not yet: 2026-10-12
2026-10-06..2026-10-31 runs
-> 2026-10-12 email reminder_2: F1 500.00
-> 2026-10-19 call call: F1 500.00
-> 2026-10-26 letter letter: F1 500.00
