//! A payment by rate of VAT, in the proportions of the invoice that it pays.

use crate::accounting::VatPart;
use crate::law::RateBp;
use crate::money::Cents;

/// Shares an amount among parts, to the cent: each gets its proportion rounded down, and the cents left go to
/// the parts that lost most, the first of equals first.
///
/// `None` when the parts sum to nothing, or have different signs: no proportion holds then.
#[must_use]
pub fn share(amount: Cents, parts: &[Cents]) -> Option<Vec<Cents>> {
    let total: i128 = parts.iter().map(|part| i128::from(part.0)).sum();
    let mixed = parts.iter().any(|part| part.is_negative()) && parts.iter().any(|part| part.is_positive());
    if total == 0 || mixed {
        return None;
    }
    let whole = i128::from(amount.0.unsigned_abs());
    let exact: Vec<(i128, i128)> = parts
        .iter()
        .map(|part| {
            let product = whole * i128::from(part.0.unsigned_abs());
            (product / total.abs(), product % total.abs())
        })
        .collect();
    let left = whole - exact.iter().map(|(share, _)| share).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(exact[*at].1));
    let mut shares: Vec<i128> = exact.into_iter().map(|(share, _)| share).collect();
    // Fewer cents are left than there are parts with a remainder.
    for at in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[at] += 1;
    }
    let sign = if amount.is_negative() { -1 } else { 1 };
    Some(shares.into_iter().map(|share| Cents(i64::try_from(share).unwrap_or(i64::MAX) * sign)).collect())
}

/// Amounts on documents by rate, the highest first: each in the proportions of its document's taxed totals, added up to the cent. Base
/// and tax of a rate are those of its sum.
///
/// `None` when no proportion holds for one of them: its VAT is not known.
#[must_use]
pub fn by_rate(amounts: &[(Cents, Vec<(RateBp, Cents)>)]) -> Option<Vec<VatPart>> {
    let mut parts: Vec<VatPart> = Vec::new();
    for (amount, totals) in amounts {
        let gross: Vec<Cents> = totals.iter().map(|(_, gross)| *gross).collect();
        for ((rate, _), gross) in totals.iter().zip(share(*amount, &gross)?) {
            match parts.iter_mut().find(|part| part.rate == *rate) {
                Some(known) => known.gross += gross,
                None => parts.push(VatPart { rate: *rate, gross }),
            }
        }
    }
    parts.retain(|part| !part.gross.is_zero());
    parts.sort_by_key(|part| std::cmp::Reverse(part.rate));
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand. 100 € off an invoice of 120 € at 20 % and 105.50 € at 5.5 %, and 30 € off one at 20 %: of the 100 €, 120 ÷ 225.50 is
    /// 53.22 €. At 20 %: 83.22 €, of which 69.35 € without tax; at 5.5 %: 46.78 €, 44.34 € without.
    #[test]
    fn a_discount_over_several_rates_adds_up_to_the_cent() {
        let (twenty, reduced) = (RateBp(2_000), RateBp(550));
        let two = vec![(reduced, Cents(10_550)), (twenty, Cents(12_000))];
        let one = vec![(twenty, Cents(50_000))];
        let found = by_rate(&[(Cents(10_000), two.clone()), (Cents(3_000), one)]).unwrap();
        let told: Vec<_> = found.iter().map(|part| (part.rate.0, part.gross.0, part.net().0, part.vat().0)).collect();
        assert_eq!(told, [(2_000, 8_322, 6_935, 1_387), (550, 4_678, 4_434, 244)]);
        assert_eq!(by_rate(&[(Cents(10_000), two), (Cents(1), Vec::new())]), None, "the rates of the second are not known");
    }

    #[test]
    fn cents_left_go_to_the_parts_that_lost_most() {
        let shared = |amount: i64, parts: &[i64]| {
            share(Cents(amount), &parts.iter().map(|part| Cents(*part)).collect::<Vec<_>>())
                .map(|shares| shares.into_iter().map(|share| share.0).collect::<Vec<_>>())
        };
        type Case = (i64, &'static [i64], Option<&'static [i64]>);
        let cases: [Case; 8] = [
            (60_000, &[120_000], Some(&[60_000])),
            (100, &[1, 1, 1], Some(&[34, 33, 33])),
            (66_000, &[120_000, 12_000], Some(&[60_000, 6_000])),
            (1, &[120_000, 12_000], Some(&[1, 0])),
            (-100, &[-1, -1, -1], Some(&[-34, -33, -33])),
            (0, &[5, 5], Some(&[0, 0])),
            (100, &[], None),
            (100, &[10, -5], None),
        ];
        for (amount, parts, expected) in cases {
            assert_eq!(shared(amount, parts).as_deref(), expected, "{amount} {parts:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_cent_is_lost_and_no_share_is_off_by_one(amount in 0_i64..1_000_000_000, parts in proptest::collection::vec(0_i64..1_000_000_000, 1..9)) {
            let cents: Vec<Cents> = parts.iter().map(|part| Cents(*part)).collect();
            let total: i128 = parts.iter().map(|part| i128::from(*part)).sum();
            if let Some(shares) = share(Cents(amount), &cents) {
                proptest::prop_assert_eq!(Cents::total(shares.iter().copied()), Cents(amount));
                for (share, part) in shares.iter().zip(&parts) {
                    let exact = i128::from(amount) * i128::from(*part);
                    proptest::prop_assert!((i128::from(share.0) * total - exact).abs() < total);
                }
            } else {
                proptest::prop_assert_eq!(total, 0);
            }
        }
    }
}
