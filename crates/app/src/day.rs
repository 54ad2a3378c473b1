//! The day's hour: at 06:00 in Paris the night runs, and what may leave leaves. An hour that was missed
//! is caught up at the start.

use std::time::Duration;

use channels::{MORNING, PARIS, next_time_of_day};
use chrono::TimeDelta;
use store::organisation::Organisation;

use crate::outbox::{Confirmation, drain_up_to};
use crate::{App, AppError, Result, Scope, text};

/// How often the outbox is looked at, and the clock.
const TICK: Duration = Duration::from_secs(20);
/// How long the postal service may keep a look waiting.
const FOLLOWED_FOR: Duration = Duration::from_secs(60);

/// Whether the night of the business date is due and has not been run.
async fn is_due(app: &App, organisation: &Organisation) -> Result<bool> {
    let now = app.now();
    // The next morning after a moment ago is still ahead only when this one has passed.
    let has_struck = channels::business_date(now, PARIS)
        != channels::business_date(next_time_of_day(now - TimeDelta::seconds(1), MORNING, PARIS), PARIS);
    if !has_struck {
        return Ok(false);
    }
    let mut tx = app.db().snapshot().await?;
    // Requests for payment of a weekend wait under the next working day: that is not a night of today.
    let runs = store::night::runs(&mut tx, organisation.id, 3).await?;
    let last = runs.into_iter().find(|run| run.business_date <= app.today());
    Ok(last.is_none_or(|run| run.business_date < app.today() || (run.business_date == app.today() && run.finished_at.is_none())))
}

/// How many more messages the worker may let go today: a new installation sends more day by day.
async fn room_of(app: &App, organisation: &Organisation) -> Result<usize> {
    let Some(first_sent_at) = organisation.first_sent_at else { return Ok(usize::MAX) };
    let days = (app.today() - channels::business_date(first_sent_at, PARIS)).num_days();
    let Some(cap) = domain::dunning::ramp(organisation.first_send_cap, days) else { return Ok(usize::MAX) };
    let mut tx = app.db().snapshot().await?;
    // The last twenty-four hours count, whatever the hour at which the day began.
    let left = store::action::left_since(&mut tx, organisation.id, app.now() - TimeDelta::hours(24)).await?;
    Ok(usize::try_from(i64::from(cap) - left).unwrap_or(0))
}

/// Disputes and compromises follow the ledger, late ones are told, and salesmen hear what leaves.
async fn look_after(app: &App, scope: &Scope) -> Result<()> {
    // First: the law gives it forty-eight hours, whatever fails after it.
    crate::classification::release(app, scope).await?;
    crate::dispute::follow(app, scope).await?;
    crate::dispute::escalate(app, scope).await?;
    crate::compromises::follow(app, scope).await?;
    crate::veto::tell(app, scope).await?;
    crate::alerts::tell(app, scope).await?;
    crate::watched::raise(app, scope).await?;
    crate::figures::prepare(app, scope).await
}

/// How long the gateway may keep the night waiting.
const HEARD_FOR: Duration = Duration::from_secs(60);

/// Takes in what was written back by text, so that the night knows every « STOP ».
async fn hear(app: &App, scope: &Scope) {
    match tokio::time::timeout(HEARD_FOR, crate::sms::fetch(app, scope)).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(code = error.code(), "the gateway does not say what came in; the night goes on"),
        Err(_) => tracing::warn!("the gateway is slow to say what came in; the night goes on"),
    }
}

/// One look at every organisation: the night when it is due, then the outbox. What fails for one keeps no other from its own.
///
/// # Errors
/// [`AppError`] when the base does not answer; the first failure of an organisation, once all had their look.
#[crate::boxed]
pub async fn tick(app: &App) -> Result<()> {
    let mut failed = None;
    for organisation in store::organisation::all(app.db()).await? {
        let scope = Scope::system(organisation, &text::actor_night());
        if let Err(error) = look(app, &scope).await {
            tracing::error!(organisation = %scope.organisation.slug, code = error.code(), %error, "its day could not go on");
            failed.get_or_insert(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// One look at an organisation.
async fn look(app: &App, scope: &Scope) -> Result<()> {
    if is_due(app, &scope.organisation).await? {
        hear(app, scope).await;
        let report = crate::night::run(app, scope).await?;
        tracing::info!(date = %report.date, open_items = report.counts.open_items, send = report.counts.send, hold = report.counts.hold, "night run");
    }
    match tokio::time::timeout(FOLLOWED_FOR, crate::post::follow_up(app, scope)).await {
        Ok(Err(error)) => tracing::warn!(code = error.code(), %error, "letters could not be followed; trying again"),
        Err(_) => tracing::warn!("the postal service is slow to say where letters are; trying again"),
        Ok(Ok(_)) => {}
    }
    // What the first send's cap left waits for a person, or for the next day: the worker must not undo
    // within seconds what the cap is for.
    let first_was_today = scope.organisation.first_sent_at.is_some_and(|at| channels::business_date(at, PARIS) >= app.today());
    // What is told fails alone: messages leave all the same.
    if let Err(error) = look_after(app, scope).await {
        tracing::warn!(code = error.code(), %error, "disputes or salesmen could not be told; trying again");
    }
    if first_was_today {
        return Ok(());
    }
    match drain_up_to(app, scope, Confirmation::Missing, room_of(app, &scope.organisation).await?).await {
        // What only waits, such as texts for the day, is no news.
        Ok(drained) if drained != (crate::outbox::Drained { left: drained.left, ..Default::default() }) => {
            tracing::info!(sent = drained.sent, failed = drained.failed, unknown = drained.unknown, left = drained.left, "outbox drained");
            Ok(())
        }
        // The first send waits for a person; a creditor without its mentions sends nothing.
        Ok(_) | Err(AppError::Unconfirmed | AppError::NoMail | AppError::MissingMentions(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Looks at clock and outbox until told to stop. A look that has begun is finished first.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = tick(&app).await {
            tracing::error!(code = error.code(), %error, "the day could not go on; trying again");
        }
    }
}
