//! Virtual IBANs: account numbers of ours, each given to one debtor, one invoice or one point of sale.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::identifiers::Iban;
use domain::ids::{DebtorId, VirtualIbanId};
use store::Tx;
use store::payer::VirtualIban;

use super::event;
use crate::dashboard::names;
use crate::debtors::Page;
use crate::{App, AppError, Permission, Result, Scope, text};

/// A virtual IBAN as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualIbanLine {
    /// Its id.
    pub id: VirtualIbanId,
    /// In groups of four.
    pub iban: String,
    /// Who pays on it.
    pub debtor: DebtorId,
    /// Its name.
    pub debtor_name: String,
    /// The number of the one item that is paid on it; empty for the whole account.
    pub item: String,
    /// The point of sale; empty for none.
    pub point_of_sale: String,
    /// Words of a person.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
}

/// What an addition did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Added {
    /// Virtual IBANs that are new.
    pub added: usize,
    /// What is wrong, line by line, in French.
    pub problems: Vec<(usize, String)>,
}

/// The virtual IBANs in force that some words find: in the number, the debtor, the point of sale or the note.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn virtual_ibans(app: &App, scope: &Scope, search: &str, page: usize, per_page: usize) -> Result<Page<VirtualIbanLine>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let rows = store::payer::virtual_ibans(&mut tx, organisation).await?;
    let debtors: Vec<DebtorId> = rows.iter().map(|row| row.debtor).collect();
    let names = names(&mut tx, organisation, debtors).await?;
    let items: Vec<_> = rows.iter().filter_map(|row| row.item).collect();
    let numbers = store::item::numbers(&mut tx, organisation, &items).await?;
    let mut lines: Vec<VirtualIbanLine> = rows
        .into_iter()
        .map(|row| VirtualIbanLine {
            id: row.id,
            iban: Iban::parse(&row.iban).map_or_else(|_| row.iban.clone(), |iban| iban.spaced()),
            debtor: row.debtor,
            debtor_name: names.get(&row.debtor).map(|(_, name)| name.clone()).unwrap_or_default(),
            item: row.item.and_then(|id| numbers.get(&id).cloned()).unwrap_or_default(),
            point_of_sale: row.point_of_sale,
            note: row.note,
            at: row.created_at,
            actor: row.actor,
        })
        .collect();
    let words = store::debtor::fold(search.trim());
    let bare: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    lines.retain(|line| {
        let iban: String = store::debtor::fold(&line.iban).chars().filter(|c| !c.is_whitespace()).collect();
        let said = store::debtor::fold(&format!("{} {} {} {}", line.debtor_name, line.point_of_sale, line.note, line.item));
        words.is_empty() || iban.contains(&bare) || said.contains(&words)
    });
    Ok(Page::of(lines, page, per_page))
}

/// Adds virtual IBANs from a list, one a line: IBAN; debtor's code; number of an invoice; point of sale; note.
/// Semicolons or tabs between; the last three may be left out. Right lines are added, the others told.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn add_virtual_ibans(app: &App, scope: &Scope, list: &str) -> Result<Added> {
    /// More than this is a file, not a paste.
    const MOST_LINES: usize = 20_000;
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let mut known: HashSet<String> = store::payer::virtual_ibans(&mut tx, organisation).await?.into_iter().map(|row| row.iban).collect();
    let (mut rows, mut added) = (Vec::new(), Added::default());
    let lines: Vec<(usize, &str)> = list.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(MOST_LINES).collect();
    for (position, line) in lines {
        match read(&mut tx, app, scope, line).await? {
            // A head is no mistake.
            Err(_) if position == 0 && line.to_ascii_lowercase().starts_with("iban") => {}
            Err(reason) => added.problems.push((position + 1, reason)),
            Ok(row) if known.insert(row.iban.clone()) => rows.push(row),
            Ok(_) => added.problems.push((position + 1, text::matching::error_virtual_known())),
        }
    }
    added.added = rows.len();
    store::payer::insert_virtual(&mut tx, organisation, &rows).await?;
    let told = |row: &VirtualIban| {
        let payload = serde_json::json!({"iban": row.iban, "note": row.note});
        event(app, scope, "virtual_iban.entered", Some(row.debtor), Some(row.id.0), &payload)
    };
    let events: Vec<_> = rows.iter().map(told).collect();
    store::event::append(&mut tx, organisation, &events).await?;
    tx.commit().await?;
    Ok(added)
}

/// Reads one line; what is wrong with it is a French sentence.
async fn read(tx: &mut Tx, app: &App, scope: &Scope, line: &str) -> Result<std::result::Result<VirtualIban, String>> {
    let organisation = scope.organisation.id;
    let cells: Vec<&str> = line.split([';', '\t']).map(str::trim).collect();
    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
    let Ok(iban) = Iban::parse(cell(0)) else { return Ok(Err(text::matching::error_virtual_iban(cell(0)))) };
    let Some(debtor) = store::debtor::find(tx, organisation, cell(1)).await? else {
        return Ok(Err(text::matching::error_virtual_debtor(cell(1))));
    };
    let item = match cell(2) {
        "" => None,
        number => {
            let own = store::item::of_debtor(tx, organisation, debtor.id).await?;
            match own.into_iter().find(|item| item.number == number) {
                Some(item) => Some(item.id),
                None => return Ok(Err(text::matching::error_virtual_item(number, &debtor.name))),
            }
        }
    };
    Ok(Ok(VirtualIban {
        id: VirtualIbanId(store::fresh_id()),
        iban: iban.as_str().to_owned(),
        debtor: debtor.id,
        item,
        point_of_sale: cell(3).to_owned(),
        note: cell(4).to_owned(),
        created_at: app.now(),
        actor: scope.actor.name.clone(),
    }))
}

/// Revokes a virtual IBAN.
///
/// # Errors
/// [`AppError::Store`] when it is not there any more.
#[crate::boxed]
pub async fn revoke_virtual_iban(app: &App, scope: &Scope, id: VirtualIbanId) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let rows = store::payer::virtual_ibans(&mut tx, organisation).await?;
    let row = rows.iter().find(|row| row.id == id).ok_or(AppError::NotFound("virtual_iban"))?;
    store::payer::revoke_virtual(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"iban": row.iban});
    let event = event(app, scope, "virtual_iban.revoked", Some(row.debtor), Some(id.0), &payload);
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
