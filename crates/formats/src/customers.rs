//! Tables of customers: contacts, registrations, bank accounts, terms.

use std::collections::HashMap;

use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use domain::party::{DebtorKind, PaymentTerms};

use crate::diagnostic::{Diagnostic, Identifier, Problem};
use crate::guess::Kind;
use crate::table::{self, Cells, Known, Schema, Table};

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

const COLUMNS: &[Known] = &[
    Known {
        ours: "code",
        theirs: &[
            "code",
            "codeclient",
            "numeroclient",
            "nclient",
            "noclient",
            "ndeclient",
            "numerodeclient",
            "clientcode",
            "customercode",
            "customerid",
            "customernumber",
            "codetiers",
            "compauxnum",
            "compteauxiliaire",
            "compteclient",
            "numerodecompte",
            "ncompte",
            "compte",
            "referenceclient",
            "refclient",
            "idclient",
            "debtorcode",
            "account",
            "accountnumber",
            "identifiant",
            "id",
            "customer",
            "tiers",
        ],
    },
    Known {
        ours: "name",
        theirs: &[
            "name",
            "raisonsociale",
            "denomination",
            "denominationsociale",
            "nomduclient",
            "nomclient",
            "nomsociete",
            "nom",
            "intitule",
            "compauxlib",
            "companyname",
            "customername",
            "societe",
            "company",
            "enseigne",
            "client",
            "libelle",
            "debiteur",
            "debtor",
        ],
    },
    Known { ours: "kind", theirs: &["kind", "typeclient", "typedeclient", "customertype", "nature", "type"] },
    Known { ours: "category", theirs: &["category", "categorie", "categorieclient", "famille", "familleclient", "segment"] },
    Known { ours: "legal_form", theirs: &["legalform", "formejuridique", "forme"] },
    Known { ours: "siren", theirs: &["siren", "nsiren", "numerosiren", "nosiren"] },
    Known { ours: "siret", theirs: &["siret", "nsiret", "numerosiret", "nosiret"] },
    Known {
        ours: "vat",
        theirs: &[
            "vatnumber",
            "vat",
            "tvaintracommunautaire",
            "ntvaintracommunautaire",
            "ntvaintracom",
            "numerotvaintracommunautaire",
            "numerodetvaintracommunautaire",
            "numerotva",
            "ntva",
            "tvaintracom",
            "tva",
        ],
    },
    Known {
        ours: "address",
        theirs: &["address", "adresse", "adresse1", "adresseligne1", "address1", "addressline1", "adressepostale", "rue", "street"],
    },
    Known {
        ours: "address2",
        theirs: &["address2", "adresse2", "adresseligne2", "addressline2", "complementdadresse", "complementadresse", "complement"],
    },
    Known { ours: "postcode", theirs: &["zip", "codepostal", "cp", "postcode", "postalcode", "zipcode"] },
    Known { ours: "city", theirs: &["city", "ville", "commune", "localite", "town"] },
    Known { ours: "country", theirs: &["country", "pays", "codepays", "countrycode"] },
    Known {
        ours: "email",
        theirs: &[
            "email",
            "mail",
            "courriel",
            "adresseemail",
            "adressemail",
            "emailaddress",
            "emailfacturation",
            "emailcomptabilite",
            "emailcompta",
            "mailcompta",
        ],
    },
    Known {
        ours: "phone",
        theirs: &[
            "phone",
            "telephone",
            "tel",
            "phonenumber",
            "ntelephone",
            "numerodetelephone",
            "telephonefixe",
            "telephone1",
            "portable",
            "mobile",
        ],
    },
    Known { ours: "contact", theirs: &["contact", "nomducontact", "nomcontact", "contactname", "interlocuteur"] },
    Known { ours: "iban", theirs: &["iban"] },
    Known { ours: "bic", theirs: &["bic", "swift", "bicswift", "codebic"] },
    Known {
        ours: "payment_terms",
        theirs: &[
            "paymentterms",
            "conditionsdepaiement",
            "conditiondepaiement",
            "conditionsdereglement",
            "conditiondereglement",
            "delaidepaiement",
            "delaidereglement",
            "delaipaiement",
            "delai",
            "terms",
            "paymentterm",
        ],
    },
    Known { ours: "language", theirs: &["language", "langue", "lang"] },
    Known {
        ours: "collector",
        theirs: &["collector", "chargederecouvrement", "chargederelance", "chargedecompte", "gestionnaire", "responsable", "commercial"],
    },
    Known { ours: "group", theirs: &["grouphead", "groupe", "maisonmere", "group", "parent"] },
];

pub(crate) const SCHEMA: Schema = Schema {
    columns: COLUMNS,
    // A name alone could be anything; a second fact makes it a customer.
    is_enough: |names| names.len() >= 2 && (names.contains(&"code") || names.contains(&"name")),
    kind: Kind::Customers,
};

/// Reads a table of customers. A code that comes again is reported, and the later row left out.
///
/// # Errors
/// When the file is empty or its column names are not those of customers.
pub fn read(bytes: &[u8]) -> Result<Table<CustomerRow>, Vec<Diagnostic>> {
    let mut seen: HashMap<String, u64> = HashMap::new();
    table::read(bytes, &SCHEMA, |cells| {
        let row = read_row(cells)?;
        if let Some(first_line) = seen.get(&row.code) {
            cells.error("code", Problem::Duplicate { key: row.code, first_line: *first_line });
            return None;
        }
        seen.insert(row.code.clone(), row.line);
        Some(row)
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
        postcode: cells.owned("postcode"),
        city: cells.owned("city"),
        country: cells.owned("country"),
        email: email(cells),
        phone: cells.owned("phone"),
        contact: cells.owned("contact"),
        iban: cells.identifier("iban", Identifier::Iban, Iban::parse),
        bic: cells.owned("bic"),
        language: cells.owned("language").to_lowercase(),
        collector: cells.owned("collector"),
        group: cells.owned("group"),
        payment_terms: cells.word("payment_terms", PaymentTerms::parse),
    })
}

/// The first address of the cell that is one.
fn email(cells: &mut Cells<'_>) -> Option<EmailAddress> {
    let text = cells.text("email")?;
    let mut parts = text.split([';', ',', ' ', '/']).filter(|part| !part.is_empty());
    if let (Some(first), Some(_)) = (parts.next(), parts.next())
        && let Ok(address) = EmailAddress::parse(first)
    {
        cells.error("email", Problem::SeveralAddresses);
        return Some(address);
    }
    cells.identifier("email", Identifier::Email, EmailAddress::parse)
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
