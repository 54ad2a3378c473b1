//! Customers and contacts: a row fills in what the base does not know, and replaces what it says itself.

use std::collections::HashMap;

use domain::identifiers::EmailAddress;
use domain::ids::{ContactId, DebtorId};
use domain::party::{Address, Contact, ContactRole, Debtor, DebtorKind, PaymentTerms};
use formats::customers::CustomerRow;
use formats::table::Choices;
use store::item::ItemChange;

use super::einvoice::{Named, take_codes};
use super::{Context, ImportFailure, ImportReport, Problem, TableDetail, problems, told};
use crate::text;

/// A debtor of whom nothing is known but code and name.
pub(crate) fn new_debtor(code: &str, name: &str) -> Debtor {
    Debtor {
        id: DebtorId(store::fresh_id()),
        code: code.to_owned(),
        name: if name.trim().is_empty() { code.to_owned() } else { name.trim().to_owned() },
        kind: DebtorKind::Unknown,
        category: String::new(),
        collector: String::new(),
        siren: None,
        siret: None,
        vat: None,
        address: Address { country: "FR".to_owned(), ..Address::default() },
        language: "fr".to_owned(),
        iban: None,
        terms: None,
    }
}

fn fill(target: &mut String, value: &str) {
    if !value.trim().is_empty() {
        value.trim().clone_into(target);
    }
}

/// A debtor as a row leaves it; what the row does not say stays.
fn merged(mut debtor: Debtor, row: &CustomerRow) -> Debtor {
    fill(&mut debtor.name, &row.name);
    fill(&mut debtor.category, &row.category);
    fill(&mut debtor.collector, &row.collector);
    fill(&mut debtor.language, &row.language.to_lowercase());
    fill(&mut debtor.address.postcode, &row.postcode);
    fill(&mut debtor.address.city, &row.city);
    fill(&mut debtor.address.country, &row.country);
    if row.address.iter().any(|line| !line.trim().is_empty()) {
        debtor.address.lines.clone_from(&row.address);
    }
    debtor.kind = row.kind.unwrap_or(debtor.kind);
    debtor.siren = row.siren.clone().or(debtor.siren);
    debtor.siret = row.siret.clone().or(debtor.siret);
    debtor.vat = row.vat.clone().or(debtor.vat);
    debtor.iban = row.iban.clone().or(debtor.iban);
    debtor.terms = row.payment_terms.or(debtor.terms);
    debtor
}

/// The contact as a row leaves it: the row's person is the account's first contact.
fn merged_contact(known: Option<&Contact>, row: &CustomerRow) -> Option<Contact> {
    if row.email.is_none() && row.phone.trim().is_empty() && row.contact.trim().is_empty() {
        return None;
    }
    let fresh = || Contact {
        id: ContactId(store::fresh_id()),
        role: ContactRole::Accounting,
        name: String::new(),
        email: None,
        phone: String::new(),
    };
    let mut contact = known.cloned().unwrap_or_else(fresh);
    fill(&mut contact.name, &row.contact);
    fill(&mut contact.phone, &row.phone);
    contact.email = row.email.clone().or(contact.email);
    contact.role = row.contact_role.unwrap_or(contact.role);
    Some(contact)
}

/// A contact of whom nothing is known but the address.
pub(super) fn new_contact(email: EmailAddress) -> Contact {
    Contact {
        id: ContactId(store::fresh_id()),
        role: ContactRole::Accounting,
        name: String::new(),
        email: Some(email),
        phone: String::new(),
    }
}

/// The further contacts that a row makes or changes: known again by their address, else by their name.
fn more_contacts(known: &[Contact], row: &CustomerRow) -> Vec<Contact> {
    let mut changed = Vec::new();
    for more in &row.more_contacts {
        let same = |contact: &&Contact| match &more.email {
            Some(email) => contact.email.as_ref() == Some(email),
            None => !more.name.is_empty() && contact.name == more.name,
        };
        let before = known.iter().find(same);
        let mut after = before.cloned().unwrap_or_else(|| Contact {
            id: ContactId(store::fresh_id()),
            role: more.role,
            name: String::new(),
            email: None,
            phone: String::new(),
        });
        fill(&mut after.name, &more.name);
        fill(&mut after.phone, &more.phone);
        after.email = more.email.clone().or(after.email);
        if more.role != ContactRole::Other {
            after.role = more.role;
        }
        if before != Some(&after) {
            changed.push(after);
        }
    }
    changed
}

pub(super) async fn import(context: Context<'_>, bytes: &[u8], choices: &Choices) -> Result<ImportReport, ImportFailure> {
    let table = formats::customers::read_with(bytes, choices)?;
    let organisation = context.scope.organisation.id;
    let named: Vec<Named<'_>> =
        table.rows.iter().map(|row| Named { code: &row.code, name: &row.name, siren: row.siren.as_ref() }).collect();
    take_codes(context.tx, organisation, &named).await?;
    let mut known: HashMap<String, Debtor> =
        store::debtor::all(context.tx, organisation).await?.into_iter().map(|debtor| (debtor.code.clone(), debtor)).collect();
    let mut known_contacts: HashMap<DebtorId, Vec<Contact>> = HashMap::new();
    for (debtor, contact) in store::debtor::all_contacts(context.tx, organisation).await? {
        known_contacts.entry(debtor).or_default().push(contact);
    }
    // An absorbed account is no longer edited by files: a person chose what its survivor says.
    let absorbed: HashMap<String, DebtorId> =
        store::merge::redirects(context.tx, organisation).await?.into_iter().map(|redirect| (redirect.code, redirect.survivor)).collect();
    let codes: HashMap<DebtorId, String> = known.values().map(|debtor| (debtor.id, debtor.code.clone())).collect();
    let mut report = ImportReport { read: usize::try_from(table.data_rows).unwrap_or(usize::MAX), ..ImportReport::default() };
    report.rejected = usize::try_from(table.rejected_rows).unwrap_or(usize::MAX);
    report.problems = problems(&table.diagnostics);
    report.table = Some(Box::new(TableDetail::of_customers(&table)));
    let (mut debtors, mut contacts, mut new_terms) = (Vec::new(), Vec::new(), HashMap::new());
    for row in &table.rows {
        if let Some(survivor) = absorbed.get(&row.code) {
            let survivor = codes.get(survivor).map_or("", String::as_str);
            let words = || text::quality::warning_absorbed_row(&row.code, survivor);
            report.problems.push(Problem::new(row.line, told(words), false));
            report.unchanged += 1;
            continue;
        }
        let before = known.remove(&row.code);
        let is_new = before.is_none();
        let before = before.unwrap_or_else(|| new_debtor(&row.code, &row.name));
        let contacts_before = known_contacts.get(&before.id).map_or(&[][..], Vec::as_slice);
        let contact = merged_contact(contacts_before.first(), row);
        let first_changed = contact.is_some() && contact.as_ref() != contacts_before.first();
        let more = more_contacts(contacts_before, row);
        let contact_changed = first_changed || !more.is_empty();
        let after = merged(before.clone(), row);
        let changed = after != before;
        if after.terms != before.terms
            && let Some(terms) = after.terms
        {
            new_terms.insert(after.id, terms);
        }
        match (is_new, changed || contact_changed) {
            (true, _) => report.created += 1,
            (false, true) => report.updated += 1,
            (false, false) => report.unchanged += 1,
        }
        contacts.extend(contact.filter(|_| first_changed).map(|contact| (after.id, contact)));
        contacts.extend(more.into_iter().map(|contact| (after.id, contact)));
        if is_new || changed {
            debtors.push(after);
        }
    }
    store::debtor::upsert(context.tx, organisation, &debtors).await?;
    store::debtor::upsert_contacts(context.tx, organisation, &contacts).await?;
    if !new_terms.is_empty() {
        apply_terms(context, &new_terms).await?;
    }
    Ok(report)
}

/// Due dates that were only estimated follow the terms that have become known.
pub(crate) async fn apply_terms(context: Context<'_>, new_terms: &HashMap<DebtorId, PaymentTerms>) -> Result<(), ImportFailure> {
    let organisation = context.scope.organisation.id;
    let items = store::item::known(context.tx, organisation).await?;
    let changes: Vec<ItemChange> = items
        .into_iter()
        .filter(|item| item.due_estimated && item.kind.is_debit())
        .filter_map(|item| {
            let due_on = new_terms.get(&item.debtor)?.due_on(item.issued_on);
            (due_on != item.due_on).then_some(ItemChange { id: item.id, due_on, due_estimated: true, lettering: item.lettering })
        })
        .collect();
    store::item::update(context.tx, organisation, &changes).await?;
    Ok(())
}
