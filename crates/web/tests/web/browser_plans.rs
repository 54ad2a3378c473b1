//! A payment plan in a browser, at both widths: prepared with its preview, signed, looked at, given up.

use app::access::Role;

use crate::browser::Visit;
use crate::firm::{Firm, customers};

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
