//! Every invariant, on the live data.

use domain::Cents;

use crate::text::locale::ShownIn as _;
use crate::{App, Permission, Result, Scope, setup, text};

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Stable key.
    pub name: &'static str,
    /// Whether all is well.
    pub ok: bool,
    /// What was found, in French.
    pub detail: String,
}

fn rows(broken: i64) -> Check {
    Check { name: "", ok: broken == 0, detail: text::check_rows(broken) }
}

/// Checks an organisation: the ledger's sums, the outbox's facts, the journal's chain, the creditor's
/// mentions.
///
/// # Errors
/// [`crate::AppError`] when the base does not answer.
pub async fn doctor(app: &App, scope: &Scope) -> Result<Vec<Check>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let mut checks: Vec<Check> = store::health::checks(&mut tx, organisation)
        .await?
        .into_iter()
        .map(|check| Check { name: check.name, ok: check.broken == 0, detail: text::check_rows(check.broken) })
        .collect();
    let today = app.today();
    let balances = store::ageing::by_debtor(&mut tx, organisation, today).await?;
    let ledgers = store::ageing::ledger(&mut tx, organisation, today).await?;
    for (currency, ledger) in &ledgers {
        let aged = Cents::total(balances.iter().filter(|balance| balance.currency == *currency).map(|balance| balance.ageing.total()));
        checks.push(Check {
            name: "aged_balance_equals_ledger",
            ok: aged == *ledger,
            detail: text::check_balance(aged.shown_in(*currency), ledger.shown_in(*currency)),
        });
    }
    // Each plan has come to its state by moves that exist, and no debt is in two plans in force.
    checks.push(Check { name: "plan_offers_are_sound", ..rows(crate::plan_offers::unsound(&mut tx, organisation).await?) });
    checks.push(Check { name: "plans_are_sound", ..rows(crate::plans::unsound(&mut tx, organisation, today).await?) });
    // The same of compromises; none gave up more than was agreed.
    checks.push(Check { name: "compromises_are_sound", ..rows(crate::compromises::unsound(&mut tx, organisation).await?) });
    // Each secret opens: one that does not is typed again where it is set.
    let secrets = store::secret::check(&mut tx, organisation).await?;
    checks.push(Check { name: "secrets_open", ok: secrets.closed.is_empty(), detail: text::secrets::check(&secrets) });
    drop(tx);
    let journal = store::event::verify(app.db(), organisation).await?;
    checks.push(Check {
        name: "journal_is_whole",
        ok: journal.broken_at.is_none(),
        detail: text::check_journal(journal.entries, journal.broken_at),
    });
    let missing = setup::creditor(app, organisation).await?.missing_mentions();
    let detail = if missing.is_empty() { text::check_mentions_complete() } else { text::error_missing_mentions(&missing) };
    // A creditor without its mentions is not a broken base: nothing leaves, and the line says what to add.
    checks.push(Check { name: "creditor_mentions", ok: true, detail });
    Ok(checks)
}

/// Reads the journal and computes each hash again.
///
/// # Errors
/// [`crate::AppError`] when the base does not answer.
pub async fn verify(app: &App, scope: &Scope) -> Result<store::event::Verification> {
    scope.require(Permission::ViewReceivables)?;
    Ok(store::event::verify(app.db(), scope.organisation.id).await?)
}
