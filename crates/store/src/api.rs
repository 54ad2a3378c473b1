//! What other programs ask for: pages by a cursor, and what a request of theirs names.

use chrono::{DateTime, Utc};
use domain::Date;
use domain::ids::{DebtorId, OrganisationId};
use domain::ledger::OpenItem;
use domain::party::{Contact, Debtor};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::bank::{BankTransaction, TransactionRow};
use crate::debtor::DebtorRow;
use crate::import::{FileRow, ImportFile};
use crate::item::{ItemRow, KnownItem, currency_of, kind_of};
use crate::statement::statements;
use crate::{Result, Tx};

/// Before every day of the ledger: stands for no lower bound.
const FIRST_DAY: Date = match Date::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => Date::MIN,
};

/// What a list of items is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemFilter {
    /// Only those with something left.
    pub open: bool,
    /// Only debits with something left that were due before this day.
    pub overdue_on: Option<Date>,
    /// Only this debtor's.
    pub debtor: Option<DebtorId>,
    /// Only documents of this day or later.
    pub since: Option<Date>,
}

statements! {
    PAGE_OF_ITEMS = "SELECT id, debtor_id, kind, number, issued_on, due_on, due_estimated, currency, amount_cents, open_cents FROM open_item WHERE organisation_id = $1 AND id > $2 AND ($3 = 0 OR open_cents <> 0) AND ($4 = 0 OR (kind IN ('invoice', 'debit') AND open_cents > 0 AND due_on < $5)) AND ($6 = 0 OR debtor_id = $7) AND issued_on >= $8 ORDER BY id LIMIT $9";
    PAGE_OF_DEBTORS = "SELECT id, code, name, kind, category, collector, siren, siret, vat, street, postcode, city, country, language, iban, term_days, term_end_of_month, term_day, term_start FROM debtor WHERE organisation_id = $1 AND survivor_id IS NULL AND id > $2 AND ($3 = '' OR code = $3) AND ($4 = '' OR search_text LIKE $4 ESCAPE '!') ORDER BY id LIMIT $5";
    PAGE_OF_TRANSACTIONS = "SELECT id, bank_account_id, source_key, reference, booked_on, value_on, amount_cents, currency, label, end_to_end_id, counterparty, counterparty_iban, state, note, payment_item_id FROM bank_transaction WHERE organisation_id = $1 AND id > $2 AND ($3 = '' OR state = $3) AND booked_on >= $4 ORDER BY id LIMIT $5";
    PAGE_OF_IMPORTS = "SELECT id, kind, file_name, document_hash, imported_on, imported_at, actor, read_count, created_count, updated_count, unchanged_count, rejected_count, problems FROM import_file WHERE organisation_id = $1 AND id > $2 AND imported_on >= $3 ORDER BY id LIMIT $4";
    SELECT_BY_HASH = "SELECT id, kind, file_name, document_hash, imported_on, imported_at, actor, read_count, created_count, updated_count, unchanged_count, rejected_count, problems FROM import_file WHERE organisation_id = $1 AND document_hash = $2 AND rejected_count = 0 AND NOT EXISTS (SELECT 1 FROM import_cancellation x WHERE x.organisation_id = import_file.organisation_id AND x.import_id = import_file.id) ORDER BY imported_at LIMIT 1";
    MARK_PUSH = "INSERT INTO api_push (organisation_id, kind, last_on) VALUES ($1, $2, $3) ON CONFLICT (organisation_id, kind) DO UPDATE SET last_on = CASE WHEN excluded.last_on > api_push.last_on THEN excluded.last_on ELSE api_push.last_on END";
    LOCK_ORGANISATION = "UPDATE event_head SET seq = seq WHERE organisation_id = $1";
    OPEN_BY_CURRENCY = "SELECT currency, CAST(sum(open_cents) AS BIGINT), CAST(sum(CASE WHEN kind IN ('invoice', 'debit') AND due_on < $3 THEN open_cents ELSE 0 END) AS BIGINT) FROM open_item WHERE organisation_id = $1 AND debtor_id = $2 AND open_cents <> 0 GROUP BY currency ORDER BY currency";
}

/// Items after a cursor, oldest id first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn items(tx: &mut Tx, organisation: OrganisationId, after: Uuid, filter: &ItemFilter, limit: i64) -> Result<Vec<OpenItem>> {
    let rows: Vec<ItemRow> = in_tx!(tx, c => sqlx::query_as(PAGE_OF_ITEMS)
        .bind(organisation.0).bind(after).bind(i32::from(filter.open)).bind(i32::from(filter.overdue_on.is_some()))
        .bind(filter.overdue_on.unwrap_or(FIRST_DAY)).bind(i32::from(filter.debtor.is_some()))
        .bind(filter.debtor.map_or(Uuid::nil(), |id| id.0)).bind(filter.since.unwrap_or(FIRST_DAY)).bind(limit)
        .fetch_all(&mut *c).await?);
    rows.into_iter().map(OpenItem::try_from).collect()
}

/// Accounts after a cursor, absorbed ones left out; `code` is exact, `words` are searched in name, code, SIREN and town.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn debtors(tx: &mut Tx, organisation: OrganisationId, after: Uuid, code: &str, words: &str, limit: i64) -> Result<Vec<Debtor>> {
    let escaped = crate::debtor::fold(words.trim()).replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let pattern = if escaped.is_empty() { String::new() } else { format!("%{escaped}%") };
    let rows: Vec<DebtorRow> = in_tx!(tx, c => sqlx::query_as(PAGE_OF_DEBTORS)
        .bind(organisation.0).bind(after).bind(code).bind(&pattern).bind(limit)
        .fetch_all(&mut *c).await?);
    rows.into_iter().map(Debtor::try_from).collect()
}

/// Bank lines after a cursor; an empty state is any.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn transactions(
    tx: &mut Tx,
    organisation: OrganisationId,
    after: Uuid,
    state: &str,
    since: Option<Date>,
    limit: i64,
) -> Result<Vec<BankTransaction>> {
    let rows: Vec<TransactionRow> = in_tx!(tx, c => sqlx::query_as(PAGE_OF_TRANSACTIONS)
        .bind(organisation.0).bind(after).bind(state).bind(since.unwrap_or(FIRST_DAY)).bind(limit)
        .fetch_all(&mut *c).await?);
    rows.into_iter().map(BankTransaction::try_from).collect()
}

/// Files after a cursor.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn imports(tx: &mut Tx, organisation: OrganisationId, after: Uuid, since: Option<Date>, limit: i64) -> Result<Vec<ImportFile>> {
    let rows: Vec<FileRow> = in_tx!(tx, c => sqlx::query_as(PAGE_OF_IMPORTS)
        .bind(organisation.0).bind(after).bind(since.unwrap_or(FIRST_DAY)).bind(limit)
        .fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(ImportFile::from).collect())
}

/// When a file of these very bytes came in first, whole: one of which rows were rejected, or that was taken back, may come again.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn import_of(tx: &mut Tx, organisation: OrganisationId, hash: &str) -> Result<Option<(String, DateTime<Utc>)>> {
    let row: Option<FileRow> =
        in_tx!(tx, c => sqlx::query_as(SELECT_BY_HASH).bind(organisation.0).bind(hash).fetch_optional(&mut *c).await?);
    Ok(row.map(ImportFile::from).map(|file| (file.kind, file.imported_at)))
}

/// Makes the requests of an organisation wait for each other: two that bring the same invoice see each other.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn lock(tx: &mut Tx, organisation: OrganisationId) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(LOCK_ORGANISATION).bind(organisation.0).execute(&mut *c).await?;
    });
    Ok(())
}

/// Notes that another program has brought something of a kind on a business date.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn mark_push(tx: &mut Tx, organisation: OrganisationId, kind: &str, on: Date) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(MARK_PUSH).bind(organisation.0).bind(kind).bind(on).execute(&mut *c).await?;
    });
    Ok(())
}

/// What a debtor owes, credits deducted, and what of it is overdue, in each currency.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn balances(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    today: Date,
) -> Result<Vec<(domain::Currency, domain::Cents, domain::Cents)>> {
    let rows: Vec<(String, i64, i64)> =
        in_tx!(tx, c => sqlx::query_as(OPEN_BY_CURRENCY).bind(organisation.0).bind(debtor.0).bind(today).fetch_all(&mut *c).await?);
    rows.into_iter().map(|(currency, open, overdue)| Ok((currency_of(&currency)?, domain::Cents(open), domain::Cents(overdue)))).collect()
}

/// The accounts that have these codes, in no order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn debtors_by_code(tx: &mut Tx, organisation: OrganisationId, codes: &[String]) -> Result<Vec<Debtor>> {
    let mut debtors = Vec::with_capacity(codes.len());
    in_tx!(tx, c => for chunk in codes.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(code) AS (");
        query.push_values(chunk, |mut row, code| {
            row.push_bind(code.clone());
        });
        query.push(") SELECT d.id, d.code, d.name, d.kind, d.category, d.collector, d.siren, d.siret, d.vat, d.street, d.postcode, d.city, d.country, d.language, d.iban, d.term_days, d.term_end_of_month, d.term_day, d.term_start FROM debtor d WHERE d.code IN (SELECT code FROM u) AND d.organisation_id = ");
        query.push_bind(organisation.0);
        let rows: Vec<DebtorRow> = query.build_query_as().fetch_all(&mut *c).await?;
        for row in rows {
            debtors.push(Debtor::try_from(row)?);
        }
    });
    Ok(debtors)
}

/// The contacts of these accounts, the oldest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn contacts_of(tx: &mut Tx, organisation: OrganisationId, debtors: &[DebtorId]) -> Result<Vec<(DebtorId, Contact)>> {
    let mut contacts = Vec::new();
    in_tx!(tx, c => for chunk in debtors.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, id| {
            row.push_bind(id.0);
        });
        query.push(") SELECT k.debtor_id, k.id, k.role, k.name, k.email, k.phone FROM contact k WHERE k.debtor_id IN (SELECT id FROM u) AND k.organisation_id = ");
        query.push_bind(organisation.0).push(" ORDER BY k.debtor_id, k.id");
        let rows: Vec<(Uuid, Uuid, String, String, Option<String>, String)> = query.build_query_as().fetch_all(&mut *c).await?;
        for row in rows {
            contacts.push(crate::debtor::contact_of(row)?);
        }
    });
    Ok(contacts)
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: Uuid,
    debtor_id: Uuid,
    kind: String,
    number: String,
    source_key: String,
    issued_on: Date,
    due_on: Date,
    due_estimated: bool,
    currency: String,
    amount_cents: i64,
    open_cents: i64,
    lettering: String,
}

impl TryFrom<KnownRow> for KnownItem {
    type Error = crate::StoreError;

    fn try_from(row: KnownRow) -> Result<Self> {
        Ok(Self {
            id: domain::ids::OpenItemId(row.id),
            debtor: DebtorId(row.debtor_id),
            kind: kind_of(&row.kind)?,
            number: row.number,
            source_key: row.source_key,
            issued_on: row.issued_on,
            due_on: row.due_on,
            due_estimated: row.due_estimated,
            currency: currency_of(&row.currency)?,
            amount: domain::Cents(row.amount_cents),
            open: domain::Cents(row.open_cents),
            lettering: row.lettering,
        })
    }
}

/// The items that have these keys in their sources, in no order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn items_by_key(tx: &mut Tx, organisation: OrganisationId, keys: &[String]) -> Result<Vec<KnownItem>> {
    let mut items = Vec::new();
    in_tx!(tx, c => for chunk in keys.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH k(source_key) AS (");
        query.push_values(chunk, |mut row, key| {
            row.push_bind(key.clone());
        });
        query.push(") SELECT i.id, i.debtor_id, i.kind, i.number, i.source_key, i.issued_on, i.due_on, i.due_estimated, i.currency, i.amount_cents, i.open_cents, i.lettering FROM open_item i WHERE i.source <> 'void' AND i.source_key IN (SELECT source_key FROM k) AND i.organisation_id = ");
        query.push_bind(organisation.0);
        let rows: Vec<KnownRow> = query.build_query_as().fetch_all(&mut *c).await?;
        for row in rows {
            items.push(row.try_into()?);
        }
    });
    Ok(items)
}

/// The cash on these accounts, in no order.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn payments_of(tx: &mut Tx, organisation: OrganisationId, debtors: &[DebtorId]) -> Result<Vec<KnownItem>> {
    let mut items = Vec::new();
    in_tx!(tx, c => for chunk in debtors.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, id| {
            row.push_bind(id.0);
        });
        query.push(") SELECT i.id, i.debtor_id, i.kind, i.number, i.source_key, i.issued_on, i.due_on, i.due_estimated, i.currency, i.amount_cents, i.open_cents, i.lettering FROM open_item i WHERE i.source <> 'void' AND i.debtor_id IN (SELECT id FROM u) AND i.kind = 'payment' AND i.organisation_id = ");
        query.push_bind(organisation.0);
        let rows: Vec<KnownRow> = query.build_query_as().fetch_all(&mut *c).await?;
        for row in rows {
            items.push(row.try_into()?);
        }
    });
    Ok(items)
}

/// The items of these accounts that bear these numbers, in no order; more may come than were named.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn items_by_number(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtors: &[DebtorId],
    numbers: &[String],
) -> Result<Vec<KnownItem>> {
    let mut items = Vec::new();
    if numbers.is_empty() {
        return Ok(items);
    }
    in_tx!(tx, c => for chunk in debtors.chunks(1_000) {
        let mut query = QueryBuilder::new("WITH u(id) AS (");
        query.push_values(chunk, |mut row, id| {
            row.push_bind(id.0);
        });
        query.push("), n(number) AS (");
        query.push_values(numbers, |mut row, number| {
            row.push_bind(number.clone());
        });
        query.push(") SELECT i.id, i.debtor_id, i.kind, i.number, i.source_key, i.issued_on, i.due_on, i.due_estimated, i.currency, i.amount_cents, i.open_cents, i.lettering FROM open_item i WHERE i.source <> 'void' AND i.debtor_id IN (SELECT id FROM u) AND i.number IN (SELECT number FROM n) AND i.organisation_id = ");
        query.push_bind(organisation.0).push(" ORDER BY i.due_on, i.id");
        let rows: Vec<KnownRow> = query.build_query_as().fetch_all(&mut *c).await?;
        for row in rows {
            items.push(row.try_into()?);
        }
    });
    Ok(items)
}
