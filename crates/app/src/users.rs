//! The people who work in the house: who they are, what each may do, and when an account is closed.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
pub use store::user::Listed;

use crate::access::Role;
use crate::text::users as words;
use crate::{App, AppError, Permission, Result, Scope, journal, setup, text};

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLine {
    /// The account.
    pub id: UserId,
    /// Log-in.
    pub email: String,
    /// Name shown.
    pub name: String,
    /// What the person may do; `None` for a role that this version does not know.
    pub role: Option<Role>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl From<Listed> for UserLine {
    fn from(row: Listed) -> Self {
        Self {
            id: UserId(row.id),
            email: row.email,
            name: row.name,
            role: Role::from_code(&row.role),
            created_at: row.created_at,
            disabled_at: row.disabled_at,
        }
    }
}

/// Everybody with an account, closed ones at the end.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope) -> Result<Vec<UserLine>> {
    scope.require(Permission::Administer)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::user::listed(&mut tx, scope.organisation.id).await?.into_iter().map(UserLine::from).collect())
}

/// Opens an account; the password, which is shown this once.
///
/// # Errors
/// [`AppError::Invalid`] for a name, an address or an address that has an account already; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, email: &str, name: &str, role: Role) -> Result<String> {
    scope.require(Permission::Administer)?;
    let (email, name) = (email.trim().to_lowercase(), name.trim());
    if name.is_empty() || name.chars().count() > 120 {
        return Err(AppError::Invalid { field: "name", reason: words::error_name() });
    }
    if list(app, scope).await?.iter().any(|known| known.email == email) {
        return Err(AppError::Invalid { field: "email", reason: words::error_taken() });
    }
    let password = setup::random_password()?;
    setup::create_user_as(app, &scope.organisation, &scope.actor.name, (&email, name, role), &password).await?;
    Ok(password)
}

/// What is done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The person may do something else from now on.
    Role(Role),
    /// The account is closed, and its sessions end.
    Close,
    /// It may log in again.
    Reopen,
}

/// Changes an account. The house keeps an administrator, and nobody closes the own account.
///
/// # Errors
/// [`AppError::Invalid`] when nobody could administer any more; [`AppError::NotFound`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn change(app: &App, scope: &Scope, id: UserId, change: Change) -> Result<()> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    // Two administrators who close each other at the same time wait for one another.
    store::api::lock(&mut tx, organisation).await?;
    let all: Vec<UserLine> = store::user::listed(&mut tx, organisation).await?.into_iter().map(UserLine::from).collect();
    let user = all.iter().find(|user| user.id == id).ok_or(AppError::NotFound("user"))?;
    let administers = |user: &UserLine| user.disabled_at.is_none() && user.role == Some(Role::Admin);
    let goes = change == Change::Close || matches!(change, Change::Role(role) if role != Role::Admin);
    if goes && administers(user) && all.iter().filter(|user| administers(user)).count() == 1 {
        return Err(AppError::Invalid { field: "role", reason: words::error_last_admin() });
    }
    if change == Change::Close && scope.actor.email.as_deref() == Some(user.email.as_str()) {
        return Err(AppError::Invalid { field: "user", reason: words::error_own() });
    }
    let (kind, role) = match change {
        Change::Role(role) => {
            store::user::set_role(&mut tx, organisation, id, role.code()).await?;
            ("user.role", Some(role))
        }
        Change::Close => {
            store::user::set_disabled(&mut tx, organisation, id, Some(app.now())).await?;
            ("user.closed", None)
        }
        Change::Reopen => {
            store::user::set_disabled(&mut tx, organisation, id, None).await?;
            ("user.reopened", None)
        }
    };
    let payload = serde_json::json!({"email": user.email, "role": role.map(text::role)});
    let line = journal::line(app, scope, kind, None, Some(id.0), &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an account a new password, which is shown this once; its sessions end.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn new_password(app: &App, scope: &Scope, id: UserId) -> Result<String> {
    let user = list(app, scope).await?.into_iter().find(|user| user.id == id).ok_or(AppError::NotFound("user"))?;
    let password = setup::random_password()?;
    let hash = crate::session::hash_password(&password).await?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    store::user::set_password(&mut tx, organisation, id, &hash).await?;
    let line = journal::line(app, scope, "user.password", None, Some(id.0), &serde_json::json!({"email": user.email}));
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(password)
}
