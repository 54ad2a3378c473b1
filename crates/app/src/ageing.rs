//! The aged balance at any date, by debtor, category, collector, project or group.

use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::DebtorId;
use domain::ledger::{Ageing, Bounds, Bucket};
use domain::{Cents, Currency, Date};

use crate::dashboard::totals;
use crate::kept::kept;
use crate::{App, Permission, Result, Scope, text};

/// What the rows stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// One row a debtor.
    #[default]
    Debtor,
    /// One row a category.
    Category,
    /// One row a collector.
    Collector,
    /// One row a group of debtors: a parent company and those that belong to it.
    Group,
    /// One row a project: what of each debtor's items is for it.
    Project,
}

impl By {
    /// All groupings.
    pub const ALL: [Self; 5] = [Self::Debtor, Self::Category, Self::Collector, Self::Project, Self::Group];

    /// The stable key, used on the command line and in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Debtor => "debtor",
            Self::Category => "category",
            Self::Collector => "collector",
            Self::Group => "group",
            Self::Project => "project",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }

    /// What a row is grouped under.
    fn of(self, row: &AgedRow) -> &str {
        match self {
            Self::Debtor => &row.code,
            Self::Category => &row.category,
            Self::Collector => &row.collector,
            Self::Group => &row.group,
            Self::Project => &row.project,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgedQuery {
    /// The day.
    pub as_of: Date,
    /// What the rows stand for.
    pub by: By,
    /// The currency; the euro, else the first one, when `None`.
    pub currency: Option<Currency>,
    /// Words that a row's name or code holds; empty for all.
    pub search: String,
    /// Only the debtors of a row of another grouping: what a row is made of.
    pub within: Option<(By, String)>,
    /// The columns; the usual ones by agreed dates.
    pub bounds: Bounds,
    /// Whether debts count from the dates that were agreed: deferrals, and the instalments of plans that hold.
    pub by_agreed_date: bool,
}

impl AgedQuery {
    /// All debtors on a day.
    #[must_use]
    pub fn on(as_of: Date) -> Self {
        Self {
            as_of,
            by: By::Debtor,
            currency: None,
            search: String::new(),
            within: None,
            bounds: Bounds::default(),
            by_agreed_date: false,
        }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgedRow {
    /// The debtor, when rows are debtors.
    pub debtor: Option<DebtorId>,
    /// Its code; empty for groups.
    pub code: String,
    /// Its name, or the group's.
    pub name: String,
    /// The debtor's category.
    pub category: String,
    /// The debtor's collector.
    pub collector: String,
    /// The name of the debtor's group; empty outside of one.
    pub group: String,
    /// The code of the project, where rows are told apart by it; empty for what is for none.
    pub project: String,
    /// The seven amounts.
    pub ageing: Ageing,
}

impl AgedRow {
    /// The key that a row of a grouping stands for; empty for those that have none.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.group
    }
}

/// An aged balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgedBalance {
    /// The day.
    pub as_of: Date,
    /// The currency of every amount.
    pub currency: Currency,
    /// All currencies of the ledger.
    pub currencies: Vec<Currency>,
    /// The rows, largest total first.
    pub rows: Vec<AgedRow>,
    /// Their sum.
    pub total: Ageing,
    /// The ledger of that day in that currency: equal to the sum when nothing is searched.
    pub ledger: Cents,
    /// The columns.
    pub bounds: Bounds,
}

/// The balances of all debtors today.
pub(crate) async fn of_today(app: &App, scope: &Scope) -> Result<Arc<Vec<store::ageing::DebtorAgeing>>> {
    kept(app, scope, "balances", String::new(), |app, scope| async move {
        let mut tx = app.db().snapshot().await?;
        Ok(store::ageing::by_debtor(&mut tx, scope.organisation.id, app.today()).await?)
    })
    .await
}

/// The same, late by the dates that were agreed, as reminders take it.
pub(crate) async fn of_today_as_agreed(app: &App, scope: &Scope) -> Result<Arc<Vec<store::ageing::DebtorAgeing>>> {
    kept(app, scope, "balances as agreed", String::new(), |app, scope| async move {
        let (today, mut balances) = (app.today(), (*of_today(&app, &scope).await?).clone());
        let mut tx = app.db().snapshot().await?;
        crate::agreed::Book::load(&mut tx, scope.organisation.id, None, today).await?.move_in(today, &mut balances);
        Ok(balances)
    })
    .await
}

/// What the aged balances of a day are made of.
struct Aged {
    balances: Vec<store::ageing::DebtorAgeing>,
    ledgers: Vec<(Currency, Cents)>,
    debtors: HashMap<DebtorId, domain::party::Debtor>,
    /// The head of each debtor's group.
    heads: HashMap<DebtorId, DebtorId>,
}

async fn gather(app: &App, scope: &Scope, (as_of, bounds, by_agreed_date): (Date, Bounds, bool)) -> Result<Aged> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let mut balances = store::ageing::by_debtor_in(&mut tx, organisation, as_of, bounds).await?;
    if by_agreed_date {
        crate::agreed::Book::load(&mut tx, organisation, None, as_of).await?.move_in(as_of, &mut balances);
    }
    let ledgers = store::ageing::ledger(&mut tx, organisation, as_of).await?;
    let debtors = store::debtor::all(&mut tx, organisation).await?;
    let mut heads: HashMap<DebtorId, DebtorId> = store::payer::groups(&mut tx, organisation).await?.into_iter().collect();
    // A parent company is of its own group.
    for head in heads.values().copied().collect::<Vec<_>>() {
        heads.entry(head).or_insert(head);
    }
    Ok(Aged { balances, ledgers, debtors: debtors.into_iter().map(|debtor| (debtor.id, debtor)).collect(), heads })
}

/// What of the balances of a day is for projects, by code. Its debtors' balances less this are for none.
async fn gather_projects(
    app: &App,
    scope: &Scope,
    (as_of, bounds, by_agreed_date): (Date, Bounds, bool),
) -> Result<Vec<(String, store::ageing::DebtorAgeing)>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let mut balances = store::ageing::by_project(&mut tx, organisation, as_of, bounds).await?;
    if by_agreed_date && !balances.is_empty() {
        let book = crate::agreed::Book::load(&mut tx, organisation, None, as_of).await?;
        let projects = store::project::of_items(&mut tx, organisation, &book.items()).await?;
        book.move_in_projects(as_of, &projects, &mut balances);
    }
    Ok(balances)
}

/// The rows of debtors told apart by project: what is for each, and the rest of each debtor, which is for none.
fn apart(rows: Vec<AgedRow>, projects: &[(String, store::ageing::DebtorAgeing)], currency: Currency) -> Vec<AgedRow> {
    let mut of_debtor: HashMap<DebtorId, Vec<(&String, &Ageing)>> = HashMap::new();
    for (code, balance) in projects.iter().filter(|(_, balance)| balance.currency == currency) {
        of_debtor.entry(balance.debtor).or_default().push((code, &balance.ageing));
    }
    let mut found = Vec::with_capacity(rows.len() + projects.len());
    for row in rows {
        let mut rest = row.ageing;
        for (code, ageing) in row.debtor.and_then(|debtor| of_debtor.remove(&debtor)).unwrap_or_default() {
            rest.buckets.iter_mut().zip(ageing.buckets).for_each(|(left, amount)| *left -= amount);
            found.push(AgedRow { project: code.clone(), ageing: *ageing, ..row.clone() });
        }
        if rest != Ageing::default() {
            found.push(AgedRow { ageing: rest, ..row });
        }
    }
    found
}

/// The aged balance of a day.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn aged_balance(app: &App, scope: &Scope, query: &AgedQuery) -> Result<Arc<AgedBalance>> {
    scope.require(Permission::ViewReceivables)?;
    let query = query.clone();
    kept(app, scope, "aged balance, found", format!("{query:?}"), |app, scope| async move { find(&app, &scope, &query).await }).await
}

async fn find(app: &App, scope: &Scope, query: &AgedQuery) -> Result<AgedBalance> {
    let bounds = if query.by_agreed_date { Bounds::default() } else { query.bounds };
    let day = (query.as_of, bounds, query.by_agreed_date);
    let aged =
        kept(app, scope, "aged balance", format!("{day:?}"), move |app, scope| async move { gather(&app, &scope, day).await }).await?;
    let Aged { balances, ledgers, debtors: by_id, heads } = &*aged;
    let first = totals(balances).first().map(|(currency, _)| *currency);
    let currency = query.currency.or(first).unwrap_or_default();
    let words = store::debtor::fold(query.search.trim());
    let by_project = query.by == By::Project || query.within.as_ref().is_some_and(|(by, _)| *by == By::Project);
    let mut rows: Vec<AgedRow> = balances
        .iter()
        .filter(|balance| balance.currency == currency)
        .filter_map(|balance| {
            let debtor = by_id.get(&balance.debtor)?;
            Some(AgedRow {
                debtor: Some(debtor.id),
                code: debtor.code.clone(),
                name: debtor.name.clone(),
                category: debtor.category.clone(),
                collector: debtor.collector.clone(),
                group: heads.get(&debtor.id).and_then(|head| by_id.get(head)).map(|head| head.name.clone()).unwrap_or_default(),
                project: String::new(),
                ageing: balance.ageing,
            })
        })
        .collect();
    if by_project {
        let projects = kept(app, scope, "aged balance, projects", format!("{day:?}"), move |app, scope| async move {
            gather_projects(&app, &scope, day).await
        })
        .await?;
        rows = apart(rows, &projects, currency);
    }
    rows.retain(|row| query.within.as_ref().is_none_or(|(by, name)| by.of(row) == name));
    if query.by != By::Debtor {
        rows = grouped(rows, |row| query.by.of(row).to_owned());
    }
    rows.retain(|row| words.is_empty() || store::debtor::fold(&format!("{} {}", row.name, row.code)).contains(&words));
    rows.sort_by(|a, b| b.ageing.total().cmp(&a.ageing.total()).then_with(|| a.name.cmp(&b.name)));
    let mut total = Ageing::default();
    for row in &rows {
        for (sum, amount) in total.buckets.iter_mut().zip(row.ageing.buckets) {
            *sum += amount;
        }
    }
    let ledger = ledgers.iter().find(|(known, _)| *known == currency).map_or(Cents::ZERO, |(_, sum)| *sum);
    Ok(AgedBalance {
        as_of: query.as_of,
        currency,
        currencies: ledgers.iter().map(|(currency, _)| *currency).collect(),
        rows,
        total,
        ledger,
        bounds,
    })
}

fn grouped(rows: Vec<AgedRow>, key: impl Fn(&AgedRow) -> String) -> Vec<AgedRow> {
    let mut groups: HashMap<String, Ageing> = HashMap::new();
    for row in rows {
        let group = groups.entry(key(&row)).or_default();
        for (sum, amount) in group.buckets.iter_mut().zip(row.ageing.buckets) {
            *sum += amount;
        }
    }
    groups
        .into_iter()
        .map(|(name, ageing)| {
            let (key, name) = (name.clone(), if name.is_empty() { text::ungrouped() } else { name });
            // The key stands in each column, so that a row of any grouping says what it is made of.
            let [category, collector, project] = [(); 3].map(|()| key.clone());
            AgedRow { debtor: None, code: String::new(), category, collector, project, group: key, name, ageing }
        })
        .collect()
}

/// The balance as a table for a spreadsheet: semicolons, decimal commas, UTF-8.
#[must_use]
pub fn csv(balance: &AgedBalance) -> String {
    let plain = |amount: Cents| amount.iso().replace('.', ",");
    let mut head: Vec<String> = text::aged_columns();
    head.extend(Bucket::ALL.map(|bucket| text::bucket_in(bucket, balance.bounds)));
    head.push(text::total());
    let mut out = head.iter().map(|name| cell(name)).collect::<Vec<_>>().join(";");
    out.push_str("\r\n");
    for row in &balance.rows {
        let own = |text: &str| if row.debtor.is_some() { cell(text) } else { String::new() };
        let mut cells = vec![cell(&row.code), cell(&row.name), own(&row.category), own(&row.collector), balance.currency.code().to_owned()];
        cells.extend(row.ageing.buckets.map(plain));
        cells.push(plain(row.ageing.total()));
        out.push_str(&cells.join(";"));
        out.push_str("\r\n");
    }
    out
}

/// A cell of a table for a spreadsheet. One that begins like a formula would be run by it.
pub(crate) fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([';', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_never_a_formula() {
        let cases = [
            ("Dupont", "Dupont"),
            ("=1+1", "'=1+1"),
            ("-12", "'-12"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("a;b", "\"a;b\""),
            ("a\"b", "\"a\"\"b\""),
            ("+a\nb", "\"'+a\nb\""),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
