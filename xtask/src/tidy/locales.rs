//! French texts that somebody reads: each key of a locale is used by a Rust file, and said once.
//!
//! The other direction, a key that is used but has no text, is checked by the compiler (`fl!`).

use std::collections::BTreeSet;

use super::Finding;
use super::tree::TextFile;

/// Every key of the French locales that no Rust file and no other text uses, or that a file says twice: the first one counts then.
///
/// A key counts as used when a Rust file holds it in quotes, or holds the beginning of it in a format string (`"hold-{code}"`
/// uses `hold-paused`).
pub(crate) fn check(files: &[TextFile]) -> Vec<Finding> {
    let rust: Vec<&TextFile> = files.iter().filter(|file| file.path.ends_with(".rs")).collect();
    let french = files.iter().filter(|file| file.path.ends_with("/fr.ftl") || (file.path.contains("/fr/") && file.path.ends_with(".ftl")));
    let mut findings = Vec::new();
    for locale in french {
        let mut said = BTreeSet::new();
        for (number, key) in locale.lines().filter_map(|(number, line)| Some((number, key(line)?))) {
            if !said.insert(key) {
                findings.push(Finding::new(&locale.path, number, format!("{key} is said twice")));
                continue;
            }
            let in_rust = rust.iter().any(|file| uses(&file.text, key));
            let in_texts = locale.text.contains(&format!("{{ {key} }}"));
            if !in_rust && !in_texts {
                findings.push(Finding::new(&locale.path, number, format!("{key} is used nowhere")));
            }
        }
    }
    findings
}

/// The key of a line `key = text`; a term (`-brand`), an attribute and a continuation have none.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    (key.starts_with(|char: char| char.is_ascii_alphabetic())
        && key.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char)))
    .then_some(key)
}

fn uses(rust: &str, key: &str) -> bool {
    let beginnings = key.match_indices(['-', '_']).map(|(at, _)| format!("\"{}{{", &key[..=at]));
    rust.contains(&format!("\"{key}\"")) || beginnings.into_iter().any(|beginning| rust.contains(&beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_texts_are_found() {
        for (text, rust, found) in [
            ("page-title = Encours", "fl!(loader, \"page-title\")", 0),
            ("page-title = Encours", "fl!(loader, \"page\")", 1),
            ("hold-paused = En pause", "format!(\"hold-{code}\")", 0),
            ("hold-paused = En pause", "format!(\"step-{code}\")", 1),
            ("# a = comment\n-brand = Quittance\n    .attribute = x\n    suite = de la ligne", "", 0),
            ("page-title = Encours\npage-title = Total", "\"page-title\"", 1),
            ("unit = jour\ndelay = trois { unit }", "\"delay\"", 0),
        ] {
            let files = [TextFile::new("crates/web/i18n/fr/web.ftl", text), TextFile::new("crates/web/src/page.rs", rust)];
            assert_eq!(check(&files).len(), found, "{text} / {rust}");
        }
        let english = [TextFile::new("crates/web/i18n/en/web.ftl", "page-title = Exposure")];
        assert_eq!(check(&english), [], "the French texts decide");
    }
}
