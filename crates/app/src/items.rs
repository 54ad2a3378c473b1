//! The list of what is open: every invoice, credit and receipt that is not settled, searched, filtered, sorted, paged and exported.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::pin::Pin;

use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::OpenItem;
use domain::plan::{Agreements, Expected, Ground, expected};
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::hold::HoldKind;
use store::item_list::{ItemFilter, Rows, TakesRows};
pub use store::item_list::{ItemOrder, ItemSums, ListedItem};

use crate::ageing::cell;
use crate::kept::kept;
use crate::text::items as words;
use crate::{App, Permission, Result, Scope};

/// By age, which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ages {
    /// Invoices and credits, due or not.
    #[default]
    All,
    /// Debits, due or not.
    Debits,
    /// Not due yet.
    NotDue,
    /// Past their due date.
    Late,
    /// Late by days from the first to the second; without an end without the second.
    Between(i64, Option<i64>),
    /// Credit notes and cash not used yet.
    Credits,
}

impl Ages {
    /// All of the menu, in order.
    pub const ALL: [Self; 10] = [
        Self::All,
        Self::Debits,
        Self::Late,
        Self::NotDue,
        Self::Between(1, Some(30)),
        Self::Between(31, Some(60)),
        Self::Between(61, Some(90)),
        Self::Between(91, Some(120)),
        Self::Between(121, None),
        Self::Credits,
    ];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::All => "tous".to_owned(),
            Self::Debits => "factures".to_owned(),
            Self::NotDue => "a-echoir".to_owned(),
            Self::Late => "echus".to_owned(),
            Self::Between(from, Some(to)) => format!("{from}-{to}"),
            Self::Between(from, None) => format!("plus-{}", from - 1),
            Self::Credits => "avoirs".to_owned(),
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ages| ages.code() == code)
    }
}

/// What is going on with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Going {
    /// A part of it, or all, is contested.
    Disputed,
    /// It was promised, and the day has not come.
    Promised,
    /// It is paid by instalments.
    Planned,
    /// A person suspended it.
    Held,
}

impl Going {
    /// All, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Disputed, Self::Promised, Self::Planned, Self::Held];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Disputed => "litige",
            Self::Promised => "promesse",
            Self::Planned => "echeancier",
            Self::Held => "suspendu",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|going| going.code() == code)
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemsQuery {
    /// Words of the number, or of what the debtor is found by.
    pub search: String,
    /// Which by age.
    pub ages: Ages,
    /// With this going on alone.
    pub going: Option<Going>,
    /// Who follows the debtor; `None` for all, an empty name for nobody.
    pub collector: Option<String>,
    /// The debtor's category; `None` for all.
    pub category: Option<String>,
    /// One account; `None` for all.
    pub debtor: Option<DebtorId>,
    /// The code of the project that they are for; `None` for all.
    pub project: Option<String>,
    /// The currency; the house's main one when `None`.
    pub currency: Option<Currency>,
    /// In which order.
    pub order: ItemOrder,
    /// Whether the largest comes first.
    pub descending: bool,
    /// From 1.
    pub page: usize,
    /// Rows a page.
    pub per_page: usize,
}

impl Default for ItemsQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            ages: Ages::default(),
            going: None,
            collector: None,
            category: None,
            debtor: None,
            project: None,
            currency: None,
            order: ItemOrder::Due,
            descending: false,
            page: 1,
            per_page: 50,
        }
    }
}

/// A row: an item, and what is going on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The item with its account.
    pub listed: ListedItem,
    /// Days past its due date; zero or less when it is not due, and for credits.
    pub days_late: i64,
    /// What of it is contested.
    pub disputed: Cents,
    /// The rest of what is going on, in order.
    pub going: Vec<Going>,
    /// The day on which it should be paid by what was agreed, when something was.
    pub expected: Option<Expected>,
    /// The code of the project that it is for; empty for none.
    pub project: String,
}

/// A page of rows, and what the whole list comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Items {
    /// The rows.
    pub rows: Vec<ItemRow>,
    /// The page, from 1.
    pub page: usize,
    /// What all of them come to.
    pub sums: ItemSums,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The name of the account that is asked for.
    pub debtor_name: Option<String>,
    /// All currencies in which something is open.
    pub currencies: Vec<Currency>,
    /// Everybody who follows an account.
    pub collectors: Vec<String>,
    /// All categories of accounts.
    pub categories: Vec<String>,
    /// Codes of projects that may be asked for, the first [`PROJECTS`] of them.
    pub projects: Vec<String>,
}

/// Projects that a page proposes; any may be written.
pub const PROJECTS: i64 = 100;

/// What is going on in the house, by item.
struct GoingOn {
    disputed: HashMap<OpenItemId, Cents>,
    promised: HashSet<OpenItemId>,
    held: HashSet<OpenItemId>,
    plans: crate::plans::Effects,
    agreed: HashMap<OpenItemId, Agreements>,
    today: Date,
}

impl GoingOn {
    async fn load(tx: &mut Tx, scope: &Scope, today: Date) -> Result<Self> {
        let organisation = scope.organisation.id;
        let (mut promised, mut held, mut held_debtors) = (HashSet::new(), HashSet::new(), HashSet::new());
        for row in store::hold::active(tx, organisation, today).await? {
            match row.item {
                Some(item) if row.kind == HoldKind::Promise => promised.insert(item),
                Some(item) => held.insert(item),
                None => held_debtors.insert(row.debtor),
            };
        }
        // An account that is suspended as a whole has all its debts suspended.
        for debtor in &held_debtors {
            let open = store::night::open_items_of(tx, organisation, *debtor, today).await?;
            held.extend(open.iter().filter(|item| item.facts.kind.is_debit()).map(|item| item.facts.id));
        }
        Ok(Self {
            disputed: store::claim::disputed(tx, organisation).await?,
            promised,
            held,
            plans: Box::pin(crate::plans::Effects::load(tx, organisation, None, today)).await?,
            agreed: Box::pin(crate::forecast::agreements(tx, organisation, None, today)).await?,
            today,
        })
    }

    /// The items of which something is going on; `None` when the base knows better.
    fn ids(&self, going: Going) -> Vec<OpenItemId> {
        let mut ids: Vec<OpenItemId> = match going {
            Going::Disputed => self.disputed.keys().copied().collect(),
            Going::Promised => self.promised.iter().copied().collect(),
            Going::Planned => self.plans.kept(self.today),
            Going::Held => self.held.iter().copied().collect(),
        };
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn row(&self, listed: ListedItem, project: String) -> ItemRow {
        let item = &listed.item;
        let is = |going: &Going| match going {
            Going::Disputed => false,
            Going::Promised => self.promised.contains(&item.id),
            Going::Planned => self.plans.keeps(item.id, self.today),
            Going::Held => item.kind.is_debit() && self.held.contains(&item.id),
        };
        ItemRow {
            days_late: if item.kind.is_debit() { item.days_late(self.today) } else { 0 },
            disputed: self.disputed.get(&item.id).copied().unwrap_or_default().min(item.open).max(Cents::ZERO),
            going: Going::ALL.into_iter().filter(is).collect(),
            expected: self
                .agreed
                .get(&item.id)
                .map(|agreed| expected(item.due_on, *agreed, None))
                .filter(|expected| item.open.is_positive() && expected.ground != Ground::Due),
            listed,
            project,
        }
    }
}

/// The currency of most items; of as many, the euro. `None` without items.
pub(crate) fn usual_currency<'i>(items: impl Iterator<Item = &'i OpenItem>) -> Option<Currency> {
    let mut counts: BTreeMap<Currency, usize> = BTreeMap::new();
    items.for_each(|item| *counts.entry(item.currency).or_default() += 1);
    counts.into_iter().max_by_key(|(currency, count)| (*count, *currency == Currency::EUR, *currency)).map(|(currency, _)| currency)
}

/// The currencies of the house, the euro first, and the one that is asked for: of an account, that of most of what is open on it.
async fn currencies(tx: &mut Tx, scope: &Scope, query: &ItemsQuery, today: Date) -> Result<(Vec<Currency>, Currency)> {
    let asked = match (query.currency, query.debtor) {
        (None, Some(debtor)) => {
            let items = store::item::of_debtor(tx, scope.organisation.id, debtor).await?;
            usual_currency(items.iter().filter(|item| !item.open.is_zero()))
        }
        (asked, _) => asked,
    };
    let ledger = store::ageing::ledger(tx, scope.organisation.id, today).await?;
    let mut currencies: Vec<Currency> = ledger.into_iter().map(|(currency, _)| currency).collect();
    currencies.sort_by_key(|currency| (*currency != Currency::EUR, *currency));
    let currency = asked.or(currencies.first().copied()).unwrap_or(Currency::EUR);
    Ok((currencies, currency))
}

/// The rows that a query finds.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope, query: &ItemsQuery) -> Result<Items> {
    scope.require(Permission::ViewReceivables)?;
    let query = query.clone();
    let found = kept(app, scope, "items", format!("{query:?}"), move |app, scope| async move { find(&app, &scope, &query).await });
    Ok((*found.await?).clone())
}

async fn find(app: &App, scope: &Scope, query: &ItemsQuery) -> Result<Items> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let (currencies, currency) = currencies(&mut tx, scope, query, today).await?;
    let going_on = GoingOn::load(&mut tx, scope, today).await?;
    let filter = filter(query, currency, today, query.going.map(|going| going_on.ids(going)));
    let sums = store::item_list::sums(&mut tx, organisation, &filter, today).await?;
    let per_page = query.per_page.max(1);
    let pages = usize::try_from(sums.count).unwrap_or(0).div_ceil(per_page).max(1);
    let page = query.page.clamp(1, pages);
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let places = (whole((page - 1) * per_page), whole(per_page));
    let rows = store::item_list::page(&mut tx, organisation, &filter, (query.order, query.descending), places).await?;
    let collectors = store::desk::collectors(&mut tx, organisation).await?;
    let categories = store::item_list::categories(&mut tx, organisation).await?;
    let debtor_name = match query.debtor {
        Some(debtor) => store::debtor::get(&mut tx, organisation, debtor).await?.map(|debtor| debtor.name),
        None => None,
    };
    let projects = store::project::codes(&mut tx, organisation, "", PROJECTS).await?;
    let ids: Vec<OpenItemId> = rows.iter().map(|row| row.item.id).collect();
    let mut of_items = if projects.is_empty() { HashMap::new() } else { store::project::of_items(&mut tx, organisation, &ids).await? };
    let rows = rows
        .into_iter()
        .map(|listed| {
            let project = of_items.remove(&listed.item.id).unwrap_or_default();
            going_on.row(listed, project)
        })
        .collect();
    Ok(Items { rows, page, sums, currency, debtor_name, currencies, collectors, categories, projects })
}

/// What the base is asked for: bounds of the due date are counted here.
fn filter(query: &ItemsQuery, currency: Currency, today: Date, only: Option<Vec<OpenItemId>>) -> ItemFilter {
    let days_ago = |days: i64| calendar::add_days(today, -days);
    let (debits, due_from, due_before) = match query.ages {
        Ages::All => (None, None, None),
        Ages::Debits => (Some(true), None, None),
        Ages::NotDue => (Some(true), Some(today), None),
        Ages::Late => (Some(true), None, Some(today)),
        Ages::Between(from, to) => (Some(true), to.map(days_ago), Some(days_ago(from - 1))),
        Ages::Credits => (Some(false), None, None),
    };
    ItemFilter {
        words: store::debtor::fold(&query.search).split_whitespace().take(6).map(str::to_owned).collect(),
        debits,
        due_from,
        due_before,
        collector: query.collector.clone(),
        category: query.category.clone(),
        debtor: query.debtor,
        project: query.project.clone(),
        currency,
        issued_until: today,
        only,
    }
}

/// The whole list as a table for a spreadsheet, ready to be written; nobody waits for it to be whole.
pub struct Export {
    tx: Tx,
    scope: Scope,
    filter: ItemFilter,
    order: (ItemOrder, bool),
    going_on: GoingOn,
}

/// Prepares the whole list as a table for a spreadsheet.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn export(app: &App, scope: &Scope, query: &ItemsQuery) -> Result<Export> {
    scope.require(Permission::ViewReceivables)?;
    let today = app.today();
    let mut tx = app.db().snapshot().await?;
    let (_, currency) = currencies(&mut tx, scope, query, today).await?;
    let going_on = GoingOn::load(&mut tx, scope, today).await?;
    let filter = filter(query, currency, today, query.going.map(|going| going_on.ids(going)));
    Ok(Export { tx, scope: scope.clone(), filter, order: (query.order, query.descending), going_on })
}

/// Letters of a piece of a table.
const PIECE: usize = 60_000;

/// Who takes the pieces of a table.
pub trait TakesPieces: Send {
    /// Takes the next piece, however long that lasts; says whether more are wanted.
    fn take(&mut self, piece: String) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>;
}

/// A table that is being written.
struct Writing<'a> {
    going_on: &'a GoingOn,
    piece: String,
    is_wanted: bool,
    taker: &'a mut dyn TakesPieces,
}

impl TakesRows for Writing<'_> {
    fn take(&mut self, rows: Rows) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async move {
            for (listed, project) in rows {
                self.piece.push_str(&line(&self.going_on.row(listed, project)));
                if self.piece.len() >= PIECE {
                    self.is_wanted = self.taker.take(std::mem::take(&mut self.piece)).await;
                }
                if !self.is_wanted {
                    break;
                }
            }
            self.is_wanted
        })
    }
}

impl Export {
    /// Writes it piece by piece, every row of it, as fast as they are taken and no faster; whether it was taken to its end.
    ///
    /// # Errors
    /// A failure of the base.
    #[crate::boxed]
    pub async fn write(mut self, taker: &mut dyn TakesPieces) -> Result<bool> {
        let head = words::columns().iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
        let mut writing = Writing { going_on: &self.going_on, piece: head, is_wanted: true, taker };
        store::item_list::each(&mut self.tx, self.scope.organisation.id, &self.filter, self.order, &mut writing).await?;
        let Writing { piece, is_wanted, taker, .. } = writing;
        if is_wanted && !piece.is_empty() { Ok(taker.take(piece).await) } else { Ok(is_wanted) }
    }
}

fn line(row: &ItemRow) -> String {
    let amount = |cents: Cents| cents.iso().replace('.', ",");
    let (listed, item) = (&row.listed, &row.listed.item);
    let cells = [
        cell(&item.number),
        cell(&crate::text::item_kind(item.kind)),
        cell(&listed.code),
        cell(&listed.name),
        cell(&listed.category),
        cell(&listed.collector),
        item.issued_on.to_string(),
        item.due_on.to_string(),
        row.days_late.max(0).to_string(),
        amount(item.amount),
        amount(item.open),
        amount(row.disputed),
        item.currency.code().to_owned(),
        cell(&row.going.iter().map(|going| words::going(*going)).collect::<Vec<_>>().join(", ")),
        cell(&row.project),
    ];
    cells.join(";") + "\r\n"
}

/// The whole list as one text.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, query: &ItemsQuery) -> Result<String> {
    struct Whole(String);
    impl TakesPieces for Whole {
        fn take(&mut self, piece: String) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
            self.0.push_str(&piece);
            Box::pin(std::future::ready(true))
        }
    }
    let mut whole = Whole(String::new());
    export(app, scope, query).await?.write(&mut whole).await?;
    Ok(whole.0)
}
