//! Customer accounts, with their contacts: a row fills in what the base does not know, and replaces what it says itself.

use std::collections::HashMap;

use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use domain::ids::{ContactId, DebtorId, OrganisationId};
use domain::party::{Contact, ContactRole, Debtor, DebtorKind, PaymentTerms};
use serde_json::Value;
use store::event::NewEvent;

use super::fields::Fields;
use super::once::{Begun, Once, begin, finish};
use super::{PushReport, RowOutcome, RowReport};
use crate::import::{Context, ImportFailure, new_debtor};
use crate::{App, AppError, Permission, Result, Scope};

const FIELDS: &[&str] =
    &["code", "name", "kind", "category", "collector", "siren", "siret", "vat", "iban", "language", "address", "payment_terms", "contacts"];

/// A contact as a row says it.
struct SaidContact {
    name: String,
    email: Option<EmailAddress>,
    phone: String,
    role: Option<ContactRole>,
}

/// A row that can be used.
struct Said {
    code: String,
    name: String,
    kind: Option<DebtorKind>,
    category: String,
    collector: String,
    siren: Option<Siren>,
    siret: Option<Siret>,
    vat: Option<VatNumber>,
    iban: Option<Iban>,
    language: String,
    lines: Vec<String>,
    postcode: String,
    city: String,
    country: String,
    terms: Option<PaymentTerms>,
    contacts: Vec<SaidContact>,
}

fn read(row: &Value) -> std::result::Result<Said, RowReport> {
    let mut fields = Fields::new(row, "", FIELDS);
    let mut said = Said {
        code: fields.required("code"),
        name: fields.text("name"),
        kind: fields.parsed("kind", DebtorKind::from_code, "business, consumer, public"),
        category: fields.text("category"),
        collector: fields.text("collector"),
        siren: fields.parsed("siren", |text| Siren::parse(text).ok(), "812345676"),
        siret: fields.parsed("siret", |text| Siret::parse(text).ok(), "81234567600019"),
        vat: fields.parsed("vat", |text| VatNumber::parse(text).ok(), "FR32812345676"),
        iban: fields.parsed("iban", |text| Iban::parse(text).ok(), "FR1420041010050500013M02606"),
        language: fields.parsed("language", language, "fr").unwrap_or_default(),
        terms: fields.parsed("payment_terms", PaymentTerms::parse, "30 jours fin de mois"),
        lines: Vec::new(),
        postcode: String::new(),
        city: String::new(),
        country: String::new(),
        contacts: Vec::new(),
    };
    if let Some(address) = fields.object("address") {
        let mut inner = Fields::new(address, "address", &["lines", "postcode", "city", "country"]);
        said.postcode = inner.text("postcode");
        said.city = inner.text("city");
        said.country = inner.parsed("country", country, "FR").unwrap_or_default();
        for line in inner.list("lines", 6) {
            match line.as_str() {
                Some(line) if line.chars().count() <= 100 => said.lines.push(line.trim().to_owned()),
                _ => inner.fail("lines", "not_a_text", crate::text::connect::error_not_a_text("lines")),
            }
        }
        fields.errors.append(&mut inner.errors);
    }
    for (at, contact) in fields.list("contacts", 50).iter().enumerate() {
        let mut inner = Fields::new(contact, &format!("contacts/{at}"), &["name", "email", "phone", "role"]);
        let contact = SaidContact {
            name: inner.text("name"),
            email: inner.parsed("email", |text| EmailAddress::parse(text).ok(), "compta@client.example"),
            phone: inner.text("phone"),
            role: inner.parsed("role", role, "accounting, management, purchasing, other"),
        };
        if contact.name.is_empty() && contact.email.is_none() && inner.errors.is_empty() {
            inner.fail("", "required", crate::text::connect::error_required("email"));
        }
        fields.errors.append(&mut inner.errors);
        said.contacts.push(contact);
    }
    if fields.errors.is_empty() { Ok(said) } else { Err(RowReport::rejected(said.code, fields.errors)) }
}

fn language(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(text)
}

fn country(text: &str) -> Option<String> {
    let text = text.to_uppercase();
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(text)
}

fn role(text: &str) -> Option<ContactRole> {
    ContactRole::ALL.into_iter().find(|role| role.code() == text)
}

fn fill(target: &mut String, value: &str) {
    if !value.is_empty() {
        value.clone_into(target);
    }
}

fn merged(mut debtor: Debtor, said: &Said) -> Debtor {
    fill(&mut debtor.name, &said.name);
    fill(&mut debtor.category, &said.category);
    fill(&mut debtor.collector, &said.collector);
    fill(&mut debtor.language, &said.language);
    fill(&mut debtor.address.postcode, &said.postcode);
    fill(&mut debtor.address.city, &said.city);
    fill(&mut debtor.address.country, &said.country);
    if !said.lines.is_empty() {
        debtor.address.lines.clone_from(&said.lines);
    }
    debtor.kind = said.kind.unwrap_or(debtor.kind);
    debtor.siren = said.siren.clone().or(debtor.siren);
    debtor.siret = said.siret.clone().or(debtor.siret);
    debtor.vat = said.vat.clone().or(debtor.vat);
    debtor.iban = said.iban.clone().or(debtor.iban);
    debtor.terms = said.terms.or(debtor.terms);
    debtor
}

/// The contact that a row means: the one with its e-mail, else with its name.
fn known_contact<'a>(known: &'a [Contact], said: &SaidContact) -> Option<&'a Contact> {
    let same = |a: &EmailAddress, b: &EmailAddress| a.as_str().eq_ignore_ascii_case(b.as_str());
    let by_email =
        said.email.as_ref().and_then(|email| known.iter().find(|contact| contact.email.as_ref().is_some_and(|own| same(own, email))));
    by_email.or_else(|| known.iter().find(|contact| !said.name.is_empty() && contact.name.eq_ignore_ascii_case(&said.name)))
}

fn contacts(known: &mut Vec<Contact>, said: &Said) -> Vec<Contact> {
    let mut changed = Vec::new();
    for contact in &said.contacts {
        let before = known_contact(known, contact).cloned();
        let mut after = before.clone().unwrap_or_else(|| Contact {
            id: ContactId(store::fresh_id()),
            role: ContactRole::Accounting,
            name: String::new(),
            email: None,
            phone: String::new(),
        });
        fill(&mut after.name, &contact.name);
        fill(&mut after.phone, &contact.phone);
        after.email = contact.email.clone().or(after.email);
        after.role = contact.role.unwrap_or(after.role);
        if before.as_ref() != Some(&after) {
            known.retain(|own| own.id != after.id);
            known.push(after.clone());
            changed.retain(|own: &Contact| own.id != after.id);
            changed.push(after);
        }
    }
    changed
}

/// Creates and completes customer accounts, by their codes.
///
/// # Errors
/// [`AppError::KeyReused`], [`AppError::Forbidden`], or a failure of the base; a row that cannot be used is in the report.
#[crate::boxed]
pub async fn push(app: &App, scope: &Scope, once: &Once, rows: &[Value]) -> Result<PushReport> {
    scope.require(Permission::Import)?;
    let organisation = scope.organisation.id;
    let said: Vec<_> = rows.iter().map(read).collect();
    let mut tx = match begin(app, scope, once).await? {
        Begun::Before(report) => return Ok(report),
        Begun::Now(tx) => tx,
    };
    let codes: Vec<String> = said.iter().flatten().map(|said| said.code.clone()).collect();
    let mut known: HashMap<String, Debtor> =
        store::api::debtors_by_code(&mut tx, organisation, &codes).await?.into_iter().map(|debtor| (debtor.code.clone(), debtor)).collect();
    let ids: Vec<DebtorId> = known.values().map(|debtor| debtor.id).collect();
    let mut known_contacts: HashMap<DebtorId, Vec<Contact>> = HashMap::new();
    for (debtor, contact) in store::api::contacts_of(&mut tx, organisation, &ids).await? {
        known_contacts.entry(debtor).or_default().push(contact);
    }
    // As by files, an absorbed account is no longer edited: a person chose what its survivor says.
    let absorbed: HashMap<String, DebtorId> =
        store::merge::redirects(&mut tx, organisation).await?.into_iter().map(|redirect| (redirect.code, redirect.survivor)).collect();
    let mut report = PushReport::default();
    let mut new_terms: HashMap<DebtorId, PaymentTerms> = HashMap::new();
    let (mut debtors, mut changed_contacts): (HashMap<DebtorId, Debtor>, HashMap<ContactId, (DebtorId, Contact)>) = Default::default();
    for said in said {
        let said = match said {
            Ok(said) => said,
            Err(rejected) => {
                report.rows.push(rejected);
                continue;
            }
        };
        if let Some(survivor) = absorbed.get(&said.code) {
            report.rows.push(left_alone(&mut tx, organisation, said.code, *survivor).await?);
            continue;
        }
        let before = known.get(&said.code).cloned();
        let after = merged(before.clone().unwrap_or_else(|| new_debtor(&said.code, &said.name)), &said);
        let new_contacts = contacts(known_contacts.entry(after.id).or_default(), &said);
        let outcome = match &before {
            None => RowOutcome::Created,
            Some(before) if *before != after || !new_contacts.is_empty() => RowOutcome::Updated,
            Some(_) => RowOutcome::Unchanged,
        };
        report.rows.push(RowReport {
            outcome,
            reference: said.code.clone(),
            id: Some(after.id.to_string()),
            errors: Vec::new(),
            warnings: Vec::new(),
        });
        changed_contacts.extend(new_contacts.into_iter().map(|contact| (contact.id, (after.id, contact))));
        if let Some(terms) = after.terms.filter(|terms| before.as_ref().is_some_and(|before| before.terms != Some(*terms))) {
            new_terms.insert(after.id, terms);
        }
        if before.as_ref() != Some(&after) {
            debtors.insert(after.id, after.clone());
        }
        known.insert(said.code, after);
    }
    if report.is_refused() {
        return Ok(report);
    }
    let debtors: Vec<Debtor> = debtors.into_values().collect();
    let changed: Vec<(DebtorId, Contact)> = changed_contacts.into_values().collect();
    store::debtor::upsert(&mut tx, organisation, &debtors).await?;
    store::debtor::upsert_contacts(&mut tx, organisation, &changed).await?;
    if !new_terms.is_empty() {
        let context = Context { app, scope, tx: &mut tx };
        crate::import::apply_terms(context, &new_terms).await.map_err(|failure| match failure {
            ImportFailure::App(error) => error,
            ImportFailure::Unreadable(_) => AppError::Conflict("debtors"),
        })?;
    }
    if !debtors.is_empty() || !changed.is_empty() {
        store::event::append(&mut tx, organisation, &[summary(app, scope, "debtors.pushed", &report)]).await?;
    }
    finish(tx, app, scope, once, &report).await?;
    Ok(report)
}

/// What is answered to a row on an absorbed account: nothing was done, and who stands for it.
async fn left_alone(tx: &mut store::Tx, organisation: OrganisationId, code: String, survivor: DebtorId) -> Result<RowReport> {
    let standing = store::debtor::get(tx, organisation, survivor).await?;
    let warning = crate::text::quality::warning_absorbed_row(&code, standing.as_ref().map_or("", |debtor| debtor.code.as_str()));
    let id = Some(survivor.to_string());
    Ok(RowReport { outcome: RowOutcome::Unchanged, reference: code, id, errors: Vec::new(), warnings: vec![warning] })
}

/// The line of the journal that tells what a request brought.
pub(super) fn summary(app: &App, scope: &Scope, kind: &'static str, report: &PushReport) -> NewEvent {
    let count = |outcome| report.count(outcome);
    let payload = serde_json::json!({
        "created": count(RowOutcome::Created), "updated": count(RowOutcome::Updated), "unchanged": count(RowOutcome::Unchanged),
        "rejected": count(RowOutcome::Rejected),
    });
    NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject: None, payload: payload.to_string() }
}
