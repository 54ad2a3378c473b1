//! API v1: what other programs push and read, behind a key. No cookie opens anything here.

mod ageing;
mod agreements;
mod asking;
mod corrections;
mod decisions;
mod deferrals;
mod description;
mod desk;
mod disputes;
mod forecast;
mod gate;
mod house;
mod plan_moves;
mod plan_offers;
mod plans;
mod problem;
mod promises;
mod push;
mod read;
mod selfcheck;
mod shapes;
mod talks;

use app::Permission;
use app::connect::token::TokenScope;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use gate::Buckets;
pub(crate) use problem::Problem;

use crate::middleware::silence;
use crate::site::Site;

/// The largest JSON body.
const JSON_BYTES: usize = 4 * 1024 * 1024;
/// The largest file.
const FILE_BYTES: usize = 512 * 1024 * 1024;
/// The longest that a request may take once its file is there: a large one is read and written within it.
const TIME: std::time::Duration = std::time::Duration::from_secs(300);

/// Method, path, use of the key, right of its role. What is not here is refused.
pub const TABLE: &[(&str, &str, TokenScope, Permission)] = &[
    ("POST", "/api/v1/invoices", TokenScope::Push, Permission::Import),
    ("POST", "/api/v1/debtors", TokenScope::Push, Permission::Import),
    ("POST", "/api/v1/payments", TokenScope::Match, Permission::MatchBank),
    ("POST", "/api/v1/files", TokenScope::Push, Permission::Import),
    ("GET", "/api/v1/debtors", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/debtors/{id}", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/items", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/transactions", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/payment-plans", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/payment-plans/{id}", TokenScope::Read, Permission::ViewReceivables),
    ("POST", "/api/v1/payment-plans", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/payment-plans/{id}/sign", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/payment-plans/{id}/cancel", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/payment-plans/{id}/approve", TokenScope::Decide, Permission::ApproveAgreements),
    ("POST", "/api/v1/payment-plans/{id}/notice", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/payment-plans/{id}/accelerate", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/payment-plans/{id}/send-back", TokenScope::Decide, Permission::ApproveAgreements),
    ("POST", "/api/v1/payment-plans/{id}/undo", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/deferrals", TokenScope::Push, Permission::ManageClaims),
    ("GET", "/api/v1/plan-offers", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/plan-offers/{id}", TokenScope::Read, Permission::ViewReceivables),
    ("POST", "/api/v1/plan-offers", TokenScope::Decide, Permission::ManageClaims),
    ("POST", "/api/v1/plan-offers/{id}/withdraw", TokenScope::Decide, Permission::ManageClaims),
    ("GET", "/api/v1/imports", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/promises", TokenScope::Read, Permission::ViewReceivables),
    ("POST", "/api/v1/promises", TokenScope::Push, Permission::HoldReminders),
    ("POST", "/api/v1/promises/{id}/withdraw", TokenScope::Push, Permission::HoldReminders),
    ("POST", "/api/v1/promises/{id}/restore", TokenScope::Push, Permission::HoldReminders),
    ("POST", "/api/v1/causes", TokenScope::Push, Permission::HoldReminders),
    ("POST", "/api/v1/invoice-copies", TokenScope::Decide, Permission::ApproveMessages),
    ("GET", "/api/v1/agenda", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/views", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/users", TokenScope::Read, Permission::Administer),
    ("GET", "/api/v1/policy", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/decisions", TokenScope::Read, Permission::ViewJournal),
    ("GET", "/api/v1/self-check", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/figures", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/forecast", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/aged-balance", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/disputes", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/disputes/report", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/disputes/{id}", TokenScope::Read, Permission::ViewReceivables),
    ("POST", "/api/v1/disputes", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/answer", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/close", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/withdraw", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/ask", TokenScope::Decide, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/amend", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/set-aside", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/disputes/{id}/undo", TokenScope::Push, Permission::ManageClaims),
    ("GET", "/api/v1/compromises", TokenScope::Read, Permission::ViewReceivables),
    ("GET", "/api/v1/compromises/{id}", TokenScope::Read, Permission::ViewReceivables),
    ("POST", "/api/v1/compromises", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/compromises/{id}/sign", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/compromises/{id}/cancel", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/compromises/{id}/approve", TokenScope::Decide, Permission::ApproveAgreements),
    ("GET", "/api/v1/negotiations", TokenScope::Read, Permission::ViewReceivables),
    ("POST", "/api/v1/negotiations", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/negotiations/{id}/take-back", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/compromises/{id}/send-back", TokenScope::Decide, Permission::ApproveAgreements),
    ("POST", "/api/v1/compromises/{id}/undo", TokenScope::Push, Permission::ManageClaims),
    ("POST", "/api/v1/compromises/{id}/credit-note", TokenScope::Push, Permission::ManageClaims),
    ("GET", "/api/v1/approvals", TokenScope::Read, Permission::ViewMessages),
    ("GET", "/api/v1/tasks", TokenScope::Read, Permission::ViewMessages),
    ("POST", "/api/v1/approvals/preview", TokenScope::Decide, Permission::ApproveMessages),
    ("POST", "/api/v1/approvals/decide", TokenScope::Decide, Permission::ApproveMessages),
    ("POST", "/api/v1/letters/{id}/posted", TokenScope::Decide, Permission::ApproveMessages),
    ("POST", "/api/v1/calls/{id}/outcome", TokenScope::Decide, Permission::ApproveMessages),
];

/// What a route asks of a key. `HEAD` asks what `GET` does.
pub(crate) fn asked(method: &Method, path: &str) -> Option<(TokenScope, Permission)> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    TABLE.iter().find(|(known, route, ..)| *known == method && *route == path).map(|(_, _, scope, permission)| (*scope, *permission))
}

fn described() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(description::base())
        .routes(routes!(push::invoices))
        .routes(routes!(push::debtors, read::debtors))
        .routes(routes!(push::payments))
        .routes(routes!(read::debtor))
        .routes(routes!(read::items))
        .routes(routes!(read::transactions))
        .routes(routes!(plans::plans, plan_moves::propose))
        .routes(routes!(plan_moves::sign))
        .routes(routes!(plan_moves::cancel))
        .routes(routes!(plan_moves::approve))
        .routes(routes!(plan_moves::notice))
        .routes(routes!(plan_moves::accelerate))
        .routes(routes!(deferrals::grant))
        .routes(routes!(plans::plan))
        .routes(routes!(plan_offers::offers, plan_offers::make))
        .routes(routes!(plan_offers::withdraw))
        .routes(routes!(plan_offers::offer))
        .routes(routes!(read::imports))
        .routes(routes!(promises::list, promises::record))
        .routes(routes!(promises::withdraw))
        .routes(routes!(promises::cause))
        .routes(routes!(promises::copy))
        .routes(routes!(desk::agenda))
        .routes(routes!(desk::figures))
        .routes(routes!(forecast::forecast))
        .routes(routes!(ageing::aged_balance))
        .routes(routes!(house::views))
        .routes(routes!(house::users))
        .routes(routes!(house::policy))
        .routes(routes!(house::decisions))
        .routes(routes!(selfcheck::self_check))
        .routes(routes!(disputes::disputes, agreements::open))
        .routes(routes!(agreements::answer))
        .routes(routes!(agreements::close))
        .routes(routes!(agreements::withdraw))
        .routes(routes!(agreements::compromises, agreements::propose))
        .routes(routes!(agreements::compromise))
        .routes(routes!(agreements::sign))
        .routes(routes!(agreements::cancel))
        .routes(routes!(talks::talks, talks::add))
        .routes(routes!(talks::take_back))
        .routes(routes!(corrections::approve))
        .routes(routes!(corrections::send_back))
        .routes(routes!(corrections::undo))
        .routes(routes!(corrections::credit_note))
        .routes(routes!(corrections::send_plan_back))
        .routes(routes!(corrections::undo_plan))
        .routes(routes!(corrections::ask))
        .routes(routes!(corrections::amend))
        .routes(routes!(corrections::set_aside))
        .routes(routes!(corrections::undo_dispute))
        .routes(routes!(corrections::restore))
        .routes(routes!(disputes::report))
        .routes(routes!(disputes::dispute))
        .routes(routes!(decisions::approvals))
        .routes(routes!(decisions::tasks))
        .routes(routes!(decisions::preview))
        .routes(routes!(decisions::decide))
        .routes(routes!(decisions::posted))
        .routes(routes!(decisions::call))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .merge(OpenApiRouter::new().routes(routes!(push::files)).layer(DefaultBodyLimit::max(FILE_BYTES)))
}

/// The description of the API, as OpenAPI 3.1.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// The routes of the API, with everything that their requests go through.
pub(crate) fn router(site: &Site) -> Router<Site> {
    let (routes, description) = described().split_for_parts();
    let document = description.to_json().unwrap_or_default();
    routes
        .route_layer(axum::middleware::from_fn_with_state(site.clone(), gate::gate))
        .route(
            "/api/v1/openapi.json",
            axum::routing::get(|| async move { ([(header::CONTENT_TYPE, "application/json")], document).into_response() }),
        )
        .method_not_allowed_fallback(|| async { Problem::plain(StatusCode::METHOD_NOT_ALLOWED) })
        .route("/api", axum::routing::any(|| async { Problem::plain(StatusCode::NOT_FOUND) }))
        .route("/api/{*rest}", axum::routing::any(|| async { Problem::plain(StatusCode::NOT_FOUND) }))
        .layer(CatchPanicLayer::custom(|_| Problem::plain(StatusCode::INTERNAL_SERVER_ERROR).into_response()))
        .layer(axum::middleware::from_fn(|request, next| silence::bound(TIME, request, next)))
        .layer(axum::middleware::from_fn(harden))
        .layer(axum::middleware::from_fn(crate::middleware::language::hear))
}

/// Errors that a layer answers as bare text become problems like the others; nothing is kept or framed.
async fn harden(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    let mut response =
        if (status.is_client_error() || status.is_server_error()) && !json { Problem::plain(status).into_response() } else { response };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}
