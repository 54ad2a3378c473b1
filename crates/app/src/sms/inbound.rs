//! Texts that come back: a secret address that the gateway calls, « STOP » that is obeyed at once, and everything else to be
//! read with the replies.
//!
//! What OVHcloud and Brevo call with is not believed, not even read: the call is a bell, and what was written is then asked of
//! their API, under the house's own keys. A gateway of no known protocol brings number and text itself; its secret address is
//! all that vouches for them (`docs/spec/sms-in.md`).

use std::collections::HashMap;

use channels::sms::{IncomingText, number_of};
use channels::{PARIS, SendError};
use chrono::{DateTime, Utc};
use domain::calendar;
use domain::correspondence::Effect;
use domain::ids::{DebtorId, OrganisationId, ReceivedId};
use domain::sms::{Wish, wish};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use store::Tx;
use store::received::ReceivedRow;
use store::sms::StopRow;
use store::sms_inbound::InboundRow;

use super::{event, gateway_of, invalid, office};
use crate::session::{fresh_secret, split_token, token_hash};
use crate::text::sms as told;
use crate::{App, AppError, Permission, Result, Scope};

/// Days back that a gateway is asked about: the longest that nobody looked after the program.
const BACK_DAYS: i64 = 30;
/// Days within which a text answers the last one of ours to its number.
const ANSWERS_DAYS: i64 = 730;
/// Signs of a text that are kept.
const KEPT: usize = 8_000;
/// Signs of a field's name.
const LONGEST_FIELD: usize = 60;

/// Where the fields of a gateway of no known protocol stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundFields {
    /// The number.
    pub number: String,
    /// The text.
    pub text: String,
    /// The message's own number; may be empty.
    pub id: String,
}

impl Default for InboundFields {
    fn default() -> Self {
        Self { number: "from".to_owned(), text: "text".to_owned(), id: "id".to_owned() }
    }
}

/// The address, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundView {
    /// Where the fields stand.
    pub fields: InboundFields,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When the gateway last called.
    pub called_at: Option<DateTime<Utc>>,
    /// Since when its answers cannot be had, and why.
    pub failing: Option<(DateTime<Utc>, String)>,
}

/// What a call did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// Nothing is at this address.
    Nowhere,
    /// So many texts came in.
    Taken(usize),
    /// What it brought cannot be read.
    Unreadable,
}

/// The address in force.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn inbound(app: &App, scope: &Scope) -> Result<Option<InboundView>> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let row = store::sms_inbound::get(&mut tx, scope.organisation.id).await?;
    Ok(row.map(|row| InboundView {
        fields: InboundFields { number: row.number_field, text: row.text_field, id: row.id_field },
        created_at: row.created_at,
        created_by: row.created_by,
        called_at: row.called_at,
        failing: row.failing_since.map(|since| (since, row.last_error)),
    }))
}

fn is_field(name: &str, may_be_empty: bool) -> bool {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    (may_be_empty || !name.is_empty()) && name.len() <= LONGEST_FIELD && name.chars().all(is_sign)
}

/// Makes the address and closes the one before; its token is given once and never again.
///
/// # Errors
/// [`AppError::Invalid`] without a gateway, or for a name that no field has.
#[crate::boxed]
pub async fn open(app: &App, scope: &Scope, fields: &InboundFields) -> Result<String> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let (number, text, id) = (fields.number.trim(), fields.text.trim(), fields.id.trim());
    if !is_field(number, false) || !is_field(text, false) || !is_field(id, true) {
        return Err(invalid("field", told::error_field()));
    }
    let secret = fresh_secret()?;
    let mut tx = app.db().begin().await?;
    if store::sms::gateway(&mut tx, organisation).await?.is_none() {
        return Err(invalid("gateway", told::error_inbound_gateway()));
    }
    let row = InboundRow {
        secret_hash: token_hash(&secret),
        number_field: number.to_owned(),
        text_field: text.to_owned(),
        id_field: id.to_owned(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        called_at: None,
        failing_since: None,
        last_error: String::new(),
    };
    store::sms_inbound::set(&mut tx, organisation, &row).await?;
    store::event::append(&mut tx, organisation, &[event(app, scope, "sms.inbound_opened", None, &serde_json::json!({}))]).await?;
    tx.commit().await?;
    Ok(format!("{organisation}.{secret}"))
}

/// Closes the address.
///
/// # Errors
/// [`AppError::Conflict`] when there is none.
#[crate::boxed]
pub async fn close(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    if !store::sms_inbound::close(&mut tx, scope.organisation.id).await? {
        return Err(AppError::Conflict("sms_inbound"));
    }
    store::event::append(&mut tx, scope.organisation.id, &[event(app, scope, "sms.inbound_closed", None, &serde_json::json!({}))]).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether two hashes are the same; how long that takes tells nothing about where they differ.
fn is_same(given: &str, kept: &str) -> bool {
    let mac = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).ok();
    let Some((mut ours, mut theirs)) = mac(b"sms inbound").zip(mac(b"sms inbound")) else { return false };
    ours.update(kept.as_bytes());
    theirs.update(given.as_bytes());
    theirs.verify(&ours.finalize().into_bytes()).is_ok()
}

/// Whose address a token is.
async fn owner(app: &App, token: &str) -> Result<Option<(Scope, InboundRow)>> {
    let Some((organisation, secret)) = split_token(token) else { return Ok(None) };
    let mut tx = app.db().snapshot().await?;
    let Some(row) = store::sms_inbound::get(&mut tx, organisation).await? else { return Ok(None) };
    if !is_same(&token_hash(secret), &row.secret_hash) {
        return Ok(None);
    }
    let known = store::organisation::all_in(&mut tx).await?.into_iter().find(|known| known.id == organisation);
    Ok(known.map(|organisation| (Scope::system(organisation, &told::actor_gateway()), row)))
}

/// The gateway called: what it says, or has to say, comes in.
///
/// # Errors
/// [`AppError::TextGateway`] when its API does not answer: it may call again.
#[crate::boxed]
pub async fn ring(app: &App, token: &str, said: &HashMap<String, String>) -> Result<Rung> {
    let Some((scope, row)) = owner(app, token).await? else { return Ok(Rung::Nowhere) };
    let mut tx = app.db().snapshot().await?;
    let Some(gateway) = store::sms::gateway(&mut tx, scope.organisation.id).await? else { return Ok(Rung::Nowhere) };
    drop(tx);
    if gateway.provider != "generic" {
        return fetch(app, &scope).await.map(Rung::Taken);
    }
    let field = |name: &str| said.get(name).map(|value| value.trim()).unwrap_or_default();
    let from = number_of(field(&row.number_field));
    let Some(from) = from.filter(|_| said.contains_key(&row.text_field)) else { return Ok(Rung::Unreadable) };
    let text = field(&row.text_field).to_owned();
    let own = if row.id_field.is_empty() { "" } else { field(&row.id_field) };
    // Without a number of its own, the same words from the same number on one day are one text told twice.
    let id = if own.is_empty() { token_hash(&format!("{}\0{}\0{text}", app.today(), from.as_str())) } else { own.to_owned() };
    let text = IncomingText { id: format!("generic-{id}"), from, text, at: None, is_stop: false };
    let taken = take(app, &scope, &gateway.provider, vec![text]).await?;
    let mut tx = app.db().begin().await?;
    store::sms_inbound::called(&mut tx, scope.organisation.id, app.now(), "").await?;
    tx.commit().await?;
    Ok(Rung::Taken(taken))
}

/// Asks the gateway what came in, and takes what is new; how many texts. Nothing without an address or a gateway in use.
///
/// # Errors
/// [`AppError::TextGateway`] when it does not answer.
#[crate::boxed]
pub async fn fetch(app: &App, scope: &Scope) -> Result<usize> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let row = store::sms::gateway(&mut tx, organisation).await?;
    let is_open = store::sms_inbound::get(&mut tx, organisation).await?.is_some();
    let Some(row) = row.filter(|row| is_open && !row.settings.is_empty() && row.provider != "generic" && !app.is_demo()) else {
        return Ok(0);
    };
    let known = store::sms_inbound::known(&mut tx, organisation).await?;
    drop(tx);
    let office = office(app, &gateway_of(&row)?)?;
    let between = (calendar::add_days(app.today(), -BACK_DAYS), app.today());
    let answer = office.incoming(between, &known).await;
    let error = match &answer {
        Ok(_) => String::new(),
        Err(SendError::NotSent { reason, .. } | SendError::Unknown { reason }) => reason.clone(),
    };
    let mut tx = app.db().begin().await?;
    store::sms_inbound::called(&mut tx, organisation, app.now(), &error).await?;
    tx.commit().await?;
    match answer {
        Ok(texts) => take(app, scope, &row.provider, texts).await,
        Err(_) => Err(AppError::TextGateway { code: "incoming", reason: told::error_incoming(&error) }),
    }
}

/// Takes texts in, each in a transaction of its own; how many were new.
async fn take(app: &App, scope: &Scope, provider: &str, texts: Vec<IncomingText>) -> Result<usize> {
    if texts.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db().snapshot().await?;
    let mut owners: HashMap<String, Vec<DebtorId>> = HashMap::new();
    for (debtor, phone) in store::sms_inbound::phones(&mut tx, scope.organisation.id).await? {
        if let Some(mobile) = number_of(&phone) {
            let own = owners.entry(mobile.as_str().to_owned()).or_default();
            if !own.contains(&debtor) {
                own.push(debtor);
            }
        }
    }
    drop(tx);
    let mut taken = 0;
    for text in texts {
        let owners = owners.get(text.from.as_str()).map(Vec::as_slice).unwrap_or_default();
        taken += usize::from(one(app, scope, provider, &text, owners).await?);
    }
    Ok(taken)
}

/// Whom a text is about: the one account with this number, else the one that we last wrote to under it.
async fn about(
    tx: &mut Tx,
    app: &App,
    organisation: OrganisationId,
    text: &IncomingText,
    owners: &[DebtorId],
) -> Result<(Option<DebtorId>, Option<domain::ids::ActionId>, &'static str)> {
    let since = app.now() - chrono::TimeDelta::days(ANSWERS_DAYS);
    let last = store::received::sent_to(tx, organisation, text.from.as_str(), since).await?;
    Ok(match (owners, last) {
        ([only], Some(sent)) if sent.debtor == *only => (Some(*only), Some(sent.action), "address"),
        ([only], _) => (Some(*only), None, "address"),
        (_, Some(sent)) => (Some(sent.debtor), Some(sent.action), "address"),
        _ => (None, None, "none"),
    })
}

/// Takes one text in; false when it came in before.
async fn one(app: &App, scope: &Scope, provider: &str, text: &IncomingText, owners: &[DebtorId]) -> Result<bool> {
    let (organisation, now) = (scope.organisation.id, app.now());
    let wish = if text.is_stop { Wish::Stop } else { wish(&text.text) };
    let body: String = text.text.chars().filter(|sign| *sign != '\0').take(KEPT).collect();
    let mut tx = app.db().begin().await?;
    let (debtor, action, tie) = about(&mut tx, app, organisation, text, owners).await?;
    let received_at = text.at.unwrap_or(now).min(now);
    let is_over = wish == Wish::Stop;
    let (class, effect, reason) = match wish {
        Wish::Stop => ("complaint", Effect::OptedOut, told::reason_stop()),
        Wish::StopAndMore if debtor.is_some() => ("reply", Effect::Waits, told::reason_stop()),
        Wish::Other if debtor.is_some() => ("reply", Effect::Waits, told::reason_text()),
        Wish::StopAndMore => ("reply", Effect::Shown, told::reason_stop()),
        Wish::Other => ("reply", Effect::Shown, told::reason_text()),
    };
    let row = ReceivedRow {
        id: ReceivedId(store::fresh_id()),
        fingerprint: token_hash(&format!("sms\0{provider}\0{}", text.id)),
        document_hash: app.documents().keep(text.text.as_bytes())?,
        source: "sms".to_owned(),
        class: class.to_owned(),
        reason,
        sender: text.from.as_str().to_owned(),
        subject: told::subject(),
        body,
        message_id: text.id.clone(),
        about: String::new(),
        failed_address: String::new(),
        facts: "{}".to_owned(),
        action,
        debtor,
        tie: tie.to_owned(),
        effect: effect.code().to_owned(),
        returns_on: None,
        sent_on: text.at.map(|at| channels::business_date(at, PARIS)),
        received_on: channels::business_date(received_at, PARIS),
        received_at,
        handled_at: is_over.then_some(now),
        handled_by: String::new(),
        version: 1,
    };
    if !store::received::insert(&mut tx, organisation, &row).await? {
        return Ok(false);
    }
    let payload = serde_json::json!({"class": class, "effect": row.effect, "tie": tie, "sha256": row.document_hash});
    let mut line = event(app, scope, "sms.received", debtor, &payload);
    line.subject = Some(row.id.0);
    let mut lines = vec![line];
    if wish != Wish::Other {
        let note = if text.is_stop { told::stop_kept() } else { told::stop_said() };
        let stop = StopRow {
            id: store::fresh_id(),
            number: text.from.as_str().to_owned(),
            note: note.clone(),
            created_at: now,
            created_by: scope.actor.name.clone(),
        };
        if store::sms::insert_stop(&mut tx, organisation, &stop).await? {
            lines.push(event(app, scope, "sms.stop_added", debtor, &serde_json::json!({"number": stop.number, "note": note})));
        }
    }
    store::event::append(&mut tx, organisation, &lines).await?;
    tx.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_compared_whole() {
        let hash = token_hash("secret");
        assert!(is_same(&hash, &hash));
        assert!(!is_same(&hash[1..], &hash) && !is_same("", &hash) && !is_same(&token_hash("secrét"), &hash));
    }
}
