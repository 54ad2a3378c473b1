//! The calendar of coming contacts in a debtor's file: what leaves when and by which channel, and what is waited for.

use app::contact_calendar::{Coming, ComingLine, DAYS_AHEAD};
use app::debtor_file::DebtorFile;
use domain::Date;
use domain::dunning::Mode;
use maud::{Markup, html};

use super::parts::{channel_icon, state_pill, with_icon};
use crate::components::amount::amount;
use crate::components::icon::Icon;
use crate::components::pill::{Tone, pill};
use crate::components::timeline::{Moment, timeline};
use crate::t;

/// Lines shown before "see what follows".
const SHOWN: usize = 8;
/// Lines of what follows.
const LATER: usize = 40;
/// Numbers of items named in a line.
const NUMBERS: usize = 4;

/// The card.
pub(super) fn card(file: &DebtorFile, today: Date) -> Markup {
    let moments: Vec<Moment> = file.coming.iter().map(|line| moment(line, today, file.cap_ahead.is_some())).collect();
    let (first, later) = moments.split_at(moments.len().min(SHOWN));
    html! {
        div.card #calendrier {
            header { h2 { (t!("coming-title")) } span.muted { (t!("coming-days", count = DAYS_AHEAD)) } }
            @if moments.is_empty() { p.muted { (t!("coming-nothing")) " " (why_nothing(file)) } }
            @else {
                (timeline(first, today))
                @if !later.is_empty() { details.behind { summary { (t!("coming-more", count = later.len())) } (timeline(&later[..later.len().min(LATER)], today)) @if let Some(more) = later.len().checked_sub(LATER).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } } } }
                @if !file.coming.iter().any(|line| line.what.is_contact()) { p.muted { (t!("coming-no-contact")) " " (why_nothing(file)) } }
                p.muted { (t!("coming-if")) }
            }
        }
    }
}

/// What holds the items back for a time that nobody knows, in the words of the decision.
fn why_nothing(file: &DebtorFile) -> Markup {
    let mut reasons: Vec<&str> =
        file.items.iter().filter(|line| line.outcome.is_some() && line.item.kind.is_debit()).map(|line| line.why.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    html! { @for reason in reasons.iter().take(2) { (reason) " " } }
}

fn moment(line: &ComingLine, today: Date, is_capped: bool) -> Moment {
    let late = (line.on < today).then(|| pill(Tone::Late, &t!("coming-late")));
    let (title, detail, aside) = match &line.what {
        Coming::Step { key, channel, mode, items, asked, currency } => (
            with_icon(channel_icon(*channel), &html! { (app::text::step(key)) }),
            html! { (app::text::channel(*channel)) " · " (amount(*asked, *currency)) " · " (numbers(items)) },
            Some(by_whom(*mode, line.on == today, is_capped && channel.leaves_by_itself())),
        ),
        Coming::Waiting { action, key, channel, state, asked, currency } => (
            with_icon(channel_icon(*channel), &html! { a href={ "/actions/" (action) } { (app::text::step(key)) } }),
            html! { (app::text::channel(*channel)) " · " (amount(*asked, *currency)) },
            Some(state_pill(*state, *channel)),
        ),
        Coming::Promise { id, left, currency } => (
            with_icon(Icon::Done, &html! { a href={ "/promesses/" (id) } { (t!("coming-promise")) } }),
            html! { (amount(*left, *currency)) },
            late,
        ),
        Coming::Instalment { plan, reference, place, missing, currency } => {
            let (at, of) = *place;
            let word = t!("coming-instalment", at = at, of = of);
            let title = with_icon(Icon::Calendar, &html! { a href={ "/echeanciers/" (plan) } { (word) } });
            (title, html! { (reference) " · " (amount(*missing, *currency)) }, late)
        }
        Coming::Compromise { id, asked, currency } => (
            with_icon(Icon::Scales, &html! { a href={ "/accords/" (id) } { (t!("coming-compromise")) } }),
            html! { (amount(*asked, *currency)) },
            late,
        ),
        Coming::TimeLimit { label } => {
            (with_icon(Icon::Scales, &html! { a href="/delais" { (t!("coming-limit")) } }), html! { (label) }, late)
        }
        Coming::Resume { note } => (with_icon(Icon::Pause, &html! { (t!("coming-resume")) }), html! { span lang="fr" { (note) } }, None),
    };
    Moment { on: line.on, title, detail, aside }
}

/// The first numbers, and how many more.
fn numbers(items: &[String]) -> Markup {
    let first = items.iter().take(NUMBERS).map(String::as_str).collect::<Vec<_>>().join(", ");
    let others = items.len().saturating_sub(NUMBERS);
    html! { (first) @if others > 0 { " " (t!("coming-others", count = others)) } }
}

/// Who lets it go: nobody, a person who agrees, or a person who does it.
fn by_whom(mode: Mode, tonight: bool, is_capped: bool) -> Markup {
    match mode {
        Mode::Automatic | Mode::UnlessVetoed if tonight && is_capped => pill(Tone::Accent, &t!("outcome-send-capped")),
        Mode::Automatic | Mode::UnlessVetoed if tonight => pill(Tone::Accent, &t!("coming-tonight")),
        Mode::Automatic | Mode::UnlessVetoed => pill(Tone::Neutral, &t!("coming-automatic")),
        Mode::ToConfirm => pill(Tone::Soon, &t!("coming-to-confirm")),
        Mode::Manual => pill(Tone::Soon, &t!("coming-by-hand")),
    }
}
