//! Late disputes are told once a day, to the address that the organisation named.

use channels::{OutgoingMail, SendError};
use domain::identifiers::EmailAddress;

use super::{Card, Loaded, Told, held_by, tell};
use crate::text::dispute as words;
use crate::{App, AppError, Permission, Result, Scope, setup};

/// Disputes told in one mail at most.
const MOST: usize = 50;

/// Tells the late disputes of the day by mail; how many were told. One that failed, or of which nobody knows, is not sent again
/// that day. A mail to somebody of the house is no contact with a debtor.
///
/// # Errors
/// [`AppError`] when the base does not answer.
#[crate::boxed]
pub async fn escalate(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::RunNight)?;
    let organisation = scope.organisation.id;
    let Some(office) = app.mail() else { return Ok(0) };
    let mut tx = app.db().snapshot().await?;
    let settings = store::dispute_setting::settings(&mut tx, organisation).await?;
    let Some(settings) = settings.filter(|settings| !settings.escalation_email.is_empty()) else { return Ok(0) };
    let Ok(to) = EmailAddress::parse(&settings.escalation_email) else { return Ok(0) };
    let ids = store::dispute::late_ids(&mut tx, organisation, app.today()).await?;
    if ids.is_empty() || store::dispute_setting::is_alerted(&mut tx, organisation, (app.today(), to.as_str())).await? {
        return Ok(0);
    }
    let (rows, items) = store::dispute::around(&mut tx, organisation, &ids).await?;
    let held = held_by(&rows, &items);
    let late: Vec<Card> = rows.iter().map(|row| Card::of(row, &items, &held, app.today())).filter(|card| card.late_days > 0).collect();
    drop(tx);
    let creditor = setup::creditor(app, organisation).await?;
    let Some(sender) = creditor.email.clone() else { return Ok(0) };
    if late.is_empty() {
        return Ok(0);
    }
    let recipient = to.as_str().to_owned();
    let mut tx = app.db().begin().await?;
    let is_first = store::dispute_setting::reserve_alert(&mut tx, organisation, (app.today(), &recipient), late.len(), app.now()).await?;
    tx.commit().await?;
    if !is_first {
        return Ok(0);
    }
    let lines: Vec<String> = late.iter().take(MOST).map(words::alert_line).collect();
    let (text, html) = words::alert(&creditor.name, &lines, late.len(), &settings.address);
    let mail = OutgoingMail {
        message_id: format!("<{}@{}>", store::fresh_id(), sender.domain()),
        from: (creditor.name.clone(), sender.clone()),
        bounces_to: None,
        reply_to: Some(sender.clone()),
        to: vec![to],
        cc: Vec::new(),
        subject: words::alert_subject(late.len()),
        text,
        html,
        attachments: Vec::new(),
        date: app.now(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
    };
    let raw = mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
    let (state, reason) = match office.send(&raw).await {
        Ok(_) => ("sent", String::new()),
        Err(SendError::NotSent { reason, .. }) => ("failed", reason),
        Err(SendError::Unknown { reason }) => ("unknown", reason),
    };
    let mut tx = app.db().begin().await?;
    store::dispute_setting::settle_alert(&mut tx, organisation, (app.today(), &recipient), state, &reason).await?;
    if state == "sent" {
        for card in late.iter().take(MOST) {
            let loaded = Loaded::get(&mut tx, scope, card.id).await?;
            let (debtor, numbers) = loaded.about();
            tell(&mut tx, app, scope, &loaded.row, (debtor, &numbers), &Told::new("escalated", &recipient)).await?;
        }
    }
    tx.commit().await?;
    Ok(if state == "sent" { late.len() } else { 0 })
}
