//! The inbox of data quality, the identity of a debtor, merging and undoing, over HTTP.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Customer, Firm, ask, customers};

/// Customers of whom the first two are one firm.
fn twins() -> Vec<Customer> {
    let mut customers = customers(6);
    let email = customers[0].email.clone();
    customers[1].name = format!("{} SARL", customers[0].name);
    customers[1].email = email;
    customers
}

async fn firm() -> (Firm, String) {
    let firm = Firm::with("Atelier Élan", &twins(), ["DUPONT", "REMISE CB"]).await;
    firm.user(Role::CreditManager, "Claire Morel").await;
    let cookie = firm.session(Role::CreditManager).await;
    (firm, cookie)
}

async fn id_of(firm: &Firm, code: &str) -> String {
    let query = app::debtors::DebtorsQuery { search: code.to_owned(), show: app::debtors::Show::All, ..Default::default() };
    let (found, _) = app::debtors::list(&firm.app, &firm.scope, &query).await.unwrap();
    found.rows[0].id.to_string()
}

#[tokio::test]
async fn a_row_is_mended_and_the_page_comes_back_to_it() {
    let (firm, cookie) = firm().await;
    let pages = firm.pages();
    let shown = ask(&pages, "GET", "/qualite?probleme=no_email", &cookie, "").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text.contains("joignables par e-mail") && shown.text.contains("Société Alizé 6"), "{}", shown.text);
    let debtor = id_of(&firm, "C006").await;
    let form = format!("acte=email&debiteur={debtor}&probleme=no_email&ligne=0&email=compta%40six.example");
    let done = ask(&pages, "POST", "/qualite/corriger", &cookie, &form).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/qualite?probleme=no_email&ligne=0"));
    let shown = ask(&pages, "GET", "/qualite?probleme=no_email", &cookie, "").await;
    assert!(!shown.text.contains("Société Alizé 6"));
    let wrong = ask(&pages, "POST", "/qualite/corriger", &cookie, &form.replace("compta%40six.example", "rien")).await;
    assert!(wrong.cookies().iter().any(|cookie| cookie.contains("late%7C") || cookie.contains("late|")), "{:?}", wrong.cookies());
    let table = ask(&pages, "GET", "/qualite.csv?probleme=estimated_due", &cookie, "").await;
    assert!(table.header("content-type").starts_with("text/csv"));
    let aside = format!("debiteur={debtor}&probleme=no_siren&motif=client+ponctuel");
    let done = ask(&pages, "POST", "/qualite/ignorer", &cookie, &aside).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let shown = ask(&pages, "GET", "/qualite?probleme=no_siren", &cookie, "").await;
    assert!(!shown.text.contains("Société Alizé 6") && shown.text.contains("Société Alizé 1"));
    let journal = ask(&pages, "GET", "/journal", &cookie, "").await;
    assert!(journal.text.contains("Contact enregistré") && journal.text.contains("mis de côté"));
}

#[tokio::test]
async fn an_identity_keeps_what_was_typed_until_it_is_right() {
    let (firm, cookie) = firm().await;
    let (pages, debtor) = (firm.pages(), id_of(&firm, "C003").await);
    let path = format!("/debiteurs/{debtor}/fiche");
    let wrong = ask(&pages, "POST", &path, &cookie, "version=2&name=Nouveau+nom&siren=123456789").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(
        wrong.text.contains("123456789") && wrong.text.contains("Nouveau nom") && wrong.text.contains("clé de contrôle"),
        "{}",
        wrong.text
    );
    let version = wrong.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let right = ask(&pages, "POST", &path, &cookie, &format!("version={version}&name=Nouveau+nom&siren=812345676")).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    let late = ask(&pages, "POST", &path, &cookie, &format!("version={version}&name=Autre")).await;
    assert_eq!(late.status, StatusCode::OK);
    assert!(late.text.contains("plus rapide"), "{}", late.text);
    let page = ask(&pages, "GET", &path, &cookie, "").await;
    assert!(page.text.contains("Nouveau nom") && page.text.contains("812345676"));
    let made = ask(&pages, "POST", "/debiteurs/nouveau", &cookie, "code=C900&name=Maison+neuve&kind=business").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let contacts = made.header("location").replace("/fiche", "/contacts");
    let added = ask(&pages, "POST", &contacts, &cookie, "role=accounting&email=a%40neuve.example").await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    assert!(ask(&pages, "GET", made.header("location"), &cookie, "").await.text.contains("a@neuve.example"));
    let again = ask(&pages, "POST", "/debiteurs/nouveau", &cookie, "code=C900&name=Autre").await;
    assert!(again.status == StatusCode::OK && again.text.contains("C900"));
    let off = ask(&pages, "GET", &format!("/debiteurs/{debtor}/registre"), &cookie, "").await;
    assert!(off.text.contains("Aucun registre réglé"));
    let refused = ask(&pages, "POST", &format!("/debiteurs/{debtor}/registre"), &cookie, "").await;
    assert!(refused.status == StatusCode::OK && refused.text.contains("company_register"), "{}", refused.text);
}

#[tokio::test]
async fn two_accounts_are_merged_and_parted_over_http() {
    let (firm, cookie) = firm().await;
    let (pages, one, other) = (firm.pages(), id_of(&firm, "C001").await, id_of(&firm, "C002").await);
    let list = ask(&pages, "GET", "/qualite?probleme=duplicate", &cookie, "").await;
    assert!(list.text.contains("même e-mail"), "{}", list.text);
    let choose = ask(&pages, "GET", &format!("/debiteurs/{one}/fusion?q=Aliz"), &cookie, "").await;
    assert!(choose.text.contains(&other));
    let compare = ask(&pages, "GET", &format!("/debiteurs/{one}/fusion?avec={other}"), &cookie, "").await;
    assert!(compare.text.contains("champ-name") && compare.text.contains("Lignes de banque"), "{}", compare.text);
    let value = |name: &str| compare.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!(
        "avec={other}&version={}&version_avec={}&champ-name=name&champ-address=&motif=doublon",
        value("version"),
        value("version_avec")
    );
    let merged = ask(&pages, "POST", &format!("/debiteurs/{one}/fusion"), &cookie, &form).await;
    assert_eq!((merged.status, merged.header("location")), (StatusCode::SEE_OTHER, format!("/debiteurs/{one}/fiche").as_str()));
    let gone = ask(&pages, "GET", &format!("/debiteurs/{other}"), &cookie, "").await;
    assert_eq!((gone.status, gone.header("location")), (StatusCode::SEE_OTHER, format!("/debiteurs/{one}").as_str()));
    let page = ask(&pages, "GET", &format!("/debiteurs/{one}/fiche"), &cookie, "").await;
    assert!(page.text.contains("Société Alizé 1 SARL") && page.text.contains("Défaire la fusion"), "{}", page.text);
    let merge = page.text.split("name=\"fusion\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let undone = ask(&pages, "POST", &format!("/debiteurs/{one}/fusion/defaire"), &cookie, &format!("fusion={merge}")).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert_eq!(ask(&pages, "GET", &format!("/debiteurs/{other}"), &cookie, "").await.status, StatusCode::OK);
    ask(&pages, "POST", &format!("/debiteurs/{one}/distincts"), &cookie, &format!("avec={other}")).await;
    let list = ask(&pages, "GET", "/qualite?probleme=duplicate", &cookie, "").await;
    assert!(!list.text.contains("même e-mail"));
}
