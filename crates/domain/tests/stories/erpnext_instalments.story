# ERPNext: two instalments of one invoice; only the one that is due is asked for, and paying it leaves
# the other to its own date. A stand-alone credit note does not settle the item but silences it; used on
# it, nothing is left to say.
2026-09-01 invoice F1-1 50.00 due 2026-09-07
2026-09-01 invoice F1-2 50.00 due 2026-09-17
2026-09-10 run
-> email reminder_1: F1-1 50.00
-> F1-2 not yet: 2026-09-14
2026-09-11 paid F1-1
2026-09-21 run
-> email reminder_1: F1-2 50.00
2026-09-22 credit A1 50.00
2026-09-28 run
-> F1-2 held: credit_covers
-> A1 held: credit_covers
2026-09-29 paid F1-2 by A1
2026-09-29..2026-12-31 runs
