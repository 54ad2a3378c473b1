//! Messages beside the reminders: the copy of an invoice, the confirmation of a promise, that a plan was agreed, and who validates an invoice.

use app::Permission;
use app::accounts::ContactTyped;
use app::dispute::NewFile;
use app::message::Preview;
use app::service_mail::{self, Carried, CopyItem, CopyPreview, NotePreview, ServiceMailRow};
use app::text::locale::{self, ShownIn as _};
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::IntoResponse;
use domain::Date;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, ContactId, DebtorId, OpenItemId, PlanId, PromiseId};
use domain::party::Contact;
use maud::{Markup, html};
use uuid::Uuid;

use super::parts::{post, state_pill};
use super::{Answer, Failure, Sheet, framed, head, status};
use crate::components::amount::amount;
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What an address or a form says; names may come several times.
type Typed = Vec<(String, String)>;

fn one<'t>(typed: &'t [(String, String)], name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

fn items(typed: &[(String, String)]) -> Vec<OpenItemId> {
    typed.iter().filter(|(key, _)| key == "poste").filter_map(|(_, value)| value.parse().ok()).collect()
}

fn contact(typed: &[(String, String)]) -> Option<ContactId> {
    one(typed, "contact").parse().ok()
}

/// The address of the page of a copy.
pub(super) fn copy_of(debtor: DebtorId, items: &[OpenItemId]) -> String {
    items.iter().fold(Link::new(format!("/debiteurs/{debtor}/copie")), |link, item| link.and("poste", item)).to_string()
}

/// The address of the page that asks who validates.
pub(super) fn validator_of(debtor: DebtorId, items: &[OpenItemId]) -> String {
    items.iter().fold(Link::new(format!("/debiteurs/{debtor}/valideur")), |link, item| link.and("poste", item)).to_string()
}

fn refused(to: &str, error: app::AppError) -> Answer {
    match error.status() {
        409 | 422 => Ok(back(to, Tone::Late, &error.french())),
        _ => Err(Failure::from(error)),
    }
}

/// The message as it would leave, with the choice of whom it goes to.
struct Draft<'d> {
    sample: Option<&'d Preview>,
    refused: &'d str,
    contacts: &'d [Contact],
    contact: Option<ContactId>,
    on: Date,
    has_mail: bool,
    /// Where the form goes.
    path: String,
    /// What goes with it.
    hidden: Vec<(&'static str, String)>,
    /// The word of its button.
    word: String,
}

impl Draft<'_> {
    fn render(&self, today: Date, may: bool) -> Markup {
        html! {
            section.card.stack #message {
                header { h2 { (t!("service-message")) } }
                @if !self.refused.is_empty() { (flash(Tone::Late, &html! { (self.refused) })) }
                @if !self.has_mail { (flash(Tone::Soon, &html! { (t!("service-no-mail")) })) }
                @if self.contacts.len() > 1 {
                    form.filters method="get" action=(self.path) data-auto="" {
                        @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                        div.field { label for="contact" { (t!("service-to")) } select #contact name="contact" {
                            @for contact in self.contacts { option value=(contact.id) selected[self.contact == Some(contact.id)] {
                                @if contact.name.is_empty() { (super::account::role_word(contact.role)) } @else { (contact.name) }
                                " – " (contact.email.as_ref().map_or("", |email| email.as_str()))
                            } }
                        } }
                        button.btn.auto type="submit" { (t!("service-show")) }
                    }
                }
                @if let Some(sample) = self.sample {
                    dl.kv.wide { dt { (t!("message-to")) } dd { (sample.recipient) } dt { (t!("message-subject")) } dd { strong { (sample.subject) } } }
                    p.mailtext { (sample.text) }
                }
                @if self.refused.is_empty() && self.sample.is_some() {
                    @if may {
                        form.stack method="post" action=(self.path) {
                            @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                            @if let Some(contact) = self.contact { input type="hidden" name="contact" value=(contact); }
                            p.muted { @if self.on == today { (t!("service-leaves-now")) } @else { (t!("service-leaves-on", date = locale::date(self.on))) } }
                            div.acts { button.btn.go type="submit" { (icon(Icon::Send)) (self.word) } }
                        }
                    } @else { p.muted { (t!("service-not-yours")) } }
                }
            }
        }
    }
}

/// The copy of some invoices, before it leaves.
pub async fn copy(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    let (debtor, items) = (DebtorId(id), items(&typed));
    if items.is_empty() {
        let action = html! { a.btn.go href=(super::causes::card_at(id)) { (t!("back-to-debtor")) } };
        let body = html! {
            (head(&t!("service-copy-title"), &html! {}, &html! {}))
            (empty(&t!("service-choose"), &t!("service-choose-text"), Some(&action)))
        };
        return framed(&site, &session, Sheet::new(t!("service-copy-title"), Section::Debtors, body)).await;
    }
    let seen = service_mail::copy_preview(site.app(), &session.scope, debtor, &items, contact(&typed)).await?;
    let (code, name) = &seen.debtor;
    let draft = Draft {
        sample: seen.sample.as_ref(),
        refused: &seen.refused,
        contacts: &seen.contacts,
        contact: seen.contact,
        on: seen.on,
        has_mail: seen.has_mail,
        path: format!("/debiteurs/{id}/copie"),
        hidden: seen.items.iter().map(|line| ("poste", line.item.id.to_string())).collect(),
        word: t!("service-copy-send"),
    };
    let body = html! {
        (head(&t!("service-copy-title"), &html! { a href={ "/debiteurs/" (id) } { (name) } " · " (code) }, &html! { a.btn href=(super::causes::card_at(id)) { (t!("back")) } }))
        div.grid.two { (documents(&seen, debtor, session.may(Permission::ManageClaims))) (draft.render(site.app().today(), session.may(Permission::ApproveMessages))) }
    };
    framed(&site, &session, Sheet::new(t!("service-copy-title"), Section::Debtors, body)).await
}

fn documents(seen: &CopyPreview, debtor: DebtorId, may: bool) -> Markup {
    html! {
        section.card.stack #documents {
            header { h2 { (t!("service-documents")) } }
            p.muted { (t!("service-documents-help")) }
            @for line in &seen.items { (document_of(line, seen, debtor, may)) }
        }
    }
}

fn document_of(line: &CopyItem, seen: &CopyPreview, debtor: DebtorId, may: bool) -> Markup {
    let field = format!("fichier-{}", line.item.id);
    html! {
        div.stack {
            p.inline { strong { (line.item.number) } span { (t!("service-item", date = locale::date(line.item.issued_on), amount = line.item.amount.shown_in(line.item.currency))) } }
            @match &line.held {
                Some(held) => { p.inline { a.btn.small href={ "/debiteurs/" (debtor) "/piece?poste=" (line.item.id) } { (icon(Icon::Document)) (held.name) } span.muted { (t!("service-held")) } } }
                None => { (empty(&t!("service-none-title"), &t!("service-none-text"), None)) }
            }
            @for copy in &line.earlier { p.inline { a href={ "/actions/" (copy.action) } { (t!("service-earlier", date = locale::date(copy.on))) } (state_pill(copy.state, Channel::Email)) } }
            @if may {
                form.stack method="post" action={ "/debiteurs/" (debtor) "/piece" } enctype="multipart/form-data" {
                    @for other in &seen.items { input type="hidden" name="retour" value=(other.item.id); }
                    input type="hidden" name="poste" value=(line.item.id);
                    div.field { label for=(field) { @if line.held.is_some() { (t!("service-replace")) } @else { (t!("service-drop")) } }
                        // The browser's own button speaks the browser's language.
                        div.files {
                            input.native id=(field) type="file" name="fichier" accept=".pdf,.png,.jpg,.jpeg" required;
                            label.btn.scripted for=(field) { (t!("claim-choose")) }
                            span.muted.scripted data-files=(field) { (t!("imports-none-yet")) }
                        }
                        small { (t!("service-drop-help")) }
                    }
                    div.acts { button.btn type="submit" { (t!("service-keep")) } }
                }
            }
        }
    }
}

/// Puts it into the outbox.
pub async fn send(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (debtor, items) = (DebtorId(id), items(&typed));
    match service_mail::send_copy(site.app(), &session.scope, debtor, &items, contact(&typed)).await {
        Ok(action) => Ok(back(&format!("/actions/{action}"), Tone::Ok, &t!("service-copy-done"))),
        Err(error) => refused(&copy_of(debtor, &items), error),
    }
}

/// Keeps the document of an invoice.
pub async fn keep(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, mut parts: Multipart) -> Answer {
    let (mut typed, mut file): (Typed, _) = (Vec::new(), None);
    loop {
        match parts.next_field().await {
            Ok(Some(part)) => {
                let field = part.name().unwrap_or_default().to_owned();
                let name = part.file_name().unwrap_or_default().to_owned();
                let Ok(bytes) = part.bytes().await else { return Ok(WebError::TooLarge.into_response()) };
                match field.as_str() {
                    "fichier" => file = Some(NewFile { name, bytes: bytes.to_vec() }),
                    _ => typed.push((field, String::from_utf8_lossy(&bytes).into_owned())),
                }
            }
            Ok(None) => break,
            Err(_) => return Ok(WebError::TooLarge.into_response()),
        }
    }
    let Ok(item) = one(&typed, "poste").parse::<OpenItemId>() else { return Ok(WebError::NotFound.into_response()) };
    let mut others: Vec<OpenItemId> =
        typed.iter().filter(|(key, _)| key == "retour").filter_map(|(_, value)| value.trim().parse().ok()).collect();
    if others.is_empty() {
        others.push(item);
    }
    let to = copy_of(DebtorId(id), &others);
    let Some(file) = file else { return Ok(back(&to, Tone::Late, &t!("service-no-file"))) };
    match service_mail::add_document(site.app(), &session.scope, item, file).await {
        Ok(_) => Ok(back(&to, Tone::Ok, &t!("service-kept"))),
        Err(error) => refused(&to, error),
    }
}

/// A document as it is kept; never shown inside the page, whatever it is.
fn download(file: Carried, bytes: Vec<u8>) -> axum::response::Response {
    let plain: String =
        file.name.chars().map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' }).collect();
    let headers = [
        (CONTENT_TYPE, file.media_type),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// The document that is held of an invoice.
pub async fn document(State(site): State<Site>, session: Session, Path(_): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    let Ok(item) = one(&typed, "poste").parse::<OpenItemId>() else { return Ok(WebError::NotFound.into_response()) };
    let (file, bytes) = service_mail::document(site.app(), &session.scope, item).await?;
    Ok(download(file, bytes))
}

/// A document as it left with a message.
pub async fn carried(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    let Ok(item) = one(&typed, "poste").parse::<OpenItemId>() else { return Ok(WebError::NotFound.into_response()) };
    let (file, bytes) = service_mail::carried(site.app(), &session.scope, ActionId(id), item).await?;
    Ok(download(file, bytes))
}

/// What a service mail carries, on the page of its action, with the button that takes it back.
pub(super) fn card((row, files): &(ServiceMailRow, Vec<Carried>), state: ActionState, session: &Session) -> Markup {
    let waits = matches!(state, ActionState::Planned | ActionState::Approved | ActionState::Failed);
    html! {
        div.card.stack #service {
            header { h2 { @if files.is_empty() { (t!("service-card")) } @else { (t!("service-carries")) } } }
            @for file in files { p { a.btn href={ "/actions/" (row.action) "/piece?poste=" (file.item) } { (icon(Icon::Document)) (file.name) } } }
            @if let Some(plan) = row.plan { p { a href={ "/echeanciers/" (plan) } { (t!("service-plan")) } } }
            @if let Some(promise) = row.promise { p { a href={ "/promesses/" (promise) } { (t!("service-promise")) } } }
            p.muted { (t!("service-asks-nothing")) }
            @if waits && session.may(Permission::ApproveMessages) {
                (post(&format!("/actions/{}/annuler", row.action), "danger", &t!("service-undo"), None, &[("note", t!("service-undo-reason"))]))
            }
        }
    }
}

/// The confirmation of a promise, before it leaves.
pub async fn note(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    let seen = service_mail::note_preview(site.app(), &session.scope, PromiseId(id), contact(&typed)).await?;
    let words = (t!("service-note-title"), t!("service-note-send"));
    let debtor = match status::is_on_the_way(&typed) {
        true => Some(app::promises::detail(site.app(), &session.scope, PromiseId(id)).await?.0.debtor),
        false => None,
    };
    note_page(&site, &session, (seen, debtor), (&format!("/promesses/{id}"), "/confirmation"), words, Section::Promises).await
}

/// That the house agreed to a plan, before it leaves.
pub async fn plan_note(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    let seen = service_mail::plan_note_preview(site.app(), &session.scope, PlanId(id), contact(&typed)).await?;
    let words = (t!("service-plan-title"), t!("service-plan-send"));
    note_page(&site, &session, (seen, None), (&format!("/echeanciers/{id}"), "/accord"), words, Section::Plans).await
}

/// A message that carries nothing, as it would leave; `from` is where it was asked for, and what its own address adds. With a debtor it is the second of
/// three steps.
async fn note_page(
    site: &Site,
    session: &Session,
    (seen, on_the_way): (NotePreview, Option<DebtorId>),
    (from, own): (&str, &str),
    (title, word): (String, String),
    section: Section,
) -> Answer {
    let draft = Draft {
        sample: seen.sample.as_ref(),
        refused: &seen.refused,
        contacts: &seen.contacts,
        contact: seen.contact,
        on: seen.on,
        has_mail: seen.has_mail,
        path: format!("{from}{own}"),
        hidden: on_the_way.map(|_| (status::WAY, status::STATUS.to_owned())).into_iter().collect(),
        word,
    };
    let (code, name) = &seen.debtor;
    let body = html! {
        (head(&title, &html! { (name) " · " (code) }, &html! { a.btn href=(from) { (t!("back")) } }))
        @if let Some(debtor) = on_the_way { (status::second(debtor, &t!("status-tell"))) }
        (draft.render(site.app().today(), session.may(Permission::ApproveMessages)))
    };
    framed(site, session, Sheet::new(title, section, body)).await
}

/// Puts the message that the house agreed to a plan into the outbox.
pub async fn send_plan_note(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    match service_mail::send_plan_note(site.app(), &session.scope, PlanId(id), contact(&typed)).await {
        Ok(action) => Ok(back(&format!("/actions/{action}"), Tone::Ok, &t!("service-plan-done"))),
        Err(error) => refused(&format!("/echeanciers/{id}/accord"), error),
    }
}

/// Puts it into the outbox.
pub async fn send_note(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    match service_mail::send_note(site.app(), &session.scope, PromiseId(id), contact(&typed)).await {
        Ok(_) if status::is_on_the_way(&typed) => {
            let debtor = app::promises::detail(site.app(), &session.scope, PromiseId(id)).await?.0.debtor;
            Ok(back(&status::next_of(debtor), Tone::Ok, &t!("service-note-done")))
        }
        Ok(action) => Ok(back(&format!("/actions/{action}"), Tone::Ok, &t!("service-note-done"))),
        Err(error) => refused(&format!("/promesses/{id}/confirmation"), error),
    }
}

/// Who validates an invoice on the debtor's side.
pub async fn validator(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(typed): Query<Typed>) -> Answer {
    let wanted = items(&typed);
    let known = app::causes::of_debtor(site.app(), &session.scope, DebtorId(id)).await?;
    let chosen: Vec<_> = known.iter().map(|known| &known.item).filter(|item| wanted.contains(&item.id)).collect();
    let body = html! {
        (head(&t!("validator-title"), &html! { a href={ "/debiteurs/" (id) } { (t!("back-to-debtor")) } }, &html! {}))
        section.card {
            header { h2 { (t!("validator-who")) } }
            @for item in &chosen { p.inline { strong { (item.number) } (amount(item.open, item.currency)) span.muted { (date(item.due_on)) } } }
            form.stack method="post" action={ "/debiteurs/" (id) "/valideur" } {
                @for item in &wanted { input type="hidden" name="poste" value=(item); }
                div.fields {
                    div.field { label for="nom" { (t!("validator-name")) } input #nom name="nom" required maxlength="120" autocomplete="off"; }
                    div.field { label for="telephone" { (t!("validator-phone")) " " span.muted { (t!("field-optional")) } } input #telephone name="telephone" maxlength="60" autocomplete="off"; }
                    div.field { label for="courriel" { (t!("validator-email")) " " span.muted { (t!("field-optional")) } } input #courriel name="courriel" type="email" maxlength="200" autocomplete="off"; }
                }
                p.muted { (t!("validator-help")) }
                div.acts { button.btn.go type="submit" { (t!("validator-save")) } a.btn href=(super::causes::card_at(id)) { (t!("validator-later")) } }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("validator-title"), Section::Debtors, body)).await
}

/// Keeps who it is among the contacts.
pub async fn name_validator(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let (debtor, items) = (DebtorId(id), items(&typed));
    let contact = ContactTyped {
        role: "other".to_owned(),
        name: one(&typed, "nom").to_owned(),
        email: one(&typed, "courriel").to_owned(),
        phone: one(&typed, "telephone").to_owned(),
    };
    match app::causes::name_validator(site.app(), &session.scope, debtor, &items, &contact).await {
        Ok(()) => Ok(back(&super::causes::card_at(id).to_string(), Tone::Ok, &t!("validator-done", name = contact.name.as_str()))),
        Err(error) => refused(&validator_of(debtor, &items), error),
    }
}
