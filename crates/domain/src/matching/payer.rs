//! Who pays: accounts, names as banks write them, groups.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::{Facts, Line, PayerEvidence};
use crate::ids::DebtorId;
use crate::payers::{Groups, normalised_name, third_parties};

/// A truncated name is believed from this length on, blanks apart.
const SHORTEST_PREFIX: usize = 9;
/// Two names this short must be the same to the letter.
const SHORTEST_CLOSE: usize = 7;
/// A name that so many debtors bear identifies nobody.
const MOST_NAMESAKES: usize = 12;
/// Legal forms, and what is left of one at the end of a name that the bank has cut.
const FORMS: [&str; 12] = ["SARL", "SAS", "SASU", "SA", "EURL", "SCI", "SNC", "SCP", "EI", "EIRL", "SELARL", "SCM"];
/// Words of a label that come before a name.
const LABEL_WORDS: [&str; 18] = [
    "POUR",
    "VIR",
    "VIREMENT",
    "RECU",
    "SEPA",
    "REGLEMENT",
    "REGLT",
    "PAIEMENT",
    "FACTURE",
    "FACTURES",
    "FACT",
    "DE",
    "PAR",
    "INST",
    "RE",
    "COMPTE",
    "ORDRE",
    "CLIENT",
];

/// How two names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameFit {
    /// The same but for one slip of the hand.
    Close,
    /// One is the beginning of the other, long enough to say something.
    Truncated,
    /// The same words, in any order.
    Same,
}

/// A name reduced to what can be compared.
#[derive(Debug, Clone)]
pub(super) struct Name {
    words: Vec<String>,
    sorted: String,
    joined: String,
}

impl Name {
    /// `None` when nothing that says anything is left.
    pub(super) fn new(text: &str) -> Option<Self> {
        let plain = normalised_name(&text.replace('œ', "oe").replace('Œ', "OE").replace('_', " "))?;
        let mut words: Vec<String> = plain.split(' ').filter(|word| word.chars().count() > 1 && *word != "EI").map(str::to_owned).collect();
        if words.is_empty() {
            words = plain.split(' ').map(str::to_owned).collect();
        }
        let joined = words.concat();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        Some(Self { sorted: sorted.join(" "), words, joined })
    }

    /// Without a last word that may be the beginning of a legal form.
    fn without_cut_form(&self) -> Option<Self> {
        let (last, rest) = self.words.split_last()?;
        let is_cut = !rest.is_empty() && FORMS.iter().any(|form| form.starts_with(last.as_str()));
        is_cut.then(|| Self::new(&rest.join(" "))).flatten()
    }
}

/// Compares a payer's name, as a bank writes it, with a debtor's: without legal forms, accents and order.
#[must_use]
pub fn compare_names(said: &str, known: &str) -> Option<NameFit> {
    compare(&Name::new(said)?, &Name::new(known)?)
}

pub(super) fn compare(said: &Name, known: &Name) -> Option<NameFit> {
    let cut = said.without_cut_form();
    let said_forms = [Some(said), cut.as_ref()].into_iter().flatten();
    let mut best = None;
    for said in said_forms {
        let fit = if said.sorted == known.sorted || said.joined == known.joined {
            Some(NameFit::Same)
        } else if said.joined.len() >= SHORTEST_PREFIX && known.joined.starts_with(&said.joined) {
            Some(NameFit::Truncated)
        } else if is_slip(&said.joined, &known.joined) || has_misspelt_form(said, known) {
            Some(NameFit::Close)
        } else {
            None
        };
        best = best.max(fit);
    }
    best
}

/// The known name's words, and one more that is a legal form with two letters swapped.
fn has_misspelt_form(said: &Name, known: &Name) -> bool {
    let mut others = said.words.iter().filter(|word| !known.words.contains(word));
    let (Some(other), None) = (others.next(), others.next()) else { return false };
    let all_said = said.words.len() == known.words.len() + 1;
    let letters = |word: &str| {
        let mut bytes = word.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    all_said && FORMS.iter().any(|form| letters(form) == letters(other))
}

/// One letter more, less, other, or two neighbours swapped.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().min(b.len()) < SHORTEST_CLOSE || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let swapped = a.len() >= 2 && b.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    swapped || a.get(1..) == b.get(1..) || a.get(1..) == Some(b) || b.get(1..) == Some(a)
}

/// Debtors by how they pay.
#[derive(Debug)]
pub(super) struct Directory {
    /// Debtors by the account from which they pay, third parties included.
    accounts: HashMap<String, Vec<DebtorId>>,
    /// Accounts that pay for too many debtors to identify any.
    third_parties: HashSet<String>,
    virtual_accounts: HashMap<String, usize>,
    by_words: HashMap<String, Vec<DebtorId>>,
    by_start: Vec<(String, DebtorId)>,
    names: HashMap<DebtorId, Vec<Name>>,
    members: HashMap<DebtorId, Vec<DebtorId>>,
    groups: Groups,
}

impl Directory {
    pub(super) fn new(facts: &Facts) -> Self {
        let groups = Groups::new(facts.payers.iter().filter_map(|payer| Some((payer.debtor, payer.head?))));
        let known = facts.payers.iter().flat_map(|payer| payer.ibans.iter().map(|iban| (iban.as_str(), payer.debtor)));
        let third = third_parties(known.clone(), &groups, facts.settings.third_party_from);
        let third_parties: HashSet<String> = third.into_keys().map(str::to_owned).collect();
        let mut accounts: HashMap<String, Vec<DebtorId>> = HashMap::with_capacity(facts.payers.len());
        for (iban, debtor) in known.filter(|(iban, _)| !iban.is_empty()) {
            accounts.entry(iban.to_owned()).or_default().push(debtor);
        }
        let mut directory = Self {
            accounts,
            third_parties,
            virtual_accounts: facts.virtual_accounts.iter().enumerate().map(|(at, account)| (account.iban.clone(), at)).collect(),
            by_words: HashMap::with_capacity(facts.payers.len()),
            by_start: Vec::with_capacity(facts.payers.len()),
            names: HashMap::with_capacity(facts.payers.len()),
            members: HashMap::new(),
            groups,
        };
        for payer in &facts.payers {
            for name in payer.names.iter().filter_map(|name| Name::new(name)) {
                let same = directory.by_words.entry(name.sorted.clone()).or_default();
                if !same.contains(&payer.debtor) {
                    same.push(payer.debtor);
                }
                directory.by_start.push((name.joined.clone(), payer.debtor));
                directory.names.entry(payer.debtor).or_default().push(name);
            }
            let top = directory.groups.top(payer.debtor);
            if payer.head.is_some() {
                directory.members.entry(top).or_default().push(payer.debtor);
            }
        }
        directory.by_start.sort_unstable();
        for (top, members) in &mut directory.members {
            members.push(*top);
            members.sort_unstable();
            members.dedup();
        }
        directory
    }

    /// The virtual IBAN on which a line was paid, else the only one that its text holds, by position.
    pub(super) fn virtual_account(&self, line: &Line<'_>) -> Option<usize> {
        if let Some(paid_on) = self.virtual_accounts.get(line.account_iban) {
            return Some(*paid_on);
        }
        match self.virtual_accounts_in(line)[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The virtual IBANs that a line's text holds, with blanks or without, by position.
    fn virtual_accounts_in(&self, line: &Line<'_>) -> Vec<usize> {
        let mut found = Vec::new();
        if !self.virtual_accounts.is_empty() {
            for text in [line.label, line.end_to_end_id] {
                found.extend(ibans_in(text, &self.virtual_accounts).into_iter().map(|(account, _)| account));
            }
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    /// A text without the virtual IBANs in it, whose digits are no numbers of documents; `None` when there are none.
    pub(super) fn without_virtual_ibans(&self, text: &str) -> Option<String> {
        let found = if self.virtual_accounts.is_empty() { Vec::new() } else { ibans_in(text, &self.virtual_accounts) };
        let mut rest = text.to_owned();
        found.iter().rev().for_each(|(_, range)| rest.replace_range(range.clone(), " "));
        (!found.is_empty()).then_some(rest)
    }

    /// Whether a name is a debtor's, whole, and of no other.
    pub(super) fn is_its_alone(&self, said: &Name, debtor: DebtorId) -> bool {
        self.by_words.get(&said.sorted).is_some_and(|owners| owners[..] == [debtor])
    }

    /// Whether the line's account, or its name, is known to pay for a debtor; that it pays for others too is no matter.
    pub(super) fn pays_for(&self, line: &Line<'_>, said: Option<&Name>, debtor: DebtorId) -> bool {
        let by_account = self.accounts.get(line.counterparty_iban).filter(|_| !line.counterparty_iban.is_empty());
        let by_name = said.and_then(|name| self.by_words.get(&name.sorted));
        by_account.into_iter().chain(by_name).any(|debtors| debtors.contains(&debtor))
    }

    /// All of a debtor's group, itself included.
    pub(super) fn group(&self, debtor: DebtorId) -> &[DebtorId] {
        self.members.get(&self.groups.top(debtor)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn are_tied(&self, one: DebtorId, other: DebtorId) -> bool {
        self.groups.are_tied(one, other)
    }

    /// The best of a debtor's names for what the line says.
    pub(super) fn compare(&self, said: &Name, debtor: DebtorId) -> Option<NameFit> {
        self.names.get(&debtor)?.iter().filter_map(|known| compare(said, known)).max()
    }

    /// Who may be paying, each with the best evidence.
    pub(super) fn identify(&self, facts: &Facts, line: &Line<'_>) -> BTreeMap<DebtorId, PayerEvidence> {
        let mut found = BTreeMap::new();
        if let Some(account) = self.virtual_accounts.get(line.account_iban) {
            found.insert(facts.virtual_accounts[*account].debtor, PayerEvidence::VirtualIban);
            return found;
        }
        let mut add = |debtor: DebtorId, evidence: PayerEvidence| {
            let known = found.entry(debtor).or_insert(evidence);
            *known = evidence.max(*known);
        };
        // What was typed is weighed beside the account that pays: one of both may be wrong.
        for account in self.virtual_accounts_in(line) {
            add(facts.virtual_accounts[account].debtor, PayerEvidence::VirtualIban);
        }
        let is_telling = !line.counterparty_iban.is_empty() && !self.third_parties.contains(line.counterparty_iban);
        let by_account = self.accounts.get(line.counterparty_iban).filter(|_| is_telling);
        for debtor in by_account.into_iter().flatten() {
            add(*debtor, PayerEvidence::Account);
            for member in self.group(*debtor) {
                add(*member, PayerEvidence::Group);
            }
        }
        if by_account.is_none() {
            let said = Name::new(line.counterparty);
            for debtor in self.named(line.counterparty) {
                let is_whole = said.as_ref().and_then(|said| self.compare(said, debtor)) == Some(NameFit::Same);
                add(debtor, if is_whole { PayerEvidence::Name } else { PayerEvidence::PartOfName });
                for member in self.group(debtor) {
                    add(*member, PayerEvidence::Group);
                }
            }
        }
        for text in names_in(line) {
            for debtor in self.named(&text) {
                add(debtor, PayerEvidence::NamedInLabel);
            }
        }
        found
    }

    /// Debtors that bear a name, or whose name begins so.
    fn named(&self, text: &str) -> Vec<DebtorId> {
        let Some(name) = Name::new(text) else { return Vec::new() };
        let mut found: Vec<DebtorId> = Vec::new();
        let cut = name.without_cut_form();
        for name in [Some(&name), cut.as_ref()].into_iter().flatten() {
            found.extend(self.by_words.get(&name.sorted).into_iter().flatten());
            let start = self.by_start.partition_point(|(known, _)| known < &name.joined);
            let same = self.by_start[start..].iter().take(MOST_NAMESAKES + 1);
            found.extend(
                same.take_while(|(known, _)| {
                    known == &name.joined || name.joined.len() >= SHORTEST_PREFIX && known.starts_with(&name.joined)
                })
                .map(|(_, debtor)| *debtor),
            );
        }
        found.sort_unstable();
        found.dedup();
        if found.len() > MOST_NAMESAKES { Vec::new() } else { found }
    }
}

/// The known accounts that a text holds, each by its place and where it stands: letters and digits that make an
/// account number, blanks and dashes between them aside, and not the middle of a longer word.
fn ibans_in(text: &str, known: &HashMap<String, usize>) -> Vec<(usize, Range<usize>)> {
    /// No account number is longer (ISO 13616).
    const LONGEST: usize = 34;
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_start = bytes[at].is_ascii_alphabetic()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
            && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
        let mut longest = None;
        if is_start {
            let mut key = String::with_capacity(LONGEST);
            for (end, byte) in bytes.iter().enumerate().skip(at) {
                match byte {
                    b' ' | b'-' | b'.' | b'/' => continue,
                    _ if !byte.is_ascii_alphanumeric() || key.len() == LONGEST => break,
                    _ => key.push(char::from(byte.to_ascii_uppercase())),
                }
                let is_end = bytes.get(end + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
                if let Some(account) = known.get(&key).filter(|_| is_end) {
                    longest = Some((*account, at..end + 1));
                }
            }
        }
        at = longest.as_ref().map_or(at + 1, |(_, range)| range.end);
        found.extend(longest);
    }
    found
}

/// What may be a debtor's name in a label: what stands after `POUR`, else what is left without numbers, the
/// words that come before a name, and the payer's own name.
fn names_in(line: &Line<'_>) -> Vec<String> {
    let upper = line.label.to_uppercase();
    let words: Vec<&str> = upper.split_whitespace().filter(|word| !word.bytes().any(|b| b.is_ascii_digit())).collect();
    if let Some(last) = words.iter().rposition(|word| *word == "POUR") {
        // A bank that repeats the text cuts the first copy.
        let first = words.iter().position(|word| *word == "POUR").unwrap_or(last);
        let mut found = vec![words[last + 1..].join(" ")];
        if first != last {
            found.push(words[first + 1..last].join(" "));
        }
        return found;
    }
    let own = line.counterparty.to_uppercase();
    let is_other = |word: &&str| !LABEL_WORDS.contains(word) && !own.split_whitespace().any(|own| own.starts_with(word));
    let rest: Vec<&str> = words.into_iter().filter(is_other).collect();
    if rest.is_empty() { Vec::new() } else { vec![rest.join(" ")] }
}
