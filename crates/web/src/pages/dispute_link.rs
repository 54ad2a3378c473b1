//! The owner's link: what is contested, and the form that answers. Outside the gate: the link is its own secret, and looking
//! changes nothing.

use app::dispute::{self, Answer, MAX_BYTES, NewFile, Opened, Void};
use app::text::locale::ShownIn as _;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::Failure;
use crate::components::amount::amount;
use crate::components::date::{date, days_late};
use crate::components::shell::bare;
use crate::error::WebError;
use crate::site::Site;
use crate::t;

fn void(why: Void) -> Response {
    let (status, text) = match why {
        Void::Forged => (StatusCode::NOT_FOUND, t!("owner-forged")),
        Void::Expired => (StatusCode::GONE, t!("owner-expired")),
        Void::Used => (StatusCode::CONFLICT, t!("owner-used")),
        Void::TooMany => (StatusCode::TOO_MANY_REQUESTS, t!("owner-too-many")),
    };
    (status, bare(&t!("owner-void-title"), &html! { h1 { (t!("owner-void-title")) } p { (text) } })).into_response()
}

/// What is contested, and the form.
pub async fn show(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match dispute::open_link(site.app(), &token).await {
        Ok(Ok(opened)) => bare(&t!("owner-title"), &view(&opened, &token, &Typed::default(), None)).into_response(),
        Ok(Err(why)) => void(why),
        Err(error) => Failure::from(error).into_response(),
    }
}

fn view(opened: &Opened, token: &str, typed: &Typed, error: Option<&str>) -> Markup {
    let choices = [
        ("unfounded", t!("owner-unfounded"), t!("owner-unfounded-help")),
        ("founded", t!("owner-founded"), t!("owner-founded-help")),
        ("partly", t!("owner-partly"), t!("owner-partly-help")),
    ];
    html! {
        h1 { (t!("owner-title")) }
        p { (t!("owner-what", debtor = opened.debtor.as_str(), house = opened.organisation.as_str())) }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        dl.kv.wide {
            dt { (t!("dispute-reason")) } dd { strong { (opened.reason) } }
            @if !opened.note.is_empty() { dt { (t!("dispute-note")) } dd { (opened.note) } }
            @for (number, whole, part) in &opened.items { dt { (number) } dd { (amount(*part, opened.currency)) " " small { (t!("out-of")) " " (amount(*whole, opened.currency)) } } }
            dt { (t!("dispute-held")) } dd { strong { (amount(opened.held, opened.currency)) } }
            @if let Some(due) = opened.due_on { dt { (t!("owner-due")) } dd { (date(due)) } }
        }
        @if !opened.steps.is_empty() { details.behind { summary { (t!("dispute-steps")) } ol { @for step in &opened.steps { li { (step) } } } } }
        form.stack method="post" action={ "/litige/" (token) } enctype="multipart/form-data" {
            fieldset.outcomes {
                legend { (t!("owner-answer")) }
                @for (code, word, help) in &choices { label.check { input type="radio" name="avis" value=(code) required checked[typed.avis == *code]; span { strong { (word) } small { (help) } } } }
            }
            div.field { label for="montant" { (t!("owner-amount")) } input #montant name="montant" inputmode="decimal" maxlength="18" value=(typed.montant); small { (t!("owner-amount-help")) } }
            div.field { label for="commentaire" { (t!("owner-comment")) } textarea #commentaire name="commentaire" required rows="4" maxlength="2000" { (typed.commentaire) } }
            div.field { label for="pieces" { (t!("owner-files")) " " span.muted { (t!("field-optional")) } } div.files { input.native #pieces name="pieces" type="file" multiple accept="application/pdf,image/png,image/jpeg"; label.btn.scripted for="pieces" { (t!("claim-choose")) } span.muted.scripted data-files="pieces" { (t!("imports-none-yet")) } } small { (t!("owner-files-help")) } }
            div.acts { button.btn.go type="submit" { (t!("owner-send")) } }
            p.muted { (t!("owner-once")) }
        }
        @if !opened.others.is_empty() { (others(opened)) }
    }
}

/// What else is held up by the same owner: each waits for its own link.
fn others(opened: &Opened) -> Markup {
    let count = 1_usize + opened.others.len();
    let held =
        domain::Cents::total(opened.others.iter().filter(|card| card.currency == opened.currency).map(|card| card.held)) + opened.held;
    html! {
        section #autres {
            h2 { (t!("owner-others")) }
            p { (t!("owner-others-held", count = count, amount = held.shown_in(opened.currency))) }
            table.table.cards {
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("dispute-reason")) } th.r scope="col" { (t!("dispute-held")) } th scope="col" { (t!("owner-due")) } } }
                tbody { @for card in &opened.others { tr {
                    td.lead { (card.debtor.2) small { (card.numbers.join(", ")) } }
                    td data-label=(t!("dispute-reason")) { (app::text::dispute::reason(card.reason)) }
                    td.r.key { (amount(card.held, card.currency)) }
                    td data-label=(t!("owner-due")) { @if let Some(due) = card.due_on { (date(due)) } @if card.late_days > 0 { " " (days_late(card.late_days)) } }
                } } }
            }
            p.muted { (t!("owner-others-help")) }
        }
    }
}

/// What was typed.
#[derive(Debug, Default)]
struct Typed {
    avis: String,
    montant: String,
    commentaire: String,
    pieces: Vec<NewFile>,
}

/// Reads a part, up to a byte more than is taken.
async fn bytes_of(mut part: axum::extract::multipart::Field<'_>) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| WebError::TooLarge)? {
        if bytes.len() <= MAX_BYTES {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

async fn typed(mut parts: Multipart) -> Result<Typed, WebError> {
    let mut typed = Typed::default();
    while let Some(part) = parts.next_field().await.map_err(|_| WebError::TooLarge)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "pieces" {
            let file = part.file_name().unwrap_or_default().to_owned();
            let bytes = bytes_of(part).await?;
            // A form without a file sends an empty part.
            if typed.pieces.len() <= dispute::MAX_FILES && !(file.is_empty() && bytes.is_empty()) {
                typed.pieces.push(NewFile { name: file, bytes });
            }
            continue;
        }
        let text = part.text().await.map_err(|_| WebError::TooLarge)?;
        match name.as_str() {
            "avis" => typed.avis = text,
            "montant" => typed.montant = text,
            "commentaire" => typed.commentaire = text,
            _ => {}
        }
    }
    Ok(typed)
}

/// Answers.
pub async fn answer(State(site): State<Site>, Path(token): Path<String>, parts: Multipart) -> Response {
    // A link that does nothing reads nothing of what is sent with it.
    let opened = match dispute::open_link(site.app(), &token).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(why)) => return void(why),
        Err(error) => return Failure::from(error).into_response(),
    };
    let mut typed = match typed(parts).await {
        Ok(typed) => typed,
        Err(error) => return error.into_response(),
    };
    let again = |typed: &Typed, error: &str| {
        (StatusCode::UNPROCESSABLE_ENTITY, bare(&t!("owner-title"), &view(&opened, &token, typed, Some(error)))).into_response()
    };
    let amount = match typed.montant.trim() {
        "" => None,
        text => match crate::typed::amount(text, || t!("dispute-bad-amount")) {
            Ok(amount) => Some(amount),
            Err(why) => return again(&typed, &why),
        },
    };
    let given =
        Answer { verdict: typed.avis.clone(), amount, comment: typed.commentaire.clone(), files: std::mem::take(&mut typed.pieces) };
    match dispute::answer(site.app(), &token, given).await {
        Ok(Ok(())) => bare(&t!("owner-done-title"), &html! { h1 { (t!("owner-done-title")) } p { (t!("owner-done")) } }).into_response(),
        Ok(Err(why)) => void(why),
        Err(error) if error.status() == 422 => again(&typed, &error.french()),
        Err(error) => Failure::from(error).into_response(),
    }
}
