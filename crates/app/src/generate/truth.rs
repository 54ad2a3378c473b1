//! What really happened: the answers that a bench compares the program's with.

use domain::Cents;
use domain::calendar::Date;
use serde::{Serialize, Serializer};

/// What a bank entry really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// One invoice, exact amount, clean reference.
    ExactRef,
    /// One invoice, exact amount, reference rewritten by the payer.
    ExactMangled,
    /// One invoice, exact amount, no reference.
    ExactNoref,
    /// One invoice, exact amount, the reference of something else.
    WrongRef,
    /// Several invoices, their references listed.
    MultiRef,
    /// Several invoices, no reference.
    MultiNoref,
    /// Several invoices less a credit note.
    MultiCreditNote,
    /// A part of one invoice.
    Partial,
    /// A bank fee, a discount or a few cents less.
    ShortPay,
    /// A little more than the invoice.
    Overpay,
    /// A group head, a director or a factor pays.
    ThirdParty,
    /// The customer pays the same invoice a second time.
    DuplicatePayment,
    /// The bank's entry itself is in the file twice.
    DuplicateEntry,
    /// One credit for the cheques of several customers.
    ChequeDeposit,
    /// A known customer pays a round sum that matches nothing.
    OnAccount,
    /// An unpaid cheque or direct debit comes back.
    Returned,
    /// Money received from someone who is no customer.
    UnrelatedCredit,
    /// Money paid out.
    UnrelatedDebit,
}

impl EntryKind {
    /// Each kind with its weight in the mix of a bench.
    pub(super) const MIX: [(Self, f64); 18] = [
        (Self::ExactRef, 36.0),
        (Self::ExactMangled, 12.0),
        (Self::ExactNoref, 10.0),
        (Self::WrongRef, 4.0),
        (Self::MultiRef, 8.0),
        (Self::MultiNoref, 5.0),
        (Self::MultiCreditNote, 2.0),
        (Self::Partial, 4.5),
        (Self::ShortPay, 3.0),
        (Self::Overpay, 1.0),
        (Self::ThirdParty, 4.0),
        (Self::DuplicatePayment, 1.5),
        (Self::DuplicateEntry, 0.5),
        (Self::ChequeDeposit, 1.5),
        (Self::OnAccount, 1.0),
        (Self::Returned, 0.7),
        (Self::UnrelatedCredit, 2.5),
        (Self::UnrelatedDebit, 3.0),
    ];
}

/// The truth of one bank entry: a line of `truth/bank_truth.jsonl`.
#[derive(Debug, Clone, Serialize)]
pub struct Truth {
    /// The bank's reference of the entry (`AcctSvcrRef`).
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// Booking date.
    #[serde(serialize_with = "as_text")]
    pub date: Date,
    /// Signed: received above zero.
    #[serde(serialize_with = "as_minor")]
    pub amount: Cents,
    /// Codes of the customers whose money it is.
    pub customers: Vec<String>,
    /// Invoices and credit notes with the cents that go to each; credit notes are negative.
    pub allocations: Vec<(String, i64)>,
    /// What no document explains: above zero on account, below zero missing.
    #[serde(serialize_with = "as_minor")]
    pub residual: Cents,
    /// `clean`, `mangled`, `wrong`, `truncated`, `none`, `same`.
    pub ref_quality: &'static str,
    /// `upper`, `truncated`, `typo`, `group_head`…
    pub name_quality: &'static str,
    /// Whether the paying account is the one of `customers.csv`.
    pub iban_known: bool,
    /// The entry that this one repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// Whether another open item of the customer fits as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ambiguous: bool,
}

fn as_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn as_minor<S: Serializer>(amount: &Cents, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(amount.0)
}
