//! When and how a debtor is contacted, in a real browser: a step on its day, a call that demands an outcome, and the calendar of what
//! comes. Each sentence of the acceptance is an assertion.

use app::access::Role;
use app::contact_calendar::Coming;
use app::dashboard::ActionLine;
use domain::Date;
use domain::calendar::add_days;
use domain::dunning::{ActionState, Channel};
use testkit::browser::{DESKTOP, PHONE};

use crate::browser::Visit;
use crate::browser_requests::axe;
use crate::firm::{Customer, Firm, TODAY, ask, customers, receipt};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

/// A customer with one invoice, so many days past its due date.
fn late(code: &str, name: &str, days: i64) -> Customer {
    Customer {
        code: code.to_owned(),
        name: name.to_owned(),
        email: format!("client-{code}@client.example"),
        // Thirty days of term.
        invoices: vec![(format!("FA2026-{code}"), add_days(TODAY, -30 - days), 80_000)],
    }
}

async fn follow(firm: &Firm, source: &str) {
    let view = app::scenario::view(&firm.app, &firm.scope).await.unwrap();
    app::scenario::save(&firm.app, &firm.scope, view.scenario.id, source).await.unwrap();
}

/// Brings a bank statement in as a person does.
async fn bank(visit: &Visit, name: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    visit.go("/imports").await;
    visit.write("#file", path.to_str().unwrap()).await;
    visit.click("form[action='/imports'] button.go").await;
    visit.click("button[formaction$='/confirmer']").await;
    // The next page waits for the answer to this one.
    visit.go("/encaissements").await;
}

async fn tonight(visit: &Visit) -> String {
    visit.go("/ce-soir").await;
    visit.text("main").await
}

/// The step « J+8 » fires for an invoice eight days late and not for one seven days late; a partial payment keeps it in; a full payment
/// takes it out the same minute.
#[tokio::test]
async fn s23_a_step_fires_on_its_day_and_payment_takes_out() {
    let invoices = [late("0108", "Huit Jours", 8), late("0207", "Sept Jours", 7), late("0308", "Part Payée", 8)];
    let firm = Firm::with("Atelier Élan", &invoices, LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    follow(&firm, "name = \"Huit\"\n[[step]]\nkey = \"eighth\"\nday = \"J+8\"\ntemplate = \"first_reminder\"\n").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let leaves = async || {
        tonight(&visit).await;
        let rows = "return [...document.querySelectorAll('td.lead a.open')].map(a => a.textContent.trim())";
        visit.browser.execute(rows, Vec::new()).await.unwrap().to_string()
    };
    let first = leaves().await;
    assert!(first.contains("Huit Jours"), "eight days late: {first}");
    assert!(!first.contains("Sept Jours"), "seven days late: {first}");
    assert!(first.contains("Part Payée"), "{first}");

    // A part of one: it stays in, for what is left, and is asked for after the days of grace.
    bank(&visit, "part.xml", &receipt(add_days(TODAY, -1), 30_000, "FA2026-0308")).await;
    visit.click("button[data-key='a']").await;
    visit.go("/encaissements").await;
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let debtor = debtors.rows.iter().find(|row| row.name == "Part Payée").unwrap().id;
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    let item = &file.items[0];
    assert_eq!(item.item.open.0, 50_000, "a part was paid");
    let next = file.coming.iter().find(|line| matches!(line.what, Coming::Step { .. })).expect("it is still in");
    assert!(next.on > TODAY && next.on <= add_days(TODAY, 5), "{next:?}");
    visit.go(&format!("/debiteurs/{debtor}")).await;
    let shown = visit.text("#calendrier").await;
    assert!(shown.contains("500,00") && shown.contains("FA2026-0308"), "for what is left: {shown}");
    let then = firm.opened_on(next.on).await;
    let report = app::night::dry_run(&then, &firm.scope).await.unwrap();
    assert!(report.actions.iter().any(|action| action.debtor == debtor), "the night of that day asks for the rest");
    then.close().await;

    // All of the other: it is gone at the next look.
    bank(&visit, "tout.xml", &receipt(TODAY, 80_000, "FA2026-0108")).await;
    let after = leaves().await;
    assert!(!after.contains("Huit Jours"), "paid in full: {after}");
    visit.end().await;
}

const WITH_CALL: &str = "name = \"Avec appel\"\n[[step]]\nkey = \"reminder_1\"\nday = \"J+3\"\nchannels = [\"email\"]\ntemplate = \"first_reminder\"\n\
    [[step]]\nkey = \"call\"\nday = \"J+10\"\ngap = 5\nchannels = [\"call\"]\ntemplate = \"call_script\"\n";

/// The calls that wait, by the debtor's name.
async fn calls(firm: &Firm) -> Vec<ActionLine> {
    let waiting = app::tonight::tonight(&firm.app, &firm.scope).await.unwrap().waiting;
    let mut calls: Vec<ActionLine> =
        waiting.into_iter().filter(|action| action.channel == Channel::Call && action.state == ActionState::ToDo).collect();
    calls.sort_by(|a, b| a.debtor_name.cmp(&b.debtor_name));
    calls
}

async fn state(firm: &Firm, call: &ActionLine) -> ActionState {
    app::message::message(&firm.app, &firm.scope, call.id).await.unwrap().action.state
}

/// The step « call » puts a task with script, numbers and last exchanges; closing it demands an outcome: promise, dispute, no answer,
/// wrong contact, refuses, will pay today.
#[tokio::test]
async fn s29_a_call_demands_an_outcome() {
    let names = ["Aubier", "Bastide", "Cordier", "Dumas", "Evrard", "Fabre"];
    let invoices: Vec<Customer> = names.iter().enumerate().map(|(at, name)| late(&format!("K{at}"), name, 20)).collect();
    let firm = Firm::with("Atelier Élan", &invoices, LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    follow(&firm, WITH_CALL).await;
    firm.night_of(add_days(TODAY, -10)).await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let calls = calls(&firm).await;
    assert_eq!(calls.iter().map(|call| call.debtor_name.as_str()).collect::<Vec<_>>(), names, "the step puts a task for each");
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/agenda").await;
    assert!(visit.text("main").await.contains("Aubier"), "the task is in the agenda");

    // Script, numbers, last exchanges.
    let first = format!("/actions/{}", calls[0].id);
    visit.look(&first, "appel-a-faire").await;
    visit.go(&first).await;
    let said = visit.text("main").await;
    assert!(said.contains("Vérifiez qui parle") && said.contains("800,00"), "the script with what is asked: {said}");
    assert_eq!(visit.find("a[href^='tel:']").await.attr("href").await.unwrap().as_deref(), Some("tel:0240000000"));
    assert!(said.contains("Derniers échanges") && said.contains("Première relance"), "the mail of ten days ago: {said}");
    let mut found = Vec::new();
    axe(&visit, &first, &mut found).await;
    assert_eq!(found, Vec::<String>::new());

    // Without an outcome it does not close: neither by the button, nor by its address, nor as done by another way.
    visit.click("#issue button.go").await;
    assert_eq!(visit.path().await, first);
    assert_eq!(visit.browser.execute("return document.querySelector('#issue form').checkValidity()", Vec::new()).await.unwrap(), false);
    let (pages, cookie) = (firm.pages(), firm.session(Role::CreditManager).await);
    for way in ["appel", "fait"] {
        ask(&pages, "POST", &format!("{first}/{way}"), &cookie, "note=fait").await;
        assert_eq!(state(&firm, &calls[0]).await, ActionState::ToDo, "{way}");
    }
    let words = "return [...document.querySelectorAll('#issue [name=issue]')].map(radio => radio.value).join(' ')";
    let outcomes = visit.browser.execute(words, Vec::new()).await.unwrap();
    assert_eq!(outcomes, "promise pays_today dispute no_answer message_left wrong_number refuses");

    // Each outcome closes the call, or says when to call again, and does what it says.
    for (call, outcome, day, note, closed) in [
        (&calls[0], "promise", "30/11/2026", "", true),
        (&calls[1], "dispute", "", "Deux cartons manquent", true),
        (&calls[2], "no_answer", "", "", false),
        (&calls[3], "wrong_number", "", "", true),
        (&calls[4], "refuses", "", "Ne veut pas payer", true),
        (&calls[5], "pays_today", "", "", true),
    ] {
        visit.go(&format!("/actions/{}", call.id)).await;
        visit.click(&format!("input[name=issue][value={outcome}]")).await;
        if !day.is_empty() {
            visit.write("#jour", day).await;
        }
        visit.write("#note-appel", note).await;
        visit.click("#issue button.go").await;
        let said = visit.text("#content .flash").await;
        assert!(!said.contains("Choisissez"), "{outcome}: {said}");
        assert_eq!(state(&firm, call).await != ActionState::ToDo, closed, "{outcome}: {said}");
        let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, call.debtor).await.unwrap();
        let promised = file.coming.iter().find_map(|line| matches!(line.what, Coming::Promise { .. }).then_some(line.on));
        let disputes = app::dispute::of_debtor(&firm.app, &firm.scope, call.debtor).await.unwrap().len();
        match outcome {
            "promise" => assert_eq!(promised, Date::from_ymd_opt(2026, 11, 30)),
            "pays_today" => assert_eq!(promised, Some(TODAY)),
            "dispute" => assert_eq!(disputes, 1),
            _ => assert_eq!((promised, disputes), (None, 0), "{outcome}"),
        }
    }
    visit.go(&format!("/actions/{}", calls[2].id)).await;
    assert!(visit.text("main").await.contains("À rappeler à partir du"), "nobody answered: when to call again");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Spacing holds across all invoices of a debtor, in what left and in what comes; the file shows the calendar of coming contacts.
#[tokio::test]
async fn s33_browser_the_file_shows_the_calendar_of_coming_contacts() {
    let firm = Firm::with("Atelier Élan", &customers(9), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    firm.night_of(add_days(TODAY, -12)).await;
    let spacing = i64::from(firm.scope.organisation.rules.spacing_days);
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    for row in &debtors.rows {
        let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, row.id).await.unwrap();
        let left = file.timeline.iter().filter(|entry| entry.state == Some(ActionState::Sent)).map(|entry| entry.on);
        let comes = file.coming.iter().filter(|line| matches!(line.what, Coming::Step { .. }) && line.what.is_contact());
        let mut days: Vec<Date> = left.chain(comes.map(|line| line.on)).collect();
        days.sort_unstable();
        assert!(days.windows(2).all(|pair| (pair[1] - pair[0]).num_days() >= spacing), "{}: {days:?}", row.code);
    }

    // One with several invoices, a promise and a suspension of another item.
    let row = debtors.rows.iter().find(|row| row.name == "Société Alizé 8").unwrap();
    let items = app::debtor_file::debtor_file(&firm.app, &firm.scope, row.id).await.unwrap().items;
    let promised =
        app::promises::NewPromise { items: vec![items[0].item.id], ..app::promises::NewPromise::new(row.id, add_days(TODAY, 10)) };
    app::promises::record(&firm.app, &firm.scope, &promised).await.unwrap();
    app::tonight::hold(&firm.app, &firm.scope, row.id, Some(items[1].item.id), Some(add_days(TODAY, 20)), "congés").await.unwrap();
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, row.id).await.unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let here = format!("/debiteurs/{}", row.id);
    for size in [DESKTOP, PHONE] {
        visit.browser.resize(size).await;
        visit.go(&here).await;
        assert!(!visit.browser.overflows().await, "{size:?}");
        let shown = visit.text("#calendrier").await;
        for words in ["Contacts et échéances à venir", "Règlement promis", "Reprise des relances", "30 nov.", "10 déc."] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        for line in file.coming.iter().take(8) {
            if let Coming::Step { key, channel, items, .. } = &line.what {
                let wanted = [app::text::step(key), app::text::channel(*channel), items[0].clone()];
                assert!(wanted.iter().all(|word| shown.contains(word.as_str())), "{wanted:?} in {shown}");
            }
        }
        let mut found = Vec::new();
        axe(&visit, &here, &mut found).await;
        assert_eq!(found, Vec::<String>::new(), "{size:?}");
        visit.browser.execute("document.querySelector('#calendrier').scrollIntoView()", Vec::new()).await.unwrap();
        visit.browser.save_screenshot(&format!("calendrier-{}", size.0)).await;
    }
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
