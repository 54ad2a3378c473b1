//! One payment plan: its instalments, its papers, what may be done, what happened.

use app::Permission;
use app::plans::{self, CURE_DAYS, Move, Paper, PlanView};
use app::text::locale::{self, ShownIn as _};
use app::text::plans as words;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, PlanId};
use domain::plan::{EventKind, Guarantee, Standing, State as PlanState};
use domain::{Date, calendar};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::debtor_tab::Place;
use super::parts::{Turned, at, native_file, post, state_pill, turn};
use super::penalties::answer;
use super::plans::{instalment_pill, standing_pill};
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

fn path(id: PlanId) -> String {
    format!("/echeanciers/{id}")
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(turned): Query<Turned>) -> Answer {
    let id = PlanId(id);
    let view = plans::view(site.app(), &session.scope, id).await?;
    // A notice cannot be worded before the creditor has its mentions; the dashboard says which are missing.
    let mail = match view.plan.standing {
        Standing::Broken | Standing::Noticed if session.may(Permission::ViewMessages) => {
            plans::cure_mail(site.app(), &session.scope, id).await.ok()
        }
        _ => None,
    };
    let notes = app::service_mail::plan_notes_of(site.app(), &session.scope, id).await?;
    let is_told = notes.iter().any(|(_, state)| state.counts_as_contact());
    let offer = app::plan_offers::of_plan(site.app(), &session.scope, id).await?;
    let row = &view.plan.record.row;
    let title = t!("plan-title", reference = row.reference.as_str());
    let today = site.app().today();
    let body = html! {
        (head(&title, &html! {
            a href={ "/debiteurs/" (view.debtor.id) } { (view.debtor.name) } " · " (standing_pill(view.plan.standing))
            @if row.version > 1 || view.versions.len() > 1 { " · " (t!("plan-version", version = row.version)) }
        }, &papers(&view, is_told, &session)))
        (notices(&view))
        (chosen_by_debtor(offer.as_ref()))
        (figures(&view))
        div.grid.two {
            div { (instalments(&view)) (debts(&view, &turned)) (limitation(&view, &session)) (history(&view)) }
            div { (acts(&view, &session, today)) (told(&notes)) (cure_card(mail.as_ref())) (conditions(&view)) (files(&view, &session)) }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Plans, body)).await
}

fn papers(view: &PlanView, is_told: bool, session: &Session) -> Markup {
    let id = view.plan.id();
    let may_be_told = matches!(view.plan.standing, Standing::Proposed | Standing::UpToDate) && !is_told;
    html! {
        @if may_be_told && session.may(Permission::ApproveMessages) { a.btn href={ (path(id)) "/accord" } { (icon(Icon::Send)) (t!("plan-tell")) } }
        @if view.plan.standing.expects_money() || view.plan.standing == Standing::Proposed { a.btn href={ (path(id)) "/echeances.ics" } { (icon(Icon::Download)) (t!("plan-calendar")) } }
        @if session.may(Permission::ViewMessages) {
            a.btn href={ (path(id)) "/echeancier.pdf" } { (icon(Icon::Document)) (t!("plan-deed")) }
            @if matches!(view.plan.standing, Standing::Broken | Standing::Noticed | Standing::Accelerated) {
                a.btn href={ (path(id)) "/mise-en-demeure.pdf" } { (icon(Icon::Document)) (t!("plan-cure-letter")) }
            }
        }
    }
}

/// The instalments, for a calendar program.
pub async fn ics(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let text = plans::instalments(site.app(), &session.scope, PlanId(id)).await?;
    let name = "attachment; filename=\"echeances.ics\"".to_owned();
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

/// The messages that tell the debtor of it.
fn told(notes: &[(ActionId, ActionState)]) -> Markup {
    html! {
        @if !notes.is_empty() {
            section.card {
                header { h2 { (t!("plan-told")) } }
                @for (action, state) in notes { p.inline { a href={ "/actions/" (action) } { (t!("see")) } (state_pill(*state, Channel::Email)) } }
            }
        }
    }
}

/// What somebody has to know first.
fn notices(view: &PlanView) -> Markup {
    let progress = &view.plan.progress;
    html! {
        @match view.plan.standing {
            Standing::Broken => @if let Some(since) = view.plan.state.fell_on(progress) { (flash(Tone::Late, &html! { (t!("plan-flash-fallen", since = locale::date(since), amount = progress.overdue().shown_in(view.plan.record.row.currency))) })) } @else if let Some(since) = progress.broken_since() { (flash(Tone::Late, &html! { (t!("plan-flash-broken", since = locale::date(since), amount = progress.overdue().shown_in(view.plan.record.row.currency))) })) },
            Standing::Noticed => @if let PlanState::Noticed { notice, .. } = &view.plan.state { (flash(Tone::Soon, &html! { (t!("plan-flash-noticed", until = locale::date(notice.cure_by), amount = notice.missing.shown_in(view.plan.record.row.currency))) })) },
            Standing::Stopped => (flash(Tone::Late, &html! { (t!("plan-flash-stopped")) })),
            Standing::Accelerated => (flash(Tone::Late, &html! { (t!("plan-flash-accelerated")) })),
            Standing::ToApprove => (flash(Tone::Soon, &html! { strong { (t!("plan-needs-approval")) } " " (view.plan.objections().into_iter().map(words::objection).collect::<Vec<_>>().join(", ")) "." })),
            _ => {},
        }
        @if let Some(next) = view.successor { (flash(Tone::Accent, &html! { a href=(path(next)) { (t!("plan-flash-successor")) } })) }
    }
}

/// That the debtor chose it by his link.
fn chosen_by_debtor(offer: Option<&(app::plan_offers::OfferRow, Option<String>)>) -> Markup {
    html! {
        @if let Some((offer, address)) = offer {
            @let mailed = if offer.recipient.is_empty() { String::new() } else { format!(" ({})", offer.recipient) };
            (flash(Tone::Accent, &html! {
                strong { (t!("plan-choice")) } " – "
                (t!("plan-choice-text", address = mailed.as_str()))
                @if let Some(address) = address { " " a href=(address) { (t!("plan-choice-link")) } }
            }))
        }
    }
}

fn figures(view: &PlanView) -> Markup {
    let (progress, currency) = (&view.plan.progress, view.plan.record.row.currency);
    html! {
        div.figures {
            div.figure { span.label { (t!("plan-total")) } span.value { (amount(view.plan.record.row.total, currency)) } }
            div.figure { span.label { (t!("plan-paid")) } span.value { (amount(progress.paid(), currency)) } }
            div.figure { span.label { (t!("plans-left")) } span.value { (amount(progress.left(), currency)) } }
            @if view.plan.standing.expects_money() && progress.overdue().is_positive() { div.figure { span.label { (t!("plans-overdue")) } span.value.late { (amount(progress.overdue(), currency)) } } }
        }
    }
}

fn instalments(view: &PlanView) -> Markup {
    let currency = view.plan.record.row.currency;
    html! {
        section.card.flush {
            header { h2 { (t!("plan-instalments")) } }
            table.table.cards {
                caption.sr { (t!("plan-instalments")) }
                thead { tr { th scope="col" { (t!("plan-number")) } th scope="col" { (t!("plan-due")) } th.r scope="col" { (t!("plan-amount")) } th scope="col" { (t!("column-state")) } th.r scope="col" { (t!("plan-missing")) } } }
                tbody { @for (at, line) in view.plan.progress.lines.iter().enumerate() {
                    tr data-row="" {
                        td.lead { (t!("plan-number")) " " (at + 1) }
                        td data-label=(t!("plan-due")) { (date(line.instalment.due_on)) }
                        td.r data-label=(t!("plan-amount")) { (amount(line.instalment.amount, currency)) }
                        td data-label=(t!("column-state")) { @if view.plan.state.signed().is_some() || line.state.is_paid() { (instalment_pill(line.state)) } @else { span.muted { "–" } } @if let Some(on) = line.paid_on { small { (t!("plan-paid-on", on = locale::date(on))) } } @else if line.filled.is_positive() { small { (t!("plan-part-paid", amount = line.filled.shown_in(currency))) } } }
                        td.r.key { @if line.missing().is_positive() { (amount(line.missing(), currency)) } @else { span.muted { "–" } } }
                    }
                } }
            }
        }
    }
}

fn debts(view: &PlanView, turned: &Turned) -> Markup {
    let pager = turned.of(view.items.len());
    html! {
        section.card.flush {
            header { h2 { (t!("plan-debts")) } }
            table.table.cards {
                caption.sr { (t!("plan-debts")) }
                thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("plan-in-plan")) } th.r scope="col" { (t!("column-open")) } } }
                tbody { @for (item, owed) in pager.of(&view.items) {
                    tr data-row="" {
                        td.lead { strong { (item.number) } }
                        td data-label=(t!("column-due")) { (date(item.due_on)) }
                        td.r data-label=(t!("plan-in-plan")) { (amount(*owed, item.currency)) }
                        td.r.key { (amount(item.open, item.currency)) }
                    }
                } }
            }
            (turn(pager, &path(view.plan.id())))
        }
    }
}

fn conditions(view: &PlanView) -> Markup {
    let row = &view.plan.record.row;
    html! {
        section.card {
            header { h2 { (t!("plan-terms")) } }
            dl.kv.wide {
                dt { (t!("plan-interest")) } dd { (words::interest(row.interest)) }
                dt { (t!("plan-grace")) } dd { (t!("plan-days", count = row.grace_days)) }
                dt { (t!("plan-fallback")) } dd { @if row.fallback_step.is_empty() { (t!("plan-fallback-none")) } @else { (app::text::step(&row.fallback_step)) } }
                dt { (t!("plan-clause")) } dd { @if row.accelerates { (t!("plan-clause-yes")) } @else { (t!("plan-clause-no")) } }
                @if row.guarantee != Guarantee::None { dt { (t!("plan-guarantee")) } dd { (words::guarantee(row.guarantee)) " – " (row.guarantee_note) } }
                @if let Some(signed) = view.plan.state.signed() { dt { (t!("plan-signed")) } dd { (date(signed.on)) " – " (signed.signatory) } }
                @if !row.note.is_empty() { dt { (t!("plan-note")) } dd { (row.note) } }
                dt { (t!("plan-made")) } dd { (at(row.created_at)) " – " (row.created_by) }
                @if view.versions.len() > 1 { dt { (t!("plan-versions")) } dd { @for (id, version, standing) in &view.versions { @if *id == row.id { strong { (version) } } @else { a href=(path(*id)) { (version) } } " (" (words::standing(*standing)) ") " } } }
            }
        }
    }
}

/// What the signature may do to the limitation dates: shown, and recorded by a person alone.
fn limitation(view: &PlanView, session: &Session) -> Markup {
    html! {
        @if !view.limitation.is_empty() {
            section.card {
                header { h2 { (t!("plan-limitation")) } }
                p.muted { (t!("plan-limitation-text")) }
                table.table.cards {
                    caption.sr { (t!("plan-limitation")) }
                    thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("plan-limitation-without")) } th scope="col" { (t!("plan-limitation-after")) } } }
                    tbody { @for limit in &view.limitation { tr {
                        td.lead { (limit.number) }
                        td data-label=(t!("plan-limitation-without")) { (date(limit.original)) }
                        td data-label=(t!("plan-limitation-after")) { @match limit.after { Some(after) => (date(after)), None => (t!("plan-limitation-passed")) } }
                    } } }
                }
                @if view.is_acknowledged { p { (t!("plan-acknowledged")) } }
                @else if session.may(Permission::ManageClaims) { div.acts { (post(&format!("{}/reconnaissance", path(view.plan.id())), "", &t!("plan-acknowledge"), None, &[])) } }
            }
        }
    }
}

fn files(view: &PlanView, session: &Session) -> Markup {
    html! {
        section.card {
            header { h2 { (t!("plan-files")) } }
            @if view.files.is_empty() { p.muted { (t!("plan-files-empty")) } }
            @else { ul.plain { @for (place, file) in view.files.iter().enumerate() { li { a href=(Link::new(format!("{}/piece", path(view.plan.id()))).with("rang", place)) { (file.name) } small.muted { " " (at(file.at)) " – " (file.by) } } } } }
            @if session.may(Permission::ManageClaims) {
                form.stack method="post" enctype="multipart/form-data" action={ (path(view.plan.id())) "/piece" } {
                    div.field { label for="fichier" { (t!("plan-file-add")) } (native_file("fichier", "fichier", "")) small { (t!("plan-file-help")) } }
                    div.acts { button.btn type="submit" { (t!("plan-file-keep")) } }
                }
            }
        }
    }
}

/// What persons did and what payments made of it, newest first.
fn history(view: &PlanView) -> Markup {
    let currency = view.plan.record.row.currency;
    let done = view.plan.record.events.iter().enumerate().rev().map(|(place, event)| {
        let stands = view.plan.standing_events.contains(&place) || event.event.kind == EventKind::Undone;
        let told = words::event_told(&event.event, currency);
        let told = html! { @if stands { (told) } @else { s { (told) } } @if !event.reason.is_empty() { " – " (event.reason) } };
        (event.at, told, &event.by)
    });
    let happened =
        view.happened.iter().rev().map(|seen| (seen.at, html! { (seen.told) @if !seen.note.is_empty() { " – " (seen.note) } }, &seen.by));
    let mut lines: Vec<_> = done.chain(happened).collect();
    lines.sort_by_key(|(when, ..)| std::cmp::Reverse(*when));
    html! {
        section.card {
            header { h2 { (t!("plan-history")) } }
            @if lines.is_empty() { p.muted { (t!("plan-history-empty")) } }
            @else { ul.plain { @for (when, told, by) in &lines { li { (told) small.muted { " " (at(*when)) " – " (by) } } } } }
        }
    }
}

fn verb(id: PlanId, code: &str, class: &str, word: &str) -> Markup {
    post(&path(id), class, word, None, &[("geste", code.to_owned())])
}

/// The word of whoever agrees.
fn decision(id: PlanId) -> Markup {
    let to = format!("{}/decision", path(id));
    let button = |code: &str, class: &str, word: &str| post(&to, class, word, None, &[("geste", code.to_owned())]);
    html! { div.acts { (button("valider", "go", &t!("plan-act-approve"))) (button("renvoyer", "", &t!("plan-act-send-back"))) } }
}

/// What may be done from where the plan is.
fn acts(view: &PlanView, session: &Session, today: Date) -> Markup {
    let (plan, id) = (&view.plan, view.plan.id());
    if !session.may(Permission::ManageClaims) {
        // Who agrees without negotiating has that to say, and nothing else to press.
        let is_asked = matches!(plan.state, PlanState::ToApprove { .. }) && session.may(Permission::ApproveAgreements);
        return html! { @if is_asked { section.card #gestes { header { h2 { (t!("plan-acts")) } } (decision(id)) } } };
    }
    let broken = plan.progress.broken_since().is_some();
    let is_unsigned = matches!(plan.state, PlanState::Draft | PlanState::ToApprove { .. } | PlanState::Proposed { .. });
    html! {
        section.card #gestes {
            header { h2 { (t!("plan-acts")) } }
            @match &plan.state {
                PlanState::Draft => div.acts {
                    (verb(id, "soumettre", "go", &if plan.record.row.objections.is_empty() { t!("plan-act-propose") } else { t!("plan-act-ask") }))
                    a.btn href={ (plan.record.row.typed) "&remplace=" (id) } { (t!("plan-act-edit")) }
                },
                PlanState::ToApprove { .. } => @if session.may(Permission::ApproveAgreements) {
                    (decision(id))
                } @else { p.muted { (t!("plan-act-waits")) } },
                PlanState::Proposed { .. } => (sign_form(id, today)),
                PlanState::Running { .. } | PlanState::Noticed { .. } if !plan.progress.is_complete() => {
                    @let may_notice = broken && (plan.standing == Standing::Broken);
                    @if may_notice { (notice_form(id, today)) }
                    @if let PlanState::Noticed { notice, .. } = &plan.state {
                        @if plan.record.row.accelerates && broken && today > notice.cure_by { div.acts { (verb(id, "decheance", "danger", &t!("plan-act-accelerate"))) } }
                    }
                },
                _ => {},
            }
            @if !plan.state.is_over() && !plan.progress.is_complete() && !matches!(plan.state, PlanState::Draft) && plan.standing != Standing::Stopped {
                div.acts { a.btn href=(renegotiated(view)) { (t!("plan-act-renegotiate")) } }
            }
            @if !plan.state.is_over() {
                details.behind { summary { (t!("plan-act-cancel")) }
                    form.stack method="post" action=(path(id)) {
                        input type="hidden" name="geste" value="abandonner";
                        div.field { label for="motif" { (t!("column-reason")) } input #motif name="motif" required maxlength="300"; small { @if is_unsigned { (t!("plan-cancel-unsigned-help")) } @else { (t!("plan-cancel-help")) } } }
                        div.acts { button.btn.danger type="submit" { (t!("plan-act-cancel-do")) } }
                    }
                }
            }
            @if let Some(last) = plan.last_event() {
                @if last.event.kind != EventKind::Replaced { div.acts { (post(&path(id), "small", &t!("plan-act-undo"), None, &[("geste", "defaire".to_owned())])) span.muted { (words::event_told(&last.event, plan.record.row.currency)) } } }
            }
        }
    }
}

/// Debts that an address carries.
const IN_ADDRESS: usize = 200;

/// The form of the next version: its open debts and its terms, another schedule.
fn renegotiated(view: &PlanView) -> Link {
    let row = &view.plan.record.row;
    let mut link = Link::new(format!("/debiteurs/{}/echeancier", view.debtor.id)).with("remplace", row.id);
    let open: Vec<_> = view.items.iter().map(|(item, _)| item).filter(|item| item.open.is_positive()).collect();
    // What an address cannot carry, the form takes from the version before.
    if open.len() <= IN_ADDRESS {
        link = open.iter().fold(link, |link, item| link.and("facture", item.id));
    }
    let link = link.with("interets", row.interest.code()).with("etape", &row.fallback_step).with("tolerance", row.grace_days);
    // An unticked box is told as well: the form proposes the clause only to who opens it empty.
    let link = link.with("decheance", if row.accelerates { "oui" } else { "non" });
    link.with("garantie", row.guarantee.code()).with("precision", &row.guarantee_note)
}

fn sign_form(id: PlanId, today: Date) -> Markup {
    html! {
        form.stack method="post" action=(path(id)) {
            input type="hidden" name="geste" value="signer";
            p.muted { (t!("plan-sign-text")) }
            div.fields {
                (day::field("jour", "jour", &html! { (t!("plan-signed-on")) }, &day::shown(today)))
                div.field.grow { label for="signataire" { (t!("plan-signatory")) } input #signataire name="signataire" required maxlength="200"; }
            }
            div.acts { button.btn.go type="submit" { (t!("plan-act-sign")) } }
        }
    }
}

fn notice_form(id: PlanId, today: Date) -> Markup {
    html! {
        form.stack method="post" action=(path(id)) {
            input type="hidden" name="geste" value="demeure";
            p.muted { (t!("plan-notice-text")) }
            (day::field("jour", "jour", &html! { (t!("plan-cure-by")) }, &day::shown(calendar::add_days(today, CURE_DAYS))))
            div.acts { button.btn.go type="submit" { (t!("plan-act-notice")) } }
        }
    }
}

fn cure_card(mail: Option<&(String, String)>) -> Markup {
    html! {
        @if let Some((subject, text)) = mail {
            section.card {
                header { h2 { (t!("plan-cure-mail")) } }
                p { strong { (t!("plan-cure-subject")) } " " (subject) }
                div.field { label.sr for="texte" { (t!("plan-cure-mail")) } textarea #texte rows="10" readonly { (text) } }
            }
        }
    }
}

/// What is done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    geste: String,
    jour: String,
    signataire: String,
    motif: String,
}

/// Moves the plan.
pub async fn act(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (to, today) = (format!("/echeanciers/{id}"), site.app().today());
    let on = |missing| day::read(&typed.jour, today, missing);
    let (verb, said) = match typed.geste.as_str() {
        "soumettre" => (Move::Submit, t!("plan-done-submit")),
        "valider" => (Move::Approve, t!("plan-done-approve")),
        "renvoyer" => (Move::SendBack, t!("plan-done-send-back")),
        "signer" => match on(Missing::ThisYear) {
            Some(on) => (Move::Sign { on, signatory: typed.signataire.clone() }, t!("plan-done-sign")),
            None => return Ok(back(&to, Tone::Late, &t!("bad-date"))),
        },
        "demeure" => match on(Missing::Coming) {
            Some(cure_by) => (Move::Notice { cure_by }, t!("plan-done-notice")),
            None => return Ok(back(&to, Tone::Late, &t!("bad-date"))),
        },
        "decheance" => (Move::Accelerate, t!("plan-done-accelerate")),
        "abandonner" => (Move::Cancel, t!("plan-done-cancel")),
        "defaire" => (Move::Undo, t!("plan-done-undo")),
        _ => return Ok(WebError::BadRequest.into_response()),
    };
    answer(&to, plans::act(site.app(), &session.scope, PlanId(id), &verb, &typed.motif).await, &said)
}

/// Records the signature as an acknowledgement of each debt: a person decides so.
pub async fn acknowledge(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    answer(&format!("/echeanciers/{id}"), plans::acknowledge(site.app(), &session.scope, PlanId(id)).await, &t!("plan-done-acknowledge"))
}

fn pdf(bytes: Vec<u8>, today: Date) -> axum::response::Response {
    // No name of a file speaks of a debt.
    let name = format!("inline; filename=\"document-{today}.pdf\"");
    ([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
}

/// The plan with its acknowledgement of debt, to sign.
pub async fn deed(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    Ok(pdf(plans::paper(site.app(), &session.scope, PlanId(id), Paper::Deed).await?, site.app().today()))
}

/// The notice to cure.
pub async fn cure(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    Ok(pdf(plans::paper(site.app(), &session.scope, PlanId(id), Paper::Cure(None)).await?, site.app().today()))
}

/// Keeps a file with the plan.
pub async fn keep(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, mut parts: Multipart) -> Answer {
    let to = format!("/echeanciers/{id}");
    while let Ok(Some(part)) = parts.next_field().await {
        if part.name() != Some("fichier") {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let Ok(bytes) = part.bytes().await else { return Ok(WebError::TooLarge.into_response()) };
        let kept = plans::keep_file(site.app(), &session.scope, PlanId(id), &name, &bytes).await;
        return answer(&to, kept, &t!("plan-done-file"));
    }
    Ok(back(&to, Tone::Late, &t!("plan-no-file")))
}

/// Which file.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    rang: usize,
}

/// A file that is kept with the plan.
pub async fn file(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(which): Query<Which>) -> Answer {
    let (name, bytes) = plans::file(site.app(), &session.scope, PlanId(id), which.rang).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// The plans of a debtor, on its page.
pub(super) async fn section(site: &Site, session: &Session, place: &Place) -> Result<Markup, super::Failure> {
    let mut plans = plans::of_debtor(site.app(), &session.scope, place.debtor).await?;
    plans.retain(|plan| !matches!(plan.standing, Standing::Replaced));
    let (shown, ways) = place.cut(&plans, "echeanciers", 20);
    Ok(html! {
        section.card #echeanciers {
            header { h2 { (t!("plans-title")) } @if session.may(Permission::ManageClaims) { a href={ "/debiteurs/" (place.debtor) "/echeancier" } { (t!("plan-new")) } } }
            @if plans.is_empty() { p.muted { (t!("plans-debtor-none")) } }
            ul.plain { @for plan in shown {
                li { a href=(path(plan.id())) { (plan.record.row.reference) } " " (standing_pill(plan.standing)) " " (amount(plan.progress.left(), plan.record.row.currency)) " " span.muted { (t!("out-of")) " " (amount(plan.record.row.total, plan.record.row.currency)) }
                    @if plan.standing.expects_money() { @if let Some(next) = plan.progress.next() { small.muted { " " (t!("plan-next-is", on = locale::date(next.instalment.due_on), amount = next.missing().shown_in(plan.record.row.currency))) } } } }
            } }
            (ways)
        }
    })
}
