//! The links by which debtors choose a payment plan, and what the house lets them choose.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::calendar::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PlanId, PlanOfferId};
use domain::party::DebtorKind;
use domain::plan::{InterestChoice, OfferPolicy};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::secret::Place;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// Where links lead, and their key.
#[derive(Clone, PartialEq, Eq)]
pub struct OfferSettings {
    /// Where the program is reached from outside, without a slash at the end.
    pub address: String,
    /// The key that signs links.
    pub secret: String,
}

impl std::fmt::Debug for OfferSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OfferSettings").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRow {
    /// Its id.
    pub id: PlanOfferId,
    /// Whose debts; the account that stays, when that one was merged.
    pub debtor: DebtorId,
    /// From when it is void.
    pub expires_at: DateTime<Utc>,
    /// The address it was mailed to; empty for one that a person handed on.
    pub recipient: String,
    /// `handed`, `reserved`, `sent`, `failed` or `unknown`.
    pub sending: String,
    /// Why it failed; may be empty.
    pub reason: String,
    /// The hash of the mail.
    pub document: Option<String>,
    /// The plan that came of it.
    pub plan: Option<PlanId>,
    /// The day on which it was made.
    pub created_on: Date,
    /// When.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When a person took it back.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// The debts that it is about.
    pub items: Vec<OpenItemId>,
}

macro_rules! select_offer {
    ($condition:literal) => {
        concat!("SELECT o.id, coalesce(d.survivor_id, o.debtor_id) AS debtor_id, o.expires_at, o.recipient, o.sending, o.reason, o.document_hash, o.plan_id, o.created_on, o.created_at, o.created_by, o.withdrawn_at FROM plan_offer o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id WHERE o.organisation_id = $1 AND ", $condition)
    };
}

statements! {
    SELECT_POLICIES = "SELECT category, enabled, most_parts, least_cents, least_part_cents, first_percent, first_days, accept_cents, interest FROM plan_offer_policy WHERE organisation_id = $1 ORDER BY category";
    UPSERT_POLICY = "INSERT INTO plan_offer_policy (organisation_id, category, enabled, most_parts, least_cents, least_part_cents, first_percent, first_days, accept_cents, interest, changed_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (organisation_id, category) DO UPDATE SET enabled = excluded.enabled, most_parts = excluded.most_parts, least_cents = excluded.least_cents, least_part_cents = excluded.least_part_cents, first_percent = excluded.first_percent, first_days = excluded.first_days, accept_cents = excluded.accept_cents, interest = excluded.interest, changed_at = excluded.changed_at, actor = excluded.actor";
    SELECT_SETTINGS = "SELECT address, secret FROM plan_offer_setting WHERE organisation_id = $1";
    UPSERT_SETTINGS = "INSERT INTO plan_offer_setting (organisation_id, address, secret, changed_at, actor) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id) DO UPDATE SET address = excluded.address, secret = excluded.secret, changed_at = excluded.changed_at, actor = excluded.actor";
    INSERT_OFFER = "INSERT INTO plan_offer (organisation_id, id, debtor_id, expires_at, recipient, sending, reason, document_hash, plan_id, created_on, created_at, created_by, withdrawn_at, withdrawn_by) VALUES ($1, $2, $3, $4, $5, $6, '', $7, NULL, $8, $9, $10, NULL, NULL)";
    SELECT_OFFER = select_offer!("o.id = $2");
    SELECT_OFFERS_OF = select_offer!("(d.id = $2 OR d.survivor_id = $2) ORDER BY o.created_at DESC, o.id DESC");
    SELECT_OFFERS = select_offer!("o.id > $2 ORDER BY o.id LIMIT $3");
    SELECT_OFFERS_OF_FROM = select_offer!("(d.id = $4 OR d.survivor_id = $4) AND o.id > $2 ORDER BY o.id LIMIT $3");
    SELECT_OFFER_OF_PLAN = select_offer!("o.plan_id = $2");
    SELECT_ITEMS = "SELECT i.open_item_id FROM plan_offer_item i WHERE i.organisation_id = $1 AND i.offer_id = $2 ORDER BY i.open_item_id";
    SETTLE = "UPDATE plan_offer SET sending = $3, reason = $4 WHERE organisation_id = $1 AND id = $2 AND sending = 'reserved'";
    CHOOSE = "UPDATE plan_offer SET plan_id = $3 WHERE organisation_id = $1 AND id = $2 AND plan_id IS NULL AND withdrawn_at IS NULL";
    WITHDRAW = "UPDATE plan_offer SET withdrawn_at = $3, withdrawn_by = $4 WHERE organisation_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    COUNT_UNSOUND = "SELECT count(*) FROM plan_offer o JOIN payment_plan p ON p.organisation_id = o.organisation_id AND p.id = o.plan_id JOIN debtor a ON a.organisation_id = o.organisation_id AND a.id = o.debtor_id JOIN debtor b ON b.organisation_id = p.organisation_id AND b.id = p.debtor_id WHERE o.organisation_id = $1 AND coalesce(a.survivor_id, a.id) <> coalesce(b.survivor_id, b.id)";
}

fn bad(table: &'static str, column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string() }
}

type PolicyTuple = (String, bool, i32, i64, i64, i32, i32, i64, String);

/// What the house lets debtors choose, by their kind; a kind of which nothing is said is left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn policies(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorKind, OfferPolicy)>> {
    let rows: Vec<PolicyTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_POLICIES).bind(organisation.0).fetch_all(&mut *c).await?);
    let small = |column, value: i32| u16::try_from(value).map_err(|_| bad("plan_offer_policy", column, value));
    rows.into_iter()
        .map(|(category, enabled, parts, least, least_part, first_percent, first_days, accept, interest)| {
            let kind = DebtorKind::from_code(&category).ok_or_else(|| bad("plan_offer_policy", "category", &category))?;
            let policy = OfferPolicy {
                enabled,
                parts: small("most_parts", parts)?,
                least: Cents(least),
                least_part: Cents(least_part),
                first_percent: small("first_percent", first_percent)?,
                first_days: small("first_days", first_days)?,
                accept: Cents(accept),
                interest: InterestChoice::from_code(&interest).ok_or_else(|| bad("plan_offer_policy", "interest", interest))?,
            };
            Ok((kind, policy))
        })
        .collect()
}

/// Says what the debtors of a kind may choose.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_policy(
    tx: &mut Tx,
    organisation: OrganisationId,
    (kind, policy): (DebtorKind, &OfferPolicy),
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_POLICY)
            .bind(organisation.0).bind(kind.code()).bind(policy.enabled).bind(i32::from(policy.parts)).bind(policy.least.0)
            .bind(policy.least_part.0).bind(i32::from(policy.first_percent)).bind(i32::from(policy.first_days)).bind(policy.accept.0)
            .bind(policy.interest.code()).bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Where links lead, and their key; nothing before somebody said so.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<OfferSettings>> {
    let row: Option<(String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let opened = |secret: String| tx.keys().open(Place::Choice, organisation, organisation.0, &secret);
    Ok(row.map(|(address, secret)| OfferSettings { address, secret: opened(secret) }))
}

/// Says where they lead.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_settings(tx: &mut Tx, organisation: OrganisationId, settings: &OfferSettings, at: DateTime<Utc>, by: &str) -> Result<()> {
    let secret = tx.keys().seal(Place::Choice, organisation, organisation.0, &settings.secret)?;
    in_tx!(tx, c => {
        sqlx::query(UPSERT_SETTINGS).bind(organisation.0).bind(&settings.address).bind(&secret).bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Adds a link, with its debts.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &OfferRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_OFFER)
            .bind(organisation.0).bind(row.id.0).bind(row.debtor.0).bind(to_micros(row.expires_at)).bind(&row.recipient).bind(&row.sending)
            .bind(&row.document).bind(row.created_on).bind(to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
        if !row.items.is_empty() {
            let mut query = QueryBuilder::new("INSERT INTO plan_offer_item (organisation_id, offer_id, open_item_id) ");
            query.push_values(&row.items, |mut values, item| {
                values.push_bind(organisation.0).push_bind(row.id.0).push_bind(item.0);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    expires_at: DateTime<Utc>,
    recipient: String,
    sending: String,
    reason: String,
    document_hash: Option<String>,
    plan_id: Option<Uuid>,
    created_on: Date,
    created_at: DateTime<Utc>,
    created_by: String,
    withdrawn_at: Option<DateTime<Utc>>,
}

async fn with_items(tx: &mut Tx, organisation: OrganisationId, row: Row) -> Result<OfferRow> {
    let items: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_ITEMS).bind(organisation.0).bind(row.id).fetch_all(&mut *c).await?);
    Ok(OfferRow {
        id: PlanOfferId(row.id),
        debtor: DebtorId(row.debtor_id),
        expires_at: row.expires_at,
        recipient: row.recipient,
        sending: row.sending,
        reason: row.reason,
        document: row.document_hash,
        plan: row.plan_id.map(PlanId),
        created_on: row.created_on,
        created_at: row.created_at,
        created_by: row.created_by,
        withdrawn_at: row.withdrawn_at,
        items: items.into_iter().map(OpenItemId).collect(),
    })
}

/// One link.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: PlanOfferId) -> Result<Option<OfferRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_OFFER).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    match row {
        Some(row) => Ok(Some(with_items(tx, organisation, row).await?)),
        None => Ok(None),
    }
}

/// The link of which a plan came.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_plan(tx: &mut Tx, organisation: OrganisationId, plan: PlanId) -> Result<Option<OfferRow>> {
    let row: Option<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OFFER_OF_PLAN).bind(organisation.0).bind(plan.0).fetch_optional(&mut *c).await?);
    match row {
        Some(row) => Ok(Some(with_items(tx, organisation, row).await?)),
        None => Ok(None),
    }
}

/// The links of a debtor, newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<OfferRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_OFFERS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    let mut offers = Vec::with_capacity(rows.len());
    for row in rows {
        offers.push(with_items(tx, organisation, row).await?);
    }
    Ok(offers)
}

/// Links in the order in which they were made, after an id; of a debtor, or of all.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn page(tx: &mut Tx, organisation: OrganisationId, debtor: Option<DebtorId>, after: Uuid, limit: i64) -> Result<Vec<OfferRow>> {
    let rows: Vec<Row> = match debtor {
        None => in_tx!(tx, c => sqlx::query_as(SELECT_OFFERS).bind(organisation.0).bind(after).bind(limit).fetch_all(&mut *c).await?),
        Some(debtor) => {
            in_tx!(tx, c => sqlx::query_as(SELECT_OFFERS_OF_FROM).bind(organisation.0).bind(after).bind(limit).bind(debtor.0).fetch_all(&mut *c).await?)
        }
    };
    let mut offers = Vec::with_capacity(rows.len());
    for row in rows {
        offers.push(with_items(tx, organisation, row).await?);
    }
    Ok(offers)
}

/// Says what became of a mail that was reserved.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settle(tx: &mut Tx, organisation: OrganisationId, id: PlanOfferId, sending: &str, reason: &str) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(SETTLE).bind(organisation.0).bind(id.0).bind(sending).bind(reason).execute(&mut *c).await?; });
    Ok(())
}

/// Says which plan came of a link; whether none had, and nobody had taken it back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn choose(tx: &mut Tx, organisation: OrganisationId, id: PlanOfferId, plan: PlanId) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(CHOOSE).bind(organisation.0).bind(id.0).bind(plan.0).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Takes a link back, whatever came of it; whether nobody had.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn withdraw(tx: &mut Tx, organisation: OrganisationId, id: PlanOfferId, at: DateTime<Utc>, by: &str) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(WITHDRAW).bind(organisation.0).bind(id.0).bind(to_micros(at)).bind(by).execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// How many links have a plan of another account.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn unsound(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_UNSOUND).bind(organisation.0).fetch_one(&mut *c).await?))
}
