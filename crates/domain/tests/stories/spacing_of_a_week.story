# A firm that wants a week between contacts: steps wait longer than their own gap.
2026-08-31 spacing 8
2026-08-31 invoice F1 500.00 due 2026-09-10
2026-09-01..2026-11-30 runs
-> 2026-09-05 F1 held: quiet until 2026-09-07
-> 2026-09-07 email pre_due: F1 500.00
-> 2026-09-13 F1 held: spacing until 2026-09-15
-> 2026-09-15 email reminder_1: F1 500.00
-> 2026-09-22 F1 held: spacing until 2026-09-23
-> 2026-09-23 email reminder_2: F1 500.00
-> 2026-09-30 F1 held: spacing until 2026-10-01
-> 2026-10-01 call call: F1 500.00
-> 2026-10-10 F1 held: quiet until 2026-10-12
-> 2026-10-12 letter letter: F1 500.00
-> 2026-10-20 task prepare_formal_notice: F1 500.00
-> 2026-10-21 F1 exhausted
