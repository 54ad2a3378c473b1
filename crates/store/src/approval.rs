//! What waits for a person's word, and what persons decided of it, in bulk.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::Currency;
use domain::calendar::Date;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId, OrganisationId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::action::{channel_and_state, step_back};
use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

macro_rules! waiting {
    () => {
        "SELECT a.id, a.debtor_id, d.code, d.name, d.search_text, d.collector, a.business_date, a.channel, a.step_key, a.currency, a.item_count, a.asked_cents, a.net_cents, a.state, a.reason, a.not_before, a.decided_by, a.decided_at FROM action a JOIN debtor d ON d.organisation_id = a.organisation_id AND d.id = a.debtor_id WHERE a.organisation_id = $1 AND "
    };
}

statements! {
    SELECT_TO_APPROVE = concat!(waiting!(), "a.state = 'awaiting_approval' ORDER BY a.id");
    SELECT_VETOABLE = concat!(waiting!(), "a.state = 'planned' AND a.not_before IS NOT NULL ORDER BY a.id");
    SELECT_APPROVED = concat!(waiting!(), "a.state = 'approved' ORDER BY a.id");
    SELECT_GIVEN_UP = concat!(waiting!(), "a.state IN ('cancelled', 'skipped') AND a.undo_state IS NOT NULL AND a.decided_at >= $2 ORDER BY a.id");
    SELECT_TO_DO = concat!(waiting!(), "a.state = 'to_do' AND a.id > $2 AND ($3 = '' OR a.channel = $3) ORDER BY a.id LIMIT $4");
    COUNT_QUEUES = "SELECT (SELECT count(*) FROM action WHERE organisation_id = $1 AND state = 'awaiting_approval'), (SELECT count(*) FROM action WHERE organisation_id = $1 AND state = 'planned' AND not_before IS NOT NULL), (SELECT count(*) FROM action WHERE organisation_id = $1 AND state = 'approved'), (SELECT count(*) FROM action WHERE organisation_id = $1 AND state IN ('cancelled', 'skipped') AND undo_state IS NOT NULL AND decided_at >= $2)";
    SELECT_DECIDED = "SELECT state, undo_state, decided_at FROM action WHERE organisation_id = $1 AND id = $2 AND undo_state IS NOT NULL AND decided_at IS NOT NULL";
    SELECT_VERSION = "SELECT version FROM action WHERE organisation_id = $1 AND id = $2";
}

/// Which of the queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Waits {
    /// Leaves only when a person approves.
    #[default]
    ToApprove,
    /// Leaves at its hour unless a person objects.
    UnlessVetoed,
    /// Approved, and has not left.
    Approved,
    /// Given up or passed over by a person since a moment.
    GivenUp,
}

/// One action that waits, with its debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingAction {
    /// Its id.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub code: String,
    /// The debtor's name.
    pub name: String,
    /// Name, code, SIREN and town, folded.
    pub search: String,
    /// Who follows the debtor.
    pub collector: String,
    /// The day that decided it.
    pub business_date: Date,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Key of its step.
    pub step_key: String,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Items asked for.
    pub item_count: i64,
    /// What is asked for.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// Where it stands.
    pub state: ActionState,
    /// Why it stands there; may be empty.
    pub reason: String,
    /// When it may leave at the earliest.
    pub not_before: Option<DateTime<Utc>>,
    /// Who decided, when a person did; may be empty.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    id: Uuid,
    debtor_id: Uuid,
    code: String,
    name: String,
    search_text: String,
    collector: String,
    business_date: Date,
    channel: String,
    step_key: String,
    currency: String,
    item_count: i64,
    asked_cents: i64,
    net_cents: i64,
    state: String,
    reason: String,
    not_before: Option<DateTime<Utc>>,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
}

impl TryFrom<WaitingRow> for WaitingAction {
    type Error = crate::StoreError;

    fn try_from(row: WaitingRow) -> Result<Self> {
        let (channel, state) = channel_and_state(&row.channel, &row.state)?;
        Ok(Self {
            id: ActionId(row.id),
            debtor: DebtorId(row.debtor_id),
            code: row.code,
            name: row.name,
            search: row.search_text,
            collector: row.collector,
            business_date: row.business_date,
            channel,
            step_key: row.step_key,
            currency: currency_of(&row.currency)?,
            item_count: row.item_count,
            asked: Cents(row.asked_cents),
            net: Cents(row.net_cents),
            state,
            reason: row.reason,
            not_before: row.not_before,
            decided_by: row.decided_by.unwrap_or_default(),
            decided_at: row.decided_at,
        })
    }
}

/// The actions of a queue, in the order of their ids. `since` bounds what was given up.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn waiting(tx: &mut Tx, organisation: OrganisationId, which: Waits, since: DateTime<Utc>) -> Result<Vec<WaitingAction>> {
    let statement = match which {
        Waits::ToApprove => SELECT_TO_APPROVE,
        Waits::UnlessVetoed => SELECT_VETOABLE,
        Waits::Approved => SELECT_APPROVED,
        Waits::GivenUp => SELECT_GIVEN_UP,
    };
    let rows: Vec<WaitingRow> = in_tx!(tx, c => {
        let query = sqlx::query_as(statement).bind(organisation.0);
        let query = if which == Waits::GivenUp { query.bind(to_micros(since)) } else { query };
        query.fetch_all(&mut *c).await?
    });
    rows.into_iter().map(WaitingAction::try_from).collect()
}

/// The tasks that wait for a person, after an id, in the order of their ids; an empty channel is any.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn to_do(tx: &mut Tx, organisation: OrganisationId, after: Uuid, channel: &str, limit: i64) -> Result<Vec<WaitingAction>> {
    let rows: Vec<WaitingRow> = in_tx!(tx, c => {
        sqlx::query_as(SELECT_TO_DO).bind(organisation.0).bind(after).bind(channel).bind(limit).fetch_all(&mut *c).await?
    });
    rows.into_iter().map(WaitingAction::try_from).collect()
}

/// How many actions are in each queue, in the order of [`Waits`].
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn counts(tx: &mut Tx, organisation: OrganisationId, since: DateTime<Utc>) -> Result<[i64; 4]> {
    let counts: (i64, i64, i64, i64) =
        in_tx!(tx, c => sqlx::query_as(COUNT_QUEUES).bind(organisation.0).bind(to_micros(since)).fetch_one(&mut *c).await?);
    Ok([counts.0, counts.1, counts.2, counts.3])
}

/// Where an action stands by a person's decision, where it stood before, and when that was; `None` without such a decision.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn decided(tx: &mut Tx, organisation: OrganisationId, id: ActionId) -> Result<Option<(ActionState, ActionState, DateTime<Utc>)>> {
    let row: Option<(String, String, DateTime<Utc>)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_DECIDED).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    let state = |code: &str| channel_and_state(Channel::Email.code(), code).map(|(_, state)| state);
    row.map(|(now, before, at)| Ok((state(&now)?, state(&before)?, at))).transpose()
}

/// How often an action was changed; `None` when it is not there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn version(tx: &mut Tx, organisation: OrganisationId, id: ActionId) -> Result<Option<i64>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_VERSION).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?))
}

/// What a person decides of several actions.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// In which states they may be; those in others stay as they are.
    pub from: &'a [ActionState],
    /// By which channels they go; those of others stay as they are.
    pub channels: &'a [Channel],
    /// The state that they take.
    pub to: ActionState,
    /// Why, in words; may be empty.
    pub reason: &'a str,
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Ids bound at a time.
const CHUNK: usize = 500;

macro_rules! push_list {
    ($query:expr, $values:expr) => {{
        let mut list = $query.separated(", ");
        for value in $values {
            list.push_bind(value);
        }
        $query.push(")");
    }};
}

/// Decides of actions; those that another was faster with, or that have left, stay as they are. What is given up takes its
/// items back to the step before; what is passed over leaves them where they are. Which were decided, from which state, and
/// their debtors.
///
/// # Panics
/// When a move is not one that [`ActionState::may_become`] allows.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn decide<'n>(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[ActionId],
    decision: Decision<'n>,
) -> Result<Vec<(ActionId, DebtorId, ActionState)>> {
    assert!(decision.from.iter().all(|from| from.may_become(decision.to)), "no such move to {:?}", decision.to);
    let done_at = (!matches!(decision.to, ActionState::Approved | ActionState::ToDo)).then(|| to_micros(decision.at));
    let mut decided = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(Uuid, Uuid, String)> = in_tx!(tx, c => {
            let mut query = QueryBuilder::new("UPDATE action SET undo_state = state, state = ");
            query.push_bind(decision.to.code());
            query.push(", reason = ").push_bind(decision.reason);
            query.push(", decided_by = ").push_bind(decision.by);
            query.push(", decided_at = ").push_bind(to_micros(decision.at));
            query.push(", done_at = ").push_bind(done_at);
            query.push(", version = version + 1 WHERE organisation_id = ").push_bind(organisation.0);
            query.push(" AND state IN (");
            push_list!(query, decision.from.iter().map(|state| state.code()));
            query.push(" AND channel IN (");
            push_list!(query, decision.channels.iter().map(|channel| channel.code()));
            query.push(" AND id IN (");
            push_list!(query, chunk.iter().map(|id| id.0));
            // A letter that a postal service has, or may have, is settled on its page first: another one would leave.
            query.push(" AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.organisation_id = action.organisation_id AND l.action_id = action.id AND l.replaced_at IS NULL AND l.carrier_state IN ('reserved', 'unknown', 'accepted'))");
            query.push(" RETURNING id, debtor_id, undo_state");
            query.build_query_as().fetch_all(&mut *c).await?
        });
        for (id, debtor, before) in rows {
            let (_, before) = channel_and_state(Channel::Email.code(), &before)?;
            decided.push((ActionId(id), DebtorId(debtor), before));
        }
    }
    if decision.to == ActionState::Cancelled {
        let ids: Vec<ActionId> = decided.iter().map(|(id, ..)| *id).collect();
        withdraw(tx, organisation, &ids).await?;
    }
    Ok(decided)
}

/// Takes the items of actions back to the step before, where nothing came after.
async fn withdraw(tx: &mut Tx, organisation: OrganisationId, ids: &[ActionId]) -> Result<()> {
    for chunk in ids.chunks(CHUNK) {
        in_tx!(tx, c => {
            let mut query = QueryBuilder::new(
                concat!("UPDATE open_item SET ", step_back!(), " WHERE organisation_id = "),
            );
            query.push_bind(organisation.0);
            query.push(" AND EXISTS (SELECT 1 FROM item_advance v JOIN action a ON a.organisation_id = v.organisation_id AND a.id = v.action_id WHERE v.organisation_id = open_item.organisation_id AND v.open_item_id = open_item.id AND a.business_date = open_item.last_step_on AND v.step >= 0 AND NOT v.withdrawn AND v.action_id IN (");
            push_list!(query, chunk.iter().map(|id| id.0));
            query.push(")");
            query.build().execute(&mut *c).await?;
            let mut query = QueryBuilder::new("UPDATE item_advance SET withdrawn = true WHERE NOT withdrawn AND organisation_id = ");
            query.push_bind(organisation.0).push(" AND action_id IN (");
            push_list!(query, chunk.iter().map(|id| id.0));
            query.build().execute(&mut *c).await?;
        });
    }
    Ok(())
}

/// Takes back what persons decided: an approval while the message has not left; what was given up or passed over since a
/// moment, while its items have gone no further. Which were taken back, to which state, and their debtors.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn take_back(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[ActionId],
    since: DateTime<Utc>,
    (by, at): (&str, DateTime<Utc>),
) -> Result<Vec<(ActionId, DebtorId, ActionState)>> {
    let mut done = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        // What was given up has stepped its items back: they step forward again. The rest never moved them.
        for given_up in [true, false] {
            let rows: Vec<(Uuid, Uuid, String)> = in_tx!(tx, c => {
                let mut query = QueryBuilder::new("UPDATE action SET state = undo_state, undo_state = NULL, reason = '', done_at = NULL, decided_by = ");
                query.push_bind(by).push(", decided_at = ").push_bind(to_micros(at));
                query.push(", version = version + 1 WHERE undo_state IS NOT NULL AND organisation_id = ").push_bind(organisation.0);
                if given_up {
                    query.push(" AND state = 'cancelled' AND decided_at >= ").push_bind(to_micros(since));
                    query.push(" AND NOT EXISTS (SELECT 1 FROM item_advance v JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id WHERE v.organisation_id = action.organisation_id AND v.action_id = action.id AND v.step >= 0 AND (i.episode <> v.episode OR i.last_step_on >= action.business_date))");
                } else {
                    query.push(" AND (state = 'approved' OR (state = 'skipped' AND decided_at >= ").push_bind(to_micros(since));
                    query.push(" AND NOT EXISTS (SELECT 1 FROM item_advance v JOIN open_item i ON i.organisation_id = v.organisation_id AND i.id = v.open_item_id WHERE v.organisation_id = action.organisation_id AND v.action_id = action.id AND v.step >= 0 AND i.last_step_on > action.business_date)))");
                }
                query.push(" AND id IN (");
                push_list!(query, chunk.iter().map(|id| id.0));
                query.push(" RETURNING id, debtor_id, state");
                query.build_query_as().fetch_all(&mut *c).await?
            });
            if given_up && !rows.is_empty() {
                let back: Vec<Uuid> = rows.iter().map(|(id, ..)| *id).collect();
                step_forward(tx, organisation, &back).await?;
            }
            for (id, debtor, state) in rows {
                let (_, state) = channel_and_state(Channel::Email.code(), &state)?;
                done.push((ActionId(id), DebtorId(debtor), state));
            }
        }
    }
    Ok(done)
}

/// Lets the items of actions that are there again stand on the actions' steps again.
async fn step_forward(tx: &mut Tx, organisation: OrganisationId, ids: &[Uuid]) -> Result<()> {
    in_tx!(tx, c => {
        let mut query = QueryBuilder::new("UPDATE item_advance SET withdrawn = false WHERE withdrawn AND organisation_id = ");
        query.push_bind(organisation.0).push(" AND action_id IN (");
        push_list!(query, ids.iter().copied());
        query.build().execute(&mut *c).await?;
        let mut query = QueryBuilder::new(
            "UPDATE open_item SET previous_step = last_step, previous_step_on = last_step_on, last_step = s.step, last_step_on = s.business_date FROM (SELECT v.open_item_id, max(v.step) AS step, max(a.business_date) AS business_date FROM item_advance v JOIN action a ON a.organisation_id = v.organisation_id AND a.id = v.action_id WHERE v.step >= 0 AND v.organisation_id = ",
        );
        query.push_bind(organisation.0).push(" AND v.action_id IN (");
        push_list!(query, ids.iter().copied());
        query.push(" GROUP BY v.open_item_id) s WHERE s.open_item_id = open_item.id AND open_item.organisation_id = ");
        query.push_bind(organisation.0);
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Where actions stand, those of them that are there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn states(tx: &mut Tx, organisation: OrganisationId, ids: &[ActionId]) -> Result<Vec<(ActionId, ActionState)>> {
    let mut states = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(Uuid, String)> = in_tx!(tx, c => {
            let mut query = QueryBuilder::new("SELECT id, state FROM action WHERE organisation_id = ");
            query.push_bind(organisation.0).push(" AND id IN (");
            push_list!(query, chunk.iter().map(|id| id.0));
            query.build_query_as().fetch_all(&mut *c).await?
        });
        for (id, state) in rows {
            states.push((ActionId(id), channel_and_state(Channel::Email.code(), &state)?.1));
        }
    }
    Ok(states)
}
