//! Electronic registered letters (CPCE art. L100, R53 to R53-4): the qualified service of an organisation, who may be written to by it,
//! and the sending. What it did not take, or could not announce, waits on paper again.

use channels::{AddressError, Ar24Account, Carrier, ElectronicAddressee, PostalOpenError, PostalService};
use chrono::{DateTime, Utc};
use domain::Date;
use domain::ids::{ActionId, ContactId};
use domain::party::{Contact, Debtor, DebtorKind};
use domain::post::{ElectronicContact, LetterKind, addressed};
use std::sync::Arc;
use store::Tx;
use store::action::Action;
use store::electronic_carrier::ElectronicRow;

use super::Posted;
use super::hand_over::{Way, Window, hand_all};
use super::print::{Printing, made};
use crate::config::Secret;
use crate::text::electronic as words;
use crate::{App, AppError, Permission, Result, Scope, journal, text};

/// Signs of a setting.
const LONGEST: usize = 400;
/// The dearest letter, in thousandths of a euro.
const DEAREST: i64 = 50_000;

/// What a person types of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ElectronicForm {
    /// Its address; empty for AR24's own.
    pub endpoint: String,
    /// The token of the account; empty keeps the one that is there.
    pub token: Secret,
    /// The private key that signs; empty keeps the one that is there.
    pub private_key: Secret,
    /// The number of the sender.
    pub user: String,
    /// What a letter costs, in euros, as people write it.
    pub price: String,
}

/// The service as shown: without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElectronicView {
    /// Its address.
    pub endpoint: String,
    /// The number of the sender.
    pub user: String,
    /// What a letter costs, in thousandths of a euro, without tax.
    pub price_mills: i64,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// Since when nothing is sent by it.
    pub disabled_at: Option<DateTime<Utc>>,
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

pub(super) fn kept(row: &ElectronicRow) -> Result<Ar24Account> {
    serde_json::from_str(&row.settings).map_err(|_| invalid("electronic", words::error_kept()))
}

fn open(app: &App, account: &Ar24Account) -> Result<Arc<dyn PostalService>> {
    if app.is_demo() {
        return Err(invalid("electronic", words::error_demo()));
    }
    let opened = channels::open_postal(&Carrier::Ar24(account.clone()), app.connections().post_reach()).map_err(|error| match error {
        PostalOpenError::Address(AddressError::Reserved | AddressError::Clear) => invalid("endpoint", text::carrier::error_reserved()),
        PostalOpenError::Address(_) => invalid("endpoint", text::carrier::error_endpoint()),
        PostalOpenError::Courier(error) => AppError::File(error),
    })?;
    Ok(Arc::from(opened))
}

/// The service in use of an organisation, with what it costs.
pub(super) async fn in_use(tx: &mut Tx, scope: &Scope) -> Result<Option<ElectronicRow>> {
    Ok(store::electronic_carrier::get(tx, scope.organisation.id).await?.filter(|row| row.disabled_at.is_none()))
}

/// The service for letters that it has, in use or not; `None` when there is none, or its keys do not open.
pub(super) async fn to_ask(app: &App, scope: &Scope) -> Result<Option<Arc<dyn PostalService>>> {
    let mut tx = app.db().snapshot().await?;
    let row = store::electronic_carrier::get(&mut tx, scope.organisation.id).await?;
    drop(tx);
    match row.as_ref().and_then(|row| kept(row).ok()) {
        Some(account) if !app.is_demo() => open(app, &account).map(Some),
        _ => Ok(None),
    }
}

/// The service of the organisation, in use or not.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] when its keys do not open any more.
#[crate::boxed]
pub async fn electronic(app: &App, scope: &Scope) -> Result<Option<ElectronicView>> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let Some(row) = store::electronic_carrier::get(&mut tx, scope.organisation.id).await? else { return Ok(None) };
    let account = kept(&row)?;
    Ok(Some(ElectronicView {
        endpoint: account.endpoint,
        user: account.user.to_string(),
        price_mills: row.price_mills,
        created_at: row.created_at,
        created_by: row.created_by,
        disabled_at: row.disabled_at,
    }))
}

/// Whether registered letters may be sent electronically, for whoever works on letters; and at which price.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn electronic_price(app: &App, scope: &Scope) -> Result<Option<i64>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    Ok(in_use(&mut tx, scope).await?.map(|row| row.price_mills))
}

/// The account that a form makes; secrets that are there stay when none is typed for the same address and sender.
fn typed(form: &ElectronicForm, before: Option<&Ar24Account>) -> Result<Ar24Account> {
    if [&form.endpoint, &form.user, &form.token.0, &form.private_key.0].into_iter().any(|text| text.len() > LONGEST) {
        return Err(invalid("electronic", text::carrier::error_too_long()));
    }
    let endpoint = match form.endpoint.trim().trim_end_matches('/') {
        "" => channels::AR24_ENDPOINT.to_owned(),
        typed => typed.to_owned(),
    };
    let user = form.user.trim().parse::<u64>().map_err(|_| invalid("user", words::error_user()))?;
    let before = before.filter(|before| before.endpoint == endpoint && before.user == user);
    let secret = |typed: &Secret, kept: Option<&String>, field: &'static str| match (typed.0.trim(), kept) {
        ("", Some(kept)) => Ok(kept.clone()),
        ("", None) => Err(invalid(field, words::error_secret())),
        (typed, _) if typed.chars().any(|sign| sign.is_control() || sign.is_whitespace()) => Err(invalid(field, words::error_secret())),
        (typed, _) => Ok(typed.to_owned()),
    };
    Ok(Ar24Account {
        token: secret(&form.token, before.map(|before| &before.token), "token")?,
        private_key: secret(&form.private_key, before.map(|before| &before.private_key), "private_key")?,
        endpoint,
        user,
    })
}

/// Sets the service once it accepted the account; nothing is sent to try it. Another price alone needs no answer.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed, and for what the service says.
#[crate::boxed]
pub async fn set_electronic(app: &App, scope: &Scope, form: &ElectronicForm) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    let before = store::electronic_carrier::get(&mut tx, scope.organisation.id).await?.and_then(|row| kept(&row).ok());
    drop(tx);
    let account = typed(form, before.as_ref())?;
    let price_mills = crate::sms::mills(&form.price).filter(|mills| *mills <= DEAREST);
    let price_mills = price_mills.ok_or_else(|| invalid("price", text::carrier::error_price()))?;
    if before.as_ref() != Some(&account) {
        let service = open(app, &account)?;
        service.check(app.now()).await.map_err(|said| invalid("electronic", text::carrier::trial_failed(&said)))?;
    }
    let row = ElectronicRow {
        settings: serde_json::to_string(&account).map_err(|error| AppError::Letter(error.to_string()))?,
        price_mills,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        disabled_at: None,
    };
    let mut tx = app.db().begin().await?;
    store::electronic_carrier::set(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({"provider": "ar24", "user": account.user, "price_mills": price_mills});
    let line = journal::line(app, scope, "post.electronic_set", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops or resumes the sending by it; stopped, every registered letter goes on paper.
///
/// # Errors
/// [`AppError::NotFound`] when there is no service.
#[crate::boxed]
pub async fn use_electronic(app: &App, scope: &Scope, is_used: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().begin().await?;
    if !store::electronic_carrier::set_disabled(&mut tx, scope.organisation.id, (!is_used).then(|| app.now())).await? {
        return Err(AppError::NotFound("electronic"));
    }
    let kind = if is_used { "post.electronic_resumed" } else { "post.electronic_stopped" };
    let line = journal::line(app, scope, kind, None, None, &serde_json::json!({}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// What is known of contacts, for the decision to whom a letter goes.
pub(super) fn known_contacts<'c>(contacts: &'c [Contact], agreed: &[(ContactId, Date, String)]) -> Vec<ElectronicContact<'c>> {
    let agreed_on = |id| agreed.iter().find(|(contact, ..)| *contact == id).map(|(_, on, _)| *on);
    let known = |contact: &'c Contact| ElectronicContact {
        name: &contact.name,
        has_email: contact.email.is_some(),
        agreed_on: agreed_on(contact.id),
    };
    contacts.iter().map(known).collect()
}

/// Who would be written to electronically; or why the letter goes on paper.
pub(super) async fn addressee(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    action: &Action,
    debtor: &Debtor,
    kind: LetterKind,
) -> Result<std::result::Result<ElectronicAddressee, String>> {
    if kind != LetterKind::Electronic {
        return Ok(Err(words::not_registered()));
    }
    let organisation = scope.organisation.id;
    let agreed = store::letter::agreements(tx, organisation, action.debtor).await?;
    let (contacts, _) = store::debtor::mailable_contacts(tx, organisation, action.debtor).await?;
    let is_professional = matches!(debtor.kind, DebtorKind::Business | DebtorKind::Public);
    let known = known_contacts(&contacts, &agreed);
    let (at, (first_name, last_name)) = match addressed((debtor.kind, &debtor.name), &known, app.today()) {
        Ok(found) => found,
        Err(reason) => return Ok(Err(text::post::paper_reason(reason))),
    };
    let Some(email) = contacts[at].email.as_ref() else {
        return Ok(Err(text::post::paper_reason(domain::post::PaperReason::NoEmail)));
    };
    let company = if is_professional { debtor.name.clone() } else { String::new() };
    Ok(Ok(ElectronicAddressee { first_name, last_name, company, email: email.as_str().to_owned(), code: String::new() }))
}

/// Makes letters as they would be now and sends them electronically; each is checked once more in the transaction that reserves it. What
/// is refused stays to be posted on paper. `code` is the sender's one-time code; empty while the service still knows the sender.
///
/// # Errors
/// [`AppError::Invalid`] for no letter, too many, or without a service in use.
#[crate::boxed]
pub async fn send_electronically(app: &App, scope: &Scope, ids: &[ActionId], code: &str) -> Result<Posted> {
    scope.require(Permission::ApproveMessages)?;
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    if code.len() > 12 || !code.bytes().all(|sign| sign.is_ascii_digit()) {
        return Err(invalid("code", words::error_code()));
    }
    let mut tx = app.db().snapshot().await?;
    let row = in_use(&mut tx, scope).await?.ok_or_else(|| invalid("electronic", words::error_none()))?;
    drop(tx);
    let service = open(app, &kept(&row)?)?;
    let printing = Printing { duplex: false, separators: false, afresh: false, electronic: true };
    let (creditor, letters, refused) = Box::pin(made(app, scope, ids, printing)).await?;
    let window = Window { way: Way::Electronic { mills: row.price_mills, code }, service: &*service, creditor: &creditor };
    hand_all(app, scope, window, letters, refused).await
}
