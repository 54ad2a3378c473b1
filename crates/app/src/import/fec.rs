//! The accounting-entries file (FEC): customers and their items come from the accounts 411.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use domain::Date;
use domain::ids::{DebtorId, OpenItemId};
use domain::party::{Debtor, PaymentTerms};
use formats::fec::{FecLine, customer_of, is_customer_account};

use super::customers::new_debtor;
use super::einvoice::{Named, take_codes};
use super::fec_items::{Changes, CustomerLine, Known, Period, compare};
use super::{Context, ImportFailure, ImportReport, problems};
use crate::setup;

/// What is remembered of entries while their lines go by: those that touch a sales account, and those that move money.
#[derive(Default)]
struct Entries {
    sales: HashSet<u128>,
    money: HashSet<u128>,
    /// The entry of the last line that was asked for: lines of one entry stand together.
    last: Option<(String, String, Date, u128)>,
}

impl Entries {
    fn key(&mut self, line: &FecLine) -> u128 {
        if let Some((journal, number, date, key)) = &self.last
            && *date == line.entry_date
            && *number == line.entry_number
            && *journal == line.journal
        {
            return *key;
        }
        let date = line.entry_date.to_string();
        let key = store::stable_id(&[line.journal.as_bytes(), line.entry_number.as_bytes(), date.as_bytes()]).as_u128();
        self.last = Some((line.journal.clone(), line.entry_number.clone(), line.entry_date, key));
        key
    }
}

/// Which journals carry balances forward, each judged once.
#[derive(Default)]
struct Journals(Vec<(String, String, bool)>);

impl Journals {
    /// A file has a dozen journals; one that names them line by line is not remembered without end.
    const MOST: usize = 200;

    fn is_opening(&mut self, line: &FecLine) -> bool {
        if let Some((.., known)) = self.0.iter().find(|(code, label, _)| *code == line.journal && *label == line.journal_label) {
            return *known;
        }
        let is_opening = is_opening(line);
        if self.0.len() == Self::MOST {
            self.0.clear();
        }
        self.0.push((line.journal.clone(), line.journal_label.clone(), is_opening));
        is_opening
    }
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

/// What is kept of a file while its lines go by.
#[derive(Default)]
struct Reading {
    entries: Entries,
    journals: Journals,
    lines: Vec<Kept>,
    /// Lines of one account and side in one entry, which only their order tells apart.
    counts: HashMap<String, u32>,
    read: usize,
}

impl Reading {
    fn take(&mut self, line: FecLine) {
        self.read += 1;
        if line.account.starts_with('7') {
            let key = self.entries.key(&line);
            self.entries.sales.insert(key);
        } else if line.account.starts_with('5') {
            let key = self.entries.key(&line);
            self.entries.money.insert(key);
        } else if is_customer_account(&line.account) && line.debit != line.credit {
            self.keep(line);
        }
    }

    fn keep(&mut self, line: FecLine) {
        let amount = line.debit - line.credit;
        let code = customer_of(&line).to_owned();
        let side = if amount.is_negative() { 'C' } else { 'D' };
        let mut key = format!("fec:{}:{}:{}:{code}:{side}", line.entry_date, line.journal, line.entry_number);
        let count = match self.counts.get_mut(&key) {
            Some(count) => {
                *count += 1;
                *count
            }
            None => {
                self.counts.insert(key.clone(), 1);
                1
            }
        };
        let _ = write!(key, ":{count}");
        let entry = self.entries.key(&line);
        let is_opening = self.journals.is_opening(&line);
        let number = number(&line);
        self.lines.push(Kept {
            entry,
            name: if line.auxiliary.is_empty() { line.account_label } else { line.auxiliary_label },
            line: CustomerLine {
                key,
                code,
                entry_date: line.entry_date,
                // An opening line bears the date of the year; its document's is older and the right one.
                document_date: line.piece_date.filter(|piece| *piece <= line.entry_date).unwrap_or(line.entry_date),
                number,
                amount,
                is_opening,
                is_sale: false,
                is_money: false,
                label: line.label,
                lettering: line.lettering,
                lettering_date: line.lettering_date,
            },
        });
    }

    /// The lines on 411, each with what its whole entry says, and the last name of each account.
    fn finish(self) -> (Vec<CustomerLine>, HashMap<String, String>) {
        let Self { entries, lines, .. } = self;
        let mut names: HashMap<String, String> = HashMap::new();
        let lines = lines.into_iter().map(|Kept { entry, name, mut line }| {
            line.is_sale = entries.sales.contains(&entry);
            line.is_money = entries.money.contains(&entry);
            match names.get_mut(&line.code) {
                _ if name.is_empty() => {}
                Some(known) if *known == name => {}
                Some(known) => *known = name,
                None => {
                    names.insert(line.code.clone(), name);
                }
            }
            line
        });
        (lines.collect(), names)
    }
}

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let mut reading = Reading::default();
    let summary = formats::fec::stream(bytes, |line| reading.take(line))?;
    let read = reading.read;
    let (lines, names) = reading.finish();
    let mut report = ImportReport { read: usize::try_from(summary.data_lines).unwrap_or(usize::MAX), ..ImportReport::default() };
    report.rejected = report.read.saturating_sub(read);
    report.problems = problems(&summary.diagnostics);
    let month = |date: Option<Date>| date.map(|date| date.format("%Y-%m").to_string()).unwrap_or_default();
    let period = Period { from: month(summary.from), to: month(summary.to) };
    let mut changes = decide(context.tx, context.app, context.scope, &lines, &names, &period).await?;
    let without_item = read - lines.len();
    // What is written needs the changes alone.
    drop((lines, names));
    write(context, &mut changes).await?;
    report.created = changes.created;
    report.updated = changes.updated;
    report.unchanged = changes.unchanged + without_item;
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
    let named: Vec<Named<'_>> = names.iter().map(|(code, name)| Named { code, name, siren: None }).collect();
    take_codes(tx, organisation, &named).await?;
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
    let mut bank_payments: HashSet<OpenItemId> = store::bank::own_payments(tx, organisation).await?.into_iter().collect();
    // What another program pushed is booked in the accounting later, as a bank line is.
    bank_payments.extend(items.iter().filter(|item| item.source_key.starts_with("api:")).map(|item| item.id));
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
    crate::matching::recognise_booked(context.tx, organisation, &changes.new_items).await?;
    Ok(())
}
