# w19 (OCA#211): credit notes were not in the reminder. They are listed and taken off, with unused cash.
2026-09-01 invoice F1 1000.00 due 2026-09-11
2026-09-02 credit A1 150.00
2026-09-03 cash R1 50.00
2026-09-14 run
-> email reminder_1: F1 1000.00 (gross 1000.00, net 800.00; credits A1 -150.00, R1 -50.00)
-> A1 held: credit_covers
-> R1 held: credit_covers
