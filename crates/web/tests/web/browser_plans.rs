//! A payment plan in a browser, at both widths: prepared with its preview, signed, looked at, given up.

use app::access::Role;

use domain::plan::Policy;
use domain::{Cents, Date};

use testkit::browser::PHONE;

use crate::browser::Visit;
use crate::browser_requests::axe;
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
    press(&visit).await;
    assert!(visit.text(".flash.late").await.contains("Aucun choix n’est fait à votre place"), "{}", visit.text("main").await);
    visit.click("input[name=interets][value=frozen]").await;
    press(&visit).await;
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

pub(crate) fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap()
}

/// Fills a field of the wizard as typing does: the preview follows by itself.
async fn fill(visit: &Visit, css: &str, value: &str) {
    visit.find(css).await;
    let script = "const at = document.querySelector(arguments[0]); at.value = arguments[1]; at.dispatchEvent(new Event('input', { bubbles: true }));";
    visit.browser.execute(script, vec![css.into(), value.into()]).await.unwrap();
}

/// Presses the button below the preview, which is drawn anew after each choice: the button of the moment, in one go.
pub(crate) async fn press(visit: &Visit) {
    visit.find("#apercu button[formmethod=post]").await;
    let script = "document.querySelector('#apercu button[formmethod=post]').click()";
    visit.browser.execute(script, Vec::new()).await.unwrap();
}

#[tokio::test]
async fn s41_a_plan_of_three_instalments_is_agreed_paid_missed_noticed_and_renegotiated() {
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
    visit.click("select[name=garantie] option[value=surety]").await;
    visit.write("input[name=precision]", "Caution personnelle de M. Petit").await;
    visit.click("select[name=etape] option[value=reminder_2]").await;
    press(&visit).await;
    visit.find("#gestes").await;
    let here = visit.path().await;
    assert!(visit.text("main").await.contains("Caution personnelle de M. Petit"), "{}", visit.text("main").await);
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
    let firm = firm.later(date(2026, 12, 7)).await;
    let first = app::plans::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap().remove(0);
    let Cents(cents) = first.progress.lines[0].instalment.amount;
    firm.import("releve2.xml", receipt(date(2026, 12, 7), cents, &first.record.row.reference)).await;
    app::matching::match_all(&firm.app, &firm.scope, false).await.unwrap();
    let paid = app::plans::view(&firm.app, &firm.scope, first.id()).await.unwrap();
    assert_eq!(paid.plan.progress.paid(), Cents(cents));

    // The second one does not: the plan is broken, and its debts are held until a notice was in vain.
    let firm = firm.later(date(2027, 1, 15)).await;
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
    press(&visit).await;
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

/// The token of the only link of a debtor.
async fn link_on(visit: &Visit) -> String {
    let value = "return document.querySelector('#liens input[readonly]').value;";
    let address = visit.browser.execute(value, Vec::new()).await.unwrap();
    let address = address.as_str().unwrap().to_owned();
    address.strip_prefix("https://quittance.example").expect("the address of the house").to_owned()
}

#[tokio::test]
async fn s43_a_debtor_chooses_among_the_plans_that_the_house_allows() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let (visit, mut found) = (Visit::of(&firm).await, Vec::new());
    visit.log_in(Role::Admin).await;
    // What each kind may choose, and where links lead.
    visit.go("/echeanciers").await;
    visit.click("a[href='/echeanciers/choix']").await;
    visit.write("#adresse", "https://quittance.example").await;
    visit.click("form[action$='/adresse'] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("adresse des liens"));
    visit.look("/echeanciers/choix", "echeanciers-choix-regles").await;
    axe(&visit, "/echeanciers/choix", &mut found).await;
    // The collector makes a link from the form of a plan.
    visit.go(&format!("/debiteurs/{debtor}/echeancier")).await;
    let page = format!("/debiteurs/{debtor}/echeanciers-au-choix");
    visit.click(&format!("a[href='{page}']")).await;
    assert!(visit.text("main").await.contains("Les échéanciers permis"), "{}", visit.text("main").await);
    visit.click("button[value=lien]").await;
    assert!(visit.text(".flash.ok").await.contains("Le lien est prêt"), "{}", visit.text("main").await);
    let link = link_on(&visit).await;
    visit.look(&page, "echeanciers-au-choix").await;
    axe(&visit, &page, &mut found).await;
    // The debtor reads it on his telephone.
    visit.look(&link, "lien-choisir").await;
    axe(&visit, &link, &mut found).await;
    visit.browser.resize(PHONE).await;
    visit.go(&link).await;
    let told = visit.text("main").await;
    assert!(told.contains("Votre choix est une proposition") && told.contains("En 3 fois"), "{told}");
    visit.click("input[name=echeances][value='3']").await;
    visit.write("#nom", "Mme Roy, gérante").await;
    visit.click("input[name=accord]").await;
    visit.click("main form button.go").await;
    assert!(visit.text("main").await.contains("Rien n’est signé"), "{}", visit.text("main").await);
    visit.look(&link, "lien-propose").await;
    // It waits for the house, in its list and in the agenda.
    let plan = app::plans::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap().remove(0);
    let here = format!("/echeanciers/{}", plan.id());
    visit.go("/agenda").await;
    visit.find(&format!("tbody a[href^='{here}']")).await;
    visit.look(&here, "echeancier-choisi").await;
    visit.go(&here).await;
    assert!(visit.text("main").await.contains("Choisi par le client"), "{}", visit.text("main").await);
    visit.click("#gestes button.go").await;
    // He signs by the same link, and sees what he signed.
    visit.look(&link, "lien-a-signer").await;
    visit.browser.resize(PHONE).await;
    visit.go(&link).await;
    visit.write("#nom", "Mme Roy, gérante").await;
    visit.click("input[name=accord]").await;
    visit.click("main form button.go").await;
    let told = visit.text("main").await;
    assert!(
        told.contains("Échéancier signé le") && told.contains("Mme Roy, gérante") && told.contains(&plan.record.row.reference),
        "{told}"
    );
    visit.find("a[href$='/document.pdf']").await;
    visit.look(&link, "lien-signe").await;
    axe(&visit, &link, &mut found).await;
    visit.go(&format!("/debiteurs/{debtor}")).await;
    assert!(visit.text("main").await.contains("Échéancier choisi par le client"), "the timeline tells it");
    // A link that was tampered with says nothing.
    visit.go(&format!("{}A", &link[..link.len() - 2])).await;
    assert!(!visit.text("main").await.contains("Roy"));
    assert_eq!(found, Vec::<String>::new(), "axe");
    visit.end().await;
}

#[tokio::test]
async fn s42_a_due_date_is_put_off_by_who_may_and_the_aged_balance_shows_either_date() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    firm.user(Role::Collector, "Paul Mercier").await;
    app::plans::set_policy(&firm.app, &firm.scope, &Policy { days: 30, ..Policy::default() }).await.unwrap();
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows[0].id;
    let here = format!("/debiteurs/{debtor}");
    let ask = async |visit: &Visit| {
        // On the page of the item that it is about.
        visit.go(&format!("{here}/vie")).await;
        visit.write("#report-jour", "28/02/2027").await;
        visit.click("#reporter input[name=interets][value=waived]").await;
        visit.write("#report-motif", "Chantier retardé, règlement à la réception").await;
        visit.click("#reporter form.stack button").await;
    };
    // Beyond the limits of the house a collector asks somebody else.
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Collector).await;
    ask(&visit).await;
    assert!(app::deferrals::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap().in_force.is_empty(), "{}", visit.text("main").await);
    visit.end().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    ask(&visit).await;
    visit.look(&format!("{here}/vie"), "report-de-piece").await;
    visit.go(&format!("{here}?onglet=echeanciers")).await;
    assert!(
        visit.text("#report").await.contains("28/02/2027") || visit.text("#report").await.contains("28 février 2027"),
        "{}",
        visit.text("#report").await
    );
    visit.look(&format!("{here}?onglet=echeanciers"), "report-accorde").await;
    let late = async |address: &str| {
        visit.go(address).await;
        visit.text("main table tfoot, main .figures, main table").await
    };
    let (original, agreed) = (late("/balance-agee").await, late("/balance-agee?echeance=convenue").await);
    assert_ne!(original, agreed, "what was put off is not late by the agreed date");
    visit.look("/balance-agee?echeance=convenue", "balance-agee-convenue").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
