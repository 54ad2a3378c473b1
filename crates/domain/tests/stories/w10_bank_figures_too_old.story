# w10 (CentralPay on agencies): the payment reaches the system late. With old figures nothing leaves by any channel,
# and with new ones the step is caught up.
2026-09-01 invoice F1 500.00 due 2026-09-11
2026-09-14 stale
2026-09-14 run
-> F1 held: stale_data
2026-09-15 run
-> F1 held: stale_data
2026-09-16 fresh
2026-09-16 run
-> email reminder_1: F1 500.00
