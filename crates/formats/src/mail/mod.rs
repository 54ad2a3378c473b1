//! Received mail (RFC 5322 and MIME): what it is, whom it is about, what it says.
//!
//! [`read`] takes a message apart and decides: a delivery report (RFC 3464, or the words of servers that have
//! none), a receipt (RFC 8098), a complaint (RFC 5965), an automatic answer (RFC 3834), or a person's reply. The
//! decision is a pure function of the parts, and says its reason. Rules are tables of phrases, compared without
//! accents and case. What a report says never becomes a reply: reports are looked for first.
//! `docs/reference/mail-classes.md` lists classes, causes and topics.

mod address;
mod automatic;
mod cause;
mod envelope;
mod fold;
mod intent;
mod notification;
mod reply;
mod report;
mod when;

use domain::Date;

pub use cause::Cause;
pub use intent::{Intent, Topic};
pub use reply::{Written, written};

pub(crate) use envelope::recognises;

use crate::diagnostic::{Diagnostic, Problem, Report as Findings};
use envelope::{Envelope, message_ids};
use fold::fold;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// An address that will never work.
    BounceHard,
    /// Not delivered this time, or this message.
    BounceSoft,
    /// The recipient, or its provider, complains; or wants no more mail.
    Complaint,
    /// No person wrote it.
    AutoReply,
    /// Delivered, or read.
    Delivered,
    /// A person wrote it.
    Reply,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 6] = [Self::BounceHard, Self::BounceSoft, Self::Complaint, Self::AutoReply, Self::Delivered, Self::Reply];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BounceHard => "bounce_hard",
            Self::BounceSoft => "bounce_soft",
            Self::Complaint => "complaint",
            Self::AutoReply => "auto_reply",
            Self::Delivered => "delivered",
            Self::Reply => "reply",
        }
    }
}

/// What became of a message at one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Delivered or relayed.
    Delivered,
    /// Not delivered; the address may work.
    Soft,
    /// The address does not work.
    Hard,
}

impl Outcome {
    /// The class of a report with this outcome.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Self::Delivered => Class::Delivered,
            Self::Soft => Class::BounceSoft,
            Self::Hard => Class::BounceHard,
        }
    }
}

/// One address that a report speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// In lower case; empty when the report does not name it.
    pub address: String,
    /// What became of the message.
    pub outcome: Outcome,
    /// Why.
    pub cause: Cause,
    /// Enhanced status code (RFC 3463), the server's own before that of the report.
    pub status: Option<String>,
    /// SMTP reply code (RFC 5321).
    pub code: Option<u16>,
    /// What the server said, on one line, at most 500 characters.
    pub diagnostic: String,
    /// The words or the code that told the cause.
    pub words: String,
}

/// What a receipt says (RFC 8098).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Shown to the recipient.
    Displayed,
    /// Deleted without being shown.
    Deleted,
    /// Anything else: passed on, handled by a program.
    Processed,
}

impl Receipt {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Displayed => "displayed",
            Self::Deleted => "deleted",
            Self::Processed => "processed",
        }
    }
}

/// A message that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// What it is.
    pub class: Class,
    /// Why it is that, in French, for a person who checks.
    pub reason: String,
    /// The sender's address.
    pub from: Option<String>,
    /// Decoded.
    pub subject: String,
    /// The day that the sender's clock said.
    pub sent_on: Option<Date>,
    /// Without angle brackets, as all ids here.
    pub message_id: Option<String>,
    /// `In-Reply-To`; of a report, the message that it is about.
    pub in_reply_to: Option<String>,
    /// `References`, oldest first; the message that a report is about comes last.
    pub references: Vec<String>,
    /// The addresses that a report, receipt or complaint is about, the worst first.
    pub recipients: Vec<Recipient>,
    /// Of a receipt.
    pub receipt: Option<Receipt>,
    /// Of a complaint: `abuse`, `auth-failure`, `opt-out`, as written (RFC 5965).
    pub feedback: Option<String>,
    /// Until when the sender of an automatic answer is away, when it says so.
    pub returns_on: Option<Date>,
    /// What a person or a program wrote, without quotes and signature.
    pub written: Written,
    /// What a person's reply asks for; the first one matters most. Empty for other classes.
    pub intents: Vec<Intent>,
    /// Numbers of documents that a reply names.
    pub documents: Vec<String>,
    /// What was odd.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a message. Any bytes whatever; what has no header of a mail is refused.
///
/// # Errors
///
/// The findings that made reading impossible: empty, or no header.
pub fn read(bytes: &[u8]) -> Result<Mail, Vec<Diagnostic>> {
    if bytes.trim_ascii().is_empty() {
        return Err(vec![Diagnostic::fatal(Problem::Empty)]);
    }
    let envelope = envelope::open(bytes).ok_or_else(|| vec![Diagnostic::fatal(Problem::MailNoHeader)])?;
    let mut findings = Findings::default();
    if envelope.is_cut {
        findings.warning(0, None, Problem::MailCut);
    }
    let mut mail = decide(&envelope);
    if mail.class.code().starts_with("bounce") && mail.recipients.iter().all(|recipient| recipient.address.is_empty()) {
        findings.warning(0, None, Problem::MailNoRecipient);
    }
    mail.diagnostics = findings.finish();
    Ok(mail)
}

/// The decision: reports and complaints first, then programs, then persons.
fn decide(envelope: &Envelope) -> Mail {
    let mut mail = plain(envelope);
    if let Some(feedback) = complaint(envelope) {
        mail.class = Class::Complaint;
        mail.reason = format!("plainte transmise par un fournisseur de messagerie ({feedback})");
        mail.recipients = feedback_recipients(envelope);
        mail.feedback = Some(feedback);
        about(&mut mail, envelope.returned.get("message-id"));
    } else if let Some(notice) = notification::read(envelope) {
        notice.fill(&mut mail);
    } else if let Some(receipt) = receipt(envelope) {
        mail.class = Class::Delivered;
        mail.reason = format!("accusé de réception (RFC 8098)\u{a0}: {}", receipt.code());
        mail.receipt = Some(receipt);
        about(&mut mail, envelope.disposition.as_ref().and_then(|fields| fields.get("original-message-id")));
    } else if let Some(report) = report::read(envelope) {
        from_report(&mut mail, report);
    } else if is_opt_out(envelope) {
        mail.class = Class::Complaint;
        "demande de désinscription".clone_into(&mut mail.reason);
        mail.feedback = Some("opt-out".to_owned());
    } else if let Some(sign) = automatic::sign(envelope) {
        mail.class = Class::AutoReply;
        mail.reason = sign;
        mail.returns_on = returns_on(envelope, &mail);
    } else {
        "aucun signe d’un envoi automatique".clone_into(&mut mail.reason);
        mail.intents = intent::read(&mail.written.text, mail.sent_on);
        mail.documents = intent::references(&mail.written.text);
    }
    mail
}

/// What all messages have.
fn plain(envelope: &Envelope) -> Mail {
    let ids = |name: &str| envelope.fields.get(name).map(message_ids).unwrap_or_default();
    Mail {
        class: Class::Reply,
        reason: String::new(),
        from: envelope.from.clone(),
        subject: envelope.subject.clone(),
        sent_on: envelope.sent_on,
        message_id: ids("message-id").into_iter().next(),
        in_reply_to: ids("in-reply-to").into_iter().next(),
        references: ids("references"),
        recipients: Vec::new(),
        receipt: None,
        feedback: None,
        returns_on: None,
        written: written(&envelope.text),
        intents: Vec::new(),
        documents: Vec::new(),
        diagnostics: Vec::new(),
    }
}

/// Notes which message of ours this one is about.
fn about(mail: &mut Mail, original: Option<&str>) {
    let Some(id) = original.and_then(|value| message_ids(value).into_iter().next()) else { return };
    if mail.in_reply_to.is_none() {
        mail.in_reply_to = Some(id.clone());
    }
    if !mail.references.contains(&id) {
        mail.references.push(id);
    }
}

fn from_report(mail: &mut Mail, mut report: report::Report) {
    // The worst first; among equals the order of the report.
    report.recipients.sort_by_key(|recipient| std::cmp::Reverse(recipient.outcome));
    let Some(worst) = report.recipients.first() else { return };
    mail.class = worst.outcome.class();
    let words = if worst.words.is_empty() { String::new() } else { format!(" («\u{202f}{}\u{202f}»)", worst.words) };
    mail.reason = format!("{}\u{a0}: {}{words}", report.sign, crate::french::mail_cause(worst.cause));
    if worst.outcome == Outcome::Delivered {
        mail.reason = format!("{}\u{a0}: message remis", report.sign);
    }
    about(mail, report.original.as_deref());
    mail.written = Written { text: report.text.trim().to_owned(), signature: String::new() };
    mail.recipients = report.recipients;
}

/// The kind of complaint, when the message is one.
fn complaint(envelope: &Envelope) -> Option<String> {
    if let Some(feedback) = &envelope.feedback {
        return Some(feedback.get("feedback-type").map_or_else(|| "abuse".to_owned(), |kind| kind.to_ascii_lowercase()));
    }
    // A provider that sends the message back without a report, and says so in the subject.
    let subject = fold(&envelope.subject);
    let returns = !envelope.returned.is_empty();
    let says = ["complaint about message from", "abuse report", "spam complaint", "feedback report", "email feedback"]
        .iter()
        .any(|start| subject.starts_with(start));
    (returns && says).then(|| "abuse".to_owned())
}

fn feedback_recipients(envelope: &Envelope) -> Vec<Recipient> {
    const FIELDS: [&str; 3] = ["original-rcpt-to", "removal-recipient", "final-recipient"];
    let mut addresses: Vec<String> = Vec::new();
    if let Some(feedback) = &envelope.feedback {
        addresses = FIELDS.iter().flat_map(|name| feedback.all(name)).flat_map(address::all).collect();
    }
    if addresses.is_empty() {
        addresses =
            envelope.fields.get("x-hmxmroriginalrecipient").or_else(|| envelope.returned.get("to")).map(address::all).unwrap_or_default();
    }
    let mut recipients: Vec<Recipient> = Vec::new();
    for address in addresses.into_iter().map(|address| address.to_ascii_lowercase()) {
        if !recipients.iter().any(|known| known.address == address) {
            recipients.push(Recipient {
                address,
                outcome: Outcome::Delivered,
                cause: Cause::Unknown,
                status: None,
                code: None,
                diagnostic: String::new(),
                words: String::new(),
            });
        }
    }
    recipients
}

/// What a disposition notification says.
fn receipt(envelope: &Envelope) -> Option<Receipt> {
    let said = fold(envelope.disposition.as_ref()?.get("disposition").unwrap_or_default());
    Some(match said.rsplit(';').next().unwrap_or_default().trim().split('/').next().unwrap_or_default().trim() {
        "displayed" => Receipt::Displayed,
        "deleted" => Receipt::Deleted,
        _ => Receipt::Processed,
    })
}

/// A message whose only subject is to be left alone: what `List-Unsubscribe` by mail makes.
fn is_opt_out(envelope: &Envelope) -> bool {
    const SUBJECTS: [&str; 12] = [
        "unsubscribe",
        "unsubscribe me",
        "unsubscribe request",
        "desabonnement",
        "desabonner",
        "desinscription",
        "desinscrire",
        "se desabonner",
        "se desinscrire",
        "me desinscrire",
        "demande de desinscription",
        "stop",
    ];
    let subject = fold(&envelope.subject);
    SUBJECTS.contains(&subject.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The day of return that an automatic answer tells: `de retour le…`, `jusqu’au…`.
fn returns_on(envelope: &Envelope, mail: &Mail) -> Option<Date> {
    const BACK: &[&str] = &[
        "de retour",
        "mon retour",
        "retour le",
        "reprise",
        "reprendrai",
        "reouvr",
        "rouvr",
        "a partir du",
        "jusqu'au",
        "jusqu'a",
        "returning",
        "return on",
        "return to",
        "will return",
        "be back",
        "back on",
        "back in",
        "until",
        "through",
        " au ",
    ];
    let texts = [fold(&envelope.subject), fold(&mail.written.text)];
    BACK.iter().find_map(|words| {
        texts.iter().find_map(|text| {
            fold::find(text, words).and_then(|at| {
                let end = text[at..].char_indices().nth(80).map_or(text.len(), |(end, _)| at + end);
                when::date_in(&text[at..end], mail.sent_on, when::Towards::Future)
            })
        })
    })
}
