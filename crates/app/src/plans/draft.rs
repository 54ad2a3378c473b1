//! A plan being prepared: its debts, its schedule, and what the house thinks of it.

use domain::ids::{DebtorId, OpenItemId, PlanId};
use domain::ledger::OpenItem;
use domain::party::Debtor;
use domain::plan::{Guarantee, Instalment, InterestChoice, MOST_PARTS, Objection, Rule, ScheduleError, State, check, schedule};
use domain::{Cents, Currency};
use store::Tx;
use store::plan::{DeedFigures, PlanEventRow, PlanRow};

use super::moves::journal;
use super::papers;
use super::{Plan, load, load_of};
use crate::text::locale::ShownIn as _;
use crate::text::plans as words;
use crate::{App, AppError, Permission, Result, Scope};

/// How the debt is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// By a rule.
    Rule(Rule),
    /// As typed.
    Typed(Vec<Instalment>),
}

/// A plan as a person describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// Whose.
    pub debtor: DebtorId,
    /// Which of its debts.
    pub items: Vec<OpenItemId>,
    /// How they are cut.
    pub how: How,
    /// Days during which a late instalment does not break the plan.
    pub grace_days: u16,
    /// What becomes of interest: there is no default.
    pub interest: Option<InterestChoice>,
    /// The key of the step at which items go on when it falls; empty for the one at which they were.
    pub fallback_step: String,
    /// Whether an instalment missed in spite of a notice makes the whole due.
    pub accelerates: bool,
    /// What secures it.
    pub guarantee: Guarantee,
    /// That in words.
    pub guarantee_note: String,
    /// What is to be remembered, for the house.
    pub note: String,
    /// What was typed, to begin the next version with.
    pub typed: String,
    /// The version whose place it takes.
    pub replaces: Option<PlanId>,
}

/// What a plan would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The debts, by due date, with what the plan has of each.
    pub items: Vec<(OpenItem, Cents)>,
    /// Their sum.
    pub total: Cents,
    /// Its currency.
    pub currency: Currency,
    /// The instalments.
    pub instalments: Vec<Instalment>,
    /// Why it would need approval.
    pub objections: Vec<Objection>,
}

/// What a person may choose from.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose plan it is.
    pub debtor: Debtor,
    /// The debts that may be in it, by due date, with what is not disputed of each.
    pub items: Vec<(OpenItem, Cents)>,
    /// The steps of the scenarios: key and French name.
    pub steps: Vec<(String, String)>,
    /// The debts that are in a plan or a compromise already: number, reference.
    pub taken: Vec<(String, String)>,
    /// The debts that a promise is waited for: it gives way once the plan is signed.
    pub promised: Vec<OpenItemId>,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// The debts of a debtor that may be in a plan, and those that are in one in force or under a compromise that is waited for.
async fn debts(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    but: Option<PlanId>,
) -> Result<(Vec<(OpenItem, Cents)>, Vec<(String, String)>)> {
    let organisation = scope.organisation.id;
    let plans = load_of(tx, organisation, debtor, app.today()).await?;
    let in_force: Vec<&Plan> = plans.iter().filter(|plan| plan.state.is_in_force() && Some(plan.id()) != but).collect();
    let settled = crate::covered::by_compromises(tx, organisation, debtor, app.today()).await?;
    let facts = store::claim::facts_of_debtor(tx, organisation, debtor).await?;
    let (mut free, mut taken) = (Vec::new(), Vec::new());
    for item in store::item::of_debtor(tx, organisation, debtor).await? {
        if !item.kind.is_debit() || !item.open.is_positive() {
            continue;
        }
        if let Some(plan) = in_force.iter().find(|plan| plan.record.items.iter().any(|(own, _)| *own == item.id)) {
            taken.push((item.number, plan.record.row.reference.clone()));
            continue;
        }
        if let Some(reference) = settled.get(&item.id) {
            taken.push((item.number, reference.clone()));
            continue;
        }
        let disputed = facts.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed.max(Cents::ZERO));
        let undisputed = item.open - disputed.min(item.open);
        if undisputed.is_positive() {
            free.push((item, undisputed));
        }
    }
    Ok((free, taken))
}

/// What a plan of a debtor may be made of.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn options(app: &App, scope: &Scope, debtor: DebtorId, replaces: Option<PlanId>) -> Result<Options> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let (mut items, taken) = debts(&mut tx, app, scope, debtor, replaces).await?;
    crate::deferrals::put_off(&mut tx, organisation, debtor, app.today(), items.iter_mut().map(|(item, _)| item)).await?;
    let steps = known_steps(&mut tx, scope).await?;
    let earlier = store::promise::list(&mut tx, organisation, store::promise::Which::Of(debtor)).await?;
    let promised = earlier.iter().flat_map(|row| row.promise.held().map(|covered| covered.item)).collect();
    Ok(Options { debtor: account, items, steps, taken, promised })
}

async fn known_steps(tx: &mut Tx, scope: &Scope) -> Result<Vec<(String, String)>> {
    let mut steps: Vec<(String, String)> = Vec::new();
    for (_, scenario) in store::scenario::all_in_force(tx, scope.organisation.id).await? {
        for step in scenario.steps() {
            if !steps.iter().any(|(key, _)| *key == step.key) {
                steps.push((step.key.clone(), crate::text::step(&step.key)));
            }
        }
    }
    Ok(steps)
}

/// The steps with which the items of a plan that failed may go on: key and name of each step of the scenarios in force.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn steps(app: &App, scope: &Scope) -> Result<Vec<(String, String)>> {
    scope.require(Permission::ViewReceivables)?;
    known_steps(&mut app.db().snapshot().await?, scope).await
}

fn schedule_error(error: ScheduleError, currency: Currency) -> AppError {
    let (field, reason) = match error {
        ScheduleError::Parts(_) => ("parts", words::error_parts(MOST_PARTS)),
        ScheduleError::TooSmall(total) => ("parts", words::error_too_small(&total.shown_in(currency))),
        ScheduleError::First { total, .. } => ("first", words::error_first(&total.shown_in(currency))),
        ScheduleError::Day(_) => ("day", words::error_day()),
        ScheduleError::NotPositive(at) => ("schedule", words::error_not_positive(at)),
        ScheduleError::Order(at) => ("schedule", words::error_order(at)),
        ScheduleError::Sum { sum, total } => ("schedule", words::error_sum(&sum.shown_in(currency), &total.shown_in(currency))),
    };
    invalid(field, reason)
}

async fn decide(tx: &mut Tx, app: &App, scope: &Scope, new: &NewPlan) -> Result<(Draft, Debtor)> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let debtor = store::debtor::get(tx, organisation, new.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if crate::claims::insolvent_on(tx, organisation, new.debtor, today).await?.is_some() {
        return Err(invalid("debtor", words::error_insolvent()));
    }
    let (free, _) = debts(tx, app, scope, new.debtor, new.replaces).await?;
    let items: Vec<(OpenItem, Cents)> = free.into_iter().filter(|(item, _)| new.items.contains(&item.id)).collect();
    if items.len() != new.items.len() {
        let settled = crate::covered::by_compromises(tx, organisation, new.debtor, today).await?;
        if let Some(reference) = new.items.iter().find_map(|item| settled.get(item)) {
            return Err(invalid("items", words::error_taken(reference)));
        }
    }
    let Some(currency) = items.first().map(|(item, _)| item.currency) else {
        return Err(invalid("items", words::error_no_items()));
    };
    if items.len() != new.items.len() {
        return Err(invalid("items", words::error_items_gone()));
    }
    if items.iter().any(|(item, _)| item.currency != currency) {
        return Err(invalid("items", words::error_currencies()));
    }
    let total = Cents::total(items.iter().map(|(_, amount)| *amount));
    let instalments = match &new.how {
        How::Rule(rule) => schedule(total, rule),
        How::Typed(typed) => check(total, typed).map(|()| typed.clone()),
    };
    let instalments = instalments.map_err(|error| schedule_error(error, currency))?;
    if instalments.first().is_some_and(|first| first.due_on < today) {
        return Err(invalid("first_on", words::error_past()));
    }
    if new.interest.is_some_and(|choice| !choice.suits(debtor.kind)) {
        return Err(invalid("interest", words::error_consumer_interest()));
    }
    let objections = store::plan::policy(tx, organisation).await?.objections(&instalments, today);
    Ok((Draft { items, total, currency, instalments, objections }, debtor))
}

/// What a plan would be; nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::NotFound`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, new: &NewPlan) -> Result<Draft> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(decide(&mut tx, app, scope, new).await?.0)
}

/// Makes a plan, or the next version of one. The version before it goes on until this one is signed; one that was never
/// signed gives way at once.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::NotFound`], [`AppError::Conflict`] when the version before it has ended.
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, new: &NewPlan) -> Result<PlanId> {
    scope.require(Permission::ManageClaims)?;
    let figures = papers::figures(app, scope, new.debtor, &new.items).await?;
    let mut tx = app.db().begin().await?;
    let id = create_in(&mut tx, app, scope, new, (figures, None)).await?;
    tx.commit().await?;
    Ok(id)
}

/// As [`create`], inside a transaction, by somebody who may; with what its deed says beside the principal, read before it, and an
/// objection of whoever makes it.
pub(crate) async fn create_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    new: &NewPlan,
    (figures, objects): (Option<DeedFigures>, Option<Objection>),
) -> Result<PlanId> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let interest = new.interest.ok_or_else(|| invalid("interest", words::error_no_choice()))?;
    if new.guarantee != Guarantee::None && new.guarantee_note.trim().is_empty() {
        return Err(invalid("guarantee_note", words::error_guarantee()));
    }
    if new.grace_days > 60 {
        return Err(invalid("grace", words::error_grace()));
    }
    store::api::lock(tx, organisation).await?;
    let (draft, debtor) = decide(tx, app, scope, new).await?;
    let (reference, version) = match new.replaces {
        Some(before) => {
            let plan = load(tx, organisation, before, today).await?;
            if plan.state.is_over() || plan.record.row.debtor != debtor.id || plan.progress.is_complete() {
                return Err(AppError::Conflict("plan"));
            }
            let all = load_of(tx, organisation, debtor.id, today).await?;
            let versions = all.iter().filter(|other| other.record.row.reference == plan.record.row.reference);
            let next = versions.map(|other| other.record.row.version).max().unwrap_or_default() + 1;
            if plan.state.signed().is_none() {
                let ended = plan.state.clone().replace(today).map_err(|_| AppError::Conflict("plan"))?;
                step(tx, app, scope, &plan, ended, ("", None)).await?;
            }
            (plan.record.row.reference, next)
        }
        None => {
            let prefix = format!("ECH-{}-", today.format("%Y"));
            let known = store::plan::count_references(tx, organisation, &prefix).await?;
            (format!("{prefix}{:03}", known + 1), 1)
        }
    };
    let objections: Vec<&str> = draft.objections.iter().chain(&objects).map(|objection| objection.code()).collect();
    let line = |text: &str| text.trim().chars().take(1_000).collect::<String>();
    let row = PlanRow {
        id: PlanId(store::fresh_id()),
        debtor: debtor.id,
        reference,
        version,
        replaces: new.replaces,
        currency: draft.currency,
        total: draft.total,
        grace_days: new.grace_days,
        interest,
        fallback_step: new.fallback_step.trim().to_owned(),
        accelerates: new.accelerates,
        objections: objections.join(","),
        guarantee: new.guarantee,
        guarantee_note: line(&new.guarantee_note),
        note: line(&new.note),
        typed: new.typed.clone(),
        figures,
        created_on: today,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    let items: Vec<(OpenItemId, Cents)> = draft.items.iter().map(|(item, amount)| (item.id, *amount)).collect();
    store::plan::insert(tx, organisation, &row, &items, &draft.instalments).await?;
    journal(tx, app, scope, "plan.created", &row, &words::created(draft.instalments.len(), &draft.total.fr_in(draft.currency)), "").await?;
    Ok(row.id)
}

/// Writes that a plan came to a state, with why and the paper that goes with it.
pub(super) async fn step(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    plan: &Plan,
    to: State,
    (reason, document): (&str, Option<String>),
) -> Result<()> {
    let event = domain::plan::Event::leading_to(&to, app.today());
    let (reason, by) = (reason.trim().to_owned(), scope.actor.name.clone());
    let row = PlanEventRow { event, reason, document, mark: None, at: app.now(), by };
    store::plan::append(tx, scope.organisation.id, plan.id(), plan.record.events.len() + 1, &row).await?;
    let told = crate::text::locale::in_french(|| words::event_told(&row.event, plan.record.row.currency));
    journal(tx, app, scope, super::moves::kind_of(&row.event.kind), &plan.record.row, &told, &row.reason).await
}
