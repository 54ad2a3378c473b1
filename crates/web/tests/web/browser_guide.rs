//! What guides, explains and proves, in a real browser: the newcomer's first half hour, a month with few clicks, the firm's
//! procedure, the help, the laws on live data.

use std::cell::Cell;
use std::fmt::Write as _;

use app::access::Role;
use app::config::{Opening, Settings};
use app::{App, first_steps};
use channels::FixedClock;
use chrono::NaiveTime;
use domain::calendar::add_days;
use testkit::smtp_sink::smtp_sink;

use crate::browser::Visit;
use crate::firm::{Firm, PASSWORD, TODAY, customers};

/// A person whose clicks are counted: each click, each choice of a file.
struct Person {
    visit: Visit,
    clicks: Cell<usize>,
}

impl Person {
    async fn on(app: App) -> Self {
        Self { visit: Visit::on(app).await, clicks: Cell::new(0) }
    }

    async fn click(&self, css: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.visit.click(css).await;
    }

    async fn choose(&self, name: &str, text: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        self.clicks.set(self.clicks.get() + 1);
        self.visit.write("#file", path.to_str().unwrap()).await;
        self.click("form[action='/imports'] button.go").await;
        let said = self.visit.text("main").await;
        let script = "return document.querySelector(\"button[formaction$='/confirmer']\") !== null";
        assert_eq!(self.visit.browser.execute(script, Vec::new()).await.unwrap(), true, "{said}");
        self.click("button[formaction$='/confirmer']").await;
    }

    async fn fill(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            let css = format!("form input[name={name}]");
            self.visit.find(&css).await.clear().await.unwrap();
            self.visit.write(&css, value).await;
        }
    }
}

/// Twenty invoices of seven customers, as a billing program exports them.
fn twenty_invoices() -> String {
    let mut text = String::from("N° facture;Code client;Client;E-mail;Date facture;Échéance;Montant TTC\n");
    for n in 0..20_i64 {
        let (customer, late) = (n % 7, 4 + n * 3);
        let (issued, due) = (add_days(TODAY, -late - 30), add_days(TODAY, -late));
        let _ = writeln!(
            text,
            "F2026-{n:03};C{customer};Maison Vidal {customer};compta@vidal{customer}.example;{};{};{},00",
            issued.format("%d/%m/%Y"),
            due.format("%d/%m/%Y"),
            150 + n * 37
        );
    }
    text
}

/// From an empty folder to reminders that a mail server really got: no manual, no command, no set-up but what the pages ask.
#[tokio::test]
async fn s98_s101_browser_a_newcomer_sends_a_first_batch_in_25_clicks() {
    let (folder, server) = (tempfile::tempdir().unwrap(), smtp_sink(&[]));
    let opening = Opening {
        folder: folder.path().to_owned(),
        settings: Settings { mail_local: true, ..Settings::default() },
        today: Some(TODAY),
        clock: Box::new(FixedClock(TODAY.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap()).and_utc())),
        demo: false,
    };
    let app = App::open(opening).await.unwrap();
    let code = first_steps::first_code(&app).unwrap().to_owned();
    let person = Person::on(app.clone()).await;
    let visit = &person.visit;

    // Without the code of the terminal nobody gets in, and the door says where it is.
    visit.go("/").await;
    assert!(visit.text("main").await.contains("adresse complète"), "{}", visit.text("main").await);
    visit.look("/bienvenue?code=autre", "bienvenue").await;
    person
        .fill(&[
            ("firm", "Ateliers Vasseur"),
            ("siren", "812345676"),
            ("name", "Léa Vasseur"),
            ("email", "lea@vasseur.example"),
            ("password", PASSWORD),
        ])
        .await;
    visit.click("button[type=submit]").await;
    assert!(visit.text("[role=alert]").await.contains("code"), "another code");
    assert!(visit.browser.console().await.iter().all(|line| line.contains("422")), "the refusal is said in the console too");
    visit.go(&format!("/bienvenue?code={code}")).await;
    person
        .fill(&[
            ("firm", "Ateliers Vasseur"),
            ("siren", "812345676"),
            ("name", "Léa Vasseur"),
            ("email", "lea@vasseur.example"),
            ("password", PASSWORD),
        ])
        .await;
    person.click("button[type=submit]").await;
    visit.find("#premiers-pas").await;
    visit.look("/", "premiers-pas").await;

    // Who the firm is, and where mail goes.
    person.click("#premiers-pas li[aria-current] a.btn").await;
    visit.look("/reglages", "reglages").await;
    visit.go("/reglages").await;
    person
        .fill(&[
            ("legal_form", "SAS"),
            ("capital", "50000"),
            ("rcs_town", "Lyon"),
            ("street", "1 rue Neuve"),
            ("postcode", "69001"),
            ("city", "Lyon"),
            ("iban", "FR1420041010050500013M02606"),
        ])
        .await;
    person.click("#identite button.go").await;
    assert!(visit.text("#identite .pill").await.contains("complète"), "{}", visit.text("#identite").await);
    person.fill(&[("host", "127.0.0.1"), ("port", &server.port().to_string())]).await;
    person.click("#protection option[value=none]").await;
    person.click("#envoi button.go").await;
    assert!(visit.text(".flash.ok").await.contains("lea@vasseur.example"), "{}", visit.text(".flash").await);
    assert_eq!(server.messages().len(), 1, "the trial really left");

    // The invoices.
    person.click(".rail a.brand").await;
    person.click("#premiers-pas li[aria-current] a.btn").await;
    person.choose("factures.csv", &twenty_invoices()).await;
    assert!(visit.text("main").await.contains("20"), "{}", visit.text("main").await);
    person.click(".rail a.brand").await;
    let steps = visit.text("#premiers-pas").await;
    assert!(steps.contains("20 factures de 7 clients") && steps.contains("5 sur 6"), "{steps}");
    visit.look("/", "premiers-pas-prets").await;
    visit.go("/").await;

    // What leaves: one is read first, then all go.
    person.click("#premiers-pas li[aria-current] a.btn").await;
    visit.arrives("/ce-soir").await;
    visit.look("/ce-soir", "premier-lot").await;
    visit.go("/ce-soir").await;
    person.click("tbody td.lead a.open").await;
    assert!(visit.text("main").await.contains("Maison Vidal"), "the debtor's file shows what leaves");
    person.click(".rail a.go[href='/ce-soir']").await;
    visit.write("#confirmation", "ENVOYER").await;
    person.click("form.run button[type=submit]").await;
    person.click("#send [data-agree]").await;
    visit.says("content", "7 messages").await;
    assert_eq!(server.messages().len(), 8, "seven debtors, and the trial");
    let first = std::fs::read_to_string(&server.messages()[1]).unwrap();
    assert!(first.contains("Ateliers Vasseur"), "{first}");
    visit.go("/").await;
    assert!(!visit.browser.source().await.unwrap().contains("premiers-pas"), "nothing is left to guide");
    eprintln!("the newcomer clicked {} times", person.clicks.get());
    assert!(person.clicks.get() <= 25, "{} clicks", person.clicks.get());
    person.visit.end().await;
}

/// A month of the demonstration's size as two files: 500 invoices of 100 customers, 380 payments of the bank.
fn month() -> (String, String) {
    let mut invoices = String::from("N° facture;Code client;Client;E-mail;Date facture;Échéance;Montant TTC\n");
    let mut payments = String::new();
    let mut sum = 0;
    for n in 0..500_i64 {
        let (customer, due) = (n % 100, add_days(TODAY, -5 - n % 40));
        let cents = 10_000 + n * 131;
        let _ = writeln!(
            invoices,
            "M2026-{n:04};K{customer:03};Client Numéro {customer:03};compta@k{customer}.example;{};{};{},{:02}",
            add_days(due, -30).format("%d/%m/%Y"),
            due.format("%d/%m/%Y"),
            cents / 100,
            cents % 100
        );
        if n < 380 {
            sum += cents;
            let amount = domain::Cents(cents).iso();
            let _ = write!(
                payments,
                "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{TODAY}</Dt></BookgDt><ValDt><Dt>{TODAY}</Dt></ValDt>\
                 <AcctSvcrRef>P{n}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
                 <RltdPties><Dbtr><Nm>CLIENT NUMERO {customer:03}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>FACTURE M2026-{n:04}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
            );
        }
    }
    let mut statement = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M9</MsgId><CreDtTm>2026-11-20T04:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S9</Id>\
         <Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>",
    );
    for (code, balance) in [("OPBD", 1_000_000), ("CLBD", 1_000_000 + sum)] {
        let balance = domain::Cents(balance).iso();
        let _ = write!(
            statement,
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{balance}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{TODAY}</Dt></Dt></Bal>"
        );
    }
    let _ = write!(statement, "{payments}</Stmt></BkToCstmrStmt></Document>");
    (invoices, statement)
}

#[tokio::test]
async fn s06_browser_a_month_of_500_invoices_and_380_payments_takes_fewer_than_15_clicks() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let person = Person::on(firm.app.clone()).await;
    let visit = &person.visit;
    visit.log_in(Role::CreditManager).await;
    let (invoices, statement) = month();
    person.click(".rail a.go[href='/imports']").await;
    person.choose("factures.csv", &invoices).await;
    person.click(".rail a.go[href='/imports']").await;
    person.choose("releve.xml", &statement).await;
    person.click(".rail a.go[href='/ce-soir']").await;
    visit.write("#confirmation", "ENVOYER").await;
    person.click("form.run button[type=submit]").await;
    person.click("#send [data-agree]").await;
    visit.find(".flash.ok").await;
    person.click(".rail a.go[href='/journal']").await;
    person.click("a[href='/journal/decisions']").await;
    eprintln!("the month took {} clicks", person.clicks.get());
    assert!(person.clicks.get() < 15, "{} clicks", person.clicks.get());

    // Each decision of the night with its reason, and each payment that was matched with why.
    let rows = visit.browser.execute("return [...document.querySelectorAll('section.card:first-of-type tbody tr')].map(row => row.lastElementChild.textContent.trim())", Vec::new()).await.unwrap();
    let rows: Vec<String> = serde_json::from_value(rows).unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|why| !why.is_empty()), "{rows:?}");
    let bank = visit.text("#banque").await;
    assert!(bank.contains("M2026-") && bank.contains("%"), "{bank}");
    let csv = app::decisions::csv(&firm.app, &firm.scope, &app::decisions::DecisionsQuery::default()).await.unwrap();
    assert_eq!(csv.lines().count(), 1 + 120, "what is not paid got one decision each");
    assert_eq!(app::decisions::matched(&firm.app, &firm.scope, None, 1_000).await.unwrap().len(), 380);
    visit.look("/journal/decisions", "decisions").await;

    // Filters: one debtor, one decision.
    visit.go("/journal/decisions?q=k0&decision=send").await;
    let filtered = visit.text("section.card").await;
    assert!(filtered.contains("relancée") && !filtered.contains("retenue"), "{filtered}");
    visit.go("/journal/decisions?decision=exhausted").await;
    assert!(visit.text("main").await.contains("Aucune décision"));
    person.visit.end().await;
}

#[tokio::test]
async fn s47_browser_the_policy_is_written_published_compared_and_read() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    firm.user(Role::Collector, "Paul Petit").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.look("/politique", "politique-vide").await;
    visit.click(".head a.go").await;
    visit.look("/politique?modifier=oui", "politique-formulaire").await;
    visit.go("/politique?modifier=oui").await;
    visit.write("#limits", "On ne relance jamais pendant la première quinzaine d’août.").await;
    visit.write("#reason", "Première édition").await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Édition 1"));
    let page = visit.text("main").await;
    for expected in
        ["Édition 1 du 20/11/2026, par Claire Morel", "première quinzaine", "Relance standard", "30 jours", "Paul Petit", "Litiges"]
    {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    // The settings change: the page says what the edition no longer tells.
    let limits = domain::plan::Policy { parts: 9, ..domain::plan::Policy::default() };
    app::plans::set_policy(&firm.app, &firm.scope, &limits).await.unwrap();
    visit.go("/politique").await;
    let since = visit.text("#ecarts").await;
    assert!(since.contains('6') && since.contains('9'), "{since}");
    visit.click(".head a.go").await;
    visit.write("#reason", "Neuf échéances au plus").await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Édition 2"));
    visit.click("#editions a[href*='avec=1']").await;
    assert_eq!((visit.text("del").await.contains('6'), visit.text("ins").await.contains('9')), (true, true));
    visit.look("/politique?edition=2&avec=1", "politique-ecarts").await;
    visit.look("/politique", "politique").await;
    // It is printed as the firm's procedure: pages of paper, without the program's own frame.
    visit.go("/politique").await;
    let paper = visit.browser.print(fantoccini::wd::PrintConfiguration::default()).await.unwrap();
    assert!(paper.starts_with(b"%PDF") && paper.len() > 10_000, "{} bytes", paper.len());
    let hidden = "return [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule.media?.mediaText === 'print').map(rule => rule.cssText).join('')";
    let rules = visit.browser.execute(hidden, Vec::new()).await.unwrap();
    assert!(rules.as_str().is_some_and(|rules| rules.contains(".rail") && rules.contains("none")), "{rules}");
    visit.go("/politique?edition=1").await;
    assert!(visit.text("main").await.contains("n’est plus en vigueur"));
    // Nothing changed: nothing is published.
    visit.go("/politique?modifier=oui").await;
    visit.write("#reason", "encore").await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.late").await.contains("Rien n’a changé"));
    visit.end().await;

    // Who does not say what the house grants reads, and does not publish.
    let cookie = firm.session(Role::Collector).await;
    let pages = firm.pages();
    let read = crate::firm::ask(&pages, "GET", "/politique", &cookie, "").await;
    assert!(read.text.contains("Édition 2") && !read.text.contains("modifier=oui"), "{}", read.text);
    let refused = crate::firm::ask(&pages, "POST", "/politique", &cookie, "reason=non").await;
    assert_eq!(refused.status, axum::http::StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn s99_browser_help_is_one_key_away_and_the_glossary_is_searched() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Collector, "Paul Petit").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Collector).await;
    // One key from a page leads to what explains it; one link does the same.
    visit.go("/litiges").await;
    visit.find("body").await.send_keys("h").await.unwrap();
    visit.arrives("/aide").await;
    let here = visit.text(".help-panel[aria-current]").await;
    assert!(here.contains("Un client conteste") && here.contains("La suite"), "{here}");
    visit.go("/delais").await;
    visit.click(".top a.help").await;
    assert!(visit.text(".help-panel[aria-current]").await.contains("CPC 1411"));
    visit.look("/aide", "aide").await;
    for stage in ["Avant l’échéance", "Phase amiable", "mise en demeure", "Phase contentieuse", "Procédure collective", "Prescription"]
    {
        assert!(visit.text("main").await.contains(stage), "{stage}");
    }
    visit.find("body").await.send_keys("?").await.unwrap();
    assert!(visit.text("#keys[open]").await.contains("Aide de cette page"));
    visit.click("#keys [data-dismiss]").await;
    visit.click(".head a[href='/aide/glossaire']").await;
    visit.look("/aide/glossaire", "glossaire").await;
    visit.go("/aide/glossaire").await;
    visit.write("#q", "ECHEANCIER").await;
    visit.click("form.filters button[type=submit]").await;
    let found = visit.text("dl.glossary").await;
    assert!(found.contains("plusieurs fois") && !found.contains("IBAN"), "without accents or case: {found}");
    visit.go("/aide/glossaire?q=zzz").await;
    assert!(visit.text("main").await.contains("Aucun terme"));
    visit.end().await;
}

#[tokio::test]
async fn s102_browser_the_laws_are_proved_on_live_data_and_a_fault_is_named() {
    let firm = Firm::with("Atelier Élan", &customers(12), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.click(".who").await;
    visit.click("#account a[href='/controle']").await;
    let verdict = visit.text(".verdict.ok").await;
    assert!(verdict.contains("Tout est juste"), "{verdict}");
    let lines = visit.browser.execute("return document.querySelectorAll('tr[data-law]').length", Vec::new()).await.unwrap();
    assert_eq!(lines, app::doctor::doctor(&firm.app, &firm.scope).await.unwrap().len());
    visit.look("/controle", "auto-controle").await;

    // The bytes of what left change on the disk: the line is red, names the messages and says what to do.
    firm.lose_documents();
    visit.go("/controle").await;
    visit.find(".verdict.late").await;
    let red = visit.text("tr[data-law=what_left_is_kept]").await;
    assert!(red.contains("en défaut") && red.contains("sauvegarde"), "{red}");
    visit.look("/controle", "auto-controle-en-defaut").await;
    visit.click("tr[data-law=what_left_is_kept] li a").await;
    assert!(visit.path().await.starts_with("/actions/"));
    visit.end().await;
}

#[tokio::test]
async fn s45_browser_an_item_is_read_from_invoice_to_cash() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let person = Person::on(firm.app.clone()).await;
    let visit = &person.visit;
    visit.log_in(Role::CreditManager).await;
    visit.go("/imports").await;
    person.choose("factures.csv", &twenty_invoices()).await;
    visit.go("/ce-soir").await;
    visit.write("#confirmation", "ENVOYER").await;
    visit.click("form.run button[type=submit]").await;
    visit.click("#send [data-agree]").await;
    visit.find(".flash.ok").await;
    // The bank pays F2026-019 in full: 150 + 19 × 37 euros.
    let statement = month().1;
    let (head, _) = statement.split_once("<Bal>").unwrap();
    let mut paid = head.to_owned();
    for (code, balance) in [("OPBD", "1000.00"), ("CLBD", "1853.00")] {
        let _ = write!(
            paid,
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{balance}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{TODAY}</Dt></Dt></Bal>"
        );
    }
    let _ = write!(
        paid,
        "<Ntry><Amt Ccy=\"EUR\">853.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{TODAY}</Dt></BookgDt><ValDt><Dt>{TODAY}</Dt></ValDt>\
         <AcctSvcrRef>P1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>MAISON VIDAL 5</Nm></Dbtr></RltdPties>\
         <RmtInf><Ustrd>FACTURE F2026-019</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    );
    visit.go("/imports").await;
    person.choose("releve.xml", &paid).await;
    visit.go("/recherche?q=F2026-019").await;
    let debtor = app::why::why(&firm.app, &firm.scope, "C5").await.unwrap().id;
    visit.go(&format!("/debiteurs/{debtor}?onglet=releve&voir=soldes")).await;
    let link = "return [...document.querySelectorAll('a[href*=\"/vie?poste=\"]')].find(link => link.textContent === 'F2026-019').getAttribute('href')";
    let link = visit.browser.execute(link, Vec::new()).await.unwrap();
    visit.look(link.as_str().unwrap(), "vie-de-piece").await;
    visit.go(link.as_str().unwrap()).await;
    let page = visit.text("main").await;
    for expected in ["soldée", "Entrée par un fichier", "factures.csv", "Relancée", "Réglée par"] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    let rows = "return [...document.querySelectorAll('tbody tr')].map(row => [row.children[1].textContent.trim(), row.children[2].textContent.trim()])";
    let rows: Vec<(String, String)> = serde_json::from_value(visit.browser.execute(rows, Vec::new()).await.unwrap()).unwrap();
    assert!(rows.len() >= 3 && rows.iter().all(|(at, who)| at.contains(':') && !who.is_empty()), "an instant and an author each: {rows:?}");
    person.visit.end().await;
}
