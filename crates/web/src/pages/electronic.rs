//! Electronic registered letters: the qualified service of the organisation, and the sending of chosen letters by it.

use app::config::Secret;
use app::post::{self, ElectronicForm, ElectronicView};
use app::text::sms::price;
use axum::Form;
use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, post as button};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::icon::Icon;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions/recommande";

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    adresse: String,
    #[serde(default)]
    jeton: String,
    #[serde(default)]
    cle: String,
    #[serde(default)]
    expediteur: String,
    #[serde(default)]
    prix: String,
}

impl Typed {
    fn of(view: &ElectronicView) -> Self {
        let prix = format!("{},{:03}", view.price_mills / 1_000, view.price_mills % 1_000);
        Self { adresse: view.endpoint.clone(), expediteur: view.user.clone(), prix, ..Self::default() }
    }

    fn form(&self) -> ElectronicForm {
        ElectronicForm {
            endpoint: self.adresse.clone(),
            token: Secret(self.jeton.clone()),
            private_key: Secret(self.cle.clone()),
            user: self.expediteur.clone(),
            price: self.prix.clone(),
        }
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session) -> Answer {
    page(&site, &session, None, None).await
}

async fn page(site: &Site, session: &Session, typed: Option<Typed>, mut said: Option<(Tone, String)>) -> Answer {
    let view = match post::electronic(site.app(), &session.scope).await {
        // What is kept does not open: it is set again here.
        Err(app::AppError::Invalid { field: "electronic", reason }) => {
            said = said.or(Some((Tone::Late, reason)));
            None
        }
        known => known?,
    };
    let typed = typed.or_else(|| view.as_ref().map(Typed::of)).unwrap_or_default();
    let sub = html! { (t!("electronic-sub")) " · " a href="/connexions" { (t!("nav-connections")) } " · " a href="/courriers" { (t!("letters-title")) } };
    let body = html! {
        (head(&t!("electronic-title"), &sub, &html! {}))
        @if let Some((tone, text)) = &said { (flash(*tone, &html! { (text) })) }
        @if let Some(view) = &view { (state(view)) } @else { (flash(Tone::Neutral, &html! { (t!("electronic-none")) })) }
        (settings(&typed, view.is_some()))
    };
    framed(site, session, Sheet::new(t!("electronic-title"), Section::Connections, body)).await
}

fn state(view: &ElectronicView) -> Markup {
    html! {
        section.card #etat {
            header {
                h2 { (t!("carrier-state")) }
                @if view.disabled_at.is_some() { (pill(Tone::Neutral, &t!("carrier-stopped"))) } @else { (pill(Tone::Ok, &t!("carrier-running"))) }
            }
            dl.kv.wide {
                dt { (t!("letter-carrier")) } dd { "AR24 · " (view.endpoint) }
                dt { (t!("electronic-user")) } dd { (view.user) }
                dt { (t!("electronic-price")) } dd { (price(view.price_mills)) }
                dt { (t!("carrier-set-by")) } dd { (view.created_by) " · " (at(view.created_at)) }
            }
            div.acts {
                @if view.disabled_at.is_none() { (button("/connexions/recommande/etat", "", &t!("carrier-stop"), Some(Icon::Pause), &[("etat", "arret".to_owned())])) }
                @else { (button("/connexions/recommande/etat", "go", &t!("carrier-resume"), None, &[("etat", "reprise".to_owned())])) }
            }
        }
    }
}

fn secret(name: &str, label: &str, is_kept: bool) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="password" maxlength="400" autocomplete="new-password" required[!is_kept];
            small { @if is_kept { (t!("sms-secret-kept")) } @else { (t!("sms-secret-help")) } }
        }
    }
}

fn settings(typed: &Typed, is_kept: bool) -> Markup {
    html! {
        section.card #reglages {
            header { h2 { (t!("carrier-settings")) } }
            p.muted { (t!("electronic-help")) }
            form.stack method="post" action=(HERE) {
                div.fields {
                    div.field { label for="expediteur" { (t!("electronic-user")) } input #expediteur name="expediteur" required inputmode="numeric" maxlength="20" value=(typed.expediteur) autocomplete="off"; }
                    (secret("jeton", &t!("electronic-token"), is_kept))
                    (secret("cle", &t!("electronic-key"), is_kept))
                }
                div.fields {
                    div.field { label for="prix" { (t!("electronic-price")) " " span.muted { (t!("field-optional")) } } input #prix name="prix" inputmode="decimal" maxlength="12" value=(typed.prix); small { (t!("carrier-price-help")) } }
                    div.field { label for="adresse" { (t!("sms-endpoint")) " " span.muted { (t!("field-optional")) } } input #adresse name="adresse" maxlength="400" value=(typed.adresse) autocomplete="off" spellcheck="false"; small { (t!("electronic-endpoint-help")) } }
                }
                div.acts { button.btn.go type="submit" { (t!("sms-save")) } }
            }
        }
    }
}

/// Saves what was typed once the service accepts it; nothing typed is lost on an error, but the secrets.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    match post::set_electronic(site.app(), &session.scope, &typed.form()).await {
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("electronic-saved"))),
        Err(error) if error.status() == 422 => page(&site, &session, Some(typed), Some((Tone::Late, error.french()))).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// Whether letters are sent by it.
#[derive(Debug, Deserialize)]
pub struct InUse {
    #[serde(default)]
    etat: String,
}

/// Stops or resumes the sending.
pub async fn set_in_use(State(site): State<Site>, session: Session, Form(form): Form<InUse>) -> Answer {
    let is_used = form.etat == "reprise";
    post::use_electronic(site.app(), &session.scope, is_used).await?;
    Ok(back(HERE, Tone::Ok, &if is_used { t!("electronic-was-resumed") } else { t!("electronic-was-stopped") }))
}
