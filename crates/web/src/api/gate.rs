//! Who comes in with a key, how often, and what the key and its role allow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::connect::token::{self, Visitor};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::ids::TokenId;

use super::{Problem, asked};
use crate::site::Site;
use crate::t;

/// The most keys that are counted; beyond, those that have rested are forgotten.
const MOST_KEYS: usize = 10_000;

/// How many requests each key may still make: a bucket that fills up again in a minute.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buckets {
    left: Arc<Mutex<HashMap<TokenId, Bucket>>>,
}

/// Requests left, and since when.
type Bucket = (f64, DateTime<Utc>);

impl Buckets {
    /// Takes one request out of a key's bucket; `Err` holds the seconds to wait when it is empty.
    fn take(&self, key: TokenId, per_minute: u32, now: DateTime<Utc>) -> Result<(), u32> {
        // A poisoned lock counts nothing: a limit is no reason to stop answering.
        let Ok(mut buckets) = self.left.lock() else { return Ok(()) };
        let full = f64::from(per_minute);
        if buckets.len() > MOST_KEYS {
            buckets.retain(|_, (_, since)| (now - *since).num_seconds() < 60);
        }
        let (left, since) = buckets.entry(key).or_insert((full, now));
        let seconds = (now - *since).num_milliseconds().clamp(0, 60_000);
        *left = (*left + f64::from(u32::try_from(seconds).unwrap_or(0)) / 60_000.0 * full).min(full);
        *since = now;
        if *left >= 1.0 {
            *left -= 1.0;
            return Ok(());
        }
        let wait = ((1.0 - *left) * 60.0 / full).ceil();
        Err(if wait < 1.0 { 1 } else { wait.min(60.0) as u32 })
    }
}

/// A request by a key in force that may make it.
#[derive(Debug, Clone)]
pub(super) struct Caller(pub(super) Visitor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // The gate put it there.
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthorized)
    }
}

/// Lets a request pass when its key is in force, is for this use, has a role that holds the right, and has requests left.
pub(super) async fn gate(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let Some((usage, permission)) = asked(request.method(), &path) else {
        return Problem::plain(StatusCode::FORBIDDEN).into_response();
    };
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer).map(str::to_owned);
    let Some(bearer) = bearer else { return Problem::unauthorized().into_response() };
    let visitor = match token::visitor(site.app(), &bearer).await {
        Ok(Some(visitor)) => visitor,
        Ok(None) => return Problem::unauthorized().into_response(),
        Err(error) => return Problem::from(error).into_response(),
    };
    let per_minute = site.app().connections().requests_per_minute;
    if let Err(wait) = site.buckets().take(visitor.token, per_minute, site.app().now()) {
        let mut problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", t!("api-too-many", count = per_minute));
        problem.retry_after = Some(wait);
        return problem.into_response();
    }
    if !visitor.uses.contains(&usage) {
        return Problem::new(StatusCode::FORBIDDEN, "token.scope", t!("api-token-scope", scope = usage.code())).into_response();
    }
    if let Err(error) = visitor.scope.require(permission) {
        return Problem::from(error).into_response();
    }
    request.extensions_mut().insert(Caller(visitor));
    next.run(request).await
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_bucket_empties_and_fills_up_again() {
        let (buckets, now) = (Buckets::default(), DateTime::<Utc>::UNIX_EPOCH);
        let (one, other) = (TokenId(uuid::Uuid::from_u128(1)), TokenId(uuid::Uuid::from_u128(2)));
        for _ in 0..60 {
            assert_eq!(buckets.take(one, 60, now), Ok(()));
        }
        assert_eq!(buckets.take(one, 60, now), Err(1));
        assert_eq!(buckets.take(other, 60, now), Ok(()), "each key has its own");
        assert_eq!(buckets.take(one, 60, now + TimeDelta::seconds(1)), Ok(()));
        assert_eq!(buckets.take(one, 60, now + TimeDelta::seconds(1)), Err(1));
        assert_eq!(buckets.take(one, 60, now + TimeDelta::hours(1)), Ok(()));
        assert_eq!(buckets.take(one, 60, now), Ok(()), "a clock that goes back closes nothing");
    }
}
