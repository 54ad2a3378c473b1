//! The worker: reserve, check again, render, send, say what came of it.
//!
//! Messages are reserved a few at a time, each with the bytes that will leave, in one transaction before a
//! byte is sent; they travel side by side. A crash in between leaves reservations that nobody answers for:
//! they become `unknown` and are never retried by themselves.
//!
//! Workers that share a server put their name on what they make ready, so that none makes ready what another
//! does. That name is a courtesy which lapses; only the reservation decides.

use std::collections::{BTreeSet, HashMap, HashSet};

use channels::{Delivery, PostOffice, RawMail, SendError};
use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use domain::dunning::ActionState;
use domain::identifiers::EmailAddress;
use domain::ids::{ActionId, DebtorId, OpenItemId, OrganisationId};
use domain::party::Creditor;
use domain::{Cents, calendar};
use futures_util::future::join_all;
use letters::LetterError;
use rayon::prelude::*;
use store::action::{Action, Message};
use store::guard::Guard;
use store::received::Sent;
use store::{Engine, Tx};

use crate::departure::{self, GIVE_UP_AFTER, RESERVATION};
use crate::enclosed::Copies;
use crate::envelope::mail;
use crate::matching::match_arrivals;
use crate::message::{Composed, Refusal, Rendered, compose, render};
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
/// Messages reserved together and on their way at once: as many as connections to the mail server. A crash leaves no
/// more than these in doubt.
const LANE: usize = 8;
/// How long a worker's name keeps others from making the same messages ready: longer than a batch takes.
const NAMED_FOR: TimeDelta = TimeDelta::minutes(2);
/// The hours over which providers of mailboxes count.
const MAILBOX_HOURS: TimeDelta = TimeDelta::hours(24);

/// Sends what may leave.
///
/// # Errors
/// [`AppError::NoMail`] without a mail server, [`AppError::Unconfirmed`] before the first send was
/// confirmed, [`AppError::MissingMentions`] when no mail can be made.
#[crate::boxed]
pub async fn drain(app: &App, scope: &Scope, confirmation: Confirmation) -> Result<Drained> {
    drain_up_to(app, scope, confirmation, usize::MAX).await
}

/// Sends what may leave, and no more than so many messages.
///
/// # Errors
/// As [`drain`].
#[crate::boxed]
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
    let mut drain = Drain::begin(app, scope, &*office, lock.is_some()).await?;
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
    if confirmation == Confirmation::Missing && !is_mail_hour(app, scope).await? {
        drain.done.left = waiting;
        return Ok(drain.done);
    }
    let cap = cap.min(drain.room_of_mailbox().await?);
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

/// Whether e-mails leave by themselves at this hour.
async fn is_mail_hour(app: &App, scope: &Scope) -> Result<bool> {
    let mut tx = app.db().snapshot().await?;
    let hours = store::guard::get(&mut tx, scope.organisation.id).await?.mail_hours;
    Ok(hours.is_none_or(|hours| hours.holds(app.now().with_timezone(&crate::PARIS).hour())))
}

struct Drain<'a> {
    app: &'a App,
    scope: &'a Scope,
    office: &'a dyn PostOffice,
    creditor: Creditor,
    worker: String,
    /// Whether no other worker can send from this base.
    alone: bool,
    refused_in_a_row: usize,
    /// Whether a person waits for it: what was put off is tried at once then.
    by_person: bool,
    /// Whether somebody stopped everything, or the mailbox takes no more: what waits keeps its place.
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
    /// The copies of invoices that go with it, and the invoices without one.
    copies: Copies,
}

/// A message that was reserved and checked, and is not kept yet.
struct Checked {
    action: Action,
    composed: Composed,
    rendered: Rendered,
    recipient: EmailAddress,
}

/// A message whose bytes lie on the disk.
struct Kept {
    message: Message,
    /// How many items it asks for, their sum, and what is owed in all.
    asked: (usize, Cents, Cents),
    /// The items that keep their step by it, when it leaves others out.
    kept: Option<Vec<OpenItemId>>,
    reserved: Reserved,
}

impl Kept {
    fn new(app: &App, checked: Checked, now: DateTime<Utc>) -> Result<Self> {
        let Checked { action, composed, rendered, recipient } = checked;
        let outgoing = mail(&action, &composed, &rendered, &recipient, now)?;
        let raw = outgoing.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
        let document_hash = app.documents().keep(&raw.bytes)?;
        // What a service mail carries is kept as documents of their own.
        let attachment_hash = match &rendered.enclosed {
            Some(_) => String::new(),
            None => app.documents().keep(&rendered.statement)?,
        };
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
        let asked = (composed.asked.len(), composed.asked_amount, composed.context.net);
        let (recipient, copies) = (message.recipient.clone(), composed.copies);
        Ok(Self { message, asked, kept: composed.kept, reserved: Reserved { action, raw, recipient, document_hash, copies } })
    }
}

impl<'a> Drain<'a> {
    async fn begin(app: &'a App, scope: &'a Scope, office: &'a dyn PostOffice, alone: bool) -> Result<Self> {
        let unknown = departure::doubt_orphans(app, scope, alone).await?;
        let creditor = setup::creditor(app, scope.organisation.id).await?;
        let worker = uuid::Uuid::now_v7().to_string();
        let done = Drained { unknown, ..Drained::default() };
        Ok(Self {
            app,
            scope,
            office,
            creditor,
            worker,
            alone,
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
        Ok(store::action::count_sendable(&mut tx, self.organisation(), self.app.today()).await?)
    }

    /// How many e-mails the sending mailbox still takes.
    async fn room_of_mailbox(&self) -> Result<usize> {
        let mut tx = self.app.db().snapshot().await?;
        let guard = store::guard::get(&mut tx, self.organisation()).await?;
        self.room_in(&mut tx, &guard).await
    }

    /// The same, as a transaction sees it. The mailbox is the installation's: what left for any of its houses counts.
    async fn room_in(&self, tx: &mut Tx, guard: &Guard) -> Result<usize> {
        let Some(cap) = guard.mail_cap else { return Ok(usize::MAX) };
        let mut left = 0;
        for house in store::organisation::all_in(tx).await? {
            left += store::action::mails_since(tx, house.id, self.app.now() - MAILBOX_HOURS).await?;
        }
        Ok(usize::try_from(i64::from(cap) - left).unwrap_or(0))
    }

    /// Makes a batch ready and sends it; says whether there may be more.
    async fn batch(&mut self, room: usize) -> Result<bool> {
        match_arrivals(self.app, self.scope).await?;
        let limit = BATCH.min(i64::try_from(room).unwrap_or(BATCH));
        let actions = self.ready(limit).await?;
        let mut tx = self.app.db().snapshot().await?;
        let mut composed = Vec::with_capacity(actions.len());
        for action in &actions {
            composed.push((action.id, compose(&mut tx, self.app, self.scope, &self.creditor, action).await?));
        }
        drop(tx);
        let mut prepared = self.render_all(composed).await?;
        for lane in lanes(&actions) {
            self.lane(&lane, &mut prepared).await?;
            if self.refused_in_a_row >= GIVE_UP_AFTER || self.is_stopped {
                self.let_go().await?;
                break;
            }
        }
        Ok(!actions.is_empty() && !self.is_stopped)
    }

    /// The oldest messages that this drain may still try, those whose veto has run out among them; other workers leave them alone from here on.
    async fn ready(&mut self, limit: i64) -> Result<Vec<Action>> {
        let (organisation, today) = (self.organisation(), self.app.today());
        loop {
            let now = self.app.now();
            let alone = i64::try_from(self.left_alone.len()).unwrap_or(i64::MAX);
            let mut tx = self.app.db().snapshot().await?;
            let mut actions =
                store::action::sendable(&mut tx, organisation, today, (&self.worker, now), limit.saturating_add(alone)).await?;
            actions.retain(|action| !self.left_alone.contains(&action.id));
            let resting = self.resting(&mut tx, &actions).await?;
            drop(tx);
            let found = actions.len();
            actions.retain(|action| !resting.contains(&action.id));
            self.left_alone.extend(resting);
            let mine = self.put_name(actions).await?;
            if !mine.is_empty() || found == 0 {
                return Ok(mine);
            }
        }
    }

    /// Those of the messages that this worker may make ready: not the ones that another took meanwhile.
    async fn put_name(&self, mut actions: Vec<Action>) -> Result<Vec<Action>> {
        if self.alone || actions.is_empty() {
            return Ok(actions);
        }
        let now = self.app.now();
        let mut tx = self.app.db().begin().await?;
        let mut mine = HashSet::new();
        for action in &actions {
            if store::action::put_name(&mut tx, self.organisation(), action.id, (&self.worker, now), now + NAMED_FOR).await? {
                mine.insert(action.id);
            }
        }
        tx.commit().await?;
        actions.retain(|action| mine.contains(&action.id));
        Ok(actions)
    }

    /// Takes the worker's name off what it made ready and does not send.
    async fn let_go(&self) -> Result<()> {
        if self.alone {
            return Ok(());
        }
        let mut tx = self.app.db().begin().await?;
        store::action::let_go(&mut tx, self.organisation(), &self.worker).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Those that were put off so shortly before that another try would find the server as it was.
    async fn resting(&self, tx: &mut Tx, actions: &[Action]) -> Result<Vec<ActionId>> {
        let mut resting = Vec::new();
        // On a day of rest nothing leaves, and nothing is given up: it waits for the next working day.
        if !calendar::is_working_day(self.app.today()) {
            resting.extend(actions.iter().map(|action| action.id));
        }
        for action in actions.iter().filter(|_| !self.by_person) {
            if departure::rests(tx, self.app, self.scope, action).await? {
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
                    let rendered = render(&app, &composed);
                    Some((id, Prepared { composed, rendered }))
                })
                .collect()
        });
        rendering.await.map_err(|error| AppError::Letter(error.to_string()))
    }

    /// Reserves some messages, sends them side by side and writes down what came of each.
    async fn lane(&mut self, lane: &[&Action], prepared: &mut HashMap<ActionId, Prepared>) -> Result<()> {
        let reserved = self.reserve(lane, prepared).await?;
        let office = self.office;
        let on_their_way = reserved.into_iter().map(|message| async move {
            let answer = office.send(&message.raw).await;
            (message, answer)
        });
        let answered = join_all(on_their_way).await;
        self.settle(answered).await
    }

    /// Reserves messages in the transaction that checks them again. What was made ready is used only when
    /// the check composes the very same message.
    async fn reserve(&mut self, lane: &[&Action], prepared: &mut HashMap<ActionId, Prepared>) -> Result<Vec<Reserved>> {
        let (organisation, now, today) = (self.organisation(), self.app.now(), self.app.today());
        let mut tx = self.app.db().begin().await?;
        let mut guard = store::guard::get(&mut tx, organisation).await?;
        if guard.mail_cap.is_some() {
            // Who counts what left counts alone; a stop or a lower cap may have come while it waited for its turn. All houses in one order, so
            // that no two workers wait for each other.
            let mut houses: Vec<_> = store::organisation::all_in(&mut tx).await?.into_iter().map(|house| house.id).collect();
            houses.sort_unstable();
            for house in houses {
                store::guard::hold(&mut tx, house).await?;
            }
            guard = store::guard::get(&mut tx, organisation).await?;
        }
        let room = self.room_in(&mut tx, &guard).await?;
        if guard.stop.is_some() || room == 0 {
            self.is_stopped = true;
            return Ok(Vec::new());
        }
        let lane = &lane[..lane.len().min(room)];
        // Debtors before their actions, and in one order: no two workers wait for each other.
        let debtors: BTreeSet<DebtorId> = lane.iter().map(|action| action.debtor).collect();
        for debtor in &debtors {
            departure::hold_debtor(&mut tx, organisation, *debtor).await?;
        }
        let (mut checked, mut refused) = (Vec::with_capacity(lane.len()), 0);
        for id in lane.iter().map(|action| action.id) {
            let Some(action) = store::action::claim_one(&mut tx, organisation, id, &self.worker, now + RESERVATION, today).await? else {
                continue;
            };
            // Merged into another since it was made ready.
            if !debtors.contains(&action.debtor) {
                store::debtor::hold(&mut tx, organisation, action.debtor).await?;
            }
            match self.check(&mut tx, action, prepared.remove(&id)).await? {
                Ok(message) => checked.push(message),
                Err((action, refusal)) => {
                    departure::refuse(&mut tx, self.app, self.scope, &action, &refusal).await?;
                    refused += 1;
                }
            }
        }
        let kept = self.keep(checked).await?;
        let mut reserved = Vec::with_capacity(kept.len());
        for Kept { message, asked, kept, reserved: own } in kept {
            store::action::insert_message(&mut tx, organisation, &message).await?;
            if let Some(kept) = kept {
                store::action::keep_only(&mut tx, organisation, message.action, own.action.business_date, &kept).await?;
            }
            let (count, amount, net) = asked;
            store::action::set_amounts(&mut tx, organisation, message.action, count, amount, net).await?;
            reserved.push(own);
        }
        tx.commit().await?;
        self.done.cancelled += refused;
        Ok(reserved)
    }

    /// Writes the bytes that will leave, and their statements, to the disk.
    async fn keep(&self, checked: Vec<Checked>) -> Result<Vec<Kept>> {
        let (app, now) = (self.app.clone(), self.app.now());
        let keeping = tokio::task::spawn_blocking(move || {
            checked.into_par_iter().map(|message| Kept::new(&app, message, now)).collect::<Result<Vec<Kept>>>()
        });
        keeping.await.map_err(|error| AppError::Letter(error.to_string()))?
    }

    /// Composes a message again from what is true now.
    async fn check(
        &self,
        tx: &mut Tx,
        action: Action,
        prepared: Option<Prepared>,
    ) -> Result<std::result::Result<Checked, (Action, Refusal)>> {
        let composed = match compose(tx, self.app, self.scope, &self.creditor, &action).await? {
            Ok(composed) => composed,
            Err(refusal) => return Ok(Err((action, refusal))),
        };
        let rendered = match prepared {
            Some(prepared) if prepared.composed == composed => prepared.rendered,
            _ => render(self.app, &composed),
        };
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(LetterError::MissingMentions(mentions)) => return Err(AppError::MissingMentions(mentions)),
            Err(error) => return Ok(Err((action, Refusal::Letter(error)))),
        };
        let Some(recipient) = composed.recipient.clone() else {
            return Ok(Err((action, Refusal::Held(text::hold_reason(domain::dunning::HoldReason::NoContact)))));
        };
        Ok(Ok(Checked { action, composed, rendered, recipient }))
    }

    /// Writes down what the server said of each.
    async fn settle(&mut self, answered: Vec<(Reserved, std::result::Result<Delivery, SendError>)>) -> Result<()> {
        if answered.is_empty() {
            return Ok(());
        }
        let (organisation, now) = (self.organisation(), self.app.now());
        let (mut events, mut settled) = (Vec::with_capacity(answered.len()), Vec::with_capacity(answered.len()));
        let mut left = Vec::with_capacity(answered.len());
        let mut tx = self.app.db().begin().await?;
        // The journal, then actions, then items: as whoever takes in a report does.
        store::event::hold(&mut tx, organisation).await?;
        for (Reserved { action, raw, recipient, document_hash, copies }, answer) in &answered {
            let (state, kind, reason) = match answer {
                Ok(Delivery::Accepted { .. }) => (ActionState::Sent, "message.sent", String::new()),
                Err(error) => departure::not_taken(&mut tx, self.app, self.scope, action, error).await?,
            };
            let mut payload = serde_json::json!({
                "recipient": recipient, "message_id": raw.message_id, "sha256": document_hash, "attempt": action.attempts, "reason": reason,
            });
            copies.told(&mut payload);
            events.push(departure::event(self.app, self.scope, kind, action, &payload));
            store::action::set_state(&mut tx, organisation, action.id, ActionState::Reserved, state, &reason, now).await?;
            settled.push((action.id, state));
            if matches!(state, ActionState::Sent | ActionState::Unknown) {
                left.push(Sent {
                    action: action.id,
                    debtor: action.debtor,
                    state,
                    business_date: action.business_date,
                    recipient: recipient.clone(),
                });
            }
        }
        store::event::append(&mut tx, organisation, &events).await?;
        crate::mail_in::came_back_early(&mut tx, self.app, self.scope, &left).await?;
        tx.commit().await?;
        for ((id, state), (_, answer)) in settled.into_iter().zip(&answered) {
            match state {
                ActionState::Sent => self.done.sent += 1,
                ActionState::Unknown => self.done.unknown += 1,
                ActionState::Failed => self.done.failed += 1,
                _ => {
                    self.left_alone.insert(id);
                }
            }
            let put_off = matches!(answer, Err(SendError::NotSent { retryable: true, .. }));
            self.refused_in_a_row = if put_off { self.refused_in_a_row + 1 } else { 0 };
        }
        Ok(())
    }
}

/// Messages in the order of their turn, a few together, and of a debtor one at a time: what is said to a debtor counts
/// in the check of what follows.
fn lanes(actions: &[Action]) -> Vec<Vec<&Action>> {
    let mut lanes: Vec<Vec<&Action>> = Vec::new();
    for action in actions {
        match lanes.last_mut() {
            Some(lane) if lane.len() < LANE && lane.iter().all(|other| other.debtor != action.debtor) => lane.push(action),
            _ => lanes.push(vec![action]),
        }
    }
    lanes
}
