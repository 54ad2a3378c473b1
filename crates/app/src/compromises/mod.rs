//! Compromises: a debt that is settled by a smaller sum, if it is there by a day. Prepared with a preview, agreed by whoever may,
//! signed, followed by what is put on its items, and ended (`docs/spec/compromises.md`).
//!
//! What happened is stored as events; whether the sum came in time is computed from the allocations. [`follow`] writes the
//! discount off once it did, and takes that back when a payment is undone.

mod board;
mod draft;
mod effects;
mod follow;
mod moves;
mod papers;
mod vat;

use domain::Date;
use domain::accounting::VatPart;
use domain::compromise::{Came, Change, Event, Nature, Objection, State, history};
use domain::ids::{CompromiseId, DebtorId, OpenItemId, OperationId, OrganisationId, PlanId};
use domain::ledger::OpenItem;
use store::Tx;
pub use store::compromise::CompromiseFile;
use store::compromise::{CompromiseEventRow, CompromiseRecord, Which};
use uuid::Uuid;

use crate::{App, AppError, Permission, Result, Scope};

pub use board::{Board, CompromiseLine, CompromisesQuery, board, csv, page};
pub(crate) use draft::create_in;
pub use draft::{Draft, NewCompromise, Options, create, options, preview};
pub(crate) use effects::{Effects, Waited, on_interest, spread, unsound, waited};
pub use follow::follow;
pub(crate) use follow::follow_in;
pub use moves::{Move, act, file, keep_file, policy, set_credit, set_policy};
pub(crate) use moves::{act_in, set_credit_in};
pub(crate) use papers::kept_with;
pub use papers::paper;

/// A compromise as it stands.
#[derive(Debug, Clone)]
pub struct Compromise {
    /// What is stored of it.
    pub record: CompromiseRecord,
    /// Where its events brought it.
    pub state: State,
    /// The places of the events that were not taken back.
    pub standing_events: Vec<usize>,
    /// What came for it.
    pub came: Came,
}

impl Compromise {
    /// Reads a record.
    pub(crate) fn of(record: CompromiseRecord) -> Result<Self> {
        let events: Vec<Event> = record.events.iter().map(|row| row.event.clone()).collect();
        let terms = record.row.terms;
        let told = history(&events, &terms).map_err(|_| AppError::Conflict("compromise"))?;
        let open = domain::Cents::total(record.items.iter().map(|(.., open)| *open));
        let came = Came::of(&record.receipts, record.row.created_on, &terms, open, None);
        Ok(Self { record, state: told.state, standing_events: told.standing, came })
    }

    /// The same under insolvency proceedings: from the day of the judgment on, no payment of an earlier debt counts. One that was kept
    /// to stays so.
    fn judged(self, judged_on: Option<Date>) -> Self {
        if judged_on.is_none() || matches!(self.state, State::Kept { .. }) {
            return self;
        }
        let row = &self.record.row;
        let came = Came::of(&self.record.receipts, row.created_on, &row.terms, self.came.open, judged_on);
        Self { came, ..self }
    }

    /// What was paid beyond the sum agreed and is owed back, once it was kept to.
    #[must_use]
    pub fn overpaid(&self) -> domain::Cents {
        match self.state {
            State::Kept { given_up, .. } => self.record.row.terms.overpaid(&self.came, given_up),
            _ => domain::Cents::ZERO,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> CompromiseId {
        self.record.row.id
    }

    /// Why it needs approval.
    #[must_use]
    pub fn objections(&self) -> Vec<Objection> {
        let is_told = |objection: &Objection| self.record.row.objections.split(',').any(|code| code == objection.code());
        Objection::ALL.into_iter().filter(is_told).collect()
    }

    /// The event that a person could take back.
    #[must_use]
    pub fn last_event(&self) -> Option<&CompromiseEventRow> {
        self.standing_events.last().and_then(|at| self.record.events.get(*at))
    }

    /// Whether a credit note is due and nobody has said which.
    #[must_use]
    pub fn wants_credit_note(&self) -> bool {
        matches!(self.state, State::Kept { .. }) && self.record.row.credit_due.is_some() && self.record.row.credit_reference.is_empty()
    }

    /// What a waiver has to give up, since its sum came, and has not given up yet.
    fn waits_to_give_up(&self, today: Date) -> Option<domain::Cents> {
        let row = &self.record.row;
        let amount = match self.state.follow(&row.terms, &self.came, today)?.1 {
            Change::Kept(amount) | Change::More { more: amount, .. } => amount,
            Change::Lapsed | Change::Reopened => return None,
        };
        (row.nature == Nature::Waiver && amount.is_positive()).then_some(amount)
    }

    fn has(&self, item: OpenItemId) -> bool {
        self.record.items.iter().any(|(own, ..)| *own == item)
    }
}

/// A compromise with what its page shows.
#[derive(Debug, Clone)]
pub struct CompromiseView {
    /// The compromise.
    pub compromise: Compromise,
    /// Whose.
    pub debtor: domain::party::Debtor,
    /// The debts as they are now, with what was open of each.
    pub items: Vec<(OpenItem, domain::Cents)>,
    /// Files kept with it.
    pub files: Vec<CompromiseFile>,
    /// The discount by rate of VAT; empty when nobody said it and it is not known of its invoices.
    pub vat: Vec<VatPart>,
    /// The credit note that is waited for, in the same way, less what was credited since.
    pub credit: Vec<VatPart>,
    /// The number of what was credited since at rates that nobody knows: the rest of the credit note cannot be told by rate, and a waiver
    /// whose sum is there waits.
    pub unclear: Option<String>,
    /// Whether insolvency proceedings are open: nothing earlier may be paid (C. com. L622-7).
    pub is_insolvent: bool,
}

pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, id: CompromiseId, today: Date) -> Result<Compromise> {
    let compromise = Compromise::of(store::compromise::get(tx, organisation, id).await?.ok_or(AppError::NotFound("compromise"))?)?;
    let judged_on = crate::claims::insolvent_on(tx, organisation, compromise.record.row.debtor, today).await?;
    Ok(compromise.judged(judged_on.filter(|on| *on <= today)))
}

pub(crate) async fn load_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<Compromise>> {
    store::compromise::list(tx, organisation, Which::Of(debtor)).await?.into_iter().map(Compromise::of).collect()
}

/// The compromises of a debtor, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<Compromise>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut all = load_of(&mut tx, scope.organisation.id, debtor).await?;
    all.reverse();
    Ok(all)
}

/// One compromise.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope, id: CompromiseId) -> Result<CompromiseView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let compromise = load(&mut tx, organisation, id, app.today()).await?;
    let debtor = store::debtor::get(&mut tx, organisation, compromise.record.row.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let mut items = Vec::new();
    for (item, amount, _) in &compromise.record.items {
        items.extend(store::item::get(&mut tx, organisation, *item).await?.map(|found| (found, *amount)));
    }
    items.sort_by_key(|(item, _)| (item.due_on, item.id));
    let files = store::compromise::files(&mut tx, organisation, id).await?;
    let is_insolvent = is_insolvent(&mut tx, organisation, debtor.id, app.today()).await?;
    let vat = vat::agreed(&mut tx, organisation, &compromise).await?;
    let (credit, unclear) = match (compromise.record.row.credit_due, compromise.waits_to_give_up(app.today())) {
        (Some(due), _) => vat::credit(&mut tx, organisation, &compromise, due).await?,
        (None, Some(amount)) => (Vec::new(), vat::to_give_up(&mut tx, organisation, &compromise, amount).await?.err()),
        (None, None) => (Vec::new(), None),
    };
    Ok(CompromiseView { compromise, debtor, items, files, vat, credit, unclear, is_insolvent })
}

/// Refuses what would take a debt that a compromise is waited for: the signature of a payment plan.
///
/// # Errors
/// [`AppError::Invalid`] with the compromise's reference.
pub(crate) async fn leaves_free(tx: &mut Tx, organisation: OrganisationId, plan: PlanId) -> Result<()> {
    match store::compromise::running_on_plan(tx, organisation, plan).await? {
        Some(reference) => Err(AppError::Invalid { field: "plan", reason: crate::text::compromises::error_taken(&reference) }),
        None => Ok(()),
    }
}

/// Refuses to undo by hand what a compromise that was kept to gave up: it follows the payments. Once the number of the credit
/// note is known, that may take its place.
///
/// # Errors
/// [`AppError::Invalid`] with the compromise's reference.
pub(crate) async fn lets_undo(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, operation: OperationId) -> Result<()> {
    for compromise in load_of(tx, organisation, debtor).await? {
        let row = &compromise.record.row;
        let is_given = matches!(compromise.state, State::Kept { .. }) && row.credit_reference.is_empty();
        if is_given && compromise.record.operations.contains(&operation) {
            return Err(AppError::Invalid { field: "operation", reason: crate::text::compromises::error_undo_given(&row.reference) });
        }
    }
    Ok(())
}

async fn is_insolvent(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<bool> {
    Ok(crate::claims::insolvent_on(tx, organisation, debtor, today).await?.is_some_and(|on| on <= today))
}

/// Writes a line of the journal.
async fn journal(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    (debtor, id, reference): (DebtorId, Uuid, &str),
    note: &str,
    reason: &str,
) -> Result<()> {
    let payload = serde_json::json!({"number": reference, "note": note, "reason": reason});
    let line = crate::journal::line(app, scope, kind, Some(debtor), Some(id), &payload);
    store::event::append(tx, scope.organisation.id, &[line]).await?;
    Ok(())
}
