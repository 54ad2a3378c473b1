# A credit that covers what is late, though not what is late and what is coming together: nothing late is asked for. What is not
# due is announced with what would be left to pay.
2026-08-01 invoice OLD 100.00 due 2026-09-03
2026-08-20 invoice EDGE 50.00 due 2026-09-11
2026-08-20 credit A1 120.00
2026-09-07 no courtesy
2026-09-07 run
-> OLD held: credit_covers
-> EDGE held: courtesy_declined
-> A1 held: credit_covers
2026-09-07 courtesy
2026-09-07 run
-> email pre_due: EDGE 50.00 (gross 150.00, net 30.00; listed OLD 100.00; credits A1 -120.00)
-> OLD held: credit_covers
-> A1 held: credit_covers
2026-09-14 run
-> email reminder_1: OLD 100.00, EDGE 50.00 (gross 150.00, net 30.00; credits A1 -120.00)
-> A1 held: credit_covers
