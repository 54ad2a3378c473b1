# J−5 of Wednesday 8 April is Good Friday; J−5 of Thursday 9 April is a Saturday and moves behind
# Easter Monday, still before the due date.
2026-03-20 spacing 0
2026-03-20 invoice F1 100.00 due 2026-04-08
2026-03-20 invoice F2 200.00 due 2026-04-09
2026-04-02..2026-04-10 runs
-> 2026-04-03 email pre_due: F1 100.00
-> 2026-04-04 F2 held: quiet until 2026-04-07
-> 2026-04-07 email pre_due: F2 200.00
