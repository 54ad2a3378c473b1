use crate::calendar::{Date, add_days};
use crate::money::Cents;
use crate::promise::{self, Receipt};

/// The longest time that a compromise may leave to pay, in days.
pub const LONGEST: i64 = 366;
/// Working days after the last day to pay during which a payment of that day may still become known: a transfer is on the
/// creditor's account at the end of the next working day (C. mon. fin. L133-13), and its statement a day later.
const BANK_DAYS: u8 = 2;

/// What the discount is, for the accounts and for VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// The price is lowered (remise, rabais): a credit note is due, which takes the VAT of the discount back (CGI 272-1, 289).
    Rebate,
    /// A part of the claim is given up (abandon de créance): a loss without a credit note. The VAT stays due, since the claim is
    /// not definitively irrecoverable (CGI 272-1, BOI-TVA-DED-40-10-20).
    Waiver,
}

impl Nature {
    /// All, in the order of menus.
    pub const ALL: [Self; 2] = [Self::Rebate, Self::Waiver];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Rebate => "rebate",
            Self::Waiver => "waiver",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.code() == code)
    }
}

/// What was agreed: so much less, if the rest is paid by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The debt, taxes included.
    pub total: Cents,
    /// What is given up of it.
    pub discount: Cents,
    /// The last day to pay.
    pub pay_by: Date,
}

/// Why terms cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongTerms {
    /// A discount of nothing, or of the whole.
    #[error("the discount is not a part of the debt")]
    Discount,
    /// The day has passed, or is too far away.
    #[error("the day does not fit")]
    Day,
}

/// What was put on the items of a compromise since it was made, but by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Came {
    /// Paid by the last day, by date of value.
    pub in_time: Cents,
    /// Paid in all.
    pub paid: Cents,
    /// Taken off otherwise since: credit notes, rebates, losses.
    pub credited: Cents,
    /// Paid or credited before the agreement, and put on its items since: it makes the debt smaller, and is neither the sum
    /// agreed nor the discount.
    pub early: Cents,
    /// What is left of the items.
    pub open: Cents,
    /// Whether insolvency proceedings ended the waiting: an earlier debt may not be paid from the judgment on (C. com. L622-7).
    pub is_stopped: bool,
}

impl Came {
    /// Adds up what was put on the items; `judged_on` is the day of a judgment that opened insolvency proceedings, from whose first
    /// hour no payment counts (C. com. L622-7, R621-4).
    #[must_use]
    pub fn of(receipts: &[Receipt], made_on: Date, terms: &Terms, open: Cents, judged_on: Option<Date>) -> Self {
        let last = judged_on.map_or(terms.pay_by, |on| terms.pay_by.min(add_days(on, -1)));
        let sum = |keep: &dyn Fn(&&Receipt) -> bool| Cents::total(receipts.iter().filter(keep).map(|receipt| receipt.amount));
        Self {
            in_time: sum(&|receipt| receipt.is_payment && receipt.on >= made_on && receipt.on <= last),
            paid: sum(&|receipt| receipt.is_payment && receipt.on >= made_on),
            credited: sum(&|receipt| !receipt.is_payment && receipt.on >= made_on),
            early: sum(&|receipt| receipt.on < made_on),
            open,
            is_stopped: judged_on.is_some(),
        }
    }
}

impl Terms {
    /// Terms that can be proposed on a day.
    ///
    /// # Errors
    /// [`WrongTerms`].
    pub fn new(total: Cents, discount: Cents, pay_by: Date, today: Date) -> Result<Self, WrongTerms> {
        if !discount.is_positive() || discount >= total {
            return Err(WrongTerms::Discount);
        }
        if pay_by < today || pay_by > add_days(today, LONGEST) {
            return Err(WrongTerms::Day);
        }
        Ok(Self { total, discount, pay_by })
    }

    /// What is to be paid.
    #[must_use]
    pub fn payable(&self) -> Cents {
        self.total - self.discount
    }

    /// The last day on which a payment in time may become known: until then reminders wait.
    #[must_use]
    pub fn until(&self) -> Date {
        promise::last_day(self.pay_by, BANK_DAYS)
    }

    /// What has to come in time. What was credited since counts for the discount first, as its own credit note does; beyond it,
    /// the sum agreed is that much smaller.
    #[must_use]
    pub fn due(&self, came: &Came) -> Cents {
        let beyond = (came.credited - self.discount).max(Cents::ZERO);
        (self.payable() - beyond).max(Cents::ZERO)
    }

    /// What is still to be paid.
    #[must_use]
    pub fn left(&self, came: &Came) -> Cents {
        (self.due(came) - came.in_time).max(Cents::ZERO).min(came.open.max(Cents::ZERO))
    }

    /// Whether the sum agreed came in time; nobody pays more than what is owed, so that a debt of which nothing is left in time
    /// is settled all the same.
    #[must_use]
    pub fn is_met(&self, came: &Came) -> bool {
        let is_paid_off = !came.open.is_positive() && came.in_time + came.credited + came.early >= self.total;
        came.in_time >= self.due(came) || is_paid_off
    }

    /// What was paid beyond the sum agreed, of a discount of which so much was given up: it is owed back, for the discount is not
    /// lost by who pays too much (C. civ. 1302).
    #[must_use]
    pub fn overpaid(&self, came: &Came, given_up: Cents) -> Cents {
        let beyond = (came.in_time - self.due(came)).max(Cents::ZERO);
        beyond.min(self.discount - came.credited - given_up).max(Cents::ZERO)
    }

    /// What is given up once the sum is there: the discount, less what was credited already, and never more than is open.
    #[must_use]
    pub fn given_up(&self, came: &Came) -> Cents {
        (self.discount - came.credited).max(Cents::ZERO).min(came.open.max(Cents::ZERO))
    }
}

/// Which compromises the house grants without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Up to this discount.
    pub most: Cents,
    /// Up to this part of the debt, in percent.
    pub percent: u16,
    /// Up to so many days to pay.
    pub days: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self { most: Cents(50_000), percent: 10, days: 30 }
    }
}

/// What makes a compromise more than the house grants by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Objection {
    /// The discount is larger.
    Amount,
    /// It is a larger part of the debt.
    Percent,
    /// It leaves more days to pay.
    Days,
}

impl Objection {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Amount, Self::Percent, Self::Days];

    /// The stable key, stored and used by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Percent => "percent",
            Self::Days => "days",
        }
    }
}

impl Policy {
    /// Why terms need a person's approval; nothing when the house grants them.
    #[must_use]
    pub fn objections(&self, terms: &Terms, today: Date) -> Vec<Objection> {
        let part = i128::from(terms.discount.0) * 100 > i128::from(terms.total.0) * i128::from(self.percent);
        let all = [
            (terms.discount > self.most, Objection::Amount),
            (part, Objection::Percent),
            ((terms.pay_by - today).num_days() > i64::from(self.days), Objection::Days),
        ];
        all.into_iter().filter(|(objects, _)| *objects).map(|(_, objection)| objection).collect()
    }
}
