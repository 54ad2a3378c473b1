//! What a change of scenarios or of their rules would do to today's book.

use std::cmp::Ordering;

use domain::Date;
use domain::dunning::{Bindings, Outcome, Scenario};
use domain::ids::{DebtorId, SeriesId};
use rayon::prelude::*;
use store::night::NightItem;

use super::follow::Follow;
use crate::freshness::Freshness;
use crate::night::{Facts, each_debtor, load_facts};
use crate::{App, Result, Scope};

/// Debtors named in an effect.
const NAMED: usize = 20;

/// A debtor whose next contact moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// It.
    pub debtor: DebtorId,
    /// Its code and name.
    pub name: String,
    /// The day of its next step now; `None` when there is none.
    pub before: Option<Date>,
    /// The day under the change.
    pub after: Option<Date>,
}

/// What a change does to today's book, by the day of each debtor's next step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Debtors looked at.
    pub debtors: usize,
    /// Debtors whose next step comes earlier, or comes at all.
    pub sooner: usize,
    /// Debtors whose next step comes later, or no longer comes.
    pub later: usize,
    /// Messages and tasks of tonight, now and under the change.
    pub tonight: (usize, usize),
    /// Some of those that move, the soonest first.
    pub moved: Vec<Moved>,
}

/// The day of a debtor's next step, and how many actions tonight makes. What holds the whole account counts with its end.
fn next_day(facts: &Facts, items: &[NightItem]) -> (Option<Date>, usize) {
    let plan = facts.plan(items);
    let day = |outcome: &Outcome| match outcome {
        Outcome::Send { .. } => Some(facts.today),
        Outcome::NotYet { next_on } => Some(*next_on),
        Outcome::Hold { until, .. } => *until,
        Outcome::Exhausted => None,
    };
    (plan.outcomes.iter().filter_map(day).min(), plan.actions.len())
}

/// What another version of a scenario, the default one unless it is named, would do.
pub(super) async fn of_version(app: &App, scope: &Scope, series: Option<SeriesId>, next: &Scenario) -> Result<Effect> {
    of(app, scope, |follow| follow.with(series, next)).await
}

/// What other rules would do.
pub(super) async fn of_bindings(app: &App, scope: &Scope, next: &Bindings) -> Result<Effect> {
    of(app, scope, |follow| follow.under(next.clone())).await
}

/// What a scenario of its own would do to a debtor.
pub(super) async fn of_binding(app: &App, scope: &Scope, debtor: DebtorId, series: Option<SeriesId>) -> Result<Effect> {
    of(app, scope, |follow| follow.binding(debtor, series)).await
}

async fn of(app: &App, scope: &Scope, change: impl FnOnce(Follow) -> Follow) -> Result<Effect> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(&mut tx, organisation).await?, today);
    let now = load_facts(&mut tx, app, scope, &freshness, today).await?;
    let mut then = load_facts(&mut tx, app, scope, &freshness, today).await?;
    then.follow = change(then.follow);
    // Another scenario may ask for a channel that none of those in force does.
    then.electronic = crate::post::ElectronicReach::load(&mut tx, organisation, &then.follow.scenarios, today).await?;
    then.read_scores(&mut tx, organisation).await?;
    let mut effect = Effect::default();
    let mut moved: Vec<Moved> = Vec::new();
    let mut page: Vec<Vec<NightItem>> = Vec::new();
    each_debtor(&mut tx, organisation, today, |items| page.push(items.to_vec())).await?;
    let days: Vec<_> = page.par_iter().map(|items| (items[0].debtor, next_day(&now, items), next_day(&then, items))).collect();
    for (debtor, (before, actions_before), (after, actions_after)) in days {
        effect.debtors += 1;
        effect.tonight.0 += actions_before;
        effect.tonight.1 += actions_after;
        // No day at all is later than any.
        let order = after.unwrap_or(Date::MAX).cmp(&before.unwrap_or(Date::MAX));
        match order {
            Ordering::Less => effect.sooner += 1,
            Ordering::Greater => effect.later += 1,
            Ordering::Equal => continue,
        }
        moved.push(Moved { debtor, name: String::new(), before, after });
    }
    moved.sort_by_key(|moved| (moved.after.unwrap_or(Date::MAX), moved.debtor));
    moved.truncate(NAMED);
    let names = crate::dashboard::names(&mut tx, organisation, moved.iter().map(|moved| moved.debtor)).await?;
    for line in &mut moved {
        line.name = names.get(&line.debtor).map(|(code, name)| format!("{name} ({code})")).unwrap_or_default();
    }
    effect.moved = moved;
    Ok(effect)
}
