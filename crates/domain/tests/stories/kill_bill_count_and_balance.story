# Kill Bill, TestCondition: conditions hold from their bound on: at least two late invoices, at least 100.00.
2026-09-01 scenario
2026-09-01 step many J+3 late 2
2026-09-01 step large J+3 min 100.00
2026-09-01 step all J+20 gap 3
2026-09-01 invoice F1 99.99 due 2026-09-04
2026-09-07 run
-> F1 not yet: 2026-09-24
2026-09-08 invoice F2 100.00 due 2026-09-05
2026-09-08 run
-> email many: F1 99.99, F2 100.00 (gross 199.99, net 199.99)
2026-09-11 run
-> email large: F2 100.00 (gross 199.99, net 199.99; listed F1 99.99)
-> F1 not yet: 2026-09-24
2026-09-24 run
-> email all: F1 99.99 (gross 199.99, net 199.99; listed F2 100.00)
-> F2 not yet: 2026-09-25
