//! The disputes as a list and a board: what each holds up, who answers for it, and how long it has lasted.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::dispute::{Outcome, OwnerRole, Reason};
use domain::ids::{DebtorId, DisputeId, OpenItemId};
use domain::{Cents, Currency, Date};
use store::dispute::{DisputeRow, DisputedItem, Owner};

use super::{age, held_by};
use crate::ageing::cell;
use crate::connect::read::{Asked, Page};
use crate::text::dispute as words;
use crate::{App, Permission, Result, Scope};

/// Lines a page.
pub const PER_PAGE: u32 = 50;
/// Lines of an export at most.
pub const CSV_LIMIT: usize = 100_000;

/// A dispute in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: DisputeId,
    /// Its debtor: id, code, name.
    pub debtor: (DebtorId, String, String),
    /// The numbers of its items.
    pub numbers: Vec<String>,
    /// Why.
    pub reason: Reason,
    /// What the debtor says.
    pub note: String,
    /// Who answers.
    pub owner: Owner,
    /// The column of the board: `open`, `asked`, `answered`, `credit`, `closed`.
    pub column: &'static str,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What was contested.
    pub claimed: Cents,
    /// What it holds up now.
    pub held: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// When it was opened.
    pub opened_on: Date,
    /// When it ended.
    pub closed_on: Option<Date>,
    /// The last day of what it waits for.
    pub due_on: Option<Date>,
    /// Days since it was opened, up to its end.
    pub age: i64,
    /// Days past the time limit; zero or less when it is in time.
    pub late_days: i64,
}

impl Card {
    pub(super) fn of(row: &DisputeRow, items: &[DisputedItem], held: &HashMap<(DisputeId, OpenItemId), Cents>, today: Date) -> Self {
        let own: Vec<&DisputedItem> = row.dispute.parts.iter().filter_map(|part| items.iter().find(|item| item.id == part.item)).collect();
        let (outcome, closed_on) = match row.dispute.state {
            domain::dispute::State::Closed { outcome, on, .. } => (Some(outcome), Some(on)),
            domain::dispute::State::Living(_) => (None, None),
        };
        let nobody = || (DebtorId(uuid::Uuid::nil()), String::new(), String::new());
        Self {
            id: row.id,
            debtor: own.first().map_or_else(nobody, |item| (item.debtor, item.debtor_code.clone(), item.debtor_name.clone())),
            numbers: own.iter().map(|item| item.number.clone()).collect(),
            reason: row.reason,
            note: row.note.clone(),
            owner: row.owner.clone(),
            column: row.dispute.state.code(),
            outcome,
            claimed: Cents::total(row.dispute.parts.iter().map(|part| part.claimed)),
            held: Cents::total(own.iter().filter_map(|item| held.get(&(row.id, item.id)).copied())),
            currency: row.currency,
            opened_on: row.dispute.opened_on,
            closed_on,
            due_on: row.due_on,
            age: age(row.dispute.opened_on, closed_on.unwrap_or(today)),
            late_days: row.due_on.filter(|_| outcome.is_none()).map_or(0, |due| (today - due).num_days()),
        }
    }

    /// The owner as people know it: a name, else what the owner is.
    #[must_use]
    pub fn owner_name(&self) -> String {
        if self.owner.name.is_empty() { words::role(self.owner.role) } else { self.owner.name.clone() }
    }

    /// Who has to do something now: the accounting while a credit note is awaited, whoever owns the dispute; else the owner.
    #[must_use]
    pub fn waits_for(&self) -> String {
        if self.column == "credit" && self.owner.role != OwnerRole::Accounting {
            words::role(OwnerRole::Accounting)
        } else {
            self.owner_name()
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The time limit that comes first.
    #[default]
    Limit,
    /// The largest amount held up.
    Amount,
    /// The oldest.
    Age,
    /// By debtor.
    Name,
}

/// Which disputes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Words of the debtor, the numbers, the note or the owner.
    pub words: String,
    /// Why.
    pub reason: Option<Reason>,
    /// The owner's name, or key of what the owner is; empty for all.
    pub owner: String,
    /// A column of the board; empty for all that go on.
    pub column: String,
    /// Only late ones.
    pub late: bool,
    /// Ended ones too.
    pub with_closed: bool,
}

impl Filter {
    fn takes(&self, card: &Card) -> bool {
        let fold = store::debtor::fold;
        let by_column = match self.column.as_str() {
            "" => self.with_closed || card.outcome.is_none(),
            column => card.column == column,
        };
        let by_owner = self.owner.is_empty() || card.owner_name() == self.owner || card.owner.role.code() == self.owner;
        let has_words = || {
            let text = fold(&format!(
                "{} {} {} {} {} {}",
                card.debtor.1,
                card.debtor.2,
                card.numbers.join(" "),
                card.note,
                card.owner_name(),
                words::reason(card.reason)
            ));
            fold(&self.words).split_whitespace().all(|word| text.contains(word))
        };
        by_column
            && by_owner
            && self.reason.is_none_or(|reason| reason == card.reason)
            && (!self.late || card.late_days > 0)
            && (self.words.trim().is_empty() || has_words())
    }
}

/// A page of disputes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The lines of the page; all of them for page zero.
    pub cards: Vec<Card>,
    /// How many there are.
    pub total: u64,
    /// How many go on, whatever the filter.
    pub living: u64,
    /// How many of those are late.
    pub late: u64,
    /// What is held up by those shown, by currency, the euro first.
    pub held: Vec<(Currency, Cents)>,
    /// The owners, for the filter.
    pub owners: Vec<String>,
}

/// A page of the disputes that a filter takes; page zero for all.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope, filter: &Filter, order: Order, page: u32) -> Result<List> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let (rows, items) = store::dispute::all(&mut tx, scope.organisation.id).await?;
    drop(tx);
    let held = held_by(&rows, &items);
    let by_id: HashMap<OpenItemId, &DisputedItem> = items.iter().map(|item| (item.id, item)).collect();
    let today = app.today();
    let all = rows.iter().map(|row| {
        let own: Vec<DisputedItem> = row.dispute.parts.iter().filter_map(|part| by_id.get(&part.item).copied().cloned()).collect();
        Card::of(row, &own, &held, today)
    });
    let all: Vec<Card> = all.collect();
    let living = all.iter().filter(|card| card.outcome.is_none());
    let (count, late) = (living.clone().count() as u64, living.clone().filter(|card| card.late_days > 0).count() as u64);
    let mut owners: Vec<String> = living.map(Card::owner_name).collect();
    owners.sort();
    owners.dedup();
    let mut cards: Vec<Card> = all.into_iter().filter(|card| filter.takes(card)).collect();
    match order {
        Order::Limit => cards.sort_by_key(|card| (card.due_on.is_none(), card.due_on, Reverse(card.held), card.id)),
        Order::Amount => cards.sort_by_key(|card| (Reverse(card.held), card.id)),
        Order::Age => cards.sort_by_key(|card| (card.opened_on, card.id)),
        Order::Name => cards.sort_by(|a, b| store::debtor::fold(&a.debtor.2).cmp(&store::debtor::fold(&b.debtor.2)).then(a.id.cmp(&b.id))),
    }
    let mut sums: Vec<(Currency, Cents)> = Vec::new();
    for card in cards.iter().filter(|card| card.held.is_positive()) {
        match sums.iter_mut().find(|(currency, _)| *currency == card.currency) {
            Some((_, sum)) => *sum += card.held,
            None => sums.push((card.currency, card.held)),
        }
    }
    sums.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    let total = cards.len() as u64;
    if page > 0 {
        let skip = usize::try_from((page - 1).saturating_mul(PER_PAGE)).unwrap_or(usize::MAX);
        cards = cards.into_iter().skip(skip).take(PER_PAGE as usize).collect();
    }
    Ok(List { cards, total, living: count, late, held: sums, owners })
}

/// The disputes that other programs read, in the order in which they came in.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn read(app: &App, scope: &Scope, asked: Asked, column: &str, debtor: Option<DebtorId>) -> Result<Page<Card>> {
    let filter = Filter { column: column.to_owned(), with_closed: true, ..Filter::default() };
    let mut cards = list(app, scope, &filter, Order::Age, 0).await?.cards;
    cards.retain(|card| card.id.0 > asked.after && debtor.is_none_or(|debtor| debtor == card.debtor.0));
    cards.sort_by_key(|card| card.id);
    cards.truncate(usize::try_from(asked.limit).unwrap_or(usize::MAX).saturating_add(1));
    Ok(asked.page(cards, |card| card.id.0))
}

/// The disputes as a table for spreadsheets.
#[must_use]
pub fn csv(list: &List) -> String {
    let mut out = words::csv_head();
    out.push_str("\r\n");
    for card in list.cards.iter().take(CSV_LIMIT) {
        let plain = |amount: Cents| amount.iso().replace('.', ",");
        let cells = [
            cell(&card.debtor.1),
            cell(&card.debtor.2),
            cell(&card.numbers.join(" ")),
            cell(&words::reason(card.reason)),
            cell(&card.note.replace('\n', " ")),
            cell(&card.owner_name()),
            cell(&card.owner.email),
            words::column(card.column),
            card.outcome.map(words::outcome).unwrap_or_default(),
            plain(card.claimed),
            plain(card.held),
            card.currency.code().to_owned(),
            card.opened_on.to_string(),
            card.due_on.map(|on| on.to_string()).unwrap_or_default(),
            card.closed_on.map(|on| on.to_string()).unwrap_or_default(),
            card.age.to_string(),
        ];
        out.push_str(&cells.join(";"));
        out.push_str("\r\n");
    }
    out
}
