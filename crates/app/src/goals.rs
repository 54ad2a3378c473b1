//! What the house means to reach in a period, and how far it is (K2, K9, K10, K12, K14–K16).

use domain::goal::{Measure, Period};
use domain::ledger::Ageing;
use domain::ledger::Bucket;
use domain::promise::Reliability;
use domain::{Cents, Currency, Date};
use store::Tx;
pub use store::goal::GoalRow;
use store::promise::Which;

use crate::causes::part;
use crate::text::causes as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// A goal and how far the house is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The goal.
    pub goal: GoalRow,
    /// The value of today, in the unit of the goal; `None` while there is nothing to measure.
    pub value: Option<u64>,
}

impl Progress {
    /// Whether it is reached; `None` while there is nothing to measure.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        self.value.map(|value| self.goal.measure.is_met(value, self.goal.target))
    }
}

async fn promises_kept(tx: &mut Tx, scope: &Scope, period: Period) -> Result<Option<u64>> {
    let (from, after) = period.days();
    let mut reliability = Reliability::default();
    for row in store::promise::list(tx, scope.organisation.id, Which::Every).await? {
        let in_period = row.promise.standing.on().is_some_and(|on| (from..after).contains(&on));
        if in_period && row.currency == Currency::EUR {
            reliability.count(&row.promise);
        }
    }
    Ok(reliability.by_amount())
}

async fn value(tx: &mut Tx, scope: &Scope, (measure, period): (Measure, Period), total: &Ageing, today: Date) -> Result<Option<u64>> {
    let owed = total.overdue() + total.get(Bucket::NotDue);
    Ok(match measure {
        Measure::PromisesKept => promises_kept(tx, scope, period).await?,
        Measure::OverdueRate => part(total.overdue(), owed),
        Measure::DisputeRate => {
            let sums = store::cause::disputed_sums(tx, scope.organisation.id).await?;
            let disputed = sums.into_iter().find(|(currency, _)| *currency == Currency::EUR).map_or(Cents::ZERO, |(_, sum)| sum);
            part(disputed, owed)
        }
        Measure::CauseKnown => {
            let (late, known) = crate::causes::known_of(tx, scope, today).await?;
            part(known, late)
        }
        // Those of the first figures are read beforehand.
        Measure::SalesOutstanding | Measure::UnpaidRate | Measure::RecoveryRate => None,
    })
}

/// The goals of the periods that are running, with how far the house is; `total` is the aged balance in euro of today.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn progress(app: &App, scope: &Scope, total: &Ageing) -> Result<Vec<Progress>> {
    scope.require(Permission::ViewReceivables)?;
    let today = app.today();
    let mut running = list(app, scope).await?;
    running.retain(|goal| {
        let (from, after) = goal.period.days();
        from <= today && today < after
    });
    let figures = match running.iter().any(|goal| crate::figures::measures(goal.measure)) {
        true => Some(crate::figures::euros(app, scope).await?),
        false => None,
    };
    let mut tx = app.db().snapshot().await?;
    let mut found = Vec::new();
    for goal in running {
        let value = match figures.as_ref().filter(|_| crate::figures::measures(goal.measure)) {
            Some(series) => crate::figures::measured(series, goal.measure),
            None => value(&mut tx, scope, (goal.measure, goal.period), total, today).await?,
        };
        found.push(Progress { goal, value });
    }
    let place = |measure: Measure| Measure::ALL.iter().position(|known| *known == measure);
    found.sort_by_key(|progress| (place(progress.goal.measure), progress.goal.period));
    Ok(found)
}

/// All goals, the newest period first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope) -> Result<Vec<GoalRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::goal::list(&mut tx, scope.organisation.id).await?)
}

/// Sets a goal, in ten-thousandths or in hundredths of a day; a target that is there is replaced.
///
/// # Errors
/// [`AppError::Invalid`] beyond a hundred per cent, or two years; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, (measure, period): (Measure, Period), target: u64) -> Result<()> {
    scope.require(Permission::RunNight)?;
    if target > measure.most() {
        return Err(AppError::Invalid { field: "target", reason: words::error_target() });
    }
    let mut tx = app.db().begin().await?;
    let goal = GoalRow { measure, period, target, set_at: app.now(), set_by: scope.actor.name.clone() };
    store::goal::set(&mut tx, scope.organisation.id, &goal).await?;
    let payload = serde_json::json!({"note": format!("{} – {}", crate::text::locale::in_french(|| words::measure(measure)), crate::text::locale::in_french(|| words::period(period))), "target_bp": target});
    let line = journal::line(app, scope, "goal.set", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a goal back.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn delete(app: &App, scope: &Scope, (measure, period): (Measure, Period)) -> Result<()> {
    scope.require(Permission::RunNight)?;
    let mut tx = app.db().begin().await?;
    if !store::goal::delete(&mut tx, scope.organisation.id, measure, period).await? {
        return Err(AppError::NotFound("goal"));
    }
    let payload = serde_json::json!({"note": format!("{} – {}", crate::text::locale::in_french(|| words::measure(measure)), crate::text::locale::in_french(|| words::period(period)))});
    let line = journal::line(app, scope, "goal.deleted", None, None, &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}
