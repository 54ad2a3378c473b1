//! A folder whose files come in by themselves, and go to an archive or to a quarantine with a report beside them.
//!
//! A file is taken up when it has not changed for a while: an upload that is still running waits. Nothing is
//! overwritten, nothing is deleted. A file is moved after it is in the base: a crash in between brings the same
//! bytes again, which are recognised.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
pub use store::watch::WatchedFile;

use crate::import::{Content, ImportReport, Problem};
use crate::text::connect as words;
use crate::{App, AppError, Organisation, Permission, Result, Scope, text};

/// The largest file that is taken up, in bytes: as by a page.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// How long a file must have stayed as it is.
const SETTLED: TimeDelta = TimeDelta::seconds(5);
/// How often the folder is looked at.
const LOOK: std::time::Duration = std::time::Duration::from_secs(3);
/// Folder of the files that came in.
const ARCHIVE: &str = "archive";
/// Folder of those that did not.
const QUARANTINE: &str = "quarantine";
/// What a report's name ends with.
const REPORT: &str = ".rapport.txt";
/// Endings of files that a program is still writing.
const UNFINISHED: [&str; 5] = [".part", ".partial", ".tmp", ".filepart", ".crdownload"];

/// A file as it was seen, and since when.
struct Seen {
    size: u64,
    changed: Option<SystemTime>,
    since: DateTime<Utc>,
}

/// A watched folder, with what was seen of it.
pub struct Watch {
    folder: PathBuf,
    seen: HashMap<PathBuf, Seen>,
}

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It came in, wholly or in part.
    Imported,
    /// The same bytes had come in before.
    Known,
    /// Nothing of it could be used.
    Quarantined,
}

impl Outcome {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Known => "known",
            Self::Quarantined => "quarantined",
        }
    }
}

/// What is to be said of a file.
struct Verdict {
    outcome: Outcome,
    summary: String,
    problems: Vec<Problem>,
    sha256: String,
}

impl Verdict {
    fn quarantined(summary: String) -> Self {
        Self { outcome: Outcome::Quarantined, summary, problems: Vec::new(), sha256: String::new() }
    }
}

/// Whether a name is one that is left alone: hidden, a report, or still being written.
fn is_left_alone(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with('.') || lower.ends_with(REPORT) || lower.ends_with('~') || UNFINISHED.iter().any(|ending| lower.ends_with(ending))
}

impl Watch {
    /// Watches a folder; it is made when it is not there.
    ///
    /// # Errors
    /// [`AppError::File`] when it cannot be made or read.
    pub fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        fs::read_dir(folder)?;
        Ok(Self { folder: folder.to_owned(), seen: HashMap::new() })
    }

    /// Looks at the folder once: takes up what has settled.
    ///
    /// # Errors
    /// [`AppError`] when the base does not answer or the folder cannot be read; the files stay where they are.
    #[crate::boxed]
    pub async fn tick(&mut self, app: &App) -> Result<Vec<(String, Outcome)>> {
        let organisations = store::organisation::all(app.db()).await?;
        let only = match organisations.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let mut places: Vec<(PathBuf, Option<Organisation>)> = vec![(self.folder.clone(), only)];
        for organisation in organisations {
            let folder = self.folder.join(&organisation.slug);
            if folder.is_dir() && organisation.slug != ARCHIVE && organisation.slug != QUARANTINE {
                places.push((folder, Some(organisation)));
            }
        }
        let (mut here, mut ready) = (Vec::new(), Vec::new());
        for (folder, organisation) in places {
            for (path, metadata) in files(&folder)? {
                here.push(path.clone());
                if self.has_settled(&path, &metadata, app.now()) {
                    ready.push((folder.clone(), organisation.clone(), path, metadata));
                }
            }
        }
        self.seen.retain(|path, _| here.contains(path));
        let (mut done, mut failed) = (Vec::new(), None);
        for (folder, organisation, path, metadata) in ready {
            // One file that cannot be taken up does not keep the others waiting.
            match take_up(app, &folder, organisation, &path, &metadata).await {
                Ok(taken) => done.extend(taken),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) if done.is_empty() => Err(error),
            Some(error) => {
                tracing::error!(code = error.code(), %error, "a file of the watched folder could not be taken up");
                Ok(done)
            }
            None => Ok(done),
        }
    }

    fn has_settled(&mut self, path: &Path, metadata: &Metadata, now: DateTime<Utc>) -> bool {
        let (size, changed) = (metadata.len(), metadata.modified().ok());
        match self.seen.get(path) {
            Some(seen) if seen.size == size && seen.changed == changed => now - seen.since >= SETTLED,
            _ => {
                self.seen.insert(path.to_owned(), Seen { size, changed, since: now });
                false
            }
        }
    }
}

/// What lies in a folder, by name; folders and names that are left alone are not there.
fn files(folder: &Path) -> io::Result<Vec<(PathBuf, Metadata)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A file that goes away meanwhile is no error.
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        if !metadata.is_dir() && !is_left_alone(&name) {
            found.push((path, metadata));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Whether two looks saw the same file, unchanged.
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    #[cfg(unix)]
    let same = {
        use std::os::unix::fs::MetadataExt as _;
        (a.dev(), a.ino()) == (b.dev(), b.ino())
    };
    #[cfg(not(unix))]
    let same = true;
    same && a.file_type() == b.file_type() && a.len() == b.len() && a.modified().ok() == b.modified().ok()
}

/// Whether what a path names is still what was seen there.
fn is_still(path: &Path, seen: &Metadata) -> bool {
    fs::symlink_metadata(path).is_ok_and(|now| is_same(&now, seen))
}

/// Opens what was seen at a path, and nothing else: who may write to the folder could put a link or a pipe in its place
/// meanwhile. `None` when it is no longer there as it was.
fn open_as_seen(path: &Path, seen: &Metadata) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = match options.open(path) {
        Ok(file) => file,
        Err(_) if !is_still(path, seen) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_it = is_same(&file.metadata()?, seen) && is_still(path, seen);
    Ok(Some(file).filter(|_| is_it))
}

/// Takes a file up; `None` when it went away meanwhile.
async fn take_up(
    app: &App,
    folder: &Path,
    organisation: Option<Organisation>,
    path: &Path,
    metadata: &Metadata,
) -> Result<Option<(String, Outcome)>> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let verdict = match &organisation {
        None => Verdict::quarantined(words::watch_unknown_organisation()),
        Some(organisation) => match judge(app, organisation, path, &name, metadata).await? {
            Some(verdict) => verdict,
            None => return Ok(None),
        },
    };
    if !is_still(path, metadata) {
        // What came in is kept with the documents; what lies there now is another file, for the next looks.
        tracing::warn!(outcome = verdict.outcome.code(), "a file of the watched folder was replaced while it was taken up");
        return Ok(None);
    }
    let kept = match keep(folder, path, &name, verdict.outcome, app.today()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        kept => kept?,
    };
    write_report(&kept, &name, &verdict)?;
    if let Some(organisation) = organisation {
        let file = WatchedFile {
            file_name: name.clone(),
            size_bytes: i64::try_from(metadata.len()).unwrap_or(i64::MAX),
            sha256: verdict.sha256,
            outcome: verdict.outcome.code().to_owned(),
            summary: verdict.summary,
            kept_as: kept.strip_prefix(folder).unwrap_or(&kept).display().to_string(),
            at: app.now(),
        };
        let mut tx = app.db().begin().await?;
        store::watch::insert(&mut tx, organisation.id, &file).await?;
        tx.commit().await?;
    }
    tracing::info!(outcome = verdict.outcome.code(), "a file of the watched folder was taken up");
    Ok(Some((name, verdict.outcome)))
}

async fn judge(app: &App, organisation: &Organisation, path: &Path, name: &str, metadata: &Metadata) -> Result<Option<Verdict>> {
    if metadata.is_symlink() {
        return Ok(Some(Verdict::quarantined(words::watch_symlink())));
    }
    if !metadata.is_file() {
        return Ok(Some(Verdict::quarantined(words::watch_not_a_file())));
    }
    if metadata.len() == 0 {
        return Ok(Some(Verdict::quarantined(words::watch_empty())));
    }
    if metadata.len() > MOST_BYTES {
        return Ok(Some(Verdict::quarantined(words::watch_too_big(MOST_BYTES / 1024 / 1024))));
    }
    let (inside, from, seen) = (app.clone(), path.to_owned(), metadata.clone());
    let read = tokio::task::spawn_blocking(move || match open_as_seen(&from, &seen)? {
        Some(file) => Content::read(&inside, file).map(|content| Some(content).filter(|_| is_still(&from, &seen))),
        None => Ok(None),
    });
    let content = match read.await.map_err(|error| AppError::File(io::Error::other(error)))? {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Ok(None) => return Ok(None),
        Ok(Some(content)) => content,
        Err(error) => return Err(error.into()),
    };
    let sha256 = content.sha256();
    let scope = Scope::system(organisation.clone(), &words::actor_watch());
    let mut tx = app.db().snapshot().await?;
    let before = store::api::import_of(&mut tx, organisation.id, &sha256).await?;
    drop(tx);
    if let Some((_, at)) = before {
        let on = domain::calendar::fr(channels::business_date(at, crate::PARIS));
        let summary = words::watch_known(&on);
        return Ok(Some(Verdict { outcome: Outcome::Known, summary, problems: Vec::new(), sha256 }));
    }
    let report = crate::import::import(app, &scope, name, content, None, false).await?;
    if report.is_readable() && report.kind == "bank_statement" && report.created > 0 {
        crate::matching::match_all(app, &scope, false).await?;
        app.wake();
    }
    Ok(Some(verdict(report, sha256)))
}

fn verdict(report: ImportReport, sha256: String) -> Verdict {
    if !report.is_readable() {
        let summary = report.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
        return Verdict { outcome: Outcome::Quarantined, summary, problems: report.problems, sha256 };
    }
    let counts = [report.read, report.created, report.updated, report.unchanged, report.rejected];
    let summary = words::watch_counts(&text::import_kind(report.kind), counts);
    Verdict { outcome: Outcome::Imported, summary, problems: report.problems, sha256 }
}

/// Moves a file to where it is kept, under a name that nothing bears yet; where it is now.
fn keep(folder: &Path, path: &Path, name: &str, outcome: Outcome, today: domain::Date) -> io::Result<PathBuf> {
    let into = match outcome {
        Outcome::Imported | Outcome::Known => ARCHIVE,
        Outcome::Quarantined => QUARANTINE,
    };
    let target = folder.join(into).join(format!("{:04}", today.year())).join(format!("{:02}", today.month()));
    fs::create_dir_all(&target)?;
    let (stem, extension) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((name, ""));
    let extension = if extension.is_empty() { String::new() } else { format!(".{extension}") };
    for count in 1..=10_000_u32 {
        let candidate = if count == 1 { name.to_owned() } else { format!("{stem}-{count}{extension}") };
        let (candidate, report) = (target.join(&candidate), target.join(format!("{candidate}{REPORT}")));
        if fs::symlink_metadata(&candidate).is_ok() || fs::symlink_metadata(&report).is_ok() {
            continue;
        }
        // A second name refuses to replace what is there; where the disk knows none, the check above has to do.
        match fs::hard_link(path, &candidate) {
            Ok(()) => return fs::remove_file(path).map(|()| candidate),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
            Err(_) => return fs::rename(path, &candidate).map(|()| candidate),
        }
    }
    Err(io::Error::other("no free name in the archive"))
}

/// The report beside a file: what came of it, and each finding by its line.
fn write_report(kept: &Path, name: &str, verdict: &Verdict) -> io::Result<()> {
    let title = match verdict.outcome {
        Outcome::Quarantined => words::watch_quarantined_title(),
        Outcome::Imported | Outcome::Known => words::watch_imported_title(),
    };
    let mut text = format!("{name}\n{title}\n{}\n", verdict.summary);
    for problem in &verdict.problems {
        let _ = writeln!(text, "- {}", words::watch_line(problem.line, problem.field.as_deref().unwrap_or_default(), &problem.message));
    }
    let file_name = kept.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut file = OpenOptions::new().write(true).create_new(true).open(kept.with_file_name(format!("{file_name}{REPORT}")))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The watched folder as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchState {
    /// Where it is; `None` when none is set.
    pub folder: Option<PathBuf>,
    /// Files that wait there.
    pub waiting: usize,
    /// What became of the newest ones.
    pub recent: Vec<WatchedFile>,
}

/// What the watched folder holds, and what became of its files.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn state(app: &App, scope: &Scope) -> Result<WatchState> {
    scope.require(Permission::Administer)?;
    let root = app.connections().watch.clone();
    let alone = store::organisation::all(app.db()).await?.len() == 1;
    let own = root.as_ref().map(|root| root.join(&scope.organisation.slug));
    let shown = if alone { root } else { own.clone() };
    let count = |folder: &Option<PathBuf>| folder.as_ref().and_then(|folder| files(folder).ok()).map_or(0, |files| files.len());
    let waiting = if alone { count(&shown) + count(&own) } else { count(&own) };
    let recent = store::watch::latest(app.db(), scope.organisation.id, 20).await?;
    Ok(WatchState { folder: shown, waiting, recent })
}

/// Watches the folder that is set until told to stop.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    let Some(folder) = app.connections().watch.clone() else { return };
    let mut watch = match Watch::new(&folder) {
        Ok(watch) => watch,
        Err(error) => {
            tracing::error!(code = error.code(), %error, "the watched folder cannot be used");
            return;
        }
    };
    tokio::pin!(stop);
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = looks.tick() => {}
        }
        if let Err(error) = watch.tick(&app).await {
            tracing::error!(code = error.code(), %error, "a file of the watched folder could not come in; it stays there and is tried again");
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_seen_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let (path, secret) = (folder.path().join("releve.csv"), folder.path().join("secret"));
        fs::write(&path, "bonjour").unwrap();
        fs::write(&secret, "chiffre").unwrap();
        let seen = fs::symlink_metadata(&path).unwrap();
        assert!(open_as_seen(&path, &seen).unwrap().is_some() && is_still(&path, &seen));
        fs::rename(&path, folder.path().join("avant")).unwrap();
        std::os::unix::fs::symlink(&secret, &path).unwrap();
        assert!(open_as_seen(&path, &seen).unwrap().is_none(), "a link put in its place");
        fs::remove_file(&path).unwrap();
        assert!(open_as_seen(&path, &seen).unwrap().is_none(), "gone");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR, 0)
            .unwrap();
        assert!(open_as_seen(&path, &seen).unwrap().is_none(), "a pipe, which nobody waits at");
        fs::remove_file(&path).unwrap();
        fs::write(&path, "chiffre").unwrap();
        assert!(open_as_seen(&path, &seen).unwrap().is_none() && !is_still(&path, &seen), "another file of the same size");
    }
}
