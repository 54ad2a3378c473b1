//! What waits on each account, gathered from the outbox, the mailbox, promises, plans, disputes, ended scenarios and alerts.

use std::collections::{HashMap, HashSet};

use domain::agenda::{Facts, Kind, Rank};
use domain::deadline::{Deadline, Urgency};
use domain::dunning::{ActionState, Channel};
use domain::ids::DebtorId;
use domain::ledger::Ageing;
use domain::plan::Standing;
use domain::portfolio::{Account, Away, on_duty};
use domain::{Cents, Currency, Date, calendar};
use store::Tx;
use store::action::Action;
use store::desk::SnoozeRow;
use store::portfolio::AlertRow;

use super::{Dossier, Target, Thing};
use crate::dashboard::totals;
use crate::text::agenda as words;
use crate::{App, Result, Scope};

/// Actions of a state that are looked at, the largest of the newest days first; what is beyond waits until some are done.
const ACTIONS: i64 = 5_000;
/// Unread mails that are looked at.
const MAILS: i64 = 2_000;

/// Nights among which the last one that ended is looked for.
const NIGHTS: i64 = 60;

/// Things by account.
type Things = HashMap<DebtorId, Vec<Thing>>;

/// What kind of thing an action is in a state; `None` when nothing waits.
fn kind_of(state: ActionState, channel: Channel) -> Option<Kind> {
    Some(match state {
        ActionState::ToDo => match channel {
            Channel::Call => Kind::Call,
            Channel::Letter | Channel::Registered | Channel::Electronic => Kind::Letter,
            Channel::Email | Channel::Sms | Channel::Task => Kind::Task,
        },
        ActionState::AwaitingApproval => Kind::ToConfirm,
        ActionState::Planned | ActionState::Approved => Kind::Confirmed,
        ActionState::Failed | ActionState::Unknown => Kind::SendError,
        _ => return None,
    })
}

fn thing(action: &Action) -> Option<Thing> {
    let kind = kind_of(action.state, action.channel)?;
    // A call that is to be made again has a later day of its own.
    let due_on = action.not_before.map_or(action.business_date, |at| channels::business_date(at, crate::PARIS).max(action.business_date));
    let at = if kind == Kind::SendError { action.done_at } else { None };
    Some(Thing { kind, due_on, at, title: words::action(kind, action), target: Target::Action(action.id) })
}

async fn from_outbox(tx: &mut Tx, scope: &Scope, things: &mut Things) -> Result<()> {
    let states = [
        ActionState::ToDo,
        ActionState::AwaitingApproval,
        ActionState::Planned,
        ActionState::Approved,
        ActionState::Failed,
        ActionState::Unknown,
    ];
    for state in states {
        for action in store::action::in_state(tx, scope.organisation.id, state, ACTIONS).await? {
            if let Some(thing) = thing(&action) {
                things.entry(action.debtor).or_default().push(thing);
            }
        }
    }
    Ok(())
}

async fn from_mailbox(tx: &mut Tx, scope: &Scope, things: &mut Things) -> Result<()> {
    let filter = store::received::Filter::default();
    for mail in store::received::list(tx, scope.organisation.id, store::received::Which::ToRead, &filter, (MAILS, 0)).await? {
        if let Some(debtor) = mail.debtor {
            let title = words::reply(&mail.subject);
            things.entry(debtor).or_default().push(Thing {
                kind: Kind::Reply,
                due_on: mail.received_on,
                at: Some(mail.received_at),
                title,
                target: Target::Reply(mail.id),
            });
        }
    }
    Ok(())
}

async fn from_promises_and_disputes(app: &App, scope: &Scope, things: &mut Things) -> Result<()> {
    let broken = crate::promises::PromisesQuery { per_page: u32::MAX, ..Default::default() };
    for line in crate::promises::board(app, scope, &broken).await?.lines {
        let title = words::broken(line.still_owed, line.currency, line.on);
        let due_on = calendar::add_days(line.until, 1);
        let target = Target::Promise(line.id);
        things.entry(line.debtor).or_default().push(Thing { kind: Kind::BrokenPromise, due_on, at: None, title, target });
    }
    let late = crate::dispute::Filter { late: true, ..Default::default() };
    for card in crate::dispute::list(app, scope, &late, crate::dispute::Order::Limit, 0).await?.cards {
        let title = words::dispute(card.reason, card.late_days);
        let due_on = card.due_on.unwrap_or(card.opened_on);
        let target = Target::Dispute(card.id);
        things.entry(card.debtor.0).or_default().push(Thing { kind: Kind::LateDispute, due_on, at: None, title, target });
    }
    for line in crate::deadlines::list(app, scope, &crate::deadlines::LimitsQuery::default()).await?.running {
        let Some((debtor, ..)) = line.debtor else { continue };
        if line.urgency != Urgency::Later {
            let due_on = line.deadline.as_ref().map_or(line.start_on, Deadline::watch_on);
            let title = words::limit(&line.label);
            things.entry(debtor).or_default().push(Thing { kind: Kind::Limit, due_on, at: None, title, target: Target::Limits });
        }
    }
    Ok(())
}

/// The payment plans that wait for who may agree, those that debtors chose among them, and those that are broken.
async fn from_plans(app: &App, scope: &Scope, things: &mut Things) -> Result<()> {
    for line in crate::plans::board(app, scope, &crate::plans::PlansQuery::default()).await?.lines {
        let (kind, due_on, title) = match (line.standing, line.breach) {
            (Standing::ToApprove, _) => (Kind::Task, app.today(), words::plan(&line.reference)),
            (Standing::Broken, Some(breach)) => {
                (Kind::BrokenPlan, breach.since, words::broken_plan(&line.reference, line.overdue, line.currency, breach.cure_by))
            }
            _ => continue,
        };
        things.entry(line.debtor).or_default().push(Thing { kind, due_on, at: None, title, target: Target::Plan(line.id) });
    }
    Ok(())
}

/// The items that the last night found at the end of their scenario: what comes next is for a person to say.
async fn from_ended_scenarios(tx: &mut Tx, scope: &Scope, things: &mut Things) -> Result<()> {
    let organisation = scope.organisation.id;
    // One that runs, or to which only a person added something, has no figures: the one before it stands.
    let runs = store::night::runs(tx, organisation, NIGHTS).await?;
    let Some(run) = runs.into_iter().find(|run| run.finished_at.is_some()) else { return Ok(()) };
    let [.., ended] = run.outcomes;
    if ended == 0 {
        return Ok(());
    }
    for row in store::night::ended(tx, organisation, run.id).await? {
        things.entry(row.debtor).or_default().push(Thing {
            kind: Kind::Decide,
            due_on: row.last_step_on.map_or(run.business_date, |on| calendar::add_days(on, 1)),
            at: None,
            title: words::ended(row.items, row.open, row.currency),
            target: Target::Account,
        });
    }
    Ok(())
}

/// What is known of all accounts.
struct Known {
    /// What is owed in each currency, the one that the account is shown in first.
    balances: HashMap<DebtorId, Vec<(Currency, Ageing)>>,
    oldest_due: HashMap<DebtorId, Date>,
    last_contact: HashMap<DebtorId, Date>,
    by_email: HashSet<DebtorId>,
    by_post: HashSet<DebtorId>,
    paused: HashSet<DebtorId>,
    snoozed: HashMap<DebtorId, SnoozeRow>,
    away: Vec<Away>,
    alerts: Vec<AlertRow>,
}

impl Known {
    async fn read(tx: &mut Tx, scope: &Scope, today: Date, rows: &[store::ageing::DebtorAgeing]) -> Result<Self> {
        let organisation = scope.organisation.id;
        let main = totals(rows).first().map_or(Currency::EUR, |(currency, _)| *currency);
        let mut balances: HashMap<DebtorId, Vec<(Currency, Ageing)>> = HashMap::with_capacity(rows.len());
        for row in rows {
            balances.entry(row.debtor).or_default().push((row.currency, row.ageing));
        }
        // An account in several currencies is shown in one in which something is late, the house's main one before others.
        for own in balances.values_mut().filter(|own| own.len() > 1) {
            own.sort_by_key(|(currency, ageing)| (!ageing.overdue().is_positive(), *currency != main, *currency));
        }
        let from = calendar::add_days(today, -400);
        let mut alerts = vec![crate::alerts::always()];
        alerts.extend(store::portfolio::alerts(tx, organisation).await?);
        Ok(Self {
            away: store::portfolio::absences(tx, organisation, today).await?.into_iter().map(|row| row.away).collect(),
            alerts,
            balances,
            oldest_due: crate::agreed::oldest_due(tx, organisation, today).await?,
            // What really left or was really said, and replies: a message that waits is no contact.
            last_contact: store::conversation::last_spoken(tx, organisation, from).await?.into_iter().collect(),
            by_email: store::night::contactable(tx, organisation).await?.into_iter().collect(),
            by_post: store::night::postable(tx, organisation).await?.into_iter().collect(),
            paused: store::hold::active(tx, organisation, today)
                .await?
                .into_iter()
                .filter(|hold| hold.item.is_none())
                .map(|hold| hold.debtor)
                .collect(),
            snoozed: store::desk::snoozed(tx, organisation, today).await?.into_iter().map(|row| (row.debtor, row)).collect(),
        })
    }
}

/// Every account on which something waits, that is put off, or that owes something late; without an order.
pub(crate) async fn everything(app: &App, scope: &Scope) -> Result<Vec<Dossier>> {
    let today = app.today();
    let mut things = Things::new();
    from_promises_and_disputes(app, scope, &mut things).await?;
    from_plans(app, scope, &mut things).await?;
    // What is late is so by the dates that were agreed, as it is for reminders.
    let balances = crate::ageing::of_today_as_agreed(app, scope).await?;
    let mut tx = app.db().snapshot().await?;
    from_outbox(&mut tx, scope, &mut things).await?;
    from_mailbox(&mut tx, scope, &mut things).await?;
    from_ended_scenarios(&mut tx, scope, &mut things).await?;
    // What waits on an account that was merged waits on its survivor.
    for (absorbed, survivor) in store::desk::survivors(&mut tx, scope.organisation.id).await? {
        if let Some(own) = things.remove(&absorbed) {
            things.entry(survivor).or_default().extend(own);
        }
    }
    let known = Known::read(&mut tx, scope, today, &balances).await?;
    let debtors = store::debtor::all(&mut tx, scope.organisation.id).await?;
    drop(tx);
    let mut dossiers = Vec::new();
    for debtor in debtors {
        let own = things.remove(&debtor.id).unwrap_or_default();
        let balances = known.balances.get(&debtor.id).map_or(&[][..], Vec::as_slice);
        let is_late = balances.iter().any(|(_, ageing)| ageing.overdue().is_positive());
        if own.is_empty() && !known.snoozed.contains_key(&debtor.id) && !is_late {
            continue;
        }
        dossiers.push(dossier(debtor, own, balances, &known, today));
    }
    Ok(dossiers)
}

fn dossier(debtor: domain::party::Debtor, mut things: Vec<Thing>, balances: &[(Currency, Ageing)], known: &Known, today: Date) -> Dossier {
    let (currency, ageing) = balances.first().copied().unwrap_or_default();
    let snooze = known.snoozed.get(&debtor.id).cloned();
    let is_woken = snooze.as_ref().is_some_and(|row| things.iter().any(|thing| thing.wakes(row)));
    let late = ageing.overdue();
    let oldest_due = known.oldest_due.get(&debtor.id);
    let oldest_days = if late.is_positive() { oldest_due.map_or(0, |due| (today - *due).num_days().max(0)) } else { 0 };
    let last_contact_on = known.last_contact.get(&debtor.id).copied();
    let has_email = known.by_email.contains(&debtor.id);
    let silent_days = last_contact_on.map(|on| (today - on).num_days());
    let account = Account { late, silent_days, oldest_days, category: &debtor.category, collector: &debtor.collector };
    for alert in known.alerts.iter().filter(|alert| alert.condition.is_met(&account)) {
        // An alert on age alone is on since the day on which the oldest item got that old.
        let age = alert.condition.least_days.filter(|_| alert.condition.silent_days.is_none() && alert.condition.least.is_none());
        let due_on = age.zip(oldest_due).map_or(today, |(days, due)| calendar::add_days(*due, days));
        things.push(Thing { kind: Kind::Alert, due_on, at: None, title: words::alert(&alert.name), target: Target::Account });
    }
    things.sort_by_key(|thing| (thing.kind, thing.due_on));
    let waiting: Vec<(Kind, i64)> = things.iter().map(|thing| (thing.kind, (today - thing.due_on).num_days())).collect();
    let rank = Rank::of(&Facts {
        late,
        owed: ageing.total().max(Cents::ZERO),
        oldest_days,
        silent_days,
        is_reachable: has_email || known.by_post.contains(&debtor.id),
        waiting: &waiting,
    });
    Dossier {
        is_paused: known.paused.contains(&debtor.id),
        debtor: debtor.id,
        code: debtor.code,
        name: debtor.name,
        category: debtor.category,
        collector: on_duty(&known.away, &debtor.collector, today).to_owned(),
        owner: debtor.collector,
        things,
        late,
        owed: ageing.total(),
        currency,
        others: balances.iter().skip(1).map(|(currency, ageing)| (*currency, ageing.overdue(), ageing.total())).collect(),
        oldest_days,
        last_contact_on,
        has_email,
        snooze,
        is_woken,
        rank,
        priority: 0,
    }
}
