# The part that is disputed is shown, not asked for; the rest is.
2026-09-01 invoice F1 900.00 due 2026-09-11
2026-09-01 invoice F2 100.00 due 2026-09-13
2026-09-02 dispute F1 200.00
2026-09-14 run
-> email reminder_1: F1 700.00 (gross 800.00, net 800.00; listed F2 100.00; disputed 200.00)
-> F2 not yet: 2026-09-16
2026-09-17 dispute F1 900.00
2026-09-21 run
-> email reminder_1: F2 100.00
-> F1 held: disputed
