//! Payment requests: what a file's items may be asked for, the e-mails that ask for them, taking those back.
//!
//! A request is an action of the outbox outside any scenario. Its items advance by the step −1, so that the base
//! refuses to ask twice for an item of an episode, and no step of the scenario moves.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::{ActionState, PAYMENT_REQUEST};
use domain::ids::{ActionId, DebtorId, ImportId, OpenItemId, OrganisationId, RunId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::night::{NightItem, OpenTuple, night_item};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// The step by which an item advances when a request asks for it: no scenario has it.
pub const STEP: i32 = -1;

macro_rules! wanted {
    () => {
        "SELECT i.id, CAST(CASE WHEN EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = i.organisation_id AND v.open_item_id = i.id AND v.episode = i.episode AND NOT v.withdrawn) THEN 1 ELSE 0 END AS BIGINT) AS already FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id WHERE o.organisation_id = $1 AND o.import_id = $2 AND i.open_cents > 0 AND i.kind IN ('invoice', 'debit')"
    };
}

statements! {
    SELECT_STATES = "SELECT a.state, count(*) FROM action a WHERE a.organisation_id = $1 AND a.step_key = 'payment_request' AND EXISTS (SELECT 1 FROM item_advance v JOIN import_item o ON o.organisation_id = v.organisation_id AND o.open_item_id = v.open_item_id WHERE v.organisation_id = a.organisation_id AND v.action_id = a.id AND v.step = -1 AND o.import_id = $2 LIMIT 1) GROUP BY a.state ORDER BY a.state";
    CANCEL_UNSENT = "UPDATE action SET state = 'cancelled', reason = $3, done_at = $4, reserved_by = NULL, reserved_until = NULL, version = version + 1 WHERE organisation_id = $1 AND state IN ('planned', 'awaiting_approval', 'approved') AND step_key = 'payment_request' AND id IN (SELECT v.action_id FROM import_item o JOIN item_advance v ON v.organisation_id = o.organisation_id AND v.open_item_id = o.open_item_id WHERE o.organisation_id = $1 AND o.import_id = $2 AND v.step = -1)";
    WITHDRAW_CANCELLED = "UPDATE item_advance SET withdrawn = true WHERE organisation_id = $1 AND step = -1 AND NOT withdrawn AND open_item_id IN (SELECT open_item_id FROM import_item WHERE organisation_id = $1 AND import_id = $2) AND action_id IN (SELECT id FROM action WHERE organisation_id = $1 AND state = 'cancelled')";
    @sqlite
    WANTED_SQLITE = json_sqlite!("hex(id), already", wanted!());
    ITEMS_SQLITE = json_sqlite!("hex(debtor_id), hex(id), kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode", "SELECT debtor_id, id, kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND debtor_id IN (SELECT i.debtor_id FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id WHERE o.organisation_id = $1 AND o.import_id = $2) ORDER BY debtor_id, id");
    @postgres
    WANTED_POSTGRES = json_postgres!("id, already", wanted!());
    ITEMS_POSTGRES = json_postgres!("debtor_id, id, kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode", "SELECT debtor_id, id, kind, issued_on, due_on, open_cents, currency, last_step, last_step_on, previous_step, previous_step_on, episode FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND debtor_id IN (SELECT i.debtor_id FROM import_item o JOIN open_item i ON i.organisation_id = o.organisation_id AND i.id = o.open_item_id WHERE o.organisation_id = $1 AND o.import_id = $2) ORDER BY debtor_id, id");
}

/// The open items of the debtors that a file brought items of, by debtor, with their steps as of the start of a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn items(tx: &mut Tx, organisation: OrganisationId, file: ImportId, on: Date) -> Result<Vec<NightItem>> {
    let rows: Vec<OpenTuple> = json_rows!(tx, ITEMS_SQLITE, ITEMS_POSTGRES, organisation.0, file.0);
    rows.into_iter().map(|row| night_item(row, on)).collect()
}

/// An open debit that a file brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedItem {
    /// The item.
    pub id: OpenItemId,
    /// Whether a message asks for it in its present episode.
    pub already: bool,
}

/// The open debits that a file brought, in no order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn wanted(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<WantedItem>> {
    let rows: Vec<(Uuid, i64)> = json_rows!(tx, WANTED_SQLITE, WANTED_POSTGRES, organisation.0, file.0);
    Ok(rows.into_iter().map(|(id, already)| WantedItem { id: OpenItemId(id), already: already != 0 }).collect())
}

/// An e-mail that asks a debtor for new items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// Its id, the same for the same organisation, debtor, day and channel.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// Currency of its amounts.
    pub currency: Currency,
    /// What is asked for.
    pub asked: Cents,
    /// The same, credits taken off.
    pub net: Cents,
    /// The items, each with its episode and amount.
    pub items: Vec<(OpenItemId, i32, Cents)>,
}

/// Puts requests into the outbox; how many. A debtor whose e-mail of the day is there already gets none.
///
/// # Errors
/// See [`StoreError`]; an item that was asked for in its episode is refused.
#[crate::boxed]
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    run: RunId,
    on: Date,
    requests: &[NewRequest],
    at: DateTime<Utc>,
) -> Result<usize> {
    let at = to_micros(at);
    let mut made: HashSet<Uuid> = HashSet::new();
    in_tx!(tx, c => {
        for chunk in requests.chunks(500) {
            let mut query = QueryBuilder::new(
                "INSERT INTO action (organisation_id, id, debtor_id, run_id, business_date, channel, step, step_key, mode, template, currency, item_count, asked_cents, net_cents, state, reason, created_at) ",
            );
            query.push_values(chunk, |mut row, request| {
                let count = i64::try_from(request.items.len()).unwrap_or(i64::MAX);
                row.push_bind(organisation.0).push_bind(request.id.0).push_bind(request.debtor.0).push_bind(run.0).push_bind(on)
                    .push_bind("email").push_bind(0_i32).push_bind(PAYMENT_REQUEST).push_bind("automatic").push_bind(PAYMENT_REQUEST)
                    .push_bind(request.currency.code()).push_bind(count).push_bind(request.asked.0).push_bind(request.net.0)
                    .push_bind(ActionState::Planned.code()).push_bind("").push_bind(at);
            });
            query.push(" ON CONFLICT DO NOTHING RETURNING id");
            let ids: Vec<Uuid> = query.build_query_scalar().fetch_all(&mut *c).await?;
            made.extend(ids);
        }
        let advances: Vec<(ActionId, OpenItemId, i32, Cents)> = requests
            .iter()
            .filter(|request| made.contains(&request.id.0))
            .flat_map(|request| request.items.iter().map(|(item, episode, amount)| (request.id, *item, *episode, *amount)))
            .collect();
        for chunk in advances.chunks(2_000) {
            let mut query = QueryBuilder::new(
                "INSERT INTO item_advance (organisation_id, open_item_id, action_id, step, episode, amount_cents, withdrawn) ",
            );
            query.push_values(chunk, |mut row, (action, item, episode, amount)| {
                row.push_bind(organisation.0).push_bind(item.0).push_bind(action.0).push_bind(STEP).push_bind(*episode)
                    .push_bind(amount.0).push_bind(false);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(made.len())
}

/// How many requests of a file's items are in each state, those taken back included.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn states(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<(ActionState, i64)>> {
    let rows: Vec<(String, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_STATES).bind(organisation.0).bind(file.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(state, count)| {
            let known = ActionState::from_code(&state).ok_or(StoreError::Inconsistent { table: "action", column: "state", row: state })?;
            Ok((known, count))
        })
        .collect()
}

/// Takes back the requests of a file's items that have not begun to leave; how many. Their items may be asked for again.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn cancel(tx: &mut Tx, organisation: OrganisationId, file: ImportId, reason: &str, at: DateTime<Utc>) -> Result<u64> {
    let cancelled = in_tx!(tx, c => sqlx::query(CANCEL_UNSENT)
        .bind(organisation.0).bind(file.0).bind(reason).bind(to_micros(at)).execute(&mut *c).await?.rows_affected());
    in_tx!(tx, c => { sqlx::query(WITHDRAW_CANCELLED).bind(organisation.0).bind(file.0).execute(&mut *c).await?; });
    Ok(cancelled)
}
