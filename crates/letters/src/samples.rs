//! Contexts that tests render in every way, and that the gallery of the documentation shows.

use domain::calendar::add_days;
use domain::identifiers::{EmailAddress, Iban, Siren};
use domain::ids::{CreditorId, DebtorId};
use domain::ledger::ItemKind;
use domain::party::{Address, Creditor, Debtor, DebtorKind};
use domain::{Cents, Currency, Date};
use uuid::Uuid;

use crate::context::{Channel, Line, PreviousMessage, ReminderContext, Stage};

impl ReminderContext {
    /// One context of each sort, all sound: pre-due with one invoice; a first reminder of several; forty
    /// invoices; a credit note, cash and a part payment; a consumer; an unknown kind; a public body; an
    /// English-speaking debtor.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        vec![
            reminder(
                Stage::PreDue,
                debtor("Ateliers du Vercors SARL", DebtorKind::Business),
                vec![invoice("FA-2026-01184", 30, -5, 124_800, 124_800)],
            ),
            reminder(Stage::FirstReminder, debtor("Menuiserie Kervella SAS", DebtorKind::Business), several()),
            reminder(Stage::SecondReminder, debtor("Transports Bresson et Fils", DebtorKind::Business), forty()),
            reminder(Stage::Letter, debtor("Imprimerie de la Tour SARL", DebtorKind::Business), with_credits()),
            reminder(
                Stage::SecondReminder,
                debtor("Mme Anne Lefèvre", DebtorKind::Consumer),
                vec![invoice("FA-2026-00977", 0, 13, 36_450, 36_450)],
            ),
            reminder(Stage::Letter, debtor("Cabinet Noirot", DebtorKind::Unknown), several()),
            reminder(Stage::Letter, debtor("Commune de Saint-Aubin", DebtorKind::Public), several()),
            reminder(Stage::FirstReminder, english(debtor("Harper & Lowe Ltd", DebtorKind::Business)), several()),
        ]
    }
}

/// Monday 23 November 2026.
fn written_on() -> Date {
    Date::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

/// An invoice at so many days of term and so many days late.
fn invoice(number: &str, term_days: i64, days_late: i64, amount: i64, open: i64) -> Line {
    let due_on = add_days(written_on(), -days_late);
    Line {
        kind: ItemKind::Invoice,
        number: number.to_owned(),
        issued_on: add_days(due_on, -term_days),
        due_on,
        amount: Cents(amount),
        open: Cents(open),
        days_late,
        asked: true,
    }
}

fn credit(kind: ItemKind, number: &str, days_ago: i64, amount: i64) -> Line {
    let on = add_days(written_on(), -days_ago);
    Line {
        kind,
        number: number.to_owned(),
        issued_on: on,
        due_on: on,
        amount: Cents(amount),
        open: Cents(amount),
        days_late: days_ago,
        asked: false,
    }
}

fn several() -> Vec<Line> {
    let not_asked_yet = Line { asked: false, ..invoice("FA-2026-01102", 30, 1, 84_000, 84_000) };
    vec![
        invoice("FA-2026-00871", 45, 33, 312_060, 312_060),
        invoice("FA-2026-00934", 30, 17, 45_600, 45_600),
        invoice("FA-2026-01015", 30, 4, 1_250_040, 1_250_040),
        not_asked_yet,
    ]
}

fn forty() -> Vec<Line> {
    (0..40).map(|n| invoice(&format!("FA-2026-{:05}", 400 + 7 * n), 30, 95 - 2 * n, 18_000 + 1_234 * n, 18_000 + 1_234 * n)).collect()
}

fn with_credits() -> Vec<Line> {
    vec![
        invoice("FA-2026-00655", 30, 62, 480_000, 280_000),
        invoice("FA-2026-00702", 30, 41, 233_600, 233_600),
        Line { asked: false, ..invoice("FA-2026-01190", 45, -20, 99_000, 99_000) },
        credit(ItemKind::CreditNote, "AV-2026-00041", 25, -33_600),
        credit(ItemKind::Payment, "VIR 0311", 20, -30_000),
    ]
}

fn reminder(stage: Stage, debtor: Debtor, lines: Vec<Line>) -> ReminderContext {
    let overdue = lines.iter().filter(|line| line.kind.is_debit() && (line.asked || line.days_late > 0));
    let gross = Cents::total(overdue.map(|line| line.open));
    let credits = Cents::total(lines.iter().filter(|line| !line.kind.is_debit()).map(|line| line.open));
    let net = gross + credits;
    let creditor = creditor();
    let reference = "REL-2026-000123".to_owned();
    let iban = creditor.iban.as_ref().map(ToString::to_string).unwrap_or_default();
    let payload = format!("BCD\n002\n1\nSCT\n{}\n{}\n{iban}\nEUR{net}\n\n\n{reference}", creditor.bic, creditor.iban_holder);
    let message = |days_ago: i64, channel| PreviousMessage { sent_on: add_days(written_on(), -days_ago), channel };
    let previous = match stage {
        Stage::PaymentRequest | Stage::PreDue | Stage::FirstReminder => vec![],
        Stage::SecondReminder => vec![message(7, Channel::Email)],
        Stage::Letter | Stage::FormalNotice => vec![message(27, Channel::Email), message(20, Channel::Email), message(10, Channel::Call)],
    };
    ReminderContext {
        stage,
        creditor,
        debtor,
        contact_name: "Service comptabilité".to_owned(),
        written_on: written_on(),
        reference,
        currency: Currency::EUR,
        lines,
        credits,
        gross,
        net,
        previous,
        epc_payload: Some(payload),
        interest: None,
        disputed: Cents::ZERO,
        template: None,
        mandate: None,
    }
}

pub(crate) fn creditor() -> Creditor {
    let siren = Siren::parse("732 829 320").ok();
    Creditor {
        id: CreditorId(Uuid::nil()),
        name: "Établissements Lumière".to_owned(),
        legal_form: "SAS".to_owned(),
        capital: Some(Cents(15_000_000)),
        vat: siren.as_ref().map(Siren::vat_number),
        siren,
        rcs_town: "Lyon".to_owned(),
        seat: Address {
            lines: vec!["12, rue de l’Église".to_owned()],
            postcode: "69002".to_owned(),
            city: "Lyon".to_owned(),
            country: "FR".to_owned(),
        },
        iban: Iban::parse("FR76 3000 6000 0112 3456 7890 189").ok(),
        bic: "AGRIFRPP".to_owned(),
        iban_holder: "Etablissements Lumiere SAS".to_owned(),
        email: EmailAddress::parse("compta@lumiere.example").ok(),
        phone: "04 72 00 00 00".to_owned(),
        default_term_days: 30,
    }
}

pub(crate) fn debtor(name: &str, kind: DebtorKind) -> Debtor {
    Debtor {
        id: DebtorId(Uuid::nil()),
        code: "C00412".to_owned(),
        name: name.to_owned(),
        kind,
        category: String::new(),
        collector: String::new(),
        siren: None,
        siret: None,
        vat: None,
        address: Address {
            lines: vec!["Bâtiment B".to_owned(), "48, avenue de la République".to_owned()],
            postcode: "38000".to_owned(),
            city: "Grenoble".to_owned(),
            country: "FR".to_owned(),
        },
        language: "fr".to_owned(),
        iban: None,
        terms: None,
    }
}

pub(crate) fn english(debtor: Debtor) -> Debtor {
    let address = Address {
        lines: vec!["7 Saint Mary Street".to_owned()],
        postcode: "BS1 4ST".to_owned(),
        city: "Bristol".to_owned(),
        country: "GB".to_owned(),
    };
    Debtor { language: "en".to_owned(), address, ..debtor }
}
