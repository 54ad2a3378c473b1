//! Messages beside the reminders, with what they carry, and the documents of items.

use chrono::{DateTime, Utc};
use domain::Currency;
use domain::calendar::Date;
use domain::dunning::ActionState;
use domain::ids::{ActionId, ContactId, DebtorId, OpenItemId, OrganisationId, PlanId, PromiseId, RunId};
use domain::service_mail::ServiceMail;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A document that a service mail carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The item that it is the invoice of.
    pub item: OpenItemId,
    /// SHA-256 of its bytes.
    pub document_hash: String,
    /// Its name.
    pub name: String,
    /// What its bytes are.
    pub media_type: String,
}

/// A service mail to put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewServiceMail {
    /// The id of its action.
    pub id: ActionId,
    /// To whom.
    pub debtor: DebtorId,
    /// What it is.
    pub kind: ServiceMail,
    /// The contact that gets it.
    pub contact: ContactId,
    /// The promise that it confirms.
    pub promise: Option<PromiseId>,
    /// The payment plan that it tells of.
    pub plan: Option<PlanId>,
    /// How many items it is about.
    pub items: usize,
    /// Their currency.
    pub currency: Currency,
    /// What it carries, by item.
    pub files: Vec<Carried>,
}

/// A service mail as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMailRow {
    /// Its action.
    pub action: ActionId,
    /// What it is.
    pub kind: ServiceMail,
    /// The contact that gets it.
    pub contact: ContactId,
    /// The promise that it confirms.
    pub promise: Option<PromiseId>,
    /// The payment plan that it tells of.
    pub plan: Option<PlanId>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}

/// A document of an item, as a person handed it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDocument {
    /// Its id.
    pub id: Uuid,
    /// The item.
    pub item: OpenItemId,
    /// SHA-256 of its bytes.
    pub document_hash: String,
    /// Its name.
    pub name: String,
    /// What its bytes are.
    pub media_type: String,
    /// How many bytes.
    pub size: i64,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// From whom.
    pub created_by: String,
}

/// A copy of an invoice that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The item.
    pub item: OpenItemId,
    /// The action that carries it.
    pub action: ActionId,
    /// Where that stands.
    pub state: ActionState,
    /// Its day.
    pub on: Date,
}

statements! {
    NEXT_BESIDE = "SELECT coalesce(max(beside), 0) + 1 FROM action WHERE organisation_id = $1 AND debtor_id = $2 AND business_date = $3 AND channel = 'email'";
    INSERT_SERVICE_ACTION = "INSERT INTO action (organisation_id, id, debtor_id, run_id, business_date, channel, step, step_key, mode, template, currency, item_count, asked_cents, net_cents, state, reason, created_at, decided_by, decided_at, beside) VALUES ($1, $2, $3, $4, $5, 'email', 0, $6, 'to_confirm', $6, $7, $8, 0, 0, 'approved', '', $9, $10, $9, $11)";
    INSERT_SERVICE_MAIL = "INSERT INTO service_mail (organisation_id, action_id, kind, contact_id, promise_id, created_at, created_by, plan_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_SERVICE_FILE = "INSERT INTO service_mail_file (organisation_id, action_id, open_item_id, document_hash, name, media_type) VALUES ($1, $2, $3, $4, $5, $6)";
    SELECT_SERVICE_MAIL = "SELECT action_id, kind, contact_id, promise_id, plan_id, created_at, created_by FROM service_mail WHERE organisation_id = $1 AND action_id = $2";
    SELECT_SERVICE_FILES = "SELECT open_item_id, document_hash, name, media_type FROM service_mail_file WHERE organisation_id = $1 AND action_id = $2 ORDER BY open_item_id";
    SELECT_NOTES_OF_PROMISE = "SELECT a.id, a.state FROM service_mail s JOIN action a ON a.organisation_id = s.organisation_id AND a.id = s.action_id WHERE s.organisation_id = $1 AND s.promise_id IS NOT NULL AND s.promise_id = $2 ORDER BY a.id";
    SELECT_NOTES_OF_PLAN = "SELECT a.id, a.state FROM service_mail s JOIN action a ON a.organisation_id = s.organisation_id AND a.id = s.action_id WHERE s.organisation_id = $1 AND s.plan_id IS NOT NULL AND s.plan_id = $2 ORDER BY a.id";
    SELECT_COPIES_OF = "SELECT f.open_item_id, a.id, a.state, coalesce(a.left_on, a.business_date) FROM open_item i JOIN service_mail_file f ON f.organisation_id = i.organisation_id AND f.open_item_id = i.id JOIN action a ON a.organisation_id = f.organisation_id AND a.id = f.action_id WHERE i.organisation_id = $1 AND i.debtor_id = $2 ORDER BY a.created_at, a.id";
    SELECT_ITEM_DOCUMENTS_OF = "SELECT d.id, d.open_item_id, d.document_hash, d.name, d.media_type, d.size_bytes, d.created_at, d.created_by FROM open_item i JOIN item_document d ON d.organisation_id = i.organisation_id AND d.open_item_id = i.id WHERE i.organisation_id = $1 AND i.debtor_id = $2 AND d.withdrawn_at IS NULL ORDER BY d.id";
    SELECT_ITEM_DOCUMENT = "SELECT id, open_item_id, document_hash, name, media_type, size_bytes, created_at, created_by FROM item_document WHERE organisation_id = $1 AND id = $2";
    INSERT_ITEM_DOCUMENT = "INSERT INTO item_document (organisation_id, id, open_item_id, document_hash, name, media_type, size_bytes, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    WITHDRAW_ITEM_DOCUMENT = "UPDATE item_document SET withdrawn_at = $3, withdrawn_by = $4 WHERE organisation_id = $1 AND id = $2 AND withdrawn_at IS NULL";
}

fn state_of(text: String) -> Result<ActionState> {
    ActionState::from_code(&text).ok_or(StoreError::Inconsistent { table: "action", column: "state", row: text })
}

/// Puts a service mail into the outbox, approved by whoever asked for it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    (run, on): (RunId, Date),
    new: &NewServiceMail,
    (at, by): (DateTime<Utc>, &str),
) -> Result<()> {
    let at = to_micros(at);
    in_tx!(tx, c => {
        let beside: i32 = sqlx::query_scalar(NEXT_BESIDE).bind(organisation.0).bind(new.debtor.0).bind(on).fetch_one(&mut *c).await?;
        sqlx::query(INSERT_SERVICE_ACTION).bind(organisation.0).bind(new.id.0).bind(new.debtor.0).bind(run.0).bind(on).bind(new.kind.code())
            .bind(new.currency.code()).bind(i64::try_from(new.items).unwrap_or(i64::MAX)).bind(at).bind(by).bind(beside).execute(&mut *c).await?;
        sqlx::query(INSERT_SERVICE_MAIL).bind(organisation.0).bind(new.id.0).bind(new.kind.code()).bind(new.contact.0)
            .bind(new.promise.map(|promise| promise.0)).bind(at).bind(by).bind(new.plan.map(|plan| plan.0)).execute(&mut *c).await?;
        for file in &new.files {
            sqlx::query(INSERT_SERVICE_FILE).bind(organisation.0).bind(new.id.0).bind(file.item.0).bind(&file.document_hash)
                .bind(&file.name).bind(&file.media_type).execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// The service mail of an action.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Option<ServiceMailRow>> {
    type Row = (Uuid, String, Uuid, Option<Uuid>, Option<Uuid>, DateTime<Utc>, String);
    let row: Option<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SERVICE_MAIL).bind(organisation.0).bind(action.0).fetch_optional(&mut *c).await?);
    row.map(|(action, kind, contact, promise, plan, created_at, created_by)| {
        Ok(ServiceMailRow {
            action: ActionId(action),
            kind: ServiceMail::from_code(&kind).ok_or(StoreError::Inconsistent { table: "service_mail", column: "kind", row: kind })?,
            contact: ContactId(contact),
            promise: promise.map(PromiseId),
            plan: plan.map(PlanId),
            created_at,
            created_by,
        })
    })
    .transpose()
}

/// What a service mail carries.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn files(tx: &mut Tx, organisation: OrganisationId, action: ActionId) -> Result<Vec<Carried>> {
    let rows: Vec<(Uuid, String, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SERVICE_FILES).bind(organisation.0).bind(action.0).fetch_all(&mut *c).await?);
    let carried = |(item, document_hash, name, media_type)| Carried { item: OpenItemId(item), document_hash, name, media_type };
    Ok(rows.into_iter().map(carried).collect())
}

/// The messages that confirm a promise, with where each stands.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn notes_of(tx: &mut Tx, organisation: OrganisationId, promise: PromiseId) -> Result<Vec<(ActionId, ActionState)>> {
    let rows: Vec<(Uuid, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_NOTES_OF_PROMISE).bind(organisation.0).bind(promise.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(id, state)| Ok((ActionId(id), state_of(state)?))).collect()
}

/// The messages that tell of a payment plan, with where each stands.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn notes_of_plan(tx: &mut Tx, organisation: OrganisationId, plan: PlanId) -> Result<Vec<(ActionId, ActionState)>> {
    let rows: Vec<(Uuid, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_NOTES_OF_PLAN).bind(organisation.0).bind(plan.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(id, state)| Ok((ActionId(id), state_of(state)?))).collect()
}

/// The copies of a debtor's invoices that were asked for, the oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn copies_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<Copy>> {
    let rows: Vec<(Uuid, Uuid, String, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_COPIES_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(item, action, state, on)| Ok(Copy { item: OpenItemId(item), action: ActionId(action), state: state_of(state)?, on }))
        .collect()
}

type DocumentTuple = (Uuid, Uuid, String, String, String, i64, DateTime<Utc>, String);

fn document((id, item, document_hash, name, media_type, size, created_at, created_by): DocumentTuple) -> ItemDocument {
    ItemDocument { id, item: OpenItemId(item), document_hash, name, media_type, size, created_at, created_by }
}

/// The documents of a debtor's items that were not taken back, the oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn documents_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<ItemDocument>> {
    let rows: Vec<DocumentTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ITEM_DOCUMENTS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(document).collect())
}

/// One document, taken back or not.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn document_by_id(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<Option<ItemDocument>> {
    let row: Option<DocumentTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ITEM_DOCUMENT).bind(organisation.0).bind(id).fetch_optional(&mut *c).await?);
    Ok(row.map(document))
}

/// Keeps a document of an item.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn add_document(tx: &mut Tx, organisation: OrganisationId, new: &ItemDocument) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_ITEM_DOCUMENT).bind(organisation.0).bind(new.id).bind(new.item.0).bind(&new.document_hash).bind(&new.name)
            .bind(&new.media_type).bind(new.size).bind(to_micros(new.created_at)).bind(&new.created_by).execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a document back.
///
/// # Errors
/// [`StoreError::Stale`] when it was taken back already.
#[crate::boxed]
pub async fn withdraw_document(tx: &mut Tx, organisation: OrganisationId, id: Uuid, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(WITHDRAW_ITEM_DOCUMENT).bind(organisation.0).bind(id).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "item_document", id }) }
}
