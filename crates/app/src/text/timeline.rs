//! Sentences of a debtor’s timeline.

use domain::ledger::ItemKind;
use i18n_embed_fl::fl;

use super::WORDS;

pub(crate) fn timeline_action(count: i64, reason: &str) -> String {
    let items = fl!(WORDS, "timeline-action", count = count);
    if reason.is_empty() { items } else { format!("{items} · {reason}") }
}

pub(crate) fn timeline_item(kind: ItemKind, number: &str) -> String {
    match kind {
        ItemKind::Invoice => fl!(WORDS, "timeline-item-invoice", number = number),
        ItemKind::Debit => fl!(WORDS, "timeline-item-debit", number = number),
        ItemKind::CreditNote => fl!(WORDS, "timeline-item-credit_note", number = number),
        ItemKind::Payment => fl!(WORDS, "timeline-item-payment", number = number),
        ItemKind::Adjustment => fl!(WORDS, "timeline-item-adjustment", number = number),
        ItemKind::WriteOff => fl!(WORDS, "timeline-item-write_off", number = number),
    }
}
