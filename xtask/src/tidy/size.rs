//! Files and functions that fit in a head. `xtask/ratchet.txt` lists what was longer before: it may only shrink.

use std::collections::BTreeMap;

use super::Finding;
use super::rust::RustFile;
use super::tree::TextFile;

/// Where the exceptions stand.
pub(crate) const RATCHET: &str = "xtask/ratchet.txt";

const FILE_LINES: usize = 800;
const FUNCTION_LINES: usize = 100;

/// What people write and read as code.
const SOURCES: [&str; 6] = [".rs", ".py", ".js", ".css", ".sql", ".typ"];

/// What is too long today, by the words that name it in the ratchet, with its place and length.
type Excess = BTreeMap<String, (String, usize, usize)>;

/// Every file and function that is too long, and every line of the ratchet that is no longer true.
pub(crate) fn check(files: &[TextFile], rust: &[RustFile], ratchet: &str) -> Vec<Finding> {
    let excess = excess(files, rust);
    let mut findings = Vec::new();
    let mut allowed = BTreeMap::new();
    for (number, line) in (1..).zip(ratchet.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let Some((what, length)) = line.rsplit_once(' ').and_then(|(what, length)| Some((what, length.parse::<usize>().ok()?))) else {
            findings.push(Finding::new(RATCHET, number, "not `file PATH LINES` nor `function PATH NAME LINES`"));
            continue;
        };
        allowed.insert(what, length);
        match excess.get(what) {
            None => findings.push(Finding::new(RATCHET, number, format!("{what} is short enough now: remove this line"))),
            Some((.., now)) if *now < length => {
                findings.push(Finding::new(RATCHET, number, format!("{what} has {now} lines now: write that")))
            }
            Some(_) => {}
        }
    }
    for (what, (path, line, length)) in &excess {
        let limit = allowed.get(what.as_str()).copied().unwrap_or(if what.starts_with("file") { FILE_LINES } else { FUNCTION_LINES });
        if *length > limit {
            findings.push(Finding::new(
                path,
                *line,
                format!("{what} has {length} lines, {limit} at most: look for a second subject inside"),
            ));
        }
    }
    findings
}

fn excess(files: &[TextFile], rust: &[RustFile]) -> Excess {
    let mut excess = Excess::new();
    for file in files.iter().filter(|file| SOURCES.iter().any(|ending| file.path.ends_with(ending))) {
        let length = file.text.lines().count();
        if length > FILE_LINES {
            excess.insert(format!("file {}", file.path), (file.path.clone(), 0, length));
        }
    }
    for file in rust {
        for function in file.functions.iter().filter(|function| function.length > FUNCTION_LINES) {
            excess.insert(format!("function {} {}", file.path, function.name), (file.path.clone(), function.line, function.length));
        }
    }
    excess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(text: &str, ratchet: &str) -> Vec<String> {
        let file = TextFile::new("crates/app/src/day.rs", text);
        let rust = RustFile::parse(&file);
        check(&[file], &[rust], ratchet).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_has_a_limit() {
        assert_eq!(check_one(&"\n".repeat(800), ""), [""; 0]);
        let findings = check_one(&"\n".repeat(801), "");
        assert!(findings[0].contains("file crates/app/src/day.rs has 801 lines, 800 at most"), "{findings:?}");
    }

    #[test]
    fn a_function_has_a_limit() {
        let function = |lines: usize| format!("\nfn run() {{{}}}\n", "\n".repeat(lines - 1));
        assert_eq!(check_one(&function(100), ""), [""; 0]);
        let findings = check_one(&function(101), "");
        assert!(findings[0].starts_with("crates/app/src/day.rs:2: function crates/app/src/day.rs run has 101 lines"), "{findings:?}");
    }

    #[test]
    fn the_ratchet_only_turns_one_way() {
        let long = "\n".repeat(900);
        for (ratchet, expected) in [
            ("# a comment\nfile crates/app/src/day.rs 900", None),
            ("file crates/app/src/day.rs 899", Some("has 900 lines, 899 at most")),
            ("file crates/app/src/day.rs 901", Some("has 900 lines now: write that")),
            ("file crates/app/src/day.rs 900\nfile crates/app/src/night.rs 900", Some("is short enough now: remove this line")),
            ("file crates/app/src/day.rs 900\nnonsense", Some("not `file PATH LINES`")),
        ] {
            let findings = check_one(&long, ratchet);
            assert_eq!(findings.is_empty(), expected.is_none(), "{ratchet}: {findings:?}");
            assert!(findings.iter().all(|finding| finding.contains(expected.unwrap_or_default())), "{ratchet}: {findings:?}");
        }
    }
}
