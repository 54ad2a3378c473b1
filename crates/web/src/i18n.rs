//! The texts of the pages: `i18n/fr/web.ftl`, embedded; keys and arguments are checked at compile time.

use std::borrow::Cow;
use std::sync::LazyLock;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{I18nAssets, LanguageLoader};
use unic_langid::{LanguageIdentifier, langid};

const FRENCH: LanguageIdentifier = langid!("fr");

/// The one file of texts, as the loader asks for it.
struct Texts;

impl I18nAssets for Texts {
    fn get_files(&self, file_path: &str) -> Vec<Cow<'_, [u8]>> {
        if file_path == "fr/web.ftl" { vec![Cow::Borrowed(include_bytes!("../i18n/fr/web.ftl"))] } else { Vec::new() }
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(std::iter::once("fr/web.ftl".to_owned()))
    }
}

static LOADER: LazyLock<FluentLanguageLoader> = LazyLock::new(|| {
    let loader = FluentLanguageLoader::new("web", FRENCH);
    if let Err(error) = loader.load_languages(&Texts, &[FRENCH]) {
        // The file is compiled in and each key was checked against it, so this cannot be the user's doing.
        tracing::error!(%error, "the embedded French texts do not load");
    }
    // Isolation marks would travel into titles, CSV files and copied text.
    loader.set_use_isolating(false);
    loader
});

/// The texts of the reader's language: French, until a second language comes.
#[must_use]
pub fn loader() -> &'static FluentLanguageLoader {
    &LOADER
}

/// The text of a key: `t!("nav-more")`, `t!("days-late", days = 3)`. An unknown key or a missing argument
/// does not compile.
#[macro_export]
macro_rules! t {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        i18n_embed_fl::fl!($crate::i18n::loader(), $key $(, $name = $value)*)
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn plurals_agree_and_no_isolation_mark_is_left() {
        assert_eq!(t!("form-errors", count = 1), "Un champ est à corriger");
        assert_eq!(t!("form-errors", count = 3), "3 champs sont à corriger");
        assert_eq!(t!("days-ago", days = 0), "aujourd’hui");
        assert_eq!(t!("as-of", date = "22/11/2026"), "Au 22/11/2026");
    }

    #[test]
    fn typography_is_french() {
        let texts = include_str!("../i18n/fr/web.ftl");
        for (number, line) in texts.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            for wrong in ["'", "...", " »", "« ", "\u{a0}»", "«\u{a0}"] {
                assert!(!text.contains(wrong), "line {}: {wrong:?} in {line:?}", number + 1);
            }
            for mark in [';', ':', '!', '?'] {
                for (at, _) in text.match_indices(mark).filter(|(at, _)| !text[at + 1..].starts_with(|next: char| next.is_ascii_digit())) {
                    assert!(text[..at].ends_with('\u{202f}'), "line {}: no narrow space before {mark:?} in {line:?}", number + 1);
                }
            }
        }
    }
}
