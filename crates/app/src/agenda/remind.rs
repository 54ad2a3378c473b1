//! Reminding some accounts now: what the night would decide of them today, queued at once and sent as the night's.

use std::collections::{HashMap, HashSet};

use domain::ids::{ActionId, DebtorId};
use store::Tx;

use crate::text::agenda as words;
use crate::{App, AppError, Result, Scope, night, setup};

/// Whether something would leave to each account, and what, or why not.
pub(super) async fn told(tx: &mut Tx, app: &App, scope: &Scope, debtors: &[DebtorId]) -> Result<HashMap<DebtorId, (bool, String)>> {
    let wanted: HashSet<DebtorId> = debtors.iter().copied().collect();
    let (scenarios, reminders, _) = night::reminders(tx, app, scope, &wanted).await?;
    let told = |reminder: night::Reminder| {
        let letters: Vec<String> = reminder
            .new
            .iter()
            .map(|action| {
                words::would_leave(&crate::text::step(night::step_key(&scenarios, action)), action.channel, action.asked, action.currency)
            })
            .collect();
        (reminder.debtor, if letters.is_empty() { (false, reminder.why) } else { (true, letters.join(", ")) })
    };
    Ok(reminders.into_iter().map(told).collect())
}

/// Queues what would leave; the actions, by account.
pub(super) async fn queue(tx: &mut Tx, app: &App, scope: &Scope, wanted: &HashSet<DebtorId>) -> Result<Vec<(DebtorId, ActionId)>> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let missing = setup::creditor_in(tx, organisation).await?.missing_mentions();
    if !missing.is_empty() {
        return Err(AppError::MissingMentions(missing));
    }
    let (_, _, batch) = night::reminders(tx, app, scope, wanted).await?;
    let scenario = store::scenario::in_force(tx, organisation).await?;
    let run = store::night::join_run(tx, organisation, today, scenario.id, app.now(), &scope.actor.name).await?;
    store::night::write_batch(tx, organisation, run, today, &batch, app.now()).await?;
    Ok(batch.actions.iter().map(|action| (action.debtor, action.id)).collect())
}
