//! Which open items a bank transaction pays.
//!
//! Two things must agree before cash is allocated without a person: the numbers found in the label are
//! those of open items of one debtor, and their open amounts add up to the transaction, to the cent.
//! Anything else goes to the inbox, with what was found as a proposal.

use std::collections::{HashMap, HashSet};

use crate::ids::{DebtorId, OpenItemId};
use crate::money::{Cents, Currency};

/// An open item that a transaction may pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: OpenItemId,
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// Its number, as printed.
    pub number: String,
    /// What is left: positive for an invoice, negative for a credit note.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
}

/// What the solver reads of a bank transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionText<'a> {
    /// Credit positive.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Every text that may hold a reference: label, end-to-end id, structured reference.
    pub texts: &'a [&'a str],
}

/// What a transaction pays, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// The numbers in the label and the amount agree: allocate.
    Exact {
        /// The items, each paid in full; positions in the candidates.
        items: Vec<usize>,
    },
    /// Numbers of one debtor were found, but the amount differs: a person decides.
    Proposal {
        /// The items found.
        items: Vec<usize>,
        /// Transaction less the items' open amounts.
        residual: Cents,
    },
    /// Nothing certain was found.
    ToIdentify,
}

/// Open items by the letters and digits of their number.
#[derive(Debug)]
pub struct ReferenceIndex<'a> {
    candidates: &'a [Candidate],
    by_number: HashMap<String, Vec<usize>>,
    longest: usize,
    settled: HashSet<usize>,
}

/// A number shorter than this is found in too many labels to prove anything.
const SHORTEST_REFERENCE: usize = 4;
/// Words of a label that may be joined to make one number (`FA 2026 00 123`).
const JOINED_WORDS: usize = 5;

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

impl<'a> ReferenceIndex<'a> {
    /// Indexes the open items of an organisation. Numbers that are too short, or hold no digit, are left
    /// out: they would match by chance.
    #[must_use]
    pub fn new(candidates: &'a [Candidate]) -> Self {
        let mut by_number: HashMap<String, Vec<usize>> = HashMap::with_capacity(candidates.len());
        let mut longest = 0;
        for (position, candidate) in candidates.iter().enumerate() {
            let key = letters_and_digits(&candidate.number);
            if key.len() >= SHORTEST_REFERENCE && key.bytes().any(|b| b.is_ascii_digit()) {
                longest = longest.max(key.len());
                by_number.entry(key).or_default().push(position);
            }
        }
        Self { candidates, by_number, longest, settled: HashSet::new() }
    }

    /// Says that a transaction has paid these items, so that the next one does not pay them again.
    pub fn settle(&mut self, items: &[usize]) {
        self.settled.extend(items);
    }

    /// The items whose number stands in one of the texts, in the order in which they are found. A text's
    /// words are tried joined as well as alone, the longest join first.
    #[must_use]
    pub fn find(&self, texts: &[&str]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for text in texts {
            let words: Vec<String> =
                text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(letters_and_digits).collect();
            let mut at = 0;
            while at < words.len() {
                let joined = self.longest_join(&words[at..]);
                if let Some((_, items)) = joined {
                    for item in items {
                        if !found.contains(item) {
                            found.push(*item);
                        }
                    }
                }
                at += joined.map_or(1, |(used, _)| used);
            }
        }
        found
    }

    fn longest_join(&self, words: &[String]) -> Option<(usize, &Vec<usize>)> {
        let mut key = String::with_capacity(self.longest);
        let mut best = None;
        for (used, word) in words.iter().take(JOINED_WORDS).enumerate() {
            key.push_str(word);
            if key.len() > self.longest {
                break;
            }
            if let Some(items) = self.by_number.get(&key) {
                best = Some((used + 1, items));
            }
        }
        best
    }
}

/// Decides what one transaction pays.
///
/// Debits of the bank account pay nothing. Items in another currency are ignored, and a number that two
/// debtors share decides nothing.
#[must_use]
pub fn match_transaction(index: &ReferenceIndex<'_>, transaction: &TransactionText<'_>) -> Match {
    if !transaction.amount.is_positive() {
        return Match::ToIdentify;
    }
    let mut items = index.find(transaction.texts);
    items.retain(|position| {
        let candidate = &index.candidates[*position];
        candidate.currency == transaction.currency && !candidate.open.is_zero() && !index.settled.contains(position)
    });
    let Some(first) = items.first() else { return Match::ToIdentify };
    let debtor = index.candidates[*first].debtor;
    if items.iter().any(|position| index.candidates[*position].debtor != debtor) {
        return Match::ToIdentify;
    }
    let residual = transaction.amount - Cents::total(items.iter().map(|position| index.candidates[*position].open));
    if residual.is_zero() { Match::Exact { items } } else { Match::Proposal { items, residual } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn candidates() -> Vec<Candidate> {
        let item = |id, debtor, number: &str, open| Candidate {
            id: OpenItemId(Uuid::from_u128(id)),
            debtor: DebtorId(Uuid::from_u128(debtor)),
            number: number.to_owned(),
            open: Cents(open),
            currency: Currency::EUR,
        };
        vec![
            item(1, 1, "FA2026-000543", 51_120),
            item(2, 1, "FA2026-000604", 20_000),
            item(3, 1, "AV2026-000007", -5_000),
            item(4, 2, "F-2026-014", 10_000),
            item(5, 3, "2026-77", 300),
            item(6, 4, "2026-77", 300),
            item(7, 5, "17", 900),
            item(8, 1, "FA2026-0005", 100),
        ]
    }

    fn matched(amount: i64, texts: &[&str]) -> String {
        let candidates = candidates();
        let index = ReferenceIndex::new(&candidates);
        let numbers = |items: Vec<usize>| items.into_iter().map(|i| candidates[i].number.clone()).collect::<Vec<_>>().join("+");
        match match_transaction(&index, &TransactionText { amount: Cents(amount), currency: Currency::EUR, texts }) {
            Match::Exact { items } => format!("exact {}", numbers(items)),
            Match::Proposal { items, residual } => format!("propose {} residual {residual}", numbers(items)),
            Match::ToIdentify => "inbox".to_owned(),
        }
    }

    #[test]
    fn reference_and_amount_must_agree() {
        let cases: [(&str, i64, &[&str], &str); 12] = [
            ("clean", 51_120, &["FA2026-000543"], "exact FA2026-000543"),
            ("inside a sentence", 51_120, &["VIR RECU PROXITECH FA2026-000543 MERCI"], "exact FA2026-000543"),
            ("spaces in the number", 10_000, &["REGLT F 2026 014"], "exact F-2026-014"),
            ("lower case, no dash", 10_000, &["f2026014"], "exact F-2026-014"),
            ("two invoices", 71_120, &["FA2026-000543 FA2026-000604"], "exact FA2026-000543+FA2026-000604"),
            (
                "less a credit note",
                66_120,
                &["FA2026-000543/FA2026-000604/AV2026-000007"],
                "exact FA2026-000543+FA2026-000604+AV2026-000007",
            ),
            ("the same number twice", 51_120, &["FA2026-000543", "FA2026-000543"], "exact FA2026-000543"),
            ("one cent less", 51_119, &["FA2026-000543"], "propose FA2026-000543 residual -0.01"),
            ("no number", 51_120, &["RELEVE OCTOBRE"], "inbox"),
            ("a number that two debtors share", 300, &["2026-77"], "inbox"),
            ("a number too short to prove anything", 900, &["facture 17"], "inbox"),
            ("money going out", -51_120, &["FA2026-000543"], "inbox"),
        ];
        for (name, amount, texts, expected) in cases {
            assert_eq!(matched(amount, texts), expected, "{name}");
        }
    }

    #[test]
    fn a_longer_number_is_not_taken_for_a_shorter_one() {
        assert_eq!(matched(100, &["FA2026-000543"]), "propose FA2026-000543 residual -510.20");
        assert_eq!(matched(100, &["FA2026-0005"]), "exact FA2026-0005");
    }
}
