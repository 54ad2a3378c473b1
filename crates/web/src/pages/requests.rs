//! Payment requests of a file that came in: whom, how much, who is left out and why, then one confirmation.

use app::Permission;
use app::import::ImportLine;
use app::requests::{AskedLine, Figures, LeftOutLine, Preview, SHOWN};
use app::text::locale::{self, ShownIn as _};
use axum::Form;
use axum::extract::{Path, State};
use domain::Currency;
use domain::dunning::{ActionState, Channel};
use domain::ids::ImportId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{post, state_pill};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// « 12 débiteurs, 30 factures, 4 500,00 € ».
fn summary(figures: &Figures) -> String {
    let totals: Vec<String> = figures.totals.iter().map(|(currency, sum)| sum.shown_in(*currency)).collect();
    t!("requests-summary", debtors = figures.debtors, items = figures.items, total = totals.join(" + "))
}

/// What a file's page says of its requests: the button, and where those stand that are there already.
pub(super) async fn on_file(site: &Site, session: &Session, file: &ImportLine) -> Result<Option<Markup>, super::Failure> {
    let Some(offer) = app::requests::offer(site.app(), &session.scope, file.id).await? else { return Ok(None) };
    let path = format!("/imports/{}/demandes", file.id);
    Ok(Some(html! {
        section.card.stack #demandes {
            header { h2 { (t!("requests-title")) } }
            @if !offer.states.is_empty() { p { (states(&offer.states)) " " a href=(path) { (t!("see")) } } }
            @if offer.figures.debtors > 0 && session.may(Permission::ViewMessages) {
                p.muted { (t!("requests-offer")) }
                div.acts { a.btn.go href=(path) { (icon(Icon::Message)) (t!("requests-button")) " (" (summary(&offer.figures)) ")" } }
            }
        }
    }))
}

fn states(states: &[(ActionState, i64)]) -> Markup {
    html! { @for (state, count) in states { (state_pill(*state, Channel::Email)) " " (locale::thousands(count.unsigned_abs())) " " } }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let preview = app::requests::preview(site.app(), &session.scope, ImportId(id)).await?;
    let path = format!("/imports/{id}/demandes");
    let acts = html! { a.btn href={ "/imports/" (id) } { (t!("requests-back")) } };
    let sub = html! { (preview.file.file_name) " · " (t!("requests-sub")) };
    let may = session.may(Permission::ApproveMessages);
    let body = html! {
        (head(&t!("requests-title"), &sub, &acts))
        @if !preview.missing_mentions.is_empty() { (flash(Tone::Late, &html! { (t!("requests-mentions")) " " a href="/" { (t!("see")) } })) }
        @if !preview.has_mail { (flash(Tone::Soon, &html! { (t!("requests-no-mail")) })) }
        @if let Some(cap) = preview.first_send { (flash(Tone::Soon, &html! { (t!("requests-first-send", cap = cap)) " " a href="/ce-soir" { (t!("nav-tonight")) } })) }
        @if !preview.states.is_empty() { (there_already(&preview, &path, may)) }
        @if preview.figures.debtors == 0 {
            section.card { (empty(&t!("requests-none-title"), &t!("requests-none-text"), None)) }
        } @else { (confirmation(&preview, &path, may)) }
        @if !preview.asked.is_empty() { (asked_table(&preview.asked, preview.figures.debtors)) }
        @if let Some(sample) = &preview.sample {
            section.card.stack { header { h2 { (t!("requests-sample")) } }
                p { strong { (sample.subject) } br; span.muted { (t!("requests-to", recipient = sample.recipient.as_str())) } }
                p.mailtext { (sample.text) }
            }
        }
        @if !preview.left_out.is_empty() { (left_out_table(&preview.left_out, preview.left_out_count)) }
    };
    framed(&site, &session, Sheet::new(t!("requests-title"), Section::Imports, body)).await
}

fn confirmation(preview: &Preview, path: &str, may: bool) -> Markup {
    html! {
        section.card.stack {
            p { strong { (summary(&preview.figures)) } }
            p.muted { (t!("requests-what", date = locale::date(preview.on))) }
            @if may && preview.missing_mentions.is_empty() {
                div.acts { (post(path, "go", &t!("requests-confirm", count = preview.figures.debtors), Some(Icon::Done), &[("vu", preview.figures.key())])) }
            } @else if !may { p.muted { (t!("requests-may-not")) } }
        }
    }
}

fn there_already(preview: &Preview, path: &str, may: bool) -> Markup {
    html! {
        section.card.stack {
            header { h2 { (t!("requests-there")) } }
            p { (states(&preview.states)) }
            @if may && preview.waiting() > 0 {
                p.muted { (t!("requests-undo-text")) }
                div.acts { (post(&format!("{path}/annuler"), "", &t!("requests-undo", count = preview.waiting()), None, &[])) }
            }
        }
    }
}

fn debtor(id: domain::ids::DebtorId, name: &str, code: &str) -> Markup {
    html! { a.open href={ "/debiteurs/" (id) } { (name) } small { (code) } }
}

fn sum(cents: domain::Cents, currency: Currency) -> Markup {
    amount(cents, currency)
}

fn asked_table(lines: &[AskedLine], debtors: usize) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("requests-asked")) } @if debtors > lines.len() { span.muted { (t!("requests-shown", shown = SHOWN, count = debtors)) } } }
            table.table.cards {
                caption.sr { (t!("requests-asked")) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th.r scope="col" { (t!("requests-items")) } th.r scope="col" { (t!("column-asked")) } th.r scope="col" { (t!("requests-net")) } } }
                tbody { @for line in lines { tr data-row="" {
                    td.lead { (debtor(line.debtor, &line.name, &line.code)) }
                    td.r data-label=(t!("requests-items")) { (line.items) }
                    td.r data-label=(t!("column-asked")) { (sum(line.asked, line.currency)) }
                    td.r data-label=(t!("requests-net")) { (sum(line.net, line.currency)) }
                } } }
            }
        }
    }
}

fn left_out_table(lines: &[LeftOutLine], debtors: usize) -> Markup {
    html! {
        section.card.flush #ecartes {
            header { h2 { (t!("requests-left-out", count = debtors)) } }
            table.table.cards {
                caption.sr { (t!("requests-left-out", count = debtors)) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("requests-why")) } th.r scope="col" { (t!("requests-items")) } th.r scope="col" { (t!("column-amount")) } } }
                tbody { @for line in lines { tr data-row="" {
                    td.lead { (debtor(line.debtor, &line.name, &line.code)) }
                    td.long data-label=(t!("requests-why")) { (line.reason) }
                    td.r data-label=(t!("requests-items")) { (line.items) }
                    td.r data-label=(t!("column-amount")) { (sum(line.amount, line.currency)) }
                } } }
            }
        }
    }
}

/// What the person saw.
#[derive(Debug, Default, Deserialize)]
pub struct Seen {
    #[serde(default)]
    vu: String,
}

/// Queues the requests.
pub async fn prepare(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(seen): Form<Seen>) -> Answer {
    let path = format!("/imports/{id}/demandes");
    Ok(match app::requests::prepare(site.app(), &session.scope, ImportId(id), &seen.vu).await {
        Err(app::AppError::Invalid { reason, .. }) => back(&path, Tone::Soon, &reason),
        Ok(0) => back(&path, Tone::Soon, &t!("requests-done-none")),
        Ok(count) => back(&path, Tone::Ok, &t!("requests-done", count = count)),
        Err(error) => return Err(error.into()),
    })
}

/// Takes those back that have not left.
pub async fn take_back(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let cancelled = app::requests::take_back(site.app(), &session.scope, ImportId(id)).await?;
    let text = if cancelled == 0 { t!("requests-undone-none") } else { t!("requests-undone", count = cancelled) };
    Ok(back(&format!("/imports/{id}/demandes"), if cancelled == 0 { Tone::Soon } else { Tone::Ok }, &text))
}
