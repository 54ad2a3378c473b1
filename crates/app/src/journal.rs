//! The journal as people read it.

use chrono::{DateTime, Utc};
use domain::ids::DebtorId;
use store::event::NewEvent;
use uuid::Uuid;

use crate::dashboard::names;
use crate::{App, Permission, Result, Scope, text};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its position, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What, as a key.
    pub kind: String,
    /// What, in French.
    pub title: String,
    /// The debtor it is about, and its name.
    pub debtor: Option<(DebtorId, String)>,
    /// Its facts, in a line.
    pub detail: String,
}

/// Entries a page.
pub const PER_PAGE: i64 = 100;

/// The facts of an entry in one line: keys and values, without braces.
fn detail(payload: &str) -> String {
    let facts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(payload).unwrap_or_default();
    let shown = facts.iter().filter_map(|(key, value)| {
        let value = match value {
            serde_json::Value::String(text) if text.is_empty() => return None,
            serde_json::Value::Null => return None,
            serde_json::Value::String(text) => text::fact_value(key, text),
            other => other.to_string(),
        };
        Some(format!("{}{}{value}", text::fact(key), text::locale::either(|| " : ", || ": ")))
    });
    shown.collect::<Vec<_>>().join(" · ")
}

/// The newest entries before a position, newest first.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn latest(app: &App, scope: &Scope, before: Option<i64>) -> Result<Vec<Entry>> {
    scope.require(Permission::ViewJournal)?;
    let organisation = scope.organisation.id;
    let events = store::event::latest(app.db(), organisation, before.unwrap_or(i64::MAX), PER_PAGE).await?;
    read(app, scope, events).await
}

/// The newest entries of one kind after one position and before another, newest first: what a number of changes counts.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn of_kind(app: &App, scope: &Scope, kind: &str, (after, before): (i64, i64)) -> Result<Vec<Entry>> {
    scope.require(Permission::ViewJournal)?;
    let events = store::event::latest_of(app.db(), scope.organisation.id, kind, (after, before), PER_PAGE).await?;
    read(app, scope, events).await
}

async fn read(app: &App, scope: &Scope, events: Vec<store::event::Event>) -> Result<Vec<Entry>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let names = names(&mut tx, organisation, events.iter().filter_map(|event| event.debtor_id.map(DebtorId))).await?;
    Ok(events
        .into_iter()
        .map(|event| {
            let debtor = event.debtor_id.map(DebtorId);
            Entry {
                seq: event.seq,
                at: event.at,
                actor: event.actor,
                title: text::event(&event.kind),
                kind: event.kind,
                debtor: debtor.map(|id| (id, names.get(&id).map(|(_, name)| name.clone()).unwrap_or_default())),
                detail: detail(&event.payload),
            }
        })
        .collect())
}

/// The entries before a position as a table with semicolons, and where the next lot begins; `None` after the first entry of all.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, before: Option<i64>) -> Result<(String, Option<i64>)> {
    use std::fmt::Write as _;
    let mut text = if before.is_none() { text::decisions::journal_heads() } else { String::new() };
    let entries = latest(app, scope, before).await?;
    for entry in &entries {
        let debtor = entry.debtor.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        let cells =
            [&entry.seq.to_string(), &entry.at.to_rfc3339(), &entry.actor, &entry.title, debtor, &entry.detail].map(crate::ageing::cell);
        let _ = write!(text, "\r\n{}", cells.join(";"));
    }
    Ok((text, entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1)))
}

/// A line of the journal: what this actor does now, to whom, and what about it.
pub(crate) fn line(
    app: &App,
    scope: &Scope,
    kind: &'static str,
    debtor: Option<DebtorId>,
    subject: Option<Uuid>,
    payload: &serde_json::Value,
) -> NewEvent {
    NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor, subject, payload: payload.to_string() }
}
