//! The frame of every page: rail, search, state of the data, user, printed head.

use app::text::locale;
use domain::Date;
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::components::date::days_between;
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::keys;
use crate::components::pill::Tone;
use crate::t;

/// An entry of the rail. The first four and a menu are the bar of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Figures of the day.
    Dashboard,
    /// A salesman's own accounts.
    Own,
    /// What waits for a collector, in its order.
    Agenda,
    /// What leaves tonight, and why.
    Tonight,
    /// The aged balance.
    Ageing,
    /// The list of debtors.
    Debtors,
    /// The list of what is open.
    Items,
    /// Receipts to identify.
    Inbox,
    /// Mail that came in.
    Replies,
    /// What debtors contest.
    Disputes,
    /// What debtors promised.
    Promises,
    /// What is to be mended in accounts and items.
    Quality,
    /// Entries of doubtful claims and losses.
    Accounting,
    /// Legal time limits.
    Deadlines,
    /// Payment plans.
    Plans,
    /// Files brought in.
    Imports,
    /// What lateness added.
    Penalties,
    /// What is sent when, and what guards it.
    Scenarios,
    /// The numbers of the law.
    Law,
    /// Everything that happened.
    Journal,
    /// Other programs.
    Connections,
}

impl Section {
    /// All entries, in the order of the rail.
    pub const ALL: [Self; 21] = [
        Self::Dashboard,
        Self::Own,
        Self::Agenda,
        Self::Tonight,
        Self::Debtors,
        Self::Items,
        Self::Ageing,
        Self::Inbox,
        Self::Replies,
        Self::Disputes,
        Self::Promises,
        Self::Quality,
        Self::Penalties,
        Self::Plans,
        Self::Deadlines,
        Self::Accounting,
        Self::Imports,
        Self::Scenarios,
        Self::Law,
        Self::Journal,
        Self::Connections,
    ];

    /// How many stay in the bar of a phone.
    const ON_PHONE: usize = 4;

    /// Its address.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "/",
            Self::Own => "/mes-comptes",
            Self::Agenda => "/agenda",
            Self::Tonight => "/ce-soir",
            Self::Ageing => "/balance-agee",
            Self::Debtors => "/debiteurs",
            Self::Items => "/factures",
            Self::Inbox => "/encaissements",
            Self::Replies => "/reponses",
            Self::Disputes => "/litiges",
            Self::Promises => "/promesses",
            Self::Quality => "/qualite",
            Self::Accounting => "/comptabilite",
            Self::Deadlines => "/delais",
            Self::Plans => "/echeanciers",
            Self::Imports => "/imports",
            Self::Penalties => "/penalites",
            Self::Scenarios => "/scenarios",
            Self::Law => "/droit",
            Self::Journal => "/journal",
            Self::Connections => "/connexions",
        }
    }

    /// The letter that goes there after `g`, from its French word.
    #[must_use]
    pub fn key(self) -> char {
        match self {
            Self::Dashboard => 't',
            Self::Own => 'y',
            Self::Agenda => 'g',
            Self::Tonight => 's',
            Self::Ageing => 'b',
            Self::Debtors => 'd',
            Self::Items => 'f',
            Self::Inbox => 'e',
            Self::Replies => 'r',
            Self::Disputes => 'k',
            Self::Promises => 'm',
            Self::Quality => 'q',
            Self::Accounting => 'c',
            Self::Deadlines => 'l',
            Self::Plans => 'h',
            Self::Imports => 'i',
            Self::Penalties => 'p',
            Self::Scenarios => 'n',
            Self::Law => 'a',
            Self::Journal => 'o',
            Self::Connections => 'x',
        }
    }

    /// Its word.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Dashboard => t!("nav-dashboard"),
            Self::Own => t!("mine-title"),
            Self::Agenda => t!("nav-agenda"),
            Self::Tonight => t!("nav-tonight"),
            Self::Ageing => t!("nav-ageing"),
            Self::Debtors => t!("nav-debtors"),
            Self::Items => t!("nav-items"),
            Self::Inbox => t!("nav-unidentified"),
            Self::Replies => t!("nav-replies"),
            Self::Disputes => t!("nav-disputes"),
            Self::Promises => t!("nav-promises"),
            Self::Quality => t!("nav-quality"),
            Self::Accounting => t!("nav-accounting"),
            Self::Deadlines => t!("nav-deadlines"),
            Self::Plans => t!("plans-title"),
            Self::Imports => t!("nav-imports"),
            Self::Penalties => t!("nav-penalties"),
            Self::Scenarios => t!("nav-scenarios"),
            Self::Law => t!("nav-law"),
            Self::Journal => t!("nav-journal"),
            Self::Connections => t!("nav-connections"),
        }
    }

    /// Its word where a finger's width is all there is.
    fn short_label(self) -> String {
        match self {
            Self::Dashboard => t!("nav-short-dashboard"),
            Self::Own => t!("own-short"),
            Self::Agenda => t!("nav-short-agenda"),
            Self::Tonight => t!("nav-short-tonight"),
            Self::Ageing => t!("nav-short-ageing"),
            Self::Debtors => t!("nav-short-debtors"),
            Self::Items => t!("nav-items"),
            Self::Inbox => t!("nav-short-unidentified"),
            Self::Replies => t!("nav-replies"),
            Self::Disputes => t!("nav-short-disputes"),
            Self::Promises => t!("nav-short-promises"),
            Self::Quality => t!("nav-short-quality"),
            Self::Accounting => t!("nav-short-accounting"),
            Self::Deadlines => t!("nav-short-deadlines"),
            Self::Plans => t!("plans-title"),
            Self::Imports => t!("nav-short-imports"),
            Self::Penalties => t!("nav-short-penalties"),
            Self::Scenarios => t!("nav-scenarios"),
            Self::Law => t!("nav-short-law"),
            Self::Journal => t!("nav-short-journal"),
            Self::Connections => t!("nav-connections"),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Dashboard => Icon::Dashboard,
            Self::Own => Icon::Debtor,
            Self::Agenda => Icon::Calendar,
            Self::Tonight => Icon::Send,
            Self::Ageing => Icon::Ageing,
            Self::Debtors => Icon::Debtor,
            Self::Items => Icon::Document,
            Self::Inbox => Icon::Bank,
            Self::Replies => Icon::Message,
            Self::Disputes => Icon::Scales,
            Self::Promises => Icon::Done,
            Self::Quality => Icon::Warning,
            Self::Accounting => Icon::Document,
            Self::Deadlines => Icon::Calendar,
            Self::Plans => Icon::Calendar,
            Self::Imports => Icon::Download,
            Self::Penalties => Icon::Percent,
            Self::Scenarios => Icon::Send,
            Self::Law => Icon::Scales,
            Self::Journal => Icon::Journal,
            Self::Connections => Icon::Plug,
        }
    }
}

/// How old a source of data is, against the limit that stops reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreshState {
    /// Recent enough.
    Fresh,
    /// Still usable; a new file is welcome.
    Ageing,
    /// Too old: reminders are held.
    Stale,
    /// No such source; the ledger alone decides.
    Absent,
}

/// The state of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// The verdict, from the rules.
    pub state: FreshState,
    /// The last day that it covers.
    pub on: Option<Date>,
}

/// What the frame shows on every page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Name of the organisation.
    pub organisation: String,
    /// Name or e-mail of who is logged in.
    pub user: String,
    /// The business date.
    pub today: Date,
    /// The bank statements.
    pub bank: Freshness,
    /// The accounting file.
    pub ledger: Freshness,
    /// Whether their state is shown, and leads to the sources.
    pub shows_sources: bool,
    /// The entries that the user's role opens, with how much waits there.
    pub sections: Vec<(Section, u64)>,
    /// What the search field holds.
    pub search: String,
    /// Role of who is logged in, in French.
    pub role: String,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// Whether the user may set the house up.
    pub settings: bool,
    /// Whether the user may enter promises.
    pub promises: bool,
    /// What just happened.
    pub flash: Option<(Tone, String)>,
    /// Who stopped everything, while it is.
    pub stop: Option<app::scenario::Stop>,
}

/// One page in its frame.
#[derive(Debug)]
pub struct Page<'a> {
    /// The frame.
    pub frame: &'a Frame,
    /// Where the page stands in the rail.
    pub section: Option<Section>,
    /// Title of the window, and of the printed page.
    pub title: &'a str,
    /// What the figures are as of, when not the business date.
    pub as_of: Option<Date>,
    /// Whether the printed page lies on its side.
    pub wide: bool,
    /// The page itself.
    pub body: Markup,
}

impl Page<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> Markup {
        let as_of = self.as_of.unwrap_or(self.frame.today);
        // The key of a promise works on every page: where the page has none of its own, it asks whose the promise is. What is being
        // typed there is not left by it.
        let has_own = |mark: &str| self.body.0.contains(mark);
        let asks_whose = self.frame.promises && !has_own("data-key=\"p\"") && !has_own("action=\"/promesses/nouvelle\"");
        let body = html! {
            a.skip href="#content" { (t!("skip-to-content")) }
            div.app {
                (rail(self.frame, self.section))
                (top(self.frame, as_of, self.section))
                div.work {
                    main id="content" tabindex="-1" {
                        div.print-head { strong { (self.frame.organisation) " – " (self.title) } span { (t!("print-as-of", date = locale::date(as_of))) } }
                        @if let Some(stop) = &self.frame.stop { (crate::pages::scenario::banner(stop)) }
                        @if let Some((tone, text)) = &self.frame.flash { (flash(*tone, &html! { (text) })) }
                        (self.body)
                    }
                }
            }
            @if asks_whose { a hidden href="/promesses/nouvelle" data-key="p" {} }
            (keys::dialog(&self.frame.sections, self.frame.promises))
        };
        document(self.title, if self.wide { "wide" } else { "" }, &body)
    }
}

/// A page outside the frame: log-in, errors.
#[must_use]
pub fn bare(title: &str, body: &Markup) -> Markup {
    let body = html! { div.bare { main id="content" { div.brand { (brand()) } div.card { (body) } } } };
    document(title, "", &body)
}

fn document(title: &str, class: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale::language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (t!("product")) }
                link rel="stylesheet" href=(assets::address("app.css"));
                link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                script src=(assets::address("app.js")) defer {}
            }
            body class=[(!class.is_empty()).then_some(class)] { (body) }
        }
    }
}

fn brand() -> Markup {
    html! { span.mark aria-hidden="true" { "Q" } span { (t!("product")) } }
}

fn rail(frame: &Frame, current: Option<Section>) -> Markup {
    html! {
        nav.rail aria-label=(t!("nav-main")) {
            a.brand href="/" { (brand()) }
            @for (position, (section, waiting)) in frame.sections.iter().enumerate() {
                a class={ "go" @if position >= Section::ON_PHONE { " later" } } href=(section.path()) title=(section.label()) data-go=(section.key())
                    aria-current=[(current == Some(*section)).then_some("page")] {
                    (icon(section.icon()))
                    span.word { (words(*section)) }
                    (badge(*waiting))
                }
            }
            @if frame.sections.len() > Section::ON_PHONE {
                button.go.fold type="button" popovertarget="more" { (icon(Icon::More)) span.word { (t!("nav-more")) } }
                div.menu id="more" popover {
                    @for (section, waiting) in &frame.sections[Section::ON_PHONE..] {
                        a.go href=(section.path()) aria-current=[(current == Some(*section)).then_some("page")] { (icon(section.icon())) span { (section.label()) } (badge(*waiting)) }
                    }
                }
            }
            div.org { (frame.organisation) @if frame.demo { br; (t!("demo-mark")) } }
        }
    }
}

/// Both words of an entry; the style sheet shows the one that fits.
fn words(section: Section) -> Markup {
    html! { span.long { (section.label()) } span.short aria-hidden="true" { (section.short_label()) } }
}

fn badge(waiting: u64) -> Markup {
    html! {
        @if waiting > 0 {
            span.n { span aria-hidden="true" { (locale::thousands(waiting)) } span.sr { (t!("nav-waiting", count = waiting)) } }
        }
    }
}

/// The help that explains where the reader stands.
fn help(section: Option<Section>) -> String {
    section.map_or_else(|| "/aide".to_owned(), |section| format!("/aide?de={}", section.key()))
}

fn top(frame: &Frame, as_of: Date, section: Option<Section>) -> Markup {
    let date = locale::date(as_of);
    html! {
        header.top {
            form.search role="search" action="/recherche" method="get" {
                label.sr for="search" { (t!("search-label")) }
                (icon(Icon::Search))
                input id="search" name="q" type="search" value=(frame.search) placeholder=(t!("search-placeholder")) autocomplete="off";
                kbd aria-hidden="true" { "/" }
            }
            div.state {
                span.asof { (t!("as-of", date = date)) }
                @if frame.shows_sources { (fresh(&t!("fresh-bank"), frame.bank, frame.today)) (fresh(&t!("fresh-ledger"), frame.ledger, frame.today)) }
                a.help href=(help(section)) data-key="h" title=(t!("help-key")) { kbd aria-hidden="true" { "h" } (t!("help-title")) }
                button.who type="button" popovertarget="account" aria-label={ (t!("user-menu", name = frame.user.as_str())) " (" (initials(&frame.user)) ")" } { (initials(&frame.user)) }
            }
            div.menu.down id="account" popover {
                div.about { strong { (frame.user) } small { (frame.role) " · " (frame.organisation) } }
                @if frame.shows_sources { (fresh(&t!("fresh-bank"), frame.bank, frame.today)) (fresh(&t!("fresh-ledger"), frame.ledger, frame.today)) }
                @if frame.settings { a.go href="/reglages" { (t!("basics-title")) } }
                a.go href="/politique" { (t!("policy-title")) }
                a.go href="/controle" { (t!("selfcheck-title")) }
                button.scripted type="button" popovertarget="account" data-opens="keys" { kbd { "?" } (t!("keys-title")) }
                (languages())
                form method="post" action="/deconnexion" { button type="submit" { (icon(Icon::LogOut)) (t!("log-out")) } }
            }
        }
    }
}

/// The languages that the pages can be read in, each under its own name.
pub(crate) fn languages() -> Markup {
    html! {
        form method="post" action="/langue" {
            div.languages role="group" aria-label=(t!("languages")) {
                @for (code, name) in [("fr", "Français"), ("en", "English")] {
                    button type="submit" name="langue" value=(code) lang=(code) aria-pressed=(if locale::language().code() == code { "true" } else { "false" }) { (name) }
                }
            }
        }
    }
}

/// A source with its age: a circle, a diamond or a square, so that the colour is not alone.
fn fresh(name: &str, freshness: Freshness, today: Date) -> Markup {
    let (class, verdict) = match freshness.state {
        FreshState::Fresh => ("", t!("fresh-fresh")),
        FreshState::Ageing => ("soon", t!("fresh-ageing")),
        FreshState::Stale => ("late", t!("fresh-stale")),
        FreshState::Absent => ("none", t!("fresh-absent")),
    };
    let age = freshness.on.map_or_else(|| t!("fresh-absent"), |on| t!("days-ago", days = days_between(on, today)));
    let title = freshness.on.map(locale::date).unwrap_or_default();
    html! {
        a.fresh href="/sources" title={ (verdict) @if !title.is_empty() { " – " (title) } } {
            span class={ "dot " (class) } aria-hidden="true" {}
            span { (name) span.age { (locale::colon()) (age) } @if freshness.state != FreshState::Absent { span.sr { ", " (verdict) } } }
        }
    }
}

/// `Claire Morel` as `CM`; an address by its first letter.
fn initials(name: &str) -> String {
    let name = name.split('@').next().unwrap_or(name);
    name.split([' ', '-', '.']).filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn initials_are_two_letters() {
        for (name, expected) in [("Claire Morel", "CM"), ("jean-luc durand", "JL"), ("compta@exemple.fr", "C"), ("é. zola", "ÉZ"), ("", "")]
        {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn each_key_goes_to_one_place() {
        let mut keys: Vec<_> = Section::ALL.iter().map(|section| section.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Section::ALL.len());
    }

    #[test]
    fn the_age_of_data_is_said_in_words() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let shown = |state, day: Option<u32>| {
            let on = day.and_then(|day| NaiveDate::from_ymd_opt(2026, 11, day));
            fresh("Banque", Freshness { state, on }, today).into_string()
        };
        assert!(shown(FreshState::Fresh, Some(23)).contains("aujourd’hui"));
        assert!(shown(FreshState::Fresh, Some(22)).contains("hier"));
        let stale = shown(FreshState::Stale, Some(20));
        assert!(stale.contains("il y a 3\u{a0}j") && stale.contains("trop ancienne – 20/11/2026") && stale.contains("dot late"), "{stale}");
        assert!(shown(FreshState::Absent, None).contains("aucune donnée"));
    }
}
