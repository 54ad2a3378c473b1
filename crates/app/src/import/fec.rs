//! The accounting-entries file (FEC): customers and their items come from the accounts 411.
//!
//! A file is read once, whatever its length: its lines on 411 wait in lots of customers, and each lot is
//! compared and written before the next.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, BufRead};
use std::sync::{Arc, mpsc};

use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::party::{Debtor, PaymentTerms};
use domain::{Cents, Date};
use formats::diagnostic::Diagnostic;
use formats::fec::{FecLine, FecSummary};
use store::Tx;
use store::bank::TransactionState;
use store::item::{KnownItem, LiveAllocation, SourcedItem};
use tokio::task::JoinHandle;

use super::customers::new_debtor;
use super::einvoice::{Named, take_codes};
use super::fec_items::{Changes, CustomerLine, Known, Overlap, Period, compare};
use super::fec_reading::{Accounts, Lots, Reading};
use super::{Context, ImportFailure, ImportReport, problems};
use crate::{AppError, setup};

pub(super) async fn import(context: Context<'_>, file: impl BufRead + Send) -> Result<ImportReport, ImportFailure> {
    let Context { app, scope, tx } = context;
    let organisation = scope.organisation.id;
    let mut accounts = store::merge::accounts(tx, organisation).await?;
    let mut reading = Reading::new(&accounts, app.documents().folder());
    let summary = read_through(file, &mut reading)?;
    let (read, kept) = (reading.read, reading.kept);
    let mut lots = reading.finish().map_err(AppError::File)?;
    let mut report = ImportReport { read: usize::try_from(summary.data_lines).unwrap_or(usize::MAX), ..ImportReport::default() };
    report.rejected = report.read.saturating_sub(read);
    report.problems = problems(&summary.diagnostics);
    let period = Period::new(summary.from, summary.to);
    let named: Vec<Named<'_>> =
        lots.customers.iter().map(|customer| Named { code: &customer.code, name: &customer.name, siren: None }).collect();
    if take_codes(tx, organisation, &named).await? > 0 {
        accounts = store::merge::accounts(tx, organisation).await?;
    }
    let Loaded { shared, waiting } = load(Context { app, scope, tx: &mut *tx }, accounts, &lots, period).await?;
    let shared = Arc::new(shared);
    let mut written = Written { report, waiting, payments: Vec::new(), overlap: Overlap::default() };
    // A lot is compared while the one before it is written and the next is loaded.
    let mut compared: Option<JoinHandle<(Lot, Changes)>> = None;
    for group in lots.groups(&shared.accounts) {
        let lines = lots.lines(&group).map_err(AppError::File)?;
        let lot = shared.lot(tx, organisation, lines).await?;
        let own = Arc::clone(&shared);
        let comparison = tokio::task::spawn_blocking(move || {
            let changes = own.compare(&lot);
            (lot, changes)
        });
        if let Some(before) = compared.replace(comparison) {
            written.add(Context { app, scope, tx: &mut *tx }, &shared, before).await?;
        }
    }
    if let Some(last) = compared {
        written.add(Context { app, scope, tx: &mut *tx }, &shared, last).await?;
    }
    crate::matching::recognise_booked(tx, app, scope, &written.payments).await?;
    let mut report = written.report;
    report.problems.extend(written.overlap.told());
    report.unchanged += read - kept;
    Ok(report)
}

/// Reads the file on a thread of its own while its lines are put where they wait.
fn read_through(file: impl BufRead + Send, reading: &mut Reading<'_>) -> Result<FecSummary, Vec<Diagnostic>> {
    const BATCH: usize = 1_000;
    std::thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel::<Vec<FecLine>>(8);
        let reader = scope.spawn(move || {
            let mut batch = Vec::with_capacity(BATCH);
            let summary = formats::fec::stream(file, |line| {
                batch.push(line);
                if batch.len() == BATCH {
                    // Nobody listens any more only when the other side is panicking.
                    let _ = sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            });
            let _ = sender.send(batch);
            summary
        });
        for batch in batches {
            batch.iter().for_each(|line| reading.take(line));
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What all lots are compared with.
struct Shared {
    /// Those that the file adds included.
    accounts: Accounts,
    /// Those that the file adds: nothing is known of them.
    new: HashSet<DebtorId>,
    period: Period,
    default_terms: PaymentTerms,
    bank_payments: HashSet<OpenItemId>,
    made: HashSet<OpenItemId>,
    told_on: HashMap<OpenItemId, Date>,
}

struct Loaded {
    shared: Shared,
    /// Amounts of bank lines that nobody has identified.
    waiting: HashSet<Cents>,
}

/// Creates the debtors that are new, and loads what concerns all lots.
async fn load(context: Context<'_>, mut accounts: Accounts, lots: &Lots, period: Period) -> Result<Loaded, ImportFailure> {
    let Context { app, scope, tx } = context;
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let mut new: Vec<Debtor> = Vec::new();
    for customer in &lots.customers {
        if !accounts.contains_key(&customer.code) {
            let debtor = new_debtor(&customer.code, &customer.name);
            accounts.insert(customer.code.clone(), (debtor.id, None));
            new.push(debtor);
        }
    }
    store::debtor::upsert(tx, organisation, &new).await?;
    let inbox = store::bank::in_state(tx, organisation, TransactionState::ToIdentify).await?;
    let shared = Shared {
        accounts,
        new: new.iter().map(|debtor| debtor.id).collect(),
        period,
        default_terms: PaymentTerms::net(creditor.default_term_days),
        bank_payments: store::bank::own_payments(tx, organisation).await?.into_iter().collect(),
        made: store::ledger::made(tx, organisation).await?.into_iter().collect(),
        told_on: store::import_mapping::payments_told_on(tx, organisation).await?,
    };
    Ok(Loaded { shared, waiting: inbox.iter().map(|transaction| transaction.amount).collect() })
}

/// The lines of some customers, with what is known of them.
struct Lot {
    lines: Vec<CustomerLine>,
    /// Those that were known before the file.
    debtors: Vec<DebtorId>,
    items: Vec<KnownItem>,
    allocations: Vec<LiveAllocation>,
}

impl Shared {
    async fn lot(&self, tx: &mut Tx, organisation: OrganisationId, lines: Vec<CustomerLine>) -> Result<Lot, ImportFailure> {
        let debtors = lines.iter().filter_map(|line| self.accounts.get(&line.code)).map(|(debtor, _)| *debtor);
        let debtors: BTreeSet<DebtorId> = debtors.filter(|debtor| !self.new.contains(debtor)).collect();
        let debtors: Vec<DebtorId> = debtors.into_iter().collect();
        let items = store::item::known_of(tx, organisation, &debtors).await?;
        Ok(Lot { lines, debtors, items, allocations: Vec::new() })
    }

    fn compare(&self, lot: &Lot) -> Changes {
        let Lot { lines, items, allocations, .. } = lot;
        // What another program pushed is booked in the accounting later, as a bank line is.
        let outside = items.iter().filter(|item| self.bank_payments.contains(&item.id) || item.source_key.starts_with("api:"));
        let known = Known {
            made: &self.made,
            told_on: &self.told_on,
            items,
            allocations,
            debtors: &self.accounts,
            default_terms: self.default_terms,
            bank_payments: &outside.map(|item| item.id).collect(),
        };
        compare(lines, &known, &self.period, &mut || OpenItemId(store::fresh_id()))
    }
}

/// What was written so far.
struct Written {
    report: ImportReport,
    waiting: HashSet<Cents>,
    /// New payments that may be those of bank lines.
    payments: Vec<SourcedItem>,
    overlap: Overlap,
}

impl Written {
    async fn add(&mut self, context: Context<'_>, shared: &Shared, compared: JoinHandle<(Lot, Changes)>) -> Result<(), ImportFailure> {
        let (mut lot, mut changes) = compared.await.map_err(|error| AppError::File(io::Error::other(error)))?;
        // Lines that all say what is known touch no allocation; those of the others are compared as well.
        if !lot.items.is_empty() && !changes.is_nothing() {
            lot.allocations = store::item::live_allocations_of_debtors(context.tx, context.scope.organisation.id, &lot.debtors).await?;
            changes = shared.compare(&lot);
        }
        self.report.created += changes.created;
        self.report.updated += changes.updated;
        self.report.unchanged += changes.unchanged;
        self.report.problems.extend(changes.differences.iter().map(super::fec_items::Difference::told));
        self.overlap.add(changes.overlap);
        write(context, &mut changes).await?;
        self.payments.extend(changes.new_items.into_iter().filter(|new| self.waiting.contains(&-new.item.amount)));
        Ok(())
    }
}

async fn write(context: Context<'_>, changes: &mut Changes) -> Result<(), ImportFailure> {
    let (organisation, at, actor) = (context.scope.organisation.id, context.app.now(), &context.scope.actor.name);
    for (id, key, number, lettering) in &changes.adopted {
        store::item::adopt(context.tx, organisation, *id, key, number, lettering).await?;
    }
    store::item::update(context.tx, organisation, &changes.changed_items).await?;
    // Together: what is taken back and put on again has not been open in between.
    let mut allocations = std::mem::take(&mut changes.counter_allocations);
    allocations.append(&mut changes.allocations);
    store::item::insert_allocated(context.tx, organisation, &changes.new_items, &allocations, at, actor).await?;
    Ok(())
}
