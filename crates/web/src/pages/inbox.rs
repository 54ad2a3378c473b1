//! Receipts: bank lines on the left, what they may pay on the right.

use app::matching_desk::{self as desk, Assignment, Filter, Line, LineSort, Lines, LinesQuery, Proposal};
use app::text::locale;
use app::{AppError, Permission};
use axum::Form as PlainForm;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use domain::assignment::Rest;
use domain::ids::{DebtorId, OpenItemId, TransactionId};
use domain::ledger::operation::Remainder;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::match_desk::{self, Typed};
use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::empty;
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Lines a page.
const PER_PAGE: u32 = 40;

/// The address's parameters: the list's, and on one line the debtors that were chosen and searched.
type Asked = Vec<(String, String)>;

fn word<'a>(asked: &'a Asked, key: &str) -> &'a str {
    asked.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str())
}

/// What waits longest comes first; of what has been dealt with, the newest.
fn default_sort(filter: Filter) -> &'static str {
    if matches!(filter, Filter::Matched | Filter::Ignored) { "-date" } else { "date" }
}

/// The list as the address asks for it.
struct List {
    query: LinesQuery,
    sort: Sort,
}

impl List {
    fn read(asked: &Asked) -> Self {
        let filter = Filter::from_code(word(asked, "voir")).unwrap_or_default();
        let sort = Sort::read(Some(word(asked, "tri")), &LineSort::ALL.map(LineSort::code), default_sort(filter));
        let query = LinesQuery {
            filter,
            search: word(asked, "q").to_owned(),
            sort: LineSort::from_code(&sort.key).unwrap_or_default(),
            descending: sort.descending,
            page: word(asked, "page").parse().unwrap_or(1),
            per_page: PER_PAGE as usize,
        };
        Self { query, sort }
    }

    /// An address that keeps the list as it is.
    fn link(&self, path: &str) -> Link {
        let filter = if self.query.filter == Filter::default() { "" } else { self.query.filter.code() };
        let page = if self.query.page > 1 { self.query.page.to_string() } else { String::new() };
        let sort =
            if self.sort == Sort::read(None, &["date"], default_sort(self.query.filter)) { String::new() } else { self.sort.to_string() };
        Link::new(path).with("voir", filter).with("q", &self.query.search).with("tri", sort).with("page", page)
    }
}

/// The page: the list, and beside it the first line.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let list = List::read(&asked);
    let lines = desk::lines(site.app(), &session.scope, &list.query).await?;
    let first = lines.page.rows.first().map(|line| line.transaction.id).filter(|_| session.may(Permission::MatchBank));
    let right = match first {
        Some(id) => {
            let desk = desk::desk(site.app(), &session.scope, id, &[], "").await?;
            match_desk::view(&desk, &Typed::default(), &session, &list.link(&format!("/encaissements/{id}")), site.app().today())
        }
        None => html! {},
    };
    framed(&site, &session, sheet(&list, &lines, first, &right, false, &session)).await
}

/// One line, the debtors that may have paid it and their items.
pub async fn one(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    opened(&site, &session, TransactionId(id), &asked, &Typed::default()).await
}

/// The page of one line, with what was typed when it was refused.
async fn opened(site: &Site, session: &Session, id: TransactionId, asked: &Asked, typed: &Typed) -> Answer {
    let list = List::read(asked);
    let chosen: Vec<DebtorId> = asked.iter().filter(|(key, _)| key == "client").filter_map(|(_, id)| id.parse().ok()).collect();
    let desk = desk::desk(site.app(), &session.scope, id, &chosen, word(asked, "chercher")).await?;
    let lines = desk::lines(site.app(), &session.scope, &list.query).await?;
    let mut link = list.link(&format!("/encaissements/{id}"));
    for debtor in &chosen {
        link = link.and("client", debtor);
    }
    let typed = Typed { search: word(asked, "chercher").to_owned(), ..typed.clone() };
    let right = match_desk::view(&desk, &typed, session, &link, site.app().today());
    framed(site, session, sheet(&list, &lines, Some(id), &right, true, session)).await
}

fn sheet(list: &List, lines: &Lines, current: Option<TransactionId>, right: &Markup, opened: bool, session: &Session) -> Sheet {
    let waiting = lines.counts.first().map_or(0, |(_, count)| *count);
    let sub = html! { (t!("inbox-sub", count = waiting)) " · " (t!("inbox-shown", count = lines.page.total)) " " (amount(lines.sum, domain::Currency::EUR)) };
    let acts = html! {
        a.btn.small href="/sources" { (t!("sources-title")) }
        a.btn.small href="/encaissements/memoire" { (t!("memory-title")) }
        a.btn.small href="/encaissements/ibans-virtuels" { (t!("virtual-title")) }
        @if session.may(Permission::Administer) { a.btn.small href="/encaissements/reglages" { (t!("matching-settings-title")) } }
    };
    let body = html! {
        (head(&t!("receipts-title"), &sub, &acts))
        (tabs(list, lines))
        div class={ "match" @if opened { " opened" } } {
            section.card.flush.match-lines {
                h2.sr { (t!("inbox-title")) }
                (filters(list))
                @if lines.page.rows.is_empty() { (nothing(list)) }
                @else { (table(list, lines, current, session)) }
            }
            @if lines.page.rows.is_empty() && !opened { }
            @else { div.match-desk { @if opened { p.match-back { a href=(list.link("/encaissements")) { "← " (t!("match-back")) } } } (right) } }
        }
        script src=(crate::assets::address("matching.js")) defer {}
    };
    Sheet::new(t!("receipts-title"), Section::Inbox, body)
}

fn nothing(list: &List) -> Markup {
    match list.query.filter {
        Filter::Waiting if list.query.search.is_empty() => empty(&t!("inbox-empty-title"), &t!("inbox-empty-text"), None),
        _ => empty(&t!("lines-empty-title"), &t!("lines-empty-text"), None),
    }
}

fn filter_word(filter: Filter) -> String {
    match filter {
        Filter::Waiting => t!("lines-waiting"),
        Filter::Unknown => t!("lines-unknown"),
        Filter::Proposed => t!("lines-proposed"),
        Filter::Matched => t!("lines-matched"),
        Filter::Ignored => t!("lines-ignored"),
    }
}

fn tabs(list: &List, lines: &Lines) -> Markup {
    html! {
        nav.views aria-label=(t!("filter-show")) {
            @for (filter, count) in &lines.counts {
                a href=(Link::new("/encaissements").with("voir", if *filter == Filter::default() { "" } else { filter.code() }).with("q", &list.query.search))
                    aria-current=[(*filter == list.query.filter).then_some("page")] { (filter_word(*filter)) " " span.n { (locale::thousands(*count as u64)) } }
            }
        }
    }
}

fn filters(list: &List) -> Markup {
    let sorts = [
        ("date".to_owned(), t!("sort-oldest")),
        ("-date".to_owned(), t!("sort-newest")),
        ("-montant".to_owned(), t!("sort-largest")),
        ("montant".to_owned(), t!("sort-smallest")),
        ("payeur".to_owned(), t!("sort-payer")),
    ];
    html! {
        form.filters.inset method="get" action="/encaissements" data-auto="" {
            @if list.query.filter != Filter::default() { input type="hidden" name="voir" value=(list.query.filter.code()); }
            div.field.grow { label for="q" { (t!("filter-search-line")) } input #q type="search" name="q" value=(list.query.search); }
            (select("tri", &t!("filter-sort"), &sorts, &list.sort.to_string()))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn table(list: &List, lines: &Lines, current: Option<TransactionId>, session: &Session) -> Markup {
    let pager = Pager { page: u32::try_from(lines.page.page).unwrap_or(1), per_page: PER_PAGE, total: lines.page.total as u64 };
    html! {
        table.table.lines {
            caption.sr { (t!("inbox-title")) }
            thead.sr { tr { th scope="col" { (t!("column-label")) } th scope="col" { (t!("column-amount")) } } }
            tbody {
                @for line in &lines.page.rows {
                    @let id = line.transaction.id;
                    tr data-row="" aria-current=[(current == Some(id)).then_some("true")] {
                        td { (label(list, line, session)) }
                        td.r { strong { (amount(line.transaction.amount, line.transaction.currency)) } small { (date(line.transaction.booked_on)) } }
                    }
                }
            }
        }
        div.inset { (pager.render(&list.link("/encaissements").without("page"))) }
    }
}

fn label(list: &List, line: &Line, session: &Session) -> Markup {
    let payer = match_desk::payer(&line.transaction);
    html! {
        @if session.may(Permission::MatchBank) { a.open href=(list.link(&format!("/encaissements/{}", line.transaction.id))) { strong { (payer) } } }
        @else { strong { (payer) } }
        @if payer.trim() != line.transaction.label.trim() { small.clip { (line.transaction.label) } }
        small { (state(line)) }
    }
}

/// In one line: the best lead, or what became of it.
fn state(line: &Line) -> Markup {
    let best: Option<&Proposal> = line.proposals.first();
    html! {
        @match (line.state, best) {
            ("to_identify", Some(best)) if line.is_proposed => { (pill(Tone::Accent, &t!("line-proposed", confidence = best.confidence))) " " (best.debtor_name) },
            ("to_identify", Some(best)) => { (pill(Tone::Neutral, &t!("line-lead"))) " " (best.debtor_name) },
            ("to_identify", None) => (pill(Tone::Soon, &t!("line-unknown"))),
            ("ignored", _) => { (pill(Tone::Neutral, &t!("state-ignored"))) " " (line.note) },
            ("booked", _) => { (pill(Tone::Neutral, &t!("state-booked"))) @for (_, name, _) in &line.debtors { " " (name) } },
            _ => { (pill(Tone::Ok, &t!("line-matched"))) @for (_, name, _) in &line.debtors { " " (name) } },
        }
    }
}

fn told(result: Result<(), AppError>, path: &str, done: &str) -> Answer {
    match result {
        Ok(()) => Ok(back(path, Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back("/encaissements", Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What a person says a line pays, as the form carries it: `item` for each choice, `montant-ID` for its amount.
type Form1 = Vec<(String, String)>;

fn assignment(line: TransactionId, typed: &Form1) -> Result<Assignment, AppError> {
    let invalid = |reason: String| AppError::Invalid { field: "parts", reason };
    let mut parts = Vec::new();
    for id in typed.iter().filter(|(key, _)| key == "item").filter_map(|(_, id)| id.parse::<OpenItemId>().ok()) {
        let text = word(typed, &format!("montant-{id}"));
        let cents = crate::typed::plain_amount(text).map_err(invalid)?;
        parts.push((id, cents));
    }
    let is_kept = !word(typed, "seul").is_empty();
    // To keep money on the account is to give it no name.
    let name = Remainder::from_code(word(typed, "reste")).filter(|_| !is_kept);
    let rest = Rest { debtor: word(typed, "compte").parse().ok(), name };
    if parts.is_empty() && !is_kept {
        return Err(invalid(t!("match-nothing-chosen")));
    }
    Ok(Assignment { transaction: line, parts, rest, reason: word(typed, "motif").to_owned(), confirmed: None })
}

/// Puts a line on items; what was typed stays when it is refused.
pub async fn identify(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Form1>) -> Answer {
    let wanted = assignment(TransactionId(id), &typed);
    let result = match wanted {
        Ok(wanted) => desk::assign(site.app(), &session.scope, &wanted).await,
        Err(error) => Err(error),
    };
    match result {
        Err(error) if error.status() == 422 => {
            let typed = Typed { form: typed.clone(), error: error.french(), ..Typed::default() };
            let asked: Asked = typed.form.iter().filter(|(key, _)| key == "client").cloned().collect();
            opened(&site, &session, TransactionId(id), &asked, &typed).await
        }
        result => told(result, &done_path(&typed), &t!("identified-done")),
    }
}

/// Where the list goes on.
fn done_path(typed: &Form1) -> String {
    let query = word(typed, "retour");
    // Only our own list: its address is made anew from its parts.
    let uri = format!("/encaissements?{query}").parse().unwrap_or_default();
    let asked: Asked = Query::try_from_uri(&uri).map(|Query(asked)| asked).unwrap_or_default();
    List::read(&asked).link("/encaissements").to_string()
}

/// A proposal that a person accepts.
#[derive(Debug, Deserialize)]
pub struct Accepted {
    debtor: Uuid,
    #[serde(default)]
    item: Vec<Uuid>,
    #[serde(default)]
    retour: String,
}

/// Accepts a proposal as it was shown; one that has changed since is shown anew.
pub async fn accept(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Accepted>) -> Answer {
    let items: Vec<OpenItemId> = typed.item.into_iter().map(OpenItemId).collect();
    let result = desk::accept(site.app(), &session.scope, TransactionId(id), DebtorId(typed.debtor), &items).await;
    told(result, &done_path(&vec![("retour".to_owned(), typed.retour)]), &t!("identified-done"))
}

/// What may be typed beside a button.
#[derive(Debug, Default, Deserialize)]
pub struct Note {
    #[serde(default)]
    note: String,
}

/// Says that a line concerns no debtor.
pub async fn ignore(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, PlainForm(typed): PlainForm<Note>) -> Answer {
    told(desk::ignore(site.app(), &session.scope, TransactionId(id), &typed.note).await, "/encaissements", &t!("ignored-done"))
}

/// Takes a decision back.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(desk::undo(site.app(), &session.scope, TransactionId(id)).await, &format!("/encaissements/{id}"), &t!("undone-done"))
}

/// Makes a decision again that was taken back.
pub async fn redo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(desk::redo(site.app(), &session.scope, TransactionId(id)).await, &format!("/encaissements/{id}"), &t!("identified-done"))
}

/// The payment of the accounting that a line is.
#[derive(Debug, Deserialize)]
pub struct Booked {
    paiement: Uuid,
}

/// Says that the accounting holds a line's payment.
pub async fn booked(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, PlainForm(typed): PlainForm<Booked>) -> Answer {
    let result = desk::mark_booked(site.app(), &session.scope, TransactionId(id), OpenItemId(typed.paiement)).await;
    told(result, &format!("/encaissements/{id}"), &t!("booked-done"))
}
