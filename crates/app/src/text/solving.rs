//! French words of what the solver found. Keys: the last block of `i18n/fr/app.ftl`.

use domain::matching::{Allotment, AmountFit, Caution, Clarity, PayerEvidence, Reason, Residue};
use domain::{Cents, Currency};
use i18n_embed_fl::fl;

use super::locale::{Shown as _, ShownIn as _};
use super::{WORDS, ledger};

/// Why an allotment was found, a sentence each: its reasons, then what is left.
#[must_use]
pub fn reasons(allotment: &Allotment, numbers: &[&str], currency: Currency) -> Vec<String> {
    let mut said: Vec<String> = allotment.reasons.iter().map(|found| reason(*found, numbers)).collect();
    said.extend(residue(allotment.residue, currency));
    said
}

fn reason(reason: Reason, numbers: &[&str]) -> String {
    let numbers = super::numbers_of(numbers);
    match reason {
        Reason::Number(Clarity::Structured) => fl!(WORDS, "match-number-structured", numbers = numbers),
        Reason::Number(Clarity::Printed) => fl!(WORDS, "match-number-printed", numbers = numbers),
        Reason::Number(Clarity::Rewritten) => fl!(WORDS, "match-number-rewritten", numbers = numbers),
        Reason::Number(Clarity::Bare) => fl!(WORDS, "match-number-bare", numbers = numbers),
        Reason::Number(Clarity::Typo) => fl!(WORDS, "match-number-typo", numbers = numbers),
        Reason::SomeNumbers => fl!(WORDS, "match-some-numbers"),
        Reason::Payer(evidence) => payer(evidence),
        Reason::Amount(fit) => amount(fit),
        Reason::PlanReference => fl!(WORDS, "match-plan-reference"),
        Reason::Instalment => fl!(WORDS, "match-instalment"),
        Reason::OldestFirst => fl!(WORDS, "match-oldest-first"),
        Reason::OldestDue => fl!(WORDS, "match-oldest-due"),
        Reason::OtherNumber => fl!(WORDS, "match-other-number"),
        Reason::OtherPayer => fl!(WORDS, "match-other-payer"),
        Reason::OnAccount => fl!(WORDS, "match-on-account"),
    }
}

fn payer(evidence: PayerEvidence) -> String {
    match evidence {
        PayerEvidence::VirtualIban => fl!(WORDS, "match-payer-virtual_iban"),
        PayerEvidence::Account => fl!(WORDS, "match-payer-account"),
        PayerEvidence::Name => fl!(WORDS, "match-payer-name"),
        PayerEvidence::PartOfName => fl!(WORDS, "match-payer-part_of_name"),
        PayerEvidence::CloseName => fl!(WORDS, "match-payer-close_name"),
        PayerEvidence::Group => fl!(WORDS, "match-payer-group"),
        PayerEvidence::NamedInLabel => fl!(WORDS, "match-payer-in_label"),
    }
}

fn amount(fit: AmountFit) -> String {
    match fit {
        AmountFit::Exact { .. } => fl!(WORDS, "match-amount-exact"),
        AmountFit::Sum { .. } => fl!(WORDS, "match-amount-sum"),
        AmountFit::Rounding => fl!(WORDS, "match-amount-rounding"),
        AmountFit::Discount(discount) => {
            fl!(WORDS, "match-amount-discount", rate = percent(discount.rate), days = discount.days.to_string())
        }
        AmountFit::BankFee => fl!(WORDS, "match-amount-bank_fee"),
        AmountFit::Partial => fl!(WORDS, "match-amount-partial"),
        AmountFit::Over | AmountFit::FarOver => fl!(WORDS, "match-amount-over"),
    }
}

/// Hundredths of a percent as one writes them: 200 is `2`, 250 is `2,5`.
#[must_use]
pub fn percent(rate: u16) -> String {
    Cents(i64::from(rate)).shown().trim_end_matches('0').trim_end_matches([',', '.']).to_owned()
}

fn residue(residue: Residue, currency: Currency) -> Option<String> {
    match residue {
        Residue::None => None,
        Residue::Missing(name, missing) => {
            Some(fl!(WORDS, "match-residue-missing", amount = missing.shown_in(currency), name = ledger::remainder(name)))
        }
        Residue::StillOwed(owed) => Some(fl!(WORDS, "match-residue-owed", amount = owed.shown_in(currency))),
        Residue::Overpaid(excess) => Some(fl!(WORDS, "match-residue-over", amount = excess.shown_in(currency))),
    }
}

/// Why a line waits for a person. `number` is that of the item that is paid already.
#[must_use]
pub fn caution(caution: Caution, number: &str) -> String {
    match caution {
        Caution::Debit => fl!(WORDS, "match-caution-debit"),
        Caution::PaidTwice(_) => fl!(WORDS, "match-caution-paid_twice", number = number),
        Caution::PaidAgain(_) => fl!(WORDS, "match-caution-paid_again", number = number),
        Caution::SeveralDebtors => fl!(WORDS, "match-caution-several_debtors"),
        Caution::ClaimedBefore => fl!(WORDS, "match-caution-claimed"),
        Caution::Ambiguous => fl!(WORDS, "match-caution-ambiguous"),
    }
}

/// The second best allotment, in words.
#[must_use]
pub fn runner_up(numbers: &[&str], total: Cents, currency: Currency, confidence: u8) -> String {
    fl!(
        WORDS,
        "match-runner-up",
        numbers = super::numbers_of(numbers),
        amount = total.shown_in(currency),
        confidence = confidence.to_string()
    )
}

/// Why a line waits although everything agrees: the accounting may hold the same money.
#[must_use]
pub fn maybe_booked() -> String {
    fl!(WORDS, "match-caution-maybe_booked")
}

/// A person took the matching of this line back.
#[must_use]
pub fn taken_back() -> String {
    fl!(WORDS, "match-caution-taken_back")
}

/// A debtor of the group gets no money of the line.
#[must_use]
pub fn share_not_paid() -> String {
    fl!(WORDS, "match-caution-share_not_paid")
}
