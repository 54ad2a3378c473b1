//! What a night writes: actions, the advance of their items, and every outcome.
//!
//! A million rows are written in the order of the tables that they touch, so that a page is read and written once: the
//! embedded base keeps rows in the order of their keys, which are in no order of debtors. A server gets columns rather than
//! rows, a third of the cost.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{DebtorId, OrganisationId, RunId};
use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{NewAction, NightBatch};
use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    SELECT_OTHERS_OF_RUN = "SELECT id, step_key FROM action WHERE organisation_id = $1 AND run_id = $2 AND (step_key = 'payment_request' OR channel = 'task')";
}

// What a server is told; the embedded base gets the same rows as values.
const INSERT_ACTIONS: &str = "INSERT INTO action (organisation_id, run_id, business_date, created_at, id, debtor_id, channel, step, step_key, mode, template, currency, item_count, asked_cents, net_cents, state, reason, not_before) SELECT $1, $2, $3, $4, * FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::text[], $17::text[], $18::timestamptz[]) ON CONFLICT DO NOTHING";
/// What was there already moves nothing: a repeated batch finds what happened since, a withdrawn advance or an item that
/// was reopened.
const ADVANCE_ITEMS: &str = "WITH u AS (INSERT INTO item_advance (organisation_id, withdrawn, open_item_id, action_id, step, episode, amount_cents) SELECT $1, false, * FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::int[], $7::bigint[]) ON CONFLICT DO NOTHING RETURNING open_item_id, step, episode) UPDATE open_item SET previous_step = CASE WHEN last_step_on = $2 THEN previous_step ELSE last_step END, previous_step_on = CASE WHEN last_step_on = $2 THEN previous_step_on ELSE last_step_on END, last_step = u.step, last_step_on = $2 FROM u WHERE open_item.organisation_id = $1 AND open_item.id = u.open_item_id AND open_item.episode = u.episode AND (last_step_on IS NULL OR last_step_on <= $2)";
const INSERT_OUTCOMES: &str = "INSERT INTO night_outcome (organisation_id, run_id, debtor_id, outcomes) SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[]) ON CONFLICT (organisation_id, run_id, debtor_id) DO UPDATE SET outcomes = excluded.outcomes";

/// For the length of a large night; what a program may keep of the base in memory otherwise.
const LARGE_CACHE: &str = "PRAGMA cache_size = -262144";
const USUAL_CACHE: &str = "PRAGMA cache_size = -49152";
/// Advances above which the embedded base is given a large cache.
const MANY: usize = 50_000;
/// What a server knows of the outbox, once a large night has filled it. It may have counted its rows when there were none
/// (after a night that was killed, all of it rolled back): then each reference to an action would be looked for with any
/// index that begins with the organisation, among all actions. Another connection that counts already is not waited for.
const COUNT_ACTIONS: &str = "ANALYZE (SKIP_LOCKED) action";
/// Actions of one night above which a server counts them.
const MANY_ACTIONS: usize = 2_000;
/// Rows of one statement on a server.
const COLUMNS_OF: usize = 10_000;

/// An item that an action asks for.
struct Advance {
    item: Uuid,
    action: Uuid,
    step: i32,
    episode: i32,
    amount: i64,
}

fn small(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// The night that rows belong to.
#[derive(Clone, Copy)]
struct Of {
    organisation: Uuid,
    run: Uuid,
    on: Date,
    at: DateTime<Utc>,
}

/// Writes what debtors got: actions, the advance of their items, and every outcome.
///
/// Repeating it changes nothing: each row's key is what it is about.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn write_batch(
    tx: &mut Tx,
    organisation: OrganisationId,
    run: RunId,
    on: Date,
    batch: &NightBatch,
    at: DateTime<Utc>,
) -> Result<()> {
    let mut actions: Vec<&NewAction> = batch.actions.iter().collect();
    actions.sort_unstable_by_key(|action| action.id.0);
    let of = Of { organisation: organisation.0, run: run.0, on, at: to_micros(at) };
    match tx {
        Tx::Sqlite(transaction, _) => embedded_actions(transaction, of, &actions).await?,
        Tx::Postgres(transaction, _) => {
            server_actions(transaction, of, &actions).await?;
            if actions.len() > MANY_ACTIONS {
                sqlx::query(COUNT_ACTIONS).execute(&mut **transaction).await?;
            }
        }
    }
    // A request for payment that was queued since the night read is the debtor's one e-mail of the day, and a task that came
    // of a cause its one task: what they do not ask for must not advance with them. Looked at once the night's own actions
    // have their places.
    let others: HashMap<Uuid, String> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OTHERS_OF_RUN).bind(organisation.0).bind(run.0).fetch_all(&mut *c).await?)
            .into_iter()
            .collect();
    let is_own = |action: &&&NewAction| others.get(&action.id.0).is_none_or(|step_key| *step_key == action.step_key);
    let mut advances: Vec<Advance> = Vec::new();
    for action in actions.iter().filter(is_own) {
        advances.extend(action.items.iter().map(|(item, step, episode, amount)| Advance {
            item: item.0,
            action: action.id.0,
            step: small(*step),
            episode: *episode,
            amount: amount.0,
        }));
    }
    advances.sort_unstable_by_key(|advance| advance.item);
    let mut outcomes: Vec<&(DebtorId, String)> = batch.outcomes.iter().collect();
    outcomes.sort_unstable_by_key(|(debtor, _)| debtor.0);
    match tx {
        Tx::Sqlite(transaction, _) => embedded(transaction, of, &advances, &outcomes).await,
        Tx::Postgres(transaction, _) => server(transaction, of, &advances, &outcomes).await,
    }
}

async fn embedded_actions(c: &mut sqlx::SqliteConnection, of: Of, actions: &[&NewAction]) -> Result<()> {
    for chunk in actions.chunks(500) {
        let mut query = QueryBuilder::new(
            "INSERT INTO action (organisation_id, id, debtor_id, run_id, business_date, channel, step, step_key, mode, template, currency, item_count, asked_cents, net_cents, state, reason, created_at, not_before) ",
        );
        query.push_values(chunk, |mut row, a| {
            row.push_bind(of.organisation)
                .push_bind(a.id.0)
                .push_bind(a.debtor.0)
                .push_bind(of.run)
                .push_bind(of.on)
                .push_bind(a.channel.code())
                .push_bind(small(a.step))
                .push_bind(&a.step_key)
                .push_bind(a.mode)
                .push_bind(a.template)
                .push_bind(&a.currency)
                .push_bind(i64::from(small(a.items.len())))
                .push_bind(a.asked.0)
                .push_bind(a.net.0)
                .push_bind(a.state.code())
                .push_bind(&a.reason)
                .push_bind(of.at)
                .push_bind(a.not_before.map(to_micros));
        });
        query.push(" ON CONFLICT DO NOTHING");
        query.build().execute(&mut *c).await?;
    }
    Ok(())
}

async fn embedded(c: &mut sqlx::SqliteConnection, of: Of, advances: &[Advance], outcomes: &[&(DebtorId, String)]) -> Result<()> {
    if advances.len() > MANY {
        sqlx::query(LARGE_CACHE).execute(&mut *c).await?;
    }
    let mut written = 0;
    for chunk in advances.chunks(2_000) {
        let mut query = QueryBuilder::new(
            "INSERT INTO item_advance (organisation_id, open_item_id, action_id, step, episode, amount_cents, withdrawn) ",
        );
        query.push_values(chunk, |mut row, advance| {
            row.push_bind(of.organisation)
                .push_bind(advance.item)
                .push_bind(advance.action)
                .push_bind(advance.step)
                .push_bind(advance.episode)
                .push_bind(advance.amount)
                .push_bind(false);
        });
        query.push(" ON CONFLICT DO NOTHING");
        written += query.build().execute(&mut *c).await?.rows_affected();
    }
    let is_repeated = usize::try_from(written) != Ok(advances.len());
    for chunk in advances.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(action_id, id, step, episode) AS (");
        query.push_values(chunk, |mut row, advance| {
            row.push_bind(advance.action).push_bind(advance.item).push_bind(advance.step).push_bind(advance.episode);
        });
        query.push(") UPDATE open_item SET previous_step = CASE WHEN last_step_on = ").push_bind(of.on);
        query.push(" THEN previous_step ELSE last_step END, previous_step_on = CASE WHEN last_step_on = ").push_bind(of.on);
        query.push(" THEN previous_step_on ELSE last_step_on END, last_step = u.step, last_step_on = ").push_bind(of.on);
        query.push(" FROM u WHERE open_item.organisation_id = ").push_bind(of.organisation);
        query.push(" AND open_item.id = u.id AND open_item.episode = u.episode AND (last_step_on IS NULL OR last_step_on <= ");
        query.push_bind(of.on).push(")");
        if is_repeated {
            // A repeated batch finds what happened since: a withdrawn advance, or an item that was reopened.
            query.push(
                " AND EXISTS (SELECT 1 FROM item_advance v WHERE v.organisation_id = open_item.organisation_id \
                 AND v.action_id = u.action_id AND v.open_item_id = u.id AND v.episode = u.episode AND NOT v.withdrawn LIMIT 1)",
            );
        }
        query.build().execute(&mut *c).await?;
    }
    for chunk in outcomes.chunks(2_000) {
        let mut query = QueryBuilder::new("INSERT INTO night_outcome (organisation_id, run_id, debtor_id, outcomes) ");
        query.push_values(chunk, |mut row, (debtor, outcomes)| {
            row.push_bind(of.organisation).push_bind(of.run).push_bind(debtor.0).push_bind(outcomes);
        });
        query.push(" ON CONFLICT (organisation_id, run_id, debtor_id) DO UPDATE SET outcomes = excluded.outcomes");
        query.build().execute(&mut *c).await?;
    }
    if advances.len() > MANY {
        sqlx::query(USUAL_CACHE).execute(&mut *c).await?;
    }
    Ok(())
}

async fn server_actions(c: &mut sqlx::PgConnection, of: Of, actions: &[&NewAction]) -> Result<()> {
    for chunk in actions.chunks(COLUMNS_OF) {
        let text = |field: fn(&NewAction) -> &str| chunk.iter().map(|action| field(action)).collect::<Vec<&str>>();
        let amount = |field: fn(&NewAction) -> i64| chunk.iter().map(|action| field(action)).collect::<Vec<i64>>();
        sqlx::query(INSERT_ACTIONS)
            .bind(of.organisation)
            .bind(of.run)
            .bind(of.on)
            .bind(of.at)
            .bind(chunk.iter().map(|action| action.id.0).collect::<Vec<Uuid>>())
            .bind(chunk.iter().map(|action| action.debtor.0).collect::<Vec<Uuid>>())
            .bind(text(|action| action.channel.code()))
            .bind(chunk.iter().map(|action| small(action.step)).collect::<Vec<i32>>())
            .bind(text(|action| &action.step_key))
            .bind(text(|action| action.mode))
            .bind(text(|action| action.template))
            .bind(text(|action| &action.currency))
            .bind(amount(|action| i64::from(small(action.items.len()))))
            .bind(amount(|action| action.asked.0))
            .bind(amount(|action| action.net.0))
            .bind(text(|action| action.state.code()))
            .bind(text(|action| &action.reason))
            .bind(chunk.iter().map(|action| action.not_before.map(to_micros)).collect::<Vec<Option<DateTime<Utc>>>>())
            .execute(&mut *c)
            .await?;
    }
    Ok(())
}

async fn server(c: &mut sqlx::PgConnection, of: Of, advances: &[Advance], outcomes: &[&(DebtorId, String)]) -> Result<()> {
    for chunk in advances.chunks(COLUMNS_OF) {
        let (items, taken): (Vec<Uuid>, Vec<Uuid>) = chunk.iter().map(|advance| (advance.item, advance.action)).unzip();
        let steps: Vec<i32> = chunk.iter().map(|advance| advance.step).collect();
        sqlx::query(ADVANCE_ITEMS)
            .bind(of.organisation)
            .bind(of.on)
            .bind(&items)
            .bind(&taken)
            .bind(&steps)
            .bind(chunk.iter().map(|advance| advance.episode).collect::<Vec<i32>>())
            .bind(chunk.iter().map(|advance| advance.amount).collect::<Vec<i64>>())
            .execute(&mut *c)
            .await?;
    }
    for chunk in outcomes.chunks(COLUMNS_OF) {
        sqlx::query(INSERT_OUTCOMES)
            .bind(of.organisation)
            .bind(of.run)
            .bind(chunk.iter().map(|(debtor, _)| debtor.0).collect::<Vec<Uuid>>())
            .bind(chunk.iter().map(|(_, outcomes)| outcomes.as_str()).collect::<Vec<&str>>())
            .execute(&mut *c)
            .await?;
    }
    Ok(())
}
