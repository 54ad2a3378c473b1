//! The agenda one account at a time: what waits and where it is done, whom to call, what is late, what was said last; then the next.

use app::agenda::{AgendaQuery, Dossier};
use app::debtor_file::Glance;
use app::text::locale::ShownIn as _;
use axum::extract::{Query, State};
use domain::ids::DebtorId;
use maud::{Markup, html};

use super::agenda::{Asked, HERE, List, place, things, word};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::{amount, late_amount};
use crate::components::date::{date, days_late};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Late items shown.
const ITEMS: usize = 8;
/// Entries of the timeline shown.
const ENTRIES: i64 = 6;

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let list = List::read(&session, &asked);
    let rank: usize = word(&asked, "rang").parse().unwrap_or(1).max(1);
    let query = AgendaQuery { page: rank, per_page: 1, ..list.query.clone() };
    let agenda = app::agenda::agenda(site.app(), &session.scope, &query).await?;
    let total = agenda.page.total;
    let Some(dossier) = agenda.page.rows.first() else {
        let body = html! {
            (head(&t!("agenda-one"), &html! {}, &html! { a.btn href=(list.link(HERE)) { (t!("nav-agenda")) } }))
            (empty(&t!("agenda-empty-title"), &t!("agenda-empty-text"), None))
        };
        return framed(&site, &session, Sheet::new(t!("agenda-one"), Section::Agenda, body)).await;
    };
    let seen = app::debtor_file::glance(site.app(), &session.scope, dossier.debtor, (ITEMS, ENTRIES)).await?;
    let rank = agenda.page.page;
    let to = |rank: usize| list.link("/agenda/un").with("rang", rank);
    let acts = html! {
        @if rank > 1 { a.btn rel="prev" href=(to(rank - 1)) data-key="b" { (t!("pager-previous")) } }
        @if rank < total { a.btn.go rel="next" href=(to(rank + 1)) data-key="n" { (t!("pager-next")) } }
        a.btn href=(list.link(HERE)) { (t!("nav-agenda")) }
    };
    let body = html! {
        (head(&dossier.name, &html! { (t!("agenda-rank", rank = rank, total = total)) " · " (dossier.code) @if !dossier.collector.is_empty() { " · " (dossier.collector) } }, &acts))
        (band(dossier))
        p.muted { (dossier.why()) }
        (waiting(dossier, agenda.today))
        section.grid {
            (late(&seen, agenda.today))
            (people(&seen, dossier.debtor))
        }
        (said(&seen, dossier.debtor))
        div.acts {
            a.btn href={ "/debiteurs/" (dossier.debtor) } data-key="e" { (t!("agenda-open-file")) }
            a.btn href=(Link::new("/promesses/nouvelle").with("debiteur", dossier.debtor)) data-key="p" { (t!("agenda-promise")) }
            a.btn href={ "/debiteurs/" (dossier.debtor) "/litige" } data-key="l" { (t!("agenda-dispute")) }
            a.btn href=(list.link("/agenda/lot").with("geste", "snooze").with("d", dossier.debtor)) data-key="z" { (t!("agenda-snooze")) }
        }
        p.muted { (t!("agenda-one-keys")) }
    };
    framed(&site, &session, Sheet::new(dossier.name.clone(), Section::Agenda, body)).await
}

fn band(dossier: &Dossier) -> Markup {
    html! {
        div.figures {
            div.figure { span.label { (t!("column-overdue")) } span.value { (late_amount(dossier.late, dossier.currency)) } @for (currency, late, _) in &dossier.others { @if !late.is_zero() { small { (late.shown_in(*currency)) } } } }
            div.figure { span.label { (t!("column-exposure")) } span.value { (amount(dossier.owed, dossier.currency)) } @for (currency, _, owed) in &dossier.others { small { (owed.shown_in(*currency)) } } }
            div.figure { span.label { (t!("column-oldest")) } span.value { (days_late(dossier.oldest_days)) } }
            div.figure { span.label { (t!("column-contact")) } span.value { @match dossier.last_contact_on { Some(on) => { (date(on)) } None => { "–" } } } }
        }
    }
}

fn waiting(dossier: &Dossier, today: domain::Date) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("agenda-waits")) } (things(dossier, today)) }
            @if dossier.things.is_empty() { p.pad.muted { (t!("agenda-nothing-here")) } }
            @else {
                table.table.compact.cards {
                    caption.sr { (t!("agenda-waits")) }
                    thead { tr { th scope="col" { (t!("agenda-waits")) } th scope="col" { (t!("column-day")) } } }
                    tbody { @for thing in &dossier.things { tr data-row="" { td.lead { a.open href=(place(thing, dossier)) { (thing.title) } } td.key { (date(thing.due_on)) } } } }
                }
            }
        }
    }
}

fn late(seen: &Glance, today: domain::Date) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("agenda-late-items", count = seen.late_count)) } }
            table.table.compact {
                tbody {
                    @for item in &seen.late {
                        tr { td { (item.number) small { (date(item.due_on)) } } td.r { (days_late(item.days_late(today))) } td.r { (amount(item.open, item.currency)) } }
                    }
                }
            }
            @let more: usize = seen.late_count.saturating_sub(ITEMS);
            @if more > 0 { p.pad.muted { (t!("agenda-more-items", count = more)) } }
        }
    }
}

fn people(seen: &Glance, debtor: DebtorId) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("agenda-people")) } a href={ "/debiteurs/" (debtor) "/fiche" } { (t!("account-open")) } }
            @if seen.contacts.is_empty() { p.muted { (t!("agenda-nobody-known")) } }
            @for contact in &seen.contacts {
                p.inline {
                    @if !contact.phone.is_empty() { a.btn.small href={ "tel:" (contact.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()) } { (icon(Icon::Call)) (crate::components::phone::phone(&contact.phone)) } }
                    span { (contact.name) @if let Some(email) = &contact.email { " · " (email.to_string()) } }
                }
            }
        }
    }
}

fn said(seen: &Glance, debtor: DebtorId) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("call-exchanges")) } a href={ "/debiteurs/" (debtor) } { (t!("see")) } }
            ul.plain { @for entry in &seen.timeline { li { (date(entry.on)) " – " strong { (entry.title) } @if !entry.detail.is_empty() { " – " (entry.detail) } } } }
        }
    }
}
