//! The documents of items: the invoice as a person handed it in, or as it came as an electronic invoice.

use std::collections::HashMap;

use domain::ids::{ActionId, DebtorId, OpenItemId};
use store::Tx;
use uuid::Uuid;

use super::{Carried, ItemDocument};
use crate::dispute::{NewFile, judged_one};
use crate::text::service as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// What the house holds of each of a debtor's invoices: the last one that a person handed in, else the electronic invoice.
pub(super) async fn held(tx: &mut Tx, scope: &Scope, debtor: DebtorId) -> Result<HashMap<OpenItemId, Carried>> {
    held_where(tx, scope, debtor, |_| true).await
}

async fn held_where(
    tx: &mut Tx,
    scope: &Scope,
    debtor: DebtorId,
    is_wanted: impl Fn(OpenItemId) -> bool,
) -> Result<HashMap<OpenItemId, Carried>> {
    let organisation = scope.organisation.id;
    let mut held = HashMap::new();
    for document in store::einvoice::of_debtor(tx, organisation, debtor).await?.into_iter().filter(|document| is_wanted(document.item)) {
        let Some(row) = store::einvoice::get(tx, organisation, document.einvoice).await? else { continue };
        let is_pdf = row.file_name.to_ascii_lowercase().ends_with(".pdf");
        let (ending, media_type) = if is_pdf { ("pdf", "application/pdf") } else { ("xml", "application/xml") };
        let name = format!("{}.{ending}", safe(&row.number));
        held.insert(
            document.item,
            Carried { item: document.item, document_hash: row.document_hash, name, media_type: media_type.to_owned() },
        );
    }
    for document in store::service_mail::documents_of(tx, organisation, debtor).await?.into_iter().filter(|one| is_wanted(one.item)) {
        let ItemDocument { item, document_hash, name, media_type, .. } = document;
        held.insert(item, Carried { item, document_hash, name, media_type });
    }
    Ok(held)
}

/// What the house holds of some of a debtor's invoices: the last one that a person handed in, else the electronic invoice.
pub(crate) async fn held_among(tx: &mut Tx, scope: &Scope, debtor: DebtorId, items: &[OpenItemId]) -> Result<HashMap<OpenItemId, Carried>> {
    held_where(tx, scope, debtor, |item| items.contains(&item)).await
}

/// A number as a file's name: letters, digits and hyphens.
pub(crate) fn safe(number: &str) -> String {
    number.chars().take(60).map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect()
}

/// What the house holds of each of a debtor's invoices.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn held_of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<HashMap<OpenItemId, Carried>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    held(&mut tx, scope, debtor).await
}

/// Keeps the document of an invoice: PDF, PNG or JPEG by its bytes. A later one takes its place in what is sent.
///
/// # Errors
/// [`AppError::Invalid`] for a file that is empty, too large or of another type; [`AppError::NotFound`].
#[crate::boxed]
pub async fn add_document(app: &App, scope: &Scope, item: OpenItemId, file: NewFile) -> Result<Uuid> {
    scope.require(Permission::ManageClaims)?;
    let (file, media_type) = judged_one(file)?;
    let organisation = scope.organisation.id;
    // Kept before the row that names it: a document without a row harms nobody.
    let document_hash = app.documents().keep(&file.bytes)?;
    let mut tx = app.db().begin().await?;
    let known =
        store::item::get(&mut tx, organisation, item).await?.filter(|item| item.kind.is_debit()).ok_or(AppError::NotFound("item"))?;
    let new = ItemDocument {
        id: store::fresh_id(),
        item,
        document_hash,
        name: file.name,
        media_type: media_type.to_owned(),
        size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    store::service_mail::add_document(&mut tx, organisation, &new).await?;
    let payload = serde_json::json!({"note": words::document_of(&new.name, &known.number), "sha256": new.document_hash});
    let line = journal::line(app, scope, "service.document_added", Some(known.debtor), Some(new.id), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// Takes a document back: it is no longer sent. What left keeps its bytes.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Store`] when it was taken back already.
#[crate::boxed]
pub async fn withdraw_document(app: &App, scope: &Scope, id: Uuid) -> Result<DebtorId> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let document = store::service_mail::document_by_id(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("document"))?;
    let item = store::item::get(&mut tx, organisation, document.item).await?.ok_or(AppError::NotFound("item"))?;
    store::service_mail::withdraw_document(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"note": words::document_of(&document.name, &item.number)});
    let line = journal::line(app, scope, "service.document_withdrawn", Some(item.debtor), Some(id), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(item.debtor)
}

/// The document that is held of an invoice, with its bytes.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn document(app: &App, scope: &Scope, item: OpenItemId) -> Result<(Carried, Vec<u8>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::item::get(&mut tx, scope.organisation.id, item).await?.ok_or(AppError::NotFound("item"))?;
    let carried = held(&mut tx, scope, known.debtor).await?.remove(&item).ok_or(AppError::NotFound("document"))?;
    let bytes = app.documents().read(&carried.document_hash)?;
    Ok((carried, bytes))
}

/// A document that a message carries, with its bytes: the very ones that left.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn carried(app: &App, scope: &Scope, action: ActionId, item: OpenItemId) -> Result<(Carried, Vec<u8>)> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let files = store::service_mail::files(&mut tx, scope.organisation.id, action).await?;
    let file = files.into_iter().find(|file| file.item == item).ok_or(AppError::NotFound("document"))?;
    let bytes = app.documents().read(&file.document_hash)?;
    Ok((file, bytes))
}
