//! What the coming days do for one debtor: the night's own decision, asked day after day.

use std::collections::BTreeMap;

use domain::dunning::{Ahead, Channel, DebtorPlan, ItemFacts, LastStep, Mode, coming};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::night::NightItem;

use super::Facts;
use crate::Result;
use crate::plans::Effects;

/// Something that the night of a coming day would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComingAsked {
    /// The day.
    pub(crate) on: Date,
    /// Key of its step.
    pub(crate) step_key: String,
    /// How it reaches the debtor.
    pub(crate) channel: Channel,
    /// Who lets it go.
    pub(crate) mode: Mode,
    /// The items asked for.
    pub(crate) items: Vec<OpenItemId>,
    /// What is asked of them.
    pub(crate) asked: Cents,
    /// Currency of the amount.
    pub(crate) currency: Currency,
}

/// What the nights after today up to a day do for a debtor whose plan of today is known, if nothing is paid or said until then
/// and each thing is done on its day.
pub(crate) async fn coming_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    facts: &Facts,
    debtor: DebtorId,
    (plan, until): (&DebtorPlan, Date),
) -> Result<Vec<ComingAsked>> {
    // As tomorrow sees them: with what left today.
    let items = store::night::open_items_of(tx, organisation, debtor, calendar::add_days(facts.today, 1)).await?;
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let start = facts.item_facts(&items);
    // Payment plans that nobody pays fall on a day; from then on their items go on without them.
    let mut effects = BTreeMap::from([(facts.today, facts.plans.clone())]);
    let fall = start.iter().filter_map(|item| item.plan?.until).filter(|on| *on > facts.today && *on <= until);
    for on in fall.collect::<std::collections::BTreeSet<Date>>() {
        effects.insert(on, Box::pin(Effects::load(tx, organisation, Some(debtor), on)).await?);
    }
    let items_on = |on: Date, passed: &[Option<Ahead>]| {
        let effects = effects.range(..=on).next_back().map_or(&facts.plans, |(_, effects)| effects);
        facts.item_facts_on(&facts.stepped(&items, passed), on, effects)
    };
    let mut known = facts.debtor_facts(debtor, &start);
    let is_spoken_to = facts
        .today_actions
        .iter()
        .any(|((whose, channel), state)| *whose == debtor && channel.reaches_debtor() && state.counts_as_contact());
    let contacts: Vec<Date> = known.contacts_on.iter().copied().chain(is_spoken_to.then_some(facts.today)).collect();
    if is_spoken_to {
        (known.last_contact_on, known.contacts_on) = (Some(facts.today), &contacts);
    }
    let found = coming(&known, &facts.follow.scenarios, &facts.rules, (facts.today, until), plan, items_on);
    let told = found.into_iter().map(|coming| ComingAsked {
        on: coming.on,
        step_key: facts.follow.scenarios[coming.action.scenario].steps()[coming.action.step].key.clone(),
        channel: coming.action.channel,
        mode: coming.action.mode,
        items: coming.action.asked.iter().map(|at| items[*at].facts.id).collect(),
        asked: coming.action.asked_amount,
        currency: coming.action.currency,
    });
    Ok(told.collect())
}

impl Facts {
    /// Items as the base would give them once they went through these steps.
    fn stepped(&self, items: &[NightItem], passed: &[Option<Ahead>]) -> Vec<NightItem> {
        let step = |item: &NightItem, ahead: Ahead| {
            let placed = ItemFacts { scenario: ahead.scenario, ..item.facts };
            LastStep { position: self.follow.number(&placed, ahead.position), on: ahead.on }
        };
        let last = |item: &NightItem, ahead: Option<Ahead>| ahead.map_or(item.facts.last_step, |ahead| Some(step(item, ahead)));
        let stepped = items
            .iter()
            .zip(passed)
            .map(|(item, ahead)| NightItem { facts: ItemFacts { last_step: last(item, *ahead), ..item.facts }, ..*item });
        stepped.collect()
    }
}
