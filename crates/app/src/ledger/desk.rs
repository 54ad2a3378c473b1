//! All that the section « Règlements et écarts » of a debtor's page shows.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::ids::{DebtorId, OpenItemId, OperationId};
use domain::ledger::exchange::rate_on;
use domain::ledger::operation::{BounceCode, Remainder};
use domain::ledger::{ItemKind, OpenItem};
use domain::{Cents, Currency, Date};
use store::ledger::{OperationKind, OperationRow};

use super::decide::{impaired, proposals};
use super::{Proposal, TermsView};
use crate::text::locale::Shown as _;
use crate::{App, AppError, Permission, Result, Scope, text};

/// An item that a form offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChoice {
    /// The item.
    pub item: OpenItem,
    /// Whether it stands in 416.
    pub doubtful: bool,
    /// What is impaired of it, net.
    pub impaired: Cents,
}

/// An operation as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationLine {
    /// Its id.
    pub id: OperationId,
    /// Its kind.
    pub kind: OperationKind,
    /// What it is, in French, with the name of a remainder or the code of a bounce.
    pub title: String,
    /// The number of the item that it is about.
    pub number: String,
    /// How much.
    pub amount: Cents,
    /// The currency.
    pub currency: Currency,
    /// From which day it counts.
    pub on: Date,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was taken back.
    pub undone: bool,
    /// What is advised next, after a payment came back.
    pub next_step: Option<String>,
}

/// A foreign item in euro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Its number.
    pub number: String,
    /// What is left of it, in its own currency.
    pub open: Cents,
    /// That currency.
    pub currency: Currency,
    /// The same in euro, the rate as it is written, its day and its source; `None` without a rate.
    pub euro: Option<(Cents, String, Date, String)>,
}

/// The section.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Open items, settled ones with an impairment to release, and payments that may come back.
    pub items: Vec<ItemChoice>,
    /// What was done, newest first; undoings are told by what they undo.
    pub operations: Vec<OperationLine>,
    /// Where the law puts cash that nobody allocated.
    pub proposals: Vec<Proposal>,
    /// Items in other currencies.
    pub foreign: Vec<Foreign>,
    /// Terms and cap.
    pub terms: TermsView,
    /// Up to this amount a remainder needs no words.
    pub tolerance: Cents,
}

/// Payments shown as possibly bounced: the newest.
const PAYMENTS_SHOWN: usize = 40;

/// The section of a debtor.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn desk(app: &App, scope: &Scope, id: DebtorId) -> Result<Desk> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let debtor = store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(&mut tx, organisation, id).await?;
    let rows = store::ledger::of_debtor(&mut tx, organisation, id).await?;
    let inside = crate::law::terms(&mut tx, scope).await?.imputation;
    let rates = store::ledger::rates(&mut tx, organisation).await?;
    let bounced = |item: OpenItemId| rows.iter().any(|row| row.kind == OperationKind::Bounce && !row.undone && row.subject == item);
    let mut paid: Vec<&OpenItem> =
        items.iter().filter(|item| item.kind == ItemKind::Payment && item.open.is_zero() && !bounced(item.id)).collect();
    paid.sort_by_key(|item| (std::cmp::Reverse(item.issued_on), item.id));
    let impairments: HashSet<OpenItemId> =
        rows.iter().filter(|row| row.kind == OperationKind::Impairment && !row.undone).map(|row| row.subject).collect();
    let is_impaired = |item: OpenItemId| impairments.contains(&item) && impaired(&rows, item).is_positive();
    let shown = items.iter().filter(|item| !item.open.is_zero() || is_impaired(item.id)).chain(paid.into_iter().take(PAYMENTS_SHOWN));
    let choice = |item: &OpenItem| ItemChoice {
        doubtful: rows.iter().any(|row| row.kind == OperationKind::Doubtful && !row.undone && row.subject == item.id),
        impaired: impaired(&rows, item.id),
        item: item.clone(),
    };
    let foreign = items.iter().filter(|item| item.currency != Currency::EUR && !item.open.is_zero()).map(|item| Foreign {
        number: item.number.clone(),
        open: item.open,
        currency: item.currency,
        euro: rate_on(&rates, item.currency, app.today())
            .map(|rate| (rate.per_euro.to_euro(item.open), rate.per_euro.shown(), rate.on, rate.source.clone())),
    });
    Ok(Desk {
        operations: rows.iter().filter(|row| row.kind != OperationKind::Undo).map(|row| line(row, &items)).collect(),
        proposals: proposals(&items, inside),
        foreign: foreign.collect(),
        terms: super::terms::view(&mut tx, app, scope, &debtor, &items).await?,
        tolerance: scope.organisation.rules.tolerance,
        items: shown.map(choice).collect(),
    })
}

fn line(row: &OperationRow, items: &[OpenItem]) -> OperationLine {
    let bounce = BounceCode::from_code(&row.code).filter(|_| row.kind == OperationKind::Bounce);
    let detail = match row.kind {
        OperationKind::Settle => Remainder::from_code(&row.code).map(text::ledger::remainder),
        OperationKind::Bounce => bounce.map(text::ledger::bounce),
        _ => None,
    };
    let title = text::ledger::operation(row.kind);
    OperationLine {
        id: row.id,
        kind: row.kind,
        title: detail.map_or(title.clone(), |detail| format!("{title} – {detail}")),
        number: items.iter().find(|item| item.id == row.subject).map(|item| item.number.clone()).unwrap_or_default(),
        amount: row.amount,
        currency: row.currency,
        on: row.effective_on,
        reason: row.reason.clone(),
        actor: row.actor.clone(),
        at: row.created_at,
        undone: row.undone,
        next_step: bounce.filter(|_| !row.undone).map(|code| text::ledger::next_step(code.next_step())),
    }
}
