//! Logging in: passwords by Argon2, sessions by a random token of which only the hash is kept.

use std::collections::HashMap;
use std::sync::Mutex;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OrganisationId;
use sha2::{Digest, Sha256};
use store::event::NewEvent;
use store::user::User;
use tokio::sync::Semaphore;

use crate::access::{Actor, Role, Scope};
use crate::text::locale::Language;
use crate::{App, AppError, Result, text};

/// Name of the session's cookie.
pub const COOKIE: &str = "quittance_session";
/// Days that a session lasts.
pub const DAYS: i64 = 14;
/// The shortest password.
pub const MIN_PASSWORD: usize = 10;

/// A successful log-in.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// The cookie's value.
    pub token: String,
    /// What it stands for.
    pub scope: Scope,
}

/// Wrong passwords of late, by e-mail: five in a quarter of an hour close the door for the rest of it.
#[derive(Debug)]
pub struct Attempts {
    wrong: Mutex<HashMap<String, (u32, DateTime<Utc>)>>,
    /// Verifying takes 19 MiB and tens of milliseconds by design: few at a time.
    verifying: Semaphore,
}

impl Default for Attempts {
    fn default() -> Self {
        Self { wrong: Mutex::default(), verifying: Semaphore::new(AT_A_TIME) }
    }
}

/// The longest e-mail, in characters (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: usize = 254;
/// Passwords that are verified at a time.
const AT_A_TIME: usize = 2;
/// E-mails of which wrong passwords are remembered; beyond, the oldest are forgotten.
const MAX_TRACKED: usize = 10_000;
const MAX_WRONG: u32 = 5;
const WINDOW: TimeDelta = TimeDelta::minutes(15);

impl Attempts {
    /// Counts an attempt as wrong until it is known to be right; `false` when there were too many. Counted before the
    /// password is verified: many at the same time are as many.
    fn count(&self, email: &str, now: DateTime<Utc>) -> bool {
        let Ok(mut wrong) = self.wrong.lock() else { return false };
        wrong.retain(|_, (_, since)| now - *since < WINDOW);
        if wrong.len() >= MAX_TRACKED
            && !wrong.contains_key(email)
            && let Some(oldest) = wrong.iter().min_by_key(|(_, (_, since))| *since).map(|(email, _)| email.clone())
        {
            wrong.remove(&oldest);
        }
        let (count, _) = wrong.entry(email.to_owned()).or_insert((0, now));
        if *count >= MAX_WRONG {
            return false;
        }
        *count += 1;
        true
    }

    fn forget(&self, email: &str) {
        if let Ok(mut wrong) = self.wrong.lock() {
            wrong.remove(email);
        }
    }
}

/// Whether a password may be one.
///
/// # Errors
/// [`AppError::Invalid`] when it is too short.
pub fn accept_password(password: &str) -> Result<()> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(AppError::Invalid { field: "password", reason: text::error_short_password(MIN_PASSWORD) });
    }
    Ok(())
}

/// Hashes a password, away from the async threads: it takes tens of milliseconds by design.
///
/// # Errors
/// [`AppError::Invalid`] when it is too short.
#[crate::boxed]
pub async fn hash_password(password: &str) -> Result<String> {
    accept_password(password)?;
    let password = password.to_owned();
    let hash = tokio::task::spawn_blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
    match hash.await {
        Ok(Ok(hash)) => Ok(hash),
        _ => Err(AppError::Letter("password hashing failed".to_owned())),
    }
}

async fn verify(app: &App, password: &str, hash: String) -> bool {
    let Ok(_turn) = app.log_ins().verifying.acquire().await else { return false };
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok())
        .await
        .unwrap_or(false)
}

/// A hash that no password has: verifying it takes the same time as a real one, so that an unknown
/// e-mail cannot be told from a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2sCe6DVcUUcBN5HKiUVt6FaUUZ3cVT2jj0vEGT2nRKA";

/// 256 random bits, in hexadecimal.
pub(crate) fn fresh_secret() -> Result<String> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|error| AppError::File(std::io::Error::other(error.to_string())))?;
    Ok(hex::encode(random))
}

/// A token as stored: the organisation is written before it, so that every query has it.
pub(crate) fn token_hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

pub(crate) fn split_token(token: &str) -> Option<(OrganisationId, &str)> {
    let (organisation, secret) = token.split_once('.')?;
    Some((organisation.parse().ok()?, secret))
}

/// The scope of an account; `None` when its organisation or role is not known.
pub(crate) async fn scope_for(app: &App, user: &User) -> Result<Option<Scope>> {
    let organisations = store::organisation::all(app.db()).await?;
    let organisation = organisations.into_iter().find(|organisation| organisation.id == user.organisation);
    Ok(organisation.zip(Role::from_code(&user.role)).map(|(organisation, role)| Scope {
        organisation,
        actor: Actor { name: user.name.clone(), email: Some(user.email.clone()), role },
    }))
}

/// Opens a session.
///
/// # Errors
/// [`AppError::LogInRefused`] or [`AppError::TooManyLogIns`].
#[crate::boxed]
pub async fn log_in(app: &App, email: &str, password: &str) -> Result<LoggedIn> {
    let email = email.trim().to_lowercase();
    if email.chars().count() > MAX_EMAIL {
        return Err(AppError::LogInRefused);
    }
    let now = app.now();
    if !app.log_ins().count(&email, now) {
        return Err(AppError::TooManyLogIns);
    }
    let users = store::user::by_email(app.db(), &email).await?;
    if users.is_empty() {
        verify(app, password, NOBODY.to_owned()).await;
    }
    for user in users {
        if !verify(app, password, user.password_hash.clone()).await {
            continue;
        }
        let Some(scope) = scope_for(app, &user).await? else { continue };
        let secret = fresh_secret()?;
        let mut tx = app.db().begin().await?;
        store::user::insert_session(&mut tx, &user, &token_hash(&secret), now, now + TimeDelta::days(DAYS)).await?;
        let event = NewEvent {
            at: now,
            actor: user.name.clone(),
            kind: "session.opened",
            debtor: None,
            subject: Some(user.id.0),
            payload: "{}".to_owned(),
        };
        store::event::append(&mut tx, user.organisation, &[event]).await?;
        tx.commit().await?;
        app.log_ins().forget(&email);
        return Ok(LoggedIn { token: format!("{}.{secret}", user.organisation), scope });
    }
    Err(AppError::LogInRefused)
}

/// What a cookie's value stands for, if it is a session that lasts.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn scope_of(app: &App, token: &str) -> Result<Option<Scope>> {
    Ok(reader_of(app, token).await?.map(|(scope, _)| scope))
}

/// That, with the language that the person reads; `None` when it never chose one.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn reader_of(app: &App, token: &str) -> Result<Option<(Scope, Option<Language>)>> {
    let Some((organisation, secret)) = split_token(token) else { return Ok(None) };
    match store::user::by_session(app.db(), organisation, &token_hash(secret), app.now()).await? {
        Some(user) => Ok(scope_for(app, &user).await?.map(|scope| (scope, Language::from_code(&user.language)))),
        None => Ok(None),
    }
}

/// Chooses the language in which a person reads the pages.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn set_language(app: &App, scope: &Scope, language: Language) -> Result<()> {
    if let Some(email) = &scope.actor.email {
        let mut tx = app.db().begin().await?;
        store::user::set_language(&mut tx, scope.organisation.id, email, language.code()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Closes a session.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn log_out(app: &App, token: &str) -> Result<()> {
    let Some((organisation, secret)) = split_token(token) else { return Ok(()) };
    let mut tx = app.db().begin().await?;
    store::user::delete_session(&mut tx, organisation, &token_hash(secret)).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_passwords_are_counted_at_once_and_do_not_fill_the_memory() {
        let (attempts, now) = (Attempts::default(), DateTime::UNIX_EPOCH);
        let counted = |email: &str, at| (0..8).filter(|_| attempts.count(email, at)).count();
        assert_eq!(counted("a@b.example", now), 5);
        attempts.forget("a@b.example");
        assert_eq!(counted("a@b.example", now), 5, "a right password starts anew");
        assert_eq!(counted("a@b.example", now + WINDOW), 5, "as does the end of the window");
        for n in 0..MAX_TRACKED + 50 {
            assert!(attempts.count(&format!("{n}@b.example"), now + WINDOW + TimeDelta::seconds(1)));
        }
        assert_eq!(attempts.wrong.lock().unwrap().len(), MAX_TRACKED);
    }
}
