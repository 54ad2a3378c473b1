//! Versions of message templates, and on whose behalf an organisation collects.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::dunning::Template;
use domain::ids::OrganisationId;
use domain::template::{Audience, Language, MessageKind, MessageTemplate, TemplateKey};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    SELECT_IN_FORCE = "SELECT id, code, kind, language, audience, version, name, subject, body, in_force, pack, actor, created_at FROM message_template WHERE organisation_id = $1 AND in_force ORDER BY code, kind, language, audience";
    SELECT_FOR = "SELECT id, code, kind, language, audience, version, name, subject, body, in_force, pack, actor, created_at FROM message_template WHERE organisation_id = $1 AND code = $2 AND kind = $3 AND language = $4 AND in_force ORDER BY audience";
    SELECT_VERSIONS = "SELECT id, code, kind, language, audience, version, name, subject, body, in_force, pack, actor, created_at FROM message_template WHERE organisation_id = $1 AND code = $2 AND kind = $3 AND language = $4 AND audience = $5 ORDER BY version DESC LIMIT $6";
    SELECT_ONE = "SELECT id, code, kind, language, audience, version, name, subject, body, in_force, pack, actor, created_at FROM message_template WHERE organisation_id = $1 AND id = $2";
    SELECT_LAST = "SELECT MAX(version) FROM message_template WHERE organisation_id = $1 AND code = $2 AND kind = $3 AND language = $4 AND audience = $5";
    INSERT = "INSERT INTO message_template (organisation_id, id, code, kind, language, audience, version, name, subject, body, in_force, pack, actor, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11, $12, $13)";
    RETIRE = "UPDATE message_template SET in_force = false WHERE organisation_id = $1 AND id = $2 AND in_force";
    SELECT_MANDATE = "SELECT for_others, principal, address, agreement, agreed_on, insurance, account, declaration, receipts, actor, changed_at, version FROM collection_mandate WHERE organisation_id = $1";
    UPSERT_MANDATE = "INSERT INTO collection_mandate (organisation_id, for_others, principal, address, agreement, agreed_on, insurance, account, declaration, receipts, actor, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (organisation_id) DO UPDATE SET for_others = excluded.for_others, principal = excluded.principal, address = excluded.address, agreement = excluded.agreement, agreed_on = excluded.agreed_on, insurance = excluded.insurance, account = excluded.account, declaration = excluded.declaration, receipts = excluded.receipts, actor = excluded.actor, changed_at = excluded.changed_at, version = collection_mandate.version + 1";
}

/// A version of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Its id.
    pub id: Uuid,
    /// It.
    pub template: MessageTemplate,
    /// 1, 2, 3…
    pub version: i32,
    /// Whether messages use it.
    pub is_in_force: bool,
    /// The pack that it was copied from; empty for a person's own words.
    pub pack: String,
    /// Who saved it.
    pub actor: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    code: String,
    kind: String,
    language: String,
    audience: String,
    version: i32,
    name: String,
    subject: String,
    body: String,
    in_force: bool,
    pack: String,
    actor: String,
    created_at: DateTime<Utc>,
}

fn read<T>(column: &'static str, code: &str, from_code: fn(&str) -> Option<T>) -> Result<T> {
    from_code(code).ok_or_else(|| StoreError::Inconsistent { table: "message_template", column, row: code.to_owned() })
}

impl TryFrom<Row> for TemplateRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let key = TemplateKey {
            code: read("code", &row.code, Template::from_code)?,
            kind: read("kind", &row.kind, MessageKind::from_code)?,
            language: read("language", &row.language, Language::from_code)?,
            audience: read("audience", &row.audience, Audience::from_code)?,
        };
        let template = MessageTemplate { key, name: row.name, subject: row.subject, body: row.body };
        Ok(Self {
            id: row.id,
            template,
            version: row.version,
            is_in_force: row.in_force,
            pack: row.pack,
            actor: row.actor,
            created_at: row.created_at,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<TemplateRow>> {
    rows.into_iter().map(TemplateRow::try_from).collect()
}

/// The templates in force, by step, kind, language and audience.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_force(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<TemplateRow>> {
    all(in_tx!(tx, c => sqlx::query_as(SELECT_IN_FORCE).bind(organisation.0).fetch_all(&mut *c).await?))
}

/// Those in force for one text, kind and language: one an audience at most.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_force_for(
    tx: &mut Tx,
    organisation: OrganisationId,
    code: Template,
    kind: MessageKind,
    language: Language,
) -> Result<Vec<TemplateRow>> {
    all(in_tx!(tx, c => {
        sqlx::query_as(SELECT_FOR)
            .bind(organisation.0).bind(code.code()).bind(kind.code()).bind(language.code())
            .fetch_all(&mut *c).await?
    }))
}

/// The versions of a template, the newest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn versions(tx: &mut Tx, organisation: OrganisationId, key: TemplateKey, limit: i64) -> Result<Vec<TemplateRow>> {
    all(in_tx!(tx, c => {
        sqlx::query_as(SELECT_VERSIONS)
            .bind(organisation.0).bind(key.code.code()).bind(key.kind.code()).bind(key.language.code()).bind(key.audience.code())
            .bind(limit)
            .fetch_all(&mut *c).await?
    }))
}

/// A version.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<Option<TemplateRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_ONE).bind(organisation.0).bind(id).fetch_optional(&mut *c).await?);
    row.map(TemplateRow::try_from).transpose()
}

/// What is saved.
#[derive(Debug, Clone, Copy)]
pub struct NewTemplate<'a> {
    /// The id of the version.
    pub id: Uuid,
    /// It.
    pub template: &'a MessageTemplate,
    /// The pack that it is copied from; empty for a person's own words.
    pub pack: &'a str,
    /// Who saves it.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Puts a version in force in the place of another; gives its number.
///
/// # Errors
/// [`StoreError::Stale`] when that other one is no longer in force.
pub async fn replace<'n>(tx: &mut Tx, organisation: OrganisationId, before: Option<Uuid>, new: NewTemplate<'n>) -> Result<i32> {
    if let Some(before) = before {
        retire(tx, organisation, before).await?;
    }
    let MessageTemplate { key, name, subject, body } = new.template;
    let last: Option<i32> = in_tx!(tx, c => {
        sqlx::query_scalar(SELECT_LAST)
            .bind(organisation.0).bind(key.code.code()).bind(key.kind.code()).bind(key.language.code()).bind(key.audience.code())
            .fetch_one(&mut *c).await?
    });
    let version = last.unwrap_or_default().saturating_add(1);
    in_tx!(tx, c => {
        sqlx::query(INSERT)
            .bind(organisation.0).bind(new.id)
            .bind(key.code.code()).bind(key.kind.code()).bind(key.language.code()).bind(key.audience.code())
            .bind(version).bind(name).bind(subject).bind(body).bind(new.pack).bind(new.actor).bind(to_micros(new.at))
            .execute(&mut *c).await?;
    });
    Ok(version)
}

/// Takes a version out of force; its text stays.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer in force.
#[crate::boxed]
pub async fn retire(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(RETIRE).bind(organisation.0).bind(id).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "message_template", id }) }
}

/// On whose behalf an organisation collects, and what the law wants of it then (CPCE art. R124-2 to R124-6).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MandateRow {
    /// Whether it collects for another at all.
    pub for_others: bool,
    /// The creditor's name.
    pub principal: String,
    /// Its address or seat.
    pub address: String,
    /// The written agreement: reference or place.
    pub agreement: String,
    /// Its date.
    pub agreed_on: Option<Date>,
    /// The insurance: company and policy.
    pub insurance: String,
    /// The account that holds creditors' money only.
    pub account: String,
    /// The declaration to the public prosecutor: court and date.
    pub declaration: String,
    /// How a receipt is given for each payment.
    pub receipts: String,
    /// Who said so last.
    pub actor: String,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// 1, 2, 3…; 0 when nobody said anything.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct MandateTuple {
    for_others: bool,
    principal: String,
    address: String,
    agreement: String,
    agreed_on: Option<Date>,
    insurance: String,
    account: String,
    declaration: String,
    receipts: String,
    actor: String,
    changed_at: DateTime<Utc>,
    version: i64,
}

/// The mandate of an organisation; one that collects for itself when nobody said otherwise.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn mandate(tx: &mut Tx, organisation: OrganisationId) -> Result<MandateRow> {
    let row: Option<MandateTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_MANDATE).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some(row) = row else { return Ok(MandateRow::default()) };
    Ok(MandateRow {
        for_others: row.for_others,
        principal: row.principal,
        address: row.address,
        agreement: row.agreement,
        agreed_on: row.agreed_on,
        insurance: row.insurance,
        account: row.account,
        declaration: row.declaration,
        receipts: row.receipts,
        actor: row.actor,
        changed_at: Some(row.changed_at),
        version: row.version,
    })
}

/// Writes the mandate.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_mandate(tx: &mut Tx, organisation: OrganisationId, row: &MandateRow, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_MANDATE)
            .bind(organisation.0).bind(row.for_others).bind(&row.principal).bind(&row.address).bind(&row.agreement).bind(row.agreed_on)
            .bind(&row.insurance).bind(&row.account).bind(&row.declaration).bind(&row.receipts).bind(&row.actor).bind(to_micros(at))
            .execute(&mut *c).await?;
    });
    Ok(())
}
