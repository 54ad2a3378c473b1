//! Names of companies as people compare them: without accents, case, punctuation or legal form.

/// Legal forms and civilities, which the same customer has or has not from one file to the next.
const FORMS: [&str; 41] = [
    "sarl",
    "eurl",
    "sas",
    "sasu",
    "sa",
    "sci",
    "snc",
    "scop",
    "selarl",
    "selas",
    "scp",
    "gie",
    "gaec",
    "earl",
    "eirl",
    "ei",
    "scea",
    "sca",
    "societe",
    "ste",
    "soc",
    "ets",
    "etablissements",
    "etablissement",
    "entreprise",
    "cabinet",
    "association",
    "asso",
    "monsieur",
    "madame",
    "mr",
    "m",
    "mme",
    "mlle",
    "gmbh",
    "ltd",
    "limited",
    "inc",
    "bv",
    "srl",
    "spa",
];

/// Words that say nothing of which company it is.
const EMPTY: [&str; 9] = ["et", "de", "du", "des", "la", "le", "les", "l", "d"];

/// Lower case, accents and punctuation gone, one blank between words.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' | 'ì' => out.push('i'),
            'ñ' => out.push('n'),
            'ô' | 'ö' | 'ó' | 'õ' | 'ò' => out.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => out.push('u'),
            'ÿ' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            // S.A.R.L. is SARL; everything else parts words.
            '.' => {}
            '&' => out.push_str(" et "),
            other if other.is_alphanumeric() => out.push(other),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What of a name tells one company from another, its words in alphabetical order. Never empty unless the name is: a
/// company called « SAS » keeps its name.
#[must_use]
pub fn normal_name(name: &str) -> String {
    let plain = plain(name);
    let words: Vec<&str> = plain.split(' ').collect();
    let mut telling: Vec<&str> = words.iter().copied().filter(|word| !FORMS.contains(word) && !EMPTY.contains(word)).collect();
    if telling.is_empty() {
        return plain;
    }
    telling.sort_unstable();
    telling.join(" ")
}

/// How alike two names are, in hundredths: pairs of letters in common (Dice), on the normal forms.
#[must_use]
pub fn similarity(a: &str, b: &str) -> u8 {
    let (a, b) = (normal_name(a), normal_name(b));
    if a == b {
        return if a.is_empty() { 0 } else { 100 };
    }
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(&a), pairs(&b));
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    u8::try_from(200 * common / (a.len() + b.len())).unwrap_or(100).min(99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_company_has_one_name() {
        for (a, b) in [
            ("S.A.R.L. Garage Martin", "GARAGE MARTIN SARL"),
            ("Société Générale d’Été", "generale ete"),
            ("Dupont & Fils", "DUPONT ET FILS"),
            ("M. Jean Dupont", "DUPONT Jean"),
            ("L'Œuvre", "OEUVRE"),
        ] {
            assert_eq!(normal_name(a), normal_name(b), "{a} / {b}");
            assert_eq!(similarity(a, b), 100, "{a} / {b}");
        }
        assert_eq!(normal_name("SAS"), "sas");
        assert_eq!(normal_name(" "), "");
        assert_eq!(similarity("", ""), 0);
    }

    #[test]
    fn likeness() {
        for (a, b, from, to) in [
            ("Garage Martin", "Garage Martinet", 80, 99),
            ("Boulangerie Durand", "Garage Martin", 0, 35),
            ("Menuiserie Le Goff", "Menuiserie Legoff", 75, 100),
            ("A", "B", 0, 0),
        ] {
            let found = similarity(a, b);
            assert!((from..=to).contains(&found), "{a} / {b}: {found}");
            assert_eq!(found, similarity(b, a));
        }
    }
}
