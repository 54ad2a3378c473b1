# Founded, the accounting has a task until its credit note is there; one that was named is put on its invoice by itself.
2026-09-15 contests F1 300.00 quantity
2026-09-15 tasks
-> none
2026-09-16 decides partly 200.00
2026-09-16 tasks
-> 2026-09-16 to_do 200.00
# Taken back, nothing is due; that day has no second task, the next one has.
2026-09-16 undoes
2026-09-16 tasks
-> 2026-09-16 cancelled 200.00
2026-09-16 decides founded
2026-09-16 tasks
-> 2026-09-16 cancelled 200.00
2026-09-17 follows
2026-09-17 tasks
-> 2026-09-16 cancelled 200.00, 2026-09-17 to_do 300.00
# Its number is known: another credit note is not taken for it.
2026-09-18 names AV7
2026-09-18 books credit AV6 300.00
2026-09-18 follows
2026-09-18 shows
-> credit, F1 holds 300.00
# The file that brings it is enough: nobody waits for the night.
2026-09-21 books credit AV7 250.00
2026-09-21 shows
-> credit, F1 holds 50.00 credited 250.00
2026-09-21 tasks
-> 2026-09-16 cancelled 200.00, 2026-09-17 sent 300.00
2026-09-21 claims F1
-> 750.00 open, 50.00 contested
2026-09-21 ends for less
2026-09-21 shows
-> partly_founded, F1 holds 0.00 released 50.00 credited 250.00
