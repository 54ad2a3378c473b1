//! The credit note of a dispute that was found due: the accounting has a task until it is there, and one that a person named is
//! put on what it was named for.

use std::collections::HashMap;

use domain::Cents;
use domain::dispute::{Outcome, State};
use domain::dunning::{ActionState, Channel};
use domain::ids::{DisputeId, OpenItemId};
use store::Tx;
use store::cause::NewTask;
use store::dispute::DisputeRow;

use super::{Loaded, Told, tell};
use crate::ledger::{Act, Request};
use crate::text::dispute as words;
use crate::vat::Off;
use crate::{App, AppError, Result, Scope};

/// Step key of the task, the same as that of an agreement's credit note.
const TASK: &str = "credit_note";

fn awaits_credit(row: &DisputeRow) -> bool {
    row.dispute.state.code() == "credit"
}

/// Lets the task follow a dispute that changed: wanted while a credit note is awaited that nobody has named, done when the dispute
/// ended on its credit note, given up when none is due any more.
pub(super) async fn follow_task(tx: &mut Tx, app: &App, scope: &Scope, row: &DisputeRow) -> Result<()> {
    let organisation = scope.organisation.id;
    let (task, from) = store::dispute::task(tx, organisation, row.id).await?;
    if awaits_credit(row) {
        if task.is_none() && from.is_none() && row.credit_reference.is_empty() {
            store::dispute::set_task(tx, organisation, row.id, None, Some(app.today())).await?;
        }
        return Ok(());
    }
    if task.is_none() && from.is_none() {
        return Ok(());
    }
    let by_credit = matches!(row.dispute.state, State::Closed { outcome: Outcome::Founded | Outcome::PartlyFounded, .. });
    let (to, why) = if by_credit { (ActionState::Sent, words::credit_came()) } else { (ActionState::Cancelled, words::credit_gone()) };
    end_task(tx, app, scope, row.id, to, &why).await
}

/// Says that the task is done, or gives it up, unless somebody was faster.
async fn end_task(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, to: ActionState, why: &str) -> Result<()> {
    let organisation = scope.organisation.id;
    let (task, _) = store::dispute::task(tx, organisation, id).await?;
    if let Some(task) = task
        && store::action::get(tx, organisation, task).await?.is_some_and(|action| action.state == ActionState::ToDo)
    {
        store::action::set_state(tx, organisation, task, ActionState::ToDo, to, why, app.now()).await?;
    }
    Ok(store::dispute::set_task(tx, organisation, id, None, None).await?)
}

/// Puts the tasks that are wanted by today into the outbox; another day where the debtor has a task of today already.
pub(super) async fn tell_accounting(tx: &mut Tx, app: &App, scope: &Scope) -> Result<()> {
    let (organisation, today) = (scope.organisation.id, app.today());
    for id in store::dispute::wanting_task(tx, organisation, today).await? {
        let loaded = Loaded::get(tx, scope, id).await?;
        if !awaits_credit(&loaded.row) || !loaded.row.credit_reference.is_empty() {
            store::dispute::set_task(tx, organisation, id, None, None).await?;
            continue;
        }
        let (debtor, numbers) = loaded.about();
        let parts: Vec<(OpenItemId, Cents)> =
            loaded.row.dispute.parts.iter().filter(|part| part.held().is_positive()).map(|part| (part.item, part.held())).collect();
        let asked = Cents::total(parts.iter().map(|(_, amount)| *amount));
        let open = |id: OpenItemId| loaded.items.iter().find(|item| item.id == id).map_or(Cents::ZERO, |item| item.open);
        let offs: Vec<Off> = parts.iter().map(|(item, amount)| Off { item: *item, there_is: open(*item), amount: *amount }).collect();
        // What is not known by rate, or would be an estimate, is not told: the accounting reads the invoice.
        let (vat, is_estimate) = super::by_rate(tx, organisation, &offs).await?;
        let vat = if is_estimate { Vec::new() } else { vat };
        let scenario = store::scenario::in_force(tx, organisation).await?;
        let run = store::night::join_run(tx, organisation, today, scenario.id, app.now(), &scope.actor.name).await?;
        let task = NewTask {
            id: store::night::action_id(organisation, debtor, today, Channel::Task),
            debtor,
            key: TASK,
            currency: loaded.row.currency,
            items: parts.len(),
            asked,
            reason: words::credit_task(&numbers, asked, loaded.row.currency, loaded.row.reason, &vat),
        };
        let is_made = store::cause::insert_task(tx, organisation, run, today, &task, app.now()).await?;
        let from = (!is_made).then(|| domain::calendar::add_days(today, 1));
        store::dispute::set_task(tx, organisation, id, is_made.then_some(task.id), from).await?;
    }
    Ok(())
}

/// Puts the credit notes that came under the number that a person named on what they were named for, and ends their tasks.
pub(super) async fn take_named(tx: &mut Tx, app: &App, scope: &Scope) -> Result<()> {
    let organisation = scope.organisation.id;
    // What this pass has put on each contested item already: a number may be that of two credit notes.
    let mut given: HashMap<(DisputeId, OpenItemId), Cents> = HashMap::new();
    for (id, credit) in store::dispute::named_credits(tx, organisation).await? {
        // Two disputes may have named one credit note: the first one takes what it needs of it.
        let Some(credit) = store::item::get(tx, organisation, credit).await?.filter(|item| item.open.0 < 0) else { continue };
        let loaded = Loaded::get(tx, scope, id).await?;
        let (mut left, mut parts) = (-credit.open, Vec::new());
        for part in &loaded.row.dispute.parts {
            let open = loaded.items.iter().find(|item| item.id == part.item).map_or(Cents::ZERO, |item| item.open);
            let held = part.held() - given.get(&(id, part.item)).copied().unwrap_or_default();
            let amount = held.min(open).min(left);
            if amount.is_positive() {
                parts.push((part.item, amount));
                left -= amount;
            }
        }
        if parts.is_empty() {
            continue;
        }
        let (debtor, numbers) = loaded.about();
        let act = Act::Allocate { credit: credit.id, parts: parts.clone() };
        let request = Request { debtor: credit.debtor, on: app.today(), act, reason: words::credit_named(&credit.number, &numbers) };
        tx.mark().await?;
        match crate::ledger::act_inside(tx, app, scope, &request).await {
            Ok(_) => {
                tx.unmark().await?;
                for (item, amount) in parts {
                    *given.entry((id, item)).or_default() += amount;
                }
                end_task(tx, app, scope, id, ActionState::Sent, &words::credit_arrived(&credit.number)).await?;
            }
            // It stays free on the account, for a person to put somewhere: told once, and waited for no more.
            Err(AppError::Invalid { reason, .. }) => {
                tx.back_to_mark().await?;
                let mut row = Loaded::get(tx, scope, id).await?.row;
                row.credit_reference.clear();
                store::dispute::update(tx, organisation, &row).await?;
                follow_task(tx, app, scope, &row).await?;
                let told = words::credit_refused(&credit.number, &reason);
                tell(tx, app, scope, &row, (debtor, &numbers), &Told::new("note", &told)).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
