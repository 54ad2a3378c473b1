//! French words of the figures of the conversation. Keys: the block « Figures of the conversation » of `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::WORDS;
use crate::conversation::Theme;
use crate::figures::Unit;

/// The name of a figure.
#[must_use]
pub fn name(theme: Theme) -> String {
    match theme {
        Theme::PromisesKept => fl!(WORDS, "talk-promises_kept"),
        Theme::PromisesNumber => fl!(WORDS, "talk-promises_number"),
        Theme::CauseKnown => fl!(WORDS, "talk-cause_known"),
        Theme::DisputeRate => fl!(WORDS, "talk-dispute_rate"),
        Theme::DisputeCycle => fl!(WORDS, "talk-dispute_cycle"),
        Theme::DisputesWon => fl!(WORDS, "talk-disputes_won"),
        Theme::Coverage => fl!(WORDS, "talk-coverage"),
        Theme::DsoTerms => fl!(WORDS, "talk-dso_terms"),
        Theme::DsoLate => fl!(WORDS, "talk-dso_lateness"),
        Theme::DsoDisputed => fl!(WORDS, "talk-dso_disputed"),
    }
}

/// How it is counted.
#[must_use]
pub fn formula(theme: Theme) -> String {
    match theme {
        Theme::PromisesKept => fl!(WORDS, "talk-formula-promises_kept"),
        Theme::PromisesNumber => fl!(WORDS, "talk-formula-promises_number"),
        Theme::CauseKnown => fl!(WORDS, "talk-formula-cause_known"),
        Theme::DisputeRate => fl!(WORDS, "talk-formula-dispute_rate"),
        Theme::DisputeCycle => fl!(WORDS, "talk-formula-dispute_cycle"),
        Theme::DisputesWon => fl!(WORDS, "talk-formula-disputes_won"),
        Theme::Coverage => fl!(WORDS, "talk-formula-coverage"),
        Theme::DsoTerms => fl!(WORDS, "talk-formula-dso_terms"),
        Theme::DsoLate => fl!(WORDS, "talk-formula-dso_lateness"),
        Theme::DsoDisputed => fl!(WORDS, "talk-formula-dso_disputed"),
    }
}

/// A value in its unit.
#[must_use]
pub fn value(theme: Theme, value: Option<i64>) -> String {
    match (theme.unit(), value) {
        (_, None) => fl!(WORDS, "figure-none"),
        (Unit::Days, value) => super::figures::days(value),
        (_, Some(value)) => super::figures::percent(value),
    }
}

pub(crate) fn promises(kept: u64, partly: u64, matured: u64) -> String {
    fl!(WORDS, "talk-worked-promises", kept = kept.to_string(), partly = partly.to_string(), matured = matured.to_string())
}

pub(crate) fn cycle(closed: usize, p90: Option<i64>) -> String {
    fl!(WORDS, "talk-worked-cycle", closed = closed.to_string(), days = p90.unwrap_or(0).to_string())
}

pub(crate) fn won(won: usize, closed: usize) -> String {
    fl!(WORDS, "talk-worked-won", won = won.to_string(), closed = closed.to_string())
}

pub(crate) fn coverage(reached: usize, debtors: usize, contacts: usize) -> String {
    fl!(WORDS, "talk-worked-coverage", reached = reached.to_string(), debtors = debtors.to_string(), contacts = contacts.to_string())
}

pub(crate) fn bands(whole: &str, terms: &str, late: &str, contested: &str) -> String {
    fl!(WORDS, "talk-worked-bands", whole = whole, terms = terms, late = late, contested = contested)
}
