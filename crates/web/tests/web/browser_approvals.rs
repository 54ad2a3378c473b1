//! Approvals and calls in a browser, at both widths: some of a batch approved with the keyboard, a bounce that becomes a call
//! with its outcome.

use app::access::Role;

use crate::approvals::firm;
use crate::browser::Visit;
use crate::firm::{Firm, customers};
use crate::replies::bounce;

#[tokio::test]
async fn browser_approves_some_of_a_batch_and_takes_one_back() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/a-valider", "a-valider").await;
    visit.go("/a-valider").await;
    let before = firm.mails();
    // j goes to the first line, x chooses it; again for the second.
    for _ in 0..2 {
        visit.find("body").await.send_keys("j").await.unwrap();
        visit.find("tr[aria-current]").await.send_keys("x").await.unwrap_or_default();
        visit.browser.execute("document.querySelector('tr[aria-current] input[name=action]').checked || document.querySelector('tr[aria-current] input[name=action]').click()", Vec::new()).await.unwrap();
    }
    assert!(visit.text("[data-chosen]").await.starts_with('2'), "{}", visit.text("[data-chosen]").await);
    visit.browser.save_screenshot("a-valider-choisis").await;
    visit.click("button[name=geste][value=approuver]").await;
    assert!(visit.text("h1").await.contains("Approuver 2 messages"));
    visit.browser.save_screenshot("a-valider-confirmer").await;
    visit.click("form.card button[name=geste]").await;
    assert!(visit.text(".flash.ok").await.contains("2 messages approuvés"));
    visit.look("/a-valider?voir=approuves", "a-valider-approuves").await;
    visit.go("/a-valider?voir=approuves").await;
    visit.click("button[name=seul]").await;
    assert!(visit.text(".flash.ok").await.contains("reprise"));
    app::outbox::drain(&firm.app, &firm.scope, app::outbox::Confirmation::Given).await.unwrap();
    assert_eq!(firm.mails() - before, 1, "the one that is still approved");
    visit.go("/a-valider").await;
    visit.click("td.lead a.open").await;
    let here = visit.path().await;
    visit.look(&here, "action-apercu").await;
    visit.look("/dernier-mot", "dernier-mot").await;
    visit.look("/connexions/opposition", "opposition-reglage").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_sees_a_bounce_become_a_call_and_tells_its_outcome() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.mail("retour.eml", &bounce(&firm).await).await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting;
    let call = waiting.iter().find(|action| action.channel == domain::dunning::Channel::Call).expect("a call to make").id;
    let here = format!("/actions/{call}");
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look(&here, "appel").await;
    visit.go(&here).await;
    assert!(visit.text("main").await.contains("02 40 00 00 00") || visit.text("main").await.contains("0240000000"));
    visit.click("input[name=issue][value=promise]").await;
    visit.write("#jour", "30/11/2026").await;
    visit.write("#note-appel", "Virement en fin de mois").await;
    visit.click("#issue button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Appel enregistré"));
    assert!(visit.text("main").await.contains("Promesse de payer"));
    visit.look(&here, "appel-fait").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
