# The house has no service of electronic registered letters: the next channel is taken.
2026-09-01 scenario
2026-09-01 step r1 J+3 by electronic,registered,letter
2026-09-01 invoice F1 1000.00 due 2026-09-11
2026-09-14 run
-> registered r1 instead of electronic: F1 1000.00
