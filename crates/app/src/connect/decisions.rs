//! What waits for a person, and what other programs say that persons decided of it: approvals, letters that were posted, calls.

use domain::dunning::Channel;
use domain::ids::{ActionId, DebtorId, OpenItemId};
use domain::{Cents, Currency, Date};
use serde::{Deserialize, Serialize};

use super::once::{Begun, Once, begin, finish};
use super::read::{Asked, Page};
use crate::approvals::{self, Chosen, Done, Verb, WaitingAction, Waits};
use crate::calls::{self, NewCall, Next};
use crate::matching::match_arrivals;
use crate::post::{self, Posting};
use crate::text::promises as item_words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// The actions of a queue, of one debtor and by one channel when these are given.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn waiting(
    app: &App,
    scope: &Scope,
    asked: Asked,
    which: Waits,
    debtor: Option<DebtorId>,
    channel: Option<Channel>,
) -> Result<Page<WaitingAction>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let mut rows = store::approval::waiting(&mut tx, scope.organisation.id, which, approvals::since(app)).await?;
    rows.retain(|row| row.id.0 > asked.after && debtor.is_none_or(|own| row.debtor == own) && channel.is_none_or(|own| row.channel == own));
    Ok(asked.page(rows, |row| row.id.0))
}

/// The tasks that wait for a person: calls to make, letters to post, notices to prepare.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn tasks(app: &App, scope: &Scope, asked: Asked, channel: Option<Channel>) -> Result<Page<WaitingAction>> {
    scope.require(Permission::ViewMessages)?;
    let mut tx = app.db().snapshot().await?;
    let channel = channel.map(Channel::code).unwrap_or_default();
    let rows = store::approval::to_do(&mut tx, scope.organisation.id, asked.after, channel, asked.limit + 1).await?;
    Ok(asked.page(rows, |row| row.id.0))
}

/// What a decision did, as it is kept for a repeated request.
#[derive(Serialize, Deserialize)]
struct Kept {
    done: usize,
    sums: Vec<(String, i64)>,
    left: usize,
    decided: usize,
    missing: usize,
}

impl From<&Done> for Kept {
    fn from(done: &Done) -> Self {
        let sums = done.sums.iter().map(|(currency, cents)| (currency.code().to_owned(), cents.0)).collect();
        Self { done: done.done, sums, left: done.left, decided: done.decided, missing: done.missing }
    }
}

impl From<Kept> for Done {
    fn from(kept: Kept) -> Self {
        let sums = kept.sums.iter().filter_map(|(code, cents)| Some((Currency::parse(code)?, Cents(*cents)))).collect();
        Self { done: kept.done, sums, left: kept.left, decided: kept.decided, missing: kept.missing }
    }
}

/// What is decided of what was chosen in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The queue.
    pub which: Waits,
    /// What of it.
    pub what: Chosen,
    /// What is done.
    pub verb: Verb,
    /// Why; for what is given up or passed over.
    pub reason: String,
    /// What the preview showed; for all that a filter finds.
    pub seen: Option<String>,
}

/// Decides, once.
///
/// # Errors
/// As [`approvals::act`]; [`AppError::Invalid`] when the queue does not allow the act; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn decide(app: &App, scope: &Scope, once: &Once, decision: &Decision) -> Result<Done> {
    scope.require(Permission::ApproveMessages)?;
    let Decision { which, what, verb, reason, seen } = decision;
    let mut tx = match begin::<Kept>(app, scope, once).await? {
        Begun::Before(kept) => return Ok(kept.into()),
        Begun::Now(tx) => tx,
    };
    let done = approvals::act_in(&mut tx, app, scope, (*which, what), *verb, reason, seen.as_deref()).await?;
    finish(tx, app, scope, once, &Kept::from(&done)).await?;
    Ok(done)
}

/// Says that a letter was posted, once.
///
/// # Errors
/// [`AppError::Invalid`] with the reason why it may not be marked; [`AppError::NotFound`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn post_letter(app: &App, scope: &Scope, once: &Once, id: ActionId, tracking: &str, posting: &Posting) -> Result<()> {
    scope.require(Permission::ApproveMessages)?;
    post::check_day(app, posting)?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    match_arrivals(app, scope).await?;
    let mut tx = match begin::<String>(app, scope, once).await? {
        Begun::Before(_) => return Ok(()),
        Begun::Now(tx) => tx,
    };
    if store::action::get(&mut tx, scope.organisation.id, id).await?.is_none() {
        return Err(AppError::NotFound("action"));
    }
    post::one_in(&mut tx, app, scope, &creditor, (id, tracking), posting)
        .await?
        .map_err(|refused| AppError::Invalid { field: "letter", reason: refused.reason })?;
    finish(tx, app, scope, once, &id.to_string()).await
}

/// Tells what came of a call, once; `item` is the number of the one that is disputed, empty for all.
///
/// # Errors
/// As [`calls::record`]; [`AppError::KeyReused`].
#[crate::boxed]
pub async fn record_call(app: &App, scope: &Scope, once: &Once, id: ActionId, item: &str, call: NewCall) -> Result<Next> {
    scope.require(Permission::ApproveMessages)?;
    let mut tx = match begin::<(String, Option<Date>)>(app, scope, once).await? {
        Begun::Before((code, on)) => return Next::from_parts(&code, on).ok_or(AppError::Conflict("api_answer")),
        Begun::Now(tx) => tx,
    };
    let item = match item.trim() {
        "" => None,
        number => Some(disputed(&mut tx, scope, id, number).await?),
    };
    let next = calls::record_in(&mut tx, app, scope, id, &NewCall { item, ..call }).await?;
    finish(tx, app, scope, once, &next.parts()).await?;
    Ok(next)
}

/// The item of an action by its number.
async fn disputed(tx: &mut store::Tx, scope: &Scope, id: ActionId, number: &str) -> Result<OpenItemId> {
    for advance in store::action::items(tx, scope.organisation.id, id).await? {
        if store::item::get(tx, scope.organisation.id, advance.item).await?.is_some_and(|item| item.number == number) {
            return Ok(advance.item);
        }
    }
    Err(AppError::Invalid { field: "item", reason: item_words::error_item_gone() })
}
