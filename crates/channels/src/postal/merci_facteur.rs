//! Merci Facteur, API 1.2, from its published documentation: <https://www.merci-facteur.com/api/1.2/> (`getToken`,
//! `sendCourrier`, `listEnvois`, `getSuiviEnvoi`, `getProof`) and <https://github.com/MerciFacteur/Merci-facteur-API>.
//!
//! Registered letters go as `lrare`: the receipt comes back scanned. Its electronic letters are of the simple level
//! (regulation EU 910/2014, art. 43): they are no registered letters of CPCE art. L100 and are not used.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::post::PostalEvent;
use reqwest::Method;
use ring::hmac;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use url::form_urlencoded;

use super::{Doing, Followed, HandedOver, PATIENCE, PostalAddress, PostalItem, PostalService};
use crate::courier::Courier;
use crate::post_office::SendError;

/// Where it is.
pub const ENDPOINT: &str = "https://www.merci-facteur.com/api/1.2/prod/service";
/// The largest answer that is read: a scanned receipt.
const ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// The largest file that is sent: the documentation advises against more than a few megabytes inside a request.
const FILE_BYTES: usize = 4 * 1024 * 1024;
/// Sent where the account is not bound to addresses, as the documentation wants.
const ANY_ADDRESS: &str = "111.111.111";
/// Seconds before its end after which a token is asked for anew.
const MARGIN: i64 = 60;
/// The longest name and line of an address.
const LINE: usize = 90;
/// The longest town.
const TOWN: usize = 70;
/// The longest postal code.
const POSTCODE: usize = 12;
/// Lines between the name and the postal code.
const LINES: usize = 3;

/// Who asks.
pub(super) struct Account {
    pub(super) service: String,
    pub(super) secret: String,
    pub(super) user: u64,
}

/// The service.
pub(super) struct MerciFacteur {
    courier: Courier,
    base: String,
    account: Account,
    /// The token and the second at which it ends.
    token: Mutex<Option<(String, i64)>>,
}

/// An answer that was read, or why there is none.
enum Answer {
    Read(u16, Value),
    /// No connection was made: nothing was handed over.
    NoConnection(String),
    /// It broke, went silent or said nothing readable.
    Lost(String),
}

/// The signature of a token request: HMAC-SHA256, under the secret, of service and second.
fn signature(service: &str, secret: &str, second: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, format!("{service}{second}").as_bytes()))
}

/// What an answer says is wrong: its key, then its words. The documentation gives an object, older pages a text.
fn said(answer: &Value) -> String {
    let error = &answer["error"];
    let (code, words) = match error {
        Value::String(code) => (code.clone(), String::new()),
        error => (text(&error["code"]), text(&error["text"])),
    };
    let said = if words.is_empty() { code } else { format!("{code}: {words}") };
    if said.is_empty() { "no reason given".to_owned() } else { cut(&said, 300) }
}

/// A text of an answer, whatever its type.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) if text != "null" => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// An amount in euros, written with a point, in thousandths.
fn mills(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
    if !is_digits(whole) || whole.len() > 9 || !is_digits(&digits) { None } else { format!("{whole}{digits}").parse().ok() }
}

/// What a state says of a letter's way. What came back says not why: that is read on the envelope, by a person.
fn event(state: &str) -> Option<PostalEvent> {
    match state {
        "pris_en_charge" => Some(PostalEvent::Deposited),
        "attente_au_guichet" => Some(PostalEvent::Presented),
        "distribue" => Some(PostalEvent::Delivered),
        _ => None,
    }
}

/// An address as the service wants it: every field, the unused ones empty; what does not fit is refused, never cut.
fn address(address: &PostalAddress) -> Result<Value, &'static str> {
    if !matches!(address.country.as_str(), "" | "FR") {
        return Err("ABROAD");
    }
    let lines: Vec<&str> = address.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let long = |text: &str, most: usize| text.chars().count() > most;
    if lines.len() > LINES
        || lines.iter().any(|line| long(line, LINE))
        || long(&address.name, LINE)
        || long(&address.city, TOWN)
        || long(&address.postcode, POSTCODE)
    {
        return Err("ADDRESS_TOO_LONG");
    }
    if [&address.name, &address.postcode, &address.city].iter().any(|part| part.trim().is_empty()) || lines.is_empty() {
        return Err("INFO_ADDRESS_MISSING");
    }
    let line = |at: usize| lines.get(at).copied().unwrap_or_default();
    Ok(json!({
        "civilite": "", "nom": "", "prenom": "", "societe": address.name.trim(), "adresse1": line(0), "adresse2": line(1),
        "adresse3": line(2), "cp": address.postcode.trim(), "ville": address.city.trim(), "pays": "france", "phone": "", "email": "",
    }))
}

fn refused(reason: impl Into<String>) -> SendError {
    SendError::NotSent { retryable: false, reason: reason.into() }
}

fn readable(bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
    bytes.filter(|bytes| !bytes.is_empty())
}

impl MerciFacteur {
    pub(super) fn new(courier: Courier, base: String, account: Account) -> Self {
        Self { courier, base, account, token: Mutex::new(None) }
    }

    async fn read(&self, request: reqwest::RequestBuilder) -> Answer {
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
        match serde_json::from_slice(&bytes) {
            Ok(value) => Answer::Read(status, value),
            Err(_) => Answer::Lost(format!("HTTP {status} without a readable answer")),
        }
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::RequestBuilder, String> {
        let request = self.courier.request(method, &format!("{}/{path}", self.base)).map_err(|error| format!("CONNECTION: {error}"))?;
        Ok(request.header("ww-service-id", &self.account.service))
    }

    /// A token that holds at an instant; the service wants one to be asked for once a day.
    async fn token(&self, at: DateTime<Utc>) -> Result<String, String> {
        let mut kept = self.token.lock().await;
        let second = at.timestamp();
        if let Some((token, until)) = kept.as_ref()
            && *until > second + MARGIN
        {
            return Ok(token.clone());
        }
        let request = self
            .request(Method::GET, "getToken")?
            .header("ww-service-signature", signature(&self.account.service, &self.account.secret, second))
            .header("ww-timestamp", second.to_string())
            .header("ww-authorized-ip", ANY_ADDRESS);
        match self.read(request).await {
            Answer::Read(_, answer) if answer["success"] == true => {
                let token = text(&answer["token"]);
                if token.is_empty() || !token.bytes().all(|sign| sign.is_ascii_graphic()) {
                    return Err("ACCESS: no token".to_owned());
                }
                let until = answer["expire"].as_i64().or_else(|| text(&answer["expire"]).parse().ok()).unwrap_or(second);
                *kept = Some((token.clone(), until));
                Ok(token)
            }
            Answer::Read(status, answer) => Err(format!("ACCESS: HTTP {status}, {}", said(&answer))),
            Answer::NoConnection(why) => Err(why),
            Answer::Lost(why) => Err(format!("CONNECTION: {why}")),
        }
    }

    fn form(&self, item: &PostalItem) -> Result<String, &'static str> {
        let reference: String =
            item.reference.chars().filter(|sign| sign.is_ascii_alphanumeric() || " -_".contains(*sign)).take(30).collect();
        let mut to = address(&item.to)?;
        to["consent"] = json!(0);
        to["reference"] = json!(reference);
        // What is empty is an empty text: a list without elements is refused.
        let content = json!({
            "letter": {
                "files": "", "base64files": [STANDARD.encode(&item.pdf)],
                "print_sides": if item.duplex { "rectoverso" } else { "recto" }, "final_filename": "courrier",
            },
            "photo": "", "card": "",
        });
        Ok(form_urlencoded::Serializer::new(String::new())
            .append_pair("idUser", &self.account.user.to_string())
            .append_pair("modeEnvoi", if item.registered { "lrare" } else { "normal" })
            .append_pair("adress", &json!({"exp": address(&item.from)?, "dest": [to]}).to_string())
            .append_pair("content", &content.to_string())
            .append_pair("antidoublon", &cut(&item.key, 200))
            .finish())
    }

    async fn send(&self, item: &PostalItem, at: DateTime<Utc>) -> Result<HandedOver, SendError> {
        if item.pdf.len() > FILE_BYTES {
            return Err(refused("TOO_LARGE"));
        }
        let form = self.form(item).map_err(refused)?;
        let before = |reason| SendError::NotSent { retryable: true, reason };
        let token = self.token(at).await.map_err(before)?;
        let request = self
            .request(Method::POST, "sendCourrier")
            .map_err(before)?
            .header("ww-access-token", token)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        match self.read(request).await {
            Answer::Read(_, answer) if answer["success"] == true => {
                let key = text(&answer["envoi_id"]);
                if key.is_empty() {
                    return Err(SendError::Unknown { reason: "accepted without a number".to_owned() });
                }
                Ok(HandedOver { key, cost_mills: mills(&text(&answer["price"]["total"]["ht"])) })
            }
            Answer::Read(status, answer) if status < 500 && answer["success"] == false => {
                let reason = said(&answer);
                // The key against doubles was used: an earlier attempt was taken, and only its number is not known.
                if reason.to_ascii_uppercase().contains("DOUBLON") {
                    return Err(SendError::Unknown { reason });
                }
                if status == 401 {
                    *self.token.lock().await = None;
                    return Err(before(format!("ACCESS: {reason}")));
                }
                Err(refused(reason))
            }
            Answer::NoConnection(reason) => Err(before(reason)),
            Answer::Read(status, answer) => Err(SendError::Unknown { reason: format!("HTTP {status}, {}", said(&answer)) }),
            Answer::Lost(reason) => Err(SendError::Unknown { reason }),
        }
    }

    async fn ask(&self, path: &str, query: &[(&str, &str)], at: DateTime<Utc>) -> Result<(u16, Value), String> {
        let token = self.token(at).await?;
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let request = self.request(Method::GET, &format!("{path}?{query}"))?.header("ww-access-token", token);
        match self.read(request).await {
            Answer::Read(status, answer) => {
                if status == 401 {
                    *self.token.lock().await = None;
                }
                Ok((status, answer))
            }
            Answer::NoConnection(why) => Err(why),
            Answer::Lost(why) => Err(format!("CONNECTION: {why}")),
        }
    }

    async fn state(&self, key: &str, at: DateTime<Utc>) -> Result<Option<Followed>, String> {
        let (status, answer) = self.ask("getSuiviEnvoi", &[("idEnvoi", key)], at).await?;
        if answer["success"] != true {
            return Err(format!("HTTP {status}, {}", said(&answer)));
        }
        let letter = &answer["suivi_courrier"][0];
        let state = match text(&letter["last_state"]) {
            state if state.is_empty() => text(&answer["statut_print_envoi"]),
            state => state,
        };
        Ok(Some(Followed {
            tracking: text(&letter["ref_tracking"]),
            event: event(&state),
            is_returned: text(&letter["pnd"]) == "1" || state == "distribue_expediteur" || state == "archivage_pnd",
            state: cut(&state, 300),
            receipt: readable(STANDARD.decode(text(&letter["are_base64_jpeg"])).ok()),
        }))
    }

    async fn proof(&self, tracking: &str, document: &str, at: DateTime<Utc>) -> Result<Option<Vec<u8>>, String> {
        let (_, answer) = self.ask("getProof", &[("trackingNumber", tracking), ("document", document)], at).await?;
        // It appears after what it proves: a refusal before is no fault.
        if answer["success"] != true {
            return Ok(None);
        }
        Ok(readable(STANDARD.decode(text(&answer["document"])).ok()))
    }
}

impl PostalService for MerciFacteur {
    fn code(&self) -> &'static str {
        "merci_facteur"
    }

    fn describe(&self) -> String {
        format!("Merci Facteur at {}, service {}, user {}", self.base, self.account.service, self.account.user)
    }

    fn check(&self, at: DateTime<Utc>) -> Doing<'_, Result<(), String>> {
        Box::pin(async move {
            let (status, answer) = self.ask("listEnvois", &[("idUser", &self.account.user.to_string())], at).await?;
            if answer["success"] == true { Ok(()) } else { Err(format!("ACCESS: HTTP {status}, {}", said(&answer))) }
        })
    }

    fn hand_over<'a>(&'a self, item: &'a PostalItem, at: DateTime<Utc>) -> Doing<'a, Result<HandedOver, SendError>> {
        Box::pin(self.send(item, at))
    }

    fn follow<'a>(&'a self, key: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Followed>, String>> {
        Box::pin(self.state(key, at))
    }

    fn deposit_proof<'a>(&'a self, tracking: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(self.proof(tracking, "depot", at))
    }

    fn receipt_proof<'a>(&'a self, tracking: &'a str, at: DateTime<Utc>) -> Doing<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(self.proof(tracking, "reception", at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected value was computed by another program.
    #[test]
    fn a_token_request_is_signed_under_the_secret() {
        assert_eq!(signature("abc", "Jefe", 1231), signature("abc1", "Jefe", 231), "service and second stand one after the other");
        assert_ne!(signature("abc", "s", 1), signature("abc", "t", 1));
        assert_eq!(signature("ab12cd", "s3cret", 1_790_000_000), "cb811452455e3cf4b64f2cde0c867ddb1b0f704cdbe1223529a86137d19ca66c");
    }

    #[test]
    fn prices_are_read_to_the_thousandth_without_a_float() {
        for (text, expected) in
            [("1.39", Some(1_390)), ("0", Some(0)), ("7", Some(7_000)), ("6.4175", Some(6_417)), ("", None), ("-1", None), ("1,39", None)]
        {
            assert_eq!(mills(text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_that_does_not_fit_is_refused_and_never_cut() {
        let fits = PostalAddress {
            name: "Atelier".to_owned(),
            lines: vec!["1 rue Haute".to_owned(), String::new()],
            postcode: "44000".to_owned(),
            city: "Nantes".to_owned(),
            country: "FR".to_owned(),
        };
        let read = address(&fits).unwrap();
        assert_eq!((read["adresse1"].as_str(), read["adresse2"].as_str(), read["nom"].as_str()), (Some("1 rue Haute"), Some(""), Some("")));
        let cases = [
            (PostalAddress { country: "BE".to_owned(), ..fits.clone() }, "ABROAD"),
            (PostalAddress { name: "A".repeat(91), ..fits.clone() }, "ADDRESS_TOO_LONG"),
            (PostalAddress { lines: vec!["rue".to_owned(); 4], ..fits.clone() }, "ADDRESS_TOO_LONG"),
            (PostalAddress { lines: Vec::new(), ..fits.clone() }, "INFO_ADDRESS_MISSING"),
            (PostalAddress { city: " ".to_owned(), ..fits }, "INFO_ADDRESS_MISSING"),
        ];
        for (place, expected) in cases {
            assert_eq!(address(&place).err(), Some(expected));
        }
    }
}
