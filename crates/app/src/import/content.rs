//! The bytes of a file that comes in: in memory, or on disk when they are many and their reader takes them as they go.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _};
use std::path::Path;

use formats::Kind;

use crate::App;
use crate::documents::{self, Received};

/// A file's bytes.
#[derive(Debug)]
pub struct Content(Held);

#[derive(Debug)]
enum Held {
    Memory(Vec<u8>),
    /// Entries of an accounting, whose start was read.
    Disk(Received),
}

/// What is enough to tell accounting entries.
const START: usize = 1 << 16;
/// Bytes that memory takes without a thought.
const LITTLE: u64 = 8 << 20;

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Held::Memory(bytes))
    }
}

impl Content {
    /// The file at a path. Entries of an accounting, which may have millions of lines, are copied to the
    /// documents at once: what is read is what is kept, whatever happens to the file meanwhile.
    ///
    /// # Errors
    /// When the disk does not give it.
    pub fn open(app: &App, path: &Path) -> io::Result<Self> {
        Self::read(app, File::open(path)?)
    }

    /// An open file, as [`Content::open`].
    pub(crate) fn read(app: &App, file: File) -> io::Result<Self> {
        let mut file = BufReader::with_capacity(START, file);
        let is_long = file.get_ref().metadata()?.len() > LITTLE;
        if is_long && formats::guess(file.fill_buf()?, "") == Kind::Fec {
            file.rewind()?;
            return Ok(Self(Held::Disk(app.documents().receive(&mut file)?)));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self(Held::Memory(bytes)))
    }

    /// Its kind by its content, and by its name where that tells more.
    pub(crate) fn guess(&self, file_name: &str) -> Kind {
        match &self.0 {
            Held::Memory(bytes) => formats::guess(bytes, file_name),
            Held::Disk(_) => Kind::Fec,
        }
    }

    /// All bytes.
    ///
    /// # Errors
    /// When the disk does not give them.
    pub(crate) fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.0 {
            Held::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Held::Disk(received) => {
                let mut bytes = Vec::new();
                received.open()?.read_to_end(&mut bytes)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    /// The bytes as they go by.
    ///
    /// # Errors
    /// When the disk does not give them.
    pub(crate) fn reader(&self) -> io::Result<Box<dyn BufRead + Send + '_>> {
        match &self.0 {
            Held::Memory(bytes) => Ok(Box::new(bytes.as_slice())),
            Held::Disk(received) => Ok(Box::new(BufReader::with_capacity(1 << 18, received.open()?))),
        }
    }

    /// Their SHA-256 in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        match &self.0 {
            Held::Memory(bytes) => documents::hash(bytes),
            Held::Disk(received) => received.hash.clone(),
        }
    }

    /// Their SHA-256 in hexadecimal when they were copied on their way in, as those of long accounting files are.
    pub(super) fn received(&self) -> Option<&str> {
        match &self.0 {
            Held::Memory(_) => None,
            Held::Disk(received) => Some(&received.hash),
        }
    }

    /// Keeps them among the documents, under their SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn keep(&self, app: &App) -> io::Result<String> {
        match &self.0 {
            Held::Memory(bytes) => app.documents().keep(bytes),
            Held::Disk(received) => app.documents().keep_received(received),
        }
    }
}
