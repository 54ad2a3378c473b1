//! The list of all compromises, and the same as a table.

use std::collections::HashMap;

use domain::compromise::{State, Terms};
use domain::ids::{CompromiseId, DebtorId};
use domain::{Cents, Currency};
use store::compromise::Which;
use store::debtor::fold;
use uuid::Uuid;

use super::Compromise;
use crate::ageing::cell;
use crate::text::compromises as words;
use crate::{App, Permission, Result, Scope};

/// Which compromises are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompromisesQuery {
    /// Words in reference, name or code.
    pub words: String,
    /// The key of a state; empty for those that are not over, or of which a credit note is due.
    pub state: String,
    /// Whether all are shown.
    pub all: bool,
    /// By which column: `debtor`, `left`, `pay_by`, `reference`; by urgency otherwise.
    pub sort: String,
    /// Whether that order is turned round.
    pub reversed: bool,
}

/// A compromise as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompromiseLine {
    /// Its id.
    pub id: CompromiseId,
    /// Whose.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// What both sides know it by.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// Its currency.
    pub currency: Currency,
    /// Its terms.
    pub terms: Terms,
    /// What came in time.
    pub paid: Cents,
    /// What is still to be paid, while it is waited for.
    pub left: Cents,
    /// Whether a credit note is due and nobody has said which.
    pub wants_credit_note: bool,
}

/// The list, with how many stand how before the filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// The rows.
    pub lines: Vec<CompromiseLine>,
    /// How many stand how, in the order of [`State::CODES`].
    pub counts: Vec<(&'static str, usize)>,
    /// What is still to be paid of those that are waited for, and their discounts, by currency.
    pub sums: Vec<(Currency, Cents, Cents)>,
}

fn line(compromise: &Compromise, (debtor_code, debtor_name): (String, String)) -> CompromiseLine {
    let row = &compromise.record.row;
    let runs = matches!(compromise.state, State::Running { .. });
    CompromiseLine {
        id: row.id,
        debtor: row.debtor,
        debtor_code,
        debtor_name,
        reference: row.reference.clone(),
        state: compromise.state.clone(),
        currency: row.currency,
        terms: row.terms,
        paid: compromise.came.in_time,
        left: if runs { row.terms.left(&compromise.came) } else { Cents::ZERO },
        wants_credit_note: compromise.wants_credit_note(),
    }
}

async fn every(app: &App, scope: &Scope) -> Result<Vec<CompromiseLine>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let records = store::compromise::list(&mut tx, organisation, Which::Every).await?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let debtors = store::debtor::all(&mut tx, organisation).await?;
    let names: HashMap<DebtorId, (String, String)> = debtors.into_iter().map(|debtor| (debtor.id, (debtor.code, debtor.name))).collect();
    records
        .into_iter()
        .map(|record| {
            let compromise = Compromise::of(record)?;
            let name = names.get(&compromise.record.row.debtor).cloned().unwrap_or_default();
            Ok(line(&compromise, name))
        })
        .collect()
}

fn place(line: &CompromiseLine) -> usize {
    if line.wants_credit_note {
        return 0;
    }
    State::CODES.iter().position(|code| *code == line.state.code()).unwrap_or_default() + 1
}

/// The compromises of an organisation.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn board(app: &App, scope: &Scope, query: &CompromisesQuery) -> Result<Board> {
    scope.require(Permission::ViewReceivables)?;
    let all = every(app, scope).await?;
    let count = |code: &'static str| (code, all.iter().filter(|line| line.state.code() == code).count());
    let counts = State::CODES.into_iter().map(count).filter(|(_, count)| *count > 0).collect();
    let words = fold(query.words.trim());
    let mut lines: Vec<CompromiseLine> = all
        .into_iter()
        .filter(|line| match query.state.as_str() {
            "" => query.all || line.wants_credit_note || !line.state.is_over(),
            code => line.state.code() == code,
        })
        .filter(|line| words.is_empty() || fold(&format!("{} {} {}", line.reference, line.debtor_name, line.debtor_code)).contains(&words))
        .collect();
    match query.sort.as_str() {
        "debtor" => lines.sort_by_key(|line| (fold(&line.debtor_name), line.id)),
        "left" => lines.sort_by_key(|line| (std::cmp::Reverse(line.left), line.id)),
        "pay_by" => lines.sort_by_key(|line| (line.terms.pay_by, line.id)),
        "reference" => lines.sort_by_key(|line| line.reference.clone()),
        _ => lines.sort_by_key(|line| (place(line), line.terms.pay_by, line.id)),
    }
    if query.reversed {
        lines.reverse();
    }
    let mut sums: Vec<(Currency, Cents, Cents)> = Vec::new();
    for line in lines.iter().filter(|line| matches!(line.state, State::Running { .. })) {
        match sums.iter_mut().find(|(currency, ..)| *currency == line.currency) {
            Some((_, left, discount)) => {
                *left += line.left;
                *discount += line.terms.discount;
            }
            None => sums.push((line.currency, line.left, line.terms.discount)),
        }
    }
    sums.sort_by_key(|(currency, ..)| (*currency != Currency::EUR, *currency));
    Ok(Board { lines, counts, sums })
}

/// The list as a table for a spreadsheet.
#[must_use]
pub fn csv(board: &Board) -> String {
    let mut table = words::columns().join(";");
    table.push_str("\r\n");
    for line in &board.lines {
        let cells = [
            cell(&line.reference),
            cell(&line.debtor_code),
            cell(&line.debtor_name),
            words::state(&line.state),
            line.currency.code().to_owned(),
            line.terms.total.iso().replace('.', ","),
            line.terms.discount.iso().replace('.', ","),
            line.terms.payable().iso().replace('.', ","),
            line.paid.iso().replace('.', ","),
            line.left.iso().replace('.', ","),
            domain::calendar::fr(line.terms.pay_by),
        ];
        table.push_str(&cells.join(";"));
        table.push_str("\r\n");
    }
    table
}

/// The compromises after an id, in the order of ids, and the id to go on after.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
#[crate::boxed]
pub async fn page(app: &App, scope: &Scope, state: &str, after: Uuid, limit: usize) -> Result<(Vec<Compromise>, Option<Uuid>)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut found = Vec::new();
    for record in store::compromise::list(&mut tx, scope.organisation.id, Which::Every).await? {
        if record.row.id.0 > after && (state.is_empty() || record.row.state == state) && found.len() <= limit {
            found.push(Compromise::of(record)?);
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|compromise| compromise.id().0);
    Ok((found, next))
}
