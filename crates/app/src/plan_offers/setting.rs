//! What the house lets each kind of debtor choose, and where its links lead.

use domain::party::DebtorKind;
use domain::plan::{InterestChoice, MOST_OFFERED, OfferPolicy};
use store::Tx;
use store::plan_offer::OfferSettings;

use super::invalid;
use crate::text::plan_offers as words;
use crate::{App, Permission, Result, Scope, journal, text};

/// The settings, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What each kind may choose, in the order of menus.
    pub policies: Vec<(DebtorKind, OfferPolicy)>,
    /// Where the program is reached from outside.
    pub address: String,
}

/// The settings.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn setting(app: &App, scope: &Scope) -> Result<Setting> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::plan_offer::policies(&mut tx, scope.organisation.id).await?;
    let of = |kind| known.iter().find(|(own, _)| *own == kind).map_or_else(OfferPolicy::default, |(_, policy)| *policy);
    let address = match store::plan_offer::settings(&mut tx, scope.organisation.id).await? {
        Some(known) if !known.address.is_empty() => known.address,
        _ => store::house_address::known(&mut tx, scope.organisation.id).await?,
    };
    Ok(Setting { policies: DebtorKind::ALL.into_iter().map(|kind| (kind, of(kind))).collect(), address })
}

/// Says what a kind of debtor may choose.
///
/// # Errors
/// [`crate::AppError::Invalid`] for numbers out of their ranges, or interest that such a debtor never owes.
#[crate::boxed]
pub async fn set_policy(app: &App, scope: &Scope, kind: DebtorKind, policy: &OfferPolicy) -> Result<()> {
    scope.require(Permission::ApproveAgreements)?;
    let fits = (2..=MOST_OFFERED).contains(&policy.parts)
        && policy.first_percent <= 90
        && (1..=90).contains(&policy.first_days)
        && [policy.least, policy.least_part, policy.accept].iter().all(|amount| !amount.is_negative());
    if !fits {
        return Err(invalid("policy", words::error_policy(MOST_OFFERED)));
    }
    if !policy.interest.suits(kind) {
        return Err(invalid("interest", text::plans::error_consumer_interest()));
    }
    let mut tx = app.db().begin().await?;
    store::plan_offer::set_policy(&mut tx, scope.organisation.id, (kind, policy), app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"note": words::policy_told(kind, policy)});
    let line = journal::line(app, scope, "plan_offer.policy", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Says where links lead. `renew` makes a new key: all links that were sent are void then.
///
/// # Errors
/// [`crate::AppError::Invalid`] for an address that no browser can open.
#[crate::boxed]
pub async fn set_address(app: &App, scope: &Scope, address: &str, renew: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let address = address.trim().trim_end_matches('/').to_owned();
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_right =
        host.is_some_and(|host| !host.is_empty() && !host.contains(|sign: char| sign.is_whitespace() || "\"'<>?#@".contains(sign)));
    if !address.is_empty() && !is_right {
        return Err(invalid("address", text::veto::error_address()));
    }
    let mut tx = app.db().begin().await?;
    let known = known_or_new(&mut tx, app, scope).await?;
    let secret = if renew || known.secret.is_empty() { crate::session::fresh_secret()? } else { known.secret };
    let settings = OfferSettings { address, secret };
    store::plan_offer::set_settings(&mut tx, scope.organisation.id, &settings, app.now(), &scope.actor.name).await?;
    if !settings.address.is_empty() {
        store::house_address::spread(&mut tx, scope.organisation.id, &settings.address).await?;
    }
    let payload = serde_json::json!({"address": settings.address, "renewed": renew});
    let line = journal::line(app, scope, "plan_offer.setting", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// The settings in force; the first time, they are made with a key of their own and the address that other links have.
pub(super) async fn known_or_new(tx: &mut Tx, app: &App, scope: &Scope) -> Result<OfferSettings> {
    let organisation = scope.organisation.id;
    // A key that does not open any more is made anew: an empty one signs nothing.
    if let Some(known) = store::plan_offer::settings(tx, organisation).await?.filter(|known| !known.secret.is_empty()) {
        return Ok(known);
    }
    let settings = OfferSettings { address: store::house_address::known(tx, organisation).await?, secret: crate::session::fresh_secret()? };
    store::plan_offer::set_settings(tx, organisation, &settings, app.now(), &scope.actor.name).await?;
    Ok(settings)
}

/// What becomes of interest may be chosen by these, for a kind of debtor.
#[must_use]
pub fn choices(kind: DebtorKind) -> Vec<InterestChoice> {
    InterestChoice::ALL.into_iter().filter(|choice| choice.suits(kind)).collect()
}
