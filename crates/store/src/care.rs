//! Who else has a say on the messages to an account: a person who has the last word, and its salesman.

use chrono::{DateTime, Utc};
use domain::ids::{DebtorId, OrganisationId};
use uuid::Uuid;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, Tx};

/// The say of persons on one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Care {
    /// Why a person has the last word, who said so and when; `None` when nobody has.
    pub last_word: Option<LastWord>,
    /// The salesman's name; may be empty.
    pub sales_name: String,
    /// Where the salesman is written to.
    pub sales_email: Option<String>,
}

/// A person has the last word on each message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWord {
    /// Why, in words.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

statements! {
    SELECT_CARE = "SELECT last_word_reason, last_word_by, last_word_at, sales_name, sales_email FROM debtor_care WHERE organisation_id = $1 AND debtor_id = $2";
    SELECT_LAST_WORDS = "SELECT DISTINCT coalesce(d.survivor_id, d.id) FROM debtor_care c JOIN debtor d ON d.organisation_id = c.organisation_id AND d.id = c.debtor_id WHERE c.organisation_id = $1 AND c.last_word_reason IS NOT NULL";
    COUNT_LAST_WORD_OF = "SELECT count(*) FROM debtor_care WHERE organisation_id = $1 AND last_word_reason IS NOT NULL AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2))";
    LIST_LAST_WORDS = "SELECT coalesce(d.survivor_id, d.id), s.code, s.name, c.last_word_reason, c.last_word_by, c.last_word_at FROM debtor_care c CROSS JOIN debtor d CROSS JOIN debtor s WHERE d.organisation_id = c.organisation_id AND d.id = c.debtor_id AND s.organisation_id = d.organisation_id AND s.id = coalesce(d.survivor_id, d.id) AND c.organisation_id = $1 AND c.last_word_reason IS NOT NULL ORDER BY s.name, s.code";
    SET_LAST_WORD = "INSERT INTO debtor_care (organisation_id, debtor_id, last_word_reason, last_word_by, last_word_at, sales_name, sales_email) VALUES ($1, $2, $3, $4, $5, '', NULL) ON CONFLICT (organisation_id, debtor_id) DO UPDATE SET last_word_reason = excluded.last_word_reason, last_word_by = excluded.last_word_by, last_word_at = excluded.last_word_at";
    CLEAR_LAST_WORD = "UPDATE debtor_care SET last_word_reason = NULL, last_word_by = $3, last_word_at = $4 WHERE organisation_id = $1 AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2))";
    HOLD_BACK = "UPDATE action SET state = 'awaiting_approval', version = version + 1 WHERE organisation_id = $1 AND state = 'planned' AND channel IN ('email', 'sms') AND debtor_id IN (SELECT id FROM debtor WHERE organisation_id = $1 AND (id = $2 OR survivor_id = $2))";
    SELECT_OF_SALES = "SELECT DISTINCT coalesce(d.survivor_id, d.id) FROM debtor_care c JOIN debtor d ON d.organisation_id = c.organisation_id AND d.id = c.debtor_id WHERE c.organisation_id = $1 AND lower(c.sales_email) = $2 AND (d.survivor_id IS NULL OR NOT EXISTS (SELECT 1 FROM debtor_care s WHERE s.organisation_id = c.organisation_id AND s.debtor_id = d.survivor_id AND s.sales_email <> '' LIMIT 1))";
    SET_SALES = "INSERT INTO debtor_care (organisation_id, debtor_id, last_word_reason, last_word_by, last_word_at, sales_name, sales_email) VALUES ($1, $2, NULL, '', NULL, $3, $4) ON CONFLICT (organisation_id, debtor_id) DO UPDATE SET sales_name = excluded.sales_name, sales_email = excluded.sales_email";
}

type LastWordTuple = (Uuid, String, String, String, String, Option<DateTime<Utc>>);
type CareTuple = (Option<String>, String, Option<DateTime<Utc>>, String, Option<String>);

/// Who has a say on an account.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<Care> {
    let row: Option<CareTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_CARE).bind(organisation.0).bind(debtor.0).fetch_optional(&mut *c).await?);
    Ok(row.map_or_else(Care::default, |(reason, by, at, sales_name, sales_email)| Care {
        last_word: reason.zip(at).map(|(reason, at)| LastWord { reason, by, at }),
        sales_name,
        sales_email,
    }))
}

/// The accounts on which a person has the last word.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn last_words(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_LAST_WORDS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// Whether a person has the last word on an account, or on one that it absorbed.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn has_last_word(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<bool> {
    let count: i64 = in_tx!(tx, c => sqlx::query_scalar(COUNT_LAST_WORD_OF).bind(organisation.0).bind(debtor.0).fetch_one(&mut *c).await?);
    Ok(count > 0)
}

/// The accounts on which a person has the last word, with code, name and why, by name.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn list_last_words(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(DebtorId, String, String, LastWord)>> {
    let rows: Vec<LastWordTuple> = in_tx!(tx, c => sqlx::query_as(LIST_LAST_WORDS).bind(organisation.0).fetch_all(&mut *c).await?);
    let of =
        |(id, code, name, reason, by, at): LastWordTuple| (DebtorId(id), code, name, LastWord { reason, by, at: at.unwrap_or_default() });
    Ok(rows.into_iter().map(of).collect())
}

/// Gives a person the last word on an account, or takes it back.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_last_word(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtor: DebtorId,
    reason: Option<&str>,
    by: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    in_tx!(tx, c => {
        match reason {
            Some(reason) => sqlx::query(SET_LAST_WORD)
                .bind(organisation.0).bind(debtor.0).bind(reason).bind(by).bind(to_micros(at)).execute(&mut *c).await?,
            None => sqlx::query(CLEAR_LAST_WORD)
                .bind(organisation.0).bind(debtor.0).bind(by).bind(to_micros(at)).execute(&mut *c).await?,
        };
    });
    Ok(())
}

/// The accounts of a salesman, by the address in lower case; an account that absorbed one of them is one.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn of_sales(tx: &mut Tx, organisation: OrganisationId, email: &str) -> Result<Vec<DebtorId>> {
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_OF_SALES).bind(organisation.0).bind(email).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// Says who the salesman of an account is.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_sales(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, name: &str, email: Option<&str>) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_SALES).bind(organisation.0).bind(debtor.0).bind(name).bind(email).execute(&mut *c).await?;
    });
    Ok(())
}

/// Lets the messages that would leave to an account by themselves wait for a person; how many.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn hold_back(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId) -> Result<u64> {
    Ok(in_tx!(tx, c => sqlx::query(HOLD_BACK).bind(organisation.0).bind(debtor.0).execute(&mut *c).await?.rows_affected()))
}
