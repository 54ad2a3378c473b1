//! The table of items as a download: who stays has it whole, who leaves gives the base back.

use std::fmt::Write as _;
use std::time::Duration;

use app::access::Role;
use axum::body::Body;
use axum::http::header::{COOKIE, HOST};
use axum::http::{Request, StatusCode};
use futures_util::StreamExt as _;
use tower::ServiceExt as _;

use crate::firm::{Firm, ask};

#[tokio::test]
async fn a_download_is_whole_and_one_that_nobody_reads_gives_the_base_back() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let mut table = "number;customer;customer_name;issue_date;due_date;gross;currency\n".to_owned();
    for number in 0..8_000 {
        let _ = writeln!(table, "F-{number:05};C1;Menuiserie Un;2026-08-20;2026-09-20;100,00;EUR");
    }
    app::import::import(&firm.app, &firm.scope, "factures.csv", table.into_bytes(), None, false).await.unwrap();
    let whole = ask(&pages, "GET", "/factures.csv", &cookie, "").await;
    assert_eq!((whole.status, whole.text.lines().count()), (StatusCode::OK, 8_001));
    // One reader of the base is all that a program built for tests has: pages wait for it while a download goes on.
    for _ in 0..3 {
        let request = Request::get("/factures.csv").header(HOST, "quittance.example").header(COOKIE, &cookie).body(Body::empty()).unwrap();
        let mut pieces = pages.clone().oneshot(request).await.unwrap().into_body().into_data_stream();
        assert!(whole.text.starts_with(std::str::from_utf8(&pieces.next().await.unwrap().unwrap()).unwrap()));
        drop(pieces);
        let page = tokio::time::timeout(Duration::from_secs(30), ask(&pages, "GET", "/factures", &cookie, "")).await;
        assert_eq!(page.expect("the base is given back").status, StatusCode::OK);
    }
}
