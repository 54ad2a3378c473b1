//! Electronic registered letters on their page and on that of letters: a service is set, an ordinary letter is refused with its reason.

use app::access::Role;
use axum::http::StatusCode;
use testkit::ar24::{self, CODE, PRIVATE_KEY, TOKEN, USER};

use crate::firm::ask;
use crate::letters::{letters, waiting};

fn form(endpoint: &str, key: &str) -> String {
    let endpoint = endpoint.replace(':', "%3A").replace('/', "%2F");
    format!("adresse={endpoint}&jeton={TOKEN}&cle={key}&expediteur={USER}&prix=3%2C99")
}

#[tokio::test]
async fn a_qualified_service_is_set_and_takes_registered_letters_alone() {
    let firm = waiting(&[21, 14, 7]).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let server = ar24::start();
    let page = "/connexions/recommande";
    let fresh = ask(&pages, "GET", page, &cookie, "").await.text;
    assert!(fresh.contains("les recommandés partent sur papier") && fresh.contains("service qualifié"), "{fresh}");
    assert!(!ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Envoyer par voie électronique"));
    let refused = ask(&pages, "POST", page, &cookie, &form(&server.endpoint(), "fausse-cle")).await;
    assert!(
        refused.text.contains("refuse l’accès") && !refused.text.contains("fausse-cle") && !refused.text.contains(TOKEN),
        "{}",
        refused.text
    );
    let saved = ask(&pages, "POST", page, &cookie, &form(&server.endpoint(), PRIVATE_KEY)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let shown = ask(&pages, "GET", page, &cookie, "").await.text;
    assert!(shown.contains("En service") && shown.contains("3,99") && !shown.contains(TOKEN) && !shown.contains(PRIVATE_KEY), "{shown}");
    let reader = firm.session(Role::ReadOnly).await;
    assert_eq!(ask(&pages, "GET", page, &reader, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&pages, "POST", "/courriers/electronique", &reader, "").await.status, StatusCode::FORBIDDEN);

    let board = ask(&pages, "GET", "/courriers", &cookie, "").await.text;
    assert!(board.contains("Envoyer par voie électronique") && board.contains("Code à usage unique"), "{board}");
    let all = letters(&firm).await;
    let told = ask(&pages, "POST", "/courriers/electronique", &cookie, &format!("a={}&code={CODE}", all[0].0)).await;
    assert!(told.text.contains("Seul un recommandé peut partir par voie électronique"), "{}", told.text);
    let wrong = ask(&pages, "POST", "/courriers/electronique", &cookie, &format!("a={}&code=abc", all[0].0)).await;
    assert_eq!((wrong.status, server.asked()), (StatusCode::SEE_OTHER, 0));
    ask(&pages, "POST", "/connexions/recommande/etat", &cookie, "etat=arret").await;
    assert!(!ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Envoyer par voie électronique"));
}
