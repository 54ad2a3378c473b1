//! After a mass import: payment requests from the file's page, clicked twice, taken back; the import taken back.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Firm, ask};

const TABLE: &str = "number;customer;customer_name;email;issue_date;due_date;gross;currency\n\
    F-1;C1;Menuiserie Un;un@client.example;2026-11-20;2026-12-20;100,00;EUR\n\
    F-2;C1;Menuiserie Un;un@client.example;2026-11-20;2026-12-20;50,00;EUR\n\
    F-3;C2;Garage Deux;deux@client.example;2026-11-20;2026-12-20;200,00;EUR\n\
    F-4;C3;Sans Adresse;;2026-11-20;2026-12-20;70,00;EUR\n";

async fn brought_in(firm: &Firm) -> String {
    app::import::import(&firm.app, &firm.scope, "factures.csv", TABLE.as_bytes().to_vec(), None, false).await.unwrap();
    app::import::history::page(&firm.app, &firm.scope, 1).await.unwrap().0[0].id.to_string()
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn one_request_a_debtor_even_when_the_button_is_clicked_twice() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    firm.user(Role::Accountant, "Paul Petit").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let id = brought_in(&firm).await;
    let file = ask(&pages, "GET", &format!("/imports/{id}"), &cookie, "").await.text;
    assert!(file.contains("Préparer les demandes de paiement") && file.contains("2 débiteurs, 3 factures"), "{file}");
    let list = ask(&pages, "GET", "/imports", &cookie, "").await.text;
    assert!(list.contains(&format!("/imports/{id}/demandes")), "{list}");

    let path = format!("/imports/{id}/demandes");
    let page = ask(&pages, "GET", &path, &cookie, "").await.text;
    for said in
        ["Sans Adresse", "Aucune adresse pour ce canal", "Message au premier débiteur", "deux@client.example", "Confirmer 2 demandes"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    let form = format!("vu={}", hidden(&page, "vu"));
    let accountant = firm.session(Role::Accountant).await;
    assert_eq!(ask(&pages, "POST", &path, &accountant, &form).await.status, StatusCode::FORBIDDEN);
    let reader = ask(&pages, "GET", &path, &accountant, "").await.text;
    assert!(!reader.contains("Confirmer 2 demandes"), "no button without the right");
    let changed = ask(&pages, "POST", &path, &cookie, "vu=1-1-1EUR").await;
    assert!(changed.status == StatusCode::SEE_OTHER && firm.mails() == 0);

    let (first, second) = tokio::join!(ask(&pages, "POST", &path, &cookie, &form), ask(&pages, "POST", &path, &cookie, &form));
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let tonight = ask(&pages, "GET", "/ce-soir", &cookie, "").await.text;
    assert_eq!(tonight.matches("Demande de paiement").count(), 2, "{tonight}");
    let page = ask(&pages, "GET", &path, &cookie, "").await.text;
    assert!(page.contains("Rien à demander") && page.contains("Annuler les 2 demandes non parties"), "{page}");

    let prevented = ask(&pages, "GET", &format!("/imports/{id}/annuler"), &cookie, "").await.text;
    assert!(
        prevented.contains("ne peut pas être annulé") && prevented.contains("F-1") && !prevented.contains("Annuler l’import<"),
        "{prevented}"
    );
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    assert_eq!(firm.mails(), 2, "one e-mail a debtor");
    let page = ask(&pages, "GET", &path, &cookie, "").await.text;
    assert!(!page.contains("non parties") && page.contains("Déjà demandé par un message"), "{page}");
}

#[tokio::test]
async fn requests_and_the_import_itself_are_taken_back_on_pages() {
    let firm = Firm::empty("Atelier Élan").await;
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let id = brought_in(&firm).await;
    let path = format!("/imports/{id}/demandes");
    let page = ask(&pages, "GET", &path, &cookie, "").await.text;
    ask(&pages, "POST", &path, &cookie, &format!("vu={}", hidden(&page, "vu"))).await;
    let undone = ask(&pages, "POST", &format!("{path}/annuler"), &cookie, "").await;
    assert_eq!((undone.status, undone.header("location")), (StatusCode::SEE_OTHER, path.as_str()));
    let undo = format!("/imports/{id}/annuler");
    let page = ask(&pages, "GET", &undo, &cookie, "").await.text;
    assert!(page.contains("Les 4 pièces créées par ce fichier") && page.contains("Rien n’est effacé"), "{page}");
    let done = ask(&pages, "POST", &undo, &cookie, "").await;
    assert_eq!(done.header("location"), format!("/imports/{id}"));
    ask(&pages, "POST", &undo, &cookie, "").await;
    let list = ask(&pages, "GET", "/imports", &cookie, "").await.text;
    assert!(list.contains("annulé") && !list.contains("/demandes"), "{list}");
    let file = ask(&pages, "GET", &format!("/imports/{id}"), &cookie, "").await.text;
    assert!(file.contains("Import annulé par Claire Morel") && !file.contains("Préparer les demandes"), "{file}");
    let again = brought_in(&firm).await;
    assert_ne!(again, id);
    let page = ask(&pages, "GET", &format!("/imports/{again}/demandes"), &cookie, "").await.text;
    assert!(page.contains("Rien à demander") && page.contains("Un e-mail d’aujourd’hui a été annulé"), "{page}");
    app::tonight::run_now(&firm.app, &firm.scope, app::tonight::CONFIRMATION).await.unwrap();
    assert_eq!(firm.mails(), 0);
}
