//! Why items are late: a cause per item, what is done about it by default, and the report (K16).

mod validator;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use domain::cause::{Cause, NextAction};
use domain::dunning::{ActionState, Channel, Hold};
use domain::ids::{ActionId, CauseId, DebtorId, HoldId, OpenItemId};
use domain::ledger::OpenItem;
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
pub use store::cause::{CauseRow, LateFilter, LateItem, OwnSetting};
use store::cause::{NewTask, Split};
use store::hold::{HoldKind, HoldRow};

pub use self::validator::name_validator;
use crate::ageing::cell;
use crate::kept::kept;
use crate::text::causes as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// The most days for which a cause lets the next step wait.
pub const MOST_WAIT_DAYS: u8 = 60;

/// Lines of a page.
pub const PER_PAGE: u32 = 50;

/// A cause as this house calls it, and what it does about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseSetting {
    /// The cause.
    pub cause: Cause,
    /// Its word.
    pub label: String,
    /// What is done about it.
    pub action: NextAction,
    /// For how many days the next step waits.
    pub wait_days: u8,
}

/// What noting causes did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// How many items.
    pub items: usize,
    /// What is done about it.
    pub action: NextAction,
    /// The task that says so.
    pub task: Option<ActionId>,
    /// The first day on which the next step may go, when it waits for a copy.
    pub waits_until: Option<Date>,
}

/// An overdue item of a debtor and what is known of why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorCause {
    /// The item.
    pub item: OpenItem,
    /// Its cause.
    pub current: Option<CauseRow>,
    /// The causes before it, the newest first.
    pub earlier: Vec<CauseRow>,
}

/// How much is late for one cause, or for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The cause; `None` for items without one.
    pub cause: Option<Cause>,
    /// How many items.
    pub items: u64,
    /// Their sums by currency.
    pub sums: BTreeMap<Currency, Cents>,
}

/// A page of overdue items with their causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What is late by cause, the largest in euro first; those without one last.
    pub shares: Vec<Share>,
    /// What is late, in euro.
    pub late: Cents,
    /// What of it has a cause or a status.
    pub known: Cents,
    /// Late items in euro, and those of them with a cause or a status.
    pub items: (u64, u64),
    /// The page.
    pub lines: Vec<LateItem>,
    /// Lines in all.
    pub total: u64,
}

impl Report {
    /// Share of what is late that has a cause or a status, in ten-thousandths (K16); `None` when nothing is late.
    #[must_use]
    pub fn rate(&self) -> Option<u64> {
        part(self.known, self.late)
    }
}

/// A part of a whole in ten-thousandths.
pub(crate) fn part(part: Cents, whole: Cents) -> Option<u64> {
    if !whole.is_positive() {
        return None;
    }
    let share = i128::from(part.0.max(0)) * 10_000 / i128::from(whole.0);
    u64::try_from(share.min(10_000)).ok()
}

async fn settings_in(tx: &mut Tx, scope: &Scope) -> Result<Vec<CauseSetting>> {
    let own = store::cause::settings(tx, scope.organisation.id).await?;
    let copy_days = store::promise::settings(tx, scope.organisation.id).await?.copy_days;
    Ok(Cause::ALL
        .into_iter()
        .map(|cause| {
            let own = own.iter().find(|known| known.cause == cause);
            let label = own.map(|own| own.label.clone()).filter(|label| !label.is_empty());
            let action = own.map_or_else(|| cause.default_action(), |own| own.action);
            let usual = if action == NextAction::ResendCopy { copy_days } else { 0 };
            let wait_days = own.and_then(|own| own.wait_days).unwrap_or(usual);
            CauseSetting { cause, label: label.unwrap_or_else(|| words::cause(cause)), action, wait_days }
        })
        .collect())
}

/// The causes as this house calls them.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn settings(app: &App, scope: &Scope) -> Result<Vec<CauseSetting>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    settings_in(&mut tx, scope).await
}

/// Sets the words, the actions and the days of causes; an empty word is the usual one, and so are no days.
///
/// # Errors
/// [`AppError::Invalid`] for a word that is too long, or more than [`MOST_WAIT_DAYS`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, new: &[OwnSetting]) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    for own in new {
        let label = own.label.trim();
        if label.chars().count() > 80 {
            return Err(AppError::Invalid { field: "label", reason: words::error_label() });
        }
        if own.wait_days.is_some_and(|days| days > MOST_WAIT_DAYS) {
            return Err(AppError::Invalid { field: "wait_days", reason: words::error_wait() });
        }
        let label = if label == words::cause(own.cause) { "" } else { label };
        store::cause::set(&mut tx, scope.organisation.id, &OwnSetting { label: label.to_owned(), ..own.clone() }).await?;
    }
    let line = journal::line(app, scope, "cause.settings", None, None, &serde_json::json!({}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// The overdue items of a debtor with their causes.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<DebtorCause>> {
    scope.require(Permission::ViewReceivables)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let mut by_item: HashMap<OpenItemId, Vec<CauseRow>> = HashMap::new();
    for row in store::cause::of_debtor(&mut tx, organisation, debtor).await? {
        by_item.entry(row.item).or_default().push(row);
    }
    let mut items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    items.retain(|item| item.kind.is_debit() && item.open.is_positive() && item.is_overdue(today));
    Ok(items
        .into_iter()
        .map(|item| {
            let mut rows = by_item.remove(&item.id).unwrap_or_default();
            rows.reverse();
            let current = rows.iter().position(|row| row.ended.is_none()).map(|at| rows.remove(at));
            DebtorCause { item, current, earlier: rows }
        })
        .collect())
}

/// Notes the cause of items: what was noted before ends, and what the house does about it is prepared — a task, and for a
/// lost invoice the next step waits for the set days.
///
/// # Errors
/// [`AppError::Invalid`] without an item, or for « other » without a note; [`AppError::NotFound`].
#[crate::boxed]
pub async fn note(app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId], cause: Cause, note: &str) -> Result<Noted> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = app.db().begin().await?;
    let noted = note_in(&mut tx, app, scope, (debtor, items), cause, note).await?;
    tx.commit().await?;
    Ok(noted)
}

/// As [`note`], inside a transaction, by somebody who may.
pub(crate) async fn note_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (debtor, items): (DebtorId, &[OpenItemId]),
    cause: Cause,
    note: &str,
) -> Result<Noted> {
    let (organisation, today, note) = (scope.organisation.id, app.today(), note.trim());
    if items.is_empty() {
        return Err(AppError::Invalid { field: "items", reason: words::error_choose_items() });
    }
    if cause == Cause::Other && note.is_empty() {
        return Err(AppError::Invalid { field: "note", reason: words::error_other_note() });
    }
    store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let wanted: HashSet<OpenItemId> = items.iter().copied().collect();
    let mut chosen = store::item::of_debtor(tx, organisation, debtor).await?;
    chosen.retain(|item| wanted.contains(&item.id) && item.kind.is_debit() && item.open.is_positive());
    if chosen.len() != wanted.len() {
        return Err(AppError::NotFound("item"));
    }
    let setting = settings_in(tx, scope).await?.into_iter().find(|setting| setting.cause == cause).ok_or(AppError::NotFound("cause"))?;
    let numbers = chosen.iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(", ");
    // What an earlier cause had prepared is no longer to be done.
    let before: Vec<CauseRow> = store::cause::of_debtor(tx, organisation, debtor)
        .await?
        .into_iter()
        .filter(|row| row.ended.is_none() && wanted.contains(&row.item))
        .collect();
    let holds: Vec<HoldId> = before.iter().filter_map(|row| row.hold).collect();
    store::hold::release_many(tx, organisation, &holds, app.now(), &scope.actor.name).await?;
    let free = unwanted_tasks(tx, scope, debtor, &before).await?;
    let waits_until = (setting.wait_days > 0).then(|| calendar::add_days(today, i64::from(setting.wait_days)));
    let held = hold(tx, app, scope, (&chosen, waits_until), &setting.label).await?;
    let told = words::task(setting.action, &numbers, note);
    let task = task(tx, app, scope, (debtor, &chosen), setting.action, (&told, &free)).await?;
    give_tasks_up(
        tx,
        app,
        scope,
        free.into_iter().filter(|old| Some(*old) != task),
        &crate::text::locale::in_french(|| words::event("cause.noted")),
    )
    .await?;
    let rows: Vec<CauseRow> = chosen
        .iter()
        .map(|item| CauseRow {
            id: CauseId(store::fresh_id()),
            item: item.id,
            cause,
            note: note.to_owned(),
            hold: held.get(&item.id).copied(),
            action: task,
            noted_on: today,
            noted_at: app.now(),
            noted_by: scope.actor.name.clone(),
            ended: None,
            replaced_by: None,
        })
        .collect();
    store::cause::insert(tx, organisation, &rows).await?;
    let payload = serde_json::json!({"note": format!("{} ({numbers})", setting.label), "reason": note});
    let line = journal::line(app, scope, "cause.noted", Some(debtor), rows.first().map(|row| row.id.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    Ok(Noted { items: rows.len(), action: setting.action, task, waits_until })
}

/// The tasks of causes that no other cause in force wants, and that nobody has done.
async fn unwanted_tasks(tx: &mut Tx, scope: &Scope, debtor: DebtorId, ending: &[CauseRow]) -> Result<Vec<ActionId>> {
    let organisation = scope.organisation.id;
    let mut tasks: Vec<ActionId> = ending.iter().filter_map(|row| row.action).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let all = store::cause::of_debtor(tx, organisation, debtor).await?;
    let is_wanted = |task: &ActionId| {
        all.iter().any(|row| row.ended.is_none() && row.action == Some(*task) && ending.iter().all(|own| own.id != row.id))
    };
    tasks.retain(|task| !is_wanted(task));
    let mut free = Vec::new();
    for task in tasks {
        let action = store::action::get(tx, organisation, task).await?;
        free.extend(action.filter(|action| action.state == ActionState::ToDo).map(|_| task));
    }
    Ok(free)
}

async fn give_tasks_up(tx: &mut Tx, app: &App, scope: &Scope, tasks: impl Iterator<Item = ActionId>, reason: &str) -> Result<()> {
    for task in tasks {
        let (from, to) = (ActionState::ToDo, ActionState::Cancelled);
        store::action::set_state(tx, scope.organisation.id, task, from, to, reason, app.now()).await?;
    }
    Ok(())
}

async fn hold(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (items, until): (&[OpenItem], Option<Date>),
    label: &str,
) -> Result<HashMap<OpenItemId, HoldId>> {
    let Some(until) = until else { return Ok(HashMap::new()) };
    let rows: Vec<HoldRow> = items
        .iter()
        .map(|item| HoldRow {
            id: HoldId(store::fresh_id()),
            debtor: item.debtor,
            item: Some(item.id),
            hold: Hold { until: Some(until) },
            kind: HoldKind::Pause,
            note: words::copy_hold(label),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
        })
        .collect();
    store::hold::insert_many(tx, scope.organisation.id, &rows).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.item?, row.id))).collect())
}

/// The task that an action wants of a person today; none where a page of its own does it, or when the debtor has a task of
/// today already that something else wants.
async fn task(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (debtor, items): (DebtorId, &[OpenItem]),
    action: NextAction,
    (text, free): (&str, &[ActionId]),
) -> Result<Option<ActionId>> {
    let (organisation, today) = (scope.organisation.id, app.today());
    if matches!(action, NextAction::GoOn | NextAction::OpenDispute | NextAction::OfferPlan) {
        return Ok(None);
    }
    let Some(first) = items.first() else { return Ok(None) };
    let scenario = store::scenario::in_force(tx, organisation).await?;
    let run = store::night::join_run(tx, organisation, today, scenario.id, app.now(), &scope.actor.name).await?;
    let asked = Cents::total(items.iter().filter(|item| item.currency == first.currency).map(|item| item.open));
    let new = NewTask {
        id: store::night::action_id(organisation, debtor, today, Channel::Task),
        debtor,
        key: action.code(),
        currency: first.currency,
        items: items.len(),
        asked,
        reason: text.to_owned(),
    };
    let made = match free.contains(&new.id) {
        // The task of today of the cause that was corrected.
        true => store::cause::replace_task(tx, organisation, &new).await?,
        false => store::cause::insert_task(tx, organisation, run, today, &new, app.now()).await?,
    };
    Ok(made.then_some(new.id))
}

/// Takes a cause back: the one that it replaced is in force again, its suspension ends, and its task is given up unless it
/// was done or other items want it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Store`] when it has ended already.
#[crate::boxed]
pub async fn take_back(app: &App, scope: &Scope, id: CauseId) -> Result<DebtorId> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let row = store::cause::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("cause"))?;
    let item = store::item::get(&mut tx, organisation, row.item).await?.ok_or(AppError::NotFound("item"))?;
    store::cause::take_back(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    store::hold::release_many(&mut tx, organisation, row.hold.as_slice(), app.now(), &scope.actor.name).await?;
    let free = unwanted_tasks(&mut tx, scope, item.debtor, std::slice::from_ref(&row)).await?;
    give_tasks_up(&mut tx, app, scope, free.into_iter(), &crate::text::locale::in_french(|| words::event("cause.taken_back"))).await?;
    let label = settings_in(&mut tx, scope).await?.into_iter().find(|setting| setting.cause == row.cause).map(|setting| setting.label);
    let payload = serde_json::json!({"note": format!("{} ({})", label.unwrap_or_default(), item.number)});
    let line = journal::line(app, scope, "cause.taken_back", Some(item.debtor), Some(id.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(item.debtor)
}

fn shares(splits: &[Split]) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    for split in splits {
        if !shares.iter().any(|share| share.cause == split.cause) {
            shares.push(Share { cause: split.cause, items: 0, sums: BTreeMap::new() });
        }
        if let Some(share) = shares.iter_mut().find(|share| share.cause == split.cause) {
            share.items += split.items;
            *share.sums.entry(split.currency).or_default() += split.amount;
        }
    }
    let euros = |share: &Share| share.sums.get(&Currency::EUR).copied().unwrap_or_default();
    shares.sort_by_key(|share| (share.cause.is_none(), std::cmp::Reverse(euros(share)), share.cause));
    shares
}

/// What is late in euro: in all, with a cause or a status, and the same in items.
fn known(splits: &[Split]) -> (Cents, Cents, (u64, u64)) {
    let (mut late, mut known, mut items) = (Cents::ZERO, Cents::ZERO, (0, 0));
    for split in splits.iter().filter(|split| split.currency == Currency::EUR) {
        late += split.amount;
        items.0 += split.items;
        let has_cause = split.cause.is_some();
        known += if has_cause { split.amount } else { split.explained };
        items.1 += if has_cause { split.items } else { split.explained_items };
    }
    (late, known, items)
}

/// What is late in euro, and what of it has a cause or a status.
pub(crate) async fn known_of(tx: &mut Tx, scope: &Scope, today: Date) -> Result<(Cents, Cents)> {
    let (late, known, _) = known(&store::cause::split(tx, scope.organisation.id, today).await?);
    Ok((late, known))
}

/// What is late and why; a page of its items.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn report(app: &App, scope: &Scope, filter: &LateFilter, (page, per_page): (u32, u32)) -> Result<Arc<Report>> {
    scope.require(Permission::ViewReceivables)?;
    let filter = filter.clone();
    let detail = format!("{filter:?} {page} {per_page}");
    kept(app, scope, "causes", detail, move |app, scope| async move { find(&app, &scope, &filter, (page, per_page)).await }).await
}

async fn find(app: &App, scope: &Scope, filter: &LateFilter, (page, per_page): (u32, u32)) -> Result<Report> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let splits = store::cause::split(&mut tx, organisation, today).await?;
    let (late, known, items) = known(&splits);
    let total = store::cause::count_late(&mut tx, organisation, today, filter).await?;
    let limit = i64::from(per_page);
    let lines = store::cause::late(&mut tx, organisation, today, filter, (limit, i64::from(page.max(1) - 1) * limit)).await?;
    Ok(Report { shares: shares(&splits), late, known, items, lines, total })
}

/// Overdue items with their causes as a table for a spreadsheet.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, filter: &LateFilter) -> Result<String> {
    let labels = settings(app, scope).await?;
    let report = report(app, scope, filter, (1, u32::MAX)).await?;
    let mut text = words::columns().join(";");
    text.push_str("\r\n");
    for line in &report.lines {
        let label = labels.iter().find(|setting| Some(setting.cause) == line.cause).map_or("", |setting| setting.label.as_str());
        let (noted_on, noted_by) = line.noted.as_ref().map_or((String::new(), ""), |(on, by)| (calendar::fr(*on), by.as_str()));
        let fields = [
            cell(&line.code),
            cell(&line.name),
            cell(&line.collector),
            cell(&line.number),
            calendar::fr(line.due_on),
            (app.today() - line.due_on).num_days().to_string(),
            line.open.iso().replace('.', ","),
            line.currency.code().to_owned(),
            cell(label),
            cell(&line.note),
            noted_on,
            cell(noted_by),
            cell(&words::status(line.is_promised, line.is_disputed)),
        ];
        text.push_str(&fields.join(";"));
        text.push_str("\r\n");
    }
    Ok(text)
}
