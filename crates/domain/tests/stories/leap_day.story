# J+3 is 29 February 2028, a Tuesday like others.
2028-02-01 invoice F1 500.00 due 2028-02-26
2028-02-28 run
-> F1 not yet: 2028-02-29
2028-02-29 run
-> email reminder_1: F1 500.00
