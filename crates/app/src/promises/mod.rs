//! Promises to pay: made, taken back, judged by matching. See `docs/spec/promises.md`.
//!
//! The table `promise` holds the truth. While a promise is waited for, each of its items has a suspension of its own kind, and
//! both are written in the same transaction ([`write`]).

mod board;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use domain::calendar;
use domain::dunning::Hold;
use domain::ids::{ActionId, DebtorId, HoldId, OpenItemId, PromiseId, ReceivedId};
use domain::ledger::OpenItem;
use domain::promise::{self, Change, LONGEST, MOST_GRACE_DAYS, Promise, Refused, Way};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::event::NewEvent;
use store::hold::{HoldKind, HoldRow};
use store::promise::Which;
pub use store::promise::{PromiseEvent, PromiseRow, PromiseSettings};

pub(crate) use self::board::events;
pub use self::board::{
    Board, DebtorPromises, Line, PER_PAGE, PromisesQuery, Sorted, Tab, TabCount, board, broken, calendar, csv, detail, month, of_debtor,
};
use crate::text::locale::ShownIn as _;
use crate::text::promises as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// What a debtor promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPromise {
    /// Who promises.
    pub debtor: DebtorId,
    /// For which items; none stands for all that is late and not disputed.
    pub items: Vec<OpenItemId>,
    /// How much; all that is asked of the items when it is left out.
    pub amount: Option<Cents>,
    /// By which day.
    pub on: Date,
    /// The person who said so; may be empty.
    pub promiser: String,
    /// By which way it came.
    pub way: Way,
    /// What was said; may be empty.
    pub note: String,
    /// The call that it came by.
    pub action: Option<ActionId>,
    /// The mail that it came by.
    pub received: Option<ReceivedId>,
    /// Working days of grace; those of the house when left out.
    pub grace: Option<u8>,
}

impl NewPromise {
    /// A promise of all that is late, for a day.
    #[must_use]
    pub fn new(debtor: DebtorId, on: Date) -> Self {
        Self {
            debtor,
            items: Vec::new(),
            amount: None,
            on,
            promiser: String::new(),
            way: Way::Call,
            note: String::new(),
            action: None,
            received: None,
            grace: None,
        }
    }
}

/// What a promise may be about, for its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The debtor's code.
    pub code: String,
    /// The debtor's name.
    pub name: String,
    /// Open debits by due date, each with what of it is asked: less what is disputed.
    pub items: Vec<(OpenItem, Cents)>,
    /// The items that an earlier promise is waited for.
    pub promised: Vec<OpenItemId>,
    /// The open debits that nothing is promised of, since a plan or a compromise covers them: number, its reference.
    pub taken: Vec<(String, String)>,
    /// Days to choose with one click: tomorrow, the end of the week, a week, the end of the month.
    pub days: Vec<Date>,
    /// Whether each promise is confirmed by e-mail without being asked to.
    pub confirms: bool,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// Open debits of a debtor by due date, each with what of it is asked.
async fn promisable(tx: &mut Tx, scope: &Scope, debtor: DebtorId) -> Result<Vec<(OpenItem, Cents)>> {
    let organisation = scope.organisation.id;
    let facts = store::claim::facts_of_debtor(tx, organisation, debtor).await?;
    let mut items: Vec<(OpenItem, Cents)> = store::item::of_debtor(tx, organisation, debtor)
        .await?
        .into_iter()
        .filter(|item| item.kind.is_debit() && item.open.is_positive())
        .map(|item| {
            let disputed = facts.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed.max(Cents::ZERO));
            let asked = (item.open - disputed).max(Cents::ZERO);
            (item, asked)
        })
        .collect();
    items.sort_by_key(|(item, _)| (item.due_on, item.id));
    Ok(items)
}

/// The days that a form offers, without doubles, in order: the next working day, Friday, in a week, the end of the month.
#[must_use]
pub fn quick_days(today: Date) -> Vec<Date> {
    use chrono::{Datelike as _, Days};
    let next = |days: i64| calendar::working_day_on_or_after(calendar::add_days(today, days));
    let to_friday = (4 - i64::from(today.weekday().num_days_from_monday())).rem_euclid(7);
    let next_month = today.with_day(1).and_then(|first| first.checked_add_months(chrono::Months::new(1)));
    let end = next_month.and_then(|first| first.checked_sub_days(Days::new(1))).map(calendar::working_day_on_or_after);
    let mut days = vec![next(1), next(to_friday), next(7), next(14)];
    days.extend(end);
    days.retain(|day| *day > today);
    days.sort_unstable();
    days.dedup();
    days
}

/// What the form of a promise shows.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn offer(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Offer> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let covered = crate::covered::by_agreements(&mut tx, organisation, debtor, app.today()).await?;
    let all = promisable(&mut tx, scope, debtor).await?;
    let taken = all.iter().filter_map(|(item, _)| Some((item.number.clone(), covered.get(&item.id)?.clone()))).collect();
    let items = all.into_iter().filter(|(item, _)| !covered.contains_key(&item.id)).collect();
    let earlier = store::promise::list(&mut tx, organisation, Which::Of(debtor)).await?;
    let promised = earlier.iter().flat_map(|row| row.promise.held().map(|covered| covered.item)).collect();
    let confirms = store::promise::settings(&mut tx, organisation).await?.confirms;
    Ok(Offer { code: account.code, name: account.name, items, promised, taken, days: quick_days(app.today()), confirms })
}

/// Records a promise: its items are held until its day and the grace are over. An earlier promise of the same items is
/// superseded, or loses those items.
///
/// # Errors
/// [`AppError::Invalid`] for a day or an amount that cannot be meant; [`AppError::NotFound`].
#[crate::boxed]
pub async fn record(app: &App, scope: &Scope, new: &NewPromise) -> Result<PromiseId> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = app.db().begin().await?;
    let id = record_in(&mut tx, app, scope, new).await?;
    tx.commit().await?;
    app.wake();
    Ok(id)
}

/// The items that a promise is about, and their currency.
async fn chosen(tx: &mut Tx, app: &App, scope: &Scope, new: &NewPromise) -> Result<(Vec<(OpenItem, Cents)>, Currency)> {
    let mut all = promisable(tx, scope, new.debtor).await?;
    let covered = crate::covered::by_agreements(tx, scope.organisation.id, new.debtor, app.today()).await?;
    if let Some((number, reference)) = all.iter().find_map(|(item, _)| {
        let reference = covered.get(&item.id).filter(|_| new.items.contains(&item.id))?;
        Some((&item.number, reference))
    }) {
        return Err(invalid("items", words::error_agreed(number, reference)));
    }
    all.retain(|(item, _)| !covered.contains_key(&item.id));
    let chosen: Vec<(OpenItem, Cents)> = if new.items.is_empty() {
        all.into_iter().filter(|(item, asked)| item.due_on < app.today() && asked.is_positive()).collect()
    } else {
        let wanted: HashSet<OpenItemId> = new.items.iter().copied().collect();
        let found: Vec<_> = all.into_iter().filter(|(item, _)| wanted.contains(&item.id)).collect();
        if found.len() != wanted.len() {
            return Err(invalid("items", words::error_item_gone()));
        }
        found
    };
    let Some((first, _)) = chosen.first() else { return Err(invalid("items", words::error_nothing_late())) };
    let currency = first.currency;
    if chosen.iter().any(|(item, _)| item.currency != currency) {
        return Err(invalid("items", words::error_two_currencies()));
    }
    Ok((chosen, currency))
}

/// As [`record`], inside a transaction, by somebody who may.
pub(crate) async fn record_in(tx: &mut Tx, app: &App, scope: &Scope, new: &NewPromise) -> Result<PromiseId> {
    let (organisation, today) = (scope.organisation.id, app.today());
    store::debtor::get(tx, organisation, new.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if new.on < today || (new.on - today).num_days() > LONGEST {
        return Err(invalid("on", words::error_day()));
    }
    let (items, currency) = chosen(tx, app, scope, new).await?;
    let asked = Cents::total(items.iter().map(|(_, asked)| *asked));
    let amount = new.amount.unwrap_or(asked);
    if !amount.is_positive() {
        return Err(invalid("amount", words::error_amount()));
    }
    // What is asked goes first; who promises more pays what is disputed as well.
    let is_more = amount > asked;
    let open: Vec<(OpenItemId, Cents)> = items.iter().map(|(item, asked)| (item.id, if is_more { item.open } else { *asked })).collect();
    let (mut covered, left) = promise::share(amount, &open);
    if left.is_positive() {
        return Err(invalid("amount", words::error_more_than_owed(&(amount - left).shown_in(currency))));
    }
    for part in &mut covered {
        if let Some((item, _)) = items.iter().find(|(item, _)| item.id == part.item) {
            part.open = item.open;
        }
    }
    let settings = store::promise::settings(tx, organisation).await?;
    let until = promise::last_day(new.on, new.grace.unwrap_or(settings.grace_days));
    let id = PromiseId(store::fresh_id());
    let row = PromiseRow {
        promise: Promise::new(id, new.on, until, settings.tolerance, covered),
        debtor: new.debtor,
        currency,
        promiser: new.promiser.trim().to_owned(),
        way: new.way,
        note: new.note.trim().to_owned(),
        action: new.action,
        received: new.received,
        made_on: today,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        holds: HashMap::new(),
        version: 1,
    };
    let earlier = store::promise::list(tx, organisation, Which::Of(new.debtor)).await?;
    let taken: Vec<OpenItemId> = row.promise.items.iter().map(|covered| covered.item).collect();
    let mut moves: Vec<Moved> = Vec::new();
    for row in earlier {
        let (promise, change) = row.promise.clone().take(&taken, id);
        if let Some(change) = change {
            moves.push(Moved { row: PromiseRow { promise, ..row }, change: Some(change), reason: String::new() });
        }
    }
    store::promise::insert(tx, organisation, &row).await?;
    let reason = row.note.clone();
    moves.push(Moved { row, change: Some(Change::Recorded), reason });
    write(tx, app, scope, today, moves).await?;
    Box::pin(crate::service_mail::confirm_by_rule(tx, app, scope, id)).await?;
    Ok(id)
}

/// A promise after a move.
struct Moved {
    row: PromiseRow,
    change: Option<Change>,
    reason: String,
}

/// Writes what became of promises, with their suspensions, their events and the lines of the journal.
async fn write(tx: &mut Tx, app: &App, scope: &Scope, today: Date, moves: Vec<Moved>) -> Result<()> {
    let organisation = scope.organisation.id;
    let ids: Vec<OpenItemId> = moves.iter().flat_map(|moved| moved.row.promise.items.iter().map(|covered| covered.item)).collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    let (mut rows, mut events, mut lines) = (Vec::with_capacity(moves.len()), Vec::new(), Vec::new());
    let (mut released, mut held) = (Vec::new(), Vec::new());
    for Moved { mut row, change, reason } in moves {
        let wanted: HashSet<OpenItemId> = row.promise.held().map(|covered| covered.item).collect();
        released.extend(row.holds.iter().filter(|(item, _)| !wanted.contains(item)).map(|(_, hold)| *hold));
        row.holds.retain(|item, _| wanted.contains(item));
        let note = words::hold_note(&row.promise.due.fr_in(row.currency), row.promise.on);
        for item in wanted {
            if let Entry::Vacant(place) = row.holds.entry(item) {
                let id = *place.insert(HoldId(store::fresh_id()));
                held.push(HoldRow {
                    id,
                    debtor: row.debtor,
                    item: Some(item),
                    hold: Hold { until: Some(row.promise.free_on()) },
                    kind: HoldKind::Promise,
                    note: note.clone(),
                    created_at: app.now(),
                    created_by: scope.actor.name.clone(),
                });
            }
        }
        if let Some(change) = change {
            let told: Vec<&str> = row.promise.items.iter().filter_map(|covered| numbers.get(&covered.item).map(String::as_str)).collect();
            let summary = words::summary(&row.amount().fr_in(row.currency), row.promise.on, &told);
            let payload = serde_json::json!({"note": summary, "reason": reason});
            lines.push(journal::line(app, scope, kind_of(change), Some(row.debtor), Some(row.promise.id.0), &payload));
            events.push(PromiseEvent {
                promise: row.promise.id,
                kind: change.code().to_owned(),
                reason,
                paid: row.promise.paid,
                on: today,
                at: app.now(),
                actor: scope.actor.name.clone(),
            });
        }
        rows.push(row);
    }
    store::hold::release_many(tx, organisation, &released, app.now(), &scope.actor.name).await?;
    store::hold::insert_many(tx, organisation, &held).await?;
    store::promise::save(tx, organisation, &rows).await?;
    store::promise::tell(tx, organisation, &events).await?;
    if !lines.is_empty() {
        store::event::append(tx, organisation, &lines).await?;
    }
    Ok(())
}

/// The journal's key of a change.
fn kind_of(change: Change) -> &'static str {
    match change {
        Change::Recorded => "promise.recorded",
        Change::Kept => "promise.kept",
        Change::PartlyKept => "promise.partly_kept",
        Change::Broken => "promise.broken",
        Change::Lapsed => "promise.lapsed",
        Change::Reopened => "promise.reopened",
        Change::Superseded => "promise.superseded",
        Change::Shrunk => "promise.shrunk",
        Change::GivenBack => "promise.given_back",
        Change::Withdrawn => "promise.withdrawn",
        Change::Restored => "promise.restored",
    }
}

/// Judges the promises whose days are over and those on whose items money moved, all in one go; how many changed. Called
/// where money is put on items or taken off them, and at the start of a night.
pub(crate) async fn settle(tx: &mut Tx, app: &App, scope: &Scope, today: Date) -> Result<usize> {
    let organisation = scope.organisation.id;
    let rows = store::promise::list(tx, organisation, Which::ToJudge(today)).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let receipts = store::promise::receipts(tx, organisation, Which::ToJudge(today)).await?;
    let mut moves = Vec::with_capacity(rows.len());
    for row in rows {
        let own = receipts.get(&row.promise.id).map_or(&[][..], Vec::as_slice);
        let (promise, change) = row.promise.clone().judge(own, today);
        moves.push(Moved { row: PromiseRow { promise, ..row }, change, reason: String::new() });
    }
    let changed = moves.iter().filter(|moved| moved.change.is_some()).count();
    write(tx, app, scope, today, moves).await?;
    Ok(changed)
}

fn refused(refused: Refused) -> AppError {
    match refused {
        Refused::NotHere => AppError::Conflict("promise"),
        Refused::NoReason => invalid("reason", words::error_without_reason()),
        Refused::CoveredByLater => invalid("promise", words::error_covered_later()),
    }
}

/// Takes a promise back, with a reason: it counts as never made. What it had taken from earlier promises is theirs again.
///
/// # Errors
/// [`AppError::Conflict`] for one that was kept or taken back; [`AppError::Invalid`] without a reason;
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn withdraw(app: &App, scope: &Scope, id: PromiseId, reason: &str) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = app.db().begin().await?;
    withdraw_in(&mut tx, app, scope, id, reason).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`withdraw`], inside a transaction, by somebody who may.
pub(crate) async fn withdraw_in(tx: &mut Tx, app: &App, scope: &Scope, id: PromiseId, reason: &str) -> Result<()> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let row = store::promise::get(tx, organisation, id).await?.ok_or(AppError::NotFound("promise"))?;
    let debtor = row.debtor;
    let (promise, change) = row.promise.clone().withdraw(reason).map_err(refused)?;
    let receipts = store::promise::receipts(tx, organisation, Which::Of(debtor)).await?;
    let others: Vec<PromiseRow> =
        store::promise::list(tx, organisation, Which::Of(debtor)).await?.into_iter().filter(|other| other.promise.id != id).collect();
    let mut moves = vec![Moved { row: PromiseRow { promise, ..row }, change: Some(change), reason: reason.trim().to_owned() }];
    for other in &others {
        let own = receipts.get(&other.promise.id).map_or(&[][..], Vec::as_slice);
        let (mut back, change) = other.promise.clone().give_back(id, own, today);
        if change.is_none() {
            continue;
        }
        // A promise made meanwhile keeps what is its own.
        for later in &others {
            let items: Vec<OpenItemId> = later.promise.held().map(|covered| covered.item).collect();
            back = back.take(&items, later.promise.id).0;
        }
        moves.push(Moved { row: PromiseRow { promise: back, ..other.clone() }, change, reason: String::new() });
    }
    write(tx, app, scope, today, moves).await
}

/// Takes back the pending promises that give way to what was agreed on their items: its day is the one that counts. One that is about other
/// items too stays, and one that gets its items back so is asked as well. How many were taken back.
pub(crate) async fn give_way(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    (gives_way, reason): (impl Fn(&Promise) -> bool, &str),
) -> Result<usize> {
    let mut taken_back = 0;
    loop {
        let rows = store::promise::list(tx, scope.organisation.id, Which::Of(debtor)).await?;
        let Some(row) = rows.into_iter().rfind(|row| row.promise.held().next().is_some() && gives_way(&row.promise)) else {
            return Ok(taken_back);
        };
        withdraw_in(tx, app, scope, row.promise.id, reason).await?;
        taken_back += 1;
    }
}

/// The pending promises of a debtor that are about an item and whose last day is before a day.
pub(crate) async fn ending_before(tx: &mut Tx, scope: &Scope, debtor: DebtorId, item: OpenItemId, on: Date) -> Result<Vec<PromiseRow>> {
    let mut rows = store::promise::list(tx, scope.organisation.id, Which::Of(debtor)).await?;
    rows.retain(|row| row.promise.until < on && row.promise.held().any(|covered| covered.item == item));
    Ok(rows)
}

/// Puts a withdrawn promise in force again: it is judged as if it had never been taken back.
///
/// # Errors
/// [`AppError::Conflict`] when it was not taken back; [`AppError::Invalid`] when a later promise covers its items;
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn restore(app: &App, scope: &Scope, id: PromiseId) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = app.db().begin().await?;
    restore_in(&mut tx, app, scope, id).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`restore`], inside a transaction, by somebody who may.
pub(crate) async fn restore_in(tx: &mut Tx, app: &App, scope: &Scope, id: PromiseId) -> Result<()> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let row = store::promise::get(tx, organisation, id).await?.ok_or(AppError::NotFound("promise"))?;
    let all = store::promise::list(tx, organisation, Which::Of(row.debtor)).await?;
    let is_covered = all
        .iter()
        .any(|other| other.promise.id > id && other.promise.held().any(|covered| row.promise.own().any(|own| own.item == covered.item)));
    let receipts = store::promise::receipts(tx, organisation, Which::One(id)).await?;
    let own = receipts.get(&id).map_or(&[][..], Vec::as_slice);
    let (promise, change) = row.promise.clone().restore(own, today, is_covered).map_err(refused)?;
    let taken: Vec<OpenItemId> = promise.held().map(|covered| covered.item).collect();
    let mut moves = Vec::new();
    for other in all.into_iter().filter(|other| other.promise.id != id) {
        let (promise, change) = other.promise.clone().take(&taken, id);
        if change.is_some() {
            moves.push(Moved { row: PromiseRow { promise, ..other }, change, reason: String::new() });
        }
    }
    moves.push(Moved { row: PromiseRow { promise, ..row }, change: Some(change), reason: String::new() });
    write(tx, app, scope, today, moves).await
}

/// The promise that made a suspension.
pub(crate) async fn behind(tx: &mut Tx, scope: &Scope, debtor: DebtorId, hold: HoldId) -> Result<Option<PromiseId>> {
    let rows = store::promise::list(tx, scope.organisation.id, Which::Of(debtor)).await?;
    Ok(rows.into_iter().find(|row| row.holds.values().any(|own| *own == hold)).map(|row| row.promise.id))
}

/// How the house judges promises.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn settings(app: &App, scope: &Scope) -> Result<PromiseSettings> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::promise::settings(&mut tx, scope.organisation.id).await?)
}

/// Sets how it does; promises that were made keep the grace and the tolerance of then.
///
/// # Errors
/// [`AppError::Invalid`] beyond what makes sense; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set_settings(app: &App, scope: &Scope, settings: &PromiseSettings) -> Result<()> {
    scope.require(Permission::RunNight)?;
    if settings.grace_days > MOST_GRACE_DAYS {
        return Err(invalid("grace_days", words::error_grace(MOST_GRACE_DAYS)));
    }
    if settings.tolerance.is_negative() || settings.tolerance > Cents(1_000_000) {
        return Err(invalid("tolerance", words::error_tolerance()));
    }
    if settings.copy_days > 60 {
        return Err(invalid("copy_days", words::error_copy_days()));
    }
    let mut tx = app.db().begin().await?;
    store::promise::set_settings(&mut tx, scope.organisation.id, settings).await?;
    let payload = serde_json::json!({
        "days": settings.grace_days, "tolerance": settings.tolerance.iso(), "copy_days": settings.copy_days,
    });
    let line: NewEvent = journal::line(app, scope, "promise.settings", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
