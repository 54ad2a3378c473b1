//! A term in French words, and read back from the words of people and of accounting packages.

use super::{PaymentTerms, TermMode, TermStart};

/// What a term ends with when it does not start from the date of the invoice, compact: longest first.
const STARTS: [(&str, TermStart); 16] = [
    ("acompterdelafindeladecade", TermStart::TenDayEnd),
    ("apreslafindeladecade", TermStart::TenDayEnd),
    ("findedecade", TermStart::TenDayEnd),
    ("acompterdelafindumois", TermStart::MonthEnd),
    ("acompterdelareceptiondesmarchandises", TermStart::Receipt),
    ("acompterdelareception", TermStart::Receipt),
    ("acompterdelalivraison", TermStart::Receipt),
    ("apresreception", TermStart::Receipt),
    ("apreslivraison", TermStart::Receipt),
    ("datedereception", TermStart::Receipt),
    ("acompterdelaprestation", TermStart::Service),
    ("apresprestation", TermStart::Service),
    ("acompterdeladatedelafacture", TermStart::Invoice),
    ("acompterdelafacture", TermStart::Invoice),
    ("datedefacture", TermStart::Invoice),
    ("datefacture", TermStart::Invoice),
];

impl PaymentTerms {
    /// « 45 jours fin de mois le 10 », « fin de mois + 45 jours », « 60 jours nets », « comptant »; what it
    /// counts from is said unless that is the date of the invoice.
    #[must_use]
    pub fn fr(self) -> String {
        let days = match self.days {
            1 => "1\u{a0}jour".to_owned(),
            days => format!("{days}\u{a0}jours"),
        };
        let mut words = match (self.mode, self.days) {
            (TermMode::Net, 0) => "comptant".to_owned(),
            (TermMode::Net, 1) if self.start == TermStart::Invoice => "1\u{a0}jour net".to_owned(),
            (TermMode::Net, _) if self.start == TermStart::Invoice => format!("{days} nets"),
            (TermMode::Net, _) => days,
            (_, 0) => "fin de mois".to_owned(),
            (TermMode::DaysThenMonth, _) => format!("{days} fin de mois"),
            (TermMode::MonthThenDays, _) => format!("fin de mois + {days}"),
        };
        if let Some(day) = self.day_of_month {
            words.push_str(&format!(" le\u{a0}{day}"));
        }
        words + self.start.fr()
    }

    /// “45 days end of month on the 10th”, “end of month + 45 days”, “60 days net”, “on receipt”; what it counts from is said unless
    /// that is the date of the invoice.
    #[must_use]
    pub fn en(self) -> String {
        let days = format!("{}\u{a0}day{}", self.days, if self.days == 1 { "" } else { "s" });
        let mut words = match (self.mode, self.days) {
            (TermMode::Net, 0) => "due on receipt".to_owned(),
            (TermMode::Net, _) if self.start == TermStart::Invoice => format!("{days} net"),
            (TermMode::Net, _) => days,
            (_, 0) => "end of month".to_owned(),
            (TermMode::DaysThenMonth, _) => format!("{days} end of month"),
            (TermMode::MonthThenDays, _) => format!("end of month + {days}"),
        };
        if let Some(day) = self.day_of_month {
            words.push_str(&format!(", paid on day\u{a0}{day}"));
        }
        words
            + match self.start {
                TermStart::Invoice => "",
                TermStart::Receipt => " from receipt",
                TermStart::Service => " from performance",
                TermStart::TenDayEnd => " from the end of the ten-day period",
                TermStart::MonthEnd => " from the end of the month",
            }
    }

    /// Reads a term as people write it: `30`, `30FDM`, `45 jours fin de mois le 10`, `à réception`.
    /// `None` when it cannot be understood whole.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let compact = compact(text);
        if matches!(compact.as_str(), "areception" | "reception" | "areceptiondefacture" | "areceptiondelafacture" | "immediat") {
            return Some(Self::net(0));
        }
        let (rest, start) = STARTS
            .iter()
            .find_map(|(words, start)| Some((compact.strip_suffix(words)?, *start)))
            .unwrap_or((compact.as_str(), TermStart::Invoice));
        let (rest, day_of_month) = day_of(rest)?;
        let (days, mode) = days_and_mode(rest)?;
        Self::new(days, mode, day_of_month, start).ok()
    }
}

impl TermStart {
    /// What a term ends with: empty for the date of the invoice.
    fn fr(self) -> &'static str {
        match self {
            Self::Invoice => "",
            Self::Receipt => " à compter de la réception",
            Self::Service => " à compter de la prestation",
            Self::TenDayEnd => " à compter de la fin de la décade",
            Self::MonthEnd => " à compter de la fin du mois",
        }
    }
}

/// « le K » at the end, and what stands before it.
fn day_of(text: &str) -> Option<(&str, Option<u8>)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    match before.strip_suffix("le") {
        Some(rest) if before.len() < text.len() => Some((rest, Some(text[before.len()..].parse().ok()?))),
        _ => Some((text, None)),
    }
}

fn days_and_mode(text: &str) -> Option<(u16, TermMode)> {
    if text == "comptant" {
        return Some((0, TermMode::Net));
    }
    if let Some(rest) = ["findemois", "fdm", "fm"].iter().find_map(|words| text.strip_prefix(words)) {
        if rest.is_empty() {
            return Some((0, TermMode::DaysThenMonth));
        }
        let (days, unit) = leading_number(rest)?;
        return matches!(unit, "" | "j" | "jour" | "jours").then_some((days, TermMode::MonthThenDays));
    }
    let (days, unit) = leading_number(text)?;
    match unit {
        "" | "j" | "jours" | "jour" | "days" | "d" | "jn" | "joursnet" | "joursnets" | "journet" | "jnets" | "net" | "nets" => {
            Some((days, TermMode::Net))
        }
        "fdm" | "fm" | "jfdm" | "jfm" | "joursfdm" | "joursfindemois" | "jourfindemois" | "jfindemois" | "findemois" | "eom"
        | "dayseom" => Some((days, TermMode::DaysThenMonth)),
        _ => None,
    }
}

fn leading_number(text: &str) -> Option<(u16, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    Some((text[..text.len() - rest.len()].parse().ok()?, rest))
}

/// Letters without accents and digits alone, in lower case.
fn compact(text: &str) -> String {
    let fold = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    text.to_lowercase().chars().map(fold).filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_people_write_them() {
        let month = |days, day| PaymentTerms::new(days, TermMode::DaysThenMonth, day, TermStart::Invoice).ok();
        let cases = [
            ("30", Some(PaymentTerms::net(30))),
            ("30 jours", Some(PaymentTerms::net(30))),
            ("60 j.", Some(PaymentTerms::net(60))),
            ("60 jours nets, date de facture", Some(PaymentTerms::net(60))),
            ("30FDM", month(30, None)),
            ("45 jours fin de mois", month(45, None)),
            ("45 J FDM le 10", month(45, Some(10))),
            ("Fin de mois", month(0, None)),
            ("Fin de mois + 45 jours", PaymentTerms::new(45, TermMode::MonthThenDays, None, TermStart::Invoice).ok()),
            ("fdm 45", PaymentTerms::new(45, TermMode::MonthThenDays, None, TermStart::Invoice).ok()),
            ("20 jours après livraison", PaymentTerms::new(20, TermMode::Net, None, TermStart::Receipt).ok()),
            ("30 jours fin de décade", PaymentTerms::new(30, TermMode::Net, None, TermStart::TenDayEnd).ok()),
            ("À réception de facture", Some(PaymentTerms::net(0))),
            ("comptant", Some(PaymentTerms::net(0))),
            ("30 jours le 10", None),
            ("45 jours fin de mois le 32", None),
            ("dix jours", None),
            ("99999", None),
            ("366", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(PaymentTerms::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn terms_are_written_in_french() {
        let cases = [
            ("60", "60\u{a0}jours nets"),
            ("1", "1\u{a0}jour net"),
            ("0", "comptant"),
            ("45FDM", "45\u{a0}jours fin de mois"),
            ("45 fin de mois le 10", "45\u{a0}jours fin de mois le\u{a0}10"),
            ("fdm 45 le 10", "fin de mois + 45\u{a0}jours le\u{a0}10"),
            ("20 jours après livraison", "20\u{a0}jours à compter de la réception"),
        ];
        for (text, expected) in cases {
            assert_eq!(PaymentTerms::parse(text).map(PaymentTerms::fr).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for days in [0, 1, 2, 30, 45, 60, 365] {
            for mode in TermMode::ALL {
                for day in [None, Some(1), Some(10), Some(31)] {
                    for start in TermStart::ALL {
                        let Ok(terms) = PaymentTerms::new(days, mode, day, start) else { continue };
                        let read = PaymentTerms::parse(&terms.fr()).unwrap_or_else(|| panic!("{}", terms.fr()));
                        // « fin de mois » is the same day whichever mode it was stored with.
                        assert_eq!((read.fr(), read.day_of_month, read.start), (terms.fr(), day, start));
                        assert!(days == 0 || read == terms, "{}", terms.fr());
                    }
                }
            }
        }
    }
}
