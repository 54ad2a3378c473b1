//! One pass over the mailbox: what is new is read, message by message.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use channels::imap::{Mailbox, MailboxError};
use domain::calendar;
use domain::ids::OrganisationId;
use store::mailbox::MailboxRow;

use super::receive::unread;
use super::{Origin, Taken, receive, refusal, said, token};
use crate::{App, AppError, Permission, Result, Scope};

/// How far back a folder is read at first, and after its UIDVALIDITY changed: what is known by its bytes is left out.
const FIRST_DAYS: i64 = 30;

/// So often a message is asked for before it is kept without what it says.
const MOST_TRIES: u8 = 3;

/// Where a message is: in the mailbox as it was set, in the folder with a UIDVALIDITY, under a UID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// How often the mailbox had been set when it was opened.
    pub(super) version: i64,
    /// UIDVALIDITY of the folder.
    pub(super) validity: u32,
    /// UID of the message.
    pub(super) uid: u32,
}

/// The message of each mailbox that could not be read, and how often. All messages behind it wait for it, so there is
/// one at most.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<HashMap<OrganisationId, (Place, u8)>>);

impl Tries {
    /// One try more that failed: how many there were.
    fn failed(&self, organisation: OrganisationId, place: Place) -> u8 {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = tries.entry(organisation).or_insert((place, 0));
        if entry.0 != place {
            *entry = (place, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        entry.1
    }
}

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
#[crate::boxed]
pub async fn fetch(app: &App, scope: &Scope) -> Result<Fetched> {
    scope.require(Permission::Import)?;
    let row = current(app, scope).await?.ok_or(AppError::NotFound("mailbox"))?;
    let pass = async {
        let (mut mailbox, _) = token::open(app, scope, &row).await?;
        let fetched = catch_up(app, scope, &mut mailbox, row.version).await?;
        mailbox.close().await;
        fetched.ok_or(Fault::App(AppError::Conflict("mailbox")))
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

/// Reads what came after the last message that was read; `None` when the mailbox is no longer the one that was opened.
pub(super) async fn catch_up(app: &App, scope: &Scope, mailbox: &mut Mailbox, version: i64) -> std::result::Result<Option<Fetched>, Fault> {
    let organisation = scope.organisation.id;
    let Some(row) = current(app, scope).await?.filter(|row| row.version == version) else { return Ok(None) };
    let validity = mailbox.uid_validity();
    let is_same = row.uid_validity == Some(i64::from(validity));
    let uids = if is_same {
        mailbox.after(u32::try_from(row.last_uid).unwrap_or(0)).await?
    } else {
        mailbox.since(calendar::add_days(app.today(), -FIRST_DAYS)).await?
    };
    let mut fetched = Fetched::default();
    for uid in uids {
        let place = Place { version, validity, uid };
        let taken = match one(app, scope, mailbox, place).await {
            Ok(taken) => taken,
            Err(fault) => Some(give_up(app, scope, mailbox, place, fault).await?),
        };
        fetched.read += usize::from(taken.is_some());
        match taken {
            Some(Taken::Kept) => fetched.kept += 1,
            Some(Taken::Known | Taken::Own) => fetched.known += 1,
            None => {}
        }
    }
    // What is older than the first look stays unread for good.
    if !is_same && let Some(newest) = mailbox.newest() {
        let mut tx = app.db().begin().await?;
        store::mailbox::read_to(&mut tx, organisation, version, validity, newest).await?;
        tx.commit().await?;
    }
    if fetched.kept > 0 {
        app.wake();
    }
    Ok(Some(fetched))
}

/// Reads one message, and notes that it is read; `None` when it has gone meanwhile.
async fn one(app: &App, scope: &Scope, mailbox: &mut Mailbox, place: Place) -> std::result::Result<Option<Taken>, Fault> {
    let mail = mailbox.fetch(place.uid).await?;
    let mut taken = None;
    let read = match mail {
        None => None,
        Some(mail) => {
            let bytes = Arc::new(mail.bytes);
            let reading = Arc::clone(&bytes);
            let read = match tokio::task::spawn_blocking(move || formats::mail::read(&reading)).await {
                Ok(read) => read,
                // What breaks the reader breaks it each time: it is kept, and a person looks at it.
                Err(error) if error.is_panic() => Err(Vec::new()),
                Err(error) => return Err(AppError::File(std::io::Error::other(error)).into()),
            };
            Some((bytes, read, mail.received_at))
        }
    };
    let mut tx = app.db().begin().await?;
    if let Some((bytes, read, received_at)) = read {
        app.documents().keep(&bytes).map_err(AppError::File)?;
        taken = Some(receive(&mut tx, app, scope, &bytes, read, Origin::Mailbox(received_at)).await?);
    }
    store::mailbox::read_to(&mut tx, scope.organisation.id, place.version, place.validity, place.uid).await?;
    tx.commit().await?;
    Ok(taken)
}

/// A message that cannot be read is tried again in the next passes; after the last try it is kept without what it says,
/// so that those behind it are read.
async fn give_up(app: &App, scope: &Scope, mailbox: &mut Mailbox, place: Place, fault: Fault) -> std::result::Result<Taken, Fault> {
    if app.mail_tries().failed(scope.organisation.id, place) < MOST_TRIES {
        return Err(fault);
    }
    let why = match &fault {
        Fault::Mailbox(error) => said(error),
        Fault::App(error) => error.french(),
    };
    tracing::error!(uid = place.uid, ?fault, "a message could not be read in three tries; it is kept without what it says");
    app.documents().keep(&[]).map_err(AppError::File)?;
    let mut tx = app.db().begin().await?;
    unread(&mut tx, app, scope, place, &why).await?;
    store::mailbox::read_to(&mut tx, scope.organisation.id, place.version, place.validity, place.uid).await?;
    tx.commit().await?;
    // On a lost connection the next message would seem to fail as well.
    match mailbox.ask().await {
        Ok(()) => Ok(Taken::Kept),
        Err(_) => Err(fault),
    }
}
