//! Tables of invoices: they make items where no accounting file does, and give due dates where one does.

mod amount;
mod project;

use std::collections::{HashMap, HashSet};

use domain::ids::{DebtorId, OpenItemId};
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::party::{Contact, Debtor, PaymentTerms};
use domain::{Cents, Currency, Date};
use formats::invoices::InvoiceRow;
use formats::table::Choices;
use store::item::{ItemChange, KnownItem, NewAllocation, SourcedItem};

use super::customers::{new_contact, new_debtor};
use super::einvoice::{Named, take_codes};
use super::fec_items::PAID;
use super::{Context, ImportFailure, ImportReport, Problem, TableDetail, problems, told};
use crate::text::locale::ShownIn as _;
use crate::{setup, text};

pub use amount::Correction;
pub(super) use amount::is_correction;
use amount::{Corrected, Part};

/// What the rows change.
#[derive(Default)]
struct Changes {
    debtors: Vec<Debtor>,
    items: Vec<SourcedItem>,
    changes: Vec<ItemChange>,
    allocations: Vec<NewAllocation>,
    contacts: Vec<(DebtorId, Contact)>,
    /// For which project items are.
    projects: Vec<(OpenItemId, String)>,
    /// The invoices whose amount a row corrects.
    corrected: Vec<(DebtorId, OpenItemId, Correction)>,
}

/// Customer, number and whether it is owed: what instalments have in common.
type Place = (String, String, bool);

fn place(row: &InvoiceRow) -> Place {
    let code = if row.customer_code.is_empty() { &row.customer_name } else { &row.customer_code };
    (code.clone(), row.number.clone(), row.kind.is_debit())
}

/// The instalments of each number.
fn instalments<'r>(rows: impl Iterator<Item = &'r InvoiceRow>) -> HashMap<Place, Vec<Option<Date>>> {
    let mut found: HashMap<Place, Vec<Option<Date>>> = HashMap::new();
    for row in rows {
        found.entry(place(row)).or_default().push(row.due_on);
    }
    found
}

/// What is known of the debtors and items that rows may name.
struct Known {
    by_code: HashMap<String, (DebtorId, Option<PaymentTerms>)>,
    by_name: HashMap<String, DebtorId>,
    /// The account that a code was before a merge: keys of this source are made of it.
    absorbed: HashMap<String, DebtorId>,
    by_number: HashMap<(DebtorId, String), Vec<KnownItem>>,
    by_key: HashMap<String, KnownItem>,
    /// What tables said was paid of each row's item, bounced since or not, by the item's key.
    told_paid: HashMap<String, Cents>,
    /// What tables corrected of each row's item, by the item's key.
    corrections: HashMap<String, Vec<KnownItem>>,
    /// Whether a person has said that amounts are to be corrected.
    corrects: bool,
    /// The due dates that the rows give each number: its instalments.
    in_file: HashMap<Place, Vec<Option<Date>>>,
    /// Items whose due date a row of this file has moved.
    moved: HashSet<OpenItemId>,
    /// The projects of the items whose number a row gives a project.
    projects: HashMap<OpenItemId, String>,
    default_terms: PaymentTerms,
    /// Debtors that somebody can be written to; loaded when the table names addresses.
    with_contacts: Option<HashSet<DebtorId>>,
}

/// `corrects` says that a person has seen which amounts a table changes, and wants them changed.
pub(super) async fn import(context: Context<'_>, bytes: &[u8], choices: &Choices, corrects: bool) -> Result<ImportReport, ImportFailure> {
    let table = formats::invoices::read_with(bytes, choices)?;
    let organisation = context.scope.organisation.id;
    let named: Vec<Named<'_>> =
        table.rows.iter().map(|row| Named { code: &row.customer_code, name: &row.customer_name, siren: None }).collect();
    take_codes(context.tx, organisation, &named).await?;
    let mut known = load(context.tx, context.app, organisation).await?;
    (known.in_file, known.corrects) = (instalments(table.rows.iter()), corrects);
    project::load(context.tx, organisation, &mut known, table.rows.iter()).await?;
    if table.rows.iter().any(|row| row.customer_email.is_some()) {
        known.with_contacts =
            Some(store::debtor::all_contacts(context.tx, organisation).await?.into_iter().map(|(debtor, _)| debtor).collect());
    }
    let mut report = ImportReport { read: usize::try_from(table.data_rows).unwrap_or(usize::MAX), ..ImportReport::default() };
    report.rejected = usize::try_from(table.rejected_rows).unwrap_or(usize::MAX);
    report.problems = problems(&table.diagnostics);
    report.table = Some(Box::new(TableDetail::of_invoices(&table)));
    let mut changes = Changes::default();
    for row in &table.rows {
        take(row, &mut known, &mut changes, &mut report);
    }
    report.items = changes.items.iter().map(|sourced| sourced.item.id).collect();
    report.corrections = changes.corrected.iter().map(|(_, _, correction)| correction.clone()).collect();
    write(Context { app: context.app, scope: context.scope, tx: &mut *context.tx }, &changes).await?;
    amount::journal(context, &changes).await?;
    Ok(report)
}

/// What became of a document that another program pushed: its counts, and the first item that stands for it.
pub(crate) struct Pushed {
    pub(crate) report: ImportReport,
    pub(crate) item: Option<OpenItemId>,
}

/// Takes documents that another program pushed, each as its instalments; only what they name is loaded.
///
/// A document whose amount is not the one that this program pushed before changes nothing: `Err` holds that amount.
pub(crate) async fn push(
    context: Context<'_>,
    documents: &[Vec<InvoiceRow>],
) -> Result<Vec<Result<Pushed, (Cents, Currency)>>, ImportFailure> {
    let organisation = context.scope.organisation.id;
    let rows = || documents.iter().flatten();
    let codes: Vec<String> = rows().map(|row| row.customer_code.clone()).collect();
    let numbers: Vec<String> = rows().map(|row| row.number.clone()).collect();
    let debtors = store::api::debtors_by_code(context.tx, organisation, &codes).await?;
    let mut accounts = Accounts {
        by_code: debtors.iter().map(|debtor| (debtor.code.clone(), (debtor.id, debtor.terms))).collect(),
        ..Accounts::default()
    };
    accounts.by_name = debtors.iter().map(|debtor| (store::debtor::fold(&debtor.name), debtor.id)).collect();
    accounts.follow(store::merge::redirects(context.tx, organisation).await?);
    let ids: Vec<DebtorId> = codes.iter().filter_map(|code| accounts.by_code.get(code)).map(|(id, _)| *id).collect();
    let items = store::api::items_by_number(context.tx, organisation, &ids, &numbers).await?;
    let mut known = known_of(accounts, items, setup::creditor_in(context.tx, organisation).await?.default_term_days);
    known.in_file = instalments(rows());
    project::load(context.tx, organisation, &mut known, rows()).await?;
    let mut changes = Changes::default();
    let mut pushed = Vec::with_capacity(documents.len());
    for document in documents {
        let other = document.iter().find_map(|row| {
            let (debtor, _) = known.by_code.get(&row.customer_code)?;
            known.by_key.get(&known.key_of(*debtor, row)).filter(|item| item.amount != row.amount || item.currency != row.currency)
        });
        if let Some(other) = other {
            pushed.push(Err((other.amount, other.currency)));
            continue;
        }
        let (made, mut report) = (changes.items.len(), ImportReport::default());
        for row in document {
            take(row, &mut known, &mut changes, &mut report);
        }
        let there = || {
            let row = document.first()?;
            let (debtor, _) = known.by_code.get(&row.customer_code)?;
            let by_number = || known.by_number.get(&(*debtor, row.number.clone())).and_then(|items| items.first());
            known.by_key.get(&known.key_of(*debtor, row)).or_else(by_number).map(|item| item.id)
        };
        let item = changes.items.get(made).map(|sourced| sourced.item.id).or_else(there);
        pushed.push(Ok(Pushed { report, item }));
    }
    write(context, &changes).await?;
    Ok(pushed)
}

async fn write(context: Context<'_>, changes: &Changes) -> Result<(), ImportFailure> {
    let organisation = context.scope.organisation.id;
    let (at, actor) = (context.app.now(), &context.scope.actor.name);
    store::debtor::upsert(context.tx, organisation, &changes.debtors).await?;
    store::debtor::upsert_contacts(context.tx, organisation, &changes.contacts).await?;
    store::item::insert(context.tx, organisation, &changes.items).await?;
    store::item::update(context.tx, organisation, &changes.changes).await?;
    store::item::allocate(context.tx, organisation, &changes.allocations, at, actor).await?;
    store::project::set(context.tx, organisation, &changes.projects).await?;
    Ok(())
}

impl Known {
    /// An item with the parts by which tables corrected its amount.
    fn with_corrections(&self, item: &KnownItem) -> Vec<OpenItemId> {
        let parts = self.corrections.get(&item.source_key).into_iter().flatten();
        std::iter::once(item.id).chain(parts.map(|part| part.id)).collect()
    }

    /// What makes a row the same when its table tells it again: by the account it names, absorbed or not.
    fn key_of(&self, debtor: DebtorId, row: &InvoiceRow) -> String {
        let source = self.absorbed.get(&row.customer_code).copied().unwrap_or(debtor);
        format!("csv:{}:{}:{}:{}", source, row.number, row.kind.code(), row.due_on.map(|due| due.to_string()).unwrap_or_default())
    }
}

async fn load(tx: &mut store::Tx, app: &crate::App, organisation: domain::ids::OrganisationId) -> Result<Known, ImportFailure> {
    let creditor = setup::creditor(app, organisation).await?;
    let mut accounts = Accounts { by_code: store::merge::accounts(tx, organisation).await?, ..Accounts::default() };
    accounts.by_name =
        store::debtor::all(tx, organisation).await?.into_iter().map(|debtor| (store::debtor::fold(&debtor.name), debtor.id)).collect();
    accounts.follow(store::merge::redirects(tx, organisation).await?);
    let items = store::item::known(tx, organisation).await?;
    Ok(known_of(accounts, items, creditor.default_term_days))
}

/// The accounts that rows may name, absorbed ones leading to their survivors.
#[derive(Default)]
struct Accounts {
    by_code: HashMap<String, (DebtorId, Option<PaymentTerms>)>,
    by_name: HashMap<String, DebtorId>,
    absorbed: HashMap<String, DebtorId>,
}

impl Accounts {
    fn follow(&mut self, redirects: Vec<store::merge::Redirect>) {
        for redirect in redirects {
            self.by_name.entry(store::debtor::fold(&redirect.name)).or_insert(redirect.survivor);
            let terms = self.by_code.get(&redirect.code).and_then(|(id, terms)| terms.filter(|_| *id == redirect.survivor));
            self.by_code.insert(redirect.code.clone(), (redirect.survivor, terms));
            self.absorbed.insert(redirect.code, redirect.absorbed);
        }
    }
}

fn known_of(accounts: Accounts, items: Vec<KnownItem>, default_days: u16) -> Known {
    let (mut by_number, mut by_key): (HashMap<_, Vec<KnownItem>>, HashMap<_, _>) = (HashMap::new(), HashMap::new());
    let mut told_paid: HashMap<String, Cents> = HashMap::new();
    let mut corrections: HashMap<String, Vec<KnownItem>> = HashMap::new();
    for item in items {
        if let Some(of) = amount::corrected(&item.source_key).filter(|of| of.starts_with("csv:")) {
            corrections.entry(of.to_owned()).or_default().push(item.clone());
            by_key.insert(item.source_key.clone(), item);
            continue;
        }
        if let Some(told) = item.source_key.strip_suffix(PAID).filter(|told| told.starts_with("csv:")) {
            // At first under the key of the item, later with the sum that the table gave.
            for of in [Some(told), told.rsplit_once(':').map(|(of, _)| of)].into_iter().flatten() {
                *told_paid.entry(of.to_owned()).or_default() += -item.amount;
            }
        }
        by_key.insert(item.source_key.clone(), item.clone());
        by_number.entry((item.debtor, item.number.clone())).or_default().push(item);
    }
    let Accounts { by_code, by_name, absorbed } = accounts;
    Known {
        by_code,
        by_name,
        absorbed,
        by_number,
        by_key,
        told_paid,
        corrections,
        corrects: false,
        in_file: HashMap::new(),
        moved: HashSet::new(),
        projects: HashMap::new(),
        default_terms: PaymentTerms::net(default_days),
        with_contacts: None,
    }
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
    let debtor = Debtor { siren: row.customer_siren.clone(), ..new_debtor(code, &row.customer_name) };
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
    let (made, unchanged) = (changes.items.len(), report.unchanged);
    let told = tell(row, known, changes, report);
    let items = told.into_iter().chain(changes.items[made..].iter().map(|sourced| sourced.item.id)).collect::<Vec<_>>();
    if project::note(row, &items, known, changes) && report.unchanged > unchanged {
        report.unchanged -= 1;
        report.updated += 1;
    }
}

/// Takes what a row says of amounts and dates; the items that it is about and that were there before.
fn tell(row: &InvoiceRow, known: &mut Known, changes: &mut Changes, report: &mut ImportReport) -> Vec<OpenItemId> {
    let (debtor, terms) = debtor_of(row, known, changes);
    // An address is a first contact; who has one keeps it.
    if let (Some(email), Some(with_contacts)) = (&row.customer_email, &mut known.with_contacts)
        && with_contacts.insert(debtor)
    {
        changes.contacts.push((debtor, new_contact(email.clone())));
    }
    let due_on = row.due_on.unwrap_or_else(|| terms.unwrap_or(known.default_terms).due_on(row.issued_on));
    let key = known.key_of(debtor, row);
    if let Some(item) = known.by_key.get(&key).cloned() {
        own_row(row, &item, due_on, known, changes, report);
        return known.with_corrections(&item);
    }
    let same: Vec<KnownItem> = known
        .by_number
        .get(&(debtor, row.number.clone()))
        .into_iter()
        .flatten()
        .filter(|item| item.kind.is_debit() == row.kind.is_debit())
        .cloned()
        .collect();
    let made = changes.items.len();
    match same.as_slice() {
        [] => create(row, debtor, due_on, key, changes, report),
        tabled if tabled.iter().all(|item| item.source_key.starts_with("csv:")) => match rescheduled(row, tabled, known) {
            Some(item) => {
                known.moved.insert(item.id);
                own_row(row, item, due_on, known, changes, report);
                return known.with_corrections(item);
            }
            None => {
                let words = || text::warning_new_instalment(&row.number, row.amount.shown_in(row.currency));
                report.problems.push(Problem::new(row.line, told(words), false));
                create(row, debtor, due_on, key, changes, report);
            }
        },
        // The accounting says what is owed; the table may only say until when.
        [item] => {
            if item.amount != row.amount || item.currency != row.currency {
                let words =
                    || text::warning_amount_differs(&row.number, row.amount.shown_in(row.currency), item.amount.shown_in(item.currency));
                report.problems.push(Problem::new(row.line, told(words), false));
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
    // What the accounting holds in several items is one document: all are for the row's project. A new instalment is on its own.
    if changes.items.len() == made { same.iter().map(|item| item.id).collect() } else { Vec::new() }
}

/// The item that a row with another due date is: the number's only one when the file has one row of it, else the one
/// of its amount whose due date the file does not name any more.
fn rescheduled<'i>(row: &InvoiceRow, told: &'i [KnownItem], known: &Known) -> Option<&'i KnownItem> {
    let dues = known.in_file.get(&place(row)).map(Vec::as_slice).unwrap_or_default();
    if let ([item], 0 | 1) = (told, dues.len()) {
        return Some(item);
    }
    let named: HashSet<String> = dues.iter().map(|due| due.map(|due| due.to_string()).unwrap_or_default()).collect();
    let is_left = |item: &&KnownItem| {
        let due = item.source_key.rsplit(':').next().unwrap_or_default();
        item.amount == row.amount && item.currency == row.currency && !named.contains(due) && !known.moved.contains(&item.id)
    };
    let mut left = told.iter().filter(is_left);
    match (left.next(), left.next()) {
        (Some(item), None) => Some(item),
        _ => None,
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

/// A row that this table has told before: its due date, what is paid and its amount may have moved.
fn own_row(row: &InvoiceRow, item: &KnownItem, due_on: Date, known: &Known, changes: &mut Changes, report: &mut ImportReport) {
    let invoice = Corrected::new(item, known.corrections.get(&item.source_key).map(Vec::as_slice).unwrap_or_default());
    let mut parts = invoice.parts();
    let differs = invoice.amount() != row.amount || item.currency != row.currency;
    let is_corrected = differs && known.corrects && item.currency == row.currency && item.amount.is_negative() == row.amount.is_negative();
    if is_corrected {
        let (correction, open) = invoice.correct(row, known, changes);
        report.problems.push(correction.told(row.line));
        parts = open;
    } else if differs {
        let (known, changed) = (invoice.amount(), row.amount);
        let words = || text::warning_amount_changed(&row.number, changed.shown_in(row.currency), known.shown_in(item.currency));
        report.problems.push(Problem::new(row.line, told(words), false));
    }
    // A date that a person gave stays where the table gives none.
    let moved = item.kind.is_debit() && due_on != item.due_on && (row.due_on.is_some() || item.due_estimated);
    if moved {
        changes.changes.push(ItemChange { id: item.id, due_on, due_estimated: row.due_on.is_none(), lettering: item.lettering.clone() });
    }
    let further = pay_further(row, item, (&invoice, &parts), known, changes);
    if moved || further || is_corrected {
        report.updated += 1;
    } else {
        report.unchanged += 1;
    }
}

/// Writes what a row says is paid beyond what is known; whether it says more.
fn pay_further(
    row: &InvoiceRow,
    item: &KnownItem,
    (invoice, parts): (&Corrected<'_>, &[Part]),
    known: &Known,
    changes: &mut Changes,
) -> bool {
    // What the table told is not told anew, even of a payment that the bank has taken back since.
    let told = known.told_paid.get(&item.source_key).copied().unwrap_or_default();
    let settled_here = invoice.settled();
    let already = if item.amount.is_negative() { settled_here.min(told) } else { settled_here.max(told) };
    let mut more = settled(row) - already;
    let further = if item.amount.is_negative() { more.is_negative() } else { more.is_positive() };
    if !further || item.currency != row.currency {
        return false;
    }
    let mut key = format!("{}:{}", item.source_key, settled(row).0);
    for part in parts {
        while known.by_key.contains_key(&format!("{key}{PAID}")) {
            key.push('+');
        }
        let paid = settle(row, (part.id, item.issued_on), part.open, (item.debtor, item.currency), more, &key, changes);
        more -= paid;
        if !paid.is_zero() {
            key.push('+');
        }
    }
    true
}

/// Writes what the table says is paid as cash (or use of a credit note) of the day it names; how much that is.
fn settle(
    row: &InvoiceRow,
    (id, issued_on): (OpenItemId, Date),
    open: Cents,
    (debtor, currency): (DebtorId, Currency),
    amount: Cents,
    key: &str,
    changes: &mut Changes,
) -> Cents {
    let amount = if open.is_negative() { amount.max(open) } else { amount.min(open) };
    if amount.is_zero() || amount.is_negative() != open.is_negative() {
        return Cents::ZERO;
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
    amount
}
