//! Accounts that only documents made get the code of the accounting, or of a table, when that names them.

use std::collections::HashSet;

use domain::identifiers::Siren;
use domain::ids::{DebtorId, OrganisationId};
use domain::party::Debtor;
use store::Tx;

use crate::Result;

/// A customer as a file names it.
pub(in crate::import) struct Named<'a> {
    pub(in crate::import) code: &'a str,
    pub(in crate::import) name: &'a str,
    pub(in crate::import) siren: Option<&'a Siren>,
}

/// Gives each account that only documents know the code under which a file names it: by its SIREN, else by
/// its exact name, when exactly one account answers. The file then finds it, and doubles nothing. How many got one.
pub(in crate::import) async fn take_codes(tx: &mut Tx, organisation: OrganisationId, named: &[Named<'_>]) -> Result<usize> {
    let documented: HashSet<DebtorId> = store::einvoice::debtors(tx, organisation).await?.into_iter().collect();
    if documented.is_empty() {
        return Ok(0);
    }
    let booked: HashSet<DebtorId> = store::einvoice::booked(tx, organisation).await?.into_iter().collect();
    let debtors = store::debtor::all(tx, organisation).await?;
    let codes: HashSet<&str> = debtors.iter().map(|debtor| debtor.code.as_str()).collect();
    let mut free: Vec<&Debtor> = debtors.iter().filter(|debtor| documented.contains(&debtor.id) && !booked.contains(&debtor.id)).collect();
    let mut taken = HashSet::new();
    let mut given = 0;
    for customer in named.iter().filter(|customer| !customer.code.is_empty() && !codes.contains(customer.code)) {
        if !taken.insert(customer.code) {
            continue;
        }
        if let Some(at) = the_only_one(&free, customer) {
            let debtor = Debtor { code: customer.code.to_owned(), ..free.remove(at).clone() };
            store::einvoice::set_code(tx, organisation, &debtor).await?;
            given += 1;
        }
    }
    Ok(given)
}

fn the_only_one(free: &[&Debtor], customer: &Named<'_>) -> Option<usize> {
    let only = |test: &dyn Fn(&Debtor) -> bool| {
        let mut found = free.iter().enumerate().filter(|(_, debtor)| test(debtor)).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => Some(at),
            _ => None,
        }
    };
    let name = store::debtor::fold(customer.name.trim());
    let by_siren = customer.siren.and_then(|siren| only(&|debtor| debtor.siren.as_ref() == Some(siren)));
    by_siren.or_else(|| {
        let contradicts = |debtor: &Debtor| matches!((&debtor.siren, customer.siren), (Some(known), Some(told)) if known != told);
        (!name.is_empty()).then(|| only(&|debtor| store::debtor::fold(&debtor.name) == name && !contradicts(debtor))).flatten()
    })
}
