//! The first figures: exposure, days of sales outstanding, rates of lateness, of non-payment and of recovery, for a year of months.
//!
//! They are a function of the ledger and of a day (`domain::figure`). What they are made of, sums by month, is kept in memory under the
//! number of the journal's newest entry: the next page of an unchanged ledger reads nothing. A large ledger is read anew behind the
//! page's back, at most every ten minutes, and the page says of when its figures are.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::figure::Series;
use domain::goal::{Measure, Period};
use domain::ids::{DebtorId, OrganisationId};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::figure::Facts;

use crate::agreed::Book;
use crate::text::locale::ShownIn as _;
use crate::{App, AppError, Permission, Result, Scope};

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// What is owed.
    Exposure,
    /// What is late.
    Overdue,
    /// K2.
    Countback,
    /// K1.
    Dso,
    /// K3.
    Best,
    /// K4.
    Late,
    /// K9.
    OverdueRate,
    /// K10, thirty days after the due date.
    UnpaidRate,
    /// K12.
    RecoveryRate,
    /// K13.
    Effectiveness,
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the currency.
    Amount,
    /// Tenths of a day.
    Days,
    /// Ten-thousandths.
    Share,
}

/// Of a cohort, days after the due date: the place of 30 in `domain::figure::HORIZONS`.
pub(crate) const UNPAID_AT: usize = 1;

impl Indicator {
    /// All figures, in the order of pages.
    pub const ALL: [Self; 10] = [
        Self::Exposure,
        Self::Overdue,
        Self::Countback,
        Self::Dso,
        Self::Best,
        Self::Late,
        Self::OverdueRate,
        Self::UnpaidRate,
        Self::RecoveryRate,
        Self::Effectiveness,
    ];

    /// Those of the manager's and the director's homes.
    pub const HOME: [Self; 6] = [Self::Exposure, Self::Overdue, Self::Countback, Self::OverdueRate, Self::UnpaidRate, Self::RecoveryRate];

    /// The stable key, used in tables and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Exposure => "exposure",
            Self::Overdue => "overdue",
            Self::Countback => "dso_countback",
            Self::Dso => "dso",
            Self::Best => "dso_best",
            Self::Late => "dso_late",
            Self::OverdueRate => "overdue_rate",
            Self::UnpaidRate => "unpaid_rate",
            Self::RecoveryRate => "recovery_rate",
            Self::Effectiveness => "effectiveness",
        }
    }

    /// What it is counted in.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::Exposure | Self::Overdue => Unit::Amount,
            Self::Countback | Self::Dso | Self::Best | Self::Late => Unit::Days,
            Self::OverdueRate | Self::UnpaidRate | Self::RecoveryRate | Self::Effectiveness => Unit::Share,
        }
    }

    /// What its goal is set for.
    #[must_use]
    pub fn measure(self) -> Option<Measure> {
        match self {
            Self::Countback => Some(Measure::SalesOutstanding),
            Self::OverdueRate => Some(Measure::OverdueRate),
            Self::UnpaidRate => Some(Measure::UnpaidRate),
            Self::RecoveryRate => Some(Measure::RecoveryRate),
            _ => None,
        }
    }

    /// Whether it differs by the dates that were agreed. What is owed and sold has no date to be paid; the unpaid rate is by
    /// definition that of the original dates: what is agreed later changes no cohort of the past.
    #[must_use]
    pub fn follows_agreements(self) -> bool {
        match self {
            Self::Exposure | Self::Countback | Self::Dso | Self::UnpaidRate => false,
            Self::Overdue | Self::Best | Self::Late | Self::OverdueRate | Self::RecoveryRate | Self::Effectiveness => true,
        }
    }

    /// Its value at the end of a month.
    fn at(self, series: &Series, at: usize) -> Option<i64> {
        let share = |value: Option<u64>| value.and_then(|value| i64::try_from(value).ok());
        match self {
            Self::Exposure => Some(series.position(at).owed.0),
            Self::Overdue => Some(series.position(at).late.0),
            Self::Countback => series.dso_countback(at),
            Self::Dso => series.dso(at),
            Self::Best => series.dso_best(at),
            Self::Late => series.dso_late(at),
            Self::OverdueRate => share(series.overdue_rate(at)),
            Self::UnpaidRate => share(series.unpaid_rate(at, UNPAID_AT)),
            Self::RecoveryRate => share(series.recovery_rate(at)),
            Self::Effectiveness => share(series.effectiveness(at)),
        }
    }

    /// The newest month that it can be told of.
    fn newest(self, series: &Series) -> usize {
        let last = series.len() - 1;
        if self == Self::UnpaidRate { series.newest_ripe(UNPAID_AT).unwrap_or(last) } else { last }
    }
}

/// A value at the end of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The last day of the month, or today.
    pub on: Date,
    /// The value, in the figure's unit; `None` when there is nothing to measure, or too much.
    pub value: Option<i64>,
}

/// A figure with its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Which.
    pub indicator: Indicator,
    /// Twelve months at most, the newest last.
    pub points: Vec<Point>,
    /// What the house means to reach, in the figure's unit, and in which period.
    pub target: Option<(i64, Period)>,
    /// How its newest value is counted, with its own numbers, in French.
    pub worked: String,
}

impl Figure {
    /// The newest value.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        self.points.last().and_then(|point| point.value)
    }

    /// The value of a year ago, or of the first month.
    #[must_use]
    pub fn first(&self) -> Option<i64> {
        self.points.first().and_then(|point| point.value)
    }

    /// Whether the target is met; `None` without one.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        let (target, _) = self.target?;
        let (value, target) = (u64::try_from(self.value()?).ok()?, u64::try_from(target).ok()?);
        Some(self.indicator.measure()?.is_met(value, target))
    }
}

/// Whose figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FiguresQuery {
    /// Who follows the debtors; `None` for all.
    pub collector: Option<String>,
    /// One debtor.
    pub debtor: Option<DebtorId>,
    /// The currency; the euro, else the first one, when `None`.
    pub currency: Option<Currency>,
    /// Whether debts are late by the dates that were agreed: deferrals, and the instalments of plans that hold.
    pub by_agreed_date: bool,
}

/// A collector's figures of today, for the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectorLine {
    /// Who; may be empty.
    pub collector: String,
    /// Each of [`Indicator::ALL`].
    pub values: Vec<(Indicator, Option<i64>)>,
}

/// All figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// When the ledger was read.
    pub read_at: DateTime<Utc>,
    /// The currency of the amounts.
    pub currency: Currency,
    /// All currencies of the ledger.
    pub currencies: Vec<Currency>,
    /// All collectors, those with most that is owed first.
    pub collectors: Vec<CollectorLine>,
    /// The debtor's name, when the figures are one's.
    pub debtor_name: Option<String>,
    /// The figures, in the order of [`Indicator::ALL`].
    pub figures: Vec<Figure>,
    /// Whether a deferral or a plan makes a difference between original and agreed dates.
    pub has_agreements: bool,
}

/// What months added, by original dates, and by agreed ones when something was agreed.
#[derive(Debug)]
struct Both {
    original: Facts,
    agreed: Option<Facts>,
}

impl Both {
    async fn read(tx: &mut Tx, organisation: OrganisationId, today: Date, debtor: Option<DebtorId>) -> Result<Self> {
        let original = store::figure::by_month(tx, organisation, today, debtor).await?;
        let book = Book::load(tx, organisation, debtor, today).await?;
        let agreed = (!book.is_empty()).then(|| book.facts(&original, today));
        Ok(Self { original, agreed })
    }

    fn by(&self, agreed: bool) -> &Facts {
        self.agreed.as_ref().filter(|_| agreed).unwrap_or(&self.original)
    }
}

/// What was read of a ledger.
#[derive(Debug)]
struct Known {
    /// The number of the journal's newest entry by then.
    head: i64,
    today: Date,
    at: DateTime<Utc>,
    /// How long it took.
    took: TimeDelta,
    facts: Arc<Both>,
}

/// What was last read of each ledger.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<OrganisationId, Known>>);

/// What a page may wait for.
const PATIENCE: TimeDelta = TimeDelta::milliseconds(150);

/// How old the figures of a large ledger may be.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

impl Cache {
    /// What is known, and whether it is to be read anew behind the page's back: the one who learns that is the only one for a while.
    fn get(
        &self,
        organisation: OrganisationId,
        (head, today): (i64, Date),
        now: DateTime<Utc>,
    ) -> Option<(Arc<Both>, DateTime<Utc>, bool)> {
        let mut all = self.0.lock().ok()?;
        let known = all.get_mut(&organisation).filter(|known| known.today == today)?;
        let read_at = known.at;
        if known.head == head {
            return Some((Arc::clone(&known.facts), read_at, false));
        }
        if known.took <= PATIENCE {
            return None;
        }
        let is_due = now.signed_duration_since(known.at) > OLDEST;
        if is_due {
            known.at = now;
        }
        Some((Arc::clone(&known.facts), read_at, is_due))
    }

    fn put(&self, organisation: OrganisationId, known: Known) {
        if let Ok(mut all) = self.0.lock() {
            all.insert(organisation, known);
        }
    }
}

/// Reads the ledger and keeps what it says.
async fn read(app: &App, organisation: OrganisationId) -> Result<(Arc<Both>, DateTime<Utc>)> {
    let (today, at) = (app.today(), app.now());
    let mut tx = app.db().snapshot().await?;
    let head = store::event::head(&mut tx, organisation).await?;
    let facts = Arc::new(Both::read(&mut tx, organisation, today, None).await?);
    drop(tx);
    let took = app.now().signed_duration_since(at);
    app.figures().put(organisation, Known { head, today, at, took, facts: Arc::clone(&facts) });
    Ok((facts, at))
}

/// What each month added, and when that was read.
async fn facts(app: &App, scope: &Scope) -> Result<(Arc<Both>, DateTime<Utc>)> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let head = store::event::head(&mut tx, organisation).await?;
    drop(tx);
    let Some((facts, at, is_due)) = app.figures().get(organisation, (head, app.today()), app.now()) else {
        return read(app, organisation).await;
    };
    if is_due {
        let app = app.clone();
        tokio::spawn(async move {
            if let Err(error) = read(&app, organisation).await {
                tracing::warn!(%error, "the figures could not be read anew");
            }
        });
    }
    Ok((facts, at))
}

/// Reads the figures before anybody asks for them, when they are not those of today's ledger.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn prepare(app: &App, scope: &Scope) -> Result<()> {
    facts(app, scope).await.map(|_| ())
}

/// The months of a currency, of one collector or of all.
fn series(facts: &Facts, today: Date, currency: Currency, collector: Option<&str>) -> Series {
    let own = facts.iter().filter(|((who, known), _)| *known == currency && collector.is_none_or(|collector| collector == who));
    Series::of(today, own.flat_map(|(_, months)| months.iter().map(|(month, facts)| (*month, *facts))))
}

/// All debtors' months in euros.
pub(crate) async fn euros(app: &App, scope: &Scope) -> Result<Series> {
    let (facts, _) = facts(app, scope).await?;
    Ok(series(&facts.original, app.today(), Currency::EUR, None))
}

/// Whether a goal is measured by these figures alone.
pub(crate) fn measures(measure: Measure) -> bool {
    matches!(measure, Measure::SalesOutstanding | Measure::UnpaidRate | Measure::RecoveryRate)
}

/// The value of today, in the goal's unit.
pub(crate) fn measured(series: &Series, measure: Measure) -> Option<u64> {
    let last = series.len() - 1;
    match measure {
        Measure::SalesOutstanding => series.dso_countback(last).and_then(|tenths| u64::try_from(tenths * 10).ok()),
        Measure::UnpaidRate => series.unpaid_rate(series.newest_ripe(UNPAID_AT)?, UNPAID_AT),
        Measure::RecoveryRate => series.recovery_rate(last),
        _ => None,
    }
}

/// Months shown.
const MONTHS: usize = 12;

fn figure(indicator: Indicator, series: &Series, currency: Currency, goals: &[store::goal::GoalRow]) -> Figure {
    let newest = indicator.newest(series);
    let from = (newest + 1).saturating_sub(MONTHS);
    let points = (from..=newest).map(|at| Point { on: series.end(at), value: indicator.at(series, at) }).collect();
    let today = series.end(series.len() - 1);
    let running = |goal: &&store::goal::GoalRow| {
        let (first, after) = goal.period.days();
        Some(goal.measure) == indicator.measure() && first <= today && today < after
    };
    // The shortest period says most of today.
    let goal = goals.iter().filter(running).min_by_key(|goal| goal.period);
    let target = goal.and_then(|goal| {
        let target = i64::try_from(goal.target).ok()?;
        Some((if goal.measure.is_days() { target / 10 } else { target }, goal.period))
    });
    Figure { indicator, points, target, worked: worked(indicator, series, newest, currency) }
}

/// How a value is counted, with its own numbers.
fn worked(indicator: Indicator, series: &Series, at: usize, currency: Currency) -> String {
    use crate::text::figures as words;
    let (position, before, facts) = (series.position(at), series.before(at), series.facts(at));
    let fr = |amount: Cents| amount.shown_in(currency);
    let credits = position.owed - position.late - position.not_due;
    match indicator {
        Indicator::Exposure | Indicator::Overdue => {
            words::exposure(&fr(position.owed), &fr(position.late), &fr(position.not_due), &fr(credits))
        }
        Indicator::Dso => {
            let (sales, days) = series.quarter(at);
            words::dso(&fr(position.owed), &fr(sales), days)
        }
        Indicator::Countback | Indicator::Best => {
            let amount = if indicator == Indicator::Countback { position.owed } else { position.not_due };
            let reached = indicator.at(series, at).unwrap_or(0);
            // As many months as the days reach back, and one for the part.
            let count = usize::try_from(reached / 280).unwrap_or(0) + 1;
            let months: Vec<String> = (at.saturating_sub(count)..=at)
                .rev()
                .map(|month| words::sales(series.end(month), &fr(series.facts(month).sales)))
                .collect();
            words::exhausted(&fr(amount), &months.join(", "))
        }
        Indicator::Late => words::late(&words::days(series.dso_countback(at)), &words::days(series.dso_best(at))),
        Indicator::OverdueRate => words::part(&fr(position.late), &fr(position.late + position.not_due)),
        Indicator::UnpaidRate => words::part(&fr(facts.due - facts.due_settled[UNPAID_AT]), &fr(facts.due)),
        Indicator::RecoveryRate => words::part(&fr(facts.late_cash), &fr(before.late + facts.became_late)),
        Indicator::Effectiveness => {
            let could = before.owed + facts.sales;
            words::part(&fr(could - position.owed), &fr(could - position.not_due))
        }
    }
}

/// The figures of the house, of a collector or of a debtor.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown debtor; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn figures(app: &App, scope: &Scope, query: &FiguresQuery) -> Result<Figures> {
    let (house, read_at) = facts(app, scope).await?;
    let today = app.today();
    let mut tx = app.db().snapshot().await?;
    let goals = store::goal::list(&mut tx, scope.organisation.id).await?;
    let (own, debtor_name) = match query.debtor {
        None => (house, None),
        Some(id) => {
            let debtor = store::debtor::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("debtor"))?;
            (Arc::new(Both::read(&mut tx, scope.organisation.id, today, Some(id)).await?), Some(debtor.name))
        }
    };
    drop(tx);
    let has_agreements = own.agreed.is_some();
    let own = own.by(query.by_agreed_date);
    let mut currencies: Vec<Currency> = own.keys().map(|(_, currency)| *currency).collect();
    currencies.sort_by_key(|currency| (*currency != Currency::EUR, *currency));
    currencies.dedup();
    let currency = query.currency.or_else(|| currencies.first().copied()).unwrap_or_default();
    let chosen = series(own, today, currency, query.collector.as_deref());
    // A goal is the house's: it says nothing of one debtor or of one collector.
    let goals = if query.debtor.is_none() && query.collector.is_none() && currency == Currency::EUR { goals } else { Vec::new() };
    // It is set by original dates.
    let own_goals = |indicator: Indicator| if query.by_agreed_date && indicator.follows_agreements() { &[][..] } else { goals.as_slice() };
    let figures = Indicator::ALL.into_iter().map(|indicator| figure(indicator, &chosen, currency, own_goals(indicator))).collect();
    let collectors = if query.debtor.is_some() { Vec::new() } else { by_collector(own, today, currency) };
    Ok(Figures { read_at, currency, currencies, collectors, debtor_name, figures, has_agreements })
}

/// Each collector's figures of today.
fn by_collector(facts: &Facts, today: Date, currency: Currency) -> Vec<CollectorLine> {
    let names: BTreeMap<&str, ()> = facts.keys().filter(|(_, known)| *known == currency).map(|(who, _)| (who.as_str(), ())).collect();
    let mut lines: Vec<CollectorLine> = names
        .into_keys()
        .map(|collector| {
            let own = series(facts, today, currency, Some(collector));
            let values = Indicator::ALL.into_iter().map(|indicator| (indicator, indicator.at(&own, indicator.newest(&own)))).collect();
            CollectorLine { collector: collector.to_owned(), values }
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.values.first().and_then(|(_, value)| *value)));
    lines
}

/// The figures as a table for a spreadsheet: a row a month, a column a figure; days and per cent with one and two decimals.
#[must_use]
pub fn csv(found: &Figures) -> String {
    use crate::ageing::cell;
    let mut head = vec![crate::text::figures::month_column()];
    head.extend(found.figures.iter().map(|figure| crate::text::figures::name(figure.indicator)));
    let mut out = head.iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
    let months: Vec<Date> = found.figures.first().map(|figure| figure.points.iter().map(|point| point.on).collect()).unwrap_or_default();
    for on in months {
        let mut cells = vec![on.to_string()];
        cells.extend(found.figures.iter().map(|figure| {
            let value = figure.points.iter().find(|point| point.on == on).and_then(|point| point.value);
            value.map(|value| plain(figure.indicator.unit(), value)).unwrap_or_default()
        }));
        out.push_str(&(cells.join(";") + "\r\n"));
    }
    out
}

/// `12,5`: a number without its unit.
fn plain(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Amount | Unit::Share => Cents(value).iso().replace('.', ","),
        Unit::Days => format!("{},{}", value / 10, value.abs() % 10),
    }
}
