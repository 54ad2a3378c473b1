//! Tables of invoices: they make items where no accounting file does, and give due dates where one does.

use std::collections::HashMap;

use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::party::{Debtor, PaymentTerms};
use domain::{Cents, Currency, Date};
use formats::invoices::InvoiceRow;
use store::item::{ItemChange, KnownItem, NewAllocation, SourcedItem};

use super::customers::new_debtor;
use super::fec_items::PAID;
use super::{Context, ImportFailure, ImportReport, Problem, problems};
use crate::{setup, text};

/// What the rows change.
#[derive(Default)]
struct Changes {
    debtors: Vec<Debtor>,
    items: Vec<SourcedItem>,
    changes: Vec<ItemChange>,
    allocations: Vec<NewAllocation>,
}

/// What is known of the debtors and items that rows may name.
struct Known {
    by_code: HashMap<String, (DebtorId, Option<PaymentTerms>)>,
    by_name: HashMap<String, DebtorId>,
    /// The account that a code was before a merge: keys of this source are made of it.
    absorbed: HashMap<String, DebtorId>,
    by_number: HashMap<(DebtorId, String), Vec<KnownItem>>,
    by_key: HashMap<String, KnownItem>,
    default_terms: PaymentTerms,
}

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let table = formats::invoices::read(bytes)?;
    let organisation = context.scope.organisation.id;
    let mut known = load(context.tx, context.app, organisation).await?;
    let mut report = ImportReport { read: usize::try_from(table.data_rows).unwrap_or(usize::MAX), ..ImportReport::default() };
    report.rejected = report.read.saturating_sub(table.rows.len());
    report.problems = problems(&table.diagnostics);
    let mut changes = Changes::default();
    for row in &table.rows {
        take(row, &mut known, &mut changes, &mut report);
    }
    let (at, actor) = (context.app.now(), &context.scope.actor.name);
    store::debtor::upsert(context.tx, organisation, &changes.debtors).await?;
    store::item::insert(context.tx, organisation, &changes.items).await?;
    store::item::update(context.tx, organisation, &changes.changes).await?;
    store::item::allocate(context.tx, organisation, &changes.allocations, at, actor).await?;
    Ok(report)
}

async fn load(tx: &mut store::Tx, app: &crate::App, organisation: domain::ids::OrganisationId) -> Result<Known, ImportFailure> {
    let creditor = setup::creditor(app, organisation).await?;
    let by_code = store::merge::accounts(tx, organisation).await?;
    let (mut by_name, mut absorbed) = (HashMap::new(), HashMap::new());
    for redirect in store::merge::redirects(tx, organisation).await? {
        by_name.insert(store::debtor::fold(&redirect.name), redirect.survivor);
        absorbed.insert(redirect.code, redirect.absorbed);
    }
    for debtor in store::debtor::all(tx, organisation).await? {
        by_name.insert(store::debtor::fold(&debtor.name), debtor.id);
    }
    let (mut by_number, mut by_key): (HashMap<_, Vec<KnownItem>>, HashMap<_, _>) = (HashMap::new(), HashMap::new());
    for item in store::item::known(tx, organisation).await? {
        by_key.insert(item.source_key.clone(), item.clone());
        by_number.entry((item.debtor, item.number.clone())).or_default().push(item);
    }
    let default_terms = PaymentTerms::net(creditor.default_term_days);
    Ok(Known { by_code, by_name, absorbed, by_number, by_key, default_terms })
}

/// The debtor of a row, made when it is new.
fn debtor_of(row: &InvoiceRow, known: &mut Known, changes: &mut Changes) -> (DebtorId, Option<PaymentTerms>) {
    let code = if row.customer_code.is_empty() { &row.customer_name } else { &row.customer_code };
    if let Some(found) = known.by_code.get(code) {
        return *found;
    }
    if row.customer_code.is_empty()
        && let Some(id) = known.by_name.get(&store::debtor::fold(&row.customer_name))
    {
        return (*id, None);
    }
    let debtor = new_debtor(code, &row.customer_name);
    let found = (debtor.id, None);
    known.by_code.insert(code.clone(), found);
    changes.debtors.push(debtor);
    found
}

fn take(row: &InvoiceRow, known: &mut Known, changes: &mut Changes, report: &mut ImportReport) {
    if row.amount.is_zero() {
        report.unchanged += 1;
        return;
    }
    let (debtor, terms) = debtor_of(row, known, changes);
    let due_on = row.due_on.unwrap_or_else(|| terms.unwrap_or(known.default_terms).due_on(row.issued_on));
    let source = known.absorbed.get(&row.customer_code).copied().unwrap_or(debtor);
    let key = format!("csv:{}:{}:{}:{}", source, row.number, row.kind.code(), row.due_on.map(|due| due.to_string()).unwrap_or_default());
    if let Some(item) = known.by_key.get(&key).cloned() {
        own_row(row, &item, due_on, changes, report);
        return;
    }
    let same: Vec<KnownItem> = known
        .by_number
        .get(&(debtor, row.number.clone()))
        .into_iter()
        .flatten()
        .filter(|item| item.kind.is_debit() == row.kind.is_debit())
        .cloned()
        .collect();
    match same.as_slice() {
        [] => create(row, debtor, due_on, key, changes, report),
        // The accounting says what is owed; the table may only say until when.
        [item] => {
            if item.amount != row.amount || item.currency != row.currency {
                let message = text::warning_amount_differs(&row.number, row.amount.fr_in(row.currency), item.amount.fr_in(item.currency));
                report.problems.push(Problem { line: row.line, field: None, message, error: false });
            }
            due_date(row.due_on, item, changes, report);
        }
        several => {
            let mut matched = several.iter().filter(|item| item.amount == row.amount);
            match (matched.next(), matched.next()) {
                (Some(item), None) => due_date(row.due_on, item, changes, report),
                _ => report.unchanged += 1,
            }
        }
    }
}

fn due_date(due_on: Option<Date>, item: &KnownItem, changes: &mut Changes, report: &mut ImportReport) {
    match due_on {
        Some(due_on) if item.kind.is_debit() && (due_on != item.due_on || item.due_estimated) => {
            changes.changes.push(ItemChange { id: item.id, due_on, due_estimated: false, lettering: item.lettering.clone() });
            report.updated += 1;
        }
        _ => report.unchanged += 1,
    }
}

/// What the table says is paid of a row: its own figure, else what is missing to the open amount.
fn settled(row: &InvoiceRow) -> Cents {
    match (row.open, row.paid, row.paid_on) {
        (Some(open), _, _) if open.is_negative() == row.amount.is_negative() || open.is_zero() => row.amount - open,
        (_, Some(paid), _) => {
            if row.amount.is_negative() {
                -paid.abs()
            } else {
                paid.abs()
            }
        }
        (_, _, Some(_)) => row.amount,
        _ => Cents::ZERO,
    }
}

fn create(row: &InvoiceRow, debtor: DebtorId, due_on: Date, key: String, changes: &mut Changes, report: &mut ImportReport) {
    let id = OpenItemId(store::fresh_id());
    let item = OpenItem {
        id,
        debtor,
        kind: row.kind,
        number: row.number.clone(),
        issued_on: row.issued_on,
        due_on: if row.kind.is_debit() { due_on } else { row.issued_on },
        due_estimated: row.kind.is_debit() && row.due_on.is_none(),
        currency: row.currency,
        amount: row.amount,
        open: row.amount,
    };
    changes.items.push(SourcedItem {
        source: "csv",
        source_key: key.clone(),
        lettering: String::new(),
        label: row.label.clone(),
        order_reference: row.order_ref.clone(),
        item,
    });
    settle(row, (id, row.issued_on), row.amount, (debtor, row.currency), settled(row), &key, changes);
    report.created += 1;
}

/// A row that this table has told before: its due date and what is paid may have moved.
fn own_row(row: &InvoiceRow, item: &KnownItem, due_on: Date, changes: &mut Changes, report: &mut ImportReport) {
    let already = item.amount - item.open;
    let more = settled(row) - already;
    let further = if item.amount.is_negative() { more.is_negative() } else { more.is_positive() };
    // A date that a person gave stays where the table gives none.
    let moved = item.kind.is_debit() && due_on != item.due_on && (row.due_on.is_some() || item.due_estimated);
    if moved {
        changes.changes.push(ItemChange { id: item.id, due_on, due_estimated: row.due_on.is_none(), lettering: item.lettering.clone() });
    }
    if further {
        let key = format!("{}:{}", item.source_key, settled(row).0);
        settle(row, (item.id, item.issued_on), item.open, (item.debtor, item.currency), more, &key, changes);
    }
    if moved || further {
        report.updated += 1;
    } else {
        report.unchanged += 1;
    }
}

/// Writes what the table says is paid as cash (or use of a credit note) of the day it names.
fn settle(
    row: &InvoiceRow,
    (id, issued_on): (OpenItemId, Date),
    open: Cents,
    (debtor, currency): (DebtorId, Currency),
    amount: Cents,
    key: &str,
    changes: &mut Changes,
) {
    let amount = if open.is_negative() { amount.max(open) } else { amount.min(open) };
    if amount.is_zero() || amount.is_negative() != open.is_negative() {
        return;
    }
    let counter = OpenItemId(store::fresh_id());
    let on = row.paid_on.unwrap_or(issued_on).max(issued_on);
    changes.items.push(SourcedItem {
        item: OpenItem {
            id: counter,
            debtor,
            kind: if open.is_negative() { ItemKind::Debit } else { ItemKind::Payment },
            number: row.number.clone(),
            issued_on: on,
            due_on: on,
            due_estimated: false,
            currency,
            amount: -amount,
            open: -amount,
        },
        source: "csv",
        source_key: format!("{key}{PAID}"),
        lettering: String::new(),
        label: text::label_paid_in_file(&row.number),
        order_reference: String::new(),
    });
    let (debit, credit) = if open.is_negative() { (counter, id) } else { (id, counter) };
    changes.allocations.push(NewAllocation {
        allocation: Allocation { debit, credit, amount: amount.abs(), value_on: on },
        origin: "file",
        reason: text::label_paid_in_file(&row.number),
        reverses: None,
    });
}
