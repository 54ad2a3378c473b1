//! Which debts a payment pays when the accounts do not say.
//!
//! Between debts: C. civ. 1342-10. What the debtor designated comes first, and a debt may be designated only
//! if it is paid whole, or with the creditor's agreement. Failing that: debts that are due before those that
//! are not; among the due, those that the debtor had most interest to pay. Nobody but a person can tell that
//! last point, so the oldest is proposed and a confirmation is asked for. Then the oldest, and all things
//! equal in proportion. Inside one debt: interest before principal (C. civ. 1343-1), unless a contract says
//! otherwise.

use crate::calendar::Date;
use crate::ids::OpenItemId;
use crate::money::Cents;

/// A debt that a payment may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    /// The item.
    pub id: OpenItemId,
    /// Date of its document: its age.
    pub issued_on: Date,
    /// When it falls due.
    pub due_on: Date,
    /// Principal that is left, above zero.
    pub principal: Cents,
    /// Interest that has run on it and is asked for, zero or more.
    pub interest: Cents,
}

impl Debt {
    fn total(&self) -> Cents {
        self.principal + self.interest
    }
}

pub use crate::interest::Imputation as Inside;

/// Why a debt gets its share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The debtor designated it, and it is paid whole.
    Designated,
    /// The debtor designated it for a part, and the creditor agreed.
    DesignatedInPart,
    /// It is the only debt, or the payment covers all debts.
    CoversAll,
    /// It is due, and the oldest of the due ones that are left.
    OldestDue,
    /// It is not due yet, and the oldest of those: every due debt is paid.
    OldestNotDue,
    /// It is as old as others and shares with them in proportion.
    ProRata,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 6] =
        [Self::Designated, Self::DesignatedInPart, Self::CoversAll, Self::OldestDue, Self::OldestNotDue, Self::ProRata];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Designated => "designated",
            Self::DesignatedInPart => "designated_in_part",
            Self::CoversAll => "covers_all",
            Self::OldestDue => "oldest_due",
            Self::OldestNotDue => "oldest_not_due",
            Self::ProRata => "pro_rata",
        }
    }

    /// The article that it comes from.
    #[must_use]
    pub fn article(self) -> &'static str {
        "C. civ. 1342-10"
    }
}

/// The article on interest before principal.
pub const INSIDE_ARTICLE: &str = "C. civ. 1343-1";

/// What one debt gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The debt.
    pub debt: OpenItemId,
    /// Taken off its interest.
    pub interest: Cents,
    /// Taken off its principal.
    pub principal: Cents,
    /// Why.
    pub reason: Reason,
}

impl Share {
    /// Both together.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.interest + self.principal
    }
}

/// Where a payment goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imputation {
    /// In the order in which debts are paid; no share is zero.
    pub shares: Vec<Share>,
    /// What is left when every debt is paid: it stays on the account.
    pub left: Cents,
    /// Whether a person has to confirm: several due debts compete, and only the debtor knows which of them he
    /// had most interest to pay.
    pub to_confirm: bool,
}

/// What the debtor said when paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said<'a> {
    /// The debts that he designated, in his order.
    pub designated: &'a [OpenItemId],
    /// Whether the creditor agrees to a designated debt being paid in part.
    pub creditor_agrees: bool,
}

/// Why a payment cannot be imputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImputationError {
    /// Zero or a negative amount.
    #[error("a payment is above zero, not {0}")]
    NotPositive(Cents),
    /// A designated debt that is not on the account, or designated twice.
    #[error("designated debt {0} is not among those that are open")]
    UnknownDebt(OpenItemId),
    /// A debt designated for a part without the creditor's agreement.
    #[error("designated debt {debt} needs {open} and gets {got}")]
    PartNotAgreed {
        /// The debt.
        debt: OpenItemId,
        /// What it needs.
        open: Cents,
        /// What is left for it.
        got: Cents,
    },
}

impl ImputationError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotPositive(_) => "imputation.not_positive",
            Self::UnknownDebt(_) => "imputation.unknown_debt",
            Self::PartNotAgreed { .. } => "imputation.part_not_agreed",
        }
    }
}

/// Imputes a payment made on a day on the debts of one currency.
///
/// The order in which debts come in changes nothing. Shares and what is left add up to the payment; no share
/// exceeds its debt. A debt is due from its due date on. Debts without anything open are left out.
///
/// # Errors
/// [`ImputationError`], checked in its order.
pub fn impute(debts: &[Debt], payment: Cents, on: Date, said: Said<'_>, inside: Inside) -> Result<Imputation, ImputationError> {
    if !payment.is_positive() {
        return Err(ImputationError::NotPositive(payment));
    }
    let mut open: Vec<Debt> = debts.iter().filter(|debt| debt.total().is_positive()).copied().collect();
    open.sort_by_key(|debt| (debt.due_on > on, debt.issued_on, debt.due_on, debt.id));
    let mut spread = Spread { left: payment, inside, shares: Vec::new() };
    for id in said.designated {
        let position = open.iter().position(|debt| debt.id == *id).ok_or(ImputationError::UnknownDebt(*id))?;
        let debt = open.remove(position);
        if debt.total() > spread.left && !said.creditor_agrees {
            return Err(ImputationError::PartNotAgreed { debt: *id, open: debt.total(), got: spread.left });
        }
        let reason = if debt.total() > spread.left { Reason::DesignatedInPart } else { Reason::Designated };
        spread.give(&debt, debt.total().min(spread.left), reason);
    }
    let covers_all = Cents::total(open.iter().map(Debt::total)) <= spread.left;
    let due = open.iter().filter(|debt| debt.due_on <= on);
    let to_confirm = spread.left.is_positive() && due.clone().count() > 1 && Cents::total(due.map(Debt::total)) > spread.left;
    for group in open.chunk_by(|a, b| (a.issued_on, a.due_on) == (b.issued_on, b.due_on)) {
        spread.share_out(group, on, covers_all);
    }
    let Spread { left, shares, .. } = spread;
    assert!(Cents::total(shares.iter().map(Share::total)) + left == payment, "an imputation keeps every cent");
    Ok(Imputation { shares, left, to_confirm })
}

/// A payment on its way.
struct Spread {
    left: Cents,
    inside: Inside,
    shares: Vec<Share>,
}

impl Spread {
    fn give(&mut self, debt: &Debt, amount: Cents, reason: Reason) {
        if !amount.is_positive() {
            return;
        }
        let interest = match self.inside {
            Inside::InterestFirst => amount.min(debt.interest),
            Inside::PrincipalFirst => amount - amount.min(debt.principal),
        };
        self.shares.push(Share { debt: debt.id, interest, principal: amount - interest, reason });
        self.left -= amount;
    }

    /// Debts of the same age: whole when there is enough, else in proportion.
    fn share_out(&mut self, group: &[Debt], on: Date, covers_all: bool) {
        let total = Cents::total(group.iter().map(Debt::total));
        if total <= self.left || group.len() == 1 {
            for debt in group {
                let reason = match debt.due_on <= on {
                    _ if covers_all => Reason::CoversAll,
                    true => Reason::OldestDue,
                    false => Reason::OldestNotDue,
                };
                self.give(debt, debt.total().min(self.left), reason);
            }
            return;
        }
        let amounts = in_proportion(self.left, &group.iter().map(Debt::total).collect::<Vec<_>>());
        for (debt, amount) in group.iter().zip(amounts) {
            self.give(debt, amount, Reason::ProRata);
        }
    }
}

/// Cuts an amount in proportion to weights whose sum exceeds it: each its whole cents, and the cents that
/// remain one by one to the largest fractions, the first of equals before the others.
fn in_proportion(amount: Cents, weights: &[Cents]) -> Vec<Cents> {
    let total: i128 = weights.iter().map(|weight| i128::from(weight.0)).sum();
    let products: Vec<i128> = weights.iter().map(|weight| i128::from(amount.0) * i128::from(weight.0)).collect();
    // A quotient is below its weight, since the amount is below the total.
    let mut parts: Vec<i64> = products.iter().map(|product| i64::try_from(product / total).unwrap_or(i64::MAX)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (-(products[*at] % total), *at));
    let missing = amount.0 - parts.iter().sum::<i64>();
    for at in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        parts[at] += 1;
    }
    parts.into_iter().map(Cents).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::day;
    use uuid::Uuid;

    const ON: Date = day(2026, 11, 22);

    fn id(number: u128) -> OpenItemId {
        OpenItemId(Uuid::from_u128(number))
    }

    /// Number, day of issue and of due date in 2026, principal, interest.
    fn debt(number: u128, issued: (u32, u32), due: (u32, u32), principal: i64, interest: i64) -> Debt {
        Debt {
            id: id(number),
            issued_on: day(2026, issued.0, issued.1),
            due_on: day(2026, due.0, due.1),
            principal: Cents(principal),
            interest: Cents(interest),
        }
    }

    fn told(imputation: &Imputation) -> String {
        let shares: Vec<String> = imputation
            .shares
            .iter()
            .map(|share| format!("{}:{}+{} {}", share.debt.0.as_u128(), share.interest.0, share.principal.0, share.reason.code()))
            .collect();
        format!("{} | {}{}", shares.join(", "), imputation.left.0, if imputation.to_confirm { " ?" } else { "" })
    }

    #[test]
    fn between_debts() {
        let march = || debt(1, (3, 1), (4, 15), 10_000, 0);
        let april = || debt(2, (4, 1), (5, 15), 20_000, 0);
        let twin = || debt(3, (4, 1), (5, 15), 10_000, 0);
        let coming = || debt(4, (1, 1), (12, 15), 5_000, 0);
        let agreed = |designated| Said { designated, creditor_agrees: true };
        let said = |designated| Said { designated, creditor_agrees: false };
        let (april_alone, unknown) = ([id(2)], [id(9)]);
        let cases: [(&str, Vec<Debt>, i64, Said<'_>, &str); 13] = [
            ("one debt, in part", vec![march()], 4_000, said(&[]), "1:0+4000 oldest_due | 0"),
            ("all is covered", vec![march(), april()], 35_000, said(&[]), "1:0+10000 covers_all, 2:0+20000 covers_all | 5000"),
            (
                "the oldest of two due, to confirm",
                vec![april(), march()],
                12_000,
                said(&[]),
                "1:0+10000 oldest_due, 2:0+2000 oldest_due | 0 ?",
            ),
            (
                "due before not due, however old",
                vec![coming(), march()],
                12_000,
                said(&[]),
                "1:0+10000 oldest_due, 4:0+2000 oldest_not_due | 0",
            ),
            ("not due alone", vec![coming()], 5_000, said(&[]), "4:0+5000 covers_all | 0"),
            ("equals share in proportion", vec![april(), twin()], 10_000, said(&[]), "2:0+6667 pro_rata, 3:0+3333 pro_rata | 0 ?"),
            ("one cent among equals", vec![twin(), april()], 1, said(&[]), "2:0+1 pro_rata | 0 ?"),
            ("designated whole", vec![march(), april()], 20_000, said(&april_alone), "2:0+20000 designated | 0"),
            (
                "designated, then the law",
                vec![march(), april()],
                25_000,
                said(&april_alone),
                "2:0+20000 designated, 1:0+5000 oldest_due | 0",
            ),
            ("designated in part, refused", vec![march(), april()], 15_000, said(&april_alone), "imputation.part_not_agreed"),
            ("designated in part, agreed", vec![march(), april()], 15_000, agreed(&april_alone), "2:0+15000 designated_in_part | 0"),
            ("designated and unknown", vec![march()], 15_000, said(&unknown), "imputation.unknown_debt"),
            ("nothing paid", vec![march()], 0, said(&[]), "imputation.not_positive"),
        ];
        for (name, debts, payment, said, expected) in cases {
            let got = impute(&debts, Cents(payment), ON, said, Inside::InterestFirst).map_err(ImputationError::code);
            let got = got.map_or_else(str::to_owned, |imputation| told(&imputation));
            assert_eq!(got, expected, "{name}");
        }
    }

    #[test]
    fn a_debt_is_due_from_its_due_date_on() {
        let today = Debt { due_on: ON, ..debt(1, (10, 1), (11, 22), 1_000, 0) };
        let tomorrow = Debt { id: id(2), issued_on: day(2026, 1, 1), due_on: day(2026, 11, 23), ..today };
        let got = impute(&[tomorrow, today], Cents(1_000), ON, Said::default(), Inside::InterestFirst).unwrap();
        assert_eq!(told(&got), "1:0+1000 oldest_due | 0");
    }

    #[test]
    fn inside_one_debt() {
        let owed = [debt(1, (3, 1), (4, 15), 10_000, 300)];
        let cases = [
            (200, Inside::InterestFirst, "1:200+0 oldest_due | 0"),
            (300, Inside::InterestFirst, "1:300+0 oldest_due | 0"),
            (1_000, Inside::InterestFirst, "1:300+700 oldest_due | 0"),
            (1_000, Inside::PrincipalFirst, "1:0+1000 oldest_due | 0"),
            (10_100, Inside::PrincipalFirst, "1:100+10000 oldest_due | 0"),
            (10_300, Inside::InterestFirst, "1:300+10000 covers_all | 0"),
            (10_301, Inside::PrincipalFirst, "1:300+10000 covers_all | 1"),
        ];
        for (payment, inside, expected) in cases {
            assert_eq!(told(&impute(&owed, Cents(payment), ON, Said::default(), inside).unwrap()), expected, "{payment} {inside:?}");
        }
    }
}
