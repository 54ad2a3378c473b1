//! One bank line in several formats is one transaction; nothing is lost when a second file says it better.

use app::{matching, sources};

use crate::given::{self, Received, date, sale};
use crate::house::on_both;

/// A record of 120 characters.
fn record(code: &str, rest: &str) -> String {
    format!("{:<120}\n", format!("{code}20041    01005EUR2 0500013M026{rest}"))
}

/// A CFONB120 statement of the 12th: opening, closing, and label and amount of each credit.
fn cfonb(opening: &str, closing: &str, lines: &[(&str, &str)]) -> String {
    let mut text = record("01", &format!("  110926{:50}{opening}", ""));
    for (label, amount) in lines {
        text += &record("04", &format!("05120926  120926{label:<31}  0000000  {amount}"));
    }
    text + &record("07", &format!("  120926{:50}{closing}", ""))
}

fn mt940(lines: &[(&str, &str)]) -> String {
    let mut text = ":20:R\n:25:20041/010050500013M02606\n:28C:1/1\n:60F:C260911EUR10000,00\n".to_owned();
    for (label, amount) in lines {
        text += &format!(":61:2609120912C{amount},NTRFNONREF//M1\n:86:{label}\n");
    }
    text + ":62F:C260912EUR11200,00\n-"
}

#[tokio::test]
async fn the_same_line_in_four_formats_is_one_transaction() {
    on_both(async |house| {
        let day = house.on(date(2026, 9, 15)).await;
        let camt = given::statement(date(2026, 9, 12), &[Received("R1", date(2026, 9, 12), 120_000, "FA2026-001 MARTIN")]);
        let first = day.import("releve.xml", camt.clone()).await;
        assert_eq!((first.created, first.rejected), (1, 0), "{first:?}");
        let second = day.import("releve.sta", mt940(&[("VIR RECU /DE MARTIN SARL /MOTIF FA2026-001", "1200")])).await;
        assert_eq!((second.kind, second.created, second.updated), ("bank_statement", 0, 1), "the name was not known: {second:?}");
        let third = day.import("releve.cfonb", cfonb("0000000100000{", "0000000112000{", &[("VIR SEPA MARTIN", "0000000012000{")])).await;
        assert_eq!((third.created, third.unchanged), (0, 1), "{third:?}");
        let ofx = "OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>20041<BRANCHID>01005<ACCTID>0500013M026</BANKACCTFROM><STMTTRN><DTPOSTED>20260912<TRNAMT>1200.00<FITID>9<NAME>VIR MARTIN SARL</STMTTRN></STMTRS></OFX>";
        let fourth = day.import("releve.ofx", ofx).await;
        assert_eq!((fourth.created, fourth.unchanged), (0, 1), "{fourth:?}");
        let again = day.import("releve.xml", camt).await;
        assert_eq!((again.created, again.unchanged), (0, 1), "{again:?}");
        assert_eq!((house.count("bank_account").await, house.count("bank_transaction").await), (1, 1));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_equal_payments_stay_two_in_every_format() {
    on_both(async |house| {
        let day = house.on(date(2026, 9, 15)).await;
        let twice = [("VIR SEPA MARTIN", "0000000006000{"), ("VIR SEPA MARTIN", "0000000006000{")];
        let report = day.import("a.cfonb", cfonb("0000000100000{", "0000000112000{", &twice)).await;
        assert_eq!(report.created, 2, "{report:?}");
        let report = day
            .import("b.sta", mt940(&[("VIR RECU /DE MARTIN SARL /MOTIF FA1", "600"), ("VIR RECU /DE MARTIN SARL /MOTIF FA2", "600")]))
            .await;
        assert_eq!((report.created, report.updated), (0, 2), "names and invoices were not known: {report:?}");
        let report = day.import("a.cfonb", cfonb("0000000100000{", "0000000112000{", &twice)).await;
        assert_eq!((report.created, report.unchanged), (0, 2), "{report:?}");
        let texts = house.raw_texts("SELECT label || '|' || counterparty FROM bank_transaction ORDER BY label").await;
        assert_eq!(texts.len(), 2);
        assert!(texts[0].contains("FA1") && texts[1].contains("FA2") && texts[0].ends_with("|MARTIN SARL"), "{texts:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_missing_statement_is_named() {
    on_both(async |house| {
        let day = house.on(date(2026, 3, 17)).await;
        let statement = |on: &str, opening: &str, closing: &str| {
            format!(":20:R\n:25:FR1420041010050500013M02606\n:28C:1\n:60F:C2603{on}EUR{opening}\n:61:2603{on}C10,00NTRFX//{on}\n:62F:C2603{on}EUR{closing}\n-")
        };
        day.import("1.sta", statement("11", "100,00", "110,00")).await;
        let second = day.import("2.sta", statement("15", "250,00", "260,00")).await;
        let told: Vec<_> = second.problems.iter().map(|problem| (problem.error, problem.message.as_str())).collect();
        assert_eq!(told, [(false, "Il manque le relevé du 12/03/2026 au 14/03/2026 du compte FR1420041010050500013M02606.")]);
        let filled = day.import("3.sta", statement("16", "260,00", "270,00")).await;
        assert!(filled.problems.is_empty(), "a gap elsewhere is not this file's: {filled:?}");
        let found = sources::bank_sources(&day.app, &day.scope).await.unwrap();
        assert_eq!(found[0].gaps, ["Il manque le relevé du 12/03/2026 au 14/03/2026 du compte FR1420041010050500013M02606."]);
        assert_eq!((found[0].age_days, found[0].last_statement.as_ref().and_then(|last| last.closing)), (1, Some(domain::Cents(27_000))));
    })
    .await;
}

/// A camt.053 of one line, of which the payer's reference is known.
fn camt(on: &str, amount: &str, mark: &str, reference: &str, more: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>\
         <Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>\
         <NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs>{more}</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    )
}

#[tokio::test]
async fn a_returned_debit_opens_its_debt_again_at_its_date() {
    on_both(async |house| {
        let day = house.on(date(2026, 9, 15)).await;
        day.import_clean("732829320FEC20261231.txt", given::fec(&[sale("FA2026-001", "C1", date(2026, 6, 10), 120_000)])).await;
        let before = house.item("FA2026-001").await;
        day.import("1.xml", camt("2026-09-01", "1200.00", "CRDT", "P1", "<RmtInf><Ustrd>FA2026-001</Ustrd></RmtInf>")).await;
        matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(house.item("FA2026-001").await.open, domain::Cents(0));
        // Another amount under the same reference is not that payment: a person looks, with the reason.
        day.import("2.xml", camt("2026-09-07", "700.00", "DBIT", "P2", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")).await;
        assert_eq!(house.item("FA2026-001").await.open, domain::Cents(0));
        day.import("3.xml", camt("2026-09-08", "1200.00", "DBIT", "P3", "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>")).await;
        let after = house.item("FA2026-001").await;
        assert_eq!((after.open, after.due_on), (domain::Cents(120_000), before.due_on));
        let lines = house.raw_texts("SELECT reference || ' ' || state || ' ' || note FROM bank_transaction ORDER BY reference").await;
        assert!(lines[1].starts_with("P2 to_identify Paiement revenu impayé"), "{lines:?}");
        assert!(lines[2].starts_with("P3 booked Impayé du règlement P1"), "{lines:?}");
        day.import("3.xml", camt("2026-09-08", "1200.00", "DBIT", "P3", "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>")).await;
        assert_eq!(house.item("FA2026-001").await.open, domain::Cents(120_000));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_several_debtors_paid_together_is_a_persons_to_open_again() {
    on_both(async |house| {
        let day = house.on(date(2026, 9, 15)).await;
        let entries = [sale("FA2026-001", "C1", date(2026, 6, 10), 70_000), sale("FA2026-002", "C2", date(2026, 6, 10), 50_000)];
        day.import_clean("732829320FEC20261231.txt", given::fec(&entries)).await;
        day.import("1.xml", camt("2026-09-01", "1200.00", "CRDT", "P1", "<RmtInf><Ustrd>GROUPE</Ustrd></RmtInf>")).await;
        let mut parts = Vec::new();
        for number in ["FA2026-001", "FA2026-002"] {
            let item = house.item(number).await;
            parts.push((item.id, item.open));
        }
        let line = app::inbox::to_identify(&day.app, &day.scope).await.unwrap()[0].transaction.id;
        let rest = domain::assignment::Rest { debtor: None, name: None };
        let wanted = app::matching_desk::Assignment { transaction: line, parts, rest, reason: String::new(), confirmed: None };
        app::matching_desk::assign(&day.app, &day.scope, &wanted).await.unwrap();
        day.import("2.xml", camt("2026-09-08", "1200.00", "DBIT", "P2", "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>")).await;
        let lines = house.raw_texts("SELECT reference || ' ' || state FROM bank_transaction ORDER BY reference").await;
        assert_eq!(lines, ["P1 matched", "P2 to_identify"], "half of it is not opened in the other's name");
        assert_eq!(house.open().await.values().sum::<i64>(), 0);
        day.is_sound().await;
    })
    .await;
}
