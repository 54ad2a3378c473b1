//! What a page weighs: none grows with the base beyond a hundred kilobytes, however many accounts there are.

use std::fmt::Write as _;

use app::access::Role;
use domain::calendar::add_days;
use web::routes::TABLE;

use crate::firm::{Customer, Firm, TODAY, ask};
use crate::routes::address;

/// Bytes of a page at most, before it is packed.
const MOST: usize = 100_000;

/// The file of an account that owes 120 invoices: its history and what a pause can be chosen for are on the page whole, which is too much.
const MOST_OF_A_FILE: usize = 220_000;

/// Accounts enough to fill any list, and one that owes more than a hundred invoices.
fn many() -> Vec<Customer> {
    let customer = |n: i64, invoices: i64| Customer {
        code: format!("C{n:03}"),
        name: format!("Société des Ateliers Réunis du Littoral nº {n}"),
        email: format!("comptabilite@client-{n}.example"),
        invoices: (0..invoices)
            .map(|k| (format!("FA2026-{n:03}-{k:04}"), add_days(TODAY, -35 - (n * 7 + k) % 200), 123_456 + n * 1_000 + k))
            .collect(),
    };
    std::iter::once(customer(1, 120)).chain((2..=320).map(|n| customer(n, 2))).collect()
}

#[tokio::test]
async fn no_page_weighs_more_than_a_hundred_kilobytes() {
    let firm = Firm::with("Atelier Élan", &many(), ["DUPONT", "ALIZE"]).await;
    firm.night_of(add_days(TODAY, -12)).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let large = app::why::why(&firm.app, &firm.scope, "C001").await.unwrap().id;
    let mut addresses = vec![
        format!("/debiteurs/{large}"),
        format!("/debiteurs/{large}/penalites"),
        format!("/promesses/nouvelle?debiteur={large}"),
        format!("/debiteurs/{large}/litige"),
        format!("/debiteurs/{large}/echeancier"),
        format!("/factures?debiteur={large}"),
        "/agenda?voir=echus&charge=*".to_owned(),
        "/agenda?voir=envois&charge=*".to_owned(),
        "/debiteurs?voir=tous".to_owned(),
        "/balance-agee?par=category".to_owned(),
    ];
    for rate in app::behind::Rate::ALL {
        addresses.push(format!("/indicateurs/detail?taux={}", rate.code()));
    }
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        addresses.push(address(&firm, "GET", path).await);
    }
    let (mut heavy, mut told, mut seen) = (Vec::new(), String::new(), 0);
    for address in addresses {
        let answer = ask(&pages, "GET", &address, &cookie, "").await;
        if !answer.header("content-type").starts_with("text/html") || answer.status != 200 {
            continue;
        }
        seen += 1;
        let _ = writeln!(told, "{:>7} {address}", answer.text.len());
        let is_file = address == format!("/debiteurs/{large}");
        if answer.text.len() > if is_file { MOST_OF_A_FILE } else { MOST } {
            heavy.push((address, answer.text.len()));
        }
    }
    eprintln!("{told}");
    assert!(seen > 80, "{seen} pages");
    assert!(heavy.is_empty(), "{heavy:#?}");
}
