//! French words of courtesy messages. Keys: the block of that name in `i18n/fr/app.ftl`.

use i18n_embed_fl::fl;

use super::WORDS;

/// Who declines by a link.
pub(crate) fn actor() -> String {
    kept!("actor-courtesy")
}

/// How it was declined.
pub(crate) fn by_link() -> String {
    kept!("courtesy-by-link")
}

pub(crate) fn error_address() -> String {
    fl!(WORDS, "error-courtesy-address")
}

/// A line of the journal on courtesy messages; `None` for other lines.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "courtesy.setting" => fl!(WORDS, "event-courtesy-setting"),
        "courtesy.declined" => fl!(WORDS, "event-courtesy-declined"),
        "courtesy.lifted" => fl!(WORDS, "event-courtesy-lifted"),
        _ => return None,
    })
}
