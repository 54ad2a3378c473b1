//! What a status of an electronic invoice's life cycle does to the claim.
//!
//! Statuses 200 to 228 and 501 of XP Z12-012. A platform tells them; this module only says what follows,
//! as a pure function, so that it can be shown before it is done.

use crate::calendar::Date;
use crate::money::Cents;

/// Days that a payment announced as transmitted (211) is waited for.
pub const TRANSMITTED_DAYS: u64 = 5;

/// A status of the standard, with its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EinvoiceStatus {
    /// 200: handed in to the issuer's platform.
    Submitted,
    /// 201: sent by the platform.
    Issued,
    /// 202: received by the buyer's platform.
    Received,
    /// 203: made available to the buyer.
    MadeAvailable,
    /// 204: taken in hand.
    TakenInCharge,
    /// 205: approved.
    Approved,
    /// 206: approved in part.
    PartlyApproved,
    /// 207: disputed.
    Disputed,
    /// 208: suspended until a document comes.
    Suspended,
    /// 209: that document came.
    Completed,
    /// 210: refused.
    Refused,
    /// 211: the payment was sent.
    PaymentSent,
    /// 212: collected; told by the seller.
    Collected,
    /// 213: rejected by a platform.
    Rejected,
    /// 214: seen and signed.
    Endorsed,
    /// 220: cancelled by the seller.
    Cancelled,
    /// 221: could not be routed.
    RoutingError,
    /// 224: a subcontractor asks to be paid directly.
    DirectPayment,
    /// 225: assigned to a factor.
    Factored,
    /// 226: assigned to a factor, in confidence.
    FactoredConfidentially,
    /// 227: another account to pay to.
    AccountChanged,
    /// 228: no longer assigned.
    NotFactored,
    /// 501: not admissible.
    Inadmissible,
}

impl EinvoiceStatus {
    /// All statuses, in the order of their codes.
    pub const ALL: [Self; 23] = [
        Self::Submitted,
        Self::Issued,
        Self::Received,
        Self::MadeAvailable,
        Self::TakenInCharge,
        Self::Approved,
        Self::PartlyApproved,
        Self::Disputed,
        Self::Suspended,
        Self::Completed,
        Self::Refused,
        Self::PaymentSent,
        Self::Collected,
        Self::Rejected,
        Self::Endorsed,
        Self::Cancelled,
        Self::RoutingError,
        Self::DirectPayment,
        Self::Factored,
        Self::FactoredConfidentially,
        Self::AccountChanged,
        Self::NotFactored,
        Self::Inadmissible,
    ];

    /// The code of the standard.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::Submitted => 200,
            Self::Issued => 201,
            Self::Received => 202,
            Self::MadeAvailable => 203,
            Self::TakenInCharge => 204,
            Self::Approved => 205,
            Self::PartlyApproved => 206,
            Self::Disputed => 207,
            Self::Suspended => 208,
            Self::Completed => 209,
            Self::Refused => 210,
            Self::PaymentSent => 211,
            Self::Collected => 212,
            Self::Rejected => 213,
            Self::Endorsed => 214,
            Self::Cancelled => 220,
            Self::RoutingError => 221,
            Self::DirectPayment => 224,
            Self::Factored => 225,
            Self::FactoredConfidentially => 226,
            Self::AccountChanged => 227,
            Self::NotFactored => 228,
            Self::Inadmissible => 501,
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether the standard asks for a reason (rule BR-FR-CDV-15).
    #[must_use]
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::PartlyApproved | Self::Disputed | Self::Suspended | Self::Refused | Self::Rejected | Self::Inadmissible)
    }
}

/// What a message says beside its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusFacts {
    /// The day of the status.
    pub on: Date,
    /// What is open of the item.
    pub open: Cents,
    /// The part that the buyer does not accept, when the message says so.
    pub refused: Option<Cents>,
    /// The part that the buyer accepts, when the message says so.
    pub approved: Option<Cents>,
}

/// What follows from a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusEffect {
    /// It is written down and shown; reminders go on.
    Noted,
    /// The day on which the buyer had the invoice is known: a proof of delivery of the document.
    Evidence,
    /// The buyer acknowledged the invoice: a strong document before a court.
    Acknowledged,
    /// This much is contested, at most what is open; it must not be asked for until a person decides.
    Dispute {
        /// The contested part.
        amount: Cents,
    },
    /// The invoice was never validly issued, or exists no more: nothing is asked until it is issued again.
    Stop,
    /// The money is said to be on its way: wait until this day, then look at the bank.
    Wait {
        /// First day on which reminders may go again.
        until: Date,
    },
    /// The claim belongs to a factor, who collects it.
    HandedOver,
    /// A person must check it before anything changes: an account to pay to is never taken from a message.
    Check,
}

impl StatusEffect {
    /// The stable key, stored with the status.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Evidence => "evidence",
            Self::Acknowledged => "acknowledged",
            Self::Dispute { .. } => "dispute",
            Self::Stop => "stop",
            Self::Wait { .. } => "wait",
            Self::HandedOver => "handed_over",
            Self::Check => "check",
        }
    }

    /// Whether reminders of the item are held, and until when: `Some(None)` until a person decides.
    ///
    /// What is contested holds nothing by itself: its dispute leaves it out of the reminders.
    #[must_use]
    pub fn hold(self) -> Option<Option<Date>> {
        match self {
            Self::Noted | Self::Evidence | Self::Acknowledged | Self::Dispute { .. } => None,
            Self::Wait { until } => Some(Some(until)),
            Self::Stop | Self::HandedOver | Self::Check => Some(None),
        }
    }
}

/// What a status does to an item.
///
/// A partial approval contests the part that the message refuses, else what it leaves of the open amount
/// beside the approved part, else the whole. A change of account (227) and a subcontractor's direct payment
/// (224) never change anything by themselves.
///
/// Source: XP Z12-012, life-cycle statuses.
#[must_use]
pub fn effect(status: EinvoiceStatus, facts: &StatusFacts) -> StatusEffect {
    use EinvoiceStatus as Status;
    match status {
        Status::Submitted | Status::Issued | Status::Received | Status::Completed | Status::Collected | Status::NotFactored => {
            StatusEffect::Noted
        }
        Status::MadeAvailable => StatusEffect::Evidence,
        Status::TakenInCharge | Status::Approved | Status::Endorsed => StatusEffect::Acknowledged,
        Status::PartlyApproved => {
            let refused = facts.refused.map(Cents::abs).or_else(|| facts.approved.map(|approved| facts.open - approved.abs()));
            let amount = refused.filter(|part| part.is_positive()).map_or(facts.open, |part| part.min(facts.open));
            StatusEffect::Dispute { amount }
        }
        Status::Disputed | Status::Suspended | Status::Refused => StatusEffect::Dispute { amount: facts.open },
        Status::Rejected | Status::Cancelled | Status::RoutingError | Status::Inadmissible => StatusEffect::Stop,
        Status::PaymentSent => {
            let until = facts.on.checked_add_days(chrono::Days::new(TRANSMITTED_DAYS)).unwrap_or(facts.on);
            StatusEffect::Wait { until }
        }
        Status::Factored | Status::FactoredConfidentially => StatusEffect::HandedOver,
        Status::DirectPayment | Status::AccountChanged => StatusEffect::Check,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Date {
        Date::from_ymd_opt(2026, 12, day).unwrap()
    }

    #[test]
    fn each_status_has_its_effect() {
        let facts = StatusFacts { on: day(29), open: Cents(120_000), refused: None, approved: None };
        let whole = StatusEffect::Dispute { amount: Cents(120_000) };
        let wait = StatusEffect::Wait { until: Date::from_ymd_opt(2027, 1, 3).unwrap() };
        let cases = [
            (200, StatusEffect::Noted),
            (201, StatusEffect::Noted),
            (202, StatusEffect::Noted),
            (203, StatusEffect::Evidence),
            (204, StatusEffect::Acknowledged),
            (205, StatusEffect::Acknowledged),
            (206, whole),
            (207, whole),
            (208, whole),
            (209, StatusEffect::Noted),
            (210, whole),
            (211, wait),
            (212, StatusEffect::Noted),
            (213, StatusEffect::Stop),
            (214, StatusEffect::Acknowledged),
            (220, StatusEffect::Stop),
            (221, StatusEffect::Stop),
            (224, StatusEffect::Check),
            (225, StatusEffect::HandedOver),
            (226, StatusEffect::HandedOver),
            (227, StatusEffect::Check),
            (228, StatusEffect::Noted),
            (501, StatusEffect::Stop),
        ];
        assert_eq!(cases.len(), EinvoiceStatus::ALL.len());
        for (code, expected) in cases {
            let status = EinvoiceStatus::from_code(code).unwrap();
            assert_eq!(effect(status, &facts), expected, "{code}");
            assert_eq!(status.code(), code);
        }
        for code in [0, 199, 215, 222, 223, 229, 500, 502] {
            assert_eq!(EinvoiceStatus::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn a_partial_approval_contests_the_part_that_is_refused() {
        let part = |open: i64, refused: Option<i64>, approved: Option<i64>| {
            let facts = StatusFacts { on: day(1), open: Cents(open), refused: refused.map(Cents), approved: approved.map(Cents) };
            match effect(EinvoiceStatus::PartlyApproved, &facts) {
                StatusEffect::Dispute { amount } => amount.0,
                other => panic!("{other:?}"),
            }
        };
        // open, refused, approved -> contested
        let cases = [
            (1_000, Some(300), None, 300),
            (1_000, Some(-300), None, 300),
            (1_000, None, Some(800), 200),
            (1_000, Some(300), Some(800), 300),
            (1_000, Some(5_000), None, 1_000),
            (1_000, None, Some(1_000), 1_000),
            (1_000, Some(0), None, 1_000),
            (1_000, None, None, 1_000),
        ];
        for (open, refused, approved, expected) in cases {
            assert_eq!(part(open, refused, approved), expected, "{refused:?} {approved:?}");
        }
    }

    #[test]
    fn what_holds_reminders_and_until_when() {
        let cases = [
            (StatusEffect::Noted, None),
            (StatusEffect::Evidence, None),
            (StatusEffect::Acknowledged, None),
            (StatusEffect::Dispute { amount: Cents(1) }, None),
            (StatusEffect::Stop, Some(None)),
            (StatusEffect::Wait { until: day(6) }, Some(Some(day(6)))),
            (StatusEffect::HandedOver, Some(None)),
            (StatusEffect::Check, Some(None)),
        ];
        for (effect, expected) in cases {
            assert_eq!(effect.hold(), expected, "{}", effect.code());
        }
    }
}
