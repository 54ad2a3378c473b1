# A step that counts from the document never comes before the due date is past; one that counts from the step before
# follows what was really done.
2026-09-01 scenario
2026-09-01 step first J+20 issue by call
2026-09-01 step after J+8 previous by email
2026-09-01 invoice F1 900.00 due 2026-09-30 issued 2026-09-01
2026-09-01 invoice F2 10.00 due 2026-09-10 issued 2026-09-01
2026-09-20 run
-> F1 not yet: 2026-10-01
-> F2 not yet: 2026-09-21
2026-09-21 run
-> call first: F2 10.00
-> F1 not yet: 2026-10-01
2026-09-29 run
-> email after: F2 10.00
-> F1 not yet: 2026-10-01
2026-10-01 run
-> F1 held: spacing until 2026-10-02
-> F2 exhausted
2026-10-02 run
-> call first: F1 900.00 (gross 910.00, net 910.00; listed F2 10.00)
-> F2 exhausted
2026-10-09 run
-> F1 not yet: 2026-10-12
-> F2 exhausted
