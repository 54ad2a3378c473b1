//! Message templates as users change them: versions, what is wrong with each, a look at a real debtor, a test mail to
//! oneself, the packs by trade; and on whose behalf an organisation collects.

mod diff;
mod dress;
mod mandate;
mod try_out;

use domain::dunning::Template;
use domain::ids::DebtorId;
use domain::template::{Finding, Language, MessageKind, MessageTemplate, Severity, TemplateKey};
pub use letters::template::{FileFault, Pack, is_right, lint, packs, read, write};
use store::event::NewEvent;
use store::template::NewTemplate;
pub use store::template::TemplateRow;
use uuid::Uuid;

use crate::text::template as words;
use crate::{App, AppError, Permission, Result, Scope};

pub use diff::{Change, diff};
pub(crate) use dress::{dress, refuse_requests};
pub use mandate::{Mandate, MandateFacts, mandate, set_mandate};
pub use try_out::{Shown, preview, script, send_test};

/// Versions listed.
const SHOWN: i64 = 50;

/// A template in force, and whether it is still right.
#[derive(Debug, Clone)]
pub struct Listed {
    /// It.
    pub row: TemplateRow,
    /// How many rules refuse it today: the rules, or the mandate, changed since it was saved.
    pub refused: usize,
}

/// The templates in force.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope) -> Result<Vec<Listed>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let for_others = store::template::mandate(&mut tx, scope.organisation.id).await?.for_others;
    let mut rows = store::template::in_force(&mut tx, scope.organisation.id).await?;
    drop(tx);
    // As the scenario meets them, not as their codes are spelled.
    rows.sort_by_key(|row| (row.template.key.stage(), row.template.key));
    let refused = |row: &TemplateRow| {
        let findings = lint(&row.template, for_others);
        findings.iter().filter(|finding| finding.severity == Severity::Refused).count()
    };
    Ok(rows.into_iter().map(|row| Listed { refused: refused(&row), row }).collect())
}

/// The templates in force as one file, which `template save` and another installation read.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn export(app: &App, scope: &Scope) -> Result<String> {
    let all = list(app, scope).await?;
    Ok(all.iter().map(|listed| write(&listed.row.template)).collect::<Vec<_>>().join("\n"))
}

/// A template with its versions.
#[derive(Debug, Clone)]
pub struct TemplateView {
    /// The version that messages use; `None` when they use the program's words.
    pub in_force: Option<TemplateRow>,
    /// The versions, the newest first.
    pub versions: Vec<TemplateRow>,
    /// Whether the organisation collects for another.
    pub for_others: bool,
}

/// A template with its versions; none of both when nobody ever saved one.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn view(app: &App, scope: &Scope, key: TemplateKey) -> Result<TemplateView> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let versions = store::template::versions(&mut tx, organisation, key, SHOWN).await?;
    let for_others = store::template::mandate(&mut tx, organisation).await?.for_others;
    Ok(TemplateView { in_force: versions.iter().find(|row| row.is_in_force).cloned(), versions, for_others })
}

/// A version, in force or not.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn version(app: &App, scope: &Scope, id: Uuid) -> Result<TemplateRow> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    store::template::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("template"))
}

/// The words that the program brings for a key, to begin with: those of the first pack that has some.
#[must_use]
pub fn provided(key: TemplateKey) -> Option<(&'static Pack, MessageTemplate)> {
    let same = |template: &MessageTemplate| {
        let other = template.key;
        (other.code, other.kind, other.language) == (key.code, key.kind, key.language) && other.audience.meets(key.audience)
    };
    packs().iter().find_map(|pack| Some((pack, pack.templates().into_iter().find(same)?)))
}

/// A debtor by code or exact name.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn debtor(app: &App, scope: &Scope, typed: &str) -> Result<Option<DebtorId>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::debtor::find(&mut tx, scope.organisation.id, typed.trim()).await?.map(|debtor| debtor.id))
}

/// What is wrong with a template, with the rules of an organisation.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn check(app: &App, scope: &Scope, template: &MessageTemplate) -> Result<Vec<Finding>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let for_others = store::template::mandate(&mut tx, scope.organisation.id).await?.for_others;
    Ok(lint(template, for_others))
}

/// Puts a template in force as its next version. `before` is the version that its author looked at.
///
/// # Errors
/// [`AppError::Invalid`] with the first rule that refuses it; [`AppError::Conflict`] when another version came in between.
#[crate::boxed]
pub async fn save(app: &App, scope: &Scope, before: Option<Uuid>, template: &MessageTemplate) -> Result<TemplateRow> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    let saved = put(&mut tx, app, scope, before, template, "").await?;
    append(&mut tx, app, scope, "template.saved", Some(saved.id), &payload(&saved)).await?;
    tx.commit().await?;
    Ok(saved)
}

fn payload(row: &TemplateRow) -> serde_json::Value {
    serde_json::json!({"template": row.template.key.slug(), "name": row.template.name, "version": row.version})
}

async fn put(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    before: Option<Uuid>,
    template: &MessageTemplate,
    pack: &str,
) -> Result<TemplateRow> {
    let organisation = scope.organisation.id;
    let for_others = store::template::mandate(tx, organisation).await?.for_others;
    let findings = lint(template, for_others);
    if let Some(finding) = findings.iter().find(|finding| finding.severity == Severity::Refused) {
        return Err(AppError::Invalid { field: "template", reason: words::refused(finding) });
    }
    let known = store::template::versions(tx, organisation, template.key, SHOWN).await?.into_iter().find(|row| row.is_in_force);
    if known.map(|row| row.id) != before {
        return Err(AppError::Conflict("template"));
    }
    let new = NewTemplate { id: store::fresh_id(), template, pack, actor: &scope.actor.name, at: app.now() };
    let version = store::template::replace(tx, organisation, before, new).await?;
    Ok(TemplateRow {
        id: new.id,
        template: template.clone(),
        version,
        is_in_force: true,
        pack: pack.to_owned(),
        actor: scope.actor.name.clone(),
        created_at: app.now(),
    })
}

/// Puts an older version in force again, as a new one.
///
/// # Errors
/// As [`save`], and [`AppError::NotFound`].
#[crate::boxed]
pub async fn restore(app: &App, scope: &Scope, id: Uuid) -> Result<TemplateRow> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    let old = store::template::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("template"))?;
    if old.is_in_force {
        return Err(AppError::Conflict("template"));
    }
    let known = store::template::versions(&mut tx, scope.organisation.id, old.template.key, SHOWN).await?;
    let before = known.into_iter().find(|row| row.is_in_force).map(|row| row.id);
    let saved = put(&mut tx, app, scope, before, &old.template, &old.pack).await?;
    append(&mut tx, app, scope, "template.saved", Some(saved.id), &payload(&saved)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Gives the program's words back: messages no longer use the organisation's. Its versions stay.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Store`] when it is no longer in force.
#[crate::boxed]
pub async fn retire(app: &App, scope: &Scope, id: Uuid) -> Result<TemplateRow> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    let row = store::template::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("template"))?;
    store::template::retire(&mut tx, scope.organisation.id, id).await?;
    append(&mut tx, app, scope, "template.retired", Some(id), &payload(&row)).await?;
    tx.commit().await?;
    Ok(row)
}

/// What an installation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Installed {
    /// Templates copied.
    pub added: usize,
    /// Templates that were there already, and were left as they are.
    pub kept: usize,
}

/// Copies the templates of a pack into the organisation, where they can be changed. What it already has stays as it is.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown pack.
#[crate::boxed]
pub async fn install(app: &App, scope: &Scope, code: &str) -> Result<Installed> {
    scope.require(Permission::RunNight)?;
    let pack = Pack::from_code(code).ok_or(AppError::NotFound("pack"))?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known: Vec<TemplateKey> = store::template::in_force(&mut tx, organisation).await?.into_iter().map(|row| row.template.key).collect();
    let mut done = Installed::default();
    for template in pack.templates() {
        if known.contains(&template.key) {
            done.kept += 1;
        } else {
            put(&mut tx, app, scope, None, &template, pack.code).await?;
            done.added += 1;
        }
    }
    let payload = serde_json::json!({"pack": pack.code, "added": done.added, "kept": done.kept});
    append(&mut tx, app, scope, "template.installed", None, &payload).await?;
    tx.commit().await?;
    Ok(done)
}

async fn append(
    tx: &mut store::Tx,
    app: &App,
    scope: &Scope,
    kind: &'static str,
    subject: Option<Uuid>,
    payload: &serde_json::Value,
) -> Result<()> {
    let event = NewEvent { at: app.now(), actor: scope.actor.name.clone(), kind, debtor: None, subject, payload: payload.to_string() };
    Ok(store::event::append(tx, scope.organisation.id, &[event]).await?)
}

/// The words of the organisation for a debtor: those written for its kind, else those for anybody.
async fn chosen(
    tx: &mut store::Tx,
    scope: &Scope,
    (code, kind): (Template, MessageKind),
    debtor: &domain::party::Debtor,
) -> Result<Option<MessageTemplate>> {
    let language = Language::of_debtor(&debtor.language);
    let rows = store::template::in_force_for(tx, scope.organisation.id, code, kind, language).await?;
    let fitting = rows.into_iter().map(|row| row.template).filter(|template| template.key.audience.includes(debtor.kind));
    Ok(fitting.min_by_key(|template| template.key.audience == domain::template::Audience::Any))
}
