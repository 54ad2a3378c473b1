//! The service that prints and posts letters: its settings, its trial, and which letters it takes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use channels::{AddressError, Carrier, MERCI_FACTEUR_ENDPOINT, PARIS, PostalOpenError, PostalService};
use chrono::{DateTime, Datelike as _, TimeZone as _, Utc};
use domain::ids::OrganisationId;
use domain::post::LetterKind;
use store::postal_carrier::CarrierRow;

use crate::config::Secret;
use crate::text::carrier as words;
use crate::{App, AppError, Permission, Result, Scope};

/// The dearest letter that can be typed, in thousandths of a euro: a hundred euros.
const DEAREST: i64 = 100_000;
/// The longest address, id or secret, in bytes.
const LONGEST: usize = 400;

/// What a person types of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarrierForm {
    /// One of [`Carrier::CODES`].
    pub provider: String,
    /// Its address; empty for the usual one.
    pub endpoint: String,
    /// Merci Facteur: the service id.
    pub service: String,
    /// Merci Facteur: the secret key. Empty keeps the one that is there.
    pub secret: Secret,
    /// Merci Facteur: the number of the user.
    pub user: String,
    /// Whether it takes ordinary letters.
    pub takes_letters: bool,
    /// Whether it takes registered ones.
    pub takes_registered: bool,
    /// Whether it prints on one side only.
    pub simplex: bool,
    /// What an ordinary letter is expected to cost, in euros without tax, as people write it; empty for nothing.
    pub letter_price: String,
    /// What a registered letter is expected to cost.
    pub registered_price: String,
}

/// The service as shown: without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierView {
    /// One of [`Carrier::CODES`].
    pub provider: &'static str,
    /// Its address, or its folder.
    pub endpoint: String,
    /// Merci Facteur: the service id.
    pub service: String,
    /// Merci Facteur: the number of the user.
    pub user: String,
    /// Whether it takes ordinary letters.
    pub takes_letters: bool,
    /// Whether it takes registered ones.
    pub takes_registered: bool,
    /// Whether it prints on both sides.
    pub duplex: bool,
    /// What an ordinary letter is expected to cost, in thousandths of a euro, without tax.
    pub letter_mills: i64,
    /// What a registered letter is expected to cost.
    pub registered_mills: i64,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when nothing is handed to it.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Letters of this month that it took, or may have; their cost in thousandths of a euro.
    pub month: (i64, i64),
}

/// What whoever works on letters must know of the service in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its name.
    pub name: String,
    /// Whether it takes ordinary letters, and at which price they are expected, in thousandths of a euro.
    pub letters: Option<i64>,
    /// Whether it takes registered ones, and at which price.
    pub registered: Option<i64>,
}

/// The services that are open: each keeps its token, which is asked for once a day.
#[derive(Default)]
pub(crate) struct Carriers(Mutex<HashMap<OrganisationId, Opened>>);

/// The settings that a service was opened for, and it.
type Opened = (String, Arc<dyn PostalService>);

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// A service as the base keeps it; the folder is the installation's.
fn kept(app: &App, scope: &Scope, settings: &str) -> Result<Carrier> {
    let carrier: Carrier = serde_json::from_str(settings).map_err(|_| invalid("carrier", words::error_kept()))?;
    Ok(match carrier {
        Carrier::Folder { .. } => Carrier::Folder { path: app.connections().post_folder.join(&scope.organisation.slug) },
        other @ (Carrier::MerciFacteur { .. } | Carrier::Ar24(_)) => other,
    })
}

fn open(app: &App, carrier: &Carrier) -> Result<Arc<dyn PostalService>> {
    if app.is_demo() && !matches!(carrier, Carrier::Folder { .. }) {
        return Err(invalid("carrier", words::error_demo()));
    }
    let opened = channels::open_postal(carrier, app.connections().post_reach()).map_err(|error| match error {
        PostalOpenError::Address(AddressError::Reserved | AddressError::Clear) => invalid("endpoint", words::error_reserved()),
        PostalOpenError::Address(_) => invalid("endpoint", words::error_endpoint()),
        PostalOpenError::Courier(error) => AppError::File(error),
    })?;
    Ok(Arc::from(opened))
}

/// The service of an organisation, opened once for its settings.
pub(super) fn opened(app: &App, scope: &Scope, row: &CarrierRow) -> Result<Arc<dyn PostalService>> {
    let organisation = scope.organisation.id;
    let mut known = app.carriers().0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((settings, service)) = known.get(&organisation)
        && *settings == row.settings
    {
        return Ok(Arc::clone(service));
    }
    let service = open(app, &kept(app, scope, &row.settings)?)?;
    known.insert(organisation, (row.settings.clone(), Arc::clone(&service)));
    Ok(service)
}

/// Whether a service takes a letter, and at which price it is expected.
pub(super) fn takes(row: &CarrierRow, kind: LetterKind) -> Option<i64> {
    let (takes, mills) =
        if kind.is_registered() { (row.takes_registered, row.registered_mills) } else { (row.takes_letters, row.letter_mills) };
    takes.then_some(mills)
}

/// The service in use; `None` where persons print and post.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn desk(app: &App, scope: &Scope) -> Result<Option<Desk>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let row = store::postal_carrier::carrier(&mut tx, scope.organisation.id).await?.filter(|row| row.disabled_at.is_none());
    Ok(row.map(|row| Desk {
        name: words::carrier(&row.provider),
        letters: takes(&row, LetterKind::Plain),
        registered: takes(&row, LetterKind::Registered),
    }))
}

/// The service of the organisation, in use or not.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn carrier(app: &App, scope: &Scope) -> Result<Option<CarrierView>> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let Some(row) = store::postal_carrier::carrier(&mut tx, scope.organisation.id).await? else { return Ok(None) };
    let today = app.now().with_timezone(&PARIS);
    let first = PARIS.with_ymd_and_hms(today.year(), today.month(), 1, 0, 0, 0).earliest().map_or(app.now(), |first| first.to_utc());
    let month = store::postal_carrier::sum_since(&mut tx, scope.organisation.id, first).await?;
    let carrier = kept(app, scope, &row.settings)?;
    let provider = carrier.code();
    let (endpoint, service, user) = match carrier {
        Carrier::Folder { path } => (path.display().to_string(), String::new(), String::new()),
        Carrier::MerciFacteur { endpoint, service, user, .. } => (endpoint, service, user.to_string()),
        Carrier::Ar24(account) => (account.endpoint, String::new(), account.user.to_string()),
    };
    Ok(Some(CarrierView {
        provider,
        endpoint,
        service,
        user,
        takes_letters: row.takes_letters,
        takes_registered: row.takes_registered,
        duplex: row.duplex,
        letter_mills: row.letter_mills,
        registered_mills: row.registered_mills,
        created_at: row.created_at,
        created_by: row.created_by,
        disabled_at: row.disabled_at,
        month,
    }))
}

/// The service that a form makes; the secret that is there stays when none is typed for the same address and account.
fn typed_carrier(form: &CarrierForm, before: Option<&Carrier>) -> Result<Carrier> {
    if [&form.endpoint, &form.service, &form.secret.0, &form.user].into_iter().any(|text| text.len() > LONGEST) {
        return Err(invalid("carrier", words::error_too_long()));
    }
    match form.provider.trim() {
        "folder" => Ok(Carrier::Folder { path: std::path::PathBuf::new() }),
        "merci_facteur" => {
            let endpoint = match form.endpoint.trim().trim_end_matches('/') {
                "" => MERCI_FACTEUR_ENDPOINT.to_owned(),
                typed => typed.to_owned(),
            };
            let service = form.service.trim().to_owned();
            if service.is_empty() || !service.bytes().all(|sign| sign.is_ascii_graphic()) {
                return Err(invalid("service", words::error_service()));
            }
            let user = form.user.trim().parse::<u64>().map_err(|_| invalid("user", words::error_user()))?;
            let secret = match (form.secret.0.trim(), before) {
                ("", Some(Carrier::MerciFacteur { endpoint: at, service: of, secret, .. })) if (at, of) == (&endpoint, &service) => {
                    secret.clone()
                }
                ("", _) => return Err(invalid("secret", words::error_secret())),
                (typed, _) if typed.chars().any(char::is_control) => return Err(invalid("secret", words::error_secret())),
                (typed, _) => typed.to_owned(),
            };
            Ok(Carrier::MerciFacteur { endpoint, service, secret, user })
        }
        _ => Err(invalid("provider", words::error_provider())),
    }
}

fn price(typed: &str) -> Result<i64> {
    crate::sms::mills(typed).filter(|mills| *mills <= DEAREST).ok_or_else(|| invalid("price", words::error_price()))
}

/// The row that a form makes, and the one that it replaces.
async fn row_of(app: &App, scope: &Scope, form: &CarrierForm) -> Result<(CarrierRow, Option<CarrierRow>)> {
    let mut tx = app.db().snapshot().await?;
    let before = store::postal_carrier::carrier(&mut tx, scope.organisation.id).await?;
    let known = before.as_ref().and_then(|row| serde_json::from_str(&row.settings).ok());
    let carrier = typed_carrier(form, known.as_ref())?;
    let row = CarrierRow {
        provider: carrier.code().to_owned(),
        settings: serde_json::to_string(&carrier).map_err(|error| AppError::Letter(error.to_string()))?,
        takes_letters: form.takes_letters,
        takes_registered: form.takes_registered,
        duplex: !form.simplex,
        letter_mills: price(&form.letter_price)?,
        registered_mills: price(&form.registered_price)?,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        disabled_at: None,
    };
    Ok((row, before))
}

async fn try_out(app: &App, scope: &Scope, settings: &str) -> Result<()> {
    let service = open(app, &kept(app, scope, settings)?)?;
    service.check(app.now()).await.map_err(|said| invalid("carrier", words::trial_failed(&said)))
}

/// Asks the service that is typed whether it would take letters; hands nothing over and keeps nothing.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed, and for what the service says.
#[crate::boxed]
pub async fn test(app: &App, scope: &Scope, form: &CarrierForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    let (row, _) = row_of(app, scope, form).await?;
    try_out(app, scope, &row.settings).await
}

/// As [`test`], for the service that is set, in use or not.
///
/// # Errors
/// [`AppError::Invalid`] when there is none; as [`test`].
#[crate::boxed]
pub async fn test_set(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let row =
        store::postal_carrier::carrier(&mut tx, scope.organisation.id).await?.ok_or_else(|| invalid("carrier", words::error_none_set()))?;
    drop(tx);
    try_out(app, scope, &row.settings).await
}

/// Sets the service once it answered; what it takes and its prices alone need no answer.
///
/// # Errors
/// As [`test`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, form: &CarrierForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    let (row, before) = row_of(app, scope, form).await?;
    if before.is_none_or(|before| before.settings != row.settings) {
        try_out(app, scope, &row.settings).await?;
    }
    let mut tx = app.db().begin().await?;
    store::postal_carrier::set_carrier(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({"provider": row.provider, "letters": row.takes_letters, "registered": row.takes_registered});
    let line = crate::journal::line(app, scope, "post.carrier_set", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops or resumes the handing over; stopped, every letter is printed and posted by persons.
///
/// # Errors
/// [`AppError::NotFound`] when there is no service.
#[crate::boxed]
pub async fn set_in_use(app: &App, scope: &Scope, is_used: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    if !store::postal_carrier::set_disabled(&mut tx, scope.organisation.id, (!is_used).then(|| app.now())).await? {
        return Err(AppError::NotFound("carrier"));
    }
    let kind = if is_used { "post.carrier_resumed" } else { "post.carrier_stopped" };
    let line = crate::journal::line(app, scope, kind, None, None, &serde_json::json!({}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stays_with_the_account_that_it_opens() {
        let first = CarrierForm {
            provider: "merci_facteur".to_owned(),
            service: "ab12".to_owned(),
            secret: Secret("s3cret".to_owned()),
            user: "42".to_owned(),
            ..CarrierForm::default()
        };
        let kept = typed_carrier(&first, None).unwrap();
        let again = CarrierForm { secret: Secret::default(), ..first.clone() };
        assert_eq!(typed_carrier(&again, Some(&kept)).unwrap(), kept);
        assert!(typed_carrier(&again, None).is_err());
        let elsewhere = CarrierForm { endpoint: "https://voleur.example".to_owned(), ..again.clone() };
        assert!(typed_carrier(&elsewhere, Some(&kept)).is_err(), "another address gets no secret");
        for wrong in [
            CarrierForm { user: "x".to_owned(), ..first.clone() },
            CarrierForm { service: "a b".to_owned(), ..first.clone() },
            CarrierForm { provider: "pigeon".to_owned(), ..first },
        ] {
            assert!(typed_carrier(&wrong, None).is_err(), "{wrong:?}");
        }
    }
}
