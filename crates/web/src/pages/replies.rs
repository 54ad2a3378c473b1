//! Received mail: what waits for a reader, whom it is about, and what to do with it.

use app::Permission;
use app::mail_in::{self, Detail, Line, Page, Which};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::ids::ReceivedId;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::Icon;
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/reponses";

/// The classes by which the list is narrowed.
const CLASSES: [&str; 7] = ["reply", "bounce_hard", "bounce_soft", "complaint", "auto_reply", "delivered", "unreadable"];

/// The address's parameters.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    voir: String,
    #[serde(default)]
    classe: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn which(&self) -> Which {
        match self.voir.as_str() {
            "a-rattacher" => Which::ToTie,
            "tout" => Which::Every,
            _ => Which::ToRead,
        }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("voir", &self.voir).with("classe", &self.classe).with("q", &self.q)
    }
}

/// The list.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let number = asked.page.parse().unwrap_or(1);
    let class = CLASSES.into_iter().find(|class| *class == asked.classe).unwrap_or_default();
    let page = mail_in::list(site.app(), &session.scope, asked.which(), class, &asked.q, number).await?;
    let failing = mail_in::failing(site.app(), &session.scope).await?;
    let acts = html! { @if session.may(Permission::Administer) { a.btn.small href="/connexions/boite" { (t!("mailbox-title")) } } };
    let body = html! {
        (head(&t!("replies-title"), &html! { (t!("replies-sub", count = page.to_read)) }, &acts))
        @if let Some((since, why)) = &failing { (flash(Tone::Late, &html! { (t!("replies-failing")) " " (at(*since)) " : " (why) @if session.may(Permission::Administer) { " " a href="/connexions/boite" { (t!("replies-failing-mend")) } } })) }
        (views(&asked, &page))
        (filters(&asked))
        @if page.lines.is_empty() { (nothing(&asked, &session)) }
        @else {
            section.card.flush { h2.sr { (t!("replies-title")) } (table(&page.lines, &session)) }
            (Pager { page: number, per_page: mail_in::PER_PAGE, total: page.total }.render(&asked.link(HERE)))
        }
    };
    framed(&site, &session, Sheet::new(t!("replies-title"), Section::Replies, body)).await
}

fn views(asked: &Asked, page: &Page) -> Markup {
    let shown = [
        ("", t!("replies-to-read"), Some(page.to_read)),
        ("a-rattacher", t!("replies-to-tie"), Some(page.to_tie)),
        ("tout", t!("replies-every"), None),
    ];
    html! {
        nav.views aria-label=(t!("replies-views")) {
            @for (key, word, count) in &shown {
                a href=(asked.link(HERE).with("voir", key)) aria-current=[(asked.voir == *key).then_some("page")] { (word) @if let Some(count) = count { " " span.n { (locale::thousands(*count)) } } }
            }
        }
    }
}

fn filters(asked: &Asked) -> Markup {
    let mut classes = vec![(String::new(), t!("replies-all-classes"))];
    classes.extend(CLASSES.map(|class| (class.to_owned(), app::text::mail_in::class(class))));
    html! {
        form.filters method="get" action=(HERE) data-auto="" {
            @if !asked.voir.is_empty() { input type="hidden" name="voir" value=(asked.voir); }
            div.field.grow { label for="q" { (t!("replies-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("classe", &t!("replies-class"), &classes, &asked.classe))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn nothing(asked: &Asked, session: &Session) -> Markup {
    if !asked.q.is_empty() || !asked.classe.is_empty() {
        return empty(&t!("replies-none-title"), &t!("replies-none-text"), None);
    }
    let set_up = html! { a.btn.go href="/connexions/boite" { (t!("mailbox-set-up")) } };
    empty(&t!("replies-empty-title"), &t!("replies-empty-text"), session.may(Permission::Administer).then_some(&set_up))
}

fn tone(class: &str) -> Tone {
    match class {
        "bounce_hard" | "complaint" | "unreadable" => Tone::Late,
        "bounce_soft" => Tone::Soon,
        "delivered" => Tone::Ok,
        "reply" => Tone::Accent,
        _ => Tone::Neutral,
    }
}

fn table(lines: &[Line], session: &Session) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("replies-title")) }
            thead { tr { th scope="col" { (t!("replies-from")) } th scope="col" { (t!("replies-message")) } th scope="col" { (t!("replies-class")) } th scope="col" { (t!("column-when")) } th scope="col" { span.sr { (t!("replies-acts")) } } } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { a.open href={ (HERE) "/" (line.id) } { @match &line.debtor { Some((_, _, name)) => { (name) } None => { (sender(line)) } } } small { @match &line.debtor { Some((_, code, _)) => { (code) " · " (sender(line)) } None => { (t!("replies-nobody")) } } } }
                        td.long data-label=(t!("replies-message")) { strong { (subject(line)) } small { (line.extract) } }
                        td data-label=(t!("replies-class")) { (pill(tone(&line.class), &line.class_name)) @for topic in &line.topics { small { (topic) } } @if let Some(day) = line.returns_on { small { (t!("replies-away")) " " (date(day)) } } }
                        td data-label=(t!("column-when")) { (at(line.received_at)) @if let Some((_, by)) = &line.handled { @if !by.is_empty() { small { (t!("replies-read-by", name = by.as_str())) } } } }
                        td.r { @if session.may(Permission::HoldReminders) && line.handled.is_none() { (post(&format!("{HERE}/{}/lu", line.id), "small", &t!("replies-mark-read"), Some(Icon::Done), &[])) } }
                    }
                }
            }
        }
    }
}

fn sender(line: &Line) -> Markup {
    html! { @if line.sender.is_empty() { (t!("replies-no-sender")) } @else { (line.sender) } }
}

fn subject(line: &Line) -> Markup {
    html! { @if line.subject.is_empty() { (t!("replies-no-subject")) } @else { (line.subject) } }
}

/// One mail.
pub async fn one(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    let detail = mail_in::detail(site.app(), &session.scope, id).await?;
    let title = if detail.line.subject.is_empty() { t!("replies-no-subject") } else { detail.line.subject.clone() };
    let sub = html! { a href=(HERE) { (t!("replies-title")) } };
    let body = html! {
        (head(&title, &sub, &acts(&detail, &session)))
        (state(&detail))
        div.grid.two {
            div.grid { (text(&detail)) }
            div.grid { (about(&detail)) @if session.may(Permission::HoldReminders) { (attach_form(&detail)) } }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Replies, body)).await
}

fn acts(detail: &Detail, session: &Session) -> Markup {
    let to = |act: &str| format!("{HERE}/{}/{act}", detail.line.id);
    html! {
        @if session.may(Permission::HoldReminders) {
            @if detail.line.handled.is_none() { (post(&to("lu"), "go", &t!("replies-mark-read"), Some(Icon::Done), &[])) }
            @else { (post(&to("non-lu"), "", &t!("replies-mark-unread"), None, &[])) }
        }
        @if let Some((debtor, ..)) = &detail.line.debtor { @if session.may(Permission::HoldReminders) { a.btn href=(promise(detail, *debtor)) data-key="p" { (crate::components::icon::icon(Icon::Done)) (t!("promise-new")) } a.btn href=(super::causes::card_at(debtor)) { (t!("cause-card")) } } }
        @if session.may(Permission::ManageClaims) && detail.line.class == "reply" {
            @if let Some((debtor, ..)) = &detail.line.debtor {
                @let said: String = detail.body.chars().take(400).collect();
                a.btn href=(Link::new(format!("/debiteurs/{debtor}/litige")).with("origine", "reponse").with("note", said)) { (crate::components::icon::icon(Icon::Scales)) (t!("dispute-item-open")) }
            }
        }
        @if let Some((name, phone)) = detail.phones.first() {
            a.btn href={ "tel:" (dialled(phone)) } title=(name) { (crate::components::icon::icon(Icon::Call)) (t!("replies-call")) " " (phone) }
        }
        @if session.may(Permission::EditDebtors) {
            @if detail.can_invalidate.is_some() { (post(&to("adresse-invalide"), "", &t!("replies-invalidate"), None, &[])) }
            @if detail.can_reinstate.is_some() { (post(&to("adresse-valable"), "", &t!("replies-reinstate"), None, &[])) }
        }
        a.btn href=(to("message.eml")) { (crate::components::icon::icon(Icon::Download)) (t!("replies-original")) }
    }
}

/// The form of a promise, with what the mail says of it.
fn promise(detail: &Detail, debtor: domain::ids::DebtorId) -> Link {
    let (day, amount) = detail.promise.unwrap_or_default();
    Link::new("/promesses/nouvelle")
        .with("debiteur", debtor)
        .with("reponse", detail.line.id)
        .with("canal", "email")
        .with("jour", day.map(locale::date).unwrap_or_default())
        .with("montant", amount.map(|amount| amount.shown()).unwrap_or_default())
}

/// A number as a telephone dials it.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect()
}

fn state(detail: &Detail) -> Markup {
    let line = &detail.line;
    html! {
        @if line.debtor.is_none() { (flash(Tone::Soon, &html! { (t!("replies-tie-help")) })) }
        @else if line.handled.is_none() && matches!(line.class.as_str(), "reply" | "complaint") { (flash(Tone::Soon, &html! { (t!("replies-holds")) })) }
        @if !line.effect.is_empty() && line.class != "reply" { (flash(Tone::Neutral, &html! { (line.effect) @if !detail.failed_address.is_empty() { " — " (detail.failed_address) } })) }
    }
}

fn text(detail: &Detail) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("replies-text")) } (pill(tone(&detail.line.class), &detail.line.class_name)) }
            @if detail.body.is_empty() { p.muted { (t!("replies-no-text")) } }
            @else { div.mailtext { (detail.body) } }
        }
        @if !detail.diagnostic.is_empty() {
            section.card { header { h2 { (t!("replies-diagnostic")) } } p.mailtext { (detail.diagnostic) } }
        }
    }
}

fn about(detail: &Detail) -> Markup {
    let line = &detail.line;
    html! {
        section.card {
            header { h2 { (t!("replies-about")) } }
            dl.kv.wide {
                dt { (t!("replies-from")) } dd { (sender(line)) }
                dt { (t!("column-when")) } dd { (at(line.received_at)) }
                dt { (t!("column-debtor")) } dd { @match &line.debtor { Some((id, code, name)) => { a href={ "/debiteurs/" (id) } { (name) } " · " (code) } None => { (t!("replies-nobody")) } } }
                dt { (t!("replies-tie")) } dd { (detail.tie) }
                @if let Some(action) = line.action { dt { (t!("replies-answers")) } dd { a href={ "/actions/" (action) } { (t!("replies-our-message")) } } }
                @if !detail.failed_address.is_empty() { dt { (t!("replies-address")) } dd { (detail.failed_address) } }
                dt { (t!("replies-class")) } dd { (line.class_name) @if !detail.reason.is_empty() { small.muted { " — " (detail.reason) } } }
                @if !line.topics.is_empty() { dt { (t!("replies-says")) } dd { (line.topics.join(" ; ")) } }
                @if !detail.documents.is_empty() { dt { (t!("replies-documents")) } dd { (detail.documents.join(", ")) } }
                @if let Some(day) = line.returns_on { dt { (t!("replies-away")) } dd { (date(day)) } }
                @if let Some((when, by)) = &line.handled { dt { (t!("column-state")) } dd { @if by.is_empty() { (t!("replies-needed-nobody")) } @else { (t!("replies-read-by", name = by.as_str())) " · " (at(*when)) } } }
            }
        }
    }
}

fn attach_form(detail: &Detail) -> Markup {
    let code = detail.line.debtor.as_ref().map_or("", |(_, code, _)| code.as_str());
    html! {
        section.card {
            header { h2 { (t!("replies-attach")) } }
            form.stack method="post" action={ (HERE) "/" (detail.line.id) "/rattacher" } {
                div.field { label for="debiteur" { (t!("replies-debtor")) } input #debiteur name="debiteur" required maxlength="120" value=(code) autocomplete="off"; small { (t!("replies-debtor-help")) } }
                div.acts { button.btn type="submit" { (t!("replies-attach-do")) } }
            }
        }
    }
}

/// The bytes as they came.
pub async fn original(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    let bytes = mail_in::original(site.app(), &session.scope, id).await?;
    let (kind, ending) = if mail_in::is_text(site.app(), &session.scope, id).await? {
        ("text/plain; charset=utf-8", "txt")
    } else {
        ("message/rfc822", "eml")
    };
    let name = format!("attachment; filename=\"message-{id}.{ending}\"");
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// Somebody has read it.
pub async fn mark_read(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    mail_in::mark_read(site.app(), &session.scope, id).await?;
    Ok(back(&format!("{HERE}/{id}"), Tone::Ok, &t!("replies-was-read")))
}

/// Nobody has, after all.
pub async fn mark_unread(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    mail_in::mark_unread(site.app(), &session.scope, id).await?;
    Ok(back(&format!("{HERE}/{id}"), Tone::Ok, &t!("replies-was-unread")))
}

/// What is typed to say whom a mail is about.
#[derive(Debug, Deserialize)]
pub struct Attach {
    #[serde(default)]
    debiteur: String,
}

/// Says whom it is about.
pub async fn attach(State(site): State<Site>, session: Session, Path(id): Path<String>, Form(form): Form<Attach>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    let here = format!("{HERE}/{id}");
    match mail_in::attach(site.app(), &session.scope, id, &form.debiteur).await {
        Ok(()) => Ok(back(&here, Tone::Ok, &t!("replies-attached"))),
        Err(error) if error.status() == 422 => Ok(back(&here, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// The address no longer works.
pub async fn invalidate(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    mail_in::invalidate(site.app(), &session.scope, id).await?;
    Ok(back(&format!("{HERE}/{id}"), Tone::Ok, &t!("replies-invalidated")))
}

/// The address works after all.
pub async fn reinstate(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<ReceivedId>() else { return Ok(WebError::NotFound.into_response()) };
    mail_in::reinstate(site.app(), &session.scope, id).await?;
    Ok(back(&format!("{HERE}/{id}"), Tone::Ok, &t!("replies-reinstated")))
}
