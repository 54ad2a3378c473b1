//! What the program decided by itself: a night item by item, the bank lines that it matched, and their exports.

use app::decisions::{Decisions, DecisionsQuery, Matched};
use app::text::locale;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::Date;
use domain::dunning::HoldReason;
use maud::{Markup, html};
use serde::Deserialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::parts::select;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Matchings of the bank that a page shows.
const MATCHED: usize = 50;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nuit: String,
    q: String,
    decision: String,
    motif: String,
    apres: String,
    avant: String,
}

impl Asked {
    fn query(&self) -> DecisionsQuery {
        DecisionsQuery {
            on: self.nuit.parse::<Date>().ok(),
            words: self.q.clone(),
            decision: self.decision.clone(),
            reason: HoldReason::from_code(&self.motif),
            after: self.apres.parse::<Uuid>().ok(),
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("nuit", &self.nuit).with("q", &self.q).with("decision", &self.decision).with("motif", &self.motif)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let found = app::decisions::decisions(site.app(), &session.scope, &asked.query()).await?;
    let matched = app::decisions::matched(site.app(), &session.scope, asked.avant.parse().ok(), MATCHED).await?;
    let sub = found.on.map(domain::calendar::fr_full).map_or_else(|| t!("decisions-none"), |on| t!("decisions-sub", date = on));
    let body = html! {
        (head(&t!("decisions-title"), &html! { (sub) }, &html! {
            a.btn href=(asked.link("/journal/decisions.csv")) download { (t!("export-csv")) }
            a.btn href="/journal" { (t!("nav-journal")) }
        }))
        (filters(&asked, &found))
        (rows(&asked, &found))
        (bank(&asked, &matched))
    };
    framed(&site, &session, Sheet::new(t!("decisions-title"), Section::Journal, body)).await
}

fn filters(asked: &Asked, found: &Decisions) -> Markup {
    let nights: Vec<(String, String)> = found.nights.iter().map(|on| (on.to_string(), locale::date(*on))).collect();
    let chosen = found.on.map(|on| on.to_string()).unwrap_or_default();
    let mut kinds = vec![(String::new(), t!("decisions-every"))];
    kinds.extend(["send", "hold", "not_yet", "exhausted"].map(|key| (key.to_owned(), app::text::decisions::decision(key))));
    let mut reasons = vec![(String::new(), t!("decisions-any-reason"))];
    reasons.extend(HoldReason::ALL.into_iter().map(|reason| (reason.code().to_owned(), app::text::hold_reason(reason))));
    html! {
        form.filters method="get" action="/journal/decisions" data-auto="" {
            @if !nights.is_empty() { (select("nuit", &t!("decisions-night"), &nights, &chosen)) }
            (select("decision", &t!("decisions-what"), &kinds, &asked.decision))
            (select("motif", &t!("column-reason"), &reasons, &asked.motif))
            div.field.grow { label for="q" { (t!("column-debtor")) } input #q name="q" type="search" value=(asked.q); }
            button.btn type="submit" { (t!("decisions-filter")) }
        }
    }
}

fn rows(asked: &Asked, found: &Decisions) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("decisions-items")) } }
            @if found.rows.is_empty() { (empty(&t!("decisions-empty-title"), &t!("decisions-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("decisions-items")) }
                    thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-number")) } th scope="col" { (t!("decisions-what")) } th scope="col" { (t!("column-reason")) } } }
                    tbody { @for row in &found.rows { tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (row.debtor) } { (row.name) } small { (row.code) } }
                        td data-label=(t!("column-number")) { (row.number) }
                        td data-label=(t!("decisions-what")) { (pill(tone(&row.decision), &app::text::decisions::decision(&row.decision))) }
                        td.full { (row.why) }
                    } } }
                }
            }
        }
        @if let Some(next) = found.next { div.pager { span {} nav aria-label=(t!("pager-label")) { a.btn.small rel="next" href=(asked.link("/journal/decisions").with("apres", next)) { (t!("decisions-next")) } } } }
    }
}

fn tone(decision: &str) -> Tone {
    match decision {
        "send" => Tone::Accent,
        "hold" => Tone::Soon,
        _ => Tone::Neutral,
    }
}

fn bank(asked: &Asked, matched: &[Matched]) -> Markup {
    html! {
        section.card.flush #banque {
            header { h2 { (t!("decisions-bank")) } }
            @if matched.is_empty() { (empty(&t!("decisions-bank-empty-title"), &t!("decisions-bank-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("decisions-bank")) }
                    thead { tr { th scope="col" { (t!("decisions-line")) } th scope="col" { (t!("column-when")) } th.r scope="col" { (t!("column-amount")) } th.r scope="col" { (t!("decisions-confidence")) } th scope="col" { (t!("column-reason")) } } }
                    tbody { @for line in matched { tr data-row="" {
                        td.lead { a.open href={ "/encaissements/" (line.transaction) } { (line.label) } }
                        td data-label=(t!("column-when")) { (date(line.on)) }
                        td.r.key { (amount(line.amount, line.currency)) }
                        td.r data-label=(t!("decisions-confidence")) { @if let Some(sure) = line.confidence { (sure) "\u{202f}%" } }
                        td.full { (line.why.join(", ")) }
                    } } }
                }
            }
        }
        @if matched.len() == MATCHED { @if let Some(last) = matched.last() {
            div.pager { span {} nav aria-label=(t!("decisions-bank")) { a.btn.small rel="next" href={ (asked.link("/journal/decisions").with("avant", last.id)) "#banque" } { (t!("journal-older")) } } }
        } }
    }
}

fn as_csv(name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response()
}

/// The night as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let text = app::decisions::csv(site.app(), &session.scope, &asked.query()).await?;
    Ok(as_csv("decisions.csv", Body::from(format!("\u{feff}{text}\r\n"))))
}

/// The whole journal as a table for a spreadsheet, written as it is read: it may be long.
pub async fn journal_csv(State(site): State<Site>, session: Session) -> Answer {
    let (tell, told) = mpsc::channel::<Bytes>(2);
    let (first, mut before) = app::journal::csv(site.app(), &session.scope, None).await?;
    tokio::spawn(async move {
        if tell.send(Bytes::from(format!("\u{feff}{first}"))).await.is_err() {
            return;
        }
        while let Some(position) = before {
            let Ok((text, next)) = app::journal::csv(site.app(), &session.scope, Some(position)).await else { return };
            if tell.send(Bytes::from(text)).await.is_err() {
                return;
            }
            before = next;
        }
    });
    let lines = futures_util::stream::unfold(told, async |mut told| {
        let piece = told.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(piece), told))
    });
    // Whoever packs the answer may ask once more after its end.
    let lines = futures_util::StreamExt::fuse(lines);
    Ok(as_csv("journal.csv", Body::from_stream(lines)))
}
