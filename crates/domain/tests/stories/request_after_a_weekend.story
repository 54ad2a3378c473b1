# A payment request that was prepared on a Saturday speaks on Monday: the reminder that is ripe that day waits, and
# comes after the spacing. A day has one voice.
2026-08-01 invoice F1 500.00 due 2026-09-16
2026-09-19 run
-> F1 held: quiet until 2026-09-21
2026-09-19 request on 2026-09-21
2026-09-21 run
-> F1 held: spacing until 2026-09-24
2026-09-22 run
-> F1 held: spacing until 2026-09-24
2026-09-24 run
-> email reminder_1: F1 500.00
