//! The figures of the conversation (K5, K14–K17): a year of months from one read, with their formulas, targets and own numbers. The rules
//! are `domain::conversation`; see `docs/spec/figures.md`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use channels::{PARIS, business_date};
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use domain::conversation::{Bands, Contest, ItemHistory, REACH, Span, Talk, bands, shared, talk};
use domain::dispute::{Cycle, Outcome, OwnerRole, Reason, Spread, spread};
use domain::figure::{Series, share};
use domain::goal::{Measure, Period};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::promise::Reliability;
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::conversation::Histories;
use store::promise::Which;

use crate::figures::{Point, Unit};
use crate::text::conversation as words;
use crate::{App, Permission, Result, Scope};

/// Months shown.
const MONTHS: usize = 12;

/// A figure of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Theme {
    /// Promises kept, by amount (K14).
    PromisesKept,
    /// Promises kept, by number (K14).
    PromisesNumber,
    /// What of the lateness has a cause, a promise or a dispute (K16).
    CauseKnown,
    /// What is contested, of what is owed (K15).
    DisputeRate,
    /// The median of the days from opening to end (K15).
    DisputeCycle,
    /// Disputes that the house won (K15).
    DisputesWon,
    /// Late debtors who were spoken to (K17).
    Coverage,
    /// Days of sales of what was granted.
    DsoTerms,
    /// Days of sales that lateness adds, without what is contested.
    DsoLate,
    /// Days of sales of what is contested (K5).
    DsoDisputed,
}

impl Theme {
    /// All, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::PromisesKept,
        Self::PromisesNumber,
        Self::CauseKnown,
        Self::Coverage,
        Self::DisputeRate,
        Self::DisputeCycle,
        Self::DisputesWon,
        Self::DsoTerms,
        Self::DsoLate,
        Self::DsoDisputed,
    ];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PromisesKept => "promises_kept",
            Self::PromisesNumber => "promises_number",
            Self::CauseKnown => "cause_known",
            Self::DisputeRate => "dispute_rate",
            Self::DisputeCycle => "dispute_cycle",
            Self::DisputesWon => "disputes_won",
            Self::Coverage => "coverage",
            Self::DsoTerms => "dso_terms",
            Self::DsoLate => "dso_lateness",
            Self::DsoDisputed => "dso_disputed",
        }
    }

    /// What its numbers are.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::DisputeCycle | Self::DsoTerms | Self::DsoLate | Self::DsoDisputed => Unit::Days,
            _ => Unit::Share,
        }
    }

    fn measure(self) -> Option<Measure> {
        match self {
            Self::PromisesKept => Some(Measure::PromisesKept),
            Self::CauseKnown => Some(Measure::CauseKnown),
            Self::DisputeRate => Some(Measure::DisputeRate),
            _ => None,
        }
    }
}

/// A figure with its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkFigure {
    /// Which.
    pub theme: Theme,
    /// Twelve months at most, the newest last; shares in ten-thousandths, days in tenths.
    pub points: Vec<Point>,
    /// What the house means to reach, and in which period.
    pub target: Option<(i64, Period)>,
    /// How its newest value is counted, with its own numbers.
    pub worked: String,
}

impl TalkFigure {
    /// The newest value.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        self.points.last().and_then(|point| point.value)
    }

    /// Whether the target is met; `None` without one.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        let (target, _) = self.target?;
        let (value, target) = (u64::try_from(self.value()?).ok()?, u64::try_from(target).ok()?);
        Some(self.theme.measure()?.is_met(value, target))
    }
}

/// What is held up, and the days of sales that it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLine<K> {
    /// For which reason, or by whom.
    pub key: K,
    /// How much.
    pub held: Cents,
    /// Days of sales, in tenths; `None` when they cannot be told.
    pub days: Option<i64>,
    /// The days at the end of each month, the newest last.
    pub trend: Vec<Option<i64>>,
}

/// The figures of the conversation, in euro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// The figures, in the order of [`Theme::ALL`].
    pub figures: Vec<TalkFigure>,
    /// What is contested by reason, the largest first; the days add up to the figure.
    pub by_reason: Vec<HeldLine<Reason>>,
    /// And by who answers for it.
    pub by_owner: Vec<HeldLine<String>>,
}

/// What was read: each month's end with its conversation, the disputes that ended and the promises that matured in it.
#[derive(Debug, Default)]
pub(crate) struct Months {
    ends: Vec<End>,
}

#[derive(Debug, Clone)]
struct End {
    on: Date,
    talk: Talk,
    ended: Spread,
    promises: Reliability,
}

/// What was last read of each organisation: for which head of the journal and which day.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<OrganisationId, Known>>);

#[derive(Debug)]
struct Known {
    head: i64,
    today: Date,
    at: DateTime<Utc>,
    took: TimeDelta,
    months: Arc<Months>,
}

/// A read that takes longer is not made anew for each entry of the journal…
const PATIENCE: TimeDelta = TimeDelta::milliseconds(150);
/// …but when it is older than this.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

impl Cache {
    fn get(&self, organisation: OrganisationId, (head, today): (i64, Date), now: DateTime<Utc>) -> Option<(Arc<Months>, DateTime<Utc>)> {
        let all = self.0.lock().ok()?;
        let known = all.get(&organisation).filter(|known| known.today == today)?;
        let is_good = known.head == head || (known.took > PATIENCE && now.signed_duration_since(known.at) <= OLDEST);
        is_good.then(|| (Arc::clone(&known.months), known.at))
    }

    fn put(&self, organisation: OrganisationId, known: Known) {
        if let Ok(mut all) = self.0.lock() {
            all.insert(organisation, known);
        }
    }
}

/// The ends of the last twelve months, today being the end of the current one.
fn ends(today: Date) -> Vec<Date> {
    let mut ends = vec![today];
    let mut first = today.with_day(1).unwrap_or(today);
    for _ in 1..MONTHS {
        let before = calendar::add_days(first, -1);
        ends.push(before);
        first = before.with_day(1).unwrap_or(before);
    }
    ends.reverse();
    ends
}

/// One history per debit.
fn histories(found: &Histories) -> HashMap<OpenItemId, ItemHistory> {
    let mut items: HashMap<OpenItemId, ItemHistory> = found
        .debits
        .iter()
        .map(|debit| {
            let history = ItemHistory {
                debtor: debit.debtor,
                issued_on: debit.issued_on,
                due_on: debit.due_on,
                open: debit.open,
                put: Vec::new(),
                causes: Vec::new(),
                promises: Vec::new(),
                contested: Vec::new(),
                contests: Vec::new(),
            };
            (debit.id, history)
        })
        .collect();
    for (item, on, amount) in &found.put {
        if let Some(history) = items.get_mut(item) {
            history.put.push((*on, *amount));
        }
    }
    for (item, from, ended) in &found.causes {
        if let Some(history) = items.get_mut(item) {
            history.causes.push(Span { from: *from, until: ended.map(|at| business_date(at, PARIS)) });
        }
    }
    for (item, from, until) in &found.promised {
        if let Some(history) = items.get_mut(item) {
            history.promises.push(Span { from: *from, until: *until });
        }
    }
    for (item, at, amount) in &found.parts {
        if let Some(history) = items.get_mut(item) {
            history.contested.push((business_date(*at, PARIS), *amount));
        }
    }
    for part in &found.contested {
        let Some(history) = items.get_mut(&part.item) else { continue };
        history.contests.push(Contest {
            span: Span { from: part.opened_on, until: part.closed_on },
            reason: Reason::from_code(&part.reason).unwrap_or(Reason::Unspecified),
            owner: owner(&part.owner_role, &part.owner_name),
        });
    }
    items
}

/// The debits that are open on a day with all that is known of them, and the days on which their debtors were spoken to.
pub(crate) async fn open_histories(
    tx: &mut Tx,
    organisation: OrganisationId,
    today: Date,
) -> Result<(HashMap<OpenItemId, ItemHistory>, HashMap<DebtorId, Vec<Date>>)> {
    let since_then = calendar::add_days(today, -1).and_time(chrono::NaiveTime::MIN).and_utc();
    let contacts_since = calendar::add_days(today, -REACH);
    let found = store::conversation::histories(tx, organisation, (today, since_then), contacts_since, Currency::EUR).await?;
    let mut contacts: HashMap<DebtorId, Vec<Date>> = HashMap::new();
    for (debtor, on) in &found.contacts {
        contacts.entry(*debtor).or_default().push(*on);
    }
    Ok((histories(&found), contacts))
}

/// Who answers, as the board of disputes says it.
fn owner(role: &str, name: &str) -> String {
    if name.is_empty() { OwnerRole::from_code(role).map(crate::text::dispute::role).unwrap_or_default() } else { name.to_owned() }
}

/// The disputes that ended from one day up to another.
fn ended(found: &Histories, (from, to): (Date, Date), reason: Option<Reason>) -> Spread {
    let mut seen = std::collections::HashSet::new();
    let cycles: Vec<Cycle> = found
        .contested
        .iter()
        .filter(|part| part.closed_on.is_some_and(|on| from <= on && on <= to))
        .filter(|part| reason.is_none_or(|reason| reason.code() == part.reason))
        .filter(|part| seen.insert(part.dispute))
        .filter_map(|part| {
            let outcome = Outcome::from_code(part.outcome.as_deref()?)?;
            Some(Cycle { days: (part.closed_on? - part.opened_on).num_days(), outcome })
        })
        .collect();
    spread(&cycles)
}

async fn load(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Months> {
    let days = ends(today);
    let Some(first) = days.first().copied() else { return Ok(Months::default()) };
    let since = first.with_day(1).unwrap_or(first);
    let contacts_since = calendar::add_days(first, -REACH);
    // A moment before the day begins anywhere: what ended on it is read, and judged by its own date.
    let since_then = calendar::add_days(since, -1).and_time(chrono::NaiveTime::MIN).and_utc();
    let found = store::conversation::histories(tx, organisation, (since, since_then), contacts_since, Currency::EUR).await?;
    let mut contacts: HashMap<DebtorId, Vec<Date>> = HashMap::new();
    for (debtor, on) in &found.contacts {
        contacts.entry(*debtor).or_default().push(*on);
    }
    let items: Vec<ItemHistory> = histories(&found).into_values().collect();
    let promises = store::promise::list(tx, organisation, Which::Every).await?;
    let ends = days
        .iter()
        .map(|on| {
            let month = (on.with_day(1).unwrap_or(*on), *on);
            let mut kept = Reliability::default();
            for row in promises.iter().filter(|row| row.currency == Currency::EUR) {
                if row.promise.standing.on().is_some_and(|fate| month.0 <= fate && fate <= month.1) {
                    kept.count(&row.promise);
                }
            }
            End { on: *on, talk: talk(&items, &contacts, *on), ended: ended(&found, month, None), promises: kept }
        })
        .collect();
    Ok(Months { ends })
}

async fn months(app: &App, scope: &Scope) -> Result<(Arc<Months>, DateTime<Utc>)> {
    let (organisation, today, at) = (scope.organisation.id, app.today(), app.now());
    let mut tx = app.db().snapshot().await?;
    let head = store::event::head(&mut tx, organisation).await?;
    if let Some(known) = app.conversation().get(organisation, (head, today), at) {
        return Ok(known);
    }
    let months = Arc::new(load(&mut tx, organisation, today).await?);
    drop(tx);
    let took = app.now().signed_duration_since(at);
    app.conversation().put(organisation, Known { head, today, at, took, months: Arc::clone(&months) });
    Ok((months, at))
}

/// The place of a month's end among the months of a ledger; `None` before it began.
fn place(series: &Series, on: Date) -> Option<usize> {
    (0..series.len()).find(|at| series.month(*at) == (on.year(), on.month()))
}

fn signed(value: Option<u64>) -> Option<i64> {
    value.and_then(|value| i64::try_from(value).ok())
}

/// The value of a figure at the end of a month.
fn value(theme: Theme, end: &End, owed: Option<Cents>, bands: Option<Bands>) -> Option<i64> {
    match theme {
        Theme::PromisesKept => signed(end.promises.by_amount()),
        Theme::PromisesNumber => signed(end.promises.by_number()),
        Theme::CauseKnown => signed(share(end.talk.known, end.talk.late)),
        Theme::DisputeRate => signed(share(end.talk.contested, owed?)),
        Theme::DisputeCycle => end.ended.median.map(|days| days * 10),
        Theme::DisputesWon => end.ended.win_rate().map(|thousandths| thousandths * 10),
        Theme::Coverage => signed(share(count(end.talk.reached), count(end.talk.debtors))),
        Theme::DsoTerms => bands.map(|bands| bands.terms),
        Theme::DsoLate => bands.map(|bands| bands.late),
        Theme::DsoDisputed => bands.map(|bands| bands.contested),
    }
}

/// A count where a share wants an amount.
fn count(number: usize) -> Cents {
    Cents(i64::try_from(number).unwrap_or(i64::MAX))
}

/// How the newest value is counted, with its own numbers.
fn worked(theme: Theme, end: &End, owed: Option<Cents>, series: &Series, bands: Option<Bands>) -> String {
    use crate::text::figures::{days, part};
    let fr = |amount: Cents| amount.fr_in(Currency::EUR);
    let (talk, promises) = (&end.talk, &end.promises);
    match theme {
        Theme::PromisesKept => part(&fr(promises.paid), &fr(promises.promised)),
        Theme::PromisesNumber => words::promises(promises.kept, promises.partly, promises.matured()),
        Theme::CauseKnown => part(&fr(talk.known), &fr(talk.late)),
        Theme::DisputeRate => part(&fr(talk.contested), &fr(owed.unwrap_or_default())),
        Theme::DisputeCycle => words::cycle(end.ended.closed, end.ended.p90),
        Theme::DisputesWon => words::won(end.ended.won, end.ended.closed),
        Theme::Coverage => words::coverage(talk.reached, talk.debtors, talk.contacts),
        Theme::DsoTerms | Theme::DsoLate | Theme::DsoDisputed => {
            let whole = place(series, end.on).and_then(|at| series.dso_countback(at));
            match bands {
                Some(bands) => words::bands(&days(whole), &days(Some(bands.terms)), &days(Some(bands.late)), &days(Some(bands.contested))),
                None => String::new(),
            }
        }
    }
}

fn target(theme: Theme, goals: &[store::goal::GoalRow], today: Date) -> Option<(i64, Period)> {
    let running = |goal: &&store::goal::GoalRow| {
        let (first, after) = goal.period.days();
        Some(goal.measure) == theme.measure() && first <= today && today < after
    };
    // The shortest period says most of today.
    let goal = goals.iter().filter(running).min_by_key(|goal| goal.period)?;
    Some((i64::try_from(goal.target).ok()?, goal.period))
}

/// Lines of what is contested, with the days of each at the end of each month.
fn lines<K: Clone + Ord>(
    ends: &[End],
    bands: &[Option<Bands>],
    held: impl Fn(&Talk) -> &domain::conversation::Held<K>,
) -> Vec<HeldLine<K>> {
    let of = |at: usize| -> Vec<(K, Cents, i64)> {
        let days = bands.get(at).copied().flatten().map_or(0, |bands| bands.contested);
        ends.get(at).map(|end| shared(days, held(&end.talk))).unwrap_or_default()
    };
    let Some(last) = ends.len().checked_sub(1) else { return Vec::new() };
    let can_tell = |at: usize| bands.get(at).copied().flatten().is_some();
    let all: Vec<Vec<(K, Cents, i64)>> = (0..=last).map(of).collect();
    let Some(now) = all.last() else { return Vec::new() };
    now.iter()
        .map(|(key, held, days)| HeldLine {
            key: key.clone(),
            held: *held,
            days: can_tell(last).then_some(*days),
            trend: (0..=last)
                .map(|at| can_tell(at).then(|| all[at].iter().find(|(other, ..)| other == key).map_or(0, |(_, _, days)| *days)))
                .collect(),
        })
        .collect()
}

/// The figures of the conversation of the house.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn conversation(app: &App, scope: &Scope) -> Result<Conversation> {
    scope.require(Permission::ViewReceivables)?;
    let (months, read_at) = months(app, scope).await?;
    let series = crate::figures::euros(app, scope).await?;
    let mut tx = app.db().snapshot().await?;
    let goals = store::goal::list(&mut tx, scope.organisation.id).await?;
    drop(tx);
    let ends = &months.ends;
    let places: Vec<Option<usize>> = ends.iter().map(|end| place(&series, end.on)).collect();
    let owed: Vec<Option<Cents>> = places.iter().map(|at| at.map(|at| series.position(at).owed)).collect();
    let split: Vec<Option<Bands>> = ends.iter().zip(&places).map(|(end, at)| at.and_then(|at| bands(&series, at, &end.talk))).collect();
    let figures = Theme::ALL
        .into_iter()
        .map(|theme| {
            let points =
                ends.iter().enumerate().map(|(at, end)| Point { on: end.on, value: value(theme, end, owed[at], split[at]) }).collect();
            let worked = ends
                .last()
                .map(|end| worked(theme, end, owed.last().copied().flatten(), &series, split.last().copied().flatten()))
                .unwrap_or_default();
            TalkFigure { theme, points, target: target(theme, &goals, app.today()), worked }
        })
        .collect();
    let by_reason = lines(ends, &split, |talk| &talk.by_reason);
    let by_owner = lines(ends, &split, |talk| &talk.by_owner);
    Ok(Conversation { read_at, figures, by_reason, by_owner })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_twelve_ends_today_being_the_last() {
        let day = |year, month, day| Date::from_ymd_opt(year, month, day).unwrap();
        let days = ends(day(2026, 3, 15));
        assert_eq!((days.len(), days[0], days[10], days[11]), (12, day(2025, 4, 30), day(2026, 2, 28), day(2026, 3, 15)));
    }
}
