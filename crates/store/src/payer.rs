//! What the house knows of its payers: their accounts and names, virtual IBANs, groups, and how the bank is matched.

use chrono::{DateTime, Utc};
use domain::Cents;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PayerId, TransactionId, VirtualIbanId};
use domain::payers::{CashDiscount, Settings};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayerOrigin {
    /// A person matched a payment, or confirmed a proposal.
    Learned,
    /// A person typed it.
    Entered,
    /// A file said so.
    Imported,
}

impl PayerOrigin {
    const ALL: [Self; 3] = [Self::Learned, Self::Entered, Self::Imported];

    /// The stable key, stored and exported.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Learned => "learned",
            Self::Entered => "entered",
            Self::Imported => "imported",
        }
    }
}

/// Which of the two tables of what is known of payers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayerKind {
    /// An IBAN.
    Account,
    /// A name, normalised as [`domain::payers::normalised_name`] does.
    Name,
}

/// An account or a name under which a debtor pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerRow {
    /// Its id.
    pub id: PayerId,
    /// Who pays so.
    pub debtor: DebtorId,
    /// The IBAN without blanks, or the normalised name.
    pub text: String,
    /// Where it comes from.
    pub origin: PayerOrigin,
    /// The bank line from which it was learned.
    pub learned_from: Option<TransactionId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
}

/// An account number of ours that one debtor, one item or one point of sale alone was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualIban {
    /// Its id.
    pub id: VirtualIbanId,
    /// The IBAN without blanks.
    pub iban: String,
    /// Who pays on it.
    pub debtor: DebtorId,
    /// The one item that is paid on it.
    pub item: Option<OpenItemId>,
    /// The point of sale; empty for none.
    pub point_of_sale: String,
    /// Words of a person.
    pub note: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
}

statements! {
    SELECT_ACCOUNTS = "SELECT p.id, coalesce(d.survivor_id, p.debtor_id) AS debtor_id, p.iban AS text, p.origin, p.learned_from, p.created_at, p.actor FROM payer_account p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND p.revoked_at IS NULL ORDER BY p.id";
    SELECT_NAMES = "SELECT p.id, coalesce(d.survivor_id, p.debtor_id) AS debtor_id, p.name AS text, p.origin, p.learned_from, p.created_at, p.actor FROM payer_name p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND p.revoked_at IS NULL ORDER BY p.id";
    REVOKE_ACCOUNT = "UPDATE payer_account SET revoked_at = $3, revoked_by = $4 WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL";
    REVOKE_NAME = "UPDATE payer_name SET revoked_at = $3, revoked_by = $4 WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL";
    FORGET_ACCOUNTS = "UPDATE payer_account SET revoked_at = $3, revoked_by = $4 WHERE organisation_id = $1 AND learned_from = $2 AND revoked_at IS NULL";
    FORGET_NAMES = "UPDATE payer_name SET revoked_at = $3, revoked_by = $4 WHERE organisation_id = $1 AND learned_from = $2 AND revoked_at IS NULL";
    SELECT_VIRTUAL = "SELECT v.id, v.iban, coalesce(d.survivor_id, v.debtor_id) AS debtor_id, v.open_item_id, v.point_of_sale, v.note, v.created_at, v.actor FROM virtual_iban v JOIN debtor d ON d.organisation_id = v.organisation_id AND d.id = v.debtor_id WHERE v.organisation_id = $1 AND v.revoked_at IS NULL ORDER BY v.iban";
    REVOKE_VIRTUAL = "UPDATE virtual_iban SET revoked_at = $3, revoked_by = $4 WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL";
    SELECT_GROUPS = "SELECT g.debtor_id, coalesce(h.survivor_id, g.head_id) AS head_id FROM debtor_group g JOIN debtor d ON d.organisation_id = g.organisation_id AND d.id = g.debtor_id JOIN debtor h ON h.organisation_id = g.organisation_id AND h.id = g.head_id WHERE g.organisation_id = $1 AND d.survivor_id IS NULL AND coalesce(h.survivor_id, g.head_id) <> g.debtor_id ORDER BY g.debtor_id";
    SET_HEAD = "INSERT INTO debtor_group (organisation_id, debtor_id, head_id, created_at, actor) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, debtor_id) DO UPDATE SET head_id = excluded.head_id, created_at = excluded.created_at, actor = excluded.actor";
    CLEAR_HEAD = "DELETE FROM debtor_group WHERE organisation_id = $1 AND debtor_id = $2";
    SELECT_SETTINGS = "SELECT automatic_from, propose_from, tolerance_cents, max_bank_fee_cents, third_party_from, discount_rate, discount_days FROM matching_setting WHERE organisation_id = $1";
    UPSERT_SETTINGS = "INSERT INTO matching_setting (organisation_id, automatic_from, propose_from, tolerance_cents, max_bank_fee_cents, third_party_from, discount_rate, discount_days) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id) DO UPDATE SET automatic_from = excluded.automatic_from, propose_from = excluded.propose_from, tolerance_cents = excluded.tolerance_cents, max_bank_fee_cents = excluded.max_bank_fee_cents, third_party_from = excluded.third_party_from, discount_rate = excluded.discount_rate, discount_days = excluded.discount_days, version = matching_setting.version + 1";
}

#[derive(sqlx::FromRow)]
struct StoredPayer {
    id: Uuid,
    debtor_id: Uuid,
    text: String,
    origin: String,
    learned_from: Option<Uuid>,
    created_at: DateTime<Utc>,
    actor: String,
}

impl TryFrom<StoredPayer> for PayerRow {
    type Error = StoreError;

    fn try_from(row: StoredPayer) -> Result<Self> {
        let origin = PayerOrigin::ALL.into_iter().find(|origin| origin.code() == row.origin);
        Ok(Self {
            id: PayerId(row.id),
            debtor: DebtorId(row.debtor_id),
            text: row.text,
            origin: origin.ok_or_else(|| StoreError::Inconsistent { table: "payer_account", column: "origin", row: row.origin })?,
            learned_from: row.learned_from.map(TransactionId),
            created_at: row.created_at,
            actor: row.actor,
        })
    }
}

/// The live accounts, or names, of all payers.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn live(tx: &mut Tx, organisation: OrganisationId, kind: PayerKind) -> Result<Vec<PayerRow>> {
    let sql = if kind == PayerKind::Account { SELECT_ACCOUNTS } else { SELECT_NAMES };
    let rows: Vec<StoredPayer> = in_tx!(tx, c => sqlx::query_as(sql).bind(organisation.0).fetch_all(&mut *c).await?);
    rows.into_iter().map(PayerRow::try_from).collect()
}

/// Writes rows in bulk; what a debtor is already known by is left as it is.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, kind: PayerKind, rows: &[PayerRow]) -> Result<u64> {
    let (table, column) = match kind {
        PayerKind::Account => ("payer_account", "iban"),
        PayerKind::Name => ("payer_name", "name"),
    };
    let mut written = 0;
    in_tx!(tx, c => for chunk in rows.chunks(1_000) {
        let mut query = QueryBuilder::new("INSERT INTO ");
        query.push(table).push(" (organisation_id, id, debtor_id, ").push(column).push(", origin, learned_from, created_at, actor) ");
        query.push_values(chunk, |mut row, p| {
            row.push_bind(organisation.0).push_bind(p.id.0).push_bind(p.debtor.0).push_bind(p.text.clone()).push_bind(p.origin.code())
                .push_bind(p.learned_from.map(|id| id.0)).push_bind(to_micros(p.created_at)).push_bind(p.actor.clone());
        });
        query.push(" ON CONFLICT (organisation_id, debtor_id, ").push(column).push(") WHERE revoked_at IS NULL DO NOTHING");
        written += query.build().execute(&mut *c).await?.rows_affected();
    });
    Ok(written)
}

/// Revokes one row.
///
/// # Errors
/// [`StoreError::Stale`] when it is not live.
#[crate::boxed]
pub async fn revoke(tx: &mut Tx, organisation: OrganisationId, kind: PayerKind, id: PayerId, at: DateTime<Utc>, by: &str) -> Result<()> {
    let (sql, table) = match kind {
        PayerKind::Account => (REVOKE_ACCOUNT, "payer_account"),
        PayerKind::Name => (REVOKE_NAME, "payer_name"),
    };
    revoke_one(tx, organisation, (sql, table), id.0, at, by).await
}

async fn revoke_one(
    tx: &mut Tx,
    organisation: OrganisationId,
    (sql, table): (&'static str, &'static str),
    id: Uuid,
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(sql)
        .bind(organisation.0).bind(id).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table, id }) }
}

/// Revokes all that was learned from a bank line; how many rows there were.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn forget(tx: &mut Tx, organisation: OrganisationId, from: TransactionId, at: DateTime<Utc>, by: &str) -> Result<u64> {
    let mut changed = 0;
    for sql in [FORGET_ACCOUNTS, FORGET_NAMES] {
        changed += in_tx!(tx, c => sqlx::query(sql)
            .bind(organisation.0).bind(from.0).bind(to_micros(at)).bind(by)
            .execute(&mut *c).await?.rows_affected());
    }
    Ok(changed)
}

#[derive(sqlx::FromRow)]
struct StoredVirtual {
    id: Uuid,
    iban: String,
    debtor_id: Uuid,
    open_item_id: Option<Uuid>,
    point_of_sale: String,
    note: String,
    created_at: DateTime<Utc>,
    actor: String,
}

/// The live virtual IBANs, by number.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn virtual_ibans(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<VirtualIban>> {
    let rows: Vec<StoredVirtual> = in_tx!(tx, c => sqlx::query_as(SELECT_VIRTUAL).bind(organisation.0).fetch_all(&mut *c).await?);
    let read = |row: StoredVirtual| VirtualIban {
        id: VirtualIbanId(row.id),
        iban: row.iban,
        debtor: DebtorId(row.debtor_id),
        item: row.open_item_id.map(OpenItemId),
        point_of_sale: row.point_of_sale,
        note: row.note,
        created_at: row.created_at,
        actor: row.actor,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes virtual IBANs in bulk.
///
/// # Errors
/// See [`StoreError`]; a number that is already live is refused.
#[crate::boxed]
pub async fn insert_virtual(tx: &mut Tx, organisation: OrganisationId, rows: &[VirtualIban]) -> Result<()> {
    in_tx!(tx, c => for chunk in rows.chunks(1_000) {
        let mut query = QueryBuilder::new(
            "INSERT INTO virtual_iban (organisation_id, id, iban, debtor_id, open_item_id, point_of_sale, note, created_at, actor) ",
        );
        query.push_values(chunk, |mut row, v| {
            row.push_bind(organisation.0).push_bind(v.id.0).push_bind(v.iban.clone()).push_bind(v.debtor.0)
                .push_bind(v.item.map(|id| id.0)).push_bind(v.point_of_sale.clone()).push_bind(v.note.clone())
                .push_bind(to_micros(v.created_at)).push_bind(v.actor.clone());
        });
        query.build().execute(&mut *c).await?;
    });
    Ok(())
}

/// Revokes a virtual IBAN.
///
/// # Errors
/// [`StoreError::Stale`] when it is not live.
#[crate::boxed]
pub async fn revoke_virtual(tx: &mut Tx, organisation: OrganisationId, id: VirtualIbanId, at: DateTime<Utc>, by: &str) -> Result<()> {
    revoke_one(tx, organisation, (REVOKE_VIRTUAL, "virtual_iban"), id.0, at, by).await
}

/// The parent of each debtor that has one; [`domain::payers::Groups`] reads them.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn groups(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, DebtorId)>> {
    let rows: Vec<(Uuid, Uuid)> = in_tx!(tx, c => sqlx::query_as(SELECT_GROUPS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(debtor, head)| (DebtorId(debtor), DebtorId(head))).collect())
}

/// Gives a debtor a parent, or none. That no circle arises is the caller's to check.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_head(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    head: Option<DebtorId>,
    at: DateTime<Utc>,
    actor: &str,
) -> Result<()> {
    in_tx!(tx, c => match head {
        Some(head) => {
            sqlx::query(SET_HEAD).bind(organisation.0).bind(debtor.0).bind(head.0).bind(to_micros(at)).bind(actor).execute(&mut *c).await?;
        }
        None => {
            sqlx::query(CLEAR_HEAD).bind(organisation.0).bind(debtor.0).execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// How an organisation matches its bank; the defaults when it never said.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn settings(tx: &mut Tx, organisation: OrganisationId) -> Result<Settings> {
    let row: Option<(i32, i32, i64, i64, i32, i32, i32)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_SETTINGS).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some((automatic, propose, tolerance, fee, third, rate, days)) = row else { return Ok(Settings::default()) };
    let wrong = |column, row: i32| StoreError::Inconsistent { table: "matching_setting", column, row: row.to_string() };
    Ok(Settings {
        automatic_from: u8::try_from(automatic).map_err(|_| wrong("automatic_from", automatic))?,
        propose_from: u8::try_from(propose).map_err(|_| wrong("propose_from", propose))?,
        tolerance: Cents(tolerance),
        max_bank_fee: Cents(fee),
        third_party_from: u8::try_from(third).map_err(|_| wrong("third_party_from", third))?,
        discount: match u16::try_from(rate).map_err(|_| wrong("discount_rate", rate))? {
            0 => None,
            rate => Some(CashDiscount { rate, days: u16::try_from(days).map_err(|_| wrong("discount_days", days))? }),
        },
    })
}

/// Changes how an organisation matches its bank.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_settings(tx: &mut Tx, organisation: OrganisationId, settings: &Settings) -> Result<()> {
    let (rate, days) = settings.discount.map_or((0, 0), |discount| (i32::from(discount.rate), i32::from(discount.days)));
    in_tx!(tx, c => {
        sqlx::query(UPSERT_SETTINGS)
            .bind(organisation.0).bind(i32::from(settings.automatic_from)).bind(i32::from(settings.propose_from))
            .bind(settings.tolerance.0).bind(settings.max_bank_fee.0).bind(i32::from(settings.third_party_from))
            .bind(rate).bind(days)
            .execute(&mut *c).await?;
    });
    Ok(())
}
