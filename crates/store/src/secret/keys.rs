//! The keys that open what the base keeps secret: a file beside it, which no backup holds.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use domain::ids::OrganisationId;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Place;
use crate::Result;

/// What a sealed value begins with.
const SEALED: &str = "sealed1.";
/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce: long enough to be drawn at random, a value each.
const NONCE: usize = 24;
/// What is bound to a value before its place, so that no other use of a key opens it.
const PURPOSE: &[u8] = b"quittance secret 1\0";
/// The first line of the file.
const HEAD: &str = "# Clés des secrets de Quittance : gardez-en une copie à part des sauvegardes. La dernière scelle, toutes ouvrent.";
/// Name of the key's file in a data folder.
pub(crate) const FILE: &str = "secrets.key";

/// Why a value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The key that sealed it is not in the file.
    NoKey,
    /// It was changed, or is a value of another place, row or organisation.
    Altered,
}

/// Draws what cannot be guessed.
fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes)
}

#[derive(Clone, PartialEq, Eq)]
struct Key([u8; KEY]);

impl Key {
    /// What a value says of the key that sealed it: tells nothing of the key.
    fn id(&self) -> String {
        hex::encode(&Sha256::new().chain_update(b"quittance key id\0").chain_update(self.0).finalize()[..6])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// The keys of an installation. Cloning shares them; they show in no log.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    path: PathBuf,
    /// As they were when the file was last read; the last one seals.
    known: RwLock<Vec<Key>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("path", &self.0.path).finish_non_exhaustive()
    }
}

/// The key of a line.
fn key_of(line: &str) -> Option<Key> {
    Some(Key(hex::decode(line.trim()).ok()?.try_into().ok()?))
}

/// What is bound to a value: whose it is, and where it stands.
fn bound(place: Place, organisation: OrganisationId, row: Uuid) -> Vec<u8> {
    [PURPOSE, organisation.0.as_bytes(), row.as_bytes(), place.code().as_bytes()].concat()
}

impl Keys {
    /// The keys of a file, which need not be there.
    ///
    /// # Errors
    /// [`crate::StoreError::File`] when it is there and cannot be read.
    pub fn at(path: &Path) -> Result<Self> {
        let keys = Self(Arc::new(Inner { path: path.to_owned(), known: RwLock::default() }));
        keys.reload()?;
        Ok(keys)
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    fn known(&self) -> Vec<Key> {
        self.0.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The ids of the keys, the one that seals last.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.known().iter().map(Key::id).collect()
    }

    /// Reads the file again: another process may have added a key. A line that is no key is left as it is and opens nothing.
    pub(super) fn reload(&self) -> Result<()> {
        let text = match std::fs::read_to_string(&self.0.path) {
            Ok(text) => text,
            // A folder that is away for a moment is no reason to forget the keys, nor to make others.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.known().is_empty() => String::new(),
            Err(error) => return Err(error.into()),
        };
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = text.lines().filter_map(key_of).collect();
        Ok(())
    }

    /// Whether the key that seals stands with its id in a value.
    pub(super) fn is_current(&self, stored: &str) -> bool {
        let id = stored.strip_prefix(SEALED).and_then(|rest| rest.split_once('.')).map(|(id, _)| id);
        id.is_some() && id == self.ids().last().map(String::as_str)
    }

    /// Changes the file while no other process does: `None` leaves it as it is.
    fn change(&self, change: impl FnOnce(&[Key]) -> Result<Option<Vec<Key>>>) -> Result<()> {
        let folder = self.0.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder)?;
        }
        let lock = private_file(&self.0.path.with_extension("key.lock"))?;
        lock.lock()?;
        self.reload()?;
        let Some(keys) = change(&self.known())? else { return Ok(()) };
        let before = std::fs::read_to_string(&self.0.path).unwrap_or_default();
        let mut text = format!("{HEAD}\n");
        // What a person wrote there, or what is no key any more, stays as a remark.
        for line in before.lines().map(str::trim).filter(|line| !line.is_empty() && *line != HEAD && key_of(line).is_none()) {
            let _ = writeln!(text, "# {}", line.trim_start_matches('#').trim());
        }
        for key in &keys {
            let _ = writeln!(text, "{}", hex::encode(key.0));
        }
        let draft = self.0.path.with_extension("key.new");
        let mut file = private_file(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&draft, &self.0.path)?;
        // The name is on the disk before anything is sealed by the key.
        #[cfg(unix)]
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Makes the first key, unless there is one.
    pub(super) fn make_first(&self) -> Result<()> {
        if !self.known().is_empty() {
            return Ok(());
        }
        self.change(|known| if known.is_empty() { Ok(Some(vec![Key(random()?)])) } else { Ok(None) })
    }

    /// Adds a key, which seals from now on; those of before still open.
    ///
    /// # Errors
    /// [`crate::StoreError::File`].
    pub fn add(&self) -> Result<()> {
        self.change(|known| Ok(Some([known, &[Key(random()?)]].concat())))
    }

    /// Forgets every key but the one that seals; how many there were.
    pub(super) fn forget_old(&self) -> Result<usize> {
        let mut forgotten = 0;
        self.change(|known| {
            forgotten = known.len().saturating_sub(1);
            Ok(known.last().filter(|_| forgotten > 0).map(|last| vec![last.clone()]))
        })?;
        Ok(forgotten)
    }

    /// Seals a value for its place. The file is read anew each time, inside the transaction that writes: what a rotation sealed anew is
    /// never sealed by the key of before.
    pub(crate) fn seal(&self, place: Place, organisation: OrganisationId, row: Uuid, clear: &str) -> Result<String> {
        if clear.is_empty() {
            return Ok(String::new());
        }
        self.reload()?;
        self.make_first()?;
        let known = self.known();
        let key = known.last().ok_or_else(|| std::io::Error::other("no key"))?;
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: clear.as_bytes(), aad: &bound(place, organisation, row) };
        let sealed =
            key.cipher().encrypt(&nonce.into(), payload).map_err(|_| std::io::Error::other("a secret is too long to be sealed"))?;
        Ok(format!("{SEALED}{}.{}", key.id(), BASE64.encode([&nonce[..], &sealed].concat())))
    }

    /// Opens a value of a place; an empty one is no secret, and a clear one is none of ours.
    ///
    /// # Errors
    /// Why it does not open.
    pub(crate) fn try_open(
        &self,
        place: Place,
        organisation: OrganisationId,
        row: Uuid,
        stored: &str,
    ) -> std::result::Result<String, Closed> {
        if stored.is_empty() {
            return Ok(String::new());
        }
        let (id, text) = stored.strip_prefix(SEALED).and_then(|rest| rest.split_once('.')).ok_or(Closed::Altered)?;
        let bytes = BASE64.decode(text).map_err(|_| Closed::Altered)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(Closed::Altered)?;
        let find = || self.known().into_iter().find(|key| key.id() == id);
        let key = find().or_else(|| self.reload().ok().and_then(|()| find())).ok_or(Closed::NoKey)?;
        let payload = Payload { msg: sealed, aad: &bound(place, organisation, row) };
        let clear = key.cipher().decrypt(&(*nonce).into(), payload).map_err(|_| Closed::Altered)?;
        String::from_utf8(clear).map_err(|_| Closed::Altered)
    }

    /// As [`Keys::try_open`]: empty for what does not open. No secret that is kept is empty.
    pub(crate) fn open(&self, place: Place, organisation: OrganisationId, row: Uuid, stored: &str) -> String {
        self.try_open(place, organisation, row, stored).unwrap_or_default()
    }
}

/// A file that its owner alone may read, from its first byte on.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: OrganisationId = OrganisationId(Uuid::from_u128(1));
    const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));
    const ROW: Uuid = Uuid::from_u128(3);

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::at(&folder.path().join(FILE)).unwrap();
        (folder, keys)
    }

    #[test]
    fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
        let (_folder, keys) = keys();
        let sealed = keys.seal(Place::Endpoint, ONE, ROW, "whsec_é").unwrap();
        assert!(!sealed.contains("whsec"), "{sealed}");
        assert_eq!(keys.try_open(Place::Endpoint, ONE, ROW, &sealed), Ok("whsec_é".to_owned()));
        assert_eq!(keys.try_open(Place::Endpoint, OTHER, ROW, &sealed), Err(Closed::Altered), "another organisation");
        assert_eq!(keys.try_open(Place::Endpoint, ONE, Uuid::from_u128(4), &sealed), Err(Closed::Altered), "another row");
        assert_eq!(keys.try_open(Place::Mailbox, ONE, ROW, &sealed), Err(Closed::Altered), "another place");
        assert_ne!(sealed, keys.seal(Place::Endpoint, ONE, ROW, "whsec_é").unwrap(), "a nonce each");
        for clear in ["whsec_é", "clear:whsec", "sealed1.", "sealed1.abc.é", "sealed1.abc.AAAA"] {
            assert_eq!(keys.try_open(Place::Endpoint, ONE, ROW, clear), Err(Closed::Altered), "{clear}");
        }
        assert_eq!(keys.seal(Place::Endpoint, ONE, ROW, "").unwrap(), "", "no secret stays none");
    }

    #[test]
    fn no_bit_of_a_value_can_change() {
        let (_folder, keys) = keys();
        let sealed = keys.seal(Place::Veto, ONE, ONE.0, "clé").unwrap();
        let (head, text) = sealed.rsplit_once('.').unwrap();
        let bytes = BASE64.decode(text).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let changed = format!("{head}.{}", BASE64.encode(&changed));
            assert_eq!(keys.try_open(Place::Veto, ONE, ONE.0, &changed), Err(Closed::Altered), "byte {at}");
        }
    }

    #[test]
    fn what_another_process_added_is_read_when_it_is_needed_and_a_lost_key_opens_nothing() {
        let (folder, keys) = keys();
        let before = keys.seal(Place::Veto, ONE, ONE.0, "a").unwrap();
        let other = Keys::at(keys.path()).unwrap();
        other.add().unwrap();
        let after = other.seal(Place::Veto, ONE, ONE.0, "b").unwrap();
        assert_eq!(keys.try_open(Place::Veto, ONE, ONE.0, &after), Ok("b".to_owned()));
        assert!(keys.is_current(&after) && !keys.is_current(&before));
        assert!(keys.is_current(&keys.seal(Place::Veto, ONE, ONE.0, "c").unwrap()), "the new key seals in every process");
        assert_eq!(other.forget_old().unwrap(), 1);
        let fresh = Keys::at(keys.path()).unwrap();
        assert_eq!(fresh.try_open(Place::Veto, ONE, ONE.0, &before), Err(Closed::NoKey));
        std::fs::remove_file(folder.path().join(FILE)).unwrap();
        let lost = Keys::at(keys.path()).unwrap();
        assert_eq!(lost.try_open(Place::Veto, ONE, ONE.0, &after), Err(Closed::NoKey));
        assert_eq!(lost.open(Place::Veto, ONE, ONE.0, &after), "");
    }

    #[test]
    fn many_who_begin_at_once_share_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let made: Vec<Vec<String>> = std::thread::scope(|scope| {
            let begin = || {
                let keys = Keys::at(&path).unwrap();
                keys.make_first().unwrap();
                keys.ids()
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(begin)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(made.iter().all(|ids| ids.len() == 1 && *ids == made[0]), "{made:?}");
    }

    #[test]
    fn what_is_no_key_stays_as_a_remark_and_the_folder_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ailleurs/secrets.key");
        let keys = Keys::at(&path).unwrap();
        keys.make_first().unwrap();
        let key = keys.ids();
        std::fs::write(&path, format!("{}# ma note\nabîmé\n", std::fs::read_to_string(&path).unwrap())).unwrap();
        keys.add().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(HEAD) && text.matches(HEAD).count() == 1 && text.contains("# ma note\n# abîmé\n"), "{text}");
        assert_eq!((&keys.ids()[..1], keys.ids().len()), (&key[..], 2));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, keys) = keys();
        keys.make_first().unwrap();
        keys.add().unwrap();
        assert_eq!(std::fs::metadata(keys.path()).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!format!("{keys:?}").contains(&hex::encode(keys.known()[0].0)));
    }
}
