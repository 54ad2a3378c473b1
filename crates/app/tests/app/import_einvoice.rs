//! Electronic invoices: alone, and beside the accounting and the tables.

use domain::Cents;
use domain::ledger::ItemKind;
use domain::party::DebtorKind;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

/// What a test changes of an invoice.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) number: &'static str,
    pub(crate) type_code: &'static str,
    pub(crate) seller: &'static str,
    pub(crate) buyer_id: &'static str,
    pub(crate) buyer_siren: &'static str,
    pub(crate) buyer_name: &'static str,
    pub(crate) total: &'static str,
    pub(crate) prepaid: &'static str,
    pub(crate) due: &'static str,
    pub(crate) terms: &'static [(&'static str, &'static str)],
}

pub(crate) const PLAIN: Sample = Sample {
    number: "FA-1",
    type_code: "380",
    seller: "732829320",
    buyer_id: "",
    buyer_siren: "552100554",
    buyer_name: "Garage Martin",
    total: "1200.00",
    prepaid: "0.00",
    due: "1200.00",
    terms: &[("2026-02-28", "")],
};

/// A small invoice in CII.
fn cii(sample: &Sample) -> Vec<u8> {
    let terms: String = sample
        .terms
        .iter()
        .map(|(date, part)| {
            let part = if part.is_empty() { String::new() } else { format!("<PartialPaymentAmount>{part}</PartialPaymentAmount>") };
            format!("<SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format=\"102\">{}</DateTimeString></DueDateDateTime>{part}</SpecifiedTradePaymentTerms>", date.replace('-', ""))
        })
        .collect();
    let id = if sample.buyer_id.is_empty() { String::new() } else { format!("<ID>{}</ID>", sample.buyer_id) };
    let legal = |siren: &str| {
        if siren.is_empty() {
            String::new()
        } else {
            format!("<SpecifiedLegalOrganization><ID schemeID=\"0002\">{siren}</ID></SpecifiedLegalOrganization>")
        }
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CrossIndustryInvoice>\
         <ExchangedDocument><ID>{}</ID><TypeCode>{}</TypeCode><IssueDateTime><DateTimeString format=\"102\">20260115</DateTimeString></IssueDateTime></ExchangedDocument>\
         <SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement>\
         <SellerTradeParty><Name>Vendeur</Name>{}</SellerTradeParty>\
         <BuyerTradeParty>{id}<Name>{}</Name>{}<URIUniversalCommunication><URIID schemeID=\"EM\">compta@martin.example</URIID></URIUniversalCommunication></BuyerTradeParty>\
         </ApplicableHeaderTradeAgreement>\
         <ApplicableHeaderTradeDelivery><ActualDeliverySupplyChainEvent><OccurrenceDateTime><DateTimeString format=\"102\">20260110</DateTimeString></OccurrenceDateTime></ActualDeliverySupplyChainEvent></ApplicableHeaderTradeDelivery>\
         <ApplicableHeaderTradeSettlement><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>\
         <ApplicableTradeTax><CalculatedAmount>200.00</CalculatedAmount><BasisAmount>1000.00</BasisAmount><CategoryCode>S</CategoryCode><RateApplicablePercent>20</RateApplicablePercent></ApplicableTradeTax>\
         {terms}<SpecifiedTradeSettlementHeaderMonetarySummation><GrandTotalAmount>{}</GrandTotalAmount><TotalPrepaidAmount>{}</TotalPrepaidAmount><DuePayableAmount>{}</DuePayableAmount></SpecifiedTradeSettlementHeaderMonetarySummation>\
         </ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></CrossIndustryInvoice>",
        sample.number, sample.type_code, legal(sample.seller), sample.buyer_name, legal(sample.buyer_siren), sample.total, sample.prepaid, sample.due
    )
    .into_bytes()
}

pub(crate) async fn bring(day: &Day, sample: &Sample) -> app::import::ImportReport {
    app::import::import(&day.app, &day.scope, "factures/fa.xml", cii(sample), None, false).await.unwrap()
}

/// Number, kind, due date, amount of every item, by key.
async fn items(house: &House) -> Vec<(String, ItemKind, String, i64)> {
    let mut items: Vec<_> =
        house.items().await.into_iter().map(|item| (item.number, item.kind, item.due_on.to_string(), item.amount.0)).collect();
    items.sort_by(|a, b| (&a.0, &a.2, a.3).cmp(&(&b.0, &b.2, b.3)));
    items
}

fn item(number: &str, kind: ItemKind, due: &str, amount: i64) -> (String, ItemKind, String, i64) {
    (number.to_owned(), kind, due.to_owned(), amount)
}

#[tokio::test]
async fn an_invoice_makes_an_account_an_item_per_due_date_and_keeps_its_file() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let sample = Sample { terms: &[("2026-02-28", "500.00"), ("2026-03-31", "700.00")], ..PLAIN };
        let report = bring(&day, &sample).await;
        assert_eq!((report.kind, report.read, report.created, report.rejected), ("invoice", 1, 1, 0), "{:?}", report.problems);
        assert_eq!(
            items(house).await,
            [item("FA-1", ItemKind::Invoice, "2026-02-28", 50_000), item("FA-1", ItemKind::Invoice, "2026-03-31", 70_000)]
        );
        let debtor = house.debtor("552100554").await;
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!((file.debtor.name.as_str(), file.debtor.kind), ("Garage Martin", DebtorKind::Business));
        assert_eq!(file.contacts[0].email.as_ref().map(ToString::to_string).as_deref(), Some("compta@martin.example"));
        let documents = app::einvoice::of_debtor(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(documents.len(), 2, "each instalment leads to the document");
        let document = app::einvoice::document(&day.app, &day.scope, debtor, documents[0].einvoice).await.unwrap();
        assert_eq!((document.bytes, document.name.as_str(), document.is_pdf), (cii(&sample), "fa.xml", false));
        let claims = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(claims.items[0].facts.service_on, Some(date(2026, 1, 10)), "the delivery is a fact of the claim");
        let again = bring(&day, &sample).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 1));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn credits_are_negative_and_nothing_due_makes_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &PLAIN).await;
        bring(&day, &Sample { number: "AV-1", type_code: "381", total: "200.00", due: "200.00", ..PLAIN }).await;
        bring(&day, &Sample { number: "AV-2", total: "-100.00", due: "-100.00", ..PLAIN }).await;
        let paid = bring(&day, &Sample { number: "FA-2", prepaid: "1200.00", due: "0.00", ..PLAIN }).await;
        assert_eq!((paid.created, paid.unchanged, paid.problems.len()), (0, 1, 1));
        let expected = [
            item("AV-1", ItemKind::CreditNote, "2026-01-15", -20_000),
            item("AV-2", ItemKind::CreditNote, "2026-01-15", -10_000),
            item("FA-1", ItemKind::Invoice, "2026-02-28", 120_000),
        ];
        assert_eq!(items(house).await, expected);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_the_creditor_did_not_issue_is_refused() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let purchase = bring(&day, &Sample { seller: "552100554", buyer_siren: "732829320", ..PLAIN }).await;
        let other = bring(&day, &Sample { seller: "552100554", buyer_siren: "356000000", ..PLAIN }).await;
        for (report, word) in [(purchase, "achat"), (other, "pas une de vos créances")] {
            assert_eq!((report.created, report.rejected), (0, 1));
            assert!(report.problems.iter().any(|problem| problem.error && problem.message.contains(word)), "{:?}", report.problems);
        }
        let unknown = bring(&day, &Sample { seller: "", ..PLAIN }).await;
        assert_eq!((unknown.created, unknown.problems.iter().filter(|problem| !problem.error).count()), (1, 1));
        assert_eq!(items(house).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn after_the_accounting_an_invoice_only_says_until_when() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let fec = given::fec(&[sale("FA-1", "C1", date(2026, 1, 15), 120_000)]);
        day.import_clean("732829320FEC20261231.txt", fec.as_str()).await;
        // The accounting knows the account under a code of its own: number and amount lead to it.
        let report = bring(&day, &PLAIN).await;
        assert_eq!((report.created, report.updated), (0, 1), "{:?}", report.problems);
        assert_eq!(items(house).await, [item("FA-1", ItemKind::Invoice, "2026-02-28", 120_000)]);
        let debtor = house.debtor("C1").await;
        assert_eq!(app::einvoice::of_debtor(&day.app, &day.scope, debtor).await.unwrap().len(), 1);
        // The same invoice as another file is one more document, and no more money.
        let second = bring(&day, &Sample { buyer_id: "C1", ..PLAIN }).await;
        assert_eq!((second.created, second.updated), (0, 1));
        assert_eq!(app::einvoice::of_debtor(&day.app, &day.scope, debtor).await.unwrap().len(), 2);
        // Several due dates of an item that stands for all: the last one, and it is said.
        let several = bring(&day, &Sample { terms: &[("2026-03-31", "500.00"), ("2026-04-30", "700.00")], ..PLAIN }).await;
        assert!(several.problems.iter().any(|problem| problem.message.contains("dernière échéance")));
        assert_eq!(items(house).await, [item("FA-1", ItemKind::Invoice, "2026-04-30", 120_000)]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_accounting_after_an_invoice_doubles_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &PLAIN).await;
        bring(
            &day,
            &Sample {
                number: "FA-2",
                prepaid: "200.00",
                due: "1000.00",
                terms: &[("2026-02-28", "400.00"), ("2026-03-31", "600.00")],
                ..PLAIN
            },
        )
        .await;
        let mut samples = vec![sale("FA-1", "C1", date(2026, 1, 15), 120_000), sale("FA-2", "C1", date(2026, 1, 15), 120_000)];
        samples.push(sale("FA-3", "C1", date(2026, 1, 16), 5_000));
        let fec = given::fec(&samples).replace("Société C1", "Garage Martin");
        for pass in 0..2 {
            day.import_clean("732829320FEC20261231.txt", fec.as_str()).await;
            let total: i64 = house.items().await.iter().map(|item| item.amount.0).sum();
            assert_eq!(total, 245_000, "pass {pass}: the balance of the accounting");
        }
        let debtor = house.debtor("C1").await;
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(file.debtor.siren.as_ref().map(ToString::to_string).as_deref(), Some("552100554"), "one account, with what both told");
        assert_eq!(app::einvoice::of_debtor(&day.app, &day.scope, debtor).await.unwrap().len(), 3);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn tables_after_an_invoice_double_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        bring(&day, &PLAIN).await;
        day.import("clients.csv", "code;name;siren;email\nC7;Martin Automobiles;552100554;\n").await;
        day.import("factures.csv", "number;customer;issue_date;due_date;gross\nFA-1;C7;2026-01-15;2026-03-15;1200,00\n").await;
        assert_eq!(items(house).await, [item("FA-1", ItemKind::Invoice, "2026-03-15", 120_000)]);
        assert_eq!(house.items().await[0].open, Cents(120_000));
        house.debtor("C7").await;
        day.is_sound().await;
    })
    .await;
}
