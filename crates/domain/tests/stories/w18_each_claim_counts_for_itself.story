# w18 (lago#5259): a counter shared by currencies used attempts up. Two currencies keep their own steps.
2026-09-01 invoice EUR1 100.00 due 2026-09-04
2026-09-01 invoice USD1 100.00 due 2026-09-04 usd
2026-09-07..2026-09-25 runs
-> 2026-09-07 email reminder_1: EUR1 100.00
-> 2026-09-07 USD1 held: spacing until 2026-09-10
-> 2026-09-10 email reminder_1 in USD: USD1 100.00
-> 2026-09-14 email reminder_2: EUR1 100.00
-> 2026-09-17 email reminder_2 in USD: USD1 100.00
-> 2026-09-24 call call: EUR1 100.00
-> 2026-09-24 USD1 held: spacing until 2026-09-28
