//! Dates: `22/11/2026` for what is exact, `22 nov.` in narrow places.

use app::text::locale;
use chrono::{NaiveDateTime, Timelike};
use domain::calendar::Date;
use maud::{Markup, html};

use crate::t;

/// `22/11/2026`.
#[must_use]
pub fn date(on: Date) -> Markup {
    html! { time datetime=(on) { (locale::date(on)) } }
}

/// `22 nov.`, with the year when it is another one; the full date on hover.
#[must_use]
pub fn short_date(on: Date, today: Date) -> Markup {
    html! { time datetime=(on) title=(locale::date_full(on)) { (locale::date_short(on, today)) } }
}

/// `22/11/2026 06:12`, in the organisation's own time.
#[must_use]
pub fn date_time(at: NaiveDateTime) -> Markup {
    html! { time datetime=(at.format("%Y-%m-%dT%H:%M")) { (locale::date(at.date())) " " (clock(at)) } }
}

/// `67 j` in the colour of lateness, a dash when nothing is late.
#[must_use]
pub fn days_late(days: i64) -> Markup {
    if days > 0 {
        html! { span.late.nowrap { (t!("days-late", days = days)) } }
    } else {
        html! { span.muted { "–" } }
    }
}

/// `06:12`.
#[must_use]
pub fn clock(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Whole days from one date to another, never below zero.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    (to - from).num_days().max(0)
}
