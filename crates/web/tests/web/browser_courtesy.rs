//! The page behind the link by which courtesy messages are declined (RFC 8058), as its recipient meets it: on a phone, without an
//! account; and what such a link never does.

use app::access::Role;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::calendar::add_days;
use testkit::browser::PHONE;

use crate::browser::Visit;
use crate::firm::{Firm, TODAY, organisation, send};

const SCENARIO: &str = r#"name = "Avec rappel"

[[step]]
key = "pre_due"
day = "J-5"
gap = 0
channels = ["email"]
template = "pre_due"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
channels = ["email"]
template = "first_reminder"
"#;

const CUSTOMERS: &str = "code;name;kind;email;address;zip;city\n\
    C1;Menuiserie Un;company;c1@client.example;3 rue du Port;44000;Nantes\n\
    C2;Garage Deux;company;c2@client.example;4 rue du Port;44000;Nantes\n";

const INVOICES: &str = "number;customer;customer_name;issue_date;due_date;gross;currency\n\
    T1;C1;Menuiserie Un;05/11/2026;25/11/2026;120,00;EUR\n\
    T2;C1;Menuiserie Un;01/10/2026;31/10/2026;80,00;EUR\n\
    T3;C2;Garage Deux;05/11/2026;25/11/2026;90,00;EUR\n";

/// A firm that offers the link, on the evening after its night; the token of the message to a customer.
async fn written_to() -> (Firm, String) {
    let firm = Firm::empty("Atelier Élan").await;
    for (name, text) in [("clients.csv", CUSTOMERS), ("factures.csv", INVOICES)] {
        let report = app::import::import(&firm.app, &firm.scope, name, text.as_bytes().to_vec(), None, false).await.unwrap();
        assert!(report.is_readable() && report.rejected == 0, "{name}: {report:?}");
    }
    let before = app::scenario::view(&firm.app, &firm.scope).await.unwrap().scenario.id;
    app::scenario::save(&firm.app, &firm.scope, before, SCENARIO).await.unwrap();
    app::courtesy::set(&firm.app, &firm.scope, true, "https://quittance.elan.example").await.unwrap();
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    app::outbox::drain(&firm.app, &firm.scope, app::outbox::Confirmation::Given).await.unwrap();
    let mails = firm.letters();
    let links = mails.iter().filter(|mail| mail.contains("List-Unsubscribe: "));
    let of = |mail: &String| {
        let link = mail.split("/desinscription/").nth(1).unwrap();
        link.split('>').next().unwrap().chars().filter(|sign| !sign.is_whitespace()).collect::<String>()
    };
    let token = links.clone().find(|mail| mail.contains("c2@client.example")).map(of).expect("a courtesy message left to C2");
    assert!(
        !mails.iter().any(|mail| mail.contains("c1@client.example") && mail.contains("List-Unsubscribe: ")),
        "what is due has no such link"
    );
    (firm, token)
}

/// A token whose expiry is another second, with the signature that it had.
fn with_expiry(token: &str, seconds: i64) -> String {
    let mut bytes = BASE64.decode(token).unwrap();
    bytes[40..48].copy_from_slice(&seconds.to_be_bytes());
    BASE64.encode(bytes)
}

async fn declined(firm: &Firm) -> Vec<String> {
    let (list, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let mut found = Vec::new();
    for row in list.rows {
        if app::courtesy::of(&firm.app, &firm.scope, row.id).await.unwrap().is_some() {
            found.push(row.code);
        }
    }
    found
}

#[tokio::test]
async fn browser_a_recipient_declines_courtesy_messages_on_a_phone() {
    let (firm, token) = written_to().await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    let path = format!("/desinscription/{token}");
    let mut found = Vec::new();
    visit.look(&path, "desinscription").await;
    crate::browser_requests::axe(&visit, &path, &mut found).await;
    assert_eq!(declined(&firm).await, Vec::<String>::new(), "looking, twice and at both widths, changes nothing");
    visit.browser.resize(PHONE).await;
    visit.go(&path).await;
    let page = visit.text("main").await;
    assert!(page.contains("Atelier Élan") && page.contains("Les relances de factures échues, elles, restent possibles"), "{page}");
    assert!(!page.contains("T3") && !page.contains("90,00") && !page.contains("Garage"), "a stranger learns nothing of the debt: {page}");
    visit.click("form button[type=submit]").await;
    assert!(visit.text("main").await.contains("Vous ne recevrez plus de rappel avant l’échéance"));
    assert!(!visit.browser.overflows().await);
    assert_eq!(declined(&firm).await, ["C2"]);
    visit.look(&path, "desinscription-faite").await;
    crate::browser_requests::axe(&visit, &path, &mut found).await;
    assert!(visit.text("main").await.contains("C’est fait"));
    for forged in ["x", &token[1..], &with_expiry(&token, i64::MAX)] {
        visit.go(&format!("/desinscription/{forged}")).await;
        assert!(visit.text("main").await.contains("Ce lien n’est pas valable"), "{forged}");
    }
    visit.browser.console().await;
    // The house sees it, and takes it back.
    visit.log_in(Role::CreditManager).await;
    let debtor = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap().0;
    let debtor = debtor.rows.iter().find(|row| row.code == "C2").unwrap().id;
    visit.go(&format!("/debiteurs/{debtor}?onglet=reglages")).await;
    assert!(visit.text("#courtoisie").await.contains("Ce débiteur n’en veut pas."));
    visit.click("#courtoisie form button").await;
    visit.says("courtoisie", "Ce débiteur les reçoit").await;
    assert_eq!(declined(&firm).await, Vec::<String>::new());
    assert_eq!(found, Vec::<String>::new(), "axe");
    visit.end().await;
}

/// The one click of a mail program: a `POST` from nowhere, without a cookie, with the body that the standard gives.
async fn one_click(firm: &Firm, token: &str) -> u16 {
    let request = Request::builder()
        .method("POST")
        .uri(format!("/desinscription/{token}"))
        .header(HOST, "quittance.elan.example")
        .header("sec-fetch-site", "cross-site")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap();
    send(&firm.pages(), request).await.status.as_u16()
}

#[tokio::test]
async fn one_click_declines_and_no_link_of_another_kind_does() {
    let (firm, token) = written_to().await;
    let other = organisation(&firm.app, "autre", "Maison Autre").await;
    app::courtesy::set(&firm.app, &other, true, "https://quittance.autre.example").await.unwrap();
    // The same message, told to be of the other house: its key did not sign it.
    let mut bytes = BASE64.decode(&token).unwrap();
    bytes[..16].copy_from_slice(other.organisation.id.0.as_bytes());
    let of_other = BASE64.encode(bytes);
    for forged in ["x", &token[1..], &format!("{token}A"), &with_expiry(&token, i64::MAX), &of_other] {
        assert_eq!(one_click(&firm, forged).await, 404, "{forged:?}");
    }
    assert_eq!(declined(&firm).await, Vec::<String>::new());
    for verb in ["GET", "HEAD"] {
        let request = Request::builder().method(verb).uri(format!("/desinscription/{token}")).header(HOST, "q.example").body(Body::empty());
        assert_eq!(send(&firm.pages(), request.unwrap()).await.status, 200, "{verb}");
    }
    assert_eq!(declined(&firm).await, Vec::<String>::new(), "a scanner that looks declines nothing");
    for _ in 0..2 {
        assert_eq!(one_click(&firm, &token).await, 200, "twice is once");
    }
    assert_eq!(declined(&firm).await, ["C2"]);
    // Two years later.
    let late = firm.opened_on(add_days(TODAY, 731)).await;
    assert_eq!(app::courtesy::open(&late, &token).await.unwrap(), Err(app::courtesy::Void::Forged));
    late.close().await;
}

/// What was declined holds the step before the due date, and no other: what is due is asked for, up to the formal notice.
#[tokio::test]
async fn what_is_due_is_asked_for_all_the_same() {
    let (firm, token) = written_to().await;
    assert_eq!(one_click(&firm, &token).await, 200);
    let late = firm.opened_on(add_days(TODAY, 12)).await;
    let told = app::why::why(&late, &firm.scope, "C2").await.unwrap();
    let item = told.items.iter().find(|item| item.number == "T3").unwrap();
    assert!(
        !matches!(item.outcome, domain::dunning::Outcome::Hold { reason: domain::dunning::HoldReason::CourtesyDeclined, .. }),
        "{told:?}"
    );
    late.close().await;
}
