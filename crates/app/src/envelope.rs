//! The envelope of an e-mail: sender, recipients and headers around the words.

use channels::{Attachment, OutgoingMail};
use chrono::{DateTime, Utc};
use domain::identifiers::EmailAddress;
use store::action::Action;

use crate::message::{Composed, Rendered};
use crate::{AppError, Result};

/// The mail as a server gets it. The Message-ID is the action's own, the same at every attempt.
pub(crate) fn mail(
    action: &Action,
    composed: &Composed,
    rendered: &Rendered,
    recipient: &EmailAddress,
    at: DateTime<Utc>,
) -> Result<OutgoingMail> {
    let creditor = &composed.context.creditor;
    let sender = creditor.email.clone().ok_or_else(|| AppError::MissingMentions(creditor.missing_mentions()))?;
    let mut headers = vec![
        ("X-Quittance-Reference".to_owned(), composed.context.reference.clone()),
        ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
    ];
    if let Some(address) = &composed.unsubscribe {
        // RFC 8058: one click, which the relay's DKIM signature must cover.
        headers.push(("List-Unsubscribe".to_owned(), format!("<{address}>")));
        headers.push(("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()));
    }
    Ok(OutgoingMail {
        message_id: format!("<{}@{}>", action.id, sender.domain()),
        from: composed.route.from.clone().unwrap_or_else(|| (creditor.name.clone(), sender.clone())),
        bounces_to: Some(sender.clone()),
        reply_to: Some(sender),
        to: vec![recipient.clone()],
        cc: composed.route.copies.clone(),
        subject: rendered.body.subject.clone(),
        text: rendered.body.text.clone(),
        html: rendered.body.html.clone(),
        attachments: rendered.enclosed.clone().unwrap_or_else(|| {
            let statement = Attachment {
                name: rendered.body.attachment_name.clone(),
                mime: "application/pdf".to_owned(),
                bytes: rendered.statement.clone(),
            };
            std::iter::once(statement).chain(rendered.copies.iter().cloned()).collect()
        }),
        date: at,
        headers,
    })
}
