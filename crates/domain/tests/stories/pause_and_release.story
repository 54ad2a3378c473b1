# A person suspends the account; until a date it ends by itself, without one it waits for the release.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-01 invoice F2 200.00 due 2026-10-30
2026-09-12 pause until 2026-09-22
2026-09-14 run
-> F1 held: paused until 2026-09-22
-> F2 held: paused until 2026-09-22
2026-09-21 run
-> F1 held: paused until 2026-09-22
-> F2 held: paused until 2026-09-22
2026-09-22 run
-> email reminder_1: F1 500.00
-> F2 not yet: 2026-10-26
2026-09-25 pause
2026-09-29 run
-> F1 held: paused
-> F2 held: paused
2026-12-15 run
-> F1 held: paused
-> F2 held: paused
2026-12-15 release
2026-12-15 run
-> email reminder_2: F1 500.00, F2 200.00 [reminder_1] (gross 700.00, net 700.00)
