# Three items at three steps make one message: the most advanced chooses the text, each advances by its
# own step, what is late and not ripe is listed. What is not due is announced on a day of its own.
2026-08-01 invoice F1 1000.00 due 2026-08-28
2026-08-01 invoice F2 200.00 due 2026-09-04
2026-08-01 invoice F3 30.00 due 2026-09-05
2026-08-01 invoice F4 4.00 due 2026-10-30
2026-08-31 run
-> email reminder_1: F1 1000.00
-> F2 held: spacing until 2026-09-03
-> F3 held: spacing until 2026-09-03
-> F4 not yet: 2026-10-26
2026-09-03 run
-> email pre_due: F2 200.00, F3 30.00 (gross 1230.00, net 1230.00; listed F1 1000.00)
-> F1 not yet: 2026-09-07
-> F4 not yet: 2026-10-26
2026-09-07 run
-> email reminder_2: F1 1000.00, F2 200.00 [reminder_1] (gross 1230.00, net 1230.00; listed F3 30.00)
-> F3 not yet: 2026-09-08
-> F4 not yet: 2026-10-26
2026-09-08 run
-> F1 not yet: 2026-09-17
-> F2 not yet: 2026-09-14
-> F3 held: spacing until 2026-09-10
-> F4 not yet: 2026-10-26
2026-09-14 run
-> email reminder_2: F2 200.00, F3 30.00 [reminder_1] (gross 1230.00, net 1230.00; listed F1 1000.00)
-> F1 not yet: 2026-09-17
-> F4 not yet: 2026-10-26
2026-09-15 run
-> F1 not yet: 2026-09-17
-> F2 not yet: 2026-09-24
-> F3 not yet: 2026-09-21
-> F4 not yet: 2026-10-26
