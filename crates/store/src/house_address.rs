//! The address by which people outside reach the program: every kind of signed link begins with it, and it is the same for all.

use domain::ids::OrganisationId;

use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    SELECT_HOUSE_ADDRESSES = "SELECT address, changed_at FROM veto_setting WHERE organisation_id = $1 UNION ALL SELECT address, changed_at FROM dispute_setting WHERE organisation_id = $1 UNION ALL SELECT address, changed_at FROM plan_offer_setting WHERE organisation_id = $1 UNION ALL SELECT address, changed_at FROM courtesy_setting WHERE organisation_id = $1";
    SPREAD_TO_VETO = "UPDATE veto_setting SET address = $2 WHERE organisation_id = $1 AND address <> $2";
    SPREAD_TO_DISPUTE = "UPDATE dispute_setting SET address = $2 WHERE organisation_id = $1 AND address <> $2";
    SPREAD_TO_PLAN_OFFER = "UPDATE plan_offer_setting SET address = $2 WHERE organisation_id = $1 AND address <> $2";
    SPREAD_TO_COURTESY = "UPDATE courtesy_setting SET address = $2 WHERE organisation_id = $1 AND address <> $2";
}

/// The address that was given last for any kind of link; empty while none was.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn known(tx: &mut Tx, organisation: OrganisationId) -> Result<String> {
    let rows: Vec<(String, chrono::DateTime<chrono::Utc>)> =
        in_tx!(tx, c => sqlx::query_as(SELECT_HOUSE_ADDRESSES).bind(organisation.0).fetch_all(&mut *c).await?);
    let newest = rows.into_iter().filter(|(address, _)| !address.is_empty()).max_by_key(|(_, at)| *at);
    Ok(newest.map(|(address, _)| address).unwrap_or_default())
}

/// Gives an address to every kind of link that is set. That by which mail is declined is `https` alone (RFC 8058, 3.1): it keeps its own when
/// this one is not.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn spread(tx: &mut Tx, organisation: OrganisationId, address: &str) -> Result<()> {
    in_tx!(tx, c => {
        for statement in [SPREAD_TO_VETO, SPREAD_TO_DISPUTE, SPREAD_TO_PLAN_OFFER] {
            sqlx::query(statement).bind(organisation.0).bind(address).execute(&mut *c).await?;
        }
        if address.starts_with("https://") {
            sqlx::query(SPREAD_TO_COURTESY).bind(organisation.0).bind(address).execute(&mut *c).await?;
        }
    });
    Ok(())
}
