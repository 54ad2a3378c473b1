//! What waits for a person's word: the queue, a confirmation that says how many and how much, and the way back.

use app::approvals::{self, Chosen, Done, Key as _, Order, Preview, Query as Wanted, Queue, Verb, WaitingAction, Waits};
use app::text::locale::{self, ShownIn as _};
use app::{AppError, Permission};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::dunning::Channel;
use domain::ids::ActionId;
use domain::{Cents, Currency};
use maud::{Markup, html};
use uuid::Uuid;

use super::parts::{at, channel_icon, mail_text, select, sort_head, state_pill, with_icon};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::short_date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::{Link, Sort};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/a-valider";
/// Lines a page.
const PER_PAGE: u32 = 50;
/// Names shown before a confirmation.
const NAMED: usize = 50;

/// What an address or a form says, in its order.
type Asked = Vec<(String, String)>;

fn word<'a>(asked: &'a Asked, key: &str) -> &'a str {
    asked.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.trim())
}

/// The queue as the address asks for it.
struct List {
    query: Wanted,
    sort: Sort,
    at_least: String,
}

impl List {
    fn read(asked: &Asked) -> Self {
        let which = Waits::from_code(word(asked, "voir")).unwrap_or_default();
        let keys: Vec<&str> = Order::ALL.iter().map(|order| order.code()).collect();
        let sort = Sort::read(Some(word(asked, "tri")), &keys, if which == Waits::UnlessVetoed { "heure" } else { "-montant" });
        let at_least = word(asked, "montant").to_owned();
        let query = Wanted {
            which,
            search: word(asked, "q").to_owned(),
            channel: Channel::from_code(word(asked, "canal")),
            step: word(asked, "etape").to_owned(),
            collector: word(asked, "charge").to_owned(),
            at_least: Cents::typed(&at_least).ok().filter(|least| least.is_positive()),
            order: Order::from_code(&sort.key).unwrap_or_default(),
            descending: sort.descending,
            page: word(asked, "page").parse().unwrap_or(1),
            per_page: PER_PAGE as usize,
        };
        Self { query, sort, at_least }
    }

    /// What an address keeps of it, the page left out.
    fn kept(&self) -> [(&'static str, String); 7] {
        let query = &self.query;
        let which = if query.which == Waits::default() { String::new() } else { query.which.code().to_owned() };
        [
            ("voir", which),
            ("q", query.search.clone()),
            ("canal", query.channel.map_or_else(String::new, |channel| channel.code().to_owned())),
            ("etape", query.step.clone()),
            ("charge", query.collector.clone()),
            ("montant", self.at_least.clone()),
            ("tri", self.sort.to_string()),
        ]
    }

    fn link(&self) -> Link {
        self.kept().into_iter().fold(Link::new(HERE), |link, (key, value)| link.with(key, value))
    }

    fn is_narrowed(&self) -> bool {
        let query = &self.query;
        let narrowed = [!query.search.is_empty(), query.channel.is_some(), !query.step.is_empty(), !query.collector.is_empty()];
        narrowed.into_iter().any(|one| one) || query.at_least.is_some()
    }
}

fn which_word(which: Waits) -> String {
    match which {
        Waits::ToApprove => t!("approvals-to-approve"),
        Waits::UnlessVetoed => t!("approvals-unless-vetoed"),
        Waits::Approved => t!("approvals-approved"),
        Waits::GivenUp => t!("approvals-given-up"),
    }
}

fn verb_word(verb: Verb) -> String {
    match verb {
        Verb::Approve => t!("approvals-approve"),
        Verb::GiveUp => t!("approvals-give-up"),
        Verb::Skip => t!("approvals-skip"),
        Verb::TakeBack => t!("approvals-take-back"),
    }
}

/// « 1 200,00 € + 300,00 $ ».
fn totals(sums: &[(Currency, Cents)]) -> String {
    sums.iter().map(|(currency, sum)| sum.shown_in(*currency)).collect::<Vec<_>>().join(" + ")
}

/// The queue.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let list = List::read(&asked);
    let queue = approvals::queue(site.app(), &session.scope, &list.query).await?;
    let mut texts = Texts::new();
    for line in queue.lines.iter().filter(|line| line.channel == Channel::Sms).take(MOST_TEXTS) {
        if let Some(draft) = app::sms::draft(site.app(), &session.scope, line.id).await? {
            texts.insert(line.id, draft);
        }
    }
    let sub = html! { (t!("approvals-sub", count = queue.counts[0])) @if queue.total > 0 { " · " (t!("approvals-shown", count = queue.total, total = totals(&queue.sums))) } };
    let acts = html! { a.btn.small href="/dernier-mot" { (t!("last-word-title")) } a.btn.small href="/ce-soir" { (t!("nav-tonight")) } };
    let body = html! {
        (head(&t!("approvals-title"), &sub, &acts))
        nav.views aria-label=(t!("approvals-views")) {
            @for (which, count) in Waits::ALL.iter().zip(queue.counts) {
                a href=(Link::new(HERE).with("voir", if *which == Waits::default() { "" } else { which.code() })) aria-current=[(list.query.which == *which).then_some("page")] {
                    (which_word(*which)) " " span.n { (locale::thousands(count.unsigned_abs())) }
                }
            }
        }
        @if list.query.which == Waits::default() && !list.is_narrowed() { (super::dashboard::to_agree(&site, &session, false).await?) }
        (filters(&list, &queue))
        @if queue.total == 0 { (nothing(&list)) }
        @else { (form(&list, (&queue, &texts), &session, site.app().today())) }
    };
    framed(&site, &session, Sheet::new(t!("approvals-title"), Section::Tonight, body)).await
}

fn nothing(list: &List) -> Markup {
    if list.is_narrowed() {
        return empty(&t!("approvals-none-title"), &t!("approvals-none-text"), None);
    }
    match list.query.which {
        Waits::ToApprove => empty(&t!("approvals-empty-title"), &t!("approvals-empty-text"), None),
        Waits::UnlessVetoed => empty(&t!("approvals-no-veto-title"), &t!("approvals-no-veto-text"), None),
        Waits::Approved => empty(&t!("approvals-no-approved-title"), &t!("approvals-no-approved-text"), None),
        Waits::GivenUp => empty(&t!("approvals-no-given-up-title"), &t!("approvals-no-given-up-text"), None),
    }
}

fn filters(list: &List, queue: &Queue) -> Markup {
    let all = |word: String, values: Vec<(String, String)>| std::iter::once((String::new(), word)).chain(values).collect::<Vec<_>>();
    let channels = queue.channels.iter().map(|channel| (channel.code().to_owned(), app::text::channel(*channel))).collect();
    let steps = queue.steps.iter().map(|key| (key.clone(), app::text::step(key))).collect();
    let collectors: Vec<_> = queue.collectors.iter().map(|name| (name.clone(), name.clone())).collect();
    let channel = list.query.channel.map_or("", Channel::code);
    html! {
        form.filters method="get" action=(HERE) data-auto="" {
            @for (key, value) in list.kept() { @if matches!(key, "voir" | "tri") && !value.is_empty() { input type="hidden" name=(key) value=(value); } }
            div.field.grow { label for="q" { (t!("filter-search-debtor")) } input #q type="search" name="q" value=(list.query.search); }
            (select("canal", &t!("approvals-channel"), &all(t!("approvals-all-channels"), channels), channel))
            (select("etape", &t!("column-step"), &all(t!("approvals-all-steps"), steps), &list.query.step))
            @if !collectors.is_empty() { (select("charge", &t!("column-collector"), &all(t!("approvals-all-collectors"), collectors), &list.query.collector)) }
            div.field { label for="montant" { (t!("approvals-at-least")) } input #montant name="montant" inputmode="decimal" size="9" value=(list.at_least); }
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn form(list: &List, (queue, texts): (&Queue, &Texts), session: &Session, today: domain::Date) -> Markup {
    let may = session.may(Permission::ApproveMessages);
    let pager = Pager { page: u32::try_from(queue.page).unwrap_or(1), per_page: PER_PAGE, total: queue.total as u64 };
    html! {
        form #choix method="post" action=(HERE) data-choose="" {
            @for (key, value) in list.kept() { @if !value.is_empty() { input type="hidden" name=(key) value=(value); } }
            // Return in a field of the form chooses nothing.
            button.sr type="submit" name="geste" value="" tabindex="-1" aria-hidden="true" { (t!("apply-filters")) }
            @if may { (toolbar(list, queue)) }
            section.card.flush { h2.sr { (which_word(list.query.which)) } (table(list, (queue, texts), may, today)) }
        }
        (pager.render(&list.link()))
        script src=(crate::assets::address("approvals.js")) defer {}
    }
}

fn toolbar(list: &List, queue: &Queue) -> Markup {
    let more = queue.total > queue.lines.len();
    html! {
        div.card.chooser {
            label.check.scripted { input type="checkbox" data-all=""; span { (t!("approvals-all-here", count = queue.lines.len())) } }
            @if more || list.is_narrowed() {
                label.check { input type="checkbox" name="tout" value="oui" data-whole=""; span { (t!("approvals-all-found", count = queue.total, total = totals(&queue.sums))) } }
            }
            output.scripted data-chosen="" data-none=(t!("approvals-none-chosen")) { (t!("approvals-none-chosen")) }
            div.acts {
                @for (position, verb) in Verb::of(list.query.which).iter().enumerate() {
                    button class={ "btn" @if position == 0 && *verb != Verb::GiveUp { " go" } @if *verb == Verb::GiveUp { " danger" } } type="submit" name="geste" value=(verb.code()) { (verb_word(*verb)) @if verb != &Verb::TakeBack { "…" } }
                }
            }
        }
    }
}

fn table(list: &List, (queue, texts): (&Queue, &Texts), may: bool, today: domain::Date) -> Markup {
    let (sort, link, which) = (&list.sort, list.link(), list.query.which);
    let (when, order) = match which {
        Waits::UnlessVetoed => (t!("approvals-leaves-at"), "heure"),
        _ => (t!("column-day"), "jour"),
    };
    html! {
        table.table.cards {
            caption.sr { (which_word(which)) }
            thead { tr {
                (sort_head(&t!("column-debtor"), "", Some("nom"), sort, &link))
                (sort_head(&t!("column-step"), "", None, sort, &link))
                (sort_head(&when, "", Some(order), sort, &link))
                (sort_head(&t!("column-collector"), "w", None, sort, &link))
                (sort_head(&t!("column-asked"), "r", Some("montant"), sort, &link))
                (sort_head(&t!("column-net"), "r w", None, sort, &link))
                @if may { th scope="col" { span.sr { (t!("column-act")) } } }
            } }
            tbody { @for line in &queue.lines { (row((line, texts.get(&line.id)), which, may, today)) } }
        }
    }
}

/// The texts of the page as they would leave now.
type Texts = std::collections::HashMap<ActionId, app::sms::Draft>;

/// Texts that a page composes; the others are read on their own page.
const MOST_TEXTS: usize = 25;

/// What a text says, its price, and from when on it may leave.
fn text(draft: &app::sms::Draft) -> Markup {
    let from = format!("{} {}", locale::date(draft.leaves_from.date()), draft.leaves_from.format("%H:%M"));
    let price = app::text::sms::price(draft.cost_mills);
    html! {
        details.behind {
            summary { (t!("approvals-text", parts = draft.parts, price = price, from = from)) }
            p.mailtext { (draft.text) }
        }
    }
}

fn row((line, draft): (&WaitingAction, Option<&app::sms::Draft>), which: Waits, may: bool, today: domain::Date) -> Markup {
    let alone = match which {
        Waits::ToApprove => Some((Verb::Approve, "a")),
        Waits::UnlessVetoed => None,
        Waits::Approved | Waits::GivenUp => Some((Verb::TakeBack, "u")),
    };
    html! {
        tr data-row="" {
            td.lead {
                span.pick {
                    @if may { input type="checkbox" name="action" value=(line.id) data-row-key="x" data-cents=(line.asked.0) data-currency=(line.currency.code()) aria-label=(t!("approvals-choose", name = line.name.as_str())); }
                    span { a.open href={ "/actions/" (line.id) } { (line.name) } small { (line.code) } }
                }
            }
            td.long data-label=(t!("column-step")) {
                (with_icon(channel_icon(line.channel), &html! { (app::text::step(&line.step_key)) }))
                @if which == Waits::GivenUp { " " (state_pill(line.state, line.channel)) }
                @if !line.reason.is_empty() { small { (line.reason) } }
                @if let Some(draft) = draft { (text(draft)) }
            }
            td data-label=(t!("column-day")) {
                @match (which, line.not_before) {
                    (Waits::UnlessVetoed, Some(from)) => (at(from)),
                    _ => { (short_date(line.business_date, today)) @if let (false, Some(when)) = (line.decided_by.is_empty(), line.decided_at) { small { (line.decided_by) ", " (at(when)) } } }
                }
            }
            td.w data-label=(t!("column-collector")) { (line.collector) }
            td.r.key { (amount(line.asked, line.currency)) small { (t!("items", count = line.item_count)) } }
            td.r.w data-label=(t!("column-net")) { (amount(line.net, line.currency)) }
            @if may { td.full { @if let Some((verb, key)) = alone { button.btn.small type="submit" name="seul" value={ (verb.code()) ":" (line.id) } data-row-key=(key) { @if verb == Verb::Approve { (icon(Icon::Done)) } (verb_word(verb)) } } } }
        }
    }
}

/// Decides, once it is confirmed; what can be taken back at once asks nothing.
pub async fn act(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let list = List::read(&asked);
    let to = list.link().to_string();
    let which = list.query.which;
    if let Some((verb, id)) = word(&asked, "seul").split_once(':') {
        let (Some(verb), Ok(id)) = (Verb::from_code(verb), id.parse::<ActionId>()) else {
            return Ok(back(&to, Tone::Late, &t!("error-bad-request-text")));
        };
        let chosen = Chosen::These(vec![id]);
        return told(&to, approvals::act(site.app(), &session.scope, which, &chosen, verb, "", None).await, verb);
    }
    let Some(verb) = Verb::from_code(word(&asked, "geste")) else { return Ok(back(&to, Tone::Soon, &t!("approvals-no-verb"))) };
    let chosen = if word(&asked, "tout") == "oui" {
        Chosen::All(list.query.clone())
    } else {
        Chosen::These(asked.iter().filter(|(key, _)| key == "action").filter_map(|(_, id)| id.parse().ok()).collect())
    };
    if chosen == Chosen::These(Vec::new()) {
        return Ok(back(&to, Tone::Soon, &t!("approvals-nothing-chosen")));
    }
    let (reason, seen) = (word(&asked, "motif"), Some(word(&asked, "vu")).filter(|seen| !seen.is_empty()));
    let confirmed = word(&asked, "confirme") == "oui";
    if verb == Verb::TakeBack || (confirmed && (verb == Verb::Approve || !reason.is_empty())) {
        return told(&to, approvals::act(site.app(), &session.scope, which, &chosen, verb, reason, seen).await, verb);
    }
    let preview = approvals::preview(site.app(), &session.scope, which, &chosen, verb).await?;
    if preview.lines.is_empty() {
        return Ok(back(&to, Tone::Soon, &t!("approvals-all-gone")));
    }
    let body = confirmation(&list, &preview, &chosen, verb, confirmed);
    framed(&site, &session, Sheet::new(verb_word(verb), Section::Tonight, body)).await
}

/// What is about to be decided: how many, how much, whom; and what the decision would refuse anyway.
fn confirmation(list: &List, preview: &Preview, chosen: &Chosen, verb: Verb, lacks_reason: bool) -> Markup {
    let (count, total) = (preview.lines.len(), totals(&preview.sums));
    let title = match verb {
        Verb::Approve => t!("approvals-confirm-approve", count = count, total = total.as_str()),
        Verb::GiveUp => t!("approvals-confirm-give-up", count = count, total = total.as_str()),
        Verb::Skip => t!("approvals-confirm-skip", count = count, total = total.as_str()),
        Verb::TakeBack => t!("approvals-take-back"),
    };
    let help = match verb {
        Verb::Approve => t!("approvals-approve-help"),
        Verb::GiveUp => t!("approvals-give-up-help"),
        Verb::Skip => t!("approvals-skip-help"),
        Verb::TakeBack => String::new(),
    };
    html! {
        (head(&title, &html! { (help) }, &html! { a.btn href=(list.link()) { (t!("approvals-back")) } }))
        @if preview.gone > 0 { (flash(Tone::Soon, &html! { (t!("approvals-gone", count = preview.gone)) })) }
        @if !preview.refused.is_empty() { (refused(preview)) }
        form.card.stack method="post" action=(HERE) {
            @for (key, value) in list.kept() { @if !value.is_empty() { input type="hidden" name=(key) value=(value); } }
            input type="hidden" name="confirme" value="oui";
            @match chosen {
                Chosen::All(_) => { input type="hidden" name="tout" value="oui"; input type="hidden" name="vu" value=(preview.seen); }
                Chosen::These(_) => { @for line in &preview.lines { input type="hidden" name="action" value=(line.id); } }
            }
            @if verb != Verb::Approve {
                div class={ "field" @if lacks_reason { " bad" } } {
                    label for="motif" { (t!("approvals-reason")) }
                    input #motif name="motif" required maxlength="300" aria-describedby=[lacks_reason.then_some("motif-faux")];
                    @if lacks_reason { span.error #motif-faux { (t!("approvals-reason-missing")) } }
                    small { (t!("approvals-reason-help")) }
                }
            }
            div.acts { button class={ "btn" @if verb == Verb::GiveUp { " danger" } @else { " go" } } type="submit" name="geste" value=(verb.code()) { (verb_word(verb)) " (" (count) ")" } }
        }
        (names(preview))
    }
}

fn refused(preview: &Preview) -> Markup {
    let name = |id: &ActionId| preview.lines.iter().find(|line| line.id == *id).map(|line| line.name.as_str()).unwrap_or_default();
    html! {
        (flash(Tone::Soon, &html! {
            strong { (t!("approvals-refused", count = preview.refused.len())) }
            ul { @for (id, reason) in preview.refused.iter().take(NAMED) { li { a href={ "/actions/" (id) } { (name(id)) } " – " (reason) } } }
            @if preview.looked_at < preview.lines.len() { p { (t!("approvals-looked-at", count = preview.looked_at)) } }
        }))
    }
}

fn names(preview: &Preview) -> Markup {
    let more = preview.lines.len().saturating_sub(NAMED);
    html! {
        section.card.flush {
            header { h2 { (t!("approvals-chosen")) } span.muted { (t!("debtors-sub", count = preview.lines.len())) } }
            table.table.compact.cards {
                caption.sr { (t!("approvals-chosen")) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-step")) } th.r scope="col" { (t!("column-asked")) } } }
                tbody { @for line in preview.lines.iter().take(NAMED) { tr {
                    td.lead { a.open href={ "/actions/" (line.id) } { (line.name) } small { (line.code) } }
                    td.long data-label=(t!("column-step")) { (with_icon(channel_icon(line.channel), &html! { (app::text::step(&line.step_key)) })) }
                    td.r.key { (amount(line.asked, line.currency)) }
                } } }
            }
            @if more > 0 { p.muted.more { (t!("and-more", count = more)) } }
        }
    }
}

/// What a decision did, in one line.
fn told(to: &str, result: app::Result<Done>, verb: Verb) -> Answer {
    let done = match result {
        Ok(done) => done,
        Err(error) if matches!(error.status(), 409 | 422) => return Ok(back(to, Tone::Late, &error.french())),
        Err(error) => return Err(Failure::from(error)),
    };
    let total = totals(&done.sums);
    let mut said = vec![match verb {
        Verb::Approve => t!("approvals-did-approve", count = done.done, total = total.as_str()),
        Verb::GiveUp => t!("approvals-did-give-up", count = done.done, total = total.as_str()),
        Verb::Skip => t!("approvals-did-skip", count = done.done, total = total.as_str()),
        Verb::TakeBack => t!("approvals-did-take-back", count = done.done),
    }];
    if done.left > 0 {
        said.push(t!("approvals-left", count = done.left));
    }
    if done.decided > 0 {
        said.push(t!("approvals-decided", count = done.decided));
    }
    if done.missing > 0 {
        said.push(t!("approvals-missing", count = done.missing));
    }
    let tone = if done.left + done.decided + done.missing > 0 { Tone::Soon } else { Tone::Ok };
    Ok(back(to, tone, &said.join(" ")))
}

/// The statement that a message would carry if it left now.
pub async fn statement(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    match approvals::statement(site.app(), &session.scope, ActionId(id)).await {
        Ok(bytes) => {
            let name = "inline; filename=\"apercu.pdf\"".to_owned();
            Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
        }
        // Nothing would leave: the page of the action says why.
        Err(AppError::NotFound("message")) => Ok(back(&format!("/actions/{id}"), Tone::Soon, &t!("approvals-no-statement"))),
        Err(error) => Err(error.into()),
    }
}

/// The message of an action as it would leave, on the action's page; nothing for what is no waiting e-mail.
pub(super) async fn as_it_would_leave(
    site: &Site,
    session: &Session,
    id: ActionId,
    has_statement: bool,
) -> Result<Option<Markup>, Failure> {
    let message = match approvals::as_it_would_leave(site.app(), &session.scope, id).await {
        Ok(Some(message)) => message,
        Ok(None) => return Ok(None),
        // The page itself says what the creditor lacks.
        Err(error @ AppError::MissingMentions(_)) => return Ok(Some(flash(Tone::Late, &html! { (error.french()) }))),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(html! {
        @if !message.refused.is_empty() { (flash(Tone::Soon, &html! { (t!("approvals-refused-now")) " " strong { (message.refused) } })) }
        @else {
            p.muted { (t!("approvals-as-it-would")) }
            dl.kv.wide {
                @if !message.from.is_empty() { dt { (t!("approvals-from")) } dd { (message.from) } }
                dt { (t!("message-to")) } dd {
                    @if message.recipient.is_empty() { (t!("state-no-email")) } @else { (message.recipient) }
                    @if !message.nobody_as.is_empty() { small.muted { " " (t!("approvals-nobody-as", roles = message.nobody_as.iter().map(|role| super::account::role_word(*role)).collect::<Vec<_>>().join(", "))) } }
                }
                @if !message.copies.is_empty() { dt { (t!("approvals-copies")) } dd { (message.copies.join(", ")) } }
                dt { (t!("message-subject")) } dd.subject { strong { (message.subject) } }
                @if has_statement { dt { (t!("approvals-attached")) } dd { a href={ "/actions/" (id) "/apercu.pdf" } { (t!("statement-pdf")) } } }
            }
            (super::parts::copies(&message.enclosed.0, &message.enclosed.1))
            (mail_text(&message.text, None))
        }
    }))
}
