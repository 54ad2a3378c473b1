//! Accounting entries of doubtful claims and losses: a period, its file, and how they are written.

use app::Permission;
use app::ledger::{Entry, LedgerSettings};
use app::text::locale;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::Datelike;
use domain::accounting::NetWord;
use domain::{Cents, Date};
use maud::{Markup, html};
use serde::Deserialize;

use super::day::{self, Missing};
use super::parts::select;
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::amount::{bare_amount, bare_amount_or_dash};
use crate::components::date::date;
use crate::components::flash::{empty, flash};
use crate::components::icon::{Icon, icon};
use crate::components::pill::Tone;
use crate::components::shell::Section;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

/// The period that was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    du: String,
    #[serde(default)]
    au: String,
}

impl Asked {
    /// The period: this year so far when nothing was typed, `None` when a day cannot be read.
    fn period(&self, today: Date) -> Option<(Date, Date)> {
        let read = |text: &str, default: Date| {
            if text.trim().is_empty() { Some(default) } else { day::read(text, today, Missing::ThisYear) }
        };
        let year = Date::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        Some((read(&self.du, year)?, read(&self.au, today)?))
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let today = site.app().today();
    let read = asked.period(today);
    let (from, to) = read.or_else(|| Asked::default().period(today)).unwrap_or((today, today));
    let entries = app::ledger::entries(site.app(), &session.scope, from, to).await?;
    let settings = app::ledger::settings(site.app(), &session.scope).await?;
    let file = Link::new("/comptabilite.csv").with("du", day::shown(from)).with("au", day::shown(to));
    let body = html! {
        (head(&t!("nav-accounting"), &html! { (t!("accounting-sub")) }, &html! { @if !entries.is_empty() { a.btn href=(file) { (icon(Icon::Download)) (t!("export-csv")) } } }))
        form.filters method="get" action="/comptabilite" data-auto="" {
            (day::field("du", "du", &html! { (t!("period-from")) }, &day::shown(from)))
            (day::field("au", "au", &html! { (t!("period-to")) }, &day::shown(to)))
            button.btn.auto type="submit" { (t!("apply-filters")) }
        }
        @if read.is_none() { (flash(Tone::Late, &html! { (t!("bad-date")) })) }
        @if entries.is_empty() { (empty(&t!("accounting-empty-title"), &t!("accounting-empty-text"), None)) }
        @else { (table(&entries)) }
        @if session.may(Permission::Administer) { (settings_form(&settings)) }
    };
    framed(&site, &session, Sheet::new(t!("nav-accounting"), Section::Accounting, body)).await
}

fn table(entries: &[Entry]) -> Markup {
    let sum = |side: fn(&app::ledger::EntryLineView) -> Cents| Cents::total(entries.iter().flat_map(|entry| &entry.lines).map(side));
    html! {
        @for entry in entries {
            section.card.flush.entry {
                header {
                    h2 { (entry.label) }
                    span.muted { "Q" (format!("{:06}", entry.number)) " · " (date(entry.on)) " · " a href={ "/debiteurs/" (entry.debtor) } { (entry.debtor_name) } }
                }
                table.table {
                    thead { tr { th scope="col" { (t!("entry-account")) } th.r scope="col" { (t!("entry-debit")) } th.r scope="col" { (t!("entry-credit")) } } }
                    tbody { @for line in &entry.lines { tr { td { strong { (line.number) } " " (line.account.name()) } td.r { (bare_amount_or_dash(line.debit)) } td.r { (bare_amount_or_dash(line.credit)) } } } }
                }
                div.inside {
                    p.muted { (entry.article) " · " (entry.reason) " · " (entry.actor) }
                    @if let Some(mention) = &entry.mention { p { strong { (t!("mention-title")) } " " (locale::quoted(mention)) } }
                }
            }
        }
        p { strong { (t!("accounting-total")) } " " (t!("entry-debit")) " " (bare_amount(sum(|line| line.debit))) " · " (t!("entry-credit")) " " (bare_amount(sum(|line| line.credit))) }
    }
}

fn settings_form(settings: &LedgerSettings) -> Markup {
    let words: Vec<(String, String)> = NetWord::ALL.iter().map(|word| (word.code().to_owned(), locale::quoted(word.code()))).collect();
    html! {
        details.card #reglages {
            summary { (t!("settings-title")) }
            form.stack method="post" action="/comptabilite/reglages" {
                (select("mot", &t!("settings-word"), &words, settings.net_word.code()))
                div.field { label for="chiffres" { (t!("settings-digits")) } input #chiffres name="chiffres" inputmode="numeric" maxlength="2" value=(settings.account_digits); small { (t!("settings-digits-help")) } }
                div.acts { button.btn type="submit" { (t!("settings-do")) } }
            }
        }
    }
}

/// The entries of a period as a file.
pub async fn csv(State(site): State<Site>, session: Session, Query(asked): Query<Asked>) -> Answer {
    let Some((from, to)) = asked.period(site.app().today()) else {
        return Err(Failure::from(app::AppError::Invalid { field: "date", reason: t!("bad-date") }));
    };
    let entries = app::ledger::entries(site.app(), &session.scope, from, to).await?;
    let name = format!("attachment; filename=\"ecritures-{from}-{to}.csv\"");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], app::ledger::csv(&entries)).into_response())
}

/// What was typed as settings.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    mot: String,
    #[serde(default)]
    chiffres: String,
}

/// Changes the settings.
pub async fn set(State(site): State<Site>, session: Session, Form(typed): Form<Typed>) -> Answer {
    let to = "/comptabilite";
    let digits = typed.chiffres.trim();
    let (Some(net_word), Ok(account_digits)) = (NetWord::from_code(&typed.mot), if digits.is_empty() { Ok(0) } else { digits.parse() })
    else {
        return Ok(back(to, Tone::Late, &t!("settings-bad")));
    };
    let settings = LedgerSettings { net_word, account_digits };
    match app::ledger::set_settings(site.app(), &session.scope, &settings).await {
        Ok(()) => Ok(back(to, Tone::Ok, &t!("settings-done"))),
        Err(error) if error.status() == 422 => Ok(back(to, Tone::Late, &error.french())),
        Err(error) => Err(error.into()),
    }
}
