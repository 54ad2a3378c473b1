//! What is behind a rate: its lines one by one, each with its share of the whole and of the part, so that both add up to the figure.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Datelike as _;
use domain::conversation::REACH;
use domain::figure::HORIZONS;
use domain::ids::{DebtorId, OpenItemId, PromiseId};
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::behind::BehindItem;
use store::promise::Which;

use crate::ageing::cell;
use crate::figures::UNPAID_AT;
use crate::kept::kept;
use crate::text::behind as words;
use crate::{App, Permission, Result, Scope};

/// A rate that is told line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// K10: of what fell due in a month, what was open thirty days later.
    Unpaid,
    /// K12: cash on late debits in the month, of what was late or became so.
    Recovery,
    /// K14: what was paid in time, of the promises whose day came this month.
    PromisesKept,
    /// K14 by number: how much of each such promise was kept; a partly kept one counts for its share.
    PromisesNumber,
    /// K15: what is contested, of what is owed.
    Disputed,
    /// K16: of what is late, what has a cause, a promise or a dispute.
    Explained,
    /// K17: late debtors who were spoken to in the last thirty days.
    Coverage,
}

impl Rate {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Unpaid, Self::Recovery, Self::PromisesKept, Self::PromisesNumber, Self::Disputed, Self::Explained, Self::Coverage];

    /// The stable key: that of its figure.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid_rate",
            Self::Recovery => "recovery_rate",
            Self::PromisesKept => "promises_kept",
            Self::PromisesNumber => "promises_number",
            Self::Disputed => "dispute_rate",
            Self::Explained => "cause_known",
            Self::Coverage => "coverage",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rate| rate.code() == code)
    }

    /// What its lines are counted in.
    #[must_use]
    pub fn counts(self) -> Counts {
        match self {
            Self::Coverage => Counts::Debtors,
            Self::PromisesNumber => Counts::Promises,
            _ => Counts::Amounts,
        }
    }
}

/// What lines are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Amounts.
    Amounts,
    /// Debtors, one by one.
    Debtors,
    /// Ten-thousandths of a promise.
    Promises,
}

/// Where a line leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// To an item.
    Item(OpenItemId),
    /// To a promise.
    Promise(PromiseId),
    /// To the debtor alone.
    Debtor,
}

/// A line behind a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindLine {
    /// Where it leads.
    pub leads: Leads,
    /// Whose it is.
    pub debtor: DebtorId,
    /// The account's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The item's number, or the items promised; empty for a debtor.
    pub label: String,
    /// Its day: due date, promised day, last contact.
    pub on: Option<Date>,
    /// What it adds to the whole.
    pub whole: Cents,
    /// What it adds to the part.
    pub part: Cents,
}

/// What is behind a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Which.
    pub rate: Rate,
    /// The last day that it looks at.
    pub on: Date,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The lines, those with most of the part first.
    pub lines: Vec<BehindLine>,
    /// The whole: the sum of the lines', but for what is contested, whose whole is all that is owed.
    pub whole: Cents,
    /// The sum of the lines' parts.
    pub part: Cents,
}

impl Behind {
    /// The rate, in ten-thousandths.
    #[must_use]
    pub fn share(&self) -> Option<u64> {
        match self.rate {
            // The reliability of promises is never rounded up.
            Rate::PromisesKept | Rate::PromisesNumber if self.whole.is_positive() => {
                u64::try_from(i128::from(self.part.0.max(0)) * 10_000 / i128::from(self.whole.0)).ok()
            }
            _ => domain::figure::share(self.part, self.whole),
        }
    }
}

/// Whose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BehindQuery {
    /// Who follows the debtors; `None` for all.
    pub collector: Option<String>,
    /// One debtor.
    pub debtor: Option<DebtorId>,
    /// The currency; the euro when `None`.
    pub currency: Option<Currency>,
}

/// The lines behind a rate, as of today. Rates of the conversation are the house's, in euro.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn behind(app: &App, scope: &Scope, rate: Rate, query: &BehindQuery) -> Result<Arc<Behind>> {
    scope.require(Permission::ViewReceivables)?;
    let query = query.clone();
    let detail = format!("{rate:?} {query:?}");
    kept(app, scope, "behind a rate", detail, move |app, scope| async move { gather(&app, &scope, rate, &query).await }).await
}

async fn gather(app: &App, scope: &Scope, rate: Rate, query: &BehindQuery) -> Result<Behind> {
    let today = app.today();
    let currency = query.currency.unwrap_or(Currency::EUR);
    let first = today.with_day(1).unwrap_or(today);
    let mut on = today;
    let mut owed = None;
    let mut tx = app.db().snapshot().await?;
    let mut lines = match rate {
        Rate::Unpaid => {
            on = ripe_end(today);
            unpaid(&mut tx, scope, currency, (on, today)).await?
        }
        Rate::Recovery => recovery(&mut tx, scope, currency, (first, today)).await?,
        Rate::PromisesKept | Rate::PromisesNumber => promises(&mut tx, scope, (first, today), rate).await?,
        Rate::Disputed => {
            let ledger = store::ageing::by_debtor(&mut tx, scope.organisation.id, today).await?;
            owed = Some(Cents::total(ledger.iter().filter(|row| row.currency == Currency::EUR).map(|row| row.ageing.total())));
            conversation(&mut tx, scope, rate, today).await?
        }
        Rate::Explained | Rate::Coverage => conversation(&mut tx, scope, rate, today).await?,
    };
    drop(tx);
    lines.retain(|(collector, line)| {
        query.collector.as_ref().is_none_or(|wanted| wanted == collector) && query.debtor.is_none_or(|wanted| wanted == line.debtor)
    });
    let mut lines: Vec<BehindLine> = lines.into_iter().map(|(_, line)| line).collect();
    lines.sort_by(|a, b| {
        b.part.cmp(&a.part).then_with(|| b.whole.cmp(&a.whole)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.label.cmp(&b.label))
    });
    let part = Cents::total(lines.iter().map(|line| line.part));
    let whole = owed.unwrap_or_else(|| Cents::total(lines.iter().map(|line| line.whole)));
    Ok(Behind { rate, on, currency, lines, whole, part })
}

/// A whole promise, in ten-thousandths.
const WHOLE: Cents = Cents(10_000);

/// A line with who follows its debtor.
type Followed = (String, BehindLine);

/// Before every invoice.
const LONG_AGO: Date = Date::from_ymd_opt(1900, 1, 1).unwrap(); // a day of the calendar

/// The last day of the newest month whose horizon is over.
fn ripe_end(today: Date) -> Date {
    let mut end = calendar::end_of_month(today);
    while calendar::add_days(end, HORIZONS[UNPAID_AT]) >= today {
        end = calendar::add_days(end.with_day(1).unwrap_or(end), -1);
    }
    end
}

fn line(item: &BehindItem, whole: Cents, part: Cents) -> Followed {
    let line = BehindLine {
        leads: Leads::Item(item.id),
        debtor: item.debtor,
        code: item.code.clone(),
        name: item.name.clone(),
        label: item.number.clone(),
        on: Some(item.due_on),
        whole,
        part,
    };
    (item.collector.clone(), line)
}

fn put(item: &BehindItem, counts: impl Fn(Date, bool) -> bool) -> Cents {
    Cents::total(item.put.iter().filter(|(on, _, cash)| counts(*on, *cash)).map(|(_, amount, _)| *amount))
}

/// What fell due in the month that ends on a day, with what was open of it when the horizon was over.
async fn unpaid(tx: &mut Tx, scope: &Scope, currency: Currency, (end, today): (Date, Date)) -> Result<Vec<Followed>> {
    let first = end.with_day(1).unwrap_or(end);
    let items = store::behind::debits(tx, scope.organisation.id, currency, today, (first, end), LONG_AGO).await?;
    Ok(items
        .iter()
        .map(|item| {
            let until = calendar::add_days(item.due_on, HORIZONS[UNPAID_AT]);
            line(item, item.amount, item.amount - put(item, |on, _| on <= until))
        })
        .collect())
}

/// What was late when the month began or became so in it, with the cash that came on it.
async fn recovery(tx: &mut Tx, scope: &Scope, currency: Currency, (first, today): (Date, Date)) -> Result<Vec<Followed>> {
    let due = (LONG_AGO, calendar::add_days(today, -1));
    let items = store::behind::debits(tx, scope.organisation.id, currency, today, due, first).await?;
    let lines = items.iter().filter_map(|item| {
        let late_on = item.issued_on.max(calendar::add_days(item.due_on, 1));
        // At the end of the day before the month, or before it became late.
        let from = late_on.max(first);
        let whole = item.amount - put(item, |on, _| on < from);
        let cash = put(item, |on, cash| cash && on >= from);
        (late_on <= today && (whole != Cents::ZERO || cash != Cents::ZERO)).then(|| line(item, whole, cash))
    });
    Ok(lines.collect())
}

/// The promises whose day came in the month, with what was paid of them in time.
async fn promises(tx: &mut Tx, scope: &Scope, (first, today): (Date, Date), rate: Rate) -> Result<Vec<Followed>> {
    let organisation = scope.organisation.id;
    let debtors = store::promise::debtors(tx, organisation).await?;
    let rows = store::promise::list(tx, organisation, Which::Every).await?;
    let ids: Vec<OpenItemId> = rows.iter().flat_map(|row| row.promise.items.iter().map(|covered| covered.item)).collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    let matured = |row: &store::promise::PromiseRow| {
        row.currency == Currency::EUR && row.promise.standing.on().is_some_and(|on| first <= on && on <= today)
    };
    let lines = rows.iter().filter(|row| matured(row)).map(|row| {
        let (code, name, collector, _) = debtors.get(&row.debtor).cloned().unwrap_or_default();
        let items = row.promise.items.iter().filter_map(|covered| numbers.get(&covered.item).map(String::as_str));
        let mut kept = domain::promise::Reliability::default();
        kept.count(&row.promise);
        let label = items.collect::<Vec<_>>().join(", ");
        let leads = Leads::Promise(row.promise.id);
        let (whole, part) = match rate {
            // One promise, and how much of it was kept.
            Rate::PromisesNumber if kept.matured() == 0 => (Cents::ZERO, Cents::ZERO),
            Rate::PromisesNumber => (WHOLE, kept.by_number().and_then(|share| i64::try_from(share).ok()).map_or(Cents::ZERO, Cents)),
            _ => (kept.promised, kept.paid),
        };
        let line = BehindLine { leads, debtor: row.debtor, code, name, label, on: Some(row.promise.on), whole, part };
        (collector, line)
    });
    Ok(lines.collect())
}

/// What is known today of each debit that is open, and of each debtor who is late.
async fn conversation(tx: &mut Tx, scope: &Scope, rate: Rate, today: Date) -> Result<Vec<Followed>> {
    let organisation = scope.organisation.id;
    let (items, contacts) = crate::conversation::open_histories(tx, organisation, today).await?;
    let debtors: HashMap<DebtorId, (String, String, String)> = store::debtor::all(tx, organisation)
        .await?
        .into_iter()
        .map(|debtor| (debtor.id, (debtor.code, debtor.name, debtor.collector)))
        .collect();
    let told = |leads, debtor: DebtorId, label: String, on, whole, part| -> Followed {
        let (code, name, collector) = debtors.get(&debtor).cloned().unwrap_or_default();
        (collector, BehindLine { leads, debtor, code, name, label, on, whole, part })
    };
    let open = items.iter().filter(|(_, item)| item.open_on(today).is_positive());
    if rate == Rate::Coverage {
        let mut late: Vec<DebtorId> = open.filter(|(_, item)| today > item.due_on).map(|(_, item)| item.debtor).collect();
        late.sort_unstable();
        late.dedup();
        let since = calendar::add_days(today, -REACH);
        let lines = late.into_iter().map(|debtor| {
            let last = contacts.get(&debtor).and_then(|days| days.iter().copied().filter(|on| *on > since && *on <= today).max());
            told(Leads::Debtor, debtor, String::new(), last, Cents(1), Cents(i64::from(last.is_some())))
        });
        return Ok(lines.collect());
    }
    let wanted: Vec<_> = open
        .filter(|(_, item)| if rate == Rate::Disputed { item.contested_on(today).is_positive() } else { today > item.due_on })
        .collect();
    let ids: Vec<OpenItemId> = wanted.iter().map(|(id, _)| **id).collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    let lines = wanted.into_iter().map(|(id, item)| {
        let whole = item.open_on(today);
        let part = match rate {
            Rate::Disputed => item.contested_on(today),
            _ if item.is_explained_on(today) => whole,
            _ => Cents::ZERO,
        };
        told(Leads::Item(*id), item.debtor, numbers.get(id).cloned().unwrap_or_default(), Some(item.due_on), whole, part)
    });
    Ok(lines.collect())
}

/// Ten-thousandths of promises as promises with two decimals.
#[must_use]
pub fn promises_of(value: Cents) -> Cents {
    Cents(value.0 / 100)
}

/// The lines as a table for a spreadsheet.
#[must_use]
pub fn csv(found: &Behind) -> String {
    let mut out = words::columns(found.rate).iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
    let amount = |value: Cents| match found.rate.counts() {
        Counts::Debtors => value.0.to_string(),
        Counts::Promises => promises_of(value).iso().replace('.', ","),
        Counts::Amounts => value.iso().replace('.', ","),
    };
    for line in &found.lines {
        let on = line.on.map(|on| on.to_string()).unwrap_or_default();
        let cells = [cell(&line.code), cell(&line.name), cell(&line.label), on, amount(line.whole), amount(line.part)];
        out.push_str(&(cells.join(";") + "\r\n"));
    }
    out
}
