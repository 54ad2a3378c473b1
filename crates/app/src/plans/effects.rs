//! What plans change of the reminders and of the interest of their items.

use std::collections::HashMap;

use domain::Date;
use domain::dunning::{Hold, ItemFacts, LastStep, Scenario};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::plan::{InterestFree, State};
use store::Tx;

use super::Plan;
use crate::Result;
use crate::deferrals::{self, Agreed};

/// What the plans of an organisation, or of a debtor, do to items on a day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    holds: HashMap<OpenItemId, Hold>,
    /// Since when an item goes on without its plan, and the step at which.
    fell: HashMap<OpenItemId, (Date, String)>,
    agreed: Agreed,
}

async fn plans(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>, today: Date) -> Result<Vec<Plan>> {
    let records = match of {
        Some(debtor) => store::plan::of_debtor(tx, organisation, debtor).await?,
        None => store::plan::all(tx, organisation).await?,
    };
    // Insolvency holds an item by itself, before any plan.
    records.into_iter().map(|record| Plan::of(record, None, today)).collect()
}

impl Effects {
    /// Those of all debtors, or of one.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>, today: Date) -> Result<Self> {
        let mut effects = Self { agreed: Agreed::load(tx, organisation, of, today).await?, ..Self::default() };
        for plan in plans(tx, organisation, of, today).await? {
            let fell = plan.state.fell_on(&plan.progress).filter(|_| !plan.record.row.fallback_step.is_empty());
            for (item, _) in &plan.record.items {
                if let Some(hold) = plan.state.hold(&plan.progress, false) {
                    effects.holds.insert(*item, hold);
                } else if let Some(on) = fell {
                    effects.fell.insert(*item, (on, plan.record.row.fallback_step.clone()));
                }
            }
        }
        effects.fell.retain(|item, _| !effects.holds.contains_key(item));
        Ok(effects)
    }

    /// Whether a plan that is kept to has an item on a day.
    pub(crate) fn keeps(&self, item: OpenItemId, today: Date) -> bool {
        self.holds.get(&item).is_some_and(|hold| hold.until.is_none_or(|until| until > today))
    }

    /// An item under the due date that was agreed for it, before it is placed in its scenario.
    pub(crate) fn due(&self, item: ItemFacts) -> ItemFacts {
        self.agreed.apply(item)
    }

    /// An item, placed in its scenario, under its plan: held while the plan is kept; once it fell, brought to the step that
    /// was chosen, unless it went beyond it already.
    pub(crate) fn apply(&self, item: ItemFacts, scenario: &Scenario) -> ItemFacts {
        let plan = self.holds.get(&item.id).copied();
        let Some((on, key)) = self.fell.get(&item.id) else { return ItemFacts { plan, ..item } };
        let before = scenario.position(key).and_then(|position| position.checked_sub(1));
        let last_step = match (before, item.last_step) {
            (Some(position), None) => Some(LastStep { position, on: *on }),
            (Some(position), Some(last)) if last.position < position => Some(LastStep { position, on: last.on.max(*on) }),
            (_, last) => last,
        };
        ItemFacts { plan, last_step, ..item }
    }
}

/// The days during which plans let no interest run, by item; of all debtors, or of one.
pub(crate) async fn interest_free(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: Option<DebtorId>,
    today: Date,
) -> Result<HashMap<OpenItemId, Vec<InterestFree>>> {
    let mut free: HashMap<OpenItemId, Vec<InterestFree>> = HashMap::new();
    for plan in plans(tx, organisation, of, today).await? {
        if matches!(plan.state, State::Replaced { .. } | State::Cancelled { .. }) {
            continue;
        }
        if let Some(days) = domain::plan::interest_free(plan.record.row.interest, &plan.state, &plan.progress) {
            for (item, _) in &plan.record.items {
                free.entry(*item).or_default().push(days);
            }
        }
    }
    deferrals::interest_free(tx, organisation, of, today, &mut free).await?;
    Ok(free)
}

/// How many plans are in a state that no moves lead to, or share a debt with another one in force.
pub(crate) async fn unsound(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<i64> {
    let (mut broken, mut taken) = (0, std::collections::HashSet::new());
    for record in store::plan::all(tx, organisation).await? {
        match Plan::of(record, None, today) {
            Ok(plan) if plan.state.is_in_force() => {
                let shared = plan.record.items.iter().filter(|(item, _)| !taken.insert(*item)).count();
                broken += i64::from(shared > 0);
            }
            Ok(_) => {}
            Err(_) => broken += 1,
        }
    }
    Ok(broken)
}
