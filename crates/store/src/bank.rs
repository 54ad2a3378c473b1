//! Bank accounts and the lines of their statements.

use std::collections::HashSet;

use domain::calendar::Date;
use domain::ids::{BankAccountId, DebtorId, OpenItemId, OrganisationId, TransactionId};
use domain::{Cents, Currency};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// What has become of a bank line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransactionState {
    /// Not looked at yet, or nothing certain was found: the inbox "à identifier".
    ToIdentify,
    /// A payment was made of it.
    Matched,
    /// The accounting already holds the payment; nothing more was made.
    Booked,
    /// Money going out that concerns no debtor.
    Outgoing,
    /// A person said that it concerns no debtor.
    Ignored,
}

impl TransactionState {
    const ALL: [Self; 5] = [Self::ToIdentify, Self::Matched, Self::Booked, Self::Outgoing, Self::Ignored];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ToIdentify => "to_identify",
            Self::Matched => "matched",
            Self::Booked => "booked",
            Self::Outgoing => "outgoing",
            Self::Ignored => "ignored",
        }
    }

    fn from_code(code: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or_else(|| StoreError::Inconsistent {
            table: "bank_transaction",
            column: "state",
            row: code.to_owned(),
        })
    }
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankTransaction {
    /// Its id.
    pub id: TransactionId,
    /// The account.
    pub bank_account: BankAccountId,
    /// What makes it the same in a second reading; unique on the account.
    pub source_key: String,
    /// The bank's reference, shown and exported.
    pub reference: String,
    /// Booking date.
    pub booked_on: Date,
    /// Value date.
    pub value_on: Date,
    /// Credit positive.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Label and remittance information.
    pub label: String,
    /// Reference given by the payer.
    pub end_to_end_id: String,
    /// Name of the other side.
    pub counterparty: String,
    /// Account of the other side; may be empty.
    pub counterparty_iban: String,
    /// What has become of it.
    pub state: TransactionState,
    /// Why, in words.
    pub note: String,
    /// The payment made of it.
    pub payment_item: Option<OpenItemId>,
}

/// A bank account and how far its statements go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Its id.
    pub id: BankAccountId,
    /// IBAN, or the bank's own number.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// The last day that a statement covers.
    pub last_line_on: Date,
}

statements! {
    UPSERT_ACCOUNT = "INSERT INTO bank_account (organisation_id, id, account, currency, last_line_on) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, account, currency) DO UPDATE SET last_line_on = CASE WHEN excluded.last_line_on > bank_account.last_line_on THEN excluded.last_line_on ELSE bank_account.last_line_on END RETURNING id";
    SELECT_ACCOUNTS = "SELECT id, account, currency, last_line_on FROM bank_account WHERE organisation_id = $1 ORDER BY account, currency";
    SELECT_KEYS = "SELECT source_key FROM bank_transaction WHERE organisation_id = $1 AND bank_account_id = $2";
    SELECT_BY_STATE = "SELECT id, bank_account_id, source_key, reference, booked_on, value_on, amount_cents, currency, label, end_to_end_id, counterparty, counterparty_iban, state, note, payment_item_id FROM bank_transaction WHERE organisation_id = $1 AND state = $2 ORDER BY booked_on, id";
    SELECT_ONE = "SELECT id, bank_account_id, source_key, reference, booked_on, value_on, amount_cents, currency, label, end_to_end_id, counterparty, counterparty_iban, state, note, payment_item_id FROM bank_transaction WHERE organisation_id = $1 AND id = $2";
    SELECT_OF_PAYMENTS = "SELECT t.id, t.bank_account_id, t.source_key, t.reference, t.booked_on, t.value_on, t.amount_cents, t.currency, t.label, t.end_to_end_id, t.counterparty, t.counterparty_iban, t.state, t.note, t.payment_item_id FROM bank_transaction t JOIN open_item i ON i.organisation_id = t.organisation_id AND i.id = t.payment_item_id WHERE t.organisation_id = $1 AND i.source = 'bank'";
    SELECT_OWN_PAYMENTS = "SELECT i.id FROM open_item i WHERE i.organisation_id = $1 AND i.source IN ('bank', 'csv') AND (EXISTS (SELECT 1 FROM bank_transaction t WHERE t.organisation_id = i.organisation_id AND t.payment_item_id = i.id) OR EXISTS (SELECT 1 FROM bank_match_payment p JOIN bank_match m ON m.organisation_id = p.organisation_id AND m.id = p.match_id WHERE p.organisation_id = i.organisation_id AND p.item_id = i.id AND m.undone_at IS NULL)) ORDER BY i.id";
    SELECT_PAID_SINCE = "SELECT id, bank_account_id, source_key, reference, booked_on, value_on, amount_cents, currency, label, end_to_end_id, counterparty, counterparty_iban, state, note, payment_item_id FROM bank_transaction WHERE organisation_id = $1 AND state IN ('matched', 'booked') AND booked_on >= $2 AND payment_item_id IS NOT NULL ORDER BY booked_on, id";
    SELECT_LINKED = "SELECT payment_item_id FROM bank_transaction WHERE organisation_id = $1 AND payment_item_id IS NOT NULL UNION SELECT p.item_id FROM bank_match_payment p JOIN bank_match m ON m.organisation_id = p.organisation_id AND m.id = p.match_id WHERE p.organisation_id = $1 AND m.undone_at IS NULL";
    SELECT_BOOKED_PAYMENTS = "SELECT i.id, i.debtor_id, i.number, i.issued_on FROM open_item i WHERE i.organisation_id = $1 AND i.kind = 'payment' AND i.currency = $2 AND i.issued_on >= $3 AND i.issued_on <= $4 AND i.amount_cents = $5 AND (i.source_key LIKE 'fec:%' OR i.source_key LIKE 'api:%' OR (i.source_key LIKE 'csv:%' AND i.source_key LIKE '%:paid' AND NOT EXISTS (SELECT 1 FROM open_item k WHERE k.organisation_id = i.organisation_id AND k.source_key = 'instead:' || i.source_key))) AND NOT EXISTS (SELECT 1 FROM bank_transaction t WHERE t.organisation_id = i.organisation_id AND t.payment_item_id = i.id) AND NOT EXISTS (SELECT 1 FROM bank_match_payment p JOIN bank_match m ON m.organisation_id = p.organisation_id AND m.id = p.match_id WHERE p.organisation_id = i.organisation_id AND p.item_id = i.id AND m.undone_at IS NULL) ORDER BY i.issued_on, i.id";
    COUNT_STATE = "SELECT count(*), CAST(coalesce(sum(amount_cents), 0) AS BIGINT) FROM bank_transaction WHERE organisation_id = $1 AND state = $2";
    SET_STATE = "UPDATE bank_transaction SET state = $3, note = $4, payment_item_id = $5, version = version + 1 WHERE organisation_id = $1 AND id = $2 AND state = $6";
}

#[derive(sqlx::FromRow)]
pub(crate) struct TransactionRow {
    id: Uuid,
    bank_account_id: Uuid,
    source_key: String,
    reference: String,
    booked_on: Date,
    value_on: Date,
    amount_cents: i64,
    currency: String,
    label: String,
    end_to_end_id: String,
    counterparty: String,
    counterparty_iban: String,
    state: String,
    note: String,
    payment_item_id: Option<Uuid>,
}

impl TryFrom<TransactionRow> for BankTransaction {
    type Error = StoreError;

    fn try_from(row: TransactionRow) -> Result<Self> {
        Ok(Self {
            id: TransactionId(row.id),
            bank_account: BankAccountId(row.bank_account_id),
            source_key: row.source_key,
            reference: row.reference,
            booked_on: row.booked_on,
            value_on: row.value_on,
            amount: Cents(row.amount_cents),
            currency: currency_of(&row.currency)?,
            label: row.label,
            end_to_end_id: row.end_to_end_id,
            counterparty: row.counterparty,
            counterparty_iban: row.counterparty_iban,
            state: TransactionState::from_code(&row.state)?,
            note: row.note,
            payment_item: row.payment_item_id.map(OpenItemId),
        })
    }
}

/// Creates an account, or moves the last day that its statements cover forward.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn upsert_account(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: &str,
    currency: Currency,
    last_line_on: Date,
) -> Result<BankAccountId> {
    let id: Uuid = in_tx!(tx, c => sqlx::query_scalar(UPSERT_ACCOUNT)
        .bind(organisation.0).bind(crate::fresh_id()).bind(account).bind(currency.code()).bind(last_line_on)
        .fetch_one(&mut *c).await?);
    Ok(BankAccountId(id))
}

/// The accounts of an organisation.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn accounts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<BankAccount>> {
    let rows: Vec<(Uuid, String, String, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ACCOUNTS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|(id, account, currency, last_line_on)| {
            Ok(BankAccount { id: BankAccountId(id), account, currency: currency_of(&currency)?, last_line_on })
        })
        .collect()
}

/// The keys of the lines that an account already has.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn keys(tx: &mut Tx, organisation: OrganisationId, account: BankAccountId) -> Result<Vec<String>> {
    Ok(in_tx!(tx, c => sqlx::query_scalar(SELECT_KEYS).bind(organisation.0).bind(account.0).fetch_all(&mut *c).await?))
}

/// Writes new lines in bulk.
///
/// # Errors
/// See [`StoreError`]; a key that is already there is refused.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, transactions: &[BankTransaction]) -> Result<()> {
    in_tx!(tx, c => for chunk in transactions.chunks(500) {
        let mut query = QueryBuilder::new(
            "INSERT INTO bank_transaction (organisation_id, id, bank_account_id, source_key, reference, booked_on, value_on, amount_cents, currency, label, end_to_end_id, counterparty, counterparty_iban, state, note, payment_item_id) ",
        );
        query.push_values(chunk, |mut row, t| {
            row.push_bind(organisation.0).push_bind(t.id.0).push_bind(t.bank_account.0).push_bind(t.source_key.clone())
                .push_bind(t.reference.clone()).push_bind(t.booked_on).push_bind(t.value_on).push_bind(t.amount.0)
                .push_bind(t.currency.code().to_owned()).push_bind(t.label.clone()).push_bind(t.end_to_end_id.clone())
                .push_bind(t.counterparty.clone()).push_bind(t.counterparty_iban.clone()).push_bind(t.state.code())
                .push_bind(t.note.clone()).push_bind(t.payment_item.map(|item| item.0));
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// The lines in a state, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn in_state(tx: &mut Tx, organisation: OrganisationId, state: TransactionState) -> Result<Vec<BankTransaction>> {
    let rows: Vec<TransactionRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BY_STATE).bind(organisation.0).bind(state.code()).fetch_all(&mut *c).await?);
    rows.into_iter().map(BankTransaction::try_from).collect()
}

/// One line.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId, id: TransactionId) -> Result<Option<BankTransaction>> {
    let row: Option<TransactionRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ONE).bind(organisation.0).bind(id.0).fetch_optional(&mut *c).await?);
    row.map(BankTransaction::try_from).transpose()
}

/// The lines whose payment was made here and is not in the accounting yet.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn with_own_payment(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<BankTransaction>> {
    let rows: Vec<TransactionRow> = in_tx!(tx, c => sqlx::query_as(SELECT_OF_PAYMENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(BankTransaction::try_from).collect()
}

/// The payments that were made here of lines and are not in the accounting yet: a line that several debtors
/// share makes several.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn own_payments(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<OpenItemId>> {
    let ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_OWN_PAYMENTS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(OpenItemId).collect())
}

/// The lines that paid something from a day on, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn paid_since(tx: &mut Tx, organisation: OrganisationId, since: Date) -> Result<Vec<BankTransaction>> {
    let rows: Vec<TransactionRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_PAID_SINCE).bind(organisation.0).bind(since).fetch_all(&mut *c).await?);
    rows.into_iter().map(BankTransaction::try_from).collect()
}

/// The payments that some line is.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn linked_payments(tx: &mut Tx, organisation: OrganisationId) -> Result<HashSet<OpenItemId>> {
    let ids: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_LINKED).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(OpenItemId).collect())
}

/// A payment that the accounting, or a table of invoices, holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountingPayment {
    /// Its item.
    pub id: OpenItemId,
    /// On whose account.
    pub debtor: DebtorId,
    /// Its number.
    pub number: String,
    /// When it was booked.
    pub booked_on: Date,
}

/// The payments of the accounting of one amount (positive) and of these days, both included, that no line is yet.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn booked_payments(
    tx: &mut Tx,
    organisation: OrganisationId,
    amount: Cents,
    currency: Currency,
    (from, to): (Date, Date),
) -> Result<Vec<AccountingPayment>> {
    let rows: Vec<(Uuid, Uuid, String, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_BOOKED_PAYMENTS)
        .bind(organisation.0).bind(currency.code()).bind(from).bind(to).bind(-amount.0)
        .fetch_all(&mut *c).await?);
    let payment = |(id, debtor, number, booked_on)| AccountingPayment { id: OpenItemId(id), debtor: DebtorId(debtor), number, booked_on };
    Ok(rows.into_iter().map(payment).collect())
}

/// How many lines are in a state, and their sum.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn count(tx: &mut Tx, organisation: OrganisationId, state: TransactionState) -> Result<(i64, Cents)> {
    let (count, sum): (i64, i64) =
        in_tx!(tx, c => sqlx::query_as(COUNT_STATE).bind(organisation.0).bind(state.code()).fetch_one(&mut *c).await?);
    Ok((count, Cents(sum)))
}

/// Moves a line from one state to another, with the payment that was made of it.
///
/// # Errors
/// [`StoreError::Stale`] when the line is no longer in `from`.
#[crate::boxed]
pub async fn set_state(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: TransactionId,
    from: TransactionState,
    to: TransactionState,
    note: &str,
    payment: Option<OpenItemId>,
) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(SET_STATE)
        .bind(organisation.0).bind(id.0).bind(to.code()).bind(note).bind(payment.map(|p| p.0)).bind(from.code())
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "bank_transaction", id: id.0 }) }
}
