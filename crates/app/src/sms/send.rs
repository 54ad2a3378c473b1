//! The worker of text messages: as [`crate::outbox`], with hours at which nothing leaves.
//!
//! A text is reserved, with the very words that will leave, in a transaction of its own before the gateway is called. A
//! crash in between leaves a reservation that nobody answers for: it becomes `unknown` and is never retried by itself.

use std::collections::HashSet;

use channels::SendError;
use channels::sms::{OutgoingText, TextOffice, TextReceipt};
use domain::calendar;
use domain::dunning::{ActionState, HoldReason};
use domain::ids::{ActionId, OrganisationId};
use domain::party::Creditor;
use domain::sms::{may_leave, weigh};
use store::action::{Action, Message};
use store::sms::{GatewayRow, TextRow};
use store::{Engine, Tx};

use super::{gateway_of, office, texted};
use crate::departure::{self, GIVE_UP_AFTER, RESERVATION};
use crate::matching::match_arrivals;
use crate::message::{Refusal, compose};
use crate::outbox::{Confirmation, Drained};
use crate::{App, AppError, PARIS, Result, Scope, setup, text};

/// Texts made ready at a time.
const BATCH: i64 = 24;
/// Whether a text may leave at this moment: by day, on a working day.
pub(super) fn may_leave_now(app: &App) -> bool {
    calendar::is_working_day(app.today()) && may_leave(app.now().with_timezone(&PARIS).naive_local())
}

/// Whether nothing of the organisation ever left.
pub(crate) async fn was_first(app: &App, scope: &Scope) -> Result<bool> {
    let known = store::organisation::all(app.db()).await?.into_iter().find(|known| known.id == scope.organisation.id);
    Ok(known.is_none_or(|organisation| organisation.first_sent_at.is_none()))
}

/// Sends texts once the mails have gone, within what is left of the same cap. Without a mail server texts leave alone,
/// unless mails wait for one.
pub(crate) async fn after_mails(
    app: &App,
    scope: &Scope,
    confirmation: Confirmation,
    (most, is_first): (usize, bool),
    mails: Result<Drained>,
) -> Result<Drained> {
    let (mails, missing) = match mails {
        Ok(mails) => (mails, None),
        Err(error @ AppError::NoMail) => (Drained::default(), Some(error)),
        Err(error) => return Err(error),
    };
    let cap = if is_first { usize::try_from(scope.organisation.first_send_cap).unwrap_or(usize::MAX) } else { most };
    let texts = drain(app, scope, (confirmation, is_first), cap.saturating_sub(mails.sent + mails.unknown)).await?;
    if let Some(error) = missing {
        let mut tx = app.db().snapshot().await?;
        let mails_wait = store::action::count_sendable(&mut tx, scope.organisation.id, app.today()).await? > 0;
        if mails_wait || texts == Drained::default() {
            return Err(error);
        }
    }
    Ok(Drained {
        sent: mails.sent + texts.sent,
        failed: mails.failed + texts.failed,
        unknown: mails.unknown + texts.unknown,
        cancelled: mails.cancelled + texts.cancelled,
        left: mails.left + texts.left,
    })
}

async fn waiting(app: &App, organisation: OrganisationId) -> Result<usize> {
    let mut tx = app.db().snapshot().await?;
    Ok(store::action::sendable_texts(&mut tx, organisation, app.today(), app.now(), i64::from(i32::MAX)).await?.len())
}

async fn drain(app: &App, scope: &Scope, (confirmation, is_first): (Confirmation, bool), cap: usize) -> Result<Drained> {
    let organisation = scope.organisation.id;
    if waiting(app, organisation).await? == 0 && !has_reserved(app, organisation).await? {
        return Ok(Drained::default());
    }
    let lock = match app.db().engine() {
        Engine::Sqlite => match app.documents().lock_outbox()? {
            Some(lock) => Some(lock),
            None => return Ok(Drained::default()),
        },
        Engine::Postgres => None,
    };
    let mut drain = Drain::begin(app, scope, lock.is_some()).await?;
    drain.by_person = confirmation == Confirmation::Given;
    let left = waiting(app, organisation).await?;
    if left == 0 {
        return Ok(drain.done);
    }
    if !may_leave_now(app) || drain.is_stopped {
        return Ok(Drained { left, ..drain.done });
    }
    if is_first && confirmation == Confirmation::Missing {
        return Err(AppError::Unconfirmed);
    }
    let missing = drain.creditor.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    while drain.done.sent + drain.done.unknown < cap && drain.untaken_in_a_row < GIVE_UP_AFTER {
        if !drain.batch(cap - drain.done.sent - drain.done.unknown).await? {
            break;
        }
    }
    if drain.done.sent > 0 && is_first {
        let mut tx = app.db().begin().await?;
        store::organisation::mark_first_sent(&mut tx, organisation, app.now()).await?;
        tx.commit().await?;
    }
    drain.done.left = waiting(app, organisation).await?;
    Ok(drain.done)
}

/// Signs of a gateway's words that are kept.
const SAID: usize = 300;

/// Words of a gateway as they are kept: on one line, and no longer than one.
fn plain(words: &str) -> String {
    words.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(SAID).collect()
}

/// Whether something is reserved: a text that a crash left behind has no other witness.
async fn has_reserved(app: &App, organisation: OrganisationId) -> Result<bool> {
    let mut tx = app.db().snapshot().await?;
    Ok(store::action::count(&mut tx, organisation, ActionState::Reserved).await? > 0)
}

struct Drain<'a> {
    app: &'a App,
    scope: &'a Scope,
    /// The gateway in use and its settings; the check before sending refuses each text without one.
    gateway: Option<(Box<dyn TextOffice>, GatewayRow)>,
    creditor: Creditor,
    untaken_in_a_row: usize,
    by_person: bool,
    is_stopped: bool,
    left_alone: HashSet<ActionId>,
    done: Drained,
}

/// A text that is reserved and kept, about to be handed over.
struct Reserved {
    action: Action,
    text: OutgoingText,
    parts: i32,
    document_hash: String,
}

impl<'a> Drain<'a> {
    async fn begin(app: &'a App, scope: &'a Scope, alone: bool) -> Result<Self> {
        let organisation = scope.organisation.id;
        let unknown = departure::doubt_orphans(app, scope, alone).await?;
        let mut tx = app.db().snapshot().await?;
        let row = store::sms::gateway(&mut tx, organisation).await?.filter(|row| row.disabled_at.is_none());
        drop(tx);
        let mut cannot_open = false;
        let gateway = match row {
            Some(row) => match gateway_of(&row).and_then(|gateway| office(app, &gateway)) {
                Ok(office) => Some((office, row)),
                // An address that may not be called any more: what waits keeps its place.
                Err(error) => {
                    tracing::warn!(%error, "the gateway of text messages cannot be opened");
                    cannot_open = true;
                    None
                }
            },
            None => None,
        };
        Ok(Self {
            app,
            scope,
            gateway,
            creditor: setup::creditor(app, organisation).await?,
            untaken_in_a_row: 0,
            by_person: false,
            is_stopped: cannot_open,
            left_alone: HashSet::new(),
            done: Drained { unknown, ..Drained::default() },
        })
    }

    fn organisation(&self) -> OrganisationId {
        self.scope.organisation.id
    }

    /// Sends a batch; says whether there may be more.
    async fn batch(&mut self, room: usize) -> Result<bool> {
        match_arrivals(self.app, self.scope).await?;
        let actions = self.ready(BATCH.min(i64::try_from(room).unwrap_or(BATCH))).await?;
        let more = !actions.is_empty();
        for id in actions {
            // The last text may have been made ready before eight in the evening.
            if !may_leave_now(self.app) {
                return Ok(false);
            }
            if let Some(reserved) = self.reserve(id).await? {
                let Some((office, _)) = &self.gateway else { return Ok(false) };
                let answer = office.carry(&reserved.text).await;
                self.settle(reserved, answer).await?;
            }
            if self.untaken_in_a_row >= GIVE_UP_AFTER || self.is_stopped {
                break;
            }
        }
        Ok(more && !self.is_stopped)
    }

    /// The oldest texts that this drain may still try.
    async fn ready(&mut self, limit: i64) -> Result<Vec<ActionId>> {
        let now = self.app.now();
        let mut tx = self.app.db().snapshot().await?;
        loop {
            let alone = i64::try_from(self.left_alone.len()).unwrap_or(i64::MAX);
            let actions =
                store::action::sendable_texts(&mut tx, self.organisation(), self.app.today(), now, limit.saturating_add(alone)).await?;
            let mut ready = Vec::with_capacity(actions.len());
            let mut waits = false;
            for action in actions.into_iter().filter(|action| !self.left_alone.contains(&action.id)).collect::<Vec<_>>() {
                // What was put off rests for a while.
                if !self.by_person && departure::rests(&mut tx, self.app, self.scope, &action).await? {
                    self.left_alone.insert(action.id);
                    waits = true;
                } else {
                    ready.push(action.id);
                }
            }
            if !ready.is_empty() || !waits {
                return Ok(ready);
            }
        }
    }

    /// Reserves a text in the transaction that checks it again.
    async fn reserve(&mut self, id: ActionId) -> Result<Option<Reserved>> {
        let (organisation, now) = (self.organisation(), self.app.now());
        let mut tx = self.app.db().begin().await?;
        if store::guard::get(&mut tx, organisation).await?.stop.is_some() {
            self.is_stopped = true;
            return Ok(None);
        }
        let worker = std::process::id().to_string();
        // The debtor before its action, as e-mails do: no two workers wait for each other.
        let Some(waiting) = store::action::get(&mut tx, organisation, id).await? else { return Ok(None) };
        departure::hold_debtor(&mut tx, organisation, waiting.debtor).await?;
        let claimed = store::action::claim_one(&mut tx, organisation, id, &worker, now + RESERVATION, self.app.today()).await?;
        let Some(action) = claimed else {
            // What was held back stays so.
            tx.commit().await?;
            self.left_alone.insert(id);
            return Ok(None);
        };
        let composed = match compose(&mut tx, self.app, self.scope, &self.creditor, &action).await? {
            Ok(composed) => composed,
            Err(refusal) => return self.refuse(tx, &action, &refusal).await,
        };
        let words = match texted(&composed.context) {
            Ok(words) => words,
            Err(error) => return self.refuse(tx, &action, &Refusal::Letter(error)).await,
        };
        let (Some(mobile), Some((_, gateway))) = (composed.mobile.clone(), &self.gateway) else {
            return self.refuse(tx, &action, &Refusal::Held(text::hold_reason(HoldReason::NoContact))).await;
        };
        let parts = i32::try_from(weigh(&words).parts).unwrap_or(i32::MAX);
        let document_hash = self.app.documents().keep(words.as_bytes())?;
        let message = Message {
            action: action.id,
            attempt: action.attempts,
            message_id: action.id.to_string(),
            recipient: mobile.as_str().to_owned(),
            subject: String::new(),
            body_text: words.clone(),
            body_html: String::new(),
            document_hash: document_hash.clone(),
            attachment_hash: String::new(),
            created_at: now,
        };
        let row = TextRow {
            action: action.id,
            attempt: action.attempts,
            provider: gateway.provider.clone(),
            sender: gateway.sender.clone(),
            parts,
            price_mills: gateway.price_mills,
            provider_id: String::new(),
            response: String::new(),
        };
        let text = OutgoingText { to: mobile, text: words, sender: gateway.sender.clone(), key: action.id.to_string() };
        store::action::insert_message(&mut tx, organisation, &message).await?;
        store::sms::insert_text(&mut tx, organisation, &row).await?;
        if let Some(kept) = &composed.kept {
            store::action::keep_only(&mut tx, organisation, action.id, action.business_date, kept).await?;
        }
        store::action::set_amounts(&mut tx, organisation, action.id, composed.asked.len(), composed.asked_amount, composed.context.net)
            .await?;
        tx.commit().await?;
        Ok(Some(Reserved { action, text, parts, document_hash }))
    }

    /// Gives a text up in the transaction that reserved it.
    async fn refuse(&mut self, mut tx: Tx, action: &Action, refusal: &Refusal) -> Result<Option<Reserved>> {
        departure::refuse(&mut tx, self.app, self.scope, action, refusal).await?;
        tx.commit().await?;
        self.done.cancelled += 1;
        Ok(None)
    }

    /// Writes down what the gateway said.
    async fn settle(&mut self, reserved: Reserved, answer: std::result::Result<TextReceipt, SendError>) -> Result<()> {
        let (organisation, now) = (self.organisation(), self.app.now());
        let Reserved { action, text: sent, parts, document_hash } = reserved;
        let mut tx = self.app.db().begin().await?;
        let (state, kind, reason) = match &answer {
            // Why it is a text and no e-mail stays with it.
            Ok(_) => (ActionState::Sent, "message.sent", if action.attempts == 1 { action.reason.clone() } else { String::new() }),
            Err(error) => departure::not_taken(&mut tx, self.app, self.scope, &action, error).await?,
        };
        let TextReceipt { id, response } = answer.unwrap_or_default();
        let receipt = TextReceipt { id: plain(&id), response: plain(&response) };
        let reason = plain(&reason);
        let payload = serde_json::json!({
            "channel": action.channel.code(), "recipient": sent.to.as_str(), "message_id": receipt.id, "sha256": document_hash,
            "attempt": action.attempts, "parts": parts, "reason": reason,
        });
        let event = departure::event(self.app, self.scope, kind, &action, &payload);
        store::sms::answered(&mut tx, organisation, (action.id, action.attempts), &receipt.id, &receipt.response).await?;
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
        let untaken = matches!(state, ActionState::Planned | ActionState::Unknown);
        self.untaken_in_a_row = if untaken { self.untaken_in_a_row + 1 } else { 0 };
        Ok(())
    }
}
