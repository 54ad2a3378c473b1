//! Promises as lists: by what became of them, by month, by debtor, as a table for a spreadsheet.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike as _;
use domain::ids::{DebtorId, PromiseId};
use domain::promise::{Reliability, Standing};
use domain::{Cents, Currency, Date, calendar};
use formats::ics;
use store::Tx;
use store::promise::{DebtorWords, PromiseEvent, PromiseRow, Which};

use crate::ageing::cell;
use crate::text::promises as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Lines of a page.
pub const PER_PAGE: u32 = 50;

/// Which promises a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Broken, in part or wholly, with something still owed: what comes first.
    #[default]
    Broken,
    /// Their day is over and the grace is not.
    Due,
    /// Their day is today or to come.
    Coming,
    /// Kept.
    Kept,
    /// All of them, whatever became of them.
    Every,
}

impl Tab {
    /// All tabs, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Broken, Self::Due, Self::Coming, Self::Kept, Self::Every];

    fn shows(self, line: &Line, today: Date) -> bool {
        match self {
            Self::Broken => matches!(line.standing, Standing::Broken { .. } | Standing::PartlyKept { .. }) && line.still_owed.is_positive(),
            Self::Due => line.standing == Standing::Pending && line.on < today,
            Self::Coming => line.standing == Standing::Pending && line.on >= today,
            Self::Kept => matches!(line.standing, Standing::Kept { .. }),
            Self::Every => true,
        }
    }
}

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sorted {
    /// By the promised day.
    #[default]
    Day,
    /// By the amount.
    Amount,
    /// By the debtor's name.
    Debtor,
    /// By the day on which it was made.
    Made,
}

/// What a list asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PromisesQuery {
    /// Which.
    pub tab: Tab,
    /// Letters in the debtor's name or code, in an item's number, or in the note.
    pub words: String,
    /// Who follows the debtor; empty for all.
    pub collector: String,
    /// By what.
    pub sorted: Sorted,
    /// Largest or latest first.
    pub descending: bool,
    /// The page, from 1.
    pub page: u32,
    /// Lines of a page.
    pub per_page: u32,
}

/// A promise in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: PromiseId,
    /// The debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub code: String,
    /// The debtor's name.
    pub name: String,
    /// Who follows the debtor.
    pub collector: String,
    /// The numbers of its items, with what was promised on each.
    pub items: Vec<(String, Cents)>,
    /// What was promised.
    pub amount: Cents,
    /// What counts as promised now.
    pub due: Cents,
    /// What was paid in time.
    pub paid: Cents,
    /// What is still owed of its items and was not promised anew.
    pub still_owed: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// The promised day.
    pub on: Date,
    /// The last day that keeps it.
    pub until: Date,
    /// What became of it.
    pub standing: Standing,
    /// The promise as it is kept.
    pub row: PromiseRow,
}

/// How many promises a tab has, and their sums.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TabCount {
    /// Promises.
    pub count: u64,
    /// Sums by currency: what is still owed of broken ones, what was promised of others.
    pub sums: BTreeMap<Currency, Cents>,
}

/// A page of promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Lines in all.
    pub total: u64,
    /// The tabs in the order of [`Tab::ALL`].
    pub tabs: Vec<TabCount>,
    /// How far promises were kept, of those in euro.
    pub reliability: Reliability,
    /// Everybody who follows a debtor with a promise.
    pub collectors: Vec<String>,
}

/// The promises of a debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorPromises {
    /// All of them, the newest first.
    pub lines: Vec<Line>,
    /// How far they were kept.
    pub reliability: Reliability,
}

async fn lines(tx: &mut Tx, scope: &Scope, which: Which) -> Result<Vec<(Line, String)>> {
    let organisation = scope.organisation.id;
    let rows = store::promise::list(tx, organisation, which).await?;
    let debtors: HashMap<DebtorId, DebtorWords> = match which {
        Which::Of(_) | Which::One(_) => {
            let mut known = HashMap::new();
            if let Some(row) = rows.first()
                && let Some(debtor) = store::debtor::get_any(tx, organisation, row.debtor).await?
            {
                known.insert(debtor.id, (debtor.code, debtor.name, debtor.collector, String::new()));
            }
            known
        }
        _ => store::promise::debtors(tx, organisation).await?,
    };
    let owed = store::promise::still_owed(tx, organisation).await?;
    let ids: Vec<_> = rows.iter().flat_map(|row| row.promise.items.iter().map(|covered| covered.item)).collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (code, name, collector, search) = debtors.get(&row.debtor).cloned().unwrap_or_default();
            let items: Vec<(String, Cents)> =
                row.promise.items.iter().map(|covered| (numbers.get(&covered.item).cloned().unwrap_or_default(), covered.amount)).collect();
            let found = items.iter().map(|(number, _)| number.as_str()).chain([search.as_str(), &row.note, &row.promiser]);
            let search = store::debtor::fold(&found.collect::<Vec<_>>().join(" "));
            let line = Line {
                id: row.promise.id,
                debtor: row.debtor,
                code,
                name,
                collector,
                items,
                amount: row.amount(),
                due: row.promise.due,
                paid: row.promise.paid,
                still_owed: owed.get(&row.promise.id).copied().unwrap_or_default(),
                currency: row.currency,
                on: row.promise.on,
                until: row.promise.until,
                standing: row.promise.standing.clone(),
                row,
            };
            (line, search)
        })
        .collect())
}

fn counted(lines: &[&(Line, String)], tab: Tab, today: Date) -> TabCount {
    let mut count = TabCount::default();
    for (line, _) in lines.iter().copied().filter(|(line, _)| tab.shows(line, today)) {
        count.count += 1;
        *count.sums.entry(line.currency).or_default() += if tab == Tab::Broken { line.still_owed } else { line.due };
    }
    count
}

/// A page of promises.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn board(app: &App, scope: &Scope, query: &PromisesQuery) -> Result<Board> {
    scope.require(Permission::ViewReceivables)?;
    let today = app.today();
    let mut tx = app.db().snapshot().await?;
    let all = lines(&mut tx, scope, Which::Every).await?;
    let mut collectors: Vec<String> = all.iter().map(|(line, _)| line.collector.clone()).filter(|name| !name.is_empty()).collect();
    collectors.sort();
    collectors.dedup();
    let wanted = store::debtor::fold(query.words.trim());
    let found: Vec<&(Line, String)> = all
        .iter()
        .filter(|(line, search)| {
            (query.collector.is_empty() || line.collector == query.collector) && wanted.split_whitespace().all(|word| search.contains(word))
        })
        .collect();
    let tabs = Tab::ALL.map(|tab| counted(&found, tab, today)).to_vec();
    let mut reliability = Reliability::default();
    for (line, _) in found.iter().filter(|(line, _)| line.currency == Currency::EUR) {
        reliability.add(&line.standing, line.due, line.paid);
    }
    let mut shown: Vec<&Line> = found.iter().map(|(line, _)| line).filter(|line| query.tab.shows(line, today)).collect();
    match query.sorted {
        Sorted::Day => shown.sort_by_key(|line| (line.on, line.id)),
        Sorted::Amount => shown.sort_by_key(|line| (line.amount, line.id)),
        Sorted::Debtor => shown.sort_by(|a, b| a.name.cmp(&b.name).then(a.on.cmp(&b.on))),
        Sorted::Made => shown.sort_by_key(|line| line.id),
    }
    if query.descending {
        shown.reverse();
    }
    let total = shown.len() as u64;
    let per_page = usize::try_from(query.per_page.max(1)).unwrap_or(usize::MAX);
    let skipped = usize::try_from(query.page.max(1) - 1).unwrap_or(0).saturating_mul(per_page);
    let lines = shown.into_iter().skip(skipped).take(per_page).cloned().collect();
    Ok(Board { lines, total, tabs, reliability, collectors })
}

/// The promises that are waited for as a calendar (RFC 5545): one whole day each, the promised one.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn calendar(app: &App, scope: &Scope) -> Result<String> {
    let events = events(app, scope).await?;
    Ok(ics::write(&ics::Calendar { name: words::calendar_name(&scope.organisation.name), events }))
}

/// The same as events of a calendar.
pub(crate) async fn events(app: &App, scope: &Scope) -> Result<Vec<ics::Event>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut lines = lines(&mut tx, scope, Which::Every).await?;
    lines.retain(|(line, _)| line.standing == Standing::Pending);
    Ok(lines
        .into_iter()
        .map(|(line, _)| ics::Event {
            uid: line.id.to_string(),
            stamp: line.row.created_at,
            on: line.on,
            summary: words::calendar_event(&line.amount.fr_in(line.currency), &line.name),
            description: line
                .items
                .iter()
                .map(|(number, part)| format!("{number} {}", part.fr_in(line.currency)))
                .collect::<Vec<_>>()
                .join("\n"),
            alarms_days: Vec::new(),
        })
        .collect())
}

/// The promises of a month by their day; those that were taken back or superseded are left out.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn month(app: &App, scope: &Scope, (year, month): (i32, u32)) -> Result<BTreeMap<Date, Vec<Line>>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut days: BTreeMap<Date, Vec<Line>> = BTreeMap::new();
    for (line, _) in lines(&mut tx, scope, Which::Every).await? {
        if line.standing.is_judged() && line.on.year() == year && line.on.month() == month {
            days.entry(line.on).or_default().push(line);
        }
    }
    Ok(days)
}

/// The promises of a debtor.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<DebtorPromises> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut lines: Vec<Line> = lines(&mut tx, scope, Which::Of(debtor)).await?.into_iter().map(|(line, _)| line).collect();
    lines.reverse();
    let mut reliability = Reliability::default();
    for line in &lines {
        reliability.add(&line.standing, line.due, line.paid);
    }
    Ok(DebtorPromises { lines, reliability })
}

/// A promise and what happened to it.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn detail(app: &App, scope: &Scope, id: PromiseId) -> Result<(Line, Vec<PromiseEvent>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let (line, _) = lines(&mut tx, scope, Which::One(id)).await?.pop().ok_or(AppError::NotFound("promise"))?;
    let events = store::promise::events(&mut tx, scope.organisation.id, id).await?;
    Ok((line, events))
}

/// How many broken promises wait for somebody.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn broken(app: &App, scope: &Scope) -> Result<i64> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::promise::count_broken(&mut tx, scope.organisation.id).await?)
}

/// A list as a table for a spreadsheet.
#[must_use]
pub fn csv(board: &Board) -> String {
    let mut text = words::columns().join(";");
    text.push_str("\r\n");
    for line in &board.lines {
        let items: Vec<&str> = line.items.iter().map(|(number, _)| number.as_str()).collect();
        let amount = |cents: Cents| cents.iso().replace('.', ",");
        let fields = [
            cell(&line.code),
            cell(&line.name),
            cell(&line.collector),
            cell(&items.join(", ")),
            amount(line.amount),
            amount(line.paid),
            amount(line.still_owed),
            line.currency.code().to_owned(),
            calendar::fr(line.on),
            calendar::fr(line.until),
            cell(&words::standing(&line.standing)),
            calendar::fr(line.row.made_on),
            cell(&words::way(line.row.way)),
            cell(&line.row.promiser),
            cell(&line.row.note),
            cell(&line.row.created_by),
        ];
        text.push_str(&fields.join(";"));
        text.push_str("\r\n");
    }
    text
}
