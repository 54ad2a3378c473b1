//! OVHcloud: `POST /1.0/sms/{serviceName}/jobs`, each call signed.

use std::collections::HashSet;
use std::time::Instant;

use chrono::DateTime;
use domain::Date;
use domain::sms::{Coding, weigh};
use reqwest::Method;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::answer::{Answer, Line, MOST_TEXTS, not_sent, number_of};
use super::{Asking, Carrying, Gateway, IncomingText, OutgoingText, TextOffice, TextReceipt};
use crate::post_office::SendError;

/// The longest tag that a job takes.
const TAG: usize = 20;
/// Minutes after which a text that could not be delivered is given up: two days.
const VALID_MINUTES: u32 = 2_880;
/// Refusals of a call that say nothing about the text: keys or clock are wrong.
const SETTINGS: [&str; 5] = ["INVALID_SIGNATURE", "QUERY_TIME_OUT", "INVALID_CREDENTIAL", "INVALID_KEY", "NOT_CREDENTIAL"];

/// An account. The clock of the API is asked once, so that a machine whose own is wrong can sign.
pub(super) struct Ovh {
    line: Line,
    clock: OnceCell<(u64, Instant)>,
}

/// The parts of a call that its signature covers.
struct Signed<'a> {
    secret: &'a str,
    consumer: &'a str,
    method: &'a str,
    url: &'a str,
    body: &'a str,
    at: u64,
}

impl Signed<'_> {
    /// "$1$" and the SHA-1 of all parts, joined by plus signs.
    fn signature(&self) -> String {
        let Self { secret, consumer, method, url, body, at } = self;
        let words = format!("{secret}+{consumer}+{method}+{url}+{body}+{at}");
        format!("$1${}", hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, words.as_bytes())))
    }
}

impl Ovh {
    pub(super) fn new(line: Line) -> Self {
        Self { line, clock: OnceCell::new() }
    }

    /// Seconds since 1970 by the API's clock. Nothing has left when it does not tell.
    async fn now(&self, endpoint: &str) -> Result<u64, SendError> {
        let asked = self.clock.get_or_try_init(async || {
            let unknown = |error| match error {
                SendError::Unknown { reason } | SendError::NotSent { reason, .. } => not_sent(true, reason),
            };
            let request = self.line.request(Method::GET, &format!("{endpoint}/auth/time"))?;
            let answer = self.line.call(request).await.map_err(unknown)?;
            match answer.body.trim().parse() {
                Ok(seconds) if answer.status == 200 => Ok((seconds, Instant::now())),
                _ => Err(not_sent(true, self.line.said(&answer))),
            }
        });
        let (seconds, since) = asked.await?;
        Ok(seconds + since.elapsed().as_secs())
    }

    async fn deliver(&self, text: &OutgoingText) -> Result<TextReceipt, SendError> {
        let Gateway::Ovh { service, .. } = &self.line.gateway else { return Err(not_sent(true, "not an OVHcloud gateway")) };
        let is_plain = weigh(&text.text).coding == Coding::Gsm7;
        let tag: String = text.key.chars().filter(char::is_ascii_alphanumeric).take(TAG).collect();
        let mut job = json!({
            "charset": "UTF-8",
            "class": "phoneDisplay",
            "coding": if is_plain { "7bit" } else { "8bit" },
            "message": text.text,
            // No advertisement: the note on how to stop them is not added, and the text leaves at once.
            "noStopClause": true,
            "priority": "high",
            "receivers": [text.to.as_str()],
            "senderForResponse": text.sender.is_empty(),
            "tag": tag,
            "validityPeriod": VALID_MINUTES,
        });
        if !text.sender.is_empty() {
            job["sender"] = Value::from(text.sender.as_str());
        }
        let answer = self.call(Method::POST, &format!("sms/{service}/jobs"), job.to_string()).await?;
        self.read(&answer)
    }

    /// Calls an address below the API's, signed.
    async fn call(&self, method: Method, path: &str, body: String) -> Result<Answer, SendError> {
        let Gateway::Ovh { endpoint, application_key, application_secret, consumer_key, .. } = &self.line.gateway else {
            return Err(not_sent(true, "not an OVHcloud gateway"));
        };
        let endpoint = endpoint.trim_end_matches('/');
        let (url, at) = (format!("{endpoint}/{path}"), self.now(endpoint).await?);
        let signed = Signed { secret: application_secret, consumer: consumer_key, method: method.as_str(), url: &url, body: &body, at };
        let signature = signed.signature();
        let request = self
            .line
            .request(method, &url)?
            .header("content-type", "application/json")
            .header("x-ovh-application", application_key)
            .header("x-ovh-consumer", consumer_key)
            .header("x-ovh-timestamp", at.to_string())
            .header("x-ovh-signature", signature)
            .body(body);
        self.line.call(request).await
    }

    /// Reads below the account.
    async fn get(&self, path: &str) -> Result<Value, SendError> {
        let Gateway::Ovh { service, .. } = &self.line.gateway else { return Err(not_sent(true, "not an OVHcloud gateway")) };
        let answer = self.call(Method::GET, &format!("sms/{service}/{path}"), String::new()).await?;
        serde_json::from_str(&answer.body).ok().filter(|_| answer.status == 200).ok_or_else(|| not_sent(true, self.line.said(&answer)))
    }

    /// `GET /sms/{serviceName}/incoming` and each of its texts, and the account's own stop list, `…/blacklists`.
    async fn ask(&self, known: &HashSet<String>) -> Result<Vec<IncomingText>, SendError> {
        let list = |value: Value| match value {
            Value::Array(list) => Ok(list),
            _ => Err(not_sent(true, "no list")),
        };
        let mut found = Vec::new();
        for number in list(self.get("blacklists").await?)? {
            let Some(from) = number.as_str().and_then(number_of) else { continue };
            let id = format!("ovh-stop-{}", from.as_str());
            if !known.contains(&id) {
                found.push(IncomingText { id, from, text: String::new(), at: None, is_stop: true });
            }
        }
        for number in list(self.get("incoming").await?)? {
            let Some(number) = number.as_u64() else { continue };
            let id = format!("ovh-{number}");
            if known.contains(&id) || found.len() >= MOST_TEXTS {
                continue;
            }
            let text = self.get(&format!("incoming/{number}")).await?;
            let Some(from) = text["sender"].as_str().and_then(number_of) else { continue };
            let at = text["creationDatetime"].as_str().and_then(|at| DateTime::parse_from_rfc3339(at).ok()).map(|at| at.to_utc());
            found.push(IncomingText { id, from, text: text["message"].as_str().unwrap_or_default().to_owned(), at, is_stop: false });
        }
        Ok(found)
    }

    fn read(&self, answer: &Answer) -> Result<TextReceipt, SendError> {
        let json = answer.json();
        if (400..500).contains(&answer.status) && json["errorCode"].as_str().is_some_and(|code| SETTINGS.contains(&code)) {
            return Err(not_sent(true, self.line.said(answer)));
        }
        self.line.judge(answer)?;
        let has = |key: &str| json[key].as_array().is_some_and(|list| !list.is_empty());
        if has("ids") {
            let id = json["ids"][0].as_u64().map(|id| id.to_string()).unwrap_or_default();
            return Ok(TextReceipt { id, response: format!("credits: {}", json["totalCreditsRemoved"]) });
        }
        if has("invalidReceivers") && !has("validReceivers") {
            return Err(not_sent(false, "invalidReceivers"));
        }
        Err(SendError::Unknown { reason: self.line.said(answer) })
    }
}

impl TextOffice for Ovh {
    fn carry<'a>(&'a self, text: &'a OutgoingText) -> Carrying<'a> {
        Box::pin(self.deliver(text))
    }

    fn incoming<'a>(&'a self, _between: (Date, Date), known: &'a HashSet<String>) -> Asking<'a> {
        Box::pin(self.ask(known))
    }

    fn describe(&self) -> String {
        format!("OVHcloud ({})", self.line.gateway.endpoint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of the published recipe, hashed by another program.
    #[test]
    fn a_call_is_signed_as_published() {
        let signed = Signed {
            secret: "secret",
            consumer: "consumer",
            method: "GET",
            url: "https://eu.api.ovh.com/1.0/me",
            body: "",
            at: 1_366_560_945,
        };
        assert_eq!(signed.signature(), "$1$6034a744d2c29709d3bb35232f73e16cc77f7246");
    }
}
