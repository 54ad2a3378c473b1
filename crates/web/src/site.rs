//! The router, and the server around it.

use std::future::Future;
use std::sync::Arc;

use app::App;
use axum::Router;
use tokio::net::TcpListener;

use crate::api::{self, Buckets};
use crate::{assets, middleware, routes};

/// How the pages are served.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebSettings {
    /// Whether the session's cookie is sent over HTTPS only.
    pub secure_cookie: bool,
}

/// What handlers share.
#[derive(Clone)]
pub struct Site {
    inner: Arc<(App, WebSettings, Buckets, tokio::sync::Mutex<()>)>,
}

impl Site {
    /// The program.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.inner.0
    }

    /// How many requests each key of the API may still make.
    pub(crate) fn buckets(&self) -> &Buckets {
        &self.inner.2
    }

    /// Whose turn it is to prove the laws: each proof reads the whole base.
    pub(crate) fn checking(&self) -> &tokio::sync::Mutex<()> {
        &self.inner.3
    }

    /// How the pages are served.
    #[must_use]
    pub fn settings(&self) -> WebSettings {
        self.inner.1
    }
}

/// All pages, behind everything that a request goes through.
pub fn router(app: App, settings: WebSettings) -> Router {
    let site = Site { inner: Arc::new((app, settings, Buckets::default(), tokio::sync::Mutex::default())) };
    let pages = routes::pages(&site).merge(assets::routes());
    middleware::protect(pages).merge(middleware::quiet(routes::bells())).merge(api::router(&site)).with_state(site)
}

/// Serves until told to stop; requests that have begun are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    settings: WebSettings,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(app, settings)).with_graceful_shutdown(stop).await
}
