//! The identity of a debtor and its contacts, made and corrected by hand.

use std::collections::BTreeMap;

use app::accounts::{self, AccountView, ContactTyped};
use app::text::locale;
use app::text::quality as words;
use app::{AppError, Permission};
use axum::Form;
use axum::extract::{Path, State};
use domain::ids::{ContactId, DebtorId};
use domain::party::{Contact, ContactRole, DebtorKind};
use domain::quality::CompanyState;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::post;
use super::quality::refused;
use super::{Answer, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let view = accounts::view(site.app(), &session.scope, DebtorId(id)).await?;
    let typed = accounts::values(&view.debtor).into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
    page(&site, &session, &view, &typed, None).await
}

type Typed = BTreeMap<String, String>;

async fn page(site: &Site, session: &Session, view: &AccountView, typed: &Typed, wrong: Option<&AppError>) -> Answer {
    let debtor = &view.debtor;
    let path = format!("/debiteurs/{}", debtor.id);
    let may = session.may(Permission::EditDebtors);
    let agreed = app::post::agreements(site.app(), &session.scope, debtor.id).await?;
    let body = html! {
        (head(&debtor.name, &html! { (debtor.code) " · " a href=(path) { (t!("account-back")) } }, &html! {
            a.btn href={ (path) "/registre" } { (icon(Icon::Search)) (t!("register-search")) }
            @if may { a.btn href={ (path) "/fusion" } { (t!("merge-start")) } }
        }))
        (company(view))
        @for (merge, code, name) in &view.merges {
            (flash(Tone::Accent, &html! {
                (t!("merge-told", code = code.as_str(), name = name.as_str(), date = locale::date(merge.merged_on), who = merge.created_by.as_str()))
                @if may { " " (post(&format!("{path}/fusion/defaire"), "small", &t!("merge-undo"), None, &[("fusion", merge.id.to_string())])) }
            }))
        }
        div.grid.two {
            div { div.card {
                header { h2 { (t!("account-identity")) } }
                (identity(&format!("{path}/fiche"), typed, wrong, Some(view.version), may))
            } }
            div { (contacts(view, &path, may, &agreed)) }
        }
    };
    framed(site, session, Sheet::new(t!("account-title", name = debtor.name.as_str()), Section::Debtors, body)).await
}

/// What the register said of the company, where it was asked.
pub(super) fn company(view: &AccountView) -> Markup {
    html! {
        @if let Some(check) = &view.company {
            @let tone = if check.state == CompanyState::Closed { Tone::Late } else { Tone::Ok };
            (flash(tone, &html! {
                @match (check.state, check.closed_on) {
                    (CompanyState::Closed, Some(on)) => { (t!("company-closed-on", name = check.name.as_str(), date = locale::date(on))) }
                    (CompanyState::Closed, None) => { (t!("company-closed", name = check.name.as_str())) }
                    (CompanyState::Active, _) => { (t!("company-active", name = check.name.as_str())) }
                }
                " " span.muted { (t!("company-checked", date = locale::date(check.checked_on), source = check.source.as_str())) }
            }))
        }
    }
}

fn text_field(name: &str, typed: &Typed, wrong: Option<&AppError>, help: Option<&str>) -> Markup {
    let value = typed.get(name).map_or("", String::as_str);
    let error = match wrong {
        Some(AppError::Invalid { field, reason }) if *field == name => Some(reason.as_str()),
        _ => None,
    };
    html! {
        div.field.bad[error.is_some()] {
            label for=(name) { (words::field(name)) }
            @match name {
                "street" => { textarea id=(name) name=(name) rows="2" { (value) } }
                "kind" => { select id=(name) name=(name) { @for kind in DebtorKind::ALL { option value=(kind.code()) selected[kind.code() == value] { (app::text::debtor_kind(kind)) } } } }
                "language" => { select id=(name) name=(name) { option value="fr" selected[value != "en"] { (t!("language-fr")) } option value="en" selected[value == "en"] { (t!("language-en")) } } }
                _ => { input id=(name) name=(name) value=(value) required[name == "name"] maxlength="300" autocomplete="off" aria-invalid=[error.map(|_| "true")]; }
            }
            @if let Some(error) = error { span.error role="alert" { (error) } }
            @if let Some(help) = help { small { (help) } }
        }
    }
}

fn identity(action: &str, typed: &Typed, wrong: Option<&AppError>, version: Option<i64>, may: bool) -> Markup {
    html! {
        form.stack method="post" action=(action) {
            @if let Some(error) = wrong { (flash(Tone::Late, &html! { (error.french()) })) }
            @if let Some(version) = version { input type="hidden" name="version" value=(version); }
            @else {
                div.field.bad[matches!(wrong, Some(AppError::Invalid { field: "code", .. }))] {
                    label for="code" { (t!("account-code")) }
                    input #code name="code" required maxlength="60" autocomplete="off" value=(typed.get("code").map_or("", String::as_str));
                    small { (t!("account-code-help")) }
                }
            }
            (text_field("name", typed, wrong, None))
            (text_field("kind", typed, wrong, Some(&t!("account-kind-help"))))
            (text_field("siren", typed, wrong, None))
            (text_field("siret", typed, wrong, None))
            (text_field("vat", typed, wrong, None))
            (text_field("street", typed, wrong, None))
            (text_field("postcode", typed, wrong, None))
            (text_field("city", typed, wrong, None))
            (text_field("country", typed, wrong, Some(&t!("account-country-help"))))
            (text_field("category", typed, wrong, None))
            (text_field("collector", typed, wrong, None))
            (text_field("language", typed, wrong, None))
            (text_field("iban", typed, wrong, Some(&t!("account-iban-help"))))
            (text_field("terms", typed, wrong, Some(&t!("account-terms-help"))))
            @if may { div.acts { button.btn.go type="submit" { (t!("save")) } } }
        }
    }
}

pub(super) fn role_word(role: ContactRole) -> String {
    match role {
        ContactRole::Accounting => t!("role-accounting"),
        ContactRole::Management => t!("role-management"),
        ContactRole::Purchasing => t!("role-purchasing"),
        ContactRole::Other => t!("role-other"),
    }
}

fn contact_form(path: &str, contact: Option<&Contact>) -> Markup {
    let key = contact.map_or_else(|| "nouveau".to_owned(), |contact| contact.id.to_string());
    let role = contact.map_or(ContactRole::Accounting, |contact| contact.role);
    let (name, phone) = contact.map_or(("", ""), |contact| (contact.name.as_str(), contact.phone.as_str()));
    let email = contact.and_then(|contact| contact.email.as_ref()).map_or("", |email| email.as_str());
    html! {
        form.stack method="post" action={ (path) "/contacts" } {
            @if let Some(contact) = contact { input type="hidden" name="contact" value=(contact.id); }
            div.field { label for={ "role-" (key) } { (t!("contact-role")) } select id={ "role-" (key) } name="role" { @for known in ContactRole::ALL { option value=(known.code()) selected[known == role] { (role_word(known)) } } } }
            div.field { label for={ "nom-" (key) } { (t!("contact-name")) } input id={ "nom-" (key) } name="name" value=(name) maxlength="300" autocomplete="off"; }
            div.field { label for={ "email-" (key) } { (t!("contact-email")) } input id={ "email-" (key) } name="email" type="email" value=(email) maxlength="254" autocomplete="off"; }
            div.field { label for={ "tel-" (key) } { (t!("contact-phone")) } input id={ "tel-" (key) } name="phone" type="tel" value=(phone) maxlength="60" autocomplete="off"; }
            div.acts { button.btn.go type="submit" { (t!("save")) } }
        }
    }
}

fn contacts(view: &AccountView, path: &str, may: bool, agreed: &[(ContactId, domain::Date, String)]) -> Markup {
    html! {
        div.card #contacts {
            header { h2 { (t!("contacts-title")) } }
            @if view.contacts.is_empty() { p.muted { (t!("contacts-empty")) } }
            @for contact in &view.contacts {
                section {
                    p { strong { @if contact.name.is_empty() { (t!("contact-unnamed")) } @else { (contact.name) } } " " span.muted { (role_word(contact.role)) } }
                    p { @if let Some(email) = &contact.email { (email) } @if !contact.phone.is_empty() { " · " (crate::components::phone::phone(&contact.phone)) } }
                    @if may {
                        details.behind { summary { (t!("contact-edit")) } (contact_form(path, Some(contact))) }
                        (super::letter::agreement(view.debtor.id, contact.id, agreed.iter().find(|(id, ..)| *id == contact.id)))
                        (post(&format!("{path}/contacts/retirer"), "small", &t!("contact-remove"), None, &[("contact", contact.id.to_string())]))
                    }
                }
            }
        }
        @if may { div.card { header { h2 { (t!("contact-add")) } } (contact_form(path, None)) } }
    }
}

/// Saves the identity; what was typed stays on the page when something is wrong.
pub async fn save(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    let version = typed.get("version").and_then(|version| version.parse().ok()).unwrap_or(0);
    match accounts::save(site.app(), &session.scope, DebtorId(id), version, &typed).await {
        Ok(changed) => Ok(back(&format!("/debiteurs/{id}/fiche"), Tone::Ok, &t!("account-saved", count = changed))),
        Err(error) if matches!(error.status(), 422 | 409) => {
            let view = accounts::view(site.app(), &session.scope, DebtorId(id)).await?;
            page(&site, &session, &view, &typed, Some(&error)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn new_page(site: &Site, session: &Session, typed: &Typed, wrong: Option<&AppError>) -> Answer {
    let body = html! {
        (head(&t!("account-new"), &html! { (t!("account-new-sub")) }, &html! {}))
        div.card { (identity("/debiteurs/nouveau", typed, wrong, None, true)) }
    };
    framed(site, session, Sheet::new(t!("account-new"), Section::Debtors, body)).await
}

/// The page of an account that is to be made.
pub async fn fresh(State(site): State<Site>, session: Session) -> Answer {
    new_page(&site, &session, &Typed::new(), None).await
}

/// Makes an account.
pub async fn create(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let code = typed.get("code").cloned().unwrap_or_default();
    match accounts::create(site.app(), &session.scope, &code, &typed).await {
        Ok(id) => Ok(back(&format!("/debiteurs/{id}/fiche"), Tone::Ok, &t!("account-created"))),
        Err(error) if error.status() == 422 => new_page(&site, &session, &typed, Some(&error)).await,
        Err(error) => Err(error.into()),
    }
}

/// A contact as it was typed.
#[derive(Debug, Deserialize)]
pub struct ContactForm {
    #[serde(default)]
    contact: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
}

/// Adds a contact, or changes one.
pub async fn save_contact(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<ContactForm>) -> Answer {
    let to = format!("/debiteurs/{id}/fiche");
    let contact: Option<ContactId> = form.contact.parse().ok();
    let typed = ContactTyped { role: form.role, name: form.name, email: form.email, phone: form.phone };
    match accounts::save_contact(site.app(), &session.scope, DebtorId(id), contact, &typed).await {
        Ok(_) => Ok(back(&to, Tone::Ok, &t!("contact-saved"))),
        Err(error) => refused(&to, error),
    }
}

/// Removes a contact.
pub async fn remove_contact(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<ContactForm>) -> Answer {
    let to = format!("/debiteurs/{id}/fiche");
    let contact = form.contact.parse().unwrap_or(ContactId(Uuid::nil()));
    match accounts::remove_contact(site.app(), &session.scope, DebtorId(id), contact).await {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("contact-removed"))),
        Err(error) => refused(&to, error),
    }
}
