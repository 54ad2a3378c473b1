//! How old the figures are: reminders wait when they might ask for what was paid.

use domain::Date;
use store::organisation::Organisation;

use crate::{App, Permission, Result, Scope};

/// The age of bank and ledger figures on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// The day.
    pub today: Date,
    /// Business date of the last ledger import.
    pub ledger_on: Option<Date>,
    /// Whether that is too long ago.
    pub ledger_stale: bool,
    /// The last day covered on the bank account that is furthest behind; `None` without a bank source.
    pub bank_on: Option<Date>,
    /// Whether that is too long ago.
    pub bank_stale: bool,
}

impl Freshness {
    /// Judges the dates by the limits of an organisation. A base without a bank source looks at the
    /// ledger only; one that never read a ledger has nothing to remind of.
    #[must_use]
    pub fn judge(organisation: &Organisation, dates: store::import::Freshness, today: Date) -> Self {
        let older = |on: Option<Date>, limit: u16| on.is_some_and(|on| (today - on).num_days() > i64::from(limit));
        Self {
            today,
            ledger_on: dates.ledger_on,
            ledger_stale: older(dates.ledger_on, organisation.ledger_fresh_days),
            bank_on: dates.bank_on,
            bank_stale: older(dates.bank_on, organisation.bank_fresh_days),
        }
    }

    /// Whether reminders wait.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.ledger_stale || self.bank_stale
    }

    /// Days since the last ledger import.
    #[must_use]
    pub fn ledger_age_days(&self) -> Option<i64> {
        self.ledger_on.map(|on| (self.today - on).num_days())
    }

    /// Days since the last day that the bank covers.
    #[must_use]
    pub fn bank_age_days(&self) -> Option<i64> {
        self.bank_on.map(|on| (self.today - on).num_days())
    }
}

/// The age of an organisation's figures today.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn freshness(app: &App, scope: &Scope) -> Result<Freshness> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let dates = store::import::freshness(&mut tx, scope.organisation.id).await?;
    Ok(Freshness::judge(&scope.organisation, dates, app.today()))
}
