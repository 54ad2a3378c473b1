# Several disputes on one item add up, never beyond what is open; a credit note goes to the oldest.
2026-09-15 contests F1 300.00 price
2026-09-15 contests F1 all quality
2026-09-15 shows
-> open, F1 holds 700.00
2026-09-15 contests F1 0.01 service
-> refused invalid
2026-09-15 tonight
-> F2 400.00, F3 200.00
2026-09-16 books credit AV1 350.00
2026-09-16 puts AV1 on F1 350.00
2026-09-16 follows
2026-09-16 shows
-> open, F1 holds 650.00 credited 50.00
2026-09-16 decides unfounded
2026-09-16 shows
-> unfounded, F1 holds 0.00 released 650.00 credited 50.00
2026-09-16 claims F1
-> 650.00 open, 0.00 contested
2026-09-16 undoes
-> refused invalid
