use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::ids::{OpenItemId, OrganisationId, WebhookEventId};
use domain::ledger::ItemKind;
use domain::party::Debtor;
use domain::webhook::EventKind;
use domain::{Cents, Date};
use serde_json::{Value, json};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::{NewAllocation, SourcedItem};
use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    DELETE_OLD = "DELETE FROM webhook_event WHERE organisation_id = $1 AND spread AND happened_at < $2 AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.organisation_id = webhook_event.organisation_id AND d.event_id = webhook_event.id AND d.state = 'waiting')";
    SELECT_WANTED = "SELECT kinds FROM webhook_endpoint WHERE organisation_id = $1 AND disabled_at IS NULL AND deleted_at IS NULL";
}

/// The kinds that somebody listens to: where nobody does, no fact is written.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn wanted(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<EventKind>> {
    let lists: Vec<String> = in_tx!(tx, c => sqlx::query_scalar(SELECT_WANTED).bind(organisation.0).fetch_all(&mut *c).await?);
    let listed = |kind: &EventKind| lists.iter().any(|list| list.split(' ').any(|code| code == kind.code()));
    Ok(EventKind::ALL.into_iter().filter(listed).collect())
}

/// Writes facts down, in the transaction that makes them true. Without an instant, the worker's stands for it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn record(
    tx: &mut Tx,
    organisation: OrganisationId,
    facts: &[(EventKind, Value)],
    at: Option<DateTime<Utc>>,
) -> Result<Vec<WebhookEventId>> {
    let ids: Vec<WebhookEventId> = facts.iter().map(|_| WebhookEventId(crate::fresh_id())).collect();
    in_tx!(tx, c => for (chunk, own) in facts.chunks(1_000).zip(ids.chunks(1_000)) {
        let mut query = QueryBuilder::new("INSERT INTO webhook_event (organisation_id, id, kind, data, happened_at, spread) ");
        query.push_values(chunk.iter().zip(own), |mut row, ((kind, data), id)| {
            row.push_bind(organisation.0).push_bind(id.0).push_bind(kind.code()).push_bind(data.to_string())
                .push_bind(at.map(to_micros)).push_bind(false);
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(ids)
}

/// An item as it is told.
#[derive(sqlx::FromRow)]
struct Told {
    id: Uuid,
    kind: String,
    number: String,
    issued_on: Date,
    due_on: Date,
    currency: String,
    amount_cents: i64,
    open_cents: i64,
    debtor_id: Uuid,
    code: String,
    name: String,
}

fn told(item: &Told, on: Option<Date>) -> Value {
    json!({
        "item": {
            "id": item.id.to_string(), "number": item.number, "kind": item.kind, "issued_on": item.issued_on.to_string(),
            "due_on": item.due_on.to_string(), "currency": item.currency, "amount": Cents(item.amount_cents).iso(),
            "open": Cents(item.open_cents).iso(),
        },
        "debtor": {"id": item.debtor_id.to_string(), "code": item.code, "name": item.name},
        "effective_on": on.map(|on| on.to_string()),
    })
}

/// Tells which debits allocations have just settled or opened again. `moves` is what was added to each item's
/// open amount, `new` the allocations that did.
pub(crate) async fn items_moved(
    tx: &mut Tx,
    organisation: OrganisationId,
    moves: &[(OpenItemId, i64)],
    new: &[NewAllocation],
    at: DateTime<Utc>,
) -> Result<()> {
    let wanted = wanted(tx, organisation).await?;
    if !wanted.contains(&EventKind::ItemPaid) && !wanted.contains(&EventKind::ItemReopened) {
        return Ok(());
    }
    let mut last: HashMap<OpenItemId, Date> = HashMap::new();
    for row in new {
        let on = last.entry(row.allocation.debit).or_insert(row.allocation.value_on);
        *on = row.allocation.value_on.max(*on);
    }
    let mut facts = Vec::new();
    in_tx!(tx, c => for chunk in moves.chunks(5_000) {
        let mut query = QueryBuilder::new("WITH u(id, delta) AS (");
        query.push_values(chunk, |mut row, (id, delta)| {
            row.push_bind(id.0).push_bind(*delta);
        });
        query.push(
            ") SELECT i.id, i.kind, i.number, i.issued_on, i.due_on, i.currency, i.amount_cents, i.open_cents, i.debtor_id, d.code, d.name \
             FROM u JOIN open_item i ON i.id = u.id JOIN debtor d ON d.organisation_id = i.organisation_id AND d.id = i.debtor_id \
             WHERE i.kind IN ('invoice', 'debit') AND i.source NOT IN ('undo', 'void') AND (i.open_cents = 0 OR i.open_cents = u.delta) AND i.organisation_id = ",
        );
        query.push_bind(organisation.0).push(" ORDER BY i.id");
        let rows: Vec<Told> = query.build_query_as().fetch_all(&mut *c).await?;
        facts.extend(rows.iter().filter_map(|item| {
            let kind = if item.open_cents == 0 { EventKind::ItemPaid } else { EventKind::ItemReopened };
            wanted.contains(&kind).then(|| (kind, told(item, last.get(&OpenItemId(item.id)).copied())))
        }));
    });
    record(tx, organisation, &facts, Some(at)).await?;
    Ok(())
}

/// Tells the cash among items that have just come in.
pub(crate) async fn payments_came(tx: &mut Tx, organisation: OrganisationId, items: &[SourcedItem]) -> Result<()> {
    let payments: Vec<&SourcedItem> = items.iter().filter(|sourced| sourced.item.kind == ItemKind::Payment).collect();
    if payments.is_empty() || !wanted(tx, organisation).await?.contains(&EventKind::PaymentReceived) {
        return Ok(());
    }
    let facts: Vec<(EventKind, Value)> = payments
        .iter()
        .map(|SourcedItem { item, source, label, .. }| {
            let data = json!({
                "payment": {
                    "id": item.id.to_string(), "reference": item.number, "received_on": item.issued_on.to_string(),
                    "currency": item.currency.code(), "amount": (-item.amount).iso(), "source": source, "label": label,
                },
                "debtor": {"id": item.debtor.to_string()},
            });
            (EventKind::PaymentReceived, data)
        })
        .collect();
    record(tx, organisation, &facts, None).await?;
    Ok(())
}

/// Tells the accounts that are about to be created, among those to be written.
pub(crate) async fn debtors_came(tx: &mut Tx, organisation: OrganisationId, debtors: &[Debtor]) -> Result<()> {
    if debtors.is_empty() || !wanted(tx, organisation).await?.contains(&EventKind::DebtorCreated) {
        return Ok(());
    }
    let codes: Vec<String> = debtors.iter().map(|debtor| debtor.code.clone()).collect();
    let known: std::collections::HashSet<String> =
        crate::api::debtors_by_code(tx, organisation, &codes).await?.into_iter().map(|debtor| debtor.code).collect();
    let facts: Vec<(EventKind, Value)> = debtors
        .iter()
        .filter(|debtor| !known.contains(&debtor.code))
        .map(|debtor| {
            (EventKind::DebtorCreated, json!({"debtor": {"id": debtor.id.to_string(), "code": debtor.code, "name": debtor.name}}))
        })
        .collect();
    record(tx, organisation, &facts, None).await?;
    Ok(())
}

/// Forgets the facts of before an instant, with their deliveries; what still waits stays. How many there were.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn forget_before(tx: &mut Tx, organisation: OrganisationId, before: DateTime<Utc>) -> Result<u64> {
    Ok(in_tx!(tx, c => sqlx::query(DELETE_OLD).bind(organisation.0).bind(to_micros(before)).execute(&mut *c).await?.rows_affected()))
}
