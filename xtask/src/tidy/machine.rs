//! Nothing in the repository names one machine: no path of somebody's disk, no registry but the public ones.

use super::Finding;
use super::tree::TextFile;

/// Written apart, so that this file does not name them either.
const FOLDERS: [&str; 4] = [concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/"), concat!("/", "Users/")];

/// Settings that send a package manager to another registry than its own.
const SETTINGS: [&str; 5] = [
    concat!("index", "-url"),
    concat!("replace", "-with"),
    concat!("find", "-links"),
    concat!("trusted", "-host"),
    concat!("registry", "=http"),
];

/// Files whose only use is such a setting.
const SETTINGS_FILES: [&str; 4] = [".npmrc", ".yarnrc", "pip.conf", ".pypirc"];

/// `(lock file, start of a line that names a source, the public source)`.
const LOCKS: [(&str, &str, &str); 2] = [
    ("Cargo.lock", "source = \"", "registry+https://github.com/rust-lang/crates.io-index\""),
    ("package-lock.json", "\"resolved\": \"", "https://registry.npmjs.org/"),
];

/// Every trace of a machine in a file.
pub(crate) fn check(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    if SETTINGS_FILES.contains(&file.name()) {
        findings.push(Finding::new(&file.path, 0, "settings of a machine stay on that machine"));
    }
    let lock = LOCKS.iter().find(|(name, ..)| *name == file.name());
    for (number, line) in file.lines() {
        if let Some(folder) = FOLDERS.iter().find(|folder| names_folder(line, folder)) {
            findings.push(Finding::new(&file.path, number, format!("a path of one machine: {folder}…")));
        }
        if let Some(setting) = SETTINGS.iter().find(|setting| line.contains(**setting)) {
            findings.push(Finding::new(&file.path, number, format!("{setting}: another machine has another registry")));
        }
        if let Some((_, start, public)) = lock
            && let Some(source) = line.trim_start().strip_prefix(start)
            && !source.starts_with(public)
        {
            findings.push(Finding::new(&file.path, number, "this source is not the public registry"));
        }
    }
    findings
}

/// Whether an absolute path into `folder` stands in the line: a part of a longer path or of a URL does not count.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| !line[..at].ends_with(|char: char| char.is_alphanumeric() || "._-~}>)*".contains(char)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_of_a_machine_are_found() {
        let (folder, setting) = (FOLDERS[0], SETTINGS[0]);
        for (path, text, found) in [
            ("README.md", format!("see {folder}main"), 1),
            ("README.md", format!("\"{folder}main\""), 1),
            ("README.md", format!("https://exemple.fr{folder}"), 0),
            ("README.md", format!("crates{folder}"), 0),
            ("ci/install", format!("pip install --{setting} https://exemple.fr"), 1),
            (".npmrc", String::new(), 1),
            ("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"".to_owned(), 0),
            ("Cargo.lock", "source = \"registry+https://exemple.fr/index\"".to_owned(), 1),
            ("Cargo.lock", "source = \"git+https://exemple.fr/depot\"".to_owned(), 1),
            ("ci/package-lock.json", "  \"resolved\": \"https://exemple.fr/a.tgz\"".to_owned(), 1),
        ] {
            assert_eq!(check(&TextFile::new(path, &text)).len(), found, "{path}: {text}");
        }
    }
}
