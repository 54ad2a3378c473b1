//! The main pages in English, in a browser at both widths: chosen by hand at log-in, no French word to read, nothing too wide.

use app::access::Role;
use testkit::browser::{DESKTOP, PHONE};
use testkit::texts::french_words;

use crate::browser::Visit;
use crate::browser_requests::axe;
use crate::firm::{Firm, customers};

/// What a page shows, without what is marked as French and what data brings.
/// What comes of the data is in the language of the data.
const DATA: [&str; 3] = ["@", "rue du Port", "La Réunion"];

const SHOWN: &str = "const body = document.body.cloneNode(true); body.querySelectorAll('[lang=fr], .mailtext, .subject, script, textarea, code, pre').forEach(one => one.remove()); \
    document.body.replaceWith(body); const text = document.body.innerText; return text;";

#[tokio::test]
async fn browser_the_main_pages_are_english() {
    let firm = Firm::with("Elan Ltd", &customers(20), ["ALIZE CONSEIL", "CARDS"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let (debtor, action, line) = firm.ids().await;
    let visit = Visit::of(&firm).await;
    visit.go("/connexion").await;
    assert_eq!(visit.text("h1").await, "Connexion");
    visit.click(".languages button[value=en]").await;
    assert_eq!(visit.text("h1").await, "Log in");
    assert_eq!(visit.path().await, "/connexion", "back where the language was chosen");
    visit.log_in(Role::CreditManager).await;

    let (mut faults, mut found) = (Vec::new(), Vec::new());
    let pages = [
        ("/".to_owned(), "home"),
        ("/agenda".to_owned(), "worklist"),
        ("/ce-soir".to_owned(), "tonight"),
        ("/balance-agee".to_owned(), "ageing"),
        ("/debiteurs".to_owned(), "debtors"),
        (format!("/debiteurs/{debtor}"), "debtor"),
        (format!("/debiteurs/{debtor}/fiche"), "details"),
        (format!("/actions/{action}"), "action"),
        ("/encaissements".to_owned(), "receipts"),
        (format!("/encaissements/{line}"), "receipt"),
        ("/indicateurs".to_owned(), "figures"),
        ("/litiges".to_owned(), "disputes"),
        ("/promesses".to_owned(), "promises"),
        ("/echeanciers".to_owned(), "plans"),
        ("/courriers".to_owned(), "letters"),
        ("/imports".to_owned(), "files"),
        ("/delais".to_owned(), "limits"),
        ("/droit".to_owned(), "law"),
        ("/journal".to_owned(), "log"),
    ];
    for (path, name) in &pages {
        for (size, width) in [(DESKTOP, "desktop"), (PHONE, "phone")] {
            visit.browser.resize(size).await;
            visit.go(path).await;
            visit.browser.save_screenshot(&format!("english-{name}-{width}")).await;
            if visit.browser.overflows().await {
                faults.push(format!("{path} is wider than {size:?}"));
            }
        }
        visit.browser.resize(DESKTOP).await;
        axe(&visit, path, &mut found).await;
        visit.go(path).await;
        let language = visit.browser.execute("return document.documentElement.lang", Vec::new()).await.unwrap();
        assert_eq!(language, "en", "{path}");
        let shown = visit.browser.execute(SHOWN, Vec::new()).await.unwrap();
        let shown = shown.as_str().unwrap_or_default().replace("Société Alizé", "");
        assert!(shown.len() > 200, "{path}: {shown}");
        faults.extend(
            shown
                .lines()
                .filter(|line| !DATA.iter().any(|data| line.contains(data)) && !french_words(line).is_empty())
                .map(|line| format!("{path}: {line}")),
        );
    }
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(found, Vec::<String>::new(), "axe");

    // The choice is kept with the account, and taken back from the menu.
    visit.go("/").await;
    visit.click("button.who").await;
    visit.browser.save_screenshot("english-menu-desktop").await;
    visit.click("#account .languages button[value=fr]").await;
    assert_eq!(visit.browser.execute("return document.documentElement.lang", Vec::new()).await.unwrap(), "fr");
    visit.end().await;
}
