//! The list of what is open and what is behind the figures, in a real browser: a click on a figure leads to lines that add up to it.

use app::access::Role;
use app::figures::{FiguresQuery, Indicator};
use testkit::browser::PHONE;

use crate::browser::Visit;
use crate::browser_requests::axe;
use crate::firm::{Firm, ask, customers};

const LABELS: [&str; 2] = ["DUPONT", "ALIZE"];

async fn cents(visit: &Visit, place: usize) -> i64 {
    let script = format!("return Number(document.querySelectorAll('#sommes [data-cents]')[{place}].dataset.cents)");
    visit.browser.execute(&script, Vec::new()).await.unwrap().as_i64().unwrap()
}

#[tokio::test]
async fn browser_each_figure_leads_to_items_that_add_up_to_it() {
    let firm = Firm::with("Atelier Élan", &customers(14), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    app::night::run(&firm.app, &firm.scope).await.unwrap();
    let figures = app::figures::figures(&firm.app, &firm.scope, &FiguresQuery::default()).await.unwrap();
    let value = |indicator| figures.figures.iter().find(|figure| figure.indicator == indicator).unwrap().value().unwrap();
    let visit = Visit::of(&firm).await;
    visit.log_in(Role::CreditManager).await;
    for (figure, place, expected) in [("exposure", 0, value(Indicator::Exposure)), ("overdue", 1, value(Indicator::Overdue))] {
        visit.go("/indicateurs").await;
        visit.click(&format!("#{figure} h3 a")).await;
        assert_eq!(visit.path().await, "/factures");
        assert_eq!(cents(&visit, place).await, expected, "{figure}");
    }
    let mut found = Vec::new();
    for rate in app::behind::Rate::ALL {
        visit.go("/indicateurs").await;
        visit.click(&format!("#{} h3 a", rate.code())).await;
        assert_eq!(visit.path().await, "/indicateurs/detail", "{}", rate.code());
        let address = visit.path_and_query().await;
        visit.look(&address, &format!("detail-{}", rate.code())).await;
        axe(&visit, &address, &mut found).await;
    }

    // Search, filter, order, a kept view; on a telephone too.
    visit.look("/factures", "factures").await;
    visit.go("/factures").await;
    axe(&visit, "/factures", &mut found).await;
    visit.write("#q", "FA2026-0020").await;
    visit.find("#q").await.send_keys("\u{e007}").await.unwrap();
    visit.says("content", "Un poste ouvert").await;
    visit.go("/factures?voir=echus&tri=-reste").await;
    let first = visit.text("tbody tr:first-child td.key").await;
    let most = app::items::list(
        &firm.app,
        &firm.scope,
        &app::items::ItemsQuery {
            ages: app::items::Ages::Late,
            order: app::items::ItemOrder::Open,
            descending: true,
            ..Default::default()
        },
    )
    .await
    .unwrap();
    let plain = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert_eq!(plain(&first), most.rows[0].listed.item.open.0.to_string());
    visit.click("details.keep summary").await;
    visit.write("#vue-nom", "Échues").await;
    visit.click("details.keep form[method=post] button").await;
    assert!(visit.text(".flash.ok").await.contains("Vue enregistrée"));
    assert!(visit.text("nav.views").await.contains("Échues"));
    visit.browser.resize(PHONE).await;
    visit.go("/factures?etat=litige").await;
    assert!(visit.text("main").await.contains("Aucun poste"));
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}

/// An address that leads nowhere answers whoever is logged in in the language of the account, and a stranger in that of the browser.
#[tokio::test]
async fn a_lost_page_speaks_the_language_of_the_account() {
    let firm = Firm::with("Atelier Élan", &customers(3), LABELS).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::CreditManager).await);
    let lost = async |cookie: &str| ask(&pages, "GET", "/cette-page", cookie, "").await;
    assert!(lost(&cookie).await.text.contains("Cette page n’existe pas"), "{}", lost(&cookie).await.text);
    ask(&pages, "POST", "/langue", &cookie, "langue=en").await;
    let english = lost(&cookie).await;
    assert_eq!(english.status.as_u16(), 404);
    assert!(english.text.contains("lang=\"en\"") && english.text.contains("This page does not exist"), "{}", english.text);
    assert!(lost("").await.text.contains("lang=\"fr\""), "a stranger");
}
