//! Real files, when the folder of samples is there: figures must be those noted beside them.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Cents;
use formats::diagnostic::Severity;
use formats::inspect::inspect;
use formats::{Kind, camt, fec, guess};
use serde_json::Value;

/// The folder of real files; tests print and return when it is absent.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("QUITTANCE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
        .join("data");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("no folder of samples: skipped");
    None
}

/// Name, bytes and expected reading of each file of a kind.
fn samples(kind: &str) -> Vec<(String, Vec<u8>, String)> {
    let Some(folder) = shared() else { return Vec::new() };
    let list = fs::read_to_string(folder.join("SOURCES.tsv")).unwrap();
    list.lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns[0] == kind)
        .map(|columns| (columns[1].to_owned(), fs::read(folder.join(kind).join(columns[1])).unwrap(), columns[6].to_owned()))
        .collect()
}

/// The figures of a file in the words of the list.
fn fec_reading(bytes: &[u8]) -> String {
    let summary = fec::summarise(&fec::read(bytes).unwrap());
    let balance = Cents::total(summary.customers.iter().map(|c| c.balance));
    format!(
        "{} lines, D {} C {}, 411: {} customers, balance {}, unlettered {} lines / {}",
        summary.lines,
        summary.debit,
        summary.credit,
        summary.customers.len(),
        balance,
        summary.unlettered.lines,
        summary.unlettered.amount
    )
}

#[test]
fn accounting_entries_are_read_or_refused() {
    for (name, bytes, expected) in samples("fec") {
        if expected == "reference" {
            assert_eq!(guess(&bytes, &name), Kind::Unreadable, "{name}");
            let refusals = fec::read(&bytes).unwrap_err();
            assert_eq!(refusals[0].problem.code(), "fec.no_header", "{name}");
            assert_eq!(inspect(&bytes, &name, None)["kind"], "unreadable");
            continue;
        }
        assert_eq!(guess(&bytes, "a.bin"), Kind::Fec, "{name}");
        let (figures, remark) = expected.split_once(" | ").unwrap_or((&expected, ""));
        assert_eq!(fec_reading(&bytes), figures, "{name}");
        let file = fec::read(&bytes).unwrap();
        let found: Vec<_> = file.diagnostics.iter().map(|d| (d.line, d.severity == Severity::Error, d.problem.code())).collect();
        let wanted: &[(u64, bool, &str)] = match name.split('_').nth(1).unwrap_or_default() {
            "A05" => &[(3, true, "fec.field_count")],
            "A06" => &[(0, false, "fec.line_endings")],
            "B02" => &[(2, true, "fec.entry_unbalanced"), (0, true, "fec.unbalanced")],
            "B03" => &[(2, false, "value.decimals")],
            "B05" => &[(4, true, "fec.auxiliary_name")],
            "B06" => &[(6, false, "fec.auxiliary_account")],
            _ if name.starts_with("123456789") => &[(0, false, "fec.line_endings")],
            _ => &[],
        };
        assert_eq!(found, wanted, "{name} ({remark})");
    }
}

#[test]
fn figures_of_diagnostics_are_those_of_the_files() {
    for (name, bytes, _) in samples("fec") {
        let Ok(file) = fec::read(&bytes) else { continue };
        let texts: Vec<String> = file.diagnostics.iter().map(|d| d.problem.to_string()).collect();
        let expected = match name.split('_').nth(1).unwrap_or_default() {
            "A05" => "17 fields instead of 18",
            "B02" => "debits 4800.00 and credits 4600.00 differ",
            "B03" => "\"1000,00000\" has 5 decimals, read as 1000.00",
            _ => continue,
        };
        assert!(texts.iter().any(|text| text == expected), "{name}: {texts:?}");
    }
}

/// A statement in the words of the list: numbers without idle zeros, `None` for what is absent.
fn camt_reading(statement: &camt::Statement) -> String {
    let short = |amount: Cents| amount.iso().strip_suffix(".00").map_or(amount.iso(), str::to_owned);
    let balance = |balance: Option<camt::Balance>| balance.map_or("None".to_owned(), |b| short(b.amount));
    format!(
        "{}: open {} close {} n={} sum {}",
        statement.account.as_deref().unwrap_or("None"),
        balance(statement.opening),
        balance(statement.closing),
        statement.entries.len(),
        short(Cents::total(statement.entries.iter().map(|e| e.amount)))
    )
}

#[test]
fn bank_statements_are_read() {
    for (name, bytes, expected) in samples("bank_camt").into_iter().filter(|(name, ..)| name.ends_with(".xml")) {
        assert_eq!(guess(&bytes, "a.bin"), Kind::BankStatement, "{name}");
        let file = camt::read(&bytes).unwrap();
        let readings: Vec<_> = file.statements.iter().map(camt_reading).collect();
        // The list was made by a reader that does not know the proprietary accounts of version 001.01.
        let expected = expected.replace("None: open", "CH2801234000123456789: open").replace("-27.00", "-27");
        assert_eq!(readings.join(" "), expected, "{name}");
        assert!(file.diagnostics.iter().all(|d| d.problem.code() == "bank.currencies"), "{name}: {:?}", file.diagnostics);
        assert!(file.format.starts_with(&format!("camt.{}", &name["genkgo_camt".len()..][..3])), "{name}: {}", file.format);
        compare_with_source(&name, &file);
    }
}

/// The source project's own reading: account, references, dates, amount of the first entry.
fn compare_with_source(name: &str, file: &camt::StatementFile) {
    let Some(folder) = shared() else { return };
    let text = fs::read_to_string(folder.join("bank_camt").join(name.replace(".xml", ".json"))).unwrap();
    let theirs: Value = serde_json::from_str(&text).unwrap();
    let record = &theirs["getEntries"][0]["getRecord"];
    assert_eq!(file.statements[0].account.as_deref(), record["getAccount"]["getIdentification"].as_str(), "{name}");
    assert_eq!(file.statements[0].number.as_deref(), record["getElectronicSequenceNumber"].as_str(), "{name}");
    let none = Vec::new();
    let balances = record["getBalances"].as_array().unwrap_or(&none);
    for (ours, kind) in [(file.statements[0].opening, "opening"), (file.statements[0].closing, "closing")] {
        let Some(theirs) = balances.iter().find(|balance| balance["getType"] == kind) else { continue };
        assert_eq!(ours.map(|balance| balance.amount.0.to_string()).as_deref(), theirs["getAmount"]["getAmount"].as_str(), "{name} {kind}");
        assert_eq!(
            ours.and_then(|balance| balance.date).map(|date| date.to_string()).as_deref(),
            theirs["getDate"]["0"].as_str().map(|text| &text[..10]),
            "{name} {kind}"
        );
    }
    // A batch whose details sum to it is one entry for each here.
    let entries =
        file.statements.iter().flat_map(|statement| &statement.entries).filter(|entry| entry.detail.is_none_or(|detail| detail == 1));
    for (entry, theirs) in entries.zip(theirs["getEntries"].as_array().unwrap()) {
        compare_entry(name, entry, theirs);
    }
}

fn compare_entry(name: &str, entry: &camt::Entry, theirs: &Value) {
    assert_eq!(entry.account_servicer_ref.as_deref(), theirs["getAccountServicerReference"].as_str(), "{name}");
    if entry.detail.is_none() {
        assert_eq!(entry.amount.0.to_string(), theirs["getAmount"]["getAmount"].as_str().unwrap(), "{name}");
    }
    assert_eq!(entry.currency.code(), theirs["getAmount"]["getCurrency"]["getCode"].as_str().unwrap(), "{name}");
    assert_eq!(entry.status.code(), theirs["getStatus"].as_str().unwrap(), "{name}");
    assert_eq!(entry.reversal, theirs["getReversalIndicator"].as_bool().unwrap(), "{name}");
    for (ours, theirs) in [(entry.booking_date, &theirs["getBookingDate"]), (entry.value_date, &theirs["getValueDate"])] {
        assert_eq!(ours.map(|date| date.to_string()), theirs["0"].as_str().map(|text| text[..10].to_owned()), "{name}");
    }
    let detail = &theirs["getTransactionDetail"];
    if let Some(reference) = detail["getRemittanceInformation"]["getCreditorReferenceInformation"]["getRef"].as_str() {
        assert_eq!(entry.reference.as_deref(), Some(reference), "{name}");
    }
    let end_to_end = detail["getReference"]["getEndToEndId"].as_str().filter(|id| *id != "NOTPROVIDED");
    assert_eq!(entry.end_to_end_id.as_deref(), end_to_end, "{name}");
    assert_eq!(entry.return_reason.as_deref(), detail["getReturnInformation"]["getCode"].as_str(), "{name}");
}

#[test]
fn the_epc_example_is_made_to_the_byte() {
    let Some(folder) = shared() else { return };
    let expected = fs::read_to_string(folder.join("epc_qr/epc_ex1_de_utf8.txt")).unwrap();
    let iban = domain::identifiers::Iban::parse("DE71110220330123456789").unwrap();
    let transfer = formats::epc_qr::Transfer {
        name: "Franz Mustermänn",
        bic: Some("BHBLDEHHXXX"),
        iban: &iban,
        amount: Cents(1230),
        purpose: Some("GDDS"),
        remittance: formats::epc_qr::Remittance::Reference("RF18539007547034"),
    };
    assert_eq!(transfer.payload().unwrap(), expected);
}
