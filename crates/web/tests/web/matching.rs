//! Receipts through the pages, without a script: matched, refused with what was typed, taken back; the memory, the
//! virtual IBANs, the settings, the group.

use app::access::Role;
use axum::http::StatusCode;
use domain::ids::TransactionId;

use crate::firm::{Firm, ask, customers};

struct Desk {
    firm: Firm,
    cookie: String,
    line: TransactionId,
}

async fn opened(role: Role) -> Desk {
    let firm = Firm::with("Atelier Élan", &customers(9), ["DUPONT", "ALIZE"]).await;
    firm.user(role, "Claire Morel").await;
    let cookie = firm.session(role).await;
    let line = app::inbox::to_identify(&firm.app, &firm.scope).await.unwrap()[0].transaction.id;
    Desk { firm, cookie, line }
}

impl Desk {
    async fn get(&self, path: &str) -> String {
        let answer = ask(&self.firm.pages(), "GET", path, &self.cookie, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn post(&self, path: &str, form: &str) -> (StatusCode, String) {
        let answer = ask(&self.firm.pages(), "POST", path, &self.cookie, form).await;
        (answer.status, answer.text)
    }

    async fn debtor(&self, code: &str) -> domain::ids::DebtorId {
        let query = app::debtors::DebtorsQuery { search: code.to_owned(), show: app::debtors::Show::All, ..Default::default() };
        let (found, _) = app::debtors::list(&self.firm.app, &self.firm.scope, &query).await.unwrap();
        found.rows.iter().find(|row| row.code == code).expect("a debtor").id
    }

    async fn items(&self, debtor: domain::ids::DebtorId) -> Vec<domain::ledger::OpenItem> {
        let file = app::debtor_file::debtor_file(&self.firm.app, &self.firm.scope, debtor).await.unwrap();
        file.items.into_iter().map(|line| line.item).filter(|item| item.open.is_positive()).collect()
    }
}

#[tokio::test]
async fn a_line_is_matched_and_taken_back_without_a_script() {
    let desk = opened(Role::Collector).await;
    let path = format!("/encaissements/{}", desk.line);
    let found = desk.get(&format!("{path}?chercher=C004")).await;
    let debtor = desk.debtor("C004").await;
    assert!(found.contains(&format!("client={debtor}")), "the search offers the customer");
    let page = desk.get(&format!("{path}?client={debtor}")).await;
    let items = desk.items(debtor).await;
    let item = &items[0];
    assert!(page.contains(&format!("name=\"montant-{}\"", item.id)) && page.contains(&item.number));

    let none = desk.post(&format!("{path}/affecter"), &format!("client={debtor}&compte={debtor}")).await;
    assert!(none.0 == StatusCode::OK && none.1.contains("Cochez au moins une facture"), "{none:?}");
    let typed = format!("client={debtor}&compte={debtor}&item={id}&montant-{id}=999999&motif=geste&reste=discount", id = item.id);
    let wrong = desk.post(&format!("{path}/affecter"), &typed).await;
    assert!(wrong.1.contains("Corrigez le montant") && wrong.1.contains("value=\"999999\"") && wrong.1.contains("value=\"geste\""));
    assert!(wrong.1.contains("value=\"discount\" selected"), "nothing typed is lost");

    let typed = format!("client={debtor}&compte={debtor}&item={id}&montant-{id}=10%2C00&retour=voir%3Dpropose", id = item.id);
    let done = ask(&desk.firm.pages(), "POST", &format!("{path}/affecter"), &desk.cookie, &typed).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/encaissements?voir=propose"));
    assert!(desk.get("/encaissements?voir=affecte").await.contains("Société Alizé 4"));
    assert!(desk.get(&path).await.contains("Annuler l’affectation"));
    let memory = desk.get("/encaissements/memoire").await;
    assert!(memory.contains("Société Alizé 4") && memory.contains("retenu d’un rapprochement"), "{memory}");
    assert_eq!(desk.post(&format!("{path}/defaire"), "").await.0, StatusCode::SEE_OTHER);
    assert!(desk.get("/encaissements/memoire").await.contains("Rien de retenu"), "forgotten with it");
    assert!(desk.get(&path).await.contains("Refaire l’affectation annulée"));

    let aside = desk.post(&format!("{path}/ignorer"), "note=apport").await;
    assert_eq!(aside.0, StatusCode::SEE_OTHER);
    assert!(desk.get("/encaissements?voir=ignore").await.contains("apport"));
    let gone = desk.post(&format!("{path}/affecter"), &typed).await;
    assert_eq!(gone.0, StatusCode::SEE_OTHER, "told on the list");
}

#[tokio::test]
async fn what_is_known_is_typed_listed_and_revoked() {
    let desk = opened(Role::Accountant).await;
    let added = desk.post("/encaissements/memoire/ajouter", "client=C004&payeur=FR7630006000011234567890189").await;
    assert_eq!(added.0, StatusCode::SEE_OTHER);
    let page = desk.get("/encaissements/memoire?voir=ibans&q=0001%201234").await;
    let id = page.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a row to revoke").to_owned();
    assert_eq!(desk.post("/encaissements/memoire/revoquer", &format!("kind=iban&id={id}")).await.0, StatusCode::SEE_OTHER);
    assert!(desk.get("/encaissements/memoire").await.contains("Rien de retenu"));

    let list = "liste=FR7630006000011234567890189%3BC004%3B%3BNantes%0ADE00%3BC004";
    let (status, told) = desk.post("/encaissements/ibans-virtuels", list).await;
    assert_eq!(status, StatusCode::OK);
    assert!(told.contains("1\u{a0}IBAN") || told.contains("1 IBAN ajouté"), "{told}");
    assert!(told.contains("DE00;C004") && told.contains("Ligne 2"), "what is wrong stays to be corrected");
    assert!(desk.get("/encaissements/ibans-virtuels?q=nantes").await.contains("FR76"));

    let debtor = desk.debtor("C004").await;
    let grouped = desk.post(&format!("/debiteurs/{debtor}/groupe"), "parent=C005").await;
    assert_eq!(grouped.0, StatusCode::SEE_OTHER);
    let page = desk.get(&format!("/debiteurs/{debtor}?onglet=reglages")).await;
    assert!(page.contains("Société mère") && page.contains("Société Alizé 5"));
    let refused = ask(&desk.firm.pages(), "GET", "/encaissements/reglages", &desk.cookie, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

/// Two payments of the accounting of the line's amount and day, one on each of two accounts.
fn accounting() -> String {
    let mut text = String::from(
        "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\t\
         EcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\r\n",
    );
    for (number, code) in [(901, "C001"), (902, "C004")] {
        for (account, debit, credit) in
            [(format!("411000\tClients\t{code}\tClient"), "0,00", "123,45"), ("512000\tBanque\t\t".to_owned(), "123,45", "0,00")]
        {
            text += &format!(
                "BQ\tBanque\t{number}\t20261119\t{account}\tRB-{number}\t20261119\tVirement\t{debit}\t{credit}\t\t\t20261119\t\t\r\n"
            );
        }
    }
    text
}

#[tokio::test]
async fn a_line_that_the_accounting_holds_is_linked_by_a_button() {
    let desk = opened(Role::Collector).await;
    let path = format!("/encaissements/{}", desk.line);
    assert!(!desk.get(&path).await.contains("Déjà comptabilisé"), "the accounting holds nothing like it");
    let (app, scope) = (&desk.firm.app, &desk.firm.scope);
    let report = app::import::import(app, scope, "732829320FEC20261130.txt", accounting().into_bytes(), None, false).await.unwrap();
    assert!(report.is_readable(), "{report:?}");
    let page = desk.get(&path).await;
    assert!(page.contains("RB-901") && page.contains("RB-902") && page.contains("Déjà dans la comptabilité"), "{page}");
    let form = page.split("/comptabilise").nth(1).expect("a form");
    let payment = form.split("name=\"paiement\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a payment").to_owned();
    let done = desk.post(&format!("{path}/comptabilise"), &format!("paiement={payment}")).await;
    assert_eq!(done.0, StatusCode::SEE_OTHER);
    let page = desk.get(&path).await;
    assert!(page.contains("Déjà comptabilisé, dit Claire Morel") && page.contains("Annuler l’affectation"), "{page}");
    let again = desk.post(&format!("{path}/comptabilise"), &format!("paiement={payment}")).await;
    assert_eq!(again.0, StatusCode::SEE_OTHER, "told on the page");
    assert_eq!(desk.post(&format!("{path}/defaire"), "").await.0, StatusCode::SEE_OTHER);
    assert!(desk.get(&path).await.contains("RB-901"), "it waits again");
}

#[tokio::test]
async fn settings_are_an_administrators() {
    let desk = opened(Role::Admin).await;
    assert!(desk.get("/encaissements/reglages").await.contains("value=\"95\""));
    let typed = |automatic: &str| format!("automatique={automatic}&propose=50&arrondi=0%2C10&frais=30&tiers=4");
    for (automatic, words) in [("70", "ne descend pas sous 80"), ("beaucoup", "ne se lit pas")] {
        let (status, page) = desk.post("/encaissements/reglages", &typed(automatic)).await;
        assert!(
            status == StatusCode::OK && page.contains(words) && page.contains(&format!("value=\"{automatic}\"")),
            "{automatic}: {page}"
        );
    }
    assert_eq!(desk.post("/encaissements/reglages", &typed("97")).await.0, StatusCode::SEE_OTHER);
    let discount = |rate: &str, days: &str| format!("{}&escompte={rate}&jours={days}", typed("97"));
    for (rate, days, words) in
        [("2%2C5", "", "L’escompte va jusqu’à"), ("", "30", "L’escompte va jusqu’à"), ("deux", "30", "ne se lit pas")]
    {
        let (status, page) = desk.post("/encaissements/reglages", &discount(rate, days)).await;
        assert!(status == StatusCode::OK && page.contains(words), "{rate} {days}: {page}");
    }
    assert_eq!(desk.post("/encaissements/reglages", &discount("2%2C5", "30")).await.0, StatusCode::SEE_OTHER);
    let page = desk.get("/encaissements/reglages").await;
    assert!(page.contains("value=\"2,5\"") && page.contains("value=\"30\""), "{page}");
    assert!(page.contains("value=\"97\"") && page.contains("value=\"0,10\"") && page.contains("value=\"30,00\""));
}
