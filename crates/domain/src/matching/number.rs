//! Numbers of documents in what payers write.

use std::collections::BTreeMap;

use super::{Clarity, Item};

/// A number shorter than this, in letters and digits, is found in too many labels to prove anything.
const SHORTEST: usize = 4;
/// Words that may be joined to make one number (`FA 2026 00 123`).
const JOINED_WORDS: usize = 6;
/// Shorter joined digits are not looked for as a whole number.
const SHORTEST_DIGITS: usize = 6;
/// Only so long a number may hold a typing mistake.
const SHORTEST_WITH_TYPO: usize = 8;
/// A key that so many documents share says nothing.
const MOST_SHARED: usize = 12;

/// Positions by a key, sorted: quicker to build than a map of lists, and as quick to ask.
#[derive(Debug, Default)]
struct Index(Vec<(u64, usize)>);

impl Index {
    fn sort(&mut self) {
        self.0.sort_unstable();
    }

    fn get(&self, key: u64) -> &[(u64, usize)] {
        let start = self.0.partition_point(|(known, _)| *known < key);
        let length = self.0[start..].iter().take_while(|(known, _)| *known == key).count();
        &self.0[start..start + length]
    }
}

/// Documents by every form of their number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Letters and digits of each, by position; empty for a number that proves nothing.
    keys: Vec<String>,
    printed: Index,
    digits: Index,
    pairs: Index,
    bare: Index,
    longest: usize,
}

/// FNV-1a.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Two groups of digits as one key, unless they are too long for one.
fn pair(before: u64, last: u64) -> Option<u64> {
    (before < 1 << 24 && last < 1 << 40).then_some(before << 40 | last)
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn digit_groups(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect()
}

/// Whether a text is a creditor reference of ISO 11649: `RF`, two check digits, up to 21 letters and digits;
/// moved behind them, letters read as 10 to 35, the whole is 1 modulo 97.
#[must_use]
pub fn is_creditor_reference(text: &str) -> bool {
    let key = letters_and_digits(text);
    let bytes = key.as_bytes();
    if !(5..=25).contains(&bytes.len()) || !key.starts_with("RF") || !bytes[2..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let rest = bytes[4..].iter().chain(&bytes[..4]).fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}

impl Numbers {
    pub(super) fn new(items: &[Item]) -> Self {
        let mut numbers = Self { keys: vec![String::new(); items.len()], ..Self::default() };
        for (position, item) in items.iter().enumerate() {
            let groups = digit_groups(&item.number);
            let Some(last) = groups.last().and_then(|group| group.parse::<u64>().ok()) else { continue };
            if let [.., before, _] = groups.as_slice() {
                if let Some(key) = before.parse().ok().and_then(|before| pair(before, last)) {
                    numbers.pairs.0.push((key, position));
                }
                if let Ok(all) = groups.concat().parse() {
                    numbers.digits.0.push((all, position));
                }
            }
            numbers.bare.0.push((last, position));
            let key = letters_and_digits(&item.number);
            if key.len() >= SHORTEST {
                numbers.longest = numbers.longest.max(key.len());
                numbers.printed.0.push((hash(&key), position));
                numbers.keys[position] = key;
            }
        }
        for index in [&mut numbers.printed, &mut numbers.digits, &mut numbers.pairs, &mut numbers.bare] {
            index.sort();
        }
        numbers
    }

    /// The documents whose number is this, letters and digits.
    fn printed(&self, key: &str) -> Vec<usize> {
        let same = self.printed.get(hash(key)).iter().map(|(_, position)| *position);
        same.filter(|position| self.keys[*position] == key).collect()
    }

    /// The documents that a text names, each with its clearest form, by position. Weaker forms are read only
    /// where no number stands as printed.
    pub(super) fn find(&self, texts: &[&str]) -> BTreeMap<usize, Clarity> {
        let mut found = BTreeMap::new();
        for text in texts {
            if is_creditor_reference(text) {
                let items = self.reference(&letters_and_digits(text));
                if !items.is_empty() {
                    note(&mut found, items, Clarity::Structured);
                    continue;
                }
            }
            let words: Vec<String> =
                text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(letters_and_digits).collect();
            let before = found.len();
            self.find_printed(&words, &mut found);
            if found.len() == before {
                self.find_rewritten(&words, &mut found);
            }
        }
        found
    }

    /// What a creditor reference holds: a number, or its digits.
    fn reference(&self, key: &str) -> Vec<usize> {
        let inside = key.get(4..).unwrap_or_default();
        let mut items = self.printed(inside);
        if items.is_empty() {
            items = self.printed(inside.trim_start_matches('0'));
        }
        if items.is_empty() && inside.len() >= SHORTEST_DIGITS {
            items.extend(inside.parse().ok().into_iter().flat_map(|all| self.digits.get(all)).map(|(_, position)| *position));
        }
        items
    }

    fn find_printed(&self, words: &[String], found: &mut BTreeMap<usize, Clarity>) {
        let mut at = 0;
        while at < words.len() {
            let (used, items, clarity) = self.longest_join(&words[at..]);
            note(found, items, clarity);
            at += used;
        }
    }

    fn longest_join(&self, words: &[String]) -> (usize, Vec<usize>, Clarity) {
        let mut key = String::with_capacity(self.longest);
        let mut best = (1, Vec::new(), Clarity::Printed);
        for (used, word) in words.iter().take(JOINED_WORDS).enumerate() {
            key.push_str(word);
            if is_creditor_reference(&key) {
                let items = self.reference(&key);
                if !items.is_empty() {
                    best = (used + 1, items, Clarity::Structured);
                }
            }
            if key.len() > self.longest {
                break;
            }
            if key.len() >= SHORTEST && key.bytes().any(|b| b.is_ascii_digit()) {
                let items = self.printed(&key);
                if !items.is_empty() {
                    best = (used + 1, items, Clarity::Printed);
                }
            }
        }
        best
    }

    fn find_rewritten(&self, words: &[String], found: &mut BTreeMap<usize, Clarity>) {
        let runs: Vec<&str> = words.iter().flat_map(|word| digit_groups(word)).collect();
        let values: Vec<Option<u64>> = runs.iter().map(|run| run.parse().ok()).collect();
        let dates = dates(&runs);
        let years: Vec<u64> = runs.iter().zip(&values).filter(|(run, _)| run.len() == 4).filter_map(|(_, value)| *value).collect();
        let mut in_pair = vec![false; runs.len()];
        for (at, run) in runs.iter().enumerate() {
            let Some(value) = values[at].filter(|_| !dates[at]) else { continue };
            let whole = self.digits.get(value);
            if run.len() >= SHORTEST_DIGITS && !whole.is_empty() {
                note(found, positions(whole), Clarity::Rewritten);
                in_pair[at] = true;
                continue;
            }
            let beside = at.checked_sub(1).and_then(|before| values[before].filter(|_| !dates[before]));
            // The year after the number (`000123 DU 2026`) counts when the number keeps its zeros.
            let after = years.iter().copied().filter(|year| run.len() > 4 && *year != value);
            for other in beside.into_iter().chain(after) {
                let items = pair(other, value).map_or(&[][..], |key| self.pairs.get(key));
                if !items.is_empty() {
                    note(found, positions(items), Clarity::Rewritten);
                    in_pair[at] = true;
                }
            }
        }
        for (at, _) in runs.iter().enumerate().filter(|(at, _)| !dates[*at] && !in_pair[*at]) {
            let items = values[at].map_or(&[][..], |value| self.bare.get(value));
            if items.len() <= MOST_SHARED {
                note(found, positions(items), Clarity::Bare);
            }
        }
        if found.is_empty() {
            self.find_typos(words, found);
        }
    }

    fn find_typos(&self, words: &[String], found: &mut BTreeMap<usize, Clarity>) {
        for start in 0..words.len() {
            let mut key = String::new();
            for word in words.iter().skip(start).take(3) {
                key.push_str(word);
                let digits = key.bytes().filter(u8::is_ascii_digit).count();
                if key.len() > self.longest || key.len() < SHORTEST_WITH_TYPO || digits * 2 < key.len() {
                    continue;
                }
                let mut bytes = key.clone().into_bytes();
                for at in 0..bytes.len() {
                    let kept = bytes[at];
                    if !kept.is_ascii_digit() {
                        continue;
                    }
                    for digit in b'0'..=b'9' {
                        bytes[at] = digit;
                        if digit != kept {
                            note(found, std::str::from_utf8(&bytes).map_or_else(|_| Vec::new(), |key| self.printed(key)), Clarity::Typo);
                        }
                    }
                    bytes[at] = kept;
                }
            }
        }
    }
}

fn positions(rows: &[(u64, usize)]) -> impl Iterator<Item = usize> {
    rows.iter().map(|(_, position)| *position)
}

fn note(found: &mut BTreeMap<usize, Clarity>, items: impl IntoIterator<Item = usize>, clarity: Clarity) {
    for item in items {
        let known = found.entry(item).or_insert(clarity);
        *known = (*known).max(clarity);
    }
}

/// Which runs of digits are parts of a date (`2026-05-12`, `12/05/2026`).
fn dates(runs: &[&str]) -> Vec<bool> {
    let mut of_date = vec![false; runs.len()];
    let is_part = |run: &str| run.len() <= 2 && run.parse::<u8>().is_ok_and(|value| (1..=31).contains(&value));
    let is_year = |run: &str| run.len() == 4 && run.parse::<u16>().is_ok_and(|value| (1990..=2100).contains(&value));
    for (at, three) in runs.windows(3).enumerate() {
        let [a, b, c] = three else { continue };
        if is_part(b) && (is_year(a) && c.len() == 2 && is_part(c) || is_year(c) && is_part(a)) {
            of_date[at..at + 3].fill(true);
        }
    }
    of_date
}
