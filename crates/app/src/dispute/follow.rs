//! What the ledger makes of disputes: credit notes and payments that came, and those that were taken back.

use std::collections::HashMap;

use domain::Cents;
use domain::dispute::{Change, Ledger, Slot, State, credits};
use domain::ids::{DisputeId, OpenItemId};
use store::Tx;
use store::dispute::{DisputeRow, DisputedItem};

use super::{Loaded, Told, credit, policy_of, project, tell};
use crate::text::dispute as words;
use crate::{App, Permission, Result, Scope};

/// How far the credit notes on each item belong to each dispute; `rows` in the order of their opening.
fn shares(rows: &[DisputeRow], items: &[DisputedItem]) -> HashMap<(DisputeId, OpenItemId), Cents> {
    let mut slots: HashMap<OpenItemId, Vec<(DisputeId, Slot)>> = HashMap::new();
    for row in rows {
        let by_person = matches!(row.dispute.state, State::Closed { outcome, .. } if !outcome.is_of_the_ledger());
        for (part, before) in row.dispute.parts.iter().zip(&row.credited_before) {
            let most = if by_person { part.credited } else { part.claimed - part.released };
            slots.entry(part.item).or_default().push((row.id, Slot { before: *before, most }));
        }
    }
    let mut shares = HashMap::new();
    for item in items {
        let own = slots.remove(&item.id).unwrap_or_default();
        let taken = credits(item.credited, own.iter().map(|(_, slot)| *slot));
        shares.extend(own.into_iter().zip(taken).map(|((id, _), cents)| ((id, item.id), cents)));
    }
    shares
}

/// The disputes that the ledger changes, as they become, with what happened.
fn changed(rows: &[DisputeRow], items: &[DisputedItem], today: domain::Date) -> Vec<(DisputeRow, Change)> {
    let shares = shares(rows, items);
    let open: HashMap<OpenItemId, Cents> = items.iter().map(|item| (item.id, item.open)).collect();
    rows.iter()
        .filter_map(|row| {
            let said: Vec<Ledger> = row
                .dispute
                .parts
                .iter()
                .filter_map(|part| {
                    let credited = shares.get(&(row.id, part.item)).copied().unwrap_or_default();
                    Some(Ledger { item: part.item, open: *open.get(&part.item)?, credited })
                })
                .collect();
            let (dispute, change) = row.dispute.clone().follow(&said, today)?;
            Some((DisputeRow { dispute, ..row.clone() }, change))
        })
        .collect()
}

/// Lets the disputes with something due follow the ledger, inside a transaction; how many changed. What a credit note that came ends,
/// or one that is awaited asks for, is told to the accounting.
pub(crate) async fn follow_in(tx: &mut Tx, app: &App, scope: &Scope) -> Result<usize> {
    if !store::dispute::is_due(tx, scope.organisation.id, app.today()).await? {
        return Ok(0);
    }
    credit::take_named(tx, app, scope).await?;
    let count = follow_touched(tx, app, scope).await?;
    credit::tell_accounting(tx, app, scope).await?;
    Ok(count)
}

/// What credit notes have taken of a dispute.
fn credited(row: &DisputeRow) -> Cents {
    Cents::total(row.dispute.parts.iter().map(|part| part.credited))
}

async fn follow_touched(tx: &mut Tx, app: &App, scope: &Scope) -> Result<usize> {
    let organisation = scope.organisation.id;
    let touched = store::dispute::take_touched(tx, organisation).await?;
    let (rows, items) = store::dispute::around(tx, organisation, &touched).await?;
    // What is beside is read for its part of the credit notes: money that moves on its items touches it as well.
    let changes: Vec<(DisputeRow, Change)> =
        changed(&rows, &items, app.today()).into_iter().filter(|(row, _)| touched.binary_search(&row.id).is_ok()).collect();
    let count = changes.len();
    for (mut row, change) in changes {
        let policy = policy_of(tx, scope, row.reason).await?;
        row.due_on = row.dispute.limit(&policy.policy);
        store::dispute::update(tx, organisation, &row).await?;
        let loaded = Loaded::get(tx, scope, row.id).await?;
        let (debtor, numbers) = loaded.about();
        let (kind, note) = match change {
            Change::Credit if credited(&row) != rows.iter().find(|before| before.id == row.id).map_or(Cents::ZERO, credited) => {
                ("credited", words::credited(&row.dispute, row.currency))
            }
            Change::Credit => ("paid", words::paid(&row.dispute, row.currency)),
            Change::Closed(outcome) => ("closed", crate::text::locale::in_french(|| words::outcome(outcome))),
            Change::Reopened => ("reopened", String::new()),
        };
        tell(tx, app, scope, &row, (debtor, &numbers), &Told::new(kind, &note)).await?;
        project(tx, app, scope, row.id).await?;
        credit::follow_task(tx, app, scope, &row).await?;
    }
    if count > 0 {
        store::dispute::seen(tx, organisation, &touched).await?;
    }
    Ok(count)
}

/// Lets the disputes with something due follow the ledger; how many changed. Without such a dispute none is read.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn follow(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().snapshot().await?;
    if !store::dispute::is_due(&mut tx, scope.organisation.id, app.today()).await? {
        return Ok(0);
    }
    drop(tx);
    let mut tx = app.db().begin().await?;
    let count = follow_in(&mut tx, app, scope).await?;
    tx.commit().await?;
    Ok(count)
}
