# w16 (Dolibarr#25197): a mail only on the very day, once. The step after comes when its own day comes, though the one
# before was late.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-16 run
-> email reminder_1: F1 500.00
2026-09-17..2026-10-31 runs
-> 2026-09-23 email reminder_2: F1 500.00
-> 2026-09-30 call call: F1 500.00
-> 2026-10-10 F1 held: quiet until 2026-10-12
-> 2026-10-12 letter letter: F1 500.00
-> 2026-10-20 task prepare_formal_notice: F1 500.00
-> 2026-10-21 F1 exhausted
