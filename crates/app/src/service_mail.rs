//! Messages beside the reminders: the copy of a lost invoice, the confirmation of a promise, that the house agreed to a plan. See `docs/spec/service-mails.md`.
//!
//! They go through the outbox as reminders do, and the sending transaction checks them again; no step is taken by them. What stands
//! in the way is the same for the preview and for sending ([`gather`]).

mod agreed;
mod copy;
mod file;
mod note;

use std::collections::HashSet;

use channels::Attachment;
use domain::calendar;
use domain::dunning::{ActionState, HoldReason};
use domain::identifiers::EmailAddress;
use domain::ids::{ActionId, ContactId, DebtorId, OpenItemId, PlanId, PromiseId};
use domain::ledger::OpenItem;
use domain::party::{Contact, Creditor, Debtor};
use domain::service_mail::ServiceMail;
use domain::{Cents, Currency, Date};
use letters::{LetterError, Pledge, ReminderContext, ServiceContext, ServiceLine, Stage};
use store::Tx;
use store::action::Action;
use store::hold::HoldKind;
use store::service_mail::NewServiceMail;
pub use store::service_mail::{Carried, Copy, ItemDocument, ServiceMailRow};

pub(crate) use self::agreed::tell_by_rule;
pub use self::agreed::{plan_note_preview, plan_notes_of, send_plan_note};
pub(crate) use self::copy::send_copy_in;
pub use self::copy::{CopyItem, CopyPreview, copies_of, copy_preview, send_copy};
pub use self::file::{add_document, carried, document, held_of, withdraw_document};
pub(crate) use self::file::{held_among, safe};
pub(crate) use self::note::confirm_by_rule;
pub use self::note::{NotePreview, note_preview, notes_of, send_note};
use crate::message::{Composed, Preview, Refusal, Rendered, addressee, reference};
use crate::route::Route;
use crate::template::refuse_requests;
use crate::text::service as words;
use crate::{App, AppError, Permission, Result, Scope, text};

/// Most bytes of the documents of one message: what mail servers take.
pub const MOST_BYTES: usize = 15 * 1024 * 1024;

/// The words of a service mail and what it carries, as part of [`Composed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    context: ServiceContext,
    files: Vec<Carried>,
}

/// What a service mail is to be.
struct Wanted {
    kind: ServiceMail,
    debtor: DebtorId,
    /// Nobody in particular when left out.
    contact: Option<ContactId>,
    /// What it is about.
    items: Vec<OpenItemId>,
    files: Vec<Carried>,
    promise: Option<PromiseId>,
    plan: Option<PlanId>,
    /// The action that it is or would be.
    action: ActionId,
    on: Date,
}

/// A service mail that may leave, and what stands in the way of one that may not.
type Gathered = std::result::Result<Composed, Refusal>;

fn held(reason: HoldReason) -> Gathered {
    Err(Refusal::Held(text::hold_reason(reason)))
}

fn refused(reason: String) -> Gathered {
    Err(Refusal::Held(reason))
}

/// The day on which a message that is asked for today leaves.
fn leaves_on(app: &App) -> Date {
    calendar::working_day_on_or_after(app.today())
}

/// Whom it goes to: the contact that was chosen, as long as its address is good.
fn recipient(contacts: &[Contact], wanted: Option<ContactId>) -> Option<(ContactId, EmailAddress)> {
    let contact = match wanted {
        Some(id) => contacts.iter().find(|contact| contact.id == id),
        None => addressee(contacts),
    }?;
    Some((contact.id, contact.email.clone()?))
}

/// What stands in the way of any message to a debtor beside the reminders: somebody blocked the account, proceedings are open, too
/// many messages went there lately.
async fn blocked(tx: &mut Tx, app: &App, scope: &Scope, wanted: &Wanted) -> Result<Option<HoldReason>> {
    let (organisation, today, debtor) = (scope.organisation.id, app.today(), wanted.debtor);
    let holds = store::hold::active_of(tx, organisation, debtor, today).await?;
    if holds.iter().any(|row| row.item.is_none() && row.kind == HoldKind::Pause) {
        return Ok(Some(HoldReason::Paused));
    }
    if crate::claims::insolvent_on(tx, organisation, debtor, today).await?.is_some() {
        return Ok(Some(HoldReason::Insolvency));
    }
    let guard = store::guard::get(tx, organisation).await?;
    if guard.stop.is_some() {
        return Ok(Some(HoldReason::EmergencyStop));
    }
    if let Some(budget) = guard.pressure {
        let since = calendar::add_days(wanted.on, -i64::from(budget.days));
        let contacts = store::night::contacts_of(tx, organisation, debtor, (since, wanted.on), wanted.action).await?;
        if budget.free_on(&contacts, wanted.on).is_some() {
            return Ok(Some(HoldReason::Pressure));
        }
    }
    Ok(None)
}

/// What may be named of a debtor: its items that are owed, and of which nothing is contested.
async fn nameable(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<std::result::Result<Vec<OpenItem>, Refusal>> {
    let organisation = scope.organisation.id;
    let ids: HashSet<OpenItemId> = wanted.items.iter().copied().collect();
    let mut items = store::item::of_debtor(tx, organisation, wanted.debtor).await?;
    items.retain(|item| ids.contains(&item.id));
    if items.is_empty() || items.len() != ids.len() {
        return Ok(Err(Refusal::Held(text::refusal_settled())));
    }
    if items.iter().any(|item| !item.kind.is_debit() || !item.open.is_positive()) {
        return Ok(Err(Refusal::Held(text::refusal_settled())));
    }
    let facts = store::claim::facts_of_debtor(tx, organisation, wanted.debtor).await?;
    let is_contested = |item: &OpenItem| facts.get(&item.id).is_some_and(|facts| facts.disputed.is_positive());
    if items.iter().any(is_contested) {
        return Ok(Err(Refusal::Held(text::hold_reason(HoldReason::Disputed))));
    }
    items.sort_by_key(|item| (item.due_on, item.id));
    Ok(Ok(items))
}

/// The promise that a message confirms, with its currency.
async fn pledge(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<std::result::Result<Option<Pledge>, Refusal>> {
    let Some(id) = wanted.promise else { return Ok(Ok(None)) };
    let found = store::promise::get(tx, scope.organisation.id, id).await?.filter(|row| row.debtor == wanted.debtor);
    Ok(match found {
        Some(row) if row.promise.standing == domain::promise::Standing::Pending => {
            Ok(Some(Pledge { amount: row.promise.due, on: row.promise.on }))
        }
        _ => Err(Refusal::Held(words::promise_gone())),
    })
}

/// Composes a service mail from what is true now.
async fn gather(tx: &mut Tx, app: &App, scope: &Scope, creditor: &Creditor, wanted: &Wanted) -> Result<Gathered> {
    let organisation = scope.organisation.id;
    if let Some(refusal) = refuse_requests(tx, scope).await? {
        return Ok(Err(refusal));
    }
    if let Some(reason) = blocked(tx, app, scope, wanted).await? {
        return Ok(held(reason));
    }
    let debtor = store::debtor::get(tx, organisation, wanted.debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = match nameable(tx, scope, wanted).await? {
        Ok(items) => items,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let pledge = match pledge(tx, scope, wanted).await? {
        Ok(pledge) => pledge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (contacts, came_back) = store::debtor::mailable_contacts(tx, organisation, wanted.debtor).await?;
    let Some((_, address)) = recipient(&contacts, wanted.contact) else {
        return Ok(held(if came_back { HoldReason::Bounced } else { HoldReason::NoContact }));
    };
    let plan = agreed::terms(tx, app, scope, wanted, address.as_str()).await?;
    if wanted.plan.is_some() && plan.is_none() {
        return Ok(refused(words::plan_gone()));
    }
    let Some(currency) = items.first().map(|item| item.currency).filter(|own| items.iter().all(|item| item.currency == *own)) else {
        return Ok(refused(words::two_currencies()));
    };
    let lines = items.iter().map(|item| ServiceLine {
        kind: item.kind,
        number: item.number.clone(),
        issued_on: item.issued_on,
        due_on: item.due_on,
        amount: item.amount,
    });
    let context = ServiceContext {
        kind: wanted.kind,
        creditor: creditor.clone(),
        // A payment with the reference of a plan is put on its debts.
        reference: plan.as_ref().map_or_else(|| reference(&debtor, app.today()), |plan| plan.reference.clone()),
        currency,
        lines: lines.collect(),
        pledge,
        plan,
        debtor,
    };
    Ok(Ok(composed(app, context, wanted, address, items.iter().map(|item| item.id).collect())))
}

/// A service mail in the envelope of a message: it asks for nothing.
fn composed(app: &App, context: ServiceContext, wanted: &Wanted, recipient: EmailAddress, items: Vec<OpenItemId>) -> Composed {
    let envelope = ReminderContext {
        stage: Stage::PaymentRequest,
        creditor: context.creditor.clone(),
        debtor: context.debtor.clone(),
        contact_name: String::new(),
        written_on: app.today(),
        reference: context.reference.clone(),
        currency: context.currency,
        lines: Vec::new(),
        credits: Cents::ZERO,
        gross: Cents::ZERO,
        net: Cents::ZERO,
        previous: Vec::new(),
        epc_payload: None,
        interest: None,
        disputed: Cents::ZERO,
        template: None,
        mandate: None,
    };
    Composed {
        context: envelope,
        recipient: Some(recipient),
        mobile: None,
        route: Route::default(),
        unsubscribe: None,
        kept: None,
        asked: items,
        asked_amount: Cents::ZERO,
        copies: crate::enclosed::Copies::default(),
        service: Some(Service { context, files: wanted.files.clone() }),
    }
}

/// Composes the service mail of an action from what is true now; `None` when the action is none.
pub(crate) async fn compose(tx: &mut Tx, app: &App, scope: &Scope, creditor: &Creditor, action: &Action) -> Result<Option<Gathered>> {
    if ServiceMail::from_code(&action.step_key).is_none() {
        return Ok(None);
    }
    let organisation = scope.organisation.id;
    let row = store::service_mail::get(tx, organisation, action.id).await?.ok_or(AppError::NotFound("action"))?;
    let files = store::service_mail::files(tx, organisation, action.id).await?;
    let items = match (row.promise, row.plan) {
        (Some(promise), _) => note::items_of(tx, scope, promise).await?,
        (None, Some(plan)) => agreed::items_of(tx, scope, plan).await?,
        (None, None) => files.iter().map(|file| file.item).collect(),
    };
    let wanted = Wanted {
        kind: row.kind,
        debtor: action.debtor,
        contact: Some(row.contact),
        items,
        files,
        promise: row.promise,
        plan: row.plan,
        action: action.id,
        on: action.business_date,
    };
    gather(tx, app, scope, creditor, &wanted).await.map(Some)
}

/// Whether an action is a service mail: it has no step, and nothing asks again what it waits for.
pub(crate) fn is_service(step_key: &str) -> bool {
    ServiceMail::from_code(step_key).is_some()
}

/// Refuses a kept message with which whoever reads it could sign for the debtor to those who may not negotiate.
pub(crate) fn refuse_link(scope: &Scope, step_key: &str) -> Result<()> {
    if step_key == ServiceMail::PlanNote.code() { scope.require(Permission::ManageClaims) } else { Ok(()) }
}

impl Service {
    /// Its words, and the documents with their bytes.
    pub(crate) fn render(&self, app: &App) -> std::result::Result<Rendered, LetterError> {
        let body = letters::service(&self.context)?;
        let mut enclosed = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let bytes = app.documents().read(&file.document_hash).map_err(|error| LetterError::Render(error.to_string()))?;
            enclosed.push(Attachment { name: file.name.clone(), mime: file.media_type.clone(), bytes });
        }
        Ok(Rendered { body, statement: Vec::new(), enclosed: Some(enclosed), copies: Vec::new() })
    }

    /// As a person reads it before it leaves.
    pub(crate) fn sample(&self, recipient: Option<&EmailAddress>) -> Result<Preview> {
        let body = letters::service(&self.context)?;
        let recipient = recipient.map(|address| address.as_str().to_owned()).unwrap_or_default();
        Ok(Preview { subject: body.subject, text: body.text, html: body.html, recipient, ..Preview::default() })
    }
}

/// Puts a message into the outbox that was found good, in the transaction that found it so.
async fn queue(tx: &mut Tx, app: &App, scope: &Scope, wanted: &Wanted, (contact, currency): (ContactId, Currency)) -> Result<()> {
    let organisation = scope.organisation.id;
    let scenario = store::scenario::in_force(tx, organisation).await?;
    let run = store::night::join_run(tx, organisation, wanted.on, scenario.id, app.now(), &scope.actor.name).await?;
    let new = NewServiceMail {
        id: wanted.action,
        debtor: wanted.debtor,
        kind: wanted.kind,
        contact,
        promise: wanted.promise,
        plan: wanted.plan,
        items: wanted.items.len(),
        currency,
        files: wanted.files.clone(),
    };
    store::service_mail::insert(tx, organisation, (run, wanted.on), &new, (app.now(), &scope.actor.name)).await?;
    Ok(())
}

/// The contacts of a debtor that a message may go to.
async fn reachable(tx: &mut Tx, scope: &Scope, debtor: DebtorId) -> Result<Vec<Contact>> {
    let (mut contacts, _) = store::debtor::mailable_contacts(tx, scope.organisation.id, debtor).await?;
    contacts.retain(|contact| contact.email.is_some());
    let rank = |contact: &Contact| domain::party::ContactRole::ALL.iter().position(|role| *role == contact.role);
    contacts.sort_by_key(rank);
    Ok(contacts)
}

/// Whether a message is on its way or has left: another of its kind is one too many.
fn is_alive(state: ActionState) -> bool {
    state.counts_as_contact()
}

/// A refusal in words.
fn told(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Held(reason) => reason.clone(),
        Refusal::Letter(error) => text::refusal_letter(error.code()),
    }
}

/// The account as it is called.
fn called(debtor: &Debtor) -> (String, String) {
    (debtor.code.clone(), debtor.name.clone())
}

/// The service mail of an action, for its page; `None` for a message of another sort.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_action(app: &App, scope: &Scope, action: ActionId) -> Result<Option<(ServiceMailRow, Vec<Carried>)>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let Some(row) = store::service_mail::get(&mut tx, scope.organisation.id, action).await? else { return Ok(None) };
    let files = store::service_mail::files(&mut tx, scope.organisation.id, action).await?;
    Ok(Some((row, files)))
}
