//! Figures: cycle time and win rate by reason, what each owner holds up, the share of what is owed, and the days of sales that
//! disputes cost.

use std::collections::BTreeMap;

use domain::dispute::{Cycle, Reason, Spread, held_share, spread};
use domain::ledger::countback::{Month, countback};
use domain::{Cents, Currency, Date};

use super::board::{Card, Filter, List, Order, list};
use crate::{App, Permission, Result, Scope};

/// The disputes of a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonLine {
    /// The reason.
    pub reason: Reason,
    /// The figures of those that ended in the period.
    pub spread: Spread,
    /// How many go on.
    pub living: usize,
    /// What these hold up, in euros.
    pub held: Cents,
}

/// What an owner holds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerLine {
    /// The owner's name, else what the owner is.
    pub owner: String,
    /// How many disputes.
    pub living: usize,
    /// How many of them are late.
    pub late: usize,
    /// What they hold up, in euros.
    pub held: Cents,
    /// Of it, what late ones hold up.
    pub held_late: Cents,
}

/// The figures of disputes, in euros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Disputes that ended on this day or later count.
    pub since: Date,
    /// By reason, those with anything to show, the largest amount first.
    pub reasons: Vec<ReasonLine>,
    /// By owner, the largest amount first.
    pub owners: Vec<OwnerLine>,
    /// All that ended in the period.
    pub all: Spread,
    /// What is contested now.
    pub held: Cents,
    /// What is owed now, less credits that are open.
    pub owed: Cents,
    /// The contested share, in thousandths.
    pub share: Option<i64>,
    /// Days of sales that are owed, in tenths of a day.
    pub dso: Option<i64>,
    /// Of them, those of what is contested, by its share.
    pub dso_disputed: Option<i64>,
    /// The days that would go if nothing were contested, counted anew.
    pub dso_without: Option<i64>,
}

/// Days of the period.
const PERIOD: i64 = 365;

/// The figures of the last twelve months.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn report(app: &App, scope: &Scope) -> Result<Report> {
    scope.require(Permission::ViewReceivables)?;
    let today = app.today();
    let since = domain::calendar::add_days(today, -PERIOD);
    let filter = Filter { with_closed: true, ..Filter::default() };
    let List { cards, .. } = list(app, scope, &filter, Order::Amount, 0).await?;
    let euros: Vec<Card> = cards.into_iter().filter(|card| card.currency == Currency::EUR).collect();
    let held = Cents::total(euros.iter().map(|card| card.held));
    let mut tx = app.db().snapshot().await?;
    let ledgers = store::ageing::ledger(&mut tx, scope.organisation.id, today).await?;
    let owed = ledgers.into_iter().find(|(currency, _)| *currency == Currency::EUR).map_or(Cents::ZERO, |(_, owed)| owed);
    let sales = store::dispute::sales_by_month(&mut tx, scope.organisation.id, today).await?;
    let months: Vec<Month> = sales.into_iter().map(|(year, month, sales)| Month { year, month, sales }).collect();
    let dso = countback(owed, &months, today);
    let ended = |card: &&Card| card.closed_on.is_some_and(|on| on >= since);
    let cycle = |card: &Card| Some(Cycle { days: card.age, outcome: card.outcome? });
    let all: Vec<Cycle> = euros.iter().filter(ended).filter_map(cycle).collect();
    let mut reasons: Vec<ReasonLine> = Reason::ALL
        .into_iter()
        .map(|reason| {
            let own: Vec<&Card> = euros.iter().filter(|card| card.reason == reason).collect();
            let cycles: Vec<Cycle> = own.iter().copied().filter(ended).filter_map(cycle).collect();
            ReasonLine {
                reason,
                spread: spread(&cycles),
                living: own.iter().filter(|card| card.outcome.is_none()).count(),
                held: Cents::total(own.iter().map(|card| card.held)),
            }
        })
        .filter(|line| line.living > 0 || line.spread.closed > 0)
        .collect();
    reasons.sort_by_key(|line| std::cmp::Reverse((line.held, line.spread.closed)));
    Ok(Report {
        since,
        reasons,
        owners: owners(&euros),
        all: spread(&all),
        held,
        owed,
        share: held_share(held, owed),
        dso,
        dso_disputed: dso.and_then(|days| Some(days * held_share(held, owed)? / 1_000)),
        dso_without: dso.and_then(|_| countback(owed - held, &months, today)),
    })
}

fn owners(cards: &[Card]) -> Vec<OwnerLine> {
    let mut by_owner: BTreeMap<String, Vec<&Card>> = BTreeMap::new();
    for card in cards.iter().filter(|card| card.outcome.is_none()) {
        by_owner.entry(card.owner_name()).or_default().push(card);
    }
    let mut owners: Vec<OwnerLine> = by_owner
        .into_iter()
        .map(|(owner, own)| {
            let late = || own.iter().filter(|card| card.late_days > 0);
            OwnerLine {
                owner,
                living: own.len(),
                late: late().count(),
                held: Cents::total(own.iter().map(|card| card.held)),
                held_late: Cents::total(late().map(|card| card.held)),
            }
        })
        .collect();
    owners.sort_by_key(|line| std::cmp::Reverse(line.held));
    owners
}
