//! The collector's day in a real browser, what `browser_desk` leaves: homes of those who look and book, the day on which an invoice
//! crosses 120 days, an alert by mail, goals on the home, figures of one customer and each past month, reminders taken back, a day
//! without a mouse, and a project from the balance to its invoices.

use app::access::Role;
use domain::calendar::add_days;
use domain::goal::Measure;
use fantoccini::Locator;

use crate::browser::Visit;
use crate::browser_requests::axe;
use crate::firm::{Customer, Firm, PASSWORD, TODAY, ask, customers, email};

const LABELS: [&str; 2] = ["ALIZE CONSEIL", "REMISE CB"];
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";

async fn count(visit: &Visit, css: &str) -> u64 {
    let script = format!("return document.querySelectorAll({css:?}).length");
    visit.browser.execute(&script, Vec::new()).await.unwrap().as_u64().unwrap()
}

/// The accountant's home says what is owed and what is to be identified, and a payment is posted from it; who only reads sees the figures
/// and has nothing to press.
#[tokio::test]
async fn s05_browser_an_accountant_posts_a_payment_and_a_reader_only_reads() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::Accountant, "Zoé Blanc").await;
    firm.user(Role::ReadOnly, "Max Voir").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Accountant).await;
    let home = visit.text("main").await;
    assert!(home.contains("Encours") && home.contains("identifier"), "{home}");
    visit.look("/", "accueil-comptable").await;
    visit.go("/").await;
    visit.click("main a.figure[href='/encaissements']").await;
    let line = "//tr[.//strong[contains(., 'ALIZE')]]//a[contains(@class, 'open')]";
    visit.browser.wait().for_element(Locator::XPath(line)).await.unwrap().click().await.unwrap();
    visit.click("#tab-factures").await;
    visit.write("#chercher", "C004").await;
    visit.click("#factures form.filters button").await;
    visit.click("#factures ul.plain a.btn").await;
    visit.click(".items .check input").await;
    let amount = visit.find(".items input.money").await;
    amount.clear().await.unwrap();
    amount.send_keys("12,34").await.unwrap();
    visit.click("form[data-match] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Règlement affecté"), "{}", visit.text(".flash").await);
    visit.browser.delete_all_cookies().await.unwrap();

    visit.log_in(Role::ReadOnly).await;
    assert!(visit.text("main").await.contains("DSO"), "{}", visit.text("main").await);
    visit.look("/", "accueil-lecture").await;
    assert_eq!(count(&visit, "main form[method=post]").await, 0);
    visit.end().await;
}

/// An invoice 120 days late is not in the list; on the next day it is, with its amount, the last action and the next date, and the account
/// has an alert that day.
#[tokio::test]
async fn s13_browser_an_invoice_that_crosses_120_days_is_seen_that_day() {
    let customer = Customer {
        code: "C120".to_owned(),
        name: "Cent Vingt".to_owned(),
        email: "compta@cent.example".to_owned(),
        // Thirty days of term.
        invoices: vec![("FA2026-120".to_owned(), add_days(TODAY, -150), 80_000)],
    };
    let firm = Firm::with("Atelier Élan", &[customer], LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    firm.night_of(add_days(TODAY, -60)).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/agenda/120-jours").await;
    assert_eq!(count(&visit, "tbody tr").await, 0, "120 days late: {}", visit.text("main").await);
    visit.go("/agenda?voir=echus&nature=alerte").await;
    assert_eq!(count(&visit, "tbody tr.alert").await, 0);
    visit.end().await;

    let firm = firm.later(add_days(TODAY, 1)).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/agenda/120-jours").await;
    let cells = "return [...document.querySelectorAll('tbody tr td')].map(cell => cell.textContent.trim())";
    let cells: Vec<String> = serde_json::from_value(visit.browser.execute(cells, Vec::new()).await.unwrap()).unwrap();
    assert_eq!(cells.len(), 6, "{cells:?}");
    assert!(cells[1].contains("FA2026-120") && cells[2].contains("800,00") && cells[3].contains("121"), "{cells:?}");
    assert!(cells[4].contains("relance"), "the last action: {cells:?}");
    assert!(cells[5].chars().any(|sign| sign.is_ascii_digit()), "the next date: {cells:?}");
    visit.look("/agenda/120-jours", "impayes-120-jours-du-jour").await;
    visit.go("/agenda?voir=echus&nature=alerte").await;
    assert_eq!(count(&visit, "tbody tr.alert").await, 1, "{}", visit.text("main").await);
    visit.end().await;
}

/// An alert asks for a mail: it leaves when the condition is met, and the account is coloured, not like the others.
#[tokio::test]
async fn s14_browser_an_alert_is_told_by_mail_and_coloured() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::Collector, "Paul Petit").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Collector).await;
    visit.go("/agenda/alertes").await;
    visit.write("#montant", "1 000").await;
    visit.write("#nom", "Gros échus").await;
    visit.write("#email", &email(Role::Collector)).await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Alerte posée"), "{}", visit.text("main").await);
    assert!(visit.text("tbody").await.contains(&email(Role::Collector)));
    let raised = app::alerts::tell(&firm.app, &firm.scope).await.unwrap();
    assert!(raised > 0);
    let mails: Vec<String> = std::fs::read_dir(firm.folder().join("courriels"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .filter(|mail| mail.contains(&email(Role::Collector)))
        .collect();
    assert_eq!(mails.len(), 1, "one mail for all accounts");
    visit.go("/agenda?voir=echus&charge=*").await;
    let colours = "const of = css => { const row = document.querySelector(css); return row && getComputedStyle(row).backgroundColor; }; \
        return [of('tbody tr.alert'), of('tbody tr:not(.alert)')]";
    let colours: Vec<Option<String>> = serde_json::from_value(visit.browser.execute(colours, Vec::new()).await.unwrap()).unwrap();
    assert!(colours[0].is_some() && colours[0] != colours[1], "{colours:?}");
    visit.end().await;
}

const SOFT: &str = "name = \"Douce\"\n[[step]]\nkey = \"kind_word\"\nday = \"J+90\"\ntemplate = \"first_reminder\"\n";

/// Who pays late as a rule is proposed for « Tête en l’air » with the numbers; confirmed, the customer gets that category's scenario.
#[tokio::test]
async fn s24_browser_a_class_is_proposed_confirmed_and_has_its_scenario() {
    let customer = Customer {
        code: "C010".to_owned(),
        name: "Atelier Distrait".to_owned(),
        email: "compta@distrait.example".to_owned(),
        invoices: (0..3).map(|at| (format!("FA2026-01{at}"), add_days(TODAY, -40 - at), 50_000)).collect(),
    };
    let firm = Firm::with("Atelier Élan", &[customer], LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    app::scenario::series::create(&firm.app, &firm.scope, SOFT).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/scenarios/regles").await;
    visit.click("button[value=ajouter]").await;
    visit.write("#r0-categories", "Tête en l’air").await;
    visit.find("#r0-scenario").await.select_by_label("Douce").await.unwrap();
    visit.click("div.acts.below button[value=essayer]").await;
    visit.click("button[value=enregistrer]").await;
    visit.go("/portefeuilles").await;
    visit.click(".acts a[href='/portefeuilles/classement']").await;
    let row = visit.text("tbody tr").await;
    assert!(row.contains("Tête en l’air") && row.contains("3 factures sur 3") && row.contains("retard médian"), "{row}");
    visit.look("/portefeuilles/classement", "classement").await;
    visit.go("/portefeuilles/classement").await;
    visit.click("button.go[type=submit]").await;
    assert!(visit.text(".flash").await.contains("Choisissez"), "nobody is classified without being chosen");
    visit.click("tbody input[name=d]").await;
    visit.click("main form button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Un débiteur classé"));
    assert!(visit.text("main").await.contains("Personne à classer"));
    let debtor = app::why::why(&firm.app, &firm.scope, "C010").await.unwrap().id;
    visit.go(&format!("/debiteurs/{debtor}?onglet=reglages")).await;
    let followed = visit.text("#scenario").await;
    assert!(followed.contains("Douce") && followed.contains("règle"), "{followed}");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Goals of DSO, overdue rate and recovery rate are set for a month and a year; the home says how far each is.
#[tokio::test]
async fn s46_browser_goals_are_set_per_period_and_the_home_says_how_far() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let wanted = [
        (Measure::SalesOutstanding, "2026-11", "45"),
        (Measure::OverdueRate, "2026-11", "20"),
        (Measure::RecoveryRate, "2026", "60"),
        (Measure::SalesOutstanding, "2026", "50"),
    ];
    for (measure, period, target) in wanted {
        visit.go("/objectifs").await;
        visit.find(&format!("#indicateur option[value={}]", measure.code())).await.click().await.unwrap();
        visit.find(&format!("#periode option[value='{period}']")).await.click().await.unwrap();
        visit.write("#objectif", target).await;
        visit.click("form.stack button.go").await;
        assert!(visit.text(".flash.ok").await.contains("Objectif enregistré"), "{measure:?}");
    }
    visit.go("/").await;
    let rows = "return [...document.querySelectorAll('section.card')].filter(card => card.querySelector(\"a[href='/objectifs']\")) \
        .flatMap(card => [...card.querySelectorAll('tbody tr')]).map(row => row.textContent)";
    let rows: Vec<String> = serde_json::from_value(visit.browser.execute(rows, Vec::new()).await.unwrap()).unwrap();
    assert_eq!(rows.len(), wanted.len(), "{rows:?}");
    for (measure, _, target) in wanted {
        let name = app::text::causes::measure(measure);
        assert!(rows.iter().any(|row| row.contains(&name) && row.contains(target)), "{name} {target} in {rows:?}");
    }
    // The figure itself carries its target: the shortest period says most of today.
    visit.go("/indicateurs").await;
    for (key, target) in [("dso_countback", "45"), ("overdue_rate", "20"), ("recovery_rate", "60")] {
        let card = visit.text(&format!("#{key}")).await;
        assert!(card.contains("objectif") && card.contains(target), "{key}: {card}");
    }
    visit.end().await;
}

/// DSO by both methods of the house, of one customer and by collector, today and each past month; the example of the help is counted by
/// the same rules; every figure has its formula on hover and its year.
#[tokio::test]
async fn s88_s89_s90_browser_figures_of_a_customer_each_month_and_the_help() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/indicateurs").await;
    for key in [
        "dso",
        "dso_countback",
        "dso_late",
        "unpaid_rate",
        "recovery_rate",
        "effectiveness",
        "overdue_rate",
        "promises_kept",
        "promises_number",
        "coverage",
    ] {
        let title = visit.find(&format!("#{key} summary")).await.attr("title").await.unwrap().unwrap_or_default();
        assert!(title.len() > 20, "{key}: the formula on hover: {title}");
    }
    for key in ["dso", "dso_countback", "unpaid_rate", "overdue_rate"] {
        assert_eq!(count(&visit, &format!("#{key} svg")).await, 1, "{key}: its year as a line");
    }
    for key in ["dso", "dso_countback", "unpaid_rate"] {
        let months = count(&visit, &format!("#{key} details tbody tr")).await;
        assert!(months >= 3, "{key}: each past month: {months}");
    }
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    visit.go(&format!("/debiteurs/{}", debtors.rows[0].id)).await;
    visit.click("a[href^='/indicateurs?debiteur=']").await;
    let own = visit.text("main").await;
    assert!(own.contains(&debtors.rows[0].name), "{own}");
    assert!(visit.text("#dso_countback p.value").await.contains('j'), "a customer's own");
    visit.click("#exposure h3 a").await;
    let items = visit.path_and_query().await;
    assert!(
        items.starts_with("/factures?") && items.contains(&format!("debiteur={}", debtors.rows[0].id)),
        "to what it is made of: {items}"
    );

    visit.go("/aide#chiffres").await;
    let help = visit.text("#chiffres").await;
    for expected in ["30 000 ÷ 60 000 × 90 = 45,0 j", "= 54,3 j", "= 38,8 j", "= 15,5 j", "= 25,0 %", "= 20,0 %"] {
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(plain(&help).contains(expected), "{expected} in {help}");
    }
    let mut found = Vec::new();
    axe(&visit, "/aide", &mut found).await;
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Several accounts are reminded now: which letter, for how much; what has not left is taken back.
#[tokio::test]
async fn s105_browser_reminding_many_now_is_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/agenda?voir=echus&charge=*").await;
    visit.click("input[data-all=d]").await;
    visit.click("button[name=geste][value=remind]").await;
    let said = visit.text("main").await;
    assert!(said.contains('€'), "what it comes to, before it is done: {said}");
    visit.click("form.card button.go").await;
    assert!(visit.text(".flash").await.contains("C’est fait"), "{}", visit.text("main").await);
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting.len();
    assert!(waiting > 0, "reminders wait to leave");
    visit.go("/agenda/lots").await;
    visit.click("form[action='/agenda/lots/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("revenu"), "{}", visit.text(".flash").await);
    assert_eq!(app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting.len(), 0, "nothing of it leaves");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Presses a key where the focus is.
async fn press(visit: &Visit, keys: &str) {
    visit.browser.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Goes from one control to the next until the one of a selector has the focus, and says what is never seen without its ring.
async fn tab_to(visit: &Visit, css: &str) {
    let at = format!("const at = document.activeElement; return Boolean(at && at.matches({css:?}))");
    for _ in 0..250 {
        if visit.browser.execute(&at, Vec::new()).await.unwrap() == true {
            return;
        }
        press(visit, TAB).await;
    }
    panic!("{css} is never reached by the keyboard at {}", visit.path().await);
}

/// From the log-in to a promise, a goal and the way out, without a mouse.
#[tokio::test]
async fn browser_a_day_by_keyboard_alone() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.go("/").await;
    tab_to(&visit, "#email").await;
    press(&visit, &email(Role::CreditManager)).await;
    press(&visit, TAB).await;
    tab_to(&visit, "#password").await;
    press(&visit, PASSWORD).await;
    press(&visit, ENTER).await;
    visit.find(".rail").await;

    // Keys lead from page to page, once the page is there whole; rows are walked and opened; a letter of the page does its act.
    visit.go("/").await;
    press(&visit, "gg").await;
    visit.arrives("/agenda").await;
    visit.go("/agenda?voir=echus&charge=*").await;
    press(&visit, "j").await;
    press(&visit, "x").await;
    assert_eq!(count(&visit, "input[name=d]:checked").await, 1, "x takes the row");
    visit.go("/debiteurs?voir=echus").await;
    press(&visit, "j").await;
    press(&visit, ENTER).await;
    visit.find("#historique").await;
    let debtor = visit.path().await;
    tab_to(&visit, "#note-dossier").await;
    press(&visit, "Bâtiment vendu en mars").await;
    press(&visit, TAB).await;
    press(&visit, ENTER).await;
    visit.find(".flash.ok").await;
    let told = visit.text("#historique").await;
    assert!(told.contains("Bâtiment vendu en mars") && told.contains("Claire Morel"), "a note with its author: {told}");
    visit.go(&debtor).await;
    // A digit opens a tab of the file.
    press(&visit, "5").await;
    visit.find("#causes").await;
    press(&visit, "1").await;
    visit.find("#calendrier").await;
    // The statement of the account is one key away.
    let statement = visit.find("a[data-key=r]").await.attr("href").await.unwrap().unwrap();
    let answer = ask(&firm.pages(), "GET", &statement, &firm.session(Role::CreditManager).await, "").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/pdf"));
    press(&visit, "p").await;
    visit.arrives("/promesses/nouvelle").await;
    tab_to(&visit, "#qui").await;
    press(&visit, "Mme Durand").await;
    press(&visit, ENTER).await;
    visit.find(".flash.ok").await;
    assert_eq!(visit.path().await, debtor);
    press(&visit, "4").await;
    assert!(visit.text("#promesses").await.contains("En attente"));

    // What has no key of its own is reached by Tab: a filter, a form, the account's menu.
    visit.go("/balance-agee").await;
    tab_to(&visit, "#par").await;
    tab_to(&visit, "#tranches").await;
    visit.go("/objectifs").await;
    tab_to(&visit, "#objectif").await;
    press(&visit, "45").await;
    press(&visit, ENTER).await;
    visit.find(".flash.ok").await;
    visit.go("/").await;
    press(&visit, "?").await;
    visit.find("#keys[open]").await;
    press(&visit, "\u{e00c}").await;
    assert_eq!(count(&visit, "#keys[open]").await, 0, "Escape closes");
    tab_to(&visit, ".who").await;
    press(&visit, ENTER).await;
    tab_to(&visit, "#account form[action='/deconnexion'] button").await;
    press(&visit, ENTER).await;
    visit.find("#password").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

const PROJECTS: &str = "N° facture;Client;Date;Échéance;Montant TTC;Chantier\n\
    P1;Maison Dupont;01/09/2026;01/10/2026;1 100,00;Île de Nantes\n\
    P2;Maison Dupont;01/09/2026;01/10/2026;220,00;Gare de Rezé\n\
    P3;Ateliers Martin;01/10/2026;31/10/2026;330,00;Île de Nantes\n\
    P4;Ateliers Martin;01/11/2026;01/12/2026;440,00;\n";

/// A table names projects: its preview says so, the balance adds up by project, a row leads to its debtors and its invoices, and the
/// search finds it.
#[tokio::test]
async fn s12_browser_a_project_from_its_file_to_its_invoices() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("factures.csv");
    std::fs::write(&path, PROJECTS).unwrap();
    visit.go("/imports").await;
    visit.write("#file", path.to_str().unwrap()).await;
    visit.click("form[action='/imports'] button.go").await;
    assert!(visit.browser.source().await.unwrap().contains("Projet, affaire ou chantier"), "the preview knows the column");
    visit.click("button[formaction$='/confirmer']").await;

    visit.go("/balance-agee").await;
    let total = visit.text("tfoot td.key").await;
    visit.go("/balance-agee?par=project").await;
    assert_eq!(visit.text("tfoot td.key").await, total, "projects add up to the ledger");
    let names = visit.text("tbody").await;
    for name in ["Île de Nantes", "Gare de Rezé", "(non renseigné)"] {
        assert!(names.contains(name), "{name} in {names}");
    }
    visit.look("/balance-agee?par=project", "balance-projet").await;
    visit.go("/balance-agee?par=project").await;
    visit.click("tbody tr:first-child a.open").await;
    assert!(visit.text("tbody").await.contains("Maison Dupont") && visit.text("tbody").await.contains("Ateliers Martin"));
    visit.click("main p a[href^='/factures?projet=']").await;
    let sums = visit.text("#sommes").await;
    assert!(sums.replace(['\u{a0}', '\u{202f}'], " ").contains("1 430,00"), "{sums}");
    assert_eq!(count(&visit, "tbody tr").await, 2);
    let mut found = Vec::new();
    axe(&visit, "/factures?projet=", &mut found).await;
    visit.look("/factures?projet=gare%20de%20reze", "factures-projet").await;
    visit.go("/factures").await;
    assert!(visit.text("thead").await.contains("Projet"));
    visit.write("#search", "nantes").await;
    visit.find("#search").await.send_keys(ENTER).await.unwrap();
    visit.says("content", "2 postes ouverts").await;
    visit.click("tbody a.open").await;
    assert_eq!(visit.path().await, "/factures");
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
