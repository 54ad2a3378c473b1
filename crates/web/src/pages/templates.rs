//! The list of message templates, the packs by trade, and on whose behalf the organisation collects.

use app::Permission;
use app::template::{self, Listed, Mandate, MandateFacts, Pack, packs};
use app::text::template as words;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use domain::Date;
use domain::dunning::{Stage, Template};
use domain::template::{Audience, Language, MessageKind, TemplateKey};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// What the list is filtered by.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    phase: String,
    #[serde(default)]
    canal: String,
    #[serde(default)]
    langue: String,
}

impl Asked {
    fn keeps(&self, listed: &Listed) -> bool {
        let (key, name) = (listed.row.template.key, listed.row.template.name.to_lowercase());
        let text = format!("{name} {} {}", words::code(key.code).to_lowercase(), listed.row.template.subject.to_lowercase());
        self.q.to_lowercase().split_whitespace().all(|word| text.contains(word))
            && Stage::from_code(&self.phase).is_none_or(|stage| stage == key.stage())
            && MessageKind::from_code(&self.canal).is_none_or(|kind| kind == key.kind)
            && Language::from_code(&self.langue).is_none_or(|language| language == key.language)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let all = template::list(site.app(), &session.scope).await?;
    let mandate = template::mandate(site.app(), &session.scope).await?;
    let scenario = app::scenario::view(site.app(), &session.scope).await?.scenario.id.to_string();
    let body = view(&all, &mandate, &asked, &session, &scenario);
    framed(&site, &session, Sheet::new(t!("templates-title"), Section::Scenarios, body)).await
}

fn view(all: &[Listed], mandate: &Mandate, asked: &Asked, session: &Session, scenario: &str) -> Markup {
    let rows: Vec<&Listed> = all.iter().filter(|listed| asked.keeps(listed)).collect();
    let may = session.may(Permission::RunNight);
    html! {
        (head(&t!("templates-title"), &html! { (t!("templates-sub", count = all.len())) }, &html! { a.btn href="/scenarios" { (t!("templates-to-scenario")) } @if !all.is_empty() { a.btn href="/modeles.txt" { (t!("templates-export")) } } @if may { a.btn.go href="#nouveau" { (t!("templates-new")) } } }))
        @if mandate.is_locked() { (flash(Tone::Late, &html! { (t!("mandate-is-locked")) " " a href="#mandat" { (t!("see")) } })) }
        @if all.is_empty() {
            (empty(&t!("templates-empty-title"), &t!("templates-empty-text"), Some(&html! { div.acts { a.btn.go href="#lots" { (t!("templates-empty-act")) } } })))
        } @else {
            (filters(asked))
            @if rows.is_empty() { (empty(&t!("templates-none-title"), &t!("templates-none-text"), Some(&html! { div.acts { a.btn href="/modeles" { (t!("templates-none-act")) } } }))) }
            @else { (table(&rows)) }
        }
        @if may { (fresh()) }
        (lots(all, may, scenario))
        (collecting(mandate, session.may(Permission::Administer)))
    }
}

fn options<T: Copy>(all: &[T], code: fn(T) -> &'static str, word: fn(T) -> String, any: Option<String>) -> Vec<(String, String)> {
    any.map(|word| (String::new(), word)).into_iter().chain(all.iter().map(|one| (code(*one).to_owned(), word(*one)))).collect()
}

fn filters(asked: &Asked) -> Markup {
    let (any, any_of_them) = (Some(t!("templates-any")), || Some(t!("templates-any-f")));
    html! {
        form.filters method="get" action="/modeles" data-auto="" {
            div.field.grow { label for="q" { (t!("templates-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("phase", &t!("templates-stage"), &options(&Stage::ALL, Stage::code, words::stage, any_of_them()), &asked.phase))
            (select("canal", &t!("templates-kind"), &options(&MessageKind::ALL, MessageKind::code, words::kind, any), &asked.canal))
            (select("langue", &t!("templates-language"), &options(&Language::ALL, Language::code, words::language, any_of_them()), &asked.langue))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
    }
}

fn table(rows: &[&Listed]) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("templates-own")) } span.muted { (t!("templates-own-sub")) } }
            table.table.cards {
                caption.sr { (t!("templates-own")) }
                thead { tr {
                    th scope="col" { (t!("templates-name")) } th scope="col" { (t!("templates-kind")) } th scope="col" { (t!("templates-step")) }
                    th scope="col" { (t!("templates-language")) } th scope="col" { (t!("templates-audience")) } th scope="col" { (t!("templates-version")) }
                    th scope="col" { (t!("column-state")) }
                } }
                tbody { @for listed in rows {
                    @let key = listed.row.template.key;
                    tr data-row="" {
                        td.lead { a.open href={ "/modeles/" (key.slug()) } { (listed.row.template.name) } small { (listed.row.template.subject) } }
                        td data-label=(t!("templates-kind")) { (words::kind(key.kind)) }
                        td data-label=(t!("templates-step")) { (words::code(key.code)) small { (words::stage(key.stage())) } }
                        td data-label=(t!("templates-language")) { (words::language(key.language)) }
                        td data-label=(t!("templates-audience")) { (words::audience(key.audience)) }
                        td data-label=(t!("templates-version")) { (t!("scenario-version", version = listed.row.version)) small { (listed.row.actor) " · " (date(listed.row.created_at.with_timezone(&app::PARIS).date_naive())) } }
                        td data-label=(t!("column-state")) {
                            @if listed.refused > 0 { (pill(Tone::Late, &t!("templates-to-mend", count = listed.refused))) }
                            @else { (pill(Tone::Ok, &t!("scenario-current"))) }
                        }
                    }
                } }
            }
        }
    }
}

/// The templates in force as one file.
pub async fn export(State(site): State<Site>, session: Session) -> Answer {
    let text = template::export(site.app(), &session.scope).await?;
    let name = format!("attachment; filename=\"modeles-{}.txt\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

/// The key of a template that somebody wants to write.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    etape: String,
    #[serde(default)]
    canal: String,
    #[serde(default)]
    langue: String,
    #[serde(default)]
    destinataires: String,
}

/// Leads to the editor of a key.
pub async fn fresh_one(_: Session, Form(wanted): Form<Wanted>) -> Answer {
    let code = Template::from_code(&wanted.etape).unwrap_or(Template::FirstReminder);
    // A call has its script and a formal notice its letter, whatever else was chosen.
    let kind = match (code, MessageKind::from_code(&wanted.canal).unwrap_or(MessageKind::Email)) {
        (Template::CallScript, _) => MessageKind::CallScript,
        (Template::PrepareFormalNotice, MessageKind::Letter | MessageKind::Sms | MessageKind::CallScript) => MessageKind::FormalNotice,
        (Template::ReminderLetter, MessageKind::Sms) => MessageKind::Letter,
        (Template::PrepareFormalNotice, kind) => kind,
        (_, MessageKind::FormalNotice | MessageKind::CallScript) => MessageKind::Email,
        (_, kind) => kind,
    };
    let key = TemplateKey {
        code,
        kind,
        language: Language::from_code(&wanted.langue).unwrap_or(Language::French),
        audience: Audience::from_code(&wanted.destinataires).unwrap_or(Audience::Any),
    };
    Ok(Redirect::to(&format!("/modeles/{}", key.slug())).into_response())
}

fn fresh() -> Markup {
    html! {
        section.card #nouveau {
            header { h2 { (t!("templates-new")) } span.muted { (t!("templates-new-sub")) } }
            form method="post" action="/modeles/nouveau" {
                div.fields {
                    (select("etape", &t!("templates-step"), &options(&Template::ALL, Template::code, words::code, None), "first_reminder"))
                    @for (name, label, all) in [
                        ("canal", t!("templates-kind"), options(&MessageKind::ALL, MessageKind::code, words::kind, None)),
                        ("langue", t!("templates-language"), options(&Language::ALL, Language::code, words::language, None)),
                    ] {
                        div.field { label for={ "nouveau-" (name) } { (label) } select id={ "nouveau-" (name) } name=(name) { @for (value, word) in all { option value=(value) { (word) } } } }
                    }
                    (select("destinataires", &t!("templates-audience"), &options(&Audience::ALL, Audience::code, words::audience, None), "any"))
                }
                div.acts { button.btn.go type="submit" { (t!("templates-write")) } }
            }
        }
    }
}

fn lots(all: &[Listed], may: bool, scenario: &str) -> Markup {
    html! {
        section.card #lots {
            header { h2 { (t!("packs-title")) } span.muted { (t!("packs-sub")) } }
            div.grid { @for pack in packs() { (lot(pack, all, may, scenario)) } }
        }
    }
}

fn lot(pack: &Pack, all: &[Listed], may: bool, scenario: &str) -> Markup {
    let templates = pack.templates();
    let there = all.iter().filter(|listed| listed.row.pack == pack.code).count();
    html! {
        div.lot {
            h3 lang="fr" { (pack.name) }
            p.muted lang="fr" { (pack.about) }
            p { (t!("packs-count", count = templates.len())) @if there > 0 { " · " (t!("packs-there", count = there)) } }
            @if !pack.no_notice.is_empty() { p.soon lang="fr" { small { (pack.no_notice) } } }
            details { summary { (t!("packs-content")) } ul.plain { @for template in &templates { li lang=(template.key.language.code()) { a href={ "/modeles/" (template.key.slug()) "?lot=" (pack.code) } { (template.name) } } } } }
            @if may {
                div.acts {
                    form method="post" action="/modeles/lots" { input type="hidden" name="lot" value=(pack.code); button.btn type="submit" { (t!("packs-install")) } }
                    form method="post" action="/scenarios/essayer" { input type="hidden" name="avant" value=(scenario); input type="hidden" name="texte" value=(pack.scenario); button.btn type="submit" { (t!("packs-scenario")) } }
                }
            }
        }
    }
}

/// Which pack is installed.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    lot: String,
}

/// Copies a pack into the organisation.
pub async fn install(State(site): State<Site>, session: Session, Form(chosen): Form<Chosen>) -> Answer {
    match template::install(site.app(), &session.scope, &chosen.lot).await {
        Ok(done) => Ok(back("/modeles", Tone::Ok, &t!("packs-installed", added = done.added, kept = done.kept))),
        Err(error) => refused(error, "/modeles"),
    }
}

/// A refusal as a message above the page where it was asked.
pub(super) fn refused(error: app::AppError, to: &str) -> Answer {
    if matches!(error.status(), 409 | 422 | 503) { Ok(back(to, Tone::Late, &error.french())) } else { Err(Failure::from(error)) }
}

fn collecting(mandate: &Mandate, may: bool) -> Markup {
    let row = &mandate.row;
    let fields = [
        ("creancier", t!("mandate-principal"), "R124-4, 2°", &row.principal),
        ("adresse", t!("mandate-address"), "R124-4, 2°", &row.address),
        ("convention", t!("mandate-agreement"), "R124-3", &row.agreement),
        ("assurance", t!("mandate-insurance"), "R124-2, 1°", &row.insurance),
        ("compte", t!("mandate-account"), "R124-2, 2°", &row.account),
        ("declaration", t!("mandate-declaration"), "R124-2, 3°", &row.declaration),
        ("quittances", t!("mandate-receipts"), "R124-6", &row.receipts),
    ];
    html! {
        section.card #mandat {
            header { h2 { (t!("mandate-title")) } @if row.for_others { @if mandate.is_locked() { (pill(Tone::Late, &t!("mandate-locked"))) } @else { (pill(Tone::Ok, &t!("mandate-open"))) } } @else { span.muted { (t!("mandate-own")) } } }
            p.muted { (t!("mandate-help")) }
            @if !mandate.missing.is_empty() {
                p { strong { (t!("mandate-missing")) } }
                ul { @for (_, word, source) in &mandate.missing { li { (word) " " small.muted { (source) } } } }
            }
            @if !mandate.templates.is_empty() { p.late { (t!("mandate-templates", names = mandate.templates.join(", "))) } }
            @if may {
                details open[row.for_others] {
                    summary { (t!("mandate-change")) }
                    form method="post" action="/modeles/mandat" {
                        label.check { input type="checkbox" name="autrui" value="oui" checked[row.for_others]; span { (t!("mandate-for-others")) } }
                        div.fields.wide {
                            @for (name, label, article, value) in fields {
                                div.field { label for=(name) { (label) } input id=(name) name=(name) value=(value) maxlength="300"; small { "CPCE art. " (article) } }
                            }
                            div.field { label for="date-convention" { (t!("mandate-agreed-on")) } input #date-convention name="date" type="date" value=[row.agreed_on.map(|on| on.to_string())]; }
                        }
                        div.acts { button.btn.go type="submit" { (t!("mandate-save")) } }
                    }
                }
            }
        }
    }
}

/// The mandate as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    autrui: String,
    creancier: String,
    adresse: String,
    convention: String,
    date: String,
    assurance: String,
    compte: String,
    declaration: String,
    quittances: String,
}

/// Says on whose behalf the organisation collects.
pub async fn set_mandate(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let facts = MandateFacts {
        for_others: typed.autrui == "oui",
        principal: typed.creancier,
        address: typed.adresse,
        agreement: typed.convention,
        agreed_on: typed.date.parse::<Date>().ok(),
        insurance: typed.assurance,
        account: typed.compte,
        declaration: typed.declaration,
        receipts: typed.quittances,
    };
    match template::set_mandate(site.app(), &session.scope, &facts).await {
        Ok(()) => Ok(back("/modeles#mandat", Tone::Ok, &t!("mandate-saved"))),
        Err(error) => refused(error, "/modeles#mandat"),
    }
}
