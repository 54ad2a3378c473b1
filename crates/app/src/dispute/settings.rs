//! How an organisation treats disputes: who answers for which reason and how fast, where the program is reached, whom late ones
//! are told to.

use domain::dispute::{Policy, Reason};
use domain::identifiers::EmailAddress;
use store::Tx;
use store::dispute_setting::{Alert, DisputeSettings, PolicyRow};

use super::act::checked;
use super::{LONGEST, Owner, invalid, tidy};
use crate::text::dispute as words;
use crate::{App, Permission, Result, Scope, journal, text};

/// Alerts listed.
const SHOWN: i64 = 30;
/// The longest time limit, in days.
const LONGEST_DAYS: u16 = 365;

/// The settings, without the key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// Where the program is reached from outside.
    pub address: String,
    /// Whom late disputes are told to; empty for nobody.
    pub escalation_email: String,
    /// Whether an owner's answer decides by itself.
    pub accepts_answers: bool,
    /// The last alerts.
    pub alerts: Vec<Alert>,
}

/// What the organisation does for a reason: its own words, else the default.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn policy_of(tx: &mut Tx, scope: &Scope, reason: Reason) -> Result<PolicyRow> {
    let known = store::dispute_setting::policies(tx, scope.organisation.id).await?.into_iter().find(|row| row.reason == reason);
    Ok(with_steps(known.unwrap_or_else(|| default_of(reason))))
}

fn default_of(reason: Reason) -> PolicyRow {
    let policy = reason.policy();
    PolicyRow { reason, owner: Owner { role: policy.role, name: String::new(), email: String::new() }, policy, steps: String::new() }
}

fn with_steps(row: PolicyRow) -> PolicyRow {
    if row.steps.is_empty() { PolicyRow { steps: words::steps(row.reason), ..row } } else { row }
}

/// What the organisation does for each reason, in the order of menus.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn policies(app: &App, scope: &Scope) -> Result<Vec<PolicyRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::dispute_setting::policies(&mut tx, scope.organisation.id).await?;
    let of = |reason| known.iter().find(|row| row.reason == reason).cloned().unwrap_or_else(|| default_of(reason));
    Ok(Reason::ALL.into_iter().map(|reason| with_steps(of(reason))).collect())
}

/// Says what the organisation does for a reason. Disputes that were opened before keep their owner and time limit.
///
/// # Errors
/// [`crate::AppError::Invalid`] for a time limit of nothing or of more than a year, or an address that cannot be one.
#[crate::boxed]
pub async fn set_policy(app: &App, scope: &Scope, reason: Reason, policy: Policy, owner: &Owner, steps: &str) -> Result<()> {
    scope.require(Permission::Administer)?;
    let owner = Owner { role: policy.role, ..checked(owner)? };
    if [policy.answer_days, policy.decision_days, policy.credit_days].iter().any(|days| !(1..=LONGEST_DAYS).contains(days)) {
        return Err(invalid("days", words::error_days(LONGEST_DAYS)));
    }
    let steps = tidy(steps, LONGEST);
    let steps = if steps == words::steps(reason) { String::new() } else { steps };
    let mut tx = app.db().begin().await?;
    let row = PolicyRow { reason, owner, policy, steps };
    store::dispute_setting::set_policy(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({
        "ground": text::locale::in_french(|| words::reason(reason)), "name": row.owner.name, "email": row.owner.email, "role": text::locale::in_french(|| words::role(policy.role)),
        "days": format!("{} / {} / {}", policy.answer_days, policy.decision_days, policy.credit_days),
    });
    let line = journal::line(app, scope, "dispute.policy", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// The settings.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn setting(app: &App, scope: &Scope) -> Result<Setting> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let alerts = store::dispute_setting::alerts(&mut tx, scope.organisation.id, SHOWN).await?;
    let known = store::dispute_setting::settings(&mut tx, scope.organisation.id).await?;
    let address = match &known {
        Some(known) if !known.address.is_empty() => known.address.clone(),
        _ => store::house_address::known(&mut tx, scope.organisation.id).await?,
    };
    let (escalation_email, accepts_answers) = known.map(|known| (known.escalation_email, known.accepts_answers)).unwrap_or_default();
    Ok(Setting { address, escalation_email, accepts_answers, alerts })
}

/// The settings in force; the first time, they are made with a key of their own and the address that other links have.
pub(super) async fn known_or_new(tx: &mut Tx, app: &App, scope: &Scope) -> Result<DisputeSettings> {
    let organisation = scope.organisation.id;
    if let Some(known) = store::dispute_setting::settings(tx, organisation).await? {
        return Ok(known);
    }
    let address = store::house_address::known(tx, organisation).await?;
    let secret = crate::session::fresh_secret()?;
    let settings = DisputeSettings { address, secret, escalation_email: String::new(), accepts_answers: false };
    store::dispute_setting::set_settings(tx, organisation, &settings, &scope.actor.name, app.now()).await?;
    Ok(settings)
}

/// Writes the settings. `renew` makes a new key: all links that were sent are void then.
///
/// # Errors
/// [`crate::AppError::Invalid`] for an address that no browser can open, or an e-mail address that cannot be one.
#[crate::boxed]
pub async fn set_settings(app: &App, scope: &Scope, new: &Setting, renew: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let address = new.address.trim().trim_end_matches('/').to_owned();
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_right =
        host.is_some_and(|host| !host.is_empty() && !host.contains(|sign: char| sign.is_whitespace() || "\"'<>?#@".contains(sign)));
    if !address.is_empty() && !is_right {
        return Err(invalid("address", text::veto::error_address()));
    }
    let escalation_email = new.escalation_email.trim().to_owned();
    if !escalation_email.is_empty() && EmailAddress::parse(&escalation_email).is_err() {
        return Err(invalid("email", text::error_identifier("email", &escalation_email)));
    }
    let mut tx = app.db().begin().await?;
    let known = known_or_new(&mut tx, app, scope).await?;
    let secret = if renew || known.secret.is_empty() { crate::session::fresh_secret()? } else { known.secret };
    let settings = DisputeSettings { address, secret, escalation_email, accepts_answers: new.accepts_answers };
    store::dispute_setting::set_settings(&mut tx, scope.organisation.id, &settings, &scope.actor.name, app.now()).await?;
    if !settings.address.is_empty() {
        store::house_address::spread(&mut tx, scope.organisation.id, &settings.address).await?;
    }
    let payload = serde_json::json!({
        "address": settings.address, "email": settings.escalation_email, "enabled": settings.accepts_answers, "renewed": renew,
    });
    let line = journal::line(app, scope, "dispute.setting", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
