//! The project that a row names: it goes with the items that the row is about, whoever made them.

use std::collections::HashSet;

use domain::ids::{OpenItemId, OrganisationId};
use formats::invoices::InvoiceRow;
use store::Tx;

use super::{Changes, Known};

/// Reads the projects of the items whose number a row gives one; nothing in a table without projects.
pub(super) async fn load<'r>(
    tx: &mut Tx,
    organisation: OrganisationId,
    known: &mut Known,
    rows: impl Iterator<Item = &'r InvoiceRow>,
) -> store::Result<()> {
    let numbers: HashSet<&str> = rows.filter(|row| !row.project.trim().is_empty()).map(|row| row.number.as_str()).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let of_number = known.by_number.iter().filter(|((_, number), _)| numbers.contains(number.as_str()));
    let mut ids: Vec<OpenItemId> = of_number.flat_map(|(_, items)| items.iter().map(|item| item.id)).collect();
    ids.extend(known.corrections.values().flatten().filter(|item| numbers.contains(item.number.as_str())).map(|item| item.id));
    known.projects = store::project::of_items(tx, organisation, &ids).await?;
    Ok(())
}

/// Notes the project of a row's items; whether one of them was for another, or for none. A row without a project changes nothing.
pub(super) fn note(row: &InvoiceRow, items: &[OpenItemId], known: &mut Known, changes: &mut Changes) -> bool {
    let code = row.project.trim();
    if code.is_empty() {
        return false;
    }
    let mut is_new = false;
    for item in items {
        if known.projects.get(item).is_none_or(|there| store::project::id_of(there) != store::project::id_of(code)) {
            known.projects.insert(*item, code.to_owned());
            changes.projects.push((*item, code.to_owned()));
            is_new = true;
        }
    }
    is_new
}
