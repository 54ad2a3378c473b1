//! The night: match, read every open item, decide, write actions and outcomes.
//!
//! The dry run is the very same function without the writing. Running a day ten times equals running it
//! once: decisions stand on the start of the day, and every row written has the key of what it is about.

mod coming;
mod one;
mod reminders;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::claim::ClaimKind;
use domain::dunning::{
    ActionState, Channel, DebtorFacts, DebtorPlan, Hold, HoldReason, ItemFacts, Mode, Outcome, PROPOSAL_DAYS, PlannedAction, Rules,
    Scenario, Template, is_courtesy, plan_debtor,
};
use domain::ids::{DebtorId, OpenItemId, OrganisationId, RunId};
use domain::limitation::default_kind;
use domain::party::DebtorKind;
use domain::{Cents, Currency, Date, calendar};
use rayon::prelude::*;
use store::event::NewEvent;
use store::guard::Guard;
use store::hold::HoldKind;
use store::night::{CarriedOut, NewAction, NightBatch, NightItem, NightRun};
use store::{Engine, Tx};

use crate::freshness::Freshness;
use crate::matching::{MatchReport, match_in};
use crate::scenario::follow::{Follow, Whose, carried_out};
use crate::{App, Permission, Result, Scope};

pub(crate) use coming::coming_of;
pub(crate) use one::plan_of;
pub(crate) use reminders::{Reminder, reminders};

/// An action as decided, before it has a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its debtor.
    pub debtor: DebtorId,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// The scenario of its step, as a place in [`NightReport::scenarios`].
    pub scenario: usize,
    /// Position of its step.
    pub step: usize,
    /// Who lets it go.
    pub mode: Mode,
    /// Currency of its amounts.
    pub currency: Currency,
    /// What it asks for: item, number of its own step, episode, amount.
    pub items: Vec<(OpenItemId, usize, i32, Cents)>,
    /// Sum of that.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// The state of the action that this day already has for the debtor, if it has one.
    pub already: Option<ActionState>,
}

/// A group of items of one debtor that is held for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGroup {
    /// Its debtor.
    pub debtor: DebtorId,
    /// Why.
    pub reason: HoldReason,
    /// Until when, when that is known.
    pub until: Option<Date>,
    /// How many items.
    pub items: usize,
    /// Their sum.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
}

/// How many items got which outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Items read, credits included.
    pub open_items: usize,
    /// Asked for.
    pub send: usize,
    /// Held.
    pub hold: usize,
    /// Not ripe.
    pub not_yet: usize,
    /// All steps done.
    pub exhausted: usize,
    /// Held, by reason, in the order of [`HoldReason::ALL`].
    pub holds: [usize; HoldReason::ALL.len()],
}

impl Counts {
    fn add(&mut self, outcome: &Outcome) {
        self.open_items += 1;
        match outcome {
            Outcome::Send { .. } => self.send += 1,
            Outcome::Hold { reason, .. } => {
                self.hold += 1;
                self.holds[*reason as usize] += 1;
            }
            Outcome::NotYet { .. } => self.not_yet += 1,
            Outcome::Exhausted => self.exhausted += 1,
        }
    }

    /// The reasons that held something, with how many items.
    pub fn held(&self) -> impl Iterator<Item = (HoldReason, usize)> {
        HoldReason::ALL.into_iter().map(|reason| (reason, self.holds[reason as usize])).filter(|(_, count)| *count > 0)
    }
}

/// Where the time of a night went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timing {
    /// Matching the bank.
    pub matching: Duration,
    /// Reading the base.
    pub read: Duration,
    /// Deciding.
    pub decide: Duration,
    /// Writing the base.
    pub write: Duration,
}

/// What a night decided.
#[derive(Debug, Clone)]
pub struct NightReport {
    /// The business date.
    pub date: Date,
    /// How many items got which outcome.
    pub counts: Counts,
    /// What there is to do.
    pub actions: Vec<Decided>,
    /// What is held, credits left out.
    pub held: Vec<HeldGroup>,
    /// How old the figures are.
    pub freshness: Freshness,
    /// The scenarios in force, the default one first.
    pub scenarios: Vec<Scenario>,
    /// What the bank brought.
    pub matching: MatchReport,
    /// Where the time went.
    pub timing: Timing,
}

impl NightReport {
    /// The key of an action's step.
    #[must_use]
    pub fn step_key(&self, action: &Decided) -> &str {
        step_key(&self.scenarios, action)
    }
}

/// The key of an action's step.
pub(crate) fn step_key<'s>(scenarios: &'s [Scenario], action: &Decided) -> &'s str {
    &scenarios[action.scenario].steps()[action.step].key
}

/// Open items read at a time.
const PAGE: usize = 20_000;

/// Everything that the decision needs beside the items themselves.
pub(crate) struct Facts {
    pub(crate) follow: Follow,
    pub(crate) rules: Rules,
    pub(crate) today: Date,
    now: DateTime<Utc>,
    contacts: HashMap<DebtorId, Vec<Date>>,
    disputed: HashMap<OpenItemId, Cents>,
    run_cap: Option<u32>,
    /// Whose messages the cap of the night lets go; `None` when it does not bind.
    let_go: Option<HashSet<DebtorId>>,
    by_email: HashSet<DebtorId>,
    bounced: HashSet<DebtorId>,
    by_post: HashSet<DebtorId>,
    texts: crate::sms::Texts,
    pub(crate) electronic: crate::post::ElectronicReach,
    has_replied: HashSet<DebtorId>,
    declines_courtesy: HashSet<DebtorId>,
    pub(crate) last_contact: HashMap<DebtorId, Date>,
    debtor_holds: HashMap<DebtorId, Hold>,
    insolvent_on: HashMap<DebtorId, Date>,
    item_holds: HashMap<OpenItemId, Hold>,
    promises: HashMap<OpenItemId, Hold>,
    plans: crate::plans::Effects,
    compromises: crate::compromises::Effects,
    needs_approval: HashSet<DebtorId>,
    waiting: HashSet<OpenItemId>,
    paid: HashMap<OpenItemId, Date>,
    late: HashMap<OpenItemId, Vec<CarriedOut>>,
    proposed: HashMap<OpenItemId, Hold>,
    claims: HashMap<OpenItemId, ClaimKind>,
    /// Kind and category, but of businesses without one.
    circumstances: HashMap<DebtorId, (DebtorKind, String)>,
    /// Read only when a rule or a step asks for scores.
    scores: HashMap<DebtorId, u8>,
    pub(crate) today_actions: HashMap<(DebtorId, Channel), ActionState>,
    today_asked: HashSet<(DebtorId, Channel, OpenItemId)>,
    /// Those to whom another message speaks on a day.
    pub(crate) voices: HashMap<DebtorId, Date>,
}

fn longest<K: std::hash::Hash + Eq>(holds: &mut HashMap<K, Hold>, whose: K, hold: Hold) {
    let kept = holds.entry(whose).or_insert(hold);
    if hold.until.is_none() || (kept.until.is_some() && hold.until > kept.until) {
        *kept = hold;
    }
}

/// The organisation's limits as this transaction sees them: a stop that came a moment ago holds.
pub(crate) async fn rules_of(tx: &mut Tx, scope: &Scope, freshness: &Freshness) -> Result<(Rules, Guard)> {
    let guard = store::guard::get(tx, scope.organisation.id).await?;
    let rules =
        Rules { stale_data: freshness.is_stale(), is_stopped: guard.stop.is_some(), pressure: guard.pressure, ..scope.organisation.rules };
    Ok((rules, guard))
}

/// The days on which each debtor was contacted, as far back as the pressure budget looks.
async fn contacts(tx: &mut Tx, organisation: OrganisationId, rules: &Rules, today: Date) -> Result<HashMap<DebtorId, Vec<Date>>> {
    let mut contacts: HashMap<DebtorId, Vec<Date>> = HashMap::new();
    if let Some(budget) = rules.pressure {
        let since = calendar::add_days(today, -i64::from(budget.days));
        for (debtor, on) in store::night::contacts(tx, organisation, since, today).await? {
            contacts.entry(debtor).or_default().push(on);
        }
    }
    Ok(contacts)
}

/// Bank lines booked after this day hold what they may pay.
pub(crate) fn proposals_after(today: Date) -> Date {
    calendar::add_days(today, -PROPOSAL_DAYS)
}

/// Until when lines that may pay them hold items, from the days of the lines.
pub(crate) fn proposed(lines: Vec<(OpenItemId, Date)>) -> HashMap<OpenItemId, Hold> {
    let hold = |on| Hold { until: Some(calendar::add_days(on, PROPOSAL_DAYS)) };
    lines.into_iter().map(|(item, on)| (item, hold(on))).collect()
}

/// Steps that were carried out late, by item.
pub(crate) fn by_item(steps: Vec<(OpenItemId, CarriedOut)>) -> HashMap<OpenItemId, Vec<CarriedOut>> {
    let mut late: HashMap<OpenItemId, Vec<CarriedOut>> = HashMap::new();
    for (item, step) in steps {
        late.entry(item).or_default().push(step);
    }
    late
}

pub(crate) async fn load_facts(tx: &mut Tx, app: &App, scope: &Scope, freshness: &Freshness, today: Date) -> Result<Facts> {
    let organisation = scope.organisation.id;
    let (rules, guard) = rules_of(tx, scope, freshness).await?;
    let since = calendar::add_days(today, -i64::from(rules.spacing_days));
    let (mut debtor_holds, mut item_holds, mut promises) = (HashMap::new(), HashMap::new(), HashMap::new());
    for row in store::hold::active(tx, organisation, today).await? {
        match row.item {
            Some(item) => {
                let of_kind = if row.kind == HoldKind::Promise { &mut promises } else { &mut item_holds };
                longest(of_kind, item, row.hold);
            }
            None => longest(&mut debtor_holds, row.debtor, row.hold),
        }
    }
    let today_actions = store::night::actions_on(tx, organisation, today).await?;
    let circumstances = store::night::circumstances(tx, organisation).await?;
    let follow = Follow::load(tx, organisation, today, None).await?;
    let mut facts = Facts {
        electronic: crate::post::ElectronicReach::load(tx, organisation, &follow.scenarios, today).await?,
        follow,
        contacts: contacts(tx, organisation, &rules, today).await?,
        disputed: store::claim::disputed(tx, organisation).await?,
        run_cap: guard.run_cap,
        let_go: None,
        rules,
        today,
        now: app.now(),
        by_email: store::night::contactable(tx, organisation).await?.into_iter().collect(),
        bounced: store::night::bounced(tx, organisation).await?.into_iter().collect(),
        by_post: store::night::postable(tx, organisation).await?.into_iter().collect(),
        texts: crate::sms::Texts::load(tx, organisation).await?,
        has_replied: store::received::have_replied(tx, organisation).await?,
        declines_courtesy: store::courtesy::declined(tx, organisation).await?,
        last_contact: store::night::last_contacts(tx, organisation, since, today).await?.into_iter().collect(),
        debtor_holds,
        insolvent_on: crate::claims::insolvent_debtors(tx, organisation, today).await?,
        item_holds,
        promises,
        plans: Box::pin(crate::plans::Effects::load(tx, organisation, None, today)).await?,
        compromises: Box::pin(crate::compromises::Effects::load(tx, organisation, None, today)).await?,
        needs_approval: store::care::last_words(tx, organisation).await?.into_iter().collect(),
        waiting: store::night::waiting_items(tx, organisation, today).await?.into_iter().collect(),
        paid: store::night::paid(tx, organisation).await?.into_iter().collect(),
        late: by_item(store::night::carried_out_late(tx, organisation).await?),
        proposed: proposed(store::proposal::items(tx, organisation, proposals_after(today)).await?),
        claims: store::claim::kinds(tx, organisation).await?,
        circumstances: circumstances.into_iter().map(|(debtor, kind, category)| (debtor, (kind, category))).collect(),
        today_actions: today_actions.into_iter().map(|action| ((action.debtor, action.channel), action.state)).collect(),
        today_asked: store::night::asked_on(tx, organisation, today).await?.into_iter().collect(),
        voices: store::voice::requests_on(tx, organisation, today).await?.into_iter().map(|debtor| (debtor, today)).collect(),
        scores: HashMap::new(),
    };
    facts.read_scores(tx, organisation).await?;
    Ok(facts)
}

impl Facts {
    /// Reads the scores of all debtors when a rule or a step asks for one; again after the scenarios were changed.
    pub(crate) async fn read_scores(&mut self, tx: &mut Tx, organisation: OrganisationId) -> Result<()> {
        if self.follow.wants_score() && self.scores.is_empty() {
            let kind_of = |debtor: DebtorId| self.circumstances.get(&debtor).map_or(DebtorKind::Business, |(kind, _)| *kind);
            self.scores = crate::score::all(tx, organisation, &self.insolvent_on, kind_of, self.today).await?;
        }
        Ok(())
    }

    /// What one debtor gets.
    pub(crate) fn plan(&self, items: &[NightItem]) -> DebtorPlan {
        self.decide(items).0
    }

    /// A debtor, as far as it chooses the scenario of its items.
    pub(crate) fn whose(&self, debtor: DebtorId) -> Whose<'_> {
        let category = self.circumstances.get(&debtor).map_or("", |(_, category)| category.as_str());
        Whose { id: debtor, kind: self.kind_of(debtor), category, score: self.scores.get(&debtor).copied() }
    }

    /// Items with their suspensions, with what is disputed of them, with their scenarios and their places in them.
    pub(crate) fn item_facts(&self, items: &[NightItem]) -> Vec<ItemFacts> {
        self.item_facts_on(items, self.today, &self.plans)
    }

    fn item_facts_on(&self, items: &[NightItem], on: Date, plans: &crate::plans::Effects) -> Vec<ItemFacts> {
        let Some(first) = items.first() else { return Vec::new() };
        let whose = self.whose(first.debtor);
        items
            .iter()
            .map(|item| ItemFacts {
                hold: self.item_holds.get(&item.facts.id).copied(),
                promise: self.promises.get(&item.facts.id).copied(),
                is_waiting: self.waiting.contains(&item.facts.id),
                paid_on: self.paid.get(&item.facts.id).copied(),
                claim: self.claims.get(&item.facts.id).copied().unwrap_or_else(|| default_kind(self.kind_of(item.debtor)).0),
                disputed: self.disputed.get(&item.facts.id).copied().unwrap_or_default(),
                last_step: carried_out(item.facts.last_step, self.late.get(&item.facts.id).map(Vec::as_slice)),
                proposed: self.proposed.get(&item.facts.id).copied(),
                ..item.facts
            })
            .map(|item| self.follow.placed(&whose, plans.due(item), on))
            .map(|item| self.compromises.apply(plans.apply(item, self.follow.scenario(&item))))
            .collect()
    }

    fn kind_of(&self, debtor: DebtorId) -> DebtorKind {
        self.circumstances.get(&debtor).map_or(DebtorKind::Business, |(kind, _)| *kind)
    }

    /// What is known of a debtor, with its items.
    pub(crate) fn debtor_facts<'i>(&'i self, debtor: DebtorId, items: &'i [ItemFacts]) -> DebtorFacts<'i> {
        let has_email = self.by_email.contains(&debtor);
        DebtorFacts {
            has_email,
            email_bounced: !has_email && self.bounced.contains(&debtor),
            has_mobile: self.texts.reaches(debtor),
            has_postal_address: self.by_post.contains(&debtor),
            takes_electronic: self.electronic.reaches(debtor),
            has_replied: self.has_replied.contains(&debtor),
            declines_courtesy: self.declines_courtesy.contains(&debtor),
            category: self.circumstances.get(&debtor).map_or("", |(_, category)| category.as_str()),
            score: self.scores.get(&debtor).copied(),
            hold: self.debtor_holds.get(&debtor).copied(),
            needs_approval: self.needs_approval.contains(&debtor),
            insolvent_on: self.insolvent_on.get(&debtor).copied(),
            last_contact_on: self.last_contact.get(&debtor).copied(),
            contacts_on: self.contacts.get(&debtor).map_or(&[], Vec::as_slice),
            voice_on: self.voices.get(&debtor).copied(),
            courtesy_speaks: self.courtesy_speaks(debtor, items),
            items,
        }
    }

    /// Whether what this day has written down for a debtor is a courtesy: it stands, and what is late since waits.
    fn courtesy_speaks(&self, debtor: DebtorId, items: &[ItemFacts]) -> bool {
        let is_asked = |item: &&ItemFacts| {
            let by = |channel: Channel| channel.reaches_debtor() && self.today_asked.contains(&(debtor, channel, item.id));
            Channel::ALL.into_iter().any(by)
        };
        !self.today_asked.is_empty() && is_courtesy(items.iter().filter(is_asked), self.today)
    }

    /// Decides for one debtor, then lets what this day has already done stand.
    fn decide(&self, items: &[NightItem]) -> (DebtorPlan, Vec<ItemFacts>) {
        let debtor = items[0].debtor;
        let facts = self.item_facts(items);
        let debtor_facts = self.debtor_facts(debtor, &facts);
        let mut plan = plan_debtor(&debtor_facts, &self.follow.scenarios, &self.rules, self.today);
        if !self.today_actions.is_empty() {
            self.let_today_stand(debtor, &facts, &mut plan);
        }
        let has_spoken =
            || Channel::ALL.into_iter().any(|channel| channel.leaves_by_itself() && self.today_actions.contains_key(&(debtor, channel)));
        if self.let_go.as_ref().is_some_and(|let_go| !let_go.contains(&debtor)) && !has_spoken() {
            plan.hold_automatic(HoldReason::RunCap, Some(calendar::working_day_on_or_after(calendar::add_days(self.today, 1))));
        }
        (plan, facts)
    }

    /// A debtor who has been contacted today is not contacted again for what came in since.
    fn let_today_stand(&self, debtor: DebtorId, facts: &[ItemFacts], plan: &mut DebtorPlan) {
        let spoken = Channel::ALL.into_iter().find(|channel| {
            channel.reaches_debtor() && self.today_actions.get(&(debtor, *channel)).is_some_and(|state| state.counts_as_contact())
        });
        let mut actions = std::mem::take(&mut plan.actions);
        for action in &mut actions {
            let channel = if action.channel.reaches_debtor() { spoken.unwrap_or(action.channel) } else { action.channel };
            if !self.today_actions.contains_key(&(debtor, channel)) {
                continue;
            }
            action.channel = channel;
            let until = calendar::working_day_on_or_after(calendar::add_days(self.today, i64::from(self.rules.spacing_days).max(1)));
            action.asked.retain(|position| {
                let stands = self.today_asked.contains(&(debtor, channel, facts[*position].id));
                if !stands {
                    plan.outcomes[*position] = Outcome::Hold { reason: HoldReason::Spacing, until: Some(until) };
                }
                stands
            });
        }
        actions.retain(|action| !action.asked.is_empty());
        plan.actions = actions;
    }

    fn undisputed(&self, item: &NightItem) -> Cents {
        ItemFacts { disputed: self.disputed.get(&item.facts.id).copied().unwrap_or_default(), ..item.facts }.undisputed()
    }

    fn decided(&self, debtor: DebtorId, action: &PlannedAction, plan: &DebtorPlan, items: &[NightItem], facts: &[ItemFacts]) -> Decided {
        let number_of = |at: usize| {
            let step = if let Outcome::Send { step } = plan.outcomes[at] { step } else { action.step };
            self.follow.number(&facts[at], step)
        };
        let asked: Vec<_> =
            action.asked.iter().map(|at| (items[*at].facts.id, number_of(*at), items[*at].episode, self.undisputed(&items[*at]))).collect();
        Decided {
            debtor,
            channel: action.channel,
            scenario: action.scenario,
            step: action.step,
            mode: action.mode,
            currency: action.currency,
            asked: Cents::total(asked.iter().map(|(_, _, _, amount)| *amount)),
            items: asked,
            net: action.net,
            already: self.today_actions.get(&(debtor, action.channel)).copied(),
        }
    }

    /// Why an action does not take its step's first channel, in French; empty when it does.
    pub(crate) fn passed_over(&self, decided: &Decided) -> String {
        let facts = self.debtor_facts(decided.debtor, &[]);
        let earlier = self.follow.scenarios[decided.scenario].steps()[decided.step]
            .channels
            .iter()
            .copied()
            .take_while(|channel| *channel != decided.channel);
        let reasons = earlier.filter(|channel| !facts.is_reachable(*channel)).map(|channel| {
            let why = match channel {
                Channel::Email if facts.every_email_came_back() => crate::text::hold_reason(HoldReason::Bounced),
                Channel::Email => crate::text::sms::without_email(),
                Channel::Sms => self.texts.why_not(decided.debtor),
                Channel::Electronic if facts.has_postal_address => self.electronic.why_not(decided.debtor),
                _ => crate::text::sms::without_address(),
            };
            crate::text::sms::not_by(channel, &why)
        });
        reasons.collect::<Vec<_>>().join(", ")
    }

    fn new_action(&self, organisation: OrganisationId, decided: &Decided) -> NewAction {
        let step = &self.follow.scenarios[decided.scenario].steps()[decided.step];
        // A call in the place of an e-mail that would come back: a person makes it.
        let calls_instead = decided.channel == Channel::Call && self.debtor_facts(decided.debtor, &[]).calls_instead(step);
        let template = if calls_instead { Template::CallScript } else { step.template };
        NewAction {
            id: store::night::action_id(organisation, decided.debtor, self.today, decided.channel),
            debtor: decided.debtor,
            channel: decided.channel,
            step: decided.step,
            step_key: step.key.clone(),
            mode: decided.mode.code(),
            template: template.code(),
            currency: decided.currency.code().to_owned(),
            asked: decided.asked,
            net: decided.net,
            state: ActionState::first(decided.mode),
            reason: crate::text::locale::in_french(|| {
                if calls_instead { crate::text::hold_reason(HoldReason::Bounced) } else { self.passed_over(decided) }
            }),
            not_before: (decided.mode == Mode::UnlessVetoed).then(|| self.now + TimeDelta::hours(i64::from(step.veto_hours))),
            items: decided.items.clone(),
        }
    }
}

/// What one debtor got.
struct DebtorDecision {
    debtor: DebtorId,
    counts: Counts,
    actions: Vec<Decided>,
    held: Vec<HeldGroup>,
    outcomes: String,
}

/// Each outcome as the base keeps it: item, outcome, and its step, reason or date.
fn outcomes_json(facts: &[ItemFacts], plan: &DebtorPlan) -> String {
    use std::fmt::Write as _;
    let mut json = String::with_capacity(facts.len() * 64 + 2);
    json.push('[');
    for (item, outcome) in facts.iter().zip(&plan.outcomes) {
        if json.len() > 1 {
            json.push(',');
        }
        // Writing to a string cannot fail.
        let _ = match outcome {
            Outcome::Send { step } => write!(json, "[\"{}\",\"send\",{step}]", item.id),
            Outcome::Hold { reason, until: Some(until) } => write!(json, "[\"{}\",\"hold\",\"{}\",\"{until}\"]", item.id, reason.code()),
            Outcome::Hold { reason, until: None } => write!(json, "[\"{}\",\"hold\",\"{}\"]", item.id, reason.code()),
            Outcome::NotYet { next_on } => write!(json, "[\"{}\",\"not_yet\",\"{next_on}\"]", item.id),
            Outcome::Exhausted => write!(json, "[\"{}\",\"exhausted\"]", item.id),
        };
    }
    json.push(']');
    json
}

fn decide_debtor(facts: &Facts, items: &[NightItem], keep_outcomes: bool) -> DebtorDecision {
    let debtor = items[0].debtor;
    let (plan, item_facts) = facts.decide(items);
    let mut counts = Counts::default();
    let mut held: BTreeMap<(HoldReason, Option<Date>, Currency), (usize, Cents)> = BTreeMap::new();
    for (item, outcome) in item_facts.iter().zip(&plan.outcomes) {
        counts.add(outcome);
        if let Outcome::Hold { reason, until } = outcome
            && item.kind.is_debit()
        {
            let group = held.entry((*reason, *until, item.currency)).or_default();
            group.0 += 1;
            group.1 += item.open;
        }
    }
    DebtorDecision {
        debtor,
        counts,
        actions: plan.actions.iter().map(|action| facts.decided(debtor, action, &plan, items, &item_facts)).collect(),
        held: held
            .into_iter()
            .map(|((reason, until, currency), (items, amount))| HeldGroup { debtor, reason, until, items, amount, currency })
            .collect(),
        outcomes: if keep_outcomes { outcomes_json(&item_facts, &plan) } else { String::new() },
    }
}

/// Splits a page, sorted by debtor, into its debtors.
fn by_debtor(items: &[NightItem]) -> Vec<&[NightItem]> {
    items.chunk_by(|a, b| a.debtor == b.debtor).collect()
}

/// Decides a night without writing anything.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn dry_run(app: &App, scope: &Scope) -> Result<NightReport> {
    dry_run_on(app, scope, app.today()).await
}

/// Decides the night of another day, from what is known now, without writing anything.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn dry_run_on(app: &App, scope: &Scope, day: Date) -> Result<NightReport> {
    scope.require(Permission::ViewReceivables)?;
    let started = Instant::now();
    // Matching writes; the transaction is dropped, so nothing of it stays.
    let mut tx = app.db().begin().await?;
    let matching = match_in(&mut tx, app, scope).await?;
    crate::dispute::follow_in(&mut tx, app, scope).await?;
    crate::compromises::follow_in(&mut tx, app, scope).await?;
    crate::promises::settle(&mut tx, app, scope, day).await?;
    let timing = Timing { matching: started.elapsed(), ..Timing::default() };
    night(&mut tx, app, scope, day, matching, timing, None).await
}

/// Runs a night: what it decides is written.
///
/// # Errors
/// [`crate::AppError`]; the next run does what was not written.
#[crate::boxed]
pub async fn run(app: &App, scope: &Scope) -> Result<NightReport> {
    scope.require(Permission::RunNight)?;
    let started = Instant::now();
    let matching = crate::matching::match_all(app, scope, false).await?;
    crate::classification::release(app, scope).await?;
    crate::dispute::follow(app, scope).await?;
    crate::compromises::follow(app, scope).await?;
    let timing = Timing { matching: started.elapsed(), ..Timing::default() };
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    crate::promises::settle(&mut tx, app, scope, app.today()).await?;
    let scenario = store::scenario::in_force(&mut tx, organisation).await?;
    let run = store::night::begin_run(&mut tx, organisation, app.today(), scenario.id, app.now(), &scope.actor.name).await?;
    tx.commit().await?;
    let mut tx = app.db().snapshot().await?;
    let report = night(&mut tx, app, scope, app.today(), matching, timing, Some(run)).await?;
    finish(app, scope, run, &report).await?;
    Ok(report)
}

async fn night(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    today: Date,
    matching: MatchReport,
    mut timing: Timing,
    run: Option<RunId>,
) -> Result<NightReport> {
    let organisation = scope.organisation.id;
    let reading = Instant::now();
    let freshness = Freshness::judge(&scope.organisation, store::import::freshness(tx, organisation).await?, today);
    let mut facts = load_facts(tx, app, scope, &freshness, today).await?;
    facts.let_go = capped(tx, organisation, &facts).await?;
    timing.read += reading.elapsed();
    let mut report = NightReport {
        date: today,
        counts: Counts::default(),
        actions: Vec::new(),
        held: Vec::new(),
        freshness,
        scenarios: facts.follow.scenarios.clone(),
        matching,
        timing,
    };
    let mut batch = NightBatch::default();
    let (walking, mut decided, mut absorbed) = (Instant::now(), Duration::ZERO, Duration::ZERO);
    store::night::each_page(tx, organisation, today, PAGE, |page| {
        let deciding = Instant::now();
        let decisions: Vec<DebtorDecision> =
            by_debtor(page).into_par_iter().map(|items| decide_debtor(&facts, items, run.is_some())).collect();
        decided += deciding.elapsed();
        let writing = Instant::now();
        absorb(&mut report, &mut batch, &facts, organisation, decisions);
        absorbed += writing.elapsed();
    })
    .await?;
    report.timing.read += walking.elapsed().saturating_sub(decided + absorbed);
    report.timing.decide += decided;
    report.timing.write += absorbed;
    if let Some(run) = run {
        let writing = Instant::now();
        write(app, organisation, run, today, batch).await?;
        report.timing.write += writing.elapsed();
    }
    report.actions.sort_by(|a, b| b.net.cmp(&a.net).then(a.debtor.cmp(&b.debtor)));
    report.held.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.debtor.cmp(&b.debtor)));
    assert!(
        report.counts.open_items == report.counts.send + report.counts.hold + report.counts.not_yet + report.counts.exhausted,
        "each open item has one outcome"
    );
    Ok(report)
}

/// All debtors with something open, each with its items.
pub(crate) async fn each_debtor(tx: &mut Tx, organisation: OrganisationId, today: Date, mut look: impl FnMut(&[NightItem])) -> Result<()> {
    store::night::each_page(tx, organisation, today, PAGE, |page| by_debtor(page).into_iter().for_each(&mut look)).await?;
    Ok(())
}

/// Whose messages a capped night lets go: those that have waited longest, then the largest debts. `None` when there is no
/// cap, or it does not bind. What the day has sent already takes its part of the cap.
async fn capped(tx: &mut Tx, organisation: OrganisationId, facts: &Facts) -> Result<Option<HashSet<DebtorId>>> {
    let Some(cap) = facts.run_cap.and_then(|cap| usize::try_from(cap).ok()) else { return Ok(None) };
    let mut waiting: Vec<(Date, std::cmp::Reverse<Cents>, DebtorId)> = Vec::new();
    each_debtor(tx, organisation, facts.today, |items| {
        let debtor = items[0].debtor;
        let (plan, _) = facts.decide(items);
        let automatic = plan.actions.iter().filter(|action| action.channel.leaves_by_itself());
        let is_new = |channel| !facts.today_actions.contains_key(&(debtor, channel));
        waiting.extend(
            automatic.filter(|action| is_new(action.channel)).map(|action| (action.ripe_since, std::cmp::Reverse(action.net), debtor)),
        );
    })
    .await?;
    let already =
        facts.today_actions.iter().filter(|((_, channel), state)| channel.leaves_by_itself() && state.counts_as_contact()).count();
    let room = cap.saturating_sub(already);
    if waiting.len() <= room {
        return Ok(None);
    }
    waiting.sort_unstable();
    Ok(Some(waiting.into_iter().take(room).map(|(_, _, debtor)| debtor).collect()))
}

/// Writes what was decided: all or nothing, and each page of the base once. On a server a large night is written by two
/// connections, each with the whole of its debtors; what one has written stands when the other fails, and the next run of
/// the day writes the rest.
async fn write(app: &App, organisation: OrganisationId, run: RunId, today: Date, mut batch: NightBatch) -> Result<()> {
    /// Debtors above which a second connection is worth its while.
    const MANY: usize = 5_000;
    let one = async |batch: &NightBatch| -> Result<()> {
        let mut tx = app.db().begin().await?;
        store::night::write_batch(&mut tx, organisation, run, today, batch, app.now()).await?;
        Ok(tx.commit().await?)
    };
    if app.db().engine() == Engine::Sqlite || batch.outcomes.len() <= MANY {
        return one(&batch).await;
    }
    let half = batch.outcomes.len() / 2;
    let from = batch.outcomes[half].0;
    let actions = batch.actions.iter().position(|action| action.debtor >= from).unwrap_or(batch.actions.len());
    let second = NightBatch { actions: batch.actions.split_off(actions), outcomes: batch.outcomes.split_off(half) };
    futures_util::try_join!(one(&batch), one(&second))?;
    Ok(())
}

/// Adds decisions to the report, and turns them into rows.
fn absorb(report: &mut NightReport, batch: &mut NightBatch, facts: &Facts, organisation: OrganisationId, decisions: Vec<DebtorDecision>) {
    for decision in decisions {
        let (total, part) = (&mut report.counts, decision.counts);
        total.open_items += part.open_items;
        total.send += part.send;
        total.hold += part.hold;
        total.not_yet += part.not_yet;
        total.exhausted += part.exhausted;
        for (sum, count) in total.holds.iter_mut().zip(part.holds) {
            *sum += count;
        }
        batch
            .actions
            .extend(decision.actions.iter().filter(|action| action.already.is_none()).map(|action| facts.new_action(organisation, action)));
        batch.outcomes.push((decision.debtor, decision.outcomes));
        report.actions.extend(decision.actions);
        report.held.extend(decision.held);
    }
}

async fn finish(app: &App, scope: &Scope, run: RunId, report: &NightReport) -> Result<()> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let holds: serde_json::Map<String, serde_json::Value> =
        report.counts.held().map(|(reason, items)| (reason.code().to_owned(), serde_json::Value::from(items))).collect();
    let holds = serde_json::Value::Object(holds).to_string();
    let counts = &report.counts;
    let row = NightRun {
        id: run,
        business_date: report.date,
        started_at: app.now(),
        finished_at: Some(app.now()),
        open_items: count(counts.open_items),
        outcomes: [counts.send, counts.hold, counts.not_yet, counts.exhausted].map(count),
        holds: holds.clone(),
    };
    let new = report.actions.iter().filter(|action| action.already.is_none()).count();
    let payload = serde_json::json!({
        "date": report.date.to_string(), "open_items": counts.open_items, "send": counts.send, "hold": counts.hold,
        "not_yet": counts.not_yet, "exhausted": counts.exhausted, "actions": new,
    });
    let event = NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind: "night.run",
        debtor: None,
        subject: Some(run.0),
        payload: payload.to_string(),
    };
    let mut tx = app.db().begin().await?;
    store::night::finish_run(&mut tx, scope.organisation.id, &row).await?;
    store::event::append(&mut tx, scope.organisation.id, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
