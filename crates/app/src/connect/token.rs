//! Keys by which other programs come in: shown once, kept as a hash, tied to a role, narrowed to what they are for.

use chrono::{DateTime, Days, NaiveTime, Utc};
use domain::Date;
use domain::ids::TokenId;
use store::api_token::ApiToken;
use store::event::NewEvent;

use crate::access::{Actor, Role};
use crate::session::{fresh_secret, split_token, token_hash};
use crate::text::connect as words;
use crate::{App, AppError, Permission, Result, Scope};

/// What a key may be used for, whatever its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenScope {
    /// Reads debtors, items, bank lines, files.
    Read,
    /// Brings invoices, debtors and files.
    Push,
    /// Tells payments.
    Match,
    /// Decides in a person's stead: approvals, letters that were posted, what came of calls.
    Decide,
}

impl TokenScope {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 4] = [Self::Read, Self::Push, Self::Match, Self::Decide];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Push => "push",
            Self::Match => "match",
            Self::Decide => "decide",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// How a key begins, so that one that leaked is recognised.
const PREFIX: &str = "qt_";

/// A key as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// The role that it acts with.
    pub role: Option<Role>,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// Its last characters.
    pub hint: String,
    /// When it was made, and by whom.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When it stops by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to a few minutes.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl TokenLine {
    /// Whether it opens anything at an instant.
    #[must_use]
    pub fn is_in_force(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|expires| now < expires)
    }
}

fn scopes(text: &str) -> Vec<TokenScope> {
    text.split(' ').filter_map(TokenScope::from_code).collect()
}

impl From<ApiToken> for TokenLine {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            role: Role::from_code(&token.role),
            scopes: scopes(&token.scopes),
            hint: token.hint,
            created_at: token.created_at,
            created_by: token.created_by,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            last_used_at: token.last_used_at,
        }
    }
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// The role that it acts with.
    pub role: Role,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// Its last day; never when not said.
    pub last_day: Option<Date>,
}

fn event(app: &App, scope: &Scope, kind: &'static str, id: TokenId, payload: serde_json::Value) -> NewEvent {
    NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject: Some(id.0), payload: payload.to_string() }
}

/// Makes a key; the text is given once and never again.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] without a name, without a use, or with a last day that is past.
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, new: &NewToken) -> Result<String> {
    scope.require(Permission::Administer)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(AppError::Invalid { field: "name", reason: words::error_token_name() });
    }
    if new.role == Role::Salesman {
        return Err(AppError::Invalid { field: "role", reason: crate::text::users::error_no_token() });
    }
    if new.scopes.is_empty() {
        return Err(AppError::Invalid { field: "scopes", reason: words::error_token_scopes() });
    }
    if new.last_day.is_some_and(|day| day < app.today()) {
        return Err(AppError::Invalid { field: "last_day", reason: words::error_token_day() });
    }
    let organisation = scope.organisation.id;
    let secret = fresh_secret()?;
    let text = format!("{PREFIX}{}.{secret}", organisation.0.simple());
    let codes: Vec<&str> = TokenScope::ALL.into_iter().filter(|one| new.scopes.contains(one)).map(TokenScope::code).collect();
    let token = ApiToken {
        id: TokenId(store::fresh_id()),
        name: name.to_owned(),
        role: new.role.code().to_owned(),
        scopes: codes.join(" "),
        hint: secret.chars().skip(secret.len().saturating_sub(4)).collect(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        expires_at: new.last_day.and_then(end_of),
        revoked_at: None,
        last_used_at: None,
    };
    let mut tx = app.db().begin().await?;
    store::api_token::insert(&mut tx, organisation, &token, &token_hash(&secret)).await?;
    let payload = serde_json::json!({"name": token.name, "role": token.role, "scopes": token.scopes});
    store::event::append(&mut tx, organisation, &[event(app, scope, "token.created", token.id, payload)]).await?;
    tx.commit().await?;
    Ok(text)
}

/// The end of a day in Paris.
fn end_of(day: Date) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?;
    next.and_time(NaiveTime::MIN).and_local_timezone(crate::PARIS).earliest().map(|local| local.with_timezone(&Utc))
}

/// All keys, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn all(app: &App, scope: &Scope) -> Result<Vec<TokenLine>> {
    scope.require(Permission::Administer)?;
    let tokens = store::api_token::all(app.db(), scope.organisation.id).await?;
    let seen = |mut line: TokenLine| {
        line.last_used_at = line.last_used_at.max(app.token_uses().last(line.id));
        line
    };
    Ok(tokens.into_iter().map(TokenLine::from).map(seen).collect())
}

/// Takes a key back: it opens nothing from the next request on.
///
/// # Errors
/// [`AppError::NotFound`] when it is not there or was taken back.
#[crate::boxed]
pub async fn revoke(app: &App, scope: &Scope, id: TokenId) -> Result<()> {
    scope.require(Permission::Administer)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    if !store::api_token::revoke(&mut tx, organisation, id, app.now()).await? {
        return Err(AppError::NotFound("token"));
    }
    store::event::append(&mut tx, organisation, &[event(app, scope, "token.revoked", id, serde_json::json!({}))]).await?;
    tx.commit().await?;
    Ok(())
}

/// Who comes in with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The key.
    pub token: TokenId,
    /// In whose name, for which organisation.
    pub scope: Scope,
    /// What the key may be used for.
    pub uses: Vec<TokenScope>,
}

/// Who comes in with a text, if it is a key in force.
///
/// The base looks for the hash of the secret: how long that takes tells nothing about the secret.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn visitor(app: &App, text: &str) -> Result<Option<Visitor>> {
    let Some((organisation, secret)) = text.strip_prefix(PREFIX).and_then(split_token) else { return Ok(None) };
    let Some(token) = store::api_token::by_secret(app.db(), organisation, &token_hash(secret)).await? else { return Ok(None) };
    let now = app.now();
    let line = TokenLine::from(token);
    if !line.is_in_force(now) {
        return Ok(None);
    }
    let organisations = store::organisation::all(app.db()).await?;
    let found = organisations.into_iter().find(|known| known.id == organisation);
    let (Some(organisation), Some(role)) = (found, line.role) else { return Ok(None) };
    super::uses::note(app, organisation.id, line.id, line.last_used_at);
    let actor = Actor { name: words::actor_token(&line.name), email: None, role };
    Ok(Some(Visitor { token: line.id, scope: Scope { organisation, actor }, uses: line.scopes }))
}
