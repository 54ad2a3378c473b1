//! The rules that give items their scenario, and debtors to whom a person gave one.

use domain::dunning::{Because, BindingFault, Bindings};
use domain::ids::{DebtorId, SeriesId};
use store::binding::BindingVersion;
pub use store::binding::OwnScenario;
use store::event::NewEvent;
use uuid::Uuid;

use super::append;
use super::effect::{self, Effect};
use super::series::{self, Census, SeriesLine};
use crate::text::scenario as words;
use crate::{App, AppError, Permission, Result, Scope};

/// The rules in force, as their page shows them.
#[derive(Debug, Clone)]
pub struct BindingsView {
    /// The version; 0 while nobody has written one.
    pub version: i32,
    /// The rules and the default.
    pub bindings: Bindings,
    /// Who wrote them, and when.
    pub written: Option<(String, chrono::DateTime<chrono::Utc>)>,
    /// The scenarios, the default one first.
    pub scenarios: Vec<SeriesLine>,
    /// Who meets which rule today.
    pub census: Census,
    /// Debtors to whom a person gave a scenario, with code and name.
    pub own: Vec<(OwnScenario, String)>,
    /// The categories that debtors have.
    pub categories: Vec<String>,
}

impl BindingsView {
    /// The name of a scenario.
    #[must_use]
    pub fn name(&self, series: SeriesId) -> &str {
        self.scenarios.iter().find(|line| line.series == series).map_or("", |line| line.version.name.as_str())
    }
}

/// The rules in force.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope) -> Result<BindingsView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let counted = series::counted(app, scope).await?;
    let (census, categories) = (counted.0.clone(), counted.1.clone());
    let mut tx = app.db().snapshot().await?;
    let scenarios = series::lines(&mut tx, app, scope, &census).await?;
    let known = store::binding::in_force(&mut tx, organisation).await?;
    let default = store::scenario::all_in_force(&mut tx, organisation).await?[0].0;
    let (version, bindings, written) = match known {
        Some(known) => (known.version, known.bindings, Some((known.actor, known.created_at))),
        None => (0, Bindings { rules: Vec::new(), default }, None),
    };
    let own = store::binding::own(&mut tx, organisation).await?;
    let names = crate::dashboard::names(&mut tx, organisation, own.iter().map(|own| own.debtor)).await?;
    let named = |own: OwnScenario| {
        let name = names.get(&own.debtor).map(|(code, name)| format!("{name} ({code})")).unwrap_or_default();
        (own, name)
    };
    Ok(BindingsView { version, bindings, written, scenarios, census, own: own.into_iter().map(named).collect(), categories })
}

/// Rules that somebody wants to save.
#[derive(Debug, Clone, Default)]
pub struct BindingDraft {
    /// What is wrong, by rule.
    pub faults: Vec<(usize, BindingFault)>,
    /// What they would do; `None` while something is wrong.
    pub effect: Option<Effect>,
    /// Who would meet which rule.
    pub census: Census,
}

/// Says what rules would do to today's book; nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] for a scenario that is not in force, or a rule that waits for a score.
#[crate::boxed]
pub async fn try_bindings(app: &App, scope: &Scope, next: &Bindings) -> Result<BindingDraft> {
    scope.require(Permission::ViewReceivables)?;
    let faults = next.faults();
    if !faults.is_empty() {
        return Ok(BindingDraft { faults, ..BindingDraft::default() });
    }
    let mut tx = app.db().snapshot().await?;
    in_force(&mut tx, scope, next.rules.iter().map(|rule| rule.series).chain([next.default])).await?;
    let census = series::census(&mut tx, app, scope, Some(next)).await?;
    drop(tx);
    Ok(BindingDraft { faults, effect: Some(effect::of_bindings(app, scope, next).await?), census })
}

pub(crate) async fn in_force(tx: &mut store::Tx, scope: &Scope, wanted: impl IntoIterator<Item = SeriesId>) -> Result<()> {
    let known = store::scenario::all_in_force(tx, scope.organisation.id).await?;
    let missing = wanted.into_iter().any(|series| !known.iter().any(|(known, _)| *known == series));
    if missing { Err(AppError::Invalid { field: "scenario", reason: words::not_in_force() }) } else { Ok(()) }
}

/// Puts rules in force. `before` is the version that their author looked at.
///
/// # Errors
/// [`AppError::Invalid`] with the first thing that is wrong; [`AppError::Conflict`] when another version came in between.
#[crate::boxed]
pub async fn save(app: &App, scope: &Scope, before: i32, next: &Bindings) -> Result<i32> {
    scope.require(Permission::RunNight)?;
    if let Some((rule, fault)) = next.faults().first() {
        return Err(AppError::Invalid { field: "rules", reason: words::binding_fault(*rule, *fault) });
    }
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    in_force(&mut tx, scope, next.rules.iter().map(|rule| rule.series).chain([next.default])).await?;
    let known = store::binding::in_force(&mut tx, organisation).await?.map_or(0, |known| known.version);
    if known != before {
        return Err(AppError::Conflict("bindings"));
    }
    let version = BindingVersion { version: known + 1, bindings: next.clone(), actor: scope.actor.name.clone(), created_at: app.now() };
    store::binding::insert(&mut tx, organisation, &version).await.map_err(|error| match error {
        store::StoreError::Stale { .. } => AppError::Conflict("bindings"),
        other => other.into(),
    })?;
    let payload = serde_json::json!({"version": version.version, "rules": next.rules.len()});
    append(&mut tx, app, scope, "bindings.saved", Some(next.default.0), &payload).await?;
    tx.commit().await?;
    Ok(version.version)
}

/// What giving a debtor a scenario would do to today's book.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn try_debtor(app: &App, scope: &Scope, debtor: DebtorId, series: Option<SeriesId>) -> Result<Effect> {
    scope.require(Permission::ViewReceivables)?;
    effect::of_binding(app, scope, debtor, series).await
}

/// Gives a debtor a scenario of its own, before all rules; the one that it had is revoked.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, or for a scenario that is not in force; [`AppError::NotFound`].
#[crate::boxed]
pub async fn bind_debtor(app: &App, scope: &Scope, debtor: DebtorId, series: SeriesId, reason: &str) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let (organisation, reason) = (scope.organisation.id, reason.trim());
    if reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: words::bound_without_reason() });
    }
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    in_force(&mut tx, scope, [series]).await?;
    store::binding::revoke(&mut tx, organisation, debtor, app.now(), &scope.actor.name).await?;
    let own = OwnScenario {
        id: store::fresh_id(),
        debtor,
        series,
        reason: reason.to_owned(),
        bound_at: app.now(),
        bound_by: scope.actor.name.clone(),
    };
    store::binding::bind(&mut tx, organisation, &own).await?;
    let payload = serde_json::json!({"scenario": series::newest(&mut tx, organisation, series).await?.name, "reason": reason});
    of_debtor(&mut tx, app, scope, "debtor.bound", debtor, own.id, &payload).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a debtor's own scenario back: the rules decide again.
///
/// # Errors
/// [`AppError::Conflict`] when it has none.
#[crate::boxed]
pub async fn unbind_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let own = store::binding::own_of_debtor(&mut tx, organisation, debtor).await?.ok_or(AppError::Conflict("scenario"))?;
    store::binding::revoke(&mut tx, organisation, debtor, app.now(), &scope.actor.name).await?;
    of_debtor(&mut tx, app, scope, "debtor.unbound", debtor, own.id, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(())
}

async fn of_debtor(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    debtor: DebtorId,
    subject: Uuid,
    payload: &serde_json::Value,
) -> Result<()> {
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: Some(debtor),
        subject: Some(subject),
        payload: payload.to_string(),
    };
    Ok(store::event::append(tx, scope.organisation.id, &[event]).await?)
}

/// The scenarios that a debtor's open items follow, and why.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    /// Name of the scenario, why, and how many items.
    pub scenarios: Vec<(SeriesId, String, Because, usize)>,
    /// The scenario that a person gave it.
    pub own: Option<OwnScenario>,
    /// The scenarios in force by name, to choose from.
    pub choices: Vec<(SeriesId, String)>,
}

/// What a debtor's items follow today.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn followed(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Followed> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let choices: Vec<(SeriesId, String)> = {
        let mut known = store::scenario::all_in_force(&mut tx, organisation).await?;
        known.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        known.into_iter().map(|(series, scenario)| (series, scenario.name)).collect()
    };
    let own = store::binding::own_of_debtor(&mut tx, organisation, debtor).await?;
    let (facts, items, _, _) = crate::night::plan_of(&mut tx, app, scope, debtor).await?;
    let mut scenarios: Vec<(SeriesId, String, Because, usize)> = Vec::new();
    for item in items.iter().filter(|item| item.facts.kind.is_debit()) {
        let (at, because) = facts.follow.choose(&facts.whose(debtor), &item.facts, facts.today);
        let series = facts.follow.series_at(at);
        match scenarios.iter_mut().find(|(known, _, why, _)| *known == series && *why == because) {
            Some((_, _, _, count)) => *count += 1,
            None => scenarios.push((series, facts.follow.scenario(&item.facts).name.clone(), because, 1)),
        }
    }
    Ok(Followed { scenarios, own, choices })
}
