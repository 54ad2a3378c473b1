use crate::calendar::Date;
use crate::money::Cents;

/// Why a ripe item is not asked for today. The first that applies wins, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldReason {
    /// Insolvency proceedings are open against the debtor: nothing is asked for debts that were there before
    /// the judgment (C. com. L622-7, L622-21).
    Insolvency,
    /// A person suspended the reminders of the debtor or of the item.
    Paused,
    /// Credit notes and cash not yet used cover what is late, or the item is such a credit itself.
    CreditCovers,
    /// The debtor was contacted too recently.
    Spacing,
    /// No address for the step's channel.
    NoContact,
    /// Every e-mail address came back.
    Bounced,
    /// Bank or ledger figures are too old to be sure that nothing was paid.
    StaleData,
    /// Weekend or public holiday.
    Quiet,
    /// Less than the amount worth a message.
    BelowMinimum,
}

impl HoldReason {
    /// All reasons, in the order in which they are tried.
    pub const ALL: [Self; 9] = [
        Self::Insolvency,
        Self::Paused,
        Self::CreditCovers,
        Self::Spacing,
        Self::NoContact,
        Self::Bounced,
        Self::StaleData,
        Self::Quiet,
        Self::BelowMinimum,
    ];

    /// The stable key, used in JSON and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Insolvency => "insolvency",
            Self::Paused => "paused",
            Self::CreditCovers => "credit_covers",
            Self::Spacing => "spacing",
            Self::NoContact => "no_contact",
            Self::Bounced => "email_bounced",
            Self::StaleData => "stale_data",
            Self::Quiet => "quiet",
            Self::BelowMinimum => "below_minimum",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// A suspension decided by a person, on a debtor or on one of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// First day on which reminders may go again; `None` until a person releases it.
    pub until: Option<Date>,
}

impl Hold {
    /// Whether the suspension is in force on a day.
    #[must_use]
    pub fn is_active(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today < until)
    }
}

/// The limits of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Days between two contacts with the same debtor.
    pub spacing_days: u16,
    /// A net debt up to this amount is not chased.
    pub tolerance: Cents,
    /// A message asks for at least this amount.
    pub minimum: Cents,
    /// Whether bank or ledger figures are older than the organisation allows.
    pub stale_data: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { spacing_days: 3, tolerance: Cents(100), minimum: Cents::ZERO, stale_data: false }
    }
}
