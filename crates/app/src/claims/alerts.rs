//! The claims whose date to watch is near, or past, over the whole portfolio.

use std::collections::HashMap;
use std::sync::Arc;

use domain::claim::{ClaimEvent, ClaimKind};
use domain::ids::DebtorId;
use domain::law::{Book, Value};
use domain::limitation::{Clock, keys};
use domain::{Cents, Currency, Date, calendar};
use store::claim::{ClaimEventRow, WatchedItem};

use super::{Facts, clock_of, events_of};
use crate::ageing::cell;
use crate::kept::kept;
use crate::text::claims as words;
use crate::{App, Permission, Result, Scope};

/// Days ahead that are looked at when nobody says how many.
pub const DEFAULT_DAYS: u16 = 180;
/// Days ahead that may be asked for at most: ten years.
pub const MAX_DAYS: u16 = 3_660;

/// Which side of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// The date to watch is today or ahead.
    #[default]
    Coming,
    /// It is past; that says nothing of the claim.
    Past,
    /// There is none: no duration of the law is known for the start of the claim.
    Unknown,
}

/// What is asked of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertQuery {
    /// Days ahead, at most [`MAX_DAYS`].
    pub days: u16,
    /// Which side of today.
    pub when: When,
    /// Page, from 1.
    pub page: u32,
    /// Lines per page.
    pub per_page: u32,
}

/// One claim to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertLine {
    /// The item and its debtor.
    pub item: WatchedItem,
    /// Its clock.
    pub clock: Clock,
    /// Days left until the date to watch; below zero when it is past.
    pub days_left: i64,
}

/// One claim for which no duration is known: before the reform of 2008, or before a text that has no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLine {
    /// The item and its debtor.
    pub item: WatchedItem,
    /// Its nature: the one recorded, else the one that the debtor's kind gives.
    pub kind: ClaimKind,
}

/// How many claims, and how much in each currency, the euro first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// Claims.
    pub items: u64,
    /// What is left of them.
    pub amounts: Vec<(Currency, Cents)>,
}

impl Count {
    fn add(&mut self, item: &WatchedItem) {
        self.items += 1;
        match self.amounts.iter_mut().find(|(currency, _)| *currency == item.currency) {
            Some((_, sum)) => *sum += item.open,
            None => self.amounts.push((item.currency, item.open)),
        }
        self.amounts.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    }
}

/// A page of the list, by date to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// The lines of the page: the nearest date first; of the past, the latest.
    pub lines: Vec<AlertLine>,
    /// The same page of those without a date, whatever side was asked for: the oldest due date first.
    pub without_date: Vec<UnknownLine>,
    /// All whose date is today or ahead, within the days asked for.
    pub coming: Count,
    /// All whose date is past.
    pub past: Count,
    /// All for which no duration is known.
    pub unknown: Count,
    /// The last day looked at.
    pub until: Date,
}

/// The claims whose date to watch is past or falls within some days.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn alerts(app: &App, scope: &Scope, query: &AlertQuery) -> Result<Arc<Alerts>> {
    scope.require(Permission::ViewReceivables)?;
    let query = *query;
    kept(app, scope, "limitation", format!("{query:?}"), move |app, scope| async move { find(&app, &scope, &query).await }).await
}

async fn find(app: &App, scope: &Scope, query: &AlertQuery) -> Result<Alerts> {
    let today = app.today();
    let until = calendar::add_days(today, i64::from(query.days.min(MAX_DAYS)));
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let book = crate::law::book(&mut tx, organisation).await?;
    let items = store::claim::watched(&mut tx, organisation, begun_by(until, &book)).await?;
    let mut events: HashMap<DebtorId, Vec<ClaimEventRow>> = HashMap::new();
    for row in store::claim::events(&mut tx, organisation).await? {
        events.entry(row.debtor).or_default().push(row);
    }
    let (mut coming, mut past, mut unknown) = (Count::default(), Count::default(), Count::default());
    let (mut lines, mut without_date) = (Vec::new(), Vec::new());
    for item in items {
        let own: Vec<ClaimEvent> = events.get(&item.debtor).map(|rows| events_of(rows, item.id)).unwrap_or_default();
        let facts = Facts {
            kind: item.kind,
            debtor_kind: item.debtor_kind,
            service_on: item.service_on,
            issued_on: item.issued_on,
            due_on: item.due_on,
        };
        let (kind, clock) = clock_of(&facts, &own, &book);
        let Some(clock) = clock else {
            unknown.add(&item);
            without_date.push(UnknownLine { item, kind });
            continue;
        };
        if clock.watch_on() > until {
            continue;
        }
        let days_left = clock.days_left(today);
        let when = if days_left < 0 { When::Past } else { When::Coming };
        if when == When::Past {
            past.add(&item)
        } else {
            coming.add(&item)
        }
        if when == query.when {
            lines.push(AlertLine { item, clock, days_left });
        }
    }
    // The nearest to today first on both sides: what is long past waits longest.
    lines.sort_by_key(|line| (line.days_left.abs(), line.item.debtor_code.clone(), line.item.number.clone()));
    let skipped = usize::try_from(query.page.max(1) - 1).unwrap_or(usize::MAX).saturating_mul(query.per_page as usize);
    let lines = lines.into_iter().skip(skipped).take(query.per_page as usize).collect();
    let without_date = without_date.into_iter().skip(skipped).take(query.per_page as usize).collect();
    Ok(Alerts { lines, without_date, coming, past, unknown, until })
}

/// The last start of a clock that may end by a day: as much before as the shortest period lasts. Months
/// are taken as 28 days, so that none is missed.
fn begun_by(until: Date, book: &Book) -> Date {
    let periods = ClaimKind::ALL.into_iter().flat_map(|kind| book.of(keys::period(kind)));
    let shortest = periods
        .filter_map(|row| match row.value {
            Value::Span(span) => Some(i64::from(span.months) * 28 + i64::from(span.days)),
            Value::Rate(_) | Value::Amount(_) | Value::Count(_) => None,
        })
        .min();
    calendar::add_days(until, -shortest.unwrap_or(0))
}

/// The whole list as a table for a spreadsheet; those without a date are at its end, so that none is missing.
#[must_use]
pub fn csv(alerts: &Alerts) -> String {
    let mut text = words::alert_columns().join(";");
    text.push_str("\r\n");
    let dated = alerts.lines.iter().map(|line| {
        let clock = &line.clock;
        let possible = if clock.has_moved() { calendar::fr(clock.possible) } else { String::new() };
        let start = [calendar::fr(clock.start.on), words::start_source(clock.start.source), clock.article.clone().into_owned()];
        fields(&line.item, [calendar::fr(clock.watch_on()), line.days_left.to_string(), possible], clock.kind, start)
    });
    let undated = alerts.without_date.iter().map(|line| {
        let start = [String::new(), String::new(), words::without_duration()];
        fields(&line.item, [String::new(), String::new(), String::new()], line.kind, start)
    });
    for fields in dated.chain(undated) {
        text.push_str(&fields.join(";"));
        text.push_str("\r\n");
    }
    text
}

/// The cells of one line. Days may be below zero and amounts are digits: as numbers they need no guard.
fn fields(
    item: &WatchedItem,
    [watch, days_left, possible]: [String; 3],
    kind: ClaimKind,
    [start, source, article]: [String; 3],
) -> [String; 12] {
    [
        cell(&item.debtor_code),
        cell(&item.debtor_name),
        cell(&item.number),
        watch,
        days_left,
        possible,
        item.open.iso().replace('.', ","),
        item.currency.code().to_owned(),
        cell(&words::claim_kind(kind)),
        start,
        cell(&source),
        cell(&article),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_clock_that_may_end_in_time_is_missed() {
        let until = Date::from_ymd_opt(2027, 2, 28).unwrap_or_default();
        let latest = Date::from_ymd_opt(2026, 2, 28).unwrap_or_default();
        assert!(begun_by(until, Book::compiled()) >= latest, "carriage: one year");
    }
}
