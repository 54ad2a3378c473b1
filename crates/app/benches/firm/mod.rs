//! A firm with a large book, for the benchmarks.

use std::path::Path;

use app::access::{Actor, Role};
use app::config::{Opening, Secret, Settings};
use app::setup::CreditorFacts;
use app::{App, Scope, setup};
use channels::FixedClock;
use chrono::NaiveTime;
use domain::calendar::add_days;
use domain::identifiers::EmailAddress;
use domain::ids::{ContactId, DebtorId, OpenItemId};
use domain::ledger::{ItemKind, OpenItem};
use domain::party::{Address, Contact, ContactRole, Debtor, DebtorKind};
use domain::{Cents, Currency, Date};
use sha2::{Digest as _, Sha256};
use store::Db;
use store::item::SourcedItem;
use uuid::Uuid;

/// Invoices and credit notes of each debtor.
pub(crate) const ITEMS_PER_DEBTOR: u128 = 10;
/// Debtors written at a time while the base is filled.
const PAGE: usize = 5_000;

fn today() -> Date {
    Date::from_ymd_opt(2026, 9, 14).expect("a Monday")
}

/// The program on a folder or a server, which sends its mail to an address, if any.
pub(crate) async fn open(folder: &Path, database: Option<&str>, mail: Option<&str>) -> App {
    let secret = |text: Option<&str>| Secret(text.unwrap_or_default().to_owned());
    let settings = Settings { database: secret(database), mail: secret(mail), ..Settings::default() };
    let now = today().and_time(NaiveTime::from_hms_opt(5, 0, 0).expect("a time")).and_utc();
    let opening = Opening { folder: folder.to_owned(), settings, today: Some(today()), clock: Box::new(FixedClock(now)), demo: false };
    App::open(opening).await.expect("an installation opens")
}

/// An organisation in a new folder or on an empty server.
pub(crate) async fn firm(folder: &Path, database: Option<&str>, mail: Option<&str>) -> (App, Scope) {
    let app = open(folder, database, mail).await;
    let text = str::to_owned;
    let creditor = CreditorFacts {
        name: text("Atelier Élan"),
        siren: text("732829320"),
        iban: text("FR1420041010050500013M02606"),
        email: text("compta@elan.example"),
        legal_form: text("SAS"),
        capital: text("150000"),
        rcs_town: text("Nantes"),
        street: text("12 quai de la Fosse"),
        postcode: text("44000"),
        city: text("Nantes"),
        iban_holder: text("ATELIER ELAN SAS"),
        bic: text("PSSTFRPPNTE"),
        phone: text("02 61 91 00 00"),
    };
    let creditor = creditor.creditor().expect("a creditor");
    let organisation = setup::create_organisation(&app, "atelier", "Atelier Élan", &creditor).await.expect("an organisation");
    let actor = Actor { name: "Claire Morel".to_owned(), email: None, role: Role::Admin };
    (app, Scope { organisation, actor })
}

/// Ids as the program makes them: in the order of time, here that in which the items of all debtors come one after another.
fn in_time(round: u128, number: u128) -> Uuid {
    Uuid::from_u128((round << 112) | (number << 64) | (id("tail", number).as_u128() >> 64))
}

fn debtor_id(number: u128) -> DebtorId {
    DebtorId(in_time(1, number))
}

fn id(kind: &str, number: u128) -> Uuid {
    let digest = Sha256::digest(format!("{kind}{number}"));
    Uuid::from_slice(&digest[..16]).expect("sixteen bytes")
}

/// Debtors with an e-mail address, each with ten invoices, one a credit note in ten, most of them late.
pub(crate) async fn fill(db: &Db, scope: &Scope, debtors: usize) {
    let organisation = scope.organisation.id;
    let numbers: Vec<u128> = (0..debtors as u128).collect();
    for page in numbers.chunks(PAGE) {
        let mut tx = db.begin().await.expect("a transaction");
        let accounts: Vec<Debtor> = page.iter().map(|number| debtor(*number)).collect();
        store::debtor::upsert(&mut tx, organisation, &accounts).await.expect("debtors");
        let contacts: Vec<(DebtorId, Contact)> = page.iter().map(|number| (debtor_id(*number), contact(*number))).collect();
        store::debtor::upsert_contacts(&mut tx, organisation, &contacts).await.expect("contacts");
        tx.commit().await.expect("a commit");
    }
    for at in 0..ITEMS_PER_DEBTOR {
        for page in numbers.chunks(PAGE * 10) {
            let mut tx = db.begin().await.expect("a transaction");
            let items: Vec<SourcedItem> = page.iter().map(|number| item(*number, at)).collect();
            store::item::insert(&mut tx, organisation, &items).await.expect("items");
            tx.commit().await.expect("a commit");
        }
    }
}

fn debtor(number: u128) -> Debtor {
    Debtor {
        id: debtor_id(number),
        code: format!("C{number:06}"),
        name: format!("Société {number}"),
        kind: DebtorKind::Business,
        category: String::new(),
        collector: String::new(),
        siren: None,
        siret: None,
        vat: None,
        address: Address::default(),
        language: "fr".to_owned(),
        iban: None,
        terms: None,
    }
}

fn contact(number: u128) -> Contact {
    Contact {
        id: ContactId(id("contact", number)),
        role: ContactRole::ALL[0],
        name: String::new(),
        email: EmailAddress::parse(&format!("c{number}@client.example")).ok(),
        phone: String::new(),
    }
}

fn item(debtor: u128, at: u128) -> SourcedItem {
    let number = debtor * ITEMS_PER_DEBTOR + at;
    let kind = if at == 9 { ItemKind::CreditNote } else { ItemKind::Invoice };
    let amount = Cents(if kind.is_debit() { 10_000 + i64::try_from(number % 90_000).unwrap_or(0) } else { -1_500 });
    let due_on = add_days(today(), 20 - i64::try_from(number * 7 % 120).unwrap_or(0));
    let source_key = format!("bench:{number}");
    let item = OpenItem {
        id: OpenItemId(in_time(2 + at, debtor)),
        debtor: debtor_id(debtor),
        kind,
        number: format!("FA{number:08}"),
        issued_on: add_days(due_on, -30),
        due_on,
        due_estimated: false,
        currency: Currency::EUR,
        amount,
        open: amount,
    };
    SourcedItem { item, source: "csv", source_key, lettering: String::new(), label: String::new(), order_reference: String::new() }
}
