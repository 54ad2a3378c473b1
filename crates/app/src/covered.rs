//! Which items of a debtor an agreement covers whose days have not been missed: a payment plan or a compromise.

use std::collections::HashMap;

use domain::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use store::Tx;
use store::compromise::Which;

use crate::Result;
use crate::compromises::Compromise;

/// The items under a compromise that is waited for, each with its reference.
pub(crate) async fn by_compromises(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    today: Date,
) -> Result<HashMap<OpenItemId, String>> {
    let mut covered = HashMap::new();
    for record in store::compromise::list(tx, organisation, Which::Of(debtor)).await? {
        let compromise = Compromise::of(record)?;
        let row = &compromise.record.row;
        if compromise.state.hold(&row.terms, &compromise.came, today).is_some_and(|hold| hold.is_active(today)) {
            covered.extend(compromise.record.items.iter().map(|(item, ..)| (*item, row.reference.clone())));
        }
    }
    Ok(covered)
}

/// The items of which nothing may be promised beside what was signed: those under a compromise that is waited for, and those of a plan that is
/// up to date. What a plan misses may be promised.
pub(crate) async fn by_agreements(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    today: Date,
) -> Result<HashMap<OpenItemId, String>> {
    let mut covered = by_compromises(tx, organisation, debtor, today).await?;
    for plan in crate::plans::load_of(tx, organisation, debtor, today).await? {
        let holds = plan.state.hold(&plan.progress, false).is_some_and(|hold| hold.is_active(today));
        if holds && !plan.progress.overdue().is_positive() {
            covered.extend(plan.record.items.iter().map(|(item, _)| (*item, plan.record.row.reference.clone())));
        }
    }
    Ok(covered)
}
