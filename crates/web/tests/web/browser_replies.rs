//! Received mail, in a browser, at both widths: a bounce that became a task, a reply that is read.

use app::access::Role;

use crate::browser::Visit;
use crate::firm::{Firm, customers};
use crate::replies::bounce;

#[tokio::test]
async fn browser_sees_a_bounce_turn_into_a_task_and_reads_a_reply() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.mail("retour.eml", &bounce(&firm).await).await;
    let long = "Nous contestons cette facture, la marchandise est abîmée. ".repeat(12);
    let head = "From: compta@client1.example\nTo: compta@elan.example\nSubject: Votre rappel du mois\nMessage-ID: <a@client1.example>";
    firm.mail("reponse.eml", &format!("{head}\n\n{long}\n")).await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/reponses", "reponses").await;
    visit.look("/reponses?voir=tout", "reponses-tout").await;
    visit.look("/connexions/boite", "boite").await;
    visit.go("/reponses?voir=tout&classe=bounce_hard").await;
    visit.click("td.lead a.open").await;
    let bounced = visit.path().await;
    assert!(visit.text("main").await.contains("550 5.1.1 User unknown"));
    visit.look(&bounced, "reponse-non-remis").await;
    visit.look("/ce-soir", "ce-soir-appel").await;
    assert!(visit.text("main").await.contains("À faire"), "the bounce is a task now");
    visit.go("/reponses").await;
    visit.click("td.lead a.open").await;
    let here = visit.path().await;
    visit.look(&here, "reponse").await;
    visit.go(&here).await;
    visit.click(&format!("form[action='{here}/lu'] button")).await;
    assert!(visit.text(".flash.ok").await.contains("les relances reprennent"));
    visit.go("/reponses").await;
    assert!(visit.text("main").await.contains("Rien à lire"));
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
