//! What other programs read: pages by a cursor, in the order in which things came in.

use domain::ids::DebtorId;
use domain::ledger::OpenItem;
use domain::party::{Contact, Debtor};
use domain::{Cents, Currency, Date};
pub use store::api::ItemFilter;
pub use store::bank::BankTransaction as BankLine;
pub use store::import::ImportFile as FileLine;
use uuid::Uuid;

use crate::{App, AppError, Permission, Result, Scope};

/// The rows of a page when nothing is said, and at most.
pub const ROWS: (i64, i64) = (100, 500);

/// A page: its rows, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The last row's id when there are more.
    pub next: Option<Uuid>,
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// After this id; nil for the first page.
    pub after: Uuid,
    /// How many rows.
    pub limit: i64,
}

impl Asked {
    pub(crate) fn page<T>(self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(id);
        Page { rows, next }
    }
}

/// A debtor with its contacts and what it owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorRead {
    /// The account.
    pub debtor: Debtor,
    /// Its contacts, the oldest first.
    pub contacts: Vec<Contact>,
    /// What is open, credits deducted, and what of it is overdue, in each currency; only of one debtor.
    pub balances: Vec<(Currency, Cents, Cents)>,
}

/// Debtors, with their contacts.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn debtors(app: &App, scope: &Scope, asked: Asked, code: &str, words: &str) -> Result<Page<DebtorRead>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let rows = store::api::debtors(&mut tx, organisation, asked.after, code, words, asked.limit + 1).await?;
    let page = asked.page(rows, |debtor| debtor.id.0);
    let ids: Vec<DebtorId> = page.rows.iter().map(|debtor| debtor.id).collect();
    let contacts = store::api::contacts_of(&mut tx, organisation, &ids).await?;
    let own = |id: DebtorId| contacts.iter().filter(|(debtor, _)| *debtor == id).map(|(_, contact)| contact.clone()).collect();
    let rows = page.rows.into_iter().map(|debtor| DebtorRead { contacts: own(debtor.id), debtor, balances: Vec::new() }).collect();
    Ok(Page { rows, next: page.next })
}

/// One debtor, with what it owes.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn debtor(app: &App, scope: &Scope, id: DebtorId) -> Result<DebtorRead> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let debtor = store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = store::debtor::contacts(&mut tx, organisation, id).await?;
    let balances = store::api::balances(&mut tx, organisation, id, app.today()).await?;
    Ok(DebtorRead { debtor, contacts, balances })
}

/// Items.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn items(app: &App, scope: &Scope, asked: Asked, filter: ItemFilter) -> Result<Page<(OpenItem, String)>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let rows = store::api::items(&mut tx, scope.organisation.id, asked.after, &filter, asked.limit + 1).await?;
    let ids: Vec<_> = rows.iter().map(|item| item.id).collect();
    let mut projects = store::project::of_items(&mut tx, scope.organisation.id, &ids).await?;
    let rows = rows.into_iter().map(|item| (projects.remove(&item.id).unwrap_or_default(), item)).map(|(project, item)| (item, project));
    Ok(asked.page(rows.collect(), |(item, _)| item.id.0))
}

/// Bank lines; an empty state is any.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn transactions(app: &App, scope: &Scope, asked: Asked, state: &str, since: Option<Date>) -> Result<Page<BankLine>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let rows = store::api::transactions(&mut tx, scope.organisation.id, asked.after, state, since, asked.limit + 1).await?;
    Ok(asked.page(rows, |transaction| transaction.id.0))
}

/// Files that were brought in.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn imports(app: &App, scope: &Scope, asked: Asked, since: Option<Date>) -> Result<Page<FileLine>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let rows = store::api::imports(&mut tx, scope.organisation.id, asked.after, since, asked.limit + 1).await?;
    Ok(asked.page(rows, |file| file.id.0))
}
