//! From a dropped file to a confirmed import: kept, shown as it will be understood, corrected, confirmed.
//!
//! Nothing is brought in before the confirmation: the preview is the import itself in a transaction that is
//! dropped. What a person said of the columns is remembered for the next file with the same names.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{DraftId, ImportId, MappingId};
use formats::Kind;
use formats::table::{self, KnownBy, Layout};
use store::event::NewEvent;
use store::import_mapping::{Draft, Mapping};

use super::reading::{self, Reading};
use super::{Content, ImportReport, Incoming, Read};
use crate::{App, AppError, Permission, Result, Scope};

/// Days after which a file that nobody confirmed is dropped.
const KEPT_DAYS: i64 = 7;

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: DraftId,
    /// Name of the file.
    pub file_name: String,
    /// What it is read as.
    pub kind: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Who brought it.
    pub created_by: String,
}

/// What a file that waits will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The file.
    pub waiting: Waiting,
    /// How it is read, for tables whose columns could be made out.
    pub layout: Option<Layout>,
    /// How the person, or an earlier file, said that it is read.
    pub reading: Reading,
    /// The name of what was remembered and is used here.
    pub remembered: Option<String>,
    /// What the import would report.
    pub report: ImportReport,
    /// The first facts of a file that is not a table.
    pub glance: Option<super::Glance>,
}

impl From<&Draft> for Waiting {
    fn from(draft: &Draft) -> Self {
        Self {
            id: draft.id,
            file_name: draft.file_name.clone(),
            kind: draft.kind.clone(),
            created_at: draft.created_at,
            created_by: draft.created_by.clone(),
        }
    }
}

/// Keeps a dropped file until it is confirmed or given up.
///
/// # Errors
/// [`AppError::Forbidden`], or a failure of the base or the disk.
#[crate::boxed]
pub async fn start(app: &App, scope: &Scope, file_name: &str, bytes: &[u8]) -> Result<DraftId> {
    scope.require(Permission::Import)?;
    let organisation = scope.organisation.id;
    let id = DraftId(store::fresh_id());
    let document_hash = app.documents().draft(organisation, id).keep(bytes)?;
    let kept = note(app, scope, id, file_name, document_hash, bytes).await;
    if kept.is_err() {
        app.documents().forget_draft(organisation, id);
    }
    kept
}

/// Notes a file that waits, and drops those that waited too long.
async fn note(app: &App, scope: &Scope, id: DraftId, file_name: &str, document_hash: String, bytes: &[u8]) -> Result<DraftId> {
    let organisation = scope.organisation.id;
    let guessed = formats::guess(bytes, file_name);
    let mut tx = app.db().begin().await?;
    let found = if guessed == Kind::Unreadable || reading::is_table(guessed) {
        reading::remembered(&mut tx, organisation, bytes).await?
    } else {
        None
    };
    let kind = match &found {
        Some(found) => found.kind,
        None if guessed == Kind::Unreadable && looks_like_a_table(bytes) => table::likely_kind(bytes),
        None => guessed,
    };
    let draft = Draft {
        id,
        file_name: file_name.to_owned(),
        document_hash,
        kind: kind.code().to_owned(),
        choices: String::new(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    store::import_mapping::insert_draft(&mut tx, organisation, &draft).await?;
    let waiting = store::import_mapping::drafts(&mut tx, organisation).await?;
    let mut gone = Vec::new();
    for old in waiting.iter().filter(|old| app.now() - old.created_at > TimeDelta::days(KEPT_DAYS)) {
        store::import_mapping::take_draft(&mut tx, organisation, old.id).await?;
        gone.push(old.id);
    }
    tx.commit().await?;
    for old in gone {
        app.documents().forget_draft(organisation, old);
    }
    Ok(id)
}

/// Whether unknown content has a row that could name columns.
fn looks_like_a_table(bytes: &[u8]) -> bool {
    table::layout(bytes, Kind::Invoices, &table::Choices::default()).is_ok_and(|layout| layout.columns.len() >= 2)
}

/// The files that wait, oldest first.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn waiting(app: &App, scope: &Scope) -> Result<Vec<Waiting>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::import_mapping::drafts(&mut tx, scope.organisation.id).await?.iter().map(Waiting::from).collect())
}

/// A draft with its bytes.
async fn load(app: &App, scope: &Scope, id: DraftId) -> Result<(Draft, Vec<u8>)> {
    scope.require(Permission::Import)?;
    let mut tx = app.db().snapshot().await?;
    let drafts = store::import_mapping::drafts(&mut tx, scope.organisation.id).await?;
    let draft = drafts.into_iter().find(|draft| draft.id == id).ok_or(AppError::NotFound("file that waits"))?;
    let bytes = app.documents().draft(scope.organisation.id, id).read(&draft.document_hash)?;
    Ok((draft, bytes))
}

/// How a draft is read: as the person said, else as remembered, else as guessed.
struct Understood {
    kind: Kind,
    reading: Reading,
    mapping: Option<(MappingId, String)>,
    layout: Option<Layout>,
}

async fn understand(app: &App, scope: &Scope, draft: &Draft, bytes: &[u8]) -> Result<Understood> {
    let kind = Kind::from_code(&draft.kind).unwrap_or(Kind::Unreadable);
    if !reading::is_table(kind) {
        return Ok(Understood { kind, reading: Reading::default(), mapping: None, layout: None });
    }
    let (mut said, mut mapping) = (Reading::parse(&draft.choices), None);
    if draft.choices.is_empty() {
        let mut tx = app.db().snapshot().await?;
        if let Some(found) = reading::remembered(&mut tx, scope.organisation.id, bytes).await?.filter(|found| found.kind == kind) {
            (said, mapping) = (found.reading, Some((found.id, found.name)));
        }
    }
    let layout = table::layout(bytes, kind, &said.choices()).ok();
    Ok(Understood { kind, reading: said, mapping, layout })
}

impl Understood {
    /// What a form repeats of what was found by itself is not said by a person.
    fn without_what_was_found(&self, mut said: Reading) -> Reading {
        let Some(layout) = &self.layout else { return said };
        if self.reading.header_line.is_none() && said.header_line == Some(layout.header_line) {
            said.header_line = None;
        }
        if let table::TableFormat::Workbook { sheet } = &layout.format
            && self.reading.sheet.is_none()
            && said.sheet.as_ref() == Some(sheet)
        {
            said.sheet = None;
        }
        said
    }

    /// The columns that hold something, from left to right.
    fn shown_columns(&self) -> Vec<reading::ReadingColumn> {
        let columns = self.layout.iter().flat_map(|layout| &layout.columns);
        let held = columns.filter_map(|column| Some((column, column.field?)));
        held.map(|(column, field)| reading::ReadingColumn { name: column.name.clone(), nth: column.nth, field: field.to_owned() }).collect()
    }

    /// What the import reads: the columns as shown, guessed ones included.
    fn effective(&self) -> Reading {
        let columns = self.layout.is_some().then(|| self.shown_columns());
        let only_names = self.reading.columns.is_none()
            && self.layout.as_ref().is_none_or(|layout| layout.columns.iter().all(|column| column.known != Some(KnownBy::ByContent)));
        Reading { columns: if only_names { None } else { columns }, ..self.reading.clone() }
    }
}

/// Shows what a file that waits will do.
///
/// # Errors
/// [`AppError::NotFound`] when it is gone, [`AppError::Forbidden`], or a failure of the base.
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, id: DraftId) -> Result<Preview> {
    let (draft, bytes) = load(app, scope, id).await?;
    let understood = understand(app, scope, &draft, &bytes).await?;
    let content = Content::from(bytes);
    let incoming = Incoming {
        file_name: &draft.file_name,
        content: &content,
        read: Read { kind: understood.kind, reading: understood.effective(), mapping: None },
        corrects: true,
    };
    let mut tx = app.db().begin().await?;
    let report = super::bring_in(&mut tx, app, scope, incoming, true).await?.1;
    drop(tx);
    Ok(Preview {
        waiting: Waiting::from(&draft),
        remembered: understood.mapping.map(|(_, name)| name),
        layout: understood.layout,
        reading: understood.reading,
        glance: if report.is_readable() { super::glance::of(understood.kind, &content.bytes()?) } else { None },
        report,
    })
}

/// Says how a file that waits is to be read; whether that differs from what its preview shows.
///
/// `fields` says what each column of the preview holds, from left to right; empty when nothing. Columns are
/// guessed again when the kind, the sheet, the encoding, the separator or the line of the names changes:
/// other names are read then.
///
/// # Errors
/// [`AppError::NotFound`] when it is gone, [`AppError::Invalid`] for an unknown kind, [`AppError::Forbidden`].
#[crate::boxed]
pub async fn revise(app: &App, scope: &Scope, id: DraftId, kind: &str, said: Reading, fields: &[String]) -> Result<bool> {
    let known = Kind::from_code(kind).ok_or_else(|| AppError::Invalid { field: "kind", reason: crate::text::error_unknown_kind(kind) })?;
    let (draft, bytes) = load(app, scope, id).await?;
    let before = understand(app, scope, &draft, &bytes).await?;
    let shown = before.shown_columns();
    let said = before.without_what_was_found(said);
    let source = |reading: &Reading| (reading.sheet.clone(), reading.encoding.clone(), reading.separator, reading.header_line);
    let same_source = known == before.kind && source(&said) == source(&before.reading);
    let places = before.layout.iter().flat_map(|layout| &layout.columns);
    let posted: Vec<reading::ReadingColumn> = places
        .zip(fields)
        .filter(|(_, field)| !field.is_empty())
        .map(|(column, field)| reading::ReadingColumn { name: column.name.clone(), nth: column.nth, field: field.clone() })
        .collect();
    let same_columns = fields.is_empty() || posted == shown;
    let columns = if !same_source {
        None
    } else if same_columns {
        before.reading.columns.clone()
    } else {
        Some(posted)
    };
    let after = Reading { columns, ..said };
    if same_source && after == before.reading {
        return Ok(false);
    }
    let mut tx = app.db().begin().await?;
    if !store::import_mapping::update_draft(&mut tx, scope.organisation.id, id, known.code(), &after.to_json()).await? {
        return Err(AppError::NotFound("file that waits"));
    }
    tx.commit().await?;
    Ok(true)
}

/// Brings a file that waits in, as its preview shows, and remembers how its source is read.
///
/// # Errors
/// [`AppError::NotFound`] when it is gone (a second click), [`AppError::Conflict`] when somebody has just said
/// that it is to be read otherwise, [`AppError::Unreadable`] when nothing can be
/// read, [`AppError::Forbidden`], or a failure of the base.
#[crate::boxed]
pub async fn confirm(app: &App, scope: &Scope, id: DraftId) -> Result<(ImportId, ImportReport)> {
    let (draft, bytes) = load(app, scope, id).await?;
    let understood = understand(app, scope, &draft, &bytes).await?;
    let effective = understood.effective();
    let mapping = understood.mapping.as_ref().map(|(id, _)| *id);
    let content = Content::from(bytes);
    let incoming = Incoming {
        file_name: &draft.file_name,
        content: &content,
        read: Read { kind: understood.kind, reading: effective.clone(), mapping },
        corrects: true,
    };
    let mut tx = app.db().begin().await?;
    // First of all: of two clicks at the same time, the second waits here and finds nothing.
    let taken = store::import_mapping::take_draft(&mut tx, scope.organisation.id, id).await?;
    let taken = taken.ok_or(AppError::NotFound("file that waits"))?;
    if taken != draft {
        return Err(AppError::Conflict("import_draft"));
    }
    let (file, report) = super::bring_in(&mut tx, app, scope, incoming, false).await?;
    let Some(file) = file else {
        return Err(AppError::Unreadable(report.problems.first().map(|problem| problem.said().to_owned()).unwrap_or_default()));
    };
    let said = effective.for_the_source();
    if let Some(layout) =
        understood.layout.as_ref().filter(|layout| !layout.signature.is_empty() && mapping.is_none() && said != Reading::default())
    {
        let remembered = Mapping {
            id: MappingId(store::fresh_id()),
            kind: understood.kind.code().to_owned(),
            signature: reading::signature(&layout.signature),
            name: draft.file_name.clone(),
            choices: said.to_json(),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
            used_at: Some(app.now()),
        };
        store::import_mapping::remember(&mut tx, scope.organisation.id, &remembered).await?;
        journal(app, scope, &mut tx, "mapping.remembered", &remembered.name).await?;
    }
    tx.commit().await?;
    app.documents().forget_draft(scope.organisation.id, draft.id);
    app.wake();
    if report.created > 10_000 {
        app.db().analyze().await?;
    }
    Ok((file, report))
}

/// Gives a file that waits up; it leaves nothing behind.
///
/// # Errors
/// [`AppError::NotFound`] when it is gone, [`AppError::Forbidden`].
#[crate::boxed]
pub async fn discard(app: &App, scope: &Scope, id: DraftId) -> Result<()> {
    scope.require(Permission::Import)?;
    let mut tx = app.db().begin().await?;
    let taken = store::import_mapping::take_draft(&mut tx, scope.organisation.id, id).await?;
    taken.ok_or(AppError::NotFound("file that waits"))?;
    tx.commit().await?;
    app.documents().forget_draft(scope.organisation.id, id);
    Ok(())
}

/// How a source's tables are read, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RememberedMapping {
    /// Its id.
    pub id: MappingId,
    /// `customers` or `invoices`.
    pub kind: String,
    /// The file that it was made with.
    pub name: String,
    /// Their column and what it holds, in French.
    pub columns: Vec<(String, String)>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When a file was last read with it.
    pub used_at: Option<DateTime<Utc>>,
}

/// All that is remembered of sources.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn mappings(app: &App, scope: &Scope) -> Result<Vec<RememberedMapping>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mappings = store::import_mapping::mappings(&mut tx, scope.organisation.id).await?;
    Ok(mappings
        .into_iter()
        .map(|mapping| {
            let fields = Kind::from_code(&mapping.kind).map(super::fields).unwrap_or_default();
            let french = |ours: &str| fields.iter().find(|(known, _)| *known == ours).map_or(ours, |(_, french)| french).to_owned();
            let columns = Reading::parse(&mapping.choices).columns.unwrap_or_default();
            RememberedMapping {
                id: mapping.id,
                kind: mapping.kind,
                name: mapping.name,
                columns: columns.into_iter().map(|column| (column.name, french(&column.field))).collect(),
                created_at: mapping.created_at,
                created_by: mapping.created_by,
                used_at: mapping.used_at,
            }
        })
        .collect())
}

async fn journal(app: &App, scope: &Scope, tx: &mut store::Tx, kind: &'static str, file: &str) -> Result<()> {
    let payload = serde_json::json!({ "file": file }).to_string();
    let event = NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject: None, payload };
    store::event::append(tx, scope.organisation.id, &[event]).await?;
    Ok(())
}

/// Forgets how a source's tables are read; the next one is guessed again.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
#[crate::boxed]
pub async fn forget_mapping(app: &App, scope: &Scope, id: MappingId) -> Result<()> {
    scope.require(Permission::Import)?;
    let mut tx = app.db().begin().await?;
    let known = store::import_mapping::mappings(&mut tx, scope.organisation.id).await?;
    let mapping = known.iter().find(|mapping| mapping.id == id).ok_or(AppError::NotFound("mapping"))?;
    store::import_mapping::forget(&mut tx, scope.organisation.id, id).await?;
    journal(app, scope, &mut tx, "mapping.forgotten", &mapping.name).await?;
    tx.commit().await?;
    Ok(())
}
