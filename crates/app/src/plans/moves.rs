//! What persons do to a plan, and what is kept with it.

use domain::Date;
use domain::ids::{OpenItemId, PlanId};
use domain::plan::{Event, EventKind, MoveError, Policy, Signature, Since, State};
use domain::promise::Promise;
use store::Tx;
use store::plan::{PlanEventRow, PlanFile, PlanRow};

use super::draft::step;
use super::{Plan, is_acknowledged, load, load_of, papers};
use crate::text::plans as words;
use crate::{App, AppError, Permission, Result, Scope};

/// A move of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Out of the draft: ready to be signed, or to whoever must agree.
    Submit,
    /// Somebody with that right agrees.
    Approve,
    /// Somebody with that right sends it back.
    SendBack,
    /// The debtor signed.
    Sign {
        /// The day.
        on: Date,
        /// Who, and in what quality.
        signatory: String,
    },
    /// The debtor was told to cure.
    Notice {
        /// The last day to cure.
        cure_by: Date,
    },
    /// The whole becomes due.
    Accelerate,
    /// It is given up.
    Cancel,
    /// The last move is taken back.
    Undo,
}

/// The kind of a line of the journal.
pub(super) fn kind_of(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Asked => "plan.asked",
        EventKind::Proposed => "plan.proposed",
        EventKind::Approved { .. } => "plan.approved",
        EventKind::SentBack => "plan.sent_back",
        EventKind::Signed { .. } => "plan.signed",
        EventKind::Noticed { .. } => "plan.noticed",
        EventKind::Accelerated => "plan.accelerated",
        EventKind::Replaced => "plan.replaced",
        EventKind::Cancelled => "plan.cancelled",
        EventKind::Undone => "plan.undone",
    }
}

pub(super) async fn journal(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    plan: &PlanRow,
    told: &str,
    reason: &str,
) -> Result<()> {
    let payload = serde_json::json!({"number": plan.reference, "version": plan.version, "note": told, "reason": reason});
    let line = crate::journal::line(app, scope, kind, Some(plan.debtor), Some(plan.id.0), &payload);
    store::event::append(tx, scope.organisation.id, &[line]).await?;
    Ok(())
}

fn refused(error: MoveError) -> AppError {
    let field = match error {
        MoveError::CureTooShort(_) => "cure_by",
        MoveError::Day => "on",
        _ => "plan",
    };
    AppError::Invalid { field, reason: words::move_error(error) }
}

/// Moves a plan.
///
/// # Errors
/// [`AppError::Invalid`] when it cannot go that way, with why; [`AppError::Forbidden`], [`AppError::NotFound`], [`AppError::Conflict`].
#[crate::boxed]
pub async fn act(app: &App, scope: &Scope, id: PlanId, verb: &Move, reason: &str) -> Result<()> {
    // Whoever agrees need not be one of those who negotiate.
    scope.require(if matches!(verb, Move::Approve | Move::SendBack) { Permission::ApproveAgreements } else { Permission::ManageClaims })?;
    // Kept before the row that names it: a document without a row harms nobody.
    let document = papers::kept_with(app, scope, id, verb).await?;
    let mut tx = app.db().begin().await?;
    act_in(&mut tx, app, scope, id, verb, (reason, document)).await?;
    tx.commit().await?;
    after(app, scope, id, verb).await;
    Ok(())
}

/// What follows a move that is written: the debtor is told of a plan that was signed, when the house wants it.
pub(crate) async fn after(app: &App, scope: &Scope, id: PlanId, verb: &Move) {
    if matches!(verb, Move::Sign { .. }) {
        Box::pin(crate::service_mail::tell_by_rule(app, scope, id)).await;
    }
}

/// As [`act`], inside a transaction, by somebody who may manage claims; with the paper that goes with it.
pub(crate) async fn act_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: PlanId,
    verb: &Move,
    (reason, document): (&str, Option<String>),
) -> Result<()> {
    if matches!(verb, Move::Approve | Move::SendBack) {
        scope.require(Permission::ApproveAgreements)?;
    }
    let (organisation, today) = (scope.organisation.id, app.today());
    // Two agreements on one debt see each other.
    store::api::lock(tx, organisation).await?;
    let plan = load(tx, organisation, id, today).await?;
    if *verb == Move::Undo {
        return undo(tx, app, scope, &plan, reason).await;
    }
    if plan.standing == domain::plan::Standing::Stopped && matches!(verb, Move::Notice { .. } | Move::Accelerate) {
        return Err(AppError::Invalid { field: "plan", reason: words::error_insolvent() });
    }
    let state = plan.state.clone();
    let next = match verb {
        Move::Submit => state.submit(today, !plan.record.row.objections.is_empty()),
        Move::Approve => state.approve(&scope.actor.name, today),
        Move::SendBack => state.send_back(),
        Move::Sign { on, signatory } => {
            if signatory.trim().is_empty() {
                return Err(AppError::Invalid { field: "signatory", reason: words::error_signatory() });
            }
            if *on > today || *on < plan.record.row.created_on {
                return Err(refused(MoveError::Day));
            }
            may_be_signed(tx, scope, &plan, *on).await?;
            state.sign(Signature { on: *on, signatory: signatory.trim().to_owned() })
        }
        Move::Notice { cure_by } => state.give_notice(&plan.progress, *cure_by),
        Move::Accelerate if !plan.record.row.accelerates => {
            return Err(AppError::Invalid { field: "plan", reason: words::error_no_clause() });
        }
        Move::Accelerate => state.accelerate(&plan.progress),
        Move::Cancel if reason.trim().is_empty() => {
            return Err(AppError::Invalid { field: "reason", reason: words::error_without_reason() });
        }
        Move::Cancel => state.cancel(today),
        Move::Undo => Err(MoveError::Not),
    };
    let next = next.map_err(refused)?;
    if matches!(next, State::Running { .. }) {
        takes_its_place(tx, app, scope, &plan).await?;
    }
    step(tx, app, scope, &plan, next, (reason, document)).await?;
    if matches!(verb, Move::Sign { .. }) {
        let row = &plan.record.row;
        let why = words::promise_gives_way(&row.reference);
        let covers = |promise: &Promise| promise.held().all(|covered| plan.has(covered.item));
        crate::promises::give_way(tx, app, scope, row.debtor, (covers, &why)).await?;
    }
    Ok(())
}

/// What was true when a plan was made may not be so any more when it is signed: the kind of its debtor, and what is owed.
async fn may_be_signed(tx: &mut Tx, scope: &Scope, plan: &Plan, on: Date) -> Result<()> {
    let organisation = scope.organisation.id;
    let debtor = store::debtor::get(tx, organisation, plan.record.row.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if !plan.record.row.interest.suits(debtor.kind) {
        return Err(AppError::Invalid { field: "plan", reason: words::error_consumer_signs() });
    }
    let since = Since { made: plan.id().0, recorded: store::fresh_id(), on };
    if let Some(debt) = plan.record.debts.iter().find(|debt| debt.open_when_signed(&since) < debt.planned) {
        let number = store::item::get(tx, organisation, debt.item).await?.map(|item| item.number).unwrap_or_default();
        return Err(AppError::Invalid { field: "plan", reason: words::error_debt_changed(&number) });
    }
    Ok(())
}

/// A signed plan is alone on its debts: the version before it ends, and no other may have one of them.
async fn takes_its_place(tx: &mut Tx, app: &App, scope: &Scope, plan: &Plan) -> Result<()> {
    let (organisation, today) = (scope.organisation.id, app.today());
    if crate::claims::insolvent_on(tx, organisation, plan.record.row.debtor, today).await?.is_some() {
        return Err(AppError::Invalid { field: "plan", reason: words::error_insolvent() });
    }
    crate::compromises::leaves_free(tx, organisation, plan.id()).await?;
    for other in load_of(tx, organisation, plan.record.row.debtor, today).await? {
        if other.id() == plan.id() || other.state.signed().is_none() {
            continue;
        }
        if Some(other.id()) == plan.record.row.replaces {
            let ended = other.state.clone().replace(today).map_err(refused)?;
            step(tx, app, scope, &other, ended, ("", None)).await?;
            continue;
        }
        if other.state.is_in_force() && other.shares_with(plan) {
            return Err(AppError::Invalid { field: "plan", reason: words::error_taken(&other.record.row.reference) });
        }
    }
    Ok(())
}

/// Takes the last move back. The signature of a version gives its place back to the one before it.
async fn undo(tx: &mut Tx, app: &App, scope: &Scope, plan: &Plan, reason: &str) -> Result<()> {
    let Some(last) = plan.last_event() else { return Err(refused(MoveError::Not)) };
    match last.event.kind {
        // It is taken back with the signature, or with the cancellation, of the version that took its place.
        EventKind::Replaced => return Err(AppError::Invalid { field: "plan", reason: words::error_undo_replaced() }),
        EventKind::Approved { .. } => scope.require(Permission::ApproveAgreements)?,
        EventKind::Signed { .. } => {
            if let Some(before) = plan.record.row.replaces {
                let before = load(tx, scope.organisation.id, before, app.today()).await?;
                if matches!(before.last_event().map(|row| &row.event.kind), Some(EventKind::Replaced)) && before.standing_events.len() > 1 {
                    alone(tx, app, scope, &before, plan).await?;
                    take_back(tx, app, scope, &before, reason).await?;
                }
            }
        }
        // Its debts may be in another plan since: two would hold them.
        EventKind::Accelerated => alone(tx, app, scope, plan, plan).await?,
        EventKind::Cancelled if plan.state.before_its_end().is_in_force() => alone(tx, app, scope, plan, plan).await?,
        _ => {}
    }
    take_back(tx, app, scope, plan, reason).await
}

/// Refuses that a plan be in force again beside another one with one of its debts; `gives_way` is the one that ends with this.
async fn alone(tx: &mut Tx, app: &App, scope: &Scope, plan: &Plan, gives_way: &Plan) -> Result<()> {
    for other in load_of(tx, scope.organisation.id, plan.record.row.debtor, app.today()).await? {
        if other.id() != plan.id() && other.id() != gives_way.id() && other.state.is_in_force() && other.shares_with(plan) {
            return Err(AppError::Invalid { field: "plan", reason: words::error_undo_taken(&other.record.row.reference) });
        }
    }
    Ok(())
}

async fn take_back(tx: &mut Tx, app: &App, scope: &Scope, plan: &Plan, reason: &str) -> Result<()> {
    let told = plan
        .last_event()
        .map(|row| crate::text::locale::in_french(|| words::event_told(&row.event, plan.record.row.currency)))
        .unwrap_or_default();
    let event = Event { kind: EventKind::Undone, on: app.today() };
    let (reason, by) = (reason.trim().to_owned(), scope.actor.name.clone());
    let row = PlanEventRow { event, reason, document: None, mark: None, at: app.now(), by };
    store::plan::append(tx, scope.organisation.id, plan.id(), plan.record.events.len() + 1, &row).await?;
    journal(tx, app, scope, "plan.undone", &plan.record.row, &told, &row.reason).await
}

/// Keeps a file with a plan: as it was signed, or a guarantee.
///
/// # Errors
/// [`AppError::Invalid`] for an empty file; [`AppError::NotFound`].
#[crate::boxed]
pub async fn keep_file(app: &App, scope: &Scope, id: PlanId, name: &str, bytes: &[u8]) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    if bytes.is_empty() {
        return Err(AppError::Invalid { field: "file", reason: words::error_empty_file() });
    }
    // Kept before the row that names it: a document without a row harms nobody.
    let hash = app.documents().keep(bytes)?;
    let mut tx = app.db().begin().await?;
    let plan = load(&mut tx, organisation, id, app.today()).await?;
    let name: String = name.trim().chars().filter(|sign| !sign.is_control()).take(120).collect();
    let file = PlanFile { hash, name, at: app.now(), by: scope.actor.name.clone() };
    store::plan::add_file(&mut tx, organisation, id, &file).await?;
    journal(&mut tx, app, scope, "plan.file_kept", &plan.record.row, &file.name, "").await?;
    tx.commit().await?;
    Ok(())
}

/// Which plans the house grants without asking.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn policy(app: &App, scope: &Scope) -> Result<Policy> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::plan::policy(&mut tx, scope.organisation.id).await?)
}

/// Says which.
///
/// # Errors
/// [`AppError::Invalid`] for numbers out of their ranges.
#[crate::boxed]
pub async fn set_policy(app: &App, scope: &Scope, policy: &Policy) -> Result<()> {
    scope.require(Permission::ApproveAgreements)?;
    let fits = !policy.most.is_negative()
        && (1..=120).contains(&policy.parts)
        && (1..=3_660).contains(&policy.days)
        && policy.first_percent <= 100;
    if !fits {
        return Err(AppError::Invalid { field: "policy", reason: words::error_policy() });
    }
    let mut tx = app.db().begin().await?;
    store::plan::set_policy(&mut tx, scope.organisation.id, policy, app.now(), &scope.actor.name).await?;
    let note = words::policy_told(policy);
    let line = crate::journal::line(app, scope, "plan.policy", None, None, &serde_json::json!({"note": note}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Records the signature of a plan as an acknowledgement by the debtor, of each of its open debts (C. civ. 2240): of all of
/// them or of none. Whether it has that effect is for a person to say: nothing records it by itself, and the date counted
/// without it stays in view. A debt whose last known date had passed before the signature is left out.
///
/// # Errors
/// [`AppError::Conflict`] when nobody signed, or it was recorded already; [`AppError::Invalid`] when no debt is left for it.
#[crate::boxed]
pub async fn acknowledge(app: &App, scope: &Scope, id: PlanId) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().begin().await?;
    let plan = load(&mut tx, organisation, id, today).await?;
    let Some(signed) = plan.state.signed() else { return Err(AppError::Conflict("plan")) };
    let file = crate::claims::load(&mut tx, organisation, plan.record.row.debtor, today).await?;
    if is_acknowledged(&plan, &file.events) {
        return Err(AppError::Conflict("plan"));
    }
    let had_passed = |claim: &crate::claims::ItemClaim| claim.clock.as_ref().is_some_and(|clock| clock.possible < signed.on);
    let debts: Vec<OpenItemId> =
        file.items.iter().filter(|claim| plan.has(claim.item.id) && !had_passed(claim)).map(|claim| claim.item.id).collect();
    if debts.is_empty() {
        return Err(AppError::Invalid { field: "plan", reason: words::error_nothing_to_acknowledge() });
    }
    let reason = words::acknowledged(&plan.record.row.reference, &signed.signatory);
    let event = domain::claim::ClaimEvent { kind: domain::claim::ClaimEventKind::Acknowledgement, on: signed.on, until: None, rate: None };
    for item in debts {
        crate::claims::record_event_in(&mut tx, app, scope, (file.debtor.id, Some(item)), event, &reason).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A file that is kept with a plan, by its place from zero: its name, without anything that a header could not hold, and its bytes.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn file(app: &App, scope: &Scope, id: PlanId, place: usize) -> Result<(String, Vec<u8>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let files = store::plan::files(&mut tx, scope.organisation.id, id).await?;
    let file = files.get(place).ok_or(AppError::NotFound("document"))?;
    let safe = |sign: char| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' };
    let name: String = file.name.chars().map(safe).take(80).collect();
    Ok((if name.is_empty() { "piece".to_owned() } else { name }, app.documents().read(&file.hash)?))
}
