//! Letters that a person posts: the list, the batch that is printed, the day on which they left.

use app::Permission;
use app::post::{self, Board, Desk, Filter, MOST, Order, PER_PAGE, Postable, Posting, Printing, Refused, Which};
use app::text::locale;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::dunning::{ActionState, Template};
use domain::ids::{ActionId, PrintRunId};
use maud::{Markup, html};
use serde::Deserialize;

use super::day::{self, Missing};
use super::parts::{at, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::{date, short_date};
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/courriers";

/// The address's parameters.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    voir: String,
    #[serde(default)]
    envoi: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let which = match self.voir.as_str() {
            "postes" => Which::Posted,
            "suivis" => Which::Followed,
            _ => Which::ToPost,
        };
        let kind = if matches!(self.envoi.as_str(), "letter" | "registered" | "electronic") { self.envoi.clone() } else { String::new() };
        Filter { which, kind, words: self.q.clone() }
    }

    fn order(&self) -> Order {
        match self.tri.as_str() {
            "nom" => Order::Name,
            "montant" => Order::Amount,
            _ => Order::Day,
        }
    }

    fn link(&self) -> Link {
        Link::new(HERE).with("voir", &self.voir).with("envoi", &self.envoi).with("q", &self.q).with("tri", &self.tri)
    }
}

/// The list.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let page = asked.page.parse().unwrap_or(1);
    let board = post::board(site.app(), &session.scope, &asked.filter(), asked.order(), page).await?;
    let today = site.app().today();
    let desk = post::desk(site.app(), &session.scope).await?;
    let electronic = post::electronic_price(site.app(), &session.scope).await?;
    let sub = html! { (t!("letters-sub", count = board.to_post)) };
    let body = html! {
        (head(&t!("letters-title"), &sub, &html! { a.btn href="/ce-soir" { (t!("nav-tonight")) } }))
        (views(&asked, &board))
        (filters(&asked))
        (summary(&board))
        @if board.lines.is_empty() { (nothing(&asked)) } @else {
            @if asked.filter().which == Which::ToPost { (to_post(&board, &asked, &session, today, desk.as_ref(), electronic)) } @else {
                section.card.flush { h2.sr { (t!("letters-title")) } (table(&board.lines, today, false)) }
            }
            (Pager { page, per_page: PER_PAGE, total: board.total }.render(&asked.link()))
        }
        @if !board.runs.is_empty() { (runs(&board)) }
    };
    framed(&site, &session, Sheet::new(t!("letters-title"), Section::Tonight, body)).await
}

fn views(asked: &Asked, board: &Board) -> Markup {
    let shown = [
        ("", t!("letters-to-post"), Some(board.to_post)),
        ("suivis", t!("letters-followed"), Some(board.followed)),
        ("postes", t!("letters-posted"), None),
    ];
    html! {
        nav.views aria-label=(t!("letters-views")) {
            @for (key, word, count) in &shown {
                a href=(asked.link().with("voir", key)) aria-current=[(asked.voir == *key).then_some("page")] { (word) @if let Some(count) = count { " " span.n { (locale::thousands(*count)) } } }
            }
        }
    }
}

fn filters(asked: &Asked) -> Markup {
    let kinds = [
        ("", t!("letters-all-kinds")),
        ("letter", t!("letters-plain")),
        ("registered", t!("letters-registered")),
        ("electronic", t!("letters-electronic-kind")),
    ]
    .map(|(key, word)| (key.to_owned(), word));
    let orders = [("", t!("letters-by-day")), ("nom", t!("letters-by-name")), ("montant", t!("letters-by-amount"))]
        .map(|(key, word)| (key.to_owned(), word));
    html! {
        form.filters method="get" action=(HERE) data-auto="" {
            @if !asked.voir.is_empty() { input type="hidden" name="voir" value=(asked.voir); }
            div.field.grow { label for="q" { (t!("letters-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("envoi", &t!("letters-kind"), &kinds, &asked.envoi))
            (select("tri", &t!("letters-order"), &orders, &asked.tri))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

/// How many, how much, how many pages are printed of them.
fn summary(board: &Board) -> Markup {
    let printed: i64 = board.counts.iter().map(|count| count.printed).sum();
    let pages: i64 = board.counts.iter().map(|count| count.pages).sum();
    html! {
        div.figures {
            div.figure { span.label { (t!("letters-count")) } span.value { (locale::thousands(board.total)) } }
            @for (currency, net) in post::totals(&board.counts) { div.figure { span.label { (t!("letters-net")) } span.value { (amount(net, currency)) } } }
            div.figure { span.label { (t!("letters-printed")) } span.value { (locale::thousands(printed.unsigned_abs())) } small { (t!("letters-pages", count = pages)) } }
        }
    }
}

fn nothing(asked: &Asked) -> Markup {
    if !asked.q.is_empty() || !asked.envoi.is_empty() {
        return empty(&t!("letters-none-title"), &t!("letters-none-text"), None);
    }
    match asked.filter().which {
        Which::ToPost => empty(
            &t!("letters-empty-title"),
            &t!("letters-empty-text"),
            Some(&html! { a.btn.go href="/scenarios" { (t!("letters-empty-do")) } }),
        ),
        Which::Posted => empty(&t!("letters-posted-empty-title"), &t!("letters-posted-empty-text"), None),
        Which::Followed => empty(&t!("letters-followed-empty-title"), &t!("letters-followed-empty-text"), None),
    }
}

/// The list with what can be done on it: one form, whose buttons say what.
fn to_post(board: &Board, asked: &Asked, session: &Session, today: domain::Date, desk: Option<&Desk>, electronic: Option<i64>) -> Markup {
    if !session.may(Permission::ApproveMessages) {
        return html! { section.card.flush { h2.sr { (t!("letters-title")) } (table(&board.lines, today, false)) } };
    }
    html! {
        form method="post" action={ (HERE) "/imprimer" } {
            @for (name, value) in [("voir", &asked.voir), ("envoi", &asked.envoi), ("q", &asked.q), ("tri", &asked.tri)] { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
            section.card.flush { h2.sr { (t!("letters-title")) } (table(&board.lines, today, true)) }
            div.grid.two {
                section.card.stack {
                    header { h2 { (t!("letters-print")) } }
                    p.muted.scripted data-tally="a" data-word=(t!("letters-chosen")) aria-live="polite" {}
                    label.check { input type="checkbox" name="verso" value="oui" checked; span { (t!("letters-duplex")) } }
                    label.check { input type="checkbox" name="intercalaire" value="oui"; span { (t!("letters-separators")) } }
                    label.check { input type="checkbox" name="anew" value="oui"; span { (t!("letters-afresh")) } }
                    div.acts {
                        button.btn.go type="submit" { (icon(Icon::Document)) (t!("letters-print-chosen")) }
                        button.btn type="submit" name="tout" value="oui" { (t!("letters-print-all", count = board.total.min(u64::try_from(MOST).unwrap_or(u64::MAX)))) }
                    }
                }
                section.card.stack {
                    header { h2 { (t!("letters-mark")) } }
                    p.muted { (t!("letters-mark-help")) }
                    (day::field("le", "le", &html! { (t!("letters-posted-on")) }, &day::shown(today)))
                    div.acts { button.btn type="submit" formaction={ (HERE) "/postes" } { (icon(Icon::Done)) (t!("letters-mark-chosen")) } }
                }
                @if let Some(desk) = desk { (hand_over_card(desk)) }
                @if let Some(mills) = electronic { (electronic_card(mills)) }
            }
        }
    }
}

/// What the service takes, and the button that hands the chosen letters to it.
fn hand_over_card(desk: &Desk) -> Markup {
    let kinds = [(t!("letters-plain"), desk.letters), (t!("letters-registered"), desk.registered)];
    html! {
        section.card.stack #prestataire {
            header { h2 { (t!("letters-hand-over")) } }
            p.muted { (t!("letters-hand-over-help", service = desk.name.as_str())) }
            dl.kv.wide {
                @for (word, mills) in &kinds {
                    dt { (word) } dd { @match mills { Some(0) => (t!("carrier-way-service")), Some(mills) => { (t!("carrier-way-service")) " · " (app::text::sms::price(*mills)) } None => (t!("carrier-way-hand")) } }
                }
            }
            @if desk.letters.is_some() || desk.registered.is_some() {
                div.acts { button.btn type="submit" formaction={ (HERE) "/confier" } { (icon(Icon::Send)) (t!("letters-hand-over-do", service = desk.name.as_str())) } }
            }
        }
    }
}

/// What an electronic registered letter is, and the button that sends the chosen ones so.
fn electronic_card(mills: i64) -> Markup {
    html! {
        section.card.stack #electronique {
            header { h2 { (t!("letters-electronic")) } }
            p.muted { (t!("letters-electronic-help")) @if mills > 0 { " " (app::text::sms::price(mills)) } }
            div.field { label for="code" { (t!("letters-electronic-code")) " " span.muted { (t!("field-optional")) } } input #code name="code" inputmode="numeric" maxlength="12" autocomplete="one-time-code"; small { (t!("letters-electronic-code-help")) } }
            div.acts { button.btn type="submit" formaction={ (HERE) "/electronique" } { (icon(Icon::Send)) (t!("letters-electronic-do")) } }
        }
    }
}

fn kind_word(line: &Postable) -> String {
    let is_notice = line.template == Template::PrepareFormalNotice.code();
    match (is_notice, line.channel) {
        (true, domain::dunning::Channel::Electronic) => t!("letters-notice-electronic"),
        (true, _) => t!("letters-notice"),
        (false, domain::dunning::Channel::Registered) => t!("letters-registered"),
        (false, domain::dunning::Channel::Electronic) => t!("letters-electronic-kind"),
        (false, _) => t!("letters-plain"),
    }
}

fn table(lines: &[Postable], today: domain::Date, chooses: bool) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("letters-title")) }
            thead { tr {
                @if chooses { th scope="col" { label.check.scripted { input type="checkbox" data-all="a" aria-label=(t!("letters-choose-page")); } span.sr { (t!("letters-choose")) } } }
                th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("letters-kind")) } th scope="col" { (t!("column-day")) }
                th.r scope="col" { (t!("column-asked")) } th scope="col" { (t!("column-state")) }
            } }
            tbody { @for line in lines { (row(line, today, chooses)) } }
        }
    }
}

fn row(line: &Postable, today: domain::Date, chooses: bool) -> Markup {
    let (_, code, name) = &line.debtor;
    html! {
        tr data-row="" {
            @if chooses { td { label.check { input type="checkbox" name="a" value=(line.action) data-cents=(line.asked.0) data-currency=(line.currency.code()) aria-label=(t!("letters-choose-one", name = name.as_str())); } } }
            td.lead { a.open href={ "/actions/" (line.action) } { (name) } small { (code) @if !line.town.is_empty() { " · " (line.town) } } }
            td data-label=(t!("letters-kind")) { (kind_word(line)) @if !line.tracking.is_empty() { small { (line.tracking) } } }
            td data-label=(t!("column-day")) { (short_date(line.business_date, today)) }
            td.r.key { (amount(line.asked, line.currency)) }
            td data-label=(t!("column-state")) { (state(line)) }
        }
    }
}

fn state(line: &Postable) -> Markup {
    html! {
        @if line.state == ActionState::ToDo && line.carrier_state.may_have_it() {
            (pill(Tone::Late, &t!("letters-doubtful")))
        } @else if line.state == ActionState::ToDo && line.carrier_state == post::CarrierState::Failed {
            (pill(Tone::Late, &t!("letters-refused"))) @if !line.carrier_note.is_empty() { small { (line.carrier_note) } }
        } @else if line.state == ActionState::ToDo {
            @match line.printed {
                Some((_, on, pages)) => { (pill(Tone::Accent, &t!("letters-is-printed"))) small { (date(on)) " · " (t!("letters-pages", count = pages)) } }
                None => (pill(Tone::Soon, &t!("letters-not-printed"))),
            }
        } @else if let Some(event) = line.last_event {
            (pill(if event.is_final() && event != domain::post::PostalEvent::Delivered { Tone::Late } else { Tone::Ok }, &app::text::post::postal_event(event)))
            @if let Some(on) = line.posted_on { small { (t!("letters-posted-day")) " " (date(on)) } }
        } @else {
            (pill(Tone::Ok, &t!("letters-is-posted"))) @if let Some(on) = line.posted_on { small { (date(on)) } }
        }
    }
}

fn runs(board: &Board) -> Markup {
    html! {
        section.card.flush #tirages {
            header { h2 { (t!("letters-runs")) } span.muted { (t!("letters-runs-sub")) } }
            table.table.cards {
                caption.sr { (t!("letters-runs")) }
                thead { tr { th scope="col" { (t!("column-when")) } th.r scope="col" { (t!("letters-count")) } th.r scope="col" { (t!("letters-sheets")) } th scope="col" { (t!("letters-by")) } } }
                tbody { @for run in &board.runs { tr data-row="" {
                    td.lead { a.open href={ (HERE) "/tirages/" (run.id) } { (at(run.made_at)) } }
                    td.r data-label=(t!("letters-count")) { (run.letters) }
                    td.r data-label=(t!("letters-sheets")) { (run.sheets) }
                    td data-label=(t!("letters-by")) { (run.actor) }
                } } }
            }
        }
    }
}

/// What a form of letters holds: a field may stand several times.
struct Chosen(Vec<(String, String)>);

impl Chosen {
    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    fn ids(&self) -> Vec<ActionId> {
        self.0.iter().filter(|(name, _)| name == "a").filter_map(|(_, value)| value.parse().ok()).collect()
    }

    fn asked(&self) -> Asked {
        let of = |name: &str| self.text(name).to_owned();
        Asked { voir: of("voir"), envoi: of("envoi"), q: of("q"), tri: of("tri"), page: String::new() }
    }
}

/// Prints the chosen letters, or all of the list.
pub async fn print(State(site): State<Site>, session: Session, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let chosen = Chosen(pairs);
    let asked = chosen.asked();
    let ids =
        if chosen.has("tout") { post::all_of(site.app(), &session.scope, &asked.filter(), asked.order()).await? } else { chosen.ids() };
    let printing =
        Printing { duplex: chosen.has("verso"), separators: chosen.has("intercalaire"), afresh: chosen.has("anew"), electronic: false };
    let printed = match post::print(site.app(), &session.scope, &ids, printing).await {
        Ok(printed) => printed,
        Err(error) if error.status() == 422 => return Ok(back(&asked.link().to_string(), Tone::Late, &error.french())),
        Err(error) => return Err(Failure::from(error)),
    };
    let done = t!("letters-printed-done", letters = printed.letters, sheets = printed.sheets);
    match printed.run {
        Some(run) if printed.refused.is_empty() => Ok(back(&format!("{HERE}/tirages/{run}"), Tone::Ok, &done)),
        run => {
            let acts = html! { @if let Some(run) = run { a.btn.go href={ (HERE) "/tirages/" (run) } { (t!("letters-see-run")) } } a.btn href=(asked.link()) { (t!("letters-back")) } };
            left_out(&site, &session, &if run.is_some() { done } else { t!("letters-printed-none") }, &printed.refused, &acts).await
        }
    }
}

/// What was done and what was not, with the reasons.
async fn left_out(site: &Site, session: &Session, done: &str, refused: &[Refused], acts: &Markup) -> Answer {
    let body = html! {
        (head(&t!("letters-title"), &html! { (done) }, acts))
        (flash(Tone::Soon, &html! { (t!("letters-left-out", count = refused.len())) }))
        section.card.flush {
            header { h2 { (t!("letters-left-out-title")) } }
            table.table.cards {
                caption.sr { (t!("letters-left-out-title")) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("letters-why")) } } }
                tbody { @for line in refused { tr data-row="" { td.lead { a.open href={ "/actions/" (line.action) } { (line.name) } } td.long data-label=(t!("letters-why")) { (line.reason) } } } }
            }
        }
    };
    framed(site, session, Sheet::new(t!("letters-title"), Section::Tonight, body)).await
}

/// Says that the chosen letters were posted.
pub async fn mark(State(site): State<Site>, session: Session, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let chosen = Chosen(pairs);
    let to = match chosen.text("tirage") {
        "" => chosen.asked().link().to_string(),
        run => match run.parse::<PrintRunId>() {
            Ok(run) => format!("{HERE}/tirages/{run}"),
            Err(_) => return Ok(WebError::BadRequest.into_response()),
        },
    };
    let today = site.app().today();
    let on = if chosen.has("le") { day::read(chosen.text("le"), today, Missing::ThisYear) } else { Some(today) };
    let Some(on) = on else { return Ok(back(&to, Tone::Late, &t!("bad-date"))) };
    let letters: Vec<(ActionId, String)> = chosen.ids().into_iter().map(|id| (id, chosen.text(&format!("n-{id}")).to_owned())).collect();
    let posting = Posting { on, gone: chosen.text("partie").to_owned() };
    match post::mark_posted(site.app(), &session.scope, &letters, &posting).await {
        Ok(posted) if posted.refused.is_empty() => Ok(back(&to, Tone::Ok, &t!("letters-marked", count = posted.letters))),
        Ok(posted) => {
            let acts = html! { a.btn href=(to) { (t!("letters-back")) } };
            left_out(&site, &session, &t!("letters-marked", count = posted.letters), &posted.refused, &acts).await
        }
        Err(error) if error.status() == 422 => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Hands the chosen letters to the service that is set.
pub async fn hand_over(State(site): State<Site>, session: Session, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let chosen = Chosen(pairs);
    let to = chosen.asked().link().to_string();
    // A letter is handed over whole, even when the reader leaves the page or it takes too long.
    let (app, scope, ids) = (site.app().clone(), session.scope.clone(), chosen.ids());
    let handing = tokio::spawn(async move { post::hand_over(&app, &scope, &ids).await });
    match handing.await.unwrap_or(Err(app::AppError::Conflict("letter"))) {
        Ok(done) if done.refused.is_empty() => Ok(back(&to, Tone::Ok, &t!("letters-handed", count = done.letters))),
        Ok(done) => {
            let acts = html! { a.btn href=(to) { (t!("letters-back")) } };
            left_out(&site, &session, &t!("letters-handed", count = done.letters), &done.refused, &acts).await
        }
        Err(error) if error.status() == 422 => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Sends the chosen registered letters electronically.
pub async fn send_electronically(State(site): State<Site>, session: Session, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let chosen = Chosen(pairs);
    let to = chosen.asked().link().to_string();
    // As above: a letter is sent whole, even when the reader leaves the page.
    let (app, scope, ids, code) = (site.app().clone(), session.scope.clone(), chosen.ids(), chosen.text("code").to_owned());
    let sending = tokio::spawn(async move { post::send_electronically(&app, &scope, &ids, &code).await });
    match sending.await.unwrap_or(Err(app::AppError::Conflict("letter"))) {
        Ok(done) if done.refused.is_empty() => Ok(back(&to, Tone::Ok, &t!("letters-electronic-done", count = done.letters))),
        Ok(done) => {
            let acts = html! { a.btn href=(to) { (t!("letters-back")) } };
            left_out(&site, &session, &t!("letters-electronic-done", count = done.letters), &done.refused, &acts).await
        }
        Err(error) if error.status() == 422 => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// A batch that was printed.
pub async fn run(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<PrintRunId>() else { return Ok(WebError::NotFound.into_response()) };
    let (run, actions) = post::run(site.app(), &session.scope, id).await?;
    let today = site.app().today();
    let mut lines = Vec::with_capacity(actions.len());
    for action in actions {
        let seen = app::message::message(site.app(), &session.scope, action).await?.action;
        let letter = post::of_action(site.app(), &session.scope, action).await?;
        lines.push((seen, letter));
    }
    let waiting = lines.iter().filter(|(action, _)| action.state == ActionState::ToDo).count();
    let pdf = format!("{HERE}/tirages/{id}/courriers.pdf");
    let acts = html! { a.btn.go href=(pdf) { (icon(Icon::Document)) (t!("letters-open-pdf")) } a.btn href=(HERE) { (t!("letters-back")) } };
    let sub = html! { (at(run.made_at)) " · " (run.actor) " · " (t!("letters-run-sub", letters = run.letters, sheets = run.sheets)) @if run.duplex { " · " (t!("letters-run-duplex")) } };
    let may = session.may(Permission::ApproveMessages) && waiting > 0;
    let body = html! {
        (head(&t!("letters-run-title"), &sub, &acts))
        form method="post" action={ (HERE) "/postes" } {
            input type="hidden" name="tirage" value=(id);
            section.card.flush {
                header { h2 { (t!("letters-in-run")) } span.muted { (t!("letters-run-waiting", count = waiting)) } }
                (run_table(&lines, may, today))
            }
            @if may {
                section.card.stack {
                    header { h2 { (t!("letters-mark")) } }
                    p.muted { (t!("letters-mark-help")) }
                    (day::field("le", "le", &html! { (t!("letters-posted-on")) }, &day::shown(today)))
                    div.field { label for="partie" { (t!("letters-gone")) " " span.muted { (t!("field-optional")) } } input #partie name="partie" maxlength="300"; small { (t!("letters-gone-help")) } }
                    div.acts { button.btn.go type="submit" { (icon(Icon::Done)) (t!("letters-mark-chosen")) } }
                }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("letters-run-title"), Section::Tonight, body)).await
}

fn run_table(lines: &[(app::dashboard::ActionLine, Option<post::LetterView>)], may: bool, today: domain::Date) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("letters-in-run")) }
            thead { tr { @if may { th scope="col" { span.sr { (t!("letters-choose")) } } } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("letters-kind")) } th scope="col" { (t!("letters-number")) } th.r scope="col" { (t!("column-asked")) } th scope="col" { (t!("column-state")) } } }
            tbody { @for (action, view) in lines {
                @let waits = action.state == ActionState::ToDo;
                @let letter = view.as_ref().and_then(|view| view.letter.as_ref());
                tr data-row="" {
                    @if may { td { @if waits { label.check { input type="checkbox" name="a" value=(action.id) checked aria-label=(t!("letters-choose-one", name = action.debtor_name.as_str())); } } } }
                    td.lead { a.open href={ "/actions/" (action.id) } { (action.debtor_name) } small { (action.debtor_code) " · " (short_date(action.business_date, today)) } }
                    td data-label=(t!("letters-kind")) { @if let Some(view) = view { (app::text::post::letter_kind(view.kind)) } }
                    td data-label=(t!("letters-number")) {
                        @if may && waits && view.as_ref().is_some_and(|view| view.kind.is_registered()) { input name={ "n-" (action.id) } maxlength="48" autocomplete="off" spellcheck="false" placeholder="1A 123 456 7890 1" aria-label=(t!("letters-number-of", name = action.debtor_name.as_str())); }
                        @else if let Some(letter) = letter.filter(|letter| !letter.tracking.is_empty()) { (letter.tracking) }
                    }
                    td.r.key { (amount(action.net, action.currency)) }
                    td data-label=(t!("column-state")) { (super::parts::state_pill(action.state, action.channel)) @if let Some(on) = letter.and_then(|letter| letter.posted_on) { small { (date(on)) } } }
                }
            } }
        }
    }
}

/// The file of a batch, the very bytes that were printed.
pub async fn run_pdf(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<PrintRunId>() else { return Ok(WebError::NotFound.into_response()) };
    let (name, bytes) = post::run_pdf(site.app(), &session.scope, id).await?;
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, format!("inline; filename=\"{name}\""))], bytes)
        .into_response())
}
