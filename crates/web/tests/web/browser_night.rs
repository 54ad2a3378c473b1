//! A night in a browser, from the scenario to the call: a scenario is built, its effect looked at, a batch approved, and a
//! message that comes back becomes a task.

use app::access::Role;
use app::outbox::{Confirmation, drain};

use crate::browser::Visit;
use crate::firm::{Firm, customers};
use crate::replies::bounce;

/// Every step waits for a person from now on.
const TO_CONFIRM: &str = "document.querySelectorAll('select[name$=\"-mode\"]').forEach(select => { if (select.value !== 'manual') select.value = 'to_confirm'; });";

#[tokio::test]
async fn browser_builds_a_scenario_approves_a_batch_and_sees_a_bounce_become_a_task() {
    let firm = Firm::with("Atelier Élan", &customers(8), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;

    visit.go("/scenarios/formulaire").await;
    visit.find("#nom").await.clear().await.unwrap();
    visit.write("#nom", "Relance relue").await;
    visit.browser.execute(TO_CONFIRM, Vec::new()).await.unwrap();
    visit.click("div.acts.below button[value=essayer]").await;
    assert!(visit.text("#changements").await.contains("confirm"), "{}", visit.text("#changements").await);
    visit.browser.save_screenshot("formulaire-effet").await;
    visit.click("button[value=enregistrer]").await;
    visit.find(".flash.ok").await;
    assert!(visit.text("h1 + .sub").await.contains("Relance relue"));

    app::night::run(&firm.app, &firm.scope).await.unwrap();
    drain(&firm.app, &firm.scope, Confirmation::Given).await.unwrap();
    assert_eq!(firm.mails(), 0, "nothing leaves unread");
    visit.go("/a-valider").await;
    visit.click("input[data-all]").await;
    visit.click("button[name=geste][value=approuver]").await;
    visit.click("form.card button[name=geste]").await;
    assert!(visit.text(".flash.ok").await.contains("approuvés"));
    drain(&firm.app, &firm.scope, Confirmation::Given).await.unwrap();
    assert!(firm.mails() > 1);

    firm.mail("retour.eml", &bounce(&firm).await).await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    visit.go("/reponses?voir=tout&classe=bounce_hard").await;
    visit.click("td.lead a.open").await;
    assert!(visit.text("main").await.contains("550 5.1.1 User unknown"));
    visit.go("/ce-soir").await;
    let tonight = visit.text("main").await;
    assert!(tonight.contains("À faire"), "the bounce is a task now: {tonight}");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
