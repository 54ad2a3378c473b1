//! Laws that hold for any bytes and any entries.

use domain::Cents;
use formats::bank::{cfonb, mt940, ofx};
use formats::inspect::inspect;
use formats::{Kind, bank, camt, customers, einvoice, fec, invoices};
use proptest::prelude::*;

const HEADER: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n";
const CAMT: &str = "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>FR76</IBAN></Id></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal><Ntry><Amt Ccy=\"EUR\">2.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-05</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>a &amp; b</Ustrd></RmtInf></TxDtls><TxDtls/></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>";
const CUSTOMERS: &str =
    "code;name;kind;siren;iban;email;payment_terms\nC1;Société;company;732829320;FR7630006000011234567890189;a@b.fr;30FDM\n";
const INVOICES: &str = "number;type;customer;issue_date;due_date;net;vat;gross;paid;open;currency\nF1;FA;C1;2026-01-05;2026-02-04;100.00;20.00;120.00;20.00;100.00;EUR\n";

const CFONB: &str = "0130006    00001EUR2 12345678901  110326                                                  0000000010000{                \n0430006    00001EUR2 12345678901B1120326  120326VIR SEPA MARTIN                0000000000000000012000{F-1             \n0530006    00001EUR2 12345678901B1120326     NPYMARTIN SARL                                                             \n0730006    00001EUR2 12345678901  120326                                                  0000000022000{                \n";
const MT940: &str = ":20:A\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C260311EUR100,00\n:61:2603120312CR120,00NTRFNONREF//B1\n:86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+F-1?31DE42100100100043921105?32MARTIN\n:62F:C260312EUR220,00\n-";
const OFX: &str = "OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901</BANKACCTFROM><STMTTRN><DTPOSTED>20260312<TRNAMT>120.00<FITID>1<NAME>A &amp; B</STMTTRN><LEDGERBAL><BALAMT>1<DTASOF>20260312</LEDGERBAL></STMTRS></OFX>";
const STARTS: [&str; 7] = [HEADER, CAMT, CUSTOMERS, INVOICES, CFONB, MT940, OFX];

/// Reads with every reader; the property is that it returns.
fn read_all(bytes: &[u8]) {
    let _ = fec::read(bytes).map(|file| fec::summarise(&file));
    let _ = camt::read(bytes);
    let _ = (cfonb::read(bytes), mt940::read(bytes), ofx::read(bytes), bank::read(bytes));
    let _ = customers::read(bytes);
    let _ = invoices::read(bytes);
    let _ = einvoice::read(bytes).map(|invoice| (invoice.instalments(), invoice.profile().map(str::len)));
    for kind in Kind::ALL {
        assert!(inspect(bytes, "x", Some(kind)).is_object());
    }
    assert!(inspect(bytes, "x", None)["errors"].is_array());
}

#[derive(Debug, Clone)]
struct Row {
    account: &'static str,
    auxiliary: String,
    label: String,
    cents: i64,
    is_debit: bool,
    letters: &'static str,
}

fn row() -> impl Strategy<Value = Row> {
    // Accents that all encodings store alike; the two alphabets differ in eight signs.
    let text = "[A-Za-zéèàçùâêîôûïëÉ0-9 '.-]{0,20}";
    let account = prop::sample::select(vec!["411000", "41100000", "706000", "512000"]);
    let letters = prop::sample::select(vec!["", "A", "AA", "a"]);
    (account, "[A-Z]{0,3}", text, 0_i64..100_000_000, any::<bool>(), letters)
        .prop_map(|(account, auxiliary, label, cents, is_debit, letters)| Row { account, auxiliary, label, cents, is_debit, letters })
}

fn render(rows: &[Row]) -> String {
    let mut text = HEADER.to_owned();
    for (number, row) in rows.iter().enumerate() {
        let amount = Cents(row.cents).iso().replace('.', ",");
        let (debit, credit) = if row.is_debit { (amount.as_str(), "0,00") } else { ("0,00", amount.as_str()) };
        let Row { account, auxiliary, label, letters, .. } = row;
        text.push_str(&format!("VE\tVentes\t{number}\t20260105\t{account}\tCompte\t{auxiliary}\tNom\tP{number}\t20260105\t{label}\t{debit}\t{credit}\t{letters}\t\t20260106\t\t\n"));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_all(&bytes);
    }

    #[test]
    fn nor_do_bytes_behind_a_valid_start(which in 0_usize..7, bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        let start = STARTS[which];
        read_all(&[start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn nor_do_files_with_some_bytes_changed(which in 0_usize..7, rows in prop::collection::vec(row(), 1..4), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let fec = render(&rows);
        let mut bytes = if which == 0 { fec.into_bytes() } else { STARTS[which].as_bytes().to_vec() };
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        read_all(&bytes);
    }

    #[test]
    fn nor_do_words_of_the_formats_in_any_order(words in prop::collection::vec(prop::sample::select(vec!["<Stmt>", "</Stmt>", "<BkToCstmrStmt>", "<Ntry>", "</Ntry>", "<Amt Ccy='EUR'>", "</Amt>", "<CdtDbtInd>CRDT</CdtDbtInd>", "1.00", "&amp;", "&#x0;", "&b;", "<a", ">", "\"", "]]>", "<![CDATA[", "<!--", "FR76", "<OFX>", "<STMTRS>", "<STMTTRN>", "<TRNAMT>1", "<LEDGERBAL>", "\n:20:", "\n:61:2601050105C1,", "\n:86:166?20", "?31é", "\n:60F:C260105EUR1,", "{4:", "/REMI/", "&#x41;",  "\u{20ac}"]), 0..60)) {
        read_all(words.concat().as_bytes());
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same_lines(rows in prop::collection::vec(row(), 1..30)) {
        let text = render(&rows);
        let expected = fec::read(text.as_bytes()).unwrap();
        prop_assert_eq!(expected.lines.len(), rows.len());
        let piped = text.replace('\t', "|");
        let forms = [
            piped.clone().into_bytes(),
            text.replace('\n', "\r\n").into_bytes(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            encoding_rs::ISO_8859_15.encode(&piped).0.into_owned(),
            std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        ];
        for bytes in forms {
            let file = fec::read(&bytes).unwrap();
            prop_assert_eq!(&file.lines, &expected.lines);
            prop_assert_eq!(file.data_lines, expected.data_lines);
        }
    }

    #[test]
    fn what_is_open_sums_to_the_balances(rows in prop::collection::vec(row(), 0..60)) {
        let file = fec::read(render(&rows).as_bytes()).unwrap();
        let summary = fec::summarise(&file);
        prop_assert_eq!(Cents::total(summary.customers.iter().map(|c| c.balance)), summary.unlettered.amount);
        prop_assert_eq!(summary.customers.iter().map(|c| c.open_items).sum::<u64>(), summary.unlettered.lines);
        prop_assert_eq!(summary.balanced, summary.debit == summary.credit);
    }
}
