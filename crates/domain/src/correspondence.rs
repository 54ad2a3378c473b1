//! What a message that comes back, or a reply, does to the reminders: the rule, without bytes and rows.
//!
//! `docs/spec/mail-in.md` tells it in words, with a table of cases.

use crate::calendar::Date;

/// So many messages to one address that came back for the time being…
pub const SOFT_BOUNCES: usize = 3;
/// …within so many days count as one that came back for good.
pub const SOFT_WINDOW_DAYS: i64 = 30;
/// A report that names no message of ours is shown with the debtor whose address was written to in the last so many days.
pub const REPORT_WINDOW_DAYS: i64 = 10;

/// What was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Received {
    /// An address that will never work.
    HardBounce,
    /// Not delivered this time.
    SoftBounce,
    /// The recipient wants no more of it.
    Complaint,
    /// No person wrote it.
    AutoReply,
    /// Delivered, or read.
    Delivered,
    /// A person wrote it.
    Reply,
}

/// How sure it is whom a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// Nobody known.
    None,
    /// The sender's address, or the address that failed, is a debtor's.
    Address,
    /// It names a message of ours, whose number nobody can guess.
    Message,
    /// A person said so.
    Person,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing: it is shown.
    Shown,
    /// It is counted; the address is still written to.
    Counted,
    /// The address is no longer written to: a step takes its next channel, or a person calls.
    AddressFails,
    /// The address is no longer written to: it asked so.
    OptedOut,
    /// Reminders wait until a person has read it.
    Waits,
}

impl Effect {
    /// All effects.
    pub const ALL: [Self; 5] = [Self::Shown, Self::Counted, Self::AddressFails, Self::OptedOut, Self::Waits];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Counted => "counted",
            Self::AddressFails => "address_fails",
            Self::OptedOut => "opted_out",
            Self::Waits => "waits",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.code() == code)
    }

    /// Whether the address is no longer written to.
    #[must_use]
    pub fn ends_the_address(self) -> bool {
        matches!(self, Self::AddressFails | Self::OptedOut)
    }
}

/// What a received message does. `soft_on` are the days on which other messages to the same address came back for the
/// time being, this one left out. Without a tie nothing is done: a person says first whom it is about. A report that
/// names an address alone could be written by anybody: a person decides.
#[must_use]
pub fn effect(received: Received, tie: Tie, soft_on: &[Date], on: Date) -> Effect {
    if tie == Tie::None {
        return Effect::Shown;
    }
    match received {
        Received::HardBounce | Received::SoftBounce if tie == Tie::Address => Effect::Shown,
        Received::HardBounce => Effect::AddressFails,
        Received::SoftBounce if is_worn_out(soft_on, on) => Effect::AddressFails,
        Received::SoftBounce => Effect::Counted,
        Received::Complaint => Effect::OptedOut,
        Received::AutoReply | Received::Delivered => Effect::Shown,
        Received::Reply => Effect::Waits,
    }
}

/// Whether one more soft bounce on a day makes [`SOFT_BOUNCES`] within [`SOFT_WINDOW_DAYS`], the day itself included.
#[must_use]
pub fn is_worn_out(soft_on: &[Date], on: Date) -> bool {
    let recent = soft_on.iter().filter(|day| (0..SOFT_WINDOW_DAYS).contains(&(on - **day).num_days())).count();
    recent + 1 >= SOFT_BOUNCES
}

/// Whether a person has to look at it: what nobody is known for, and what a person wrote or complained of.
#[must_use]
pub fn needs_a_person(received: Received, effect: Effect) -> bool {
    match received {
        Received::Reply | Received::Complaint => true,
        Received::HardBounce | Received::SoftBounce => effect == Effect::Shown,
        Received::AutoReply | Received::Delivered => false,
    }
}

/// Whether reminders of the debtor wait until a person has read it.
#[must_use]
pub fn holds_reminders(received: Received) -> bool {
    matches!(received, Received::Reply | Received::Complaint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> Date {
        Date::from_ymd_opt(2026, month, day).expect("a date")
    }

    #[test]
    fn the_third_soft_bounce_within_thirty_days_counts_as_hard() {
        let cases: [(&[Date], bool); 7] = [
            (&[], false),
            (&[day(6, 20)], false),
            (&[day(6, 20), day(6, 25)], true),
            (&[day(6, 2), day(6, 25)], true),
            (&[day(6, 1), day(6, 25)], false),
            (&[day(7, 1), day(7, 1)], true),
            (&[day(7, 2), day(7, 3)], false),
        ];
        for (soft_on, expected) in cases {
            assert_eq!(is_worn_out(soft_on, day(7, 1)), expected, "{soft_on:?}");
        }
    }

    #[test]
    fn each_class_has_its_effect_and_none_without_a_tie() {
        use Received::{AutoReply, Complaint, Delivered, HardBounce, Reply, SoftBounce};
        let twice = [day(6, 28), day(6, 29)];
        let cases = [
            (HardBounce, &[][..], Effect::AddressFails, false),
            (SoftBounce, &[], Effect::Counted, false),
            (SoftBounce, &twice, Effect::AddressFails, false),
            (Complaint, &[], Effect::OptedOut, true),
            (AutoReply, &[], Effect::Shown, false),
            (Delivered, &[], Effect::Shown, false),
            (Reply, &[], Effect::Waits, true),
        ];
        for (received, soft_on, expected, waits) in cases {
            for tie in [Tie::Address, Tie::Message, Tie::Person] {
                if tie == Tie::Address && matches!(received, HardBounce | SoftBounce) {
                    let done = effect(received, tie, soft_on, day(7, 1));
                    assert_eq!((done, needs_a_person(received, done)), (Effect::Shown, true), "anybody knows an address");
                    continue;
                }
                let done = effect(received, tie, soft_on, day(7, 1));
                assert_eq!(done, expected, "{received:?} {tie:?}");
                assert_eq!((needs_a_person(received, done), holds_reminders(received)), (waits, waits), "{received:?}");
            }
            assert_eq!(effect(received, Tie::None, soft_on, day(7, 1)), Effect::Shown);
        }
        assert!(needs_a_person(HardBounce, Effect::Shown), "a bounce of nobody known is looked at");
        for effect in Effect::ALL {
            assert_eq!(Effect::from_code(effect.code()), Some(effect));
        }
    }
}
