//! What the program decided by itself: the outcomes of a night, and the bank lines that it matched.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::ids::OrganisationId;
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    SELECT_RUNS = "SELECT id, business_date FROM night_run WHERE organisation_id = $1 ORDER BY business_date DESC LIMIT $2";
    SELECT_OUTCOMES = "SELECT o.debtor_id, d.code, d.name, o.outcomes FROM night_outcome o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id WHERE o.organisation_id = $1 AND o.run_id = $2 AND o.debtor_id > $3 ORDER BY o.debtor_id LIMIT $4";
    SELECT_STEPS = "SELECT v.open_item_id, a.step_key, a.channel FROM action a JOIN item_advance v ON v.organisation_id = a.organisation_id AND v.action_id = a.id WHERE a.organisation_id = $1 AND a.run_id = $2 AND a.debtor_id >= $3 AND a.debtor_id <= $4";
    SELECT_MATCHES = "SELECT m.id, m.transaction_id, t.label, t.counterparty, t.booked_on, t.amount_cents, t.currency, m.confidence, m.reasons, m.created_at FROM bank_match m JOIN bank_transaction t ON t.organisation_id = m.organisation_id AND t.id = m.transaction_id WHERE m.organisation_id = $1 AND m.origin = 'automatic' AND m.undone_at IS NULL AND m.id < $2 ORDER BY m.id DESC LIMIT $3";
}

/// The last nights: id and business date, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn runs(tx: &mut Tx, organisation: OrganisationId, most: i64) -> Result<Vec<(Uuid, Date)>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_RUNS).bind(organisation.0).bind(most).fetch_all(&mut *c).await?))
}

/// A debtor of a night, its code, its name, and the outcome of each of its items as JSON.
pub type OutcomeRow = (Uuid, String, String, String);

/// The next debtors of a night, by id.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn outcomes(tx: &mut Tx, organisation: OrganisationId, run: Uuid, after: Uuid, most: i64) -> Result<Vec<OutcomeRow>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_OUTCOMES).bind(organisation.0).bind(run).bind(after).bind(most).fetch_all(&mut *c).await?))
}

/// The step and the channel of each item that a night asked for, of the debtors between two ids.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn steps(tx: &mut Tx, organisation: OrganisationId, run: Uuid, (from, to): (Uuid, Uuid)) -> Result<Vec<(Uuid, String, String)>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_STEPS).bind(organisation.0).bind(run).bind(from).bind(to).fetch_all(&mut *c).await?))
}

/// A bank line that was matched without a person.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MatchRow {
    /// The matching.
    pub id: Uuid,
    /// The line.
    pub transaction_id: Uuid,
    /// Its words.
    pub label: String,
    /// Who paid, as the bank names it.
    pub counterparty: String,
    /// Its day.
    pub booked_on: Date,
    /// Its amount.
    pub amount_cents: i64,
    /// Its currency.
    pub currency: String,
    /// How sure it was, in percent.
    pub confidence: Option<i32>,
    /// Why, a list of French sentences as JSON.
    pub reasons: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The next matchings that no person made, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn matches(tx: &mut Tx, organisation: OrganisationId, before: Uuid, most: i64) -> Result<Vec<MatchRow>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_MATCHES).bind(organisation.0).bind(before).bind(most).fetch_all(&mut *c).await?))
}
