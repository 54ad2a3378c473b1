//! A person's home: what is to be done, the money at stake, and what changed since the visit before.

use chrono::{DateTime, TimeDelta, Utc};
use domain::agenda::Kind;
use domain::{Cents, Currency};
use store::desk::VisitRow;

use super::{AgendaQuery, Dossier, agenda};
use crate::{App, Permission, Result, Scope, text};

/// Something that happened, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What, in French.
    pub title: String,
    /// How often.
    pub count: i64,
    /// What, as the key of its entries in the journal.
    pub kind: String,
    /// They are the entries after this position and before that one.
    pub between: (i64, i64),
}

/// A person's home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Whose portfolio: the person's own when accounts carry that name, else everybody's.
    pub collector: Option<String>,
    /// How many accounts wait, and on how many of them something was to be done before today.
    pub accounts: (usize, usize),
    /// What is late on them, by currency.
    pub at_stake: Vec<(Currency, Cents)>,
    /// How many have something of a kind.
    pub kinds: Vec<(Kind, usize)>,
    /// The first of them.
    pub first: Vec<Dossier>,
    /// When the visit before was; `None` at the first one.
    pub since: Option<DateTime<Utc>>,
    /// What happened since, the most frequent first.
    pub changes: Vec<Change>,
}

/// After how long without a look another one is another visit.
const APART: TimeDelta = TimeDelta::minutes(30);
/// Accounts shown.
const SHOWN: usize = 5;

/// What is told of what happened: facts of debtors and of the house, not each click of a colleague.
const TOLD: [&str; 17] = [
    "file.imported",
    "night.run",
    "transaction.matched",
    "message.sent",
    "message.failed",
    "message.unknown",
    "mail.received",
    "mail.bounced",
    "promise.recorded",
    "promise.kept",
    "promise.partly_kept",
    "promise.broken",
    "dispute.opened",
    "dispute.answered",
    "dispute.escalated",
    "dispute.closed",
    "letter.posted",
];

/// Moves a person's visit on; what was seen at the one before. Nobody in particular sees nothing.
async fn visit(app: &App, scope: &Scope) -> Result<Option<(i64, Option<DateTime<Utc>>)>> {
    let Some(email) = scope.actor.email.as_deref() else { return Ok(None) };
    let (organisation, now) = (scope.organisation.id, app.now());
    let mut tx = app.db().snapshot().await?;
    let head = store::event::head(&mut tx, organisation).await?;
    let known = store::desk::visit(&mut tx, organisation, email).await?;
    drop(tx);
    let next = match known {
        None => VisitRow { before_seq: head, before_at: None, seen_seq: head, seen_at: now },
        Some(known) if now.signed_duration_since(known.seen_at) < APART => return Ok(Some((known.before_seq, known.before_at))),
        Some(known) => VisitRow { before_seq: known.seen_seq, before_at: Some(known.seen_at), seen_seq: head, seen_at: now },
    };
    let mut tx = app.db().begin().await?;
    store::desk::set_visit(&mut tx, organisation, email, &next).await?;
    tx.commit().await?;
    Ok(Some((next.before_seq, next.before_at)))
}

/// What happened since an entry of the journal.
async fn changes(app: &App, scope: &Scope, seq: i64) -> Result<Vec<Change>> {
    let mut tx = app.db().snapshot().await?;
    let before = store::event::head(&mut tx, scope.organisation.id).await? + 1;
    let kinds = store::desk::kinds_since(&mut tx, scope.organisation.id, seq).await?;
    let mut told: Vec<Change> = kinds
        .into_iter()
        .filter(|(kind, _)| TOLD.contains(&kind.as_str()))
        .map(|(kind, count)| Change { title: text::event(&kind), count, kind, between: (seq, before) })
        .collect();
    told.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
    Ok(told)
}

/// The home of whoever asks.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn home(app: &App, scope: &Scope) -> Result<Home> {
    scope.require(Permission::ViewReceivables)?;
    let query = AgendaQuery { per_page: SHOWN, own: Some(scope.actor.name.clone()), ..AgendaQuery::default() };
    let found = agenda(app, scope, &query).await?;
    let (since, changes) = match visit(app, scope).await? {
        Some((seq, Some(at))) => (Some(at), changes(app, scope, seq).await?),
        _ => (None, Vec::new()),
    };
    Ok(Home {
        collector: found.collector,
        accounts: (found.page.total, found.overdue),
        at_stake: found.sums,
        kinds: found.kinds,
        first: found.page.rows,
        since,
        changes,
    })
}
