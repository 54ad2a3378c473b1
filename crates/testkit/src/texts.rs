//! The texts of two languages held against each other: the same keys, the same variables, each in its own typography.

use std::collections::{BTreeMap, BTreeSet};

/// French function words that no English sentence holds, and that no French sentence does long without.
const FRENCH: [&str; 47] = [
    "le",
    "la",
    "les",
    "un",
    "une",
    "des",
    "du",
    "de",
    "et",
    "ou",
    "est",
    "sont",
    "pas",
    "pour",
    "avec",
    "dans",
    "ce",
    "cette",
    "ces",
    "qui",
    "que",
    "ne",
    "au",
    "aux",
    "par",
    "sans",
    "votre",
    "vos",
    "nous",
    "vous",
    "il",
    "elle",
    "ils",
    "leur",
    "leurs",
    "ses",
    "été",
    "être",
    "avoir",
    "fait",
    "si",
    "où",
    "à",
    "aucun",
    "aucune",
    "jours",
    "échéance",
];

/// Names that stay French in English.
const NAMES: [&str; 1] = ["La Poste"];

/// Stands for what is put into a sentence.
const PLACEABLE: char = '¤';

/// A message: what its value says, the lines of its variants included.
fn messages(file: &str) -> BTreeMap<&str, String> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = "";
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let key = line.split_once(" =").map(|(key, _)| key).filter(|key| {
            key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        });
        if let Some(key) = key {
            last = key;
            found.entry(key).or_default().push_str(line[key.len() + 2..].trim_start());
        } else if let Some(value) = found.get_mut(last) {
            value.push('\n');
            value.push_str(line);
        }
    }
    found
}

/// The variables of a value, and those by which it chooses.
fn variables(value: &str) -> BTreeSet<String> {
    let names = value.split('$').skip(1).map(|rest| {
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let chooses = rest[name.len()..].trim_start().starts_with("->");
        format!("{name}{}", if chooses { " (chooses)" } else { "" })
    });
    names.collect()
}

/// What somebody reads: no key of a variant, and a mark for each placeable.
fn read(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find(['{', '[', '}']) {
        out.push_str(&rest[..at]);
        if rest[at..].starts_with('{') {
            out.push(PLACEABLE);
        }
        let closing = match rest.as_bytes()[at] {
            b'{' => rest[at..].find(['}', '\n']),
            b'[' => rest[at..].find(']'),
            _ => Some(0),
        };
        rest = &rest[at + closing.map_or(rest.len() - at, |end| end + 1)..];
    }
    out + rest
}

/// That, without what is quoted or said in brackets: official names and French examples stand there.
fn plain(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '“' | '(' => depth += 1,
            '”' | ')' => depth = depth.saturating_sub(1),
            char if depth == 0 => out.push(char),
            _ => {}
        }
    }
    NAMES.iter().fold(out, |out, name| out.replace(name, ""))
}

/// French words left in an English text.
#[must_use]
pub fn french_words(english: &str) -> Vec<String> {
    let plain = plain(english);
    let words = plain.split(|c: char| !c.is_alphabetic());
    words.filter(|word| FRENCH.contains(&word.to_lowercase().as_str())).map(str::to_owned).collect()
}

/// What is wrong with an English file beside the French one it translates, a line each: keys that are missing, too many or said twice,
/// variables that differ, empty values, French words, French typography.
#[must_use]
pub fn faults(french: &str, english: &str) -> Vec<String> {
    let (theirs, ours) = (messages(french), messages(english));
    let mut faults: Vec<String> = theirs
        .iter()
        .filter(|(key, _)| !ours.contains_key(*key))
        .map(|(key, value)| format!("missing: {key} = {}", value.replace('\n', " ")))
        .collect();
    faults.extend(ours.keys().filter(|key| !theirs.contains_key(*key)).map(|key| format!("not in French: {key}")));
    let mut said = BTreeSet::new();
    let keys = english.lines().filter(|line| !line.starts_with(['#', ' '])).filter_map(|line| line.split_once(" ="));
    faults.extend(keys.filter(|(key, _)| !said.insert(*key)).map(|(key, _)| format!("said twice: {key}")));
    for (key, value) in &ours {
        let Some(french) = theirs.get(key) else { continue };
        if value.trim().is_empty() {
            faults.push(format!("empty: {key}"));
        }
        let (wanted, found) = (variables(french), variables(value));
        if wanted != found {
            faults.push(format!("{key}: variables {found:?} where French has {wanted:?}"));
        }
        let text = read(value);
        for wrong in ["'", "...", "«", "»", " :", " ;", " !", " ?", "\u{202f}", "¤ %"] {
            if text.contains(wrong) {
                faults.push(format!("{key}: {wrong:?} in {text:?}"));
            }
        }
        let words = french_words(&text);
        if !words.is_empty() {
            faults.push(format!("{key}: French {words:?} in {text:?}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_told() {
        let french = "# titre\na = Bonjour { $name }\nb = { $count ->\n    [one] un poste\n   *[other] { $count } postes\n}\nc = Fini\n";
        let good = "a = Hello { $name }\nb = { $count ->\n    [one] one item\n   *[other] { $count } items\n}\nc = Done (“c’est fini”)\n";
        assert_eq!(faults(french, good), Vec::<String>::new());
        for (from, to, told) in [
            ("c = Done", "d = Done", "missing: c"),
            ("c = Done", "c = Done\nc = Done", "said twice: c"),
            ("Hello { $name }", "Hello", "a: variables"),
            ("Hello { $name }", "Hello { $nom }", "a: variables"),
            ("$count ->", "$number ->", "b: variables"),
            ("Done (“c’est fini”)", "", "empty: c"),
            ("Done", "C’est la fin", "c: French"),
            ("one item", "un poste", "b: French"),
            ("Done", "Done !", "c: \" !\""),
            ("Done", "«Done»", "c: \"«\""),
            ("Done", "It's done", "c: \"'\""),
        ] {
            let found = faults(french, &good.replace(from, to));
            assert!(found.iter().any(|fault| fault.starts_with(told)), "{to}: {found:?}");
        }
        assert_eq!(faults(french, &format!("{good}e = More\n")), ["not in French: e"]);
    }
}
