//! What persons do to the ledger: allocations, remainders, refunds, bounced payments, doubtful claims, losses.
//!
//! [`preview`] and [`act`] decide by the same function; the first writes nothing. Each act is one operation
//! with its author and reason, and [`undo`] takes it back by another.

mod decide;
mod desk;
mod entries;
mod facts;
mod terms;

use domain::accounting::{Ground, VatPart, VatRegime};
use domain::ids::{DebtorId, OpenItemId, OperationId};
use domain::ledger::operation::{BounceCode, Plan, Remainder};
use domain::ledger::{ItemKind, OpenItem};
use domain::{Cents, Currency, Date};
use store::event::NewEvent;
use store::item::{NewAllocation, SourcedItem};
use store::ledger::OperationRow;
pub use store::ledger::{LedgerSettings, OperationKind};

use crate::{App, AppError, Permission, Result, Scope, text};

pub use decide::{Proposal, Said, ShareLine, proposal};
pub use desk::{Desk, Foreign, ItemChoice, OperationLine, desk};
pub use entries::{Entry, EntryLineView, csv, entries};
pub use facts::{enter_rate, set_settings, settings};
pub(crate) use terms::beyond;
pub use terms::{Beyond, TermsView, beyond_caps, set_terms, terms_of};

/// A claim that is given up, as the person describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// When its VAT was due.
    pub regime: VatRegime,
    /// Why it is given up.
    pub ground: Ground,
    /// The day of that ground: of the judgment, for a liquidation.
    pub ground_on: Option<Date>,
    /// Its parts by rate, taxes included.
    pub parts: Vec<VatPart>,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Cash or a credit note is put on debits.
    Allocate {
        /// The credit.
        credit: OpenItemId,
        /// Debits, and how much on each.
        parts: Vec<(OpenItemId, Cents)>,
    },
    /// What is left of an item is settled under a name.
    Settle {
        /// The item.
        item: OpenItemId,
        /// How much.
        amount: Cents,
        /// The name.
        name: Remainder,
    },
    /// Money goes back to the customer.
    Refund {
        /// The credit.
        credit: OpenItemId,
        /// How much.
        amount: Cents,
    },
    /// A payment came back.
    Bounce {
        /// The payment.
        payment: OpenItemId,
        /// Why.
        code: BounceCode,
    },
    /// A claim is given up as lost.
    WriteOff {
        /// The debit.
        item: OpenItemId,
        /// How much, taxes included.
        amount: Cents,
        /// What the person says of it.
        claim: Claim,
    },
    /// A claim becomes doubtful.
    Doubtful {
        /// The debit.
        item: OpenItemId,
    },
    /// An impairment is booked.
    Impairment {
        /// The debit.
        item: OpenItemId,
        /// How much, net of tax.
        net: Cents,
        /// The claim's parts by rate: they say what is net.
        parts: Vec<VatPart>,
    },
    /// An impairment is released.
    Release {
        /// The debit.
        item: OpenItemId,
        /// How much, net of tax.
        net: Cents,
    },
}

impl Act {
    /// The kind of its operation.
    #[must_use]
    pub fn kind(&self) -> OperationKind {
        match self {
            Self::Allocate { .. } => OperationKind::Allocate,
            Self::Settle { .. } => OperationKind::Settle,
            Self::Refund { .. } => OperationKind::Refund,
            Self::Bounce { .. } => OperationKind::Bounce,
            Self::WriteOff { .. } => OperationKind::WriteOff,
            Self::Doubtful { .. } => OperationKind::Doubtful,
            Self::Impairment { .. } => OperationKind::Impairment,
            Self::Release { .. } => OperationKind::Release,
        }
    }

    /// The item that it is about.
    #[must_use]
    pub fn subject(&self) -> OpenItemId {
        match self {
            Self::Allocate { credit, .. } | Self::Refund { credit, .. } => *credit,
            Self::Bounce { payment, .. } => *payment,
            Self::Settle { item, .. }
            | Self::WriteOff { item, .. }
            | Self::Doubtful { item }
            | Self::Impairment { item, .. }
            | Self::Release { item, .. } => *item,
        }
    }
}

/// The right that a kind of operation asks: what was paid, or what was given up.
#[must_use]
pub fn permission(kind: OperationKind) -> Permission {
    match kind {
        OperationKind::Allocate | OperationKind::Refund | OperationKind::Bounce => Permission::MatchBank,
        _ => Permission::ManageClaims,
    }
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// On whose account.
    pub debtor: DebtorId,
    /// The day from which it counts; today or before.
    pub on: Date,
    /// What.
    pub act: Act,
    /// Why, in words.
    pub reason: String,
}

/// What an act does to one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The item, as it is now; the item that the act makes comes wholly open.
    pub item: OpenItem,
    /// What it leaves open of it.
    pub after: Cents,
    /// Whether the act makes it.
    pub is_new: bool,
}

/// What an act would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its kind.
    pub kind: OperationKind,
    /// How much.
    pub amount: Cents,
    /// The currency.
    pub currency: Currency,
    /// The reason that would be kept.
    pub reason: String,
    /// The items that it moves.
    pub effects: Vec<Effect>,
    /// Its accounting entry, where it makes one.
    pub entry: Vec<EntryLineView>,
    /// What is cited beside the entry.
    pub article: &'static str,
    /// The mention of the rectifying invoice, where VAT is taken back.
    pub mention: Option<String>,
    /// What is advised next, after a payment came back.
    pub next_step: Option<String>,
}

/// Says what an act would do; nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::NotFound`], [`AppError::Conflict`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, request: &Request) -> Result<Preview> {
    scope.require(permission(request.act.kind()))?;
    let mut tx = app.db().snapshot().await?;
    let decision = decide::decide(&mut tx, app, scope, request).await?;
    let settings = store::ledger::settings(&mut tx, scope.organisation.id).await?;
    let effect = |id: OpenItemId| {
        let known = decision.items.iter().find(|item| item.id == id).cloned();
        let made = decision.plan.made.clone().filter(|made| made.id == id);
        let is_new = known.is_none();
        let item = known.or(made)?;
        Some(Effect { after: decision.plan.open_after(id, item.open), item, is_new })
    };
    let movement = entries::movement(&decision.row, &decision.parts);
    let digits = usize::from(settings.account_digits);
    Ok(Preview {
        kind: decision.row.kind,
        amount: decision.row.amount,
        currency: decision.row.currency,
        reason: decision.row.reason.clone(),
        effects: decision.plan.touched().into_iter().filter_map(effect).collect(),
        entry: movement.iter().flat_map(|movement| movement.lines()).map(|line| EntryLineView::new(line, digits)).collect(),
        article: movement.as_ref().map_or("", |movement| movement.article()),
        mention: movement
            .filter(domain::accounting::Movement::recovers_vat)
            .map(|_| domain::accounting::rectifying_mention(&decision.parts, settings.net_word, decision.row.currency)),
        next_step: BounceCode::from_code(&decision.row.code)
            .filter(|_| decision.row.kind == OperationKind::Bounce)
            .map(|code| text::ledger::next_step(code.next_step())),
    })
}

/// Does it.
///
/// # Errors
/// As [`preview`]; [`AppError::Store`] when somebody was faster.
#[crate::boxed]
pub async fn act(app: &App, scope: &Scope, request: &Request) -> Result<OperationId> {
    let mut tx = app.db().begin().await?;
    let id = act_in(&mut tx, app, scope, request).await?;
    // A credit note that a person puts on an invoice ends the dispute that waits for it.
    Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
    tx.commit().await?;
    Ok(id)
}

/// As [`act`], inside a transaction of the base.
pub(crate) async fn act_in(tx: &mut store::Tx, app: &App, scope: &Scope, request: &Request) -> Result<OperationId> {
    scope.require(permission(request.act.kind()))?;
    Ok(act_inside(tx, app, scope, request).await?.id)
}

/// Does it inside a transaction of the base, for a caller that has asked for the right.
pub(crate) async fn act_inside(tx: &mut store::Tx, app: &App, scope: &Scope, request: &Request) -> Result<OperationRow> {
    let decide::Decision { row, plan, parts, .. } = decide::decide(tx, app, scope, request).await?;
    let label = label(&row);
    write(tx, app, scope, &row, &plan, &parts, ("ledger", &label), Moves::Act).await?;
    Ok(row)
}

/// The label of the item that an operation makes.
fn label(row: &OperationRow) -> String {
    match (Remainder::from_code(&row.code), BounceCode::from_code(&row.code)) {
        (Some(name), _) if row.kind == OperationKind::Settle => text::ledger::remainder(name),
        (_, Some(code)) if row.kind == OperationKind::Bounce => text::ledger::bounce(code),
        _ => text::ledger::operation(row.kind),
    }
}

/// Whether what an operation opens again was really paid in between.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// It was: an item that is open again begins an episode.
    Act,
    /// It never was: a mistake is taken back, with the whole matching that it was part of.
    TakenBack,
}

/// Writes an operation: its item, its allocations, its row, and the line of the journal.
#[expect(clippy::too_many_arguments, reason = "one write, told apart by what it moves")]
async fn write(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    row: &OperationRow,
    plan: &Plan,
    parts: &[VatPart],
    (source, label): (&'static str, &str),
    moves: Moves,
) -> Result<()> {
    let organisation = scope.organisation.id;
    if let Some(made) = &plan.made {
        let about = if source == "undo" { row.undoes.map_or(made.id.0, |undone| undone.0) } else { made.id.0 };
        let sourced = SourcedItem {
            item: made.clone(),
            source,
            source_key: format!("{source}:{about}"),
            lettering: String::new(),
            label: label.to_owned(),
            order_reference: String::new(),
        };
        store::item::insert(tx, organisation, &[sourced]).await?;
    }
    let new: Vec<NewAllocation> = plan
        .allocations
        .iter()
        .map(|planned| NewAllocation {
            allocation: planned.allocation,
            origin: "ledger",
            reason: row.reason.clone(),
            reverses: planned.reverses,
        })
        .collect();
    let ids = match moves {
        Moves::Act => store::item::allocate(tx, organisation, &new, app.now(), &scope.actor.name).await?,
        Moves::TakenBack => store::item::take_back(tx, organisation, &new, app.now(), &scope.actor.name).await?,
    };
    store::ledger::insert(tx, organisation, row, &ids, parts).await?;
    let item = store::item::get(tx, organisation, row.subject).await?.map(|item| item.number);
    let payload = serde_json::json!({
        "item": item, "amount": row.amount.iso(), "currency": row.currency.code(), "date": row.effective_on.to_string(), "code": row.code,
        "regime": row.regime.map(VatRegime::code), "ground": row.ground.map(Ground::code),
        "vat": (!parts.is_empty()).then(|| domain::accounting::vat(parts).iso()),
        "undoes": row.undoes.map(|undone| undone.to_string()), "reason": row.reason,
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: event_kind(row.kind),
        debtor: Some(row.debtor),
        subject: Some(row.id.0),
        payload: payload.to_string(),
    };
    store::event::append(tx, organisation, &[event]).await?;
    crate::promises::settle(tx, app, scope, app.today()).await?;
    Ok(())
}

fn event_kind(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Allocate => "ledger.allocate",
        OperationKind::Settle => "ledger.settle",
        OperationKind::Refund => "ledger.refund",
        OperationKind::Bounce => "ledger.bounce",
        OperationKind::WriteOff => "ledger.write_off",
        OperationKind::Doubtful => "ledger.doubtful",
        OperationKind::Impairment => "ledger.impairment",
        OperationKind::Release => "ledger.release",
        OperationKind::Undo => "ledger.undo",
    }
}

fn conflict_with(reason: String) -> AppError {
    AppError::Invalid { field: "operation", reason }
}

/// Whose account an operation is on.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn debtor_of(app: &App, scope: &Scope, id: OperationId) -> Result<DebtorId> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let done = store::ledger::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("operation"))?;
    Ok(done.debtor)
}

/// Takes an operation back: every amount is what it was, at every date.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] when it was undone already, when the accounting has booked it
/// since, or when later operations stand on it.
#[crate::boxed]
pub async fn undo(app: &App, scope: &Scope, id: OperationId, reason: &str) -> Result<()> {
    let mut tx = app.db().begin().await?;
    if let Some(done) = store::ledger::get(&mut tx, scope.organisation.id, id).await? {
        crate::compromises::lets_undo(&mut tx, scope.organisation.id, done.debtor, id).await?;
    }
    undo_as(&mut tx, app, scope, (id, reason), Moves::Act).await?;
    Box::pin(crate::dispute::follow_in(&mut tx, app, scope)).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`undo`], inside a transaction that takes back the whole matching of which the operation was a part: what
/// is open again begins no episode.
pub(crate) async fn undo_in(tx: &mut store::Tx, app: &App, scope: &Scope, id: OperationId, reason: &str) -> Result<()> {
    undo_as(tx, app, scope, (id, reason), Moves::TakenBack).await
}

async fn undo_as(tx: &mut store::Tx, app: &App, scope: &Scope, (id, reason): (OperationId, &str), moves: Moves) -> Result<()> {
    let organisation = scope.organisation.id;
    let done = store::ledger::get(tx, organisation, id).await?.ok_or(AppError::NotFound("operation"))?;
    scope.require(permission(done.kind))?;
    if done.undone || done.kind == OperationKind::Undo {
        return Err(conflict_with(text::ledger::error_undone_already()));
    }
    let made = match done.made {
        Some(made) => store::item::get(tx, organisation, made).await?,
        None => None,
    };
    if let Some(made) = &made {
        let key = store::ledger::source_key(tx, organisation, made.id).await?;
        if key.as_deref() != Some(&format!("ledger:{}", made.id)) {
            return Err(conflict_with(text::ledger::error_booked_since()));
        }
    }
    let later = store::ledger::of_debtor(tx, organisation, done.debtor).await?;
    if store::ledger::taken_back(tx, organisation, id).await? > 0 || decide::others_depend(&done, &later) {
        return Err(conflict_with(text::ledger::error_others_depend()));
    }
    let written = store::ledger::written_by(tx, organisation, id).await?;
    let plan = domain::ledger::operation::undo(&written, made.as_ref(), OpenItemId(store::fresh_id()));
    let reason = if reason.trim().is_empty() { text::ledger::reason_undoing(done.kind) } else { reason.trim().to_owned() };
    let row = OperationRow {
        id: OperationId(store::fresh_id()),
        kind: OperationKind::Undo,
        effective_on: app.today().max(done.effective_on),
        made: plan.made.as_ref().map(|made| made.id),
        undoes: Some(id),
        reason: reason.clone(),
        created_at: app.now(),
        actor: scope.actor.name.clone(),
        code: String::new(),
        regime: None,
        ground: None,
        ground_on: None,
        undone: false,
        ..done
    };
    write(tx, app, scope, &row, &plan, &[], ("undo", &reason), moves).await
}

/// Whether an operation in force made an item that stands on a payment.
pub(crate) async fn is_stood_on(tx: &mut store::Tx, organisation: domain::ids::OrganisationId, payment: OpenItemId) -> Result<bool> {
    let Some(item) = store::item::get(tx, organisation, payment).await? else { return Ok(false) };
    let operations = store::ledger::of_debtor(tx, organisation, item.debtor).await?;
    let stands = |row: &OperationRow| row.subject == payment && row.made.is_some() && !row.undone && row.kind != OperationKind::Undo;
    Ok(operations.iter().any(stands))
}

/// Whether an item can be the subject of a kind of operation as it stands: what forms offer.
#[must_use]
pub fn concerns(kind: OperationKind, item: &OpenItem) -> bool {
    let is_debit = item.kind.is_debit();
    match kind {
        OperationKind::Bounce => item.kind == ItemKind::Payment,
        OperationKind::Allocate | OperationKind::Refund => !is_debit && item.open.is_negative(),
        OperationKind::Settle => !item.open.is_zero(),
        OperationKind::WriteOff | OperationKind::Doubtful | OperationKind::Impairment => is_debit && item.open.is_positive(),
        OperationKind::Release => is_debit,
        OperationKind::Undo => false,
    }
}
