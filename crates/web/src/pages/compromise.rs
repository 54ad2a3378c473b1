//! One compromise: its terms, its paper, what may be done, what happened.

use app::Permission;
use app::compromises::{self, CompromiseView, Move};
use app::text::compromises as words;
use app::text::locale::{self, Shown as _, ShownIn as _};
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::accounting::VatPart;
use domain::compromise::{EventKind, Nature, State as Standing};
use domain::ids::CompromiseId;
use domain::{Cents, Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::compromises::state_pill;
use super::day::{self, Missing};
use super::debtor_tab::Place;
use super::parts::{Turned, at, native_file, post, turn};
use super::penalties::answer;
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

fn path(id: CompromiseId) -> String {
    format!("/accords/{id}")
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(turned): Query<Turned>) -> Answer {
    let view = compromises::view(site.app(), &session.scope, CompromiseId(id)).await?;
    let row = &view.compromise.record.row;
    let title = t!("compromise-title", reference = row.reference.as_str());
    let body = html! {
        (head(&title, &html! { a href={ "/debiteurs/" (view.debtor.id) } { (view.debtor.name) } " · " (state_pill(&view.compromise.state)) }, &html! {
            a.btn href={ "/debiteurs/" (view.debtor.id) "/negociation" } { (icon(Icon::Message)) (t!("negotiation-title")) }
            @if session.may(Permission::ViewMessages) { a.btn href={ (path(row.id)) "/accord.pdf" } { (icon(Icon::Document)) (t!("compromise-paper")) } }
        }))
        (notices(&view))
        (figures(&view))
        div.grid.two {
            div { (debts(&view, &turned)) (history(&view)) }
            div { (acts(&view, &session, site.app().today())) (credit_note(&view, &session)) (conditions(&view)) (files(&view, &session)) }
        }
    };
    framed(&site, &session, Sheet::new(title, Section::Plans, body)).await
}

/// What somebody has to know first.
fn notices(view: &CompromiseView) -> Markup {
    let row = &view.compromise.record.row;
    let by = locale::date(row.terms.pay_by);
    if let (Nature::Waiver, Some(number)) = (row.nature, &view.unclear) {
        return flash(Tone::Late, &html! { (words::credited_unclear(row.nature, number)) });
    }
    html! {
        @match &view.compromise.state {
            Standing::ToApprove { .. } => (flash(Tone::Soon, &html! { strong { (t!("plan-needs-approval")) } " " (view.compromise.objections().into_iter().map(words::objection).collect::<Vec<_>>().join(", ")) "." })),
            Standing::Running { .. } if view.is_insolvent => (flash(Tone::Late, &html! { (t!("compromise-flash-insolvent")) })),
            Standing::Running { .. } => (flash(Tone::Accent, &html! { (t!("compromise-flash-running", left = row.terms.left(&view.compromise.came).shown_in(row.currency), by = by, until = locale::date(row.terms.until()))) })),
            Standing::Lapsed { .. } => (flash(Tone::Late, &html! { (t!("compromise-flash-lapsed", discount = row.terms.discount.shown_in(row.currency), by = by)) })),
            Standing::Kept { .. } => (flash(Tone::Ok, &html! { (t!("compromise-flash-kept", discount = row.terms.discount.shown_in(row.currency))) })),
            _ => {},
        }
    }
}

fn figures(view: &CompromiseView) -> Markup {
    let (row, came) = (&view.compromise.record.row, &view.compromise.came);
    html! {
        div.figures {
            div.figure { span.label { (t!("plan-total")) } span.value { (amount(row.terms.total, row.currency)) } }
            div.figure { span.label { (t!("compromise-discount")) } span.value { (amount(row.terms.discount, row.currency)) } }
            div.figure { span.label { (t!("compromise-payable")) } span.value { (amount(row.terms.payable(), row.currency)) } }
            div.figure { span.label { (t!("compromise-in-time")) } span.value { (amount(came.in_time, row.currency)) } }
            @let overpaid = view.compromise.overpaid();
            @if overpaid.is_positive() { div.figure { span.label { (t!("compromise-overpaid")) } span.value.late { (amount(overpaid, row.currency)) } } }
        }
    }
}

fn debts(view: &CompromiseView, turned: &Turned) -> Markup {
    let pager = turned.of(view.items.len());
    html! {
        section.card.flush {
            header { h2 { (t!("plan-debts")) } }
            table.table.cards {
                caption.sr { (t!("plan-debts")) }
                thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("compromise-in")) } th.r scope="col" { (t!("column-open")) } } }
                tbody { @for (item, owed) in pager.of(&view.items) {
                    tr data-row="" {
                        td.lead { strong { (item.number) } }
                        td data-label=(t!("column-due")) { (date(item.due_on)) }
                        td.r data-label=(t!("compromise-in")) { (amount(*owed, item.currency)) }
                        td.r.key { (amount(item.open, item.currency)) }
                    }
                } }
            }
            (turn(pager, &path(view.compromise.id())))
        }
    }
}

/// An amount by rate of VAT, base and tax to the cent; nothing when it is not known.
pub(super) fn by_rate(title: &str, vat: &[VatPart], currency: Currency) -> Markup {
    let sum = |of: fn(&VatPart) -> Cents| Cents::total(vat.iter().map(of));
    html! {
        @if !vat.is_empty() {
            h3 { (title) }
            table.table.cards {
                caption.sr { (title) }
                thead { tr { th scope="col" { (t!("vat-column-rate")) } th.r scope="col" { (t!("vat-column-base")) } th.r scope="col" { (t!("vat-column-tax")) } th.r scope="col" { (t!("vat-gross")) } } }
                tbody { @for part in vat {
                    tr {
                        td.lead { (part.rate.shown()) }
                        td.r data-label=(t!("vat-column-base")) { (amount(part.net(), currency)) }
                        td.r data-label=(t!("vat-column-tax")) { (amount(part.vat(), currency)) }
                        td.r.key data-label=(t!("vat-gross")) { (amount(part.gross, currency)) }
                    }
                } }
                @if vat.len() > 1 { tfoot { tr {
                    td.lead { (t!("column-total")) }
                    td.r data-label=(t!("vat-column-base")) { (amount(sum(VatPart::net), currency)) }
                    td.r data-label=(t!("vat-column-tax")) { (amount(sum(VatPart::vat), currency)) }
                    td.r.key data-label=(t!("vat-gross")) { (amount(sum(|part| part.gross), currency)) }
                } } }
            }
        }
    }
}

fn conditions(view: &CompromiseView) -> Markup {
    let row = &view.compromise.record.row;
    html! {
        section.card {
            header { h2 { (t!("plan-terms")) } }
            dl.kv.wide {
                dt { (t!("compromise-pay-by")) } dd { (date(row.terms.pay_by)) }
                dt { (t!("compromise-nature")) } dd { (words::nature(row.nature)) small.muted { " " (words::nature_help(row.nature)) } }
                @if let Some(regime) = row.regime { dt { (t!("compromise-vat")) } dd { (app::text::ledger::regime(regime)) } }
                dt { (t!("plan-interest")) } dd { (words::interest(row.interest)) }
                @if let Some(signed) = view.compromise.state.signed() { dt { (t!("plan-signed")) } dd { (date(signed.on)) " – " (signed.signatory) } }
                @if !row.note.is_empty() { dt { (t!("plan-note")) } dd { (row.note) } }
                dt { (t!("plan-made")) } dd { (at(row.created_at)) " – " (row.created_by) }
            }
            (by_rate(&t!("vat-by-rate"), &view.vat, row.currency))
        }
    }
}

/// The credit note that takes the VAT of the discount back, until somebody says which it is.
fn credit_note(view: &CompromiseView, session: &Session) -> Markup {
    let row = &view.compromise.record.row;
    let is_told = row.credit_due.is_some() || !row.credit_reference.is_empty();
    if row.nature != Nature::Rebate || !matches!(view.compromise.state, Standing::Kept { .. }) || !is_told {
        return html! {};
    }
    html! {
        section.card #avoir {
            header { h2 { (t!("compromise-credit-due")) } }
            (by_rate(&t!("vat-by-rate"), &view.credit, row.currency))
            @if let Some(number) = &view.unclear { (flash(Tone::Soon, &html! { (words::credited_unclear(row.nature, number)) })) }
            @if row.credit_reference.is_empty() { p { (t!("compromise-credit-text")) } } @else { p { (t!("compromise-credit-is", number = row.credit_reference.as_str())) } }
            @if session.may(Permission::ManageClaims) {
                form.stack method="post" action={ (path(row.id)) "/avoir" } {
                    div.field { label for="numero" { (t!("compromise-credit-number")) } input #numero name="numero" required maxlength="120" value=(row.credit_reference); }
                    div.acts { button.btn type="submit" { (t!("compromise-credit-keep")) } }
                }
            }
        }
    }
}

fn files(view: &CompromiseView, session: &Session) -> Markup {
    let id = view.compromise.id();
    html! {
        section.card {
            header { h2 { (t!("plan-files")) } }
            @if view.files.is_empty() { p.muted { (t!("compromise-files-empty")) } }
            @else { ul.plain { @for (place, file) in view.files.iter().enumerate() { li { a href=(Link::new(format!("{}/piece", path(id))).with("rang", place)) { (file.name) } small.muted { " " (at(file.at)) " – " (file.by) } } } } }
            @if session.may(Permission::ManageClaims) {
                form.stack method="post" enctype="multipart/form-data" action={ (path(id)) "/piece" } {
                    div.field { label for="fichier" { (t!("plan-file-add")) } (native_file("fichier", "fichier", "")) small { (t!("compromise-file-help")) } }
                    div.acts { button.btn type="submit" { (t!("plan-file-keep")) } }
                }
            }
        }
    }
}

fn history(view: &CompromiseView) -> Markup {
    let compromise = &view.compromise;
    let currency = compromise.record.row.currency;
    html! {
        section.card {
            header { h2 { (t!("plan-history")) } }
            @if compromise.record.events.is_empty() { p.muted { (t!("plan-history-empty")) } }
            @else { ul.plain { @for (place, event) in compromise.record.events.iter().enumerate().rev() {
                @let stands = compromise.standing_events.contains(&place) || event.event.kind == EventKind::Undone;
                li { @if stands { (words::event_told(&event.event, currency)) } @else { s { (words::event_told(&event.event, currency)) } } @if !event.reason.is_empty() { " – " (event.reason) } small.muted { " " (at(event.at)) " – " (event.by) } }
            } } }
        }
    }
}

fn verb(id: CompromiseId, code: &str, class: &str, word: &str) -> Markup {
    post(&path(id), class, word, None, &[("geste", code.to_owned())])
}

/// The word of whoever agrees.
fn decision(id: CompromiseId) -> Markup {
    let to = format!("{}/decision", path(id));
    let button = |code: &str, class: &str, word: &str| post(&to, class, word, None, &[("geste", code.to_owned())]);
    html! { div.acts { (button("valider", "go", &t!("plan-act-approve"))) (button("renvoyer", "", &t!("plan-act-send-back"))) } }
}

/// What may be done from where it is.
fn acts(view: &CompromiseView, session: &Session, today: Date) -> Markup {
    let (compromise, id) = (&view.compromise, view.compromise.id());
    if !session.may(Permission::ManageClaims) {
        let is_asked = matches!(compromise.state, Standing::ToApprove { .. }) && session.may(Permission::ApproveAgreements);
        return html! { @if is_asked { section.card #gestes { header { h2 { (t!("plan-acts")) } } (decision(id)) } } };
    }
    let is_over = matches!(compromise.state, Standing::Kept { .. } | Standing::Cancelled { .. });
    let is_unsigned = matches!(compromise.state, Standing::Draft | Standing::ToApprove { .. } | Standing::Proposed { .. });
    let undoable = compromise.last_event().filter(|last| last.event.kind.is_of_a_person());
    if is_over && undoable.is_none() {
        return html! {};
    }
    html! {
        section.card #gestes {
            header { h2 { (t!("plan-acts")) } }
            @match &compromise.state {
                Standing::Draft => div.acts { (verb(id, "soumettre", "go", &if compromise.record.row.objections.is_empty() { t!("plan-act-propose") } else { t!("plan-act-ask") })) },
                Standing::ToApprove { .. } => @if session.may(Permission::ApproveAgreements) {
                    (decision(id))
                } @else { p.muted { (t!("compromise-act-waits")) } },
                Standing::Proposed { .. } => (sign_form(id, today)),
                Standing::Lapsed { .. } => div.acts { a.btn.go href=(compromise.record.row.typed) { (t!("compromise-act-again")) } },
                _ => {},
            }
            @if !is_over {
                details.behind { summary { (t!("compromise-act-cancel")) }
                    form.stack method="post" action=(path(id)) {
                        input type="hidden" name="geste" value="abandonner";
                        div.field { label for="motif" { (t!("column-reason")) } input #motif name="motif" required maxlength="300"; small { @if is_unsigned { (t!("plan-cancel-unsigned-help")) } @else { (t!("plan-cancel-help")) } } }
                        div.acts { button.btn.danger type="submit" { (t!("plan-act-cancel-do")) } }
                    }
                }
            }
            @if let Some(last) = undoable { div.acts { (post(&path(id), "small", &t!("plan-act-undo"), None, &[("geste", "defaire".to_owned())])) span.muted { (words::event_told(&last.event, compromise.record.row.currency)) } } }
        }
    }
}

fn sign_form(id: CompromiseId, today: Date) -> Markup {
    html! {
        form.stack method="post" action=(path(id)) {
            input type="hidden" name="geste" value="signer";
            p.muted { (t!("compromise-sign-text")) }
            div.fields {
                (day::field("jour", "jour", &html! { (t!("plan-signed-on")) }, &day::shown(today)))
                div.field.grow { label for="signataire" { (t!("plan-signatory")) } input #signataire name="signataire" required maxlength="200"; }
            }
            div.acts { button.btn.go type="submit" { (t!("plan-act-sign")) } }
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

/// Moves it.
pub async fn act(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (to, today) = (format!("/accords/{id}"), site.app().today());
    let (verb, said) = match typed.geste.as_str() {
        "soumettre" => (Move::Submit, t!("plan-done-submit")),
        "valider" => (Move::Approve, t!("compromise-done-approve")),
        "renvoyer" => (Move::SendBack, t!("compromise-done-send-back")),
        "signer" => match day::read(&typed.jour, today, Missing::ThisYear) {
            Some(on) => (Move::Sign { on, signatory: typed.signataire.clone() }, t!("compromise-done-sign")),
            None => return Ok(back(&to, Tone::Late, &t!("bad-date"))),
        },
        "abandonner" => (Move::Cancel, t!("compromise-done-cancel")),
        "defaire" => (Move::Undo, t!("plan-done-undo")),
        _ => return Ok(WebError::BadRequest.into_response()),
    };
    answer(&to, compromises::act(site.app(), &session.scope, CompromiseId(id), &verb, &typed.motif).await, &said)
}

/// The agreement, to sign.
pub async fn paper(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let bytes = compromises::paper(site.app(), &session.scope, CompromiseId(id)).await?;
    // No name of a file speaks of a debt.
    let name = format!("inline; filename=\"document-{}.pdf\"", site.app().today());
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// The number of the credit note.
#[derive(Debug, Deserialize)]
pub struct Note {
    numero: String,
}

/// Says by which credit note the discount was invoiced.
pub async fn set_credit(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Note>) -> Answer {
    let done = compromises::set_credit(site.app(), &session.scope, CompromiseId(id), &typed.numero).await;
    answer(&format!("/accords/{id}#avoir"), done, &t!("compromise-done-credit"))
}

/// Keeps a file with it.
pub async fn keep(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, mut parts: Multipart) -> Answer {
    let to = format!("/accords/{id}");
    while let Ok(Some(part)) = parts.next_field().await {
        if part.name() != Some("fichier") {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let Ok(bytes) = part.bytes().await else { return Ok(WebError::TooLarge.into_response()) };
        let kept = compromises::keep_file(site.app(), &session.scope, CompromiseId(id), &name, &bytes).await;
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

/// A file that is kept with it.
pub async fn file(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(which): Query<Which>) -> Answer {
    let (name, bytes) = compromises::file(site.app(), &session.scope, CompromiseId(id), which.rang).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// The compromises of a debtor, on its page.
pub(super) async fn section(site: &Site, session: &Session, place: &Place) -> Result<Markup, super::Failure> {
    let all = compromises::of_debtor(site.app(), &session.scope, place.debtor).await?;
    let (shown, ways) = place.cut(&all, "accords", 20);
    Ok(html! {
        @if !all.is_empty() {
            section.card #accords {
                header { h2 { (t!("compromises-title")) } }
                ul.plain { @for compromise in shown {
                    @let row = &compromise.record.row;
                    li { a href=(path(row.id)) { (row.reference) } " " (state_pill(&compromise.state)) " "
                        span { (t!("compromise-instead", payable = row.terms.payable().shown_in(row.currency), total = row.terms.total.shown_in(row.currency))) }
                        small.muted { " " (t!("compromise-by", by = locale::date(row.terms.pay_by))) } }
                } }
                (ways)
            }
        }
    })
}
