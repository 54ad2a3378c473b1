//! What a person changes of one account: its fields against its version, its contacts one by one.

use domain::calendar::Date;
use domain::identifiers::{Iban, Siren, Siret, VatNumber};
use domain::ids::{ContactId, DebtorId, OrganisationId};
use domain::party::{Contact, Debtor};

use crate::debtor::{search_text, term_columns};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    SELECT_VERSION = "SELECT version FROM debtor WHERE organisation_id = $1 AND id = $2 AND survivor_id IS NULL";
    SELECT_CODE_IS_TAKEN = "SELECT count(*) FROM debtor WHERE organisation_id = $1 AND code = $2";
    UPDATE_DEBTOR = "UPDATE debtor SET name = $4, search_text = $5, kind = $6, category = $7, collector = $8, siren = $9, siret = $10, vat = $11, street = $12, postcode = $13, city = $14, country = $15, language = $16, iban = $17, term_days = $18, term_end_of_month = $19, term_day = $20, term_start = $21, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND version = $3 AND survivor_id IS NULL";
    UPDATE_CONTACT = "UPDATE contact SET role = $4, name = $5, email = $6, phone = $7, unreachable_on = CASE WHEN email = $6 THEN unreachable_on END, unreachable_reason = CASE WHEN email = $6 THEN unreachable_reason END, phone_wrong_on = CASE WHEN phone = $7 THEN phone_wrong_on END WHERE organisation_id = $1 AND debtor_id = $2 AND id = $3";
    DELETE_CONTACT = "DELETE FROM contact WHERE organisation_id = $1 AND debtor_id = $2 AND id = $3";
    MARK_UNREACHABLE = "UPDATE contact SET unreachable_on = $3, unreachable_reason = $4 WHERE organisation_id = $1 AND lower(email) = lower($2)";
    MARK_REACHABLE = "UPDATE contact SET unreachable_on = NULL, unreachable_reason = NULL WHERE organisation_id = $1 AND lower(email) = lower($2) AND unreachable_on IS NOT NULL";
    SELECT_UNREACHABLE = "SELECT id, unreachable_on, coalesce(unreachable_reason, '') FROM contact WHERE organisation_id = $1 AND debtor_id = $2 AND unreachable_on IS NOT NULL ORDER BY id";
}

/// How often an account was changed; `None` when it is not there, or was absorbed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn version(tx: &mut Tx, organisation: OrganisationId, id: DebtorId) -> Result<Option<i64>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_VERSION).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?))
}

/// Whether a code is some account's, absorbed ones included.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn code_is_taken(tx: &mut Tx, organisation: OrganisationId, code: &str) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(SELECT_CODE_IS_TAKEN).bind(organisation.0).bind(code).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// Changes an account that nobody else has changed since `version`. Its code stays.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed in between, or absorbed.
#[crate::boxed]
pub async fn update(tx: &mut Tx, organisation: OrganisationId, d: &Debtor, version: i64) -> Result<()> {
    let terms = d.terms.map(term_columns);
    let changed = in_tx!(tx, c => sqlx::query(UPDATE_DEBTOR)
        .bind(organisation.0).bind(d.id.0).bind(version).bind(&d.name).bind(search_text(d)).bind(d.kind.code())
        .bind(&d.category).bind(&d.collector).bind(d.siren.as_ref().map(Siren::as_str)).bind(d.siret.as_ref().map(Siret::as_str))
        .bind(d.vat.as_ref().map(VatNumber::as_str)).bind(d.address.lines.join("\n")).bind(&d.address.postcode)
        .bind(&d.address.city).bind(&d.address.country).bind(&d.language).bind(d.iban.as_ref().map(Iban::as_str))
        .bind(terms.map(|(days, ..)| days)).bind(terms.map(|(_, mode, ..)| mode))
        .bind(terms.and_then(|(_, _, day, _)| day)).bind(terms.map(|(.., start)| start))
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "debtor", id: d.id.0 }) }
}

/// Changes a contact. An address that is another than before is no longer held unreachable.
///
/// # Errors
/// [`StoreError::Stale`] when it is not the account's.
#[crate::boxed]
pub async fn update_contact(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, contact: &Contact) -> Result<()> {
    let email = contact.email.as_ref().map(|email| email.as_str().to_owned());
    let changed = in_tx!(tx, c => sqlx::query(UPDATE_CONTACT)
        .bind(organisation.0).bind(debtor.0).bind(contact.id.0).bind(contact.role.code()).bind(&contact.name).bind(&email).bind(&contact.phone)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "contact", id: contact.id.0 }) }
}

/// Removes a contact; what was sent to it keeps its address.
///
/// # Errors
/// [`StoreError::Stale`] when it is not the account's.
#[crate::boxed]
pub async fn delete_contact(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, id: ContactId) -> Result<()> {
    let changed =
        in_tx!(tx, c => sqlx::query(DELETE_CONTACT).bind(organisation.0).bind(debtor.0).bind(id.0).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "contact", id: id.0 }) }
}

/// Says that mail to an address comes back; how many contacts have it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn mark_unreachable(tx: &mut Tx, organisation: OrganisationId, email: &str, on: Date, reason: &str) -> Result<u64> {
    Ok(
        in_tx!(tx, c => sqlx::query(MARK_UNREACHABLE).bind(organisation.0).bind(email).bind(on).bind(reason).execute(&mut *c).await?.rows_affected()),
    )
}

/// Says that an address may be written to again; how many contacts have it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn mark_reachable(tx: &mut Tx, organisation: OrganisationId, email: &str) -> Result<u64> {
    Ok(in_tx!(tx, c => sqlx::query(MARK_REACHABLE).bind(organisation.0).bind(email).execute(&mut *c).await?.rows_affected()))
}

/// The contacts of an account whose address is no longer written to: since when, and why.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn unreachable(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(ContactId, Date, String)>> {
    let rows: Vec<(uuid::Uuid, Date, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_UNREACHABLE).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, on, reason)| (ContactId(id), on, reason)).collect())
}
