//! Texts that come back: the address that the gateway calls, and its setting.

use std::collections::HashMap;

use app::AppError;
use app::sms::{self, InboundFields, InboundView, Rung};
use axum::Form;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::parts::{at, post};
use super::{Answer, Failure, Sheet, framed, head};
use crate::WebError;
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions/sms";
const SET: &str = "/connexions/sms/entrants";
/// Fields that are read of a call.
const MOST_FIELDS: usize = 100;

/// The fields of a call, wherever they stand: in the address, in a form, or in a JSON object; inner objects with dots.
fn fields(query: Option<&str>, kind: &str, body: &[u8]) -> HashMap<String, String> {
    let mut fields: HashMap<String, String> = HashMap::new();
    fields.extend(url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().take(MOST_FIELDS));
    if kind.starts_with("application/x-www-form-urlencoded") {
        fields.extend(url::form_urlencoded::parse(body).into_owned().take(MOST_FIELDS));
    } else if let Ok(value) = serde_json::from_slice::<Value>(body) {
        let one = match value {
            Value::Array(list) => list.into_iter().next().unwrap_or_default(),
            other => other,
        };
        flatten("", &one, &mut fields);
    }
    fields
}

fn flatten(at: &str, value: &Value, fields: &mut HashMap<String, String>) {
    let Value::Object(members) = value else { return };
    for (name, value) in members {
        let name = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        if fields.len() >= MOST_FIELDS {
            return;
        }
        match value {
            Value::String(text) => drop(fields.insert(name, text.clone())),
            Value::Number(number) => drop(fields.insert(name, number.to_string())),
            inner => flatten(&name, inner, fields),
        }
    }
}

/// The gateway calls. A wrong address looks like any page that does not exist; a failure asks it to call again.
pub async fn ring(
    State(site): State<Site>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match sms::ring(site.app(), &token, &fields(query.as_deref(), kind, &body)).await {
        Ok(Rung::Nowhere) => WebError::NotFound.into_response(),
        Ok(Rung::Taken(_)) => "OK".into_response(),
        Ok(Rung::Unreadable) => (StatusCode::UNPROCESSABLE_ENTITY, "number and text").into_response(),
        Err(error) => {
            // Neither address nor number.
            tracing::warn!(code = error.code(), "a call of the gateway of text messages could not be followed");
            (StatusCode::SERVICE_UNAVAILABLE, "later").into_response()
        }
    }
}

/// The card of the address.
pub(super) fn card(view: Option<&InboundView>, is_generic: bool) -> Markup {
    let fields = view.map(|view| view.fields.clone()).unwrap_or_default();
    html! {
        section.card #entrants {
            header { h2 { (t!("sms-inbound-title")) } @if view.is_some() { (pill(Tone::Ok, &t!("sms-running"))) } }
            p.muted { (t!("sms-inbound-text")) }
            p.muted { @if is_generic { (t!("sms-inbound-generic")) } @else { (t!("sms-inbound-bell")) } }
            @match view {
                None => p { (t!("sms-inbound-none")) },
                Some(view) => {
                    dl.kv {
                        dt { (t!("sms-inbound-since")) } dd { (at(view.created_at)) " – " (view.created_by) }
                        dt { (t!("sms-inbound-called")) } dd { @match view.called_at { Some(called) => (at(called)), None => (t!("sms-inbound-never")) } }
                    }
                    @if let Some((since, why)) = &view.failing { (flash(Tone::Late, &html! { (t!("sms-inbound-failing")) " " (at(*since)) " – " (why) })) }
                }
            }
            form.stack method="post" action=(SET) {
                @if is_generic {
                    div.fields {
                        div.field { label for="champ-numero" { (t!("sms-inbound-number")) } input #champ-numero name="numero" required maxlength="60" value=(fields.number) autocomplete="off"; }
                        div.field { label for="champ-texte" { (t!("sms-inbound-message")) } input #champ-texte name="texte" required maxlength="60" value=(fields.text) autocomplete="off"; }
                        div.field { label for="champ-id" { (t!("sms-inbound-id")) " " span.muted { (t!("field-optional")) } } input #champ-id name="id" maxlength="60" value=(fields.id) autocomplete="off"; }
                    }
                }
                div.acts { button.btn type="submit" name="faire" value="ouvrir" { @if view.is_some() { (t!("sms-inbound-renew")) } @else { (t!("sms-inbound-open")) } } }
            }
            @if view.is_some() { div.acts { (post(SET, "danger", &t!("sms-inbound-close"), None, &[("faire", "fermer".to_owned())])) } }
        }
    }
}

/// What is done with the address.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    faire: String,
    numero: Option<String>,
    texte: Option<String>,
    id: Option<String>,
}

/// Makes the address and shows it, once; or closes it.
pub async fn set(State(site): State<Site>, session: Session, headers: HeaderMap, Form(typed): Form<Typed>) -> Answer {
    let refused = |error: AppError| match error.status() {
        409 | 422 => Ok(back(HERE, Tone::Late, &error.french())),
        _ => Err(Failure::from(error)),
    };
    if typed.faire == "fermer" {
        return match sms::close(site.app(), &session.scope).await {
            Ok(()) => Ok(back(HERE, Tone::Ok, &t!("sms-inbound-closed"))),
            Err(error) => refused(error),
        };
    }
    let usual = InboundFields::default();
    let fields = InboundFields {
        number: typed.numero.unwrap_or(usual.number),
        text: typed.texte.unwrap_or(usual.text),
        id: typed.id.unwrap_or(usual.id),
    };
    let token = match sms::open(site.app(), &session.scope, &fields).await {
        Ok(token) => token,
        Err(error) => return refused(error),
    };
    let provider = sms::gateway(site.app(), &session.scope).await?.map(|view| view.provider).unwrap_or_default();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if site.settings().secure_cookie { "https" } else { "http" };
    let address = format!("{scheme}://{host}/sms/entrant/{token}");
    let body = html! {
        (head(&t!("sms-inbound-made-title"), &html! { (t!("sms-inbound-made-sub")) }, &html! { a.btn href=(HERE) { (t!("back")) } }))
        section.card {
            div.field {
                label for="adresse" { (t!("sms-inbound-address")) }
                input #adresse readonly value=(address);
                small { @match provider { "ovh" => (t!("sms-inbound-address-ovh")), "brevo" => (t!("sms-inbound-address-brevo")), _ => (t!("sms-inbound-address-generic")) } }
            }
        }
        (flash(Tone::Soon, &html! { (t!("sms-inbound-secret")) }))
    };
    framed(&site, &session, Sheet::new(t!("sms-inbound-made-title"), Section::Connections, body)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_wherever_a_gateway_puts_them() {
        let form = "application/x-www-form-urlencoded";
        for (query, kind, body) in [
            (Some("from=33612345678&text=STOP"), "", &b""[..]),
            (None, form, b"from=33612345678&text=STOP"),
            (None, "application/json", br#"{"from": 33612345678, "text": "STOP", "more": [1, {"a": null}]}"#),
            (None, "application/json; charset=utf-8", br#"[{"from": "33612345678", "text": "STOP"}]"#),
        ] {
            let fields = fields(query, kind, body);
            assert_eq!((fields["from"].as_str(), fields["text"].as_str()), ("33612345678", "STOP"), "{kind}");
        }
        let inner = fields(None, "application/json", br#"{"message": {"from": "06", "body": {"text": "a"}}}"#);
        assert_eq!((inner["message.from"].as_str(), inner["message.body.text"].as_str()), ("06", "a"));
        assert_eq!(fields(None, "application/json", b"\xff{").len(), 0);
        let deep = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
        assert!(fields(None, "application/json", deep.as_bytes()).len() <= 1);
    }
}
