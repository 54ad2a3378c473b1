//! One small file in every form that accounting packages give it.

use domain::{Cents, Date};
use formats::diagnostic::{Diagnostic, Severity};
use formats::fec::{self, AmountStyle, FecFile};
use formats::text::Encoding;

const NAMES: [&str; 18] = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
];

const ROWS: [[&str; 18]; 4] = [
    [
        "VE",
        "Ventes",
        "1",
        "20260105",
        "411000",
        "Clients",
        "C1",
        "Café Hélène",
        "F-1",
        "20260105",
        "Facture à régler",
        "1200,00",
        "0,00",
        "",
        "",
        "20260106",
        "",
        "",
    ],
    [
        "VE",
        "Ventes",
        "1",
        "20260105",
        "706000",
        "Prestations",
        "",
        "",
        "F-1",
        "20260105",
        "Facture à régler",
        "0,00",
        "1200,00",
        "",
        "",
        "20260106",
        "",
        "",
    ],
    [
        "BQ", "Banque", "2", "20260210", "512000", "Banque", "", "", "V-1", "20260210", "Virement", "0,05", "0,00", "", "", "20260211", "",
        "",
    ],
    [
        "BQ",
        "Banque",
        "2",
        "20260210",
        "411000",
        "Clients",
        "C1",
        "Café Hélène",
        "V-1",
        "20260210",
        "Virement",
        "0,00",
        "0,05",
        "a",
        "20260211",
        "20260211",
        "12,00",
        "USD",
    ],
];

fn render(names: &[&str], rows: &[Vec<String>], separator: &str, ending: &str) -> String {
    let header = names.join(separator);
    let lines = rows.iter().map(|row| row.join(separator));
    std::iter::once(header).chain(lines).map(|line| line + ending).collect()
}

fn rows() -> Vec<Vec<String>> {
    ROWS.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

fn plain() -> String {
    render(&NAMES, &rows(), "\t", "\r\n")
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<(u64, &'static str)> {
    diagnostics.iter().map(|d| (d.line, d.problem.code())).collect()
}

/// Reads a file that must give the same lines as the plain one, and the findings given.
fn same(text: &str, findings: &[(u64, &str)]) -> FecFile {
    let expected = fec::read(plain().as_bytes()).unwrap();
    let file = fec::read(text.as_bytes()).unwrap();
    assert_eq!(file.lines, expected.lines);
    assert_eq!(codes(&file.diagnostics), findings);
    file
}

#[test]
fn the_plain_file() {
    let file = same(&plain(), &[]);
    assert_eq!(
        (file.format.columns, file.format.separator, file.format.encoding, file.format.amount_style),
        (18, '\t', Encoding::Utf8, AmountStyle::DebitCredit)
    );
    let line = &file.lines[3];
    assert_eq!(
        (line.line, line.auxiliary_label.as_str(), line.credit, line.currency_amount),
        (5, "Café Hélène", Cents(5), Some(Cents(1200)))
    );
    assert_eq!(line.lettering_date, Date::from_ymd_opt(2026, 2, 11));
    let summary = fec::summarise(&file);
    assert_eq!((summary.lines, summary.debit, summary.balanced), (4, Cents(120_005), true));
    assert_eq!(summary.customers[0].balance, Cents(119_995));
    assert_eq!(summary.customers[0].open_items, 2, "a partial lettering leaves its lines open");
    assert_eq!(summary.unlettered.amount, Cents(119_995));
}

#[test]
fn separators_and_line_endings() {
    same(&render(&NAMES, &rows(), "|", "\n"), &[]);
    same(&render(&NAMES, &rows(), ";", "\n"), &[(1, "fec.separator")]);
    same(&render(&NAMES, &rows(), "\t", "\r\r\n"), &[(0, "fec.line_endings")]);
    same(&render(&NAMES, &rows(), "\t", "\r"), &[]);
    same(plain().trim_end(), &[]);
    same(&(plain() + "\r\n\t\t\t\t\r\n\u{1a}"), &[]);
    same(&plain().replacen("\r\n", "\n", 1), &[(0, "fec.line_endings")]);
    // A separator behind the last field, in the header or the lines or both.
    same(&render(&NAMES, &rows(), "|", "|\n"), &[]);
    same(&render(&NAMES, &rows(), "|", "\n").replace("|\n", "||\n"), &[]);
}

#[test]
fn encodings() {
    let expected = fec::read(plain().as_bytes()).unwrap().lines;
    let utf16: Vec<u8> = std::iter::once(0xfeff_u16).chain(plain().encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let forms = [
        ([b"\xef\xbb\xbf", plain().as_bytes()].concat(), Encoding::Utf8Bom),
        (utf16, Encoding::Utf16),
        (encoding_rs::ISO_8859_15.encode(&plain()).0.into_owned(), Encoding::Iso8859_15),
        (encoding_rs::WINDOWS_1252.encode(&plain().replace("Prestations", "Œuvres")).0.into_owned(), Encoding::Windows1252),
    ];
    for (bytes, encoding) in forms {
        let mut file = fec::read(&bytes).unwrap();
        assert_eq!(file.format.encoding, encoding);
        assert_eq!(file.diagnostics, []);
        if encoding == Encoding::Windows1252 {
            assert_eq!(file.lines[1].account_label, "Œuvres");
            file.lines[1].account_label = "Prestations".to_owned();
        }
        assert_eq!(file.lines, expected, "{encoding:?}");
    }
}

#[test]
fn columns_in_any_order_and_the_22_of_the_self_employed() {
    let reversed: Vec<Vec<String>> = rows().into_iter().map(|row| row.into_iter().rev().collect()).collect();
    let names: Vec<String> = NAMES.iter().rev().map(|name| name.to_uppercase()).collect();
    same(&render(&names.iter().map(String::as_str).collect::<Vec<_>>(), &reversed, "\t", "\n"), &[]);
    let longer: Vec<Vec<String>> =
        rows().into_iter().map(|row| row.into_iter().chain(["20260301", "VIR", "SERVICE", "C1"].map(str::to_owned)).collect()).collect();
    let file = same(&render(&[&NAMES[..], &["DateRglt", "ModeRglt", "NatOp", "IdClient"]].concat(), &longer, "|", "\r\n"), &[]);
    assert_eq!(file.format.columns, 22);
}

#[test]
fn amount_and_side() {
    for (debit, credit) in [("D", "C"), ("+1", "-1"), ("+", "-"), ("1", "-1"), ("d", "c")] {
        let names: Vec<&str> = NAMES
            .iter()
            .map(|name| match *name {
                "Debit" => "Montant",
                "Credit" => "Sens",
                other => other,
            })
            .collect();
        let rows: Vec<Vec<String>> = rows()
            .into_iter()
            .map(|mut row| {
                let is_debit = row[12] == "0,00";
                if !is_debit {
                    row[11] = row[12].clone();
                }
                row[12] = if is_debit { debit } else { credit }.to_owned();
                row
            })
            .collect();
        let file = same(&render(&names, &rows, "\t", "\n"), &[]);
        assert_eq!(file.format.amount_style, AmountStyle::AmountSign);
    }
}

#[test]
fn tolerated_ways_of_writing() {
    let change = |at: usize, from: &str, to: &str| {
        let mut rows = rows();
        for row in &mut rows {
            if row[at] == from || from == "," {
                row[at] = row[at].replace(from, to);
            }
        }
        render(&NAMES, &rows, "\t", "\n")
    };
    same(&change(11, ",", "."), &[]);
    same(&change(11, "0,00", "0000000000,00"), &[]);
    same(&change(11, "0,00", ""), &[]);
    same(&change(5, "Clients", "Clients        "), &[]);
    same(&change(7, "Café Hélène", "\"Café Hélène\""), &[]);
    same(&change(3, "20260105", "2026-01-05"), &[(2, "fec.date_style")]);
    same(&change(3, "20260105", "05/01/2026"), &[(2, "fec.date_style")]);
    let zeros: Vec<Vec<String>> = rows()
        .into_iter()
        .map(|mut row| {
            if row[14].is_empty() {
                row[14] = "00000000".to_owned();
            }
            row
        })
        .collect();
    same(&render(&NAMES, &zeros, "\t", "\n"), &[]);
}

#[test]
fn each_error_has_its_line_and_its_field() {
    // Column, value, expected code, field, whether the line is lost.
    let cases: [(usize, &str, &str, Option<&str>, bool); 10] = [
        (3, "20261305", "value.date", Some("EcritureDate"), true),
        (3, "", "value.missing", Some("EcritureDate"), true),
        (4, "", "value.missing", Some("CompteNum"), true),
        (11, "douze", "value.amount", Some("Debit"), true),
        (11, "1,005", "value.amount", Some("Debit"), true),
        (9, "hier", "value.date", Some("PieceDate"), false),
        (17, "dollars", "value.currency", Some("Idevise"), false),
        (7, "", "fec.auxiliary_name", Some("CompAuxLib"), false),
        (4, "607000", "fec.auxiliary_account", Some("CompAuxNum"), false),
        (11, "1200,00000", "value.decimals", Some("Debit"), false),
    ];
    for (column, text, code, field, lost) in cases {
        let mut rows = rows();
        rows[0][column] = text.to_owned();
        let file = fec::read(render(&NAMES, &rows, "\t", "\n").as_bytes()).unwrap();
        let first = &file.diagnostics[0];
        assert_eq!((first.line, first.problem.code(), first.field.as_deref()), (2, code, field), "{text}");
        assert_eq!(file.lines.len(), if lost { 3 } else { 4 }, "{text}");
        assert_eq!(file.data_lines, 4);
        assert!(!first.french().is_empty());
    }
}

#[test]
fn lines_that_are_cut_or_spilled() {
    let mut cut = rows();
    cut[3].truncate(13);
    let file = fec::read(render(&NAMES, &cut, "\t", "\n").as_bytes()).unwrap();
    assert_eq!(codes(&file.diagnostics), [(5, "fec.field_count")]);
    assert_eq!(file.lines.len(), 4, "only trailing columns are missing: the amounts count");
    cut[3].truncate(11);
    let file = fec::read(render(&NAMES, &cut, "\t", "\n").as_bytes()).unwrap();
    assert_eq!(
        codes(&file.diagnostics),
        [(4, "fec.entry_unbalanced"), (5, "fec.field_count"), (5, "fec.amount_missing"), (0, "fec.unbalanced")]
    );
    let mut spilled = rows();
    spilled[1][10] = "a\tb".to_owned();
    let file = fec::read(render(&NAMES, &spilled, "\t", "\n").as_bytes()).unwrap();
    assert_eq!(codes(&file.diagnostics)[1..3], [(3, "fec.field_count"), (3, "value.amount")]);
}

#[test]
fn what_is_no_such_file_is_refused() {
    let cases = [
        ("", "file.empty"),
        (" \r\n\n", "file.empty"),
        ("a;b;c\n1;2;3\n", "fec.no_header"),
        ("JournalCode\tEcritureNum\tEcritureDate\tCompteNum\n", "fec.missing_columns"),
        ("\u{0}\u{1}\u{2}", "fec.no_header"),
    ];
    for (text, code) in cases {
        let refusals = fec::read(text.as_bytes()).unwrap_err();
        assert_eq!(refusals[0].problem.code(), code, "{text:?}");
        assert_eq!(refusals[0].severity, Severity::Error);
    }
}

#[test]
fn a_line_without_end_costs_no_memory_and_no_other_line() {
    let mut text = plain();
    text.push_str(&"x".repeat(3 << 20));
    text.push('\n');
    text.push_str(&rows()[0].join("\t"));
    text.push('\n');
    text.push_str(&rows()[1].join("\t"));
    let file = fec::read(text.as_bytes()).unwrap();
    assert_eq!(file.lines.len(), 6);
    assert_eq!(codes(&file.diagnostics), [(6, "file.line_too_long"), (0, "fec.line_endings")]);
}

#[test]
fn entries_are_followed_when_their_lines_are_apart() {
    let mut rows = rows();
    rows.swap(1, 2);
    let file = fec::read(render(&NAMES, &rows, "\t", "\n").as_bytes()).unwrap();
    assert_eq!(file.diagnostics, []);
    // The same number again in another month is another entry; two dates in one entry are not.
    for row in &mut rows {
        row[0] = "VE".to_owned();
        row[2] = "1".to_owned();
    }
    let file = fec::read(render(&NAMES, &rows, "\t", "\n").as_bytes()).unwrap();
    assert_eq!(file.diagnostics, []);
}

#[test]
fn lettering_settles_groups_that_balance() {
    let row = |number: &str, debit: &str, credit: &str, letters: &str, date: &str| -> Vec<String> {
        [
            "VE", "Ventes", number, "20260105", "411000", "Clients", "C1", "Martin", "F", "20260105", "x", debit, credit, letters, date,
            "", "", "",
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let rows = [
        row("1", "100,00", "", "AA", "20260201"),
        row("1", "", "100,00", "AA", "20260202"),
        row("2", "50,00", "", "AB", "20260201"),
        row("2", "", "50,00", "AB", "20260201"),
        row("3", "70,00", "", "AB", "20260301"),
        row("4", "30,00", "", "ac", "20260201"),
        row("4", "", "10,00", "ac", "20260201"),
        row("5", "5,00", "", "", ""),
    ];
    let file = fec::read(render(&NAMES, &rows, "\t", "\n").as_bytes()).unwrap();
    assert_eq!(fec::settled_lines(&file.lines), [true, true, true, true, false, false, false, false]);
    let summary = fec::summarise(&file);
    assert_eq!(summary.unlettered.lines, 4);
    assert_eq!(summary.unlettered.amount, summary.customers[0].balance, "what is open sums to the balance");
}
