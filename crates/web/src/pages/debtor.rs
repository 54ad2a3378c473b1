//! Everything about one debtor: items, contacts, what would leave tonight, what happened, and why.

use app::Permission;
use app::debtor_file::{DebtorFile, ItemLine, TimelineEntry, TimelineKind};
use app::einvoice::ItemDocument;
use app::message::Preview;
use app::text::locale::{self, Language, ShownIn as _};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::Date;
use domain::dunning::Outcome;
use domain::ids::{DebtorId, HoldId, OpenItemId};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
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
use crate::components::timeline::{Moment, timeline};
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// Open items shown, those that fell due first; the list of items has all.
const OPEN_SHOWN: usize = 25;
/// Moments of the history shown before "see the others".
const SHOWN: usize = 20;

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let id = DebtorId(id);
    if let Some(survivor) = app::accounts::survivor(site.app(), &session.scope, id).await? {
        return Ok(back(&format!("/debiteurs/{survivor}"), Tone::Soon, &t!("merge-redirected")));
    }
    let account = app::accounts::view(site.app(), &session.scope, id).await?;
    let file = app::debtor_file::debtor_file(site.app(), &session.scope, id).await?;
    // A creditor without its mentions has no preview; the dashboard says what is missing.
    let preview = app::message::preview(site.app(), &session.scope, id).await.ok().flatten();
    let title = file.debtor.name.clone();
    let settlement = super::settlement::section(&site, &session, id).await?;
    let limits = super::limit_list::of_debtor(&site, &session, id).await?;
    let documents = super::einvoice::documents(&site, &session, id).await?;
    let stops = app::sms::stops(site.app(), &session.scope).await?;
    let say = app::care::of(site.app(), &session.scope, id).await?;
    let courtesy = app::courtesy::of(site.app(), &session.scope, id).await?;
    let disputes = super::dispute_form::section(&site, &session, id).await?;
    let promises = html! { (super::promise::card(&site, &session, id).await?) (super::causes::card(&site, &session, id).await?) };
    let care = html! { (promises) (disputes) (super::care::card(&say, id, &session)) (super::veto::card(&say, id, &session)) (super::courtesy::card(courtesy.as_ref(), id, &session)) };
    let body = html! {
        (super::account::company(&account))
        (view(&file, preview.as_ref(), (&settlement, &limits, &care, &documents), (&stops, &session), site.app().today()))
        (super::plan::section(&site, &session, id).await?)
        (super::compromise::section(&site, &session, id).await?)
        (super::deferral::section(&site, &session, id).await?)
        (super::scenario_rules::section(&site, &session, id).await?)
        (super::claims::section(&site, &session, id).await?)
        (super::payers::group_section(&site, &session, id).await?)
    };
    framed(&site, &session, Sheet::new(title, Section::Debtors, body)).await
}

/// The statement of the account, as a PDF.
pub async fn statement(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    let bytes = app::message::statement(site.app(), &session.scope, DebtorId(id)).await?;
    // No name of a file speaks of a debt.
    let name = format!("inline; filename=\"document-{}.pdf\"", site.app().today());
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

fn view(
    file: &DebtorFile,
    preview: Option<&Preview>,
    (settlement, limits, care, documents): (&Markup, &Markup, &Markup, &[ItemDocument]),
    (stops, session): (&[app::sms::Stop], &Session),
    today: Date,
) -> Markup {
    let debtor = &file.debtor;
    let path = format!("/debiteurs/{}", debtor.id);
    html! {
        (head(&debtor.name, &html! {
            (debtor.code) @if let Some(siren) = &debtor.siren { " · SIREN " (siren.spaced()) } " · " (app::text::debtor_kind(debtor.kind))
            @if !debtor.category.is_empty() { " · " (debtor.category) } @if !debtor.collector.is_empty() { " · " (t!("followed-by", name = debtor.collector.as_str())) }
        }, &html! {
            a.btn href={ (path) "/fiche" } { (icon(Icon::Debtor)) (t!("account-open")) }
            a.btn href={ (path) "/penalites" } { (icon(Icon::Percent)) (t!("nav-penalties")) }
            @if session.may(Permission::ViewMessages) && file.items.iter().any(|line| line.outcome.is_some()) { a.btn href={ (path) "/releve.pdf" } data-key="r" { (icon(Icon::Document)) (t!("statement-of-account")) } }
            @if session.may(Permission::HoldReminders) { a.btn href={ "/promesses/nouvelle?debiteur=" (debtor.id) } data-key="p" { (icon(Icon::Done)) (t!("promise-new")) } }
            @if session.may(Permission::ManageClaims) { a.btn href={ (path) "/litige" } { (icon(Icon::Scales)) (t!("dispute-new")) } }
            @if session.may(Permission::ManageClaims) { a.btn href={ (path) "/echeancier" } { (icon(Icon::Calendar)) (t!("plan-new")) } }
            @if session.may(Permission::ManageClaims) { a.btn href={ (path) "/negociation" } data-key="v" { (icon(Icon::Message)) (t!("negotiation-title")) } }
            @if session.may(Permission::HoldReminders) { a.btn href="#pause" { (icon(Icon::Pause)) (t!("pause")) } }
        }))
        (holds(file, &path, session))
        (figures(file))
        div.grid.two {
            div {
                (items(file, documents, session, today))
                (settled(file, documents))
                (settlement)
            }
            div {
                (tonight(file, preview))
                (super::contact_calendar::card(file, today))
                (limits)
                (contacts(file, stops, &path, session))
                @if session.may(Permission::HoldReminders) { (pause_form(file, &path)) }
                (care)
                div.card #historique { header { h2 { (t!("timeline-title")) } } @if session.may(Permission::HoldReminders) { (note_form(&path)) } (history(file, today)) }
            }
        }
    }
}

fn holds(file: &DebtorFile, path: &str, session: &Session) -> Markup {
    html! {
        // What one promise suspends is said once.
        @for same in file.holds.chunk_by(|a, b| a.is_promise && b.is_promise && (a.created_at, &a.note) == (b.created_at, &b.note)) {
            @let hold = &same[0];
            @let numbers = same.iter().filter_map(|hold| hold.item_number.as_deref()).collect::<Vec<_>>().join(", ");
            (flash(Tone::Soon, &html! {
                strong { (t!("held-title")) }
                @if !numbers.is_empty() { " (" (numbers) ")" }
                @if let Some(until) = hold.until { " " (t!("held-until", date = locale::date(until))) } @else { " " (t!("held-open")) }
                " — " (hold.note) " · " (hold.created_by)
                @if session.may(Permission::HoldReminders) { " " (post(&format!("{path}/reprise"), "small", &t!("resume"), None, &[("hold", hold.id.to_string())])) }
            }))
        }
    }
}

fn figures(file: &DebtorFile) -> Markup {
    html! {
        @for (currency, ageing) in &file.currency_balances {
            div.figures {
                div.figure { span.label { (t!("figure-exposure")) } span.value { (amount(ageing.total(), *currency)) } }
                div.figure { span.label { (t!("figure-overdue")) } span.value { (late_amount(ageing.overdue(), *currency)) } }
                div.figure { span.label { (app::text::bucket(domain::ledger::Bucket::NotDue)) } span.value { (amount(ageing.get(domain::ledger::Bucket::NotDue), *currency)) } }
                div.figure { span.label { (t!("figure-credits")) } span.value { (amount(ageing.get(domain::ledger::Bucket::Credits), *currency)) } }
            }
            section { (bar_with_legend(ageing, *currency)) }
        }
        @if file.currency_balances.is_empty() { (flash(Tone::Ok, &html! { (t!("debtor-clear")) })) }
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
                @if open.len() > OPEN_SHOWN { p.more { a href=(super::items::of_debtor(file.debtor.id)) { (t!("debtor-all-items", count = open.len())) } } }
            }
        }
    }
}

fn settled(file: &DebtorFile, documents: &[ItemDocument]) -> Markup {
    let settled: Vec<&ItemLine> = file.items.iter().filter(|line| line.outcome.is_none()).collect();
    html! {
        @if !settled.is_empty() {
            section.card {
                details {
                    summary { (t!("settled-title", count = file.settled_count)) }
                    @if file.settled_count > settled.len() { p.muted { (t!("settled-newest", shown = settled.len())) } }
                    table.table.compact.cards {
                        thead { tr { th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-issued")) } th.r scope="col" { (t!("column-amount")) } } }
                        tbody { @for line in &settled { tr { td.lead { a href={ "/debiteurs/" (file.debtor.id) "/vie?poste=" (line.item.id) } title=(t!("life-link")) { (line.item.number) } small { (app::text::item_kind(line.item.kind)) @if let Some(file) = line.origin { " · " a href={ "/imports/" (file) } { (t!("item-origin")) } } (super::einvoice::links(documents, file.debtor.id, line.item.id)) } } td data-label=(t!("column-issued")) { (date(line.item.issued_on)) } td.r.key { (amount(line.item.amount, line.item.currency)) } } } }
                    }
                }
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
            @for line in &file.tonight {
                p.inline { (with_icon(channel_icon(line.channel), &html! { strong { (app::text::step(&line.step_key)) } })) (amount(line.asked, line.currency)) @if let Some(state) = line.already { (state_pill(state, line.channel)) } }
                p.muted { (line.items.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>().join(", ")) @if !line.recipient.is_empty() { " → " (line.recipient) } }
            }
            @if let Some(preview) = preview {
                details.behind { summary { (t!("preview-title")) } @if !preview.subject.is_empty() { p.subject lang=(Language::of_debtor(&file.debtor.language).code()) { strong { (preview.subject) } } } p.mailtext lang=(Language::of_debtor(&file.debtor.language).code()) { (preview.text) } }
            }
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

/// A note, written on top of the history in which it will stand.
fn note_form(path: &str) -> Markup {
    html! {
        form.stack method="post" action={ (path) "/note" } {
            div.field { label for="note-dossier" { (t!("note-label")) } textarea #note-dossier name="note" rows="2" required maxlength=(app::accounts::NOTE) {} small { (t!("note-help")) } }
            div.acts { button.btn.small type="submit" { (t!("note-do")) } }
        }
    }
}

/// What is typed as a note.
#[derive(Debug, Deserialize)]
pub struct Noted {
    #[serde(default)]
    note: String,
}

/// Writes a note.
pub async fn note(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Noted>) -> Answer {
    let to = format!("/debiteurs/{id}");
    match app::accounts::note(site.app(), &session.scope, DebtorId(id), &typed.note).await {
        Ok(()) => Ok(back(&format!("{to}#historique"), Tone::Ok, &t!("note-done"))),
        Err(error) => Ok(refused(&to, error)?),
    }
}

fn pause_form(file: &DebtorFile, path: &str) -> Markup {
    let open: Vec<&ItemLine> = file.items.iter().filter(|line| line.outcome.is_some() && line.item.kind.is_debit()).collect();
    html! {
        div.card #pause {
            header { h2 { (t!("pause-title")) } }
            form.stack method="post" action={ (path) "/pause" } {
                div.field {
                    label for="item" { (t!("pause-what")) }
                    select #item name="item" {
                        option value="" { (t!("pause-all")) }
                        @for line in &open { option value=(line.item.id) { (line.item.number) " — " (line.item.open.shown_in(line.item.currency)) } }
                    }
                }
                (day::field("until", "until", &html! { (t!("pause-until")) " " span.muted { (t!("field-optional")) } }, ""))
                div.field { label for="note" { (t!("pause-note")) } input #note name="note" required maxlength="300"; small { (t!("pause-note-help")) } }
                div.acts { button.btn type="submit" { (t!("pause-do")) } }
            }
        }
    }
}

fn moment_word(entry: &TimelineEntry) -> Markup {
    let drawing = match entry.kind {
        TimelineKind::Message | TimelineKind::Received => Icon::Message,
        TimelineKind::Call => Icon::Call,
        TimelineKind::Letter | TimelineKind::Invoice | TimelineKind::CreditNote => Icon::Document,
        TimelineKind::Task | TimelineKind::Release => Icon::Done,
        TimelineKind::Payment => Icon::Bank,
        TimelineKind::Hold => Icon::Pause,
        TimelineKind::Note => Icon::Information,
    };
    with_icon(
        drawing,
        &html! { @if let Some(action) = entry.action { a href={ "/actions/" (action) } { (entry.title) } } @else if let Some(mail) = entry.mail { a href={ "/reponses/" (mail) } { (entry.title) } } @else { (entry.title) } },
    )
}

fn history(file: &DebtorFile, today: Date) -> Markup {
    if file.timeline.is_empty() {
        return html! { p.muted { (t!("timeline-empty")) } };
    }
    let moments: Vec<Moment> = file
        .timeline
        .iter()
        .map(|entry| Moment {
            on: entry.on,
            title: moment_word(entry),
            detail: html! {
                @if let Some((sum, currency)) = entry.amount { (amount(sum, currency)) @if !entry.detail.is_empty() { " · " } }
                (entry.detail) @if !entry.actor.is_empty() { " · " (entry.actor) }
            },
            aside: entry.state.map(|state| state_pill(state, channel_of(entry.kind))),
        })
        .collect();
    let (first, older) = moments.split_at(moments.len().min(SHOWN));
    html! {
        (timeline(first, today))
        @if !older.is_empty() { details.behind { summary { (t!("night-all", count = older.len())) } (timeline(older, today)) } }
    }
}

fn channel_of(kind: TimelineKind) -> domain::dunning::Channel {
    use domain::dunning::Channel;
    match kind {
        TimelineKind::Call => Channel::Call,
        TimelineKind::Letter => Channel::Letter,
        TimelineKind::Task => Channel::Task,
        _ => Channel::Email,
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

/// Back to the page that asked: the debtor's file, or the night's.
fn return_to(asked: &str, id: Uuid) -> String {
    if asked == "ce-soir" { "/ce-soir".to_owned() } else { format!("/debiteurs/{id}") }
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
    let to = return_to(&typed.retour, id);
    let item: Option<OpenItemId> = typed.item.parse().ok();
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
