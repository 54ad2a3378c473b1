//! The outbox: actions, their states, and the messages that left.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// An action of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The day that decided it.
    pub business_date: Date,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Position of its step.
    pub step: usize,
    /// Key of its step.
    pub step_key: String,
    /// Key of its mode.
    pub mode: String,
    /// Key of its text.
    pub template: String,
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
    /// Why it stands there, in words or as a key; may be empty.
    pub reason: String,
    /// How often sending was begun.
    pub attempts: i32,
    /// When it was decided.
    pub created_at: DateTime<Utc>,
    /// When it left, was done or was given up.
    pub done_at: Option<DateTime<Utc>>,
    /// When it may leave at the earliest: a veto may come until then.
    pub not_before: Option<DateTime<Utc>>,
}

/// A message as it left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its action.
    pub action: ActionId,
    /// First, second… attempt.
    pub attempt: i32,
    /// Its Message-ID.
    pub message_id: String,
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// The plain text.
    pub body_text: String,
    /// The formatted text.
    pub body_html: String,
    /// SHA-256 of the bytes given to the mail server; the document is kept.
    pub document_hash: String,
    /// SHA-256 of the attached statement.
    pub attachment_hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

macro_rules! columns {
    () => {
        "id, debtor_id, business_date, channel, step, step_key, mode, template, currency, item_count, asked_cents, net_cents, state, reason, attempts, created_at, done_at, not_before"
    };
}

/// What an item of which the last step is taken back is set to: the step before, and as its own forerunner the one that its
/// advances know of before that.
macro_rules! step_back {
    () => {
        concat!(
            "last_step = previous_step, last_step_on = previous_step_on, previous_step = (SELECT v.step",
            step_back!(of),
            "), previous_step_on = (SELECT a.business_date",
            step_back!(of),
            ")"
        )
    };
    (of) => {
        " FROM item_advance v JOIN action a ON a.organisation_id = v.organisation_id AND a.id = v.action_id WHERE v.organisation_id = open_item.organisation_id AND v.open_item_id = open_item.id AND v.episode = open_item.episode AND v.step >= 0 AND NOT v.withdrawn AND a.business_date < open_item.previous_step_on ORDER BY a.business_date DESC LIMIT 1"
    };
}
pub(crate) use step_back;

statements! {
    SELECT_ONE = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND id = $2");
    SELECT_LARGEST_ON = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND business_date = $2 ORDER BY net_cents DESC, id LIMIT $3");
    COUNT_ON = "SELECT count(*) FROM action WHERE organisation_id = $1 AND business_date = $2";
    SELECT_ON = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND business_date = $2 ORDER BY net_cents DESC, id");
    SELECT_IN_STATE = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND state = $2 ORDER BY business_date DESC, net_cents DESC, id LIMIT $3");
    SELECT_OF_DEBTOR = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) ORDER BY business_date DESC, id LIMIT $3");
    SELECT_SENDABLE = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND state IN ('planned', 'approved') AND channel = 'email' AND business_date <= $2 AND (not_before IS NULL OR not_before <= $5) AND (reserved_until IS NULL OR reserved_until <= $5 OR reserved_by = $4) ORDER BY business_date, net_cents DESC, id LIMIT $3");
    COUNT_SENDABLE = "SELECT count(*) FROM action WHERE organisation_id = $1 AND state IN ('planned', 'approved') AND channel = 'email' AND business_date <= $2";
    PUT_NAME = "UPDATE action SET reserved_by = $3, reserved_until = $5 WHERE organisation_id = $1 AND id = $2 AND state IN ('planned', 'approved') AND (reserved_until IS NULL OR reserved_until <= $4 OR reserved_by = $3)";
    LET_GO = "UPDATE action SET reserved_by = NULL, reserved_until = NULL WHERE organisation_id = $1 AND reserved_by = $2 AND state IN ('planned', 'approved')";
    SELECT_TEXTS = concat!("SELECT ", columns!(), " FROM action WHERE organisation_id = $1 AND state IN ('planned', 'approved') AND channel = 'sms' AND business_date <= $2 AND (not_before IS NULL OR not_before <= $4) ORDER BY business_date, net_cents DESC, id LIMIT $3");
    CLAIM_ONE = concat!("UPDATE action SET state = 'reserved', reserved_by = $3, reserved_until = $4, left_on = $5, attempts = attempts + 1, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND state IN ('planned', 'approved') RETURNING ", columns!());
    COUNT_STATES = "SELECT state, channel, count(*), CAST(coalesce(sum(asked_cents), 0) AS BIGINT) FROM action WHERE organisation_id = $1 AND business_date >= $2 GROUP BY state, channel";
    COUNT_LEFT = "SELECT count(*) FROM action WHERE organisation_id = $1 AND channel IN ('email', 'sms') AND state IN ('sent', 'unknown', 'bounced') AND done_at >= $2";
    COUNT_MAILS = "SELECT count(DISTINCT a.id) FROM message m JOIN action a ON a.organisation_id = m.organisation_id AND a.id = m.action_id WHERE m.organisation_id = $1 AND m.created_at > $2 AND a.channel = 'email' AND a.state IN ('reserved', 'sent', 'unknown', 'bounced')";
    COUNT_OPEN = "SELECT count(*) FROM action WHERE organisation_id = $1 AND state = $2";
    SELECT_ITEMS = "SELECT open_item_id, step, episode, amount_cents FROM item_advance WHERE organisation_id = $1 AND action_id = $2 AND NOT withdrawn ORDER BY open_item_id";
    SET_STATE = "UPDATE action SET state = CASE WHEN $3 = 'reserved' AND $4 = 'planned' AND undo_state IS NOT NULL THEN 'approved' ELSE $4 END, reason = $5, done_at = $6, left_on = CASE WHEN $4 IN ('sent', 'unknown') THEN left_on END, undo_state = CASE WHEN $3 = 'reserved' AND $4 = 'planned' THEN undo_state END, reserved_by = NULL, reserved_until = NULL, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND state = $3";
    DOUBT = "UPDATE action SET state = 'unknown', reason = $2, done_at = $3, left_on = coalesce(left_on, business_date), reserved_by = NULL, reserved_until = NULL, version = version + 1 WHERE organisation_id = $1 AND state IN ('planned', 'awaiting_approval', 'approved', 'reserved', 'failed') AND channel IN ('email', 'sms')";
    HOLD = "UPDATE action SET version = version WHERE organisation_id = $1 AND id = $2";
    LEFT_ON = "UPDATE action SET left_on = $3 WHERE organisation_id = $1 AND id = $2";
    SET_AMOUNTS = "UPDATE action SET item_count = $3, asked_cents = $4, net_cents = $5 WHERE organisation_id = $1 AND id = $2";
    WITHDRAW_ALL = "UPDATE item_advance SET withdrawn = true WHERE organisation_id = $1 AND action_id = $2 AND NOT withdrawn";
    STEP_BACK = concat!("UPDATE open_item SET ", step_back!(), " WHERE organisation_id = $1 AND last_step_on = $3 AND id IN (SELECT open_item_id FROM item_advance WHERE organisation_id = $1 AND action_id = $2 AND step >= 0 AND NOT withdrawn)");
    EXPIRE = "UPDATE action SET state = 'unknown', reason = $3, reserved_by = NULL, reserved_until = NULL, done_at = $2, version = version + 1 WHERE organisation_id = $1 AND state = 'reserved' AND reserved_until < $4 RETURNING id, debtor_id";
    INSERT_MESSAGE = "INSERT INTO message (organisation_id, action_id, attempt, message_id, recipient, subject, body_text, body_html, document_hash, attachment_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    SELECT_MESSAGES = "SELECT action_id, attempt, message_id, recipient, subject, body_text, body_html, document_hash, attachment_hash, created_at FROM message WHERE organisation_id = $1 AND action_id = $2 ORDER BY attempt";
}

#[derive(sqlx::FromRow)]
struct ActionRow {
    id: Uuid,
    debtor_id: Uuid,
    business_date: Date,
    channel: String,
    step: i32,
    step_key: String,
    mode: String,
    template: String,
    currency: String,
    item_count: i64,
    asked_cents: i64,
    net_cents: i64,
    state: String,
    reason: String,
    attempts: i32,
    created_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
    not_before: Option<DateTime<Utc>>,
}

pub(crate) fn channel_and_state(channel: &str, state: &str) -> Result<(Channel, ActionState)> {
    let bad = |column, row: &str| StoreError::Inconsistent { table: "action", column, row: row.to_owned() };
    Ok((
        Channel::from_code(channel).ok_or_else(|| bad("channel", channel))?,
        ActionState::from_code(state).ok_or_else(|| bad("state", state))?,
    ))
}

impl TryFrom<ActionRow> for Action {
    type Error = StoreError;

    fn try_from(row: ActionRow) -> Result<Self> {
        let (channel, state) = channel_and_state(&row.channel, &row.state)?;
        Ok(Self {
            id: ActionId(row.id),
            debtor: DebtorId(row.debtor_id),
            business_date: row.business_date,
            channel,
            step: usize::try_from(row.step).map_err(|_| StoreError::Inconsistent {
                table: "action",
                column: "step",
                row: row.step.to_string(),
            })?,
            step_key: row.step_key,
            mode: row.mode,
            template: row.template,
            currency: currency_of(&row.currency)?,
            item_count: row.item_count,
            asked: Cents(row.asked_cents),
            net: Cents(row.net_cents),
            state,
            reason: row.reason,
            attempts: row.attempts,
            created_at: row.created_at,
            done_at: row.done_at,
            not_before: row.not_before,
        })
    }
}

fn actions(rows: Vec<ActionRow>) -> Result<Vec<Action>> {
    rows.into_iter().map(Action::try_from).collect()
}

/// One action.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: ActionId) -> Result<Option<Action>> {
    let row: Option<ActionRow> = in_tx!(tx, c => sqlx::query_as(SELECT_ONE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(Action::try_from).transpose()
}

/// The actions of a day, largest debt first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn on(tx: &mut Tx, organisation: OrganisationId, day: Date) -> Result<Vec<Action>> {
    actions(in_tx!(tx, c => sqlx::query_as(SELECT_ON).bind(organisation.0).bind(day).fetch_all(&mut *c).await?))
}

/// The actions of the largest debts of a day, and how many it has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn largest_on(tx: &mut Tx, organisation: OrganisationId, day: Date, limit: i64) -> Result<(Vec<Action>, i64)> {
    let (rows, count) = in_tx!(tx, c => {
        let rows = sqlx::query_as(SELECT_LARGEST_ON).bind(organisation.0).bind(day).bind(limit).fetch_all(&mut *c).await?;
        (rows, sqlx::query_scalar(COUNT_ON).bind(organisation.0).bind(day).fetch_one(&mut *c).await?)
    });
    Ok((actions(rows)?, count))
}

/// The actions in a state, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_state(tx: &mut Tx, organisation: OrganisationId, state: ActionState, limit: i64) -> Result<Vec<Action>> {
    actions(in_tx!(tx, c => sqlx::query_as(SELECT_IN_STATE).bind(organisation.0).bind(state.code()).bind(limit).fetch_all(&mut *c).await?))
}

/// The actions for a debtor, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, limit: i64) -> Result<Vec<Action>> {
    actions(in_tx!(tx, c => sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).bind(limit).fetch_all(&mut *c).await?))
}

/// How many actions since a day are in each state, by channel, and what they ask for.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn counts_since(tx: &mut Tx, organisation: OrganisationId, day: Date) -> Result<Vec<(ActionState, Channel, i64, Cents)>> {
    let rows: Vec<(String, String, i64, i64)> =
        in_tx!(tx, c => sqlx::query_as(COUNT_STATES).bind(organisation.0).bind(day).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(state, channel, count, sum)| {
            let (channel, state) = channel_and_state(&channel, &state)?;
            Ok((state, channel, count, Cents(sum)))
        })
        .collect()
}

/// How many messages left, or may have left, since an instant.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn left_since(tx: &mut Tx, organisation: OrganisationId, at: DateTime<Utc>) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_LEFT).bind(organisation.0).bind(to_micros(at)).fetch_one(&mut *c).await?))
}

/// How many e-mails left since an instant, may have left, or are on their way.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn mails_since(tx: &mut Tx, organisation: OrganisationId, at: DateTime<Utc>) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_MAILS).bind(organisation.0).bind(to_micros(at)).fetch_one(&mut *c).await?))
}

/// How many actions are in a state, whatever their day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count(tx: &mut Tx, organisation: OrganisationId, state: ActionState) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_OPEN).bind(organisation.0).bind(state.code()).fetch_one(&mut *c).await?))
}

/// What an action asks an item for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advance {
    /// The item.
    pub item: OpenItemId,
    /// Position of the item's own step.
    pub step: i32,
    /// The item's episode.
    pub episode: i32,
    /// What was open when it was decided.
    pub amount: Cents,
}

/// The items that an action asks for.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn items(tx: &mut Tx, organisation: OrganisationId, id: ActionId) -> Result<Vec<Advance>> {
    let rows: Vec<(Uuid, i32, i32, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ITEMS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(item, step, episode, amount)| Advance { item: OpenItemId(item), step, episode, amount: Cents(amount) })
        .collect())
}

/// The oldest e-mails that may leave, so that they can be made ready; not those that bear the name of another worker
/// than this one at this moment.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn sendable(
    tx: &mut Tx,
    organisation: OrganisationId,
    today: Date,
    (worker, now): (&str, DateTime<Utc>),
    limit: i64,
) -> Result<Vec<Action>> {
    actions(
        in_tx!(tx, c => sqlx::query_as(SELECT_SENDABLE).bind(organisation.0).bind(today).bind(limit).bind(worker).bind(to_micros(now)).fetch_all(&mut *c).await?),
    )
}

/// How many e-mails may leave.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count_sendable(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<usize> {
    let (count,): (i64,) = in_tx!(tx, c => sqlx::query_as(COUNT_SENDABLE).bind(organisation.0).bind(today).fetch_one(&mut *c).await?);
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Puts a worker's name on an e-mail that may leave, until a moment, so that others make other ones ready; says whether it
/// bears that name. It reserves nothing.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn put_name(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ActionId,
    (worker, now): (&str, DateTime<Utc>),
    until: DateTime<Utc>,
) -> Result<bool> {
    let done = in_tx!(tx, c => sqlx::query(PUT_NAME).bind(organisation.0).bind(id.0).bind(worker).bind(to_micros(now)).bind(to_micros(until)).execute(&mut *c).await?.rows_affected());
    Ok(done == 1)
}

/// Takes a worker's name off all that it did not reserve.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn let_go(tx: &mut Tx, organisation: OrganisationId, worker: &str) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(LET_GO).bind(organisation.0).bind(worker).execute(&mut *c).await?; });
    Ok(())
}

/// The oldest text messages that may leave, those whose veto has run out by a moment among them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn sendable_texts(tx: &mut Tx, organisation: OrganisationId, today: Date, now: DateTime<Utc>, limit: i64) -> Result<Vec<Action>> {
    actions(
        in_tx!(tx, c => sqlx::query_as(SELECT_TEXTS).bind(organisation.0).bind(today).bind(limit).bind(to_micros(now)).fetch_all(&mut *c).await?),
    )
}

/// Reserves one e-mail or text, which leaves on that business date; `None` when another worker was faster or it may no longer leave.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn claim_one(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ActionId,
    worker: &str,
    until: DateTime<Utc>,
    on: Date,
) -> Result<Option<Action>> {
    let row: Option<ActionRow> = in_tx!(tx, c => sqlx::query_as(CLAIM_ONE).bind(organisation.0).bind(id.0).bind(worker).bind(to_micros(until)).bind(on).fetch_optional(&mut *c).await?);
    row.map(Action::try_from).transpose()
}

/// Moves an action to another state. What a person approved and a carrier put off is approved as before: whoever lets it leave decides
/// once.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer in `from`.
///
/// # Panics
/// When the move is not one that [`ActionState::may_become`] allows: callers choose from it.
#[crate::boxed]
pub async fn set_state(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ActionId,
    from: ActionState,
    to: ActionState,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    assert!(from.may_become(to), "an action does not go from {from:?} to {to:?}");
    let done_at = matches!(
        to,
        ActionState::Sent
            | ActionState::Failed
            | ActionState::Unknown
            | ActionState::Cancelled
            | ActionState::Bounced
            | ActionState::Skipped
    )
    .then(|| to_micros(at));
    let changed = in_tx!(tx, c => sqlx::query(SET_STATE)
        .bind(organisation.0).bind(id.0).bind(from.code()).bind(to.code()).bind(reason).bind(done_at)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "action", id: id.0 }) }
}

/// Doubts all that was about to leave when a backup was written: it may have left since. How many.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn doubt(tx: &mut Tx, organisation: OrganisationId, reason: &str, at: DateTime<Utc>) -> Result<u64> {
    Ok(in_tx!(tx, c => sqlx::query(DOUBT).bind(organisation.0).bind(reason).bind(to_micros(at)).execute(&mut *c).await?.rows_affected()))
}

/// Holds an action until the end of the transaction: whoever writes down what became of it at this moment finishes first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn hold(tx: &mut Tx, organisation: OrganisationId, id: ActionId) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(HOLD).bind(organisation.0).bind(id.0).execute(&mut *c).await?; });
    Ok(())
}

/// Says on which business date an action reached its debtor by a person's hand.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn left_on(tx: &mut Tx, organisation: OrganisationId, id: ActionId, on: Date) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(LEFT_ON).bind(organisation.0).bind(id.0).bind(on).execute(&mut *c).await?; });
    Ok(())
}

/// Writes what an action asks for after the check before sending found less.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_amounts(tx: &mut Tx, organisation: OrganisationId, id: ActionId, count: usize, asked: Cents, net: Cents) -> Result<()> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    in_tx!(tx, c => {
        sqlx::query(SET_AMOUNTS).bind(organisation.0).bind(id.0).bind(count).bind(asked.0).bind(net.0).execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes back the advance of a cancelled action's items, so that they are asked for again later.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn withdraw(tx: &mut Tx, organisation: OrganisationId, id: ActionId, business_date: Date) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(STEP_BACK).bind(organisation.0).bind(id.0).bind(business_date).execute(&mut *c).await?;
        sqlx::query(WITHDRAW_ALL).bind(organisation.0).bind(id.0).execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes back the advance of what an action does not ask for after all: what is open is asked for again later, what was settled
/// meanwhile was never reminded.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn keep_only(tx: &mut Tx, organisation: OrganisationId, id: ActionId, business_date: Date, kept: &[OpenItemId]) -> Result<()> {
    in_tx!(tx, c => {
        let mut back = QueryBuilder::new(concat!("UPDATE open_item SET ", step_back!(), " WHERE organisation_id = "));
        back.push_bind(organisation.0).push(" AND last_step_on = ").push_bind(business_date);
        back.push(" AND id IN (SELECT open_item_id FROM item_advance WHERE organisation_id = ").push_bind(organisation.0);
        back.push(" AND action_id = ").push_bind(id.0).push(" AND step >= 0 AND NOT withdrawn) AND id NOT IN (");
        let mut ids = back.separated(", ");
        for item in kept {
            ids.push_bind(item.0);
        }
        back.push(")");
        back.build().execute(&mut *c).await?;
        let mut gone = QueryBuilder::new("UPDATE item_advance SET withdrawn = true WHERE organisation_id = ");
        gone.push_bind(organisation.0).push(" AND action_id = ").push_bind(id.0);
        gone.push(" AND NOT withdrawn AND open_item_id NOT IN (");
        let mut ids = gone.separated(", ");
        for item in kept {
            ids.push_bind(item.0);
        }
        gone.push(")");
        gone.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Marks reservations that nobody answers for as unknown; returns them with their debtors.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn expire(
    tx: &mut Tx,
    organisation: OrganisationId,
    lapsed_before: DateTime<Utc>,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<Vec<(ActionId, DebtorId)>> {
    let rows: Vec<(Uuid, Uuid)> = in_tx!(tx, c => sqlx::query_as(EXPIRE)
        .bind(organisation.0).bind(to_micros(at)).bind(reason).bind(to_micros(lapsed_before))
        .fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, debtor)| (ActionId(id), DebtorId(debtor))).collect())
}

/// Keeps a message, in the transaction that reserves it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_message(tx: &mut Tx, organisation: OrganisationId, message: &Message) -> Result<()> {
    let m = message;
    in_tx!(tx, c => {
        sqlx::query(INSERT_MESSAGE)
            .bind(organisation.0).bind(m.action.0).bind(m.attempt).bind(&m.message_id).bind(&m.recipient).bind(&m.subject)
            .bind(&m.body_text).bind(&m.body_html).bind(&m.document_hash).bind(&m.attachment_hash).bind(to_micros(m.created_at))
            .execute(&mut *c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    action_id: Uuid,
    attempt: i32,
    message_id: String,
    recipient: String,
    subject: String,
    body_text: String,
    body_html: String,
    document_hash: String,
    attachment_hash: String,
    created_at: DateTime<Utc>,
}

/// The messages of an action, one per attempt.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn messages(tx: &mut Tx, organisation: OrganisationId, id: ActionId) -> Result<Vec<Message>> {
    let rows: Vec<MessageRow> = in_tx!(tx, c => sqlx::query_as(SELECT_MESSAGES).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|row| Message {
            action: ActionId(row.action_id),
            attempt: row.attempt,
            message_id: row.message_id,
            recipient: row.recipient,
            subject: row.subject,
            body_text: row.body_text,
            body_html: row.body_html,
            document_hash: row.document_hash,
            attachment_hash: row.attachment_hash,
            created_at: row.created_at,
        })
        .collect())
}
