//! Bank statements: lines come in once, whatever the number of files that hold them.

use std::collections::{HashMap, HashSet};

use domain::Date;
use domain::ids::{BankAccountId, TransactionId};
use formats::camt::{Entry, EntryStatus, Statement};
use store::bank::{BankTransaction, TransactionState};

use super::{Context, ImportFailure, ImportReport, Problem, problems};
use crate::text;

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let file = formats::camt::read(bytes)?;
    let mut report = ImportReport { problems: problems(&file.diagnostics), ..ImportReport::default() };
    let mut known: HashMap<BankAccountId, HashSet<String>> = HashMap::new();
    for statement in &file.statements {
        report.read += statement.entries.len();
        one_statement(context.tx, context.scope, statement, &mut known, &mut report).await?;
    }
    Ok(report)
}

/// The last day that a statement covers.
fn covered_until(statement: &Statement) -> Option<Date> {
    let closing = statement.closing.and_then(|balance| balance.date);
    let booked = statement.entries.iter().filter(|entry| entry.status != EntryStatus::Pending).filter_map(|entry| entry.booking_date).max();
    closing.max(booked)
}

async fn one_statement(
    tx: &mut store::Tx,
    scope: &crate::Scope,
    statement: &Statement,
    known: &mut HashMap<BankAccountId, HashSet<String>>,
    report: &mut ImportReport,
) -> Result<(), ImportFailure> {
    let organisation = scope.organisation.id;
    let currency = statement.currency.unwrap_or_default();
    let (Some(account), Some(until)) = (statement.account.as_deref(), covered_until(statement)) else {
        if !statement.entries.is_empty() {
            report.rejected += statement.entries.len();
            report.problems.push(Problem { line: 0, field: None, message: text::error_statement_without_account(), error: true });
        }
        return Ok(());
    };
    let id = store::bank::upsert_account(tx, organisation, account, currency, until).await?;
    if let std::collections::hash_map::Entry::Vacant(slot) = known.entry(id) {
        slot.insert(store::bank::keys(tx, organisation, id).await?.into_iter().collect());
    }
    let keys = known.entry(id).or_default();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut transactions = Vec::new();
    for entry in &statement.entries {
        if entry.status == EntryStatus::Pending {
            report.unchanged += 1;
            report.problems.push(Problem { line: entry.line, field: None, message: text::warning_pending(), error: false });
            continue;
        }
        let Some(transaction) = transaction(id, entry, &mut seen) else {
            report.rejected += 1;
            report.problems.push(Problem {
                line: entry.line,
                field: Some("BookgDt".to_owned()),
                message: text::error_entry_without_date(),
                error: true,
            });
            continue;
        };
        if keys.insert(transaction.source_key.clone()) {
            report.created += 1;
            transactions.push(transaction);
        } else {
            report.unchanged += 1;
        }
    }
    store::bank::insert(tx, organisation, &transactions).await?;
    Ok(())
}

/// The bank's own reference makes a line the same in any file. Where there is none, everything that it
/// says does, counted within a statement: two equal lines of one statement are two payments.
fn transaction(account: BankAccountId, entry: &Entry, seen: &mut HashMap<String, usize>) -> Option<BankTransaction> {
    let booked_on = entry.booking_date.or(entry.value_date)?;
    let own = entry.account_servicer_ref.as_deref().filter(|reference| !reference.trim().is_empty());
    let (counterparty, iban) = (entry.counterparty.as_deref().unwrap_or(""), entry.counterparty_iban.as_deref().unwrap_or(""));
    let end_to_end_id = entry.end_to_end_id.as_deref().unwrap_or("");
    let reference = entry.reference.as_deref().unwrap_or("");
    let amount = entry.amount.0;
    let source_key = match own {
        // A batch gives one reference to all its details: amount and payer tell them apart.
        Some(own) => match entry.detail {
            Some(detail) => format!("ref:{own}:{detail}:{amount}"),
            None => format!("ref:{own}:{amount}"),
        },
        None => {
            let said = format!("{booked_on}|{amount}|{}|{end_to_end_id}|{reference}|{counterparty}|{iban}", entry.label);
            let count = seen.entry(said.clone()).or_default();
            *count += 1;
            format!("txt:{}:{count}", store::stable_id(&[said.as_bytes()]).simple())
        }
    };
    let label =
        if reference.is_empty() || entry.label.contains(reference) { entry.label.clone() } else { format!("{} {reference}", entry.label) };
    let shown = own.map(str::to_owned).or_else(|| entry.ntry_ref.clone()).unwrap_or_else(|| source_key.clone());
    let (state, note) = if entry.amount.is_positive() || entry.reversal || entry.return_reason.is_some() {
        (TransactionState::ToIdentify, "")
    } else {
        (TransactionState::Outgoing, "")
    };
    Some(BankTransaction {
        id: TransactionId(store::fresh_id()),
        bank_account: account,
        source_key,
        reference: shown,
        booked_on,
        value_on: entry.value_date.unwrap_or(booked_on),
        amount: entry.amount,
        currency: entry.currency,
        label: label.trim().to_owned(),
        end_to_end_id: end_to_end_id.to_owned(),
        counterparty: counterparty.to_owned(),
        counterparty_iban: iban.to_owned(),
        state,
        note: note.to_owned(),
        payment_item: None,
    })
}
