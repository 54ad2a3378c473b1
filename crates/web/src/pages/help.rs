//! Help inside the program: a panel per stage of a debt, the glossary, and the keys.
//!
//! The words of a panel are in the locale under `help-<panel>-<part>`; a test wants each of them. The glossary is
//! `docs/guide/glossaire.md`, whose terms are those of `GLOSSARY.md`.

use std::sync::LazyLock;

use app::figures::Indicator;
use axum::extract::{Query, State};
use i18n_embed::fluent::FluentLanguageLoader;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Answer, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::keys;
use crate::components::shell::Section;
use crate::i18n::loader;
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// A panel: its key, the pages where its work is done, and the sections that it explains.
struct Panel {
    key: &'static str,
    pages: &'static [&'static str],
    sections: &'static [Section],
}

const PANELS: &[Panel] = &[
    Panel { key: "pre_due", pages: &["/ce-soir", "/scenarios"], sections: &[Section::Tonight, Section::Scenarios] },
    Panel {
        key: "amicable",
        pages: &["/ce-soir", "/a-valider", "/agenda"],
        sections: &[Section::Dashboard, Section::Agenda, Section::Debtors, Section::Ageing, Section::Replies, Section::Inbox],
    },
    Panel { key: "formal_notice", pages: &["/courriers", "/prescription"], sections: &[Section::Quality] },
    Panel { key: "court", pages: &["/prescription", "/delais"], sections: &[Section::Deadlines, Section::Law] },
    Panel { key: "dispute", pages: &["/litiges"], sections: &[Section::Disputes] },
    Panel { key: "agreement", pages: &["/promesses", "/echeanciers", "/accords"], sections: &[Section::Promises, Section::Plans] },
    Panel { key: "insolvency", pages: &["/delais", "/debiteurs"], sections: &[Section::Accounting] },
    Panel { key: "limitation", pages: &["/prescription"], sections: &[Section::Penalties] },
];

/// The parts of a panel, in their order.
const PARTS: [&str; 4] = ["right", "document", "limit", "next"];

fn text(panel: &str, part: &str) -> String {
    let loader: &FluentLanguageLoader = loader();
    loader.get(&format!("help-{panel}-{part}"))
}

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    de: String,
}

/// The word of a page of the rail; its address when it is none.
fn page_word(path: &str) -> String {
    match path {
        "/a-valider" => t!("approvals-title"),
        "/courriers" => t!("letters-title"),
        "/prescription" => t!("help-limitation-page"),
        "/accords" => t!("help-agreements-page"),
        _ => Section::ALL.into_iter().find(|section| section.path() == path).map_or_else(|| path.to_owned(), Section::label),
    }
}

/// The page of panels; the one that explains where the reader comes from is first.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let from = Section::ALL.into_iter().find(|section| asked.de.chars().eq([section.key()]));
    let here = from.and_then(|from| PANELS.iter().find(|panel| panel.sections.contains(&from)));
    let others = PANELS.iter().filter(|panel| here.is_none_or(|here| here.key != panel.key));
    let frame = session.frame(&site, "").await?;
    let body = html! {
        (head(&t!("help-title"), &html! { (t!("help-sub")) }, &html! {
            a.btn href="/aide/glossaire" { (t!("help-glossary")) }
            a.btn href="#touches" { (t!("keys-title")) }
            a.btn href="/droit" { (t!("nav-law")) }
        }))
        @if let (Some(here), Some(from)) = (here, from) {
            p.muted { (t!("help-here", page = from.label())) }
            (panel(here, true))
        }
        nav.chips.screen aria-label=(t!("help-stages")) { @for panel in PANELS { a.btn.small href={ "#" (panel.key) } { (text(panel.key, "title")) } } }
        @for other in others { (panel(other, false)) }
        (examples())
        section.card #touches { header { h2 { (t!("keys-title")) } } (keys::list(&frame.sections, frame.promises)) }
    };
    framed(&site, &session, Sheet { title: t!("help-title"), section: from, body, as_of: None }).await
}

/// Figures counted by hand; the results are what the program makes of the same numbers.
fn examples() -> Markup {
    let told = |indicator: Indicator| match indicator {
        Indicator::Dso => t!("help-example-dso"),
        Indicator::Countback => t!("help-example-dso_countback"),
        Indicator::Best => t!("help-example-dso_best"),
        Indicator::Late => t!("help-example-dso_late"),
        Indicator::OverdueRate => t!("help-example-overdue_rate"),
        Indicator::UnpaidRate => t!("help-example-unpaid_rate"),
        _ => String::new(),
    };
    html! {
        section.card #chiffres {
            header { h2 { (t!("help-examples")) } a href="/indicateurs" { (t!("figures-title")) } }
            dl.kv.wide {
                @for (indicator, result) in app::examples::worked() {
                    dt { (app::text::figures::name(indicator)) }
                    dd { (told(indicator)) " = " strong { (result) } }
                }
            }
        }
    }
}

fn panel(panel: &Panel, is_here: bool) -> Markup {
    html! {
        section.card.help-panel id=(panel.key) aria-current=[is_here.then_some("true")] {
            header { h2 { (text(panel.key, "title")) } }
            dl.kv.wide {
                @for part in PARTS {
                    dt { (match part { "right" => t!("help-right"), "document" => t!("help-document"), "limit" => t!("help-limit"), _ => t!("help-next") }) }
                    dd { (text(panel.key, part)) }
                }
            }
            p.screen { (t!("help-pages")) " " @for (at, page) in panel.pages.iter().enumerate() { @if at > 0 { " · " } a href=(page) { (page_word(page)) } } }
        }
    }
}

/// A term of the glossary.
struct Term {
    term: &'static str,
    meaning: &'static str,
}

/// The glossary of the screens, which the documentation holds as well.
const GLOSSARY: &str = include_str!("../../../../docs/guide/glossaire.md");

/// The rows of the glossary's table, in their order.
fn terms() -> &'static [Term] {
    static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
        let rows = GLOSSARY.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        rows.filter(|(term, _)| *term != "Terme").map(|(term, meaning)| Term { term, meaning }).collect()
    });
    &TERMS
}

/// The glossary, searched in its terms and in what they mean.
pub async fn glossary(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let words = app::search_key(&asked.q);
    let mut found: Vec<&Term> = terms()
        .iter()
        .filter(|term| words.is_empty() || app::search_key(&format!("{} {}", term.term, term.meaning)).contains(&words))
        .collect();
    found.sort_by_key(|term| app::search_key(term.term));
    let body = html! {
        (head(&t!("help-glossary"), &html! { (t!("help-terms", count = found.len())) }, &html! { a.btn href="/aide" { (t!("help-title")) } }))
        form.filters method="get" action="/aide/glossaire" {
            div.field.grow { label for="q" { (t!("help-search")) } input #q name="q" type="search" value=(asked.q) autocomplete="off"; }
            button.btn type="submit" { (t!("help-find")) }
        }
        @if found.is_empty() { (empty(&t!("help-nothing-title"), &t!("help-nothing-text"), None)) }
        @else { section.card { dl.glossary lang="fr" { @for term in found {
            dt { (term.term) }
            dd { (term.meaning) }
        } } } }
    };
    framed(&site, &session, Sheet { title: t!("help-glossary"), section: None, body, as_of: None }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_panel_has_all_its_words_and_each_stage_its_panel() {
        let loader: &FluentLanguageLoader = loader();
        for panel in PANELS {
            for part in PARTS.into_iter().chain(["title"]) {
                assert!(loader.has(&format!("help-{}-{part}", panel.key)), "{}: {part}", panel.key);
            }
            assert!(!panel.pages.is_empty());
        }
    }

    #[test]
    fn the_glossary_is_read_whole_and_speaks_the_words_of_the_code() {
        let rows = GLOSSARY.lines().filter(|line| line.starts_with("| ")).count();
        assert_eq!(terms().len(), rows - 1, "all but the head");
        let code = include_str!("../../../../GLOSSARY.md");
        for term in terms() {
            assert!(code.contains(&format!("| {} |", term.term)), "{} is no word of GLOSSARY.md", term.term);
        }
    }
}
