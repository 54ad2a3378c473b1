//! Mail that came in: what it is, whom it is about, and whether somebody has read it.
//!
//! A row stays with the account that it was about: what is asked of an account asks those that it absorbed as well.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::Date;
use domain::dunning::ActionState;
use domain::ids::{ActionId, DebtorId, OrganisationId, ReceivedId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::action::channel_and_state;
use crate::event::to_micros;
use crate::statement::statements;
use crate::{Db, Result, StoreError, Tx};

/// A received mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRow {
    /// Its id.
    pub id: ReceivedId,
    /// SHA-256 of its bytes, whatever their line ends.
    pub fingerprint: String,
    /// SHA-256 of its bytes; the document is kept.
    pub document_hash: String,
    /// `imap` or `file`.
    pub source: String,
    /// Key of its class.
    pub class: String,
    /// Why it is that, in French.
    pub reason: String,
    /// Address of who sent it; may be empty.
    pub sender: String,
    /// Its subject.
    pub subject: String,
    /// What was written, without quotes; cut.
    pub body: String,
    /// Its own number; may be empty.
    pub message_id: String,
    /// The number of the message that it answers; may be empty.
    pub about: String,
    /// The address that failed or complained, in lower case; may be empty.
    pub failed_address: String,
    /// What else was read, as JSON.
    pub facts: String,
    /// The action that it is about.
    pub action: Option<ActionId>,
    /// The debtor that it is about.
    pub debtor: Option<DebtorId>,
    /// How that is known: `message`, `address`, `person` or `none`.
    pub tie: String,
    /// Key of what it did.
    pub effect: String,
    /// Until when its sender is away.
    pub returns_on: Option<Date>,
    /// The day that its sender's clock said.
    pub sent_on: Option<Date>,
    /// The business date on which it came in.
    pub received_on: Date,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When it was read or needed nobody.
    pub handled_at: Option<DateTime<Utc>>,
    /// By whom; empty for the program.
    pub handled_by: String,
    /// How often it was changed.
    pub version: i64,
}

/// A message of ours that a received one is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its action.
    pub action: ActionId,
    /// The action's debtor.
    pub debtor: DebtorId,
    /// Where the action stands.
    pub state: ActionState,
    /// The day that decided it.
    pub business_date: Date,
    /// To whom it went.
    pub recipient: String,
}

macro_rules! columns {
    () => {
        "id, fingerprint, document_hash, source, class, reason, sender, subject, body, message_id, about, failed_address, facts, action_id, debtor_id, tie, effect, returns_on, sent_on, received_on, received_at, handled_at, handled_by, version"
    };
}

macro_rules! select {
    ($rest:expr) => {
        concat!("SELECT ", columns!(), " FROM received_mail WHERE organisation_id = $1 ", $rest)
    };
}

statements! {
    INSERT_RECEIVED = concat!("INSERT INTO received_mail (organisation_id, ", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 1) ON CONFLICT DO NOTHING");
    SELECT_RECEIVED = select!("AND id = $2");
    SELECT_BY_FINGERPRINT = select!("AND fingerprint = $2");
    SELECT_TO_READ = select!("AND handled_at IS NULL AND debtor_id IS NOT NULL AND ($2 = '' OR class = $2) AND ($3 = '' OR lower(sender) LIKE $3 OR lower(subject) LIKE $3) ORDER BY received_at, id LIMIT $4 OFFSET $5");
    SELECT_TO_TIE = select!("AND handled_at IS NULL AND debtor_id IS NULL AND ($2 = '' OR class = $2) AND ($3 = '' OR lower(sender) LIKE $3 OR lower(subject) LIKE $3) ORDER BY received_at, id LIMIT $4 OFFSET $5");
    SELECT_EVERY = select!("AND ($2 = '' OR class = $2) AND ($3 = '' OR lower(sender) LIKE $3 OR lower(subject) LIKE $3) ORDER BY received_at DESC, id DESC LIMIT $4 OFFSET $5");
    COUNT_TO_READ = "SELECT count(*) FROM received_mail WHERE organisation_id = $1 AND handled_at IS NULL AND debtor_id IS NOT NULL AND ($2 = '' OR class = $2) AND ($3 = '' OR lower(sender) LIKE $3 OR lower(subject) LIKE $3)";
    COUNT_TO_TIE = "SELECT count(*) FROM received_mail WHERE organisation_id = $1 AND handled_at IS NULL AND debtor_id IS NULL AND ($2 = '' OR class = $2) AND ($3 = '' OR lower(sender) LIKE $3 OR lower(subject) LIKE $3)";
    COUNT_EVERY = "SELECT count(*) FROM received_mail WHERE organisation_id = $1 AND ($2 = '' OR class = $2) AND ($3 = '' OR lower(sender) LIKE $3 OR lower(subject) LIKE $3)";
    SELECT_OF_DEBTOR = select!("AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2)) ORDER BY received_at DESC, id DESC LIMIT $3");
    SELECT_OF_ACTION = select!("AND action_id = $2 ORDER BY received_at, id");
    COUNT_WAITING = "SELECT coalesce(sum(CASE WHEN debtor_id IS NOT NULL THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN debtor_id IS NULL THEN 1 ELSE 0 END), 0) FROM received_mail WHERE organisation_id = $1 AND handled_at IS NULL";
    SELECT_HAVE_REPLIED = "SELECT DISTINCT coalesce(d.survivor_id, d.id) FROM received_mail m JOIN debtor d ON d.organisation_id = m.organisation_id AND d.id = m.debtor_id WHERE m.organisation_id = $1 AND m.handled_at IS NULL AND m.class IN ('reply', 'complaint')";
    COUNT_HAS_REPLIED = "SELECT count(*) FROM received_mail WHERE organisation_id = $1 AND handled_at IS NULL AND class IN ('reply', 'complaint') AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2))";
    SET_HANDLED = "UPDATE received_mail SET handled_at = $4, handled_by = $5, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3";
    SET_TIE = "UPDATE received_mail SET debtor_id = $4, action_id = $5, tie = $6, effect = $7, failed_address = $8, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3";
    SELECT_SOFT = "SELECT received_on FROM received_mail WHERE organisation_id = $1 AND failed_address = $2 AND class = 'bounce_soft' AND effect <> 'shown' AND received_on >= $3 AND (action_id IS NULL OR action_id <> $4) ORDER BY received_on";
    SELECT_SENT_AS = "SELECT a.id, a.debtor_id, a.state, a.channel, a.business_date, m.recipient FROM message m JOIN action a ON a.organisation_id = m.organisation_id AND a.id = m.action_id WHERE m.organisation_id = $1 AND m.message_id IN ($2, $3) LIMIT 1";
    SELECT_SENT_TO = "SELECT a.id, a.debtor_id, a.state, a.channel, a.business_date, m.recipient FROM message m JOIN action a ON a.organisation_id = m.organisation_id AND a.id = m.action_id WHERE m.organisation_id = $1 AND lower(m.recipient) = $2 AND m.created_at >= $3 ORDER BY m.created_at DESC, m.attempt DESC LIMIT 1";
    SELECT_OWNERS = "SELECT DISTINCT coalesce(d.survivor_id, d.id) FROM contact k JOIN debtor d ON d.organisation_id = k.organisation_id AND d.id = k.debtor_id WHERE k.organisation_id = $1 AND lower(k.email) = $2 LIMIT 2";
    SELECT_IS_DEBTORS = "SELECT count(*) FROM contact WHERE organisation_id = $1 AND debtor_id = $2 AND lower(email) = $3";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    fingerprint: String,
    document_hash: String,
    source: String,
    class: String,
    reason: String,
    sender: String,
    subject: String,
    body: String,
    message_id: String,
    about: String,
    failed_address: String,
    facts: String,
    action_id: Option<Uuid>,
    debtor_id: Option<Uuid>,
    tie: String,
    effect: String,
    returns_on: Option<Date>,
    sent_on: Option<Date>,
    received_on: Date,
    received_at: DateTime<Utc>,
    handled_at: Option<DateTime<Utc>>,
    handled_by: String,
    version: i64,
}

impl From<Row> for ReceivedRow {
    fn from(row: Row) -> Self {
        Self {
            id: ReceivedId(row.id),
            fingerprint: row.fingerprint,
            document_hash: row.document_hash,
            source: row.source,
            class: row.class,
            reason: row.reason,
            sender: row.sender,
            subject: row.subject,
            body: row.body,
            message_id: row.message_id,
            about: row.about,
            failed_address: row.failed_address,
            facts: row.facts,
            action: row.action_id.map(ActionId),
            debtor: row.debtor_id.map(DebtorId),
            tie: row.tie,
            effect: row.effect,
            returns_on: row.returns_on,
            sent_on: row.sent_on,
            received_on: row.received_on,
            received_at: row.received_at,
            handled_at: row.handled_at,
            handled_by: row.handled_by,
            version: row.version,
        }
    }
}

/// Keeps a mail; `false` when the same is kept already.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, m: &ReceivedRow) -> Result<bool> {
    let written = in_tx!(tx, c => sqlx::query(INSERT_RECEIVED)
        .bind(organisation.0).bind(m.id.0).bind(&m.fingerprint).bind(&m.document_hash).bind(&m.source).bind(&m.class).bind(&m.reason)
        .bind(&m.sender).bind(&m.subject).bind(&m.body).bind(&m.message_id).bind(&m.about).bind(&m.failed_address).bind(&m.facts)
        .bind(m.action.map(|id| id.0)).bind(m.debtor.map(|id| id.0)).bind(&m.tie).bind(&m.effect).bind(m.returns_on).bind(m.sent_on)
        .bind(m.received_on).bind(to_micros(m.received_at)).bind(m.handled_at.map(to_micros)).bind(&m.handled_by)
        .execute(&mut *c).await?.rows_affected());
    Ok(written == 1)
}

/// One mail.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: ReceivedId) -> Result<Option<ReceivedRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_RECEIVED).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(row.map(ReceivedRow::from))
}

/// The mail with a fingerprint.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn known(tx: &mut Tx, organisation: OrganisationId, fingerprint: &str) -> Result<Option<ReceivedRow>> {
    let row: Option<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BY_FINGERPRINT).bind(organisation.0).bind(fingerprint).fetch_optional(&mut *c).await?);
    Ok(row.map(ReceivedRow::from))
}

/// Which mails a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those of a debtor that wait for a reader, the oldest first.
    ToRead,
    /// Those of nobody known, the oldest first.
    ToTie,
    /// All, the newest first.
    Every,
}

/// What a list is narrowed to; both may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Key of a class.
    pub class: String,
    /// Words of sender or subject.
    pub words: String,
}

impl Filter {
    /// The pattern of the words, without the signs that mean something to the base.
    fn pattern(&self) -> String {
        let plain: String = self.words.trim().to_lowercase().chars().filter(|character| !matches!(character, '%' | '_' | '\\')).collect();
        if plain.is_empty() { plain } else { format!("%{plain}%") }
    }
}

/// A page of mails.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    which: Which,
    filter: &Filter,
    (limit, offset): (i64, i64),
) -> Result<Vec<ReceivedRow>> {
    let sql = match which {
        Which::ToRead => SELECT_TO_READ,
        Which::ToTie => SELECT_TO_TIE,
        Which::Every => SELECT_EVERY,
    };
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(sql)
        .bind(organisation.0).bind(&filter.class).bind(filter.pattern()).bind(limit).bind(offset).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(ReceivedRow::from).collect())
}

/// How many mails a list has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count(tx: &mut Tx, organisation: OrganisationId, which: Which, filter: &Filter) -> Result<i64> {
    let sql = match which {
        Which::ToRead => COUNT_TO_READ,
        Which::ToTie => COUNT_TO_TIE,
        Which::Every => COUNT_EVERY,
    };
    Ok(in_tx!(tx, c => sqlx::query_scalar(sql).bind(organisation.0).bind(&filter.class).bind(filter.pattern()).fetch_one(&mut *c).await?))
}

/// The mails about a debtor, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, limit: i64) -> Result<Vec<ReceivedRow>> {
    let rows: Vec<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(ReceivedRow::from).collect())
}

/// The mails about an action, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_action(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Vec<ReceivedRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_OF_ACTION).bind(organisation.0).bind(action.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(ReceivedRow::from).collect())
}

/// How many wait for a reader, and how many for somebody who says whom they are about.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn waiting(db: &Db, organisation: OrganisationId) -> Result<(i64, i64)> {
    Ok(on_db!(db, base => sqlx::query_as(COUNT_WAITING).bind(organisation.0).fetch_one(base).await)?)
}

/// The debtors who wrote back, and whom nobody has read yet.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn have_replied(tx: &mut Tx, organisation: OrganisationId) -> Result<HashSet<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_HAVE_REPLIED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// Whether a debtor wrote back and nobody has read it yet.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn has_replied(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_HAS_REPLIED).bind(organisation.0).bind(debtor.0).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Says that somebody has read a mail (`Some`), or that nobody has.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed in between.
#[crate::boxed]
pub async fn set_handled(
    tx: &mut Tx,
    organisation: OrganisationId,
    (id, version): (ReceivedId, i64),
    at: Option<DateTime<Utc>>,
    by: &str,
) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SET_HANDLED)
        .bind(organisation.0).bind(id.0).bind(version).bind(at.map(to_micros)).bind(by).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "received_mail", id: id.0 }) }
}

/// Says whom a mail is about, how that is known, and what it did.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed in between.
#[crate::boxed]
pub async fn set_tie(tx: &mut Tx, organisation: OrganisationId, m: &ReceivedRow) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SET_TIE)
        .bind(organisation.0).bind(m.id.0).bind(m.version).bind(m.debtor.map(|id| id.0)).bind(m.action.map(|id| id.0)).bind(&m.tie)
        .bind(&m.effect).bind(&m.failed_address).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "received_mail", id: m.id.0 }) }
}

/// The days since `from` on which messages to an address came back for the time being, reports about one message left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn soft_bounces(
    tx: &mut Tx,
    organisation: OrganisationId,
    address: &str,
    from: Date,
    apart: Option<ActionId>,
) -> Result<Vec<Date>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_SOFT)
        .bind(organisation.0).bind(address).bind(from).bind(apart.map_or(Uuid::nil(), |id| id.0)).fetch_all(&mut *c).await?))
}

type SentTuple = (Uuid, Uuid, String, String, Date, String);

fn sent((action, debtor, state, channel, business_date, recipient): SentTuple) -> Result<Sent> {
    let (_, state) = channel_and_state(&channel, &state)?;
    Ok(Sent { action: ActionId(action), debtor: DebtorId(debtor), state, business_date, recipient })
}

/// Our message with a number, angle brackets left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn sent_as(tx: &mut Tx, organisation: OrganisationId, message_id: &str) -> Result<Option<Sent>> {
    let row: Option<SentTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_SENT_AS)
        .bind(organisation.0).bind(message_id).bind(format!("<{message_id}>")).fetch_optional(&mut *c).await?);
    row.map(sent).transpose()
}

/// Our last message to an address, in lower case, since an instant.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn sent_to(tx: &mut Tx, organisation: OrganisationId, address: &str, since: DateTime<Utc>) -> Result<Option<Sent>> {
    let row: Option<SentTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_SENT_TO)
        .bind(organisation.0).bind(address).bind(to_micros(since)).fetch_optional(&mut *c).await?);
    row.map(sent).transpose()
}

/// A report that made an address fail, about a message of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBack {
    /// The message's action.
    pub action: ActionId,
    /// The report.
    pub report: ReceivedId,
    /// The address that failed, in lower case.
    pub address: String,
    /// Why, in French.
    pub reason: String,
}

/// How far the clock of a mailbox may be behind ours.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

/// What came back of some messages since their last attempt began: what was said of an earlier one says nothing of this one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn came_back(tx: &mut Tx, organisation: OrganisationId, ids: &[ActionId]) -> Result<Vec<CameBack>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    type Row = (Uuid, Uuid, String, String, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = in_tx!(tx, c => {
        let mut query =
            QueryBuilder::new("SELECT r.action_id, r.id, r.failed_address, r.reason, r.received_at, (SELECT max(m.created_at) FROM message m WHERE m.organisation_id = r.organisation_id AND m.action_id = r.action_id) FROM received_mail r WHERE r.effect = 'address_fails' AND r.organisation_id = ");
        query.push_bind(organisation.0).push(" AND r.action_id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.0);
        }
        query.push(") ORDER BY r.received_at, r.id");
        query.build_query_as().fetch_all(&mut *c).await?
    });
    Ok(rows
        .into_iter()
        .filter(|(.., received_at, begun_at)| begun_at.is_none_or(|begun_at| *received_at >= begun_at - CLOCKS_APART))
        .map(|(action, report, address, reason, ..)| CameBack { action: ActionId(action), report: ReceivedId(report), address, reason })
        .collect())
}

/// The one debtor with a contact at an address, in lower case; `None` when there is none or several.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn owner(tx: &mut Tx, organisation: OrganisationId, address: &str) -> Result<Option<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_OWNERS).bind(organisation.0).bind(address).fetch_all(&mut *c).await?);
    Ok(match rows.as_slice() {
        [only] => Some(DebtorId(*only)),
        _ => None,
    })
}

/// Whether several debtors have a contact at an address, in lower case.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn is_shared(tx: &mut Tx, organisation: OrganisationId, address: &str) -> Result<bool> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_OWNERS).bind(organisation.0).bind(address).fetch_all(&mut *c).await?);
    Ok(rows.len() > 1)
}

/// Whether an address, in lower case, is a debtor's.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn is_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, address: &str) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(SELECT_IS_DEBTORS)
        .bind(organisation.0).bind(debtor.0).bind(address).fetch_one(&mut *c).await?);
    Ok(count > 0)
}
