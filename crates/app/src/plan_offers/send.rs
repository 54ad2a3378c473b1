//! The link is sent: by a mail that is kept byte for byte, or by a person who hands it on.

use channels::{OutgoingMail, RawMail, SendError};
use chrono::TimeDelta;
use domain::identifiers::EmailAddress;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PlanId, PlanOfferId};
use domain::party::Creditor;
use store::Tx;
use store::plan_offer::{OfferRow, OfferSettings};

use super::{DAYS, invalid, is_insolvent, offerable, setting};
use crate::connect::read::{Asked, Page};
use crate::signed_link::SignedLink;
use crate::text::plan_offers as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// What is signed before the bytes of a link, so that no other use of a key makes one.
pub(super) const PURPOSE: &[u8] = b"quittance plan offer 1\0";

/// The address of a link; `None` when no key can sign, or nothing is known of the address.
pub(super) fn address(settings: &OfferSettings, organisation: OrganisationId, offer: &OfferRow) -> Option<String> {
    if settings.address.is_empty() {
        return None;
    }
    let link = SignedLink { organisation, about: offer.id.0, turn: 0, expires: offer.expires_at.timestamp() };
    Some(format!("{}/echeancier-au-choix/{}", settings.address, link.signed(PURPOSE, &settings.secret)?))
}

/// A link that is made: its row, its address, and to whom it goes.
struct Made {
    offer: OfferRow,
    address: String,
    debtor: domain::party::Debtor,
    total: String,
}

/// Makes a link for debts that may be offered, of which the house allows some plan.
async fn make(tx: &mut Tx, app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId], recipient: &str) -> Result<Made> {
    let organisation = scope.organisation.id;
    let account = store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    if is_insolvent(tx, app, scope, debtor).await? {
        return Err(invalid("debtor", crate::text::plans::error_insolvent()));
    }
    let offerable = offerable(tx, app, scope, &account).await?;
    if items.is_empty() || items.iter().any(|item| offerable.items.iter().all(|free| free.id != *item)) {
        return Err(invalid("items", words::error_items()));
    }
    let total = offerable.total(items);
    if offerable.policy.offered(total, app.today()).is_empty() {
        return Err(invalid("items", words::error_no_plan(&total.fr_in(offerable.currency))));
    }
    let settings = setting::known_or_new(tx, app, scope).await?;
    let offer = OfferRow {
        id: PlanOfferId(store::fresh_id()),
        debtor,
        expires_at: app.now() + TimeDelta::days(DAYS),
        recipient: recipient.to_owned(),
        sending: if recipient.is_empty() { "handed" } else { "reserved" }.to_owned(),
        reason: String::new(),
        document: None,
        plan: None,
        created_on: app.today(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        withdrawn_at: None,
        items: items.to_vec(),
    };
    let address = address(&settings, organisation, &offer).ok_or_else(|| invalid("address", words::error_address()))?;
    Ok(Made { offer, address, debtor: account, total: total.fr_in(offerable.currency) })
}

async fn tell(tx: &mut Tx, app: &App, scope: &Scope, kind: &'static str, offer: &OfferRow, note: &str) -> Result<()> {
    let payload = serde_json::json!({"note": note, "address": offer.recipient});
    let line = crate::journal::line(app, scope, kind, Some(offer.debtor), Some(offer.id.0), &payload);
    store::event::append(tx, scope.organisation.id, &[line]).await?;
    Ok(())
}

/// Makes a link for a person who hands it on: its address is on the page.
///
/// # Errors
/// [`AppError::Invalid`] with why nothing can be offered; [`AppError::NotFound`].
#[crate::boxed]
pub async fn hand(app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId]) -> Result<String> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let (_, address) = hand_in(&mut tx, app, scope, debtor, items).await?;
    tx.commit().await?;
    Ok(address)
}

/// Refuses while the emergency stop is on.
pub(crate) async fn refuse_when_stopped(tx: &mut Tx, scope: &Scope) -> Result<()> {
    match store::guard::get(tx, scope.organisation.id).await?.stop {
        Some(_) => Err(invalid("email", words::error_stopped())),
        None => Ok(()),
    }
}

/// The same within a transaction; the caller has asked for the right.
pub(crate) async fn hand_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    items: &[OpenItemId],
) -> Result<(PlanOfferId, String)> {
    let made = make(tx, app, scope, debtor, items, "").await?;
    store::plan_offer::insert(tx, scope.organisation.id, &made.offer).await?;
    tell(tx, app, scope, "plan_offer.handed", &made.offer, &words::offered(&made.total)).await?;
    Ok((made.offer.id, made.address))
}

/// In whose name a link is mailed.
pub(crate) struct Sender {
    creditor: Creditor,
    address: EmailAddress,
}

/// The creditor as it may write: with a mail server and every mandatory mention.
///
/// # Errors
/// [`AppError::Invalid`] without a mail server; [`AppError::MissingMentions`].
pub(crate) async fn sender(app: &App, scope: &Scope) -> Result<Sender> {
    app.mail().ok_or_else(|| invalid("email", words::error_no_mail()))?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let missing = creditor.missing_mentions();
    match creditor.email.clone().filter(|_| missing.is_empty()) {
        Some(address) => Ok(Sender { creditor, address }),
        None => Err(AppError::MissingMentions(missing)),
    }
}

/// A link whose mail is reserved.
pub(crate) struct Reserved {
    made: Made,
    raw: RawMail,
}

impl Reserved {
    /// The link.
    pub(crate) fn id(&self) -> PlanOfferId {
        self.made.offer.id
    }
}

/// Makes a link and the mail that brings it, byte for byte, within a transaction; the caller has asked for the rights, and sends it
/// once that is committed.
pub(crate) async fn reserve_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    sender: &Sender,
    (debtor, items, email): (DebtorId, &[OpenItemId], &str),
) -> Result<Reserved> {
    let organisation = scope.organisation.id;
    refuse_when_stopped(tx, scope).await?;
    let (contacts, _) = store::debtor::mailable_contacts(tx, organisation, debtor).await?;
    let is_theirs =
        contacts.iter().any(|contact| contact.email.as_ref().is_some_and(|own| own.as_str().eq_ignore_ascii_case(email.trim())));
    let to = EmailAddress::parse(email.trim()).ok().filter(|_| is_theirs).ok_or_else(|| invalid("email", words::error_email()))?;
    let mut made = make(tx, app, scope, debtor, items, to.as_str()).await?;
    let until = channels::business_date(made.offer.expires_at, channels::PARIS);
    let creditor = &sender.creditor;
    let (text, html) = words::mail(creditor, &made.debtor.name, &made.total, &made.address, until);
    let mail = OutgoingMail {
        message_id: format!("<{}@{}>", made.offer.id, sender.address.domain()),
        from: (creditor.name.clone(), sender.address.clone()),
        bounces_to: None,
        reply_to: Some(sender.address.clone()),
        to: vec![to],
        cc: Vec::new(),
        subject: words::subject(&creditor.name),
        text,
        html,
        attachments: Vec::new(),
        date: app.now(),
        headers: Vec::new(),
    };
    let raw = mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
    made.offer.document = Some(app.documents().keep(&raw.bytes)?);
    store::plan_offer::insert(tx, organisation, &made.offer).await?;
    Ok(Reserved { made, raw })
}

/// Sends a mail that was reserved, and says what became of it: why it surely did not leave, if so.
pub(crate) async fn deliver(app: &App, scope: &Scope, reserved: Reserved) -> Result<Option<String>> {
    let Reserved { made, raw } = reserved;
    let organisation = scope.organisation.id;
    let office = app.mail().ok_or_else(|| invalid("email", words::error_no_mail()))?;
    let (state, reason) = match office.send(&raw).await {
        Ok(_) => ("sent", String::new()),
        Err(SendError::NotSent { reason, .. }) => ("failed", reason),
        Err(SendError::Unknown { reason }) => ("unknown", reason),
    };
    let mut tx = app.db().begin().await?;
    store::plan_offer::settle(&mut tx, organisation, made.offer.id, state, &reason).await?;
    let kind = match state {
        "sent" => "plan_offer.sent",
        "failed" => "plan_offer.failed",
        _ => "plan_offer.unknown",
    };
    tell(&mut tx, app, scope, kind, &made.offer, &words::sent(&made.total, &made.offer.recipient)).await?;
    tx.commit().await?;
    Ok((state == "failed").then_some(reason))
}

/// Sends a link by mail to a contact of the debtor's. The bytes are on the disk and reserved before they leave; what may have left is
/// never sent again by itself.
///
/// # Errors
/// [`AppError::Invalid`] with why it cannot be sent; [`AppError::MissingMentions`]; [`AppError::NotFound`].
#[crate::boxed]
pub async fn send(app: &App, scope: &Scope, debtor: DebtorId, items: &[OpenItemId], email: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    scope.require(Permission::ApproveMessages)?;
    let sender = sender(app, scope).await?;
    let mut tx = app.db().begin().await?;
    let reserved = reserve_in(&mut tx, app, scope, &sender, (debtor, items, email)).await?;
    tx.commit().await?;
    match deliver(app, scope, reserved).await? {
        Some(reason) => Err(invalid("email", words::error_not_sent(&reason))),
        None => Ok(()),
    }
}

/// Takes a link back of which nothing came: whoever opens it is told so.
///
/// # Errors
/// [`AppError::Conflict`] when a plan came of it, or it was taken back before; [`AppError::NotFound`].
#[crate::boxed]
pub async fn withdraw(app: &App, scope: &Scope, id: PlanOfferId) -> Result<DebtorId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let debtor = withdraw_in(&mut tx, app, scope, id).await?;
    tx.commit().await?;
    Ok(debtor)
}

/// The same within a transaction; the caller has asked for the right.
pub(crate) async fn withdraw_in(tx: &mut Tx, app: &App, scope: &Scope, id: PlanOfferId) -> Result<DebtorId> {
    let organisation = scope.organisation.id;
    let offer = store::plan_offer::get(tx, organisation, id).await?.ok_or(AppError::NotFound("plan_offer"))?;
    if !store::plan_offer::withdraw(tx, organisation, id, app.now(), &scope.actor.name).await? {
        return Err(AppError::Conflict("plan_offer"));
    }
    tell(tx, app, scope, "plan_offer.withdrawn", &offer, "").await?;
    Ok(offer.debtor)
}

/// A link with its address, for those who may hand it on while it may be used.
pub type Offered = (OfferRow, Option<String>);

/// The links of an organisation, or of a debtor, in the order in which they were made, after an id; and whether there are more.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn page(app: &App, scope: &Scope, debtor: Option<DebtorId>, asked: Asked) -> Result<Page<Offered>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let rows = store::plan_offer::page(&mut tx, organisation, debtor, asked.after, asked.limit + 1).await?;
    let settings = store::plan_offer::settings(&mut tx, organisation).await?;
    Ok(asked.page(rows.into_iter().map(|offer| with_address(app, scope, settings.as_ref(), offer)).collect(), |(offer, _)| offer.id.0))
}

/// One link.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope, id: PlanOfferId) -> Result<Offered> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let offer = store::plan_offer::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("plan_offer"))?;
    let settings = store::plan_offer::settings(&mut tx, scope.organisation.id).await?;
    Ok(with_address(app, scope, settings.as_ref(), offer))
}

/// Who holds the address signs for the debtor: those who negotiate alone may hand it on.
fn with_address(app: &App, scope: &Scope, settings: Option<&OfferSettings>, offer: OfferRow) -> Offered {
    let is_live = offer.withdrawn_at.is_none() && offer.expires_at > app.now() && scope.actor.role.may(Permission::ManageClaims);
    let address = settings.filter(|_| is_live).and_then(|settings| address(settings, scope.organisation.id, &offer));
    (offer, address)
}

/// The address of a link while it may be used.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn link_of(app: &App, scope: &Scope, id: PlanOfferId) -> Result<Option<String>> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().snapshot().await?;
    let offer = store::plan_offer::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("plan_offer"))?;
    let settings = store::plan_offer::settings(&mut tx, scope.organisation.id).await?;
    let is_live = offer.withdrawn_at.is_none() && offer.expires_at > app.now();
    Ok(settings.filter(|_| is_live).and_then(|settings| address(&settings, scope.organisation.id, &offer)))
}

/// The link by which a plan that came of it is signed, for the address that it was mailed to and for no other; `None` when it may not be
/// used any more.
pub(crate) async fn link_to_sign(tx: &mut Tx, app: &App, scope: &Scope, plan: PlanId, to: &str) -> Result<Option<String>> {
    let organisation = scope.organisation.id;
    let Some(offer) = store::plan_offer::of_plan(tx, organisation, plan).await? else { return Ok(None) };
    let is_live = offer.withdrawn_at.is_none() && offer.expires_at > app.now() && offer.recipient.eq_ignore_ascii_case(to);
    let settings = store::plan_offer::settings(tx, organisation).await?.filter(|_| is_live);
    Ok(settings.and_then(|settings| address(&settings, organisation, &offer)))
}

/// The link of which a plan came, with its address while it may be used.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_plan(app: &App, scope: &Scope, plan: PlanId) -> Result<Option<(OfferRow, Option<String>)>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let Some(offer) = store::plan_offer::of_plan(&mut tx, scope.organisation.id, plan).await? else { return Ok(None) };
    let settings = store::plan_offer::settings(&mut tx, scope.organisation.id).await?;
    Ok(Some(with_address(app, scope, settings.as_ref(), offer)))
}
