//! Who is asking: the cookie, the scope that it stands for, and the one line that the last action left.

use app::text::locale;
use app::{Permission, Scope};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::components::pill::Tone;
use crate::components::shell::{Frame, FreshState, Freshness, Section};
use crate::error::WebError;
use crate::link::Link;
use crate::pages::Failure;
use crate::routes;
use crate::site::Site;

/// Name of the cookie that carries one line to the next page.
const FLASH: &str = "quittance_flash";

/// A request by somebody who is logged in and may make it.
#[derive(Debug, Clone)]
pub struct Session {
    /// In whose name, for which organisation.
    pub scope: Scope,
    /// What the last action said.
    pub flash: Option<(Tone, String)>,
}

impl Session {
    /// Whether something that needs a right may be shown.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.scope.actor.role.may(permission)
    }

    /// What every page shows around its own content.
    ///
    /// # Errors
    /// [`Failure`] when the base does not answer.
    pub async fn frame(&self, site: &Site, search: &str) -> Result<Frame, Failure> {
        let app = site.app();
        if !self.may(Permission::ViewReceivables) {
            return Ok(self.small_frame(site, search));
        }
        let waiting = app::dashboard::waiting(app, &self.scope).await?;
        let freshness = app::freshness::freshness(app, &self.scope).await?;
        let pressing = i64::try_from(app::deadlines::pressing(app, &self.scope).await?).unwrap_or(i64::MAX);
        let to_mend = i64::try_from(app::quality::badge(app, &self.scope)).unwrap_or(i64::MAX);
        let to_do = waiting.to_do + waiting.awaiting_approval + waiting.failed + waiting.unknown;
        let replies = app::mail_in::waiting(app, &self.scope).await?;
        let broken = app::promises::broken(app, &self.scope).await?;
        let late = app::dispute::late(app, &self.scope).await?;
        let count = |section: Section| match section {
            Section::Tonight => to_do,
            Section::Inbox => waiting.to_identify,
            Section::Replies => replies,
            Section::Disputes => late,
            Section::Promises => broken,
            Section::Deadlines => pressing,
            Section::Quality => to_mend,
            _ => 0,
        };
        let may = |section: &Section| match section {
            Section::Own => false,
            Section::Journal => self.may(Permission::ViewJournal),
            Section::Connections => self.may(Permission::Administer),
            Section::Replies => self.may(Permission::ViewMessages),
            _ => true,
        };
        Ok(Frame {
            organisation: self.scope.organisation.name.clone(),
            user: self.scope.actor.name.clone(),
            role: app::text::role(self.scope.actor.role),
            today: app.today(),
            bank: source(freshness.bank_on, freshness.bank_age_days(), freshness.bank_stale),
            ledger: source(freshness.ledger_on, freshness.ledger_age_days(), freshness.ledger_stale),
            shows_sources: true,
            sections: Section::ALL.into_iter().filter(may).map(|section| (section, u64::try_from(count(section)).unwrap_or(0))).collect(),
            demo: app.is_demo(),
            settings: self.may(Permission::Administer),
            promises: self.may(Permission::HoldReminders),
            flash: self.flash.clone(),
            stop: app::scenario::guard(app, &self.scope).await?.stop,
            search: search.to_owned(),
        })
    }
}

impl Session {
    /// The frame of somebody who sees nothing of the house but the own accounts.
    fn small_frame(&self, site: &Site, search: &str) -> Frame {
        let absent = Freshness { state: FreshState::Absent, on: None };
        Frame {
            organisation: self.scope.organisation.name.clone(),
            user: self.scope.actor.name.clone(),
            role: app::text::role(self.scope.actor.role),
            today: site.app().today(),
            bank: absent,
            ledger: absent,
            shows_sources: false,
            sections: vec![(Section::Dashboard, 0), (Section::Own, 0)],
            demo: site.app().is_demo(),
            settings: false,
            promises: false,
            flash: self.flash.clone(),
            stop: None,
            search: search.to_owned(),
        }
    }
}

/// Days after which a new file is welcome, though reminders still go.
const WELCOME_AFTER: i64 = 3;

fn source(on: Option<domain::Date>, age: Option<i64>, stale: bool) -> Freshness {
    let state = match age {
        None => FreshState::Absent,
        Some(_) if stale => FreshState::Stale,
        Some(days) if days > WELCOME_AFTER => FreshState::Ageing,
        Some(_) => FreshState::Fresh,
    };
    Freshness { state, on }
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        // The gate put it there; a route outside the gate has no session.
        parts.extensions.get::<Self>().cloned().ok_or(WebError::Forbidden)
    }
}

/// Lets a request pass when somebody is logged in whose role holds the route's right. A route without a row
/// in the table lets nobody pass.
pub(crate) async fn gate(State(site): State<Site>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let Some(permission) = routes::permission(request.method(), &path) else { return WebError::Forbidden.into_response() };
    let token = jar.get(app::session::COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let reader = match app::session::reader_of(site.app(), &token).await {
        Ok(reader) => reader,
        Err(error) => return Failure::from(error).into_response(),
    };
    let Some((scope, chosen)) = reader else {
        let asked = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let back = if request.method() == Method::GET { asked } else { "" };
        return Redirect::to(&Link::new("/connexion").with("suite", if back == "/" { "" } else { back }).to_string()).into_response();
    };
    let language = chosen.unwrap_or_else(locale::language);
    if let Err(error) = scope.require(permission) {
        return locale::reads_now(language, || Failure::from(error).into_response());
    }
    let flash = jar.get(FLASH).and_then(|cookie| read_flash(cookie.value()));
    let had_flash = flash.is_some() && request.method() == Method::GET;
    request.extensions_mut().insert(Session { scope, flash });
    let response = locale::reads(language, next.run(request)).await;
    if had_flash { (jar.add(forgotten(FLASH)), response).into_response() } else { response }
}

/// An address that leads nowhere, in the language of whoever is logged in: no gate stands before it.
pub(crate) async fn lost(State(site): State<Site>, jar: CookieJar) -> Response {
    let reader = match jar.get(app::session::COOKIE) {
        Some(cookie) => app::session::reader_of(site.app(), cookie.value()).await.ok().flatten(),
        None => None,
    };
    let language = reader.and_then(|(_, chosen)| chosen).unwrap_or_else(locale::language);
    locale::reads_now(language, || WebError::NotFound.into_response())
}

fn forgotten(name: &'static str) -> Cookie<'static> {
    Cookie::build((name, "")).path("/").removal().build()
}

fn read_flash(value: &str) -> Option<(Tone, String)> {
    let (tone, text) = value.split_once('|')?;
    let tone = [Tone::Ok, Tone::Late, Tone::Soon].into_iter().find(|known| known.class() == tone)?;
    Some((tone, decode(text)))
}

/// Percent-decoding for our own cookie; what is not ours reads as it stands.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Back to a page, with one line on what was done.
#[must_use]
pub(crate) fn back(to: &str, tone: Tone, text: &str) -> Response {
    // Link percent-encodes: a cookie's value holds neither blanks nor accents.
    let encoded = Link::new("").with("t", text).to_string();
    let value = format!("{}|{}", tone.class(), encoded.strip_prefix("?t=").unwrap_or_default());
    let cookie = Cookie::build((FLASH, value)).path("/").http_only(true).same_site(SameSite::Lax).build();
    let mut response = (StatusCode::SEE_OTHER, [(axum::http::header::LOCATION, to.to_owned())]).into_response();
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().append(axum::http::header::SET_COOKIE, value);
    }
    response
}

/// The session's cookie: it lasts as long as the session does.
#[must_use]
pub(crate) fn cookie(token: &str, secure: bool) -> Cookie<'static> {
    lasting(app::session::COOKIE, token, app::session::DAYS, secure)
}

/// A cookie that lasts some days.
pub(crate) fn lasting(name: &'static str, value: &str, days: i64, secure: bool) -> Cookie<'static> {
    let seconds = days * 24 * 3600;
    let secure_word = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure_word}");
    // Tokens and codes are made of letters, digits, dots and hyphens: the text always reads as a cookie.
    Cookie::parse(text).unwrap_or_else(|_| forgotten(name))
}

/// The session's cookie, taken back.
#[must_use]
pub(crate) fn no_cookie() -> Cookie<'static> {
    forgotten(app::session::COOKIE)
}
