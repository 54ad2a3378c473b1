//! Mail out by SMTP, over connections that are kept.
//!
//! The conversation is led command by command rather than by lettre's transport, because only so is it
//! known whether the message itself was already on its way when something failed.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::courier::{Reach, may_reach};
use crate::mail_url::{MailUrlError, Security, SmtpSettings};
use crate::oauth::{OAuthError, TokenSource};
use crate::post_office::{Delivery, PostOffice, RawMail, SendError, Sending};

/// Connections open at once: what common servers grant one client.
const MAX_CONNECTIONS: usize = 8;
/// Connecting, encrypting and logging in, together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// The reply to a command. RFC 5321, 4.5.3.2 asks for five minutes of patience with `MAIL` and `RCPT`; a
/// server that needs more than one is better asked again later.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);
/// Writing the message and the reply to its end. RFC 5321, 4.5.3.2.6: ten minutes, since giving up early is
/// what makes messages arrive twice.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(600);
/// Servers close connections that are idle for five minutes, many for one.
const IDLE_LIMIT: Duration = Duration::from_secs(45);
/// What a server is told to be that may not be called.
pub const RESERVED: &str = "an address that may not be called";
/// Service not available, closing: the one reply that ends a connection.
const CLOSING: u16 = 421;

/// An SMTP server. Cheap to keep, safe to share.
pub struct SmtpPostOffice {
    settings: SmtpSettings,
    tls: TlsParameters,
    name: ClientId,
    slots: Semaphore,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    /// User and tokens, for a log-in by OAuth 2.0.
    tokens: Option<(String, TokenSource)>,
}

impl std::fmt::Debug for SmtpPostOffice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SmtpPostOffice").field(&self.settings).finish()
    }
}

/// What went wrong in a conversation, and whether the message was on its way.
struct Failure {
    /// Before any message: the line, the encryption or the log-in.
    connecting: bool,
    handed_over: bool,
    cause: Cause,
}

enum Cause {
    Smtp(Error),
    Line(std::io::Error),
    Silence(&'static str),
    Unable(&'static str),
    /// No access token.
    Token(OAuthError),
    /// An access token that the server refuses.
    TokenRefused(Error),
}

impl SmtpPostOffice {
    /// Prepares the connections; none is opened yet.
    ///
    /// # Errors
    /// [`MailUrlError::Authority`] when the certificate authority of the settings cannot be read.
    pub fn new(settings: SmtpSettings) -> Result<Self, MailUrlError> {
        Self::keeping(settings, None)
    }

    /// As [`Self::new`]; a refresh token that the provider replaces is kept in a folder.
    ///
    /// # Errors
    /// [`MailUrlError::Authority`]; [`MailUrlError::OAuth`] when the token endpoint may not be called.
    pub fn keeping(settings: SmtpSettings, folder: Option<&Path>) -> Result<Self, MailUrlError> {
        // Whoever writes the settings of an installation may name a server of the house.
        let tokens = settings.oauth.clone().map(|log_in| {
            let (user, refresh, client) = *log_in;
            let source = TokenSource::new(client, refresh, Reach::Private).map_err(|_| MailUrlError::OAuth)?;
            Ok((
                user,
                match folder {
                    Some(folder) => source.kept_in(folder),
                    None => source,
                },
            ))
        });
        let tokens = tokens.transpose()?;
        let mut tls = TlsParameters::builder(settings.host.clone());
        if let Some(path) = &settings.authority {
            let unreadable = |reason: String| MailUrlError::Authority(format!("{}: {reason}", path.display()));
            let pem = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
            tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| unreadable(error.to_string()))?);
        }
        Ok(Self {
            tls: tls.build().map_err(|error| MailUrlError::Authority(error.to_string()))?,
            name: ClientId::default(),
            slots: Semaphore::new(MAX_CONNECTIONS),
            idle: Mutex::new(Vec::new()),
            tokens,
            settings,
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        timeout(CONNECT_TIMEOUT, self.connect_and_log_in()).await.unwrap_or(Err(Cause::Silence("connecting"))).map_err(|cause| Failure {
            connecting: true,
            handed_over: false,
            cause,
        })
    }

    /// Where the server is. One address among several that may not be called is a trick, not an accident.
    async fn addresses(&self) -> Result<Vec<SocketAddr>, Cause> {
        let SmtpSettings { host, port, reach, .. } = &self.settings;
        let found: Vec<SocketAddr> = lookup_host((host.as_str(), *port)).await.map_err(Cause::Line)?.collect();
        match reach {
            Some(reach) if found.iter().any(|address| !may_reach(address.ip(), *reach)) => Err(Cause::Unable(RESERVED)),
            _ => Ok(found),
        }
    }

    async fn connect_and_log_in(&self) -> Result<AsyncSmtpConnection, Cause> {
        let settings = &self.settings;
        let found = self.addresses().await?;
        let server = &found[..];
        let mut connection = if settings.security == Security::Tls {
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT_TIMEOUT), &self.name, Some(self.tls.clone()), None).await
        } else {
            let line = TcpStream::connect(server).await.map_err(Cause::Line)?;
            // lettre writes the end of a message by itself: without this it waits for the acknowledgement of what came before,
            // which the other side delays by 40 ms.
            line.set_nodelay(true).map_err(Cause::Line)?;
            AsyncSmtpConnection::connect_with_transport(Box::new(line), &self.name).await
        }
        .map_err(Cause::Smtp)?;
        let start_tls = match settings.security {
            Security::Tls | Security::Clear => false,
            Security::Opportunistic => connection.can_starttls(),
            Security::StartTls if connection.can_starttls() => true,
            Security::StartTls => return Err(Cause::Unable("the server does not offer STARTTLS: nothing was sent in the clear")),
        };
        if start_tls {
            connection.starttls(self.tls.clone(), &self.name).await.map_err(Cause::Smtp)?;
        }
        if let Some(credentials) = &settings.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.map_err(Cause::Smtp)?;
        }
        if let Some((user, source)) = &self.tokens {
            let token = source.token().await.map_err(Cause::Token)?;
            let credentials = Credentials::new(user.clone(), token.clone());
            if let Err(error) = connection.auth(&[Mechanism::Xoauth2], &credentials).await {
                // It may have been withdrawn before its time: the next try asks for another.
                source.forget(&token).await;
                return Err(Cause::TokenRefused(error));
            }
        }
        Ok(connection)
    }

    /// The last connection that was put back: the one least likely to have been closed meanwhile.
    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE_LIMIT);
        idle.pop().map(|(connection, _)| connection)
    }

    fn put_back(&self, connection: AsyncSmtpConnection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((connection, Instant::now()));
    }

    async fn deliver(&self, mail: &RawMail) -> Result<Response, Failure> {
        if let Some(connection) = self.take_idle() {
            match self.converse(connection, mail).await {
                // The server closed a connection that we believed open: nothing was handed over, so this
                // message may go over a new one at once.
                Err(failure) if !failure.handed_over && failure.cause.lost_the_line() => {}
                outcome => return outcome,
            }
        }
        let connection = self.connect().await?;
        self.converse(connection, mail).await
    }

    async fn converse(&self, mut connection: AsyncSmtpConnection, mail: &RawMail) -> Result<Response, Failure> {
        let outcome = hand_over(&mut connection, mail).await;
        match &outcome {
            Ok(_) => self.put_back(connection),
            // A refusal concerns this message, not the connection. Otherwise it is dropped, which closes it.
            Err(failure) if failure.cause.is_refusal() => {
                if matches!(timeout(COMMAND_TIMEOUT, connection.command(Rset)).await, Ok(Ok(_))) {
                    self.put_back(connection);
                }
            }
            Err(_) => {}
        }
        outcome
    }
}

/// Leads one message through `MAIL`, `RCPT`, `DATA`; the last step is the only one that hands it over.
async fn hand_over(connection: &mut AsyncSmtpConnection, mail: &RawMail) -> Result<Response, Failure> {
    let before = |cause| Failure { connecting: false, handed_over: false, cause };
    let unable = |_| before(Cause::Unable("an address that SMTP cannot carry"));
    let mut parameters = Vec::new();
    if !mail.bytes.is_ascii() {
        if !connection.server_info().supports_feature(Extension::EightBitMime) {
            return Err(before(Cause::Unable("the server carries ASCII only")));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = mail.envelope_from.as_str().parse().map_err(unable)?;
    ask(connection, Mail::new(Some(sender), parameters), "MAIL").await.map_err(before)?;
    for recipient in &mail.to {
        let recipient = recipient.as_str().parse().map_err(unable)?;
        ask(connection, Rcpt::new(recipient, Vec::new()), "RCPT").await.map_err(before)?;
    }
    ask(connection, Data, "DATA").await.map_err(before)?;
    let after = |cause| Failure { connecting: false, handed_over: true, cause };
    // lettre ends every message with a line end of its own.
    let message = mail.bytes.strip_suffix(b"\r\n").unwrap_or(&mail.bytes);
    match timeout(MESSAGE_TIMEOUT, connection.message(message)).await {
        Ok(reply) => reply.map_err(|error| after(Cause::Smtp(error))),
        Err(_) => Err(after(Cause::Silence("the end of the message"))),
    }
}

async fn ask(connection: &mut AsyncSmtpConnection, command: impl std::fmt::Display, name: &'static str) -> Result<Response, Cause> {
    match timeout(COMMAND_TIMEOUT, connection.command(command)).await {
        Ok(reply) => reply.map_err(Cause::Smtp),
        Err(_) => Err(Cause::Silence(name)),
    }
}

impl Cause {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Smtp(error) => error.status().map(Into::into),
            Self::TokenRefused(error) => error.status().map(Into::into),
            Self::Line(_) | Self::Silence(_) | Self::Unable(_) | Self::Token(_) => None,
        }
    }

    /// A complete 4xx or 5xx reply on a connection that stays open.
    fn is_refusal(&self) -> bool {
        self.status().is_some_and(|status| status != CLOSING)
    }

    /// No reply, or one that closes the connection.
    fn lost_the_line(&self) -> bool {
        match self {
            Self::Smtp(error) => !error.is_client() && !self.is_refusal(),
            Self::Line(_) | Self::Silence(_) => true,
            Self::Unable(_) | Self::Token(_) | Self::TokenRefused(_) => false,
        }
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Smtp(error) => error.fmt(f),
            Self::Line(error) => write!(f, "Connection error: {error}"),
            Self::Silence(step) => write!(f, "no reply to {step} in time"),
            Self::Unable(reason) => f.write_str(reason),
            Self::Token(error) => error.fmt(f),
            Self::TokenRefused(error) => write!(f, "oauth_refused: {error}"),
        }
    }
}

impl From<Failure> for SendError {
    /// Once handed over, only a complete reply proves that a message was not accepted; all else is doubt.
    fn from(failure: Failure) -> Self {
        let reason = failure.cause.to_string();
        match (&failure.cause, failure.cause.status()) {
            // A wrong password says nothing about this message: it waits until the settings are right.
            _ if failure.connecting => Self::NotSent { retryable: true, reason },
            (_, Some(status)) => Self::NotSent { retryable: status < 500, reason },
            _ if failure.handed_over => Self::Unknown { reason },
            (Cause::Unable(_), None) => Self::NotSent { retryable: false, reason },
            (Cause::Smtp(error), None) => Self::NotSent { retryable: !error.is_client(), reason },
            (Cause::Line(_) | Cause::Silence(_) | Cause::Token(_) | Cause::TokenRefused(_), None) => {
                Self::NotSent { retryable: true, reason }
            }
        }
    }
}

impl PostOffice for SmtpPostOffice {
    fn send<'a>(&'a self, mail: &'a RawMail) -> Sending<'a> {
        Box::pin(async move {
            // The semaphore is never closed; were it, the message would surely not be sent.
            let Ok(_slot) = self.slots.acquire().await else {
                return Err(SendError::NotSent { retryable: true, reason: "stopping".to_owned() });
            };
            let response = self.deliver(mail).await?;
            let lines: Vec<&str> = response.message().collect();
            tracing::debug!(message_id = mail.message_id, code = %response.code(), "accepted");
            Ok(Delivery::Accepted { response: format!("{} {}", response.code(), lines.join(" ")) })
        })
    }

    fn describe(&self) -> String {
        self.settings.describe()
    }
}
