//! What other programs are told: endpoints, and the worker that calls them.
//!
//! A delivery is signed as Standard Webhooks (standardwebhooks.com) says: HMAC-SHA256 over `id.timestamp.body`. It is tried again with
//! growing pauses, and given up after [`MOST_TRIES`].

use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use channels::{CallAnswer, CallError};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::ids::{DeliveryId, EndpointId};
use domain::webhook::{DISABLED_AFTER_DAYS, EventKind, MOST_TRIES, pause_after};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use store::event::NewEvent;
pub use store::webhook::{Attempt, Delivery};
use store::webhook::{Due, Endpoint};

use crate::text::connect as words;
use crate::{App, AppError, Permission, Result, Scope, text};

/// The most endpoints of an organisation.
const MOST_ENDPOINTS: usize = 20;
/// How long the secret before still signs.
const OLD_SECRET: TimeDelta = TimeDelta::hours(24);
/// How long a delivery belongs to the worker that took it up: longer than any answer takes.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// Deliveries taken up at a time.
const BATCH: i64 = 16;
/// Of these, the most for one endpoint: one that is slow leaves room for the others.
const BATCH_PER_ENDPOINT: i64 = 4;
/// How often the base is looked at for what other processes wrote.
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);
/// Answers are kept for longer than the thirty days that are promised.
const ANSWERS_KEPT: TimeDelta = TimeDelta::days(35);
/// Deliveries are shown for so long.
const FACTS_KEPT: TimeDelta = TimeDelta::days(90);
/// How often what is old is forgotten.
const FORGET_EVERY: TimeDelta = TimeDelta::days(1);
/// What a secret begins with.
const SECRET_PREFIX: &str = "whsec_";

/// An endpoint as shown: without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointLine {
    /// Its id.
    pub id: EndpointId,
    /// Where it is.
    pub url: String,
    /// What it is for.
    pub label: String,
    /// What it is told.
    pub kinds: Vec<EventKind>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when no delivery has succeeded.
    pub failing_since: Option<DateTime<Utc>>,
    /// Since when it is no longer called.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Who stopped it; empty when the program did.
    pub disabled_by: String,
    /// Until when two secrets sign.
    pub old_secret_until: Option<DateTime<Utc>>,
}

fn kinds(text: &str) -> Vec<EventKind> {
    text.split(' ').filter_map(EventKind::from_code).collect()
}

impl From<Endpoint> for EndpointLine {
    fn from(endpoint: Endpoint) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url,
            label: endpoint.label,
            kinds: kinds(&endpoint.kinds),
            created_at: endpoint.created_at,
            created_by: endpoint.created_by,
            failing_since: endpoint.failing_since,
            disabled_at: endpoint.disabled_at,
            disabled_by: endpoint.disabled_by,
            old_secret_until: endpoint.old_secret_until,
        }
    }
}

fn event(app: &App, actor: &str, kind: &'static str, id: uuid::Uuid, payload: serde_json::Value) -> NewEvent {
    NewEvent { at: app.now(), actor: actor.to_owned(), kind, debtor: None, subject: Some(id), payload: payload.to_string() }
}

/// A secret of 256 bits, as receivers' libraries read it.
fn fresh() -> Result<String> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|error| AppError::File(std::io::Error::other(error.to_string())))?;
    Ok(format!("{SECRET_PREFIX}{}", BASE64.encode(random)))
}

/// Makes an endpoint; its secret is given once and never again.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] for an address that may not be called, or without a kind.
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, url: &str, label: &str, kinds: &[EventKind]) -> Result<String> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let url = channels::callable(url, app.connections().reach())
        .map_err(|error| AppError::Invalid { field: "url", reason: words::error_hook_address(error.code()) })?;
    let codes: Vec<&str> = EventKind::ALL.into_iter().filter(|kind| kinds.contains(kind)).map(EventKind::code).collect();
    if codes.is_empty() {
        return Err(AppError::Invalid { field: "kinds", reason: words::error_hook_kinds() });
    }
    if store::webhook::all(app.db(), organisation).await?.len() >= MOST_ENDPOINTS {
        return Err(AppError::Invalid { field: "url", reason: words::error_hook_many() });
    }
    let endpoint = Endpoint {
        id: EndpointId(store::fresh_id()),
        url: url.to_string(),
        label: label.trim().chars().take(80).collect(),
        kinds: codes.join(" "),
        secret: fresh()?,
        old_secret: None,
        old_secret_until: None,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        failing_since: None,
        disabled_at: None,
        disabled_by: String::new(),
    };
    let mut tx = app.db().begin().await?;
    store::webhook::insert(&mut tx, organisation, &endpoint).await?;
    // An address may hold a token of the receiver: the journal tells the machine only.
    let payload = serde_json::json!({"host": url.host_str(), "kinds": endpoint.kinds});
    store::event::append(&mut tx, organisation, &[event(app, &scope.actor.name, "webhook.created", endpoint.id.0, payload)]).await?;
    tx.commit().await?;
    Ok(endpoint.secret)
}

/// All endpoints, the oldest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn all(app: &App, scope: &Scope) -> Result<Vec<EndpointLine>> {
    scope.require(Permission::Administer)?;
    Ok(store::webhook::all(app.db(), scope.organisation.id).await?.into_iter().map(EndpointLine::from).collect())
}

/// What is done to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is no longer called.
    Disable,
    /// It is called again, with what waited.
    Enable,
    /// It is taken off.
    Delete,
}

/// Changes an endpoint.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] when it is not there, or is so already.
#[crate::boxed]
pub async fn change(app: &App, scope: &Scope, id: EndpointId, change: Change) -> Result<()> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let (done, kind) = match change {
        Change::Disable => (store::webhook::disable(&mut tx, organisation, id, app.now(), &scope.actor.name).await?, "webhook.disabled"),
        Change::Enable => (store::webhook::enable(&mut tx, organisation, id).await?, "webhook.enabled"),
        Change::Delete => (store::webhook::delete(&mut tx, organisation, id, app.now()).await?, "webhook.deleted"),
    };
    if !done {
        return Err(AppError::NotFound("endpoint"));
    }
    store::event::append(&mut tx, organisation, &[event(app, &scope.actor.name, kind, id.0, serde_json::json!({}))]).await?;
    tx.commit().await?;
    app.wake();
    Ok(())
}

/// Gives an endpoint a new secret, shown once; the one before signs too for a day.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn rotate(app: &App, scope: &Scope, id: EndpointId) -> Result<String> {
    scope.require(Permission::Administer)?;
    let (organisation, secret) = (scope.organisation.id, fresh()?);
    let mut tx = app.db().begin().await?;
    if !store::webhook::rotate(&mut tx, organisation, id, &secret, app.now() + OLD_SECRET).await? {
        return Err(AppError::NotFound("endpoint"));
    }
    store::event::append(&mut tx, organisation, &[event(app, &scope.actor.name, "webhook.rotated", id.0, serde_json::json!({}))]).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Tells an endpoint, and every other that listens to trials, a fact of no consequence.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn ping(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    let data = serde_json::json!({"organisation": scope.organisation.slug});
    store::webhook::record(&mut tx, scope.organisation.id, &[(EventKind::Ping, data)], Some(app.now())).await?;
    tx.commit().await?;
    app.wake();
    Ok(())
}

/// The newest deliveries, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn deliveries(app: &App, scope: &Scope) -> Result<Vec<Delivery>> {
    scope.require(Permission::Administer)?;
    Ok(store::webhook::deliveries(app.db(), scope.organisation.id, 50).await?)
}

/// Every attempt of a delivery.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn attempts(app: &App, scope: &Scope, id: DeliveryId) -> Result<Vec<Attempt>> {
    scope.require(Permission::Administer)?;
    Ok(store::webhook::attempts(app.db(), scope.organisation.id, id).await?)
}

/// Sends a delivery again; one that waits is sent at once.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[crate::boxed]
pub async fn resend(app: &App, scope: &Scope, id: DeliveryId) -> Result<()> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    if !store::webhook::resend(&mut tx, organisation, id, app.now()).await? {
        return Err(AppError::NotFound("delivery"));
    }
    store::event::append(&mut tx, organisation, &[event(app, &scope.actor.name, "webhook.resent", id.0, serde_json::json!({}))]).await?;
    tx.commit().await?;
    app.wake();
    Ok(())
}

/// The signature of a delivery, as its header holds it: one word per secret in force.
#[must_use]
pub fn signature(secrets: &[&str], id: &str, timestamp: i64, body: &str) -> String {
    let sign = |secret: &str| {
        let key = BASE64.decode(secret.strip_prefix(SECRET_PREFIX).unwrap_or(secret)).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        Some(format!("v1,{}", BASE64.encode(mac.finalize().into_bytes())))
    };
    secrets.iter().filter_map(|secret| sign(secret)).collect::<Vec<_>>().join(" ")
}

/// The body of a delivery: the same at every attempt.
fn body(due: &Due) -> String {
    let data: serde_json::Value = serde_json::from_str(&due.data).unwrap_or_default();
    let at = due.happened_at.to_rfc3339_opts(SecondsFormat::Millis, true);
    serde_json::json!({"type": due.kind, "timestamp": at, "data": data}).to_string()
}

async fn call(app: &App, endpoint: &Endpoint, due: &Due) -> (std::result::Result<CallAnswer, &'static str>, u32) {
    let Some(courier) = app.courier() else { return (Err("no_courier"), 0) };
    if endpoint.secret.is_empty() {
        return (Err("secret_lost"), 0);
    }
    let (now, id, body) = (app.now(), format!("evt_{}", due.event.0.simple()), body(due));
    let old = endpoint.old_secret.as_deref().filter(|_| endpoint.old_secret_until.is_some_and(|until| now < until));
    let secrets: Vec<&str> = std::iter::once(endpoint.secret.as_str()).chain(old).collect();
    let headers = [
        ("webhook-signature", signature(&secrets, &id, now.timestamp(), &body)),
        ("webhook-id", id),
        ("webhook-timestamp", now.timestamp().to_string()),
    ];
    let (answer, took) = courier.post(&endpoint.url, &headers, body).await;
    (answer.map_err(CallError::code), took)
}

/// What a round of the worker did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Deliveries that arrived.
    pub delivered: usize,
    /// Deliveries that are tried again later.
    pub put_off: usize,
    /// Deliveries that were given up.
    pub dead: usize,
}

/// Calls the endpoints of an organisation with what is due.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn round(app: &App, scope: &Scope) -> Result<Round> {
    round_until(app, scope, &AtomicBool::new(false)).await
}

/// As [`round`]; told to stop, it ends what it has taken up and takes up nothing more.
async fn round_until(app: &App, scope: &Scope, stopped: &AtomicBool) -> Result<Round> {
    scope.require(Permission::RunNight)?;
    let organisation = scope.organisation.id;
    let endpoints = store::webhook::all(app.db(), organisation).await?;
    let mut done = Round::default();
    if endpoints.is_empty() || !store::webhook::pending(app.db(), organisation, app.now()).await? {
        return Ok(done);
    }
    let listeners: Vec<(EndpointId, String)> =
        endpoints.iter().filter(|endpoint| endpoint.disabled_at.is_none()).map(|endpoint| (endpoint.id, endpoint.kinds.clone())).collect();
    loop {
        if stopped.load(Ordering::Relaxed) {
            return Ok(done);
        }
        let now = app.now();
        let mut tx = app.db().begin().await?;
        let new = store::webhook::spread(&mut tx, organisation, &listeners, now).await?;
        let due = store::webhook::due(&mut tx, organisation, now, now + LEASE, (BATCH, BATCH_PER_ENDPOINT)).await?;
        if new == 0 && due.is_empty() {
            return Ok(done);
        }
        tx.commit().await?;
        // One receiver that is slow does not keep the others waiting.
        let calls = due.iter().filter_map(|due| {
            let endpoint = endpoints.iter().find(|endpoint| endpoint.id == due.endpoint)?.clone();
            let (app, due) = (app.clone(), due.clone());
            Some(tokio::spawn(async move {
                let (answer, took) = call(&app, &endpoint, &due).await;
                (endpoint, due, answer, took)
            }))
        });
        for call in calls.collect::<Vec<_>>() {
            let Ok((endpoint, due, answer, took)) = call.await else { continue };
            settle(app, scope, &endpoint, &due, answer, took, &mut done).await?;
        }
    }
}

/// The seed of a delivery's pauses: its own id, so that two deliveries that failed together come back apart.
fn seed(id: DeliveryId) -> u64 {
    let (high, low) = id.0.as_u64_pair();
    high ^ low
}

async fn settle(
    app: &App,
    scope: &Scope,
    endpoint: &Endpoint,
    due: &Due,
    answer: std::result::Result<CallAnswer, &'static str>,
    took: u32,
    done: &mut Round,
) -> Result<()> {
    let (organisation, now) = (scope.organisation.id, app.now());
    let (status, error, text) = match answer {
        Ok(answer) if (200..300).contains(&answer.status) => (Some(answer.status), "", answer.body),
        Ok(answer) => (Some(answer.status), "status", answer.body),
        Err(code) => (None, code, String::new()),
    };
    let attempt = Attempt {
        attempt: due.attempts + 1,
        at: now,
        status: status.map(i32::from),
        error: error.to_owned(),
        answer: text.chars().take(500).collect(),
        took_ms: i32::try_from(took).unwrap_or(i32::MAX),
    };
    let pause = pause_after(u32::try_from(due.tries + 1).unwrap_or(MOST_TRIES), seed(due.id));
    let (state, next_at) = match (error, pause) {
        ("", _) => ("delivered", now),
        (_, Some(pause)) => ("waiting", now + pause),
        (_, None) => ("dead", now),
    };
    let mut tx = app.db().begin().await?;
    store::webhook::settle(&mut tx, organisation, due.id, &attempt, state, next_at).await?;
    // As it is now: another delivery, or a person, may have changed it since the round began.
    let before = store::webhook::failing_since(&mut tx, organisation, endpoint.id).await?;
    let failing_since = if state == "delivered" { None } else { before.or(Some(now)) };
    if failing_since != before {
        store::webhook::set_failing(&mut tx, organisation, endpoint.id, failing_since).await?;
    }
    // A refusal for good (410 Gone) is the receiver's own wish.
    let too_long = failing_since.is_some_and(|since| now - since >= TimeDelta::days(DISABLED_AFTER_DAYS));
    if (too_long || status == Some(410)) && store::webhook::disable(&mut tx, organisation, endpoint.id, now, "").await? {
        let payload = serde_json::json!({"failing_since": failing_since.map(|since| since.to_rfc3339())});
        store::event::append(&mut tx, organisation, &[event(app, &scope.actor.name, "webhook.disabled", endpoint.id.0, payload)]).await?;
    }
    tx.commit().await?;
    match state {
        "delivered" => done.delivered += 1,
        "dead" => done.dead += 1,
        _ => done.put_off += 1,
    }
    Ok(())
}

/// One look at every organisation.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn tick(app: &App) -> Result<()> {
    tick_until(app, &AtomicBool::new(false)).await
}

async fn tick_until(app: &App, stopped: &AtomicBool) -> Result<()> {
    for organisation in store::organisation::all(app.db()).await? {
        let scope = Scope::system(organisation, &text::actor_night());
        let done = round_until(app, &scope, stopped).await?;
        if done != Round::default() {
            tracing::info!(delivered = done.delivered, put_off = done.put_off, dead = done.dead, "webhooks");
        }
    }
    Ok(())
}

/// Forgets answers that no repeated request will ask for any more, and deliveries of long ago.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn forget_old(app: &App) -> Result<()> {
    for organisation in store::organisation::all(app.db()).await? {
        let mut tx = app.db().begin().await?;
        store::api_answer::forget_before(&mut tx, organisation.id, app.now() - ANSWERS_KEPT).await?;
        store::webhook::forget_before(&mut tx, organisation.id, app.now() - FACTS_KEPT).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Tells other programs what happens until told to stop: at once what this process wrote, within a second what others did.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut forgotten: Option<DateTime<Utc>> = None;
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = looks.tick() => {}
            () = app.woken() => {}
        }
        if forgotten.is_none_or(|last| app.now() - last >= FORGET_EVERY) {
            forgotten = Some(app.now());
            if let Err(error) = forget_old(&app).await {
                tracing::error!(code = error.code(), %error, "old answers could not be forgotten");
            }
        }
        let stopped = AtomicBool::new(false);
        let work = tick_until(&app, &stopped);
        tokio::pin!(work);
        let done = tokio::select! {
            done = &mut work => done,
            () = &mut stop => {
                // What was called is written down first: it would be called twice otherwise.
                stopped.store(true, Ordering::Relaxed);
                if let Err(error) = work.await {
                    tracing::error!(code = error.code(), %error, "webhooks could not end");
                }
                return;
            }
        };
        if let Err(error) = done {
            tracing::error!(code = error.code(), %error, "webhooks could not go on; trying again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries (standard-webhooks, test suites).
    #[test]
    fn the_signature_is_the_standard_one() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed = signature(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let both = signature(&[secret, "whsec_AAAA"], "msg_1", 1, "{}");
        assert_eq!(both.split(' ').count(), 2, "while a secret is being changed, both sign");
    }
}
