//! The figures of the conversation, on the page of figures: promises, causes, disputes, coverage, and the days of sales that each costs.

use app::conversation::{Conversation, HeldLine, TalkFigure, Theme};
use app::text::conversation as words;
use app::text::locale;
use domain::Currency;
use maud::{Markup, html};

use super::{Failure, figures};
use crate::components::amount::amount;
use crate::components::pill::{Tone, pill};
use crate::components::trend::{Spot, line, table};
use crate::link::Link;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Where the items behind a figure are.
fn drill(theme: Theme) -> &'static str {
    match theme {
        Theme::PromisesKept => "/indicateurs/detail?taux=promises_kept",
        Theme::PromisesNumber => "/indicateurs/detail?taux=promises_number",
        Theme::CauseKnown => "/indicateurs/detail?taux=cause_known",
        // The days of what is contested are the days of sales of that sum.
        Theme::DisputeRate | Theme::DsoDisputed => "/indicateurs/detail?taux=dispute_rate",
        Theme::DisputeCycle | Theme::DisputesWon => "/litiges?voir=chiffres",
        Theme::Coverage => "/indicateurs/detail?taux=coverage",
        Theme::DsoLate => "/factures?voir=echus",
        Theme::DsoTerms => "/factures?voir=a-echoir",
    }
}

fn card(figure: &TalkFigure) -> Markup {
    let name = words::name(figure.theme);
    let spots: Vec<Spot> = figure
        .points
        .iter()
        .map(|point| Spot { label: locale::date(point.on), value: point.value, words: words::value(figure.theme, point.value) })
        .collect();
    let goal = figure.target.map(|(value, _)| (value, words::value(figure.theme, Some(value))));
    let told = figure.target.map(|(goal, period)| {
        t!("figure-target", target = words::value(figure.theme, Some(goal)), period = app::text::causes::period(period))
    });
    html! {
        article.card.reading id=(figure.theme.code()) {
            h3 { a href=(drill(figure.theme)) { (name) } }
            p.value { (words::value(figure.theme, figure.value())) }
            p { @if let Some(told) = &told { (pill(if figure.is_met() == Some(true) { Tone::Ok } else { Tone::Soon }, told)) } }
            (line(&name, &spots, goal.as_ref().map(|(value, words)| (*value, words.as_str()))))
            details.how {
                summary title=(words::formula(figure.theme)) { (t!("figure-how")) }
                p { (words::formula(figure.theme)) }
                @if figure.value().is_some() && !figure.worked.is_empty() { p.muted { (figure.worked) } }
                (table(&name, &spots))
            }
        }
    }
}

/// What is contested by one key, with its days and their year; each leads to its disputes.
fn held<K>(title: &str, column: &str, lines: &[HeldLine<K>], say: impl Fn(&K) -> String, link: impl Fn(Link, &K) -> Link) -> Markup {
    html! {
        @if !lines.is_empty() {
            section.card.flush {
                header { h3 { (title) } }
                table.table.cards {
                    thead { tr { th scope="col" { (column) } th.r scope="col" { (t!("talk-held")) } th.r scope="col" { (t!("talk-days")) } th scope="col" { (t!("talk-trend")) } } }
                    tbody { @for known in lines { @let name = say(&known.key); tr data-row="" {
                        td.lead { a.open href=(link(Link::new("/litiges").with("voir", "liste"), &known.key)) { (name) } }
                        td.r.key { (amount(known.held, Currency::EUR)) }
                        td.r data-label=(t!("talk-days")) { (words::value(Theme::DsoDisputed, known.days)) }
                        td data-label=(t!("talk-trend")) { (trend(known)) }
                    } } }
                }
            }
        }
    }
}

/// From where to where the days went in the year.
fn trend<K>(known: &HeldLine<K>) -> Markup {
    let (first, last) = (known.trend.iter().flatten().next().copied(), known.days);
    html! { span.muted { (words::value(Theme::DsoDisputed, first)) " → " (words::value(Theme::DsoDisputed, last)) } }
}

/// The section of the page, for the house as a whole.
pub(super) async fn section(site: &Site, session: &Session) -> Result<Markup, Failure> {
    let found: Conversation = app::conversation::conversation(site.app(), &session.scope).await?;
    Ok(html! {
        section #conversation {
            header.bar-head { h2 { (t!("talk-title")) } }
            div.readings { @for figure in &found.figures { (card(figure)) } }
            (held(&t!("talk-by-reason"), &t!("dispute-reason"), &found.by_reason, |reason| app::text::dispute::reason(*reason), |all, reason| all.with("motif", reason.code())))
            (held(&t!("talk-by-owner"), &t!("talk-owner"), &found.by_owner, |owner| if owner.is_empty() { figures::who(owner) } else { owner.clone() }, |all, owner| all.with("chez", owner)))
        }
    })
}
