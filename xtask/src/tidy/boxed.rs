//! A use case or a statement makes its future where it is written: what every caller compiles again costs minutes of each build.

use super::Finding;
use super::rust::RustFile;

/// What stands before a use case.
const BOXED: &str = "#[crate::boxed]";

/// Public asynchronous functions of `app` and `store` without it. Those that are generic are compiled by their callers in any case.
pub(crate) fn check(file: &RustFile) -> Vec<Finding> {
    if !["crates/app/src/", "crates/store/src/"].iter().any(|folder| file.path.starts_with(folder)) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (at, _) in file.lines.iter().enumerate().filter(|(_, line)| !line.test && line.code.trim_start().starts_with("pub async fn ")) {
        let signature: String = file.lines[at..].iter().map(|line| line.code.as_str()).take_while(|code| *code != "}").collect();
        let head = signature.split('{').next().unwrap_or_default();
        let name = head.split('(').next().unwrap_or_default();
        let is_generic = head.contains("impl ") || name.contains('<') || head.contains("self");
        let before = file.lines[..at].iter().rev().map(|line| line.code.trim()).take_while(|code| code.starts_with("#["));
        if !is_generic && !before.into_iter().any(|code| code == BOXED) {
            let message = format!("this future is made where it is written: put {BOXED} before it");
            findings.push(Finding::new(&file.path, at + 1, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::TextFile;

    #[test]
    fn a_use_case_is_boxed() {
        for (path, text, refused) in [
            ("crates/app/src/day.rs", "/// A day.\npub async fn day(app: &App) {}", 1),
            ("crates/app/src/day.rs", "/// A day.\n#[crate::boxed]\npub async fn day(app: &App) {}", 0),
            ("crates/app/src/day.rs", "pub(crate) async fn day(app: &App) {}", 0),
            ("crates/app/src/day.rs", "pub async fn day(\n    stop: impl Future,\n) {\n}", 0),
            ("crates/app/src/day.rs", "pub async fn day<F: Future>(stop: F) {}", 0),
            ("crates/store/src/day.rs", "pub async fn day(tx: &mut Tx) {}", 1),
            ("crates/web/src/day.rs", "pub async fn day(site: Site) {}", 0),
        ] {
            assert_eq!(check(&RustFile::parse(&TextFile::new(path, text))).len(), refused, "{path}: {text}");
        }
    }
}
