//! One item from its invoice to its cash: each event with its author and its instant.

use chrono::{DateTime, Utc};
use domain::dunning::Channel;
use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::OpenItem;
use domain::party::DebtorKind;
use domain::{Cents, Date};

use crate::debtor_file::{HoldLine, holds};
use crate::text::item_life as words;
use crate::{App, AppError, Permission, Result, Scope, text};

/// Something that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What, in French.
    pub title: String,
    /// More, in French; may be empty.
    pub detail: String,
    /// Its amount.
    pub amount: Option<Cents>,
}

/// The life of an item.
#[derive(Debug, Clone)]
pub struct Life {
    /// The item.
    pub item: OpenItem,
    /// The debtor's name.
    pub debtor: String,
    /// The day from which it is late, the agreed one if there is one.
    pub due_on: Date,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Whether the debtor is a business or a consumer.
    pub kind: DebtorKind,
    /// The suspensions in force of this item alone.
    pub holds: Vec<HoldLine>,
}

/// The life of an item of a debtor; of the first open one when none is named.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn life(app: &App, scope: &Scope, debtor: DebtorId, item: Option<OpenItemId>) -> Result<Life> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let known = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    let chosen = match item {
        Some(id) => items.iter().find(|item| item.id == id),
        None => items.iter().find(|item| !item.open.is_zero()).or(items.first()),
    };
    let chosen = chosen.ok_or(AppError::NotFound("item"))?.clone();
    let rows = store::item_life::of_item(&mut tx, organisation, chosen.id).await?;
    let events = rows.into_iter().map(event).collect();
    let mut holds = holds(&mut tx, scope, debtor, app.today(), &items).await?;
    holds.retain(|hold| hold.item == Some(chosen.id));
    Ok(Life { due_on: chosen.due_on, item: chosen, debtor: known.name, kind: known.kind, events, holds })
}

fn event(row: store::item_life::LifeRow) -> Event {
    let channel = |code: &str| Channel::ALL.into_iter().find(|known| known.code() == code).map(text::channel).unwrap_or_default();
    let (title, detail) = match row.kind.as_str() {
        "item.imported" => (words::imported(), row.word),
        "item.asked" => (words::asked(&text::step(&row.word)), channel(&row.note)),
        "item.withdrawn" => (words::withdrawn(&text::step(&row.word)), channel(&row.note)),
        "item.unsettled" => (words::unsettled(&row.word), row.note),
        "claim.event" => (text::event("claim.event_recorded"), text::claims::event_told(&row.word, &row.note)),
        kind if kind.starts_with("item.settled_by_") => (words::settled(&kind["item.settled_by_".len()..], &row.word), row.note),
        kind => {
            let more = [row.word, row.note].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
            (text::event(kind), more)
        }
    };
    Event { at: row.at, actor: row.actor, title, detail, amount: (row.cents != 0).then_some(Cents(row.cents)) }
}
