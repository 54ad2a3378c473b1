//! « Ce que Quittance a retenu »: the accounts and names under which debtors pay, learned, shown and revocable.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::assignment::Share;
use domain::identifiers::Iban;
use domain::ids::{DebtorId, PayerId, TransactionId};
use domain::payers::{Groups, normalised_name, third_parties};
use store::Tx;
use store::bank::BankTransaction;
use store::payer::{PayerKind, PayerOrigin, PayerRow};

use super::event;
use crate::dashboard::names;
use crate::debtors::Page;
use crate::kept::kept;
use crate::{App, AppError, Permission, Result, Scope, text};

/// A line of the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPayer {
    /// Its id.
    pub id: PayerId,
    /// An account or a name.
    pub kind: PayerKind,
    /// As shown: an IBAN in groups of four, or the name.
    pub text: String,
    /// Who pays so.
    pub debtor: DebtorId,
    /// Its name.
    pub debtor_name: String,
    /// Where it comes from.
    pub origin: PayerOrigin,
    /// The bank line from which it was learned.
    pub learned_from: Option<TransactionId>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// For how many debtors without a tie it pays, when that is too many to prove anything.
    pub pays_for: Option<usize>,
}

/// What is asked of the memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryQuery {
    /// Part of an account, a payer's name or a debtor's name.
    pub search: String,
    /// Only accounts, or only names.
    pub kind: Option<PayerKind>,
    /// Only what identifies nobody.
    pub third_parties: bool,
    /// From 1.
    pub page: usize,
    /// Rows a page.
    pub per_page: usize,
}

/// A page of the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The rows.
    pub page: Page<KnownPayer>,
    /// From how many debtors on a payer identifies nobody.
    pub third_party_from: u8,
}

/// What is known of payers, newest first.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn known_payers(app: &App, scope: &Scope, query: &MemoryQuery) -> Result<Known> {
    scope.require(Permission::ViewReceivables)?;
    let known = kept(app, scope, "payers", String::new(), |app, scope| async move { everyone(&app, &scope).await }).await?;
    let words = store::debtor::fold(query.search.trim());
    let bare: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<&KnownPayer> = known.0.iter().collect();
    found.retain(|row| {
        let text = || store::debtor::fold(&row.text).chars().filter(|c| !c.is_whitespace()).collect::<String>();
        query.kind.is_none_or(|kind| kind == row.kind)
            && (!query.third_parties || row.pays_for.is_some())
            && (words.is_empty() || text().contains(&bare) || store::debtor::fold(&row.debtor_name).contains(&words))
    });
    let Page { rows, page, pages, total } = Page::of(found, query.page, query.per_page);
    let page = Page { rows: rows.into_iter().cloned().collect(), page, pages, total };
    Ok(Known { page, third_party_from: known.1 })
}

/// All that is known of payers, the newest first, and the number of debtors from which one is a third party.
async fn everyone(app: &App, scope: &Scope) -> Result<(Vec<KnownPayer>, u8)> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let settings = store::payer::settings(&mut tx, organisation).await?;
    let groups = Groups::new(store::payer::groups(&mut tx, organisation).await?);
    let mut found: Vec<KnownPayer> = Vec::new();
    for kind in [PayerKind::Account, PayerKind::Name] {
        let rows = store::payer::live(&mut tx, organisation, kind).await?;
        let ambiguous = third_parties(rows.iter().map(|row| (row.text.as_str(), row.debtor)), &groups, settings.third_party_from);
        found.extend(rows.iter().map(|row| KnownPayer {
            id: row.id,
            kind,
            text: shown(kind, &row.text),
            debtor: row.debtor,
            debtor_name: String::new(),
            origin: row.origin,
            learned_from: row.learned_from,
            at: row.created_at,
            actor: row.actor.clone(),
            pays_for: ambiguous.get(row.text.as_str()).copied(),
        }));
    }
    let debtors: Vec<DebtorId> = found.iter().map(|row| row.debtor).collect();
    let names = names(&mut tx, organisation, debtors).await?;
    for row in &mut found {
        row.debtor_name = names.get(&row.debtor).map(|(_, name)| name.clone()).unwrap_or_default();
    }
    found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.id.cmp(&a.id)));
    Ok((found, settings.third_party_from))
}

fn shown(kind: PayerKind, text: &str) -> String {
    match kind {
        PayerKind::Account => Iban::parse(text).map_or_else(|_| text.to_owned(), |iban| iban.spaced()),
        PayerKind::Name => text.to_owned(),
    }
}

/// Revokes a line of the memory: it is no evidence any more.
///
/// # Errors
/// [`AppError::Store`] when it is not there any more.
#[crate::boxed]
pub async fn revoke_payer(app: &App, scope: &Scope, kind: PayerKind, id: PayerId) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let rows = store::payer::live(&mut tx, organisation, kind).await?;
    let row = rows.iter().find(|row| row.id == id).ok_or(AppError::NotFound("payer"))?;
    store::payer::revoke(&mut tx, organisation, kind, id, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"payer": shown(kind, &row.text)});
    let event = event(app, scope, "payer.revoked", Some(row.debtor), Some(id.0), &payload);
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// A person types an account or a name under which a debtor (a code, else an exact name or SIREN) pays; a right IBAN is an account, anything else a name.
///
/// # Errors
/// [`AppError::Invalid`] for words that prove nothing or are known already, and when no debtor, or several, are found.
#[crate::boxed]
pub async fn remember(app: &App, scope: &Scope, debtor: &str, typed: &str) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let (kind, written) = match (Iban::parse(typed), normalised_name(typed)) {
        (Ok(iban), _) => (PayerKind::Account, iban.as_str().to_owned()),
        (Err(_), Some(name)) if !typed.trim().starts_with(|c: char| c.is_ascii_digit()) => (PayerKind::Name, name),
        _ => return Err(AppError::Invalid { field: "payer", reason: text::matching::error_payer() }),
    };
    let mut tx = app.db().begin().await?;
    let found = store::debtor::find(&mut tx, organisation, debtor.trim()).await?;
    let unknown = || AppError::Invalid { field: "debtor", reason: text::matching::error_parent_unknown(debtor.trim()) };
    let debtor = found.ok_or_else(unknown)?.id;
    let row = row(app, scope, debtor, written, PayerOrigin::Entered, None);
    let payload = serde_json::json!({"payer": shown(kind, &row.text)});
    let event = event(app, scope, "payer.entered", Some(debtor), Some(row.id.0), &payload);
    if store::payer::insert(&mut tx, organisation, kind, &[row]).await? == 0 {
        return Err(AppError::Invalid { field: "payer", reason: text::matching::error_payer_known() });
    }
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

fn row(app: &App, scope: &Scope, debtor: DebtorId, text: String, origin: PayerOrigin, from: Option<TransactionId>) -> PayerRow {
    PayerRow {
        id: PayerId(store::fresh_id()),
        debtor,
        text,
        origin,
        learned_from: from,
        created_at: app.now(),
        actor: scope.actor.name.clone(),
    }
}

/// What a line teaches of the account that paid it.
pub(crate) fn learned(app: &App, scope: &Scope, debtor: DebtorId, iban: String, from: TransactionId) -> PayerRow {
    row(app, scope, debtor, iban, PayerOrigin::Learned, Some(from))
}

/// Learns from a line that a person put on debtors: its account and its payer's name, where they say anything.
/// Several debtors without a tie are each written, so that the payer shows as the third party that it is.
pub(super) async fn learn(tx: &mut Tx, app: &App, scope: &Scope, line: &BankTransaction, shares: &[Share]) -> Result<()> {
    let organisation = scope.organisation.id;
    let debtors: BTreeSet<DebtorId> = shares.iter().map(|share| share.debtor).collect();
    let known: HashMap<DebtorId, (String, String)> = names(tx, organisation, debtors.clone()).await?;
    if let Ok(iban) = Iban::parse(&line.counterparty_iban) {
        let rows: Vec<PayerRow> =
            debtors.iter().map(|debtor| row(app, scope, *debtor, iban.as_str().to_owned(), PayerOrigin::Learned, Some(line.id))).collect();
        store::payer::insert(tx, organisation, PayerKind::Account, &rows).await?;
    }
    if let Some(name) = normalised_name(&line.counterparty) {
        let own = |debtor: &DebtorId| known.get(debtor).and_then(|(_, own)| normalised_name(own)).as_deref() == Some(name.as_str());
        let rows: Vec<PayerRow> = debtors
            .iter()
            .filter(|debtor| !own(debtor))
            .map(|debtor| row(app, scope, *debtor, name.clone(), PayerOrigin::Learned, Some(line.id)))
            .collect();
        store::payer::insert(tx, organisation, PayerKind::Name, &rows).await?;
    }
    Ok(())
}
