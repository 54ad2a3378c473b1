//! The collector's agenda: what waits on which account, in the order of its worth, with the reason.

use app::agenda::{Agenda, AgendaQuery, Dossier, Order, Target, Thing, View};
use app::text::agenda as words;
use app::text::locale::{self, ShownIn as _};
use app::views::Listing;
use app::{Permission, Role};
use axum::extract::{Query, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::agenda::Kind;
use domain::{Cents, Currency, Date};
use maud::{Markup, html};

use super::parts::{select, sort_head};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::{amount, late_amount};
use crate::components::date::{days_late, short_date};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// The page's address.
pub(super) const HERE: &str = "/agenda";
/// Lines a page.
const PER_PAGE: usize = 40;
/// The choice of all collectors.
const ALL: &str = "*";
/// The choice of accounts that nobody follows.
pub(super) const NOBODY: &str = "-";

/// What an address or a form says, in its order.
pub(super) type Asked = Vec<(String, String)>;

pub(super) fn word<'a>(asked: &'a Asked, key: &str) -> &'a str {
    asked.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.trim())
}

/// The agenda as the address asks for it.
pub(super) struct List {
    pub(super) query: AgendaQuery,
    sort: Sort,
    /// What was said of the collector; empty when nothing was.
    who: String,
    /// The columns that are hidden.
    hidden: Vec<usize>,
}

impl List {
    /// Without a word on the collector, a collector's own portfolio is shown once there is one.
    pub(super) fn read(session: &Session, asked: &Asked) -> Self {
        let keys: Vec<&str> = Order::ALL.iter().map(|order| order.code()).collect();
        let sort = Sort::read(Some(word(asked, "tri")), &keys, "-priorite");
        let who = word(asked, "charge").to_owned();
        let collector = match who.as_str() {
            "" | ALL => None,
            NOBODY => Some(String::new()),
            name => Some(name.to_owned()),
        };
        let own = (who.is_empty() && session.scope.actor.role == Role::Collector).then(|| session.scope.actor.name.clone());
        let query = AgendaQuery {
            view: View::from_code(word(asked, "voir")).unwrap_or_default(),
            kind: Kind::from_code(word(asked, "nature")),
            collector,
            own,
            search: word(asked, "q").to_owned(),
            top: word(asked, "top").parse().ok().filter(|top| *top > 0),
            order: Order::from_code(&sort.key).unwrap_or_default(),
            descending: sort.descending,
            page: word(asked, "page").parse().unwrap_or(1),
            per_page: PER_PAGE,
        };
        let places = asked.iter().filter(|(name, _)| name == "masquer").filter_map(|(_, place)| place.parse().ok());
        Self { query, sort, who, hidden: places.collect() }
    }

    /// What the slider keeps when it keeps all is all: a list that grows later is not cut.
    fn without_end(mut self, of: usize) -> Self {
        self.query.top = self.query.top.filter(|top| *top < of);
        self
    }

    /// What an address keeps of it, the page left out.
    pub(super) fn kept(&self) -> [(&'static str, String); 6] {
        let query = &self.query;
        let sort = self.sort.to_string();
        [
            ("voir", if query.view == View::default() { String::new() } else { query.view.code().to_owned() }),
            ("nature", query.kind.map_or_else(String::new, |kind| kind.code().to_owned())),
            ("charge", self.who.clone()),
            ("q", query.search.clone()),
            ("top", query.top.map_or_else(String::new, |top| top.to_string())),
            ("tri", if sort == "-priorite" { String::new() } else { sort }),
        ]
    }

    pub(super) fn link(&self, path: &str) -> Link {
        super::views::with(self.kept().into_iter().fold(Link::new(path), |link, (key, value)| link.with(key, value)), &self.hidden)
    }
}

fn view_word(view: View) -> String {
    match view {
        View::ToDo => t!("agenda-view-to-do"),
        View::Sends => t!("agenda-view-sends"),
        View::Snoozed => t!("agenda-view-snoozed"),
        View::Every => t!("agenda-view-every"),
    }
}

/// The colour of a thing: red when its day is over, amber today, none when it is to come or leaves by itself.
fn tone(thing: &Thing, today: Date) -> Tone {
    match thing.kind {
        Kind::Limit | Kind::BrokenPromise | Kind::BrokenPlan | Kind::SendError => Tone::Late,
        Kind::LateDispute => Tone::Disputed,
        Kind::Alert => Tone::Soon,
        Kind::Confirmed if thing.due_on >= today => Tone::Ok,
        _ if thing.due_on < today => Tone::Late,
        Kind::ToConfirm => Tone::Neutral,
        _ if thing.due_on > today => Tone::Accent,
        _ => Tone::Soon,
    }
}

/// Where a thing is done.
pub(super) fn place(thing: &Thing, dossier: &Dossier) -> String {
    match thing.target {
        Target::Action(id) => format!("/actions/{id}"),
        Target::Reply(id) => format!("/reponses/{id}"),
        Target::Promise(id) => format!("/promesses/{id}"),
        Target::Dispute(id) => format!("/litiges/{id}"),
        Target::Limits => Link::new("/delais").with("debiteur", dossier.debtor).to_string(),
        Target::Plan(id) => format!("/echeanciers/{id}"),
        Target::Account => format!("/debiteurs/{}", dossier.debtor),
    }
}

/// « 12 400,00 € + 300,00 $ ».
pub(super) fn totals(sums: &[(Currency, Cents)]) -> String {
    sums.iter().filter(|(_, sum)| !sum.is_zero()).map(|(currency, sum)| sum.shown_in(*currency)).collect::<Vec<_>>().join(" + ")
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>, RawQuery(raw): RawQuery) -> Answer {
    let raw = raw.unwrap_or_default();
    let (views, first) = super::views::read(&site, &session, Listing::Agenda, &raw).await?;
    if let Some(first) = first {
        return Ok(first);
    }
    let list = List::read(&session, &asked);
    let agenda = app::agenda::agenda(site.app(), &session.scope, &list.query).await?;
    let list = list.without_end(agenda.top.of);
    let sub = html! {
        (t!("agenda-sub", count = agenda.page.total))
        @if !totals(&agenda.sums).is_empty() { " · " (t!("agenda-sub-late", total = totals(&agenda.sums))) }
        @if agenda.overdue > 0 { " · " span.late { (t!("agenda-sub-overdue", count = agenda.overdue)) } }
    };
    let acts = html! {
        @if agenda.page.total > 0 { a.btn.go href=(list.link("/agenda/un")) data-key="o" { (t!("agenda-one")) } }
        a.btn href="/agenda/alertes" { (t!("alerts-title")) }
        a.btn href="/portefeuilles" { (t!("portfolio-title")) }
        a.btn href="/agenda/lots" { (t!("agenda-batches")) }
        a.btn href=(list.link("/agenda.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
    };
    let body = html! {
        (head(&t!("nav-agenda"), &sub, &acts))
        nav.views aria-label=(t!("agenda-views")) {
            @for (view, count) in View::ALL.iter().zip(agenda.counts) {
                a href=(list.link(HERE).without("nature").without("top").with("voir", if *view == View::default() { "" } else { view.code() })) aria-current=[(list.query.view == *view).then_some("page")] {
                    (view_word(*view)) " " span.n { (locale::thousands(count as u64)) }
                }
            }
        }
        (super::views::bar(Listing::Agenda, &views, &raw, &session, &columns()))
        (filters(&list, &agenda))
        @if agenda.page.total == 0 { (nothing(&list, &agenda)) }
        @else { (form(&list, &agenda, &session, &super::views::classes(&raw))) }
    };
    framed(&site, &session, Sheet::new(t!("nav-agenda"), Section::Agenda, body)).await
}

/// The same as a table for a spreadsheet.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let list = List::read(&session, &asked);
    let text = app::agenda::csv(site.app(), &session.scope, &list.query).await?;
    let name = format!("attachment; filename=\"agenda-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

fn nothing(list: &List, agenda: &Agenda) -> Markup {
    let query = &list.query;
    if query.kind.is_some() || !query.search.is_empty() || agenda.collector.is_some() {
        let all = html! { div.acts { a.btn href=(Link::new(HERE).with("charge", ALL).with("voir", query.view.code())) { (t!("agenda-see-all")) } } };
        return empty(&t!("agenda-none-title"), &t!("agenda-none-text"), Some(&all));
    }
    match query.view {
        View::ToDo => empty(&t!("agenda-empty-title"), &t!("agenda-empty-text"), None),
        View::Sends => empty(&t!("agenda-no-sends-title"), &t!("agenda-no-sends-text"), None),
        View::Snoozed => empty(&t!("agenda-no-snoozed-title"), &t!("agenda-no-snoozed-text"), None),
        View::Every => empty(&t!("agenda-no-late-title"), &t!("agenda-no-late-text"), None),
    }
}

fn filters(list: &List, agenda: &Agenda) -> Markup {
    let mut who = vec![(ALL.to_owned(), t!("agenda-everybody"))];
    if agenda.has_orphans {
        who.push((NOBODY.to_owned(), t!("figures-nobody")));
    }
    who.extend(agenda.collectors.iter().map(|name| (name.clone(), name.clone())));
    let mut kinds = vec![(String::new(), t!("agenda-all-kinds"))];
    kinds.extend(agenda.kinds.iter().map(|(kind, count)| (kind.code().to_owned(), format!("{} ({count})", words::kind(*kind)))));
    let chosen = agenda.collector.as_deref().map_or(ALL, |name| if name.is_empty() { NOBODY } else { name });
    let top = agenda.top;
    html! {
        form.filters method="get" action=(HERE) data-auto="" {
            @for (key, value) in list.kept() { @if matches!(key, "voir" | "tri") && !value.is_empty() { input type="hidden" name=(key) value=(value); } }
            (super::views::inputs(&list.hidden))
            div.field.grow { label for="q" { (t!("agenda-search")) } input #q type="search" name="q" value=(list.query.search); }
            @if agenda.collectors.len() + usize::from(agenda.has_orphans) > 1 || agenda.collector.is_some() { (select("charge", &t!("column-collector"), &who, chosen)) }
            (select("nature", &t!("agenda-kind"), &kinds, list.query.kind.map_or("", Kind::code)))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        // A form of its own: another filter begins with all that it finds.
        @if top.of > 1 {
            form.filters method="get" action=(HERE) data-auto="" {
                @for (key, value) in list.kept() { @if key != "top" && !value.is_empty() { input type="hidden" name=(key) value=(value); } }
                (super::views::inputs(&list.hidden))
                div.field.top-x {
                    label for="top" { (t!("agenda-top", count = top.count, share = top.share)) }
                    input #top type="range" name="top" min="1" max=(top.of) value=(top.count) autocomplete="off" aria-valuetext=(t!("agenda-top", count = top.count, share = top.share));
                }
                button.btn.auto type="submit" { (t!("apply-filters")) }
            }
        }
    }
}

/// The columns that can be hidden.
fn columns() -> Vec<(usize, String)> {
    vec![(5, t!("column-exposure")), (6, t!("column-oldest")), (7, t!("column-contact")), (8, t!("column-collector"))]
}

fn form(list: &List, agenda: &Agenda, session: &Session, without: &str) -> Markup {
    let pager = Pager {
        page: u32::try_from(agenda.page.page).unwrap_or(1),
        per_page: u32::try_from(PER_PAGE).unwrap_or(1),
        total: agenda.page.total as u64,
    };
    let may = session.may(Permission::HoldReminders) || session.may(Permission::EditDebtors);
    html! {
        form method="get" action="/agenda/lot" {
            @for (key, value) in list.kept() { @if !value.is_empty() { input type="hidden" name=(key) value=(value); } }
            @if may {
                div.card.chooser {
                    label.check.scripted { input type="checkbox" data-all="d"; span { (t!("agenda-all-here", count = agenda.page.rows.len())) } }
                    @if agenda.page.total > agenda.page.rows.len() { label.check { input type="checkbox" name="tout" value="oui"; span { (t!("agenda-all-found", count = agenda.page.total)) } } }
                    output.scripted data-tally="d" data-word=(t!("agenda-chosen")) {}
                    div.acts {
                        @if session.may(Permission::HoldReminders) {
                            button.btn type="submit" name="geste" value="snooze" { (t!("agenda-snooze")) "…" }
                            button.btn type="submit" name="geste" value="pause" { (icon(Icon::Pause)) (t!("agenda-pause")) "…" }
                            button.btn type="submit" name="geste" value="scenario" { (t!("agenda-scenario")) "…" }
                        }
                        @if session.may(Permission::ApproveMessages) { button.btn type="submit" name="geste" value="remind" { (icon(Icon::Send)) (t!("agenda-remind")) "…" } }
                        @if session.may(Permission::EditDebtors) { button.btn type="submit" name="geste" value="assign" { (icon(Icon::Debtor)) (t!("agenda-assign")) "…" } }
                    }
                }
            }
            section.card.flush { h2.sr { (view_word(list.query.view)) } (table(list, agenda, may, session.may(Permission::HoldReminders), without)) }
        }
        (pager.render(&list.link(HERE)))
        p.muted { (t!("agenda-how")) }
    }
}

fn table(list: &List, agenda: &Agenda, may: bool, promises: bool, without: &str) -> Markup {
    let (sort, link) = (&list.sort, list.link(HERE));
    html! {
        table class={ "table cards" (without) } {
            caption.sr { (view_word(list.query.view)) }
            thead { tr {
                (sort_head(&t!("agenda-priority"), "", Some("priorite"), sort, &link))
                (sort_head(&t!("column-debtor"), "", Some("nom"), sort, &link))
                (sort_head(&t!("agenda-waits"), "", Some("jour"), sort, &link))
                (sort_head(&t!("column-overdue"), "r", Some("echu"), sort, &link))
                (sort_head(&t!("column-exposure"), "r w", Some("encours"), sort, &link))
                (sort_head(&t!("column-oldest"), "r", Some("retard"), sort, &link))
                (sort_head(&t!("column-contact"), "", Some("contact"), sort, &link))
                (sort_head(&t!("column-collector"), "w", None, sort, &link))
                @if may { th scope="col" { span.sr { (t!("column-act")) } } }
            } }
            tbody { @for dossier in &agenda.page.rows { (row(list, dossier, (may, promises), agenda.today)) } }
        }
    }
}

/// What waits: the first thing and where it is done, the others behind it.
pub(super) fn things(dossier: &Dossier, today: Date) -> Markup {
    html! {
        span.pills {
            @for thing in &dossier.things {
                @let on = short_date(thing.due_on, today);
                a class={ "pill " (tone(thing, today).class()) } href=(place(thing, dossier)) title=(thing.title) data-row-key=[(thing.kind == Kind::Call).then_some("c")] {
                    (words::kind(thing.kind)) @if thing.due_on != today { " " (on) }
                }
            }
            @if dossier.is_paused { (pill(Tone::Neutral, &t!("state-held"))) }
            @if !dossier.has_email { (pill(Tone::Late, &t!("state-no-email"))) }
            @if let Some(snooze) = &dossier.snooze {
                (pill(Tone::Accent, &if dossier.is_woken { t!("agenda-woken") } else { t!("agenda-off-until", date = locale::date(snooze.until)) }))
            }
        }
    }
}

fn row(list: &List, dossier: &Dossier, (may, promises): (bool, bool), today: Date) -> Markup {
    html! {
        tr.alert[dossier.things.iter().any(|thing| thing.kind == Kind::Alert)] data-row="" {
            td.prio data-label=(t!("agenda-priority")) { span.prio title=(dossier.why()) { (dossier.priority) } }
            td.lead {
                span.pick {
                    @if may { input type="checkbox" name="d" value=(dossier.debtor) data-row-key="x" data-cents=(dossier.late.0) data-currency=(dossier.currency.code()) aria-label=(t!("agenda-choose", name = dossier.name.as_str())); }
                    span { a.open href={ "/debiteurs/" (dossier.debtor) } { (dossier.name) } small { (dossier.code) @if !dossier.category.is_empty() { " · " (dossier.category) } } }
                    @if promises { (super::promise::row_key(dossier.debtor)) }
                }
            }
            td.long data-label=(t!("agenda-waits")) { (things(dossier, today)) details.behind { summary { (t!("agenda-why")) } small { (dossier.why()) } } @if let Some(snooze) = &dossier.snooze { small { (snooze.reason) " – " (snooze.created_by) } } }
            td.r.key { (late_amount(dossier.late, dossier.currency)) @for (currency, late, _) in &dossier.others { @if !late.is_zero() { br; (late_amount(*late, *currency)) } } }
            td.r.w data-label=(t!("column-exposure")) { (amount(dossier.owed, dossier.currency)) @for (currency, _, owed) in &dossier.others { br; (amount(*owed, *currency)) } }
            td.r data-label=(t!("column-oldest")) { (days_late(dossier.oldest_days)) }
            td data-label=(t!("column-contact")) { @if let Some(on) = dossier.last_contact_on { (short_date(on, today)) } @else { span.muted { "–" } } }
            td.w data-label=(t!("column-collector")) { (dossier.collector) @if dossier.owner != dossier.collector { small { (t!("agenda-stands-in", name = dossier.owner.as_str())) } } }
            @if may {
                td.full {
                    @match (&dossier.snooze, list.query.view) {
                        (Some(snooze), View::Snoozed) => { button.btn.small type="submit" formmethod="post" formaction="/agenda/reprendre" name="report" value=(snooze.id) data-row-key="u" { (t!("agenda-bring-back")) } }
                        _ => { a.btn.small href=(list.link("/agenda/lot").with("geste", "snooze").with("d", dossier.debtor)) data-row-key="z" { (t!("agenda-snooze")) } }
                    }
                }
            }
        }
    }
}

/// A person's home: what is to be done, the money at stake, what changed since the visit before.
pub(super) async fn home(site: &Site, session: &Session) -> Result<Markup, Failure> {
    let home = app::agenda::home(site.app(), &session.scope).await?;
    let today = site.app().today();
    let (accounts, overdue) = home.accounts;
    let who = home.collector.clone().unwrap_or_else(|| ALL.to_owned());
    let list = |kind: &str| Link::new(HERE).with("charge", &who).with("nature", kind);
    Ok(html! {
        section.card.flush {
            header {
                h2 { @if accounts == 0 { (t!("home-nothing")) } @else { (t!("home-to-do", count = accounts)) } }
                a href=(list("")) { (t!("nav-agenda")) }
            }
            @if accounts > 0 {
                p.pad {
                    strong { (totals(&home.at_stake)) } " " (t!("home-at-stake"))
                    @if overdue > 0 { " · " span.late { (t!("agenda-sub-overdue", count = overdue)) } }
                }
                p.pad { span.pills { @for (kind, count) in &home.kinds { a.pill href=(list(kind.code())) { (words::kind(*kind)) " " (count) } } } }
                table.table.compact.cards {
                    caption.sr { (t!("home-first")) }
                    thead { tr { th scope="col" { (t!("agenda-priority")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("agenda-waits")) } th.r scope="col" { (t!("column-overdue")) } } }
                    tbody {
                        @for dossier in &home.first {
                            tr data-row="" {
                                td.prio data-label=(t!("agenda-priority")) { span.prio title=(dossier.why()) { (dossier.priority) } }
                                td.lead { a.open href={ "/debiteurs/" (dossier.debtor) } { (dossier.name) } small { (dossier.code) } }
                                td.long data-label=(t!("agenda-waits")) { (things(dossier, today)) }
                                td.r.key { (late_amount(dossier.late, dossier.currency)) }
                            }
                        }
                    }
                }
            }
        }
        (changes(&home, session.may(Permission::ViewJournal)))
    })
}

/// What changed since the visit before, alone.
pub(super) async fn changed(site: &Site, session: &Session) -> Result<Markup, Failure> {
    Ok(changes(&app::agenda::home(site.app(), &session.scope).await?, session.may(Permission::ViewJournal)))
}

fn changes(home: &app::agenda::Home, reads_journal: bool) -> Markup {
    let Some(since) = home.since else { return html! {} };
    html! {
        section.card {
            header { h2 { (t!("home-changes")) " " (super::parts::at(since)) } a href="/journal" { (t!("nav-journal")) } }
            @if home.changes.is_empty() { p.muted { (t!("home-no-changes")) } }
            @else { p { span.pills { @for change in &home.changes { @let told = pill(Tone::Neutral, &format!("{} {}", change.title, locale::thousands(change.count.unsigned_abs())));
                @if reads_journal { a href=(super::journal::of_kind(&change.kind, change.between)) { (told) } } @else { (told) } } } } }
        }
    }
}
