//! Payment plans: prepared with a preview, agreed by whoever may, signed, followed by what is put on their items, and ended
//! (`docs/spec/payment-plans.md`).
//!
//! What persons did is stored as events; how a plan stands is computed from them, from the allocations and from a day.
//! Nothing has to be updated when a payment comes, or comes back.

mod board;
mod draft;
mod effects;
mod moves;
mod papers;

use domain::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PlanId};
use domain::ledger::OpenItem;
use domain::party::DebtorKind;
use domain::plan::{Event, Objection, Progress, Standing, State, history, progress, standing};
use store::Tx;
use store::plan::{PlanEventRow, PlanFile, PlanRecord};

use crate::{App, AppError, Permission, Result, Scope};

pub use board::{Board, Coming, PlanLine, PlansQuery, PlansSort, board, calendar, csv, page};
pub use draft::{Draft, How, NewPlan, Options, create, options, preview};
pub(crate) use effects::{Effects, interest_free, unsound};
pub use moves::{Move, acknowledge, act, file, keep_file, policy, set_policy};
pub use papers::{Paper, cure_mail, paper};

/// Days after its date during which an instalment is late, and the plan not broken, unless a person says otherwise.
pub const GRACE_DAYS: u16 = 5;
/// Days that a notice leaves to cure, unless a person says otherwise.
pub const CURE_DAYS: i64 = 10;

/// A plan as it stands.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is stored of it.
    pub record: PlanRecord,
    /// Where persons brought it.
    pub state: State,
    /// The places of the events that were not taken back.
    pub standing_events: Vec<usize>,
    /// What came for it.
    pub progress: Progress,
    /// How it stands, all told.
    pub standing: Standing,
}

impl Plan {
    /// Reads a record on a day; `insolvent_on` is that of its debtor.
    pub(crate) fn of(record: PlanRecord, insolvent_on: Option<Date>, today: Date) -> Result<Self> {
        let events: Vec<Event> = record.events.iter().map(|row| row.event.clone()).collect();
        let told = history(&events).map_err(|_| AppError::Conflict("plan"))?;
        let progress = progress(&record.instalments, &record.received, record.row.grace_days, today);
        let insolvent = insolvent_on.is_some_and(|on| on <= today);
        let standing = standing(&told.state, &progress, insolvent);
        Ok(Self { record, state: told.state, standing_events: told.standing, progress, standing })
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> PlanId {
        self.record.row.id
    }

    /// Why it needs approval.
    #[must_use]
    pub fn objections(&self) -> Vec<Objection> {
        let all = [Objection::Amount, Objection::Parts, Objection::Days, Objection::First];
        all.into_iter().filter(|objection| self.record.row.objections.split(',').any(|code| code == objection.code())).collect()
    }

    /// The event that would be taken back.
    #[must_use]
    pub fn last_event(&self) -> Option<&PlanEventRow> {
        self.standing_events.last().and_then(|at| self.record.events.get(*at))
    }
}

/// What a signature may do to the limitation date of a debt. Whether it does is for a person to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The debt's number.
    pub number: String,
    /// The date counted without any event; it never moves.
    pub original: Date,
    /// The date if the signature interrupts (C. civ. 2231, 2240).
    pub after: Date,
}

/// A plan with what its page shows.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// The plan.
    pub plan: Plan,
    /// Whose.
    pub debtor: domain::party::Debtor,
    /// The debts as they are now, with what the plan has of each.
    pub items: Vec<(OpenItem, domain::Cents)>,
    /// Files kept with it.
    pub files: Vec<PlanFile>,
    /// The other versions: id, number, how each stands.
    pub versions: Vec<(PlanId, i32, Standing)>,
    /// The version that waits to take its place.
    pub successor: Option<PlanId>,
    /// The limitation dates of its open debts, the earliest first, once it is signed.
    pub limitation: Vec<Limit>,
    /// Whether an acknowledgement of the debtor's was recorded since the signature.
    pub is_acknowledged: bool,
}

/// The plans of a debtor, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<Plan>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut plans = load_of(&mut tx, scope.organisation.id, debtor, app.today()).await?;
    plans.reverse();
    Ok(plans)
}

pub(crate) async fn load_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Vec<Plan>> {
    let records = store::plan::of_debtor(tx, organisation, debtor).await?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let insolvent_on = crate::claims::insolvent_on(tx, organisation, debtor, today).await?;
    records.into_iter().map(|record| Plan::of(record, insolvent_on, today)).collect()
}

pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, id: PlanId, today: Date) -> Result<Plan> {
    let record = store::plan::get(tx, organisation, id).await?.ok_or(AppError::NotFound("plan"))?;
    let insolvent_on = crate::claims::insolvent_on(tx, organisation, record.row.debtor, today).await?;
    Plan::of(record, insolvent_on, today)
}

/// One plan.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn view(app: &App, scope: &Scope, id: PlanId) -> Result<PlanView> {
    scope.require(Permission::ViewReceivables)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let plan = load(&mut tx, organisation, id, today).await?;
    let debtor = store::debtor::get(&mut tx, organisation, plan.record.row.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let mut items = Vec::new();
    for (item, amount) in &plan.record.items {
        items.extend(store::item::get(&mut tx, organisation, *item).await?.map(|found| (found, *amount)));
    }
    items.sort_by_key(|(item, _)| (item.due_on, item.id));
    let files = store::plan::files(&mut tx, organisation, id).await?;
    let siblings = load_of(&mut tx, organisation, debtor.id, today).await?;
    let siblings: Vec<&Plan> = siblings.iter().filter(|other| other.record.row.reference == plan.record.row.reference).collect();
    let versions = siblings.iter().map(|other| (other.id(), other.record.row.version, other.standing)).collect();
    let waits = |other: &&&Plan| other.record.row.replaces == Some(id) && !other.state.is_over();
    let successor = siblings.iter().find(waits).map(|other| other.id());
    let signed_on = plan.state.signed().map(|signed| signed.on);
    let events = store::claim::events_of_debtor(&mut tx, organisation, debtor.id).await?;
    let is_acknowledged = events.iter().any(|row| {
        row.event.kind == domain::claim::ClaimEventKind::Acknowledgement
            && signed_on.is_some_and(|on| row.event.on >= on)
            && row.item.is_none_or(|item| plan.record.items.iter().any(|(own, _)| *own == item))
    });
    drop(tx);
    let clocks = crate::claims::claim_file(app, scope, debtor.id).await?;
    let own = |item: &OpenItemId| plan.record.items.iter().any(|(own, _)| own == item);
    let dated = clocks.items.iter().filter(|claim| own(&claim.item.id)).filter_map(|claim| {
        let clock = claim.clock.as_ref()?;
        Some(Limit { number: claim.item.number.clone(), original: clock.original, after: clock.span.after(signed_on?).max(clock.original) })
    });
    let mut limitation: Vec<Limit> = dated.collect();
    limitation.sort_by_key(|limit| limit.original);
    Ok(PlanView { plan, debtor, items, files, versions, successor, limitation, is_acknowledged })
}

/// Whether late-payment interest may be told to a debtor of that kind.
pub(crate) fn owes_interest(kind: DebtorKind) -> bool {
    matches!(kind, DebtorKind::Business | DebtorKind::Public)
}
