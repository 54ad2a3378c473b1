//! AR24, a qualified service of electronic registered letters (regulation EU 910/2014, art. 44), from its published documentation:
//! <https://developers.ar24.fr/doc/> and <https://www.ar24.fr/base-de-connaissances/api/> (signature and deciphering, `user`,
//! `user/auth_otp`, `attachment`, `mail`, proofs).
//!
//! Requests carry a date of Paris and its signature; answers come back enciphered under the same key, errors in the clear. A
//! qualified letter wants the sender known by a one-time code, which a person reads on a telephone: it holds for an hour.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::post::PostalEvent;
use reqwest::Method;
use ring::digest;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{Doing, Followed, HandedOver, PATIENCE, PostalItem, PostalService};
use crate::clock::PARIS;
use crate::courier::Courier;
use crate::post_office::SendError;

/// Where it is.
pub const ENDPOINT: &str = "https://app.ar24.fr/api";
/// The largest answer that is read: a proof.
const ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// The largest file that is sent.
const FILE_BYTES: usize = 20 * 1024 * 1024;
/// What its numbers begin with here, so that they are told from those of the post.
const NUMBER: &str = "AR24";

/// Who asks.
pub(super) struct Account {
    pub(super) token: String,
    pub(super) private_key: String,
    pub(super) user: u64,
}

/// The service.
pub(super) struct Ar24 {
    courier: Courier,
    base: String,
    account: Account,
}

/// An answer that was read, or why there is none.
enum Answer {
    Read(u16, Value),
    /// A file.
    File(Vec<u8>),
    /// No connection was made: nothing was handed over.
    NoConnection(String),
    /// It broke, went silent or said nothing readable.
    Lost(String),
}

fn sha256(text: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// The first signs of a hash, as bytes: keys and vectors are cut out of hexadecimal texts.
fn first<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&text.as_bytes()[..N]);
    bytes
}

fn vector(private_key: &str) -> [u8; 16] {
    first(&sha256(&sha256(private_key)))
}

/// The date of a request, enciphered under the key of the account (AES-256-CBC, base64).
fn signature(private_key: &str, date: &str) -> String {
    let key: [u8; 32] = first(&sha256(private_key));
    let sealed = cbc::Encryptor::<Aes256>::new(&key.into(), &vector(private_key).into());
    let mut buffer = vec![0; date.len() + 16];
    let length = sealed.encrypt_padded_b2b::<Pkcs7>(date.as_bytes(), &mut buffer).map(<[u8]>::len).unwrap_or_default();
    STANDARD.encode(&buffer[..length])
}

/// An answer, deciphered under the key of the account and the date of the request.
fn opened(private_key: &str, date: &str, text: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    let key: [u8; 32] = first(&sha256(&format!("{date}{private_key}")));
    let sealed = cbc::Decryptor::<Aes256>::new(&key.into(), &vector(private_key).into());
    let mut buffer = vec![0; bytes.len()];
    sealed.decrypt_padded_b2b::<Pkcs7>(&bytes, &mut buffer).ok().map(<[u8]>::to_vec)
}

/// The date of a request, as Paris writes it.
fn date(at: DateTime<Utc>) -> String {
    at.with_timezone(&PARIS).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// What an answer says is wrong: its key, then its words.
fn said(answer: &Value) -> String {
    let (slug, words) = (text(&answer["slug"]), text(&answer["message"]));
    let status = text(&answer["status"]);
    match (slug.is_empty(), words.is_empty()) {
        (false, false) => cut(&format!("{slug}: {words}"), 300),
        (false, true) => cut(&slug, 300),
        (true, false) => cut(&words, 300),
        (true, true) if !status.is_empty() => cut(&status, 300),
        _ => "no reason given".to_owned(),
    }
}

fn refused(reason: impl Into<String>) -> SendError {
    SendError::NotSent { retryable: false, reason: reason.into() }
}

fn is_done(answer: &Value) -> bool {
    text(&answer["status"]).eq_ignore_ascii_case("success")
}

/// What is known of a letter's way: its end, else the notice that it waits.
fn event(letter: &Value) -> Option<PostalEvent> {
    let dates = [
        ("refused_date", PostalEvent::Refused),
        ("negligence_date", PostalEvent::Unclaimed),
        ("view_date", PostalEvent::Delivered),
        ("ts_ev_date", PostalEvent::Presented),
    ];
    let is_there = |key: &str| !matches!(text(&letter[key]).as_str(), "" | "0" | "0000-00-00 00:00:00");
    dates.into_iter().find(|(key, _)| is_there(key)).map(|(_, event)| event)
}

/// A file with fields, as browsers send it (RFC 7578).
fn multipart(boundary: &str, fields: &[(&str, &str)], file: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(file.len() + 1_024);
    for (name, value) in fields {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"courrier.pdf\"\r\nContent-Type: application/pdf";
    body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body
}

impl Ar24 {
    pub(super) fn new(courier: Courier, base: String, account: Account) -> Self {
        Self { courier, base, account }
    }

    async fn read(&self, request: reqwest::RequestBuilder, date: &str) -> Answer {
        let request = request.header("signature", signature(&self.account.private_key, date)).header("accept-language", "fr");
        let mut response = match request.timeout(PATIENCE).send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Answer::NoConnection("CONNECTION: no connection".to_owned()),
            Err(_) => return Answer::Lost("the connection broke or went silent".to_owned()),
        };
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= ANSWER_BYTES => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                _ => return Answer::Lost("the answer broke off".to_owned()),
            }
        }
        if bytes.starts_with(b"%PDF-") {
            return Answer::File(bytes);
        }
        // Errors come in the clear.
        if let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(&bytes) {
            return Answer::Read(status, value);
        }
        let clear = std::str::from_utf8(&bytes).ok().and_then(|text| opened(&self.account.private_key, date, text));
        match clear {
            Some(clear) if clear.starts_with(b"%PDF-") => Answer::File(clear),
            Some(clear) => match serde_json::from_slice(&clear) {
                Ok(value) => Answer::Read(status, value),
                Err(_) => Answer::Lost(format!("HTTP {status} without a readable answer")),
            },
            None => Answer::Lost(format!("HTTP {status} without a readable answer")),
        }
    }

    fn fields<'a>(&'a self, date: &'a str, user: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![("token", self.account.token.as_str()), ("date", date), ("id_user", user)]
    }

    async fn ask(&self, path: &str, more: &[(&str, &str)], at: DateTime<Utc>) -> Result<Value, String> {
        let (date, user) = (date(at), self.account.user.to_string());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(self.fields(&date, &user)).extend_pairs(more).finish();
        let request =
            self.courier.request(Method::GET, &format!("{}/{path}?{query}", self.base)).map_err(|error| format!("CONNECTION: {error}"))?;
        match self.read(request, &date).await {
            Answer::Read(_, answer) if is_done(&answer) => Ok(answer["result"].clone()),
            Answer::Read(_, answer) => Err(format!("ACCESS: {}", said(&answer))),
            Answer::File(_) => Err("ACCESS: a file".to_owned()),
            Answer::NoConnection(why) => Err(why),
            Answer::Lost(why) => Err(format!("CONNECTION: {why}")),
        }
    }

    /// Posts a form whose failure hands nothing over.
    async fn prepare(&self, path: &str, form: (String, Vec<u8>), date: &str) -> Result<Value, SendError> {
        let before = |reason| SendError::NotSent { retryable: true, reason };
        let request = self.courier.request(Method::POST, &format!("{}/{path}", self.base));
        let request = request.map_err(|error| before(format!("CONNECTION: {error}")))?.header("content-type", form.0).body(form.1);
        match self.read(request, date).await {
            Answer::Read(_, answer) if is_done(&answer) => Ok(answer["result"].clone()),
            Answer::Read(_, answer) => Err(refused(said(&answer))),
            Answer::File(_) => Err(refused("no reason given")),
            Answer::NoConnection(why) => Err(before(why)),
            Answer::Lost(why) => Err(before(format!("CONNECTION: {why}"))),
        }
    }

    fn form(pairs: &[(&str, &str)]) -> (String, Vec<u8>) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
    }

    async fn send(&self, item: &PostalItem, at: DateTime<Utc>) -> Result<HandedOver, SendError> {
        let Some(to) = &item.electronic else { return Err(refused("NOT_ELECTRONIC")) };
        if item.pdf.len() > FILE_BYTES {
            return Err(refused("TOO_LARGE"));
        }
        let (date, user) = (date(at), self.account.user.to_string());
        if !to.code.is_empty() {
            let mut pairs = self.fields(&date, &user);
            pairs.push(("otp", &to.code));
            self.prepare("user/auth_otp", Self::form(&pairs), &date).await?;
        }
        let boundary = format!("quittance-{}", cut(&item.key, 40));
        let upload = multipart(&boundary, &self.fields(&date, &user), &item.pdf);
        let file = self.prepare("attachment", (format!("multipart/form-data; boundary={boundary}"), upload), &date).await?;
        let file = match text(&file["file_id"]) {
            id if id.is_empty() => text(&file["id"]),
            id => id,
        };
        if file.is_empty() {
            return Err(refused("no file number"));
        }
        let mut pairs = self.fields(&date, &user);
        pairs.extend([
            ("eidas", "1"),
            ("to_firstname", to.first_name.as_str()),
            ("to_lastname", to.last_name.as_str()),
            ("to_email", to.email.as_str()),
            ("dest_statut", if to.company.is_empty() { "particulier" } else { "professionnel" }),
            ("ref_dossier", item.reference.as_str()),
            ("ref_client", item.key.as_str()),
            ("attachment[0]", file.as_str()),
        ]);
        if !to.company.is_empty() {
            pairs.push(("to_company", &to.company));
        }
        let before = |reason| SendError::NotSent { retryable: true, reason };
        let (kind, body) = Self::form(&pairs);
        let request = self.courier.request(Method::POST, &format!("{}/mail", self.base));
        let request = request.map_err(|error| before(format!("CONNECTION: {error}")))?.header("content-type", kind).body(body);
        match self.read(request, &date).await {
            Answer::Read(_, answer) if is_done(&answer) => match text(&answer["result"]["id"]) {
                key if key.is_empty() => Err(SendError::Unknown { reason: "accepted without a number".to_owned() }),
                // Its price is told without its unit: what was agreed with it is counted.
                key => Ok(HandedOver { key, cost_mills: None }),
            },
            Answer::Read(status, answer) if status < 500 => Err(refused(said(&answer))),
            Answer::Read(status, answer) => Err(SendError::Unknown { reason: format!("HTTP {status}, {}", said(&answer)) }),
            Answer::NoConnection(reason) => Err(before(reason)),
            Answer::File(_) => Err(SendError::Unknown { reason: "answered by a file".to_owned() }),
            Answer::Lost(reason) => Err(SendError::Unknown { reason }),
        }
    }

    async fn letter(&self, key: &str, at: DateTime<Utc>) -> Result<Value, String> {
        self.ask("mail", &[("id_mail", key)], at).await
    }

    async fn state(&self, key: &str, at: DateTime<Utc>) -> Result<Option<Followed>, String> {
        let letter = self.letter(key, at).await?;
        let has_failed = matches!(text(&letter["send_fail"]).as_str(), "1") || letter["send_fail"] == true;
        let is_returned = has_failed || !text(&letter["bounced_date"]).is_empty();
        Ok(Some(Followed {
            tracking: format!("{NUMBER}{key:0>8}"),
            state: if is_returned { "bounced".to_owned() } else { cut(&text(&letter["status"]), 300) },
            event: if is_returned { None } else { event(&letter) },
            is_returned,
            receipt: None,
        }))
    }

    /// One of the proofs of a letter, the first that there is.
    async fn proof(&self, tracking: &str, names: &[&str], at: DateTime<Utc>) -> Result<Option<Vec<u8>>, String> {
        let key = tracking.strip_prefix(NUMBER).unwrap_or(tracking).trim_start_matches('0');
        let letter = self.letter(key, at).await?;
        let Some(address) = names.iter().map(|name| text(&letter[*name])).find(|address| !address.is_empty()) else { return Ok(None) };
        let Some(mut address) = self.own(&address) else { return Err("ACCESS: a proof elsewhere".to_owned()) };
        let date = date(at);
        address.query_pairs_mut().append_pair("date", &date);
        let request = self.courier.request(Method::GET, address.as_str()).map_err(|error| format!("CONNECTION: {error}"))?;
        match self.read(request, &date).await {
            Answer::File(bytes) => Ok(Some(bytes)),
            _ => Ok(None),
        }
    }

    /// An address that it gave, when it is one of its own: nothing signed goes elsewhere.
    fn own(&self, address: &str) -> Option<Url> {
        let (address, base) = (Url::parse(address).ok()?, Url::parse(&self.base).ok()?);
        let (host, own) = (address.host_str()?, base.host_str()?);
        let is_theirs = |host: &str| host == "ar24.fr" || host.ends_with(".ar24.fr");
        let is_same = (address.scheme(), host, address.port_or_known_default()) == (base.scheme(), own, base.port_or_known_default());
        (is_same || (address.scheme() == "https" && is_theirs(host) && is_theirs(own))).then_some(address)
    }
}

impl PostalService for Ar24 {
    fn code(&self) -> &'static str {
        "ar24"
    }

    fn describe(&self) -> String {
        format!("AR24 at {}, user {}", self.base, self.account.user)
    }

    fn check(&self, at: DateTime<Utc>) -> Doing<'_, Result<(), String>> {
        Box::pin(async move { self.ask("user", &[], at).await.map(|_| ()) })
    }

    fn hand_over<'a>(&'a self, item: &'a PostalItem, at: DateTime<Utc>) -> Doing<'a, Result<HandedOver, SendError>> {
        Box::pin(self.send(item, at))
    }

    fn follow<'a>(&'a self, key: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Followed>, String>> {
        Box::pin(self.state(key, at))
    }

    fn deposit_proof<'a>(&'a self, tracking: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(self.proof(tracking, &["proof_dp_url", "proof_ev_url"], at))
    }

    fn receipt_proof<'a>(&'a self, tracking: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(self.proof(tracking, &["proof_rf_url", "proof_ng_url", "proof_ar_url"], at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: &str = "bDop0cbjKpkySlpvnNGvBMg7PuYFFgPPqTTS2RAHoY0=";
    /// The example of the documentation.
    const ANSWER: &str = "WwBOU6s8DaMWmYdctBJwfuoujFgVygBUjhsbdf8eWqQ=";

    /// The signature was computed by another program (`openssl enc -aes-256-cbc`).
    #[test]
    fn a_date_is_signed_and_an_answer_opened_as_the_documentation_says() {
        let (key, at) = ("7X9gx9E3Qx4EiUdB63nc", "2021-05-26 14:00:00");
        assert_eq!(signature(key, at), SIGNED);
        assert_eq!(opened(key, at, ANSWER).as_deref(), Some(&b"{status: \"SUCCESS\"}"[..]));
        assert_eq!(opened(key, "2021-05-26 14:00:01", ANSWER).filter(|bytes| bytes.starts_with(b"{")), None, "another date");
        for wrong in ["", "é", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA=="] {
            assert_eq!(opened(key, at, wrong).filter(|bytes| bytes.starts_with(b"{")), None, "{wrong}");
        }
    }

    #[test]
    fn a_request_is_dated_in_paris() {
        let at = |text: &str| date(DateTime::parse_from_rfc3339(text).unwrap().to_utc());
        assert_eq!(at("2026-07-01T22:30:00Z"), "2026-07-02 00:30:00");
        assert_eq!(at("2026-12-01T22:30:00Z"), "2026-12-01 23:30:00");
    }

    #[test]
    fn nothing_signed_goes_elsewhere() {
        let account = || Account { token: String::new(), private_key: String::new(), user: 1 };
        let service = |base: &str| Ar24::new(Courier::new(crate::Reach::Public).unwrap(), base.to_owned(), account());
        let own = service(ENDPOINT);
        for (address, is_own) in [
            ("https://app.ar24.fr/get/proof/ev-1?token=a", true),
            ("https://www.ar24.fr/get/proof/ev-1", true),
            ("http://app.ar24.fr/get/proof/ev-1", false),
            ("https://ar24.fr.voleur.example/", false),
            ("https://voleurar24.fr/", false),
            ("ftp://app.ar24.fr/", false),
            ("proof", false),
        ] {
            assert_eq!(own.own(address).is_some(), is_own, "{address}");
        }
        assert!(service("http://127.0.0.1:80/api").own("http://127.0.0.1:81/get").is_none());
    }
}
