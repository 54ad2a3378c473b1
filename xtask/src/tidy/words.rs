//! Words that have no place in a Rust file, or not in this crate.

use super::Finding;
use super::rust::{Line, RustFile};

/// A name that says nothing gathers everything.
const FILE_NAMES: [&str; 5] = ["utils.rs", "util.rs", "helpers.rs", "helper.rs", "misc.rs"];

/// `(what, instead)`, refused in code, tests included.
const NOWHERE: [(&str, &str); 3] = [
    ("#[ignore", "a test runs or goes; a long one has a command of its own"),
    ("#[allow(", "#[expect(…, reason = \"…\")] says why and notices when it is no longer needed"),
    ("#![allow(", "#![expect(…, reason = \"…\")] says why and notices when it is no longer needed"),
];

/// `(what, instead)`, refused in code outside tests.
const NOT_IN_PRODUCT: [(&str, &str); 3] =
    [("todo!(", "write it"), ("unimplemented!(", "write it, or make the state impossible"), ("dbg!(", "tracing, or nothing")];

/// `(what, instead)`, refused in the code of `domain`.
const NOT_IN_DOMAIN: [(&str, &str); 13] = [
    ("f64", "integers and i128: no float near an amount"),
    ("f32", "integers and i128: no float near an amount"),
    ("SystemTime", "today is an argument"),
    ("Instant", "today is an argument"),
    ("now(", "today is an argument"),
    ("now_v7(", "a new id is made where the row is written"),
    ("std::fs", "no I/O: pass values"),
    ("std::io", "no I/O: pass values"),
    ("std::net", "no I/O: pass values"),
    ("std::env", "no I/O: pass values"),
    ("println!(", "no I/O: return values"),
    ("eprintln!(", "no I/O: return values"),
    ("async", "no I/O, so nothing to wait for"),
];

const UNFINISHED: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// Every refused word of a file.
pub(crate) fn check(file: &RustFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    if FILE_NAMES.contains(&name) {
        findings.push(Finding::new(&file.path, 0, "name the noun that it is about"));
    }
    let domain = file.path.starts_with("crates/domain/src/");
    let mut above = &Line::default();
    for (number, line) in file.numbered() {
        let refused = in_code(line, &NOWHERE)
            .chain(in_code(line, if line.test { &[] } else { &NOT_IN_PRODUCT }))
            .chain(in_code(line, if domain { &NOT_IN_DOMAIN } else { &[] }));
        findings.extend(refused.map(|(word, instead)| Finding::new(&file.path, number, format!("`{word}`: {instead}"))));
        if let Some(word) = UNFINISHED.iter().find(|word| contains_word(&line.comment, word)) {
            findings.push(Finding::new(&file.path, number, format!("{word}: do it now, or write it where work is planned")));
        }
        if may_panic(line) && !line.test && !is_reason(&line.comment) && !is_reason(&above.comment) {
            let message = "unwrap or expect without a comment, here or on the line above, that says why it cannot fail";
            findings.push(Finding::new(&file.path, number, message));
        }
        above = line;
    }
    findings
}

fn in_code<'a>(line: &'a Line, words: &'a [(&str, &str)]) -> impl Iterator<Item = &'a (&'a str, &'a str)> {
    words.iter().filter(|(word, _)| contains_word(&line.code, word))
}

/// Whether `word` stands in `text` and is not a part of a longer name.
fn contains_word(text: &str, word: &str) -> bool {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(word).any(|(at, _)| {
        let starts = !word.starts_with(is_word) || !text[..at].ends_with(is_word);
        let ends = !word.ends_with(is_word) || !text[at + word.len()..].starts_with(is_word);
        starts && ends
    })
}

fn may_panic(line: &Line) -> bool {
    [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err("].iter().any(|call| line.code.contains(call))
}

/// A comment for the reader of the code; the documentation above a function is for somebody else.
fn is_reason(comment: &str) -> bool {
    comment.starts_with("//") && !comment.starts_with("///") && !comment.starts_with("//!")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::TextFile;

    fn count(path: &str, text: &str) -> usize {
        check(&RustFile::parse(&TextFile::new(path, text))).len()
    }

    #[test]
    fn words_are_refused_where_they_do_not_belong() {
        for (path, text, refused) in [
            ("crates/app/src/utils.rs", "fn a() {}", 1),
            ("crates/app/src/day.rs", "todo!()", 1),
            ("crates/app/src/day.rs", "let a = \"todo!()\";", 0),
            ("crates/app/tests/day.rs", "dbg!(a)", 0),
            ("crates/app/tests/day.rs", "#[ignore]", 1),
            ("crates/app/src/day.rs", "#[allow(dead_code)]", 1),
            ("crates/app/src/day.rs", "// TODO later", 1),
            ("crates/app/src/day.rs", "// a METODOLOGY", 0),
            ("crates/domain/src/day.rs", "let rate: f64;", 1),
            ("crates/app/src/day.rs", "let rate: f64;", 0),
            ("crates/domain/src/day.rs", "Utc::now()", 1),
            ("crates/domain/src/day.rs", "known(a)", 0),
            ("crates/domain/src/day.rs", "use std::fs::File;", 1),
            ("crates/domain/src/day.rs", "async fn a() {}", 1),
        ] {
            assert_eq!(count(path, text), refused, "{path}: {text}");
        }
    }

    #[test]
    fn a_panic_gives_its_reason() {
        for (text, refused) in [
            ("a.unwrap()", 1),
            ("a.expect(\"b\")", 1),
            ("a.unwrap() // checked above", 0),
            ("// 1 ≤ month ≤ 12\na.unwrap()", 0),
            ("/// What it does.\na.unwrap()", 1),
            ("// far away\n\na.unwrap()", 1),
            ("a.unwrap_or(b)", 0),
            ("//! a.unwrap()", 0),
            ("#[cfg(test)]\nmod tests {\n    fn b() { a.unwrap() }\n}", 0),
        ] {
            assert_eq!(count("crates/app/src/day.rs", text), refused, "{text}");
        }
    }
}
