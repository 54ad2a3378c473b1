# One item is suspended: the others are asked for, and it is neither asked for nor listed.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-01 invoice F2 200.00 due 2026-09-10
2026-09-12 pause F1 until 2026-09-30
2026-09-14 run
-> email reminder_1: F2 200.00
-> F1 held: paused until 2026-09-30
2026-09-21 run
-> email reminder_2: F2 200.00
-> F1 held: paused until 2026-09-30
2026-09-28 release F1
2026-09-28 run
-> email reminder_1: F1 500.00 (gross 700.00, net 700.00; listed F2 200.00)
-> F2 not yet: 2026-09-30
