//! Public holidays by place: the eleven of Code du travail art. L3133-1, the two of Alsace-Moselle
//! (art. L3134-13) and the day of the abolition of slavery overseas (art. L3422-2).
//!
//! Whether a holiday that is only local extends a procedural time limit is not settled; whether a commune
//! of Alsace-Moselle keeps Good Friday depends on its churches, and no list of them is published. So a day
//! is not only worked or not: [`Place::day`] says how sure its rest is, and the reader decides which side
//! bears the doubt (see [`crate::deadline`]).
//!
//! Polynésie, Nouvelle-Calédonie and Wallis-et-Futuna have calendars of their own and are not known here.

use chrono::{Datelike, Weekday};

use crate::calendar::{Date, easter};

/// Whether a commune of Alsace-Moselle keeps Good Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum GoodFriday {
    /// It has a Protestant church, or one that two faiths share.
    Kept,
    /// It has none.
    NotKept,
    /// Nobody has said.
    #[default]
    Unknown,
}

/// A territory overseas with its own holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Territory {
    /// 27 May.
    Guadeloupe,
    /// 10 June.
    Guyane,
    /// 22 May.
    Martinique,
    /// 27 April.
    Mayotte,
    /// 20 December.
    Reunion,
    /// 9 October.
    SaintBarthelemy,
    /// 27 May in the text, 28 May as it is kept: neither is sure.
    SaintMartin,
}

impl Territory {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 7] =
        [Self::Guadeloupe, Self::Guyane, Self::Martinique, Self::Mayotte, Self::Reunion, Self::SaintBarthelemy, Self::SaintMartin];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Guadeloupe => "guadeloupe",
            Self::Guyane => "guyane",
            Self::Martinique => "martinique",
            Self::Mayotte => "mayotte",
            Self::Reunion => "reunion",
            Self::SaintBarthelemy => "saint-barthelemy",
            Self::SaintMartin => "saint-martin",
        }
    }

    /// Its name.
    #[must_use]
    pub fn fr(self) -> &'static str {
        match self {
            Self::Guadeloupe => "Guadeloupe",
            Self::Guyane => "Guyane",
            Self::Martinique => "Martinique",
            Self::Mayotte => "Mayotte",
            Self::Reunion => "La Réunion",
            Self::SaintBarthelemy => "Saint-Barthélemy",
            Self::SaintMartin => "Saint-Martin",
        }
    }

    /// The month and day on which it keeps the abolition of slavery; two where sources disagree.
    fn abolition(self) -> &'static [(u32, u32)] {
        match self {
            Self::Guadeloupe => &[(5, 27)],
            Self::Guyane => &[(6, 10)],
            Self::Martinique => &[(5, 22)],
            Self::Mayotte => &[(4, 27)],
            Self::Reunion => &[(12, 20)],
            Self::SaintBarthelemy => &[(10, 9)],
            Self::SaintMartin => &[(5, 27), (5, 28)],
        }
    }
}

/// Whose holidays are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Mainland France outside Alsace-Moselle.
    Mainland,
    /// Departments 57, 67 and 68.
    AlsaceMoselle(GoodFriday),
    /// A territory overseas; `None` while it is not said which.
    Overseas(Option<Territory>),
    /// Nobody knows where: each local holiday may be one.
    Anywhere,
}

/// What a day is, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Day {
    /// People work.
    Working,
    /// Saturday or Sunday; its French name.
    Weekend(&'static str),
    /// A holiday everywhere in France; its French name.
    National(&'static str),
    /// A holiday of that place only.
    Local(&'static str),
    /// A holiday of that place, perhaps.
    Doubtful(&'static str),
}

impl Day {
    /// Its French name; `None` of a working day.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Working => None,
            Self::Weekend(name) | Self::National(name) | Self::Local(name) | Self::Doubtful(name) => Some(name),
        }
    }

    /// Whether nobody doubts that the day is not worked.
    #[must_use]
    pub fn is_surely_off(self) -> bool {
        matches!(self, Self::Weekend(_) | Self::National(_))
    }
}

const GOOD_FRIDAY: &str = "Vendredi saint, en Alsace-Moselle";
const SECOND_CHRISTMAS_DAY: &str = "26 décembre, en Alsace-Moselle";
const ABOLITION: &str = "abolition de l’esclavage, outre-mer";

/// The name of a holiday of the whole country (Code du travail, art. L3133-1).
#[must_use]
pub fn national(date: Date) -> Option<&'static str> {
    // Ascension may fall on 1 or 8 May: the fixed day speaks first, and there is one holiday.
    match (date.month(), date.day()) {
        (1, 1) => return Some("jour de l’an"),
        (5, 1) => return Some("fête du Travail"),
        (5, 8) => return Some("victoire de 1945"),
        (7, 14) => return Some("fête nationale"),
        (8, 15) => return Some("Assomption"),
        (11, 1) => return Some("Toussaint"),
        (11, 11) => return Some("armistice de 1918"),
        (12, 25) => return Some("Noël"),
        _ => {}
    }
    match (date - easter(date.year())?).num_days() {
        1 => Some("lundi de Pâques"),
        39 => Some("Ascension"),
        50 => Some("lundi de Pentecôte"),
        _ => None,
    }
}

fn is_good_friday(date: Date) -> bool {
    easter(date.year()).is_some_and(|easter| (date - easter).num_days() == -2)
}

fn is_abolition(date: Date, territory: Territory) -> bool {
    territory.abolition().contains(&(date.month(), date.day()))
}

impl Place {
    /// What a date is in this place. A weekend comes before a holiday, a national one before a local one.
    #[must_use]
    pub fn day(self, date: Date) -> Day {
        match date.weekday() {
            Weekday::Sat => return Day::Weekend("samedi"),
            Weekday::Sun => return Day::Weekend("dimanche"),
            _ => {}
        }
        if let Some(name) = national(date) {
            return Day::National(name);
        }
        let second_christmas_day = (date.month(), date.day()) == (12, 26);
        match self {
            Self::AlsaceMoselle(_) if second_christmas_day => Day::Local(SECOND_CHRISTMAS_DAY),
            Self::AlsaceMoselle(GoodFriday::Kept) if is_good_friday(date) => Day::Local(GOOD_FRIDAY),
            Self::AlsaceMoselle(GoodFriday::Unknown) if is_good_friday(date) => Day::Doubtful(GOOD_FRIDAY),
            Self::Overseas(Some(territory)) if is_abolition(date, territory) => {
                if territory.abolition().len() == 1 {
                    Day::Local(ABOLITION)
                } else {
                    Day::Doubtful(ABOLITION)
                }
            }
            Self::Overseas(None) | Self::Anywhere if Territory::ALL.iter().any(|territory| is_abolition(date, *territory)) => {
                Day::Doubtful(ABOLITION)
            }
            Self::Anywhere if second_christmas_day => Day::Doubtful(SECOND_CHRISTMAS_DAY),
            Self::Anywhere if is_good_friday(date) => Day::Doubtful(GOOD_FRIDAY),
            _ => Day::Working,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{add_days, is_holiday, is_working_day};
    use crate::law::day;

    /// Easter Sunday, then Good Friday, Easter Monday, Ascension and Whit Monday of each year.
    const MOVING: [[(i32, u32, u32); 5]; 21] = [
        [(2020, 4, 12), (2020, 4, 10), (2020, 4, 13), (2020, 5, 21), (2020, 6, 1)],
        [(2021, 4, 4), (2021, 4, 2), (2021, 4, 5), (2021, 5, 13), (2021, 5, 24)],
        [(2022, 4, 17), (2022, 4, 15), (2022, 4, 18), (2022, 5, 26), (2022, 6, 6)],
        [(2023, 4, 9), (2023, 4, 7), (2023, 4, 10), (2023, 5, 18), (2023, 5, 29)],
        [(2024, 3, 31), (2024, 3, 29), (2024, 4, 1), (2024, 5, 9), (2024, 5, 20)],
        [(2025, 4, 20), (2025, 4, 18), (2025, 4, 21), (2025, 5, 29), (2025, 6, 9)],
        [(2026, 4, 5), (2026, 4, 3), (2026, 4, 6), (2026, 5, 14), (2026, 5, 25)],
        [(2027, 3, 28), (2027, 3, 26), (2027, 3, 29), (2027, 5, 6), (2027, 5, 17)],
        [(2028, 4, 16), (2028, 4, 14), (2028, 4, 17), (2028, 5, 25), (2028, 6, 5)],
        [(2029, 4, 1), (2029, 3, 30), (2029, 4, 2), (2029, 5, 10), (2029, 5, 21)],
        [(2030, 4, 21), (2030, 4, 19), (2030, 4, 22), (2030, 5, 30), (2030, 6, 10)],
        [(2031, 4, 13), (2031, 4, 11), (2031, 4, 14), (2031, 5, 22), (2031, 6, 2)],
        [(2032, 3, 28), (2032, 3, 26), (2032, 3, 29), (2032, 5, 6), (2032, 5, 17)],
        [(2033, 4, 17), (2033, 4, 15), (2033, 4, 18), (2033, 5, 26), (2033, 6, 6)],
        [(2034, 4, 9), (2034, 4, 7), (2034, 4, 10), (2034, 5, 18), (2034, 5, 29)],
        [(2035, 3, 25), (2035, 3, 23), (2035, 3, 26), (2035, 5, 3), (2035, 5, 14)],
        [(2036, 4, 13), (2036, 4, 11), (2036, 4, 14), (2036, 5, 22), (2036, 6, 2)],
        [(2037, 4, 5), (2037, 4, 3), (2037, 4, 6), (2037, 5, 14), (2037, 5, 25)],
        [(2038, 4, 25), (2038, 4, 23), (2038, 4, 26), (2038, 6, 3), (2038, 6, 14)],
        [(2039, 4, 10), (2039, 4, 8), (2039, 4, 11), (2039, 5, 19), (2039, 5, 30)],
        [(2040, 4, 1), (2040, 3, 30), (2040, 4, 2), (2040, 5, 10), (2040, 5, 21)],
    ];

    #[test]
    fn what_moves_with_easter() {
        for year in MOVING {
            let [sunday, friday, monday, ascension, whit] = year.map(|(year, month, dom)| day(year, month, dom));
            assert_eq!(easter(sunday.year()), Some(sunday));
            assert_eq!(Place::AlsaceMoselle(GoodFriday::Kept).day(friday), Day::Local(GOOD_FRIDAY), "{friday}");
            assert_eq!(Place::AlsaceMoselle(GoodFriday::Unknown).day(friday), Day::Doubtful(GOOD_FRIDAY), "{friday}");
            for place in [Place::AlsaceMoselle(GoodFriday::NotKept), Place::Mainland, Place::Overseas(None)] {
                assert_eq!(place.day(friday), Day::Working, "{friday} in {place:?}");
            }
            assert_eq!([monday, ascension, whit].map(national), [Some("lundi de Pâques"), Some("Ascension"), Some("lundi de Pentecôte")]);
        }
    }

    #[test]
    fn easter_keeps_within_its_ends() {
        for (year, month, dom) in [(1818, 3, 22), (2285, 3, 22), (1943, 4, 25), (2038, 4, 25), (2019, 4, 21), (2000, 4, 23)] {
            assert_eq!(easter(year), Some(day(year, month, dom)));
        }
        for year in 1583..=3000 {
            let sunday = easter(year).unwrap();
            assert!(sunday >= day(year, 3, 22) && sunday <= day(year, 4, 25) && sunday.weekday() == Weekday::Sun, "{sunday}");
        }
    }

    #[test]
    fn two_holidays_on_one_day_are_one() {
        for (on, name) in
            [(day(2008, 5, 1), "fête du Travail"), (day(1997, 5, 8), "victoire de 1945"), (day(2059, 5, 8), "victoire de 1945")]
        {
            assert_eq!((on - easter(on.year()).unwrap()).num_days(), 39, "{on} is Ascension too");
            assert_eq!(national(on), Some(name));
            assert_eq!(Place::Mainland.day(on), Day::National(name));
        }
    }

    #[test]
    fn the_mainland_is_the_calendar_of_reminders() {
        for date in day(2019, 1, 1).iter_days().take(10_000) {
            assert_eq!(national(date).is_some(), is_holiday(date), "{date}");
            assert_eq!(Place::Mainland.day(date) == Day::Working, is_working_day(date), "{date}");
            for place in [Place::AlsaceMoselle(GoodFriday::Unknown), Place::Overseas(None), Place::Anywhere] {
                assert_eq!(place.day(date).is_surely_off(), !is_working_day(date), "{date} in {place:?}");
            }
        }
    }

    #[test]
    fn local_days() {
        use Territory::{Guadeloupe, Guyane, Martinique, Mayotte, Reunion, SaintBarthelemy, SaintMartin};
        // Each on a working day of the mainland.
        let cases = [
            (Mayotte, day(2026, 4, 27), Day::Local(ABOLITION)),
            (Martinique, day(2026, 5, 22), Day::Local(ABOLITION)),
            (Guadeloupe, day(2026, 5, 27), Day::Local(ABOLITION)),
            (SaintMartin, day(2026, 5, 27), Day::Doubtful(ABOLITION)),
            (SaintMartin, day(2026, 5, 28), Day::Doubtful(ABOLITION)),
            (Guadeloupe, day(2026, 5, 28), Day::Working),
            (Guyane, day(2026, 6, 10), Day::Local(ABOLITION)),
            (SaintBarthelemy, day(2026, 10, 9), Day::Local(ABOLITION)),
            (Reunion, day(2027, 12, 20), Day::Local(ABOLITION)),
            (Reunion, day(2026, 12, 20), Day::Weekend("dimanche")),
            (Mayotte, day(2026, 5, 22), Day::Working),
        ];
        for (territory, on, expected) in cases {
            assert_eq!(Place::Overseas(Some(territory)).day(on), expected, "{territory:?} {on}");
            assert_eq!(Place::Mainland.day(on) == Day::Working, is_working_day(on));
            if expected != Day::Working && !expected.is_surely_off() {
                assert_eq!(Place::Overseas(None).day(on), Day::Doubtful(ABOLITION));
                assert_eq!(Place::Anywhere.day(on), Day::Doubtful(ABOLITION));
            }
        }
        let (saturday, friday) = (day(2026, 12, 26), day(2025, 12, 26));
        assert_eq!(Place::AlsaceMoselle(GoodFriday::NotKept).day(friday), Day::Local(SECOND_CHRISTMAS_DAY));
        assert_eq!(Place::AlsaceMoselle(GoodFriday::NotKept).day(saturday), Day::Weekend("samedi"), "a weekend already");
        assert_eq!(Place::Anywhere.day(friday), Day::Doubtful(SECOND_CHRISTMAS_DAY));
        assert_eq!(Place::Overseas(None).day(friday), Day::Working);
        assert_eq!(Place::Mainland.day(friday), Day::Working);
        assert_eq!(Place::Anywhere.day(add_days(easter(2026).unwrap(), -2)), Day::Doubtful(GOOD_FRIDAY));
    }
}
