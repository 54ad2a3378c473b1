//! Calls: whom to ring, what to say, and what came of it. A call is done when its outcome is told; each outcome drives what
//! comes next (`docs/spec/approvals.md`).

use channels::PARIS;
use chrono::{DateTime, NaiveTime, TimeZone as _, Timelike as _, Utc};
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, ContactId, DebtorId, DisputeId, OpenItemId};
use domain::ledger::OpenItem;
use domain::party::ContactRole;
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::action::Action;
pub use store::call::CallRow;

use crate::approvals::{self, Verb};
use crate::debtor_file::{TIMELINE_SHOWN, TimelineEntry, TimelineKind, timeline};
use crate::dispute::NewDispute;
use crate::message::{Refusal, compose};
use crate::plans::{Effects, Missed};
use crate::promises::{self, NewPromise};
use crate::text::calls as words;
use crate::text::locale::ShownIn as _;
use crate::{App, AppError, Permission, Result, Scope, journal, setup};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The debtor named a day and an amount.
    Promise,
    /// The debtor pays today.
    PaysToday,
    /// The debtor disputes what is asked.
    Dispute,
    /// Nobody answered.
    NoAnswer,
    /// A message was left, which names no debt.
    MessageLeft,
    /// Somebody else answers at this number.
    WrongNumber,
    /// The debtor will not pay.
    Refuses,
}

impl Outcome {
    /// All outcomes, in the order of menus.
    pub const ALL: [Self; 7] =
        [Self::Promise, Self::PaysToday, Self::Dispute, Self::NoAnswer, Self::MessageLeft, Self::WrongNumber, Self::Refuses];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Promise => "promise",
            Self::PaysToday => "pays_today",
            Self::Dispute => "dispute",
            Self::NoAnswer => "no_answer",
            Self::MessageLeft => "message_left",
            Self::WrongNumber => "wrong_number",
            Self::Refuses => "refuses",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Whether somebody of the debtor's was spoken to, or left word.
    #[must_use]
    pub fn reached(self) -> bool {
        !matches!(self, Self::NoAnswer | Self::WrongNumber)
    }
}

/// Calls without an answer after which the step goes on.
pub const TRIES: usize = 3;
/// Working days for which « I pay today » holds the reminders: a transfer takes one or two to be seen.
pub const PAYS_TODAY_DAYS: u8 = 3;
/// Days to the next try when the caller names none.
pub const AGAIN_IN: i64 = 2;
/// The longest promise, in days.
pub const LONGEST_PROMISE: i64 = 366;
/// Exchanges shown beside the script.
const EXCHANGES: usize = 8;

/// What a caller tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// What came of it.
    pub outcome: Outcome,
    /// The amount that was promised; all that is asked when it is left out.
    pub amount: Option<Cents>,
    /// The day of a promise, or the day to call again.
    pub on: Option<Date>,
    /// The one item that is disputed; all that are asked when it is left out.
    pub item: Option<OpenItemId>,
    /// Why it is disputed, when the caller knows.
    pub reason: Option<domain::dispute::Reason>,
    /// The contact that was called.
    pub contact: Option<ContactId>,
    /// What was said.
    pub note: String,
}

impl NewCall {
    /// A call of which nothing but the outcome is told.
    #[must_use]
    pub fn new(outcome: Outcome, note: &str) -> Self {
        Self { outcome, amount: None, on: None, item: None, reason: None, contact: None, note: note.to_owned() }
    }
}

/// What comes after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The step is done.
    Done,
    /// The call is to be tried again from a day on.
    Again(Date),
    /// Another number is to be tried.
    OtherNumber,
    /// The step is passed over: nobody could be reached.
    Over,
}

impl Next {
    /// The stable key, and the day of the next try.
    #[must_use]
    pub fn parts(self) -> (&'static str, Option<Date>) {
        match self {
            Self::Done => ("done", None),
            Self::Again(on) => ("again", Some(on)),
            Self::OtherNumber => ("other_number", None),
            Self::Over => ("over", None),
        }
    }

    /// Reads what [`Self::parts`] gave.
    #[must_use]
    pub fn from_parts(code: &str, on: Option<Date>) -> Option<Self> {
        match (code, on) {
            ("done", _) => Some(Self::Done),
            ("again", Some(on)) => Some(Self::Again(on)),
            ("other_number", _) => Some(Self::OtherNumber),
            ("over", _) => Some(Self::Over),
            _ => None,
        }
    }
}

/// A number to dial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Whose.
    pub contact: ContactId,
    /// The contact's name; may be empty.
    pub name: String,
    /// What the contact is for.
    pub role: ContactRole,
    /// The number as typed.
    pub number: String,
    /// Since when somebody else answers there.
    pub wrong_on: Option<Date>,
}

/// What a caller sees.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The numbers, those that work first, by role.
    pub phones: Vec<Phone>,
    /// The calls made for this action, in order.
    pub tries: Vec<CallRow>,
    /// The last exchanges with the debtor, newest first.
    pub exchanges: Vec<TimelineEntry>,
    /// What is asked and still open; of a call to make, what the decision would ask for by now, less what is contested.
    pub items: Vec<OpenItem>,
    /// Their sum.
    pub asked: Cents,
    /// Why the decision would ask for none of it by now, in words; `None` when it would.
    pub held: Option<String>,
    /// What is missing of the debtor's plans that hold: of what they spread, nothing else may be asked for.
    pub missed: Vec<Missed>,
    /// Its currency.
    pub currency: Currency,
    /// When to call again, when that is still to come.
    pub again_at: Option<DateTime<Utc>>,
    /// Whether it is before 8:00, after 20:00, or no working day.
    pub is_bad_hour: bool,
}

/// Whether a person is not rung up at an instant: before 8:00 and from 20:00 on in Paris, and on days of rest.
#[must_use]
pub fn is_bad_hour(at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&PARIS);
    !(8..20).contains(&local.hour()) || !calendar::is_working_day(local.date_naive())
}

/// The screen of a call that is to be made; `None` for what is no such call.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn desk(app: &App, scope: &Scope, id: ActionId) -> Result<Option<Desk>> {
    scope.require(Permission::ViewMessages)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let action = store::action::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    if action.channel != Channel::Call {
        return Ok(None);
    }
    let tries = store::call::of_action(&mut tx, organisation, id).await?;
    let plans = Box::pin(Effects::load(&mut tx, organisation, Some(action.debtor), app.today())).await?;
    let mut items = asked(&mut tx, scope, &action, &plans, app.today()).await?;
    let held = if action.state == ActionState::ToDo { decide_again(&mut tx, app, scope, &action, &mut items).await? } else { None };
    let all = store::item::of_debtor(&mut tx, organisation, action.debtor).await?;
    let is_exchange = |entry: &TimelineEntry| {
        matches!(entry.kind, TimelineKind::Message | TimelineKind::Received | TimelineKind::Call | TimelineKind::Letter)
            && entry.action != Some(id)
    };
    let entries = timeline(&mut tx, scope, action.debtor, &all, TIMELINE_SHOWN).await?;
    Ok(Some(Desk {
        phones: phones(&mut tx, scope, &action).await?,
        tries,
        exchanges: entries.into_iter().filter(is_exchange).take(EXCHANGES).collect(),
        asked: Cents::total(items.iter().map(|item| item.open)),
        items,
        held,
        missed: plans.missed,
        currency: action.currency,
        again_at: action.not_before.filter(|at| *at > app.now() && action.state == ActionState::ToDo),
        is_bad_hour: is_bad_hour(app.now()),
    }))
}

/// Leaves of the items of a call what the decision would ask for by now: nobody is called about what was promised, suspended, contested or
/// covered since the night. Else says why; the items stay then, so that what the debtor says of them can be noted.
async fn decide_again(tx: &mut Tx, app: &App, scope: &Scope, action: &Action, items: &mut Vec<OpenItem>) -> Result<Option<String>> {
    let creditor = setup::creditor_in(tx, scope.organisation.id).await?;
    let composed = match Box::pin(compose(tx, app, scope, &creditor, action)).await? {
        Ok(composed) => composed,
        Err(Refusal::Held(reason)) => return Ok(Some(reason)),
        // Words that no letter could be made of do not matter on the telephone.
        Err(Refusal::Letter(_)) => return Ok(None),
    };
    let known = store::claim::facts_of_debtor(tx, scope.organisation.id, action.debtor).await?;
    items.retain(|item| composed.asked.contains(&item.id));
    for item in items {
        let disputed = known.get(&item.id).map_or(Cents::ZERO, |facts| facts.disputed.max(Cents::ZERO));
        item.open -= disputed.min(item.open);
    }
    Ok(None)
}

async fn phones(tx: &mut Tx, scope: &Scope, action: &Action) -> Result<Vec<Phone>> {
    let organisation = scope.organisation.id;
    let wrong = store::call::wrong_numbers(tx, organisation, action.debtor).await?;
    let contacts = store::debtor::contacts(tx, organisation, action.debtor).await?;
    let mut phones: Vec<Phone> = contacts
        .into_iter()
        .filter(|contact| !contact.phone.trim().is_empty())
        .map(|contact| Phone {
            contact: contact.id,
            name: contact.name,
            role: contact.role,
            number: contact.phone,
            wrong_on: wrong.iter().find(|(id, _)| *id == contact.id).map(|(_, on)| *on),
        })
        .collect();
    phones.sort_by_key(|phone| (phone.wrong_on.is_some(), ContactRole::ALL.iter().position(|role| *role == phone.role)));
    Ok(phones)
}

/// What an action asks for and is still open, by due date; what a plan spreads is not asked for while it holds, nor what is settled by a
/// smaller sum while that is waited for.
async fn asked(tx: &mut Tx, scope: &Scope, action: &Action, plans: &Effects, today: Date) -> Result<Vec<OpenItem>> {
    let mut items = Vec::new();
    let compromises = Box::pin(crate::compromises::Effects::load(tx, scope.organisation.id, Some(action.debtor), today)).await?;
    for advance in store::action::items(tx, scope.organisation.id, action.id).await? {
        if plans.keeps(advance.item, today) || compromises.keeps(advance.item, today) {
            continue;
        }
        items.extend(store::item::get(tx, scope.organisation.id, advance.item).await?.filter(|item| item.open.is_positive()));
    }
    items.sort_by_key(|item| (item.due_on, item.id));
    Ok(items)
}

/// Tells what came of a call: the call is done, or tried again; a promise and « I pay today » hold what they are about, a
/// dispute takes it out of the reminders.
///
/// # Errors
/// [`AppError::Conflict`] when there is no call to make; [`AppError::Invalid`] for what an outcome lacks.
#[crate::boxed]
pub async fn record(app: &App, scope: &Scope, id: ActionId, call: &NewCall) -> Result<Next> {
    let mut tx = app.db().begin().await?;
    let next = record_in(&mut tx, app, scope, id, call).await?;
    tx.commit().await?;
    Ok(next)
}

/// Tells what came of a call in a transaction.
pub(crate) async fn record_in(tx: &mut Tx, app: &App, scope: &Scope, id: ActionId, call: &NewCall) -> Result<Next> {
    scope.require(Permission::ApproveMessages)?;
    if call.outcome == Outcome::Dispute {
        scope.require(Permission::ManageClaims)?;
    }
    let organisation = scope.organisation.id;
    let action = store::action::get(tx, organisation, id).await?.ok_or(AppError::NotFound("action"))?;
    if action.channel != Channel::Call || action.state != ActionState::ToDo {
        return Err(AppError::Conflict("action"));
    }
    let plans = Box::pin(Effects::load(tx, organisation, Some(action.debtor), app.today())).await?;
    let items = asked(tx, scope, &action, &plans, app.today()).await?;
    let (amount, on) = check(app, call, &items)?;
    let tries = store::call::of_action(tx, organisation, id).await?;
    let unanswered = tries.iter().filter(|row| row.outcome == Outcome::NoAnswer.code()).count() + 1;
    let promise = match call.outcome {
        Outcome::Promise => on.map(|on| (amount, on, None)),
        Outcome::PaysToday => Some((None, app.today(), Some(PAYS_TODAY_DAYS))),
        _ => None,
    };
    if let Some(promise) = promise.filter(|_| !items.is_empty()) {
        promises::record_in(tx, app, scope, &promised(&action, &items, call, promise)).await?;
    }
    if call.outcome == Outcome::Dispute {
        dispute(tx, app, scope, &items, call).await?;
    }
    let next = match call.outcome {
        Outcome::NoAnswer if unanswered < TRIES => Next::Again(on.unwrap_or_else(|| again_on(app.today()))),
        Outcome::NoAnswer => Next::Over,
        Outcome::WrongNumber => wrong_number(tx, app, scope, &action, call).await?,
        _ => Next::Done,
    };
    let on = if let Next::Again(day) = next { Some(day) } else { on };
    tell(tx, app, scope, &action, call, (amount, on), next).await?;
    Ok(next)
}

/// Opens a dispute that a call revealed, with its items and amounts, and closes the call with that outcome in the same transaction. A call that
/// was closed meanwhile, or that is not for this person to close, stays as it is.
///
/// # Errors
/// As [`crate::dispute::open`].
#[crate::boxed]
pub async fn open_dispute(app: &App, scope: &Scope, id: ActionId, debtor: DebtorId, new: &NewDispute) -> Result<DisputeId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let dispute = crate::dispute::open_of(&mut tx, app, scope, debtor, new).await?;
    let is_to_close = |action: &Action| action.debtor == debtor && action.channel == Channel::Call && action.state == ActionState::ToDo;
    let action = store::action::get(&mut tx, scope.organisation.id, id).await?.filter(is_to_close);
    if let Some(action) = action.filter(|_| scope.require(Permission::ApproveMessages).is_ok()) {
        let reason = crate::text::locale::in_french(|| crate::text::dispute::reason(new.reason));
        let note = if new.note.trim().is_empty() { reason } else { new.note.clone() };
        let call = NewCall::new(Outcome::Dispute, &note.chars().take(1_000).collect::<String>());
        tell(&mut tx, app, scope, &action, &call, (None, None), Next::Done).await?;
    }
    tx.commit().await?;
    Ok(dispute)
}

/// Writes what came of a call, and closes it or puts it off.
async fn tell(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    action: &Action,
    call: &NewCall,
    (amount, on): (Option<Cents>, Option<Date>),
    next: Next,
) -> Result<()> {
    let organisation = scope.organisation.id;
    let id = action.id;
    let row = CallRow {
        id: store::fresh_id(),
        action: id,
        outcome: call.outcome.code().to_owned(),
        amount,
        currency: action.currency,
        on_day: on,
        note: call.note.trim().to_owned(),
        recorded_on: app.today(),
        recorded_at: app.now(),
        recorded_by: scope.actor.name.clone(),
    };
    store::call::insert(tx, organisation, &row).await?;
    let (summary, outcome) = crate::text::locale::in_french(|| {
        let amount = amount.map(|amount| amount.fr_in(action.currency));
        (words::summary(call.outcome, amount, on), words::outcome(call.outcome))
    });
    let payload = serde_json::json!({"outcome": outcome, "summary": summary, "note": row.note});
    let line = journal::line(app, scope, "call.recorded", Some(action.debtor), Some(id.0), &payload);
    store::event::append(tx, organisation, &[line]).await?;
    close(tx, app, scope, action, next, &summary).await
}

async fn close(tx: &mut Tx, app: &App, scope: &Scope, action: &Action, next: Next, summary: &str) -> Result<()> {
    let organisation = scope.organisation.id;
    match next {
        Next::Done => {
            store::action::set_state(tx, organisation, action.id, ActionState::ToDo, ActionState::Sent, summary, app.now()).await?;
            store::action::left_on(tx, organisation, action.id, app.today()).await?;
        }
        Next::Over => {
            approvals::decide(tx, app, scope, &[action.id], Verb::Skip, summary).await?;
        }
        Next::Again(day) => store::call::again_at(tx, organisation, action.id, opening(day)).await?,
        Next::OtherNumber => {}
    }
    Ok(())
}

/// Eight in the morning of a day in Paris.
fn opening(day: Date) -> DateTime<Utc> {
    let at = day.and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(8);
    PARIS.from_local_datetime(&at).earliest().map_or_else(|| at.and_utc(), |at| at.with_timezone(&Utc))
}

fn again_on(today: Date) -> Date {
    calendar::working_day_on_or_after(calendar::add_days(today, AGAIN_IN))
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// What an outcome needs, and its amount and day.
fn check(app: &App, call: &NewCall, items: &[OpenItem]) -> Result<(Option<Cents>, Option<Date>)> {
    let (today, wants_note) = (app.today(), matches!(call.outcome, Outcome::Dispute | Outcome::Refuses));
    if wants_note && call.note.trim().is_empty() {
        return Err(invalid("note", words::error_without_note()));
    }
    match call.outcome {
        Outcome::Promise => {
            let on = call.on.ok_or_else(|| invalid("on", words::error_without_day()))?;
            if on < today || (on - today).num_days() > LONGEST_PROMISE {
                return Err(invalid("on", words::error_promise_day()));
            }
            let amount = call.amount.unwrap_or_else(|| Cents::total(items.iter().map(|item| item.open)));
            if call.amount.is_some() && !amount.is_positive() {
                return Err(invalid("amount", words::error_promise_amount()));
            }
            Ok((Some(amount), Some(on)))
        }
        Outcome::NoAnswer => match call.on {
            Some(on) if on <= today || (on - today).num_days() > 60 => Err(invalid("on", words::error_again_day())),
            on => Ok((None, on.map(calendar::working_day_on_or_after))),
        },
        _ => Ok((None, None)),
    }
}

/// What was said of the money, as a promise of what the call asked for.
fn promised(action: &Action, items: &[OpenItem], call: &NewCall, (amount, on, grace): (Option<Cents>, Date, Option<u8>)) -> NewPromise {
    NewPromise {
        items: items.iter().map(|item| item.id).collect(),
        amount,
        note: call.note.trim().to_owned(),
        action: Some(action.id),
        grace,
        ..NewPromise::new(action.debtor, on)
    }
}

/// Opens a dispute on the whole of what is disputed and not contested already; its reason is to be chosen on its page.
async fn dispute(tx: &mut Tx, app: &App, scope: &Scope, items: &[OpenItem], call: &NewCall) -> Result<()> {
    let chosen: Vec<OpenItem> = items.iter().filter(|item| call.item.is_none_or(|own| own == item.id)).cloned().collect();
    if chosen.is_empty() {
        return Err(AppError::NotFound("item"));
    }
    crate::dispute::open_on_call(tx, app, scope, &chosen, call.reason, &call.note).await
}

/// Marks the number; another one is tried, or there is none.
async fn wrong_number(tx: &mut Tx, app: &App, scope: &Scope, action: &Action, call: &NewCall) -> Result<Next> {
    let working: Vec<ContactId> =
        phones(tx, scope, action).await?.into_iter().filter(|phone| phone.wrong_on.is_none()).map(|phone| phone.contact).collect();
    let wrong = call.contact.or_else(|| working.first().copied().filter(|_| working.len() == 1));
    let Some(contact) = wrong else {
        // Nobody noted a number here: the caller looked one up.
        return if working.is_empty() { Ok(Next::Over) } else { Err(invalid("contact", words::error_which_number())) };
    };
    if !store::call::mark_wrong(tx, scope.organisation.id, action.debtor, contact, app.today()).await? {
        return Err(AppError::NotFound("contact"));
    }
    Ok(if working.iter().any(|other| *other != contact) { Next::OtherNumber } else { Next::Over })
}

/// A call that was made, as an entry of the debtor's history.
pub(crate) fn entry(row: CallRow) -> TimelineEntry {
    let outcome = Outcome::from_code(&row.outcome);
    let summary = outcome.map(|outcome| words::summary(outcome, row.amount.map(|amount| amount.shown_in(row.currency)), row.on_day));
    TimelineEntry {
        on: row.recorded_on,
        at: Some(row.recorded_at),
        kind: TimelineKind::Call,
        title: words::timeline(&summary.unwrap_or(row.outcome)),
        detail: row.note,
        amount: None,
        action: Some(row.action),
        mail: None,
        state: None,
        actor: row.recorded_by,
    }
}
