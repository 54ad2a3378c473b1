//! The plan of one debtor, explained.

use domain::dunning::Outcome;
use domain::{Cents, Currency, Date};

use crate::night::plan_of;
use crate::{App, AppError, Permission, Result, Scope, text};

/// What one item gets today, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyItem {
    /// Its number.
    pub number: String,
    /// Its due date.
    pub due_on: Date,
    /// What is left of it.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// What it gets.
    pub outcome: Outcome,
    /// Key of the hold's reason.
    pub reason: Option<&'static str>,
    /// Until when it is held, or when its next step is ripe.
    pub until: Option<Date>,
    /// Key of the step that asks for it.
    pub step: Option<String>,
    /// Key of the channel by which that step reaches the debtor.
    pub channel: Option<&'static str>,
    /// The name of the scenario that it follows.
    pub scenario: String,
    /// Why it follows that one, in French.
    pub because: String,
    /// What it gets, in a French sentence; where the step does not take its first channel, with why.
    pub sentence: String,
}

/// What one debtor gets today, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The debtor.
    pub id: domain::ids::DebtorId,
    /// The debtor's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its open items, by due date.
    pub items: Vec<WhyItem>,
}

/// Explains the plan of a debtor, found by code, exact name or SIREN.
///
/// # Errors
/// [`AppError::Invalid`] when no debtor, or more than one, is called so.
#[crate::boxed]
pub async fn why(app: &App, scope: &Scope, words: &str) -> Result<Why> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let found = store::debtor::find(&mut tx, organisation, words.trim()).await?;
    let debtor = found.ok_or_else(|| AppError::Invalid { field: "debtor", reason: text::error_no_such_debtor(words) })?;
    let (facts, items, plan, decided) = plan_of(&mut tx, app, scope, debtor.id).await?;
    let ids: Vec<_> = items.iter().map(|item| item.facts.id).collect();
    let numbers = store::item::numbers(&mut tx, organisation, &ids).await?;
    let mut explained: Vec<WhyItem> = items
        .iter()
        .zip(&plan.outcomes)
        .map(|(item, outcome)| {
            let scenario = facts.follow.scenario(&item.facts);
            let action = decided.iter().find(|action| action.items.iter().any(|(asked, ..)| *asked == item.facts.id));
            let mut sentence =
                text::outcome(outcome, |step| scenario.steps().get(step).map(|step| text::step(&step.key)).unwrap_or_default());
            if let Some((action, passed_over)) = action.map(|action| (action, facts.passed_over(action))).filter(|(_, why)| !why.is_empty())
            {
                sentence = format!("{sentence} ({})", text::sms::by_another(action.channel, &passed_over));
            }
            let (reason, until, step) = match outcome {
                Outcome::Send { step } => (None, None, scenario.steps().get(*step).map(|step| step.key.clone())),
                Outcome::Hold { reason, until } => (Some(reason.code()), *until, None),
                Outcome::NotYet { next_on } => (None, Some(*next_on), None),
                Outcome::Exhausted => (None, None, None),
            };
            WhyItem {
                number: numbers.get(&item.facts.id).cloned().unwrap_or_default(),
                due_on: item.facts.due_on,
                open: item.facts.open,
                currency: item.facts.currency,
                outcome: *outcome,
                reason,
                until,
                step,
                channel: action.map(|action| action.channel.code()),
                scenario: scenario.name.clone(),
                because: text::scenario::because(facts.follow.choose(&facts.whose(debtor.id), &item.facts, facts.today).1),
                sentence,
            }
        })
        .collect();
    explained.sort_by(|a, b| a.due_on.cmp(&b.due_on).then_with(|| a.number.cmp(&b.number)));
    Ok(Why { id: debtor.id, code: debtor.code, name: debtor.name, items: explained })
}
