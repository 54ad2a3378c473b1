# w22 (InvoiceShelf#297): the message did not say what is left. Gross, credits and net are in every message of more
# than one line.
2026-09-01 invoice F1 1200.00 due 2026-09-11
2026-09-01 invoice F2 300.00 due 2026-09-30
2026-09-07 paid F1 200.00
2026-09-08 cash R1 100.00
2026-09-14 run
-> email reminder_1: F1 1000.00 (gross 1000.00, net 900.00; credits R1 -100.00)
-> F2 not yet: 2026-09-25
-> R1 held: credit_covers
