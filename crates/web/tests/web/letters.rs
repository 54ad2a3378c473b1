//! Letters on pages: a batch, what is left out of it, posted and taken back; a registered one followed.

use app::access::Role;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST};
use axum::http::{Request, StatusCode};
use domain::calendar;
use domain::dunning::{Channel, Template};
use domain::ids::ActionId;

use crate::firm::{Answer, Firm, TODAY, ask, customers, send};

/// A firm whose letters of tonight wait; the nights before were so many days ago.
pub(crate) async fn waiting(nights: &[i64]) -> Firm {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm.user(Role::ReadOnly, "Paul Petit").await;
    for ago in nights {
        firm.night_of(calendar::add_days(TODAY, -ago)).await;
    }
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    firm
}

/// The actions of tonight that are letters, and whether each is a formal notice.
pub(crate) async fn letters(firm: &Firm) -> Vec<(ActionId, bool)> {
    let board = app::post::board(&firm.app, &firm.scope, &app::post::Filter::default(), app::post::Order::Day, 1).await.unwrap();
    board.lines.into_iter().map(|line| (line.action, line.template == Template::PrepareFormalNotice.code())).collect()
}

fn said(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.cookies().first().copied().unwrap_or_default()
}

fn batch_of(answer: &Answer) -> String {
    let to = answer.header("location").to_owned();
    assert!(to.starts_with("/courriers/tirages/"), "{to}");
    to
}

#[tokio::test]
async fn a_batch_is_printed_posted_and_taken_back_on_pages() {
    let firm = waiting(&[21, 14, 7]).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let all = letters(&firm).await;
    assert!(all.len() >= 3 && all.iter().all(|(_, is_notice)| !is_notice), "{all:?}");
    let page = ask(&pages, "GET", "/courriers", &cookie, "").await.text;
    for expected in ["Tout imprimer", "Recto verso", "À imprimer", "44000 Nantes"] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    let reader = firm.session(Role::ReadOnly).await;
    let looked = ask(&pages, "GET", "/courriers", &reader, "").await.text;
    assert!(looked.contains("44000 Nantes") && !looked.contains("Tout imprimer"), "no button without the right");
    assert_eq!(ask(&pages, "POST", "/courriers/imprimer", &reader, "tout=oui").await.status, StatusCode::FORBIDDEN);
    assert!(said(&ask(&pages, "POST", "/courriers/imprimer", &cookie, "verso=oui").await).contains("late"), "none was chosen");

    let printed = ask(&pages, "POST", "/courriers/imprimer", &cookie, "tout=oui&verso=oui&intercalaire=oui").await;
    let batch = batch_of(&printed);
    let shown = ask(&pages, "GET", &batch, &cookie, "").await.text;
    assert!(shown.contains("recto verso") && shown.contains("Ouvrir le PDF"), "{shown}");
    let pdf = ask(&pages, "GET", &format!("{batch}/courriers.pdf"), &cookie, "").await;
    assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, "application/pdf"));
    let listed = ask(&pages, "GET", "/courriers", &cookie, "").await.text;
    assert!(listed.contains("Imprimée") && listed.contains(&batch), "{listed}");

    let chosen: String = all.iter().map(|(id, _)| format!("&a={id}")).collect();
    let run = batch.rsplit('/').next().unwrap();
    let wrong = ask(&pages, "POST", "/courriers/postes", &cookie, &format!("le=hier{chosen}")).await;
    assert!(said(&wrong).contains("late"));
    let posted = ask(&pages, "POST", "/courriers/postes", &cookie, &format!("le=20/11/2026&tirage={run}{chosen}")).await;
    assert!(said(&posted).contains("ok"), "{}", said(&posted));
    assert_eq!(posted.header("location"), batch);
    let again = ask(&pages, "POST", "/courriers/postes", &cookie, &format!("le=20/11/2026{chosen}")).await;
    assert_eq!(again.status, StatusCode::OK, "a page that says why");
    assert!(again.text.contains("N’attend plus d’être postée"), "{}", again.text);
    assert!(ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Rien à poster"));
    assert!(ask(&pages, "GET", "/courriers?voir=postes&tri=nom&q=Aliz", &cookie, "").await.text.contains("Postée"));

    let action = format!("/actions/{}", all[0].0);
    assert!(ask(&pages, "GET", &action, &cookie, "").await.text.contains("Pas postée, finalement"));
    assert!(said(&ask(&pages, "POST", &format!("{action}/courrier/reprendre"), &cookie, "").await).contains("ok"));
    assert!(ask(&pages, "GET", "/courriers", &cookie, "").await.text.contains("Imprimée"));
}

async fn with_scan(pages: &axum::Router, cookie: &str, path: &str, kind: &str, scan: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in [("quoi", kind), ("quand", "20/11/2026"), ("remarque", "guichet")] {
        body.extend_from_slice(format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    body.extend_from_slice(b"--limite\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"avis.pdf\"\r\n\r\n");
    body.extend_from_slice(scan);
    body.extend_from_slice(b"\r\n--limite--\r\n");
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(HOST, "quittance.example")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=limite")
        .header(COOKIE, cookie)
        .body(Body::from(body))
        .unwrap();
    send(pages, request).await
}

/// Takes upon itself what the pre-flight of an action's items lacks.
pub(crate) async fn clear(firm: &Firm, id: ActionId) {
    for claim in app::claims::action_preflight(&firm.app, &firm.scope, id).await.unwrap().unwrap() {
        let debtor = app::message::message(&firm.app, &firm.scope, id).await.unwrap().action.debtor;
        app::claims::override_preflight(&firm.app, &firm.scope, debtor, claim.item.id, "bon signé au dossier").await.unwrap();
    }
}

#[tokio::test]
async fn a_formal_notice_is_followed_on_its_page() {
    let firm = waiting(&[29, 22, 15, 8]).await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let id = letters(&firm).await.into_iter().find(|(_, is_notice)| *is_notice).expect("a notice").0;
    let lacking = ask(&pages, "POST", "/courriers/imprimer", &cookie, &format!("a={id}&verso=oui")).await;
    assert!(lacking.status == StatusCode::OK && lacking.text.contains("pièce justificative"), "{}", lacking.text);
    clear(&firm, id).await;
    let batch = batch_of(&ask(&pages, "POST", "/courriers/imprimer", &cookie, &format!("a={id}&verso=oui")).await);
    let form = ask(&pages, "GET", &batch, &cookie, "").await.text;
    assert!(form.contains(&format!("name=\"n-{id}\"")), "a field for its number: {form}");
    let wrong = ask(&pages, "POST", "/courriers/postes", &cookie, &format!("a={id}&n-{id}=RK473124828FR")).await;
    assert!(wrong.text.contains("clé est fausse"), "{}", wrong.text);
    assert!(said(&ask(&pages, "POST", "/courriers/postes", &cookie, &format!("a={id}&n-{id}=1A+123+456+7890+1")).await).contains("ok"));

    let (page, way) = (format!("/actions/{id}"), format!("/actions/{id}/courrier/evenement"));
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    for expected in ["1A\u{a0}123\u{a0}456\u{a0}7890\u{a0}1", "pas encore connue", "Preuve", "Papier par défaut"].into_iter().take(2) {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
    assert!(said(&with_scan(&pages, &cookie, &way, "presented", b"MZ").await).contains("late"), "no scan");
    assert!(said(&with_scan(&pages, &cookie, &way, "presented", b"%PDF-1.4 avis").await).contains("ok"));
    assert_eq!(with_scan(&pages, &cookie, &way, "teleported", b"%PDF-1.4").await.status, StatusCode::BAD_REQUEST);
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    assert!(shown.contains("28/11/2026") && shown.contains("Première présentation"), "eight days on: {shown}");
    let event = shown.split("courrier/piece?evenement=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let proof = ask(&pages, "GET", &format!("{page}/courrier/piece?evenement={event}"), &cookie, "").await;
    assert_eq!((proof.status, proof.header("content-type"), proof.text.as_str()), (StatusCode::OK, "application/pdf", "%PDF-1.4 avis"));
    assert!(proof.header("content-disposition").starts_with("attachment"));
    assert!(said(&ask(&pages, "POST", &format!("{page}/courrier/numero"), &cookie, "numero=&jours=15").await).contains("ok"));
    assert!(
        said(&ask(&pages, "POST", &format!("{page}/courrier/evenement/retirer"), &cookie, &format!("evenement={event}")).await)
            .contains("ok")
    );
    assert!(ask(&pages, "GET", "/courriers?voir=suivis", &cookie, "").await.text.contains("Postée"));

    let debtor = app::message::message(&firm.app, &firm.scope, id).await.unwrap().action;
    assert_ne!(debtor.channel, Channel::Letter);
    let contact = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor.debtor).await.unwrap().contacts[0].id;
    let path = format!("/debiteurs/{}/accord", debtor.debtor);
    assert!(said(&ask(&pages, "POST", &path, &cookie, &format!("contact={contact}&le=&ou=contrat")).await).contains("late"));
    assert!(said(&ask(&pages, "POST", &path, &cookie, &format!("contact={contact}&le=01/11/2026&ou=contrat")).await).contains("ok"));
    let sheet = ask(&pages, "GET", &format!("/debiteurs/{}/fiche", debtor.debtor), &cookie, "").await.text;
    assert!(sheet.contains("Retirer l’accord") && sheet.contains("contrat"), "{sheet}");
}
