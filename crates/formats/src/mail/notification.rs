//! Reports as JSON in the text of a message: what Amazon SES hands to SNS.

use serde_json::Value;

use super::envelope::Envelope;
use super::{Cause, Class, Mail, Outcome, Recipient, about, cause};

/// A notification, read.
pub(super) struct Notification {
    class: Class,
    recipients: Vec<Recipient>,
    original: Option<String>,
    feedback: Option<String>,
}

impl Notification {
    /// Writes what it says into the mail.
    pub(super) fn fill(self, mail: &mut Mail) {
        mail.class = self.class;
        "notification d’un service d’envoi".clone_into(&mut mail.reason);
        mail.recipients = self.recipients;
        mail.feedback = self.feedback;
        about(mail, self.original.as_deref());
    }
}

/// Reads a notification; `None` when the text is none.
pub(super) fn read(envelope: &Envelope) -> Option<Notification> {
    let outer = json_in(&envelope.text)?;
    let inner = outer.get("Message").and_then(Value::as_str).and_then(json_in);
    let told = inner.as_ref().unwrap_or(&outer);
    let kind = told.get("notificationType").or_else(|| told.get("eventType"))?.as_str()?;
    let original = told["mail"]["commonHeaders"]["messageId"].as_str().map(str::to_owned).or_else(|| header(told, "message-id"));
    let mut notification = match kind {
        "Bounce" => Notification { class: Class::BounceSoft, recipients: bounced(told), original, feedback: None },
        "Complaint" => {
            let feedback = told["complaint"]["complaintFeedbackType"].as_str().unwrap_or("abuse").to_owned();
            Notification {
                class: Class::Complaint,
                recipients: listed(&told["complaint"]["complainedRecipients"], Outcome::Delivered),
                original,
                feedback: Some(feedback),
            }
        }
        "Delivery" => {
            let mut recipients = listed(&told["delivery"]["recipients"], Outcome::Delivered);
            let response = told["delivery"]["smtpResponse"].as_str().unwrap_or_default();
            for recipient in &mut recipients {
                recipient.status = cause::statuses(response).into_iter().next();
                response.clone_into(&mut recipient.diagnostic);
            }
            Notification { class: Class::Delivered, recipients, original, feedback: None }
        }
        _ => return None,
    };
    notification.recipients.sort_by_key(|recipient| std::cmp::Reverse(recipient.outcome));
    if notification.class == Class::BounceSoft {
        notification.class = notification.recipients.first().map_or(Class::BounceSoft, |recipient| recipient.outcome.class());
    }
    Some(notification)
}

/// The object that a text begins with. A mail program may have broken its lines.
fn json_in(text: &str) -> Option<Value> {
    let start = text.trim_start();
    if !start.starts_with('{') {
        return None;
    }
    let first = |text: &str| serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok();
    first(start).or_else(|| first(&start.replace(['\r', '\n'], "")))
}

fn header(told: &Value, name: &str) -> Option<String> {
    let headers = told["mail"]["headers"].as_array()?;
    headers.iter().find(|header| header["name"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name)))?["value"]
        .as_str()
        .map(str::to_owned)
}

fn bounced(told: &Value) -> Vec<Recipient> {
    let is_permanent = told["bounce"]["bounceType"] == "Permanent";
    let mut recipients = listed(&told["bounce"]["bouncedRecipients"], Outcome::Soft);
    let none = Vec::new();
    for (recipient, facts) in recipients.iter_mut().zip(told["bounce"]["bouncedRecipients"].as_array().unwrap_or(&none)) {
        let diagnostic = facts["diagnosticCode"].as_str().unwrap_or_default();
        recipient.status = facts["status"].as_str().map(str::to_owned);
        recipient.code = cause::reply_code(diagnostic);
        recipient.diagnostic = diagnostic.chars().take(500).collect();
        let found = cause::said(diagnostic).map(|(cause, words)| (cause, words.to_owned())).or_else(|| {
            recipient.status.as_deref().and_then(cause::of_status).map(|cause| (cause, recipient.status.clone().unwrap_or_default()))
        });
        (recipient.cause, recipient.words) = found.unwrap_or((Cause::Unknown, String::new()));
        // A service that says “permanent” without words speaks of the address.
        recipient.outcome = if recipient.cause.is_hard() && is_permanent { Outcome::Hard } else { Outcome::Soft };
    }
    recipients
}

/// Addresses of a list of texts, or of objects with `emailAddress`.
fn listed(list: &Value, outcome: Outcome) -> Vec<Recipient> {
    let none = Vec::new();
    list.as_array()
        .unwrap_or(&none)
        .iter()
        .take(500)
        .map(|entry| {
            let address = entry.as_str().or_else(|| entry["emailAddress"].as_str()).unwrap_or_default().to_ascii_lowercase();
            Recipient { address, outcome, cause: Cause::Unknown, status: None, code: None, diagnostic: String::new(), words: String::new() }
        })
        .collect()
}
