# Founded in part: the credit note is awaited, the rest is asked for; the credit note ends it.
2026-09-15 contests F1 300.00 quantity
2026-09-16 asks paul@elan.example
2026-09-16 shows
-> asked, F1 holds 300.00
2026-09-17 answers partly 100.00
2026-09-17 shows
-> answered, F1 holds 300.00
2026-09-17 decides partly 300.00
-> refused invalid
2026-09-17 decides partly 100.00
2026-09-17 shows
-> credit, F1 holds 100.00 released 200.00
2026-09-17 tonight
-> F1 900.00, F2 400.00, F3 200.00
2026-09-21 books credit AV1 100.00
2026-09-21 puts AV1 on F1 100.00
2026-09-21 shows
-> partly_founded, F1 holds 0.00 released 200.00 credited 100.00
2026-09-21 claims F1
-> 900.00 open, 0.00 contested
# A credit note taken back opens it again.
2026-09-22 takes back
2026-09-22 shows
-> credit, F1 holds 100.00 released 200.00
2026-09-22 undoes
2026-09-22 shows
-> answered, F1 holds 300.00, 1 days late
