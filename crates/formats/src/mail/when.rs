//! Dates and amounts in the sentences of a letter, in French and English, folded.

use chrono::{Datelike, Days, Months, Weekday};
use domain::{Cents, Date};

/// Which way a date without a year looks from the day of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    /// The next such day: a promise, a return.
    Future,
    /// The last such day: a payment made.
    Past,
}

const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "january", "jan"],
    &["fevrier", "fevr", "fev", "february", "feb"],
    &["mars", "march", "mar"],
    &["avril", "avr", "april", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "juil", "july", "jul"],
    &["aout", "august", "aug"],
    &["septembre", "sept", "september", "sep"],
    &["octobre", "oct", "october"],
    &["novembre", "nov", "november"],
    &["decembre", "dec", "december"],
];
const DAYS: [(&str, Weekday); 14] = [
    ("lundi", Weekday::Mon),
    ("mardi", Weekday::Tue),
    ("mercredi", Weekday::Wed),
    ("jeudi", Weekday::Thu),
    ("vendredi", Weekday::Fri),
    ("samedi", Weekday::Sat),
    ("dimanche", Weekday::Sun),
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    MONTHS.iter().position(|names| names.contains(&word)).and_then(|at| u32::try_from(at + 1).ok())
}

/// `5`, `05`, `1er`, `5th`.
fn day_number(word: &str) -> Option<u32> {
    let digits = ["er", "th", "st", "nd", "rd", "e"].iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

fn year_number(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| (1990..=2100).contains(year) && word.len() == 4)
}

/// A day of a month: with its year, or the nearest one in the way that is looked.
fn place(day: u32, month: u32, year: Option<i32>, sent: Option<Date>, towards: Towards) -> Option<Date> {
    if let Some(year) = year {
        return Date::from_ymd_opt(year, month, day);
    }
    let sent = sent?;
    let mut years = [sent.year() - 1, sent.year(), sent.year() + 1].into_iter().filter_map(|year| Date::from_ymd_opt(year, month, day));
    match towards {
        Towards::Future => years.find(|date| *date >= sent),
        Towards::Past => years.rfind(|date| *date <= sent),
    }
}

/// `05/01/2026`, `05/01/26`, `05/01`, `05.01.2026`, `2026-01-05`: the day before the month, as in France.
fn numeric(word: &str, sent: Option<Date>, towards: Towards) -> Option<Date> {
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => Date::from_ymd_opt(year_number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 4 => Date::from_ymd_opt(year_number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 2 => {
            Date::from_ymd_opt(2000 + i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
        }
        [day, month] if word.contains('/') && month.len() == 2 => place(number(day)?, number(month)?, None, sent, towards),
        _ => None,
    }
}

/// The first date in a folded sentence. What needs the day of the message gives nothing without it.
pub(super) fn date_in(text: &str, sent: Option<Date>, towards: Towards) -> Option<Date> {
    const MOST_WORDS: usize = 400;
    let words: Vec<&str> = text
        .split([' ', ',', ';', '(', ')', '!', '?', ':', '"'])
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let next = |ahead: usize| words.get(at + ahead).copied().unwrap_or_default();
        let year_at = |ahead: usize| year_number(next(ahead));
        if let Some(date) = numeric(word, sent, towards) {
            return Some(date);
        }
        if let Some(day) = day_number(word) {
            let ahead = if next(1) == "of" { 2 } else { 1 };
            if let Some(month) = month(next(ahead)) {
                return place(day, month, year_at(ahead + 1), sent, towards);
            }
        }
        if let (Some(month), Some(day)) = (month(word), day_number(next(1))) {
            // `may` is a verb too, but not before a day.
            return place(day, month, year_at(2), sent, towards);
        }
        relative(word, next(1), next(2), sent, towards)
    })
}

/// `demain`, `vendredi`, `fin du mois`, `sous 8 jours`.
fn relative(word: &str, next: &str, after: &str, sent: Option<Date>, towards: Towards) -> Option<Date> {
    let sent = sent?;
    let end_of_month = |date: Date| date.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt();
    match (word, next, after) {
        ("aujourd'hui" | "today", ..) => Some(sent),
        ("demain" | "tomorrow", ..) => sent.succ_opt(),
        ("hier" | "yesterday", ..) => sent.pred_opt(),
        ("fin", "de" | "du", "mois") | ("end", "of", "month" | "the" | "this") => end_of_month(sent),
        ("fin", name, year) => {
            month(name).and_then(|month| place(1, month, year_number(year), sent.with_day(1), towards)).and_then(end_of_month)
        }
        ("sous" | "dans" | "d'ici" | "within" | "in", number, "jours" | "jour" | "days" | "day") if towards == Towards::Future => {
            number.parse::<u64>().ok().filter(|days| *days <= 366).and_then(|days| sent.checked_add_days(Days::new(days)))
        }
        // « lundi 2 février »: the number decides.
        _ if day_number(next).is_some() => None,
        _ => {
            let (_, wanted) = DAYS.iter().find(|(name, _)| *name == word)?;
            (1..=7).find_map(|days| {
                let date = match towards {
                    Towards::Future => sent.checked_add_days(Days::new(days)),
                    Towards::Past => sent.checked_sub_days(Days::new(days)),
                };
                date.filter(|date| date.weekday() == *wanted)
            })
        }
    }
}

/// The first amount of euros in a folded sentence: `1 200,50 €`, `EUR 1,200.50`, `800 euros`.
pub(super) fn euros_in(text: &str) -> Option<Cents> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',');
    ["€", "eur"].iter().flat_map(|mark| text.match_indices(mark).map(|(at, mark)| (at, at + mark.len()))).find_map(|(start, end)| {
        let before = text[..start].char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map_or(start, |(at, _)| at);
        let rest = text[end..].trim_start_matches("os").trim_start_matches(['s', ' ']);
        let after = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        amount(&text[before..start]).or_else(|| amount(&rest[..after]))
    })
}

/// Digits with separators of thousands, and at most one of decimals.
fn amount(text: &str) -> Option<Cents> {
    let text = text.trim().trim_matches([',', '.']).trim();
    // `facture 12 1 200,00`: groups of three from the right, no more.
    let groups: Vec<&str> = text.split(' ').collect();
    let mut first = groups.len().checked_sub(1)?;
    while first > 0
        && groups[first].split(['.', ',']).next().is_some_and(|group| group.len() == 3)
        && (1..=3).contains(&groups[first - 1].len())
    {
        first -= 1;
    }
    let text = groups[first..].concat();
    let decimal = text.rfind(['.', ',']).filter(|at| (1..=2).contains(&(text.len() - at - 1)));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = match decimal {
        Some(at) => format!("{}.{}", digits(&text[..at]), &text[at + 1..]),
        None => digits(&text),
    };
    Cents::parse(&number).ok().filter(|amount| amount.is_positive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_from_the_day_of_the_message() {
        let sent = Date::from_ymd_opt(2026, 1, 14);
        for (text, towards, expected) in [
            ("je paierai le 20 janvier", Towards::Future, "2026-01-20"),
            ("je paierai le 5 janvier", Towards::Future, "2027-01-05"),
            ("paye le 5 janvier", Towards::Past, "2026-01-05"),
            ("regle le 30/12", Towards::Past, "2025-12-30"),
            ("on 03/02/2026.", Towards::Future, "2026-02-03"),
            ("back on february 2nd, 2026", Towards::Future, "2026-02-02"),
            ("vendredi", Towards::Future, "2026-01-16"),
            ("fin du mois", Towards::Future, "2026-01-31"),
            ("fin fevrier", Towards::Future, "2026-02-28"),
            ("sous 8 jours", Towards::Future, "2026-01-22"),
            ("le 1er mars 2026", Towards::Future, "2026-03-01"),
        ] {
            assert_eq!(date_in(text, sent, towards).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(date_in("le 31/02/2026 a 10 heures", sent, Towards::Future), None);
        assert_eq!(date_in("vendredi", None, Towards::Future), None);
    }

    #[test]
    fn amounts_are_read() {
        for (text, cents) in [
            ("nous reglerons 1 200,50 € vendredi", 120_050),
            ("eur 1,200.50 paid", 120_050),
            ("800 euros", 80_000),
            ("facture 12 1 200 €", 120_000),
            ("12.000,00 eur", 1_200_000),
        ] {
            assert_eq!(euros_in(text), Some(Cents(cents)), "{text}");
        }
        assert_eq!(euros_in("l'europe et € seul"), None);
    }
}
