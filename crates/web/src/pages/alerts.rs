//! Alerts that a person builds without code, and the ones that are always there: what they ask, who meets them now, who is told.

use app::Permission;
use app::agenda::Dossier;
use app::alerts::{AlertRow, NewAlert};
use app::text::agenda as words;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::portfolio::Condition;
use domain::{Cents, Date};
use maud::{Markup, html};

use super::agenda::{Asked, things, totals, word};
use super::parts::post;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::late_amount;
use crate::components::date::{days_late, short_date};
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/agenda/alertes";
/// Items shown on a page; all are in the table for a spreadsheet.
const SHOWN: usize = 80;

/// The condition that a form says; what cannot be read, in French.
fn condition(asked: &Asked) -> Result<Condition, String> {
    let days = |key: &str| match word(asked, key) {
        "" => Ok(None),
        text => text.parse::<i64>().ok().filter(|days| (1..=3_650).contains(days)).map(Some).ok_or_else(|| t!("alerts-bad-days")),
    };
    let least = match word(asked, "montant").trim_end_matches('€').trim() {
        "" => None,
        text => {
            let cents = crate::typed::amount(text, || t!("alerts-bad-amount"))?;
            Some(Some(cents).filter(|cents| cents.is_positive()).ok_or_else(|| t!("alerts-bad-amount"))?)
        }
    };
    Ok(Condition {
        least,
        silent_days: days("silence")?,
        least_days: days("retard")?,
        category: word(asked, "categorie").to_owned(),
        collector: word(asked, "charge").to_owned(),
    })
}

/// The page; with a condition in the address, who meets it now.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    page(&site, &session, &asked, None).await
}

async fn page(site: &Site, session: &Session, asked: &Asked, wrong: Option<&str>) -> Answer {
    let today = site.app().today();
    let all = app::alerts::list(site.app(), &session.scope).await?;
    let mut lines = Vec::with_capacity(all.len());
    for row in &all {
        lines.push((row, app::alerts::matching(site.app(), &session.scope, &row.condition).await?));
    }
    let typed = condition(asked);
    let tried = match &typed {
        Ok(condition) if !condition.is_empty() => Some(app::alerts::matching(site.app(), &session.scope, condition).await?),
        _ => None,
    };
    let body = html! {
        (head(&t!("alerts-title"), &html! { (t!("alerts-sub")) }, &html! { a.btn href="/agenda" { (t!("nav-agenda")) } }))
        @if let Some(wrong) = wrong.map(str::to_owned).or_else(|| typed.err()) { (flash(Tone::Late, &html! { (wrong) })) }
        (list(&lines, session))
        @if session.may(Permission::HoldReminders) { (form(asked)) }
        @if let Some(found) = &tried { (preview(found, today)) }
    };
    framed(site, session, Sheet::new(t!("alerts-title"), Section::Agenda, body)).await
}

fn list(lines: &[(&AlertRow, Vec<Dossier>)], session: &Session) -> Markup {
    html! {
        section.card.flush {
            h2.sr { (t!("alerts-title")) }
            table.table.cards {
                caption.sr { (t!("alerts-title")) }
                thead { tr { th scope="col" { (t!("alerts-title")) } th.r scope="col" { (t!("agenda-accounts")) } th.r scope="col" { (t!("column-overdue")) } th scope="col" { (t!("alerts-told")) } th scope="col" { span.sr { (t!("column-act")) } } } }
                tbody {
                    @for (row, found) in lines {
                        @let sums = sums(found);
                        tr data-row="" {
                            td.lead { a.open href=(seen(row)) { (row.name) } small { (words::condition(&row.condition)) } }
                            td.r.key { (found.len()) }
                            td.r data-label=(t!("column-overdue")) { (totals(&sums)) }
                            td data-label=(t!("alerts-told")) { @if row.email.is_empty() { span.muted { "–" } } @else { (row.email) } }
                            td.full { @if session.may(Permission::HoldReminders) && !row.id.is_nil() { (post("/agenda/alertes/retirer", "small", &t!("alerts-remove"), None, &[("alerte", row.id.to_string())])) } }
                        }
                    }
                }
            }
        }
    }
}

fn sums(found: &[Dossier]) -> Vec<(domain::Currency, Cents)> {
    let mut sums: std::collections::BTreeMap<domain::Currency, Cents> = std::collections::BTreeMap::new();
    for dossier in found {
        *sums.entry(dossier.currency).or_default() += dossier.late;
    }
    sums.into_iter().collect()
}

/// Where an alert's accounts are seen.
fn seen(row: &AlertRow) -> Link {
    if row.id.is_nil() {
        return Link::new("/agenda/120-jours");
    }
    let asked = &row.condition;
    let days = |days: Option<i64>| days.map_or_else(String::new, |days| days.to_string());
    Link::new(HERE)
        .with("montant", asked.least.map_or_else(String::new, |cents| cents.iso().replace('.', ",")))
        .with("silence", days(asked.silent_days))
        .with("retard", days(asked.least_days))
        .with("categorie", &asked.category)
        .with("charge", &asked.collector)
}

fn form(asked: &Asked) -> Markup {
    let number = |id: &str, label: String, example: &str| {
        html! { div.field { label for=(id) { (label) } input id=(id) name=(id) inputmode="numeric" autocomplete="off" size="8" placeholder=(example) value=(word(asked, id)); } }
    };
    html! {
        section.card {
            header { h2 { (t!("alerts-new")) } }
            form.stack method="get" action=(HERE) {
                p.muted { (t!("alerts-new-help")) }
                div.fields {
                    (number("montant", t!("alerts-amount"), "20 000"))
                    (number("silence", t!("alerts-silence"), "10"))
                    (number("retard", t!("alerts-age"), "60"))
                    div.field { label for="categorie" { (t!("alerts-category")) } input #categorie name="categorie" maxlength="120" autocomplete="off" value=(word(asked, "categorie")); }
                    div.field { label for="charge" { (t!("column-collector")) } input #charge name="charge" maxlength="120" autocomplete="off" value=(word(asked, "charge")); }
                    div.field { label for="nom" { (t!("alerts-name")) " " span.muted { (t!("field-optional")) } } input #nom name="nom" maxlength="120" autocomplete="off" value=(word(asked, "nom")); }
                    div.field { label for="email" { (t!("alerts-email")) " " span.muted { (t!("field-optional")) } } input #email type="email" name="email" maxlength="200" autocomplete="off" value=(word(asked, "email")); }
                }
                div.acts {
                    button.btn type="submit" { (t!("alerts-try")) }
                    button.btn.go type="submit" formmethod="post" { (t!("alerts-save")) }
                }
            }
        }
    }
}

fn preview(found: &[Dossier], today: Date) -> Markup {
    html! {
        section.card.flush #trouves {
            header { h2 { (t!("alerts-found", count = found.len())) } span { (totals(&sums(found))) } }
            @if found.is_empty() { p.pad.muted { (t!("alerts-found-none")) } } @else { (table(found, today, 50)) }
        }
    }
}

fn table(found: &[Dossier], today: Date, shown: usize) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("agenda-batch-accounts")) }
            thead { tr { th scope="col" { (t!("column-debtor")) } th.r scope="col" { (t!("column-overdue")) } th.r scope="col" { (t!("column-oldest")) } th scope="col" { (t!("column-contact")) } th scope="col" { (t!("agenda-waits")) } th.w scope="col" { (t!("column-collector")) } } }
            tbody {
                @for dossier in found.iter().take(shown) {
                    tr data-row="" {
                        td.lead { a.open href={ "/debiteurs/" (dossier.debtor) } { (dossier.name) } small { (dossier.code) } }
                        td.r.key { (late_amount(dossier.late, dossier.currency)) }
                        td.r data-label=(t!("column-oldest")) { (days_late(dossier.oldest_days)) }
                        td data-label=(t!("column-contact")) { @if let Some(on) = dossier.last_contact_on { (short_date(on, today)) } @else { span.muted { "–" } } }
                        td.long data-label=(t!("agenda-waits")) { (things(dossier, today)) }
                        td.w data-label=(t!("column-collector")) { (dossier.collector) }
                    }
                }
            }
        }
        @let more: usize = found.len().saturating_sub(shown);
        @if more > 0 { p.pad.muted { (t!("agenda-more-accounts", count = more)) } }
    }
}

/// Sets an alert.
pub async fn set(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let condition = match condition(&asked) {
        Ok(condition) => condition,
        Err(wrong) => return page(&site, &session, &asked, Some(&wrong)).await,
    };
    let new = NewAlert { name: word(&asked, "nom").to_owned(), condition, email: word(&asked, "email").to_owned() };
    match app::alerts::set(site.app(), &session.scope, &new).await {
        Ok(_) => Ok(back(HERE, Tone::Ok, &t!("alerts-set"))),
        Err(error) if error.status() == 422 => page(&site, &session, &asked, Some(&error.french())).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// Takes one out of force.
pub async fn retire(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let id = word(&asked, "alerte").parse().map_err(|_| app::AppError::NotFound("alert"))?;
    match app::alerts::retire(site.app(), &session.scope, id, true).await {
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("alerts-removed"))),
        Err(error) if error.status() == 409 => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What nobody has paid after 120 days: each item with its last action and its next deadline.
pub async fn over_120(State(site): State<Site>, session: Session) -> Answer {
    let lines = app::alerts::over_120_days(site.app(), &session.scope).await?;
    let today = site.app().today();
    let mut sums: std::collections::BTreeMap<domain::Currency, Cents> = std::collections::BTreeMap::new();
    for line in lines.iter() {
        *sums.entry(line.currency).or_default() += line.open;
    }
    let sums: Vec<_> = sums.into_iter().collect();
    let sub = html! { (t!("watch-sub", count = lines.len())) @if !lines.is_empty() { " · " (totals(&sums)) } };
    let acts = html! { a.btn href="/agenda/120-jours.csv" { (icon(Icon::Download)) (t!("export-csv")) } a.btn href=(HERE) { (t!("alerts-title")) } };
    let body = html! {
        (head(&t!("watch-title"), &sub, &acts))
        @if lines.is_empty() { (empty(&t!("watch-empty-title"), &t!("watch-empty-text"), None)) }
        @else {
            section.card.flush {
                h2.sr { (t!("watch-title")) }
                table.table.cards {
                    caption.sr { (t!("watch-title")) }
                    thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("watch-item")) } th.r scope="col" { (t!("column-overdue")) } th.r scope="col" { (t!("column-oldest")) } th scope="col" { (t!("watch-last")) } th scope="col" { (t!("watch-next")) } } }
                    tbody {
                        @for line in lines.iter().take(SHOWN) {
                            tr data-row="" {
                                td.lead { a.open href={ "/debiteurs/" (line.debtor) } { (line.name) } small { (line.code) @if !line.collector.is_empty() { " · " (line.collector) } } }
                                td data-label=(t!("watch-item")) { (line.number) small { (short_date(line.due_on, today)) } }
                                td.r.key { (late_amount(line.open, line.currency)) }
                                td.r data-label=(t!("column-oldest")) { (days_late(line.days)) @if line.days == 121 { " " (crate::components::pill::pill(Tone::Late, &t!("watch-today"))) } }
                                td data-label=(t!("watch-last")) { @match &line.last { Some((what, on)) => { (what) small { (short_date(*on, today)) } } None => { span.muted { "–" } } } }
                                td data-label=(t!("watch-next")) { @match &line.next { Some((what, on)) => { (what) small { (short_date(*on, today)) } } None => { span.muted { "–" } } } }
                            }
                        }
                    }
                }
                @let more: usize = lines.len().saturating_sub(SHOWN);
                @if more > 0 { p.pad.muted { (t!("watch-more", count = more)) } }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("watch-title"), Section::Agenda, body)).await
}

/// The same as a table for a spreadsheet.
pub async fn over_120_csv(State(site): State<Site>, session: Session) -> Answer {
    let text = app::alerts::over_120_csv(site.app(), &session.scope).await?;
    let name = format!("attachment; filename=\"plus-de-120-jours-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}
