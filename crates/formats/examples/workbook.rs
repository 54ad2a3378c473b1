//! Makes a workbook of invoices, or reads one and says how long it took: `workbook make FILE ROWS`, `workbook read FILE`.

use std::process::ExitCode;
use std::time::Instant;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

fn make(path: &str, rows: u32) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (column, name) in
        (0..).zip(["N° facture", "Code client", "Client", "Date", "Échéance", "Montant HT", "TVA", "Montant TTC", "Reste dû", "Libellé"])
    {
        sheet.write(0, column, name)?;
    }
    for row in 1..=rows {
        let net = f64::from(row % 9_000) + 0.25;
        sheet.write(row, 0, format!("F{row:07}"))?;
        sheet.write(row, 1, format!("C{:05}", row % 10_000))?;
        sheet.write(row, 2, format!("Société numéro {}", row % 10_000))?;
        sheet.write_with_format(row, 3, &ExcelDateTime::from_ymd(2026, 1, 1 + (row % 28) as u8)?, &date)?;
        sheet.write_with_format(row, 4, &ExcelDateTime::from_ymd(2026, 2, 1 + (row % 28) as u8)?, &date)?;
        for (column, amount) in (5..).zip([net, net / 5.0, net * 1.2, net * 1.2]) {
            sheet.write(row, column, (amount * 100.0).round() / 100.0)?;
        }
        sheet.write(row, 9, format!("Prestation du mois, dossier {row}"))?;
    }
    workbook.save(path)
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["make", path, rows] => match rows.parse().map(|rows| make(path, rows)) {
            Ok(Ok(())) => ExitCode::SUCCESS,
            other => {
                eprintln!("{other:?}");
                ExitCode::FAILURE
            }
        },
        ["read", path] => {
            let Ok(bytes) = std::fs::read(path) else { return ExitCode::FAILURE };
            let start = Instant::now();
            let kind = formats::guess(&bytes, path);
            let guessed = start.elapsed();
            match formats::invoices::read(&bytes) {
                Ok(table) => println!(
                    "{kind:?} in {guessed:?}; {} rows, {} findings in {:?}",
                    table.rows.len(),
                    table.diagnostics.len(),
                    start.elapsed()
                ),
                Err(refusals) => println!("{refusals:?}"),
            }
            let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
            status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("workbook make FILE ROWS | workbook read FILE");
            ExitCode::FAILURE
        }
    }
}
