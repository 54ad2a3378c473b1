//! The worker: reserve, check again, render, send, say what came of it.
//!
//! A message is reserved, with the bytes that will leave, in a transaction of its own before a byte is
//! sent. A crash in between leaves a reservation that nobody answers for: it becomes `unknown` and is
//! never retried by itself.

use std::collections::{HashMap, HashSet};

use channels::{Delivery, PostOffice, RawMail, SendError};
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar;
use domain::dunning::ActionState;
use domain::ids::{ActionId, OrganisationId};
use domain::party::Creditor;
use letters::LetterError;
use rayon::prelude::*;
use store::action::{Action, Message};
use store::event::NewEvent;
use store::{Engine, Tx};

use crate::matching::match_arrivals;
use crate::message::{Composed, Refusal, Rendered, compose, mail, render};
use crate::{App, AppError, Permission, Result, Scope, setup, text};

/// What a drain did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drained {
    /// Accepted by the server.
    pub sent: usize,
    /// Surely not accepted.
    pub failed: usize,
    /// May have been accepted.
    pub unknown: usize,
    /// Not sent because the check before sending said no.
    pub cancelled: usize,
    /// Still waiting, because of the first send's cap or of a server that does not answer.
    pub left: usize,
}

/// Whether the first real send was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// A person typed it.
    Given,
    /// Nobody did.
    Missing,
}

/// Messages made ready at a time.
const BATCH: i64 = 24;
/// How long a reservation holds: longer than any mail server takes to answer.
const RESERVATION: TimeDelta = TimeDelta::minutes(10);
/// Refused connections in a row after which the rest waits for another drain.
const GIVE_UP_AFTER: usize = 3;
/// Days after which a message that the server keeps putting off has failed: a server may be down over a weekend.
const GIVE_UP_DAYS: i64 = 4;
/// How long the worker leaves a message alone after it was put off; twice as long after each attempt.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// The longest such pause is the first one doubled so often: an hour and twenty minutes.
const MOST_DOUBLINGS: i32 = 4;

/// Sends what may leave.
///
/// # Errors
/// [`AppError::NoMail`] without a mail server, [`AppError::Unconfirmed`] before the first send was
/// confirmed, [`AppError::MissingMentions`] when no mail can be made.
pub async fn drain(app: &App, scope: &Scope, confirmation: Confirmation) -> Result<Drained> {
    drain_up_to(app, scope, confirmation, usize::MAX).await
}

/// Sends what may leave, and no more than so many messages.
///
/// # Errors
/// As [`drain`].
pub async fn drain_up_to(app: &App, scope: &Scope, confirmation: Confirmation, most: usize) -> Result<Drained> {
    scope.require(Permission::RunNight)?;
    let is_first = crate::sms::was_first(app, scope).await?;
    let mails = drain_mails(app, scope, confirmation, most).await;
    crate::sms::after_mails(app, scope, confirmation, (most, is_first), mails).await
}

/// The e-mails among them.
async fn drain_mails(app: &App, scope: &Scope, confirmation: Confirmation, most: usize) -> Result<Drained> {
    let office = app.mail().ok_or(AppError::NoMail)?;
    // Only one process sends from an embedded base; what another has reserved is not ours to judge.
    let lock = match app.db().engine() {
        Engine::Sqlite => match app.documents().lock_outbox()? {
            Some(lock) => Some(lock),
            None => return Ok(Drained::default()),
        },
        Engine::Postgres => None,
    };
    let mut drain = Drain::begin(app, scope, office, lock.is_some()).await?;
    drain.by_person = confirmation == Confirmation::Given;
    let organisation = store::organisation::all(app.db()).await?.into_iter().find(|known| known.id == scope.organisation.id);
    let first_sent_at = organisation.as_ref().and_then(|organisation| organisation.first_sent_at);
    let waiting = drain.waiting().await?;
    if waiting == 0 {
        return Ok(drain.done);
    }
    let cap = match (first_sent_at, confirmation) {
        (Some(_), _) => most,
        (None, Confirmation::Given) => usize::try_from(scope.organisation.first_send_cap).unwrap_or(usize::MAX),
        (None, Confirmation::Missing) => return Err(AppError::Unconfirmed),
    };
    let missing = drain.creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    while drain.done.sent + drain.done.unknown < cap && drain.refused_in_a_row < GIVE_UP_AFTER {
        let room = cap - drain.done.sent - drain.done.unknown;
        if !drain.batch(room).await? {
            break;
        }
    }
    if drain.done.sent > 0 && first_sent_at.is_none() {
        let mut tx = app.db().begin().await?;
        store::organisation::mark_first_sent(&mut tx, scope.organisation.id, app.now()).await?;
        tx.commit().await?;
    }
    drain.done.left = drain.waiting().await?;
    Ok(drain.done)
}

struct Drain<'a> {
    app: &'a App,
    scope: &'a Scope,
    office: &'a dyn PostOffice,
    creditor: Creditor,
    worker: String,
    refused_in_a_row: usize,
    /// Whether a person waits for it: what was put off is tried at once then.
    by_person: bool,
    /// Whether somebody stopped everything: what waits keeps its place.
    is_stopped: bool,
    /// Messages that this drain leaves alone from here on: tried and put off, or put off shortly before.
    left_alone: HashSet<ActionId>,
    done: Drained,
}

/// A message that was made ready outside any lock.
struct Prepared {
    composed: Composed,
    rendered: std::result::Result<Rendered, LetterError>,
}

/// A message that is reserved and kept, about to be sent.
struct Reserved {
    action: Action,
    raw: RawMail,
    recipient: String,
    document_hash: String,
}

impl<'a> Drain<'a> {
    async fn begin(app: &'a App, scope: &'a Scope, office: &'a dyn PostOffice, alone: bool) -> Result<Self> {
        let organisation = scope.organisation.id;
        let now = app.now();
        // Alone on the base, every reservation is orphaned; among several workers, those that have lapsed.
        let lapsed_before = if alone { now + TimeDelta::days(36_500) } else { now };
        let mut tx = app.db().begin().await?;
        let orphans = store::action::expire(&mut tx, organisation, lapsed_before, &text::reason_interrupted(), now).await?;
        let events: Vec<NewEvent> = orphans
            .iter()
            .map(|(action, debtor)| NewEvent {
                at: now,
                actor: scope.actor.name.clone(),
                kind: "message.unknown",
                debtor: Some(*debtor),
                subject: Some(action.0),
                payload: "{}".to_owned(),
            })
            .collect();
        store::event::append(&mut tx, organisation, &events).await?;
        tx.commit().await?;
        let creditor = setup::creditor(app, organisation).await?;
        let worker = format!("{}", std::process::id());
        let done = Drained { unknown: orphans.len(), ..Drained::default() };
        Ok(Self {
            app,
            scope,
            office,
            creditor,
            worker,
            refused_in_a_row: 0,
            by_person: false,
            is_stopped: false,
            left_alone: HashSet::new(),
            done,
        })
    }

    fn organisation(&self) -> OrganisationId {
        self.scope.organisation.id
    }

    async fn waiting(&self) -> Result<usize> {
        let mut tx = self.app.db().snapshot().await?;
        let waiting = store::action::sendable(&mut tx, self.organisation(), self.app.today(), i64::from(i32::MAX)).await?;
        Ok(waiting.len())
    }

    /// Makes a batch ready and sends it; says whether there may be more.
    async fn batch(&mut self, room: usize) -> Result<bool> {
        match_arrivals(self.app, self.scope).await?;
        let limit = BATCH.min(i64::try_from(room).unwrap_or(BATCH));
        let mut tx = self.app.db().snapshot().await?;
        let actions = self.ready(&mut tx, limit).await?;
        let mut composed = Vec::with_capacity(actions.len());
        for action in &actions {
            composed.push((action.id, compose(&mut tx, self.app, self.scope, &self.creditor, action).await?));
        }
        drop(tx);
        let mut prepared = self.render_all(composed).await?;
        let more = !actions.is_empty();
        for action in actions {
            let ready = prepared.remove(&action.id);
            self.one(action.id, ready).await?;
            if self.refused_in_a_row >= GIVE_UP_AFTER || self.is_stopped {
                break;
            }
        }
        Ok(more && !self.is_stopped)
    }

    /// The oldest messages that this drain may still try.
    async fn ready(&mut self, tx: &mut Tx, limit: i64) -> Result<Vec<Action>> {
        loop {
            let alone = i64::try_from(self.left_alone.len()).unwrap_or(i64::MAX);
            let mut actions = store::action::sendable(tx, self.organisation(), self.app.today(), limit.saturating_add(alone)).await?;
            let now = self.app.now();
            // A veto may still come: such a message waits for its hour, whoever sends.
            let is_early = |action: &&Action| action.not_before.is_some_and(|from| from > now) && !self.left_alone.contains(&action.id);
            let early: Vec<ActionId> = actions.iter().filter(is_early).map(|action| action.id).collect();
            if !early.is_empty() {
                self.left_alone.extend(early);
                continue;
            }
            actions.retain(|action| !self.left_alone.contains(&action.id));
            let resting = self.resting(tx, &actions).await?;
            if resting.is_empty() || resting.len() < actions.len() {
                actions.retain(|action| !resting.contains(&action.id));
                self.left_alone.extend(resting);
                return Ok(actions);
            }
            self.left_alone.extend(resting);
        }
    }

    /// Those that were put off so shortly before that another try would find the server as it was.
    async fn resting(&self, tx: &mut Tx, actions: &[Action]) -> Result<Vec<ActionId>> {
        let mut resting = Vec::new();
        // On a day of rest nothing leaves, and nothing is given up: it waits for the next working day.
        if !calendar::is_working_day(self.app.today()) {
            resting.extend(actions.iter().map(|action| action.id));
        }
        for action in actions.iter().filter(|action| !self.by_person && action.state == ActionState::Planned && action.attempts > 0) {
            let last = store::action::messages(tx, self.organisation(), action.id).await?.pop();
            let pause = FIRST_PAUSE * 2_i32.pow(u32::try_from((action.attempts - 1).clamp(0, MOST_DOUBLINGS)).unwrap_or(0));
            if last.is_some_and(|message| self.app.now() < message.created_at + pause) {
                resting.push(action.id);
            }
        }
        Ok(resting)
    }

    /// Renders on all cores, outside any transaction: letters are most of the work.
    async fn render_all(&self, composed: Vec<(ActionId, std::result::Result<Composed, Refusal>)>) -> Result<HashMap<ActionId, Prepared>> {
        let app = self.app.clone();
        let rendering = tokio::task::spawn_blocking(move || {
            composed
                .into_par_iter()
                .filter_map(|(id, composed)| {
                    let composed = composed.ok()?;
                    let rendered = render(&app, &composed.context);
                    Some((id, Prepared { composed, rendered }))
                })
                .collect()
        });
        rendering.await.map_err(|error| AppError::Letter(error.to_string()))
    }

    async fn one(&mut self, id: ActionId, prepared: Option<Prepared>) -> Result<()> {
        let Some(reserved) = self.reserve(id, prepared).await? else { return Ok(()) };
        let answer = self.office.send(&reserved.raw).await;
        self.settle(reserved, answer).await
    }

    /// Reserves a message in the transaction that checks it again. What was made ready is used only when
    /// the check composes the very same message.
    async fn reserve(&mut self, id: ActionId, prepared: Option<Prepared>) -> Result<Option<Reserved>> {
        let (organisation, now) = (self.organisation(), self.app.now());
        let mut tx = self.app.db().begin().await?;
        if store::guard::get(&mut tx, organisation).await?.stop.is_some() {
            self.is_stopped = true;
            return Ok(None);
        }
        let Some(action) = store::action::claim_one(&mut tx, organisation, id, &self.worker, now + RESERVATION, self.app.today()).await?
        else {
            return Ok(None);
        };
        store::debtor::hold(&mut tx, organisation, action.debtor).await?;
        let composed = match compose(&mut tx, self.app, self.scope, &self.creditor, &action).await? {
            Ok(composed) => composed,
            Err(refusal) => {
                self.refuse(tx, &action, &refusal).await?;
                return Ok(None);
            }
        };
        let rendered = match prepared {
            Some(prepared) if prepared.composed == composed => prepared.rendered,
            _ => render(self.app, &composed.context),
        };
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(LetterError::MissingMentions(mentions)) => return Err(AppError::MissingMentions(mentions)),
            Err(error) => {
                self.refuse(tx, &action, &Refusal::Letter(error)).await?;
                return Ok(None);
            }
        };
        let Some(recipient) = composed.recipient.clone() else {
            self.refuse(tx, &action, &Refusal::Held(text::hold_reason(domain::dunning::HoldReason::NoContact))).await?;
            return Ok(None);
        };
        let outgoing = mail(&action, &composed, &rendered, &recipient, now)?;
        let raw = outgoing.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
        let document_hash = self.app.documents().keep(&raw.bytes)?;
        let attachment_hash = self.app.documents().keep(&rendered.statement)?;
        let message = Message {
            action: action.id,
            attempt: action.attempts,
            message_id: raw.message_id.clone(),
            recipient: recipient.as_str().to_owned(),
            subject: rendered.body.subject,
            body_text: rendered.body.text,
            body_html: rendered.body.html,
            document_hash: document_hash.clone(),
            attachment_hash,
            created_at: now,
        };
        store::action::insert_message(&mut tx, organisation, &message).await?;
        store::action::set_amounts(&mut tx, organisation, action.id, composed.asked.len(), composed.asked_amount, composed.context.net)
            .await?;
        tx.commit().await?;
        Ok(Some(Reserved { action, raw, recipient: message.recipient, document_hash }))
    }

    /// Gives an action up in the transaction that reserved it; its items may be asked for again later.
    async fn refuse(&mut self, mut tx: Tx, action: &Action, refusal: &Refusal) -> Result<()> {
        let reason = match refusal {
            Refusal::Held(reason) => reason.clone(),
            Refusal::Letter(error) => text::refusal_letter(error.code()),
        };
        let (organisation, now) = (self.organisation(), self.app.now());
        store::action::withdraw(&mut tx, organisation, action.id, action.business_date).await?;
        store::action::set_state(&mut tx, organisation, action.id, ActionState::Reserved, ActionState::Cancelled, &reason, now).await?;
        let payload = serde_json::json!({"reason": reason}).to_string();
        let event = self.event("message.cancelled", action, payload, now);
        store::event::append(&mut tx, organisation, &[event]).await?;
        tx.commit().await?;
        self.done.cancelled += 1;
        Ok(())
    }

    fn event(&self, kind: &'static str, action: &Action, payload: String, at: DateTime<Utc>) -> NewEvent {
        NewEvent { at, actor: self.scope.actor.name.clone(), kind, debtor: Some(action.debtor), subject: Some(action.id.0), payload }
    }

    /// Writes down what the server said.
    async fn settle(&mut self, reserved: Reserved, answer: std::result::Result<Delivery, SendError>) -> Result<()> {
        let (organisation, now) = (self.organisation(), self.app.now());
        let action = &reserved.action;
        let (state, kind, reason) = match &answer {
            Ok(Delivery::Accepted { .. }) => (ActionState::Sent, "message.sent", String::new()),
            Err(SendError::NotSent { retryable: true, reason }) if (self.app.today() - action.business_date).num_days() < GIVE_UP_DAYS => {
                (ActionState::Planned, "message.put_off", text::reason_put_off(reason))
            }
            Err(SendError::NotSent { reason, .. }) => (ActionState::Failed, "message.failed", text::reason_refused(reason)),
            Err(SendError::Unknown { reason }) => (ActionState::Unknown, "message.unknown", text::reason_unknown(reason)),
        };
        let payload = serde_json::json!({
            "recipient": reserved.recipient, "message_id": reserved.raw.message_id, "sha256": reserved.document_hash,
            "attempt": action.attempts, "reason": reason,
        });
        let event = self.event(kind, action, payload.to_string(), now);
        let mut tx = self.app.db().begin().await?;
        store::action::set_state(&mut tx, organisation, action.id, ActionState::Reserved, state, &reason, now).await?;
        store::event::append(&mut tx, organisation, &[event]).await?;
        tx.commit().await?;
        match state {
            ActionState::Sent => self.done.sent += 1,
            ActionState::Unknown => self.done.unknown += 1,
            ActionState::Failed => self.done.failed += 1,
            _ => {
                self.left_alone.insert(action.id);
            }
        }
        let put_off = matches!(&answer, Err(SendError::NotSent { retryable: true, .. }));
        self.refused_in_a_row = if put_off { self.refused_in_a_row + 1 } else { 0 };
        Ok(())
    }
}
