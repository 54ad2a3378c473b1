# A credit note and cash not yet used cover what is late: nothing is asked. A further invoice goes beyond
# them: both are asked for, with the net. Using the credits up changes what is written, not what is owed.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-10 credit A1 300.00
2026-09-11 cash R1 200.00
2026-09-14 run
-> F1 held: credit_covers
-> A1 held: credit_covers
-> R1 held: credit_covers
2026-09-15 invoice F2 50.00 due 2026-09-11
2026-09-15 run
-> email reminder_1: F1 500.00, F2 50.00 (gross 550.00, net 50.00; credits A1 -300.00, R1 -200.00)
-> A1 held: credit_covers
-> R1 held: credit_covers
2026-09-16 paid F1 300.00 by A1
2026-09-16 paid F1 by R1
2026-09-22 run
-> email reminder_2: F2 50.00
