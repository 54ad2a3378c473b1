//! The laws of the program, proved on the live data before the reader's eyes: each line is written as soon as it is known.

use app::doctor::{Check, Place};
use app::text::locale;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Answer, Sheet, framed_page, head};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Where the lines go in the page.
const HERE: &str = "<!--lines-->";

/// Nothing between us and the reader may keep the lines back.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The page that shows a row that breaks a law.
pub(crate) fn address(place: Place, subject: Uuid) -> String {
    match place {
        Place::Debtor => format!("/debiteurs/{subject}"),
        Place::BankLine => format!("/encaissements/{subject}"),
        Place::Action => format!("/actions/{subject}"),
        Place::Night => "/journal/decisions".to_owned(),
        Place::Promise => format!("/promesses/{subject}"),
        Place::Dispute => format!("/litiges/{subject}"),
        Place::Plan => format!("/echeanciers/{subject}"),
        Place::Agenda => "/agenda".to_owned(),
    }
}

/// The page: its head at once, a line per law as it is proved, then the verdict.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let body = html! {
        (head(&t!("selfcheck-title"), &html! { (t!("selfcheck-sub")) }, &html! {
            a.btn href="/journal" { (t!("nav-journal")) }
            a.btn.go href="/controle" { (t!("selfcheck-again")) }
        }))
        div.checking { (PreEscaped(HERE)) }
    };
    let page = framed_page(&site, &session, Sheet::new(t!("selfcheck-title"), Section::Journal, body)).await?.into_string();
    let (before, after) = page.split_once(HERE).unwrap_or((&page, ""));
    let (tell, told) = mpsc::unbounded_channel::<Bytes>();
    let before = format!("{before}{}", table_head().into_string());
    let _ = tell.send(Bytes::from(before));
    let after = after.to_owned();
    tokio::spawn(locale::reads(locale::language(), async move {
        // One at a time: a proof reads the whole base.
        let turn = site.checking().lock().await;
        let line = |check: &Check| {
            let _ = tell.send(Bytes::from(line(check).into_string()));
        };
        let end = match app::doctor::doctor_telling(site.app(), &session.scope, line).await {
            Ok(checks) => verdict(&checks),
            Err(error) => html! { div.flash.late role="alert" { div { (error.french()) } } },
        };
        drop(turn);
        let _ = tell.send(Bytes::from(format!("</tbody></table></section>{}{after}", end.into_string())));
    }));
    let lines = futures_util::stream::unfold(told, async |mut told| {
        let piece = told.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(piece), told))
    });
    // Whoever packs the answer may ask once more after its end.
    let lines = futures_util::StreamExt::fuse(lines);
    let mut response: Response = Body::from_stream(lines).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // A compressed stream would be held back until it has enough to compress.
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(UNBUFFERED, HeaderValue::from_static("no"));
    Ok(response)
}

fn table_head() -> Markup {
    let head = html! {
        th scope="col" { (t!("selfcheck-law")) } th scope="col" { (t!("selfcheck-found")) }
        th.r scope="col" { (t!("selfcheck-counted")) } th.r scope="col" { (t!("selfcheck-took")) }
    };
    PreEscaped(format!(
        "<p class=\"muted running\" role=\"status\">{}</p><section class=\"card flush\"><h2 class=\"sr\">{}</h2><table class=\"table cards laws\"><thead><tr>{}</tr></thead><tbody>",
        html! { (t!("selfcheck-running")) }.into_string(),
        html! { (t!("selfcheck-title")) }.into_string(),
        head.into_string()
    ))
}

fn line(check: &Check) -> Markup {
    let (tone, word) = if check.ok { (Tone::Ok, t!("selfcheck-green")) } else { (Tone::Late, t!("selfcheck-red")) };
    html! {
        tr data-law=(check.name) {
            td.lead.long {
                (check.law)
                @if !check.ok {
                    @if !check.broken.is_empty() {
                        ul.broken { @for row in &check.broken { li { a href=(address(row.place, row.subject)) { @if row.what.is_empty() { (t!("selfcheck-open")) } @else { (row.what) } } } } }
                    }
                    p { (check.remedy) }
                }
            }
            td.full { (pill(tone, &word)) " " small { (check.detail) } }
            td.r data-label=(t!("selfcheck-counted")) { (domain::money::thousands(u64::try_from(check.counted).unwrap_or(0))) }
            td.r data-label=(t!("selfcheck-took")) { (check.took.as_millis()) "\u{202f}ms" }
        }
    }
}

/// What comes of it, written last and shown first.
fn verdict(checks: &[Check]) -> Markup {
    let broken = checks.iter().filter(|check| !check.ok).count();
    let rows: i64 = checks.iter().map(|check| check.counted).sum();
    let rows = domain::money::thousands(u64::try_from(rows).unwrap_or(0));
    let took: u128 = checks.iter().map(|check| check.took.as_millis()).sum();
    let (tone, text) = if broken == 0 {
        ("ok", t!("selfcheck-sound", count = checks.len(), rows = rows, took = took.to_string()))
    } else {
        ("late", t!("selfcheck-broken", count = broken, of = checks.len()))
    };
    html! { div class={ "flash verdict " (tone) } role="status" { div { (text) } } }
}
