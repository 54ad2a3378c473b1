//! Where mail goes, as one line of settings.

use std::fmt;
use std::path::{Path, PathBuf};

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::courier::Reach;
use crate::folder::FolderPostOffice;
use crate::oauth::{MailUse, OAuthClient, oauth_endpoint};
use crate::post_office::PostOffice;
use crate::smtp::SmtpPostOffice;

/// Where mail goes.
///
/// | text | meaning |
/// |---|---|
/// | `smtp://user:password@host:587` | SMTP; STARTTLS required, or used when offered by a loopback host |
/// | `smtp://host?tls=required` | STARTTLS required whatever the host |
/// | `smtp://host?tls=none` | never encrypted; refused together with a password unless the host is loopback |
/// | `smtps://user:password@host:465` | SMTP inside TLS |
/// | `…?ca=/path/ca.pem` | trusts this certificate authority too |
/// | `…?reach=network` | never connects to this machine, nor to link-local and reserved addresses, whatever a name resolves to; `reach=private` lets this machine be |
/// | `smtp://user:TOKEN@host?oauth=microsoft&client=ID` | log-in by OAuth 2.0 (XOAUTH2): the password is a refresh token; `oauth` is `microsoft`, `google` or a token endpoint; `client_secret`, `tenant` and `scope` where the provider wants them |
/// | `dir:/path` | a folder of `.eml` files |
///
/// Signs such as `@`, `:`, `/` or `%` in a user name or password are percent-encoded.
#[derive(Debug, Clone)]
pub enum MailUrl {
    /// An SMTP server.
    Smtp(SmtpSettings),
    /// A folder.
    Folder(PathBuf),
}

/// How to reach an SMTP server.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Name or address, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// What protects the connection.
    pub security: Security,
    /// A certificate authority to trust beside the usual ones, as a PEM file.
    pub authority: Option<PathBuf>,
    /// Where the server may be; anywhere when nothing is said.
    pub reach: Option<Reach>,
    pub(crate) credentials: Option<Credentials>,
    /// User, refresh token and program, for a log-in by OAuth 2.0 in place of the credentials.
    pub(crate) oauth: Option<Box<(String, String, OAuthClient)>>,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl SmtpSettings {
    /// What it is, for people and logs: no secret.
    #[must_use]
    pub fn describe(&self) -> String {
        let (scheme, security) = match self.security {
            Security::Tls => ("smtps", "TLS"),
            Security::StartTls => ("smtp", "STARTTLS required"),
            Security::Opportunistic => ("smtp", "STARTTLS when offered"),
            Security::Clear => ("smtp", "not encrypted"),
        };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let log_in = match (&self.oauth, &self.credentials) {
            (Some(_), _) => "with OAuth 2.0",
            (None, Some(_)) => "with log-in",
            (None, None) => "no log-in",
        };
        format!("{scheme}://{host}:{} ({security}, {log_in})", self.port)
    }
}

/// What protects a connection to an SMTP server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, without which nothing is sent, not even the log-in.
    StartTls,
    /// STARTTLS when the server offers it: for loopback hosts only.
    Opportunistic,
    /// Never encrypted.
    Clear,
}

/// Why a text is not a place for mail. No error repeats the text: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailUrlError {
    /// Not a URL at all.
    #[error("not a mail URL: expected smtp://, smtps:// or dir: (special signs in a password are percent-encoded)")]
    Malformed,
    /// A scheme that is not known.
    #[error("unknown scheme {0:?}: expected smtp, smtps or dir")]
    Scheme(String),
    /// No host, or no path.
    #[error("a mail URL names a host or a folder")]
    NoPlace,
    /// A log-in without its password, or not in UTF-8.
    #[error("a log-in is a user name and a password, percent-encoded UTF-8")]
    LogIn,
    /// A parameter that is not known, or not one of its values.
    #[error(
        "unknown parameter or value for {0:?}: expected tls=required, tls=none, ca=PATH, reach=network, reach=private, oauth=, client=, client_secret=, tenant= or scope="
    )]
    Parameter(String),
    /// A password would travel in the clear.
    #[error("tls=none with a password: it would travel in the clear")]
    ClearPassword,
    /// The certificate authority cannot be read.
    #[error("certificate authority: {0}")]
    Authority(String),
    /// A log-in by OAuth 2.0 that lacks something, or an endpoint that may not be called.
    #[error("oauth= is microsoft, google or an https:// token endpoint, with client=ID and a refresh token as the password")]
    OAuth,
}

impl MailUrlError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "mail_url.malformed",
            Self::Scheme(_) => "mail_url.scheme",
            Self::NoPlace => "mail_url.no_place",
            Self::LogIn => "mail_url.log_in",
            Self::Parameter(_) => "mail_url.parameter",
            Self::ClearPassword => "mail_url.clear_password",
            Self::Authority(_) => "mail_url.authority",
            Self::OAuth => "mail_url.oauth",
        }
    }
}

impl MailUrl {
    /// Reads the table above.
    ///
    /// # Errors
    /// [`MailUrlError`], checked in its order.
    pub fn parse(text: &str) -> Result<Self, MailUrlError> {
        if let Some(path) = text.strip_prefix("dir:") {
            return if path.is_empty() { Err(MailUrlError::NoPlace) } else { Ok(Self::Folder(PathBuf::from(path))) };
        }
        let url = Url::parse(text).map_err(|_| MailUrlError::Malformed)?;
        let (wrapped, default_port) = match url.scheme() {
            "smtp" => (false, 587),
            "smtps" => (true, 465),
            other => return Err(MailUrlError::Scheme(other.to_owned())),
        };
        let (host, loopback) = match url.host() {
            Some(Host::Ipv4(address)) => (address.to_string(), address.is_loopback()),
            Some(Host::Ipv6(address)) => (address.to_string(), address.is_loopback()),
            // The host of a scheme that the web does not know is a name, even when it looks like an address.
            Some(Host::Domain(name)) => (
                name.to_owned(),
                name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: std::net::Ipv4Addr| address.is_loopback()),
            ),
            None => return Err(MailUrlError::NoPlace),
        };
        let credentials = credentials(&url)?;
        let mut asked = Asked::default();
        let mut security = match (wrapped, loopback) {
            (true, _) => Security::Tls,
            (false, true) => Security::Opportunistic,
            (false, false) => Security::StartTls,
        };
        let (mut authority, mut reach) = (None, None);
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("tls", "required") if !wrapped => security = Security::StartTls,
                ("tls", "none") if !wrapped => security = Security::Clear,
                ("ca", path) if !path.is_empty() => authority = Some(PathBuf::from(path)),
                ("reach", "network") => reach = Some(Reach::Network),
                ("reach", "private") => reach = Some(Reach::Private),
                (name, _) if asked.take(name, &value) => {}
                _ => return Err(MailUrlError::Parameter(name.into_owned())),
            }
        }
        let (credentials, oauth) = asked.log_in(credentials)?;
        let has_secret = credentials.is_some() || oauth.is_some();
        let credentials = credentials.map(|(user, password)| Credentials::new(user, password));
        if security == Security::Clear && has_secret && !loopback {
            return Err(MailUrlError::ClearPassword);
        }
        let port = url.port().unwrap_or(default_port);
        Ok(Self::Smtp(SmtpSettings { host, port, security, authority, reach, credentials, oauth }))
    }
}

/// What a URL asks for beside a password.
#[derive(Default)]
struct Asked {
    provider: String,
    client_id: String,
    client_secret: String,
    tenant: String,
    scope: String,
}

/// User and password, or user, refresh token and program.
type LogIns = (Option<(String, String)>, Option<Box<(String, String, OAuthClient)>>);

impl Asked {
    /// Whether a parameter is one of these.
    fn take(&mut self, name: &str, value: &str) -> bool {
        let field = match name {
            "oauth" => &mut self.provider,
            "client" => &mut self.client_id,
            "client_secret" => &mut self.client_secret,
            "tenant" => &mut self.tenant,
            "scope" => &mut self.scope,
            _ => return false,
        };
        value.clone_into(field);
        !value.is_empty()
    }

    fn log_in(self, credentials: Option<(String, String)>) -> Result<LogIns, MailUrlError> {
        if self.provider.is_empty() {
            let is_alone = [&self.client_id, &self.client_secret, &self.tenant, &self.scope].iter().all(|text| text.is_empty());
            return if is_alone { Ok((credentials, None)) } else { Err(MailUrlError::OAuth) };
        }
        let (Some((user, refresh)), false) = (credentials, self.client_id.is_empty()) else { return Err(MailUrlError::OAuth) };
        let (endpoint, scope) = match oauth_endpoint(&self.provider, &self.tenant, MailUse::Send) {
            Some((endpoint, scope)) => (endpoint, scope.to_owned()),
            None if self.provider.starts_with("http") => (self.provider, String::new()),
            None => return Err(MailUrlError::OAuth),
        };
        let scope = if self.scope.is_empty() { scope } else { self.scope };
        let client = OAuthClient { endpoint, client_id: self.client_id, client_secret: self.client_secret, scope };
        Ok((None, Some(Box::new((user, refresh, client)))))
    }
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, MailUrlError> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| MailUrlError::LogIn);
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(MailUrlError::LogIn),
        (user, Some(password)) => Ok(Some((decode(user)?, decode(password)?))),
    }
}

/// Opens the post office that a URL names. Nothing is connected yet.
///
/// # Errors
/// [`MailUrlError`], checked in its order.
pub fn open(url: &str) -> Result<Box<dyn PostOffice>, MailUrlError> {
    opened(url, None)
}

/// As [`open`]; a refresh token that the provider replaces is kept in a folder, from one start to the next.
///
/// # Errors
/// [`MailUrlError`], checked in its order.
pub fn open_keeping(url: &str, folder: &Path) -> Result<Box<dyn PostOffice>, MailUrlError> {
    opened(url, Some(folder))
}

fn opened(url: &str, folder: Option<&Path>) -> Result<Box<dyn PostOffice>, MailUrlError> {
    Ok(match MailUrl::parse(url)? {
        MailUrl::Smtp(settings) => Box::new(SmtpPostOffice::keeping(settings, folder)?),
        MailUrl::Folder(folder) => Box::new(FolderPostOffice::new(folder)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let cases = [
            ("smtp://smtp.example.com", Ok("smtp://smtp.example.com:587 (STARTTLS required, no log-in)")),
            ("smtp://a:b@smtp.example.com:25", Ok("smtp://smtp.example.com:25 (STARTTLS required, with log-in)")),
            ("smtps://a:b@smtp.example.com", Ok("smtps://smtp.example.com:465 (TLS, with log-in)")),
            ("smtp://127.0.0.1:1025", Ok("smtp://127.0.0.1:1025 (STARTTLS when offered, no log-in)")),
            ("smtp://[::1]:1025", Ok("smtp://[::1]:1025 (STARTTLS when offered, no log-in)")),
            ("smtp://localhost?tls=required", Ok("smtp://localhost:587 (STARTTLS required, no log-in)")),
            ("smtp://a:b@localhost?tls=none", Ok("smtp://localhost:587 (not encrypted, with log-in)")),
            ("smtps://smtp.example.com?reach=network", Ok("smtps://smtp.example.com:465 (TLS, no log-in)")),
            ("smtp://10.0.0.1?tls=none", Ok("smtp://10.0.0.1:587 (not encrypted, no log-in)")),
            (
                "smtp://user%40example.com:p%40ss%2Fw%3Ard@smtp.example.com",
                Ok("smtp://smtp.example.com:587 (STARTTLS required, with log-in)"),
            ),
            (
                "smtp://compta%40elan.fr:0.Ab_cd@smtp.office365.com?oauth=microsoft&client=1234",
                Ok("smtp://smtp.office365.com:587 (STARTTLS required, with OAuth 2.0)"),
            ),
            (
                "smtps://a:r@smtp.example.com?oauth=https://id.example/token&client=q",
                Ok("smtps://smtp.example.com:465 (TLS, with OAuth 2.0)"),
            ),
            ("smtp://a:r@smtp.example.com?oauth=google", Err("mail_url.oauth")),
            ("smtp://smtp.example.com?oauth=google&client=q", Err("mail_url.oauth")),
            ("smtp://a:r@smtp.example.com?oauth=pigeon&client=q", Err("mail_url.oauth")),
            ("smtp://a:r@smtp.example.com?oauth=http://id.example/token&client=q", Err("mail_url.oauth")),
            ("smtp://a:r@smtp.example.com?client=q", Err("mail_url.oauth")),
            ("", Err("mail_url.malformed")),
            ("smtp.example.com", Err("mail_url.malformed")),
            ("smtp://a:s3cr/et@host", Err("mail_url.malformed")),
            ("http://example.com", Err("mail_url.scheme")),
            ("smtp:", Err("mail_url.no_place")),
            ("dir:", Err("mail_url.no_place")),
            ("smtp://user@host.example", Err("mail_url.log_in")),
            ("smtp://u:%FF@host.example", Err("mail_url.log_in")),
            ("smtp://host.example?tls=maybe", Err("mail_url.parameter")),
            ("smtps://host.example?tls=none", Err("mail_url.parameter")),
            ("smtps://host.example?reach=anywhere", Err("mail_url.parameter")),
            ("smtp://u:p@host.example?tls=none", Err("mail_url.clear_password")),
            ("smtp://host.example?ca=/nowhere.pem", Err("mail_url.authority")),
        ];
        for (text, expected) in cases {
            let got = open(text).map(|office| office.describe()).map_err(|error| error.code());
            assert_eq!(got, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        let shown = format!("{:?}", MailUrl::parse("smtps://user:s3cret@smtp.example.com").unwrap());
        assert!(!shown.contains("s3cret") && !shown.contains("user"), "{shown}");
        for text in [
            "smtp://user:s3cret/x@host",
            "http://user:s3cret@host",
            "smtp://user:s3cret@host?tls=maybe",
            "smtp://user:s3cret@host?tls=none",
            "smtps://u:s3cret@host?ca=/no",
        ] {
            let error = open(text).err().unwrap();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{text}");
        }
    }
}
