//! The texts of the pages: `i18n/fr/web.ftl` and `i18n/en/web.ftl`, embedded; keys and arguments are checked at compile time
//! against the French file, and a test holds the English one against it.

use std::borrow::Cow;
use std::sync::LazyLock;

use app::text::locale::{self, Language};
use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{I18nAssets, LanguageLoader};
use unic_langid::{LanguageIdentifier, langid};

const FRENCH: LanguageIdentifier = langid!("fr");
const ENGLISH: LanguageIdentifier = langid!("en");

/// The files of texts, as the loader asks for them.
struct Texts;

impl I18nAssets for Texts {
    fn get_files(&self, file_path: &str) -> Vec<Cow<'_, [u8]>> {
        match file_path {
            "fr/web.ftl" => vec![Cow::Borrowed(include_bytes!("../i18n/fr/web.ftl"))],
            "en/web.ftl" => vec![Cow::Borrowed(include_bytes!("../i18n/en/web.ftl"))],
            _ => Vec::new(),
        }
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(["fr/web.ftl", "en/web.ftl"].into_iter().map(str::to_owned))
    }
}

/// A text that has no words in the reader's language yet is read in French rather than not at all.
fn load(languages: &[LanguageIdentifier]) -> FluentLanguageLoader {
    let loader = FluentLanguageLoader::new("web", FRENCH);
    if let Err(error) = loader.load_languages(&Texts, languages) {
        // The files are compiled in and each key was checked against them, so this cannot be the user's doing.
        tracing::error!(%error, "the embedded texts do not load");
    }
    // Isolation marks would travel into titles, CSV files and copied text.
    loader.set_use_isolating(false);
    loader
}

static IN_FRENCH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(&[FRENCH]));
static IN_ENGLISH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| load(&[ENGLISH, FRENCH]));

/// The texts of the reader's language.
#[must_use]
pub fn loader() -> &'static FluentLanguageLoader {
    match locale::language() {
        Language::French => &IN_FRENCH,
        Language::English => &IN_ENGLISH,
    }
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
    use super::*;

    #[test]
    fn plurals_agree_and_no_isolation_mark_is_left() {
        assert_eq!(t!("form-errors", count = 1), "Un champ est à corriger");
        assert_eq!(t!("form-errors", count = 3), "3 champs sont à corriger");
        assert_eq!(t!("days-ago", days = 0), "aujourd’hui");
        assert_eq!(t!("as-of", date = "22/11/2026"), "Au 22/11/2026");
    }

    #[test]
    fn english_says_all_that_french_says() {
        let faults = testkit::texts::faults(include_str!("../i18n/fr/web.ftl"), include_str!("../i18n/en/web.ftl"));
        assert!(faults.is_empty(), "crates/web/i18n/en/web.ftl:\n{}", faults.join("\n"));
    }

    #[tokio::test]
    async fn two_requests_in_two_languages_read_each_their_own() {
        let told = |language| {
            locale::reads(language, async {
                let mut said = Vec::new();
                for _ in 0..50 {
                    said.push((t!("nav-debtors"), t!("form-errors", count = 3)));
                    tokio::task::yield_now().await;
                }
                said.dedup();
                said
            })
        };
        let (french, english) = tokio::join!(told(Language::French), told(Language::English));
        assert_eq!(french, [("Débiteurs".to_owned(), "3 champs sont à corriger".to_owned())]);
        assert_eq!(english, [("Debtors".to_owned(), "3 fields need correcting".to_owned())]);
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
