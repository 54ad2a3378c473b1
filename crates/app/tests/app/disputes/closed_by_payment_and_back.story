# What is paid in full is contested no more; a payment that is taken back brings the dispute back where it stood.
2026-09-15 contests F3 all duplicate
2026-09-15 asks paul@elan.example
2026-09-15 tonight
-> F1 1000.00, F2 400.00
2026-09-18 books cash V1 200.00
2026-09-18 puts V1 on F3 200.00
2026-09-18 follows
2026-09-18 shows
-> paid, F3 holds 0.00 paid 200.00
2026-09-21 takes back
2026-09-21 follows
2026-09-21 shows
-> asked, F3 holds 200.00, 3 days late
2026-09-21 withdraws
2026-09-21 shows
-> withdrawn, F3 holds 0.00 released 200.00
