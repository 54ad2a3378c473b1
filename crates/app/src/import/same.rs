//! The same file once more, when nothing has happened since: what it would say is known.
//!
//! Every change is a line of the journal (promise of the architecture), and what an import makes of a file depends on
//! the file, the base and the program alone. Where the journal ends with the import of the same bytes by the same
//! program, a second reading would change nothing.

use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use domain::ids::{ImportId, OrganisationId};
use formats::Kind;
use serde::Deserialize;
use store::Tx;

use super::{Content, ImportReport, Problem, STORED_PROBLEMS};
use crate::Result;

/// The program as the journal names it, by its version and its file: another one may read more.
pub(super) fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let file = std::env::current_exe().and_then(std::fs::metadata);
        let built = file.ok().and_then(|file| Some((file.len(), file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs())));
        format!("{} {:?}", env!("CARGO_PKG_VERSION"), built.unwrap_or_default())
    })
}

/// What the journal keeps of an import, as far as it tells whether a file is the same.
#[derive(Deserialize)]
struct Imported {
    kind: String,
    sha256: String,
    #[serde(default)]
    program: String,
}

/// The report on a long accounting file, if its bytes were the last thing that happened; a short one is read again at once.
pub(super) async fn told(tx: &mut Tx, organisation: OrganisationId, content: &Content) -> Result<Option<ImportReport>> {
    let Some(sha256) = content.received() else { return Ok(None) };
    // Nobody writes a line between this look and the import's own.
    store::event::hold(tx, organisation).await?;
    let Some(last) = store::event::newest(tx, organisation).await? else { return Ok(None) };
    let is_same = last.kind == super::IMPORTED
        && serde_json::from_str::<Imported>(&last.payload)
            .is_ok_and(|told| told.kind == Kind::Fec.code() && told.sha256 == sha256 && told.program == program());
    let Some(import) = last.subject_id.filter(|_| is_same) else { return Ok(None) };
    let Some(file) = store::import::file(tx, organisation, ImportId(import)).await? else { return Ok(None) };
    let Ok(problems) = serde_json::from_str::<Vec<Problem>>(&file.problems) else { return Ok(None) };
    if problems.len() >= STORED_PROBLEMS {
        // There may have been more than are kept.
        return Ok(None);
    }
    let [read, created, updated, unchanged, rejected] = file.counts.map(|count| usize::try_from(count).unwrap_or_default());
    let unchanged = unchanged + created + updated;
    Ok(Some(ImportReport { read, unchanged, rejected, problems, ..ImportReport::default() }))
}
