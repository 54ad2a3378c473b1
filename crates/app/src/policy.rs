//! The firm's procedure: its chapters with the real settings and the words of a person, published in numbered editions.
//!
//! No second truth: the lines of a chapter are read from the settings themselves. An edition keeps them as they were on its day,
//! so that what changed since is seen.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::dunning::Mode;
use domain::{Currency, Date, calendar};
use serde::{Deserialize, Serialize};
use store::policy::EditionRow;

use crate::access::Role;
use crate::text::policy as words;
use crate::{App, AppError, Permission, Result, Scope, compromises, dispute, journal, matching_desk, plans, promises, setup, text};

/// What a chapter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChapterKey {
    /// When invoices are to be paid.
    Terms,
    /// What guards the way out.
    Limits,
    /// What is sent when.
    Scenarios,
    /// What waits for a person, and for whom.
    Approvals,
    /// What is granted without asking.
    Grants,
    /// Promises.
    Promises,
    /// Disputes.
    Disputes,
    /// Receipts.
    Receipts,
    /// Who does what.
    Roles,
}

impl ChapterKey {
    /// All, in their order.
    pub const ALL: [Self; 9] = [
        Self::Terms,
        Self::Limits,
        Self::Scenarios,
        Self::Approvals,
        Self::Grants,
        Self::Promises,
        Self::Disputes,
        Self::Receipts,
        Self::Roles,
    ];

    /// The stable key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Limits => "limits",
            Self::Scenarios => "scenarios",
            Self::Approvals => "approvals",
            Self::Grants => "grants",
            Self::Promises => "promises",
            Self::Disputes => "disputes",
            Self::Receipts => "receipts",
            Self::Roles => "roles",
        }
    }

    /// The page where its settings are changed.
    #[must_use]
    pub fn settings(self) -> &'static str {
        match self {
            Self::Terms => "/reglages#limites",
            Self::Limits | Self::Scenarios | Self::Approvals => "/scenarios",
            Self::Grants => "/echeanciers#limites",
            Self::Promises => "/promesses/reglages",
            Self::Disputes => "/litiges/reglages",
            Self::Receipts => "/encaissements/reglages",
            Self::Roles => "/portefeuilles",
        }
    }
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// What it is about.
    pub key: ChapterKey,
    /// Its settings: what, and how much.
    pub lines: Vec<(String, String)>,
    /// What a person wrote; may be empty.
    pub note: String,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// 1, 2, 3…
    pub version: i32,
    /// What changed, in words.
    pub reason: String,
    /// The day.
    pub on: Date,
    /// The instant.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// Its chapters; none in a list.
    pub chapters: Vec<Chapter>,
}

impl TryFrom<EditionRow> for Edition {
    type Error = AppError;

    fn try_from(row: EditionRow) -> Result<Self> {
        let chapters = if row.chapters.is_empty() {
            Vec::new()
        } else {
            serde_json::from_str(&row.chapters).map_err(|_| AppError::NotFound("policy"))?
        };
        Ok(Self { version: row.version, reason: row.reason, on: row.published_on, at: row.published_at, by: row.published_by, chapters })
    }
}

/// What a line became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is in both.
    Same,
    /// It is only in the older one.
    Gone,
    /// It is only in the newer one.
    New,
}

/// A chapter against an older one: each line with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub key: ChapterKey,
    /// The lines that differ, and those of the text.
    pub lines: Vec<(Fate, String)>,
}

/// The lines that one list has and another has not, in the order of the newer: the longest common part is kept.
fn differ(old: &[String], new: &[String]) -> Vec<(Fate, String)> {
    let (rows, columns) = (old.len(), new.len());
    let mut common = vec![vec![0_u32; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < rows || j < columns {
        if i < rows && j < columns && old[i] == new[j] {
            lines.push((Fate::Same, new[j].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1]) {
            lines.push((Fate::Gone, old[i].clone()));
            i += 1;
        } else {
            lines.push((Fate::New, new[j].clone()));
            j += 1;
        }
    }
    lines
}

/// What changed between two texts, chapter by chapter; chapters that are the same are left out.
#[must_use]
pub fn differences(old: &[Chapter], new: &[Chapter]) -> Vec<Difference> {
    let lines = |chapters: &[Chapter], key: ChapterKey| -> Vec<String> {
        let found = chapters.iter().find(|chapter| chapter.key == key);
        let settings = found.iter().flat_map(|chapter| chapter.lines.iter().map(|(what, much)| words::line(what, much)));
        let note = found.iter().flat_map(|chapter| chapter.note.lines().map(str::to_owned));
        settings.chain(note).collect()
    };
    let of = |key| Difference { key, lines: differ(&lines(old, key), &lines(new, key)) };
    ChapterKey::ALL.into_iter().map(of).filter(|difference| difference.lines.iter().any(|(fate, _)| *fate != Fate::Same)).collect()
}

/// The page: the procedure as the settings stand today, the edition in force, and the editions before.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The procedure of today; the words are those of the edition in force.
    pub today: Vec<Chapter>,
    /// The edition in force.
    pub current: Option<Edition>,
    /// The editions without their text, newest first.
    pub editions: Vec<Edition>,
    /// What the settings say otherwise than the edition in force.
    pub changed: Vec<Difference>,
}

/// Editions that a page lists.
const SHOWN: i64 = 200;
/// The longest text of a chapter, in characters.
const MOST_TEXT: usize = 10_000;

/// The firm's procedure.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn policy(app: &App, scope: &Scope) -> Result<Policy> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let current = store::policy::newest(&mut tx, organisation).await?.map(Edition::try_from).transpose()?;
    let editions = store::policy::editions(&mut tx, organisation, SHOWN).await?;
    drop(tx);
    let notes = current.iter().flat_map(|edition| edition.chapters.iter().map(|chapter| (chapter.key, chapter.note.clone()))).collect();
    let today = chapters(app, scope, &notes).await?;
    let changed = current.as_ref().map(|edition| differences(&edition.chapters, &today)).unwrap_or_default();
    let editions = editions.into_iter().map(Edition::try_from).collect::<Result<_>>()?;
    Ok(Policy { today, current, editions, changed })
}

/// One edition as it was published.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn edition(app: &App, scope: &Scope, version: i32) -> Result<Edition> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    store::policy::edition(&mut tx, scope.organisation.id, version).await?.ok_or(AppError::NotFound("policy"))?.try_into()
}

/// Publishes the procedure as the settings stand, with a text for each chapter. Whoever says what the house grants publishes.
///
/// # Errors
/// [`AppError::Invalid`] for a text that is too long, and when nothing changed.
#[crate::boxed]
pub async fn publish(app: &App, scope: &Scope, notes: &BTreeMap<ChapterKey, String>, reason: &str) -> Result<i32> {
    scope.require(Permission::ApproveAgreements)?;
    if notes.values().any(|note| note.chars().count() > MOST_TEXT) || reason.chars().count() > MOST_TEXT {
        return Err(AppError::Invalid { field: "note", reason: words::error_long(MOST_TEXT) });
    }
    let notes = notes.iter().map(|(key, note)| (*key, note.replace("\r\n", "\n").trim().to_owned())).collect();
    let chapters = chapters(app, scope, &notes).await?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let known = store::policy::newest(&mut tx, organisation).await?.map(Edition::try_from).transpose()?;
    if known.as_ref().is_some_and(|edition| edition.chapters == chapters) {
        return Err(AppError::Invalid { field: "note", reason: words::error_same() });
    }
    let version = known.map_or(1, |edition| edition.version + 1);
    let row = EditionRow {
        version,
        chapters: serde_json::to_string(&chapters).unwrap_or_default(),
        reason: reason.trim().to_owned(),
        published_on: app.today(),
        published_at: app.now(),
        published_by: scope.actor.name.clone(),
    };
    store::policy::insert(&mut tx, organisation, &row).await?;
    let payload = serde_json::json!({"version": version, "reason": row.reason});
    let line = journal::line(app, scope, "policy.published", None, None, &payload);
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(version)
}

type Lines = Vec<(String, String)>;

async fn chapters(app: &App, scope: &Scope, notes: &BTreeMap<ChapterKey, String>) -> Result<Vec<Chapter>> {
    let mut chapters = Vec::with_capacity(ChapterKey::ALL.len());
    for key in ChapterKey::ALL {
        let lines = match key {
            ChapterKey::Terms => terms(app, scope).await?,
            ChapterKey::Limits => limits(app, scope).await?,
            ChapterKey::Scenarios => scenarios(app, scope, false).await?,
            ChapterKey::Approvals => scenarios(app, scope, true).await?,
            ChapterKey::Grants => grants(app, scope).await?,
            ChapterKey::Promises => {
                let known = promises::settings(app, scope).await?;
                vec![
                    (words::grace(), words::working_days(u32::from(known.grace_days))),
                    (words::tolerance(), known.tolerance.fr_in(Currency::EUR)),
                    (words::copy(), words::days(i64::from(known.copy_days))),
                ]
            }
            ChapterKey::Disputes => dispute::policies(app, scope)
                .await?
                .into_iter()
                .map(|row| {
                    let owner = text::dispute::role(row.owner.role);
                    let owner = if row.owner.name.is_empty() { owner } else { format!("{} ({owner})", row.owner.name) };
                    let policy = row.policy;
                    (
                        text::dispute::reason(row.reason),
                        words::dispute(&owner, policy.answer_days, policy.decision_days, policy.credit_days),
                    )
                })
                .collect(),
            ChapterKey::Receipts => {
                let known = matching_desk::settings(app, scope).await?;
                let mut lines = vec![
                    (words::automatic(), words::percent(u32::from(known.automatic_from))),
                    (words::proposed(), words::percent(u32::from(known.propose_from))),
                    (words::small(), known.tolerance.fr_in(Currency::EUR)),
                    (words::bank_fee(), known.max_bank_fee.fr_in(Currency::EUR)),
                ];
                lines.push((words::discount(), if known.discount.is_some() { words::granted() } else { words::refused() }));
                lines
            }
            ChapterKey::Roles => roles(app, scope).await?,
        };
        chapters.push(Chapter { key, lines, note: notes.get(&key).cloned().unwrap_or_default() });
    }
    Ok(chapters)
}

async fn terms(app: &App, scope: &Scope) -> Result<Lines> {
    let creditor = setup::creditor(app, scope.organisation.id).await?;
    Ok(vec![
        (words::creditor(), creditor.name.clone()),
        (words::default_term(), words::days(i64::from(creditor.default_term_days))),
        (words::cap(), words::cap_text()),
        (words::penalties(), words::penalties_text()),
    ])
}

async fn limits(app: &App, scope: &Scope) -> Result<Lines> {
    let all = store::organisation::all(app.db()).await?;
    let known = all.into_iter().find(|known| known.id == scope.organisation.id).ok_or(AppError::NotFound("organisation"))?;
    let guard = crate::scenario::guard(app, scope).await?;
    let none = words::none;
    Ok(vec![
        (words::spacing(), words::days(i64::from(known.rules.spacing_days))),
        (words::pressure(), guard.pressure.map_or_else(none, |pressure| words::pressure_of(pressure.contacts, pressure.days))),
        (words::run_cap(), guard.run_cap.map_or_else(none, |cap| cap.to_string())),
        (
            words::copies(),
            match guard.copies_megabytes.unwrap_or(crate::enclosed::MEGABYTES) {
                0 => none(),
                most => words::copies_of(most),
            },
        ),
        (words::mail_hours(), guard.mail_hours.map_or_else(none, words::mail_hours_of)),
        (words::mail_cap(), guard.mail_cap.map_or_else(none, |cap| cap.to_string())),
        (words::minimum(), known.rules.minimum.fr_in(Currency::EUR)),
        (words::net_tolerance(), known.rules.tolerance.fr_in(Currency::EUR)),
        (words::payment_grace(), words::days(i64::from(known.rules.payment_grace_days))),
        (words::bank_fresh(), words::days(i64::from(known.bank_fresh_days))),
        (words::ledger_fresh(), words::days(i64::from(known.ledger_fresh_days))),
    ])
}

/// The steps of the scenarios in force; for the approvals, those that wait for a person or may be stopped by one.
async fn scenarios(app: &App, scope: &Scope, waiting: bool) -> Result<Lines> {
    let mut tx = app.db().snapshot().await?;
    let known = store::scenario::all_in_force(&mut tx, scope.organisation.id).await?;
    let mut lines = Vec::new();
    for (_, scenario) in known {
        for (at, step) in scenario.steps().iter().enumerate() {
            if waiting && step.mode == Mode::Automatic {
                continue;
            }
            let channels: Vec<String> = step.channels.iter().map(|channel| text::channel(*channel)).collect();
            let mode = text::scenario::mode(step.mode, step.veto_hours);
            let when = words::when(scenario.nominal_day(at));
            let much = if waiting { words::waits(&mode, &channels.join(", ")) } else { words::step(&when, &channels.join(", "), &mode) };
            lines.push((format!("{}\u{202f}: {}", scenario.name, text::step(&step.key)), much));
        }
    }
    if waiting {
        let who = |permission| Role::ALL.into_iter().filter(|role| role.may(permission)).map(text::role).collect::<Vec<_>>().join(", ");
        lines.push((words::who_approves(), who(Permission::ApproveMessages)));
        lines.push((words::who_grants(), who(Permission::ApproveAgreements)));
        lines.push((words::who_runs(), who(Permission::RunNight)));
    }
    Ok(lines)
}

async fn grants(app: &App, scope: &Scope) -> Result<Lines> {
    let (plan, settled) = (plans::policy(app, scope).await?, compromises::policy(app, scope).await?);
    Ok(vec![
        (words::plan_most(), plan.most.fr_in(Currency::EUR)),
        (words::plan_parts(), plan.parts.to_string()),
        (words::plan_days(), words::days(i64::from(plan.days))),
        (words::plan_first(), words::percent(u32::from(plan.first_percent))),
        (words::discount_most(), settled.most.fr_in(Currency::EUR)),
        (words::discount_percent(), words::percent(u32::from(settled.percent))),
        (words::discount_days(), words::days(i64::from(settled.days))),
    ])
}

/// Each role with who holds it and what it may do.
async fn roles(app: &App, scope: &Scope) -> Result<Lines> {
    let users = store::user::all(&mut app.db().snapshot().await?, scope.organisation.id).await?;
    let of = |role: Role| {
        let names: Vec<&str> = users.iter().filter(|user| user.role == role.code()).map(|user| user.name.as_str()).collect();
        let rights: Vec<String> = Permission::ALL.into_iter().filter(|permission| role.may(*permission)).map(words::permission).collect();
        let names = if names.is_empty() { words::nobody() } else { names.join(", ") };
        (text::role(role), format!("{names} — {}", rights.join(", ")))
    };
    Ok(Role::ALL.into_iter().map(of).collect())
}

/// The day of an edition, as a sentence holds it.
#[must_use]
pub fn day(edition: &Edition) -> String {
    calendar::fr(edition.on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(lines: &[(&str, &str)], note: &str) -> Vec<Chapter> {
        let lines = lines.iter().map(|(what, much)| ((*what).to_owned(), (*much).to_owned())).collect();
        vec![Chapter { key: ChapterKey::Limits, lines, note: note.to_owned() }]
    }

    #[test]
    fn what_changed_is_told_line_by_line() {
        let old = chapter(&[("a", "1"), ("b", "2"), ("c", "3")], "un\ndeux");
        assert_eq!(differences(&old, &old), []);
        let new = chapter(&[("a", "1"), ("b", "5"), ("c", "3")], "un\ndeux\ntrois");
        let told = differences(&old, &new);
        let told: Vec<(Fate, &str)> = told[0].lines.iter().map(|(fate, line)| (*fate, line.as_str())).collect();
        let line = |what: &str, much: &str| words::line(what, much);
        let (a, b, b5, c) = (line("a", "1"), line("b", "2"), line("b", "5"), line("c", "3"));
        assert_eq!(
            told,
            [
                (Fate::Same, a.as_str()),
                (Fate::Gone, &b),
                (Fate::New, &b5),
                (Fate::Same, &c),
                (Fate::Same, "un"),
                (Fate::Same, "deux"),
                (Fate::New, "trois")
            ]
        );
    }
}
