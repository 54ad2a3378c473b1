//! French words of received mail. Keys: the block « Courrier reçu » of `i18n/fr/app.ftl`.

use domain::correspondence::Effect;
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale;

pub(crate) fn actor_mail_in() -> String {
    kept!("actor-mail_in")
}

/// A class of received mail.
#[must_use]
pub fn class(code: &str) -> String {
    match code {
        "bounce_hard" => fl!(WORDS, "mail-class-bounce_hard"),
        "bounce_soft" => fl!(WORDS, "mail-class-bounce_soft"),
        "complaint" => fl!(WORDS, "mail-class-complaint"),
        "auto_reply" => fl!(WORDS, "mail-class-auto_reply"),
        "delivered" => fl!(WORDS, "mail-class-delivered"),
        "reply" => fl!(WORDS, "mail-class-reply"),
        _ => fl!(WORDS, "mail-class-unreadable"),
    }
}

/// What a received mail did.
#[must_use]
pub fn effect(effect: Effect) -> String {
    match effect {
        Effect::Shown => String::new(),
        Effect::Counted => fl!(WORDS, "mail-effect-counted"),
        Effect::AddressFails => fl!(WORDS, "mail-effect-address_fails"),
        Effect::OptedOut => fl!(WORDS, "mail-effect-opted_out"),
        Effect::Waits => fl!(WORDS, "mail-effect-waits"),
    }
}

/// How it is known whom a mail is about.
#[must_use]
pub fn tie(code: &str) -> String {
    match code {
        "message" => fl!(WORDS, "mail-tie-message"),
        "address" => fl!(WORDS, "mail-tie-address"),
        "person" => fl!(WORDS, "mail-tie-person"),
        _ => fl!(WORDS, "mail-tie-none"),
    }
}

/// What a reply asks for.
pub(crate) fn topic(code: &str, date: &str, amount: &str) -> String {
    let mut told = match code {
        "dispute" => fl!(WORDS, "mail-topic-dispute"),
        "already_paid" => fl!(WORDS, "mail-topic-already_paid"),
        "promise" => fl!(WORDS, "mail-topic-promise"),
        "asks_time" => fl!(WORDS, "mail-topic-asks_time"),
        "wrong_contact" => fl!(WORDS, "mail-topic-wrong_contact"),
        "opt_out" => fl!(WORDS, "mail-topic-opt_out"),
        "question" => fl!(WORDS, "mail-topic-question"),
        _ => fl!(WORDS, "mail-topic-other"),
    };
    for fact in [date, amount] {
        if !fact.is_empty() {
            told.push_str(" · ");
            told.push_str(fact);
        }
    }
    told
}

pub(crate) fn opted_out() -> String {
    kept!("mail-opted_out")
}

pub(crate) fn said_by(name: &str) -> String {
    kept!("mail-said_by", name = name)
}

/// Why a message is unreadable, when what reads it said nothing.
pub(crate) fn unreadable() -> String {
    kept!("mail-unreadable")
}

/// Why a message of a mailbox is kept without what it says.
pub(crate) fn unread_uid(uid: u32, why: &str) -> String {
    kept!("mail-unread-uid", uid = uid.to_string(), why = why)
}

/// Why a mailbox cannot be read, with the server's words.
pub(crate) fn mailbox_error(code: &str, said: &str) -> String {
    let told = match code {
        "unreachable" => fl!(WORDS, "mailbox-error-unreachable"),
        "reserved" => fl!(WORDS, "mailbox-error-reserved"),
        "tls" => fl!(WORDS, "mailbox-error-tls"),
        "authority" => fl!(WORDS, "mailbox-error-authority"),
        "no_starttls" => fl!(WORDS, "mailbox-error-no_starttls"),
        "clear" => fl!(WORDS, "mailbox-error-clear"),
        "secret_lost" => fl!(WORDS, "mailbox-error-secret_lost"),
        "refused" => fl!(WORDS, "mailbox-error-refused"),
        "folder" => fl!(WORDS, "mailbox-error-folder"),
        "protocol" => fl!(WORDS, "mailbox-error-protocol"),
        code if code.starts_with("oauth_") => oauth_error(code),
        _ => fl!(WORDS, "mailbox-error-lost"),
    };
    if said.is_empty() { told } else { fl!(WORDS, "mailbox-error-said", told = told, said = said) }
}

/// A fault as the base keeps it: its key, then the server's words.
pub(crate) fn kept_error(kept: &str) -> String {
    let (code, said) = kept.split_once(' ').unwrap_or((kept, ""));
    mailbox_error(code, said)
}

/// Why there is no access token, and what to do about it.
pub(crate) fn oauth_error(code: &str) -> String {
    match code {
        "oauth_unreachable" => fl!(WORDS, "oauth-error-unreachable"),
        "oauth_grant" => fl!(WORDS, "oauth-error-grant"),
        "oauth_client" => fl!(WORDS, "oauth-error-client"),
        "oauth_scope" => fl!(WORDS, "oauth-error-scope"),
        "oauth_refused" => fl!(WORDS, "oauth-error-refused"),
        _ => fl!(WORDS, "oauth-error-other"),
    }
}

/// A carrier's reason as a person reads it: what is about a token in our words, all else in its own.
pub(crate) fn reason(reason: &str) -> String {
    match reason.split_once(": ") {
        Some((code, said)) if code.starts_with("oauth_") => {
            fl!(WORDS, "mailbox-error-said", told = oauth_error(code), said = said)
        }
        _ => reason.to_owned(),
    }
}

pub(crate) fn error_client() -> String {
    fl!(WORDS, "oauth-wrong-client")
}

pub(crate) fn error_tenant() -> String {
    fl!(WORDS, "oauth-wrong-tenant")
}

pub(crate) fn error_oauth_provider() -> String {
    fl!(WORDS, "oauth-wrong-provider")
}

pub(crate) fn error_host() -> String {
    fl!(WORDS, "mailbox-wrong-host")
}

pub(crate) fn error_login() -> String {
    fl!(WORDS, "mailbox-wrong-login")
}

pub(crate) fn error_security() -> String {
    fl!(WORDS, "mailbox-wrong-security")
}

pub(crate) fn error_secret() -> String {
    fl!(WORDS, "mailbox-wrong-secret")
}

pub(crate) fn error_signs() -> String {
    fl!(WORDS, "mailbox-wrong-signs")
}

pub(crate) fn error_no_debtor(code: &str) -> String {
    fl!(WORDS, "mail-no_debtor", code = code)
}

/// The title of a received mail in a debtor's history.
pub(crate) fn timeline(class: &str, subject: &str) -> String {
    if subject.is_empty() { self::class(class) } else { fl!(WORDS, "mail-timeline", class = self::class(class), subject = subject) }
}

pub(crate) fn away_until(day: domain::Date) -> String {
    fl!(WORDS, "mail-away_until", date = locale::date(day))
}

pub(crate) fn to_read() -> String {
    fl!(WORDS, "mail-to_read")
}

/// A line of the journal on received mail; `None` for other lines.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "mail.received" => fl!(WORDS, "event-mail-received"),
        "mail.read" => fl!(WORDS, "event-mail-read"),
        "mail.unread" => fl!(WORDS, "event-mail-unread"),
        "mail.attached" => fl!(WORDS, "event-mail-attached"),
        "message.bounced" => fl!(WORDS, "event-message-bounced"),
        "contact.unreachable" => fl!(WORDS, "event-contact-unreachable"),
        "contact.reachable" => fl!(WORDS, "event-contact-reachable"),
        "mailbox.set" => fl!(WORDS, "event-mailbox-set"),
        "mailbox.stopped" => fl!(WORDS, "event-mailbox-stopped"),
        "mailbox.resumed" => fl!(WORDS, "event-mailbox-resumed"),
        _ => return None,
    })
}
