# w34 (RepairDesk#1425): the statement must carry its invoices. The items asked for and those listed are named one by
# one; the statement attached shows them.
2026-09-01 invoice F1 100.00 due 2026-09-10
2026-09-01 invoice F2 200.00 due 2026-09-13
2026-09-01 invoice F3 400.00 due 2026-10-30
2026-09-14 run
-> email reminder_1: F1 100.00 (gross 300.00, net 300.00; listed F2 200.00)
-> F2 not yet: 2026-09-16
-> F3 not yet: 2026-10-26
