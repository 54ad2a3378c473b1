//! Every page of the table, on a phone and in both colour schemes: nothing to scroll sideways, nothing in the console, and nothing that
//! axe-core finds. A page that is added to the table is here by itself.

use app::access::Role;
use testkit::browser::PHONE;
use web::routes::TABLE;

use crate::browser::Visit;
use crate::browser_requests::axe;
use crate::firm::{Firm, ask, customers, email};
use crate::routes::{TABS, address};

/// What is no page: files, and what only exists once something else was done, which its own test walks through.
const OTHERWISE: [&str; 9] = [
    "/mes-comptes/{id}",
    "/actions/{id}/courrier.pdf",
    "/actions/{id}/apercu.pdf",
    "/actions/{id}/courrier/piece",
    "/courriers/tirages/{id}",
    "/courriers/tirages/{id}/courriers.pdf",
    "/echeanciers/{id}/mise-en-demeure.pdf",
    "/echeanciers/{id}/piece",
    "/accords/{id}/piece",
];

/// Pages looked at by one browser: a part of the table, so that a slow machine is not taken for a page that hangs.
const PARTS: usize = 3;

async fn walk(part: usize) {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.browser.resize(PHONE).await;
    visit.browser.prefer_colour_scheme("light").await;
    let (mut found, mut seen, mut other) = (Vec::new(), 0, Vec::new());
    let file = address(&firm, "GET", "/debiteurs/{id}").await;
    let tabs = TABS.map(|tab| format!("{file}?onglet={tab}"));
    let tabs = tabs.iter().map(|address| (address.as_str(), true));
    let all = TABLE.iter().filter(|(method, ..)| *method == "GET").map(|(_, path, _)| (*path, false)).chain(tabs);
    for (at, (path, is_address)) in all.enumerate() {
        if at % PARTS != part {
            continue;
        }
        let address = if is_address { path.to_owned() } else { address(&firm, "GET", path).await };
        let answer = ask(&pages, "GET", &address, &cookie, "").await;
        if !answer.header("content-type").starts_with("text/html") || answer.status != 200 {
            other.push((path.to_owned(), answer.status.as_u16()));
            continue;
        }
        visit.go(&address).await;
        assert!(!visit.browser.overflows().await, "{path} is wider than a phone");
        assert_eq!(visit.browser.console().await, Vec::<String>::new(), "{path}");
        found.extend(visit.browser.axe(&[]).await.into_iter().map(|line| format!("{path}: {line}")));
        // The other scheme has the same elements in other colours.
        visit.browser.prefer_colour_scheme("dark").await;
        found.extend(visit.browser.axe(&["color-contrast"]).await.into_iter().map(|line| format!("{path}, dark: {line}")));
        visit.browser.prefer_colour_scheme("light").await;
        seen += 1;
    }
    let missing: Vec<_> =
        other.iter().filter(|(path, status)| *status != 200 && !OTHERWISE.contains(&path.as_str()) && !path.ends_with("/piece")).collect();
    assert!(missing.is_empty(), "pages that were not looked at: {missing:?}");
    assert!(seen > 30, "{seen} pages");
    assert_eq!(found, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_axe_finds_nothing_on_a_third_of_the_pages() {
    walk(0).await;
}

#[tokio::test]
async fn browser_axe_finds_nothing_on_another_third() {
    walk(1).await;
}

#[tokio::test]
async fn browser_axe_finds_nothing_on_the_rest() {
    walk(2).await;
}

/// What each role is met with, and what a salesman sees of an account of his.
#[tokio::test]
async fn browser_axe_finds_nothing_on_any_home() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    let roles = [Role::CreditManager, Role::Collector, Role::Accountant, Role::Director, Role::Salesman];
    for role in roles {
        firm.user(role, "Claire Morel").await;
    }
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let own = debtors.rows[0].id;
    app::veto::set_salesman(&firm.app, &firm.scope, own, "Léa Vente", &email(Role::Salesman)).await.unwrap();
    let visit = Visit::of(&firm).await;
    let mut found = Vec::new();
    axe(&visit, "/", &mut found).await;
    for role in roles {
        visit.log_in(role).await;
        axe(&visit, "/", &mut found).await;
        axe(&visit, "/agenda", &mut found).await;
        if role == Role::Salesman {
            axe(&visit, &format!("/mes-comptes/{own}"), &mut found).await;
        }
        visit.browser.delete_all_cookies().await.unwrap();
    }
    assert_eq!(found, Vec::<String>::new());
    visit.end().await;
}
