//! What a search leads to.

use app::access::Role;
use app::search::{Found, search};
use axum::http::StatusCode;

use crate::firm::{Firm, ask, customers};

/// An invoice that was searched for opens itself, its account beside it: not the account alone.
#[tokio::test]
async fn a_number_that_was_found_opens_its_invoice() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let found = search(&firm.app, &firm.scope, "FA2026-0020", 10).await.unwrap();
    let item = found.into_iter().find_map(|one| if let Found::Item { item, .. } = one { Some(item) } else { None }).expect("the invoice");
    let page = ask(&pages, "GET", "/recherche?q=FA2026-0020", &cookie, "").await;
    let to = format!("/debiteurs/{}/vie?poste={}", item.debtor, item.id);
    assert!(page.text.contains(&format!("href=\"{to}\"")), "{to} in {}", page.text);
    let opened = ask(&pages, "GET", &to, &cookie, "").await;
    assert!(opened.status == StatusCode::OK && opened.text.contains("FA2026-0020"), "{}", opened.text);
    assert!(opened.text.contains(&format!("/debiteurs/{}", item.debtor)), "the account is beside it");
}
