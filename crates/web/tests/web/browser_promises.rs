//! Promises, causes and goals in a browser, at both widths: a promise by one key from a debtor, kept in the list and in the
//! month, taken back; a cause with its task; a goal on the dashboard.

use app::access::Role;

use crate::browser::Visit;
use crate::firm::{Firm, customers};

#[tokio::test]
async fn browser_records_a_promise_a_cause_and_a_goal() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.look("/promesses", "promesses-vide").await;
    visit.go("/debiteurs?voir=echus&tri=-echu").await;
    visit.click("td.lead a.open").await;
    let debtor = visit.path().await;
    visit.find("body").await.send_keys("p").await.unwrap();
    visit.arrives("/promesses/nouvelle").await;
    let form = visit.path_and_query().await;
    visit.look(&form, "promesse-nouvelle").await;
    visit.go(&form).await;
    visit.write("#qui", "Mme Durand").await;
    visit.click("#promesse button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Promesse enregistrée"));
    assert_eq!(visit.path().await, debtor, "back to where it came from");
    let agreements = format!("{debtor}?onglet=echeanciers");
    visit.go(&agreements).await;
    assert!(visit.text("#promesses").await.contains("En attente"));
    visit.look(&agreements, "debiteur-promesse").await;
    visit.look("/promesses?voir=a-venir", "promesses").await;
    visit.look("/promesses?voir=calendrier", "promesses-mois").await;
    visit.look("/promesses/reglages", "promesses-reglages").await;
    visit.go("/promesses?voir=a-venir").await;
    visit.click("td.lead a.open").await;
    let promise = visit.path().await;
    visit.look(&promise, "promesse").await;
    visit.go(&agreements).await;
    visit.click("#promesses form[action$='/retirer'] button").await;
    assert!(visit.text(".flash.ok").await.contains("retirée"));
    visit.click("#promesses form[action$='/retablir'] button").await;
    assert!(visit.text(".flash.ok").await.contains("rétablie"));
    visit.go(&format!("{debtor}?onglet=litiges")).await;
    visit.find("#cause").await.send_keys("Facture non").await.unwrap();
    visit.click("#causes form.stack button").await;
    assert!(visit.text(".flash.ok").await.contains("Renvoyer la copie"), "{}", visit.text(".flash.ok").await);
    visit.look("/causes", "causes").await;
    visit.look("/causes/reglages", "causes-reglages").await;
    visit.go("/objectifs").await;
    visit.write("#objectif", "85").await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Objectif enregistré"));
    visit.look("/objectifs", "objectifs").await;
    visit.look("/", "tableau-objectifs").await;
    assert!(visit.text("main").await.contains("Objectifs"));
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_enters_a_promise_by_its_key_from_any_page() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    let key = async |key: &str| visit.find("body").await.send_keys(key).await.unwrap();
    // Where a page is about nobody, it asks whose the promise is.
    for page in ["/", "/journal", "/agenda?voir=echus&charge=*"] {
        visit.go(page).await;
        key("p").await;
        visit.arrives("/promesses/nouvelle").await;
        assert_eq!(visit.path_and_query().await, "/promesses/nouvelle?", "from {page}");
    }
    // The form finds the debtor by a part of the name, or by the number of an invoice.
    visit.look("/promesses/nouvelle", "promesse-de-qui").await;
    visit.go("/promesses/nouvelle").await;
    visit.write("#q", "alizé 2").await;
    visit.click("form.filters button.go").await;
    visit.click("td.lead a.open").await;
    assert!(visit.path_and_query().await.starts_with("/promesses/nouvelle?debiteur="));
    assert!(visit.text("main .sub").await.contains("Société Alizé 2"));
    // On a row, it is a promise of that row.
    for page in ["/agenda?voir=echus&charge=*", "/debiteurs?voir=echus&tri=-echu", "/factures"] {
        visit.go(page).await;
        key("j").await;
        key("p").await;
        visit.arrives("/promesses/nouvelle").await;
        let form = visit.path_and_query().await;
        assert!(form.starts_with("/promesses/nouvelle?debiteur="), "from {page}: {form}");
        assert_eq!(form.contains("&poste="), page == "/factures", "{form}");
    }
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// The status of a debt in three steps: what it is, what is told of it, and what happens next.
#[tokio::test]
async fn browser_changes_a_status_in_three_steps() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    let key = async |key: &str| visit.find("body").await.send_keys(key).await.unwrap();
    visit.go("/debiteurs?voir=echus&tri=-echu").await;
    visit.click("td.lead a.open").await;
    let debtor = visit.path().await;
    key("s").await;
    visit.arrives("/statut").await;
    visit.look(&format!("{debtor}/statut"), "statut").await;
    visit.go(&format!("{debtor}/statut")).await;
    key("p").await;
    visit.arrives("/promesses/nouvelle").await;
    assert!(visit.text("nav.course [aria-current]").await.contains("Statut"));
    visit.click("#promesse button.go").await;
    visit.arrives("/confirmation").await;
    assert!(visit.text("nav.course [aria-current]").await.contains("Message"));
    visit.click("a[href$='/suite']").await;
    visit.look(&format!("{debtor}/suite"), "statut-suite").await;
    visit.go(&format!("{debtor}/suite")).await;
    assert!(visit.text("nav.course [aria-current]").await.contains("Suite"));
    visit.write("form[action$='/pause'] #note", "Le client rappelle").await;
    visit.click("form[action$='/pause'] button").await;
    assert_eq!(visit.path().await, debtor);
    assert!(visit.text("main").await.contains("Le client rappelle"), "the account has left the scenario");

    // A dispute takes the same way.
    visit.go("/debiteurs?voir=echus&tri=-echu").await;
    visit.click("tbody tr:nth-child(2) td.lead a.open").await;
    let other = visit.path().await;
    visit.go(&format!("{other}/statut")).await;
    key("l").await;
    visit.arrives("/litige").await;
    visit.find("#motif option[value=price]").await.click().await.unwrap();
    visit.click("input[name=poste]").await;
    visit.click("form[action$='/litige'] button.go").await;
    assert!(visit.path().await.starts_with("/litiges/"));
    assert!(visit.text("nav.course [aria-current]").await.contains("Message"));
    visit.click("a[href$='/suite']").await;
    visit.write("form[action='/agenda/lot'] #motif", "Attendre la logistique").await;
    visit.click("form[action='/agenda/lot'] button").await;
    assert!(visit.path().await.starts_with("/agenda"), "{}", visit.path().await);
    visit.find(".flash.ok").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
