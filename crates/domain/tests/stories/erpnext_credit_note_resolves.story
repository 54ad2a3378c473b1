# ERPNext: a credit note against the invoice resolves the reminder; a stand-alone one does not. Here it is counted: when
# it covers all there is nothing to ask.
2026-09-01 invoice F1 100.00 due 2026-09-04
2026-09-07 run
-> email reminder_1: F1 100.00
2026-09-08 credit A1 100.00
2026-09-14 run
-> F1 held: credit_covers
-> A1 held: credit_covers
2026-09-15 paid F1 by A1
2026-09-21 run
