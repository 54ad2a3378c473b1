# One of three invoices is contested for a part: only that part leaves.
2026-09-15 tonight
-> F1 1000.00, F2 400.00, F3 200.00
2026-09-15 contests F1 300.00 price
2026-09-15 shows
-> open, F1 holds 300.00
2026-09-15 night
-> F1 700.00, F2 400.00, F3 200.00
2026-09-15 contests F1 700.01 quality
-> refused invalid
2026-09-15 contests F1 0.00 quality
-> refused invalid
