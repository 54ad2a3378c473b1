//! The files of a portfolio, read back with as little code as possible.

use super::*;
use domain::Cents;
use domain::calendar::{add_days, is_working_day, working_day_before};
use domain::identifiers::{EmailAddress, Iban, Siren, Siret, VatNumber};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// One line of an accounting file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    entry: String,
    date: String,
    account: String,
    customer: String,
    piece: String,
    amount: Cents,
    letter: String,
    lettered_on: String,
}

fn read_fec(text: &str) -> Vec<Line> {
    let separator = if text.lines().next().unwrap().contains('\t') { '\t' } else { '|' };
    let read = |line: &str| {
        let fields: Vec<&str> = line.split(separator).collect();
        assert_eq!(fields.len(), 18, "{line}");
        let amount = Cents::parse(fields[11]).unwrap() - Cents::parse(fields[12]).unwrap();
        let [entry, date, account, customer, piece, letter, lettered_on] = [2, 3, 4, 6, 8, 13, 14].map(|field| fields[field].to_owned());
        Line { entry, date, account, customer, piece, amount, letter, lettered_on }
    };
    text.lines().skip(1).map(read).collect()
}

/// Checks the laws of a file and returns what accounts 411 have unlettered.
fn check_fec(lines: &[Line]) -> Cents {
    let (mut entries, mut letters, mut open) = (HashMap::<&str, i64>::new(), HashMap::<(&str, &str), i64>::new(), Cents::ZERO);
    for line in lines {
        *entries.entry(&line.entry).or_default() += line.amount.0;
        assert_eq!(line.letter.is_empty(), line.lettered_on.is_empty(), "{line:?}");
        if line.account.starts_with("411") {
            match line.letter.as_str() {
                letter if !letter.is_empty() && letter == letter.to_uppercase() => {
                    *letters.entry((&line.customer, letter)).or_default() += line.amount.0
                }
                _ => open += line.amount,
            }
        }
    }
    assert!(lines.is_sorted_by(|one, other| one.date <= other.date), "lines are in the order of their dates");
    assert_eq!(entries.iter().find(|(_, sum)| **sum != 0), None, "every entry is balanced");
    assert_eq!(letters.iter().find(|(_, sum)| **sum != 0), None, "every letter is balanced");
    open
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Writes a portfolio and hashes its files in the order of their names.
fn hash_of(options: &Options) -> String {
    let folder = tempfile::tempdir().unwrap();
    let expected = write(&portfolio(options), options, folder.path()).unwrap();
    let mut names = [
        "company.json",
        "customers.csv",
        "open_invoices.csv",
        "invoices_history.csv",
        "statement.camt053.xml",
        "expected.json",
        "truth/bank_truth.jsonl",
        "truth/customers_truth.csv",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend(expected.fec_files);
    let mut hash = Sha256::new();
    names.iter().for_each(|name| hash.update(std::fs::read(folder.path().join(name)).unwrap()));
    hex::encode(hash.finalize())
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let options = Options { invoices: 2_000, ..Options::default() };
    // A new value here means that every bench made before must be made again.
    assert_eq!(hash_of(&options), "187e86fa5813d4fa35b5a748e8cbbbd21d51354a78e716e0c7439d15adfc46a7");
    assert_eq!(hash_of(&options), hash_of(&options.clone()));
    assert_ne!(hash_of(&options), hash_of(&Options { seed: 43, ..options }));
}

#[test]
fn identities_pass_their_checks() {
    let drawn = portfolio(&Options { invoices: 20_000, ..Options::default() });
    let mut sirens = HashSet::new();
    for customer in &drawn.customers {
        assert!(EmailAddress::parse(&customer.email).is_ok_and(|email| email.as_str().ends_with(".example")), "{customer:?}");
        assert!(Iban::parse(customer.iban.as_str()).is_ok());
        assert_eq!(customer.siren.is_none(), customer.kind == CustomerKind::Person);
        assert!(customer.siret.as_ref().is_none_or(|siret| Siret::parse(siret.as_str()).is_ok()));
        assert!(customer.vat.as_ref().is_none_or(|vat| VatNumber::parse(vat.as_str()).is_ok()));
        if let Some(siren) = &customer.siren {
            assert!(Siren::parse(siren.as_str()).is_ok() && sirens.insert(siren.clone()), "{siren}");
        }
    }
    assert!(drawn.company.siret.siren() == drawn.company.siren);
}

#[test]
fn files_agree_with_their_control_totals() {
    let base = Options { invoices: 3_000, ..Options::default() };
    let cases = [
        ("default", base.clone()),
        ("yearly", Options { fec: FecSplit::Yearly, seed: 1, ..base.clone() }),
        ("pipe, camt 08", Options { separator: '|', camt: CamtVersion::V08, seed: 2, ..base.clone() }),
        ("all open, badly chased", Options { open_share: 1.0, late_factor: 3.0, seed: 3, ..base.clone() }),
        ("nothing open", Options { open_share: 0.0, seed: 4, ..base.clone() }),
        ("three invoices", Options { invoices: 3, seed: 5, ..base.clone() }),
        ("nothing", Options { invoices: 0, ..base }),
    ];
    for (name, options) in cases {
        let folder = tempfile::tempdir().unwrap();
        let expected = write(&portfolio(&options), &options, folder.path()).unwrap();
        let mut open = Cents::ZERO;
        let mut lines = 0;
        for file in &expected.fec_files {
            let read = read_fec(&read(folder.path(), file));
            lines += read.len();
            open = check_fec(&read);
        }
        assert_eq!(open.0, expected.open_cents - expected.open_credit_notes_cents, "{name}: unlettered");
        assert_eq!(lines, expected.fec_lines, "{name}: lines");
        let rows = read(folder.path(), "open_invoices.csv");
        let listed: i64 = rows.lines().skip(1).map(|row| Cents::parse(row.split(';').nth(9).unwrap()).unwrap().0).sum();
        assert_eq!(listed, open.0, "{name}: open_invoices.csv");
        assert_eq!(expected.aged_cents.overdue() + expected.aged_cents.not_due, expected.open_cents, "{name}");
        assert_eq!(read(folder.path(), "statement.camt053.xml").matches("<Ntry>").count(), expected.statement_entries, "{name}");
        assert_eq!(expected.statement_kinds.values().sum::<usize>(), expected.statement_entries, "{name}");
        assert_eq!(
            expected.statement_closing_cents,
            25_000_000 + expected.statement_credit_cents - expected.statement_debit_cents,
            "{name}"
        );
    }
}

#[test]
fn the_truth_never_pays_more_than_is_open() {
    let options = Options { invoices: 20_000, transactions: Some(1_200), ..Options::default() };
    let drawn = portfolio(&options);
    let mut open: HashMap<&str, i64> = drawn.ledger.invoices.iter().map(|invoice| (invoice.number.as_str(), invoice.open().0)).collect();
    open.extend(drawn.ledger.credit_notes.iter().filter(|note| !note.settled).map(|note| (note.number.as_str(), -note.gross().0)));
    let mut kinds = BTreeMap::<EntryKind, usize>::new();
    for Transaction { truth, .. } in &drawn.statement {
        *kinds.entry(truth.kind).or_default() += 1;
        assert!(truth.date > options.date && is_working_day(truth.date));
        let allocated: i64 = truth.allocations.iter().map(|(_, cents)| cents).sum();
        if !matches!(truth.kind, EntryKind::DuplicateEntry | EntryKind::UnrelatedCredit | EntryKind::UnrelatedDebit | EntryKind::ShortPay) {
            assert_eq!(allocated + truth.residual.0, truth.amount.0, "{truth:?}");
        }
        for (number, cents) in truth.allocations.iter().filter(|_| truth.kind != EntryKind::Returned) {
            let left = open.get_mut(number.as_str()).unwrap();
            *left -= cents;
            assert!(*left == 0 || left.signum() == cents.signum(), "{truth:?}");
        }
    }
    assert_eq!(kinds.len(), EntryKind::MIX.len(), "every kind is met: {kinds:?}");
}

#[test]
fn old_encodings_are_one_byte_a_character() {
    let options = Options { invoices: 300, encoding: Encoding::Cp1252, ..Options::default() };
    let folder = tempfile::tempdir().unwrap();
    let expected = write(&portfolio(&options), &options, folder.path()).unwrap();
    let bytes = std::fs::read(folder.path().join(&expected.fec_files[0])).unwrap();
    assert!(bytes.windows(9).any(|window| window == b"collect\xe9e") && std::str::from_utf8(&bytes).is_err());
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What the demo shows on a date: share overdue, aged amounts, debtors late.
fn health(portfolio: &Portfolio, on: Date) -> Expected {
    expected::totals(portfolio, on, 0)
}

#[test]
fn the_demo_is_late_but_alive() {
    for today in ["2026-11-23", "2026-06-30", "2027-03-15", "2026-09-18", "2026-11-22"] {
        let today = day(today);
        let drawn = demo_portfolio(today);
        let last = working_day_before(today);
        assert_eq!((drawn.customers.len(), drawn.ledger.invoices.len()), (200, 5_000));
        let Expected { aged_cents: aged, open_cents, overdue_cents, disputed, .. } = health(&drawn, today);
        let share = overdue_cents * 100 / open_cents;
        assert!((22..=42).contains(&share), "{today}: {share} % overdue, {aged:?}");
        assert!(aged.not_due > aged.d1_30 && aged.d1_30 > aged.d31_60 && aged.d31_60 + aged.d61_90 > aged.d91_120, "{today}: {aged:?}");
        assert!([aged.d31_60, aged.d61_90, aged.d91_120, aged.d121_plus].iter().all(|column| *column > 10_000), "{today}: {aged:?}");
        assert!(disputed > 5);
        let silent = drawn.customers.iter().filter(|customer| customer.email.is_empty()).count();
        assert!((5..=16).contains(&silent), "{silent} without an address");
        assert!(
            drawn
                .ledger
                .receipts
                .iter()
                .all(|receipt| receipt.booked_on <= last && is_working_day(receipt.booked_on) && receipt.amount.is_positive())
        );
        assert!(
            drawn
                .ledger
                .invoices
                .iter()
                .all(|invoice| invoice.issued_on <= last && invoice.dispute.is_none_or(|dispute| dispute.on <= last))
        );
        let names: HashSet<&str> = drawn.customers.iter().map(|customer| customer.name.as_str()).collect();
        assert_eq!(names.len(), 200, "distinct names");
        assert!(drawn.customers.iter().all(|customer| customer.email.is_empty() || EmailAddress::parse(&customer.email).is_ok()));
    }
}

#[test]
fn the_demo_bank_pays_exactly_what_it_names() {
    let drawn = demo_portfolio(day("2026-11-23"));
    let ids: HashSet<&str> = drawn.statement.iter().map(|transaction| transaction.truth.id.as_str()).collect();
    assert_eq!(ids.len(), drawn.statement.len(), "references are unique");
    for Transaction { truth, .. } in &drawn.statement {
        let allocated: i64 = truth.allocations.iter().map(|(_, cents)| cents).sum();
        if !truth.customers.is_empty() {
            assert_eq!(allocated + truth.residual.0, truth.amount.0, "{truth:?}");
        }
    }
}

/// Booked receipts of an accounting file, by the bank's reference.
fn booked(lines: &[Line]) -> HashMap<&str, (&str, Cents)> {
    lines
        .iter()
        .filter(|line| line.account.starts_with("512"))
        .map(|line| (line.piece.as_str(), (line.date.as_str(), line.amount)))
        .collect()
}

#[test]
fn each_night_of_the_demo_extends_the_one_before() {
    let today = day("2026-11-23");
    let drawn = demo_portfolio(today);
    let mut nights: Vec<Date> = (0..14).map(|back| add_days(today, -back)).filter(|on| is_working_day(*on)).collect();
    nights.reverse();
    let mut earlier: Option<(Vec<Line>, Date)> = None;
    for on in nights {
        let files = demo_as_known(&drawn, on);
        let lines = read_fec(std::str::from_utf8(&files.fec).unwrap());
        check_fec(&lines);
        let last = working_day_before(on);
        let compact = last.format("%Y%m%d").to_string();
        assert!(lines.iter().all(|line| line.date <= compact && line.lettered_on <= compact), "{on}: nothing of the day itself");
        let here = booked(&lines);
        let stated: Vec<&Transaction> = drawn.statement.iter().filter(|transaction| transaction.truth.date == last).collect();
        assert!(
            stated.iter().all(|transaction| !here.contains_key(transaction.truth.id.as_str())),
            "{on}: the statement is not booked yet"
        );
        assert!((6..=60).contains(&stated.len()), "{on}: {} transactions", stated.len());
        let text = String::from_utf8(files.statement).unwrap();
        let week = drawn.statement.iter().filter(|transaction| (add_days(last, -7)..=last).contains(&transaction.truth.date)).count();
        assert_eq!(text.matches("<Ntry>").count(), week, "{on}: no day is missing between two mornings");
        if let Some((before, stated_before)) = earlier {
            let known: HashMap<(&str, &str, Cents), &Line> =
                lines.iter().map(|line| ((line.entry.as_str(), line.account.as_str(), line.amount), line)).collect();
            for line in &before {
                let now = known[&(line.entry.as_str(), line.account.as_str(), line.amount)];
                assert_eq!(
                    (&now.date, &now.piece, &now.customer),
                    (&line.date, &line.piece, &line.customer),
                    "{on}: an entry keeps its number"
                );
                assert!(
                    line.letter.is_empty() || line.letter == now.letter || line.letter == line.letter.to_lowercase(),
                    "{on}: a letter stays"
                );
            }
            for transaction in drawn.statement.iter().filter(|transaction| transaction.truth.date == stated_before) {
                let (date, amount) = here[transaction.truth.id.as_str()];
                assert_eq!(
                    (date, amount),
                    (transaction.truth.date.format("%Y%m%d").to_string().as_str(), transaction.truth.amount),
                    "{on}: yesterday's statement is booked"
                );
            }
        }
        earlier = Some((lines, last));
    }
}

#[test]
fn the_demo_files_say_what_the_books_do_not() {
    let files = demo(day("2026-11-23"));
    let header = files.customers_csv.lines().next().unwrap();
    assert!(header.ends_with(";category;collector"));
    for category in ["Stratégique", "Standard", "Public", "Particulier"] {
        assert!(files.customers_csv.contains(category), "{category}");
    }
    let columns = header.split(';').count();
    assert!(files.customers_csv.lines().all(|line| line.split(';').count() == columns));
    let columns = files.invoices_csv.lines().next().unwrap().split(';').count();
    assert!(files.invoices_csv.lines().all(|line| line.split(';').count() == columns));
    assert!(files.invoices_csv.lines().count() > 5_000);
    assert_eq!(files.fec_name, format!("{}FEC20261120.txt", files.company.siren));
    assert_eq!(files.fec, demo(day("2026-11-23")).fec, "the same date gives the same files");
}
