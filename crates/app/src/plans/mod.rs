//! Payment plans: prepared with a preview, agreed by whoever may, signed, followed by what is put on their items, and ended
//! (`docs/spec/payment-plans.md`).
//!
//! What persons did is stored as events; how a plan stands is computed from them, from the allocations and from a day.
//! Nothing has to be updated when a payment comes, or comes back.

mod board;
mod draft;
mod effects;
mod follow;
mod moves;
mod papers;

use domain::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PlanId};
use domain::ledger::OpenItem;
use domain::party::DebtorKind;
use domain::plan::{Event, EventKind, Objection, Progress, Received, Since, Standing, State, history, progress, received, standing};
use store::Tx;
use store::plan::{PlanEventRow, PlanFile, PlanRecord, PlanRow};

use crate::{App, AppError, Permission, Result, Scope};

use board::breach;
pub(crate) use board::events;
pub use board::{Board, Breach, Coming, PlanLine, PlansQuery, PlansSort, board, calendar, csv, instalments, page};
pub(crate) use draft::create_in;
pub use draft::{Draft, How, NewPlan, Options, create, options, preview, steps};
pub use effects::Missed;
pub(crate) use effects::{Effects, on_interest, spread, unsound};
pub use follow::Happened;
pub(crate) use follow::follow_in;
pub use moves::{Move, acknowledge, act, file, keep_file, policy, set_policy};
pub(crate) use moves::{act_in, after};
pub use papers::{Paper, cure_mail, paper};
pub(crate) use papers::{figures, kept_with};

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
    /// What extinguished its debts since it was signed.
    pub received: Vec<Received>,
    /// What came for it, up to its end when a person put one to it.
    pub progress: Progress,
    /// How it stands, all told.
    pub standing: Standing,
}

impl Plan {
    /// Reads a record on a day; `insolvent_on` is that of its debtor.
    pub(crate) fn of(record: PlanRecord, insolvent_on: Option<Date>, today: Date) -> Result<Self> {
        let events: Vec<Event> = record.events.iter().map(|row| row.event.clone()).collect();
        let told = history(&events).map_err(|_| AppError::Conflict("plan"))?;
        let signature = told.standing.iter().filter_map(|at| record.events.get(*at)).find(|row| is_signature(row));
        let received = signature.map_or_else(Vec::new, |row| received(&record.debts, &since(&record.row, row)));
        let day = told.state.ended_on().map_or(today, |on| on.min(today));
        let progress = progress(&record.instalments, &received, record.row.grace_days, day);
        let insolvent = insolvent_on.is_some_and(|on| on <= today);
        let standing = standing(&told.state, &progress, insolvent);
        Ok(Self { record, state: told.state, standing_events: told.standing, received, progress, standing })
    }

    /// The signature as it was recorded, when it stands.
    pub(crate) fn signature(&self) -> Option<&PlanEventRow> {
        self.standing_events.iter().filter_map(|at| self.record.events.get(*at)).find(|row| is_signature(row))
    }

    /// From when on what is put on its debts counts, once it was signed.
    pub(crate) fn since_signed(&self) -> Option<Since> {
        self.signature().map(|row| since(&self.record.row, row))
    }

    /// Whether both have a debt in common.
    pub(crate) fn shares_with(&self, other: &Self) -> bool {
        self.record.items.iter().any(|(item, _)| other.has(*item))
    }

    /// Whether a debt is in it.
    pub(crate) fn has(&self, item: OpenItemId) -> bool {
        self.record.items.iter().any(|(own, _)| *own == item)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> PlanId {
        self.record.row.id
    }

    /// Why it needs approval.
    #[must_use]
    pub fn objections(&self) -> Vec<Objection> {
        Objection::ALL.into_iter().filter(|objection| self.record.row.objections.split(',').any(|code| code == objection.code())).collect()
    }

    /// The event that would be taken back.
    #[must_use]
    pub fn last_event(&self) -> Option<&PlanEventRow> {
        self.standing_events.last().and_then(|at| self.record.events.get(*at))
    }
}

/// Whether an acknowledgement of one of its debts was recorded since the signature.
fn is_acknowledged(plan: &Plan, events: &[store::claim::ClaimEventRow]) -> bool {
    events.iter().any(|row| {
        row.event.kind == domain::claim::ClaimEventKind::Acknowledgement
            && plan.state.signed().is_some_and(|signed| row.event.on >= signed.on)
            && row.item.is_none_or(|item| plan.has(item))
    })
}

fn is_signature(row: &PlanEventRow) -> bool {
    matches!(row.event.kind, EventKind::Signed { .. })
}

/// From when on what is put on its debts counts, by its signature; one that was recorded without a mark is as old as the plan.
fn since(plan: &PlanRow, signature: &PlanEventRow) -> Since {
    Since { made: plan.id.0, recorded: signature.mark.unwrap_or(plan.id.0), on: signature.event.on }
}

/// What a signature may do to the limitation date of a debt. Whether it does is for a person to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The debt's number.
    pub number: String,
    /// The date counted without any event; it never moves.
    pub original: Date,
    /// The date if the signature interrupts (C. civ. 2231, 2240); `None` when the last date known had passed before it: what
    /// has run out is not interrupted.
    pub after: Option<Date>,
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
    /// What payments made of it, as the journal was told, oldest first.
    pub happened: Vec<Happened>,
}

/// The plans of a debtor, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
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
#[crate::boxed]
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
    let is_acknowledged = is_acknowledged(&plan, &events);
    let happened = follow::told_of(&mut tx, scope, &plan).await?;
    drop(tx);
    let clocks = crate::claims::claim_file(app, scope, debtor.id).await?;
    let dated = clocks.items.iter().filter(|claim| plan.has(claim.item.id)).filter_map(|claim| {
        let clock = claim.clock.as_ref()?;
        let signed_on = signed_on?;
        let after = (clock.possible >= signed_on).then(|| clock.span.after(signed_on).max(clock.original));
        Some(Limit { number: claim.item.number.clone(), original: clock.original, after })
    });
    let mut limitation: Vec<Limit> = dated.collect();
    limitation.sort_by_key(|limit| limit.original);
    Ok(PlanView { plan, debtor, items, files, versions, successor, limitation, is_acknowledged, happened })
}

/// Whether late-payment interest may be told to a debtor of that kind.
pub(crate) fn owes_interest(kind: DebtorKind) -> bool {
    matches!(kind, DebtorKind::Business | DebtorKind::Public)
}
