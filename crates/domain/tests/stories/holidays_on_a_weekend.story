# 15 August is a Saturday in 2026 and moves nothing; All Saints' Day is a Sunday.
2026-07-01 invoice F1 500.00 due 2026-08-12
2026-08-12..2026-08-24 runs
-> 2026-08-12 email pre_due: F1 500.00
-> 2026-08-15 F1 held: quiet until 2026-08-17
-> 2026-08-17 email reminder_1: F1 500.00
-> 2026-08-24 email reminder_2: F1 500.00
2026-09-01 paid F1
2026-10-01 invoice F2 500.00 due 2026-10-29
2026-10-30..2026-11-12 runs
-> 2026-11-01 F2 held: quiet until 2026-11-02
-> 2026-11-02 email reminder_1: F2 500.00
-> 2026-11-09 email reminder_2: F2 500.00
