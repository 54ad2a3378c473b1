//! Files that are handed in with a dispute: few, small, of known types, under harmless names.

use domain::ids::DisputeId;
use store::Tx;
use store::dispute::DisputeFile;
use uuid::Uuid;

use super::{Loaded, Told, invalid, tell};
use crate::text::dispute as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Files at once.
pub const MAX_FILES: usize = 5;
/// Bytes of one file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Files of one dispute in all.
const MOST_FILES: usize = 40;

/// A file as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The name that it came with.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a file must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileLimit {
    /// Nothing in it.
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Its bytes are none of the types that are taken.
    Type,
    /// More than [`MAX_FILES`] at once, or too many in all.
    TooMany,
}

/// What the bytes are, whatever the name says: PDF, PNG or JPEG.
fn media_type(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(b"%PDF-") {
        Some(("application/pdf", "pdf"))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(("image/png", "png"))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(("image/jpeg", "jpg"))
    } else {
        None
    }
}

/// A name that is safe in a header and on a disk, with the ending of what the bytes are.
fn harmless(name: &str, ending: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let safe = |sign: char| if sign.is_alphanumeric() || matches!(sign, '-' | '_' | ' ') { sign } else { '_' };
    let stem: String = stem.chars().map(safe).take(60).collect();
    let stem = stem.trim();
    if stem.is_empty() { format!("piece.{ending}") } else { format!("{stem}.{ending}") }
}

/// Judges files before anything of them is kept; empty entries of a form are left out.
pub(super) fn judged(files: Vec<NewFile>) -> Result<Vec<(NewFile, &'static str)>> {
    let files: Vec<NewFile> = files.into_iter().filter(|file| !file.bytes.is_empty() || !file.name.is_empty()).collect();
    let refuse = |name: &str, limit| invalid("file", words::error_file(limit, name));
    if files.len() > MAX_FILES {
        return Err(refuse("", FileLimit::TooMany));
    }
    let mut kept = Vec::with_capacity(files.len());
    for file in files {
        if file.bytes.is_empty() {
            return Err(refuse(&file.name, FileLimit::Empty));
        }
        if file.bytes.len() > MAX_BYTES {
            return Err(refuse(&file.name, FileLimit::TooLarge));
        }
        let Some((media, ending)) = media_type(&file.bytes) else { return Err(refuse(&file.name, FileLimit::Type)) };
        kept.push((NewFile { name: harmless(&file.name, ending), ..file }, media));
    }
    Ok(kept)
}

/// Judges one file.
pub(crate) fn judged_one(file: NewFile) -> Result<(NewFile, &'static str)> {
    judged(vec![file])?.pop().ok_or_else(|| invalid("file", words::error_file(FileLimit::Empty, "")))
}

/// Keeps files that were judged.
pub(super) async fn keep(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, files: &[(NewFile, &'static str)]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let known = store::dispute::files(tx, scope.organisation.id, id).await?;
    if known.len() + files.len() > MOST_FILES {
        return Err(invalid("file", words::error_file(FileLimit::TooMany, "")));
    }
    for (file, media) in files {
        // Kept before the row that names it: a document without a row harms nobody.
        let document_hash = app.documents().keep(&file.bytes)?;
        let row = DisputeFile {
            id: store::fresh_id(),
            document_hash,
            name: file.name.clone(),
            media_type: (*media).to_owned(),
            size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
        };
        store::dispute::add_file(tx, scope.organisation.id, id, &row).await?;
    }
    Ok(())
}

/// Adds files to a dispute.
///
/// # Errors
/// [`AppError::Invalid`] for a file that is empty, too large or of another type, or for too many.
#[crate::boxed]
pub async fn attach(app: &App, scope: &Scope, id: DisputeId, files: Vec<NewFile>) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let files = judged(files)?;
    if files.is_empty() {
        return Err(invalid("file", words::error_file(FileLimit::Empty, "")));
    }
    let mut tx = app.db().begin().await?;
    let loaded = Loaded::get(&mut tx, scope, id).await?;
    keep(&mut tx, app, scope, id, &files).await?;
    let names = files.iter().map(|(file, _)| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let (debtor, numbers) = loaded.about();
    tell(&mut tx, app, scope, &loaded.row, (debtor, &numbers), &Told::new("file", &names)).await?;
    tx.commit().await?;
    Ok(())
}

/// A file of a dispute with its bytes.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn download(app: &App, scope: &Scope, id: DisputeId, file: Uuid) -> Result<(DisputeFile, Vec<u8>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let files = store::dispute::files(&mut tx, scope.organisation.id, id).await?;
    let file = files.into_iter().find(|known| known.id == file).ok_or(AppError::NotFound("document"))?;
    let bytes = app.documents().read(&file.document_hash)?;
    Ok((file, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_harmless() {
        let cases = [
            ("bon.pdf", "bon.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\temp\\bon signé.exe", "bon signé.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
            ("\"><script>.pdf", "___script_.pdf"),
            ("", "piece.pdf"),
            (".pdf", "piece.pdf"),
        ];
        for (name, expected) in cases {
            assert_eq!(harmless(name, "pdf"), expected, "{name}");
        }
        assert!(harmless(&"a".repeat(5_000), "pdf").len() < 80);
    }

    #[test]
    fn only_known_types_of_a_size_are_taken() {
        let file = |name: &str, bytes: &[u8]| NewFile { name: name.to_owned(), bytes: bytes.to_vec() };
        let good = judged(vec![file("bon.txt", b"%PDF-1.7 x"), file("", b"")]).unwrap();
        assert_eq!((good.len(), good[0].0.name.as_str(), good[0].1), (1, "bon.pdf", "application/pdf"));
        for wrong in [
            vec![file("bon.pdf", b"<html>")],
            vec![file("vide.pdf", b"")],
            vec![file("x.exe", b"MZ")],
            vec![file("a.pdf", b"%PDF-"); MAX_FILES + 1],
            vec![NewFile { name: "gros.pdf".to_owned(), bytes: [b"%PDF-".as_slice(), &vec![0; MAX_BYTES]].concat() }],
        ] {
            assert!(matches!(judged(wrong), Err(AppError::Invalid { field: "file", .. })));
        }
    }
}
