//! What compromises change of the reminders and of the interest of their items.

use std::collections::HashMap;

use domain::compromise::State;
use domain::dunning::{Hold, ItemFacts};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::matching::SpreadDebts;
use domain::plan::{InterestChoice, InterestFree, OnInterest};
use domain::{Cents, Date};
use store::Tx;
use store::compromise::Which;

use super::Compromise;
use crate::Result;

/// What the compromises that are waited for do to items on a day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    holds: HashMap<OpenItemId, Hold>,
}

impl Effects {
    /// Those of all debtors, or of one.
    pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>, today: Date) -> Result<Self> {
        let mut effects = Self::default();
        let which = of.map_or(Which::Running, Which::Of);
        for record in store::compromise::list(tx, organisation, which).await? {
            let compromise = Compromise::of(record)?;
            let Some(hold) = compromise.state.hold(&compromise.record.row.terms, &compromise.came, today) else { continue };
            effects.holds.extend(compromise.record.items.iter().map(|(item, ..)| (*item, hold)));
        }
        Ok(effects)
    }

    /// Whether a compromise that is waited for has an item on a day.
    pub(crate) fn keeps(&self, item: OpenItemId, today: Date) -> bool {
        self.holds.get(&item).is_some_and(|hold| hold.is_active(today))
    }

    /// An item under its compromise.
    pub(crate) fn apply(&self, item: ItemFacts) -> ItemFacts {
        ItemFacts { compromise: self.holds.get(&item.id).copied(), ..item }
    }
}

/// Adds the days during which compromises let no interest run, by item: from the start, while one is waited for or was kept to. One
/// that lapsed brings all of it back.
pub(crate) async fn on_interest(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: Option<DebtorId>,
    found: &mut HashMap<OpenItemId, OnInterest>,
) -> Result<()> {
    let which = of.map_or(Which::Every, Which::Of);
    for record in store::compromise::list(tx, organisation, which).await? {
        let compromise = Compromise::of(record)?;
        let row = &compromise.record.row;
        let to = match &compromise.state {
            State::Running { .. } => row.terms.until(),
            State::Kept { on, .. } => row.terms.until().max(*on),
            _ => continue,
        };
        if row.interest != InterestChoice::Waived {
            continue;
        }
        let days = InterestFree { from: Date::MIN, to, without_indemnity: true };
        for (item, ..) in &compromise.record.items {
            found.entry(*item).or_default().free.push(days);
        }
    }
    Ok(())
}

/// A compromise whose sum is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waited {
    /// Its debts.
    pub(crate) items: Vec<OpenItemId>,
    /// The last day to pay.
    pub(crate) pay_by: Date,
    /// What is still to come of the sum.
    pub(crate) left: Cents,
}

/// The compromises that are waited for; of a debtor, or of all.
pub(crate) async fn waited(tx: &mut Tx, organisation: OrganisationId, of: Option<DebtorId>) -> Result<Vec<Waited>> {
    let mut found = Vec::new();
    for record in store::compromise::list(tx, organisation, of.map_or(Which::Running, Which::Of)).await? {
        let compromise = Compromise::of(record)?;
        if !matches!(compromise.state, State::Running { .. }) {
            continue;
        }
        let terms = &compromise.record.row.terms;
        let items = compromise.record.items.iter().map(|(item, ..)| *item).collect();
        found.push(Waited { items, pay_by: terms.pay_by, left: terms.left(&compromise.came) });
    }
    Ok(found)
}

/// The compromises that bank lines may pay, as they stand: what their reference names is put on their debts, and the sum that is
/// still to come is known.
pub(crate) async fn spread(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<SpreadDebts>> {
    let mut found = Vec::new();
    for record in store::compromise::list(tx, organisation, Which::Running).await? {
        let compromise = Compromise::of(record)?;
        let (row, came) = (&compromise.record.row, &compromise.came);
        found.push(SpreadDebts {
            reference: row.reference.clone(),
            debtor: row.debtor,
            currency: row.currency,
            debts: compromise.record.items.iter().map(|(item, owed, _)| (*item, *owed)).collect(),
            expected: vec![row.terms.left(came)],
        });
    }
    Ok(found)
}

/// How many compromises are in a state that no moves lead to or that is not the stored one, share a debt with another in force,
/// gave up more than was agreed, or were kept to and did not give up what is open.
pub(crate) async fn unsound(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    let (mut broken, mut taken) = (0, std::collections::HashSet::new());
    for record in store::compromise::list(tx, organisation, Which::Every).await? {
        let Ok(compromise) = Compromise::of(record) else {
            broken += 1;
            continue;
        };
        let row = &compromise.record.row;
        let is_stored = compromise.state.code() == row.state;
        let is_alone = !compromise.state.is_in_force() || compromise.record.items.iter().all(|(item, ..)| taken.insert(*item));
        let is_bounded = !matches!(compromise.state, State::Kept { given_up, .. } if given_up > row.terms.discount);
        // What was kept to leaves nothing open that its discount covers; what moved since is followed first.
        let follows = compromise.state.follow(&row.terms, &compromise.came, row.created_on);
        let is_given = row.touched || !matches!(compromise.state, State::Kept { .. }) || follows.is_none();
        broken += i64::from(!(is_stored && is_alone && is_bounded && is_given));
    }
    Ok(broken)
}
