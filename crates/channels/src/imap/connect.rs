//! The way to a mail server: its address, its greeting, its encryption.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_imap::Client;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::guard::{Guarded, Line};
use super::{MailboxError, MailboxSettings, said};
use crate::courier::{Reach, may_reach};
use crate::mail_url::Security;

/// Finding the server and its greeting, with the encryption.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

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
    let mut client = Client::new(Guarded::new(Box::new(stream)));
    greeting(&mut client).await?;
    if settings.security == Security::Clear {
        return Ok(client);
    }
    match client.run_command_and_check_ok("STARTTLS", None).await {
        Ok(()) => {}
        // Between this machine and itself nobody listens.
        Err(_) if settings.security == Security::Opportunistic && address.ip().is_loopback() => return Ok(client),
        Err(async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_)) => return Err(MailboxError::NoStartTls),
        Err(error) => return Err(super::lost(error)),
    }
    // What came in the clear after the answer is dropped with the old line: nobody slips words in.
    let line = encrypted(settings, client.into_inner().into_inner()).await?;
    Ok(Client::new(Guarded::new(line)))
}

/// The first of the server's addresses that answers.
async fn reach(settings: &MailboxSettings) -> Result<(TcpStream, SocketAddr), MailboxError> {
    let unreachable = |error: std::io::Error| MailboxError::Unreachable(said(error));
    let mut reason = MailboxError::Unreachable("no address".to_owned());
    for address in lookup_host((settings.host.as_str(), settings.port)).await.map_err(unreachable)? {
        if !may_reach(address.ip(), Reach::Private) {
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
    let connector = TlsConnector::from(Arc::new(trust(settings)?));
    let stream = connector.connect(name, line).await.map_err(|error| MailboxError::Tls(said(error)))?;
    Ok(Box::new(stream))
}

/// The usual authorities, and the one that the settings name.
fn trust(settings: &MailboxSettings) -> Result<ClientConfig, MailboxError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = &settings.authority {
        let unreadable = |reason: String| MailboxError::Authority(format!("{}: {reason}", path.display()));
        let pem = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
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
