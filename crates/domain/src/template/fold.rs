//! A text as it is searched: lower case, without accents, one blank between words, and where each byte comes from.

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    text: String,
    /// The line of each byte, from 1.
    lines: Vec<u32>,
    /// The byte of the text that each comes from.
    origins: Vec<u32>,
    source: String,
}

/// What an accented letter is without its accent.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => "o",
        'ú' | 'ù' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        'œ' => "oe",
        'æ' => "ae",
        '’' | '‘' | 'ʼ' => "'",
        '‐' | '‑' | '–' | '—' | '−' => "-",
        _ => return None,
    })
}

/// Marks that nobody sees: soft hyphens, joiners, and the combining accents.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{300}'..='\u{36f}')
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self { source: text.to_owned(), ..Self::default() };
        let mut line = 1_u32;
        for (from, c) in text.char_indices() {
            let from = u32::try_from(from).unwrap_or(u32::MAX);
            match c {
                '\n' => {
                    folded.push(" ", line, from);
                    line = line.saturating_add(1);
                }
                c if invisible(c) => {}
                c if c.is_whitespace() || c.is_control() => folded.push(" ", line, from),
                c => c.to_lowercase().filter(|c| !invisible(*c)).for_each(|c| match plain(c) {
                    Some(text) => folded.push(text, line, from),
                    None => folded.push(c.encode_utf8(&mut [0; 4]), line, from),
                }),
            }
        }
        folded
    }

    fn push(&mut self, text: &str, line: u32, from: u32) {
        if text == " " && (self.text.is_empty() || self.text.ends_with(' ')) {
            return;
        }
        self.text.push_str(text);
        self.lines.extend(std::iter::repeat_n(line, text.len()));
        self.origins.extend(std::iter::repeat_n(from, text.len()));
    }

    /// The line of the first place where a phrase stands.
    #[cfg(test)]
    fn find(&self, phrase: &str) -> Option<usize> {
        self.position(phrase).map(|at| self.line_at(at))
    }

    /// The byte of the first place where a phrase stands, see [`Self::positions`].
    pub(super) fn position(&self, phrase: &str) -> Option<usize> {
        self.positions(phrase).next()
    }

    /// The bytes where a phrase stands as whole words; a phrase that ends in `*` begins a word.
    pub(super) fn positions<'a>(&'a self, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
        let (phrase, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
        // The name of a value is no word of the text.
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '⟦' | '⟧'));
        let starts = phrase.chars().next().is_some_and(char::is_alphanumeric);
        let ends = phrase.chars().next_back().is_some_and(char::is_alphanumeric);
        self.text.match_indices(phrase).map(|(at, _)| at).filter(move |at| {
            let (before, after) = (self.text[..*at].chars().next_back(), self.text[at + phrase.len()..].chars().next());
            !(starts && is_word(before)) && (open || !(ends && is_word(after)))
        })
    }

    /// The words of the text at a byte, whole, as they were written.
    pub(super) fn written(&self, at: usize, length: usize) -> String {
        let origin = |byte: usize| self.origins.get(byte).map_or(self.source.len(), |from| *from as usize);
        let (start, last) = (origin(at), origin((at + length).saturating_sub(1)));
        let rest = &self.source[last..];
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '\u{ad}').unwrap_or(rest.len());
        // A sign such as € is no word: it is shown alone.
        let end = last + word.max(rest.chars().next().map_or(0, char::len_utf8));
        self.source[start..end.max(start)].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn contains(&self, phrase: &str) -> bool {
        self.position(phrase).is_some()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn line_at(&self, byte: usize) -> usize {
        self.lines.get(byte).map_or(0, |line| *line as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_dress() {
        let folded = Folded::new("Une\u{a0}SAISIE\nde vos comptes : l’huis\u{ad}sier\nrepasse. Pénalités");
        let found = |phrase| folded.find(phrase);
        assert_eq!(found("saisie de vos comptes"), Some(1));
        assert_eq!(found("l'huissier repasse"), Some(2));
        assert_eq!(found("penalite*"), Some(3));
        assert_eq!((found("penalite"), found("passe"), found("compte")), (None, None, None), "whole words");
        assert_eq!(found("huissier"), Some(2));
        let written = |phrase: &str| folded.position(phrase).map(|at| folded.written(at, phrase.trim_end_matches('*').len()));
        assert_eq!(written("penalite*").as_deref(), Some("Pénalités"));
        assert_eq!(written("saisie de vos").as_deref(), Some("SAISIE de vos"));
        assert_eq!(written("huissier").as_deref(), Some("huis\u{ad}sier"));
    }
}
