# w9 (odoo#5571): the statement listed items that were not due. On its due date an item is not late: neither asked for
# nor listed, nor part of any sum, while its courtesy gives way to the reminder and lapses; the day after it is.
2026-08-01 invoice OLD 100.00 due 2026-08-27
2026-08-01 run
-> OLD not yet: 2026-08-24
2026-09-01 invoice EDGE 50.00 due 2026-09-08 issued 2026-09-01
2026-09-01 run
-> email reminder_1: OLD 100.00
-> EDGE not yet: 2026-09-04
2026-09-08 run
-> email reminder_2: OLD 100.00
-> EDGE held: spacing until 2026-09-11
2026-09-09 run
-> OLD not yet: 2026-09-16
-> EDGE not yet: 2026-09-11
2026-09-16 run
-> call call: OLD 100.00, EDGE 50.00 [reminder_1] (gross 150.00, net 150.00)
