# A bank line that may be its payment holds the item for ten days, and no other item; set aside, the scenario goes on.
2026-09-01 invoice F1 900.00 due 2026-08-31
2026-09-01 invoice F2 100.00 due 2026-08-31
2026-09-03 run
-> email reminder_1: F1 900.00, F2 100.00 (gross 1000.00, net 1000.00)
2026-09-09 proposed F1 until 2026-09-19
2026-09-10 run
-> email reminder_2: F2 100.00
-> F1 held: payment_to_confirm until 2026-09-19
2026-09-14 not proposed F1
2026-09-14 run
-> email reminder_2: F1 900.00 (gross 1000.00, net 1000.00; listed F2 100.00)
-> F2 not yet: 2026-09-21
