# A promise holds the item that it is about until its day has passed; broken, the scenario goes on where it stood.
2026-09-01 invoice F1 900.00 due 2026-08-31
2026-09-01 invoice F2 100.00 due 2026-08-31
2026-09-03 run
-> email reminder_1: F1 900.00, F2 100.00 (gross 1000.00, net 1000.00)
2026-09-04 promise F1 until 2026-09-19
2026-09-10 run
-> email reminder_2: F2 100.00
-> F1 held: promised until 2026-09-19
2026-09-18 run
-> F1 held: promised until 2026-09-19
-> F2 not yet: 2026-09-21
2026-09-21 run
-> call call: F1 900.00 [reminder_2], F2 100.00 (gross 1000.00, net 1000.00)
