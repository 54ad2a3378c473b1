//! Text messages: their numbers, their length as a network counts it, and the hours at which they may leave.

use chrono::{NaiveDateTime, NaiveTime, Timelike as _};

use crate::calendar::{Date, add_days, is_holiday};

/// The first hour at which a text message may reach a person.
pub const FROM_HOUR: u32 = 8;
/// The hour from which it may not any more.
pub const TO_HOUR: u32 = 20;

/// How a network writes a text (3GPP TS 23.038).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Seven bits a sign: the letters of western Europe, without most French accents in capitals.
    Gsm7,
    /// Two bytes a sign: anything.
    Ucs2,
}

/// What a text weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// How it is written.
    pub coding: Coding,
    /// Signs, as the network counts them: some weigh two.
    pub units: usize,
    /// Messages that are paid.
    pub parts: usize,
}

/// The basic table of TS 23.038, § 6.2.1.
const BASIC: &str =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension, § 6.2.1.1: an escape and a sign.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many units a sign weighs in seven bits; `None` when that table does not have it.
fn gsm7_units(sign: char) -> Option<usize> {
    if BASIC.contains(sign) {
        Some(1)
    } else if EXTENDED.contains(sign) {
        Some(2)
    } else {
        None
    }
}

/// What a text weighs. A sign of two units is never cut in two: the part before it stays one unit short.
///
/// ```
/// use domain::sms::{Coding, weigh};
/// assert_eq!(weigh(&"a".repeat(160)).parts, 1);
/// assert_eq!(weigh(&"a".repeat(161)).parts, 2);
/// assert_eq!(weigh("Réglé avant lundi ?").coding, Coding::Gsm7);
/// assert_eq!(weigh("Échéance dépassée, merci de rappeler").coding, Coding::Gsm7);
/// assert_eq!(weigh("Reçu, merci").coding, Coding::Ucs2);
/// ```
#[must_use]
pub fn weigh(text: &str) -> Weight {
    let (coding, units): (Coding, Vec<usize>) = match text.chars().map(gsm7_units).collect::<Option<Vec<usize>>>() {
        Some(units) => (Coding::Gsm7, units),
        None => (Coding::Ucs2, text.chars().map(char::len_utf16).collect()),
    };
    let (alone, each) = match coding {
        Coding::Gsm7 => (160, 153),
        Coding::Ucs2 => (70, 67),
    };
    let total: usize = units.iter().sum();
    let parts = if total <= alone { usize::from(total > 0) } else { parts_of(&units, each) };
    Weight { coding, units: total, parts }
}

fn parts_of(units: &[usize], each: usize) -> usize {
    let (mut parts, mut room) = (1, each);
    for unit in units {
        if *unit > room {
            parts += 1;
            room = each;
        }
        room -= unit;
    }
    parts
}

/// The signs that French typography likes and that would more than double the price of a text, in plain ones; and the
/// cedilla, which the seven-bit table has in capitals only.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => out.push(' '),
            '’' | '‘' | 'ʼ' => out.push('\''),
            '«' | '»' | '“' | '”' => out.push('"'),
            '–' | '—' | '−' | '‑' => out.push('-'),
            '…' => out.push_str("..."),
            'œ' => out.push_str("oe"),
            'Œ' => out.push_str("OE"),
            'ç' => out.push('c'),
            'â' | 'á' => out.push('a'),
            'ê' | 'ë' => out.push('e'),
            'î' | 'ï' => out.push('i'),
            'ô' => out.push('o'),
            'û' => out.push('u'),
            'À' | 'Â' => out.push('A'),
            'È' | 'Ê' | 'Ë' => out.push('E'),
            'Î' | 'Ï' => out.push('I'),
            'Ô' => out.push('O'),
            'Ù' | 'Û' => out.push('U'),
            other => out.push(other),
        }
    }
    out
}

/// A telephone number in the international form (ITU-T E.164).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(String);

impl Mobile {
    /// Reads a number as people write it in France; one with a country code is taken as it is. `None` for what cannot be
    /// a mobile: a text message to a fixed line is paid and lost.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // « +33 (0)6 … » says the zero twice.
        let text = text.replacen("(0)", "", 1);
        let plus = text.starts_with('+');
        if text
            .chars()
            .any(|sign| !sign.is_ascii_digit() && !matches!(sign, '+' | ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}'))
        {
            return None;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let international = if plus {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if let Some(rest) = digits.strip_prefix('0').filter(|rest| rest.len() == 9) {
            format!("{}{rest}", country_of(rest))
        } else {
            return None;
        };
        is_mobile(&international).then(|| Self(format!("+{international}")))
    }

    /// The number, with its plus.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody who wrote back asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// No more texts, and nothing else: nobody has to read it.
    Stop,
    /// No more texts, and more was said.
    StopAndMore,
    /// Something else.
    Other,
}

/// Words that ask for no more texts when they stand alone, without accents.
const STOP_WORDS: [&str; 13] = [
    "STOP",
    "STOPSMS",
    "STOPALL",
    "DESABO",
    "STOPP",
    "ARRET",
    "ARRETE",
    "ARRETER",
    "ARRETEZ",
    "DESABONNER",
    "DESABONNEMENT",
    "DESINSCRIRE",
    "UNSUBSCRIBE",
];
/// Words that change nothing about it.
const STOP_COMPANY: [&str; 11] = ["SMS", "SVP", "MERCI", "TOUT", "ALL", "PLEASE", "CONTACT", "PUB", "LES", "DES", "AU"];

/// What a text that came in asks for: « STOP », « Stop SMS », « arrêt », « STOP au 36180 »…
///
/// A text that begins with « STOP » and goes on stops too, and is to be read: « Stop, j'ai payé ». « Arrêt de travail » stops nothing.
///
/// ```
/// use domain::sms::{Wish, wish};
/// assert_eq!(wish(" Stop SMS !"), Wish::Stop);
/// assert_eq!(wish("Arrêt"), Wish::Stop);
/// assert_eq!(wish("STOP, c'est payé"), Wish::StopAndMore);
/// assert_eq!(wish("Arrêt de travail, je paie en mai"), Wish::Other);
/// ```
#[must_use]
pub fn wish(text: &str) -> Wish {
    let plain: String = text
        .chars()
        .flat_map(char::to_uppercase)
        .map(|sign| match sign {
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'À' | 'Â' => 'A',
            other => other,
        })
        .collect();
    let words: Vec<&str> = plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let Some((first, rest)) = words.split_first() else { return Wish::Other };
    if !STOP_WORDS.contains(first) {
        return Wish::Other;
    }
    let is_company = |word: &&str| STOP_COMPANY.contains(word) || (word.len() == 5 && word.bytes().all(|sign| sign.is_ascii_digit()));
    if rest.iter().all(|word| is_company(word) || STOP_WORDS.contains(word)) {
        Wish::Stop
    } else if *first == "STOP" {
        Wish::StopAndMore
    } else {
        Wish::Other
    }
}

/// The country code of a French national number: overseas departments have ranges of their own within 06 and 07.
fn country_of(national: &str) -> &'static str {
    match &national[..3] {
        "690" | "691" => "590",
        "694" => "594",
        "696" | "697" => "596",
        "692" | "693" => "262",
        "639" => "262",
        _ => "33",
    }
}

fn is_mobile(digits: &str) -> bool {
    if !(8..=15).contains(&digits.len()) || digits.starts_with('0') {
        return false;
    }
    match digits.strip_prefix("33") {
        // 07 00 is kept for machines.
        Some(national) => national.len() == 9 && (national.starts_with('6') || (national.starts_with('7') && !national.starts_with("700"))),
        None => true,
    }
}

/// Whether a text message may reach a person at a time of day, in the organisation's zone: never from 20:00 to 08:00, on
/// Sundays or public holidays.
#[must_use]
pub fn may_leave(at: NaiveDateTime) -> bool {
    is_day(at.date()) && (FROM_HOUR..TO_HOUR).contains(&at.hour())
}

/// The first moment from `at` on at which a text message may leave.
#[must_use]
pub fn next_leave(at: NaiveDateTime) -> NaiveDateTime {
    if may_leave(at) {
        return at;
    }
    let morning = NaiveTime::from_hms_opt(FROM_HOUR, 0, 0).unwrap_or_default();
    let mut day = if is_day(at.date()) && at.hour() < FROM_HOUR { at.date() } else { add_days(at.date(), 1) };
    while !is_day(day) {
        day = add_days(day, 1);
    }
    day.and_time(morning)
}

fn is_day(day: Date) -> bool {
    use chrono::Datelike as _;
    day.weekday() != chrono::Weekday::Sun && !is_holiday(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: (i32, u32, u32), hour: u32, minute: u32) -> NaiveDateTime {
        Date::from_ymd_opt(day.0, day.1, day.2).and_then(|day| day.and_hms_opt(hour, minute, 0)).expect("a moment")
    }

    #[test]
    fn parts_are_counted_as_networks_do() {
        // text, coding, units, parts
        let cases: [(String, Coding, usize, usize); 12] = [
            (String::new(), Coding::Gsm7, 0, 0),
            ("a".repeat(160), Coding::Gsm7, 160, 1),
            ("a".repeat(161), Coding::Gsm7, 161, 2),
            ("a".repeat(306), Coding::Gsm7, 306, 2),
            ("a".repeat(307), Coding::Gsm7, 307, 3),
            (format!("{}€", "a".repeat(158)), Coding::Gsm7, 160, 1),
            (format!("{}€", "a".repeat(159)), Coding::Gsm7, 161, 2),
            // The euro would be cut at 153: the first part holds 152.
            (format!("{}€{}", "a".repeat(152), "a".repeat(152)), Coding::Gsm7, 306, 3),
            ("ç".repeat(70), Coding::Ucs2, 70, 1),
            ("ç".repeat(71), Coding::Ucs2, 71, 2),
            (format!("{}😀{}", "ç".repeat(66), "ç".repeat(66)), Coding::Ucs2, 134, 3),
            ("éèàùÉÇ@£{}".to_owned(), Coding::Gsm7, 12, 1),
        ];
        for (text, coding, units, parts) in cases {
            assert_eq!(weigh(&text), Weight { coding, units, parts }, "{text}");
        }
    }

    #[test]
    fn plain_text_is_cheap() {
        let text = "L’échéance du 3 août — 1\u{202f}234,56\u{a0}€ — est dépassée… Œuvre reçue «\u{202f}hier\u{202f}». À bientôt";
        assert_eq!(weigh(text).coding, Coding::Ucs2);
        assert_eq!(weigh(&plain(text)).coding, Coding::Gsm7);
        assert_eq!(plain("déjà réglé"), "déjà réglé", "what the table has stays");
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases = [
            ("06 12 34 56 78", Some("+33612345678")),
            ("07.56.78.90.12", Some("+33756789012")),
            ("+33 (0)6 12 34 56 78", Some("+33612345678")),
            ("0033612345678", Some("+33612345678")),
            ("0690 12 34 56", Some("+590690123456")),
            ("0692123456", Some("+262692123456")),
            ("+32 470 12 34 56", Some("+32470123456")),
            ("01 23 45 67 89", None),
            ("+33 1 23 45 67 89", None),
            ("07 00 12 34 56", None),
            ("06 12 34 56", None),
            ("612345678", None),
            ("06 12 34 56 78 poste 3", None),
            ("", None),
            ("+0612345678", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(Mobile::parse(typed).as_ref().map(Mobile::as_str), expected, "{typed}");
        }
    }

    #[test]
    fn nobody_is_disturbed_at_night_on_sundays_and_on_holidays() {
        let cases = [
            (at((2026, 9, 15), 7, 59), at((2026, 9, 15), 8, 0)),
            (at((2026, 9, 15), 8, 0), at((2026, 9, 15), 8, 0)),
            (at((2026, 9, 15), 19, 59), at((2026, 9, 15), 19, 59)),
            (at((2026, 9, 15), 20, 0), at((2026, 9, 16), 8, 0)),
            (at((2026, 9, 19), 12, 0), at((2026, 9, 19), 12, 0)),
            (at((2026, 9, 19), 21, 0), at((2026, 9, 21), 8, 0)),
            (at((2026, 9, 20), 12, 0), at((2026, 9, 21), 8, 0)),
            (at((2026, 7, 14), 6, 0), at((2026, 7, 15), 8, 0)),
            (at((2026, 12, 31), 22, 0), at((2027, 1, 2), 8, 0)),
        ];
        for (asked, expected) in cases {
            assert_eq!(next_leave(asked), expected, "{asked}");
            assert_eq!(may_leave(asked), asked == expected, "{asked}");
            assert!(may_leave(next_leave(asked)));
        }
    }

    #[test]
    fn whoever_says_stop_is_understood() {
        let stops = [
            "STOP",
            " stop. ",
            "Stop sms",
            "arrêt",
            "ARRET",
            "Arrêtez",
            "STOP au 36180",
            "stop svp",
            "STOP STOP",
            "désabo",
            "StopAll",
            "stop !!",
            "\u{ab}\u{202f}STOP\u{202f}\u{bb}",
            "unsubscribe please",
            "STOP SMS merci",
        ];
        for text in stops {
            assert_eq!(wish(text), Wish::Stop, "{text}");
        }
        for text in ["Stop, j'ai payé", "STOP harcelement", "stop je conteste la facture FA12"] {
            assert_eq!(wish(text), Wish::StopAndMore, "{text}");
        }
        for text in [
            "Ne stop pas",
            "",
            "  ",
            "Arrêt de travail depuis mai",
            "arrêtez de m'appeler monsieur",
            "Je paie vendredi",
            "stopper",
            "!!",
            "36180",
        ] {
            assert_eq!(wish(text), Wish::Other, "{text}");
        }
    }
}
