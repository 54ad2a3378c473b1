//! Everything about one debtor: items, contacts, what would leave tonight, what happened, and why.

use app::Permission;
use app::debtor_file::{DebtorFile, HoldLine, ItemLine};
use app::debtor_tabs::Band;
use app::einvoice::ItemDocument;
use app::message::Preview;
use app::text::locale::{self, Language};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::Date;
use domain::dunning::Outcome;
use domain::ids::{DebtorId, HoldId, OpenItemId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::debtor_tab::{Place, Tab, file as file_of, tabs};
use super::parts::{channel_icon, post, state_pill, with_icon};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::aged::bar_with_legend;
use crate::components::amount::{amount, late_amount};
use crate::components::date::{date, days_late};
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::phone::phone;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Open items shown, those that fell due first; the statement has all.
const OPEN_SHOWN: usize = 25;
/// Suspensions shown one by one.
const HOLDS_SHOWN: usize = 5;
/// Numbers of items named in a line.
const NUMBERS: usize = 12;
/// Messages of tonight shown.
const TONIGHT: usize = 12;
/// Letters of the message that is shown before it leaves.
const PREVIEW: usize = 8_000;

/// The page: the band and one tab.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    let id = DebtorId(id);
    if let Some(survivor) = app::accounts::survivor(site.app(), &session.scope, id).await? {
        return Ok(back(&format!("/debiteurs/{survivor}"), Tone::Soon, &t!("merge-redirected")));
    }
    let place = Place::new(id, asked);
    let account = app::accounts::view(site.app(), &session.scope, id).await?;
    let band = app::debtor_tabs::band(site.app(), &session.scope, id).await?;
    let content = match place.tab {
        Tab::Overview => overview(&site, &session, &place, &band).await?,
        Tab::Statement => super::debtor_statement::tab(&site, &session, &place, &band).await?,
        Tab::Payments => super::settlement::section(&site, &session, &place).await?,
        Tab::Agreements => agreements(&site, &session, &place).await?,
        Tab::Disputes => disputes(&site, &session, &place).await?,
        Tab::Documents => super::debtor_documents::tab(&site, &session, &place).await?,
        Tab::Settings => settings(&site, &session, &place).await?,
        Tab::History => super::debtor_history::tab(&site, &session, &place).await?,
    };
    let body = html! {
        (super::account::company(&account))
        (title(&band, &session))
        (holds(&band, &session))
        (figures(&band, place.tab == Tab::Overview))
        (tabs(id, place.tab))
        (content)
    };
    framed(&site, &session, Sheet::new(band.debtor.name.clone(), Section::Debtors, body)).await
}

/// What is owed, what comes, whom to ask.
async fn overview(site: &Site, session: &Session, place: &Place, band: &Band) -> Result<Markup, Failure> {
    let (id, today) = (place.debtor, site.app().today());
    let file = app::debtor_file::debtor_file(site.app(), &session.scope, id).await?;
    // A creditor without its mentions has no preview; the dashboard says what is missing.
    let preview = app::message::preview(site.app(), &session.scope, id).await.ok().flatten();
    let documents = super::einvoice::documents(site, session, id).await?;
    let score = app::score::of(site.app(), &session.scope, id).await?;
    let stops = app::sms::stops(site.app(), &session.scope).await?;
    let path = format!("/debiteurs/{id}");
    Ok(html! {
        div.grid.two {
            div {
                (items(&file, &documents, session, today))
                @if band.settled_count > 0 { p.more { a href=(file_of(id, Tab::Statement).with("voir", super::debtor_statement::SETTLED)) { (t!("settled-title", count = band.settled_count)) } } }
                (super::debtor_history::newest(&file.timeline, place, session, today))
            }
            div {
                (tonight(&file, preview.as_ref()))
                (super::contact_calendar::card(&file, today))
                (contacts(&file, &stops, &path, session))
                (super::debtor_score::card(score.as_ref()))
                @if session.may(Permission::HoldReminders) { (pause_form(&path, None)) }
            }
        }
    })
}

/// What was agreed on how and when to pay.
async fn agreements(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    Ok(html! {
        div.grid.two {
            div { (super::promise::card(site, session, place).await?) }
            div { (super::plan::section(site, session, place).await?) (super::compromise::section(site, session, place).await?) }
        }
        (super::deferral::section(site, session, place).await?)
    })
}

/// What is contested, why items are late, and what proves them.
async fn disputes(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    Ok(html! {
        div.grid.two {
            div { (super::dispute_form::section(site, session, place).await?) (super::limit_list::of_debtor(site, session, place.debtor).await?) }
            div { (super::causes::card(site, session, place).await?) }
        }
        (super::claims::section(site, session, place).await?)
    })
}

/// How this account is treated.
async fn settings(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let id = place.debtor;
    let care = app::care::of(site.app(), &session.scope, id).await?;
    let courtesy = app::courtesy::of(site.app(), &session.scope, id).await?;
    Ok(html! {
        div.grid.two {
            div {
                (super::scenario_rules::section(site, session, id).await?)
                (super::care::card(&care, id, session))
                (super::courtesy::card(courtesy.as_ref(), id, session))
            }
            div {
                (super::settlement::terms_card(site, session, place).await?)
                (super::veto::card(&care, id, session))
                (super::payers::group_section(site, session, id).await?)
            }
        }
    })
}

/// The statement of the account, as a PDF.
pub async fn statement(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let bytes = app::message::statement(site.app(), &session.scope, DebtorId(id)).await?;
    // No name of a file speaks of a debt.
    let name = format!("inline; filename=\"document-{}.pdf\"", site.app().today());
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

fn title(band: &Band, session: &Session) -> Markup {
    let debtor = &band.debtor;
    let path = format!("/debiteurs/{}", debtor.id);
    head(
        &debtor.name,
        &html! {
            (debtor.code) @if let Some(siren) = &debtor.siren { " · SIREN " (siren.spaced()) } " · " (app::text::debtor_kind(debtor.kind))
            @if !debtor.category.is_empty() { " · " (debtor.category) } @if !debtor.collector.is_empty() { " · " (t!("followed-by", name = debtor.collector.as_str())) }
            @if !band.salesman.is_empty() { " · " (t!("file-salesman", name = band.salesman.as_str())) }
            @if let Some((parent, name)) = &band.parent { " · " (t!("file-group")) " " a href=(file_of(parent, Tab::Settings).at("groupe")) { (name) } }
            " · " a href=(Link::new("/indicateurs").with("debiteur", debtor.id)) { (t!("file-figures")) }
        },
        &html! {
            a.btn href={ (path) "/fiche" } { (icon(Icon::Debtor)) (t!("account-open")) }
            a.btn href={ (path) "/penalites" } { (icon(Icon::Percent)) (t!("nav-penalties")) }
            @if session.may(Permission::ViewMessages) && band.open_count > 0 { a.btn href={ (path) "/releve.pdf" } data-key="r" { (icon(Icon::Document)) (t!("statement-of-account")) } }
            @if session.may(Permission::HoldReminders) { a.btn href={ "/promesses/nouvelle?debiteur=" (debtor.id) } data-key="p" { (icon(Icon::Done)) (t!("promise-new")) } a.btn href={ (path) "/statut" } data-key="s" { (t!("status-title")) } }
            @if session.may(Permission::ManageClaims) { a.btn href={ (path) "/litige" } { (icon(Icon::Scales)) (t!("dispute-new")) } }
            @if session.may(Permission::ManageClaims) { a.btn href={ (path) "/echeancier" } { (icon(Icon::Calendar)) (t!("plan-new")) } }
            @if session.may(Permission::ManageClaims) { a.btn href={ (path) "/negociation" } data-key="v" { (icon(Icon::Message)) (t!("negotiation-title")) } }
            @if session.may(Permission::HoldReminders) { a.btn href=(file_of(debtor.id, Tab::Overview).at("pause")) { (icon(Icon::Pause)) (t!("pause")) } }
        },
    )
}

fn holds(band: &Band, session: &Session) -> Markup {
    let path = format!("/debiteurs/{}", band.debtor.id);
    // What one promise suspends is said once.
    let groups: Vec<&[HoldLine]> =
        band.holds.chunk_by(|a, b| a.is_promise && b.is_promise && (a.created_at, &a.note) == (b.created_at, &b.note)).collect();
    let more = groups.len().saturating_sub(HOLDS_SHOWN);
    html! {
        @for same in groups.iter().take(HOLDS_SHOWN) { (held(same, &path, session)) }
        @if more > 0 { p.more { a href=(super::items::of_debtor(band.debtor.id).with("etat", "suspendu")) { (t!("held-more", count = more)) } } }
    }
}

/// A suspension, and the way to end it.
pub(super) fn held(same: &[HoldLine], path: &str, session: &Session) -> Markup {
    let Some(hold) = same.first() else { return html! {} };
    let numbers: Vec<&str> = same.iter().filter_map(|hold| hold.item_number.as_deref()).collect();
    flash(
        Tone::Soon,
        &html! {
            strong { (t!("held-title")) }
            @if !numbers.is_empty() { " (" (first_numbers(&numbers)) ")" }
            @if let Some(until) = hold.until { " " (t!("held-until", date = locale::date(until))) } @else { " " (t!("held-open")) }
            " — " (hold.note) " · " (hold.created_by)
            @if session.may(Permission::HoldReminders) { " " (post(&format!("{path}/reprise"), "small", &t!("resume"), None, &[("hold", hold.id.to_string())])) }
        },
    )
}

/// The first numbers, and how many more.
pub(super) fn first_numbers(numbers: &[&str]) -> Markup {
    let others = numbers.len().saturating_sub(NUMBERS);
    html! { (numbers[..numbers.len() - others].join(", ")) @if others > 0 { " " (t!("coming-others", count = others)) } }
}

fn figures(band: &Band, is_drawn: bool) -> Markup {
    html! {
        @for (currency, ageing) in &band.currency_balances {
            div.figures {
                div.figure { span.label { (t!("figure-exposure")) } span.value { (amount(ageing.total(), *currency)) } }
                div.figure { span.label { (t!("figure-overdue")) } span.value { (late_amount(ageing.overdue(), *currency)) } }
                div.figure { span.label { (app::text::bucket(domain::ledger::Bucket::NotDue)) } span.value { (amount(ageing.get(domain::ledger::Bucket::NotDue), *currency)) } }
                div.figure { span.label { (t!("figure-credits")) } span.value { (amount(ageing.get(domain::ledger::Bucket::Credits), *currency)) } }
                @for (_, sum) in band.disputed.iter().filter(|(known, _)| known == currency) {
                    a.figure href=(file_of(band.debtor.id, Tab::Disputes)) { span.label { (t!("file-disputed")) } span.value { (amount(*sum, *currency)) } }
                }
            }
            @if is_drawn { section { (bar_with_legend(ageing, *currency)) } }
        }
        @if band.currency_balances.is_empty() { (flash(Tone::Ok, &html! { (t!("debtor-clear")) })) }
    }
}

/// `is_capped` says that the night's cap may leave it to a later one.
fn outcome_pill(line: &ItemLine, is_capped: bool) -> Markup {
    match line.outcome {
        Some(_) if !line.item.kind.is_debit() => pill(Tone::Neutral, &t!("outcome-credit")),
        Some(Outcome::Send { .. }) if is_capped => pill(Tone::Accent, &t!("outcome-send-capped")),
        Some(Outcome::Send { .. }) => pill(Tone::Accent, &t!("outcome-send")),
        Some(Outcome::Hold { .. }) => pill(Tone::Soon, &t!("outcome-hold")),
        Some(Outcome::NotYet { .. }) => pill(Tone::Neutral, &t!("outcome-not-yet")),
        Some(Outcome::Exhausted) => pill(Tone::Late, &t!("outcome-exhausted")),
        None => pill(Tone::Ok, &t!("outcome-settled")),
    }
}

/// What an item gets today, and what it got last. A credit asks for nothing: its word is enough.
fn why(line: &ItemLine, file: &DebtorFile) -> Markup {
    let asked = file.tonight.iter().find(|planned| planned.items.iter().any(|(number, _)| *number == line.item.number));
    let done =
        asked.filter(|_| matches!(line.outcome, Some(Outcome::Send { .. }))).and_then(|planned| Some((planned.already?, planned.channel)));
    let is_capped = file.cap_ahead.is_some() && asked.is_some_and(|planned| planned.channel.leaves_by_itself());
    html! {
        @if let Some((state, channel)) = done { (state_pill(state, channel)) }
        @else {
            (outcome_pill(line, is_capped))
            @if line.item.kind.is_debit() { small { (line.why) } }
        }
        @if let Some((step, on)) = &line.last_step { small { (t!("last-step", step = step.as_str(), date = locale::date(*on))) } }
    }
}

fn items(file: &DebtorFile, documents: &[ItemDocument], session: &Session, today: Date) -> Markup {
    let open: Vec<&ItemLine> = file.items.iter().filter(|line| line.outcome.is_some()).collect();
    html! {
        section.card.flush {
            header { h2 { (t!("items-title")) } span.muted { (t!("items", count = open.len())) } }
            @if open.is_empty() { (empty(&t!("items-empty-title"), &t!("items-empty-text"), None)) }
            @else {
                table.table.cards {
                    thead { tr {
                        th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-late")) }
                        th.r scope="col" { (t!("column-open")) } th.say scope="col" { (t!("column-why")) }
                    } }
                    tbody {
                        @for line in open.iter().take(OPEN_SHOWN) {
                            tr data-row="" {
                                td.lead { strong { a href={ "/debiteurs/" (file.debtor.id) "/vie?poste=" (line.item.id) } title=(t!("life-link")) { (line.item.number) } } small { (app::text::item_kind(line.item.kind)) " · " (date(line.item.issued_on)) @if let Some(file) = line.origin { " · " a href={ "/imports/" (file) } { (t!("item-origin")) } } (super::einvoice::links(documents, file.debtor.id, line.item.id)) @if line.item.kind.is_debit() && session.may(Permission::HoldReminders) { " · " a href={ "/promesses/nouvelle?debiteur=" (file.debtor.id) "&poste=" (line.item.id) } data-row-key="p" { (t!("promise-of-item")) } } } }
                                td data-label=(t!("column-due")) { @if line.item.kind.is_debit() { (date(line.item.due_on)) @if line.item.due_estimated { small title=(t!("due-estimated-why")) { (t!("due-estimated")) } } @if let Some(expected) = line.expected { small { (app::text::plans::expected(expected)) } } } @else { span.muted { "–" } } }
                                td.r data-label=(t!("column-late")) { @if line.item.is_overdue(today) { (days_late(line.days_late)) } @else { span.muted { "–" } } }
                                td.r.key { strong { (amount(line.item.open, line.item.currency)) } @if line.item.open != line.item.amount { small { (t!("out-of")) " " (amount(line.item.amount, line.item.currency)) } } }
                                td.full.say { (why(line, file)) }
                            }
                        }
                    }
                }
                @if open.len() > OPEN_SHOWN { p.more { a href=(file_of(file.debtor.id, Tab::Statement)) { (t!("debtor-all-items", count = open.len())) } } }
            }
        }
    }
}

fn tonight(file: &DebtorFile, preview: Option<&Preview>) -> Markup {
    html! {
        div.card {
            header { h2 { (t!("tonight-title")) } a href="/ce-soir" { (t!("nav-tonight")) } }
            @if file.tonight.is_empty() { p.muted { (t!("tonight-nothing")) } }
            @if let Some(cap) = file.cap_ahead { p #plafond { (t!("tonight-capped", count = cap)) } }
            @for line in file.tonight.iter().take(TONIGHT) {
                p.inline { (with_icon(channel_icon(line.channel), &html! { strong { (app::text::step(&line.step_key)) } })) (amount(line.asked, line.currency)) @if let Some(state) = line.already { (state_pill(state, line.channel)) } }
                p.muted { (first_numbers(&line.items.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>())) @if !line.recipient.is_empty() { " → " (line.recipient) } }
            }
            @if let Some(more) = file.tonight.len().checked_sub(TONIGHT).filter(|more| *more > 0) { p.muted { (t!("coming-others", count = more)) } }
            @if let Some(preview) = preview { (message(preview, Language::of_debtor(&file.debtor.language).code())) }
        }
    }
}

/// The message as it would leave; of one that names hundreds of items the beginning.
fn message(preview: &Preview, language: &str) -> Markup {
    let end = preview.text.char_indices().nth(PREVIEW).map_or(preview.text.len(), |(end, _)| end);
    let shown = &preview.text[..end];
    html! {
        details.behind {
            summary { (t!("preview-title")) }
            @if !preview.subject.is_empty() { p.subject lang=(language) { strong { (preview.subject) } } }
            p.mailtext lang=(language) { (shown) @if end < preview.text.len() { "…" } }
            @if end < preview.text.len() { p.muted { (t!("preview-goes-on")) } }
            (super::parts::copies(&preview.copies, &preview.without))
        }
    }
}

fn contacts(file: &DebtorFile, stops: &[app::sms::Stop], path: &str, session: &Session) -> Markup {
    let address = &file.debtor.address;
    html! {
        div.card #contacts {
            header { h2 { (t!("contacts-title")) } }
            @if file.contacts.is_empty() { p.muted { (t!("contacts-empty")) } }
            @for contact in &file.contacts {
                p { strong { @if contact.name.is_empty() { (t!("contact-unnamed")) } @else { (contact.name) } } }
                p { @if let Some(email) = &contact.email { (with_icon(Icon::Message, &html! { a href={ "mailto:" (email) } { (email) } })) @if let Some((_, on, why)) = file.unreachable.iter().find(|(id, ..)| *id == contact.id) { " " (pill(Tone::Late, &t!("contact-unreachable"))) small.muted { " " (date(*on)) " – " (why) } } } @else { (pill(Tone::Late, &t!("state-no-email"))) } }
                @if !contact.phone.is_empty() { p { (with_icon(Icon::Call, &html! { a href={ "tel:" (contact.phone.replace(' ', "")) } { (phone(&contact.phone)) } })) } }
                (super::sms::of_contact(contact, stops, path, session))
            }
            @if address.is_postable() { p.muted { (address.lines.join(", ")) ", " (address.postcode) " " (address.city) } }
        }
    }
}

/// What is typed as a note.
#[derive(Debug, Deserialize)]
pub struct Noted {
    #[serde(default)]
    note: String,
    #[serde(default)]
    onglet: String,
}

/// Writes a note.
pub async fn note(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Noted>) -> Answer {
    let to = file_of(id, Tab::from_code(&typed.onglet)).at("historique").to_string();
    match app::accounts::note(site.app(), &session.scope, DebtorId(id), &typed.note).await {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("note-done"))),
        Err(error) => Ok(refused(&to, error)?),
    }
}

/// Suspends the reminders of one item, or of the whole account.
pub(super) fn pause_form(path: &str, item: Option<OpenItemId>) -> Markup {
    html! {
        div.card #pause {
            header { h2 { @if item.is_some() { (t!("pause-one-title")) } @else { (t!("pause-title")) } } }
            form.stack method="post" action={ (path) "/pause" } {
                @match item {
                    Some(item) => { input type="hidden" name="item" value=(item); input type="hidden" name="retour" value=(LIFE); }
                    None => p.muted { (t!("pause-whole-account")) " " a href={ (path) "?onglet=" (Tab::Statement.code()) } { (t!("pause-one-item")) } },
                }
                (day::field("until", "until", &html! { (t!("pause-until")) " " span.muted { (t!("field-optional")) } }, ""))
                div.field { label for="note" { (t!("pause-note")) } input #note name="note" required maxlength="300"; small { (t!("pause-note-help")) } }
                div.acts { button.btn type="submit" { (t!("pause-do")) } }
            }
        }
    }
}

/// What was typed to suspend reminders.
#[derive(Debug, Deserialize)]
pub struct Pause {
    #[serde(default)]
    item: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    retour: String,
}

/// What a form on an item's own page says to come back there.
pub(super) const LIFE: &str = "vie";

/// The page of an item's life.
pub(super) fn life_of(debtor: impl std::fmt::Display, item: impl std::fmt::Display) -> String {
    format!("/debiteurs/{debtor}/vie?poste={item}")
}

/// Back to the page that asked: the debtor's file, the item's life, or the night's.
fn return_to(asked: &str, id: Uuid, item: Option<OpenItemId>) -> String {
    match (asked, item) {
        ("ce-soir", _) => "/ce-soir".to_owned(),
        (LIFE, Some(item)) => life_of(id, item),
        _ => format!("/debiteurs/{id}"),
    }
}

/// Says a refusal where it happened.
fn refused(to: &str, error: app::AppError) -> Result<Response, Failure> {
    match error.status() {
        422 | 409 => Ok(back(to, Tone::Late, &error.french())),
        _ => Err(error.into()),
    }
}

/// Suspends reminders.
pub async fn pause(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Pause>) -> Answer {
    let item: Option<OpenItemId> = typed.item.parse().ok();
    let to = return_to(&typed.retour, id, item);
    let until = day::read(&typed.until, site.app().today(), Missing::Coming);
    if !typed.until.trim().is_empty() && until.is_none() {
        return Ok(back(&to, Tone::Late, &t!("pause-bad-date")));
    }
    match app::tonight::hold(site.app(), &session.scope, DebtorId(id), item, until, &typed.note).await {
        Ok(_) => Ok(back(&to, Tone::Ok, &t!("paused-done"))),
        Err(error) => refused(&to, error),
    }
}

/// Which suspension ends.
#[derive(Debug, Deserialize)]
pub struct Resume {
    hold: String,
}

/// Resumes reminders.
pub async fn resume(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Resume>) -> Answer {
    let to = format!("/debiteurs/{id}");
    let Ok(hold) = typed.hold.parse::<HoldId>() else { return Ok(back(&to, Tone::Late, &t!("error-bad-request-text"))) };
    match app::tonight::release(site.app(), &session.scope, hold, DebtorId(id)).await {
        Ok(()) => Ok(back(&to, Tone::Ok, &t!("resumed-done"))),
        Err(error) => refused(&to, error),
    }
}
