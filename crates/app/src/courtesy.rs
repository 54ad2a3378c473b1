//! Courtesy messages before the due date, and the link by which their recipient declines them (RFC 8058): reminders of what is due
//! and formal notices have none.
//!
//! A link is opened by mail scanners: looking never acts, a `POST` does. What was declined holds the courtesy steps of the account
//! until a person lifts it (`docs/spec/courtesy.md`).

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{ActionId, DebtorId, OrganisationId};
use store::Tx;
use store::courtesy::CourtesySettings;
pub use store::courtesy::CourtesyStop;

use crate::signed_link::{Barred, Knock, SignedLink};
use crate::text::courtesy as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// What is signed before the bytes of a link, so that no other use of the key makes one.
const PURPOSE: &[u8] = b"quittance courtesy 1\0";
/// How long a link holds: a mail is opened again months later.
const HOLDS_DAYS: i64 = 730;
/// Signs of a note.
const LONGEST_NOTE: usize = 300;

/// Why a link does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Void {
    /// It is not one of ours, was changed, or is too old.
    Forged,
    /// Too many requests in a minute.
    TooMany,
}

impl From<Barred> for Void {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::Forged => Self::Forged,
            Barred::TooMany => Self::TooMany,
            Barred::Expired => Self::Forged,
        }
    }
}

/// How messages may be declined, without the key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// Whether they may.
    pub enabled: bool,
    /// Where the program is reached from outside.
    pub address: String,
}

/// How messages may be declined.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn setting(app: &App, scope: &Scope) -> Result<Setting> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::courtesy::settings(&mut tx, scope.organisation.id).await?;
    let (enabled, address) = known.map(|known| (known.enabled, known.address)).unwrap_or_default();
    let address = if address.is_empty() { store::house_address::known(&mut tx, scope.organisation.id).await? } else { address };
    Ok(Setting { enabled, address })
}

/// Sets how messages may be declined. The links of before hold: a mail is opened again.
///
/// # Errors
/// [`AppError::Invalid`] for an address that is not `https` (RFC 8058, 3.1).
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, enabled: bool, address: &str) -> Result<()> {
    scope.require(Permission::Administer)?;
    let address = address.trim().trim_end_matches('/').to_owned();
    let host = address.strip_prefix("https://");
    let is_right =
        host.is_some_and(|host| !host.is_empty() && !host.contains(|sign: char| sign.is_whitespace() || "\"'<>?#@,".contains(sign)));
    if (enabled || !address.is_empty()) && !is_right {
        return Err(AppError::Invalid { field: "address", reason: words::error_address() });
    }
    let mut tx = app.db().begin().await?;
    let known = store::courtesy::settings(&mut tx, scope.organisation.id).await?;
    let secret = match known {
        Some(known) if !known.secret.is_empty() => known.secret,
        // None yet, or one that does not open.
        _ => crate::session::fresh_secret()?,
    };
    let settings = CourtesySettings { enabled, address: address.clone(), secret };
    store::courtesy::set_settings(&mut tx, scope.organisation.id, &settings, &scope.actor.name, app.now()).await?;
    if !address.is_empty() {
        store::house_address::spread(&mut tx, scope.organisation.id, &address).await?;
    }
    let line = journal::line(app, scope, "courtesy.setting", None, None, &serde_json::json!({"enabled": enabled, "address": address}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// The address by which the message of an action may be declined; `None` while the house has not set it.
pub(crate) async fn link(tx: &mut Tx, organisation: OrganisationId, action: ActionId, now: DateTime<Utc>) -> Result<Option<String>> {
    let settings = store::courtesy::settings(tx, organisation).await?.filter(|settings| settings.enabled);
    let Some(settings) = settings else { return Ok(None) };
    // By the day: the same message made again has the same link.
    let expires = (now + TimeDelta::days(HOLDS_DAYS)).timestamp() / 86_400 * 86_400;
    let link = SignedLink { organisation, about: action.0, turn: 0, expires };
    Ok(link.signed(PURPOSE, &settings.secret).map(|token| format!("{}/desinscription/{token}", settings.address)))
}

/// What is behind a link: the house, and whether its account has declined already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Who writes.
    pub house: String,
    /// Whether it was declined already.
    pub is_declined: bool,
}

/// The account of a link that holds, the address that its message went to, and the scope in which it acts.
async fn held(app: &App, token: &str) -> Result<std::result::Result<(Scope, DebtorId, ActionId, String), Void>> {
    let mut tx = app.db().snapshot().await?;
    let Some(knock) = Knock::read(&mut tx, token).await? else { return Ok(Err(Void::Forged)) };
    // A house that offers it no longer still honours what it wrote.
    let Some(settings) = store::courtesy::settings(&mut tx, knock.link.organisation).await? else { return Ok(Err(Void::Forged)) };
    if let Err(barred) = knock.enter(app, PURPOSE, &settings.secret) {
        return Ok(Err(barred.into()));
    }
    let Knock { link, house: organisation, .. } = knock;
    let id = ActionId(link.about);
    let Some(action) = store::action::get(&mut tx, link.organisation, id).await? else { return Ok(Err(Void::Forged)) };
    let debtor = store::merge::survivor(&mut tx, link.organisation, action.debtor).await?.unwrap_or(action.debtor);
    let email = store::action::messages(&mut tx, link.organisation, id).await?.pop().map(|message| message.recipient).unwrap_or_default();
    Ok(Ok((Scope::system(organisation, &words::actor()), debtor, id, email)))
}

/// Opens a link; nothing is changed by looking.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn open(app: &App, token: &str) -> Result<std::result::Result<Opened, Void>> {
    let (scope, debtor, ..) = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let creditor = crate::setup::creditor(app, scope.organisation.id).await?;
    let mut tx = app.db().snapshot().await?;
    let is_declined = !store::courtesy::of_debtor(&mut tx, scope.organisation.id, debtor).await?.is_empty();
    let house = if creditor.name.is_empty() { scope.organisation.name } else { creditor.name };
    Ok(Ok(Opened { house, is_declined }))
}

/// Declines by a link; a second time changes nothing.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn decline(app: &App, token: &str) -> Result<std::result::Result<(), Void>> {
    let (scope, debtor, action, email) = match held(app, token).await? {
        Ok(held) => held,
        Err(void) => return Ok(Err(void)),
    };
    let mut tx = app.db().begin().await?;
    note(&mut tx, app, &scope, debtor, (&email, &words::by_link()), Some(action)).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

async fn note(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    (email, note): (&str, &str),
    action: Option<ActionId>,
) -> Result<()> {
    let stop = CourtesyStop {
        id: store::fresh_id(),
        debtor,
        email: email.to_owned(),
        note: note.to_owned(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    if store::courtesy::stop(tx, scope.organisation.id, &stop).await? {
        let payload = serde_json::json!({"address": email, "note": note, "action": action.map(|id| id.to_string())});
        let line = journal::line(app, scope, "courtesy.declined", Some(debtor), Some(debtor.0), &payload);
        store::event::append(tx, scope.organisation.id, &[line]).await?;
    }
    Ok(())
}

/// What an account declined.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Option<CourtesyStop>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot_of_one().await?;
    Ok(store::courtesy::of_debtor(&mut tx, scope.organisation.id, debtor).await?.into_iter().next())
}

/// A person was told that an account wants none.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn stop(app: &App, scope: &Scope, debtor: DebtorId, why: &str) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let why: String = why.trim().chars().take(LONGEST_NOTE).collect();
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, scope.organisation.id, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    note(&mut tx, app, scope, debtor, ("", &why), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends them again.
///
/// # Errors
/// [`AppError::Conflict`] when nothing was declined.
#[crate::boxed]
pub async fn lift(app: &App, scope: &Scope, debtor: DebtorId) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let mut tx = app.db().begin().await?;
    if !store::courtesy::lift(&mut tx, scope.organisation.id, debtor, app.now(), &scope.actor.name).await? {
        return Err(AppError::Conflict("courtesy_stop"));
    }
    let line = journal::line(app, scope, "courtesy.lifted", Some(debtor), Some(debtor.0), &serde_json::json!({}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
