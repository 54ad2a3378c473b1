//! A person's evening in a real browser: every page at both widths, a reminder held, the night sent, a receipt identified.

use std::net::Ipv4Addr;

use app::access::Role;
use fantoccini::Locator;
use fantoccini::elements::Element;
use testkit::browser::{self, Browser, DESKTOP, PHONE};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::WebSettings;

use crate::firm::{Firm, PASSWORD, customers, email};

/// A browser on a firm's pages.
pub(crate) struct Visit {
    pub(crate) browser: Browser,
    pub(crate) base: String,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

/// Marks the page, and says whether a click on the element leaves it.
const LEADS_ELSEWHERE: &str = "document.documentElement.dataset.seen = ''; const at = document.querySelector(arguments[0]); \
    return Boolean(at?.matches('a[href]:not([download]), button[type=submit]') && !at.closest('form[data-confirm], dialog'));";
/// Whether the page is not the one that was marked, and is there whole.
const IS_ANOTHER: &str = "return !('seen' in document.documentElement.dataset) && document.readyState === 'complete';";

impl Visit {
    /// Serves a firm's pages and opens a browser.
    pub(crate) async fn of(firm: &Firm) -> Self {
        Self::on(firm.app.clone()).await
    }

    /// Serves an installation and opens a browser.
    pub(crate) async fn on(app: app::App) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(web::serve(app, WebSettings::default(), listener, async {
            let _ = stopped.await;
        }));
        Self { browser: browser::open().await, base, stop, served }
    }

    /// Closes the browser, then lets the pages end by themselves.
    pub(crate) async fn end(self) {
        drop(self.browser);
        let _ = self.stop.send(());
        self.served.await.unwrap().unwrap();
    }

    pub(crate) async fn go(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// The first element of a selector, waited for.
    pub(crate) async fn find(&self, css: &str) -> Element {
        self.browser.wait().for_element(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Clicks, and waits for the page that comes when the element leads to one: what is read next is read there.
    pub(crate) async fn click(&self, css: &str) {
        let element = self.find(css).await;
        let leads = self.browser.execute(LEADS_ELSEWHERE, vec![css.into()]).await.is_ok_and(|leads| leads == true);
        element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
        // Each look is a call to the browser: some hundreds of them are a second or two. A question before a form leaves keeps
        // the page, and so does a file that is fetched.
        for _ in 0..if leads { 400 } else { 0 } {
            if self.browser.execute(IS_ANOTHER, Vec::new()).await.is_ok_and(|another| another == true) {
                return;
            }
        }
    }

    pub(crate) async fn write(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    pub(crate) async fn text(&self, css: &str) -> String {
        // A page that is replaced meanwhile takes its elements with it.
        for _ in 0..3 {
            if let Ok(text) = self.find(css).await.text().await {
                return text;
            }
        }
        self.find(css).await.text().await.unwrap()
    }

    /// Waits until the element of an id says something: a page may answer, or be replaced, a moment later.
    pub(crate) async fn says(&self, id: &str, words: &str) {
        let element = format!("//*[@id='{id}'][contains(normalize-space(.), '{words}')]");
        self.browser.wait().for_element(Locator::XPath(&element)).await.unwrap_or_else(|error| panic!("{words} in {id}: {error}"));
    }

    /// Waits until the address ends so.
    pub(crate) async fn arrives(&self, end: &str) {
        // Each look is a call to the browser: some thousands of them are seconds.
        for _ in 0..5_000 {
            if self.path().await.ends_with(end) {
                return;
            }
        }
        panic!("still at {}", self.path().await);
    }

    pub(crate) async fn log_in(&self, role: Role) {
        self.go("/").await;
        self.write("#email", &email(role)).await;
        self.write("#password", PASSWORD).await;
        self.click("button[type=submit]").await;
        self.find(".rail").await;
    }

    /// Opens a page at both widths: nothing to scroll sideways, nothing in the console.
    pub(crate) async fn look(&self, path: &str, name: &str) {
        for (size, width) in [(DESKTOP, "bureau"), (PHONE, "telephone")] {
            self.browser.resize(size).await;
            self.go(path).await;
            assert!(!self.browser.overflows().await, "{path} is wider than {size:?}");
            assert_eq!(self.browser.console().await, Vec::<String>::new(), "{path} at {size:?}");
            self.browser.save_screenshot(&format!("{name}-{width}")).await;
        }
        self.browser.resize(DESKTOP).await;
    }

    pub(crate) async fn path_and_query(&self) -> String {
        let url = self.browser.current_url().await.unwrap();
        format!("{}?{}", url.path(), url.query().unwrap_or_default())
    }

    pub(crate) async fn path(&self) -> String {
        self.browser.current_url().await.unwrap().path().to_owned()
    }
}

#[tokio::test]
async fn browser_a_whole_evening() {
    let firm = Firm::with("Atelier Élan", &customers(20), ["ALIZE CONSEIL", "REMISE CB"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;

    visit.look("/connexion", "connexion").await;
    visit.log_in(Role::CreditManager).await;
    for (path, name) in [
        ("/", "tableau-de-bord-avant"),
        ("/ce-soir", "ce-soir"),
        ("/debiteurs", "debiteurs"),
        ("/balance-agee", "balance-agee"),
        ("/balance-agee?date=hier", "balance-agee-date"),
        ("/encaissements", "encaissements"),
        ("/delais", "delais-vide"),
        ("/penalites", "penalites"),
        ("/penalites?au=demain", "penalites-date"),
        ("/droit", "droit"),
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
    keep_a_limit(&visit).await;
    give_up_and_restore(&visit).await;
    dark(&visit).await;

    visit.click(".who").await;
    visit.click("#account form[action='/deconnexion'] button").await;
    visit.find("#password").await;
    visit.go("/debiteurs").await;
    assert_eq!(visit.path().await, "/connexion", "the session is over");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
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
    let history = visit.text("#historique .timeline").await;
    assert!(history.contains("Envoyé") && history.contains("Facture FA2026-"), "{history}");
    let debtor = visit.path().await;
    visit.look(&debtor, "debiteur").await;
}

/// A receipt is matched by hand in part, taken back, and what it paid is open again; then the same by accepting
/// and setting aside. The page works without a proposal: the customer is searched.
async fn identify_and_undo(visit: &Visit) {
    visit.go("/encaissements").await;
    let line = "//tr[.//strong[contains(., 'ALIZE')]]//a[contains(@class, 'open')]";
    visit.browser.find(Locator::XPath(line)).await.unwrap().click().await.unwrap();
    let page = visit.path().await;
    visit.look(&page, "identifier").await;
    visit.click("#tab-factures").await;
    visit.write("#chercher", "C004").await;
    visit.click("#factures form.filters button").await;
    visit.click("#factures ul.plain a.btn").await;
    let address = visit.path_and_query().await;
    visit.look(&address, "identifier-client").await;
    let open_before = visit.text(".items").await;
    let left = visit.text("[data-left]").await;
    visit.click(".items .check input").await;
    assert_ne!(visit.text("[data-left]").await, left, "what is left follows the choice");
    // A part of it: the amount is corrected by hand.
    let amount = visit.find(".items input.money").await;
    amount.clear().await.unwrap();
    amount.send_keys("12,34").await.unwrap();
    visit.click("#tab-selection").await;
    assert!(visit.text("[data-selection]").await.contains("12,34"), "the choice adds up");
    visit.click("#tab-factures").await;
    visit.click("form[data-match] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Règlement affecté"));

    visit.look("/encaissements?voir=affecte", "encaissements-traites").await;
    visit.go(&page).await;
    let matched = visit.text(".match-desk").await;
    assert!(matched.contains("Alizé 4") && matched.contains("Affecté par"), "{matched}");
    // The key does it.
    visit.find("main").await.send_keys("u").await.unwrap();
    assert!(visit.text(".flash.ok").await.contains("de nouveau à identifier"));
    visit.go(&address).await;
    assert_eq!(visit.text(".items").await, open_before, "the items are open as they were");

    visit.go(&page).await;
    visit.click("form[action$='/refaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Règlement affecté"));
    visit.go("/encaissements/memoire").await;
    visit.look("/encaissements/memoire", "memoire").await;
    visit.look("/encaissements/ibans-virtuels", "ibans-virtuels").await;
    visit.go(&page).await;
    visit.click("form[action$='/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("de nouveau à identifier"));
    visit.go("/encaissements").await;
    assert!(visit.text("main").await.contains("ALIZE CONSEIL"));
}

/// The page of the first debtor of the list.
async fn debtor_page(visit: &Visit) -> String {
    visit.go("/debiteurs").await;
    visit.click("td.lead a.open").await;
    visit.find("#calendrier").await;
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
    visit.look(&format!("{debtor}?onglet=reglements"), "debiteur-operations").await;
    visit.click("form[action$='/operations/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Opération annulée"));
}

/// A limit computed from a debtor's page, recorded, seen there and in the rail, then done and taken back.
async fn keep_a_limit(visit: &Visit) {
    visit.go("/debiteurs").await;
    visit.click("td.lead a.open").await;
    let name = visit.text("h1").await;
    let debtor = visit.path().await;
    visit.go(&format!("{debtor}?onglet=litiges")).await;
    visit.click("#delais header a").await;
    visit.click("#regle option[value='limit.payment_order.service']").await;
    visit.write("#depart", "25/08/2026").await;
    visit.click("form[method=get][action='/delais'] button.go").await;
    let told = visit.text("ol.steps").await;
    assert!(told.contains("jeudi 25 février 2027"), "{told}");
    visit.write("#note", "RG 26/0123").await;
    visit.click("form[method=post][action='/delais'] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Délai enregistré"));
    // One that is over: it presses.
    visit.go("/delais?regle=limit.payment_order.opposition&depart=30/09/2026").await;
    visit.look("/delais?regle=limit.payment_order.opposition&depart=30/09/2026", "delais-calcul").await;
    visit.click("form[method=post][action='/delais'] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Délai enregistré"));
    visit.look("/delais", "delais").await;
    let page = visit.text("main").await;
    assert!(page.contains(&name) && page.contains("RG 26/0123") && page.contains("vous pouvez agir"), "{page}");
    assert_eq!(visit.text(".rail a[href='/delais'] .n span").await, "1");
    visit.look(&format!("{debtor}?onglet=litiges"), "debiteur-delais").await;
    visit.click("#delais form[action$='/fait'] button").await;
    assert!(visit.text(".flash.ok").await.contains("traité"));
    assert_eq!(visit.path().await, debtor, "back where it was said");
    assert!(visit.text("#delais").await.contains("Aucun délai en cours"));
    visit.go("/delais").await;
    visit.click("section.card > details > summary").await;
    visit.click("form[action$='/reprendre'] button").await;
    assert!(visit.text(".flash.ok").await.contains("court de nouveau"));
    visit.click("form[action='/delais/abonnement'] button").await;
    visit.find("#adresse").await;
    visit.browser.save_screenshot("delais-adresse").await;
}

/// A half-year without a rate, then its rate; an account; interest given up, and due again.
async fn give_up_and_restore(visit: &Visit) {
    visit.go("/penalites?au=15/01/2027").await;
    assert!(visit.text(".flash.late").await.contains("2027"));
    visit.go("/droit#saisir").await;
    visit.click("#cle option[value='rate.refi']").await;
    visit.write("#valeur", "2,65").await;
    visit.write("#source", "BCE, taux au 01/01/2027").await;
    visit.click("#saisir button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Valeur enregistrée"));
    visit.look("/droit", "droit-saisi").await;
    visit.look("/penalites?au=15/01/2027", "penalites-2027").await;

    visit.go("/penalites").await;
    visit.click("td.lead a.open").await;
    let sheet = visit.path().await;
    visit.look(&sheet, "decompte").await;
    assert!(visit.text("section.proof tbody").await.contains("BCE"));
    visit.click("section.proof details.behind > summary").await;
    visit.write("section.proof input[name=motif]", "geste commercial").await;
    visit.click("form[action$='/abandonner'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Abandon enregistré"));
    visit.look(&sheet, "decompte-abandon").await;
    assert!(visit.text("section.proof .flash.soon").await.contains("geste commercial"));
    visit.click("form[action$='/retablir'] button").await;
    assert!(visit.text(".flash.ok").await.contains("de nouveau dues"));
}

async fn dark(visit: &Visit) {
    visit.browser.prefer_colour_scheme("dark").await;
    for (path, name) in [
        ("/", "sombre-tableau-de-bord"),
        ("/ce-soir", "sombre-ce-soir"),
        ("/debiteurs", "sombre-debiteurs"),
        ("/delais", "sombre-delais"),
        ("/penalites", "sombre-penalites"),
    ] {
        visit.look(path, name).await;
    }
    visit.browser.prefer_colour_scheme("light").await;
}

#[tokio::test]
async fn browser_a_claim_is_watched() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["ALIZE CONSEIL", "REMISE CB"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    for ago in [29, 22, 15, 8] {
        firm.night_of(domain::calendar::add_days(crate::firm::TODAY, -ago)).await;
    }
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting;
    let task = waiting.iter().find(|action| action.channel == domain::dunning::Channel::Task).expect("a task");
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;

    // The task says what is missing; its first claim is one click away.
    let (page, debtor) = (format!("/actions/{}", task.id), format!("/debiteurs/{}?onglet=litiges", task.debtor));
    visit.look(&page, "mise-en-demeure-a-preparer").await;
    assert!(visit.text("#controle").await.contains("Aucune pièce"));
    visit.click("#controle a").await;
    visit.find("#livraison").await;
    visit.write("#livraison", "10/12/2021").await;
    visit.write("#preuve", "Bon de livraison signé, classeur 2021").await;
    visit.click("form[enctype] button[type=submit]").await;
    assert!(visit.text(".flash.ok").await.contains("Créance enregistrée"));
    let dates = visit.text("dl.kv").await;
    assert!(dates.contains("10/12/2026") && dates.contains("livraison du 10/12/2021"), "{dates}");
    let claim = visit.browser.current_url().await.unwrap();
    visit.look(&format!("{}?{}", claim.path(), claim.query().unwrap_or_default()), "creance").await;

    // An acknowledgement moves the possible date; the date to watch stays.
    visit.go(&debtor).await;
    visit.browser.find(Locator::XPath("//option[@value='acknowledgement']")).await.unwrap().click().await.unwrap();
    visit.write("#jour", "01/10/2026").await;
    visit.write("#evenement #motif", "Courriel du 1er octobre").await;
    visit.click("#evenement button[type=submit]").await;
    assert!(visit.text(".flash.ok").await.contains("Événement enregistré"));
    visit.click("#prescription tbody tr details summary").await;
    let section = visit.text("#prescription").await;
    assert!(section.contains("10/12/2026") && section.contains("01/10/2031") && section.contains("art. 2240"), "{section}");
    visit.look(&format!("{debtor}#prescription"), "debiteur-prescription").await;

    visit.look("/", "tableau-de-bord-prescription").await;
    visit.click("a[href='/prescription']").await;
    assert!(visit.text("main table").await.contains("10/12/2026"));
    visit.look("/prescription", "prescription").await;

    // Proceedings hold everything, and the page says so.
    visit.go(&debtor).await;
    visit.browser.find(Locator::XPath("//option[@value='insolvency_opened']")).await.unwrap().click().await.unwrap();
    visit.write("#jour", "18/11/2026").await;
    visit.write("#evenement #motif", "BODACC").await;
    visit.click("#evenement button[type=submit]").await;
    assert!(visit.text("#prescription .flash").await.contains("doivent cesser"));
    visit.look(&format!("{debtor}#prescription"), "debiteur-procedure-collective").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_data_are_mended() {
    let mut some = customers(12);
    some[1].name = format!("{} SARL", some[0].name);
    some[1].email = some[0].email.clone();
    let firm = Firm::with("Atelier Élan", &some, ["ALIZE CONSEIL", "REMISE CB"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    for (path, name) in [
        ("/qualite", "qualite"),
        ("/qualite?probleme=estimated_due", "qualite-echeances"),
        ("/qualite?probleme=duplicate", "qualite-doublons"),
        ("/qualite?probleme=no_siren", "qualite-siren"),
        ("/qualite?probleme=no_document", "qualite-pieces"),
        ("/debiteurs/nouveau", "debiteur-nouveau"),
    ] {
        visit.look(path, name).await;
    }

    // By the keyboard alone: the first row, its field, an address, Enter; the next row is the current one.
    visit.go("/qualite?probleme=no_email").await;
    let first = visit.text("tbody tr:first-child a.open").await;
    let body = visit.find("body").await;
    body.send_keys("j").await.unwrap();
    visit.find("tr[aria-current]").await;
    let focused = visit.browser.active_element().await.unwrap();
    assert_eq!(focused.tag_name().await.unwrap(), "summary", "the fix is at hand");
    focused.send_keys("\u{e007}").await.unwrap();
    visit.find("details.fix[open] input[name=email]:focus").await;
    let field = visit.browser.active_element().await.unwrap();
    field.send_keys("compta@nouveau.example").await.unwrap();
    visit.browser.save_screenshot("qualite-saisie").await;
    field.send_keys("\u{e007}").await.unwrap();
    assert!(visit.text(".flash.ok").await.contains("Corrigé"));
    visit.find("tr[aria-current]").await;
    assert_ne!(visit.text("tbody tr:first-child a.open").await, first, "the row is gone");
    // i sets the next one aside.
    visit.browser.active_element().await.unwrap().send_keys("i").await.unwrap();
    visit.find("details.fix[open] input[name=motif]:focus").await;
    let field = visit.browser.active_element().await.unwrap();
    field.send_keys("paie par chèque\u{e007}").await.unwrap();
    assert!(visit.text(".flash.ok").await.contains("Mis de côté"));

    // Two accounts become one, and two again.
    visit.go("/qualite?probleme=duplicate").await;
    visit.click("td .fixes a[data-first]").await;
    visit.find("form.card button.go").await;
    let page = visit.path_and_query().await;
    visit.look(&page, "fusion").await;
    visit.write("#motif", "Même client").await;
    visit.click("form.card button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Comptes fusionnés"));
    let sheet = visit.path().await;
    visit.look(&sheet, "fiche-fusionnee").await;
    visit.click("form[action$='/fusion/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Fusion défaite"));
    visit.look(&sheet, "fiche").await;
    visit.look(&sheet.replace("/fiche", "/fusion"), "fusion-choix").await;
    visit.look(&sheet.replace("/fiche", "/registre"), "registre-absent").await;
    visit.browser.prefer_colour_scheme("dark").await;
    visit.look("/qualite", "sombre-qualite").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_other_programs_are_connected() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["ALIZE CONSEIL", "REMISE CB"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/connexions", "connexions-vide").await;
    visit.write("#nom", "ERP").await;
    visit.click("[name='usage-push']").await;
    visit.click("#jetons button.go").await;
    assert!(visit.text("#secret").await.contains("ERP"));
    visit.go("/connexions").await;
    visit.write("#url", "https://erp.example/quittance").await;
    visit.click("#webhooks form.stack button.go").await;
    assert!(visit.text("#secret").await.contains("erp.example"));
    visit.look("/connexions", "connexions").await;
    assert!(visit.text("#jetons").await.contains("ERP") && visit.text("#webhooks").await.contains("erp.example"));
    visit.end().await;
}
