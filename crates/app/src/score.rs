//! The scores of debtors (`docs/spec/score.md`): of companies and public bodies alone. A natural person has none: nothing is decided about
//! her by a number (GDPR, article 22).

use std::collections::HashMap;

use domain::Date;
use domain::ids::{DebtorId, OrganisationId};
use domain::party::DebtorKind;
use domain::score::{Score, score};
use store::Tx;

use crate::{App, AppError, Permission, Result, Scope};

/// Whether debtors of a kind have a score.
#[must_use]
pub fn is_scored(kind: DebtorKind) -> bool {
    matches!(kind, DebtorKind::Business | DebtorKind::Public)
}

/// The score of a debtor with what it is made of; `None` for a natural person, and for who has no history yet.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`].
#[crate::boxed]
pub async fn of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Option<Score>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot_of_one().await?;
    let account = store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    of_one(&mut tx, organisation, (debtor, account.kind), app.today()).await
}

pub(crate) async fn of_one(
    tx: &mut Tx,
    organisation: OrganisationId,
    (debtor, kind): (DebtorId, DebtorKind),
    today: Date,
) -> Result<Option<Score>> {
    if !is_scored(kind) {
        return Ok(None);
    }
    let mut history = store::score::histories(tx, organisation, today, Some(debtor)).await?.remove(&debtor).unwrap_or_default();
    history.insolvent_on = crate::claims::insolvent_on(tx, organisation, debtor, today).await?;
    Ok(score(&history, today))
}

/// The scores of all debtors that may have one; `kind_of` says what each is.
pub(crate) async fn all(
    tx: &mut Tx,
    organisation: OrganisationId,
    insolvent_on: &HashMap<DebtorId, Date>,
    kind_of: impl Fn(DebtorId) -> DebtorKind,
    today: Date,
) -> Result<HashMap<DebtorId, u8>> {
    let mut histories = store::score::histories(tx, organisation, today, None).await?;
    for (debtor, on) in insolvent_on {
        histories.entry(*debtor).or_default().insolvent_on = Some(*on);
    }
    let scored = histories.into_iter().filter(|(debtor, _)| is_scored(kind_of(*debtor)));
    Ok(scored.filter_map(|(debtor, history)| Some((debtor, score(&history, today)?.value))).collect())
}
