//! The journal of what the program decided by itself: what each item got of a night and why, and why each bank line was matched.

use std::collections::HashMap;
use std::fmt::Write as _;

use domain::dunning::{Channel, HoldReason};
use domain::ids::{DebtorId, OpenItemId, TransactionId};
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use uuid::Uuid;

use crate::ageing::cell;
use crate::text::decisions as words;
use crate::{App, Permission, Result, Scope, text};

/// Rows of a page.
pub const PER_PAGE: usize = 100;
/// Nights to choose from.
const NIGHTS: i64 = 120;
/// Debtors read at a time.
const LOT: i64 = 500;

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct DecisionsQuery {
    /// The night; the last one when empty.
    pub on: Option<Date>,
    /// Words of the debtor's code or name.
    pub words: String,
    /// `send`, `hold`, `not_yet`, `exhausted`; all when empty.
    pub decision: String,
    /// Why something is held.
    pub reason: Option<HoldReason>,
    /// The debtor after which the page begins.
    pub after: Option<Uuid>,
}

/// What one item got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The debtor.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The item.
    pub item: OpenItemId,
    /// Its number.
    pub number: String,
    /// Key of what it got.
    pub decision: String,
    /// Why, in French.
    pub why: String,
}

/// A page of a night.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// The night.
    pub on: Option<Date>,
    /// The nights to choose from, newest first.
    pub nights: Vec<Date>,
    /// What was decided.
    pub rows: Vec<Decision>,
    /// Where the next page begins.
    pub next: Option<Uuid>,
}

/// One outcome as the base keeps it: item, key, and its step, reason or date.
fn parts(outcome: &serde_json::Value) -> Option<(OpenItemId, &str, &str, Option<Date>)> {
    let list = outcome.as_array()?;
    let item = list.first()?.as_str()?.parse::<Uuid>().ok()?;
    let word = list.get(2).and_then(serde_json::Value::as_str).unwrap_or_default();
    let until = list.get(3).and_then(serde_json::Value::as_str).and_then(|day| day.parse().ok());
    Some((OpenItemId(item), list.get(1)?.as_str()?, word, until))
}

/// Why, in French: the step and its channel, the reason, the day.
fn why(key: &str, word: &str, until: Option<Date>, step: Option<&(String, String)>) -> String {
    match key {
        "send" => match step {
            Some((step, channel)) => {
                let channel = Channel::ALL.into_iter().find(|known| known.code() == channel).map(text::channel).unwrap_or_default();
                words::sent(&text::step(step), &channel)
            }
            None => words::sent_elsewhere(),
        },
        "hold" => {
            let reason = HoldReason::from_code(word).map_or_else(|| word.to_owned(), text::hold_reason);
            until.map_or_else(|| reason.clone(), |until| words::until(&reason, &calendar::fr(until)))
        }
        "not_yet" => word.parse::<Date>().map_or_else(|_| String::new(), |next| words::not_yet(&calendar::fr(next))),
        _ => words::exhausted(),
    }
}

/// Whether an outcome is among those that are looked for.
fn is_wanted(query: &DecisionsQuery, key: &str, word: &str) -> bool {
    (query.decision.is_empty() || query.decision == key) && query.reason.is_none_or(|reason| key == "hold" && reason.code() == word)
}

/// The next debtors of a night that have something that is looked for. Read by lots, so that a large night takes no more memory.
async fn read(tx: &mut Tx, scope: &Scope, run: Uuid, query: &DecisionsQuery, most: usize) -> Result<(Vec<Decision>, Option<Uuid>)> {
    let organisation = scope.organisation.id;
    let words = store::debtor::fold(query.words.trim());
    let mut after = query.after.unwrap_or(Uuid::nil());
    let mut rows: Vec<Decision> = Vec::new();
    loop {
        let lot = store::decision::outcomes(tx, organisation, run, after, LOT).await?;
        let (Some(first), Some(last)) = (lot.first(), lot.last()) else { return Ok((rows, None)) };
        let steps: HashMap<Uuid, (String, String)> = store::decision::steps(tx, organisation, run, (first.0, last.0))
            .await?
            .into_iter()
            .map(|(item, step, channel)| (item, (step, channel)))
            .collect();
        for (debtor, code, name, outcomes) in &lot {
            after = *debtor;
            if !words.is_empty() && !store::debtor::fold(&format!("{code} {name}")).contains(&words) {
                continue;
            }
            let list: Vec<serde_json::Value> = serde_json::from_str(outcomes).unwrap_or_default();
            for (item, key, word, until) in list.iter().filter_map(parts).filter(|(_, key, word, _)| is_wanted(query, key, word)) {
                rows.push(Decision {
                    debtor: DebtorId(*debtor),
                    code: code.clone(),
                    name: name.clone(),
                    item,
                    number: String::new(),
                    decision: key.to_owned(),
                    why: why(key, word, until, steps.get(&item.0)),
                });
            }
            // A page ends with a debtor: none is torn apart.
            if rows.len() >= most {
                return Ok((rows, Some(after)));
            }
        }
    }
}

async fn numbered(tx: &mut Tx, scope: &Scope, rows: &mut [Decision]) -> Result<()> {
    let ids: Vec<OpenItemId> = rows.iter().map(|row| row.item).collect();
    let numbers = store::item::numbers(tx, scope.organisation.id, &ids).await?;
    for row in rows {
        row.number = numbers.get(&row.item).cloned().unwrap_or_default();
    }
    Ok(())
}

/// What a night decided of each item, with why.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn decisions(app: &App, scope: &Scope, query: &DecisionsQuery) -> Result<Decisions> {
    scope.require(Permission::ViewJournal)?;
    let mut tx = app.db().snapshot().await?;
    let runs = store::decision::runs(&mut tx, scope.organisation.id, NIGHTS).await?;
    let nights = runs.iter().map(|(_, on)| *on).collect();
    let chosen = match query.on {
        Some(on) => runs.iter().find(|(_, night)| *night == on),
        None => runs.first(),
    };
    let Some((run, on)) = chosen.copied() else { return Ok(Decisions { nights, ..Decisions::default() }) };
    let (mut rows, next) = read(&mut tx, scope, run, query, PER_PAGE).await?;
    numbered(&mut tx, scope, &mut rows).await?;
    Ok(Decisions { on: Some(on), nights, rows, next })
}

/// All decisions of a night that are looked for, as a table with semicolons.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn csv(app: &App, scope: &Scope, query: &DecisionsQuery) -> Result<String> {
    let mut query = query.clone();
    let mut text = words::heads();
    loop {
        let page = decisions(app, scope, &query).await?;
        let on = page.on.map(|on| on.to_string()).unwrap_or_default();
        for row in &page.rows {
            let cells = [&on, &row.code, &row.name, &row.number, &words::decision(&row.decision), &row.why];
            let cells: Vec<String> = cells.into_iter().map(|text| cell(text)).collect();
            let _ = write!(text, "\r\n{}", cells.join(";"));
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(text),
        }
    }
}

/// A bank line that was matched without a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Where the next page begins.
    pub id: Uuid,
    /// The line.
    pub transaction: TransactionId,
    /// Its words.
    pub label: String,
    /// Its day.
    pub on: Date,
    /// Its amount.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// How sure it was, in percent.
    pub confidence: Option<i32>,
    /// Why, in French.
    pub why: Vec<String>,
}

/// The last bank lines that were matched without a person, newest first, before one of them.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn matched(app: &App, scope: &Scope, before: Option<Uuid>, most: usize) -> Result<Vec<Matched>> {
    scope.require(Permission::ViewJournal)?;
    let mut tx = app.db().snapshot().await?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = store::decision::matches(&mut tx, scope.organisation.id, before.unwrap_or(Uuid::max()), most).await?;
    Ok(rows
        .into_iter()
        .map(|row| Matched {
            id: row.id,
            transaction: TransactionId(row.transaction_id),
            label: if row.counterparty.is_empty() { row.label } else { format!("{} — {}", row.counterparty, row.label) },
            on: row.booked_on,
            amount: Cents(row.amount_cents),
            currency: Currency::parse(&row.currency).unwrap_or(Currency::EUR),
            confidence: row.confidence,
            why: serde_json::from_str(&row.reasons).unwrap_or_default(),
        })
        .collect())
}
