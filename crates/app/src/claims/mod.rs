//! Claims beyond their ledger: their limitation clocks, their proof, the legal events of their lives, and
//! the pre-flight before a formal notice.
//!
//! The program shows dates, texts and what is missing; a person qualifies. Nothing here says whether a
//! claim is or is not time-barred.

mod alerts;
mod clearance;
mod record;

use std::collections::HashMap;

use domain::Date;
use domain::claim::{ClaimEvent, ClaimKind};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::law::{Book, LawError};
use domain::ledger::OpenItem;
use domain::limitation::{self, Clock, clock, default_kind};
use domain::party::{Debtor, DebtorKind};
use domain::preflight::{Preflight, PreflightFacts, Proof, preflight};
use store::Tx;
pub use store::claim::{ClaimEventRow, ClaimFacts, OverrideRow};

pub use alerts::{AlertLine, AlertQuery, Alerts, Count, DEFAULT_DAYS, MAX_DAYS, UnknownLine, When, alerts, csv};
pub use clearance::{action_preflight, override_preflight};
pub(crate) use clearance::{clear_action, finish, special_notice};
pub(crate) use record::record_event_in;
pub use record::{Evidence, NewDocument, NewFacts, cancel_event, document, record_event, set_facts};

use crate::{App, AppError, Permission, Result, Scope};

/// One open item as a claim.
#[derive(Debug, Clone)]
pub struct ItemClaim {
    /// The item.
    pub item: OpenItem,
    /// What a person recorded of it.
    pub facts: ClaimFacts,
    /// Its nature: the one recorded, else the one that the debtor's kind gives.
    pub kind: ClaimKind,
    /// Its clock; `None` when no row of the law holds at its start.
    pub clock: Option<Clock>,
    /// What a formal notice would still need.
    pub preflight: Preflight,
    /// The decision that covers what is missing; else the last one that does not suffice.
    pub decision: Option<OverrideRow>,
}

impl ItemClaim {
    /// Whether it could go into a formal notice, by its checks or by a decision.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.preflight.clear(self.decision.as_ref().map(|row| &row.decision)).is_ok()
    }
}

/// The claims of one debtor.
#[derive(Debug, Clone)]
pub struct ClaimFile {
    /// The debtor.
    pub debtor: Debtor,
    /// Its open debits, by watch date, those without a clock first.
    pub items: Vec<ItemClaim>,
    /// What happened to them, by date; cancelled events left out.
    pub events: Vec<ClaimEventRow>,
    /// The judgment that opened insolvency proceedings which are not closed.
    pub insolvent_on: Option<Date>,
}

impl ClaimFile {
    /// The number of an item.
    #[must_use]
    pub fn number(&self, id: OpenItemId) -> Option<&str> {
        self.items.iter().find(|claim| claim.item.id == id).map(|claim| claim.item.number.as_str())
    }
}

/// The claims of a debtor: clocks, events, proof and pre-flight.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn claim_file(app: &App, scope: &Scope, debtor: DebtorId) -> Result<ClaimFile> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    load(&mut tx, scope.organisation.id, debtor, app.today()).await
}

/// The claims of a debtor found by code, exact name or SIREN, for the command line.
///
/// # Errors
/// [`AppError::Invalid`] when no debtor, or more than one, is called so.
#[crate::boxed]
pub async fn claim_file_of(app: &App, scope: &Scope, words: &str) -> Result<ClaimFile> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let found = store::debtor::find(&mut tx, scope.organisation.id, words.trim()).await?;
    let debtor = found.ok_or_else(|| AppError::Invalid { field: "debtor", reason: crate::text::error_no_such_debtor(words) })?;
    load(&mut tx, scope.organisation.id, debtor.id, app.today()).await
}

/// What a clock is computed from, beside the events.
struct Facts {
    kind: Option<ClaimKind>,
    debtor_kind: DebtorKind,
    service_on: Option<Date>,
    issued_on: Date,
    due_on: Date,
}

/// The nature of a claim and its clock, by the rows of the law that the house knows.
fn clock_of(facts: &Facts, events: &[ClaimEvent], book: &Book) -> (ClaimKind, Option<Clock>) {
    let (default, assumed) = default_kind(facts.debtor_kind);
    let kind = facts.kind.unwrap_or(default);
    let facts = limitation::ClaimFacts {
        kind,
        kind_is_assumed: facts.kind.is_none() && assumed,
        service_on: facts.service_on,
        issued_on: facts.issued_on,
        due_on: facts.due_on,
        events,
    };
    match clock(&facts, book) {
        Ok(clock) => (kind, Some(clock)),
        // Before the reform of 2008, or before a text that has no row: shown as unknown, never guessed.
        Err(LawError::Missing { .. } | LawError::WrongKind { .. }) => (kind, None),
    }
}

/// The events of an item and those of the whole account.
fn events_of(rows: &[ClaimEventRow], item: OpenItemId) -> Vec<ClaimEvent> {
    rows.iter().filter(|row| row.item.is_none_or(|own| own == item)).map(|row| row.event).collect()
}

fn proof_of(facts: &ClaimFacts) -> Proof {
    match (&facts.document_hash, facts.evidence.is_empty()) {
        (Some(_), _) => Proof::Kept,
        (None, false) => Proof::Described,
        (None, true) => Proof::None,
    }
}

pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<ClaimFile> {
    let debtor = store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(tx, organisation, debtor.id).await?;
    let mut known = store::claim::facts_of_debtor(tx, organisation, debtor.id).await?;
    let events = store::claim::events_of_debtor(tx, organisation, debtor.id).await?;
    let overrides = store::claim::overrides_of_debtor(tx, organisation, debtor.id).await?;
    let insolvent_on = domain::claim::insolvent_on(events.iter().map(|row| row.event), today);
    let book = crate::law::book(tx, organisation).await?;
    let mut claims: Vec<ItemClaim> = items
        .into_iter()
        .filter(|item| item.kind.is_debit() && item.open.is_positive())
        .map(|item| {
            let facts = known.remove(&item.id).unwrap_or_default();
            let decisions: Vec<&OverrideRow> = overrides.iter().filter(|row| row.item == item.id).collect();
            claim_of(&debtor, item, facts, &events, &decisions, (&book, insolvent_on, today))
        })
        .collect();
    claims.sort_by_key(|claim| (claim.clock.as_ref().map(Clock::watch_on), claim.item.due_on, claim.item.id));
    Ok(ClaimFile { debtor, items: claims, events, insolvent_on })
}

fn claim_of(
    debtor: &Debtor,
    item: OpenItem,
    facts: ClaimFacts,
    events: &[ClaimEventRow],
    decisions: &[&OverrideRow],
    (book, insolvent_on, today): (&Book, Option<Date>, Date),
) -> ItemClaim {
    let of_clock =
        Facts { kind: facts.kind, debtor_kind: debtor.kind, service_on: facts.service_on, issued_on: item.issued_on, due_on: item.due_on };
    let (kind, clock) = clock_of(&of_clock, &events_of(events, item.id), book);
    let seen = preflight(&PreflightFacts {
        item: item.id,
        proof: proof_of(&facts),
        debtor,
        kind_is_known: facts.kind.is_some() || debtor.kind != DebtorKind::Unknown,
        open: item.open,
        disputed: facts.disputed,
        currency: item.currency,
        due_on: item.due_on,
        due_estimated: item.due_estimated,
        insolvent_on: insolvent_on.filter(|judged_on| item.issued_on <= *judged_on),
        clock: clock.as_ref(),
        today,
    });
    let enough = decisions.iter().rev().find(|row| seen.clear(Some(&row.decision)).is_ok());
    let decision = enough.or(decisions.last()).map(|row| (*row).clone());
    ItemClaim { item, facts, kind, clock, preflight: seen, decision }
}

/// The judgment that opened insolvency proceedings which are not closed, of one debtor.
pub(crate) async fn insolvent_on(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Option<Date>> {
    let events = store::claim::events_of_debtor(tx, organisation, debtor).await?;
    Ok(domain::claim::insolvent_on(events.into_iter().map(|row| row.event), today))
}

/// The same, of every debtor that is in such proceedings.
pub(crate) async fn insolvent_debtors(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<HashMap<DebtorId, Date>> {
    let mut by_debtor: HashMap<DebtorId, Vec<ClaimEvent>> = HashMap::new();
    for row in store::claim::insolvencies(tx, organisation).await? {
        by_debtor.entry(row.debtor).or_default().push(row.event);
    }
    Ok(by_debtor.into_iter().filter_map(|(debtor, events)| Some((debtor, domain::claim::insolvent_on(events, today)?))).collect())
}
