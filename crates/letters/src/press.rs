//! PDF files by Typst: fonts, standard library and sources are kept, each sheet only brings its values.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::model::DocumentInfo;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::context::ReminderContext;
use crate::epc;
use crate::error::LetterError;
use crate::proof::ProofContext;
use crate::proof_view::ProofView;
use crate::view::{Medium, Sending, View};

/// Typst remembers every layout that it computed; without this its memory grows by about 2 MB a sheet.
const SHEETS_BETWEEN_EVICTIONS: u32 = 16;

/// What a file says of itself to a reader and to an archive. Set on the finished document: in the sheet's style it would
/// make every style differ from letter to letter, and Typst could keep nothing of what letters have in common.
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) author: &'a str,
    /// Year, month, day.
    pub(crate) written_on: Option<(i32, u32, u32)>,
}

impl About<'_> {
    fn write(&self, info: &mut DocumentInfo) {
        info.title = Some(self.title.into());
        info.author = Some(self.author).filter(|author| !author.is_empty()).map(Into::into).into_iter().collect();
        let date = |(year, month, day)| Datetime::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        info.date = Smart::Custom(self.written_on.and_then(date));
    }
}

/// The values of a sheet.
pub(crate) trait Printed: Serialize {
    fn about(&self) -> About<'_>;
}

/// Makes letters and statements. Starting one parses fonts and sources (tens of milliseconds); clones share
/// them, and any number of threads may use them at once.
#[derive(Clone)]
pub struct Press {
    kept: Arc<Kept>,
}

struct Kept {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: BTreeMap<&'static str, (FileId, Source)>,
    /// Names of the files that differ from sheet to sheet. One id each for ever: ids are never freed, and
    /// there are only 65 536 of them.
    values: FileId,
    picture: FileId,
    sheets: AtomicU32,
}

const SOURCES: [(&str, &str); 7] = [
    ("account.typ", include_str!("../templates/layout/account.typ")),
    ("agreement.typ", include_str!("../templates/layout/agreement.typ")),
    ("letter.typ", include_str!("../templates/layout/letter.typ")),
    ("page.typ", include_str!("../templates/layout/page.typ")),
    ("proof.typ", include_str!("../templates/layout/proof.typ")),
    ("separator.typ", include_str!("../templates/layout/separator.typ")),
    ("statement.typ", include_str!("../templates/layout/statement.typ")),
];

impl Default for Press {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").field("fonts", &self.kept.fonts.len()).finish_non_exhaustive()
    }
}

impl Press {
    /// Reads the fonts and the sources.
    #[must_use]
    pub fn new() -> Self {
        let fonts: Vec<Font> = typst_assets::fonts().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        let book = FontBook::from_fonts(&fonts);
        let sources =
            SOURCES.into_iter().map(|(name, text)| (name, (file_id(name), Source::new(file_id(name), text.to_owned())))).collect();
        Self {
            kept: Arc::new(Kept {
                library: LazyHash::new(Library::default()),
                book: LazyHash::new(book),
                fonts,
                sources,
                values: file_id("data.json"),
                picture: file_id("qr.svg"),
                sheets: AtomicU32::new(0),
            }),
        }
    }

    /// The reminder as a letter for a window envelope.
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn letter(&self, context: &ReminderContext) -> Result<Vec<u8>, LetterError> {
        self.letter_sent(context, Sending::Plain)
    }

    /// The same, which says above the address how it is sent.
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn letter_sent(&self, context: &ReminderContext, sending: Sending<'_>) -> Result<Vec<u8>, LetterError> {
        let view = View::new(context, Medium::Letter)?.sent_as(sending)?;
        if !context.debtor.address.is_postable() {
            return Err(LetterError::NoAddress);
        }
        self.print("letter.typ", &view, context.epc_payload.as_deref())
    }

    /// The statement of account that goes with an e-mail: all lines, their age, the totals.
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn statement(&self, context: &ReminderContext) -> Result<Vec<u8>, LetterError> {
        let view = View::new(context, Medium::Letter)?;
        self.print("statement.typ", &view, context.epc_payload.as_deref())
    }

    /// The proof sheet of late-payment interest: each invoice, each line of its account, the totals.
    ///
    /// # Errors
    /// [`LetterError`], checked in its order.
    pub fn proof(&self, context: &ProofContext) -> Result<Vec<u8>, LetterError> {
        self.print("proof.typ", &ProofView::new(context)?, None)
    }

    pub(crate) fn print(&self, main: &str, view: &impl Printed, payload: Option<&str>) -> Result<Vec<u8>, LetterError> {
        let values = serde_json::to_vec(view).map_err(|error| LetterError::Render(error.to_string()))?;
        let picture = payload.map(epc::picture).transpose()?;
        let (main, _) = self.kept.sources.get(main).ok_or_else(|| LetterError::Render(format!("no source {main}")))?;
        let sheet = Sheet { kept: &self.kept, main: *main, values: Bytes::new(values), picture: picture.map(Bytes::from_string) };
        let mut document = typst::compile::<PagedDocument>(&sheet).output.map_err(|errors| failure(&errors))?;
        view.about().write(document.info_mut());
        let options = PdfOptions { creator: Smart::Custom(Some("Quittance".to_owned())), ..PdfOptions::default() };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| failure(&errors))?;
        if self.kept.sheets.fetch_add(1, Ordering::Relaxed) % SHEETS_BETWEEN_EVICTIONS == SHEETS_BETWEEN_EVICTIONS - 1 {
            // What the last sheets had in common stays; at zero, the next one would be laid out from nothing.
            comemo::evict(1);
        }
        Ok(pdf)
    }
}

fn failure(errors: &[SourceDiagnostic]) -> LetterError {
    LetterError::Render(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))
}

fn file_id(name: &str) -> FileId {
    match VirtualPath::new(name) {
        Ok(path) => FileId::new(RootedPath::new(VirtualRoot::Project, path)),
        Err(_) => panic!("{name} is a constant of this file and a valid path"),
    }
}

/// One letter as Typst sees the world: its values, its picture, nothing of the disk.
struct Sheet<'a> {
    kept: &'a Kept,
    main: FileId,
    values: Bytes,
    picture: Option<Bytes>,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.kept.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.kept.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = self.kept.sources.values().find(|(known, _)| *known == id);
        known.map(|(_, source)| source.clone()).ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match &self.picture {
            _ if id == self.kept.values => Ok(self.values.clone()),
            Some(picture) if id == self.kept.picture => Ok(picture.clone()),
            _ => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.kept.fonts.get(index).cloned()
    }

    /// Letters carry the date that they are given, never that of the machine.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
