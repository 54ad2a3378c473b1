//! One glance: what is owed, what is late, what left last night, what waits.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::dunning::{ActionState, Channel, HoldReason};
use domain::ids::{ActionId, DebtorId, OrganisationId};
use domain::ledger::Ageing;
use domain::party::MissingMention;
use domain::{Cents, Currency, Date};
use store::Tx;
use store::action::Action;
use store::bank::TransactionState;

use crate::debtors::{DebtorLine, DebtorsQuery, Show, Sort};
use crate::kept::kept;
use crate::{App, Permission, Result, Scope, setup};

/// An action with the name of its debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionLine {
    /// Its id.
    pub id: ActionId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub debtor_code: String,
    /// The debtor's name.
    pub debtor_name: String,
    /// The day that decided it.
    pub business_date: Date,
    /// How it reaches the debtor.
    pub channel: Channel,
    /// Key of its step.
    pub step_key: String,
    /// Where it stands.
    pub state: ActionState,
    /// Why it stands there, in French; may be empty.
    pub reason: String,
    /// Items asked for.
    pub item_count: i64,
    /// What is asked for.
    pub asked: Cents,
    /// What is owed in all, credits taken off.
    pub net: Cents,
    /// Currency of the amounts.
    pub currency: Currency,
    /// When it left, was done or was given up.
    pub done_at: Option<DateTime<Utc>>,
    /// To whom; empty for tasks and before sending.
    pub recipient: String,
}

impl ActionLine {
    fn with(action: Action, (code, name): (String, String), recipient: String) -> Self {
        Self {
            id: action.id,
            debtor: action.debtor,
            debtor_code: code,
            debtor_name: name,
            business_date: action.business_date,
            channel: action.channel,
            step_key: action.step_key,
            state: action.state,
            reason: action.reason,
            item_count: action.item_count,
            asked: action.asked,
            net: action.net,
            currency: action.currency,
            done_at: action.done_at,
            recipient,
        }
    }

    /// One action with the name of its debtor.
    pub(crate) async fn of(tx: &mut Tx, organisation: OrganisationId, action: Action) -> Result<Self> {
        let debtor = store::debtor::get_any(tx, organisation, action.debtor).await?;
        let name = debtor.map(|debtor| (debtor.code, debtor.name)).unwrap_or_default();
        Ok(Self::with(action, name, String::new()))
    }
}

/// Names of the debtors of some rows; each is read once.
pub(crate) async fn names(
    tx: &mut Tx,
    organisation: OrganisationId,
    debtors: impl IntoIterator<Item = DebtorId>,
) -> Result<HashMap<DebtorId, (String, String)>> {
    /// Above this, reading the whole table at once is cheaper than row by row.
    const MANY: usize = 200;
    let wanted: HashSet<DebtorId> = debtors.into_iter().collect();
    let mut names = HashMap::with_capacity(wanted.len());
    if wanted.len() > MANY {
        for debtor in store::debtor::all(tx, organisation).await? {
            names.insert(debtor.id, (debtor.code, debtor.name));
        }
        return Ok(names);
    }
    for id in wanted {
        if let Some(debtor) = store::debtor::get_any(tx, organisation, id).await? {
            names.insert(id, (debtor.code, debtor.name));
        }
    }
    Ok(names)
}

/// Actions with the names of their debtors.
pub(crate) async fn lines(tx: &mut Tx, organisation: OrganisationId, actions: Vec<Action>) -> Result<Vec<ActionLine>> {
    let mut names = names(tx, organisation, actions.iter().map(|action| action.debtor)).await?;
    Ok(actions
        .into_iter()
        .map(|action| {
            let name = names.entry(action.debtor).or_default().clone();
            ActionLine::with(action, name, String::new())
        })
        .collect())
}

/// What the last night did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastNight {
    /// The business date.
    pub business_date: Date,
    /// When it ended; `None` when it was cut.
    pub finished_at: Option<DateTime<Utc>>,
    /// Open items read.
    pub open_items: i64,
    /// Items asked for.
    pub sent_items: i64,
    /// Items held.
    pub held_items: i64,
    /// Items not ripe.
    pub not_yet_items: i64,
    /// Items whose steps are all done.
    pub exhausted_items: i64,
    /// Items held, by reason.
    pub holds: Vec<(HoldReason, i64)>,
    /// The night's actions of the largest debts, [`NIGHT_SHOWN`] at most.
    pub actions: Vec<ActionLine>,
    /// How many actions it has.
    pub action_count: i64,
}

/// Actions of the last night that the page shows.
pub const NIGHT_SHOWN: i64 = 40;

/// What waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Calls, letters and tasks to do.
    pub to_do: i64,
    /// Messages to approve.
    pub awaiting_approval: i64,
    /// Messages that leave by themselves at the next sending.
    pub planned: i64,
    /// Messages that the server refused.
    pub failed: i64,
    /// Messages of which nobody knows whether they left.
    pub unknown: i64,
    /// Bank lines to identify.
    pub to_identify: i64,
    /// Their sum.
    pub to_identify_amount: Cents,
}

/// The page's figures.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// The day.
    pub as_of: Date,
    /// The currency of the figures: the euro, else the first one.
    pub currency: Currency,
    /// The aged balance of all debtors.
    pub total: Ageing,
    /// Debtors with something open.
    pub debtors_open: usize,
    /// Debtors with something late.
    pub debtors_overdue: usize,
    /// What the last night did.
    pub last_night: Option<LastNight>,
    /// What waits.
    pub waiting: Waiting,
    /// The debtors with most that is late.
    pub largest: Vec<DebtorLine>,
    /// Mentions of the creditor without which no letter leaves.
    pub missing_mentions: Vec<MissingMention>,
    /// The balances in other currencies.
    pub other_currencies: Vec<(Currency, Ageing)>,
}

/// The balances of all debtors by currency, the euro first.
pub(crate) fn totals(balances: &[store::ageing::DebtorAgeing]) -> Vec<(Currency, Ageing)> {
    let mut totals: Vec<(Currency, Ageing)> = Vec::new();
    for balance in balances {
        if !totals.iter().any(|(currency, _)| *currency == balance.currency) {
            totals.push((balance.currency, Ageing::default()));
        }
        if let Some((_, total)) = totals.iter_mut().find(|(currency, _)| *currency == balance.currency) {
            for (sum, amount) in total.buckets.iter_mut().zip(balance.ageing.buckets) {
                *sum += amount;
            }
        }
    }
    totals.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    totals
}

/// What waits for a person: the badges of the navigation.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn waiting(app: &App, scope: &Scope) -> Result<Waiting> {
    scope.require(Permission::ViewReceivables)?;
    let counted = kept(app, scope, "what waits", String::new(), |app, scope| async move {
        let mut tx = app.db().snapshot().await?;
        waiting_in(&mut tx, scope.organisation.id).await
    });
    Ok(*counted.await?)
}

async fn waiting_in(tx: &mut Tx, organisation: OrganisationId) -> Result<Waiting> {
    let mut count = [0_i64; 6];
    let states = [
        ActionState::ToDo,
        ActionState::AwaitingApproval,
        ActionState::Planned,
        ActionState::Failed,
        ActionState::Unknown,
        ActionState::Approved,
    ];
    for (slot, state) in count.iter_mut().zip(states) {
        *slot = store::action::count(tx, organisation, state).await?;
    }
    let (to_identify, to_identify_amount) = store::bank::count(tx, organisation, TransactionState::ToIdentify).await?;
    let [to_do, awaiting_approval, planned, failed, unknown, approved] = count;
    Ok(Waiting { to_do, awaiting_approval, planned: planned + approved, failed, unknown, to_identify, to_identify_amount })
}

async fn last_night(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<LastNight>> {
    // A run without an end has only queued requests for payment so far, unless it was cut.
    let runs = store::night::runs(tx, organisation, 3).await?;
    let ended = runs.iter().find(|run| run.finished_at.is_some()).cloned();
    let Some(run) = ended.or_else(|| runs.into_iter().next()) else { return Ok(None) };
    let (actions, action_count) = store::action::largest_on(tx, organisation, run.business_date, NIGHT_SHOWN).await?;
    let holds: HashMap<String, i64> = serde_json::from_str(&run.holds).unwrap_or_default();
    let [sent_items, held_items, not_yet_items, exhausted_items] = run.outcomes;
    Ok(Some(LastNight {
        business_date: run.business_date,
        finished_at: run.finished_at,
        open_items: run.open_items,
        sent_items,
        held_items,
        not_yet_items,
        exhausted_items,
        holds: HoldReason::ALL.into_iter().filter_map(|reason| Some((reason, *holds.get(reason.code())?))).collect(),
        actions: lines(tx, organisation, actions).await?,
        action_count,
    }))
}

/// The page's figures today.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn dashboard(app: &App, scope: &Scope) -> Result<Arc<Dashboard>> {
    scope.require(Permission::ViewReceivables)?;
    kept(app, scope, "dashboard", String::new(), |app, scope| async move { gather(&app, &scope).await }).await
}

async fn gather(app: &App, scope: &Scope) -> Result<Dashboard> {
    let organisation = scope.organisation.id;
    let creditor = setup::creditor(app, organisation).await?;
    let balances = crate::ageing::of_today(app, scope).await?;
    let mut tx = app.db().snapshot().await?;
    let mut totals = totals(&balances);
    let (currency, total) = if totals.is_empty() { (Currency::EUR, Ageing::default()) } else { totals.remove(0) };
    let own = || balances.iter().filter(|balance| balance.currency == currency);
    let (debtors_open, debtors_overdue) = (own().count(), own().filter(|balance| balance.ageing.overdue().is_positive()).count());
    let last_night = last_night(&mut tx, organisation).await?;
    let waiting = waiting_in(&mut tx, organisation).await?;
    drop(tx);
    let query = DebtorsQuery { show: Show::Overdue, sort: Sort::Overdue, descending: true, per_page: 10, ..DebtorsQuery::default() };
    let (largest, _) = crate::debtors::list(app, scope, &query).await?;
    Ok(Dashboard {
        as_of: app.today(),
        currency,
        total,
        debtors_open,
        debtors_overdue,
        last_night,
        waiting,
        largest: largest.rows,
        missing_mentions: creditor.missing_mentions(),
        other_currencies: totals,
    })
}
