//! Files of real programs: their figures by `inspect`, and what the base makes of them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Desk, cents};

/// Later than the latest accounting file.
const LATER: &str = "2051-01-01";

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of_kind =
        |path: &PathBuf| path.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e.to_lowercase().as_str()));
    let mut files: Vec<PathBuf> = entries.filter(of_kind).collect();
    files.sort();
    files
}

/// What a right reading of an accounting file gives, from the list beside the files:
/// `934 lines, D 225682.23 C 225682.23, 411: 34 customers, balance 14416.52, unlettered 34 lines / 14416.52`.
fn reading<'a>(sources: &'a str, name: &str) -> Vec<&'a str> {
    let row = sources.lines().find(|row| row.starts_with(&format!("fec\t{name}\t"))).unwrap_or_else(|| panic!("{name} is not listed"));
    let words: Vec<&str> = row.rsplit('\t').next().unwrap().split([' ', ',', '|']).filter(|word| !word.is_empty()).collect();
    [0, 3, 5, 7, 10, 12, 15].map(|place| words[place]).to_vec()
}

#[test]
fn accounting_files_are_read_to_the_cent() {
    let Some(shared) = testkit::shared() else { return };
    let sources = std::fs::read_to_string(shared.join("data/SOURCES.tsv")).unwrap();
    let files = files(&shared.join("data/fec"), &["txt"]);
    assert!(files.len() >= 9, "{files:?}");
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let expected = reading(&sources, name);
        let desk = Desk::on(LATER);
        let seen = desk.object(&format!("inspect {}", file.display()));
        let customers = seen["customers"].as_array().unwrap();
        let balance: i64 = customers.iter().map(|customer| cents(&customer["balance"])).sum();
        let figures = [
            seen["lines"].to_string(),
            seen["debit"].as_str().unwrap().to_owned(),
            seen["credit"].as_str().unwrap().to_owned(),
            customers.len().to_string(),
            format!("{}.{:02}", balance / 100, balance % 100),
            seen["unlettered"]["lines"].to_string(),
            seen["unlettered"]["amount"].as_str().unwrap().to_owned(),
        ];
        assert_eq!(figures.as_slice(), expected, "{name}");
        let imported = desk.object(&format!("import {}", file.display()));
        assert_eq!(imported["kind"], "fec");
        let aged = desk.object("ageing");
        assert_eq!(cents(&aged["ledger"]), balance, "{name}: the ledger is the balance of the accounts 411");
        assert_eq!(aged["total"]["total"], aged["ledger"], "{name}");
        let again = desk.object(&format!("import {}", file.display()));
        assert_eq!((again["created"].as_u64(), again["updated"].as_u64()), (Some(0), Some(0)), "{name}: {again}");
        assert_eq!(desk.object("ageing"), aged, "{name}");
        let health = &desk.run("doctor").objects()[0];
        assert_eq!(health["ok"], true, "{name}: {health}");
    }
}

#[test]
fn bank_statements_come_in_once() {
    let Some(shared) = testkit::shared() else { return };
    let files = files(&shared.join("data/bank_camt"), &["xml"]);
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let desk = Desk::on("2026-06-30");
        let name = file.display();
        let seen = desk.run(&format!("inspect {name}"));
        let first = desk.run(&format!("import {name}"));
        assert_eq!(seen.code, first.code, "{name}: both read it, or neither");
        let (seen, first) = (&seen.objects()[0], &first.objects()[0]);
        assert_eq!(seen["kind"], first["kind"], "{name}");
        let second = &desk.run(&format!("import {name}")).objects()[0];
        assert_eq!(second["created"], 0, "{name}: {second}");
        if seen["kind"] == "unreadable" {
            assert!(!seen["errors"].as_array().unwrap().is_empty() && first["created"] == 0, "{name}");
            continue;
        }
        let entries = seen["statements"].as_array().unwrap().iter().flat_map(|statement| statement["entries"].as_array().unwrap());
        let booked = |entry: &&Value| entry["status"] == "booked" || entry["status"] == "BOOK";
        let entries: Vec<&Value> = entries.collect();
        let read = first["read"].as_u64().unwrap();
        let created = first["created"].as_u64().unwrap();
        eprintln!(
            "{name}: {} entries, {} booked, read {read}, created {created}",
            entries.len(),
            entries.iter().copied().filter(booked).count()
        );
        assert_eq!(read, entries.len() as u64, "{name}: {first}");
        assert!(created <= read, "{name}: {first}");
        assert_eq!(second["read"], first["read"], "{name}");
    }
}
