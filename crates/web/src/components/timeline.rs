//! What happened to a debtor, newest first.

use domain::Date;
use maud::{Markup, html};

use crate::components::date::short_date;

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When.
    pub on: Date,
    /// What, in one line.
    pub title: Markup,
    /// The facts: amounts, items, who.
    pub detail: Markup,
    /// A state, or a link to what was sent.
    pub aside: Option<Markup>,
}

/// The list of moments.
#[must_use]
pub fn timeline(moments: &[Moment], today: Date) -> Markup {
    html! {
        ol.timeline {
            @for moment in moments {
                li {
                    (short_date(moment.on, today))
                    div { (moment.title) small { (moment.detail) } }
                    @if let Some(aside) = &moment.aside { div { (aside) } }
                }
            }
        }
    }
}
