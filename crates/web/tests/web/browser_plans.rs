//! A payment plan in a browser, at both widths: prepared with its preview, signed, looked at, given up.

use app::access::Role;

use domain::plan::Policy;
use domain::{Cents, Date};

use crate::browser::Visit;
use crate::firm::{Firm, customers, receipt};

#[tokio::test]
async fn browser_a_plan_is_prepared_signed_and_followed() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/echeanciers", "echeanciers-vide").await;
    let form = format!("/debiteurs/{debtor}/echeancier");
    visit.look(&form, "echeancier-nouveau").await;
    visit.go(&format!("/debiteurs/{debtor}")).await;
    visit.click(&format!("a[href='{form}']")).await;
    // Nothing is chosen in the place of the person.
    visit.click("#apercu button[formmethod=post]").await;
    assert!(visit.text(".flash.late").await.contains("Aucun choix n’est fait à votre place"), "{}", visit.text("main").await);
    visit.click("input[name=interets][value=frozen]").await;
    visit.click("#apercu button[formmethod=post]").await;
    visit.find("#gestes").await;
    let here = visit.path().await;
    visit.look(&here, "echeancier-projet").await;
    visit.go(&here).await;
    visit.click("#gestes button[type=submit]").await;
    if visit.text("#gestes").await.contains("Valider") {
        visit.click("#gestes button.go").await;
    }
    visit.write("#signataire", "M. Petit, gérant").await;
    visit.click("#gestes form.stack button.go").await;
    assert!(visit.text("main").await.contains("Respecté"), "{}", visit.text("main").await);
    assert!(visit.text("main").await.contains("art. 2240"));
    visit.look(&here, "echeancier-en-cours").await;
    visit.look("/echeanciers", "echeanciers").await;
    visit.look("/echeanciers/calendrier", "echeanciers-calendrier").await;
    visit.go(&here).await;
    visit.click("#gestes button.small").await;
    assert!(visit.text("main").await.contains("À signer"));
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap()
}

/// Fills a field of the wizard as typing does: the preview follows by itself.
async fn fill(visit: &Visit, css: &str, value: &str) {
    visit.find(css).await;
    let script = "const at = document.querySelector(arguments[0]); at.value = arguments[1]; at.dispatchEvent(new Event('input', { bubbles: true }));";
    visit.browser.execute(script, vec![css.into(), value.into()]).await.unwrap();
}

#[tokio::test]
async fn browser_a_plan_is_agreed_paid_missed_noticed_and_renegotiated() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::plans::set_policy(&firm.app, &firm.scope, &Policy { parts: 3, ..Policy::default() }).await.unwrap();
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.go(&format!("/debiteurs/{debtor}/echeancier")).await;
    visit.says("apercu", "Dans les limites de la maison").await;
    // The preview follows what is typed: a fourth instalment is beyond the limits of the house.
    fill(&visit, "#nombre", "4").await;
    visit.says("apercu", "Demande une validation").await;
    fill(&visit, "#le", "07/12/2026").await;
    visit.says("apercu", "08/03/2027").await;
    visit.click("input[name=interets][value=frozen]").await;
    visit.click("#apercu button[formmethod=post]").await;
    visit.find("#gestes").await;
    let here = visit.path().await;
    visit.click("#gestes button.go").await;
    assert!(visit.text("#gestes").await.contains("Valider"), "{}", visit.text("main").await);
    visit.look(&here, "echeancier-a-valider").await;
    visit.go(&here).await;
    visit.click("#gestes button.go").await;
    visit.write("#signataire", "M. Petit, gérant").await;
    visit.click("#gestes form.stack button.go").await;
    assert!(visit.text("main").await.contains("Respecté"), "{}", visit.text("main").await);
    visit.end().await;

    // The first instalment comes, under the reference of the plan.
    let firm = firm.on(date(2026, 12, 7)).await;
    let first = app::plans::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap().remove(0);
    let Cents(cents) = first.progress.lines[0].instalment.amount;
    firm.import("releve2.xml", receipt(date(2026, 12, 7), cents, &first.record.row.reference)).await;
    app::matching::match_all(&firm.app, &firm.scope, false).await.unwrap();
    let paid = app::plans::view(&firm.app, &firm.scope, first.id()).await.unwrap();
    assert_eq!(paid.plan.progress.paid(), Cents(cents));

    // The second one does not: the plan is broken, and its debts are held until a notice was in vain.
    let firm = firm.on(date(2027, 1, 15)).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.go(&here).await;
    let told = visit.text("main").await;
    assert!(told.contains("Payée") && told.contains("Impayée") && told.contains("Les relances restent suspendues"), "{told}");
    visit.look(&here, "echeancier-rompu").await;
    visit.look(&format!("/debiteurs/{debtor}"), "client-echeancier").await;
    assert!(visit.text("main").await.contains("par l’échéancier"), "{}", visit.text("main").await);
    visit.go(&here).await;
    visit.click("#gestes form.stack button.go").await;
    assert!(visit.text("main").await.contains("Mis en demeure"), "{}", visit.text("main").await);
    visit.look(&here, "echeancier-mis-en-demeure").await;
    visit.go(&here).await;

    // Another schedule on what is left; what was chosen is chosen still.
    visit.click("#gestes a.btn").await;
    let clause = "return document.querySelector('input[name=decheance]').checked && document.querySelector('input[name=interets][value=frozen]').checked;";
    assert!(visit.browser.execute(clause, Vec::new()).await.unwrap() == true);
    visit.look(&visit.path_and_query().await, "echeancier-renegocie").await;
    visit.click("#apercu button[formmethod=post]").await;
    visit.find("#gestes").await;
    visit.click("#gestes button.go").await;
    visit.write("#signataire", "M. Petit, gérant").await;
    visit.click("#gestes form.stack button.go").await;
    let told = visit.text("main").await;
    assert!(told.contains("Respecté") && told.contains("version 2"), "{told}");
    visit.go(&here).await;
    assert!(visit.text("main").await.contains("Remplacé"), "{}", visit.text("main").await);
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
