//! What waits for a person's word, and the words that other programs pass on: approvals, letters that were posted, calls.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::approvals::{self, Chosen, Query as Queue, Verb, WaitingAction, Waits};
use app::calls::{NewCall, Outcome};
use app::connect::MOST_ROWS;
use app::connect::decisions::{self, Decision};
use app::post::Posting;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::dispute::Reason;
use domain::dunning::Channel;
use domain::ids::{ActionId, ContactId, DebtorId};
use domain::{Cents, Currency, Date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::asking::{Asking, object};
use super::gate::Caller;

use super::read::{asked, day, invalid, page};
use super::shapes::{PageAsked, PageOf};
use crate::site::Site;
use crate::t;

/// The queues, as they are named here.
const QUEUES: [(&str, Waits); 4] =
    [("to_approve", Waits::ToApprove), ("unless_vetoed", Waits::UnlessVetoed), ("approved", Waits::Approved), ("given_up", Waits::GivenUp)];
/// The acts, as they are named here.
const VERBS: [(&str, Verb); 4] =
    [("approve", Verb::Approve), ("give_up", Verb::GiveUp), ("skip", Verb::Skip), ("take_back", Verb::TakeBack)];

fn named<T: Copy>(field: &str, code: &str, known: &[(&str, T)]) -> Result<T, Problem> {
    let found = known.iter().find(|(name, _)| *name == code.trim()).map(|(_, value)| *value);
    let list = || known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| invalid(field, t!("api-bad-status", list = list())))
}

fn channel(code: Option<&str>) -> Result<Option<Channel>, Problem> {
    let known = Channel::ALL.map(|channel| (channel.code(), channel));
    code.map(str::trim).filter(|code| !code.is_empty()).map(|code| named("channel", code, &known)).transpose()
}

fn id<T: std::str::FromStr>(field: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| invalid(field, t!("api-bad-id")))).transpose()
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// One message, letter or call that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WaitingOut {
    /// Its id.
    pub id: String,
    /// The debtor's id.
    pub debtor_id: String,
    /// The debtor's code.
    pub customer_code: String,
    /// The debtor's name.
    pub customer_name: String,
    /// `email`, `sms`, `call`, `letter`, `registered`, `electronic` or `task`.
    pub channel: &'static str,
    /// Key of its step.
    pub step: String,
    /// Where it stands.
    pub state: &'static str,
    /// Why; may be empty.
    pub reason: String,
    /// The day that decided it.
    pub on: String,
    /// What is asked for.
    pub asked: String,
    /// What is owed in all, credits taken off.
    pub net: String,
    /// ISO 4217.
    pub currency: String,
    /// Items asked for.
    pub items: i64,
    /// When it may leave at the earliest.
    pub not_before: Option<String>,
    /// Who decided, when a person did; may be empty.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<String>,
}

impl From<&WaitingAction> for WaitingOut {
    fn from(row: &WaitingAction) -> Self {
        Self {
            id: row.id.to_string(),
            debtor_id: row.debtor.to_string(),
            customer_code: row.code.clone(),
            customer_name: row.name.clone(),
            channel: row.channel.code(),
            step: row.step_key.clone(),
            state: row.state.code(),
            reason: row.reason.clone(),
            on: row.business_date.to_string(),
            asked: row.asked.iso(),
            net: row.net.iso(),
            currency: row.currency.code().to_owned(),
            items: row.item_count,
            not_before: row.not_before.map(moment),
            decided_by: row.decided_by.clone(),
            decided_at: row.decided_at.map(moment),
        }
    }
}

/// Which of what waits.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ApprovalsAsked {
    /// `to_approve` (by default), `unless_vetoed`, `approved`, or `given_up` since midnight in Paris.
    pub queue: Option<String>,
    /// Id of the debtor.
    pub debtor: Option<String>,
    /// `email`, `sms`…
    pub channel: Option<String>,
}

/// List what waits for approval
#[utoipa::path(get, path = "/api/v1/approvals", tag = "read", params(PageAsked, ApprovalsAsked), responses(
    (status = 200, description = "A page", body = PageOf<WaitingOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn approvals(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<ApprovalsAsked>,
) -> Result<Json<PageOf<WaitingOut>>, Problem> {
    let queue = named("queue", filter.queue.as_deref().unwrap_or("to_approve"), &QUEUES)?;
    let (debtor, channel) = (id::<DebtorId>("debtor", filter.debtor.as_deref())?, channel(filter.channel.as_deref())?);
    let found = decisions::waiting(site.app(), &caller.0.scope, asked(&paging)?, queue, debtor, channel).await?;
    Ok(page(&found, |row| WaitingOut::from(row)))
}

/// Which tasks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TasksAsked {
    /// `call`, `letter`, `registered`, `electronic` or `task`.
    pub channel: Option<String>,
}

/// List the tasks that wait for a person
///
/// Calls to make, letters to post, formal notices to prepare.
#[utoipa::path(get, path = "/api/v1/tasks", tag = "read", params(PageAsked, TasksAsked), responses(
    (status = 200, description = "A page", body = PageOf<WaitingOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn tasks(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<TasksAsked>,
) -> Result<Json<PageOf<WaitingOut>>, Problem> {
    let channel = channel(filter.channel.as_deref())?;
    let found = decisions::tasks(site.app(), &caller.0.scope, asked(&paging)?, channel).await?;
    Ok(page(&found, |row| WaitingOut::from(row)))
}

/// What is chosen of a queue, and what is done with it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionIn {
    /// `approve`, `give_up`, `skip` (the step counts as done and nobody is contacted) or `take_back`.
    pub act: String,
    /// The queue: `to_approve` (by default), `unless_vetoed`, `approved` or `given_up`.
    pub queue: Option<String>,
    /// Ids, 1 000 at most. Left out with `all`.
    pub ids: Option<Vec<String>>,
    /// All of the queue that the filters find.
    pub all: Option<bool>,
    /// With `all`: only this channel.
    pub channel: Option<String>,
    /// With `all`: only this step.
    pub step: Option<String>,
    /// With `all`: only debtors that this person follows.
    pub collector: Option<String>,
    /// With `all`: only what asks for at least so much.
    #[schema(example = "100.00")]
    pub at_least: Option<String>,
    /// Why; required to give up or to skip.
    pub reason: Option<String>,
    /// `seen` of the preview; required with `all`, so that what came in since is not decided unseen.
    pub seen: Option<String>,
}

impl DecisionIn {
    fn read(self) -> Result<Decision, Problem> {
        let verb = named("act", &self.act, &VERBS)?;
        let which = named("queue", self.queue.as_deref().unwrap_or("to_approve"), &QUEUES)?;
        if !Verb::of(which).contains(&verb) {
            let allowed: Vec<&str> = VERBS.iter().filter(|(_, verb)| Verb::of(which).contains(verb)).map(|(name, _)| *name).collect();
            return Err(invalid("act", t!("api-bad-status", list = allowed.join(", "))));
        }
        let all = self.all.unwrap_or(false);
        let ids = self.ids.unwrap_or_default();
        if all != ids.is_empty() {
            return Err(invalid("ids", t!("api-ids-or-all")));
        }
        if ids.len() > MOST_ROWS {
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_rows", t!("api-too-many-rows", count = MOST_ROWS)));
        }
        let narrowed = self.channel.is_some() || self.step.is_some() || self.collector.is_some() || self.at_least.is_some();
        if !all && narrowed {
            return Err(invalid("all", t!("api-ids-or-all")));
        }
        let what = if all {
            Chosen::All(Queue {
                which,
                channel: channel(self.channel.as_deref())?,
                step: self.step.unwrap_or_default(),
                collector: self.collector.unwrap_or_default(),
                at_least: amount("at_least", self.at_least.as_deref())?,
                ..Queue::default()
            })
        } else {
            let ids: Option<Vec<ActionId>> = ids.iter().map(|id| id.trim().parse().ok()).collect();
            Chosen::These(ids.ok_or_else(|| invalid("ids", t!("api-bad-id")))?)
        };
        Ok(Decision { which, what, verb, reason: self.reason.unwrap_or_default(), seen: self.seen })
    }
}

fn amount(field: &str, text: Option<&str>) -> Result<Option<Cents>, Problem> {
    text.map(Cents::parse).transpose().map_err(|_| invalid(field, t!("api-bad-amount")))
}

/// A sum in a currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SumOut {
    /// How much.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

fn sums(sums: &[(Currency, Cents)]) -> Vec<SumOut> {
    sums.iter().map(|(currency, cents)| SumOut { amount: cents.iso(), currency: currency.code().to_owned() }).collect()
}

/// What the check before sending refuses as things stand.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RefusedOut {
    /// Its id.
    pub id: String,
    /// Why, in the language asked for.
    pub reason: String,
}

/// What a decision would be about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PreviewOut {
    /// How many.
    pub count: usize,
    /// What they ask for, by currency.
    pub sums: Vec<SumOut>,
    /// How many of those chosen are no longer in the queue.
    pub gone: usize,
    /// Those of the first 100 that would not leave as things stand.
    pub refused: Vec<RefusedOut>,
    /// To be given back with the decision.
    pub seen: String,
}

/// What a decision did.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DecidedOut {
    /// How many were decided.
    pub decided: usize,
    /// What those ask for, by currency.
    pub sums: Vec<SumOut>,
    /// How many have left, or are leaving.
    pub left: usize,
    /// How many somebody, or the check before sending, decided otherwise of.
    pub decided_otherwise: usize,
    /// How many are not there.
    pub missing: usize,
}

/// Show what a decision would be about
///
/// Nothing is changed.
#[utoipa::path(post, path = "/api/v1/approvals/preview", tag = "decide", request_body = DecisionIn, responses(
    (status = 200, description = "What would be decided", body = PreviewOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn preview(
    State(site): State<Site>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<PreviewOut>, Problem> {
    let decision = object::<DecisionIn>(&headers, &body)?.read()?;
    let found = approvals::preview(site.app(), &caller.0.scope, decision.which, &decision.what, decision.verb).await?;
    let refused = found.refused.into_iter().map(|(id, reason)| RefusedOut { id: id.to_string(), reason }).collect();
    Ok(Json(PreviewOut { count: found.lines.len(), sums: sums(&found.sums), gone: found.gone, refused, seen: found.seen }))
}

/// Approve, give up, skip, or take a decision back
///
/// One transaction: what has left or was decided otherwise is counted, and the rest is done. An approval is a word and no more: the check
/// before sending decides again.
#[utoipa::path(
    post, path = "/api/v1/approvals/decide", tag = "decide", request_body = DecisionIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least.")),
    responses(
        (status = 200, description = "What was done", body = DecidedOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn decide(
    State(site): State<Site>,
    Asking { caller, once, row }: Asking<DecisionIn>,
) -> Result<Json<DecidedOut>, Problem> {
    let decision = row.read()?;
    let done = decisions::decide(site.app(), &caller.0.scope, &once, &decision).await?;
    Ok(Json(DecidedOut {
        decided: done.done,
        sums: sums(&done.sums),
        left: done.left,
        decided_otherwise: done.decided,
        missing: done.missing,
    }))
}

/// A letter that was posted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostedIn {
    /// The day on which it was posted; today when it is left out.
    #[schema(format = Date)]
    pub on: Option<String>,
    /// The number under which it is followed.
    pub tracking: Option<String>,
    /// Why it is marked although something changed since it was printed: it is gone.
    pub gone: Option<String>,
}

/// A letter that is marked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostedOut {
    /// Id of the letter's task.
    pub id: String,
    /// The day on which it was posted.
    pub on: String,
}

/// Say that a letter was posted
///
/// It is composed once more, and refused with the reason when it would be another one by now.
#[utoipa::path(
    post, path = "/api/v1/letters/{id}/posted", tag = "decide", request_body = PostedIn,
    params(
        ("id" = Uuid, Path, description = "Id of its task"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "It is marked", body = PostedOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn posted(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<PostedIn>,
) -> Result<Json<PostedOut>, Problem> {
    let id: ActionId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let on: Date = day("on", row.on.as_deref())?.unwrap_or_else(|| site.app().today());
    let posting = Posting { on, gone: row.gone.unwrap_or_default() };
    decisions::post_letter(site.app(), &caller.0.scope, &once, id, row.tracking.as_deref().unwrap_or_default(), &posting).await?;
    Ok(Json(PostedOut { id: id.to_string(), on: on.to_string() }))
}

/// What came of a call.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallIn {
    /// `promise`, `pays_today`, `dispute`, `no_answer`, `message_left`, `wrong_number` or `refuses`.
    pub outcome: String,
    /// The amount that was promised; all that is asked when it is left out.
    #[schema(example = "1234.56")]
    pub amount: Option<String>,
    /// The day of a promise, or the day to call again.
    #[schema(format = Date)]
    pub on: Option<String>,
    /// Number of the one invoice that is disputed; all that are asked when it is left out.
    pub item: Option<String>,
    /// Why it is disputed: `quality`, `price`…
    pub dispute: Option<String>,
    /// Id of the contact that was called.
    pub contact: Option<String>,
    /// What was said; required with `dispute` and `refuses`.
    pub note: Option<String>,
}

/// What comes after a call.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallOut {
    /// `done`, `again`, `other_number`, or `over`: nobody could be reached and the step is passed over.
    pub next: &'static str,
    /// The day of the next try.
    pub on: Option<String>,
}

/// Tell what came of a call
///
/// A promise and « I pay today » hold what they are about; a dispute takes it out of the reminders.
#[utoipa::path(
    post, path = "/api/v1/calls/{id}/outcome", tag = "decide", request_body = CallIn,
    params(
        ("id" = Uuid, Path, description = "Id of its task"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request be done once, for 30 days at least."),
    ),
    responses(
        (status = 200, description = "What comes next", body = CallOut),
        (status = "4XX", description = "Nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn call(
    State(site): State<Site>,
    Path(id): Path<String>,
    Asking { caller, once, row }: Asking<CallIn>,
) -> Result<Json<CallOut>, Problem> {
    let id: ActionId = id.parse().map_err(|_| Problem::plain(StatusCode::NOT_FOUND))?;
    let reason = row.dispute.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let reason = reason.map(|code| named("dispute", code, &Reason::ALL.map(|reason| (reason.code(), reason))));
    let call = NewCall {
        outcome: named("outcome", &row.outcome, &Outcome::ALL.map(|outcome| (outcome.code(), outcome)))?,
        amount: amount("amount", row.amount.as_deref())?,
        on: day("on", row.on.as_deref())?,
        item: None,
        reason: reason.transpose()?,
        contact: self::id::<ContactId>("contact", row.contact.as_deref())?,
        note: row.note.unwrap_or_default(),
    };
    let next = decisions::record_call(site.app(), &caller.0.scope, &once, id, row.item.as_deref().unwrap_or_default(), call).await?;
    let (next, on) = next.parts();
    Ok(Json(CallOut { next, on: on.map(|on| on.to_string()) }))
}
