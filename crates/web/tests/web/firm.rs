//! A firm with some debtors, a user of each role, and a way to ask for its pages.

use std::fmt::Write as _;

use app::access::{Actor, Role};
use app::config::{Opening, Secret, Settings};
use app::setup::CreditorFacts;
use app::{App, Scope, setup};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use channels::FixedClock;
use chrono::NaiveTime;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId, TransactionId};
use domain::{Cents, Date, calendar};
use tempfile::TempDir;
use tower::ServiceExt as _;
use web::WebSettings;

/// A Friday.
pub(crate) const TODAY: Date = Date::from_ymd_opt(2026, 11, 20).unwrap();
/// Everybody's password.
pub(crate) const PASSWORD: &str = "sept-chevaux-gris";

/// An installation on a folder of its own.
pub(crate) struct Firm {
    folder: TempDir,
    pub(crate) app: App,
    pub(crate) scope: Scope,
}

/// One customer of the files brought in.
pub(crate) struct Customer {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// Number, day and cents of each invoice.
    pub(crate) invoices: Vec<(String, Date, i64)>,
}

/// What a page answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The cookies that it sets, each in full.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
    }
}

/// The log-in of a role.
pub(crate) fn email(role: Role) -> String {
    format!("{}@elan.example", role.code())
}

/// Customers whose invoices are due at all distances from today; every sixth has no e-mail.
pub(crate) fn customers(count: usize) -> Vec<Customer> {
    (1..=count)
        .map(|n| Customer {
            code: format!("C{n:03}"),
            name: format!("Société Alizé {n}"),
            email: if n % 6 == 0 { String::new() } else { format!("compta@client{n}.example") },
            invoices: (0..=n % 3)
                .map(|k| {
                    let age = 26 + (n * 7 + k * 23) % 110;
                    let age = i64::try_from(age).unwrap();
                    (format!("FA2026-{n:03}{k}"), calendar::add_days(TODAY, -age), 45_000 + 1_237 * age)
                })
                .collect(),
        })
        .collect()
}

async fn open(folder: &TempDir, day: Date) -> App {
    open_with(folder, day, None).await
}

async fn open_with(folder: &TempDir, day: Date, mail: Option<Secret>) -> App {
    let mail = mail.unwrap_or_else(|| Secret(format!("dir:{}", folder.path().join("courriels").display())));
    let opening = Opening {
        folder: folder.path().to_owned(),
        settings: Settings {
            mail,
            webhooks_private: true,
            mailbox_private: true,
            sms_private: true,
            post_private: true,
            ..Settings::default()
        },
        today: Some(day),
        clock: Box::new(FixedClock(day.and_time(NaiveTime::from_hms_opt(5, 0, 0).unwrap()).and_utc())),
        demo: false,
    };
    App::open(opening).await.unwrap()
}

impl Firm {
    /// A firm with these customers, a bank line that says nothing and one that names the first customer.
    pub(crate) async fn with(name: &str, customers: &[Customer], labels: [&str; 2]) -> Self {
        let firm = Self::empty(name).await;
        firm.filled(customers, labels).await;
        firm
    }

    async fn filled(&self, customers: &[Customer], labels: [&str; 2]) {
        self.import("732829320FEC20261231.txt", fec(customers)).await;
        self.import("clients.csv", table(customers)).await;
        self.import("releve.xml", statement(labels)).await;
        app::matching::match_all(&self.app, &self.scope, false).await.unwrap();
    }

    /// The same, whose messages go to a true mail server.
    pub(crate) async fn with_mail(name: &str, customers: &[Customer], labels: [&str; 2], mail: &str) -> Self {
        let firm = Self::made(name, tempfile::tempdir().unwrap(), Some(Secret(mail.to_owned()))).await;
        firm.filled(customers, labels).await;
        firm
    }

    /// The program as it is opened on another day.
    pub(crate) async fn on(&self, day: Date, mail: &str) -> App {
        let opening = Opening {
            folder: self.folder.path().to_owned(),
            settings: Settings { mail: Secret(mail.to_owned()), ..Settings::default() },
            today: Some(day),
            clock: Box::new(FixedClock(day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap()).and_utc())),
            demo: false,
        };
        App::open(opening).await.unwrap()
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A firm without a file.
    pub(crate) async fn empty(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::made(name, folder, None).await
    }

    async fn made(name: &str, folder: TempDir, mail: Option<Secret>) -> Self {
        let app = open_with(&folder, TODAY, mail).await;
        let scope = organisation(&app, "elan", name).await;
        Self { folder, app, scope }
    }

    /// The same firm, opened on another day.
    pub(crate) async fn later(self, day: Date) -> Self {
        self.app.close().await;
        let app = open(&self.folder, day).await;
        Self { app, ..self }
    }

    /// Changes the bytes of every document that was kept, as a broken disk does.
    pub(crate) fn lose_documents(&self) {
        let mut folders = vec![self.folder.path().join("documents")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    std::fs::remove_file(&path).unwrap();
                    std::fs::write(&path, b"autre chose").unwrap();
                }
            }
        }
    }

    /// Adds the user of a role.
    pub(crate) async fn user(&self, role: Role, name: &str) {
        setup::create_user(&self.app, &self.scope.organisation, &email(role), name, role, PASSWORD).await.unwrap();
    }

    pub(crate) async fn import(&self, name: &str, text: String) {
        let report = app::import::import(&self.app, &self.scope, name, text.into_bytes(), None, false).await.unwrap();
        assert!(report.is_readable() && report.problems.is_empty(), "{name}: {report:?}");
    }

    /// Brings a received mail in as a file.
    pub(crate) async fn mail(&self, name: &str, text: &str) -> app::import::ImportReport {
        app::import::import(&self.app, &self.scope, name, text.as_bytes().to_vec(), None, false).await.unwrap()
    }

    /// A received mail to put in addresses.
    pub(crate) async fn mail_id(&self) -> String {
        self.mail("reponse.eml", "From: a@b.example\nTo: c@d.example\nSubject: Bonjour\nMessage-ID: <1@b.example>\n\nBonjour\n").await;
        let page = app::mail_in::list(&self.app, &self.scope, app::mail_in::Which::Every, "", "", 1).await.unwrap();
        page.lines[0].id.to_string()
    }

    /// How many messages have left.
    pub(crate) fn mails(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("courriels")).map(Iterator::count).unwrap_or_default()
    }

    /// The messages that have left, without the folds of their headers.
    pub(crate) fn letters(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path().join("courriels")).into_iter().flatten().flatten();
        let read = |file: std::fs::DirEntry| String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned();
        files.map(read).map(|mail| mail.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")).collect()
    }

    /// The same installation on another day; nothing leaves it.
    pub(crate) async fn opened_on(&self, day: Date) -> App {
        let opening = Opening {
            folder: self.folder.path().to_owned(),
            settings: Settings::default(),
            today: Some(day),
            clock: Box::new(FixedClock(day.and_time(NaiveTime::from_hms_opt(5, 0, 0).unwrap()).and_utc())),
            demo: false,
        };
        App::open(opening).await.unwrap()
    }

    /// Runs the night of another day, as the program opened on that day does; what it plans leaves, is called and posted.
    pub(crate) async fn night_of(&self, day: Date) {
        let opening = Opening {
            folder: self.folder.path().to_owned(),
            settings: Settings { mail: Secret(format!("dir:{}", self.folder.path().join("partis").display())), ..Settings::default() },
            today: Some(day),
            clock: Box::new(FixedClock(day.and_time(NaiveTime::from_hms_opt(5, 0, 0).unwrap()).and_utc())),
            demo: false,
        };
        let app = App::open(opening).await.unwrap();
        app::night::run(&app, &self.scope).await.unwrap();
        app::outbox::drain(&app, &self.scope, app::outbox::Confirmation::Given).await.unwrap();
        for action in app::tonight::tonight(&app, &self.scope).await.unwrap().waiting {
            if action.state == ActionState::ToDo && action.channel == Channel::Call {
                let told = app::calls::NewCall::new(app::calls::Outcome::MessageLeft, "");
                app::calls::record(&app, &self.scope, action.id, &told).await.unwrap();
            } else if action.state == ActionState::ToDo && action.channel != Channel::Task {
                app::tonight::mark_done(&app, &self.scope, action.id, "fait", "").await.unwrap();
            }
        }
        app.close().await;
    }

    /// The pages.
    pub(crate) fn pages(&self) -> Router {
        web::router(self.app.clone(), WebSettings::default())
    }

    /// A session of a role, as its cookie.
    pub(crate) async fn session(&self, role: Role) -> String {
        let entered = app::session::log_in(&self.app, &email(role), PASSWORD).await.unwrap();
        format!("{}={}", app::session::COOKIE, entered.token)
    }

    /// A file that waits, or the customers that came in, to put in addresses.
    pub(crate) async fn import_ids(&self, waiting: bool) -> String {
        if waiting {
            let known = app::import::draft::waiting(&self.app, &self.scope).await.unwrap();
            return match known.first() {
                Some(file) => file.id.to_string(),
                None => app::import::draft::start(&self.app, &self.scope, "clients.csv", b"code;name;email\nC1;Martin;a@b.example\n")
                    .await
                    .unwrap()
                    .to_string(),
            };
        }
        let (files, _) = app::import::history::page(&self.app, &self.scope, 1).await.unwrap();
        files.iter().find(|file| file.kind == "customers").expect("customers came in").id.to_string()
    }

    /// A dispute to put in addresses: the one that is known, else one on the first item that can be contested.
    pub(crate) async fn dispute_id(&self) -> String {
        use app::dispute::{self, Filter, NewDispute, NewPart, Order};
        let known = dispute::list(&self.app, &self.scope, &Filter::default(), Order::Age, 0).await.unwrap();
        if let Some(card) = known.cards.first() {
            return card.id.to_string();
        }
        let (debtors, _) = app::debtors::list(&self.app, &self.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
        for debtor in debtors.rows {
            let (_, items) = dispute::contestable(&self.app, &self.scope, debtor.id).await.unwrap();
            let Some(line) = items.first() else { continue };
            let parts = vec![NewPart { item: line.item.id, amount: Some(Cents(1_000)) }];
            let new = NewDispute { reason: domain::dispute::Reason::Price, note: "tarif".to_owned(), source: "hand", parts };
            return dispute::open(&self.app, &self.scope, debtor.id, &new).await.unwrap().to_string();
        }
        panic!("nothing to contest");
    }

    /// A debtor, an action and a bank line to put in addresses.
    pub(crate) async fn ids(&self) -> (DebtorId, ActionId, TransactionId) {
        let (debtors, _) = app::debtors::list(&self.app, &self.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
        let board = app::dashboard::dashboard(&self.app, &self.scope).await.unwrap();
        let lines = app::inbox::to_identify(&self.app, &self.scope).await.unwrap();
        let actions = board.last_night.clone().expect("a night ran").actions;
        let mail = actions.iter().find(|action| action.channel == Channel::Email).expect("a message left");
        (debtors.rows[0].id, mail.id, lines[0].transaction.id)
    }
}

/// A second organisation of the same installation, or the first.
pub(crate) async fn organisation(app: &App, slug: &str, name: &str) -> Scope {
    let text = str::to_owned;
    let creditor = CreditorFacts {
        name: name.to_owned(),
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
    }
    .creditor()
    .unwrap();
    let organisation = setup::create_organisation(app, slug, name, &creditor).await.unwrap();
    Scope { organisation, actor: Actor { name: "Claire Morel".to_owned(), email: None, role: Role::Admin } }
}

/// Asks for a page, with a session and from our own pages.
pub(crate) async fn ask(pages: &Router, method: &str, path: &str, cookie: &str, form: &str) -> Answer {
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header(HOST, "quittance.example")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(COOKIE, cookie)
        .body(Body::from(form.to_owned()))
        .unwrap();
    send(pages, request).await
}

/// Sends a request as it stands.
pub(crate) async fn send(pages: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = pages.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

/// An accounting file of 18 columns: each invoice and its counterpart.
fn fec(customers: &[Customer]) -> String {
    let mut text = String::from(
        "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\t\
         EcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\r\n",
    );
    let mut number = 0;
    for Customer { code, name, invoices, .. } in customers {
        for (piece, on, cents) in invoices {
            number += 1;
            let (on, amount) = (on.format("%Y%m%d"), format!("{},{:02}", cents / 100, cents % 100));
            for (account, debit, credit) in [
                (format!("411000\tClients\t{code}\t{name}"), amount.as_str(), "0,00"),
                ("706000\tVentes\t\t".to_owned(), "0,00", amount.as_str()),
            ] {
                let _ =
                    write!(text, "VE\tVentes\t{number}\t{on}\t{account}\t{piece}\t{on}\tVente {name}\t{debit}\t{credit}\t\t\t{on}\t\t\r\n");
            }
        }
    }
    text
}

/// The customers with their e-mails.
fn table(customers: &[Customer]) -> String {
    let mut text = String::from("code;name;kind;email;contact;phone;address;zip;city;payment_terms\n");
    for Customer { code, name, email, .. } in customers {
        let name = name.replace('"', "\"\"");
        let _ = writeln!(text, "{code};\"{name}\";business;{email};\"{name}\";0240000000;\"3 rue du Port {name}\";44000;Nantes;30");
    }
    text
}

/// A statement of one receipt, as the bank sends it on a day.
pub(crate) fn receipt(on: Date, cents: i64, label: &str) -> String {
    let amount = Cents(cents).iso();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M{on}</MsgId><CreDtTm>{on}T04:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S{on}</Id>\
         <Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>\
         <Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt>\
         <AcctSvcrRef>R{on}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
         <RmtInf><Ustrd>{label}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    )
}

/// A statement up to today, with two receipts that no invoice explains.
fn statement(labels: [&str; 2]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-20T04:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>\
         <Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>",
    );
    let cents = [12_345_i64, 67_890];
    for (code, sum) in [("OPBD", 1_000_000), ("CLBD", 1_000_000 + cents.iter().sum::<i64>())] {
        let sum = Cents(sum).iso();
        let _ = write!(
            text,
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{sum}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{TODAY}</Dt></Dt></Bal>"
        );
    }
    for (at, (label, cents)) in labels.iter().zip(cents).enumerate() {
        let amount = Cents(cents).iso();
        let _ = write!(
            text,
            "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{TODAY}</Dt></BookgDt><ValDt><Dt>{TODAY}</Dt></ValDt>\
             <AcctSvcrRef>R{at}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
             <RltdPties><Dbtr><Nm>{label}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>ACOMPTE {label}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        );
    }
    text + "</Stmt></BkToCstmrStmt></Document>"
}
