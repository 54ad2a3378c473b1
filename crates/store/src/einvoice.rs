//! Electronic invoices: what a document says, the items it tells of, its VAT by rate, its file.
//!
//! A document is read once and its rows never change; a second document of the same invoice is a row of its own.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{DebtorId, EinvoiceId, OpenItemId, OrganisationId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// A document that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EinvoiceRow {
    /// Its id.
    pub id: EinvoiceId,
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// The number that both sides know it by.
    pub number: String,
    /// UNTDID 1001: 380, 381…
    pub type_code: String,
    /// The syntax, and the file inside a PDF.
    pub format: String,
    /// The profile; may be empty.
    pub profile: String,
    /// Date of the document.
    pub issued_on: Date,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Total with tax, negative for a credit.
    pub total: Cents,
    /// What it asks for, negative for a credit.
    pub due: Cents,
    /// Whether VAT is due on issue in spite of services.
    pub vat_on_debits: bool,
    /// Its notes on late payment, one a line: `PMD text`.
    pub notes: String,
    /// The document, by the hash under which it is kept.
    pub document_hash: String,
    /// The name that it came with.
    pub file_name: String,
    /// When it came in.
    pub created_at: DateTime<Utc>,
    /// Who brought it in.
    pub actor: String,
}

/// A line of the VAT of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatRow {
    /// `S`, `Z`, `AE`…
    pub category: String,
    /// Hundredths of a percent.
    pub rate_bp: Option<i32>,
    /// What the tax is computed on; negative for a credit.
    pub base: Cents,
    /// The tax; negative for a credit.
    pub tax: Cents,
}

/// A document of an item, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDocument {
    /// The item.
    pub item: OpenItemId,
    /// The document.
    pub einvoice: EinvoiceId,
    /// The name that it came with.
    pub file_name: String,
    /// Its syntax.
    pub format: String,
}

statements! {
    INSERT_EINVOICE = "INSERT INTO einvoice (organisation_id, id, debtor_id, number, type_code, format, profile, issued_on, currency, total_cents, due_cents, vat_on_debits, notes, document_hash, file_name, created_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    SELECT_BY_DOCUMENT = "SELECT d.id FROM einvoice d WHERE d.organisation_id = $1 AND d.document_hash = $2 AND NOT EXISTS (SELECT 1 FROM einvoice_item m JOIN open_item v ON v.organisation_id = m.organisation_id AND v.id = m.open_item_id WHERE m.organisation_id = d.organisation_id AND m.einvoice_id = d.id AND m.made AND v.source = 'void') ORDER BY d.id LIMIT 1";
    SELECT_EINVOICE = "SELECT id, debtor_id, number, type_code, format, profile, issued_on, currency, total_cents, due_cents, vat_on_debits, notes, document_hash, file_name, created_at, actor FROM einvoice WHERE organisation_id = $1 AND id = $2";
    SELECT_OF_DEBTOR = "SELECT ei.open_item_id, e.id, e.file_name, e.format FROM einvoice e JOIN einvoice_item ei ON ei.organisation_id = e.organisation_id AND ei.einvoice_id = e.id JOIN open_item i ON i.organisation_id = ei.organisation_id AND i.id = ei.open_item_id WHERE e.organisation_id = $1 AND i.debtor_id = $2 ORDER BY e.created_at, e.id";
    SELECT_DEBTORS = "SELECT DISTINCT debtor_id FROM einvoice WHERE organisation_id = $1";
    SELECT_BOOKED = "SELECT DISTINCT i.debtor_id FROM open_item i WHERE i.organisation_id = $1 AND i.source_key NOT LIKE 'einvoice:%' AND i.debtor_id IN (SELECT e.debtor_id FROM einvoice e WHERE e.organisation_id = $1)";
    SELECT_ITEMS = "SELECT open_item_id FROM einvoice_item WHERE organisation_id = $1 AND einvoice_id = $2 ORDER BY open_item_id";
    SELECT_VAT = "SELECT category, rate_bp, base_cents, tax_cents FROM einvoice_vat WHERE organisation_id = $1 AND einvoice_id = $2 ORDER BY position";
    SELECT_LAST_OF_ITEM = "SELECT e.id FROM einvoice_item ei JOIN einvoice e ON e.organisation_id = ei.organisation_id AND e.id = ei.einvoice_id WHERE ei.organisation_id = $1 AND ei.open_item_id = $2 ORDER BY e.created_at DESC, e.id DESC LIMIT 1";
    SET_CODE = "UPDATE debtor SET code = $3, search_text = $4, version = version + 1 WHERE organisation_id = $1 AND id = $2";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    number: String,
    type_code: String,
    format: String,
    profile: String,
    issued_on: Date,
    currency: String,
    total_cents: i64,
    due_cents: i64,
    vat_on_debits: bool,
    notes: String,
    document_hash: String,
    file_name: String,
    created_at: DateTime<Utc>,
    actor: String,
}

/// Writes a document with its VAT and the items that it tells of (`true` for those that it made).
///
/// # Errors
/// See [`crate::StoreError`]; a document that is there already is refused.
#[crate::boxed]
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    row: &EinvoiceRow,
    vat: &[VatRow],
    items: &[(OpenItemId, bool)],
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_EINVOICE)
            .bind(organisation.0).bind(row.id.0).bind(row.debtor.0).bind(&row.number).bind(&row.type_code).bind(&row.format)
            .bind(&row.profile).bind(row.issued_on).bind(row.currency.code()).bind(row.total.0).bind(row.due.0)
            .bind(row.vat_on_debits).bind(&row.notes).bind(&row.document_hash).bind(&row.file_name)
            .bind(to_micros(row.created_at)).bind(&row.actor)
            .execute(&mut *c).await?;
        for chunk in vat.iter().zip(0_i32..).collect::<Vec<_>>().chunks(500) {
            let mut query = QueryBuilder::new("INSERT INTO einvoice_vat (organisation_id, einvoice_id, position, category, rate_bp, base_cents, tax_cents) ");
            query.push_values(chunk, |mut values, (line, position)| {
                values.push_bind(organisation.0).push_bind(row.id.0).push_bind(*position).push_bind(line.category.clone())
                    .push_bind(line.rate_bp).push_bind(line.base.0).push_bind(line.tax.0);
            });
            query.build().execute(&mut *c).await?;
        }
        for chunk in items.chunks(500) {
            let mut query = QueryBuilder::new("INSERT INTO einvoice_item (organisation_id, einvoice_id, open_item_id, made) ");
            query.push_values(chunk, |mut values, (item, made)| {
                values.push_bind(organisation.0).push_bind(row.id.0).push_bind(item.0).push_bind(*made);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// The reading of a document, by the hash of its bytes.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_document(tx: &mut Tx, organisation: OrganisationId, hash: &str) -> Result<Option<EinvoiceId>> {
    let row: Option<(Uuid,)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BY_DOCUMENT).bind(organisation.0).bind(hash).fetch_optional(&mut *c).await?);
    Ok(row.map(|(id,)| EinvoiceId(id)))
}

/// One document.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: EinvoiceId) -> Result<Option<EinvoiceRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_EINVOICE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(|row| {
        Ok(EinvoiceRow {
            id: EinvoiceId(row.id),
            debtor: DebtorId(row.debtor_id),
            number: row.number,
            type_code: row.type_code,
            format: row.format,
            profile: row.profile,
            issued_on: row.issued_on,
            currency: crate::item::currency_of(&row.currency)?,
            total: Cents(row.total_cents),
            due: Cents(row.due_cents),
            vat_on_debits: row.vat_on_debits,
            notes: row.notes,
            document_hash: row.document_hash,
            file_name: row.file_name,
            created_at: row.created_at,
            actor: row.actor,
        })
    })
    .transpose()
}

/// The documents of a debtor's items, the first that came in first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<ItemDocument>> {
    let rows: Vec<(Uuid, Uuid, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF_DEBTOR).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(item, einvoice, file_name, format)| ItemDocument {
            item: OpenItemId(item),
            einvoice: EinvoiceId(einvoice),
            file_name,
            format,
        })
        .collect())
}

/// The debtors that any document names.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn debtors(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<(Uuid,)> = in_tx!(tx, c => sqlx::query_as(SELECT_DEBTORS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id,)| DebtorId(id)).collect())
}

/// Those of the debtors that a document names who have items from elsewhere too.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn booked(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<(Uuid,)> = in_tx!(tx, c => sqlx::query_as(SELECT_BOOKED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id,)| DebtorId(id)).collect())
}

/// The items that a document tells of.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn items(tx: &mut Tx, organisation: OrganisationId, id: EinvoiceId) -> Result<Vec<OpenItemId>> {
    let rows: Vec<(Uuid,)> = in_tx!(tx, c => sqlx::query_as(SELECT_ITEMS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id,)| OpenItemId(id)).collect())
}

/// The VAT of a document, in its order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn vat(tx: &mut Tx, organisation: OrganisationId, id: EinvoiceId) -> Result<Vec<VatRow>> {
    let rows: Vec<(String, Option<i32>, i64, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VAT).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(category, rate_bp, base, tax)| VatRow { category, rate_bp, base: Cents(base), tax: Cents(tax) }).collect())
}

/// The document of an item that came in last.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn last_of_item(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Option<EinvoiceId>> {
    let row: Option<(Uuid,)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LAST_OF_ITEM).bind(organisation.0).bind(item.0).fetch_optional(&mut *c).await?);
    Ok(row.map(|(id,)| EinvoiceId(id)))
}

/// Gives an account that only documents knew the code of the accounting.
///
/// # Errors
/// See [`crate::StoreError`]; [`crate::StoreError::Stale`] when it is not there.
#[crate::boxed]
pub async fn set_code(tx: &mut Tx, organisation: OrganisationId, debtor: &domain::party::Debtor) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SET_CODE)
        .bind(organisation.0).bind(debtor.id.0).bind(&debtor.code).bind(crate::debtor::search_text(debtor))
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(crate::StoreError::Stale { table: "debtor", id: debtor.id.0 }) }
}
