//! Disputes on the pages: opened from a debtor, decided, listed, exported; and the owner's link as a stranger asks it.

use app::access::Role;
use app::dispute::{self, Setting};
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Request, StatusCode};
use domain::dispute::{OwnerRole, Verdict};
use domain::ids::DisputeId;

use crate::firm::{Answer, Firm, ask, customers, send};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

async fn firm() -> (Firm, axum::Router, String) {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    (firm, pages, cookie)
}

fn said(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.cookies().first().copied().unwrap_or_default()
}

/// Posts the owner's form, as a browser does with files.
async fn answer(pages: &axum::Router, token: &str, fields: &[(&str, &str)], file: (&str, &str)) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, text) = file;
    body.push_str(&format!(
        "--limite\r\nContent-Disposition: form-data; name=\"pieces\"; filename=\"{name}\"\r\n\r\n{text}\r\n--limite--\r\n"
    ));
    let request = Request::builder()
        .method("POST")
        .uri(format!("/litige/{token}"))
        .header(HOST, "quittance.example")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=limite")
        .body(Body::from(body))
        .unwrap();
    send(pages, request).await
}

#[tokio::test]
async fn a_dispute_is_opened_listed_exported_and_decided() {
    let (firm, pages, cookie) = firm().await;
    let empty = ask(&pages, "GET", "/litiges", &cookie, "").await;
    assert!(empty.text.contains("Aucun litige") && empty.text.contains("Seule la part contestée"), "{}", empty.text);
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let mut found = None;
    for row in debtors.rows {
        let (_, items) = dispute::contestable(&firm.app, &firm.scope, row.id).await.unwrap();
        if let Some(line) = items.into_iter().next() {
            found = Some((row.id, line.item));
            break;
        }
    }
    let (debtor, item) = found.expect("an open invoice");
    let form = ask(&pages, "GET", &format!("/debiteurs/{debtor}/litige?poste={}&motif=price", item.id), &cookie, "").await;
    assert!(
        form.text.contains(&item.number) && form.text.contains("checked") && form.text.contains("value=\"price\" selected"),
        "{}",
        form.text
    );
    let to = format!("/debiteurs/{debtor}/litige");
    let without = ask(&pages, "POST", &to, &cookie, "motif=price").await;
    assert!(said(&without).contains("late"), "{}", said(&without));
    let typed = format!("motif=price&poste={0}&montant-{0}=10%2C00&note=%3Cb%3Etrop+cher%3C%2Fb%3E", item.id);
    let opened = ask(&pages, "POST", &to, &cookie, &typed).await;
    let here = opened.header("location").to_owned();
    assert!(here.starts_with("/litiges/"), "{here}");
    let page = ask(&pages, "GET", &here, &cookie, "").await;
    assert!(page.text.contains("&lt;b&gt;trop cher&lt;/b&gt;") && !page.text.contains("<b>trop"), "{}", page.text);
    for address in ["/litiges", "/litiges?voir=liste&tri=montant", "/litiges?voir=liste&q=trop+cher", "/litiges?voir=chiffres"] {
        let list = ask(&pages, "GET", address, &cookie, "").await;
        assert!(list.status == StatusCode::OK && list.text.contains("Prix"), "{address}: {}", list.text);
    }
    let none = ask(&pages, "GET", "/litiges?voir=liste&q=introuvable", &cookie, "").await;
    assert!(none.text.contains("Aucun litige ne répond"), "{}", none.text);
    let csv = ask(&pages, "GET", "/litiges.csv", &cookie, "").await;
    assert!(csv.text.starts_with("Code client;") && csv.text.contains(&item.number) && csv.text.contains(";10,00;"), "{}", csv.text);
    let file = ask(&pages, "GET", &format!("/debiteurs/{debtor}?onglet=litiges"), &cookie, "").await;
    assert!(file.text.contains(&here), "the debtor's page leads there");
    let wrong = ask(&pages, "POST", &format!("{here}/decider"), &cookie, "decision=partly&montant=12%2C00&motif=vu").await;
    assert!(said(&wrong).contains("late"), "{}", said(&wrong));
    let done = ask(&pages, "POST", &format!("{here}/decider"), &cookie, "decision=unfounded&motif=devis+sign%C3%A9").await;
    assert!(said(&done).contains("ok"), "{}", said(&done));
    let closed = ask(&pages, "GET", &here, &cookie, "").await;
    assert!(closed.text.contains("Non fondé") && closed.text.contains("devis signé") && closed.text.contains("Reprendre la décision"));
    let undone = ask(&pages, "POST", &format!("{here}/reprendre"), &cookie, "motif=trop+vite").await;
    assert!(said(&undone).contains("ok"), "{}", said(&undone));
}

#[tokio::test]
async fn a_stranger_with_the_link_answers_once() {
    let (firm, pages, _) = firm().await;
    let id: DisputeId = firm.dispute_id().await.parse().unwrap();
    let setting = Setting { address: "https://quittance.example".to_owned(), ..Setting::default() };
    dispute::set_settings(&firm.app, &firm.scope, &setting, false).await.unwrap();
    let owner = dispute::Owner { role: OwnerRole::Sales, name: "Paul".to_owned(), email: "paul@elan.example".to_owned() };
    dispute::ask(&firm.app, &firm.scope, id, &owner, "", false).await.unwrap();
    let link = dispute::link_of(&firm.app, &firm.scope, id).await.unwrap().unwrap();
    let token = link.rsplit('/').next().unwrap();
    let page = ask(&pages, "GET", &format!("/litige/{token}"), "", "").await;
    assert!(page.status == StatusCode::OK && page.text.contains("Litige à traiter") && page.text.contains("tarif"), "{}", page.text);
    let other = if token.ends_with('A') { 'Q' } else { 'A' };
    for bad in ["abc", &token[1..], &format!("{}{other}", &token[..token.len() - 1])] {
        let answer = ask(&pages, "GET", &format!("/litige/{bad}"), "", "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
        assert!(!answer.text.contains("tarif"));
    }
    let founded = [("avis", "founded"), ("montant", ""), ("commentaire", "vu <i>sur place</i>")];
    let refused = answer(&pages, token, &founded, ("page.html", "<script>alert(1)</script>")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("ni un PDF") && refused.text.contains("vu &lt;i&gt;sur place&lt;/i&gt;"),
        "what was typed stays: {}",
        refused.text
    );
    let done = answer(&pages, token, &founded, ("bon \"<x>\".pdf", "%PDF-1.4 bon")).await;
    assert!(done.status == StatusCode::OK && done.text.contains("Merci"), "{} {}", done.status, done.text);
    let again = answer(&pages, token, &founded, ("", "")).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let view = dispute::view(&firm.app, &firm.scope, id).await.unwrap();
    assert_eq!((view.card.column, view.files.len()), ("answered", 1));
    firm.user(Role::ReadOnly, "Lise").await;
    let cookie = firm.session(Role::ReadOnly).await;
    let file = ask(&pages, "GET", &format!("/litiges/{id}/piece?fichier={}", view.files[0].id), &cookie, "").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"bon"), "{}", file.header("content-disposition"));
    assert_eq!(ask(&pages, "GET", &format!("/litiges/{id}/piece"), &cookie, "").await.status, StatusCode::NOT_FOUND);
    dispute::decide(&firm.app, &firm.scope, id, Verdict::Founded, "vu").await.unwrap();
}

#[tokio::test]
async fn a_link_of_an_owner_ends_and_shuts_itself_when_it_is_hammered() {
    let (firm, pages, _) = firm().await;
    let id: DisputeId = firm.dispute_id().await.parse().unwrap();
    let setting = Setting { address: "https://quittance.example".to_owned(), ..Setting::default() };
    dispute::set_settings(&firm.app, &firm.scope, &setting, false).await.unwrap();
    let owner = dispute::Owner { role: OwnerRole::Sales, name: "Paul".to_owned(), email: "paul@elan.example".to_owned() };
    dispute::ask(&firm.app, &firm.scope, id, &owner, "", false).await.unwrap();
    let link = dispute::link_of(&firm.app, &firm.scope, id).await.unwrap().unwrap();
    let token = link.rsplit('/').next().unwrap();
    let here = format!("/litige/{token}");
    // Twenty looks in a minute are let in; the clock of this firm stands still.
    for look in 1..=20 {
        assert_eq!(ask(&pages, "GET", &here, "", "").await.status, StatusCode::OK, "look {look}");
    }
    let shut = ask(&pages, "GET", &here, "", "").await;
    assert_eq!(shut.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!shut.text.contains("tarif"), "{}", shut.text);
    let fields = [("avis", "founded"), ("montant", ""), ("commentaire", "vu")];
    assert_eq!(answer(&pages, token, &fields, ("", "")).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(dispute::view(&firm.app, &firm.scope, id).await.unwrap().card.column, "asked", "nothing was answered");
    // Thirty days later its time is over.
    for (days, status) in [(29, StatusCode::OK), (31, StatusCode::GONE)] {
        let app = firm.opened_on(domain::calendar::add_days(crate::firm::TODAY, days)).await;
        let pages = web::router(app.clone(), web::WebSettings::default());
        let seen = ask(&pages, "GET", &here, "", "").await;
        assert_eq!((seen.status, seen.text.contains("tarif")), (status, status == StatusCode::OK), "{days} days later");
        app.close().await;
    }
}
