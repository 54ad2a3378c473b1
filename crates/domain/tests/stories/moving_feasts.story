# Easter Monday (6 April), Ascension (Thursday 14 May) and Whit Monday (25 May) move with the year.
2026-03-01 spacing 0
2026-03-01 invoice EASTER 100.00 due 2026-04-03
2026-03-01 invoice ASCENSION 100.00 due 2026-05-11
2026-03-01 invoice WHIT 100.00 due 2026-05-22
2026-04-06..2026-04-07 runs
-> 2026-04-06 EASTER held: quiet until 2026-04-07
-> 2026-04-07 email reminder_1: EASTER 100.00
2026-05-14..2026-05-15 runs
-> 2026-05-14 EASTER held: quiet until 2026-05-15
-> 2026-05-14 ASCENSION held: quiet until 2026-05-15
-> 2026-05-15 email reminder_2: EASTER 100.00, ASCENSION 100.00 [reminder_1] (gross 200.00, net 200.00)
2026-05-25..2026-05-26 runs
-> 2026-05-25 EASTER held: quiet until 2026-05-26
-> 2026-05-25 ASCENSION held: quiet until 2026-05-26
-> 2026-05-25 WHIT held: quiet until 2026-05-26
-> 2026-05-26 call call: EASTER 100.00, ASCENSION 100.00 [reminder_2], WHIT 100.00 [reminder_1] (gross 300.00, net 300.00)
