//! Calls to addresses that a user typed: webhooks. The guard stands where the connection is made, so that a name
//! that resolves to another address a second later opens no door.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::{Host, Url};

/// The longest that a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer's body is read.
const ANSWER_BYTES: usize = 2_048;

/// Where calls may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// The public Internet, by HTTPS.
    #[default]
    Public,
    /// Private networks too, not this machine: a server of the house.
    Network,
    /// This machine and private networks too, by HTTP as well.
    Private,
}

impl Reach {
    /// Whether private networks may be called, and whether this machine may.
    fn allows(self) -> (bool, bool) {
        match self {
            Self::Public => (false, false),
            Self::Network => (true, false),
            Self::Private => (true, true),
        }
    }
}

/// Whether an address may be called. Link-local addresses, where clouds keep their secrets, never may.
#[must_use]
pub fn may_reach(address: IpAddr, reach: Reach) -> bool {
    match address {
        IpAddr::V4(address) => may_reach_v4(address, reach),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => may_reach_v4(inner, reach),
            None => may_reach_v6(address, reach),
        },
    }
}

fn may_reach_v4(address: Ipv4Addr, reach: Reach) -> bool {
    let [a, b, c, _] = address.octets();
    let never = address.is_link_local() || address.is_multicast() || address.is_broadcast() || a == 0 || a >= 240;
    // Shared (RFC 6598, with the metadata of one cloud), protocol assignments, benchmarks, documentation.
    let reserved = (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113);
    let (network, own) = reach.allows();
    !never && !reserved && (network || !address.is_private()) && (own || !address.is_loopback())
}

fn may_reach_v6(address: Ipv6Addr, reach: Reach) -> bool {
    let [first, second, ..] = address.segments();
    let link_local = first & 0xffc0 == 0xfe80;
    // The metadata address of one cloud lies in its unique local range.
    let metadata = first == 0xfd00 && second == 0x0ec2;
    let never = address.is_unspecified() || address.is_multicast() || link_local || metadata;
    let reserved = first == 0x2001 && (second == 0x0db8 || second == 0);
    let unique_local = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfec0;
    let (network, own) = reach.allows();
    !never && !reserved && (network || !unique_local) && (own || !address.is_loopback())
}

/// The IPv4 address inside a mapped, compatible, translated (NAT64) or 6to4 one.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = address.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] => Some(from(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(from(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(from(high, low)),
        [0x2002, high, low, ..] => Some(from(high, low)),
        _ => None,
    }
}

/// Whether a host may be named: an address is judged, and a name that is this machine's own; other names are resolved, and judged, at
/// each connection.
#[must_use]
pub fn may_name(host: &str, reach: Reach) -> bool {
    let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return may_reach(address, reach);
    }
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    let (network, own) = reach.allows();
    let is_own = name == "localhost" || name.ends_with(".localhost");
    let is_near = name.ends_with(".local") || name.ends_with(".internal");
    // What looks like a number is read as an address by some resolvers: 2130706433 is 127.0.0.1.
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|sign| sign.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|sign| sign.is_ascii_hexdigit()));
    !name.is_empty() && !is_number && (own || !is_own) && (network || !is_near)
}

/// Why an address cannot be called, told when it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no address, or not one of the web.
    #[error("not an http(s) address")]
    NotWeb,
    /// It goes over the wire in clear.
    #[error("https is required")]
    Clear,
    /// It holds a user name or a password.
    #[error("no credentials in an address")]
    Credentials,
    /// It names a machine that may not be called.
    #[error("a private or reserved address")]
    Reserved,
}

impl AddressError {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotWeb => "not_web",
            Self::Clear => "clear",
            Self::Credentials => "credentials",
            Self::Reserved => "reserved",
        }
    }
}

/// Reads an address to call; names are resolved, and judged, at each call.
///
/// # Errors
/// [`AddressError`].
pub fn callable(text: &str, reach: Reach) -> Result<Url, AddressError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::NotWeb)?;
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Private) => {}
        ("http", Reach::Public | Reach::Network) => return Err(AddressError::Clear),
        _ => return Err(AddressError::NotWeb),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    let allowed = match url.host() {
        Some(Host::Ipv4(address)) => may_reach(address.into(), reach),
        Some(Host::Ipv6(address)) => may_reach(address.into(), reach),
        Some(Host::Domain(name)) => may_name(name, reach),
        None => return Err(AddressError::NotWeb),
    };
    if allowed { Ok(url) } else { Err(AddressError::Reserved) }
}

/// Why a call brought no answer, as a stable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The address, or what its name resolves to, may not be called.
    #[error("the address may not be called")]
    Refused,
    /// Nobody answered in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or it broke.
    #[error("no connection")]
    Connection,
}

impl CallError {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused_address",
            Self::Timeout => "timeout",
            Self::Connection => "connection",
        }
    }
}

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallAnswer {
    /// HTTP status; a redirection is an answer like another and is not followed.
    pub status: u16,
    /// The beginning of its body.
    pub body: String,
}

/// Carries calls out, over connections that it keeps.
#[derive(Debug, Clone)]
pub struct Courier {
    client: reqwest::Client,
    reach: Reach,
}

/// A name that resolves to addresses that may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the address may not be called")]
struct Forbidden;

/// Resolves names, and keeps only the addresses that may be called.
struct Guard(Reach);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One forbidden address among several is a trick, not an accident.
            if found.is_empty() || found.iter().any(|address| !may_reach(address.ip(), reach)) {
                return Err(Box::new(Forbidden) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

impl Courier {
    /// Makes one; no proxy of the environment is used, since it would go where the guard forbids.
    ///
    /// # Errors
    /// When the machine's certificates cannot be read.
    pub fn new(reach: Reach) -> std::io::Result<Self> {
        // Somebody else's is as good: there is one provider in this program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .dns_resolver(Guard(reach))
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            .user_agent(concat!("Quittance/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self { client, reach })
    }

    /// A request to an address that may be called, for whoever reads the answer more closely.
    ///
    /// # Errors
    /// [`AddressError`].
    pub(crate) fn request(&self, method: reqwest::Method, url: &str) -> Result<reqwest::RequestBuilder, AddressError> {
        Ok(self.client.request(method, callable(url, self.reach)?))
    }

    /// Posts a JSON body; the answer, and how long it took in milliseconds.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn post(&self, url: &str, headers: &[(&'static str, String)], body: String) -> (Result<CallAnswer, CallError>, u32) {
        let begun = Instant::now();
        let answer = self.call(url, headers, body).await;
        (answer, u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX))
    }

    async fn call(&self, url: &str, headers: &[(&'static str, String)], body: String) -> Result<CallAnswer, CallError> {
        let url = callable(url, self.reach).map_err(|_| CallError::Refused)?;
        let mut request = self.client.post(url).header("content-type", "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.send().await.map_err(|error| why(&error))?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while bytes.len() < ANSWER_BYTES {
            // The status is the answer; a body that breaks off changes nothing.
            let Ok(Some(chunk)) = response.chunk().await else { break };
            bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER_BYTES - bytes.len())]);
        }
        Ok(CallAnswer { status, body: String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}") })
    }
}

fn why(error: &reqwest::Error) -> CallError {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.is::<Forbidden>() {
            return CallError::Refused;
        }
        cause = inner.source();
    }
    if error.is_timeout() { CallError::Timeout } else { CallError::Connection }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_and_reserved_addresses_are_told_from_public_ones() {
        // address, public only, private allowed
        let table = [
            ("93.184.216.34", true, true),
            ("8.8.8.8", true, true),
            ("127.0.0.1", false, true),
            ("127.8.9.1", false, true),
            ("10.0.0.1", false, true),
            ("172.16.0.1", false, true),
            ("172.32.0.1", true, true),
            ("192.168.1.1", false, true),
            ("169.254.169.254", false, false),
            ("100.100.100.200", false, false),
            ("0.0.0.0", false, false),
            ("192.0.2.1", false, false),
            ("198.18.0.1", false, false),
            ("224.0.0.1", false, false),
            ("255.255.255.255", false, false),
            ("2606:2800:220:1::1", true, true),
            ("::1", false, true),
            ("::", false, false),
            ("fc00::1", false, true),
            ("fd00:ec2::254", false, false),
            ("fe80::1", false, false),
            ("ff02::1", false, false),
            ("::ffff:169.254.169.254", false, false),
            ("::ffff:10.0.0.1", false, true),
            ("::127.0.0.1", false, true),
            ("64:ff9b::7f00:1", false, true),
            ("64:ff9b::a9fe:a9fe", false, false),
            ("2002:7f00:1::", false, true),
            ("2001:db8::1", false, false),
        ];
        for (text, public, private) in table {
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(may_reach(address, Reach::Public), public, "{text}, public");
            assert_eq!(may_reach(address, Reach::Private), private, "{text}, private");
        }
    }

    #[test]
    fn a_server_of_the_house_may_be_on_its_network_and_not_this_machine() {
        let table = [
            ("smtp.example.fr", true),
            ("3cx", true),
            ("relais.local", true),
            ("10.1.2.3", true),
            ("172.31.0.9", true),
            ("192.168.1.20", true),
            ("[fd12:3456::1]", true),
            ("127.0.0.1", false),
            ("127.9.9.9", false),
            ("localhost", false),
            ("smtp.localhost.", false),
            ("2130706433", false),
            ("0x7f000001", false),
            ("[::1]", false),
            ("::ffff:127.0.0.1", false),
            ("169.254.1.1", false),
            ("169.254.169.254", false),
            ("[fe80::1]", false),
            ("[fd00:ec2::254]", false),
            ("100.100.100.200", false),
            ("0.0.0.0", false),
            ("", false),
        ];
        for (host, expected) in table {
            assert_eq!(may_name(host, Reach::Network), expected, "{host}");
        }
        assert!(may_name("localhost", Reach::Private) && may_name("[::1]", Reach::Private) && !may_name("relais.local", Reach::Public));
    }

    #[test]
    fn addresses_are_judged_when_typed() {
        // address, what is said of it where only the public Internet may be called
        let table = [
            ("https://erp.example.fr/hook", None),
            ("https://93.184.216.34:8443/hook?a=1", None),
            ("http://erp.example.fr/hook", Some("clear")),
            ("ftp://erp.example.fr/", Some("not_web")),
            ("erp.example.fr", Some("not_web")),
            ("https://user:pass@erp.example.fr/", Some("credentials")),
            ("https://localhost/", Some("reserved")),
            ("https://localhost./", Some("reserved")),
            ("https://metadata.google.internal/", Some("reserved")),
            ("https://127.0.0.1/", Some("reserved")),
            ("https://2130706433/", Some("reserved")),
            ("https://0x7f.1/", Some("reserved")),
            ("https://[::1]/", Some("reserved")),
            ("https://[::ffff:7f00:1]/", Some("reserved")),
            ("https://169.254.169.254/latest/meta-data", Some("reserved")),
        ];
        for (text, expected) in table {
            assert_eq!(callable(text, Reach::Public).err().map(AddressError::code), expected, "{text}");
        }
        assert!(callable("http://127.0.0.1:9000/hook", Reach::Private).is_ok());
        assert!(callable("http://erp.lan/hook", Reach::Private).is_ok());
        assert_eq!(callable("http://169.254.169.254/", Reach::Private), Err(AddressError::Reserved));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_where_the_connection_is_made() {
        let guard = Guard(Reach::Public);
        let name = || -> Name { "localhost".parse().unwrap() };
        assert!(guard.resolve(name()).await.is_err());
        assert!(Guard(Reach::Private).resolve(name()).await.is_ok());
    }
}
