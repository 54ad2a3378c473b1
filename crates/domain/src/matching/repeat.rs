//! The same payment again: a payer, an amount and a reference that have just paid an item.

use std::collections::HashMap;

use super::{Facts, Line};
use crate::calendar::Date;
use crate::ids::OpenItemId;
use crate::money::{Cents, Currency};
use crate::payers::normalised_name;

/// Days within which a payment may be the same one again. A standing order comes each month under one reference,
/// and is a new payment each time.
pub const REPEATED_WITHIN: i64 = 20;
/// Digits that make a word of a text a reference.
const DIGITS_OF_A_REFERENCE: usize = 4;

/// Who pays, how much, under which reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    amount: Cents,
    currency: Currency,
    payer: String,
    text: String,
}

/// Payments that were made lately, each with what it paid, by position.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    paid: HashMap<Key, Vec<(Date, usize)>>,
}

impl Repeats {
    pub(super) fn new(facts: &Facts) -> Self {
        let mut repeats = Self::default();
        if facts.past.is_empty() {
            return repeats;
        }
        let places: HashMap<OpenItemId, usize> = facts.items.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
        for past in &facts.past {
            let line = Line {
                amount: past.amount,
                currency: past.currency,
                label: &past.label,
                end_to_end_id: &past.end_to_end_id,
                counterparty: &past.counterparty,
                counterparty_iban: &past.counterparty_iban,
                account_iban: "",
                booked_on: past.booked_on,
            };
            if let Some(item) = places.get(&past.item) {
                repeats.add(&line, *item);
            }
        }
        repeats
    }

    /// Says that a line has paid an item.
    pub(super) fn add(&mut self, line: &Line<'_>, item: usize) {
        if let Some(key) = key(line) {
            self.paid.entry(key).or_default().push((line.booked_on, item));
        }
    }

    /// What the same payment has paid already, within the window.
    pub(super) fn find(&self, line: &Line<'_>) -> Option<usize> {
        let paid = self.paid.get(&key(line)?)?;
        paid.iter().find(|(on, _)| (*on - line.booked_on).num_days().abs() <= REPEATED_WITHIN).map(|(_, item)| *item)
    }
}

/// `None` when the line does not say who pays, or holds no reference: then nothing tells one payment from the next.
fn key(line: &Line<'_>) -> Option<Key> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let payer = if line.counterparty_iban.is_empty() { normalised_name(line.counterparty)? } else { line.counterparty_iban.to_owned() };
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let has_reference = !line.end_to_end_id.is_empty() || line.label.split_whitespace().any(|word| digits(word) >= DIGITS_OF_A_REFERENCE);
    let text = format!("{} {}", plain(line.label), plain(line.end_to_end_id));
    has_reference.then_some(Key { amount: line.amount, currency: line.currency, payer, text })
}
