//! The letter of an action: its number, its way with the proofs, the days that it gives.

use app::Permission;
use app::claims::NewDocument;
use app::post::{self, LetterView, NewPostalEvent};
use app::text::locale;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::ids::{ActionId, ContactId, DebtorId, LetterEventId};
use domain::post::PostalEvent;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::parts::{at, post as button};
use super::{Answer, Failure};
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::error::WebError;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What the page of an action says of its letter.
pub(super) fn card(view: &LetterView, path: &str, session: &Session, site: &Site) -> Markup {
    let today = site.app().today();
    let may = session.may(Permission::ApproveMessages);
    let Some(letter) = &view.letter else {
        return html! {
            div.card #courrier {
                header { h2 { (app::text::post::letter_kind(view.kind)) } }
                p.muted { (t!("letter-not-printed")) }
                @if let Some(reason) = view.paper { p.muted { (app::text::post::paper_reason(reason)) } }
                div.acts { a.btn.go href="/courriers" { (t!("letters-title")) } }
            }
        };
    };
    let follows = letter.posted_on.is_some() && letter.kind.is_registered();
    html! {
        div.card #courrier {
            header { h2 { (app::text::post::letter_kind(letter.kind)) } }
            dl.kv.wide {
                dt { (t!("letter-to")) } dd { (letter.recipient.lines().collect::<Vec<_>>().join(", ")) }
                dt { (t!("letter-printed")) } dd { (at(letter.made_at)) " · " (letter.made_by) " · " (t!("letters-pages", count = letter.pages)) }
                @if let Some(on) = letter.posted_on { dt { (t!("letters-posted-day")) } dd { (date(on)) " · " (letter.posted_by) } }
                @if !letter.tracking.is_empty() { dt { (t!("letters-number")) } dd { strong { (shown_number(&letter.tracking)) } } }
                @if !letter.carrier.is_empty() { dt { (t!("letter-carrier")) } dd { (carrier(letter, path)) } }
                @if let Some((from, until)) = view.notice { dt { (t!("letter-notice")) } dd { strong { (date(until)) } small.muted { " " (t!("letter-notice-from", days = letter.notice_days.unwrap_or_default(), date = locale::date(from))) } } }
                @else if letter.notice_days.is_some() && follows { dt { (t!("letter-notice")) } dd { small.muted { (t!("letter-notice-waits", days = letter.notice_days.unwrap_or_default())) } } }
            }
            @if post::is_doubtful(site.app(), letter) {
                (flash(Tone::Late, &html! { (t!("letter-doubt")) }))
                @if may { div.acts {
                    (button(&format!("{path}/courrier/trancher"), "", &t!("letter-doubt-yes"), None, &[("pris", "oui".to_owned())]))
                    (button(&format!("{path}/courrier/trancher"), "", &t!("letter-doubt-no"), None, &[("pris", "non".to_owned())]))
                } }
            }
            @if view.can_take_back && may { div.acts { (button(&format!("{path}/courrier/reprendre"), "", &t!("letter-take-back"), None, &[])) } }
        }
        @if follows { (way(view, path, may)) @if may { (forms(view, path, today)) } }
    }
}

/// What the service that has a letter says of it, with its proofs.
fn carrier(letter: &post::LetterRow, path: &str) -> Markup {
    html! {
        (app::text::carrier::carrier(&letter.carrier)) @if !letter.carrier_key.is_empty() { " · " (letter.carrier_key) } @if letter.carrier_mills > 0 { " · " (app::text::sms::price(letter.carrier_mills)) }
        @if !letter.carrier_note.is_empty() { " · " (letter.carrier_note) }
        @if letter.deposit_proof.is_some() { " · " a href={ (path) "/courrier/piece?evenement=depot" } { (t!("letter-carrier-deposit")) } }
        @if letter.receipt_proof.is_some() { " · " a href={ (path) "/courrier/piece?evenement=avis" } { (t!("letter-carrier-receipt")) } }
    }
}

fn shown_number(text: &str) -> String {
    domain::post::TrackingNumber::parse(text).map_or_else(|_| text.to_owned(), |number| number.to_string())
}

fn way(view: &LetterView, path: &str, may: bool) -> Markup {
    html! {
        div.card.flush #parcours {
            header { h2 { (t!("letter-way")) } }
            @if view.events.is_empty() { p.muted.pad { (t!("letter-way-empty")) } } @else {
                table.table.cards {
                    caption.sr { (t!("letter-way")) }
                    thead { tr { th scope="col" { (t!("letter-event")) } th scope="col" { (t!("column-day")) } th scope="col" { (t!("letter-proof")) } th scope="col" { span.sr { (t!("letter-acts")) } } } }
                    tbody { @for event in &view.events { tr data-row="" {
                        td.lead { (app::text::post::postal_event(event.kind)) small { (event.recorded_by) " · " (at(event.recorded_at)) @if !event.note.is_empty() { " · " (event.note) } } }
                        td data-label=(t!("column-day")) { (date(event.on)) }
                        td data-label=(t!("letter-proof")) { @if event.document_hash.is_some() { a href={ (path) "/courrier/piece?evenement=" (event.id) } { (icon(Icon::Document)) (t!("letter-see-proof")) } } @else { span.muted { (t!("letter-no-proof")) } } }
                        td.r { @if may { (button(&format!("{path}/courrier/evenement/retirer"), "small", &t!("letter-withdraw"), None, &[("evenement", event.id.to_string())])) } }
                    } } }
                }
            }
            @for event in &view.events { @let meaning = app::text::post::postal_meaning(event.kind); @if !meaning.is_empty() { (flash(Tone::Soon, &html! { (meaning) })) } }
        }
    }
}

fn forms(view: &LetterView, path: &str, today: domain::Date) -> Markup {
    let letter = view.letter.as_ref();
    let known: Vec<PostalEvent> = view.events.iter().map(|event| event.kind).collect();
    let ended = known.iter().any(|event| event.is_final());
    let left: Vec<PostalEvent> =
        PostalEvent::ALL.into_iter().filter(|event| !(known.contains(event) || ended && event.is_final())).collect();
    html! {
        @if !left.is_empty() {
            div.card {
                header { h2 { (t!("letter-record")) } }
                form.stack method="post" action={ (path) "/courrier/evenement" } enctype="multipart/form-data" {
                    div.field { label for="quoi" { (t!("letter-event")) } select #quoi name="quoi" required { @for event in &left { option value=(event.code()) { (app::text::post::postal_event(*event)) } } } }
                    (day::field("quand", "quand", &html! { (t!("letter-event-on")) }, &day::shown(today)))
                    div.field { label for="remarque" { (t!("letter-note")) " " span.muted { (t!("field-optional")) } } input #remarque name="remarque" maxlength="300"; }
                    div.field { label for="scan" { (t!("letter-scan")) " " span.muted { (t!("field-optional")) } }
                        div.files {
                            input.native #scan type="file" name="scan" accept=".pdf,.png,.jpg,.jpeg";
                            label.btn.scripted for="scan" { (t!("claim-choose")) }
                            span.muted.scripted data-files="scan" { (t!("imports-none-yet")) }
                        }
                        small { (t!("letter-scan-help")) }
                    }
                    div.acts { button.btn.go type="submit" { (t!("letter-record-do")) } }
                }
            }
        }
        div.card {
            header { h2 { (t!("letter-number-title")) } }
            form.stack method="post" action={ (path) "/courrier/numero" } {
                div.field { label for="numero" { (t!("letters-number")) } input #numero name="numero" maxlength="48" autocomplete="off" spellcheck="false" placeholder="1A 123 456 7890 1" value=(letter.map_or("", |letter| letter.tracking.as_str())); small { (t!("letter-number-help")) } }
                @if let Some(days) = letter.and_then(|letter| letter.notice_days) { div.field { label for="jours" { (t!("letter-days")) } input #jours name="jours" inputmode="numeric" maxlength="2" value=(days); small { (t!("letter-days-help")) } } }
                div.acts { button.btn type="submit" { (t!("letter-number-do")) } }
            }
        }
    }
}

fn told(id: Uuid, result: Result<(), app::AppError>, done: &str) -> Answer {
    let to = format!("/actions/{id}#courrier");
    match result {
        Ok(()) => Ok(back(&to, Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// It was not posted after all.
pub async fn take_back(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(id, post::take_back(site.app(), &session.scope, ActionId(id)).await, &t!("letter-taken-back"))
}

#[derive(Default)]
struct Typed {
    kind: String,
    on: String,
    note: String,
    scan: Option<NewDocument>,
}

async fn typed(mut parts: Multipart) -> Result<Typed, WebError> {
    let mut typed = Typed::default();
    while let Some(part) = parts.next_field().await.map_err(|_| WebError::TooLarge)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "scan" {
            let file = part.file_name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| WebError::TooLarge)?;
            if !file.is_empty() {
                typed.scan = Some(NewDocument { name: file, bytes: bytes.to_vec() });
            }
            continue;
        }
        let text = part.text().await.map_err(|_| WebError::TooLarge)?;
        match name.as_str() {
            "quoi" => typed.kind = text,
            "quand" => typed.on = text,
            "remarque" => typed.note = text,
            _ => {}
        }
    }
    Ok(typed)
}

/// Records what happened to it.
pub async fn record(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, parts: Multipart) -> Answer {
    let typed = match typed(parts).await {
        Ok(typed) => typed,
        Err(error) => return Ok(error.into_response()),
    };
    let Some(kind) = PostalEvent::from_code(&typed.kind) else { return Ok(WebError::BadRequest.into_response()) };
    let Some(on) = day::read(&typed.on, site.app().today(), Missing::ThisYear) else {
        return Ok(back(&format!("/actions/{id}#courrier"), Tone::Late, &t!("bad-date")));
    };
    let new = NewPostalEvent { kind, on, note: typed.note, document: typed.scan };
    told(id, post::record(site.app(), &session.scope, ActionId(id), new).await, &t!("letter-recorded"))
}

/// One of its events.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    evenement: String,
}

/// Withdraws an event.
pub async fn withdraw(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(which): Form<Which>) -> Answer {
    let Ok(event) = which.evenement.parse::<LetterEventId>() else { return Ok(WebError::BadRequest.into_response()) };
    told(id, post::withdraw(site.app(), &session.scope, ActionId(id), event).await, &t!("letter-withdrawn"))
}

/// The scan of an event, as it was handed in; never shown inside the page.
pub async fn proof(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(which): Query<Which>) -> Answer {
    let event = match which.evenement.as_str() {
        "depot" => post::ProofOf::Deposit,
        "avis" => post::ProofOf::Receipt,
        text => match text.parse::<LetterEventId>() {
            Ok(event) => post::ProofOf::Event(event),
            Err(_) => return Ok(WebError::NotFound.into_response()),
        },
    };
    let proof = post::proof(site.app(), &session.scope, ActionId(id), event).await?;
    let disposition = format!("attachment; filename=\"{}\"", proof.name);
    Ok(([(CONTENT_TYPE, proof.media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], proof.bytes).into_response())
}

/// Whether the service has it.
#[derive(Debug, Default, Deserialize)]
pub struct Doubt {
    #[serde(default)]
    pris: String,
}

/// Says what became of a letter that the service did not confirm.
pub async fn settle(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Doubt>) -> Answer {
    let was_taken = match typed.pris.as_str() {
        "oui" => true,
        "non" => false,
        _ => return Ok(WebError::BadRequest.into_response()),
    };
    told(id, post::settle_doubt(site.app(), &session.scope, ActionId(id), was_taken).await, &t!("letter-doubt-settled"))
}

/// The number, and the days of a notice.
#[derive(Debug, Default, Deserialize)]
pub struct Numbered {
    #[serde(default)]
    numero: String,
    #[serde(default)]
    jours: String,
}

/// Sets them.
pub async fn number(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Numbered>) -> Answer {
    let days = match typed.jours.trim() {
        "" => None,
        // What is no number is no number of days either.
        text => Some(text.parse::<u16>().unwrap_or(0)),
    };
    told(id, post::set_tracking(site.app(), &session.scope, ActionId(id), &typed.numero, days).await, &t!("letter-number-set"))
}

/// The agreement of a contact.
#[derive(Debug, Default, Deserialize)]
pub struct Agreement {
    #[serde(default)]
    contact: String,
    #[serde(default)]
    le: String,
    #[serde(default)]
    ou: String,
    #[serde(default)]
    retirer: String,
}

/// What the page of a debtor's contacts says of their agreement to electronic registered letters.
pub(super) fn agreement(debtor: DebtorId, contact: ContactId, known: Option<&(ContactId, domain::Date, String)>) -> Markup {
    let path = format!("/debiteurs/{debtor}/accord");
    html! {
        details.behind {
            summary { (t!("agreement-title")) @if let Some((_, on, _)) = known { " · " (date(*on)) } }
            p.muted { (t!("agreement-help")) }
            @if let Some((_, on, text)) = known {
                p { (date(*on)) " · " (text) }
                (button(&path, "small", &t!("agreement-withdraw"), None, &[("contact", contact.to_string()), ("retirer", "oui".to_owned())]))
            } @else {
                form.stack method="post" action=(path) {
                    input type="hidden" name="contact" value=(contact);
                    (day::field(&format!("accord-le-{contact}"), "le", &html! { (t!("agreement-on")) }, ""))
                    div.field { label for={ "accord-ou-" (contact) } { (t!("agreement-where")) } input id={ "accord-ou-" (contact) } name="ou" required maxlength="300"; }
                    div.acts { button.btn.small type="submit" { (t!("agreement-record")) } }
                }
            }
        }
    }
}

/// Records or withdraws an agreement.
pub async fn agree(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Agreement>) -> Answer {
    let to = format!("/debiteurs/{id}/fiche");
    let Ok(contact) = typed.contact.parse::<ContactId>() else { return Ok(WebError::BadRequest.into_response()) };
    let on = day::read(&typed.le, site.app().today(), Missing::ThisYear);
    let agreed = match (typed.retirer.is_empty(), on) {
        (false, _) => None,
        (true, Some(on)) => Some((on, typed.ou.as_str())),
        (true, None) => return Ok(back(&to, Tone::Late, &t!("bad-date"))),
    };
    match post::set_agreement(site.app(), &session.scope, DebtorId(id), contact, agreed).await {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("agreement-done"))),
        Err(error) if error.status() == 422 => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
