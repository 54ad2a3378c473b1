//! What a bank file brought: lines that it made or told again, and its statements. Taking the file back drops the lines
//! that nothing was built on and that no other file tells; the file itself stays and can come in again.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{BankAccountId, ImportId, OrganisationId, TransactionId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::bank::TransactionState;
use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    SELECT_LINES = "SELECT t.id, t.reference, t.booked_on, t.amount_cents, t.currency, t.state, CAST(CASE WHEN t.payment_item_id IS NOT NULL OR EXISTS (SELECT 1 FROM bank_match m WHERE m.organisation_id = t.organisation_id AND m.transaction_id = t.id) THEN 1 ELSE 0 END AS BIGINT) FROM import_line o JOIN bank_transaction t ON t.organisation_id = o.organisation_id AND t.id = o.transaction_id WHERE o.organisation_id = $1 AND o.import_id = $2 AND o.made AND NOT EXISTS (SELECT 1 FROM import_line p WHERE p.organisation_id = o.organisation_id AND p.transaction_id = o.transaction_id AND p.import_id <> o.import_id) ORDER BY t.booked_on, t.id";
    SELECT_STATEMENTS = "SELECT s.id, s.bank_account_id FROM import_statement o JOIN bank_statement s ON s.organisation_id = o.organisation_id AND s.id = o.statement_id WHERE o.organisation_id = $1 AND o.import_id = $2 ORDER BY s.id";
    HAND_OVER = "UPDATE import_line SET made = true WHERE organisation_id = $1 AND import_id <> $2 AND transaction_id IN (SELECT transaction_id FROM import_line WHERE organisation_id = $1 AND import_id = $2 AND made)";
    DELETE_LINES = "DELETE FROM import_line WHERE organisation_id = $1 AND import_id = $2";
    DELETE_STATEMENTS = "DELETE FROM import_statement WHERE organisation_id = $1 AND import_id = $2";
    LAST_STATEMENT = "SELECT max(to_on) FROM bank_statement WHERE organisation_id = $1 AND bank_account_id = $2";
    LAST_LINE = "SELECT max(booked_on) FROM bank_transaction WHERE organisation_id = $1 AND bank_account_id = $2";
    SET_LAST = "UPDATE bank_account SET last_line_on = $3 WHERE organisation_id = $1 AND id = $2";
    DELETE_ACCOUNT = "DELETE FROM bank_account WHERE organisation_id = $1 AND id = $2";
    INSERT_CANCELLATION_OF_LINES = "INSERT INTO import_cancellation (organisation_id, import_id, item_count, cancelled_on, cancelled_at, actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, import_id) DO NOTHING";
}

/// What a bank file brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brought {
    /// The lines that it told, and whether it made them.
    pub lines: Vec<(TransactionId, bool)>,
    /// Its statements.
    pub statements: Vec<Uuid>,
}

/// Notes what a bank file brought.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, file: ImportId, brought: &Brought) -> Result<()> {
    in_tx!(tx, c => {
        for chunk in brought.lines.chunks(5_000) {
            let mut query = QueryBuilder::new("INSERT INTO import_line (organisation_id, import_id, transaction_id, made) ");
            query.push_values(chunk, |mut row, (line, made)| {
                row.push_bind(organisation.0).push_bind(file.0).push_bind(line.0).push_bind(*made);
            });
            query.build().execute(&mut *c).await?;
        }
        for chunk in brought.statements.chunks(5_000) {
            let mut query = QueryBuilder::new("INSERT INTO import_statement (organisation_id, import_id, statement_id) ");
            query.push_values(chunk, |mut row, statement| {
                row.push_bind(organisation.0).push_bind(file.0).push_bind(*statement);
            });
            query.build().execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// A line that only one file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLine {
    /// Its id.
    pub id: TransactionId,
    /// The bank's reference.
    pub reference: String,
    /// Its day.
    pub booked_on: Date,
    /// Its amount.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Whether nothing came of it so far: it waits, or concerns no debtor.
    pub is_free: bool,
    /// Whether it was matched, even if that was taken back.
    pub was_matched: bool,
}

/// The lines that a file made and that no other file tells, by day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn lines(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<OwnLine>> {
    let rows: Vec<(Uuid, String, Date, i64, String, String, i64)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_LINES).bind(organisation.0).bind(file.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, reference, booked_on, amount, currency, state, matched)| {
            let is_free = state == TransactionState::ToIdentify.code() || state == TransactionState::Outgoing.code();
            let (id, currency, was_matched) = (TransactionId(id), currency_of(&currency)?, matched != 0);
            Ok(OwnLine { id, reference, booked_on, amount: Cents(amount), currency, is_free, was_matched })
        })
        .collect()
}

/// The statements that a file brought, each with its account.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn statements(tx: &mut Tx, organisation: OrganisationId, file: ImportId) -> Result<Vec<(Uuid, BankAccountId)>> {
    let rows: Vec<(Uuid, Uuid)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_STATEMENTS).bind(organisation.0).bind(file.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, account)| (id, BankAccountId(account))).collect())
}

/// Drops a file's own lines and statements, says how far each account goes without them, and remembers that the file was
/// taken back.
///
/// # Errors
/// [`StoreError::Stale`] when the file was taken back before, or when something was built on a line meanwhile.
#[crate::boxed]
pub async fn take_back(
    tx: &mut Tx,
    organisation: OrganisationId,
    file: ImportId,
    own: &[TransactionId],
    (on, at): (Date, DateTime<Utc>),
    actor: &str,
) -> Result<()> {
    let statements = statements(tx, organisation, file).await?;
    let count = i64::try_from(own.len()).unwrap_or(i64::MAX);
    let mut dropped = 0;
    let made = in_tx!(tx, c => {
        let made = sqlx::query(INSERT_CANCELLATION_OF_LINES)
            .bind(organisation.0).bind(file.0).bind(count).bind(on).bind(to_micros(at)).bind(actor)
            .execute(&mut *c).await?.rows_affected();
        sqlx::query(HAND_OVER).bind(organisation.0).bind(file.0).execute(&mut *c).await?;
        sqlx::query(DELETE_LINES).bind(organisation.0).bind(file.0).execute(&mut *c).await?;
        sqlx::query(DELETE_STATEMENTS).bind(organisation.0).bind(file.0).execute(&mut *c).await?;
        for chunk in own.chunks(5_000) {
            let mut query = QueryBuilder::new("DELETE FROM bank_transaction WHERE state IN ('to_identify', 'outgoing') AND payment_item_id IS NULL AND organisation_id = ");
            query.push_bind(organisation.0).push(" AND id IN (");
            let mut ids = query.separated(", ");
            for line in chunk {
                ids.push_bind(line.0);
            }
            query.push(")");
            dropped += query.build().execute(&mut *c).await?.rows_affected();
        }
        for chunk in statements.chunks(5_000) {
            let mut query = QueryBuilder::new("DELETE FROM bank_statement WHERE organisation_id = ");
            query.push_bind(organisation.0).push(" AND id IN (");
            let mut ids = query.separated(", ");
            for (statement, _) in chunk {
                ids.push_bind(*statement);
            }
            query.push(")");
            query.build().execute(&mut *c).await?;
        }
        made
    });
    if made != 1 || dropped != own.len() as u64 {
        return Err(StoreError::Stale { table: "import_file", id: file.0 });
    }
    let mut accounts: Vec<BankAccountId> = statements.into_iter().map(|(_, account)| account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    for account in accounts {
        in_tx!(tx, c => {
            let last: Option<Date> = sqlx::query_scalar(LAST_STATEMENT).bind(organisation.0).bind(account.0).fetch_one(&mut *c).await?;
            let line: Option<Date> = sqlx::query_scalar(LAST_LINE).bind(organisation.0).bind(account.0).fetch_one(&mut *c).await?;
            match last.max(line) {
                Some(last) => sqlx::query(SET_LAST).bind(organisation.0).bind(account.0).bind(last).execute(&mut *c).await?.rows_affected(),
                None => sqlx::query(DELETE_ACCOUNT).bind(organisation.0).bind(account.0).execute(&mut *c).await?.rows_affected(),
            };
        });
    }
    Ok(())
}
