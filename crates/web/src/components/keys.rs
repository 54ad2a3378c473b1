//! The list of keys, opened by `?`.

use maud::{Markup, html};

use crate::components::shell::Section;
use crate::t;

/// The dialog; it is in each page, closed. `promises` says whether who looks may enter one.
#[must_use]
pub fn dialog(sections: &[(Section, u64)], promises: bool) -> Markup {
    html! {
        dialog id="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { (t!("keys-title")) }
            (list(sections, promises))
            div.acts { button.btn type="button" data-dismiss { (t!("close")) } }
        }
    }
}

/// The keys themselves, for the dialog and for the help.
#[must_use]
pub fn list(sections: &[(Section, u64)], promises: bool) -> Markup {
    let keys = [
        ("/".to_owned(), t!("keys-search")),
        ("j".to_owned(), t!("keys-next")),
        ("k".to_owned(), t!("keys-previous")),
        (t!("key-enter"), t!("keys-open")),
        (t!("key-escape"), t!("keys-escape")),
        ("a".to_owned(), t!("keys-accept")),
        ("p".to_owned(), t!("keys-promise")),
        ("r".to_owned(), t!("keys-statement")),
        ("s".to_owned(), t!("keys-status")),
        ("x".to_owned(), t!("keys-choose")),
        ("1–8".to_owned(), t!("keys-tabs")),
        ("u".to_owned(), t!("keys-undo")),
        ("?".to_owned(), t!("keys-all")),
        ("h".to_owned(), t!("help-key")),
    ];
    html! {
        dl.keys {
            @for (key, text) in keys.iter().filter(|(key, _)| promises || key != "p") { dt { kbd { (key) } } dd { (text) } }
            @for (section, _) in sections { dt { kbd { "g" } " " kbd { (section.key()) } } dd { (t!("keys-go", page = section.label())) } }
        }
    }
}
