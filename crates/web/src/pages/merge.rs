//! Two accounts side by side, what a merge would move, and the merge.

use app::merge::{MergePreview, MergeRequest, Side};
use app::text::quality as words;
use axum::Form;
use axum::extract::{Path, Query, State};
use domain::ids::{DebtorId, MergeId};
use domain::party::DebtorKind;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::quality::refused;
use super::{Answer, Sheet, framed, head};
use crate::components::amount::amount;
use crate::components::flash::{empty, flash};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    avec: String,
    #[serde(default)]
    q: String,
}

/// The page: which account, then what would move.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Answer {
    let debtor = DebtorId(id);
    let body = match asked.avec.parse::<DebtorId>() {
        Ok(other) => compare(&app::merge::preview(site.app(), &session.scope, debtor, other).await?),
        Err(_) => choose(&site, &session, debtor, &asked.q).await?,
    };
    framed(&site, &session, Sheet::new(t!("merge-title"), Section::Debtors, body)).await
}

/// Accounts that look like this one, and those that some words find.
async fn choose(site: &Site, session: &Session, debtor: DebtorId, search: &str) -> Result<Markup, super::Failure> {
    let view = app::accounts::view(site.app(), &session.scope, debtor).await?;
    let alike = app::quality::look_alikes(site.app(), &session.scope, debtor).await?;
    let mut rows = Vec::new();
    for (other, score, reasons) in alike {
        let other = app::accounts::view(site.app(), &session.scope, other).await?.debtor;
        rows.push((other.id, other.code, other.name, format!("{reasons} · {}", t!("percent", value = score))));
    }
    if !search.trim().is_empty() {
        let query =
            app::debtors::DebtorsQuery { search: search.to_owned(), show: app::debtors::Show::All, per_page: 10, ..Default::default() };
        let (found, _) = app::debtors::list(site.app(), &session.scope, &query).await?;
        rows.extend(found.rows.into_iter().filter(|row| row.id != debtor).map(|row| (row.id, row.code, row.name, row.city)));
    }
    let path = format!("/debiteurs/{debtor}");
    Ok(html! {
        (head(&t!("merge-title"), &html! { a href={ (path) "/fiche" } { (view.debtor.name) } " · " (view.debtor.code) }, &html! {}))
        p.muted { (t!("merge-choose-text")) }
        form.filters method="get" action={ (path) "/fusion" } {
            div.field.grow { label for="q" { (t!("filter-search-debtor")) } input #q type="search" name="q" value=(search); }
            button.btn type="submit" { (t!("merge-search")) }
        }
        @if rows.is_empty() { (empty(&t!("merge-none-title"), &t!("merge-none-text"), None)) }
        @else {
            table.table.cards {
                caption.sr { (t!("merge-title")) }
                thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("quality-column-found")) } } }
                tbody { @for (other, code, name, why) in &rows {
                    tr data-row="" { td.lead { a.open href=(Link::new(format!("{path}/fusion")).with("avec", other)) { (name) } small { (code) } } td.long data-label=(t!("quality-column-found")) { (why) } }
                } }
            }
        }
    })
}

fn compare(preview: &MergePreview) -> Markup {
    let (survivor, absorbed) = (&preview.survivor, &preview.absorbed);
    let path = format!("/debiteurs/{}", survivor.debtor.id);
    let swapped = Link::new(format!("/debiteurs/{}/fusion", absorbed.debtor.id)).with("avec", survivor.debtor.id);
    html! {
        (head(&t!("merge-title"), &html! { (t!("merge-sub", survivor = survivor.debtor.name.as_str(), absorbed = absorbed.debtor.name.as_str())) }, &html! {
            a.btn href=(swapped) { (t!("merge-swap")) }
            form method="post" action={ (path) "/distincts" } { input type="hidden" name="avec" value=(absorbed.debtor.id); button.btn type="submit" { (t!("merge-distinct")) } }
        }))
        @if let Some(reason) = &preview.blocked { (flash(Tone::Late, &html! { (reason) })) }
        @for warning in &preview.warnings { (flash(Tone::Soon, &html! { (warning) })) }
        div.grid {
            (side(survivor, &t!("merge-stays"), Tone::Ok))
            (side(absorbed, &t!("merge-absorbed"), Tone::Soon))
        }
        @if preview.blocked.is_none() {
            form.card method="post" action={ (path) "/fusion" } {
                input type="hidden" name="avec" value=(absorbed.debtor.id);
                input type="hidden" name="version" value=(survivor.version);
                input type="hidden" name="version_avec" value=(absorbed.version);
                header { h2 { (t!("merge-fields")) } }
                @if preview.choices.is_empty() { p.muted { (t!("merge-no-conflict")) } }
                @for choice in &preview.choices {
                    fieldset.choice {
                        legend { (words::field(choice.key)) }
                        label.check { input type="radio" name={ "champ-" (choice.key) } value="" checked[!choice.fills]; span { (said(choice.key, &choice.survivor)) } }
                        label.check { input type="radio" name={ "champ-" (choice.key) } value=(choice.key) checked[choice.fills]; span { (said(choice.key, &choice.absorbed)) } }
                    }
                }
                div.field { label for="motif" { (t!("merge-reason")) " " span.muted { (t!("field-optional")) } } input #motif name="motif" maxlength="300"; }
                p.muted { (t!("merge-after")) }
                div.acts { button.btn.go type="submit" { (t!("merge-do", items = absorbed.counts.items)) } a.btn href={ (path) "/fiche" } { (t!("cancel")) } }
            }
        }
    }
}

fn said(key: &str, value: &str) -> String {
    match (key, DebtorKind::from_code(value)) {
        (_, _) if value.is_empty() => t!("merge-nothing"),
        ("kind", Some(kind)) => app::text::debtor_kind(kind),
        _ => value.to_owned(),
    }
}

fn side(side: &Side, word: &str, tone: Tone) -> Markup {
    let counts = &side.counts;
    let lines = [
        (t!("merge-count-items"), counts.items),
        (t!("merge-count-open"), counts.open_items),
        (t!("merge-count-contacts"), counts.contacts),
        (t!("merge-count-bank"), counts.bank_lines),
        (t!("merge-count-holds"), counts.holds),
        (t!("merge-count-events"), counts.claim_events + counts.limits),
        (t!("merge-count-operations"), counts.operations),
        (t!("merge-count-actions"), counts.actions),
    ];
    html! {
        section.card {
            header { h2 { (side.debtor.name) } (pill(tone, word)) }
            p.muted { (side.debtor.code) @if let Some(siren) = &side.debtor.siren { " · SIREN " (siren.spaced()) } @if !side.debtor.address.city.is_empty() { " · " (side.debtor.address.postcode) " " (side.debtor.address.city) } }
            dl.kv {
                dt { (t!("figure-exposure")) } dd { @for (at, (currency, owed)) in side.owed.iter().enumerate() { @if at > 0 { " + " } (amount(*owed, *currency)) } @if side.owed.is_empty() { "–" } }
                @for (word, count) in lines { dt { (word) } dd { (count) } }
            }
        }
    }
}

/// Merges.
pub async fn merge(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<Vec<(String, String)>>) -> Answer {
    let of = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let to = format!("/debiteurs/{id}/fiche");
    let Ok(absorbed) = of("avec").parse::<DebtorId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    let seen = |name: &str| of(name).parse::<i64>().unwrap_or(0);
    let request = MergeRequest {
        survivor: (DebtorId(id), seen("version")),
        absorbed: (absorbed, seen("version_avec")),
        taken: form
            .iter()
            .filter(|(name, value)| name.starts_with("champ-") && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect(),
        reason: of("motif"),
    };
    match app::merge::merge(site.app(), &session.scope, &request).await {
        Ok(_) => Ok(back(&to, Tone::Ok, &t!("merge-done"))),
        Err(error) => refused(&Link::new(format!("/debiteurs/{id}/fusion")).with("avec", absorbed).to_string(), error),
    }
}

/// Which merge, or which other account.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    fusion: String,
    #[serde(default)]
    avec: String,
    #[serde(default)]
    retour: String,
}

/// Undoes a merge.
pub async fn undo(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<Which>) -> Answer {
    let to = format!("/debiteurs/{id}/fiche");
    let merge = form.fusion.parse().unwrap_or(MergeId(Uuid::nil()));
    match app::merge::undo(site.app(), &session.scope, merge).await {
        Ok(undone) if undone.left.is_empty() => Ok(back(&to, Tone::Ok, &t!("merge-undone", count = undone.restored))),
        Ok(undone) => {
            let left: Vec<String> = undone.left.iter().map(|field| words::field(field)).collect();
            Ok(back(&to, Tone::Soon, &t!("merge-undone-left", fields = left.join(", "))))
        }
        Err(error) => refused(&to, error),
    }
}

/// Remembers that two accounts are two customers.
pub async fn distinct(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(form): Form<Which>) -> Answer {
    let to = if form.retour == "qualite" { "/qualite?probleme=duplicate".to_owned() } else { format!("/debiteurs/{id}/fiche") };
    let other = form.avec.parse().unwrap_or(DebtorId(Uuid::nil()));
    match app::merge::tell_apart(site.app(), &session.scope, DebtorId(id), other).await {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("merge-told-apart"))),
        Err(error) => refused(&to, error),
    }
}
