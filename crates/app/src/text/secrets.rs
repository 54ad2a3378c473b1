//! French words of the secrets that the base keeps. Keys: the block of that name in `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;
use store::secret::{Closed, Place, Report};

use super::WORDS;

/// What is to be typed again, and where.
fn again(place: Place) -> String {
    match place {
        Place::Mailbox => fl!(WORDS, "secret-mailbox"),
        Place::MailboxClient => fl!(WORDS, "secret-mailbox_client"),
        Place::Gateway => fl!(WORDS, "secret-sms_gateway"),
        Place::Carrier => fl!(WORDS, "secret-postal_carrier"),
        Place::Electronic => fl!(WORDS, "secret-electronic_carrier"),
        Place::Endpoint => fl!(WORDS, "secret-webhook"),
        Place::Veto => fl!(WORDS, "secret-veto_links"),
        Place::Dispute => fl!(WORDS, "secret-dispute_links"),
        Place::Courtesy => fl!(WORDS, "secret-courtesy_links"),
        Place::Choice => fl!(WORDS, "secret-choice_links"),
    }
}

pub(crate) fn shut(place: Place, why: Closed) -> String {
    match why {
        Closed::NoKey => fl!(WORDS, "secret-no-key", what = again(place)),
        Closed::Altered => fl!(WORDS, "secret-altered", what = again(place)),
    }
}

pub(crate) fn check(report: &Report) -> String {
    if report.closed.is_empty() {
        return fl!(WORDS, "check-secrets", count = report.kept);
    }
    report.closed.iter().map(|(place, why)| shut(*place, *why)).collect::<Vec<_>>().join(" ")
}

/// A line of the journal on secrets; `None` for other lines.
pub(super) fn event(kind: &str) -> Option<String> {
    (kind == "secrets.rotated").then(|| fl!(WORDS, "event-secrets-rotated"))
}
