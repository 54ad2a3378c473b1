//! What follows an import, in a browser: requests prepared and taken back, the import taken back, and the pages that
//! bring figures in, at both widths.

use app::access::Role;

use crate::browser::Visit;
use crate::firm::{Firm, customers};

const TABLE: &str = "number;customer;customer_name;email;issue_date;due_date;gross;currency\n\
    N-1;N1;Menuiserie Un;un@client.example;2026-11-20;2026-12-20;100,00;EUR\n\
    N-2;N1;Menuiserie Un;un@client.example;2026-11-20;2026-12-20;50,00;EUR\n\
    N-3;N2;Garage Deux;deux@client.example;2026-11-20;2026-12-20;200,00;EUR\n\
    N-4;N3;Sans Adresse;;2026-11-20;2026-12-20;70,00;EUR\n";

const STATEMENT: &str = ":20:R\n:25:FR1420041010050500013M02606\n:28C:1\n:60F:C261118EUR100,00\n:61:261119C10,00NTRFX//1\n:86:VIREMENT DUPONT\n:62F:C261119EUR110,00\n-";

/// Adds what axe-core finds on a page.
pub(crate) async fn axe(visit: &Visit, path: &str, all: &mut Vec<String>) {
    visit.go(path).await;
    all.extend(visit.browser.axe(&[]).await.into_iter().map(|line| format!("{path}: {line}")));
}

#[tokio::test]
async fn browser_requests_follow_an_import_and_are_taken_back() {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(Role::Admin, "Claire Morel").await;
    app::collections::set_vat_on_collection(&firm.app, &firm.scope, true).await.unwrap();
    app::import::import(&firm.app, &firm.scope, "factures.csv", TABLE.as_bytes().to_vec(), None, false).await.unwrap();
    let id = app::import::history::page(&firm.app, &firm.scope, 1).await.unwrap().0[0].id.to_string();
    let visit = Visit::of(&firm).await;
    let mut found = Vec::new();
    visit.log_in(Role::Admin).await;
    let (file, requests, undo) = (format!("/imports/{id}"), format!("/imports/{id}/demandes"), format!("/imports/{id}/annuler"));
    visit.look("/imports", "imports").await;
    let draft = app::import::draft::start(&firm.app, &firm.scope, "releve.sta", STATEMENT.as_bytes()).await.unwrap();
    let preview = format!("/imports/apercu/{draft}");
    visit.look(&preview, "apercu-banque").await;
    assert!(visit.text("#apercu-contenu").await.contains("10,00"));
    axe(&visit, &preview, &mut found).await;
    visit.look(&file, "import-fichier").await;
    visit.go(&file).await;
    visit.click("#demandes a.btn.go").await;
    visit.look(&requests, "demandes-apercu").await;
    axe(&visit, &requests, &mut found).await;
    visit.look(&undo, "import-annuler").await;
    visit.go(&requests).await;
    visit.click(&format!("form[action='{requests}'] button")).await;
    assert!(visit.text(".flash.ok").await.contains("2 demandes de paiement"));
    visit.look(&requests, "demandes-faites").await;
    visit.look(&undo, "import-annuler-empeche").await;
    axe(&visit, &undo, &mut found).await;
    visit.go(&requests).await;
    visit.click("form[action$='/demandes/annuler'] button").await;
    assert!(visit.text(".flash.ok").await.contains("2 demandes annulées"));
    visit.go(&undo).await;
    visit.click("form[action$='/annuler'] button.go").await;
    assert!(visit.text(".flash.ok").await.contains("4 pièces retirées"));
    visit.look(&file, "import-annule").await;
    visit.look("/sources", "sources").await;
    visit.look("/sources/encaissements", "encaissements-212").await;
    for path in [
        "/imports",
        &file,
        "/encaissements",
        "/encaissements/memoire",
        "/encaissements/ibans-virtuels",
        "/qualite",
        "/connexions",
        "/sources",
        "/sources/encaissements",
    ] {
        axe(&visit, path, &mut found).await;
    }
    let debtor = app::debtors::list(&firm.app, &firm.scope, &app::debtors::DebtorsQuery::default()).await.unwrap().0.rows[0].id;
    axe(&visit, &format!("/debiteurs/{debtor}/registre"), &mut found).await;
    assert_eq!(found, Vec::<String>::new(), "axe");
    assert_eq!(visit.browser.console().await, Vec::<String>::new());
    visit.end().await;
}
