//! Access tokens for mail (OAuth 2.0): a refresh token is exchanged for an access token (RFC 6749, § 6), which is kept until
//! shortly before its end. Servers may give another refresh token with it: that one is good from then on.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reqwest::Method;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::form_urlencoded;

use crate::courier::{AddressError, Courier, Reach, callable};

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of an answer is read.
const ANSWER_BYTES: usize = 64 * 1024;
/// How long a token is taken to live when nothing says so.
const LIFETIME: u64 = 300;
/// How long before its end a token is asked for anew; half of a shorter life.
const MARGIN: u64 = 60;
/// What is repeated of a server's words, in signs.
const SAID: usize = 200;

/// What mail is to be done with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailUse {
    /// To send it.
    Send,
    /// To read it.
    Read,
}

/// How a program is known to a token endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthClient {
    /// The token endpoint.
    pub endpoint: String,
    /// The program's id there.
    pub client_id: String,
    /// Its secret; empty for a public client.
    pub client_secret: String,
    /// What is asked for; empty to take what the refresh token stands for.
    pub scope: String,
}

/// No secret.
impl std::fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "client {} at {}", self.client_id, self.endpoint)
    }
}

/// The providers whose endpoints are known.
pub const OAUTH_PROVIDERS: [&str; 2] = ["microsoft", "google"];

/// Token endpoint and scope of a known provider; an empty tenant is Microsoft's `common`. `None` for another provider, or a
/// tenant that is no name.
///
/// Microsoft: <https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth>.
/// Google: <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>.
#[must_use]
pub fn oauth_endpoint(provider: &str, tenant: &str, usage: MailUse) -> Option<(String, &'static str)> {
    match provider {
        "microsoft" => {
            let tenant = if tenant.is_empty() { "common" } else { tenant };
            let is_name = tenant.len() <= 253 && tenant.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'.'));
            let scope = match usage {
                MailUse::Send => "https://outlook.office.com/SMTP.Send offline_access",
                MailUse::Read => "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            };
            is_name.then(|| (format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"), scope))
        }
        "google" => Some(("https://oauth2.googleapis.com/token".to_owned(), "")),
        _ => None,
    }
}

/// Why there is no access token. A server's words are repeated, cut and without our secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// The endpoint cannot be reached, or is broken.
    #[error("oauth_unreachable: {0}")]
    Unreachable(String),
    /// The refresh token is worth nothing: used, withdrawn, too old, or another program's (`invalid_grant`).
    #[error("oauth_grant: {0}")]
    Grant(String),
    /// The program's id or secret is refused (`invalid_client`, `unauthorized_client`).
    #[error("oauth_client: {0}")]
    Client(String),
    /// What is asked for is refused (`invalid_scope`).
    #[error("oauth_scope: {0}")]
    Scope(String),
    /// Another refusal, or an answer that is none.
    #[error("oauth_other: {0}")]
    Other(String),
}

impl OAuthError {
    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "oauth_unreachable",
            Self::Grant(_) => "oauth_grant",
            Self::Client(_) => "oauth_client",
            Self::Scope(_) => "oauth_scope",
            Self::Other(_) => "oauth_other",
        }
    }

    /// The server's words.
    #[must_use]
    pub fn said(&self) -> &str {
        match self {
            Self::Unreachable(said) | Self::Grant(said) | Self::Client(said) | Self::Scope(said) | Self::Other(said) => said,
        }
    }
}

/// What is known of a grant now.
struct State {
    refresh: String,
    access: Option<(String, Instant)>,
}

/// Gives access tokens for one mailbox. Cheap to keep, safe to share; one request at a time.
pub struct TokenSource {
    courier: Courier,
    client: OAuthClient,
    state: Mutex<State>,
    /// Where a refresh token that replaces the first one is kept.
    kept_at: Option<PathBuf>,
}

impl std::fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.client.fmt(f)
    }
}

/// Whether a secret may travel to an address: over TLS, or to this very machine.
fn is_safe(endpoint: &str) -> bool {
    endpoint.starts_with("https://")
        || ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|here| endpoint.starts_with(here))
}

impl TokenSource {
    /// A source for a refresh token; nothing is asked yet.
    ///
    /// # Errors
    /// [`AddressError`]: the endpoint may not be called, or the token would travel in the clear.
    pub fn new(client: OAuthClient, refresh_token: String, reach: Reach) -> Result<Self, AddressError> {
        callable(&client.endpoint, reach)?;
        if !is_safe(&client.endpoint) {
            return Err(AddressError::Clear);
        }
        let courier = Courier::new(reach).map_err(|_| AddressError::NotWeb)?;
        let state = Mutex::new(State { refresh: refresh_token, access: None });
        Ok(Self { courier, client, state, kept_at: None })
    }

    /// Keeps a refresh token that replaces the first one in a folder, and begins with the one that is kept there.
    #[must_use]
    pub fn kept_in(mut self, folder: &Path) -> Self {
        let state = self.state.get_mut();
        let about = format!("{}\n{}\n{}", self.client.endpoint, self.client.client_id, state.refresh);
        let path = folder.join(format!("{}.token", hex::encode(digest(&SHA256, about.as_bytes()))));
        if let Ok(kept) = std::fs::read_to_string(&path) {
            kept.trim().clone_into(&mut state.refresh);
        }
        self.kept_at = Some(path);
        self
    }

    /// An access token that holds for a while.
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn token(&self) -> Result<String, OAuthError> {
        let mut state = self.state.lock().await;
        if let Some((token, until)) = &state.access
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let answer = self.ask(&state.refresh).await?;
        let token = answer["access_token"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() || !token.bytes().all(|sign| sign.is_ascii_graphic()) {
            return Err(OAuthError::Other("no access token in the answer".to_owned()));
        }
        let seconds = answer["expires_in"].as_u64().or_else(|| answer["expires_in"].as_str()?.parse().ok()).unwrap_or(LIFETIME);
        let good = seconds.saturating_sub(MARGIN.min(seconds / 2));
        state.access = Some((token.clone(), Instant::now() + Duration::from_secs(good.min(86_400))));
        if let Some(next) = answer["refresh_token"].as_str().filter(|next| !next.is_empty() && *next != state.refresh) {
            next.clone_into(&mut state.refresh);
            self.keep(next);
        }
        Ok(token)
    }

    /// Drops an access token that a server refused.
    pub async fn forget(&self, token: &str) {
        let mut state = self.state.lock().await;
        if state.access.as_ref().is_some_and(|(known, _)| known == token) {
            state.access = None;
        }
    }

    /// The refresh token that is good now; a secret.
    pub async fn refresh_token(&self) -> String {
        self.state.lock().await.refresh.clone()
    }

    /// A file that cannot be written is told and lives on in memory.
    fn keep(&self, token: &str) {
        let Some(path) = &self.kept_at else { return };
        if let Err(error) = write_secret(path, token) {
            tracing::warn!(%error, "a renewed token could not be kept");
        }
    }

    fn form(&self, refresh: &str) -> String {
        let client = &self.client;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", refresh).append_pair("client_id", &client.client_id);
        for (name, value) in [("client_secret", &client.client_secret), ("scope", &client.scope)] {
            if !value.is_empty() {
                form.append_pair(name, value);
            }
        }
        form.finish()
    }

    async fn ask(&self, refresh: &str) -> Result<Value, OAuthError> {
        let request = self
            .courier
            .request(Method::POST, &self.client.endpoint)
            .map_err(|error| OAuthError::Unreachable(error.to_string()))?
            .timeout(PATIENCE)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(self.form(refresh));
        let mut response =
            request.send().await.map_err(|error| OAuthError::Unreachable(self.cut(&error.without_url().to_string(), refresh)))?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while bytes.len() < ANSWER_BYTES {
            let Ok(Some(chunk)) = response.chunk().await else { break };
            bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER_BYTES - bytes.len())]);
        }
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status == 200 {
            return Ok(answer);
        }
        let code = answer["error"].as_str().unwrap_or_default();
        let words = answer["error_description"].as_str().unwrap_or_default();
        let said = self.cut(&format!("HTTP {status} {code} {words}"), refresh);
        Err(match code {
            "invalid_grant" | "interaction_required" | "consent_required" => OAuthError::Grant(said),
            "invalid_client" | "unauthorized_client" => OAuthError::Client(said),
            "invalid_scope" => OAuthError::Scope(said),
            _ if status >= 500 || status == 429 => OAuthError::Unreachable(said),
            _ => OAuthError::Other(said),
        })
    }

    /// Words on one line, without our secrets, and not for ever.
    fn cut(&self, words: &str, refresh: &str) -> String {
        let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        for secret in [refresh, &self.client.client_secret].into_iter().filter(|secret| secret.len() >= 4) {
            words = words.replace(secret, "…");
        }
        words.chars().take(SAID).collect()
    }
}

/// Writes a secret that its owner alone may read, complete or not at all.
fn write_secret(path: &Path, secret: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let beside = path.with_extension("tmp");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(secret.as_bytes())?;
    file.sync_data()?;
    drop(file);
    std::fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(endpoint: &str) -> OAuthClient {
        OAuthClient { endpoint: endpoint.to_owned(), client_id: "q".to_owned(), client_secret: "s3cret".to_owned(), scope: String::new() }
    }

    #[test]
    fn endpoints_are_known_and_a_tenant_is_a_name() {
        let of = |provider, tenant| oauth_endpoint(provider, tenant, MailUse::Read).map(|(endpoint, _)| endpoint);
        assert_eq!(of("microsoft", "").as_deref(), Some("https://login.microsoftonline.com/common/oauth2/v2.0/token"));
        assert_eq!(of("microsoft", "elan.fr").as_deref(), Some("https://login.microsoftonline.com/elan.fr/oauth2/v2.0/token"));
        assert_eq!(of("google", "").as_deref(), Some("https://oauth2.googleapis.com/token"));
        assert_eq!((of("microsoft", "a/../b"), of("pigeon", "")), (None, None));
    }

    #[test]
    fn a_refresh_token_travels_over_tls_or_stays_on_this_machine() {
        for (endpoint, reach, is_good) in [
            ("https://id.example/token", Reach::Public, true),
            ("http://id.example/token", Reach::Public, false),
            ("http://10.0.0.1/token", Reach::Private, false),
            ("http://127.0.0.1:9/token", Reach::Private, true),
            ("http://127.0.0.1:9/token", Reach::Public, false),
            ("no address", Reach::Private, false),
        ] {
            assert_eq!(TokenSource::new(client(endpoint), "r".to_owned(), reach).is_ok(), is_good, "{endpoint}");
        }
        assert!(!format!("{:?}", client("https://id.example/token")).contains("s3cret"));
    }
}
