//! One pass over the mailbox: what is new is read, message by message.

use channels::imap::{Mailbox, MailboxError};
use domain::calendar;
use store::mailbox::MailboxRow;

use super::{Origin, Taken, receive, refusal, said, settings_of};
use crate::{App, AppError, Permission, Result, Scope};

/// How far back a folder is read at first, and after its UIDVALIDITY changed: what is known by its bytes is left out.
const FIRST_DAYS: i64 = 30;

/// What a pass brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Messages that were read.
    pub read: usize,
    /// Messages that are new.
    pub kept: usize,
    /// Messages that had come in before, or are copies of ours.
    pub known: usize,
}

/// Why a pass did not come to its end.
#[derive(Debug)]
pub(super) enum Fault {
    /// The mailbox.
    Mailbox(MailboxError),
    /// The program.
    App(AppError),
}

impl From<MailboxError> for Fault {
    fn from(error: MailboxError) -> Self {
        Self::Mailbox(error)
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<store::StoreError> for Fault {
    fn from(error: store::StoreError) -> Self {
        Self::App(error.into())
    }
}

/// Reads what is new in the mailbox.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] when there is no mailbox; [`AppError::Mailbox`] when it cannot be read.
pub async fn fetch(app: &App, scope: &Scope) -> Result<Fetched> {
    scope.require(Permission::Import)?;
    let row = current(app, scope).await?.ok_or(AppError::NotFound("mailbox"))?;
    let pass = async {
        let mut mailbox = Mailbox::open(&settings_of(&row)).await?;
        let fetched = catch_up(app, scope, &mut mailbox).await?;
        mailbox.close().await;
        Ok(fetched)
    };
    let outcome: std::result::Result<Fetched, Fault> = pass.await;
    note(app, scope, &row, outcome.as_ref().err()).await?;
    outcome.map_err(|fault| match fault {
        Fault::Mailbox(error) => refusal(&error),
        Fault::App(error) => error,
    })
}

pub(super) async fn current(app: &App, scope: &Scope) -> Result<Option<MailboxRow>> {
    let mut tx = app.db().snapshot().await?;
    Ok(store::mailbox::get(&mut tx, scope.organisation.id).await?)
}

/// Writes down whether the mailbox could be read. A fault of the program is not the mailbox's.
pub(super) async fn note(app: &App, scope: &Scope, row: &MailboxRow, fault: Option<&Fault>) -> Result<()> {
    let words = match fault {
        None => None,
        Some(Fault::Mailbox(error)) => Some(format!("{} {}", error.code(), said(error))),
        Some(Fault::App(_)) => return Ok(()),
    };
    let mut tx = app.db().begin().await?;
    store::mailbox::note(&mut tx, scope.organisation.id, row.version, app.now(), words.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}

/// Reads what came after the last message that was read.
pub(super) async fn catch_up(app: &App, scope: &Scope, mailbox: &mut Mailbox) -> std::result::Result<Fetched, Fault> {
    let organisation = scope.organisation.id;
    let Some(row) = current(app, scope).await? else { return Ok(Fetched::default()) };
    let validity = mailbox.uid_validity();
    let is_same = row.uid_validity == Some(i64::from(validity));
    let uids = if is_same {
        mailbox.after(u32::try_from(row.last_uid).unwrap_or(0)).await?
    } else {
        mailbox.since(calendar::add_days(app.today(), -FIRST_DAYS)).await?
    };
    let mut fetched = Fetched::default();
    for uid in uids {
        let mail = mailbox.fetch(uid).await?;
        let mut tx = app.db().begin().await?;
        if let Some(mail) = mail {
            drop(tx);
            let bytes = mail.bytes;
            let (bytes, read) = tokio::task::spawn_blocking(move || {
                let read = formats::mail::read(&bytes);
                (bytes, read)
            })
            .await
            .map_err(|error| AppError::File(std::io::Error::other(error)))?;
            tx = app.db().begin().await?;
            app.documents().keep(&bytes).map_err(AppError::File)?;
            fetched.read += 1;
            match receive(&mut tx, app, scope, &bytes, read, Origin::Mailbox(mail.received_at)).await? {
                Taken::Kept => fetched.kept += 1,
                Taken::Known | Taken::Own => fetched.known += 1,
            }
        }
        store::mailbox::read_to(&mut tx, organisation, row.version, validity, uid).await?;
        tx.commit().await?;
    }
    // What is older than the first look stays unread for good.
    if !is_same && let Some(newest) = mailbox.newest() {
        let mut tx = app.db().begin().await?;
        store::mailbox::read_to(&mut tx, organisation, row.version, validity, newest).await?;
        tx.commit().await?;
    }
    if fetched.kept > 0 {
        app.wake();
    }
    Ok(fetched)
}
