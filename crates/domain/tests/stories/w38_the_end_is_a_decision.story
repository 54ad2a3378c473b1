# w38 (Sage 100): after ten reminders the customer was no longer proposed. The end of the scenario is said each night,
# and asks for a decision; another version with one more step goes on.
2026-08-01 scenario
2026-08-01 step a J+3
2026-08-01 invoice F1 100.00 due 2026-08-28
2026-08-31 run
-> email a: F1 100.00
2026-09-01 run
-> F1 exhausted
2026-09-02 run
-> F1 exhausted
2026-10-01 step b J+10 gap 7
2026-10-01 run
-> email b: F1 100.00
2026-10-02 run
-> F1 exhausted
