//! The first minutes: who opens an installation first, what is left to do before the first reminders leave, and the six settings
//! of the first day.

use domain::Cents;
use domain::party::Creditor;
use store::organisation::Organisation;

use crate::access::Role;
use crate::kept::kept;
use crate::session::{self, LoggedIn};
use crate::setup::{self, CreditorFacts};
use crate::text::first as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// Whether nobody can log in yet: the installation waits for its first user.
///
/// # Errors
/// [`AppError::Store`].
#[crate::boxed]
pub async fn is_new(app: &App) -> Result<bool> {
    for organisation in store::organisation::all(app.db()).await? {
        if !store::user::all(&mut app.db().snapshot().await?, organisation.id).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The code that the first user needs: shown on the terminal that serves the pages, and gone with the process.
///
/// # Errors
/// When the machine has no randomness.
pub fn first_code(app: &App) -> Result<&str> {
    if app.first_code().get().is_none() {
        let _ = app.first_code().set(setup::random_password()?);
    }
    Ok(app.first_code().get().map_or("", String::as_str))
}

/// What the first user types.
#[derive(Clone, Default)]
pub struct SignUp {
    /// The code of the terminal.
    pub code: String,
    /// The name of the firm.
    pub firm: String,
    /// Its SIREN, as typed.
    pub siren: String,
    /// The person's name.
    pub name: String,
    /// The person's e-mail, which becomes the address that reminders come from.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Makes the organisation and its first user, who administers, and logs them in.
///
/// # Errors
/// [`AppError::Conflict`] when somebody was first; [`AppError::LogInRefused`] for another code; [`AppError::Invalid`] naming a field.
#[crate::boxed]
pub async fn sign_up(app: &App, typed: &SignUp) -> Result<LoggedIn> {
    // One at a time: two that come together would both be first.
    static DOOR: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = DOOR.lock().await;
    if !is_new(app).await? {
        return Err(AppError::Conflict("user"));
    }
    if typed.code.trim() != first_code(app)? {
        return Err(AppError::Invalid { field: "code", reason: words::error_code() });
    }
    for (field, value) in [("firm", &typed.firm), ("name", &typed.name), ("email", &typed.email)] {
        if value.trim().is_empty() {
            return Err(AppError::Invalid { field, reason: words::error_empty() });
        }
    }
    let firm = typed.firm.trim();
    let facts = CreditorFacts { name: firm.to_owned(), siren: typed.siren.clone(), email: typed.email.clone(), ..CreditorFacts::default() };
    let creditor = facts.creditor()?;
    // Before anything is written: a password that is too short would leave a house without a door.
    session::hash_password(&typed.password).await?;
    let organisation = setup::create_or_complete(app, None, firm, &creditor).await?;
    setup::create_user(app, &organisation, &typed.email, typed.name.trim(), Role::Admin, &typed.password).await?;
    session::log_in(app, &typed.email, &typed.password).await
}

/// What is to be done before the first reminders leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepKey {
    /// The firm's mentions and its bank account.
    Identity,
    /// Invoices come in.
    Import,
    /// What came in was looked at: who has no e-mail.
    Read,
    /// What is sent when.
    Scenario,
    /// Where mail goes, with a trial.
    Mail,
    /// The first reminders.
    Batch,
}

/// A step and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub key: StepKey,
    /// Whether nothing is left to do.
    pub is_done: bool,
    /// What was found, in French.
    pub facts: String,
}

/// The steps, in their order; empty once the first reminders have left, and for who can do none of it.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn steps(app: &App, scope: &Scope) -> Result<Vec<Step>> {
    let role = scope.actor.role;
    if scope.organisation.first_sent_at.is_some() || app.is_demo() || !(role.may(Permission::RunNight) || role.may(Permission::Import)) {
        return Ok(Vec::new());
    }
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let missing = creditor.missing_mentions();
    let known = kept(app, scope, "first steps", String::new(), |app, scope| async move {
        let mut tx = app.db().snapshot().await?;
        Ok(store::first_steps::known(&mut tx, scope.organisation.id).await?)
    })
    .await?;
    let mut tx = app.db().snapshot().await?;
    let scenario = store::scenario::in_force(&mut tx, organisation).await?;
    let (name, count) = (scenario.name.clone(), scenario.steps().len());
    drop(tx);
    let is_sending = app.mail().is_some();
    let is_tested = crate::sender::is_tested(app, scope).await?;
    let mut steps = vec![
        Step { key: StepKey::Identity, is_done: missing.is_empty(), facts: words::identity(&creditor.name, &missing) },
        Step { key: StepKey::Import, is_done: known.invoices > 0, facts: words::imported(known.invoices, known.debtors) },
        Step {
            key: StepKey::Read,
            is_done: known.invoices > 0 && known.without_email == 0,
            facts: words::read(known.invoices, known.without_email),
        },
        Step { key: StepKey::Scenario, is_done: count > 0, facts: words::scenario(&name, count) },
        Step { key: StepKey::Mail, is_done: is_sending && is_tested, facts: words::mail(is_sending, is_tested) },
    ];
    let is_ready = steps.iter().all(|step| step.is_done || step.key == StepKey::Read);
    steps.push(Step { key: StepKey::Batch, is_done: false, facts: words::batch(is_ready) });
    Ok(steps)
}

/// The settings of the first day but the mail server: each has a value that a firm can keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basics {
    /// Who the firm is and where it is paid.
    pub creditor: Creditor,
    /// Days that customers have to pay when their account and invoice say nothing.
    pub term_days: u16,
    /// Days between two messages to one debtor.
    pub spacing_days: u16,
    /// A message asks for at least this much.
    pub minimum: Cents,
    /// The most messages of the first send.
    pub first_send_cap: u32,
}

/// The settings of the first day.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn basics(app: &App, scope: &Scope) -> Result<Basics> {
    scope.require(Permission::Administer)?;
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let organisation = now(app, scope).await?;
    Ok(Basics {
        term_days: creditor.default_term_days,
        creditor,
        spacing_days: organisation.rules.spacing_days,
        minimum: organisation.rules.minimum,
        first_send_cap: organisation.first_send_cap,
    })
}

async fn now(app: &App, scope: &Scope) -> Result<Organisation> {
    let all = store::organisation::all(app.db()).await?;
    all.into_iter().find(|known| known.id == scope.organisation.id).ok_or(AppError::NotFound("organisation"))
}

/// Says who the firm is. What the form does not ask stays.
///
/// # Errors
/// [`AppError::Invalid`] naming the field.
#[crate::boxed]
pub async fn set_identity(app: &App, scope: &Scope, facts: &CreditorFacts) -> Result<()> {
    scope.require(Permission::Administer)?;
    if facts.name.trim().is_empty() {
        return Err(AppError::Invalid { field: "name", reason: words::error_empty() });
    }
    let known = setup::creditor(app, scope.organisation.id).await?;
    let typed = facts.creditor()?;
    let creditor = Creditor { id: known.id, default_term_days: known.default_term_days, vat: typed.vat.clone().or(known.vat), ..typed };
    setup::update_creditor(app, scope, &creditor).await
}

/// The limits of the first day, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLimits {
    /// Days that customers have to pay.
    pub term_days: u16,
    /// Days between two messages to one debtor.
    pub spacing_days: u16,
    /// A message asks for at least this much.
    pub minimum: Cents,
    /// The most messages of the first send.
    pub first_send_cap: u32,
}

/// The longest payment term that a form takes; what the law caps is told where items come in.
const MOST_TERM: u16 = 120;
/// The longest wait between two messages.
const MOST_SPACING: u16 = 60;

/// Sets the limits of the first day.
///
/// # Errors
/// [`AppError::Invalid`] naming the field.
#[crate::boxed]
pub async fn set_limits(app: &App, scope: &Scope, new: NewLimits) -> Result<()> {
    scope.require(Permission::Administer)?;
    let refuse = |field| AppError::Invalid { field, reason: words::error_limit(field) };
    if new.term_days > MOST_TERM {
        return Err(refuse("term_days"));
    }
    if !(1..=MOST_SPACING).contains(&new.spacing_days) {
        return Err(refuse("spacing_days"));
    }
    if new.minimum.is_negative() {
        return Err(refuse("minimum"));
    }
    if new.first_send_cap == 0 {
        return Err(refuse("first_send_cap"));
    }
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let mut organisation = now(app, scope).await?;
    organisation.rules.spacing_days = new.spacing_days;
    organisation.rules.minimum = new.minimum;
    let mut tx = app.db().begin().await?;
    store::organisation::update_limits(&mut tx, &organisation).await?;
    store::first_steps::set_first_send_cap(&mut tx, organisation.id, new.first_send_cap).await?;
    store::organisation::upsert_creditor(&mut tx, organisation.id, &Creditor { default_term_days: new.term_days, ..creditor }).await?;
    let payload = serde_json::json!({
        "term_days": new.term_days, "spacing_days": new.spacing_days, "minimum": new.minimum.iso(), "first_send_cap": new.first_send_cap,
    });
    let line = journal::line(app, scope, "organisation.limits", None, None, &payload);
    store::event::append(&mut tx, organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
