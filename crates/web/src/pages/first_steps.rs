//! The guided start of the home: what is left to do before the first reminders leave, each step ticking itself.

use app::Permission;
use app::first_steps::{Step, StepKey};
use maud::{Markup, html};

use super::Failure;
use crate::components::icon::{Icon, icon};
use crate::session::Session;
use crate::site::Site;
use crate::t;

/// Title, button and address of a step.
fn words(key: StepKey) -> (String, String, &'static str) {
    match key {
        StepKey::Identity => (t!("first-identity"), t!("first-identity-do"), "/reglages#identite"),
        StepKey::Import => (t!("first-import"), t!("first-import-do"), "/imports"),
        StepKey::Read => (t!("first-read"), t!("first-read-do"), "/debiteurs?voir=sans-email"),
        StepKey::Scenario => (t!("first-scenario"), t!("first-scenario-do"), "/scenarios"),
        StepKey::Mail => (t!("first-mail"), t!("first-mail-do"), "/reglages#envoi"),
        StepKey::Batch => (t!("first-batch"), t!("first-batch-do"), "/ce-soir"),
    }
}

/// Whether a role can do a step.
fn may(session: &Session, key: StepKey) -> bool {
    session.may(match key {
        StepKey::Identity | StepKey::Mail => Permission::Administer,
        StepKey::Import => Permission::Import,
        StepKey::Read | StepKey::Scenario => Permission::ViewReceivables,
        StepKey::Batch => Permission::RunNight,
    })
}

/// The steps; nothing once the first reminders have left.
pub(super) async fn card(site: &Site, session: &Session) -> Result<Markup, Failure> {
    let steps = app::first_steps::steps(site.app(), &session.scope).await?;
    let done = steps.iter().filter(|step| step.is_done).count();
    // The step to take now: the first that is open; who has no e-mail is no reason to wait.
    let now = steps.iter().position(|step| !step.is_done && step.key != StepKey::Read);
    Ok(html! {
        @if !steps.is_empty() {
            section.card #premiers-pas {
                header { h2 { (t!("first-title")) } span.muted { (t!("first-progress", done = done, of = steps.len())) } }
                ol.first-steps { @for (at, step) in steps.iter().enumerate() { (line(session, step, now == Some(at))) } }
            }
        }
    })
}

fn line(session: &Session, step: &Step, is_now: bool) -> Markup {
    let (title, act, to) = words(step.key);
    html! {
        li class=[step.is_done.then_some("done")] aria-current=[is_now.then_some("step")] {
            span.mark { @if step.is_done { (icon(Icon::Done)) span.sr { (t!("first-done")) } } }
            div { strong { (title) } small { (step.facts) } }
            @if may(session, step.key) { a class={ "btn small" @if is_now { " go" } } href=(to) { @if step.is_done { (t!("first-review")) } @else { (act) } } }
        }
    }
}
