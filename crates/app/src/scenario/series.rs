//! The scenarios of an organisation: made from a text, listed with who follows them, renamed, retired.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::Cents;
use domain::dunning::{Because, Bindings, Scenario};
use domain::ids::{OrganisationId, ScenarioId, SeriesId};
use store::Tx;
pub use store::scenario::Version;

use super::follow::{Follow, numbered};
use super::{append, checked};
use crate::freshness::Freshness;
use crate::kept::kept;
use crate::night::{each_debtor, load_facts};
use crate::text::scenario as words;
use crate::{App, AppError, Permission, Result, Scope};

/// A scenario that is not there yet, for [`try_text_of`](super::try_text_of): nothing follows it.
pub const NEW: SeriesId = SeriesId(uuid::Uuid::nil());

/// How much follows a scenario, or meets a rule, today. Credits are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Debtors with such an item.
    pub debtors: usize,
    /// Items.
    pub items: usize,
    /// What is open of those in euros.
    pub euros: Cents,
}

/// A scenario in the list.
#[derive(Debug, Clone)]
pub struct SeriesLine {
    /// It.
    pub series: SeriesId,
    /// Its newest version; in force unless it is retired.
    pub version: Version,
    /// The number of its steps.
    pub steps: usize,
    /// Whether items that meet no rule follow it.
    pub is_default: bool,
    /// How many rules give it.
    pub rules: usize,
    /// How many debtors a person bound to it.
    pub own: usize,
    /// What follows it today.
    pub load: Load,
}

impl SeriesLine {
    /// Whether a rule, a debtor or the default needs it.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.is_default || self.rules > 0 || self.own > 0
    }
}

/// Who follows what today: by scenario, by rule, by the word of a person, and by default.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// By scenario.
    pub series: HashMap<SeriesId, Load>,
    /// By rule, in their order.
    pub rules: Vec<Load>,
    /// Debtors bound by a person.
    pub own: Load,
    /// What meets no rule.
    pub default: Load,
}

/// Counts who follows what under some rules; under those in force when none are given.
pub(super) async fn census(tx: &mut Tx, app: &App, scope: &Scope, under: Option<&Bindings>) -> Result<Census> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(tx, organisation).await?, today);
    let mut facts = load_facts(tx, app, scope, &freshness, today).await?;
    if let Some(bindings) = under {
        facts.follow = facts.follow.under(bindings.clone());
        facts.read_scores(tx, organisation).await?;
    }
    let mut census = Census { rules: vec![Load::default(); facts.follow.bindings.rules.len()], ..Census::default() };
    each_debtor(tx, organisation, today, |items| {
        let whose = facts.whose(items[0].debtor);
        let mut met: Vec<(SeriesId, Because)> = Vec::new();
        for item in facts.item_facts(items).iter().filter(|item| item.kind.is_debit()) {
            let (at, because) = facts.follow.choose(&whose, item, today);
            let series = facts.follow.series_at(at);
            let euros = if item.currency == domain::Currency::EUR { item.open } else { Cents::ZERO };
            let of_series = census.series.entry(series).or_default();
            let new_series = !met.iter().any(|(known, _)| *known == series);
            let new_reason = !met.iter().any(|(_, known)| *known == because);
            add(of_series, euros, new_series);
            add(
                match because {
                    Because::Rule(at) => &mut census.rules[at],
                    Because::Debtor => &mut census.own,
                    Because::Default => &mut census.default,
                },
                euros,
                new_reason,
            );
            met.push((series, because));
        }
    })
    .await?;
    Ok(census)
}

/// Who follows what under the rules in force, and the categories that debtors have: counted once for all who look.
pub(super) async fn counted(app: &App, scope: &Scope) -> Result<Arc<(Census, Vec<String>)>> {
    kept(app, scope, "census of scenarios", String::new(), |app, scope| async move {
        let mut tx = app.db().snapshot().await?;
        let census = census(&mut tx, &app, &scope, None).await?;
        let circumstances = store::night::circumstances(&mut tx, scope.organisation.id).await?;
        let categories: BTreeSet<String> =
            circumstances.into_iter().map(|(_, _, category)| category).filter(|name| !name.is_empty()).collect();
        Ok((census, categories.into_iter().collect()))
    })
    .await
}

fn add(load: &mut Load, euros: Cents, is_new_debtor: bool) {
    load.debtors += usize::from(is_new_debtor);
    load.items += 1;
    load.euros += euros;
}

/// The scenarios of the organisation, the default one first, those that are retired last.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope) -> Result<Vec<SeriesLine>> {
    scope.require(Permission::ViewReceivables)?;
    let counted = counted(app, scope).await?;
    let mut tx = app.db().snapshot().await?;
    lines(&mut tx, app, scope, &counted.0).await
}

pub(super) async fn lines(tx: &mut Tx, app: &App, scope: &Scope, census: &Census) -> Result<Vec<SeriesLine>> {
    let organisation = scope.organisation.id;
    let follow = Follow::load(tx, organisation, app.today(), None).await?;
    let own = store::binding::own(tx, organisation).await?;
    let in_force = store::scenario::all_in_force(tx, organisation).await?;
    let mut lines: Vec<SeriesLine> = Vec::new();
    for (series, version) in store::scenario::newest(tx, organisation).await? {
        let steps = in_force.iter().find(|(known, _)| *known == series).map_or(0, |(_, scenario)| scenario.steps().len());
        lines.push(SeriesLine {
            series,
            version,
            steps,
            is_default: follow.bindings.default == series,
            rules: follow.bindings.rules.iter().filter(|rule| rule.series == series).count(),
            own: own.iter().filter(|own| own.series == series).count(),
            load: census.series.get(&series).copied().unwrap_or_default(),
        });
    }
    lines.sort_by(|a, b| {
        let rank = |line: &SeriesLine| (!line.is_default, !line.version.is_in_force, line.version.name.to_lowercase());
        rank(a).cmp(&rank(b))
    });
    Ok(lines)
}

/// The version in force of a scenario; the newest one when it is retired.
pub(super) async fn newest(tx: &mut Tx, organisation: OrganisationId, series: SeriesId) -> Result<Scenario> {
    let known = store::scenario::versions(tx, organisation, series, 1).await?;
    let version = known.first().ok_or(AppError::NotFound("scenario"))?;
    let (_, scenario, _) = store::scenario::version(tx, organisation, version.id).await?.ok_or(AppError::NotFound("scenario"))?;
    Ok(scenario)
}

/// Finds a scenario by its name, or by its id.
///
/// # Errors
/// [`AppError::Invalid`] with the names that there are.
#[crate::boxed]
pub async fn find(app: &App, scope: &Scope, words_of_it: &str) -> Result<SeriesId> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let known = store::scenario::newest(&mut tx, scope.organisation.id).await?;
    let wanted = words_of_it.trim();
    let found = known.iter().find(|(series, version)| version.name.to_lowercase() == wanted.to_lowercase() || series.to_string() == wanted);
    found.map(|(series, _)| *series).ok_or_else(|| {
        let names: Vec<String> = known.iter().map(|(_, version)| version.name.clone()).collect();
        AppError::Invalid { field: "scenario", reason: words::no_such_scenario(wanted, &names.join(", ")) }
    })
}

/// The scenario that a version is of.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn of_version(app: &App, scope: &Scope, version: ScenarioId) -> Result<SeriesId> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let found = store::scenario::version(&mut tx, scope.organisation.id, version).await?;
    found.map(|(series, ..)| series).ok_or(AppError::NotFound("scenario"))
}

/// Refuses a name that another scenario in force has: a person chooses scenarios by their names.
pub(super) fn is_free(in_force: &[(SeriesId, Scenario)], but: Option<SeriesId>, name: &str) -> Result<()> {
    let same = |scenario: &Scenario| scenario.name.trim().to_lowercase() == name.trim().to_lowercase();
    if in_force.iter().any(|(series, scenario)| Some(*series) != but && same(scenario)) {
        return Err(AppError::Invalid { field: "name", reason: words::name_taken(name.trim()) });
    }
    Ok(())
}

/// Makes a further scenario of a text. Nothing follows it before a rule or a person says so.
///
/// # Errors
/// [`AppError::Invalid`] with the first fault, the first test that fails, or a name that is taken.
#[crate::boxed]
pub async fn create(app: &App, scope: &Scope, source: &str) -> Result<SeriesId> {
    scope.require(Permission::RunNight)?;
    let mut scenario = checked(source)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let in_force = store::scenario::all_in_force(&mut tx, organisation).await?;
    is_free(&in_force, None, &scenario.name)?;
    scenario.id = ScenarioId(store::fresh_id());
    let (first, ref usual) = in_force[0];
    let series = store::scenario::insert_series(&mut tx, organisation, &scenario, source, &scope.actor.name, app.now()).await?;
    let known = store::scenario::step_numbers(&mut tx, organisation).await?;
    let numbers = numbered(known, (first, usual), (series, &scenario));
    store::scenario::keep_step_numbers(&mut tx, organisation, &numbers).await?;
    let payload = serde_json::json!({"name": scenario.name, "steps": scenario.steps().len()});
    append(&mut tx, app, scope, "scenario.created", Some(series.0), &payload).await?;
    tx.commit().await?;
    Ok(series)
}

/// A text like that of another scenario, under a name that is free.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn copy_of(app: &App, scope: &Scope, series: SeriesId) -> Result<String> {
    let view = super::view_of(app, scope, Some(series)).await?;
    let taken: Vec<String> = list(app, scope).await?.into_iter().map(|line| line.version.name.to_lowercase()).collect();
    let free = (1_u32..).map(|number| words::copy_name(&view.scenario.name, number)).find(|name| !taken.contains(&name.to_lowercase()));
    Ok(formats::scenario::rename(&view.text, &free.unwrap_or_default()))
}

/// Gives a scenario another name: a version that differs in nothing else.
///
/// # Errors
/// [`AppError::Invalid`] for a name that is none, or is taken.
#[crate::boxed]
pub async fn rename(app: &App, scope: &Scope, series: SeriesId, name: &str) -> Result<Scenario> {
    scope.require(Permission::RunNight)?;
    let view = super::view_of(app, scope, Some(series)).await?;
    super::save(app, scope, view.scenario.id, &formats::scenario::rename(&view.text, name.trim())).await
}

/// Retires a scenario that nothing needs; its versions stay, and it can come back.
///
/// # Errors
/// [`AppError::Invalid`] while a rule, a debtor or the default needs it; [`AppError::Conflict`] when it is retired.
#[crate::boxed]
pub async fn retire(app: &App, scope: &Scope, series: SeriesId) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let lines = lines(&mut tx, app, scope, &Census::default()).await?;
    let line = lines.iter().find(|line| line.series == series).ok_or(AppError::NotFound("scenario"))?;
    if line.is_bound() {
        return Err(AppError::Invalid { field: "scenario", reason: words::still_bound(line.is_default, line.rules, line.own) });
    }
    if !line.version.is_in_force {
        return Err(AppError::Conflict("scenario"));
    }
    store::scenario::retire(&mut tx, organisation, line.version.id).await?;
    append(&mut tx, app, scope, "scenario.retired", Some(series.0), &serde_json::json!({"name": line.version.name})).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a retired scenario in force again.
///
/// # Errors
/// [`AppError::Conflict`] when it is in force; [`AppError::Invalid`] when its name is taken meanwhile.
#[crate::boxed]
pub async fn reinstate(app: &App, scope: &Scope, series: SeriesId) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::scenario::newest(&mut tx, organisation).await?;
    let (_, version) = known.iter().find(|(known, _)| *known == series).ok_or(AppError::NotFound("scenario"))?;
    if version.is_in_force {
        return Err(AppError::Conflict("scenario"));
    }
    is_free(&store::scenario::all_in_force(&mut tx, organisation).await?, None, &version.name)?;
    store::scenario::reinstate(&mut tx, organisation, version.id).await?;
    append(&mut tx, app, scope, "scenario.reinstated", Some(series.0), &serde_json::json!({"name": version.name})).await?;
    tx.commit().await?;
    Ok(())
}
