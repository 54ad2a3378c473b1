//! The service that posts letters, on its page and on those of letters: set, handed over, settled, its proof shown.

use app::access::Role;
use axum::http::StatusCode;
use testkit::merci_facteur::{self, SECRET, SERVICE, USER};

use crate::firm::ask;
use crate::letters::{letters, waiting};

fn form(endpoint: &str, secret: &str, act: &str) -> String {
    let endpoint = endpoint.replace(':', "%3A").replace('/', "%2F");
    format!(
        "prestataire=merci_facteur&adresse={endpoint}&service={SERVICE}&secret={secret}&utilisateur={USER}&lettres=prestataire&recommandes=main&prix_lettre=1%2C39&faire={act}"
    )
}

#[tokio::test]
async fn a_service_is_set_letters_are_handed_to_it_and_a_doubt_is_settled() {
    let firm = waiting(&[21, 14, 7]).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let server = merci_facteur::start();
    let fresh = ask(&pages, "GET", "/connexions/courrier", &cookie, "").await.text;
    assert!(fresh.contains("imprimées et postées par vos soins") && fresh.contains("Clé secrète"), "{fresh}");
    assert!(!ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Confier la sélection"), "by hand is the default");
    let folder = ask(&pages, "GET", "/connexions/courrier?prestataire=folder", &cookie, "").await.text;
    assert!(folder.contains("fiche JSON") && !folder.contains("Clé secrète"), "{folder}");
    let refused = ask(&pages, "POST", "/connexions/courrier", &cookie, &form(&server.endpoint(), "faux-secret", "enregistrer")).await;
    assert!(refused.text.contains("refuse l’accès") && !refused.text.contains("faux-secret"), "{}", refused.text);
    let tried = ask(&pages, "POST", "/connexions/courrier", &cookie, &form(&server.endpoint(), SECRET, "essayer")).await;
    assert!(tried.text.contains("rien n’a été envoyé ni gardé") && !tried.text.contains("En service"), "{}", tried.text);
    let saved = ask(&pages, "POST", "/connexions/courrier", &cookie, &form(&server.endpoint(), SECRET, "enregistrer")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = ask(&pages, "GET", "/connexions/courrier", &cookie, "").await.text;
    assert!(page.contains("En service") && page.contains("1,39") && !page.contains(SECRET), "{page}");
    let reader = firm.session(Role::ReadOnly).await;
    assert_eq!(ask(&pages, "GET", "/connexions/courrier", &reader, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&pages, "POST", "/courriers/confier", &reader, "").await.status, StatusCode::FORBIDDEN);

    let all = letters(&firm).await;
    let board = ask(&pages, "GET", "/courriers", &cookie, "").await.text;
    assert!(board.contains("Confier la sélection à Merci Facteur") && board.contains("1,39"), "{board}");
    server.hang_up_next();
    let doubtful = ask(&pages, "POST", "/courriers/confier", &cookie, &format!("a={}", all[0].0)).await;
    assert!(doubtful.text.contains("peut-être partie"), "{}", doubtful.text);
    let taken = ask(&pages, "POST", "/courriers/confier", &cookie, &format!("a={}", all[1].0)).await;
    assert_eq!((taken.status, server.taken().len()), (StatusCode::SEE_OTHER, 2), "{}", taken.text);
    assert!(ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Issue inconnue"));
    let action = format!("/actions/{}", all[0].0);
    let asked = ask(&pages, "GET", &action, &cookie, "").await.text;
    assert!(asked.contains("Il l’a prise") && asked.contains("Il ne l’a pas"), "{asked}");
    assert_eq!(ask(&pages, "POST", &format!("{action}/courrier/trancher"), &cookie, "pris=").await.status, StatusCode::BAD_REQUEST);
    ask(&pages, "POST", &format!("{action}/courrier/trancher"), &cookie, "pris=oui").await;
    let settled = ask(&pages, "GET", &action, &cookie, "").await.text;
    assert!(settled.contains("Merci Facteur") && !settled.contains("Il l’a prise"), "{settled}");
    ask(&pages, "POST", "/connexions/courrier/etat", &cookie, "etat=arret").await;
    assert!(!ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Confier la sélection"));
    assert!(ask(&pages, "GET", "/connexions/courrier", &cookie, "").await.text.contains("Confier de nouveau"));
}
