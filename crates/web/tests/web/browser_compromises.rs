//! A negotiation and its agreement in a browser, at both widths: offers noted, the effect computed as the form is filled, signed,
//! paid in time with its credit note, another given up.

use app::access::Role;
use domain::Cents;

use crate::browser::Visit;
use crate::browser_requests::axe;
use crate::firm::{Firm, customers};

/// The sum agreed, paid today on the debts.
async fn pay(firm: &Firm, code: &str, cents: Cents, numbers: &[String]) {
    let items: Vec<serde_json::Value> = numbers.iter().map(|number| serde_json::json!({"number": number})).collect();
    let row = serde_json::json!({
        "reference": "VIR-1", "customer_code": code, "amount": cents.iso(), "received_on": firm.app.today().to_string(), "items": items,
    });
    let report = app::connect::push_payments(&firm.app, &firm.scope, &app::connect::Once::default(), &[row]).await.unwrap();
    assert!(!report.is_refused(), "{report:?}");
}

#[tokio::test]
async fn s86_a_negotiation_ends_in_an_agreement_that_is_approved_printed_and_kept() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let strict = domain::compromise::Policy { percent: 5, ..domain::compromise::Policy::default() };
    app::compromises::set_policy(&firm.app, &firm.scope, &strict).await.unwrap();
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let options = app::compromises::options(&firm.app, &firm.scope, debtor).await.unwrap();
    let today = firm.app.today();
    let late = options.items.iter().map(|(item, _)| item).filter(|item| item.is_overdue(today));
    let owed: Cents = late.map(|item| item.open).sum();
    assert!(owed.is_positive(), "{options:?}");
    let (visit, mut found) = (Visit::of(&firm).await, Vec::new());
    visit.log_in(Role::Admin).await;
    visit.look("/accords", "accords-vide").await;
    // From the debtor by one key.
    let (here, talks, form) =
        (format!("/debiteurs/{debtor}"), format!("/debiteurs/{debtor}/negociation"), format!("/debiteurs/{debtor}/accord-avec-remise"));
    visit.go(&here).await;
    visit.find("body").await.send_keys("v").await.unwrap();
    visit.arrives("/negociation").await;
    visit.look(&talks, "negociation-vide").await;
    visit.go(&talks).await;
    visit.write("#montant", &Cents(owed.0 / 2).fr()).await;
    visit.write("#personne", "Mme Durand").await;
    visit.write("#texte", "Ne peut pas payer davantage avant Noël").await;
    visit.click("#noter button.go").await;
    assert!(visit.text(".flash.ok").await.contains("C’est noté"));
    visit.click("#qui option[value=house]").await;
    visit.write("#montant", &Cents(owed.0 - owed.0 / 10).fr()).await;
    visit.click("#noter button.go").await;
    assert!(visit.text("ol.timeline").await.contains("Contre-proposition"), "{}", visit.text("ol.timeline").await);
    visit.look(&talks, "negociation").await;
    axe(&visit, &talks, &mut found).await;
    // The offer that stands fills the form.
    visit.go(&talks).await;
    visit.find("body").await.send_keys("a").await.unwrap();
    visit.arrives("/accord-avec-remise").await;
    let filled = visit.path_and_query().await;
    visit.look(&filled, "accord-nouveau").await;
    axe(&visit, &filled, &mut found).await;
    visit.go(&filled).await;
    visit.click("#apercu button[formmethod=post]").await;
    assert!(visit.text(".flash.late").await.contains("Aucun choix n’est fait à votre place"), "{}", visit.text("main").await);
    visit.click("input[name=nature][value=rebate]").await;
    if options.debtor.kind == domain::party::DebtorKind::Business {
        visit.click("input[name=interets][value=waived]").await;
    }
    visit.says("apercu", "Un avoir est à émettre").await;
    visit.click("#apercu button[formmethod=post]").await;
    visit.find("#gestes").await;
    let agreed = visit.path().await;
    visit.look(&agreed, "accord-projet").await;
    visit.go(&agreed).await;
    visit.click("#gestes button[type=submit]").await;
    assert!(visit.text("#gestes").await.contains("Valider"), "beyond the limits of the house: {}", visit.text("main").await);
    visit.click("#gestes button.go").await;
    visit.find("a[href$='.pdf']").await;
    visit.write("#signataire", "M. Petit, gérant").await;
    visit.click("#gestes form.stack button.go").await;
    assert!(visit.text("main").await.contains("En attente du paiement"), "{}", visit.text("main").await);
    visit.look(&agreed, "accord-en-cours").await;
    visit.look("/accords", "accords").await;
    axe(&visit, &agreed, &mut found).await;
    axe(&visit, "/accords", &mut found).await;
    visit.go(&format!("{here}?onglet=echeanciers")).await;
    assert!(visit.text("main").await.contains("ACC-"), "the debtor's page shows it");
    // Paid in time: the discount is written off, and its credit note is asked for.
    let id = agreed.rsplit('/').next().unwrap().parse().unwrap();
    let view = app::compromises::view(&firm.app, &firm.scope, id).await.unwrap();
    let numbers: Vec<String> = view.items.iter().map(|(item, _)| item.number.clone()).collect();
    pay(&firm, &view.debtor.code, view.compromise.record.row.terms.payable(), &numbers).await;
    assert_eq!(app::compromises::follow(&firm.app, &firm.scope).await.unwrap(), 1);
    visit.look(&agreed, "accord-execute").await;
    visit.go("/accords").await;
    assert!(visit.text("main").await.contains("Avoir à émettre"), "{}", visit.text("main").await);
    visit.go(&agreed).await;
    visit.write("#numero", "AV-2026-118").await;
    visit.click("#avoir button").await;
    assert!(visit.text("#avoir").await.contains("AV-2026-118"));
    visit.look(&form, "accord-rien").await;
    assert_eq!(found, Vec::<String>::new(), "axe");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
