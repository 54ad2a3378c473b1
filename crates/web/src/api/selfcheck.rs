//! The laws of the program, proved on the live data.

use app::doctor::Check;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use super::gate::Caller;
use crate::pages::selfcheck::address;
use crate::site::Site;

/// A row that breaks a law.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BrokenOut {
    /// A number, a label, a date.
    pub what: String,
    /// The page that shows it, from the root of the pages.
    pub page: String,
}

/// A law and what was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckOut {
    /// Stable key.
    pub name: String,
    /// Whether it holds.
    pub ok: bool,
    /// The law, in the language asked for.
    pub law: String,
    /// What was found, in the language asked for.
    pub detail: String,
    /// What to do, in the language asked for; empty when it holds.
    pub remedy: String,
    /// Rows that were looked at.
    pub counted: i64,
    /// How long that took.
    pub milliseconds: u64,
    /// The first rows that break it.
    pub rows: Vec<BrokenOut>,
}

/// All laws.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SelfCheckOut {
    /// Whether all hold.
    pub ok: bool,
    /// Each.
    pub checks: Vec<CheckOut>,
}

impl From<&Check> for CheckOut {
    fn from(check: &Check) -> Self {
        Self {
            name: check.name.to_owned(),
            ok: check.ok,
            law: check.law.clone(),
            detail: check.detail.clone(),
            remedy: if check.ok { String::new() } else { check.remedy.clone() },
            counted: check.counted,
            milliseconds: u64::try_from(check.took.as_millis()).unwrap_or(u64::MAX),
            rows: check.broken.iter().map(|row| BrokenOut { what: row.what.clone(), page: address(row.place, row.subject) }).collect(),
        }
    }
}

/// Prove every law on the live data
#[utoipa::path(get, path = "/api/v1/self-check", tag = "read", responses(
    (status = 200, description = "What was found", body = SelfCheckOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn self_check(State(site): State<Site>, caller: Caller) -> Result<Json<SelfCheckOut>, Problem> {
    let _turn = site.checking().lock().await;
    let checks = app::doctor::doctor(site.app(), &caller.0.scope).await?;
    Ok(Json(SelfCheckOut { ok: checks.iter().all(|check| check.ok), checks: checks.iter().map(CheckOut::from).collect() }))
}
