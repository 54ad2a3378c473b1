# w4 (invoiceninja#2330): a late fee added at each run. A run changes no amount: after a hundred days what is asked is
# what is open.
2026-08-01 invoice F1 100.00 due 2026-08-31
2026-09-01..2026-12-10 runs
-> 2026-09-03 email reminder_1: F1 100.00
-> 2026-09-10 email reminder_2: F1 100.00
-> 2026-09-20 F1 held: quiet until 2026-09-21
-> 2026-09-21 call call: F1 100.00
-> 2026-09-30 letter letter: F1 100.00
-> 2026-10-10 F1 held: quiet until 2026-10-12
-> 2026-10-12 task prepare_formal_notice: F1 100.00
-> 2026-10-13 F1 exhausted
