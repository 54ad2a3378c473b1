//! What a debtor promised to pay by a day, and what became of it.
//!
//! The fate is a pure function of the promise, of what was put on its items since, and of a date ([`Promise::judge`]): it
//! depends on no earlier verdict, so that undoing a payment undoes the fate. See `docs/spec/promises.md`.

mod reliability;
#[cfg(test)]
mod tests;

use crate::calendar::{add_days, working_day_on_or_after};
use crate::ids::{OpenItemId, PromiseId};
use crate::{Cents, Date};

pub use reliability::Reliability;

/// Working days after the promised day that a payment may take, when the house sets nothing.
pub const GRACE_DAYS: u8 = 2;
/// The most working days that a house may give.
pub const MOST_GRACE_DAYS: u8 = 15;
/// What may be missing from what was promised, when the house sets nothing.
pub const TOLERANCE: Cents = Cents(100);
/// The longest promise, in days.
pub const LONGEST: i64 = 366;

/// The last day on which a payment keeps a promise: so many working days after the promised day.
#[must_use]
pub fn last_day(promised_on: Date, grace: u8) -> Date {
    (0..grace).fold(promised_on, |day, _| working_day_on_or_after(add_days(day, 1)))
}

/// By which way a promise came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Way {
    /// On the telephone.
    #[default]
    Call,
    /// By e-mail.
    Email,
    /// By letter.
    Letter,
    /// In person.
    Visit,
    /// Any other.
    Other,
}

impl Way {
    /// All ways, in the order of menus.
    pub const ALL: [Self; 5] = [Self::Call, Self::Email, Self::Letter, Self::Visit, Self::Other];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Email => "email",
            Self::Letter => "letter",
            Self::Visit => "visit",
            Self::Other => "other",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// One item of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The item.
    pub item: OpenItemId,
    /// What of it was promised.
    pub amount: Cents,
    /// What was open of it then.
    pub open: Cents,
    /// The later promise that took its place.
    pub taken_by: Option<PromiseId>,
}

/// What was put on an item after the promise, and is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The item.
    pub item: OpenItemId,
    /// How much.
    pub amount: Cents,
    /// Its value date.
    pub on: Date,
    /// Whether it is a payment. Anything else, such as a credit note, keeps no promise: it lowers what is owed.
    pub is_payment: bool,
}

/// What became of a promise, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its day, and the days of grace, are not over.
    Pending,
    /// Paid in time.
    Kept {
        /// The value date by which enough was there.
        on: Date,
    },
    /// A part was paid in time.
    PartlyKept {
        /// The first day after the last one.
        on: Date,
    },
    /// Nothing was paid in time.
    Broken {
        /// The first day after the last one.
        on: Date,
    },
    /// What was promised is no longer owed, without a payment.
    Lapsed,
    /// Later promises took the place of all its items.
    Superseded,
    /// A person took it back: it counts as never made.
    Withdrawn {
        /// Why, in words.
        reason: String,
    },
}

impl Standing {
    /// The stable keys, in the order of the states above.
    pub const CODES: [&'static str; 7] = ["pending", "kept", "partly_kept", "broken", "lapsed", "superseded", "withdrawn"];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Kept { .. } => "kept",
            Self::PartlyKept { .. } => "partly_kept",
            Self::Broken { .. } => "broken",
            Self::Lapsed => "lapsed",
            Self::Superseded => "superseded",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Reads what is stored: the key, the day, and the reason.
    #[must_use]
    pub fn read(code: &str, on: Option<Date>, reason: &str) -> Option<Self> {
        Some(match (code, on) {
            ("pending", _) => Self::Pending,
            ("kept", Some(on)) => Self::Kept { on },
            ("partly_kept", Some(on)) => Self::PartlyKept { on },
            ("broken", Some(on)) => Self::Broken { on },
            ("lapsed", _) => Self::Lapsed,
            ("superseded", _) => Self::Superseded,
            ("withdrawn", _) => Self::Withdrawn { reason: reason.to_owned() },
            _ => return None,
        })
    }

    /// The day of a fate.
    #[must_use]
    pub fn on(&self) -> Option<Date> {
        match self {
            Self::Kept { on } | Self::PartlyKept { on } | Self::Broken { on } => Some(*on),
            _ => None,
        }
    }

    /// Whether the fate is known, and counts for the debtor's reliability.
    #[must_use]
    pub fn is_matured(&self) -> bool {
        self.on().is_some()
    }

    /// Whether matching decides: nobody took the promise away.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        !matches!(self, Self::Superseded | Self::Withdrawn { .. })
    }
}

/// What a transition says in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was made.
    Recorded,
    /// It was kept.
    Kept,
    /// A part was paid.
    PartlyKept,
    /// It was broken.
    Broken,
    /// What was promised is no longer owed.
    Lapsed,
    /// It is waited for again: a payment was undone.
    Reopened,
    /// A later promise took its place.
    Superseded,
    /// A later promise took some of its items.
    Shrunk,
    /// What a later promise had taken came back.
    GivenBack,
    /// A person took it back.
    Withdrawn,
    /// A person put it in force again.
    Restored,
}

impl Change {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Kept => "kept",
            Self::PartlyKept => "partly_kept",
            Self::Broken => "broken",
            Self::Lapsed => "lapsed",
            Self::Reopened => "reopened",
            Self::Superseded => "superseded",
            Self::Shrunk => "shrunk",
            Self::GivenBack => "given_back",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
        }
    }
}

/// Why a move is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The promise does not stand where this can be done.
    NotHere,
    /// No reason was given.
    NoReason,
    /// A later promise covers the same items.
    CoveredByLater,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Its id; ids grow, so that a greater one is a later promise.
    pub id: PromiseId,
    /// The day that was named.
    pub on: Date,
    /// The last day on which a payment keeps it: that day and the grace of then.
    pub until: Date,
    /// What may be missing, as it was set then.
    pub tolerance: Cents,
    /// The items, with those that a later promise took.
    pub items: Vec<Covered>,
    /// What became of it.
    pub standing: Standing,
    /// What was paid in time.
    pub paid: Cents,
    /// What counts as promised: less what was credited since.
    pub due: Cents,
}

impl Promise {
    /// A promise as it is made.
    #[must_use]
    pub fn new(id: PromiseId, on: Date, until: Date, tolerance: Cents, items: Vec<Covered>) -> Self {
        let due = Cents::total(items.iter().map(|covered| covered.amount));
        Self { id, on, until, tolerance, items, standing: Standing::Pending, paid: Cents::ZERO, due }
    }

    /// The items that no later promise took.
    pub fn own(&self) -> impl Iterator<Item = &Covered> {
        self.items.iter().filter(|covered| covered.taken_by.is_none())
    }

    /// The items that the promise keeps reminders away from.
    pub fn held(&self) -> impl Iterator<Item = &Covered> {
        self.own().filter(|_| self.standing == Standing::Pending)
    }

    /// Whether all that it keeps reminders away from has a later day by now, after its own last day: it is that day which counts. `agreed` says
    /// the due date that was agreed for an item.
    pub fn is_overtaken(&self, agreed: impl Fn(OpenItemId) -> Option<Date>) -> bool {
        self.held().next().is_some() && self.held().all(|covered| agreed(covered.item).is_some_and(|on| on > self.until))
    }

    /// The first day on which it no longer holds reminders.
    #[must_use]
    pub fn free_on(&self) -> Date {
        add_days(self.until, 1)
    }

    /// Says what became of it by a day, from what was put on its items. What a person took away stays as it is.
    #[must_use]
    pub fn judge(self, receipts: &[Receipt], today: Date) -> (Self, Option<Change>) {
        if !self.standing.is_judged() {
            return (self, None);
        }
        let before = self.standing.clone();
        let judged = self.judged(receipts, today);
        let change = match (&before, &judged.standing) {
            (before, after) if before.code() == after.code() => None,
            (_, Standing::Kept { .. }) => Some(Change::Kept),
            (_, Standing::PartlyKept { .. }) => Some(Change::PartlyKept),
            (_, Standing::Broken { .. }) => Some(Change::Broken),
            (_, Standing::Lapsed) => Some(Change::Lapsed),
            _ => Some(Change::Reopened),
        };
        (judged, change)
    }

    fn judged(self, receipts: &[Receipt], today: Date) -> Self {
        let of = |covered: &Covered, is_payment: bool| {
            let own = receipts.iter().filter(|receipt| receipt.item == covered.item && receipt.is_payment == is_payment);
            Cents::total(own.map(|receipt| receipt.amount))
        };
        let due = Cents::total(self.own().map(|covered| covered.amount.min(covered.open - of(covered, false)).max(Cents::ZERO)));
        let is_own = |item: OpenItemId| self.own().any(|covered| covered.item == item);
        let mut in_time: Vec<&Receipt> =
            receipts.iter().filter(|receipt| receipt.is_payment && receipt.on <= self.until && is_own(receipt.item)).collect();
        in_time.sort_by_key(|receipt| receipt.on);
        // A tolerance as large as the promise would keep it for nothing.
        let enough = (due - self.tolerance).max(Cents(1));
        let (mut paid, mut kept_on) = (Cents::ZERO, None);
        for receipt in in_time {
            paid += receipt.amount;
            if paid >= enough && kept_on.is_none() {
                kept_on = Some(receipt.on);
            }
        }
        let paid = paid.max(Cents::ZERO).min(due);
        let standing = match kept_on {
            _ if !due.is_positive() => Standing::Lapsed,
            Some(on) => Standing::Kept { on },
            None if today <= self.until => Standing::Pending,
            None if paid.is_positive() => Standing::PartlyKept { on: self.free_on() },
            None => Standing::Broken { on: self.free_on() },
        };
        Self { standing, paid, due, ..self }
    }

    /// A person takes it back, with a reason; what it had taken from earlier ones is theirs again.
    ///
    /// # Errors
    /// [`Refused::NotHere`] for one that was kept, lapsed or taken away already; [`Refused::NoReason`].
    pub fn withdraw(self, reason: &str) -> Result<(Self, Change), Refused> {
        if !matches!(self.standing, Standing::Pending | Standing::PartlyKept { .. } | Standing::Broken { .. }) {
            return Err(Refused::NotHere);
        }
        if reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        Ok((Self { standing: Standing::Withdrawn { reason: reason.trim().to_owned() }, ..self }, Change::Withdrawn))
    }

    /// A person puts a withdrawn one in force again, unless one made later covers its items.
    ///
    /// # Errors
    /// [`Refused::NotHere`], [`Refused::CoveredByLater`].
    pub fn restore(self, receipts: &[Receipt], today: Date, is_covered_later: bool) -> Result<(Self, Change), Refused> {
        match self.standing {
            Standing::Withdrawn { .. } if is_covered_later => Err(Refused::CoveredByLater),
            Standing::Withdrawn { .. } => {
                let pending = Self { standing: Standing::Pending, ..self };
                Ok((pending.judged(receipts, today), Change::Restored))
            }
            _ => Err(Refused::NotHere),
        }
    }

    /// A later promise takes some of its items while it is waited for; without any item left it is superseded.
    #[must_use]
    pub fn take(mut self, items: &[OpenItemId], by: PromiseId) -> (Self, Option<Change>) {
        if self.standing != Standing::Pending || by <= self.id {
            return (self, None);
        }
        let mut took = false;
        for covered in self.items.iter_mut().filter(|covered| covered.taken_by.is_none() && items.contains(&covered.item)) {
            covered.taken_by = Some(by);
            took = true;
        }
        if !took {
            return (self, None);
        }
        self.due = Cents::total(self.own().map(|covered| covered.amount));
        if self.own().next().is_none() {
            self.standing = Standing::Superseded;
            return (self, Some(Change::Superseded));
        }
        (self, Some(Change::Shrunk))
    }

    /// The promise that took its items is no longer one: they are its own again, and it is judged anew.
    #[must_use]
    pub fn give_back(mut self, by: PromiseId, receipts: &[Receipt], today: Date) -> (Self, Option<Change>) {
        let mut given = false;
        for covered in self.items.iter_mut().filter(|covered| covered.taken_by == Some(by)) {
            covered.taken_by = None;
            given = true;
        }
        if !given {
            return (self, None);
        }
        if self.standing == Standing::Superseded {
            self.standing = Standing::Pending;
        }
        let back = if self.standing.is_judged() { self.judged(receipts, today) } else { self };
        (back, Some(Change::GivenBack))
    }
}

/// Shares a promised amount among items in their order, each up to what is open of it; what is left over when they are not
/// enough.
#[must_use]
pub fn share(amount: Cents, open: &[(OpenItemId, Cents)]) -> (Vec<Covered>, Cents) {
    let (mut left, mut covered) = (amount, Vec::new());
    for (item, open) in open.iter().filter(|(_, open)| open.is_positive()) {
        if !left.is_positive() {
            break;
        }
        let part = left.min(*open);
        covered.push(Covered { item: *item, amount: part, open: *open, taken_by: None });
        left -= part;
    }
    (covered, left)
}
