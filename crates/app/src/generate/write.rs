//! All files of a portfolio.

use super::customers::Customer;
use super::expected::{self, Expected};
use super::fec::{self, Extract};
use super::ledger::{Company, CreditNote, Invoice};
use super::{FecSplit, Options, Portfolio, statement};
use chrono::Datelike;
use domain::Cents;
use domain::calendar::Date;
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What the bank account holds before the first statement.
const OPENING_BALANCE: Cents = Cents(25_000_000);

/// Writes every file of the portfolio into a folder, which is made when it is missing.
///
/// # Errors
/// When the folder or one of its files cannot be written.
pub fn write(portfolio: &Portfolio, options: &Options, out: &Path) -> io::Result<Expected> {
    fs::create_dir_all(out.join("truth"))?;
    let open = |name: &str| File::create(out.join(name)).map(|file| BufWriter::with_capacity(1 << 18, file));
    finish(open("company.json")?, |file| company_json(&portfolio.company, options.date, file))?;
    finish(open("customers.csv")?, |file| customers_csv(&portfolio.customers, false, file))?;
    finish(open("open_invoices.csv")?, |file| open_invoices_csv(portfolio, file))?;
    finish(open("invoices_history.csv")?, |file| history_csv(portfolio, file))?;
    finish(open("truth/customers_truth.csv")?, |file| customers_truth_csv(&portfolio.customers, file))?;
    finish(open("truth/bank_truth.jsonl")?, |file| {
        portfolio.statement.iter().try_for_each(|transaction| {
            serde_json::to_writer(&mut *file, &transaction.truth)?;
            file.write_all(b"\n")
        })
    })?;
    let mut expected = expected::totals(portfolio, options.date, options.seed);
    for (from, to) in years(portfolio, options) {
        let name = format!("{}FEC{}.txt", portfolio.company.siren, to.format("%Y%m%d"));
        let extract = Extract { from, sales_to: to, bank_to: to, lettered_to: to, opening: !expected.fec_files.is_empty() };
        finish(open(&name)?, |file| {
            expected.fec_lines +=
                fec::write(&portfolio.ledger, &portfolio.customers, &extract, (options.separator, options.encoding), file)?;
            Ok(())
        })?;
        expected.fec_files.push(name);
    }
    let transactions: Vec<_> = portfolio.statement.iter().collect();
    finish(open("statement.camt053.xml")?, |file| {
        let totals = statement::write(&transactions, &portfolio.company, options.camt, options.date, OPENING_BALANCE, file)?;
        (expected.statement_count, expected.statement_closing_cents) = (totals.statements, totals.closing.0);
        Ok(())
    })?;
    finish(open("expected.json")?, |file| Ok(serde_json::to_writer_pretty(file, &expected)?))?;
    Ok(expected)
}

fn finish<W: Write>(mut file: W, fill: impl FnOnce(&mut W) -> io::Result<()>) -> io::Result<()> {
    fill(&mut file)?;
    file.flush()
}

/// First and last day of each FEC file: the whole history, or its calendar years.
fn years(portfolio: &Portfolio, options: &Options) -> Vec<(Date, Date)> {
    let first = portfolio.ledger.invoices.first().map_or(options.date, |invoice| invoice.issued_on);
    if options.fec == FecSplit::Single {
        return vec![(first, options.date)];
    }
    let bounds = |year| {
        let (from, to) = (Date::from_ymd_opt(year, 1, 1)?, Date::from_ymd_opt(year, 12, 31)?);
        Some((from.max(first), to.min(options.date)))
    };
    (first.year()..=options.date.year()).filter_map(bounds).collect()
}

#[derive(Serialize)]
struct CompanyFile<'a> {
    name: &'a str,
    siren: &'a str,
    siret: &'a str,
    vat: &'a str,
    address: &'a str,
    zip: &'a str,
    city: &'a str,
    capital: u32,
    rcs: &'a str,
    iban: &'a str,
    bic: &'a str,
    reference_date: String,
    legal_form: &'a str,
    iban_holder: &'a str,
    email: &'a str,
    phone: &'a str,
    fiscal_year: [String; 2],
}

/// Writes `company.json`; the fiscal year is the calendar year of the reference date.
fn company_json(company: &Company, on: Date, out: impl Write) -> io::Result<()> {
    let file = CompanyFile {
        name: company.name,
        siren: company.siren.as_str(),
        siret: company.siret.as_str(),
        vat: company.vat.as_str(),
        address: company.street,
        zip: company.town.0,
        city: company.town.1,
        capital: company.capital,
        rcs: company.rcs_town,
        iban: company.iban.as_str(),
        bic: company.bic,
        reference_date: on.to_string(),
        legal_form: company.legal_form,
        iban_holder: company.iban_holder,
        email: company.email,
        phone: company.phone,
        fiscal_year: [format!("{}-01-01", on.year()), format!("{}-12-31", on.year())],
    };
    Ok(serde_json::to_writer_pretty(out, &file)?)
}

/// Writes one line per customer; `followed` adds the columns of the demo, category and collector.
pub(super) fn customers_csv(customers: &[Customer], followed: bool, mut out: impl Write) -> io::Result<()> {
    let more = if followed { ";category;collector" } else { "" };
    writeln!(
        out,
        "code;name;kind;legal_form;siren;siret;vat_number;address;zip;city;country;email;phone;contact;iban;bic;payment_terms;language;group_head{more}"
    )?;
    for customer in customers {
        let siren = customer.siren.as_ref().map_or("", |siren| siren.as_str());
        let siret = customer.siret.as_ref().map_or("", |siret| siret.as_str());
        let vat = customer.vat.as_ref().map_or("", |vat| vat.as_str());
        let head = customer.head.map_or("", |head| &customers[head].code);
        let Customer { code, name, legal_form, street, postcode, city, email, phone, contact, iban, bic, .. } = customer;
        write!(out, "{code};{name};{};{legal_form};{siren};{siret};{vat};{street};{postcode};{city};FR;", customer.kind.code())?;
        write!(out, "{email};{phone};{contact};{iban};{bic};{};fr;{head}", customer.terms.code())?;
        if followed {
            write!(out, ";{};{}", customer.category, customer.collector)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn customers_truth_csv(customers: &[Customer], mut out: impl Write) -> io::Result<()> {
    writeln!(out, "code;temperament;habit_days;run_day;subscription_cents;weight")?;
    for customer in customers {
        let subscription = customer.subscription.map_or(0, |amount| amount.0);
        writeln!(
            out,
            "{};{};{:.1};{};{subscription};{:.3}",
            customer.code,
            customer.temperament.code(),
            customer.habit_days,
            customer.run_day,
            customer.weight
        )?;
    }
    Ok(())
}

pub(super) const INVOICE_COLUMNS: &str =
    "number;type;customer;issue_date;due_date;net;vat;gross;paid;open;currency;order_ref;dispute;dispute_date";

/// Writes one invoice, with what was paid on it and what it contests as known on a day.
pub(super) fn invoice_line(invoice: &Invoice, customer: &str, paid: Cents, on: Date, mut out: impl Write) -> io::Result<()> {
    let Invoice { number, issued_on, due_on, .. } = invoice;
    write!(
        out,
        "{number};FA;{customer};{issued_on};{due_on};{};{};{};{paid};{};EUR;",
        invoice.net(),
        invoice.vat(),
        invoice.gross(),
        invoice.gross() - paid
    )?;
    if let Some(order) = invoice.order {
        write!(out, "CMD{order}")?;
    }
    match invoice.dispute.filter(|dispute| dispute.on <= on) {
        Some(dispute) => writeln!(out, ";{};{}", dispute.reason, dispute.on),
        None => writeln!(out, ";;"),
    }
}

/// Writes one credit note, with what is left of it; `about` is its invoice.
pub(super) fn credit_note_line(note: &CreditNote, customer: &str, about: &str, open: Cents, mut out: impl Write) -> io::Result<()> {
    let CreditNote { number, issued_on, line, .. } = note;
    let gross = -note.gross();
    writeln!(
        out,
        "{number};AV;{customer};{issued_on};{issued_on};{};{};{gross};{};{open};EUR;{about};;",
        -line.net,
        -line.vat,
        gross - open
    )
}

fn open_invoices_csv(portfolio: &Portfolio, mut out: impl Write) -> io::Result<()> {
    let Portfolio { customers, ledger, .. } = portfolio;
    writeln!(out, "{INVOICE_COLUMNS}")?;
    for invoice in ledger.invoices.iter().filter(|invoice| invoice.settled_on.is_none()) {
        let paid = invoice.instalment.map_or(Cents::ZERO, |instalment| instalment.amount);
        invoice_line(invoice, &customers[invoice.customer].code, paid, Date::MAX, &mut out)?;
    }
    for note in ledger.credit_notes.iter().filter(|note| !note.settled) {
        credit_note_line(note, &customers[note.customer].code, &ledger.invoices[note.invoice].number, -note.gross(), &mut out)?;
    }
    Ok(())
}

fn history_csv(portfolio: &Portfolio, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "number;customer;issue_date;due_date;gross;paid_date")?;
    for invoice in &portfolio.ledger.invoices {
        let Invoice { number, issued_on, due_on, .. } = invoice;
        write!(out, "{number};{};{issued_on};{due_on};{};", portfolio.customers[invoice.customer].code, invoice.gross())?;
        match invoice.settled_on {
            Some(on) => writeln!(out, "{on}")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}
