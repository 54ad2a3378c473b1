//! What plans change of the reminders and of the interest of their items.

use std::collections::HashMap;

use domain::dunning::{Hold, ItemFacts, LastStep, Scenario};
use domain::ids::{DebtorId, OpenItemId, OrganisationId, PlanId};
use domain::matching::SpreadDebts;
use domain::plan::{InterestChoice, OnInterest, agreed_order, interest_free};
use domain::{Cents, Currency, Date};
use store::Tx;

use super::Plan;
use crate::Result;
use crate::deferrals::{self, Agreed};

/// What is missing of a plan that still holds its debts: all that may be asked of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The plan.
    pub plan: PlanId,
    /// Its reference.
    pub reference: String,
    /// The due date of the oldest instalment that is missing.
    pub since: Date,
    /// What is missing of the instalments whose day has passed.
    pub missing: Cents,
    /// Its currency.
    pub currency: Currency,
}

/// What the plans of an organisation, or of a debtor, do to items on a day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    holds: HashMap<OpenItemId, Hold>,
    /// Since when an item goes on without its plan, and the step at which.
    fell: HashMap<OpenItemId, (Date, String)>,
    agreed: Agreed,
    /// What is missing of the plans that hold.
    pub(crate) missed: Vec<Missed>,
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
            if plan.state.hold(&plan.progress, false).is_some()
                && let Some(next) = plan.progress.next().filter(|_| plan.progress.overdue().is_positive())
            {
                let row = &plan.record.row;
                let (missing, since) = (plan.progress.overdue(), next.instalment.due_on);
                effects.missed.push(Missed { plan: row.id, reference: row.reference.clone(), since, missing, currency: row.currency });
            }
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

    /// Whether a plan that still holds has an item on a day: what it spreads is not asked for.
    pub(crate) fn keeps(&self, item: OpenItemId, today: Date) -> bool {
        self.holds.get(&item).is_some_and(|hold| hold.until.is_none_or(|until| until > today))
    }

    /// The items that plans have on a day, in no order.
    pub(crate) fn kept(&self, today: Date) -> Vec<OpenItemId> {
        self.holds.keys().copied().filter(|item| self.keeps(*item, today)).collect()
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

/// What plans and later due dates change of the account of interest, by item; of all debtors, or of one.
pub(crate) async fn on_interest(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: Option<DebtorId>,
    today: Date,
) -> Result<HashMap<OpenItemId, OnInterest>> {
    let mut found: HashMap<OpenItemId, OnInterest> = HashMap::new();
    for plan in plans(tx, organisation, of, today).await? {
        let (row, state) = (&plan.record.row, &plan.state);
        let free = interest_free(row.interest, state, &plan.progress);
        let order = match (row.figures, row.interest) {
            // Nobody knows any more what its deed said.
            (None, InterestChoice::Kept) => None,
            (figures, choice) => agreed_order(choice, figures.is_some_and(|figures| figures.interest_first), state),
        };
        if free.is_none() && order.is_none() {
            continue;
        }
        for (item, _) in &plan.record.items {
            let own = found.entry(*item).or_default();
            own.free.extend(free);
            own.orders.extend(order);
        }
    }
    deferrals::on_interest(tx, organisation, of, today, &mut found).await?;
    Ok(found)
}

/// The plans that bank lines may pay, as they stand on a day: those that run, and those of which the whole became due.
pub(crate) async fn spread(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<SpreadDebts>> {
    let running = plans(tx, organisation, None, today).await?.into_iter();
    let running = running.filter(|plan| plan.state.signed().is_some() && !plan.progress.is_complete());
    Ok(running
        .map(|plan| {
            let missing = plan.progress.lines.iter().map(domain::plan::Filled::missing).filter(|missing| missing.is_positive());
            let mut in_a_row = Cents::ZERO;
            let mut expected = Vec::new();
            for part in missing {
                in_a_row += part;
                expected.extend([part, in_a_row]);
            }
            let row = plan.record.row;
            SpreadDebts { reference: row.reference, debtor: row.debtor, currency: row.currency, debts: plan.record.items, expected }
        })
        .collect())
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
