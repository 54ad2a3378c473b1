//! The decision of the night for one debtor, from what concerns that debtor alone: a page of a file must not read a portfolio.

use std::collections::{HashMap, HashSet};

use domain::dunning::{DebtorPlan, HoldReason};
use domain::ids::{DebtorId, OrganisationId};
use domain::{Cents, Date, calendar};
use store::Tx;
use store::hold::HoldKind;
use store::night::NightItem;

use super::{Decided, Facts, by_item, longest, proposals_after, proposed, rules_of};
use crate::freshness::Freshness;
use crate::scenario::follow::Follow;
use crate::{App, AppError, Result, Scope};

/// One debtor's plan today, by the same function as the night's.
pub(crate) async fn plan_of(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    debtor: DebtorId,
) -> Result<(Facts, Vec<NightItem>, DebtorPlan, Vec<Decided>)> {
    let today = app.today();
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(tx, scope.organisation.id).await?, today);
    let facts = facts_of(tx, app, scope, (&freshness, today), debtor).await?;
    let items = store::night::open_items_of(tx, scope.organisation.id, debtor, today).await?;
    if items.is_empty() {
        return Ok((facts, items, DebtorPlan::default(), Vec::new()));
    }
    let (plan, known) = facts.decide(&items);
    let decided = plan.actions.iter().map(|action| facts.decided(debtor, action, &plan, &items, &known)).collect();
    let items = items.into_iter().zip(known).map(|(item, facts)| NightItem { facts, ..item }).collect();
    Ok((facts, items, plan, decided))
}

/// What [`super::load_facts`] reads, as far as one debtor's decision stands on it.
async fn facts_of(tx: &mut Tx, app: &App, scope: &Scope, (freshness, today): (&Freshness, Date), debtor: DebtorId) -> Result<Facts> {
    let organisation = scope.organisation.id;
    let (rules, guard) = rules_of(tx, scope, freshness).await?;
    let account = store::debtor::get(tx, organisation, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    let (mut debtor_holds, mut item_holds, mut promises) = (HashMap::new(), HashMap::new(), HashMap::new());
    for row in store::hold::active_of(tx, organisation, debtor, today).await? {
        match row.item {
            Some(item) => {
                let of_kind = if row.kind == HoldKind::Promise { &mut promises } else { &mut item_holds };
                longest(of_kind, item, row.hold);
            }
            None => longest(&mut debtor_holds, debtor, row.hold),
        }
    }
    let since = |days: u16| calendar::add_days(today, -i64::from(days));
    let spaced = store::night::contacts_before_of(tx, organisation, debtor, (since(rules.spacing_days), today)).await?;
    let pressed = match rules.pressure {
        Some(budget) => store::night::contacts_before_of(tx, organisation, debtor, (since(budget.days), today)).await?,
        None => Vec::new(),
    };
    let (contacts, came_back) = store::debtor::mailable_contacts(tx, organisation, debtor).await?;
    let claims = store::claim::facts_of_debtor(tx, organisation, debtor).await?;
    let only = |holds: bool| if holds { HashSet::from([debtor]) } else { HashSet::new() };
    let speaks = store::voice::requests_on(tx, organisation, today).await?.contains(&debtor);
    let follow = Follow::load(tx, organisation, today, Some(debtor)).await?;
    let score = match follow.wants_score() {
        true => crate::score::of_one(tx, organisation, (debtor, account.kind), today).await?,
        false => None,
    };
    let beyond = guard.run_cap.is_some() && was_beyond_the_cap(tx, organisation, debtor, today).await?;
    Ok(Facts {
        electronic: crate::post::ElectronicReach::load(tx, organisation, &follow.scenarios, today).await?,
        follow,
        contacts: HashMap::from([(debtor, pressed)]),
        disputed: claims.iter().map(|(item, facts)| (*item, facts.disputed.max(Cents::ZERO))).collect(),
        run_cap: guard.run_cap,
        // Nobody else is looked at: an empty list holds this debtor back.
        let_go: beyond.then(HashSet::new),
        rules,
        today,
        now: app.now(),
        by_email: only(contacts.iter().any(|contact| contact.email.is_some())),
        bounced: only(came_back),
        by_post: only(account.address.is_postable()),
        texts: crate::sms::Texts::load_of(tx, organisation, debtor, &contacts).await?,
        has_replied: only(store::received::has_replied(tx, organisation, debtor).await?),
        declines_courtesy: only(!store::courtesy::of_debtor(tx, organisation, debtor).await?.is_empty()),
        last_contact: spaced.last().map(|on| (debtor, *on)).into_iter().collect(),
        debtor_holds,
        insolvent_on: crate::claims::insolvent_on(tx, organisation, debtor, today).await?.map(|on| (debtor, on)).into_iter().collect(),
        item_holds,
        promises,
        plans: Box::pin(crate::plans::Effects::load(tx, organisation, Some(debtor), today)).await?,
        compromises: Box::pin(crate::compromises::Effects::load(tx, organisation, Some(debtor), today)).await?,
        needs_approval: only(store::care::has_last_word(tx, organisation, debtor).await?),
        waiting: store::night::waiting_items_of(tx, organisation, debtor, today).await?.into_iter().collect(),
        paid: store::night::paid_of(tx, organisation, debtor).await?.into_iter().collect(),
        late: by_item(store::night::carried_out_late_of(tx, organisation, debtor).await?),
        proposed: proposed(store::proposal::items_of(tx, organisation, debtor, proposals_after(today)).await?),
        claims: claims.iter().filter_map(|(item, facts)| Some((*item, facts.kind?))).collect(),
        circumstances: HashMap::from([(debtor, (account.kind, account.category))]),
        today_actions: store::night::actions_on_of(tx, organisation, debtor, today)
            .await?
            .into_iter()
            .map(|action| ((action.debtor, action.channel), action.state))
            .collect(),
        scores: score.map(|score| (debtor, score.value)).into_iter().collect(),
        today_asked: store::night::asked_on_of(tx, organisation, debtor, today).await?.into_iter().collect(),
        voices: if speaks { HashMap::from([(debtor, today)]) } else { HashMap::new() },
    })
}

/// Whether this day's night has run and found the debtor's messages beyond its cap: the next night goes on with them.
async fn was_beyond_the_cap(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<bool> {
    let held = format!("\"{}\"", HoldReason::RunCap.code());
    let last = store::night::last_outcomes(tx, organisation, debtor).await?;
    Ok(last.is_some_and(|(outcomes, on)| on == today && outcomes.contains(&held)))
}

impl Facts {
    /// The cap under which what was decided for a debtor has still to find its place: who has waited longest goes first, and that is known
    /// when the night runs. `None` without a cap, or when no message is ahead.
    pub(crate) fn cap_ahead(&self, decided: &[Decided]) -> Option<u32> {
        let is_ahead = |action: &Decided| action.channel.leaves_by_itself() && action.already.is_none();
        self.run_cap.filter(|_| decided.iter().any(is_ahead))
    }
}
