//! The public search of companies over HTTP.

use std::sync::Arc;
use std::time::Duration;

use domain::company::Company;
use reqwest::{Client, StatusCode, redirect};
use url::{Host, Url};

use super::{CompanyQuery, CompanyRegister, Looking, RegisterError, read_answer};

/// How long a connection may take, and an answer in all.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);
/// The longest answer that is read: ten companies with all their establishments are far below.
const LONGEST: usize = 4 * 1024 * 1024;

/// The search of companies at an address, without an account.
#[derive(Debug)]
pub struct RegisterApi {
    client: Client,
    base: Url,
}

impl RegisterApi {
    /// A search at an address: HTTPS, or HTTP on this machine alone.
    ///
    /// # Errors
    /// A sentence for the log on what is wrong with the address.
    pub fn open(address: &str) -> Result<Self, String> {
        let base = Url::parse(address.trim()).map_err(|error| error.to_string())?;
        let is_here = match base.host() {
            Some(Host::Ipv4(host)) => host.is_loopback(),
            Some(Host::Ipv6(host)) => host.is_loopback(),
            Some(Host::Domain(host)) => host == "localhost",
            None => return Err("no host".to_owned()),
        };
        if base.scheme() != "https" && !(base.scheme() == "http" && is_here) {
            return Err("https is required".to_owned());
        }
        let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // A register that sends us elsewhere is not the one that was chosen.
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent(concat!("quittance/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { client, base })
    }

    fn address(&self, query: &CompanyQuery) -> Url {
        let mut address = self.base.clone();
        if let Ok(mut path) = address.path_segments_mut() {
            path.pop_if_empty().push("search");
        }
        let words = match (&query.siret, &query.siren) {
            (Some(siret), _) => siret.as_str(),
            (None, Some(siren)) => siren.as_str(),
            (None, None) => query.name.trim(),
        };
        let by_name = query.siret.is_none() && query.siren.is_none();
        let mut pairs = address.query_pairs_mut();
        pairs.append_pair("q", words).append_pair("page", "1").append_pair("per_page", "10");
        if by_name && query.postcode.len() == 5 && query.postcode.bytes().all(|byte| byte.is_ascii_digit()) {
            pairs.append_pair("code_postal", &query.postcode);
        }
        drop(pairs);
        address
    }

    async fn ask(&self, query: &CompanyQuery) -> Result<Vec<Company>, RegisterError> {
        let unreachable = |error: reqwest::Error| RegisterError::Unreachable(error.without_url().to_string());
        let mut response = self.client.get(self.address(query)).send().await.map_err(unreachable)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::TOO_MANY_REQUESTS => return Err(RegisterError::Busy),
            status => return Err(RegisterError::Unreachable(format!("status {status}"))),
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if bytes.len() + chunk.len() > LONGEST {
                return Err(RegisterError::Unreadable("longer than any answer".to_owned()));
            }
            bytes.extend_from_slice(&chunk);
        }
        read_answer(&bytes, query.siret.as_ref())
    }
}

impl CompanyRegister for RegisterApi {
    fn find<'a>(&'a self, query: &'a CompanyQuery) -> Looking<'a> {
        Box::pin(self.ask(query))
    }

    fn describe(&self) -> String {
        self.base.host_str().unwrap_or_default().to_owned()
    }

    fn is_local(&self) -> bool {
        false
    }
}
