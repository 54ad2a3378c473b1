//! Development tasks, run as `cargo xtask TASK`.
//!
//! - `tidy` checks what the compiler does not: layers, sizes, words, paths in documents, locales. It also runs as a test of the workspace.
//!
//! To add a check to `tidy`: a module in `src/tidy/` with a pure function from values to findings, a test with a case that must fail,
//! and one line in [`tidy::check`].

mod tidy;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

fn main() -> Result<ExitCode> {
    match env::args().nth(1).as_deref() {
        Some("tidy") => {
            let findings = tidy::check(root())?;
            for finding in &findings {
                println!("{finding}");
            }
            Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        _ => {
            eprintln!("usage: cargo xtask tidy");
            Ok(ExitCode::from(2))
        }
    }
}

/// The root of the repository: this crate stands directly below it.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_tidy() {
        let findings = tidy::check(root()).unwrap();
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
    }
}
