//! Delivery reports: the standard one (RFC 3464), and what servers write in words.

use super::cause::{self, Cause};
use super::envelope::{Envelope, Fields, message_ids, returned_fields, split_report};
use super::fold::{any, fold, has};
use super::{Outcome, Recipient, address};

/// A report, read.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) recipients: Vec<Recipient>,
    /// The `Message-ID` of the message that it is about.
    pub(super) original: Option<String>,
    /// What it says in words, without what it brings back.
    pub(super) text: String,
    /// How it was recognised.
    pub(super) sign: String,
}

/// The most addresses of a report that are judged.
const MOST_RECIPIENTS: usize = 200;
/// The most of a text on one address among several, in bytes.
const MOST_ABOUT: usize = 1024;

/// Local parts of programs that report.
#[rustfmt::skip]
const DAEMONS: &[&str] = &[
    "mailer-daemon", "mailer_daemon", "mailerdaemon", "postmaster", "post_master", "mdaemon", "mail-daemon", "mail.daemon", "mailadm", "mmdf",
    "mail-delivery", "maildelivery", "no-reply-bounce", "bounce", "bounces",
];
/// Names of programs that report.
#[rustfmt::skip]
const DAEMON_NAMES: &[&str] = &[
    "mail deliver", "mail delivery", "delivery subsystem", "mailer-daemon", "mailer daemon", "postmaster", "system administrator",
    "administrateur systeme", "content-filter", "mail system", "systeme de messagerie", "mail administrator", "microsoft outlook",
    "delivery system",
];
/// What the subject of a report says.
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "undeliver", "non-deliver", "non deliver", "nondeliver", "not deliver", "delivery fail", "failed delivery", "delivery status",
    "delivery notification", "delivery report", "delivery error", "delivery problem", "delivery delay", "delayed mail", "delayed delivery",
    "mail delivery", "message delivery", "delivery unsuccessful", "failure notice", "failure notification", "failure delivery",
    "delivery has failed", "returned mail", "returned email", "returned message", "returned to sender", "mail returned", "undelivered",
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "unable to deliver",
    "warning: could not send", "warning: message", "mail could not be", "mail error", "mail failed", "returning to sender", "returning message", "mail failure", "mail system error", "bounced",
    "bounce", "dsn", "user unknown", "unknown user", "rejected message", "message rejected", "e-mail rejected", "mail rejected",
    "message status", "message you sent", "not member", "not a member", "delivery (failure)", "error sending", "non remis", "non distribu", "non delivr", "non livre",
    "remise impossible", "impossible de remettre", "impossible de distribuer", "echec de la remise", "echec de remise",
    "echec de la distribution", "echec de distribution", "echec de livraison", "echec d'envoi", "echec de l'envoi", "echec de la livraison",
    "n'a pas pu etre remis", "n'a pas pu etre distribue", "n'a pas pu etre delivre", "n'a pas ete remis", "n'a pas ete distribue",
    "retour a l'expediteur", "avis de non-remise", "avis de non remise", "notification d'etat", "etat de remise", "retard de remise",
    "remise retardee", "remise differee", "courrier retourne", "message en erreur", "unzustellbar", "zustellung", "rueckgabe",
    "mancata consegna", "no se puede entregar", "devolucion",
];
/// What the text of a report says.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "was not delivered", "wasn't delivered",
    "not been delivered", "undeliverable", "undelivered", "unable to deliver", "delivery failed", "delivery has failed",
    "failed to deliver", "delivery to the following", "error delivering", "did not reach the following", "didn't reach", "did not reach",
    "had permanent fatal errors", "had delivery problems", "had delivery errors", "following addresses failed", "following address failed",
    "following address(es) failed", "transcript of session", "message was rejected", "wasn't able to deliver", "mail delivery software",
    "was rejected by", "not delivered", "does not exist", "address not found", "mailbox is full", "has not yet been delivered",
    "i'm afraid i wasn't able", "permanent error", "not a member of", "no valid recipients", "error message below", "delivery attempts", "failed permanently", "delivery incomplete", "could not deliver",
    "couldn't deliver", "returned to you", "bounced", "message blocked", "failed recipient", "n'a pas pu etre remis",
    "n'a pas pu etre distribue", "n'a pas pu etre delivre", "n'a pas ete remis", "n'a pas ete distribue", "n'a pu etre remis",
    "n'a pu etre distribue", "n'a pu etre delivre", "echec de la remise", "echec de remise", "impossible de remettre",
    "impossible de distribuer", "impossible de delivrer", "erreur permanente", "erreur definitive", "destinataires suivants",
];

/// Whether the sender is a program that reports.
pub(super) fn is_daemon(envelope: &Envelope) -> bool {
    let local = envelope.from.as_deref().and_then(|from| from.split('@').next()).map(str::to_ascii_lowercase).unwrap_or_default();
    let raw = fold(envelope.fields.get("from").unwrap_or_default());
    let name = fold(&envelope.from_name);
    DAEMONS.iter().any(|daemon| local == *daemon || local.starts_with(&format!("{daemon}-")) || local.starts_with(&format!("{daemon}+")))
        || any(&name, DAEMON_NAMES).is_some()
        || any(&raw, &["mailer-daemon", "mail delivery", "mail deliver system"]).is_some()
}

/// The envelope sender is empty: no program answers such a message.
pub(super) fn has_null_sender(envelope: &Envelope) -> bool {
    envelope.fields.get("return-path").is_some_and(|path| {
        let path = path.trim_matches(|c: char| c == '<' || c == '>' || c.is_whitespace()).to_ascii_lowercase();
        path.is_empty() || path.split('@').next().is_some_and(|local| local == "mailer-daemon")
    })
}

/// Services that filter in front of the mailbox: their “unknown user” stands for any refusal by a rule, and the address may work.
const FILTERS: &[&str] = &["mxlogic.net", "mailfoundry", "m-filter", "dns; inbound-smtp.", "mail deliver system", "surfcontrol"];

fn is_filter(envelope: &Envelope, before: &str) -> bool {
    let reporter = envelope.delivery.iter().find_map(|block| block.get("reporting-mta")).unwrap_or_default();
    let way = envelope.returned.all("received").chain(envelope.fields.all("received")).collect::<Vec<_>>().join(" ");
    let texts = [fold(envelope.fields.get("from").unwrap_or_default()), fold(reporter), fold(before), fold(&way)];
    FILTERS.iter().any(|filter| texts.iter().any(|text| text.contains(filter)))
}

/// Nobody reads what is sent back to that address.
fn has_no_reply_sender(envelope: &Envelope) -> bool {
    let local = envelope.from.as_deref().and_then(|from| from.split('@').next()).map(str::to_ascii_lowercase).unwrap_or_default();
    ["no-reply", "noreply", "no_reply", "donotreply", "do-not-reply", "ne-pas-repondre", "nepasrepondre"]
        .iter()
        .any(|name| local.starts_with(name))
}

/// Reads a report, when the message is one.
pub(super) fn read(envelope: &Envelope) -> Option<Report> {
    let (before, after) = split_report(&envelope.text);
    let mut returned = envelope.returned.clone();
    if returned.is_empty() {
        returned = returned_fields(&after);
    }
    let mut report = standard(envelope, &before).or_else(|| in_words(envelope, &before, &returned))?;
    if let Some(wrapped) =
        envelope.wrapped.as_deref().filter(|_| report.recipients.iter().all(|recipient| recipient.cause == Cause::Unknown))
    {
        unwrap(&mut report, wrapped);
    }
    let is_filter = is_filter(envelope, &before);
    for recipient in &mut report.recipients {
        if is_filter && recipient.cause == Cause::UnknownMailbox {
            recipient.cause = Cause::Filtered;
            recipient.outcome = recipient.outcome.min(Outcome::Soft);
        }
        recipient.address = recipient.address.to_ascii_lowercase();
    }
    report.text = before;
    report.original = returned
        .get("message-id")
        .or_else(|| {
            envelope.delivery.iter().find_map(|block| block.get("original-message-id").or_else(|| block.get("x-original-message-id")))
        })
        .and_then(|value| message_ids(value).into_iter().next());
    Some(report)
}

/// A gateway wraps the report of another server, and says nothing itself: what is inside speaks.
fn unwrap(report: &mut Report, wrapped: &Envelope) {
    if let Some(inside) = read(wrapped) {
        report.recipients = inside.recipients;
        return;
    }
    for recipient in &mut report.recipients {
        let address = std::mem::take(&mut recipient.address);
        let outcome = Some(recipient.outcome).filter(|outcome| *outcome == Outcome::Delivered);
        let status = recipient.status.take();
        *recipient =
            judge(Facts { address, status, diagnostic: String::new(), about: wrapped.text.clone(), outcome, is_report_alone: true });
    }
}

/// `rfc822; <a@b.fr>` without its type.
fn typed(value: &str) -> String {
    let value = value.split_once(';').map_or(value, |(_, address)| address).trim();
    address::all(value).into_iter().next().unwrap_or_else(|| value.trim_matches(['<', '>', ' ']).to_owned())
}

/// Groups of a delivery status, from the part or from the text.
fn groups(envelope: &Envelope, before: &str) -> Vec<Fields> {
    let is_group = |fields: &Fields| {
        fields.get("final-recipient").is_some() || fields.get("original-recipient").is_some() && fields.get("action").is_some()
    };
    let groups: Vec<Fields> = envelope
        .delivery
        .iter()
        .flat_map(|block| block.split_at_each("final-recipient"))
        .filter(|block| is_group(block))
        .take(MOST_RECIPIENTS)
        .collect();
    if !groups.is_empty() {
        return groups;
    }
    // A report without its MIME type. Quoted by a person, its lines would be indented.
    let machine = is_daemon(envelope) || has_null_sender(envelope);
    if !machine || !before.contains(':') {
        return Vec::new();
    }
    Fields::blocks(before)
        .into_iter()
        .filter(|block| is_group(block) && (block.get("status").is_some() || block.get("action").is_some()))
        .collect()
}

/// A report of RFC 3464.
fn standard(envelope: &Envelope, before: &str) -> Option<Report> {
    let groups = groups(envelope, before);
    if groups.is_empty() {
        return None;
    }
    let is_alone = groups.len() == 1;
    let recipients = groups.iter().map(|group| standard_recipient(group, before, is_alone)).collect();
    Some(Report { recipients, original: None, text: String::new(), sign: "rapport de remise (RFC 3464)".to_owned() })
}

fn standard_recipient(group: &Fields, before: &str, is_alone: bool) -> Recipient {
    let address = typed(group.get("final-recipient").or_else(|| group.get("original-recipient")).unwrap_or_default());
    let original = group.get("original-recipient").map(typed).filter(|known| known.contains('@'));
    let address = if address.contains('@') { address } else { original.unwrap_or(address) };
    let action = fold(group.get("action").unwrap_or_default());
    let action = action.split([' ', '(', ';']).next().unwrap_or_default().to_owned();
    let diagnostic = group
        .all("diagnostic-code")
        .map(|value| value.split_once(';').map_or(value, |(_, text)| text).trim())
        .collect::<Vec<_>>()
        .join(" ");
    let field = group.get("status").map(cause::statuses).unwrap_or_default().into_iter().next();
    let about = if is_alone { before.to_owned() } else { lines_about(before, &address) };
    let outcome = match action.as_str() {
        "delivered" | "relayed" | "expanded" => Some(Outcome::Delivered),
        "delayed" => Some(Outcome::Soft),
        _ if action.is_empty() && field.as_deref().is_some_and(|status| status.starts_with('2')) => Some(Outcome::Delivered),
        _ => None,
    };
    judge(Facts { address, status: field, diagnostic, about, outcome, is_report_alone: is_alone })
}

/// What is known of one address before it is judged.
struct Facts {
    address: String,
    status: Option<String>,
    diagnostic: String,
    /// What the readable text says of it.
    about: String,
    /// Said by the report itself, whatever the cause.
    outcome: Option<Outcome>,
    is_report_alone: bool,
}

/// Decides on one address: what the refusing server said, then its status code, then the rest of the text.
fn judge(facts: Facts) -> Recipient {
    let Facts { address, status, diagnostic, about, outcome, is_report_alone } = facts;
    let refusals = refusal_lines(&about);
    let specific = |status: &String| !status.ends_with(".0.0");
    // The server's own code is closer to the truth than the field, which a relay may have filled in.
    let said_status = cause::statuses(&diagnostic).into_iter().rfind(|status| specific(status) && !status.starts_with('2'));
    let text_status = || {
        let mut all = cause::statuses(&refusals);
        all.retain(|status| !status.starts_with('2'));
        all.iter().find(|status| specific(status)).or(all.first()).cloned()
    };
    let status = said_status
        .or_else(|| status.clone().filter(specific))
        .or_else(|| if diagnostic.is_empty() { text_status() } else { None })
        .or(status);
    let code = cause::reply_code(&diagnostic).or_else(|| cause::reply_code(&refusals));
    let by_text = |text: &str| cause::said(text).or_else(|| cause::linked(text)).map(|(cause, words)| (cause, words.to_owned()));
    let by_status = || status.as_deref().and_then(cause::of_status).map(|cause| (cause, status.clone().unwrap_or_default()));
    // A mailbox that refuses by itself gives its reason in words.
    let own_words = about.split_once("automatically rejected").map_or("", |(_, reason)| reason);
    let found = by_text(own_words)
        .or_else(|| by_text(&diagnostic))
        .or_else(|| if diagnostic.is_empty() || is_report_alone { by_text(&refusals) } else { None })
        .or_else(by_status)
        .or_else(|| by_text(&about));
    let (mut cause, words) = found.unwrap_or((Cause::Unknown, String::new()));
    let is_temporary =
        status.as_deref().is_some_and(|status| status.starts_with('4')) || status.is_none() && code.is_some_and(|code| code < 500);
    if matches!(cause, Cause::UnknownDomain | Cause::NoMail) && is_temporary {
        // The name could not be looked up for now.
        cause = Cause::Delayed;
    }
    // With 5.1.x the answer is on the address, even when all commands were sent together.
    let is_on_address = status.as_deref().is_some_and(|status| status.split('.').nth(1) == Some("1"));
    if cause == Cause::UnknownMailbox && !is_on_address && is_after_data(&about, &diagnostic) {
        cause = Cause::Filtered;
    }
    let outcome = outcome.unwrap_or(if cause.is_hard() { Outcome::Hard } else { Outcome::Soft });
    let diagnostic = if diagnostic.is_empty() { refusals.trim().to_owned() } else { diagnostic };
    Recipient {
        address,
        outcome,
        cause,
        status,
        code,
        diagnostic: diagnostic.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(500).collect(),
        words,
    }
}

/// The lines in which a server refuses: they hold a reply code, or come from its side of the talk.
fn refusal_lines(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let said = line.trim_start().starts_with("<<<")
            || cause::reply_code(line).is_some()
            || cause::statuses(line).iter().any(|status| !status.starts_with('2'));
        if said && !line.trim_start().starts_with(">>>") {
            lines.push_str(line.trim().trim_start_matches("<<<").trim());
            lines.push('\n');
        }
    }
    lines
}

/// Whether the refusal came after the address was accepted, in answer to the message itself.
fn is_after_data(about: &str, diagnostic: &str) -> bool {
    const AFTER: &[&str] = &[
        "reply to end of data",
        "reply to data",
        "end of data",
        "end of message data",
        "final data",
        "after data",
        "response to data",
        "sending data",
        "after pipelined data",
        "smtp command data",
    ];
    if any(&fold(diagnostic), AFTER).is_some() || any(&fold(about), AFTER).is_some() {
        return true;
    }
    // A transcript: the last command before the first refusal.
    let mut command = String::new();
    for line in about.lines().map(str::trim) {
        if let Some(sent) = line.strip_prefix(">>>") {
            command = fold(sent);
        } else if line.starts_with("<<<") && cause::reply_code(line).is_some_and(|code| code >= 500) {
            return command.starts_with("data") || command == ".";
        }
    }
    false
}

/// The lines that name an address, and the one after each: the reason often stands there.
fn lines_about(text: &str, address: &str) -> String {
    let wanted = address.to_ascii_lowercase();
    let mut lines = String::new();
    let mut is_next = false;
    for line in text.lines() {
        if lines.len() > MOST_ABOUT {
            break;
        }
        let names = !wanted.is_empty() && line.to_ascii_lowercase().contains(&wanted);
        if names || is_next && !line.contains('@') {
            lines.push_str(line);
            lines.push('\n');
        }
        is_next = names;
    }
    lines
}

/// A report in words, by any server.
fn in_words(envelope: &Envelope, before: &str, returned: &Fields) -> Option<Report> {
    let sign = sign_of_report(envelope, before)?;
    let failed: Vec<String> = envelope.fields.all("x-failed-recipients").flat_map(address::all).collect();
    let blocks = blocks(before);
    let mut recipients: Vec<String> = failed;
    if recipients.is_empty() {
        recipients = blocks.iter().map(|(address, _)| address.clone()).collect();
    }
    if recipients.is_empty() {
        recipients = named(envelope, before, returned);
    }
    recipients = unique(recipients);
    let is_alone = recipients.len() <= 1;
    if recipients.is_empty() {
        recipients = returned.get("to").map(address::all).unwrap_or_default().into_iter().take(1).collect();
    }
    if recipients.is_empty() {
        recipients.push(String::new());
    }
    let is_delay = is_delay(&fold(&envelope.subject), &fold(before));
    let all = recipients.clone();
    let recipients = recipients
        .into_iter()
        .map(|address| {
            let about = if is_alone { before.to_owned() } else { about_one(before, &blocks, &address, &all) };
            judge(Facts {
                address,
                status: None,
                diagnostic: String::new(),
                about,
                outcome: is_delay.then_some(Outcome::Soft),
                is_report_alone: is_alone,
            })
        })
        .collect();
    Some(Report { recipients, original: None, text: String::new(), sign })
}

/// What a report on several addresses says of one of them.
fn about_one(before: &str, blocks: &[(String, String)], address: &str, all: &[String]) -> String {
    let others: Vec<String> =
        all.iter().map(|other| other.to_ascii_lowercase()).filter(|other| !other.eq_ignore_ascii_case(address)).collect();
    let own = |line: &&str| {
        let line = line.to_ascii_lowercase();
        !others.iter().any(|other| line.contains(other.as_str()))
    };
    let block = blocks.iter().filter(|(known, _)| known.eq_ignore_ascii_case(address)).flat_map(|(_, text)| text.lines().filter(own));
    let block: String = block.flat_map(|line| [line, "\n"]).collect();
    if block.trim().is_empty() { lines_about(before, address) } else { block }
}

/// Still being tried, in the words of the report.
fn is_delay(subject: &str, text: &str) -> bool {
    const DELAYS: &[&str] = &[
        "warning message only",
        "do not need to resend",
        "don't need to resend",
        "no need to resend",
        "will continue to try",
        "will be retried",
        "will retry",
        "still being retried",
        "not yet been delivered",
        "temporary failure report",
        "delivery attempts will continue",
        "inutile de renvoyer",
        "nouvelles tentatives",
        "delivery is delayed",
        "delay warning",
    ];
    any(text, DELAYS).is_some()
        || any(subject, &["delayed mail", "delivery delay", "(delay)", "remise retardee", "remise differee", "retard de remise"]).is_some()
}

/// What makes a message a report although it has no standard part.
fn sign_of_report(envelope: &Envelope, before: &str) -> Option<String> {
    if envelope.fields.get("x-failed-recipients").is_some() {
        return Some("en-tête X-Failed-Recipients".to_owned());
    }
    let subject = fold(&envelope.subject);
    let answers = subject.starts_with("re:") || subject.starts_with("re :");
    let subject_word = if answers { None } else { any(&subject, SUBJECTS) };
    let text = fold(before);
    let body_word = any(&text, BODIES);
    let content = fold(envelope.fields.get("content-type").unwrap_or_default());
    let is_report = has(&content, "multipart/report") && !has(&content, "disposition-notification") && !has(&content, "feedback-report");
    let auto = fold(envelope.fields.get("auto-submitted").unwrap_or_default());
    let points = [
        (is_daemon(envelope), 2),
        (has_null_sender(envelope), 1),
        (subject_word.is_some(), 2),
        (body_word.is_some(), 1),
        (is_report, 2),
        (auto.starts_with("auto-replied") || auto.starts_with("auto-generated"), 1),
        (!refusal_lines(before).is_empty() && cause::said(before).is_some(), 1),
        (!envelope.returned.is_empty(), 1),
        (has_no_reply_sender(envelope), 1),
        ((answers || envelope.fields.get("in-reply-to").is_some()) && !is_daemon(envelope), -2),
    ];
    let total: i32 = points.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
    if total < 3 {
        return None;
    }
    let word = subject_word.or(body_word);
    Some(word.map_or_else(
        || "expéditeur automatique sans adresse de retour".to_owned(),
        |word| format!("mots d’un avis de non-remise («\u{202f}{word}\u{202f}»)"),
    ))
}

/// Blocks that begin with an address: `<a@b.fr>: refused`, `a@b.fr`, and the lines that follow.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        let begins = trimmed.starts_with('<') || trimmed.split_whitespace().next().is_some_and(|word| word.contains('@'));
        let first =
            if begins && !trimmed.starts_with("<<<") && !trimmed.contains("://") { address::all(trimmed).into_iter().next() } else { None };
        match first.filter(|address| trimmed.find('@').is_some_and(|at| at <= address.len() + 2)) {
            Some(address) => {
                let known = blocks.iter().position(|(known, _)| known.eq_ignore_ascii_case(&address));
                if let Some(at) = known {
                    push_line(&mut blocks[at].1, line);
                } else if blocks.len() < MOST_RECIPIENTS {
                    blocks.push((address, format!("{line}\n")));
                }
            }
            None => {
                if let Some((_, block)) = blocks.last_mut() {
                    push_line(block, line);
                }
            }
        }
    }
    blocks
}

fn push_line(block: &mut String, line: &str) {
    if block.len() > MOST_ABOUT {
        return;
    }
    block.push_str(line);
    block.push('\n');
}

/// Addresses that the text names and that are neither the reporter nor the author of what came back.
fn named(envelope: &Envelope, before: &str, returned: &Fields) -> Vec<String> {
    let author = returned.get("from").map(address::all).unwrap_or_default();
    let is_other = |address: &String| {
        let lower = address.to_ascii_lowercase();
        !lower.starts_with("mailer-daemon@")
            && !lower.starts_with("postmaster@")
            && !envelope.from.as_ref().is_some_and(|from| from.eq_ignore_ascii_case(address))
            && !author.iter().chain(&envelope.to).any(|known| known.eq_ignore_ascii_case(address))
    };
    // `554 <a@b.fr>... Host unknown`: a transcript has a line for each address.
    let is_code = |code: &str| code.starts_with(['4', '5']) && code.bytes().all(|b| b.is_ascii_digit());
    let is_verdict = |line: &&str| line.get(..3).is_some_and(is_code) && line.contains(">...");
    let told: Vec<String> =
        before.lines().map(str::trim).filter(is_verdict).filter_map(|line| address::all(line).into_iter().next()).collect();
    if told.len() > 1 {
        return unique(told);
    }
    let lines: Vec<&str> = before
        .lines()
        .filter(|line| {
            let line = fold(line);
            !["message-id", "from:", ">>> mail", "(envelope-from", "envelope-from", "id ", "by ", "in-reply-to", "references", "date:"]
                .iter()
                .any(|start| line.starts_with(start))
                && !has(&line, "please contact")
        })
        .collect();
    // A command of the talk with the refusing server is the surest.
    let commanded: Vec<String> =
        lines.iter().filter(|line| has(&fold(line), "rcpt to")).flat_map(|line| address::all(line)).filter(is_other).collect();
    unique(if commanded.is_empty() { lines.iter().flat_map(|line| address::all(line)).filter(is_other).collect() } else { commanded })
}

/// Each address once, in order.
fn unique(addresses: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    addresses.into_iter().filter(|address| seen.insert(address.to_ascii_lowercase())).take(MOST_RECIPIENTS).collect()
}
