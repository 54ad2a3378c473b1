//! What several pages show alike.

use app::dashboard::ActionLine;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::dunning::{ActionState, Channel};
use maud::{Markup, html};
use serde::Deserialize;

use crate::components::amount::amount;
use crate::components::date::{date_time, short_date};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::link::{Link, Sort};
use crate::t;

/// Lines of a page of a list inside another page.
const LINES: u32 = 50;

/// The page of such a list that an address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Turned {
    #[serde(default)]
    page: String,
}

impl Turned {
    /// Where that is among so many lines.
    pub(super) fn of(&self, total: usize) -> Pager {
        Pager { page: self.page.parse().unwrap_or(1), per_page: LINES, total: total as u64 }
    }
}

/// The way to the other pages of such a list; nothing while all its lines fit on one.
pub(super) fn turn(pager: Pager, path: &str) -> Markup {
    html! { @if pager.last() > 1 { div.pad { (pager.render(&Link::new(path))) } } }
}

/// A choice among a few.
pub(super) fn select(name: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) { @for (value, word) in options { option value=(value) selected[value == chosen] { (word) } } }
        }
    }
}

/// A button that posts, alone in its form.
pub(super) fn post(action: &str, class: &str, word: &str, drawing: Option<Icon>, hidden: &[(&str, String)]) -> Markup {
    html! {
        form method="post" action=(action) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button class={ "btn " (class) } type="submit" { @if let Some(drawing) = drawing { (icon(drawing)) } (word) }
        }
    }
}

/// A column's head. A sortable one is a link that turns the order round when it is already the one.
pub(super) fn sort_head(word: &str, class: &str, key: Option<&str>, sort: &Sort, link: &Link) -> Markup {
    let Some(key) = key else { return html! { th scope="col" class=(class) { (word) } } };
    let current = (sort.key == key).then_some(sort);
    let descending = current.is_none_or(|sort| !sort.descending);
    let target = link.clone().with("tri", Sort { key: key.to_owned(), descending }).without("page");
    let order = current.map(|sort| if sort.descending { "descending" } else { "ascending" });
    html! {
        th scope="col" class={ (class) " sorts" } aria-sort=[order] {
            a href=(target) title=(t!("sort-by", column = word)) { (word) @if let Some(sort) = current { @if sort.descending { "\u{a0}↓" } @else { "\u{a0}↑" } } }
        }
    }
}

/// A drawing and its word, never parted.
pub(super) fn with_icon(drawing: Icon, word: &Markup) -> Markup {
    html! { span.pair { (icon(drawing)) span { (word) } } }
}

/// The drawing of a channel.
pub(super) fn channel_icon(channel: Channel) -> Icon {
    match channel {
        Channel::Email | Channel::Sms => Icon::Message,
        Channel::Call => Icon::Call,
        Channel::Letter | Channel::Registered | Channel::Electronic => Icon::Document,
        Channel::Task => Icon::Done,
    }
}

/// Where an action stands, in its colour.
pub(super) fn state_pill(state: ActionState, channel: Channel) -> Markup {
    let tone = match state {
        ActionState::Sent => Tone::Ok,
        ActionState::Planned | ActionState::Approved | ActionState::Reserved => Tone::Accent,
        ActionState::ToDo | ActionState::AwaitingApproval => Tone::Soon,
        ActionState::Failed | ActionState::Unknown | ActionState::Bounced => Tone::Late,
        ActionState::Cancelled | ActionState::Skipped => Tone::Neutral,
    };
    pill(tone, &app::text::state_of(state, channel))
}

/// An instant in Paris.
pub(super) fn at(instant: DateTime<Utc>) -> Markup {
    date_time(instant.with_timezone(&app::PARIS).naive_local())
}

/// A table of actions.
pub(super) fn actions_table(actions: &[ActionLine], today: Date) -> Markup {
    html! {
        table.table.cards {
            thead { tr {
                th scope="col" { (t!("column-debtor")) }
                th scope="col" { (t!("column-step")) }
                th scope="col" { (t!("column-day")) }
                th.r scope="col" { (t!("column-asked")) }
                th scope="col" { (t!("column-state")) }
            } }
            tbody {
                @for action in actions {
                    tr data-row="" {
                        td.lead { a.open href={ "/actions/" (action.id) } { (action.debtor_name) } small { (action.debtor_code) } }
                        td.long data-label=(t!("column-step")) { (with_icon(channel_icon(action.channel), &html! { (app::text::step(&action.step_key)) })) @if !action.reason.is_empty() { small.clip lang="fr" title=(action.reason) { (action.reason) } } }
                        td data-label=(t!("column-day")) { (short_date(action.business_date, today)) }
                        td.r.key { (amount(action.asked, action.currency)) small { (t!("items", count = action.item_count)) } }
                        td data-label=(t!("column-state")) { (state_pill(action.state, action.channel)) }
                    }
                }
            }
        }
    }
}

/// Lines of a message's text on a page.
const TEXT_LINES: usize = 300;

/// A message's text: of one that names thousands of invoices the first lines, and where the whole is.
pub(super) fn mail_text(text: &str, whole: Option<&str>) -> Markup {
    let cut = text.match_indices('\n').nth(TEXT_LINES - 1).map(|(at, _)| text.split_at(at));
    let more: usize = cut.map_or(0, |(_, rest)| rest.lines().count().saturating_sub(1));
    html! {
        @match cut {
            None => { p.mailtext { (text) } }
            Some((first, _)) => {
                p.mailtext { (first) }
                p.muted { (t!("message-cut", count = more)) @if let Some(href) = whole { " " a href=(href) { (t!("message-whole")) } } }
            }
        }
    }
}

/// The field for a file that must be given: the browser's own button speaks the browser's language, so a label stands for it.
pub(super) fn native_file(id: &str, name: &str, accept: &str) -> Markup {
    html! {
        div.files {
            input.native id=(id) type="file" name=(name) accept=[(!accept.is_empty()).then_some(accept)] required;
            label.btn.scripted for=(id) { (t!("claim-choose")) }
            span.muted.scripted data-files=(id) { (t!("imports-none-yet")) }
        }
    }
}

/// Numbers and files that are named.
const NAMED: usize = 20;

/// The copies of invoices that go with a message, and the invoices without one.
pub(super) fn copies(names: &[String], without: &[String]) -> Markup {
    let list = |all: &[String]| {
        let others = all.len().saturating_sub(NAMED);
        html! { (all[..all.len() - others].join(", ")) @if others > 0 { " " (t!("coming-others", count = others)) } }
    };
    html! {
        @if !names.is_empty() { p.muted { (t!("copies-with")) " " (list(names)) } }
        @if !without.is_empty() { p.muted { (t!("copies-without")) " " (list(without)) } }
    }
}
