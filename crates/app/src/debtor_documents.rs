//! What is kept in files about a debtor: invoices as they came in, proofs, agreements as they were signed, what was joined to disputes.

use std::collections::{BTreeMap, HashMap};

use domain::Date;
use domain::dunning::Channel;
use domain::ids::{ActionId, CompromiseId, DebtorId, DisputeId, EinvoiceId, LetterEventId, OpenItemId, PlanId};
use uuid::Uuid;

use crate::{App, AppError, Permission, Result, Scope, text};

/// Where a document is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The electronic invoice behind an item.
    Einvoice(EinvoiceId),
    /// The copy of an item's invoice that messages carry.
    Copy(OpenItemId),
    /// The proof of an item's claim.
    Evidence(OpenItemId),
    /// With a plan: its place among the plan's files, from 0.
    Plan(PlanId, usize),
    /// With a compromise: its place among the compromise's files, from 0.
    Compromise(CompromiseId, usize),
    /// With a dispute.
    Dispute(DisputeId, Uuid),
    /// What the post gave for a letter.
    Postal(ActionId, LetterEventId),
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    /// Where it is.
    pub kept: Kept,
    /// The name that it came with.
    pub name: String,
    /// What it is about: the number of an item, the reference of an agreement, a word.
    pub about: String,
    /// Since when it is kept, where that is known.
    pub on: Option<Date>,
}

/// All documents of a debtor: those of its items, then those of agreements, disputes and letters. Proofs of the post are for who
/// may read messages.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, id: DebtorId) -> Result<Vec<DocumentLine>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let day = |at| Some(channels::business_date(at, channels::PARIS));
    let mut tx = app.db().snapshot_of_one().await?;
    store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(&mut tx, organisation, id).await?;
    let numbers: HashMap<OpenItemId, &str> = items.iter().map(|item| (item.id, item.number.as_str())).collect();
    let number = |item: OpenItemId| numbers.get(&item).copied().unwrap_or_default().to_owned();
    let mut lines: Vec<DocumentLine> = Vec::new();
    for one in store::einvoice::of_debtor(&mut tx, organisation, id).await? {
        lines.push(DocumentLine { kept: Kept::Einvoice(one.einvoice), name: one.file_name, about: number(one.item), on: None });
    }
    // Of the copies of an item the last one is what messages carry.
    let copies = store::service_mail::documents_of(&mut tx, organisation, id).await?;
    let last: BTreeMap<OpenItemId, _> = copies.into_iter().map(|one| (one.item, one)).collect();
    for (item, one) in last {
        lines.push(DocumentLine { kept: Kept::Copy(item), name: one.name, about: number(item), on: day(one.created_at) });
    }
    let mut proven: Vec<_> = store::claim::facts_of_debtor(&mut tx, organisation, id).await?.into_iter().collect();
    proven.retain(|(_, facts)| facts.document_hash.is_some());
    proven.sort_by_key(|(item, _)| (number(*item), *item));
    for (item, facts) in proven {
        lines.push(DocumentLine { kept: Kept::Evidence(item), name: facts.document_name, about: number(item), on: None });
    }
    for plan in crate::plans::load_of(&mut tx, organisation, id, app.today()).await? {
        for (place, file) in store::plan::files(&mut tx, organisation, plan.id()).await?.into_iter().enumerate() {
            let about = plan.record.row.reference.clone();
            lines.push(DocumentLine { kept: Kept::Plan(plan.id(), place), name: file.name, about, on: day(file.at) });
        }
    }
    for compromise in crate::compromises::load_of(&mut tx, organisation, id).await? {
        for (place, file) in store::compromise::files(&mut tx, organisation, compromise.id()).await?.into_iter().enumerate() {
            let about = compromise.record.row.reference.clone();
            lines.push(DocumentLine { kept: Kept::Compromise(compromise.id(), place), name: file.name, about, on: day(file.at) });
        }
    }
    for dispute in store::dispute::of_debtor(&mut tx, organisation, id).await?.0 {
        for file in store::dispute::files(&mut tx, organisation, dispute.id).await? {
            let about = text::dispute::reason(dispute.reason);
            lines.push(DocumentLine { kept: Kept::Dispute(dispute.id, file.id), name: file.name, about, on: day(file.created_at) });
        }
    }
    if scope.require(Permission::ViewMessages).is_ok() {
        for (action, event) in store::letter::events_of_debtor(&mut tx, organisation, id).await? {
            if event.document_hash.is_some() {
                let about = format!("{} – {}", text::channel(Channel::Registered), text::post::postal_event(event.kind));
                lines.push(DocumentLine { kept: Kept::Postal(action, event.id), name: event.document_name, about, on: Some(event.on) });
            }
        }
    }
    Ok(lines)
}
