//! What is known of an organisation that has sent nothing yet.

use domain::ids::OrganisationId;

use crate::statement::statements;
use crate::{Result, Tx};

statements! {
    KNOWN = "SELECT (SELECT count(*) FROM open_item WHERE organisation_id = $1 AND kind = 'invoice'), (SELECT count(*) FROM debtor WHERE organisation_id = $1 AND survivor_id IS NULL), (SELECT count(*) FROM debtor d WHERE d.organisation_id = $1 AND EXISTS (SELECT 1 FROM open_item i WHERE i.organisation_id = d.organisation_id AND i.debtor_id = d.id AND i.open_cents > 0 LIMIT 1) AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.organisation_id = d.organisation_id AND c.debtor_id = d.id AND c.email IS NOT NULL LIMIT 1))";
    SET_FIRST_SEND_CAP = "UPDATE organisation SET first_send_cap = $2, version = version + 1 WHERE id = $1";
}

/// How far an organisation is before its first reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Invoices.
    pub invoices: i64,
    /// Accounts.
    pub debtors: i64,
    /// Accounts that owe something and have no e-mail.
    pub without_email: i64,
}

/// What came in.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn known(tx: &mut Tx, organisation: OrganisationId) -> Result<Known> {
    let (invoices, debtors, without_email) = in_tx!(tx, c => sqlx::query_as(KNOWN).bind(organisation.0).fetch_one(&mut *c).await?);
    Ok(Known { invoices, debtors, without_email })
}

/// Replaces the most messages of the first send.
///
/// # Errors
/// See [`crate::StoreError`].
#[crate::boxed]
pub async fn set_first_send_cap(tx: &mut Tx, organisation: OrganisationId, cap: u32) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(SET_FIRST_SEND_CAP).bind(organisation.0).bind(i32::try_from(cap).unwrap_or(i32::MAX)).execute(&mut *c).await?;
    });
    Ok(())
}
