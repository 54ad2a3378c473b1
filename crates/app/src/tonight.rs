//! What leaves tonight, what is held and why, and what a person does about it.

use std::collections::HashMap;
use std::sync::Arc;

use domain::dunning::{ActionState, Channel, Hold, HoldReason, Scenario, Template};
use domain::ids::{ActionId, DebtorId, HoldId, OpenItemId};
use domain::party::MissingMention;
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::action::Action;
use store::event::NewEvent;
use store::hold::HoldRow;

use crate::approvals::{self, Verb};
use crate::dashboard::{ActionLine, lines, names};
use crate::freshness::Freshness;
use crate::kept::kept;
use crate::message::{Refusal, compose};
use crate::night::{Counts, Decided, NightReport, dry_run_on};
use crate::outbox::{Confirmation, drain};
use crate::text::locale::{Language, reads};
use crate::{App, AppError, Permission, Result, Scope, claims, setup, text};

/// Something that the night would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLine {
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Key of its step.
    pub step_key: String,
    /// Number and amount of each item asked for.
    pub items: Vec<(String, Cents)>,
    /// Their sum.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// To whom; empty for tasks.
    pub recipient: String,
    /// What doing its step costs the house, without tax.
    pub cost: Cents,
    /// Where the action that this day already has stands.
    pub already: Option<ActionState>,
}

/// Items of a debtor that are held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLine {
    /// The debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// Why.
    pub reason: HoldReason,
    /// Until when, when that is known.
    pub until: Option<Date>,
    /// How many items.
    pub items: usize,
    /// Their sum.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
}

/// What all that the night would do comes to, shown or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Actions.
    pub planned: usize,
    /// E-mails that have not left.
    pub mails: usize,
    /// What they ask for in euro.
    pub asked: Cents,
    /// Whatever else is new.
    pub tasks: usize,
    /// What the steps that are not done yet cost the house, without tax.
    pub cost: Cents,
    /// Groups of items that are held.
    pub held: usize,
}

impl Totals {
    fn of(report: &NightReport) -> Self {
        let ahead = |action: &&Decided| action.already.is_none_or(is_ahead);
        let mails = || report.actions.iter().filter(|action| action.channel == Channel::Email).filter(ahead);
        let tasks = report.actions.iter().filter(|action| action.channel != Channel::Email && action.already.is_none());
        let cost = |action: &Decided| report.scenarios[action.scenario].steps()[action.step].cost;
        Self {
            planned: report.actions.len(),
            mails: mails().count(),
            asked: Cents::total(mails().filter(|action| action.currency == Currency::EUR).map(|action| action.asked)),
            tasks: tasks.count(),
            cost: Cents::total(report.actions.iter().filter(ahead).map(cost)),
            held: report.held.len(),
        }
    }
}

/// Whether what a day has queued can still be held: a queued message is checked again before it leaves.
#[must_use]
pub fn is_ahead(state: ActionState) -> bool {
    matches!(state, ActionState::Planned | ActionState::AwaitingApproval | ActionState::Approved)
}

/// The page's content.
#[derive(Debug, Clone)]
pub struct Tonight {
    /// The night's business date: today, or the next working day.
    pub on: Date,
    /// How old the figures are.
    pub freshness: Freshness,
    /// What all of it comes to; the lists hold [`SHOWN`] lines at most.
    pub totals: Totals,
    /// What there is to do, largest debt first.
    pub planned: Vec<PlannedLine>,
    /// What is held, largest first.
    pub held: Vec<HeldLine>,
    /// How many items got which outcome.
    pub counts: Counts,
    /// What earlier nights left to do.
    pub waiting: Vec<ActionLine>,
    /// How many messages the first send may let go; `None` once something was sent.
    pub first_send: Option<u32>,
    /// Mentions of the creditor without which no letter leaves.
    pub missing_mentions: Vec<MissingMention>,
}

/// What the confirmation field must hold.
pub const CONFIRMATION: &str = "ENVOYER";
/// Rows of each kind shown at most.
pub const SHOWN: usize = 500;

/// Names, numbers and addresses for what was decided.
pub(crate) async fn planned_lines(tx: &mut Tx, scope: &Scope, scenarios: &[Scenario], decided: Vec<Decided>) -> Result<Vec<PlannedLine>> {
    /// Above this, reading all contacts at once is cheaper than debtor by debtor.
    const MANY: usize = 200;
    let organisation = scope.organisation.id;
    let ids: Vec<OpenItemId> = decided.iter().flat_map(|action| action.items.iter().map(|(id, ..)| *id)).collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    let mut names = names(tx, organisation, decided.iter().map(|action| action.debtor)).await?;
    let mut contacts: HashMap<DebtorId, Vec<domain::party::Contact>> = HashMap::new();
    if decided.len() > MANY {
        for (debtor, contact) in store::debtor::all_mailable_contacts(tx, organisation).await? {
            contacts.entry(debtor).or_default().push(contact);
        }
    } else {
        for action in &decided {
            contacts.insert(action.debtor, store::debtor::mailable_contacts(tx, organisation, action.debtor).await?.0);
        }
    }
    let stopped = store::sms::stopped(tx, organisation).await?;
    let recipient = |action: &Decided| {
        let known = contacts.get(&action.debtor).map_or(&[][..], Vec::as_slice);
        if action.channel == Channel::Sms {
            return crate::sms::reached_by(known, &stopped).map(|(_, mobile)| mobile.as_str().to_owned());
        }
        let contact = crate::route::recipient(known, &scenarios[action.scenario].steps()[action.step].recipients).0?;
        match action.channel {
            Channel::Email => contact.email.as_ref().map(|email| email.as_str().to_owned()),
            Channel::Call => Some(contact.phone.clone()),
            Channel::Sms | Channel::Letter | Channel::Registered | Channel::Electronic | Channel::Task => None,
        }
    };
    Ok(decided
        .iter()
        .map(|action| {
            let (debtor_code, debtor_name) = names.entry(action.debtor).or_default().clone();
            let number = |id: &OpenItemId| numbers.get(id).cloned().unwrap_or_default();
            PlannedLine {
                debtor: action.debtor,
                debtor_code,
                debtor_name,
                channel: action.channel,
                step_key: crate::night::step_key(scenarios, action).to_owned(),
                items: action.items.iter().map(|(id, _, _, amount)| (number(id), *amount)).collect(),
                asked: action.asked,
                net: action.net,
                currency: action.currency,
                recipient: recipient(action).unwrap_or_default(),
                cost: scenarios[action.scenario].steps()[action.step].cost,
                already: action.already,
            }
        })
        .collect())
}

/// Names, numbers and addresses for a whole night.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn planned_lines_of(app: &App, scope: &Scope, report: &NightReport) -> Result<Vec<PlannedLine>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    planned_lines(&mut tx, scope, &report.scenarios, report.actions.clone()).await
}

/// What leaves tonight, as the page shows it: the same for all who look at an unchanged base.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn shown(app: &App, scope: &Scope) -> Result<Arc<Tonight>> {
    scope.require(Permission::ViewReceivables)?;
    kept(app, scope, "tonight", String::new(), |app, scope| async move { Box::pin(tonight(&app, &scope)).await }).await
}

/// What leaves tonight: a dry run, and what waits.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn tonight(app: &App, scope: &Scope) -> Result<Tonight> {
    // Nothing leaves on a Sunday: what is shown then is the next working night.
    let report = dry_run_on(app, scope, calendar::working_day_on_or_after(app.today())).await?;
    let totals = Totals::of(&report);
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    let planned = planned_lines(&mut tx, scope, &report.scenarios, report.actions.into_iter().take(SHOWN).collect()).await?;
    let held: Vec<_> = report.held.into_iter().take(SHOWN).collect();
    let mut held_names = names(&mut tx, organisation, held.iter().map(|group| group.debtor)).await?;
    let held = held
        .into_iter()
        .map(|group| {
            let (debtor_code, debtor_name) = held_names.entry(group.debtor).or_default().clone();
            HeldLine {
                debtor: group.debtor,
                debtor_code,
                debtor_name,
                reason: group.reason,
                until: group.until,
                items: group.items,
                amount: group.amount,
                currency: group.currency,
            }
        })
        .collect();
    let mut waiting = Vec::new();
    for state in [
        ActionState::Unknown,
        ActionState::Failed,
        ActionState::AwaitingApproval,
        ActionState::ToDo,
        ActionState::Approved,
        ActionState::Planned,
    ] {
        let actions = store::action::in_state(&mut tx, organisation, state, i64::try_from(SHOWN).unwrap_or(i64::MAX)).await?;
        waiting.extend(lines(&mut tx, organisation, actions).await?);
    }
    let fresh = store::organisation::all_in(&mut tx).await?.into_iter().find(|known| known.id == organisation);
    let first_send = fresh.filter(|known| known.first_sent_at.is_none()).map(|known| known.first_send_cap);
    Ok(Tonight {
        on: report.date,
        freshness: report.freshness,
        totals,
        planned,
        held,
        counts: report.counts,
        waiting,
        first_send,
        missing_mentions: creditor.missing_mentions(),
    })
}

/// What running the night by hand did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Actions that the night added.
    pub queued: usize,
    /// Messages accepted.
    pub sent: usize,
    /// Messages refused.
    pub failed: usize,
    /// Messages of which nobody knows.
    pub unknown: usize,
    /// Messages given up by the check before sending.
    pub cancelled: usize,
    /// Messages still waiting.
    pub left: usize,
}

/// Runs today's night and sends. Before the first send, `confirmation` must be [`CONFIRMATION`].
///
/// # Errors
/// [`AppError::Unconfirmed`], [`AppError::NoMail`], [`AppError::MissingMentions`].
#[crate::boxed]
pub async fn run_now(app: &App, scope: &Scope, confirmation: &str) -> Result<Ran> {
    scope.require(Permission::RunNight)?;
    let given = confirmation.trim() == CONFIRMATION;
    let known = store::organisation::all(app.db()).await?.into_iter().find(|known| known.id == scope.organisation.id);
    if !given && known.is_none_or(|organisation| organisation.first_sent_at.is_none()) {
        return Err(AppError::Unconfirmed);
    }
    // What the night decides stays in the file: in the house's language, whoever runs it.
    let report = Box::pin(reads(Language::French, crate::night::run(app, scope))).await?;
    let queued = report.actions.iter().filter(|action| action.already.is_none()).count();
    let confirmation = if given { Confirmation::Given } else { Confirmation::Missing };
    let drained = Box::pin(reads(Language::French, drain(app, scope, confirmation))).await?;
    Ok(Ran {
        queued,
        sent: drained.sent,
        failed: drained.failed,
        unknown: drained.unknown,
        cancelled: drained.cancelled,
        left: drained.left,
    })
}

fn event(app: &App, scope: &Scope, kind: &'static str, debtor: DebtorId, subject: uuid::Uuid, payload: &serde_json::Value) -> NewEvent {
    NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: Some(debtor),
        subject: Some(subject),
        payload: payload.to_string(),
    }
}

/// Suspends the reminders of a debtor, or of one of its items, until a day or until somebody resumes them.
///
/// # Errors
/// [`AppError::Invalid`] without a note, or for a day that is past; [`AppError::NotFound`].
#[crate::boxed]
pub async fn hold(app: &App, scope: &Scope, debtor: DebtorId, item: Option<OpenItemId>, until: Option<Date>, note: &str) -> Result<HoldId> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let note = note.trim();
    if note.is_empty() {
        return Err(AppError::Invalid { field: "note", reason: text::error_hold_without_note() });
    }
    if until.is_some_and(|until| until <= app.today()) {
        return Err(AppError::Invalid { field: "until", reason: text::error_hold_in_the_past() });
    }
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if let Some(item) = item {
        store::item::get(&mut tx, organisation, item).await?.filter(|found| found.debtor == debtor).ok_or(AppError::NotFound("item"))?;
    }
    let id = HoldId(store::fresh_id());
    let row = HoldRow {
        id,
        debtor,
        item,
        hold: Hold { until },
        kind: store::hold::HoldKind::Pause,
        note: note.to_owned(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    store::hold::insert(&mut tx, organisation, &row).await?;
    let payload =
        serde_json::json!({"note": note, "until": until.map(|until| until.to_string()), "item": item.map(|item| item.to_string())});
    store::event::append(&mut tx, organisation, &[event(app, scope, "hold.created", debtor, id.0, &payload)]).await?;
    tx.commit().await?;
    Ok(id)
}

/// Resumes reminders.
///
/// # Errors
/// [`AppError::Store`] when the suspension has ended already.
#[crate::boxed]
pub async fn release(app: &App, scope: &Scope, id: HoldId, debtor: DebtorId) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::hold::active_of(&mut tx, organisation, debtor, app.today()).await?;
    let hold = known.iter().find(|hold| hold.id == id).ok_or(AppError::NotFound("hold"))?;
    // Who goes on in spite of a promise takes the promise back.
    if hold.kind == store::hold::HoldKind::Promise
        && let Some(promise) = crate::promises::behind(&mut tx, scope, debtor, id).await?
    {
        crate::promises::withdraw_in(&mut tx, app, scope, promise, &text::promises::released_by_hand()).await?;
        tx.commit().await?;
        return Ok(());
    }
    store::hold::release(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    store::event::append(&mut tx, organisation, &[event(app, scope, "hold.released", debtor, id.0, &serde_json::json!({}))]).await?;
    tx.commit().await?;
    Ok(())
}

/// An action that a person may move from its state, in the transaction that will.
async fn take_action(app: &App, scope: &Scope, id: ActionId, from: &[ActionState]) -> Result<(Tx, Action)> {
    scope.require(Permission::ApproveMessages)?;
    let mut tx = app.db().begin().await?;
    let action = store::action::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("action"))?;
    if !from.contains(&action.state) {
        return Err(AppError::Conflict("action"));
    }
    if crate::post::may_be_with_carrier(&mut tx, scope.organisation.id, id).await? {
        return Err(AppError::Invalid { field: "action", reason: text::post::refusal_carrier() });
    }
    Ok((tx, action))
}

/// Moves an action by hand, where that is allowed.
async fn move_action(
    app: &App,
    scope: &Scope,
    id: ActionId,
    from: &[ActionState],
    to: ActionState,
    kind: &'static str,
    reason: &str,
) -> Result<()> {
    let (mut tx, action) = take_action(app, scope, id, from).await?;
    let organisation = scope.organisation.id;
    if to == ActionState::Cancelled {
        store::action::withdraw(&mut tx, organisation, id, action.business_date).await?;
    }
    store::action::set_state(&mut tx, organisation, id, action.state, to, reason, app.now()).await?;
    if action.state == ActionState::ToDo && to == ActionState::Sent {
        store::action::left_on(&mut tx, organisation, id, app.today()).await?;
    }
    let payload = serde_json::json!({"from": action.state.code(), "to": to.code(), "reason": reason});
    store::event::append(&mut tx, organisation, &[event(app, scope, kind, action.debtor, id.0, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets a message go that waited for approval.
///
/// # Errors
/// [`AppError::Conflict`] when it does not wait.
#[crate::boxed]
pub async fn approve(app: &App, scope: &Scope, id: ActionId) -> Result<()> {
    approvals::one(app, scope, id, Verb::Approve, "").await
}

/// Gives an action up; its items may be asked for again later.
///
/// # Errors
/// [`AppError::Conflict`] when it has left.
#[crate::boxed]
pub async fn cancel(app: &App, scope: &Scope, id: ActionId, reason: &str) -> Result<()> {
    approvals::one(app, scope, id, Verb::GiveUp, reason).await
}

/// Says that a letter was posted, a task done; what came of a call is told by [`crate::calls::record`]. A formal notice to prepare is only done when
/// the pre-flight of each item that is still open is met, or taken over with a reason.
///
/// # Errors
/// [`AppError::Conflict`] when there is nothing to do; [`AppError::Invalid`] with what a pre-flight lacks,
/// when no reason is given.
#[crate::boxed]
pub async fn mark_done(app: &App, scope: &Scope, id: ActionId, note: &str, in_spite: &str) -> Result<()> {
    let (mut tx, action) = take_action(app, scope, id, &[ActionState::ToDo]).await?;
    if action.channel == Channel::Call {
        return Err(AppError::Invalid { field: "outcome", reason: text::calls::error_without_outcome() });
    }
    if action.template != Template::PrepareFormalNotice.code() {
        // One that was printed here says what it said then: it is posted, with all that is checked there.
        if action.channel.is_letter() && crate::post::is_printed(&mut tx, scope.organisation.id, id).await? {
            drop(tx);
            return post_printed(app, scope, id, in_spite).await;
        }
        // A letter that was printed elsewhere is checked as those of the page of letters are.
        if action.channel.is_letter() && in_spite.trim().is_empty() {
            let creditor = setup::creditor(app, scope.organisation.id).await?;
            if let Err(Refusal::Held(reason)) = compose(&mut tx, app, scope, &creditor, &action).await? {
                return Err(AppError::Invalid { field: "action", reason: text::post::refusal_held(&reason) });
            }
        }
        drop(tx);
        return move_action(app, scope, id, &[ActionState::ToDo], ActionState::Sent, "action.done", note.trim()).await;
    }
    let clearances = claims::clear_action(&mut tx, app, scope, &action, in_spite).await?;
    claims::finish(&mut tx, app, scope, &action, note.trim(), &clearances).await?;
    tx.commit().await?;
    Ok(())
}

/// Says that a letter that was printed here was posted today.
async fn post_printed(app: &App, scope: &Scope, id: ActionId, in_spite: &str) -> Result<()> {
    let posting = crate::post::Posting { on: app.today(), gone: in_spite.trim().to_owned() };
    let posted = crate::post::mark_posted(app, scope, &[(id, String::new())], &posting).await?;
    match posted.refused.into_iter().next() {
        Some(refused) => Err(AppError::Invalid { field: "action", reason: refused.reason }),
        None => Ok(()),
    }
}

/// Lets a refused message try again.
///
/// # Errors
/// [`AppError::Conflict`] when it was not refused.
#[crate::boxed]
pub async fn retry(app: &App, scope: &Scope, id: ActionId) -> Result<()> {
    move_action(app, scope, id, &[ActionState::Failed], ActionState::Approved, "action.retried", "").await
}

/// Says what became of a message of which the program does not know whether it left.
///
/// # Errors
/// [`AppError::Conflict`] when that is known.
#[crate::boxed]
pub async fn settle_unknown(app: &App, scope: &Scope, id: ActionId, was_received: bool) -> Result<()> {
    let to = if was_received { ActionState::Sent } else { ActionState::Failed };
    move_action(app, scope, id, &[ActionState::Unknown], to, "action.settled", &text::reason_settled_by(&scope.actor.name)).await
}
