//! The salesman's say: how links are signed, what leaves to whose customers, and the digests that were sent.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{ActionId, DebtorId, OrganisationId};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, Tx};

/// How salesmen are told.
#[derive(Clone, PartialEq, Eq)]
pub struct VetoSettings {
    /// Whether they are.
    pub enabled: bool,
    /// Where the program is reached from outside, without a slash at the end.
    pub address: String,
    /// The key that signs links; empty when it does not open.
    pub secret: String,
}

impl std::fmt::Debug for VetoSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VetoSettings").field("enabled", &self.enabled).field("address", &self.address).finish_non_exhaustive()
    }
}

/// A message that leaves to a salesman's customer unless somebody objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vetoable {
    /// The action.
    pub action: ActionId,
    /// How often it was changed.
    pub version: i64,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub code: String,
    /// The debtor's name.
    pub name: String,
    /// Key of its step.
    pub step_key: String,
    /// What is asked for.
    pub asked: Cents,
    /// Its currency.
    pub currency: Currency,
    /// When it may leave.
    pub not_before: DateTime<Utc>,
    /// The salesman's name; may be empty.
    pub sales_name: String,
    /// Where the salesman is written to.
    pub sales_email: String,
}

/// A digest that was sent, or was to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The business date.
    pub on: Date,
    /// To whom.
    pub recipient: String,
    /// How many messages it told of.
    pub actions: i32,
    /// `reserved`, `sent`, `failed`.
    pub state: String,
    /// Why it failed; may be empty.
    pub reason: String,
}

statements! {
    SELECT_SETTINGS = "SELECT enabled, address, secret FROM veto_setting WHERE organisation_id = $1";
    SET_SETTINGS = "INSERT INTO veto_setting (organisation_id, enabled, address, secret, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id) DO UPDATE SET enabled = excluded.enabled, address = excluded.address, secret = excluded.secret, changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    SELECT_VETOABLE = "SELECT a.id, a.version, s.id, s.code, s.name, a.step_key, a.asked_cents, a.currency, a.not_before, c.sales_name, c.sales_email FROM action a JOIN debtor d ON d.organisation_id = a.organisation_id AND d.id = a.debtor_id JOIN debtor s ON s.organisation_id = d.organisation_id AND s.id = coalesce(d.survivor_id, d.id) JOIN debtor_care c ON c.organisation_id = s.organisation_id AND c.debtor_id = s.id WHERE a.organisation_id = $1 AND a.state = 'planned' AND a.not_before > $2 AND c.sales_email IS NOT NULL ORDER BY c.sales_email, s.name, a.id";
    OBJECT = "UPDATE action SET state = 'awaiting_approval', reason = $4, undo_state = NULL, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3 AND state = 'planned' AND not_before > $5";
    SELECT_DIGEST = "SELECT state, told, created_at FROM sales_digest WHERE organisation_id = $1 AND on_day = $2 AND recipient = $3";
    RESERVE_DIGEST = "INSERT INTO sales_digest (organisation_id, on_day, recipient, actions, state, reason, created_at, told) VALUES ($1, $2, $3, $4, 'reserved', '', $5, $6) ON CONFLICT (organisation_id, on_day, recipient) DO NOTHING";
    RESERVE_AGAIN = "UPDATE sales_digest SET actions = $4, state = 'reserved', reason = '', created_at = $5, told = $6 WHERE organisation_id = $1 AND on_day = $2 AND recipient = $3 AND state <> 'reserved' AND told = $7";
    SETTLE_DIGEST = "UPDATE sales_digest SET state = $4, reason = $5, told = $6 WHERE organisation_id = $1 AND on_day = $2 AND recipient = $3";
    SELECT_DIGESTS = "SELECT on_day, recipient, actions, state, reason FROM sales_digest WHERE organisation_id = $1 ORDER BY on_day DESC, recipient LIMIT $2";
}

/// How salesmen are told; `None` when nobody set it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<VetoSettings>> {
    let row: Option<(bool, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let opened = |secret: String| tx.keys().open(Place::Veto, organisation, organisation.0, &secret);
    Ok(row.map(|(enabled, address, secret)| VetoSettings { enabled, address, secret: opened(secret) }))
}

/// Sets how salesmen are told.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_settings(tx: &mut Tx, organisation: OrganisationId, settings: &VetoSettings, by: &str, at: DateTime<Utc>) -> Result<()> {
    let secret = tx.keys().seal(Place::Veto, organisation, organisation.0, &settings.secret)?;
    in_tx!(tx, c => {
        sqlx::query(SET_SETTINGS)
            .bind(organisation.0).bind(settings.enabled).bind(&settings.address).bind(&secret).bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

type VetoableTuple = (Uuid, i64, Uuid, String, String, String, i64, String, DateTime<Utc>, String, String);

/// What leaves after an instant to the customers of salesmen unless somebody objects, by salesman and debtor.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn vetoable(tx: &mut Tx, organisation: OrganisationId, after: DateTime<Utc>) -> Result<Vec<Vetoable>> {
    let rows: Vec<VetoableTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VETOABLE).bind(organisation.0).bind(to_micros(after)).fetch_all(&mut *c).await?);
    let of = |(action, version, debtor, code, name, step_key, asked, currency, not_before, sales_name, sales_email): VetoableTuple| {
        let (action, debtor, asked, currency) = (ActionId(action), DebtorId(debtor), Cents(asked), currency_of(&currency)?);
        Ok(Vetoable { action, version, debtor, code, name, step_key, asked, currency, not_before, sales_name, sales_email })
    };
    rows.into_iter().map(of).collect()
}

/// Lets a message wait for a person because its salesman objects; false when it has changed since `version`, or its hour has come.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn object(
    tx: &mut Tx,
    organisation: OrganisationId,
    (action, version): (ActionId, i64),
    reason: &str,
    at: DateTime<Utc>,
) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(OBJECT)
        .bind(organisation.0).bind(action.0).bind(version).bind(reason).bind(to_micros(at))
        .execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// What a salesman was told of on a day: where that digest stands, the actions that it told of, and when it was made.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn digest(
    tx: &mut Tx,
    organisation: OrganisationId,
    (on, recipient): (Date, &str),
) -> Result<Option<(String, String, DateTime<Utc>)>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_DIGEST).bind(organisation.0).bind(on).bind(recipient).fetch_optional(&mut *c).await?))
}

/// Keeps a digest before it leaves: the first of a day, or, after `before` was told, the next one. False when another was faster.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn reserve_digest(
    tx: &mut Tx,
    organisation: OrganisationId,
    (on, recipient): (Date, &str),
    (before, told): (Option<&str>, &str),
    at: DateTime<Utc>,
) -> Result<bool> {
    let actions = i32::try_from(told.split_whitespace().count()).unwrap_or(i32::MAX);
    let changed = in_tx!(tx, c => {
        let query = sqlx::query(if before.is_some() { RESERVE_AGAIN } else { RESERVE_DIGEST });
        let query = query.bind(organisation.0).bind(on).bind(recipient).bind(actions).bind(to_micros(at)).bind(told);
        let query = if let Some(before) = before { query.bind(before) } else { query };
        query.execute(&mut *c).await?.rows_affected()
    });
    Ok(changed == 1)
}

/// Says what became of a digest, and what was told of that day by now.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn settle_digest(
    tx: &mut Tx,
    organisation: OrganisationId,
    (on, recipient): (Date, &str),
    (state, reason): (&str, &str),
    told: &str,
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SETTLE_DIGEST)
            .bind(organisation.0).bind(on).bind(recipient).bind(state).bind(reason).bind(told)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The last digests, newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn digests(tx: &mut Tx, organisation: OrganisationId, limit: i64) -> Result<Vec<Digest>> {
    let rows: Vec<(Date, String, i32, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_DIGESTS).bind(organisation.0).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(on, recipient, actions, state, reason)| Digest { on, recipient, actions, state, reason }).collect())
}
