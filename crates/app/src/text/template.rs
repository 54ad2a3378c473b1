//! Sentences about message templates and about collecting for others.

use domain::dunning::{Stage, Template};
use domain::template::{Audience, Finding, Language, MessageKind, Place};
use i18n_embed_fl::fl;

use super::WORDS;

/// Why a template is not saved.
pub(crate) fn refused(finding: &Finding) -> String {
    let place = place(finding.place);
    if place.is_empty() {
        finding.sentence.clone()
    } else {
        fl!(WORDS, "template-refused", place = place, sentence = finding.sentence.as_str())
    }
}

/// Where a finding points; empty for the whole text.
#[must_use]
pub fn place(place: Place) -> String {
    match place {
        Place::Whole => String::new(),
        Place::Subject => fl!(WORDS, "template-place-subject"),
        Place::Line(line) => fl!(WORDS, "template-place-line", line = line.to_string()),
    }
}

/// A kind of message.
#[must_use]
pub fn kind(kind: MessageKind) -> String {
    match kind {
        MessageKind::Email => fl!(WORDS, "template-kind-email"),
        MessageKind::Sms => fl!(WORDS, "template-kind-sms"),
        MessageKind::Letter => fl!(WORDS, "template-kind-letter"),
        MessageKind::FormalNotice => fl!(WORDS, "template-kind-formal_notice"),
        MessageKind::CallScript => fl!(WORDS, "template-kind-call_script"),
    }
}

/// The text that a step names.
#[must_use]
pub fn code(code: Template) -> String {
    match code {
        Template::PreDue => fl!(WORDS, "template-code-pre_due"),
        Template::FirstReminder => fl!(WORDS, "template-code-first_reminder"),
        Template::SecondReminder => fl!(WORDS, "template-code-second_reminder"),
        Template::CallScript => fl!(WORDS, "template-code-call_script"),
        Template::ReminderLetter => fl!(WORDS, "template-code-reminder_letter"),
        Template::PrepareFormalNotice => fl!(WORDS, "template-code-prepare_formal_notice"),
    }
}

/// How far a claim has come.
#[must_use]
pub fn stage(stage: Stage) -> String {
    match stage {
        Stage::PreDue => fl!(WORDS, "template-stage-pre_due"),
        Stage::Amicable => fl!(WORDS, "template-stage-amicable"),
        Stage::PreLitigation => fl!(WORDS, "template-stage-pre_litigation"),
    }
}

/// A language.
#[must_use]
pub fn language(language: Language) -> String {
    match language {
        Language::French => fl!(WORDS, "template-language-fr"),
        Language::English => fl!(WORDS, "template-language-en"),
    }
}

/// Whom a template is for.
#[must_use]
pub fn audience(audience: Audience) -> String {
    match audience {
        Audience::Any => fl!(WORDS, "template-audience-any"),
        Audience::Business => fl!(WORDS, "template-audience-business"),
        Audience::Consumer => fl!(WORDS, "template-audience-consumer"),
        Audience::Public => fl!(WORDS, "template-audience-public"),
    }
}

/// What who collects for others lacks.
pub(crate) fn missing(key: &str) -> String {
    match key {
        "principal" => fl!(WORDS, "mandate-missing-principal"),
        "address" => fl!(WORDS, "mandate-missing-address"),
        "agreement" => fl!(WORDS, "mandate-missing-agreement"),
        "insurance" => fl!(WORDS, "mandate-missing-insurance"),
        "account" => fl!(WORDS, "mandate-missing-account"),
        "declaration" => fl!(WORDS, "mandate-missing-declaration"),
        _ => fl!(WORDS, "mandate-missing-receipts"),
    }
}

/// Nothing leaves before everything is there.
pub(crate) fn locked(missing: &str) -> String {
    fl!(WORDS, "mandate-locked", missing = missing)
}

/// The words in force are those of a creditor who acts for itself.
pub(crate) fn without_mentions() -> String {
    fl!(WORDS, "mandate-without-mentions")
}

/// No request for payment is made for another.
pub(crate) fn no_requests() -> String {
    fl!(WORDS, "mandate-no-requests")
}

/// An answer that is too long.
pub(crate) fn answer_too_long(most: usize) -> String {
    fl!(WORDS, "mandate-too-long", most = most.to_string())
}

/// An agreement of a day to come.
pub(crate) fn agreement_to_come() -> String {
    fl!(WORDS, "mandate-agreement-to-come")
}

/// A test mail goes to the person alone.
pub(crate) fn no_own_address() -> String {
    fl!(WORDS, "template-test-no-address")
}

/// The subject of a test mail.
pub(crate) fn test_subject(subject: &str) -> String {
    fl!(WORDS, "template-test-subject", subject = subject)
}

/// The server did not take a test mail.
pub(crate) fn test_failed(reason: &str) -> String {
    fl!(WORDS, "template-test-failed", reason = reason)
}

/// An event of the journal.
pub(crate) fn event(kind: &str) -> String {
    match kind {
        "template.retired" => fl!(WORDS, "event-template-retired"),
        "template.installed" => fl!(WORDS, "event-template-installed"),
        "template.tested" => fl!(WORDS, "event-template-tested"),
        "mandate.changed" => fl!(WORDS, "event-mandate-changed"),
        _ => fl!(WORDS, "event-template-saved"),
    }
}
