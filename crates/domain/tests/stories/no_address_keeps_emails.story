# One item waits for a postal address: the e-mails of the others still go, with that item listed.
2026-07-01 invoice OLD 900.00 due 2026-07-31
2026-08-01..2026-08-21 runs
-> 2026-08-03 email reminder_1: OLD 900.00
-> 2026-08-10 email reminder_2: OLD 900.00
-> 2026-08-20 call call: OLD 900.00
2026-08-24 no address
2026-08-31 invoice NEW 100.00 due 2026-08-28
2026-08-31 run
-> email reminder_1: NEW 100.00 (gross 1000.00, net 1000.00; listed OLD 900.00)
-> OLD held: no_contact
2026-09-07 run
-> email reminder_2: NEW 100.00 (gross 1000.00, net 1000.00; listed OLD 900.00)
-> OLD held: no_contact
2026-09-10 address
2026-09-10 run
-> letter letter: OLD 900.00 (gross 1000.00, net 1000.00; listed NEW 100.00)
-> NEW not yet: 2026-09-17
