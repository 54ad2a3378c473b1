//! Legal time limits: a calculator that explains itself, and the limits that run.

use app::Permission;
use app::calendar_feed::Feed;
use app::deadlines::{FactKind, LimitsQuery, NewLimit};
use app::text::locale::{self, Shown as _};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use domain::Date;
use domain::deadline::{Deadline, Facts, Procedure, RULES, Zone};
use domain::ids::{DebtorId, TimeLimitId};
use domain::law::Standing;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::day::{self, Missing};
use super::debtor_tab::{Tab, file};
use super::limit_list::{ended, running};
use super::parts::{at, post};
use super::{Answer, Failure, Sheet, framed, head};
use crate::components::date::date;
use crate::components::flash::flash;
use crate::components::icon::{Icon, icon};
use crate::components::pill::{Tone, pill};
use crate::components::shell::Section;
use crate::error::WebError;
use crate::link::Link;
use crate::session::{Session, back};
use crate::site::Site;
use crate::t;

const PAGE: &str = "/delais";
/// A longer list can be searched.
const SEARCHED: usize = 5;
/// What calendar programs expect.
const ICS: (HeaderName, &str) = (CONTENT_TYPE, "text/calendar; charset=utf-8");

/// What is typed into the calculator, and what stays typed after a refusal.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    regle: String,
    #[serde(default)]
    depart: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    debiteur: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    q: String,
}

impl Asked {
    /// The page with all of it in the address.
    fn link(&self) -> Link {
        Link::new(PAGE)
            .with("regle", &self.regle)
            .with("depart", &self.depart)
            .with("zone", &self.zone)
            .with("decision", &self.decision)
            .with("debiteur", &self.debiteur)
            .with("note", &self.note)
            .with("q", &self.q)
    }

    /// What it is computed from, or what is wrong with it.
    fn facts(&self, today: Date) -> Result<Facts, String> {
        if self.regle.is_empty() {
            return Err(t!("limits-no-rule"));
        }
        let start = day::read(&self.depart, today, Missing::ThisYear).ok_or_else(|| t!("limits-bad-start"))?;
        let zone = if self.zone.is_empty() { Some(Zone::Mainland) } else { Zone::from_code(&self.zone) };
        let zone = zone.ok_or_else(|| t!("limits-bad-zone"))?;
        let decided_on = match self.decision.trim() {
            "" => None,
            typed => Some(day::read(typed, today, Missing::ThisYear).ok_or_else(|| t!("limits-bad-decision"))?),
        };
        Ok(Facts { start, zone, decided_on })
    }

    /// The answer; `None` while nothing is asked.
    async fn answer(&self, app: &app::App, scope: &app::Scope) -> Option<Result<Deadline, String>> {
        if self.regle.is_empty() && self.depart.trim().is_empty() {
            return None;
        }
        Some(match self.facts(app.today()) {
            Ok(facts) => app::deadlines::compute(app, scope, &self.regle, facts).await.map_err(|error| error.french()),
            Err(sentence) => Err(sentence),
        })
    }
}

/// The page.
pub async fn show(State(site): State<Site>, session: Session, Query(mut asked): Query<Asked>) -> Answer {
    let app = site.app();
    let today = app.today();
    // A link from a debtor's page brings its id; the form shows the code that a person would type.
    let mut debtor_name = String::new();
    if let Ok(id) = asked.debiteur.parse::<DebtorId>() {
        (asked.debiteur, debtor_name) = app::deadlines::debtor_words(app, &session.scope, id).await?;
    }
    let answer = asked.answer(app, &session.scope).await;
    let limits = app::deadlines::list(app, &session.scope, &LimitsQuery { words: asked.q.clone() }).await?;
    let feed = app::calendar_feed::of_actor(app, &session.scope).await?;
    let acts = html! {
        a.btn.to-form href="#calcul" { (icon(Icon::Calendar)) (t!("limits-calculator")) }
        a.btn href="/delais.ics" { (icon(Icon::Download)) (t!("limits-export")) }
    };
    let body = html! {
        (head(&t!("nav-deadlines"), &html! { (t!("limits-sub", count = limits.running.len())) }, &acts))
        div.grid.two {
            div {
                @if let Some(answer) = &answer { (result(answer, &asked, &debtor_name, &session)) }
                @if !asked.q.is_empty() || limits.running.len() + limits.ended.len() > SEARCHED { (search(&asked)) }
                (running(&limits.running, &session, today))
                (ended(&limits.ended, &session))
            }
            div {
                (calculator(&asked))
                (subscription(feed.as_ref()))
            }
        }
    };
    framed(&site, &session, Sheet::new(t!("nav-deadlines"), Section::Deadlines, body)).await
}

fn subscription(feed: Option<&Feed>) -> Markup {
    html! {
        div.card.screen {
            header { h2 { (t!("feed-title")) } }
            p.muted { (t!("feed-text")) }
            @if let Some(feed) = feed { p.muted { (t!("feed-since")) " " (at(feed.created_at)) "." } }
            div.acts.below {
                (post("/delais/abonnement", "", &if feed.is_some() { t!("feed-renew") } else { t!("feed-create") }, Some(Icon::Calendar), &[]))
                @if feed.is_some() { (post("/delais/abonnement/revoquer", "danger", &t!("feed-revoke"), None, &[])) }
            }
        }
    }
}

fn calculator(asked: &Asked) -> Markup {
    let zone = if asked.zone.is_empty() { Zone::Mainland.code() } else { &asked.zone };
    html! {
        div.card.screen #calcul {
            header { h2 { (t!("limits-calculator")) } }
            form.stack method="get" action=(PAGE) {
                div.field {
                    label for="regle" { (t!("limits-rule")) }
                    select #regle name="regle" required {
                        option value="" { (t!("limits-choose")) }
                        @for procedure in Procedure::ALL {
                            optgroup label=(procedure.shown()) {
                                @for rule in RULES.iter().filter(|rule| rule.procedure == procedure) {
                                    option value=(rule.key) selected[rule.key == asked.regle] { (locale::rule_label(rule)) }
                                }
                            }
                        }
                    }
                }
                (day::field("depart", "depart", &html! { (t!("limits-start")) }, &asked.depart))
                p.muted.hint { (t!("limits-start-help")) }
                div.field {
                    label for="zone" { (t!("limits-zone")) }
                    select #zone name="zone" { @for known in Zone::all() { option value=(known.code()) selected[known.code() == zone] { (known.shown()) } } }
                    small { (t!("limits-zone-help")) }
                }
                (day::field("decision", "decision", &html! { (t!("limits-decision")) " " span.muted { (t!("field-optional")) } }, &asked.decision))
                p.muted.hint { (t!("limits-decision-help")) }
                @if !asked.debiteur.is_empty() { input type="hidden" name="debiteur" value=(asked.debiteur); }
                div.acts { button.btn.go type="submit" { (t!("limits-compute")) } }
            }
        }
    }
}

fn result(answer: &Result<Deadline, String>, asked: &Asked, debtor_name: &str, session: &Session) -> Markup {
    match answer {
        Err(why) => flash(Tone::Late, &html! { (why) }),
        Ok(deadline) => html! {
            section.card {
                header { h2 { (locale::rule_label(deadline.rule)) } @if deadline.standing == Standing::Unverified { (pill(Tone::Soon, &t!("limits-unverified"))) } }
                (dates(deadline))
                h3 { (t!("limits-how")) }
                ol.steps lang="fr" { @for step in &deadline.steps { li { (step) } } }
                @if session.may(Permission::ManageClaims) { (record_form(deadline, asked, debtor_name)) }
            }
        },
    }
}

/// The dates that matter, by whose act it is.
fn dates(deadline: &Deadline) -> Markup {
    html! {
        dl.kv.wide {
            @if let Some(first) = deadline.act_from {
                dt { (t!("limits-ends")) } dd { (date(deadline.last)) }
                dt { (t!("limits-act-from")) } dd { strong { (locale::date_full(first)) } }
            } @else if deadline.raw < deadline.last {
                dt { (t!("limits-aim")) } dd { strong { (locale::date_full(deadline.raw)) } }
                dt { (t!("limits-last")) } dd { (date(deadline.last)) }
            } @else {
                dt { (t!("limits-last")) } dd { strong { (locale::date_full(deadline.last)) } }
            }
            dt { (t!("limits-article")) } dd { (deadline.article) }
        }
    }
}

fn record_form(deadline: &Deadline, asked: &Asked, debtor_name: &str) -> Markup {
    html! {
        div.apart { form.stack method="post" action=(PAGE) {
            input type="hidden" name="regle" value=(deadline.rule.key);
            input type="hidden" name="depart" value=(deadline.facts.start);
            input type="hidden" name="zone" value=(deadline.facts.zone.code());
            @if let Some(decided_on) = deadline.facts.decided_on { input type="hidden" name="decision" value=(decided_on); }
            div.field {
                label for="debiteur" { (t!("column-debtor")) " " span.muted { (t!("field-optional")) } }
                input #debiteur name="debiteur" value=(asked.debiteur) maxlength="120" autocomplete="off";
                small { @if debtor_name.is_empty() { (t!("limits-debtor-help")) } @else { (debtor_name) } }
            }
            div.field {
                label for="note" { (t!("limits-note")) " " span.muted { (t!("field-optional")) } }
                input #note name="note" value=(asked.note) maxlength="300" autocomplete="off";
            }
            div.acts { button.btn.go type="submit" { (t!("limits-record")) } }
        } }
    }
}

fn search(asked: &Asked) -> Markup {
    html! {
        form.filters method="get" action=(PAGE) role="search" {
            div.field.grow { label for="q" { (t!("limits-search")) } input #q name="q" type="search" value=(asked.q); }
            button.btn type="submit" { (t!("apply-filters")) }
        }
    }
}

/// Where a refusal is told: on the same page, with everything that was typed.
fn refused(to: &str, error: app::AppError) -> Answer {
    match error.status() {
        409 | 422 => Ok(back(to, Tone::Late, &error.french())),
        _ => Err(Failure::from(error)),
    }
}

/// Records a limit.
pub async fn record(State(site): State<Site>, session: Session, Form(asked): Form<Asked>) -> Answer {
    let to = asked.link().to_string();
    let facts = match asked.facts(site.app().today()) {
        Ok(facts) => facts,
        Err(why) => return Ok(back(&to, Tone::Late, &why)),
    };
    let new = NewLimit { rule: asked.regle, facts, debtor: asked.debiteur, note: asked.note };
    match app::deadlines::record(site.app(), &session.scope, &new).await {
        Ok(_) => Ok(back(PAGE, Tone::Ok, &t!("limits-recorded"))),
        Err(error) => refused(&to, error),
    }
}

/// What may be typed beside a button, and the page to come back to.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    motif: String,
    #[serde(default)]
    retour: Option<Uuid>,
}

async fn set(site: &Site, session: &Session, id: Uuid, kind: FactKind, typed: Typed, done: &str) -> Answer {
    let to = typed.retour.map_or_else(|| PAGE.to_owned(), |debtor| file(debtor, Tab::Disputes).at("delais").to_string());
    match app::deadlines::set(site.app(), &session.scope, TimeLimitId(id), kind, &typed.motif).await {
        Ok(()) => Ok(back(&to, Tone::Ok, done)),
        Err(error) => refused(&to, error),
    }
}

/// Says that a limit was met, or its time waited for.
pub async fn done(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    set(&site, &session, id, FactKind::Done, typed, &t!("limits-done")).await
}

/// Gives a limit up.
pub async fn cancel(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    set(&site, &session, id, FactKind::Cancelled, typed, &t!("limits-cancelled")).await
}

/// Takes the last of these back.
pub async fn reopen(State(site): State<Site>, session: Session, Path(id): Path<Uuid>, Form(typed): Form<Typed>) -> Answer {
    set(&site, &session, id, FactKind::Reopened, typed, &t!("limits-reopened")).await
}

/// The running limits as a file.
pub async fn export(State(site): State<Site>, session: Session) -> Answer {
    let text = app::deadlines::calendar(site.app(), &session.scope).await?;
    Ok(([ICS, (CONTENT_DISPOSITION, "attachment; filename=\"delais.ics\"")], text).into_response())
}

/// Makes an address for a calendar program and shows it, once.
pub async fn open_feed(State(site): State<Site>, session: Session, headers: HeaderMap) -> Answer {
    let token = match app::calendar_feed::create(site.app(), &session.scope).await {
        Ok(token) => token,
        Err(error) => return refused(PAGE, error),
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if site.settings().secure_cookie { "https" } else { "http" };
    let address = format!("{scheme}://{host}/calendrier/{token}.ics");
    let body = html! {
        (head(&t!("feed-made-title"), &html! { (t!("feed-made-sub")) }, &html! { a.btn href=(PAGE) { (t!("back")) } }))
        section.card {
            div.field {
                label for="adresse" { (t!("feed-address")) }
                input #adresse readonly value=(address);
                small { (t!("feed-address-help")) }
            }
        }
        (flash(Tone::Soon, &html! { (t!("feed-secret")) }))
    };
    framed(&site, &session, Sheet::new(t!("feed-made-title"), Section::Deadlines, body)).await
}

/// Closes it.
pub async fn close_feed(State(site): State<Site>, session: Session) -> Answer {
    match app::calendar_feed::revoke(site.app(), &session.scope).await {
        Ok(()) => Ok(back(PAGE, Tone::Ok, &t!("feed-revoked"))),
        Err(error) => refused(PAGE, error),
    }
}

/// The calendar behind a secret address. A wrong one looks like any page that does not exist.
pub async fn feed(State(site): State<Site>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return WebError::NotFound.into_response() };
    match app::calendar_feed::read(site.app(), token).await {
        Ok(Some(text)) => ([ICS], text).into_response(),
        Ok(None) => WebError::NotFound.into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}
