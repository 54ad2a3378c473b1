//! Real bank files, when the folder of samples is there: what the projects that they come from read in them.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Cents;
use formats::bank::{self, Statement, StatementFile};
use formats::inspect::inspect;
use formats::{Kind, guess};

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

/// Name, bytes and expected reading of each bank file of a kind.
fn samples(kind: &str, endings: &[&str]) -> Vec<(String, Vec<u8>, String)> {
    let Some(folder) = shared() else { return Vec::new() };
    let list = fs::read_to_string(folder.join("SOURCES.tsv")).unwrap();
    list.lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns[0] == kind && endings.iter().any(|ending| columns[1].ends_with(ending)))
        .map(|columns| (columns[1].to_owned(), fs::read(folder.join(kind).join(columns[1])).unwrap(), columns[6].to_owned()))
        .collect()
}

/// `98765432100: open -190.40 close -241.21 n=3 sum -50.81` without idle zeros.
fn reading(statement: &Statement) -> String {
    let balance = |balance: Option<bank::Balance>| balance.map_or("None".to_owned(), |balance| short(&balance.amount.iso()));
    format!(
        "{}: open {} close {} n={} sum {}",
        statement.account.as_deref().unwrap_or("None"),
        balance(statement.opening),
        balance(statement.closing),
        statement.entries.len(),
        short(&Cents::total(statement.entries.iter().map(|entry| entry.amount)).iso())
    )
}

/// A number without zeros at its end.
fn short(number: &str) -> String {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.').to_owned() } else { number.to_owned() }
}

/// The list's own figures in the same form.
fn expected(list: &str) -> String {
    let words: Vec<String> =
        list.split(' ').map(|word| word.strip_suffix(';').map_or_else(|| short(word), |word| short(word) + ";")).collect();
    words.join(" ")
}

fn codes(file: &Result<StatementFile, Vec<formats::diagnostic::Diagnostic>>) -> Vec<(u64, &'static str)> {
    let list = match file {
        Ok(file) => &file.diagnostics,
        Err(diagnostics) => diagnostics,
    };
    list.iter().map(|diagnostic| (diagnostic.line, diagnostic.problem.code())).collect()
}

fn readings(file: &Result<StatementFile, Vec<formats::diagnostic::Diagnostic>>) -> String {
    file.as_ref().map_or("refused".to_owned(), |file| file.statements.iter().map(reading).collect::<Vec<_>>().join("; "))
}

/// What a sample gives: its figures, when they are not those of the list, and its findings.
type Outcome = (Option<&'static str>, &'static [(u64, &'static str)]);

fn check(kind: &str, endings: &[&str], outcome: impl Fn(&str) -> Outcome) {
    let mut wrong = Vec::new();
    for (name, bytes, list) in samples(kind, endings) {
        let file = bank::read(&bytes);
        let (own, findings) = outcome(&name);
        let wanted = own.map_or_else(|| expected(&list), str::to_owned);
        if codes(&file) != findings || readings(&file) != wanted {
            wrong.push(format!("{name}: {} {:?}, expected {wanted} {findings:?}", readings(&file), codes(&file)));
        }
        let seen = inspect(&bytes, &name, None);
        if file.is_ok() {
            assert_eq!((guess(&bytes, "a.bin"), seen["kind"].as_str()), (Kind::BankStatement, Some("bank_statement")), "{name}");
        } else {
            assert_eq!(seen["kind"], "unreadable", "{name}");
            assert!(seen["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{name}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cfonb120() {
    check("bank_cfonb", &[".txt"], |name| match name {
        // The movement inside the first statement and the first statement itself are good.
        "pennylane_end_of_statement_without_beginning.txt" => {
            (Some("98765432100: open -190.4 close -241.21 n=1 sum -10.7"), &[(1, "bank.balance"), (9, "cfonb.outside")])
        }
        "pennylane_operation_out_of_statement.txt" => {
            (Some("98765432100: open -190.4 close -241.21 n=1 sum -10.7"), &[(1, "cfonb.outside"), (3, "bank.balance")])
        }
        // The list stops after six of its eight statements.
        "silarhi_test-unused-parts.txt" => (Some(UNUSED_PARTS), &[]),
        "pennylane_operation.txt" => (Some("refused"), REFUSED_OPERATION),
        "pennylane_operation_already_defined.txt" => (Some("refused"), &REFUSED_TWO),
        "pennylane_operation_unstarted.txt" => (Some("refused"), &REFUSED_OPERATION_UNSTARTED),
        _ => (None, &[]),
    });
}

const UNUSED_PARTS: &str = "00012345601: open 18.62 close 18.62 n=0 sum 0; 00012345701: open 0 close 0 n=0 sum 0; 00012345701: open 0 close 0 n=0 sum 0; 00012345701: open 0 close 0 n=0 sum 0; 00012345701: open 0 close 0 n=0 sum 0; 00012345701: open 0 close 0 n=0 sum 0; 00012345701: open 0 close 0 n=0 sum 0; 00012345801: open 19875.72 close 19875.72 n=0 sum 0";
const REFUSED_OPERATION: &[(u64, &str)] = &[
    (1, "cfonb.outside"),
    (2, "cfonb.outside"),
    (3, "cfonb.outside"),
    (4, "cfonb.outside"),
    (5, "cfonb.outside"),
    (0, "bank.no_statement"),
];
const REFUSED_TWO: [(u64, &str); 7] = [
    (1, "cfonb.outside"),
    (2, "cfonb.outside"),
    (3, "cfonb.outside"),
    (4, "cfonb.outside"),
    (5, "cfonb.outside"),
    (6, "cfonb.outside"),
    (0, "bank.no_statement"),
];
const REFUSED_OPERATION_UNSTARTED: [(u64, &str); 5] =
    [(1, "cfonb.outside"), (2, "cfonb.outside"), (3, "cfonb.outside"), (4, "cfonb.outside"), (0, "bank.no_statement")];

#[test]
fn cfonb120_without_line_breaks_says_the_same() {
    for (name, bytes, _) in samples("bank_cfonb", &["example.txt", "parts.txt"]) {
        let text = String::from_utf8(bytes).unwrap();
        let joined: String = text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line:120}")).collect();
        let (lines, one) = (bank::read(text.as_bytes()).unwrap(), bank::read(joined.as_bytes()).unwrap());
        let strip = |file: StatementFile| {
            let mut statements = file.statements;
            statements.iter_mut().flat_map(|statement| &mut statement.entries).for_each(|entry| entry.line = 0);
            statements
        };
        assert_eq!(strip(lines), strip(one), "{name}");
    }
}

#[test]
fn cfonb120_details() {
    for (_, bytes, _) in samples("bank_cfonb", &["pennylane_example.txt"]) {
        let file = bank::read(&bytes).unwrap();
        let entry = &file.statements[0].entries[0];
        assert_eq!(entry.label, "PRLV SEPA TEST CABINET MENSUEAUHTR13133 MENSUEAUHTR13DUP");
        assert_eq!(entry.booking_date.map(|date| date.to_string()).as_deref(), Some("2019-05-16"));
        assert_eq!(entry.counterparty.as_deref(), Some("INTERNET SFR"));
        assert_eq!((entry.reference.as_deref(), entry.end_to_end_id.as_deref()), (Some("REFERENCE"), Some("OTHER REFERENCE")));
        let last = &file.statements[1].entries[2];
        assert_eq!(last.value_date.map(|date| date.to_string()).as_deref(), Some("2019-05-16"));
    }
}

#[test]
fn ofx() {
    check("bank_ofx", &[".ofx", ".qfx"], |name| match name {
        "bankfile_dtstart-ddmmyy.ofx" => (None, &[(41, "value.short_date")]),
        "bankfile_zero-date.ofx" => (None, &[(54, "value.date")]),
        "ofxparse_account_listing_aggregation.ofx"
        | "ofxparse_bank_small.ofx"
        | "ofxparse_signon_success.ofx"
        | "ofxparse_signon_success_no_message.ofx" => (Some("refused"), &[(0, "bank.no_statement")]),
        "ofxparse_error_message.ofx" => (Some("refused"), &[(22, "ofx.refused")]),
        "ofxparse_signon_fail.ofx" => (Some("refused"), &[(11, "ofx.refused")]),
        "ofxparse_fail_empty_balance.ofx" => (Some("192639749: open None close None n=1 sum 120"), &[(38, "value.amount")]),
        "ofxparse_ofx-v102-empty-tags.ofx" => (Some("12345678: open None close None n=1 sum 12.34"), &[(23, "value.amount")]),
        // Two of its amounts have four decimals: they are no money of this currency.
        "ofxparse_fidelity-savings.ofx" => (
            Some("X0000001: open None close None n=1 sum -1500"),
            &[(36, "ofx.investment"), (63, "value.amount"), (78, "value.amount"), (93, "value.amount")],
        ),
        "ofxparse_fidelity.ofx" | "ofxparse_tiaacref.ofx" | "ofxparse_vanguard.ofx" | "ofxparse_vanguard401k.ofx" => {
            (None, &[(11, "ofx.investment")])
        }
        "ofxparse_investment_401k.ofx" | "ofxparse_td_ameritrade.ofx" => (None, &[(36, "ofx.investment")]),
        "ofxparse_investment_medium.ofx" => (None, &[(32, "ofx.investment")]),
        _ => (None, &[]),
    });
}

#[test]
fn mt940() {
    check("bank_mt940", &[".sta"], |name| match name.split_once('_').map_or("", |(_, rest)| rest) {
        // A fragment of which only the text of a movement is left, or none of the known tags.
        "betterplace_empty_86.sta" => (Some("refused"), &[(0, "bank.no_statement")]),
        "cmxl_available_balance.sta" => (Some("refused"), &[(0, "bank.no_statement")]),
        "self-provided_empty_non_swift.sta" | "self-provided_invalid_statement.sta" => (Some("refused"), &[(0, "bank.unknown")]),
        "betterplace_sepa_snippet_broken.sta" => {
            (Some("50880050/0194787400888: open 766656.49 close 1125250.4 n=1 sum 50990.05"), &[(1, "bank.balance"), (6, "mt940.account")])
        }
        "betterplace_empty_entry_date.sta" | "cmxl_statement_details.sta" | "cmxl_statement_line.sta" | "self-provided_sparkassen.sta" => {
            (None, &[(1, "bank.no_currency")])
        }
        "betterplace_sepa_snippet.sta" => (None, &[(25, "bank.balance")]),
        // Two movements, and no balance after them.
        "self-provided_gv_codes.sta" => (None, &[(1, "mt940.unclosed")]),
        "jejik_knab.sta" => (None, &[(10, "bank.balance")]),
        "jejik_triodos.sta"
        | "self-provided_details_60-63.sta"
        | "self-provided_malformed_details.sta"
        | "self-provided_overly_long_details.sta"
        | "self-provided_whitespace.sta" => (None, &[(1, "bank.balance")]),
        // 30 February.
        "self-provided_transaction_details_wrapped.sta" => (None, &[(6, "value.short_date")]),
        "self-provided_wrapped_timestamp.sta" => (None, &[(5, "value.short_date")]),
        _ => (None, &[]),
    });
}

/// What the source project reads in an MT940: the values of its own dump, which is no YAML that others read.
#[derive(Debug, Default)]
struct Theirs {
    values: Vec<(String, String)>,
}

impl Theirs {
    fn get(&self, key: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
            .filter(|value| !matches!(*value, "null" | "''" | ""))
    }
}

/// The movements of a dump: keys at four blanks, longer values folded below, dates as four bytes in base 64.
fn dump(text: &str) -> Vec<Theirs> {
    let mut movements: Vec<Theirs> = Vec::new();
    let Some((_, list)) = text.split_once("\ntransactions:") else { return Vec::new() };
    for line in list.lines() {
        if line.starts_with("- !!python") {
            movements.push(Theirs::default());
            continue;
        }
        let Some(movement) = movements.last_mut() else { continue };
        let indent = line.len() - line.trim_start().len();
        match (line.trim().split_once(':'), movement.values.last_mut()) {
            (Some((key, value)), _) if indent == 4 && !line.trim().starts_with('-') => {
                movement.values.push((key.to_owned(), value.trim().to_owned()));
            }
            (_, Some((_, value))) if !line.trim().starts_with("- !!binary") => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {}
        }
    }
    movements
}

/// `!!python/object/apply:mt940.models.Date B+EBEw==` as a date.
fn date(value: &str) -> Option<String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let code = value.split_whitespace().last()?;
    let bits =
        code.bytes().filter(|b| *b != b'=').try_fold(0_u64, |bits, b| Some(bits << 6 | ALPHABET.iter().position(|a| *a == b)? as u64))?;
    let bits = bits >> 4;
    Some(format!("{:04}-{:02}-{:02}", bits >> 16, bits >> 8 & 0xff, bits & 0xff))
}

/// Letters and digits only: dumps fold lines and quote.
fn bare(text: &str) -> String {
    text.replace("\\xE9", "é").chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn mt940_movements_are_those_of_the_source_project() {
    let Some(folder) = shared() else { return };
    let mut compared = 0;
    for (name, bytes, _) in samples("bank_mt940", &[".sta"]) {
        let Ok(file) = bank::read(&bytes) else { continue };
        let text = fs::read_to_string(folder.join("bank_mt940").join(name.replace(".sta", ".yml"))).unwrap();
        let theirs = dump(&text);
        let entries: Vec<_> = file.statements.iter().flat_map(|statement| &statement.entries).collect();
        assert_eq!(entries.len(), theirs.len(), "{name}");
        for (entry, theirs) in entries.into_iter().zip(&theirs) {
            compared += 1;
            let amount = theirs.get("amount").unwrap().split('\'').nth(1).unwrap();
            assert_eq!(short(&entry.amount.iso()), short(amount), "{name}");
            assert_eq!(entry.value_date.map(|day| day.to_string()), theirs.get("date").and_then(date), "{name}");
            if let Some(booked) = theirs.get("entry_date").and_then(date) {
                assert_eq!(entry.booking_date.map(|day| day.to_string()), Some(booked), "{name}");
            }
            for (ours, key) in [
                (&entry.counterparty_iban, "applicant_iban"),
                (&entry.counterparty, "applicant_name"),
                (&entry.end_to_end_id, "end_to_end_reference"),
            ] {
                if let Some(value) = theirs.get(key).filter(|value| !value.contains("!!")) {
                    // Where the bank gives a national number and the IBAN that holds it, the IBAN is read.
                    let ours = bare(ours.as_deref().unwrap_or_default());
                    assert!(ours == bare(value) || key.ends_with("iban") && ours.ends_with(&bare(value)), "{name} {key}: {ours} {value}");
                }
            }
            if let Some(purpose) = theirs.get("purpose").filter(|value| !value.contains("!!")) {
                assert!(bare(&entry.label).contains(&bare(purpose)), "{name}: {} / {purpose}", entry.label);
            }
            if let Some(reference) = theirs.get("bank_reference") {
                assert_eq!(bare(entry.account_servicer_ref.as_deref().unwrap_or_default()), bare(reference), "{name}");
            }
        }
    }
    assert!(compared > 30, "{compared}");
}
