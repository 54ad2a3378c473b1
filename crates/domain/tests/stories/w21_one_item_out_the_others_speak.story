# w21 (OCA#460): taking invoices out of a reminder muted the debtor. A pause of one item is its own.
2026-09-01 invoice F1 100.00 due 2026-09-10
2026-09-01 invoice F2 200.00 due 2026-09-10
2026-09-07 pause F1 until 2026-09-30
2026-09-14 run
-> email reminder_1: F2 200.00
-> F1 held: paused until 2026-09-30
2026-09-21 run
-> email reminder_2: F2 200.00
-> F1 held: paused until 2026-09-30
2026-09-30 run
-> call call: F1 100.00 [reminder_1], F2 200.00 (gross 300.00, net 300.00)
