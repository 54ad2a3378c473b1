//! The gateway of text messages: its settings, its trial, and the numbers that are left alone.

use app::Permission;
use app::config::Secret;
use app::sms::{self, Draft, GatewayForm, GatewayView, Stop, TextView};
use app::text::sms as words;
use axum::Form;
use axum::extract::{Path, State};
use domain::ids::DebtorId;
use domain::party::Contact;
use domain::sms::Mobile;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, framed, head, sms_inbound};
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/connexions/sms";

/// What a form sends.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    passerelle: String,
    #[serde(default)]
    adresse: String,
    #[serde(default)]
    compte: String,
    #[serde(default)]
    cle: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    consommateur: String,
    #[serde(default)]
    methode: String,
    #[serde(default)]
    entetes: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    corps: String,
    #[serde(default)]
    pointeur: String,
    #[serde(default)]
    expediteur: String,
    #[serde(default)]
    prix: String,
    #[serde(default)]
    numero: String,
    /// `essayer` tries what is typed, anything else saves it.
    #[serde(default)]
    faire: String,
}

impl Typed {
    fn of(view: &GatewayView) -> Self {
        Self {
            passerelle: view.provider.to_owned(),
            adresse: view.endpoint.clone(),
            compte: view.account.clone(),
            cle: view.application_key.clone(),
            methode: view.method.to_owned(),
            format: view.format.to_owned(),
            corps: view.body.clone(),
            pointeur: view.id_pointer.clone(),
            expediteur: view.sender.clone(),
            prix: format!("{},{:03}", view.price_mills / 1_000, view.price_mills % 1_000),
            ..Self::default()
        }
    }

    fn form(&self) -> GatewayForm {
        GatewayForm {
            provider: self.passerelle.clone(),
            endpoint: self.adresse.clone(),
            account: self.compte.clone(),
            application_key: self.cle.clone(),
            secret: Secret(self.secret.clone()),
            consumer_key: Secret(self.consommateur.clone()),
            method: self.methode.clone(),
            headers: Secret(self.entetes.clone()),
            format: self.format.clone(),
            body: self.corps.clone(),
            id_pointer: self.pointeur.clone(),
            sender: self.expediteur.clone(),
            price: self.prix.clone(),
            number: self.numero.clone(),
        }
    }
}

/// Which gateway's fields are shown.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    passerelle: String,
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, axum::extract::Query(asked): axum::extract::Query<Asked>) -> Answer {
    let chosen = (!asked.passerelle.is_empty()).then(|| Typed { passerelle: asked.passerelle, ..Typed::default() });
    page(&site, &session, chosen, None).await
}

async fn page(site: &Site, session: &Session, typed: Option<Typed>, mut said: Option<(Tone, String)>) -> Answer {
    let gateway = match sms::gateway(site.app(), &session.scope).await {
        // What is kept does not open: it is set again here.
        Err(app::AppError::Invalid { field: "gateway", reason }) => {
            said = said.or(Some((Tone::Late, reason)));
            None
        }
        known => known?,
    };
    let stops = sms::stops(site.app(), &session.scope).await?;
    let inbound = sms::inbound(site.app(), &session.scope).await?;
    let kept = gateway.as_ref().map(Typed::of);
    let typed = match (typed, kept) {
        // Another look at the gateway that is set shows what is set.
        (Some(typed), Some(kept)) if said.is_none() && typed.passerelle == kept.passerelle => kept,
        (Some(typed), _) => typed,
        (None, kept) => kept.unwrap_or_default(),
    };
    let sub =
        html! { (t!("sms-sub")) " · " a href="/connexions" { (t!("nav-connections")) } " · " a href="/modeles" { (t!("sms-templates")) } };
    let body = html! {
        (head(&t!("sms-title"), &sub, &html! {}))
        @if let Some((tone, text)) = &said { (flash(*tone, &html! { (text) })) }
        @if let Some(view) = &gateway { (state(view)) }
        (settings(&typed, gateway.as_ref()))
        @if gateway.is_some() { (sms_inbound::card(inbound.as_ref(), gateway.as_ref().is_some_and(|view| view.provider == "generic"))) }
        (stop_list(&stops))
    };
    framed(site, session, Sheet::new(t!("sms-title"), Section::Connections, body)).await
}

fn state(view: &GatewayView) -> Markup {
    let (texts, parts, mills) = view.month;
    html! {
        section.card #etat {
            header {
                h2 { (t!("sms-state")) }
                @if view.disabled_at.is_some() { (pill(Tone::Neutral, &t!("sms-stopped"))) } @else { (pill(Tone::Ok, &t!("sms-running"))) }
            }
            dl.kv {
                dt { (t!("sms-provider")) } dd { (words::provider(view.provider)) " · " (view.endpoint) }
                @if !view.account.is_empty() { dt { (t!("sms-account")) } dd { (view.account) } }
                @if !view.headers.is_empty() { dt { (t!("sms-headers")) } dd { (view.headers.join(", ")) } }
                dt { (t!("sms-sender")) } dd { @if view.sender.is_empty() { (t!("sms-sender-none")) } @else { (view.sender) } }
                dt { (t!("sms-price")) } dd { (words::price(view.price_mills)) }
                dt { (t!("sms-month")) } dd { (t!("sms-month-sum", texts = texts, parts = parts)) " · " (words::price(mills)) }
                dt { (t!("sms-set-by")) } dd { (view.created_by) " · " (at(view.created_at)) }
            }
            div.acts {
                @if view.disabled_at.is_none() { (post("/connexions/sms/etat", "", &t!("sms-stop-sending"), Some(Icon::Pause), &[("etat", "arret".to_owned())])) }
                @else { (post("/connexions/sms/etat", "go", &t!("sms-resume-sending"), None, &[("etat", "reprise".to_owned())])) }
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

fn secret(name: &str, label: &str, is_kept: bool) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="password" maxlength="400" autocomplete="new-password" required[!is_kept];
            small { @if is_kept { (t!("sms-secret-kept")) } @else { (t!("sms-secret-help")) } }
        }
    }
}

fn settings(typed: &Typed, kept: Option<&GatewayView>) -> Markup {
    let provider = if typed.passerelle.is_empty() { "ovh" } else { typed.passerelle.as_str() };
    let is_kept = kept.is_some_and(|view| view.provider == provider);
    html! {
        section.card #reglages {
            header { h2 { (t!("sms-settings")) } }
            p.muted { (t!("sms-help")) }
            nav.acts aria-label=(t!("sms-provider")) {
                @for code in ["ovh", "brevo", "generic"] {
                    a.btn.small href={ (HERE) "?passerelle=" (code) "#reglages" } aria-current=[(code == provider).then_some("true")] { @if code == provider { (icon(Icon::Done)) } (words::provider(code)) }
                }
            }
            form.stack method="post" action=(HERE) {
                input type="hidden" name="passerelle" value=(provider);
                @match provider {
                    "brevo" => div.fields { (secret("secret", &t!("sms-api-key"), is_kept)) (field("adresse", &t!("sms-endpoint"), &typed.adresse, &t!("sms-endpoint-brevo"), false)) },
                    "generic" => (generic(typed, is_kept)),
                    _ => {
                        div.fields { (field("compte", &t!("sms-account"), &typed.compte, &t!("sms-account-help"), true)) (field("cle", &t!("sms-application-key"), &typed.cle, "", true)) }
                        div.fields { (secret("secret", &t!("sms-application-secret"), is_kept)) (secret("consommateur", &t!("sms-consumer-key"), is_kept)) (field("adresse", &t!("sms-endpoint"), &typed.adresse, &t!("sms-endpoint-ovh"), false)) }
                    }
                }
                div.fields {
                    (field("expediteur", &t!("sms-sender"), &typed.expediteur, &t!("sms-sender-help"), provider == "brevo"))
                    (field("prix", &t!("sms-price"), &typed.prix, &t!("sms-price-help"), false))
                    div.field { label for="numero" { (t!("sms-number")) } input #numero name="numero" type="tel" value=(typed.numero) maxlength="30" required[!is_kept] autocomplete="off"; small { (t!("sms-number-help")) } }
                }
                div.acts {
                    button.btn.go type="submit" name="faire" value="enregistrer" { (t!("sms-save")) }
                    button.btn type="submit" name="faire" value="essayer" { (t!("sms-try")) }
                }
            }
        }
    }
}

fn generic(typed: &Typed, is_kept: bool) -> Markup {
    let methods = ["POST", "PUT", "GET"].map(|code| (code.to_owned(), code.to_owned()));
    let formats = [("json", t!("sms-json")), ("form", t!("sms-form"))].map(|(key, word)| (key.to_owned(), word));
    html! {
        div.fields {
            (field("adresse", &t!("sms-endpoint"), &typed.adresse, &t!("sms-endpoint-generic"), true))
            (select("methode", &t!("sms-method"), &methods, &typed.methode))
            (select("format", &t!("sms-format"), &formats, &typed.format))
        }
        div.field { label for="corps" { (t!("sms-body")) } textarea #corps name="corps" rows="5" required maxlength="4000" spellcheck="false" placeholder="{\"to\": \"{to}\", \"text\": \"{text}\"}" { (typed.corps) } small { (t!("sms-body-help")) } }
        div.fields {
            div.field { label for="entetes" { (t!("sms-headers")) " " span.muted { (t!("field-optional")) } } textarea #entetes name="entetes" rows="3" maxlength="4000" spellcheck="false" autocomplete="off" placeholder="Authorization: Bearer …" {} small { @if is_kept { (t!("sms-secret-kept")) } @else { (t!("sms-headers-help")) } } }
            (field("pointeur", &t!("sms-pointer"), &typed.pointeur, &t!("sms-pointer-help"), false))
        }
    }
}

fn stop_list(stops: &[Stop]) -> Markup {
    html! {
        section.card #stop {
            header { h2 { (t!("sms-stop-title")) } span.muted { (t!("sms-stop-count", count = stops.len())) } }
            p.muted { (t!("sms-stop-help")) }
            @if stops.is_empty() { (empty(&t!("sms-stop-empty"), &t!("sms-stop-empty-text"), None)) } @else {
                table.table.cards {
                    thead { tr { th scope="col" { (t!("sms-stop-number")) } th scope="col" { (t!("sms-stop-since")) } th scope="col" { (t!("sms-stop-by")) } th scope="col" { (t!("sms-stop-note")) } th scope="col" { span.sr { (t!("sms-stop-lift")) } } } }
                    tbody { @for stop in stops {
                        tr {
                            td.lead { (stop.number) }
                            td data-label=(t!("sms-stop-since")) { (at(stop.created_at)) }
                            td data-label=(t!("sms-stop-by")) { (stop.created_by) }
                            td.long data-label=(t!("sms-stop-note")) { (stop.note) }
                            td.r { (post("/connexions/sms/stop", "small", &t!("sms-stop-lift"), None, &[("numero", stop.number.clone()), ("faire", "lever".to_owned())])) }
                        }
                    } }
                }
            }
            form.stack method="post" action="/connexions/sms/stop" {
                div.fields {
                    div.field { label for="stop-numero" { (t!("sms-stop-number")) } input #stop-numero name="numero" type="tel" required maxlength="30" autocomplete="off"; }
                    div.field { label for="stop-note" { (t!("sms-stop-note")) " " span.muted { (t!("field-optional")) } } input #stop-note name="note" maxlength="300"; }
                }
                div.acts { button.btn type="submit" { (t!("sms-stop-add")) } }
            }
        }
    }
}

/// Tries or saves what was typed; nothing typed is lost on an error, but the secrets.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let is_trial = typed.faire == "essayer";
    let (app, scope) = (site.app(), &session.scope);
    let done = if is_trial { sms::test(app, scope, &typed.form()).await } else { sms::set(app, scope, &typed.form()).await };
    match done {
        Ok(()) if is_trial => page(&site, &session, Some(typed), Some((Tone::Ok, t!("sms-works")))).await,
        Ok(()) => Ok(back(HERE, Tone::Ok, &t!("sms-saved"))),
        Err(error) if error.status() == 422 => page(&site, &session, Some(typed), Some((Tone::Late, error.french()))).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// Whether texts leave.
#[derive(Debug, Deserialize)]
pub struct Sending {
    #[serde(default)]
    etat: String,
}

/// Stops or resumes the sending.
pub async fn set_sending(State(site): State<Site>, session: Session, Form(form): Form<Sending>) -> Answer {
    let sends = form.etat == "reprise";
    sms::set_sending(site.app(), &session.scope, sends).await?;
    Ok(back(HERE, Tone::Ok, &if sends { t!("sms-was-resumed") } else { t!("sms-was-stopped") }))
}

/// A number that is left alone, or no longer.
#[derive(Debug, Default, Deserialize)]
pub struct StopForm {
    #[serde(default)]
    numero: String,
    #[serde(default)]
    note: String,
    /// `lever` writes to it again.
    #[serde(default)]
    faire: String,
}

async fn change(site: &Site, session: &Session, debtor: Option<DebtorId>, form: StopForm, to: &str) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let lifts = form.faire == "lever";
    let done = if lifts {
        sms::lift(app, scope, debtor, &form.numero).await
    } else {
        sms::stop(app, scope, debtor, &form.numero, &form.note).await
    };
    match done {
        Ok(()) => Ok(back(to, Tone::Ok, &if lifts { t!("sms-stop-lifted") } else { t!("sms-stop-added") })),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back(to, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// A number of the list.
pub async fn set_stop(State(site): State<Site>, session: Session, Form(form): Form<StopForm>) -> Answer {
    change(&site, &session, None, form, "/connexions/sms#stop").await
}

/// A number of a debtor.
pub async fn set_debtor_stop(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<StopForm>) -> Answer {
    change(&site, &session, Some(DebtorId(id)), form, &file(id, Tab::Overview).at("contacts").to_string()).await
}

/// Whether texts go to a contact's mobile, and the button that changes it; nothing for other numbers.
pub(super) fn of_contact(contact: &Contact, stops: &[Stop], path: &str, session: &Session) -> Markup {
    let Some(mobile) = Mobile::parse(&contact.phone) else { return html! {} };
    let stop = stops.iter().find(|stop| stop.number == mobile.as_str());
    let may = session.may(Permission::EditDebtors);
    let change = |word: &str, act: &str| {
        post(&format!("{path}/sms"), "small", word, None, &[("numero", mobile.as_str().to_owned()), ("faire", act.to_owned())])
    };
    html! {
        @match stop {
            Some(stop) => p { (pill(Tone::Late, &t!("sms-contact-stopped"))) small.muted { " " (at(stop.created_at)) " – " (stop.created_by) @if !stop.note.is_empty() { " – " (stop.note) } } @if may { " " (change(&t!("sms-stop-lift"), "lever")) } },
            None => @if may { (change(&t!("sms-contact-stop"), "")) },
        }
    }
}

/// What is known of a text as it left.
pub(super) fn sent(text: &TextView) -> Markup {
    html! {
        dt { (t!("sms-provider")) } dd { (words::provider(&text.provider)) @if !text.sender.is_empty() { " · " (text.sender) } }
        dt { (t!("sms-parts")) } dd { (text.parts) @if text.cost_mills > 0 { " · " (words::price(text.cost_mills)) } }
        dt { (t!("sms-provider-id")) } dd { small { @if text.provider_id.is_empty() { (t!("sms-no-id")) } @else { (text.provider_id) } @if !text.response.is_empty() { " · " (text.response) } } }
    }
}

/// A text that waits, as it would leave now.
pub(super) fn waiting(draft: &Draft) -> Markup {
    html! {
        @if draft.waits_for_day { p.muted { (t!("sms-waits-for-day")) } }
        dl.kv.wide {
            dt { (t!("message-to")) } dd { (draft.number) }
            dt { (t!("sms-parts")) } dd { (draft.parts) @if draft.cost_mills > 0 { " · " (words::price(draft.cost_mills)) } }
        }
        p.mailtext { (draft.text) }
    }
}
