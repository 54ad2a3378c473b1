//! What a person does to accounts of the agenda: putting off, and one deed on many with its preview, its sum and the way back.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::dunning::Hold;
use domain::ids::{ActionId, DebtorId, HoldId, SeriesId};
use domain::party::Debtor;
use domain::{Cents, Currency, Date, calendar};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::binding::OwnScenario;
use store::desk::{BatchRow, SnoozeRow};
use store::hold::{HoldKind, HoldRow};
use uuid::Uuid;

use crate::text::agenda as words;
use crate::{App, AppError, Permission, Result, Scope, journal};

/// The longest that an account may be put off, in days: what is never looked at is forgotten.
const LONGEST: i64 = 180;
/// Accounts of one deed at most.
pub const MANY: usize = 2_000;

/// One thing that is done to many accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Their reminders are suspended.
    Pause {
        /// First day on which they go again; without one, until a person resumes them.
        until: Option<Date>,
        /// Why.
        note: String,
    },
    /// They are put off in the agenda; their reminders go on.
    Snooze {
        /// The day on which they come back.
        until: Date,
        /// Why.
        note: String,
    },
    /// They are given to a collector.
    Assign {
        /// Who; nobody when empty.
        collector: String,
    },
    /// They follow a scenario of their own.
    Scenario {
        /// Which.
        series: SeriesId,
        /// Why.
        note: String,
    },
    /// What the scenario asks for today is queued now, instead of by the night.
    Remind,
}

impl Deed {
    /// The stable key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pause { .. } => "pause",
            Self::Snooze { .. } => "snooze",
            Self::Assign { .. } => "assign",
            Self::Scenario { .. } => "scenario",
            Self::Remind => "remind",
        }
    }

    fn permission(code: &str) -> Permission {
        match code {
            "assign" | "classify" => Permission::EditDebtors,
            "remind" => Permission::ApproveMessages,
            _ => Permission::HoldReminders,
        }
    }

    fn note(&self) -> &str {
        match self {
            Self::Pause { note, .. } | Self::Snooze { note, .. } | Self::Scenario { note, .. } => note.trim(),
            Self::Remind => "",
            Self::Assign { collector } => collector.trim(),
        }
    }

    /// What is wrong with it.
    fn check(&self, today: Date) -> Result<()> {
        let bad = |field, reason| Err(AppError::Invalid { field, reason });
        match self {
            Self::Pause { .. } | Self::Snooze { .. } | Self::Scenario { .. } if self.note().is_empty() => {
                bad("note", words::error_reason())
            }
            Self::Pause { until: Some(until), .. } if *until <= today => bad("until", words::error_past()),
            Self::Snooze { until, .. } if *until <= today => bad("until", words::error_past()),
            Self::Snooze { until, .. } if *until > calendar::add_days(today, LONGEST) => bad("until", words::error_far(LONGEST)),
            _ if self.note().chars().count() > 500 => bad("note", words::error_long()),
            _ => Ok(()),
        }
    }
}

impl Made {
    fn of(debtor: DebtorId) -> Self {
        Self { debtor: debtor.0, before: String::new(), after: None, row: None, earlier: None }
    }
}

/// An account that a deed would touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// The account.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who follows it.
    pub collector: String,
    /// What is late.
    pub late: Cents,
    /// Its currency.
    pub currency: Currency,
    /// What is late in further currencies.
    pub others: Vec<(Currency, Cents)>,
    /// Whether nothing would change.
    pub is_same: bool,
    /// What would be done, or why nothing would, where that is more than a yes or a no.
    pub told: String,
}

/// What a deed would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The accounts, those with most that is late first.
    pub lines: Vec<PreviewLine>,
    /// What is late on those that change, by currency.
    pub sums: Vec<(Currency, Cents)>,
    /// How many change.
    pub changing: usize,
}

/// What was made of an account, to be undone.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    debtor: Uuid,
    #[serde(default)]
    before: String,
    /// What it was given, when that is not the same for all.
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    row: Option<Uuid>,
    /// What the row took the place of.
    #[serde(default)]
    earlier: Option<Uuid>,
}

/// An account that was given a class: its category of before and since, and the label of a natural person.
pub(crate) struct Classified {
    pub(crate) debtor: DebtorId,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) label: Option<Uuid>,
}

/// Keeps classes that were given as one deed, to be undone like any other.
pub(crate) async fn keep_classes(tx: &mut Tx, app: &App, scope: &Scope, given: Vec<Classified>) -> Result<()> {
    let made: Vec<Made> =
        given.into_iter().map(|one| Made { before: one.before, after: Some(one.after), row: one.label, ..Made::of(one.debtor) }).collect();
    let row = BatchRow {
        id: store::fresh_id(),
        kind: "classify".to_owned(),
        note: String::new(),
        accounts: i64::try_from(made.len()).unwrap_or(i64::MAX),
        made: serde_json::to_string(&made).unwrap_or_default(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        undone: None,
    };
    Ok(store::desk::insert_batch(tx, scope.organisation.id, &row).await?)
}

/// Accounts that are looked up one by one; of more, all are read at once.
const FEW: usize = 20;

/// An account with what is late on it, by currency, the most first.
type Late = (Debtor, Vec<(Currency, Cents)>);

/// The accounts that are there, with what is late on each.
async fn accounts(tx: &mut Tx, scope: &Scope, debtors: &[DebtorId], today: Date) -> Result<Vec<Late>> {
    let organisation = scope.organisation.id;
    let mut balances: HashMap<DebtorId, Vec<(Currency, Cents)>> = HashMap::new();
    for row in crate::agreed::balances(tx, organisation, today).await? {
        balances.entry(row.debtor).or_default().push((row.currency, row.ageing.overdue()));
    }
    let mut wanted = debtors.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = Vec::with_capacity(wanted.len());
    if wanted.len() > FEW {
        found = store::debtor::all(tx, organisation).await?;
        found.retain(|debtor| wanted.binary_search(&debtor.id).is_ok());
    } else {
        for id in &wanted {
            found.extend(store::debtor::get(tx, organisation, *id).await?);
        }
    }
    if found.len() < wanted.len() {
        return Err(AppError::NotFound("debtor"));
    }
    let late = |debtor: &Debtor| {
        let mut own = balances.remove(&debtor.id).unwrap_or_default();
        own.sort_by_key(|(currency, late)| (std::cmp::Reverse(*late), *currency));
        own
    };
    let lates: Vec<_> = found.iter().map(late).collect();
    Ok(found.into_iter().zip(lates).collect())
}

async fn look(tx: &mut Tx, app: &App, scope: &Scope, debtors: &[DebtorId], deed: &Deed) -> Result<Preview> {
    let today = app.today();
    scope.require(Deed::permission(deed.code()))?;
    deed.check(today)?;
    if debtors.is_empty() {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_nobody() });
    }
    if debtors.len() > MANY {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_many(MANY) });
    }
    // What is suspended for at least as long stays as it is.
    let lasts = |hold: &Hold| match deed {
        Deed::Pause { until: Some(until), .. } => hold.until.is_none_or(|end| end >= *until),
        _ => hold.until.is_none(),
    };
    let paused: HashSet<DebtorId> = store::hold::active(tx, scope.organisation.id, today)
        .await?
        .into_iter()
        .filter(|row| row.item.is_none() && lasts(&row.hold))
        .map(|row| row.debtor)
        .collect();
    let own: HashMap<DebtorId, SeriesId> = match deed {
        Deed::Scenario { series, .. } => {
            crate::scenario::binding::in_force(tx, scope, [*series]).await?;
            store::binding::own(tx, scope.organisation.id).await?.into_iter().map(|own| (own.debtor, own.series)).collect()
        }
        _ => HashMap::new(),
    };
    let reminders = match deed {
        Deed::Remind => super::remind::told(tx, app, scope, debtors).await?,
        _ => HashMap::new(),
    };
    let mut lines: Vec<PreviewLine> = accounts(tx, scope, debtors, today)
        .await?
        .into_iter()
        .map(|(debtor, lates)| PreviewLine {
            is_same: match deed {
                Deed::Pause { .. } => paused.contains(&debtor.id),
                Deed::Snooze { .. } => false,
                Deed::Assign { collector } => debtor.collector == collector.trim(),
                Deed::Scenario { series, .. } => own.get(&debtor.id) == Some(series),
                Deed::Remind => reminders.get(&debtor.id).is_none_or(|(leaves, _)| !leaves),
            },
            told: match (deed, reminders.get(&debtor.id)) {
                (Deed::Remind, Some((_, told))) => told.clone(),
                (Deed::Remind, None) => words::nothing_to_ask(),
                _ => String::new(),
            },
            debtor: debtor.id,
            code: debtor.code,
            name: debtor.name,
            collector: debtor.collector,
            late: lates.first().map(|(_, late)| *late).unwrap_or_default(),
            currency: lates.first().map(|(currency, _)| *currency).unwrap_or_default(),
            others: lates.into_iter().skip(1).filter(|(_, late)| late.is_positive()).collect(),
        })
        .collect();
    lines.sort_by(|a, b| b.late.cmp(&a.late).then_with(|| a.name.cmp(&b.name)));
    let mut sums: BTreeMap<Currency, Cents> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.is_same) {
        for (currency, late) in std::iter::once(&(line.currency, line.late)).chain(&line.others) {
            *sums.entry(*currency).or_default() += *late;
        }
    }
    let changing = lines.iter().filter(|line| !line.is_same).count();
    Ok(Preview { lines, sums: sums.into_iter().filter(|(_, sum)| !sum.is_zero()).collect(), changing })
}

/// What a deed would do to some accounts; nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] says what is missing; [`AppError::NotFound`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn preview(app: &App, scope: &Scope, debtors: &[DebtorId], deed: &Deed) -> Result<Preview> {
    let mut tx = app.db().snapshot().await?;
    look(&mut tx, app, scope, debtors, deed).await
}

/// Does it, in one transaction; the batch that undoes it.
///
/// # Errors
/// As [`preview`].
#[crate::boxed]
pub async fn apply(app: &App, scope: &Scope, debtors: &[DebtorId], deed: &Deed) -> Result<Uuid> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let preview = look(&mut tx, app, scope, debtors, deed).await?;
    let changing: Vec<&PreviewLine> = preview.lines.iter().filter(|line| !line.is_same).collect();
    if changing.is_empty() {
        return Err(AppError::Invalid { field: "debtor", reason: words::error_same() });
    }
    let made = match deed {
        Deed::Pause { until, note } => pause(&mut tx, app, scope, &changing, *until, note.trim()).await?,
        Deed::Snooze { until, note } => put_off(&mut tx, app, scope, &changing, *until, note.trim()).await?,
        Deed::Assign { collector } => {
            let given = changing.iter().map(|line| (line.debtor, collector.trim().to_owned())).collect();
            store::desk::set_collectors(&mut tx, organisation, &given).await?;
            changing.iter().map(|line| Made { before: line.collector.clone(), ..Made::of(line.debtor) }).collect()
        }
        Deed::Scenario { series, note } => bind(&mut tx, app, scope, &changing, *series, note.trim()).await?,
        Deed::Remind => {
            let wanted = changing.iter().map(|line| line.debtor).collect();
            let queued = super::remind::queue(&mut tx, app, scope, &wanted).await?;
            queued.into_iter().map(|(debtor, action)| Made { row: Some(action.0), ..Made::of(debtor) }).collect()
        }
    };
    let id = store::fresh_id();
    let row = BatchRow {
        id,
        kind: deed.code().to_owned(),
        note: deed.note().to_owned(),
        accounts: i64::try_from(changing.len()).unwrap_or(i64::MAX),
        made: serde_json::to_string(&made).unwrap_or_default(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        undone: None,
    };
    store::desk::insert_batch(&mut tx, organisation, &row).await?;
    let event = match deed {
        Deed::Pause { .. } => "hold.created",
        Deed::Snooze { .. } => "agenda.snoozed",
        Deed::Assign { .. } => "debtor.assigned",
        Deed::Scenario { .. } => "debtor.bound",
        Deed::Remind => "debtor.reminded",
    };
    let until = match deed {
        Deed::Pause { until, .. } => *until,
        Deed::Snooze { until, .. } => Some(*until),
        Deed::Assign { .. } | Deed::Scenario { .. } | Deed::Remind => None,
    };
    let payload = serde_json::json!({"note": deed.note(), "until": until.map(|until| until.to_string())});
    let lines: Vec<_> = changing.iter().map(|line| journal::line(app, scope, event, Some(line.debtor), Some(id), &payload)).collect();
    store::event::append(&mut tx, organisation, &lines).await?;
    tx.commit().await?;
    if *deed == Deed::Remind {
        app.wake();
    }
    Ok(id)
}

/// Gives accounts a scenario of their own; what each had is revoked, and known to be given back.
async fn bind(tx: &mut Tx, app: &App, scope: &Scope, lines: &[&PreviewLine], series: SeriesId, reason: &str) -> Result<Vec<Made>> {
    let organisation = scope.organisation.id;
    let before: HashMap<DebtorId, OwnScenario> =
        store::binding::own(tx, organisation).await?.into_iter().map(|own| (own.debtor, own)).collect();
    let mut made = Vec::with_capacity(lines.len());
    for line in lines {
        let known = before.get(&line.debtor);
        if known.is_some() {
            store::binding::revoke(tx, organisation, line.debtor, app.now(), &scope.actor.name).await?;
        }
        let own = OwnScenario {
            id: store::fresh_id(),
            debtor: line.debtor,
            series,
            reason: reason.to_owned(),
            bound_at: app.now(),
            bound_by: scope.actor.name.clone(),
        };
        store::binding::bind(tx, organisation, &own).await?;
        let earlier = known.map(|own| own.series.0);
        made.push(Made {
            row: Some(own.id),
            earlier,
            before: known.map(|own| own.reason.clone()).unwrap_or_default(),
            ..Made::of(line.debtor)
        });
    }
    Ok(made)
}

/// Takes scenarios back where they are still the ones that were given; the accounts that are as they were.
async fn unbind(tx: &mut Tx, app: &App, scope: &Scope, made: &[Made]) -> Result<Vec<Uuid>> {
    let organisation = scope.organisation.id;
    let now: HashMap<DebtorId, Uuid> = store::binding::own(tx, organisation).await?.into_iter().map(|own| (own.debtor, own.id)).collect();
    let mut undone = Vec::new();
    for made in made.iter().filter(|made| now.get(&DebtorId(made.debtor)).copied() == made.row && made.row.is_some()) {
        let debtor = DebtorId(made.debtor);
        store::binding::revoke(tx, organisation, debtor, app.now(), &scope.actor.name).await?;
        if let Some(series) = made.earlier {
            let own = OwnScenario {
                id: store::fresh_id(),
                debtor,
                series: SeriesId(series),
                reason: made.before.clone(),
                bound_at: app.now(),
                bound_by: scope.actor.name.clone(),
            };
            store::binding::bind(tx, organisation, &own).await?;
        }
        undone.push(made.debtor);
    }
    Ok(undone)
}

async fn pause(tx: &mut Tx, app: &App, scope: &Scope, lines: &[&PreviewLine], until: Option<Date>, note: &str) -> Result<Vec<Made>> {
    let holds: Vec<HoldRow> = lines
        .iter()
        .map(|line| HoldRow {
            id: HoldId(store::fresh_id()),
            debtor: line.debtor,
            item: None,
            hold: Hold { until },
            kind: HoldKind::Pause,
            note: note.to_owned(),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
        })
        .collect();
    store::hold::insert_many(tx, scope.organisation.id, &holds).await?;
    Ok(holds.iter().map(|hold| Made { row: Some(hold.id.0), ..Made::of(hold.debtor) }).collect())
}

async fn put_off(tx: &mut Tx, app: &App, scope: &Scope, lines: &[&PreviewLine], until: Date, reason: &str) -> Result<Vec<Made>> {
    let (organisation, today) = (scope.organisation.id, app.today());
    let wanted: HashSet<DebtorId> = lines.iter().map(|line| line.debtor).collect();
    let earlier: HashMap<DebtorId, Uuid> = store::desk::snoozed(tx, organisation, today)
        .await?
        .into_iter()
        .filter(|row| wanted.contains(&row.debtor))
        .map(|row| (row.debtor, row.id))
        .collect();
    let ended: Vec<Uuid> = earlier.values().copied().collect();
    store::desk::end_snoozes(tx, organisation, &ended, app.now(), &scope.actor.name).await?;
    let rows: Vec<SnoozeRow> = lines
        .iter()
        .map(|line| SnoozeRow {
            id: store::fresh_id(),
            debtor: line.debtor,
            on: today,
            until,
            reason: reason.to_owned(),
            created_at: app.now(),
            created_by: scope.actor.name.clone(),
        })
        .collect();
    store::desk::insert_snoozes(tx, organisation, &rows).await?;
    let made = |row: &SnoozeRow| Made { row: Some(row.id), earlier: earlier.get(&row.debtor).copied(), ..Made::of(row.debtor) };
    Ok(rows.iter().map(made).collect())
}

/// Puts one account off until a day; the batch that undoes it.
///
/// # Errors
/// [`AppError::Invalid`] without a reason or a day to come; [`AppError::NotFound`]; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn snooze(app: &App, scope: &Scope, debtor: DebtorId, until: Date, reason: &str) -> Result<Uuid> {
    apply(app, scope, &[debtor], &Deed::Snooze { until, note: reason.to_owned() }).await
}

/// Brings an account back before its day.
///
/// # Errors
/// [`AppError::NotFound`] when it is not put off any more; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn resume(app: &App, scope: &Scope, id: Uuid) -> Result<()> {
    scope.require(Permission::HoldReminders)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let row = store::desk::snooze_of(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("snooze"))?;
    store::desk::end_snoozes(&mut tx, organisation, &[id], app.now(), &scope.actor.name).await?;
    let line = journal::line(app, scope, "agenda.resumed", Some(row.debtor), Some(id), &serde_json::json!({"note": row.reason}));
    store::event::append(&mut tx, organisation, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// How an account was put off, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn snoozes_of(app: &App, scope: &Scope, debtor: DebtorId) -> Result<Vec<SnoozeRow>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::desk::snoozes_of(&mut tx, scope.organisation.id, debtor).await?)
}

/// Batches of a page.
pub const BATCHES: usize = 50;

/// What was done to many accounts, the newest first: a page of [`BATCHES`], and how many there are. Single accounts that were put
/// off are left out unless `all` is asked for.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn batches(app: &App, scope: &Scope, all: bool, page: usize) -> Result<(Vec<BatchRow>, usize)> {
    scope.require(Permission::ViewReceivables)?;
    let skipped = page.max(1).saturating_sub(1).saturating_mul(BATCHES);
    let place = (i64::try_from(BATCHES).unwrap_or(i64::MAX), i64::try_from(skipped).unwrap_or(i64::MAX));
    let mut tx = app.db().snapshot().await?;
    let (rows, count) = store::desk::batches(&mut tx, scope.organisation.id, all, place).await?;
    Ok((rows, usize::try_from(count).unwrap_or(0)))
}

/// Everybody who follows an account.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn collectors(app: &App, scope: &Scope) -> Result<Vec<String>> {
    scope.require(Permission::ViewReceivables)?;
    let mut tx = app.db().snapshot().await?;
    Ok(store::desk::collectors(&mut tx, scope.organisation.id).await?)
}

/// Gives many accounts to several collectors as one batch: what rules say. How many changed hands.
///
/// # Errors
/// [`AppError::Forbidden`].
#[crate::boxed]
pub async fn assign_all(app: &App, scope: &Scope, given: &BTreeMap<DebtorId, String>, note: &str) -> Result<usize> {
    scope.require(Permission::EditDebtors)?;
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let mut debtors = store::debtor::all(&mut tx, organisation).await?;
    debtors.retain(|debtor| given.get(&debtor.id).is_some_and(|collector| *collector != debtor.collector));
    if debtors.is_empty() {
        return Ok(0);
    }
    let changed: BTreeMap<DebtorId, String> =
        debtors.iter().filter_map(|debtor| Some((debtor.id, given.get(&debtor.id)?.clone()))).collect();
    store::desk::set_collectors(&mut tx, organisation, &changed).await?;
    let made: Vec<Made> = debtors
        .into_iter()
        .map(|debtor| Made { after: changed.get(&debtor.id).cloned(), before: debtor.collector, ..Made::of(debtor.id) })
        .collect();
    let id = store::fresh_id();
    let row = BatchRow {
        id,
        kind: "assign".to_owned(),
        note: note.to_owned(),
        accounts: i64::try_from(made.len()).unwrap_or(i64::MAX),
        made: serde_json::to_string(&made).unwrap_or_default(),
        created_at: app.now(),
        created_by: scope.actor.name.clone(),
        undone: None,
    };
    store::desk::insert_batch(&mut tx, organisation, &row).await?;
    let line = |made: &Made| {
        let payload = serde_json::json!({"note": made.after});
        journal::line(app, scope, "debtor.assigned", Some(DebtorId(made.debtor)), Some(id), &payload)
    };
    let lines: Vec<_> = made.iter().map(line).collect();
    store::event::append(&mut tx, organisation, &lines).await?;
    tx.commit().await?;
    Ok(made.len())
}

/// Undoes a deed where it still stands; how many accounts are as they were.
///
/// What a person changed since is left alone: a suspension that was lifted, an account that was given to somebody else.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Store`] when it was undone already; [`AppError::Forbidden`].
#[crate::boxed]
pub async fn undo(app: &App, scope: &Scope, id: Uuid) -> Result<usize> {
    let organisation = scope.organisation.id;
    let mut tx = app.db().begin().await?;
    let batch = store::desk::batch_of(&mut tx, organisation, id).await?.ok_or(AppError::NotFound("batch"))?;
    scope.require(Deed::permission(&batch.kind))?;
    store::desk::mark_undone(&mut tx, organisation, id, app.now(), &scope.actor.name).await?;
    let made: Vec<Made> = serde_json::from_str(&batch.made).unwrap_or_default();
    let rows: Vec<Uuid> = made.iter().filter_map(|made| made.row).collect();
    let undone: Vec<Uuid> = match batch.kind.as_str() {
        "pause" => {
            let active = store::hold::active(&mut tx, organisation, app.today()).await?;
            let still: Vec<HoldId> = active.iter().map(|hold| hold.id).filter(|hold| rows.contains(&hold.0)).collect();
            store::hold::release_many(&mut tx, organisation, &still, app.now(), &scope.actor.name).await?;
            made.iter().filter(|made| made.row.is_some_and(|row| still.contains(&HoldId(row)))).map(|made| made.debtor).collect()
        }
        "snooze" => {
            let off = store::desk::snoozed(&mut tx, organisation, app.today()).await?;
            let still: Vec<Uuid> = off.iter().map(|row| row.id).filter(|row| rows.contains(row)).collect();
            store::desk::end_snoozes(&mut tx, organisation, &still, app.now(), &scope.actor.name).await?;
            let earlier: Vec<Uuid> =
                made.iter().filter(|made| made.row.is_some_and(|row| still.contains(&row))).filter_map(|made| made.earlier).collect();
            store::desk::reopen_snoozes(&mut tx, organisation, &earlier, app.today()).await?;
            made.iter().filter(|made| made.row.is_some_and(|row| still.contains(&row))).map(|made| made.debtor).collect()
        }
        "scenario" => unbind(&mut tx, app, scope, &made).await?,
        "classify" => {
            let mut undone = Vec::new();
            for made in made {
                let one = Classified {
                    debtor: DebtorId(made.debtor),
                    before: made.before,
                    after: made.after.unwrap_or_default(),
                    label: made.row,
                };
                if crate::classification::take_back(&mut tx, app, scope, &one).await? {
                    undone.push(made.debtor);
                }
            }
            undone
        }
        "remind" => {
            // What has not left the house is given up; what has stands.
            let actions: Vec<ActionId> = rows.iter().map(|row| ActionId(*row)).collect();
            let given_up =
                crate::approvals::decide(&mut tx, app, scope, &actions, crate::approvals::Verb::GiveUp, &words::undone()).await?;
            given_up.into_iter().map(|(_, debtor, _)| debtor.0).collect()
        }
        _ => {
            let now: HashMap<DebtorId, String> =
                store::debtor::all(&mut tx, organisation).await?.into_iter().map(|debtor| (debtor.id, debtor.collector)).collect();
            let stands = |made: &&Made| now.get(&DebtorId(made.debtor)) == Some(made.after.as_ref().unwrap_or(&batch.note));
            let given = made.iter().filter(stands).map(|made| (DebtorId(made.debtor), made.before.clone())).collect::<BTreeMap<_, _>>();
            store::desk::set_collectors(&mut tx, organisation, &given).await?;
            given.into_keys().map(|debtor| debtor.0).collect()
        }
    };
    let event = match batch.kind.as_str() {
        "pause" => "hold.released",
        "snooze" => "agenda.resumed",
        "scenario" => "debtor.unbound",
        "remind" => "debtor.not_reminded",
        _ => "debtor.assigned",
    };
    let payload = serde_json::json!({"note": words::undone()});
    // An account that is written has its line already.
    if batch.kind != "classify" {
        let line = |debtor: &Uuid| journal::line(app, scope, event, Some(DebtorId(*debtor)), Some(id), &payload);
        store::event::append(&mut tx, organisation, &undone.iter().map(line).collect::<Vec<_>>()).await?;
    }
    tx.commit().await?;
    Ok(undone.len())
}
