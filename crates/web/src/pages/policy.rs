//! The firm's procedure: read from the settings, with a text per chapter, published in numbered editions, printed as it stands.

use std::collections::{BTreeMap, HashMap};

use app::Permission;
use app::policy::{Chapter, ChapterKey, Difference, Edition, Fate, Policy};
use axum::Form;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::at;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::{empty, flash};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    edition: String,
    #[serde(default)]
    avec: String,
    #[serde(default)]
    modifier: String,
}

/// The page: the edition in force, an older one, two of them compared, or the form.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let policy = app::policy::policy(site.app(), &session.scope).await?;
    let may = session.may(Permission::ApproveAgreements);
    let body = if may && !asked.modifier.is_empty() {
        form(&policy)
    } else {
        match (asked.edition.parse().ok(), asked.avec.parse().ok()) {
            (Some(version), Some(other)) => {
                let (old, new) = (other_of(&site, &session, other).await?, other_of(&site, &session, version).await?);
                compared(&old, &new)
            }
            (Some(version), None) => published(&other_of(&site, &session, version).await?, &policy),
            _ => current(&policy, may),
        }
    };
    framed(&site, &session, Sheet::new(t!("policy-long-title"), Section::Scenarios, body)).await
}

async fn other_of(site: &Site, session: &Session, version: i32) -> Result<Edition, Failure> {
    Ok(app::policy::edition(site.app(), &session.scope, version).await?)
}

fn signed(edition: &Edition) -> Markup {
    html! { (t!("policy-edition", version = edition.version, date = app::policy::day(edition), by = edition.by.as_str())) }
}

fn current(policy: &Policy, may: bool) -> Markup {
    let acts = html! {
        @if may { a.btn.go href="/politique?modifier=oui" { @if policy.current.is_some() { (t!("policy-change")) } @else { (t!("policy-write")) } } }
    };
    html! {
        (head(&t!("policy-long-title"), &html! { @if let Some(edition) = &policy.current { (signed(edition)) } @else { (t!("policy-unpublished")) } }, &acts))
        @if policy.current.is_some() && !policy.changed.is_empty() {
            (flash(Tone::Soon, &html! { (t!("policy-drifted", count = policy.changed.len())) " " a href="#ecarts" { (t!("see")) } }))
        }
        @match &policy.current { Some(edition) => (chapters(&edition.chapters)), None => (chapters(&policy.today)) }
        @if !policy.changed.is_empty() { section.card.screen #ecarts { header { h2 { (t!("policy-since")) } } (changes(&policy.changed)) } }
        (history(policy))
    }
}

fn chapters(chapters: &[Chapter]) -> Markup {
    html! {
        div.policy {
            @for (at, chapter) in chapters.iter().enumerate() {
                section.card id=(chapter.key.code()) {
                    header { h2 { (at + 1) ". " (app::text::policy::chapter(chapter.key)) } a.screen href=(chapter.key.settings()) { (t!("policy-settings")) } }
                    @for part in chapter.note.split("\n\n").filter(|part| !part.trim().is_empty()) { p.note { (part) } }
                    @if chapter.lines.is_empty() { p.muted { (t!("policy-no-lines")) } }
                    @else { dl.kv.wide { @for (what, much) in &chapter.lines { dt { (what) } dd { (much) } } } }
                }
            }
        }
    }
}

fn changes(changed: &[Difference]) -> Markup {
    html! {
        @for difference in changed {
            h3 { (app::text::policy::chapter(difference.key)) }
            ul.diff {
                @for (fate, line) in &difference.lines {
                    @match fate {
                        Fate::Gone => li.gone { del { (line) } },
                        Fate::New => li.new { ins { (line) } },
                        Fate::Same => li.same { (line) },
                    }
                }
            }
        }
    }
}

fn history(policy: &Policy) -> Markup {
    html! {
        section.card.flush.screen #editions {
            header { h2 { (t!("policy-editions")) } }
            @if policy.editions.is_empty() { (empty(&t!("policy-empty-title"), &t!("policy-empty-text"), None)) }
            @else {
                table.table.cards {
                    caption.sr { (t!("policy-editions")) }
                    thead { tr { th scope="col" { (t!("policy-column-edition")) } th scope="col" { (t!("column-when")) } th scope="col" { (t!("column-who")) } th scope="col" { (t!("policy-column-reason")) } th scope="col" { span.sr { (t!("column-actions")) } } } }
                    tbody { @for edition in &policy.editions { tr data-row="" {
                        td.lead { a.open href={ "/politique?edition=" (edition.version) } { (t!("policy-column-edition")) " " (edition.version) } }
                        td data-label=(t!("column-when")) { (at(edition.at)) }
                        td data-label=(t!("column-who")) { (edition.by) }
                        td.full { (edition.reason) }
                        td.full { @if edition.version > 1 { a.btn.small href={ "/politique?edition=" (edition.version) "&avec=" (edition.version - 1) } { (t!("policy-compare")) } } }
                    } } }
                }
            }
        }
    }
}

fn published(edition: &Edition, policy: &Policy) -> Markup {
    let is_current = policy.current.as_ref().is_some_and(|current| current.version == edition.version);
    let acts = html! {
        a.btn href="/politique" { (t!("policy-current")) }
        @if let Some(current) = policy.current.as_ref().filter(|_| !is_current) { a.btn href={ "/politique?edition=" (current.version) "&avec=" (edition.version) } { (t!("policy-compare-current")) } }
    };
    html! {
        (head(&t!("policy-long-title"), &signed(edition), &acts))
        @if !is_current { (flash(Tone::Soon, &html! { (t!("policy-old")) })) }
        (chapters(&edition.chapters))
    }
}

fn compared(old: &Edition, new: &Edition) -> Markup {
    let changed = app::policy::differences(&old.chapters, &new.chapters);
    html! {
        (head(&t!("policy-compared", old = old.version, new = new.version), &signed(new), &html! { a.btn href="/politique" { (t!("policy-current")) } }))
        section.card { @if changed.is_empty() { p.muted { (t!("policy-same")) } } @else { (changes(&changed)) } }
    }
}

fn form(policy: &Policy) -> Markup {
    html! {
        (head(&t!("policy-form-title"), &html! { (t!("policy-form-sub")) }, &html! { a.btn href="/politique" { (t!("confirm-cancel")) } }))
        form.stack method="post" action="/politique" {
            @for chapter in &policy.today {
                section.card {
                    header { h2 { (app::text::policy::chapter(chapter.key)) } a href=(chapter.key.settings()) { (t!("policy-settings")) } }
                    div.field { label for=(chapter.key.code()) { (t!("policy-text")) " " span.muted { (t!("field-optional")) } } textarea id=(chapter.key.code()) name=(chapter.key.code()) rows="3" { (chapter.note) } }
                    details.behind { summary { (t!("policy-lines", count = chapter.lines.len())) } dl.kv.wide { @for (what, much) in &chapter.lines { dt { (what) } dd { (much) } } } }
                }
            }
            section.card {
                div.field { label for="reason" { (t!("policy-reason")) } input #reason name="reason" required maxlength="300"; }
                div.acts { button.btn.go type="submit" { (t!("policy-publish")) } }
            }
        }
    }
}

/// Publishes the procedure as it stands.
pub async fn publish(State(site): State<Site>, session: Session, Form(typed): Form<HashMap<String, String>>) -> Answer {
    let note = |key: ChapterKey| typed.get(key.code()).cloned().unwrap_or_default();
    let notes: BTreeMap<ChapterKey, String> = ChapterKey::ALL.into_iter().map(|key| (key, note(key))).collect();
    let reason = typed.get("reason").map(String::as_str).unwrap_or_default();
    match app::policy::publish(site.app(), &session.scope, &notes, reason).await {
        Ok(version) => Ok(back("/politique", Tone::Ok, &t!("policy-published", version = version))),
        Err(error) if matches!(error.status(), 409 | 422) => Ok(back("/politique", Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}
