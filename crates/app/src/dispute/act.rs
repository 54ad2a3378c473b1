//! The moves of a dispute: its owner is asked, somebody decides, takes back, or corrects.

use channels::{OutgoingMail, SendError};
use domain::Cents;
use domain::dispute::{Dispute, Living, Reason, Refused, Stage, State, Verdict};
use domain::identifiers::EmailAddress;
use domain::ids::{DisputeId, OpenItemId};
use store::Tx;
use store::dispute::DisputeRow;

use super::{LONGEST, Loaded, Owner, Told, credit, invalid, link, policy_of, project, refused, settings, tell, tidy};
use crate::text::dispute as words;
use crate::text::locale::ShownIn as _;
use crate::{App, AppError, Permission, Result, Scope, setup, text};

/// Makes one move: reads the dispute, lets `how` change it, writes it, tells it, and lets the decision know.
pub(super) async fn change(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: DisputeId,
    how: impl FnOnce(&mut DisputeRow) -> std::result::Result<(), Refused>,
    told: &Told<'_>,
) -> Result<DisputeRow> {
    let loaded = Loaded::get(tx, scope, id).await?;
    let (debtor, numbers) = loaded.about();
    let mut row = loaded.row;
    how(&mut row).map_err(refused)?;
    let policy = policy_of(tx, scope, row.reason).await?;
    row.due_on = row.dispute.limit(&policy.policy);
    store::dispute::update(tx, scope.organisation.id, &row).await?;
    tell(tx, app, scope, &row, (debtor, &numbers), told).await?;
    project(tx, app, scope, id).await?;
    credit::follow_task(tx, app, scope, &row).await?;
    row.version += 1;
    Ok(row)
}

/// Applies a consuming move.
fn moved(row: &mut DisputeRow, how: impl FnOnce(Dispute) -> std::result::Result<Dispute, Refused>) -> std::result::Result<(), Refused> {
    row.dispute = how(row.dispute.clone())?;
    Ok(())
}

fn wanted(reason: &str) -> Result<String> {
    let reason = tidy(reason, LONGEST);
    if reason.is_empty() { Err(invalid("note", words::error_without_note())) } else { Ok(reason) }
}

/// What became of the mail to an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mailed {
    /// It was accepted by the mail server.
    Sent,
    /// No mail was wanted.
    Without,
    /// It did not leave; the sentence says why.
    Failed(String),
}

/// Asks an owner of the house: the clock of the answer starts. With `by_mail`, the owner gets a signed link under which to
/// answer without an account; an older link is void from now on.
///
/// # Errors
/// [`AppError::Invalid`] for an address that cannot be one, or when a mail is wanted and the address of the program is not
/// known; [`AppError::NoMail`]; [`AppError::Conflict`] once it is decided.
#[crate::boxed]
pub async fn ask(app: &App, scope: &Scope, id: DisputeId, owner: &Owner, message: &str, by_mail: bool) -> Result<Mailed> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    let asked = ask_in(&mut tx, app, scope, id, (owner, message, by_mail)).await?;
    tx.commit().await?;
    write_to_owner(app, scope, asked).await
}

/// An owner who was asked: what the mail is made of once that is kept.
pub(crate) struct Asked {
    row: DisputeRow,
    settings: store::dispute_setting::DisputeSettings,
    message: String,
    by_mail: bool,
}

/// Writes to the owner who was asked, if that was wanted; once the transaction that asked has ended.
pub(crate) async fn write_to_owner(app: &App, scope: &Scope, asked: Asked) -> Result<Mailed> {
    if asked.by_mail { send(app, scope, &asked.row, &asked.settings, &asked.message).await } else { Ok(Mailed::Without) }
}

/// As [`ask`], inside a transaction, by somebody who may; the mail is left to [`write_to_owner`].
pub(crate) async fn ask_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: DisputeId,
    (owner, message, by_mail): (&Owner, &str, bool),
) -> Result<Asked> {
    let owner = checked(owner)?;
    let note = tidy(message, LONGEST);
    let settings = settings::known_or_new(tx, app, scope).await?;
    if by_mail {
        if owner.email.is_empty() {
            return Err(invalid("email", words::error_owner_email()));
        }
        if settings.address.is_empty() {
            return Err(invalid("address", words::error_no_address()));
        }
        if app.mail().is_none() {
            return Err(AppError::NoMail);
        }
    }
    let today = app.today();
    keep_answer(tx, app, scope, id).await?;
    let told = if note.is_empty() { owner_words(&owner) } else { format!("{} – {note}", owner_words(&owner)) };
    let row = change(
        tx,
        app,
        scope,
        id,
        |row| {
            row.owner = owner.clone();
            row.asks += 1;
            moved(row, |dispute| dispute.ask(today))
        },
        &Told::new("asked", &told),
    )
    .await?;
    Ok(Asked { row, settings, message: note, by_mail })
}

/// An answer that was given is not lost when the owner is asked anew: the history says that it was set aside, and what it was.
async fn keep_answer(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId) -> Result<()> {
    let loaded = Loaded::get(tx, scope, id).await?;
    let State::Living(Living::Undecided(Stage::Answered { verdict, .. })) = loaded.row.dispute.state else { return Ok(()) };
    let (debtor, numbers) = loaded.about();
    let told = words::asked_anew(verdict, loaded.row.currency);
    tell(tx, app, scope, &loaded.row, (debtor, &numbers), &Told::new("set_aside", &told)).await
}

fn owner_words(owner: &Owner) -> String {
    let facts = [owner.name.clone(), text::locale::in_french(|| words::role(owner.role)), owner.email.clone()];
    facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(", ")
}

/// An owner without control characters, whose address can be one.
pub(super) fn checked(owner: &Owner) -> Result<Owner> {
    let email = owner.email.trim();
    let email = match email {
        "" => String::new(),
        email => match EmailAddress::parse(email) {
            Ok(email) => email.as_str().to_owned(),
            Err(_) => return Err(invalid("email", text::error_identifier("email", email))),
        },
    };
    Ok(Owner { role: owner.role, name: tidy(&owner.name.replace('\n', " "), 120), email })
}

/// Writes to the owner, after the transaction that asked: what became of it is a line of its own.
async fn send(
    app: &App,
    scope: &Scope,
    row: &DisputeRow,
    settings: &store::dispute_setting::DisputeSettings,
    message: &str,
) -> Result<Mailed> {
    let Some(office) = app.mail() else { return Err(AppError::NoMail) };
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    let address = link::address(settings, scope.organisation.id, row, app.now());
    let (Some(sender), Some(address)) = (creditor.email.clone(), address) else {
        return told_of_mail(app, scope, row, Mailed::Failed(words::error_no_sender())).await;
    };
    let Ok(to) = EmailAddress::parse(&row.owner.email) else {
        return told_of_mail(app, scope, row, Mailed::Failed(words::error_owner_email())).await;
    };
    let mut tx = app.db().snapshot().await?;
    let loaded = Loaded::get(&mut tx, scope, row.id).await?;
    drop(tx);
    let debtor = loaded.own_items().next().map(|item| item.debtor_name.clone()).unwrap_or_default();
    let (_, numbers) = loaded.about();
    let facts = words::OwnerMail {
        owner: &row.owner.name,
        house: &creditor.name,
        debtor: &debtor,
        numbers: &numbers,
        reason: &text::locale::in_french(|| words::reason(row.reason)),
        note: &row.note,
        amount: &row.dispute.held().fr_in(row.currency),
        message,
        due: row.due_on,
        address: &address,
    };
    let (text, html) = words::owner_mail(&facts);
    let mail = OutgoingMail {
        message_id: format!("<{}@{}>", store::fresh_id(), sender.domain()),
        from: (creditor.name.clone(), sender.clone()),
        bounces_to: None,
        reply_to: Some(sender.clone()),
        to: vec![to],
        cc: Vec::new(),
        subject: words::owner_subject(&debtor, &numbers),
        text,
        html,
        attachments: Vec::new(),
        date: app.now(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
    };
    let raw = mail.to_raw().map_err(|error| AppError::Letter(error.to_string()))?;
    let mailed = match office.send(&raw).await {
        Ok(_) => Mailed::Sent,
        Err(SendError::NotSent { reason, .. } | SendError::Unknown { reason }) => Mailed::Failed(reason),
    };
    told_of_mail(app, scope, row, mailed).await
}

async fn told_of_mail(app: &App, scope: &Scope, row: &DisputeRow, mailed: Mailed) -> Result<Mailed> {
    let (kind, note) = match &mailed {
        Mailed::Failed(reason) => ("mail_failed", format!("{} – {reason}", row.owner.email)),
        _ => ("mail_sent", row.owner.email.clone()),
    };
    let mut tx = app.db().begin().await?;
    let loaded = Loaded::get(&mut tx, scope, row.id).await?;
    let (debtor, numbers) = loaded.about();
    tell(&mut tx, app, scope, &loaded.row, (debtor, &numbers), &Told::new(kind, &note)).await?;
    tx.commit().await?;
    Ok(mailed)
}

/// Sets an answer aside: the owner is to be asked again, or a person decides without it.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::Conflict`] without an answer.
#[crate::boxed]
pub async fn set_aside(app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    set_aside_in(&mut tx, app, scope, id, reason).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`set_aside`], inside a transaction, by somebody who may.
pub(crate) async fn set_aside_in(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    let (reason, today) = (wanted(reason)?, app.today());
    let again = |row: &mut DisputeRow| {
        if row.dispute.state.code() != "answered" {
            return Err(Refused::NotThere);
        }
        row.asks += 1;
        moved(row, |dispute| dispute.ask(today))
    };
    change(tx, app, scope, id, again, &Told::new("set_aside", &reason)).await?;
    Ok(())
}

/// Records what the owner answered, for a program that asked it otherwise than by the link. A person decides on it, unless the
/// organisation lets answers decide by themselves.
pub(crate) async fn answer_in(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, verdict: Verdict, comment: &str) -> Result<()> {
    let (comment, today) = (wanted(comment)?, app.today());
    let loaded = Loaded::get(tx, scope, id).await?;
    let settings = settings::known_or_new(tx, app, scope).await?;
    let said = words::answered(verdict, loaded.row.currency, &comment);
    let extra = serde_json::json!({"amount": verdict.amount().map(Cents::iso)});
    let told = Told { kind: "answered", note: &said, extra };
    let how = |row: &mut DisputeRow| {
        // Nobody was asked by mail: the answer itself says that the owner was.
        if row.dispute.state.code() == "open" {
            row.asks += 1;
            row.dispute = row.dispute.clone().ask(today)?;
        }
        row.dispute = row.dispute.clone().answer(verdict, today)?;
        Ok(())
    };
    change(tx, app, scope, id, how, &told).await?;
    if settings.accepts_answers {
        decide_in(tx, app, scope, id, verdict, &words::decided_by_answer()).await?;
    }
    Ok(())
}

/// Decides a dispute. Founded, in full or in part, the credit note is awaited; the rest goes back to the reminders.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, or for an amount that is not above zero and below what is contested;
/// [`AppError::Conflict`] once it is decided.
#[crate::boxed]
pub async fn decide(app: &App, scope: &Scope, id: DisputeId, verdict: Verdict, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let reason = wanted(reason)?;
    let mut tx = app.db().begin().await?;
    decide_in(&mut tx, app, scope, id, verdict, &reason).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn decide_in(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, verdict: Verdict, reason: &str) -> Result<()> {
    let (reason, today) = (wanted(reason)?, app.today());
    let amount = verdict.amount().map(Cents::iso);
    let told = Told { kind: verdict.code(), note: &reason, extra: serde_json::json!({"amount": amount}) };
    change(tx, app, scope, id, |row| moved(row, |dispute| dispute.decide(verdict, today)), &told).await?;
    // The credit note may be there already.
    super::follow_in(tx, app, scope).await?;
    Ok(())
}

/// Gives a dispute up: it was opened by mistake, or the debtor no longer contests. All of it is asked for again.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, or when a credit note came; [`AppError::Conflict`] once it has ended.
#[crate::boxed]
pub async fn withdraw(app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let reason = wanted(reason)?;
    let mut tx = app.db().begin().await?;
    withdraw_in(&mut tx, app, scope, id, &reason).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn withdraw_in(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    let (reason, today) = (wanted(reason)?, app.today());
    change(tx, app, scope, id, |row| moved(row, |dispute| dispute.withdraw(today)), &Told::new("withdrawn", &reason)).await?;
    Ok(())
}

/// Ends a dispute whose credit note is smaller than what was found due: it stays founded for what was credited, and the rest is
/// asked for again.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, or when no credit note came; [`AppError::Conflict`] unless one is awaited.
#[crate::boxed]
pub async fn settle_for_less(app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let reason = wanted(reason)?;
    let mut tx = app.db().begin().await?;
    settle_for_less_in(&mut tx, app, scope, id, &reason).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn settle_for_less_in(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    let (reason, today) = (wanted(reason)?, app.today());
    // The credit note may have come a moment ago.
    super::follow_in(tx, app, scope).await?;
    if Loaded::get(tx, scope, id).await?.row.dispute.parts.iter().all(|part| !part.credited.is_positive()) {
        return Err(invalid("dispute", words::error_no_credit()));
    }
    let told = Told::new("for_less", &reason);
    change(tx, app, scope, id, |row| moved(row, |dispute| dispute.settle_for_less(today)), &told).await?;
    super::follow_in(tx, app, scope).await?;
    Ok(())
}

/// Takes a decision or a withdrawal back: the dispute stands where it stood, and holds what it held, as far as that is still
/// open and no other dispute holds it by now.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, when a credit note came, or when the item is contested otherwise by now;
/// [`AppError::Conflict`] when there is nothing to take back.
#[crate::boxed]
pub async fn undo(app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let mut tx = app.db().begin().await?;
    undo_in(&mut tx, app, scope, id, reason).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`undo`], inside a transaction, by somebody who may.
pub(crate) async fn undo_in(tx: &mut Tx, app: &App, scope: &Scope, id: DisputeId, reason: &str) -> Result<()> {
    let reason = wanted(reason)?;
    change(tx, app, scope, id, |row| moved(row, Dispute::undo), &Told::new("undone", &reason)).await?;
    within_open(tx, scope, id).await?;
    super::follow_in(tx, app, scope).await?;
    Ok(())
}

/// Several disputes together never contest more than the item's amount.
async fn within_open(tx: &mut Tx, scope: &Scope, id: DisputeId) -> Result<()> {
    let loaded = Loaded::get(tx, scope, id).await?;
    for item in loaded.own_items() {
        let held = Cents::total(loaded.beside.iter().map(|row| row.dispute.held_of(item.id)));
        if loaded.beside.len() > 1 && held > item.open.max(Cents::ZERO) && loaded.row.dispute.held_of(item.id).is_positive() {
            let free = item.open.max(Cents::ZERO) - (held - loaded.row.dispute.held_of(item.id));
            return Err(invalid("amount", words::error_too_much(&item.number, &free.max(Cents::ZERO).shown_in(loaded.row.currency))));
        }
    }
    Ok(())
}

/// Corrects what is contested of an item, before it is decided.
///
/// # Errors
/// [`AppError::Invalid`] for an amount that is not above zero or exceeds what is open and not contested otherwise;
/// [`AppError::Conflict`] once it is decided.
#[crate::boxed]
pub async fn amend(app: &App, scope: &Scope, id: DisputeId, item: OpenItemId, amount: Cents, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let reason = wanted(reason)?;
    let mut tx = app.db().begin().await?;
    amend_in(&mut tx, app, scope, id, (item, amount), &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`amend`], inside a transaction, by somebody who may, of the item that bears a number.
pub(crate) async fn amend_by_number_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: DisputeId,
    (number, amount): (&str, Cents),
    reason: &str,
) -> Result<()> {
    let reason = wanted(reason)?;
    let loaded = Loaded::get(tx, scope, id).await?;
    let own: Vec<OpenItemId> = loaded.own_items().filter(|item| item.number == number.trim()).map(|item| item.id).collect();
    let item = match own[..] {
        [item] => item,
        [] => return Err(invalid("number", text::connect::error_not_contested(number.trim()))),
        _ => return Err(invalid("number", text::connect::error_amend_several(number.trim()))),
    };
    amend_in(tx, app, scope, id, (item, amount), &reason).await
}

pub(super) async fn amend_in(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: DisputeId,
    (item, amount): (OpenItemId, Cents),
    note: &str,
) -> Result<()> {
    let loaded = Loaded::get(tx, scope, id).await?;
    let known = loaded.own_items().find(|known| known.id == item).ok_or(AppError::NotFound("item"))?;
    let bound = if loaded.row.source == "claim" { known.amount } else { known.open };
    let others = Cents::total(loaded.beside.iter().filter(|row| row.id != id).map(|row| row.dispute.held_of(item)));
    let free = bound - others;
    if !amount.is_positive() || amount > free {
        return Err(invalid("amount", words::error_too_much(&known.number, &free.max(Cents::ZERO).shown_in(loaded.row.currency))));
    }
    let told = Told { kind: "amended", note, extra: serde_json::json!({"amount": amount.iso()}) };
    change(
        tx,
        app,
        scope,
        id,
        |row| {
            if row.reason == Reason::Unspecified && !note.is_empty() {
                note.clone_into(&mut row.note);
            }
            moved(row, |dispute| dispute.amend(item, amount))
        },
        &told,
    )
    .await?;
    Ok(())
}

/// Corrects the reason, the words and the owner of a dispute that goes on. Another reason brings its own time limits.
///
/// # Errors
/// [`AppError::Invalid`] for an address that cannot be one; [`AppError::Conflict`] once it has ended.
#[crate::boxed]
pub async fn edit(app: &App, scope: &Scope, id: DisputeId, reason: Reason, note: &str, owner: &Owner) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let (owner, note) = (checked(owner)?, tidy(note, LONGEST));
    let mut tx = app.db().begin().await?;
    let how = |row: &mut DisputeRow| {
        if !row.dispute.is_living() {
            return Err(Refused::NotThere);
        }
        (row.reason, row.owner) = (reason, owner.clone());
        row.note.clone_from(&note);
        Ok(())
    };
    let told = format!("{} – {}", text::locale::in_french(|| words::reason(reason)), owner_words(&owner));
    change(&mut tx, app, scope, id, how, &Told::new("edited", &told)).await?;
    tx.commit().await?;
    Ok(())
}

/// Says which credit note is awaited: its number, or where it was asked for.
///
/// # Errors
/// [`AppError::Conflict`] when no credit note is awaited.
#[crate::boxed]
pub async fn expect_credit(app: &App, scope: &Scope, id: DisputeId, reference: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let reference = tidy(&reference.replace('\n', " "), 120);
    let mut tx = app.db().begin().await?;
    let how = |row: &mut DisputeRow| {
        if row.dispute.state.code() != "credit" {
            return Err(Refused::NotThere);
        }
        row.credit_reference.clone_from(&reference);
        Ok(())
    };
    let told = words::credit_expected(&reference);
    change(&mut tx, app, scope, id, how, &Told::new("note", &told)).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds words to the history of a dispute.
///
/// # Errors
/// [`AppError::Invalid`] without words.
#[crate::boxed]
pub async fn comment(app: &App, scope: &Scope, id: DisputeId, note: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let note = wanted(note)?;
    let mut tx = app.db().begin().await?;
    let loaded = Loaded::get(&mut tx, scope, id).await?;
    let (debtor, numbers) = loaded.about();
    tell(&mut tx, app, scope, &loaded.row, (debtor, &numbers), &Told::new("note", &note)).await?;
    tx.commit().await?;
    Ok(())
}
