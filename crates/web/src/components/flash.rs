//! One line on what just happened, and pages that have nothing to show yet.

use maud::{Markup, html};

use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;

/// A message above the page. Errors interrupt a screen reader, the rest waits.
#[must_use]
pub fn flash(tone: Tone, text: &Markup) -> Markup {
    let drawing = match tone {
        Tone::Ok => Icon::Done,
        Tone::Late | Tone::Soon => Icon::Warning,
        _ => Icon::Information,
    };
    let role = if tone == Tone::Late { "alert" } else { "status" };
    html! { div class={ "flash " (tone.class()) } role=(role) { span class=(tone.class()) { (icon(drawing)) } div { (text) } } }
}

/// A page without lines: what it is for, how to fill it, and the one action that does.
#[must_use]
pub fn empty(title: &str, text: &str, action: Option<&Markup>) -> Markup {
    html! {
        div.empty {
            h2 { (title) }
            p { (text) }
            @if let Some(action) = action { (action) }
        }
    }
}
