//! Tables of customers and invoices as people keep them: in workbooks, with titles, totals and habits of their own.

use domain::party::ContactRole;
use domain::{Cents, Currency};
use formats::diagnostic::{Problem, Severity};
use formats::table::{self, Choices, Chosen, KnownBy, TableFormat};
use formats::{Kind, customers, guess, invoices};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

fn save(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

fn names(sheet: &mut Worksheet, row: u32, names: &[&str]) {
    for (column, name) in (0..).zip(names) {
        sheet.write(row, column, *name).unwrap();
    }
}

fn day(year: u16, month: u8, day: u8) -> ExcelDateTime {
    ExcelDateTime::from_ymd(year, month, day).unwrap()
}

/// A workbook as an assistant keeps it: a note in front, a title above, dates of three kinds, an error, a total, a hidden sheet.
fn kept_by_hand() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Lisez-moi").unwrap().write(0, 0, "Mis à jour par Claire").unwrap();
    let hidden = workbook.add_worksheet();
    hidden.set_name("Archive").unwrap().set_hidden(true);
    names(hidden, 0, &["N° facture", "Client", "Date", "Échéance", "Montant TTC", "Reste dû"]);
    let sheet = workbook.add_worksheet();
    sheet.set_name("Impayés").unwrap();
    let (date, percent) = (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("0.00 €"));
    sheet.merge_range(0, 0, 0, 5, "Impayés au 31/10/2026", &Format::new()).unwrap();
    names(sheet, 3, &["N° facture", "Client", "Date", "Échéance", "Montant TTC", "Reste dû"]);
    sheet.merge_range(4, 1, 5, 1, "Dupont SA", &Format::new()).unwrap();
    sheet.write(4, 0, "F-1").unwrap();
    sheet.write_datetime_with_format(4, 2, day(2026, 1, 5), &date).unwrap();
    sheet.write_datetime_with_format(4, 3, day(2026, 2, 4), &date).unwrap();
    sheet.write_number_with_format(4, 4, 1234.56, &percent).unwrap();
    sheet.write_formula(4, 5, Formula::new("=0.1+0.2").set_result("0.30000000000000004")).unwrap();
    sheet.write(5, 0, 2026.0).unwrap();
    sheet.write(5, 2, "5 février 2026").unwrap();
    sheet.write(5, 3, 46_000.0).unwrap();
    sheet.write(5, 4, "1 000,00 €").unwrap();
    sheet.write(5, 5, 100.0 / 3.0).unwrap();
    sheet.write(6, 0, "F-3").unwrap();
    sheet.write(6, 1, "Martin").unwrap();
    sheet.write(6, 2, "31/01/2026").unwrap();
    sheet.write_formula(6, 4, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write(8, 0, "Total").unwrap();
    sheet.write(8, 4, 2234.56).unwrap();
    save(workbook)
}

#[test]
fn a_workbook_kept_by_hand_is_read() {
    let bytes = kept_by_hand();
    assert_eq!(guess(&bytes, "impayes.xlsx"), Kind::Invoices);
    let table = invoices::read(&bytes).unwrap();
    assert_eq!(table.format, TableFormat::Workbook { sheet: "Impayés".to_owned() });
    let sheets: Vec<_> = table.layout.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Lisez-moi", false), ("Archive", true), ("Impayés", false)]);
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            (row.line, row.number.as_str(), row.customer_name.as_str(), row.issued_on.to_string(), row.amount.0, row.open.unwrap().0)
        })
        .collect();
    assert_eq!(
        rows,
        [(5, "F-1", "Dupont SA", "2026-01-05".to_owned(), 123_456, 30), (6, "2026", "Dupont SA", "2026-02-05".to_owned(), 100_000, 3_333),]
    );
    assert_eq!(table.rows[1].due_on.unwrap().to_string(), "2025-12-09", "a serial number in a column of dates");
    let found: Vec<_> = table.diagnostics.iter().map(|d| (d.line, d.field.as_deref().unwrap_or(""), d.problem.code())).collect();
    assert_eq!(found, [(6, "Reste dû", "value.decimals"), (7, "Montant TTC", "table.broken_cell"), (9, "", "table.totals")]);
    assert_eq!((table.data_rows, table.rejected_rows), (3, 1));
    assert_eq!(table.rejected[0].line, 7);
    assert_eq!(table.rejected[0].reasons[0].problem, Problem::BrokenCell { text: "#N/A".to_owned() });
}

#[test]
fn another_sheet_can_be_chosen() {
    let choices = Choices { sheet: Some("Archive".to_owned()), ..Choices::default() };
    let table = invoices::read_with(&kept_by_hand(), &choices).unwrap();
    assert_eq!((table.rows.len(), table.format), (0, TableFormat::Workbook { sheet: "Archive".to_owned() }));
}

#[test]
fn customers_of_a_workbook_get_their_zeros_back() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    names(
        sheet,
        0,
        &["Code client", "Nom", "Code postal", "Téléphone", "E-mail", "E-mail direction", "Contact 2", "E-mail 2", "Fonction 2"],
    );
    sheet.write(1, 0, 4_110_012.0).unwrap();
    sheet.write(1, 1, "Dupont").unwrap();
    sheet.write(1, 2, 1000.0).unwrap();
    sheet.write(1, 3, 261_911_213.0).unwrap();
    sheet.write(1, 4, "compta@dupont.example").unwrap();
    sheet.write(1, 5, "dg@dupont.example").unwrap();
    sheet.write(1, 6, "Anne Roux").unwrap();
    sheet.write(1, 7, "achats@dupont.example").unwrap();
    sheet.write(1, 8, "Service achats").unwrap();
    let bytes = save(workbook);
    assert_eq!(guess(&bytes, "x"), Kind::Customers);
    let table = customers::read(&bytes).unwrap();
    assert_eq!(table.diagnostics, []);
    let row = &table.rows[0];
    assert_eq!((row.code.as_str(), row.postcode.as_str(), row.phone.as_str()), ("4110012", "01000", "0261911213"));
    let more: Vec<_> = row.more_contacts.iter().map(|one| (one.name.as_str(), one.email.as_ref().unwrap().to_string(), one.role)).collect();
    assert_eq!(
        more,
        [
            ("Anne Roux", "achats@dupont.example".to_owned(), ContactRole::Purchasing),
            ("", "dg@dupont.example".to_owned(), ContactRole::Management)
        ]
    );
}

#[test]
fn a_second_line_of_a_customer_is_another_contact() {
    let text = "Code client;Nom;Contact;E-mail;Fonction\nC1;Dupont;Anne;a@dupont.example;Comptabilité\nC1;Dupont;Paul;p@dupont.example;Gérant\nC1;Dupont;Paul;p@dupont.example;Gérant\nC1;Autre nom;Luc;l@dupont.example;\n";
    let table = customers::read(text.as_bytes()).unwrap();
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rows[0].contact_role, Some(ContactRole::Accounting));
    assert_eq!(table.rows[0].more_contacts.len(), 1);
    assert_eq!(table.rows[0].more_contacts[0].role, ContactRole::Management);
    let lines: Vec<_> = table.rejected.iter().map(|row| row.line).collect();
    assert_eq!(lines, [4, 5]);
}

fn amounts_of(text: &str) -> Vec<(String, i64)> {
    invoices::read(text.as_bytes()).unwrap().rows.iter().map(|row| (row.number.clone(), row.amount.0)).collect()
}

/// What it is about, the table, the numbers with their cents.
type Case = (&'static str, &'static str, Vec<(String, i64)>);

#[test]
fn sums_are_found_in_every_habit() {
    let one = |number: &str, cents: i64| (number.to_owned(), cents);
    let cases: [Case; 7] = [
        (
            "debit and credit",
            "Pièce;Compte;Date;Débit;Crédit\nF1;C1;05/01/2026;120,00;\nA1;C1;06/01/2026;;20,00\n",
            vec![one("F1", 12_000), one("A1", -2_000)],
        ),
        (
            "a side",
            "Pièce;Compte;Date;Montant;Sens\nF1;C1;05/01/2026;120,00;D\nA1;C1;06/01/2026;20,00;C\nX;C1;06/01/2026;20,00;Z\n",
            vec![one("F1", 12_000), one("A1", -2_000)],
        ),
        ("net and tax", "Facture;Client;Date;Montant HT;Montant TVA\nF1;C1;05/01/2026;100,00;20,00\n", vec![one("F1", 12_000)]),
        (
            "net and rate",
            "Facture;Client;Date;HT;Taux TVA\nF1;C1;05/01/2026;99,99;20 %\nF2;C1;05/01/2026;100,00;5,5\n",
            vec![one("F1", 11_999), one("F2", 10_550)],
        ),
        (
            "thousands of a column",
            "Invoice,Client,Date,Amount\nF1,C1,2026-01-05,\"1,234\"\nF2,C1,2026-01-05,\"1,234.50\"\n",
            vec![one("F1", 123_400), one("F2", 123_450)],
        ),
        (
            "signs of all sorts",
            "Facture;Client;Date;Montant\nF1;C1;05/01/2026;(12,00)\nF2;C1;05/01/2026;12,00-\nF3;C1;05/01/2026;12,00 CR\n",
            vec![one("F1", -1_200), one("F2", -1_200), one("F3", -1_200)],
        ),
        (
            "several due dates",
            "Facture;Client;Date;Montant TTC;Échéance 1;Montant 1;Échéance 2;Montant 2\nF1;C1;05/01/2026;120,00;05/02/2026;70,00;05/03/2026;50,00\nF2;C1;05/01/2026;120,00;05/02/2026;70,00;05/03/2026;40,00\n",
            vec![one("F1", 7_000), one("F1", 5_000)],
        ),
    ];
    for (case, text, expected) in cases {
        assert_eq!(amounts_of(text), expected, "{case}");
    }
}

#[test]
fn what_is_paid_of_several_due_dates_went_to_the_first() {
    let text = "Facture;Client;Date;Montant TTC;Reste dû;Échéance 1;Montant 1;Échéance 2;Montant 2\nF1;C1;05/01/2026;120,00;45,00;05/03/2026;50,00;05/02/2026;70,00\n";
    let table = invoices::read(text.as_bytes()).unwrap();
    let rows: Vec<_> = table.rows.iter().map(|row| (row.due_on.unwrap().to_string(), row.amount.0, row.open.unwrap().0)).collect();
    assert_eq!(rows, [("2026-02-05".to_owned(), 7_000, 0), ("2026-03-05".to_owned(), 5_000, 4_500)]);
}

#[test]
fn a_currency_beside_an_amount_is_never_taken_for_euros() {
    let text = "Facture;Client;Date;Montant\nF1;C1;05/01/2026;$ 120.00\nF2;C1;05/01/2026;120,00 €\nF3;C1;05/01/2026;120,00 XYZ1\n";
    let table = invoices::read(text.as_bytes()).unwrap();
    assert_eq!(table.rows[0].currency, Currency::parse("USD").unwrap());
    assert_eq!(table.rows[1].currency, Currency::EUR);
    assert_eq!(table.rejected_rows, 1);
    let disagree = "Facture;Client;Date;Montant;Devise\nF1;C1;05/01/2026;$ 120.00;EUR\n";
    assert_eq!(invoices::read(disagree.as_bytes()).unwrap().rejected[0].reasons[0].problem.code(), "value.currency");
}

#[test]
fn the_whole_column_says_which_number_is_the_month() {
    let american = "Invoice,Client,Date,Due date,Amount\nF1,C1,01/05/2026,02/28/2026,10.00\n";
    let table = invoices::read(american.as_bytes()).unwrap();
    assert_eq!(table.rows[0].issued_on.to_string(), "2026-01-05", "the other column tells");
    assert_eq!(table.diagnostics, []);
    let unclear = "Invoice,Client,Date,Amount\nF1,C1,01/05/2026,10.00\nF2,C1,02/05/2026,10.00\n";
    let table = invoices::read(unclear.as_bytes()).unwrap();
    assert_eq!(table.rows[0].issued_on.to_string(), "2026-05-01");
    let warned: Vec<_> = table.diagnostics.iter().map(|d| (d.line, d.severity, d.problem.code())).collect();
    assert_eq!(warned, [(2, Severity::Warning, "table.ambiguous_dates")]);
    let said = Choices { day_first: Some(false), ..Choices::default() };
    let table = invoices::read_with(unclear.as_bytes(), &said).unwrap();
    assert_eq!((table.rows[0].issued_on.to_string().as_str(), table.diagnostics.len()), ("2026-01-05", 0));
}

#[test]
fn terms_give_the_due_date_that_the_table_does_not() {
    let text =
        "Facture;Client;Date;Conditions de règlement;Montant\nF1;C1;05/01/2026;30 jours fin de mois;10,00\nF2;C1;05/01/2026;à voir;10,00\n";
    let table = invoices::read(text.as_bytes()).unwrap();
    assert_eq!(table.rows[0].due_on.unwrap().to_string(), "2026-02-28");
    assert_eq!(table.rows[1].due_on, None);
    assert_eq!(table.diagnostics[0].problem.code(), "value.unknown_word");
}

const ODD: &str = "Relevé;;;;\nRef. int.;Qui;Le;Pour le;Combien;Adresse de M.\nZ-001;Dupont;05/01/2026;04/02/2026;120,00;a@b.example\nZ-002;Dupont;15/01/2026;14/02/2026;1 220,50;a@b.example\n;;;;1 340,50;\n";

#[test]
fn names_that_nobody_knows_are_guessed_from_what_they_head() {
    assert_eq!(guess(ODD.as_bytes(), "x.csv"), Kind::Unreadable);
    let layout = table::layout(ODD.as_bytes(), Kind::Invoices, &Choices::default()).unwrap();
    assert_eq!((layout.header_line, layout.is_enough), (2, true));
    let columns: Vec<_> = layout.columns.iter().map(|column| (column.name.as_str(), column.field.unwrap_or("-"), column.known)).collect();
    let seen = Some(KnownBy::ByContent);
    assert_eq!(
        columns,
        [
            ("Ref. int.", "number", seen),
            ("Qui", "customer_name", seen),
            ("Le", "issued_on", seen),
            ("Pour le", "due_on", seen),
            ("Combien", "amount", seen),
            ("Adresse de M.", "customer_email", seen),
        ]
    );
    assert_eq!(table::likely_kind(ODD.as_bytes()), Kind::Invoices);
    assert!(table::signatures(ODD.as_bytes()).contains(&layout.signature));
}

#[test]
fn a_person_says_what_columns_hold() {
    let chosen = |name: &str, field: &str| Chosen { name: name.to_owned(), nth: 0, field: field.to_owned() };
    let columns = vec![
        chosen("Ref. int.", "number"),
        chosen("Qui", "customer_name"),
        chosen("Le", "issued_on"),
        chosen("Pour le", "due_on"),
        chosen("Combien", "open"),
    ];
    let choices = Choices { columns: Some(columns), ..Choices::default() };
    let table = invoices::read_with(ODD.as_bytes(), &choices).unwrap();
    assert_eq!(table.rows.iter().map(|row| row.open.unwrap().0).sum::<i64>(), 134_050);
    assert_eq!((table.data_rows, table.rejected_rows), (3, 1), "a sum without a word is no total: it is told");
    let nothing = Choices { columns: Some(Vec::new()), ..Choices::default() };
    assert_eq!(invoices::read_with(ODD.as_bytes(), &nothing).unwrap_err()[0].problem.code(), "table.no_header");
}

#[test]
fn totals_are_skipped_and_a_company_called_total_is_not() {
    let text = "Facture;Client;Date;Montant\nF1;Total Énergies;05/01/2026;10,00\nSous-total;;;10,00\n;TOTAL :;;10,00\n";
    let table = invoices::read(text.as_bytes()).unwrap();
    assert_eq!((table.rows.len(), table.data_rows, table.rejected_rows), (1, 1, 0));
    assert_eq!(table.diagnostics.iter().map(|d| d.problem.code()).collect::<Vec<_>>(), ["table.totals"; 2]);
    let customers = "Nom;E-mail\nTotal Énergies;a@b.example\n";
    assert_eq!(customers::read(customers.as_bytes()).unwrap().rows.len(), 1);
}

#[test]
fn two_columns_with_one_name_are_told_and_told_apart() {
    let text = "Facture;Client;Date;Montant;Montant\nF1;C1;05/01/2026;10,00;20,00\n";
    let table = invoices::read(text.as_bytes()).unwrap();
    assert_eq!(table.rows[0].amount, Cents(1_000));
    assert_eq!(table.diagnostics[0].problem, Problem::TwinColumns { count: 2 });
    let columns = [("Facture", 0, "number"), ("Client", 0, "customer_name"), ("Date", 0, "issued_on"), ("Montant", 1, "amount")];
    let columns = columns.map(|(name, nth, field)| Chosen { name: name.to_owned(), nth, field: field.to_owned() });
    let choices = Choices { columns: Some(columns.to_vec()), ..Choices::default() };
    assert_eq!(invoices::read_with(text.as_bytes(), &choices).unwrap().rows[0].amount, Cents(2_000));
}

#[test]
fn what_is_no_workbook_is_refused_by_name() {
    let refusal = |bytes: &[u8]| invoices::read(bytes).unwrap_err()[0].problem.code();
    assert_eq!(refusal(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), "workbook.old");
    assert_eq!(refusal(b"PK\x03\x04 and nothing else"), "workbook.broken");
    let mut cut = kept_by_hand();
    cut.truncate(cut.len() / 2);
    assert_eq!(refusal(&cut), "workbook.broken");
}

/// An archive whose part unfolds to more than any workbook does.
#[test]
fn a_workbook_that_swells_is_refused() {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<?xml version=\"1.0\"?><!-- a --><sst uniqueCount=\"99999999999999\"><si/></sst>").unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert_eq!(invoices::read(&bytes).unwrap_err()[0].problem.code(), "workbook.too_large");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..1_030 {
        archive.write_all(&block).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 8 << 20);
    assert_eq!(invoices::read(&bytes).unwrap_err()[0].problem.code(), "workbook.too_large");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_a_workbook_makes_a_reader_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        let mut bytes = kept_by_hand();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = guess(&bytes, "x.xlsx");
        let _ = invoices::read(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = customers::read(&bytes);
        let _ = table::signatures(&bytes);
    }

    #[test]
    fn any_choices_on_any_table_return(text in "[A-Za-zé0-9;,\t\"'€ ./-]{0,200}(\n[A-Za-zé0-9;,\t\"'€ ./-]{0,80}){0,6}", day_first in any::<Option<bool>>(), line in any::<Option<u8>>()) {
        let choices = Choices { day_first, header_line: line.map(u64::from), decimal: Some(','), ..Choices::default() };
        for kind in [Kind::Invoices, Kind::Customers] {
            let _ = table::layout(text.as_bytes(), kind, &choices);
        }
        let _ = invoices::read_with(text.as_bytes(), &choices);
    }
}
