//! What was said in negotiations: lines that are added, and taken back once.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::compromise::{Heard, Said, Voice};
use domain::ids::{DebtorId, OrganisationId, TalkId};
use domain::promise::Way;
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A line of a negotiation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkRow {
    /// Its id.
    pub id: TalkId,
    /// With whom; the account that stays, when that one was merged.
    pub debtor: DebtorId,
    /// What the rules see.
    pub heard: Heard,
    /// Currency of its amount.
    pub currency: Currency,
    /// By which way.
    pub way: Way,
    /// Who said it; may be empty.
    pub person: String,
    /// In words; may be empty.
    pub words: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Who took it back.
    pub undone_by: Option<String>,
}

statements! {
    INSERT_LINE = "INSERT INTO negotiation_line (organisation_id, id, debtor_id, voice, said, currency, amount_cents, pay_by, said_on, way, person, words, recorded_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    SELECT_LINES = "SELECT n.id, coalesce(d.survivor_id, n.debtor_id) AS debtor_id, n.voice, n.said, n.currency, n.amount_cents, n.pay_by, n.said_on, n.way, n.person, n.words, n.recorded_at, n.actor, n.undone_by FROM negotiation_line n JOIN debtor d ON d.organisation_id = n.organisation_id AND d.id = n.debtor_id WHERE n.organisation_id = $1 AND (d.id = $2 OR d.survivor_id = $2) ORDER BY n.said_on, n.id";
    SELECT_DEBTOR = "SELECT coalesce(d.survivor_id, n.debtor_id) FROM negotiation_line n JOIN debtor d ON d.organisation_id = n.organisation_id AND d.id = n.debtor_id WHERE n.organisation_id = $1 AND n.id = $2";
    TAKE_BACK = "UPDATE negotiation_line SET undone_at = $3, undone_by = $4 WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    voice: String,
    said: String,
    currency: String,
    amount_cents: Option<i64>,
    pay_by: Option<Date>,
    said_on: Date,
    way: String,
    person: String,
    words: String,
    recorded_at: DateTime<Utc>,
    actor: String,
    undone_by: Option<String>,
}

impl TryFrom<Row> for TalkRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| StoreError::Inconsistent { table: "negotiation_line", column, row: row.id.to_string() };
        Ok(Self {
            id: TalkId(row.id),
            debtor: DebtorId(row.debtor_id),
            heard: Heard {
                voice: Voice::from_code(&row.voice).ok_or_else(|| bad("voice"))?,
                said: Said::from_code(&row.said).ok_or_else(|| bad("said"))?,
                amount: row.amount_cents.map(Cents),
                pay_by: row.pay_by,
                on: row.said_on,
            },
            currency: currency_of(&row.currency)?,
            way: Way::from_code(&row.way).unwrap_or(Way::Other),
            person: row.person,
            words: row.words,
            at: row.recorded_at,
            by: row.actor,
            undone_by: row.undone_by,
        })
    }
}

/// Adds a line.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &TalkRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_LINE)
            .bind(organisation.0).bind(row.id.0).bind(row.debtor.0).bind(row.heard.voice.code()).bind(row.heard.said.code())
            .bind(row.currency.code()).bind(row.heard.amount.map(|cents| cents.0)).bind(row.heard.pay_by).bind(row.heard.on)
            .bind(row.way.code()).bind(&row.person).bind(&row.words).bind(to_micros(row.at)).bind(&row.by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// The lines with a debtor, oldest first, also those that were taken back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<TalkRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_LINES).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(TryInto::try_into).collect()
}

/// With whom a line is; the account that stays, when that one was merged.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn debtor_of(tx: &mut Tx, organisation: OrganisationId, id: TalkId) -> Result<Option<DebtorId>> {
    let found: Option<Uuid> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_DEBTOR).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    Ok(found.map(DebtorId))
}

/// Takes a line back.
///
/// # Errors
/// [`StoreError::Stale`] when it was already.
#[crate::boxed]
pub async fn take_back(tx: &mut Tx, organisation: OrganisationId, id: TalkId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(TAKE_BACK)
        .bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "negotiation_line", id: id.0 }) }
}
