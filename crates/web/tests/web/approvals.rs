//! The queue of approvals on its pages, without a script: chosen, confirmed, decided, taken back; calls and the last word; the
//! salesman's link outside the gate.

use app::access::Role;
use app::approvals::{Query, Waits};
use axum::http::StatusCode;

use crate::firm::{Firm, ask, customers};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

/// A firm on whose customers a person has the last word; the night has run, and nothing has left.
pub(crate) async fn firm() -> Firm {
    let firm = Firm::with("Atelier Élan", &customers(6), LABELS).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    for debtor in debtors.rows {
        app::care::set_last_word(&firm.app, &firm.scope, debtor.id, true, "client sensible").await.unwrap();
    }
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    firm
}

async fn ids(firm: &Firm, which: Waits) -> Vec<String> {
    let query = Query { which, ..Query::default() };
    let queue = app::approvals::queue(&firm.app, &firm.scope, &query).await.unwrap();
    queue.lines.iter().map(|line| line.id.to_string()).collect()
}

#[tokio::test]
async fn the_queue_is_decided_without_a_script() {
    let firm = firm().await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let waiting = ids(&firm, Waits::ToApprove).await;
    assert!(waiting.len() >= 4, "{waiting:?}");
    let page = ask(&pages, "GET", "/a-valider", &cookie, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text.matches("name=\"action\"").count(), waiting.len());
    let narrowed = ask(&pages, "GET", "/a-valider?q=alize+1&montant=1", &cookie, "").await.text;
    assert_eq!(narrowed.matches("name=\"action\"").count(), 1, "{narrowed}");
    let none = ask(&pages, "GET", "/a-valider?q=personne", &cookie, "").await.text;
    assert!(none.contains("Rien ne répond"), "{none}");

    let chosen = format!("action={}&action={}", waiting[0], waiting[1]);
    let confirm = ask(&pages, "POST", "/a-valider", &cookie, &format!("geste=approuver&{chosen}")).await;
    assert_eq!(confirm.status, StatusCode::OK);
    assert!(confirm.text.contains("Approuver 2 messages") && confirm.text.contains("€"), "{}", confirm.text);
    assert_eq!(ids(&firm, Waits::Approved).await.len(), 0, "nothing before the confirmation");
    let done = ask(&pages, "POST", "/a-valider", &cookie, &format!("geste=approuver&confirme=oui&{chosen}")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(ids(&firm, Waits::Approved).await.len(), 2);
    let back = ask(&pages, "POST", "/a-valider", &cookie, &format!("seul=reprendre:{}", waiting[0])).await;
    assert_eq!((back.status, ids(&firm, Waits::Approved).await.len()), (StatusCode::SEE_OTHER, 1));

    let mute = ask(&pages, "POST", "/a-valider", &cookie, &format!("geste=renoncer&confirme=oui&action={}", waiting[2])).await;
    assert!(mute.status == StatusCode::OK && mute.text.contains("Indiquez le motif"), "{}", mute.text);
    let given_up = format!("geste=renoncer&confirme=oui&motif=accord&action={}", waiting[2]);
    assert_eq!(ask(&pages, "POST", "/a-valider", &cookie, &given_up).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ids(&firm, Waits::GivenUp).await, [waiting[2].clone()]);
    let shown = ask(&pages, "GET", "/a-valider?voir=renonces", &cookie, "").await.text;
    assert!(shown.contains("accord") && shown.contains("Claire Morel"), "{shown}");

    let action = ask(&pages, "GET", &format!("/actions/{}", waiting[3]), &cookie, "").await.text;
    assert!(action.contains("Tel qu’il partirait maintenant") && action.contains("/apercu.pdf"), "{action}");
    let statement = ask(&pages, "GET", &format!("/actions/{}/apercu.pdf", waiting[3]), &cookie, "").await;
    assert_eq!((statement.status, statement.header("content-type")), (StatusCode::OK, "application/pdf"));
    for odd in ["", "geste=approuver", "geste=tout", "seul=approuver:x", "geste=approuver&action=x"] {
        assert_eq!(ask(&pages, "POST", "/a-valider", &cookie, odd).await.status, StatusCode::SEE_OTHER, "{odd}");
    }
    let all = ask(&pages, "POST", "/a-valider", &cookie, "geste=approuver&tout=oui").await.text;
    let seen = all.split("name=\"vu\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let stale = ask(&pages, "POST", "/a-valider", &cookie, "geste=approuver&tout=oui&confirme=oui&vu=1-0").await;
    assert_eq!((stale.status, ids(&firm, Waits::Approved).await.len()), (StatusCode::SEE_OTHER, 1), "another list than the one shown");
    ask(&pages, "POST", "/a-valider", &cookie, &format!("geste=approuver&tout=oui&confirme=oui&vu={seen}")).await;
    assert_eq!(ids(&firm, Waits::ToApprove).await.len(), 0);
}

#[tokio::test]
async fn the_last_word_is_given_listed_and_taken_back() {
    let firm = firm().await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let path = format!("/debiteurs/{}", debtors.rows[0].id);
    let listed = ask(&pages, "GET", "/dernier-mot", &cookie, "").await.text;
    assert!(listed.contains("client sensible") && listed.contains(&path), "{listed}");
    let settings = format!("{path}?onglet=reglages");
    let page = ask(&pages, "GET", &settings, &cookie, "").await.text;
    assert!(page.contains("Rien ne part à ce client sans votre accord"), "{page}");
    ask(&pages, "POST", &format!("{path}/dernier-mot"), &cookie, "actif=non&motif=entendu").await;
    let page = ask(&pages, "GET", &settings, &cookie, "").await.text;
    assert!(page.contains("Les messages partent selon le scénario"), "{page}");
}

#[tokio::test]
async fn a_salesman_looks_and_objects_without_an_account() {
    let firm = Firm::with("Atelier Élan", &customers(2), LABELS).await;
    let pages = firm.pages();
    for bad in ["abc", "..", &"A".repeat(107)] {
        let answer = ask(&pages, "GET", &format!("/opposition/{bad}"), "", "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
        assert!(answer.text.contains("Ce lien"), "{}", answer.text);
        let answer = ask(&pages, "POST", &format!("/opposition/{bad}"), "", "motif=non").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
    }
}
