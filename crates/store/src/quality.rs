//! Everything the inbox of data quality looks at, read in bulk and as it is stored: what a value type would refuse is there to
//! be shown. What it was told to set aside, and what the register of companies said.

use chrono::{DateTime, Utc};
use domain::calendar::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::ledger::ItemKind;
use domain::party::DebtorKind;
use domain::quality::{CompanyState, IssueKind, ItemFacts};
use domain::{Cents, Currency};
use uuid::Uuid;

use crate::dialect::Day;
use crate::event::to_micros;
use crate::item::kind_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

statements! {
    INSERT_IGNORED = "INSERT INTO quality_ignored (organisation_id, id, kind, subject_id, until_on, reason, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SELECT_IGNORED = "SELECT kind, subject_id FROM quality_ignored WHERE organisation_id = $1 AND until_on > $2";
    SELECT_RATED = "SELECT DISTINCT currency FROM exchange_rate WHERE organisation_id = $1";
    SELECT_SOURCE_KEYS = "SELECT id, source_key, number FROM open_item WHERE organisation_id = $1 AND debtor_id = $2 ORDER BY id";
    SELECT_LETTERING = "SELECT lettering FROM open_item WHERE organisation_id = $1 AND id = $2";
    UPSERT_CHECK = "INSERT INTO company_check (organisation_id, debtor_id, siren, state, closed_on, name, activity, source, checked_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation_id, debtor_id) DO UPDATE SET siren = excluded.siren, state = excluded.state, closed_on = excluded.closed_on, name = excluded.name, activity = excluded.activity, source = excluded.source, checked_on = excluded.checked_on";
    SELECT_CHECK = "SELECT debtor_id, siren, state, closed_on, name, activity, source, checked_on FROM company_check WHERE organisation_id = $1 AND debtor_id = $2";
    SELECT_CLOSED = "SELECT debtor_id, siren, state, closed_on, name, activity, source, checked_on FROM company_check WHERE organisation_id = $1 AND state = 'closed'";
    SELECT_UNCHECKED = "SELECT d.id FROM debtor d WHERE d.organisation_id = $1 AND d.survivor_id IS NULL AND d.siren IS NOT NULL AND EXISTS (SELECT 1 FROM open_item i WHERE i.organisation_id = d.organisation_id AND i.debtor_id = d.id AND i.open_cents <> 0 LIMIT 1) AND NOT EXISTS (SELECT 1 FROM company_check k WHERE k.organisation_id = d.organisation_id AND k.debtor_id = d.id AND k.siren = d.siren AND k.checked_on > $2) ORDER BY d.id LIMIT $3";
    @sqlite
    ACCOUNTS_SQLITE = json_sqlite!("hex(id), code, name, kind, coalesce(siren, ''), coalesce(siret, ''), coalesce(vat, ''), coalesce(iban, ''), country, street, postcode, city", "SELECT * FROM debtor WHERE organisation_id = $1 AND id > $2 AND survivor_id IS NULL ORDER BY id LIMIT $3");
    EMAILS_SQLITE = json_sqlite!("hex(debtor_id), email, unreachable_on IS NOT NULL", "SELECT * FROM contact WHERE organisation_id = $1 AND email IS NOT NULL ORDER BY debtor_id, id");
    OWED_SQLITE = json_sqlite!("hex(debtor_id), currency, owed", "SELECT debtor_id, currency, sum(open_cents) AS owed FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 GROUP BY debtor_id, currency");
    ITEMS_SQLITE = json_sqlite!("hex(id), hex(debtor_id), kind, number, issued_on, due_on, due_estimated + 0, currency, open_cents, documented, stuck", "SELECT i.*, i.id IN (SELECT l.open_item_id FROM lifecycle_event l WHERE l.organisation_id = $1 AND l.status = 200 AND l.happened_on < $7 AND NOT EXISTS (SELECT 1 FROM lifecycle_event n WHERE n.organisation_id = l.organisation_id AND n.open_item_id = l.open_item_id AND n.status <> 200)) AS stuck, EXISTS (SELECT 1 FROM claim_fact f WHERE f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND f.document_hash IS NOT NULL) AS documented FROM open_item i WHERE i.organisation_id = $1 AND i.id > $2 AND i.open_cents <> 0 AND (i.due_estimated OR i.due_on < i.issued_on OR i.issued_on > $4 OR i.currency <> 'EUR' OR (i.open_cents > 0 AND i.due_on < $5) OR (i.open_cents < 0 AND i.issued_on < $6) OR i.id IN (SELECT l.open_item_id FROM lifecycle_event l WHERE l.organisation_id = $1 AND l.status = 200 AND l.happened_on < $7 AND NOT EXISTS (SELECT 1 FROM lifecycle_event n WHERE n.organisation_id = l.organisation_id AND n.open_item_id = l.open_item_id AND n.status <> 200))) ORDER BY i.id LIMIT $3");
    @postgres
    ACCOUNTS_POSTGRES = json_postgres!("id, code, name, kind, coalesce(siren, ''), coalesce(siret, ''), coalesce(vat, ''), coalesce(iban, ''), country, street, postcode, city", "SELECT * FROM debtor WHERE organisation_id = $1 AND id > $2 AND survivor_id IS NULL ORDER BY id LIMIT $3");
    EMAILS_POSTGRES = json_postgres!("debtor_id, email, (unreachable_on IS NOT NULL)::int", "SELECT * FROM contact WHERE organisation_id = $1 AND email IS NOT NULL ORDER BY debtor_id, id");
    OWED_POSTGRES = json_postgres!("debtor_id, currency, owed", "SELECT debtor_id, currency, sum(open_cents) AS owed FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 GROUP BY debtor_id, currency");
    ITEMS_POSTGRES = json_postgres!("id, debtor_id, kind, number, issued_on, due_on, due_estimated::int, currency, open_cents, documented::int, stuck::int", "SELECT i.*, i.id IN (SELECT l.open_item_id FROM lifecycle_event l WHERE l.organisation_id = $1 AND l.status = 200 AND l.happened_on < $7 AND NOT EXISTS (SELECT 1 FROM lifecycle_event n WHERE n.organisation_id = l.organisation_id AND n.open_item_id = l.open_item_id AND n.status <> 200)) AS stuck, EXISTS (SELECT 1 FROM claim_fact f WHERE f.organisation_id = i.organisation_id AND f.open_item_id = i.id AND f.document_hash IS NOT NULL) AS documented FROM open_item i WHERE i.organisation_id = $1 AND i.id > $2 AND i.open_cents <> 0 AND (i.due_estimated OR i.due_on < i.issued_on OR i.issued_on > $4 OR i.currency <> 'EUR' OR (i.open_cents > 0 AND i.due_on < $5) OR (i.open_cents < 0 AND i.issued_on < $6) OR i.id IN (SELECT l.open_item_id FROM lifecycle_event l WHERE l.organisation_id = $1 AND l.status = 200 AND l.happened_on < $7 AND NOT EXISTS (SELECT 1 FROM lifecycle_event n WHERE n.organisation_id = l.organisation_id AND n.open_item_id = l.open_item_id AND n.status <> 200))) ORDER BY i.id LIMIT $3");
}

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its id.
    pub id: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What kind of person owes.
    pub kind: DebtorKind,
    /// SIREN, SIRET, VAT number, IBAN; each empty for none.
    pub numbers: [String; 4],
    /// Country code.
    pub country: String,
    /// Street lines.
    pub street: String,
    /// Postal code.
    pub postcode: String,
    /// Town.
    pub city: String,
}

type AccountTuple = (Uuid, String, String, String, String, String, String, String, String, String, String, String);

/// Every account that stands for itself.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn accounts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<AccountRow>> {
    const PAGE: i64 = 20_000;
    let mut accounts = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<AccountTuple> = json_rows!(tx, ACCOUNTS_SQLITE, ACCOUNTS_POSTGRES, organisation.0, after, PAGE);
        let Some(last) = rows.last() else { return Ok(accounts) };
        after = last.0;
        for (id, code, name, kind, siren, siret, vat, iban, country, street, postcode, city) in rows {
            let numbers = [siren, siret, vat, iban];
            let kind = DebtorKind::from_code(&kind).unwrap_or_default();
            accounts.push(AccountRow { id: DebtorId(id), code, name, kind, numbers, country, street, postcode, city });
        }
    }
}

/// Every e-mail of every account, and whether mail to it came back.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn emails(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, String, bool)>> {
    let rows: Vec<(Uuid, String, i64)> = json_rows!(tx, EMAILS_SQLITE, EMAILS_POSTGRES, organisation.0);
    Ok(rows.into_iter().map(|(debtor, email, unreachable)| (DebtorId(debtor), email, unreachable != 0)).collect())
}

/// What each account owes, credits taken off, by currency.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn owed(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, String, Cents)>> {
    let rows: Vec<(Uuid, String, i64)> = json_rows!(tx, OWED_SQLITE, OWED_POSTGRES, organisation.0);
    Ok(rows.into_iter().map(|(debtor, currency, owed)| (DebtorId(debtor), currency, Cents(owed))).collect())
}

/// An open item that something may be wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// Its id.
    pub id: OpenItemId,
    /// Whose account it is on.
    pub debtor: DebtorId,
    /// Debit or credit.
    pub kind: ItemKind,
    /// Its number.
    pub number: String,
    /// Its currency, as stored.
    pub currency: String,
    /// The facts.
    pub facts: ItemFacts,
}

type ItemTuple = (Uuid, Uuid, String, String, Day, Day, i64, String, i64, i64, i64);

/// Open items whose due date is estimated or odd, that have a foreign currency, that are due before `proof_before`, or
/// credits older than `forgotten_before`, electronic invoices handed in before `stuck_before` and silent since.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn items(
    tx: &mut Tx,
    organisation: OrganisationId,
    today: Date,
    (proof_before, forgotten_before, stuck_before): (Date, Date, Date),
) -> Result<Vec<ItemRow>> {
    const PAGE: i64 = 20_000;
    let rated: Vec<String> = in_tx!(tx, c => sqlx::query_scalar(SELECT_RATED).bind(organisation.0).fetch_all(&mut *c).await?);
    let mut items = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<ItemTuple> =
            json_rows!(tx, ITEMS_SQLITE, ITEMS_POSTGRES, organisation.0, after, PAGE, today, proof_before, forgotten_before, stuck_before);
        let Some(last) = rows.last() else { return Ok(items) };
        after = last.0;
        for (id, debtor, kind, number, issued_on, due_on, due_estimated, currency, open, documented, stuck) in rows {
            let kind = kind_of(&kind)?;
            let facts = ItemFacts {
                is_debit: kind.is_debit(),
                issued_on: issued_on.0,
                due_on: due_on.0,
                due_estimated: due_estimated != 0,
                open: Cents(open),
                has_value: currency == Currency::EUR.code() || rated.contains(&currency),
                has_document: documented != 0,
                is_stuck: stuck != 0,
            };
            items.push(ItemRow { id: OpenItemId(id), debtor: DebtorId(debtor), kind, number, currency, facts });
        }
    }
}

/// The lettering group of an item, as the accounting wrote it; empty for none.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn lettering(tx: &mut Tx, organisation: OrganisationId, item: OpenItemId) -> Result<String> {
    let row: Option<String> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_LETTERING).bind(organisation.0).bind(item.0).fetch_optional(&mut *c).await?);
    Ok(row.unwrap_or_default())
}

/// The items of an account, each with its key in its source and its number.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn source_keys(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Vec<(OpenItemId, String, String)>> {
    let rows: Vec<(Uuid, String, String)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SOURCE_KEYS).bind(organisation.0).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, key, number)| (OpenItemId(id), key, number)).collect())
}

/// An issue that a person sets aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// What.
    pub kind: IssueKind,
    /// Of which account or item.
    pub subject: Uuid,
    /// The first day on which it is shown again.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// Sets an issue aside.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn ignore(tx: &mut Tx, organisation: OrganisationId, ignored: &Ignored, at: DateTime<Utc>, by: &str) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(INSERT_IGNORED)
        .bind(organisation.0).bind(crate::fresh_id()).bind(ignored.kind.code()).bind(ignored.subject).bind(ignored.until)
        .bind(&ignored.reason).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?; });
    Ok(())
}

/// What is set aside on a day: kind and account or item. A kind of another version of the program is left out.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn ignored(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<(IssueKind, Uuid)>> {
    let rows: Vec<(String, Uuid)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_IGNORED).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().filter_map(|(kind, subject)| Some((IssueKind::from_code(&kind)?, subject))).collect())
}

/// What the register said of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyCheck {
    /// The account.
    pub debtor: DebtorId,
    /// The SIREN that was asked for.
    pub siren: String,
    /// Active or closed.
    pub state: CompanyState,
    /// Since when it is closed.
    pub closed_on: Option<Date>,
    /// Its name in the register.
    pub name: String,
    /// Its activity code.
    pub activity: String,
    /// Which register.
    pub source: String,
    /// The day on which it was asked.
    pub checked_on: Date,
}

type CheckTuple = (Uuid, String, String, Option<Date>, String, String, String, Date);

fn check_of((debtor, siren, state, closed_on, name, activity, source, checked_on): CheckTuple) -> Result<CompanyCheck> {
    let state =
        CompanyState::from_code(&state).ok_or_else(|| StoreError::Inconsistent { table: "company_check", column: "state", row: state })?;
    Ok(CompanyCheck { debtor: DebtorId(debtor), siren, state, closed_on, name, activity, source, checked_on })
}

/// Keeps what the register said; the answer before is replaced.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn keep_check(tx: &mut Tx, organisation: OrganisationId, check: &CompanyCheck) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(UPSERT_CHECK)
        .bind(organisation.0).bind(check.debtor.0).bind(&check.siren).bind(check.state.code()).bind(check.closed_on)
        .bind(&check.name).bind(&check.activity).bind(&check.source).bind(check.checked_on)
        .execute(&mut *c).await?; });
    Ok(())
}

/// What the register said of an account the last time.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn check(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Option<CompanyCheck>> {
    let row: Option<CheckTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CHECK).bind(organisation.0).bind(debtor.0).fetch_optional(&mut *c).await?);
    row.map(check_of).transpose()
}

/// The accounts that the register calls closed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn closed(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<CompanyCheck>> {
    let rows: Vec<CheckTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_CLOSED).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(check_of).collect()
}

/// Accounts with a SIREN and something open that the register was not asked about since a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn unchecked(tx: &mut Tx, organisation: OrganisationId, since: Date, limit: i64) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> =
        in_tx!(tx, c => sqlx::query_scalar(SELECT_UNCHECKED).bind(organisation.0).bind(since).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}
