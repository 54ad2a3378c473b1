# Without an e-mail address the reminders wait; the item that has reached the call is still called for,
# and the others are spoken of in the same call.
2026-08-01 invoice F1 500.00 due 2026-09-01
2026-08-27..2026-09-11 runs
-> 2026-08-27 email pre_due: F1 500.00
-> 2026-09-04 email reminder_1: F1 500.00
-> 2026-09-11 email reminder_2: F1 500.00
2026-09-14 no email
2026-09-14 invoice F2 80.00 due 2026-09-18
2026-09-21 run
-> call call: F1 500.00, F2 80.00 [reminder_1] (gross 580.00, net 580.00)
2026-09-22 invoice F3 60.00 due 2026-09-21
2026-09-28 run
-> F1 not yet: 2026-10-01
-> F2 held: no_contact
-> F3 held: no_contact
2026-09-29 email
2026-09-29 run
-> email reminder_2: F2 80.00, F3 60.00 [reminder_1] (gross 640.00, net 640.00; listed F1 500.00)
-> F1 not yet: 2026-10-01
