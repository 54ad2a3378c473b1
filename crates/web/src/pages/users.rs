//! Who works here, and what each may do.

use app::Role;
use app::users::{self, Change, UserLine};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use domain::ids::UserId;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions/utilisateurs";

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    nom: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    geste: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    page(&site, &session, &Typed::default(), None, None).await
}

/// The page, with a password that is shown this once, or with what is wrong.
async fn page(site: &Site, session: &Session, typed: &Typed, secret: Option<(&str, &str)>, wrong: Option<&str>) -> Answer {
    let all = users::list(site.app(), &session.scope).await?;
    let body = html! {
        (head(&t!("users-title"), &html! { (t!("users-sub")) }, &html! { a.btn href="/connexions" { (t!("nav-connections")) } }))
        @if let Some((email, secret)) = secret {
            section.card #secret {
                header { h2 { (t!("users-password", email = email)) } }
                div.stack {
                    (flash(Tone::Soon, &html! { (t!("secret-once")) }))
                    div.field { label for="secret-texte" { (t!("secret-text")) } input #secret-texte readonly value=(secret) autocomplete="off" spellcheck="false"; }
                }
            }
        }
        @if let Some(wrong) = wrong { (flash(Tone::Late, &html! { (wrong) })) }
        (table(&all, session))
        (form(typed))
        (rights())
    };
    framed(site, session, Sheet::new(t!("users-title"), Section::Connections, body)).await
}

fn roles() -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.code().to_owned(), app::text::role(*role))).collect()
}

fn table(all: &[UserLine], session: &Session) -> Markup {
    html! {
        section.card.flush {
            h2.sr { (t!("users-title")) }
            table.table.cards {
                caption.sr { (t!("users-title")) }
                thead { tr { th scope="col" { (t!("users-name")) } th scope="col" { (t!("token-role")) } th scope="col" { (t!("users-since")) } th scope="col" { (t!("column-state")) } } }
                tbody {
                    @for user in all {
                        @let to = format!("{HERE}/{}", user.id);
                        tr data-row="" {
                            td.lead { strong { (user.name) } small { (user.email) } }
                            td.full data-label=(t!("token-role")) {
                                @if user.disabled_at.is_some() { (user.role.map(app::text::role).unwrap_or_default()) }
                                @else {
                                    form.inline method="post" action=(to) {
                                        input type="hidden" name="geste" value="role";
                                        select name="role" aria-label=(t!("users-role-of", name = user.name.as_str())) { @for (code, word) in roles() { option value=(code) selected[user.role.is_some_and(|role| role.code() == code)] { (word) } } }
                                        button.btn.small type="submit" { (t!("users-set-role")) }
                                    }
                                }
                            }
                            td data-label=(t!("users-since")) { (at(user.created_at)) }
                            td.full {
                                @match user.disabled_at {
                                    Some(when) => { (pill(Tone::Neutral, &t!("users-closed"))) " " small { (at(when)) } " " (post(&to, "small", &t!("users-reopen"), None, &[("geste", "rouvrir".to_owned())])) }
                                    None => div.acts {
                                        (post(&to, "small", &t!("users-new-password"), None, &[("geste", "mot-de-passe".to_owned())]))
                                        @if session.scope.actor.email.as_deref() != Some(user.email.as_str()) { (post(&to, "small", &t!("users-close"), None, &[("geste", "fermer".to_owned())])) }
                                    },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn form(typed: &Typed) -> Markup {
    let role = if typed.role.is_empty() { Role::Collector.code() } else { &typed.role };
    html! {
        section.card {
            header { h2 { (t!("users-add")) } }
            form.stack method="post" action=(HERE) {
                div.fields {
                    div.field { label for="nom" { (t!("users-name")) } input #nom name="nom" required maxlength="120" autocomplete="off" value=(typed.nom); small { (t!("users-name-help")) } }
                    div.field { label for="email" { (t!("users-email")) } input #email type="email" name="email" required maxlength="254" autocomplete="off" value=(typed.email); }
                    (select("role", &t!("token-role"), &roles(), role))
                }
                div.acts { button.btn.go type="submit" { (t!("users-add-do")) } }
            }
        }
    }
}

/// The table of rights, as it is asked.
fn rights() -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("users-rights")) } }
            table.table.cards.many {
                caption.sr { (t!("users-rights")) }
                thead { tr { th scope="col" { (t!("users-right")) } @for role in Role::ALL { th scope="col" { (app::text::role(role)) } } } }
                tbody {
                    @for permission in app::Permission::ALL {
                        tr {
                            td.lead { (app::text::users::right(permission)) }
                            @for role in Role::ALL { td data-label=(app::text::role(role)) { @if role.may(permission) { (t!("users-yes")) } @else { span.muted { "–" } } } }
                        }
                    }
                }
            }
        }
    }
}

/// Opens an account and shows its password this once.
pub async fn create(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let Some(role) = Role::from_code(&typed.role) else { return Ok(WebError::BadRequest.into_response()) };
    match users::create(site.app(), &session.scope, &typed.email, &typed.nom, role).await {
        Ok(password) => page(&site, &session, &Typed::default(), Some((&typed.email, &password)), None).await,
        Err(error) if error.status() == 422 => page(&site, &session, &typed, None, Some(&error.french())).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// Changes an account.
pub async fn change(State(site): State<Site>, session: Session, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let id: UserId = id.parse().map_err(|_| Failure::from(app::AppError::NotFound("user")))?;
    let change = match (typed.geste.as_str(), Role::from_code(&typed.role)) {
        ("role", Some(role)) => Change::Role(role),
        ("fermer", _) => Change::Close,
        ("rouvrir", _) => Change::Reopen,
        ("mot-de-passe", _) => {
            let password = users::new_password(site.app(), &session.scope, id).await?;
            let all = users::list(site.app(), &session.scope).await?;
            let email = all.iter().find(|user| user.id == id).map(|user| user.email.clone()).unwrap_or_default();
            return page(&site, &session, &Typed::default(), Some((&email, &password)), None).await;
        }
        _ => return Ok(WebError::BadRequest.into_response()),
    };
    match users::change(site.app(), &session.scope, id, change).await {
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("users-changed"))),
        Err(error) if error.status() == 422 => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
