use crate::calendar::{Date, add_days};
use crate::money::Cents;

/// Why an item is not asked for today. The first that applies wins, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldReason {
    /// Insolvency proceedings are open against the debtor: nothing is asked for debts that were there before
    /// the judgment (C. com. L622-7, L622-21).
    Insolvency,
    /// A partner or a court has the item: only one voice speaks of it.
    HandedOver,
    /// The debtor pays by the instalments of a plan.
    Plan,
    /// A smaller sum was agreed, and its day has not passed.
    Compromise,
    /// The debtor disputes all that is open of the item.
    Disputed,
    /// The debtor promised to pay, and the day has not come.
    Promised,
    /// A person suspended the reminders of the debtor or of the item.
    Paused,
    /// A bank line may be its payment, and nobody has said yet whether it is.
    PaymentToConfirm,
    /// The debtor wrote back, and nobody has read it yet.
    Replied,
    /// The step before is still to be carried out: a call to make, a message to approve. No step is skipped.
    PreviousStep,
    /// The scenario stops by itself and leaves the item to a person.
    StopCondition,
    /// Credit notes and cash not yet used cover what is late, or the item is such a credit itself.
    CreditCovers,
    /// A person stopped all that leaves the house.
    EmergencyStop,
    /// The debtor was contacted too recently.
    Spacing,
    /// The debtor was contacted too often in the last weeks.
    Pressure,
    /// No address for any of the step's channels.
    NoContact,
    /// Every e-mail address came back.
    Bounced,
    /// The debtor wants no courtesy message before the due date.
    CourtesyDeclined,
    /// Bank or ledger figures are too old to be sure that nothing was paid.
    StaleData,
    /// Weekend or public holiday.
    Quiet,
    /// Less than the amount worth a message.
    BelowMinimum,
    /// As many messages as a night may send have found their place before this one.
    RunCap,
}

impl HoldReason {
    /// All reasons, in the order in which they are tried.
    pub const ALL: [Self; 22] = [
        Self::Insolvency,
        Self::HandedOver,
        Self::Plan,
        Self::Compromise,
        Self::Disputed,
        Self::Promised,
        Self::Paused,
        Self::PaymentToConfirm,
        Self::Replied,
        Self::PreviousStep,
        Self::StopCondition,
        Self::CreditCovers,
        Self::EmergencyStop,
        Self::Spacing,
        Self::Pressure,
        Self::NoContact,
        Self::Bounced,
        Self::CourtesyDeclined,
        Self::StaleData,
        Self::Quiet,
        Self::BelowMinimum,
        Self::RunCap,
    ];

    /// The stable key, used in JSON and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Insolvency => "insolvency",
            Self::HandedOver => "handed_over",
            Self::Plan => "plan",
            Self::Compromise => "compromise",
            Self::Disputed => "disputed",
            Self::Promised => "promised",
            Self::Paused => "paused",
            Self::PaymentToConfirm => "payment_to_confirm",
            Self::Replied => "replied",
            Self::PreviousStep => "previous_step",
            Self::StopCondition => "stop_condition",
            Self::CreditCovers => "credit_covers",
            Self::EmergencyStop => "emergency_stop",
            Self::Spacing => "spacing",
            Self::Pressure => "pressure",
            Self::NoContact => "no_contact",
            Self::Bounced => "email_bounced",
            Self::CourtesyDeclined => "courtesy_declined",
            Self::StaleData => "stale_data",
            Self::Quiet => "quiet",
            Self::BelowMinimum => "below_minimum",
            Self::RunCap => "run_cap",
        }
    }

    /// Whether the reason is the item's own, so that no message of the debtor speaks of it.
    #[must_use]
    pub fn silences_item(self) -> bool {
        self <= Self::StopCondition && self != Self::PreviousStep
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Days after a bank line for which it holds the items that it may pay: a person has looked at it by then, or never will.
pub const PROPOSAL_DAYS: i64 = 10;

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

/// Hours of a day, in the organisation's zone: from one on, and before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    from: u8,
    until: u8,
}

impl Hours {
    /// From 0 to 24, the first before the second; `None` for anything else.
    #[must_use]
    pub fn new(from: u8, until: u8) -> Option<Self> {
        (from < until && until <= 24).then_some(Self { from, until })
    }

    /// The first hour.
    #[must_use]
    pub fn from(self) -> u8 {
        self.from
    }

    /// The hour that is none of them any more.
    #[must_use]
    pub fn until(self) -> u8 {
        self.until
    }

    /// Whether an hour of the clock, 0 to 23, is one of them.
    #[must_use]
    pub fn holds(self, hour: u32) -> bool {
        (u32::from(self.from)..u32::from(self.until)).contains(&hour)
    }
}

/// How often a debtor may be contacted, beside the days between two contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressure {
    /// So many contacts…
    pub contacts: u16,
    /// …in so many days, today included.
    pub days: u16,
}

impl Pressure {
    /// The first day on which one more contact fits, when today it does not. `contacts_on` is in order and
    /// comes before `today`.
    #[must_use]
    pub fn free_on(&self, contacts_on: &[Date], today: Date) -> Option<Date> {
        let within = |on: &&Date| add_days(**on, i64::from(self.days)) > today;
        let recent = contacts_on.iter().rev().take_while(within).count();
        // A budget of nothing would silence a debtor for ever: one contact is the least.
        let excess = recent.checked_sub(usize::from(self.contacts.max(1)))?;
        contacts_on.get(contacts_on.len() - recent + excess).map(|on| add_days(*on, i64::from(self.days)))
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
    /// How often a debtor may be contacted; `None` for no limit but the spacing.
    pub pressure: Option<Pressure>,
    /// Days after a part payment before the next step: who has just paid is not written to the day after.
    pub payment_grace_days: u16,
    /// Whether a person stopped all that leaves the house.
    pub is_stopped: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            spacing_days: 3,
            tolerance: Cents(100),
            minimum: Cents::ZERO,
            stale_data: false,
            pressure: None,
            payment_grace_days: 3,
            is_stopped: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Date {
        Date::from_ymd_opt(2026, 3, day).expect("a date")
    }

    #[test]
    fn the_pressure_budget_frees_a_place_when_the_oldest_contact_leaves_it() {
        let budget = Pressure { contacts: 2, days: 7 };
        let cases = [
            (vec![], 10, None),
            (vec![4], 10, None),
            (vec![4, 8], 10, Some(11)),
            (vec![3, 8], 10, None),
            (vec![1, 4, 8], 10, Some(11)),
            (vec![5, 6, 8], 10, Some(13)),
        ];
        for (contacts, today, expected) in cases {
            let on: Vec<Date> = contacts.iter().copied().map(day).collect();
            assert_eq!(budget.free_on(&on, day(today)), expected.map(day), "{contacts:?}");
        }
    }

    #[test]
    fn codes_are_read_back_and_the_order_is_that_of_the_enum() {
        for (position, reason) in HoldReason::ALL.into_iter().enumerate() {
            assert_eq!(HoldReason::from_code(reason.code()), Some(reason));
            assert_eq!(reason as usize, position);
        }
    }
}
