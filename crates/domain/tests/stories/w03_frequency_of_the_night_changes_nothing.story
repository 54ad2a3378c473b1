# w3 (invoiceninja#1921): correctness hangs on the frequency of the cron. Every night, or once in ten days: the same
# steps, in the same order, none twice.
2026-08-01 invoice F1 500.00 due 2026-08-31
2026-09-03 run
-> email reminder_1: F1 500.00
2026-09-13 run
-> F1 held: quiet until 2026-09-14
2026-09-14 run
-> email reminder_2: F1 500.00
2026-09-24 run
-> call call: F1 500.00
2026-10-05 run
-> letter letter: F1 500.00
2026-10-15 run
-> task prepare_formal_notice: F1 500.00
