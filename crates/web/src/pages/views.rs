//! Kept lists: a row of them on the agenda, the debtors and the aged balance, and a page to rename, share and delete them.

use app::Permission;
use app::views::{self, Change, Listing, NewView, SavedView, Views};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{at, post};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::empty;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/vues";
/// What an address says that asks for the page as it is, without the view that it opens with.
pub(super) const PLAIN: &str = "vue";

/// Where a page is.
fn path(page: Listing) -> &'static str {
    match page {
        Listing::Agenda => "/agenda",
        Listing::Debtors => "/debiteurs",
        Listing::Ageing => "/balance-agee",
        Listing::Items => "/factures",
    }
}

fn label(page: Listing) -> String {
    match page {
        Listing::Agenda => t!("nav-agenda"),
        Listing::Debtors => t!("nav-debtors"),
        Listing::Ageing => t!("nav-ageing"),
        Listing::Items => t!("nav-items"),
    }
}

/// What an address keeps of a page: its query, without the page's number.
fn kept(query: &str) -> String {
    query
        .split('&')
        .filter(|pair| !pair.is_empty() && !["page=", "vue=", "rang="].iter().any(|key| pair.starts_with(key)))
        .filter(|pair| !pair.ends_with('='))
        .collect::<Vec<_>>()
        .join("&")
}

/// Where a kept list is shown.
pub(crate) fn address(view: &SavedView) -> String {
    let here = Listing::from_code(&view.page).map_or("/agenda", path);
    if view.query.is_empty() { format!("{here}?{PLAIN}=tout") } else { format!("{here}?{}", view.query) }
}

/// The lists of a page, and where it goes when it is opened without a word and one is the first.
pub(super) async fn read(site: &Site, session: &Session, page: Listing, query: &str) -> Result<(Views, Option<Response>), Failure> {
    let views = views::of_page(site.app(), &session.scope, page).await?;
    let first = if query.is_empty() { views.first().map(|view| Redirect::to(&address(view)).into_response()) } else { None };
    Ok((views, first))
}

/// The row of kept lists, and the form that keeps the one that is shown. `columns` are those that can be hidden: place and word.
pub(super) fn bar(page: Listing, views: &Views, query: &str, session: &Session, columns: &[(usize, String)]) -> Markup {
    let shown = kept(query);
    let hidden = hidden(query);
    html! {
        nav.views.saved aria-label=(t!("views-title")) {
            @if !views.kept.is_empty() { a href={ (path(page)) "?" (PLAIN) "=tout" } aria-current=[shown.is_empty().then_some("page")] { (t!("views-plain")) } }
            @for view in &views.kept {
                a href=(address(view)) aria-current=[(!shown.is_empty() && view.query == shown).then_some("page")] title=[view.shared.then(|| t!("views-shared-by", name = view.owner_name.as_str()))] { (view.name) }
            }
            @if !views.kept.is_empty() || !views.deleted.is_empty() { a.quiet href={ (HERE) "?liste=" (page.code()) } { (t!("views-manage")) } }
        }
        details.behind.keep {
            summary { (t!("views-keep")) }
            @if !columns.is_empty() {
                form.inline method="get" action=(path(page)) {
                    @for (key, value) in pairs(&shown) { @if key != "masquer" { input type="hidden" name=(key) value=(value); } }
                    fieldset.field { legend { (t!("views-columns")) }
                        @for (place, word) in columns { label.check { input type="checkbox" name="masquer" value=(place) checked[hidden.contains(place)]; span { (word) } } }
                    }
                    button.btn.small type="submit" { (t!("views-hide")) }
                }
            }
            form.inline method="post" action=(HERE) {
                input type="hidden" name="liste" value=(page.code());
                input type="hidden" name="requete" value=(shown);
                div.field { label for="vue-nom" { (t!("views-name")) } input #vue-nom name="nom" required maxlength="60" autocomplete="off"; }
                @if session.may(Permission::HoldReminders) { label.check { input type="checkbox" name="partagee" value="oui"; span { (t!("views-share")) } } }
                label.check { input type="checkbox" name="defaut" value="oui"; span { (t!("views-default")) } }
                button.btn type="submit" { (t!("views-keep-do")) }
            }
        }
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let address = format!("/?{query}").parse::<axum::http::Uri>().ok();
    address.and_then(|address| Query::try_from_uri(&address).ok()).map(|Query(pairs)| pairs).unwrap_or_default()
}

/// The places of the columns that an address hides.
pub(super) fn hidden(query: &str) -> Vec<usize> {
    pairs(query)
        .into_iter()
        .filter(|(key, _)| key == "masquer")
        .filter_map(|(_, place)| place.parse().ok())
        .filter(|place| (2..=12).contains(place))
        .collect()
}

/// What a form of filters keeps of the hidden columns.
pub(super) fn inputs(hidden: &[usize]) -> Markup {
    html! { @for place in hidden { input type="hidden" name="masquer" value=(place); } }
}

/// An address that keeps them.
pub(super) fn with(link: Link, hidden: &[usize]) -> Link {
    hidden.iter().fold(link, |link, place| link.and("masquer", place))
}

/// The classes by which a table leaves columns out.
pub(super) fn classes(query: &str) -> String {
    hidden(query).into_iter().map(|place| format!(" without-{place}")).collect()
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    liste: String,
}

/// The page on which lists are renamed, shared and deleted.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let page = Listing::from_code(&asked.liste).unwrap_or(Listing::Agenda);
    let found = views::of_page(site.app(), &session.scope, page).await?;
    let body = html! {
        (head(&t!("views-title"), &html! { (label(page)) }, &html! { a.btn href=(path(page)) { (label(page)) } }))
        nav.views aria-label=(t!("views-title")) { @for one in Listing::ALL { a href=(Link::new(HERE).with("liste", one.code())) aria-current=[(one == page).then_some("page")] { (label(one)) } } }
        @if found.kept.is_empty() { (empty(&t!("views-empty-title"), &t!("views-empty-text"), None)) }
        @else { (table(&found, &session)) }
        @if !found.deleted.is_empty() {
            section.card {
                header { h2 { (t!("views-deleted")) } }
                ul.plain { @for view in &found.deleted { li { (view.name) " " (post(&to(view), "small", &t!("views-restore"), None, &[("geste", "retablir".to_owned())])) } } }
            }
        }
    };
    let section = match page {
        Listing::Agenda => Section::Agenda,
        Listing::Debtors => Section::Debtors,
        Listing::Ageing => Section::Ageing,
        Listing::Items => Section::Items,
    };
    framed(&site, &session, Sheet::new(t!("views-title"), section, body)).await
}

fn to(view: &SavedView) -> String {
    format!("{HERE}/{}", view.id)
}

fn table(found: &Views, session: &Session) -> Markup {
    html! {
        section.card.flush {
            h2.sr { (t!("views-title")) }
            table.table.cards {
                caption.sr { (t!("views-title")) }
                thead { tr { th scope="col" { (t!("views-name")) } th scope="col" { (t!("views-owner")) } th scope="col" { (t!("column-state")) } th scope="col" { span.sr { (t!("column-act")) } } } }
                tbody {
                    @for view in &found.kept {
                        @let mine = views::may_change(&session.scope, view);
                        tr data-row="" {
                            td.lead {
                                a.open href=(address(view)) { (view.name) }
                                @if mine {
                                    form.inline method="post" action=(to(view)) {
                                        input type="hidden" name="geste" value="renommer";
                                        input name="nom" required maxlength="60" value=(view.name) aria-label=(t!("views-rename-of", name = view.name.as_str()));
                                        button.btn.small type="submit" { (t!("views-rename")) }
                                    }
                                }
                            }
                            td data-label=(t!("views-owner")) { (view.owner_name) small { (at(view.created_at)) } }
                            td.full {
                                @if view.shared { (pill(Tone::Accent, &t!("views-shared"))) } @else { (pill(Tone::Neutral, &t!("views-mine"))) }
                                @if found.default == Some(view.id) { " " (pill(Tone::Ok, &t!("views-first"))) }
                            }
                            td.full { div.acts {
                                @if found.default == Some(view.id) { (post(&to(view), "small", &t!("views-not-first"), None, &[("geste", "pas-defaut".to_owned())])) }
                                @else { (post(&to(view), "small", &t!("views-make-first"), None, &[("geste", "defaut".to_owned())])) }
                                @if mine && session.may(Permission::HoldReminders) {
                                    @if view.shared { (post(&to(view), "small", &t!("views-unshare"), None, &[("geste", "reprendre".to_owned())])) }
                                    @else { (post(&to(view), "small", &t!("views-share-do"), None, &[("geste", "partager".to_owned())])) }
                                }
                                @if mine { (post(&to(view), "small", &t!("views-delete"), None, &[("geste", "supprimer".to_owned())])) }
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    liste: String,
    #[serde(default)]
    requete: String,
    #[serde(default)]
    nom: String,
    #[serde(default)]
    partagee: String,
    #[serde(default)]
    defaut: String,
    #[serde(default)]
    geste: String,
}

/// Keeps a list.
pub async fn keep(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let Some(page) = Listing::from_code(&typed.liste) else { return Ok(WebError::BadRequest.into_response()) };
    let query = kept(&typed.requete);
    let here = if query.is_empty() { format!("{}?{PLAIN}=tout", path(page)) } else { format!("{}?{query}", path(page)) };
    let new = NewView { page, name: typed.nom, query, shared: typed.partagee == "oui", is_default: typed.defaut == "oui" };
    match views::keep(site.app(), &session.scope, &new).await {
        Ok(_) => Ok(back(&here, Tone::Ok, &t!("views-kept"))),
        Err(error) if error.status() == 422 => Ok(back(&here, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Changes a list.
pub async fn change(State(site): State<Site>, session: Session, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let id = id.parse().map_err(|_| Failure::from(app::AppError::NotFound("view")))?;
    let (change, said) = match typed.geste.as_str() {
        "renommer" => (Change::Rename(typed.nom), t!("views-done")),
        "partager" => (Change::Share(true), t!("views-done")),
        "reprendre" => (Change::Share(false), t!("views-done")),
        "defaut" => (Change::Default(true), t!("views-done")),
        "pas-defaut" => (Change::Default(false), t!("views-done")),
        "supprimer" => (Change::Delete, t!("views-gone")),
        "retablir" => (Change::Restore, t!("views-done")),
        // An address without a word of what to do is answered as one of a list that is not there.
        _ => return Err(Failure::from(app::AppError::NotFound("view"))),
    };
    let page = views_page(&site, &session, id).await?;
    match views::change(site.app(), &session.scope, id, &change).await {
        Ok(()) => Ok(back(&format!("{HERE}?liste={page}"), Tone::Ok, &said)),
        Err(error) if error.status() == 422 => Ok(back(&format!("{HERE}?liste={page}"), Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// The page that a list belongs to.
async fn views_page(site: &Site, session: &Session, id: uuid::Uuid) -> Result<String, Failure> {
    for page in Listing::ALL {
        let found = views::of_page(site.app(), &session.scope, page).await?;
        if found.kept.iter().chain(&found.deleted).any(|view| view.id == id) {
            return Ok(page.code().to_owned());
        }
    }
    Err(Failure::from(app::AppError::NotFound("view")))
}
