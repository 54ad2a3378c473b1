//! When keys were last used: kept in memory, and written down now and then beside the requests, so that none of them
//! ever waits for the base's one writer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{OrganisationId, TokenId};

use crate::{App, Result};

/// A key's last use is written down once in so long.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// The last uses of keys since the program started.
#[derive(Debug, Default)]
pub(crate) struct Uses(Mutex<HashMap<TokenId, Use>>);

#[derive(Debug, Clone, Copy)]
struct Use {
    last: DateTime<Utc>,
    written: Option<DateTime<Utc>>,
}

impl Uses {
    /// Notes a use; `stored` is what the base says. Whether it is to be written down now: once among many at a time.
    fn note(&self, token: TokenId, now: DateTime<Utc>, stored: Option<DateTime<Utc>>) -> bool {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = uses.entry(token).or_insert(Use { last: now, written: stored });
        known.last = known.last.max(now);
        let is_due = known.written.is_none_or(|written| now - written >= EVERY);
        if is_due {
            known.written = Some(now);
        }
        is_due
    }

    /// The last use that this process saw.
    pub(crate) fn last(&self, token: TokenId) -> Option<DateTime<Utc>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&token).map(|known| known.last)
    }
}

/// Notes that a key was used, without waiting for the base.
pub(super) fn note(app: &App, organisation: OrganisationId, token: TokenId, stored: Option<DateTime<Utc>>) {
    let now = app.now();
    if !app.token_uses().note(token, now, stored) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = write(&app, organisation, token, now).await {
            tracing::warn!(%error, "the last use of a key was not written down");
        }
    });
}

async fn write(app: &App, organisation: OrganisationId, token: TokenId, at: DateTime<Utc>) -> Result<()> {
    let mut tx = app.db().begin().await?;
    store::api_token::touch(&mut tx, organisation, token, at).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_use_among_many_is_written_down() {
        let (uses, token) = (Uses::default(), TokenId(Uuid::from_u128(1)));
        let at = |seconds: i64| DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap();
        assert_eq!(uses.last(token), None);
        assert!(uses.note(token, at(0), None), "the first");
        assert!(!uses.note(token, at(0), None) && !uses.note(token, at(59), None), "not those that come with it");
        assert_eq!(uses.last(token), Some(at(59)));
        assert!(uses.note(token, at(300), None) && !uses.note(token, at(301), None));
        let other = TokenId(Uuid::from_u128(2));
        assert!(!uses.note(other, at(100), Some(at(90))), "another process wrote it down");
    }
}
