# w7 (invoiceninja#9312): a reminder the morning after the first sending. An invoice sent late, already due, is a
# contact: the first reminder keeps its distance from it.
2026-09-14 invoice F1 500.00 due 2026-09-01 issued 2026-09-14
2026-09-14..2026-09-25 runs
-> 2026-09-17 email reminder_1: F1 500.00
-> 2026-09-24 email reminder_2: F1 500.00
