//! The confirmation of a promise.

use domain::Date;
use domain::dunning::ActionState;
use domain::ids::{ActionId, ContactId, OpenItemId, PromiseId};
use domain::party::{Contact, Creditor};
use domain::service_mail::ServiceMail;
use store::Tx;
use store::promise::PromiseRow;

use super::{Wanted, gather, is_alive, leaves_on, queue, reachable, recipient, told};
use crate::message::Preview;
use crate::text::service as words;
use crate::{App, AppError, Permission, Result, Scope, journal, setup};

/// What a confirmation would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotePreview {
    /// The debtor's code and name.
    pub debtor: (String, String),
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

/// What a message about a promise or a plan would be; `before` says why it does not leave once more.
pub(super) async fn previewed(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    creditor: &Creditor,
    wanted: &Wanted,
    before: Option<String>,
) -> Result<NotePreview> {
    let account = store::debtor::get(tx, scope.organisation.id, wanted.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = reachable(tx, scope, wanted.debtor).await?;
    let chosen = recipient(&contacts, wanted.contact).map(|(id, _)| id);
    let (sample, refused) = match (gather(tx, app, scope, creditor, wanted).await?, before) {
        (Err(refusal), _) => (None, told(&refusal)),
        (Ok(_), Some(before)) => (None, before),
        (Ok(composed), None) => {
            let sample = composed.service.as_ref().map(|service| service.sample(composed.recipient.as_ref())).transpose()?;
            (sample, String::new())
        }
    };
    let debtor = super::called(&account);
    Ok(NotePreview { debtor, contacts, contact: chosen, on: wanted.on, sample, refused, has_mail: app.mail().is_some() })
}

/// The items that a promise still covers.
pub(super) async fn items_of(tx: &mut Tx, scope: &Scope, promise: PromiseId) -> Result<Vec<OpenItemId>> {
    let row = store::promise::get(tx, scope.organisation.id, promise).await?;
    Ok(row.map(|row| covered(&row)).unwrap_or_default())
}

fn covered(row: &PromiseRow) -> Vec<OpenItemId> {
    row.promise.held().map(|covered| covered.item).collect()
}

fn wanted(app: &App, row: &PromiseRow, contact: Option<ContactId>) -> Wanted {
    Wanted {
        kind: ServiceMail::PromiseNote,
        debtor: row.debtor,
        contact,
        items: covered(row),
        files: Vec::new(),
        promise: Some(row.promise.id),
        plan: None,
        action: ActionId(store::fresh_id()),
        on: leaves_on(app),
    }
}

/// Whether the promise has its message already: one is enough.
async fn is_confirmed(tx: &mut Tx, scope: &Scope, promise: PromiseId) -> Result<bool> {
    Ok(store::service_mail::notes_of(tx, scope.organisation.id, promise).await?.iter().any(|(_, state)| is_alive(*state)))
}

/// The messages that confirm a promise, with where each stands.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn notes_of(app: &App, scope: &Scope, promise: PromiseId) -> Result<Vec<(ActionId, ActionState)>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::service_mail::notes_of(&mut tx, scope.organisation.id, promise).await?)
}

/// What the confirmation of a promise would be, without sending it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::MissingMentions`] when no mail can be made.
#[crate::boxed]
pub async fn note_preview(app: &App, scope: &Scope, promise: PromiseId, contact: Option<ContactId>) -> Result<NotePreview> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let row = store::promise::get(&mut tx, organisation, promise).await?.ok_or(AppError::NotFound("promise"))?;
    let before = is_confirmed(&mut tx, scope, promise).await?.then(words::confirmed_already);
    previewed(&mut tx, app, scope, &creditor, &wanted(app, &row, contact), before).await
}

/// Puts the confirmation of a promise into the outbox.
///
/// # Errors
/// [`AppError::Invalid`] with what stands in the way; [`AppError::MissingMentions`]; [`AppError::NotFound`].
#[crate::boxed]
pub async fn send_note(app: &App, scope: &Scope, promise: PromiseId, contact: Option<ContactId>) -> Result<ActionId> {
    scope.require(Permission::ApproveMessages)?;
    let mut tx = app.db().begin().await?;
    let id = send_in(&mut tx, app, scope, promise, contact).await?.map_err(|reason| AppError::Invalid { field: "note", reason })?;
    tx.commit().await?;
    app.wake();
    Ok(id)
}

/// Puts the confirmation into the outbox, or says what stands in the way.
async fn send_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    promise: PromiseId,
    contact: Option<ContactId>,
) -> Result<std::result::Result<ActionId, String>> {
    let organisation = scope.organisation.id;
    let creditor = setup::creditor_in(tx, organisation).await?;
    let missing = creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    let row = store::promise::get(tx, organisation, promise).await?.ok_or(AppError::NotFound("promise"))?;
    store::debtor::hold(tx, organisation, row.debtor).await?;
    if is_confirmed(tx, scope, promise).await? {
        return Ok(Err(words::confirmed_already()));
    }
    let wanted = wanted(app, &row, contact);
    if let Err(refusal) = gather(tx, app, scope, &creditor, &wanted).await? {
        return Ok(Err(told(&refusal)));
    }
    let contacts = reachable(tx, scope, row.debtor).await?;
    let (chosen, address) = recipient(&contacts, contact).ok_or(AppError::NotFound("contact"))?;
    queue(tx, app, scope, &wanted, (chosen, row.currency)).await?;
    let summary = words::confirmed(&row.promise.due.fr_in(row.currency), row.promise.on);
    let payload = serde_json::json!({"note": summary, "recipient": address.as_str()});
    let line = journal::line(app, scope, "service.note_asked", Some(row.debtor), Some(wanted.action.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    Ok(Ok(wanted.action))
}

/// Confirms a promise that was just recorded, when the house wants each to be; what stands in the way keeps no promise from being
/// recorded.
pub(crate) async fn confirm_by_rule(tx: &mut Tx, app: &App, scope: &Scope, promise: PromiseId) -> Result<bool> {
    if !store::promise::settings(tx, scope.organisation.id).await?.confirms {
        return Ok(false);
    }
    match send_in(tx, app, scope, promise, None).await {
        Ok(sent) => Ok(sent.is_ok()),
        Err(AppError::MissingMentions(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
