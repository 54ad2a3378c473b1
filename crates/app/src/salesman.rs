//! What a salesman sees: the accounts that carry the own address, what leaves to them, and what keeps them from paying.
//!
//! The role holds [`Permission::ViewOwnAccounts`] and nothing else: no page, export or search of the house is open to it, and an
//! account of somebody else is one that does not exist.

use domain::agenda::Kind;
use domain::ids::DebtorId;
use store::veto::Vetoable;

use crate::ageing::cell;
use crate::agenda::{Dossier, accounts_of};
use crate::debtor_file::{DebtorFile, debtor_file};
use crate::debtors::{DebtorsQuery, Listed};
use crate::{App, AppError, Permission, Result, Scope, veto};

/// The address by which accounts are one's own; an account without an address has none.
fn address(scope: &Scope) -> Result<String> {
    scope.require(Permission::ViewOwnAccounts)?;
    scope.actor.email.as_deref().map(str::to_lowercase).ok_or(AppError::NotFound("debtor"))
}

/// A message that leaves to an own customer, and the link by which it is objected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The message.
    pub message: Vetoable,
    /// The path of its link; `None` when salesmen are not asked.
    pub link: Option<String>,
}

/// A salesman's home.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Home {
    /// The own accounts with something late, the most first.
    pub late: Vec<Dossier>,
    /// Those of which something keeps the cash from coming: a dispute out of time, a broken promise, a task, a reply.
    pub blocked: Vec<Dossier>,
    /// What leaves to them.
    pub leaving: Vec<Leaving>,
    /// How many accounts are one's own.
    pub accounts: usize,
}

/// What keeps cash from coming, and a salesman can help with.
fn blocks(kind: Kind) -> bool {
    matches!(kind, Kind::LateDispute | Kind::BrokenPromise | Kind::BrokenPlan | Kind::Task | Kind::Reply | Kind::Limit)
}

/// The home of a salesman.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn home(app: &App, scope: &Scope) -> Result<Home> {
    let email = address(scope)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let own = store::care::of_sales(&mut tx, organisation, &email).await?;
    drop(tx);
    let mut dossiers = accounts_of(app, &scope.as_reader(), &own.iter().copied().collect()).await?;
    dossiers.sort_by_key(|dossier| (std::cmp::Reverse(dossier.late), dossier.name.clone()));
    let blocked = dossiers.iter().filter(|dossier| dossier.things.iter().any(|thing| blocks(thing.kind))).cloned().collect();
    dossiers.retain(|dossier| dossier.late.is_positive());
    let leaving = veto::leaving(app, scope, &email).await?.into_iter().map(|(message, link)| Leaving { message, link }).collect();
    Ok(Home { late: dossiers, blocked, leaving, accounts: own.len() })
}

/// The own accounts that a query finds.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn accounts(app: &App, scope: &Scope, query: &DebtorsQuery) -> Result<Listed> {
    let sales = Some(address(scope)?);
    crate::debtors::read(app, scope, &DebtorsQuery { sales, ..query.clone() }).await
}

/// The file of an own account.
///
/// # Errors
/// [`AppError::NotFound`] for an account of somebody else too.
#[crate::boxed]
pub async fn file(app: &App, scope: &Scope, id: DebtorId) -> Result<DebtorFile> {
    let email = address(scope)?;
    let mut tx = app.db().snapshot().await?;
    let own = store::care::of_sales(&mut tx, scope.organisation.id, &email).await?;
    drop(tx);
    if !own.contains(&id) {
        return Err(AppError::NotFound("debtor"));
    }
    debtor_file(app, &scope.as_reader(), id).await
}

/// The own accounts as a table for a spreadsheet.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, query: &DebtorsQuery) -> Result<String> {
    let all = accounts(app, scope, &DebtorsQuery { page: 1, per_page: usize::MAX, ..query.clone() }).await?;
    let mut out = crate::text::agenda::own_columns().iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
    for row in &all.page.rows {
        let plain = |amount: domain::Cents| amount.iso().replace('.', ",");
        let cells = [
            cell(&row.code),
            cell(&row.name),
            cell(&row.collector),
            plain(row.ageing.overdue()),
            plain(row.ageing.total()),
            row.currency.code().to_owned(),
            row.oldest_days.to_string(),
        ];
        out.push_str(&(cells.join(";") + "\r\n"));
    }
    Ok(out)
}
