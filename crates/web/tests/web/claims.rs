//! Claims on the pages: dates and events of a debtor, what a person records, the list to watch, and the
//! pre-flight that a formal notice waits for.

use app::access::Role;
use app::claims::ClaimFile;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST};
use axum::http::{Request, StatusCode};
use domain::calendar;
use domain::dunning::{ActionState, Channel};
use domain::ids::{DebtorId, OpenItemId};

use crate::firm::{Answer, Firm, TODAY, ask, customers, send};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

async fn file(firm: &Firm, debtor: DebtorId) -> ClaimFile {
    app::claims::claim_file(&firm.app, &firm.scope, debtor).await.unwrap()
}

/// Posts the form of a claim, as a browser does with a file; the version is that of the form, 0 unless given.
async fn save(
    pages: &axum::Router,
    cookie: &str,
    debtor: DebtorId,
    item: OpenItemId,
    fields: &[(&str, &str)],
    document: Option<(&str, &str)>,
) -> Answer {
    let mut body = String::new();
    let poste = item.to_string();
    let version: &[(&str, &str)] = if fields.iter().any(|(name, _)| *name == "version") { &[] } else { &[("version", "0")] };
    for (name, value) in fields.iter().chain(version).chain(&[("poste", poste.as_str())]) {
        body.push_str(&format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, text) = document.unwrap_or_default();
    body.push_str(&format!(
        "--limite\r\nContent-Disposition: form-data; name=\"piece\"; filename=\"{name}\"\r\n\r\n{text}\r\n--limite--\r\n"
    ));
    let request = Request::builder()
        .method("POST")
        .uri(format!("/debiteurs/{debtor}/creance"))
        .header(HOST, "quittance.example")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=limite")
        .header(COOKIE, cookie)
        .body(Body::from(body))
        .unwrap();
    send(pages, request).await
}

fn said(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.cookies().first().copied().unwrap_or_default()
}

/// A firm, its first debtor with an open item, and an administrator.
async fn first() -> (Firm, axum::Router, String, DebtorId, OpenItemId) {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let cookie = firm.session(Role::Admin).await;
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let item = file(&firm, debtor).await.items[0].item.id;
    let pages = firm.pages();
    (firm, pages, cookie, debtor, item)
}

#[tokio::test]
async fn what_is_known_of_a_claim_is_recorded_and_shown() {
    let (firm, pages, cookie, debtor, item) = first().await;
    let page = format!("/debiteurs/{debtor}/creance?poste={item}");
    let before = ask(&pages, "GET", &page, &cookie, "").await.text;
    assert!(before.contains("Aucune pièce") && before.contains("au plus tard") && before.contains("date à surveiller"), "{before}");
    assert!(!before.contains("prescrite.") && !before.contains("est prescrit "), "nothing is asserted");

    let late = save(&pages, &cookie, debtor, item, &[("livraison", "hier")], None).await;
    assert!(said(&late).starts_with("quittance_flash=late|"));
    let late = save(&pages, &cookie, debtor, item, &[("conteste", "beaucoup")], None).await;
    assert!(said(&late).starts_with("quittance_flash=late|"));
    let late = save(&pages, &cookie, debtor, item, &[("conteste", "10"), ("motif", "")], None).await;
    assert!(said(&late).starts_with("quittance_flash=late|"), "a contested part has a reason");
    assert_eq!(file(&firm, debtor).await.items[0].facts.version, 0, "nothing was recorded");

    let fields = [("livraison", "21/11/2021"), ("nature", "business"), ("conteste", "12,50"), ("motif", "casse"), ("preuve", "bon signé")];
    let saved = save(&pages, &cookie, debtor, item, &fields, Some(("facture <1>.pdf", "%PDF"))).await;
    assert!(said(&saved).starts_with("quittance_flash=ok|"), "{}", said(&saved));
    assert!(before.contains("name=\"version\" value=\"0\""), "the form carries what it was made from");
    let stale = save(&pages, &cookie, debtor, item, &[("preuve", "autre")], None).await;
    assert!(stale.status == StatusCode::CONFLICT || said(&stale).starts_with("quittance_flash=late|"), "{:?}", stale.status);
    let unread = save(&pages, &cookie, debtor, item, &[("preuve", "autre"), ("version", "")], None).await;
    assert_eq!(unread.status, StatusCode::BAD_REQUEST);
    assert_eq!(file(&firm, debtor).await.items[0].facts.evidence, "bon signé", "the colleague's entry stays");
    let after = ask(&pages, "GET", &page, &cookie, "").await.text;
    for expected in ["21/11/2026", "livraison du 21/11/2021", "C. com., art. L110-4, I", "Pièce conservée", "12,50", "value=\"bon signé\""]
    {
        assert!(after.contains(expected), "{expected} in {after}");
    }
    let piece = format!("/debiteurs/{debtor}/creance/piece?poste={item}");
    let document = ask(&pages, "GET", &piece, &cookie, "").await;
    assert_eq!((document.text.as_str(), document.header("content-type")), ("%PDF", "application/octet-stream"));
    assert_eq!(document.header("content-disposition"), "attachment; filename=\"facture__1_.pdf\"");
    let none = ask(&pages, "GET", &format!("/debiteurs/{debtor}/creance/piece"), &cookie, "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);

    // A part is contested: the pre-flight waits for a reason.
    let refused = ask(&pages, "POST", &format!("/debiteurs/{debtor}/creance/motif"), &cookie, &format!("poste={item}&motif=")).await;
    assert!(said(&refused).starts_with("quittance_flash=late|"));
    let decided =
        ask(&pages, "POST", &format!("/debiteurs/{debtor}/creance/motif"), &cookie, &format!("poste={item}&motif=Le+reste+est+admis"))
            .await;
    assert!(said(&decided).starts_with("quittance_flash=ok|"));
    let after = ask(&pages, "GET", &page, &cookie, "").await.text;
    assert!(after.contains("Le reste est admis") && after.contains("passé outre, avec motif"));
}

#[tokio::test]
async fn events_are_recorded_told_and_cancelled() {
    let (firm, pages, cookie, debtor, item) = first().await;
    let (page, path) = (format!("/debiteurs/{debtor}?onglet=litiges"), format!("/debiteurs/{debtor}/evenement"));
    for wrong in [
        "nature=acknowledgement&jour=demain&motif=x".to_owned(),
        "nature=inconnue&jour=01/10/2026&motif=x".to_owned(),
        "nature=acknowledgement&jour=01/10/2026&motif=".to_owned(),
        "nature=acknowledgement&jour=21/11/2026&motif=x".to_owned(),
        format!("nature=insolvency_opened&jour=01/10/2026&motif=x&poste={item}"),
        "nature=granted_time&jour=01/10/2026&motif=x&jusque=01/04/2027&taux=beaucoup".to_owned(),
    ] {
        let answer = ask(&pages, "POST", &path, &cookie, &wrong).await;
        assert!(said(&answer).starts_with("quittance_flash=late|"), "{wrong}");
    }
    assert!(file(&firm, debtor).await.events.is_empty());
    let form = format!("nature=acknowledgement&jour=1/10&motif=Courriel+du+jour&poste={item}");
    assert!(said(&ask(&pages, "POST", &path, &cookie, &form).await).starts_with("quittance_flash=ok|"));
    let granted = "nature=granted_time&jour=2/10&motif=Jugement&jusque=01/04/2027&taux=2,75";
    assert!(said(&ask(&pages, "POST", &path, &cookie, granted).await).starts_with("quittance_flash=ok|"));
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    for expected in
        ["Prescription et preuves", "01/10/2031", "un nouveau délai de 5\u{a0}ans", "art. 2240", "Courriel du jour", "jusqu’au 01/04/2027"]
    {
        assert!(shown.contains(expected), "{expected}");
    }
    let events = file(&firm, debtor).await.events;
    assert_eq!(events[1].event.rate.map(|rate| rate.0), Some(275));
    let cancel = format!("evenement={}&motif=Autre+facture", events[0].id);
    let path = format!("{path}/annuler");
    assert!(
        said(&ask(&pages, "POST", &path, &cookie, &format!("evenement={}&motif=", events[0].id)).await)
            .starts_with("quittance_flash=late|")
    );
    assert!(said(&ask(&pages, "POST", &path, &cookie, &cancel).await).starts_with("quittance_flash=ok|"));
    assert_eq!(ask(&pages, "POST", &path, &cookie, &cancel).await.status, StatusCode::NOT_FOUND, "once");
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    assert!(!shown.contains("01/10/2031"), "{shown}");
    for tab in ["", "?onglet=historique"] {
        let shown = ask(&pages, "GET", &format!("/debiteurs/{debtor}{tab}"), &cookie, "").await.text;
        assert!(shown.contains("Événement juridique annulé"), "the history keeps it: {tab}");
    }
}

#[tokio::test]
async fn insolvency_says_that_reminders_stop_and_holds_them() {
    let (firm, pages, cookie, debtor, _) = first().await;
    let before = app::night::dry_run(&firm.app, &firm.scope).await.unwrap();
    assert!(before.actions.iter().any(|action| action.debtor == debtor), "something would leave");
    let path = format!("/debiteurs/{debtor}/evenement");
    let recorded = ask(&pages, "POST", &path, &cookie, "nature=insolvency_opened&jour=18/11/2026&motif=BODACC").await;
    assert!(said(&recorded).contains("procedure") || said(&recorded).contains("retenues"), "{}", said(&recorded));
    let shown = ask(&pages, "GET", &format!("/debiteurs/{debtor}?onglet=litiges"), &cookie, "").await.text;
    assert!(shown.contains("les relances sur les dettes antérieures doivent cesser"), "{shown}");
    let shown = ask(&pages, "GET", &format!("/debiteurs/{debtor}"), &cookie, "").await.text;
    assert!(shown.contains("rien n’est demandé sur les dettes antérieures au jugement"), "each item says why it is held");
    let after = app::night::dry_run(&firm.app, &firm.scope).await.unwrap();
    assert!(after.actions.iter().all(|action| action.debtor != debtor));
    let tonight = ask(&pages, "GET", "/ce-soir", &cookie, "").await.text;
    assert!(tonight.contains("Procédure collective"));
}

#[tokio::test]
async fn the_list_to_watch_is_on_the_dashboard_and_in_a_table() {
    let (firm, pages, cookie, debtor, item) = first().await;
    let quiet = ask(&pages, "GET", "/", &cookie, "").await.text;
    assert!(!quiet.contains("à surveiller (prescription)"), "nothing to watch, nothing said");
    let nothing = ask(&pages, "GET", "/prescription", &cookie, "").await.text;
    assert!(nothing.contains("Rien à surveiller"));
    save(&pages, &cookie, debtor, item, &[("livraison", "21/11/2021")], None).await;
    let claim = file(&firm, debtor).await.items.into_iter().find(|claim| claim.item.id == item).unwrap();
    let board = ask(&pages, "GET", "/", &cookie, "").await.text;
    assert!(board.contains("1 poste à surveiller (prescription)"), "{board}");
    let list = ask(&pages, "GET", "/prescription", &cookie, "").await.text;
    assert!(list.contains(&claim.item.number) && list.contains("dans 1 jour") && list.contains("21/11/2026"), "{list}");
    let near = ask(&pages, "GET", "/prescription?jours=0", &cookie, "").await.text;
    assert!(near.contains("Rien à surveiller"));
    let csv = ask(&pages, "GET", "/prescription.csv?jours=1", &cookie, "").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.text.lines().collect();
    assert!(lines.len() == 2 && lines[1].contains(&claim.item.number) && lines[1].contains(";21/11/2026;1;;"), "{lines:?}");

    save(&pages, &cookie, debtor, item, &[("livraison", "19/11/2021"), ("version", "1")], None).await;
    let past = ask(&pages, "GET", "/prescription?voir=passees", &cookie, "").await.text;
    assert!(past.contains("date passée") && past.contains(&claim.item.number));
    assert!(past.contains("Elles ne disent pas si une créance est prescrite"), "nothing is asserted");
    let board = ask(&pages, "GET", "/", &cookie, "").await.text;
    assert!(board.contains("1 poste dont la date est passée"));

    assert!(!past.contains("href=\"/prescription?voir=sans-duree\""), "nothing is without a duration yet");
    save(&pages, &cookie, debtor, item, &[("livraison", "01/02/2007"), ("version", "2")], None).await;
    let unknown = ask(&pages, "GET", "/prescription?voir=sans-duree", &cookie, "").await.text;
    assert!(unknown.contains("Sans durée connue, 1 poste") && unknown.contains(&claim.item.number), "{unknown}");
    let list = ask(&pages, "GET", "/prescription", &cookie, "").await.text;
    assert!(list.contains("href=\"/prescription?voir=sans-duree\"") && !list.contains(&claim.item.number), "a figure leads there");
    let csv = ask(&pages, "GET", "/prescription.csv", &cookie, "").await.text;
    assert!(csv.lines().last().is_some_and(|line| line.contains(&claim.item.number) && line.ends_with(";sans durée connue")), "{csv}");
}

#[tokio::test]
async fn a_formal_notice_waits_for_its_pre_flight() {
    let (firm, pages, cookie, _, _) = first().await;
    for ago in [29, 22, 15, 8] {
        firm.night_of(calendar::add_days(TODAY, -ago)).await;
    }
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting;
    let task = waiting.iter().find(|action| action.channel == Channel::Task && action.state == ActionState::ToDo).expect("a task");
    let page = format!("/actions/{}", task.id);
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    for expected in ["Avant une mise en demeure", "Aucune pièce", "name=\"outre\"", "Certaine\u{202f}: à voir", "Liquide ✓"] {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
    assert_eq!(shown.matches(&format!("action=\"{page}/fait\"")).count(), 1, "one way to say it is done");
    let refused = ask(&pages, "POST", &format!("{page}/fait"), &cookie, "outre=").await;
    assert!(said(&refused).starts_with("quittance_flash=late|"), "{}", said(&refused));
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    assert!(shown.contains("/fait\""), "still to do");
    let done = ask(&pages, "POST", &format!("{page}/fait"), &cookie, "outre=Bon+sign%C3%A9+au+dossier").await;
    assert!(said(&done).starts_with("quittance_flash=ok|"), "{}", said(&done));
    let shown = ask(&pages, "GET", &page, &cookie, "").await.text;
    assert!(!shown.contains("/fait\"") && !shown.contains("name=\"outre\""));
    let claims = app::claims::action_preflight(&firm.app, &firm.scope, task.id).await.unwrap().unwrap();
    assert!(claims.iter().all(|claim| claim.decision.as_ref().is_some_and(|row| row.decision.reason() == "Bon signé au dossier")));
}
