//! What should come in, week by week.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::forecast::{Forecast, ForecastQuery, Slice};
use axum::Json;
use axum::extract::{Query, State};
use domain::plan::Ground;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::gate::Caller;
use super::read::currency;
use crate::site::Site;

/// What should come in some days, by why.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SliceOut {
    /// All of it.
    pub total: String,
    /// By payment plans that hold.
    pub plan: String,
    /// By agreements on a smaller sum.
    pub settlement: String,
    /// By promises.
    pub promise: String,
    /// By later due dates that were agreed.
    pub deferral: String,
    /// By due date, as late as the debtor usually pays.
    pub habit: String,
    /// By due date.
    pub due: String,
}

impl From<&Slice> for SliceOut {
    fn from(slice: &Slice) -> Self {
        let of = |ground| slice.of(ground).iso();
        Self {
            total: slice.total().iso(),
            plan: of(Ground::Plan),
            settlement: of(Ground::Settlement),
            promise: of(Ground::Promise),
            deferral: of(Ground::Deferral),
            habit: of(Ground::Habit),
            due: of(Ground::Due),
        }
    }
}

/// A week from Monday to Sunday; the current one begins today.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WeekOut {
    /// Its first day.
    #[schema(format = Date)]
    pub from: String,
    /// Its last day.
    #[schema(format = Date)]
    pub until: String,
    /// What should come in it.
    pub expected: SliceOut,
}

/// What should come in. All its parts add up to what is owed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ForecastOut {
    /// The day on which it was read.
    #[schema(format = Date)]
    pub on: String,
    /// ISO 4217, of all amounts.
    pub currency: String,
    /// Thirteen weeks, the current one first.
    pub weeks: Vec<WeekOut>,
    /// What should come after them.
    pub later: SliceOut,
    /// What should have come already.
    pub passed: SliceOut,
    /// What is contested.
    pub disputed: String,
    /// What agreements on smaller sums give up when they are kept to.
    pub discount: String,
    /// What insolvency proceedings hold.
    pub insolvent: String,
    /// Credits beyond all that their accounts owe; they are taken off the sum.
    pub credits: String,
    /// What is owed, credits taken off.
    pub exposure: String,
}

impl From<&Forecast> for ForecastOut {
    fn from(found: &Forecast) -> Self {
        let week = |week: &app::forecast::Week| WeekOut {
            from: week.from.to_string(),
            until: week.until.to_string(),
            expected: SliceOut::from(&week.slice),
        };
        Self {
            on: found.on.to_string(),
            currency: found.currency.code().to_owned(),
            weeks: found.weeks.iter().map(week).collect(),
            later: SliceOut::from(&found.later),
            passed: SliceOut::from(&found.passed),
            disputed: found.disputed.iso(),
            discount: found.discount.iso(),
            insolvent: found.insolvent.iso(),
            credits: found.credits.iso(),
            exposure: found.exposure.iso(),
        }
    }
}

/// Whose.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ForecastAsked {
    /// Who follows the debtors; all by default.
    pub collector: Option<String>,
    /// ISO 4217; the euro by default, else the first currency in which something is open.
    pub currency: Option<String>,
}

/// Read what should come in, week by week
///
/// Plans, agreements on smaller sums, promises and deferrals on their day; the rest by due date, as late as its debtor usually pays.
#[utoipa::path(get, path = "/api/v1/forecast", tag = "read", params(ForecastAsked), responses(
    (status = 200, description = "The weeks", body = ForecastOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn forecast(
    State(site): State<Site>,
    caller: Caller,
    Query(asked): Query<ForecastAsked>,
) -> Result<Json<ForecastOut>, Problem> {
    let currency = currency(asked.currency.as_deref())?;
    let query = ForecastQuery { collector: asked.collector.filter(|who| !who.trim().is_empty()), currency };
    let found = app::forecast::forecast(site.app(), &caller.0.scope, &query).await?;
    Ok(Json(ForecastOut::from(&*found)))
}
