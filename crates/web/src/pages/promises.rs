//! Promises to pay: what was broken first, what is due, what is to come, as a list and as a month.

use app::Permission;
use app::promises::{Board, Line, PER_PAGE, PromisesQuery, Sorted, Tab, TabCount};
use app::text::locale::{self, ShownIn as _};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::{Datelike as _, Months};
use domain::promise::{Reliability, Standing};
use domain::{Date, calendar};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{select, sort_head};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::{date, days_late};
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The list's address.
pub(super) const HERE: &str = "/promesses";

/// The columns by which the list may be sorted.
const SORTS: [&str; 4] = ["jour", "montant", "debiteur", "recue"];

/// The address's parameters.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    voir: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    suivi: String,
    #[serde(default)]
    tri: String,
    #[serde(default)]
    mois: String,
    #[serde(default)]
    page: String,
}

fn key(tab: Tab) -> &'static str {
    match tab {
        Tab::Broken => "rompues",
        Tab::Due => "echues",
        Tab::Coming => "a-venir",
        Tab::Kept => "tenues",
        Tab::Every => "toutes",
    }
}

fn word(tab: Tab) -> String {
    match tab {
        Tab::Broken => t!("promises-broken"),
        Tab::Due => t!("promises-due"),
        Tab::Coming => t!("promises-coming"),
        Tab::Kept => t!("promises-kept"),
        Tab::Every => t!("promises-every"),
    }
}

impl Asked {
    /// The tab that is asked for; without one, broken promises lead as long as there are any.
    fn tab(&self) -> Option<Tab> {
        Tab::ALL.into_iter().find(|tab| key(*tab) == self.voir)
    }

    fn sort(&self) -> Sort {
        Sort::read(Some(self.tri.as_str()), &SORTS, "jour")
    }

    fn query(&self, tab: Tab, per_page: u32) -> PromisesQuery {
        let sort = self.sort();
        PromisesQuery {
            tab,
            words: self.q.clone(),
            collector: self.suivi.clone(),
            sorted: match sort.key.as_str() {
                "montant" => Sorted::Amount,
                "debiteur" => Sorted::Debtor,
                "recue" => Sorted::Made,
                _ => Sorted::Day,
            },
            descending: sort.descending,
            page: self.page.parse().unwrap_or(1).max(1),
            per_page,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("voir", &self.voir).with("q", &self.q).with("suivi", &self.suivi).with("tri", &self.tri)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(mut asked): Query<Asked>) -> Answer {
    if asked.voir == "calendrier" {
        return month(&site, &session, &asked).await;
    }
    let mut tab = asked.tab().unwrap_or_default();
    let mut board = app::promises::board(site.app(), &session.scope, &asked.query(tab, PER_PAGE)).await?;
    if asked.tab().is_none() && board.total == 0 {
        tab = Tab::Coming;
        board = app::promises::board(site.app(), &session.scope, &asked.query(tab, PER_PAGE)).await?;
    }
    key(tab).clone_into(&mut asked.voir);
    let body = view(&board, &asked, tab, &session, site.app().today());
    framed(&site, &session, Sheet::new(t!("nav-promises"), Section::Promises, body)).await
}

/// The same as a table for a spreadsheet, all pages in one.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let query = PromisesQuery { page: 1, ..asked.query(asked.tab().unwrap_or(Tab::Every), u32::MAX) };
    let board = app::promises::board(site.app(), &session.scope, &query).await?;
    let name = format!("attachment; filename=\"promesses-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::promises::csv(&board)).into_response())
}

/// The promises that are waited for, for a calendar program.
pub async fn ics(State(site): State<Site>, session: Session) -> Answer {
    let text = app::promises::calendar(site.app(), &session.scope).await?;
    let name = "attachment; filename=\"promesses.ics\"".to_owned();
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

fn sums(count: &TabCount) -> Markup {
    html! { @for (at, (currency, sum)) in count.sums.iter().enumerate() { @if at > 0 { " + " } (amount(*sum, *currency)) } }
}

/// A share in ten-thousandths, in per cent to the tenth; what is not whole never reads as 100 %.
pub(super) fn share(share: Option<u64>) -> String {
    let tenths = |share: u64| if share < 10_000 { ((share + 5) / 10).min(999) } else { share / 10 };
    share.map(tenths).map_or_else(|| "–".to_owned(), |tenths| locale::percent(format!("{},{}", tenths / 10, tenths % 10)))
}

fn tabs(asked: &Asked, counts: &[TabCount]) -> Markup {
    html! {
        nav.views aria-label=(t!("promises-views")) {
            @for (tab, count) in Tab::ALL.into_iter().zip(counts) {
                a href=(asked.link(HERE).with("voir", key(tab))) aria-current=[(asked.voir == key(tab)).then_some("page")] { (word(tab)) " " span.n { (locale::thousands(count.count)) } }
            }
            a href=(Link::new(HERE).with("voir", "calendrier")) aria-current=[(asked.voir == "calendrier").then_some("page")] { (t!("promises-calendar")) }
        }
    }
}

fn acts(session: &Session) -> Markup {
    html! {
        a.btn href="/causes" { (t!("nav-causes")) }
        a.btn href="/objectifs" { (t!("nav-goals")) }
        @if session.may(Permission::RunNight) { a.btn href="/promesses/reglages" { (t!("promises-settings")) } }
    }
}

fn view(board: &Board, asked: &Asked, tab: Tab, session: &Session, today: Date) -> Markup {
    let page: u32 = asked.page.parse().unwrap_or(1).max(1);
    let of = |wanted: Tab| Tab::ALL.iter().position(|tab| *tab == wanted).and_then(|at| board.tabs.get(at)).cloned().unwrap_or_default();
    let (broken, coming) = (of(Tab::Broken), of(Tab::Coming));
    let mut collectors = vec![(String::new(), t!("promises-all-collectors"))];
    collectors.extend(board.collectors.iter().map(|name| (name.clone(), name.clone())));
    html! {
        (head(&t!("nav-promises"), &html! { (t!("promises-sub")) }, &html! {
            a.btn href=(asked.link("/promesses.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
            (acts(session))
        }))
        div.figures {
            a.figure href=(Link::new(HERE).with("voir", key(Tab::Broken))) { span.label { (t!("promises-figure-broken")) } span.value.late[broken.count > 0] { (broken.count) } small { (sums(&broken)) } }
            a.figure href=(Link::new(HERE).with("voir", key(Tab::Coming))) { span.label { (t!("promises-figure-coming")) } span.value { (coming.count) } small { (sums(&coming)) } }
            (kept_figures(&board.reliability))
        }
        (tabs(asked, &board.tabs))
        form.filters method="get" action=(HERE) data-auto="" {
            input type="hidden" name="voir" value=(asked.voir);
            div.field.grow { label for="q" { (t!("promises-search")) } input #q type="search" name="q" value=(asked.q); }
            @if collectors.len() > 2 { (select("suivi", &t!("column-collector"), &collectors, &asked.suivi)) }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if board.lines.is_empty() { (nothing(board, asked)) }
        @else {
            section.card.flush { h2.sr { (word(tab)) } (table(&board.lines, asked, today)) }
            (Pager { page, per_page: PER_PAGE, total: board.total }.render(&asked.link(HERE)))
        }
    }
}

fn kept_figures(reliability: &Reliability) -> Markup {
    html! {
        div.figure title=(t!("promises-kept-how")) { span.label { (t!("promises-figure-kept")) } span.value { (share(reliability.by_number())) } small { (t!("promises-matured", count = reliability.matured())) } }
        div.figure title=(t!("promises-kept-how")) { span.label { (t!("promises-figure-kept-amount")) } span.value { (share(reliability.by_amount())) } small { (amount(reliability.paid, domain::Currency::EUR)) " / " (amount(reliability.promised, domain::Currency::EUR)) } }
    }
}

fn nothing(board: &Board, asked: &Asked) -> Markup {
    if !asked.q.is_empty() || !asked.suivi.is_empty() {
        return empty(&t!("promises-none-title"), &t!("promises-none-text"), None);
    }
    if board.tabs.iter().all(|tab| tab.count == 0) {
        return empty(
            &t!("promises-empty-title"),
            &t!("promises-empty-text"),
            Some(&html! { a.btn.go href="/debiteurs?voir=echus&tri=-echu" { (t!("promises-empty-do")) } }),
        );
    }
    empty(&t!("promises-tab-empty-title"), &t!("promises-tab-empty-text"), None)
}

/// The colour of what became of a promise.
pub(super) fn tone(standing: &Standing) -> Tone {
    match standing {
        Standing::Pending => Tone::Soon,
        Standing::Kept { .. } => Tone::Ok,
        Standing::PartlyKept { .. } | Standing::Broken { .. } => Tone::Late,
        _ => Tone::Neutral,
    }
}

fn items(line: &Line) -> Markup {
    const SHOWN: usize = 3;
    let told: Vec<&str> = line.items.iter().take(SHOWN).map(|(number, _)| number.as_str()).collect();
    let more: usize = line.items.len().saturating_sub(SHOWN);
    html! { (told.join(", ")) @if more > 0 { " " (t!("promises-more-items", count = more)) } }
}

/// What is worth saying beside the state.
fn beside(line: &Line, today: Date) -> Markup {
    html! {
        @match &line.standing {
            Standing::Pending if line.on < today => { small { (t!("promises-grace-until", date = locale::date(line.until))) } }
            Standing::PartlyKept { .. } => { small { (t!("promises-paid-of", paid = line.paid.shown_in(line.currency))) } }
            Standing::Broken { .. } if line.still_owed.is_positive() => { small { (days_late((today - line.on).num_days())) } }
            Standing::Kept { on } => { small { (date(*on)) } }
            Standing::Withdrawn { reason } => { small { (reason) } }
            _ => {}
        }
    }
}

fn table(lines: &[Line], asked: &Asked, today: Date) -> Markup {
    let (sort, link) = (asked.sort(), asked.link(HERE));
    html! {
        table.table.cards {
            caption.sr { (t!("nav-promises")) }
            thead { tr {
                (sort_head(&t!("column-debtor"), "", Some("debiteur"), &sort, &link))
                (sort_head(&t!("promises-column-day"), "", Some("jour"), &sort, &link))
                (sort_head(&t!("promises-column-amount"), "r", Some("montant"), &sort, &link))
                th scope="col" { (t!("promises-column-items")) }
                (sort_head(&t!("promises-column-made"), "", Some("recue"), &sort, &link))
                th scope="col" { (t!("column-state")) }
            } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { a.open href={ (HERE) "/" (line.id) } { (line.name) } small { (line.code) @if !line.collector.is_empty() { " · " (line.collector) } } }
                        td data-label=(t!("promises-column-day")) { (date(line.on)) }
                        td.r.key { strong { (amount(line.amount, line.currency)) } @if line.still_owed.is_positive() && line.still_owed != line.amount { small { (t!("promises-still-owed", amount = line.still_owed.shown_in(line.currency))) } } }
                        td.long data-label=(t!("promises-column-items")) { (items(line)) @if !line.row.note.is_empty() { small { (line.row.note) } } }
                        td data-label=(t!("promises-column-made")) { (date(line.row.made_on)) small { (app::text::promises::way(line.row.way)) @if !line.row.promiser.is_empty() { " · " (line.row.promiser) } } }
                        td data-label=(t!("column-state")) { (pill(tone(&line.standing), &app::text::promises::standing(&line.standing))) (beside(line, today)) }
                    }
                }
            }
        }
    }
}

/// The first day of the month that is asked for.
fn first_of(asked: &str, today: Date) -> Date {
    let this = today.with_day(1).unwrap_or(today);
    let Some((year, month)) = asked.split_once('-') else { return this };
    let year = year.parse::<i32>().ok().filter(|year| (2000..2200).contains(year));
    year.zip(month.parse().ok()).and_then(|(year, month)| Date::from_ymd_opt(year, month, 1)).unwrap_or(this)
}

/// A month of promises.
async fn month(site: &Site, session: &Session, asked: &Asked) -> Answer {
    let today = site.app().today();
    let first = first_of(&asked.mois, today);
    let days = app::promises::month(site.app(), &session.scope, (first.year(), first.month())).await?;
    let counts = app::promises::board(site.app(), &session.scope, &PromisesQuery { per_page: 1, ..PromisesQuery::default() }).await?.tabs;
    let at = |day: Option<Date>| {
        let day = day.unwrap_or(first);
        Link::new(HERE).with("voir", "calendrier").with("mois", format!("{}-{:02}", day.year(), day.month()))
    };
    let name = format!("{} {}", t!("promises-month", month = i64::from(first.month())), first.year());
    let before = i64::from(first.weekday().num_days_from_monday());
    let end = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let weeks = ((end - first).num_days() + before + 6) / 7;
    let body = html! {
        (head(&t!("nav-promises"), &html! { (t!("promises-sub")) }, &acts(session)))
        (tabs(asked, &counts))
        section.card.flush {
            header {
                h2 { (name) }
                nav.acts aria-label=(t!("promises-months")) {
                    a.btn.small href="/promesses.ics" download="promesses.ics" { (t!("promises-ics")) }
                    a.btn.small rel="prev" href=(at(first.checked_sub_months(Months::new(1)))) { (t!("pager-previous")) }
                    a.btn.small href=(at(Some(today))) { (t!("promises-this-month")) }
                    a.btn.small rel="next" href=(at(Some(end))) { (t!("pager-next")) }
                }
            }
            table.month {
                thead { tr { @for day in 1..=7_i64 { th scope="col" { (t!("promises-weekday", day = day)) } } } }
                tbody {
                    @for week in 0..weeks {
                        tr {
                            @for weekday in 0..7 {
                                @let day = calendar::add_days(first, week * 7 + weekday - before);
                                (cell(day, first, today, days.get(&day).map_or(&[][..], Vec::as_slice)))
                            }
                        }
                    }
                }
            }
        }
        @if days.is_empty() { (flash(Tone::Neutral, &html! { (t!("promises-month-empty")) })) }
    };
    framed(site, session, Sheet::new(t!("nav-promises"), Section::Promises, body)).await
}

fn cell(day: Date, first: Date, today: Date, lines: &[Line]) -> Markup {
    if day.month() != first.month() {
        return html! { td.other {} };
    }
    let (rest, is_today) = (!calendar::is_working_day(day), day == today);
    html! {
        td.rest[rest].today[is_today].free[lines.is_empty()] {
            span.number { (day.day()) @if is_today { span.sr { " " (t!("promises-today")) } } }
            @for line in lines {
                a href={ (HERE) "/" (line.id) } { (pill(tone(&line.standing), &line.amount.shown_in(line.currency))) " " span { (line.name) } }
            }
        }
    }
}

/// Broken promises for the dashboard: they come first.
pub(super) async fn notice(site: &Site, session: &Session) -> Result<Markup, Failure> {
    const SHOWN: u32 = 5;
    let query = PromisesQuery { per_page: SHOWN, sorted: Sorted::Amount, descending: true, ..PromisesQuery::default() };
    let board = app::promises::board(site.app(), &session.scope, &query).await?;
    if board.total == 0 {
        return Ok(html! {});
    }
    let today = site.app().today();
    Ok(html! {
        section.card.flush {
            header { h2 { (t!("promises-notice", count = board.total)) } a href="/promesses?voir=rompues" { (t!("see-all")) } }
            table.table.compact.cards {
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("promises-column-day")) } th.r scope="col" { (t!("promises-column-owed")) } th scope="col" { (t!("column-state")) } } }
                tbody {
                    @for line in &board.lines {
                        tr data-row="" {
                            td.lead { a.open href={ "/debiteurs/" (line.debtor) } { (line.name) } small { (line.code) } }
                            td data-label=(t!("promises-column-day")) { (date(line.on)) " " (days_late((today - line.on).num_days())) }
                            td.r.key { strong { (amount(line.still_owed, line.currency)) } }
                            td data-label=(t!("column-state")) { (pill(tone(&line.standing), &app::text::promises::standing(&line.standing))) }
                        }
                    }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_share_is_rounded_and_never_overstated() {
        for (share, said) in [(7_138, "71,4"), (7_134, "71,3"), (9_998, "99,9"), (10_000, "100,0"), (0, "0,0"), (4, "0,0"), (5, "0,1")] {
            assert_eq!(super::share(Some(share)), format!("{said}\u{202f}%"), "{share}");
        }
        assert_eq!(super::share(None), "–");
    }
}
