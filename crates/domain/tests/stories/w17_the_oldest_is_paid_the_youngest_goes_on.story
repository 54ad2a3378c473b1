# w17 (killbill#2297): when the oldest is paid, the account jumped to the harsher state. Each item goes on from its own
# step.
2026-09-01 invoice OLD 100.00 due 2026-08-28
2026-09-01 invoice NEW 100.00 due 2026-09-18
2026-09-01 run
-> email reminder_1: OLD 100.00
-> NEW not yet: 2026-09-14
2026-09-08 run
-> email reminder_2: OLD 100.00
-> NEW not yet: 2026-09-14
2026-09-18 paid OLD
2026-09-18..2026-10-31 runs
-> 2026-09-18 email pre_due: NEW 100.00
-> 2026-09-21 email reminder_1: NEW 100.00
-> 2026-09-28 email reminder_2: NEW 100.00
-> 2026-10-08 call call: NEW 100.00
-> 2026-10-18 NEW held: quiet until 2026-10-19
-> 2026-10-19 letter letter: NEW 100.00
-> 2026-10-28 task prepare_formal_notice: NEW 100.00
-> 2026-10-29 NEW exhausted
