//! Taking an import back: what it alone made becomes void, unless something was done on it since.
//!
//! Nothing is deleted: each item gets a counter-item of its own date, the allocations that the file made among its items
//! get counter-rows, and the file, its lines and the journal stay. The same file can come in again.

mod bank;

use domain::ids::{DebtorId, ImportId, OpenItemId, TransactionId};
use domain::ledger::{Allocation, ItemKind, OpenItem};
use store::event::NewEvent;
pub use store::import_void::Cancellation;
use store::import_void::VOID;
use store::item::{NewAllocation, SourcedItem};

use super::{ImportLine, Kind, history};
use crate::kept::kept;
use crate::{App, AppError, Permission, Result, Scope, text};

/// Lines that a page lists.
pub const SHOWN: usize = 200;

/// Something that was done on an item of the file since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Its account, when it is an item.
    pub debtor: Option<DebtorId>,
    /// The bank line that it is.
    pub line: Option<TransactionId>,
    /// Its number; day and amount of a bank line.
    pub number: String,
    /// What was done, and how to take it back, in words.
    pub reason: String,
}

/// What taking a file back would do.
#[derive(Debug, Clone)]
pub struct Undoing {
    /// The file.
    pub file: ImportLine,
    /// How many items would become void, or bank lines be dropped.
    pub items: usize,
    /// Whether it is a bank file.
    pub is_bank: bool,
    /// What prevents it, the first [`SHOWN`]; empty when nothing does.
    pub blockers: Vec<Blocker>,
    /// How many lines prevent it in all.
    pub blocker_count: usize,
    /// When and by whom it was taken back already.
    pub done: Option<Cancellation>,
    /// Whether the program knows what the file made: tables of invoices, electronic invoices and bank files, since it notes it.
    pub is_known: bool,
    /// The last accounting file since then: it is to come in again afterwards, as it may count on what this one said.
    pub accounting: Option<String>,
}

impl Undoing {
    /// Whether it can be done.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.done.is_none() && self.items > 0 && self.blocker_count == 0
    }
}

/// The files that were taken back.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn cancellations(app: &App, scope: &Scope) -> Result<Vec<Cancellation>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::import_void::cancellations(&mut tx, scope.organisation.id).await?)
}

/// What taking a file back would do.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Forbidden`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, id: ImportId) -> Result<Undoing> {
    scope.require(Permission::ViewReceivables)?;
    // A file of a million lines takes seconds to look through.
    let looked = kept(app, scope, "import to take back", id.to_string(), move |app, scope| async move { look(&app, &scope, id).await });
    Ok((*looked.await?).clone())
}

async fn look(app: &App, scope: &Scope, id: ImportId) -> Result<Undoing> {
    let organisation = scope.organisation.id;
    let file = history::file(app, scope, id).await?;
    let mut tx = app.db().snapshot().await?;
    let done = store::import_void::cancellations(&mut tx, organisation).await?.into_iter().find(|done| done.file == id);
    if file.kind == Kind::BankStatement.code() {
        let mut lines = bank::load(&mut tx, organisation, id).await?;
        let blocker_count = lines.blockers.len();
        lines.blockers.truncate(SHOWN);
        let (items, is_known) = (lines.count(), done.is_some() || lines.is_known());
        return Ok(Undoing { file, items, is_bank: true, blockers: lines.blockers, blocker_count, done, is_known, accounting: None });
    }
    let items = store::import_void::items(&mut tx, organisation, id).await?.len();
    let found = store::import_void::blockers(&mut tx, organisation, id).await?;
    Ok(Undoing {
        file,
        items,
        is_bank: false,
        blocker_count: found.len(),
        blockers: found
            .into_iter()
            .take(SHOWN)
            .map(|found| Blocker {
                debtor: Some(found.debtor),
                line: None,
                number: found.number,
                reason: text::requests::undo_blocker(&found.reason),
            })
            .collect(),
        done,
        is_known: store::import_void::made_items(&mut tx, organisation, id).await?,
        accounting: store::import_void::accounting_since(&mut tx, organisation, id).await?,
    })
}

/// Takes a file back; how many items became void. A file that was taken back already is left as it is: zero.
///
/// # Errors
/// [`AppError::Invalid`] with what prevents it, [`AppError::NotFound`], [`AppError::Forbidden`].
#[crate::boxed]
pub async fn take_back(app: &App, scope: &Scope, id: ImportId) -> Result<usize> {
    scope.require(Permission::Import)?;
    let organisation = scope.organisation.id;
    let file = history::file(app, scope, id).await?;
    let mut tx = app.db().begin().await?;
    if store::import_void::cancellations(&mut tx, organisation).await?.iter().any(|done| done.file == id) {
        return Ok(0);
    }
    if file.kind == Kind::BankStatement.code() {
        let count = bank::take_back(&mut tx, app, scope, &file).await?;
        tx.commit().await?;
        return Ok(count);
    }
    let found = store::import_void::blockers(&mut tx, organisation, id).await?;
    let items = store::import_void::items(&mut tx, organisation, id).await?;
    if let Some(first) = found.first() {
        let reason = text::requests::error_import_not_alone(found.len(), &first.number, &text::requests::undo_blocker(&first.reason));
        return Err(AppError::Invalid { field: "file", reason });
    }
    if items.is_empty() {
        return Err(AppError::Invalid { field: "file", reason: text::requests::error_import_made_nothing() });
    }
    let reason = text::requests::label_import_taken_back(&file.file_name);
    let inner = store::import_void::inner_allocations(&mut tx, organisation, id).await?;
    store::import_void::void(&mut tx, organisation, id, items.len(), (app.today(), app.now()), &scope.actor.name).await?;
    let counters: Vec<NewAllocation> = inner
        .into_iter()
        .map(|live| NewAllocation {
            allocation: Allocation { amount: -live.allocation.amount, ..live.allocation },
            origin: VOID,
            reason: reason.clone(),
            reverses: Some(live.id),
        })
        .collect();
    store::item::take_back(&mut tx, organisation, &counters, app.now(), &scope.actor.name).await?;
    let settling: Vec<(SourcedItem, NewAllocation)> = items.iter().map(|item| counter_of(item, &reason)).collect();
    let (made, allocations): (Vec<_>, Vec<_>) = settling.into_iter().unzip();
    store::item::insert(&mut tx, organisation, &made).await?;
    store::item::take_back(&mut tx, organisation, &allocations, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"file": file.file_name, "items": items.len()});
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "import.cancelled",
        debtor: None,
        subject: Some(id.0),
        payload: payload.to_string(),
    };
    store::event::append(&mut tx, organisation, &[event]).await?;
    crate::promises::settle(&mut tx, app, scope, app.today()).await?;
    Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
    tx.commit().await?;
    Ok(items.len())
}

/// The item that settles a void one on its own date, so that neither weighs anything on any day.
fn counter_of(item: &OpenItem, reason: &str) -> (SourcedItem, NewAllocation) {
    let is_debit = item.kind.is_debit();
    let counter = OpenItem {
        id: OpenItemId(store::fresh_id()),
        kind: if is_debit { ItemKind::Adjustment } else { ItemKind::Debit },
        due_on: item.issued_on,
        due_estimated: false,
        amount: -item.amount,
        open: -item.amount,
        ..item.clone()
    };
    let (debit, credit) = if is_debit { (item.id, counter.id) } else { (counter.id, item.id) };
    let allocation = Allocation { debit, credit, amount: item.amount.abs(), value_on: item.issued_on };
    let sourced = SourcedItem {
        source: VOID,
        source_key: format!("void:{}", item.id),
        lettering: String::new(),
        label: reason.to_owned(),
        order_reference: String::new(),
        item: counter,
    };
    (sourced, NewAllocation { allocation, origin: VOID, reason: reason.to_owned(), reverses: None })
}
