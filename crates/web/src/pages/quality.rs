//! The inbox of data quality: one list a kind of issue, each row with its fix.

use std::collections::BTreeMap;

use app::Permission;
use app::quality::{Board, Issue, QualityQuery, Reach, Sort as Order};
use app::text::locale;
use app::text::quality as words;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::Currency;
use domain::ids::{DebtorId, OpenItemId};
use domain::party::DebtorKind;
use domain::quality::IssueKind;
use maud::{Markup, html};
use serde::Deserialize;

use super::day::{self, Missing};
use super::parts::sort_head as column;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Rows a page.
const PER_PAGE: u32 = 30;

/// The address's parameters; a fix sends them along, to come back to the same place.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    probleme: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    page: String,
    /// The row that a fix left: the one that is there now is the current one.
    #[serde(default)]
    ligne: String,
}

impl Asked {
    fn sort(&self) -> Sort {
        Sort::read(Some(self.tri.as_str()), &Order::ALL.map(Order::code), "-enjeu")
    }

    fn query(&self) -> QualityQuery {
        let sort = self.sort();
        QualityQuery {
            kind: IssueKind::from_code(&self.probleme),
            search: self.q.clone(),
            sort: Order::from_code(&sort.key).unwrap_or_default(),
            descending: sort.descending,
            page: self.page.parse().unwrap_or(1),
            per_page: PER_PAGE as usize,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("probleme", &self.probleme).with("q", &self.q).with("tri", &self.tri)
    }

    fn hidden(&self, line: usize) -> Markup {
        html! {
            input type="hidden" name="probleme" value=(self.probleme);
            @for (name, value) in [("q", &self.q), ("tri", &self.tri), ("page", &self.page)] {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
            input type="hidden" name="ligne" value=(line);
        }
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let board = app::quality::board(site.app(), &session.scope, &asked.query()).await?;
    let asked = Asked { probleme: board.kind.code().to_owned(), ..asked };
    let body = view(&board, &asked, session.may(Permission::EditDebtors), app::register::is_remote(site.app()).is_some());
    framed(&site, &session, Sheet::new(t!("quality-title"), Section::Quality, body)).await
}

/// The list as a table for a spreadsheet, all pages in one.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let text = app::quality::csv(site.app(), &session.scope, &asked.query()).await?;
    let name = format!("attachment; filename=\"qualite-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

fn view(board: &Board, asked: &Asked, may_fix: bool, register: bool) -> Markup {
    let total: usize = board.counts.iter().map(|counted| counted.count).sum();
    let pager = Pager { page: u32::try_from(board.page.page).unwrap_or(1), per_page: PER_PAGE, total: board.page.total as u64 };
    let link = asked.link("/qualite");
    html! {
        (head(&t!("quality-title"), &html! { (t!("quality-sub", count = total)) }, &html! {
            @if may_fix && register { form method="post" action="/qualite/registre" { button.btn type="submit" { (t!("register-check")) } } }
            a.btn href=(asked.link("/qualite.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
        }))
        (reach(board.reach))
        @if total == 0 { (empty(&t!("quality-empty-title"), &t!("quality-empty-text"), None)) }
        @else {
            (kinds(board))
            section {
                h2 { (words::issue(board.kind)) }
                p.muted { (words::issue_why(board.kind)) }
            }
            form.filters method="get" action="/qualite" data-auto="" {
                input type="hidden" name="probleme" value=(asked.probleme);
                div.field.grow { label for="q" { (t!("quality-search")) } input #q type="search" name="q" value=(asked.q); }
                button.btn.auto type="submit" { (t!("apply-filters")) }
            }
            @if board.page.rows.is_empty() { (empty(&t!("quality-none-title"), &t!("quality-none-text"), None)) }
            @else {
                section { (table(board, asked, &link, may_fix)) (pager.render(&link)) }
                @if may_fix { p.muted.scripted { (t!("quality-keys")) } }
            }
        }
    }
}

fn reach(reach: Reach) -> Markup {
    html! {
        section {
            p { strong { (t!("quality-reach", percent = reach.percent)) } " " span.muted { (amount(reach.reachable, Currency::EUR)) " / " (amount(reach.owed, Currency::EUR)) } }
            progress.reach max="100" value=(reach.percent) aria-label=(t!("quality-reach-label")) { (reach.percent) }
        }
    }
}

fn kinds(board: &Board) -> Markup {
    html! {
        nav.figures aria-label=(t!("quality-kinds")) {
            @for counted in board.counts.iter().filter(|counted| counted.count > 0 || counted.kind == board.kind) {
                a.figure href=(Link::new("/qualite").with("probleme", counted.kind.code())) aria-current=[(counted.kind == board.kind).then_some("page")] {
                    span.label { (words::issue(counted.kind)) }
                    span.value { (locale::thousands(counted.count as u64)) }
                    small { (amount(counted.stake, Currency::EUR)) }
                }
            }
        }
    }
}

fn table(board: &Board, asked: &Asked, link: &Link, may_fix: bool) -> Markup {
    let sort = asked.sort();
    let start: Option<usize> = asked.ligne.parse().ok().map(|line: usize| line.min(board.page.rows.len() - 1));
    html! {
        table.table.cards {
            caption.sr { (words::issue(board.kind)) }
            thead { tr {
                (column(&t!("column-debtor"), "", Some("nom"), &sort, link))
                (column(&t!("quality-column-found"), "", Some("detail"), &sort, link))
                (column(&t!("quality-column-stake"), "r", Some("enjeu"), &sort, link))
                @if may_fix { th scope="col" { (t!("column-act")) } }
            } }
            tbody {
                @for (line, issue) in board.page.rows.iter().enumerate() {
                    tr data-row="" data-start[start == Some(line)] {
                        td.lead { a.open href={ "/debiteurs/" (issue.debtor) } { (issue.name) } small { (issue.code) @if let Some((_, number)) = &issue.item { " · " (number) } } }
                        td.long data-label=(t!("quality-column-found")) {
                            @if let Some((_, code, name)) = &issue.other { strong { (name) } " " span.muted { (code) } " " @if let Some(score) = issue.score { (pill(Tone::Soon, &t!("percent", value = score))) } }
                            small { (issue.detail) }
                        }
                        td.r.key { @if let Some(currency) = Currency::parse(&issue.currency) { (amount(issue.stake, currency)) } }
                        @if may_fix { td.full { (fix(issue, asked, line)) } }
                    }
                }
            }
        }
    }
}

/// A form that mends one row.
fn form(issue: &Issue, act: &str, asked: &Asked, line: usize, inside: &Markup) -> Markup {
    html! {
        form.inline method="post" action="/qualite/corriger" {
            input type="hidden" name="acte" value=(act);
            input type="hidden" name="debiteur" value=(issue.debtor);
            @if let Some((item, _)) = &issue.item { input type="hidden" name="poste" value=(item); }
            (asked.hidden(line))
            (inside)
        }
    }
}

/// Something typed: closed until it is asked for.
fn typed(word: &str, first: bool, inside: &Markup) -> Markup {
    html! { details.fix data-focus="" { summary.btn.small data-first[first] { (word) } (inside) } }
}

fn field(name: &str, line: usize, label: &str, kind: &str, value: &str) -> Markup {
    let id = format!("{name}-{line}");
    html! { label.sr for=(id) { (label) } input id=(id) name=(name) type=(kind) value=(value) placeholder=(label) required maxlength="254" autocomplete="off"; }
}

fn save() -> Markup {
    html! { button.btn.small.go type="submit" { (t!("save")) } }
}

fn fix(issue: &Issue, asked: &Asked, line: usize) -> Markup {
    let debtor = format!("/debiteurs/{}", issue.debtor);
    html! {
        div.inline.fixes {
            @match issue.kind {
                IssueKind::NoEmail | IssueKind::BadEmail => {
                    (typed(&t!("quality-type-email"), true, &form(issue, "email", asked, line, &html! { (field("email", line, &t!("quality-email"), "email", "")) (save()) })))
                }
                IssueKind::EstimatedDue => {
                    @if let Some((_, due_on)) = issue.dates {
                        (form(issue, "echeance", asked, line, &html! {
                            input type="hidden" name="jour" value=(day::shown(due_on));
                            button.btn.small type="submit" data-first { (t!("quality-confirm-due", date = day::shown(due_on))) }
                        }))
                        (typed(&t!("quality-other-due"), false, &form(issue, "echeance", asked, line, &html! { (field("jour", line, &t!("date-placeholder"), "text", "")) (save()) })))
                    }
                }
                IssueKind::Duplicate => {
                    @if let Some((other, ..)) = &issue.other {
                        a.btn.small data-first href={ (debtor) "/fusion?avec=" (other) } { (t!("merge-compare")) }
                        form.inline method="post" action={ (debtor) "/distincts" } { input type="hidden" name="avec" value=(other); input type="hidden" name="retour" value="qualite"; button.btn.small type="submit" { (t!("merge-distinct")) } }
                    }
                }
                IssueKind::NoSiren => {
                    a.btn.small data-first href={ (debtor) "/registre" } { (t!("register-search")) }
                    (typed(&t!("quality-type-siren"), false, &form(issue, "champs", asked, line, &html! { (field("siren", line, "SIREN", "text", "")) (save()) })))
                }
                IssueKind::UnknownKind => {
                    @for (position, kind) in [DebtorKind::Business, DebtorKind::Public, DebtorKind::Consumer].into_iter().enumerate() {
                        (form(issue, "champs", asked, line, &html! {
                            input type="hidden" name="kind" value=(kind.code());
                            button.btn.small type="submit" data-first[position == 0] { (app::text::debtor_kind(kind)) }
                        }))
                    }
                }
                IssueKind::NoAddress => {
                    (typed(&t!("quality-type-address"), true, &form(issue, "champs", asked, line, &html! {
                        (field("street", line, &words::field("street"), "text", "")) (field("postcode", line, &words::field("postcode"), "text", "")) (field("city", line, &words::field("city"), "text", "")) (save())
                    })))
                }
                IssueKind::ClosedCompany => { a.btn.small data-first href={ (debtor) "/registre" } { (t!("register-open")) } }
                IssueKind::BadIdentifier | IssueKind::WrongPhone => { a.btn.small data-first href={ (debtor) "/fiche" } { (t!("account-open")) } }
                IssueKind::NoDocument => { @if let Some((item, _)) = &issue.item { a.btn.small data-first href={ (debtor) "/creance?poste=" (item) } { (t!("quality-add-document")) } } }
                IssueKind::OddItem | IssueKind::NoRate | IssueKind::EinvoiceStuck => { a.btn.small data-first href={ (debtor) } { (t!("quality-open-debtor")) } }
            }
            @if issue.kind != IssueKind::Duplicate { (aside(issue, asked, line)) }
        }
    }
}

/// The way out of a row without mending it. A pair has its own: the two are not the same.
fn aside(issue: &Issue, asked: &Asked, line: usize) -> Markup {
    html! {
        details.fix data-focus="" {
            summary.btn.small data-row-key="i" { (t!("quality-ignore")) }
            form.inline method="post" action="/qualite/ignorer" {
                input type="hidden" name="debiteur" value=(issue.debtor);
                @if let Some((item, _)) = &issue.item { input type="hidden" name="poste" value=(item); }
                (asked.hidden(line))
                (field("motif", line, &t!("quality-ignore-reason"), "text", ""))
                button.btn.small.go type="submit" { (t!("quality-ignore-do", days = app::quality::IGNORED_DAYS)) }
            }
        }
    }
}

/// Where a fix came from.
#[derive(Debug, Deserialize)]
pub struct Fixed {
    #[serde(default)]
    acte: String,
    #[serde(default)]
    debiteur: String,
    #[serde(default)]
    poste: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    jour: String,
    #[serde(default)]
    motif: String,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

impl Fixed {
    fn back_to(&self) -> String {
        let of = |name: &str| self.rest.get(name).cloned().unwrap_or_default();
        let link = Link::new("/qualite").with("probleme", of("probleme")).with("q", of("q")).with("tri", of("tri"));
        link.with("page", of("page")).with("ligne", of("ligne")).to_string()
    }

    fn fields(&self) -> BTreeMap<String, String> {
        let known = app::accounts::FIELDS;
        self.rest.iter().filter(|(name, _)| known.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// Says a refusal where it happened.
pub(super) fn refused(to: &str, error: app::AppError) -> Result<Response, Failure> {
    match error.status() {
        422 | 409 => Ok(back(to, Tone::Late, &error.french())),
        _ => Err(error.into()),
    }
}

/// Mends one row.
pub async fn mend(State(site): State<Site>, session: Session, Form(typed): Form<Fixed>) -> Answer {
    let to = typed.back_to();
    let Ok(debtor) = typed.debiteur.parse::<DebtorId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    let (app, scope) = (site.app(), &session.scope);
    let done = match typed.acte.as_str() {
        "email" => app::quality::fix_email(app, scope, debtor, &typed.email).await,
        "echeance" => {
            let day = day::read(&typed.jour, app.today(), Missing::ThisYear);
            let (Ok(item), Some(day)) = (typed.poste.parse::<OpenItemId>(), day) else {
                return Ok(back(&to, Tone::Late, &t!("quality-bad-date")));
            };
            app::accounts::set_due(app, scope, item, day).await
        }
        "champs" => app::quality::fix_fields(app, scope, debtor, &typed.fields()).await.map(|_| ()),
        _ => return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))),
    };
    match done {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("quality-fixed"))),
        Err(error) => refused(&to, error),
    }
}

/// Sets one row aside.
pub async fn ignore(State(site): State<Site>, session: Session, Form(typed): Form<Fixed>) -> Answer {
    let to = typed.back_to();
    let kind = typed.rest.get("probleme").and_then(|code| IssueKind::from_code(code));
    let (Ok(debtor), Some(kind)) = (typed.debiteur.parse::<DebtorId>(), kind) else {
        return Ok(back(&to, Tone::Late, &t!("error-bad-request-text")));
    };
    match app::quality::ignore(site.app(), &session.scope, kind, debtor, typed.poste.parse().ok(), &typed.motif).await {
        Ok(until) => Ok(back(&to, Tone::Ok, &t!("quality-ignored", date = locale::date(until)))),
        Err(error) => refused(&to, error),
    }
}
