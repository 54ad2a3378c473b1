//! Where the figures come from and how far they go: bank accounts, their last statement, what is missing.

use domain::bank_line::{Gap, Span, gaps};
use domain::ids::BankAccountId;
use domain::{Cents, Currency, Date};

use crate::{App, Permission, Result, Scope, text};

/// The statement of an account that goes furthest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastStatement {
    /// Its format.
    pub format: String,
    /// Its number; may be empty.
    pub number: String,
    /// Its last day.
    pub to: Date,
    /// Balance after its lines.
    pub closing: Option<Cents>,
}

/// A bank account as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankSource {
    /// IBAN, else the bank's own number.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// The last day that a statement covers.
    pub last_line_on: Date,
    /// Days since then.
    pub age_days: i64,
    /// Whether that holds the reminders.
    pub is_stale: bool,
    /// The statement that goes furthest; none for lines read before statements were kept.
    pub last_statement: Option<LastStatement>,
    /// What is missing, in French sentences.
    pub gaps: Vec<String>,
}

/// The bank accounts of an organisation as sources of its figures.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn bank_sources(app: &App, scope: &Scope) -> Result<Vec<BankSource>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let accounts = store::bank_statement::accounts(&mut tx, organisation).await?;
    let statements = store::bank_statement::all(&mut tx, organisation).await?;
    let source = |(account, _): (store::bank::BankAccount, String)| {
        let own: Vec<_> = statements.iter().filter(|statement| statement.bank_account == account.id).collect();
        let spans: Vec<Span> = own
            .iter()
            .map(|statement| Span { from: statement.from, to: statement.to, opening: statement.opening, closing: statement.closing })
            .collect();
        let age_days = (app.today() - account.last_line_on).num_days();
        BankSource {
            gaps: gaps(&spans).iter().map(|gap| text::statement_gap(gap, &account.account)).collect(),
            last_statement: own.iter().max_by_key(|statement| statement.to).map(|statement| LastStatement {
                format: statement.format.clone(),
                number: statement.number.clone(),
                to: statement.to,
                closing: statement.closing,
            }),
            age_days,
            is_stale: age_days > i64::from(scope.organisation.bank_fresh_days),
            account: account.account,
            currency: account.currency,
            last_line_on: account.last_line_on,
        }
    };
    Ok(accounts.into_iter().map(source).collect())
}

/// The holes between the statements of each account, with its number.
pub(crate) async fn gaps_of(tx: &mut store::Tx, scope: &Scope) -> store::Result<Vec<(BankAccountId, String, Gap)>> {
    let organisation = scope.organisation.id;
    let statements = store::bank_statement::all(tx, organisation).await?;
    let mut found = Vec::new();
    for (account, _) in store::bank_statement::accounts(tx, organisation).await? {
        let spans: Vec<Span> = statements
            .iter()
            .filter(|statement| statement.bank_account == account.id)
            .map(|statement| Span { from: statement.from, to: statement.to, opening: statement.opening, closing: statement.closing })
            .collect();
        found.extend(gaps(&spans).into_iter().map(|gap| (account.id, account.account.clone(), gap)));
    }
    Ok(found)
}

/// How many statements are missing between those that are known.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn missing_statements(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(gaps_of(&mut tx, scope).await?.len())
}

/// What files and other programs last brought, by kind, each with its last business date; `api_` and a kind is what the
/// API brought.
///
/// # Errors
/// [`crate::AppError`].
#[crate::boxed]
pub async fn last_days(app: &App, scope: &Scope) -> Result<Vec<(String, Date)>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::import::last_days(&mut tx, scope.organisation.id).await?)
}
