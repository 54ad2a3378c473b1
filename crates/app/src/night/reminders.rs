//! Reminding some debtors now: what the night would decide of them today, for them alone.

use std::collections::HashSet;

use domain::dunning::Scenario;
use domain::ids::DebtorId;
use store::Tx;
use store::night::{NightBatch, NightItem};

use super::{Decided, capped, each_debtor, load_facts, outcomes_json};
use crate::freshness::Freshness;
use crate::{App, Result, Scope};

/// What reminding one debtor now would do: what leaves, or why nothing does.
pub(crate) struct Reminder {
    pub(crate) debtor: DebtorId,
    /// What would be queued.
    pub(crate) new: Vec<Decided>,
    /// Why nothing would, in French.
    pub(crate) why: String,
}

/// What reminding some debtors now would do: the decision of the night, with all that holds it, for them alone.
pub(crate) async fn reminders(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    wanted: &HashSet<DebtorId>,
) -> Result<(Vec<Scenario>, Vec<Reminder>, NightBatch)> {
    /// Debtors that are read one by one.
    const FEW: usize = 50;
    let (organisation, today) = (scope.organisation.id, app.today());
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(tx, organisation).await?, today);
    let mut facts = load_facts(tx, app, scope, &freshness, today).await?;
    facts.let_go = capped(tx, organisation, &facts).await?;
    let mut books: Vec<Vec<NightItem>> = Vec::new();
    if wanted.len() <= FEW {
        for debtor in wanted {
            books.push(store::night::open_items_of(tx, organisation, *debtor, today).await?);
        }
    } else {
        each_debtor(tx, organisation, today, |items| {
            if wanted.contains(&items[0].debtor) {
                books.push(items.to_vec());
            }
        })
        .await?;
    }
    let (mut reminders, mut batch) = (Vec::new(), NightBatch::default());
    for items in books.iter().filter(|items| !items.is_empty()) {
        let debtor = items[0].debtor;
        let (plan, known) = facts.decide(items);
        let decided: Vec<Decided> = plan.actions.iter().map(|action| facts.decided(debtor, action, &plan, items, &known)).collect();
        let was_asked = decided.iter().any(|action| action.already.is_some());
        let new: Vec<Decided> = decided.into_iter().filter(|action| action.already.is_none()).collect();
        let why = if !new.is_empty() {
            String::new()
        } else if was_asked {
            crate::text::agenda::reminded_today()
        } else {
            // The oldest late debit says why; else the first of all.
            let late = known.iter().zip(&plan.outcomes).filter(|(item, _)| item.kind.is_debit()).min_by_key(|(item, _)| item.due_on);
            let told = late.map(|(item, outcome)| {
                let name = |step: usize| {
                    facts.follow.scenario(item).steps().get(step).map(|step| crate::text::step(&step.key)).unwrap_or_default()
                };
                crate::text::outcome(outcome, name)
            });
            told.unwrap_or_else(crate::text::agenda::nothing_to_ask)
        };
        if !new.is_empty() {
            batch.actions.extend(new.iter().map(|action| facts.new_action(organisation, action)));
            batch.outcomes.push((debtor, outcomes_json(&known, &plan)));
        }
        reminders.push(Reminder { debtor, new, why });
    }
    Ok((facts.follow.scenarios, reminders, batch))
}
