//! The law as the house knows it: what is in force, what ends soon, what is unverified, what was entered.

use app::Permission;
use app::law::{ClauseLine, LawTable, NewRow};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Query, State};
use domain::ids::{ClauseId, LawRowId};
use domain::interest::{Clause, DayCount, Imputation, Party};
use domain::law::{RateBp, Row, Standing};
use domain::{Date, calendar};
use maud::{Markup, html};
use serde::Deserialize;

use super::day::{self, Missing};
use super::parts::{post, select};
use super::penalties::answer;
use super::{Answer, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    au: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let today = site.app().today();
    let on = day::read(&asked.au, today, Missing::ThisYear).unwrap_or(today);
    let table = app::law::law_table(site.app(), &session.scope, on).await?;
    let body = view(&table, &session, !asked.au.trim().is_empty() && day::read(&asked.au, today, Missing::ThisYear).is_none());
    framed(&site, &session, Sheet { as_of: Some(on), ..Sheet::new(t!("nav-law"), Section::Law, body) }).await
}

fn view(table: &LawTable, session: &Session, bad_date: bool) -> Markup {
    let may = session.may(Permission::EditLaw);
    let unverified = table.in_force.iter().filter(|row| row.standing == Standing::Unverified).count();
    html! {
        (head(&t!("nav-law"), &html! { (t!("law-sub", date = locale::date_long(table.on))) }, &html! { @if may { a.btn href="#saisir" { (t!("law-enter")) } } }))
        form.filters method="get" action="/droit" data-auto="" {
            (day::field("au", "au", &html! { (t!("as-of-label")) }, &day::shown(table.on)))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if bad_date { (flash(Tone::Late, &html! { (t!("bad-date")) " " (t!("bad-date-shown", date = locale::date(table.on))) })) }
        @if let Some(to) = table.ending.iter().filter_map(|row| row.to).min() {
            (flash(Tone::Soon, &html! {
                strong { (t!("law-ending", date = locale::date(to))) }
                ul { @for row in &table.ending { li { (app::text::law_key(&row.key)) @if row.to != Some(to) { " (" (row.to.map(locale::date).unwrap_or_default()) ")" } } } }
                (t!("law-ending-why"))
            }))
        }
        @if unverified > 0 { p.muted { (t!("law-unverified-count", count = unverified)) } }
        (clauses(table, may))
        (terms(table, may))
        section.card.flush {
            header { h2 { (t!("law-in-force")) } span.muted { (t!("law-rows", count = table.in_force.len())) } }
            (rows(&table.in_force))
        }
        (own(table, may))
        @if may { (row_form(table)) }
        p.muted { (t!("law-note")) }
    }
}

fn standing(row: &Row) -> Markup {
    let tone = match row.standing {
        Standing::Checked => Tone::Ok,
        Standing::Unverified => Tone::Soon,
        Standing::Organisation => Tone::Accent,
    };
    html! { (pill(tone, &app::text::law_standing(row.standing))) @if let Some(on) = row.verified_on { small.nowrap { (locale::date(on)) } } }
}

fn rows(rows: &[Row]) -> Markup {
    html! {
        table.table.compact.cards {
            thead { tr { th.say scope="col" { (t!("column-law")) } th.r scope="col" { (t!("column-value")) } th scope="col" { (t!("column-period")) } th.say scope="col" { (t!("column-article")) } th scope="col" { (t!("column-checked")) } } }
            tbody { @for row in rows { tr {
                td.lead.say { (app::text::law_key(&row.key)) }
                td.r.key.nowrap { strong { (row.value.shown()) } }
                td.nowrap data-label=(t!("column-period")) { (period(row)) }
                td.say.long data-label=(t!("column-article")) lang="fr" { (row.article) small { (row.source) } }
                td data-label=(t!("column-checked")) { (standing(row)) }
            } } }
        }
    }
}

fn period(row: &Row) -> Markup {
    html! { @match row.to { Some(to) => { (date(row.from)) " → " (date(to)) } None => { (t!("since", date = locale::date(row.from))) } } }
}

fn own(table: &LawTable, may: bool) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("law-own")) } }
            @if table.own.is_empty() { (empty(&t!("law-own-empty-title"), &t!("law-own-empty-text"), None)) }
            @else {
                table.table.compact.cards {
                    thead { tr { th.say scope="col" { (t!("column-law")) } th.r scope="col" { (t!("column-value")) } th scope="col" { (t!("column-period")) } th.say scope="col" { (t!("column-source")) } th scope="col" { (t!("column-who")) } th scope="col" {} } }
                    tbody { @for own in &table.own { tr {
                        td.lead.say { (app::text::law_key(&own.row.key)) }
                        td.r.key { strong { (own.row.value.shown()) } }
                        td.nowrap data-label=(t!("column-period")) { (period(&own.row)) }
                        td.say.long data-label=(t!("column-source")) { (own.row.source) }
                        td data-label=(t!("column-who")) { (own.created_by) }
                        td.r { @if may { (post("/droit/retirer", "small", &t!("withdraw"), None, &[("ligne", own.id.to_string())])) } }
                    } } }
                }
            }
        }
    }
}

fn row_form(table: &LawTable) -> Markup {
    let mut keys: Vec<(String, String)> = table.in_force.iter().map(|row| (row.key.to_string(), app::text::law_key(&row.key))).collect();
    keys.sort_by(|a, b| a.1.cmp(&b.1));
    let chosen = table.ending.first().map_or("rate.refi", |row| &*row.key).to_owned();
    let from = table.ending.first().and_then(|row| row.to).map(|to| day::shown(calendar::add_days(to, 1))).unwrap_or_default();
    html! {
        section.card #saisir {
            header { h2 { (t!("law-enter")) } }
            form.stack method="post" action="/droit/saisir" {
                (select("cle", &t!("column-law"), &keys, &chosen))
                div.fields {
                    div.field { label for="valeur" { (t!("column-value")) } input #valeur name="valeur" required maxlength="40" placeholder="2,65"; small { (t!("law-value-help")) } }
                    (day::field("du", "du", &html! { (t!("law-from")) }, &from))
                    (day::field("fin", "fin", &html! { (t!("law-to")) " " span.muted { (t!("field-optional")) } }, ""))
                }
                div.field { label for="source" { (t!("column-source")) } input #source name="source" required maxlength="300"; small { (t!("law-source-help")) } }
                div.acts { button.btn.go type="submit" { (t!("law-save")) } }
            }
        }
    }
}

fn clauses(table: &LawTable, may: bool) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("clauses-title")) } }
            @if table.clauses.is_empty() { p.inset.muted { (t!("clauses-none")) } }
            @else {
                table.table.compact.cards {
                    thead { tr { th.say scope="col" { (t!("clause-column")) } th scope="col" { (t!("clause-for")) } th scope="col" { (t!("clause-from")) } th.say scope="col" { (t!("column-source")) } th scope="col" {} } }
                    tbody { @for line in &table.clauses { (clause_row(line, may)) } }
                }
            }
            @if may { (clause_form()) }
        }
    }
}

fn clause_row(line: &ClauseLine, may: bool) -> Markup {
    html! {
        tr {
            td.lead.say { strong { (line.row.clause.shown()) } @if let Some(warning) = line.below_floor.last() { small.late { (t!("below-floor", period = locale::half_year(warning.on), rate = warning.rate.shown(), floor = warning.floor.shown())) } } }
            td data-label=(t!("clause-for")) { @match (&line.debtor, line.row.debtor) { (Some((code, name)), Some(id)) => { a href={ "/debiteurs/" (id) } { (name) } small { (code) } } _ => { (t!("clause-everyone")) } } }
            td.nowrap data-label=(t!("clause-from")) { (date(line.row.applies_from)) }
            td.say.long data-label=(t!("column-source")) { (line.row.source) }
            td.r { @if may { (post("/droit/clauses/retirer", "small", &t!("withdraw"), None, &[("clause", line.row.id.to_string())])) } }
        }
    }
}

fn clause_form() -> Markup {
    let kinds = [
        ("fixed", t!("clause-fixed")),
        ("refi+", t!("clause-refi")),
        ("statutory*", t!("clause-times")),
        ("statutory+", t!("clause-plus")),
    ];
    let kinds: Vec<(String, String)> = kinds.into_iter().map(|(code, word)| (code.to_owned(), word)).collect();
    html! {
        details.behind {
            summary { (t!("clause-add")) }
            form.stack.inset method="post" action="/droit/clauses" {
                div.fields {
                    (select("nature", &t!("clause-kind"), &kinds, "fixed"))
                    div.field { label for="nombre" { (t!("clause-number")) } input #nombre name="nombre" required inputmode="decimal" maxlength="10"; }
                    (day::field("applicable", "applicable", &html! { (t!("clause-from")) }, ""))
                    div.field { label for="client" { (t!("clause-debtor")) " " span.muted { (t!("field-optional")) } } input #client name="client" maxlength="80"; small { (t!("clause-debtor-help")) } }
                }
                div.field { label for="origine" { (t!("column-source")) } input #origine name="origine" required maxlength="300"; small { (t!("clause-source-help")) } }
                div.acts { button.btn type="submit" { (t!("clause-save")) } }
            }
        }
    }
}

fn terms(table: &LawTable, may: bool) -> Markup {
    let orders = [(Imputation::InterestFirst, t!("order-interest-first")), (Imputation::PrincipalFirst, t!("order-principal-first"))];
    let orders: Vec<(String, String)> = orders.into_iter().map(|(order, word)| (order.code().to_owned(), word)).collect();
    let counts: Vec<(String, String)> = DayCount::ALL.iter().map(|count| (count.code().to_owned(), count_word(*count))).collect();
    let parties = [("professional".to_owned(), t!("party-professional")), ("individual".to_owned(), t!("party-individual"))];
    let party = if table.terms.party == Party::Individual { "individual" } else { "professional" };
    html! {
        section.card {
            header { h2 { (t!("count-title")) } }
            @if may {
                form.stack method="post" action="/droit/calcul" {
                    div.fields.wide {
                        (select("jours", &t!("terms-days"), &counts, table.terms.day_count.code()))
                        (select("ordre", &t!("terms-order"), &orders, table.terms.imputation.code()))
                        (select("createur", &t!("terms-party"), &parties, party))
                    }
                    label.check { input type="checkbox" name="lettres" value="oui" checked[table.terms.in_letters]; " " (t!("terms-in-letters")) }
                    div.acts { button.btn type="submit" { (t!("terms-save")) } }
                }
            } @else {
                p { (count_word(table.terms.day_count)) " · " (orders.iter().find(|(code, _)| code == table.terms.imputation.code()).map_or("", |(_, word)| word)) }
            }
        }
    }
}

pub(super) fn count_word(count: DayCount) -> String {
    match count {
        DayCount::Actual365 => t!("count-365"),
        DayCount::ActualActual => t!("count-actual"),
    }
}

/// What was typed for a row.
#[derive(Debug, Deserialize)]
pub struct TypedRow {
    #[serde(default)]
    cle: String,
    #[serde(default)]
    valeur: String,
    #[serde(default)]
    du: String,
    #[serde(default)]
    fin: String,
    #[serde(default)]
    source: String,
}

const HERE: &str = "/droit";

/// A day that was typed, of any year.
fn typed_day(text: &str, today: Date) -> Option<Date> {
    day::read(text, today, Missing::ThisYear)
}

/// Enters a row.
pub async fn add(State(site): State<Site>, session: Session, Form(typed): Form<TypedRow>) -> Answer {
    let today = site.app().today();
    let (Some(from), to) = (typed_day(&typed.du, today), typed_day(&typed.fin, today)) else {
        return Ok(back(HERE, Tone::Late, &t!("bad-date")));
    };
    if !typed.fin.trim().is_empty() && to.is_none() {
        return Ok(back(HERE, Tone::Late, &t!("bad-date")));
    }
    let new = NewRow { key: typed.cle, value: typed.valeur, from, to, source: typed.source };
    answer(HERE, app::law::add_row(site.app(), &session.scope, &new).await.map(|_| ()), &t!("law-saved"))
}

/// Which row is taken back.
#[derive(Debug, Deserialize)]
pub struct WithdrawRow {
    ligne: String,
}

/// Takes a row back.
pub async fn withdraw(State(site): State<Site>, session: Session, Form(typed): Form<WithdrawRow>) -> Answer {
    let Ok(id) = typed.ligne.parse::<LawRowId>() else { return Ok(back(HERE, Tone::Late, &t!("error-bad-request-text"))) };
    answer(HERE, app::law::withdraw_row(site.app(), &session.scope, id).await, &t!("law-withdrawn"))
}

/// What was typed for a clause.
#[derive(Debug, Deserialize)]
pub struct TypedClause {
    #[serde(default)]
    nature: String,
    #[serde(default)]
    nombre: String,
    #[serde(default)]
    applicable: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    origine: String,
}

/// Enters a clause.
pub async fn add_clause(State(site): State<Site>, session: Session, Form(typed): Form<TypedClause>) -> Answer {
    let number = typed.nombre.trim().trim_end_matches('%').trim();
    let code = match RateBp::parse(number) {
        Some(rate) if typed.nature != "statutory*" => format!("{}:{rate}", typed.nature),
        _ => format!("{}:{number}", typed.nature),
    };
    let Some(clause) = Clause::from_code(&code) else { return Ok(back(HERE, Tone::Late, &t!("clause-bad-number"))) };
    let Some(from) = typed_day(&typed.applicable, site.app().today()) else { return Ok(back(HERE, Tone::Late, &t!("bad-date"))) };
    let debtor = match typed.client.trim() {
        "" => None,
        words => match app::why::why(site.app(), &session.scope, words).await {
            Ok(found) => Some(found.id),
            Err(error) => return answer(HERE, Err(error), ""),
        },
    };
    let done = app::law::add_clause(site.app(), &session.scope, debtor, clause, from, &typed.origine).await;
    answer(HERE, done.map(|_| ()), &t!("clause-saved"))
}

/// Which clause is taken back.
#[derive(Debug, Deserialize)]
pub struct WithdrawClause {
    clause: String,
}

/// Takes a clause back.
pub async fn withdraw_clause(State(site): State<Site>, session: Session, Form(typed): Form<WithdrawClause>) -> Answer {
    let Ok(id) = typed.clause.parse::<ClauseId>() else { return Ok(back(HERE, Tone::Late, &t!("error-bad-request-text"))) };
    answer(HERE, app::law::withdraw_clause(site.app(), &session.scope, id).await, &t!("clause-withdrawn"))
}

/// What was typed of how interest is counted.
#[derive(Debug, Deserialize)]
pub struct TypedTerms {
    #[serde(default)]
    jours: String,
    #[serde(default)]
    ordre: String,
    #[serde(default)]
    createur: String,
    #[serde(default)]
    lettres: String,
}

/// Sets how interest is counted.
pub async fn set_terms(State(site): State<Site>, session: Session, Form(typed): Form<TypedTerms>) -> Answer {
    let (Some(day_count), Some(imputation)) = (DayCount::from_code(&typed.jours), Imputation::from_code(&typed.ordre)) else {
        return Ok(back(HERE, Tone::Late, &t!("error-bad-request-text")));
    };
    let party = if typed.createur == "individual" { Party::Individual } else { Party::Professional };
    let terms = app::interest::InterestTerms { day_count, imputation, party, in_letters: typed.lettres == "oui" };
    answer(HERE, app::law::set_terms(site.app(), &session.scope, &terms).await, &t!("terms-saved"))
}
