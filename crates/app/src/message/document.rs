//! The documents of an action.

use domain::dunning::Channel;
use domain::ids::ActionId;

use super::overdue_letter;
use crate::{App, AppError, Permission, Result, Scope};

/// Which document of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The bytes given to the mail server.
    Eml,
    /// The attached statement.
    Attachment,
    /// The letter as it was printed, else from the ledger of the moment.
    Letter,
}

/// A document of an action: name, media type, bytes. File names never speak of a debt.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn document(app: &App, scope: &Scope, id: ActionId, which: Document) -> Result<(String, &'static str, Vec<u8>)> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    crate::service_mail::refuse_link(scope, &action.step_key)?;
    let name = |extension: &str| format!("document-{}.{extension}", action.business_date);
    if which == Document::Letter {
        drop(tx);
        let bytes = match crate::post::letter_of(app, scope, &action).await? {
            Some(bytes) => bytes,
            None => overdue_letter(app, scope, action.debtor).await?,
        };
        return Ok((name("pdf"), "application/pdf", bytes));
    }
    let message = store::action::messages(&mut tx, organisation, id).await?.pop().ok_or(AppError::NotFound("message"))?;
    if action.channel == Channel::Sms || (which == Document::Attachment && crate::service_mail::is_service(&action.step_key)) {
        // What was handed over is words alone: neither a mail nor a statement.
        return Err(AppError::NotFound("document"));
    }
    let (hash, name, mime) = match which {
        Document::Eml => (&message.document_hash, name("eml"), "message/rfc822"),
        Document::Attachment | Document::Letter => (&message.attachment_hash, name("pdf"), "application/pdf"),
    };
    Ok((name, mime, app.documents().read(hash)?))
}
