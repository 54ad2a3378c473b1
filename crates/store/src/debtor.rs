//! Customer accounts and their contacts.

use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use domain::ids::{ContactId, DebtorId, OrganisationId};
use domain::ledger::terms::{TermMode, TermStart};
use domain::party::{Contact, ContactRole, Debtor, DebtorKind, PaymentTerms};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::organisation::{address, reread};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    HOLD = "UPDATE debtor SET version = version WHERE organisation_id = $1 AND id = $2";
    SELECT_ONE = "SELECT id, code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start FROM debtor WHERE organisation_id = $1 AND id = $2 AND survivor_id IS NULL";
    SELECT_ANY = "SELECT id, code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start FROM debtor WHERE organisation_id = $1 AND id = $2";
    SELECT_BY_CODE = "SELECT id, code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start FROM debtor WHERE organisation_id = $1 AND id = (SELECT coalesce(survivor_id, id) FROM debtor WHERE organisation_id = $1 AND code = $2)";
    SELECT_BY_NAME = "SELECT id, code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start FROM debtor WHERE organisation_id = $1 AND survivor_id IS NULL AND (name = $2 OR siren = $2) ORDER BY code LIMIT 2";
    SELECT_CONTACTS = "SELECT id, role, name, email, phone FROM contact WHERE organisation_id = $1 AND debtor_id = $2 ORDER BY id";
    SELECT_MAILABLE = "SELECT id, role, name, CASE WHEN unreachable_on IS NULL THEN email END AS email, phone FROM contact WHERE organisation_id = $1 AND debtor_id = $2 ORDER BY id";
    COUNT_BOUNCED = "SELECT count(*) FROM contact WHERE organisation_id = $1 AND debtor_id = $2 AND email IS NOT NULL AND unreachable_on IS NOT NULL";
    COUNT_ALL = "SELECT count(*) FROM debtor WHERE organisation_id = $1 AND survivor_id IS NULL";
    @sqlite
    ALL_SQLITE = json_sqlite!("hex(id), code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start", "SELECT * FROM debtor WHERE organisation_id = $1 AND id > $2 AND survivor_id IS NULL ORDER BY id LIMIT $3");
    CONTACTS_SQLITE = json_sqlite!("hex(debtor_id), hex(id), role, name, email, phone", "SELECT * FROM contact WHERE organisation_id = $1 ORDER BY debtor_id, id");
    MAILABLE_SQLITE = json_sqlite!("hex(debtor_id), hex(id), role, name, CASE WHEN unreachable_on IS NULL THEN email END, phone", "SELECT * FROM contact WHERE organisation_id = $1 ORDER BY debtor_id, id");
    @postgres
    ALL_POSTGRES = json_postgres!("id, code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start", "SELECT * FROM debtor WHERE organisation_id = $1 AND id > $2 AND survivor_id IS NULL ORDER BY id LIMIT $3");
    CONTACTS_POSTGRES = json_postgres!("debtor_id, id, role, name, email, phone", "SELECT * FROM contact WHERE organisation_id = $1 ORDER BY debtor_id, id");
    MAILABLE_POSTGRES = json_postgres!("debtor_id, id, role, name, CASE WHEN unreachable_on IS NULL THEN email END, phone", "SELECT * FROM contact WHERE organisation_id = $1 ORDER BY debtor_id, id");
}

#[derive(sqlx::FromRow, serde::Deserialize)]
pub(crate) struct DebtorRow {
    id: Uuid,
    code: String,
    name: String,
    kind: String,
    category: String,
    collector: String,
    siren: Option<String>,
    siret: Option<String>,
    vat: Option<String>,
    street: String,
    postcode: String,
    city: String,
    country: String,
    language: String,
    iban: Option<String>,
    term_days: Option<i32>,
    term_end_of_month: Option<i32>,
    term_day: Option<i32>,
    term_start: Option<String>,
}

/// A term in its columns: days, mode, day of the month, start.
pub(crate) fn term_columns(terms: PaymentTerms) -> (i32, i32, Option<i32>, &'static str) {
    let mode = match terms.mode() {
        TermMode::Net => 0,
        TermMode::DaysThenMonth => 1,
        TermMode::MonthThenDays => 2,
    };
    (i32::from(terms.days()), mode, terms.day_of_month().map(i32::from), terms.start().code())
}

/// A term from its columns.
fn terms(days: Option<i32>, mode: Option<i32>, day: Option<i32>, start: Option<&str>) -> Result<Option<PaymentTerms>> {
    let Some(days) = days else { return Ok(None) };
    let wrong = |column, row: String| StoreError::Inconsistent { table: "debtor", column, row };
    let mode = match mode {
        None | Some(0) => TermMode::Net,
        Some(1) => TermMode::DaysThenMonth,
        Some(2) => TermMode::MonthThenDays,
        Some(other) => return Err(wrong("term_end_of_month", other.to_string())),
    };
    let start = match start {
        None => TermStart::Invoice,
        Some(code) => TermStart::from_code(code).ok_or_else(|| wrong("term_start", code.to_owned()))?,
    };
    let day = day.map(|day| u8::try_from(day).map_err(|_| wrong("term_day", day.to_string()))).transpose()?;
    let days = u16::try_from(days).map_err(|_| wrong("term_days", days.to_string()))?;
    PaymentTerms::new(days, mode, day, start).map(Some).map_err(|error| wrong("term_days", error.to_string()))
}

impl TryFrom<DebtorRow> for Debtor {
    type Error = StoreError;

    fn try_from(row: DebtorRow) -> Result<Self> {
        let kind = DebtorKind::from_code(&row.kind);
        Ok(Self {
            id: DebtorId(row.id),
            code: row.code,
            name: row.name,
            kind: kind.ok_or_else(|| StoreError::Inconsistent { table: "debtor", column: "kind", row: row.kind })?,
            category: row.category,
            collector: row.collector,
            siren: reread(row.siren, Siren::parse, "debtor", "siren")?,
            siret: reread(row.siret, Siret::parse, "debtor", "siret")?,
            vat: reread(row.vat, VatNumber::parse, "debtor", "vat")?,
            address: address(&row.street, row.postcode, row.city, row.country),
            language: row.language,
            iban: reread(row.iban, Iban::parse, "debtor", "iban")?,
            terms: terms(row.term_days, row.term_end_of_month, row.term_day, row.term_start.as_deref())?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct ContactRow {
    id: Uuid,
    role: String,
    name: String,
    email: Option<String>,
    phone: String,
}

impl TryFrom<ContactRow> for Contact {
    type Error = StoreError;

    fn try_from(row: ContactRow) -> Result<Self> {
        let role = ContactRole::from_code(&row.role);
        Ok(Self {
            id: ContactId(row.id),
            role: role.ok_or_else(|| StoreError::Inconsistent { table: "contact", column: "role", row: row.role })?,
            name: row.name,
            email: reread(row.email, EmailAddress::parse, "contact", "email")?,
            phone: row.phone,
        })
    }
}

/// Names are searched without accents or case, with the numbers that identify an account.
#[must_use]
pub fn search_text(debtor: &Debtor) -> String {
    let siren = debtor.siren.as_ref().map_or("", Siren::as_str);
    // A SIRET begins with the SIREN: whoever types one finds the other.
    let siret = debtor.siret.as_ref().map_or(siren, Siret::as_str);
    fold(&format!("{} {} {} {}", debtor.name, debtor.code, siret, debtor.address.city))
}

/// Lower case without the accents of French.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'â' | 'ä' | 'á' | 'ã' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' => out.push('i'),
            'ñ' => out.push('n'),
            'ô' | 'ö' | 'ó' | 'õ' => out.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => out.push('u'),
            'ÿ' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '’' => out.push('\''),
            other => out.push(other),
        }
    }
    out
}

/// One account by its id, also when another has absorbed it: for the names of what stayed with it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get_any(tx: &mut Tx, organisation: OrganisationId, id: DebtorId) -> Result<Option<Debtor>> {
    let row: Option<DebtorRow> = in_tx!(tx, c => sqlx::query_as(SELECT_ANY).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(Debtor::try_from).transpose()
}

/// One account by its id; `None` for one that another has absorbed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: DebtorId) -> Result<Option<Debtor>> {
    let row: Option<DebtorRow> = in_tx!(tx, c => sqlx::query_as(SELECT_ONE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(Debtor::try_from).transpose()
}

/// One account by its code, else by its exact name or SIREN when only one has it. The code of an absorbed account finds
/// its survivor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn find(tx: &mut Tx, organisation: OrganisationId, words: &str) -> Result<Option<Debtor>> {
    let by_code: Option<DebtorRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BY_CODE).bind(organisation.0).bind(words).fetch_optional(&mut *c).await?);
    if let Some(row) = by_code {
        return Debtor::try_from(row).map(Some);
    }
    let mut by_name: Vec<DebtorRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BY_NAME).bind(organisation.0).bind(words).fetch_all(&mut *c).await?);
    let only = by_name.pop().filter(|_| by_name.is_empty());
    only.map(Debtor::try_from).transpose()
}

/// All accounts of an organisation, without those that others have absorbed. A reader of files that looks accounts up by
/// code takes [`crate::merge::accounts`] instead.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Debtor>> {
    const PAGE: i64 = 10_000;
    let mut debtors = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<DebtorRow> = json_rows!(tx, ALL_SQLITE, ALL_POSTGRES, organisation.0, after, PAGE);
        let Some(last) = rows.last() else { return Ok(debtors) };
        after = last.id;
        for row in rows {
            debtors.push(Debtor::try_from(row)?);
        }
    }
}

/// How many accounts an organisation has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(COUNT_ALL).bind(organisation.0).fetch_one(&mut *c).await?))
}

/// The contacts of an account, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn contacts(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<Contact>> {
    let rows: Vec<ContactRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CONTACTS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(Contact::try_from).collect()
}

type ContactTuple = (Uuid, Uuid, String, String, Option<String>, String);

pub(crate) fn contact_of((debtor, id, role, name, email, phone): ContactTuple) -> Result<(DebtorId, Contact)> {
    Ok((DebtorId(debtor), ContactRow { id, role, name, email, phone }.try_into()?))
}

/// All contacts of an organisation, by debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all_contacts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, Contact)>> {
    let rows: Vec<ContactTuple> = json_rows!(tx, CONTACTS_SQLITE, CONTACTS_POSTGRES, organisation.0);
    rows.into_iter().map(contact_of).collect()
}

/// The contacts of an account as a message sees them, without the addresses that came back, and whether there are such.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn mailable_contacts(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<(Vec<Contact>, bool)> {
    let rows: Vec<ContactRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_MAILABLE).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    let bounced: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_BOUNCED).bind(organisation.0).bind(debtor.0).fetch_one(&mut *c).await?);
    Ok((rows.into_iter().map(Contact::try_from).collect::<Result<_>>()?, bounced > 0))
}

/// All contacts of an organisation as messages see them, by debtor: without the addresses that came back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all_mailable_contacts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, Contact)>> {
    let rows: Vec<ContactTuple> = json_rows!(tx, MAILABLE_SQLITE, MAILABLE_POSTGRES, organisation.0);
    rows.into_iter().map(contact_of).collect()
}

/// Writes accounts, new or changed, in bulk. The id of an existing account stays.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn upsert(tx: &mut Tx, organisation: OrganisationId, debtors: &[Debtor]) -> Result<()> {
    crate::webhook::debtors_came(tx, organisation, debtors).await?;
    in_tx!(tx, c => for chunk in debtors.chunks(500) {
        let mut query = QueryBuilder::new(
            "INSERT INTO debtor (organisation_id, id, code, name, search_text, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start) ",
        );
        query.push_values(chunk, |mut row, d| {
            let columns = d.terms.map(term_columns);
            row.push_bind(organisation.0).push_bind(d.id.0).push_bind(d.code.clone()).push_bind(d.name.clone())
                .push_bind(search_text(d)).push_bind(d.kind.code()).push_bind(d.category.clone()).push_bind(d.collector.clone())
                .push_bind(d.siren.as_ref().map(|s| s.as_str().to_owned()))
                .push_bind(d.siret.as_ref().map(|s| s.as_str().to_owned()))
                .push_bind(d.vat.as_ref().map(|s| s.as_str().to_owned()))
                .push_bind(d.address.lines.join("\n")).push_bind(d.address.postcode.clone())
                .push_bind(d.address.city.clone()).push_bind(d.address.country.clone())
                .push_bind(d.language.clone()).push_bind(d.iban.as_ref().map(|s| s.as_str().to_owned()))
                .push_bind(columns.map(|(days, ..)| days)).push_bind(columns.map(|(_, mode, ..)| mode))
                .push_bind(columns.and_then(|(_, _, day, _)| day)).push_bind(columns.map(|(.., start)| start));
        });
        query.push(
            " ON CONFLICT (organisation_id, code) DO UPDATE SET name = excluded.name, search_text = excluded.search_text, kind = excluded.kind, category = excluded.category, collector = excluded.collector, siren = excluded.siren, siret = excluded.siret, vat = excluded.vat, street = excluded.street, postcode = excluded.postcode, city = excluded.city, country = excluded.country, language = excluded.language, iban = excluded.iban, term_days = excluded.term_days, term_end_of_month = excluded.term_end_of_month, term_day = excluded.term_day, term_start = excluded.term_start, version = debtor.version + 1",
        );
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Writes contacts, new or changed, in bulk.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn upsert_contacts(tx: &mut Tx, organisation: OrganisationId, contacts: &[(DebtorId, Contact)]) -> Result<()> {
    in_tx!(tx, c => for chunk in contacts.chunks(1000) {
        let mut query = QueryBuilder::new("INSERT INTO contact (organisation_id, id, debtor_id, role, name, email, phone) ");
        query.push_values(chunk, |mut row, (debtor, contact)| {
            row.push_bind(organisation.0).push_bind(contact.id.0).push_bind(debtor.0).push_bind(contact.role.code())
                .push_bind(contact.name.clone()).push_bind(contact.email.as_ref().map(|e| e.as_str().to_owned()))
                .push_bind(contact.phone.clone());
        });
        query.push(" ON CONFLICT (organisation_id, id) DO UPDATE SET role = excluded.role, name = excluded.name, email = excluded.email, phone_wrong_on = CASE WHEN contact.phone = excluded.phone THEN contact.phone_wrong_on END, phone = excluded.phone");
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Keeps every other transaction from changing or holding a debtor until this one ends: two workers never speak to it at once.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn hold(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(HOLD).bind(organisation.0).bind(debtor.0).execute(&mut *c).await?; });
    Ok(())
}
