//! Accounts and contacts that a person makes or corrects by hand: each act against the version that was seen, with what it
//! changed in the journal.

use std::collections::BTreeMap;

use domain::Date;
use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use domain::ids::{ContactId, DebtorId, OpenItemId};
use domain::party::{Contact, ContactRole, Debtor, DebtorKind, PaymentTerms};
use store::Tx;
use store::event::NewEvent;
use store::item::ItemChange;
use store::merge::MergeRow;
use store::quality::CompanyCheck;

use crate::import::new_debtor;
use crate::text::quality as words;
use crate::{App, AppError, Permission, Result, Scope, setup, text};

/// The fields of an account that a person types, by their stable keys.
pub const FIELDS: [&str; 14] = [
    "name",
    "kind",
    "category",
    "collector",
    "siren",
    "siret",
    "vat",
    "street",
    "postcode",
    "city",
    "country",
    "language",
    "iban",
    "terms",
];

/// What an account's field says, as it is typed.
#[must_use]
pub fn value(debtor: &Debtor, field: &str) -> String {
    let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
    match field {
        "name" => debtor.name.clone(),
        "kind" => debtor.kind.code().to_owned(),
        "category" => debtor.category.clone(),
        "collector" => debtor.collector.clone(),
        "siren" => own(debtor.siren.as_ref().map(Siren::as_str)),
        "siret" => own(debtor.siret.as_ref().map(Siret::as_str)),
        "vat" => own(debtor.vat.as_ref().map(VatNumber::as_str)),
        "street" => debtor.address.lines.join("\n"),
        "postcode" => debtor.address.postcode.clone(),
        "city" => debtor.address.city.clone(),
        "country" => debtor.address.country.clone(),
        "language" => debtor.language.clone(),
        "iban" => own(debtor.iban.as_ref().map(Iban::as_str)),
        "terms" => debtor.terms.map(PaymentTerms::fr).unwrap_or_default(),
        _ => String::new(),
    }
}

/// All fields of an account.
#[must_use]
pub fn values(debtor: &Debtor) -> BTreeMap<&'static str, String> {
    FIELDS.iter().map(|field| (*field, value(debtor, field))).collect()
}

fn refused(field: &'static str, reason: String) -> AppError {
    AppError::Invalid { field, reason }
}

/// Longest text of a field.
const LONGEST: usize = 300;

/// Types a field of an account; empty takes it away where it may be empty.
///
/// # Errors
/// [`AppError::Invalid`] naming the field.
pub fn set(debtor: &mut Debtor, field: &str, typed: &str) -> Result<()> {
    let Some(field) = FIELDS.into_iter().find(|known| *known == field) else { return Ok(()) };
    let typed = typed.trim();
    if typed.chars().count() > LONGEST {
        return Err(refused(field, text::error_too_long(LONGEST)));
    }
    let wrong = || refused(field, words::error_number(field, typed));
    let own = || typed.to_owned();
    let is_empty = typed.is_empty();
    match field {
        "name" if is_empty => return Err(refused(field, words::error_no_name())),
        "name" => debtor.name = own(),
        "kind" => debtor.kind = DebtorKind::from_code(typed).ok_or_else(wrong)?,
        "category" => debtor.category = own(),
        "collector" => debtor.collector = own(),
        "siren" => debtor.siren = if is_empty { None } else { Some(Siren::parse(typed).map_err(|_| wrong())?) },
        "siret" => debtor.siret = if is_empty { None } else { Some(Siret::parse(typed).map_err(|_| wrong())?) },
        "vat" => debtor.vat = if is_empty { None } else { Some(VatNumber::parse(typed).map_err(|_| wrong())?) },
        "iban" => debtor.iban = if is_empty { None } else { Some(Iban::parse(typed).map_err(|_| wrong())?) },
        "street" => debtor.address.lines = typed.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
        "postcode" => debtor.address.postcode = own(),
        "city" => debtor.address.city = own(),
        "country" => {
            let code = if is_empty { "FR".to_owned() } else { typed.to_ascii_uppercase() };
            if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(wrong());
            }
            debtor.address.country = code;
        }
        "language" => match typed.to_lowercase().as_str() {
            "" | "fr" => debtor.language = "fr".to_owned(),
            "en" => debtor.language = "en".to_owned(),
            _ => return Err(wrong()),
        },
        _ => {
            debtor.terms = if is_empty {
                None
            } else {
                Some(PaymentTerms::parse(typed).ok_or_else(|| refused(field, text::ledger::error_unread_terms()))?)
            }
        }
    }
    Ok(())
}

/// The account that a form describes: every typed field set, the numbers looked at together.
fn typed_over(mut debtor: Debtor, typed: &BTreeMap<String, String>) -> Result<Debtor> {
    for (field, typed) in typed {
        set(&mut debtor, field, typed)?;
    }
    if let (Some(siren), Some(siret)) = (&debtor.siren, &debtor.siret)
        && siret.siren() != *siren
    {
        return Err(refused("siret", words::error_siret_of_another()));
    }
    if debtor.siren.is_none() {
        debtor.siren = debtor.siret.as_ref().map(Siret::siren);
    }
    Ok(debtor)
}

/// What changed between two states of an account: field, before, after.
#[must_use]
pub fn changes(before: &Debtor, after: &Debtor) -> Vec<(&'static str, String, String)> {
    FIELDS
        .into_iter()
        .map(|field| (field, value(before, field), value(after, field)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

fn changes_json(changes: &[(&'static str, String, String)]) -> serde_json::Value {
    // An account number belongs in no journal: its ends tell it apart.
    let shown = |field: &str, text: &str| match Iban::parse(text) {
        Ok(iban) if field == "iban" => iban.masked(),
        _ => text.to_owned(),
    };
    let of = |(field, before, after): &(&'static str, String, String)| {
        ((*field).to_owned(), serde_json::json!([shown(field, before), shown(field, after)]))
    };
    serde_json::Value::Object(changes.iter().map(of).collect())
}

pub(crate) fn event(
    app: &App,
    scope: &Scope,
    kind: &'static str,
    debtor: DebtorId,
    subject: uuid::Uuid,
    payload: &serde_json::Value,
) -> NewEvent {
    crate::journal::line(app, scope, kind, Some(debtor), Some(subject), payload)
}

/// Everything that the page of an account's identity shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub debtor: Debtor,
    /// How often it was changed: an edit names the version that it saw.
    pub version: i64,
    /// Its contacts.
    pub contacts: Vec<Contact>,
    /// The merges into it that can be undone, newest first, each with the absorbed account's code and name.
    pub merges: Vec<(MergeRow, String, String)>,
    /// What the register of companies said.
    pub company: Option<CompanyCheck>,
}

/// An account with its version, contacts and merges.
///
/// # Errors
/// [`AppError::NotFound`], also for an account that was absorbed.
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope, id: DebtorId) -> Result<AccountView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot_of_one().await?;
    let debtor = store::debtor::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let version = store::account::version(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let contacts = store::debtor::contacts(&mut tx, organisation, id).await?;
    let mut merges = Vec::new();
    for merge in store::merge::of_survivor(&mut tx, organisation, id).await? {
        let absorbed = store::debtor::get_any(&mut tx, organisation, merge.absorbed).await?;
        let (code, name) = absorbed.map(|debtor| (debtor.code, debtor.name)).unwrap_or_default();
        merges.push((merge, code, name));
    }
    let company = store::quality::check(&mut tx, organisation, id).await?;
    Ok(AccountView { debtor, version, contacts, merges, company })
}

/// The account that stands for another since a merge; `None` when it stands for itself.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn survivor(app: &App, scope: &Scope, id: DebtorId) -> Result<Option<DebtorId>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::merge::survivor(&mut tx, scope.organisation.id, id).await?)
}

/// Changes an account; what is not typed stays. How many fields changed.
///
/// # Errors
/// [`AppError::Invalid`] naming the field; the error of code `stale` when somebody changed the account since `version`.
#[crate::boxed]
pub async fn save(app: &App, scope: &Scope, id: DebtorId, version: i64, typed: &BTreeMap<String, String>) -> Result<usize> {
    scope.require(Permission::EditDebtors)?;
    let mut tx = app.db().begin().await?;
    let before = store::debtor::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let after = typed_over(before.clone(), typed)?;
    let changed = write(&mut tx, app, scope, (&before, &after), version, serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Letters of a note at most.
pub const NOTE: usize = 2_000;

/// Writes a note into the file of an account: a line of the journal, with its author and time, that nobody takes back.
///
/// # Errors
/// [`AppError::Invalid`] for an empty note or one that is too long, [`AppError::NotFound`], [`AppError::Forbidden`].
#[crate::boxed]
pub async fn note(app: &App, scope: &Scope, id: DebtorId, words: &str) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    // A browser sends two letters for a new line, and counts one.
    let words = words.replace("\r\n", "\n");
    let words = words.trim();
    if words.is_empty() || words.chars().count() > NOTE {
        return Err(AppError::Invalid { field: "note", reason: text::error_note(NOTE) });
    }
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("debtor"))?;
    let line = event(app, scope, "debtor.noted", id, id.0, &serde_json::json!({"note": words}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes a changed account and its line of the journal, and lets due dates that were only estimated follow its terms.
pub(crate) async fn write(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (before, after): (&Debtor, &Debtor),
    version: i64,
    mut told: serde_json::Value,
) -> Result<usize> {
    let organisation = scope.organisation.id;
    let after = &crate::classification::without_a_firms_class(after.clone());
    let changed = changes(before, after);
    if changed.is_empty() {
        return Ok(0);
    }
    store::account::update(tx, organisation, after, version).await?;
    told["changes"] = changes_json(&changed);
    if before.terms != after.terms {
        let default = setup::creditor_in(tx, organisation).await?.default_term_days;
        let moved = follow_terms(tx, scope, after.id, after.terms.unwrap_or(PaymentTerms::net(default))).await?;
        told["due_dates"] = serde_json::json!(moved);
    }
    store::event::append(tx, organisation, &[event(app, scope, "debtor.edited", after.id, after.id.0, &told)]).await?;
    Ok(changed.len())
}

async fn follow_terms(tx: &mut Tx, scope: &Scope, debtor: DebtorId, terms: PaymentTerms) -> Result<usize> {
    let organisation = scope.organisation.id;
    let mut moved = 0;
    for item in store::item::of_debtor(tx, organisation, debtor).await? {
        let due_on = terms.due_on(item.issued_on);
        if item.due_estimated && item.kind.is_debit() && !item.open.is_zero() && due_on != item.due_on {
            store::ledger::set_estimated_due(tx, organisation, item.id, due_on).await?;
            moved += 1;
        }
    }
    Ok(moved)
}

/// Makes an account by hand.
///
/// # Errors
/// [`AppError::Invalid`] naming the field: a code that is empty or taken, what cannot be read.
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, code: &str, typed: &BTreeMap<String, String>) -> Result<DebtorId> {
    scope.require(Permission::EditDebtors)?;
    let (organisation, code) = (scope.organisation.id, code.trim());
    if code.is_empty() || code.chars().count() > 60 {
        return Err(refused("code", words::error_no_code()));
    }
    let mut tx = app.db().begin().await?;
    if store::account::code_is_taken(&mut tx, organisation, code).await? {
        return Err(refused("code", words::error_code_taken(code)));
    }
    let debtor = typed_over(new_debtor(code, ""), typed)?;
    if !typed.contains_key("name") {
        return Err(refused("name", words::error_no_name()));
    }
    store::debtor::upsert(&mut tx, organisation, std::slice::from_ref(&debtor)).await?;
    let told = serde_json::json!({"code": code, "name": debtor.name});
    store::event::append(&mut tx, organisation, &[event(app, scope, "debtor.created", debtor.id, debtor.id.0, &told)]).await?;
    tx.commit().await?;
    Ok(debtor.id)
}

/// A contact as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactTyped {
    /// The key of its role; accounting when empty.
    pub role: String,
    /// Its name.
    pub name: String,
    /// Its e-mail.
    pub email: String,
    /// Its telephone.
    pub phone: String,
}

impl ContactTyped {
    fn contact(&self, id: ContactId) -> Result<Contact> {
        let email = match self.email.trim() {
            "" => None,
            typed => Some(EmailAddress::parse(typed).map_err(|_| refused("email", text::error_identifier("email", typed)))?),
        };
        let (name, phone) = (self.name.trim().to_owned(), self.phone.trim().to_owned());
        if email.is_none() && name.is_empty() && phone.is_empty() {
            return Err(refused("email", words::error_empty_contact()));
        }
        if name.chars().count() > LONGEST || phone.chars().count() > 60 {
            return Err(refused("name", text::error_too_long(LONGEST)));
        }
        Ok(Contact { id, role: ContactRole::from_code(self.role.trim()).unwrap_or_default(), name, email, phone })
    }
}

fn contact_json(contact: &Contact) -> serde_json::Value {
    let email = contact.email.as_ref().map_or("", EmailAddress::as_str);
    serde_json::json!({"role": contact.role.code(), "name": contact.name, "email": email, "phone": contact.phone})
}

/// Adds a contact, or changes one.
///
/// # Errors
/// [`AppError::Invalid`] naming the field; [`AppError::NotFound`].
#[crate::boxed]
pub async fn save_contact(app: &App, scope: &Scope, debtor: DebtorId, id: Option<ContactId>, typed: &ContactTyped) -> Result<ContactId> {
    scope.require(Permission::EditDebtors)?;
    let mut tx = app.db().begin().await?;
    let saved = put_contact(&mut tx, app, scope, debtor, id, typed).await?;
    tx.commit().await?;
    Ok(saved)
}

pub(crate) async fn put_contact(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
    id: Option<ContactId>,
    typed: &ContactTyped,
) -> Result<ContactId> {
    let organisation = scope.organisation.id;
    store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let known = store::debtor::contacts(tx, organisation, debtor).await?;
    let before = match id {
        Some(id) => Some(known.into_iter().find(|contact| contact.id == id).ok_or(AppError::NotFound("contact"))?),
        None => None,
    };
    let contact = typed.contact(id.unwrap_or_else(|| ContactId(store::fresh_id())))?;
    if before.as_ref() == Some(&contact) {
        return Ok(contact.id);
    }
    match &before {
        Some(_) => store::account::update_contact(tx, organisation, debtor, &contact).await?,
        None => store::debtor::upsert_contacts(tx, organisation, &[(debtor, contact.clone())]).await?,
    }
    let told = serde_json::json!({"before": before.as_ref().map(contact_json), "after": contact_json(&contact)});
    store::event::append(tx, organisation, &[event(app, scope, "contact.saved", debtor, contact.id.0, &told)]).await?;
    Ok(contact.id)
}

/// Removes a contact; the journal keeps what it said.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn remove_contact(app: &App, scope: &Scope, debtor: DebtorId, id: ContactId) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::debtor::contacts(&mut tx, organisation, debtor).await?;
    let contact = known.into_iter().find(|contact| contact.id == id).ok_or(AppError::NotFound("contact"))?;
    store::account::delete_contact(&mut tx, organisation, debtor, id).await?;
    let told = serde_json::json!({"before": contact_json(&contact)});
    store::event::append(&mut tx, organisation, &[event(app, scope, "contact.removed", debtor, id.0, &told)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Says when an invoice is due, where no file does. The date before stays in the journal, and a later file that gives no
/// date of its own leaves this one.
///
/// # Errors
/// [`AppError::Invalid`] for a credit, a settled item, or a date before the invoice's; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_due(app: &App, scope: &Scope, item: OpenItemId, due_on: Date) -> Result<()> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::item::get(&mut tx, organisation, item).await?.ok_or(AppError::NotFound("item"))?;
    if !known.kind.is_debit() || known.open.is_zero() {
        return Err(refused("due", words::error_due_of_nothing()));
    }
    if due_on < known.issued_on {
        return Err(refused("due", words::error_due_before_issue(known.issued_on)));
    }
    if due_on == known.due_on && !known.due_estimated {
        return Ok(());
    }
    let lettering = store::quality::lettering(&mut tx, organisation, item).await?;
    let change = ItemChange { id: item, due_on, due_estimated: false, lettering };
    store::item::update(&mut tx, organisation, &[change]).await?;
    let told = serde_json::json!({
        "number": known.number, "from": known.due_on.to_string(), "was_estimated": known.due_estimated, "to": due_on.to_string(),
    });
    store::event::append(&mut tx, organisation, &[event(app, scope, "item.due_changed", known.debtor, item.0, &told)]).await?;
    tx.commit().await?;
    Ok(())
}
