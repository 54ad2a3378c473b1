# w35 (rigpl-erpnext#47): whom, and how often? A debtor of a slow category gets its own step and rhythm; a better one
# does not.
2026-09-01 scenario
2026-09-01 step soft J+5 only SLOW
2026-09-01 step firm J+15 gap 10 by email
2026-09-01 category SLOW
2026-09-01 invoice F1 100.00 due 2026-09-07
2026-09-08..2026-09-24 runs
-> 2026-09-12 F1 held: quiet until 2026-09-14
-> 2026-09-14 email soft: F1 100.00
-> 2026-09-24 email firm: F1 100.00
2026-09-25 category USUAL
2026-09-25 invoice F2 100.00 due 2026-09-21
2026-09-25..2026-10-09 runs
-> 2026-09-25 F1 exhausted
-> 2026-10-06 email firm: F2 100.00 (gross 200.00, net 200.00; listed F1 100.00)
-> 2026-10-07 F2 exhausted
