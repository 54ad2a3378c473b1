//! What a person does to the ledger: allocations, remainders, refunds, bounced payments, write-offs.
//!
//! Deciding is a pure function: [`plan`] says which item is made and which allocations are written, [`undo`]
//! what takes them back. No amount is ever edited: a difference is settled by an item of its own, a payment
//! that bounced by counter-rows and a debit of the same amount.

use crate::calendar::Date;
use crate::ids::{AllocationId, OpenItemId};
use crate::ledger::{Allocation, AllocationError, ItemKind, OpenItem, check_allocation};
use crate::money::Cents;

/// The name of a small difference that is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remainder {
    /// Discount for early payment (escompte).
    Discount,
    /// Charges that a bank took on the way (frais bancaires).
    BankCharges,
    /// A difference that nobody explains (écart de règlement).
    Difference,
    /// A rebate agreed after the invoice (remise).
    Rebate,
    /// Rounding (arrondi).
    Rounding,
}

impl Remainder {
    /// All names, in the order of menus.
    pub const ALL: [Self; 5] = [Self::Difference, Self::Discount, Self::BankCharges, Self::Rebate, Self::Rounding];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Discount => "discount",
            Self::BankCharges => "bank_charges",
            Self::Difference => "difference",
            Self::Rebate => "rebate",
            Self::Rounding => "rounding",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.code() == code)
    }

    /// Whether it can also settle what a customer paid too much: a discount or a rebate cannot.
    #[must_use]
    pub fn settles_credits(self) -> bool {
        matches!(self, Self::Difference | Self::BankCharges | Self::Rounding)
    }
}

/// Why a payment came back: the SEPA codes, and cheques.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BounceCode {
    /// Insufficient funds.
    Am04,
    /// Account number incorrect.
    Ac01,
    /// Account closed.
    Ac04,
    /// Account blocked.
    Ac06,
    /// No mandate, or refund as unauthorised.
    Md01,
    /// Refund on the debtor's request.
    Md06,
    /// Debtor deceased.
    Md07,
    /// Reason not given by the debtor.
    Ms02,
    /// Reason not given by the bank; often hides AM04 or AC04.
    Ms03,
    /// The debtor's bank blocks this creditor.
    Sl01,
    /// Transaction not allowed on this account.
    Ag01,
    /// Bank identifier incorrect.
    Rc01,
    /// Format error.
    Ff01,
    /// A cheque that the bank did not pay.
    Cheque,
    /// Any other reason, said in words.
    Other,
}

/// What is advised after a bounce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NextStep {
    /// Present it once more, on a later date; then the plan is in default.
    RetryOnce,
    /// Stop debiting, ask for a new mandate.
    NewMandate,
    /// Stop, produce the mandate, treat it as a dispute.
    ProduceMandate,
    /// The debt is open again at its original date: chase it.
    Reopened,
    /// A person takes over: heirs.
    Heirs,
    /// Call the debtor.
    Contact,
    /// Stop debiting: the debtor blocked it.
    Stop,
    /// Correct the data, then present it again.
    CorrectData,
    /// Agree on another means of payment.
    OtherMeans,
}

impl NextStep {
    /// The stable key, used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::RetryOnce => "retry_once",
            Self::NewMandate => "new_mandate",
            Self::ProduceMandate => "produce_mandate",
            Self::Reopened => "reopened",
            Self::Heirs => "heirs",
            Self::Contact => "contact",
            Self::Stop => "stop",
            Self::CorrectData => "correct_data",
            Self::OtherMeans => "other_means",
        }
    }
}

impl BounceCode {
    /// All codes, in the order of menus.
    pub const ALL: [Self; 15] = [
        Self::Am04,
        Self::Ac01,
        Self::Ac04,
        Self::Ac06,
        Self::Md01,
        Self::Md06,
        Self::Md07,
        Self::Ms02,
        Self::Ms03,
        Self::Sl01,
        Self::Ag01,
        Self::Rc01,
        Self::Ff01,
        Self::Cheque,
        Self::Other,
    ];

    /// The code as banks write it; stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Am04 => "AM04",
            Self::Ac01 => "AC01",
            Self::Ac04 => "AC04",
            Self::Ac06 => "AC06",
            Self::Md01 => "MD01",
            Self::Md06 => "MD06",
            Self::Md07 => "MD07",
            Self::Ms02 => "MS02",
            Self::Ms03 => "MS03",
            Self::Sl01 => "SL01",
            Self::Ag01 => "AG01",
            Self::Rc01 => "RC01",
            Self::Ff01 => "FF01",
            Self::Cheque => "CHEQUE",
            Self::Other => "OTHER",
        }
    }

    /// Reads a code, in capitals or not.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code().eq_ignore_ascii_case(code.trim()))
    }

    /// The SEPA code that means the same as an interbank one: the two digits of a CFONB statement. Those without an equal
    /// are said in words only. Source: CFONB, « Liste interbancaire – délais et codes motifs de rejet, retour et autres
    /// exceptions », which gives the ISO code beside its own.
    #[must_use]
    pub fn from_interbank(code: &str) -> Option<Self> {
        Some(match code.trim() {
            "12" => Self::Ac01,
            "14" => Self::Ac04,
            "20" => Self::Am04,
            "31" => Self::Md01,
            "34" => Self::Ac06,
            "35" => Self::Md07,
            "57" => Self::Ff01,
            "58" => Self::Ms02,
            "59" => Self::Ms03,
            "60" => Self::Rc01,
            "63" => Self::Sl01,
            "80" => Self::Md06,
            "99" => Self::Ag01,
            _ => return None,
        })
    }

    /// Reads what a bank printed: a SEPA code or an interbank one.
    #[must_use]
    pub fn from_bank(code: &str) -> Option<Self> {
        Self::from_code(code).or_else(|| Self::from_interbank(code))
    }

    /// What is advised; the person decides.
    #[must_use]
    pub fn next_step(self) -> NextStep {
        match self {
            Self::Am04 => NextStep::RetryOnce,
            Self::Ac01 | Self::Ac04 | Self::Ac06 => NextStep::NewMandate,
            Self::Md01 => NextStep::ProduceMandate,
            Self::Md06 => NextStep::Reopened,
            Self::Md07 => NextStep::Heirs,
            Self::Ms02 | Self::Ms03 | Self::Other => NextStep::Contact,
            Self::Sl01 => NextStep::Stop,
            Self::Ag01 | Self::Rc01 | Self::Ff01 => NextStep::CorrectData,
            Self::Cheque => NextStep::OtherMeans,
        }
    }
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Cash or a credit note is put on debits.
    Allocate {
        /// The credit.
        credit: OpenItemId,
        /// Debits, and how much on each.
        parts: Vec<(OpenItemId, Cents)>,
    },
    /// What is left of a debit is given up, or of a credit kept, under a name.
    Settle {
        /// The item.
        item: OpenItemId,
        /// How much, above zero.
        amount: Cents,
        /// The name.
        name: Remainder,
    },
    /// Money goes back to the customer and uses up a credit.
    Refund {
        /// The credit.
        credit: OpenItemId,
        /// How much, above zero.
        amount: Cents,
    },
    /// A payment came back: what it paid is open again, at its original due date.
    Bounce {
        /// The payment.
        payment: OpenItemId,
    },
    /// A claim, or a part of it, is given up as lost.
    WriteOff {
        /// The debit.
        item: OpenItemId,
        /// How much, taxes included, above zero.
        amount: Cents,
    },
}

/// An allocation that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingAllocation {
    /// Its id.
    pub id: AllocationId,
    /// What it says.
    pub allocation: Allocation,
}

/// An allocation to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedAllocation {
    /// What it says; a counter-row has a negative amount.
    pub allocation: Allocation,
    /// The allocation that a counter-row takes back.
    pub reverses: Option<AllocationId>,
}

/// What an operation writes: nothing else moves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The item that it makes, wholly open before its own allocations.
    pub made: Option<OpenItem>,
    /// The allocations, counter-rows first.
    pub allocations: Vec<PlannedAllocation>,
}

impl Plan {
    /// What the plan leaves open of an item that has `open` now; the item that it makes is asked with its amount.
    #[must_use]
    pub fn open_after(&self, item: OpenItemId, open: Cents) -> Cents {
        self.allocations.iter().fold(open, |open, planned| {
            let Allocation { debit, credit, amount, .. } = planned.allocation;
            if debit == item {
                open - amount
            } else if credit == item {
                open + amount
            } else {
                open
            }
        })
    }

    /// The items that it moves, each once, in the order in which they come.
    #[must_use]
    pub fn touched(&self) -> Vec<OpenItemId> {
        let mut items = Vec::new();
        for planned in &self.allocations {
            for id in [planned.allocation.debit, planned.allocation.credit] {
                if !items.contains(&id) {
                    items.push(id);
                }
            }
        }
        items
    }
}

/// Why an operation cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// An item that is not on the account.
    #[error("item {0} is not on the account")]
    UnknownItem(OpenItemId),
    /// The item is not of the kind that the operation is about.
    #[error("the operation does not apply to item {0}")]
    WrongKind(OpenItemId),
    /// The date is before that of the item.
    #[error("the operation is before {0}, the date of its item")]
    BeforeItem(Date),
    /// Items of two currencies.
    #[error("items of two currencies")]
    TwoCurrencies,
    /// Nothing to allocate.
    #[error("nothing is allocated")]
    Empty,
    /// An amount that an item has not left.
    #[error(transparent)]
    Amount(#[from] AllocationError),
}

impl OperationError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownItem(_) => "operation.unknown_item",
            Self::WrongKind(_) => "operation.wrong_kind",
            Self::BeforeItem(_) => "operation.before_item",
            Self::TwoCurrencies => "operation.two_currencies",
            Self::Empty => "operation.empty",
            Self::Amount(error) => error.code(),
        }
    }
}

/// The account on which an operation is done.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// All items of the debtor.
    pub items: &'a [OpenItem],
    /// The allocations in force that touch the payment of a bounce; others are not looked at.
    pub standing: &'a [StandingAllocation],
    /// Items that a bounced payment opened again, and when: what is put on them counts from that day at the
    /// earliest, or the days before would show them paid twice.
    pub reopened: &'a [(OpenItemId, Date)],
}

impl<'a> Account<'a> {
    fn item(&self, id: OpenItemId) -> Result<&'a OpenItem, OperationError> {
        self.items.iter().find(|item| item.id == id).ok_or(OperationError::UnknownItem(id))
    }

    /// The first day from which an allocation between two items counts.
    fn value_on(&self, debit: &OpenItem, credit: &OpenItem) -> Date {
        let reopened = self.reopened.iter().filter(|(id, _)| *id == debit.id || *id == credit.id).map(|(_, on)| *on);
        reopened.chain([debit.issued_on, credit.issued_on]).max().unwrap_or(debit.issued_on)
    }
}

/// Decides what an operation of a day writes. `fresh` is the id of the item that it makes, if it makes one.
///
/// # Errors
/// [`OperationError`], checked in its order.
pub fn plan(operation: &Operation, on: Date, account: &Account<'_>, fresh: OpenItemId) -> Result<Plan, OperationError> {
    match operation {
        Operation::Allocate { credit, parts } => allocate(account, *credit, parts),
        Operation::Settle { item, amount, name } => {
            let item = account.item(*item)?;
            if !item.kind.is_debit() && !name.settles_credits() {
                return Err(OperationError::WrongKind(item.id));
            }
            let kind = if item.kind.is_debit() { ItemKind::Adjustment } else { ItemKind::Debit };
            against(account, item, kind, *amount, on, fresh)
        }
        Operation::Refund { credit, amount } => {
            let credit = account.item(*credit)?;
            if credit.kind.is_debit() {
                return Err(OperationError::WrongKind(credit.id));
            }
            against(account, credit, ItemKind::Debit, *amount, on, fresh)
        }
        Operation::WriteOff { item, amount } => {
            let item = account.item(*item)?;
            if !item.kind.is_debit() {
                return Err(OperationError::WrongKind(item.id));
            }
            against(account, item, ItemKind::WriteOff, *amount, on, fresh)
        }
        Operation::Bounce { payment } => bounce(account, *payment, on, fresh),
    }
}

fn allocate(account: &Account<'_>, credit: OpenItemId, parts: &[(OpenItemId, Cents)]) -> Result<Plan, OperationError> {
    let credit = account.item(credit)?;
    if credit.kind.is_debit() {
        return Err(OperationError::WrongKind(credit.id));
    }
    if parts.is_empty() {
        return Err(OperationError::Empty);
    }
    let mut plan = Plan::default();
    for (debit, amount) in parts {
        let debit = account.item(*debit)?;
        if !debit.kind.is_debit() {
            return Err(OperationError::WrongKind(debit.id));
        }
        if debit.currency != credit.currency {
            return Err(OperationError::TwoCurrencies);
        }
        check_allocation(plan.open_after(debit.id, debit.open), plan.open_after(credit.id, credit.open), *amount)?;
        let value_on = account.value_on(debit, credit);
        let allocation = Allocation { debit: debit.id, credit: credit.id, amount: *amount, value_on };
        plan.allocations.push(PlannedAllocation { allocation, reverses: None });
    }
    Ok(plan)
}

/// An item of the other side for an amount, used up against one that is there.
fn against(
    account: &Account<'_>,
    item: &OpenItem,
    kind: ItemKind,
    amount: Cents,
    on: Date,
    fresh: OpenItemId,
) -> Result<Plan, OperationError> {
    if on < item.issued_on {
        return Err(OperationError::BeforeItem(item.issued_on));
    }
    let made = opposite(item, kind, amount, on, fresh);
    let (debit, credit) = if kind.is_debit() { (&made, item) } else { (item, &made) };
    check_allocation(debit.open, credit.open, amount)?;
    let allocation = Allocation { debit: debit.id, credit: credit.id, amount, value_on: account.value_on(debit, credit) };
    Ok(Plan { allocations: vec![PlannedAllocation { allocation, reverses: None }], made: Some(made) })
}

fn opposite(item: &OpenItem, kind: ItemKind, amount: Cents, on: Date, fresh: OpenItemId) -> OpenItem {
    let signed = if kind.is_debit() { amount } else { -amount };
    OpenItem { id: fresh, kind, issued_on: on, due_on: on, due_estimated: false, amount: signed, open: signed, ..item.clone() }
}

/// What a payment paid is taken back by counter-rows of the day on which it bounced, so that the days before
/// still tell what was believed then; a debit of that day uses the payment up.
fn bounce(account: &Account<'_>, payment: OpenItemId, on: Date, fresh: OpenItemId) -> Result<Plan, OperationError> {
    let payment = account.item(payment)?;
    if payment.kind != ItemKind::Payment {
        return Err(OperationError::WrongKind(payment.id));
    }
    if on < payment.issued_on {
        return Err(OperationError::BeforeItem(payment.issued_on));
    }
    let own = account.standing.iter().filter(|standing| standing.allocation.credit == payment.id);
    let mut allocations: Vec<PlannedAllocation> = own
        .map(|standing| {
            let Allocation { amount, value_on, .. } = standing.allocation;
            let allocation = Allocation { amount: -amount, value_on: on.max(value_on), ..standing.allocation };
            PlannedAllocation { allocation, reverses: Some(standing.id) }
        })
        .collect();
    let made = opposite(payment, ItemKind::Debit, -payment.amount, on, fresh);
    let value_on = allocations.iter().map(|counter| counter.allocation.value_on).max().unwrap_or(on);
    let allocation = Allocation { debit: made.id, credit: payment.id, amount: made.amount, value_on };
    allocations.push(PlannedAllocation { allocation, reverses: None });
    Ok(Plan { made: Some(made), allocations })
}

/// Takes an operation back: each of its allocations gets its opposite at the same date of value, and the item
/// that it made is used up by one of the other sign, so that every date tells what it told before.
#[must_use]
pub fn undo(written: &[(AllocationId, PlannedAllocation)], made: Option<&OpenItem>, fresh: OpenItemId) -> Plan {
    let opposites = written.iter().rev().map(|(id, row)| {
        let allocation = Allocation { amount: -row.allocation.amount, ..row.allocation };
        // What took an allocation back is answered by a new one: only allocations in force are reversed.
        PlannedAllocation { allocation, reverses: row.reverses.is_none().then_some(*id) }
    });
    let mut plan = Plan { made: None, allocations: opposites.collect() };
    if let Some(made) = made {
        let kind = if made.kind.is_debit() { ItemKind::Adjustment } else { ItemKind::Debit };
        let counter = opposite(made, kind, made.amount.abs(), made.issued_on, fresh);
        let (debit, credit) = if kind.is_debit() { (&counter, made) } else { (made, &counter) };
        let allocation = Allocation { debit: debit.id, credit: credit.id, amount: made.amount.abs(), value_on: made.issued_on };
        plan.allocations.push(PlannedAllocation { allocation, reverses: None });
        plan.made = Some(counter);
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use crate::ids::DebtorId;
    use crate::law::day;
    use uuid::Uuid;

    fn id(number: u128) -> OpenItemId {
        OpenItemId(Uuid::from_u128(number))
    }

    fn item(number: u128, kind: ItemKind, amount: i64, open: i64) -> OpenItem {
        OpenItem {
            id: id(number),
            debtor: DebtorId(Uuid::from_u128(1)),
            kind,
            number: format!("P{number}"),
            issued_on: day(2026, 3, 10),
            due_on: day(2026, 4, 10),
            due_estimated: false,
            currency: Currency::EUR,
            amount: Cents(amount),
            open: Cents(open),
        }
    }

    fn told(plan: &Plan) -> String {
        let made =
            plan.made.as_ref().map(|made| format!("{} {} on {}; ", made.kind.code(), made.amount, made.issued_on)).unwrap_or_default();
        let number = |id: OpenItemId| id.0.as_u128();
        let rows = plan.allocations.iter().map(|row| {
            let Allocation { debit, credit, amount, value_on } = row.allocation;
            format!("{}<-{} {amount} {value_on}", number(debit), number(credit))
        });
        made + &rows.collect::<Vec<_>>().join(", ")
    }

    fn account() -> Vec<OpenItem> {
        let usd = Currency::parse("USD").unwrap();
        vec![
            item(1, ItemKind::Invoice, 100_000, 500),
            item(2, ItemKind::Payment, -99_500, 0),
            item(3, ItemKind::Payment, -5_000, -5_000),
            item(4, ItemKind::CreditNote, -2_000, -2_000),
            item(5, ItemKind::Invoice, 3_000, 3_000),
            OpenItem { currency: usd, ..item(6, ItemKind::Invoice, 3_000, 3_000) },
        ]
    }

    #[test]
    fn what_each_operation_writes() {
        use Operation::{Allocate, Bounce, Refund, Settle, WriteOff};
        let on = day(2026, 5, 4);
        let settle = |item, amount, name| Settle { item: id(item), amount: Cents(amount), name };
        let allocate = |credit, parts: &[(u128, i64)]| Allocate {
            credit: id(credit),
            parts: parts.iter().map(|(debit, amount)| (id(*debit), Cents(*amount))).collect(),
        };
        let cases = [
            (settle(1, 500, Remainder::BankCharges), Ok("adjustment -5.00 on 2026-05-04; 1<-9 5.00 2026-05-04")),
            (settle(1, 501, Remainder::Rounding), Err("allocation.exceeds_debit")),
            (settle(1, 0, Remainder::Rounding), Err("allocation.not_positive")),
            (settle(3, 12, Remainder::Rounding), Ok("debit 0.12 on 2026-05-04; 9<-3 0.12 2026-05-04")),
            (settle(3, 12, Remainder::Discount), Err("operation.wrong_kind")),
            (settle(8, 12, Remainder::Rounding), Err("operation.unknown_item")),
            (Refund { credit: id(4), amount: Cents(2_000) }, Ok("debit 20.00 on 2026-05-04; 9<-4 20.00 2026-05-04")),
            (Refund { credit: id(4), amount: Cents(2_001) }, Err("allocation.exceeds_credit")),
            (Refund { credit: id(1), amount: Cents(1) }, Err("operation.wrong_kind")),
            (WriteOff { item: id(5), amount: Cents(3_000) }, Ok("write_off -30.00 on 2026-05-04; 5<-9 30.00 2026-05-04")),
            (WriteOff { item: id(3), amount: Cents(3_000) }, Err("operation.wrong_kind")),
            (Bounce { payment: id(2) }, Ok("debit 995.00 on 2026-05-04; 1<-2 -995.00 2026-05-04, 9<-2 995.00 2026-05-04")),
            (Bounce { payment: id(4) }, Err("operation.wrong_kind")),
            (allocate(4, &[(5, 1_500), (1, 500)]), Ok("5<-4 15.00 2026-03-10, 1<-4 5.00 2026-03-10")),
            (allocate(4, &[(5, 1_500), (1, 501)]), Err("allocation.exceeds_debit")),
            (allocate(4, &[(5, 1_500), (5, 501)]), Err("allocation.exceeds_credit")),
            (allocate(4, &[(6, 1)]), Err("operation.two_currencies")),
            (allocate(4, &[(3, 1)]), Err("operation.wrong_kind")),
            (allocate(4, &[]), Err("operation.empty")),
        ];
        let items = account();
        let allocation = Allocation { debit: id(1), credit: id(2), amount: Cents(99_500), value_on: day(2026, 3, 10) };
        let standing = [StandingAllocation { id: AllocationId(Uuid::from_u128(70)), allocation }];
        let account = Account { items: &items, standing: &standing, reopened: &[] };
        for (operation, expected) in cases {
            let got = plan(&operation, on, &account, id(9)).map(|plan| told(&plan)).map_err(OperationError::code);
            assert_eq!(got.as_deref().map_err(|code| *code), expected, "{operation:?}");
        }
        let early = plan(&WriteOff { item: id(5), amount: Cents(1) }, day(2026, 3, 9), &account, id(9));
        assert_eq!(early, Err(OperationError::BeforeItem(day(2026, 3, 10))));
    }

    #[test]
    fn a_bounce_reopens_and_its_undoing_restores() {
        let items = account();
        let allocation = Allocation { debit: id(1), credit: id(2), amount: Cents(99_500), value_on: day(2026, 3, 10) };
        let standing = [StandingAllocation { id: AllocationId(Uuid::from_u128(70)), allocation }];
        let bounced = plan(
            &Operation::Bounce { payment: id(2) },
            day(2026, 5, 4),
            &Account { items: &items, standing: &standing, reopened: &[] },
            id(9),
        )
        .unwrap();
        assert_eq!(bounced.open_after(id(1), Cents(500)), Cents(100_000), "the invoice is whole again");
        assert_eq!(bounced.open_after(id(2), Cents::ZERO), Cents::ZERO);
        assert_eq!(bounced.open_after(id(9), Cents(99_500)), Cents::ZERO);
        let written: Vec<_> =
            bounced.allocations.iter().enumerate().map(|(at, row)| (AllocationId(Uuid::from_u128(80 + at as u128)), *row)).collect();
        let undone = undo(&written, bounced.made.as_ref(), id(10));
        assert_eq!(
            told(&undone),
            "adjustment -995.00 on 2026-05-04; 9<-2 -995.00 2026-05-04, 1<-2 995.00 2026-05-04, 9<-10 995.00 2026-05-04"
        );
        assert_eq!(undone.allocations[0].reverses, Some(AllocationId(Uuid::from_u128(81))));
        assert_eq!(undone.allocations[1].reverses, None, "a counter-row is answered by a new allocation");
        assert_eq!(undone.open_after(id(1), Cents(100_000)), Cents(500));
    }

    #[test]
    fn each_code_has_a_next_step_and_is_read_back() {
        let steps = [
            ("AM04", "retry_once"),
            ("AC01", "new_mandate"),
            ("AC04", "new_mandate"),
            ("AC06", "new_mandate"),
            ("MD01", "produce_mandate"),
            ("MD06", "reopened"),
            ("MD07", "heirs"),
            ("MS02", "contact"),
            ("MS03", "contact"),
            ("SL01", "stop"),
            ("AG01", "correct_data"),
            ("RC01", "correct_data"),
            ("FF01", "correct_data"),
            ("CHEQUE", "other_means"),
            ("OTHER", "contact"),
        ];
        assert_eq!(steps.len(), BounceCode::ALL.len());
        for (code, step) in steps {
            assert_eq!(BounceCode::from_code(&code.to_lowercase()).map(|code| code.next_step().code()), Some(step), "{code}");
        }
        assert_eq!(BounceCode::from_code("ZZ99"), None);
        assert_eq!(BounceCode::from_bank("20"), Some(BounceCode::Am04));
        assert_eq!(BounceCode::from_bank("am04"), Some(BounceCode::Am04));
        assert_eq!([BounceCode::from_bank("00"), BounceCode::from_bank("71")], [None, None]);
    }
}
