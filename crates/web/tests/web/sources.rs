//! The sources of the figures, and what is missing.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Firm, ask};

fn statement(on: &str, opening: &str, closing: &str) -> String {
    format!(
        ":20:R\n:25:FR1420041010050500013M02606\n:28C:1\n:60F:C2611{on}EUR{opening}\n:61:2611{on}C10,00NTRFX//{on}\n:62F:C2611{on}EUR{closing}\n-"
    )
}

#[tokio::test]
async fn a_missing_statement_and_a_stale_account_are_told() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::ReadOnly, "Anne Roux").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::ReadOnly).await);
    let before = ask(&pages, "GET", "/sources", &cookie, "").await;
    assert!(before.status == StatusCode::OK && before.text.contains("Aucune source"), "{}", before.text);
    for (name, text) in [("1.sta", statement("02", "100,00", "110,00")), ("2.sta", statement("06", "250,00", "260,00"))] {
        app::import::import(&firm.app, &firm.scope, name, text.into_bytes(), None, false).await.unwrap();
    }
    let page = ask(&pages, "GET", "/sources", &cookie, "").await.text;
    assert!(page.contains("Il manque le relevé du 03/11/2026 au 05/11/2026 du compte FR1420041010050500013M02606."), "{page}");
    assert!(page.contains("pill late") && page.contains("trop ancienne") && page.contains("14"), "{page}");
    let tonight = ask(&pages, "GET", "/ce-soir", &cookie, "").await.text;
    assert!(tonight.contains("Il manque un relevé bancaire.") && tonight.contains("href=\"/sources\""), "{tonight}");
}

#[tokio::test]
async fn whether_vat_is_due_on_collection_is_said_on_the_page_once_and_journalled() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm.user(Role::Accountant, "Paul Petit").await;
    let (pages, admin, accountant) = (firm.pages(), firm.session(Role::Admin).await, firm.session(Role::Accountant).await);
    let path = "/sources/encaissements";
    let page = ask(&pages, "GET", path, &admin, "").await.text;
    assert!(page.contains("Ma TVA est due à l’encaissement") && !page.contains("quittance export"), "{page}");
    let reader = ask(&pages, "GET", path, &accountant, "").await.text;
    assert!(!reader.contains("Ma TVA est due") && reader.contains("Un administrateur"), "no button without the right");
    let change = format!("{path}/tva");
    assert_eq!(ask(&pages, "POST", &change, &accountant, "encaissement=on").await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        assert_eq!(ask(&pages, "POST", &change, &admin, "encaissement=on").await.status, StatusCode::SEE_OTHER);
    }
    let page = ask(&pages, "GET", path, &admin, "").await.text;
    assert!(page.contains("Aucun encaissement sur cette période") && page.contains("n’est plus due"), "{page}");
    ask(&pages, "POST", &change, &admin, "encaissement=off").await;
    let journal = app::journal::latest(&firm.app, &firm.scope, None).await.unwrap();
    let said = journal.iter().filter(|line| line.kind == "einvoice.setting").count();
    assert_eq!(said, 2, "what changes nothing is no event");
}
