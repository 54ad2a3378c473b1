//! The list of debtors.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::ids::DebtorId;
use domain::ledger::Ageing;
use domain::party::{Debtor, DebtorKind};
use domain::{Currency, Date, calendar};

use crate::dashboard::totals;
use crate::kept::kept;
use crate::{App, Permission, Result, Scope};

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorLine {
    /// Its id.
    pub id: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its town.
    pub city: String,
    /// Business, consumer, public, unknown.
    pub kind: DebtorKind,
    /// Its category.
    pub category: String,
    /// Who follows it.
    pub collector: String,
    /// Its balance.
    pub ageing: Ageing,
    /// The currency of it.
    pub currency: Currency,
    /// Days of the oldest late item; zero when nothing is late.
    pub oldest_days: i64,
    /// When it was last contacted.
    pub last_contact_on: Option<Date>,
    /// Whether an e-mail reaches it.
    pub has_email: bool,
    /// Whether a person suspended its reminders.
    pub held: bool,
}

/// How the list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By name.
    Name,
    /// By what is owed.
    Exposure,
    /// By what is late.
    #[default]
    Overdue,
    /// By the oldest late item.
    Oldest,
    /// By the last contact.
    LastContact,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 5] = [Self::Name, Self::Exposure, Self::Overdue, Self::Oldest, Self::LastContact];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "nom",
            Self::Exposure => "encours",
            Self::Overdue => "echu",
            Self::Oldest => "retard",
            Self::LastContact => "contact",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }
}

/// Which debtors are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// All.
    All,
    /// With something open.
    #[default]
    Open,
    /// With something late.
    Overdue,
    /// Whose reminders are suspended.
    Held,
    /// That no e-mail reaches.
    NoEmail,
    /// Whose terms are beyond the legal cap.
    BeyondCap,
}

impl Show {
    /// All filters.
    pub const ALL: [Self; 6] = [Self::All, Self::Open, Self::Overdue, Self::Held, Self::NoEmail, Self::BeyondCap];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "tous",
            Self::Open => "ouverts",
            Self::Overdue => "echus",
            Self::Held => "suspendus",
            Self::NoEmail => "sans-email",
            Self::BeyondCap => "delais",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorsQuery {
    /// Words of the name, code, SIREN or town.
    pub search: String,
    /// Which debtors.
    pub show: Show,
    /// Who follows them; `None` for all, an empty name for those that nobody follows.
    pub collector: Option<String>,
    /// The e-mail of their salesman; `None` for all.
    pub sales: Option<String>,
    /// In which currency; the house's main one when `None`.
    pub currency: Option<Currency>,
    /// Whether debts count from the dates that were agreed: deferrals, and the instalments of plans that hold.
    pub by_agreed_date: bool,
    /// In which order.
    pub sort: Sort,
    /// Whether the largest comes first.
    pub descending: bool,
    /// From 1.
    pub page: usize,
    /// Rows a page.
    pub per_page: usize,
}

impl Default for DebtorsQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            show: Show::default(),
            collector: None,
            sales: None,
            currency: None,
            by_agreed_date: false,
            sort: Sort::default(),
            descending: true,
            page: 1,
            per_page: 50,
        }
    }
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Which page, from 1.
    pub page: usize,
    /// How many pages, at least 1.
    pub pages: usize,
    /// How many rows in all.
    pub total: usize,
}

impl<T> Page<T> {
    /// Cuts a page out of all rows; a page beyond the last is the last.
    #[must_use]
    pub fn of(rows: Vec<T>, page: usize, per_page: usize) -> Self {
        let (total, per_page) = (rows.len(), per_page.max(1));
        let pages = total.div_ceil(per_page).max(1);
        let page = page.clamp(1, pages);
        Self { rows: rows.into_iter().skip((page - 1) * per_page).take(per_page).collect(), page, pages, total }
    }
}

impl<T: Clone> Page<T> {
    /// The same, out of rows that are kept.
    #[must_use]
    pub fn cut(rows: &[T], page: usize, per_page: usize) -> Self {
        let (total, per_page) = (rows.len(), per_page.max(1));
        let pages = total.div_ceil(per_page).max(1);
        let page = page.clamp(1, pages);
        let first = (page - 1).saturating_mul(per_page).min(total);
        Self { rows: rows[first..first.saturating_add(per_page).min(total)].to_vec(), page, pages, total }
    }
}

/// The oldest late item of each column, near enough to sort by: exact days come from the items.
fn line(debtor: &Debtor, (ageing, currency): (Ageing, Currency), facts: &Lists, today: Date) -> DebtorLine {
    DebtorLine {
        id: debtor.id,
        code: debtor.code.clone(),
        name: debtor.name.clone(),
        city: debtor.address.city.clone(),
        kind: debtor.kind,
        category: debtor.category.clone(),
        collector: debtor.collector.clone(),
        ageing,
        currency,
        oldest_days: facts.oldest_due.get(&debtor.id).map_or(0, |due| (today - *due).num_days().max(0)),
        last_contact_on: facts.last_contact.get(&debtor.id).copied(),
        has_email: facts.by_email.contains(&debtor.id),
        held: facts.held.contains(&debtor.id),
    }
}

/// What is looked up for each row.
struct Lists {
    oldest_due: HashMap<DebtorId, Date>,
    last_contact: HashMap<DebtorId, Date>,
    by_email: HashSet<DebtorId>,
    held: HashSet<DebtorId>,
}

/// The debtors that a query finds, and what a page says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// A page of them.
    pub page: Page<DebtorLine>,
    /// The sum of their balances.
    pub sum: Ageing,
    /// The currency of all amounts.
    pub currency: Currency,
    /// All currencies in which something is open.
    pub currencies: Vec<Currency>,
    /// Everybody who follows an account.
    pub collectors: Vec<String>,
}

/// The debtors that a query finds, and the sum of their balances.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope, query: &DebtorsQuery) -> Result<(Page<DebtorLine>, Ageing)> {
    let listed = listed(app, scope, query).await?;
    Ok((listed.page, listed.sum))
}

/// The debtors that a query finds, and what a page says of them.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn listed(app: &App, scope: &Scope, query: &DebtorsQuery) -> Result<Listed> {
    scope.require(Permission::ViewReceivables)?;
    read(app, scope, query).await
}

/// What every list of debtors is made of.
struct Ledger {
    debtors: Vec<Debtor>,
    /// The text in which each is searched.
    texts: Vec<String>,
    /// Their names as they are sorted.
    names: Vec<String>,
    /// The currencies in which something is open, the main one first.
    currencies: Vec<Currency>,
    balances: HashMap<(DebtorId, Currency), Ageing>,
    facts: Lists,
    collectors: Vec<String>,
}

impl Ledger {
    async fn gather(app: &App, scope: &Scope, by_agreed_date: bool) -> Result<Self> {
        let (organisation, today) = (scope.organisation.id, app.today());
        let balances =
            if by_agreed_date { crate::ageing::of_today_as_agreed(app, scope).await? } else { crate::ageing::of_today(app, scope).await? };
        let mut tx = app.db().snapshot().await?;
        let a_year_ago = calendar::add_days(today, -400);
        let facts = Lists {
            oldest_due: if by_agreed_date {
                crate::agreed::oldest_due(&mut tx, organisation, today).await?
            } else {
                store::ageing::oldest_due(&mut tx, organisation).await?.into_iter().collect()
            },
            last_contact: store::night::last_contacts(&mut tx, organisation, a_year_ago, calendar::add_days(today, 1))
                .await?
                .into_iter()
                .collect(),
            by_email: store::night::contactable(&mut tx, organisation).await?.into_iter().collect(),
            held: store::hold::active(&mut tx, organisation, today)
                .await?
                .into_iter()
                .filter(|hold| hold.item.is_none())
                .map(|hold| hold.debtor)
                .collect(),
        };
        let debtors = store::debtor::all(&mut tx, organisation).await?;
        drop(tx);
        let mut collectors: Vec<String> = debtors.iter().map(|debtor| &debtor.collector).filter(|name| !name.is_empty()).cloned().collect();
        collectors.sort_unstable();
        collectors.dedup();
        Ok(Self {
            texts: debtors.iter().map(store::debtor::search_text).collect(),
            names: debtors.iter().map(|debtor| store::debtor::fold(&debtor.name)).collect(),
            currencies: totals(&balances).iter().map(|(currency, _)| *currency).collect(),
            balances: balances.iter().map(|balance| ((balance.debtor, balance.currency), balance.ageing)).collect(),
            facts,
            collectors,
            debtors,
        })
    }

    fn line(&self, place: usize, currency: Currency, today: Date) -> DebtorLine {
        let debtor = &self.debtors[place];
        line(debtor, (self.balances.get(&(debtor.id, currency)).copied().unwrap_or_default(), currency), &self.facts, today)
    }
}

/// All rows that a query finds, in its order.
struct Found {
    /// Their places in the ledger.
    places: Vec<usize>,
    sum: Ageing,
    currency: Currency,
    ledger: Arc<Ledger>,
}

/// The same, whoever asks: the caller has asked for the right.
pub(crate) async fn read(app: &App, scope: &Scope, query: &DebtorsQuery) -> Result<Listed> {
    let whole = DebtorsQuery { page: 1, per_page: 1, ..query.clone() };
    let found =
        kept(app, scope, "debtors, found", format!("{whole:?}"), |app, scope| async move { find(&app, &scope, &whole).await }).await?;
    let Page { rows, page, pages, total } = Page::cut(&found.places, query.page, query.per_page);
    let line = |place: usize| found.ledger.line(place, found.currency, app.today());
    Ok(Listed {
        page: Page { rows: rows.into_iter().map(line).collect(), page, pages, total },
        sum: found.sum,
        currency: found.currency,
        currencies: found.ledger.currencies.clone(),
        collectors: found.ledger.collectors.clone(),
    })
}

async fn find(app: &App, scope: &Scope, query: &DebtorsQuery) -> Result<Found> {
    let agreed = query.by_agreed_date;
    let ledger =
        kept(app, scope, "debtors", format!("{agreed}"), move |app, scope| async move { Ledger::gather(&app, &scope, agreed).await })
            .await?;
    let currency = query.currency.or(ledger.currencies.first().copied()).unwrap_or(Currency::EUR);
    let mut tx = app.db().snapshot().await?;
    let own: Option<HashSet<DebtorId>> = match &query.sales {
        Some(email) => Some(store::care::of_sales(&mut tx, scope.organisation.id, email).await?.into_iter().collect()),
        None => None,
    };
    let beyond: HashSet<DebtorId> = match query.show {
        Show::BeyondCap => crate::ledger::beyond(&mut tx, app, scope, &ledger.debtors).await?.into_iter().collect(),
        _ => HashSet::new(),
    };
    drop(tx);
    let words: Vec<String> = store::debtor::fold(&query.search).split_whitespace().map(str::to_owned).collect();
    let mut rows: Vec<(usize, DebtorLine)> = ledger
        .debtors
        .iter()
        .zip(&ledger.texts)
        .enumerate()
        .filter(|(_, (debtor, text))| {
            own.as_ref().is_none_or(|own| own.contains(&debtor.id))
                && query.collector.as_ref().is_none_or(|collector| *collector == debtor.collector)
                && words.iter().all(|word| text.contains(word.as_str()))
        })
        .map(|(place, _)| (place, ledger.line(place, currency, app.today())))
        .filter(|(_, row)| match query.show {
            Show::All => true,
            Show::Open => row.ageing != Ageing::default(),
            Show::Overdue => row.ageing.overdue().is_positive(),
            Show::Held => row.held,
            Show::NoEmail => !row.has_email,
            Show::BeyondCap => beyond.contains(&row.id),
        })
        .collect();
    let mut sum = Ageing::default();
    for (_, row) in &rows {
        for (sum, amount) in sum.buckets.iter_mut().zip(row.ageing.buckets) {
            *sum += amount;
        }
    }
    rows.sort_by(|(a_place, a), (b_place, b)| {
        let order = match query.sort {
            Sort::Name => ledger.names[*a_place].cmp(&ledger.names[*b_place]),
            Sort::Exposure => a.ageing.total().cmp(&b.ageing.total()),
            Sort::Overdue => a.ageing.overdue().cmp(&b.ageing.overdue()),
            Sort::Oldest => a.oldest_days.cmp(&b.oldest_days),
            Sort::LastContact => a.last_contact_on.cmp(&b.last_contact_on),
        };
        let order = if query.descending { order.reverse() } else { order };
        order.then_with(|| a.name.cmp(&b.name)).then_with(|| a.code.cmp(&b.code))
    });
    Ok(Found { places: rows.into_iter().map(|(place, _)| place).collect(), sum, currency, ledger })
}
