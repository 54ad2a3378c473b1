//! A figure's year as a line: twelve points, its target, and the table that says the same.
//!
//! Lengths are integers; they are SVG attributes, since the security policy refuses inline style.

use maud::{Markup, html};

use crate::t;

/// Width of the drawing, in its own units.
const WIDTH: i64 = 240;
/// Height of the drawing.
const HEIGHT: i64 = 56;
/// What is kept free around the line.
const MARGIN: i64 = 6;

/// A point of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Its month, in words.
    pub label: String,
    /// Its value; a gap without one.
    pub value: Option<i64>,
    /// Its value, in words.
    pub words: String,
}

/// From the lowest to the highest of the values and the target, zero included when they are near to it.
fn range(spots: &[Spot], target: Option<i64>) -> (i64, i64) {
    let values = || spots.iter().filter_map(|spot| spot.value).chain(target);
    let (low, high) = (values().min().unwrap_or(0), values().max().unwrap_or(0));
    // A line that fills its drawing makes a wave of a ripple: the drawing spans a third of the highest value at least.
    let low = low.min(high - high.abs() / 3);
    if low == high { (low - 1, high + 1) } else { (low, high) }
}

/// How high a value stands: zero is the top.
fn height(value: i64, (low, high): (i64, i64)) -> i64 {
    let room = i128::from(HEIGHT - 2 * MARGIN);
    let from_top = (i128::from(high) - i128::from(value)) * room / (i128::from(high) - i128::from(low)).max(1);
    MARGIN + i64::try_from(from_top).unwrap_or(0).clamp(0, HEIGHT - 2 * MARGIN)
}

fn across(place: usize, count: usize) -> i64 {
    let (place, count) = (i64::try_from(place).unwrap_or(0), i64::try_from(count).unwrap_or(1));
    if count < 2 { WIDTH / 2 } else { MARGIN + place * (WIDTH - 2 * MARGIN) / (count - 1) }
}

/// The line's path: a gap where there is no value.
fn path(spots: &[Spot], range: (i64, i64)) -> String {
    let mut path = String::new();
    let mut pen_down = false;
    for (place, spot) in spots.iter().enumerate() {
        pen_down = match spot.value {
            None => false,
            Some(value) => {
                let word = if pen_down { 'L' } else { 'M' };
                path.push_str(&format!("{word}{} {}", across(place, spots.len()), height(value, range)));
                true
            }
        };
    }
    path
}

/// The line. `name` says what it is of; `target` is a value and its words.
#[must_use]
pub fn line(name: &str, spots: &[Spot], target: Option<(i64, &str)>) -> Markup {
    let known = || spots.iter().filter(|spot| spot.value.is_some());
    let (Some(first), Some(last)) = (known().next(), known().next_back()) else { return html! {} };
    let range = range(spots, target.map(|(value, _)| value));
    let mut label = t!(
        "trend-label",
        name = name,
        first = first.words.as_str(),
        from = first.label.as_str(),
        last = last.words.as_str(),
        to = last.label.as_str()
    );
    if let Some((_, words)) = target {
        label.push_str(&t!("trend-label-target", target = words));
    }
    let at = spots.iter().rposition(|spot| spot.value.is_some()).unwrap_or(0);
    html! {
        svg.trend viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
            @if let Some((value, words)) = target { line.goal x1="0" x2=(WIDTH) y1=(height(value, range)) y2=(height(value, range)) { title { (words) } } }
            path d=(path(spots, range)) {}
            @for (place, spot) in spots.iter().enumerate() {
                @if let Some(value) = spot.value {
                    circle.now[place == at] cx=(across(place, spots.len())) cy=(height(value, range)) r=(if place == at { 3 } else { 2 }) { title { (spot.label) (app::text::locale::colon()) (spot.words) } }
                }
            }
        }
    }
}

/// The table behind the line.
#[must_use]
pub fn table(name: &str, spots: &[Spot]) -> Markup {
    html! {
        table.table.compact {
            thead { tr { th scope="col" { (t!("trend-month")) } th.r scope="col" { (name) } } }
            tbody { @for spot in spots.iter().rev() { tr { td { (spot.label) } td.r { (spot.words) } } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(values: &[Option<i64>]) -> Vec<Spot> {
        values.iter().enumerate().map(|(at, value)| Spot { label: format!("m{at}"), value: *value, words: format!("{value:?}") }).collect()
    }

    #[test]
    fn a_line_stays_in_its_drawing_and_has_gaps() {
        for values in [
            vec![Some(0), Some(100)],
            vec![Some(i64::MAX / 2), Some(-5), Some(3)],
            vec![Some(7); 12],
            vec![Some(-9), None, Some(4), Some(4)],
        ] {
            let spots = spots(&values);
            let range = range(&spots, Some(50));
            for value in values.iter().flatten() {
                assert!((MARGIN..=HEIGHT - MARGIN).contains(&height(*value, range)), "{value} of {values:?}");
            }
            assert_eq!(path(&spots, range).matches('M').count(), if values.contains(&None) { 2 } else { 1 });
        }
        assert_eq!(path(&spots(&[Some(0), Some(100)]), (0, 100)), "M6 50L234 6");
        assert_eq!(line("DSO", &spots(&[None, None]), None).into_string(), "");
        let drawn = line("DSO", &spots(&[Some(1), Some(2)]), Some((2, "2 j"))).into_string();
        assert!(drawn.contains("role=\"img\"") && drawn.contains("class=\"goal\"") && !drawn.contains("style="), "{drawn}");
    }
}
