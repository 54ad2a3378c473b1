//! Bank statements: lines come in once, whatever the number and the formats of the files that hold them.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::bank_line::{self, AccountForms, Fate, Line, Source};
use domain::ids::{BankAccountId, TransactionId};
use domain::{Cents, Currency, Date};
use formats::bank::{Entry, EntryStatus, Statement};
use store::bank::{BankTransaction, TransactionState};
use store::bank_statement::StatementRow;

use super::returned::Returned;
use super::{Context, ImportFailure, ImportReport, Problem, problems, told};
use crate::text;

/// Days around a statement in which its lines may be known under another date.
const AROUND: chrono::Days = chrono::Days::new(4);

pub(super) async fn import(context: Context<'_>, bytes: &[u8]) -> Result<ImportReport, ImportFailure> {
    let file = formats::bank::read(bytes)?;
    let mut reading = Reading {
        source: source_of(&file.format),
        format: file.format.clone(),
        today: context.app.today(),
        report: ImportReport { problems: problems(&file.diagnostics), ..ImportReport::default() },
        page: None,
        returned: Vec::new(),
        told: BTreeMap::new(),
        spans: Vec::new(),
    };
    for statement in &file.statements {
        reading.report.read += statement.entries.len();
        reading.statement(context.tx, context.scope, statement).await?;
    }
    reading.tell_gaps(context.tx, context.scope).await?;
    super::returned::reopen(context.tx, context.app, context.scope, &reading.returned).await?;
    reading.report.brought.lines = reading.told.into_iter().collect();
    Ok(reading.report)
}

fn source_of(format: &str) -> Source {
    match format.get(..3) {
        Some("CFO") => Source::Cfonb,
        Some("MT9") => Source::Mt940,
        Some("OFX") => Source::Ofx,
        _ => Source::Camt,
    }
}

/// What the keys of a format begin with; those of camt are older than the others and have no name.
fn prefix(source: Source) -> &'static str {
    match source {
        Source::Cfonb => "cfonb:",
        Source::Ofx => "ofx:",
        Source::Mt940 => "mt940:",
        Source::Camt => "",
    }
}

fn source_of_key(key: &str) -> Source {
    [Source::Cfonb, Source::Ofx, Source::Mt940].into_iter().find(|source| key.starts_with(prefix(*source))).unwrap_or(Source::Camt)
}

/// The last day that a statement covers.
fn covered_until(statement: &Statement) -> Option<Date> {
    let closing = statement.closing.and_then(|balance| balance.date);
    let booked = statement.entries.iter().filter(|entry| entry.status != EntryStatus::Pending).filter_map(|entry| entry.booking_date).max();
    closing.max(booked)
}

/// The lines that the pages of one statement have found already: a page goes on where the one before ends.
struct Page {
    account: BankAccountId,
    closing: Option<Cents>,
    seen: HashSet<TransactionId>,
}

/// A file while it comes in.
struct Reading {
    source: Source,
    format: String,
    today: Date,
    report: ImportReport,
    page: Option<Page>,
    /// New lines that take a payment back, with the bank's reason.
    returned: Vec<Returned>,
    /// The lines that the file tells, and whether it made them.
    told: BTreeMap<TransactionId, bool>,
    /// Account, first and last day of each statement of the file.
    spans: Vec<(BankAccountId, Date, Date)>,
}

impl Reading {
    async fn statement(&mut self, tx: &mut store::Tx, scope: &crate::Scope, statement: &Statement) -> Result<(), ImportFailure> {
        let organisation = scope.organisation.id;
        let currency = statement.currency.unwrap_or_default();
        let (Some(_), Some(until)) = (statement.account.as_deref(), covered_until(statement)) else {
            if !statement.entries.is_empty() {
                self.report.rejected += statement.entries.len();
                self.report.problems.push(Problem::new(0, told(text::error_statement_without_account), true));
            }
            return Ok(());
        };
        let account = account(tx, organisation, statement, currency, until).await?;
        let entries = self.booked(account, statement);
        let days = || entries.iter().map(|(transaction, ..)| transaction.booked_on);
        let from = days().min().unwrap_or(until);
        let known = store::bank_statement::lines_between(
            tx,
            organisation,
            account,
            from.checked_sub_days(AROUND).unwrap_or(from),
            days().max().unwrap_or(until).checked_add_days(AROUND).unwrap_or(until),
        )
        .await?;
        let continues = self.page.take().filter(|page| {
            page.account == account && page.closing.is_some() && page.closing == statement.opening.map(|balance| balance.amount)
        });
        let mut seen = continues.map(|page| page.seen).unwrap_or_default();
        let mut taken: Vec<bool> = known.iter().map(|line| seen.contains(&line.id)).collect();
        let compared: Vec<Line> = known.iter().map(known_line).collect();
        let lines: Vec<Line> = entries.iter().map(|(transaction, entry)| line(transaction, self.source, entry.detail.is_some())).collect();
        let fates = bank_line::compare(&compared, &mut taken, &lines);
        let mut keys: HashSet<String> = known.iter().map(|line| line.source_key.clone()).collect();
        let (mut new, mut completed) = (Vec::new(), Vec::new());
        for ((mut transaction, entry), fate) in entries.into_iter().zip(fates) {
            match fate {
                Fate::New => {
                    // An equal line on the next page of a statement: another payment, so another key.
                    while !keys.insert(transaction.source_key.clone()) {
                        transaction.source_key.push('+');
                    }
                    self.report.created += 1;
                    seen.insert(transaction.id);
                    self.told.insert(transaction.id, true);
                    if entry.amount.is_negative() && (entry.reversal || entry.return_reason.is_some()) {
                        self.returned.push(Returned { transaction: transaction.clone(), reason: entry.return_reason.clone() });
                    }
                    new.push(transaction);
                }
                Fate::Same(place) => {
                    seen.insert(known[place].id);
                    self.told.entry(known[place].id).or_insert(false);
                    match complete(&known[place], &transaction, self.source, &mut keys) {
                        Some((better, visible)) => {
                            if visible {
                                self.report.updated += 1;
                            } else {
                                self.report.unchanged += 1;
                            }
                            completed.push((known[place].id, better));
                        }
                        None => self.report.unchanged += 1,
                    }
                }
                Fate::Batch(places) => {
                    self.report.unchanged += 1;
                    for place in places {
                        seen.insert(known[place].id);
                        self.told.entry(known[place].id).or_insert(false);
                    }
                }
            }
        }
        store::bank::insert(tx, organisation, &new).await?;
        store::bank_statement::complete(tx, organisation, &completed).await?;
        self.page = Some(Page { account, closing: statement.closing.map(|balance| balance.amount), seen });
        let row = self.row(account, statement, from, until);
        self.spans.push((account, row.from, row.to));
        self.report.brought.statements.push(row.id);
        store::bank_statement::insert(tx, organisation, &row).await?;
        Ok(())
    }

    /// Tells of the statements that are missing just before or just after those of this file.
    async fn tell_gaps(&mut self, tx: &mut store::Tx, scope: &crate::Scope) -> Result<(), ImportFailure> {
        if self.spans.is_empty() {
            return Ok(());
        }
        for (account, name, gap) in crate::sources::gaps_of(tx, scope).await? {
            if self.spans.iter().any(|(own, from, to)| *own == account && (*from == gap.before || *to == gap.after)) {
                self.report.problems.push(Problem::new(0, told(|| text::statement_gap(&gap, &name)), false));
            }
        }
        Ok(())
    }

    fn row(&self, bank_account: BankAccountId, statement: &Statement, first_line: Date, to: Date) -> StatementRow {
        let booked = || statement.entries.iter().filter(|entry| entry.status != EntryStatus::Pending);
        StatementRow {
            id: store::fresh_id(),
            bank_account,
            format: self.format.clone(),
            number: statement.number.clone().or_else(|| statement.id.clone()).unwrap_or_default(),
            // The date of an opening balance is that day or the day before, by bank: the first line is sure.
            from: first_line.min(to),
            to,
            opening: statement.opening.map(|balance| balance.amount),
            closing: statement.closing.map(|balance| balance.amount),
            entries: i64::try_from(booked().count()).unwrap_or(i64::MAX),
            sum: Cents::total(booked().map(|entry| entry.amount)),
            read_on: self.today,
        }
    }

    /// The booked lines of a statement, each with its entry; the others are reported.
    fn booked<'a>(&mut self, account: BankAccountId, statement: &'a Statement) -> Vec<(BankTransaction, &'a Entry)> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut booked = Vec::new();
        for entry in &statement.entries {
            if entry.status == EntryStatus::Pending {
                self.report.unchanged += 1;
                self.report.problems.push(Problem::new(entry.line, told(text::warning_pending), false));
                continue;
            }
            match transaction(account, entry, self.source, &mut seen) {
                Some(transaction) => booked.push((transaction, entry)),
                None => {
                    self.report.rejected += 1;
                    let problem = Problem::new(entry.line, told(text::error_entry_without_date), true);
                    self.report.problems.push(Problem { field: Some("BookgDt".to_owned()), ..problem });
                }
            }
        }
        booked
    }
}

/// The account of a statement among those known, in whatever form each file writes its number; created when
/// none is it. A number without its bank is the only account that ends with it, and nothing is guessed
/// between two.
async fn account(
    tx: &mut store::Tx,
    organisation: domain::ids::OrganisationId,
    statement: &Statement,
    currency: Currency,
    until: Date,
) -> store::Result<BankAccountId> {
    let printed = statement.account.as_deref().unwrap_or_default();
    let national = statement.national.as_deref().unwrap_or_default();
    let ours = AccountForms::new(printed, statement.national.as_deref());
    let known = store::bank_statement::accounts(tx, organisation).await?;
    let same_currency = || known.iter().filter(|(account, _)| account.currency == currency);
    let forms = |account: &str, national: &str| AccountForms::new(account, Some(national).filter(|national| !national.is_empty()));
    let surely = same_currency().find(|(account, national)| account.account == printed || forms(&account.account, national).is(&ours));
    let mut maybe = same_currency().filter(|(account, national)| forms(&account.account, national).may_be(&ours));
    let found = surely.or_else(|| maybe.next().filter(|_| maybe.next().is_none()));
    let Some((account, own_national)) = found else {
        return store::bank_statement::insert_account(tx, organisation, printed, national, currency, until).await;
    };
    let is_iban = |text: &str| domain::identifiers::Iban::parse(text).is_ok();
    let better = if is_iban(printed) && !is_iban(&account.account) { printed } else { &account.account };
    let national = if own_national.is_empty() { national } else { own_national };
    store::bank_statement::update_account(tx, organisation, account.id, better, national, until).await?;
    Ok(account.id)
}

/// The parts of a key that say the bank's reference, and whether the line is a detail of a batch.
fn reference_of_key(key: &str) -> (String, bool) {
    let own = [Source::Cfonb, Source::Ofx, Source::Mt940].into_iter().find_map(|source| key.strip_prefix(prefix(source))).unwrap_or(key);
    let Some(rest) = own.strip_prefix("ref:") else { return (String::new(), false) };
    let mut parts = rest.rsplitn(3, ':');
    let (_, second, third) = (parts.next(), parts.next(), parts.next());
    match (second, third) {
        (Some(detail), Some(reference)) if !detail.is_empty() && detail.bytes().all(|b| b.is_ascii_digit()) => (reference.to_owned(), true),
        (Some(second), Some(reference)) => (format!("{reference}:{second}"), false),
        (Some(reference), None) => (reference.to_owned(), false),
        _ => (String::new(), false),
    }
}

fn known_line(known: &BankTransaction) -> Line {
    let is_detail = reference_of_key(&known.source_key).1;
    line(known, source_of_key(&known.source_key), is_detail)
}

fn line(transaction: &BankTransaction, source: Source, is_detail: bool) -> Line {
    Line {
        source,
        key: transaction.source_key.clone(),
        bank_reference: reference_of_key(&transaction.source_key).0,
        day: transaction.booked_on,
        amount: transaction.amount,
        currency: transaction.currency,
        end_to_end: transaction.end_to_end_id.clone(),
        iban: transaction.counterparty_iban.clone(),
        words: bank_line::words(&[&transaction.label, &transaction.counterparty, &transaction.end_to_end_id]),
        is_detail,
    }
}

/// What a second file says better of a known line, and whether a person can see it. A richer format gives
/// its key and reference; fields are only ever filled on a line that nobody has matched yet.
fn complete(
    known: &BankTransaction,
    line: &BankTransaction,
    source: Source,
    keys: &mut HashSet<String>,
) -> Option<(BankTransaction, bool)> {
    let mut better = known.clone();
    let richer = source > source_of_key(&known.source_key);
    if richer && keys.insert(line.source_key.clone()) {
        better.source_key.clone_from(&line.source_key);
        better.reference.clone_from(&line.reference);
    }
    let is_open = matches!(known.state, TransactionState::ToIdentify | TransactionState::Outgoing);
    let fill = |ours: &mut String, theirs: &str| {
        if is_open && ours.is_empty() && !theirs.is_empty() {
            theirs.clone_into(ours);
        }
    };
    fill(&mut better.end_to_end_id, &line.end_to_end_id);
    fill(&mut better.counterparty, &line.counterparty);
    fill(&mut better.counterparty_iban, &line.counterparty_iban);
    // The words of both files are kept: each may name what the other does not.
    if is_open && richer && !line.label.is_empty() && !known.label.contains(&line.label) {
        better.label = if known.label.is_empty() { line.label.clone() } else { format!("{} {}", line.label, known.label) };
    }
    let visible = (&better.end_to_end_id, &better.counterparty, &better.counterparty_iban, &better.label)
        != (&known.end_to_end_id, &known.counterparty, &known.counterparty_iban, &known.label);
    (better != *known).then_some((better, visible))
}

/// The bank's own reference makes a line the same in any file of its format. Where there is none, everything
/// that it says does, counted within a statement: two equal lines of one statement are two payments.
fn transaction(account: BankAccountId, entry: &Entry, source: Source, seen: &mut HashMap<String, usize>) -> Option<BankTransaction> {
    let booked_on = entry.booking_date.or(entry.value_date)?;
    let own = entry.account_servicer_ref.as_deref().filter(|reference| !reference.trim().is_empty());
    let (counterparty, iban) = (entry.counterparty.as_deref().unwrap_or(""), entry.counterparty_iban.as_deref().unwrap_or(""));
    let end_to_end_id = entry.end_to_end_id.as_deref().unwrap_or("");
    let reference = entry.reference.as_deref().unwrap_or("");
    let amount = entry.amount.0;
    let source_key = match own {
        // A batch gives one reference to all its details: amount and payer tell them apart.
        Some(own) => match entry.detail {
            Some(detail) => format!("{}ref:{own}:{detail}:{amount}", prefix(source)),
            None => format!("{}ref:{own}:{amount}", prefix(source)),
        },
        None => {
            let said = format!("{booked_on}|{amount}|{}|{end_to_end_id}|{reference}|{counterparty}|{iban}", entry.label);
            let count = seen.entry(said.clone()).or_default();
            *count += 1;
            format!("{}txt:{}:{count}", prefix(source), store::stable_id(&[said.as_bytes()]).simple())
        }
    };
    let label =
        if reference.is_empty() || entry.label.contains(reference) { entry.label.clone() } else { format!("{} {reference}", entry.label) };
    let shown = own.map(str::to_owned).or_else(|| entry.ntry_ref.clone()).unwrap_or_else(|| source_key.clone());
    let state = if entry.amount.is_positive() || entry.reversal || entry.return_reason.is_some() {
        TransactionState::ToIdentify
    } else {
        TransactionState::Outgoing
    };
    let note = entry.return_reason.as_deref().map(text::note_returned).unwrap_or_default();
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
        note,
        payment_item: None,
    })
}
