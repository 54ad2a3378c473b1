//! Groups of debtors: a parent and its subsidiaries, of which one may pay for another.

use domain::ids::DebtorId;
use domain::payers::Groups;

use super::event;
use crate::dashboard::names;
use crate::{App, AppError, Permission, Result, Scope, text};

/// The group of a debtor, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupView {
    /// Its parent: id, code, name.
    pub parent: Option<(DebtorId, String, String)>,
    /// The other members of the group, by name.
    pub others: Vec<(DebtorId, String)>,
}

/// The group of a debtor.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn group_of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<GroupView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let groups = Groups::new(store::payer::groups(&mut tx, organisation).await?);
    let members = groups.members(debtor);
    let names = names(&mut tx, organisation, members.clone()).await?;
    let named = |id: DebtorId| names.get(&id).cloned().unwrap_or_default();
    let mut others: Vec<(DebtorId, String)> = members.into_iter().filter(|id| *id != debtor).map(|id| (id, named(id).1)).collect();
    others.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    let parent = groups.parent(debtor).map(|id| {
        let (code, name) = named(id);
        (id, code, name)
    });
    Ok(GroupView { parent, others })
}

/// Gives a debtor the parent that some words find (a code, else an exact name or SIREN), or none for no words.
///
/// # Errors
/// [`AppError::Invalid`] when nobody or several are found, or a circle would arise; [`AppError::NotFound`].
#[crate::boxed]
pub async fn set_parent(app: &App, scope: &Scope, debtor: DebtorId, words: &str) -> Result<()> {
    scope.require(Permission::MatchBank)?;
    let organisation = scope.organisation.id;
    let refuse = |reason| AppError::Invalid { field: "parent", reason };
    let mut tx = app.db().begin().await?;
    store::debtor::get(&mut tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let parent = match words.trim() {
        "" => None,
        words => {
            let found = store::debtor::find(&mut tx, organisation, words).await?;
            Some(found.ok_or_else(|| refuse(text::matching::error_parent_unknown(words)))?)
        }
    };
    if let Some(parent) = &parent {
        let groups = Groups::new(store::payer::groups(&mut tx, organisation).await?);
        if groups.would_circle(debtor, parent.id) {
            return Err(refuse(text::matching::error_parent_circle(&parent.name)));
        }
    }
    store::payer::set_head(&mut tx, organisation, debtor, parent.as_ref().map(|parent| parent.id), app.now(), &scope.actor.name).await?;
    let payload = serde_json::json!({"parent": parent.as_ref().map(|parent| parent.name.clone()).unwrap_or_default()});
    let event = event(app, scope, "group.changed", Some(debtor), parent.map(|parent| parent.id.0), &payload);
    store::event::append(&mut tx, organisation, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
