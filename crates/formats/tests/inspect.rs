//! The JSON of `inspect`, key by key: a contract.

use formats::inspect::inspect;
use serde_json::{Value, json};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn accounting_entries() {
    let text = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n\
        VE|Ventes|1|20260105|411000|Clients|C1|Martin|F1|20260105|Facture|120,00|0,00||||\n\
        VE|Ventes|1|20260106|411000|Clients|||F1|20260105|Divers|0,00|100,00|||||\n";
    assert_eq!(
        inspect(text.as_bytes(), "a/812345676FEC20261231.txt", None),
        json!({
            "file": "a/812345676FEC20261231.txt",
            "kind": "fec",
            "format": "FEC 18 columns, pipe, ASCII, Debit/Credit",
            "warnings": [],
            "errors": [
                {"line": 2, "field": null, "code": "fec.field_count", "message": "Cette ligne a 17 champs au lieu de 18. Vérifiez qu’elle n’est pas tronquée et qu’aucun libellé ne contient le séparateur."},
                {"line": 2, "field": "EcritureNum", "code": "fec.entry_unbalanced", "message": "L’écriture «\u{202f}1\u{202f}» du journal «\u{202f}VE\u{202f}» n’est pas équilibrée\u{a0}: l’écart entre débit et crédit est de 20,00\u{a0}€. Corrigez-la dans votre comptabilité."},
                {"line": null, "field": null, "code": "fec.unbalanced", "message": "Le fichier n’est pas équilibré\u{a0}: débit 120,00\u{a0}€, crédit 100,00\u{a0}€, écart 20,00\u{a0}€. Vérifiez qu’il est complet."},
            ],
            "lines": 2,
            "debit": "120.00",
            "credit": "100.00",
            "from": "2026-01-05",
            "to": "2026-01-06",
            "balanced": false,
            "customers": [
                {"account": "411000", "name": "Clients", "balance": "-100.00", "open_items": 1},
                {"account": "C1", "name": "Martin", "balance": "120.00", "open_items": 1},
            ],
            "unlettered": {"lines": 2, "amount": "20.00"},
        })
    );
}

#[test]
fn bank_statements() {
    let text = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>00012345678</Id></Othr></Id></Acct>\
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">8.5</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal>\
        <Ntry><Amt Ccy=\"EUR\">8.5</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><ValDt><Dt>2026-01-06</Dt></ValDt><AddtlNtryInf>FRAIS</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>";
    let found = inspect(text.as_bytes(), "x.xml", None);
    assert_eq!((found["kind"].as_str(), found["format"].as_str()), (Some("bank_statement"), Some("camt.053.001.02")));
    let statement = &found["statements"][0];
    assert_eq!(keys(statement), ["account", "closing", "currency", "entries", "opening"]);
    assert_eq!((&statement["account"], &statement["opening"]), (&json!("00012345678"), &Value::Null));
    assert_eq!(statement["closing"], json!({"date": "2026-01-05", "amount": "-8.50"}));
    let entry = &statement["entries"][0];
    for (key, expected) in [
        ("booking_date", Value::Null),
        ("value_date", json!("2026-01-06")),
        ("amount", json!("-8.50")),
        ("currency", json!("EUR")),
        ("status", json!("BOOK")),
        ("label", json!("FRAIS")),
        ("reference", Value::Null),
        ("counterparty", Value::Null),
        ("counterparty_iban", Value::Null),
        ("end_to_end_id", Value::Null),
        ("reversal", json!(false)),
    ] {
        assert_eq!(entry.get(key), Some(&expected), "{key}");
    }
}

#[test]
fn tables() {
    let found = inspect("N° facture;Client;Date;Montant TTC\nF1;Martin;05/01/2026;1 200,00\n".as_bytes(), "x.csv", None);
    assert_eq!((&found["kind"], &found["format"]), (&json!("invoices"), &json!("CSV, ;, UTF-8")));
    assert_eq!(found["columns"], json!({"number": "N° facture", "customer_name": "Client", "issued_on": "Date", "amount": "Montant TTC"}));
    assert_eq!(found["rows"], 1);
    let found = inspect(b"code,name,email\nC1,Martin,a@b.fr\n", "x.csv", None);
    assert_eq!((&found["kind"], &found["rows"]), (&json!("customers"), &json!(1)));
}

#[test]
fn what_cannot_be_read() {
    for (bytes, name) in [(&b"hello"[..], "x.txt"), (b"", "x"), (b"\x00\x01\xff", "812345676FEC20261231.txt"), (b"<Document>", "camt.xml")]
    {
        let found = inspect(bytes, name, None);
        assert_eq!(found["kind"], "unreadable");
        assert_eq!(keys(&found), ["errors", "file", "format", "kind", "warnings"]);
        assert_eq!(found["errors"].as_array().map(Vec::len), Some(1), "{name}");
        assert!(found["errors"][0]["message"].as_str().is_some_and(|message| message.len() > 20));
    }
}
