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
