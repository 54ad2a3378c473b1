//! A dispute in a browser, at both widths: opened from a debtor, answered by its owner, decided.

use app::access::Role;
use app::dispute::{self, Setting};

use crate::browser::Visit;
use crate::firm::{Firm, customers};

#[tokio::test]
async fn browser_opens_a_dispute_whose_owner_answers_and_decides() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let setting = Setting { address: "https://quittance.example".to_owned(), ..Setting::default() };
    dispute::set_settings(&firm.app, &firm.scope, &setting, false).await.unwrap();
    let first = firm.dispute_id().await;
    let debtor = dispute::view(&firm.app, &firm.scope, first.parse().unwrap()).await.unwrap().card.debtor.0;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    let form = format!("/debiteurs/{debtor}/litige");
    visit.look(&form, "litige-nouveau").await;
    visit.go(&form).await;
    visit.click("tbody tr input[name=poste]").await;
    visit.write("tbody tr input.money", "5,00").await;
    visit.click("#motif option[value=quantity]").await;
    visit.write("#note", "Deux cartons manquants à la livraison du 3").await;
    visit.click("main form button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Litige ouvert"));
    let here = visit.path().await;
    visit.write("#qui-nom", "Paul Mercier").await;
    visit.click("input[name=courriel]").await;
    visit.click("form[action$='/solliciter'] button").await;
    assert!(visit.text(".flash.ok").await.contains("Responsable noté"));
    visit.look(&here, "litige").await;
    let id = here.rsplit('/').next().unwrap().parse().unwrap();
    let link = dispute::link_of(&firm.app, &firm.scope, id).await.unwrap().unwrap();
    let owner = format!("/litige/{}", link.rsplit('/').next().unwrap());
    visit.look(&owner, "litige-lien").await;
    visit.go(&owner).await;
    visit.click("input[name=avis][value=partly]").await;
    visit.write("#montant", "2,00").await;
    visit.write("#commentaire", "Un carton sur deux").await;
    visit.click("main form button.go").await;
    assert!(visit.text("h1").await.contains("Merci"));
    visit.go(&here).await;
    assert!(visit.text("#agir").await.contains("Fondé en partie"));
    visit.write("#decision-motif", "Bon de livraison vu").await;
    visit.click("form[action$='/decider'] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("avoir est attendu"));
    visit.look(&here, "litige-avoir").await;
    for (address, name) in [
        ("/litiges", "litiges"),
        ("/litiges?voir=liste", "litiges-liste"),
        ("/litiges?voir=chiffres", "litiges-chiffres"),
        ("/litiges/reglages", "litiges-reglages"),
    ] {
        visit.look(address, name).await;
    }
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

#[tokio::test]
async fn browser_a_call_reveals_a_dispute_and_only_that_part_leaves_the_reminders() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.mail("retour.eml", &crate::replies::bounce(&firm).await).await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting;
    let call = waiting.iter().find(|action| action.channel == domain::dunning::Channel::Call).expect("a call to make");
    let (here, debtor) = (format!("/actions/{}", call.id), call.debtor);
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.go(&here).await;
    visit.click("input[name=issue][value=dispute]").await;
    visit.click("#motif-litige option[value=quality]").await;
    visit.write("#note-appel", "Peinture écaillée sur deux portes").await;
    visit.click("#issue button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Appel enregistré"), "{}", visit.text("main").await);
    // What the call was about is contested, and held back from the reminders at once.
    let cards = dispute::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap();
    assert_eq!((cards.len(), cards[0].reason), (1, domain::dispute::Reason::Quality));
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    let held = file.items.iter().filter(|line| cards[0].numbers.contains(&line.item.number));
    let reasons: Vec<&str> = held
        .filter_map(|line| match line.outcome {
            Some(domain::dunning::Outcome::Hold { reason, .. }) => Some(reason.code()),
            _ => None,
        })
        .collect();
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| *reason == "disputed"), "{reasons:?}");
    let board = format!("/litiges/{}", cards[0].id);
    visit.look(&board, "litige-par-appel").await;
    visit.go(&board).await;
    assert!(visit.text("main").await.contains("Peinture écaillée"));
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
