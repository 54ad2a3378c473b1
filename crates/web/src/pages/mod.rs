//! One module a page: its handlers and its view.

pub mod account;
pub mod accounting;
pub mod action;
pub mod ageing;
pub mod agenda;
pub mod agenda_batch;
pub mod agenda_one;
pub mod alerts;
pub mod approvals;
pub mod basics;
pub mod behind;
pub mod call;
pub mod care;
pub mod carrier;
pub mod causes;
mod choice;
pub mod claim;
pub mod claims;
pub mod classification;
pub mod collections;
pub mod compromise;
pub mod compromise_form;
pub mod compromises;
pub mod connections;
mod contact_calendar;
pub mod courtesy;
pub mod dashboard;
mod day;
pub mod deadlines;
pub mod debtor;
mod debtor_documents;
mod debtor_history;
mod debtor_score;
mod debtor_statement;
mod debtor_tab;
pub mod debtors;
pub mod decisions;
pub mod deferral;
pub mod dispute;
pub mod dispute_form;
pub mod dispute_link;
pub mod dispute_setting;
pub mod disputes;
pub mod einvoice;
pub mod electronic;
pub mod figures;
mod figures_talk;
mod first_steps;
pub mod forecast;
pub mod goals;
pub mod help;
pub mod import;
pub mod import_file;
mod import_glance;
pub mod import_preview;
pub mod import_undo;
pub mod inbox;
pub mod item_life;
pub mod items;
pub mod journal;
pub mod law;
pub mod letter;
pub mod letters;
mod limit_list;
pub mod limitation;
pub mod login;
pub mod mailbox;
mod match_desk;
pub mod merge;
pub mod negotiation;
pub mod operation;
pub mod own;
mod parts;
pub mod payers;
pub mod penalties;
pub mod plan;
pub mod plan_choice;
pub mod plan_form;
pub mod plan_link;
pub mod plans;
pub mod policy;
pub mod portfolio;
mod preflight;
pub mod promise;
pub mod promises;
pub mod quality;
pub mod register;
pub mod replies;
pub mod requests;
pub mod scenario;
pub mod scenario_form;
pub mod scenario_list;
pub mod scenario_rules;
pub mod search;
pub mod selfcheck;
pub mod service_mail;
pub mod settlement;
pub mod sms;
pub mod sms_inbound;
pub mod sources;
pub mod status;
pub mod template;
pub mod templates;
pub mod tonight;
pub mod users;
pub mod veto;
pub mod views;
pub mod welcome;

use app::AppError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Date;
use maud::{Markup, html};

use crate::components::shell::{self, Section, bare};
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// What a handler gives back.
pub type Answer = Result<Response, Failure>;

/// A use case that could not be done, shown as a page with its own sentence.
#[derive(Debug)]
pub struct Failure(AppError);

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(code = self.0.code(), error = %self.0, "a page failed");
        }
        let title = match status {
            StatusCode::NOT_FOUND => t!("error-not-found-title"),
            StatusCode::FORBIDDEN => t!("error-forbidden-title"),
            StatusCode::CONFLICT => t!("error-conflict-title"),
            status if status.is_server_error() => t!("error-unexpected-title"),
            _ => t!("error-refused-title"),
        };
        let body = html! {
            h1 { (title) }
            p.muted { (self.0.french()) }
            div.acts { a.btn.go href="/" { (t!("error-back-home")) } }
        };
        (status, bare(&title, &body)).into_response()
    }
}

/// A page before it has its frame.
struct Sheet {
    title: String,
    section: Option<Section>,
    body: Markup,
    /// What the figures are as of, when not the business date.
    as_of: Option<Date>,
}

impl Sheet {
    fn new(title: impl Into<String>, section: Section, body: Markup) -> Self {
        Self { title: title.into(), section: Some(section), body, as_of: None }
    }
}

/// A page inside its frame.
async fn framed(site: &Site, session: &Session, sheet: Sheet) -> Answer {
    framed_with(site, session, sheet, "").await
}

/// A page inside its frame, with what was searched.
async fn framed_with(site: &Site, session: &Session, sheet: Sheet, search: &str) -> Answer {
    Ok(page_with(site, session, sheet, search).await?.into_response())
}

/// A page inside its frame, as markup.
async fn framed_page(site: &Site, session: &Session, sheet: Sheet) -> Result<Markup, Failure> {
    page_with(site, session, sheet, "").await
}

async fn page_with(site: &Site, session: &Session, sheet: Sheet, search: &str) -> Result<Markup, Failure> {
    let frame = session.frame(site, search).await?;
    let page = shell::Page {
        frame: &frame,
        section: sheet.section,
        title: &sheet.title,
        as_of: sheet.as_of,
        wide: sheet.section == Some(Section::Ageing),
        body: sheet.body,
    };
    Ok(page.render())
}

/// The head of a page: title, what it is about, what can be done.
fn head(title: &str, sub: &Markup, acts: &Markup) -> Markup {
    html! {
        div.head {
            div { h1 { (title) } p.sub { (sub) } }
            div.acts { (acts) }
        }
    }
}
