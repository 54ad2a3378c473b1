//! The collector's day in a browser, at both widths: the home, the agenda with its slider, one account after the other by keyboard,
//! one put off and brought back, several given to somebody else and given back; the figures with their formula.

use app::access::Role;

use crate::browser::Visit;
use crate::firm::{Firm, TODAY, customers};

#[tokio::test]
async fn browser_a_collectors_day() {
    let firm = Firm::with("Atelier Élan", &customers(14), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    firm.user(Role::Collector, "Paul Petit").await;
    for back in [12, 5] {
        firm.night_of(domain::calendar::add_days(TODAY, -back)).await;
    }
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Collector).await;
    assert!(visit.text("main").await.contains("à traiter"), "a collector's home is what waits");
    visit.look("/", "accueil-charge").await;
    for (path, name) in [
        ("/agenda", "agenda"),
        ("/agenda?voir=envois", "agenda-envois"),
        ("/agenda?voir=echus", "agenda-echus"),
        ("/agenda?voir=reportes", "agenda-reportes"),
        ("/agenda/lots", "agenda-lots-vide"),
    ] {
        visit.look(path, name).await;
    }

    // The slider as a plain form does it: three accounts, and what share of what is late they are.
    visit.go("/agenda?voir=echus&top=3").await;
    let said = visit.text("label[for=top]").await;
    assert!(said.contains("3 dossiers =") && said.contains("de l’échu"), "{said}");
    assert_eq!(visit.browser.execute("return document.querySelectorAll('tbody tr[data-row]').length", Vec::new()).await.unwrap(), 3);

    // One after the other, by keyboard alone.
    visit.go("/agenda?voir=echus").await;
    visit.find("body").await.send_keys("o").await.unwrap();
    visit.arrives("/agenda/un").await;
    visit.look("/agenda/un?voir=echus", "agenda-un").await;
    visit.go("/agenda/un?voir=echus").await;
    let first = visit.text("h1").await;
    visit.find("body").await.send_keys("n").await.unwrap();
    visit.says("content", "Dossier 2 sur").await;
    assert_ne!(visit.text("h1").await, first);
    visit.find("body").await.send_keys("b").await.unwrap();
    visit.says("content", "Dossier 1 sur").await;
    visit.find("body").await.send_keys("z").await.unwrap();
    visit.arrives("/agenda/lot").await;

    // Put off with a reason, then brought back.
    visit.browser.save_screenshot("agenda-reporter").await;
    visit.write("#motif", "Comptable en congés").await;
    visit.click("form.card button.go").await;
    assert!(visit.text(".flash.ok").await.contains("C’est fait"));
    visit.go("/agenda?voir=reportes").await;
    assert!(visit.text("tbody").await.contains("Comptable en congés"));
    visit.click("button[formaction='/agenda/reprendre']").await;
    assert!(visit.text(".flash.ok").await.contains("repris"));

    // Several at once: count and sum before, undone after.
    visit.go("/agenda?voir=echus").await;
    visit.click("tbody tr:nth-child(1) input[name=d]").await;
    visit.click("tbody tr:nth-child(2) input[name=d]").await;
    assert!(visit.text("output[data-tally]").await.contains("2"), "{}", visit.text("output[data-tally]").await);
    visit.click("button[name=geste][value=assign]").await;
    assert!(visit.text("main").await.contains("2 dossiers changent"));
    visit.write("#charge-nouveau", "Paul Petit").await;
    visit.browser.save_screenshot("agenda-confier").await;
    visit.click("form.card button.go").await;
    visit.arrives("/agenda/lots").await;
    visit.look("/agenda/lots", "agenda-lots").await;
    visit.go("/agenda").await;
    assert!(visit.find("#q").await.attr("name").await.unwrap().is_some());
    visit.go("/agenda/lots").await;
    visit.click("form[action='/agenda/lots/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("2 dossiers sont revenus"), "{}", visit.text(".flash.ok").await);

    // An alert without code: tried, then set.
    visit.look("/agenda/alertes", "alertes").await;
    visit.go("/agenda/alertes").await;
    visit.write("#montant", "1 000").await;
    visit.write("#silence", "10").await;
    visit.click("form.stack button:not(.go)").await;
    assert!(visit.text("#trouves h2").await.contains("aujourd’hui"));
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Alerte posée"));
    assert!(visit.text("tbody").await.contains("aucun contact depuis 10 j"));
    visit.look("/agenda/120-jours", "impayes-120-jours").await;
    visit.go("/portefeuilles").await;
    visit.write("#absent", "Claire Morel").await;
    visit.write("#remplace", "Paul Petit").await;
    visit.click("form[action='/portefeuilles/absence'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Absence enregistrée"));
    visit.look("/portefeuilles", "portefeuilles").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_reads_the_figures() {
    let firm = Firm::with("Atelier Élan", &customers(14), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/objectifs").await;
    visit.find("#indicateur option[value=sales_outstanding]").await.click().await.unwrap();
    visit.write("#objectif", "45").await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Objectif enregistré"));
    visit.look("/", "accueil-manager").await;
    visit.look("/indicateurs", "indicateurs").await;
    visit.go("/indicateurs").await;
    assert!(visit.text("#dso_countback").await.contains("objectif 45,0 j"), "{}", visit.text("#dso_countback").await);
    visit.click("#dso_countback summary").await;
    let told = visit.text("#dso_countback details").await;
    assert!(told.contains("à épuiser par les ventes") && told.contains("20/11/2026"), "{told}");
    visit.browser.save_screenshot("indicateurs-formule").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
