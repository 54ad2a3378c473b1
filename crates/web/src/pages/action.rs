//! One action: the message as it left, what it asked for, and what a person may do about it.

use app::Permission;
use app::approvals::Verb;
use app::claims::ItemClaim;
use app::message::{Document, MessageView};
use app::text::locale::ShownIn as _;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::dunning::{ActionState, Channel};
use domain::ids::ActionId;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{at, mail_text, post, state_pill};
use super::{Answer, Failure, Sheet, framed, head, letter, preflight};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Items a page.
const PER_PAGE: u32 = 50;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let seen = app::message::message(site.app(), &session.scope, ActionId(id)).await?;
    let claims = app::claims::action_preflight(site.app(), &session.scope, ActionId(id)).await?;
    let script = app::template::script(site.app(), &session.scope, ActionId(id)).await?;
    let posted = app::post::of_action(site.app(), &session.scope, ActionId(id)).await?;
    let title = app::text::step(&seen.action.step_key);
    let (texted, draft) = (
        app::sms::text_of(site.app(), &session.scope, ActionId(id)).await?,
        app::sms::draft(site.app(), &session.scope, ActionId(id)).await?,
    );
    let text = html! {
        @if let Some(text) = &texted { dl.kv.wide { (super::sms::sent(text)) } }
        @if let Some(draft) = &draft { (super::sms::waiting(draft)) }
    };
    let service = app::service_mail::of_action(site.app(), &session.scope, ActionId(id)).await?;
    let would_leave = super::approvals::as_it_would_leave(&site, &session, ActionId(id), service.is_none()).await?;
    let call = app::calls::desk(site.app(), &session.scope, ActionId(id)).await?;
    let extra = Extra {
        would_leave,
        text,
        service,
        called: called(&seen, call.as_ref()),
        call: call.map(|desk| super::call::view(&desk, &seen.action, &session)),
        may_take_back: app::approvals::may_take_back(site.app(), &session.scope, ActionId(id)).await?,
        pager: Pager { page: asked.page.parse().unwrap_or(1), per_page: PER_PAGE, total: seen.items.len() as u64 },
    };
    let path = format!("/actions/{id}");
    let body = html! {
        (view(&seen, claims.as_deref(), script.as_deref(), &extra, &session))
        @if let Some(posted) = &posted { (letter::card(posted, &path, &session, &site)) }
    };
    framed(&site, &session, Sheet::new(title, Section::Tonight, body)).await
}

/// What only some actions have.
struct Extra {
    /// The message as it would leave.
    would_leave: Option<Markup>,
    /// What a text weighs and costs, sent or to send.
    text: Markup,
    /// Numbers, outcomes and exchanges of a call.
    call: Option<Markup>,
    /// How many items a caller asks for, and their sum.
    called: (usize, String),
    /// A message beside the reminders, and what it carries.
    service: Option<(app::service_mail::ServiceMailRow, Vec<app::service_mail::Carried>)>,
    /// Whether a person's decision can still be taken back.
    may_take_back: bool,
    /// Which of its items are shown.
    pager: Pager,
}

fn view(seen: &MessageView, claims: Option<&[ItemClaim]>, script: Option<&str>, extra: &Extra, session: &Session) -> Markup {
    let text = &extra.text;
    let action = &seen.action;
    let path = format!("/actions/{}", action.id);
    html! {
        (head(&app::text::step(&action.step_key), &html! {
            a href={ "/debiteurs/" (action.debtor) } { (action.debtor_name) } " · " (date(action.business_date)) " · " (state_pill(action.state, action.channel))
        }, &buttons(seen, claims.is_some(), extra, &path, session)))
        @if action.state == ActionState::Unknown { (flash(Tone::Late, &html! { (t!("unknown-help")) })) }
        @if !action.reason.is_empty() { (flash(Tone::Soon, &html! { (action.reason) })) }
        // What was done is history: its items are looked at as they are now, which would mislead.
        @if let Some(claims) = claims.filter(|_| action.state == ActionState::ToDo) {
            @let done = session.may(Permission::ApproveMessages).then(|| format!("{path}/fait"));
            (preflight::task(claims, action.debtor, done.as_deref()))
        }
        div.grid.two {
            div.card {
                header { h2 { @if matches!(action.channel, Channel::Email | Channel::Sms) && seen.message.is_some() { (t!("message-as-sent")) } @else { (app::text::channel(action.channel)) } } }
                @match &seen.message {
                    Some(message) => {
                        dl.kv.wide {
                            dt { (t!("message-to")) } dd { (message.recipient) }
                            @if action.channel == Channel::Email { dt { (t!("message-subject")) } dd.subject { strong { (message.subject) } } }
                            dt { (t!("message-when")) } dd { (at(message.created_at)) }
                            @if action.channel == Channel::Email { dt { (t!("message-id")) } dd { small { (message.message_id) } } }
                        }
                        (text)
                        (mail_text(&message.body_text, Some(&format!("{path}/message.eml"))))
                    }
                    None if action.channel == Channel::Sms => { p.muted { (t!("sms-not-yet")) } (text) }
                    None if extra.would_leave.is_some() => { @if let Some(message) = &extra.would_leave { (message) } }
                    None if action.channel == Channel::Email => p.muted { (t!("message-not-yet")) },
                    None if action.channel == Channel::Call => {
                        @if let Some(script) = script { p.muted { (t!("template-own-script")) } p.mailtext { (script) } } @else { (call_script(&extra.called)) }
                    }
                    None if action.channel == Channel::Electronic => p.muted { (t!("letter-electronic-help")) " " a href="/courriers?envoi=electronic" { (t!("letter-electronic-go")) } },
                    None if action.channel.is_letter() => p.muted { (t!("letter-help")) },
                    None if action.step_key == "prepare_formal_notice" => p.muted { (t!("task-help")) },
                    None => p.muted { (t!("task-other-help")) },
                }
            }
            div.grid {
            @if let Some(call) = &extra.call { (call) }
            @if let Some(service) = &extra.service { (super::service_mail::card(service, action.state, session)) }
            @if session.may(Permission::ApproveMessages) && extra.service.is_none() { (set_aside(seen, &path)) }
            @if extra.service.is_none() && !seen.items.is_empty() { div.card.flush {
                header { h2 { (t!("asked-title")) } strong { (amount(action.asked, action.currency)) } }
                table.table.cards {
                    thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-asked")) } th.r scope="col" { (t!("column-open-now")) } } }
                    tbody {
                        @for (item, asked) in extra.pager.of(&seen.items) {
                            tr { td.lead { (item.number) } td data-label=(t!("column-due")) { (date(item.due_on)) } td.r.key { (amount(*asked, item.currency)) } td.r data-label=(t!("column-open-now")) { (amount(item.open, item.currency)) } }
                        }
                    }
                }
                (extra.pager.render(&Link::new(&path)))
            } }
            }
        }
    }
}

/// Giving up and passing over, each with its reason.
fn set_aside(seen: &MessageView, path: &str) -> Markup {
    let state = seen.action.state;
    let waits = matches!(
        state,
        ActionState::Planned | ActionState::AwaitingApproval | ActionState::Approved | ActionState::ToDo | ActionState::Failed
    );
    html! {
        @if waits {
            details.card {
                summary { strong { (t!("set-aside-title")) } }
                form.stack method="post" action={ (path) "/annuler" } {
                    div.field { label for="motif" { (t!("approvals-reason")) } input #motif name="note" required maxlength="300"; small { (t!("approvals-reason-help")) } }
                    p.muted { (t!("set-aside-help")) }
                    div.acts {
                        button.btn.danger type="submit" { (t!("approvals-give-up")) }
                        @if seen.action.step_key != domain::dunning::PAYMENT_REQUEST { button.btn type="submit" formaction={ (path) "/passer" } { (t!("approvals-skip")) } }
                    }
                }
            }
        }
    }
}

/// What a call asks for: of one to make, what may be asked by now, which is nothing when the decision holds it.
fn called(seen: &MessageView, desk: Option<&app::calls::Desk>) -> (usize, String) {
    match desk.filter(|_| seen.action.state == ActionState::ToDo) {
        Some(desk) => (if desk.held.is_some() { 0 } else { desk.items.len() }, desk.asked.shown_in(desk.currency)),
        None => (seen.items.len(), seen.action.asked.shown_in(seen.action.currency)),
    }
}

/// What to say, in order; the identity comes before the debt.
fn call_script(called: &(usize, String)) -> Markup {
    let (count, asked) = called.clone();
    html! {
        ol.steps {
            li { (t!("call-1")) } li { (t!("call-2")) }
            @if count > 0 { li { (t!("call-3", count = count, amount = asked)) } }
            li { (t!("call-4")) } li { (t!("call-5")) } li { (t!("call-6")) }
        }
    }
}

fn buttons(seen: &MessageView, has_preflight: bool, extra: &Extra, path: &str, session: &Session) -> Markup {
    let state = seen.action.state;
    let may = session.may(Permission::ApproveMessages);
    let at = |verb: &str| format!("{path}/{verb}");
    html! {
        @if seen.message.is_some() && seen.action.channel != Channel::Sms {
            @if extra.service.is_none() { a.btn href=(at("releve.pdf")) { (icon(Icon::Document)) (t!("statement-pdf")) } }
            a.btn href=(at("message.eml")) { (icon(Icon::Download)) (t!("message-eml")) }
        }
        @if has_preflight || seen.action.channel.is_letter() { a.btn href=(at("courrier.pdf")) { (icon(Icon::Document)) (t!("letter-pdf")) } }
        @if may && state == ActionState::AwaitingApproval { (post(&at("approuver"), "go", &t!("approve-do"), Some(Icon::Done), &[])) }
        @if may && state == ActionState::ToDo && !has_preflight && seen.action.channel != Channel::Call { (post(&at("fait"), "go", &t!("done-do"), Some(Icon::Done), &[])) }
        @if may && state == ActionState::Failed { (post(&at("renvoyer"), "go", &t!("retry-do"), Some(Icon::Send), &[])) }
        @if may && state == ActionState::Unknown {
            (post(&at("statuer"), "", &t!("settle-yes"), None, &[("recu", "oui".to_owned())]))
            (post(&at("statuer"), "", &t!("settle-no"), None, &[("recu", "non".to_owned())]))
        }
        @if may && extra.may_take_back { (post(&at("reprendre"), "", &t!("approvals-take-back"), None, &[])) }
    }
}

async fn file(site: &Site, session: &Session, id: Uuid, which: Document) -> Answer {
    let (name, mime, bytes) = app::message::document(site.app(), &session.scope, ActionId(id), which).await?;
    let shown = if mime == "application/pdf" { "inline" } else { "attachment" };
    Ok(([(CONTENT_TYPE, mime.to_owned()), (CONTENT_DISPOSITION, format!("{shown}; filename=\"{name}\""))], bytes).into_response())
}

/// The bytes given to the mail server.
pub async fn eml(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    file(&site, &session, id, Document::Eml).await
}

/// The attached statement.
pub async fn statement(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    file(&site, &session, id, Document::Attachment).await
}

/// The letter, to be printed and posted.
pub async fn letter(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    file(&site, &session, id, Document::Letter).await
}

fn told(id: Uuid, result: Result<(), app::AppError>, done: &str) -> Answer {
    let to = format!("/actions/{id}");
    match result {
        Ok(()) => Ok(back(&to, Tone::Ok, done)),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(&to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What may be typed beside a button.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    note: String,
    #[serde(default)]
    recu: String,
    #[serde(default)]
    outre: String,
}

/// Lets a message go.
pub async fn approve(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(id, app::tonight::approve(site.app(), &session.scope, ActionId(id)).await, &t!("approved-done"))
}

/// Gives an action up.
pub async fn cancel(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(id, app::tonight::cancel(site.app(), &session.scope, ActionId(id), &typed.note).await, &t!("cancelled-done"))
}

/// Passes the step over.
pub async fn skip(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(id, app::approvals::one(site.app(), &session.scope, ActionId(id), Verb::Skip, &typed.note).await, &t!("skipped-done"))
}

/// Takes a decision back.
pub async fn take_back(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(id, app::approvals::one(site.app(), &session.scope, ActionId(id), Verb::TakeBack, "").await, &t!("taken-back-done"))
}

/// Says that a task is done.
pub async fn done(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    told(id, app::tonight::mark_done(site.app(), &session.scope, ActionId(id), &typed.note, &typed.outre).await, &t!("done-done"))
}

/// Lets a refused message try again.
pub async fn retry(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    told(id, app::tonight::retry(site.app(), &session.scope, ActionId(id)).await, &t!("retried-done"))
}

/// Says what became of an uncertain message.
pub async fn settle(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let received = typed.recu == "oui";
    told(id, app::tonight::settle_unknown(site.app(), &session.scope, ActionId(id), received).await, &t!("settled-done"))
}
