//! What a debtor's file shows beside its overview: the band on top of every tab, and the lists that are read page by page.

use std::collections::HashMap;

use domain::ids::{DebtorId, ImportId, OpenItemId};
use domain::ledger::{Ageing, OpenItem};
use domain::party::Debtor;
use domain::{Cents, Currency};

use crate::debtor_file::{HoldLine, TimelineEntry, balances, holds, timeline};
use crate::{App, AppError, Permission, Result, Scope};

/// The band: who it is, what is owed and what is contested of it, and what is suspended.
#[derive(Debug, Clone)]
pub struct Band {
    /// The account.
    pub debtor: Debtor,
    /// Its balance in each currency, the euro first.
    pub currency_balances: Vec<(Currency, Ageing)>,
    /// What is contested of what is open, in each currency in which something is.
    pub disputed: Vec<(Currency, Cents)>,
    /// Suspensions in force.
    pub holds: Vec<HoldLine>,
    /// How many items are open.
    pub open_count: usize,
    /// How many are settled.
    pub settled_count: usize,
    /// The salesman's name; empty when none is known.
    pub salesman: String,
    /// The account above it in its group.
    pub parent: Option<(DebtorId, String)>,
}

/// The band of a debtor's file.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
#[crate::boxed]
pub async fn band(app: &App, scope: &Scope, id: DebtorId) -> Result<Band> {
    scope.require(Permission::ViewReceivables)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let parent = crate::matching_desk::group_of(app, scope, id).await?.parent.map(|(id, _, name)| (id, name));
    let mut tx = app.db().snapshot_of_one().await?;
    let debtor = store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(&mut tx, organisation, id).await?;
    let facts = store::claim::facts_of_debtor(&mut tx, organisation, id).await?;
    let currency_balances = balances(&items, today);
    let contested = |currency: Currency| {
        let of_item = |item: &OpenItem| facts.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed.min(item.open).max(Cents::ZERO));
        Cents::total(items.iter().filter(|item| item.currency == currency && item.kind.is_debit()).map(of_item))
    };
    let disputed = currency_balances.iter().map(|(currency, _)| (*currency, contested(*currency))).filter(|(_, sum)| sum.is_positive());
    let open_count = items.iter().filter(|item| !item.open.is_zero()).count();
    Ok(Band {
        disputed: disputed.collect(),
        holds: holds(&mut tx, scope, id, today, &items).await?,
        settled_count: items.len() - open_count,
        open_count,
        salesman: store::care::of(&mut tx, organisation, id).await?.sales_name,
        currency_balances,
        debtor,
        parent,
    })
}

/// A page of a list, and how many lines the list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// The lines of the page.
    pub rows: Vec<T>,
    /// The page, from 1.
    pub page: usize,
    /// Lines in all.
    pub total: usize,
}

impl<T> Paged<T> {
    /// The page of all lines: the last one for a page beyond it.
    fn of(all: Vec<T>, page: usize, per_page: usize) -> Self {
        let (total, per_page) = (all.len(), per_page.max(1));
        let page = page.clamp(1, total.div_ceil(per_page).max(1));
        Self { rows: all.into_iter().skip((page - 1) * per_page).take(per_page).collect(), page, total }
    }
}

/// A page of all that happened to a debtor, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
#[crate::boxed]
pub async fn history(app: &App, scope: &Scope, id: DebtorId, page: usize, per_page: usize) -> Result<Paged<TimelineEntry>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot_of_one().await?;
    store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(&mut tx, organisation, id).await?;
    let all = timeline(&mut tx, scope, id, &items, i64::MAX).await?;
    Ok(Paged::of(all, page, per_page))
}

/// A settled item, and the file that it came in with.
pub type SettledItem = (OpenItem, Option<ImportId>);

/// A page of the settled items of a debtor, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn settled(app: &App, scope: &Scope, id: DebtorId, page: usize, per_page: usize) -> Result<Paged<SettledItem>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot_of_one().await?;
    let mut items = store::item::of_debtor(&mut tx, organisation, id).await?;
    items.retain(|item| item.open.is_zero());
    items.sort_by(|a, b| b.issued_on.cmp(&a.issued_on).then(a.id.cmp(&b.id)));
    let found = Paged::of(items, page, per_page);
    let origins: HashMap<OpenItemId, ImportId> = store::import_mapping::origins(&mut tx, organisation, id).await?.into_iter().collect();
    let rows = found.rows.into_iter().map(|item| (origins.get(&item.id).copied(), item)).map(|(origin, item)| (item, origin)).collect();
    Ok(Paged { rows, page: found.page, total: found.total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_a_list_once_and_stop_at_its_end() {
        let all: Vec<u32> = (0..101).collect();
        let pages: Vec<u32> = (1..=3).flat_map(|page| Paged::of(all.clone(), page, 50).rows).collect();
        assert_eq!(pages, all);
        let beyond = Paged::of(all, 9, 50);
        assert_eq!((beyond.page, beyond.total, beyond.rows), (3, 101, vec![100]));
        let none = Paged::of(Vec::<u32>::new(), 0, 50);
        assert_eq!((none.page, none.total, none.rows), (1, 0, Vec::new()));
    }
}
