//! When two lines of bank files are the same line of the bank, and two account numbers the same account.
//!
//! A bank says the same payment in camt.053, MT940, CFONB120 and OFX, each with other words, other
//! references and another form of the account number. A line that is taken for two pays an invoice twice;
//! two lines that are taken for one lose a payment. So a line of a statement has at most one counterpart
//! among those already known, each known line is the counterpart of at most one line of a statement, and
//! two equal payments of one statement stay two.

use std::collections::{BTreeSet, HashMap};

use crate::{Cents, Currency, Date};

/// What a line was read from; later ones say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A label of 31 characters and additions.
    Cfonb,
    /// Free text and a name.
    Ofx,
    /// Structured text in some countries.
    Mt940,
    /// Names, accounts and references apart.
    Camt,
}

/// A line, as far as comparing needs it.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it was read from.
    pub source: Source,
    /// Its key: the same for the same line of the same format.
    pub key: String,
    /// The bank's reference; one for all details of a batch.
    pub bank_reference: String,
    /// Booking date.
    pub day: Date,
    /// Credit positive.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// The payer's own reference.
    pub end_to_end: String,
    /// Account of the other side.
    pub iban: String,
    /// Words that tell it from others, see [`words`].
    pub words: BTreeSet<String>,
    /// Whether it is one detail of a batch.
    pub is_detail: bool,
}

/// What becomes of a line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nobody knows it.
    New,
    /// It is the known line at that place.
    Same(usize),
    /// The known lines at these places are its details, or it is a detail of the one at that place.
    Batch(Vec<usize>),
}

/// Words that banks write on any line.
const COMMON: [&str; 34] = [
    "VIR",
    "VIREMENT",
    "SEPA",
    "RECU",
    "INST",
    "INSTANTANE",
    "EMIS",
    "PRLV",
    "PRELEVEMENT",
    "EUROPEEN",
    "DE",
    "DU",
    "DES",
    "LA",
    "LE",
    "LES",
    "MOTIF",
    "REF",
    "POUR",
    "FACT",
    "FACTURE",
    "FAVEUR",
    "TRANSFER",
    "CREDIT",
    "DEBIT",
    "REMISE",
    "CHEQUE",
    "CARTE",
    "NOTPROVIDED",
    "SARL",
    "SAS",
    "SA",
    "EUR",
    "REGLEMENT",
];

/// The words of some texts that tell a line from others: three letters or digits at least, in capitals,
/// without accents nor what banks write on any line.
#[must_use]
pub fn words(texts: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        let plain: String = text.chars().map(plain).collect();
        words.extend(
            plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() >= 3 && !COMMON.contains(word)).map(str::to_owned),
        );
    }
    words
}

fn plain(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' | 'À' | 'Â' | 'Ä' => 'A',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'î' | 'ï' | 'Î' | 'Ï' => 'I',
        'ô' | 'ö' | 'Ô' | 'Ö' => 'O',
        'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => 'U',
        'ç' | 'Ç' => 'C',
        _ => c.to_ascii_uppercase(),
    }
}

/// Whether some word is in both, or begins a word of the other: banks cut.
fn shares(a: &BTreeSet<String>, b: &BTreeSet<String>) -> usize {
    let same = |x: &str, y: &str| x == y || (x.len().min(y.len()) >= 4 && (x.starts_with(y) || y.starts_with(x)));
    a.iter().filter(|x| b.iter().any(|y| same(x, y))).count()
}

/// How surely two lines of the same amount are one; `None` when something says that they are two.
fn score(known: &Line, line: &Line) -> Option<usize> {
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    let agree = |a: &str, b: &str| !a.is_empty() && a == b;
    if differ(&known.end_to_end, &line.end_to_end) || differ(&known.iban, &line.iban) {
        return None;
    }
    let same_source = known.source == line.source;
    // References are only comparable inside a format; there, they decide.
    if same_source && differ(&known.bank_reference, &line.bank_reference) {
        return None;
    }
    let shared = shares(&known.words, &line.words);
    if shared == 0 && !known.words.is_empty() && !line.words.is_empty() {
        return None;
    }
    let certain = agree(&known.end_to_end, &line.end_to_end) || agree(&known.bank_reference, &line.bank_reference);
    // Two files of one format say the same line in the same words.
    if same_source && !certain && known.words != line.words {
        return None;
    }
    let days = (known.day - line.day).num_days().abs();
    if days > 3 || (days > 0 && (!certain || same_source)) {
        return None;
    }
    Some(usize::from(certain) * 1_000 + usize::from(agree(&known.iban, &line.iban)) * 500 + shared * 10 + usize::from(days == 0))
}

/// Finds what each line of a statement is among the known lines of its account. `taken` marks the known
/// lines that another line of the same statement, or of a page before it, is already.
#[must_use]
pub fn compare(known: &[Line], taken: &mut [bool], lines: &[Line]) -> Vec<Fate> {
    let mut fates = vec![Fate::New; lines.len()];
    let mut found = vec![false; lines.len()];
    let by_key: HashMap<&str, usize> = known.iter().enumerate().map(|(at, line)| (line.key.as_str(), at)).collect();
    for (at, line) in lines.iter().enumerate() {
        if let Some(place) = by_key.get(line.key.as_str())
            && !std::mem::replace(&mut taken[*place], true)
        {
            fates[at] = Fate::Same(*place);
            found[at] = true;
        }
    }
    singles(known, taken, lines, &mut fates, &mut found);
    batches(known, taken, lines, &mut fates, &mut found);
    fates
}

/// One to one, the surest pairs first.
fn singles(known: &[Line], taken: &mut [bool], lines: &[Line], fates: &mut [Fate], found: &mut [bool]) {
    let mut by_amount: HashMap<(Cents, Currency), Vec<usize>> = HashMap::new();
    for (place, line) in known.iter().enumerate().filter(|(place, _)| !taken[*place]) {
        by_amount.entry((line.amount, line.currency)).or_default().push(place);
    }
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(at, _)| !found[*at]) {
        for place in by_amount.get(&(line.amount, line.currency)).into_iter().flatten() {
            pairs.extend(score(&known[*place], line).map(|score| (score, at, *place)));
        }
    }
    pairs.sort_by_key(|(score, at, place)| (std::cmp::Reverse(*score), *at, *place));
    for (_, at, place) in pairs {
        if !found[at] && !taken[place] {
            (found[at], taken[place]) = (true, true);
            fates[at] = Fate::Same(place);
        }
    }
}

/// A batch that one format gives whole and the other detail by detail: same day, same sum, other format.
fn batches(known: &[Line], taken: &mut [bool], lines: &[Line], fates: &mut [Fate], found: &mut [bool]) {
    for (group, sum) in groups(known, taken) {
        let of = &known[group[0]];
        let whole = lines.iter().enumerate().find(|(at, line)| {
            !found[*at]
                && !line.is_detail
                && line.source != of.source
                && line.day == of.day
                && line.amount == sum
                && line.currency == of.currency
        });
        if let Some((at, _)) = whole {
            found[at] = true;
            group.iter().for_each(|place| taken[*place] = true);
            fates[at] = Fate::Batch(group);
        }
    }
    for (group, sum) in groups(lines, found) {
        let of = &lines[group[0]];
        let whole = known.iter().enumerate().find(|(place, line)| {
            !taken[*place]
                && !line.is_detail
                && line.source != of.source
                && line.day == of.day
                && line.amount == sum
                && line.currency == of.currency
        });
        if let Some((place, _)) = whole {
            taken[place] = true;
            for at in group {
                found[at] = true;
                fates[at] = Fate::Batch(vec![place]);
            }
        }
    }
}

/// The details that share a reference, and their sum.
fn groups(lines: &[Line], done: &[bool]) -> Vec<(Vec<usize>, Cents)> {
    let mut groups: HashMap<(&str, Date), Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate().filter(|(at, line)| !done[*at] && line.is_detail && !line.bank_reference.is_empty()) {
        groups.entry((&line.bank_reference, line.day)).or_default().push(at);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
        .into_iter()
        .map(|group| {
            let sum = Cents::total(group.iter().map(|at| lines[*at].amount));
            (group, sum)
        })
        .collect()
}

/// The number of an account, in the forms in which files write it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountForms {
    /// With its bank: the characters of a French RIB without its key, of a German bank code and number,
    /// else the IBAN.
    pub full: Option<String>,
    /// Without its bank.
    pub own: String,
}

impl AccountForms {
    /// Reads an account as a file prints it, with the form of `national` when the file gives its parts.
    #[must_use]
    pub fn new(account: &str, national: Option<&str>) -> Self {
        let compact: String = account.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '/').collect::<String>().to_ascii_uppercase();
        let trimmed = compact.strip_suffix("EUR").filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(&compact);
        if let Some(national) = national.filter(|text| text.len() == 21 && text.is_ascii()) {
            return Self { own: national[10..].to_owned(), full: Some(national.to_ascii_uppercase()) };
        }
        if crate::identifiers::Iban::parse(trimmed).is_ok() {
            return match (&trimmed[..2], trimmed.len()) {
                ("FR", 27) => Self { full: Some(trimmed[4..25].to_owned()), own: trimmed[14..25].to_owned() },
                ("DE", 22) => Self { full: Some(trimmed[4..].to_owned()), own: trimmed[12..].to_owned() },
                _ => Self { full: Some(trimmed.to_owned()), own: trimmed[4..].to_owned() },
            };
        }
        if let Some((bank, own)) = trimmed.split_once('/') {
            let own: String = own.chars().filter(|c| *c != '/').collect();
            let full = match (bank.len(), own.len()) {
                // A German bank code; a French bank and branch.
                (8, 1..=10) if bank.bytes().all(|b| b.is_ascii_digit()) => Some(format!("{bank}{own:0>10}")),
                (10, 11 | 13) => Some(format!("{bank}{}", &own[..11])),
                (5, 16 | 18) => Some(format!("{bank}{}", &own[..16])),
                _ => None,
            };
            return match full {
                Some(full) => Self { own: full[full.len().saturating_sub(11).max(8)..].to_owned(), full: Some(full) },
                None => Self { full: None, own },
            };
        }
        let whole: String = trimmed.to_owned();
        match whole.len() {
            // A RIB, with or without its key.
            21 | 23 if whole[..10].bytes().all(|b| b.is_ascii_digit()) => {
                Self { full: Some(whole[..21].to_owned()), own: whole[10..21].to_owned() }
            }
            _ => Self { full: None, own: whole },
        }
    }

    /// Whether both are surely one account.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (&self.full, &other.full) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.own == other.own,
            _ => false,
        }
    }

    /// Whether both may be one account: one of them does not say its bank. Eight characters at least.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        let ends = |full: &Option<String>, own: &str| {
            let digits = own.trim_start_matches('0');
            own.len() >= 8 && digits.len() >= 5 && full.as_deref().is_some_and(|full| full.ends_with(own))
        };
        (self.full.is_none() && ends(&other.full, &self.own)) || (other.full.is_none() && ends(&self.full, &other.own))
    }
}

/// A statement of an account, as far as its place among others goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day with a line, else the last day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Balance before its lines.
    pub opening: Option<Cents>,
    /// Balance after its lines.
    pub closing: Option<Cents>,
}

/// A hole between two statements: the second does not begin with the balance with which the first ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Last day of the statement before.
    pub after: Date,
    /// First day of the statement behind.
    pub before: Date,
    /// Opening balance behind, less closing balance before.
    pub difference: Cents,
}

impl Gap {
    /// The days that no statement covers; `None` when the two follow each other.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let (first, last) = (self.after.succ_opt()?, self.before.pred_opt()?);
        (first <= last).then_some((first, last))
    }
}

/// The holes between the statements of one account. A statement that comes twice, in two formats, or inside a
/// longer one, makes none.
#[must_use]
pub fn gaps(statements: &[Span]) -> Vec<Gap> {
    let mut sorted = statements.to_vec();
    sorted.sort_by_key(|span| (span.from, span.to));
    sorted.dedup();
    let mut gaps: Vec<Gap> = Vec::new();
    for span in &sorted {
        let Some(opening) = span.opening else { continue };
        let others = || sorted.iter().filter(|other| *other != span);
        let follows = others().any(|other| other.closing == Some(opening) && other.to <= span.to);
        let is_inside = others().any(|other| other.from <= span.from && other.to >= span.from && other.to > other.from);
        let before = others().filter(|other| other.to <= span.from && other.from < span.from).max_by_key(|other| other.to);
        if let Some((after, closing)) = before.and_then(|before| Some((before.to, before.closing?)))
            && !follows
            && !is_inside
        {
            let gap = Gap { after, before: span.from, difference: opening - closing };
            if !gaps.iter().any(|known| (known.after, known.before) == (gap.after, gap.before)) {
                gaps.push(gap);
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::day;

    fn line(source: Source, key: &str, on: u32, amount: i64, text: &str) -> Line {
        Line {
            source,
            key: key.to_owned(),
            bank_reference: String::new(),
            day: day(2026, 3, on),
            amount: Cents(amount),
            currency: Currency::EUR,
            end_to_end: String::new(),
            iban: String::new(),
            words: words(&[text]),
            is_detail: false,
        }
    }

    fn referenced(source: Source, reference: &str, amount: i64, text: &str, is_detail: bool) -> Line {
        Line { bank_reference: reference.to_owned(), is_detail, ..line(source, &format!("{reference}{text}"), 12, amount, text) }
    }

    #[test]
    fn lines_of_two_statements() {
        use Fate::{Batch, New, Same};
        use Source::{Camt, Cfonb, Mt940, Ofx};
        type Case = (&'static str, Vec<Line>, Vec<Line>, Vec<Fate>);
        let cases: Vec<Case> = vec![
            (
                "other words for one payer",
                vec![line(Camt, "a", 12, 100, "F-12 MARTIN SARL")],
                vec![line(Cfonb, "b", 12, 100, "VIR SEPA MARTIN")],
                vec![Same(0)],
            ),
            (
                "a label that says nothing",
                vec![line(Camt, "a", 12, 100, "F-12 MARTIN")],
                vec![line(Cfonb, "b", 12, 100, "VIREMENT RECU")],
                vec![Same(0)],
            ),
            (
                "a label that is cut",
                vec![line(Camt, "a", 12, 100, "ETABLISSEMENTS DUPONT")],
                vec![line(Ofx, "b", 12, 100, "VIR ETABLISS")],
                vec![Same(0)],
            ),
            ("another payer", vec![line(Camt, "a", 12, 100, "MARTIN")], vec![line(Cfonb, "b", 12, 100, "VIR DUPONT")], vec![New]),
            ("another day", vec![line(Camt, "a", 12, 100, "MARTIN")], vec![line(Cfonb, "b", 13, 100, "VIR MARTIN")], vec![New]),
            (
                "two equal payments stay two",
                vec![line(Camt, "a", 12, 100, "MARTIN")],
                vec![line(Mt940, "b", 12, 100, "MARTIN"), line(Mt940, "c", 12, 100, "MARTIN")],
                vec![Same(0), New],
            ),
            (
                "and are found again as two",
                vec![line(Camt, "a", 12, 100, "MARTIN"), line(Camt, "b", 12, 100, "MARTIN")],
                vec![line(Mt940, "c", 12, 100, "MARTIN"), line(Mt940, "d", 12, 100, "MARTIN")],
                vec![Same(0), Same(1)],
            ),
            (
                "the surest first",
                vec![line(Camt, "a", 12, 100, "MARTIN F-12"), line(Camt, "b", 12, 100, "MARTIN F-345")],
                vec![line(Mt940, "c", 12, 100, "MARTIN F-345")],
                vec![Same(1)],
            ),
            (
                "references of one format decide",
                vec![referenced(Camt, "R1", 100, "MARTIN", false)],
                vec![referenced(Camt, "R2", 100, "MARTIN", false)],
                vec![New],
            ),
            (
                "a reference and three days",
                vec![referenced(Camt, "R1", 100, "MARTIN", false)],
                vec![Line { day: day(2026, 3, 14), ..referenced(Mt940, "R1", 100, "MARTIN", false) }],
                vec![Same(0)],
            ),
            (
                "the details of a batch are there",
                vec![referenced(Camt, "B", 100, "MARTIN", true), referenced(Camt, "B", 50, "DUPONT", true)],
                vec![line(Cfonb, "c", 12, 150, "REMISE PRLV")],
                vec![Batch(vec![0, 1])],
            ),
            (
                "the whole batch is there",
                vec![line(Cfonb, "c", 12, 150, "REMISE PRLV")],
                vec![referenced(Camt, "B", 100, "MARTIN", true), referenced(Camt, "B", 50, "DUPONT", true)],
                vec![Batch(vec![0]), Batch(vec![0])],
            ),
        ];
        for (name, known, lines, expected) in cases {
            let mut taken = vec![false; known.len()];
            assert_eq!(compare(&known, &mut taken, &lines), expected, "{name}");
        }
    }

    #[test]
    fn a_missing_statement_leaves_a_hole() {
        let span = |from, to, opening, closing| Span {
            from: day(2026, 3, from),
            to: day(2026, 3, to),
            opening: Some(Cents(opening)),
            closing: Some(Cents(closing)),
        };
        type Case = (&'static str, Vec<Span>, Vec<(u32, u32)>);
        let cases: Vec<Case> = vec![
            ("one after the other", vec![span(10, 10, 0, 100), span(11, 11, 100, 150)], vec![]),
            ("three days are missing", vec![span(11, 11, 0, 100), span(15, 15, 250, 300)], vec![(12, 14)]),
            ("nothing moved in between", vec![span(11, 11, 0, 100), span(15, 15, 100, 300)], vec![]),
            ("twice, in two formats", vec![span(11, 11, 0, 100), span(11, 11, 0, 100), span(12, 12, 100, 90)], vec![]),
            ("a week inside a month", vec![span(1, 31, 0, 900), span(10, 12, 300, 400)], vec![]),
            ("the missing one came later", vec![span(11, 11, 0, 100), span(15, 15, 250, 300), span(12, 14, 100, 250)], vec![]),
        ];
        for (name, spans, expected) in cases {
            let found: Vec<_> = gaps(&spans).iter().filter_map(Gap::days).collect();
            let expected: Vec<_> = expected.into_iter().map(|(from, to)| (day(2026, 3, from), day(2026, 3, to))).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn accounts_in_their_forms() {
        let french = AccountForms::new("FR14 2004 1010 0505 0001 3M02 606", None);
        for (account, national, surely, maybe) in [
            ("0500013M026", Some("20041010050500013M026"), true, false),
            ("20041010050500013M02606", None, true, false),
            ("20041/010050500013M02606", None, true, false),
            ("2004101005/0500013M026", None, true, false),
            ("FR1420041010050500013M02606EUR", None, true, false),
            ("0500013M026", None, false, true),
            ("0500013M027", None, false, false),
            ("FR7630006000011234567890189", None, false, false),
            ("026", None, false, false),
        ] {
            let other = AccountForms::new(account, national);
            assert_eq!((french.is(&other), french.may_be(&other), other.may_be(&french)), (surely, maybe, maybe), "{account} {other:?}");
        }
        let german = AccountForms::new("DE89370400440532013000", None);
        assert!(german.is(&AccountForms::new("37040044/532013000", None)));
        assert!(german.is(&AccountForms::new("37040044/0532013000EUR", None)));
    }
}
