//! One message template: its text beside what is wrong with it, as a debtor would read it, its versions.

use app::Permission;
use app::template::{self, Change, Pack, Shown, TemplateRow, TemplateView, is_right};
use app::text::template as words;
use axum::Form;
use axum::extract::{Path, Query, State};
use domain::template::{Finding, MessageTemplate, Severity, TemplateKey, VARIABLES};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::templates::refused;
use super::{Answer, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Which text the editor begins with, and what it is compared with.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    version: Option<Uuid>,
    #[serde(default)]
    lot: String,
}

/// A template that is being changed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Typed {
    nom: String,
    objet: String,
    texte: String,
    debiteur: String,
    avant: String,
}

impl Typed {
    fn template(&self, key: TemplateKey) -> MessageTemplate {
        MessageTemplate {
            key,
            name: self.nom.trim().to_owned(),
            subject: self.objet.trim().to_owned(),
            body: self.texte.replace("\r\n", "\n").trim_end().to_owned(),
        }
    }

    fn before(&self) -> Option<Uuid> {
        self.avant.parse().ok()
    }
}

fn key_of(slug: &str) -> Result<TemplateKey, app::AppError> {
    TemplateKey::from_slug(slug).ok_or(app::AppError::NotFound("template"))
}

/// What the page shows beside the text.
struct Desk {
    view: TemplateView,
    template: MessageTemplate,
    findings: Vec<Finding>,
    shown: Option<Shown>,
    /// What was typed to choose a debtor, and whether nobody is called so.
    debtor: String,
    unknown: bool,
    /// The version that is compared with the one in force.
    compared: Option<TemplateRow>,
    /// Where the text comes from when it is not the organisation's.
    origin: Option<String>,
    before: String,
}

async fn desk(site: &Site, session: &Session, template: MessageTemplate, debtor: &str) -> Result<Desk, app::AppError> {
    let (app, scope) = (site.app(), &session.scope);
    let view = template::view(app, scope, template.key).await?;
    let findings = template::check(app, scope, &template).await?;
    let chosen = if debtor.trim().is_empty() { None } else { template::debtor(app, scope, debtor).await? };
    let shown = match template::preview(app, scope, &template, chosen).await {
        Ok(shown) => Some(shown),
        // What cannot be read is told by the findings.
        Err(app::AppError::Letter(_)) => None,
        Err(error) => return Err(error),
    };
    let before = view.in_force.as_ref().map(|row| row.id.to_string()).unwrap_or_default();
    let unknown = chosen.is_none() && !debtor.trim().is_empty();
    Ok(Desk { view, template, findings, shown, debtor: debtor.to_owned(), unknown, compared: None, origin: None, before })
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let key = key_of(&slug)?;
    let (app, scope) = (site.app(), &session.scope);
    let view = template::view(app, scope, key).await?;
    let of_pack = |pack: &Pack| pack.templates().into_iter().find(|template| template.key == key);
    let (text, origin, compared) = match asked.version {
        Some(id) => {
            let row = template::version(app, scope, id).await?;
            (row.template.clone(), None, (!row.is_in_force).then_some(row))
        }
        None => match (Pack::from_code(&asked.lot), &view.in_force) {
            (Some(pack), _) if of_pack(pack).is_some() => {
                (of_pack(pack).unwrap_or_else(|| blank(key)), Some(t!("template-from-pack", pack = pack.name)), None)
            }
            (_, Some(row)) => (row.template.clone(), None, None),
            _ => match template::provided(key) {
                Some((pack, template)) => (MessageTemplate { key, ..template }, Some(t!("template-from-pack", pack = pack.name)), None),
                None => (blank(key), Some(t!("template-blank")), None),
            },
        },
    };
    let mut desk = desk(&site, &session, text, "").await?;
    (desk.origin, desk.compared) = (origin, compared);
    page(&site, &session, &desk).await
}

fn blank(key: TemplateKey) -> MessageTemplate {
    MessageTemplate { key, name: String::new(), subject: String::new(), body: String::new() }
}

/// Shows a typed text; nothing is written.
pub async fn preview(State(site): State<Site>, session: Session, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let mut desk = desk(&site, &session, typed.template(key_of(&slug)?), &typed.debiteur).await?;
    desk.before = typed.avant;
    page(&site, &session, &desk).await
}

/// Puts a text in force.
pub async fn save(State(site): State<Site>, session: Session, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let template = typed.template(key_of(&slug)?);
    match template::save(site.app(), &session.scope, typed.before(), &template).await {
        Ok(saved) => Ok(back(&format!("/modeles/{slug}"), Tone::Ok, &t!("template-saved", version = saved.version))),
        // What was typed is shown again with what is wrong.
        Err(app::AppError::Invalid { .. }) => preview(State(site), session, Path(slug), Form(typed)).await,
        Err(error) => refused(error, &format!("/modeles/{slug}")),
    }
}

/// Sends a typed text to the person who typed it.
pub async fn test(State(site): State<Site>, session: Session, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let (app, scope) = (site.app(), &session.scope);
    let template = typed.template(key_of(&slug)?);
    let debtor = if typed.debiteur.trim().is_empty() { None } else { template::debtor(app, scope, &typed.debiteur).await? };
    let answer = template::send_test(app, scope, &template, debtor).await;
    let mut desk = desk(&site, &session, template, &typed.debiteur).await?;
    desk.before = typed.avant;
    let said = match answer {
        Ok(address) => flash(Tone::Ok, &html! { (t!("template-tested", address = address.as_str())) }),
        Err(error) if matches!(error.status(), 409 | 422 | 503) => flash(Tone::Late, &html! { (error.french()) }),
        Err(error) => return Err(error.into()),
    };
    let body = html! { (said) (view(&desk, &session)) };
    framed(&site, &session, Sheet::new(title(&desk), Section::Scenarios, body)).await
}

/// Which version.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    version: Uuid,
}

/// Puts an older version in force again.
pub async fn restore(State(site): State<Site>, session: Session, Path(slug): Path<String>, Form(which): Form<Which>) -> Answer {
    let to = format!("/modeles/{slug}");
    match template::restore(site.app(), &session.scope, which.version).await {
        Ok(saved) => Ok(back(&to, Tone::Ok, &t!("template-saved", version = saved.version))),
        Err(error) => refused(error, &to),
    }
}

/// Gives the program's words back.
pub async fn retire(State(site): State<Site>, session: Session, Path(slug): Path<String>, Form(which): Form<Which>) -> Answer {
    match template::retire(site.app(), &session.scope, which.version).await {
        Ok(row) => Ok(back("/modeles", Tone::Ok, &t!("template-retired", name = row.template.name))),
        Err(error) => refused(error, &format!("/modeles/{slug}")),
    }
}

fn title(desk: &Desk) -> String {
    if desk.template.name.is_empty() { t!("templates-new") } else { desk.template.name.clone() }
}

async fn page(site: &Site, session: &Session, desk: &Desk) -> Answer {
    framed(site, session, Sheet::new(title(desk), Section::Scenarios, view(desk, session))).await
}

fn view(desk: &Desk, session: &Session) -> Markup {
    let key = desk.template.key;
    let may = session.may(Permission::RunNight);
    html! {
        (head(&title(desk), &html! {
            a href="/modeles" { (t!("templates-title")) } " · " (words::code(key.code)) " · " (words::kind(key.kind)) " · " (words::language(key.language)) " · " (words::audience(key.audience))
            @if let Some(row) = &desk.view.in_force { " · " (t!("scenario-version", version = row.version)) }
        }, &html! {}))
        @if let Some(origin) = &desk.origin { (flash(Tone::Accent, &html! { (origin) })) }
        @if let Some(row) = &desk.compared { (compared(row, desk.view.in_force.as_ref(), may, &key.slug())) }
        div.desk {
            div.desk-side { (editor(desk, may)) (variables(desk)) }
            div.desk-side { (findings(desk)) (shown(desk)) }
        }
        (versions(desk, may))
        script src=(crate::assets::address("template.js")) defer {}
    }
}

fn editor(desk: &Desk, may: bool) -> Markup {
    let slug = desk.template.key.slug();
    let at = |verb: &str| format!("/modeles/{slug}/{verb}");
    let rows = desk.template.body.lines().count().clamp(14, 34);
    html! {
        section.card {
            header { h2 { (t!("template-text")) } span.muted { (t!("template-text-sub")) } }
            form #modele method="post" action=(at("apercu")) data-live="" {
                input type="hidden" name="avant" value=(desk.before);
                div.field { label for="nom" { (t!("templates-name")) } input #nom name="nom" value=(desk.template.name) maxlength="80" readonly[!may]; }
                @if desk.template.key.kind.is_framed() {
                    div.field { label for="objet" { (t!("template-subject")) } input #objet name="objet" value=(desk.template.subject) maxlength="200" readonly[!may]; }
                }
                div.field { label for="texte" { (t!("template-body")) } textarea #texte name="texte" rows=(rows) spellcheck="true" lang=(desk.template.key.language.code()) readonly[!may] { "\n" (desk.template.body) } }
                div.field {
                    label for="debiteur" { (t!("template-debtor")) }
                    input #debiteur name="debiteur" value=(desk.debtor) autocomplete="off";
                    @if desk.unknown { span.error { (t!("template-debtor-unknown")) } } @else { small { (t!("template-debtor-help")) } }
                }
                div.acts {
                    button.btn type="submit" { (t!("template-preview")) }
                    @if may {
                        button.btn.go type="submit" formaction=(at("enregistrer")) { (t!("template-save")) }
                        button.btn type="submit" formaction=(at("essai")) { (t!("template-test")) }
                    }
                }
                @if may { p.muted { small { (t!("template-save-help")) } } }
            }
        }
    }
}

fn findings(desk: &Desk) -> Markup {
    let line = |finding: &Finding| match finding.place {
        domain::template::Place::Line(at) => desk.template.body.lines().nth(at.saturating_sub(1)).unwrap_or_default(),
        domain::template::Place::Subject => desk.template.subject.as_str(),
        domain::template::Place::Whole => "",
    };
    html! {
        section.card #constats aria-live="polite" {
            header { h2 { (t!("template-findings")) } @if is_right(&desk.findings) { (pill(Tone::Ok, &t!("template-right"))) } @else { (pill(Tone::Late, &t!("templates-to-mend", count = desk.findings.len()))) } }
            @if desk.findings.is_empty() { p.muted { (t!("template-right-text")) } }
            @else { ul.findings { @for finding in &desk.findings {
                @let place = words::place(finding.place);
                li .late[finding.severity == Severity::Refused] {
                    @if !place.is_empty() { strong { (place) } " " }
                    span lang="fr" { (finding.sentence) }
                    @if !line(finding).is_empty() { code { (line(finding)) } }
                    small.muted lang="fr" { (finding.source) }
                }
            } } }
        }
    }
}

fn shown(desk: &Desk) -> Markup {
    html! {
        section.card #apercu {
            header { h2 { (t!("template-preview")) } @if let Some(shown) = &desk.shown { span.muted {
                @match &shown.debtor { Some((id, name)) => { a href={ "/debiteurs/" (id) } { (name) } }, None => (t!("template-sample")) }
            } } }
            @match &desk.shown {
                Some(shown) => {
                    @if !shown.subject.is_empty() { p { strong { (shown.subject) } } }
                    p.mailtext { (shown.text) }
                }
                None => p.muted { (t!("template-unreadable")) },
            }
        }
    }
}

fn variables(desk: &Desk) -> Markup {
    let known = VARIABLES.iter().filter(|known| known.is_for(desk.template.key.kind));
    html! {
        details.card #variables open {
            summary { h2 { (t!("template-variables")) } }
            p.muted { (t!("template-variables-help")) }
            div.scrolls tabindex="0" role="region" aria-label=(t!("template-variables")) {
                table.table.compact {
                    thead { tr { th scope="col" { (t!("template-variable")) } th scope="col" { (t!("template-meaning")) } } }
                    tbody { @for known in known { tr {
                        td { code data-insert={ "{{ " (known.name) " }}" } { (known.name) } }
                        td lang="fr" { (known.meaning) small { (known.sample) } }
                    } } }
                }
            }
            p.muted { small { (t!("template-conditions")) } " " code { "{% if count == 1 %}…{% else %}…{% endif %}" } }
        }
    }
}

fn compared(row: &TemplateRow, current: Option<&TemplateRow>, may: bool, slug: &str) -> Markup {
    let text = |template: &MessageTemplate| format!("{}\n\n{}", template.subject, template.body);
    let (before, after) = (text(&row.template), current.map(|row| text(&row.template)).unwrap_or_default());
    html! {
        section.card #comparaison {
            header { h2 { (t!("template-compared", version = row.version)) } span.muted { (t!("template-compared-sub")) } }
            div.diff { @for (change, line) in template::diff(&before, &after) {
                @match change {
                    Change::Kept => p { (line) },
                    Change::Removed => p.gone { span aria-hidden="true" { "− " } del { (line) } },
                    Change::Added => p.came { span aria-hidden="true" { "+ " } ins { (line) } },
                }
            } }
            @if may { form method="post" action={ "/modeles/" (slug) "/retablir" } { input type="hidden" name="version" value=(row.id); button.btn type="submit" { (t!("template-restore", version = row.version)) } } }
        }
    }
}

fn versions(desk: &Desk, may: bool) -> Markup {
    let slug = desk.template.key.slug();
    html! {
        @if !desk.view.versions.is_empty() {
            section.card.flush #versions {
                header { h2 { (t!("scenario-versions")) } span.muted { (t!("template-versions-sub")) } }
                table.table.cards {
                    caption.sr { (t!("scenario-versions")) }
                    thead { tr { th scope="col" { (t!("templates-version")) } th scope="col" { (t!("scenario-since")) } th scope="col" { (t!("scenario-author")) } th scope="col" { (t!("column-state")) } } }
                    tbody { @for row in &desk.view.versions { tr {
                        td.lead { a href={ "/modeles/" (slug) "?version=" (row.id) } { (t!("scenario-version", version = row.version)) } small { (row.template.name) } }
                        td data-label=(t!("scenario-since")) { (date(row.created_at.with_timezone(&app::PARIS).date_naive())) }
                        td data-label=(t!("scenario-author")) { (row.actor) @if let Some(pack) = Pack::from_code(&row.pack) { small { (t!("template-of-pack", pack = pack.name)) } } }
                        td data-label=(t!("column-state")) {
                            @if row.is_in_force {
                                (pill(Tone::Ok, &t!("scenario-current")))
                                @if may { form method="post" action={ "/modeles/" (slug) "/retirer" } { input type="hidden" name="version" value=(row.id); button.btn.small type="submit" { (t!("template-retire")) } } }
                            } @else { span.muted { (t!("scenario-past")) } }
                        }
                    } } }
                }
            }
        }
    }
}
