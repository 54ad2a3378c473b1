# w12 (OCA#443): a reminder with an empty body. A message exists only with an item it asks for: when the only one is
# disputed in whole, there is none.
2026-09-01 invoice F1 500.00 due 2026-09-11
2026-09-02 dispute F1
2026-09-14 run
-> F1 held: disputed
2026-09-15 end F1
2026-09-15 run
-> email reminder_1: F1 500.00
