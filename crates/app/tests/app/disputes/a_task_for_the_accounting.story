# A credit note that nobody named ends the task when it is lettered; a payment of all that was contested gives the task up.
2026-09-15 contests F2 all price
2026-09-15 decides founded
2026-09-15 tasks
-> 2026-09-15 to_do 400.00
2026-09-16 books credit AV1 400.00
2026-09-16 follows
2026-09-16 tasks
-> 2026-09-15 to_do 400.00
2026-09-16 puts AV1 on F2 400.00
2026-09-16 follows
2026-09-16 shows
-> founded, F2 holds 0.00 credited 400.00
2026-09-16 tasks
-> 2026-09-15 sent 400.00
2026-09-17 contests F3 all price
2026-09-17 decides founded
2026-09-17 tasks
-> 2026-09-15 sent 400.00, 2026-09-17 to_do 200.00
2026-09-18 books cash V1 200.00
2026-09-18 puts V1 on F3 200.00
2026-09-18 follows
2026-09-18 tasks
-> 2026-09-15 sent 400.00, 2026-09-17 cancelled 200.00
