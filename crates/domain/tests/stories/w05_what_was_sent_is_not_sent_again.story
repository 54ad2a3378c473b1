# w5 (FOSSBilling#3963): due mails went out at each run. An item goes through a step once, whatever becomes of the rest.
2026-09-01 invoice F1 100.00 due 2026-09-10
2026-09-14 run
-> email reminder_1: F1 100.00
2026-09-15 paid F1 10.00
2026-09-16 dispute F1 20.00
2026-09-17 end F1
2026-09-18 run
-> F1 not yet: 2026-09-21
2026-09-21 run
-> email reminder_2: F1 90.00
2026-09-22 run
-> F1 not yet: 2026-09-30
