# J+3 is Christmas, a Friday; J+10 is the first day of the year, a Friday too.
2026-12-01 invoice F1 500.00 due 2026-12-22
2026-12-23..2027-01-15 runs
-> 2026-12-25 F1 held: quiet until 2026-12-28
-> 2026-12-28 email reminder_1: F1 500.00
-> 2027-01-04 email reminder_2: F1 500.00
-> 2027-01-11 call call: F1 500.00
