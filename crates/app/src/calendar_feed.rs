//! The secret address under which a person's calendar program reads the time limits, the promises and the instalments of plans, without a session.

use domain::ids::{FeedId, UserId};
use formats::ics;
pub use store::calendar_feed::Feed;
use store::event::NewEvent;

use crate::session::{fresh_secret, scope_for, split_token, token_hash};
use crate::{App, AppError, Permission, Result, Scope, deadlines, promises, text};

/// The account that acts; the night and the command line have none.
async fn user_of(app: &App, scope: &Scope) -> Result<UserId> {
    let email = scope.actor.email.as_deref().unwrap_or_default();
    let users = store::user::all(&mut app.db().snapshot().await?, scope.organisation.id).await?;
    let user = users.into_iter().find(|user| user.email == email);
    user.map(|user| user.id).ok_or_else(|| AppError::Invalid { field: "user", reason: text::error_feed_without_account() })
}

fn event(app: &App, scope: &Scope, kind: &'static str, user: UserId) -> NewEvent {
    NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject: Some(user.0), payload: "{}".to_owned() }
}

/// The address in force of who asks, without its secret.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn of_actor(app: &App, scope: &Scope) -> Result<Option<Feed>> {
    scope.require(Permission::ViewReceivables)?;
    match user_of(app, scope).await {
        Ok(user) => Ok(store::calendar_feed::of_user(app.db(), scope.organisation.id, user).await?),
        Err(AppError::Invalid { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes an address for who asks and closes the one before; its token is given once and never again.
///
/// # Errors
/// [`AppError::Invalid`] without an account.
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope) -> Result<String> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let user = user_of(app, scope).await?;
    let secret = fresh_secret()?;
    let feed = Feed { id: FeedId(store::fresh_id()), user, created_at: app.now() };
    let mut tx = app.db().begin().await?;
    store::calendar_feed::revoke(&mut tx, organisation, user, app.now()).await?;
    store::calendar_feed::insert(&mut tx, organisation, &feed, &token_hash(&secret)).await?;
    store::event::append(&mut tx, organisation, &[event(app, scope, "calendar.opened", user)]).await?;
    tx.commit().await?;
    Ok(format!("{organisation}.{secret}"))
}

/// Closes the address of who asks.
///
/// # Errors
/// [`AppError::Conflict`] when there is none.
#[crate::boxed]
pub async fn revoke(app: &App, scope: &Scope) -> Result<()> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let user = user_of(app, scope).await?;
    let mut tx = app.db().begin().await?;
    if store::calendar_feed::revoke(&mut tx, organisation, user, app.now()).await? == 0 {
        return Err(AppError::Conflict("calendar_feed"));
    }
    store::event::append(&mut tx, organisation, &[event(app, scope, "calendar.closed", user)]).await?;
    tx.commit().await?;
    Ok(())
}

/// The calendar behind a token; `None` when it opens nothing, or its owner may no longer look.
///
/// The base looks for the hash of the secret: how long that takes tells nothing about the secret.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn read(app: &App, token: &str) -> Result<Option<String>> {
    let Some((organisation, secret)) = split_token(token) else { return Ok(None) };
    let Some(owner) = store::calendar_feed::owner(app.db(), organisation, &token_hash(secret)).await? else { return Ok(None) };
    let Some(scope) = scope_for(app, &owner).await? else { return Ok(None) };
    let mut events = match deadlines::events(app, &scope).await {
        Ok(events) => events,
        Err(AppError::Forbidden(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    events.extend(promises::events(app, &scope).await?);
    events.extend(crate::plans::events(app, &scope).await?);
    Ok(Some(ics::write(&ics::Calendar { name: text::calendar_name(&scope.organisation.name), events })))
}
