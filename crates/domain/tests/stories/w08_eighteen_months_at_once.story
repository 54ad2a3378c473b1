# w8 (adempiere#2369): one box sent all that had ever been due. A book of old items, met for the first time, makes one
# gentle message to the debtor, then the next step, in its time.
2026-09-07 invoice F1 100.00 due 2025-03-01
2026-09-07 invoice F2 100.00 due 2025-06-01
2026-09-07 invoice F3 100.00 due 2025-12-01
2026-09-07 invoice F4 100.00 due 2026-08-01
2026-09-07..2026-09-20 runs
-> 2026-09-07 email reminder_1: F1 100.00, F2 100.00, F3 100.00, F4 100.00 (gross 400.00, net 400.00)
-> 2026-09-14 email reminder_2: F1 100.00, F2 100.00, F3 100.00, F4 100.00 (gross 400.00, net 400.00)
