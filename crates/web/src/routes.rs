//! Every route and the right that it asks, in one table that a test walks with every role.

use app::Permission;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{get, post};

use crate::pages::{action, ageing, dashboard, deadlines, debtor, debtors, import, inbox, journal, login, search, tonight};
use crate::session::gate;
use crate::site::Site;

/// The largest file that can be brought in by a page.
const FILE_BYTES: usize = 512 * 1024 * 1024;

/// Method, path, right. What is not here is refused.
pub const TABLE: &[(&str, &str, Permission)] = &[
    ("GET", "/", Permission::ViewReceivables),
    ("GET", "/balance-agee", Permission::ViewReceivables),
    ("GET", "/balance-agee.csv", Permission::ViewReceivables),
    ("GET", "/debiteurs", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/pause", Permission::HoldReminders),
    ("POST", "/debiteurs/{id}/reprise", Permission::HoldReminders),
    ("GET", "/ce-soir", Permission::ViewReceivables),
    ("POST", "/ce-soir/lancer", Permission::RunNight),
    ("GET", "/actions/{id}", Permission::ViewMessages),
    ("GET", "/actions/{id}/message.eml", Permission::ViewMessages),
    ("GET", "/actions/{id}/releve.pdf", Permission::ViewMessages),
    ("GET", "/actions/{id}/courrier.pdf", Permission::ViewMessages),
    ("POST", "/actions/{id}/approuver", Permission::ApproveMessages),
    ("POST", "/actions/{id}/annuler", Permission::ApproveMessages),
    ("POST", "/actions/{id}/fait", Permission::ApproveMessages),
    ("POST", "/actions/{id}/renvoyer", Permission::ApproveMessages),
    ("POST", "/actions/{id}/statuer", Permission::ApproveMessages),
    ("GET", "/encaissements", Permission::ViewReceivables),
    ("GET", "/encaissements/{id}", Permission::MatchBank),
    ("POST", "/encaissements/{id}/affecter", Permission::MatchBank),
    ("POST", "/encaissements/{id}/ignorer", Permission::MatchBank),
    ("POST", "/encaissements/{id}/defaire", Permission::MatchBank),
    ("GET", "/delais", Permission::ViewReceivables),
    ("POST", "/delais", Permission::ManageClaims),
    ("GET", "/delais.ics", Permission::ViewReceivables),
    ("POST", "/delais/{id}/fait", Permission::ManageClaims),
    ("POST", "/delais/{id}/annuler", Permission::ManageClaims),
    ("POST", "/delais/{id}/reprendre", Permission::ManageClaims),
    ("POST", "/delais/abonnement", Permission::ViewReceivables),
    ("POST", "/delais/abonnement/revoquer", Permission::ViewReceivables),
    ("GET", "/imports", Permission::ViewReceivables),
    ("POST", "/imports", Permission::Import),
    ("GET", "/journal", Permission::ViewJournal),
    ("GET", "/recherche", Permission::ViewReceivables),
];

/// The right that a route asks. `HEAD` asks what `GET` does.
#[must_use]
pub fn permission(method: &Method, path: &str) -> Option<Permission> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    TABLE.iter().find(|(known, route, _)| *known == method && *route == path).map(|(_, _, permission)| *permission)
}

/// All pages: those behind the gate, and the four that need no session; a calendar's address is its own secret.
pub fn pages(site: &Site) -> Router<Site> {
    let behind_the_gate = Router::new()
        .route("/", get(dashboard::show))
        .route("/balance-agee", get(ageing::show))
        .route("/balance-agee.csv", get(ageing::csv))
        .route("/debiteurs", get(debtors::show))
        .route("/debiteurs/{id}", get(debtor::show))
        .route("/debiteurs/{id}/pause", post(debtor::pause))
        .route("/debiteurs/{id}/reprise", post(debtor::resume))
        .route("/ce-soir", get(tonight::show))
        .route("/ce-soir/lancer", post(tonight::run))
        .route("/actions/{id}", get(action::show))
        .route("/actions/{id}/message.eml", get(action::eml))
        .route("/actions/{id}/releve.pdf", get(action::statement))
        .route("/actions/{id}/courrier.pdf", get(action::letter))
        .route("/actions/{id}/approuver", post(action::approve))
        .route("/actions/{id}/annuler", post(action::cancel))
        .route("/actions/{id}/fait", post(action::done))
        .route("/actions/{id}/renvoyer", post(action::retry))
        .route("/actions/{id}/statuer", post(action::settle))
        .route("/encaissements", get(inbox::show))
        .route("/encaissements/{id}", get(inbox::one))
        .route("/encaissements/{id}/affecter", post(inbox::identify))
        .route("/encaissements/{id}/ignorer", post(inbox::ignore))
        .route("/encaissements/{id}/defaire", post(inbox::undo))
        .route("/delais", get(deadlines::show).post(deadlines::record))
        .route("/delais.ics", get(deadlines::export))
        .route("/delais/{id}/fait", post(deadlines::done))
        .route("/delais/{id}/annuler", post(deadlines::cancel))
        .route("/delais/{id}/reprendre", post(deadlines::reopen))
        .route("/delais/abonnement", post(deadlines::open_feed))
        .route("/delais/abonnement/revoquer", post(deadlines::close_feed))
        .route("/imports", get(import::show).post(import::bring_in).layer(DefaultBodyLimit::max(FILE_BYTES)))
        .route("/journal", get(journal::show))
        .route("/recherche", get(search::show))
        .route_layer(axum::middleware::from_fn_with_state(site.clone(), gate));
    Router::new()
        .merge(behind_the_gate)
        .route("/connexion", get(login::show).post(login::enter))
        .route("/deconnexion", post(login::leave))
        .route("/calendrier/{file}", get(deadlines::feed))
        .route("/sante", get(|| async { "ok" }))
        .fallback(|| async { crate::WebError::NotFound })
}
