//! What the house agreed on and what its nights decided: kept lists, people, the procedure, the decisions of a night.
#![expect(unused_qualifications, reason = "the macros that describe parameters write full paths")]

use app::decisions::DecisionsQuery;
use app::policy::{Chapter, Edition};
use app::users::UserLine;
use app::views::{Listing, SavedView};
use axum::Json;
use axum::extract::{Query, State};
use domain::dunning::HoldReason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use super::gate::Caller;
use super::read::{asked, day, invalid, sheet};
use super::shapes::{PageAsked, PageOf};
use crate::pages::views::address;
use crate::site::Site;
use crate::t;

/// A list that everybody of the house sees.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ViewOut {
    /// Its id.
    pub id: String,
    /// The page: `agenda`, `debiteurs`, `factures` or `balance-agee`.
    pub list: String,
    /// Its name.
    pub name: String,
    /// The page that shows it, from the root of the pages.
    pub page: String,
    /// Who keeps it.
    pub owner: String,
    /// When it was kept.
    pub created_at: String,
}

impl From<&SavedView> for ViewOut {
    fn from(view: &SavedView) -> Self {
        Self {
            id: view.id.to_string(),
            list: view.page.clone(),
            name: view.name.clone(),
            page: address(view),
            owner: view.owner_name.clone(),
            created_at: view.created_at.to_rfc3339(),
        }
    }
}

/// Which lists.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ViewsAsked {
    /// `agenda`, `debiteurs`, `factures` or `balance-agee`; all by default.
    pub list: Option<String>,
}

/// List the views that everybody sees
#[utoipa::path(get, path = "/api/v1/views", tag = "read", params(ViewsAsked), responses(
    (status = 200, description = "The views", body = PageOf<ViewOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn views(
    State(site): State<Site>,
    caller: Caller,
    Query(filter): Query<ViewsAsked>,
) -> Result<Json<PageOf<ViewOut>>, Problem> {
    let lists = match filter.list.as_deref().map(str::trim).unwrap_or_default() {
        "" => Listing::ALL.to_vec(),
        code => {
            let list = Listing::ALL.map(Listing::code).join(", ");
            vec![Listing::from_code(code).ok_or_else(|| invalid("list", t!("api-bad-status", list = list)))?]
        }
    };
    let mut found = Vec::new();
    for list in lists {
        found.extend(app::views::shared(site.app(), &caller.0.scope, list).await?.iter().map(ViewOut::from));
    }
    Ok(sheet(found, None))
}

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserOut {
    /// The account's id.
    pub id: String,
    /// Log-in.
    pub email: String,
    /// Name shown.
    pub name: String,
    /// Key of the role; null for one that this version does not know.
    pub role: Option<&'static str>,
    /// When the account was made.
    pub created_at: String,
    /// When it was closed; null while it is open.
    pub closed_at: Option<String>,
}

impl From<&UserLine> for UserOut {
    fn from(user: &UserLine) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role.map(app::access::Role::code),
            created_at: user.created_at.to_rfc3339(),
            closed_at: user.disabled_at.map(|at| at.to_rfc3339()),
        }
    }
}

/// List the people who have an account
#[utoipa::path(get, path = "/api/v1/users", tag = "read", responses(
    (status = 200, description = "The people, closed accounts at the end", body = PageOf<UserOut>),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn users(State(site): State<Site>, caller: Caller) -> Result<Json<PageOf<UserOut>>, Problem> {
    let found = app::users::list(site.app(), &caller.0.scope).await?;
    Ok(sheet(found.iter().map(UserOut::from).collect(), None))
}

/// A setting of a chapter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SettingOut {
    /// What, in French.
    pub what: String,
    /// How much, in French.
    pub value: String,
}

/// A chapter of the procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChapterOut {
    /// `terms`, `limits`, `scenarios`, `approvals`, `grants`, `promises`, `disputes`, `receipts` or `roles`.
    pub key: &'static str,
    /// Its settings.
    pub settings: Vec<SettingOut>,
    /// What a person wrote; may be empty.
    pub note: String,
}

impl From<&Chapter> for ChapterOut {
    fn from(chapter: &Chapter) -> Self {
        let setting = |(what, value): &(String, String)| SettingOut { what: what.clone(), value: value.clone() };
        Self { key: chapter.key.code(), settings: chapter.lines.iter().map(setting).collect(), note: chapter.note.clone() }
    }
}

/// A publication of the procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EditionOut {
    /// 1, 2, 3…
    pub version: i32,
    /// What changed, in words.
    pub reason: String,
    /// The day.
    pub published_on: String,
    /// Who.
    pub published_by: String,
    /// Its chapters.
    pub chapters: Vec<ChapterOut>,
}

impl From<&Edition> for EditionOut {
    fn from(edition: &Edition) -> Self {
        Self {
            version: edition.version,
            reason: edition.reason.clone(),
            published_on: edition.on.to_string(),
            published_by: edition.by.clone(),
            chapters: edition.chapters.iter().map(ChapterOut::from).collect(),
        }
    }
}

/// The firm's procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PolicyOut {
    /// As the settings stand today.
    pub today: Vec<ChapterOut>,
    /// The edition in force; null before the first one.
    pub current: Option<EditionOut>,
    /// Keys of the chapters in which the settings differ from it.
    pub changed: Vec<&'static str>,
}

/// Read the firm's procedure
#[utoipa::path(get, path = "/api/v1/policy", tag = "read", responses(
    (status = 200, description = "The procedure of today, and the edition in force", body = PolicyOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn policy(State(site): State<Site>, caller: Caller) -> Result<Json<PolicyOut>, Problem> {
    let found = app::policy::policy(site.app(), &caller.0.scope).await?;
    Ok(Json(PolicyOut {
        today: found.today.iter().map(ChapterOut::from).collect(),
        current: found.current.as_ref().map(EditionOut::from),
        changed: found.changed.iter().map(|difference| difference.key.code()).collect(),
    }))
}

/// What one item got of a night.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DecisionOut {
    /// Id of the debtor.
    pub debtor: String,
    /// The debtor's code.
    pub customer_code: String,
    /// The debtor's name.
    pub name: String,
    /// Id of the item.
    pub item: String,
    /// The item's number.
    pub number: String,
    /// `send`, `hold`, `not_yet` or `exhausted`.
    pub decision: String,
    /// Why, in French.
    pub why: String,
}

/// What a night decided.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NightOut {
    /// The night; null when none was run.
    pub on: Option<String>,
    /// What each item got.
    pub data: Vec<DecisionOut>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Which decisions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DecisionsAsked {
    /// The night; the last one by default.
    pub on: Option<String>,
    /// Words of the debtor's code or name.
    pub search: Option<String>,
    /// `send`, `hold`, `not_yet` or `exhausted`; all by default.
    pub decision: Option<String>,
    /// Key of the reason why something is held.
    pub reason: Option<String>,
}

/// Read what a night decided of each item, and why
#[utoipa::path(get, path = "/api/v1/decisions", tag = "read", params(PageAsked, DecisionsAsked), responses(
    (status = 200, description = "A page; one never ends within a debtor", body = NightOut),
    (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn decisions(
    State(site): State<Site>,
    caller: Caller,
    Query(paging): Query<PageAsked>,
    Query(filter): Query<DecisionsAsked>,
) -> Result<Json<NightOut>, Problem> {
    const KINDS: [&str; 4] = ["send", "hold", "not_yet", "exhausted"];
    let decision = filter.decision.unwrap_or_default().trim().to_owned();
    if !decision.is_empty() && !KINDS.contains(&decision.as_str()) {
        return Err(invalid("decision", t!("api-bad-status", list = KINDS.join(", "))));
    }
    let reason = match filter.reason.as_deref().map(str::trim).unwrap_or_default() {
        "" => None,
        code => {
            let list = HoldReason::ALL.map(HoldReason::code).join(", ");
            Some(HoldReason::from_code(code).ok_or_else(|| invalid("reason", t!("api-bad-status", list = list)))?)
        }
    };
    let after = Some(asked(&paging)?.after).filter(|id| !id.is_nil());
    let query = DecisionsQuery { on: day("on", filter.on.as_deref())?, words: filter.search.unwrap_or_default(), decision, reason, after };
    let found = app::decisions::decisions(site.app(), &caller.0.scope, &query).await?;
    let row = |row: &app::decisions::Decision| DecisionOut {
        debtor: row.debtor.to_string(),
        customer_code: row.code.clone(),
        name: row.name.clone(),
        item: row.item.to_string(),
        number: row.number.clone(),
        decision: row.decision.clone(),
        why: row.why.clone(),
    };
    let Json(page) = sheet(found.rows.iter().map(row).collect(), found.next);
    Ok(Json(NightOut { on: found.on.map(|on| on.to_string()), data: page.data, next_cursor: page.next_cursor }))
}
