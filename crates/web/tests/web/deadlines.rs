//! Time limits on pages: computed and explained, recorded, ended, and read by a calendar program.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Answer, Firm, ask, customers};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

fn flash(answer: &Answer) -> &str {
    let cookie = answer.cookies().into_iter().find(|cookie| cookie.starts_with("quittance_flash=")).unwrap_or_default();
    cookie.trim_start_matches("quittance_flash=").split('|').next().unwrap_or_default()
}

/// The path of the first form of a page that posts there.
fn form(page: &str, ends: &str) -> String {
    let actions = page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.filter(|action| action.ends_with(ends)).map(str::to_owned).next().unwrap_or_else(|| panic!("no form to {ends}"))
}

#[tokio::test]
async fn a_limit_is_computed_recorded_and_ended() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::Collector, "Claire Morel").await;
    let cookie = firm.session(Role::Collector).await;
    let pages = firm.pages();
    let get = async |path: &str| ask(&pages, "GET", path, &cookie, "").await;
    let post = async |path: &str, form: &str| ask(&pages, "POST", path, &cookie, form).await;

    let blank = get("/delais").await;
    assert!(blank.text.contains("expliquée pas à pas") && blank.text.contains("Aucun délai en cours"), "{}", blank.text);
    assert!(blank.text.contains("<optgroup label=\"Injonction de payer\">") && blank.text.contains("Opposition du débiteur"));
    let query = "regle=limit.payment_order.service&depart=25/09/2026&zone=mainland";
    let answer = get(&format!("/delais?{query}")).await;
    for expected in ["vendredi 25\u{a0}décembre 2026", "28/12/2026", "CPC, art. 1411", "Noël, samedi, dimanche", "Enregistrer ce délai"]
    {
        assert!(answer.text.contains(expected), "{expected} in {}", answer.text);
    }
    let civil = get("/delais?regle=limit.suit.civil.service&depart=16/12/2026").await;
    assert!(civil.text.contains("à vérifier"), "{}", civil.text);

    let recorded = post("/delais", &format!("{query}&debiteur=C001&note=RG%2026%2F12")).await;
    assert_eq!((recorded.status, recorded.header("location"), flash(&recorded)), (StatusCode::SEE_OTHER, "/delais", "ok"));
    let listed = get("/delais").await;
    for expected in ["Société Alizé 1", "RG 26/12", "Plus tard", "dernier jour le 28/12/2026"] {
        assert!(listed.text.contains(expected), "{expected} in {}", listed.text);
    }
    let found = get("/delais?q=alizé%201").await;
    assert!(found.text.contains("RG 26/12"));
    assert!(!get("/delais?q=rien").await.text.contains("RG 26/12"));
    let debtor = listed.text.split("href=\"/debiteurs/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let file = get(&format!("/debiteurs/{debtor}?onglet=litiges")).await;
    assert!(
        file.text.contains("Signifier l’ordonnance") && file.text.contains(&format!("/delais?debiteur={debtor}")),
        "its own page shows it"
    );
    let from_there = get(&format!("/delais?debiteur={debtor}&{query}")).await;
    assert!(from_there.text.contains("value=\"C001\"") && from_there.text.contains("Société Alizé 1"), "the form is filled");

    let silent = post(&form(&listed.text, "/annuler"), "motif=").await;
    assert_eq!(flash(&silent), "late", "no reason, no end");
    let done = post(&form(&listed.text, "/fait"), &format!("retour={debtor}")).await;
    assert_eq!((done.header("location"), flash(&done)), (format!("/debiteurs/{debtor}?onglet=litiges#delais").as_str(), "ok"));
    let after = get("/delais").await;
    assert!(after.text.contains("Délais terminés (1)") && after.text.contains("Traité"), "{}", after.text);
    let reopened = post(&form(&after.text, "/reprendre"), "").await;
    assert_eq!(flash(&reopened), "ok");
    assert!(!get("/delais").await.text.contains("Délais terminés"));
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_stays_typed() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let cookie = firm.session(Role::CreditManager).await;
    let pages = firm.pages();
    for (query, told) in [
        ("depart=01/09/2026", "Choisissez le délai"),
        ("regle=limit.payment_order.service&depart=31/02/2026", "ne se lit pas"),
        ("regle=limit.payment_order.service&depart=01/09/2026&zone=lune", "Cette zone"),
        ("regle=limit.payment_order.service&depart=01/09/2019", "Aucune durée"),
        ("regle=limit.nothing&depart=01/09/2026", "inconnu"),
        ("regle=limit.payment_order.enforcement&depart=01/10/2026&decision=hier", "ordonnance ne se lit pas"),
        ("regle=limit.payment_order.enforcement&depart=01/10/2026&decision=02/10/2026", "postérieure"),
    ] {
        let answer = ask(&pages, "GET", &format!("/delais?{query}"), &cookie, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(answer.text.contains(told) && answer.text.contains("role=\"alert\""), "{told} for {query}");
        assert!(!answer.text.contains("Enregistrer ce délai"), "{query}");
        let refused = ask(&pages, "POST", "/delais", &cookie, query).await;
        assert_eq!(flash(&refused), "late", "{query}");
    }
    let refused =
        ask(&pages, "POST", "/delais", &cookie, "regle=limit.payment_order.service&depart=01/09/2026&debiteur=Inconnu&note=Dossier").await;
    assert_eq!(flash(&refused), "late");
    let again = ask(&pages, "GET", refused.header("location"), &cookie, "").await;
    for typed in ["value=\"Inconnu\"", "value=\"Dossier\"", "value=\"01/09/2026\""] {
        assert!(again.text.contains(typed), "{typed} is not lost");
    }
    let gone = ask(&pages, "GET", "/delais?debiteur=00000000-0000-7000-8000-000000000000", &cookie, "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_may_only_look_gets_no_buttons() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    for role in [Role::Collector, Role::ReadOnly] {
        firm.user(role, role.code()).await;
    }
    let (collector, reader) = (firm.session(Role::Collector).await, firm.session(Role::ReadOnly).await);
    let pages = firm.pages();
    let query = "regle=limit.payment_order.service&depart=25/09/2026";
    ask(&pages, "POST", "/delais", &collector, &format!("{query}&debiteur=C001")).await;
    let page = ask(&pages, "GET", &format!("/delais?{query}"), &reader, "").await;
    assert!(page.text.contains("Société Alizé 1") && page.text.contains("28/12/2026"));
    for wanted in ["Enregistrer ce délai", "/fait\"", "/annuler\""] {
        assert!(!page.text.contains(wanted), "{wanted}");
    }
}

#[tokio::test]
async fn a_secret_address_opens_the_calendar_and_nothing_else() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::Collector, "Claire Morel").await;
    let cookie = firm.session(Role::Collector).await;
    let pages = firm.pages();
    ask(&pages, "POST", "/delais", &cookie, "regle=limit.payment_order.service&depart=2026-09-25&debiteur=C001").await;
    let file = ask(&pages, "GET", "/delais.ics", &cookie, "").await;
    assert_eq!((file.header("content-type"), file.status), ("text/calendar; charset=utf-8", StatusCode::OK));
    assert!(file.text.starts_with("BEGIN:VCALENDAR\r\n") && file.header("content-disposition").contains("delais.ics"));

    let made = ask(&pages, "POST", "/delais/abonnement", &cookie, "").await;
    let address =
        made.text.split("value=\"http://quittance.example").nth(1).and_then(|rest| rest.split('"').next()).expect("an address").to_owned();
    let shown_again = ask(&pages, "GET", "/delais", &cookie, "").await;
    assert!(!shown_again.text.contains(&address) && shown_again.text.contains("Remplacer mon adresse"), "shown once");
    let read = ask(&pages, "GET", &address, "", "").await;
    assert_eq!(
        (read.status, read.header("content-type"), read.header("cache-control")),
        (StatusCode::OK, "text/calendar; charset=utf-8", "no-store")
    );
    assert_eq!(read.text, file.text, "without a session, the same calendar");
    assert!(read.cookies().is_empty());
    for wrong in
        [address.trim_end_matches(".ics"), &address.replace("/calendrier/", "/calendrier/0"), "/calendrier/x.ics", "/calendrier/.ics"]
    {
        assert_eq!(ask(&pages, "GET", wrong, &cookie, "").await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let revoked = ask(&pages, "POST", "/delais/abonnement/revoquer", &cookie, "").await;
    assert_eq!(flash(&revoked), "ok");
    assert_eq!(ask(&pages, "GET", &address, "", "").await.status, StatusCode::NOT_FOUND, "revoked");
    let twice = ask(&pages, "POST", "/delais/abonnement/revoquer", &cookie, "").await;
    assert_eq!(flash(&twice), "late");
}
