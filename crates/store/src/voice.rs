//! Who speaks to a debtor on a day: a message that left, or a payment request that waits to leave.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::dunning::Channel;
use domain::ids::{ActionId, DebtorId, OpenItemId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    SELECT_REQUESTS_ON = "SELECT DISTINCT debtor_id FROM action WHERE organisation_id = $1 AND business_date = $2 AND step_key = 'payment_request' AND state NOT IN ('cancelled', 'failed', 'skipped', 'bounced') ORDER BY debtor_id";
    SELECT_LEFT_SINCE = "SELECT a.debtor_id, max(m.created_at) FROM action a JOIN message m ON m.organisation_id = a.organisation_id AND m.action_id = a.id WHERE a.organisation_id = $1 AND a.state IN ('reserved', 'sent', 'unknown') AND a.business_date >= $2 AND m.created_at >= $3 GROUP BY a.debtor_id ORDER BY a.debtor_id";
    SELECT_OTHER_LEFT = "SELECT max(m.created_at) FROM action a JOIN message m ON m.organisation_id = a.organisation_id AND m.action_id = a.id WHERE a.organisation_id = $1 AND a.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND a.id <> $3 AND a.state IN ('reserved', 'sent', 'unknown')";
    SELECT_REQUEST_LEFT = "SELECT max(m.created_at) FROM action a JOIN message m ON m.organisation_id = a.organisation_id AND m.action_id = a.id WHERE a.organisation_id = $1 AND a.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND a.id <> $3 AND a.state IN ('reserved', 'sent', 'unknown') AND a.step_key = 'payment_request'";
    COUNT_WRITTEN_ON = "SELECT count(*) FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND id <> $3 AND left_on = $4 AND state IN ('reserved', 'sent', 'unknown') AND (channel IN ('letter', 'registered', 'electronic') OR template = 'prepare_formal_notice' OR ($5 AND channel IN ('email', 'sms')))";
    SELECT_SPOKEN = "SELECT v.open_item_id, a.id, a.channel, coalesce(a.left_on, a.business_date) FROM item_advance o JOIN item_advance v ON v.organisation_id = o.organisation_id AND v.open_item_id = o.open_item_id AND v.episode = o.episode JOIN action a ON a.organisation_id = v.organisation_id AND a.id = v.action_id WHERE o.organisation_id = $1 AND o.action_id = $2 AND NOT o.withdrawn AND NOT v.withdrawn AND a.id <> $2 AND a.business_date < $3 AND a.state = 'sent' AND a.channel <> 'task' AND (a.channel NOT IN ('email', 'sms') OR (SELECT count(*) FROM message m WHERE m.organisation_id = a.organisation_id AND m.action_id = a.id) > 0) ORDER BY 4, 2";
    SELECT_LEFT_LATER = "SELECT id, left_on FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND left_on > business_date ORDER BY id";
    COUNT_OTHER_REQUESTS = "SELECT count(*) FROM action WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) AND id <> $3 AND business_date = $4 AND step_key = 'payment_request' AND state IN ('planned', 'awaiting_approval', 'approved')";
}

/// The debtors to whom a payment request of a day speaks, whether it has left or not.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn requests_on(tx: &mut Tx, organisation: OrganisationId, on: Date) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_REQUESTS_ON).bind(organisation.0).bind(on).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// The debtors to whom a message of a night from a day on left, or may have left, since an instant, with the last instant.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn left_since(
    tx: &mut Tx,
    organisation: OrganisationId,
    from: Date,
    since: DateTime<Utc>,
) -> Result<Vec<(DebtorId, DateTime<Utc>)>> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = in_tx!(tx, c => sqlx::query_as(SELECT_LEFT_SINCE)
        .bind(organisation.0).bind(from).bind(to_micros(since)).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, at)| (DebtorId(debtor), at)).collect())
}

/// When a message of another action than this last left to a debtor, or may have left; of payment requests alone when
/// `requests_only`.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn other_left(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    own: ActionId,
    requests_only: bool,
) -> Result<Option<DateTime<Utc>>> {
    let statement = if requests_only { SELECT_REQUEST_LEFT } else { SELECT_OTHER_LEFT };
    Ok(in_tx!(tx, c => sqlx::query_scalar(statement).bind(organisation.0).bind(debtor.0).bind(own.0).fetch_one(&mut *c).await?))
}

/// Whether something written of another action than this left to a debtor on a business date: a letter or a formal notice, or, when
/// `any`, a mail or a text as well.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn written_on(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    own: ActionId,
    (on, any): (Date, bool),
) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_WRITTEN_ON)
        .bind(organisation.0).bind(debtor.0).bind(own.0).bind(on).bind(any).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Whether a payment request of another action than this waits to leave to a debtor on a day.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn request_waits(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, own: ActionId, on: Date) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_OTHER_REQUESTS)
        .bind(organisation.0).bind(debtor.0).bind(own.0).bind(on).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// An item that was asked for before, and how and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// The item.
    pub item: OpenItemId,
    /// What asked for it.
    pub action: ActionId,
    /// By which channel.
    pub channel: Channel,
    /// The day on which that reached the debtor.
    pub on: Date,
}

/// What asked for the items of an action on the days before one, and reached the debtor: in the order in which it did. Of a mail that left
/// after a backup that was taken back, nobody knows the day: it is not there.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn spoken(tx: &mut Tx, organisation: OrganisationId, own: ActionId, before: Date) -> Result<Vec<Spoken>> {
    let rows: Vec<(Uuid, Uuid, String, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_SPOKEN)
        .bind(organisation.0).bind(own.0).bind(before).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(item, action, channel, on)| {
            let known = Channel::from_code(&channel);
            let channel = known.ok_or(StoreError::Inconsistent { table: "action", column: "channel", row: action.to_string() })?;
            Ok(Spoken { item: OpenItemId(item), action: ActionId(action), channel, on })
        })
        .collect()
}

/// The actions that reached a debtor on a later day than the one that decided them, with that day.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn left_later(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(ActionId, Date)>> {
    let rows: Vec<(Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LEFT_LATER).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(action, on)| (ActionId(action), on)).collect())
}
