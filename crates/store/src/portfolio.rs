//! Alerts that persons set, rules that give accounts to collectors, and absences.

use chrono::{DateTime, Utc};
use domain::ids::{DebtorId, OpenItemId, OrganisationId};
use domain::portfolio::{Away, Condition, Rule};
use domain::{Cents, Currency, Date};
use uuid::Uuid;

use crate::event::to_micros;
use crate::item::currency_of;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub condition: Condition,
    /// Who is told by mail; empty for nobody.
    pub email: String,
    /// The accounts that met it when it was last looked at, as JSON.
    pub matched: String,
    /// When that was.
    pub matched_on: Option<Date>,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}

/// An absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceRow {
    /// Its id.
    pub id: Uuid,
    /// Who is away when, and who stands in.
    pub away: Away,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}

statements! {
    INSERT_ALERT = "INSERT INTO alert_rule (organisation_id, id, name, least_cents, silent_days, least_days, category, collector, email, matched, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '[]', $10, $11)";
    SELECT_ALERTS = "SELECT id, name, least_cents, silent_days, least_days, category, collector, email, matched, matched_on, created_at, created_by FROM alert_rule WHERE organisation_id = $1 AND retired_at IS NULL ORDER BY id";
    SET_MATCHED = "UPDATE alert_rule SET matched = $3, matched_on = $4 WHERE organisation_id = $1 AND id = $2 AND matched = $5 AND (matched_on IS NULL OR matched_on < $4 OR $6)";
    INSERT_ALERT_MAIL = "INSERT INTO alert_mail (organisation_id, id, alert_id, on_day, account_count, told, state, attempts, tried_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, NULL, $7)";
    SELECT_ALERT_MAILS = "SELECT m.id, m.alert_id, m.on_day, m.account_count, m.told, m.attempts, m.tried_at, m.created_at, r.name, r.email FROM alert_mail m JOIN alert_rule r ON r.organisation_id = m.organisation_id AND r.id = m.alert_id WHERE m.organisation_id = $1 AND m.state = 'pending' ORDER BY m.on_day, m.id LIMIT 200";
    TRY_ALERT_MAIL = "UPDATE alert_mail SET attempts = attempts + 1, tried_at = $4 WHERE organisation_id = $1 AND id = $2 AND attempts = $3 AND state = 'pending'";
    END_ALERT_MAIL = "UPDATE alert_mail SET state = $3 WHERE organisation_id = $1 AND id = $2 AND state = 'pending'";
    RETIRE_ALERT = "UPDATE alert_rule SET retired_at = $3, retired_by = $4 WHERE organisation_id = $1 AND id = $2 AND retired_at IS NULL";
    REINSTATE_ALERT = "UPDATE alert_rule SET retired_at = NULL, retired_by = NULL WHERE organisation_id = $1 AND id = $2 AND retired_at IS NOT NULL";
    SELECT_RULES = "SELECT category, first_from, first_to, least_cents, most_cents, collector FROM portfolio_rule WHERE organisation_id = $1 ORDER BY position";
    DELETE_RULES = "DELETE FROM portfolio_rule WHERE organisation_id = $1";
    INSERT_RULE = "INSERT INTO portfolio_rule (organisation_id, position, category, first_from, first_to, least_cents, most_cents, collector) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SELECT_LATE_SINCE = "SELECT o.id, o.debtor_id, d.code, d.name, d.collector, o.number, o.due_on, o.open_cents, o.currency, a.step_key, a.business_date FROM open_item o JOIN debtor d ON d.organisation_id = o.organisation_id AND d.id = o.debtor_id LEFT JOIN action a ON a.organisation_id = o.organisation_id AND a.id = (SELECT v.action_id FROM item_advance v JOIN action x ON x.organisation_id = v.organisation_id AND x.id = v.action_id WHERE v.organisation_id = o.organisation_id AND v.open_item_id = o.id AND NOT v.withdrawn ORDER BY x.business_date DESC LIMIT 1) WHERE o.organisation_id = $1 AND o.open_cents <> 0 AND o.open_cents > 0 AND o.kind IN ('invoice', 'debit') AND o.due_on < $2 ORDER BY o.open_cents DESC, o.id LIMIT 20000";
    INSERT_ABSENCE = "INSERT INTO absence (organisation_id, id, collector, stand_in, from_on, until_on, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SELECT_ABSENCES = "SELECT id, collector, stand_in, from_on, until_on, created_at, created_by FROM absence WHERE organisation_id = $1 AND ended_at IS NULL AND until_on >= $2 ORDER BY from_on, id";
    END_ABSENCE = "UPDATE absence SET ended_at = $3, ended_by = $4 WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL";
}

#[derive(sqlx::FromRow)]
struct Alert {
    id: Uuid,
    name: String,
    least_cents: Option<i64>,
    silent_days: Option<i32>,
    least_days: Option<i32>,
    category: String,
    collector: String,
    email: String,
    matched: String,
    matched_on: Option<Date>,
    created_at: DateTime<Utc>,
    created_by: String,
}

/// Days as the base keeps them.
fn days(days: Option<i64>) -> Option<i32> {
    days.map(|days| i32::try_from(days).unwrap_or(i32::MAX))
}

/// An open debit that fell due before a day, with the last action about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateRow {
    /// The item.
    pub item: OpenItemId,
    /// Its debtor.
    pub debtor: DebtorId,
    /// The debtor's code.
    pub code: String,
    /// The debtor's name.
    pub name: String,
    /// Who follows the debtor.
    pub collector: String,
    /// The item's number.
    pub number: String,
    /// When it fell due.
    pub due_on: Date,
    /// What is open of it.
    pub open: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Key of the last step that asked for it, and its day.
    pub last: Option<(String, Date)>,
}

#[derive(sqlx::FromRow)]
struct Late {
    id: Uuid,
    debtor_id: Uuid,
    code: String,
    name: String,
    collector: String,
    number: String,
    due_on: Date,
    open_cents: i64,
    currency: String,
    step_key: Option<String>,
    business_date: Option<Date>,
}

/// The open debits that fell due before a day, the largest first; twenty thousand at most.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn late_since(tx: &mut Tx, organisation: OrganisationId, before: Date) -> Result<Vec<LateRow>> {
    let rows: Vec<Late> = in_tx!(tx, c => sqlx::query_as(SELECT_LATE_SINCE).bind(organisation.0).bind(before).fetch_all(&mut *c).await?);
    rows.into_iter()
        .map(|row| {
            Ok(LateRow {
                item: OpenItemId(row.id),
                debtor: DebtorId(row.debtor_id),
                code: row.code,
                name: row.name,
                collector: row.collector,
                number: row.number,
                due_on: row.due_on,
                open: Cents(row.open_cents),
                currency: currency_of(&row.currency)?,
                last: row.step_key.zip(row.business_date),
            })
        })
        .collect()
}

/// Sets an alert.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_alert(tx: &mut Tx, organisation: OrganisationId, row: &AlertRow) -> Result<()> {
    let asked = &row.condition;
    in_tx!(tx, c => {
        sqlx::query(INSERT_ALERT).bind(organisation.0).bind(row.id).bind(&row.name).bind(asked.least.map(|cents| cents.0))
            .bind(days(asked.silent_days)).bind(days(asked.least_days)).bind(&asked.category).bind(&asked.collector).bind(&row.email)
            .bind(to_micros(row.created_at)).bind(&row.created_by).execute(&mut *c).await?;
    });
    Ok(())
}

/// The alerts in force.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn alerts(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<AlertRow>> {
    let rows: Vec<Alert> = in_tx!(tx, c => sqlx::query_as(SELECT_ALERTS).bind(organisation.0).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|row| AlertRow {
            id: row.id,
            name: row.name,
            condition: Condition {
                least: row.least_cents.map(Cents),
                silent_days: row.silent_days.map(i64::from),
                least_days: row.least_days.map(i64::from),
                category: row.category,
                collector: row.collector,
            },
            email: row.email,
            matched: row.matched,
            matched_on: row.matched_on,
            created_at: row.created_at,
            created_by: row.created_by,
        })
        .collect())
}

/// Keeps which accounts meet an alert on a day, in the place of those that were known; whether nobody else did meanwhile and that day
/// was not looked at yet, unless it is looked at again.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_matched(
    tx: &mut Tx,
    organisation: OrganisationId,
    alert: &AlertRow,
    matched: &str,
    (on, again): (Date, bool),
) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(SET_MATCHED)
        .bind(organisation.0).bind(alert.id).bind(matched).bind(on).bind(&alert.matched).bind(again)
        .execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// A mail that an alert owes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AlertMail {
    /// Its id; its Message-ID is made of it, so that one that left twice is seen to be one.
    pub id: Uuid,
    /// Its alert.
    pub alert_id: Uuid,
    /// The day that it tells of.
    pub on_day: Date,
    /// How many accounts it tells of.
    pub account_count: i64,
    /// Their lines, as JSON.
    pub told: String,
    /// How often sending was begun.
    pub attempts: i32,
    /// When that was last.
    pub tried_at: Option<DateTime<Utc>>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// The alert's name.
    pub name: String,
    /// To whom.
    pub email: String,
}

/// Keeps a mail that is owed.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_alert_mail(tx: &mut Tx, organisation: OrganisationId, mail: &AlertMail) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(INSERT_ALERT_MAIL).bind(organisation.0).bind(mail.id).bind(mail.alert_id).bind(mail.on_day).bind(mail.account_count)
            .bind(&mail.told).bind(to_micros(mail.created_at)).execute(&mut *c).await?;
    });
    Ok(())
}

/// The mails that are owed, the oldest first.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn alert_mails(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<AlertMail>> {
    Ok(in_tx!(tx, c => sqlx::query_as(SELECT_ALERT_MAILS).bind(organisation.0).fetch_all(&mut *c).await?))
}

/// Begins to send one; false when another process has begun since it was read.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn try_alert_mail(tx: &mut Tx, organisation: OrganisationId, mail: &AlertMail, at: DateTime<Utc>) -> Result<bool> {
    let changed = in_tx!(tx, c => sqlx::query(TRY_ALERT_MAIL).bind(organisation.0).bind(mail.id).bind(mail.attempts).bind(to_micros(at))
        .execute(&mut *c).await?.rows_affected());
    Ok(changed == 1)
}

/// Says what became of one: `sent` or `dropped`.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn end_alert_mail(tx: &mut Tx, organisation: OrganisationId, id: Uuid, state: &str) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(END_ALERT_MAIL).bind(organisation.0).bind(id).bind(state).execute(&mut *c).await?;
    });
    Ok(())
}

/// Takes an alert out of force.
///
/// # Errors
/// [`StoreError::Stale`] when it is not in force.
#[crate::boxed]
pub async fn retire_alert(tx: &mut Tx, organisation: OrganisationId, id: Uuid, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(RETIRE_ALERT).bind(organisation.0).bind(id).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "alert_rule", id }) }
}

/// Puts it into force again.
///
/// # Errors
/// [`StoreError::Stale`] when it is in force.
#[crate::boxed]
pub async fn reinstate_alert(tx: &mut Tx, organisation: OrganisationId, id: Uuid) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(REINSTATE_ALERT).bind(organisation.0).bind(id).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "alert_rule", id }) }
}

type RuleTuple = (String, String, String, Option<i64>, Option<i64>, String);

/// The rules that give accounts to collectors, in their order.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn rules(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Rule>> {
    let rows: Vec<RuleTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_RULES).bind(organisation.0).fetch_all(&mut *c).await?);
    let rule = |(category, first_from, first_to, least, most, collector): RuleTuple| Rule {
        category,
        first_from,
        first_to,
        least: least.map(Cents),
        most: most.map(Cents),
        collector,
    };
    Ok(rows.into_iter().map(rule).collect())
}

/// Replaces them all.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_rules(tx: &mut Tx, organisation: OrganisationId, rules: &[Rule]) -> Result<()> {
    in_tx!(tx, c => {
        sqlx::query(DELETE_RULES).bind(organisation.0).execute(&mut *c).await?;
        for (position, rule) in (0_i32..).zip(rules) {
            sqlx::query(INSERT_RULE).bind(organisation.0).bind(position).bind(&rule.category).bind(&rule.first_from).bind(&rule.first_to)
                .bind(rule.least.map(|cents| cents.0)).bind(rule.most.map(|cents| cents.0)).bind(&rule.collector)
                .execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Enters an absence.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn insert_absence(tx: &mut Tx, organisation: OrganisationId, row: &AbsenceRow) -> Result<()> {
    let away = &row.away;
    in_tx!(tx, c => {
        sqlx::query(INSERT_ABSENCE).bind(organisation.0).bind(row.id).bind(&away.collector).bind(&away.stand_in).bind(away.from)
            .bind(away.until).bind(to_micros(row.created_at)).bind(&row.created_by).execute(&mut *c).await?;
    });
    Ok(())
}

type AbsenceTuple = (Uuid, String, String, Date, Date, DateTime<Utc>, String);

/// The absences that are not over on a day.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn absences(tx: &mut Tx, organisation: OrganisationId, today: Date) -> Result<Vec<AbsenceRow>> {
    let rows: Vec<AbsenceTuple> =
        in_tx!(tx, c => sqlx::query_as(SELECT_ABSENCES).bind(organisation.0).bind(today).fetch_all(&mut *c).await?);
    Ok(rows
        .into_iter()
        .map(|(id, collector, stand_in, from, until, created_at, created_by)| AbsenceRow {
            id,
            away: Away { collector, stand_in, from, until },
            created_at,
            created_by,
        })
        .collect())
}

/// Ends an absence early.
///
/// # Errors
/// [`StoreError::Stale`] when it was ended already.
#[crate::boxed]
pub async fn end_absence(tx: &mut Tx, organisation: OrganisationId, id: Uuid, at: DateTime<Utc>, by: &str) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(END_ABSENCE).bind(organisation.0).bind(id).bind(to_micros(at)).bind(by)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "absence", id }) }
}
