//! What is said in a negotiation, as other programs note it, by the customer's code.

use domain::Currency;
use domain::compromise::Heard;
use domain::ids::{DebtorId, TalkId};
use domain::promise::Way;

use super::agreements::account;
use super::once::{Begun, Once, begin, finish};
use crate::negotiation::{self, NewTalk};
use crate::{App, AppError, Permission, Result, Scope};

/// A line of a negotiation as another program tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedTalk {
    /// The customer's code.
    pub customer_code: String,
    /// Who said what, and when.
    pub heard: Heard,
    /// By which way.
    pub way: Way,
    /// Who said it; may be empty.
    pub person: String,
    /// In words; may be empty, but for a note.
    pub words: String,
}

/// What is kept of an answer: the debtor, and the line.
type Kept = (String, String);

fn parsed((debtor, line): &Kept) -> Result<(DebtorId, TalkId)> {
    let gone = || AppError::Conflict("api_answer");
    Ok((debtor.parse().map_err(|_| gone())?, line.parse().map_err(|_| gone())?))
}

/// Adds a line to the log, once; in the currency in which the debtor owes most.
///
/// # Errors
/// As [`negotiation::add`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn add_talk(app: &App, scope: &Scope, once: &Once, pushed: &PushedTalk) -> Result<(DebtorId, TalkId)> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<Kept>(app, scope, once).await? {
        Begun::Before(kept) => return parsed(&kept),
        Begun::Now(tx) => tx,
    };
    let debtor = account(&mut tx, scope, &pushed.customer_code).await?;
    let currency: Currency = negotiation::owed(&mut tx, scope.organisation.id, debtor).await?.1;
    let new =
        NewTalk { debtor, heard: pushed.heard, currency, way: pushed.way, person: pushed.person.clone(), words: pushed.words.clone() };
    let id = negotiation::add_in(&mut tx, app, scope, &new).await?;
    finish(tx, app, scope, once, &(debtor.to_string(), id.to_string())).await?;
    Ok((debtor, id))
}

/// Takes a line back, once.
///
/// # Errors
/// As [`negotiation::take_back`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn take_back_talk(app: &App, scope: &Scope, once: &Once, id: TalkId) -> Result<DebtorId> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = match begin::<Kept>(app, scope, once).await? {
        Begun::Before(kept) => return Ok(parsed(&kept)?.0),
        Begun::Now(tx) => tx,
    };
    let debtor = store::negotiation::debtor_of(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("negotiation"))?;
    negotiation::take_back_in(&mut tx, app, scope, debtor, id).await?;
    finish(tx, app, scope, once, &(debtor.to_string(), id.to_string())).await?;
    Ok(debtor)
}
