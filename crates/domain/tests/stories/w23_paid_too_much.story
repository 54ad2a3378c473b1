# w23 (bank-payment#52): an overpayment did not settle. The invoice is settled; the rest is a credit that covers what
# comes next.
2026-09-01 invoice F1 100.00 due 2026-09-10
2026-09-09 paid F1
2026-09-09 cash R1 30.00
2026-09-14 run
-> R1 held: credit_covers
2026-09-15 invoice F2 30.00 due 2026-09-25
2026-09-28 run
-> R1 held: credit_covers
-> F2 held: credit_covers
2026-09-29 invoice F3 80.00 due 2026-10-09
2026-10-12 run
-> email reminder_1: F2 30.00, F3 80.00 (gross 110.00, net 80.00; credits R1 -30.00)
-> R1 held: credit_covers
