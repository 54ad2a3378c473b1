# w11 (Odoo's note, Chaser's checklist): "reconcile before follow-up" is left to a human. The gate holds the whole
# scenario, tasks included, and cash that nobody has used yet counts.
2026-09-01 invoice F1 500.00 due 2026-07-31
2026-09-07 stale
2026-09-07 run
-> F1 held: stale_data
2026-09-08 fresh
2026-09-08 cash R1 500.00
2026-09-08 run
-> F1 held: credit_covers
-> R1 held: credit_covers
