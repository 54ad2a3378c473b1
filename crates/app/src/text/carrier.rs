//! French words of the service that prints and posts letters. Keys: the block « Prestataire postal » of `i18n/fr/app.ftl`.

use domain::Date;
use i18n_embed_fl::fl;

use super::WORDS;
use super::locale;

/// A sentence without arguments each.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    error_kept = "carrier-error-kept";
    error_demo = "carrier-error-demo";
    error_reserved = "carrier-error-reserved";
    error_endpoint = "carrier-error-endpoint";
    error_too_long = "carrier-error-too_long";
    error_service = "carrier-error-service";
    error_user = "carrier-error-user";
    error_secret = "carrier-error-secret";
    error_provider = "carrier-error-provider";
    error_price = "carrier-error-price";
    error_none_set = "carrier-error-none_set";
    error_none = "carrier-error-none";
    by_hand = "carrier-by-hand";
}

kept_sentences! {
    reason_handed_over = "carrier-reason-handed_over";
}

/// A service that prints and posts letters.
#[must_use]
pub fn carrier(code: &str) -> String {
    match code {
        "folder" => fl!(WORDS, "carrier-folder"),
        "merci_facteur" => fl!(WORDS, "carrier-merci_facteur"),
        "ar24" => "AR24".to_owned(),
        _ => fl!(WORDS, "carrier-other"),
    }
}

/// The key with which a reason of a service begins, and its words.
fn parts(reason: &str) -> (&str, &str) {
    reason.split_once(": ").unwrap_or((reason, reason))
}

/// Why a service did not take a letter, and what to do about it.
pub(crate) fn refused(reason: &str) -> String {
    let (key, said) = parts(reason);
    if let Some(told) = super::electronic::refused(key) {
        return told;
    }
    let upper = key.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| upper.contains(word));
    match upper.as_str() {
        "INFO_ADDRESS_MISSING" => fl!(WORDS, "carrier-refused-address"),
        "ADDRESS_TOO_LONG" => fl!(WORDS, "carrier-refused-long"),
        "ABROAD" => fl!(WORDS, "carrier-refused-abroad"),
        "TOO_LARGE" => fl!(WORDS, "carrier-refused-large"),
        "ACCESS" => fl!(WORDS, "carrier-refused-access", said = said),
        "CONNECTION" => fl!(WORDS, "carrier-refused-connection"),
        "FOLDER" => fl!(WORDS, "carrier-refused-folder", said = said),
        _ if has(&["ADDRESS", "ADRESS"]) => fl!(WORDS, "carrier-refused-address"),
        _ if has(&["CREDIT", "SOLDE", "QUOTA", "PAIEMENT", "PAYMENT"]) => fl!(WORDS, "carrier-refused-credit", said = said),
        _ => fl!(WORDS, "carrier-refused-other", said = said),
    }
}

/// Why a trial failed, and what to do about it.
pub(crate) fn trial_failed(reason: &str) -> String {
    let (key, said) = parts(reason);
    match key {
        "CONNECTION" => fl!(WORDS, "carrier-trial-connection"),
        "FOLDER" => fl!(WORDS, "carrier-refused-folder", said = said),
        _ => fl!(WORDS, "carrier-trial-access", said = said),
    }
}

pub(crate) fn unknown(reason: &str) -> String {
    fl!(WORDS, "carrier-unknown", reason = reason)
}

/// Where a letter stands, by the service's key of the state.
pub(crate) fn state(key: &str) -> String {
    match key {
        "wait" => fl!(WORDS, "carrier-state-wait"),
        "imprime" => fl!(WORDS, "carrier-state-printed"),
        "pris_en_charge" => fl!(WORDS, "carrier-state-deposited"),
        "attente_presentation" | "distribution_en_cours" => fl!(WORDS, "carrier-state-delivery"),
        "attente_au_guichet" => fl!(WORDS, "carrier-state-counter"),
        "probleme_en_cours" => fl!(WORDS, "carrier-state-problem"),
        "non_distribuable" => fl!(WORDS, "carrier-state-undeliverable"),
        "retour_expediteur" => fl!(WORDS, "carrier-state-returning"),
        "distribue" => fl!(WORDS, "carrier-state-delivered"),
        other => super::electronic::state(other).unwrap_or_else(|| other.to_owned()),
    }
}

pub(crate) fn returned(key: &str) -> String {
    match key {
        "distribue_expediteur" | "archivage_pnd" => kept!("carrier-returned"),
        other => kept!("carrier-returned-state", state = state(other)),
    }
}

pub(crate) fn silent(why: &str) -> String {
    kept!("carrier-silent", why = why)
}

pub(crate) fn observed(name: &str, on: Date) -> String {
    kept!("carrier-observed", name = name, date = locale::date(on))
}

/// A line of the journal on the service; `None` for other lines.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "post.carrier_set" => fl!(WORDS, "event-post-carrier_set"),
        "post.carrier_stopped" => fl!(WORDS, "event-post-carrier_stopped"),
        "post.carrier_resumed" => fl!(WORDS, "event-post-carrier_resumed"),
        _ => return None,
    })
}
