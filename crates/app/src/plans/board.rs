//! The list of all plans, the calendar of what is to come, and both as tables.

use std::collections::HashMap;

use domain::ids::{DebtorId, OrganisationId, PlanId};
use domain::plan::{Filled, Standing};
use domain::{Cents, Currency, Date, calendar as days};
use formats::ics;
use store::Tx;
use store::debtor::fold;

use super::Plan;
use crate::ageing::cell;
use crate::text::locale::ShownIn as _;
use crate::text::plans as words;
use crate::{App, AppError, Permission, Result, Scope};

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlansSort {
    /// What needs somebody first, then by the next instalment.
    #[default]
    Urgency,
    /// By name.
    Debtor,
    /// By what is left.
    Left,
    /// By the next instalment.
    Next,
    /// By reference.
    Reference,
}

impl PlansSort {
    /// All orders.
    pub const ALL: [Self; 5] = [Self::Urgency, Self::Debtor, Self::Left, Self::Next, Self::Reference];

    /// The stable key, used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Urgency => "urgence",
            Self::Debtor => "debiteur",
            Self::Left => "reste",
            Self::Next => "prochaine",
            Self::Reference => "reference",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }
}

/// Which plans are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlansQuery {
    /// Words in reference, name or code.
    pub words: String,
    /// How they stand; `None` for those that are not over.
    pub standing: Option<Standing>,
    /// Whether those that are over are shown too.
    pub all: bool,
    /// In which order.
    pub sort: PlansSort,
    /// Whether that order is turned round.
    pub reversed: bool,
}

/// Since when a broken plan waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// The first day: that after the grace, or that after the time to cure.
    pub since: Date,
    /// The last day to cure of the notice that was in vain; `None` when none was given for what is missing.
    pub cure_by: Option<Date>,
}

/// A plan as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// Its id.
    pub id: PlanId,
    /// Whose.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// What both sides know it by.
    pub reference: String,
    /// Its version.
    pub version: i32,
    /// How it stands.
    pub standing: Standing,
    /// Its currency.
    pub currency: Currency,
    /// The debt.
    pub total: Cents,
    /// What came.
    pub paid: Cents,
    /// What is late.
    pub overdue: Cents,
    /// The instalment to be paid next, when money is expected: its place from 1, and itself.
    pub next: Option<(usize, Filled)>,
    /// How many instalments.
    pub parts: usize,
    /// Of a broken one, since when.
    pub breach: Option<Breach>,
}

impl PlanLine {
    /// What is left.
    #[must_use]
    pub fn left(&self) -> Cents {
        self.total - self.paid
    }
}

/// The list, with how many plans stand how before the filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// The rows.
    pub lines: Vec<PlanLine>,
    /// How many stand how, in the order of [`Standing::ALL`].
    pub counts: Vec<(Standing, usize)>,
    /// What is left of the plans of the list that run, by currency.
    pub left: Vec<(Currency, Cents)>,
}

/// An instalment that is to come, or late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The plan.
    pub plan: PlanId,
    /// Its reference.
    pub reference: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// Its place from 1, of how many.
    pub place: (usize, usize),
    /// The instalment with what came for it.
    pub line: Filled,
    /// Its currency.
    pub currency: Currency,
}

async fn every(app: &App, scope: &Scope) -> Result<Vec<(Plan, String, String)>> {
    let mut tx = app.db().snapshot().await?;
    every_in(&mut tx, scope.organisation.id, app.today()).await
}

/// Every plan, with the code and the name of its debtor.
pub(super) async fn every_in(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<(Plan, String, String)>> {
    let records = store::plan::all(tx, organisation).await?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let insolvent = crate::claims::insolvent_debtors(tx, organisation, today).await?;
    let debtors = store::debtor::all(tx, organisation).await?;
    let names: HashMap<DebtorId, (String, String)> = debtors.into_iter().map(|debtor| (debtor.id, (debtor.code, debtor.name))).collect();
    records
        .into_iter()
        .map(|record| {
            let (code, name) = names.get(&record.row.debtor).cloned().unwrap_or_default();
            let insolvent_on = insolvent.get(&record.row.debtor).copied();
            Ok((Plan::of(record, insolvent_on, today)?, code, name))
        })
        .collect()
}

/// Of a broken plan, since when.
pub(super) fn breach(plan: &Plan) -> Option<Breach> {
    if plan.standing != Standing::Broken {
        return None;
    }
    let cure_by = plan.state.standing_notice(&plan.progress).map(|notice| notice.cure_by);
    let since = plan.state.fell_on(&plan.progress).or_else(|| plan.progress.broken_since())?;
    Some(Breach { since, cure_by })
}

fn line(plan: &Plan, debtor_code: String, debtor_name: String) -> PlanLine {
    let row = &plan.record.row;
    let next = plan.progress.lines.iter().enumerate().find(|(_, line)| !line.state.is_paid()).map(|(at, line)| (at + 1, *line));
    PlanLine {
        id: row.id,
        debtor: row.debtor,
        debtor_code,
        debtor_name,
        reference: row.reference.clone(),
        version: row.version,
        standing: plan.standing,
        currency: row.currency,
        total: row.total,
        paid: plan.progress.paid(),
        overdue: if plan.standing.expects_money() { plan.progress.overdue() } else { Cents::ZERO },
        next: next.filter(|_| plan.standing.expects_money()),
        parts: plan.progress.lines.len(),
        breach: breach(plan),
    }
}

fn is_over(standing: Standing) -> bool {
    matches!(standing, Standing::Completed | Standing::Stopped | Standing::Replaced | Standing::Cancelled)
}

/// The plans of an organisation.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn board(app: &App, scope: &Scope, query: &PlansQuery) -> Result<Board> {
    scope.require(Permission::ViewReceivables)?;
    let all: Vec<PlanLine> = every(app, scope).await?.into_iter().map(|(plan, code, name)| line(&plan, code, name)).collect();
    let count = |standing: Standing| all.iter().filter(|line| line.standing == standing).count();
    let counts = Standing::ALL.into_iter().map(|standing| (standing, count(standing))).filter(|(_, count)| *count > 0).collect();
    let words = fold(query.words.trim());
    let mut lines: Vec<PlanLine> = all
        .into_iter()
        .filter(|line| match query.standing {
            Some(standing) => line.standing == standing,
            None => query.all || !is_over(line.standing),
        })
        .filter(|line| words.is_empty() || fold(&format!("{} {} {}", line.reference, line.debtor_name, line.debtor_code)).contains(&words))
        .collect();
    let next = |line: &PlanLine| line.next.map_or(Date::MAX, |(_, next)| next.instalment.due_on);
    match query.sort {
        PlansSort::Urgency => lines.sort_by_key(|line| (line.standing, next(line), line.id)),
        PlansSort::Debtor => lines.sort_by_key(|line| (fold(&line.debtor_name), line.id)),
        PlansSort::Left => lines.sort_by_key(|line| (std::cmp::Reverse(line.left()), line.id)),
        PlansSort::Next => lines.sort_by_key(|line| (next(line), line.id)),
        PlansSort::Reference => lines.sort_by_key(|line| (line.reference.clone(), line.version)),
    }
    if query.reversed {
        lines.reverse();
    }
    let mut left: Vec<(Currency, Cents)> = Vec::new();
    for line in lines.iter().filter(|line| line.standing.expects_money()) {
        match left.iter_mut().find(|(currency, _)| *currency == line.currency) {
            Some((_, sum)) => *sum += line.left(),
            None => left.push((line.currency, line.left())),
        }
    }
    left.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    Ok(Board { lines, counts, left })
}

/// The instalments of running plans that are late or due by a day, by date.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn calendar(app: &App, scope: &Scope, from: Date, to: Date) -> Result<Vec<Coming>> {
    scope.require(Permission::ViewReceivables)?;
    let mut all = Vec::new();
    for (plan, _, name) in every(app, scope).await? {
        if !plan.standing.expects_money() {
            continue;
        }
        for (at, line) in plan.progress.lines.iter().enumerate() {
            let on = line.instalment.due_on;
            if (from..=to).contains(&on) {
                let row = &plan.record.row;
                all.push(Coming {
                    plan: row.id,
                    reference: row.reference.clone(),
                    debtor_name: name.clone(),
                    place: (at + 1, plan.progress.lines.len()),
                    line: *line,
                    currency: row.currency,
                });
            }
        }
    }
    all.sort_by(|a, b| (a.line.instalment.due_on, &a.debtor_name).cmp(&(b.line.instalment.due_on, &b.debtor_name)));
    Ok(all)
}

/// The instalments of a plan that are not paid, as a calendar (RFC 5545): one whole day each. Of a plan that has ended there is none.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn instalments(app: &App, scope: &Scope, id: PlanId) -> Result<String> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let plan = super::load(&mut tx, scope.organisation.id, id, app.today()).await?;
    let debtor = store::debtor::get(&mut tx, scope.organisation.id, plan.record.row.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let is_to_come = plan.standing.expects_money() || plan.state.signed().is_none() && !plan.state.is_over();
    let name = words::calendar_name(&plan.record.row.reference, &debtor.name);
    let events = if is_to_come { days_of(&plan, &debtor.name).collect() } else { Vec::new() };
    Ok(ics::write(&ics::Calendar { name, events }))
}

/// Those of all plans of which money is expected, as events of a calendar.
pub(crate) async fn events(app: &App, scope: &Scope) -> Result<Vec<ics::Event>> {
    scope.require(Permission::ViewReceivables)?;
    let running = every(app, scope).await?.into_iter().filter(|(plan, ..)| plan.standing.expects_money());
    Ok(running.flat_map(|(plan, _, name)| days_of(&plan, &name).collect::<Vec<_>>()).collect())
}

/// The days of a plan. The stamp is that of what a person did last: the same plan gives the same bytes on each reading.
fn days_of<'a>(plan: &'a Plan, debtor: &'a str) -> impl Iterator<Item = ics::Event> + 'a {
    let (row, parts) = (&plan.record.row, plan.progress.lines.len());
    let stamp = plan.record.events.last().map_or(row.created_at, |event| event.at);
    let open = plan.progress.lines.iter().enumerate().filter(|(_, line)| line.missing().is_positive());
    open.map(move |(at, line)| ics::Event {
        uid: format!("{}-{}", row.id, at + 1),
        stamp,
        on: line.instalment.due_on,
        summary: words::calendar_event(&line.missing().shown_in(row.currency), debtor),
        description: words::calendar_told(&row.reference, at + 1, parts),
        alarms_days: Vec::new(),
    })
}

/// The list as a table for a spreadsheet.
#[must_use]
pub fn csv(board: &Board) -> String {
    let mut table = words::columns().join(";");
    table.push_str("\r\n");
    for line in &board.lines {
        let next = line.next.map(|(_, next)| next);
        let cells = [
            cell(&line.reference),
            line.version.to_string(),
            cell(&line.debtor_code),
            cell(&line.debtor_name),
            words::standing(line.standing),
            line.currency.code().to_owned(),
            line.total.iso().replace('.', ","),
            line.paid.iso().replace('.', ","),
            line.left().iso().replace('.', ","),
            line.overdue.iso().replace('.', ","),
            next.map(|next| days::fr(next.instalment.due_on)).unwrap_or_default(),
            next.map(|next| next.missing().iso().replace('.', ",")).unwrap_or_default(),
        ];
        table.push_str(&cells.join(";"));
        table.push_str("\r\n");
    }
    table
}

/// The plans after an id, in the order of ids, and the id to go on after.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn page(
    app: &App,
    scope: &Scope,
    query: &PlansQuery,
    after: uuid::Uuid,
    limit: usize,
) -> Result<(Vec<Plan>, Option<uuid::Uuid>)> {
    scope.require(Permission::ViewReceivables)?;
    let all = every(app, scope).await?.into_iter().map(|(plan, ..)| plan);
    let mut found: Vec<Plan> =
        all.filter(|plan| plan.id().0 > after && query.standing.is_none_or(|standing| plan.standing == standing)).take(limit + 1).collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|plan| plan.id().0);
    Ok((found, next))
}
