//! French words of the salesman's say. Keys: the block « Opposition » of `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::WORDS;

/// Under which name the journal keeps what a link did.
pub(crate) fn actor(name: &str) -> String {
    if name.is_empty() { kept!("veto-actor") } else { kept!("veto-actor-named", name = name) }
}

pub(crate) fn objected(name: &str, reason: &str) -> String {
    if name.is_empty() { kept!("veto-objected", reason = reason) } else { kept!("veto-objected-named", name = name, reason = reason) }
}

pub(crate) fn error_address() -> String {
    fl!(WORDS, "error-veto_address")
}

pub(crate) fn digest_subject(count: usize) -> String {
    kept!("veto-digest-subject", count = count)
}

pub(crate) fn digest_hello(name: &str, house: &str) -> String {
    if name.is_empty() { kept!("veto-digest-hello", house = house) } else { kept!("veto-digest-hello-named", name = name, house = house) }
}

pub(crate) fn digest_line((debtor, step, amount): (&str, &str, &str), (day, hour): (&str, &str)) -> String {
    kept!("veto-digest-line", debtor = debtor, step = step, amount = amount, day = day, hour = hour)
}

pub(crate) fn digest_object() -> String {
    kept!("veto-digest-object")
}

pub(crate) fn digest_end() -> String {
    kept!("veto-digest-end")
}
