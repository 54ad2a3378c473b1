//! From a dropped table to a confirmed import: shown, corrected, remembered, undone by giving it up.

use std::fmt::Write as _;

use app::access::{Actor, Role};
use app::import::draft::{self, Preview};
use app::import::{FirstRows, KnownBy, Reading, history};
use app::{AppError, Scope};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::given::TODAY;
use crate::house::{Day, on_both};

/// An export whose column names nobody knows.
const ODD: &str = "Ref. int.;Qui;Le;Pour le;Combien;Solde au jour\n\
    Z-001;Dupont;05/01/2026;04/02/2026;120,00;120,00\n\
    Z-002;Dupont;15/01/2026;14/02/2026;1 220,50;220,50\n\
    Z-003;Martin;16/01/2026;15/02/2026;-40,00;-40,00\n";

async fn dropped(day: &Day, name: &str, bytes: &[u8]) -> (domain::ids::DraftId, Preview) {
    let id = draft::start(&day.app, &day.scope, name, bytes).await.unwrap();
    (id, draft::preview(&day.app, &day.scope, id).await.unwrap())
}

fn fields(preview: &Preview) -> Vec<String> {
    let columns = &preview.layout.as_ref().unwrap().columns;
    columns.iter().map(|column| column.field.unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_correction_is_remembered_for_the_next_file() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let blind = async || app::import::import(&day.app, &day.scope, "export.csv", ODD.as_bytes().to_vec(), None, false).await.unwrap();
        assert!(!blind().await.is_readable(), "without a question nothing is guessed from contents");
        let (id, preview) = dropped(&day, "export.csv", ODD.as_bytes()).await;
        assert_eq!(fields(&preview), ["number", "customer_name", "issued_on", "due_on", "amount", ""]);
        assert!(
            preview
                .layout
                .as_ref()
                .unwrap()
                .columns
                .iter()
                .all(|column| column.field.is_none() || column.known == Some(KnownBy::ByContent))
        );
        assert_eq!((preview.report.read, preview.report.created, preview.report.rejected), (3, 3, 0), "{:?}", preview.report.problems);
        let Some(FirstRows::Invoices(rows)) = preview.report.table.as_ref().map(|table| &table.first) else { panic!("invoices") };
        assert_eq!(rows[1].amount.0, 122_050);
        assert_eq!(house.ledger().await, 0, "a preview changes nothing");

        let mut said = fields(&preview);
        said[5] = "open".to_owned();
        assert!(draft::revise(&day.app, &day.scope, id, "invoices", Reading::default(), &said).await.unwrap());
        assert!(!draft::revise(&day.app, &day.scope, id, "invoices", Reading::default(), &said).await.unwrap(), "nothing new");
        let (file, report) = draft::confirm(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(report.created, 3);
        assert_eq!(house.open().await["Z-002"], 22_050);
        assert!(matches!(draft::confirm(&day.app, &day.scope, id).await, Err(AppError::NotFound(_))), "a second click finds nothing");
        let (name, bytes) = history::original(&day.app, &day.scope, file).await.unwrap();
        assert_eq!((name.as_str(), bytes.as_slice()), ("export.csv", ODD.as_bytes()));

        let next = ODD.replace("Z-00", "Y-00");
        let (id, preview) = dropped(&day, "export-mars.csv", next.as_bytes()).await;
        assert_eq!(preview.remembered.as_deref(), Some("export.csv"));
        assert_eq!(fields(&preview)[5], "open");
        draft::discard(&day.app, &day.scope, id).await.unwrap();
        let report = day.import("export-mars.csv", next).await;
        assert_eq!((report.kind, report.created), ("invoices", 3), "no question on the command line either");
        let again = day.import("export.csv", ODD).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3));

        let mappings = draft::mappings(&day.app, &day.scope).await.unwrap();
        assert_eq!(mappings.len(), 1);
        assert_eq!(mappings[0].columns[5], ("Solde au jour".to_owned(), "Reste dû".to_owned()));
        draft::forget_mapping(&day.app, &day.scope, mappings[0].id).await.unwrap();
        assert!(!blind().await.is_readable());
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let (first, _) = dropped(&day, "a.csv", ODD.as_bytes()).await;
        let (second, _) = dropped(&day, "b.csv", ODD.as_bytes()).await;
        let kept = || walk(&house.folder().join("documents"));
        draft::discard(&day.app, &day.scope, first).await.unwrap();
        assert_eq!(draft::waiting(&day.app, &day.scope).await.unwrap().len(), 1);
        draft::preview(&day.app, &day.scope, second).await.expect("the same bytes are still there for the other");
        draft::discard(&day.app, &day.scope, second).await.unwrap();
        assert_eq!(kept(), 0, "no byte of it is left");
        assert!(matches!(draft::discard(&day.app, &day.scope, second).await, Err(AppError::NotFound(_))));
        assert_eq!(history::page(&day.app, &day.scope, 1).await.unwrap(), (Vec::new(), 0));
    })
    .await;
}

#[tokio::test]
async fn of_two_confirmations_at_the_same_time_one_brings_the_file_in() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "number;customer_code;customer_name;issued_on;due_on;amount\nF1;C1;Un;2026-08-01;2026-08-31;120,00\n";
        let (id, _) = dropped(&day, "a.csv", table.as_bytes()).await;
        let (first, second) =
            tokio::join!(Box::pin(draft::confirm(&day.app, &day.scope, id)), Box::pin(draft::confirm(&day.app, &day.scope, id)));
        let (done, refused) = if first.is_ok() { (first, second) } else { (second, first) };
        assert_eq!(done.unwrap().1.created, 1);
        assert!(matches!(refused, Err(AppError::NotFound(_))), "{refused:?}");
        assert_eq!(history::page(&day.app, &day.scope, 1).await.unwrap().1, 1, "one import");
        day.is_sound().await;
    })
    .await;
}

/// Files below a folder.
fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { usize::from(entry.file_name() != ".outbox.lock") })
        .sum()
}

#[tokio::test]
async fn only_those_who_may_import_see_and_confirm() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let (id, _) = dropped(&day, "a.csv", ODD.as_bytes()).await;
        let actor = Actor { name: "Paul".to_owned(), email: None, role: Role::Collector };
        let collector = Scope { organisation: day.scope.organisation.clone(), actor };
        for refused in [
            draft::start(&day.app, &collector, "b.csv", b"x").await.err(),
            draft::preview(&day.app, &collector, id).await.err(),
            draft::confirm(&day.app, &collector, id).await.err(),
            draft::discard(&day.app, &collector, id).await.err(),
            draft::revise(&day.app, &collector, id, "invoices", Reading::default(), &[]).await.err(),
        ] {
            assert!(matches!(refused, Some(AppError::Forbidden(_))), "{refused:?}");
        }
        let other = app::setup::create_organisation(&day.app, "autre", "Autre", &crate::given::creditor()).await.unwrap();
        let elsewhere = Scope { organisation: other, actor: day.scope.actor.clone() };
        assert!(matches!(draft::preview(&day.app, &elsewhere, id).await, Err(AppError::NotFound(_))));
    })
    .await;
}

const LINES: usize = 10_000;

/// Ten thousand invoices of a thousand customers; one line in a hundred has a date that cannot be.
fn many() -> String {
    let mut text = String::from("Facture nº;Cpte;Emission;Exigible;Total dû EUR\n");
    for n in 0..LINES {
        let day = if n % 100 == 7 { "31/02/2026".to_owned() } else { format!("{:02}/03/2026", n % 28 + 1) };
        let _ = writeln!(text, "F{n:05};C{:04};{day};30/04/2026;{},{:02}", n % 1_000, 100 + n, n % 100);
    }
    text
}

fn many_in_a_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (row, line) in (0..).zip(many().lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            match cell.split('/').collect::<Vec<_>>()[..] {
                [day, month, year] if day != "31" => {
                    let date_of = ExcelDateTime::from_ymd(year.parse().unwrap(), month.parse().unwrap(), day.parse().unwrap()).unwrap();
                    sheet.write_datetime_with_format(row, column, &date_of, &date)
                }
                _ if row > 0 && column == 4 => sheet.write_number(row, column, cell.replace(',', ".").parse::<f64>().unwrap()),
                _ => sheet.write(row, column, cell),
            }
            .unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// S02: a mass of invoices is shown, corrected once, told by line, and never comes in twice.
#[tokio::test]
async fn ten_thousand_lines_come_in_once_whatever_their_file() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let said: Vec<String> = ["number", "customer_code", "issued_on", "due_on", "amount"].map(str::to_owned).to_vec();
        let id = draft::start(&day.app, &day.scope, "masse.csv", many().as_bytes()).await.unwrap();
        draft::revise(&day.app, &day.scope, id, "invoices", Reading::default(), &said).await.unwrap();
        let preview = draft::preview(&day.app, &day.scope, id).await.unwrap();
        let report = &preview.report;
        assert_eq!((report.read, report.created, report.rejected), (LINES, 9_900, 100));
        let lines: Vec<u64> = report.problems.iter().filter(|problem| problem.error).map(|problem| problem.line).take(3).collect();
        assert_eq!(lines, [9, 109, 209]);
        assert!(report.problems.iter().all(|problem| problem.field.as_deref() == Some("Emission")));
        assert_eq!(report.table.as_ref().unwrap().rejected.len(), 100);
        assert_eq!(house.ledger().await, 0);
        let (file, report) = draft::confirm(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(report.created, 9_900);
        let owed = house.ledger().await;
        let rejected = history::rejected(&day.app, &day.scope, file).await.unwrap();
        assert_eq!((rejected.rows.len(), rejected.rows[0].0), (100, 9));
        assert!(
            rejected
                .csv("Ligne", "Motif")
                .starts_with("\u{feff}Facture nº;Cpte;Emission;Exigible;Total dû EUR;Ligne;Motif\r\nF00007;C0007;31/02/2026;")
        );

        let workbook = many_in_a_workbook();
        let (id, preview) = dropped(&day, "masse.xlsx", &workbook).await;
        assert_eq!(preview.remembered.as_deref(), Some("masse.csv"), "the names are the same in another kind of file");
        let report = &preview.report;
        assert_eq!((report.read, report.created, report.updated, report.unchanged, report.rejected), (LINES, 0, 0, 9_900, 100));
        assert_eq!(report.problems[0].line, 9);
        draft::discard(&day.app, &day.scope, id).await.unwrap();
        let again = day.import("masse.xlsx", workbook).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 9_900));
        assert_eq!(house.ledger().await, owed);
        let (files, count) = history::page(&day.app, &day.scope, 1).await.unwrap();
        assert_eq!((files.len(), count, files[0].counts[3]), (2, 2, 9_900));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn contacts_of_all_sorts_come_in_once() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "Code client;Nom;E-mail;Contact 2;E-mail 2;Fonction 2;E-mail direction\nC1;Dupont;compta@dupont.example;Anne Roux;achats@dupont.example;Achats;dg@dupont.example\n";
        day.import_clean("clients.csv", table).await;
        let again = day.import_clean("clients.csv", table).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 1));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
        let contacts: Vec<_> = file.contacts.iter().map(|one| (one.email.as_ref().unwrap().to_string(), one.role.code())).collect();
        assert_eq!(
            contacts,
            [
                ("compta@dupont.example".to_owned(), "accounting"),
                ("achats@dupont.example".to_owned(), "purchasing"),
                ("dg@dupont.example".to_owned(), "management"),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn one_table_of_invoices_is_enough_to_write_to_people() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let table = "Facture;Client;E-mail;SIREN;Date;Échéance;Montant TTC\nF1;Dupont;compta@dupont.example;732 829 320;05/01/2026;04/02/2026;120,00\nF2;Dupont;autre@dupont.example;;15/01/2026;14/02/2026;80,00\n";
        let report = day.import_clean("factures.csv", table).await;
        assert_eq!(report.created, 2);
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("Dupont").await).await.unwrap();
        let contacts: Vec<_> = file.contacts.iter().map(|one| one.email.as_ref().unwrap().to_string()).collect();
        assert_eq!(contacts, ["compta@dupont.example"], "who has an address keeps it");
        let (files, _) = history::page(&day.app, &day.scope, 1).await.unwrap();
        assert!(file.items.iter().all(|line| line.origin == Some(files[0].id)), "each invoice knows its file");
        assert_eq!(file.debtor.siren.as_ref().map(|siren| siren.as_str().to_owned()).as_deref(), Some("732829320"));
    })
    .await;
}
