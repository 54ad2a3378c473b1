//! The settings' file with another line for mail, written beside the one in force until it takes its place.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::config::{FILE, Settings};
use crate::text::first as words;
use crate::{AppError, Result};

/// How the name of one ends.
const ENDING: &str = ".new";

/// A settings' file that is not in force; dropped, it is gone.
pub(super) struct Staged {
    fresh: PathBuf,
    path: PathBuf,
}

impl Staged {
    /// Writes one with another line `mail`, to the disk. It is readable by its owner alone: it holds a password.
    pub(super) fn write(folder: &Path, address: &str) -> Result<Self> {
        let path = folder.join(FILE);
        let known = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error.into()),
        };
        let is_mail = |line: &&str| line.trim_start().strip_prefix("mail").is_some_and(|rest| rest.trim_start().starts_with('='));
        // An address of ours holds neither quotes nor backslashes: it is percent-encoded.
        let mut text = format!("mail = \"{address}\"\n");
        for line in known.lines().filter(|line| !is_mail(line)) {
            text.push_str(line);
            text.push('\n');
        }
        let staged = Self { fresh: folder.join(format!("{FILE}.{}{ENDING}", store::fresh_id())), path };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&staged.fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        // What was written must be what the next start reads.
        match Settings::of(&staged.fresh) {
            Ok(settings) if settings.mail.0 == address => Ok(staged),
            _ => Err(AppError::Invalid { field: "mail", reason: words::error_settings_file(&staged.path.display().to_string()) }),
        }
    }

    /// Puts it in the place of the one in force, in one move, and clears away what was cut off before.
    pub(super) fn take_effect(self) -> std::io::Result<()> {
        fs::rename(&self.fresh, &self.path)?;
        // In force from here on, whatever happens to what is beside it.
        if let Some(folder) = self.path.parent() {
            #[cfg(unix)]
            if let Err(error) = fs::File::open(folder).and_then(|folder| folder.sync_all()) {
                tracing::warn!(%error, "the folder of the settings may not be on the disk yet");
            }
            for left in left(folder) {
                if let Err(error) = fs::remove_file(left) {
                    tracing::warn!(%error, "a change of the settings that was cut off could not be cleared away");
                }
            }
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // In force, it is not there any more.
        drop(fs::remove_file(&self.fresh));
    }
}

fn left(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_one = |name: &str| name.strip_prefix(FILE).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(ENDING));
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths.filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_one)).collect()
}

/// Whether a change was cut off: one that is not in force was left behind.
pub(super) fn is_left(folder: &Path) -> bool {
    !left(folder).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(folder: &Path, address: &str) -> Result<()> {
        Ok(Staged::write(folder, address)?.take_effect()?)
    }

    #[test]
    fn the_other_settings_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "# la nôtre\nlisten = \"127.0.0.1:9000\"\nmail = \"dir:courriels\"\nmailbox_private = true\n").unwrap();
        set(folder.path(), "smtp://127.0.0.1:1025?tls=none").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "mail = \"smtp://127.0.0.1:1025?tls=none\"\n# la nôtre\nlisten = \"127.0.0.1:9000\"\nmailbox_private = true\n");
        let settings = Settings::read(folder.path()).unwrap();
        assert_eq!((settings.mail.0.as_str(), settings.listen.as_str()), ("smtp://127.0.0.1:1025?tls=none", "127.0.0.1:9000"));
        fs::write(&path, "listen = [\n").unwrap();
        assert!(set(folder.path(), "smtp://127.0.0.1?tls=none").is_err(), "a file that cannot be read is left as it is");
        assert_eq!(fs::read_to_string(&path).unwrap(), "listen = [\n");
        assert!(!is_left(folder.path()));
    }

    #[test]
    fn what_is_not_in_force_changes_nothing_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "mail = \"dir:courriels\"\n").unwrap();
        let staged = Staged::write(folder.path(), "smtp://127.0.0.1?tls=none").unwrap();
        assert!(is_left(folder.path()), "a plug that is pulled now leaves a trace");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mail = \"dir:courriels\"\n");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&staged.fresh).unwrap().permissions()) & 0o077, 0);
        drop(staged);
        assert!(!is_left(folder.path()));
        // Cut off for good: the next change clears it away.
        let cut = folder.path().join(format!("{FILE}.0190{ENDING}"));
        fs::write(&cut, "mail = \"smtp://secret\"\n").unwrap();
        set(folder.path(), "smtp://127.0.0.1?tls=none").unwrap();
        assert!(!cut.exists() && !is_left(folder.path()));
    }
}
