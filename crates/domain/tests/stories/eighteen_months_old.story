# An item met for the first time eighteen months late starts gently, and takes each step in turn.
2026-09-01 invoice OLD 4800.00 due 2025-03-01
2026-09-01..2026-10-31 runs
-> 2026-09-01 email reminder_1: OLD 4800.00
-> 2026-09-08 email reminder_2: OLD 4800.00
-> 2026-09-15 call call: OLD 4800.00
-> 2026-09-22 letter letter: OLD 4800.00
-> 2026-09-30 task prepare_formal_notice: OLD 4800.00
-> 2026-10-01 OLD exhausted
