//! Organisations, their limits, and the creditors they hold.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::dunning::Rules;
use domain::identifiers::{EmailAddress, Iban, Siren, VatNumber};
use domain::ids::{CreditorId, OrganisationId};
use domain::party::{Address, Creditor};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Db, Result, StoreError, Tx};

/// A tenant and its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Short name used on the command line.
    pub slug: String,
    /// Name shown.
    pub name: String,
    /// Limits of the dunning decision, apart from the freshness of a given day.
    pub rules: Rules,
    /// Days after which bank figures are too old to remind on.
    pub bank_fresh_days: u16,
    /// Days after which ledger figures are too old to remind on.
    pub ledger_fresh_days: u16,
    /// How many messages the first real send may let go.
    pub first_send_cap: u32,
    /// When the first message left; `None` while the installation has sent nothing.
    pub first_sent_at: Option<DateTime<Utc>>,
}

statements! {
    INSERT_ORGANISATION = "INSERT INTO organisation (id, slug, name, created_at, spacing_days, tolerance_cents, minimum_cents, bank_fresh_days, ledger_fresh_days, first_send_cap) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_EVENT_HEAD = "INSERT INTO event_head (organisation_id, seq, hash) VALUES ($1, 0, '')";
    SELECT_ORGANISATIONS = "SELECT id, slug, name, spacing_days, tolerance_cents, minimum_cents, bank_fresh_days, ledger_fresh_days, first_send_cap, first_sent_at FROM organisation ORDER BY slug";
    MARK_FIRST_SENT = "UPDATE organisation SET first_sent_at = $2, version = version + 1 WHERE id = $1 AND first_sent_at IS NULL";
    RENAME = "UPDATE organisation SET name = $2, version = version + 1 WHERE id = $1";
    UPDATE_LIMITS = "UPDATE organisation SET spacing_days = $2, tolerance_cents = $3, minimum_cents = $4, bank_fresh_days = $5, ledger_fresh_days = $6, version = version + 1 WHERE id = $1";
    UPSERT_CREDITOR = "INSERT INTO creditor (organisation_id, id, name, legal_form, capital_cents, siren, rcs_town, vat, street, postcode, city, country, iban, bic, iban_holder, email, phone, default_term_days) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (organisation_id, id) DO UPDATE SET name = excluded.name, legal_form = excluded.legal_form, capital_cents = excluded.capital_cents, siren = excluded.siren, rcs_town = excluded.rcs_town, vat = excluded.vat, street = excluded.street, postcode = excluded.postcode, city = excluded.city, country = excluded.country, iban = excluded.iban, bic = excluded.bic, iban_holder = excluded.iban_holder, email = excluded.email, phone = excluded.phone, default_term_days = excluded.default_term_days, version = creditor.version + 1";
    SELECT_CREDITORS = "SELECT id, name, legal_form, capital_cents, siren, rcs_town, vat, street, postcode, city, country, iban, bic, iban_holder, email, phone, default_term_days FROM creditor WHERE organisation_id = $1 ORDER BY id";
}

#[derive(sqlx::FromRow)]
struct OrganisationRow {
    id: Uuid,
    slug: String,
    name: String,
    spacing_days: i32,
    tolerance_cents: i64,
    minimum_cents: i64,
    bank_fresh_days: i32,
    ledger_fresh_days: i32,
    first_send_cap: i32,
    first_sent_at: Option<DateTime<Utc>>,
}

impl TryFrom<OrganisationRow> for Organisation {
    type Error = StoreError;

    fn try_from(row: OrganisationRow) -> Result<Self> {
        let days = |value: i32, column| {
            u16::try_from(value).map_err(|_| StoreError::Inconsistent { table: "organisation", column, row: value.to_string() })
        };
        Ok(Self {
            id: OrganisationId(row.id),
            slug: row.slug,
            name: row.name,
            rules: Rules {
                spacing_days: days(row.spacing_days, "spacing_days")?,
                tolerance: Cents(row.tolerance_cents),
                minimum: Cents(row.minimum_cents),
                stale_data: false,
                ..Rules::default()
            },
            bank_fresh_days: days(row.bank_fresh_days, "bank_fresh_days")?,
            ledger_fresh_days: days(row.ledger_fresh_days, "ledger_fresh_days")?,
            first_send_cap: u32::try_from(row.first_send_cap).map_err(|_| StoreError::Inconsistent {
                table: "organisation",
                column: "first_send_cap",
                row: row.first_send_cap.to_string(),
            })?,
            first_sent_at: row.first_sent_at,
        })
    }
}

/// All organisations of the installation, by slug.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all(db: &Db) -> Result<Vec<Organisation>> {
    let rows: Vec<OrganisationRow> = on_db!(db, base => sqlx::query_as(SELECT_ORGANISATIONS).fetch_all(base).await)?;
    rows.into_iter().map(Organisation::try_from).collect()
}

/// Every organisation, as a transaction sees them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn all_in(tx: &mut Tx) -> Result<Vec<Organisation>> {
    let rows: Vec<OrganisationRow> = in_tx!(tx, c => sqlx::query_as(SELECT_ORGANISATIONS).fetch_all(&mut *c).await?);
    rows.into_iter().map(Organisation::try_from).collect()
}

/// Creates an organisation with an empty journal.
///
/// # Errors
/// See [`StoreError`]; the slug must be new.
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: &Organisation, at: DateTime<Utc>) -> Result<()> {
    let o = organisation;
    let cap = i32::try_from(o.first_send_cap).unwrap_or(i32::MAX);
    in_tx!(tx, c => {
        sqlx::query(INSERT_ORGANISATION)
            .bind(o.id.0).bind(&o.slug).bind(&o.name).bind(to_micros(at))
            .bind(i32::from(o.rules.spacing_days)).bind(o.rules.tolerance.0).bind(o.rules.minimum.0)
            .bind(i32::from(o.bank_fresh_days)).bind(i32::from(o.ledger_fresh_days)).bind(cap)
            .execute(&mut *c).await?;
        sqlx::query(INSERT_EVENT_HEAD).bind(o.id.0).execute(&mut *c).await?;
    });
    Ok(())
}

/// Replaces the limits of an organisation.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn update_limits(tx: &mut Tx, organisation: &Organisation) -> Result<()> {
    let o = organisation;
    in_tx!(tx, c => {
        sqlx::query(UPDATE_LIMITS)
            .bind(o.id.0).bind(i32::from(o.rules.spacing_days)).bind(o.rules.tolerance.0).bind(o.rules.minimum.0)
            .bind(i32::from(o.bank_fresh_days)).bind(i32::from(o.ledger_fresh_days))
            .execute(&mut *c).await?;
    });
    Ok(())
}

/// Changes the name that is shown.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn rename(tx: &mut Tx, organisation: OrganisationId, name: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(RENAME).bind(organisation.0).bind(name).execute(&mut *c).await?;
    });
    Ok(())
}

/// Remembers the instant of the first message, once.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn mark_first_sent(tx: &mut Tx, organisation: OrganisationId, at: DateTime<Utc>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(MARK_FIRST_SENT).bind(organisation.0).bind(to_micros(at)).execute(&mut *c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CreditorRow {
    id: Uuid,
    name: String,
    legal_form: String,
    capital_cents: Option<i64>,
    siren: Option<String>,
    rcs_town: String,
    vat: Option<String>,
    street: String,
    postcode: String,
    city: String,
    country: String,
    iban: Option<String>,
    bic: String,
    iban_holder: String,
    email: Option<String>,
    phone: String,
    default_term_days: i32,
}

/// Street lines are kept in one column, a line break between them.
pub(crate) fn address(street: &str, postcode: String, city: String, country: String) -> Address {
    Address { lines: street.lines().map(str::to_owned).collect(), postcode, city, country }
}

/// Reads back an identifier that was valid when it was written.
pub(crate) fn reread<T, E>(
    text: Option<String>,
    parse: impl Fn(&str) -> std::result::Result<T, E>,
    table: &'static str,
    column: &'static str,
) -> Result<Option<T>> {
    text.map(|text| parse(&text).map_err(|_| StoreError::Inconsistent { table, column, row: text.clone() })).transpose()
}

impl TryFrom<CreditorRow> for Creditor {
    type Error = StoreError;

    fn try_from(row: CreditorRow) -> Result<Self> {
        let term = row.default_term_days;
        Ok(Self {
            id: CreditorId(row.id),
            name: row.name,
            legal_form: row.legal_form,
            capital: row.capital_cents.map(Cents),
            siren: reread(row.siren, Siren::parse, "creditor", "siren")?,
            rcs_town: row.rcs_town,
            vat: reread(row.vat, VatNumber::parse, "creditor", "vat")?,
            seat: address(&row.street, row.postcode, row.city, row.country),
            iban: reread(row.iban, Iban::parse, "creditor", "iban")?,
            bic: row.bic,
            iban_holder: row.iban_holder,
            email: reread(row.email, EmailAddress::parse, "creditor", "email")?,
            phone: row.phone,
            default_term_days: u16::try_from(term).map_err(|_| StoreError::Inconsistent {
                table: "creditor",
                column: "default_term_days",
                row: term.to_string(),
            })?,
        })
    }
}

/// The creditors of an organisation, oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn creditors(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Creditor>> {
    let rows: Vec<CreditorRow> = in_tx!(tx, c => sqlx::query_as(SELECT_CREDITORS).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(Creditor::try_from).collect()
}

/// Writes a creditor, new or changed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn upsert_creditor(tx: &mut Tx, organisation: OrganisationId, creditor: &Creditor) -> Result<()> {
    let c = creditor;
    in_tx!(tx, connection => {
        sqlx::query(UPSERT_CREDITOR)
            .bind(organisation.0).bind(c.id.0).bind(&c.name).bind(&c.legal_form).bind(c.capital.map(|a| a.0))
            .bind(c.siren.as_ref().map(Siren::as_str)).bind(&c.rcs_town).bind(c.vat.as_ref().map(VatNumber::as_str))
            .bind(c.seat.lines.join("\n")).bind(&c.seat.postcode).bind(&c.seat.city).bind(&c.seat.country)
            .bind(c.iban.as_ref().map(Iban::as_str)).bind(&c.bic).bind(&c.iban_holder)
            .bind(c.email.as_ref().map(EmailAddress::as_str)).bind(&c.phone).bind(i32::from(c.default_term_days))
            .execute(&mut *connection).await?;
    });
    Ok(())
}
