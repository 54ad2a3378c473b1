# The task inside the house does not take the debtor's one voice, and its items are listed in the mail.
2026-07-01 invoice OLD 900.00 due 2026-07-13
2026-07-13..2026-08-21 runs
-> 2026-07-13 email pre_due: OLD 900.00
-> 2026-07-16 email reminder_1: OLD 900.00
-> 2026-07-23 email reminder_2: OLD 900.00
-> 2026-08-02 OLD held: quiet until 2026-08-03
-> 2026-08-03 call call: OLD 900.00
-> 2026-08-12 letter letter: OLD 900.00
2026-08-24 invoice NEW 100.00 due 2026-08-21
2026-08-24 run
-> email reminder_1: NEW 100.00 (gross 1000.00, net 1000.00; listed OLD 900.00)
-> task prepare_formal_notice: OLD 900.00 (gross 1000.00, net 1000.00; listed NEW 100.00)
2026-08-25 run
-> OLD exhausted
-> NEW not yet: 2026-08-31
