//! What bank lines may pay, as long as nobody has said so.

use domain::Date;
use domain::ids::{DebtorId, OpenItemId, OrganisationId, TransactionId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::statement::statements;
use crate::{Result, Tx};

/// Rows of one statement: PostgreSQL takes 65 535 values.
const ROWS: usize = 5_000;

statements! {
    FORGET = "DELETE FROM bank_proposal WHERE organisation_id = $1";
    SELECT_ALL = "SELECT p.open_item_id, max(t.booked_on) FROM bank_proposal p JOIN bank_transaction t ON t.organisation_id = p.organisation_id AND t.id = p.transaction_id WHERE p.organisation_id = $1 AND t.state = 'to_identify' AND t.booked_on > $2 GROUP BY p.open_item_id";
    SELECT_OF = "SELECT p.open_item_id, max(t.booked_on) FROM open_item i JOIN bank_proposal p ON p.organisation_id = i.organisation_id AND p.open_item_id = i.id JOIN bank_transaction t ON t.organisation_id = p.organisation_id AND t.id = p.transaction_id WHERE i.organisation_id = $1 AND i.debtor_id = $3 AND i.open_cents <> 0 AND t.state = 'to_identify' AND t.booked_on > $2 GROUP BY p.open_item_id";
}

/// Replaces what is known of an organisation: each line with an item that it may pay.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn replace(tx: &mut Tx, organisation: OrganisationId, pairs: &[(TransactionId, OpenItemId)]) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(FORGET).bind(organisation.0).execute(&mut *c).await?; });
    for chunk in pairs.chunks(ROWS) {
        in_tx!(tx, c => {
            let mut query = QueryBuilder::new("INSERT INTO bank_proposal (organisation_id, transaction_id, open_item_id) ");
            query.push_values(chunk, |mut row, (line, item)| {
                row.push_bind(organisation.0).push_bind(line.0).push_bind(item.0);
            });
            // Another worker may match the same arrivals.
            query.push(" ON CONFLICT DO NOTHING");
            query.build().execute(&mut *c).await?;
        });
    }
    Ok(())
}

/// The items that a line booked after a day may pay, with the day of the latest.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn items(tx: &mut Tx, organisation: OrganisationId, after: Date) -> Result<Vec<(OpenItemId, Date)>> {
    let rows: Vec<(Uuid, Date)> = in_tx!(tx, c => sqlx::query_as(SELECT_ALL).bind(organisation.0).bind(after).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, on)| (OpenItemId(item), on)).collect())
}

/// Those of one debtor.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn items_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, after: Date) -> Result<Vec<(OpenItemId, Date)>> {
    let rows: Vec<(Uuid, Date)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_OF).bind(organisation.0).bind(after).bind(debtor.0).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(item, on)| (OpenItemId(item), on)).collect())
}
