//! One message: read, tied to what it is about, kept, and done what it does.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar;
use domain::correspondence::{self, Effect, Received, Tie};
use domain::dunning::ActionState;
use domain::ids::{ActionId, OrganisationId, ReceivedId};
use formats::diagnostic::Diagnostic;
use formats::mail::{Class, Mail, Outcome};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::event::NewEvent;
use store::received::{ReceivedRow, Sent};

use super::fetch::Place;
use crate::text::mail_in as words;
use crate::{App, Result, Scope};

/// Characters of a text that are kept beside the document.
const BODY_KEPT: usize = 8_000;
/// Characters of why a message is what it is.
const REASON_KEPT: usize = 500;
/// Bytes of the number of a message (RFC 5322, 2.1.1: a line).
const NUMBER_KEPT: usize = 998;
/// Characters of an address (RFC 5321, 4.5.3.1.3).
const ADDRESS_KEPT: usize = 254;
/// Characters of a subject.
const SUBJECT_KEPT: usize = 300;
/// Numbers of messages that a reply is looked up by.
const MOST_NUMBERS: usize = 20;
/// A mailbox may hold replies to messages of long ago.
const ANSWERS_DAYS: i64 = 730;

/// Where a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The mailbox, which received it at an instant.
    Mailbox(Option<DateTime<Utc>>),
    /// A file that a person or the watched folder brought.
    File,
}

/// What became of a message.
#[derive(Debug)]
pub(crate) enum Taken {
    /// It is kept.
    Kept,
    /// The same came in before.
    Known,
    /// It is a copy of one of ours.
    Own,
}

/// A text as both engines keep it, cut.
fn kept(text: &str, most: usize) -> String {
    text.chars().filter(|sign| *sign != '\0').take(most).collect()
}

/// The number of a message, as both engines keep and index it.
fn number(text: &str) -> String {
    let mut text = kept(text, NUMBER_KEPT);
    text.truncate(text.floor_char_boundary(NUMBER_KEPT));
    text
}

/// A message whose numbers and addresses the base is asked for: whatever their sender wrote in them.
fn askable(mut mail: Mail) -> Mail {
    for text in mail.message_id.iter_mut().chain(mail.in_reply_to.iter_mut()).chain(mail.references.iter_mut()) {
        *text = number(text);
    }
    for address in mail.from.iter_mut().chain(mail.recipients.iter_mut().map(|recipient| &mut recipient.address)) {
        *address = kept(&address.to_lowercase(), ADDRESS_KEPT);
    }
    mail
}

/// The same for the same message, whatever its line ends and the blank lines at its end.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    for line in bytes.trim_ascii_end().split(|byte| *byte == b'\n') {
        hash.update(line.strip_suffix(b"\r").unwrap_or(line));
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

fn received(class: Class) -> Received {
    match class {
        Class::BounceHard => Received::HardBounce,
        Class::BounceSoft => Received::SoftBounce,
        Class::Complaint => Received::Complaint,
        Class::AutoReply => Received::AutoReply,
        Class::Delivered => Received::Delivered,
        Class::Reply => Received::Reply,
    }
}

/// What a stored class does; `None` for what could not be read.
pub(super) fn received_of(code: &str) -> Option<Received> {
    Class::ALL.into_iter().find(|class| class.code() == code).map(received)
}

/// What else was read, for the page.
fn facts(mail: &Mail) -> String {
    let outcome = |outcome: Outcome| outcome.class().code();
    let recipients: Vec<_> = mail
        .recipients
        .iter()
        .take(20)
        .map(|recipient| {
            serde_json::json!({
                "address": recipient.address, "class": outcome(recipient.outcome), "cause": recipient.cause.code(),
                "status": recipient.status, "diagnostic": kept(&recipient.diagnostic, 500),
            })
        })
        .collect();
    let intents: Vec<_> = mail
        .intents
        .iter()
        .take(10)
        .map(|intent| {
            serde_json::json!({
                "topic": intent.topic.code(), "reason": intent.reason, "date": intent.date.map(|day| day.to_string()),
                "amount": intent.amount.map(|amount| amount.0),
            })
        })
        .collect();
    let documents: Vec<String> = mail.documents.iter().take(50).map(|number| kept(number, 80)).collect();
    serde_json::json!({"recipients": recipients, "intents": intents, "documents": documents, "feedback": mail.feedback}).to_string()
}

/// Whom a message is about.
struct About {
    tie: Tie,
    sent: Option<Sent>,
    debtor: Option<domain::ids::DebtorId>,
    /// The address that failed or complained, when it is one that we write to.
    failed: String,
    /// Whether that address is one of the debtor's own.
    is_theirs: bool,
}

/// The row of a message of which nothing is known yet.
fn blank(app: &App, bytes: &[u8], fingerprint: String, origin: Origin) -> ReceivedRow {
    let received_at = match origin {
        // A server's clock may run ahead.
        Origin::Mailbox(at) => at.unwrap_or_else(|| app.now()).min(app.now()),
        Origin::File => app.now(),
    };
    let source = if matches!(origin, Origin::Mailbox(_)) { "imap" } else { "file" };
    ReceivedRow {
        id: ReceivedId(store::fresh_id()),
        fingerprint,
        document_hash: crate::documents::hash(bytes),
        source: source.to_owned(),
        class: "unreadable".to_owned(),
        reason: String::new(),
        sender: String::new(),
        subject: String::new(),
        body: String::new(),
        message_id: String::new(),
        about: String::new(),
        failed_address: String::new(),
        facts: "{}".to_owned(),
        action: None,
        debtor: None,
        tie: "none".to_owned(),
        effect: Effect::Shown.code().to_owned(),
        returns_on: None,
        sent_on: None,
        received_on: channels::business_date(received_at, crate::PARIS),
        received_at,
        handled_at: None,
        handled_by: String::new(),
        version: 1,
    }
}

/// Keeps that there is a message which could not be read, for a person who looks it up in the mailbox.
pub(super) async fn unread(tx: &mut Tx, app: &App, scope: &Scope, place: Place, why: &str) -> Result<()> {
    let fingerprint = fingerprint(format!("unread {} {} {}", place.version, place.validity, place.uid).as_bytes());
    let mut row = blank(app, &[], fingerprint, Origin::Mailbox(None));
    row.reason = kept(&words::unread_uid(place.uid, why), REASON_KEPT);
    keep(tx, app, scope, &row).await?;
    Ok(())
}

/// Brings a message in, inside a transaction that the caller commits: what cannot be read is kept as well.
pub(crate) async fn receive(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    bytes: &[u8],
    read: std::result::Result<Mail, Vec<Diagnostic>>,
    origin: Origin,
) -> Result<Taken> {
    let organisation = scope.organisation.id;
    let fingerprint = fingerprint(bytes);
    if store::received::known(tx, organisation, &fingerprint).await?.is_some() {
        return Ok(Taken::Known);
    }
    let mut row = blank(app, bytes, fingerprint, origin);
    let mail = match read {
        Ok(mail) => askable(mail),
        Err(findings) => {
            row.reason = kept(&findings.first().map_or_else(words::unreadable, Diagnostic::french), REASON_KEPT);
            keep(tx, app, scope, &row).await?;
            return Ok(Taken::Kept);
        }
    };
    if let Some(number) = &mail.message_id
        && store::received::sent_as(tx, organisation, number).await?.is_some()
    {
        return Ok(Taken::Own);
    }
    let mut about = about(tx, app, organisation, &mail).await?;
    if let Some(sent) = &mut about.sent {
        // A report may be here before the worker has written down that the server took the message.
        store::event::hold(tx, organisation).await?;
        store::action::hold(tx, organisation, sent.action).await?;
        sent.state = store::action::get(tx, organisation, sent.action).await?.map_or(sent.state, |action| action.state);
    }
    fill(&mut row, &mail);
    row.action = about.sent.as_ref().map(|sent| sent.action);
    row.debtor = about.debtor;
    row.failed_address.clone_from(&about.failed);
    row.tie = match about.tie {
        Tie::Message => "message",
        Tie::Person => "person",
        Tie::Address => "address",
        Tie::None => "none",
    }
    .to_owned();
    let class = received(mail.class);
    let effect = decide(tx, organisation, class, &about, &row).await?;
    row.effect = effect.code().to_owned();
    row.handled_at = (!correspondence::needs_a_person(class, effect)).then(|| app.now());
    if !keep(tx, app, scope, &row).await? {
        return Ok(Taken::Known);
    }
    act(tx, app, scope, &row, effect, about.sent.as_ref()).await?;
    Ok(Taken::Kept)
}

fn fill(row: &mut ReceivedRow, mail: &Mail) {
    mail.class.code().clone_into(&mut row.class);
    row.reason = kept(&mail.reason, REASON_KEPT);
    mail.from.as_deref().unwrap_or_default().clone_into(&mut row.sender);
    row.subject = kept(&mail.subject, SUBJECT_KEPT);
    row.body = kept(mail.written.text.trim(), BODY_KEPT);
    mail.message_id.as_deref().unwrap_or_default().clone_into(&mut row.message_id);
    mail.in_reply_to.as_deref().unwrap_or_default().clone_into(&mut row.about);
    row.facts = facts(mail);
    row.returns_on = mail.returns_on;
    row.sent_on = mail.sent_on;
}

/// Looks for the message of ours that this one answers, else for the address.
async fn about(tx: &mut Tx, app: &App, organisation: OrganisationId, mail: &Mail) -> Result<About> {
    let numbers = mail.in_reply_to.iter().chain(mail.references.iter().rev()).take(MOST_NUMBERS);
    let mut sent = None;
    for number in numbers {
        sent = store::received::sent_as(tx, organisation, number).await?;
        if sent.is_some() {
            break;
        }
    }
    let is_report = !matches!(mail.class, Class::Reply | Class::AutoReply);
    let failed = mail.recipients.iter().map(|recipient| recipient.address.clone()).find(|address| !address.is_empty());
    let sender = mail.from.clone().unwrap_or_default();
    if let Some(sent) = sent {
        // Who asks to be left alone writes from the address; a report without one means the address that we wrote to.
        let named = failed.or_else(|| (mail.class == Class::Complaint && !sender.is_empty()).then(|| sender.clone()));
        let ours = sent.recipient.to_lowercase();
        let theirs = match &named {
            Some(address) => *address == ours || store::received::is_of(tx, organisation, sent.debtor, address).await?,
            None => true,
        };
        let failed = if is_report { named.unwrap_or(ours) } else { String::new() };
        return Ok(About { tie: Tie::Message, debtor: Some(sent.debtor), sent: Some(sent), failed, is_theirs: theirs });
    }
    let address = if is_report { failed.or_else(|| (mail.class == Class::Complaint).then(|| sender.clone())) } else { Some(sender) };
    let address = address.filter(|address| !address.is_empty());
    let mut about = About { tie: Tie::None, sent: None, debtor: None, failed: String::new(), is_theirs: false };
    let Some(address) = address else { return Ok(about) };
    if is_report {
        let days = if mail.class == Class::Complaint { ANSWERS_DAYS } else { correspondence::REPORT_WINDOW_DAYS };
        about.sent = store::received::sent_to(tx, organisation, &address, app.now() - TimeDelta::days(days)).await?;
        about.debtor = about.sent.as_ref().map(|sent| sent.debtor);
        about.is_theirs = about.debtor.is_some();
        about.failed = address;
    } else {
        about.debtor = match store::received::owner(tx, organisation, &address).await? {
            Some(owner) => Some(owner),
            None => {
                let since = app.now() - TimeDelta::days(ANSWERS_DAYS);
                let shared = store::received::is_shared(tx, organisation, &address).await?;
                let last = if shared { None } else { store::received::sent_to(tx, organisation, &address, since).await? };
                last.map(|sent| sent.debtor)
            }
        };
    }
    about.tie = if about.debtor.is_some() { Tie::Address } else { Tie::None };
    Ok(about)
}

/// What it does. A report on an address that is not the debtor's, such as one that mail was passed on to, does nothing
/// by itself.
async fn decide(tx: &mut Tx, organisation: OrganisationId, class: Received, about: &About, row: &ReceivedRow) -> Result<Effect> {
    let is_report = matches!(class, Received::HardBounce | Received::SoftBounce | Received::Complaint);
    if is_report && !about.is_theirs {
        return Ok(Effect::Shown);
    }
    let soft_on = match class {
        Received::SoftBounce if !about.failed.is_empty() => {
            let from = calendar::add_days(row.received_on, -correspondence::SOFT_WINDOW_DAYS);
            store::received::soft_bounces(tx, organisation, &about.failed, from, row.action).await?
        }
        _ => Vec::new(),
    };
    Ok(correspondence::effect(class, about.tie, &soft_on, row.received_on))
}

/// Keeps the row and its line in the journal; `false` when somebody else kept it at the same moment.
async fn keep(tx: &mut Tx, app: &App, scope: &Scope, row: &ReceivedRow) -> Result<bool> {
    if !store::received::insert(tx, scope.organisation.id, row).await? {
        return Ok(false);
    }
    let payload = serde_json::json!({
        "class": row.class, "effect": row.effect, "tie": row.tie, "sha256": row.document_hash,
        "action": row.action.map(|id| id.to_string()), "failed": row.failed_address,
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "mail.received",
        debtor: row.debtor,
        subject: Some(row.id.0),
        payload: payload.to_string(),
    };
    store::event::append(tx, scope.organisation.id, &[event]).await?;
    Ok(true)
}

/// Does what a message does: the address is no longer written to, and what came back waits at the step before. What
/// went to another address than the one that failed did not come back: it may have been passed on.
pub(super) async fn act(tx: &mut Tx, app: &App, scope: &Scope, row: &ReceivedRow, effect: Effect, sent: Option<&Sent>) -> Result<()> {
    let organisation = scope.organisation.id;
    if effect.ends_the_address() && !row.failed_address.is_empty() {
        let reason = if effect == Effect::OptedOut { words::opted_out() } else { row.reason.clone() };
        store::account::mark_unreachable(tx, organisation, &row.failed_address, row.received_on, &reason).await?;
    }
    let came_back = |sent: &&Sent| sent.recipient.to_lowercase() == row.failed_address && sent.state.may_become(ActionState::Bounced);
    let Some(sent) = sent.filter(|sent| effect == Effect::AddressFails && came_back(sent)) else { return Ok(()) };
    bounce(tx, app, scope, sent, (row.id, &row.reason)).await
}

/// Says that a message came back: its items wait at the step before.
async fn bounce(tx: &mut Tx, app: &App, scope: &Scope, sent: &Sent, (report, reason): (ReceivedId, &str)) -> Result<()> {
    let organisation = scope.organisation.id;
    store::action::withdraw(tx, organisation, sent.action, sent.business_date).await?;
    store::action::set_state(tx, organisation, sent.action, sent.state, ActionState::Bounced, reason, app.now()).await?;
    let payload = serde_json::json!({"recipient": sent.recipient, "reason": reason, "mail": report.to_string()});
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "message.bounced",
        debtor: Some(sent.debtor),
        subject: Some(sent.action.0),
        payload: payload.to_string(),
    };
    store::event::append(tx, organisation, &[event]).await?;
    Ok(())
}

/// Looks whether messages that were reserved until now came back before anybody had written down that they left. In the transaction
/// that does.
pub(crate) async fn came_back_early(tx: &mut Tx, app: &App, scope: &Scope, left: &[Sent]) -> Result<()> {
    let ids: Vec<ActionId> = left.iter().map(|sent| sent.action).collect();
    let mut done = HashSet::new();
    for back in store::received::came_back(tx, scope.organisation.id, &ids).await? {
        let own = left.iter().find(|sent| sent.action == back.action && sent.recipient.to_lowercase() == back.address);
        if let Some(sent) = own.filter(|sent| done.insert(sent.action)) {
            bounce(tx, app, scope, sent, (back.report, &back.reason)).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_the_same_whatever_its_line_ends() {
        let same = [
            &b"From: a@b.fr\r\n\r\nBonjour\r\n"[..],
            b"From: a@b.fr\n\nBonjour\n",
            b"From: a@b.fr\n\nBonjour",
            b"From: a@b.fr\r\n\nBonjour\n\r\n",
        ];
        for bytes in same {
            assert_eq!(fingerprint(bytes), fingerprint(same[0]));
        }
        assert_ne!(fingerprint(b"From: a@b.fr\n\nBonjour !"), fingerprint(same[0]));
        assert_ne!(fingerprint(b"a\nb"), fingerprint(b"ab"));
    }
}
