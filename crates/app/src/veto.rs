//! The salesman's say: one mail a day with what leaves to the salesman's customers, and a signed link per message by which it
//! can be objected to without an account. What is objected to does not leave: it waits for a person of the house.
//!
//! A link is opened by mail scanners: looking never acts. It is void at the hour of the message, when the message has changed
//! since, and when it was used (`docs/spec/approvals.md`).

use std::collections::BTreeMap;

use channels::{OutgoingMail, PARIS, SendError};
use chrono::{DateTime, TimeDelta, Utc};
use domain::identifiers::EmailAddress;
use domain::ids::{DebtorId, OrganisationId};
use domain::{Cents, Currency};
use sha2::{Digest as _, Sha256};
use store::event::NewEvent;
pub use store::veto::Digest;
use store::veto::{VetoSettings, Vetoable};

pub use crate::signed_link::Void;
use crate::signed_link::{Knock, SignedLink};
use crate::text::veto as words;
use crate::{App, AppError, Permission, Result, Scope, approvals, journal, setup, text};

/// What is signed before the bytes of a link, so that no other use of the key makes one.
const PURPOSE: &[u8] = b"quittance veto 1\0";
/// Digests listed.
const SHOWN: i64 = 30;

/// What a salesman sees behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The house that would send it.
    pub organisation: String,
    /// The debtor's name.
    pub debtor: String,
    /// Key of the step.
    pub step_key: String,
    /// What is asked for.
    pub asked: Cents,
    /// Its currency.
    pub currency: Currency,
    /// When it leaves.
    pub leaves_at: DateTime<Utc>,
    /// The subject and text as they would leave; `None` when the decision refuses it as things stand.
    pub message: Option<(String, String)>,
}

/// The link of a token that holds, and the scope in which it acts.
async fn held(app: &App, token: &str) -> Result<std::result::Result<(SignedLink, Scope, Vetoable), Void>> {
    let mut tx = app.db().snapshot().await?;
    let Some(knock) = Knock::read(&mut tx, token).await? else { return Ok(Err(Void::Forged)) };
    let settings = store::veto::settings(&mut tx, knock.link.organisation).await?;
    let Some(settings) = settings.filter(|settings| settings.enabled) else { return Ok(Err(Void::Forged)) };
    if let Err(barred) = knock.enter(app, PURPOSE, &settings.secret) {
        return Ok(Err(barred.into()));
    }
    let Knock { link, house: organisation, .. } = knock;
    let waiting = store::veto::vetoable(&mut tx, link.organisation, app.now()).await?;
    let own = waiting.into_iter().find(|known| known.action.0 == link.about && turn(known) == link.turn);
    let Some(own) = own else { return Ok(Err(Void::Used)) };
    Ok(Ok((link, Scope::system(organisation, &words::actor(&own.sales_name)), own)))
}

/// Opens a link; nothing is changed by looking.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn open(app: &App, token: &str) -> Result<std::result::Result<Opened, Void>> {
    let (_, scope, own) = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let shown = match approvals::as_it_would_leave(app, &scope, own.action).await {
        Ok(shown) => shown.filter(|shown| shown.refused.is_empty()),
        Err(AppError::MissingMentions(_) | AppError::Letter(_)) => None,
        Err(error) => return Err(error),
    };
    Ok(Ok(Opened {
        organisation: scope.organisation.name.clone(),
        debtor: own.name,
        step_key: own.step_key,
        asked: own.asked,
        currency: own.currency,
        leaves_at: own.not_before,
        message: shown.map(|shown| (shown.subject, shown.text)),
    }))
}

/// Objects to a message by its link: it waits for a person of the house, who reads why.
///
/// # Errors
/// [`AppError::Invalid`] without a reason.
#[crate::boxed]
pub async fn object(app: &App, token: &str, reason: &str) -> Result<std::result::Result<(), Void>> {
    let (link, scope, own) = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let reason: String = reason.trim().chars().take(300).collect();
    if reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: text::approvals::error_without_reason() });
    }
    let mut tx = app.db().begin().await?;
    let told = words::objected(&own.sales_name, &reason);
    if !store::veto::object(&mut tx, link.organisation, (own.action, own.version), &told, app.now()).await? {
        return Ok(Err(Void::Used));
    }
    let payload = serde_json::json!({"reason": reason, "email": own.sales_email});
    let line = journal::line(app, &scope, "veto.objected", Some(own.debtor), Some(link.about), &payload);
    store::event::append(&mut tx, link.organisation, &[line]).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// What leaves to a salesman's customers, each with the path of the link by which it is objected to.
pub(crate) async fn leaving(app: &App, scope: &Scope, email: &str) -> Result<Vec<(Vetoable, Option<String>)>> {
    scope.require(Permission::ViewOwnAccounts)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let settings = store::veto::settings(&mut tx, organisation).await?.filter(|settings| settings.enabled);
    let waiting = store::veto::vetoable(&mut tx, organisation, app.now()).await?;
    let link = |line: &Vetoable| {
        let about = line.action.0;
        let signed = SignedLink { organisation, about, turn: turn(line), expires: line.not_before.timestamp() };
        settings.as_ref().and_then(|settings| signed.signed(PURPOSE, &settings.secret)).map(|token| format!("/opposition/{token}"))
    };
    Ok(waiting
        .into_iter()
        .filter(|line| line.sales_email.to_lowercase() == email)
        .map(|line| (link(&line), line))
        .map(|(link, line)| (line, link))
        .collect())
}

/// How salesmen are told, without the key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// Whether they are.
    pub enabled: bool,
    /// Where the program is reached from outside.
    pub address: String,
    /// The last digests.
    pub digests: Vec<Digest>,
}

/// How salesmen are told.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn setting(app: &App, scope: &Scope) -> Result<Setting> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let digests = store::veto::digests(&mut tx, scope.organisation.id, SHOWN).await?;
    let known = store::veto::settings(&mut tx, scope.organisation.id).await?;
    let (enabled, address) = known.map(|known| (known.enabled, known.address)).unwrap_or_default();
    let address = if address.is_empty() { store::house_address::known(&mut tx, scope.organisation.id).await? } else { address };
    Ok(Setting { enabled, address, digests })
}

/// Sets how salesmen are told. `renew` makes a new key: all links that were sent are void then.
///
/// # Errors
/// [`AppError::Invalid`] for an address that no browser can open.
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, enabled: bool, address: &str, renew: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let address = address.trim().trim_end_matches('/').to_owned();
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_right =
        host.is_some_and(|host| !host.is_empty() && !host.contains(|sign: char| sign.is_whitespace() || "\"'<>?#@".contains(sign)));
    if (enabled || !address.is_empty()) && !is_right {
        return Err(AppError::Invalid { field: "address", reason: words::error_address() });
    }
    let mut tx = app.db().begin().await?;
    let known = store::veto::settings(&mut tx, scope.organisation.id).await?;
    let secret = match known {
        Some(known) if !renew && !known.secret.is_empty() => known.secret,
        _ => crate::session::fresh_secret()?,
    };
    let settings = VetoSettings { enabled, address: address.clone(), secret };
    store::veto::set_settings(&mut tx, scope.organisation.id, &settings, &scope.actor.name, app.now()).await?;
    if !address.is_empty() {
        store::house_address::spread(&mut tx, scope.organisation.id, &address).await?;
    }
    let payload = serde_json::json!({"enabled": enabled, "address": address, "renewed": renew});
    let line = journal::line(app, scope, "veto.setting", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Says who the salesman of an account is; both empty for nobody.
///
/// # Errors
/// [`AppError::Invalid`] for an address that cannot be one; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_salesman(app: &App, scope: &Scope, debtor: DebtorId, name: &str, email: &str) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let name: String = name.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(120).collect();
    let (organisation, name, email) = (scope.organisation.id, name.trim(), email.trim());
    let email = match email {
        "" => None,
        email => match EmailAddress::parse(email) {
            Ok(email) => Some(email),
            Err(_) => return Err(AppError::Invalid { field: "email", reason: text::error_identifier("email", email) }),
        },
    };
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let address = email.as_ref().map(EmailAddress::as_str);
    store::care::set_sales(&mut tx, organisation, debtor, name, address).await?;
    let payload = serde_json::json!({"name": name, "email": address});
    let line = journal::line(app, scope, "care.sales", Some(debtor), Some(debtor.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// How long a digest that the server did not take is left alone.
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(15);

/// Tells each salesman what leaves to the salesman's customers, each message once a day; how many salesmen were told. A digest is no
/// contact with a debtor. What surely did not leave is told again a while later; of what may have left, nothing is.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn tell(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::RunNight)?;
    let organisation = scope.organisation.id;
    let Some(office) = app.mail() else { return Ok(0) };
    let mut tx = app.db().snapshot().await?;
    let settings = store::veto::settings(&mut tx, organisation).await?;
    let Some(settings) = settings.filter(|settings| settings.enabled) else { return Ok(0) };
    let waiting = store::veto::vetoable(&mut tx, organisation, app.now()).await?;
    drop(tx);
    let creditor = setup::creditor(app, organisation).await?;
    let Some(sender) = creditor.email.clone() else { return Ok(0) };
    let mut by_salesman: BTreeMap<String, Vec<Vetoable>> = BTreeMap::new();
    for line in waiting {
        by_salesman.entry(line.sales_email.clone()).or_default().push(line);
    }
    let mut told = 0;
    for (recipient, lines) in by_salesman {
        let Ok(to) = EmailAddress::parse(&recipient) else { continue };
        let key = (app.today(), recipient.as_str());
        let mut tx = app.db().begin().await?;
        let known = store::veto::digest(&mut tx, organisation, key).await?;
        let before = known.as_ref().map(|(_, told, _)| told.as_str());
        if known.as_ref().is_some_and(|(state, _, at)| state == "reserved" || (state == "failed" && app.now() < *at + RETRY_AFTER)) {
            continue;
        }
        let told_of: std::collections::HashSet<&str> = before.unwrap_or_default().split_whitespace().collect();
        let lines: Vec<Vetoable> = lines.into_iter().filter(|line| !told_of.contains(line.action.to_string().as_str())).collect();
        if lines.is_empty() {
            continue;
        }
        let now_told: Vec<String> = lines.iter().map(|line| line.action.to_string()).collect();
        let all_told = [before.unwrap_or_default(), &now_told.join(" ")].join(" ").trim().to_owned();
        let is_ours = store::veto::reserve_digest(&mut tx, organisation, key, (before, &all_told), app.now()).await?;
        tx.commit().await?;
        if !is_ours {
            continue;
        }
        let (text, html) = body(&creditor.name, &settings, organisation, &lines);
        let mail = OutgoingMail {
            message_id: format!("<{}@{}>", store::fresh_id(), sender.domain()),
            from: (creditor.name.clone(), sender.clone()),
            bounces_to: None,
            reply_to: Some(sender.clone()),
            to: vec![to],
            cc: Vec::new(),
            subject: words::digest_subject(lines.len()),
            text,
            html,
            attachments: Vec::new(),
            date: app.now(),
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        };
        let raw = mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
        let (state, reason) = match office.send(&raw).await {
            Ok(_) => ("sent", String::new()),
            Err(SendError::NotSent { reason, .. }) => ("failed", reason),
            Err(SendError::Unknown { reason }) => ("unknown", reason),
        };
        let payload = serde_json::json!({"recipient": recipient, "actions": lines.len(), "reason": reason});
        let event = NewEvent {
            at: app.now(),
            actor: scope.actor.name.clone(),
            kind: "veto.digest",
            debtor: None,
            subject: None,
            payload: payload.to_string(),
        };
        let mut tx = app.db().begin().await?;
        // What did not leave told of nothing.
        let by_now = if state == "failed" { before.unwrap_or_default() } else { all_told.as_str() };
        store::veto::settle_digest(&mut tx, organisation, key, (state, &reason), by_now).await?;
        store::event::append(&mut tx, organisation, &[event]).await?;
        tx.commit().await?;
        told += usize::from(state == "sent");
    }
    Ok(told)
}

/// What makes a link void: the message as it stands, and who the salesman is. Whoever no longer is has no say from that moment on.
fn turn(line: &Vetoable) -> i64 {
    let said = Sha256::digest(format!("{}\0{}", line.version, line.sales_email.to_lowercase()).as_bytes());
    said.first_chunk().map_or(line.version, |first| i64::from_be_bytes(*first))
}

/// The address of a message's link; `None` when no key can sign.
fn address(settings: &VetoSettings, organisation: OrganisationId, line: &Vetoable) -> Option<String> {
    let link = SignedLink { organisation, about: line.action.0, turn: turn(line), expires: line.not_before.timestamp() };
    Some(format!("{}/opposition/{}", settings.address, link.signed(PURPOSE, &settings.secret)?))
}

/// The words of a digest, plain and formatted.
fn body(house: &str, settings: &VetoSettings, organisation: OrganisationId, lines: &[Vetoable]) -> (String, String) {
    use std::fmt::Write as _;
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let (hello, end) = (words::digest_hello(lines.first().map_or("", |line| line.sales_name.as_str()), house), words::digest_end());
    let (mut plain, mut html) = (format!("{hello}\n\n"), format!("<p>{}</p><ul>", escaped(&hello)));
    for line in lines {
        let Some(address) = address(settings, organisation, line) else { continue };
        let hour = line.not_before.with_timezone(&PARIS);
        let said = words::digest_line(
            (&line.name, &text::step(&line.step_key), &line.asked.fr_in(line.currency)),
            (&domain::calendar::fr(hour.date_naive()), &hour.format("%H:%M").to_string()),
        );
        let object = words::digest_object();
        // Writing to a string cannot fail.
        let _ = write!(plain, "- {said}\n  {object} {address}\n\n");
        let _ = write!(html, "<li>{} <a href=\"{}\">{}</a></li>", escaped(&said), escaped(&address), escaped(&object));
    }
    let _ = write!(html, "</ul><p>{}</p>", escaped(&end));
    plain.push_str(&end);
    plain.push('\n');
    (plain, html)
}
