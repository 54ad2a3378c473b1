//! What a person reads in a message.

use domain::Date;

use super::auditor::Said;

/// What a reminder says of the account.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Numbers asked for, with what is asked of each.
    pub(super) asked: Vec<(String, i64)>,
    /// What is late beside them.
    pub(super) listed: Vec<(String, i64)>,
    /// What is taken off.
    pub(super) credits: Vec<(String, i64)>,
    /// What is left to pay.
    pub(super) net: Option<i64>,
    /// The due dates that it names.
    pub(super) dues: Vec<(String, Date)>,
}

/// What a message says that is no reminder; `None` of a reminder.
pub(super) fn said_in(text: &str) -> Option<Said> {
    if text.contains("ci-joint la copie de") {
        return Some(Said::Copy);
    }
    if let Some((_, rest)) = text.split_once("Nous notons votre règlement de ") {
        return Some(Said::Vow(cents_in(rest)));
    }
    let (_, rest) = text.split_once("Nous sommes d’accord avec votre échéancier ")?;
    let (reference, rest) = rest.split_once(['\u{202f}', '\u{a0}', ':'])?;
    let instalments = text.lines().filter_map(|line| line.trim_end().strip_prefix("- ")).map(|line| {
        let (day, amount) = line.split_once(':').unwrap_or_else(|| panic!("no amount in {line:?}"));
        (written_day(day), cents_in(amount))
    });
    Some(Said::Plan(reference.trim().to_owned(), cents_in(rest), instalments.collect()))
}

/// The numbers that the words of a message name.
pub(super) fn named_in(text: &str) -> Vec<(String, i64)> {
    let words = text.split_whitespace().filter(|word| word.starts_with("FS"));
    words.map(|word| (word.trim_end_matches([',', '.']).to_owned(), 0)).collect()
}

/// Reads the text of a message: under each title its lines, the first list without one.
pub(super) fn rows_in(text: &str) -> Rows {
    let mut rows = Rows::default();
    let mut section = Section::Asked;
    for line in text.lines().map(str::trim_end) {
        if let Some(next) = Section::of(line) {
            section = next;
        } else if let Some(net) = line.strip_prefix("Solde à régler") {
            rows.net = Some(cents_in(net));
        } else if line.starts_with("- ") {
            let (_, amount) =
                line.rsplit_once("\u{a0}:").or_else(|| line.rsplit_once("\u{202f}:")).unwrap_or_else(|| panic!("no amount in {line:?}"));
            let number = number_in(line).unwrap_or_else(|| panic!("no number in {line:?}"));
            if let Some((_, due)) = line.split_once("échéance ") {
                rows.dues.push((number.clone(), day_in(due)));
            }
            section.rows(&mut rows).push((number, cents_in(amount)));
        }
    }
    rows
}

/// Reads a letter as its columns stand: number, days, amounts.
pub(super) fn letter_rows_in(text: &str) -> Rows {
    let mut rows = Rows::default();
    let mut section = None;
    for line in text.lines() {
        if let Some(next) = Section::of(line) {
            section = Some(next);
        } else if let Some(net) = line.trim().strip_prefix("Solde à régler") {
            rows.net = Some(cents_in(net));
            // What follows are words, and the account of interest.
            return rows;
        } else if let (Some(section), Some(number), Some((before, _))) = (section, number_in(line), line.rsplit_once('€')) {
            let days: Vec<Date> = line.split_whitespace().filter_map(|word| Date::parse_from_str(word, "%d/%m/%Y").ok()).collect();
            if let [_, due] = days[..] {
                rows.dues.push((number.clone(), due));
            }
            // Columns are apart by more than one blank.
            let amount = before.trim_end().rsplit("  ").next().unwrap_or_default();
            section.rows(&mut rows).push((number, cents_in(amount)));
        }
    }
    rows
}

/// The parts of a statement of what is owed.
#[derive(Clone, Copy)]
enum Section {
    Asked,
    Listed,
    Credits,
}

impl Section {
    fn of(line: &str) -> Option<Self> {
        match line.trim() {
            "Pièces à régler" => Some(Self::Asked),
            "Autres pièces échues, pour mémoire" => Some(Self::Listed),
            "Avoirs et règlements à affecter" => Some(Self::Credits),
            _ => None,
        }
    }

    fn rows(self, rows: &mut Rows) -> &mut Vec<(String, i64)> {
        match self {
            Self::Asked => &mut rows.asked,
            Self::Listed => &mut rows.listed,
            Self::Credits => &mut rows.credits,
        }
    }
}

/// The number of a document of the firm, or the reference of a payment.
fn number_in(line: &str) -> Option<String> {
    let is_number =
        |word: &&str| ["FS", "AV", "V0"].iter().any(|start| word.starts_with(start)) && word.ends_with(|c: char| c.is_ascii_digit());
    line.split_whitespace().map(|word| word.trim_end_matches([',', '.'])).find(is_number).map(str::to_owned)
}

/// The amount that stands first, in cents.
fn cents_in(text: &str) -> i64 {
    let amount = text.split('€').next().unwrap_or_default();
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no amount in {text:?}"))
}

/// The day, as `15 octobre 2026`.
fn written_day(text: &str) -> Date {
    const MONTHS: [&str; 12] =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let read = |words: &[&str]| {
        let day = words.first()?.trim_end_matches("er").parse().ok()?;
        let month = MONTHS.iter().position(|month| words.get(1) == Some(month))? + 1;
        Date::from_ymd_opt(words.get(2)?.parse().ok()?, u32::try_from(month).ok()?, day)
    };
    read(&words).unwrap_or_else(|| panic!("no day in {text:?}"))
}

/// The day that stands first, as `30/09/2026`.
fn day_in(text: &str) -> Date {
    let day: String = text.chars().take(10).collect();
    Date::parse_from_str(&day, "%d/%m/%Y").unwrap_or_else(|_| panic!("no day in {text:?}"))
}
