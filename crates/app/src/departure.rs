//! What every way out has in common: reservations that nobody answers for, what the check before sending refuses, what a
//! carrier's refusal makes of a message, and how long it is left alone then.

use channels::SendError;
use chrono::TimeDelta;
use domain::dunning::ActionState;
use domain::ids::{DebtorId, OrganisationId};
use store::Tx;
use store::action::Action;
use store::event::NewEvent;
use store::received::Sent;

use crate::message::Refusal;
use crate::{App, PARIS, Result, Scope, text};

/// How long a reservation holds: longer than any server or gateway takes to answer.
pub(crate) const RESERVATION: TimeDelta = TimeDelta::minutes(10);
/// Messages in a row that a carrier did not take, after which the rest waits for another drain.
pub(crate) const GIVE_UP_AFTER: usize = 3;
/// Days of trying after which a message that is put off again and again has failed: a server may be down over a weekend.
const GIVE_UP_DAYS: i64 = 4;
/// How long the worker leaves a message alone after it was put off; twice as long after each attempt.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// The longest such pause is the first one doubled so often: an hour and twenty minutes.
const MOST_DOUBLINGS: i32 = 4;

/// What becomes of a message: its state, the kind of its entry in the journal, and why.
pub(crate) type Outcome = (ActionState, &'static str, String);

/// An entry of the journal about a message.
pub(crate) fn event(app: &App, scope: &Scope, kind: &'static str, action: &Action, payload: &serde_json::Value) -> NewEvent {
    NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: Some(action.debtor),
        subject: Some(action.id.0),
        payload: payload.to_string(),
    }
}

/// Lists as unknown what was reserved and nobody answers for; how many. Alone on the base, that is every reservation; among
/// several workers, those that have lapsed.
pub(crate) async fn doubt_orphans(app: &App, scope: &Scope, alone: bool) -> Result<usize> {
    let (organisation, now) = (scope.organisation.id, app.now());
    let lapsed_before = if alone { now + TimeDelta::days(36_500) } else { now };
    let mut tx = app.db().begin().await?;
    let orphans = store::action::expire(&mut tx, organisation, lapsed_before, &text::reason_interrupted(), now).await?;
    let doubt = |(action, debtor): &(domain::ids::ActionId, DebtorId)| NewEvent {
        at: now,
        actor: scope.actor.name.clone(),
        kind: "message.unknown",
        debtor: Some(*debtor),
        subject: Some(action.0),
        payload: "{}".to_owned(),
    };
    let events: Vec<NewEvent> = orphans.iter().map(doubt).collect();
    store::event::append(&mut tx, organisation, &events).await?;
    // What came back while the worker that died had it is doubted no longer.
    let mut left = Vec::with_capacity(orphans.len());
    for (id, _) in &orphans {
        let Some(action) = store::action::get(&mut tx, organisation, *id).await? else { continue };
        let Some(last) = store::action::messages(&mut tx, organisation, *id).await?.pop() else { continue };
        left.push(Sent {
            action: action.id,
            debtor: action.debtor,
            state: action.state,
            business_date: action.business_date,
            recipient: last.recipient,
        });
    }
    crate::mail_in::came_back_early(&mut tx, app, scope, &left).await?;
    tx.commit().await?;
    Ok(orphans.len())
}

/// Holds a debtor for the check before sending. What nobody approved waits when a person has got the last word since it was
/// planned.
pub(crate) async fn hold_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<()> {
    store::debtor::hold(tx, organisation, debtor).await?;
    if store::care::has_last_word(tx, organisation, debtor).await? {
        store::care::hold_back(tx, organisation, debtor).await?;
    }
    Ok(())
}

/// Whether it was put off so shortly before that another try would find the carrier as it was.
pub(crate) async fn rests(tx: &mut Tx, app: &App, scope: &Scope, action: &Action) -> Result<bool> {
    if !matches!(action.state, ActionState::Planned | ActionState::Approved) || action.attempts == 0 {
        return Ok(false);
    }
    let last = store::action::messages(tx, scope.organisation.id, action.id).await?.pop();
    let pause = FIRST_PAUSE * 2_i32.pow(u32::try_from((action.attempts - 1).clamp(0, MOST_DOUBLINGS)).unwrap_or(0));
    Ok(last.is_some_and(|message| app.now() < message.created_at + pause))
}

/// Gives an action up in the transaction that reserved it; its items may be asked for again later.
pub(crate) async fn refuse(tx: &mut Tx, app: &App, scope: &Scope, action: &Action, refusal: &Refusal) -> Result<()> {
    let reason = match refusal {
        Refusal::Held(reason) => reason.clone(),
        Refusal::Letter(error) => text::locale::in_french(|| text::refusal_letter(error.code())),
    };
    let organisation = scope.organisation.id;
    store::action::withdraw(tx, organisation, action.id, action.business_date).await?;
    store::action::set_state(tx, organisation, action.id, ActionState::Reserved, ActionState::Cancelled, &reason, app.now()).await?;
    let event = event(app, scope, "message.cancelled", action, &serde_json::json!({"reason": reason}));
    store::event::append(tx, organisation, &[event]).await?;
    Ok(())
}

/// What a message becomes that the carrier did not take. The days count from its first attempt: what a person approved a
/// week later is as new as what the night planned.
pub(crate) async fn not_taken(tx: &mut Tx, app: &App, scope: &Scope, action: &Action, error: &SendError) -> Result<Outcome> {
    Ok(match error {
        SendError::NotSent { retryable, reason } => {
            let first = store::action::messages(tx, scope.organisation.id, action.id).await?.into_iter().next();
            let since = first.map_or(app.today(), |message| channels::business_date(message.created_at, PARIS));
            if *retryable && (app.today() - since).num_days() < GIVE_UP_DAYS {
                (ActionState::Planned, "message.put_off", text::reason_put_off(reason))
            } else {
                (ActionState::Failed, "message.failed", text::reason_refused(reason))
            }
        }
        SendError::Unknown { reason } => (ActionState::Unknown, "message.unknown", text::reason_unknown(reason)),
    })
}
