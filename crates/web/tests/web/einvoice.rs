//! The electronic invoice behind an item: one click away, and never run by a browser.

use app::access::Role;
use axum::http::StatusCode;

use crate::firm::{Firm, ask, customers};

/// An invoice of the firm with a name that would be code, were it not written as text.
fn invoice() -> Vec<u8> {
    b"<CrossIndustryInvoice><ExchangedDocument><ID>FA-9</ID><TypeCode>380</TypeCode><IssueDateTime><DateTimeString format=\"102\">20261001</DateTimeString></IssueDateTime></ExchangedDocument>\
      <SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement><SellerTradeParty><Name>Atelier</Name><SpecifiedLegalOrganization><ID schemeID=\"0002\">732829320</ID></SpecifiedLegalOrganization></SellerTradeParty>\
      <BuyerTradeParty><ID>W1</ID><Name>&lt;script&gt;alert(1)&lt;/script&gt;</Name></BuyerTradeParty></ApplicableHeaderTradeAgreement>\
      <ApplicableHeaderTradeSettlement><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode><SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format=\"102\">20261031</DateTimeString></DueDateDateTime></SpecifiedTradePaymentTerms>\
      <SpecifiedTradeSettlementHeaderMonetarySummation><GrandTotalAmount>120.00</GrandTotalAmount><DuePayableAmount>120.00</DuePayableAmount></SpecifiedTradeSettlementHeaderMonetarySummation></ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></CrossIndustryInvoice>"
        .to_vec()
}

#[tokio::test]
async fn the_file_of_an_invoice_is_one_click_away_and_only_saved() {
    let firm = Firm::with("Atelier Élan", &customers(2), ["DUPONT", "ALIZE"]).await;
    let report = app::import::import(&firm.app, &firm.scope, "fa\"9\r\nX: y.xml", invoice(), None, false).await.unwrap();
    assert_eq!(report.created, 1, "{:?}", report.problems);
    firm.user(Role::ReadOnly, "Paul").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::ReadOnly).await);
    let list = ask(&pages, "GET", "/debiteurs?q=W1", &cookie, "").await;
    assert!(!list.text.contains("<script>alert"), "names are text");
    let address =
        list.text.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with("/debiteurs/")).unwrap();
    let page = ask(&pages, "GET", address, &cookie, "").await;
    let link = page
        .text
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.contains("/facture/piece?document="))
        .unwrap();
    let file = ask(&pages, "GET", link, &cookie, "").await;
    assert_eq!((file.status, file.text.as_bytes()), (StatusCode::OK, invoice().as_slice()));
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"fa_9__X__y.xml\"");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    // A document is only found on its own debtor, and a wrong address is no error of ours.
    let list = ask(&pages, "GET", "/debiteurs?q=C001", &cookie, "").await;
    let other = list.text.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with("/debiteurs/")).unwrap();
    assert_ne!(other, address);
    let id = link.rsplit('=').next().unwrap();
    for address in
        [format!("{other}/facture/piece?document={id}"), format!("{address}/facture/piece"), format!("{address}/facture/piece?document=x")]
    {
        assert_eq!(ask(&pages, "GET", &address, &cookie, "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

/// A document on the account W2: its number, its type, its total and its taxes.
fn document(number: &str, type_code: &str, total: &str, taxes: &[[&str; 3]]) -> Vec<u8> {
    let tax = |[base, tax, rate]: &[&str; 3]| {
        format!(
            "<ApplicableTradeTax><CalculatedAmount>{tax}</CalculatedAmount><TypeCode>VAT</TypeCode><BasisAmount>{base}</BasisAmount><CategoryCode>S</CategoryCode><RateApplicablePercent>{rate}</RateApplicablePercent></ApplicableTradeTax>"
        )
    };
    let taxes: String = taxes.iter().map(tax).collect();
    format!(
        "<CrossIndustryInvoice><ExchangedDocument><ID>{number}</ID><TypeCode>{type_code}</TypeCode><IssueDateTime><DateTimeString format=\"102\">20261001</DateTimeString></IssueDateTime></ExchangedDocument>\
         <SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement><SellerTradeParty><Name>Atelier</Name><SpecifiedLegalOrganization><ID schemeID=\"0002\">732829320</ID></SpecifiedLegalOrganization></SellerTradeParty>\
         <BuyerTradeParty><ID>W2</ID><Name>Cave du Lac</Name></BuyerTradeParty></ApplicableHeaderTradeAgreement>\
         <ApplicableHeaderTradeSettlement><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>{taxes}<SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format=\"102\">20261031</DateTimeString></DueDateDateTime></SpecifiedTradePaymentTerms>\
         <SpecifiedTradeSettlementHeaderMonetarySummation><GrandTotalAmount>{total}</GrandTotalAmount><DuePayableAmount>{total}</DuePayableAmount></SpecifiedTradeSettlementHeaderMonetarySummation></ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></CrossIndustryInvoice>"
    )
    .into_bytes()
}

#[tokio::test]
async fn a_split_by_rate_that_is_an_estimate_or_not_known_says_so() {
    use domain::Cents;
    use domain::dispute::{Reason, Verdict};
    let firm = Firm::with("Atelier Élan", &customers(2), ["DUPONT", "ALIZE"]).await;
    let taxes = [["100.00", "20.00", "20"], ["113.74", "6.26", "5.5"]];
    for (name, file) in [("fa-10.xml", document("FA-10", "380", "240.00", &taxes)), ("av-10.xml", document("AV-10", "381", "120.00", &[]))]
    {
        let report = app::import::import(&firm.app, &firm.scope, name, file, None, false).await.unwrap();
        assert_eq!(report.created, 1, "{:?}", report.problems);
    }
    firm.user(Role::Admin, "Claire Morel").await;
    let (pages, cookie) = (firm.pages(), firm.session(Role::Admin).await);
    let list = ask(&pages, "GET", "/debiteurs?q=W2", &cookie, "").await;
    let hrefs = list.text.split("href=\"").filter_map(|rest| rest.split('"').next());
    let debtor: uuid::Uuid = hrefs.filter_map(|href| href.strip_prefix("/debiteurs/")?.parse().ok()).next().unwrap();
    let debtor = domain::ids::DebtorId(debtor);
    let options = app::compromises::options(&firm.app, &firm.scope, debtor).await.unwrap();
    let item = options.items[0].0.clone();
    let form = format!("/debiteurs/{debtor}/accord-avec-remise?facture={}&somme=60&nature=waiver", item.id);
    let page = ask(&pages, "GET", &form, &cookie, "").await;
    assert!(page.text.contains("Remise par taux de TVA") && !page.text.contains("ne se déduisent pas"), "{}", page.text);
    // A part of it is contested: at which of its rates, nobody said.
    let parts = vec![app::dispute::NewPart { item: item.id, amount: Some(Cents(5_000)) }];
    let new = app::dispute::NewDispute { reason: Reason::Price, note: "tarif".to_owned(), source: "hand", parts };
    let dispute = app::dispute::open(&firm.app, &firm.scope, debtor, &new).await.unwrap();
    app::dispute::decide(&firm.app, &firm.scope, dispute, Verdict::Founded, "tarif de l’an dernier").await.unwrap();
    let page = ask(&pages, "GET", &format!("/litiges/{}", dispute.0), &cookie, "").await;
    assert!(page.text.contains("Répartition estimée"), "{}", page.text);
    // A credit note without its VAT comes on it: what is left has no rates that anybody could tell.
    let file = app::debtor_file::debtor_file(&firm.app, &firm.scope, debtor).await.unwrap();
    let credit = file.items.iter().find(|line| line.item.number == "AV-10").unwrap().item.id;
    let act = app::ledger::Act::Allocate { credit, parts: vec![(item.id, Cents(12_000))] };
    let request = app::ledger::Request { debtor, on: firm.app.today(), act, reason: String::new() };
    app::ledger::act(&firm.app, &firm.scope, &request).await.unwrap();
    let page = ask(&pages, "GET", &form, &cookie, "").await;
    assert!(page.text.contains("de ce qui reste dû sur FA-10 ne se déduisent pas"), "{}", page.text);
}
