//! Electronic invoices that came in: the documents of a debtor's items, and their bytes.

use domain::ids::{DebtorId, EinvoiceId};
pub use store::einvoice::ItemDocument;

use crate::{App, AppError, Permission, Result, Scope};

/// A document as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name that it came with, without anything that a header could not hold.
    pub name: String,
    /// Its bytes, the very ones that came in.
    pub bytes: Vec<u8>,
    /// Whether it is a PDF, which a browser shows; else XML, which it had better not.
    pub is_pdf: bool,
}

/// The documents of a debtor's items, the first that came in first.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<ItemDocument>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::einvoice::of_debtor(&mut tx, scope.organisation.id, debtor).await?)
}

/// A document of one of a debtor's items.
///
/// # Errors
/// [`AppError::NotFound`] when it is not one of them, or when its bytes are no longer those that came in.
#[crate::boxed]
pub async fn document(app: &App, scope: &Scope, debtor: DebtorId, id: EinvoiceId) -> Result<Document> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::einvoice::of_debtor(&mut tx, scope.organisation.id, debtor).await?;
    if !known.iter().any(|document| document.einvoice == id) {
        return Err(AppError::NotFound("document"));
    }
    let row = store::einvoice::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("document"))?;
    let bytes = app.documents().read(&row.document_hash)?;
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = row.file_name.chars().map(safe).take(80).collect();
    let is_pdf = bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-");
    let fallback = if is_pdf { "facture.pdf" } else { "facture.xml" };
    Ok(Document { name: if name.is_empty() { fallback.to_owned() } else { name }, bytes, is_pdf })
}
