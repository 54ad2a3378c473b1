# w15 (invoiceninja#637): a missed day meant no reminder. Ripeness is a state: three weeks without a night make one
# reminder, then the gap.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-10-01 run
-> email reminder_1: F1 500.00
2026-10-02 run
-> F1 not yet: 2026-10-08
2026-10-08 run
-> email reminder_2: F1 500.00
