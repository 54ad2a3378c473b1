//! Any gateway that takes a text in one request: its address, headers and fields are the user's.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::Value;

use super::answer::{Answer, Line, not_sent};
use super::{BodyFormat, Carrying, Gateway, HttpMethod, OutgoingText, TextOffice, TextReceipt};
use crate::post_office::SendError;

/// What may stand in the values of fields and headers: the number with its plus and without it, the text, the sender's
/// name, and what we know the text by.
pub const PLACEHOLDERS: [&str; 5] = ["{to}", "{number}", "{text}", "{from}", "{id}"];

/// Fields within fields, at most.
const DEPTH: usize = 16;

/// What is wrong with the fields of a generic gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GenericFault {
    /// The fields are no JSON document.
    #[error("not a JSON document")]
    NotJson,
    /// They nowhere say to whom.
    #[error("no {{to}} or {{number}}")]
    NoNumber,
    /// They nowhere say what.
    #[error("no {{text}}")]
    NoText,
    /// JSON fields have no place in a GET.
    #[error("GET takes a form")]
    GetTakesForm,
    /// A header has a sign that headers cannot hold.
    #[error("a header that cannot be sent")]
    Header,
    /// The pointer does not begin with a slash.
    #[error("not a JSON pointer")]
    Pointer,
}

impl GenericFault {
    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::NoNumber => "no_number",
            Self::NoText => "no_text",
            Self::GetTakesForm => "get_takes_form",
            Self::Header => "header",
            Self::Pointer => "pointer",
        }
    }
}

/// Says what is wrong with a generic gateway before it is kept; others have nothing to check.
///
/// # Errors
/// [`GenericFault`].
pub fn check(gateway: &Gateway) -> Result<(), GenericFault> {
    let Gateway::Generic { method, headers, format, body, id_pointer, .. } = gateway else { return Ok(()) };
    if *format == BodyFormat::Json {
        if *method == HttpMethod::Get {
            return Err(GenericFault::GetTakesForm);
        }
        serde_json::from_str::<Value>(body).map_err(|_| GenericFault::NotJson)?;
    }
    if !body.contains("{to}") && !body.contains("{number}") {
        return Err(GenericFault::NoNumber);
    }
    if !body.contains("{text}") {
        return Err(GenericFault::NoText);
    }
    let is_sound = |(name, value): &(String, String)| {
        reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_ok() && reqwest::header::HeaderValue::from_str(value).is_ok()
    };
    if !headers.iter().all(is_sound) {
        return Err(GenericFault::Header);
    }
    if !id_pointer.is_empty() && !id_pointer.starts_with('/') {
        return Err(GenericFault::Pointer);
    }
    Ok(())
}

/// A value with what stands for something put in, once: what is put in is not looked at again.
fn filled(value: &str, text: &OutgoingText) -> String {
    let mut out = String::with_capacity(value.len() + text.text.len());
    let mut rest = value;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(name) = PLACEHOLDERS.into_iter().find(|name| rest.starts_with(name)) else {
            out.push('{');
            rest = &rest[1..];
            continue;
        };
        out.push_str(match name {
            "{to}" => text.to.as_str(),
            "{number}" => text.to.as_str().trim_start_matches('+'),
            "{text}" => &text.text,
            "{from}" => &text.sender,
            _ => &text.key,
        });
        rest = &rest[name.len()..];
    }
    out + rest
}

fn fill_json(value: &mut Value, text: &OutgoingText, depth: usize) {
    match value {
        Value::String(words) => *words = filled(words, text),
        Value::Array(values) if depth < DEPTH => values.iter_mut().for_each(|value| fill_json(value, text, depth + 1)),
        Value::Object(fields) if depth < DEPTH => fields.values_mut().for_each(|value| fill_json(value, text, depth + 1)),
        _ => {}
    }
}

fn form(body: &str, text: &OutgoingText) -> String {
    let encoded = |words: &str| utf8_percent_encode(words, NON_ALPHANUMERIC).to_string();
    let pairs = body.split(['&', '\n']).map(str::trim).filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        format!("{}={}", encoded(name.trim()), encoded(&filled(value.trim(), text)))
    });
    pairs.collect::<Vec<_>>().join("&")
}

pub(super) struct Generic(pub(super) Line);

impl Generic {
    async fn deliver(&self, text: &OutgoingText) -> Result<TextReceipt, SendError> {
        let Gateway::Generic { endpoint, method, headers, format, body, .. } = &self.0.gateway else {
            return Err(not_sent(true, "not a generic gateway"));
        };
        let (content_type, body) = match format {
            BodyFormat::Json => {
                let mut fields: Value = serde_json::from_str(body).map_err(|error| not_sent(true, error.to_string()))?;
                fill_json(&mut fields, text, 0);
                ("application/json", fields.to_string())
            }
            BodyFormat::Form => ("application/x-www-form-urlencoded", form(body, text)),
        };
        let mut request = match method {
            HttpMethod::Get => {
                let joint = if endpoint.contains('?') { '&' } else { '?' };
                self.0.request(Method::GET, &format!("{endpoint}{joint}{body}"))?
            }
            HttpMethod::Post => self.0.request(Method::POST, endpoint)?.header("content-type", content_type).body(body),
            HttpMethod::Put => self.0.request(Method::PUT, endpoint)?.header("content-type", content_type).body(body),
        };
        for (name, value) in headers {
            request = request.header(name, filled(value, text));
        }
        let answer = self.0.call(request).await?;
        self.read(&answer)
    }

    fn read(&self, answer: &Answer) -> Result<TextReceipt, SendError> {
        self.0.judge(answer)?;
        let Gateway::Generic { id_pointer, .. } = &self.0.gateway else { return Ok(TextReceipt::default()) };
        let response = format!("HTTP {}", answer.status);
        if id_pointer.is_empty() {
            return Ok(TextReceipt { id: String::new(), response });
        }
        match answer.json().pointer(id_pointer) {
            Some(Value::String(id)) if !id.is_empty() => Ok(TextReceipt { id: self.0.scrubbed(id), response }),
            Some(Value::Number(id)) => Ok(TextReceipt { id: id.to_string(), response }),
            // A success without the number that it always gives is none that we understand.
            _ => Err(SendError::Unknown { reason: self.0.said(answer) }),
        }
    }
}

impl TextOffice for Generic {
    fn carry<'a>(&'a self, text: &'a OutgoingText) -> Carrying<'a> {
        Box::pin(self.deliver(text))
    }

    fn describe(&self) -> String {
        self.0.gateway.endpoint().split('?').next().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use domain::sms::Mobile;

    use super::*;

    fn text(words: &str) -> OutgoingText {
        OutgoingText {
            to: Mobile::parse("06 12 34 56 78").unwrap(),
            text: words.to_owned(),
            sender: "ELAN".to_owned(),
            key: "k-1".to_owned(),
        }
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        assert_eq!(
            filled("{text}|{to}|{number}|{from}|{id}|{other}", &text("{to} & {id}")),
            "{to} & {id}|+33612345678|33612345678|ELAN|k-1|{other}"
        );
        assert_eq!(filled("é{{text}}{", &text("x")), "é{x}{");
        assert_eq!(form("a={to}&b = {text}\nc", &text("l'été & co=1")), "a=%2B33612345678&b=l%27%C3%A9t%C3%A9%20%26%20co%3D1&c=");
        let mut json = serde_json::json!({"to": ["{to}"], "in": {"text": "« {text} »"}, "n": 1});
        fill_json(&mut json, &text("dit \"x\""), 0);
        assert_eq!(json, serde_json::json!({"to": ["+33612345678"], "in": {"text": "« dit \"x\" »"}, "n": 1}));
    }

    #[test]
    fn fields_that_cannot_work_are_refused() {
        let gateway = |method, format, body: &str, header: &str, pointer: &str| Gateway::Generic {
            endpoint: "https://sms.example/send".to_owned(),
            method,
            headers: vec![("authorization".to_owned(), header.to_owned())],
            format,
            body: body.to_owned(),
            id_pointer: pointer.to_owned(),
        };
        use BodyFormat::{Form, Json};
        use HttpMethod::{Get, Post};
        let json = r#"{"to":"{to}","text":"{text}"}"#;
        for (gateway, expected) in [
            (gateway(Post, Json, json, "Bearer x", "/id"), Ok(())),
            (gateway(Get, Form, "to={number}&text={text}", "x", ""), Ok(())),
            (gateway(Get, Json, json, "x", ""), Err(GenericFault::GetTakesForm)),
            (gateway(Post, Json, "to={to}&text={text}", "x", ""), Err(GenericFault::NotJson)),
            (gateway(Post, Form, "text={text}", "x", ""), Err(GenericFault::NoNumber)),
            (gateway(Post, Form, "to={to}", "x", ""), Err(GenericFault::NoText)),
            (gateway(Post, Json, json, "a\nb", ""), Err(GenericFault::Header)),
            (gateway(Post, Json, json, "x", "id"), Err(GenericFault::Pointer)),
        ] {
            assert_eq!(check(&gateway), expected);
        }
    }
}
