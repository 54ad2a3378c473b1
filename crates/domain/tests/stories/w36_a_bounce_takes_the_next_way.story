# w36 (Upflow's rival): missing contacts and unseen bounces. Without an e-mail address the step takes its next way and
# says so; when no way is left the item is held, with the reason.
2026-09-01 scenario
2026-09-01 step r1 J+3 by email,letter
2026-09-01 step r2 J+10 gap 7 by email,letter
2026-09-01 step r3 J+20 gap 7 by email,letter
2026-09-01 invoice F1 100.00 due 2026-09-11
2026-09-14 run
-> email r1: F1 100.00
2026-09-15 no email
2026-09-21 run
-> letter r2 instead of email: F1 100.00
2026-09-22 no address
2026-10-01 run
-> F1 held: no_contact
