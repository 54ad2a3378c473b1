//! The words of an item's life.

use domain::ledger::ItemKind;
use i18n_embed_fl::fl;

use super::WORDS;

pub(crate) fn imported() -> String {
    fl!(WORDS, "life-imported")
}

pub(crate) fn asked(step: &str) -> String {
    fl!(WORDS, "life-asked", step = step)
}

pub(crate) fn withdrawn(step: &str) -> String {
    fl!(WORDS, "life-withdrawn", step = step)
}

pub(crate) fn unsettled(number: &str) -> String {
    fl!(WORDS, "life-unsettled", number = number)
}

/// By what an item was settled, by the key of its kind.
pub(crate) fn settled(kind: &str, number: &str) -> String {
    match ItemKind::from_code(kind) {
        Some(ItemKind::Payment) => fl!(WORDS, "life-payment", number = number),
        Some(ItemKind::CreditNote) => fl!(WORDS, "life-credit_note", number = number),
        Some(ItemKind::WriteOff) => fl!(WORDS, "life-write_off", number = number),
        Some(ItemKind::Adjustment) => fl!(WORDS, "life-adjustment", number = number),
        _ => fl!(WORDS, "life-other", number = number),
    }
}
