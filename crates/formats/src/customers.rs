//! Tables of customers: contacts, registrations, bank accounts, terms.

mod columns;

use std::collections::HashMap;

use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use domain::party::{ContactRole, DebtorKind, PaymentTerms};

use crate::diagnostic::{Diagnostic, Identifier, Problem};
use crate::table::{self, Cells, Choices, Table, compact};

pub(crate) use columns::SCHEMA;

/// One customer. Texts are trimmed and empty when the file has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// Physical line in the file.
    pub line: u64,
    /// The code that invoices and entries use; the SIREN or the name in a table without codes.
    pub code: String,
    /// Corporate or personal name; the code when there is none.
    pub name: String,
    /// Business, consumer, public.
    pub kind: Option<DebtorKind>,
    /// The firm's own class.
    pub category: String,
    /// `SARL`, `SAS`…
    pub legal_form: String,
    /// From its own column, else from the SIRET.
    pub siren: Option<Siren>,
    /// Establishment.
    pub siret: Option<Siret>,
    /// VAT number.
    pub vat: Option<VatNumber>,
    /// Street lines.
    pub address: Vec<String>,
    /// Postal code.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country, as in the file; empty for France.
    pub country: String,
    /// The address that reminders go to.
    pub email: Option<EmailAddress>,
    /// Telephone, as in the file.
    pub phone: String,
    /// Who to ask for.
    pub contact: String,
    /// What this person does there, when the table says it.
    pub contact_role: Option<ContactRole>,
    /// Further persons, of the same row or of later rows with the same code.
    pub more_contacts: Vec<ContactRow>,
    /// The customer's account, for matching.
    pub iban: Option<Iban>,
    /// Its bank.
    pub bic: String,
    /// `fr`, `en`…
    pub language: String,
    /// Who follows this customer.
    pub collector: String,
    /// The code of the head of its group.
    pub group: String,
    /// Agreed terms.
    pub payment_terms: Option<PaymentTerms>,
}

/// A further person at a customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Name; may be empty.
    pub name: String,
    /// Where mail goes.
    pub email: Option<EmailAddress>,
    /// Telephone, as in the file.
    pub phone: String,
    /// What this person does.
    pub role: ContactRole,
}

/// Reads a table of customers. A code that comes again with another person adds a contact; any other
/// repetition is reported, and the later row left out.
///
/// # Errors
/// When the file is empty or its column names are not those of customers.
pub fn read(bytes: &[u8]) -> Result<Table<CustomerRow>, Vec<Diagnostic>> {
    read_with(bytes, &Choices::default())
}

/// Reads a table of customers as a person said.
///
/// # Errors
/// When the file is empty or its columns are not enough.
pub fn read_with(bytes: &[u8], choices: &Choices) -> Result<Table<CustomerRow>, Vec<Diagnostic>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    table::read(bytes, &SCHEMA, choices, |cells, rows: &mut Vec<CustomerRow>| {
        let Some(row) = read_row(cells) else { return false };
        let Some(first) = seen.get(&row.code).and_then(|place| rows.get_mut(*place)) else {
            seen.insert(row.code.clone(), rows.len());
            rows.push(row);
            return true;
        };
        let Some(contact) = another_contact(first, &row) else {
            let first_line = first.line;
            cells.error("code", Problem::Duplicate { key: row.code, first_line });
            return false;
        };
        first.more_contacts.push(contact);
        first.more_contacts.extend(row.more_contacts);
        true
    })
}

/// The person of a later row, when that is all that it adds.
fn another_contact(first: &CustomerRow, row: &CustomerRow) -> Option<ContactRow> {
    let same_customer = row.name == first.name || row.name == row.code;
    let known = |email: &EmailAddress| {
        first.email.as_ref() == Some(email) || first.more_contacts.iter().any(|one| one.email.as_ref() == Some(email))
    };
    let is_new = match &row.email {
        Some(email) => !known(email),
        None => !row.contact.is_empty() && row.contact != first.contact && first.more_contacts.iter().all(|one| one.name != row.contact),
    };
    (same_customer && is_new).then(|| ContactRow {
        name: row.contact.clone(),
        email: row.email.clone(),
        phone: row.phone.clone(),
        role: row.contact_role.unwrap_or(ContactRole::Other),
    })
}

fn read_row(cells: &mut Cells<'_>) -> Option<CustomerRow> {
    let siret_digits = cells.text("siret").unwrap_or_default().bytes().filter(u8::is_ascii_digit).count();
    // Many tables head a column of SIREN numbers "SIRET".
    let siret = if siret_digits == 9 { None } else { cells.identifier("siret", Identifier::Siret, Siret::parse) };
    let siren = cells.identifier("siren", Identifier::Siren, Siren::parse);
    let siren_of_siret =
        if siret_digits == 9 { cells.identifier("siret", Identifier::Siren, Siren::parse) } else { siret.as_ref().map(Siret::siren) };
    let siren = siren.or(siren_of_siret);
    let name = cells.text("name");
    let fallback = || siren.as_ref().map(|siren| siren.as_str().to_owned()).or_else(|| name.map(str::to_owned));
    let code = match cells.text("code") {
        Some(code) => code.to_owned(),
        None if cells.has("code") => {
            cells.error("code", Problem::MissingValue);
            return None;
        }
        None => match fallback() {
            Some(code) => code,
            None => {
                cells.error("name", Problem::MissingValue);
                return None;
            }
        },
    };
    Some(CustomerRow {
        line: cells.line,
        name: name.map_or_else(|| code.clone(), str::to_owned),
        code,
        kind: cells.word("kind", kind),
        category: cells.owned("category"),
        legal_form: cells.owned("legal_form"),
        siren,
        siret,
        vat: cells.identifier("vat", Identifier::Vat, VatNumber::parse),
        address: [cells.text("address"), cells.text("address2")].into_iter().flatten().map(str::to_owned).collect(),
        postcode: postcode(cells),
        city: cells.owned("city"),
        country: cells.owned("country"),
        email: email(cells, "email"),
        phone: phone(cells, "phone"),
        contact: cells.owned("contact"),
        contact_role: cells.text("contact_role").and_then(|text| role(&compact(text))),
        more_contacts: more_contacts(cells),
        iban: cells.identifier("iban", Identifier::Iban, Iban::parse),
        bic: cells.owned("bic"),
        language: cells.owned("language").to_lowercase(),
        collector: cells.owned("collector"),
        group: cells.owned("group"),
        payment_terms: cells.word("payment_terms", PaymentTerms::parse),
    })
}

/// The first address of the cell that is one.
fn email(cells: &mut Cells<'_>, ours: &str) -> Option<EmailAddress> {
    let text = cells.text(ours)?;
    let mut parts = text.split([';', ',', ' ', '/']).filter(|part| !part.is_empty());
    if let (Some(first), Some(_)) = (parts.next(), parts.next())
        && let Ok(address) = EmailAddress::parse(first)
    {
        cells.error(ours, Problem::SeveralAddresses);
        return Some(address);
    }
    cells.identifier(ours, Identifier::Email, EmailAddress::parse)
}

/// A postal code; a spreadsheet that took it for a number has lost its leading zero.
fn postcode(cells: &Cells<'_>) -> String {
    let text = cells.owned("postcode");
    let is_short = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let country = cells.text("country").map(compact).unwrap_or_default();
    if cells.is_spreadsheet() && is_short && matches!(country.as_str(), "" | "fr" | "fra" | "france") { format!("0{text}") } else { text }
}

/// A telephone number; a spreadsheet that took it for a number has lost its leading zero.
fn phone(cells: &Cells<'_>, ours: &str) -> String {
    let text = cells.owned(ours);
    let is_short = text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if cells.is_spreadsheet() && is_short { format!("0{text}") } else { text }
}

/// The further persons of a row.
fn more_contacts(cells: &mut Cells<'_>) -> Vec<ContactRow> {
    const NUMBERED: [[&str; 4]; 2] =
        [["contact_2", "email_2", "phone_2", "contact_role_2"], ["contact_3", "email_3", "phone_3", "contact_role_3"]];
    let mut found = Vec::new();
    for [name, mail, telephone, function] in NUMBERED {
        let (name, email, phone) = (cells.owned(name), email(cells, mail), phone(cells, telephone));
        let role = cells.text(function).and_then(|text| role(&compact(text))).unwrap_or(ContactRole::Other);
        if !name.is_empty() || email.is_some() || !phone.is_empty() {
            found.push(ContactRow { name, email, phone, role });
        }
    }
    for (mail, role) in [("email_management", ContactRole::Management), ("email_purchasing", ContactRole::Purchasing)] {
        if let Some(email) = email(cells, mail) {
            found.push(ContactRow { name: String::new(), email: Some(email), phone: String::new(), role });
        }
    }
    found
}

/// What a person does, by the words of address books, compact.
fn role(word: &str) -> Option<ContactRole> {
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["compta", "account", "factur", "financ", "tresor", "billing", "raf", "daf"]) {
        Some(ContactRole::Accounting)
    } else if has(&["achat", "acheteur", "purchas", "buyer", "appro"]) {
        Some(ContactRole::Purchasing)
    } else if has(&["direct", "gerant", "president", "dirigeant", "patron", "manag", "ceo", "pdg"]) {
        Some(ContactRole::Management)
    } else {
        (!word.is_empty()).then_some(ContactRole::Other)
    }
}

/// The kind of a debtor by the words of accounting packages, compact.
fn kind(word: &str) -> Option<DebtorKind> {
    match word {
        "company" | "sole" | "business" | "entreprise" | "societe" | "professionnel" | "pro" | "b2b" | "artisan" | "ei" | "association" => {
            Some(DebtorKind::Business)
        }
        "public" | "collectivite" | "administration" | "secteurpublic" | "b2g" | "etat" => Some(DebtorKind::Public),
        "person" | "consumer" | "particulier" | "individual" | "personne" | "personnephysique" | "b2c" => Some(DebtorKind::Consumer),
        "unknown" | "inconnu" => Some(DebtorKind::Unknown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_names_of_columns() {
        let text = "Export du 05/01/2026;;;;\r\n\r\nCode client;Raison sociale;E-mail;N° SIREN;Délai de paiement;Type\r\n411DUP;Dupont & fils;compta@dupont.fr;732 829 320;30 jours;Société\r\n411MAR;;martin(at)free.fr;732829321;bientôt;Licorne\r\n411DUP;Encore;;;;\r\n;Sans code;;;;\r\n";
        let table = read(text.as_bytes()).unwrap();
        assert_eq!(
            table.columns.iter().map(|(o, t)| format!("{o}={t}")).collect::<Vec<_>>().join(" "),
            "code=Code client name=Raison sociale kind=Type siren=N° SIREN email=E-mail payment_terms=Délai de paiement"
        );
        assert_eq!((table.data_rows, table.rows.len()), (4, 2));
        assert_eq!(table.rows[0].siren.as_ref().map(Siren::as_str), Some("732829320"));
        assert_eq!(table.rows[0].kind, Some(DebtorKind::Business));
        assert_eq!(table.rows[1].name, "411MAR");
        let found: Vec<_> = table.diagnostics.iter().map(|d| (d.line, d.field.as_deref().unwrap_or(""), d.problem.code())).collect();
        assert_eq!(
            found,
            [
                (5, "N° SIREN", "value.identifier"),
                (5, "Type", "value.unknown_word"),
                (5, "E-mail", "value.identifier"),
                (5, "Délai de paiement", "value.unknown_word"),
                (6, "Code client", "table.duplicate"),
                (7, "Code client", "value.missing"),
            ]
        );
    }
}
