//! Operations on a debtor's ledger through the pages: seen, done, undone, exported.

use app::access::Role;
use axum::http::StatusCode;
use domain::ids::DebtorId;
use domain::ledger::OpenItem;

use crate::firm::{Firm, ask, customers};

/// A debtor with two invoices, and what is open of it.
async fn debtor_with_invoices(firm: &Firm) -> (DebtorId, Vec<OpenItem>) {
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    for row in debtors.rows {
        let items = open(firm, row.id).await;
        if items.len() >= 2 {
            return (row.id, items);
        }
    }
    panic!("no debtor has two invoices")
}

async fn open(firm: &Firm, id: DebtorId) -> Vec<OpenItem> {
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, id).await.unwrap();
    file.items.into_iter().map(|line| line.item).filter(|item| !item.open.is_zero()).collect()
}

#[tokio::test]
async fn an_operation_is_seen_then_done_then_undone() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Collector, "Claire Morel").await;
    let cookie = firm.session(Role::Collector).await;
    let pages = firm.pages();
    let (id, items) = debtor_with_invoices(&firm).await;
    let first = items[0].id;
    let path = format!("/debiteurs/{id}");
    let page = ask(&pages, "GET", &format!("{path}?onglet=reglements"), &cookie, "").await.text;
    for word in ["Règlements et écarts", "Solder un écart", "Passer en perte"] {
        assert!(page.contains(word), "{word}");
    }
    let form = ask(&pages, "GET", &format!("{path}/ecarts?acte=settle&poste={first}"), &cookie, "").await.text;
    assert!(form.contains("Nature de l’écart") && form.contains(&format!("<option value=\"{first}\" selected")), "{form}");
    let typed = format!("acte=settle&poste={first}&montant=12%2C50&nom=rebate&motif=geste");
    let seen = ask(&pages, "GET", &format!("{path}/ecarts?voir=1&{typed}"), &cookie, "").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(
        seen.text.contains("Reste après") && seen.text.contains("créé par l’opération") && seen.text.contains("geste"),
        "{}",
        seen.text
    );
    assert_eq!(open(&firm, id).await, items, "seeing writes nothing");
    let wrong =
        ask(&pages, "GET", &format!("{path}/ecarts?voir=1&acte=settle&poste={first}&montant=douze&nom=rebate&motif=geste"), &cookie, "")
            .await
            .text;
    assert!(
        wrong.contains("ne se lit pas") && wrong.contains("value=\"douze\"") && wrong.contains("value=\"geste\""),
        "nothing typed is lost"
    );

    let done = ask(&pages, "POST", &format!("{path}/ecarts"), &cookie, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(done.cookies()[0].starts_with("quittance_flash=ok|"), "{:?}", done.cookies());
    let left = open(&firm, id).await.into_iter().find(|item| item.id == first).unwrap().open;
    assert_eq!(left.0, items[0].open.0 - 1_250);
    let desk = app::ledger::desk(&firm.app, &firm.scope, id).await.unwrap();
    let undo = format!("operation={}", desk.operations[0].id);
    ask(&pages, "POST", &format!("{path}/operations/defaire"), &cookie, &undo).await;
    assert_eq!(open(&firm, id).await, items, "to the cent");
    let twice = ask(&pages, "POST", &format!("{path}/operations/defaire"), &cookie, &undo).await;
    assert!(twice.cookies()[0].starts_with("quittance_flash=late|"));
}

#[tokio::test]
async fn a_loss_shows_its_entry_and_the_mention_and_leaves_as_a_file() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let cookie = firm.session(Role::Admin).await;
    let pages = firm.pages();
    let (id, items) = debtor_with_invoices(&firm).await;
    let path = format!("/debiteurs/{id}/ecarts");
    assert!(ask(&pages, "GET", "/comptabilite", &cookie, "").await.text.contains("Aucune écriture sur cette période"));
    let facts = format!("acte=write_off&poste={}&motif=jugement", items[0].id);
    let nothing = ask(&pages, "GET", &format!("{path}?voir=1&{facts}"), &cookie, "").await.text;
    assert!(nothing.contains("le programme ne le devine pas"), "{nothing}");
    let typed = format!("{facts}&regime=goods&cause=liquidation&cause_le=01%2F11%2F2026&taux1=20");
    let seen = ask(&pages, "GET", &format!("{path}?voir=1&{typed}"), &cookie, "").await.text;
    for word in ["44571", "654", "Facture demeurée impayée", "CGI 272-1", "prix net"] {
        assert!(seen.contains(word), "{word} in {seen}");
    }
    let set = ask(&pages, "POST", "/comptabilite/reglages", &cookie, "mot=prix+hors+taxe&chiffres=6").await;
    assert!(set.cookies()[0].starts_with("quittance_flash=ok|"));
    ask(&pages, "POST", &path, &cookie, &typed).await;
    let page = ask(&pages, "GET", "/comptabilite", &cookie, "").await.text;
    assert!(page.contains("654000") && page.contains("prix hors taxe") && page.contains("Passage en perte"), "{page}");
    let file = ask(&pages, "GET", "/comptabilite.csv?du=01/01/2026&au=31/12/2026", &cookie, "").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.starts_with("JournalCode;JournalLib;EcritureNum;") && file.text.lines().count() == 4, "{}", file.text);
    let unread = ask(&pages, "GET", "/comptabilite.csv?du=hier", &cookie, "").await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn terms_and_rates_are_set_on_the_page() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let cookie = firm.session(Role::CreditManager).await;
    let pages = firm.pages();
    let (id, _) = debtor_with_invoices(&firm).await;
    let path = format!("/debiteurs/{id}");
    let set = ask(&pages, "POST", &format!("{path}/delais"), &cookie, "delai=60+jours+fin+de+mois&secteur=general").await;
    assert!(set.cookies()[0].starts_with("quittance_flash=soon|"), "a warning, not a refusal: {:?}", set.cookies());
    let page = ask(&pages, "GET", &format!("{path}?onglet=reglages"), &cookie, "").await.text.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(
        page.contains("60 jours fin de mois dépasse le plafond légal : 60 jours nets ou 45 jours fin de mois (C. com. L441-10, I)"),
        "{page}"
    );
    let listed = ask(&pages, "GET", "/debiteurs?voir=delais", &cookie, "").await.text;
    assert!(listed.contains(&path) && listed.matches("data-row=").count() == 1, "{listed}");
    let unread = ask(&pages, "POST", &format!("{path}/delais"), &cookie, "delai=bient%C3%B4t&secteur=general").await;
    assert!(unread.cookies()[0].starts_with("quittance_flash=late|"));
    let rate = ask(&pages, "POST", &format!("{path}/cours"), &cookie, "devise=USD&cours=1%2C085&le=&source=BCE").await;
    assert!(rate.cookies()[0].starts_with("quittance_flash=ok|"), "{:?}", rate.cookies());
    let euro = ask(&pages, "POST", &format!("{path}/cours"), &cookie, "devise=EUR&cours=1&le=&source=BCE").await;
    assert!(euro.cookies()[0].starts_with("quittance_flash=late|"));
}

#[tokio::test]
async fn an_operation_is_undone_on_its_own_page_and_settings_are_checked() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    let cookie = firm.session(Role::Admin).await;
    let pages = firm.pages();
    let (id, items) = debtor_with_invoices(&firm).await;
    let typed = format!("acte=settle&poste={}&montant=12%2C50&nom=rebate&motif=geste", items[0].id);
    assert_eq!(ask(&pages, "POST", &format!("/debiteurs/{id}/ecarts"), &cookie, &typed).await.status, StatusCode::SEE_OTHER);
    let done = open(&firm, id).await;
    let desk = app::ledger::desk(&firm.app, &firm.scope, id).await.unwrap();
    let undo = format!("operation={}", desk.operations[0].id);
    let (debtors, _) = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap();
    let other = debtors.rows.iter().find(|row| row.id != id).unwrap().id;
    let astray = ask(&pages, "POST", &format!("/debiteurs/{other}/operations/defaire"), &cookie, &undo).await;
    assert_eq!(astray.status, StatusCode::NOT_FOUND);
    assert_eq!(open(&firm, id).await, done, "nothing was undone");
    let event = "nature=acknowledgement&jour=1/10&motif=Courriel&poste=n-importe-quoi";
    let unread = ask(&pages, "POST", &format!("/debiteurs/{id}/evenement"), &cookie, event).await;
    assert!(unread.cookies().first().is_none_or(|cookie| !cookie.starts_with("quittance_flash=ok|")), "{:?}", unread.cookies());
    let file = app::claims::claim_file(&firm.app, &firm.scope, id).await.unwrap();
    assert!(file.events.is_empty(), "an item that cannot be read never makes an event of the whole account");
    let before = app::ledger::settings(&firm.app, &firm.scope).await.unwrap();
    for (digits, said) in [("99", "late"), ("-1", "late"), ("six", "late"), ("8", "ok"), ("", "ok")] {
        let answer =
            ask(&pages, "POST", "/comptabilite/reglages", &cookie, &format!("mot={}&chiffres={digits}", before.net_word.code())).await;
        assert!(answer.cookies()[0].starts_with(&format!("quittance_flash={said}|")), "{digits}: {:?}", answer.cookies());
    }
}
