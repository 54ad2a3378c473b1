# w24 (OCA account_invoice_overdue_reminder): an invoice with several due dates was asked for after the last. Each
# instalment has its own day and its own steps.
2026-08-01 invoice F1/1 400.00 due 2026-08-31
2026-08-01 invoice F1/2 400.00 due 2026-09-30
2026-08-01 invoice F1/3 400.00 due 2026-10-30
2026-09-03..2026-10-08 runs
-> 2026-09-03 email reminder_1: F1/1 400.00
-> 2026-09-10 email reminder_2: F1/1 400.00
-> 2026-09-20 F1/1 held: quiet until 2026-09-21
-> 2026-09-21 call call: F1/1 400.00
-> 2026-09-25 email pre_due: F1/2 400.00 (gross 800.00, net 800.00; listed F1/1 400.00)
-> 2026-09-30 letter letter: F1/1 400.00
-> 2026-10-03 F1/2 held: quiet until 2026-10-05
-> 2026-10-05 email reminder_1: F1/2 400.00 (gross 800.00, net 800.00; listed F1/1 400.00)
