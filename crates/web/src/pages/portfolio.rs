//! Who follows which accounts: collectors with what is late, rules that give accounts, absences with who stands in.

use app::Permission;
use app::agenda::Held;
use app::alerts::AbsenceRow;
use axum::Form;
use axum::extract::State;
use domain::portfolio::{Away, Rule};
use domain::{Cents, Currency, Date, calendar};
use maud::{Markup, html};

use super::agenda::{Asked, totals, word};
use super::parts::post;
use super::{Answer, Failure, Sheet, day, framed, head};
use crate::components::amount::late_amount;
use crate::components::date::date;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/portefeuilles";
/// Empty lines for new rules.
const SPARE: usize = 3;

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    let app = site.app();
    let collectors = app::agenda::held(app, &session.scope).await?;
    let rules = app::alerts::rules(app, &session.scope).await?;
    let free = app::alerts::proposed(app, &session.scope, false).await?;
    let all = app::alerts::proposed(app, &session.scope, true).await?;
    let absences = app::alerts::absences(app, &session.scope).await?;
    let names: Vec<String> = collectors.iter().map(|(name, ..)| name.clone()).filter(|name| !name.is_empty()).collect();
    let may = session.may(Permission::RunNight);
    let body = html! {
        (head(&t!("portfolio-title"), &html! { (t!("portfolio-sub")) }, &html! { a.btn href="/portefeuilles/classement" { (t!("class-title")) } a.btn href="/agenda" { (t!("nav-agenda")) } a.btn href="/agenda/lots" { (t!("agenda-batches")) } }))
        datalist id="charges" { @for name in &names { option value=(name) {} } }
        (who(&collectors))
        (absent(&absences, &session, site.app().today()))
        (rules_form(&rules, may))
        @if !rules.is_empty() { (proposed(&free, &all, may)) }
    };
    framed(&site, &session, Sheet::new(t!("portfolio-title"), Section::Agenda, body)).await
}

fn who(collectors: &[Held]) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("portfolio-who")) } }
            table.table.cards {
                caption.sr { (t!("portfolio-who")) }
                thead { tr { th scope="col" { (t!("column-collector")) } th.r scope="col" { (t!("portfolio-accounts")) } th.r scope="col" { (t!("column-overdue")) } } }
                tbody {
                    @for (name, count, sums) in collectors {
                        tr data-row="" {
                            td.lead {
                                @if name.is_empty() { a.open href=(Link::new("/agenda").with("voir", "echus").with("charge", super::agenda::NOBODY)) { (t!("figures-nobody")) } }
                                @else { a.open href=(Link::new("/agenda").with("voir", "echus").with("charge", name)) { (name) } }
                            }
                            td.r data-label=(t!("portfolio-accounts")) { (count) }
                            td.r.key { @for (currency, sum) in sums { (late_amount(*sum, *currency)) " " } }
                        }
                    }
                }
            }
        }
    }
}

fn absent(absences: &[AbsenceRow], session: &Session, today: Date) -> Markup {
    let may = session.may(Permission::HoldReminders);
    html! {
        section.card {
            header { h2 { (t!("portfolio-absences")) } }
            p.muted { (t!("portfolio-absence-help")) }
            @if absences.is_empty() { p.muted { (t!("portfolio-absences-none")) } }
            @for row in absences {
                div.inline {
                    span { strong { (row.away.collector) } " → " (row.away.stand_in) " · " (date(row.away.from)) " – " (date(row.away.until)) }
                    @if may { (post("/portefeuilles/absence/terminer", "small", &t!("portfolio-absence-end"), None, &[("absence", row.id.to_string())])) }
                }
            }
            @if may {
                form.stack method="post" action="/portefeuilles/absence" {
                    div.fields {
                        div.field { label for="absent" { (t!("portfolio-away")) } input #absent name="absent" list="charges" required maxlength="120" autocomplete="off"; }
                        div.field { label for="remplace" { (t!("portfolio-stand-in")) } input #remplace name="remplace" list="charges" required maxlength="120" autocomplete="off"; }
                        (day::field("du", "du", &html! { (t!("portfolio-first-day")) }, &day::shown(today)))
                        (day::field("au", "au", &html! { (t!("portfolio-last-day")) }, &day::shown(calendar::add_days(today, 7))))
                    }
                    div.acts { button.btn type="submit" { (t!("portfolio-absence-save")) } }
                }
            }
        }
    }
}

fn rules_form(rules: &[Rule], may: bool) -> Markup {
    let empty = Rule::default();
    let shown = rules.iter().chain(std::iter::repeat_n(&empty, if may { SPARE } else { 0 }));
    let plain = |amount: Option<Cents>| amount.map_or_else(String::new, |amount| amount.iso().replace('.', ","));
    let cell = |name: &str, label: String, value: String| html! { input name=(name) aria-label=(label) value=(value) disabled[!may] maxlength="120" autocomplete="off" size=(if name == "charge" { "18" } else { "10" }) list=[(name == "charge").then_some("charges")]; };
    html! {
        form.card.flush method="post" action="/portefeuilles/regles" {
            header { h2 { (t!("portfolio-rules")) } }
            p.pad.muted { (t!("portfolio-rules-help")) }
            table.table.compact.cards.rules {
                caption.sr { (t!("portfolio-rules")) }
                thead { tr {
                    th scope="col" { (t!("column-collector")) } th scope="col" { (t!("alerts-category")) } th scope="col" { (t!("portfolio-from")) } th scope="col" { (t!("portfolio-to")) }
                    th scope="col" { (t!("portfolio-least")) } th scope="col" { (t!("portfolio-most")) }
                } }
                tbody {
                    @for rule in shown {
                        tr {
                            td.full data-label=(t!("column-collector")) { (cell("charge", t!("column-collector"), rule.collector.clone())) }
                            td data-label=(t!("alerts-category")) { (cell("categorie", t!("alerts-category"), rule.category.clone())) }
                            td data-label=(t!("portfolio-from")) { (cell("de", t!("portfolio-from"), rule.first_from.clone())) }
                            td data-label=(t!("portfolio-to")) { (cell("a", t!("portfolio-to"), rule.first_to.clone())) }
                            td data-label=(t!("portfolio-least")) { (cell("des", t!("portfolio-least"), plain(rule.least))) }
                            td data-label=(t!("portfolio-most")) { (cell("sous", t!("portfolio-most"), plain(rule.most))) }
                        }
                    }
                }
            }
            @if may { div.acts.pad { button.btn type="submit" { (t!("portfolio-save")) } } }
        }
    }
}

type Given = [(String, Vec<domain::ids::DebtorId>, Cents)];

fn proposed(free: &Given, all: &Given, may: bool) -> Markup {
    let lines = |given: &Given| {
        html! {
            @if given.is_empty() { p.muted { (t!("portfolio-proposed-none")) } }
            @else { ul.plain { @for (collector, debtors, sum) in given { li { (t!("portfolio-proposed-line", collector = collector.as_str(), count = debtors.len(), total = totals(&[(Currency::EUR, *sum)]))) } } } }
        }
    };
    html! {
        h2 { (t!("portfolio-proposed")) }
        section.grid {
            div.card { header { h2 { (t!("portfolio-apply-free")) } } (lines(free)) @if may && !free.is_empty() { (post("/portefeuilles/attribuer", "go", &t!("portfolio-apply-free"), None, &[("tout", String::new())])) } }
            div.card { header { h2 { (t!("portfolio-apply-all")) } } (lines(all)) @if may && !all.is_empty() { (post("/portefeuilles/attribuer", "", &t!("portfolio-apply-all"), None, &[("tout", "oui".to_owned())])) } }
        }
    }
}

/// The rules that were typed; `None` when one cannot be read. A line without a collector and without a condition is empty.
fn typed(asked: &Asked) -> Option<Vec<Rule>> {
    let column = |key: &str| asked.iter().filter(|(name, _)| name == key).map(|(_, value)| value.trim().to_owned()).collect::<Vec<_>>();
    let columns = ["charge", "categorie", "de", "a", "des", "sous"].map(column);
    let [who, categories, from, to, least, most] = &columns;
    let amount = |text: &String| match text.as_str() {
        "" => Some(None),
        text => Cents::typed(text).ok().map(Some),
    };
    let mut rules = Vec::new();
    for (at, collector) in who.iter().enumerate() {
        let rest = [categories.get(at)?, from.get(at)?, to.get(at)?, least.get(at)?, most.get(at)?];
        if collector.is_empty() && rest.iter().all(|text| text.is_empty()) {
            continue;
        }
        let [category, first_from, first_to, least, most] = rest;
        rules.push(Rule {
            category: category.clone(),
            first_from: first_from.clone(),
            first_to: first_to.clone(),
            least: amount(least)?,
            most: amount(most)?,
            collector: collector.clone(),
        });
    }
    Some(rules)
}

/// Says what was done, or why not.
fn answered(done: app::Result<String>) -> Answer {
    match done {
        Ok(said) => Ok(back(HERE, Tone::Ok, &said)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Replaces the rules.
pub async fn set_rules(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let Some(rules) = typed(&asked) else { return Ok(back(HERE, Tone::Late, &t!("portfolio-bad"))) };
    answered(app::alerts::set_rules(site.app(), &session.scope, &rules).await.map(|()| t!("portfolio-saved")))
}

/// Gives accounts as the rules say.
pub async fn apply(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    match app::alerts::apply_rules(site.app(), &session.scope, word(&asked, "tout") == "oui").await {
        Ok(count) => Ok(back("/agenda/lots", Tone::Ok, &t!("portfolio-applied", count = count))),
        Err(error) => answered(Err(error)),
    }
}

/// Enters an absence.
pub async fn set_absence(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let today = site.app().today();
    let read = |key: &str| day::read(word(&asked, key), today, day::Missing::Coming);
    let (Some(from), Some(until)) = (read("du"), read("au")) else { return Ok(back(HERE, Tone::Late, &t!("bad-date"))) };
    let away = Away { collector: word(&asked, "absent").to_owned(), stand_in: word(&asked, "remplace").to_owned(), from, until };
    answered(app::alerts::set_absence(site.app(), &session.scope, &away).await.map(|_| t!("portfolio-absence-saved")))
}

/// Ends an absence early.
pub async fn end_absence(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let id = word(&asked, "absence").parse().map_err(|_| app::AppError::NotFound("absence"))?;
    answered(app::alerts::end_absence(site.app(), &session.scope, id).await.map(|()| t!("portfolio-absence-ended")))
}
