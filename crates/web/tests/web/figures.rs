//! Figures: what the page says is what the rules say, for the house, a collector and a debtor.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Firm, ask, customers};

#[tokio::test]
async fn figures_say_their_formula_and_their_own_numbers() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::ReadOnly, "La direction").await;
    firm.user(Role::Collector, "Claire Morel").await;
    let (pages, director) = (firm.pages(), firm.session(Role::ReadOnly).await);
    let board = app::dashboard::dashboard(&firm.app, &firm.scope).await.unwrap();
    let page = ask(&pages, "GET", "/indicateurs", &director, "").await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in [
        "DSO par épuisement",
        "DSO comptable",
        "Taux de recouvrement",
        "role=\"img\"",
        "Formule et chiffres",
        "÷",
        "Efficacité du recouvrement",
    ] {
        assert!(page.text.contains(expected), "{expected}");
    }
    let exposure = board.total.total().fr();
    let (whole, _) = exposure.split_once(',').unwrap();
    assert!(page.text.contains(whole), "{whole}: the exposure is that of the aged balance");
    assert!(page.text.len() < 100_000, "{}", page.text.len());

    let home = ask(&pages, "GET", "/", &director, "").await.text;
    assert!(home.contains("id=\"dso_countback\"") && home.contains("href=\"/indicateurs\""));
    assert!(home.len() < 100_000, "{}", home.len());
    let collector = firm.session(Role::Collector).await;
    assert!(!ask(&pages, "GET", "/", &collector, "").await.text.contains("id=\"dso_countback\""), "a collector's home is another");

    let (debtor, ..) =
        (app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap().0.rows[0].clone(),);
    let one = ask(&pages, "GET", &format!("/indicateurs?debiteur={}", debtor.id), &director, "").await;
    assert!(one.status == StatusCode::OK && one.text.contains(&debtor.name));
    assert_eq!(ask(&pages, "GET", "/indicateurs?debiteur=x", &director, "").await.status, StatusCode::NOT_FOUND);
    let table = ask(&pages, "GET", "/indicateurs.csv", &director, "").await;
    assert!(table.text.starts_with("Fin de mois;Encours;") && table.text.contains("2026-11-20;"), "{}", table.text);
}
