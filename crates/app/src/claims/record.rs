//! Recording what a person knows of a claim: an event, its cancellation, the facts of an item.

use domain::claim::{ClaimEvent, ClaimEventKind, ClaimKind};
use domain::ids::{ClaimEventId, DebtorId, OpenItemId};
use domain::{Cents, Date, calendar};
use store::claim::{ClaimEventRow, ClaimFacts};
use store::event::NewEvent;

use crate::text::claims as words;
use crate::text::locale::ShownIn as _;
use crate::{App, AppError, Permission, Result, Scope};

pub(super) fn journal(
    app: &App,
    scope: &Scope,
    kind: &'static str,
    debtor: DebtorId,
    subject: uuid::Uuid,
    payload: &serde_json::Value,
) -> NewEvent {
    crate::journal::line(app, scope, kind, Some(debtor), Some(subject), payload)
}

fn invalid(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// Records a legal event of one item, or of the whole account. Insolvency proceedings are always the whole
/// account's; from then on, and from the judgment's date, earlier debts are not asked for.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, for a day to come, for an end that is not after the day, or for
/// an insolvency of one item; [`AppError::NotFound`].
#[crate::boxed]
pub async fn record_event(
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    item: Option<OpenItemId>,
    event: ClaimEvent,
    reason: &str,
) -> Result<ClaimEventId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let id = record_event_in(&mut tx, app, scope, (debtor, item), event, reason).await?;
    tx.commit().await?;
    Ok(id)
}

/// The same inside a transaction: several events are recorded together, or none.
///
/// # Errors
/// As [`record_event`].
pub(crate) async fn record_event_in(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    (debtor, item): (DebtorId, Option<OpenItemId>),
    event: ClaimEvent,
    reason: &str,
) -> Result<ClaimEventId> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(invalid("reason", words::error_without_reason()));
    }
    if event.on > app.today() {
        return Err(invalid("on", words::error_event_to_come()));
    }
    let is_insolvency = matches!(event.kind, ClaimEventKind::InsolvencyOpened | ClaimEventKind::InsolvencyClosed);
    if is_insolvency && item.is_some() {
        return Err(invalid("item", words::error_insolvency_of_item()));
    }
    if event.kind == ClaimEventKind::GrantedTime && event.until.is_none_or(|until| until <= event.on) {
        return Err(invalid("until", words::error_granted_time()));
    }
    // Only time granted by a judge has an end and a rate of its own.
    let event = if event.kind == ClaimEventKind::GrantedTime { event } else { ClaimEvent { until: None, rate: None, ..event } };
    store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let number = match item {
        Some(item) => Some(own_item(tx, scope, debtor, item).await?.number),
        None => None,
    };
    let row = ClaimEventRow {
        id: ClaimEventId(store::fresh_id()),
        debtor,
        item,
        event,
        reason: reason.to_owned(),
        recorded_at: app.now(),
        recorded_by: scope.actor.name.clone(),
    };
    store::claim::insert_event(tx, organisation, &row).await?;
    if is_insolvency {
        store::compromise::touch_of(tx, organisation, debtor).await?;
    }
    let payload = serde_json::json!({
        "event": event.kind.code(), "on": event.on.to_string(), "item": number, "until": event.until.map(|until| until.to_string()),
        "rate": event.rate.map(domain::law::RateBp::iso), "reason": reason,
    });
    store::event::append(tx, organisation, &[journal(app, scope, "claim.event_recorded", debtor, row.id.0, &payload)]).await?;
    Ok(row.id)
}

async fn own_item(tx: &mut store::Tx, scope: &Scope, debtor: DebtorId, item: OpenItemId) -> Result<domain::ledger::OpenItem> {
    let found = store::item::get(tx, scope.organisation.id, item).await?;
    found.filter(|found| found.debtor == debtor).ok_or(AppError::NotFound("item"))
}

/// Cancels an event that was recorded by mistake. It stays in the journal.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::NotFound`] when it is not one of the debtor's, or
/// cancelled already.
#[crate::boxed]
pub async fn cancel_event(app: &App, scope: &Scope, debtor: DebtorId, id: ClaimEventId, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(invalid("reason", words::error_without_reason()));
    }
    let mut tx = app.db().begin().await?;
    let events = store::claim::events_of_debtor(&mut tx, organisation, debtor).await?;
    let row = events.into_iter().find(|row| row.id == id).ok_or(AppError::NotFound("event"))?;
    store::claim::cancel_event(&mut tx, organisation, id, reason, app.now(), &scope.actor.name).await?;
    store::compromise::touch_of(&mut tx, organisation, debtor).await?;
    let payload = serde_json::json!({"event": row.event.kind.code(), "on": row.event.on.to_string(), "reason": reason});
    store::event::append(&mut tx, organisation, &[journal(app, scope, "claim.event_cancelled", debtor, id.0, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// A document handed in as proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// The name that it came with.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a person says of an item; what is left out is taken back, except a document, which stays until
/// another replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewFacts {
    /// Its nature; `None` lets the debtor's kind decide.
    pub kind: Option<ClaimKind>,
    /// The day of the delivery, or of the end of the work.
    pub service_on: Option<Date>,
    /// The part that is contested.
    pub disputed: Cents,
    /// Why; asked for when there is such a part.
    pub dispute_reason: String,
    /// Where other proof is, in words.
    pub evidence: String,
    /// A document to keep.
    pub document: Option<NewDocument>,
    /// The version of the facts that the person saw; 0 for an item of which nothing was recorded.
    pub version: i32,
}

/// Records the facts of an item as a new version. The same facts again change nothing.
///
/// # Errors
/// [`AppError::Invalid`] for a service to come, a contested part that exceeds the item or has no reason, or
/// an empty document; [`AppError::Conflict`] when somebody recorded a version that the person did not see;
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_facts(app: &App, scope: &Scope, debtor: DebtorId, item: OpenItemId, new: NewFacts) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let dispute_reason = new.dispute_reason.trim().to_owned();
    if new.service_on.is_some_and(|on| on > app.today()) {
        return Err(invalid("service_on", words::error_service_to_come()));
    }
    if new.disputed.is_positive() && dispute_reason.is_empty() {
        return Err(invalid("dispute_reason", words::error_dispute_without_reason()));
    }
    let mut tx = app.db().begin().await?;
    let found = own_item(&mut tx, scope, debtor, item).await?;
    if new.disputed.is_negative() || new.disputed > found.amount {
        return Err(invalid("disputed", words::error_dispute_too_large(&found.amount.shown_in(found.currency))));
    }
    let known = store::claim::facts_of_debtor(&mut tx, organisation, debtor).await?.remove(&item).unwrap_or_default();
    let mut facts = ClaimFacts {
        kind: new.kind,
        service_on: new.service_on,
        disputed: new.disputed,
        dispute_reason: if new.disputed.is_positive() { dispute_reason } else { String::new() },
        evidence: new.evidence.trim().to_owned(),
        ..known.clone()
    };
    // What is contested is a dispute of its own, which writes the same into these facts.
    let contests = (facts.disputed, &facts.dispute_reason) != (known.disputed, &known.dispute_reason);
    if let Some(document) = new.document {
        if document.bytes.is_empty() {
            return Err(invalid("document", words::error_empty_document()));
        }
        // Kept before the row that names it: a document without a row harms nobody.
        facts.document_hash = Some(app.documents().keep(&document.bytes)?);
        facts.document_name = document.name;
    }
    if facts == known {
        return Ok(());
    }
    // What a colleague entered since the form was opened would be taken back unseen.
    if new.version != known.version {
        return Err(AppError::Conflict("claim_fact"));
    }
    store::claim::insert_facts(&mut tx, organisation, item, &facts, app.now(), &scope.actor.name).await?;
    if contests {
        crate::dispute::set_by_hand(&mut tx, app, scope, &found, facts.disputed, &facts.dispute_reason).await?;
    }
    let payload = serde_json::json!({
        "item": found.number, "nature": facts.kind.map(ClaimKind::code), "service_on": facts.service_on.map(|on| on.to_string()),
        "disputed": facts.disputed.iso(), "reason": facts.dispute_reason, "evidence": facts.evidence, "file": facts.document_name,
        "sha256": facts.document_hash,
    });
    store::event::append(&mut tx, organisation, &[journal(app, scope, "claim.facts_recorded", debtor, item.0, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

/// A document that proves a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The name that it came with, without anything that a header could not hold.
    pub name: String,
    /// Its bytes, the very ones that were handed in.
    pub bytes: Vec<u8>,
}

/// The document that proves an item.
///
/// # Errors
/// [`AppError::NotFound`] when none is kept, or when its bytes are no longer those that came in.
#[crate::boxed]
pub async fn document(app: &App, scope: &Scope, debtor: DebtorId, item: OpenItemId) -> Result<Evidence> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let facts = store::claim::facts_of_debtor(&mut tx, scope.organisation.id, debtor).await?.remove(&item).unwrap_or_default();
    let hash = facts.document_hash.ok_or(AppError::NotFound("document"))?;
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = facts.document_name.chars().map(safe).take(80).collect();
    let name = if name.is_empty() { format!("piece-{}", calendar::fr(app.today()).replace('/', "-")) } else { name };
    Ok(Evidence { name, bytes: app.documents().read(&hash)? })
}
