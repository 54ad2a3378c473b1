//! The negotiation with a debtor: what was offered, by whom, when and how, and what it met.

use app::Permission;
use app::negotiation::{self, Negotiation, NewTalk, TalkLine};
use app::text::compromises as words;
use app::text::locale::{self, Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Path, State};
use domain::Date;
use domain::compromise::{Heard, Said, Voice};
use domain::ids::{DebtorId, TalkId};
use domain::promise::Way;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::parts::{at, post, select};
use super::penalties::answer;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

fn path(debtor: DebtorId) -> String {
    format!("/debiteurs/{debtor}/negociation")
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let view = negotiation::of_debtor(site.app(), &session.scope, DebtorId(id)).await?;
    let (title, may) = (t!("negotiation-title"), session.may(Permission::ManageClaims));
    let body = html! {
        (head(&title, &html! { a href={ "/debiteurs/" (view.debtor.id) } { (view.debtor.name) } " · " (t!("negotiation-owed", amount = view.owed.0.shown_in(view.owed.1))) }, &html! {
            @if may { a.btn href=(agreement(&view)) data-key="a" { (icon(Icon::Document)) (t!("compromise-new")) } }
        }))
        @if let Some(offer) = &view.standing {
            (flash(Tone::Accent, &html! { (t!("negotiation-standing", voice = words::voice(offer.heard.voice), amount = offer.heard.amount.unwrap_or_default().shown_in(offer.currency))) @if may { " " a href=(agreement(&view)) { (t!("negotiation-to-agreement")) } } }))
        }
        div.grid.two {
            div { section.card { header { h2 { (t!("negotiation-log")) } } (log(&view, may)) } }
            @if may { div { (form(&view, site.app().today())) } }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Debtors, body)).await
}

/// The form of the agreement, with the offer that stands.
fn agreement(view: &Negotiation) -> Link {
    let link = Link::new(format!("/debiteurs/{}/accord-avec-remise", view.debtor.id));
    match &view.standing {
        Some(offer) => {
            let link = link.with("somme", offer.heard.amount.unwrap_or_default().shown());
            offer.heard.pay_by.map_or(link.clone(), |by| link.with("avant", day::shown(by)))
        }
        None => link,
    }
}

fn log(view: &Negotiation, may: bool) -> Markup {
    if view.lines.is_empty() {
        return empty(&t!("negotiation-empty-title"), &t!("negotiation-empty-text"), None);
    }
    html! {
        ol.timeline { @for line in view.lines.iter().rev() { (shown(line, view.debtor.id, may)) } }
    }
}

fn shown(line: &TalkLine, debtor: DebtorId, may: bool) -> Markup {
    let (row, heard) = (&line.row, &line.row.heard);
    let tone = match heard.said {
        Said::Accepted => Tone::Ok,
        Said::Refused => Tone::Late,
        Said::Offer => Tone::Accent,
        Said::Note => Tone::Neutral,
    };
    let told = html! {
        strong { (words::voice(heard.voice)) } " " (pill(tone, &words::said(heard.said, line.is_counter)))
        @if let Some(sum) = heard.amount { " " strong { (amount(sum, row.currency)) } }
        @if let Some(by) = heard.pay_by { " " (t!("compromise-by", by = locale::date(by))) }
    };
    html! {
        li {
            time datetime=(heard.on) { (locale::date(heard.on)) }
            div {
                @if row.undone_by.is_some() { s { (told) } } @else { (told) }
                @if !row.words.is_empty() { p { (row.words) } }
                small { (app::text::promises::way(row.way)) @if !row.person.is_empty() { " · " (row.person) } " · " (t!("negotiation-noted", by = row.by.as_str())) " " (at(row.at)) @if let Some(by) = &row.undone_by { " · " (t!("negotiation-undone", by = by.as_str())) } }
            }
            @if may && row.undone_by.is_none() { (post(&format!("{}/retirer", path(debtor)), "small", &t!("negotiation-take-back"), None, &[("ligne", row.id.to_string())])) } @else { span {} }
        }
    }
}

fn form(view: &Negotiation, today: Date) -> Markup {
    let voices: Vec<(String, String)> = Voice::ALL.map(|voice| (voice.code().to_owned(), words::voice(voice))).into();
    let said: Vec<(String, String)> = Said::ALL.map(|said| (said.code().to_owned(), words::said(said, false))).into();
    let ways: Vec<(String, String)> = Way::ALL.map(|way| (way.code().to_owned(), app::text::promises::way(way))).into();
    html! {
        section.card #noter {
            header { h2 { (t!("negotiation-add")) } }
            form.stack method="post" action=(path(view.debtor.id)) {
                div.fields {
                    (select("qui", &t!("negotiation-who"), &voices, ""))
                    (select("quoi", &t!("negotiation-what"), &said, ""))
                }
                div.fields {
                    div.field { label for="montant" { (t!("negotiation-amount")) } input #montant name="montant" inputmode="decimal" maxlength="16"; small { (t!("negotiation-amount-help")) } }
                    (day::field("avant", "avant", &html! { (t!("compromise-pay-by")) " " span.muted { (t!("field-optional")) } }, ""))
                }
                div.fields {
                    (day::field("jour", "jour", &html! { (t!("negotiation-on")) }, &day::shown(today)))
                    (select("voie", &t!("negotiation-way"), &ways, ""))
                    div.field.grow { label for="personne" { (t!("negotiation-person")) " " span.muted { (t!("field-optional")) } } input #personne name="personne" maxlength="120"; }
                }
                div.field { label for="texte" { (t!("negotiation-words")) } textarea #texte name="texte" rows="3" maxlength="2000" {} }
                div.acts { button.btn.go type="submit" { (t!("negotiation-save")) } }
            }
        }
    }
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    qui: String,
    quoi: String,
    montant: String,
    avant: String,
    jour: String,
    voie: String,
    personne: String,
    texte: String,
}

fn read(typed: &Typed, view: &Negotiation, today: Date) -> Result<NewTalk, String> {
    let amount = match typed.montant.trim().trim_end_matches('€') {
        "" => None,
        text => Some(crate::typed::plain_amount(text)?),
    };
    let pay_by = match typed.avant.trim() {
        "" => None,
        text => Some(day::read(text, today, Missing::Coming).ok_or_else(|| t!("bad-date"))?),
    };
    let on = day::read(&typed.jour, today, Missing::ThisYear).ok_or_else(|| t!("bad-date"))?;
    let voice = Voice::from_code(&typed.qui).unwrap_or(Voice::Debtor);
    let said = Said::from_code(&typed.quoi).unwrap_or(Said::Offer);
    Ok(NewTalk {
        debtor: view.debtor.id,
        heard: Heard { voice, said, amount, pay_by, on },
        currency: view.owed.1,
        way: Way::from_code(&typed.voie).unwrap_or_default(),
        person: typed.personne.clone(),
        words: typed.texte.clone(),
    })
}

/// Adds a line.
pub async fn add(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (app, to) = (site.app(), path(DebtorId(id)));
    let view = negotiation::of_debtor(app, &session.scope, DebtorId(id)).await?;
    match read(&typed, &view, app.today()) {
        Ok(new) => answer(&to, negotiation::add(app, &session.scope, &new).await.map(|_| ()), &t!("negotiation-done")),
        Err(sentence) => Ok(back(&to, Tone::Late, &sentence)),
    }
}

/// Which line.
#[derive(Debug, Deserialize)]
pub struct Which {
    ligne: Uuid,
}

/// Takes a line back.
pub async fn take_back(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(which): Form<Which>) -> Answer {
    let done = negotiation::take_back(site.app(), &session.scope, DebtorId(id), TalkId(which.ligne)).await;
    answer(&path(DebtorId(id)), done, &t!("negotiation-taken-back"))
}
