# One message speaks of one currency, and the debtor hears one message in three days. Credits of one
# currency never pay the other.
2026-09-01 invoice F1 500.00 due 2026-09-10
2026-09-01 invoice U1 700.00 due 2026-09-10 usd
2026-09-01 credit A1 600.00 usd
2026-09-14 run
-> email reminder_1: F1 500.00
-> U1 held: spacing until 2026-09-17
-> A1 held: credit_covers
2026-09-15 run
-> F1 not yet: 2026-09-21
-> U1 held: spacing until 2026-09-17
-> A1 held: credit_covers
2026-09-17 run
-> email reminder_1 in USD: U1 700.00 (gross 700.00, net 100.00; credits A1 -600.00)
-> F1 not yet: 2026-09-21
-> A1 held: credit_covers
