# Founded in full, but the credit note is smaller: it ends as founded in part, and the rest is asked for again.
2026-09-15 contests F1 300.00 quantity
2026-09-16 decides founded
2026-09-16 ends for less
-> refused invalid
2026-09-17 books credit AV1 100.00
2026-09-17 puts AV1 on F1 100.00
2026-09-17 follows
2026-09-17 shows
-> credit, F1 holds 200.00 credited 100.00
2026-09-17 withdraws
-> refused invalid
2026-09-17 ends for less
2026-09-17 shows
-> partly_founded, F1 holds 0.00 released 200.00 credited 100.00
2026-09-17 claims F1
-> 900.00 open, 0.00 contested
# What was put on it a moment ago gives it its three days, as any part payment.
2026-09-17 tonight
-> F2 400.00, F3 200.00
2026-09-21 tonight
-> F1 900.00, F2 400.00, F3 200.00
# Taken back, that credit note is waited for again, and nothing more.
2026-09-22 takes back
2026-09-22 follows
2026-09-22 shows
-> credit, F1 holds 100.00 released 200.00
