//! Damaged files: each reader gets thousands of changed samples, always the same ones, and must return and say the same twice.
//!
//! Samples are those of this folder, what fuzzing found (`samples/found`), and real files when they stand beside the
//! repository. The longer form, guided by coverage, is `ci/fuzz`.

#[expect(unreachable_pub, reason = "the targets of ci/fuzz take it from here")]
#[path = "support/workbook.rs"]
mod workbook;

use std::fs;
use std::path::{Path, PathBuf};

use formats::bank::{cfonb, mt940, ofx};
use formats::diagnostic::Diagnostic;
use formats::{camt, customers, einvoice, fec, invoices, lifecycle, mail};

/// Changed files that a reader gets at most, and the bytes in all: about five seconds of an unoptimised build.
const FILES: usize = 6_000;
const VOLUME: usize = 8 << 20;
/// Longer files are left to `ci/fuzz`.
const LONGEST: u64 = 64 << 10;

/// SplitMix64: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// One change: bytes overwritten, removed, doubled, inserted, cut off, or taken from another file.
fn change(bytes: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    const ODD: [&[u8]; 16] = [
        b"",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n\n",
        b"-",
        b"99999999999999999999",
        b"<",
        b"</",
        b"&#0;",
        b"\xc3",
        b"\t\t",
        b"0000000000",
        b"\"",
        b"1e9",
    ];
    let from = dice.below(bytes.len() + 1);
    let width = 1 << dice.below(9);
    let to = (from + 1 + dice.below(width)).min(bytes.len());
    match dice.below(7) {
        0 if from < bytes.len() => bytes[from] = dice.next() as u8,
        1 => drop(bytes.drain(from..to.max(from))),
        2 => {
            let again = bytes[from..to.max(from)].to_vec();
            bytes.splice(from..from, again);
        }
        3 => bytes.truncate(from),
        4 => {
            let other = &others[dice.below(others.len())];
            let start = dice.below(other.len() + 1);
            let end = (start + dice.below(400)).min(other.len());
            bytes.splice(from..from, other[start..end].iter().copied());
        }
        5 if from < bytes.len() => bytes[from] ^= 1 << dice.below(8),
        _ => drop(bytes.splice(from..to.max(from), ODD[dice.below(ODD.len())].iter().copied())),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// The samples whose names begin so, and the real files of a kind.
fn samples(names: &[&str], real: &[&str]) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = files(&here.join("tests/samples")).into_iter().chain(files(&here.join("tests/samples/found")));
    let is_named = |path: &PathBuf| names.iter().any(|name| path.file_name().unwrap().to_string_lossy().starts_with(name));
    let real = real.iter().flat_map(|kind| files(&here.join("../../../shared/data").join(kind)));
    let chosen = own.filter(is_named).chain(real).filter(|path| path.is_file() && path.metadata().unwrap().len() <= LONGEST);
    chosen.map(|path| fs::read(path).unwrap()).collect()
}

fn read_all<T: PartialEq>(reader: fn(&[u8]) -> Result<T, Vec<Diagnostic>>, findings: fn(&T) -> &[Diagnostic], samples: &[Vec<u8>]) {
    assert!(!samples.is_empty(), "no sample");
    let mut dice = Dice(42);
    let mut volume = 0;
    for _ in 0..FILES {
        if volume > VOLUME {
            break;
        }
        let mut bytes = samples[dice.below(samples.len())].clone();
        for _ in 0..=dice.below(6) {
            change(&mut bytes, samples, &mut dice);
        }
        volume += bytes.len();
        let first = reader(&bytes);
        let said = match &first {
            Ok(file) => findings(file),
            Err(refusal) => {
                assert!(!refusal.is_empty(), "a refusal without a reason: {:?}", String::from_utf8_lossy(&bytes));
                refusal
            }
        };
        assert!(said.iter().all(|finding| !finding.french().is_empty()));
        // One in a few, as reading twice costs as much again.
        if dice.below(8) == 0 {
            assert!(first == reader(&bytes), "read in two ways: {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn damaged_accounting_entries() {
    read_all(fec::read, |file| &file.diagnostics, &samples(&["fec"], &["fec"]));
}

#[test]
fn damaged_tables_of_customers() {
    read_all(customers::read, |table| &table.diagnostics, &samples(&["customers"], &[]));
}

#[test]
fn damaged_tables_of_invoices() {
    read_all(invoices::read, |table| &table.diagnostics, &samples(&["invoices"], &[]));
}

#[test]
fn damaged_sheets_of_workbooks() {
    let reader = |sheet: &[u8]| invoices::read(&workbook::workbook(sheet));
    let samples = samples(&["sheet"], &[]);
    for sample in &samples {
        let _ = reader(sample);
    }
    read_all(reader, |table| &table.diagnostics, &samples);
}

#[test]
fn damaged_camt() {
    read_all(camt::read, |file| &file.diagnostics, &samples(&["statement.camt"], &["bank_camt"]));
}

#[test]
fn damaged_cfonb() {
    read_all(cfonb::read, |file| &file.diagnostics, &samples(&["statement.cfonb"], &["bank_cfonb"]));
}

#[test]
fn damaged_mt940() {
    read_all(mt940::read, |file| &file.diagnostics, &samples(&["statement.mt940"], &["bank_mt940"]));
}

#[test]
fn damaged_ofx() {
    read_all(ofx::read, |file| &file.diagnostics, &samples(&["statement.ofx"], &["bank_ofx"]));
}

#[test]
fn damaged_invoices_in_xml() {
    read_all(einvoice::read, |invoice| &invoice.diagnostics, &samples(&["einvoice"], &["invoices_ubl", "invoices_cii"]));
}

#[test]
fn damaged_invoices_in_pdf() {
    read_all(einvoice::read, |invoice| &invoice.diagnostics, &samples(&["pdf"], &["invoices_pdf"]));
}

#[test]
fn damaged_life_cycle_messages() {
    read_all(lifecycle::read, |file| &file.diagnostics, &samples(&["lifecycle"], &[]));
}

#[test]
fn damaged_mails() {
    read_all(mail::read, |mail| &mail.diagnostics, &samples(&["mail"], &["emails", "replies"]));
}
