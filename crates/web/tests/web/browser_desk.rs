//! The collector's day in a real browser, row by row: roles and homes, the aged balance, alerts, scenarios and categories, calls,
//! contacts, the life of an item, figures, kept lists, and deeds on many.

use app::access::Role;
use domain::calendar::add_days;

use crate::browser::Visit;
use crate::firm::{Answer, Firm, TODAY, ask, customers, email};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

/// A firm whose scenario has run for some nights, with a user of each role.
async fn firm() -> Firm {
    let firm = Firm::with("Atelier Élan", &customers(14), LABELS).await;
    for (role, name) in [
        (Role::Admin, "Anne Roux"),
        (Role::CreditManager, "Claire Morel"),
        (Role::Collector, "Paul Petit"),
        (Role::Accountant, "Zoé Blanc"),
        (Role::Director, "Luc Grand"),
        (Role::Salesman, "Léa Vente"),
        (Role::ReadOnly, "Max Voir"),
    ] {
        firm.user(role, name).await;
    }
    for back in [12, 5] {
        firm.night_of(add_days(TODAY, -back)).await;
    }
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    firm
}

async fn leave(visit: &Visit) {
    visit.browser.delete_all_cookies().await.unwrap();
}

/// Each role has a home of its own; the accountant posts a payment and cannot change a scenario; the salesman sees the own
/// accounts, and another's is not there.
#[tokio::test]
async fn s05_each_role_has_its_home_and_its_limits() {
    let firm = firm().await;
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let (own, other) = (debtors.rows[0].id, debtors.rows[1].id);
    app::veto::set_salesman(&firm.app, &firm.scope, own, "Léa Vente", &email(Role::Salesman)).await.unwrap();
    let visit = Visit::of(&firm).await;

    visit.log_in(Role::Admin).await;
    visit.look("/connexions/utilisateurs", "utilisateurs").await;
    visit.go("/connexions/utilisateurs").await;
    visit.write("#nom", "Nina Neuve").await;
    visit.write("#email", "nina@elan.example").await;
    visit.find("#role option[value=director]").await.click().await.unwrap();
    visit.click("form.stack button.go").await;
    assert!(visit.find("#secret-texte").await.attr("value").await.unwrap().is_some_and(|secret| secret.len() > 12));
    assert!(visit.text("table").await.contains("Nina Neuve"));
    leave(&visit).await;

    visit.log_in(Role::Accountant).await;
    visit.go("/encaissements").await;
    let line = firm.ids().await.2;
    visit.go(&format!("/encaissements/{line}")).await;
    assert!(visit.path().await.ends_with(&line.to_string()), "an accountant opens a payment");
    visit.go("/scenarios/formulaire").await;
    assert!(visit.text("main").await.contains("rôle"), "and does not change a scenario: {}", visit.text("main").await);
    assert!(visit.browser.console().await.iter().all(|line| line.contains("403")), "the refusal is said in the console too");
    leave(&visit).await;

    visit.log_in(Role::Director).await;
    let home = visit.text("main").await;
    assert!(home.contains("À valider par vous") && home.contains("DSO"), "{home}");
    visit.look("/", "accueil-direction").await;
    assert_eq!(
        visit.browser.execute("return document.querySelectorAll('main form[method=post]').length", Vec::new()).await.unwrap(),
        0,
        "nothing to press by mistake"
    );
    visit.go("/agenda").await;
    assert_eq!(visit.browser.execute("return document.querySelectorAll('main button[name=geste]').length", Vec::new()).await.unwrap(), 0);
    leave(&visit).await;

    visit.log_in(Role::Salesman).await;
    assert!(visit.text("main").await.contains("Un compte à votre nom"), "{}", visit.text("main").await);
    visit.look("/", "accueil-commercial").await;
    visit.look("/mes-comptes", "mes-comptes").await;
    visit.go("/mes-comptes").await;
    assert_eq!(visit.browser.execute("return document.querySelectorAll('tbody tr').length", Vec::new()).await.unwrap(), 1);
    visit.click("tbody a.open").await;
    assert!(visit.path().await.ends_with(&own.to_string()));
    visit.look(&format!("/mes-comptes/{own}"), "mon-compte").await;
    for path in [format!("/mes-comptes/{other}"), "/mes-comptes/00000000-0000-7000-8000-000000000000".to_owned()] {
        visit.go(&path).await;
        assert!(
            visit.text("main").await.contains("introuvable") || visit.text("main").await.contains("n’existe"),
            "{}",
            visit.text("main").await
        );
    }
    visit.go("/").await;
    visit.write("#search", "Alizé").await;
    visit.find("#search").await.send_keys("\u{e007}").await.unwrap();
    visit.says("content", "1 débiteur").await;
    // The two addresses that are not there are in the console, and nothing else.
    assert!(visit.browser.console().await.iter().all(|line| line.contains("404")));
    visit.end().await;

    // The same by the address alone: an accountant may post a payment, and nothing of the house answers a salesman.
    let (pages, accountant) = (firm.pages(), firm.session(Role::Accountant).await);
    for (path, may) in [(format!("/encaissements/{line}/affecter"), true), ("/scenarios/formulaire".to_owned(), false)] {
        let answer: Answer = ask(&pages, "POST", &path, &accountant, "").await;
        assert_eq!(answer.status.as_u16() != 403, may, "{path}");
    }
    let cookie = firm.session(Role::Salesman).await;
    for (method, path) in [
        ("GET", format!("/debiteurs/{own}")),
        ("GET", "/debiteurs".to_owned()),
        ("GET", "/agenda.csv".to_owned()),
        ("GET", "/balance-agee.csv".to_owned()),
        ("GET", "/journal".to_owned()),
        ("POST", format!("/debiteurs/{own}/pause")),
    ] {
        let answer: Answer = ask(&pages, method, &path, &cookie, "").await;
        assert_eq!(answer.status.as_u16(), 403, "{method} {path}");
    }
    let csv = ask(&pages, "GET", "/mes-comptes.csv", &cookie, "").await.text;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert_eq!(ask(&pages, "GET", &format!("/mes-comptes/{other}"), &cookie, "").await.status.as_u16(), 404);
}

/// The aged balance by category, collector and group, by own columns, on a past day: it adds up, and a click leads to the items.
#[tokio::test]
async fn s12_the_aged_balance_is_watched_from_all_sides() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let total = async || visit.text("tfoot td.key").await;
    visit.go("/balance-agee").await;
    let today = total().await;
    for by in ["category", "collector", "group"] {
        visit.find(&format!("#par option[value={by}]")).await.click().await.unwrap();
        visit.arrives("/balance-agee").await;
        visit.go(&format!("/balance-agee?par={by}")).await;
        assert_eq!(total().await, today, "{by}");
    }
    visit.click("tbody a.open").await;
    assert_eq!(total().await, today, "one group, and all of it");
    visit.click("tbody a.open").await;
    assert!(visit.path().await.starts_with("/debiteurs/"), "from a group to its debtors to their items: {}", visit.path().await);

    visit.go("/balance-agee").await;
    visit.write("#tranches", "15, 30, 45, 60").await;
    visit.find("#tranches").await.send_keys("\u{e007}").await.unwrap();
    visit.says("content", "Plus de 60 j").await;
    let heads = visit.text("thead").await;
    assert!(heads.contains("16–30 j") && heads.contains("Plus de 60 j"), "{heads}");
    assert_eq!(total().await, today, "own columns lose nothing");
    visit.look("/balance-agee?tranches=15,30,45,60&par=group", "balance-groupe").await;
    visit.go("/balance-agee?tranches=3,2,1,0").await;
    assert!(visit.text(".flash").await.contains("croissants"));
    let past = add_days(TODAY, -60);
    visit.go(&format!("/balance-agee?date={}", past.format("%d/%m/%Y"))).await;
    let ledger = visit.text("main").await;
    assert!(ledger.contains(&total().await), "the same page for a past day, equal to its ledger");
    assert_ne!(total().await, today);
    visit.end().await;
}

/// What is unpaid after 120 days has a page with the last action and the next date, and an alert on that day.
#[tokio::test]
async fn s13_what_is_unpaid_after_120_days_is_watched() {
    let firm = firm().await.later(add_days(TODAY, 130)).await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/agenda").await;
    visit.click(".acts a[href='/agenda/alertes']").await;
    visit.click("a[href='/agenda/120-jours']").await;
    let lines = app::alerts::over_120_days(&firm.app, &firm.scope).await.unwrap();
    let shown = visit.text("main").await;
    assert!(lines.iter().all(|line| line.days > 120));
    for line in lines.iter().take(3) {
        assert!(shown.contains(&line.number), "{} in {shown}", line.number);
    }
    assert!(!lines.is_empty(), "the sample has some");
    visit.go("/agenda?voir=echus&nature=alerte").await;
    assert!(visit.text("tbody").await.contains("Alerte"), "and an alert on the account");
    visit.end().await;
}

/// « Overdue > 1 000 € and no contact for 3 days » without code; the accounts are coloured in the agenda.
#[tokio::test]
async fn s14_an_alert_is_built_without_code() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Collector).await;
    visit.go("/agenda/alertes").await;
    visit.write("#montant", "1 000").await;
    visit.write("#silence", "3").await;
    visit.click("form.stack button:not(.go)").await;
    let found = visit.text("#trouves h2").await;
    visit.click("form.stack button.go").await;
    assert!(visit.text(".flash.ok").await.contains("Alerte posée"));
    visit.go("/agenda?voir=echus&nature=alerte&charge=*").await;
    let count = found.chars().take_while(char::is_ascii_digit).collect::<String>();
    let rows = visit.browser.execute("return document.querySelectorAll('tr.alert').length", Vec::new()).await.unwrap();
    assert!(rows.as_u64().is_some_and(|rows| rows >= count.parse().unwrap_or(1)), "{rows} of {found}");
    visit.end().await;
}

const SOFT: &str = "name = \"Douce\"\n[[step]]\nkey = \"kind_word\"\nday = \"J+90\"\ntemplate = \"first_reminder\"\n";

/// A category has a scenario of its own; the preview says how many would get it, and the file which one and why.
#[tokio::test]
async fn s24_a_category_has_its_procedure() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let debtor = firm.ids().await.0;
    visit.go(&format!("/debiteurs/{debtor}/fiche")).await;
    let category = visit.find("input[name=category]").await;
    category.clear().await.unwrap();
    category.send_keys("Tête en l’air").await.unwrap();
    visit.click("main form button.go").await;
    app::scenario::series::create(&firm.app, &firm.scope, SOFT).await.unwrap();
    visit.go("/scenarios/regles").await;
    visit.click("button[value=ajouter]").await;
    visit.write("#r0-categories", "Tête en l’air").await;
    let options = visit.find("#r0-scenario").await;
    options.select_by_label("Douce").await.unwrap();
    visit.click("div.acts.below button[value=essayer]").await;
    assert!(visit.text("#regle-1").await.contains("un débiteur"), "{}", visit.text("#regle-1").await);
    visit.click("button[value=enregistrer]").await;
    visit.go(&format!("/debiteurs/{debtor}?onglet=reglages")).await;
    let followed = visit.text("#scenario").await;
    assert!(followed.contains("Douce") && followed.contains("règle"), "{followed}");
    visit.end().await;
}

/// From invoice to cash: each event of an account's items with its author and time.
#[tokio::test]
async fn s45_an_items_life_is_told_with_author_and_time() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    let debtor = firm.ids().await.0;
    visit.go(&format!("/debiteurs/{debtor}")).await;
    let said = visit.text("main").await;
    assert!(said.contains("Facture") && said.contains("FA2026-"), "{said}");
    let checks = app::doctor::doctor(&firm.app, &firm.scope).await.unwrap();
    assert!(checks.iter().all(|check| check.ok), "no closed item without what closed it: {checks:?}");
    visit.end().await;
}

/// DSO, rate of unpaid, recovery rate: each with its formula, its own numbers and its year, and a way to what is behind it that keeps
/// collector and currency.
#[tokio::test]
async fn s88_s89_s90_figures_are_worked_and_lead_to_what_they_count() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    visit.go("/indicateurs").await;
    for key in ["dso", "dso_countback", "dso_best", "unpaid_rate", "recovery_rate", "effectiveness", "overdue_rate"] {
        let title = visit.find(&format!("#{key} summary")).await.attr("title").await.unwrap().unwrap_or_default();
        assert!(title.len() > 20, "{key}: the formula on hover: {title}");
    }
    assert!(visit.text("#dso_best h3").await.contains("DSO optimal"));
    visit.click("#dso summary").await;
    assert!(visit.text("#dso details").await.contains('÷'), "{}", visit.text("#dso details").await);
    visit.go("/indicateurs?collecteur=").await;
    visit.go("/indicateurs?devise=EUR").await;
    visit.click("#overdue h3 a").await;
    let address = visit.path_and_query().await;
    assert!(address.contains("devise=EUR") && address.contains("voir=echus"), "{address}");
    visit.end().await;
}

/// A list is kept under a name, opened first, renamed, deleted and given back; columns are hidden.
#[tokio::test]
async fn s105_lists_are_kept_and_deeds_on_many_have_preview_and_undo() {
    let firm = firm().await;
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::Collector).await;
    visit.go("/agenda?voir=echus&tri=-echu&masquer=5").await;
    assert_eq!(
        visit
            .browser
            .execute("return getComputedStyle(document.querySelector('thead th:nth-child(5)')).display", Vec::new())
            .await
            .unwrap(),
        "none"
    );
    visit.click("details.keep summary").await;
    visit.write("#vue-nom", "Gros échus").await;
    visit.click("details.keep input[name=partagee]").await;
    visit.click("details.keep input[name=defaut]").await;
    visit.click("details.keep form[method=post] button").await;
    assert!(visit.text(".flash.ok").await.contains("Vue enregistrée"));
    visit.go("/agenda").await;
    let address = visit.path_and_query().await;
    assert!(address.contains("voir=echus") && address.contains("masquer=5"), "the page opens with it: {address}");
    visit.look("/agenda?voir=echus&tri=-echu&masquer=5", "agenda-vue").await;
    visit.look("/vues?liste=agenda", "vues").await;
    visit.go("/vues?liste=agenda").await;
    visit.click("input[value=supprimer] + button").await;
    assert!(visit.text(".flash.ok").await.contains("supprimée"));
    visit.click("input[value=retablir] + button").await;
    assert!(visit.text("table").await.contains("Gros échus"));
    leave(&visit).await;

    // Remind now: which letter, how much, who is left out and why; before it leaves, it is taken back.
    visit.log_in(Role::CreditManager).await;
    visit.go("/agenda?voir=echus&charge=*").await;
    visit.click("tbody tr:nth-child(1) input[name=d]").await;
    visit.click("button[name=geste][value=pause]").await;
    visit.write("#motif", "accord en cours").await;
    visit.click("form.card button.go").await;
    visit.go("/agenda?voir=echus&charge=*").await;
    visit.click("input[data-all=d]").await;
    visit.click("button[name=geste][value=remind]").await;
    let said = visit.text("main").await;
    assert!(said.contains("laissé de côté"), "{said}");
    visit.browser.save_screenshot("agenda-relancer").await;
    visit.go("/agenda?voir=echus&charge=*").await;
    visit.click("tbody tr:nth-child(2) input[name=d]").await;
    visit.click("button[name=geste][value=scenario]").await;
    visit.write("#motif", "clients étourdis").await;
    visit.browser.save_screenshot("agenda-scenario").await;
    visit.click("form.card button.go").await;
    visit.go("/agenda/lots").await;
    assert!(visit.text("main").await.contains("Scénario changé"), "{}", visit.text("main").await);
    visit.click("form[action='/agenda/lots/defaire'] button").await;
    assert!(visit.text(".flash.ok").await.contains("revenu"), "{}", visit.text(".flash.ok").await);
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
