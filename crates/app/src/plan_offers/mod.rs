//! The payment plans that a debtor chooses himself: what the house allows, the link that a collector sends, and what the debtor does
//! behind it (`docs/spec/payment-plans.md`).

mod link;
mod send;
mod setting;

use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::OpenItem;
use domain::party::Debtor;
use domain::plan::{Instalment, OfferPolicy};
use domain::{Cents, Currency};
use store::Tx;
pub use store::plan_offer::OfferRow;

use crate::{App, AppError, Permission, Result, Scope};

pub use link::{Choice, Opened, Step, Void, choose, deed, open, sign};
pub use send::{Offered, hand, link_of, of_plan, page, send, view, withdraw};
pub(crate) use send::{deliver, hand_in, link_to_sign, refuse_when_stopped, reserve_in, sender, withdraw_in};
pub use setting::{Setting, choices, set_address, set_policy, setting};

/// Days for which a link may be used.
pub const DAYS: i64 = 30;

/// Why a debt is not offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// Something of it is contested.
    Disputed,
    /// An agreement has it already.
    Taken(String),
    /// Another currency than the rest.
    Currency,
}

/// What a debtor could be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offerable {
    /// The debts, the oldest first.
    pub items: Vec<OpenItem>,
    /// Those that are not offered, with why.
    pub left_out: Vec<(OpenItem, LeftOut)>,
    /// Their currency.
    pub currency: Currency,
    /// What the house allows this kind of debtor.
    pub policy: OfferPolicy,
}

impl Offerable {
    /// The sum of some of the debts; of those that are not offered nothing counts.
    #[must_use]
    pub fn total(&self, items: &[OpenItemId]) -> Cents {
        Cents::total(self.items.iter().filter(|item| items.contains(&item.id)).map(|item| item.open))
    }
}

/// What the page of a collector shows.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Whose debts.
    pub debtor: Debtor,
    /// What could be offered.
    pub offerable: Offerable,
    /// The plans of the debts that are chosen.
    pub plans: Vec<Vec<Instalment>>,
    /// Their sum.
    pub total: Cents,
    /// Names and addresses that may be written to.
    pub contacts: Vec<(String, String)>,
    /// The links of before, newest first, each with its address while it may be used.
    pub offers: Vec<(OfferRow, Option<String>)>,
    /// Whether somebody said where the program is reached from outside.
    pub has_address: bool,
    /// Whether insolvency proceedings forbid it.
    pub is_insolvent: bool,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

async fn policy_of(tx: &mut Tx, scope: &Scope, debtor: &Debtor) -> Result<OfferPolicy> {
    let known = store::plan_offer::policies(tx, scope.organisation.id).await?;
    let policy = known.into_iter().find(|(kind, _)| *kind == debtor.kind).map(|(_, policy)| policy).unwrap_or_default();
    // What was right for another kind never reaches a consumer.
    let interest = if policy.interest.suits(debtor.kind) { policy.interest } else { domain::plan::InterestChoice::Waived };
    Ok(OfferPolicy { interest, ..policy })
}

/// The debts of a debtor that may be offered, and those that may not: what is contested, and what another agreement has.
async fn offerable(tx: &mut Tx, app: &App, scope: &Scope, debtor: &Debtor) -> Result<Offerable> {
    let organisation = scope.organisation.id;
    let mut holders: Vec<(OpenItemId, String)> = Vec::new();
    for plan in crate::plans::load_of(tx, organisation, debtor.id, app.today()).await?.iter().filter(|plan| plan.state.is_in_force()) {
        holders.extend(plan.record.items.iter().map(|(item, _)| (*item, plan.record.row.reference.clone())));
    }
    for other in crate::compromises::load_of(tx, organisation, debtor.id).await?.iter().filter(|other| other.state.is_in_force()) {
        holders.extend(other.record.items.iter().map(|(item, ..)| (*item, other.record.row.reference.clone())));
    }
    let facts = store::claim::facts_of_debtor(tx, organisation, debtor.id).await?;
    let mut all = store::item::of_debtor(tx, organisation, debtor.id).await?;
    all.retain(|item| item.kind.is_debit() && item.open.is_positive());
    crate::deferrals::put_off(tx, organisation, debtor.id, app.today(), all.iter_mut()).await?;
    all.sort_by_key(|item| (item.due_on, item.id));
    let currency = all.iter().map(|item| item.currency).min_by_key(|currency| (*currency != Currency::EUR, *currency)).unwrap_or_default();
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for item in all {
        let holder = holders.iter().find(|(own, _)| *own == item.id).map(|(_, reference)| reference.clone());
        let is_disputed = facts.get(&item.id).is_some_and(|facts| facts.disputed.is_positive());
        match (holder, is_disputed) {
            (Some(reference), _) => left_out.push((item, LeftOut::Taken(reference))),
            (None, true) => left_out.push((item, LeftOut::Disputed)),
            (None, false) if item.currency != currency => left_out.push((item, LeftOut::Currency)),
            (None, false) => items.push(item),
        }
    }
    let policy = policy_of(tx, scope, debtor).await?;
    Ok(Offerable { items, left_out, currency, policy })
}

async fn is_insolvent(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId) -> Result<bool> {
    Ok(crate::claims::insolvent_on(tx, scope.organisation.id, debtor, app.today()).await?.is_some())
}

/// What a collector could offer: for some of the debts, or, when none is chosen, for those that are late.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn desk(app: &App, scope: &Scope, debtor: DebtorId, chosen: &[OpenItemId]) -> Result<(Desk, Vec<OpenItemId>)> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let offerable = offerable(&mut tx, app, scope, &account).await?;
    let free = |item: &&OpenItem| chosen.is_empty() || chosen.contains(&item.id);
    let mut items: Vec<&OpenItem> = offerable.items.iter().filter(free).collect();
    if chosen.is_empty() && items.iter().any(|item| item.is_overdue(app.today())) {
        items.retain(|item| item.is_overdue(app.today()));
    }
    let chosen: Vec<OpenItemId> = items.into_iter().map(|item| item.id).collect();
    let is_insolvent = is_insolvent(&mut tx, app, scope, debtor).await?;
    let total = offerable.total(&chosen);
    let plans = if is_insolvent { Vec::new() } else { offerable.policy.offered(total, app.today()) };
    let settings = store::plan_offer::settings(&mut tx, organisation).await?;
    let (contacts, _) = store::debtor::mailable_contacts(&mut tx, organisation, debtor).await?;
    let contacts = contacts.into_iter().filter_map(|contact| Some((contact.name, contact.email?.as_str().to_owned()))).collect();
    let mut offers = Vec::new();
    for offer in store::plan_offer::of_debtor(&mut tx, organisation, debtor).await? {
        let address = settings.as_ref().and_then(|settings| send::address(settings, organisation, &offer));
        let is_live = offer.withdrawn_at.is_none() && offer.expires_at > app.now();
        offers.push((offer, address.filter(|_| is_live)));
    }
    let has_address = settings.is_some_and(|settings| !settings.address.is_empty());
    Ok((Desk { debtor: account, offerable, plans, total, contacts, offers, has_address, is_insolvent }, chosen))
}

/// The day on which a link ends.
#[must_use]
pub fn until(offer: &OfferRow) -> domain::Date {
    channels::business_date(offer.expires_at, channels::PARIS)
}

/// How many links have a plan of another account, or one though they were taken back.
pub(crate) async fn unsound(tx: &mut Tx, organisation: domain::ids::OrganisationId) -> Result<i64> {
    Ok(store::plan_offer::unsound(tx, organisation).await?)
}
