//! Which open items a bank transaction pays.
//!
//! [`Solver`] weighs what a line says (numbers, payer, amount) against what is owed, and gives the best
//! allotment with its reasons, its confidence and what came second. Independent facts must agree before
//! anything is allocated without a person: `docs/spec/matching.md` says which.
//!
//! To add a kind of evidence: a [`Reason`], its points in `score.rs`, and where it is found: `number.rs` for
//! what labels say, `payer.rs` for who pays, `sums.rs` for amounts.

mod number;
mod option;
mod payer;
mod repeat;
mod score;
mod solver;
mod spread;
mod sums;
#[cfg(test)]
mod tests;

pub use number::is_creditor_reference;
pub use payer::{NameFit, compare_names};
pub use repeat::REPEATED_WITHIN;
pub use solver::Solver;

use crate::calendar::Date;
use crate::ids::{DebtorId, OpenItemId};
use crate::ledger::operation::Remainder;
use crate::money::{Cents, Currency};
use crate::payers::{CashDiscount, Settings};

/// A document on a debtor's account: what a line may pay, or has paid already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: OpenItemId,
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// Its number, as printed.
    pub number: String,
    /// What it was issued for: negative for a credit note.
    pub amount: Cents,
    /// What is left, zero when it is settled; same sign.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// When it was issued.
    pub issued_on: Date,
    /// When it is due.
    pub due_on: Date,
    /// The order that it answers, empty for none.
    pub order_reference: String,
}

/// What is known of a debtor as a payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its own name first, then the names under which it has paid.
    pub names: Vec<String>,
    /// The accounts from which it pays, without blanks.
    pub ibans: Vec<String>,
    /// Its parent, which may pay for it.
    pub head: Option<DebtorId>,
}

/// An account of ours that was given to one debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualAccount {
    /// Its number, without blanks.
    pub iban: String,
    /// Who pays on it.
    pub debtor: DebtorId,
    /// The one item that is paid on it.
    pub item: Option<OpenItemId>,
}

/// A line that has paid an item not long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLine {
    /// What it paid, in whole or in part.
    pub item: OpenItemId,
    /// Its amount.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Its label.
    pub label: String,
    /// Its end-to-end id.
    pub end_to_end_id: String,
    /// Who paid, as the bank wrote it.
    pub counterparty: String,
    /// From which account.
    pub counterparty_iban: String,
    /// Booking date.
    pub booked_on: Date,
}

/// Debts of one debtor that a payment plan spreads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpreadDebts {
    /// What both sides know the plan by.
    pub reference: String,
    /// Who pays.
    pub debtor: DebtorId,
    /// Its currency.
    pub currency: Currency,
    /// The items, with what the plan has of each.
    pub debts: Vec<(OpenItemId, Cents)>,
    /// The amounts by which it may be paid: what is missing of each instalment, and of the next ones in a row.
    pub expected: Vec<Cents>,
}

/// All that the solver knows before it reads a line.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Open items, and settled ones so that a second payment is seen.
    pub items: Vec<Item>,
    /// The debtors.
    pub payers: Vec<Payer>,
    /// Virtual IBANs.
    pub virtual_accounts: Vec<VirtualAccount>,
    /// Payment plans that hold.
    pub plans: Vec<SpreadDebts>,
    /// Lines that were matched lately: the same payment again is not the next one.
    pub past: Vec<PastLine>,
    /// Thresholds and tolerances, and the cash discount that the house grants.
    pub settings: Settings,
}

/// A bank line as the solver reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Credit positive.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// What the payer wrote, and the bank's own words.
    pub label: &'a str,
    /// End-to-end id, or a structured reference.
    pub end_to_end_id: &'a str,
    /// Who pays, as the bank writes it; empty when unknown.
    pub counterparty: &'a str,
    /// From which account, without blanks; empty when unknown.
    pub counterparty_iban: &'a str,
    /// On which account of ours.
    pub account_iban: &'a str,
    /// Booking date.
    pub booked_on: Date,
}

/// How clearly a number stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clarity {
    /// One digit differs.
    Typo,
    /// Only its last group of digits.
    Bare,
    /// Rewritten: prefix or zeros missing, groups joined or turned round.
    Rewritten,
    /// As printed, blanks and dashes aside.
    Printed,
    /// In a creditor reference (ISO 11649) whose check digits are right.
    Structured,
}

/// How the payer is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayerEvidence {
    /// The label names the debtor.
    NamedInLabel,
    /// The name is close to the debtor's.
    CloseName,
    /// The debtor is of the payer's group.
    Group,
    /// The name is the beginning of the debtor's.
    PartOfName,
    /// The name is the debtor's, whole.
    Name,
    /// The debtor pays from this account.
    Account,
    /// It was paid on the debtor's own virtual IBAN, or the text holds it.
    VirtualIban,
}

/// How the amount fits the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmountFit {
    /// To the cent. `rivals`: other open items of the house with that very amount.
    Exact {
        /// Other open items of that amount.
        rivals: usize,
    },
    /// Several items sum to it. `chance`: how many such sums chance alone would give, in millionths.
    Sum {
        /// Expected coincidences, in millionths.
        chance: u32,
    },
    /// Less by no more than the tolerance.
    Rounding,
    /// Less by the cash discount that the house grants, in time.
    Discount(CashDiscount),
    /// Less by what a bank may have kept.
    BankFee,
    /// A part.
    Partial,
    /// A little more than the items.
    Over,
    /// Much more than the items.
    FarOver,
}

/// Why an allotment was found; French words are the application's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The text holds the items' numbers, the least clear of them so.
    Number(Clarity),
    /// Some of the items are named, the sum finds the others.
    SomeNumbers,
    /// Who pays.
    Payer(PayerEvidence),
    /// How the amount fits.
    Amount(AmountFit),
    /// The text holds the reference of a payment plan.
    PlanReference,
    /// The amount is what is missing of an instalment of a payment plan, or of several in a row.
    Instalment,
    /// The items are the oldest of the account.
    OldestFirst,
    /// Several items of the debtor fit as well: the one that was due first, as the law has it (C. civ. 1342-10).
    OldestDue,
    /// Another document is named too, which the amount does not fit.
    OtherNumber,
    /// The payer is known as another debtor.
    OtherPayer,
    /// The label speaks of a payment on account.
    OnAccount,
}

/// What is left between a line and the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Residue {
    /// Nothing.
    None,
    /// The items stay open for the difference, which looks like this.
    Missing(Remainder, Cents),
    /// The items stay open for so much.
    StillOwed(Cents),
    /// Paid too much: cash that stays on the account.
    Overpaid(Cents),
}

/// An amount put on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its position in [`Facts::items`].
    pub item: usize,
    /// How much; negative for a credit note that is used.
    pub amount: Cents,
}

/// One way to read a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotment {
    /// What goes where, by position. Their sum and [`Allotment::residual`] are the line.
    pub parts: Vec<Part>,
    /// Cash that no item takes; never negative.
    pub residual: Cents,
    /// What the difference is.
    pub residue: Residue,
    /// Why.
    pub reasons: Vec<Reason>,
    /// In hundredths.
    pub confidence: u8,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Sure: allocated without a person.
    Automatic,
    /// A person confirms.
    Propose,
    /// A person looks for it.
    Inbox,
}

/// Why a line is kept from being automatic whatever its confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caution {
    /// Money that goes out.
    Debit,
    /// The item, by position, is already paid, and the line is its amount: probably paid twice.
    PaidTwice(usize),
    /// An earlier line of the same payer, amount and text has just paid the item, by position: probably the same
    /// payment again.
    PaidAgain(usize),
    /// An earlier line that waits for a person may have paid the same items.
    ClaimedBefore,
    /// The line names what several debtors owe that have nothing to do with each other, nor with the payer.
    SeveralDebtors,
    /// Another allotment is as good, or nearly.
    Ambiguous,
}

/// What the solver says of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of it.
    pub verdict: Verdict,
    /// The best allotment, when there is one worth showing.
    pub best: Option<Allotment>,
    /// The second best.
    pub runner_up: Option<Allotment>,
    /// What keeps it from being automatic.
    pub caution: Option<Caution>,
}
