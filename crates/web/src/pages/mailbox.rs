//! The mailbox whose mail is read: its settings, its trial, its state.

use app::config::Secret;
use app::mail_in::{self, MailboxForm, MailboxView, OAuthForm};
use axum::Form;
use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::icon::Icon;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions/boite";

/// What a form sends.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    serveur: String,
    #[serde(default)]
    port: String,
    #[serde(default)]
    chiffrement: String,
    #[serde(default)]
    identifiant: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    dossier: String,
    /// `microsoft`, `google` or `other`; empty for a password.
    #[serde(default)]
    connexion: String,
    #[serde(default)]
    application: String,
    #[serde(default)]
    secret_application: String,
    #[serde(default)]
    annuaire: String,
    #[serde(default)]
    jetons: String,
    /// `essayer` tries what is typed, anything else saves it.
    #[serde(default)]
    faire: String,
}

impl Typed {
    fn of(view: &MailboxView) -> Self {
        Self {
            serveur: view.host.clone(),
            port: view.port.to_string(),
            chiffrement: view.security.clone(),
            identifiant: view.login.clone(),
            secret: String::new(),
            dossier: view.folder.clone(),
            connexion: view.oauth.provider.clone(),
            application: view.oauth.client_id.clone(),
            annuaire: view.oauth.tenant.clone(),
            jetons: if view.oauth.provider == "other" { view.oauth.endpoint.clone() } else { String::new() },
            ..Self::default()
        }
    }

    fn form(&self) -> MailboxForm {
        MailboxForm {
            host: self.serveur.clone(),
            port: self.port.trim().parse().ok().filter(|port| *port > 0),
            security: self.chiffrement.clone(),
            login: self.identifiant.clone(),
            secret: Secret(self.secret.clone()),
            folder: self.dossier.clone(),
            oauth: OAuthForm {
                provider: self.connexion.clone(),
                client_id: self.application.clone(),
                client_secret: Secret(self.secret_application.clone()),
                tenant: self.annuaire.clone(),
                endpoint: self.jetons.clone(),
            },
            // Which files of this machine are read is the operator's to say.
            authority: None,
        }
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    page(&site, &session, None, None).await
}

async fn page(site: &Site, session: &Session, typed: Option<Typed>, said: Option<(Tone, String)>) -> Answer {
    let mailbox = mail_in::mailbox(site.app(), &session.scope).await?;
    let typed = typed.or_else(|| mailbox.as_ref().map(Typed::of)).unwrap_or_default();
    let sub = html! { (t!("mailbox-sub")) " · " a href="/connexions" { (t!("nav-connections")) } " · " a href="/reponses" { (t!("replies-title")) } };
    let body = html! {
        (head(&t!("mailbox-title"), &sub, &html! {}))
        @if let Some((tone, text)) = &said { (flash(*tone, &html! { (text) })) }
        @if let Some(view) = &mailbox { (state(view)) }
        (form(&typed, mailbox.is_some()))
    };
    framed(site, session, Sheet::new(t!("mailbox-title"), Section::Connections, body)).await
}

fn state(view: &MailboxView) -> Markup {
    html! {
        section.card #etat {
            header {
                h2 { (t!("mailbox-state")) }
                @if view.disabled_at.is_some() { (pill(Tone::Neutral, &t!("mailbox-stopped"))) }
                @else if view.failing.is_some() { (pill(Tone::Late, &t!("mailbox-failing"))) }
                @else if view.fetched_at.is_some() { (pill(Tone::Ok, &t!("mailbox-read"))) }
                @else { (pill(Tone::Soon, &t!("mailbox-never"))) }
            }
            @if let Some((since, why)) = &view.failing { (flash(Tone::Late, &html! { (why) " " (t!("mailbox-since")) " " (at(*since)) })) }
            dl.kv {
                dt { (t!("mailbox-host")) } dd { (view.host) ":" (view.port) }
                dt { (t!("mailbox-login")) } dd { (view.login) }
                @if !view.oauth.provider.is_empty() { dt { (t!("mailbox-way")) } dd { "OAuth 2.0 · " (view.oauth.client_id) " · " (view.oauth.endpoint) } }
                dt { (t!("mailbox-folder")) } dd { (view.folder) }
                @if !view.authority.is_empty() { dt { (t!("mailbox-authority")) } dd { (view.authority) } }
                dt { (t!("mailbox-fetched")) } dd { @match view.fetched_at { Some(when) => { (at(when)) } None => { (t!("mailbox-never")) } } }
            }
            div.acts {
                @if view.disabled_at.is_none() {
                    (post("/connexions/boite/relever", "go", &t!("mailbox-fetch"), Some(Icon::Download), &[]))
                    (post("/connexions/boite/etat", "", &t!("mailbox-stop"), Some(Icon::Pause), &[("etat", "arret".to_owned())]))
                } @else {
                    (post("/connexions/boite/etat", "go", &t!("mailbox-resume"), None, &[("etat", "reprise".to_owned())]))
                }
            }
        }
    }
}

fn form(typed: &Typed, is_set: bool) -> Markup {
    let ways = [("tls", t!("mailbox-tls")), ("starttls", t!("mailbox-starttls")), ("none", t!("mailbox-clear"))]
        .map(|(key, word)| (key.to_owned(), word));
    html! {
        section.card #reglages {
            header { h2 { (t!("mailbox-settings")) } }
            p.muted { (t!("mailbox-help")) }
            form.stack method="post" action=(HERE) {
                div.fields {
                    div.field { label for="serveur" { (t!("mailbox-host")) } input #serveur name="serveur" required maxlength="253" value=(typed.serveur) placeholder="imap.exemple.fr" autocomplete="off" spellcheck="false"; }
                    (select("chiffrement", &t!("mailbox-security"), &ways, &typed.chiffrement))
                    div.field { label for="port" { (t!("mailbox-port")) " " span.muted { (t!("field-optional")) } } input #port name="port" inputmode="numeric" maxlength="5" value=(typed.port); small { (t!("mailbox-port-help")) } }
                }
                div.fields {
                    div.field { label for="identifiant" { (t!("mailbox-login")) } input #identifiant name="identifiant" required maxlength="254" value=(typed.identifiant) autocomplete="off" spellcheck="false"; }
                    div.field { label for="secret" { (t!("mailbox-secret")) } input #secret name="secret" type="password" maxlength="4000" autocomplete="new-password" required[!is_set]; small { @if is_set { (t!("mailbox-secret-kept")) } @else { (t!("mailbox-secret-help")) } } }
                }
                (oauth(typed, is_set))
                div.fields {
                    div.field { label for="dossier" { (t!("mailbox-folder")) " " span.muted { (t!("field-optional")) } } input #dossier name="dossier" maxlength="200" value=(typed.dossier) placeholder="INBOX"; }
                }
                div.acts {
                    button.btn.go type="submit" name="faire" value="enregistrer" { (t!("mailbox-save")) }
                    button.btn type="submit" name="faire" value="essayer" { (t!("mailbox-try")) }
                }
            }
        }
    }
}

/// The log-in by OAuth 2.0: the providers that no longer take passwords.
fn oauth(typed: &Typed, is_set: bool) -> Markup {
    let ways = [
        ("", t!("mailbox-way-password")),
        ("microsoft", t!("mailbox-way-microsoft")),
        ("google", t!("mailbox-way-google")),
        ("other", t!("mailbox-way-other")),
    ]
    .map(|(key, word)| (key.to_owned(), word));
    html! {
        details open[!typed.connexion.is_empty()] {
            summary { (t!("mailbox-oauth")) }
            p.muted { (t!("mailbox-oauth-help")) }
            div.fields {
                (select("connexion", &t!("mailbox-way"), &ways, &typed.connexion))
                div.field { label for="application" { (t!("mailbox-client")) } input #application name="application" maxlength="400" value=(typed.application) autocomplete="off" spellcheck="false"; }
                div.field { label for="secret_application" { (t!("mailbox-client-secret")) " " span.muted { (t!("field-optional")) } } input.secret #secret_application name="secret_application" maxlength="400" autocomplete="off" spellcheck="false"; @if is_set { small { (t!("mailbox-secret-kept")) } } }
            }
            div.fields {
                div.field { label for="annuaire" { (t!("mailbox-tenant")) " " span.muted { (t!("field-optional")) } } input #annuaire name="annuaire" maxlength="253" value=(typed.annuaire) placeholder="elan.onmicrosoft.com" autocomplete="off" spellcheck="false"; small { (t!("mailbox-tenant-help")) } }
                div.field { label for="jetons" { (t!("mailbox-endpoint")) " " span.muted { (t!("field-optional")) } } input #jetons name="jetons" maxlength="400" value=(typed.jetons) placeholder="https://" autocomplete="off" spellcheck="false"; small { (t!("mailbox-endpoint-help")) } }
            }
        }
    }
}

/// Tries or saves what was typed; nothing typed is lost on an error, but the secret.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let is_trial = typed.faire == "essayer";
    let done = if is_trial {
        mail_in::test(site.app(), &session.scope, &typed.form()).await
    } else {
        mail_in::set(site.app(), &session.scope, &typed.form()).await
    };
    match done {
        Ok(()) if is_trial => page(&site, &session, Some(typed), Some((Tone::Ok, t!("mailbox-works")))).await,
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("mailbox-saved"))),
        Err(error) if error.status() == 422 => page(&site, &session, Some(typed), Some((Tone::Late, error.french()))).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// Reads what is new now.
pub async fn fetch(State(site): State<Site>, session: Session) -> Answer {
    match mail_in::fetch(site.app(), &session.scope).await {
        Ok(fetched) => Ok(back(HERE, Tone::Ok, &t!("mailbox-was-read", count = fetched.kept))),
        Err(error) if error.status() == 422 => Ok(back(HERE, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Whether the mailbox is read.
#[derive(Debug, Deserialize)]
pub struct Reading {
    #[serde(default)]
    etat: String,
}

/// Stops or resumes the reading.
pub async fn set_reading(State(site): State<Site>, session: Session, Form(form): Form<Reading>) -> Answer {
    let reads = form.etat == "reprise";
    mail_in::set_reading(site.app(), &session.scope, reads).await?;
    Ok(back(HERE, Tone::Ok, &if reads { t!("mailbox-was-resumed") } else { t!("mailbox-was-stopped") }))
}
