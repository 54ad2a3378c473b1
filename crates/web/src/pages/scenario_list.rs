//! The scenarios of the house: their list with who follows them, a new one, a name, a retirement; and the rules in words.

use app::Permission;
use app::scenario::binding::BindingsView;
use app::scenario::series::{self, Load, SeriesLine};
use app::template::packs;
use app::text::locale::ShownIn as _;
use axum::Form;
use axum::extract::State;
use domain::Currency;
use domain::dunning::BindingConditions;
use domain::ids::SeriesId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::{post, select};
use super::{Answer, Failure, scenario};
use crate::components::amount::amount;
use crate::components::pill::{Tone, pill};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The list, with the one that the page shows marked.
pub(super) fn list(view: &BindingsView, shown: SeriesId, session: &Session) -> Markup {
    let may = session.may(Permission::RunNight);
    html! {
        section.card.flush #liste {
            header { h2 { (t!("series-title")) } span.muted { (t!("series-sub", count = view.scenarios.len())) } }
            table.table.cards {
                caption.sr { (t!("series-title")) }
                thead { tr {
                    th scope="col" { (t!("series-name")) } th scope="col" { (t!("column-state")) } th.r scope="col" { (t!("series-debtors")) }
                    th.r scope="col" { (t!("series-items")) } th.r scope="col" { (t!("series-open")) } th scope="col" { span.sr { (t!("series-acts")) } }
                } }
                tbody { @for line in &view.scenarios {
                    tr data-row="" aria-current=[(line.series == shown).then_some("true")] {
                        td.lead { a.open href={ "/scenarios?serie=" (line.series) "#etapes" } { (line.version.name) } small { (t!("scenario-version", version = line.version.number)) @if line.steps > 0 { " · " (t!("scenario-steps", count = line.steps)) } } }
                        td data-label=(t!("column-state")) { (state(line)) }
                        (loads(&line.load))
                        td { @if may { (acts(line)) } }
                    }
                } }
            }
        }
    }
}

/// Debtors, items and euros, as three cells.
pub(super) fn loads(load: &Load) -> Markup {
    html! {
        td.r data-label=(t!("series-debtors")) { (load.debtors) }
        td.r data-label=(t!("series-items")) { (load.items) }
        td.r.key data-label=(t!("series-open")) { (amount(load.euros, Currency::EUR)) }
    }
}

fn state(line: &SeriesLine) -> Markup {
    html! {
        span.pills {
            @if !line.version.is_in_force { (pill(Tone::Neutral, &t!("series-retired"))) }
            @if line.is_default { (pill(Tone::Ok, &t!("series-default"))) }
            @if line.rules > 0 { (pill(Tone::Accent, &t!("series-rules", count = line.rules))) }
            @if line.own > 0 { (pill(Tone::Accent, &t!("series-own", count = line.own))) }
            @if line.version.is_in_force && !line.is_bound() { (pill(Tone::Soon, &t!("series-unused"))) }
        }
    }
}

fn acts(line: &SeriesLine) -> Markup {
    let hidden = [("serie", line.series.to_string())];
    html! {
        @if !line.version.is_in_force { (post("/scenarios/reprendre", "small", &t!("series-reinstate"), None, &hidden)) }
        @else if !line.is_bound() { (post("/scenarios/retirer", "small", &t!("series-retire"), None, &hidden)) }
    }
}

/// The rules in words, in their order.
pub(super) fn rules(view: &BindingsView, session: &Session) -> Markup {
    html! {
        section.card #regles {
            header { h2 { (t!("rules-title")) } @if session.may(Permission::RunNight) { a href="/scenarios/regles" { (t!("rules-change")) } } }
            @if view.bindings.rules.is_empty() { p.muted { (t!("rules-empty")) } }
            ol.steps {
                @for (rule, load) in view.bindings.rules.iter().zip(&view.census.rules) {
                    li { strong { (view.name(rule.series)) } " – " (conditions(&rule.when)) " " span.muted { (t!("rules-load", debtors = load.debtors, items = load.items)) } }
                }
                li { strong { (view.name(view.bindings.default)) } " – " (t!("rules-default")) " " span.muted { (t!("rules-load", debtors = view.census.default.debtors, items = view.census.default.items)) } }
            }
            @if !view.own.is_empty() {
                h3 { (t!("own-title", count = view.own.len())) }
                ul.plain { @for (own, name) in &view.own {
                    li { a href=(file(own.debtor, Tab::Settings).at("scenario")) { (name) } " – " (view.name(own.series)) " " span.muted { "« " (own.reason) " » · " (own.bound_by) } }
                } }
            }
        }
    }
}

/// The conditions of a rule in words.
pub(super) fn conditions(when: &BindingConditions) -> String {
    let euros = |amount: domain::Cents| amount.shown_in(Currency::EUR);
    let mut words: Vec<String> = Vec::new();
    if !when.categories.is_empty() {
        words.push(t!("if-categories", names = when.categories.join(", ")));
    }
    if !when.claims.is_empty() {
        let names: Vec<String> = when.claims.iter().map(|kind| app::text::claims::claim_kind(*kind).to_lowercase()).collect();
        words.push(t!("if-claims", names = names.join(", ")));
    }
    if !when.debtors.is_empty() {
        let names: Vec<String> = when.debtors.iter().map(|kind| app::text::debtor_kind(*kind).to_lowercase()).collect();
        words.push(t!("if-debtors", names = names.join(", ")));
    }
    words.extend(when.min_amount.map(|amount| t!("if-min-amount", amount = euros(amount))));
    words.extend(when.max_amount.map(|amount| t!("if-max-amount", amount = euros(amount))));
    words.extend(when.min_days_late.map(|days| t!("if-min-late", days = days)));
    words.extend(when.max_days_late.map(|days| t!("if-max-late", days = days)));
    words.extend(when.min_score.map(|score| t!("if-min-score", score = score)));
    words.extend(when.max_score.map(|score| t!("if-max-score", score = score)));
    words.join(" · ")
}

/// From what a new scenario is made.
pub(super) fn fresh(view: &BindingsView) -> Markup {
    let copies =
        view.scenarios.iter().map(|line| (format!("serie:{}", line.series), t!("series-copy-of", name = line.version.name.as_str())));
    let lots = packs().iter().map(|pack| (format!("lot:{}", pack.code), t!("series-of-pack", name = pack.name)));
    let choices: Vec<(String, String)> = copies.chain(lots).collect();
    html! {
        section.card #nouveau {
            header { h2 { (t!("series-new")) } }
            p.muted { (t!("series-new-help")) }
            form.filters method="post" action="/scenarios/nouveau" {
                (select("modele", &t!("series-from"), &choices, ""))
                button.btn type="submit" { (t!("series-begin")) }
            }
        }
    }
}

/// A scenario that is meant, or what a new one is made from.
#[derive(Debug, Default, Deserialize)]
pub struct Meant {
    #[serde(default)]
    serie: Uuid,
    #[serde(default)]
    nom: String,
    #[serde(default)]
    modele: String,
}

/// Opens the editor with the text of a new scenario; nothing is written.
pub async fn begin(State(site): State<Site>, session: Session, Form(meant): Form<Meant>) -> Answer {
    let text = match meant.modele.split_once(':') {
        Some(("lot", code)) => packs().iter().find(|pack| pack.code == code).map(|pack| pack.scenario.to_owned()),
        Some(("serie", id)) => {
            let series = SeriesId(Uuid::parse_str(id).unwrap_or_default());
            Some(series::copy_of(site.app(), &session.scope, series).await?)
        }
        _ => None,
    };
    let text = text.ok_or(app::AppError::NotFound("scenario"))?;
    scenario::edit_new(&site, &session, &text).await
}

fn done(result: app::Result<()>, to: &str, said: &str) -> Answer {
    match result {
        Ok(()) => Ok(back(to, Tone::Ok, said)),
        Err(error) if matches!(error.status(), 404 | 409 | 422) => Ok(back("/scenarios", Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Gives a scenario another name.
pub async fn rename(State(site): State<Site>, session: Session, Form(meant): Form<Meant>) -> Answer {
    let renamed = series::rename(site.app(), &session.scope, SeriesId(meant.serie), &meant.nom).await.map(|_| ());
    done(renamed, &format!("/scenarios?serie={}", meant.serie), &t!("series-renamed", name = meant.nom.trim()))
}

/// Retires a scenario.
pub async fn retire(State(site): State<Site>, session: Session, Form(meant): Form<Meant>) -> Answer {
    done(series::retire(site.app(), &session.scope, SeriesId(meant.serie)).await, "/scenarios", &t!("series-was-retired"))
}

/// Puts a retired scenario in force again.
pub async fn reinstate(State(site): State<Site>, session: Session, Form(meant): Form<Meant>) -> Answer {
    done(series::reinstate(site.app(), &session.scope, SeriesId(meant.serie)).await, "/scenarios", &t!("series-was-reinstated"))
}
