# CPCE L100: who is no professional must have agreed beforehand; an agreement of the very day is one, one of tomorrow is none. A debtor
# of unknown kind gets the consumer's care.
2026-09-01 scenario
2026-09-01 step r1 J+3 by electronic,registered
2026-09-01 step r2 J+10 gap 5 by electronic,registered
2026-09-01 step r3 J+20 gap 5 by electronic,registered
2026-09-01 step r4 J+30 gap 5 by electronic,registered
2026-09-01 electronic consumer
2026-09-01 invoice F1 1000.00 due 2026-09-11
2026-09-14 run
-> registered r1 instead of electronic: F1 1000.00
2026-09-20 electronic consumer agreed 2026-09-22
2026-09-21 run
-> registered r2 instead of electronic: F1 1000.00
2026-10-01 electronic unknown
2026-10-01 run
-> registered r3 instead of electronic: F1 1000.00
2026-10-11 electronic consumer agreed 2026-10-12
2026-10-12 run
-> electronic r4: F1 1000.00
