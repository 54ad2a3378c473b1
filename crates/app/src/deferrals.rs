//! Later due dates that are agreed for single items: both dates are kept, who agreed and why, and what becomes of interest
//! (`docs/spec/payment-plans.md`).

use std::collections::HashMap;

use domain::Date;
use domain::dunning::ItemFacts;
use domain::ids::{DebtorId, DeferralId, OpenItemId, OrganisationId};
use domain::ledger::OpenItem;
use domain::plan::{Instalment, InterestChoice, InterestFree, OnInterest};
use domain::promise::Promise;
use store::Tx;
use store::deferral::DeferralRow;
pub use store::deferral::DeferredItem;

use crate::text::plans as words;
use crate::{App, AppError, Permission, Result, Scope};

/// A later due date as a person grants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeferral {
    /// Whose.
    pub debtor: DebtorId,
    /// Which item.
    pub item: OpenItemId,
    /// The new due date.
    pub agreed_on: Date,
    /// What becomes of interest up to that day: there is no default.
    pub interest: Option<InterestChoice>,
    /// Why.
    pub reason: String,
}

/// The deferrals of a debtor, and the items that could have one.
#[derive(Debug, Clone, Default)]
pub struct Deferrals {
    /// In force, by agreed date.
    pub in_force: Vec<DeferredItem>,
    /// Open debits.
    pub items: Vec<OpenItem>,
    /// The debtor's kind.
    pub kind: domain::party::DebtorKind,
}

/// The deferrals of a debtor.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Deferrals> {
    scope.require(Permission::ViewReceivables)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let kind = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?.kind;
    let mut in_force = store::deferral::in_force_of(&mut tx, organisation, debtor, today).await?;
    in_force.retain(|deferred| deferred.open.is_positive());
    in_force.sort_by_key(|deferred| (deferred.row.agreed_on, deferred.row.id));
    let mut items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    items.retain(|item| item.kind.is_debit() && item.open.is_positive());
    Ok(Deferrals { in_force, items, kind })
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// What a deferral does to the promises that are waited for on its item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Promises that gave way to it: all of their items have a later day now.
    pub gave_way: usize,
    /// Days of the promises that stay, since they are about other items as well: this item is still expected by then.
    pub stay: Vec<Date>,
}

/// Grants a later due date. Beyond what the house grants by itself, only who may agree to that can.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong, [`AppError::Forbidden`] beyond the limits, [`AppError::NotFound`].
#[crate::boxed]
pub async fn defer(app: &App, scope: &Scope, new: &NewDeferral) -> Result<DeferralId> {
    Ok(grant(app, scope, new).await?.0)
}

/// As [`defer`]; with what it does to promises.
///
/// # Errors
/// As [`defer`].
#[crate::boxed]
pub async fn grant(app: &App, scope: &Scope, new: &NewDeferral) -> Result<(DeferralId, Beside)> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let granted = defer_in(&mut tx, app, scope, new).await?;
    tx.commit().await?;
    Ok(granted)
}

/// As [`grant`], inside a transaction, by somebody who may manage claims.
pub(crate) async fn defer_in(tx: &mut Tx, app: &App, scope: &Scope, new: &NewDeferral) -> Result<(DeferralId, Beside)> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let reason = new.reason.trim();
    if reason.is_empty() {
        return Err(invalid("reason", words::error_deferral_reason()));
    }
    let interest = match new.interest {
        Some(InterestChoice::Frozen) | None => return Err(invalid("interest", words::error_no_choice())),
        Some(choice) => choice,
    };
    let debtor = store::debtor::get(tx, organisation, new.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let item = store::item::get(tx, organisation, new.item).await?.filter(|item| item.debtor == debtor.id);
    let item = item.filter(|item| item.kind.is_debit() && item.open.is_positive()).ok_or(AppError::NotFound("item"))?;
    if !interest.suits(debtor.kind) {
        return Err(invalid("interest", words::error_consumer_interest()));
    }
    if crate::claims::insolvent_on(tx, organisation, debtor.id, today).await?.is_some() {
        return Err(invalid("item", words::error_insolvent()));
    }
    if new.agreed_on <= item.due_on || new.agreed_on < today {
        return Err(invalid("agreed_on", words::error_deferral_day(item.due_on)));
    }
    let one = [Instalment { due_on: new.agreed_on, amount: item.open }];
    // From the original date on: one deferral after another is no way round the limit.
    if !store::plan::policy(tx, organisation).await?.objections(&one, item.due_on).is_empty() {
        scope.require(Permission::ApproveAgreements)?;
    }
    let row = DeferralRow {
        id: DeferralId(store::fresh_id()),
        item: item.id,
        original_on: item.due_on,
        agreed_on: new.agreed_on,
        without_interest: interest == InterestChoice::Waived,
        approved_by: scope.actor.name.clone(),
        reason: reason.chars().take(300).collect(),
        granted_on: today,
        at: app.now(),
        by: scope.actor.name.clone(),
    };
    store::deferral::insert(tx, organisation, &row).await?;
    let told = words::deferral_told(item.due_on, new.agreed_on, row.without_interest);
    journal(tx, app, scope, "deferral.granted", (debtor.id, &item.number, row.id), (&told, &row.reason)).await?;
    Ok((row.id, overtake(tx, app, scope, &item, new.agreed_on).await?))
}

/// A promise is not judged by its day when all of its items got a later one.
async fn overtake(tx: &mut Tx, app: &App, scope: &Scope, item: &OpenItem, agreed_on: Date) -> Result<Beside> {
    let agreed = Agreed::load(tx, scope.organisation.id, Some(item.debtor), app.today()).await?;
    let why = words::promise_is_deferred(agreed_on);
    let overtaken = |promise: &Promise| promise.is_overtaken(|item| agreed.of(item));
    let gave_way = crate::promises::give_way(tx, app, scope, item.debtor, (overtaken, &why)).await?;
    let rest = crate::promises::ending_before(tx, scope, item.debtor, item.id, agreed_on).await?;
    Ok(Beside { gave_way, stay: rest.iter().map(|row| row.promise.on).collect() })
}

async fn journal(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    (debtor, number, id): (DebtorId, &str, DeferralId),
    (told, reason): (&str, &str),
) -> Result<()> {
    let payload = serde_json::json!({"number": number, "note": told, "reason": reason});
    let line = crate::journal::line(app, scope, kind, Some(debtor), Some(id.0), &payload);
    store::event::append(tx, scope.organisation.id, &[line]).await?;
    Ok(())
}

/// Takes a deferral back: the date before it holds again.
///
/// # Errors
/// [`AppError::NotFound`] when it is not one of the debtor's in force.
#[crate::boxed]
pub async fn undo(app: &App, scope: &Scope, debtor: DebtorId, id: DeferralId) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::deferral::in_force_of(&mut tx, organisation, debtor, app.today()).await?;
    let deferred = known.into_iter().find(|deferred| deferred.row.id == id).ok_or(AppError::NotFound("deferral"))?;
    store::deferral::undo(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    let row = &deferred.row;
    let told = words::deferral_told(row.original_on, row.agreed_on, row.without_interest);
    journal(&mut tx, app, scope, "deferral.undone", (debtor, &deferred.number, id), (&told, "")).await?;
    tx.commit().await?;
    Ok(())
}

/// The agreed due dates in force on a day, by item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agreed(HashMap<OpenItemId, Date>);

impl Agreed {
    /// Those of all debtors, or of one.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>, today: Date) -> Result<Self> {
        Ok(Self(load(tx, organisation, of, today).await?.into_iter().map(|deferred| (deferred.row.item, deferred.row.agreed_on)).collect()))
    }

    /// An item under its agreed date: reminders count from it, unless the document's own date has become later since.
    pub(crate) fn apply(&self, item: ItemFacts) -> ItemFacts {
        ItemFacts { due_on: self.of(item.id).map_or(item.due_on, |agreed| agreed.max(item.due_on)), ..item }
    }

    /// The date that was agreed for an item.
    pub(crate) fn of(&self, item: OpenItemId) -> Option<Date> {
        self.0.get(&item).copied()
    }
}

async fn load(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>, on: Date) -> Result<Vec<DeferredItem>> {
    Ok(match of {
        Some(debtor) => store::deferral::in_force_of(tx, organisation, debtor, on).await?,
        None => store::deferral::in_force(tx, organisation, on).await?,
    })
}

/// Adds the days up to an agreed date on which no interest runs; no indemnity is due when it was kept to.
pub(crate) async fn on_interest(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: Option<DebtorId>,
    until: Date,
    found: &mut HashMap<OpenItemId, OnInterest>,
) -> Result<()> {
    for deferred in load(tx, organisation, of, until).await?.into_iter().filter(|deferred| deferred.row.without_interest) {
        let without_indemnity = until <= deferred.row.agreed_on || !deferred.open_then.is_positive();
        let days = InterestFree { from: Date::MIN, to: deferred.row.agreed_on, without_indemnity };
        found.entry(deferred.row.item).or_default().free.push(days);
    }
    Ok(())
}

/// Gives the debts of an account the date that holds: the later one, where a deferral is in force.
pub(crate) async fn put_off<'a>(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    today: Date,
    items: impl Iterator<Item = &'a mut OpenItem>,
) -> Result<()> {
    let known = store::deferral::in_force_of(tx, organisation, debtor, today).await?;
    let of: HashMap<_, _> = known.iter().map(|deferred| (deferred.row.item, deferred.row.agreed_on)).collect();
    for item in items {
        item.due_on = of.get(&item.id).map_or(item.due_on, |on| item.due_on.max(*on));
    }
    Ok(())
}
