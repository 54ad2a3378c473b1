//! « Ce que Quittance a retenu », the virtual IBANs, the settings of matching, and the group of a debtor.

use app::matching_desk::{self as desk, Added, GroupView, Known, MemoryQuery, PayerKind, VirtualIbanLine};
use app::text::locale::Shown as _;
use app::{AppError, Permission};
use axum::Form;
use axum::extract::{Path, Query, State};
use domain::ids::{DebtorId, PayerId, VirtualIbanId};
use domain::payers::{CashDiscount, Settings};
use domain::{Cents, Currency};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::debtor_tab::{Tab, file};
use super::parts::{at, post, select};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::flash::{empty, flash};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Rows a page.
const PER_PAGE: u32 = 50;

const MEMORY: &str = "/encaissements/memoire";
const VIRTUAL: &str = "/encaissements/ibans-virtuels";
const SETTINGS: &str = "/encaissements/reglages";

/// The address's parameters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    voir: String,
    #[serde(default)]
    page: String,
}

fn told(result: Result<(), AppError>, path: &str, done: &str) -> Answer {
    match result {
        Ok(()) => Ok(back(path, Tone::Ok, done)),
        Err(error) if matches!(error.status(), 404 | 409 | 422) => Ok(back(path, Tone::Late, &error.french())),
        Err(error) => Err(Failure::from(error)),
    }
}

/// What is known of payers.
pub async fn memory(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let kind = match asked.voir.as_str() {
        "ibans" => Some(PayerKind::Account),
        "noms" => Some(PayerKind::Name),
        _ => None,
    };
    let query = MemoryQuery {
        search: asked.q.clone(),
        kind,
        third_parties: asked.voir == "tiers",
        page: asked.page.parse().unwrap_or(1),
        per_page: PER_PAGE as usize,
    };
    let known = desk::known_payers(site.app(), &session.scope, &query).await?;
    let views = [
        (String::new(), t!("memory-all")),
        ("ibans".to_owned(), t!("memory-accounts")),
        ("noms".to_owned(), t!("memory-names")),
        ("tiers".to_owned(), t!("memory-third")),
    ];
    let link = Link::new(MEMORY).with("q", &asked.q).with("voir", &asked.voir);
    let pager = Pager { page: u32::try_from(known.page.page).unwrap_or(1), per_page: PER_PAGE, total: known.page.total as u64 };
    let body = html! {
        (head(&t!("memory-title"), &html! { (t!("memory-sub")) }, &html! { a.btn.small href="/encaissements" { (t!("match-back")) } }))
        form.filters method="get" action=(MEMORY) data-auto="" {
            div.field.grow { label for="q" { (t!("memory-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("voir", &t!("filter-show"), &views, &asked.voir))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if known.page.rows.is_empty() { (empty(&t!("memory-empty-title"), &t!("memory-empty-text"), None)) }
        @else { (memory_table(&known, &session)) (pager.render(&link)) }
        @if session.may(Permission::MatchBank) { (memory_form()) }
    };
    framed(&site, &session, Sheet::new(t!("memory-title"), Section::Inbox, body)).await
}

fn memory_table(known: &Known, session: &Session) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("memory-title")) }
            thead { tr { th scope="col" { (t!("memory-column-payer")) } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("memory-column-origin")) } th scope="col" { (t!("column-act")) } } }
            tbody {
                @for row in &known.page.rows {
                    tr {
                        td.lead { span.amt { (row.text) } small { @if row.kind == PayerKind::Account { (t!("memory-kind-account")) } @else { (t!("memory-kind-name")) } } }
                        td data-label=(t!("column-debtor")) { a href={ "/debiteurs/" (row.debtor) } { (row.debtor_name) } }
                        td.full { (app::text::matching::origin(row.origin)) @if let Some(line) = row.learned_from { " " a href={ "/encaissements/" (line) } { (t!("memory-line")) } } small { (row.actor) " · " (at(row.at)) }
                            @if let Some(count) = row.pays_for { (pill(Tone::Soon, &t!("memory-third-pill", count = count))) small { (t!("memory-third-help")) } } }
                        td.full { @if session.may(Permission::MatchBank) {
                            (post(&format!("{MEMORY}/revoquer"), "small", &t!("memory-revoke"), None, &[("kind", kind_code(row.kind).to_owned()), ("id", row.id.to_string())]))
                        } }
                    }
                }
            }
        }
    }
}

fn kind_code(kind: PayerKind) -> &'static str {
    if kind == PayerKind::Account { "iban" } else { "nom" }
}

fn memory_form() -> Markup {
    html! {
        details.card.apart {
            summary { (t!("memory-add-title")) }
            form.stack method="post" action={ (MEMORY) "/ajouter" } {
                div.fields {
                    div.field { label for="client" { (t!("memory-add-debtor")) } input #client name="client" required; small { (t!("debtor-words-help")) } }
                    div.field { label for="payeur" { (t!("memory-column-payer")) } input #payeur name="payeur" required; small { (t!("memory-add-help")) } }
                }
                div.acts { button.btn.go type="submit" { (t!("memory-add-do")) } }
            }
        }
    }
}

/// A row that is revoked.
#[derive(Debug, Deserialize)]
pub struct Revoked {
    #[serde(default)]
    kind: String,
    id: Uuid,
}

/// Revokes a line of the memory.
pub async fn revoke(State(site): State<Site>, session: Session, Form(typed): Form<Revoked>) -> Answer {
    let kind = if typed.kind == "nom" { PayerKind::Name } else { PayerKind::Account };
    told(desk::revoke_payer(site.app(), &session.scope, kind, PayerId(typed.id)).await, MEMORY, &t!("memory-revoked"))
}

/// A payer that is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    client: String,
    #[serde(default)]
    payeur: String,
}

/// Adds a payer.
pub async fn remember(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    told(desk::remember(site.app(), &session.scope, &typed.client, &typed.payeur).await, MEMORY, &t!("memory-added"))
}

/// The virtual IBANs.
pub async fn virtual_ibans(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    virtual_page(&site, &session, &asked, None).await
}

/// The page, with what an addition said and the list that was typed.
async fn virtual_page(site: &Site, session: &Session, asked: &Asked, added: Option<(&Added, &str)>) -> Answer {
    let page = desk::virtual_ibans(site.app(), &session.scope, &asked.q, asked.page.parse().unwrap_or(1), PER_PAGE as usize).await?;
    let pager = Pager { page: u32::try_from(page.page).unwrap_or(1), per_page: PER_PAGE, total: page.total as u64 };
    let body = html! {
        (head(&t!("virtual-title"), &html! { (t!("virtual-sub")) }, &html! { a.btn.small href="/encaissements" { (t!("match-back")) } }))
        @if let Some((added, _)) = added { (problems(added)) }
        form.filters method="get" action=(VIRTUAL) { div.field.grow { label for="q" { (t!("virtual-search")) } input #q type="search" name="q" value=(asked.q); } button.btn type="submit" { (t!("search-do")) } }
        @if page.rows.is_empty() { (empty(&t!("virtual-empty-title"), &t!("virtual-empty-text"), None)) }
        @else { (virtual_table(&page.rows, session)) (pager.render(&Link::new(VIRTUAL).with("q", &asked.q))) }
        @if session.may(Permission::MatchBank) { (virtual_form(added.map_or("", |(_, list)| list))) }
    };
    framed(site, session, Sheet::new(t!("virtual-title"), Section::Inbox, body)).await
}

fn problems(added: &Added) -> Markup {
    html! {
        (flash(if added.problems.is_empty() { Tone::Ok } else { Tone::Late }, &html! {
            (t!("virtual-added", count = added.added))
            @if !added.problems.is_empty() { ul.why { @for (line, reason) in &added.problems { li { (t!("virtual-problem", line = line.to_string())) " " (reason) } } } }
        }))
    }
}

fn virtual_table(rows: &[VirtualIbanLine], session: &Session) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("virtual-title")) }
            thead { tr { th scope="col" { "IBAN" } th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("virtual-column-for")) } th scope="col" { (t!("memory-column-origin")) } th scope="col" { (t!("column-act")) } } }
            tbody {
                @for row in rows {
                    tr {
                        td.lead { span.amt { (row.iban) } }
                        td data-label=(t!("column-debtor")) { a href={ "/debiteurs/" (row.debtor) } { (row.debtor_name) } }
                        td.full { @if !row.item.is_empty() { (t!("virtual-item", number = row.item.as_str())) } @else if row.point_of_sale.is_empty() { (t!("virtual-account")) } @if !row.point_of_sale.is_empty() { " " (t!("virtual-place", name = row.point_of_sale.as_str())) } small { (row.note) } }
                        td.full { (row.actor) small { (at(row.at)) } }
                        td.full { @if session.may(Permission::MatchBank) { (post(&format!("{VIRTUAL}/revoquer"), "small", &t!("memory-revoke"), None, &[("id", row.id.to_string())])) } }
                    }
                }
            }
        }
    }
}

fn virtual_form(list: &str) -> Markup {
    html! {
        form.card.stack.apart method="post" action=(VIRTUAL) {
            header { h2 { (t!("virtual-add-title")) } }
            div.field { label for="liste" { (t!("virtual-list")) } textarea #liste name="liste" rows="5" required { (list) } small { (t!("virtual-list-help")) } }
            p.muted { code { (t!("virtual-example")) } }
            div.acts { button.btn.go type="submit" { (t!("virtual-add-do")) } }
        }
    }
}

/// A list that is pasted.
#[derive(Debug, Default, Deserialize)]
pub struct Pasted {
    #[serde(default)]
    liste: String,
}

/// Adds virtual IBANs; the page tells what was added and what is wrong, and keeps the list.
pub async fn add_virtual(State(site): State<Site>, session: Session, Form(typed): Form<Pasted>) -> Answer {
    let added = desk::add_virtual_ibans(site.app(), &session.scope, &typed.liste).await?;
    let left: Vec<&str> = typed
        .liste
        .lines()
        .enumerate()
        .filter(|(at, _)| added.problems.iter().any(|(line, _)| *line == at + 1))
        .map(|(_, line)| line)
        .collect();
    virtual_page(&site, &session, &Asked::default(), Some((&added, &left.join("\n")))).await
}

/// Revokes a virtual IBAN.
pub async fn revoke_virtual(State(site): State<Site>, session: Session, Form(typed): Form<Revoked>) -> Answer {
    told(desk::revoke_virtual_iban(site.app(), &session.scope, VirtualIbanId(typed.id)).await, VIRTUAL, &t!("virtual-revoked"))
}

/// The settings of matching.
pub async fn settings(State(site): State<Site>, session: Session) -> Answer {
    let settings = desk::settings(site.app(), &session.scope).await?;
    let typed = TypedSettings {
        automatique: settings.automatic_from.to_string(),
        propose: settings.propose_from.to_string(),
        arrondi: settings.tolerance.shown(),
        frais: settings.max_bank_fee.shown(),
        tiers: settings.third_party_from.to_string(),
        escompte: settings.discount.map(|discount| app::text::solving::percent(discount.rate)).unwrap_or_default(),
        jours: settings.discount.map(|discount| discount.days.to_string()).unwrap_or_default(),
    };
    settings_page(&site, &session, &typed, "").await
}

/// Settings as typed.
#[derive(Debug, Default, Deserialize)]
pub struct TypedSettings {
    #[serde(default)]
    automatique: String,
    #[serde(default)]
    propose: String,
    #[serde(default)]
    arrondi: String,
    #[serde(default)]
    frais: String,
    #[serde(default)]
    tiers: String,
    #[serde(default)]
    escompte: String,
    #[serde(default)]
    jours: String,
}

impl TypedSettings {
    fn read(&self) -> Option<Settings> {
        let money = |text: &str| Cents::typed(text).ok();
        Some(Settings {
            automatic_from: self.automatique.trim().parse().ok()?,
            propose_from: self.propose.trim().parse().ok()?,
            tolerance: money(&self.arrondi)?,
            max_bank_fee: money(&self.frais)?,
            third_party_from: self.tiers.trim().parse().ok()?,
            discount: self.discount()?,
        })
    }

    /// `None` when it does not read; without a rate and days, or with a rate of zero, there is no discount.
    fn discount(&self) -> Option<Option<CashDiscount>> {
        let (rate, days) = (self.escompte.trim().trim_end_matches('%').trim(), self.jours.trim());
        if rate.is_empty() && days.is_empty() {
            return Some(None);
        }
        let days = if days.is_empty() { 0 } else { days.parse().ok()? };
        if rate.is_empty() {
            return Some(Some(CashDiscount { rate: 0, days }));
        }
        // Beyond what a rate can be, the rule says why.
        let rate = u16::try_from(Cents::typed(rate).ok()?.0).unwrap_or(u16::MAX);
        Some((rate > 0).then_some(CashDiscount { rate, days }))
    }
}

async fn settings_page(site: &Site, session: &Session, typed: &TypedSettings, error: &str) -> Answer {
    let field = |name: &str, label: String, help: String, value: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) inputmode="decimal" required value=(value); small { (help) } } }
    };
    let optional = |name: &str, label: String, help: String, value: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) inputmode="decimal" value=(value); small { (help) } } }
    };
    let euro = Currency::EUR.symbol();
    let body = html! {
        (head(&t!("matching-settings-title"), &html! { (t!("matching-settings-sub")) }, &html! { a.btn.small href="/encaissements" { (t!("match-back")) } }))
        @if !error.is_empty() { (flash(Tone::Late, &html! { (error) })) }
        form.card.stack method="post" action=(SETTINGS) {
            div.fields.wide {
                (field("automatique", t!("setting-automatic"), t!("setting-automatic-help"), &typed.automatique))
                (field("propose", t!("setting-propose"), t!("setting-propose-help"), &typed.propose))
                (field("arrondi", t!("setting-tolerance", unit = euro), t!("setting-tolerance-help"), &typed.arrondi))
                (field("frais", t!("setting-fee", unit = euro), t!("setting-fee-help"), &typed.frais))
                (field("tiers", t!("setting-third"), t!("setting-third-help"), &typed.tiers))
                (optional("escompte", t!("setting-discount"), t!("setting-discount-help"), &typed.escompte))
                (optional("jours", t!("setting-discount-days"), t!("setting-discount-days-help"), &typed.jours))
            }
            div.acts { button.btn.go type="submit" { (t!("setting-save")) } }
        }
    };
    framed(site, session, Sheet::new(t!("matching-settings-title"), Section::Inbox, body)).await
}

/// Changes the settings; what was typed stays when it is refused.
pub async fn set_settings(State(site): State<Site>, session: Session, Form(typed): Form<TypedSettings>) -> Answer {
    let Some(wanted) = typed.read() else { return settings_page(&site, &session, &typed, &t!("setting-unread")).await };
    match desk::set_settings(site.app(), &session.scope, &wanted).await {
        Ok(()) => Ok(back(SETTINGS, Tone::Ok, &t!("setting-saved"))),
        Err(error) if error.status() == 422 => settings_page(&site, &session, &typed, &error.french()).await,
        Err(error) => Err(Failure::from(error)),
    }
}

/// The group of a debtor, on its page.
///
/// # Errors
/// [`Failure`] when the base does not answer.
pub(super) async fn group_section(site: &Site, session: &Session, debtor: DebtorId) -> Result<Markup, Failure> {
    let group: GroupView = desk::group_of(site.app(), &session.scope, debtor).await?;
    let may = session.may(Permission::MatchBank);
    Ok(html! {
        @if may || !group.others.is_empty() {
            div.card #groupe {
                header { h2 { (t!("group-title")) } }
                @if let Some((id, _, name)) = &group.parent { p { (t!("group-parent")) " " a href={ "/debiteurs/" (id) } { (name) } } }
                @if !group.others.is_empty() { ul.plain { @for (id, name) in &group.others { li { a href={ "/debiteurs/" (id) } { (name) } } } } }
                @else { p.muted { (t!("group-none")) } }
                @if may {
                    form.stack.apart method="post" action={ "/debiteurs/" (debtor) "/groupe" } {
                        div.field { label for="parent" { (t!("group-parent-label")) } input #parent name="parent" value=(group.parent.as_ref().map_or("", |(_, code, _)| code)); small { (t!("group-parent-help")) } }
                        div.acts { button.btn.small type="submit" { (t!("group-do")) } }
                    }
                }
            }
        }
    })
}

/// A parent that is typed.
#[derive(Debug, Default, Deserialize)]
pub struct TypedParent {
    #[serde(default)]
    parent: String,
}

/// Gives a debtor a parent, or none.
pub async fn set_group(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<TypedParent>) -> Answer {
    let result = desk::set_parent(site.app(), &session.scope, DebtorId(id), &typed.parent).await;
    match result {
        Err(AppError::NotFound("debtor")) => Err(Failure::from(AppError::NotFound("debtor"))),
        result => told(result, &file(id, Tab::Settings).at("groupe").to_string(), &t!("group-done")),
    }
}
