//! Brevo: `POST /v3/transactionalSMS/send`.

use domain::sms::{Coding, weigh};
use reqwest::Method;
use serde_json::json;

use super::answer::Line;
use super::{Carrying, Gateway, OutgoingText, TextOffice, TextReceipt};
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

impl TextOffice for Brevo {
    fn carry<'a>(&'a self, text: &'a OutgoingText) -> Carrying<'a> {
        Box::pin(self.deliver(text))
    }

    fn describe(&self) -> String {
        format!("Brevo ({})", self.0.gateway.endpoint())
    }
}
