//! One claim: its dates and their steps, what a formal notice would still need, and what a person knows of it.

use app::Permission;
use app::claims::{ClaimFile, ItemClaim, NewDocument, NewFacts};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::Cents;
use domain::Date;
use domain::claim::{ClaimEventKind, ClaimKind};
use domain::ids::{DebtorId, OpenItemId};
use domain::limitation::{Influence, influence};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::claims::{possible_cell, steps, told, watch_cell};
use super::day::{self, Missing};
use super::debtor_tab::{Tab, file as file_of};
use super::{Answer, Sheet, framed, head, preflight};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::error::WebError;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Which item of the debtor.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    poste: String,
}

fn path_of(debtor: Uuid, item: OpenItemId) -> String {
    format!("/debiteurs/{debtor}/creance?poste={item}")
}

/// The page: the item asked for, else the one whose date comes first.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let file = app::claims::claim_file(site.app(), &session.scope, DebtorId(id)).await?;
    let wanted: Option<OpenItemId> = asked.poste.parse().ok();
    let claim = match wanted {
        Some(wanted) => file.items.iter().find(|claim| claim.item.id == wanted),
        None => file.items.first(),
    };
    let body = match claim {
        Some(claim) => view(&file, claim, &session, site.app().today()),
        None => html! {
            (head(&file.debtor.name, &html! { a href={ "/debiteurs/" (id) } { (t!("open-file")) } }, &html! {}))
            (empty(&t!("claim-empty-title"), &t!("claim-empty-text"), None))
        },
    };
    let title = claim.map_or_else(|| t!("claims-title"), |claim| t!("claim-title", number = claim.item.number.as_str()));
    framed(&site, &session, Sheet::new(title, Section::Debtors, body)).await
}

fn view(file: &ClaimFile, claim: &ItemClaim, session: &Session, today: Date) -> Markup {
    let item = &claim.item;
    let may = session.may(Permission::ManageClaims);
    let debtor = file.debtor.id;
    html! {
        (head(&t!("claim-title", number = item.number.as_str()), &html! {
            a href=(file_of(debtor, Tab::Disputes).at("prescription")) { (file.debtor.name) } " · " (app::text::claims::claim_kind(claim.kind)) " · " (amount(item.open, item.currency))
        }, &html! {
            @if claim.facts.document_hash.is_some() { a.btn href={ "/debiteurs/" (debtor) "/creance/piece?poste=" (item.id) } { (icon(Icon::Document)) (t!("claim-document")) } }
            @if may && item.open.is_positive() { a.btn href={ "/debiteurs/" (debtor) "/litige?poste=" (item.id) } { (icon(Icon::Scales)) (t!("dispute-item-open")) } }
        }))
        div.grid.two {
            div {
                div.card {
                    header { h2 { (t!("claim-dates")) } }
                    @match &claim.clock {
                        Some(clock) => {
                            dl.kv.wide {
                                dt { (t!("column-watch")) } dd { (watch_cell(clock, today)) }
                                dt { (t!("column-possible")) } dd { (possible_cell(clock)) }
                                dt { (t!("claim-stop")) } dd { (date(clock.hard_stop)) }
                                dt { (t!("column-start")) } dd { (steps(clock)) }
                            }
                        }
                        None => p.muted { (t!("claims-no-period")) },
                    }
                    p.muted { (t!("claims-caution")) }
                    (influences())
                }
                (preflight::card(claim, &format!("/debiteurs/{debtor}/creance/motif"), may))
            }
            @if may { (facts_form(claim, &debtor)) }
        }
    }
}

/// What would move the date, and what does not.
fn influences() -> Markup {
    let list = |wanted: &[Influence]| {
        let kinds = ClaimEventKind::ALL.into_iter().filter(|kind| wanted.contains(&influence(*kind).0));
        html! { ul.why { @for kind in kinds { li { (app::text::claims::event_kind(kind)) " (" (influence(kind).1) ")" } } } }
    };
    html! {
        details.behind {
            summary { (t!("claim-influences")) }
            p { strong { (t!("claim-interrupts")) } } (list(&[Influence::Interrupts]))
            p { strong { (t!("claim-suspends")) } } (list(&[Influence::Suspends]))
            p { strong { (t!("claim-closes")) } } (list(&[Influence::Closes]))
            p { strong { (t!("claim-does-not")) } } (list(&[Influence::None]))
        }
    }
}

fn facts_form(claim: &ItemClaim, debtor: &DebtorId) -> Markup {
    let facts = &claim.facts;
    let disputed = if facts.disputed.is_positive() { facts.disputed.shown() } else { String::new() };
    html! {
        div.card {
            header { h2 { (t!("claim-facts")) } }
            form.stack method="post" action={ "/debiteurs/" (debtor) "/creance" } enctype="multipart/form-data" {
                input type="hidden" name="poste" value=(claim.item.id);
                input type="hidden" name="version" value=(facts.version);
                (day::field("livraison", "livraison", &html! { (t!("claim-service")) " " span.muted { (t!("field-optional")) } }, &facts.service_on.map(locale::date).unwrap_or_default()))
                div.field { label for="nature" { (t!("claim-nature")) }
                    select #nature name="nature" {
                        option value="" selected[facts.kind.is_none()] { (t!("claim-nature-default")) }
                        @for kind in ClaimKind::ALL { option value=(kind.code()) selected[facts.kind == Some(kind)] { (app::text::claims::claim_kind(kind)) } }
                    }
                }
                div.field { label for="conteste" { (t!("claim-disputed")) " " span.muted { (t!("field-optional")) } } input #conteste name="conteste" inputmode="decimal" maxlength="18" value=(disputed); }
                div.field { label for="motif" { (t!("claim-dispute-reason")) " " span.muted { (t!("field-optional")) } } input #motif name="motif" maxlength="300" value=(facts.dispute_reason); }
                div.field { label for="preuve" { (t!("claim-evidence")) " " span.muted { (t!("field-optional")) } } input #preuve name="preuve" maxlength="300" value=(facts.evidence); small { (t!("claim-evidence-help")) } }
                div.field { label for="piece" { (t!("claim-file")) " " span.muted { (t!("field-optional")) } }
                    // The browser's own button speaks the browser's language.
                    div.files {
                        input.native #piece type="file" name="piece" accept=".pdf,.xml,.png,.jpg,.jpeg,.eml";
                        label.btn.scripted for="piece" { (t!("claim-choose")) }
                        span.muted.scripted data-files="piece" { @if facts.document_name.is_empty() { (t!("imports-none-yet")) } @else { (facts.document_name) } }
                    }
                }
                div.acts { button.btn.go type="submit" { (t!("claim-save")) } }
            }
        }
    }
}

/// The fields of the form, as text, and the file.
#[derive(Default)]
struct Fields {
    poste: String,
    version: String,
    livraison: String,
    nature: String,
    conteste: String,
    motif: String,
    preuve: String,
    piece: Option<NewDocument>,
}

async fn fields(mut parts: Multipart) -> Result<Fields, WebError> {
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|_| WebError::TooLarge)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "piece" {
            let file = part.file_name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| WebError::TooLarge)?;
            if !file.is_empty() {
                fields.piece = Some(NewDocument { name: file, bytes: bytes.to_vec() });
            }
            continue;
        }
        let text = part.text().await.map_err(|_| WebError::TooLarge)?;
        match name.as_str() {
            "poste" => fields.poste = text,
            "version" => fields.version = text,
            "livraison" => fields.livraison = text,
            "nature" => fields.nature = text,
            "conteste" => fields.conteste = text,
            "motif" => fields.motif = text,
            "preuve" => fields.preuve = text,
            _ => {}
        }
    }
    Ok(fields)
}

/// Records what is known of an item.
pub async fn save(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, parts: Multipart) -> Answer {
    let typed = match fields(parts).await {
        Ok(typed) => typed,
        Err(error) => return Ok(error.into_response()),
    };
    let (Ok(item), Ok(version)) = (typed.poste.parse::<OpenItemId>(), typed.version.parse::<i32>()) else {
        return Ok(WebError::BadRequest.into_response());
    };
    let to = path_of(id, item);
    let service_on = day::read(&typed.livraison, site.app().today(), Missing::ThisYear);
    if service_on.is_none() && !typed.livraison.trim().is_empty() {
        return Ok(back(&to, Tone::Late, &t!("bad-date")));
    }
    let disputed =
        if typed.conteste.trim().is_empty() { Ok(Cents::ZERO) } else { crate::typed::amount(&typed.conteste, || t!("claim-bad-amount")) };
    let disputed = match disputed {
        Ok(disputed) => disputed,
        Err(why) => return Ok(back(&to, Tone::Late, &why)),
    };
    let facts = NewFacts {
        kind: ClaimKind::from_code(&typed.nature),
        service_on,
        disputed,
        dispute_reason: typed.motif,
        evidence: typed.preuve,
        document: typed.piece,
        version,
    };
    told(&to, app::claims::set_facts(site.app(), &session.scope, DebtorId(id), item, facts).await, &t!("claim-saved-done"))
}

/// Why a person goes on.
#[derive(Debug, Deserialize)]
pub struct Reason {
    #[serde(default)]
    poste: String,
    #[serde(default)]
    motif: String,
}

/// Goes on in spite of what the pre-flight lacks.
pub async fn override_checks(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Reason>) -> Answer {
    let Ok(item) = typed.poste.parse::<OpenItemId>() else { return Ok(WebError::BadRequest.into_response()) };
    let result = app::claims::override_preflight(site.app(), &session.scope, DebtorId(id), item, &typed.motif).await;
    told(&path_of(id, item), result, &t!("preflight-overridden-done"))
}

/// The document that proves an item, as it was handed in; never shown inside the page, whatever it is.
pub async fn document(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let Ok(item) = asked.poste.parse::<OpenItemId>() else { return Ok(WebError::NotFound.into_response()) };
    let kept = app::claims::document(site.app(), &session.scope, DebtorId(id), item).await?;
    let disposition = format!("attachment; filename=\"{}\"", kept.name);
    Ok(([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, disposition)], kept.bytes).into_response())
}
