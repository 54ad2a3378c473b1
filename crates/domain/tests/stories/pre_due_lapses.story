# A courtesy message that could not leave before the due date never leaves after it.
2026-09-07 invoice LATE 100.00 due 2026-09-04
2026-09-07 invoice TODAY 200.00 due 2026-09-07
2026-09-07 pause until 2026-09-08
2026-09-07 run
-> LATE held: paused until 2026-09-08
-> TODAY held: paused until 2026-09-08
2026-09-08 run
-> email reminder_1: LATE 100.00 (gross 300.00, net 300.00; listed TODAY 200.00)
-> TODAY not yet: 2026-09-10
