//! Disputes, compromises, payment plans and links by which debtors choose one, that other programs make, answer and end, by the customer's code and the invoices' numbers.

use domain::compromise::Nature;
use domain::dispute::{Reason, Verdict};
use domain::ids::{CompromiseId, DebtorId, DeferralId, DisputeId, OpenItemId, PlanId, PlanOfferId};
use domain::ledger::OpenItem;
use domain::plan::{Guarantee, InterestChoice};
use domain::{Cents, Date};
use store::Tx;
pub use store::deferral::DeferredItem;

use super::once::{Begun, Once, begin, finish};
use crate::compromises::{self, Move, NewCompromise};
use crate::deferrals::{self, NewDeferral};
use crate::dispute::{self, NewDispute, NewPart};
use crate::plan_offers;
use crate::plans::{self, How, NewPlan};
use crate::text::promises as words;
use crate::{App, AppError, Permission, Result, Scope};

/// A dispute as another program tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedDispute {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices, with how much of each; all that is open and not contested yet when it is left out.
    pub items: Vec<(String, Option<Cents>)>,
    /// Why.
    pub reason: Reason,
    /// What the debtor says.
    pub note: String,
}

/// What is done to a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisputeMove {
    /// The owner answered.
    Answer(Verdict),
    /// Somebody decided.
    Decide(Verdict),
    /// The credit note that came is all there will be.
    SettleForLess,
    /// It is given up.
    Withdraw,
    /// What is contested of the item under a number is corrected.
    Amend(String, Cents),
    /// The owner's answer is set aside: the owner is to be asked again.
    SetAside,
    /// A decision, or the giving up, is taken back.
    Undo,
}

/// A compromise as another program tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedCompromise {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// What is to be paid in all.
    pub payable: Cents,
    /// The last day to pay.
    pub pay_by: Date,
    /// What the discount is.
    pub nature: Nature,
    /// Of a waiver: when the VAT was due.
    pub regime: Option<domain::accounting::VatRegime>,
    /// The discount by rate of VAT; one may be without an amount, and has the rest.
    pub vat: Vec<(domain::law::RateBp, Option<Cents>)>,
    /// What becomes of interest.
    pub interest: InterestChoice,
    /// What is to be remembered.
    pub note: String,
}

pub(super) async fn account(tx: &mut Tx, scope: &Scope, code: &str) -> Result<DebtorId> {
    Ok(store::debtor::find(tx, scope.organisation.id, code.trim()).await?.ok_or(AppError::NotFound("debtor"))?.id)
}

/// The open debits of a debtor under a number; never none.
pub(super) fn open_under<'a>(items: &'a [OpenItem], number: &str) -> Result<Vec<&'a OpenItem>> {
    let own: Vec<&OpenItem> =
        items.iter().filter(|item| item.number == number.trim() && item.kind.is_debit() && item.open.is_positive()).collect();
    if own.is_empty() { Err(AppError::Invalid { field: "items", reason: words::error_item_gone() }) } else { Ok(own) }
}

/// An account, and its open debts under the numbers that a program knows.
async fn debts(tx: &mut Tx, scope: &Scope, customer_code: &str, numbers: &[String]) -> Result<(DebtorId, Vec<OpenItemId>)> {
    let debtor = account(tx, scope, customer_code).await?;
    let known = store::item::of_debtor(tx, scope.organisation.id, debtor).await?;
    let mut items = Vec::new();
    for number in numbers {
        items.extend(open_under(&known, number)?.into_iter().map(|item| item.id));
    }
    Ok((debtor, items))
}

fn parsed<T: std::str::FromStr>(id: &str) -> Result<T> {
    id.parse().map_err(|_| AppError::Conflict("api_answer"))
}

/// Opens a dispute, once.
///
/// # Errors
/// As [`dispute::open`]; [`AppError::Invalid`] for an amount on a number that several instalments bear; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn open_dispute(app: &App, scope: &Scope, once: &Once, pushed: &PushedDispute) -> Result<DisputeId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return parsed(&id),
        Begun::Now(tx) => tx,
    };
    let debtor = account(&mut tx, scope, &pushed.customer_code).await?;
    let known = store::item::of_debtor(&mut tx, scope.organisation.id, debtor).await?;
    let (mut parts, mut items) = (Vec::new(), Vec::new());
    for (number, amount) in &pushed.items {
        let own = open_under(&known, number)?;
        if amount.is_some() && own.len() > 1 {
            return Err(AppError::Invalid { field: "items", reason: crate::text::connect::error_several_due_dates(number) });
        }
        for item in own {
            parts.push(NewPart { item: item.id, amount: *amount });
            items.push(item.clone());
        }
    }
    let new = NewDispute { reason: pushed.reason, note: pushed.note.clone(), source: "api", parts };
    let id = dispute::open_in(&mut tx, app, scope, &new, &items).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    Ok(id)
}

/// Moves a dispute, once.
///
/// # Errors
/// Those of the move; [`AppError::NotFound`], [`AppError::KeyReused`].
#[crate::boxed]
pub async fn move_dispute(app: &App, scope: &Scope, once: &Once, id: DisputeId, verb: &DisputeMove, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    match verb {
        DisputeMove::Answer(verdict) => dispute::answer_in(&mut tx, app, scope, id, *verdict, reason).await?,
        DisputeMove::Decide(verdict) => dispute::decide_in(&mut tx, app, scope, id, *verdict, reason).await?,
        DisputeMove::SettleForLess => dispute::settle_for_less_in(&mut tx, app, scope, id, reason).await?,
        DisputeMove::Withdraw => dispute::withdraw_in(&mut tx, app, scope, id, reason).await?,
        DisputeMove::Amend(number, amount) => dispute::amend_by_number_in(&mut tx, app, scope, id, (number, *amount), reason).await?,
        DisputeMove::SetAside => dispute::set_aside_in(&mut tx, app, scope, id, reason).await?,
        DisputeMove::Undo => dispute::undo_in(&mut tx, app, scope, id, reason).await?,
    }
    finish(tx, app, scope, once, &id.to_string()).await
}

/// Asks the owner of a dispute, once; what became of the mail, `None` when it was asked before: no mail leaves twice.
///
/// # Errors
/// As [`dispute::ask`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn ask_owner(
    app: &App,
    scope: &Scope,
    once: &Once,
    id: DisputeId,
    (owner, message, by_mail): (&dispute::Owner, &str, bool),
) -> Result<Option<dispute::Mailed>> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(None),
        Begun::Now(tx) => tx,
    };
    let asked = dispute::ask_in(&mut tx, app, scope, id, (owner, message, by_mail)).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    dispute::write_to_owner(app, scope, asked).await.map(Some)
}

/// Prepares a compromise and submits it, once: ready to be signed, or waiting for who may agree.
///
/// # Errors
/// As [`compromises::create`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn propose_compromise(app: &App, scope: &Scope, once: &Once, pushed: &PushedCompromise) -> Result<CompromiseId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return parsed(&id),
        Begun::Now(tx) => tx,
    };
    let (debtor, items) = debts(&mut tx, scope, &pushed.customer_code, &pushed.items).await?;
    let new = NewCompromise {
        debtor,
        items,
        payable: pushed.payable,
        pay_by: pushed.pay_by,
        nature: Some(pushed.nature),
        regime: pushed.regime,
        vat: pushed.vat.clone(),
        interest: Some(pushed.interest),
        note: pushed.note.clone(),
        typed: format!("/debiteurs/{debtor}/accord-avec-remise"),
    };
    let id = compromises::create_in(&mut tx, app, scope, &new).await?;
    compromises::act_in(&mut tx, app, scope, id, &Move::Submit, ("", None)).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    Ok(id)
}

/// Moves a compromise, once.
///
/// # Errors
/// As [`compromises::act`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn move_compromise(app: &App, scope: &Scope, once: &Once, id: CompromiseId, verb: &Move, reason: &str) -> Result<()> {
    let is_agreed = matches!(verb, Move::Approve | Move::SendBack);
    scope.require(if is_agreed { Permission::ApproveAgreements } else { Permission::ManageClaims })?;
    let document = compromises::kept_with(app, scope, id, verb).await?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    compromises::act_in(&mut tx, app, scope, id, verb, (reason, document)).await?;
    finish(tx, app, scope, once, &id.to_string()).await
}

/// Says by which credit note the discount of a compromise was invoiced, once.
///
/// # Errors
/// As [`compromises::set_credit`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn credit_compromise(app: &App, scope: &Scope, once: &Once, id: CompromiseId, reference: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    compromises::set_credit_in(&mut tx, app, scope, id, reference).await?;
    finish(tx, app, scope, once, &id.to_string()).await
}

/// A payment plan as another program tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedPlan {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// How the debt is cut.
    pub how: How,
    /// Days during which a late instalment does not break the plan.
    pub grace_days: u16,
    /// What becomes of interest.
    pub interest: InterestChoice,
    /// Whether an instalment missed in spite of a notice makes the whole due.
    pub accelerates: bool,
    /// The step with which its items go on when it failed; empty for the one at which they stand.
    pub fallback_step: String,
    /// What secures it, and in words which.
    pub guarantee: (Guarantee, String),
    /// What is to be remembered.
    pub note: String,
}

/// Prepares a payment plan and submits it, once: ready to be signed, or waiting for who may agree.
///
/// # Errors
/// As [`plans::create`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn propose_plan(app: &App, scope: &Scope, once: &Once, pushed: &PushedPlan) -> Result<PlanId> {
    scope.require(Permission::ManageClaims)?;
    // What the deed says beside the principal is read before the request's own transaction.
    let mut read = app.db().snapshot().await?;
    let new = new_plan(&mut read, scope, pushed).await;
    drop(read);
    let figures = match &new {
        Ok(new) => plans::figures(app, scope, new.debtor, &new.items).await?,
        Err(_) => None,
    };
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return parsed(&id),
        Begun::Now(tx) => tx,
    };
    let id = plans::create_in(&mut tx, app, scope, &new?, (figures, None)).await?;
    plans::act_in(&mut tx, app, scope, id, &plans::Move::Submit, ("", None)).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    Ok(id)
}

async fn new_plan(tx: &mut Tx, scope: &Scope, pushed: &PushedPlan) -> Result<NewPlan> {
    let (debtor, items) = debts(tx, scope, &pushed.customer_code, &pushed.items).await?;
    Ok(NewPlan {
        debtor,
        items,
        how: pushed.how.clone(),
        grace_days: pushed.grace_days,
        interest: Some(pushed.interest),
        fallback_step: pushed.fallback_step.clone(),
        accelerates: pushed.accelerates,
        guarantee: pushed.guarantee.0,
        guarantee_note: pushed.guarantee.1.clone(),
        note: pushed.note.clone(),
        typed: format!("/debiteurs/{debtor}/echeancier"),
        replaces: None,
    })
}

/// Moves a payment plan, once.
///
/// # Errors
/// As [`plans::act`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn move_plan(app: &App, scope: &Scope, once: &Once, id: PlanId, verb: &plans::Move, reason: &str) -> Result<()> {
    let is_agreed = matches!(verb, plans::Move::Approve | plans::Move::SendBack);
    scope.require(if is_agreed { Permission::ApproveAgreements } else { Permission::ManageClaims })?;
    let document = plans::kept_with(app, scope, id, verb).await?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    plans::act_in(&mut tx, app, scope, id, verb, (reason, document)).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    plans::after(app, scope, id, verb).await;
    Ok(())
}

/// A later due date as another program grants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedDeferral {
    /// The customer's code.
    pub customer_code: String,
    /// Number of the invoice.
    pub number: String,
    /// The new due date.
    pub agreed_on: Date,
    /// What becomes of interest up to that day.
    pub interest: InterestChoice,
    /// Why.
    pub reason: String,
}

/// Grants a later due date, once.
///
/// # Errors
/// As [`deferrals::defer`]; [`AppError::Invalid`] for a number that several instalments bear; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn grant_deferral(app: &App, scope: &Scope, once: &Once, pushed: &PushedDeferral) -> Result<DeferralId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return parsed(&id),
        Begun::Now(tx) => tx,
    };
    let (debtor, items) = debts(&mut tx, scope, &pushed.customer_code, std::slice::from_ref(&pushed.number)).await?;
    let [item] = items[..] else {
        return Err(AppError::Invalid { field: "number", reason: crate::text::connect::error_several_due_dates(&pushed.number) });
    };
    let new = NewDeferral { debtor, item, agreed_on: pushed.agreed_on, interest: Some(pushed.interest), reason: pushed.reason.clone() };
    let (id, _) = deferrals::defer_in(&mut tx, app, scope, &new).await?;
    finish(tx, app, scope, once, &id.to_string()).await?;
    Ok(id)
}

/// A later due date that was granted, as it stands.
///
/// # Errors
/// [`AppError::NotFound`] once it was taken back, replaced or paid.
#[crate::boxed]
pub async fn deferral(app: &App, scope: &Scope, customer_code: &str, id: DeferralId) -> Result<DeferredItem> {
    let debtor = account(&mut app.db().snapshot().await?, scope, customer_code).await?;
    let found = deferrals::of_debtor(app, scope, debtor).await?.in_force.into_iter().find(|deferred| deferred.row.id == id);
    found.ok_or(AppError::NotFound("deferral"))
}

/// A link by which a debtor chooses a payment plan, as another program asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedOffer {
    /// The customer's code.
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// The contact's address to which it is mailed; `None` for one that somebody hands on.
    pub email: Option<String>,
}

/// Makes a link, once: mailed, or to be handed on. What became of the mail is on the link; a mail that may have left is not sent again.
///
/// # Errors
/// As [`plan_offers::send`] and [`plan_offers::hand`], but for a mail that surely did not leave; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn offer_plan(app: &App, scope: &Scope, once: &Once, pushed: &PushedOffer) -> Result<PlanOfferId> {
    scope.require(Permission::ManageClaims)?;
    let sender = match &pushed.email {
        Some(_) => {
            scope.require(Permission::ApproveMessages)?;
            Some(plan_offers::sender(app, scope).await)
        }
        None => None,
    };
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(id) => return parsed(&id),
        Begun::Now(tx) => tx,
    };
    let (debtor, items) = debts(&mut tx, scope, &pushed.customer_code, &pushed.items).await?;
    let (Some(email), Some(sender)) = (&pushed.email, sender) else {
        plan_offers::refuse_when_stopped(&mut tx, scope).await?;
        let (id, _) = plan_offers::hand_in(&mut tx, app, scope, debtor, &items).await?;
        finish(tx, app, scope, once, &id.to_string()).await?;
        return Ok(id);
    };
    let reserved = plan_offers::reserve_in(&mut tx, app, scope, &sender?, (debtor, &items, email)).await?;
    let id = reserved.id();
    finish(tx, app, scope, once, &id.to_string()).await?;
    plan_offers::deliver(app, scope, reserved).await?;
    Ok(id)
}

/// Takes a link back, once.
///
/// # Errors
/// As [`plan_offers::withdraw`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn withdraw_offer(app: &App, scope: &Scope, once: &Once, id: PlanOfferId) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    plan_offers::withdraw_in(&mut tx, app, scope, id).await?;
    finish(tx, app, scope, once, &id.to_string()).await
}
