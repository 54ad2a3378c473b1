# Unfounded: all of it is asked for again, at the next step, and interest runs on all of it from the start.
2026-09-15 night
-> F1 1000.00, F2 400.00, F3 200.00
2026-09-16 contests F1 all quality
2026-09-30 brings the ledger
2026-09-30 interest F1
-> 0.00 on 0.00; 30.92 on 1000.00
2026-09-30 tonight
-> F2 400.00, F3 200.00
2026-09-30 decides unfounded
2026-09-30 shows
-> unfounded, F1 holds 0.00 released 1000.00
2026-09-30 interest F1
-> 30.92 on 1000.00
2026-09-30 tonight
-> F1 1000.00, F2 400.00, F3 200.00
2026-09-30 undoes
2026-09-30 shows
-> open, F1 holds 1000.00, 2 days late
2026-09-30 tonight
-> F2 400.00, F3 200.00
