//! Why invoices are late: the report, the card of a debtor, the words of the house.

use app::Permission;
use app::causes::{CauseSetting, DebtorCause, LateFilter, LateItem, MOST_WAIT_DAYS, OwnSetting, PER_PAGE, Report};
use app::text::locale::{self, ShownIn as _};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::cause::{Cause, NextAction};
use domain::ids::{CauseId, DebtorId, OpenItemId};
use domain::{Cents, Currency, Date};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::choice;
use super::debtor_tab::{Place, Tab, file};
use super::parts::{post, select};
use super::promises::share;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::{amount, percent};
use crate::components::date::{date, days_late};
use crate::components::flash::empty;
use crate::components::icon::{Icon, icon};
use crate::components::pager::Pager;
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const HERE: &str = "/causes";

/// The address's parameters.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    cause: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn filter(&self) -> LateFilter {
        let known = Cause::from_code(&self.cause).is_some() || self.cause == "none";
        LateFilter { cause: if known { self.cause.clone() } else { String::new() }, words: self.q.clone(), ..LateFilter::default() }
    }

    fn link(&self, path: &str) -> Link {
        Link::new(path).with("cause", &self.cause).with("q", &self.q)
    }
}

fn label(settings: &[CauseSetting], cause: Option<Cause>) -> String {
    settings.iter().find(|setting| Some(setting.cause) == cause).map_or_else(|| t!("causes-none"), |setting| setting.label.clone())
}

/// The report.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let page = asked.page.parse().unwrap_or(1).max(1);
    let report = app::causes::report(site.app(), &session.scope, &asked.filter(), (page, PER_PAGE)).await?;
    let settings = app::causes::settings(site.app(), &session.scope).await?;
    let mut causes = vec![(String::new(), t!("causes-all"))];
    causes.extend(settings.iter().map(|setting| (setting.cause.code().to_owned(), setting.label.clone())));
    causes.push(("none".to_owned(), t!("causes-none")));
    let body = html! {
        (head(&t!("nav-causes"), &html! { (t!("causes-sub")) }, &html! {
            a.btn href=(asked.link("/causes.csv")) { (icon(Icon::Download)) (t!("export-csv")) }
            a.btn href="/promesses" { (t!("nav-promises")) }
            @if session.may(Permission::RunNight) { a.btn href="/causes/reglages" { (t!("causes-settings")) } }
        }))
        div.figures {
            div.figure title=(t!("causes-rate-how")) { span.label { (t!("causes-rate")) } span.value { (share(report.rate())) } small { (t!("causes-rate-items", known = report.items.1, items = report.items.0)) } }
            a.figure href="/debiteurs?voir=echus&tri=-echu" { span.label { (t!("causes-late")) } span.value { (amount(report.late, Currency::EUR)) } }
            div.figure title=(t!("causes-rate-how")) { span.label { (t!("causes-unqualified")) } span.value { (amount(report.late - report.known, Currency::EUR)) } }
        }
        @if !report.shares.is_empty() { (split(&report, &settings)) }
        form.filters method="get" action=(HERE) data-auto="" {
            div.field.grow { label for="q" { (t!("causes-search")) } input #q type="search" name="q" value=(asked.q); }
            (select("cause", &t!("causes-which"), &causes, &asked.cause))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if report.lines.is_empty() { (empty(&t!("causes-empty-title"), &t!("causes-empty-text"), None)) }
        @else {
            section.card.flush { h2.sr { (t!("causes-items")) } (table(&report.lines, &settings, site.app().today())) }
            (Pager { page, per_page: PER_PAGE, total: report.total }.render(&asked.link(HERE)))
        }
    };
    framed(&site, &session, Sheet::new(t!("nav-causes"), Section::Promises, body)).await
}

fn split(report: &Report, settings: &[CauseSetting]) -> Markup {
    html! {
        section.card.flush {
            header { h2 { (t!("causes-split")) } }
            table.table.cards {
                thead { tr { th scope="col" { (t!("causes-which")) } th.r scope="col" { (t!("causes-items")) } th.r scope="col" { (t!("causes-late")) } th.r scope="col" { (t!("causes-share")) } } }
                tbody {
                    @for part in &report.shares {
                        tr data-row="" {
                            td.lead { a.open href={ (HERE) "?cause=" (part.cause.map_or("none", Cause::code)) } { (label(settings, part.cause)) } }
                            td.r data-label=(t!("causes-items")) { (locale::thousands(part.items)) }
                            td.r.key { @for (at, (currency, sum)) in part.sums.iter().enumerate() { @if at > 0 { " + " } (amount(*sum, *currency)) } }
                            td.r data-label=(t!("causes-share")) { (locale::percent(percent(part.sums.get(&Currency::EUR).copied().unwrap_or(Cents::ZERO), report.late))) }
                        }
                    }
                }
            }
        }
    }
}

fn table(lines: &[LateItem], settings: &[CauseSetting], today: Date) -> Markup {
    html! {
        table.table.cards {
            caption.sr { (t!("causes-items")) }
            thead { tr { th scope="col" { (t!("column-debtor")) } th scope="col" { (t!("column-number")) } th scope="col" { (t!("column-due")) } th.r scope="col" { (t!("column-open")) } th scope="col" { (t!("causes-which")) } } }
            tbody {
                @for line in lines {
                    tr data-row="" {
                        td.lead { a.open href=(card_at(line.debtor)) { (line.name) } small { (line.code) } }
                        td data-label=(t!("column-number")) { (line.number) }
                        td data-label=(t!("column-due")) { (date(line.due_on)) " " (days_late((today - line.due_on).num_days())) }
                        td.r.key { (amount(line.open, line.currency)) }
                        td.long data-label=(t!("causes-which")) {
                            @if line.cause.is_some() { (pill(Tone::Accent, &label(settings, line.cause))) }
                            @let status = app::text::causes::status(line.is_promised, line.is_disputed);
                            @if !status.is_empty() { " " (pill(if line.is_promised { Tone::Soon } else { Tone::Disputed }, &status)) }
                            @if line.cause.is_none() && status.is_empty() { span.muted { (t!("cause-unknown")) } }
                            @if !line.note.is_empty() { small { (line.note) } }
                            @if let Some((on, by)) = &line.noted { small { (t!("causes-noted-by", date = locale::date(*on), name = by.as_str())) } }
                        }
                    }
                }
            }
        }
    }
}

/// The report as a table for a spreadsheet, all pages in one.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let text = app::causes::csv(site.app(), &session.scope, &asked.filter()).await?;
    let name = format!("attachment; filename=\"causes-{}.csv\"", site.app().today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

/// Where the causes of a debtor's items are.
pub(super) fn card_at(debtor: impl std::fmt::Display) -> Link {
    file(debtor, Tab::Disputes).at("causes")
}

/// Overdue items of a page of the card.
const ON_CARD: u32 = 25;

/// The causes of a debtor's overdue items, in its file.
pub(super) async fn card(site: &Site, session: &Session, place: &Place) -> Result<Markup, Failure> {
    let items = app::causes::of_debtor(site.app(), &session.scope, place.debtor).await?;
    let settings = app::causes::settings(site.app(), &session.scope).await?;
    let copies = app::service_mail::copies_of(site.app(), &session.scope, place.debtor).await?;
    Ok(card_of(&items, &settings, (place, &copies), session))
}

fn card_of(
    items: &[DebtorCause],
    settings: &[CauseSetting],
    (place, copies): (&Place, &[app::service_mail::Copy]),
    session: &Session,
) -> Markup {
    let may = session.may(Permission::HoldReminders);
    let (shown, ways) = place.cut(items, "causes", ON_CARD);
    html! {
        div.card #causes {
            header { h2 { (t!("cause-card")) } a href=(HERE) { (t!("see-all")) } }
            @if items.is_empty() { p.muted { (t!("cause-none-late")) } }
            @if items.len() > shown.len() { (counts(items, settings)) }
            @if may { (deeds(items, settings, place.debtor, session)) }
            @for copy in copies.iter().take(3) { p.inline { a href={ "/actions/" (copy.action) } { (t!("cause-copy", date = locale::date(copy.on))) } (super::parts::state_pill(copy.state, domain::dunning::Channel::Email)) } }
            @for known in shown {
                @if let Some(row) = &known.current {
                    div.cause {
                        div {
                            p { strong { (known.item.number) } " " (pill(Tone::Accent, &label(settings, Some(row.cause)))) }
                            small.muted { @if !row.note.is_empty() { (row.note) " · " } (t!("causes-noted-by", date = locale::date(row.noted_on), name = row.noted_by.as_str())) @if !known.earlier.is_empty() { " · " (t!("cause-earlier")) " " (known.earlier.iter().take(3).map(|row| label(settings, Some(row.cause))).collect::<Vec<_>>().join(", ")) } }
                        }
                        @if may { (post(&format!("/causes/{}/retirer", row.id), "small", &t!("cause-undo"), None, &[])) }
                    }
                }
            }
            @if may && !items.is_empty() { (form(shown, items.len(), settings, place.debtor)) }
            (ways)
        }
    }
}

/// How many items have which cause, where they are too many for one page.
fn counts(items: &[DebtorCause], settings: &[CauseSetting]) -> Markup {
    let of = |cause: Option<Cause>| items.iter().filter(|known| known.current.as_ref().map(|row| row.cause) == cause).count();
    html! {
        ul.plain {
            @for setting in settings { @let count = of(Some(setting.cause)); @if count > 0 { li { (setting.label) (locale::colon()) (t!("items", count = count)) } } }
            @let count = of(None);
            @if count > 0 { li { (label(settings, None)) (locale::colon()) (t!("items", count = count)) } }
        }
    }
}

fn form(items: &[DebtorCause], of: usize, settings: &[CauseSetting], debtor: DebtorId) -> Markup {
    html! {
        form.stack method="post" action="/causes/noter" {
            input type="hidden" name="debiteur" value=(debtor);
            fieldset.outcomes {
                legend { output.scripted data-tally="poste" data-word=(t!("cause-chosen")) {} @if of > items.len() { " " (t!("cause-on-page", shown = items.len(), count = of)) } }
                @for known in items {
                    label.check { input type="checkbox" name="poste" value=(known.item.id) checked[known.current.is_none()] data-cents=(known.item.open.0) data-currency=(known.item.currency.code()); span { (known.item.number) " – " (known.item.open.shown_in(known.item.currency)) } }
                }
            }
            div.field { label for="cause" { (t!("cause-which")) } select #cause name="cause" required { option value="" { "–" } @for setting in settings { option value=(setting.cause.code()) { (setting.label) " → " (app::text::causes::action(setting.action)) } } } }
            div.field { label for="note-cause" { (t!("cause-note")) " " span.muted { (t!("field-optional")) } } input #note-cause name="note" maxlength="500" autocomplete="off"; }
            div.acts { button.btn type="submit" { (t!("cause-note-do")) } }
        }
    }
}

/// Notes the cause of the chosen items.
pub async fn note(State(site): State<Site>, session: Session, Form(typed): Form<Vec<(String, String)>>) -> Answer {
    let one = |name: &str| typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let Ok(debtor) = one("debiteur").parse::<DebtorId>() else { return Ok(WebError::NotFound.into_response()) };
    let to = card_at(debtor).to_string();
    let Some(cause) = Cause::from_code(one("cause")) else { return Ok(back(&to, Tone::Late, &t!("cause-choose"))) };
    let items: Vec<OpenItemId> = typed.iter().filter(|(key, _)| key == "poste").filter_map(|(_, value)| value.parse().ok()).collect();
    match app::causes::note(site.app(), &session.scope, debtor, &items, cause, one("note")).await {
        Ok(noted) => {
            let to = next(&session, debtor, (cause, noted.action), &items).unwrap_or(to);
            let mut said = t!("cause-was-noted", items = noted.items, action = app::text::causes::action(noted.action));
            if let Some(until) = noted.waits_until {
                said = format!("{said} {}", t!("cause-was-held", date = locale::date(until)));
            }
            if noted.task.is_some() {
                said = format!("{said} {}", t!("cause-was-tasked"));
            }
            Ok(back(&to, Tone::Ok, &said))
        }
        Err(error) => refused(&to, error),
    }
}

/// Items that an address carries; of more it carries their cause.
const IN_ADDRESS: usize = 20;

/// The page that does what the house does about a cause; `None` when nothing is to be done there, or not by this person.
fn next(session: &Session, debtor: DebtorId, (cause, action): (Cause, NextAction), items: &[OpenItemId]) -> Option<String> {
    let listed = |path: &str, key: &str| {
        let link = Link::new(format!("/debiteurs/{debtor}/{path}"));
        if items.len() > IN_ADDRESS {
            return link.with(choice::GROUP, choice::of_cause(cause));
        }
        items.iter().fold(link, |link, item| link.and(key, item))
    };
    // A message carries few documents at a time, those of the oldest debts first.
    let first = &items[..items.len().min(IN_ADDRESS)];
    let (may, link) = match action {
        NextAction::ResendCopy => (Permission::ApproveMessages, super::service_mail::copy_of(debtor, first)),
        NextAction::AskValidator => (Permission::EditDebtors, super::service_mail::validator_of(debtor, first)),
        NextAction::OpenDispute => {
            let reason = if cause == Cause::QualityDispute { "quality" } else { "" };
            (Permission::ManageClaims, listed("litige", "poste").with("motif", reason).to_string())
        }
        NextAction::OfferPlan => (Permission::ManageClaims, listed("echeancier", "facture").to_string()),
        NextAction::GoOn | NextAction::LookForPayment | NextAction::Escalate => return None,
    };
    session.may(may).then_some(link)
}

/// What is to be done about the causes in force, one button each for all their items.
fn deeds(items: &[DebtorCause], settings: &[CauseSetting], debtor: DebtorId, session: &Session) -> Markup {
    let mut deeds: Vec<((Cause, NextAction), Vec<OpenItemId>)> = Vec::new();
    for known in items {
        let Some(row) = &known.current else { continue };
        let Some(setting) = settings.iter().find(|setting| setting.cause == row.cause) else { continue };
        match deeds.iter_mut().find(|((cause, action), _)| *action == setting.action && (*cause == row.cause || items.len() <= IN_ADDRESS))
        {
            Some((_, own)) => own.push(known.item.id),
            None => deeds.push(((row.cause, setting.action), vec![known.item.id])),
        }
    }
    html! {
        div.acts { @for (deed, own) in &deeds { @if let Some(to) = next(session, debtor, *deed, own) {
            a.btn.small href=(to) { (app::text::causes::action(deed.1)) @if own.len() > IN_ADDRESS { " (" (if matches!(deed.1, NextAction::ResendCopy | NextAction::AskValidator) { t!("cause-first", shown = IN_ADDRESS, count = own.len()) } else { label(settings, Some(deed.0)) }) ")" } }
        } } }
    }
}

fn refused(to: &str, error: app::AppError) -> Answer {
    match error.status() {
        409 | 422 => Ok(back(to, Tone::Late, &error.french())),
        _ => Err(Failure::from(error)),
    }
}

/// Takes a cause back.
pub async fn take_back(State(site): State<Site>, session: Session, Path(id): Path<Uuid>) -> Answer {
    match app::causes::take_back(site.app(), &session.scope, CauseId(id)).await {
        Ok(debtor) => Ok(back(&card_at(debtor).to_string(), Tone::Ok, &t!("cause-was-taken-back"))),
        Err(error) => refused(HERE, error),
    }
}

/// The words and actions of the house.
pub async fn settings(State(site): State<Site>, session: Session) -> Answer {
    let settings = app::causes::settings(site.app(), &session.scope).await?;
    let actions: Vec<(String, String)> =
        NextAction::ALL.into_iter().map(|action| (action.code().to_owned(), app::text::causes::action(action))).collect();
    let body = html! {
        (head(&t!("causes-settings"), &html! { a href=(HERE) { (t!("nav-causes")) } }, &html! {}))
        section.card {
            form.stack method="post" action="/causes/reglages" {
                @for setting in &settings {
                    @let (code, word) = (setting.cause.code(), app::text::causes::cause(setting.cause));
                    div.fields {
                        div.field { label for={ "mot-" (code) } { (word) } input id={ "mot-" (code) } name={ "mot-" (code) } maxlength="80" value=(setting.label) autocomplete="off"; }
                        (select(&format!("action-{code}"), &t!("cause-action"), &actions, setting.action.code()))
                        div.field { label for={ "jours-" (code) } { (t!("cause-wait")) } input id={ "jours-" (code) } name={ "jours-" (code) } type="number" min="0" max=(MOST_WAIT_DAYS) value=(setting.wait_days); }
                    }
                }
                div.acts { button.btn.go type="submit" { (t!("save")) } }
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("causes-settings"), Section::Promises, body)).await
}

/// Sets them.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Vec<(String, String)>>) -> Answer {
    let of = |name: String| typed.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
    let new: Vec<OwnSetting> = Cause::ALL
        .into_iter()
        .filter_map(|cause| {
            let action = NextAction::from_code(&of(format!("action-{}", cause.code()))?)?;
            let wait_days = of(format!("jours-{}", cause.code())).and_then(|days| days.trim().parse().ok());
            Some(OwnSetting { cause, label: of(format!("mot-{}", cause.code()))?, action, wait_days })
        })
        .collect();
    match app::causes::set(site.app(), &session.scope, &new).await {
        Ok(()) => Ok(back("/causes/reglages", Tone::Ok, &t!("cause-settings-done"))),
        Err(error) => refused("/causes/reglages", error),
    }
}
