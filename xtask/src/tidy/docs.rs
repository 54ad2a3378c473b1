//! Documents that tell the truth: each path that one names exists.

use super::Finding;
use super::tree::TextFile;

/// A word in backticks is a path when it begins with one of these.
const ROOTS: [&str; 8] = ["crates/", "docs/", "ci/", "xtask/", ".ci/", ".cargo/", ".config/", "./"];

/// The documents that are checked; those of the past (a changelog) may name what is gone.
fn is_checked(path: &str) -> bool {
    let at_root = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"].contains(&path);
    at_root || (path.starts_with("docs/") && path.ends_with(".md"))
}

/// Every path of a document that leads nowhere.
pub(crate) fn check(document: &TextFile, files: &[TextFile]) -> Vec<Finding> {
    if !is_checked(&document.path) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut fenced = false;
    for (number, line) in document.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let named = if fenced { Vec::new() } else { in_backticks(line).filter_map(as_path).collect() };
        let linked = links(line).filter_map(|target| resolve(&document.path, target));
        for path in named.into_iter().map(str::to_owned).chain(linked) {
            if !exists(&path, files) {
                findings.push(Finding::new(&document.path, number, format!("{path} does not exist")));
            }
        }
    }
    findings
}

fn in_backticks(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The path in front of arguments and line numbers, unless it stands for many (`<noun>`, `*`, `{a,b}`, `…`).
fn as_path(word: &str) -> Option<&str> {
    let path = word.split([' ', ':', '#']).next()?;
    let stands_for_many = path.contains(['<', '*', '{', '…']) || path.contains("NNNN");
    (ROOTS.iter().any(|root| path.starts_with(root)) && !stands_for_many).then(|| path.strip_prefix("./").unwrap_or(path))
}

/// The targets of `[text](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next())
}

/// A link as a path from the root; `None` for the web, the page itself, and what is outside the repository.
fn resolve(document: &str, target: &str) -> Option<String> {
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn exists(path: &str, files: &[TextFile]) -> bool {
    let path = path.trim_end_matches('/');
    // A picture is no text file, so that its folder must do.
    let is_picture = [".png", ".svg", ".pdf", ".jpg"].iter().any(|ending| path.ends_with(ending));
    let folder = if is_picture { path.rsplit_once('/').map_or("", |(folder, _)| folder) } else { path };
    files
        .iter()
        .any(|file| file.path == path || file.path.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &str, text: &str) -> usize {
        let files = ["ci/test", "crates/store/src/lib.rs", "docs/decisions/0001-one.md", "README.md"].map(|path| TextFile::new(path, ""));
        check(&TextFile::new(path, text), &files).len()
    }

    #[test]
    fn paths_lead_somewhere() {
        for (path, text, found) in [
            ("README.md", "Run `./ci/test -p store`.", 0),
            ("README.md", "Run `ci/tests`.", 1),
            ("README.md", "`crates/store` and `crates/store/src/lib.rs:12`", 0),
            ("README.md", "`crates/stor`", 1),
            ("README.md", "`crates/store/src/<noun>.rs`, `cargo run`, `docs/decisions/NNNN-title.md`", 0),
            ("README.md", "[one](docs/decisions/0001-one.md#choice), [web](https://exemple.fr)", 0),
            ("README.md", "[two](docs/decisions/0002-two.md)", 1),
            ("docs/guide/day.md", "[back](../../README.md) [lost](../README.md)", 1),
            ("README.md", "```\n`ci/tests`\n```", 0),
            ("CHANGELOG.md", "`ci/tests`", 0),
        ] {
            assert_eq!(broken(path, text), found, "{path}: {text}");
        }
    }
}
