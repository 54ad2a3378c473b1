# OCA, "max level per customer": three invoices due on 1 November, 1 December and 1 January come out in one message with
# the highest text; here each keeps its own step.
2024-11-01 scenario
2024-11-01 step level_1 J+10
2024-11-01 step level_2 J+40 gap 10
2024-11-01 step level_3 J+10 previous by email
2024-11-01 invoice F1 100.00 due 2024-11-01
2024-11-01 invoice F2 100.00 due 2024-12-01
2024-11-01 invoice F3 100.00 due 2025-01-01
2024-11-12 run
-> email level_1: F1 100.00
-> F2 not yet: 2024-12-11
-> F3 not yet: 2025-01-13
2024-12-30 run
-> email level_2: F1 100.00, F2 100.00 [level_1] (gross 200.00, net 200.00)
-> F3 not yet: 2025-01-13
2025-01-30 run
-> email level_3: F1 100.00, F2 100.00 [level_2], F3 100.00 [level_1] (gross 300.00, net 300.00)
