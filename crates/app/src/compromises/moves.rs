//! What persons do to a compromise, and what is kept with it.

use domain::compromise::{Event, EventKind, MoveError, Nature, Policy, State};
use domain::dunning::ActionState;
use domain::ids::CompromiseId;
use domain::plan::Signature;
use domain::promise::Promise;
use domain::{Cents, Date};
use store::Tx;
use store::compromise::{CompromiseEventRow, CompromiseFile};

use super::{Compromise, is_insolvent, journal, load, load_of};
use crate::text::compromises as words;
use crate::{App, AppError, Permission, Result, Scope};

/// A move of a compromise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Out of the draft: ready to be signed, or to whoever must agree.
    Submit,
    /// Somebody with that right agrees.
    Approve,
    /// Somebody with that right sends it back.
    SendBack,
    /// It was signed.
    Sign {
        /// The day.
        on: Date,
        /// Who, and in what quality.
        signatory: String,
    },
    /// It is given up.
    Cancel,
    /// The last move is taken back.
    Undo,
}

/// The kind of a line of the journal.
pub(super) fn kind_of(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Asked => "compromise.asked",
        EventKind::Proposed => "compromise.proposed",
        EventKind::Approved { .. } => "compromise.approved",
        EventKind::SentBack => "compromise.sent_back",
        EventKind::Signed { .. } => "compromise.signed",
        EventKind::Kept { .. } => "compromise.kept",
        EventKind::Credited { .. } => "compromise.credited",
        EventKind::Lapsed => "compromise.lapsed",
        EventKind::Reopened => "compromise.reopened",
        EventKind::Cancelled => "compromise.cancelled",
        EventKind::Undone => "compromise.undone",
    }
}

fn refused(error: MoveError) -> AppError {
    let field = if error == MoveError::Day { "on" } else { "compromise" };
    AppError::Invalid { field, reason: words::move_error(error) }
}

/// Writes that it came to a state.
pub(super) async fn step(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    compromise: &Compromise,
    (to, event): (&State, Event),
    (reason, document): (&str, Option<String>),
) -> Result<()> {
    let row = CompromiseEventRow { event, reason: reason.trim().to_owned(), at: app.now(), by: scope.actor.name.clone(), document };
    let own = &compromise.record.row;
    store::compromise::append(tx, scope.organisation.id, own.id, compromise.record.events.len() + 1, &row, to).await?;
    let told = crate::text::locale::in_french(|| words::event_told(&row.event, own.currency));
    journal(tx, app, scope, kind_of(&row.event.kind), (own.debtor, own.id.0, &own.reference), &told, &row.reason).await
}

/// Moves a compromise.
///
/// # Errors
/// [`AppError::Invalid`] when it cannot go that way, with why; [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn act(app: &App, scope: &Scope, id: CompromiseId, verb: &Move, reason: &str) -> Result<()> {
    // Whoever agrees need not be one of those who negotiate.
    if !matches!(verb, Move::Approve | Move::SendBack) {
        scope.require(Permission::ManageClaims)?;
    }
    // Kept before the row that names it: a document without a row harms nobody.
    let document = super::papers::kept_with(app, scope, id, verb).await?;
    let mut tx = app.db().begin().await?;
    act_in(&mut tx, app, scope, id, verb, (reason, document)).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`act`], inside a transaction, by somebody who may manage claims; with the paper that goes with it.
pub(crate) async fn act_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: CompromiseId,
    verb: &Move,
    (reason, document): (&str, Option<String>),
) -> Result<()> {
    if matches!(verb, Move::Approve | Move::SendBack) {
        scope.require(Permission::ApproveAgreements)?;
    }
    let (organisation, today) = (scope.organisation.id, app.today());
    // Two agreements on one debt see each other, and what came is known before anybody moves. The organisation first, its row then:
    // the order of everybody who locks both, so that nobody waits for each other.
    store::api::lock(tx, organisation).await?;
    store::compromise::seen(tx, organisation, id).await?;
    super::follow::follow_one(tx, app, scope, id).await?;
    let compromise = load(tx, organisation, id, today).await?;
    if *verb == Move::Undo {
        return undo(tx, app, scope, &compromise, reason).await;
    }
    let (row, state) = (&compromise.record.row, compromise.state.clone());
    let next = match verb {
        Move::Submit => state.submit(today, !row.objections.is_empty()),
        Move::Approve => state.approve(&scope.actor.name, today),
        Move::SendBack => state.send_back(),
        Move::Sign { on, signatory } => {
            if signatory.trim().is_empty() {
                return Err(AppError::Invalid { field: "signatory", reason: words::error_signatory() });
            }
            if *on > today || *on < row.created_on {
                return Err(refused(MoveError::Day));
            }
            state.sign(Signature { on: *on, signatory: signatory.trim().to_owned() }, &row.terms)
        }
        Move::Cancel if reason.trim().is_empty() => {
            return Err(AppError::Invalid { field: "reason", reason: words::error_without_reason() });
        }
        Move::Cancel => state.cancel(today),
        Move::Undo => Err(MoveError::Not),
    };
    let next = next.map_err(refused)?;
    if next.is_in_force() {
        is_alone(tx, app, scope, &compromise).await?;
    }
    step(tx, app, scope, &compromise, (&next, Event::leading_to(&next, today)), (reason, document)).await?;
    if matches!(verb, Move::Sign { .. }) {
        let why = crate::text::plans::promise_gives_way(&row.reference);
        let covers = |promise: &Promise| promise.held().all(|covered| compromise.has(covered.item));
        crate::promises::give_way(tx, app, scope, row.debtor, (covers, &why)).await?;
    }
    // What came before the signature counts: the ledger is followed at once.
    super::follow::follow_one(tx, app, scope, id).await?;
    Ok(())
}

/// What is in force is alone on its debts: neither another compromise nor a plan has one of them, and none is insolvent's.
async fn is_alone(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise) -> Result<()> {
    let (organisation, debtor, today) = (scope.organisation.id, compromise.record.row.debtor, app.today());
    if is_insolvent(tx, organisation, debtor, today).await? {
        return Err(AppError::Invalid { field: "compromise", reason: words::error_insolvent() });
    }
    let taken = |reference: &str| AppError::Invalid { field: "compromise", reason: words::error_taken(reference) };
    for other in load_of(tx, organisation, debtor).await? {
        let is_other = other.id() != compromise.id() && other.state.is_in_force();
        if is_other && other.record.items.iter().any(|(item, ..)| compromise.has(*item)) {
            return Err(taken(&other.record.row.reference));
        }
    }
    for plan in crate::plans::load_of(tx, organisation, debtor, today).await? {
        if plan.state.is_in_force() && plan.record.items.iter().any(|(item, _)| compromise.has(*item)) {
            return Err(taken(&plan.record.row.reference));
        }
    }
    Ok(())
}

/// Takes back the last thing that a person did, as long as the ledger has not followed it.
async fn undo(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise, reason: &str) -> Result<()> {
    let Some(last) = compromise.last_event() else { return Err(refused(MoveError::Not)) };
    if !last.event.kind.is_of_a_person() {
        return Err(AppError::Invalid { field: "compromise", reason: words::error_undo_ledger() });
    }
    if matches!(last.event.kind, EventKind::Approved { .. }) {
        scope.require(Permission::ApproveAgreements)?;
    }
    let mut events: Vec<Event> = compromise.record.events.iter().map(|row| row.event.clone()).collect();
    events.push(Event { kind: EventKind::Undone, on: app.today() });
    let told = domain::compromise::history(&events, &compromise.record.row.terms).map_err(refused)?;
    if told.state.is_in_force() {
        is_alone(tx, app, scope, compromise).await?;
    }
    let undone = Event { kind: EventKind::Undone, on: app.today() };
    step(tx, app, scope, compromise, (&told.state, undone), (reason, None)).await?;
    super::follow::follow_one(tx, app, scope, compromise.id()).await?;
    Ok(())
}

/// Says by which credit note the discount was invoiced.
///
/// # Errors
/// [`AppError::Invalid`] without a number; [`AppError::Conflict`] when none is due; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_credit(app: &App, scope: &Scope, id: CompromiseId, reference: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    set_credit_in(&mut tx, app, scope, id, reference).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`set_credit`], inside a transaction, by somebody who may.
pub(crate) async fn set_credit_in(tx: &mut Tx, app: &App, scope: &Scope, id: CompromiseId, reference: &str) -> Result<()> {
    let reference: String = reference.trim().chars().filter(|sign| !sign.is_control()).take(120).collect();
    if reference.is_empty() {
        return Err(AppError::Invalid { field: "reference", reason: words::error_credit_number() });
    }
    store::api::lock(tx, scope.organisation.id).await?;
    let compromise = load(tx, scope.organisation.id, id, app.today()).await?;
    let row = &compromise.record.row;
    if row.nature != Nature::Rebate || !matches!(compromise.state, State::Kept { .. }) {
        return Err(AppError::Conflict("compromise"));
    }
    store::compromise::set_credit(tx, scope.organisation.id, id, &reference).await?;
    super::follow::end_task(tx, app, scope, &compromise, ActionState::Sent, &words::task_done(&reference)).await?;
    journal(tx, app, scope, "compromise.credit_note", (row.debtor, id.0, &row.reference), &reference, "").await?;
    // It may be on the account already.
    super::follow::follow_one(tx, app, scope, id).await?;
    Ok(())
}

/// Keeps a file with a compromise: as it was signed.
///
/// # Errors
/// [`AppError::Invalid`] for an empty file; [`AppError::NotFound`].
#[crate::boxed]
pub async fn keep_file(app: &App, scope: &Scope, id: CompromiseId, name: &str, bytes: &[u8]) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    if bytes.is_empty() {
        return Err(AppError::Invalid { field: "file", reason: words::error_empty_file() });
    }
    // Kept before the row that names it: a document without a row harms nobody.
    let hash = app.documents().keep(bytes)?;
    let mut tx = app.db().begin().await?;
    let compromise = load(&mut tx, scope.organisation.id, id, app.today()).await?;
    let row = &compromise.record.row;
    let name: String = name.trim().chars().filter(|sign| !sign.is_control()).take(120).collect();
    let file = CompromiseFile { hash, name, at: app.now(), by: scope.actor.name.clone() };
    store::compromise::add_file(&mut tx, scope.organisation.id, id, &file).await?;
    journal(&mut tx, app, scope, "compromise.file_kept", (row.debtor, id.0, &row.reference), &file.name, "").await?;
    tx.commit().await?;
    Ok(())
}

/// A file that is kept with a compromise, by its place from zero: its name, without anything that a header could not hold, and
/// its bytes.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn file(app: &App, scope: &Scope, id: CompromiseId, place: usize) -> Result<(String, Vec<u8>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let files = store::compromise::files(&mut tx, scope.organisation.id, id).await?;
    let file = files.get(place).ok_or(AppError::NotFound("document"))?;
    let safe = |sign: char| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' };
    let name: String = file.name.chars().map(safe).take(80).collect();
    Ok((if name.is_empty() { "piece".to_owned() } else { name }, app.documents().read(&file.hash)?))
}

/// Which compromises the house grants without asking.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn policy(app: &App, scope: &Scope) -> Result<Policy> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::compromise::policy(&mut tx, scope.organisation.id).await?)
}

/// Says which.
///
/// # Errors
/// [`AppError::Invalid`] for numbers out of their ranges.
#[crate::boxed]
pub async fn set_policy(app: &App, scope: &Scope, policy: &Policy) -> Result<()> {
    scope.require(Permission::ApproveAgreements)?;
    let fits = policy.most >= Cents::ZERO && policy.percent <= 100 && policy.days <= 366;
    if !fits {
        return Err(AppError::Invalid { field: "policy", reason: words::error_policy() });
    }
    let mut tx = app.db().begin().await?;
    store::compromise::set_policy(&mut tx, scope.organisation.id, policy, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"note": words::policy_told(policy)});
    let line = crate::journal::line(app, scope, "compromise.policy", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
