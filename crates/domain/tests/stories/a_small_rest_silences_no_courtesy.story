# A rest that is not worth a message, nor one together with what is not due: the courtesy goes all the same.
2026-08-01 invoice OLD 0.50 due 2026-08-20
2026-08-20 invoice EDGE 50.00 due 2026-09-11
2026-09-07 run
-> email pre_due: EDGE 50.00 (gross 50.50, net 50.50; listed OLD 0.50)
-> OLD held: credit_covers
2026-09-14 run
-> email reminder_1: OLD 0.50, EDGE 50.00 (gross 50.50, net 50.50)
