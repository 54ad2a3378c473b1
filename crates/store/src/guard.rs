//! What guards the way out of an organisation: the emergency stop and the caps.

use chrono::{DateTime, Utc};
use domain::dunning::{Hours, Pressure};
use domain::ids::OrganisationId;

use crate::event::to_micros;
use crate::statement::statements;
use crate::{Result, StoreError, Tx};

/// Who stopped everything, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// Why, in words.
    pub reason: String,
}

/// The guard of an organisation; nothing is limited until somebody says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// The emergency stop, while it is on.
    pub stop: Option<Stop>,
    /// The most messages that one night lets leave by themselves.
    pub run_cap: Option<u32>,
    /// The most e-mails that leave by the sending mailbox in twenty-four hours.
    pub mail_cap: Option<u32>,
    /// What copies of invoices may weigh with one message, in millions of bytes: none with zero.
    pub copies_megabytes: Option<u32>,
    /// The hours at which e-mails leave by themselves; at any hour without them.
    pub mail_hours: Option<Hours>,
    /// How often one debtor may be contacted.
    pub pressure: Option<Pressure>,
}

statements! {
    SELECT_GUARD = "SELECT stopped_at, stopped_by, stop_reason, run_cap, pressure_contacts, pressure_days, mail_cap, copies_megabytes, mail_from_hour, mail_until_hour FROM guard WHERE organisation_id = $1";
    STOP = "INSERT INTO guard (organisation_id, stopped_at, stopped_by, stop_reason) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation_id) DO UPDATE SET stopped_at = excluded.stopped_at, stopped_by = excluded.stopped_by, stop_reason = excluded.stop_reason, version = guard.version + 1 WHERE guard.stopped_at IS NULL";
    LIFT = "UPDATE guard SET stopped_at = NULL, version = version + 1 WHERE organisation_id = $1 AND stopped_at IS NOT NULL";
    SET_LIMITS = "INSERT INTO guard (organisation_id, stopped_by, stop_reason, run_cap, pressure_contacts, pressure_days, mail_cap) VALUES ($1, '', '', $2, $3, $4, $5) ON CONFLICT (organisation_id) DO UPDATE SET run_cap = excluded.run_cap, pressure_contacts = excluded.pressure_contacts, pressure_days = excluded.pressure_days, mail_cap = excluded.mail_cap, version = guard.version + 1";
    SET_COPIES = "INSERT INTO guard (organisation_id, stopped_by, stop_reason, copies_megabytes) VALUES ($1, '', '', $2) ON CONFLICT (organisation_id) DO UPDATE SET copies_megabytes = excluded.copies_megabytes, version = guard.version + 1";
    SET_MAIL_HOURS = "INSERT INTO guard (organisation_id, stopped_by, stop_reason, mail_from_hour, mail_until_hour) VALUES ($1, '', '', $2, $3) ON CONFLICT (organisation_id) DO UPDATE SET mail_from_hour = excluded.mail_from_hour, mail_until_hour = excluded.mail_until_hour, version = guard.version + 1";
    HOLD = "UPDATE guard SET version = version WHERE organisation_id = $1";
}

type GuardTuple =
    (Option<DateTime<Utc>>, String, String, Option<i32>, Option<i32>, Option<i32>, Option<i32>, Option<i32>, Option<i32>, Option<i32>);

/// The guard, as this transaction sees it.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn get(tx: &mut Tx, organisation: OrganisationId) -> Result<Guard> {
    let row: Option<GuardTuple> = in_tx!(tx, c => sqlx::query_as(SELECT_GUARD).bind(organisation.0).fetch_optional(&mut *c).await?);
    let Some((stopped_at, by, reason, run_cap, contacts, days, mail_cap, copies, from_hour, until_hour)) = row else {
        return Ok(Guard::default());
    };
    let bad = |column, value: i32| StoreError::Inconsistent { table: "guard", column, row: value.to_string() };
    let small = |column, value: i32| u16::try_from(value).map_err(|_| bad(column, value));
    let pressure = match (contacts, days) {
        (Some(contacts), Some(days)) => {
            Some(Pressure { contacts: small("pressure_contacts", contacts)?, days: small("pressure_days", days)? })
        }
        _ => None,
    };
    let mail_hours = match (from_hour, until_hour) {
        (Some(from), Some(until)) => {
            let hours = u8::try_from(from).ok().zip(u8::try_from(until).ok()).and_then(|(from, until)| Hours::new(from, until));
            Some(hours.ok_or_else(|| bad("mail_from_hour", from))?)
        }
        _ => None,
    };
    Ok(Guard {
        mail_hours,
        stop: stopped_at.map(|at| Stop { at, by, reason }),
        run_cap: run_cap.map(|cap| u32::try_from(cap).map_err(|_| bad("run_cap", cap))).transpose()?,
        mail_cap: mail_cap.map(|cap| u32::try_from(cap).map_err(|_| bad("mail_cap", cap))).transpose()?,
        copies_megabytes: copies.map(|most| u32::try_from(most).map_err(|_| bad("copies_megabytes", most))).transpose()?,
        pressure,
    })
}

/// Stops everything.
///
/// # Errors
/// [`StoreError::Stale`] when it is stopped already.
#[crate::boxed]
pub async fn stop(tx: &mut Tx, organisation: OrganisationId, stop: &Stop) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(STOP)
        .bind(organisation.0).bind(to_micros(stop.at)).bind(&stop.by).bind(&stop.reason)
        .execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "guard", id: organisation.0 }) }
}

/// Lifts the stop.
///
/// # Errors
/// [`StoreError::Stale`] when nothing is stopped.
#[crate::boxed]
pub async fn lift(tx: &mut Tx, organisation: OrganisationId) -> Result<()> {
    let changed = in_tx!(tx, c => sqlx::query(LIFT).bind(organisation.0).execute(&mut *c).await?.rows_affected());
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale { table: "guard", id: organisation.0 }) }
}

/// Holds the guard until the end of the transaction: nobody else counts what left at this moment.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn hold(tx: &mut Tx, organisation: OrganisationId) -> Result<()> {
    in_tx!(tx, c => { sqlx::query(HOLD).bind(organisation.0).execute(&mut *c).await?; });
    Ok(())
}

/// Writes the caps, of a night and of the sending mailbox, and the budget of contacts.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_limits(
    tx: &mut Tx,
    organisation: OrganisationId,
    (run_cap, mail_cap): (Option<u32>, Option<u32>),
    pressure: Option<Pressure>,
) -> Result<()> {
    let whole = |cap: u32| i32::try_from(cap).unwrap_or(i32::MAX);
    let (cap, mail_cap) = (run_cap.map(whole), mail_cap.map(whole));
    let contacts = pressure.map(|budget| i32::from(budget.contacts));
    let days = pressure.map(|budget| i32::from(budget.days));
    in_tx!(tx, c => {
        sqlx::query(SET_LIMITS).bind(organisation.0).bind(cap).bind(contacts).bind(days).bind(mail_cap).execute(&mut *c).await?;
    });
    Ok(())
}

/// Writes what copies of invoices may weigh with one message, in millions of bytes.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_copies(tx: &mut Tx, organisation: OrganisationId, megabytes: u32) -> Result<()> {
    let most = i32::try_from(megabytes).unwrap_or(i32::MAX);
    in_tx!(tx, c => { sqlx::query(SET_COPIES).bind(organisation.0).bind(most).execute(&mut *c).await?; });
    Ok(())
}

/// Writes the hours at which e-mails leave by themselves; without them, at any hour.
///
/// # Errors
/// See [`StoreError`].
#[crate::boxed]
pub async fn set_mail_hours(tx: &mut Tx, organisation: OrganisationId, hours: Option<Hours>) -> Result<()> {
    let (from, until) = (hours.map(|hours| i32::from(hours.from())), hours.map(|hours| i32::from(hours.until())));
    in_tx!(tx, c => { sqlx::query(SET_MAIL_HOURS).bind(organisation.0).bind(from).bind(until).execute(&mut *c).await?; });
    Ok(())
}
