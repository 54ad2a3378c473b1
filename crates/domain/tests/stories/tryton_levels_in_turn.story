# Tryton, scenario_account_dunning: nothing the day before the first level, the first level on its day;
# a month late while the first is undone is still the first; blocked stays, unblocked advances; paid in
# the bank, a later run creates nothing. An invoice already paid is never asked for.
2026-09-01 invoice PAID 100.00 due 2026-08-31
2026-09-01 paid PAID
2026-09-01 invoice F1 100.00 due 2026-08-31
2026-09-02 run
-> F1 not yet: 2026-09-03
2026-09-02 pause F1
2026-09-30 run
-> F1 held: paused
2026-09-30 release F1
2026-09-30 run
-> email reminder_1: F1 100.00
2026-10-01 pause F1
2026-10-15 run
-> F1 held: paused
2026-10-15 release F1
2026-10-15 run
-> email reminder_2: F1 100.00
2026-10-16 paid F1
2026-10-20..2026-12-31 runs
