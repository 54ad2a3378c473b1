//! Amounts by rate of VAT: a payment in the proportions of the invoice that it pays, and what is left of an invoice once credit notes,
//! losses and payments took parts of it.

use crate::accounting::{AccountingError, VatPart, check_parts};
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
        let shares = totals.iter().zip(share(*amount, &gross)?);
        parts = sum(parts, shares.map(|((rate, _), gross)| VatPart { rate: *rate, gross }));
    }
    Some(parts)
}

/// Parts and others added up by rate, the highest first; a rate of which nothing is there is left out.
#[must_use]
pub fn sum(mut parts: Vec<VatPart>, others: impl IntoIterator<Item = VatPart>) -> Vec<VatPart> {
    for part in others {
        match parts.iter_mut().find(|known| known.rate == part.rate) {
            Some(known) => known.gross += part.gross,
            None => parts.push(part),
        }
    }
    parts.retain(|part| !part.gross.is_zero());
    parts.sort_by_key(|part| std::cmp::Reverse(part.rate));
    parts
}

/// Parts less others, by rate; what the others have beyond a part was no part of it.
#[must_use]
pub fn less(parts: &[VatPart], others: &[VatPart]) -> Vec<VatPart> {
    let of = |part: &VatPart| Cents::total(others.iter().filter(|other| other.rate == part.rate).map(|other| other.gross));
    let left = parts.iter().map(|part| VatPart { rate: part.rate, gross: part.gross - of(part) });
    left.filter(|part| part.gross.is_positive()).collect()
}

/// An amount in the proportions of parts; one of which nothing is there is left out. `None` as [`share`].
fn in_proportion(amount: Cents, parts: &[VatPart]) -> Option<Vec<VatPart>> {
    let gross: Vec<Cents> = parts.iter().map(|part| part.gross).collect();
    let shares = parts.iter().zip(share(amount, &gross)?);
    Some(shares.map(|(part, gross)| VatPart { rate: part.rate, gross }).filter(|part| !part.gross.is_zero()).collect())
}

/// What took a part of a document, for its VAT; amounts taxes included and above zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// At rates of its own: a credit note, a loss.
    At(Vec<VatPart>),
    /// Of all rates alike: a payment, a remainder.
    Alike(Cents),
    /// At rates that nobody knows: a credit note that came without its VAT.
    Unknown(Cents),
}

impl Taken {
    /// The part by rate, on a document of such totals: of a document of one rate there is nothing else to take. `None` when it is not known.
    #[must_use]
    pub fn by_rate(&self, totals: &[VatPart]) -> Option<Vec<VatPart>> {
        match (self, totals) {
            (Self::At(parts), _) => Some(parts.clone()),
            (Self::Alike(amount) | Self::Unknown(amount), [only]) => Some(vec![VatPart { rate: only.rate, gross: *amount }]),
            (Self::Alike(amount), _) => in_proportion(*amount, totals),
            (Self::Unknown(_), _) => None,
        }
    }
}

/// What is left of a document by rate, the highest first; `left` is how much the ledger says that is. What took parts at rates of its own
/// comes off first, then what took of all rates alike, in the proportions of the document; where the first leave a single rate, the rest is
/// off that one.
///
/// `None` when it is not known: a part was taken at unknown rates, more at a rate than there was, or the rest is not `left`. Of a document of
/// one rate, what is left is at that rate whatever took the rest.
#[must_use]
pub fn left_by_rate(totals: &[VatPart], taken: &[Taken], left: Cents) -> Option<Vec<VatPart>> {
    if let ([only], true) = (totals, left.is_positive()) {
        return Some(vec![VatPart { rate: only.rate, gross: left }]);
    }
    if left.is_zero() {
        return Some(Vec::new());
    }
    let (mut known, mut alike) = (Vec::new(), Cents::ZERO);
    for part in taken {
        match part {
            Taken::Alike(amount) => alike += *amount,
            part => known.extend(part.by_rate(totals)?),
        }
    }
    let minus = |parts: Vec<VatPart>| parts.into_iter().map(|part| VatPart { rate: part.rate, gross: -part.gross });
    let rest = sum(totals.to_vec(), minus(known));
    let alike = match rest.as_slice() {
        _ if alike.is_zero() => Vec::new(),
        [only] => vec![VatPart { rate: only.rate, gross: alike }],
        _ => in_proportion(alike, totals)?,
    };
    let rest = sum(rest, minus(alike));
    let is_left = rest.iter().all(|part| part.gross.is_positive()) && Cents::total(rest.iter().map(|part| part.gross)) == left;
    is_left.then_some(rest)
}

/// Parts by rate as a person gives them: the one without an amount has what the others leave of the whole.
///
/// # Errors
/// [`AccountingError`]: a part that cannot be, more than one without an amount, or parts that do not add up to the whole.
pub fn completed(given: &[(RateBp, Option<Cents>)], whole: Cents) -> Result<Vec<VatPart>, AccountingError> {
    if given.iter().filter(|(_, gross)| gross.is_none()).count() > 1 {
        return Err(AccountingError::BadPart);
    }
    let rest = whole - Cents::total(given.iter().filter_map(|(_, gross)| *gross));
    let mut parts: Vec<VatPart> = given.iter().map(|(rate, gross)| VatPart { rate: *rate, gross: gross.unwrap_or(rest) }).collect();
    check_parts(&parts, whole)?;
    parts.sort_by_key(|part| std::cmp::Reverse(part.rate));
    Ok(parts)
}

/// Takes an amount out of what is left by rate: by the rates of its own document when these add up to it and are there, else in the
/// proportions of what is left. However an amount is cut, its pieces add up to it at each rate.
///
/// What was taken; `None`, and nothing is, when less is left.
#[must_use]
pub fn take(left: &mut Vec<VatPart>, amount: Cents, own: &[VatPart]) -> Option<Vec<VatPart>> {
    if !amount.is_positive() || amount > Cents::total(left.iter().map(|part| part.gross)) {
        return None;
    }
    let there_is = |part: &VatPart| left.iter().any(|known| known.rate == part.rate && part.gross <= known.gross);
    let taken = if check_parts(own, amount).is_ok() && own.iter().all(there_is) { own.to_vec() } else { in_proportion(amount, left)? };
    for part in &taken {
        left.iter_mut().filter(|known| known.rate == part.rate).for_each(|known| known.gross -= part.gross);
    }
    left.retain(|part| !part.gross.is_zero());
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(rate: i32, gross: i64) -> VatPart {
        VatPart { rate: RateBp(rate), gross: Cents(gross) }
    }

    #[test]
    fn one_rate_without_an_amount_has_the_rest() {
        let (twenty, reduced) = (RateBp(2_000), RateBp(550));
        assert_eq!(completed(&[(twenty, None)], Cents(9_124)), Ok(vec![part(2_000, 9_124)]));
        assert_eq!(
            completed(&[(reduced, Some(Cents(1_924))), (twenty, None)], Cents(9_124)),
            Ok(vec![part(2_000, 7_200), part(550, 1_924)])
        );
        let both = [(twenty, Some(Cents(7_200))), (reduced, Some(Cents(1_925)))];
        assert_eq!(completed(&both, Cents(9_124)), Err(AccountingError::PartsDiffer { parts: Cents(9_125), amount: Cents(9_124) }));
        for bad in [
            &[(twenty, None), (reduced, None)][..],
            &[(twenty, Some(Cents(10_000))), (reduced, None)],
            &[(twenty, None), (twenty, Some(Cents(1)))],
            &[],
        ] {
            assert!(completed(bad, Cents(9_124)).is_err(), "{bad:?}");
        }
    }

    /// By hand. 91.24 € given up, 72.00 € at 20 % and 19.24 € at 5.5 %: 60 € of an invoice all at 20 % are taken there; of 20 €, 12 ÷ 31.24
    /// at 20 %, which is 7.68 €, and the last 11.24 € are what is left of each.
    #[test]
    fn pieces_are_taken_by_their_own_rates_as_far_as_these_are_there() {
        let mut left = vec![part(2_000, 7_200), part(550, 1_924)];
        assert_eq!(take(&mut left, Cents(6_000), &[part(2_000, 6_000)]), Some(vec![part(2_000, 6_000)]));
        assert_eq!(take(&mut left, Cents(2_000), &[part(2_000, 2_000)]), Some(vec![part(2_000, 768), part(550, 1_232)]));
        assert_eq!(take(&mut left, Cents(1_125), &[]), None);
        assert_eq!(take(&mut left, Cents(1_124), &[]), Some(vec![part(2_000, 432), part(550, 692)]));
        assert!(left.is_empty());
    }

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

    /// By hand. 240 € are 120 € at 20 % and 120 € at 5.5 %.
    #[test]
    fn what_is_left_of_an_invoice_is_at_the_rates_that_its_credit_notes_left() {
        let invoice = [part(2_000, 12_000), part(550, 12_000)];
        let at = |rate, gross| Taken::At(vec![part(rate, gross)]);
        type Case = (Vec<Taken>, i64, Option<Vec<VatPart>>);
        let cases: [Case; 13] = [
            (vec![], 24_000, Some(invoice.to_vec())),
            (vec![Taken::Alike(Cents(8_000))], 16_000, Some(vec![part(2_000, 8_000), part(550, 8_000)])),
            // All that was at 20 % is credited: a payment, before or after, is of the rest.
            (vec![at(2_000, 12_000)], 12_000, Some(vec![part(550, 12_000)])),
            (vec![at(2_000, 12_000), Taken::Alike(Cents(5_000))], 7_000, Some(vec![part(550, 7_000)])),
            (vec![Taken::Alike(Cents(5_000)), at(2_000, 12_000)], 7_000, Some(vec![part(550, 7_000)])),
            // A payment is of the invoice as it was invoiced.
            (vec![at(2_000, 6_000), Taken::Alike(Cents(6_000))], 12_000, Some(vec![part(2_000, 3_000), part(550, 9_000)])),
            (vec![Taken::At(vec![part(2_000, 1_000), part(550, 2_000)])], 21_000, Some(vec![part(2_000, 11_000), part(550, 10_000)])),
            // More than there was at a rate, or at a rate that is not there.
            (vec![at(2_000, 12_001)], 11_999, None),
            (vec![at(1_000, 1_000)], 23_000, None),
            (vec![at(2_000, 11_000), Taken::Alike(Cents(6_000))], 7_000, None),
            (vec![Taken::Unknown(Cents(12_000))], 12_000, None),
            // The ledger knows of something else.
            (vec![at(2_000, 6_000)], 17_000, None),
            (vec![Taken::Unknown(Cents(24_000))], 0, Some(vec![])),
        ];
        for (taken, left, expected) in cases {
            assert_eq!(left_by_rate(&invoice, &taken, Cents(left)), expected, "{taken:?}");
        }
        let one = [part(2_000, 24_000)];
        for taken in [Taken::Unknown(Cents(4_000)), Taken::Alike(Cents(4_000)), at(550, 4_000)] {
            assert_eq!(left_by_rate(&one, std::slice::from_ref(&taken), Cents(20_000)), Some(vec![part(2_000, 20_000)]), "{taken:?}");
        }
        assert_eq!(left_by_rate(&[], &[], Cents(1)), None);
        assert_eq!(Taken::Unknown(Cents(5)).by_rate(&one), Some(vec![part(2_000, 5)]));
        assert_eq!(Taken::Unknown(Cents(5)).by_rate(&invoice), None);
        assert_eq!(less(&invoice, &[part(2_000, 12_500), part(550, 2_000), part(1_000, 7)]), [part(550, 10_000)]);
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

        #[test]
        fn what_is_left_of_an_invoice_and_what_took_the_rest_add_up_to_it(
            amounts in proptest::collection::vec(1_i64..100_000_000, 1..5),
            credited in proptest::collection::vec(0_i64..=100, 4),
            paid in proptest::collection::vec(0_i64..=40, 0..4),
        ) {
            let rates = [2_000, 1_000, 550, 210];
            let invoice: Vec<VatPart> = amounts.iter().zip(rates).map(|(gross, rate)| part(rate, *gross)).collect();
            let note = |((gross, rate), percent): ((&i64, i32), &i64)| part(rate, gross * percent / 100);
            let notes: Vec<VatPart> = amounts.iter().zip(rates).zip(&credited).map(note).collect();
            let rest = amounts.iter().sum::<i64>() - notes.iter().map(|part| part.gross.0).sum::<i64>();
            let paid: Vec<i64> = paid.iter().map(|percent| rest * percent / 100 / 3).collect();
            let left = Cents(rest - paid.iter().sum::<i64>());
            let taken: Vec<Taken> = paid.iter().map(|amount| Taken::Alike(Cents(*amount))).chain([Taken::At(notes.clone())]).collect();
            let found = left_by_rate(&invoice, &taken, left);
            let mut turned = taken.clone();
            turned.reverse();
            proptest::prop_assert_eq!(&left_by_rate(&invoice, &turned, left), &found, "in any order");
            if let Some(found) = found {
                proptest::prop_assert_eq!(Cents::total(found.iter().map(|part| part.gross)), left);
                for part in &found {
                    let there_is = invoice.iter().find(|known| known.rate == part.rate).map(|known| known.gross);
                    proptest::prop_assert!(part.gross.is_positive() && there_is.is_some_and(|gross| part.gross <= gross));
                }
            } else {
                // Without a payment it is always known: no credit note took more than there was.
                proptest::prop_assert!(paid.iter().any(|amount| *amount > 0));
            }
        }

        #[test]
        fn pieces_add_up_to_the_whole_at_each_rate(
            amounts in proptest::collection::vec(1_i64..100_000_000, 1..5),
            cuts in proptest::collection::vec((1_i64..30_000_000, 0_usize..6), 0..9),
        ) {
            let rates = [2_000, 1_000, 550, 210];
            let whole: Vec<VatPart> = amounts.iter().zip(rates).map(|(gross, rate)| part(rate, *gross)).collect();
            let mut left = whole.clone();
            let mut taken: Vec<VatPart> = Vec::new();
            let mut pieces = Vec::new();
            for (cut, own) in cuts {
                let is = rates.get(own).map(|rate| vec![part(*rate, cut)]).unwrap_or_default();
                pieces.extend(take(&mut left, Cents(cut), &is).inspect(|found| {
                    assert_eq!(Cents::total(found.iter().map(|part| part.gross)), Cents(cut));
                }));
            }
            let rest = Cents::total(left.iter().map(|part| part.gross));
            pieces.extend(take(&mut left, rest, &[]));
            proptest::prop_assert!(left.is_empty());
            for found in pieces.concat() {
                proptest::prop_assert!(found.gross.is_positive());
                proptest::prop_assert_eq!(found.net() + found.vat(), found.gross);
                match taken.iter_mut().find(|part| part.rate == found.rate) {
                    Some(known) => known.gross += found.gross,
                    None => taken.push(found),
                }
            }
            taken.sort_by_key(|part| std::cmp::Reverse(part.rate));
            proptest::prop_assert_eq!(taken, whole);
        }
    }
}
