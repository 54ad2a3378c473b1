//! The score of a debtor, with every point that was taken off and why.

use app::text::locale;
use domain::score::{Cause, Part, Score};
use maud::{Markup, html};

use crate::t;

/// What a part measures, in words.
fn measured(part: &Part) -> String {
    let count = part.measure;
    match part.cause {
        Cause::Lateness => t!("score-lateness", days = count),
        Cause::LongLate => t!("score-long-late", percent = locale::thousands(u64::try_from(count).unwrap_or_default())),
        Cause::BrokenPromises => t!("score-broken-promises", count = count),
        Cause::RejectedPayments => t!("score-rejected-payments", count = count),
        Cause::UnfoundedDisputes => t!("score-unfounded-disputes", count = count),
        Cause::Insolvency => t!("score-insolvency"),
    }
}

/// The card; nothing for who has no score.
pub(super) fn card(score: Option<&Score>) -> Markup {
    let Some(score) = score else { return html! {} };
    html! {
        section.card #score {
            header { h2 { (t!("score-title")) } span { strong { (score.value) } " / 100" } }
            @if score.parts.is_empty() { p { (t!("score-whole")) } }
            @else { dl.kv.wide { @for part in &score.parts { dt { (measured(part)) } dd { "−" (part.points) } } } }
            p.muted { (t!("score-help")) }
        }
    }
}
