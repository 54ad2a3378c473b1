# Insolvency proceedings hold what was invoiced before the judgment, before any other reason; what is
# sold since is paid when due, and asked for.
2026-09-01 invoice F1 1000.00 due 2026-09-10
2026-09-01 invoice F2 200.00 due 2026-10-10
2026-09-14 run
-> email reminder_1: F1 1000.00
-> F2 not yet: 2026-10-05
2026-09-15 pause F1
2026-09-16 insolvent since 2026-09-14
2026-09-16 invoice F3 300.00 due 2026-09-17 issued 2026-09-16
2026-09-16 run
-> F1 held: insolvency
-> F2 held: insolvency
-> F3 not yet: 2026-09-21
2026-09-21 run
-> email reminder_1: F3 300.00
-> F1 held: insolvency
-> F2 held: insolvency
2026-09-22 run
-> F1 held: insolvency
-> F2 held: insolvency
-> F3 not yet: 2026-09-28
2026-09-25 solvent
2026-09-28 run
-> email reminder_2: F3 300.00
-> F1 held: paused
-> F2 not yet: 2026-10-05
2026-09-29 release F1
2026-09-30 run
-> F1 held: spacing until 2026-10-01
-> F2 not yet: 2026-10-05
-> F3 not yet: 2026-10-07
