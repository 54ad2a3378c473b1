//! What the ledger makes of compromises: the discount is given once the sum came in time, lost when it did not, and taken back
//! when a payment is undone.

use domain::Cents;
use domain::accounting::{Ground, VatPart};
use domain::compromise::{Change, Event, Nature};
use domain::dunning::Channel;
use domain::ids::CompromiseId;
use domain::ledger::OpenItem;
use domain::ledger::operation::Remainder;
use store::Tx;
use store::cause::NewTask;
use store::compromise::Which;

use super::moves::step;
use super::{Compromise, load};
use crate::ledger::{Act, Claim, Request};
use crate::text::compromises as words;
use crate::{App, AppError, Permission, Result, Scope};

/// Lets every compromise with something due follow the ledger; how many changed. Nothing is written when nothing did.
///
/// # Errors
/// [`AppError`].
pub async fn follow(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().snapshot().await?;
    if !store::compromise::is_due(&mut tx, scope.organisation.id, app.today()).await? {
        return Ok(0);
    }
    drop(tx);
    let mut tx = app.db().begin().await?;
    let count = follow_in(&mut tx, app, scope).await?;
    tx.commit().await?;
    Ok(count)
}

/// As [`follow`], inside a transaction.
pub(crate) async fn follow_in(tx: &mut Tx, app: &App, scope: &Scope) -> Result<usize> {
    let organisation = scope.organisation.id;
    if !store::compromise::is_due(tx, organisation, app.today()).await? {
        return Ok(0);
    }
    let mut count = 0;
    for record in store::compromise::list(tx, organisation, Which::Due(app.today())).await? {
        count += follow_one(tx, app, scope, record.row.id).await?;
    }
    Ok(count)
}

/// Lets one follow the ledger; how often it changed. What the ledger refuses is written to the journal, and tried again another
/// day: it keeps nothing else from going on.
pub(super) async fn follow_one(tx: &mut Tx, app: &App, scope: &Scope, id: CompromiseId) -> Result<usize> {
    let organisation = scope.organisation.id;
    // Before anything is read: money that moves beside this waits for the row, and touches it again.
    store::compromise::seen(tx, organisation, id).await?;
    tx.mark().await?;
    match follow_it(tx, app, scope, id).await {
        Ok(count) => {
            tx.unmark().await?;
            if count > 0 {
                store::compromise::seen(tx, organisation, id).await?;
            }
            Ok(count)
        }
        Err(error @ (AppError::Invalid { .. } | AppError::Conflict(_))) => {
            tx.back_to_mark().await?;
            stuck(tx, app, scope, id, &error.french()).await?;
            Ok(0)
        }
        Err(error) => Err(error),
    }
}

/// Tells that one cannot follow the ledger, once a day.
async fn stuck(tx: &mut Tx, app: &App, scope: &Scope, id: CompromiseId, why: &str) -> Result<()> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let record = store::compromise::get(tx, organisation, id).await?.ok_or(AppError::NotFound("compromise"))?;
    let row = &record.row;
    if row.task_from.is_some_and(|from| from > today) {
        return Ok(());
    }
    store::compromise::want_task(tx, organisation, id, Some(domain::calendar::add_days(today, 1))).await?;
    super::journal(tx, app, scope, "compromise.stuck", (row.debtor, id.0, &row.reference), why, "").await
}

async fn follow_it(tx: &mut Tx, app: &App, scope: &Scope, id: CompromiseId) -> Result<usize> {
    let organisation = scope.organisation.id;
    let mut count = 0;
    // Reopened, it may have lapsed meanwhile: what follows a change is looked at again, until nothing does.
    loop {
        let compromise = load(tx, organisation, id).await?;
        let terms = compromise.record.row.terms;
        let Some((to, change)) = compromise.state.follow(&terms, &compromise.came, app.today()) else {
            if compromise.record.row.task_from.is_some_and(|from| from <= app.today()) {
                tell_accounting(tx, app, scope, &compromise).await?;
            }
            break;
        };
        step(tx, app, scope, &compromise, (&to, Event::of(change, app.today())), "").await?;
        match change {
            Change::Kept(given_up) | Change::More { more: given_up, .. } => give_up(tx, app, scope, &compromise, given_up).await?,
            Change::Reopened => take_back(tx, app, scope, &compromise).await?,
            Change::Lapsed => {}
        }
        count += 1;
    }
    Ok(count)
}

/// The debts of a compromise, the last ones due first: a payment fills the oldest.
async fn open_items(tx: &mut Tx, scope: &Scope, compromise: &Compromise) -> Result<Vec<OpenItem>> {
    let mut items = Vec::new();
    for (item, ..) in &compromise.record.items {
        items.extend(store::item::get(tx, scope.organisation.id, *item).await?);
    }
    items.retain(|item| item.open.is_positive());
    items.sort_by_key(|item| std::cmp::Reverse((item.due_on, item.id)));
    Ok(items)
}

/// Gives the discount: an operation on each debt of which something is left, with its reason.
async fn give_up(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise, given_up: Cents) -> Result<()> {
    let (row, organisation, mut left) = (&compromise.record.row, scope.organisation.id, given_up);
    for item in open_items(tx, scope, compromise).await? {
        let amount = item.open.min(left);
        if !amount.is_positive() {
            break;
        }
        left -= amount;
        let act = match (row.nature, row.vat) {
            (Nature::Waiver, Some((regime, rate))) => {
                let parts = vec![VatPart { rate, gross: amount }];
                Act::WriteOff { item: item.id, amount, claim: Claim { regime, ground: Ground::GivenUp, ground_on: None, parts } }
            }
            _ => Act::Settle { item: item.id, amount, name: Remainder::Rebate },
        };
        let request = Request { debtor: item.debtor, on: app.today(), act, reason: words::operation_reason(row.nature, &row.reference) };
        let done = crate::ledger::act_inside(tx, app, scope, &request).await?;
        store::compromise::add_operation(tx, organisation, row.id, done.id).await?;
    }
    if row.nature == Nature::Rebate && given_up.is_positive() && row.credit_reference.is_empty() {
        store::compromise::want_task(tx, organisation, row.id, Some(app.today())).await?;
    }
    Ok(())
}

/// Takes the discount back: what kept the agreement was undone. An operation that the accounting has booked since is the
/// accounting's; the journal says that somebody must look.
async fn take_back(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise) -> Result<()> {
    let row = &compromise.record.row;
    for operation in &compromise.record.operations {
        match crate::ledger::undo_in(tx, app, scope, *operation, &words::take_back_reason(&row.reference)).await {
            Ok(()) => {}
            Err(AppError::Invalid { reason, .. }) => {
                let about = (row.debtor, row.id.0, row.reference.as_str());
                super::journal(tx, app, scope, "compromise.booked", about, &reason, "").await?;
            }
            Err(error) => return Err(error),
        }
    }
    store::compromise::want_task(tx, scope.organisation.id, row.id, None).await?;
    Ok(())
}

/// Puts the task to issue the credit note into the outbox; another day when the debtor has a task of today already.
async fn tell_accounting(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise) -> Result<()> {
    let (organisation, today, row) = (scope.organisation.id, app.today(), &compromise.record.row);
    let domain::compromise::State::Kept { given_up, .. } = compromise.state else {
        store::compromise::want_task(tx, organisation, row.id, None).await?;
        return Ok(());
    };
    let scenario = store::scenario::in_force(tx, organisation).await?;
    let run = store::night::begin_run(tx, organisation, today, scenario.id, app.now(), &scope.actor.name).await?;
    let task = NewTask {
        id: store::night::action_id(organisation, row.debtor, today, Channel::Task),
        debtor: row.debtor,
        key: "credit_note",
        currency: row.currency,
        items: compromise.record.items.len(),
        asked: given_up,
        reason: words::task(&row.reference, &given_up.fr_in(row.currency)),
    };
    let is_made = store::cause::insert_task(tx, organisation, run, today, &task, app.now()).await?;
    let from = (!is_made).then(|| domain::calendar::add_days(today, 1));
    store::compromise::want_task(tx, organisation, row.id, from).await?;
    Ok(())
}
