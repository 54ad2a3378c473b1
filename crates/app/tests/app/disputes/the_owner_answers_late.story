# Past its time limit a dispute is told once a day; a late answer is taken all the same.
2026-09-15 contests F2 all not_delivered
2026-09-15 asks paul@elan.example
2026-09-15 mails
-> 1
2026-09-21 escalates
2026-09-21 mails
-> 1
2026-09-22 shows
-> asked, F2 holds 400.00, 1 days late
2026-09-22 escalates
2026-09-22 escalates
2026-09-22 mails
-> 2
2026-09-23 escalates
2026-09-23 mails
-> 3
2026-09-24 answers founded
2026-09-24 shows
-> answered, F2 holds 400.00
2026-09-24 escalates
2026-09-24 mails
-> 3
