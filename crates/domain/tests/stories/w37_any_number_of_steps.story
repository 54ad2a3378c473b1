# w37 (invoiceninja#2865, Xero stops at five): two before the due date, then as many as one wants.
2026-08-01 scenario
2026-08-01 step early J-10
2026-08-01 step soon J-3
2026-08-01 step a J+2
2026-08-01 step b J+9 gap 7
2026-08-01 step c J+16 gap 7
2026-08-01 step d J+23 gap 7
2026-08-01 step e J+30 gap 7
2026-08-01 step f J+37 gap 7
2026-08-01 step last J+90 gap 30
2026-08-01 invoice F1 100.00 due 2026-09-11
2026-08-30..2026-12-31 runs
-> 2026-09-01 email early: F1 100.00
-> 2026-09-08 email soon: F1 100.00
-> 2026-09-13 F1 held: quiet until 2026-09-14
-> 2026-09-14 email a: F1 100.00
-> 2026-09-21 email b: F1 100.00
-> 2026-09-28 email c: F1 100.00
-> 2026-10-05 email d: F1 100.00
-> 2026-10-12 email e: F1 100.00
-> 2026-10-19 email f: F1 100.00
-> 2026-12-10 email last: F1 100.00
-> 2026-12-11 F1 exhausted
