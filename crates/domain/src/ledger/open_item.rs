use crate::calendar::Date;
use crate::ids::{DebtorId, OpenItemId};
use crate::money::{Cents, Currency};

/// What an item stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// One instalment of an invoice: debit.
    Invoice,
    /// Another debit on the account: a bounced payment, an opening balance, a correction.
    Debit,
    /// A credit note: credit.
    CreditNote,
    /// Cash received, or another credit on the account.
    Payment,
    /// A small difference that was given up under a name, or the correction of a debit: credit.
    Adjustment,
    /// A claim, or a part of one, that was given up as lost: credit.
    WriteOff,
}

impl ItemKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Invoice, Self::Debit, Self::CreditNote, Self::Payment, Self::Adjustment, Self::WriteOff];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Debit => "debit",
            Self::CreditNote => "credit_note",
            Self::Payment => "payment",
            Self::Adjustment => "adjustment",
            Self::WriteOff => "write_off",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the item adds to what is owed.
    #[must_use]
    pub fn is_debit(self) -> bool {
        matches!(self, Self::Invoice | Self::Debit)
    }

    /// Whether it is a document of trade that a customer can name when paying: neither cash nor what we gave up.
    #[must_use]
    pub fn is_document(self) -> bool {
        matches!(self, Self::Invoice | Self::Debit | Self::CreditNote)
    }
}

/// One instalment of an invoice, a credit note, or cash: the unit of ageing, dunning and allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// Its id.
    pub id: OpenItemId,
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// What it stands for; the sign of `amount` agrees with it.
    pub kind: ItemKind,
    /// The number that both sides know it by.
    pub number: String,
    /// Date of the document, of the booking for cash.
    pub issued_on: Date,
    /// Due date; the date of the document for credits.
    pub due_on: Date,
    /// Whether the due date was computed from the default term because no file gave one.
    pub due_estimated: bool,
    /// Currency of both amounts.
    pub currency: Currency,
    /// Amount at the start: positive for a debit, negative for a credit.
    pub amount: Cents,
    /// What allocations have left of it, same sign, never beyond `amount`.
    pub open: Cents,
}

impl OpenItem {
    /// Days past the due date: one on the day after it, zero or less before.
    #[must_use]
    pub fn days_late(&self, today: Date) -> i64 {
        (today - self.due_on).num_days()
    }

    /// Whether the item is a debit with something left, past its due date.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.kind.is_debit() && self.open.is_positive() && self.days_late(today) > 0
    }
}
