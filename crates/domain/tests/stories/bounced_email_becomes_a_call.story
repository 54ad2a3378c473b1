# Every address came back: the courtesy before the due date is held, a reminder by e-mail becomes a call that a
# person makes, and the item goes on through its steps. With a right address e-mails go again.
2026-08-01 invoice F1 500.00 due 2026-09-01
2026-08-20 email bounces
2026-08-27..2026-09-11 runs
-> 2026-08-27 F1 held: email_bounced
-> 2026-09-04 call reminder_1 instead of email: F1 500.00
-> 2026-09-11 call reminder_2 instead of email: F1 500.00
2026-09-14 email
2026-09-14 run
-> F1 not yet: 2026-09-21
