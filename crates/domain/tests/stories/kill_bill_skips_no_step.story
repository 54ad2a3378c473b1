# Kill Bill #2297: when the oldest unpaid invoices are paid, the account jumps to the harsher state.
# Here each item has its own place: the youngest goes on from where it was.
2026-05-01 invoice F1 100.00 due 2026-05-29
2026-05-01 invoice F2 100.00 due 2026-05-29
2026-05-01 invoice F3 100.00 due 2026-06-05
2026-06-01..2026-06-12 runs
-> 2026-06-01 email reminder_1: F1 100.00, F2 100.00 (gross 200.00, net 200.00)
-> 2026-06-01 F3 held: spacing until 2026-06-04
-> 2026-06-04 email pre_due: F3 100.00 (gross 300.00, net 300.00; listed F1 100.00, F2 100.00)
-> 2026-06-08 email reminder_2: F1 100.00, F2 100.00, F3 100.00 [reminder_1] (gross 300.00, net 300.00)
2026-06-15 paid F1
2026-06-15 paid F2
2026-06-15..2026-07-10 runs
-> 2026-06-15 email reminder_2: F3 100.00
-> 2026-06-25 call call: F3 100.00
-> 2026-07-05 F3 held: quiet until 2026-07-06
-> 2026-07-06 letter letter: F3 100.00
