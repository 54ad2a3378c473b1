//! The service that prints and posts letters: its settings, its trial, and which letters it takes.

use app::config::Secret;
use app::post::{self, CarrierForm, CarrierView};
use app::text::{carrier as words, sms::price};
use axum::Form;
use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, post as button};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions/courrier";

/// What a form sends.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    prestataire: String,
    #[serde(default)]
    adresse: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    utilisateur: String,
    /// `prestataire`, else by hand.
    #[serde(default)]
    lettres: String,
    #[serde(default)]
    recommandes: String,
    /// `recto`, else both sides.
    #[serde(default)]
    faces: String,
    #[serde(default)]
    prix_lettre: String,
    #[serde(default)]
    prix_recommande: String,
    /// `essayer` tries what is typed, anything else saves it.
    #[serde(default)]
    faire: String,
}

fn way(is_taken: bool) -> String {
    if is_taken { "prestataire" } else { "main" }.to_owned()
}

fn euros(mills: i64) -> String {
    match mills % 10 {
        _ if mills == 0 => String::new(),
        0 => format!("{},{:02}", mills / 1_000, mills % 1_000 / 10),
        _ => format!("{},{:03}", mills / 1_000, mills % 1_000),
    }
}

impl Typed {
    fn of(view: &CarrierView) -> Self {
        Self {
            prestataire: view.provider.to_owned(),
            adresse: view.endpoint.clone(),
            service: view.service.clone(),
            utilisateur: view.user.clone(),
            lettres: way(view.takes_letters),
            recommandes: way(view.takes_registered),
            faces: if view.duplex { "deux" } else { "recto" }.to_owned(),
            prix_lettre: euros(view.letter_mills),
            prix_recommande: euros(view.registered_mills),
            ..Self::default()
        }
    }

    fn form(&self) -> CarrierForm {
        CarrierForm {
            provider: self.prestataire.clone(),
            endpoint: self.adresse.clone(),
            service: self.service.clone(),
            secret: Secret(self.secret.clone()),
            user: self.utilisateur.clone(),
            takes_letters: self.lettres == "prestataire",
            takes_registered: self.recommandes == "prestataire",
            simplex: self.faces == "recto",
            letter_price: self.prix_lettre.clone(),
            registered_price: self.prix_recommande.clone(),
        }
    }
}

/// Which service's fields are shown.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    prestataire: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, axum::extract::Query(asked): axum::extract::Query<Asked>) -> Answer {
    let chosen = (!asked.prestataire.is_empty()).then(|| Typed { prestataire: asked.prestataire, ..Typed::default() });
    page(&site, &session, chosen, None).await
}

async fn page(site: &Site, session: &Session, typed: Option<Typed>, mut said: Option<(Tone, String)>) -> Answer {
    let view = match post::carrier(site.app(), &session.scope).await {
        // What is kept does not open: it is set again here.
        Err(app::AppError::Invalid { field: "carrier", reason }) => {
            said = said.or(Some((Tone::Late, reason)));
            None
        }
        known => known?,
    };
    let kept = view.as_ref().map(Typed::of);
    let typed = match (typed, kept) {
        // Another look at the service that is set shows what is set.
        (Some(typed), Some(kept)) if said.is_none() && typed.prestataire == kept.prestataire => kept,
        (Some(typed), _) => typed,
        (None, kept) => kept.unwrap_or_default(),
    };
    let sub = html! { (t!("carrier-sub")) " · " a href="/connexions" { (t!("nav-connections")) } " · " a href="/courriers" { (t!("letters-title")) } };
    let body = html! {
        (head(&t!("carrier-title"), &sub, &html! {}))
        @if let Some((tone, text)) = &said { (flash(*tone, &html! { (text) })) }
        @if let Some(view) = &view { (state(view)) } @else { (flash(Tone::Neutral, &html! { (t!("carrier-none")) })) }
        (settings(&typed, view.as_ref()))
    };
    framed(site, session, Sheet::new(t!("carrier-title"), Section::Connections, body)).await
}

fn taken(is_taken: bool, mills: i64) -> Markup {
    html! { @if is_taken { (t!("carrier-way-service")) @if mills > 0 { " · " (price(mills)) } } @else { (t!("carrier-way-hand")) } }
}

fn state(view: &CarrierView) -> Markup {
    let (letters, mills) = view.month;
    html! {
        section.card #etat {
            header {
                h2 { (t!("carrier-state")) }
                @if view.disabled_at.is_some() { (pill(Tone::Neutral, &t!("carrier-stopped"))) } @else { (pill(Tone::Ok, &t!("carrier-running"))) }
            }
            dl.kv.wide {
                dt { (t!("letter-carrier")) } dd { (words::carrier(view.provider)) " · " (view.endpoint) }
                @if !view.service.is_empty() { dt { (t!("carrier-service")) } dd { (view.service) " · " (t!("carrier-user")) " " (view.user) } }
                dt { (t!("letters-plain")) } dd { (taken(view.takes_letters, view.letter_mills)) }
                dt { (t!("letters-registered")) } dd { (taken(view.takes_registered, view.registered_mills)) }
                dt { (t!("carrier-sides")) } dd { @if view.duplex { (t!("carrier-duplex")) } @else { (t!("carrier-simplex")) } }
                dt { (t!("carrier-month")) } dd { (t!("carrier-month-sum", letters = letters)) " · " (price(mills)) }
                dt { (t!("carrier-set-by")) } dd { (view.created_by) " · " (at(view.created_at)) }
            }
            div.acts {
                @if view.disabled_at.is_none() { (button("/connexions/courrier/etat", "", &t!("carrier-stop"), Some(Icon::Pause), &[("etat", "arret".to_owned())])) }
                @else { (button("/connexions/courrier/etat", "go", &t!("carrier-resume"), None, &[("etat", "reprise".to_owned())])) }
            }
        }
    }
}

fn field(name: &str, label: &str, value: &str, help: &str, is_required: bool) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) @if !is_required { " " span.muted { (t!("field-optional")) } } }
            input id=(name) name=(name) value=(value) maxlength="400" required[is_required] autocomplete="off" spellcheck="false";
            @if !help.is_empty() { small { (help) } }
        }
    }
}

/// Who posts a kind of letter: somebody of the house, unless the service was chosen.
fn choice(name: &str, label: &str, chosen: &str) -> Markup {
    let ways = [("main", t!("carrier-way-hand")), ("prestataire", t!("carrier-way-service"))];
    html! {
        fieldset.field {
            legend { (label) }
            @for (key, word) in &ways {
                label.check { input type="radio" name=(name) value=(key) checked[(chosen == "prestataire") == (*key == "prestataire")]; span { (word) } }
            }
        }
    }
}

fn account(typed: &Typed, is_kept: bool) -> Markup {
    html! {
        div.fields {
            (field("service", &t!("carrier-service"), &typed.service, &t!("carrier-service-help"), true))
            div.field {
                label for="secret" { (t!("carrier-secret")) }
                input #secret name="secret" type="password" maxlength="400" autocomplete="new-password" required[!is_kept];
                small { @if is_kept { (t!("sms-secret-kept")) } @else { (t!("sms-secret-help")) } }
            }
            (field("utilisateur", &t!("carrier-user"), &typed.utilisateur, &t!("carrier-user-help"), true))
        }
        div.fields { (field("adresse", &t!("sms-endpoint"), &typed.adresse, &t!("carrier-endpoint-help"), false)) }
    }
}

fn settings(typed: &Typed, view: Option<&CarrierView>) -> Markup {
    let provider = if typed.prestataire.is_empty() { "merci_facteur" } else { typed.prestataire.as_str() };
    let is_kept = view.is_some_and(|view| view.provider == provider);
    html! {
        section.card #reglages {
            header { h2 { (t!("carrier-settings")) } }
            p.muted { (t!("carrier-help")) }
            nav.acts aria-label=(t!("letter-carrier")) {
                @for code in ["merci_facteur", "folder"] {
                    a.btn.small href={ (HERE) "?prestataire=" (code) "#reglages" } aria-current=[(code == provider).then_some("true")] { @if code == provider { (icon(Icon::Done)) } @if code == "folder" { (t!("carrier-tab-folder")) } @else { (t!("carrier-tab-merci_facteur")) } }
                }
            }
            form.stack method="post" action=(HERE) {
                input type="hidden" name="prestataire" value=(provider);
                @if provider == "folder" { p.muted { (t!("carrier-folder-help")) } } @else { (account(typed, is_kept)) }
                div.fields {
                    (choice("lettres", &t!("carrier-letters"), &typed.lettres))
                    (choice("recommandes", &t!("carrier-registered"), &typed.recommandes))
                }
                div.fields {
                    (field("prix_lettre", &t!("carrier-letter-price"), &typed.prix_lettre, &t!("carrier-price-help"), false))
                    (field("prix_recommande", &t!("carrier-registered-price"), &typed.prix_recommande, "", false))
                    div.field { label for="faces" { (t!("carrier-sides")) } select #faces name="faces" { option value="deux" { (t!("carrier-duplex")) } option value="recto" selected[typed.faces == "recto"] { (t!("carrier-simplex")) } } }
                }
                div.acts {
                    button.btn.go type="submit" name="faire" value="enregistrer" { (t!("sms-save")) }
                    button.btn type="submit" name="faire" value="essayer" { (t!("carrier-try")) }
                }
            }
        }
    }
}

/// Tries or saves what was typed; nothing typed is lost on an error, but the secret.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let is_trial = typed.faire == "essayer";
    let (app, scope) = (site.app(), &session.scope);
    let done = if is_trial { post::test(app, scope, &typed.form()).await } else { post::set(app, scope, &typed.form()).await };
    match done {
        Ok(()) if is_trial => page(&site, &session, Some(typed), Some((Tone::Ok, t!("carrier-works")))).await,
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("carrier-saved"))),
        Err(error) if error.status() == 422 => page(&site, &session, Some(typed), Some((Tone::Late, error.french()))).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// Whether letters are handed over.
#[derive(Debug, Deserialize)]
pub struct InUse {
    #[serde(default)]
    etat: String,
}

/// Stops or resumes the handing over.
pub async fn set_in_use(State(site): State<Site>, session: Session, Form(form): Form<InUse>) -> Answer {
    let is_used = form.etat == "reprise";
    post::set_in_use(site.app(), &session.scope, is_used).await?;
    Ok(back(HERE, Tone::Ok, &if is_used { t!("carrier-was-resumed") } else { t!("carrier-was-stopped") }))
}
