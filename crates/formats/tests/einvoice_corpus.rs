//! Real electronic invoices, when the folder of samples is there: each is read with the values noted beside
//! it, and with those that a second, naive look at its XML finds.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Cents;
use formats::einvoice::{self, Invoice};
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

/// Name, bytes and expected reading of each file of a kind; files that the list forgets have none.
fn samples(kind: &str) -> Vec<(String, Vec<u8>, String)> {
    let Some(folder) = shared() else { return Vec::new() };
    let list = fs::read_to_string(folder.join("SOURCES.tsv")).unwrap();
    let expected = |name: &str| {
        list.lines()
            .map(|line| line.split('\t').collect::<Vec<_>>())
            .find(|columns| columns[0] == kind && columns[1] == name)
            .map(|columns| columns[6].to_owned())
            .unwrap_or_default()
    };
    let mut files: Vec<_> = fs::read_dir(folder.join(kind)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected = expected(&name);
            (name, fs::read(path).unwrap(), expected)
        })
        .collect()
}

/// What the list says of a file.
#[derive(Debug, PartialEq)]
struct Reading {
    number: String,
    issued: String,
    due: Option<String>,
    total: Option<Cents>,
    currency: Option<String>,
    amount_due: Option<Cents>,
    lines: u64,
    seller: String,
    buyer: String,
}

/// `F1 of 2026-01-05 due None: 120.00 EUR, due 120.00, 1 lines, Seller -> Buyer`.
fn noted(text: &str) -> Reading {
    let option = |text: &str| (text != "None").then(|| text.to_owned());
    let (number, rest) = text.split_once(" of ").unwrap();
    let (issued, rest) = rest.split_once(" due ").unwrap();
    let (due, rest) = rest.split_once(": ").unwrap();
    let (total, rest) = rest.split_once(", due ").unwrap();
    let (total, currency) = total.split_once(' ').unwrap();
    let (amount_due, rest) = rest.split_once(", ").unwrap();
    let (lines, rest) = rest.split_once(" lines, ").unwrap();
    let (seller, buyer) = rest.split_once(" -> ").unwrap();
    Reading {
        number: number.to_owned(),
        issued: issued.to_owned(),
        due: option(due),
        total: option(total).map(|text| Cents::parse(&text).unwrap()),
        currency: option(currency),
        amount_due: option(amount_due).map(|text| Cents::parse(&text).unwrap()),
        lines: lines.parse().unwrap(),
        seller: seller.to_owned(),
        buyer: buyer.to_owned(),
    }
}

fn reading(invoice: &Invoice) -> Reading {
    let name = |party: &einvoice::Party| party.name.clone().unwrap_or_else(|| "None".to_owned());
    Reading {
        number: invoice.number.clone(),
        issued: invoice.issue_date.map(|date| date.to_string()).unwrap_or_default(),
        due: invoice.due_dates.first().map(|due| due.date.to_string()),
        total: invoice.total_with_tax,
        currency: invoice.document_currency.map(|currency| currency.code().to_owned()),
        amount_due: invoice.amount_due,
        lines: invoice.lines,
        seller: name(&invoice.seller),
        buyer: name(&invoice.buyer),
    }
}

#[test]
fn every_invoice_of_the_corpus_is_read_as_noted() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for kind in ["invoices_ubl", "invoices_cii", "invoices_pdf"] {
        for (name, bytes, expected) in samples(kind) {
            seen += 1;
            assert_eq!(guess(&bytes, "a.bin"), Kind::Invoice, "{name}");
            let invoice = match einvoice::read(&bytes) {
                Ok(invoice) => invoice,
                Err(refusal) => {
                    wrong.push(format!("{name}: refused {refusal:?}"));
                    continue;
                }
            };
            if expected.is_empty() {
                // Two drafts older than ZUGFeRD 1.0, which the list could not read.
                let ours = reading(&invoice);
                assert_eq!((ours.lines, ours.currency.as_deref(), ours.buyer.as_str()), (3, Some("EUR"), "Theodor Est"), "{name}");
                continue;
            }
            let (ours, theirs) = (reading(&invoice), noted(&expected));
            if ours != theirs {
                wrong.push(format!("{name}:\n   {ours:?}\n   {theirs:?}"));
            }
        }
    }
    println!("{seen} invoices");
    assert!(wrong.is_empty(), "{} of {seen}\n{}", wrong.len(), wrong.join("\n"));
}

/// The texts of all elements with a local name, comments left out: no tree, no library.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once("<!--") {
        plain.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
        .split('<')
        .filter_map(|piece| {
            let (tag, text) = piece.split_once('>')?;
            let local = tag.split_whitespace().next()?.rsplit(':').next()?;
            (local == name && !tag.ends_with('/')).then(|| text.trim().to_owned())
        })
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn a_second_look_at_the_xml_finds_the_same_header() {
    for kind in ["invoices_ubl", "invoices_cii"] {
        for (name, bytes, _) in samples(kind) {
            let xml = String::from_utf8_lossy(&bytes);
            let invoice = einvoice::read(&bytes).unwrap();
            let of = |names: [&str; 2]| names.iter().flat_map(|name| texts(&xml, name)).collect::<Vec<_>>();
            let same = |ours: Option<Cents>, names: [&str; 2]| {
                let theirs: Vec<Cents> = of(names).iter().map(|text| Cents::parse(text).unwrap()).collect();
                assert_eq!(ours, theirs.first().copied(), "{name} {names:?}");
            };
            same(invoice.amount_due, ["DuePayableAmount", "PayableAmount"]);
            same(invoice.total_with_tax, ["GrandTotalAmount", "TaxInclusiveAmount"]);
            same(invoice.total_without_tax, ["TaxBasisTotalAmount", "TaxExclusiveAmount"]);
            same(invoice.prepaid, ["TotalPrepaidAmount", "PrepaidAmount"]);
            // `DueDateDateTime` holds the date in an element of its own.
            let mut dates = of(["DueDate", "PaymentDueDate"]);
            dates.extend(
                xml.split("DueDateDateTime>").skip(1).step_by(2).flat_map(|inside| texts(inside, "DateTimeString").into_iter().take(1)),
            );
            dates.dedup();
            let ours: Vec<String> = invoice.due_dates.iter().map(|due| due.date.to_string()).collect();
            let theirs: Vec<String> = dates.iter().map(|date| date.replace('-', "")).collect();
            assert_eq!(ours.iter().map(|date| date.replace('-', "")).collect::<Vec<_>>(), theirs, "{name}");
            if let Some(account) = texts(&xml, "IBANID").first() {
                let ours: Vec<_> = invoice.payment_means.iter().filter_map(|means| means.account.clone()).collect();
                let payer = xml.contains("PayerPartyDebtorFinancialAccount");
                assert!(payer || ours.contains(&account.replace(' ', "")), "{name}: {account} {ours:?}");
            }
        }
    }
}

#[test]
fn headers_that_disagree_with_themselves_are_said() {
    let warned = |file: &str, kind: &str| {
        let found = samples(kind).into_iter().find(|(name, ..)| name == file)?;
        Some(einvoice::read(&found.1).unwrap().diagnostics.iter().map(|d| d.problem.code()).collect::<Vec<_>>())
    };
    let cases = [
        ("mustang_BT-128.ubl.xml", "invoices_ubl", "einvoice.tax_totals"),
        ("mustang_ubl-creditnote.xml", "invoices_ubl", "einvoice.due_totals"),
        ("mustang_validV2FR.xml", "invoices_cii", "value.identifier"),
        ("corpus_fail_fail1.pdf", "invoices_pdf", "value.missing"),
        ("corpus_fail_fail2.pdf", "invoices_pdf", "einvoice.currency_of_amounts"),
        ("fnfe_fail_Avoir_FR_type380_BASIC.pdf", "invoices_pdf", "einvoice.negative_invoice"),
    ];
    for (file, kind, code) in cases {
        if let Some(codes) = warned(file, kind) {
            assert!(codes.contains(&code), "{file}: {codes:?}");
        }
    }
}
