//! The copy of a lost invoice.

use std::collections::HashMap;

use domain::dunning::ActionState;
use domain::ids::{ActionId, ContactId, DebtorId, OpenItemId};
use domain::ledger::OpenItem;
use domain::party::Contact;
use domain::service_mail::ServiceMail;
use domain::{Currency, Date};
use store::Tx;

use super::{Carried, Copy, MOST_BYTES, Wanted, file, gather, is_alive, leaves_on, queue, reachable, recipient, told};
use crate::message::Preview;
use crate::text::service as words;
use crate::{App, AppError, Permission, Result, Scope, journal, setup};

/// An invoice of which a copy is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyItem {
    /// It.
    pub item: OpenItem,
    /// What the house holds of it; `None` for nothing yet.
    pub held: Option<Carried>,
    /// The copies that were asked for before, the oldest first.
    pub earlier: Vec<Copy>,
}

/// What the message would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyPreview {
    /// The debtor's code and name.
    pub debtor: (String, String),
    /// The invoices.
    pub items: Vec<CopyItem>,
    /// Whom it may go to.
    pub contacts: Vec<Contact>,
    /// Whom it goes to.
    pub contact: Option<ContactId>,
    /// The day on which it leaves.
    pub on: Date,
    /// Its words; `None` when something stands in the way.
    pub sample: Option<Preview>,
    /// What stands in the way; empty for nothing.
    pub refused: String,
    /// Whether a mail server is set.
    pub has_mail: bool,
}

async fn wanted(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (debtor, items): (DebtorId, &[OpenItemId]),
    contact: Option<ContactId>,
) -> Result<(Wanted, Vec<CopyItem>)> {
    let organisation = scope.organisation.id;
    let held = file::held(tx, scope, debtor).await?;
    let copies = store::service_mail::copies_of(tx, organisation, debtor).await?;
    let all: HashMap<OpenItemId, OpenItem> =
        store::item::of_debtor(tx, organisation, debtor).await?.into_iter().map(|item| (item.id, item)).collect();
    let mut lines = Vec::with_capacity(items.len());
    for id in items {
        let item = all.get(id).cloned().ok_or(AppError::NotFound("item"))?;
        if lines.iter().any(|line: &CopyItem| line.item.id == *id) {
            continue;
        }
        let earlier = copies.iter().filter(|copy| copy.item == *id).cloned().collect();
        lines.push(CopyItem { held: held.get(id).cloned(), item, earlier });
    }
    if lines.is_empty() {
        return Err(AppError::Invalid { field: "items", reason: words::choose_items() });
    }
    let wanted = Wanted {
        kind: ServiceMail::InvoiceCopy,
        debtor,
        contact,
        items: lines.iter().map(|line| line.item.id).collect(),
        files: lines.iter().filter_map(|line| line.held.clone()).collect(),
        promise: None,
        plan: None,
        action: ActionId(store::fresh_id()),
        on: leaves_on(app),
    };
    Ok((wanted, lines))
}

/// What of the documents stands in the way: one is missing, or they are too large for a message.
fn lacking(app: &App, lines: &[CopyItem]) -> Result<Option<String>> {
    let missing: Vec<&str> = lines.iter().filter(|line| line.held.is_none()).map(|line| line.item.number.as_str()).collect();
    if !missing.is_empty() {
        return Ok(Some(words::no_document(&missing.join(", "))));
    }
    let mut bytes = 0;
    for file in lines.iter().filter_map(|line| line.held.as_ref()) {
        bytes += app.documents().read(&file.document_hash)?.len();
    }
    if bytes > MOST_BYTES {
        return Ok(Some(words::too_large()));
    }
    // A copy on its way is enough: a second click makes no second message.
    let waits = |copy: &Copy| matches!(copy.state, ActionState::Planned | ActionState::Approved | ActionState::Reserved);
    let twice = lines.iter().find(|line| line.earlier.iter().any(waits));
    Ok(twice.map(|line| words::copy_waits(&line.item.number)))
}

/// What a copy of some of a debtor's invoices would be, without sending it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] without an invoice; [`AppError::MissingMentions`] when no mail can be made.
#[crate::boxed]
pub async fn copy_preview(
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    items: &[OpenItemId],
    contact: Option<ContactId>,
) -> Result<CopyPreview> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let (wanted, lines) = wanted(&mut tx, app, scope, (debtor, items), contact).await?;
    let contacts = reachable(&mut tx, scope, debtor).await?;
    let chosen = recipient(&contacts, contact).map(|(id, _)| id);
    let gathered = gather(&mut tx, app, scope, &creditor, &wanted).await?;
    let lacks = lacking(app, &lines)?;
    let (sample, refused) = match (gathered, lacks) {
        (Err(refusal), _) => (None, told(&refusal)),
        (Ok(composed), lacks) => {
            let sample = composed.service.as_ref().map(|service| service.sample(composed.recipient.as_ref())).transpose()?;
            (sample, lacks.unwrap_or_default())
        }
    };
    let debtor = super::called(&account);
    let has_mail = app.mail().is_some();
    Ok(CopyPreview { debtor, items: lines, contacts, contact: chosen, on: wanted.on, sample, refused, has_mail })
}

/// Puts a copy of some of a debtor's invoices into the outbox. The task that the cause had made is done by it.
///
/// # Errors
/// [`AppError::Invalid`] with what stands in the way: a document that the house does not hold, a contested invoice, a blocked account;
/// [`AppError::MissingMentions`]; [`AppError::NotFound`].
#[crate::boxed]
pub async fn send_copy(app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId], contact: Option<ContactId>) -> Result<ActionId> {
    scope.require(Permission::ApproveMessages)?;
    let mut tx = app.db().begin().await?;
    let id = send_copy_in(&mut tx, app, scope, (debtor, items), contact).await?;
    tx.commit().await?;
    app.wake();
    Ok(id)
}

pub(crate) async fn send_copy_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (debtor, items): (DebtorId, &[OpenItemId]),
    contact: Option<ContactId>,
) -> Result<ActionId> {
    let organisation = scope.organisation.id;
    let creditor = setup::creditor_in(tx, organisation).await?;
    let missing = creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    store::debtor::hold(tx, organisation, debtor).await?;
    let (wanted, lines) = wanted(tx, app, scope, (debtor, items), contact).await?;
    let refuse = |reason| AppError::Invalid { field: "copy", reason };
    if let Err(refusal) = gather(tx, app, scope, &creditor, &wanted).await? {
        return Err(refuse(told(&refusal)));
    }
    if let Some(reason) = lacking(app, &lines)? {
        return Err(refuse(reason));
    }
    let contacts = reachable(tx, scope, debtor).await?;
    let (chosen, address) = recipient(&contacts, contact).ok_or(AppError::NotFound("contact"))?;
    let currency = lines.first().map_or(Currency::EUR, |line| line.item.currency);
    queue(tx, app, scope, &wanted, (chosen, currency)).await?;
    finish_tasks(tx, app, scope, (debtor, &wanted.items)).await?;
    let numbers = lines.iter().map(|line| line.item.number.as_str()).collect::<Vec<_>>().join(", ");
    let payload = serde_json::json!({"note": numbers, "recipient": address.as_str()});
    let line = journal::line(app, scope, "service.copy_asked", Some(debtor), Some(wanted.action.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    Ok(wanted.action)
}

/// The task « send the copy again » of these invoices is done by the message that carries it, unless it is about others as well.
async fn finish_tasks(tx: &mut Tx, app: &App, scope: &Scope, (debtor, items): (DebtorId, &[OpenItemId])) -> Result<()> {
    let organisation = scope.organisation.id;
    let causes = store::cause::of_debtor(tx, organisation, debtor).await?;
    let living = || causes.iter().filter(|row| row.ended.is_none());
    for task in living().filter(|row| items.contains(&row.item)).filter_map(|row| row.action) {
        if living().any(|row| row.action == Some(task) && !items.contains(&row.item)) {
            continue;
        }
        let action = store::action::get(tx, organisation, task).await?;
        if action.is_some_and(|action| action.state == ActionState::ToDo && action.step_key == "resend_copy") {
            let reason = words::done_by_copy();
            store::action::set_state(tx, organisation, task, ActionState::ToDo, ActionState::Sent, &reason, app.now()).await?;
        }
    }
    Ok(())
}

/// The copies of a debtor's invoices that were asked for and are on their way or have left, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn copies_of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<Copy>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut copies = store::service_mail::copies_of(&mut tx, scope.organisation.id, debtor).await?;
    copies.retain(|copy| is_alive(copy.state));
    copies.reverse();
    Ok(copies)
}
