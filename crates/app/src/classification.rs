//! Classes that are proposed of how debtors pay, with the numbers of each; a person confirms, and the label of a natural person goes as
//! soon as nothing is late any more.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::classification::{Class, Ground, Year, propose};
use domain::ids::DebtorId;
use domain::party::{Debtor, DebtorKind};
use domain::promise::Standing;
use domain::{Date, calendar};
use store::Tx;
use store::classification::LabelRow;
use store::promise::Which;

use crate::agenda::Classified;
use crate::kept::kept;
use crate::text::classification as words;
use crate::text::locale::in_french;
use crate::{App, AppError, Permission, Result, Scope};

/// A class that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The category that it has.
    pub category: String,
    /// The class.
    pub class: Class,
    /// Why.
    pub ground: Ground,
}

/// The days that are looked at.
const YEAR: i64 = 365;

/// Whether a debtor is, or may be, a natural person: what is not known is treated with a person's care.
fn is_person(kind: DebtorKind) -> bool {
    matches!(kind, DebtorKind::Consumer | DebtorKind::Unknown)
}

/// The category by which a class is written into a file: in the house's language, whoever confirms it.
#[must_use]
pub fn category(class: Class) -> String {
    in_french(|| words::class(class))
}

/// An account without the class of a firm that it may not bear, once it is a natural person's or may be.
pub(crate) fn without_a_firms_class(debtor: Debtor) -> Debtor {
    if is_person(debtor.kind) && [Class::Forgetful, Class::Bad].into_iter().any(|class| category(class) == debtor.category) {
        return Debtor { category: String::new(), ..debtor };
    }
    debtor
}

async fn years(app: &App, scope: &Scope, today: Date) -> Result<HashMap<DebtorId, Year>> {
    let organisation = scope.organisation.id;
    let from = calendar::add_days(today, -YEAR);
    let mut tx = app.db().snapshot().await?;
    let disputed = store::claim::disputed(&mut tx, organisation).await?;
    let mut years: HashMap<DebtorId, Year> = HashMap::new();
    for debit in store::classification::past(&mut tx, organisation, (from, today)).await? {
        let year = years.entry(debit.debtor).or_default();
        if debit.open.is_positive() {
            // What is contested is no lateness of the debtor's.
            if disputed.get(&debit.item).is_none_or(|amount| !amount.is_positive()) {
                year.open.push((today - debit.due_on).num_days());
            }
        } else if let Some(on) = debit.put_on {
            year.settled.push((on - debit.due_on).num_days());
        }
    }
    for row in store::promise::list(&mut tx, organisation, Which::Every).await? {
        if matches!(row.promise.standing, Standing::Broken { on, .. } if on >= from) {
            years.entry(row.debtor).or_default().broken += 1;
        }
    }
    Ok(years)
}

/// The classes that are proposed, by name; who has the proposed category already is left out.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn proposals(app: &App, scope: &Scope) -> Result<Arc<Vec<Proposal>>> {
    scope.require(Permission::ViewReceivables)?;
    kept(app, scope, "classification", String::new(), |app, scope| async move { gather(&app, &scope).await }).await
}

async fn gather(app: &App, scope: &Scope) -> Result<Vec<Proposal>> {
    let years = years(app, scope, app.today()).await?;
    let mut tx = app.db().snapshot().await?;
    let debtors = store::debtor::all(&mut tx, scope.organisation.id).await?;
    drop(tx);
    let known: HashMap<Class, String> = Class::ALL.into_iter().map(|class| (class, category(class))).collect();
    let proposal = |debtor: Debtor| {
        let (class, ground) = propose(years.get(&debtor.id)?, is_person(debtor.kind))?;
        let Debtor { id, code, name, category, .. } = debtor;
        (known.get(&class) != Some(&category)).then_some(Proposal { debtor: id, code, name, category, class, ground })
    };
    let mut found: Vec<Proposal> = debtors.into_iter().filter_map(proposal).collect();
    found.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.name.cmp(&b.name)).then_with(|| a.code.cmp(&b.code)));
    Ok(found)
}

/// Gives accounts the classes that are proposed for them; how many got one. One that is proposed no more, or another class, is left as
/// it is.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Store`] when somebody changed an account in between.
#[crate::boxed]
pub async fn confirm(app: &App, scope: &Scope, chosen: &[(DebtorId, Class)]) -> Result<usize> {
    scope.require(Permission::EditDebtors)?;
    let proposed: BTreeMap<DebtorId, Proposal> =
        proposals(app, scope).await?.iter().map(|proposal| (proposal.debtor, proposal.clone())).collect();
    let organisation = scope.organisation.id;
    let mut given = Vec::new();
    let mut tx = app.db().begin().await?;
    for (debtor, class) in chosen {
        let Some(proposal) = proposed.get(debtor).filter(|proposal| proposal.class == *class) else { continue };
        let before = store::debtor::get(&mut tx, organisation, *debtor).await?.ok_or(AppError::NotFound("debtor"))?;
        let version = store::account::version(&mut tx, organisation, *debtor).await?.ok_or(AppError::NotFound("debtor"))?;
        // The account may have changed since it was looked at: no firm's class for a person, and none for whom nothing is late.
        if is_person(before.kind) != (*class == Class::Person)
            || is_person(before.kind) && store::classification::late_of(&mut tx, organisation, *debtor, app.today()).await? == 0
        {
            continue;
        }
        let after = Debtor { category: category(*class), ..before.clone() };
        let told = serde_json::json!({"reason": in_french(|| words::ground(&proposal.ground))});
        if crate::accounts::write(&mut tx, app, scope, (&before, &after), version, told).await? == 0 {
            continue;
        }
        let mut made = Classified { debtor: *debtor, before: before.category.clone(), after: after.category.clone(), label: None };
        if is_person(before.kind) {
            // One label runs at a time: the category that comes back is the one of before this one.
            store::classification::end_labels_of(&mut tx, organisation, *debtor, app.now()).await?;
            let label = LabelRow {
                id: store::fresh_id(),
                debtor: *debtor,
                category: after.category,
                before: without_a_firms_class(before).category,
                given_at: app.now(),
                given_by: scope.actor.name.clone(),
            };
            store::classification::insert_label(&mut tx, organisation, &label).await?;
            made.label = Some(label.id);
        }
        given.push(made);
    }
    let count = given.len();
    if count > 0 {
        crate::agenda::keep_classes(&mut tx, app, scope, given).await?;
    }
    tx.commit().await?;
    Ok(count)
}

/// Gives an account the category of before its class back; whether it still had the class.
pub(crate) async fn take_back(tx: &mut Tx, app: &App, scope: &Scope, given: &Classified) -> Result<bool> {
    let organisation = scope.organisation.id;
    let Some(before) = store::debtor::get(tx, organisation, given.debtor).await? else { return Ok(false) };
    let Some(version) = store::account::version(tx, organisation, given.debtor).await? else { return Ok(false) };
    if before.category != given.after {
        return Ok(false);
    }
    if let Some(label) = given.label {
        store::classification::end_label(tx, organisation, label, app.now()).await?;
    }
    let after = Debtor { category: given.before.clone(), ..before.clone() };
    let told = serde_json::json!({"reason": in_french(crate::text::agenda::undone)});
    crate::accounts::write(tx, app, scope, (&before, &after), version, told).await?;
    Ok(true)
}

/// Takes the labels of natural persons back of whom nothing is late any more; how many. The category of before comes back, unless somebody
/// has given another one since.
///
/// # Errors
/// A failure of the base.
#[crate::boxed]
pub async fn release(app: &App, scope: &Scope) -> Result<usize> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let mut settled = Vec::new();
    for label in store::classification::labels(&mut tx, organisation).await? {
        if store::classification::late_of(&mut tx, organisation, label.debtor, today).await? == 0 {
            settled.push(label);
        }
    }
    drop(tx);
    if settled.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db().begin().await?;
    let mut released = 0;
    for label in settled {
        // An account that another took in keeps its label until the merge is undone.
        let Some(before) = store::debtor::get(&mut tx, organisation, label.debtor).await? else { continue };
        let Some(version) = store::account::version(&mut tx, organisation, label.debtor).await? else { continue };
        let is_free = store::classification::late_of(&mut tx, organisation, label.debtor, today).await? == 0;
        if !is_free || !store::classification::end_label(&mut tx, organisation, label.id, app.now()).await? {
            continue;
        }
        released += 1;
        if before.category == label.category {
            let after = Debtor { category: label.before, ..before.clone() };
            let told = serde_json::json!({"reason": in_french(words::settled)});
            crate::accounts::write(&mut tx, app, scope, (&before, &after), version, told).await?;
        }
    }
    tx.commit().await?;
    Ok(released)
}
