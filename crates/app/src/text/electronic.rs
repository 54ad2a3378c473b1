//! French words of electronic registered letters. Keys: the block of that name in `i18n/fr/app.ftl`.

use domain::post::PaperReason;
use i18n_embed_fl::fl;

use super::WORDS;

/// A sentence without arguments each.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_kept = "electronic-error-kept";
    error_demo = "electronic-error-demo";
    error_user = "electronic-error-user";
    error_secret = "electronic-error-secret";
    error_none = "electronic-error-none";
    error_code = "electronic-error-code";
    not_registered = "electronic-not-registered";
    no_name = "electronic-no-name";
    bounced = "electronic-bounced";
    without_service = "electronic-without-service";
}

/// Why a step takes its next channel, in a few words.
pub(crate) fn why_on_paper(reason: PaperReason) -> String {
    match reason {
        PaperReason::Decisive => super::post::paper_reason(reason),
        PaperReason::NotQualified => fl!(WORDS, "electronic-without-service"),
        PaperReason::NoEmail => super::sms::without_email(),
        PaperReason::NoAgreement => fl!(WORDS, "electronic-without-agreement"),
        PaperReason::NoName => fl!(WORDS, "electronic-without-name"),
    }
}

/// Why the service refused, and what to do about it; `None` for what it says itself.
pub(crate) fn refused(key: &str) -> Option<String> {
    Some(match key {
        "otp_required" | "otp_invalid" | "otp_expired" => fl!(WORDS, "electronic-refused-code"),
        "email_not_valid" | "missing_recipient" => fl!(WORDS, "electronic-refused-addressee"),
        _ => return None,
    })
}

/// Where a letter stands, by the service's key; `None` for another.
pub(crate) fn state(key: &str) -> Option<String> {
    Some(match key {
        "waiting" => fl!(WORDS, "electronic-state-waiting"),
        "sent" => fl!(WORDS, "electronic-state-sent"),
        "AR" => fl!(WORDS, "electronic-state-accepted"),
        "refused" => fl!(WORDS, "electronic-state-refused"),
        "negligence" => fl!(WORDS, "electronic-state-unclaimed"),
        _ => return None,
    })
}

/// A line of the journal; `None` for other lines.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "post.electronic_set" => fl!(WORDS, "event-post-electronic_set"),
        "post.electronic_stopped" => fl!(WORDS, "event-post-electronic_stopped"),
        "post.electronic_resumed" => fl!(WORDS, "event-post-electronic_resumed"),
        "letter.electronic_bounced" => fl!(WORDS, "event-letter-electronic_bounced"),
        _ => return None,
    })
}
