//! The terms of customers and the legal caps that they are measured by.

use std::collections::HashMap;

use domain::ids::DebtorId;
use domain::law::{Book, Standing};
use domain::ledger::OpenItem;
use domain::ledger::terms::{BeyondCap, Cap, PaymentTerms, Sector, check_due, check_terms};
use domain::party::{Debtor, DebtorKind};
use domain::{Date, calendar};
use store::Tx;
use store::event::NewEvent;

use crate::text::ledger as words;
use crate::text::locale::Shown as _;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// A term, or an invoice, beyond its cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// In a French sentence, with cap and article.
    pub sentence: String,
    /// An invoice for which it is: its date, its due date, the last lawful one.
    pub example: (Date, Date, Date),
    /// Whether the cap was read on an official text or on several pages that agree.
    pub is_checked: bool,
}

impl Beyond {
    fn new(found: &BeyondCap, sentence: String) -> Self {
        let is_checked = found.cap.standing != Standing::Unverified;
        Self { sentence, example: (found.issued_on, found.due_on, found.latest_on), is_checked }
    }
}

/// A customer's terms, and what is to be said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsView {
    /// Its own terms.
    pub own: Option<PaymentTerms>,
    /// Those that hold: its own, else the creditor's default.
    pub effective: PaymentTerms,
    /// What is sold to it.
    pub sector: Sector,
    /// The cap of that sector today, in French, and its article; `None` for customers whom caps do not concern.
    pub cap: Option<(String, String)>,
    /// Terms beyond the cap.
    pub beyond: Option<Beyond>,
    /// Open invoices whose due date is beyond the cap: number and sentence.
    pub invoices: Vec<(String, Beyond)>,
}

/// The book of the law: a day without a row gives no verdict, since none can be given.
fn checked_terms(book: &Book, terms: PaymentTerms, sector: Sector, kind: DebtorKind, on: Date) -> Option<Beyond> {
    let found = check_terms(book, terms, sector, kind, on).ok().flatten()?;
    Some(Beyond::new(&found, crate::text::locale::beyond_terms(&found, terms)))
}

fn checked_invoice(book: &Book, item: &OpenItem, sector: Sector, kind: DebtorKind) -> Option<(String, Beyond)> {
    let found = check_due(book, item.issued_on, item.due_on, sector, kind).ok().flatten()?;
    let sentence = crate::text::locale::beyond_due(&found);
    Some((item.number.clone(), Beyond::new(&found, sentence)))
}

async fn sector_of(tx: &mut Tx, scope: &Scope, debtor: DebtorId) -> Result<Sector> {
    let sectors = store::ledger::sectors(tx, scope.organisation.id).await?;
    Ok(sectors.into_iter().find(|(id, _)| *id == debtor).map_or(Sector::General, |(_, sector)| sector))
}

pub(super) async fn view(tx: &mut Tx, app: &App, scope: &Scope, debtor: &Debtor, items: &[OpenItem]) -> Result<TermsView> {
    let sector = sector_of(tx, scope, debtor.id).await?;
    let default = setup::creditor_in(tx, scope.organisation.id).await.map_or(0, |creditor| creditor.default_term_days);
    let effective = debtor.terms.unwrap_or(PaymentTerms::net(default));
    let today = app.today();
    let book = crate::law::book(tx, scope.organisation.id).await?;
    let cap = Cap::of(&book, sector, today).ok().filter(|_| debtor.kind == DebtorKind::Business);
    let open = items.iter().filter(|item| item.kind == domain::ledger::ItemKind::Invoice && item.open.is_positive());
    Ok(TermsView {
        own: debtor.terms,
        effective,
        sector,
        cap: cap.map(|cap| (cap.shown(), cap.article.into_owned())),
        beyond: checked_terms(&book, effective, sector, debtor.kind, today),
        invoices: open.filter_map(|item| checked_invoice(&book, item, sector, debtor.kind)).collect(),
    })
}

/// A customer's terms with what is to be said of them.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn terms_of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<TermsView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let debtor = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let items = store::item::of_debtor(&mut tx, organisation, debtor.id).await?;
    view(&mut tx, app, scope, &debtor, &items).await
}

/// The customers whose terms are beyond the cap of their sector, among those given.
pub(crate) async fn beyond(tx: &mut Tx, app: &App, scope: &Scope, debtors: &[Debtor]) -> Result<Vec<DebtorId>> {
    let sectors: HashMap<DebtorId, Sector> = store::ledger::sectors(tx, scope.organisation.id).await?.into_iter().collect();
    let default = setup::creditor_in(tx, scope.organisation.id).await.map_or(0, |creditor| creditor.default_term_days);
    let today = app.today();
    let book = crate::law::book(tx, scope.organisation.id).await?;
    // Many customers share few terms: each pair is looked at once.
    let mut known: HashMap<(PaymentTerms, Sector), bool> = HashMap::new();
    let is_beyond = |debtor: &&Debtor| {
        let terms = debtor.terms.unwrap_or(PaymentTerms::net(default));
        let sector = sectors.get(&debtor.id).copied().unwrap_or_default();
        debtor.kind == DebtorKind::Business
            && *known.entry((terms, sector)).or_insert_with(|| checked_terms(&book, terms, sector, DebtorKind::Business, today).is_some())
    };
    Ok(debtors.iter().filter(is_beyond).map(|debtor| debtor.id).collect())
}

/// The customers whose terms are beyond the cap of their sector.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn beyond_caps(app: &App, scope: &Scope) -> Result<Vec<DebtorId>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let debtors = store::debtor::all(&mut tx, scope.organisation.id).await?;
    beyond(&mut tx, app, scope, &debtors).await
}

/// Sets a customer's terms, in words, and its sector; empty words give it the creditor's default. Due dates
/// that were only estimated follow.
///
/// # Errors
/// [`AppError::Invalid`] for words that are no term; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_terms(app: &App, scope: &Scope, debtor: DebtorId, typed: &str, sector: Sector) -> Result<TermsView> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let terms = match typed.trim() {
        "" => None,
        words => Some(PaymentTerms::parse(words).ok_or_else(|| AppError::Invalid { field: "terms", reason: words::error_unread_terms() })?),
    };
    let mut tx = app.db().begin().await?;
    let mut known = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    store::ledger::set_terms(&mut tx, organisation, debtor, terms, sector).await?;
    known.terms = terms;
    let default = setup::creditor_in(&mut tx, organisation).await?.default_term_days;
    let effective = terms.unwrap_or(PaymentTerms::net(default));
    let own = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    let mut updated = 0;
    for item in own.iter().filter(|item| item.due_estimated && item.kind.is_debit() && !item.open.is_zero()) {
        let due_on = effective.due_on(item.issued_on);
        if due_on != item.due_on {
            store::ledger::set_estimated_due(&mut tx, organisation, item.id, due_on).await?;
            updated += 1;
        }
    }
    let payload = serde_json::json!({
        "terms": effective.fr(), "sector": sector.code(), "updated": updated, "date": calendar::fr(app.today()),
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "terms.changed",
        debtor: Some(debtor),
        subject: Some(debtor.0),
        payload: payload.to_string(),
    };
    store::event::append(&mut tx, organisation, &[event]).await?;
    let items = store::item::of_debtor(&mut tx, organisation, debtor).await?;
    let view = view(&mut tx, app, scope, &known, &items).await?;
    tx.commit().await?;
    Ok(view)
}
