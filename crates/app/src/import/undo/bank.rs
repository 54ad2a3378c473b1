//! Taking a bank file back: the lines that it alone brought are dropped, unless something was built on one of them.

use domain::ids::{ImportId, OrganisationId, TransactionId};
use store::Tx;
use store::event::NewEvent;
use store::import_bank::OwnLine;

use super::{Blocker, ImportLine};
use crate::text::locale::ShownIn as _;
use crate::text::requests as words;
use crate::{App, AppError, Result, Scope};

/// What a bank file brought, and what prevents that it is dropped.
pub(super) struct Lines {
    /// The lines that it alone tells.
    own: Vec<TransactionId>,
    /// How many statements it brought.
    statements: usize,
    pub(super) blockers: Vec<Blocker>,
}

impl Lines {
    /// How many things would be dropped.
    pub(super) fn count(&self) -> usize {
        self.own.len().max(usize::from(self.statements > 0))
    }

    /// Whether the program knows what the file brought.
    pub(super) fn is_known(&self) -> bool {
        self.statements > 0 || !self.own.is_empty()
    }
}

fn blocker(line: &OwnLine) -> Option<Blocker> {
    let reason = match (line.was_matched, line.is_free) {
        (true, false) => "line_matched",
        (true, true) => "line_was_matched",
        (false, false) => "line_set_aside",
        (false, true) => return None,
    };
    let number = format!("{} · {}", crate::text::locale::date(line.booked_on), line.amount.shown_in(line.currency));
    Some(Blocker { debtor: None, line: Some(line.id), number, reason: words::undo_blocker(reason) })
}

/// What a bank file brought.
pub(super) async fn load(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Lines> {
    let lines = store::import_bank::lines(tx, organisation, file).await?;
    let statements = store::import_bank::statements(tx, organisation, file).await?.len();
    Ok(Lines { blockers: lines.iter().filter_map(blocker).collect(), own: lines.into_iter().map(|line| line.id).collect(), statements })
}

/// Takes a bank file back; how many lines were dropped, at least one when it brought a statement.
pub(super) async fn take_back(tx: &mut Tx, app: &App, scope: &Scope, file: &ImportLine) -> Result<usize> {
    let organisation = scope.organisation.id;
    let lines = load(tx, organisation, file.id).await?;
    if let Some(first) = lines.blockers.first() {
        let reason = words::error_import_not_alone(lines.blockers.len(), &first.number, &first.reason);
        return Err(AppError::Invalid { field: "file", reason });
    }
    if !lines.is_known() {
        return Err(AppError::Invalid { field: "file", reason: words::error_import_made_nothing() });
    }
    store::import_bank::take_back(tx, organisation, file.id, &lines.own, (app.today(), app.now()), &scope.actor.name).await?;
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "import.cancelled",
        debtor: None,
        subject: Some(file.id.0),
        payload: serde_json::json!({"file": file.file_name, "lines": lines.own.len(), "statements": lines.statements}).to_string(),
    };
    store::event::append(tx, organisation, &[event]).await?;
    Ok(lines.count())
}
