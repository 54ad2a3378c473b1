//! The page of the scenario: trying a text, saving it, and the emergency stop on every page.

use app::access::Role;
use axum::http::StatusCode;

use crate::browser::Visit;
use crate::firm::{Firm, ask, customers};

const TEXT: &str = "name = \"Relance ferme\"\n[[step]]\nkey = \"reminder_1\"\nday = \"J+3\"\nchannels = [\"email\", \"letter\"]\ntemplate = \"first_reminder\"\n\n[[test]]\nname = \"à J+5\"\nday = \"J+5\"\nexpect = \"send reminder_1\"\n";

fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn hidden(page: &str, name: &str) -> String {
    let start = page.find(&format!("name=\"{name}\" value=\"")).expect("the field") + name.len() + 15;
    page[start..].split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_text_is_tried_then_saved_and_a_version_can_be_opened() {
    let firm = Firm::with("Atelier Élan", &customers(5), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Anne Roux").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::CreditManager).await);
    let page = ask(&pages, "GET", "/scenarios", &cookie, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Relance standard") && page.text.contains("Première relance") && page.text.contains("[[step]]"));
    let before = hidden(&page.text, "avant");

    let broken = TEXT.replace("J+3", "demain");
    let tried = ask(&pages, "POST", "/scenarios/essayer", &cookie, &form(&[("texte", &broken), ("avant", &before)])).await.text;
    assert!(tried.contains("Ligne 4") && tried.contains("demain") && !tried.contains("/scenarios/enregistrer"), "{tried}");

    let tried = ask(&pages, "POST", "/scenarios/essayer", &cookie, &form(&[("texte", TEXT), ("avant", &before)])).await.text;
    assert!(
        tried.contains("Le test réussit") && tried.contains("Débiteurs qui avancent") && tried.contains("/scenarios/enregistrer"),
        "{tried}"
    );

    let saved = ask(&pages, "POST", "/scenarios/enregistrer", &cookie, &form(&[("texte", TEXT), ("avant", &before)])).await;
    assert!(saved.status == StatusCode::SEE_OTHER && saved.header("location").starts_with("/scenarios?serie="));
    let page = ask(&pages, "GET", "/scenarios", &cookie, "").await.text;
    assert!(page.contains("Relance ferme") && page.contains("version 2") && page.contains("Anne Roux"), "{page}");
    let old = ask(&pages, "GET", &format!("/scenarios?version={before}"), &cookie, "").await.text;
    assert!(old.contains("prepare_formal_notice"), "the text of the first version");
    let late = ask(&pages, "POST", "/scenarios/enregistrer", &cookie, &form(&[("texte", TEXT), ("avant", &before)])).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "somebody else saved in between: the page says so");
}

#[tokio::test]
async fn the_emergency_stop_is_seen_everywhere_until_it_is_lifted() {
    let firm = Firm::with("Atelier Élan", &customers(2), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Collector, "Paul Lenoir").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, collector, admin) = (firm.pages(), firm.session(Role::Collector).await, firm.session(Role::Admin).await);
    let stopped = ask(&pages, "POST", "/scenarios/arret", &collector, &form(&[("motif", "Virements mal imputés")])).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    for path in ["/", "/debiteurs", "/ce-soir", "/scenarios"] {
        let page = ask(&pages, "GET", path, &collector, "").await.text;
        assert!(page.contains("Arrêt d’urgence") && page.contains("Virements mal imputés") && page.contains("Paul Lenoir"), "{path}");
    }
    assert_eq!(ask(&pages, "POST", "/scenarios/reprise", &collector, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&pages, "POST", "/scenarios/reprise", &admin, "").await.status, StatusCode::SEE_OTHER);
    assert!(!ask(&pages, "GET", "/", &admin, "").await.text.contains("Virements mal imputés"));
    let limits = ask(
        &pages,
        "POST",
        "/scenarios/limites",
        &admin,
        &form(&[("plafond", "200"), ("courriels", "450"), ("contacts", "4"), ("jours", "30")]),
    )
    .await;
    assert_eq!(limits.status, StatusCode::SEE_OTHER);
    let page = ask(&pages, "GET", "/scenarios", &admin, "").await.text;
    assert!(page.contains("value=\"200\"") && page.contains("value=\"4\"") && page.contains("value=\"30\""), "{page}");
}

#[tokio::test]
async fn browser_a_scenario_is_tried_and_everything_is_stopped() {
    let firm = Firm::with("Atelier Élan", &customers(12), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.look("/scenarios", "scenarios").await;
    visit.go("/scenarios").await;
    visit.find("#texte-scenario").await.clear().await.unwrap();
    visit.write("#texte-scenario", TEXT).await;
    visit.click("#texte button[type=submit]").await;
    visit.find("#effet").await;
    visit.browser.save_screenshot("scenarios-effet").await;
    visit.click("button[formaction='/scenarios/enregistrer']").await;
    visit.find(".flash.ok").await;
    assert!(visit.text("h1 + .sub").await.contains("Relance ferme"));
    visit.write("#motif", "Virements mal imputés").await;
    visit.click("form[action='/scenarios/arret'] button").await;
    visit.find("form[action='/scenarios/reprise']").await;
    visit.look("/", "tableau-de-bord-arret").await;
    visit.look("/scenarios", "scenarios-arret").await;
    visit.end().await;
}
