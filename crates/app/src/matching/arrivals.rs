//! Money that came in since the last matching is matched before anything leaves.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::ids::OrganisationId;

use super::match_in;
use crate::{App, Result, Scope};

/// What changes what a bank line may pay.
const ARRIVALS: [&str; 3] = ["file.imported", "payment.pushed", "invoices.pushed"];

/// How far the journal of each organisation had come when its bank lines were last matched by this process.
#[derive(Debug, Default)]
pub(crate) struct MatchedUntil(Mutex<HashMap<OrganisationId, i64>>);

impl MatchedUntil {
    fn until(&self, organisation: OrganisationId) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&organisation).copied().unwrap_or_default()
    }

    fn is_until(&self, organisation: OrganisationId, seq: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organisation, seq);
    }
}

/// Matches if money or debts came in since this process last did: nobody is reminded of what the bank said to be paid a
/// minute ago.
///
/// # Errors
/// [`crate::AppError`].
pub(crate) async fn match_arrivals(app: &App, scope: &Scope) -> Result<()> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let came = store::event::newest_of(&mut tx, organisation, app.matched().until(organisation), &ARRIVALS).await?;
    drop(tx);
    if came.is_none() {
        return Ok(());
    }
    let mut tx = app.db().begin().await?;
    // Before the matching writes its own lines: nothing that comes in meanwhile is passed over.
    let head = store::event::newest(&mut tx, organisation).await?.map_or(0, |event| event.seq);
    match_in(&mut tx, app, scope).await?;
    crate::dispute::follow_in(&mut tx, app, scope).await?;
    crate::compromises::follow_in(&mut tx, app, scope).await?;
    tx.commit().await?;
    app.matched().is_until(organisation, head);
    Ok(())
}
