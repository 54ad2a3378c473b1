//! Lists as persons keep them: the filter, order and hidden columns of the agenda, the debtors, the items and the aged balance under a name,
//! for oneself or for everybody, and the one with which a page opens.

pub use store::saved_view::SavedView;
use uuid::Uuid;

use crate::text::users as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// A page of which lists are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// The agenda.
    Agenda,
    /// The debtors.
    Debtors,
    /// The aged balance.
    Ageing,
    /// What is open.
    Items,
}

impl Listing {
    /// All pages.
    pub const ALL: [Self; 4] = [Self::Agenda, Self::Debtors, Self::Items, Self::Ageing];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Debtors => "debiteurs",
            Self::Ageing => "balance-agee",
            Self::Items => "factures",
        }
    }

    /// Reads a key.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.code() == code)
    }
}

/// What a person sees of a page's lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Views {
    /// Those in use, by name.
    pub kept: Vec<SavedView>,
    /// Those that were deleted and may come back.
    pub deleted: Vec<SavedView>,
    /// The one with which the page opens.
    pub default: Option<Uuid>,
}

impl Views {
    /// The one with which the page opens, when it is still there.
    #[must_use]
    pub fn first(&self) -> Option<&SavedView> {
        self.kept.iter().find(|view| Some(view.id) == self.default)
    }
}

/// The longest name, in characters, and the longest query.
const MAX_NAME: usize = 60;
const MAX_QUERY: usize = 2_000;
/// Lists of one page that a person sees at most.
const MANY: usize = 100;

fn email(scope: &Scope) -> Result<String> {
    scope.require(Permission::ViewReceivables)?;
    scope.actor.email.clone().ok_or(AppError::NotFound("view"))
}

/// Whether somebody may change a list: the owner, and who answers for the house for those that everybody sees.
#[must_use]
pub fn may_change(scope: &Scope, view: &SavedView) -> bool {
    scope.actor.email.as_deref() == Some(view.owner_email.as_str()) || (view.shared && scope.actor.role.may(Permission::RunNight))
}

/// The lists of a page. A key of the API has none.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn of_page(app: &App, scope: &Scope, page: Listing) -> Result<Views> {
    let Ok(email) = email(scope) else { return Ok(Views::default()) };
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let all = store::saved_view::of_page(&mut tx, organisation, page.code(), &email).await?;
    let default = store::saved_view::default_of(&mut tx, organisation, &email, page.code()).await?;
    let (kept, mut deleted): (Vec<_>, Vec<_>) = all.into_iter().partition(|view| view.deleted_at.is_none());
    deleted.retain(|view| may_change(scope, view));
    deleted.sort_by_key(|view| std::cmp::Reverse(view.deleted_at));
    deleted.truncate(20);
    Ok(Views { kept, deleted, default })
}

/// The lists of a page that everybody of the house sees, by name.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn shared(app: &App, scope: &Scope, page: Listing) -> Result<Vec<SavedView>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    // Nobody's own: an account without an address owns none.
    let mut all = store::saved_view::of_page(&mut tx, scope.organisation.id, page.code(), "").await?;
    all.retain(|view| view.shared && view.deleted_at.is_none());
    Ok(all)
}

fn named(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(AppError::Invalid { field: "name", reason: words::error_view_name(MAX_NAME) });
    }
    Ok(name.to_owned())
}

/// A list to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewView {
    /// Its page.
    pub page: Listing,
    /// Its name.
    pub name: String,
    /// The page's query.
    pub query: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// Whether the own page opens with it.
    pub is_default: bool,
}

/// Keeps a list; one of the same name and owner is replaced.
///
/// # Errors
/// [`AppError::Invalid`] without a name, with one too long, or when there are too many; [`AppError::Forbidden`] for a shared one by
/// somebody who only looks.
#[crate::boxed]
pub async fn keep(app: &App, scope: &Scope, new: &NewView) -> Result<Uuid> {
    let (email, name) = (email(scope)?, named(&new.name)?);
    if new.shared {
        scope.require(Permission::HoldReminders)?;
    }
    if new.query.len() > MAX_QUERY {
        return Err(AppError::Invalid { field: "query", reason: words::error_view_long() });
    }
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::saved_view::of_page(&mut tx, organisation, new.page.code(), &email).await?;
    let same = known.iter().find(|view| view.deleted_at.is_none() && view.owner_email == email && view.name == name);
    let view = SavedView {
        id: same.map_or_else(store::fresh_id, |view| view.id),
        page: new.page.code().to_owned(),
        name,
        query: new.query.clone(),
        owner_email: email.clone(),
        owner_name: scope.actor.name.clone(),
        shared: new.shared,
        created_at: app.now(),
        deleted_at: None,
    };
    if same.is_some() {
        store::saved_view::set(&mut tx, organisation, &view).await?;
    } else if known.iter().filter(|view| view.deleted_at.is_none() && view.owner_email == email).count() >= MANY {
        return Err(AppError::Invalid { field: "name", reason: words::error_view_many(MANY) });
    } else {
        store::saved_view::insert(&mut tx, organisation, &view).await?;
    }
    if new.is_default {
        store::saved_view::set_default(&mut tx, organisation, &email, new.page.code(), Some(view.id)).await?;
    }
    journal_of(&mut tx, app, scope, "view.kept", &view).await?;
    tx.commit().await?;
    Ok(view.id)
}

/// What is done to a kept list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is called otherwise.
    Rename(String),
    /// Everybody sees it, or its owner alone.
    Share(bool),
    /// The own page opens with it, or no longer.
    Default(bool),
    /// It goes away, and may come back.
    Delete,
    /// It comes back.
    Restore,
}

/// Changes a kept list.
///
/// # Errors
/// [`AppError::NotFound`] for what one does not see; [`AppError::Forbidden`] for what belongs to somebody else.
#[crate::boxed]
pub async fn change(app: &App, scope: &Scope, id: Uuid, change: &Change) -> Result<()> {
    let email = email(scope)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let found = store::saved_view::get(&mut tx, organisation, id).await?;
    let Some(mut view) = found.filter(|view| view.shared || view.owner_email == email) else { return Err(AppError::NotFound("view")) };
    if let Change::Default(is_default) = change {
        store::saved_view::set_default(&mut tx, organisation, &email, &view.page, is_default.then_some(id)).await?;
        tx.commit().await?;
        return Ok(());
    }
    if !may_change(scope, &view) {
        return Err(AppError::Forbidden(Permission::RunNight));
    }
    match change {
        Change::Rename(name) => view.name = named(name)?,
        Change::Share(shared) => {
            if *shared {
                scope.require(Permission::HoldReminders)?;
            }
            view.shared = *shared;
        }
        Change::Delete => view.deleted_at = Some(app.now()),
        Change::Restore => view.deleted_at = None,
        Change::Default(_) => {}
    }
    store::saved_view::set(&mut tx, organisation, &view).await?;
    let kind = if *change == Change::Delete { "view.deleted" } else { "view.kept" };
    journal_of(&mut tx, app, scope, kind, &view).await?;
    tx.commit().await?;
    Ok(())
}

/// What everybody sees is everybody's concern: the journal has it. What is one's own is not.
async fn journal_of(tx: &mut store::Tx, app: &App, scope: &Scope, kind: &'static str, view: &SavedView) -> Result<()> {
    if !view.shared {
        return Ok(());
    }
    let line = journal::line(app, scope, kind, None, Some(view.id), &serde_json::json!({"note": view.name}));
    Ok(store::event::append(tx, scope.organisation.id, &[line]).await?)
}
