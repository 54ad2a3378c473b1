//! The bank's side of each receipt and movement of the demo.

use crate::generate::bank::{TRANSFER_IN, TRANSFER_OUT, Transaction};
use crate::generate::chance::Chance;
use crate::generate::customers::Customer;
use crate::generate::ledger::{Ledger, Movement, Purpose, Receipt, open_twins};
use crate::generate::names::{MONTHS, bank_text};
use crate::generate::payer::{mangle, spell_name};
use crate::generate::truth::{EntryKind, Truth};
use chrono::Datelike;
use domain::Cents;
use domain::calendar::{Date, add_days, working_day_on_or_after};

/// How many of a customer's documents fit in a transfer's free text of 140 characters.
const LISTED_MAX: usize = 9;

/// Gives each receipt and movement the bank's reference and its bank entry; entries are by date.
///
/// A transfer that says nothing useful is lettered some days later than the others: someone has to
/// find out first.
pub(super) fn state(ledger: &mut Ledger, customers: &[Customer], chance: &mut Chance) -> Vec<Transaction> {
    let mut transactions = Vec::with_capacity(ledger.receipts.len() + ledger.movements.len());
    let (mut day, mut of_day) = (Date::MIN, 0);
    let twins = open_twins(&ledger.invoices);
    for position in 0..ledger.receipts.len() {
        let booked_on = ledger.receipts[position].booked_on;
        (day, of_day) = (booked_on, if booked_on == day { of_day + 1 } else { 1 });
        ledger.receipts[position].reference = format!("{}{of_day:07}", booked_on.format("%y%m%d"));
        let receipt = &ledger.receipts[position];
        let mut transaction = transfer(receipt, ledger, customers, chance);
        transaction.truth.ambiguous = transaction.truth.ref_quality != "clean"
            && transaction
                .truth
                .allocations
                .iter()
                .any(|(_, cents)| twins.get(&(receipt.customer, Cents(*cents))).is_some_and(|count| *count > 1));
        if !matches!(transaction.truth.ref_quality, "clean" | "mangled")
            && let Purpose::Settlement(invoices) = receipt.purpose.clone()
        {
            let lettered_on = working_day_on_or_after(add_days(booked_on, 2 + chance.below(8) as i64));
            for invoice in invoices {
                if let Some(lettering) = &mut ledger.invoices[invoice].lettering {
                    lettering.on = lettered_on;
                }
            }
        }
        transactions.push(transaction);
    }
    (day, of_day) = (Date::MIN, 500);
    for movement in &mut ledger.movements {
        (day, of_day) = (movement.booked_on, if movement.booked_on == day { of_day + 1 } else { 501 });
        movement.reference = format!("{}{of_day:07}", day.format("%y%m%d"));
        transactions.push(stranger(movement));
    }
    transactions.sort_by_key(|transaction| transaction.truth.date);
    transactions
}

/// A customer's transfer: clean references most often, a rewritten one or none now and then.
fn transfer(receipt: &Receipt, ledger: &Ledger, customers: &[Customer], chance: &mut Chance) -> Transaction {
    let customer = &customers[receipt.customer];
    let documents = documents_of(receipt, ledger);
    let numbers: Vec<&str> = documents.iter().map(|(number, _)| number.as_str()).collect();
    let drawn = chance.unit();
    let (kind, remittance, ref_quality) = match (&receipt.purpose, numbers.as_slice()) {
        (Purpose::Settlement(_), [number]) => match drawn {
            ..0.42 => (EntryKind::ExactRef, (*number).to_owned(), "clean"),
            ..0.78 => (EntryKind::ExactRef, format!("FACTURE {number}"), "clean"),
            ..0.86 => (EntryKind::ExactMangled, mangle(number, chance), "mangled"),
            _ => (EntryKind::ExactNoref, (*chance.pick(&["", "VIREMENT", "REGLEMENT FACTURE", "MERCI"])).to_owned(), "none"),
        },
        (Purpose::Settlement(_), several) if several.len() <= LISTED_MAX && drawn < 0.78 => {
            let with_note = documents.iter().any(|(_, cents)| *cents < 0);
            (if with_note { EntryKind::MultiCreditNote } else { EntryKind::MultiRef }, several.join(" "), "clean")
        }
        (Purpose::Settlement(invoices), _) => {
            let month = invoices.first().map_or(0, |first| ledger.invoices[*first].issued_on.month0() as usize);
            let text = if drawn < 0.9 { format!("FACTURES {}", MONTHS[month]) } else { "RELEVE".to_owned() };
            (EntryKind::MultiNoref, text, "none")
        }
        (Purpose::Instalment(_), _) => (EntryKind::Partial, format!("ACOMPTE {}", numbers.join(" ")), "clean"),
        (Purpose::OnAccount, _) => (EntryKind::OnAccount, "ACOMPTE SUR COMPTE".to_owned(), "none"),
    };
    let (party, iban, name_quality, iban_known) = match customer.head.map(|head| &customers[head]).filter(|_| chance.happens(0.3)) {
        Some(head) => (bank_text(&head.name), head.iban.clone(), "group_head", false),
        None => {
            let (name, quality) = spell_name(customer, chance);
            (name, customer.iban.clone(), quality, true)
        }
    };
    let end_to_end = if chance.happens(0.6) { "NOTPROVIDED".to_owned() } else { format!("E2E{:09}", chance.below(1_000_000_000)) };
    let residual = if receipt.purpose == Purpose::OnAccount { receipt.amount } else { Cents::ZERO };
    let truth = Truth {
        id: receipt.reference.clone(),
        kind,
        date: receipt.booked_on,
        amount: receipt.amount,
        customers: vec![customer.code.clone()],
        allocations: documents,
        residual,
        ref_quality,
        name_quality,
        iban_known,
        duplicate_of: None,
        ambiguous: false,
    };
    Transaction { party, iban: Some(iban), remittance, end_to_end, code: TRANSFER_IN, truth }
}

/// The documents that a receipt pays, credit notes below zero; their sum is the receipt.
fn documents_of(receipt: &Receipt, ledger: &Ledger) -> Vec<(String, i64)> {
    match &receipt.purpose {
        Purpose::OnAccount => Vec::new(),
        Purpose::Instalment(invoice) => vec![(ledger.invoices[*invoice].number.clone(), receipt.amount.0)],
        Purpose::Settlement(invoices) => {
            let invoices = invoices.iter().map(|invoice| &ledger.invoices[*invoice]);
            let notes = invoices.clone().filter_map(|invoice| invoice.credit_note).map(|note| &ledger.credit_notes[note]);
            invoices
                .clone()
                .map(|invoice| (invoice.number.clone(), invoice.after_instalment().0))
                .chain(notes.map(|note| (note.number.clone(), -note.gross().0)))
                .collect()
        }
    }
}

/// The bank entry of a movement that is no customer's.
fn stranger(movement: &Movement) -> Transaction {
    let received = movement.amount.is_positive();
    let party = movement.label.trim_start_matches("VIR ").trim_start_matches("PRLV SEPA ").to_owned();
    let truth = Truth {
        id: movement.reference.clone(),
        kind: if received { EntryKind::UnrelatedCredit } else { EntryKind::UnrelatedDebit },
        date: movement.booked_on,
        amount: movement.amount,
        customers: Vec::new(),
        allocations: Vec::new(),
        residual: Cents::ZERO,
        ref_quality: "none",
        name_quality: "none",
        iban_known: false,
        duplicate_of: None,
        ambiguous: false,
    };
    let code = if received { TRANSFER_IN } else { TRANSFER_OUT };
    Transaction { party, iban: None, remittance: movement.label.to_owned(), end_to_end: "NOTPROVIDED".to_owned(), code, truth }
}
