# w14 (OCA#378): another contact put the total back to zero. Losing the address and giving another changes nothing of
# what is asked.
2026-09-01 invoice F1 1200.00 due 2026-09-11
2026-09-01 invoice F2 300.00 due 2026-09-11
2026-09-14 no email
2026-09-14 run
-> F1 held: no_contact
-> F2 held: no_contact
2026-09-15 email
2026-09-15 run
-> email reminder_1: F1 1200.00, F2 300.00 (gross 1500.00, net 1500.00)
