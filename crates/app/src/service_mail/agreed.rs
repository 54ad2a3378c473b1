//! The message that tells a debtor that the house agreed to a payment plan.

use domain::dunning::ActionState;
use domain::ids::{ActionId, ContactId, OpenItemId, PlanId};
use domain::plan::Standing;
use domain::service_mail::ServiceMail;
use letters::AgreedPlan;
use store::Tx;

use super::note::previewed;
use super::{NotePreview, Wanted, gather, is_alive, leaves_on, queue, reachable, recipient, told};
use crate::plans::{self, Plan};
use crate::text::locale::ShownIn as _;
use crate::text::service as words;
use crate::{App, AppError, Permission, Result, Scope, journal, setup};

/// The debts of a plan.
pub(super) async fn items_of(tx: &mut Tx, scope: &Scope, plan: PlanId) -> Result<Vec<OpenItemId>> {
    let record = store::plan::get(tx, scope.organisation.id, plan).await?;
    Ok(record.map(|record| record.items.into_iter().map(|(item, _)| item).collect()).unwrap_or_default())
}

/// What the message says of a plan; `None` when there is nothing to announce: the house has not agreed, or took it back, or the plan
/// is not kept, paid, given up or replaced.
pub(super) async fn terms(tx: &mut Tx, app: &App, scope: &Scope, wanted: &Wanted, to: &str) -> Result<Option<AgreedPlan>> {
    let Some(id) = wanted.plan else { return Ok(None) };
    let plan = plans::load(tx, scope.organisation.id, id, app.today()).await?;
    if plan.record.row.debtor != wanted.debtor || !may_be_told(&plan) {
        return Ok(None);
    }
    let signed_on = plan.state.signed().map(|signed| signed.on);
    // Who holds the link signs: it goes to the address that had it, and to no other.
    // Whoever only reads messages does not see it: with it he would sign for the debtor.
    let link = match signed_on {
        None if scope.actor.role.may(Permission::ManageClaims) => crate::plan_offers::link_to_sign(tx, app, scope, id, to).await?,
        _ => None,
    };
    Ok(Some(AgreedPlan {
        reference: plan.record.row.reference.clone(),
        instalments: plan.record.instalments.iter().map(|one| (one.due_on, one.amount)).collect(),
        signed_on,
        link: link.unwrap_or_default(),
    }))
}

fn may_be_told(plan: &Plan) -> bool {
    matches!(plan.standing, Standing::Proposed | Standing::UpToDate)
}

async fn wanted(tx: &mut Tx, app: &App, scope: &Scope, plan: &Plan, contact: Option<ContactId>) -> Result<Wanted> {
    Ok(Wanted {
        kind: ServiceMail::PlanNote,
        debtor: plan.record.row.debtor,
        contact,
        items: items_of(tx, scope, plan.id()).await?,
        files: Vec::new(),
        promise: None,
        plan: Some(plan.id()),
        action: ActionId(store::fresh_id()),
        on: leaves_on(app),
    })
}

/// Whether the debtor is told already, or about to be: once is enough.
async fn is_told(tx: &mut Tx, scope: &Scope, plan: PlanId) -> Result<bool> {
    Ok(store::service_mail::notes_of_plan(tx, scope.organisation.id, plan).await?.iter().any(|(_, state)| is_alive(*state)))
}

/// The messages that tell of a plan, with where each stands.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn plan_notes_of(app: &App, scope: &Scope, plan: PlanId) -> Result<Vec<(ActionId, ActionState)>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::service_mail::notes_of_plan(&mut tx, scope.organisation.id, plan).await?)
}

/// What the message would be, without sending it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::MissingMentions`] when no mail can be made.
#[crate::boxed]
pub async fn plan_note_preview(app: &App, scope: &Scope, id: PlanId, contact: Option<ContactId>) -> Result<NotePreview> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let plan = plans::load(&mut tx, organisation, id, app.today()).await?;
    let wanted = wanted(&mut tx, app, scope, &plan, contact).await?;
    let before = is_told(&mut tx, scope, id).await?.then(words::plan_told_already);
    previewed(&mut tx, app, scope, &creditor, &wanted, before).await
}

/// Puts the message into the outbox.
///
/// # Errors
/// [`AppError::Invalid`] with what stands in the way; [`AppError::MissingMentions`]; [`AppError::NotFound`].
#[crate::boxed]
pub async fn send_plan_note(app: &App, scope: &Scope, id: PlanId, contact: Option<ContactId>) -> Result<ActionId> {
    scope.require(Permission::ApproveMessages)?;
    send_it(app, scope, id, contact).await?.map_err(|reason| AppError::Invalid { field: "note", reason })
}

/// Tells the debtor of a plan that was just signed, when the house wants each to be told of; whether a message waits. It has a transaction
/// of its own: what stands in the way keeps no plan from being signed.
pub(crate) async fn tell_by_rule(app: &App, scope: &Scope, id: PlanId) -> bool {
    match told_by_rule(app, scope, id).await {
        Ok(is_told) => is_told,
        Err(AppError::MissingMentions(_)) => false,
        Err(error) => {
            tracing::warn!(%error, "the debtor was not told of a plan");
            false
        }
    }
}

async fn told_by_rule(app: &App, scope: &Scope, id: PlanId) -> Result<bool> {
    let mut tx = app.db().snapshot().await?;
    let tells = store::plan::policy(&mut tx, scope.organisation.id).await?.tells;
    drop(tx);
    Ok(tells && send_it(app, scope, id, None).await?.is_ok())
}

/// Puts the message into the outbox, or says what stands in the way.
async fn send_it(app: &App, scope: &Scope, id: PlanId, contact: Option<ContactId>) -> Result<std::result::Result<ActionId, String>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let creditor = setup::creditor_in(&mut tx, organisation).await?;
    let missing = creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    let plan = plans::load(&mut tx, organisation, id, app.today()).await?;
    let row = &plan.record.row;
    store::debtor::hold(&mut tx, organisation, row.debtor).await?;
    if is_told(&mut tx, scope, id).await? {
        return Ok(Err(words::plan_told_already()));
    }
    let wanted = wanted(&mut tx, app, scope, &plan, contact).await?;
    if let Err(refusal) = gather(&mut tx, app, scope, &creditor, &wanted).await? {
        return Ok(Err(told(&refusal)));
    }
    let contacts = reachable(&mut tx, scope, row.debtor).await?;
    let (chosen, address) = recipient(&contacts, contact).ok_or(AppError::NotFound("contact"))?;
    queue(&mut tx, app, scope, &wanted, (chosen, row.currency)).await?;
    let summary = crate::text::locale::in_french(|| words::plan_told(&row.reference, &row.total.shown_in(row.currency)));
    let payload = serde_json::json!({"note": summary, "recipient": address.as_str()});
    let line = journal::line(app, scope, "service.plan_note_asked", Some(row.debtor), Some(wanted.action.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    app.wake();
    Ok(Ok(wanted.action))
}
