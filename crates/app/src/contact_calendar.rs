//! The calendar of one debtor's coming contacts: what leaves when and by which channel, the calls to make, what was promised, the
//! instalments of plans, the time limits. What leaves is the decision's own plan, asked day after day; nothing is counted twice.

use channels::PARIS;
use domain::dunning::{ActionState, Channel, DebtorPlan, Mode};
use domain::ids::{ActionId, CompromiseId, DebtorId, OpenItemId, PlanId, PromiseId};
use domain::promise::Standing;
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::promise::Which;

use crate::debtor_file::HoldLine;
use crate::night::{Decided, Facts, coming_of, step_key};
use crate::{Result, Scope};

/// Days that are looked ahead.
pub const DAYS_AHEAD: i64 = 90;
/// Actions read to find those that wait.
const ACTIONS_READ: i64 = 200;

/// What a coming day holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coming {
    /// A step that the night of that day will decide, if nothing is paid or said until then.
    Step {
        /// Its key.
        key: String,
        /// How it reaches the debtor.
        channel: Channel,
        /// Who lets it go.
        mode: Mode,
        /// The numbers of the items asked for.
        items: Vec<String>,
        /// What is asked of them.
        asked: Cents,
        /// Currency of the amount.
        currency: Currency,
    },
    /// A step that was decided and is still to be done: a call, a letter to post, a message to approve.
    Waiting {
        /// The action to open.
        action: ActionId,
        /// Key of its step.
        key: String,
        /// How it reaches the debtor.
        channel: Channel,
        /// Where it stands.
        state: ActionState,
        /// What is asked.
        asked: Cents,
        /// Currency of the amount.
        currency: Currency,
    },
    /// The day that the debtor named.
    Promise {
        /// The promise.
        id: PromiseId,
        /// What counts as promised and has not been paid.
        left: Cents,
        /// Its currency.
        currency: Currency,
    },
    /// An instalment of a payment plan.
    Instalment {
        /// The plan.
        plan: PlanId,
        /// Its reference.
        reference: String,
        /// Its place from 1, of how many.
        place: (usize, usize),
        /// What is missing of it.
        missing: Cents,
        /// Its currency.
        currency: Currency,
    },
    /// The last day to pay a smaller sum that was agreed.
    Compromise {
        /// The agreement.
        id: CompromiseId,
        /// What was agreed.
        asked: Cents,
        /// Its currency.
        currency: Currency,
    },
    /// A time limit that was recorded.
    TimeLimit {
        /// What it is, in the reader's language.
        label: String,
    },
    /// Reminders that a person suspended may go again.
    Resume {
        /// Why they were suspended.
        note: String,
    },
}

impl Coming {
    /// Whether the house speaks to the debtor then.
    #[must_use]
    pub fn is_contact(&self) -> bool {
        matches!(self, Self::Step { channel, .. } | Self::Waiting { channel, .. } if channel.reaches_debtor())
    }

    /// The place of what falls on the same day: what was said first, then what is done.
    fn place(&self) -> u8 {
        match self {
            Self::TimeLimit { .. } => 0,
            Self::Promise { .. } => 1,
            Self::Instalment { .. } => 2,
            Self::Compromise { .. } => 3,
            Self::Resume { .. } => 4,
            Self::Waiting { .. } => 5,
            Self::Step { .. } => 6,
        }
    }
}

/// A line of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingLine {
    /// The day; one before today is what should have been done already.
    pub on: Date,
    /// What.
    pub what: Coming,
}

/// The calendar's lines by day: what should be done already, then today and [`DAYS_AHEAD`] days.
pub(crate) async fn of_debtor(
    tx: &mut Tx,
    scope: &Scope,
    facts: &Facts,
    debtor: DebtorId,
    (plan, decided, holds): (&DebtorPlan, &[Decided], &[HoldLine]),
) -> Result<Vec<ComingLine>> {
    let today = facts.today;
    let until = calendar::add_days(today, DAYS_AHEAD);
    let mut lines = steps(tx, scope, facts, debtor, (plan, decided, until)).await?;
    lines.extend(waiting(tx, scope, debtor, today).await?);
    lines.extend(agreed(tx, scope, debtor, today).await?);
    lines.extend(limits(tx, scope, debtor, today).await?);
    let resumed = holds.iter().filter(|hold| !hold.is_promise).filter_map(|hold| {
        let what = Coming::Resume { note: hold.note.clone() };
        Some(ComingLine { on: hold.until?, what })
    });
    lines.extend(resumed);
    lines.retain(|line| line.on <= until);
    lines.sort_by_key(|line| (line.on, line.what.place()));
    Ok(lines)
}

/// What leaves today and is not in the base yet, and what the coming nights decide.
async fn steps(
    tx: &mut Tx,
    scope: &Scope,
    facts: &Facts,
    debtor: DebtorId,
    (plan, decided, until): (&DebtorPlan, &[Decided], Date),
) -> Result<Vec<ComingLine>> {
    let organisation = scope.organisation.id;
    let coming = coming_of(tx, organisation, facts, debtor, (plan, until)).await?;
    let fresh = || decided.iter().filter(|action| action.already.is_none());
    let ids: Vec<OpenItemId> = coming
        .iter()
        .flat_map(|asked| &asked.items)
        .chain(fresh().flat_map(|action| action.items.iter().map(|(id, ..)| id)))
        .copied()
        .collect();
    let numbers = store::item::numbers(tx, organisation, &ids).await?;
    let number = |id: &OpenItemId| numbers.get(id).cloned().unwrap_or_default();
    let now = fresh().map(|action| ComingLine {
        on: facts.today,
        what: Coming::Step {
            key: step_key(&facts.follow.scenarios, action).to_owned(),
            channel: action.channel,
            mode: action.mode,
            items: action.items.iter().map(|(id, ..)| number(id)).collect(),
            asked: action.asked,
            currency: action.currency,
        },
    });
    let later = coming.iter().map(|asked| ComingLine {
        on: asked.on,
        what: Coming::Step {
            key: asked.step_key.clone(),
            channel: asked.channel,
            mode: asked.mode,
            items: asked.items.iter().map(number).collect(),
            asked: asked.asked,
            currency: asked.currency,
        },
    });
    Ok(now.chain(later).collect())
}

/// What was decided and is still to be done. A call that is to be tried again counts from that day.
async fn waiting(tx: &mut Tx, scope: &Scope, debtor: DebtorId, today: Date) -> Result<Vec<ComingLine>> {
    use ActionState::{Approved, AwaitingApproval, Failed, Planned, Reserved, ToDo};
    let actions = store::action::of_debtor(tx, scope.organisation.id, debtor, ACTIONS_READ).await?;
    let waits =
        actions.into_iter().filter(|action| matches!(action.state, Planned | AwaitingApproval | Approved | Reserved | ToDo | Failed));
    let lines = waits.map(|action| {
        let from = action.not_before.map(|at| at.with_timezone(&PARIS).date_naive()).filter(|on| *on > today);
        ComingLine {
            on: from.unwrap_or(action.business_date),
            what: Coming::Waiting {
                action: action.id,
                key: action.step_key,
                channel: action.channel,
                state: action.state,
                asked: action.asked,
                currency: action.currency,
            },
        }
    });
    Ok(lines.collect())
}

/// What was agreed with the debtor and is waited for.
async fn agreed(tx: &mut Tx, scope: &Scope, debtor: DebtorId, today: Date) -> Result<Vec<ComingLine>> {
    let organisation = scope.organisation.id;
    let mut lines = Vec::new();
    for row in store::promise::list(tx, organisation, Which::Of(debtor)).await? {
        let promise = &row.promise;
        if promise.standing == Standing::Pending {
            let left = (promise.due - promise.paid).max(Cents::ZERO);
            lines.push(ComingLine { on: promise.on, what: Coming::Promise { id: promise.id, left, currency: row.currency } });
        }
    }
    for plan in crate::plans::load_of(tx, organisation, debtor, today).await? {
        if !plan.standing.expects_money() {
            continue;
        }
        let count = plan.progress.lines.len();
        for (at, line) in plan.progress.lines.iter().enumerate().filter(|(_, line)| line.missing().is_positive()) {
            let row = &plan.record.row;
            let what = Coming::Instalment {
                plan: row.id,
                reference: row.reference.clone(),
                place: (at + 1, count),
                missing: line.missing(),
                currency: row.currency,
            };
            lines.push(ComingLine { on: line.instalment.due_on, what });
        }
    }
    for compromise in crate::compromises::load_of(tx, organisation, debtor).await? {
        let row = &compromise.record.row;
        if compromise.state.hold(&row.terms, &compromise.came, today).is_some() {
            let what = Coming::Compromise { id: row.id, asked: row.terms.total - row.terms.discount, currency: row.currency };
            lines.push(ComingLine { on: row.terms.pay_by, what });
        }
    }
    Ok(lines)
}

/// The time limits that run: the day that is to be watched.
async fn limits(tx: &mut Tx, scope: &Scope, debtor: DebtorId, today: Date) -> Result<Vec<ComingLine>> {
    let recorded = crate::deadlines::running_of(tx, scope.organisation.id, debtor, today).await?;
    let lines = recorded.into_iter().filter_map(|limit| {
        let on = limit.deadline.as_ref()?.watch_on();
        Some(ComingLine { on, what: Coming::TimeLimit { label: limit.label } })
    });
    Ok(lines.collect())
}
