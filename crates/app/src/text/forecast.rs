//! French words of what should come in. Keys: the block « Encaissements attendus » of `i18n/fr/app.ftl`.

use domain::forecast::Place;
use domain::plan::Ground;
use i18n_embed_fl::fl;

use super::{WORDS, locale};
use crate::forecast::{Forecast, Week};

/// Why a sum should come then.
#[must_use]
pub fn ground(ground: Ground) -> String {
    match ground {
        Ground::Plan => fl!(WORDS, "forecast-plan"),
        Ground::Settlement => fl!(WORDS, "forecast-settlement"),
        Ground::Promise => fl!(WORDS, "forecast-promise"),
        Ground::Deferral => fl!(WORDS, "forecast-deferral"),
        Ground::Habit => fl!(WORDS, "forecast-habit"),
        Ground::Due => fl!(WORDS, "forecast-due"),
    }
}

/// A week, from a day to a day.
#[must_use]
pub fn week(week: &Week) -> String {
    fl!(WORDS, "forecast-week", from = locale::date(week.from), until = locale::date(week.until))
}

/// Where a sum stands.
#[must_use]
pub fn place(place: Place, found: &Forecast) -> String {
    match place {
        Place::Passed => fl!(WORDS, "forecast-passed"),
        Place::Later => fl!(WORDS, "forecast-later"),
        Place::Week(at) => found.weeks.get(at).map(week).unwrap_or_default(),
    }
}

/// The heads of the spreadsheet.
pub(crate) fn columns() -> Vec<String> {
    fl!(WORDS, "forecast-columns").split('|').map(|word| word.trim().to_owned()).collect()
}
