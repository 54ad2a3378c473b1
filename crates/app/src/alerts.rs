//! Alerts that a person builds without code, who takes which account, and who stands in: set here, read by the agenda, told at night.

use std::collections::BTreeSet;
use std::sync::Arc;

use channels::OutgoingMail;
use chrono::TimeDelta;
use domain::identifiers::EmailAddress;
use domain::ids::DebtorId;
use domain::portfolio::{Away, Condition, Rule, collector_of};
use domain::{Cents, Date, calendar};
use store::portfolio::AlertMail;
pub use store::portfolio::{AbsenceRow, AlertRow};
use uuid::Uuid;

use crate::agenda::{AgendaQuery, Dossier, View};
use crate::kept::kept;
use crate::text::agenda as words;
use crate::{App, AppError, Permission, Result, Scope, journal, setup};

/// The alert that is always there: what nobody has paid after 120 days.
#[must_use]
pub fn always() -> AlertRow {
    AlertRow {
        id: Uuid::nil(),
        name: words::over_120_days(),
        condition: Condition::over_120_days(),
        email: String::new(),
        matched: String::new(),
        matched_on: None,
        created_at: chrono::DateTime::UNIX_EPOCH,
        created_by: String::new(),
    }
}

/// An alert to set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewAlert {
    /// Its name; made from what it asks when it is empty.
    pub name: String,
    /// What it asks.
    pub condition: Condition,
    /// Who is told by mail; empty for nobody.
    pub email: String,
}

/// The alerts in force, the one that is always there first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope) -> Result<Vec<AlertRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let mut all = vec![always()];
    all.extend(store::portfolio::alerts(&mut tx, scope.organisation.id).await?);
    Ok(all)
}

/// The accounts that meet a condition now, those with most that is late first: for the preview before it is set.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn matching(app: &App, scope: &Scope, condition: &Condition) -> Result<Vec<Dossier>> {
    let query = AgendaQuery { view: View::Every, order: crate::agenda::Order::Late, per_page: usize::MAX, ..AgendaQuery::default() };
    let today = app.today();
    crate::agenda::chosen(app, scope, &query, |dossier| condition.is_met(&dossier.account(today))).await
}

/// Sets an alert.
///
/// # Errors
/// [`AppError::Invalid`] when it asks for nothing or the address is none; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, new: &NewAlert) -> Result<Uuid> {
    scope.require(Permission::HoldReminders)?;
    let (name, email) = (new.name.trim(), new.email.trim());
    if new.condition.is_empty() {
        return Err(AppError::Invalid { field: "condition", reason: words::error_alert_empty() });
    }
    if !email.is_empty() && EmailAddress::parse(email).is_err() {
        return Err(AppError::Invalid { field: "email", reason: words::error_alert_email() });
    }
    if !email.is_empty() && !is_of_the_house(app, scope, email).await? {
        return Err(AppError::Invalid { field: "email", reason: words::error_alert_outsider() });
    }
    if name.chars().count() > 120 {
        return Err(AppError::Invalid { field: "name", reason: words::error_long() });
    }
    let name = if name.is_empty() { crate::text::locale::in_french(|| words::condition(&new.condition)) } else { name.to_owned() };
    let row = AlertRow {
        id: store::fresh_id(),
        name,
        condition: new.condition.clone(),
        email: email.to_owned(),
        matched: "[]".to_owned(),
        matched_on: None,
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    let mut tx = app.db().begin().await?;
    store::portfolio::insert_alert(&mut tx, scope.organisation.id, &row).await?;
    let line = journal::line(app, scope, "alert.set", None, Some(row.id), &serde_json::json!({"note": row.name}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Whether an address is the creditor's own or that of somebody who may log in: an alert names debtors and what they owe.
async fn is_of_the_house(app: &App, scope: &Scope, email: &str) -> Result<bool> {
    let email = email.to_lowercase();
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    if creditor.email.is_some_and(|own| own.as_str().to_lowercase() == email) {
        return Ok(true);
    }
    Ok(store::user::by_email(app.db(), &email).await?.iter().any(|user| user.organisation == scope.organisation.id))
}

/// Takes an alert out of force, or puts it into force again.
///
/// # Errors
/// [`AppError::Store`] when it is so already; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn retire(app: &App, scope: &Scope, id: Uuid, away: bool) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let kind = if away {
        store::portfolio::retire_alert(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
        "alert.retired"
    } else {
        store::portfolio::reinstate_alert(&mut tx, organisation, id).await?;
        "alert.set"
    };
    let line = journal::line(app, scope, kind, None, Some(id), &serde_json::json!({}));
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Accounts told of in one mail; the journal has them all.
const MOST: usize = 50;
/// How long a mail that failed waits for its next attempt, and after how many it is given up.
const AGAIN: TimeDelta = TimeDelta::minutes(15);
const ATTEMPTS: i32 = 96;

/// Looks at the alerts once a day: each account that meets one for the first time gets a line in its file, and who wants to be told
/// is told by mail. How many accounts were new.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn tell(app: &App, scope: &Scope) -> Result<usize> {
    look(app, scope, false).await
}

/// As [`tell`], whether or not they were looked at today: an account that meets one since is told now, and not again at night.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn run_now(app: &App, scope: &Scope) -> Result<usize> {
    look(app, scope, true).await
}

async fn look(app: &App, scope: &Scope, again: bool) -> Result<usize> {
    scope.require(Permission::RunNight)?;
    let (organisation, today) = (scope.organisation.id, app.today());
    let mut tx = app.db().snapshot().await?;
    let due: Vec<AlertRow> = store::portfolio::alerts(&mut tx, organisation)
        .await?
        .into_iter()
        .filter(|row| again || row.matched_on.is_none_or(|on| on < today))
        .collect();
    drop(tx);
    let mut told = 0;
    for row in due {
        let met = matching(app, scope, &row.condition).await?;
        let before: BTreeSet<DebtorId> =
            serde_json::from_str::<Vec<Uuid>>(&row.matched).unwrap_or_default().into_iter().map(DebtorId).collect();
        let new: Vec<&Dossier> = met.iter().filter(|dossier| !before.contains(&dossier.debtor)).collect();
        let ids: Vec<Uuid> = met.iter().map(|dossier| dossier.debtor.0).collect();
        let mut tx = app.db().begin().await?;
        // Who keeps the day tells it: a second process finds nothing to do.
        let matched = serde_json::to_string(&ids).unwrap_or_default();
        if !store::portfolio::set_matched(&mut tx, organisation, &row, &matched, (today, again)).await? {
            continue;
        }
        let payload = serde_json::json!({"note": row.name});
        let lines: Vec<_> =
            new.iter().map(|dossier| journal::line(app, scope, "alert.raised", Some(dossier.debtor), Some(row.id), &payload)).collect();
        store::event::append(&mut tx, organisation, &lines).await?;
        if !new.is_empty() && !row.email.is_empty() {
            // Owed from now on: what was matched is told, whatever happens to the mail server or to this process.
            let told: Vec<String> = new.iter().take(MOST).map(|dossier| words::alert_line(dossier)).collect();
            let owed = AlertMail {
                id: store::fresh_id(),
                alert_id: row.id,
                on_day: today,
                account_count: i64::try_from(new.len()).unwrap_or(i64::MAX),
                told: serde_json::to_string(&told).unwrap_or_default(),
                attempts: 0,
                tried_at: None,
                created_at: app.now(),
                name: row.name.clone(),
                email: row.email.clone(),
            };
            store::portfolio::insert_alert_mail(&mut tx, organisation, &owed).await?;
        }
        tx.commit().await?;
        told += new.len();
    }
    send_owed(app, scope).await?;
    Ok(told)
}

/// Sends the mails that are owed; one that fails is tried again later, for a day of attempts.
async fn send_owed(app: &App, scope: &Scope) -> Result<()> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let owed = store::portfolio::alert_mails(&mut tx, organisation).await?;
    drop(tx);
    for mail in owed {
        if mail.tried_at.is_some_and(|at| app.now().signed_duration_since(at) < AGAIN) {
            continue;
        }
        let mut tx = app.db().begin().await?;
        let is_ours = store::portfolio::try_alert_mail(&mut tx, organisation, &mail, app.now()).await?;
        tx.commit().await?;
        if is_ours {
            send(app, scope, &mail).await?;
        }
    }
    Ok(())
}

/// Sends one; what came of it is in the journal at the first attempt and at the last.
async fn send(app: &App, scope: &Scope, owed: &AlertMail) -> Result<()> {
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    // Who has left the house since gets nothing.
    let is_ours = is_of_the_house(app, scope, &owed.email).await?;
    let sent = match (app.mail(), creditor.email.clone(), EmailAddress::parse(&owed.email)) {
        (Some(office), Some(sender), Ok(to)) if is_ours => office.send(&raw(app, owed, (creditor.name, sender), to)?).await.is_ok(),
        _ => false,
    };
    let is_over = !sent && (!is_ours || owed.attempts + 1 >= ATTEMPTS);
    let mut tx = app.db().begin().await?;
    if sent || is_over {
        store::portfolio::end_alert_mail(&mut tx, scope.organisation.id, owed.id, if sent { "sent" } else { "dropped" }).await?;
    }
    if sent || is_over || owed.attempts == 0 {
        let kind = if sent { "alert.mailed" } else { "alert.not_mailed" };
        let payload = serde_json::json!({"note": owed.name, "recipient": owed.email});
        let line = journal::line(app, scope, kind, None, Some(owed.alert_id), &payload);
        store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn raw(app: &App, owed: &AlertMail, (name, sender): (String, EmailAddress), to: EmailAddress) -> Result<channels::RawMail> {
    let lines: Vec<String> = serde_json::from_str(&owed.told).unwrap_or_default();
    let count = usize::try_from(owed.account_count).unwrap_or(lines.len());
    let (text, html) = words::alert_mail(&owed.name, &lines, count);
    let mail = OutgoingMail {
        message_id: format!("<{}@{}>", owed.id, sender.domain()),
        from: (name, sender.clone()),
        bounces_to: None,
        reply_to: Some(sender),
        to: vec![to],
        cc: Vec::new(),
        subject: words::alert_subject(&owed.name, count),
        text,
        html,
        attachments: Vec::new(),
        date: app.now(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
    };
    mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))
}

/// The rules that give accounts to collectors.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn rules(app: &App, scope: &Scope) -> Result<Vec<Rule>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::portfolio::rules(&mut tx, scope.organisation.id).await?)
}

/// Replaces the rules.
///
/// # Errors
/// [`AppError::Invalid`] when one gives accounts to nobody; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set_rules(app: &App, scope: &Scope, rules: &[Rule]) -> Result<()> {
    scope.require(Permission::RunNight)?;
    if rules.iter().any(|rule| rule.collector.trim().is_empty()) {
        return Err(AppError::Invalid { field: "collector", reason: words::error_rule_nobody() });
    }
    let folded: Vec<Rule> = rules
        .iter()
        .map(|rule| Rule {
            first_from: store::debtor::fold(rule.first_from.trim()),
            first_to: store::debtor::fold(rule.first_to.trim()),
            ..rule.clone()
        })
        .collect();
    let mut tx = app.db().begin().await?;
    store::portfolio::set_rules(&mut tx, scope.organisation.id, &folded).await?;
    let line = journal::line(app, scope, "portfolio.rules", None, None, &serde_json::json!({"count": folded.len()}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// What the rules would give to whom: per collector the accounts that would change. `all` takes accounts away from those who have
/// them; without it only accounts that nobody follows are given.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn proposed(app: &App, scope: &Scope, all: bool) -> Result<Vec<(String, Vec<DebtorId>, Cents)>> {
    scope.require(Permission::ViewReceivables)?;
    let lots =
        kept(app, scope, "portfolios, proposed", format!("{all}"), move |app, scope| async move { weighed(&app, &scope, all).await });
    Ok((*lots.await?).clone())
}

async fn weighed(app: &App, scope: &Scope, all: bool) -> Result<Vec<(String, Vec<DebtorId>, Cents)>> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let rules = store::portfolio::rules(&mut tx, organisation).await?;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let debtors = store::debtor::all(&mut tx, organisation).await?;
    drop(tx);
    let balances = crate::ageing::of_today(app, scope).await?;
    let owed: std::collections::HashMap<DebtorId, Cents> =
        balances.iter().filter(|row| row.currency == domain::Currency::EUR).map(|row| (row.debtor, row.ageing.total())).collect();
    let mut given: std::collections::BTreeMap<String, (Vec<DebtorId>, Cents)> = std::collections::BTreeMap::new();
    for debtor in debtors.iter().filter(|debtor| all || debtor.collector.is_empty()) {
        let amount = owed.get(&debtor.id).copied().unwrap_or_default();
        let Some(collector) = collector_of(&rules, &debtor.category, &store::debtor::fold(&debtor.name), amount) else { continue };
        if collector != debtor.collector {
            let entry = given.entry(collector.to_owned()).or_default();
            entry.0.push(debtor.id);
            entry.1 += amount;
        }
    }
    Ok(given.into_iter().map(|(collector, (debtors, sum))| (collector, debtors, sum)).collect())
}

/// Gives accounts as the rules say, as one batch that can be undone; how many changed hands.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn apply_rules(app: &App, scope: &Scope, all: bool) -> Result<usize> {
    scope.require(Permission::RunNight)?;
    let lots = weighed(app, scope, all).await?;
    let given = lots.into_iter().flat_map(|(who, debtors, _)| debtors.into_iter().map(move |debtor| (debtor, who.clone()))).collect();
    crate::agenda::assign_all(app, scope, &given, &words::by_rules()).await
}

/// The absences that are not over.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn absences(app: &App, scope: &Scope) -> Result<Vec<AbsenceRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::portfolio::absences(&mut tx, scope.organisation.id, app.today()).await?)
}

/// Enters an absence: from its first to its last day the stand-in sees the accounts in the own agenda.
///
/// # Errors
/// [`AppError::Invalid`] without two persons, or with days that are over or the wrong way round; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn set_absence(app: &App, scope: &Scope, away: &Away) -> Result<Uuid> {
    scope.require(Permission::HoldReminders)?;
    let (collector, stand_in) = (away.collector.trim(), away.stand_in.trim());
    if collector.is_empty() || stand_in.is_empty() || collector == stand_in {
        return Err(AppError::Invalid { field: "stand_in", reason: words::error_absence_who() });
    }
    let longest: Date = calendar::add_days(away.from, 366);
    if away.until < away.from || away.until < app.today() || away.until > longest {
        return Err(AppError::Invalid { field: "until", reason: words::error_absence_days() });
    }
    let row = AbsenceRow {
        id: store::fresh_id(),
        away: Away { collector: collector.to_owned(), stand_in: stand_in.to_owned(), ..away.clone() },
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    let mut tx = app.db().begin().await?;
    store::portfolio::insert_absence(&mut tx, scope.organisation.id, &row).await?;
    let payload = serde_json::json!({"note": words::absence(&row.away)});
    let line = journal::line(app, scope, "absence.entered", None, Some(row.id), &payload);
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Ends an absence early.
///
/// # Errors
/// [`AppError::Store`] when it is over; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn end_absence(app: &App, scope: &Scope, id: Uuid) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let mut tx = app.db().begin().await?;
    store::portfolio::end_absence(&mut tx, scope.organisation.id, id, app.now(), &scope.actor.name).await?;
    let line = journal::line(app, scope, "absence.ended", None, Some(id), &serde_json::json!({}));
    store::event::append(&mut tx, scope.organisation.id, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// An item that nobody has paid after 120 days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchLine {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who follows it.
    pub collector: String,
    /// The item's number.
    pub number: String,
    /// When it fell due.
    pub due_on: Date,
    /// Days past that.
    pub days: i64,
    /// What is open of it.
    pub open: Cents,
    /// Its currency.
    pub currency: domain::Currency,
    /// The last thing that was done about it, and when.
    pub last: Option<(String, Date)>,
    /// The next legal date, and what it is.
    pub next: Option<(String, Date)>,
}

/// The items that nobody has paid after 120 days, the largest first: each with the last action and the next legal date.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn over_120_days(app: &App, scope: &Scope) -> Result<Arc<Vec<WatchLine>>> {
    scope.require(Permission::ViewReceivables)?;
    kept(app, scope, "over 120 days", String::new(), |app, scope| async move { long_late(&app, &scope).await }).await
}

async fn long_late(app: &App, scope: &Scope) -> Result<Vec<WatchLine>> {
    let today = app.today();
    let query = crate::claims::AlertQuery { days: crate::claims::MAX_DAYS, when: crate::claims::When::Coming, page: 1, per_page: u32::MAX };
    let watched: std::collections::HashMap<domain::ids::OpenItemId, Date> =
        crate::claims::alerts(app, scope, &query).await?.lines.iter().map(|line| (line.item.id, line.clock.watch_on())).collect();
    let limits = crate::deadlines::list(app, scope, &crate::deadlines::LimitsQuery::default()).await?.running;
    let mut tx = app.db().snapshot().await?;
    let rows = store::portfolio::late_since(&mut tx, scope.organisation.id, calendar::add_days(today, -120)).await?;
    drop(tx);
    let next = |row: &store::portfolio::LateRow| {
        let own = limits.iter().filter(|line| line.debtor.as_ref().is_some_and(|(id, ..)| *id == row.debtor));
        let dated = own.filter_map(|line| Some((line.label.clone(), line.deadline.as_ref()?.watch_on())));
        let claim = watched.get(&row.item).map(|on| (words::watch_date(), *on));
        dated.chain(claim).filter(|(_, on)| *on >= today).min_by_key(|(_, on)| *on)
    };
    Ok(rows
        .into_iter()
        .map(|row| WatchLine {
            next: next(&row),
            last: row.last.map(|(key, on)| (crate::text::step(&key), on)),
            debtor: row.debtor,
            code: row.code,
            name: row.name,
            collector: row.collector,
            number: row.number,
            due_on: row.due_on,
            days: (today - row.due_on).num_days(),
            open: row.open,
            currency: row.currency,
        })
        .collect())
}

/// The same as a table for a spreadsheet.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn over_120_csv(app: &App, scope: &Scope) -> Result<String> {
    use crate::ageing::cell;
    let mut out = words::watch_columns().iter().map(|name| cell(name)).collect::<Vec<_>>().join(";") + "\r\n";
    for line in over_120_days(app, scope).await?.iter() {
        let told = |what: &Option<(String, Date)>| match what {
            Some((word, on)) => [cell(word), on.to_string()],
            None => [String::new(), String::new()],
        };
        let mut cells = vec![
            cell(&line.code),
            cell(&line.name),
            cell(&line.collector),
            cell(&line.number),
            line.due_on.to_string(),
            line.days.to_string(),
            line.open.iso().replace('.', ","),
            line.currency.code().to_owned(),
        ];
        cells.extend(told(&line.last));
        cells.extend(told(&line.next));
        out.push_str(&(cells.join(";") + "\r\n"));
    }
    Ok(out)
}
