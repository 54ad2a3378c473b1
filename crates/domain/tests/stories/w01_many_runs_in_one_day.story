# w1 (invoiceninja#1693): every run of a day sent again. Here a day is decided once: what leaves today counts as the
# last contact, and each later run of the day finds nothing more to say.
2026-09-01 invoice F1 500.00 due 2026-09-11
2026-09-14 run
-> email reminder_1: F1 500.00
2026-09-14 run
-> F1 not yet: 2026-09-21
2026-09-14 run
-> F1 not yet: 2026-09-21
2026-09-15 run
-> F1 not yet: 2026-09-21
