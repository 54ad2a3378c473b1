//! Mail in by IMAP (RFC 9051, RFC 3501): one folder, only looked at, never changed.
//!
//! The folder is opened with `EXAMINE` and read with `BODY.PEEK`: no message is marked, moved or deleted. Who calls
//! remembers how far it has read, by the folder's UIDVALIDITY and the last UID.

mod connect;
mod guard;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::UnsolicitedResponse;
use async_imap::{Authenticator, Session};
use chrono::{DateTime, Utc};
use domain::Date;
use futures_util::TryStreamExt as _;
use tokio::time::timeout;

use crate::courier::Reach;
use crate::mail_url::Security;
use crate::oauth::OAuthError;
use guard::{Guarded, MESSAGE_BYTES};

/// The answer to a command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);
/// A whole message over a slow line.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(300);
/// What is repeated of a server's words.
const SAID: usize = 200;

/// How the mailbox's owner is known to the server.
#[derive(Clone, PartialEq, Eq)]
pub enum LogIn {
    /// By a password, or by a password for applications.
    Password(String),
    /// By an access token (SASL XOAUTH2).
    Token(String),
}

/// A mailbox and its folder.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    /// Name or address of the server.
    pub host: String,
    /// Port: 993 for TLS, 143 for STARTTLS.
    pub port: u16,
    /// What protects the connection.
    pub security: Security,
    /// The user's name, often the address.
    pub user: String,
    /// The secret.
    pub log_in: LogIn,
    /// The folder.
    pub folder: String,
    /// A certificate authority to trust beside the usual ones, as a PEM file of at most 1 MiB.
    pub authority: Option<PathBuf>,
    /// Which addresses may be called.
    pub reach: Reach,
}

impl fmt::Debug for MailboxSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "imap {}:{} {:?} {:?}", self.host, self.port, self.security, self.folder)
    }
}

/// Why a mailbox cannot be read. A server's words are repeated, cut; ours never hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    /// No server answers there.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// The address is one of the house, or is never called.
    #[error("a reserved address")]
    Reserved,
    /// The certificate or the encryption is refused.
    #[error("tls: {0}")]
    Tls(String),
    /// The certificate authority cannot be read.
    #[error("certificate authority: {0}")]
    Authority(String),
    /// The server does not offer STARTTLS: nothing was sent in the clear.
    #[error("no STARTTLS")]
    NoStartTls,
    /// A secret would travel in the clear.
    #[error("a secret would travel in the clear")]
    Clear,
    /// The secret that is kept does not open.
    #[error("the secret does not open")]
    SecretLost,
    /// User name or secret is refused.
    #[error("log-in refused: {0}")]
    Refused(String),
    /// There is no such folder, or it may not be read.
    #[error("folder: {0}")]
    Folder(String),
    /// What answers does not speak as the standard says.
    #[error("protocol: {0}")]
    Protocol(String),
    /// The connection was lost.
    #[error("lost: {0}")]
    Lost(String),
    /// There is no access token to log in with.
    #[error(transparent)]
    Token(#[from] OAuthError),
}

impl MailboxError {
    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Reserved => "reserved",
            Self::Tls(_) => "tls",
            Self::Authority(_) => "authority",
            Self::NoStartTls => "no_starttls",
            Self::Clear => "clear",
            Self::SecretLost => "secret_lost",
            Self::Refused(_) => "refused",
            Self::Folder(_) => "folder",
            Self::Protocol(_) => "protocol",
            Self::Lost(_) => "lost",
            Self::Token(error) => error.code(),
        }
    }

    /// Whether a person has to change something before another try can help.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        matches!(
            self,
            Self::Reserved
                | Self::Tls(_)
                | Self::Authority(_)
                | Self::NoStartTls
                | Self::Clear
                | Self::SecretLost
                | Self::Refused(_)
                | Self::Folder(_)
                | Self::Token(OAuthError::Grant(_) | OAuthError::Client(_) | OAuthError::Scope(_))
        )
    }
}

/// What a server said, on one line and not for ever.
fn said(text: impl fmt::Display) -> String {
    let text = text.to_string();
    let plain: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).take(SAID).collect();
    plain.trim().to_owned()
}

fn lost(error: Error) -> MailboxError {
    match error {
        Error::No(words) | Error::Bad(words) => MailboxError::Protocol(said(words)),
        Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => MailboxError::Protocol(said(error)),
        Error::Parse(error) => MailboxError::Protocol(said(error)),
        Error::Validate(_) => MailboxError::Protocol("a sign that IMAP cannot carry".to_owned()),
        other => MailboxError::Lost(said(other)),
    }
}

fn too_late(_: tokio::time::error::Elapsed) -> MailboxError {
    MailboxError::Lost("no answer in time".to_owned())
}

/// Waits for an answer, and no longer than it may take.
async fn answered<T>(patience: Duration, answer: impl Future<Output = async_imap::error::Result<T>>) -> Result<T, MailboxError> {
    timeout(patience, answer).await.map_err(too_late)?.map_err(lost)
}

/// A message of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedMail {
    /// Its number in the folder.
    pub uid: u32,
    /// Its bytes; cut after 32 MiB.
    pub bytes: Vec<u8>,
    /// When the server received it, if it says so.
    pub received_at: Option<DateTime<Utc>>,
}

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Something changed in the folder.
    News,
    /// Nothing came in time.
    Silence,
}

/// An open folder.
#[derive(Debug)]
pub struct Mailbox {
    session: Session<Guarded>,
    uid_validity: u32,
    /// The last UID that was given when the folder was opened.
    newest: Option<u32>,
    can_idle: bool,
}

/// The answer of SASL XOAUTH2, and the empty one that makes a server say why it refuses.
struct Bearer {
    user: String,
    token: String,
    asked: bool,
}

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        if std::mem::replace(&mut self.asked, true) {
            return String::new();
        }
        format!("user={}\u{1}auth=Bearer {}\u{1}\u{1}", self.user, self.token)
    }
}

impl Mailbox {
    /// Connects, logs in and opens the folder.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn open(settings: &MailboxSettings) -> Result<Self, MailboxError> {
        let client = connect::connect(settings).await?;
        let (user, folder) = (settings.user.clone(), settings.folder.clone());
        let logged_in = async {
            match &settings.log_in {
                LogIn::Password(password) => client.login(&user, password).await,
                LogIn::Token(token) => {
                    let bearer = Bearer { user, token: token.clone(), asked: false };
                    client.authenticate("XOAUTH2", bearer).await
                }
            }
        };
        let mut session = timeout(COMMAND_TIMEOUT, logged_in).await.map_err(too_late)?.map_err(|(error, _)| match error {
            Error::No(words) | Error::Bad(words) => MailboxError::Refused(said(words)),
            Error::Validate(_) => MailboxError::Refused("a sign that IMAP cannot carry".to_owned()),
            other => lost(other),
        })?;
        let capabilities = answered(COMMAND_TIMEOUT, session.capabilities()).await?;
        let can_idle = capabilities.has_str("IDLE");
        let opened = timeout(COMMAND_TIMEOUT, session.examine(&folder)).await.map_err(too_late)?.map_err(|error| match error {
            Error::No(words) | Error::Bad(words) => MailboxError::Folder(said(words)),
            other => lost(other),
        })?;
        let Some(uid_validity) = opened.uid_validity else {
            return Err(MailboxError::Protocol("the folder has no UIDVALIDITY".to_owned()));
        };
        Ok(Self { session, uid_validity, newest: opened.uid_next.and_then(|next| next.checked_sub(1)), can_idle })
    }

    /// The folder's UIDVALIDITY: while it stays, a UID names the same message.
    #[must_use]
    pub fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// The last UID that had been given when the folder was opened, if the server says so.
    #[must_use]
    pub fn newest(&self) -> Option<u32> {
        self.newest
    }

    /// Whether the server says by itself what arrives.
    #[must_use]
    pub fn can_idle(&self) -> bool {
        self.can_idle
    }

    /// The UIDs above one, in order.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn after(&mut self, last: u32) -> Result<Vec<u32>, MailboxError> {
        let Some(first) = last.checked_add(1) else { return Ok(Vec::new()) };
        // `n:*` names the newest message even when its UID is below n.
        let found = answered(COMMAND_TIMEOUT, self.session.uid_search(format!("UID {first}:*"))).await?;
        Ok(sorted(found.into_iter().filter(|uid| *uid > last)))
    }

    /// The UIDs of what the server received on a day or later, in order.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn since(&mut self, day: Date) -> Result<Vec<u32>, MailboxError> {
        let found = answered(COMMAND_TIMEOUT, self.session.uid_search(format!("SINCE {}", day.format("%-d-%b-%Y")))).await?;
        Ok(sorted(found.into_iter()))
    }

    /// One message; `None` when it has gone meanwhile.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn fetch(&mut self, uid: u32) -> Result<Option<FetchedMail>, MailboxError> {
        let wanted = format!("(UID INTERNALDATE BODY.PEEK[]<0.{MESSAGE_BYTES}>)");
        let reading = async {
            let mut found = None;
            let mut answers = self.session.uid_fetch(uid.to_string(), wanted).await?;
            while let Some(answer) = answers.try_next().await? {
                if answer.uid == Some(uid)
                    && let Some(body) = answer.body()
                {
                    let received_at = answer.internal_date().map(|at| at.with_timezone(&Utc));
                    found = Some(FetchedMail { uid, bytes: body.to_vec(), received_at });
                }
            }
            Ok(found)
        };
        let found = answered(MESSAGE_TIMEOUT, reading).await?;
        // A refusal looks like nothing found: only a message that the server no longer knows has gone.
        if found.is_none() && answered(COMMAND_TIMEOUT, self.session.uid_search(format!("UID {uid}"))).await?.contains(&uid) {
            return Err(MailboxError::Protocol(format!("UID FETCH {uid}: no message")));
        }
        Ok(found)
    }

    /// Whether the server has told of new messages since it was last asked.
    fn was_told(news: &async_channel::Receiver<UnsolicitedResponse>) -> bool {
        let mut told = false;
        while let Ok(response) = news.try_recv() {
            told |= matches!(response, UnsolicitedResponse::Exists(_) | UnsolicitedResponse::Recent(_));
        }
        told
    }

    /// Waits until the server says that something changed, and no longer than `patience` (RFC 2177: below 29 minutes).
    ///
    /// # Errors
    /// [`MailboxError`]; the folder is to be opened again then.
    pub async fn wait(self, patience: Duration) -> Result<(Self, Woken), MailboxError> {
        let Self { session, uid_validity, newest, can_idle } = self;
        let news = session.unsolicited_responses.clone();
        let mut idle = session.idle();
        answered(COMMAND_TIMEOUT, idle.init()).await?;
        // What came in between the last search and now was told on the way.
        let woken = if Self::was_told(&news) {
            Woken::News
        } else {
            let (waiting, _stop) = idle.wait_with_timeout(patience);
            match timeout(patience, waiting).await {
                Ok(Ok(IdleResponse::NewData(_))) => Woken::News,
                Ok(Ok(IdleResponse::ManualInterrupt)) => return Err(MailboxError::Lost("the server closed the connection".to_owned())),
                Ok(Ok(IdleResponse::Timeout)) | Err(_) => Woken::Silence,
                Ok(Err(error)) => return Err(lost(error)),
            }
        };
        let session = answered(COMMAND_TIMEOUT, idle.done()).await?;
        // The search that follows sees what was told until here.
        Self::was_told(&news);
        Ok((Self { session, uid_validity, newest, can_idle }, woken))
    }

    /// Keeps the connection open, for a server that tells nothing by itself.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn ask(&mut self) -> Result<(), MailboxError> {
        answered(COMMAND_TIMEOUT, self.session.noop()).await
    }

    /// Says good-bye.
    pub async fn close(mut self) {
        let _ = answered(Duration::from_secs(5), self.session.logout()).await;
    }
}

fn sorted(uids: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut uids: Vec<u32> = uids.collect();
    uids.sort_unstable();
    uids
}
