//! From a pre-flight to the clearance of a formal notice, by its checks or by a person's decision.

use domain::claim::ClaimKind;
use domain::dunning::{ActionState, Template};
use domain::ids::{ActionId, DebtorId, OpenItemId, OverrideId};
use domain::preflight::{Finding, FormalNoticeClearance, Override, OverrideError};
use store::Tx;
use store::action::Action;
use store::claim::OverrideRow;

use super::record::journal;
use super::{ItemClaim, load};
use crate::text::claims as words;
use crate::{App, AppError, Permission, Result, Scope};

/// The claims that a task « mise en demeure à préparer » is about, settled ones left out; `None` for
/// another action.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn action_preflight(app: &App, scope: &Scope, id: ActionId) -> Result<Option<Vec<ItemClaim>>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("action"))?;
    if action.template != Template::PrepareFormalNotice.code() {
        return Ok(None);
    }
    claims_of(&mut tx, app, scope, &action).await.map(Some)
}

/// The claims that a task is about; those that a plan spreads and that it holds are not asked for.
async fn claims_of(tx: &mut Tx, app: &App, scope: &Scope, action: &Action) -> Result<Vec<ItemClaim>> {
    Ok(claims_and_planned(tx, app, scope, action).await?.0)
}

/// The same, and whether a plan keeps others of them.
async fn claims_and_planned(tx: &mut Tx, app: &App, scope: &Scope, action: &Action) -> Result<(Vec<ItemClaim>, bool)> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let asked: Vec<OpenItemId> = store::action::items(tx, organisation, action.id).await?.into_iter().map(|advance| advance.item).collect();
    let plans = Box::pin(crate::plans::Effects::load(tx, organisation, Some(action.debtor), today)).await?;
    let file = load(tx, organisation, action.debtor, today).await?;
    let own = file.items.into_iter().filter(|claim| asked.contains(&claim.item.id));
    let (planned, free): (Vec<ItemClaim>, Vec<ItemClaim>) = own.partition(|claim| plans.keeps(claim.item.id, today));
    Ok((free, !planned.is_empty()))
}

/// A claim of a formal notice that the general model may not be used for, when there is one.
pub(crate) async fn special_notice(tx: &mut Tx, app: &App, scope: &Scope, action: &Action) -> Result<Option<ClaimKind>> {
    let claims = claims_of(tx, app, scope, action).await?;
    Ok(claims.into_iter().map(|claim| claim.kind).find(|kind| domain::post::has_special_notice(*kind)))
}

/// The clearance of each item of a task that is still open. A reason takes what is missing upon its author,
/// and is kept with the findings that it is about.
///
/// # Errors
/// [`AppError::Invalid`] with what is missing, when no reason is given.
pub(crate) async fn clear_action(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    action: &Action,
    reason: &str,
) -> Result<Vec<FormalNoticeClearance>> {
    let (claims, is_planned) = claims_and_planned(tx, app, scope, action).await?;
    if claims.is_empty() && is_planned {
        return Err(AppError::Invalid { field: "action", reason: crate::text::plans::error_letter_planned() });
    }
    let mut clearances = Vec::with_capacity(claims.len());
    let mut missing: Vec<(String, Vec<Finding>)> = Vec::new();
    for claim in &claims {
        match claim.preflight.clear(claim.decision.as_ref().map(|row| &row.decision)) {
            Ok(clearance) => clearances.push(clearance),
            Err(findings) if reason.trim().is_empty() => missing.push((claim.item.number.clone(), findings)),
            Err(_) => clearances.push(decide(tx, app, scope, action.debtor, claim, reason).await?),
        }
    }
    if missing.is_empty() {
        assert!(clearances.len() == claims.len(), "each open item has its clearance");
        return Ok(clearances);
    }
    let items: Vec<String> = missing
        .iter()
        .map(|(number, findings)| {
            let list: Vec<String> = findings.iter().map(|finding| words::check(finding.check())).collect();
            words::preflight_missing(number, &list.join(", "))
        })
        .collect();
    Err(AppError::Invalid { field: "override", reason: words::error_preflight(&items.join("\u{202f}; ")) })
}

/// Writes a decision to go on in spite of all that is missing of one item.
async fn decide(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId, claim: &ItemClaim, reason: &str) -> Result<FormalNoticeClearance> {
    scope.require(Permission::ManageClaims)?;
    let decision = Override::new(&scope.actor.name, reason, claim.preflight.open_findings(None)).map_err(|error| match error {
        OverrideError::NoAuthor | OverrideError::NoReason => AppError::Invalid { field: "override", reason: words::error_without_reason() },
        OverrideError::NoCheck => AppError::Invalid { field: "override", reason: words::error_nothing_to_override() },
    })?;
    let cleared = claim.preflight.clear(Some(&decision));
    let row = OverrideRow { id: OverrideId(store::fresh_id()), item: claim.item.id, decision, decided_at: app.now() };
    let organisation = scope.organisation.id;
    store::claim::insert_override(tx, organisation, &row).await?;
    let checks: Vec<&str> = row.decision.checks().iter().map(|check| check.code()).collect();
    let payload = serde_json::json!({"item": claim.item.number, "checks": checks.join(", "), "reason": row.decision.reason()});
    store::event::append(tx, organisation, &[journal(app, scope, "claim.overridden", debtor, claim.item.id.0, &payload)]).await?;
    // It covers every finding that it was made from.
    cleared.map_err(|_| AppError::Conflict("preflight"))
}

/// Decides, for one item, to go on in spite of what its pre-flight says.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, or when nothing is missing; [`AppError::NotFound`].
#[crate::boxed]
pub async fn override_preflight(app: &App, scope: &Scope, debtor: DebtorId, item: OpenItemId, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let file = load(&mut tx, scope.organisation.id, debtor, app.today()).await?;
    let claim = file.items.iter().find(|claim| claim.item.id == item).ok_or(AppError::NotFound("item"))?;
    let clearance = decide(&mut tx, app, scope, debtor, claim, reason).await?;
    assert!(clearance.item() == item, "the clearance is the item's");
    tx.commit().await?;
    Ok(())
}

/// Says that a formal notice was prepared. The clearances are its right to be: without one for each open
/// item there is nothing to pass.
///
/// # Errors
/// [`AppError::Store`] when the task was moved in between.
pub(crate) async fn finish(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    action: &Action,
    note: &str,
    clearances: &[FormalNoticeClearance],
) -> Result<()> {
    let organisation = scope.organisation.id;
    store::action::set_state(tx, organisation, action.id, action.state, ActionState::Sent, note, app.now()).await?;
    store::action::left_on(tx, organisation, action.id, app.today()).await?;
    let overridden = clearances.iter().filter(|clearance| !clearance.overridden().is_empty()).count();
    let payload = serde_json::json!({
        "from": action.state.code(), "to": ActionState::Sent.code(), "reason": note, "cleared": clearances.len(), "overridden": overridden,
    });
    store::event::append(tx, organisation, &[journal(app, scope, "action.done", action.debtor, action.id.0, &payload)]).await?;
    Ok(())
}
