//! What a person says that a bank line pays: from items and amounts to payments, and a remainder with a name.
//!
//! A line pays one payment per debtor, and the payments sum to the line. What the items ask beyond the line
//! stays open on the youngest debits, or is settled there under a name; what the line brings beyond the items
//! stays on one account as cash, or is settled there under a name. Everything is in one currency.

use crate::calendar::Date;
use crate::ids::{DebtorId, OpenItemId};
use crate::ledger::operation::Remainder;
use crate::money::Cents;

/// An item that the line pays, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The item.
    pub item: OpenItemId,
    /// On whose account it is.
    pub debtor: DebtorId,
    /// Its date: what is short is short on the youngest debits.
    pub issued_on: Date,
    /// What is left of it: negative for a credit.
    pub open: Cents,
    /// How much the person put: with the sign of what is left, and no more than it.
    pub amount: Cents,
}

/// What becomes of the difference between the line and the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rest {
    /// The account on which too much money stays; may be left out when there is only one.
    pub debtor: Option<DebtorId>,
    /// The name under which the difference is settled; `None` leaves cash on the account, or the debt open.
    pub name: Option<Remainder>,
}

/// A payment that a line makes on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Whose account.
    pub debtor: DebtorId,
    /// How much of the line, above zero.
    pub amount: Cents,
    /// What of it no item takes: cash on the account, unless it is settled.
    pub surplus: Cents,
    /// Items, and how much on each: credits are negative, and all together are the amount less the surplus.
    pub items: Vec<(OpenItemId, Cents)>,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assigned {
    /// A payment per debtor, in the order of the items; together they are the line.
    pub shares: Vec<Share>,
    /// What is settled under the name: debits and how much of each.
    pub settled: Vec<(OpenItemId, Cents)>,
    /// What is settled of a payment, and on whose account.
    pub settled_surplus: Option<(DebtorId, Cents)>,
}

/// Why it cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssignmentError {
    /// The line brings no money.
    #[error("the line brings no money")]
    NoMoney,
    /// An amount that the item does not have, or zero.
    #[error("{asked} of an item that has {open} open")]
    OutOfRange {
        /// The item.
        item: OpenItemId,
        /// What was asked.
        asked: Cents,
        /// What it has.
        open: Cents,
    },
    /// The same item twice.
    #[error("the same item twice")]
    Twice(OpenItemId),
    /// Credits take up all that a debtor's items ask: the line pays nothing there.
    #[error("the line pays nothing on an account")]
    NothingPaid(DebtorId),
    /// Money is left over and several accounts could keep it, or none.
    #[error("nobody said on which account the rest stays")]
    WhichAccount,
    /// A discount or a rebate cannot be what was paid too much.
    #[error("this name settles no surplus")]
    NoSuchSurplus,
}

/// Plans what a line of `amount` pays.
///
/// # Errors
/// [`AssignmentError`], checked in its order.
pub fn assign(amount: Cents, parts: &[Part], rest: Rest) -> Result<Assigned, AssignmentError> {
    if !amount.is_positive() {
        return Err(AssignmentError::NoMoney);
    }
    for (position, part) in parts.iter().enumerate() {
        let within = part.amount.is_negative() == part.open.is_negative() && part.amount.abs() <= part.open.abs();
        if part.amount.is_zero() || !within {
            return Err(AssignmentError::OutOfRange { item: part.item, asked: part.amount, open: part.open });
        }
        if parts[..position].iter().any(|before| before.item == part.item) {
            return Err(AssignmentError::Twice(part.item));
        }
    }
    let wanted = Cents::total(parts.iter().map(|part| part.amount));
    let mut parts = parts.to_vec();
    let mut assigned = Assigned::default();
    if wanted > amount {
        let cuts = cut(&mut parts, wanted - amount);
        if rest.name.is_some() {
            assigned.settled = cuts;
        }
    }
    assigned.shares = shares(&parts)?;
    let left = amount - Cents::total(assigned.shares.iter().map(|share| share.amount));
    if left.is_positive() {
        let debtor = keeper(&assigned.shares, rest)?;
        match assigned.shares.iter_mut().find(|share| share.debtor == debtor) {
            Some(share) => (share.amount, share.surplus) = (share.amount + left, left),
            None => assigned.shares.push(Share { debtor, amount: left, surplus: left, items: Vec::new() }),
        }
        if let Some(name) = rest.name {
            if !name.settles_credits() {
                return Err(AssignmentError::NoSuchSurplus);
            }
            assigned.settled_surplus = Some((debtor, left));
        }
    }
    if let Some(nothing) = assigned.shares.iter().find(|share| !share.amount.is_positive()) {
        return Err(AssignmentError::NothingPaid(nothing.debtor));
    }
    let paid = Cents::total(assigned.shares.iter().map(|share| share.amount));
    assert!(paid == amount, "the payments are the line");
    Ok(assigned)
}

/// Takes `short` off the youngest debits; what was taken of each.
fn cut(parts: &mut [Part], mut short: Cents) -> Vec<(OpenItemId, Cents)> {
    let mut youngest: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].amount.is_positive()).collect();
    youngest.sort_by_key(|at| std::cmp::Reverse((parts[*at].issued_on, parts[*at].item)));
    let mut cuts = Vec::new();
    for at in youngest {
        let taken = parts[at].amount.min(short);
        if taken.is_positive() {
            parts[at].amount -= taken;
            short -= taken;
            cuts.push((parts[at].item, taken));
        }
    }
    cuts
}

/// The parts by account, those that were cut to nothing left out.
fn shares(parts: &[Part]) -> Result<Vec<Share>, AssignmentError> {
    let mut shares: Vec<Share> = Vec::new();
    for part in parts.iter().filter(|part| !part.amount.is_zero()) {
        let at = shares.iter().position(|share| share.debtor == part.debtor).unwrap_or_else(|| {
            shares.push(Share { debtor: part.debtor, amount: Cents::ZERO, surplus: Cents::ZERO, items: Vec::new() });
            shares.len() - 1
        });
        shares[at].amount += part.amount;
        shares[at].items.push((part.item, part.amount));
    }
    match shares.iter().find(|share| share.amount.is_negative()) {
        Some(share) => Err(AssignmentError::NothingPaid(share.debtor)),
        None => Ok(shares),
    }
}

/// The account on which the surplus stays.
fn keeper(shares: &[Share], rest: Rest) -> Result<DebtorId, AssignmentError> {
    match (rest.debtor, shares) {
        (Some(debtor), _) => Ok(debtor),
        (None, [only]) => Ok(only.debtor),
        _ => Err(AssignmentError::WhichAccount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn debtor(number: u128) -> DebtorId {
        DebtorId(Uuid::from_u128(number))
    }

    /// Item, debtor, what is left, what is put.
    fn part(item: u128, of: u128, open: i64, amount: i64) -> Part {
        let issued_on = Date::from_ymd_opt(2026, 1, u32::try_from(item).unwrap()).unwrap();
        Part { item: OpenItemId(Uuid::from_u128(item)), debtor: debtor(of), issued_on, open: Cents(open), amount: Cents(amount) }
    }

    fn told(amount: i64, parts: &[Part], rest: Rest) -> String {
        let one = |id: &OpenItemId, amount: &Cents| format!("{}:{}", id.0.as_u128(), amount.0);
        match assign(Cents(amount), parts, rest) {
            Err(error) => format!("{error:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
            Ok(done) => {
                let mut words = Vec::new();
                for share in &done.shares {
                    let items: Vec<String> = share.items.iter().map(|(id, amount)| one(id, amount)).collect();
                    words.push(format!("d{} {} [{}]", share.debtor.0.as_u128(), share.amount.0, items.join(" ")));
                }
                words.extend(done.settled.iter().map(|(id, amount)| format!("settle {}", one(id, amount))));
                words.extend(done.settled_surplus.map(|(debtor, amount)| format!("keep {} of d{}", amount.0, debtor.0.as_u128())));
                words.join(", ")
            }
        }
    }

    #[test]
    fn a_line_is_shared_to_the_cent() {
        let open = Rest::default();
        let named = |name| Rest { name: Some(name), ..open };
        let on = |number| Rest { debtor: Some(debtor(number)), ..open };
        let (fees, discount) = (named(Remainder::BankCharges), named(Remainder::Discount));
        let cases: [(&str, i64, &[Part], Rest, &str); 19] = [
            ("one item, exact", 100, &[part(1, 1, 100, 100)], open, "d1 100 [1:100]"),
            ("a part of it", 40, &[part(1, 1, 100, 40)], open, "d1 40 [1:40]"),
            ("short: the youngest stays open", 120, &[part(2, 1, 50, 50), part(1, 1, 100, 100)], open, "d1 120 [2:20 1:100]"),
            ("short by a whole item", 100, &[part(1, 1, 100, 100), part(2, 1, 50, 50)], open, "d1 100 [1:100]"),
            ("short: bank charges", 988, &[part(1, 1, 1_000, 1_000)], fees, "d1 988 [1:988], settle 1:12"),
            ("short: a discount", 98, &[part(1, 1, 60, 60), part(2, 1, 40, 40)], discount, "d1 98 [1:60 2:38], settle 2:2"),
            ("short across two items", 50, &[part(1, 1, 60, 60), part(2, 1, 40, 40)], fees, "d1 50 [1:50], settle 2:40, settle 1:10"),
            ("too much stays on the account", 130, &[part(1, 1, 100, 100)], open, "d1 130 [1:100]"),
            ("too much, kept", 103, &[part(1, 1, 100, 100)], named(Remainder::Difference), "d1 103 [1:100], keep 3 of d1"),
            ("a discount is never too much", 103, &[part(1, 1, 100, 100)], discount, "NoSuchSurplus"),
            ("less a credit note", 70, &[part(1, 1, 100, 100), part(2, 1, -30, -30)], open, "d1 70 [1:100 2:-30]"),
            ("two debtors", 150, &[part(1, 1, 100, 100), part(2, 2, 50, 50)], open, "d1 100 [1:100], d2 50 [2:50]"),
            ("two debtors and a rest", 160, &[part(1, 1, 100, 100), part(2, 2, 50, 50)], open, "WhichAccount"),
            ("two debtors, a rest on one", 160, &[part(1, 1, 100, 100), part(2, 2, 50, 50)], on(2), "d1 100 [1:100], d2 60 [2:50]"),
            ("the customer only", 160, &[], on(2), "d2 160 []"),
            ("nothing said", 160, &[], open, "WhichAccount"),
            ("an account of credits alone", 70, &[part(1, 1, 100, 100), part(2, 2, -30, -30)], open, "NothingPaid"),
            ("more than is open", 100, &[part(1, 1, 90, 100)], open, "OutOfRange"),
            ("money that left", -100, &[part(1, 1, 100, 100)], open, "NoMoney"),
        ];
        for (name, amount, parts, rest, expected) in cases {
            assert_eq!(told(amount, parts, rest), expected, "{name}");
        }
        let wrong = [part(1, 1, 100, 0), part(1, 1, 100, -5), part(1, 1, -100, 5)];
        assert!(wrong.iter().all(|part| told(10, &[*part], open) == "OutOfRange"), "a sign that the item has not");
        assert_eq!(told(10, &[part(1, 1, 100, 5), part(1, 1, 100, 5)], open), "Twice");
    }
}
