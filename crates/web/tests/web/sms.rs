//! Text messages on their pages: the gateway, a text that waits, and a number that is left alone.

use app::access::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use testkit::sms_gateway::{API_KEY, sms_gateway};

use crate::firm::{Firm, ask, customers, send};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

/// The first step takes a text, else an e-mail.
const SCENARIO: &str = r#"name = "Relance par SMS"

[[step]]
key = "reminder_1"
day = "J+3"
gap = 3
channels = ["sms", "email"]
template = "first_reminder"
"#;

fn form(endpoint: &str, secret: &str, act: &str) -> String {
    let endpoint = endpoint.replace(':', "%3A").replace('/', "%2F");
    format!("passerelle=brevo&adresse={endpoint}&secret={secret}&expediteur=ELAN&prix=0%2C058&numero=06+00+00+00+01&faire={act}")
}

#[tokio::test]
async fn a_gateway_is_set_a_text_is_shown_and_a_number_is_left_alone() {
    let firm = Firm::with("Atelier Élan", &customers(1), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm.user(Role::Collector, "Paul Roux").await;
    firm.user(Role::ReadOnly, "Jean Petit").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let server = sms_gateway();

    let fresh = ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text;
    assert!(fresh.contains("Compte SMS") && fresh.contains("Aucun numéro sur la liste"), "{fresh}");
    let generic = ask(&pages, "GET", "/connexions/sms?passerelle=generic", &cookie, "").await.text;
    assert!(generic.contains("Pointeur vers l’identifiant"), "{generic}");
    let refused = ask(&pages, "POST", "/connexions/sms", &cookie, &form(&server.brevo(), "faux-secret", "enregistrer")).await;
    assert!(refused.text.contains("a refusé le SMS d’essai") && !refused.text.contains("faux-secret"), "{}", refused.text);
    let tried = ask(&pages, "POST", "/connexions/sms", &cookie, &form(&server.brevo(), API_KEY, "essayer")).await;
    assert!(tried.text.contains("a accepté le SMS d’essai") && !tried.text.contains("En service"), "{}", tried.text);
    let saved = ask(&pages, "POST", "/connexions/sms", &cookie, &form(&server.brevo(), API_KEY, "enregistrer")).await;
    assert_eq!((saved.status, server.texts().len()), (StatusCode::SEE_OTHER, 2));
    let page = ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text;
    assert!(page.contains("En service") && page.contains("0,058") && !page.contains(API_KEY), "{page}");

    let before = app::scenario::view(&firm.app, &firm.scope).await.unwrap().scenario.id;
    app::scenario::save(&firm.app, &firm.scope, before, SCENARIO).await.unwrap();
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let path = format!("/debiteurs/{}", debtors.rows[0].id);
    ask(&pages, "POST", &format!("{path}/contacts"), &cookie, "role=accounting&name=Anne&email=&phone=06+12+34+56+78").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    let tonight = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap();
    let action = tonight.waiting.iter().find(|line| line.channel == domain::dunning::Channel::Sms).unwrap().id;
    let waits = ask(&pages, "GET", &format!("/actions/{action}"), &cookie, "").await.text;
    for said in ["Il attend les heures d’envoi", "+33612345678", "vous a écrit au sujet de votre compte client", "1 · 0,058"] {
        assert!(waits.contains(said), "{said} in {waits}");
    }
    assert_eq!(server.texts().len(), 2, "not at six in the morning");

    let collector = firm.session(Role::Collector).await;
    let file = ask(&pages, "GET", &path, &collector, "").await.text;
    assert!(file.contains("Ne plus envoyer de SMS"), "{file}");
    ask(&pages, "POST", &format!("{path}/sms"), &collector, "numero=%2B33612345678&note=A+dit+STOP").await;
    let file = ask(&pages, "GET", &path, &firm.session(Role::ReadOnly).await, "").await.text;
    assert!(file.contains("Pas de SMS") && file.contains("Paul Roux") && !file.contains("Ne plus envoyer de SMS"), "{file}");
    let page = ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text;
    assert!(page.contains("+33612345678") && page.contains("A dit STOP"), "{page}");
    let held = ask(&pages, "GET", &format!("/actions/{action}"), &cookie, "").await.text;
    assert!(!held.contains("vous a écrit au sujet"), "what would not leave is not shown");
    ask(&pages, "POST", "/connexions/sms/stop", &cookie, "numero=%2B33612345678&faire=lever").await;
    assert!(ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text.contains("Aucun numéro sur la liste"));
    ask(&pages, "POST", "/connexions/sms/etat", &cookie, "etat=arret").await;
    assert!(ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text.contains("À l’arrêt"));
}

/// Gateways call without a session, and without saying where they come from.
#[tokio::test]
async fn the_address_of_texts_that_come_back_is_its_own_secret() {
    let firm = Firm::with("Atelier Élan", &customers(1), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let server = sms_gateway();
    let none = ask(&pages, "POST", "/connexions/sms/entrants", &cookie, "").await;
    assert_eq!(none.status, StatusCode::SEE_OTHER, "no gateway yet");
    ask(&pages, "POST", "/connexions/sms", &cookie, &form(&server.brevo(), API_KEY, "enregistrer")).await;
    let made = ask(&pages, "POST", "/connexions/sms/entrants", &cookie, "faire=ouvrir").await;
    let address = made.text.split("value=\"http://quittance.example").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert!(address.starts_with("/sms/entrant/") && address.len() > 90, "{address}");
    let page = ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text;
    assert!(page.contains("Aucun appel encore") && !page.contains(&address), "never again: {page}");
    let call = async |method: &str, path: &str, body: String| {
        let request =
            Request::builder().method(method).uri(path).header("host", "quittance.example").header("content-type", "application/json");
        send(&pages, request.body(Body::from(body)).unwrap()).await
    };
    server.write_back(1, "+33612345678", "STOP", "2026-11-20T09:00:00.000+01:00");
    let wrong = call("POST", &format!("{address}0"), String::new()).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    assert_eq!(call("POST", &address, "x".repeat(70_000)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(app::sms::stops(&firm.app, &firm.scope).await.unwrap().is_empty());
    for (method, body) in [("POST", "{\"msg_status\": \"replied\"}"), ("GET", "")] {
        let rung = call(method, &address, body.to_owned()).await;
        assert_eq!((rung.status, rung.text.as_str()), (StatusCode::OK, "OK"), "{method}");
        assert_eq!(rung.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(app::sms::stops(&firm.app, &firm.scope).await.unwrap().len(), 1);
    let page = ask(&pages, "GET", "/connexions/sms", &cookie, "").await.text;
    assert!(page.contains("STOP reçu par SMS") && page.contains("Passerelle SMS"), "{page}");
    ask(&pages, "POST", "/connexions/sms/entrants", &cookie, "faire=fermer").await;
    assert_eq!(call("POST", &address, String::new()).await.status, StatusCode::NOT_FOUND);
}

/// Whoever approves a text reads it in the queue, with its price and its hour.
#[tokio::test]
async fn a_text_that_waits_for_a_word_is_read_in_the_queue() {
    let firm = Firm::with("Atelier Élan", &customers(1), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let server = sms_gateway();
    ask(&pages, "POST", "/connexions/sms", &cookie, &form(&server.brevo(), API_KEY, "enregistrer")).await;
    let before = app::scenario::view(&firm.app, &firm.scope).await.unwrap().scenario.id;
    app::scenario::save(&firm.app, &firm.scope, before, SCENARIO).await.unwrap();
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let id = debtors.rows[0].id;
    ask(&pages, "POST", &format!("/debiteurs/{id}/contacts"), &cookie, "role=accounting&name=Anne&email=&phone=06+12+34+56+78").await;
    app::care::set_last_word(&firm.app, &firm.scope, id, true, "client sensible").await.unwrap();
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let page = ask(&pages, "GET", "/a-valider", &cookie, "").await.text;
    for said in ["Lire le SMS · 1 message · 0,058", "part dès le 20/11/2026 08:00", "vous a écrit au sujet de votre compte client"] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert_eq!(server.texts().len(), 1, "the trial alone");
}
