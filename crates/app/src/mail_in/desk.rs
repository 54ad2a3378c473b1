//! The list of received mail, and what a person does with one.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::correspondence::{self, Effect, Received, Tie};
use domain::ids::{ActionId, DebtorId, ReceivedId};
use domain::party::Debtor;
use serde_json::Value;
use store::Tx;
use store::event::NewEvent;
pub use store::received::Which;
use store::received::{Filter, ReceivedRow};

use super::receive::{act, received_of};
use crate::text::locale::ShownIn as _;
use crate::text::mail_in as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Lines of a page.
pub const PER_PAGE: u32 = 50;
/// Characters of an extract.
const EXTRACT: usize = 240;

/// A received mail in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: ReceivedId,
    /// Key of its class.
    pub class: String,
    /// Its class, in French.
    pub class_name: String,
    /// Who sent it.
    pub sender: String,
    /// Its subject.
    pub subject: String,
    /// The beginning of what was written, or why it is what it is.
    pub extract: String,
    /// What it asks for, in French.
    pub topics: Vec<String>,
    /// The debtor that it is about.
    pub debtor: Option<(DebtorId, String, String)>,
    /// The action that it is about.
    pub action: Option<ActionId>,
    /// What it did, in French.
    pub effect: String,
    /// Until when its sender is away.
    pub returns_on: Option<Date>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When it was read or needed nobody, and by whom.
    pub handled: Option<(DateTime<Utc>, String)>,
    /// How often it was changed.
    pub version: i64,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Lines in all.
    pub total: u64,
    /// How many wait for a reader.
    pub to_read: u64,
    /// How many wait for somebody who says whom they are about.
    pub to_tie: u64,
}

/// One mail in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// As in the list.
    pub line: Line,
    /// What was written, without quotes and signature.
    pub body: String,
    /// Why it is of its class.
    pub reason: String,
    /// How it is known whom it is about, in French.
    pub tie: String,
    /// The address that failed or complained.
    pub failed_address: String,
    /// What the server that sent it back said.
    pub diagnostic: String,
    /// Numbers of documents that it names.
    pub documents: Vec<String>,
    /// The day and the amount that it promises, as far as it says.
    pub promise: Option<(Option<Date>, Option<domain::Cents>)>,
    /// Telephone numbers of the debtor's contacts, with their names.
    pub phones: Vec<(String, String)>,
    /// Whether the failed or sending address is a contact's that is still written to.
    pub can_invalidate: Option<String>,
    /// The address, when it is a contact's that is no longer written to.
    pub can_reinstate: Option<String>,
}

fn topics(facts: &str) -> (Vec<String>, Vec<String>, String) {
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let list = |name: &str| facts[name].as_array().cloned().unwrap_or_default();
    let topics = list("intents")
        .iter()
        .filter_map(|intent| {
            let topic = intent["topic"].as_str()?;
            let date = intent["date"].as_str().and_then(|day| day.parse::<Date>().ok()).map(crate::text::locale::date).unwrap_or_default();
            let amount = intent["amount"].as_i64().map(|cents| domain::Cents(cents).shown_in(domain::Currency::EUR)).unwrap_or_default();
            Some(words::topic(topic, &date, &amount))
        })
        .collect();
    let documents = list("documents").iter().filter_map(|number| number.as_str().map(str::to_owned)).collect();
    let diagnostic = list("recipients").first().and_then(|worst| worst["diagnostic"].as_str().map(str::to_owned)).unwrap_or_default();
    (topics, documents, diagnostic)
}

/// What a reply promises: its day and its amount.
fn promised(facts: &str) -> Option<(Option<Date>, Option<domain::Cents>)> {
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let intents = facts["intents"].as_array().cloned().unwrap_or_default();
    let promise = intents.iter().find(|intent| intent["topic"].as_str() == Some("promise"))?;
    Some((promise["date"].as_str().and_then(|day| day.parse().ok()), promise["amount"].as_i64().map(domain::Cents)))
}

/// The account that stands for a debtor today, with its code and name.
async fn account(tx: &mut Tx, scope: &Scope, id: DebtorId) -> Result<Option<Debtor>> {
    let organisation = scope.organisation.id;
    let id = store::merge::survivor(tx, organisation, id).await?.unwrap_or(id);
    Ok(store::debtor::get_any(tx, organisation, id).await?)
}

async fn line(tx: &mut Tx, scope: &Scope, row: &ReceivedRow) -> Result<Line> {
    let debtor = match row.debtor {
        Some(id) => account(tx, scope, id).await?,
        None => None,
    };
    let (topics, ..) = topics(&row.facts);
    let text = if row.body.is_empty() { &row.reason } else { &row.body };
    let mut extract: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if extract.chars().count() > EXTRACT {
        extract = extract.chars().take(EXTRACT).collect::<String>() + "…";
    }
    Ok(Line {
        id: row.id,
        class_name: words::class(&row.class),
        class: row.class.clone(),
        sender: row.sender.clone(),
        subject: row.subject.clone(),
        extract,
        topics,
        debtor: debtor.map(|debtor| (debtor.id, debtor.code, debtor.name)),
        action: row.action,
        effect: Effect::from_code(&row.effect).map(words::effect).unwrap_or_default(),
        returns_on: row.returns_on,
        received_at: row.received_at,
        handled: row.handled_at.map(|at| (at, row.handled_by.clone())),
        version: row.version,
    })
}

/// A page of the received mail, from 1.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope, which: Which, class: &str, words: &str, page: u32) -> Result<Page> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let (to_read, to_tie) = store::received::waiting(app.db(), organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let filter = Filter { class: class.to_owned(), words: words.to_owned() };
    let total = store::received::count(&mut tx, organisation, which, &filter).await?;
    let offset = i64::from(page.max(1) - 1) * i64::from(PER_PAGE);
    let mut lines = Vec::new();
    for row in store::received::list(&mut tx, organisation, which, &filter, (i64::from(PER_PAGE), offset)).await? {
        lines.push(line(&mut tx, scope, &row).await?);
    }
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Page { lines, total: number(total), to_read: number(to_read), to_tie: number(to_tie) })
}

/// How many mails wait for a person.
///
/// # Errors
/// A failure of the base.
#[crate::boxed]
pub async fn waiting(app: &App, scope: &Scope) -> Result<i64> {
    let (to_read, to_tie) = store::received::waiting(app.db(), scope.organisation.id).await?;
    Ok(to_read + to_tie)
}

async fn row(tx: &mut Tx, scope: &Scope, id: ReceivedId) -> Result<ReceivedRow> {
    store::received::get(tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("mail"))
}

/// The address that a person may say no longer works, or works again: the one that failed, else the sender's.
fn address_of(row: &ReceivedRow) -> &str {
    if row.failed_address.is_empty() { &row.sender } else { &row.failed_address }
}

/// One mail in full.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn detail(app: &App, scope: &Scope, id: ReceivedId) -> Result<Detail> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let row = row(&mut tx, scope, id).await?;
    let line = line(&mut tx, scope, &row).await?;
    let (_, documents, diagnostic) = topics(&row.facts);
    let address = address_of(&row);
    let (mut phones, mut can_invalidate, mut can_reinstate) = (Vec::new(), None, None);
    if let Some((debtor, ..)) = &line.debtor {
        let gone = store::account::unreachable(&mut tx, organisation, *debtor).await?;
        for contact in store::debtor::contacts(&mut tx, organisation, *debtor).await? {
            if !contact.phone.is_empty() {
                phones.push((contact.name.clone(), contact.phone.clone()));
            }
            let is_it = contact.email.as_ref().is_some_and(|email| email.as_str().eq_ignore_ascii_case(address));
            if is_it {
                let is_gone = gone.iter().any(|(id, ..)| *id == contact.id);
                *(if is_gone { &mut can_reinstate } else { &mut can_invalidate }) = Some(address.to_owned());
            }
        }
    }
    Ok(Detail {
        line,
        body: row.body.clone(),
        reason: row.reason.clone(),
        tie: words::tie(&row.tie),
        failed_address: row.failed_address.clone(),
        diagnostic,
        documents,
        promise: promised(&row.facts),
        phones,
        can_invalidate,
        can_reinstate,
    })
}

/// Whether it came in as a text message.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn is_text(app: &App, scope: &Scope, id: ReceivedId) -> Result<bool> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    Ok(row(&mut tx, scope, id).await?.source == "sms")
}

/// The bytes of a mail as they came.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn original(app: &App, scope: &Scope, id: ReceivedId) -> Result<Vec<u8>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let row = row(&mut tx, scope, id).await?;
    app.documents().read(&row.document_hash)
}

fn event(app: &App, scope: &Scope, kind: &'static str, row: &ReceivedRow, payload: &Value) -> NewEvent {
    NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: row.debtor,
        subject: Some(row.id.0),
        payload: payload.to_string(),
    }
}

/// A person has read it: reminders go on.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`]; a conflict when somebody else was faster.
#[crate::boxed]
pub async fn mark_read(app: &App, scope: &Scope, id: ReceivedId) -> Result<()> {
    set_read(app, scope, id, true).await
}

/// Takes [`mark_read`] back: reminders wait again.
///
/// # Errors
/// As [`mark_read`].
#[crate::boxed]
pub async fn mark_unread(app: &App, scope: &Scope, id: ReceivedId) -> Result<()> {
    set_read(app, scope, id, false).await
}

async fn set_read(app: &App, scope: &Scope, id: ReceivedId, is_read: bool) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let row = row(&mut tx, scope, id).await?;
    if row.handled_at.is_some() == is_read {
        return Ok(());
    }
    let (at, by) = if is_read { (Some(app.now()), scope.actor.name.as_str()) } else { (None, "") };
    store::received::set_handled(&mut tx, organisation, (id, row.version), at, by).await?;
    let kind = if is_read { "mail.read" } else { "mail.unread" };
    store::event::append(&mut tx, organisation, &[event(app, scope, kind, &row, &Value::Null)]).await?;
    tx.commit().await?;
    Ok(())
}

/// A person says whom a mail is about: what it does is done now.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`]; [`AppError::Invalid`] when no debtor has that code.
#[crate::boxed]
pub async fn attach(app: &App, scope: &Scope, id: ReceivedId, debtor: &str) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let mut row = row(&mut tx, scope, id).await?;
    let found = store::debtor::find(&mut tx, organisation, debtor.trim()).await?;
    let Some(found) = found else {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_no_debtor(debtor.trim()) });
    };
    if row.debtor == Some(found.id) {
        return Ok(());
    }
    row.debtor = Some(found.id);
    row.action = None;
    "person".clone_into(&mut row.tie);
    let received = received_of(&row.class);
    let is_theirs = row.failed_address.is_empty() || store::received::is_of(&mut tx, organisation, found.id, &row.failed_address).await?;
    let effect = match received {
        Some(Received::Reply | Received::AutoReply | Received::Delivered) | None => {
            received.map_or(Effect::Shown, |received| correspondence::effect(received, Tie::Person, &[], row.received_on))
        }
        Some(received) if is_theirs => correspondence::effect(received, Tie::Person, &[], row.received_on),
        Some(_) => Effect::Shown,
    };
    effect.code().clone_into(&mut row.effect);
    store::received::set_tie(&mut tx, organisation, &row).await?;
    act(&mut tx, app, scope, &row, effect, None).await?;
    let payload = serde_json::json!({"debtor": found.code, "effect": row.effect});
    store::event::append(&mut tx, organisation, &[event(app, scope, "mail.attached", &row, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// A person says that the address of a mail no longer works: a step takes its next channel, or a person calls.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn invalidate(app: &App, scope: &Scope, id: ReceivedId) -> Result<()> {
    set_address(app, scope, id, false).await
}

/// A person says that it works after all.
///
/// # Errors
/// As [`invalidate`].
#[crate::boxed]
pub async fn reinstate(app: &App, scope: &Scope, id: ReceivedId) -> Result<()> {
    set_address(app, scope, id, true).await
}

async fn set_address(app: &App, scope: &Scope, id: ReceivedId, works: bool) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let row = row(&mut tx, scope, id).await?;
    let address = address_of(&row).to_owned();
    let changed = if address.is_empty() {
        0
    } else if works {
        store::account::mark_reachable(&mut tx, organisation, &address).await?
    } else {
        let reason = words::said_by(&scope.actor.name);
        store::account::mark_unreachable(&mut tx, organisation, &address, app.today(), &reason).await?
    };
    if changed == 0 {
        return Err(AppError::NotFound("contact"));
    }
    let kind = if works { "contact.reachable" } else { "contact.unreachable" };
    let payload = serde_json::json!({"address": address});
    store::event::append(&mut tx, organisation, &[event(app, scope, kind, &row, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}
