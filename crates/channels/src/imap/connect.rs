//! The way to a mail server: its address, its greeting, its encryption.

use std::io::Read as _;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_imap::Client;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::guard::{Guarded, Line};
use super::{MailboxError, MailboxSettings, said};
use crate::courier::may_reach;
use crate::mail_url::Security;

/// Finding the server and its greeting, with the encryption.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest file of an authority, in bytes.
const AUTHORITY_BYTES: u64 = 1024 * 1024;
/// The longest line before the encryption, in bytes.
const CLEAR_LINE_BYTES: usize = 4_096;
/// The most lines between the question for encryption and its answer.
const MOST_CLEAR_LINES: usize = 20;

/// A server that has greeted, over a protected line.
pub(super) async fn connect(settings: &MailboxSettings) -> Result<Client<Guarded>, MailboxError> {
    timeout(CONNECT_TIMEOUT, greeted(settings)).await.map_err(|_| MailboxError::Unreachable("no answer in time".to_owned()))?
}

async fn greeted(settings: &MailboxSettings) -> Result<Client<Guarded>, MailboxError> {
    let (stream, address) = reach(settings).await?;
    if settings.security == Security::Clear && !address.ip().is_loopback() {
        return Err(MailboxError::Clear);
    }
    if settings.security == Security::Tls {
        let line = encrypted(settings, Box::new(stream)).await?;
        let mut client = Client::new(Guarded::new(line));
        greeting(&mut client).await?;
        return Ok(client);
    }
    if settings.security == Security::Clear {
        let mut client = Client::new(Guarded::new(Box::new(stream)));
        greeting(&mut client).await?;
        return Ok(client);
    }
    let mut stream = stream;
    let may_start = start_tls(&mut stream).await?;
    if may_start {
        // What came in the clear after the answer is dropped: nobody slips words in.
        return Ok(Client::new(Guarded::new(encrypted(settings, Box::new(stream)).await?)));
    }
    // Between this machine and itself nobody listens.
    if settings.security == Security::Opportunistic && address.ip().is_loopback() {
        return Ok(Client::new(Guarded::new(Box::new(stream))));
    }
    Err(MailboxError::NoStartTls)
}

/// Asks for encryption, by hand: of what anybody on the way may have written, two short lines are looked at.
async fn start_tls(stream: &mut TcpStream) -> Result<bool, MailboxError> {
    let greeting = clear_line(stream).await?;
    if !greeting.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"* OK")) {
        return Err(MailboxError::Protocol(said(String::from_utf8_lossy(&greeting))));
    }
    stream.write_all(b"a STARTTLS\r\n").await.map_err(|error| MailboxError::Lost(said(error)))?;
    for _ in 0..MOST_CLEAR_LINES {
        let line = clear_line(stream).await?;
        match line.strip_prefix(b"a ") {
            Some(answer) => return Ok(answer.get(..2).is_some_and(|word| word.eq_ignore_ascii_case(b"OK"))),
            None if line.starts_with(b"* ") => {}
            None => break,
        }
    }
    Err(MailboxError::Protocol("no answer to STARTTLS".to_owned()))
}

/// One line, byte by byte: what follows stays in the socket.
async fn clear_line(stream: &mut TcpStream) -> Result<Vec<u8>, MailboxError> {
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await {
            Ok(b'\n') => return Ok(line),
            Ok(byte) => line.push(byte),
            Err(error) => return Err(MailboxError::Lost(said(error))),
        }
        if line.len() > CLEAR_LINE_BYTES {
            return Err(MailboxError::Protocol("a greeting without an end".to_owned()));
        }
    }
}

/// The first of the server's addresses that answers.
async fn reach(settings: &MailboxSettings) -> Result<(TcpStream, SocketAddr), MailboxError> {
    let unreachable = |error: std::io::Error| MailboxError::Unreachable(said(error));
    let mut reason = MailboxError::Unreachable("no address".to_owned());
    for address in lookup_host((settings.host.as_str(), settings.port)).await.map_err(unreachable)? {
        if !may_reach(address.ip(), settings.reach) {
            reason = MailboxError::Reserved;
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => {
                let _ = stream.set_nodelay(true);
                return Ok((stream, address));
            }
            Err(error) => reason = unreachable(error),
        }
    }
    Err(reason)
}

async fn greeting(client: &mut Client<Guarded>) -> Result<(), MailboxError> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(MailboxError::Protocol("no greeting".to_owned())),
        Err(error) => Err(MailboxError::Protocol(said(error))),
    }
}

async fn encrypted(settings: &MailboxSettings, line: Box<dyn Line>) -> Result<Box<dyn Line>, MailboxError> {
    let name = match settings.host.parse::<IpAddr>() {
        Ok(address) => ServerName::from(address),
        Err(_) => ServerName::try_from(settings.host.clone()).map_err(|error| MailboxError::Tls(said(error)))?,
    };
    let connector = TlsConnector::from(Arc::new(trust(settings).await?));
    let stream = connector.connect(name, line).await.map_err(|error| MailboxError::Tls(said(error)))?;
    Ok(Box::new(stream))
}

/// The bytes of an authority: of a file that has an end, and is not long.
fn authority(path: &Path) -> std::io::Result<Vec<u8>> {
    let about = std::fs::metadata(path)?;
    if !about.is_file() || about.len() > AUTHORITY_BYTES {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "no file of at most 1 MiB"));
    }
    let mut pem = Vec::new();
    std::fs::File::open(path)?.take(AUTHORITY_BYTES).read_to_end(&mut pem)?;
    Ok(pem)
}

/// The usual authorities, and the one that the settings name.
async fn trust(settings: &MailboxSettings) -> Result<ClientConfig, MailboxError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = &settings.authority {
        let unreadable = |reason: String| MailboxError::Authority(format!("{}: {reason}", path.display()));
        let file = path.clone();
        let pem = tokio::task::spawn_blocking(move || authority(&file)).await.map_err(|error| unreadable(error.to_string()))?;
        let pem = pem.map_err(|error| unreadable(error.to_string()))?;
        let mut found = false;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
            found = true;
        }
        if !found {
            return Err(unreadable("no certificate".to_owned()));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| MailboxError::Tls(said(error)))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
