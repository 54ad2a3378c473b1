//! Secrets that a command is told: from standard input, a file or the environment, never from an argument, which other users of the
//! machine could read.

use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, bail};
use app::config::Secret;

use crate::options::SecretFrom;

/// The longest secret.
const LONGEST: u64 = 64 * 1024;
/// Whether standard input has given a secret already: it holds one.
static IS_READ: AtomicBool = AtomicBool::new(false);

/// What a file holds, or standard input for `-`; one end of line is taken off.
pub(super) fn from_file(path: &Path) -> Result<Secret> {
    let mut text = String::new();
    if path.as_os_str() == "-" {
        if IS_READ.swap(true, Ordering::Relaxed) {
            bail!("l’entrée standard ne donne qu’un secret\u{202f}; lisez l’autre dans un fichier")
        }
        std::io::stdin().take(LONGEST).read_to_string(&mut text).context("l’entrée standard ne peut pas être lue")?;
    } else {
        let name = path.display();
        let file = std::fs::File::open(path).with_context(|| format!("«\u{202f}{name}\u{202f}» ne peut pas être lu"))?;
        file.take(LONGEST).read_to_string(&mut text).with_context(|| format!("«\u{202f}{name}\u{202f}» ne peut pas être lu"))?;
    }
    let secret = text.strip_suffix('\n').unwrap_or(&text);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    if secret.is_empty() {
        bail!("le secret lu est vide\u{202f}; écrivez-le dans le fichier ou sur l’entrée standard")
    }
    Ok(Secret(secret.to_owned()))
}

/// A secret from standard input when a flag asks for it, else from a file; `None` when neither is asked.
pub(super) fn asked(from_stdin: bool, file: Option<&Path>) -> Result<Option<Secret>> {
    let file = if from_stdin { Some(Path::new("-")) } else { file };
    file.map(from_file).transpose()
}

/// A secret from a file, else from the environment, else empty: what is kept stays.
pub(super) fn or_environment(file: Option<&Path>, variable: &str) -> Result<Secret> {
    Ok(asked(false, file)?.unwrap_or_else(|| Secret(std::env::var(variable).unwrap_or_default())))
}

impl SecretFrom {
    /// The secret that was asked for, else that of the environment, else empty: what is kept stays.
    pub(super) fn read(&self, variable: &str) -> Result<Secret> {
        let file = if self.secret_stdin { Some(Path::new("-")) } else { self.secret_file.as_deref() };
        or_environment(file, variable)
    }
}
