# Where the scenario says so it waits for an approval; on paper it is a person's work in any case. Without an e-mail that reaches
# somebody there is nobody to tell of it.
2026-09-01 scenario
2026-09-01 step r1 J+3 by electronic,registered confirm
2026-09-01 step r2 J+10 gap 5 by electronic,registered confirm
2026-09-01 step r3 J+20 gap 5 by electronic,registered confirm
2026-09-01 electronic public
2026-09-01 invoice F1 1000.00 due 2026-09-11
2026-09-14 run
-> electronic r1 to_confirm: F1 1000.00
2026-09-20 email bounces
2026-09-21 run
-> registered r2 instead of electronic: F1 1000.00
2026-09-30 email
2026-09-30 no address
2026-10-01 run
-> F1 held: no_contact
