//! Status 212, « Encaissée »: what a seller whose VAT is due on collection tells the tax authority of each
//! payment of an electronic invoice, by rate of VAT.

use std::collections::HashMap;

use domain::ids::{EinvoiceId, OpenItemId};
use domain::ledger::ItemKind;
use domain::vat_share::share;
use domain::{Cents, Date};
use formats::lifecycle::{Collection, Payer, RateShare, collected};
use store::einvoice::{EinvoiceRow, VatRow};
use store::item::KnownItem;

use crate::text::einvoice as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// A message to hand to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionMessage {
    /// Number of the invoice.
    pub invoice: String,
    /// The day on which the money came in.
    pub on: Date,
    /// What came in for this invoice.
    pub amount: Cents,
    /// The name of the file.
    pub file_name: String,
    /// The message.
    pub xml: String,
}

/// What was collected in a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collections {
    /// One message per payment and invoice, by day and number.
    pub messages: Vec<CollectionMessage>,
    /// Payments of electronic invoices whose VAT by rate is not known: number, day, amount.
    pub without_split: Vec<(String, Date, Cents)>,
}

/// Says whether the creditor's VAT is due when it is paid (CGI, art. 269, 2, c).
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn set_vat_on_collection(app: &App, scope: &Scope, on: bool) -> Result<()> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
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

/// The messages of the payments of a period. A payment that was taken back has none.
///
/// # Errors
/// [`AppError::Invalid`] when the creditor's VAT is not due on collection.
pub async fn collections(app: &App, scope: &Scope, from: Date, to: Date) -> Result<Collections> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut tx = app.db().snapshot().await?;
    if !store::lifecycle::vat_on_collection(&mut tx, organisation).await? {
        return Err(AppError::Invalid { field: "vat_on_collection", reason: words::vat_not_on_collection() });
    }
    let items: HashMap<OpenItemId, KnownItem> =
        store::item::known(&mut tx, organisation).await?.into_iter().map(|item| (item.id, item)).collect();
    // What each payment put on each document, over its instalments.
    let mut paid: HashMap<(EinvoiceId, OpenItemId), (Date, Cents)> = HashMap::new();
    for live in store::item::live_allocations(&mut tx, organisation).await? {
        let allocation = live.allocation;
        let is_money = items.get(&allocation.credit).is_some_and(|credit| credit.kind == ItemKind::Payment);
        if !is_money || allocation.value_on < from || allocation.value_on > to {
            continue;
        }
        if let Some(document) = store::einvoice::last_of_item(&mut tx, organisation, allocation.debit).await? {
            let entry = paid.entry((document, allocation.credit)).or_insert((allocation.value_on, Cents::ZERO));
            entry.0 = entry.0.max(allocation.value_on);
            entry.1 += allocation.amount;
        }
    }
    let debtors: HashMap<_, _> = store::debtor::all(&mut tx, organisation).await?.into_iter().map(|debtor| (debtor.id, debtor)).collect();
    let mut found = Collections::default();
    for ((id, payment), (on, amount)) in paid {
        let Some(document) = store::einvoice::get(&mut tx, organisation, id).await?.filter(|document| !document.vat_on_debits) else {
            continue;
        };
        let vat = store::einvoice::vat(&mut tx, organisation, id).await?;
        let Some(shares) = shares(amount, &vat) else {
            found.without_split.push((document.number, on, amount));
            continue;
        };
        let Some(debtor) = debtors.get(&document.debtor) else { continue };
        let seller = Payer { name: &creditor.name, siren: creditor.siren.as_ref() };
        let buyer = Payer { name: &debtor.name, siren: debtor.siren.as_ref() };
        found.messages.push(message(app, (seller, buyer), &document, (payment, on, amount), &shares));
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
    (payment, on, amount): (OpenItemId, Date, Cents),
    shares: &[RateShare],
) -> CollectionMessage {
    // The same payment of the same document always has the same identification: handed in twice, it is known.
    let key = store::stable_id(&[document.id.0.as_bytes(), payment.0.as_bytes(), on.to_string().as_bytes(), &amount.0.to_be_bytes()]);
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
    let file_name = format!("{}_{safe}_212_{}.xml", on.format("%Y%m%d"), &key.simple().to_string()[..8]);
    CollectionMessage { invoice: document.number.clone(), on, amount, file_name, xml }
}
