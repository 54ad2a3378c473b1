//! Checks of the whole tree that no compiler makes. Each is a pure function from files to findings.

mod boxed;
mod docs;
mod layers;
mod locales;
mod machine;
mod rust;
mod size;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

use rust::RustFile;

/// One thing to mend, shown as `PATH:LINE: what is wrong and what to do`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    /// From 1; 0 speaks of the file as a whole.
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Every finding in the repository at `root`, in the order of the checks.
///
/// # Errors
/// When git or cargo cannot tell what the repository holds.
pub(crate) fn check(root: &Path) -> Result<Vec<Finding>> {
    let files = tree::read(root)?;
    let rust: Vec<RustFile> = files.iter().filter(|file| file.path.ends_with(".rs")).map(RustFile::parse).collect();
    let ratchet = files.iter().find(|file| file.path == size::RATCHET).context("xtask/ratchet.txt is missing")?;

    let mut findings = layers::check(&layers::packages(root)?);
    findings.extend(size::check(&files, &rust, &ratchet.text));
    findings.extend(rust.iter().flat_map(words::check));
    findings.extend(rust.iter().flat_map(boxed::check));
    findings.extend(files.iter().flat_map(machine::check));
    findings.extend(files.iter().flat_map(|file| docs::check(file, &files)));
    findings.extend(locales::check(&files));
    Ok(findings)
}
