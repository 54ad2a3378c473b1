//! The pages of message templates: packs, the editor with its findings and preview, versions, a test mail, the mandate.

use app::access::Role;
use axum::http::StatusCode;

use crate::browser::Visit;
use crate::firm::{Firm, ask, customers};

const PAGE: &str = "/modeles/first_reminder.email.fr.any";
const TEXT: &str = "Bonjour {{ debtor_name }},\n\nIl reste {{ asked_total }} à régler depuis le {{ first_due }}.\n\n{{ debt_table }}\n\nSi vous avez déjà réglé, merci. Si vous contestez, écrivez à {{ creditor_email }}.";

fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn hidden(page: &str, name: &str) -> String {
    let start = page.find(&format!("name=\"{name}\" value=\"")).expect("the field") + name.len() + 15;
    page[start..].split('"').next().unwrap_or_default().to_owned()
}

fn typed<'a>(text: &'a str, debtor: &'a str, before: &'a str) -> String {
    form(&[("nom", "Rappel de l’atelier"), ("objet", "Rappel {{ reference }}"), ("texte", text), ("debiteur", debtor), ("avant", before)])
}

#[tokio::test]
async fn a_template_is_previewed_on_a_debtor_mended_saved_and_restored() {
    let firm = Firm::with("Atelier Élan", &customers(5), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Anne Roux").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::CreditManager).await);
    let empty = ask(&pages, "GET", "/modeles", &cookie, "").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.text.contains("Vos propres mots") && empty.text.contains("Négoce entre professionnels") && empty.text.contains("89-462"));
    let fresh = ask(&pages, "POST", "/modeles/nouveau", &cookie, "etape=call_script&canal=email&langue=en&destinataires=any").await;
    assert_eq!(fresh.header("location"), "/modeles/call_script.call_script.en.any");
    let page = ask(&pages, "GET", PAGE, &cookie, "").await.text;
    assert!(
        page.contains("Texte du lot") && page.contains("Conforme") && page.contains("debt_table") && page.contains("Exemple"),
        "{page}"
    );

    let spoiled = TEXT.replace("déjà réglé, merci", "déjà réglé, merci.\nUn huissier <b>viendra</b>");
    let shown = ask(&pages, "POST", &format!("{PAGE}/apercu"), &cookie, &typed(&spoiled, "C001", "")).await.text;
    assert!(shown.contains("Ligne 8") && shown.contains("CPCE art. L111-2") && shown.contains("Société Alizé 1 (C001)"), "{shown}");
    assert!(!shown.contains("<b>viendra") && shown.contains("Bonjour Société Alizé 1"), "escaped, with the figures of the debtor");
    let refused = ask(&pages, "POST", &format!("{PAGE}/enregistrer"), &cookie, &typed(&spoiled, "", "")).await;
    assert!(
        refused.status == StatusCode::OK && refused.text.contains("à corriger") && refused.text.contains("huissier"),
        "nothing typed is lost"
    );

    let saved = ask(&pages, "POST", &format!("{PAGE}/enregistrer"), &cookie, &typed(TEXT, "", "")).await;
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, PAGE));
    let page = ask(&pages, "GET", PAGE, &cookie, "").await.text;
    let first = hidden(&page, "avant");
    assert!(page.contains("Anne Roux") && page.contains("version 1"), "{page}");
    let next = TEXT.replace("Bonjour", "Madame, Monsieur,\nBonjour");
    let saved = ask(&pages, "POST", &format!("{PAGE}/enregistrer"), &cookie, &typed(&next, "", &first)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let old = ask(&pages, "GET", &format!("{PAGE}?version={first}"), &cookie, "").await.text;
    assert!(
        old.contains("De la version 1") && old.contains("<ins>Madame, Monsieur,</ins>") && old.contains("Remettre la version 1"),
        "{old}"
    );
    let back = ask(&pages, "POST", &format!("{PAGE}/retablir"), &cookie, &form(&[("version", &first)])).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let list = ask(&pages, "GET", "/modeles?q=atelier&phase=amicable&canal=email&langue=fr", &cookie, "").await.text;
    assert!(list.contains("Rappel de l’atelier") && list.contains("version 3"), "{list}");
    let file = ask(&pages, "GET", "/modeles.txt", &cookie, "").await.text;
    assert!(file.starts_with("=== first_reminder.email.fr.any\nnom: Rappel de l’atelier\n"), "{file}");
    let none = ask(&pages, "GET", "/modeles?q=introuvable", &cookie, "").await.text;
    assert!(none.contains("Aucun modèle pour ces critères"));
    let page = ask(&pages, "GET", PAGE, &cookie, "").await.text;
    let gone = ask(&pages, "POST", &format!("{PAGE}/retirer"), &cookie, &form(&[("version", &hidden(&page, "avant"))])).await;
    assert_eq!(gone.header("location"), "/modeles");
    assert_eq!(ask(&pages, "GET", "/modeles/inconnu", &cookie, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn packs_are_installed_a_test_is_sent_and_rights_are_asked() {
    let firm = Firm::with("Atelier Élan", &customers(3), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm.user(Role::ReadOnly, "Luc Petit").await;
    let (pages, admin, reader) = (firm.pages(), firm.session(Role::Admin).await, firm.session(Role::ReadOnly).await);
    assert_eq!(ask(&pages, "POST", "/modeles/lots", &reader, &form(&[("lot", "trade")])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&pages, "POST", "/modeles/mandat", &reader, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&pages, "POST", "/modeles/lots", &admin, &form(&[("lot", "trade")])).await.status, StatusCode::SEE_OTHER);
    let list = ask(&pages, "GET", "/modeles", &reader, "").await.text;
    assert!(list.contains("Négoce — premier rappel") && !list.contains("Installer les modèles"), "{list}");
    let tested = ask(&pages, "POST", &format!("{PAGE}/essai"), &admin, &typed(TEXT, "C001", "")).await.text;
    assert!(tested.contains("Essai envoyé à admin@elan.example"), "{tested}");
    let locked = ask(&pages, "POST", "/modeles/mandat", &admin, &form(&[("autrui", "oui"), ("creancier", "Menuiserie du Lac")])).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER);
    let list = ask(&pages, "GET", "/modeles", &admin, "").await.text;
    assert!(list.contains("Envois bloqués") && list.contains("quittance remise") && list.contains("CPCE art. R124-6"), "{list}");
    let page = ask(&pages, "GET", PAGE, &admin, "").await.text;
    assert!(page.contains("Texte du lot"), "{page}");
}

#[tokio::test]
async fn browser_a_template_is_written_with_its_findings_beside() {
    let firm = Firm::with("Atelier Élan", &customers(12), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/modeles", "modeles-vide").await;
    visit.go("/modeles").await;
    visit.click("#lots form[action='/modeles/lots'] button").await;
    assert!(visit.text(".flash.ok").await.contains("modèles installés"));
    visit.look("/modeles", "modeles").await;
    visit.look(PAGE, "modele").await;
    visit.go(PAGE).await;
    visit.find("#texte").await.clear().await.unwrap();
    visit.write("#texte", &TEXT.replace("merci.", "merci. Un huissier viendra.")).await;
    visit.find("#debiteur").await.clear().await.unwrap();
    visit.write("#debiteur", "C002").await;
    visit.click("button[formaction$='/enregistrer']").await;
    // The page that answers, not the one that was left.
    visit.arrives("/enregistrer").await;
    visit.says("constats", "huissier").await;
    visit.says("apercu", "Société Alizé 2").await;
    visit.browser.save_screenshot("modele-refuse").await;
    visit.find("#texte").await.clear().await.unwrap();
    visit.write("#texte", TEXT).await;
    visit.click("button[formaction$='/enregistrer']").await;
    assert!(visit.text(".flash.ok").await.contains("Version 2"));
    visit.click("#versions tbody tr:last-child a").await;
    visit.find("#comparaison ins").await;
    visit.browser.save_screenshot("modele-compare").await;
    visit.look("/scenarios", "scenarios-modeles").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
