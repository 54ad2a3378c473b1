//! Text messages: the gateway by which they leave, whom they can reach, the numbers that are left alone, and the sending.
//!
//! A text goes the road of an e-mail: decided by the night, decided again and kept word for word in the transaction that
//! reserves it, then handed over, and never again when nobody knows what became of it. Without a gateway in use, the
//! channel finds nobody, and each step takes its next one.

mod inbound;
mod reach;
mod send;
mod stop;
mod words;

use channels::sms::{BREVO_ENDPOINT, BodyFormat, Gateway, HttpMethod, OVH_ENDPOINT, OpenError, OutgoingText, PATIENCE, TextOffice};
use channels::{AddressError, SendError};
use chrono::{DateTime, Datelike as _, TimeZone as _, Utc};
use domain::sms::{Mobile, plain};
use store::event::NewEvent;
use store::sms::GatewayRow;

pub use inbound::{InboundFields, InboundView, Rung, close, fetch, inbound, open, ring};
pub(crate) use reach::{Texts, mobile_of, reached_by};
pub(crate) use send::{after_mails, was_first};
pub use stop::{Stop, lift, stop, stops};
pub use words::{Draft, TextView, draft, text_of};
pub(crate) use words::{texted, worded};

use crate::config::Secret;
use crate::text::sms as told;
use crate::{App, AppError, PARIS, Permission, Result, Scope, setup};

/// The longest name of a sender, as networks carry it.
pub const LONGEST_SENDER: usize = 11;
/// The dearest part that can be typed, in thousandths of a euro: ten euros.
const DEAREST: i64 = 10_000;
/// The longest address, key or list of fields, in bytes.
const LONGEST: usize = 4_000;

/// What a person types of a gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayForm {
    /// One of [`Gateway::CODES`].
    pub provider: String,
    /// Its address; empty for the provider's usual one.
    pub endpoint: String,
    /// OVHcloud: the account, `sms-ab12345-1`.
    pub account: String,
    /// OVHcloud: the application's key.
    pub application_key: String,
    /// OVHcloud: the application's secret; Brevo: the account's key. Empty keeps the one that is there.
    pub secret: Secret,
    /// OVHcloud: the consumer's key. Empty keeps the one that is there.
    pub consumer_key: Secret,
    /// Generic: `POST`, `PUT` or `GET`.
    pub method: String,
    /// Generic: one header a line, `Name: value`. Empty keeps those that are there.
    pub headers: Secret,
    /// Generic: `json` or `form`.
    pub format: String,
    /// Generic: the fields.
    pub body: String,
    /// Generic: where the number of a text stands in the answer.
    pub id_pointer: String,
    /// In whose name texts leave.
    pub sender: String,
    /// What one part costs, in euros, as people write it; empty for nothing.
    pub price: String,
    /// The mobile that the trial goes to.
    pub number: String,
}

/// The gateway as shown: without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayView {
    /// One of [`Gateway::CODES`].
    pub provider: &'static str,
    /// Its address.
    pub endpoint: String,
    /// OVHcloud: the account.
    pub account: String,
    /// OVHcloud: the application's key.
    pub application_key: String,
    /// Generic: the method.
    pub method: &'static str,
    /// Generic: the names of its headers.
    pub headers: Vec<String>,
    /// Generic: how its fields travel, `json` or `form`.
    pub format: &'static str,
    /// Generic: its fields.
    pub body: String,
    /// Generic: where the number of a text stands.
    pub id_pointer: String,
    /// In whose name texts leave; empty for the gateway's own number.
    pub sender: String,
    /// What one part costs, in thousandths of a euro, without tax.
    pub price_mills: i64,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when nothing leaves by it.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Texts of this month that left, or may have; their parts; their cost in thousandths of a euro.
    pub month: (i64, i64, i64),
}

fn format_code(format: BodyFormat) -> &'static str {
    match format {
        BodyFormat::Json => "json",
        BodyFormat::Form => "form",
    }
}

/// A gateway as the base keeps it.
pub(crate) fn gateway_of(row: &GatewayRow) -> Result<Gateway> {
    serde_json::from_str(&row.settings).map_err(|_| AppError::Invalid { field: "gateway", reason: told::error_kept() })
}

impl GatewayView {
    fn of(row: GatewayRow, month: (i64, i64, i64)) -> Result<Self> {
        let gateway = gateway_of(&row)?;
        let mut view = Self {
            provider: gateway.code(),
            endpoint: gateway.endpoint().to_owned(),
            account: String::new(),
            application_key: String::new(),
            method: HttpMethod::default().code(),
            headers: Vec::new(),
            format: format_code(BodyFormat::default()),
            body: String::new(),
            id_pointer: String::new(),
            sender: row.sender,
            price_mills: row.price_mills,
            created_at: row.created_at,
            created_by: row.created_by,
            disabled_at: row.disabled_at,
            month,
        };
        match gateway {
            Gateway::Ovh { service, application_key, .. } => (view.account, view.application_key) = (service, application_key),
            Gateway::Brevo { .. } => {}
            Gateway::Generic { method, headers, format, body, id_pointer, .. } => {
                view.headers = headers.into_iter().map(|(name, _)| name).collect();
                (view.method, view.format, view.body, view.id_pointer) = (method.code(), format_code(format), body, id_pointer);
            }
        }
        Ok(view)
    }
}

/// The gateway of the organisation.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn gateway(app: &App, scope: &Scope) -> Result<Option<GatewayView>> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let Some(row) = store::sms::gateway(&mut tx, scope.organisation.id).await? else { return Ok(None) };
    let today = app.now().with_timezone(&PARIS);
    let first = PARIS.with_ymd_and_hms(today.year(), today.month(), 1, 0, 0, 0).earliest().map_or(app.now(), |first| first.to_utc());
    let month = store::sms::sum_since(&mut tx, scope.organisation.id, first).await?;
    GatewayView::of(row, month).map(Some)
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// A price in euros as people write it, in thousandths of a euro; nothing typed is zero.
pub(crate) fn mills(typed: &str) -> Option<i64> {
    let typed: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '€').collect();
    if typed.is_empty() {
        return Some(0);
    }
    let (whole, part) = typed.split_once([',', '.']).unwrap_or((&typed, ""));
    let is_digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 3 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok()
}

fn price(typed: &str) -> Result<i64> {
    mills(typed).filter(|mills| *mills <= DEAREST).ok_or_else(|| invalid("price", told::error_price()))
}

/// A sender's name as networks carry it.
fn sender(typed: &str, provider: &str) -> Result<String> {
    let typed = typed.trim();
    if typed.is_empty() && provider != "brevo" {
        return Ok(String::new());
    }
    let is_name = typed.len() <= LONGEST_SENDER
        && typed.len() >= 3
        && typed.bytes().all(|sign| sign.is_ascii_alphanumeric())
        && typed.bytes().any(|sign| sign.is_ascii_alphabetic());
    if is_name { Ok(typed.to_owned()) } else { Err(invalid("sender", told::error_sender())) }
}

fn headers(typed: &str) -> Result<Vec<(String, String)>> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("headers", told::error_generic("header")))?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    };
    lines.map(pair).collect()
}

/// A secret that was typed, or the one that is kept for the same gateway.
fn secret(typed: &Secret, kept: Option<&str>, field: &'static str) -> Result<String> {
    match (typed.0.trim(), kept) {
        ("", Some(kept)) => Ok(kept.to_owned()),
        ("", None) => Err(invalid(field, told::error_secret())),
        (typed, _) if typed.chars().any(char::is_control) => Err(invalid(field, told::error_secret())),
        (typed, _) => Ok(typed.to_owned()),
    }
}

/// The gateway that a form makes; secrets that are there stay when none is typed for the same address and account.
fn typed_gateway(form: &GatewayForm, before: Option<&Gateway>) -> Result<Gateway> {
    let too_long = [&form.endpoint, &form.account, &form.application_key, &form.body, &form.id_pointer, &form.headers.0];
    if too_long.into_iter().any(|text| text.len() > LONGEST) {
        return Err(invalid("gateway", told::error_too_long()));
    }
    let typed = form.endpoint.trim().trim_end_matches('/');
    let or = |usual: &str| if typed.is_empty() { usual.to_owned() } else { typed.to_owned() };
    let before = before.filter(|before| before.code() == form.provider.trim());
    match form.provider.trim() {
        "ovh" => {
            let (endpoint, service, key) = (or(OVH_ENDPOINT), form.account.trim().to_owned(), form.application_key.trim().to_owned());
            let is_path = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-');
            if !is_path(&service) {
                return Err(invalid("account", told::error_account()));
            }
            if !is_path(&key) {
                return Err(invalid("application_key", told::error_secret()));
            }
            let kept = match before {
                Some(Gateway::Ovh { endpoint: at, service: of, application_key, application_secret, consumer_key })
                    if (at, of, application_key) == (&endpoint, &service, &key) =>
                {
                    (Some(application_secret.as_str()), Some(consumer_key.as_str()))
                }
                _ => (None, None),
            };
            let application_secret = secret(&form.secret, kept.0, "secret")?;
            let consumer_key = secret(&form.consumer_key, kept.1, "consumer_key")?;
            Ok(Gateway::Ovh { endpoint, service, application_key: key, application_secret, consumer_key })
        }
        "brevo" => {
            let endpoint = or(BREVO_ENDPOINT);
            let kept = match before {
                Some(Gateway::Brevo { endpoint: at, api_key }) if *at == endpoint => Some(api_key.as_str()),
                _ => None,
            };
            Ok(Gateway::Brevo { api_key: secret(&form.secret, kept, "secret")?, endpoint })
        }
        "generic" => generic(form, typed, before),
        _ => Err(invalid("provider", told::error_provider())),
    }
}

fn generic(form: &GatewayForm, endpoint: &str, before: Option<&Gateway>) -> Result<Gateway> {
    let kept = match before {
        Some(Gateway::Generic { endpoint: at, headers, .. }) if at == endpoint => headers.clone(),
        _ => Vec::new(),
    };
    let typed = headers(&form.headers.0)?;
    let gateway = Gateway::Generic {
        endpoint: endpoint.to_owned(),
        method: match form.method.trim().to_uppercase().as_str() {
            "PUT" => HttpMethod::Put,
            "GET" => HttpMethod::Get,
            _ => HttpMethod::Post,
        },
        headers: if typed.is_empty() { kept } else { typed },
        format: if form.format.trim() == "form" { BodyFormat::Form } else { BodyFormat::Json },
        body: form.body.trim().to_owned(),
        id_pointer: form.id_pointer.trim().to_owned(),
    };
    channels::sms::check_generic(&gateway).map_err(|fault| invalid("body", told::error_generic(fault.code())))?;
    Ok(gateway)
}

/// The row that a form makes, and the one that it replaces.
async fn row_of(app: &App, scope: &Scope, form: &GatewayForm) -> Result<(GatewayRow, Gateway, Option<GatewayRow>)> {
    let mut tx = app.db().snapshot().await?;
    let before = store::sms::gateway(&mut tx, scope.organisation.id).await?;
    let kept = before.as_ref().and_then(|row| gateway_of(row).ok());
    let gateway = typed_gateway(form, kept.as_ref())?;
    let settings = serde_json::to_string(&gateway).map_err(|error| AppError::Letter(error.to_string()))?;
    let row = GatewayRow {
        provider: gateway.code().to_owned(),
        settings,
        sender: sender(&form.sender, gateway.code())?,
        price_mills: price(&form.price)?,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        disabled_at: None,
    };
    Ok((row, gateway, before))
}

/// Opens a gateway; the demonstration calls nobody.
pub(crate) fn office(app: &App, gateway: &Gateway) -> Result<Box<dyn TextOffice>> {
    if app.is_demo() {
        return Err(invalid("gateway", told::error_demo()));
    }
    channels::sms::open(gateway, app.connections().sms_reach(), PATIENCE).map_err(|error| match error {
        OpenError::Address(AddressError::Reserved | AddressError::Clear) => invalid("endpoint", told::error_reserved()),
        OpenError::Address(_) => invalid("endpoint", told::error_endpoint()),
        OpenError::Courier(error) => AppError::File(error),
    })
}

/// Sends the trial to a number.
async fn try_out(app: &App, scope: &Scope, gateway: &Gateway, row: &GatewayRow, number: &str) -> Result<()> {
    let to = Mobile::parse(number).ok_or_else(|| invalid("number", told::error_number()))?;
    let office = office(app, gateway)?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let name = if creditor.name.is_empty() { scope.organisation.name.clone() } else { creditor.name };
    let text = OutgoingText { to, text: plain(&told::trial(&name)), sender: row.sender.clone(), key: store::fresh_id().to_string() };
    match office.carry(&text).await {
        Ok(_) => Ok(()),
        Err(SendError::NotSent { reason, .. }) => Err(AppError::TextGateway { code: "refused", reason: told::trial_refused(&reason) }),
        Err(SendError::Unknown { reason }) => Err(AppError::TextGateway { code: "unknown", reason: told::trial_unknown(&reason) }),
    }
}

/// Sends a trial by the gateway that is typed, and keeps nothing.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed, [`AppError::TextGateway`] for what the gateway says.
#[crate::boxed]
pub async fn test(app: &App, scope: &Scope, form: &GatewayForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    let (row, gateway, _) = row_of(app, scope, form).await?;
    try_out(app, scope, &gateway, &row, &form.number).await
}

/// Sends a trial by the gateway that is set, in use or not.
///
/// # Errors
/// [`AppError::Invalid`] when there is none; as [`test`].
#[crate::boxed]
pub async fn test_set(app: &App, scope: &Scope, number: &str) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let row = store::sms::gateway(&mut tx, scope.organisation.id)
        .await?
        .ok_or_else(|| AppError::Invalid { field: "gateway", reason: told::error_no_gateway() })?;
    drop(tx);
    try_out(app, scope, &gateway_of(&row)?, &row, number).await
}

/// Sets the gateway, once a trial was taken; a change of the price alone needs none.
///
/// # Errors
/// As [`test`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, form: &GatewayForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    let (row, gateway, before) = row_of(app, scope, form).await?;
    let is_same = before.is_some_and(|before| (&before.settings, &before.sender) == (&row.settings, &row.sender));
    if !is_same {
        try_out(app, scope, &gateway, &row, &form.number).await?;
    }
    let mut tx = app.db().begin().await?;
    store::sms::set_gateway(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({"provider": row.provider, "sender": row.sender, "price_mills": row.price_mills});
    store::event::append(&mut tx, scope.organisation.id, &[event(app, scope, "sms.gateway_set", None, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops or resumes the sending of texts.
///
/// # Errors
/// [`AppError::NotFound`] when there is no gateway.
#[crate::boxed]
pub async fn set_sending(app: &App, scope: &Scope, sends: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    if !store::sms::set_disabled(&mut tx, scope.organisation.id, (!sends).then(|| app.now())).await? {
        return Err(AppError::NotFound("gateway"));
    }
    let kind = if sends { "sms.gateway_resumed" } else { "sms.gateway_stopped" };
    store::event::append(&mut tx, scope.organisation.id, &[event(app, scope, kind, None, &serde_json::json!({}))]).await?;
    tx.commit().await?;
    Ok(())
}

fn event(app: &App, scope: &Scope, kind: &'static str, debtor: Option<domain::ids::DebtorId>, payload: &serde_json::Value) -> NewEvent {
    NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor, subject: None, payload: payload.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_to_the_thousandth() {
        for (typed, expected) in [
            ("", Some(0)),
            ("0,058", Some(58)),
            ("0.06 €", Some(60)),
            ("1", Some(1_000)),
            ("10", Some(10_000)),
            ("10,001", None),
            ("0,0585", None),
            ("-1", None),
            ("abc", None),
            (",5", None),
        ] {
            assert_eq!(price(typed).ok(), expected, "{typed}");
        }
    }

    #[test]
    fn a_sender_is_what_networks_carry() {
        for (typed, provider, expected) in [
            ("ELAN", "ovh", Some("ELAN")),
            (" Elan44 ", "brevo", Some("Elan44")),
            ("", "ovh", Some("")),
            ("", "brevo", None),
            ("ATELIERELAN1", "ovh", None),
            ("Élan", "ovh", None),
            ("A B C", "ovh", None),
            ("12345", "ovh", None),
            ("AB", "ovh", None),
        ] {
            assert_eq!(sender(typed, provider).ok().as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn secrets_stay_with_the_gateway_that_they_open() {
        let first = GatewayForm { provider: "brevo".to_owned(), secret: Secret("k-123".to_owned()), ..GatewayForm::default() };
        let kept = typed_gateway(&first, None).unwrap();
        let again = GatewayForm { secret: Secret::default(), ..first.clone() };
        assert_eq!(typed_gateway(&again, Some(&kept)).unwrap(), kept);
        assert!(typed_gateway(&again, None).is_err());
        let elsewhere = GatewayForm { endpoint: "https://voleur.example".to_owned(), ..again };
        assert!(typed_gateway(&elsewhere, Some(&kept)).is_err(), "another address gets no secret");
    }
}
