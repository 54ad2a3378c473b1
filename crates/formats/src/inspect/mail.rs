//! The JSON of a received message.

use serde_json::{Value, json};

use super::{Facts, iso};
use crate::diagnostic::Diagnostic;
use crate::mail::{self, Intent, Mail, Receipt, Recipient};

pub(super) fn inspect(bytes: &[u8]) -> Result<Facts, Vec<Diagnostic>> {
    let mail = mail::read(bytes)?;
    Ok(Facts::new("RFC 5322".to_owned(), &mail.diagnostics, keys(&mail)))
}

fn keys(mail: &Mail) -> Value {
    // The keys of the contract are those of the worst recipient; `recipients` has them all.
    let worst = mail.recipients.first();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "class": mail.class.code(),
        "recipient": worst.and_then(|recipient| some(&recipient.address)),
        "status": worst.and_then(|recipient| recipient.status.clone()),
        "in_reply_to": mail.in_reply_to,
        "reason": mail.reason,
        "recipients": mail.recipients.iter().map(recipient).collect::<Vec<_>>(),
        "from": mail.from,
        "subject": mail.subject,
        "sent_on": iso(mail.sent_on),
        "message_id": mail.message_id,
        "references": mail.references,
        "receipt": mail.receipt.map(Receipt::code),
        "feedback": mail.feedback,
        "returns_on": iso(mail.returns_on),
        "text": some(&mail.written.text),
        "signature": some(&mail.written.signature),
        "intents": mail.intents.iter().map(intent).collect::<Vec<_>>(),
        "documents": mail.documents,
    })
}

fn recipient(recipient: &Recipient) -> Value {
    json!({
        "address": recipient.address,
        "class": recipient.outcome.class().code(),
        "cause": recipient.cause.code(),
        "status": recipient.status,
        "code": recipient.code.map(|code| code.to_string()),
        "diagnostic": recipient.diagnostic,
    })
}

fn intent(intent: &Intent) -> Value {
    json!({
        "topic": intent.topic.code(),
        "words": intent.words,
        "reason": intent.reason,
        "date": iso(intent.date),
        "amount": intent.amount.map(domain::Cents::iso),
    })
}
