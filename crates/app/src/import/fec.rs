//! The accounting-entries file (FEC): customers and their items come from the accounts 411.

use std::collections::{HashMap, HashSet};

use domain::ids::{DebtorId, OpenItemId};
use domain::party::{Debtor, PaymentTerms};
use formats::fec::{FecLine, customer_of, is_customer_account};

use super::customers::new_debtor;
use super::fec_items::{Changes, CustomerLine, Known, Period, compare};
use super::{Context, ImportFailure, ImportReport, problems};
use crate::setup;

/// What is remembered of entries while their lines go by: those that touch a sales account, and those that move money.
#[derive(Default)]
struct Entries {
    sales: HashSet<u128>,
    money: HashSet<u128>,
}

fn entry_key(line: &FecLine) -> u128 {
    let date = line.entry_date.to_string();
    store::stable_id(&[line.journal.as_bytes(), line.entry_number.as_bytes(), date.as_bytes()]).as_u128()
}

/// What is kept of a line on 411 until its entry is complete.
struct Kept {
    entry: u128,
    name: String,
    line: CustomerLine,
}

/// Journals that carry balances forward call themselves so.
fn is_opening(line: &FecLine) -> bool {
    let words = |text: &str| store::debtor::fold(text).replace(['-', '_', '.'], " ");
    let (code, label) = (words(&line.journal), words(&line.journal_label));
    matches!(code.trim(), "an" | "ano" | "ran" | "anx" | "aa" | "nv") && (label.contains("nouveau") || label.contains("ouverture"))
        || label.contains("a nouveau")
        || label.contains("a nouveaux")
        || label.contains("ouverture")
}

/// The number that both sides know: the document's reference, else the entry's.
fn number(line: &FecLine) -> String {
    let piece = line.piece.split_whitespace().collect::<Vec<_>>().join(" ");
    if piece.is_empty() { line.entry_number.clone() } else { piece }
}

fn kept(line: FecLine, counts: &mut HashMap<String, u32>) -> Kept {
    let amount = line.debit - line.credit;
    let code = customer_of(&line).to_owned();
    let side = if amount.is_negative() { 'C' } else { 'D' };
    let stem = format!("fec:{}:{}:{}:{code}:{side}", line.entry_date, line.journal, line.entry_number);
    let count = counts.entry(stem.clone()).or_default();
    *count += 1;
    let name = if line.auxiliary.is_empty() { &line.account_label } else { &line.auxiliary_label };
    Kept {
        entry: entry_key(&line),
        name: name.clone(),
        line: CustomerLine {
            key: format!("{stem}:{count}"),
            code,
            entry_date: line.entry_date,
            // An opening line bears the date of the year; its document's is older and the right one.
            document_date: line.piece_date.filter(|piece| *piece <= line.entry_date).unwrap_or(line.entry_date),
            number: number(&line),
            amount,
            is_opening: is_opening(&line),
            is_sale: false,
            is_money: false,
            label: line.label,
            lettering: line.lettering,
            lettering_date: line.lettering_date,
        },
    }
}

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let mut entries = Entries::default();
    let (mut lines, mut counts, mut read_lines) = (Vec::new(), HashMap::new(), 0_usize);
    let summary = formats::fec::stream(bytes, |line| {
        read_lines += 1;
        if line.account.starts_with('7') {
            entries.sales.insert(entry_key(&line));
        } else if line.account.starts_with('5') {
            entries.money.insert(entry_key(&line));
        } else if is_customer_account(&line.account) && line.debit != line.credit {
            lines.push(kept(line, &mut counts));
        }
    })?;
    drop(counts);
    let mut names: HashMap<String, String> = HashMap::new();
    let lines: Vec<CustomerLine> = lines
        .into_iter()
        .map(|Kept { entry, name, mut line }| {
            line.is_sale = entries.sales.contains(&entry);
            line.is_money = entries.money.contains(&entry);
            if !name.is_empty() {
                names.insert(line.code.clone(), name);
            }
            line
        })
        .collect();
    let mut report = ImportReport { read: usize::try_from(summary.data_lines).unwrap_or(usize::MAX), ..ImportReport::default() };
    report.rejected = report.read.saturating_sub(read_lines);
    report.problems = problems(&summary.diagnostics);
    let month = |date: Option<domain::Date>| date.map(|date| date.format("%Y-%m").to_string()).unwrap_or_default();
    let period = Period { from: month(summary.from), to: month(summary.to) };
    let changes = decide(context.tx, context.app, context.scope, &lines, &names, &period).await?;
    write(context, &changes).await?;
    report.created = changes.created;
    report.updated = changes.updated;
    report.unchanged = changes.unchanged + (read_lines - lines.len());
    Ok(report)
}

/// Loads what is known, creates the debtors that are new, and compares.
async fn decide(
    tx: &mut store::Tx,
    app: &crate::App,
    scope: &crate::Scope,
    lines: &[CustomerLine],
    names: &HashMap<String, String>,
    period: &Period,
) -> Result<Changes, ImportFailure> {
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut debtors: HashMap<String, (DebtorId, Option<PaymentTerms>)> = store::merge::accounts(tx, organisation).await?;
    let mut new: Vec<Debtor> = Vec::new();
    for line in lines {
        if !debtors.contains_key(&line.code) {
            let debtor = new_debtor(&line.code, names.get(&line.code).map_or("", String::as_str));
            debtors.insert(line.code.clone(), (debtor.id, None));
            new.push(debtor);
        }
    }
    store::debtor::upsert(tx, organisation, &new).await?;
    let items = store::item::known(tx, organisation).await?;
    let allocations = store::item::live_allocations(tx, organisation).await?;
    let bank_payments: HashSet<OpenItemId> =
        store::bank::with_own_payment(tx, organisation).await?.into_iter().filter_map(|transaction| transaction.payment_item).collect();
    let made: HashSet<OpenItemId> = store::ledger::made(tx, organisation).await?.into_iter().collect();
    let known = Known {
        made: &made,
        items: &items,
        allocations: &allocations,
        debtors: &debtors,
        default_terms: PaymentTerms::net(creditor.default_term_days),
        bank_payments: &bank_payments,
    };
    Ok(compare(lines, &known, period, &mut || OpenItemId(store::fresh_id())))
}

async fn write(context: Context<'_>, changes: &Changes) -> Result<(), ImportFailure> {
    let (organisation, at, actor) = (context.scope.organisation.id, context.app.now(), &context.scope.actor.name);
    store::item::insert(context.tx, organisation, &changes.new_items).await?;
    for (id, key, number, lettering) in &changes.adopted {
        store::item::adopt(context.tx, organisation, *id, key, number, lettering).await?;
    }
    store::item::update(context.tx, organisation, &changes.changed_items).await?;
    // Together: what is taken back and put on again has not been open in between.
    let allocations = [changes.counter_allocations.as_slice(), &changes.allocations].concat();
    store::item::allocate(context.tx, organisation, &allocations, at, actor).await?;
    crate::matching::recognise_booked(context.tx, organisation, &changes.new_items).await?;
    Ok(())
}
