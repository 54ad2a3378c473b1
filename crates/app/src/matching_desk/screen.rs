//! What the screen shows: lines on the left, the items of debtors on the right.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::Cents;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, TransactionId};
use domain::ledger::OpenItem;
use domain::payers::Groups;
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::bank_match::MatchRow;

use super::booked::{BookedPayment, booked_payments};
use super::proposals::{Proposal, propose};
use crate::dashboard::names;
use crate::debtors::{DebtorsQuery, Page, Show};
use crate::inbox::BankLine;
use crate::kept::kept;
use crate::{App, AppError, Permission, Result, Scope};

/// Which lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// All that wait for a person.
    #[default]
    Waiting,
    /// Of these, those without a serious proposal.
    Unknown,
    /// Of these, those with one.
    Proposed,
    /// Put on items, here or by the accounting.
    Matched,
    /// Set aside.
    Ignored,
}

impl Filter {
    /// All filters, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Unknown, Self::Proposed, Self::Matched, Self::Ignored];

    /// Its word in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "a-traiter",
            Self::Unknown => "a-identifier",
            Self::Proposed => "propose",
            Self::Matched => "affecte",
            Self::Ignored => "ignore",
        }
    }

    /// Reads a word of an address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.code() == code)
    }

    fn states(self) -> &'static [TransactionState] {
        match self {
            Self::Waiting | Self::Unknown | Self::Proposed => &[TransactionState::ToIdentify],
            Self::Matched => &[TransactionState::Matched, TransactionState::Booked],
            Self::Ignored => &[TransactionState::Ignored],
        }
    }
}

/// How lines are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineSort {
    /// By day.
    #[default]
    Day,
    /// By amount.
    Amount,
    /// By payer.
    Payer,
}

impl LineSort {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Day, Self::Amount, Self::Payer];

    /// Its word in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "date",
            Self::Amount => "montant",
            Self::Payer => "payeur",
        }
    }

    /// Reads a word of an address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }
}

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinesQuery {
    /// Which lines.
    pub filter: Filter,
    /// Part of a label, a payer, a reference, or an amount.
    pub search: String,
    /// In which order.
    pub sort: LineSort,
    /// Turned round.
    pub descending: bool,
    /// From 1.
    pub page: usize,
    /// Rows a page.
    pub per_page: usize,
}

/// A line with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub transaction: BankLine,
    /// Its stable state: `to_identify`, `matched`, `booked`, `outgoing`, `ignored`.
    pub state: &'static str,
    /// Why it is so, in French.
    pub note: String,
    /// The debtors whose payments it made, with their names and amounts.
    pub debtors: Vec<(DebtorId, String, Cents)>,
    /// Best first; only of lines that wait.
    pub proposals: Vec<Proposal>,
    /// Whether the best proposal is good enough to be called one.
    pub is_proposed: bool,
}

/// A page of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The rows.
    pub page: Page<Line>,
    /// Sum of all found lines, in euro.
    pub sum: Cents,
    /// How many lines each filter holds.
    pub counts: Vec<(Filter, usize)>,
}

/// The lines.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn lines(app: &App, scope: &Scope, query: &LinesQuery) -> Result<Lines> {
    scope.require(Permission::ViewReceivables)?;
    let query = query.clone();
    let found =
        kept(app, scope, "bank lines, listed", format!("{query:?}"), move |app, scope| async move { find(&app, &scope, &query).await });
    Ok((*found.await?).clone())
}

async fn find(app: &App, scope: &Scope, query: &LinesQuery) -> Result<Lines> {
    let organisation = scope.organisation.id;
    let waiting = (*all_waiting(app, scope).await?).clone();
    let mut tx = app.db().snapshot().await?;
    let proposed = waiting.iter().filter(|line| line.is_proposed).count();
    let counts = vec![
        (Filter::Waiting, waiting.len()),
        (Filter::Unknown, waiting.len() - proposed),
        (Filter::Proposed, proposed),
        (Filter::Matched, count(&mut tx, organisation, Filter::Matched).await?),
        (Filter::Ignored, count(&mut tx, organisation, Filter::Ignored).await?),
    ];
    let mut found = match query.filter {
        Filter::Waiting => waiting,
        Filter::Unknown => waiting.into_iter().filter(|line| !line.is_proposed).collect(),
        Filter::Proposed => waiting.into_iter().filter(|line| line.is_proposed).collect(),
        Filter::Matched | Filter::Ignored => done(&mut tx, organisation, query.filter).await?,
    };
    let words = store::debtor::fold(query.search.trim());
    let amount = Cents::parse(query.search.trim().trim_end_matches(['€', ' '])).ok();
    found.retain(|line| words.is_empty() || answers(line, &words, amount));
    sort(&mut found, query);
    let euro = found.iter().filter(|line| line.transaction.currency == domain::Currency::EUR);
    let sum = Cents::total(euro.map(|line| line.transaction.amount));
    Ok(Lines { page: Page::of(found, query.page, query.per_page), sum, counts })
}

async fn all_waiting(app: &App, scope: &Scope) -> Result<Arc<Vec<Line>>> {
    kept(app, scope, "bank lines", String::new(), |app, scope| async move {
        let mut tx = app.db().snapshot().await?;
        waiting(&mut tx, scope.organisation.id).await
    })
    .await
}

/// Lines that wait, with their proposals.
async fn waiting(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Line>> {
    let settings = store::payer::settings(tx, organisation).await?;
    let transactions = store::bank::in_state(tx, organisation, TransactionState::ToIdentify).await?;
    let proposals = propose(tx, organisation, &transactions).await?;
    let line = |(transaction, proposals): (&BankTransaction, Vec<Proposal>)| Line {
        is_proposed: proposals.first().is_some_and(|best| best.confidence >= settings.propose_from),
        proposals,
        ..plain(transaction)
    };
    Ok(transactions.iter().zip(proposals).map(line).collect())
}

fn plain(transaction: &BankTransaction) -> Line {
    Line {
        transaction: transaction.into(),
        state: transaction.state.code(),
        note: transaction.note.clone(),
        debtors: Vec::new(),
        proposals: Vec::new(),
        is_proposed: false,
    }
}

async fn count(tx: &mut Tx, organisation: OrganisationId, filter: Filter) -> Result<usize> {
    let mut sum = 0;
    for state in filter.states() {
        sum += store::bank::count(tx, organisation, *state).await?.0;
    }
    Ok(usize::try_from(sum).unwrap_or_default())
}

/// Lines that have been dealt with, with the debtors whose payments they made.
async fn done(tx: &mut Tx, organisation: OrganisationId, filter: Filter) -> Result<Vec<Line>> {
    let mut transactions = Vec::new();
    for state in filter.states() {
        transactions.extend(store::bank::in_state(tx, organisation, *state).await?);
    }
    let matches = store::bank_match::live(tx, organisation).await?;
    let payments: Vec<OpenItemId> =
        transactions.iter().flat_map(|transaction| payments_of(transaction, matches.get(&transaction.id))).collect();
    let owners = store::item::owners(tx, organisation, &payments).await?;
    let owner = |payment: OpenItemId| owners.get(&payment).map(|(debtor, amount)| (*debtor, String::new(), -*amount));
    let mut lines: Vec<Line> = transactions
        .iter()
        .map(|transaction| Line {
            debtors: payments_of(transaction, matches.get(&transaction.id)).into_iter().filter_map(owner).collect(),
            ..plain(transaction)
        })
        .collect();
    let debtors: Vec<DebtorId> = lines.iter().flat_map(|line| line.debtors.iter().map(|(debtor, ..)| *debtor)).collect();
    let names = names(tx, organisation, debtors).await?;
    for (debtor, name, _) in lines.iter_mut().flat_map(|line| line.debtors.iter_mut()) {
        *name = names.get(debtor).map(|(_, name)| name.clone()).unwrap_or_default();
    }
    Ok(lines)
}

fn payments_of(transaction: &BankTransaction, row: Option<&MatchRow>) -> Vec<OpenItemId> {
    row.map_or_else(|| transaction.payment_item.into_iter().collect(), |row| row.payments.clone())
}

fn answers(line: &Line, words: &str, amount: Option<Cents>) -> bool {
    let transaction = &line.transaction;
    let debtors = line.debtors.iter().map(|(_, name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
    let said = format!("{} {} {} {debtors}", transaction.label, transaction.counterparty, transaction.reference);
    store::debtor::fold(&said).contains(words) || amount.is_some_and(|amount| transaction.amount == amount || -transaction.amount == amount)
}

fn sort(lines: &mut [Line], query: &LinesQuery) {
    let payer = |line: &Line| {
        store::debtor::fold(if line.transaction.counterparty.trim().is_empty() {
            &line.transaction.label
        } else {
            &line.transaction.counterparty
        })
    };
    lines.sort_by(|a, b| {
        let order = match query.sort {
            LineSort::Day => Ordering::Equal,
            LineSort::Amount => a.transaction.amount.cmp(&b.transaction.amount),
            LineSort::Payer => payer(a).cmp(&payer(b)),
        };
        let order = order.then(a.transaction.booked_on.cmp(&b.transaction.booked_on)).then(a.transaction.id.cmp(&b.transaction.id));
        if query.descending { order.reverse() } else { order }
    });
}

/// A debtor's items on the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountItems {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Open invoices and credit notes in the line's currency, by due date.
    pub items: Vec<OpenItem>,
}

/// The right side of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The line.
    pub line: Line,
    /// The accounts that were chosen, else the one of the best proposal.
    pub accounts: Vec<AccountItems>,
    /// Other members of their groups: id, name.
    pub tied: Vec<(DebtorId, String)>,
    /// What a search of debtors found: id, name, what they owe.
    pub found: Vec<(DebtorId, String, Cents)>,
    /// Whether a matching that was taken back can be made again.
    pub can_redo: bool,
    /// What the matching in force was made of: confidence, reasons, runner-up.
    pub matched: Option<MatchRow>,
    /// Payments of the accounting that the line may be, when it waits.
    pub booked: Vec<BookedPayment>,
    /// Numbers of the items that it paid and how much of each; what a name settled of them is not in it.
    pub paid: Vec<(String, Cents)>,
}

/// The right side of one line: proposals, the items of chosen debtors, and what a search of debtors finds.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn desk(app: &App, scope: &Scope, id: TransactionId, chosen: &[DebtorId], search: &str) -> Result<Desk> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let found = search_debtors(app, scope, search, chosen).await?;
    let waits = all_waiting(app, scope).await?.iter().find(|line| line.transaction.id == id).cloned();
    let mut tx = app.db().snapshot().await?;
    let transaction = store::bank::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("transaction"))?;
    let line = match waits {
        // What the list says of it, which weighs the whole ledger.
        Some(line) if transaction.state == TransactionState::ToIdentify => line,
        _ => one(&mut tx, organisation, &transaction).await?,
    };
    let is_waiting = transaction.state == TransactionState::ToIdentify;
    let last = store::bank_match::last_of(&mut tx, organisation, id).await?;
    let can_redo = is_waiting && last.as_ref().is_some_and(|row| row.undone_at.is_some());
    let mut debtors: Vec<DebtorId> = Vec::new();
    if is_waiting {
        let first = line.proposals.first().map(|best| best.debtor).filter(|_| chosen.is_empty() && line.is_proposed);
        for debtor in chosen.iter().copied().chain(first) {
            if !debtors.contains(&debtor) {
                debtors.push(debtor);
            }
        }
    }
    let mut accounts = Vec::with_capacity(debtors.len());
    for debtor in &debtors {
        let known = store::debtor::get(&mut tx, organisation, *debtor).await?.ok_or(AppError::NotFound("debtor"))?;
        let mut items = store::item::of_debtor(&mut tx, organisation, *debtor).await?;
        items.retain(|item| {
            !item.open.is_zero() && item.currency == transaction.currency && (item.kind.is_document() || item.kind.is_debit())
        });
        accounts.push(AccountItems { debtor: *debtor, code: known.code, name: known.name, items });
    }
    let groups = Groups::new(store::payer::groups(&mut tx, organisation).await?);
    let members: Vec<DebtorId> = debtors.iter().flat_map(|debtor| groups.members(*debtor)).filter(|id| !debtors.contains(id)).collect();
    let names = names(&mut tx, organisation, members).await?;
    let mut tied: Vec<(DebtorId, String)> = names.into_iter().map(|(id, (_, name))| (id, name)).collect();
    tied.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    let matched = last.filter(|row| row.undone_at.is_none());
    let paid = match &matched {
        Some(row) => paid(&mut tx, organisation, row).await?,
        None => Vec::new(),
    };
    let booked = booked_payments(&mut tx, organisation, &transaction).await?;
    Ok(Desk { line, accounts, tied, found, can_redo, matched, booked, paid })
}

/// What a matching put on which item: debts by what they got, credit notes by what they gave.
async fn paid(tx: &mut Tx, organisation: OrganisationId, row: &MatchRow) -> Result<Vec<(String, Cents)>> {
    let mut of: BTreeMap<OpenItemId, Cents> = BTreeMap::new();
    for written in store::bank_match::written_by(tx, organisation, row.id).await? {
        let allocation = written.allocation;
        *of.entry(allocation.debit).or_default() += allocation.amount;
        if !row.payments.contains(&allocation.credit) {
            *of.entry(allocation.credit).or_default() -= allocation.amount;
        }
    }
    let ids: Vec<OpenItemId> = of.keys().copied().collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    let mut paid: Vec<(String, Cents)> =
        of.into_iter().map(|(id, amount)| (numbers.get(&id).cloned().unwrap_or_default(), amount)).collect();
    paid.sort();
    Ok(paid)
}

async fn one(tx: &mut Tx, organisation: OrganisationId, transaction: &BankTransaction) -> Result<Line> {
    let mut line = plain(transaction);
    if transaction.state == TransactionState::ToIdentify {
        let settings = store::payer::settings(tx, organisation).await?;
        line.proposals = propose(tx, organisation, std::slice::from_ref(transaction)).await?.pop().unwrap_or_default();
        line.is_proposed = line.proposals.first().is_some_and(|best| best.confidence >= settings.propose_from);
        return Ok(line);
    }
    let row = store::bank_match::live_of(tx, organisation, transaction.id).await?;
    let mut of: HashMap<DebtorId, Cents> = HashMap::new();
    for payment in payments_of(transaction, row.as_ref()) {
        if let Some(item) = store::item::get(tx, organisation, payment).await? {
            *of.entry(item.debtor).or_default() += -item.amount;
        }
    }
    let debtors: Vec<DebtorId> = of.keys().copied().collect();
    let names = names(tx, organisation, debtors).await?;
    line.debtors =
        of.into_iter().map(|(id, amount)| (id, names.get(&id).map(|(_, name)| name.clone()).unwrap_or_default(), amount)).collect();
    line.debtors.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    Ok(line)
}

async fn search_debtors(app: &App, scope: &Scope, search: &str, chosen: &[DebtorId]) -> Result<Vec<(DebtorId, String, Cents)>> {
    if search.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = DebtorsQuery { search: search.to_owned(), show: Show::All, page: 1, per_page: 8, ..DebtorsQuery::default() };
    let (debtors, _) = crate::debtors::list(app, scope, &query).await?;
    let rows = debtors.rows.into_iter().filter(|row| !chosen.contains(&row.id));
    Ok(rows.map(|row| (row.id, row.name, row.ageing.total())).collect())
}
