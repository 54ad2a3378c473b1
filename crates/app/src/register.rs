//! What a register of companies knows of a debtor, and taking it over. Off unless a setting names a register; only
//! companies and public bodies are ever looked for, never persons.

use channels::{CompanyQuery, CompanyRegister};
use domain::calendar::add_days;
use domain::company::{Company, Difference, Field};
use domain::identifiers::Siren;
use domain::ids::DebtorId;
use domain::party::{Debtor, DebtorKind};
use store::Tx;
use store::quality::CompanyCheck;

use crate::accounts::{event, write};
use crate::text::quality as words;
use crate::{App, AppError, Permission, Result, Scope};

/// A company that an account may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The company.
    pub company: Company,
    /// How sure it is, in hundredths.
    pub likeness: u8,
    /// What the account could take over.
    pub differences: Vec<Difference>,
}

/// Whether there is a register, and whether asking it leaves the machine: `None` without one.
#[must_use]
pub fn is_remote(app: &App) -> Option<bool> {
    app.register().map(|register| !register.is_local())
}

/// The name of the register; empty without one.
#[must_use]
pub fn name(app: &App) -> String {
    app.register().map(CompanyRegister::describe).unwrap_or_default()
}

fn query(debtor: &Debtor) -> CompanyQuery {
    CompanyQuery {
        siren: debtor.siren.clone().or_else(|| debtor.siret.as_ref().map(domain::identifiers::Siret::siren)),
        siret: debtor.siret.clone().filter(|siret| debtor.siren.as_ref().is_none_or(|siren| siret.siren() == *siren)),
        name: debtor.name.clone(),
        postcode: debtor.address.postcode.clone(),
    }
}

async fn ask(app: &App, debtor: &Debtor, query: &CompanyQuery) -> Result<Vec<Company>> {
    let register = app.register().ok_or_else(|| AppError::Invalid { field: "register", reason: words::error_register_off() })?;
    if !matches!(debtor.kind, DebtorKind::Business | DebtorKind::Public) {
        return Err(AppError::Invalid { field: "register", reason: words::error_register_person() });
    }
    register.find(query).await.map_err(|error| {
        tracing::warn!(%error, "the register of companies");
        AppError::Invalid { field: "register", reason: words::error_register(error.code()) }
    })
}

async fn account(app: &App, scope: &Scope, id: DebtorId) -> Result<Debtor> {
    let mut tx = app.db().snapshot().await?;
    store::debtor::get(&mut tx, scope.organisation.id, id).await?.ok_or(AppError::NotFound("debtor"))
}

fn check(app: &App, debtor: DebtorId, company: &Company) -> CompanyCheck {
    CompanyCheck {
        debtor,
        siren: company.siren.as_str().to_owned(),
        state: company.state,
        closed_on: company.closed_on,
        name: company.name.clone(),
        activity: company.activity.clone(),
        source: name(app),
        checked_on: app.today(),
    }
}

/// Looks an account up: the companies that it may be, the likeliest first. Nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] without a register, for a person, or when the register gives no answer; [`AppError::NotFound`].
#[crate::boxed]
pub async fn look_up(app: &App, scope: &Scope, id: DebtorId) -> Result<Vec<Proposal>> {
    scope.require(Permission::EditDebtors)?;
    let debtor = account(app, scope, id).await?;
    // No transaction is open while the outside answers.
    let found = ask(app, &debtor, &query(&debtor)).await?;
    let mut proposals: Vec<Proposal> = found
        .into_iter()
        .map(|company| Proposal { likeness: company.likeness(&debtor), differences: company.differences(&debtor), company })
        .collect();
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.likeness));
    Ok(proposals)
}

/// The same, and what is said of the account's own SIREN is remembered: whether the company is closed.
///
/// # Errors
/// As [`look_up`].
#[crate::boxed]
pub async fn ask_about(app: &App, scope: &Scope, id: DebtorId) -> Result<Vec<Proposal>> {
    let proposals = look_up(app, scope, id).await?;
    // Only an account's own SIREN makes it sure.
    if let Some(own) = proposals.iter().find(|proposal| proposal.likeness == 100) {
        let mut tx = app.db().begin().await?;
        remember(&mut tx, app, scope, &check(app, id, &own.company)).await?;
        tx.commit().await?;
    }
    Ok(proposals)
}

/// Keeps what the register said; the journal is told when that is news.
async fn remember(tx: &mut Tx, app: &App, scope: &Scope, check: &CompanyCheck) -> Result<bool> {
    let organisation = scope.organisation.id;
    let before = store::quality::check(tx, organisation, check.debtor).await?;
    store::quality::keep_check(tx, organisation, check).await?;
    let is_news = before.is_none_or(|before| (before.siren, before.state) != (check.siren.clone(), check.state));
    if is_news {
        let told = serde_json::json!({"siren": check.siren, "state": check.state.code(), "source": check.source});
        store::event::append(tx, organisation, &[event(app, scope, "company.checked", check.debtor, check.debtor.0, &told)]).await?;
    }
    Ok(is_news)
}

/// Takes fields over from the register, which is asked once more: what the page said is not trusted. How many changed.
///
/// # Errors
/// As [`look_up`]; [`AppError::Invalid`] when the register no longer knows the SIREN; the error of code `stale` when the
/// account was changed since `version`.
#[crate::boxed]
pub async fn accept(app: &App, scope: &Scope, id: DebtorId, siren: &str, fields: &[Field], version: i64) -> Result<usize> {
    scope.require(Permission::EditDebtors)?;
    let debtor = account(app, scope, id).await?;
    let wrong = || AppError::Invalid { field: "siren", reason: crate::text::error_identifier("siren", siren) };
    let siren = Siren::parse(siren).map_err(|_| wrong())?;
    let siret = debtor.siret.clone().filter(|siret| siret.siren() == siren);
    let asked = CompanyQuery { siren: Some(siren.clone()), siret, ..query(&debtor) };
    let found = ask(app, &debtor, &asked).await?;
    let company = found.into_iter().find(|company| company.siren == siren).ok_or_else(wrong)?;
    let after = company.applied(debtor.clone(), fields);
    let mut tx = app.db().begin().await?;
    let told = serde_json::json!({"register": name(app), "siren": siren.as_str()});
    let changed = write(&mut tx, app, scope, (&debtor, &after), version, told).await?;
    if after.siren.as_ref() == Some(&siren) {
        remember(&mut tx, app, scope, &check(app, id, &company)).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

/// How old an answer of the register may be before it is asked again, in days.
const STALE_DAYS: i64 = 30;

/// How many accounts one request looks up: a public register is asked gently.
const REMOTE_BATCH: i64 = 20;
const LOCAL_BATCH: i64 = 2_000;

/// What a round over the accounts found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Accounts looked up.
    pub checked: usize,
    /// Of those, closed.
    pub closed: usize,
    /// Whether there are more.
    pub more: bool,
}

/// Asks the register about the accounts with a SIREN and something open that it was not asked about lately.
///
/// # Errors
/// As [`look_up`]: what was learned before the register stopped answering is kept.
#[crate::boxed]
pub async fn check_all(app: &App, scope: &Scope) -> Result<Round> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let limit = if is_remote(app) == Some(false) { LOCAL_BATCH } else { REMOTE_BATCH };
    let since = add_days(app.today(), -STALE_DAYS);
    let mut tx = app.db().snapshot().await?;
    let mut waiting = store::quality::unchecked(&mut tx, organisation, since, limit + 1).await?;
    drop(tx);
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut round = Round { more: waiting.len() > most, ..Round::default() };
    waiting.truncate(most);
    for id in waiting {
        let debtor = account(app, scope, id).await?;
        if !matches!(debtor.kind, DebtorKind::Business | DebtorKind::Public) {
            continue;
        }
        let found = ask(app, &debtor, &query(&debtor)).await?;
        let Some(company) = found.iter().find(|company| debtor.siren.as_ref() == Some(&company.siren)) else { continue };
        let mut tx = app.db().begin().await?;
        remember(&mut tx, app, scope, &check(app, id, company)).await?;
        tx.commit().await?;
        round.checked += 1;
        round.closed += usize::from(company.state == domain::quality::CompanyState::Closed);
    }
    Ok(round)
}
