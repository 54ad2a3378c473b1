//! Accounting entries of doubtful claims, impairments and losses, computed from the operations.

use std::collections::HashMap;
use std::fmt::Write as _;

use domain::accounting::{EntryLine, LedgerAccount, Movement, VatPart, rectifying_mention, reversed};
use domain::ids::{DebtorId, OperationId};
use domain::{Cents, Currency, Date};
use store::ledger::{OperationKind, OperationRow};

use crate::dashboard::names;
use crate::{App, Permission, Result, Scope, text};

/// A line of an entry as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLineView {
    /// The account.
    pub account: LedgerAccount,
    /// Its number.
    pub number: String,
    /// Debit.
    pub debit: Cents,
    /// Credit.
    pub credit: Cents,
}

impl EntryLineView {
    pub(super) fn new(line: EntryLine, digits: usize) -> Self {
        Self { account: line.account, number: line.account.number(digits), debit: line.debit, credit: line.credit }
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, which never changes: from 1, in the order in which operations were done.
    pub number: usize,
    /// The operation that it tells.
    pub operation: OperationId,
    /// Its day.
    pub on: Date,
    /// The document: the number of the item.
    pub piece: String,
    /// The date of that document.
    pub piece_on: Date,
    /// The customer.
    pub debtor: DebtorId,
    /// The customer's account.
    pub debtor_code: String,
    /// Its name.
    pub debtor_name: String,
    /// What it is.
    pub label: String,
    /// What is cited beside it.
    pub article: &'static str,
    /// Its lines, which balance.
    pub lines: Vec<EntryLineView>,
    /// The mention of the rectifying invoice, where VAT is taken back.
    pub mention: Option<String>,
    /// Why, in the person's words.
    pub reason: String,
    /// Who.
    pub actor: String,
}

/// What an operation moves in the accounting; `None` for those that the accounting books by itself.
pub(super) fn movement(row: &OperationRow, parts: &[VatPart]) -> Option<Movement> {
    match row.kind {
        OperationKind::Doubtful => Some(Movement::Doubtful { amount: row.amount }),
        OperationKind::Impairment => Some(Movement::Impairment { net: row.amount }),
        OperationKind::Release => Some(Movement::Release { net: row.amount }),
        OperationKind::WriteOff => {
            Some(Movement::Loss { doubtful: row.doubtful, regime: row.regime?, ground: row.ground?, parts: parts.to_vec() })
        }
        _ => None,
    }
}

/// The entries of a period, both days included, in their order.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn entries(app: &App, scope: &Scope, from: Date, to: Date) -> Result<Vec<Entry>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let rows = store::ledger::entries(&mut tx, organisation).await?;
    let settings = store::ledger::settings(&mut tx, organisation).await?;
    let mut parts: HashMap<OperationId, Vec<VatPart>> = HashMap::new();
    for (operation, part) in store::ledger::vat(&mut tx, organisation).await? {
        parts.entry(operation).or_default().push(part);
    }
    let names = names(&mut tx, organisation, rows.iter().map(|row| row.debtor)).await?;
    let by_id: HashMap<OperationId, &OperationRow> = rows.iter().map(|row| (row.id, row)).collect();
    let none = Vec::new();
    let (mut number, mut found) = (0, Vec::new());
    for row in &rows {
        let told = row.undoes.and_then(|undone| by_id.get(&undone).copied()).unwrap_or(row);
        let own = parts.get(&told.id).unwrap_or(&none);
        let Some(movement) = movement(told, own) else { continue };
        number += 1;
        if row.effective_on < from || row.effective_on > to {
            continue;
        }
        let Some(item) = store::item::get(&mut tx, organisation, told.subject).await? else { continue };
        let undone = row.undoes.is_some();
        let lines = if undone { reversed(&movement.lines()) } else { movement.lines() };
        let (debtor_code, debtor_name) = names.get(&row.debtor).cloned().unwrap_or_default();
        let digits = usize::from(settings.account_digits);
        found.push(Entry {
            number,
            operation: row.id,
            on: row.effective_on,
            label: text::ledger::entry_label(told.kind, &item.number, undone),
            piece: item.number,
            piece_on: item.issued_on,
            debtor: row.debtor,
            debtor_code,
            debtor_name,
            article: movement.article(),
            lines: lines.into_iter().map(|line| EntryLineView::new(line, digits)).collect(),
            mention: (movement.recovers_vat() && !undone).then(|| rectifying_mention(own, settings.net_word, Currency::EUR)),
            reason: row.reason.clone(),
            actor: row.actor.clone(),
        });
    }
    Ok(found)
}

/// The columns of the accounting file (LPF A47 A-1), in which entries leave.
const COLUMNS: &str = "JournalCode;JournalLib;EcritureNum;EcritureDate;CompteNum;CompteLib;CompAuxNum;CompAuxLib;PieceRef;PieceDate;EcritureLib;Debit;Credit;EcritureLet;DateLet;ValidDate;Montantdevise;Idevise";

/// The code of the journal that entries leave in.
const JOURNAL: &str = "OD";

/// Entries as a file of 18 columns: semicolons, decimal commas, dates without marks, UTF-8.
#[must_use]
pub fn csv(entries: &[Entry]) -> String {
    let day = |date: Date| date.format("%Y%m%d").to_string();
    let amount = |cents: Cents| cents.iso().replace('.', ",");
    let cell = |text: &str| {
        // A cell that begins like a formula would be run by a spreadsheet; a mark would cut the line.
        let plain: String = text.chars().map(|c| if matches!(c, ';' | '"' | '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        if plain.starts_with(['=', '+', '-', '@']) { format!("'{plain}") } else { plain }
    };
    let mut out = format!("{COLUMNS}\r\n");
    for entry in entries {
        for line in &entry.lines {
            let (code, name) =
                if line.account.is_of_customer() { (cell(&entry.debtor_code), cell(&entry.debtor_name)) } else { Default::default() };
            let _ = write!(
                out,
                "{JOURNAL};{};Q{:06};{};{};{};{code};{name};{};{};{};{};{};;;{};;\r\n",
                text::ledger::journal_name(),
                entry.number,
                day(entry.on),
                line.number,
                line.account.name(),
                cell(&entry.piece),
                day(entry.piece_on),
                cell(&entry.label),
                amount(line.debit),
                amount(line.credit),
                day(entry.on),
            );
        }
    }
    out
}
