//! The conversation in a browser, as a user has it: causes of lateness and what each does, the copy of a lost invoice, promises that are
//! confirmed, disputes by part, their owners, their figures.

use app::access::Role;
use app::causes;
use app::dispute::{self, Setting};
use app::outbox::{Confirmation, drain};
use domain::Date;
use domain::dunning::ActionState;
use domain::ids::DebtorId;
use testkit::smtp_sink::smtp_sink;

use crate::browser::Visit;
use crate::firm::{Customer, Firm, TODAY, customers};

/// One customer with three late invoices of 1 000 €, 2 000 € and 3 000 €.
fn three() -> Vec<Customer> {
    let day = |month, day| Date::from_ymd_opt(2026, month, day).unwrap();
    vec![Customer {
        code: "C001".to_owned(),
        name: "Garage Martin".to_owned(),
        email: "compta@martin.example".to_owned(),
        invoices: vec![
            ("FA-1".to_owned(), day(7, 1), 100_000),
            ("FA-2".to_owned(), day(7, 15), 200_000),
            ("FA-3".to_owned(), day(8, 3), 300_000),
        ],
    }]
}

async fn debtor(firm: &Firm) -> DebtorId {
    let (page, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    page.rows[0].id
}

async fn visit(firm: &Firm) -> Visit {
    firm.user(Role::Admin, "Claire Morel").await;
    let visit = Visit::of(firm).await;
    visit.log_in(Role::Admin).await;
    visit
}

/// Ticks exactly one invoice of the card of causes, chooses a cause and notes it.
async fn note(visit: &Visit, debtor: DebtorId, invoice: usize, cause: &str) {
    visit.go(&format!("/debiteurs/{debtor}?onglet=litiges")).await;
    for at in 1..=3 {
        let css = format!("#causes fieldset label:nth-of-type({at}) input");
        if visit.find(&css).await.is_selected().await.unwrap() != (at == invoice) {
            visit.click(&css).await;
        }
    }
    visit.click(&format!("#cause option[value={cause}]")).await;
    visit.click("#causes form.stack button").await;
}

/// Every overdue item can bear a cause; the rate of causes known and the split are reported.
#[tokio::test]
async fn s38_the_causes_of_lateness_are_known_and_split() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    visit.go("/causes").await;
    assert!(visit.text(".figures").await.contains("0,0"), "{}", visit.text(".figures").await);
    note(&visit, debtor, 1, "oversight").await;
    assert!(visit.text(".flash.ok").await.contains("Cause notée"), "{}", visit.text(".flash.ok").await);
    note(&visit, debtor, 3, "refusal").await;
    visit.go("/causes").await;
    // 1 000 € and 3 000 € of 6 000 €.
    let figures = visit.text(".figures").await;
    assert!(figures.contains("66,6") || figures.contains("66,7"), "{figures}");
    let split = visit.text("section.card.flush table").await;
    assert!(
        split.contains("Refus") && split.contains("50\u{202f}%") && split.contains("17\u{202f}%") && split.contains("33\u{202f}%"),
        "{split}"
    );
    // The same rate stands among the figures, with its own numbers.
    visit.go("/indicateurs").await;
    assert!(visit.text("#cause_known .value").await.contains("66,7"), "{}", visit.text("#cause_known").await);
    visit.click("#cause_known summary").await;
    let how = visit.text("#cause_known details").await;
    assert!(how.contains("4\u{202f}000,00") && how.contains("6\u{202f}000,00"), "{how}");
    visit.look("/causes", "s38-causes").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// The five causes of the trade, each with its action in one click.
#[tokio::test]
async fn s39_each_named_cause_leads_to_its_action_in_one_click() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    note(&visit, debtor, 1, "oversight").await;
    assert_eq!(visit.path().await, format!("/debiteurs/{debtor}"), "an oversight: the reminders go on");
    note(&visit, debtor, 1, "quality_dispute").await;
    visit.arrives("/litige").await;
    assert_eq!(visit.text("#motif option:checked").await, app::text::dispute::reason(domain::dispute::Reason::Quality));
    let ticked = visit.browser.execute("return document.querySelectorAll('input[name=poste]:checked').length", vec![]).await.unwrap();
    assert_eq!(ticked, 1, "the invoice alone");
    note(&visit, debtor, 2, "invoice_lost").await;
    visit.arrives("/copie").await;
    note(&visit, debtor, 3, "heavy_validation").await;
    visit.arrives("/valideur").await;
    visit.look(&visit.path_and_query().await, "s39-valideur").await;
    note(&visit, debtor, 3, "heavy_validation").await;
    visit.write("#nom", "Mme Petit").await;
    visit.write("#telephone", "01 02 03 04 05").await;
    visit.click("main form button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Mme Petit"));
    visit.go(&format!("/debiteurs/{debtor}")).await;
    assert!(visit.text("main").await.contains("01 02 03 04 05"), "kept among the contacts");
    note(&visit, debtor, 1, "cash_shortage").await;
    visit.arrives("/echeancier").await;
    let ticked = visit.browser.execute("return document.querySelectorAll('input[name=facture]:checked').length", vec![]).await.unwrap();
    assert_eq!(ticked, 1, "the plan is about that invoice");
    visit.go("/causes/reglages").await;
    for code in ["oversight", "quality_dispute", "invoice_lost", "heavy_validation", "cash_shortage"] {
        assert!(!visit.text(&format!("#action-{code} option:checked")).await.is_empty(), "{code}");
    }
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// A lost invoice: the original is dropped, read before it leaves, sent by a real mail server, proved, and the next step waits.
#[tokio::test]
async fn s40_a_lost_invoice_is_sent_again_with_its_proof_and_the_next_step_waits() {
    let sink = smtp_sink(&[]);
    let firm = Firm::with_mail("Atelier Élan", &three(), ["DUPONT", "ALIZE"], &sink.url()).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    // The house's own days for that cause.
    visit.go("/causes/reglages").await;
    visit.browser.execute("document.querySelector('#jours-invoice_lost').value = '12'", vec![]).await.unwrap();
    visit.click("main form button.go").await;
    note(&visit, debtor, 2, "invoice_lost").await;
    visit.arrives("/copie").await;
    assert!(visit.text(".flash.ok").await.contains("02/12/2026"), "twelve days: {}", visit.text(".flash.ok").await);
    let page = visit.path_and_query().await;
    assert!(visit.text("#message").await.contains("Déposez le PDF"), "{}", visit.text("#message").await);
    visit.look(&page, "s40-sans-document").await;
    visit.go(&page).await;
    let bytes = app::message::overdue_letter(&firm.app, &firm.scope, debtor).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Facture FA-2.pdf");
    std::fs::write(&file, &bytes).unwrap();
    visit.write("#documents input[type=file]", file.to_str().unwrap()).await;
    visit.click("#documents form button").await;
    assert!(visit.text(".flash.ok").await.contains("Document conservé"));
    let message = visit.text("#message").await;
    assert!(message.contains("Copie de votre facture FA-2") && message.contains("compta@martin.example"), "{message}");
    visit.look(&page, "s40-apercu").await;
    visit.go(&page).await;
    visit.click("#message form[method=post] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("prête à partir"));
    let action = visit.path().await;
    // Undone while nothing left, and asked for again.
    visit.click("#service form button.danger").await;
    assert!(visit.text("main").await.contains("Annulé avant le départ") || visit.text("main").await.contains("annulé avant le départ"));
    visit.go(&page).await;
    visit.click("#message form[method=post] button.go").await;
    let sent = visit.path().await;
    assert_ne!(sent, action);
    let done = drain(&firm.app, &firm.scope, Confirmation::Given).await.unwrap();
    assert_eq!((done.sent, sink.messages().len()), (1, 1), "{done:?}");
    let raw = std::fs::read_to_string(&sink.messages()[0]).unwrap();
    assert!(raw.contains("Facture FA-2.pdf") && raw.contains("application/pdf"), "{raw}");
    visit.go(&sent).await;
    assert!(visit.text("main").await.contains("FA-2"), "{}", visit.text("main").await);
    visit.look(&sent, "s40-envoi").await;
    visit.go(&format!("/debiteurs/{debtor}")).await;
    let page = visit.text("main").await;
    assert!(page.contains("Copie de facture"), "the proof is in the timeline");
    let id: domain::ids::ActionId = sent.rsplit('/').next().unwrap().parse().unwrap();
    let (_, kept) = {
        let item = causes::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap()[1].item.id;
        app::service_mail::carried(&firm.app, &firm.scope, id, item).await.unwrap()
    };
    assert!(kept == bytes, "the exact bytes");
    let seen = app::message::message(&firm.app, &firm.scope, id).await.unwrap();
    assert_eq!(seen.action.state, ActionState::Sent);
    // The next step of that invoice waits; the others go on, and no step was counted.
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    let line = file.items.iter().find(|line| line.item.number == "FA-2").unwrap();
    assert!(line.last_step.is_none() && line.held, "{line:?}");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Goals of promises kept, causes known and disputes; the pages show how far the house is.
#[tokio::test]
async fn s46_goals_of_the_conversation_show_their_progress() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    note(&visit, debtor, 3, "oversight").await;
    for (measure, target) in [("promises_kept", "80"), ("cause_known", "40"), ("dispute_rate", "10")] {
        visit.go("/objectifs").await;
        visit.click(&format!("select option[value={measure}]")).await;
        visit.write("#objectif", target).await;
        visit.click("form.stack button.go").await;
        assert!(visit.text(".flash.ok").await.contains("Objectif enregistré"));
    }
    visit.go("/indicateurs").await;
    let known = visit.text("#cause_known").await;
    assert!(known.contains("50,0") && known.contains("40,0"), "half is known, 40 % was meant: {known}");
    assert!(visit.text("#promises_kept").await.contains("80,0"));
    assert!(visit.text("#dispute_rate").await.contains("10,0"));
    visit.go("/").await;
    assert!(visit.text("main").await.contains("Objectifs"));
    visit.look("/indicateurs", "s46-indicateurs").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// A part of one invoice of three is contested: it alone leaves the scenario.
#[tokio::test]
async fn s56_only_the_contested_part_of_one_invoice_leaves_the_scenario() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    visit.go(&format!("/debiteurs/{debtor}/litige")).await;
    visit.click("tbody tr:nth-child(2) input[name=poste]").await;
    visit.write("tbody tr:nth-child(2) input.money", "500,00").await;
    visit.click("#motif option[value=quantity]").await;
    visit.write("#note", "Cartons manquants").await;
    visit.click("main form button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Litige ouvert"));
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let night = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap();
    let asked: i64 = night.waiting.iter().filter(|action| action.debtor == debtor).map(|action| action.asked.0).sum();
    assert_eq!(asked, 550_000, "6 000 € less the 500 € that are contested");
    visit.go(&format!("/debiteurs/{debtor}?onglet=litiges")).await;
    assert!(visit.text("#litiges").await.contains("500,00"));
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// The owner answers by a link without an account; a late step is told to whom it may concern.
#[tokio::test]
async fn s57_the_owner_answers_by_a_link_and_a_late_step_escalates() {
    let sink = smtp_sink(&[]);
    let firm = Firm::with_mail("Atelier Élan", &three(), ["DUPONT", "ALIZE"], &sink.url()).await;
    let setting = Setting {
        address: "https://quittance.example".to_owned(),
        escalation_email: "direction@elan.example".to_owned(),
        ..Setting::default()
    };
    dispute::set_settings(&firm.app, &firm.scope, &setting, false).await.unwrap();
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    visit.go(&format!("/debiteurs/{debtor}/litige")).await;
    visit.click("tbody tr:nth-child(1) input[name=poste]").await;
    visit.click("#motif option[value=quality]").await;
    visit.click("main form button.go").await;
    let here = visit.path().await;
    assert!(visit.text("main").await.contains("27/11/2026") || visit.text("main").await.contains("2026"), "a time limit");
    visit.write("#qui-nom", "Paul Mercier").await;
    visit.write("#qui-email", "paul@elan.example").await;
    visit.click("form[action$='/solliciter'] button").await;
    let id = here.rsplit('/').next().unwrap().parse().unwrap();
    // Ten days later nobody has answered: the late step is told once, by mail.
    let later = firm.on(domain::calendar::add_days(TODAY, 17), &sink.url()).await;
    let told = dispute::escalate(&later, &firm.scope).await.unwrap();
    assert_eq!((told, dispute::escalate(&later, &firm.scope).await.unwrap()), (1, 0), "once a day");
    let alert =
        sink.messages().iter().map(|path| std::fs::read_to_string(path).unwrap()).find(|raw| raw.contains("direction@elan.example"));
    assert!(alert.is_some(), "the one who was named for it is told");
    later.close().await;
    // The owner answers with a file, without an account.
    let link = dispute::link_of(&firm.app, &firm.scope, id).await.unwrap().unwrap();
    let owner = format!("/litige/{}", link.rsplit('/').next().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bon.pdf");
    std::fs::write(&file, b"%PDF-1.7 bon de livraison").unwrap();
    visit.go(&owner).await;
    visit.click("input[name=avis][value=unfounded]").await;
    visit.write("#commentaire", "Livraison conforme, bon joint").await;
    visit.write("#pieces", file.to_str().unwrap()).await;
    visit.click("main form button.go").await;
    assert!(visit.text("h1").await.contains("Merci"));
    visit.go(&here).await;
    let page = visit.text("main").await;
    assert!(page.contains("Livraison conforme") && page.contains("bon.pdf") && page.contains("direction@elan.example"), "{page}");
    visit.look(&here, "s57-litige").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Whoever blocks cash sees all that waits for him, and how much it holds up.
#[tokio::test]
async fn s58_an_owner_sees_the_tasks_that_block_cash_and_the_euros_held_up() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let setting = Setting { address: "https://quittance.example".to_owned(), ..Setting::default() };
    dispute::set_settings(&firm.app, &firm.scope, &setting, false).await.unwrap();
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    let mut first = String::new();
    // What is contested already is no longer offered: the third invoice is the second row then.
    for (row, reason) in [(1, "quality"), (2, "not_delivered")] {
        visit.go(&format!("/debiteurs/{debtor}/litige")).await;
        visit.click(&format!("tbody tr:nth-child({row}) input[name=poste]")).await;
        visit.click(&format!("#motif option[value={reason}]")).await;
        visit.click("main form button.go").await;
        let here = visit.path().await;
        visit.write("#qui-nom", "Paul Mercier").await;
        visit.write("#qui-email", "paul@elan.example").await;
        visit.click("form[action$='/solliciter'] button").await;
        first = here.rsplit('/').next().unwrap().to_owned();
    }
    visit.go("/litiges?voir=chiffres").await;
    let figures = visit.text("main").await;
    assert!(figures.contains("Paul Mercier") && figures.contains("4\u{202f}000,00"), "{figures}");
    let link = dispute::link_of(&firm.app, &firm.scope, first.parse().unwrap()).await.unwrap().unwrap();
    let owner = format!("/litige/{}", link.rsplit('/').next().unwrap());
    visit.go(&owner).await;
    let others = visit.text("#autres").await;
    assert!(others.contains("4\u{202f}000,00") && others.contains("1\u{202f}000,00") && others.contains("FA-1"), "{others}");
    visit.look(&owner, "s58-responsable").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// The days of sales are split into terms, lateness and disputes, by reason and by owner, with their year.
#[tokio::test]
async fn s59_the_days_of_sales_are_split_by_reason_and_owner() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.dispute_id().await;
    let visit = visit(&firm).await;
    visit.go("/indicateurs").await;
    let series = app::figures::figures(&firm.app, &firm.scope, &app::figures::FiguresQuery::default()).await.unwrap();
    let whole = series.figures.iter().find(|figure| figure.indicator.code() == "dso_countback").unwrap().value().unwrap();
    let found = app::conversation::conversation(&firm.app, &firm.scope).await.unwrap();
    let part = |code: &str| found.figures.iter().find(|figure| figure.theme.code() == code).unwrap().value().unwrap();
    let parts = [part("dso_terms"), part("dso_lateness"), part("dso_disputed")];
    assert_eq!(parts.iter().sum::<i64>(), whole, "the three parts are the days of sales: {parts:?}");
    let days = |lines: Vec<Option<i64>>| lines.into_iter().flatten().sum::<i64>();
    assert_eq!(days(found.by_reason.iter().map(|line| line.days).collect()), parts[2]);
    assert_eq!(days(found.by_owner.iter().map(|line| line.days).collect()), parts[2]);
    for code in ["dso_terms", "dso_lateness", "dso_disputed"] {
        let shown = visit.text(&format!("#{code} .value")).await;
        assert!(shown.contains(&app::text::figures::days(Some(part(code)))), "{code}: {shown}");
    }
    assert!(visit.text("#conversation").await.contains("Ce que coûtent les litiges, par motif"));
    // Each part with its year, month by month.
    for code in ["dso_terms", "dso_lateness", "dso_disputed"] {
        let script = "return document.querySelectorAll(arguments[0]).length";
        let months = visit.browser.execute(script, vec![format!("#{code} details table tbody tr").into()]).await.unwrap();
        assert_eq!(months, 12, "{code}");
    }
    visit.look("/indicateurs", "s59-indicateurs").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// A dispute ends with an outcome or not at all; cycle and win rate by reason are reported.
#[tokio::test]
async fn s60_a_dispute_ends_with_an_outcome_and_its_figures_are_told() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    visit.go(&format!("/debiteurs/{debtor}/litige")).await;
    visit.click("tbody tr:nth-child(1) input[name=poste]").await;
    visit.click("#motif option[value=price]").await;
    visit.click("main form button.go").await;
    let here = visit.path().await;
    assert!(!visit.text("#agir").await.is_empty());
    // Without an outcome the form does not leave, and a program that sends it all the same is refused.
    visit.write("#decision-motif", "Prix ").await;
    let script = "return document.querySelector(\"form[action$='/decider']\").checkValidity()";
    assert!(visit.browser.execute(script, vec![]).await.unwrap() == false, "an outcome is demanded");
    visit.click("form[action$='/decider'] button.go").await;
    assert_eq!(visit.path().await, here);
    visit.find("form[action$='/decider']").await;
    visit.click("form[action$='/decider'] input[value=unfounded]").await;
    visit.write("#decision-motif", "du devis signé").await;
    visit.click("form[action$='/decider'] button.go").await;
    assert!(!visit.text(".flash.ok").await.is_empty());
    visit.go("/litiges?voir=chiffres").await;
    let figures = visit.text("main").await;
    assert!(figures.contains(&app::text::dispute::reason(domain::dispute::Reason::Price)) && figures.contains("100"), "{figures}");
    visit.go("/indicateurs").await;
    assert!(visit.text("#disputes_won .value").await.contains("100"), "{}", visit.text("#disputes_won").await);
    assert!(visit.text("#dispute_cycle .value").await.contains("0,0"));
    visit.go(&here).await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// From the call screen, « dispute » opens the form with the invoices of the call, and the scenario stops at once.
#[tokio::test]
async fn s61_a_call_opens_the_form_of_a_dispute_and_the_scenario_stops_at_once() {
    let firm = Firm::with("Atelier Élan", &customers(4), ["DUPONT", "ALIZE"]).await;
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    firm.mail("retour.eml", &crate::replies::bounce(&firm).await).await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting;
    let call = waiting.iter().find(|action| action.channel == domain::dunning::Channel::Call).expect("a call to make");
    let debtor = call.debtor;
    let visit = visit(&firm).await;
    visit.go(&format!("/actions/{}", call.id)).await;
    visit.find("body").await.send_keys("l").await.unwrap();
    visit.arrives("/litige").await;
    let ticked = visit.browser.execute("return document.querySelectorAll('input[name=poste]:checked').length", vec![]).await.unwrap();
    assert!(ticked.as_i64().unwrap() > 0, "the invoices of the call are ticked");
    visit.click("#motif option[value=quality]").await;
    visit.write("#note", "Peinture écaillée").await;
    visit.click("main form button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Litige ouvert"));
    let cards = dispute::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap();
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    let held = file.items.iter().filter(|line| cards[0].numbers.contains(&line.item.number));
    let reasons: Vec<&str> = held
        .filter_map(|line| match line.outcome {
            Some(domain::dunning::Outcome::Hold { reason, .. }) => Some(reason.code()),
            _ => None,
        })
        .collect();
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| *reason == "disputed"), "{reasons:?}");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// A promise by one key, confirmed by a message that is read before it leaves.
#[tokio::test]
async fn browser_confirms_a_promise_by_mail_once() {
    let firm = Firm::with("Atelier Élan", &three(), ["DUPONT", "ALIZE"]).await;
    let visit = visit(&firm).await;
    let debtor = debtor(&firm).await;
    visit.go(&format!("/debiteurs/{debtor}")).await;
    visit.find("body").await.send_keys("p").await.unwrap();
    visit.arrives("/promesses/nouvelle").await;
    visit.click("#promesse input[name=confirmer]").await;
    visit.click("#promesse button.go").await;
    visit.arrives("/confirmation").await;
    assert!(visit.text("#message").await.contains("Nous notons votre règlement de"), "{}", visit.text("#message").await);
    let page = visit.path().await;
    visit.look(&page, "promesse-confirmation").await;
    visit.go(&page).await;
    visit.click("#message form[method=post] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("prête à partir"));
    visit.go(&page).await;
    assert!(visit.text("#message").await.contains("déjà sa confirmation"));
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
