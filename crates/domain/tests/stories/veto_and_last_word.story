# A step may wait for a veto; with a debtor on whom a person has the last word, it waits for a yes.
2026-09-01 scenario
2026-09-01 step r1 J+3 veto 24
2026-09-01 step r2 J+10 gap 7
2026-09-01 invoice F1 900.00 due 2026-09-11
2026-09-14 run
-> email r1 unless_vetoed: F1 900.00
2026-09-15 approval
2026-09-21 run
-> email r2 to_confirm: F1 900.00
