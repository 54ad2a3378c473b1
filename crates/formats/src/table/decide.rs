//! What whole columns say of how their cells are to be read.

use super::header::Header;
use super::source::Source;
use super::{Choices, Schema, TableFormat, day, number};

/// What whole columns say of how their cells are to be read.
pub(super) struct Decisions {
    day_first: Vec<Option<bool>>,
    decimal: Vec<Option<char>>,
    /// For columns that do not say.
    pub(super) otherwise: (bool, Option<char>),
    /// A date that could be read in two ways, with its line and column, when nothing tells which.
    pub(super) doubt: Option<(u64, usize, String)>,
}

impl Decisions {
    pub(super) fn day_first(&self, place: usize) -> bool {
        self.day_first.get(place).copied().flatten().unwrap_or(self.otherwise.0)
    }

    pub(super) fn decimal(&self, place: usize) -> Option<char> {
        self.decimal.get(place).copied().flatten().or(self.otherwise.1)
    }
}

/// What the cells of a column say.
#[derive(Default, Clone)]
struct Votes {
    day: usize,
    month: usize,
    doubt: Option<(u64, String)>,
    comma: usize,
    dot: usize,
    doubtful_amounts: usize,
}

/// Lets whole columns say in which order their dates and by which mark their amounts are written.
pub(super) fn decide(source: &Source<'_>, header: &Header, schema: &Schema, choices: &Choices) -> Decisions {
    let places = |wanted: &[&str]| -> Vec<usize> { wanted.iter().filter_map(|ours| header.place_of(ours)).collect() };
    let (dates, amounts) = (places(schema.dates), places(schema.amounts));
    let mut votes = vec![Votes::default(); header.columns.len()];
    let mut place = 0;
    source.each(|line, record| {
        place += 1;
        if place <= header.place + 1 {
            return;
        }
        for column in &dates {
            let Some(text) = record.get(*column) else { continue };
            match day::order(text) {
                day::Order::DayFirst => votes[*column].day += 1,
                day::Order::MonthFirst => votes[*column].month += 1,
                day::Order::Either if votes[*column].doubt.is_none() => votes[*column].doubt = Some((line, text.trim().to_owned())),
                day::Order::Either | day::Order::Silent => {}
            }
        }
        for column in &amounts {
            match number::evidence(record.get(*column).unwrap_or_default()) {
                number::Evidence::Decimal(',') => votes[*column].comma += 1,
                number::Evidence::Decimal(_) => votes[*column].dot += 1,
                number::Evidence::Ambiguous => votes[*column].doubtful_amounts += 1,
                number::Evidence::None => {}
            }
        }
    });
    conclude(source, &votes, choices)
}

fn conclude(source: &Source<'_>, votes: &[Votes], choices: &Choices) -> Decisions {
    let day_of = |vote: &Votes| match (vote.day, vote.month) {
        (0, 0) => None,
        (day, month) => Some(day > 0 || month == 0),
    };
    let mark_of = |vote: &Votes| match (vote.comma, vote.dot) {
        (0, 0) => None,
        (_, 0) => Some(','),
        (0, _) => Some('.'),
        // Both styles in one column: each cell speaks for itself.
        _ => None,
    };
    let all = votes.iter().fold(Votes::default(), |mut all, vote| {
        (all.day, all.month, all.comma, all.dot) = (all.day + vote.day, all.month + vote.month, all.comma + vote.comma, all.dot + vote.dot);
        all
    });
    // A table with semicolons or decimal commas was not written where months come first.
    let french = all.comma > all.dot || matches!(source.format, TableFormat::Text { separator: ';', .. });
    let undecided = choices.day_first.is_none() && day_of(&all).is_none() && !french;
    let doubt = votes.iter().enumerate().find_map(|(place, vote)| vote.doubt.clone().map(|(line, text)| (line, place, text)));
    let mixed = |vote: &Votes| vote.comma > 0 && vote.dot > 0;
    Decisions {
        day_first: votes.iter().map(|vote| choices.day_first.or_else(|| day_of(vote))).collect(),
        decimal: votes.iter().map(|vote| choices.decimal.or_else(|| mark_of(vote))).collect(),
        otherwise: (
            choices.day_first.or_else(|| day_of(&all)).unwrap_or(true),
            choices.decimal.or_else(|| if votes.iter().any(mixed) { None } else { mark_of(&all) }),
        ),
        doubt: doubt.filter(|_| undecided),
    }
}
