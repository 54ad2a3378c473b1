//! What came of calls.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{ActionId, ContactId, DebtorId, OrganisationId};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

/// What came of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// Its id.
    pub id: Uuid,
    /// The action that asked for it.
    pub action: ActionId,
    /// Key of the outcome.
    pub outcome: String,
    /// The amount that was promised.
    pub amount: Option<Cents>,
    /// Currency of what the action asked for.
    pub currency: Currency,
    /// The day of a promise, or the day to call again.
    pub on_day: Option<Date>,
    /// What was said; may be empty.
    pub note: String,
    /// The business date.
    pub recorded_on: Date,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who called.
    pub recorded_by: String,
}

statements! {
    INSERT_CALL = "INSERT INTO call_outcome (organisation_id, id, action_id, outcome, amount_cents, currency, on_day, note, recorded_on, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    SELECT_OF_ACTION = "SELECT id, action_id, outcome, amount_cents, currency, on_day, note, recorded_on, recorded_at, recorded_by FROM call_outcome WHERE organisation_id = $1 AND action_id = $2 ORDER BY recorded_at, id";
    SELECT_OF_DEBTOR = "SELECT o.id, o.action_id, o.outcome, o.amount_cents, o.currency, o.on_day, o.note, o.recorded_on, o.recorded_at, o.recorded_by FROM call_outcome o JOIN action a ON a.organisation_id = o.organisation_id AND a.id = o.action_id WHERE o.organisation_id = $1 AND a.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) ORDER BY o.recorded_at DESC, o.id LIMIT $3";
    SET_NOT_BEFORE = "UPDATE action SET not_before = $3, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND state = 'to_do'";
    MARK_WRONG = "UPDATE contact SET phone_wrong_on = $4 WHERE organisation_id = $1 AND debtor_id = $2 AND id = $3 AND phone <> ''";
    SELECT_WRONG = "SELECT id, phone_wrong_on FROM contact WHERE organisation_id = $1 AND debtor_id = $2 AND phone_wrong_on IS NOT NULL ORDER BY id";
    SELECT_ALL_WRONG = "SELECT DISTINCT debtor_id FROM contact WHERE organisation_id = $1 AND phone_wrong_on IS NOT NULL ORDER BY debtor_id";
}

type CallTuple = (Uuid, Uuid, String, i64, String, Option<Date>, String, Date, DateTime<Utc>, String);

fn row((id, action, outcome, amount, currency, on_day, note, recorded_on, recorded_at, recorded_by): CallTuple) -> Result<CallRow> {
    let (amount, currency) = (Some(Cents(amount)).filter(|amount| !amount.is_zero()), currency_of(&currency)?);
    Ok(CallRow { id, action: ActionId(action), outcome, amount, currency, on_day, note, recorded_on, recorded_at, recorded_by })
}

/// Keeps what came of a call.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, call: &CallRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_CALL)
            .bind(organisation.0).bind(call.id).bind(call.action.0).bind(&call.outcome).bind(call.amount.unwrap_or(Cents::ZERO).0)
            .bind(call.currency.code()).bind(call.on_day).bind(&call.note).bind(call.recorded_on).bind(to_micros(call.recorded_at)).bind(&call.recorded_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The calls that an action asked for, in order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_action(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Vec<CallRow>> {
    let rows: Vec<CallTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF_ACTION).bind(organisation.0).bind(action.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(row).collect()
}

/// The calls to a debtor, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, limit: i64) -> Result<Vec<CallRow>> {
    let rows: Vec<CallTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).bind(limit).fetch_all(&mut *c).await?);
    rows.into_iter().map(row).collect()
}

/// Says when the call of an action is to be tried again.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn again_at(tx: &mut Tx, organisation: OrganisationId, action: ActionId, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(SET_NOT_BEFORE).bind(organisation.0).bind(action.0).bind(to_micros(at)).execute(&mut *c).await?; });
    Ok(())
}

/// Says that somebody else answers at a contact's number; whether it has one.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn mark_wrong(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, contact: ContactId, on: Date) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(MARK_WRONG).bind(organisation.0).bind(debtor.0).bind(contact.0).bind(on)
        .execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// The contacts of an account at whose number somebody else answers.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn wrong_numbers(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(ContactId, Date)>> {
    let rows: Vec<(Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_WRONG).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, on)| (ContactId(id), on)).collect())
}

/// The accounts with such a number.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn with_wrong_numbers(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_ALL_WRONG).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}
