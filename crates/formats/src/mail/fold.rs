//! Text as rules compare it: lower case, no accents, one space, straight apostrophes.

/// Folds a text for comparison. Ligatures open up, so that one letter may become two.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_graphic() && c != '`' {
            folded.push(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|c| push(&mut folded, c));
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Adds a lower-case character as it compares.
fn push(folded: &mut String, c: char) {
    let plain = match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' | 'ì' => 'i',
        'ñ' => 'n',
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'ÿ' => 'y',
        '’' | '‘' | '`' | '´' => '\'',
        '‐' | '‑' | '–' | '—' => '-',
        'œ' | 'æ' => {
            folded.push_str(if c == 'œ' { "oe" } else { "ae" });
            return;
        }
        // Accents that stand apart, and marks without a width.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => return,
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    };
    if plain != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
        folded.push(plain);
    }
}

/// Where a phrase begins in a folded text, as whole words at its start: `spam` is in `is spam`, not in `antispam`.
pub(super) fn find(text: &str, phrase: &str) -> Option<usize> {
    let bounded = phrase.starts_with(|c: char| c.is_alphanumeric());
    text.match_indices(phrase).map(|(at, _)| at).find(|at| !bounded || !text[..*at].ends_with(|c: char| c.is_alphanumeric()))
}

/// Whether a phrase is in a folded text, see [`find`].
pub(super) fn has(text: &str, phrase: &str) -> bool {
    find(text, phrase).is_some()
}

/// The first of some phrases that is in a folded text.
pub(super) fn any<'p>(text: &str, phrases: &[&'p str]) -> Option<&'p str> {
    phrases.iter().copied().find(|phrase| has(text, phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_spaces_do_not_count() {
        for (text, folded) in [
            ("Réponse  AUTOMATIQUE\u{a0}: absent", "reponse automatique : absent"),
            ("L’adresse n’existe plus", "l'adresse n'existe plus"),
            ("  cœur \r\n\t e\u{301}te\u{301} ", "coeur ete"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert!(has("is spam", "spam") && !has("antispam", "spam"));
    }
}
