# OCA: a contact without an e-mail address falls back to the company. Any address of the account will do; without one,
# the letter.
2026-09-01 scenario
2026-09-01 step r1 J+3 by email,letter,task
2026-09-01 no email
2026-09-01 no address
2026-09-01 invoice F1 100.00 due 2026-09-11
2026-09-14 run
-> task r1 instead of email: F1 100.00
