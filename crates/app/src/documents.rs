//! The documents beside the base: original files, messages as they left, letters. Each is named by the
//! hash of its bytes, written once and never changed.

use std::fs;
use std::io::{Read, Seek, Write as _};
use std::path::{Path, PathBuf};

use domain::ids::{DraftId, OrganisationId};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::{AppError, Result};

/// The folder of files that wait, inside that of the documents.
const DRAFTS: &str = ".drafts";

/// A folder of documents.
#[derive(Debug, Clone)]
pub struct Documents {
    folder: PathBuf,
}

/// How the names of bytes begin that come in and are no document yet; whoever receives them holds a lock on them.
const RECEIVED: &str = ".received-";

/// The name under which bytes are kept: their SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Makes the names in a folder last; only Unix has a way to ask for it.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Bytes that came into the folder and are no document yet; gone with this value unless they are kept.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) hash: String,
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// A document already.
    Kept(PathBuf),
    New(NamedTempFile),
}

impl Received {
    /// The bytes from their start.
    pub(crate) fn open(&self) -> std::io::Result<fs::File> {
        match &self.held {
            Held::Kept(path) => fs::File::open(path),
            Held::New(file) => file.reopen(),
        }
    }
}

/// A document in the folder.
pub(crate) struct Kept {
    pub(crate) hash: String,
    pub(crate) path: PathBuf,
}

impl Documents {
    /// The documents in a folder, created when missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        let documents = Self { folder: folder.to_owned() };
        documents.drop_orphans()?;
        Ok(documents)
    }

    /// Drops what a program that was killed had begun to receive: nobody holds it any more.
    fn drop_orphans(&self) -> std::io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(RECEIVED)
                && fs::File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
            {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, hash: &str) -> PathBuf {
        let (prefix, rest) = hash.split_at_checked(2).unwrap_or((hash, ""));
        self.folder.join(prefix).join(rest)
    }

    /// Takes the right to send from this folder's base; `None` while another process holds it. The lock
    /// goes with the file, even when the process is killed.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn lock_outbox(&self) -> std::io::Result<Option<fs::File>> {
        let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(self.folder.join(".outbox.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Where the bytes of a file lie that waits for a confirmation: it shares them with no other, and no backup takes them.
    pub(crate) fn draft(&self, organisation: OrganisationId, draft: DraftId) -> Self {
        Self { folder: self.folder.join(DRAFTS).join(organisation.to_string()).join(draft.to_string()) }
    }

    /// Drops the bytes of a file that waited; those that are gone already are no failure.
    pub(crate) fn forget_draft(&self, organisation: OrganisationId, draft: DraftId) {
        let _ = fs::remove_dir_all(self.draft(organisation, draft).folder);
    }

    /// Keeps bytes and returns their SHA-256 in hexadecimal. A document that is there stays as it is.
    ///
    /// # Errors
    /// When the disk refuses; nothing half-written is ever visible.
    pub fn keep(&self, bytes: &[u8]) -> std::io::Result<String> {
        let hash = hex::encode(Sha256::digest(bytes));
        let path = self.path(&hash);
        if path.exists() {
            return Ok(hash);
        }
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)?;
        // A name of its own, so that two tasks or processes writing the same bytes do not meet.
        let mut file = tempfile::Builder::new().prefix(".kept-").tempfile_in(parent)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(&path) {
            Ok(_) => {}
            // Another wrote the same bytes first.
            Err(refused) if refused.error.kind() == std::io::ErrorKind::AlreadyExists => {}
            // A disk that cannot refuse to replace: what would be replaced are the same bytes.
            Err(refused) => drop(refused.file.persist(&path)?),
        }
        sync_folder(parent)?;
        Ok(hash)
    }

    /// Takes the bytes of a file in, whatever their number. Those of a document that is there are not copied.
    ///
    /// # Errors
    /// When the file cannot be read or the disk refuses.
    pub(crate) fn receive(&self, file: &mut (impl Read + Seek)) -> std::io::Result<Received> {
        let mut digest = Sha256::new();
        std::io::copy(file, &mut digest)?;
        let hash = hex::encode(digest.finalize());
        let path = self.path(&hash);
        if path.exists() {
            return Ok(Received { hash, held: Held::Kept(path) });
        }
        file.rewind()?;
        // The file may have changed since: the name is that of the bytes that are copied.
        let mut copy = tempfile::Builder::new().prefix(RECEIVED).tempfile_in(&self.folder)?;
        copy.as_file().lock()?;
        let mut digest = Sha256::new();
        let mut chunk = vec![0; 1 << 18];
        loop {
            let read = match file.read(&mut chunk) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let Some(read) = chunk.get(..read).filter(|read| !read.is_empty()) else { break };
            digest.update(read);
            copy.write_all(read)?;
        }
        Ok(Received { hash: hex::encode(digest.finalize()), held: Held::New(copy) })
    }

    /// Keeps what was received, as [`Documents::keep`]: under another name of the same bytes on disk.
    ///
    /// # Errors
    /// When the disk refuses; nothing half-written is ever visible.
    pub(crate) fn keep_received(&self, received: &Received) -> std::io::Result<String> {
        let path = self.path(&received.hash);
        let Held::New(file) = &received.held else { return Ok(received.hash.clone()) };
        if path.exists() {
            return Ok(received.hash.clone());
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        file.as_file().sync_data()?;
        match fs::hard_link(file.path(), &path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            // A disk that knows no second name gets a second copy.
            Err(_) => return self.keep(&fs::read(file.path())?),
            Ok(()) => {}
        }
        Ok(received.hash.clone())
    }

    /// All documents, for a backup.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn all(&self) -> std::io::Result<Vec<Kept>> {
        let mut kept = Vec::new();
        for prefix in fs::read_dir(&self.folder)? {
            let prefix = prefix?;
            if !prefix.file_type()?.is_dir() || prefix.file_name() == DRAFTS {
                continue;
            }
            for file in fs::read_dir(prefix.path())? {
                let file = file?;
                let name = file.file_name().to_string_lossy().into_owned();
                // Drafts begin with a dot.
                if !name.starts_with('.') {
                    kept.push(Kept { hash: format!("{}{name}", prefix.file_name().to_string_lossy()), path: file.path() });
                }
            }
        }
        kept.sort_by(|a, b| a.hash.cmp(&b.hash));
        Ok(kept)
    }

    /// How many bytes a document has; `None` when it is absent, or the hash is none.
    pub(crate) fn size(&self, hash: &str) -> Option<u64> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        fs::metadata(self.path(hash)).ok().filter(|_| is_hash).map(|found| found.len())
    }

    /// Reads a document back and checks that its bytes are still those of its name.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is absent, altered, or the hash is none.
    pub fn read(&self, hash: &str) -> Result<Vec<u8>> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hash {
            return Err(AppError::NotFound("document"));
        }
        let bytes = fs::read(self.path(hash)).map_err(|_| AppError::NotFound("document"))?;
        if hex::encode(Sha256::digest(&bytes)) == hash { Ok(bytes) } else { Err(AppError::NotFound("document")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_kept_once_and_checked() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(folder.path()).unwrap();
        let hash = documents.keep(b"une facture").unwrap();
        assert_eq!(documents.keep(b"une facture").unwrap(), hash);
        assert_eq!(documents.read(&hash).unwrap(), b"une facture");
        assert!(documents.read("../../etc/passwd").is_err());
        assert!(documents.read("").is_err());
        fs::write(documents.path(&hash), b"autre chose").unwrap();
        assert!(documents.read(&hash).is_err(), "an altered document is not served");
    }

    #[test]
    fn the_same_bytes_kept_at_the_same_time_are_kept_once_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(folder.path()).unwrap();
        for round in 0..40_u32 {
            let bytes = vec![u8::try_from(round).unwrap(); 200_000];
            let start = std::sync::Barrier::new(4);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        documents.keep(&bytes).unwrap();
                    });
                }
            });
            assert_eq!(documents.read(&hash(&bytes)).unwrap(), bytes);
        }
        assert_eq!(documents.all().unwrap().len(), 40);
        let left = walkdir(folder.path()).into_iter().filter(|name| name.starts_with('.')).collect::<Vec<_>>();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_a_killed_program_left_is_dropped_and_what_one_receives_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(folder.path()).unwrap();
        fs::write(folder.path().join(".received-perdu"), b"une moitie").unwrap();
        let received = documents.receive(&mut std::io::Cursor::new(b"un fichier")).unwrap();
        Documents::open(folder.path()).unwrap();
        let left = walkdir(folder.path());
        assert!(left.len() == 1 && left[0] != ".received-perdu", "{left:?}");
        assert_eq!(documents.keep_received(&received).unwrap(), received.hash);
        drop(received);
        assert_eq!(walkdir(folder.path()).len(), 1, "the document alone");
    }

    /// The names of the files below a folder.
    fn walkdir(folder: &Path) -> Vec<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                names.extend(walkdir(&entry.path()));
            } else {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names
    }

    #[test]
    fn files_that_wait_share_no_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(folder.path()).unwrap();
        let (a, b): (OrganisationId, OrganisationId) = (OrganisationId(store::fresh_id()), OrganisationId(store::fresh_id()));
        let (first, second) = (DraftId(store::fresh_id()), DraftId(store::fresh_id()));
        let kept = documents.draft(a, first).keep(b"une facture").unwrap();
        documents.draft(b, second).keep(b"une facture").unwrap();
        documents.forget_draft(a, first);
        assert!(documents.draft(a, first).read(&kept).is_err());
        assert_eq!(documents.draft(b, second).read(&kept).unwrap(), b"une facture");
        assert!(documents.all().unwrap().is_empty(), "no backup takes them");
    }
}
