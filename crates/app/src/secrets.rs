//! Secrets at rest: whether each opens, and sealing them all by a new key.
//!
//! They belong to the installation, not to one organisation: one key seals them all (`crates/store/src/secret`). A secret that does
//! not open is typed again where it is set; nothing else waits for it.

pub use store::secret::{Closed, Place, Report};

use crate::text::secrets as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// How often a rotation looks again at what another process wrote meanwhile.
const ROUNDS: usize = 5;

/// A secret that does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shut {
    /// Slug of its organisation.
    pub organisation: String,
    /// Where it is.
    pub place: Place,
    /// Why it does not open.
    pub why: Closed,
}

impl Shut {
    /// What is to be typed again, and where, in French.
    #[must_use]
    pub fn sentence(&self) -> String {
        words::shut(self.place, self.why)
    }
}

/// What is known of the secrets of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Id of the key that seals; empty before the first.
    pub key: String,
    /// Keys that still open.
    pub old_keys: usize,
    /// Secrets that are kept.
    pub kept: usize,
    /// Those that open by a key of before.
    pub by_old_keys: usize,
    /// Those that do not open.
    pub shut: Vec<Shut>,
}

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rotation {
    /// How things stand now.
    pub state: State,
    /// Secrets that were sealed anew.
    pub sealed: usize,
    /// Whether a rotation that was cut off was brought to its end, without another key.
    pub resumed: bool,
    /// Keys of before that were forgotten.
    pub forgotten: usize,
}

/// The secrets of one organisation, for `doctor`.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn report(app: &App, scope: &Scope) -> Result<Report> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::secret::check(&mut tx, scope.organisation.id).await?)
}

/// Tries every secret of the installation.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn check(app: &App) -> Result<State> {
    let mut tx = app.db().snapshot().await?;
    let mut state = State::default();
    for organisation in store::organisation::all_in(&mut tx).await? {
        let report = store::secret::check(&mut tx, organisation.id).await?;
        state.kept += report.kept;
        state.by_old_keys += report.by_old_keys;
        let shut = |(place, why)| Shut { organisation: organisation.slug.clone(), place, why };
        state.shut.extend(report.closed.into_iter().map(shut));
    }
    let ids = app.db().keys().ids();
    state.old_keys = ids.len().saturating_sub(1);
    state.key = ids.last().cloned().unwrap_or_default();
    Ok(state)
}

/// Makes a new key and seals every secret by it. Cut off at any moment, nothing is lost: the keys of before open until they are
/// forgotten, and the next call brings it to its end. `forget` drops them then: backups of before no longer open.
///
/// # Errors
/// [`AppError`] when the base or the key's file cannot be written.
#[crate::boxed]
pub async fn rotate(app: &App, forget: bool) -> Result<Rotation> {
    let before = check(app).await?;
    let mut done = Rotation { resumed: before.by_old_keys > 0, ..Rotation::default() };
    if !done.resumed {
        app.db().keys().add()?;
    }
    for _ in 0..ROUNDS {
        done.sealed += seal_all(app).await?;
        done.state = check(app).await?;
        if done.state.by_old_keys == 0 {
            break;
        }
    }
    if done.state.by_old_keys > 0 {
        return Err(AppError::Conflict("secrets"));
    }
    if forget {
        done.forgotten = store::secret::forget_old(app.db().keys())?;
        done.state.old_keys = 0;
    }
    Ok(done)
}

/// Seals in one transaction what opens by another key than the one in force.
async fn seal_all(app: &App) -> Result<usize> {
    let mut tx = app.db().begin().await?;
    let mut sealed = 0;
    for organisation in store::organisation::all_in(&mut tx).await? {
        let count = store::secret::reseal(&mut tx, organisation.id).await?;
        let scope = Scope::system(organisation, &crate::text::actor_cli());
        let payload = serde_json::json!({"sealed": count});
        let line = journal::line(app, &scope, "secrets.rotated", None, None, &payload);
        store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
        sealed += count;
    }
    tx.commit().await?;
    Ok(sealed)
}
