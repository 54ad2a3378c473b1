//! What the ledger makes of compromises: the discount is given once the sum came in time, lost when it did not, and taken back
//! when a payment is undone.

use domain::Cents;
use domain::accounting::Ground;
use domain::compromise::{Change, Event, EventKind, Nature, State};
use domain::dunning::{ActionState, Channel};
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
#[crate::boxed]
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
    // Before anything is read: money that moves beside this waits for the row, and touches it again. The organisation first, as
    // everybody who locks both.
    store::api::lock(tx, organisation).await?;
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
        let compromise = load(tx, organisation, id, app.today()).await?;
        let terms = compromise.record.row.terms;
        let Some((to, change)) = compromise.state.follow(&terms, &compromise.came, app.today()) else {
            if credited(tx, app, scope, &compromise).await? {
                count += 1;
                continue;
            }
            if compromise.record.row.task_from.is_some_and(|from| from <= app.today()) {
                tell_accounting(tx, app, scope, &compromise).await?;
            }
            break;
        };
        let why = if change == Change::Lapsed && compromise.came.is_stopped { words::lapsed_by_judgment() } else { String::new() };
        step(tx, app, scope, &compromise, (&to, Event::of(change, app.today())), (&why, None)).await?;
        match change {
            Change::Kept(given_up) => give_up(tx, app, scope, &compromise, (given_up, given_up)).await?,
            Change::More { more, in_all } => give_up(tx, app, scope, &compromise, (more, in_all)).await?,
            Change::Reopened => take_back(tx, app, scope, &compromise).await?,
            Change::Lapsed => no_credit(tx, app, scope, &compromise).await?,
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

/// Gives the discount: an operation on each debt of which something is left, with its reason; so much now, and in all.
async fn give_up(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise, (given_up, in_all): (Cents, Cents)) -> Result<()> {
    let (row, organisation, mut left) = (&compromise.record.row, scope.organisation.id, given_up);
    let mut rates = Vec::new();
    if row.nature == Nature::Waiver && given_up.is_positive() {
        // Nothing is lost at rates that are guessed: it waits, and somebody is told.
        let known = super::vat::to_give_up(tx, organisation, compromise, given_up).await?;
        rates = known.map_err(|number| AppError::Invalid { field: "vat", reason: words::error_credited_unclear(&number) })?;
    }
    for item in open_items(tx, scope, compromise).await? {
        let amount = item.open.min(left);
        if !amount.is_positive() {
            break;
        }
        left -= amount;
        let act = match (row.nature, row.regime) {
            (Nature::Waiver, Some(regime)) => {
                let on_item = super::vat::on_item(tx, organisation, compromise, &mut rates, (&item, amount)).await?;
                let parts = on_item.ok_or(AppError::Conflict("compromise"))?;
                Act::WriteOff { item: item.id, amount, claim: Claim { regime, ground: Ground::GivenUp, ground_on: None, parts } }
            }
            _ => Act::Settle { item: item.id, amount, name: Remainder::Rebate },
        };
        let request = Request { debtor: item.debtor, on: app.today(), act, reason: words::operation_reason(row.nature, &row.reference) };
        let done = crate::ledger::act_inside(tx, app, scope, &request).await?;
        store::compromise::add_operation(tx, organisation, row.id, done.id).await?;
    }
    // Who pays too much keeps the discount: the credit note tells all of it, and what was paid beyond is free on the account then.
    let owed = in_all + row.terms.overpaid(&compromise.came, in_all);
    if row.nature == Nature::Rebate && owed.is_positive() {
        store::compromise::await_credit(tx, organisation, row.id, Some(owed)).await?;
    }
    if owed.is_positive() && row.credit_reference.is_empty() && (row.nature == Nature::Rebate || owed > in_all) {
        store::compromise::want_task(tx, organisation, row.id, Some(app.today())).await?;
    }
    Ok(())
}

/// The credit note of the accounting takes the place of what was given up: the one or the other, never both. Whether it did.
async fn credited(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise) -> Result<bool> {
    let (row, organisation) = (&compromise.record.row, scope.organisation.id);
    let State::Kept { signed, on, .. } = &compromise.state else { return Ok(false) };
    let Some(due) = row.credit_due else { return Ok(false) };
    let Some(credit) = store::compromise::credit_come(tx, organisation, row.id).await? else { return Ok(false) };
    let Some(credit) = store::item::get(tx, organisation, credit).await? else { return Ok(false) };
    tx.mark().await?;
    match in_its_place(tx, app, scope, compromise, &credit).await {
        Ok(()) => tx.unmark().await?,
        // What the accounting has booked by itself is the accounting's: somebody must look, and is told once.
        Err(AppError::Invalid { reason, .. }) => {
            tx.back_to_mark().await?;
            store::compromise::await_credit(tx, organisation, row.id, None).await?;
            super::journal(tx, app, scope, "compromise.booked", (row.debtor, row.id.0, &row.reference), &reason, "").await?;
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    let to = State::Kept { signed: signed.clone(), on: *on, given_up: Cents::ZERO };
    let event = Event { kind: EventKind::Credited { given_up: Cents::ZERO }, on: app.today() };
    step(tx, app, scope, compromise, (&to, event), (&credit.number, None)).await?;
    store::compromise::await_credit(tx, organisation, row.id, None).await?;
    // One that is too small leaves the rest to another.
    if -credit.open >= due {
        store::compromise::set_credit(tx, organisation, row.id, &credit.number).await?;
    }
    end_task(tx, app, scope, compromise, ActionState::Sent, &words::task_done(&credit.number)).await?;
    Ok(true)
}

/// Takes the operations back, and puts the credit note on what they had settled; what it is too small for is given up again.
async fn in_its_place(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise, credit: &OpenItem) -> Result<()> {
    let row = &compromise.record.row;
    for operation in &compromise.record.operations {
        crate::ledger::undo_in(tx, app, scope, *operation, &words::credited_reason(&row.reference, &credit.number)).await?;
    }
    let (mut left, mut parts) = (-credit.open, Vec::new());
    for item in open_items(tx, scope, compromise).await? {
        let part = item.open.min(left);
        if part.is_positive() {
            parts.push((item.id, part));
            left -= part;
        }
    }
    if parts.is_empty() {
        return Ok(());
    }
    let reason = words::credited_reason(&row.reference, &credit.number);
    let act = Act::Allocate { credit: credit.id, parts };
    crate::ledger::act_inside(tx, app, scope, &Request { debtor: credit.debtor, on: app.today(), act, reason }).await?;
    Ok(())
}

/// Gives the task of the credit note up, or says that it is done, unless somebody was faster.
pub(super) async fn end_task(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise, to: ActionState, why: &str) -> Result<()> {
    let (row, organisation) = (&compromise.record.row, scope.organisation.id);
    let Some(task) = row.task else { return Ok(()) };
    if store::action::get(tx, organisation, task).await?.is_some_and(|action| action.state == ActionState::ToDo) {
        store::action::set_state(tx, organisation, task, ActionState::ToDo, to, why, app.now()).await?;
    }
    store::compromise::set_task(tx, organisation, row.id, None).await?;
    Ok(())
}

/// No credit note is due any more: its task is given up.
async fn no_credit(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise) -> Result<()> {
    let row = &compromise.record.row;
    store::compromise::want_task(tx, scope.organisation.id, row.id, None).await?;
    store::compromise::await_credit(tx, scope.organisation.id, row.id, None).await?;
    end_task(tx, app, scope, compromise, ActionState::Cancelled, &words::task_gone(&row.reference)).await
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
    // A credit note that is on the debts already stays there: it is for the accounting to take it back.
    if compromise.record.events.iter().any(|row| matches!(row.event.kind, EventKind::Credited { .. })) && !row.credit_reference.is_empty() {
        let about = (row.debtor, row.id.0, row.reference.as_str());
        super::journal(tx, app, scope, "compromise.booked", about, &words::credit_stays(&row.credit_reference), "").await?;
    }
    no_credit(tx, app, scope, compromise).await
}

/// Puts the task to issue the credit note into the outbox; another day when the debtor has a task of today already.
async fn tell_accounting(tx: &mut Tx, app: &App, scope: &Scope, compromise: &Compromise) -> Result<()> {
    let (organisation, today, row) = (scope.organisation.id, app.today(), &compromise.record.row);
    let State::Kept { given_up, .. } = compromise.state else {
        store::compromise::want_task(tx, organisation, row.id, None).await?;
        return Ok(());
    };
    // What the paid-up debt is still owed back is told with it.
    let overpaid = row.terms.overpaid(&compromise.came, given_up);
    let asked = if row.nature == Nature::Rebate { given_up + overpaid } else { overpaid };
    let told = match row.nature {
        Nature::Rebate => {
            let (vat, unclear) = super::vat::credit(tx, organisation, compromise, asked).await?;
            words::task(&row.reference, asked, row.currency, (&vat, unclear.as_deref()))
        }
        Nature::Waiver => words::task_overpaid(&row.reference, &asked.fr_in(row.currency)),
    };
    let scenario = store::scenario::in_force(tx, organisation).await?;
    let run = store::night::join_run(tx, organisation, today, scenario.id, app.now(), &scope.actor.name).await?;
    let task = NewTask {
        id: store::night::action_id(organisation, row.debtor, today, Channel::Task),
        debtor: row.debtor,
        key: if row.nature == Nature::Rebate { "credit_note" } else { "overpaid" },
        currency: row.currency,
        items: compromise.record.items.len(),
        asked,
        reason: told,
    };
    let is_made = store::cause::insert_task(tx, organisation, run, today, &task, app.now()).await?;
    if is_made {
        store::compromise::set_task(tx, organisation, row.id, Some(task.id)).await?;
    }
    let from = (!is_made).then(|| domain::calendar::add_days(today, 1));
    store::compromise::want_task(tx, organisation, row.id, from).await?;
    Ok(())
}
