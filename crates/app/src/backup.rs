//! Backup and restore: the rows of the base and the documents beside it, in one compressed file that
//! either engine can take back.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use store::Tx;

use crate::{App, AppError, Result, Scope, text};

/// Name of the rows inside the file.
const ROWS: &str = "base.ndjson";
/// Folder of the documents inside the file.
const DOCUMENTS: &str = "documents";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// Rows of the base.
    pub rows: u64,
    /// Documents.
    pub documents: u64,
    /// Restored under another key: the secrets that do not open by it.
    pub shut: Vec<crate::secrets::Shut>,
}

fn in_backup(error: impl std::fmt::Display) -> AppError {
    AppError::Store(store::StoreError::Backup(error.to_string()))
}

/// Writes a backup. The file appears under its name only when it is whole.
///
/// # Errors
/// [`AppError`] when the base or the disk fails.
#[crate::boxed]
pub async fn backup(app: &App, path: &Path) -> Result<Contents> {
    let folder = tempfile_beside(path)?;
    let rows_path = folder.join(ROWS);
    let mut tx = app.db().snapshot().await?;
    let mut rows = BufWriter::new(private_file(&rows_path)?);
    let summary = store::backup::dump(&mut tx, None, &mut rows).await?;
    rows.flush()?;
    drop(tx);
    let draft = folder.join("backup.tar.gz");
    let draft_file = private_file(&draft)?;
    let mut contents = Contents { rows: summary.total(), ..Contents::default() };
    let mut archive = tar::Builder::new(GzEncoder::new(BufWriter::new(draft_file), Compression::default()));
    archive.append_path_with_name(&rows_path, ROWS)?;
    for document in app.documents().all()? {
        let name = Path::new(DOCUMENTS).join(&document.hash);
        archive.append_path_with_name(&document.path, name)?;
        contents.documents += 1;
    }
    let file = archive.into_inner()?.finish()?.into_inner().map_err(|error| AppError::File(error.into_error()))?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(contents)
}

/// A new file that its owner alone may read: a backup holds what debtors owe, and hashes of passwords. Its secrets stay sealed.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A working folder on the same disk as the result, so that the last step is a rename.
fn tempfile_beside(path: &Path) -> std::io::Result<std::path::PathBuf> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = parent.join(format!(".quittance-backup-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Takes a backup back into an empty base, where nothing leaves until a person lifts the stop.
///
/// # Errors
/// [`store::StoreError::Backup`] when the base holds something, or the file is truncated or altered;
/// nothing is written to the base then.
#[crate::boxed]
pub async fn restore(app: &App, path: &Path) -> Result<Contents> {
    let mut contents = Contents::default();
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(File::open(path)?)));
    let mut rows: Option<Vec<u8>> = None;
    for entry in archive.entries().map_err(in_backup)? {
        let mut entry = entry.map_err(in_backup)?;
        let name = entry.path().map_err(in_backup)?.into_owned();
        let mut bytes = Vec::new();
        if name == Path::new(ROWS) {
            entry.read_to_end(&mut bytes).map_err(in_backup)?;
            rows = Some(bytes);
        } else if name.starts_with(DOCUMENTS) {
            entry.read_to_end(&mut bytes).map_err(in_backup)?;
            let hash = app.documents().keep(&bytes)?;
            if name.file_name().and_then(|name| name.to_str()) != Some(hash.as_str()) {
                return Err(in_backup("a document was altered"));
            }
            contents.documents += 1;
        }
    }
    let rows = rows.ok_or_else(|| in_backup("no rows"))?;
    let mut tx = app.db().begin().await?;
    contents.rows = store::backup::load_in(&mut tx, BufReader::new(rows.as_slice())).await?.total();
    // In the transaction that brings the rows back: there is no moment at which the base could send.
    stop_everything(&mut tx, app).await?;
    tx.commit().await?;
    app.db().analyze().await?;
    contents.shut = crate::secrets::check(app).await?.shut;
    Ok(contents)
}

/// What left after the backup was written is not known to it and would leave again: a person looks first, and what was
/// about to leave then is in doubt.
async fn stop_everything(tx: &mut Tx, app: &App) -> Result<()> {
    for organisation in store::organisation::all_in(tx).await? {
        let last = store::event::newest(tx, organisation.id).await?;
        store::action::doubt(tx, organisation.id, &text::scenario::doubtful_after_restore(), app.now()).await?;
        if store::guard::get(tx, organisation.id).await?.stop.is_none() {
            let reason = text::scenario::stop_after_restore(last.map_or_else(|| app.now(), |event| event.at).date_naive());
            let scope = Scope::system(organisation, &text::scenario::actor_restore());
            crate::scenario::stop_in(tx, app, &scope, &reason).await?;
        }
    }
    Ok(())
}
