//! A whole night from the base, written, on both engines, beside the barest SQL that writes as many rows.
//!
//! ```text
//! cargo bench -p app --bench night                    # 100 000 debtors of ten items
//! cargo bench -p app --bench night -- 1000 10000 100000
//! ```
//!
//! PostgreSQL is the server of `QUITTANCE_TEST_POSTGRES` (see `ci/servers`); without it, SQLite alone is measured. The
//! barest SQL is one `INSERT … SELECT` of a row for each item that the night asks for, into a table with the same key as
//! the rows of the night, in the same run on the same base.

use std::path::Path;
use std::time::{Duration, Instant};

use app::access::{Actor, Role};
use app::config::{Opening, Secret, Settings};
use app::setup::CreditorFacts;
use app::{App, Scope, night, setup};
use channels::FixedClock;
use chrono::NaiveTime;
use domain::calendar::add_days;
use domain::identifiers::EmailAddress;
use domain::ids::{ContactId, DebtorId, OpenItemId};
use domain::ledger::{ItemKind, OpenItem};
use domain::party::{Address, Contact, ContactRole, Debtor, DebtorKind};
use domain::{Cents, Currency, Date};
use sha2::{Digest as _, Sha256};
use sqlx::Connection as _;
use store::Db;
use store::item::SourcedItem;
use uuid::Uuid;

const ITEMS_PER_DEBTOR: u128 = 10;
/// Debtors written at a time while the base is filled.
const PAGE: usize = 5_000;

/// One `INSERT … SELECT`, with the key that the night's own rows have.
const BARE_TABLE: &str = "CREATE TABLE bare_night (organisation_id %ID% NOT NULL, action_id %ID% NOT NULL, open_item_id %ID% NOT NULL, step INTEGER NOT NULL, amount_cents BIGINT NOT NULL, PRIMARY KEY (organisation_id, action_id, open_item_id))";
const BARE: &str = "INSERT INTO bare_night SELECT organisation_id, debtor_id, id, CASE WHEN due_on < '2026-08-01' THEN 2 ELSE 1 END, open_cents FROM open_item WHERE open_cents > 0 AND due_on < '2026-09-14'";

fn today() -> Date {
    Date::from_ymd_opt(2026, 9, 14).expect("a Monday")
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000] } else { sizes };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    println!("| engine | debtors | items | dry: read / decide | written: read / decide / write | bare SQL | written / bare | again |");
    println!("|---|---|---|---|---|---|---|---|");
    for debtors in sizes {
        runtime.block_on(measure("SQLite", debtors, None));
        if std::env::var_os("QUITTANCE_TEST_POSTGRES").is_some() {
            runtime.block_on(async {
                let database = testkit::postgres::database().await;
                measure("PostgreSQL", debtors, Some(database.url())).await;
            });
        }
    }
}

async fn measure(engine: &str, debtors: usize, database: Option<&str>) {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, scope) = firm(folder.path(), database).await;
    let db = match database {
        None => Db::open_folder(folder.path()).await.expect("the base opens"),
        Some(url) => Db::open_server(url).await.expect("the base answers"),
    };
    fill(&db, &scope, debtors).await;
    db.close().await;
    let dry = night::dry_run(&app, &scope).await.expect("a dry night").timing;
    let started = Instant::now();
    let report = night::run(&app, &scope).await.expect("a night");
    let whole = started.elapsed();
    let written = report.timing;
    assert_eq!(report.counts.open_items, debtors * usize::try_from(ITEMS_PER_DEBTOR).unwrap_or(0), "the whole book");
    let started = Instant::now();
    night::run(&app, &scope).await.expect("the same night");
    let again = started.elapsed();
    app.close().await;
    let bare = bare(folder.path(), database).await;
    println!(
        "| {engine} | {debtors} | {} ({} asked for in {} messages) | {} / {} ms | {} / {} / {} ms, {} ms in all | {} ms | {:.1} | {} ms |",
        report.counts.open_items,
        report.counts.send,
        report.actions.len(),
        ms(dry.read),
        ms(dry.decide),
        ms(written.read),
        ms(written.decide),
        ms(written.write),
        ms(whole),
        ms(bare),
        whole.as_secs_f64() / bare.as_secs_f64(),
        ms(again),
    );
}

fn ms(duration: Duration) -> u128 {
    duration.as_millis()
}

async fn firm(folder: &Path, database: Option<&str>) -> (App, Scope) {
    let settings = Settings { database: Secret(database.unwrap_or_default().to_owned()), ..Settings::default() };
    let now = today().and_time(NaiveTime::from_hms_opt(5, 0, 0).expect("a time")).and_utc();
    let opening = Opening { folder: folder.to_owned(), settings, today: Some(today()), clock: Box::new(FixedClock(now)), demo: false };
    let app = App::open(opening).await.expect("an installation opens");
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

/// Ids as the program makes them: in no order.
fn id(kind: &str, number: u128) -> Uuid {
    let digest = Sha256::digest(format!("{kind}{number}"));
    Uuid::from_slice(&digest[..16]).expect("sixteen bytes")
}

/// Debtors with an e-mail address, each with ten invoices, one a credit note in ten, most of them late.
async fn fill(db: &Db, scope: &Scope, debtors: usize) {
    let organisation = scope.organisation.id;
    let numbers: Vec<u128> = (0..debtors as u128).collect();
    for page in numbers.chunks(PAGE) {
        let mut tx = db.begin().await.expect("a transaction");
        let accounts: Vec<Debtor> = page.iter().map(|number| debtor(*number)).collect();
        store::debtor::upsert(&mut tx, organisation, &accounts).await.expect("debtors");
        let contacts: Vec<(DebtorId, Contact)> = page.iter().map(|number| (DebtorId(id("debtor", *number)), contact(*number))).collect();
        store::debtor::upsert_contacts(&mut tx, organisation, &contacts).await.expect("contacts");
        let items: Vec<SourcedItem> = page.iter().flat_map(|number| (0..ITEMS_PER_DEBTOR).map(|at| item(*number, at))).collect();
        store::item::insert(&mut tx, organisation, &items).await.expect("items");
        tx.commit().await.expect("a commit");
    }
}

fn debtor(number: u128) -> Debtor {
    Debtor {
        id: DebtorId(id("debtor", number)),
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
        id: OpenItemId(id("item", number)),
        debtor: DebtorId(id("debtor", debtor)),
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

async fn bare(folder: &Path, database: Option<&str>) -> Duration {
    let started;
    match database {
        None => {
            let url = format!("sqlite://{}", folder.join("quittance.sqlite").display());
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("the base opens");
            sqlx::query(sqlx::AssertSqlSafe(BARE_TABLE.replace("%ID%", "BLOB") + " WITHOUT ROWID"))
                .execute(&mut connection)
                .await
                .expect("a table");
            started = Instant::now();
            sqlx::query(BARE).execute(&mut connection).await.expect("the barest night");
        }
        Some(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("the base answers");
            sqlx::query(sqlx::AssertSqlSafe(BARE_TABLE.replace("%ID%", "UUID"))).execute(&mut connection).await.expect("a table");
            started = Instant::now();
            sqlx::query(BARE).execute(&mut connection).await.expect("the barest night");
        }
    }
    started.elapsed()
}
