# Every address came back: the courtesy before the due date is held, a reminder by e-mail becomes a call that a
# person makes, and the item goes on through its steps. With a right address e-mails go again.
2026-08-01 invoice F1 500.00 due 2026-09-01
2026-08-20 email bounces
2026-08-27..2026-09-11 runs
2026-09-14 email
2026-09-14 run
