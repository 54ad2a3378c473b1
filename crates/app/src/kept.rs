//! What a page made of a whole ledger, kept until the ledger changes.
//!
//! A list of a hundred thousand accounts costs a second or two to gather, and most of those who look at it see what the one before
//! them saw. What was gathered is kept under the revision of the base that it was read from; nobody is shown an older one once
//! an entry of the journal came after it. What is written without an entry (a message that left, a log-in) is caught up with behind the
//! page's back when gathering takes long. Twenty people who ask at once wait for one gathering, not for twenty.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::Date;
use domain::ids::OrganisationId;
use store::Revision;

use crate::text::locale::{self, Language};
use crate::{App, Result, Scope};

/// What a page may wait for, rather than be shown what a message that has just left does not yet change.
const PATIENCE: Duration = Duration::from_millis(500);

/// What was dear to gather rests for as many times what it cost before it is gathered again behind a page's back: a server's revision
/// moves with every message that leaves, and gathering all the time would take the machine from those who work.
const REST: u32 = 9;

/// Gathered things that are kept; the one that was not asked for the longest makes room.
const MOST: usize = 32;

/// How long one is kept that nobody asks for: it may be tens of megabytes.
const UNASKED: Duration = Duration::from_mins(10);

/// What was gathered, for whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    what: &'static str,
    organisation: OrganisationId,
    today: Date,
    language: Language,
    detail: String,
}

/// Something gathered.
struct Gathered {
    value: Arc<dyn Any + Send + Sync>,
    revision: Revision,
    /// The number of the journal's newest entry by then.
    head: i64,
    took: Duration,
    /// When it was ready.
    at: Instant,
}

/// What a page may be shown although something was written since.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Dear {
    /// As long as this is the journal's newest entry.
    head: i64,
    /// Whether it was ready long enough ago to be gathered again.
    is_rested: bool,
}

fn is_rested(took: Duration, since: Duration) -> bool {
    since >= took * REST
}

#[derive(Default)]
struct Slot {
    gathered: Mutex<Option<Gathered>>,
    /// Held by the one who gathers.
    is_busy: Arc<tokio::sync::Mutex<()>>,
}

impl Slot {
    /// What is there of a type, with whether it is of a revision, and whether it cost so much that a page may rather show it as it was.
    fn get<T: Send + Sync + 'static>(&self, revision: &Revision) -> Option<(Arc<T>, bool, Option<Dear>)> {
        let gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let gathered = gathered.as_ref()?;
        let value = Arc::clone(&gathered.value).downcast().ok()?;
        let dear = Dear { head: gathered.head, is_rested: is_rested(gathered.took, gathered.at.elapsed()) };
        Some((value, gathered.revision == *revision, (gathered.took > PATIENCE).then_some(dear)))
    }

    async fn renew<T, F>(&self, app: &App, scope: &Scope, gather: impl FnOnce(App, Scope) -> F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T>>,
    {
        // Asked before: what is written meanwhile makes it old. The house's settings are those of then, not of when who asks came in.
        let revision = app.db().revision().await?;
        let mut tx = app.db().snapshot().await?;
        let head = store::event::head(&mut tx, scope.organisation.id).await?;
        let house = store::organisation::all_in(&mut tx).await?.into_iter().find(|house| house.id == scope.organisation.id);
        drop(tx);
        let scope = Scope { organisation: house.unwrap_or_else(|| scope.organisation.clone()), actor: scope.actor.clone() };
        let began = Instant::now();
        let value = Arc::new(gather(app.clone(), scope.clone()).await?);
        app.kept().forget_before(scope.organisation.id, head);
        let gathered = Gathered { value: value.clone(), revision, head, took: began.elapsed(), at: Instant::now() };
        *self.gathered.lock().unwrap_or_else(PoisonError::into_inner) = Some(gathered);
        Ok(value)
    }
}

/// What pages made of whole ledgers.
#[derive(Default)]
pub(crate) struct Kept {
    slots: Mutex<HashMap<Key, (Arc<Slot>, Instant)>>,
}

impl Kept {
    fn slot(&self, key: Key) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        slots.retain(|known, (_, asked)| *known == key || now.duration_since(*asked) < UNASKED);
        if slots.len() >= MOST && !slots.contains_key(&key) {
            let oldest = slots.iter().min_by_key(|(_, (_, asked))| *asked).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| slots.remove(&oldest));
        }
        let (slot, asked) = slots.entry(key).or_insert_with(|| (Arc::default(), now));
        *asked = now;
        Arc::clone(slot)
    }

    /// Lets go of what nobody can be shown any more, an entry of the journal having come after it.
    fn forget_before(&self, organisation: OrganisationId, head: i64) {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        for (slot, _) in slots.iter().filter(|(key, _)| key.organisation == organisation).map(|(_, slot)| slot) {
            let mut gathered = slot.gathered.lock().unwrap_or_else(PoisonError::into_inner);
            if gathered.as_ref().is_some_and(|gathered| gathered.head < head) {
                *gathered = None;
            }
        }
    }
}

async fn head(app: &App, scope: &Scope) -> Result<i64> {
    let mut tx = app.db().snapshot().await?;
    Ok(store::event::head(&mut tx, scope.organisation.id).await?)
}

/// What `gather` makes of an organisation's ledger, today, in the language of who reads; `detail` tells apart what is asked.
///
/// `gather` must not depend on anything else: not on the person, not on the hour. Rights are checked by the caller, who holds no
/// picture of the base meanwhile.
///
/// # Errors
/// Those of `gather`.
pub(crate) async fn kept<T, G, F>(app: &App, scope: &Scope, what: &'static str, detail: String, gather: G) -> Result<Arc<T>>
where
    T: Send + Sync + 'static,
    G: FnOnce(App, Scope) -> F + Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let language = locale::language();
    let slot = app.kept().slot(Key { what, organisation: scope.organisation.id, today: app.today(), language, detail });
    if let Some((value, is_current, dear)) = slot.get(&app.db().revision().await?) {
        if is_current {
            return Ok(value);
        }
        if let Some(dear) = dear
            && dear.head == head(app, scope).await?
        {
            if dear.is_rested
                && let Ok(busy) = Arc::clone(&slot.is_busy).try_lock_owned()
            {
                let (app, scope) = (app.clone(), scope.clone());
                tokio::spawn(locale::reads(language, async move {
                    if let Err(error) = slot.renew(&app, &scope, gather).await {
                        tracing::warn!(%error, what, "could not be gathered anew");
                    }
                    drop(busy);
                }));
            }
            return Ok(value);
        }
    }
    let _busy = slot.is_busy.lock().await;
    // Who held it may have gathered what is asked here.
    if let Some((value, is_current, dear)) = slot.get(&app.db().revision().await?) {
        let is_shown = match dear {
            Some(dear) if !is_current => dear.head == head(app, scope).await?,
            _ => is_current,
        };
        if is_shown {
            return Ok(value);
        }
    }
    slot.renew(app, scope, gather).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(detail: &str) -> Key {
        let organisation = OrganisationId(uuid::Uuid::nil());
        let today = Date::from_ymd_opt(2026, 11, 30).unwrap();
        Key { what: "test", organisation, today, language: Language::French, detail: detail.to_owned() }
    }

    #[test]
    fn the_one_that_was_not_asked_for_the_longest_makes_room() {
        let kept = Kept::default();
        let first = kept.slot(key("first"));
        for n in 1..MOST {
            kept.slot(key(&n.to_string()));
        }
        assert!(Arc::ptr_eq(&first, &kept.slot(key("first"))), "it is still there, and asked for last");
        kept.slot(key("one more"));
        assert!(Arc::ptr_eq(&first, &kept.slot(key("first"))));
        assert_eq!(kept.slots.lock().unwrap().len(), MOST);
    }

    #[test]
    fn what_was_dear_rests_before_it_is_gathered_again() {
        let seconds = Duration::from_secs;
        for (took, since, rested) in [(1, 2, false), (1, 9, true), (20, 170, false), (20, 180, true)] {
            assert_eq!(is_rested(seconds(took), seconds(since)), rested, "{took} s, {since} s ago");
        }
    }
}
