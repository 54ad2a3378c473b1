# A payment goes to what nobody contests first, then to the contested part.
2026-09-15 contests F1 300.00 service
2026-09-16 books cash V1 600.00
2026-09-16 puts V1 on F1 600.00
2026-09-16 follows
2026-09-16 shows
-> open, F1 holds 300.00
2026-09-16 claims F1
-> 400.00 open, 300.00 contested
2026-09-17 books cash V2 250.00
2026-09-17 puts V2 on F1 250.00
2026-09-17 follows
2026-09-17 shows
-> open, F1 holds 150.00
2026-09-17 tonight
-> F2 400.00, F3 200.00
# The payment goes back: the contested part is what it was.
2026-09-18 takes back
2026-09-18 follows
2026-09-18 shows
-> open, F1 holds 300.00
