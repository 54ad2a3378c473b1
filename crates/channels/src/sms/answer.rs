//! One request to a gateway, and what its answer means for the text.

use std::time::Duration;

use domain::sms::Mobile;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::Gateway;
use crate::courier::Courier;
use crate::post_office::SendError;

/// How much of an answer is read.
const ANSWER_BYTES: usize = 64 * 1024;
/// How much of what a gateway said is kept, in characters.
const SAID: usize = 200;

/// Texts that came in that are asked for at a time; the next time brings the next.
pub(super) const MOST_TEXTS: usize = 500;

/// A number as gateways write it: with a plus, two zeros, or the country code alone.
pub(super) fn number_of(text: &str) -> Option<Mobile> {
    Mobile::parse(text).or_else(|| Mobile::parse(&format!("+{}", text.trim())))
}

/// The way to a gateway.
pub(super) struct Line {
    pub(super) courier: Courier,
    pub(super) patience: Duration,
    pub(super) gateway: Gateway,
}

/// An answer that came.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

pub(super) fn not_sent(retryable: bool, reason: impl Into<String>) -> SendError {
    SendError::NotSent { retryable, reason: reason.into() }
}

impl Line {
    /// A request to an address below the gateway's.
    pub(super) fn request(&self, method: Method, url: &str) -> Result<RequestBuilder, SendError> {
        let request = self.courier.request(method, url).map_err(|error| not_sent(true, error.to_string()))?;
        Ok(request.timeout(self.patience))
    }

    /// Calls. A connection that was never made has carried nothing; anything that breaks later may have.
    pub(super) async fn call(&self, request: RequestBuilder) -> Result<Answer, SendError> {
        let mut response = request.send().await.map_err(|error| self.broken(error))?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while bytes.len() < ANSWER_BYTES {
            // The status is the answer; a body that breaks off is judged as far as it came.
            let Ok(Some(chunk)) = response.chunk().await else { break };
            bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER_BYTES - bytes.len())]);
        }
        Ok(Answer { status, body: String::from_utf8_lossy(&bytes).into_owned() })
    }

    fn broken(&self, error: reqwest::Error) -> SendError {
        let (unsendable, unconnected) = (error.is_builder(), error.is_connect());
        // The address may hold a key, a number and the text.
        let error = error.without_url();
        let mut reason = error.to_string();
        if let Some(cause) = std::error::Error::source(&error) {
            reason = format!("{reason}: {cause}");
        }
        let reason = self.scrubbed(&reason);
        match (unsendable, unconnected) {
            (true, _) => not_sent(false, reason),
            (_, true) => not_sent(true, reason),
            _ => SendError::Unknown { reason },
        }
    }

    /// Words of the gateway without our secrets, short enough for a line.
    pub(super) fn scrubbed(&self, words: &str) -> String {
        let mut words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        for secret in self.gateway.secrets().into_iter().filter(|secret| secret.len() >= 4) {
            words = words.replace(secret, "…");
        }
        if words.chars().count() > SAID { words.chars().take(SAID).chain(['…']).collect() } else { words }
    }

    /// What a gateway said: the message of a JSON answer, else its beginning.
    pub(super) fn said(&self, answer: &Answer) -> String {
        let json = answer.json();
        let words = ["message", "error", "detail", "title", "description"].into_iter().find_map(|key| json[key].as_str());
        let words = self.scrubbed(words.unwrap_or(&answer.body));
        if words.is_empty() { format!("HTTP {}", answer.status) } else { format!("HTTP {}: {words}", answer.status) }
    }

    /// Whether a text was taken, as the status alone tells it.
    pub(super) fn judge(&self, answer: &Answer) -> Result<(), SendError> {
        match verdict(answer.status) {
            Verdict::Taken => Ok(()),
            Verdict::Refused => Err(not_sent(false, self.said(answer))),
            Verdict::Later => Err(not_sent(true, self.said(answer))),
            Verdict::Doubt => Err(SendError::Unknown { reason: self.said(answer) }),
        }
    }
}

/// What a status means for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is the gateway's affair from now on.
    Taken,
    /// This text will never be taken.
    Refused,
    /// It was not taken, which says nothing about it: an account without credit, a wrong key, too many at a time.
    Later,
    /// Something broke over there: it may have been taken.
    Doubt,
}

/// RFC 9110, § 15. A gateway that breaks (5xx), or that knows the text already (409), may have sent it.
fn verdict(status: u16) -> Verdict {
    match status {
        200..=299 => Verdict::Taken,
        401 | 402 | 403 | 407 | 408 | 429 => Verdict::Later,
        // It lives elsewhere: the settings are wrong, not the text.
        300..=399 | 404 | 405 | 410 => Verdict::Later,
        409 => Verdict::Doubt,
        400..=499 => Verdict::Refused,
        _ => Verdict::Doubt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_surely_was_not_taken_may_be_sent_again() {
        for (status, expected) in [
            (200, Verdict::Taken),
            (201, Verdict::Taken),
            (202, Verdict::Taken),
            (301, Verdict::Later),
            (400, Verdict::Refused),
            (401, Verdict::Later),
            (402, Verdict::Later),
            (403, Verdict::Later),
            (404, Verdict::Later),
            (408, Verdict::Later),
            (409, Verdict::Doubt),
            (422, Verdict::Refused),
            (429, Verdict::Later),
            (500, Verdict::Doubt),
            (502, Verdict::Doubt),
            (503, Verdict::Doubt),
            (504, Verdict::Doubt),
            (101, Verdict::Doubt),
        ] {
            assert_eq!(verdict(status), expected, "{status}");
        }
    }
}
