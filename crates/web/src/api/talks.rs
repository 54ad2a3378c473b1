//! The log of a negotiation with a debtor, as other programs read it and add to it.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::connect::talks::{PushedTalk, add_talk, take_back_talk};
use app::negotiation::{self, TalkLine};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::compromise::{Heard, Said, Voice};
use domain::ids::{DebtorId, TalkId};
use domain::promise::Way;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::agreements::{amount, day, known};
use super::asking::Asking;
use super::gate::Caller;
use super::plan_offers::NothingIn;
use super::read::invalid;
use crate::site::Site;
use crate::t;

/// What was said, to note.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TalkIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// Who said it: `debtor`, `house` or `mediator`.
    pub voice: String,
    /// `offer`, `accepted`, `refused` (both of the last offer) or `note`.
    pub said: String,
    /// What would be paid; asked for of an offer.
    #[schema(example = "1200.00")]
    pub amount: Option<String>,
    /// By when it would be paid.
    #[schema(format = Date)]
    pub pay_by: Option<String>,
    /// The day on which it was said; today by default.
    #[schema(format = Date)]
    pub on: Option<String>,
    /// By which way: `call` (by default), `email`, `letter`, `visit` or `other`.
    pub way: Option<String>,
    /// Who of them said it.
    pub person: Option<String>,
    /// In words; asked for of a note.
    pub words: Option<String>,
}

/// A line of a negotiation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TalkOut {
    /// Its id.
    pub id: String,
    /// Id of the debtor.
    pub debtor: String,
    /// Who said it: `debtor`, `house` or `mediator`.
    pub voice: String,
    /// `offer`, `accepted`, `refused` or `note`.
    pub said: String,
    /// Whether it answers an offer of the other side by an offer.
    pub is_counter: bool,
    /// What would be paid.
    pub amount: Option<String>,
    /// Its currency.
    pub currency: String,
    /// By when it would be paid.
    #[schema(format = Date)]
    pub pay_by: Option<String>,
    /// The day on which it was said.
    #[schema(format = Date)]
    pub on: String,
    /// By which way.
    pub way: String,
    /// Who of them said it; may be empty.
    pub person: String,
    /// In words; may be empty.
    pub words: String,
    /// Who noted it.
    pub by: String,
    /// Whether it was taken back: noted by mistake.
    pub taken_back: bool,
}

impl TalkOut {
    fn new(line: TalkLine) -> Self {
        let row = line.row;
        Self {
            id: row.id.to_string(),
            debtor: row.debtor.to_string(),
            voice: row.heard.voice.code().to_owned(),
            said: row.heard.said.code().to_owned(),
            is_counter: line.is_counter,
            amount: row.heard.amount.map(|amount| amount.iso()),
            currency: row.currency.code().to_owned(),
            pay_by: row.heard.pay_by.map(|day| day.to_string()),
            on: row.heard.on.to_string(),
            way: row.way.code().to_owned(),
            person: row.person,
            words: row.words,
            by: row.by,
            taken_back: row.undone_by.is_some(),
        }
    }
}

/// Whose negotiation.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TalksAsked {
    /// Id of the debtor.
    pub debtor: String,
}

/// The log of one debtor, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TalksOut {
    /// The lines.
    pub data: Vec<TalkOut>,
    /// Id of the offer that stands: the last one, unless it was refused.
    pub standing: Option<String>,
}

/// Read the negotiation with a debtor
#[utoipa::path(get, path = "/api/v1/negotiations", tag = "read", params(TalksAsked), responses(
    (status = 200, description = "Its lines, oldest first", body = TalksOut),
    (status = "4XX", description = "Refused, or not there", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn talks(State(site): State<Site>, caller: Caller, Query(asked): Query<TalksAsked>) -> Result<Json<TalksOut>, Problem> {
    let debtor: DebtorId = asked.debtor.trim().parse().map_err(|_| invalid("debtor", t!("api-bad-id")))?;
    let found = negotiation::of_debtor(site.app(), &caller.0.scope, debtor).await?;
    let standing = found.standing.map(|row| row.id.to_string());
    Ok(Json(TalksOut { data: found.lines.into_iter().map(TalkOut::new).collect(), standing }))
}

async fn line(site: &Site, caller: &Caller, debtor: DebtorId, id: TalkId) -> Result<TalkOut, Problem> {
    let found = negotiation::of_debtor(site.app(), &caller.0.scope, debtor).await?;
    let line = found.lines.into_iter().find(|line| line.row.id == id);
    line.map(TalkOut::new).ok_or_else(|| Problem::plain(StatusCode::NOT_FOUND))
}

/// Note what was said in a negotiation
///
/// An answer needs an offer that stands. Nothing is agreed by it: a compromise or a payment plan is proposed on its own.
#[utoipa::path(
    post, path = "/api/v1/negotiations", tag = "push", request_body = TalkIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The line", body = TalkOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn add(State(site): State<Site>, Asking { caller, once, row }: Asking<TalkIn>) -> Result<Response, Problem> {
    let heard = Heard {
        voice: known("voice", Voice::from_code(row.voice.trim()), &Voice::ALL.map(Voice::code))?,
        said: known("said", Said::from_code(row.said.trim()), &Said::ALL.map(Said::code))?,
        amount: amount("amount", row.amount.as_deref())?,
        pay_by: row.pay_by.as_deref().map(|text| day("pay_by", text)).transpose()?,
        on: row.on.as_deref().map(|text| day("on", text)).transpose()?.unwrap_or_else(|| site.app().today()),
    };
    let pushed = PushedTalk {
        customer_code: row.customer_code,
        heard,
        way: known("way", Way::from_code(row.way.as_deref().unwrap_or(Way::Call.code()).trim()), &Way::ALL.map(Way::code))?,
        person: row.person.unwrap_or_default(),
        words: row.words.unwrap_or_default(),
    };
    let (debtor, id) = add_talk(site.app(), &caller.0.scope, &once, &pushed).await?;
    Ok((StatusCode::CREATED, Json(line(&site, &caller, debtor, id).await?)).into_response())
}

/// Take back a line of a negotiation
///
/// It was noted by mistake: it stays in the log as taken back, and no longer counts.
#[utoipa::path(
    post, path = "/api/v1/negotiations/{id}/take-back", tag = "push", request_body = NothingIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The line", body = TalkOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn take_back(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, .. }: Asking<NothingIn>,
) -> Result<Json<TalkOut>, Problem> {
    let id: TalkId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let debtor = take_back_talk(site.app(), &caller.0.scope, &once, id).await?;
    Ok(Json(line(&site, &caller, debtor, id).await?))
}
