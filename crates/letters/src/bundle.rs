//! Letters of a batch in one file: each begins on a sheet of its own, behind a sheet that names it.
//!
//! The pages of a letter come in as they were made and go out as they came: the bytes of their contents are the same.

use lopdf::{Document, Object, ObjectId, dictionary};
use serde::Serialize;

use crate::error::LetterError;
use crate::press::{About, Press, Printed};
use crate::wording::one_line;

/// A sheet that stands before a letter, for the house's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separator {
    /// The small line on top: the position in the batch.
    pub head: String,
    /// Whose letter follows.
    pub title: String,
    /// What else is worth knowing, a label and a text each.
    pub facts: Vec<(String, String)>,
}

/// A letter of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundledLetter<'a> {
    /// The letter, a PDF.
    pub pdf: &'a [u8],
    /// The sheet before it.
    pub separator: Option<Separator>,
}

/// Letters in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The file, a PDF.
    pub pdf: Vec<u8>,
    /// Its pages, blank ones included.
    pub pages: usize,
    /// Sheets of paper.
    pub sheets: usize,
}

#[derive(Serialize)]
struct SheetView {
    head: String,
    title: String,
    facts: Vec<(String, String)>,
}

#[derive(Serialize)]
struct SheetsView {
    sheets: Vec<SheetView>,
}

impl Printed for SheetsView {
    fn about(&self) -> About<'_> {
        About { title: "Courriers", author: "", written_on: None }
    }
}

fn broken(error: &lopdf::Error) -> LetterError {
    LetterError::Render(format!("bundle: {error}"))
}

/// Pages of a letter.
///
/// # Errors
/// [`LetterError::Render`] for what is no PDF.
pub fn page_count(pdf: &[u8]) -> Result<usize, LetterError> {
    Ok(Document::load_mem(pdf).map_err(|error| broken(&error))?.get_pages().len())
}

/// A file that grows page by page.
struct Binder {
    document: Document,
    pages: Vec<ObjectId>,
    tree: ObjectId,
}

impl Binder {
    fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        Self { document, pages: Vec::new(), tree }
    }

    fn blank(&mut self) {
        let id = self.document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(595.276), Object::Real(841.89)],
            "Resources" => dictionary! {},
        });
        self.pages.push(id);
    }

    /// Takes objects over under numbers of their own; gives the pages, which belong to nobody yet.
    fn take(&mut self, mut other: Document) -> Result<Vec<ObjectId>, LetterError> {
        other.renumber_objects_with(self.document.max_id + 1);
        let ids: Vec<ObjectId> = other.get_pages().into_values().collect();
        for id in &ids {
            let inherited = Self::inherited(&other, *id)?;
            let page = other.get_object_mut(*id).and_then(Object::as_dict_mut).map_err(|error| broken(&error))?;
            for (key, value) in inherited {
                page.set(key, value);
            }
            page.set("Parent", self.tree);
            // What they point to stays behind.
            for key in [b"StructParents".as_slice(), b"Tabs", b"Annots"] {
                page.remove(key);
            }
        }
        self.document.max_id = other.max_id;
        self.document.objects.extend(other.objects);
        Ok(ids)
    }

    /// What a page has from the nodes above it, which are left behind (ISO 32000-1, 7.7.3.4).
    fn inherited(other: &Document, page: ObjectId) -> Result<Vec<(&'static str, Object)>, LetterError> {
        let mut found = Vec::new();
        for (key, name) in
            [("Resources", b"Resources".as_slice()), ("MediaBox", b"MediaBox"), ("CropBox", b"CropBox"), ("Rotate", b"Rotate")]
        {
            let mut at = other.get_dictionary(page).map_err(|error| broken(&error))?;
            // A tree is no deeper than its pages are many.
            for _ in 0..64 {
                if let Ok(value) = at.get(name) {
                    found.push((key, value.clone()));
                    break;
                }
                let Ok(parent) = at.get(b"Parent").and_then(Object::as_reference) else { break };
                at = other.get_dictionary(parent).map_err(|error| broken(&error))?;
            }
        }
        Ok(found)
    }

    fn finish(mut self) -> Result<Vec<u8>, LetterError> {
        let kids: Vec<Object> = self.pages.iter().map(|id| Object::Reference(*id)).collect();
        let count = i64::try_from(self.pages.len()).unwrap_or(i64::MAX);
        self.document.objects.insert(self.tree, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
        let catalog =
            self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => self.tree, "Lang" => Object::string_literal("fr") });
        let info = self.document.add_object(dictionary! { "Creator" => Object::string_literal("Quittance") });
        self.document.trailer.set("Root", catalog);
        self.document.trailer.set("Info", info);
        self.document.prune_objects();
        self.document.renumber_objects();
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).map_err(|error| LetterError::Render(format!("bundle: {error}")))?;
        Ok(bytes)
    }
}

impl Press {
    /// Letters in one file, in their order. In duplex, each letter and each separator begins on the front of a sheet: a
    /// blank back is added where needed. The same letters give the same bytes.
    ///
    /// # Errors
    /// [`LetterError::Render`] for a letter that is no PDF.
    pub fn bundle(&self, letters: &[BundledLetter<'_>], duplex: bool) -> Result<Bundle, LetterError> {
        let mut binder = Binder::new();
        let sheets: Vec<SheetView> = letters
            .iter()
            .filter_map(|letter| letter.separator.as_ref())
            .map(|sheet| SheetView {
                head: one_line(&sheet.head),
                title: one_line(&sheet.title),
                facts: sheet.facts.iter().map(|(label, text)| (one_line(label), one_line(text))).collect(),
            })
            .collect();
        let mut separators = if sheets.is_empty() {
            Vec::new().into_iter()
        } else {
            let count = sheets.len();
            let pdf = self.print("separator.typ", &SheetsView { sheets }, None)?;
            let separators = binder.take(Document::load_mem(&pdf).map_err(|error| broken(&error))?)?;
            // A name so long that its sheet goes over to another would put every later one out of place.
            if separators.len() != count {
                return Err(LetterError::Render("bundle: a separator is longer than its sheet".to_owned()));
            }
            separators.into_iter()
        };
        let mut used = 0;
        let end_sheet = |binder: &mut Binder| {
            if duplex && binder.pages.len() % 2 == 1 {
                binder.blank();
            }
        };
        for letter in letters {
            if letter.separator.is_some() {
                binder.pages.extend(separators.next());
                end_sheet(&mut binder);
            }
            let own = binder.take(Document::load_mem(letter.pdf).map_err(|error| broken(&error))?)?;
            used += own.len();
            binder.pages.extend(own);
            end_sheet(&mut binder);
        }
        if used == 0 {
            return Err(LetterError::Empty);
        }
        let pages = binder.pages.len();
        let sheets = if duplex { pages / 2 } else { pages };
        Ok(Bundle { pdf: binder.finish()?, pages, sheets })
    }
}
