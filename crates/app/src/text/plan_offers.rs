//! French words of the plans that a debtor chooses himself. Keys: the block « Échéanciers au choix » of `i18n/fr/app.ftl`.

use domain::party::{Creditor, DebtorKind};
use domain::plan::OfferPolicy;
use domain::{Currency, Date, calendar};
use i18n_embed_fl::fl;

use super::WORDS;
use super::dispute::escaped;

/// A line of the journal.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "plan_offer.handed" => fl!(WORDS, "event-plan_offer-handed"),
        "plan_offer.sent" => fl!(WORDS, "event-plan_offer-sent"),
        "plan_offer.failed" => fl!(WORDS, "event-plan_offer-failed"),
        "plan_offer.unknown" => fl!(WORDS, "event-plan_offer-unknown"),
        "plan_offer.withdrawn" => fl!(WORDS, "event-plan_offer-withdrawn"),
        "plan_offer.chosen" => fl!(WORDS, "event-plan_offer-chosen"),
        "plan_offer.policy" => fl!(WORDS, "event-plan_offer-policy"),
        "plan_offer.setting" => fl!(WORDS, "event-plan_offer-setting"),
        _ => return None,
    })
}

/// Who acts behind a link.
pub(crate) fn actor(recipient: &str) -> String {
    if recipient.is_empty() { fl!(WORDS, "plan_offer-actor") } else { fl!(WORDS, "plan_offer-actor-mail", address = recipient) }
}

/// Who signed, and how.
pub(crate) fn signatory(name: &str) -> String {
    fl!(WORDS, "plan_offer-signatory", name = name)
}

/// What is remembered with the plan.
pub(crate) fn note(name: &str, recipient: &str) -> String {
    if recipient.is_empty() {
        fl!(WORDS, "plan_offer-note", name = name)
    } else {
        fl!(WORDS, "plan_offer-note-mail", name = name, address = recipient)
    }
}

pub(crate) fn offered(total: &str) -> String {
    fl!(WORDS, "plan_offer-offered", total = total)
}

pub(crate) fn sent(total: &str, address: &str) -> String {
    fl!(WORDS, "plan_offer-sent", total = total, address = address)
}

pub(crate) fn chosen(parts: usize, total: &str, name: &str) -> String {
    fl!(WORDS, "plan_offer-chosen", parts = parts, total = total, name = name)
}

pub(crate) fn policy_told(kind: DebtorKind, policy: &OfferPolicy) -> String {
    let kind = super::debtor_kind(kind);
    if !policy.enabled {
        return fl!(WORDS, "plan_offer-policy-off", kind = kind);
    }
    fl!(
        WORDS,
        "plan_offer-policy-told",
        kind = kind,
        parts = policy.parts,
        least = policy.least.fr_in(Currency::EUR),
        part = policy.least_part.fr_in(Currency::EUR),
        accept = policy.accept.fr_in(Currency::EUR)
    )
}

/// The subject of the mail: it tells of no debt.
pub(crate) fn subject(house: &str) -> String {
    fl!(WORDS, "plan_offer-subject", house = house)
}

/// The mail, as plain text and as HTML.
pub(crate) fn mail(creditor: &Creditor, debtor: &str, total: &str, address: &str, until: Date) -> (String, String) {
    let hello = fl!(WORDS, "plan_offer-mail-hello", debtor = debtor);
    let what = fl!(WORDS, "plan_offer-mail-what", total = total);
    let link = fl!(WORDS, "plan_offer-mail-link");
    let rules = fl!(WORDS, "plan_offer-mail-rules", until = calendar::fr(until));
    let (house, legal) = (creditor.name.as_str(), creditor.legal_line());
    let plain = format!("{hello}\n\n{what}\n\n{link}\n{address}\n\n{rules}\n\n{house}\n{legal}\n");
    let [hello, what, link, rules, house, legal, address] = [hello.as_str(), &what, &link, &rules, house, &legal, address].map(escaped);
    let html = format!(
        "<p>{hello}</p><p>{what}</p><p><a href=\"{address}\">{link}</a><br>{address}</p><p>{rules}</p><p>{house}<br><small>{legal}</small></p>"
    );
    (plain, html)
}

pub(crate) fn error_policy(most: u16) -> String {
    fl!(WORDS, "error-plan_offer-policy", most = most)
}

pub(crate) fn error_no_plan(total: &str) -> String {
    fl!(WORDS, "error-plan_offer-no_plan", total = total)
}

pub(crate) fn error_not_sent(reason: &str) -> String {
    fl!(WORDS, "error-plan_offer-not_sent", reason = reason)
}

macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_items = "error-plan_offer-items";
    error_address = "error-plan_offer-address";
    error_no_mail = "error-plan_offer-no_mail";
    error_stopped = "error-plan_offer-stopped";
    error_email = "error-plan_offer-email";
    error_name = "error-plan_offer-name";
    error_agrees = "error-plan_offer-agrees";
    error_nothing = "error-plan_offer-nothing";
    error_changed = "error-plan_offer-changed";
    error_no_choice = "error-plan_offer-no_choice";
}
