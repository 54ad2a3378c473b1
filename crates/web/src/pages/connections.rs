//! Other programs: keys of the API, webhooks, the watched folder.

use std::collections::HashMap;

use app::access::Role;
use app::connect::token::{self, NewToken, TokenLine, TokenScope};
use app::connect::watch::{self, WatchState};
use app::connect::webhooks::{self, Change, Delivery, EndpointLine};
use app::text::connect as words;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use domain::ids::{DeliveryId, EndpointId, TokenId};
use domain::webhook::EventKind;
use maud::{Markup, html};

use super::day::{self, Missing};
use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::{empty, flash};
use crate::components::icon::Icon;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions";

/// A secret that was just made: what it is, and its text.
type Fresh = Option<(String, String)>;

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    page(&site, &session, None).await
}

/// The page, with a secret that is shown this once.
async fn page(site: &Site, session: &Session, fresh: Fresh) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let tokens = token::all(app, scope).await?;
    let hooks = webhooks::all(app, scope).await?;
    let deliveries = webhooks::deliveries(app, scope).await?;
    let folder = watch::state(app, scope).await?;
    let body = html! {
        (head(&t!("nav-connections"), &html! { (t!("connections-sub")) " · " a href="/connexions/boite" { (t!("mailbox-title")) } " · " a href="/connexions/sms" { (t!("sms-title")) } " · " a href="/connexions/courrier" { (t!("carrier-title")) } " · " a href="/connexions/recommande" { (t!("electronic-title")) } }, &html! { a.btn href="/connexions/utilisateurs" { (t!("users-title")) } }))
        @if let Some((what, secret)) = &fresh { (shown_once(what, secret)) }
        (alerts(&hooks, &deliveries))
        (tokens_card(&tokens, app.now()))
        (hooks_card(&hooks))
        (deliveries_card(&deliveries, &hooks))
        (folder_card(&folder))
    };
    framed(site, session, Sheet::new(t!("nav-connections"), Section::Connections, body)).await
}

fn shown_once(what: &str, secret: &str) -> Markup {
    html! {
        section.card #secret {
            header { h2 { (what) } }
            div.stack {
                (flash(Tone::Soon, &html! { (t!("secret-once")) }))
                div.field { label for="secret-texte" { (t!("secret-text")) } input #secret-texte readonly value=(secret) autocomplete="off" spellcheck="false"; }
            }
        }
    }
}

/// What stands still and waits for a person.
fn alerts(hooks: &[EndpointLine], deliveries: &[Delivery]) -> Markup {
    let stopped: Vec<&EndpointLine> = hooks.iter().filter(|hook| hook.disabled_at.is_some() && hook.disabled_by.is_empty()).collect();
    let dead = deliveries.iter().filter(|delivery| delivery.state == "dead").count();
    html! {
        @for hook in stopped { (flash(Tone::Late, &html! { (t!("hook-stopped", url = hook.url.as_str())) })) }
        @if dead > 0 { (flash(Tone::Late, &html! { (t!("hook-dead", count = dead)) })) }
    }
}

fn tokens_card(tokens: &[TokenLine], now: chrono::DateTime<chrono::Utc>) -> Markup {
    let roles: Vec<(String, String)> =
        Role::ALL.iter().filter(|role| **role != Role::Salesman).map(|role| (role.code().to_owned(), app::text::role(*role))).collect();
    html! {
        section.card.flush #jetons {
            header { h2 { (t!("tokens-title")) } }
            @if tokens.is_empty() { (empty(&t!("tokens-empty-title"), &t!("tokens-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("tokens-title")) }
                    thead { tr { th scope="col" { (t!("token-name")) } th scope="col" { (t!("token-role")) } th scope="col" { (t!("token-uses")) } th scope="col" { (t!("token-used")) } th scope="col" { (t!("column-state")) } th scope="col" {} } }
                    tbody { @for token in tokens { (token_row(token, now)) } }
                }
            }
            details.behind open[tokens.is_empty()] {
                summary { (t!("token-add")) }
                form.stack.inset method="post" action="/connexions/jetons" {
                    div.fields {
                        div.field { label for="nom" { (t!("token-name")) } input #nom name="nom" required maxlength="80"; small { (t!("token-name-help")) } }
                        (select("role", &t!("token-role"), &roles, Role::Accountant.code()))
                        (day::field("fin", "fin", &html! { (t!("token-last-day")) " " span.muted { (t!("field-optional")) } }, ""))
                    }
                    fieldset.field {
                        legend { (t!("token-uses")) }
                        @for scope in TokenScope::ALL { label.check { input type="checkbox" name={ "usage-" (scope.code()) } value="oui"; " " (words::token_scope(scope)) } }
                    }
                    div.acts { button.btn.go type="submit" { (t!("token-do")) } }
                }
            }
        }
    }
}

fn token_row(token: &TokenLine, now: chrono::DateTime<chrono::Utc>) -> Markup {
    let uses: Vec<String> = token.scopes.iter().map(|scope| words::token_scope(*scope)).collect();
    html! {
        tr {
            td.lead { strong { (token.name) } small { "…" (token.hint) " · " (token.created_by) " · " (at(token.created_at)) } }
            td data-label=(t!("token-role")) { (token.role.map(app::text::role).unwrap_or_default()) }
            td.long data-label=(t!("token-uses")) { (uses.join(", ")) }
            td data-label=(t!("token-used")) { @match token.last_used_at { Some(used) => { (at(used)) } None => { span.muted { (t!("token-never")) } } } }
            td data-label=(t!("column-state")) {
                @if token.revoked_at.is_some() { (pill(Tone::Neutral, &t!("token-revoked"))) }
                @else if !token.is_in_force(now) { (pill(Tone::Neutral, &t!("token-expired"))) }
                @else { (pill(Tone::Ok, &t!("token-in-force"))) @if let Some(expires) = token.expires_at { small { (t!("token-until")) " " (at(expires)) } } }
            }
            td.r { @if token.is_in_force(now) { (post(&format!("/connexions/jetons/{}/revoquer", token.id), "small", &t!("token-revoke"), None, &[])) } }
        }
    }
}

fn hooks_card(hooks: &[EndpointLine]) -> Markup {
    html! {
        section.card.flush #webhooks {
            header { h2 { (t!("hooks-title")) } @if !hooks.is_empty() { (post("/connexions/webhooks/essai", "small", &t!("hook-ping"), Some(Icon::Send), &[])) } }
            @if hooks.is_empty() { (empty(&t!("hooks-empty-title"), &t!("hooks-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("hooks-title")) }
                    thead { tr { th scope="col" { (t!("hook-url")) } th scope="col" { (t!("hook-kinds")) } th scope="col" { (t!("column-state")) } th scope="col" {} } }
                    tbody { @for hook in hooks { (hook_row(hook)) } }
                }
            }
            details.behind open[hooks.is_empty()] {
                summary { (t!("hook-add")) }
                form.stack.inset method="post" action="/connexions/webhooks" {
                    div.fields.wide {
                        div.field { label for="url" { (t!("hook-url")) } input #url name="url" type="url" required maxlength="500" placeholder="https://"; small { (t!("hook-url-help")) } }
                        div.field { label for="libelle" { (t!("hook-label")) " " span.muted { (t!("field-optional")) } } input #libelle name="libelle" maxlength="80"; }
                    }
                    fieldset.field {
                        legend { (t!("hook-kinds")) }
                        @for kind in EventKind::ALL { label.check { input type="checkbox" name={ "fait-" (kind.code()) } value="oui" checked; " " span { (words::fact(kind)) " " code.muted { (kind.code()) } } } }
                    }
                    div.acts { button.btn.go type="submit" { (t!("hook-do")) } }
                }
            }
        }
    }
}

fn hook_row(hook: &EndpointLine) -> Markup {
    let kinds: Vec<String> = hook.kinds.iter().map(|kind| words::fact(*kind)).collect();
    let change = |state: &str| vec![("etat", state.to_owned())];
    let to = format!("/connexions/webhooks/{}/etat", hook.id);
    html! {
        tr {
            td.lead { strong { (hook.url) } small { @if !hook.label.is_empty() { (hook.label) " · " } (hook.created_by) " · " (at(hook.created_at)) } }
            td.long data-label=(t!("hook-kinds")) { (kinds.join(", ")) }
            td data-label=(t!("column-state")) {
                @if hook.disabled_at.is_some() { (pill(Tone::Late, &t!("hook-disabled"))) }
                @else if let Some(since) = hook.failing_since { (pill(Tone::Soon, &t!("hook-failing"))) small { (at(since)) } }
                @else { (pill(Tone::Ok, &t!("hook-called"))) }
                @if hook.old_secret_until.is_some() { small { (t!("hook-two-secrets")) } }
            }
            td.r { div.acts {
                (post(&format!("/connexions/webhooks/{}/secret", hook.id), "small", &t!("hook-rotate"), None, &[]))
                @if hook.disabled_at.is_some() { (post(&to, "small", &t!("hook-enable"), None, &change("actif"))) }
                @else { (post(&to, "small", &t!("hook-disable"), None, &change("inactif"))) }
                (post(&to, "small", &t!("hook-delete"), None, &change("supprime")))
            } }
        }
    }
}

fn delivery_state(delivery: &Delivery) -> Markup {
    match delivery.state.as_str() {
        "delivered" => pill(Tone::Ok, &t!("delivery-delivered")),
        "dead" => pill(Tone::Late, &t!("delivery-dead")),
        "cancelled" => pill(Tone::Neutral, &t!("delivery-cancelled")),
        _ if delivery.attempts > 0 => pill(Tone::Soon, &t!("delivery-again")),
        _ => pill(Tone::Accent, &t!("delivery-waiting")),
    }
}

fn deliveries_card(deliveries: &[Delivery], hooks: &[EndpointLine]) -> Markup {
    let url = |delivery: &Delivery| {
        hooks.iter().find(|hook| hook.id == delivery.endpoint).map_or_else(|| t!("hook-gone"), |hook| hook.url.clone())
    };
    html! {
        @if !deliveries.is_empty() {
            section.card.flush #envois {
                header { h2 { (t!("deliveries-title")) } }
                table.table.cards {
                    caption.sr { (t!("deliveries-title")) }
                    thead { tr { th scope="col" { (t!("delivery-fact")) } th scope="col" { (t!("hook-url")) } th scope="col" { (t!("column-state")) } th scope="col" { (t!("delivery-answer")) } th scope="col" {} } }
                    tbody {
                        @for delivery in deliveries {
                            tr data-row="" {
                                td.lead { a.open href={ "/connexions/envois/" (delivery.id) } { (EventKind::from_code(&delivery.kind).map(words::fact).unwrap_or_default()) } small { (at(delivery.created_at)) } }
                                td.long data-label=(t!("hook-url")) { (url(delivery)) }
                                td data-label=(t!("column-state")) { (delivery_state(delivery)) @if delivery.state == "waiting" && delivery.attempts > 0 { small { (t!("delivery-next")) " " (at(delivery.next_at)) } } }
                                td data-label=(t!("delivery-answer")) { (words::call_error(&delivery.last_error, delivery.last_status)) small { (t!("delivery-attempts", count = delivery.attempts)) } }
                                td.r { (post(&format!("/connexions/envois/{}/renvoyer", delivery.id), "small", &t!("delivery-resend"), None, &[])) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn folder_card(state: &WatchState) -> Markup {
    html! {
        section.card.flush #dossier {
            header { h2 { (t!("folder-title")) } @if state.folder.is_some() { span.muted { (t!("folder-waiting", count = state.waiting)) } } }
            @match &state.folder {
                None => { (empty(&t!("folder-empty-title"), &t!("folder-empty-text"), None)) }
                Some(folder) => { div.inside { p { code { (folder.display().to_string()) } } p.muted { (t!("folder-help")) } } }
            }
            @if !state.recent.is_empty() {
                table.table.cards {
                    caption.sr { (t!("folder-title")) }
                    thead { tr { th scope="col" { (t!("column-file")) } th scope="col" { (t!("column-when")) } th scope="col" { (t!("column-state")) } th scope="col" { (t!("folder-kept")) } } }
                    tbody {
                        @for file in &state.recent {
                            tr {
                                td.lead { strong { (file.file_name) } small { (file.summary) } }
                                td data-label=(t!("column-when")) { (at(file.at)) }
                                td data-label=(t!("column-state")) { @match file.outcome.as_str() { "imported" => { (pill(Tone::Ok, &t!("folder-imported"))) } "known" => { (pill(Tone::Neutral, &t!("folder-known"))) } _ => { (pill(Tone::Late, &t!("folder-quarantined"))) } } }
                                td.long data-label=(t!("folder-kept")) { code { (file.kept_as) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a form sends.
type Typed = HashMap<String, String>;

fn typed<'a>(form: &'a Typed, name: &str) -> &'a str {
    form.get(name).map(|text| text.trim()).unwrap_or_default()
}

/// Back to the page with what went wrong, where a person can mend it.
fn refused(error: app::AppError) -> Answer {
    if error.status() == 422 { Ok(back(HERE, Tone::Late, &error.french())) } else { Err(Failure::from(error)) }
}

/// Makes a key and shows it this once.
pub async fn create_token(State(site): State<Site>, session: Session, Form(form): Form<Typed>) -> Answer {
    let day = typed(&form, "fin");
    let last_day = day::read(day, site.app().today(), Missing::ThisYear);
    if !day.is_empty() && last_day.is_none() {
        return Ok(back(HERE, Tone::Late, &t!("bad-date")));
    }
    let Some(role) = Role::from_code(typed(&form, "role")) else { return Ok(back(HERE, Tone::Late, &t!("error-bad-request-text"))) };
    let scopes = TokenScope::ALL.into_iter().filter(|scope| form.contains_key(&format!("usage-{}", scope.code()))).collect();
    let new = NewToken { name: typed(&form, "nom").to_owned(), role, scopes, last_day };
    match token::create(site.app(), &session.scope, &new).await {
        Ok(secret) => page(&site, &session, Some((t!("token-made", name = new.name.as_str()), secret))).await,
        Err(error) => refused(error),
    }
}

/// Takes a key back.
pub async fn revoke_token(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<TokenId>() else { return Ok(WebError::NotFound.into_response()) };
    token::revoke(site.app(), &session.scope, id).await?;
    Ok(back(HERE, Tone::Ok, &t!("token-was-revoked")))
}

/// Makes a webhook and shows its secret this once.
pub async fn create_hook(State(site): State<Site>, session: Session, Form(form): Form<Typed>) -> Answer {
    let kinds: Vec<EventKind> = EventKind::ALL.into_iter().filter(|kind| form.contains_key(&format!("fait-{}", kind.code()))).collect();
    let url = typed(&form, "url");
    match webhooks::create(site.app(), &session.scope, url, typed(&form, "libelle"), &kinds).await {
        Ok(secret) => page(&site, &session, Some((t!("hook-made", url = url), secret))).await,
        Err(error) => refused(error),
    }
}

/// Sends a trial.
pub async fn ping(State(site): State<Site>, session: Session) -> Answer {
    webhooks::ping(site.app(), &session.scope).await?;
    Ok(back(HERE, Tone::Ok, &t!("hook-pinged")))
}

/// Gives a webhook a new secret and shows it this once.
pub async fn rotate(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<EndpointId>() else { return Ok(WebError::NotFound.into_response()) };
    let secret = webhooks::rotate(site.app(), &session.scope, id).await?;
    page(&site, &session, Some((t!("hook-rotated"), secret))).await
}

/// Stops, starts or takes off a webhook.
pub async fn change_hook(State(site): State<Site>, session: Session, Path(id): Path<String>, Form(form): Form<Typed>) -> Answer {
    let Ok(id) = id.parse::<EndpointId>() else { return Ok(WebError::NotFound.into_response()) };
    let (change, done) = match typed(&form, "etat") {
        "actif" => (Change::Enable, t!("hook-was-enabled")),
        "inactif" => (Change::Disable, t!("hook-was-disabled")),
        "supprime" => (Change::Delete, t!("hook-was-deleted")),
        _ => return Ok(back(HERE, Tone::Late, &t!("error-bad-request-text"))),
    };
    webhooks::change(site.app(), &session.scope, id, change).await?;
    Ok(back(HERE, Tone::Ok, &done))
}

/// Every attempt of a delivery.
pub async fn delivery(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<DeliveryId>() else { return Ok(WebError::NotFound.into_response()) };
    let attempts = webhooks::attempts(site.app(), &session.scope, id).await?;
    let body = html! {
        (head(&t!("delivery-title"), &html! { a href=(HERE) { (t!("nav-connections")) } }, &post(&format!("/connexions/envois/{id}/renvoyer"), "go", &t!("delivery-resend"), Some(Icon::Send), &[])))
        section.card.flush {
            @if attempts.is_empty() { (empty(&t!("delivery-none-title"), &t!("delivery-none-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("delivery-title")) }
                    thead { tr { th.r scope="col" { (t!("attempt-number")) } th scope="col" { (t!("column-when")) } th scope="col" { (t!("delivery-answer")) } th.r scope="col" { (t!("attempt-took")) } th scope="col" { (t!("attempt-body")) } } }
                    tbody {
                        @for attempt in &attempts {
                            tr {
                                td.r data-label=(t!("attempt-number")) { (attempt.attempt) }
                                td data-label=(t!("column-when")) { (at(attempt.at)) }
                                td data-label=(t!("delivery-answer")) { (words::call_error(&attempt.error, attempt.status)) }
                                td.r data-label=(t!("attempt-took")) { (attempt.took_ms) "\u{a0}ms" }
                                td.long data-label=(t!("attempt-body")) { code { (attempt.answer) } }
                            }
                        }
                    }
                }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("delivery-title"), Section::Connections, body)).await
}

/// Sends a delivery again.
pub async fn resend(State(site): State<Site>, session: Session, Path(id): Path<String>) -> Answer {
    let Ok(id) = id.parse::<DeliveryId>() else { return Ok(WebError::NotFound.into_response()) };
    webhooks::resend(site.app(), &session.scope, id).await?;
    Ok(back(HERE, Tone::Ok, &t!("delivery-resent")))
}
