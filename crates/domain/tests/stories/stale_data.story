# The bank is three days behind: nobody is asked for money that may have come. Fresh again, it goes.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-14 stale
2026-09-14 run
-> F1 held: stale_data
2026-09-15 fresh
2026-09-15 run
-> email reminder_1: F1 500.00
