//! What interest is computed from beside the ledger: clauses, how it is counted, what was given up; and
//! the bulk reads of a whole portfolio.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{ClauseId, CreditorId, DebtorId, OpenItemId, OrganisationId, WaiverId};
use domain::interest::{Clause, DayCount, Imputation, Movement, MovementKind, Party};
use domain::ledger::ItemKind;
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::dialect::Day;
use crate::item::{currency_of, kind_of};
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// A clause and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseRow {
    /// Its id.
    pub id: ClauseId,
    /// The customer that it was agreed with; `None` for the general terms.
    pub debtor: Option<DebtorId>,
    /// The rate agreed on.
    pub clause: Clause,
    /// Invoices issued from this day on.
    pub applies_from: Date,
    /// Where it stands: « CGV du 01/01/2026, art. 7 ».
    pub source: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}

/// How a creditor's interest is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InterestTerms {
    /// Days in a year.
    pub day_count: DayCount,
    /// What a payment pays first.
    pub imputation: Imputation,
    /// Whether the creditor acts for its trade.
    pub party: Party,
    /// Whether letters to professionals carry the account of interest.
    pub in_letters: bool,
}

/// What a creditor gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaivedWhat {
    /// Interest already run.
    Interest,
    /// The fixed indemnity.
    Indemnity,
}

impl WaivedWhat {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Interest => "interest",
            Self::Indemnity => "indemnity",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Interest, Self::Indemnity].into_iter().find(|what| what.code() == code)
    }
}

/// A waiver, who decided it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverRow {
    /// Its id.
    pub id: WaiverId,
    /// The item.
    pub item: OpenItemId,
    /// What.
    pub what: WaivedWhat,
    /// From which day it counts.
    pub on: Date,
    /// How much.
    pub amount: Cents,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub created_by: String,
}

statements! {
    INSERT_CLAUSE = "INSERT INTO penalty_clause (organisation_id, id, debtor_id, clause, applies_from, source, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    WITHDRAW_CLAUSE = "UPDATE penalty_clause SET withdrawn_at = $3, withdrawn_by = $4 WHERE organisation_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    SELECT_CLAUSES = "SELECT id, debtor_id, clause, applies_from, source, created_at, created_by FROM penalty_clause WHERE organisation_id = $1 AND withdrawn_at IS NULL ORDER BY applies_from, id";
    SELECT_TERMS = "SELECT day_count, imputation, individual, in_letters FROM interest_terms WHERE organisation_id = $1 AND creditor_id = $2";
    UPSERT_TERMS = "INSERT INTO interest_terms (organisation_id, creditor_id, day_count, imputation, individual, in_letters) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, creditor_id) DO UPDATE SET day_count = excluded.day_count, imputation = excluded.imputation, individual = excluded.individual, in_letters = excluded.in_letters, version = interest_terms.version + 1";
    INSERT_WAIVER = "INSERT INTO interest_waiver (organisation_id, id, open_item_id, what, waived_on, amount_cents, reason, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    WITHDRAW_WAIVER = "UPDATE interest_waiver SET withdrawn_at = $3, withdrawn_by = $4 WHERE organisation_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    SELECT_WAIVERS_OF = "SELECT w.id, w.open_item_id, w.what, w.waived_on, w.amount_cents, w.reason, w.created_at, w.created_by FROM interest_waiver w JOIN open_item i ON i.organisation_id = w.organisation_id AND i.id = w.open_item_id WHERE w.organisation_id = $1 AND i.debtor_id = $2 AND w.withdrawn_at IS NULL ORDER BY w.id";
    SELECT_WAIVERS = "SELECT id, open_item_id, what, waived_on, amount_cents, reason, created_at, created_by FROM interest_waiver WHERE organisation_id = $1 AND withdrawn_at IS NULL ORDER BY id";
    SELECT_DISPUTED = "SELECT f.open_item_id, f.disputed_cents FROM claim_fact f WHERE f.organisation_id = $1 AND f.disputed_cents <> 0 AND NOT EXISTS (SELECT 1 FROM claim_fact n WHERE n.organisation_id = f.organisation_id AND n.open_item_id = f.open_item_id AND n.version > f.version)";
    SELECT_MOVEMENTS_OF = "SELECT a.debit_id, k.kind, a.amount_cents, CASE WHEN k.kind = 'adjustment' AND d.due_on < k.issued_on THEN d.due_on WHEN d.issued_on > k.issued_on THEN d.issued_on ELSE k.issued_on END AS counted_on FROM allocation a JOIN open_item d ON d.organisation_id = a.organisation_id AND d.id = a.debit_id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE a.organisation_id = $1 AND d.debtor_id = $2 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id) ORDER BY a.debit_id, a.id";
    @sqlite
    LATE_SQLITE = json_sqlite!("hex(id), hex(debtor_id), number, issued_on, due_on, currency, amount_cents, open_cents, kind", "SELECT id, debtor_id, number, issued_on, due_on, currency, amount_cents, open_cents, kind FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND (debtor_id, id) > ($2, $3) AND open_cents > 0 AND due_on < $4 ORDER BY debtor_id, id LIMIT $5");
    LATE_MOVEMENTS_SQLITE = json_sqlite!("hex(debit_id), kind, amount_cents, counted_on", "SELECT a.debit_id, k.kind, a.amount_cents, CASE WHEN k.kind = 'adjustment' AND d.due_on < k.issued_on THEN d.due_on WHEN d.issued_on > k.issued_on THEN d.issued_on ELSE k.issued_on END AS counted_on FROM open_item d CROSS JOIN allocation a ON a.organisation_id = d.organisation_id AND a.debit_id = d.id CROSS JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE d.organisation_id = $1 AND d.open_cents <> 0 AND d.open_cents > 0 AND d.due_on < $2 AND d.open_cents <> d.amount_cents AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id)");
    @postgres
    LATE_POSTGRES = json_postgres!("id, debtor_id, number, issued_on, due_on, currency, amount_cents, open_cents, kind", "SELECT id, debtor_id, number, issued_on, due_on, currency, amount_cents, open_cents, kind FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND (debtor_id, id) > ($2, $3) AND open_cents > 0 AND due_on < $4 ORDER BY debtor_id, id LIMIT $5");
    LATE_MOVEMENTS_POSTGRES = json_postgres!("debit_id, kind, amount_cents, counted_on", "SELECT a.debit_id, k.kind, a.amount_cents, CASE WHEN k.kind = 'adjustment' AND d.due_on < k.issued_on THEN d.due_on WHEN d.issued_on > k.issued_on THEN d.issued_on ELSE k.issued_on END AS counted_on FROM open_item d JOIN allocation a ON a.organisation_id = d.organisation_id AND a.debit_id = d.id JOIN open_item k ON k.organisation_id = a.organisation_id AND k.id = a.credit_id WHERE d.organisation_id = $1 AND d.open_cents <> 0 AND d.open_cents > 0 AND d.due_on < $2 AND d.open_cents <> d.amount_cents AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organisation_id = a.organisation_id AND r.reverses_id = a.id)");
}

fn inconsistent(table: &'static str, column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string() }
}

/// Adds a clause.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_clause(tx: &mut Tx, organisation: OrganisationId, row: &ClauseRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_CLAUSE)
            .bind(organisation.0).bind(row.id.0).bind(row.debtor.map(|debtor| debtor.0)).bind(row.clause.code())
            .bind(row.applies_from).bind(&row.source).bind(crate::event::to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a clause back.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there any more.
#[crate::boxed]
pub async fn withdraw_clause(tx: &mut Tx, organisation: OrganisationId, id: ClauseId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(WITHDRAW_CLAUSE)
        .bind(organisation.0).bind(id.0).bind(crate::event::to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "penalty_clause", id: id.0 }) }
}

type ClauseTuple = (Uuid, Option<Uuid>, String, Date, String, DateTime<Utc>, String);

/// The clauses of an organisation, by their first day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn clauses(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ClauseRow>> {
    let rows: Vec<ClauseTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_CLAUSES).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, debtor, code, applies_from, source, created_at, created_by)| {
            let clause = Clause::from_code(&code).ok_or_else(|| inconsistent("penalty_clause", "clause", &code))?;
            Ok(ClauseRow { id: ClauseId(id), debtor: debtor.map(DebtorId), clause, applies_from, source, created_at, created_by })
        })
        .collect()
}

/// How a creditor's interest is counted; the law's defaults when nothing was set.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn terms(tx: &mut Tx, organisation: OrganisationId, creditor: CreditorId) -> Result<InterestTerms> {
    let row: Option<(String, String, bool, bool)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_TERMS).bind(organisation.0).bind(creditor.0).fetch_optional(&mut *c).await?);
    let Some((day_count, imputation, individual, in_letters)) = row else { return Ok(InterestTerms::default()) };
    Ok(InterestTerms {
        day_count: DayCount::from_code(&day_count).ok_or_else(|| inconsistent("interest_terms", "day_count", &day_count))?,
        imputation: Imputation::from_code(&imputation).ok_or_else(|| inconsistent("interest_terms", "imputation", &imputation))?,
        party: if individual { Party::Individual } else { Party::Professional },
        in_letters,
    })
}

/// Sets how a creditor's interest is counted.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_terms(tx: &mut Tx, organisation: OrganisationId, creditor: CreditorId, terms: &InterestTerms) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_TERMS)
            .bind(organisation.0).bind(creditor.0).bind(terms.day_count.code()).bind(terms.imputation.code())
            .bind(terms.party == Party::Individual).bind(terms.in_letters)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Adds a waiver.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_waiver(tx: &mut Tx, organisation: OrganisationId, row: &WaiverRow) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_WAIVER)
            .bind(organisation.0).bind(row.id.0).bind(row.item.0).bind(row.what.code()).bind(row.on).bind(row.amount.0)
            .bind(&row.reason).bind(crate::event::to_micros(row.created_at)).bind(&row.created_by)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes a waiver back.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there any more.
#[crate::boxed]
pub async fn withdraw_waiver(tx: &mut Tx, organisation: OrganisationId, id: WaiverId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(WITHDRAW_WAIVER)
        .bind(organisation.0).bind(id.0).bind(crate::event::to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "interest_waiver", id: id.0 }) }
}

type WaiverTuple = (Uuid, Uuid, String, Date, i64, String, DateTime<Utc>, String);

fn waiver((id, item, what, on, amount, reason, created_at, created_by): WaiverTuple) -> Result<WaiverRow> {
    let what = WaivedWhat::from_code(&what).ok_or_else(|| inconsistent("interest_waiver", "what", &what))?;
    Ok(WaiverRow { id: WaiverId(id), item: OpenItemId(item), what, on, amount: Cents(amount), reason, created_at, created_by })
}

/// The waivers in force on the items of a debtor.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn waivers_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<WaiverRow>> {
    let rows: Vec<WaiverTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_WAIVERS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(waiver).collect()
}

/// All waivers in force.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn waivers(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<WaiverRow>> {
    let rows: Vec<WaiverTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_WAIVERS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(waiver).collect()
}

/// What moved each debit, in the order of [`Movement`]. Undone allocations are as if they had never been.
///
/// Each counts from the later of its two documents, not from the day of value that the ledger keeps: that one
/// is held back after a bounce, so that no day shows a debit paid twice, and an undone bounce leaves it there.
/// Cash that reached the creditor stops interest on the day on which it came.
pub type Movements = HashMap<OpenItemId, Vec<Movement>>;

fn gather(rows: impl IntoIterator<Item = (Uuid, String, i64, Date)>) -> Result<Movements> {
    let mut movements = Movements::new();
    for (debit, kind, amount, on) in rows {
        let kind = match kind_of(&kind)? {
            // A discount or a rounding that was granted lowers what is owed, as a credit note does; from the due
            // date at the latest, since what was granted was never late.
            ItemKind::CreditNote | ItemKind::Adjustment => MovementKind::CreditNote,
            ItemKind::Payment => MovementKind::Payment,
            // The accounts no longer expect it; the debtor still owes it.
            ItemKind::WriteOff => continue,
            ItemKind::Invoice | ItemKind::Debit => return Err(inconsistent("allocation", "credit_id", debit)),
        };
        movements.entry(OpenItemId(debit)).or_default().push(Movement { on, kind, amount: Cents(amount) });
    }
    movements.values_mut().for_each(|list| list.sort_unstable());
    Ok(movements)
}

/// What moved each debit of a debtor, settled ones included.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn movements_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Movements> {
    let rows: Vec<(Uuid, String, i64, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_MOVEMENTS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    gather(rows)
}

/// What moved every late open debit that is not wholly open.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn late_movements(tx: &mut Tx, organisation: OrganisationId, as_of: Date) -> Result<Movements> {
    let rows: Vec<(Uuid, String, i64, Day)> = json_rows!(tx, LATE_MOVEMENTS_SQLITE, LATE_MOVEMENTS_POSTGRES, organisation.0, as_of);
    gather(rows.into_iter().map(|(debit, kind, amount, on)| (debit, kind, amount, on.0)))
}

/// A late open debit, as a portfolio's interest needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateItem {
    /// The item.
    pub id: OpenItemId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// Its number: instalments of one invoice share it.
    pub number: String,
    /// Date of the document: it chooses the clause.
    pub issued_on: Date,
    /// Due date.
    pub due_on: Date,
    /// Currency of both amounts.
    pub currency: Currency,
    /// The amount at the start.
    pub amount: Cents,
    /// What is left.
    pub open: Cents,
    /// An invoice, or another debit.
    pub kind: ItemKind,
}

type LateTuple = (Uuid, Uuid, String, Day, Day, String, i64, i64, String);

/// A page of the late open debits, by debtor: those after `after`, at most `limit`.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn late_page(
    tx: &mut Tx,
    organisation: OrganisationId,
    as_of: Date,
    after: (DebtorId, OpenItemId),
    limit: i64,
) -> Result<Vec<LateItem>> {
    let rows: Vec<LateTuple> = json_rows!(tx, LATE_SQLITE, LATE_POSTGRES, organisation.0, after.0.0, after.1.0, as_of, limit);
    rows.into_iter()
        .map(|(id, debtor, number, issued_on, due_on, currency, amount, open, kind)| {
            Ok(LateItem {
                id: OpenItemId(id),
                debtor: DebtorId(debtor),
                number,
                issued_on: issued_on.0,
                due_on: due_on.0,
                currency: currency_of(&currency)?,
                amount: Cents(amount),
                open: Cents(open),
                kind: kind_of(&kind)?,
            })
        })
        .collect()
}

/// The part of each item that its debtor contests; items without one are left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn disputed(tx: &mut Tx, organisation: OrganisationId) -> Result<HashMap<OpenItemId, Cents>> {
    let rows: Vec<(Uuid, i64)> = in_tx!(tx, c => sqlx::query_as(SELECT_DISPUTED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, cents)| (OpenItemId(item), Cents(cents))).collect())
}
