//! What other programs do about disputes, and compromises as they read and make them.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::compromises::{self, Compromise, Move};
use app::connect::agreements::{
    DisputeMove, PushedCompromise, PushedDispute, move_compromise, move_dispute, open_dispute, propose_compromise,
};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::accounting::{VatPart, VatRegime};
use domain::compromise::{Nature, State as Standing};
use domain::dispute::{Reason, Verdict};
use domain::ids::{CompromiseId, DisputeId};
use domain::law::RateBp;
use domain::plan::InterestChoice;
use domain::{Cents, Date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::asking::Asking;
use super::disputes::DisputeOut;
use super::gate::Caller;
use super::read::{asked, invalid, sheet};
use super::shapes::{PageAsked, PageOf};
use crate::site::Site;
use crate::t;

/// An invoice that is contested.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContestedIn {
    /// Its number.
    pub number: String,
    /// How much of it; all that is open and not contested yet when it is left out.
    #[schema(example = "120.00")]
    pub amount: Option<String>,
}

/// A dispute to open.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DisputeIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// What is contested.
    pub items: Vec<ContestedIn>,
    /// `quality`, `price`, `quantity`, `not_delivered`, `duplicate`, `wrong_invoice`, `missing_order`, `credit_awaited`, `service`,
    /// `already_paid`, `other` or `unspecified`.
    pub reason: String,
    /// What the debtor says.
    pub note: Option<String>,
}

/// What the owner answered, or what was decided.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictIn {
    /// `founded`, `partly` or `unfounded`; to close, also `credited`: the credit note that came is all there will be.
    pub verdict: String,
    /// Of `partly`: how much is founded.
    pub amount: Option<String>,
    /// Why.
    pub reason: String,
}

/// Why something is given up.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonIn {
    /// Why.
    pub reason: String,
}

/// A signature.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureIn {
    /// The day of the signature.
    #[schema(format = Date)]
    pub on: String,
    /// Who signed, and in what quality.
    pub signatory: String,
}

/// The part of a discount at one rate of VAT.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CompromiseRateIn {
    /// The rate in per cent.
    #[schema(example = "5.5")]
    pub rate: String,
    /// So much of the discount, with tax; left out of one of them: what the others leave.
    #[schema(example = "19.24")]
    pub gross: Option<String>,
}

/// The part of a discount at one rate of VAT.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CompromiseRateOut {
    /// The rate in per cent.
    #[schema(example = "5.50")]
    pub rate: String,
    /// Without tax.
    pub base: String,
    /// The tax.
    pub tax: String,
    /// With tax.
    pub gross: String,
}

/// A compromise to propose.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CompromiseIn {
    /// The customer's code.
    #[schema(example = "C0042")]
    pub customer_code: String,
    /// Numbers of the invoices.
    pub items: Vec<String>,
    /// What is to be paid in all, with tax.
    #[schema(example = "1000.00")]
    pub payable: String,
    /// The last day to pay.
    #[schema(format = Date)]
    pub pay_by: String,
    /// `rebate` (a credit note is due) or `waiver` (a loss, without one).
    pub nature: String,
    /// Of a waiver: when the VAT was due: `goods`, `services_on_debits` or `services_on_receipts`.
    pub vat_regime: Option<String>,
    /// The rate of VAT of all of the discount, in per cent, when there is one.
    #[schema(example = "20")]
    pub vat_rate: Option<String>,
    /// The discount by rate of VAT, when there are several. Of a waiver, without either, it is as the electronic invoices say; a rebate
    /// needs neither.
    pub vat: Option<Vec<CompromiseRateIn>>,
    /// What becomes of late-payment interest: `kept` or `waived`.
    pub interest: String,
    /// What is to be remembered.
    pub note: Option<String>,
}

/// A compromise.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CompromiseOut {
    /// Its id.
    pub id: String,
    /// What both sides know it by.
    #[schema(example = "ACC-2026-001")]
    pub reference: String,
    /// Id of the debtor.
    pub debtor: String,
    /// `draft`, `to_approve`, `proposed`, `running`, `kept`, `lapsed` or `cancelled`.
    pub state: String,
    /// ISO 4217.
    pub currency: String,
    /// The debt.
    pub total: String,
    /// What is given up of it.
    pub discount: String,
    /// What is to be paid.
    pub payable: String,
    /// The last day to pay.
    #[schema(format = Date)]
    pub pay_by: String,
    /// What was paid by that day.
    pub paid: String,
    /// What is still to be paid; `0.00` unless it is waited for.
    pub left: String,
    /// `rebate` or `waiver`.
    pub nature: String,
    /// `kept` or `waived`.
    pub interest: String,
    /// The discount by rate of VAT as it was agreed; empty of a rebate whose rates are those of the invoices.
    pub vat: Vec<CompromiseRateOut>,
    /// Whether a credit note is due and nobody has said which.
    pub credit_note_due: bool,
    /// Ids of the items that it is about.
    pub items: Vec<String>,
}

impl From<&VatPart> for CompromiseRateOut {
    fn from(part: &VatPart) -> Self {
        let rate = format!("{}.{:02}", part.rate.0 / 100, part.rate.0 % 100);
        Self { rate, base: part.net().iso(), tax: part.vat().iso(), gross: part.gross.iso() }
    }
}

impl CompromiseOut {
    pub(super) fn new(compromise: &Compromise) -> Self {
        let row = &compromise.record.row;
        let left = if matches!(compromise.state, Standing::Running { .. }) { row.terms.left(&compromise.came) } else { Cents::ZERO };
        Self {
            id: row.id.to_string(),
            reference: row.reference.clone(),
            debtor: row.debtor.to_string(),
            state: compromise.state.code().to_owned(),
            currency: row.currency.code().to_owned(),
            total: row.terms.total.iso(),
            discount: row.terms.discount.iso(),
            payable: row.terms.payable().iso(),
            pay_by: row.terms.pay_by.to_string(),
            paid: compromise.came.in_time.iso(),
            left: left.iso(),
            nature: row.nature.code().to_owned(),
            interest: row.interest.code().to_owned(),
            vat: compromise.record.vat.iter().map(CompromiseRateOut::from).collect(),
            credit_note_due: compromise.wants_credit_note(),
            items: compromise.record.items.iter().map(|(item, ..)| item.to_string()).collect(),
        }
    }
}

/// Which compromises.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CompromisesAsked {
    /// One of the states; all by default.
    pub state: Option<String>,
}

pub(super) fn amount(field: &'static str, text: Option<&str>) -> Result<Option<Cents>, Problem> {
    text.map(Cents::parse).transpose().map_err(|_| invalid(field, t!("call-bad-amount")))
}

pub(super) fn day(field: &'static str, text: &str) -> Result<Date, Problem> {
    text.trim().parse().map_err(|_| invalid(field, t!("api-bad-date")))
}

pub(super) fn known<T>(field: &'static str, found: Option<T>, codes: &[&str]) -> Result<T, Problem> {
    found.ok_or_else(|| invalid(field, t!("api-bad-status", list = codes.join(", "))))
}

/// What came of a dispute.
pub(super) async fn dispute_out(site: &Site, caller: &Caller, id: DisputeId) -> Result<DisputeOut, Problem> {
    let found = app::dispute::view(site.app(), &caller.0.scope, id).await?;
    Ok(DisputeOut::from(&found.card))
}

/// Open a dispute
///
/// The contested part leaves the reminders at once; the rest goes on. The reason's owner of the house answers.
#[utoipa::path(
    post, path = "/api/v1/disputes", tag = "push", request_body = DisputeIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn open(State(site): State<Site>, Asking { caller, once, row }: Asking<DisputeIn>) -> Result<Response, Problem> {
    let parts = row.items.iter().map(|part| Ok((part.number.clone(), amount("amount", part.amount.as_deref())?)));
    let pushed = PushedDispute {
        customer_code: row.customer_code.clone(),
        items: parts.collect::<Result<_, Problem>>()?,
        reason: known("reason", Reason::from_code(row.reason.trim()), &Reason::ALL.map(Reason::code))?,
        note: row.note.unwrap_or_default(),
    };
    let id = open_dispute(site.app(), &caller.0.scope, &once, &pushed).await?;
    Ok((StatusCode::CREATED, Json(dispute_out(&site, &caller, id).await?)).into_response())
}

const VERDICTS: [&str; 3] = ["founded", "partly", "unfounded"];

fn verdict(row: &VerdictIn) -> Result<Verdict, Problem> {
    let amount = amount("amount", row.amount.as_deref())?.unwrap_or_default();
    known("verdict", Verdict::from_code(row.verdict.trim(), amount), &VERDICTS)
}

/// Record what the owner answered
///
/// A person decides on it, unless the house lets answers decide by themselves.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/answer", tag = "push", request_body = VerdictIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn answer(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<VerdictIn>,
) -> Result<Json<DisputeOut>, Problem> {
    let id: DisputeId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let verb = DisputeMove::Answer(verdict(&row)?);
    move_dispute(site.app(), &caller.0.scope, &once, id, &verb, &row.reason).await?;
    Ok(Json(dispute_out(&site, &caller, id).await?))
}

/// Close a dispute
///
/// Unfounded, all of it is asked for again; founded, in full or in part, its credit note is awaited; `credited` ends it on the credit
/// note that came.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/close", tag = "push", request_body = VerdictIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn close(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<VerdictIn>,
) -> Result<Json<DisputeOut>, Problem> {
    let id: DisputeId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let verb = if row.verdict.trim() == "credited" { DisputeMove::SettleForLess } else { DisputeMove::Decide(verdict(&row)?) };
    move_dispute(site.app(), &caller.0.scope, &once, id, &verb, &row.reason).await?;
    Ok(Json(dispute_out(&site, &caller, id).await?))
}

/// Give a dispute up
///
/// It was opened by mistake, or the debtor no longer contests: all of it is asked for again.
#[utoipa::path(
    post, path = "/api/v1/disputes/{id}/withdraw", tag = "push", request_body = ReasonIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The dispute", body = DisputeOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn withdraw(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<ReasonIn>,
) -> Result<Json<DisputeOut>, Problem> {
    let id: DisputeId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    move_dispute(site.app(), &caller.0.scope, &once, id, &DisputeMove::Withdraw, &row.reason).await?;
    Ok(Json(dispute_out(&site, &caller, id).await?))
}

/// List compromises
#[utoipa::path(get, path = "/api/v1/compromises", tag = "read", params(PageAsked, CompromisesAsked), responses(
    (status = 200, description = "A page", body = PageOf<CompromiseOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn compromises(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<CompromisesAsked>,
) -> Result<Json<PageOf<CompromiseOut>>, Problem> {
    let state = filter.state.as_deref().map(str::trim).unwrap_or_default();
    if !state.is_empty() && !Standing::CODES.contains(&state) {
        return Err(invalid("state", t!("api-bad-status", list = Standing::CODES.join(", "))));
    }
    let asked = asked(&paging)?;
    let limit = usize::try_from(asked.limit).unwrap_or(1);
    let (found, next) = compromises::page(site.app(), &caller.0.scope, state, asked.after, limit).await?;
    Ok(sheet(found.iter().map(CompromiseOut::new).collect(), next))
}

/// Read a compromise
#[utoipa::path(get, path = "/api/v1/compromises/{id}", tag = "read", params(("id" = Uuid, Path, description = "Its id")), responses(
    (status = 200, description = "The compromise", body = CompromiseOut),
    (status = "4XX", description = "Refused, or not there", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn compromise(State(site): State<Site>, caller: Caller, Path(id): Path<String>) -> Result<Json<CompromiseOut>, Problem> {
    let id: CompromiseId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let found = compromises::view(site.app(), &caller.0.scope, id).await?;
    Ok(Json(CompromiseOut::new(&found.compromise)))
}

/// Propose a compromise
///
/// A smaller sum settles the debt, if it is there by a day. Within the limits of the house it is ready to be signed; beyond them it waits
/// for who may agree.
#[utoipa::path(
    post, path = "/api/v1/compromises", tag = "push", request_body = CompromiseIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 201, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn propose(State(site): State<Site>, Asking { caller, once, row }: Asking<CompromiseIn>) -> Result<Response, Problem> {
    let regime =
        row.vat_regime.as_deref().map(|code| known("vat_regime", VatRegime::from_code(code), &VatRegime::ALL.map(VatRegime::code)));
    let rate = |text: &str| RateBp::parse(text).ok_or_else(|| invalid("vat_rate", t!("bad-rate")));
    let mut vat = Vec::new();
    for part in row.vat.unwrap_or_default() {
        vat.push((rate(&part.rate)?, amount("vat", part.gross.as_deref())?));
    }
    if let Some(text) = row.vat_rate.as_deref().filter(|_| vat.is_empty()) {
        vat.push((rate(text)?, None));
    }
    let interest = InterestChoice::from_code(row.interest.trim()).filter(|choice| *choice != InterestChoice::Frozen);
    let pushed = PushedCompromise {
        customer_code: row.customer_code,
        items: row.items,
        payable: amount("payable", Some(&row.payable))?.unwrap_or_default(),
        pay_by: day("pay_by", &row.pay_by)?,
        nature: known("nature", Nature::from_code(row.nature.trim()), &Nature::ALL.map(Nature::code))?,
        regime: regime.transpose()?,
        vat,
        interest: known("interest", interest, &["kept", "waived"])?,
        note: row.note.unwrap_or_default(),
    };
    let id = propose_compromise(site.app(), &caller.0.scope, &once, &pushed).await?;
    let found = compromises::view(site.app(), &caller.0.scope, id).await?;
    Ok((StatusCode::CREATED, Json(CompromiseOut::new(&found.compromise))).into_response())
}

/// Record the signature of a compromise
///
/// Its items are held from then on, until a payment of the last day would be known.
#[utoipa::path(
    post, path = "/api/v1/compromises/{id}/sign", tag = "push", request_body = SignatureIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn sign(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<SignatureIn>,
) -> Result<Json<CompromiseOut>, Problem> {
    let id: CompromiseId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let verb = Move::Sign { on: day("on", &row.on)?, signatory: row.signatory };
    move_compromise(site.app(), &caller.0.scope, &once, id, &verb, "").await?;
    let found = compromises::view(site.app(), &caller.0.scope, id).await?;
    Ok(Json(CompromiseOut::new(&found.compromise)))
}

/// Give a compromise up
#[utoipa::path(
    post, path = "/api/v1/compromises/{id}/cancel", tag = "push", request_body = ReasonIn,
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "The compromise", body = CompromiseOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cancel(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<ReasonIn>,
) -> Result<Json<CompromiseOut>, Problem> {
    let id: CompromiseId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    move_compromise(site.app(), &caller.0.scope, &once, id, &Move::Cancel, &row.reason).await?;
    let found = compromises::view(site.app(), &caller.0.scope, id).await?;
    Ok(Json(CompromiseOut::new(&found.compromise)))
}
