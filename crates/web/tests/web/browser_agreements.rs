//! What is agreed, in a browser: a discount over several rates of VAT down to its paper, a plan that is broken in vain, who is told of a
//! signature, goals of the ledger, and the weeks in which money is expected.

use app::access::Role;
use domain::{Cents, Date};

use crate::browser::Visit;
use crate::browser_plans::{date, press};
use crate::browser_requests::axe;
use crate::firm::{Customer, Firm, customers};

/// One customer with three late invoices of 1 000 €, 2 000 € and 3 000 €.
async fn firm() -> Firm {
    let day = |month, day| Date::from_ymd_opt(2026, month, day).unwrap();
    let invoices =
        vec![("FA-1".to_owned(), day(7, 1), 100_000), ("FA-2".to_owned(), day(7, 15), 200_000), ("FA-3".to_owned(), day(8, 3), 300_000)];
    let (code, name, email) = ("C001".to_owned(), "Garage Martin".to_owned(), "compta@martin.example".to_owned());
    let firm = Firm::with("Atelier Élan", &[Customer { code, name, email, invoices }], ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm
}

async fn debtor(firm: &Firm) -> domain::ids::DebtorId {
    app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap().0.rows[0].id
}

/// What the link of a paper answers: its type, and whether it begins as a PDF does.
async fn paper(visit: &Visit, css: &str) -> String {
    visit.find(css).await;
    let script = "const done = arguments[arguments.length - 1]; const link = document.querySelector(arguments[0]).href; fetch(link).then(async answer => { const bytes = new Uint8Array(await answer.arrayBuffer()); done(answer.headers.get('content-type') + ' ' + String.fromCharCode(...bytes.slice(0, 5))); });";
    let told = visit.browser.execute_async(script, vec![css.into()]).await.unwrap();
    told.as_str().unwrap_or_default().to_owned()
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// 5 000 € settle 6 000 €: the 1 000 € that are given up are 700 € at 20 % and the rest at 5.5 %.
#[tokio::test]
async fn s86_a_waiver_over_two_rates_is_told_at_each_and_printed() {
    let firm = firm().await;
    let debtor = debtor(&firm).await;
    let (visit, mut found) = (Visit::of(&firm).await, Vec::new());
    visit.log_in(Role::Admin).await;
    let form = format!("/debiteurs/{debtor}/accord-avec-remise");
    visit.go(&form).await;
    visit.write("#somme", "5 000,00").await;
    visit.click("input[name=nature][value=waiver]").await;
    visit.click("input[name=interets][value=waived]").await;
    visit.click("#tva summary").await;
    visit.click("select[name=regime] option[value=goods]").await;
    visit.write("#taux1", "20").await;
    visit.write("#ttc1", "800,00").await;
    visit.write("#taux2", "5,5").await;
    visit.write("#ttc2", "300,00").await;
    // More than the discount: it is told, and nothing is written.
    visit.says("apercu", "totalise").await;
    visit.find("#ttc1").await.clear().await.unwrap();
    visit.find("#ttc2").await.clear().await.unwrap();
    visit.write("#ttc1", "700,00").await;
    // By hand: 583.33 and 116.67 €; 284.36 and 15.64 €; 867.69 and 132.31 € in all.
    visit.says("apercu", "284,36").await;
    let told = plain(&visit.text("#apercu table").await);
    for sum in ["583,33", "116,67", "700,00", "284,36", "15,64", "300,00", "867,69", "132,31", "1 000,00"] {
        assert!(told.contains(sum), "{sum} in {told}");
    }
    press(&visit).await;
    visit.find("#gestes").await;
    let agreed = visit.path().await;
    let told = plain(&visit.text("main").await);
    assert!(told.contains("284,36") && told.contains("132,31"), "{told}");
    assert_eq!(paper(&visit, "a[href$='/accord.pdf']").await, "application/pdf %PDF-");
    visit.look(&agreed, "accord-deux-taux").await;
    axe(&visit, &agreed, &mut found).await;
    assert_eq!(found, Vec::<String>::new(), "axe");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// The deed is there to sign; a breach that was noticed in vain gives the debts back to the step that was chosen.
#[tokio::test]
async fn s41_the_deed_is_printed_and_a_breach_in_vain_goes_on_at_the_chosen_step() {
    let firm = firm().await;
    let debtor = debtor(&firm).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.go(&format!("/debiteurs/{debtor}/echeancier")).await;
    visit.click("input[name=interets][value=frozen]").await;
    visit.click("select[name=etape] option[value=reminder_2]").await;
    press(&visit).await;
    visit.find("#gestes").await;
    let here = visit.path().await;
    assert_eq!(paper(&visit, "a[href$='.pdf']").await, "application/pdf %PDF-", "the acknowledgement of debt to sign");
    visit.click("#gestes button.go").await;
    if visit.text("#gestes").await.contains("Valider") {
        visit.click("#gestes button.go").await;
    }
    visit.write("#signataire", "M. Petit, gérant").await;
    visit.click("#gestes form.stack button.go").await;
    assert!(visit.text("main").await.contains("Respecté"), "{}", visit.text("main").await);
    visit.go(&format!("/debiteurs/{debtor}")).await;
    assert!(visit.text("main").await.contains("par l’échéancier"));
    visit.end().await;

    let firm = firm.later(date(2027, 2, 15)).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.go(&here).await;
    assert!(visit.text("main").await.contains("Impayée"), "{}", visit.text("main").await);
    visit.click("#gestes form.stack button.go").await;
    assert!(visit.text("main").await.contains("Mis en demeure"), "{}", visit.text("main").await);
    visit.end().await;

    let firm = firm.later(date(2027, 3, 31)).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    assert!(file.items.iter().all(|line| line.last_step.is_some()), "as if the step before the chosen one had just been done: {file:?}");
    visit.go(&format!("/debiteurs/{debtor}")).await;
    let told = visit.text("main").await;
    assert!(!told.contains("par l’échéancier"), "{told}");
    visit.look(&format!("/debiteurs/{debtor}"), "client-echeancier-dechu").await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// Off until the house says so; then the message waits as soon as the plan is signed.
#[tokio::test]
async fn browser_a_house_tells_of_each_plan_that_is_signed() {
    let firm = firm().await;
    let debtor = debtor(&firm).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Admin).await;
    visit.go("/echeanciers").await;
    let ticked = "return document.querySelector('#limites input[name=prevenir]').checked";
    assert!(visit.browser.execute(ticked, Vec::new()).await.unwrap() == false);
    visit.click("#limites input[name=prevenir]").await;
    visit.click("#limites form button").await;
    assert!(visit.text(".flash.ok").await.contains("limites sont enregistrées"));
    assert!(visit.browser.execute(ticked, Vec::new()).await.unwrap() == true);
    visit.look("/echeanciers", "echeanciers-limites").await;
    visit.go(&format!("/debiteurs/{debtor}/echeancier")).await;
    visit.click("input[name=interets][value=frozen]").await;
    press(&visit).await;
    visit.find("#gestes").await;
    visit.click("#gestes button.go").await;
    if visit.text("#gestes").await.contains("Valider") {
        visit.click("#gestes button.go").await;
    }
    visit.write("#signataire", "M. Petit, gérant").await;
    visit.click("#gestes form.stack button.go").await;
    let id: domain::ids::PlanId = visit.path().await.rsplit('/').next().unwrap().parse().unwrap();
    let notes = app::service_mail::plan_notes_of(&firm.app, &firm.scope, id).await.unwrap();
    assert_eq!(notes.len(), 1, "{}", visit.text("main").await);
    visit.find(&format!("a[href^='/actions/{}']", notes[0].0)).await;
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// DSO, overdue rate and recovery rate have a goal each, of a period of its own; the dashboard shows how far the house is.
#[tokio::test]
async fn s46_goals_of_the_ledger_show_their_progress_on_the_dashboard() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    for (at, (measure, target)) in [("sales_outstanding", "45"), ("overdue_rate", "20"), ("recovery_rate", "60")].into_iter().enumerate() {
        visit.go("/objectifs").await;
        visit.click(&format!("select[name=indicateur] option[value={measure}]")).await;
        visit.click(&format!("select[name=periode] option:nth-child({})", at + 1)).await;
        visit.write("#objectif", target).await;
        visit.click("form.stack button.go").await;
        assert!(visit.text(".flash.ok").await.contains("Objectif enregistré"), "{measure}");
    }
    let goals = app::goals::list(&firm.app, &firm.scope).await.unwrap();
    let periods: std::collections::BTreeSet<String> = goals.iter().map(|goal| goal.period.code()).collect();
    assert_eq!((goals.len(), periods.len()), (3, 3), "a period each: {goals:?}");
    visit.go("/objectifs").await;
    let told = visit.text("main").await;
    for measure in [domain::goal::Measure::SalesOutstanding, domain::goal::Measure::OverdueRate, domain::goal::Measure::RecoveryRate] {
        assert!(told.contains(&app::text::causes::measure(measure)), "{told}");
    }
    visit.look("/objectifs", "s46-objectifs").await;
    // Those of the periods that run stand on the dashboard, with what is reached.
    let board = app::dashboard::dashboard(&firm.app, &firm.scope).await.unwrap();
    let progress = app::goals::progress(&firm.app, &firm.scope, &board.total).await.unwrap();
    assert!(!progress.is_empty());
    visit.go("/").await;
    let home = visit.text("main").await;
    assert!(home.contains("Objectifs"), "{home}");
    for goal in &progress {
        assert!(home.contains(&app::text::causes::measure(goal.goal.measure)), "{home}");
    }
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// The cents of each row of a table, in its order.
async fn cents(visit: &Visit, css: &str) -> Vec<i64> {
    visit.find(css).await;
    let script = "return [...document.querySelectorAll(arguments[0])].map(row => Number(row.dataset.cents))";
    let found = visit.browser.execute(script, vec![css.into()]).await.unwrap();
    found.as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).collect()
}

/// A promise moves what it is about to its week; every week leads to what it is made of, and all rows are what is owed.
#[tokio::test]
async fn browser_the_weeks_of_expected_receipts_add_up_to_what_is_owed() {
    let firm = firm().await;
    let debtor = debtor(&firm).await;
    let (visit, mut found) = (Visit::of(&firm).await, Vec::new());
    visit.log_in(Role::Admin).await;
    visit.go("/indicateurs").await;
    visit.click("a[href^='/indicateurs/encaissements']").await;
    visit.find("#semaines").await;
    let owed = cents(&visit, "#semaines tfoot tr").await;
    assert_eq!(owed, [600_000]);
    assert_eq!(cents(&visit, "#semaines tbody tr").await.iter().sum::<i64>(), 600_000);
    assert!(visit.text("#semaines").await.contains("Déjà attendu, non encaissé"), "{}", visit.text("#semaines").await);
    let on = domain::calendar::add_days(firm.app.today(), 21);
    let items = app::causes::of_debtor(&firm.app, &firm.scope, debtor).await.unwrap();
    let promise = app::promises::NewPromise {
        items: vec![items[1].item.id],
        amount: Some(Cents(150_000)),
        ..app::promises::NewPromise::new(debtor, on)
    };
    app::promises::record(&firm.app, &firm.scope, &promise).await.unwrap();
    visit.go("/indicateurs/encaissements").await;
    let rows = cents(&visit, "#semaines tbody tr").await;
    assert_eq!((rows[3], rows.iter().sum::<i64>()), (150_000, 600_000), "in the fourth week: {rows:?}");
    visit.click("#semaines tbody tr:nth-child(4) a.open").await;
    assert_eq!(cents(&visit, "#detail tbody tr").await, [150_000]);
    let detail = visit.text("#detail").await;
    assert!(detail.contains("Garage Martin") && detail.contains("Promesse"), "{detail}");
    let here = visit.path_and_query().await;
    visit.look(&here, "encaissements-attendus").await;
    axe(&visit, &here, &mut found).await;
    // The same day stands in the list of items and in the file.
    let told = app::text::plans::expected(domain::plan::Expected { on, ground: domain::plan::Ground::Promise });
    for page in [format!("/debiteurs/{debtor}"), "/factures".to_owned()] {
        visit.go(&page).await;
        assert!(visit.text("main").await.contains(&told), "{told} on {page}");
    }
    assert_eq!(found, Vec::<String>::new(), "axe");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
