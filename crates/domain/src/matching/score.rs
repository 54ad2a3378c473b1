//! What each fact is worth.
//!
//! Points are a scale of how seldom chance alone produces a fact. Number and amount together, or payer and
//! amount, or number and payer, reach what is automatic; no fact does by itself.

use super::{AmountFit, Clarity, PayerEvidence, Reason, Residue};

/// Points before any fact.
const BASE: i32 = 10;
/// A second allotment closer than this leaves the choice to a person.
pub(super) const MARGIN: i32 = 15;
/// Confidence without a number: a person may still know better.
const MOST_WITHOUT_NUMBER: i32 = 98;

fn of_clarity(clarity: Clarity) -> i32 {
    match clarity {
        Clarity::Structured => 55,
        Clarity::Printed => 50,
        Clarity::Rewritten => 42,
        Clarity::Bare => 28,
        Clarity::Typo => 20,
    }
}

fn of_payer(evidence: PayerEvidence) -> i32 {
    match evidence {
        PayerEvidence::VirtualIban => 50,
        PayerEvidence::Account => 45,
        PayerEvidence::Name | PayerEvidence::PartOfName => 40,
        PayerEvidence::NamedInLabel => 38,
        PayerEvidence::Group => 34,
        PayerEvidence::CloseName => 32,
    }
}

fn of_amount(fit: AmountFit) -> i32 {
    match fit {
        AmountFit::Exact { rivals: 0 } => 54,
        AmountFit::Exact { rivals: 1..=2 } => 50,
        AmountFit::Exact { .. } => 47,
        AmountFit::Sum { chance: ..=2_000 } => 48,
        AmountFit::Sum { chance: ..=20_000 } => 45,
        AmountFit::Sum { chance: ..=60_000 } => 41,
        AmountFit::Sum { chance: ..=300_000 } => 18,
        AmountFit::Sum { .. } => 5,
        AmountFit::Rounding => 38,
        AmountFit::Discount(_) => 30,
        AmountFit::BankFee => 18,
        AmountFit::Partial | AmountFit::Over => 6,
        AmountFit::FarOver => -15,
    }
}

/// The points of an allotment: the sum of its reasons.
pub(super) fn points(reasons: &[Reason]) -> i32 {
    let of = |reason: &Reason| match reason {
        Reason::Number(clarity) => of_clarity(*clarity),
        Reason::SomeNumbers => 25,
        // A reference is a number, and an instalment as good as the amount of an item.
        Reason::PlanReference => 50,
        Reason::Instalment => 50,
        Reason::Payer(evidence) => of_payer(*evidence),
        Reason::Amount(fit) => of_amount(*fit),
        Reason::OldestFirst | Reason::OldestDue => 0,
        Reason::OtherNumber => -5,
        Reason::OtherPayer => -10,
        Reason::OnAccount => -30,
    };
    BASE + reasons.iter().map(of).sum::<i32>()
}

/// Points as a confidence, in hundredths.
pub(super) fn confidence(points: i32, reasons: &[Reason], residue: Residue) -> u8 {
    let has_number = reasons.iter().any(|reason| {
        matches!(reason, Reason::Number(Clarity::Rewritten | Clarity::Printed | Clarity::Structured) | Reason::PlanReference)
    });
    let most = if has_number && residue == Residue::None {
        100
    } else if has_number {
        99
    } else {
        MOST_WITHOUT_NUMBER
    };
    u8::try_from(points.clamp(0, most)).unwrap_or(0)
}
