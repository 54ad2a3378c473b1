//! The night's bulk paths: everything the decision reads, everything it writes.

pub(crate) mod batch;
pub(crate) mod open;

pub use batch::write_batch;
pub use open::each_page;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::{ActionState, Channel, ItemFacts, LastStep};
use domain::ids::{ActionId, DebtorId, OpenItemId, OrganisationId, RunId, ScenarioId};
use domain::party::DebtorKind;
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::dialect::Day;
use crate::event::to_micros;
use crate::item::{currency_of, inconsistent, kind_of};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// An open item as the decision reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightItem {
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// What the decision needs; its hold is still unknown.
    pub facts: ItemFacts,
    /// How often the item was reopened.
    pub episode: i32,
}

macro_rules! open_columns {
    () => {
        "debtor_id, id, kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode"
    };
}
pub(crate) use open_columns;

statements! {
    SELECT_CONTACTABLE = "SELECT DISTINCT debtor_id FROM contact WHERE organisation_id = $1 AND email IS NOT NULL AND unreachable_on IS NULL";
    SELECT_BOUNCED = "SELECT DISTINCT debtor_id FROM contact WHERE organisation_id = $1 AND email IS NOT NULL AND unreachable_on IS NOT NULL";
    SELECT_POSTABLE = "SELECT id FROM debtor WHERE organisation_id = $1 AND street <> '' AND city <> ''";
    SELECT_LAST_CONTACTS = "SELECT debtor_id, max(coalesce(left_on, business_date)) FROM action WHERE organisation_id = $1 AND (business_date >= $2 OR left_on >= $2) AND business_date < $3 AND channel <> 'task' AND state NOT IN ('cancelled', 'failed', 'bounced', 'skipped') GROUP BY debtor_id";
    SELECT_CONTACTS = "SELECT DISTINCT coalesce(d.survivor_id, a.debtor_id), coalesce(a.left_on, a.business_date) FROM action a JOIN debtor d ON d.organisation_id = a.organisation_id AND d.id = a.debtor_id WHERE a.organisation_id = $1 AND (a.business_date >= $2 OR a.left_on >= $2) AND a.business_date < $3 AND a.channel <> 'task' AND a.state NOT IN ('cancelled', 'failed', 'bounced', 'skipped') ORDER BY 1, 2";
    SELECT_CONTACTS_OF = "SELECT DISTINCT coalesce(left_on, business_date) FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND coalesce(left_on, business_date) >= $3 AND (business_date < $4 OR left_on IS NOT NULL) AND id <> $5 AND channel <> 'task' AND state NOT IN ('cancelled', 'failed', 'bounced', 'skipped') ORDER BY 1";
    SELECT_LAST_CONTACTS_ABSORBED = "SELECT d.survivor_id, max(coalesce(a.left_on, a.business_date)) FROM debtor d JOIN action a ON a.organisation_id = d.organisation_id AND a.debtor_id = d.id WHERE d.organisation_id = $1 AND d.survivor_id IS NOT NULL AND (a.business_date >= $2 OR a.left_on >= $2) AND a.business_date < $3 AND a.channel <> 'task' AND a.state NOT IN ('cancelled', 'failed', 'bounced', 'skipped') GROUP BY d.survivor_id";
    SELECT_LAST_CONTACT_OF = "SELECT max(coalesce(left_on, business_date)) FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND (business_date < $3 OR left_on IS NOT NULL) AND id <> $4 AND channel <> 'task' AND state NOT IN ('cancelled', 'failed', 'bounced', 'skipped')";
    SELECT_ACTIONS_ON = "SELECT id, debtor_id, channel, state FROM action WHERE organisation_id = $1 AND business_date = $2 AND beside = 0";
    SELECT_CONTACTS_BEFORE_OF = "SELECT DISTINCT coalesce(left_on, business_date) FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND (business_date >= $3 OR left_on >= $3) AND business_date < $4 AND channel <> 'task' AND state NOT IN ('cancelled', 'failed', 'bounced', 'skipped') ORDER BY 1";
    SELECT_ACTIONS_ON_OF = "SELECT id, debtor_id, channel, state FROM action WHERE organisation_id = $1 AND debtor_id = $2 AND business_date = $3 AND beside = 0";
    SELECT_ASKED_ON_OF = "SELECT a.debtor_id, a.channel, v.open_item_id FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id WHERE a.organisation_id = $1 AND a.debtor_id = $2 AND a.business_date = $3 AND v.step >= 0 AND NOT v.withdrawn";
    SELECT_ASKED_ON = "SELECT a.debtor_id, a.channel, v.open_item_id FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id WHERE a.organisation_id = $1 AND a.business_date = $2 AND v.step >= 0 AND NOT v.withdrawn";
    UPSERT_RUN = "INSERT INTO night_run (organisation_id, id, business_date, scenario_id, started_at, open_items, send_count, hold_count, not_yet_count, exhausted_count, holds, actor) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, '{}', $6) ON CONFLICT (organisation_id, business_date) DO UPDATE SET scenario_id = excluded.scenario_id RETURNING id";
    FINISH_RUN = "UPDATE night_run SET finished_at = $3, open_items = $4, send_count = $5, hold_count = $6, not_yet_count = $7, exhausted_count = $8, holds = $9 WHERE organisation_id = $1 AND id = $2";
    SELECT_RUNS = "SELECT id, business_date, started_at, finished_at, open_items, send_count, hold_count, not_yet_count, exhausted_count, holds FROM night_run WHERE organisation_id = $1 ORDER BY business_date DESC LIMIT $2";
    SELECT_WAITING = "SELECT v.open_item_id FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id AND i.episode = v.episode WHERE a.organisation_id = $1 AND a.state IN ('planned', 'awaiting_approval', 'approved', 'reserved', 'to_do', 'failed') AND a.business_date < $2 AND v.step >= 0 AND NOT v.withdrawn";
    SELECT_WAITING_OF = "SELECT v.open_item_id FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id AND i.episode = v.episode WHERE a.organisation_id = $1 AND a.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND CASE WHEN a.business_date < $3 THEN a.state IN ('planned', 'awaiting_approval', 'approved', 'reserved', 'to_do', 'failed') ELSE a.business_date > $3 AND a.state <> 'cancelled' END AND v.step >= 0 AND NOT v.withdrawn";
    SELECT_LATE = "SELECT v.open_item_id, v.step, max(a.left_on) FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id AND i.episode = v.episode WHERE a.organisation_id = $1 AND a.left_on > a.business_date AND v.step >= 0 AND NOT v.withdrawn AND abs(i.open_cents) > 0 GROUP BY v.open_item_id, v.step";
    SELECT_LATE_OF = "SELECT v.open_item_id, v.step, max(a.left_on) FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id AND i.episode = v.episode WHERE a.organisation_id = $1 AND a.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND a.left_on > a.business_date AND v.step >= 0 AND NOT v.withdrawn AND i.open_cents <> 0 GROUP BY v.open_item_id, v.step";
    SELECT_PAID = "SELECT a.debit_id, max(a.value_on) FROM open_item i JOIN allocation a ON a.organisation_id = i.organisation_id AND a.debit_id = i.id WHERE i.organisation_id = $1 AND i.open_cents > 0 AND i.open_cents < i.amount_cents AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) GROUP BY a.debit_id";
    SELECT_PAID_OF = "SELECT a.debit_id, max(a.value_on) FROM open_item i JOIN allocation a ON a.organisation_id = i.organisation_id AND a.debit_id = i.id WHERE i.organisation_id = $1 AND i.open_cents > 0 AND i.open_cents < i.amount_cents AND i.debtor_id = $2 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) GROUP BY a.debit_id";
    SELECT_CIRCUMSTANCES = "SELECT id, kind, category FROM debtor WHERE organisation_id = $1 AND (kind <> 'business' OR category <> '')";
    FORGET_OUTCOMES = "DELETE FROM night_outcome WHERE organisation_id = $1 AND run_id = $2";
    SELECT_OUTCOME = "SELECT o.outcomes, r.business_date FROM night_outcome o JOIN night_run r ON r.organisation_id = o.organisation_id AND r.id = o.run_id WHERE o.organisation_id = $1 AND o.debtor_id = $2 ORDER BY r.business_date DESC LIMIT 1";
    @sqlite
    OPEN_OF_SQLITE = json_sqlite!("hex(debtor_id), hex(id), kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode", concat!("SELECT ", open_columns!(), " FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND debtor_id = $2 ORDER BY id"));
    // The items are looked up by key, one for each outcome that is wanted: nothing else of the night is taken apart.
    ENDED_SQLITE = json_sqlite!("hex(debtor_id), currency, items, open, last_on", "SELECT i.debtor_id, i.currency, count(*) AS items, sum(i.open_cents) AS open, min(i.last_step_on) AS last_on FROM night_outcome o CROSS JOIN json_each(o.outcomes) e CROSS JOIN open_item i WHERE o.organisation_id = $1 AND o.run_id = $2 AND instr(o.outcomes, '\"exhausted\"') > 0 AND json_extract(e.value, '$[1]') = 'exhausted' AND i.organisation_id = $1 AND i.id = unhex(replace(json_extract(e.value, '$[0]'), '-', '')) AND i.open_cents > 0 GROUP BY i.debtor_id, i.currency ORDER BY i.debtor_id, i.currency");
    @postgres
    OPEN_OF_POSTGRES = json_postgres!(open_columns!(), concat!("SELECT ", open_columns!(), " FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND debtor_id = $2 ORDER BY id"));
    ENDED_POSTGRES = json_postgres!("debtor_id, currency, items, open, last_on", "SELECT i.debtor_id, i.currency, count(*) AS items, sum(i.open_cents) AS open, min(i.last_step_on) AS last_on FROM night_outcome o CROSS JOIN LATERAL json_array_elements(o.outcomes::json) e JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = (e->>0)::uuid WHERE o.organisation_id = $1 AND o.run_id = $2 AND strpos(o.outcomes, '\"exhausted\"') > 0 AND e->>1 = 'exhausted' AND i.open_cents > 0 GROUP BY i.debtor_id, i.currency ORDER BY i.debtor_id, i.currency");
}

pub(crate) type OpenTuple = (Uuid, Uuid, String, Day, Day, i64, String, Option<i64>, Option<Day>, Option<i64>, Option<Day>, i32);

pub(crate) fn night_item(row: OpenTuple, today: Date) -> Result<NightItem> {
    let (debtor, id, kind, issued_on, due_on, open, currency, last, last_on, previous, previous_on, episode) = row;
    let step = |position: Option<i64>, on: Option<Day>| match (position, on) {
        (Some(position), Some(on)) => usize::try_from(position).map(|position| Some(LastStep { position, on: on.0 })),
        _ => Ok(None),
    };
    let bad = |_| inconsistent("last_step", id);
    let last_step = step(last, last_on).map_err(bad)?;
    // The decision stands on the start of the day: what today's first run did must not change the second.
    let last_step = if last_step.is_some_and(|step| step.on >= today) { step(previous, previous_on).map_err(bad)? } else { last_step };
    let plain = ItemFacts::new(OpenItemId(id), kind_of(&kind)?, issued_on.0, due_on.0, Cents(open), currency_of(&currency)?);
    let facts = ItemFacts { last_step, ..plain };
    Ok(NightItem { debtor: DebtorId(debtor), facts, episode })
}

/// The open items of one debtor, with their steps as of the start of `today`.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn open_items_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Vec<NightItem>> {
    let rows: Vec<OpenTuple> = json_rows!(tx, OPEN_OF_SQLITE, OPEN_OF_POSTGRES, organisation.0, debtor.0);
    rows.into_iter().map(|row| night_item(row, today)).collect()
}

/// The debtors with an e-mail address that came back; others of theirs may be right.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn bounced(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_BOUNCED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// The debtors that an e-mail can reach: one of their addresses is not known to come back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn contactable(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_CONTACTABLE).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// The debtors that a letter can reach.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn postable(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_POSTABLE).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// The days on which each debtor was contacted, between two days (the second excluded), in order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn contacts(tx: &mut Tx, organisation: OrganisationId, from: Date, before: Date) -> Result<Vec<(DebtorId, Date)>> {
    let rows: Vec<(Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CONTACTS).bind(organisation.0).bind(from).bind(before).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect())
}

/// The days on which one debtor was contacted by other actions than one: from a day on, by what has left, and by what
/// an earlier night than that of the second day has planned; in order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn contacts_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    (from, before): (Date, Date),
    but: ActionId,
) -> Result<Vec<Date>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_CONTACTS_OF)
        .bind(organisation.0).bind(debtor.0).bind(from).bind(before).bind(but.0).fetch_all(&mut *c).await?))
}

/// When each debtor was last contacted since a day by what was planned before another: the day on which it left, or is to. A debtor that absorbed another may come
/// twice, the later day last.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn last_contacts(tx: &mut Tx, organisation: OrganisationId, from: Date, before: Date) -> Result<Vec<(DebtorId, Date)>> {
    let mut rows: Vec<(Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LAST_CONTACTS).bind(organisation.0).bind(from).bind(before).fetch_all(&mut *c).await?);
    let absorbed: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_LAST_CONTACTS_ABSORBED)
        .bind(organisation.0).bind(from).bind(before).fetch_all(&mut *c).await?);
    if !absorbed.is_empty() {
        rows.extend(absorbed);
        rows.sort_unstable();
    }
    Ok(rows.into_iter().map(|(debtor, on)| (DebtorId(debtor), on)).collect())
}

/// The items whose last step was planned before a day and is not carried out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn waiting_items(tx: &mut Tx, organisation: OrganisationId, before: Date) -> Result<Vec<OpenItemId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_WAITING).bind(organisation.0).bind(before).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(OpenItemId).collect())
}

/// Those of one debtor, and those that went through a step of a later day: an old action does not ask for them again.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn waiting_items_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, before: Date) -> Result<Vec<OpenItemId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_WAITING_OF)
        .bind(organisation.0).bind(debtor.0).bind(before).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(OpenItemId).collect())
}

/// A step by its number, and the day on which it was carried out.
pub type CarriedOut = (usize, Date);

fn carried_out(rows: Vec<(Uuid, i32, Date)>) -> Vec<(OpenItemId, CarriedOut)> {
    rows.into_iter().map(|(item, step, on)| (OpenItemId(item), (usize::try_from(step).unwrap_or_default(), on))).collect()
}

/// The steps of open items, in their present episode, that were carried out on a later day than planned.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn carried_out_late(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(OpenItemId, CarriedOut)>> {
    Ok(carried_out(in_tx!(tx, c => sqlx::query_as(SELECT_LATE).bind(organisation.0).fetch_all(&mut *c).await?)))
}

/// Those of one debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn carried_out_late_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(OpenItemId, CarriedOut)>> {
    Ok(carried_out(in_tx!(tx, c => sqlx::query_as(SELECT_LATE_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?)))
}

/// The last day on which a part of each open item was paid; items of which nothing was paid are left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn paid(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(OpenItemId, Date)>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_PAID).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, on)| (OpenItemId(item), on)).collect())
}

/// As [`paid`], of one debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn paid_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(OpenItemId, Date)>> {
    let rows: Vec<(Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_PAID_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, on)| (OpenItemId(item), on)).collect())
}

/// Kind and category of the debtors that are no business or have a category.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn circumstances(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, DebtorKind, String)>> {
    let rows: Vec<(Uuid, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CIRCUMSTANCES).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, kind, category)| (DebtorId(id), DebtorKind::from_code(&kind).unwrap_or_default(), category)).collect())
}

/// No action: for questions about what is not planned yet.
pub const NO_ACTION: ActionId = ActionId(Uuid::nil());

/// When one debtor was last contacted by another action than one: by what has left, or by what an earlier night than
/// that of a day has planned.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn last_contact_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    before: Date,
    but: ActionId,
) -> Result<Option<Date>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_LAST_CONTACT_OF)
        .bind(organisation.0).bind(debtor.0).bind(before).bind(but.0).fetch_one(&mut *c).await?))
}

/// An action that a day already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExistingAction {
    /// Its id.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// Its channel.
    pub channel: Channel,
    /// Where it stands.
    pub state: ActionState,
}

/// The actions that a day already has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn actions_on(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<Vec<ExistingAction>> {
    existing(in_tx!(tx, c => sqlx::query_as(SELECT_ACTIONS_ON).bind(organisation.0).bind(on).fetch_all(&mut *c).await?))
}

/// Those of one debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn actions_on_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, on: Date) -> Result<Vec<ExistingAction>> {
    existing(in_tx!(tx, c => sqlx::query_as(SELECT_ACTIONS_ON_OF).bind(organisation.0).bind(debtor.0).bind(on).fetch_all(&mut *c).await?))
}

fn existing(rows: Vec<(Uuid, Uuid, String, String)>) -> Result<Vec<ExistingAction>> {
    rows.into_iter()
        .map(|(id, debtor, channel, state)| {
            let (channel, state) = crate::action::channel_and_state(&channel, &state)?;
            Ok(ExistingAction { id: ActionId(id), debtor: DebtorId(debtor), channel, state })
        })
        .collect()
}

/// What each debtor was asked for on a day: debtor, channel, item.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn asked_on(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<Vec<(DebtorId, Channel, OpenItemId)>> {
    asked(in_tx!(tx, c => sqlx::query_as(SELECT_ASKED_ON).bind(organisation.0).bind(on).fetch_all(&mut *c).await?))
}

/// What one debtor was asked for on a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn asked_on_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    on: Date,
) -> Result<Vec<(DebtorId, Channel, OpenItemId)>> {
    asked(in_tx!(tx, c => sqlx::query_as(SELECT_ASKED_ON_OF).bind(organisation.0).bind(debtor.0).bind(on).fetch_all(&mut *c).await?))
}

/// The days of a span on which one debtor was contacted by what a night had planned before its end, as [`contacts`] tells of all.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn contacts_before_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    (from, before): (Date, Date),
) -> Result<Vec<Date>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_CONTACTS_BEFORE_OF)
        .bind(organisation.0).bind(debtor.0).bind(from).bind(before).fetch_all(&mut *c).await?))
}

fn asked(rows: Vec<(Uuid, String, Uuid)>) -> Result<Vec<(DebtorId, Channel, OpenItemId)>> {
    rows.into_iter()
        .map(|(debtor, channel, item)| {
            let channel = Channel::from_code(&channel).ok_or_else(|| inconsistent("channel", channel))?;
            Ok((DebtorId(debtor), channel, OpenItemId(item)))
        })
        .collect()
}

/// A night, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NightRun {
    /// Its id.
    pub id: RunId,
    /// The business date.
    pub business_date: Date,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` while it runs, or when it was cut.
    pub finished_at: Option<DateTime<Utc>>,
    /// Open items read.
    pub open_items: i64,
    /// How many items were asked for, held, not ripe, exhausted.
    pub outcomes: [i64; 4],
    /// How many items each reason held, as JSON.
    pub holds: String,
}

/// Begins the night of a day, or takes it up again: what its items got before is forgotten.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn begin_run(
    tx: &mut Tx,
    organisation: OrganisationId,
    on: Date,
    scenario: ScenarioId,
    at: DateTime<Utc>,
    actor: &str,
) -> Result<RunId> {
    let (id, is_fresh) = run_of(tx, organisation, on, scenario, (at, actor)).await?;
    if !is_fresh {
        // What is settled since has no outcome any more.
        in_tx!(tx, c => {
            sqlx::query(FORGET_OUTCOMES).bind(organisation.0).bind(id.0).execute(&mut *c).await?;
        });
    }
    Ok(id)
}

/// The night of a day, for an action that a person or the program adds to it: what the night told of each item stands.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn join_run(
    tx: &mut Tx,
    organisation: OrganisationId,
    on: Date,
    scenario: ScenarioId,
    at: DateTime<Utc>,
    actor: &str,
) -> Result<RunId> {
    Ok(run_of(tx, organisation, on, scenario, (at, actor)).await?.0)
}

/// The night of a day, and whether there was none yet.
async fn run_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    on: Date,
    scenario: ScenarioId,
    (at, actor): (DateTime<Utc>, &str),
) -> Result<(RunId, bool)> {
    let fresh = crate::fresh_id();
    let id: Uuid = in_tx!(tx, c => sqlx::query_scalar(UPSERT_RUN)
        .bind(organisation.0).bind(fresh).bind(on).bind(scenario.0).bind(to_micros(at)).bind(actor)
        .fetch_one(&mut *c).await?);
    Ok((RunId(id), id == fresh))
}

/// Ends a night with its figures.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn finish_run(tx: &mut Tx, organisation: OrganisationId, run: &NightRun) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(FINISH_RUN)
            .bind(organisation.0).bind(run.id.0).bind(run.finished_at.map(to_micros)).bind(run.open_items)
            .bind(run.outcomes[0]).bind(run.outcomes[1]).bind(run.outcomes[2]).bind(run.outcomes[3]).bind(&run.holds)
            .execute(&mut *c).await?;
    });
    Ok(())
}

type RunTuple = (Uuid, Date, DateTime<Utc>, Option<DateTime<Utc>>, i64, i64, i64, i64, i64, String);

/// The newest nights, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn runs(tx: &mut Tx, organisation: OrganisationId, limit: i64) -> Result<Vec<NightRun>> {
    let rows: Vec<RunTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_RUNS).bind(organisation.0).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(id, business_date, started_at, finished_at, open_items, send, hold, not_yet, exhausted, holds)| NightRun {
            id: RunId(id),
            business_date,
            started_at,
            finished_at,
            open_items,
            outcomes: [send, hold, not_yet, exhausted],
            holds,
        })
        .collect())
}

/// An action that the night decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAction {
    /// Its id, the same for the same organisation, debtor, day and channel.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Position of its step.
    pub step: usize,
    /// Key of its step.
    pub step_key: String,
    /// Who lets it go.
    pub mode: &'static str,
    /// Which text.
    pub template: &'static str,
    /// Currency of its amounts.
    pub currency: String,
    /// What is asked for.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// Where it begins.
    pub state: ActionState,
    /// Why it is another thing than its step says, in words; empty for none.
    pub reason: String,
    /// When it may leave at the earliest: a veto may come until then.
    pub not_before: Option<DateTime<Utc>>,
    /// The items asked for, each with the number of its own step, episode and amount.
    pub items: Vec<(OpenItemId, usize, i32, Cents)>,
}

/// What debtors got.
#[derive(Debug, Clone, Default)]
pub struct NightBatch {
    /// Actions that the day does not have yet.
    pub actions: Vec<NewAction>,
    /// Each debtor's outcomes, as JSON.
    pub outcomes: Vec<(DebtorId, String)>,
}

/// The outcomes that a debtor got on its last night, as JSON, with the business date.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn last_outcomes(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Option<(String, Date)>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_OUTCOME).bind(organisation.0).bind(debtor.0).fetch_optional(&mut *c).await?))
}

/// What is still owed of the items whose scenario had ended by a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Whose.
    pub debtor: DebtorId,
    /// Their currency.
    pub currency: Currency,
    /// How many.
    pub items: i64,
    /// What is left of them.
    pub open: Cents,
    /// The earliest of their last steps; `None` when none had one.
    pub last_step_on: Option<Date>,
}

/// The items of a night that had no step left and are still owed, by debtor and currency.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn ended(tx: &mut Tx, organisation: OrganisationId, run: RunId) -> Result<Vec<Ended>> {
    type Row = (Uuid, String, i64, i64, Option<Day>);
    let rows: Vec<Row> = json_rows!(tx, ENDED_SQLITE, ENDED_POSTGRES, organisation.0, run.0);
    rows.into_iter()
        .map(|(debtor, currency, items, open, last_on)| {
            let currency = currency_of(&currency)?;
            Ok(Ended { debtor: DebtorId(debtor), currency, items, open: Cents(open), last_step_on: last_on.map(|on| on.0) })
        })
        .collect()
}

/// The id of the action for one debtor, day and channel.
#[must_use]
pub fn action_id(organisation: OrganisationId, debtor: DebtorId, on: Date, channel: Channel) -> ActionId {
    let day = on.to_string();
    ActionId(crate::stable_id(&[b"action", organisation.0.as_bytes(), debtor.0.as_bytes(), day.as_bytes(), channel.code().as_bytes()]))
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Sql(sqlx::Error::Decode(error.into()))
    }
}
