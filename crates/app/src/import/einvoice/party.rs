//! Whose invoice it is, and on whose account it goes.

use std::collections::HashSet;

use domain::ids::{ContactId, DebtorId, OrganisationId};
use domain::party::{Contact, ContactRole, Creditor, Debtor, DebtorKind};
use formats::einvoice::{Invoice, Party};
use store::item::KnownItem;

use super::{Claim, note, words};
use crate::import::customers::new_debtor;
use crate::import::{ImportFailure, ImportReport, Told, told};

/// Refuses what the creditor did not issue: a supplier's invoice is not a receivable.
pub(super) fn is_ours(invoice: &Invoice, creditor: &Creditor, report: &mut ImportReport) -> Result<(), Told> {
    let seller = &invoice.seller;
    let name = seller.name.as_deref().unwrap_or("?");
    let same_siren = seller.siren().zip(creditor.siren.as_ref()).map(|(theirs, own)| theirs == *own);
    let same_vat = seller.vat_number().zip(creditor.vat.as_ref()).map(|(theirs, own)| theirs == *own);
    match same_siren.or(same_vat) {
        Some(true) => {}
        Some(false) => {
            let to_us = invoice.buyer.siren().zip(creditor.siren.as_ref()).is_some_and(|(buyer, own)| buyer == *own);
            return Err(told(|| if to_us { words::purchase(name) } else { words::seller_is_another(name, &creditor.name) }));
        }
        // A seller abroad, or a creditor whose numbers are not entered yet.
        None if creditor.siren.is_some() || creditor.vat.is_some() => {
            let foreign = seller.vat.is_some() || seller.siren_as_printed().is_some();
            if foreign && store::debtor::fold(name) != store::debtor::fold(&creditor.name) {
                return Err(told(|| words::seller_is_another(name, &creditor.name)));
            }
            report.problems.push(note(|| words::seller_unknown(name), false));
        }
        None => {}
    }
    if let Some(payee) = &invoice.payee
        && let Some(payee_name) = payee.name.as_deref()
        && payee.siren().zip(creditor.siren.as_ref()).is_none_or(|(theirs, own)| theirs != *own)
        && store::debtor::fold(payee_name) != store::debtor::fold(&creditor.name)
    {
        report.problems.push(note(|| words::other_payee(payee_name), false));
    }
    if let (Some(theirs), Some(own)) = (invoice.iban(), creditor.iban.as_ref())
        && theirs != *own
    {
        report.problems.push(note(words::other_account, false));
    }
    Ok(())
}

/// The account of a document's buyer.
pub(super) struct Found {
    pub(super) debtor: Debtor,
    /// A first contact, for an account that has none.
    pub(super) contact: Option<Contact>,
}

/// Finds the account by SIREN, VAT number, customer code, name, else by an item of this number and amount;
/// makes it when there is none. What it lacks is filled in, what it has stays.
pub(super) async fn find(
    claim: &Claim<'_>,
    tx: &mut store::Tx,
    organisation: OrganisationId,
    items: &[KnownItem],
    report: &mut ImportReport,
) -> Result<Found, ImportFailure> {
    let buyer = &claim.invoice.buyer;
    let debtors = store::debtor::all(tx, organisation).await?;
    let mut debtor = match by_identity(buyer, &debtors, report).or_else(|| by_item(claim, &debtors, items)) {
        Some(debtor) => debtor.clone(),
        None => new_debtor(&free_code(buyer, &debtors), buyer.name.as_deref().unwrap_or_default()),
    };
    complete(&mut debtor, buyer);
    let contacts = store::debtor::contacts(tx, organisation, debtor.id).await?;
    let contact = buyer.email_address().filter(|_| contacts.is_empty()).map(|email| Contact {
        id: ContactId(store::fresh_id()),
        role: ContactRole::Accounting,
        name: String::new(),
        email: Some(email),
        phone: buyer.phone.clone().unwrap_or_default(),
    });
    Ok(Found { debtor, contact })
}

fn by_identity<'d>(buyer: &Party, debtors: &'d [Debtor], report: &mut ImportReport) -> Option<&'d Debtor> {
    let (siren, siret, vat) = (buyer.siren(), buyer.siret(), buyer.vat_number());
    let name = store::debtor::fold(buyer.name.as_deref().unwrap_or_default());
    let has_code = |debtor: &Debtor| buyer.code.as_deref() == Some(debtor.code.as_str());
    let has_name = |debtor: &Debtor| store::debtor::fold(&debtor.name) == name;
    if let Some(siren) = &siren {
        let same: Vec<&Debtor> = debtors.iter().filter(|debtor| debtor.siren.as_ref() == Some(siren)).collect();
        // Several establishments of one firm may have accounts of their own.
        let best = same
            .iter()
            .find(|debtor| siret.is_some() && debtor.siret == siret)
            .or_else(|| same.iter().find(|debtor| has_code(debtor)))
            .or_else(|| same.iter().find(|debtor| has_name(debtor)))
            .or(same.first());
        if let Some(best) = best {
            if same.len() > 1 && (siret.is_none() || best.siret != siret) && !has_code(best) {
                report.problems.push(note(|| words::several_parties(&best.name, &best.code), false));
            }
            return Some(best);
        }
    }
    // An account that is known to be another firm's is never taken, whatever its name.
    let is_other = |debtor: &Debtor| matches!((&debtor.siren, &siren), (Some(known), Some(theirs)) if known != theirs);
    let candidates = || debtors.iter().filter(|debtor| !is_other(debtor));
    if let Some(found) = vat.as_ref().and_then(|vat| candidates().find(|debtor| debtor.vat.as_ref() == Some(vat))) {
        return Some(found);
    }
    if let Some(found) = candidates().find(|debtor| has_code(debtor)) {
        return Some(found);
    }
    let mut named = candidates().filter(|debtor| has_name(debtor));
    match (named.next(), named.next()) {
        (Some(found), None) => Some(found),
        _ => None,
    }
}

/// The account of the only item that has this number and amount, made from the accounting under another name.
fn by_item<'d>(claim: &Claim<'_>, debtors: &'d [Debtor], items: &[KnownItem]) -> Option<&'d Debtor> {
    let amounts = [Some(claim.due.abs()), claim.invoice.total_with_tax.map(domain::Cents::abs)];
    let same = items.iter().filter(|item| {
        item.number == claim.invoice.number
            && item.kind.is_document()
            && item.kind.is_debit() == claim.kind().is_debit()
            && item.currency == claim.currency
            && amounts.contains(&Some(item.amount.abs()))
    });
    let holders: HashSet<DebtorId> = same.map(|item| item.debtor).collect();
    let siren = claim.invoice.buyer.siren();
    let debtor = debtors.iter().find(|debtor| holders.contains(&debtor.id))?;
    let is_other = matches!((&debtor.siren, &siren), (Some(known), Some(theirs)) if known != theirs);
    (holders.len() == 1 && !is_other).then_some(debtor)
}

/// A code that no account has: the one the seller gave, else a number of the buyer, else its name.
fn free_code(buyer: &Party, debtors: &[Debtor]) -> String {
    let siren = buyer.siren().map(|siren| siren.as_str().to_owned());
    let candidates = [buyer.code.clone(), siren, buyer.vat.clone(), buyer.name.clone()];
    let taken = |code: &str| debtors.iter().any(|debtor| debtor.code == code);
    let wished: Vec<String> = candidates.into_iter().flatten().filter(|code| !code.trim().is_empty()).collect();
    wished.iter().find(|code| !taken(code)).cloned().unwrap_or_else(|| {
        let stem = wished.first().map_or("E", String::as_str);
        let numbered = (2_u32..).map(|number| format!("{stem}-{number}")).find(|code| !taken(code));
        numbered.unwrap_or_else(|| stem.to_owned())
    })
}

fn complete(debtor: &mut Debtor, buyer: &Party) {
    debtor.siren = debtor.siren.take().or_else(|| buyer.siren());
    debtor.siret = debtor.siret.take().or_else(|| buyer.siret());
    debtor.vat = debtor.vat.take().or_else(|| buyer.vat_number());
    if !debtor.address.is_postable() && buyer.address.is_postable() {
        debtor.address = buyer.address.clone();
        if debtor.address.country.is_empty() {
            "FR".clone_into(&mut debtor.address.country);
        }
    }
    if debtor.kind == DebtorKind::Unknown {
        debtor.kind = match &debtor.siren {
            // The register numbers the State, local bodies and public institutions with a 1 or a 2 in front.
            Some(siren) if siren.as_str().starts_with(['1', '2']) => DebtorKind::Public,
            Some(_) => DebtorKind::Business,
            None if debtor.vat.is_some() => DebtorKind::Business,
            None => DebtorKind::Unknown,
        };
    }
}
