//! A person's evening in a real browser: every page at both widths, a reminder held, the night sent, a receipt identified.

use std::net::Ipv4Addr;

use app::access::Role;
use fantoccini::Locator;
use fantoccini::elements::Element;
use testkit::browser::{self, Browser, DESKTOP, PHONE};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use web::WebSettings;

use crate::firm::{Firm, PASSWORD, customers, email};

/// A browser on a firm's pages.
struct Visit {
    browser: Browser,
    base: String,
}

impl Visit {
    async fn go(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// The first element of a selector, waited for.
    async fn find(&self, css: &str) -> Element {
        self.browser.wait().for_element(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    async fn write(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    async fn log_in(&self, role: Role) {
        self.go("/").await;
        self.write("#email", &email(role)).await;
        self.write("#password", PASSWORD).await;
        self.click("button[type=submit]").await;
        self.find(".rail").await;
    }

    /// Opens a page at both widths: nothing to scroll sideways, nothing in the console.
    async fn look(&self, path: &str, name: &str) {
        for (size, width) in [(DESKTOP, "bureau"), (PHONE, "telephone")] {
            self.browser.resize(size).await;
            self.go(path).await;
            assert!(!self.browser.overflows().await, "{path} is wider than {size:?}");
            assert_eq!(self.browser.console().await, Vec::<String>::new(), "{path} at {size:?}");
            self.browser.save_screenshot(&format!("{name}-{width}")).await;
        }
        self.browser.resize(DESKTOP).await;
    }

    async fn path_and_query(&self) -> String {
        let url = self.browser.current_url().await.unwrap();
        format!("{}?{}", url.path(), url.query().unwrap_or_default())
    }

    async fn path(&self) -> String {
        self.browser.current_url().await.unwrap().path().to_owned()
    }
}

#[tokio::test]
async fn browser_a_whole_evening() {
    let firm = Firm::with("Atelier Élan", &customers(20), ["ALIZE CONSEIL", "REMISE CB"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(web::serve(firm.app.clone(), WebSettings::default(), listener, async {
        let _ = stopped.await;
    }));
    let visit = Visit { browser: browser::open().await, base };

    visit.look("/connexion", "connexion").await;
    visit.log_in(Role::CreditManager).await;
    for (path, name) in [
        ("/", "tableau-de-bord-avant"),
        ("/ce-soir", "ce-soir"),
        ("/debiteurs", "debiteurs"),
        ("/balance-agee", "balance-agee"),
        ("/balance-agee?date=hier", "balance-agee-date"),
        ("/encaissements", "encaissements"),
        ("/imports", "imports"),
        ("/journal", "journal"),
        ("/recherche?q=Aliz", "recherche"),
    ] {
        visit.look(path, name).await;
    }
    let held = hold_one(&visit).await;
    let sent = send_the_night(&visit, &firm).await;
    read_one(&visit, sent, &held).await;
    identify_and_undo(&visit).await;
    settle_and_undo(&visit, &debtor_page(&visit).await).await;
    dark(&visit).await;

    visit.click(".who").await;
    visit.click("#account button[type=submit]").await;
    visit.find("#password").await;
    visit.go("/debiteurs").await;
    assert_eq!(visit.path().await, "/connexion", "the session is over");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    drop(visit);
    let _ = stop.send(());
    served.await.unwrap().unwrap();
}

/// Suspends the first reminder of « Ce qui part ce soir »; the debtor's name.
async fn hold_one(visit: &Visit) -> String {
    visit.go("/ce-soir").await;
    let name = visit.text("td.lead a.open").await;
    visit.click("details summary.btn").await;
    visit.write("details[open] input[name=note]", "Accord au téléphone").await;
    visit.write("details[open] input[name=until]", "15/12").await;
    visit.browser.save_screenshot("ce-soir-mise-en-attente").await;
    visit.click("details[open] button[type=submit]").await;
    assert!(visit.text(".flash.ok").await.contains("Relances suspendues"));
    let held = visit.text("section:last-of-type table").await;
    assert!(held.contains(&name) && held.contains("15/12/2026"), "{name} in {held}");
    name
}

/// The first send of a house asks for a word, then says what leaves; the number of messages.
async fn send_the_night(visit: &Visit, firm: &Firm) -> usize {
    assert_eq!(firm.mails(), 0, "looking sends nothing");
    visit.write("#confirmation", "envoyez").await;
    visit.click("form.run button[type=submit]").await;
    visit.click("#send [data-agree]").await;
    assert!(!visit.text(".flash.late").await.is_empty());
    assert_eq!(firm.mails(), 0, "another word sends nothing");
    visit.write("#confirmation", "ENVOYER").await;
    visit.click("form.run button[type=submit]").await;
    visit.find("#send[open] .names li").await;
    visit.browser.save_screenshot("ce-soir-confirmation").await;
    visit.click("#send [data-agree]").await;
    let said = visit.text(".flash.ok").await;
    let sent = firm.mails();
    assert!(sent > 1 && said.contains(&format!("{sent} messages partis")), "{sent}: {said}");
    assert!(visit.text("form.run button[type=submit]").await.contains("Lancer la nuit"), "nothing is left to send");
    sent
}

/// The dashboard names what left, one click shows it as it left, one more shows the debtor's history.
async fn read_one(visit: &Visit, sent: usize, held: &str) {
    visit.look("/", "tableau-de-bord-apres").await;
    let night = visit.text("main").await;
    assert!(night.contains("Envoyé") && night.contains("Nuit du 20/11/2026"), "{sent} in {night}");
    let mail = "//tr[.//span[contains(@class, 'pill') and contains(@class, 'ok')]]//a[contains(@class, 'open')]";
    let link = visit.browser.find(Locator::XPath(mail)).await.unwrap();
    let name = link.text().await.unwrap();
    assert_ne!(name, held, "what is held does not leave");
    link.click().await.unwrap();
    let message = visit.text(".mailtext").await;
    assert!(message.contains("FA2026-") && message.contains('€'), "{message}");
    let action = visit.path().await;
    visit.look(&action, "message").await;
    visit.click(".head .sub a").await;
    assert_eq!(visit.text("h1").await, name);
    let today = visit.text("main .say .pill").await;
    assert_eq!(today, "Envoyé", "what has left no longer leaves tonight");
    let history = visit.text(".timeline").await;
    assert!(history.contains("Envoyé") && history.contains("Facture FA2026-"), "{history}");
    let debtor = visit.path().await;
    visit.look(&debtor, "debiteur").await;
}

async fn identify_and_undo(visit: &Visit) {
    visit.go("/encaissements").await;
    let line = "//tr[.//strong[contains(., 'ALIZE')]]//a[contains(@class, 'open')]";
    visit.browser.find(Locator::XPath(line)).await.unwrap().click().await.unwrap();
    let page = visit.path().await;
    visit.look(&page, "identifier").await;
    visit.click("form.card .check input").await;
    visit.click("form.card button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Règlement affecté"));
    visit.look("/encaissements", "encaissements-traites").await;
    visit.click("form[action$='/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("de nouveau à identifier"));
    assert!(visit.text("main").await.contains("ALIZE CONSEIL"));
}

/// The page of the first debtor of the list.
async fn debtor_page(visit: &Visit) -> String {
    visit.go("/debiteurs").await;
    visit.click("td.lead a.open").await;
    visit.find("#reglements").await;
    visit.path().await
}

/// A loss is seen before it is done, makes its entry, and is undone.
async fn settle_and_undo(visit: &Visit, debtor: &str) {
    for (query, name) in [("/ecarts?acte=settle", "ecart"), ("/ecarts?acte=write_off", "perte"), ("/reglements?acte=bounce", "impaye")] {
        visit.look(&format!("{debtor}{query}"), name).await;
    }
    visit.go(&format!("{debtor}/ecarts?acte=write_off")).await;
    visit.click("#regime option[value=goods]").await;
    visit.click("#cause option[value=irrecoverable]").await;
    visit.write("#taux1", "20").await;
    visit.write("#motif", "Certificat au dossier").await;
    visit.click("form.card button.go").await;
    visit.find("form.card[method=post] input[name=acte]").await;
    let page = visit.path_and_query().await;
    visit.look(&page, "perte-effet").await;
    let shown = visit.text("main").await;
    assert!(shown.contains("44571") && shown.contains("Facture demeurée impayée"), "{shown}");
    visit.click("form.card button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Passage en perte"));
    visit.look("/comptabilite", "comptabilite").await;
    assert!(visit.text("main").await.contains("Pertes sur créances irrécouvrables"));
    visit.look(debtor, "debiteur-operations").await;
    visit.click("form[action$='/operations/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Opération annulée"));
}

async fn dark(visit: &Visit) {
    visit.browser.prefer_colour_scheme("dark").await;
    for (path, name) in [("/", "sombre-tableau-de-bord"), ("/ce-soir", "sombre-ce-soir"), ("/debiteurs", "sombre-debiteurs")] {
        visit.look(path, name).await;
    }
    visit.browser.prefer_colour_scheme("light").await;
}
