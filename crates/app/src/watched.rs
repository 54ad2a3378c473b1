//! The alert that is always there, item by item: what nobody has paid is raised on the day on which it is more than 120 days late, by the
//! date that holds.

use std::collections::{BTreeMap, HashSet};

use domain::Date;
use domain::calendar::add_days;
use domain::ids::OpenItemId;
use store::Tx;
use store::watched::DueRow;

use crate::agreed::Book;
use crate::text::agenda as words;
use crate::text::locale::in_french;
use crate::{App, Permission, Result, Scope, journal};

/// The first day late on which an item is watched.
const WATCHED_FROM: i64 = 121;

/// Raises the items that have become more than 120 days late since the last look, each with a line in the file of its account; how many.
/// The first look of all is about its own day alone: what was late before is on the list of what is watched. What payments made of plans is
/// told with it.
///
/// # Errors
/// [`crate::AppError::Forbidden`]; [`crate::AppError`] when the base does not answer.
#[crate::boxed]
pub async fn raise(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::RunNight)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    if store::watched::watched_on(&mut tx, organisation).await?.is_some_and(|on| on >= today) {
        return Ok(0);
    }
    drop(tx);
    let mut tx = app.db().begin().await?;
    // Who keeps the day raises it: a second process waits here and finds nothing to do.
    let before = store::watched::watched_on(&mut tx, organisation).await?;
    if !store::watched::set_watched_on(&mut tx, organisation, today).await? {
        return Ok(0);
    }
    let since = before.map_or(today, |on| add_days(on, 1));
    let days = (add_days(since, -WATCHED_FROM), add_days(today, -WATCHED_FROM));
    let found = crossed(&mut tx, scope, days, today).await?;
    let name = in_french(words::over_120_days);
    let lines: Vec<_> = found
        .iter()
        .map(|row| {
            let told = in_french(|| words::raised_item(&name, &row.number, row.open, row.currency));
            journal::line(app, scope, "alert.raised", Some(row.debtor), Some(row.item.0), &serde_json::json!({"note": told}))
        })
        .collect();
    store::event::append(&mut tx, organisation, &lines).await?;
    crate::plans::follow_in(&mut tx, app, scope, before.is_none()).await?;
    tx.commit().await?;
    Ok(found.len())
}

/// The items of which the oldest that is open was to be paid on one of some days: by their own date, or by the one that was agreed.
async fn crossed(tx: &mut Tx, scope: &Scope, days: (Date, Date), today: Date) -> Result<Vec<DueRow>> {
    let organisation = scope.organisation.id;
    let book = Book::load(tx, organisation, None, today).await?;
    let agreed: HashSet<OpenItemId> = book.items().into_iter().collect();
    let mut found = store::watched::due_between(tx, organisation, days).await?;
    found.retain(|row| !agreed.contains(&row.item));
    let mut oldest: BTreeMap<OpenItemId, Date> = BTreeMap::new();
    for part in book.all_parts(today).filter(|part| part.open.is_positive()) {
        let known = oldest.entry(part.item).or_insert(part.due_on);
        *known = part.due_on.min(*known);
    }
    for (id, _) in oldest.into_iter().filter(|(_, on)| (days.0..=days.1).contains(on)) {
        let Some(item) = store::item::get(tx, organisation, id).await?.filter(|item| item.open.is_positive()) else { continue };
        found.push(DueRow { item: item.id, debtor: item.debtor, number: item.number, open: item.open, currency: item.currency });
    }
    Ok(found)
}
