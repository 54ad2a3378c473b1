use crate::calendar::Date;
use crate::law::{Book, LawError, keys};
use crate::money::Cents;
use crate::party::DebtorKind;

use super::walk::{Claim, MovementKind};

/// The fixed indemnity of one invoice, or why it is not due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indemnity {
    /// Due, once for the invoice.
    Due(Cents),
    /// Not due.
    None(NoIndemnity),
}

impl Indemnity {
    /// The amount; zero when it is not due.
    #[must_use]
    pub fn amount(self) -> Cents {
        match self {
            Self::Due(amount) => amount,
            Self::None(_) => Cents::ZERO,
        }
    }
}

/// Why the fixed indemnity is not due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoIndemnity {
    /// The debtor is a consumer: never (C. com. D441-5 is for professionals).
    Consumer,
    /// The debtor's kind is unknown: treated with the consumer's care.
    UnknownKind,
    /// Nothing was left to pay after the due date, or that date has not passed.
    NotLate,
    /// Credit notes took back the whole invoice.
    Credited,
    /// It fell due on or after the judgment that opened insolvency proceedings, which forbids paying it
    /// (C. com. L441-10, II, last sentence; L622-7).
    Insolvency,
    /// The creditor gave it up.
    Waived,
    /// It fell due before the indemnity existed (1 January 2013).
    BeforeLaw,
    /// Another instalment of the same invoice bears it: it is due once an invoice.
    OtherInstalment,
    /// The item is no invoice: an opening balance, a correction.
    NoInvoice,
}

impl NoIndemnity {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::UnknownKind => "unknown_kind",
            Self::NotLate => "not_late",
            Self::Credited => "credited",
            Self::Insolvency => "insolvency",
            Self::Waived => "waived",
            Self::BeforeLaw => "before_law",
            Self::OtherInstalment => "other_instalment",
            Self::NoInvoice => "no_invoice",
        }
    }
}

/// The fixed indemnity for recovery costs of a late invoice: 40 € by C. com. D441-5, once an invoice,
/// whatever the delay and even when a part was paid in time. It bears no interest and no VAT.
///
/// `claim.starts_after` is the due date. For a public buyer the same amount follows from CCP R2192-33
/// and D2192-35.
///
/// # Errors
/// [`LawError::Missing`] when no amount is known on the first day of lateness.
pub fn fixed_indemnity(
    claim: &Claim<'_>,
    kind: DebtorKind,
    insolvency_on: Option<Date>,
    waived: bool,
    book: &Book,
    as_of: Date,
) -> Result<Indemnity, LawError> {
    let due_on = claim.starts_after;
    let sum = |wanted: &dyn Fn(MovementKind, Date) -> bool| {
        Cents::total(
            claim
                .movements
                .iter()
                .filter(|movement| movement.on <= as_of && wanted(movement.kind, movement.on))
                .map(|movement| movement.amount),
        )
    };
    // A credit note or a discount takes the price back from the start: what it covers was never late.
    let in_time = sum(&|kind, on| kind == MovementKind::CreditNote || (kind == MovementKind::Payment && on <= due_on));
    let credited = sum(&|kind, _| kind == MovementKind::CreditNote);
    let refusal = match kind {
        DebtorKind::Consumer => Some(NoIndemnity::Consumer),
        DebtorKind::Unknown => Some(NoIndemnity::UnknownKind),
        DebtorKind::Business | DebtorKind::Public => None,
    };
    if let Some(refusal) = refusal {
        return Ok(Indemnity::None(refusal));
    }
    let first_late_day = crate::calendar::add_days(due_on, 1);
    let begins_on = book.of(keys::INDEMNITY).iter().map(|row| row.from).min();
    Ok(if as_of <= due_on {
        Indemnity::None(NoIndemnity::NotLate)
    } else if credited >= claim.principal {
        Indemnity::None(NoIndemnity::Credited)
    } else if in_time >= claim.principal {
        Indemnity::None(NoIndemnity::NotLate)
    } else if begins_on.is_some_and(|begins_on| first_late_day < begins_on) {
        Indemnity::None(NoIndemnity::BeforeLaw)
    } else if insolvency_on.is_some_and(|judgment| judgment <= due_on) {
        Indemnity::None(NoIndemnity::Insolvency)
    } else if waived {
        Indemnity::None(NoIndemnity::Waived)
    } else {
        Indemnity::Due(book.amount(keys::INDEMNITY, first_late_day)?)
    })
}

/// Keeps one indemnity an invoice: of the instalments that share a key, the first one due bears it.
pub fn once_per_invoice<'a, K: Eq + std::hash::Hash>(instalments: impl IntoIterator<Item = (K, &'a mut Indemnity)>) {
    let mut seen = std::collections::HashSet::new();
    for (invoice, indemnity) in instalments {
        // One that was given up was the invoice's: the next instalment does not take it over.
        let counts = matches!(indemnity, Indemnity::Due(_) | Indemnity::None(NoIndemnity::Waived));
        if counts && !seen.insert(invoice) {
            *indemnity = Indemnity::None(NoIndemnity::OtherInstalment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interest::Movement;
    use crate::law::day;

    #[test]
    fn when_the_forty_euros_are_due() {
        use DebtorKind::{Business, Consumer, Public, Unknown};
        use MovementKind::{CreditNote, Payment};
        let due = day(2026, 6, 30);
        let moved = |on, kind, amount| Movement { on, kind, amount: Cents(amount) };
        let refused = |why| Indemnity::None(why);
        let forty = Indemnity::Due(Cents(4_000));
        let late = day(2026, 9, 1);
        // name, kind, movements, insolvency, waived, as of, expected
        type Case = (&'static str, DebtorKind, Vec<Movement>, Option<Date>, bool, Date, Indemnity);
        let cases: Vec<Case> = vec![
            ("late", Business, vec![], None, false, late, forty),
            ("one day late", Business, vec![], None, false, day(2026, 7, 1), forty),
            ("the due date itself", Business, vec![], None, false, due, refused(NoIndemnity::NotLate)),
            ("public buyer", Public, vec![], None, false, late, forty),
            ("consumer", Consumer, vec![], None, false, late, refused(NoIndemnity::Consumer)),
            ("unknown", Unknown, vec![], None, false, late, refused(NoIndemnity::UnknownKind)),
            ("paid on the due date", Business, vec![moved(due, Payment, 100_000)], None, false, late, refused(NoIndemnity::NotLate)),
            ("paid in part in time", Business, vec![moved(due, Payment, 99_999)], None, false, late, forty),
            ("paid late", Business, vec![moved(day(2026, 7, 1), Payment, 100_000)], None, false, late, forty),
            (
                "credited in full later",
                Business,
                vec![moved(day(2026, 8, 1), CreditNote, 100_000)],
                None,
                false,
                late,
                refused(NoIndemnity::Credited),
            ),
            (
                "paid in time but for a discount granted later",
                Business,
                vec![moved(due, Payment, 98_000), moved(day(2026, 8, 1), CreditNote, 2_000)],
                None,
                false,
                late,
                refused(NoIndemnity::NotLate),
            ),
            ("credited in part", Business, vec![moved(day(2026, 8, 1), CreditNote, 40_000)], None, false, late, forty),
            ("credited after the closing date", Business, vec![moved(day(2026, 9, 2), CreditNote, 100_000)], None, false, late, forty),
            ("judgment before the due date", Business, vec![], Some(day(2026, 6, 1)), false, late, refused(NoIndemnity::Insolvency)),
            ("judgment on the due date", Business, vec![], Some(due), false, late, refused(NoIndemnity::Insolvency)),
            ("judgment the day after", Business, vec![], Some(day(2026, 7, 1)), false, late, forty),
            ("waived", Business, vec![], None, true, late, refused(NoIndemnity::Waived)),
        ];
        for (name, kind, movements, insolvency, waived, as_of, expected) in cases {
            let claim = Claim { principal: Cents(100_000), starts_after: due, movements: &movements };
            assert_eq!(fixed_indemnity(&claim, kind, insolvency, waived, Book::compiled(), as_of), Ok(expected), "{name}");
        }
        let old = Claim { principal: Cents(1), starts_after: day(2012, 6, 30), movements: &[] };
        let mut of_instalments = [refused(NoIndemnity::NotLate), forty, forty];
        once_per_invoice(of_instalments.iter_mut().map(|indemnity| ("F1", indemnity)));
        assert_eq!(of_instalments, [refused(NoIndemnity::NotLate), forty, refused(NoIndemnity::OtherInstalment)], "once an invoice");
        assert_eq!(fixed_indemnity(&old, Business, None, false, Book::compiled(), late), Ok(refused(NoIndemnity::BeforeLaw)));
        let mut waived = [refused(NoIndemnity::Waived), forty];
        once_per_invoice(waived.iter_mut().map(|indemnity| ("F1", indemnity)));
        assert_eq!(waived[1], refused(NoIndemnity::OtherInstalment), "a waiver does not move to the next instalment");
    }
}
