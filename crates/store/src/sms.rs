//! Text messages: the gateway of an organisation, what each text weighed, and the numbers that are left alone.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::ids::{ActionId, DebtorId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, Tx};

/// A gateway with its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayRow {
    /// Key of its protocol.
    pub provider: String,
    /// Address and secrets, as JSON; never shown. Empty when they do not open.
    pub settings: String,
    /// In whose name texts leave; empty for the gateway's own number.
    pub sender: String,
    /// What one part costs, in thousandths of a euro, without tax.
    pub price_mills: i64,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when nothing leaves by it.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for GatewayRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "gateway {} {:?}, {} per part", self.provider, self.sender, self.price_mills)
    }
}

/// What is known of a text beside its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// Its action.
    pub action: ActionId,
    /// First, second… attempt.
    pub attempt: i32,
    /// Key of the gateway's protocol.
    pub provider: String,
    /// In whose name it left.
    pub sender: String,
    /// Parts that are paid.
    pub parts: i32,
    /// What one part cost, in thousandths of a euro.
    pub price_mills: i64,
    /// Its number at the gateway; empty until it answered.
    pub provider_id: String,
    /// What else the gateway said.
    pub response: String,
}

/// A number that gets no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopRow {
    /// Its id.
    pub id: Uuid,
    /// The number, with its plus.
    pub number: String,
    /// Why, in words.
    pub note: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Who said so.
    pub created_by: String,
}

macro_rules! text_columns {
    () => {
        "s.action_id, s.attempt, s.provider, s.sender, s.parts, s.price_mills, s.provider_id, s.response"
    };
}

statements! {
    SELECT_GATEWAY = "SELECT provider, settings, sender, price_mills, created_at, created_by, disabled_at FROM sms_gateway WHERE organisation_id = $1";
    UPSERT_GATEWAY = "INSERT INTO sms_gateway (organisation_id, provider, settings, sender, price_mills, created_at, created_by, disabled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (organisation_id) DO UPDATE SET provider = excluded.provider, settings = excluded.settings, sender = excluded.sender, price_mills = excluded.price_mills, created_at = excluded.created_at, created_by = excluded.created_by, version = sms_gateway.version + 1";
    SET_DISABLED = "UPDATE sms_gateway SET disabled_at = $2, version = version + 1 WHERE organisation_id = $1";
    INSERT_TEXT = "INSERT INTO sms_message (organisation_id, action_id, attempt, provider, sender, parts, price_mills, provider_id, response) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '')";
    ANSWERED = "UPDATE sms_message SET provider_id = $4, response = $5 WHERE organisation_id = $1 AND action_id = $2 AND attempt = $3";
    SELECT_TEXT = concat!("SELECT ", text_columns!(), ", m.recipient FROM sms_message s JOIN message m ON m.organisation_id = s.organisation_id AND m.action_id = s.action_id AND m.attempt = s.attempt WHERE s.organisation_id = $1 AND s.action_id = $2 ORDER BY s.attempt DESC LIMIT 1");
    SELECT_TEXTS_OF = concat!("SELECT ", text_columns!(), ", m.recipient FROM sms_message s JOIN message m ON m.organisation_id = s.organisation_id AND m.action_id = s.action_id AND m.attempt = s.attempt JOIN action a ON a.organisation_id = s.organisation_id AND a.id = s.action_id WHERE s.organisation_id = $1 AND a.debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) ORDER BY s.action_id, s.attempt");
    SELECT_PHONES = "SELECT debtor_id, phone FROM contact WHERE organisation_id = $1 AND phone <> ''";
    SELECT_STOPS = "SELECT id, number, note, created_at, created_by FROM sms_stop WHERE organisation_id = $1 AND lifted_at IS NULL ORDER BY created_at DESC, id";
    SELECT_STOPPED = "SELECT number FROM sms_stop WHERE organisation_id = $1 AND lifted_at IS NULL";
    INSERT_STOP = "INSERT INTO sms_stop (organisation_id, id, number, note, created_at, created_by, lifted_at, lifted_by) VALUES ($1, $2, $3, $4, $5, $6, NULL, '') ON CONFLICT (organisation_id, number) WHERE lifted_at IS NULL DO NOTHING";
    LIFT_STOP = "UPDATE sms_stop SET lifted_at = $3, lifted_by = $4 WHERE organisation_id = $1 AND number = $2 AND lifted_at IS NULL";
    SUM_SINCE = "SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(s.parts), 0) AS BIGINT), CAST(coalesce(sum(s.parts * s.price_mills), 0) AS BIGINT) FROM sms_message s JOIN action a ON a.organisation_id = s.organisation_id AND a.id = s.action_id WHERE s.organisation_id = $1 AND a.channel = 'sms' AND a.state IN ('sent', 'unknown') AND a.done_at >= $2 AND s.attempt = a.attempts";
}

#[derive(sqlx::FromRow)]
struct GatewayTuple {
    provider: String,
    settings: String,
    sender: String,
    price_mills: i64,
    created_at: DateTime<Utc>,
    created_by: String,
    disabled_at: Option<DateTime<Utc>>,
}

/// The gateway of an organisation, in use or not.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn gateway(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<GatewayRow>> {
    let row: Option<GatewayTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_GATEWAY).bind(organisation.0).fetch_optional(&mut *c).await?);
    Ok(row.map(|row| GatewayRow {
        provider: row.provider,
        settings: tx.keys().open(Place::Gateway, organisation, organisation.0, &row.settings),
        sender: row.sender,
        price_mills: row.price_mills,
        created_at: row.created_at,
        created_by: row.created_by,
        disabled_at: row.disabled_at,
    }))
}

/// Sets the gateway; one that was stopped stays so.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_gateway(tx: &mut Tx, organisation: OrganisationId, g: &GatewayRow) -> Result<()> {
    let settings = tx.keys().seal(Place::Gateway, organisation, organisation.0, &g.settings)?;
    in_tx!(tx, c => {
        sqlx::query(UPSERT_GATEWAY)
            .bind(organisation.0).bind(&g.provider).bind(&settings).bind(&g.sender).bind(g.price_mills)
            .bind(to_micros(g.created_at)).bind(&g.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Stops (`Some`) or resumes the gateway; whether there is one.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_disabled(tx: &mut Tx, organisation: OrganisationId, since: Option<DateTime<Utc>>) -> Result<bool> {
    let changed =
        in_tx!(tx, c => sqlx::query(SET_DISABLED).bind(organisation.0).bind(since.map(to_micros)).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Keeps what a text weighs, in the transaction that reserves it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_text(tx: &mut Tx, organisation: OrganisationId, t: &TextRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_TEXT)
            .bind(organisation.0).bind(t.action.0).bind(t.attempt).bind(&t.provider).bind(&t.sender).bind(t.parts).bind(t.price_mills)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Notes the gateway's answer to an attempt.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn answered(tx: &mut Tx, organisation: OrganisationId, of: (ActionId, i32), provider_id: &str, response: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(ANSWERED)
            .bind(organisation.0).bind(of.0.0).bind(of.1).bind(provider_id).bind(response)
            .execute(&mut *c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct TextTuple {
    action_id: Uuid,
    attempt: i32,
    provider: String,
    sender: String,
    parts: i32,
    price_mills: i64,
    provider_id: String,
    response: String,
    recipient: String,
}

fn text(row: TextTuple) -> (TextRow, String) {
    let known = TextRow {
        action: ActionId(row.action_id),
        attempt: row.attempt,
        provider: row.provider,
        sender: row.sender,
        parts: row.parts,
        price_mills: row.price_mills,
        provider_id: row.provider_id,
        response: row.response,
    };
    (known, row.recipient)
}

/// The last attempt of a text, and its number.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn text_of(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Option<(TextRow, String)>> {
    let row: Option<TextTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_TEXT).bind(organisation.0).bind(action.0).fetch_optional(&mut *c).await?);
    Ok(row.map(text))
}

/// The texts of a debtor and their numbers, the attempts of an action in order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn texts_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(TextRow, String)>> {
    let rows: Vec<TextTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_TEXTS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(text).collect())
}

/// Texts that left, or may have, since an instant: how many, their parts, what they cost in thousandths of a euro.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn sum_since(tx: &mut Tx, organisation: OrganisationId, since: DateTime<Utc>) -> Result<(i64, i64, i64)> {
    Ok(in_tx!(tx, c => sqlx::query_as(SUM_SINCE).bind(organisation.0).bind(to_micros(since)).fetch_one(&mut *c).await?))
}

/// The telephone numbers of all contacts, as they were written.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn phones(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, String)>> {
    let rows: Vec<(Uuid, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_PHONES).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, phone)| (DebtorId(debtor), phone)).collect())
}

/// The numbers that get no text, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn stops(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<StopRow>> {
    let rows: Vec<(Uuid, String, String, DateTime<Utc>, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_STOPS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, number, note, created_at, created_by)| StopRow { id, number, note, created_at, created_by }).collect())
}

/// As [`stops`], the numbers alone.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn stopped(tx: &mut Tx, organisation: OrganisationId) -> Result<HashSet<String>> {
    let rows: Vec<String> = in_tx!(tx, c => sqlx::query_scalar(SELECT_STOPPED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().collect())
}

/// Leaves a number alone from now on; whether it was not so already.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_stop(tx: &mut Tx, organisation: OrganisationId, s: &StopRow) -> Result<bool> {
    let made = in_tx!(tx, c => sqlx::query(INSERT_STOP)
        .bind(organisation.0).bind(s.id).bind(&s.number).bind(&s.note).bind(to_micros(s.created_at)).bind(&s.created_by)
        .execute(&mut *c).await?.rows_affected());
    Ok(made == 1)
}

/// Writes to a number again; whether it was left alone.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn lift_stop(tx: &mut Tx, organisation: OrganisationId, number: &str, at: DateTime<Utc>, by: &str) -> Result<bool> {
    let lifted = in_tx!(tx, c => sqlx::query(LIFT_STOP)
        .bind(organisation.0).bind(number).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    Ok(lifted == 1)
}
