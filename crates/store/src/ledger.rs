//! What persons do to the ledger: operations with the rows that they wrote, exchange rates, settings.
//!
//! An operation is one row, never changed; taking it back is another that names it.

use chrono::{DateTime, Utc};
use domain::accounting::{Ground, NetWord, VatPart, VatRegime};
use domain::calendar::Date;
use domain::ids::{AllocationId, DebtorId, OpenItemId, OperationId, OrganisationId};
use domain::law::RateBp;
use domain::ledger::Allocation;
use domain::ledger::exchange::{ExchangeRate, PerEuro};
use domain::ledger::operation::PlannedAllocation;
use domain::ledger::terms::{PaymentTerms, Sector};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationKind {
    /// Cash or a credit note was put on debits.
    Allocate,
    /// A remainder was settled under a name.
    Settle,
    /// Money went back to the customer.
    Refund,
    /// A payment came back.
    Bounce,
    /// A claim was given up as lost.
    WriteOff,
    /// A claim became doubtful: entries only, the ledger of items does not move.
    Doubtful,
    /// An impairment was booked: entries only.
    Impairment,
    /// An impairment was released: entries only.
    Release,
    /// An operation was taken back.
    Undo,
}

impl OperationKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Allocate,
        Self::Settle,
        Self::Refund,
        Self::Bounce,
        Self::WriteOff,
        Self::Doubtful,
        Self::Impairment,
        Self::Release,
        Self::Undo,
    ];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Allocate => "allocate",
            Self::Settle => "settle",
            Self::Refund => "refund",
            Self::Bounce => "bounce",
            Self::WriteOff => "write_off",
            Self::Doubtful => "doubtful",
            Self::Impairment => "impairment",
            Self::Release => "release",
            Self::Undo => "undo",
        }
    }

    /// Reads a stored key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// Its id.
    pub id: OperationId,
    /// On whose account.
    pub debtor: DebtorId,
    /// What it is.
    pub kind: OperationKind,
    /// The day from which it counts.
    pub effective_on: Date,
    /// The item that it is about: the debit, the credit, the payment.
    pub subject: OpenItemId,
    /// The item that it made.
    pub made: Option<OpenItemId>,
    /// The operation that it takes back.
    pub undoes: Option<OperationId>,
    /// The currency.
    pub currency: Currency,
    /// How much, above zero.
    pub amount: Cents,
    /// Name of a remainder, code of a bounce; empty otherwise.
    pub code: String,
    /// When the VAT of the claim was due, for a loss.
    pub regime: Option<VatRegime>,
    /// Why it is given up, for a loss.
    pub ground: Option<Ground>,
    /// The day of that ground, of the judgment for a liquidation.
    pub ground_on: Option<Date>,
    /// Whether the claim stood in 416 then.
    pub doubtful: bool,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Whether another operation has taken it back.
    pub undone: bool,
}

/// The columns of an operation `o`.
macro_rules! operations {
    ($end:expr) => {
        concat!(
            "SELECT o.id, o.debtor_id, o.kind, o.effective_on, o.subject_id, o.made_id, o.undoes_id, o.currency, o.amount_cents, o.code, o.regime, o.ground, o.ground_on, o.doubtful, o.reason, o.created_at, o.actor, \
             CASE WHEN u.id IS NULL THEN 0 ELSE 1 END AS undone \
             FROM ledger_operation o LEFT JOIN ledger_operation u ON u.organisation_id = o.organisation_id AND u.undoes_id = o.id \
             WHERE o.organisation_id = $1 ",
            $end
        )
    };
}

statements! {
    INSERT_OPERATION = "INSERT INTO ledger_operation (organisation_id, id, debtor_id, kind, effective_on, subject_id, made_id, undoes_id, currency, amount_cents, code, regime, ground, ground_on, doubtful, reason, created_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    SELECT_OPERATION = operations!("AND o.id = $2");
    SELECT_OPERATIONS_OF = operations!("AND o.debtor_id = $2 ORDER BY o.created_at DESC, o.id DESC");
    SELECT_ENTRIES = operations!("AND o.kind IN ('write_off', 'doubtful', 'impairment', 'release', 'undo') ORDER BY o.created_at, o.id");
    SELECT_ROWS = "SELECT a.id, a.debit_id, a.credit_id, a.amount_cents, a.value_on, a.reverses_id FROM ledger_operation_allocation l JOIN allocation a ON a.organisation_id = l.organisation_id AND a.id = l.allocation_id WHERE l.organisation_id = $1 AND l.operation_id = $2 ORDER BY a.id";
    SELECT_REVERSED = "SELECT count(*) FROM ledger_operation_allocation l JOIN allocation r ON r.organisation_id = l.organisation_id AND r.reverses_id = l.allocation_id WHERE l.organisation_id = $1 AND l.operation_id = $2";
    SELECT_VAT = "SELECT operation_id, rate_bp, gross_cents FROM ledger_operation_vat WHERE organisation_id = $1 ORDER BY operation_id, rate_bp";
    SELECT_VAT_OF = "SELECT operation_id, rate_bp, gross_cents FROM ledger_operation_vat WHERE organisation_id = $1 AND operation_id = $2 ORDER BY rate_bp";
    SELECT_REOPENED = "SELECT c.debit_id, c.credit_id, c.value_on FROM allocation c JOIN allocation o ON o.organisation_id = c.organisation_id AND o.id = c.reverses_id JOIN open_item i ON i.organisation_id = c.organisation_id AND i.id = c.debit_id WHERE c.organisation_id = $1 AND i.debtor_id = $2 AND c.value_on > o.value_on AND NOT EXISTS (SELECT 1 FROM ledger_operation_allocation l JOIN ledger_operation u ON u.organisation_id = l.organisation_id AND u.undoes_id = l.operation_id WHERE l.organisation_id = c.organisation_id AND l.allocation_id = c.id) ORDER BY c.id";
    SELECT_SOURCE_KEY = "SELECT source_key FROM open_item WHERE organisation_id = $1 AND id = $2";
    SELECT_MADE = "SELECT o.made_id FROM ledger_operation o WHERE o.organisation_id = $1 AND o.made_id IS NOT NULL AND o.undoes_id IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_operation u WHERE u.organisation_id = o.organisation_id AND u.undoes_id = o.id) ORDER BY o.id";
    INSERT_RATE = "INSERT INTO exchange_rate (organisation_id, id, currency, valid_on, per_euro_micros, source, created_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SELECT_RATES = "SELECT currency, valid_on, per_euro_micros, source FROM exchange_rate WHERE organisation_id = $1 ORDER BY id";
    SELECT_SETTINGS = "SELECT net_word, account_digits FROM ledger_setting WHERE organisation_id = $1";
    UPSERT_SETTINGS = "INSERT INTO ledger_setting (organisation_id, net_word, account_digits) VALUES ($1, $2, $3) ON CONFLICT (organisation_id) DO UPDATE SET net_word = excluded.net_word, account_digits = excluded.account_digits, version = ledger_setting.version + 1";
    SET_TERMS = "UPDATE debtor SET term_days = $3, term_end_of_month = $4, term_day = $5, term_start = $6, sector = $7, version = version + 1 WHERE organisation_id = $1 AND id = $2";
    SET_ESTIMATED_DUE = "UPDATE open_item SET due_on = $3 WHERE organisation_id = $1 AND id = $2 AND due_estimated";
    SELECT_SECTORS = "SELECT id, sector FROM debtor WHERE organisation_id = $1 AND sector IS NOT NULL ORDER BY id";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    debtor_id: Uuid,
    kind: String,
    effective_on: Date,
    subject_id: Uuid,
    made_id: Option<Uuid>,
    undoes_id: Option<Uuid>,
    currency: String,
    amount_cents: i64,
    code: String,
    regime: Option<String>,
    ground: Option<String>,
    ground_on: Option<Date>,
    doubtful: bool,
    reason: String,
    created_at: DateTime<Utc>,
    actor: String,
    undone: i32,
}

fn inconsistent(column: &'static str, row: impl ToString) -> StoreError {
    StoreError::Inconsistent { table: "ledger_operation", column, row: row.to_string() }
}

impl TryFrom<Row> for OperationRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let regime = row.regime.map(|code| VatRegime::from_code(&code).ok_or_else(|| inconsistent("regime", code))).transpose()?;
        let ground = row.ground.map(|code| Ground::from_code(&code).ok_or_else(|| inconsistent("ground", code))).transpose()?;
        Ok(Self {
            id: OperationId(row.id),
            debtor: DebtorId(row.debtor_id),
            kind: OperationKind::from_code(&row.kind).ok_or_else(|| inconsistent("kind", &row.kind))?,
            effective_on: row.effective_on,
            subject: OpenItemId(row.subject_id),
            made: row.made_id.map(OpenItemId),
            undoes: row.undoes_id.map(OperationId),
            currency: currency_of(&row.currency)?,
            amount: Cents(row.amount_cents),
            code: row.code,
            regime,
            ground,
            ground_on: row.ground_on,
            doubtful: row.doubtful,
            reason: row.reason,
            created_at: row.created_at,
            actor: row.actor,
            undone: row.undone != 0,
        })
    }
}

/// Writes an operation with the allocations that it made and the VAT of its claim.
///
/// # Errors
/// See [`StoreError`]; a second undoing of the same operation is refused.
#[crate::boxed]
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    operation: &OperationRow,
    allocations: &[AllocationId],
    vat: &[VatPart],
) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_OPERATION)
            .bind(organisation.0).bind(operation.id.0).bind(operation.debtor.0).bind(operation.kind.code()).bind(operation.effective_on)
            .bind(operation.subject.0).bind(operation.made.map(|item| item.0)).bind(operation.undoes.map(|id| id.0))
            .bind(operation.currency.code()).bind(operation.amount.0).bind(&operation.code)
            .bind(operation.regime.map(VatRegime::code)).bind(operation.ground.map(Ground::code)).bind(operation.ground_on)
            .bind(operation.doubtful).bind(&operation.reason).bind(to_micros(operation.created_at)).bind(&operation.actor)
            .execute(&mut *c).await?;
        for chunk in allocations.chunks(1_000) {
            let mut query = QueryBuilder::new("INSERT INTO ledger_operation_allocation (organisation_id, operation_id, allocation_id) ");
            query.push_values(chunk, |mut row, allocation| {
                row.push_bind(organisation.0).push_bind(operation.id.0).push_bind(allocation.0);
            });
            query.build().execute(&mut *c).await?;
        }
        if !vat.is_empty() {
            let mut query = QueryBuilder::new("INSERT INTO ledger_operation_vat (organisation_id, operation_id, rate_bp, gross_cents) ");
            query.push_values(vat, |mut row, part| {
                row.push_bind(organisation.0).push_bind(operation.id.0).push_bind(part.rate.0).push_bind(part.gross.0);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// One operation.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: OperationId) -> Result<Option<OperationRow>> {
    let row: Option<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_OPERATION).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(OperationRow::try_from).transpose()
}

/// The operations on an account, newest first, undoings included.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn of_debtor(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<OperationRow>> {
    let rows: Vec<Row> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OPERATIONS_OF).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(OperationRow::try_from).collect()
}

/// The operations that make accounting entries, and all undoings, in the order in which they were done.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn entries(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<OperationRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_ENTRIES).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(OperationRow::try_from).collect()
}

type AllocationTuple = (Uuid, Uuid, Uuid, i64, Date, Option<Uuid>);

/// The allocations that an operation wrote, in their order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn written_by(tx: &mut Tx, organisation: OrganisationId, id: OperationId) -> Result<Vec<(AllocationId, PlannedAllocation)>> {
    let rows: Vec<AllocationTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_ROWS).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    let read = |(id, debit, credit, amount, value_on, reverses): AllocationTuple| {
        let allocation = Allocation { debit: OpenItemId(debit), credit: OpenItemId(credit), amount: Cents(amount), value_on };
        (AllocationId(id), PlannedAllocation { allocation, reverses: reverses.map(AllocationId) })
    };
    Ok(rows.into_iter().map(read).collect())
}

/// How many of an operation's allocations something else has taken back since.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn taken_back(tx: &mut Tx, organisation: OrganisationId, id: OperationId) -> Result<i64> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_REVERSED).bind(organisation.0).bind(id.0).fetch_one(&mut *c).await?))
}

fn part((operation, rate, gross): (Uuid, i32, i64)) -> (OperationId, VatPart) {
    (OperationId(operation), VatPart { rate: RateBp(rate), gross: Cents(gross) })
}

/// The VAT parts of every operation.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn vat(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(OperationId, VatPart)>> {
    let rows: Vec<(Uuid, i32, i64)> = in_tx!(tx, c => sqlx::query_as(SELECT_VAT).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(part).collect())
}

/// The VAT parts of one operation.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn vat_of(tx: &mut Tx, organisation: OrganisationId, id: OperationId) -> Result<Vec<VatPart>> {
    let rows: Vec<(Uuid, i32, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_VAT_OF).bind(organisation.0).bind(id.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|row| part(row).1).collect())
}

/// The items of an account that a payment which came back opened again, and from which day. An undone bounce opened nothing.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn reopened(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(OpenItemId, Date)>> {
    let rows: Vec<(Uuid, Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_REOPENED).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().flat_map(|(debit, credit, on)| [(OpenItemId(debit), on), (OpenItemId(credit), on)]).collect())
}

/// What makes an item the same in a second reading of its source: it changes when the accounting books the item.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn source_key(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<Option<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_SOURCE_KEY).bind(organisation.0).bind(item.0).fetch_optional(&mut *c).await?))
}

/// Every item that an operation made which nobody took back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn made(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<OpenItemId>> {
    let ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_MADE).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(OpenItemId).collect())
}

/// Adds an exchange rate.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_rate(tx: &mut Tx, organisation: OrganisationId, rate: &ExchangeRate, at: DateTime<Utc>, actor: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_RATE)
            .bind(organisation.0).bind(crate::fresh_id()).bind(rate.currency.code()).bind(rate.on).bind(rate.per_euro.micros())
            .bind(&rate.source).bind(to_micros(at)).bind(actor)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// All exchange rates, in the order in which they were entered.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn rates(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ExchangeRate>> {
    let rows: Vec<(String, Date, i64, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_RATES).bind(organisation.0).fetch_all(&mut *c).await?);
    let read = |(currency, on, micros, source): (String, Date, i64, String)| {
        let per_euro = PerEuro::from_micros(micros);
        let wrong = || StoreError::Inconsistent { table: "exchange_rate", column: "per_euro_micros", row: micros.to_string() };
        Ok(ExchangeRate { currency: currency_of(&currency)?, on, per_euro: per_euro.ok_or_else(wrong)?, source })
    };
    rows.into_iter().map(read).collect()
}

/// How an organisation keeps its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LedgerSettings {
    /// How a rectifying invoice calls the net amount.
    pub net_word: NetWord,
    /// Digits of an account number; 0 leaves them as the chart has them.
    pub account_digits: u8,
}

/// The settings of an organisation; the defaults until it has its own.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<LedgerSettings> {
    let row: Option<(String, i32)> = in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some((word, digits)) = row else { return Ok(LedgerSettings::default()) };
    let wrong = |column, row: String| StoreError::Inconsistent { table: "ledger_setting", column, row };
    Ok(LedgerSettings {
        net_word: NetWord::from_code(&word).ok_or_else(|| wrong("net_word", word))?,
        account_digits: u8::try_from(digits).map_err(|_| wrong("account_digits", digits.to_string()))?,
    })
}

/// Replaces the settings.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_settings(tx: &mut Tx, organisation: OrganisationId, settings: &LedgerSettings) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(UPSERT_SETTINGS)
            .bind(organisation.0).bind(settings.net_word.code())
            .bind(i32::from(settings.account_digits))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Sets a customer's terms and the sector whose cap they are measured by; an import of customers leaves the
/// sector as it is.
///
/// # Errors
/// [`StoreError::Stale`] when there is no such customer.
#[crate::boxed]
pub async fn set_terms(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    terms: Option<PaymentTerms>,
    sector: Sector,
) -> Result<()> {
    let columns = terms.map(crate::debtor::term_columns);
    let changed = in_tx!(tx, c => sqlx::query(SET_TERMS)
        .bind(organisation.0).bind(debtor.0).bind(columns.map(|(days, ..)| days)).bind(columns.map(|(_, mode, ..)| mode))
        .bind(columns.and_then(|(_, _, day, _)| day)).bind(columns.map(|(.., start)| start)).bind(sector.code())
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "debtor", id: debtor.0 }) }
}

/// Moves a due date that was only estimated: the terms that it was computed from have changed.
///
/// # Errors
/// [`StoreError::Stale`] when a file has given the date meanwhile.
#[crate::boxed]
pub async fn set_estimated_due(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId, due_on: Date) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SET_ESTIMATED_DUE)
        .bind(organisation.0).bind(item.0).bind(due_on)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "open_item", id: item.0 }) }
}

/// The sector of each customer that has one of its own; the others are in the general one.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn sectors(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, Sector)>> {
    let rows: Vec<(Uuid, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_SECTORS).bind(organisation.0).fetch_all(&mut *c).await?);
    let read = |(debtor, code): (Uuid, String)| {
        let sector = Sector::from_code(&code);
        Ok((DebtorId(debtor), sector.ok_or(StoreError::Inconsistent { table: "debtor", column: "sector", row: code })?))
    };
    rows.into_iter().map(read).collect()
}
