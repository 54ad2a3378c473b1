//! Every law of the program, proved again on the live data: the page, the command and the API ask here.

use std::time::{Duration, Instant};

use domain::Cents;
use domain::ids::OrganisationId;
use store::Tx;
pub use store::health::Place;
use uuid::Uuid;

use crate::text::checks as words;
use crate::text::locale::ShownIn as _;
use crate::{App, Permission, Result, Scope, setup, text};

/// The most rows that a check names when it fails.
pub const NAMED: i64 = 20;

/// A row that breaks a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What it is a row of.
    pub place: Place,
    /// The id of what a page shows.
    pub subject: Uuid,
    /// A number, a label, a date: how a person knows it.
    pub what: String,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Stable key.
    pub name: &'static str,
    /// Whether all is well.
    pub ok: bool,
    /// The law, in French.
    pub law: String,
    /// What was found, in French.
    pub detail: String,
    /// What to do when it is broken, in French.
    pub remedy: String,
    /// How many rows it looked at.
    pub counted: i64,
    /// How long that took.
    pub took: Duration,
    /// The first rows that break it.
    pub broken: Vec<Broken>,
}

/// What a check found, before it has its words.
struct Found {
    ok: bool,
    detail: String,
    counted: i64,
    broken: Vec<Broken>,
}

impl Found {
    fn rows(counted: i64, broken: i64) -> Self {
        Self { ok: broken == 0, detail: words::check_rows(broken), counted, broken: Vec::new() }
    }
}

fn check(name: &'static str, since: Instant, found: Found) -> Check {
    Check {
        name,
        ok: found.ok,
        law: words::law(name),
        detail: found.detail,
        remedy: words::remedy(name),
        counted: found.counted,
        took: since.elapsed(),
        broken: found.broken,
    }
}

/// Checks an organisation: the ledger's sums, the outbox's facts, what was agreed, the kept bytes, the journal's chain, the
/// creditor's mentions. Everything but the journal is read in one picture of the base.
///
/// # Errors
/// [`crate::AppError`] when the base does not answer.
#[crate::boxed]
pub async fn doctor(app: &App, scope: &Scope) -> Result<Vec<Check>> {
    doctor_telling(app, scope, |_| {}).await
}

/// The same, telling each check as soon as it is known: on a large base all of them take minutes.
///
/// # Errors
/// See [`doctor`].
pub async fn doctor_telling(app: &App, scope: &Scope, mut tell: impl FnMut(&Check) + Send) -> Result<Vec<Check>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut checks: Vec<Check> = Vec::new();
    let mut done = |check: Check| {
        tell(&check);
        checks.push(check);
    };
    let mut tx = app.db().snapshot().await?;
    for law in store::health::LAWS {
        let since = Instant::now();
        let found = store::health::examine(&mut tx, organisation, law, NAMED).await?;
        let rows = found.rows.into_iter().map(|(subject, what)| Broken { place: law.place, subject, what }).collect();
        done(check(law.name, since, Found { broken: rows, ..Found::rows(found.counted, found.broken) }));
    }
    for balance in balances(app, &mut tx, organisation).await? {
        done(balance);
    }
    let today = app.today();
    // Each plan has come to its state by moves that exist, and no debt is in two plans in force.
    let since = Instant::now();
    let unsound = crate::plans::unsound(&mut tx, organisation, today).await?;
    done(check("plans_are_sound", since, Found::rows(store::health::count_plans(&mut tx, organisation).await?, unsound)));
    // The same of compromises; none gave up more than was agreed.
    let since = Instant::now();
    let unsound = crate::compromises::unsound(&mut tx, organisation).await?;
    done(check("compromises_are_sound", since, Found::rows(store::health::count_compromises(&mut tx, organisation).await?, unsound)));
    let since = Instant::now();
    let unsound = crate::plan_offers::unsound(&mut tx, organisation).await?;
    done(check("plan_offers_are_sound", since, Found::rows(store::health::count_plan_offers(&mut tx, organisation).await?, unsound)));
    // Each secret opens: one that does not is typed again where it is set.
    let since = Instant::now();
    let secrets = store::secret::check(&mut tx, organisation).await?;
    let found = Found {
        ok: secrets.closed.is_empty(),
        detail: text::secrets::check(&secrets),
        counted: i64::try_from(secrets.kept).unwrap_or(i64::MAX),
        broken: Vec::new(),
    };
    done(check("secrets_open", since, found));
    let since = Instant::now();
    let kept = kept_bytes(app, &mut tx, organisation).await?;
    done(check("what_left_is_kept", since, kept));
    drop(tx);
    let since = Instant::now();
    let journal = store::event::verify(app.db(), organisation).await?;
    let detail = words::check_journal(journal.entries, journal.broken_at);
    let found = Found { ok: journal.broken_at.is_none(), detail, counted: journal.entries, broken: Vec::new() };
    done(check("journal_is_whole", since, found));
    let since = Instant::now();
    let missing = setup::creditor(app, organisation).await?.missing_mentions();
    let detail = if missing.is_empty() { text::check_mentions_complete() } else { text::error_missing_mentions(&missing) };
    // A creditor without its mentions is not a broken base: nothing leaves, and the line says what to add.
    done(check("creditor_mentions", since, Found { ok: true, detail, counted: 1, broken: Vec::new() }));
    Ok(checks)
}

/// In each currency, the tranches of the aged balance sum up to what is outstanding in the ledger.
async fn balances(app: &App, tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Check>> {
    let today = app.today();
    let since = Instant::now();
    let balances = store::ageing::by_debtor(tx, organisation, today).await?;
    let ledgers = store::ageing::ledger(tx, organisation, today).await?;
    let of_currency = |(currency, ledger): &(domain::Currency, Cents)| {
        let mine = || balances.iter().filter(|balance| balance.currency == *currency);
        let aged = Cents::total(mine().map(|balance| balance.ageing.total()));
        let detail = words::check_balance(aged.shown_in(*currency), ledger.shown_in(*currency));
        let counted = i64::try_from(mine().count()).unwrap_or(i64::MAX);
        check("aged_balance_equals_ledger", since, Found { ok: aged == *ledger, detail, counted, broken: Vec::new() })
    };
    Ok(ledgers.iter().map(of_currency).collect())
}

/// Of each message that left, the bytes are still there and still those of its hash. Read page by page.
async fn kept_bytes(app: &App, tx: &mut Tx, organisation: OrganisationId) -> Result<Found> {
    const PAGE: i64 = 500;
    let (mut counted, mut lost, mut named) = (0_i64, 0_i64, Vec::new());
    let mut after = (Uuid::nil(), 0);
    loop {
        let page = store::health::kept_messages(tx, organisation, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.0, last.1);
        let documents = app.documents().clone();
        let judged = tokio::task::spawn_blocking(move || {
            let is_whole = |hash: &String| hash.is_empty() || documents.read(hash).is_ok();
            page.into_iter().map(|(action, _, bytes, joined)| (action, is_whole(&bytes) && is_whole(&joined))).collect::<Vec<_>>()
        });
        for (action, is_whole) in judged.await.unwrap_or_default() {
            counted += 1;
            if !is_whole {
                lost += 1;
                if lost <= NAMED {
                    named.push(Broken { place: Place::Action, subject: action, what: String::new() });
                }
            }
        }
    }
    Ok(Found { broken: named, ..Found::rows(counted, lost) })
}

/// Reads the journal and computes each hash again.
///
/// # Errors
/// [`crate::AppError`] when the base does not answer.
#[crate::boxed]
pub async fn verify(app: &App, scope: &Scope) -> Result<store::event::Verification> {
    scope.require(Permission::ViewReceivables)?;
    Ok(store::event::verify(app.db(), scope.organisation.id).await?)
}
