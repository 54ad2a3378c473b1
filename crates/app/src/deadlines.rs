//! Legal time limits: computed, recorded, followed until somebody says what became of them.

use domain::Date;
use domain::deadline::{self, Deadline, DeadlineError, Facts, Purpose, Urgency, Zone};
use domain::ids::{DebtorId, OrganisationId, TimeLimitId};
use domain::law::Book;
use formats::ics;
use store::Tx;
use store::event::NewEvent;
pub use store::time_limit::FactKind;
use store::time_limit::{Fact, Recorded, TimeLimit};

use crate::dashboard::names;
use crate::{App, AppError, Permission, Result, Scope, text};

/// Ended limits shown below those that run.
const ENDED_SHOWN: i64 = 20;
/// Days before a date that we must keep at which a calendar reminds.
const REMIND_DAYS: [u16; 3] = [14, 7, 1];
/// The longest note and reason.
const MAX_NOTE: usize = 300;

/// A limit to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLimit {
    /// The key of the rule.
    pub rule: String,
    /// What it is computed from.
    pub facts: Facts,
    /// Code, exact name, SIREN or id of the debtor that it is about; empty for none.
    pub debtor: String,
    /// What to remember, in words.
    pub note: String,
}

/// Which limits are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitsQuery {
    /// Words in the rule, the debtor or the note.
    pub words: String,
}

/// A recorded limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitLine {
    /// Its id.
    pub id: TimeLimitId,
    /// What it is, in French.
    pub label: String,
    /// Its dates and their explanation; `None` when this version does not know the rule any more.
    pub deadline: Option<Deadline>,
    /// The day from which it runs.
    pub start_on: Date,
    /// How close it is. One that cannot be computed is late: somebody has to look.
    pub urgency: Urgency,
    /// The debtor, its code and its name.
    pub debtor: Option<(DebtorId, String, String)>,
    /// What was written beside it.
    pub note: String,
    /// Who recorded it.
    pub created_by: String,
    /// What became of it last.
    pub last: Option<Fact>,
}

/// The limits of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Those that run: late, then ready, then by date.
    pub running: Vec<LimitLine>,
    /// The last ones that no longer run.
    pub ended: Vec<LimitLine>,
}

/// What a person must be told of an error of the rules.
impl From<DeadlineError> for AppError {
    fn from(error: DeadlineError) -> Self {
        let field = match &error {
            DeadlineError::UnknownRule(_) => "rule",
            DeadlineError::NoLaw { .. } => "from",
            DeadlineError::DecidedAfterStart { .. } => "decided_on",
        };
        Self::Invalid { field, reason: text::error_deadline(&error) }
    }
}

/// Computes a limit by the law as the house knows it. Nothing is written.
///
/// # Errors
/// [`AppError::Invalid`]: an unknown rule (the sentence lists those that are known), or a day without law.
#[crate::boxed]
pub async fn compute(app: &App, scope: &Scope, key: &str, facts: Facts) -> Result<Deadline> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    computed_by(&crate::law::book(&mut tx, scope.organisation.id).await?, key, facts)
}

/// The same without a house: by the rows compiled in.
///
/// # Errors
/// [`AppError::Invalid`], as [`compute`].
pub fn compute_without_base(key: &str, facts: Facts) -> Result<Deadline> {
    computed_by(Book::compiled(), key, facts)
}

fn computed_by(book: &Book, key: &str, facts: Facts) -> Result<Deadline> {
    Ok(deadline::compute(book, deadline::rule(key)?, facts)?)
}

async fn debtor_of(tx: &mut Tx, organisation: OrganisationId, words: &str) -> Result<Option<DebtorId>> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(None);
    }
    let found = match words.parse::<DebtorId>() {
        Ok(id) => store::debtor::get(tx, organisation, id).await?,
        Err(_) => store::debtor::find(tx, organisation, words).await?,
    };
    match found {
        Some(debtor) => Ok(Some(debtor.id)),
        None => Err(AppError::Invalid { field: "debtor", reason: text::error_no_such_debtor(words) }),
    }
}

/// Notes are one line of a table, in a calendar and in the journal.
fn note_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_NOTE).collect()
}

fn event(app: &App, scope: &Scope, kind: &'static str, limit: &TimeLimit, payload: &serde_json::Value) -> NewEvent {
    NewEvent {
        at: app.now(),
        actor: scope.actor.name.clone(),
        kind,
        debtor: limit.debtor,
        subject: Some(limit.id.0),
        payload: payload.to_string(),
    }
}

/// Records a limit.
///
/// # Errors
/// [`AppError::Invalid`] when it cannot be computed, or when there is no such debtor.
#[crate::boxed]
pub async fn record(app: &App, scope: &Scope, new: &NewLimit) -> Result<TimeLimitId> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let computed = computed_by(&crate::law::book(&mut tx, organisation).await?, &new.rule, new.facts)?;
    let limit = TimeLimit {
        id: TimeLimitId(store::fresh_id()),
        rule: computed.rule.key.to_owned(),
        start_on: new.facts.start,
        decided_on: new.facts.decided_on,
        zone: new.facts.zone.code().to_owned(),
        debtor: debtor_of(&mut tx, organisation, &new.debtor).await?,
        note: note_of(&new.note),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
    };
    store::time_limit::insert(&mut tx, organisation, &limit).await?;
    // The dates as they were shown: a later version may count otherwise.
    let payload = serde_json::json!({
        "rule": computed.rule.label, "start": limit.start_on.to_string(), "zone": new.facts.zone.fr(), "until": computed.last.to_string(), "note": limit.note,
    });
    store::event::append(&mut tx, organisation, &[event(app, scope, "limit.recorded", &limit, &payload)]).await?;
    tx.commit().await?;
    Ok(limit.id)
}

/// Says what became of a limit, or takes that back.
///
/// # Errors
/// [`AppError::Invalid`] when a limit is given up without a reason, [`AppError::Conflict`] when its state
/// does not allow it, [`AppError::NotFound`].
#[crate::boxed]
pub async fn set(app: &App, scope: &Scope, id: TimeLimitId, kind: FactKind, reason: &str) -> Result<()> {
    scope.require(Permission::ManageClaims)?;
    let organisation = scope.organisation.id;
    let reason = note_of(reason);
    if kind == FactKind::Cancelled && reason.is_empty() {
        return Err(AppError::Invalid { field: "reason", reason: text::error_limit_without_reason() });
    }
    let mut tx = app.db().begin().await?;
    let known = store::time_limit::get(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("time_limit"))?;
    if known.is_running() == (kind == FactKind::Reopened) {
        return Err(AppError::Conflict("time_limit"));
    }
    let seq = known.last.as_ref().map_or(1, |last| last.seq + 1);
    let fact = Fact { seq, kind, reason, at: app.now(), by: scope.actor.name.clone() };
    store::time_limit::add_fact(&mut tx, organisation, id, &fact).await?;
    let event_kind = match kind {
        FactKind::Done => "limit.done",
        FactKind::Cancelled => "limit.cancelled",
        FactKind::Reopened => "limit.reopened",
    };
    let label = deadline::rule(&known.limit.rule).map_or(known.limit.rule.as_str(), |rule| rule.label);
    let payload = serde_json::json!({"rule": label, "reason": fact.reason});
    store::event::append(&mut tx, organisation, &[event(app, scope, event_kind, &known.limit, &payload)]).await?;
    tx.commit().await?;
    Ok(())
}

fn computed(book: &Book, limit: &TimeLimit) -> Option<Deadline> {
    let zone = Zone::from_code(&limit.zone)?;
    computed_by(book, &limit.rule, Facts { start: limit.start_on, zone, decided_on: limit.decided_on }).ok()
}

async fn lines(tx: &mut Tx, organisation: OrganisationId, today: Date, recorded: Vec<Recorded>) -> Result<Vec<LimitLine>> {
    let book = crate::law::book(tx, organisation).await?;
    let names = names(tx, organisation, recorded.iter().filter_map(|known| known.limit.debtor)).await?;
    let line = |Recorded { limit, last }: Recorded| {
        let deadline = computed(&book, &limit);
        LimitLine {
            id: limit.id,
            label: deadline
                .as_ref()
                .map_or_else(|| text::limit_unknown(&limit.rule), |deadline| text::locale::rule_label(deadline.rule).to_owned()),
            start_on: limit.start_on,
            urgency: deadline.as_ref().map_or(Urgency::Late, |deadline| deadline.urgency(today)),
            debtor: limit.debtor.map(|id| {
                let (code, name) = names.get(&id).cloned().unwrap_or_default();
                (id, code, name)
            }),
            deadline,
            note: limit.note,
            created_by: limit.created_by,
            last,
        }
    };
    Ok(recorded.into_iter().map(line).collect())
}

fn by_urgency(lines: &mut [LimitLine]) {
    lines.sort_by_key(|line| (line.urgency, line.deadline.as_ref().map_or(line.start_on, Deadline::watch_on), line.id));
}

/// The limits of the organisation.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn list(app: &App, scope: &Scope, query: &LimitsQuery) -> Result<Limits> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let running = store::time_limit::running(&mut tx, organisation).await?;
    let ended = store::time_limit::ended(&mut tx, organisation, ENDED_SHOWN).await?;
    let today = app.today();
    let mut running = lines(&mut tx, organisation, today, running).await?;
    let mut ended = lines(&mut tx, organisation, today, ended).await?;
    by_urgency(&mut running);
    let words = query.words.trim().to_lowercase();
    if !words.is_empty() {
        let matches = |line: &LimitLine| {
            let (code, name) = line.debtor.as_ref().map_or(("", ""), |(_, code, name)| (code.as_str(), name.as_str()));
            [line.label.as_str(), code, name, &line.note].iter().any(|text| text.to_lowercase().contains(&words))
        };
        running.retain(matches);
        ended.retain(matches);
    }
    Ok(Limits { running, ended })
}

/// The limits of a debtor that run.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn of_debtor(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<LimitLine>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    running_of(&mut tx, organisation, debtor, app.today()).await
}

/// The limits of a debtor that run, the most urgent first.
pub(crate) async fn running_of(tx: &mut Tx, organisation: OrganisationId, debtor: DebtorId, today: Date) -> Result<Vec<LimitLine>> {
    let running = store::time_limit::running_of(tx, organisation, debtor).await?;
    let mut lines = lines(tx, organisation, today, running).await?;
    by_urgency(&mut lines);
    Ok(lines)
}

/// How many limits ask for somebody: late, over for the other side, or close.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn pressing(app: &App, scope: &Scope) -> Result<usize> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let running = store::time_limit::running(&mut tx, scope.organisation.id).await?;
    let today = app.today();
    let book = crate::law::book(&mut tx, scope.organisation.id).await?;
    let presses = |known: &Recorded| computed(&book, &known.limit).is_none_or(|deadline| deadline.urgency(today) != Urgency::Later);
    Ok(running.iter().filter(|known| presses(known)).count())
}

/// The name under which a limit is asked for a debtor: what the form is filled with.
///
/// # Errors
/// [`AppError::NotFound`].
#[crate::boxed]
pub async fn debtor_words(app: &App, scope: &Scope, debtor: DebtorId) -> Result<(String, String)> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    let found = store::debtor::get(&mut tx, scope.organisation.id, debtor).await?.ok_or(AppError::NotFound("debtor"))?;
    Ok((found.code, found.name))
}

/// All running limits as a calendar (RFC 5545): one whole day each, the one to watch.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn calendar(app: &App, scope: &Scope) -> Result<String> {
    let events = events(app, scope).await?;
    Ok(ics::write(&ics::Calendar { name: text::calendar_name(&scope.organisation.name), events }))
}

/// The same as events of a calendar.
pub(crate) async fn events(app: &App, scope: &Scope) -> Result<Vec<ics::Event>> {
    scope.require(Permission::ViewReceivables)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().snapshot().await?;
    let running = store::time_limit::running(&mut tx, organisation).await?;
    // The stamp is that of the last fact: the same limits give the same bytes on each reading.
    let stamps: Vec<_> = running.iter().map(|known| known.last.as_ref().map_or(known.limit.created_at, |last| last.at)).collect();
    let lines = lines(&mut tx, organisation, app.today(), running).await?;
    Ok(lines.iter().zip(stamps).map(|(line, stamp)| calendar_event(line, stamp)).collect())
}

fn calendar_event(line: &LimitLine, stamp: chrono::DateTime<chrono::Utc>) -> ics::Event {
    let mut told: Vec<String> = line.deadline.as_ref().map(|deadline| deadline.steps.clone()).unwrap_or_default();
    if !line.note.is_empty() {
        told.push(line.note.clone());
    }
    told.push(text::limit_recorded_by(&line.created_by));
    let ours = line.deadline.as_ref().is_none_or(|deadline| deadline.rule.purpose == Purpose::Act);
    let what = if ours { line.label.clone() } else { text::limit_over(&line.label) };
    ics::Event {
        uid: line.id.to_string(),
        stamp,
        on: line.deadline.as_ref().map_or(line.start_on, Deadline::watch_on),
        summary: line.debtor.as_ref().map_or_else(|| what.clone(), |(_, _, name)| format!("{what} – {name}")),
        description: told.join("\n"),
        alarms_days: if ours { REMIND_DAYS.to_vec() } else { Vec::new() },
    }
}
