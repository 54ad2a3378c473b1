//! Statements as they were read, and the lines that they are compared with.

use domain::calendar::Date;
use domain::ids::{BankAccountId, OrganisationId, TransactionId};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::bank::{BankAccount, BankTransaction, TransactionRow};
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, Tx};

/// A statement of an account over some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// Its id.
    pub id: Uuid,
    /// The account.
    pub bank_account: BankAccountId,
    /// `camt.053.001.02`, `CFONB120`…
    pub format: String,
    /// Its number in the bank's series; may be empty.
    pub number: String,
    /// First day: that of the opening balance, else of the first line.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Balance before its lines.
    pub opening: Option<Cents>,
    /// Balance after its lines.
    pub closing: Option<Cents>,
    /// How many lines.
    pub entries: i64,
    /// Their sum.
    pub sum: Cents,
    /// Business date on which it was read.
    pub read_on: Date,
}

statements! {
    ACCOUNTS = "SELECT id, account, currency, last_line_on, national FROM bank_account WHERE organisation_id = $1 ORDER BY account, currency";
    INSERT_ACCOUNT = "INSERT INTO bank_account (organisation_id, id, account, currency, last_line_on, national) VALUES ($1, $2, $3, $4, $5, $6)";
    UPDATE_ACCOUNT = "UPDATE bank_account SET account = $3, national = $4, last_line_on = CASE WHEN $5 > last_line_on THEN $5 ELSE last_line_on END WHERE organisation_id = $1 AND id = $2";
    LINES_BETWEEN = "SELECT id, bank_account_id, source_key, reference, booked_on, value_on, amount_cents, currency, label, end_to_end_id, counterparty, counterparty_iban, state, note, payment_item_id FROM bank_transaction WHERE organisation_id = $1 AND bank_account_id = $2 AND booked_on BETWEEN $3 AND $4 ORDER BY booked_on, id";
    COMPLETE = "UPDATE bank_transaction SET source_key = $3, reference = $4, label = $5, end_to_end_id = $6, counterparty = $7, counterparty_iban = $8, version = version + 1 WHERE organisation_id = $1 AND id = $2";
    INSERT_STATEMENT = "INSERT INTO bank_statement (organisation_id, id, bank_account_id, format, number, from_on, to_on, opening_cents, closing_cents, entry_count, entries_cents, read_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    SELECT_STATEMENTS = "SELECT id, bank_account_id, format, number, from_on, to_on, opening_cents, closing_cents, entry_count, entries_cents, read_on FROM bank_statement WHERE organisation_id = $1 ORDER BY bank_account_id, to_on, from_on, id";
}

/// The accounts of an organisation, each with its national form (empty when no file said it).
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn accounts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(BankAccount, String)>> {
    let rows: Vec<(Uuid, String, String, Date, String)> =
        in_tx!(tx, c => sqlx::query_as(ACCOUNTS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, account, currency, last_line_on, national)| {
            Ok((BankAccount { id: BankAccountId(id), account, currency: currency_of(&currency)?, last_line_on }, national))
        })
        .collect()
}

/// Creates an account.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert_account(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: &str,
    national: &str,
    currency: Currency,
    last_line_on: Date,
) -> Result<BankAccountId> {
    let id = crate::fresh_id();
    in_tx!(tx, c => { sqlx::query(INSERT_ACCOUNT)
        .bind(organisation.0).bind(id).bind(account).bind(currency.code()).bind(last_line_on).bind(national)
        .execute(&mut *c).await?; });
    Ok(BankAccountId(id))
}

/// Writes what a file says better of an account, and moves the last day that its statements cover forward.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn update_account(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: BankAccountId,
    account: &str,
    national: &str,
    last_line_on: Date,
) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(UPDATE_ACCOUNT)
        .bind(organisation.0).bind(id.0).bind(account).bind(national).bind(last_line_on)
        .execute(&mut *c).await?; });
    Ok(())
}

/// The lines of an account booked between two days, both included.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn lines_between(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: BankAccountId,
    from: Date,
    to: Date,
) -> Result<Vec<BankTransaction>> {
    let rows: Vec<TransactionRow> = in_tx!(tx, c => sqlx::query_as(LINES_BETWEEN)
        .bind(organisation.0).bind(account.0).bind(from).bind(to)
        .fetch_all(&mut *c).await?);
    rows.into_iter().map(BankTransaction::try_from).collect()
}

/// Writes what a second file says better of lines: key, reference, texts. Amounts and dates never move.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn complete(tx: &mut Tx, organisation: OrganisationId, lines: &[(TransactionId, BankTransaction)]) -> Result<()> {
    in_tx!(tx, c => for (id, line) in lines {
        sqlx::query(COMPLETE)
            .bind(organisation.0).bind(id.0).bind(&line.source_key).bind(&line.reference).bind(&line.label).bind(&line.end_to_end_id)
            .bind(&line.counterparty).bind(&line.counterparty_iban)
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Remembers a statement.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, row: &StatementRow) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(INSERT_STATEMENT)
        .bind(organisation.0).bind(row.id).bind(row.bank_account.0).bind(&row.format).bind(&row.number).bind(row.from).bind(row.to)
        .bind(row.opening.map(|amount| amount.0)).bind(row.closing.map(|amount| amount.0)).bind(row.entries).bind(row.sum.0).bind(row.read_on)
        .execute(&mut *c).await?; });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    bank_account_id: Uuid,
    format: String,
    number: String,
    from_on: Date,
    to_on: Date,
    opening_cents: Option<i64>,
    closing_cents: Option<i64>,
    entry_count: i64,
    entries_cents: i64,
    read_on: Date,
}

/// Every statement, by account and day.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn all(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<StatementRow>> {
    let rows: Vec<Row> = in_tx!(tx, c => sqlx::query_as(SELECT_STATEMENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|row| StatementRow {
            id: row.id,
            bank_account: BankAccountId(row.bank_account_id),
            format: row.format,
            number: row.number,
            from: row.from_on,
            to: row.to_on,
            opening: row.opening_cents.map(Cents),
            closing: row.closing_cents.map(Cents),
            entries: row.entry_count,
            sum: Cents(row.entries_cents),
            read_on: row.read_on,
        })
        .collect())
}
