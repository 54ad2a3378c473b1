//! Statements in small, one rule each.

use domain::Cents;
use formats::camt::{self, StatementFile};

fn statement(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt>\n<Stmt><Id>S1</Id>\n\
         <Acct><Id><IBAN>FR76 3000 4008 4700 0100 1234 541</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{body}\n</Stmt>\n</BkToCstmrStmt>\n</Document>\n"
    )
}

fn balance(kind: &str, amount: &str, side: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal>\n"
    )
}

fn entry(amount: &str, side: &str, more: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-01-05T23:59:00+01:00</DtTm></BookgDt>{more}</Ntry>\n"
    )
}

fn read(body: &str) -> StatementFile {
    camt::read(statement(body).as_bytes()).unwrap()
}

fn codes(file: &StatementFile) -> Vec<(u64, &'static str)> {
    file.diagnostics.iter().map(|d| (d.line, d.problem.code())).collect()
}

#[test]
fn an_entry_says_who_paid_what() {
    let details = "<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Garage &amp; Fils</Nm></Pty></Dbtr>\
        <DbtrAcct><Id><IBAN>FR7630002189986971967038019</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>FA-1 &#233;t FA-2</Ustrd><Ustrd>suite</Ustrd></RmtInf></TxDtls></NtryDtls>\
        <AddtlNtryInf>VIR RECU</AddtlNtryInf>";
    let file = read(&(balance("OPBD", "10.00", "DBIT") + &entry("100.50", "CRDT", details) + &balance("CLBD", "90.5", "CRDT")));
    assert_eq!(codes(&file), []);
    let statement = &file.statements[0];
    assert_eq!(statement.account.as_deref(), Some("FR7630004008470001001234541"));
    assert_eq!(statement.opening.unwrap().amount, Cents(-1000));
    let entry = &statement.entries[0];
    assert_eq!(entry.amount, Cents(10_050));
    assert_eq!(entry.label, "FA-1 ét FA-2 suite");
    assert_eq!(entry.counterparty.as_deref(), Some("Garage & Fils"));
    assert_eq!(entry.counterparty_iban.as_deref(), Some("FR7630002189986971967038019"));
    assert_eq!((entry.end_to_end_id.as_deref(), entry.account_servicer_ref.as_deref()), (None, Some("R1")));
    assert_eq!(entry.booking_date.map(|d| d.to_string()).as_deref(), Some("2026-01-05"));
    assert_eq!(file.format, "camt.053.001.08");
}

#[test]
fn a_batch_is_one_entry_per_detail_when_they_sum() {
    let detail = |amount: &str, name: &str| {
        format!(
            "<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>F-{name}</Ustrd></RmtInf></TxDtls>"
        )
    };
    let batch = |first: &str| {
        entry("30.00", "CRDT", &format!("<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls>{}{}</NtryDtls>", detail(first, "A"), detail("20.00", "B")))
    };
    let file = read(&batch("10.00"));
    let entries: Vec<_> =
        file.statements[0].entries.iter().map(|e| (e.amount.0, e.detail, e.label.as_str(), e.counterparty.as_deref())).collect();
    assert_eq!(entries, [(1000, Some(1), "F-A", Some("A")), (2000, Some(2), "F-B", Some("B"))]);
    let file = read(&batch("9.99"));
    let entries: Vec<_> =
        file.statements[0].entries.iter().map(|e| (e.amount.0, e.detail, e.label.as_str(), e.counterparty.as_deref())).collect();
    assert_eq!(entries, [(3000, None, "F-A F-B", None)], "nobody knows whose the cent is");
}

#[test]
fn a_reversal_keeps_its_sign_and_exchanges_the_sides() {
    let details = "<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Client</Nm></Dbtr><Cdtr><Nm>Nous</Nm></Cdtr></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>";
    let file = read(&entry("12.00", "DBIT", details));
    let entry = &file.statements[0].entries[0];
    assert_eq!(
        (entry.amount, entry.reversal, entry.counterparty.as_deref(), entry.return_reason.as_deref()),
        (Cents(-1200), true, Some("Client"), Some("AC04"))
    );
}

#[test]
fn balances_are_compared_with_booked_entries() {
    let pending = entry("5.00", "CRDT", "").replace("BOOK", "PDNG");
    let file = read(&(balance("PRCD", "10.00", "CRDT") + &pending + &entry("1.00", "DBIT", "") + &balance("CLBD", "9.00", "CRDT")));
    assert_eq!(codes(&file), []);
    assert_eq!(file.statements[0].entries[0].status.code(), "PDNG");
    let file = read(&(balance("OPBD", "10.00", "CRDT") + &entry("1.00", "DBIT", "") + &balance("CLBD", "9.01", "CRDT")));
    assert_eq!(codes(&file)[0].1, "bank.balance");
    let file = read(&(balance("ITBD", "10.00", "CRDT") + &balance("ITBD", "11.00", "CRDT") + &entry("1.00", "CRDT", "")));
    assert_eq!(file.statements[0].closing.unwrap().amount, Cents(1100));
    assert!(read(&balance("ITBD", "10.00", "CRDT")).statements[0].opening.is_none(), "one interim balance has no side");
}

#[test]
fn bad_entries_are_left_out_with_their_line() {
    let file = read(&(entry("1.00", "CRDT", "") + &entry("x", "CRDT", "") + &entry("1.00", "CREDIT", "") + &entry("2.00", "DBIT", "")));
    assert_eq!(file.statements[0].entries.len(), 2);
    assert_eq!(codes(&file), [(7, "value.amount"), (8, "camt.indicator")]);
}

#[test]
fn a_cut_file_gives_what_was_complete() {
    let text = statement(&(balance("OPBD", "0.00", "CRDT") + &entry("1.00", "CRDT", "") + &entry("2.00", "CRDT", "")));
    for cut in [text.find("2.00").unwrap(), text.rfind("<Ntry>").unwrap(), text.rfind("</Stmt>").unwrap() + 3] {
        let file = camt::read(&text.as_bytes()[..cut]).unwrap();
        assert!(!file.statements[0].entries.is_empty());
        let last = file.diagnostics.last().unwrap();
        assert_eq!(last.problem.code(), "xml.broken", "cut at {cut}");
        assert!((7..=10).contains(&last.line), "{}", last.line);
    }
}

#[test]
fn prefixes_and_empty_elements() {
    let text = statement(&entry("1.00", "CRDT", "<NtryDtls/>"))
        .replace("</", "</b:")
        .replace('<', "<b:")
        .replace("<b:/b:", "</b:")
        .replace("<b:?", "<?")
        .replace("xmlns=", "xmlns:b=");
    let file = camt::read(text.as_bytes()).unwrap();
    assert_eq!(file.statements[0].entries[0].amount, Cents(100));
    let empty = "<Document><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>";
    assert_eq!(camt::read(empty.as_bytes()).unwrap().statements.len(), 1);
}

#[test]
fn other_files_are_refused() {
    let bomb = statement("").replacen("<Document", "<!DOCTYPE a [<!ENTITY b \"cc\">]><Document", 1);
    let deep = statement(&"<a>".repeat(100));
    let cases =
        [("", "camt.no_statement"), ("<html><body/></html>", "camt.no_statement"), ("<Document>", "xml.broken"), (&bomb, "xml.doctype")];
    for (text, code) in cases {
        let refusals = camt::read(text.as_bytes()).unwrap_err();
        assert!(refusals.iter().any(|d| d.problem.code() == code), "{text}: {refusals:?}");
    }
    let file = camt::read(deep.as_bytes()).unwrap();
    assert_eq!(codes(&file)[0].1, "xml.too_deep");
}

#[test]
fn other_encodings_are_read() {
    let text = statement(&entry("1.00", "CRDT", "<AddtlNtryInf>Reçu</AddtlNtryInf>")).replace("UTF-8", "ISO-8859-1");
    let bytes = encoding_rs::WINDOWS_1252.encode(&text).0;
    assert_eq!(camt::read(&bytes).unwrap().statements[0].entries[0].label, "Reçu");
}

#[test]
fn an_element_of_very_many_attributes_is_read_as_fast_as_any() {
    let many: String = (0..200_000).map(|number| format!(" a{number}=''")).collect();
    let text = statement(&entry("1.00", "CRDT", "").replacen("<Amt Ccy=\"EUR\"", &format!("<Amt Ccy=\"EUR\"{many}"), 1));
    let text = text.replacen("<BkToCstmrStmt", &format!("<BkToCstmrStmt{many}"), 1);
    assert_eq!(camt::read(text.as_bytes()).unwrap().statements[0].entries[0].amount, Cents(100));
}
