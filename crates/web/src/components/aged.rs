//! The aged balance, drawn: one stacked bar, or columns with their figures and the table behind them.
//!
//! Lengths are integers computed from cents; they are SVG attributes, since the security policy refuses
//! inline style.

use app::text::locale::{self, ShownIn as _};
use domain::ledger::{Ageing, Bucket};
use domain::{Cents, Currency};
use maud::{Markup, html};

use crate::components::amount::{amount, percent, short_amount};
use crate::link::Link;
use crate::t;

/// What is owed, in the order of lateness; credits are apart.
const DEBITS: [Bucket; 6] =
    [Bucket::NotDue, Bucket::Days1To30, Bucket::Days31To60, Bucket::Days61To90, Bucket::Days91To120, Bucket::Over120];

/// Length of a bar, in units of its own drawing.
const LENGTH: i128 = 1000;

/// The short word of a column: `31–60 j`.
#[must_use]
pub fn bucket_label(bucket: Bucket) -> String {
    match bucket {
        Bucket::NotDue => t!("bucket-not-due"),
        Bucket::Days1To30 => t!("bucket-1-30"),
        Bucket::Days31To60 => t!("bucket-31-60"),
        Bucket::Days61To90 => t!("bucket-61-90"),
        Bucket::Days91To120 => t!("bucket-91-120"),
        Bucket::Over120 => t!("bucket-over-120"),
        Bucket::Credits => t!("bucket-credits"),
    }
}

/// The words of a column in a sentence: `De 31 à 60 jours de retard`.
#[must_use]
pub fn bucket_words(bucket: Bucket) -> String {
    match bucket {
        Bucket::NotDue => t!("bucket-long-not-due"),
        Bucket::Days1To30 => t!("bucket-long-1-30"),
        Bucket::Days31To60 => t!("bucket-long-31-60"),
        Bucket::Days61To90 => t!("bucket-long-61-90"),
        Bucket::Days91To120 => t!("bucket-long-91-120"),
        Bucket::Over120 => t!("bucket-long-over-120"),
        Bucket::Credits => t!("bucket-credits"),
    }
}

/// The class that colours a bucket.
fn colour(bucket: Bucket) -> &'static str {
    ["a0", "a1", "a2", "a3", "a4", "a5", "a6"][bucket as usize]
}

/// What is owed before credits: the whole that shares are of.
fn owed(ageing: &Ageing) -> Cents {
    DEBITS.iter().map(|bucket| ageing.get(*bucket)).sum()
}

/// The buckets that are not empty with their place and length on a bar of [`LENGTH`]; none is too thin to see.
fn segments(ageing: &Ageing) -> Vec<(Bucket, i128, i128)> {
    const THINNEST: i128 = 8;
    let parts: Vec<_> =
        DEBITS.into_iter().map(|bucket| (bucket, i128::from(ageing.get(bucket).0.max(0)))).filter(|(_, cents)| *cents > 0).collect();
    let whole: i128 = parts.iter().map(|(_, cents)| cents).sum();
    let room = LENGTH - THINNEST * parts.len() as i128;
    let mut reached = 0;
    let mut at = 0;
    let mut segments = Vec::with_capacity(parts.len());
    for (position, (bucket, cents)) in parts.into_iter().enumerate() {
        reached += cents;
        let end = reached * room / whole + THINNEST * (position as i128 + 1);
        segments.push((bucket, at, end - at));
        at = end;
    }
    segments
}

/// One stacked bar. `class` is empty, or `mini` in a table.
#[must_use]
pub fn bar(ageing: &Ageing, currency: Currency, class: &str) -> Markup {
    let label = t!("aged-chart-label", overdue = ageing.overdue().shown_in(currency), total = owed(ageing).shown_in(currency));
    let segments = segments(ageing);
    html! {
        svg class={ "bar " (class) } viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=(label) {
            @for (bucket, at, length) in &segments {
                rect class=(colour(*bucket)) x=(at) y="0" width=(length) height="10" { title { (bucket_label(*bucket)) (locale::colon()) (ageing.get(*bucket).shown_in(currency)) } }
                @if *at > 0 { rect.gap x=(at) y="0" width="4" height="10" {} }
            }
        }
    }
}

/// The bar with its figures under it, credits included.
#[must_use]
pub fn bar_with_legend(ageing: &Ageing, currency: Currency) -> Markup {
    html! {
        (bar(ageing, currency, ""))
        ul.legend {
            @for bucket in Bucket::ALL.into_iter().filter(|bucket| !ageing.get(*bucket).is_zero()) {
                li { i class=(colour(bucket)) aria-hidden="true" {} (bucket_label(bucket)) " " (amount(ageing.get(bucket), currency)) }
            }
        }
    }
}

/// Columns, each with its figure and leading to its items, and the table behind.
#[must_use]
pub fn columns(ageing: &Ageing, currency: Currency, link: impl Fn(Bucket) -> Link) -> Markup {
    let highest = DEBITS.iter().map(|bucket| i128::from(ageing.get(*bucket).0)).max().unwrap_or(0).max(1);
    let length = |bucket: Bucket| {
        let cents = i128::from(ageing.get(bucket).0).max(0);
        if cents == 0 { 0 } else { (cents * LENGTH / highest).max(10) }
    };
    html! {
        ol.columns {
            @for bucket in DEBITS {
                @let long = length(bucket);
                li {
                    a href=(link(bucket)) {
                        span.val { (short_amount(ageing.get(bucket), currency)) }
                        span.box aria-hidden="true" {
                            svg.column.v viewBox="0 0 100 1000" preserveAspectRatio="none" { rect class=(colour(bucket)) x="0" y=(LENGTH - long) width="100" height=(long) {} }
                            svg.column.h viewBox="0 0 1000 10" preserveAspectRatio="none" { rect class=(colour(bucket)) x="0" y="0" width=(long) height="10" {} }
                        }
                        span.cat { (bucket_label(bucket)) }
                        span.share { (locale::percent(percent(ageing.get(bucket), owed(ageing)))) }
                    }
                }
            }
        }
        details.behind { summary { (t!("aged-chart-table")) } (figures(ageing, currency, &link)) }
    }
}

/// The table behind the drawing: every column, credits, and the exposure that they sum to.
fn figures(ageing: &Ageing, currency: Currency, link: &impl Fn(Bucket) -> Link) -> Markup {
    let whole = owed(ageing);
    html! {
        table.table.compact {
            thead { tr { th scope="col" { (t!("aged-column-bucket")) } th.r scope="col" { (t!("aged-column-amount")) } th.r scope="col" { (t!("aged-column-share")) } } }
            tbody {
                @for bucket in DEBITS {
                    tr { td { a href=(link(bucket)) { (bucket_words(bucket)) } } td.r { (amount(ageing.get(bucket), currency)) } td.r { (locale::percent(percent(ageing.get(bucket), whole))) } }
                }
                tr { td.strong { (t!("aged-total-due")) } td.r.strong { (amount(whole, currency)) } td.r { (locale::percent(100)) } }
                tr { td { a href=(link(Bucket::Credits)) { (bucket_words(Bucket::Credits)) } } td.r { (amount(ageing.get(Bucket::Credits), currency)) } td {} }
            }
            tfoot { tr { td { (t!("aged-exposure")) } td.r { (amount(ageing.total(), currency)) } td {} } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ageing(cents: [i64; 7]) -> Ageing {
        Ageing { buckets: cents.map(Cents) }
    }

    #[test]
    fn segments_fill_the_bar_and_none_is_lost() {
        for cents in
            [[1, 0, 0, 0, 0, 0, 0], [100, 1, 1, 1, 1, 1, -50], [i64::MAX / 8; 7], [0, 5, 0, 7, 0, 0, 0], [999_999_999, 0, 0, 0, 0, 1, 0]]
        {
            let segments = segments(&ageing(cents));
            assert_eq!(segments.len(), cents[..6].iter().filter(|cents| **cents > 0).count());
            let mut at = 0;
            for (bucket, from, length) in &segments {
                assert_eq!(*from, at, "{bucket:?} follows the one before");
                assert!(*length >= 8, "{bucket:?} can be seen");
                at += length;
            }
            assert_eq!(at, LENGTH, "{cents:?}");
        }
        assert!(segments(&ageing([0; 7])).is_empty());
    }

    #[test]
    fn columns_show_each_figure_and_its_exact_table() {
        let shown = columns(&ageing([5_000_000, 2_500_000, 0, 0, 0, 2_500_000, -100_000]), Currency::EUR, |bucket| {
            Link::new("/ageing").with("bucket", bucket.code())
        })
        .into_string();
        for expected in ["50\u{a0}k€", "50\u{202f}%", "/ageing?bucket=120%2B", "height=\"500\"", "99\u{202f}000"] {
            assert!(shown.contains(expected), "{expected} in {shown}");
        }
        assert!(!shown.contains("style="));
    }
}
