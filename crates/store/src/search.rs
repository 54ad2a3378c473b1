//! The search over everything: debtors by their words and identifiers, items by number or amount, mails by their text. Each statement
//! reads an index, the accounts, the newest mails, or the index of what is open: none reads the rows of all items.

use domain::Cents;
use domain::calendar::Date;
use domain::ids::{ActionId, DebtorId, OpenItemId, OrganisationId, ReceivedId};
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, Tx};

/// Mails that are looked through, the newest first.
pub const MAILS: i64 = 2_000;

statements! {
    SELECT_DEBTORS = "SELECT id FROM debtor WHERE organisation_id = $1 AND survivor_id IS NULL AND ((search_text LIKE $2 ESCAPE '!' AND search_text LIKE $3 ESCAPE '!' AND search_text LIKE $4 ESCAPE '!') OR siret = $5 OR siren = $5) ORDER BY name, code LIMIT $6";
    SELECT_BY_OWN_IBAN = "SELECT id FROM debtor WHERE organisation_id = $1 AND survivor_id IS NULL AND iban LIKE $2 ORDER BY name, code LIMIT $3";
    SELECT_BY_PAYER = "SELECT DISTINCT coalesce(d.survivor_id, d.id) FROM payer_account p JOIN debtor d ON d.organisation_id = p.organisation_id AND d.id = p.debtor_id WHERE p.organisation_id = $1 AND p.revoked_at IS NULL AND p.iban LIKE $2 LIMIT $3";
    SELECT_BY_AMOUNT = "SELECT id FROM open_item WHERE organisation_id = $1 AND amount_cents = $2 ORDER BY due_on DESC, id LIMIT $3";
    SELECT_BY_OPEN = "SELECT id FROM open_item WHERE organisation_id = $1 AND open_cents <> 0 AND open_cents = $2 ORDER BY due_on DESC, id LIMIT $3";
    SELECT_BY_PART = "SELECT id FROM open_item WHERE organisation_id = $1 AND upper(number) LIKE $2 ESCAPE '!' LIMIT $3";
    SELECT_RECEIVED = "SELECT id, subject, sender, received_on FROM (SELECT id, subject, sender, body, received_on, received_at FROM received_mail WHERE organisation_id = $1 ORDER BY received_at DESC LIMIT $2) AS newest WHERE lower(subject) LIKE $3 ESCAPE '!' OR lower(sender) LIKE $3 ESCAPE '!' OR lower(body) LIKE $3 ESCAPE '!' ORDER BY received_at DESC LIMIT $4";
    SELECT_SENT = "SELECT action_id, subject, recipient, substr(CAST(created_at AS TEXT), 1, 10) FROM (SELECT action_id, subject, recipient, body_text, created_at FROM message WHERE organisation_id = $1 ORDER BY created_at DESC LIMIT $2) AS newest WHERE lower(subject) LIKE $3 ESCAPE '!' OR lower(recipient) LIKE $3 ESCAPE '!' OR lower(body_text) LIKE $3 ESCAPE '!' ORDER BY created_at DESC LIMIT $4";
    @sqlite
    SELECT_BY_NUMBER_SQLITE = "SELECT id FROM open_item WHERE organisation_id = $1 AND upper(number) >= $2 AND upper(number) < $3 ORDER BY upper(number) LIMIT $4";
    @postgres
    SELECT_BY_NUMBER_POSTGRES = "SELECT id FROM open_item WHERE organisation_id = $1 AND upper(number) COLLATE \"C\" >= $2 AND upper(number) COLLATE \"C\" < $3 ORDER BY upper(number) COLLATE \"C\" LIMIT $4";
}

/// Words between which anything may stand.
fn part(word: &str) -> String {
    format!("%{}%", word.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// The first text that no longer begins like one.
fn beyond(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Accounts by folded words, of which three at most are looked at, by SIREN or by SIRET.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn debtors(tx: &mut Tx, organisation: OrganisationId, words: &[String], digits: &str, limit: i64) -> Result<Vec<DebtorId>> {
    let word = |at: usize| words.get(at).map_or_else(|| "%".to_owned(), |word| part(word));
    let rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_DEBTORS).bind(organisation.0).bind(word(0)).bind(word(1)).bind(word(2))
        .bind(digits).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// Accounts by the beginning of an IBAN: their own, or one that has paid for them.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_iban(tx: &mut Tx, organisation: OrganisationId, iban: &str, limit: i64) -> Result<Vec<DebtorId>> {
    let mut rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_BY_OWN_IBAN).bind(organisation.0).bind(format!("{iban}%")).bind(limit)
        .fetch_all(&mut *c).await?);
    let payers: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(SELECT_BY_PAYER).bind(organisation.0).bind(format!("{iban}%")).bind(limit)
        .fetch_all(&mut *c).await?);
    rows.extend(payers.into_iter().filter(|id| !rows.contains(id)).collect::<Vec<_>>());
    Ok(rows.into_iter().map(DebtorId).collect())
}

/// Items of an amount, or of which that is left.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_amount(tx: &mut Tx, organisation: OrganisationId, amount: Cents, limit: i64) -> Result<Vec<OpenItemId>> {
    let mut rows: Vec<Uuid> = Vec::new();
    for statement in [SELECT_BY_AMOUNT, SELECT_BY_OPEN] {
        let found: Vec<Uuid> =
            in_tx!(tx, c => sqlx::query_scalar(statement).bind(organisation.0).bind(amount.0).bind(limit).fetch_all(&mut *c).await?);
        rows.extend(found.into_iter().filter(|id| !rows.contains(id)).collect::<Vec<_>>());
    }
    Ok(rows.into_iter().map(OpenItemId).collect())
}

/// Items by the beginning of their number; when none begins so, by a part of it.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn by_number(tx: &mut Tx, organisation: OrganisationId, number: &str, limit: i64) -> Result<Vec<OpenItemId>> {
    let number = number.to_uppercase();
    let statement = if tx.engine() == crate::Engine::Sqlite { SELECT_BY_NUMBER_SQLITE } else { SELECT_BY_NUMBER_POSTGRES };
    let mut rows: Vec<Uuid> = in_tx!(tx, c => sqlx::query_scalar(statement).bind(organisation.0).bind(&number).bind(beyond(&number)).bind(limit)
        .fetch_all(&mut *c).await?);
    if rows.is_empty() {
        rows = in_tx!(tx, c => sqlx::query_scalar(SELECT_BY_PART).bind(organisation.0).bind(part(&number)).bind(limit)
            .fetch_all(&mut *c).await?);
    }
    Ok(rows.into_iter().map(OpenItemId).collect())
}

/// A mail that was found: its id, subject, the other side's address, and its day.
pub type MailFound<Id> = (Id, String, String, Date);

/// Received mails by their text, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn received(tx: &mut Tx, organisation: OrganisationId, words: &str, limit: i64) -> Result<Vec<MailFound<ReceivedId>>> {
    let rows: Vec<(Uuid, String, String, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_RECEIVED).bind(organisation.0).bind(MAILS)
        .bind(part(&words.to_lowercase())).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, subject, sender, on)| (ReceivedId(id), subject, sender, on)).collect())
}

/// Messages that left by their text, the newest first.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn sent(tx: &mut Tx, organisation: OrganisationId, words: &str, limit: i64) -> Result<Vec<MailFound<ActionId>>> {
    let rows: Vec<(Uuid, String, String, String)> = in_tx!(tx, c => sqlx::query_as(SELECT_SENT).bind(organisation.0).bind(MAILS)
        .bind(part(&words.to_lowercase())).bind(limit).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .filter_map(|(id, subject, recipient, on)| Some((ActionId(id), subject, recipient, crate::dialect::day(&on)?)))
        .collect())
}
