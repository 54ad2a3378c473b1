//! Status 212, « Encaissée »: what a seller whose VAT is due on collection tells the tax authority of each
//! payment of an electronic invoice, by rate of VAT.

use std::collections::{HashMap, HashSet};

use channels::PARIS;
use domain::ids::{AllocationId, EinvoiceId, OpenItemId, OrganisationId};
use domain::vat_share::share;
use domain::{Cents, Date};
use formats::lifecycle::{Collection, Payer, RateShare, collected};
use store::Tx;
use store::einvoice::{EinvoiceRow, VatRow};

use crate::text::einvoice as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// A message to hand to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionMessage {
    /// Its id: the same for the same allocation.
    pub id: uuid::Uuid,
    /// The customer.
    pub debtor: domain::ids::DebtorId,
    /// Its name.
    pub debtor_name: String,
    /// Currency of the amount.
    pub currency: domain::Currency,
    /// Number of the invoice.
    pub invoice: String,
    /// The day on which the money came in.
    pub on: Date,
    /// What came in for this invoice; negative when a collection that was told is taken back.
    pub amount: Cents,
    /// The name of the file.
    pub file_name: String,
    /// The message.
    pub xml: String,
}

/// What was collected in a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collections {
    /// One message per allocation, by day and number.
    pub messages: Vec<CollectionMessage>,
    /// Payments of electronic invoices whose VAT by rate is not known: number, day, amount.
    pub without_split: Vec<(String, Date, Cents)>,
}

/// Says whether the creditor's VAT is due when it is paid (CGI, art. 269, 2, c).
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set_vat_on_collection(app: &App, scope: &Scope, on: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    if store::lifecycle::vat_on_collection(&mut tx, organisation).await? == on {
        return Ok(());
    }
    store::lifecycle::set_vat_on_collection(&mut tx, organisation, on).await?;
    let event = store::event::NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "einvoice.setting",
        debtor: None,
        subject: None,
        payload: serde_json::json!({"vat_on_collection": on}).to_string(),
    };
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// What one allocation says, or takes back, of a document.
struct Told {
    /// The same for the same allocation, whatever else the payment pays, before or after.
    id: uuid::Uuid,
    document: EinvoiceId,
    on: Date,
    /// Negative for a collection that was told and is taken back.
    amount: Cents,
}

/// The identification of what an allocation, or its counter-row, tells.
fn key_of(allocation: AllocationId) -> uuid::Uuid {
    store::stable_id(&[b"collection", allocation.0.as_bytes()])
}

/// What every allocation of a payment on an electronic invoice tells: one message each, and one more when a collection
/// that was told is taken back. One that is only made again, as the accounting does when it letters, says nothing new.
async fn told(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Told>> {
    let produced: HashSet<uuid::Uuid> = store::lifecycle::produced_ids(tx, organisation).await?.into_iter().collect();
    let mut documents: HashMap<OpenItemId, Option<EinvoiceId>> = HashMap::new();
    let (mut live, mut taken_back, mut remade) = (Vec::new(), Vec::new(), Vec::new());
    for row in store::lifecycle::collected(tx, organisation).await? {
        let document = match documents.get(&row.debit) {
            Some(known) => *known,
            None => {
                let found = store::einvoice::last_of_item(tx, organisation, row.debit).await?;
                documents.insert(row.debit, found);
                found
            }
        };
        let Some(document) = document else { continue };
        let told = Told { id: key_of(row.id), document, on: row.value_on, amount: row.amount };
        match row.reversed {
            None => live.push(told),
            Some(by) if produced.contains(&told.id) => taken_back.push((told, by)),
            Some(by) => remade.push((told, by)),
        }
    }
    let mut corrections = Vec::new();
    for (before, by) in taken_back {
        let is_same = |told: &Told| (told.document, told.on, told.amount) == (before.document, before.on, before.amount);
        // Made again and taken back once more: it is over since the last time.
        let since = remade.iter().filter(|(told, _)| is_same(told)).map(|(_, by)| *by);
        let (counter, at) = since.chain([by]).max_by_key(|(counter, at)| (*at, *counter)).unwrap_or(by);
        let id = key_of(counter);
        let again =
            live.iter_mut().filter(|told| !produced.contains(&told.id)).find(|told| is_same(told)).filter(|_| !produced.contains(&id));
        match again {
            Some(again) => again.id = before.id,
            None => corrections.push(Told { id, on: channels::business_date(at, PARIS), amount: -before.amount, ..before }),
        }
    }
    live.append(&mut corrections);
    Ok(live)
}

/// The messages of the payments of a period, an allocation each; a collection that was told and then taken back has one
/// more, of the amount with the other sign.
///
/// # Errors
/// [`AppError::Invalid`] when the creditor's VAT is not due on collection.
#[crate::boxed]
pub async fn collections(app: &App, scope: &Scope, from: Date, to: Date) -> Result<Collections> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    if !store::lifecycle::vat_on_collection(&mut tx, organisation).await? {
        return Err(AppError::Invalid { field: "vat_on_collection", reason: words::vat_not_on_collection() });
    }
    let debtors: HashMap<_, _> = store::debtor::all(&mut tx, organisation).await?.into_iter().map(|debtor| (debtor.id, debtor)).collect();
    let mut found = Collections::default();
    for told in told(&mut tx, organisation).await?.into_iter().filter(|told| told.on >= from && told.on <= to) {
        let Some(document) = store::einvoice::get(&mut tx, organisation, told.document).await?.filter(|document| !document.vat_on_debits)
        else {
            continue;
        };
        let vat = store::einvoice::vat(&mut tx, organisation, told.document).await?;
        let Some(shares) = shares(told.amount, &vat) else {
            found.without_split.push((document.number, told.on, told.amount));
            continue;
        };
        let Some(debtor) = debtors.get(&document.debtor) else { continue };
        let seller = Payer { name: &creditor.name, siren: creditor.siren.as_ref() };
        let buyer = Payer { name: &debtor.name, siren: debtor.siren.as_ref() };
        found.messages.push(message(app, (seller, buyer), &document, &told, &shares));
    }
    found.messages.sort_by(|a, b| (a.on, &a.invoice, &a.file_name).cmp(&(b.on, &b.invoice, &b.file_name)));
    found.without_split.sort();
    Ok(found)
}

/// The amount by rate, in the proportions of the document's taxed totals.
fn shares(amount: Cents, vat: &[VatRow]) -> Option<Vec<RateShare>> {
    let gross: Vec<Cents> = vat.iter().map(|line| line.base + line.tax).collect();
    let shared = share(amount, &gross)?;
    let mut by_rate: Vec<RateShare> = Vec::new();
    for (line, amount) in vat.iter().zip(shared) {
        let rate_bp = u32::try_from(line.rate_bp.unwrap_or(0)).unwrap_or(0);
        match by_rate.iter_mut().find(|share| share.rate_bp == rate_bp) {
            Some(known) => known.amount += amount,
            None => by_rate.push(RateShare { rate_bp, amount }),
        }
    }
    Some(by_rate)
}

fn message(
    app: &App,
    (seller, buyer): (Payer<'_>, Payer<'_>),
    document: &EinvoiceRow,
    &Told { id: key, on, amount, .. }: &Told,
    shares: &[RateShare],
) -> CollectionMessage {
    let debtor_name = buyer.name.to_owned();
    // The same allocation always has the same identification: handed in twice, it is known.
    let id = format!("ENC-{}", key.simple());
    let xml = collected(&Collection {
        id: &id,
        written_at: app.now(),
        seller,
        buyer,
        invoice: &document.number,
        invoice_date: document.issued_on,
        type_code: &document.type_code,
        on,
        currency: document.currency,
        shares,
    });
    let safe: String = document.number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).take(60).collect();
    let what = if amount.is_negative() { "212_annulation" } else { "212" };
    let file_name = format!("{}_{safe}_{what}_{}.xml", on.format("%Y%m%d"), &key.simple().to_string()[..8]);
    CollectionMessage {
        id: key,
        debtor: document.debtor,
        debtor_name,
        currency: document.currency,
        invoice: document.number.clone(),
        on,
        amount,
        file_name,
        xml,
    }
}

/// A message of the list, and when and by whom it was produced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMessage {
    /// The message.
    pub message: CollectionMessage,
    /// When and by whom; `None` while it is to be done.
    pub produced: Option<(chrono::DateTime<chrono::Utc>, String)>,
}

/// What the page of collections shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Whether the creditor's VAT is due on collection; nothing is to be told else.
    pub is_on: bool,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The messages of the period, those to be done first.
    pub messages: Vec<ListedMessage>,
    /// Payments of electronic invoices whose VAT by rate is not known: number, day, amount.
    pub without_split: Vec<(String, Date, Cents)>,
}

/// The payments to tell of a period, and what was produced of them.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn listing(app: &App, scope: &Scope, from: Date, to: Date) -> Result<Listing> {
    let found = match collections(app, scope, from, to).await {
        Ok(found) => found,
        Err(AppError::Invalid { field: "vat_on_collection", .. }) => {
            return Ok(Listing { is_on: false, from, to, messages: Vec::new(), without_split: Vec::new() });
        }
        Err(error) => return Err(error),
    };
    let mut tx = app.db().snapshot().await?;
    let produced: HashMap<uuid::Uuid, _> = store::lifecycle::produced(&mut tx, scope.organisation.id, from, to)
        .await?
        .into_iter()
        .map(|row| (row.id, (row.produced_at, row.actor)))
        .collect();
    let mut messages: Vec<ListedMessage> =
        found.messages.into_iter().map(|message| ListedMessage { produced: produced.get(&message.id).cloned(), message }).collect();
    messages.sort_by_key(|listed| listed.produced.is_some());
    Ok(Listing { is_on: true, from, to, messages, without_split: found.without_split })
}

/// Produces a message: its bytes are kept, and given again as they were when it is asked for again. Its name and bytes.
///
/// # Errors
/// [`AppError::NotFound`] when no payment of the period has it; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn produce(app: &App, scope: &Scope, (from, to): (Date, Date), id: uuid::Uuid) -> Result<(String, Vec<u8>)> {
    scope.require(Permission::Import)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::lifecycle::produced(&mut tx, organisation, from, to).await?.into_iter().find(|row| row.id == id);
    if let Some(row) = known {
        return Ok((row.file_name, app.documents().read(&row.document_hash)?));
    }
    drop(tx);
    let found = collections(app, scope, from, to).await?;
    let message = found.messages.into_iter().find(|message| message.id == id).ok_or(AppError::NotFound("message"))?;
    let document_hash = app.documents().keep(message.xml.as_bytes())?;
    let row = store::lifecycle::ProducedRow {
        id,
        file_name: message.file_name.clone(),
        document_hash,
        produced_at: app.now(),
        actor: scope.actor.name.clone(),
    };
    let mut tx = app.db().begin().await?;
    if store::lifecycle::insert_produced(&mut tx, organisation, &row, (&message.invoice, message.on, message.amount)).await? {
        let payload = serde_json::json!({"invoice": message.invoice, "on": message.on.to_string(), "amount": message.amount.iso(), "sha256": row.document_hash});
        let event = store::event::NewEvent {
            at: app.now(),
            actor: scope.actor.name.clone(),
            kind: "collection.produced",
            debtor: Some(message.debtor),
            subject: Some(id),
            payload: payload.to_string(),
        };
        store::event::append(&mut tx, organisation, &[event]).await?;
        tx.commit().await?;
    }
    Ok((message.file_name, message.xml.into_bytes()))
}
