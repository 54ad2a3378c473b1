# Work inside the house keeps what is late and what is not due apart too: the task before a due date is done the next
# working day.
2026-08-01 scenario
2026-08-01 step check J-5 by task
2026-08-01 step prepare J+3 by task
2026-08-01 invoice OLD 100.00 due 2026-09-03
2026-08-20 invoice EDGE 50.00 due 2026-09-11
2026-09-07 run
-> task prepare: OLD 100.00
-> EDGE not yet: 2026-09-08
2026-09-08 run
-> task check: EDGE 50.00 (gross 150.00, net 150.00; listed OLD 100.00)
-> OLD exhausted
