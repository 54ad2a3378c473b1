//! Brevo: `POST /v3/transactionalSMS/send`.

use std::collections::HashSet;

use chrono::DateTime;
use domain::Date;
use domain::sms::{Coding, weigh};
use reqwest::Method;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::answer::{Line, MOST_TEXTS, number_of};
use super::{Asking, Carrying, Gateway, IncomingText, OutgoingText, TextOffice, TextReceipt};
use crate::post_office::SendError;

pub(super) struct Brevo(pub(super) Line);

impl Brevo {
    async fn deliver(&self, text: &OutgoingText) -> Result<TextReceipt, SendError> {
        let Gateway::Brevo { endpoint, api_key } = &self.0.gateway else {
            return Err(super::answer::not_sent(true, "not a Brevo gateway"));
        };
        let body = json!({
            "sender": text.sender,
            // The country code without its plus.
            "recipient": text.to.as_str().trim_start_matches('+'),
            "content": text.text,
            "type": "transactional",
            "tag": text.key,
            "unicodeEnabled": weigh(&text.text).coding == Coding::Ucs2,
        });
        let request = self
            .0
            .request(Method::POST, &format!("{}/transactionalSMS/send", endpoint.trim_end_matches('/')))?
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("api-key", api_key)
            .body(body.to_string());
        let answer = self.0.call(request).await?;
        self.0.judge(&answer)?;
        let json = answer.json();
        let id = json["messageId"].as_u64().map(|id| id.to_string());
        let id = id.or_else(|| json["messageId"].as_str().map(str::to_owned)).unwrap_or_default();
        Ok(TextReceipt { id, response: format!("HTTP {}", answer.status) })
    }
}

/// Events of a page.
const PAGE: usize = 100;

impl Brevo {
    /// `GET /v3/transactionalSMS/statistics/events`: what was replied, and who is on the account's stop list.
    async fn ask(&self, (from, until): (Date, Date), known: &HashSet<String>) -> Result<Vec<IncomingText>, SendError> {
        let Gateway::Brevo { endpoint, api_key } = &self.0.gateway else {
            return Err(super::answer::not_sent(true, "not a Brevo gateway"));
        };
        let mut found: Vec<IncomingText> = Vec::new();
        for (event, is_stop) in [("unsubscription", true), ("replies", false)] {
            for page in 0..MOST_TEXTS.div_ceil(PAGE) {
                let offset = page * PAGE;
                let url = format!(
                    "{}/transactionalSMS/statistics/events?limit={PAGE}&offset={offset}&startDate={from}&endDate={until}&event={event}&sort=asc",
                    endpoint.trim_end_matches('/')
                );
                let request = self.0.request(Method::GET, &url)?.header("accept", "application/json").header("api-key", api_key);
                let answer = self.0.call(request).await?;
                let Some(body) = serde_json::from_str::<Value>(&answer.body).ok().filter(|_| answer.status == 200) else {
                    return Err(super::answer::not_sent(true, self.0.said(&answer)));
                };
                // Without an event the list is left out.
                let events = body["events"].as_array().map(Vec::as_slice).unwrap_or_default();
                let read = events.iter().filter_map(|event| incoming(event, is_stop)).filter(|text| !known.contains(&text.id));
                found.extend(read);
                if events.len() < PAGE {
                    break;
                }
            }
        }
        Ok(found)
    }
}

/// One event. It has no number of its own: message, day, words and sender make it this one and no other.
fn incoming(event: &Value, is_stop: bool) -> Option<IncomingText> {
    let word = |key: &str| event[key].as_str().unwrap_or_default();
    let from = number_of(word("phoneNumber"))?;
    let said = [word("messageId"), word("date"), word("reply"), from.as_str(), if is_stop { "stop" } else { "reply" }].join("\u{1f}");
    let id = format!("brevo-{}", hex::encode(digest(&SHA256, said.as_bytes())));
    let at = DateTime::parse_from_rfc3339(word("date")).ok().map(|at| at.to_utc());
    Some(IncomingText { id, from, text: word("reply").to_owned(), at, is_stop })
}

impl TextOffice for Brevo {
    fn carry<'a>(&'a self, text: &'a OutgoingText) -> Carrying<'a> {
        Box::pin(self.deliver(text))
    }

    fn incoming<'a>(&'a self, between: (Date, Date), known: &'a HashSet<String>) -> Asking<'a> {
        Box::pin(self.ask(between, known))
    }

    fn describe(&self) -> String {
        format!("Brevo ({})", self.0.gateway.endpoint())
    }
}
