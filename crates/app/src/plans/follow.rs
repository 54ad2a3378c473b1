//! What payments make of plans, in the journal: broken, up to date again, paid, due again.

use domain::plan::Standing;
use store::Tx;
use store::event::Event;

use super::board::every_in;
use super::moves::journal;
use super::{Plan, breach};
use crate::text::plans as words;
use crate::{App, Result, Scope};

/// What the journal says of a plan that follows its payments.
pub(super) const KINDS: [&str; 4] = ["plan.broken", "plan.cured", "plan.completed", "plan.reopened"];

/// What is to be told of a plan of which something was told last: the kind of the line, and what is kept as told. Nothing while a person has
/// the next word.
fn news(standing: Standing, told: &str) -> Option<(&'static str, &'static str)> {
    match (standing, told) {
        (Standing::Broken, "" | "completed") => Some(("plan.broken", "broken")),
        (Standing::Completed, "" | "broken") => Some(("plan.completed", "completed")),
        (Standing::UpToDate | Standing::Late, "broken") => Some(("plan.cured", "")),
        (Standing::UpToDate | Standing::Late, "completed") => Some(("plan.reopened", "")),
        _ => None,
    }
}

fn note(plan: &Plan) -> String {
    let currency = plan.record.row.currency;
    let missed = plan.progress.lines.iter().enumerate().find(|(_, line)| !line.state.is_paid());
    match (plan.standing, missed) {
        (Standing::Broken, Some((at, line))) => {
            let since = breach(plan).map_or(line.instalment.due_on, |breach| breach.since);
            words::broken_told(at + 1, line.instalment.due_on, &line.missing().fr_in(currency), since)
        }
        (Standing::Completed, _) => plan.progress.completed_on().map(words::completed_told).unwrap_or_default(),
        _ => words::left_told(&(plan.record.row.total - plan.progress.paid()).fr_in(currency)),
    }
}

/// Tells the journal which plans were broken, cured, paid or reopened since the last look, one line each; how many. The first look of all only
/// keeps how they stand: what happened before is no news.
pub(crate) async fn follow_in(tx: &mut Tx, app: &App, scope: &Scope, is_first: bool) -> Result<usize> {
    let organisation = scope.organisation.id;
    let told = store::plan::told(tx, organisation).await?;
    let mut count = 0;
    for (plan, ..) in every_in(tx, organisation, app.today()).await? {
        let before = told.get(&plan.id()).map_or("", String::as_str);
        let Some((kind, after)) = news(plan.standing, before) else { continue };
        if !is_first {
            journal(tx, app, scope, kind, &plan.record.row, &note(&plan), "").await?;
        }
        store::plan::set_told(tx, organisation, plan.id(), after).await?;
        count += 1;
    }
    Ok(count)
}

/// What the journal says of one, oldest first.
pub(super) async fn told_of(tx: &mut Tx, scope: &Scope, plan: &Plan) -> Result<Vec<Happened>> {
    let row = &plan.record.row;
    let events = store::event::of_subject(tx, scope.organisation.id, (row.debtor, row.id.0), &KINDS).await?;
    Ok(events.into_iter().map(happened).collect())
}

/// What payments made of a plan, on the day on which it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When it was seen.
    pub at: chrono::DateTime<chrono::Utc>,
    /// What, in words.
    pub told: String,
    /// The facts, in words.
    pub note: String,
    /// Who saw it.
    pub by: String,
}

fn happened(event: Event) -> Happened {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let note = payload.get("note").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Happened { at: event.at, told: crate::text::event(&event.kind), note, by: event.actor }
}
