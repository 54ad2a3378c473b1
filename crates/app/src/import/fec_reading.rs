//! What is kept of an accounting-entries file while its lines go by: the facts of entries, the names of
//! customers, and the lines on 411, which wait for their entries to be complete.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use chrono::Datelike as _;
use domain::ids::DebtorId;
use domain::party::PaymentTerms;
use domain::{Cents, Date};
use formats::fec::{FecLine, customer_of, is_customer_account};

use super::fec_items::CustomerLine;
use super::fec_spool::{Spool, Waiting, lines, lot_of};

/// Accounts by code, with their own terms.
pub(super) type Accounts = HashMap<String, (DebtorId, Option<PaymentTerms>)>;

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

/// Whether a journal's code alone may be that of balances carried forward.
pub(super) fn is_opening_code(journal: &str) -> bool {
    let code = store::debtor::fold(journal).replace(['-', '_', '.'], " ");
    matches!(code.trim(), "an" | "ano" | "ran" | "anx" | "aa" | "nv")
}

/// Journals that carry balances forward call themselves so.
fn is_opening(line: &FecLine) -> bool {
    let words = |text: &str| store::debtor::fold(text).replace(['-', '_', '.'], " ");
    let label = words(&line.journal_label);
    is_opening_code(&line.journal) && (label.contains("nouveau") || label.contains("ouverture"))
        || label.contains("a nouveau")
        || label.contains("a nouveaux")
        || label.contains("ouverture")
}

/// The number that both sides know: the document's reference, else the entry's.
fn number(line: &FecLine) -> String {
    let piece = line.piece.split_whitespace().collect::<Vec<_>>().join(" ");
    if piece.is_empty() { line.entry_number.clone() } else { piece }
}

/// A customer of the file.
pub(super) struct Customer {
    pub(super) code: String,
    /// Its last name in the file; empty without any.
    pub(super) name: String,
    /// The first customer on the same account: their lines are compared together.
    seat: usize,
}

/// A file while its lines go by, and afterwards what is kept of it.
pub(super) struct Reading<'a> {
    accounts: &'a Accounts,
    entries: Entries,
    journals: Journals,
    customers: Vec<Customer>,
    by_code: HashMap<String, usize>,
    seats: HashMap<DebtorId, usize>,
    spool: Spool,
    failure: Option<io::Error>,
    /// Lines that were read, and those of them on 411.
    pub(super) read: usize,
    pub(super) kept: usize,
}

impl<'a> Reading<'a> {
    /// Before the first line. `accounts` are those known so far; lines wait in files of `folder`.
    pub(super) fn new(accounts: &'a Accounts, folder: &Path) -> Self {
        Self {
            accounts,
            entries: Entries::default(),
            journals: Journals::default(),
            customers: Vec::new(),
            by_code: HashMap::new(),
            seats: HashMap::new(),
            spool: Spool::new(folder),
            failure: None,
            read: 0,
            kept: 0,
        }
    }

    pub(super) fn take(&mut self, line: &FecLine) {
        self.read += 1;
        if line.account.starts_with('7') {
            let key = self.entries.key(line);
            self.entries.sales.insert(key);
        } else if line.account.starts_with('5') {
            let key = self.entries.key(line);
            self.entries.money.insert(key);
        } else if is_customer_account(&line.account) && line.debit != line.credit {
            self.kept += 1;
            self.keep(line);
        }
    }

    fn keep(&mut self, line: &FecLine) {
        let name = if line.auxiliary.is_empty() { &line.account_label } else { &line.auxiliary_label };
        let customer = self.customer(customer_of(line), name);
        let entry = self.entries.key(line);
        // An opening line bears the date of the year; its document's is older and the right one.
        let document = line.piece_date.filter(|piece| *piece <= line.entry_date).unwrap_or(line.entry_date);
        let seat = self.customers.get(customer).map_or(customer, |customer| customer.seat);
        let waiting = Waiting {
            customer,
            entry: ((entry >> 64) as u64, entry as u64),
            days: (line.entry_date.num_days_from_ce(), document.num_days_from_ce()),
            cents: (line.debit - line.credit).0,
            is_opening: self.journals.is_opening(line),
            journal: line.journal.as_str().into(),
            entry_number: line.entry_number.as_str().into(),
            number: number(line).into(),
            label: line.label.as_str().into(),
            lettering: line.lettering.as_str().into(),
            lettering_day: line.lettering_date.map(|day| day.num_days_from_ce()),
        };
        if self.failure.is_none() {
            self.failure = self.spool.put(lot_of(seat), &waiting).err();
        }
    }

    fn customer(&mut self, code: &str, name: &str) -> usize {
        if let Some(at) = self.by_code.get(code).copied() {
            if let Some(customer) = self.customers.get_mut(at).filter(|customer| !name.is_empty() && customer.name != name) {
                name.clone_into(&mut customer.name);
            }
            return at;
        }
        let at = self.customers.len();
        let seat = self.accounts.get(code).map_or(at, |(debtor, _)| *self.seats.entry(*debtor).or_insert(at));
        self.by_code.insert(code.to_owned(), at);
        self.customers.push(Customer { code: code.to_owned(), name: name.to_owned(), seat });
        at
    }

    /// After the last line.
    ///
    /// # Errors
    /// When the disk refused a line.
    pub(super) fn finish(self) -> io::Result<Lots> {
        let Self { entries, customers, spool, failure, .. } = self;
        failure.map_or(Ok(Lots { entries, customers, spool }), Err)
    }
}

/// What is kept of a file that was read to its end.
pub(super) struct Lots {
    entries: Entries,
    /// In the order in which the file names them.
    pub(super) customers: Vec<Customer>,
    spool: Spool,
}

impl Lots {
    /// The lots of customers, each alone but for those that share an account: they are compared together.
    pub(super) fn groups(&self, accounts: &Accounts) -> Vec<Vec<usize>> {
        let mut group_of: Vec<usize> = (0..self.spool.len()).collect();
        let mut first: HashMap<DebtorId, usize> = HashMap::new();
        for customer in &self.customers {
            let Some((debtor, _)) = accounts.get(&customer.code) else { continue };
            let lot = lot_of(customer.seat);
            let (kept, moved) = (group_of[*first.entry(*debtor).or_insert(lot)], group_of[lot]);
            if kept != moved {
                group_of.iter_mut().filter(|group| **group == moved).for_each(|group| *group = kept);
            }
        }
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); group_of.len()];
        for (lot, group) in group_of.into_iter().enumerate() {
            groups[group].push(lot);
        }
        groups.retain(|lots| !lots.is_empty());
        groups
    }

    /// The lines of lots, each with what its whole entry says.
    ///
    /// # Errors
    /// When the disk does not give them back.
    pub(super) fn lines(&mut self, lots: &[usize]) -> io::Result<Vec<CustomerLine>> {
        let mut bytes = Vec::new();
        for lot in lots {
            self.spool.take(*lot, &mut bytes)?;
        }
        // Lines of one account and side in one entry, which only their order tells apart.
        let mut counts: HashMap<String, u32> = HashMap::new();
        lines(&bytes).map(|line| Ok(self.line(line?, &mut counts))).collect()
    }

    fn line(&self, line: Waiting<'_>, counts: &mut HashMap<String, u32>) -> CustomerLine {
        let day = |days: i32| Date::from_num_days_from_ce_opt(days).unwrap_or_default();
        let code = self.customers.get(line.customer).map_or_else(String::new, |customer| customer.code.clone());
        let amount = Cents(line.cents);
        let entry_date = day(line.days.0);
        let side = if amount.is_negative() { 'C' } else { 'D' };
        let mut key = format!("fec:{entry_date}:{}:{}:{code}:{side}", line.journal, line.entry_number);
        let count = match counts.get_mut(&key) {
            Some(count) => {
                *count += 1;
                *count
            }
            None => {
                counts.insert(key.clone(), 1);
                1
            }
        };
        let _ = write!(key, ":{count}");
        let entry = u128::from(line.entry.0) << 64 | u128::from(line.entry.1);
        CustomerLine {
            key,
            code,
            entry_date,
            document_date: day(line.days.1),
            number: line.number.into_owned(),
            amount,
            is_opening: line.is_opening,
            is_sale: self.entries.sales.contains(&entry),
            is_money: self.entries.money.contains(&entry),
            label: line.label.into_owned(),
            lettering: line.lettering.into_owned(),
            lettering_date: line.lettering_day.map(day),
        }
    }
}
