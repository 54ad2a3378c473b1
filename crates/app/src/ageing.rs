//! The aged balance at any date, by debtor, category, collector or group.

use std::collections::HashMap;

use domain::ids::DebtorId;
use domain::ledger::{Ageing, Bounds, Bucket};
use domain::{Cents, Currency, Date};

use crate::dashboard::totals;
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
}

impl By {
    /// All groupings.
    pub const ALL: [Self; 4] = [Self::Debtor, Self::Category, Self::Collector, Self::Group];

    /// The stable key, used on the command line and in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Debtor => "debtor",
            Self::Category => "category",
            Self::Collector => "collector",
            Self::Group => "group",
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

/// The aged balance of a day.
///
/// # Errors
/// [`crate::AppError`].
pub async fn aged_balance(app: &App, scope: &Scope, query: &AgedQuery) -> Result<AgedBalance> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let bounds = if query.by_agreed_date { Bounds::default() } else { query.bounds };
    let mut balances = store::ageing::by_debtor_in(&mut tx, organisation, query.as_of, bounds).await?;
    if query.by_agreed_date {
        crate::agreed::Book::load(&mut tx, organisation, None, query.as_of).await?.move_in(query.as_of, &mut balances);
    }
    let ledgers = store::ageing::ledger(&mut tx, organisation, query.as_of).await?;
    let debtors = store::debtor::all(&mut tx, organisation).await?;
    let mut heads: HashMap<DebtorId, DebtorId> = store::payer::groups(&mut tx, organisation).await?.into_iter().collect();
    drop(tx);
    // A parent company is of its own group.
    for head in heads.values().copied().collect::<Vec<_>>() {
        heads.entry(head).or_insert(head);
    }
    let first = totals(&balances).first().map(|(currency, _)| *currency);
    let currency = query.currency.or(first).unwrap_or_default();
    let by_id: HashMap<DebtorId, &domain::party::Debtor> = debtors.iter().map(|debtor| (debtor.id, debtor)).collect();
    let words = store::debtor::fold(query.search.trim());
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
                ageing: balance.ageing,
            })
        })
        .filter(|row| query.within.as_ref().is_none_or(|(by, name)| by.of(row) == name))
        .collect();
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
        currencies: ledgers.into_iter().map(|(currency, _)| currency).collect(),
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
            AgedRow { debtor: None, code: String::new(), category: key.clone(), collector: key.clone(), group: key, name, ageing }
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
