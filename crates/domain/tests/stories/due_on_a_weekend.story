# Due on a Sunday. J−5 is a Tuesday; J+3 counts from the Sunday.
2026-08-20 invoice F1 100.00 due 2026-09-06
2026-09-01 run
-> email pre_due: F1 100.00
2026-09-07 run
-> F1 not yet: 2026-09-09
2026-09-09 run
-> email reminder_1: F1 100.00
